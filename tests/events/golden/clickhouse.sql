-- paths
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY id) AS Nullable(Int32)) AS path,
  id
FROM (
  SELECT DISTINCT
    path AS id
  FROM log
) AS d;

-- names
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY name) AS Nullable(Int32)) AS event,
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
  CAST(ROW_NUMBER() OVER w AS Nullable(Int32)) AS position,
  lead(event) OVER w AS next_event,
  (
    lead(t) OVER w
  ) - t AS gap,
  CAST(COUNT(*) OVER (PARTITION BY path) AS Nullable(Int32)) AS path_length,
  lead(event) OVER w IS NULL AS is_last,
  attribute_0
FROM keyed
WINDOW w AS (PARTITION BY path ORDER BY t, seq);

-- funnel
WITH first_1 AS (
  SELECT
    j.path AS path,
    MIN(j.position) AS position,
    MIN(j.t) AS t,
    MIN(j.t) AS entered,
    CAST(NULL AS Nullable(Int64)) AS since,
    MIN(CASE WHEN j.is_last THEN 1 ELSE 0 END) AS ended
  FROM j
  WHERE
    j.event IN (
      SELECT
        n.event
      FROM names AS n
      WHERE
        n.name IN ('a')
    )
    AND TRUE
  GROUP BY
    j.path
), first_2 AS (
  SELECT
    j.path AS path,
    MIN(j.position) AS position,
    MIN(j.t) AS t,
    MIN(p.entered) AS entered,
    MIN(p.t) AS since,
    MAX(CASE WHEN j.is_last THEN 1 ELSE 0 END) AS ended
  FROM first_1 AS p
  JOIN j
    ON j.path = p.path
  WHERE
    j.position > p.position
    AND j.event IN (
      SELECT
        n.event
      FROM names AS n
      WHERE
        n.name IN ('b', 'it''s')
    )
    AND TRUE
    AND (
      j.t - p.entered
    ) <= 1800000000
  GROUP BY
    j.path
), reached_1 AS (
  SELECT
    path,
    t - entered AS taken,
    t - since AS leg,
    ended,
    0 AS came
  FROM first_1
), reached_2 AS (
  SELECT
    path,
    t - entered AS taken,
    t - since AS leg,
    ended,
    1 AS came
  FROM first_2
), counts AS (
  SELECT
    CAST(COUNT(*) AS Nullable(Int64)) AS paths,
    1 AS step,
    SUM(1 - r.came) AS entered,
    SUM(CASE WHEN n.came = 1 THEN 0 ELSE 1 END) AS dropped,
    SUM(CASE WHEN n.came = 1 THEN 0 ELSE 1 END * r.ended) AS ended,
    quantileExactInclusive(0.5)(r.taken) AS median,
    quantileExactInclusive(0.9)(r.taken) AS q90,
    quantileExactInclusive(0.5)(r.leg) AS leg_median,
    quantileExactInclusive(0.9)(r.leg) AS leg_q90
  FROM reached_1 AS r
  LEFT JOIN reached_2 AS n
    ON n.path = r.path
  UNION ALL
  SELECT
    CAST(COUNT(*) AS Nullable(Int64)) AS paths,
    2 AS step,
    SUM(1 - r.came) AS entered,
    SUM(1) AS dropped,
    SUM(1 * r.ended) AS ended,
    quantileExactInclusive(0.5)(r.taken) AS median,
    quantileExactInclusive(0.9)(r.taken) AS q90,
    quantileExactInclusive(0.5)(r.leg) AS leg_median,
    quantileExactInclusive(0.9)(r.leg) AS leg_q90
  FROM reached_2 AS r
)
SELECT
  c.step AS step,
  labels.name AS name,
  c.paths AS paths,
  CAST(COALESCE(c.entered, 0) AS Nullable(Int64)) AS entered,
  CASE
    WHEN labels.further = 1
    THEN CAST(COALESCE(c.dropped, 0) AS Nullable(Int64))
  END AS dropped,
  CAST(COALESCE(c.ended, 0) AS Nullable(Int64)) AS ended,
  b.paths AS previous_paths,
  CAST(c.paths - COALESCE(c.entered, 0) AS Nullable(Float64)) / nullIf(b.paths, 0) AS previous_share,
  CAST(c.paths AS Nullable(Float64)) / nullIf(w.started, 0) AS first_share,
  CAST(c.paths AS Nullable(Float64)) / a.paths AS all_share,
  c.median / 1000000.0 AS median_s,
  c.q90 / 1000000.0 AS q90_s,
  c.leg_median / 1000000.0 AS leg_median_s,
  c.leg_q90 / 1000000.0 AS leg_q90_s
FROM counts AS c
JOIN (
  SELECT
    1 AS step,
    'a' AS name,
    0 AS base,
    1 AS further
  UNION ALL
  SELECT
    2,
    'b or it''s',
    1,
    0
) AS labels
  ON labels.step = c.step
CROSS JOIN (
  SELECT
    SUM(entered) AS started
  FROM counts
) AS w
CROSS JOIN (
  SELECT
    COUNT(DISTINCT path) AS paths
  FROM j
) AS a
LEFT JOIN counts AS b
  ON b.step = labels.base
WHERE
  a.paths > 0
ORDER BY
  step;
