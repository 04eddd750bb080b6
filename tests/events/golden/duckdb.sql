-- paths
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY id) AS INT) AS path,
  id
FROM (
  SELECT DISTINCT
    path AS id
  FROM log
) AS d;

-- names
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY name) AS INT) AS event,
  name
FROM (
  SELECT DISTINCT
    event AS name
  FROM log
) AS d;

-- j
WITH keyed AS (
  SELECT
    p.path AS path,
    n.event AS event,
    l.t AS t,
    l.seq AS seq,
    l.attribute_0
  FROM log AS l
  JOIN paths AS p
    ON p.id = l.path
  JOIN names AS n
    ON n.name = l.event
)
SELECT
  path,
  event,
  t,
  seq,
  CAST(ROW_NUMBER() OVER w AS INT) AS position,
  LEAD(event) OVER w AS next_event,
  LEAD(t) OVER w - t AS gap,
  CAST(COUNT(*) OVER (PARTITION BY path) AS INT) AS path_length,
  LEAD(event) OVER w IS NULL AS is_last,
  attribute_0
FROM keyed
WINDOW w AS (PARTITION BY path ORDER BY t, seq);

-- funnel
WITH reached_1 AS (
  SELECT
    path,
    MIN(position) AS position,
    MIN(t) AS entered
  FROM j
  WHERE
    j.event IN (
      SELECT
        event
      FROM names
      WHERE
        name IN ('a')
    )
  GROUP BY
    path
), reached_2 AS (
  SELECT
    j.path AS path,
    MIN(j.position) AS position,
    MIN(p.entered) AS entered
  FROM reached_1 AS p
  JOIN j
    ON j.path = p.path
  WHERE
    (
      j.position > p.position
      AND j.event IN (
        SELECT
          event
        FROM names
        WHERE
          name IN ('b', 'it''s')
      )
    )
    AND j.t - p.entered <= 1800000000
  GROUP BY
    j.path
)
SELECT
  r.step AS step,
  labels.name AS name,
  r.paths AS paths,
  r.paths - LEAD(r.paths) OVER (ORDER BY r.step) AS dropped,
  CAST(r.paths AS DOUBLE) / NULLIF(LAG(r.paths) OVER (ORDER BY r.step), 0) AS previous_share,
  CAST(r.paths AS DOUBLE) / NULLIF(FIRST_VALUE(r.paths) OVER (ORDER BY r.step), 0) AS first_share
FROM (
  SELECT
    CAST(COUNT(*) AS BIGINT) AS paths,
    1 AS step
  FROM reached_1
  UNION ALL
  SELECT
    CAST(COUNT(*) AS BIGINT) AS paths,
    2 AS step
  FROM reached_2
) AS r
JOIN (VALUES
  (1, 'a'),
  (2, 'b or it''s')) AS labels(step, name)
  ON labels.step = r.step
WHERE
  EXISTS(
    SELECT
      1
    FROM j
  )
ORDER BY
  r.step;
