-- Written for trino, untried there.

-- preparation
CREATE VIEW journeys.log AS
WITH checked AS (
  SELECT
    r.here_path AS path,
    r.here_event AS event,
    r.here_t AS t,
    r.here_seq AS seq,
    r.here_attribute_0 AS attribute_0,
    CASE
      WHEN r.here_path IS NULL
      THEN 'user_id'
      WHEN r.here_event IS NULL
      THEN 'event'
      WHEN r.here_blank
      THEN 'happened_at'
      WHEN r.here_t IS NULL
      THEN 'happened_at'
      WHEN r.here_seq IS NULL
      THEN 'row'
    END AS fault,
    CASE
      WHEN r.here_path IS NULL
      THEN 'the path id is empty'
      WHEN r.here_event IS NULL
      THEN 'the event name is empty'
      WHEN r.here_blank
      THEN 'the time is empty'
      WHEN r.here_t IS NULL
      THEN 'the time cannot be read'
      WHEN r.here_seq IS NULL
      THEN 'the order is empty'
    END AS reason
  FROM (
    SELECT
      CASE
        WHEN TRIM(CAST(s."user_id" AS VARCHAR)) <> ''
        THEN CAST(s."user_id" AS VARCHAR)
      END AS here_path,
      CASE
        WHEN TRIM(CAST(s."event" AS VARCHAR)) <> ''
        THEN CAST(s."event" AS VARCHAR)
      END AS here_event,
      CAST(ROUND(TO_UNIXTIME(s."happened_at") * 1000000) AS BIGINT) AS here_t,
      CAST(s."row" AS BIGINT) AS here_seq,
      s."happened_at" IS NULL AS here_blank,
      CASE
        WHEN TRIM(CAST(s."channel" AS VARCHAR)) <> ''
        THEN CAST(s."channel" AS VARCHAR)
      END AS here_attribute_0
    FROM web.events AS s
  ) AS r
)
SELECT
  path,
  event,
  t,
  seq,
  attribute_0
FROM checked
WHERE
  reason IS NULL;

CREATE TABLE journeys.paths AS
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY id) AS INTEGER) AS path,
  id
FROM (
  SELECT DISTINCT
    path AS id
  FROM journeys.log
) AS d;

CREATE TABLE journeys.names AS
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY name) AS INTEGER) AS event,
  name
FROM (
  SELECT DISTINCT
    event AS name
  FROM journeys.log
) AS d;

CREATE TABLE journeys.j AS
WITH keyed AS (
  SELECT
    p.path AS path,
    n.event AS event,
    l.t AS t,
    CAST(ROW_NUMBER() OVER (PARTITION BY p.path ORDER BY l.t, l.seq, n.event, l.attribute_0) AS BIGINT) AS seq,
    l.attribute_0
  FROM journeys.log AS l
  JOIN journeys.paths AS p
    ON p.id = l.path
  JOIN journeys.names AS n
    ON n.name = l.event
)
SELECT
  path,
  event,
  t,
  seq,
  CAST(ROW_NUMBER() OVER w AS INTEGER) AS position,
  LEAD(event) OVER w AS next_event,
  (
    LEAD(t) OVER w
  ) - t AS gap,
  CAST(COUNT(*) OVER (PARTITION BY path) AS INTEGER) AS path_length,
  LEAD(event) OVER w IS NULL AS is_last,
  attribute_0
FROM keyed
WINDOW w AS (PARTITION BY path ORDER BY t, seq);

-- transitions
WITH pairs AS (
  SELECT
    event,
    next_event,
    COUNT(*) AS transitions,
    COUNT(DISTINCT path) AS paths,
    APPROX_PERCENTILE(gap, 0.5) AS usual_gap,
    APPROX_PERCENTILE(gap, 0.95) AS long_gap
  FROM j
  WHERE
    NOT next_event IS NULL
  GROUP BY
    event,
    next_event
)
SELECT
  s.name AS source,
  e.name AS target,
  p.transitions AS transitions,
  p.paths AS paths,
  CAST(p.transitions AS DOUBLE) / SUM(p.transitions) OVER (PARTITION BY p.event) AS out_share,
  CAST(p.transitions AS DOUBLE) / SUM(p.transitions) OVER (PARTITION BY p.next_event) AS in_share,
  CAST(p.usual_gap AS DOUBLE) / 1000000.0 AS median_gap_s,
  CAST(p.long_gap AS DOUBLE) / 1000000.0 AS q95_gap_s
FROM pairs AS p
JOIN names AS s
  ON s.event = p.event
JOIN names AS e
  ON e.event = p.next_event
ORDER BY
  transitions DESC,
  source,
  target;

-- steps
WITH flows AS (
  SELECT
    source_column,
    source,
    source_kind,
    target,
    target_kind,
    SUM(paths) AS paths
  FROM (
    WITH moves AS (
      SELECT
        place,
        event,
        next_event,
        COUNT(*) AS paths
      FROM (
        SELECT
          path,
          position AS place,
          event,
          next_event
        FROM j
        WHERE
          position <= 3
      ) AS w
      WHERE
        place <= 3
      GROUP BY
        place,
        event,
        next_event
    ), nodes AS (
      SELECT
        m.place AS place,
        m.event AS event,
        n.name AS name,
        ROW_NUMBER() OVER (PARTITION BY m.place ORDER BY SUM(m.paths) DESC, n.name) AS standing
      FROM moves AS m
      JOIN names AS n
        ON n.event = m.event
      GROUP BY
        m.place,
        m.event,
        n.name
    ), kept AS (
      SELECT
        place,
        event,
        name
      FROM nodes
      WHERE
        standing <= 2
    )
    SELECT
      m.place AS source_column,
      m.event AS event,
      m.next_event AS next_event,
      COALESCE(s.name, 'other') AS source,
      CASE WHEN s.event IS NULL THEN 'other' ELSE 'event' END AS source_kind,
      CASE
        WHEN m.next_event IS NULL
        THEN e.name
        WHEN e.event IS NULL
        THEN 'other'
        ELSE e.name
      END AS target,
      CASE
        WHEN m.next_event IS NULL
        THEN 'left'
        WHEN e.event IS NULL
        THEN 'other'
        ELSE 'event'
      END AS target_kind,
      m.paths AS paths
    FROM moves AS m
    LEFT JOIN kept AS s
      ON s.place = m.place AND s.event = m.event
    LEFT JOIN kept AS e
      ON e.place = m.place + 1 AND e.event = m.next_event
    WHERE
      m.place < 3
  ) AS l
  GROUP BY
    source_column,
    source,
    source_kind,
    target,
    target_kind
)
SELECT
  source_column,
  source,
  source_kind,
  CASE WHEN target_kind IN ('event', 'other') THEN source_column + 1 END AS target_column,
  target,
  target_kind,
  CAST(flows.paths AS BIGINT) AS paths,
  CASE WHEN target_kind IN ('event', 'other') THEN 'forward' ELSE target_kind END AS kind
FROM flows
ORDER BY
  source_column,
  CASE WHEN source_kind = 'other' THEN 1 ELSE 0 END,
  flows.source,
  CASE WHEN target_kind = 'event' THEN 0 WHEN target_kind = 'other' THEN 1 ELSE 2 END,
  flows.paths DESC,
  flows.target;

-- steps backward
WITH flows AS (
  SELECT
    source_column,
    source,
    source_kind,
    target,
    target_kind,
    SUM(paths) AS paths
  FROM (
    WITH moves AS (
      SELECT
        place,
        event,
        next_event,
        COUNT(*) AS paths
      FROM (
        SELECT
          j.path AS path,
          f.position - j.position + 1 AS place,
          j.event AS event,
          LAG(j.event) OVER (PARTITION BY j.path ORDER BY j.position) AS next_event
        FROM j
        JOIN (
          SELECT
            j.path AS path,
            MIN(j.position) AS position
          FROM j
          WHERE
            j.event IN (
              SELECT
                n.event
              FROM names AS n
              WHERE
                n.name = 'b'
            )
          GROUP BY
            j.path
        ) AS f
          ON f.path = j.path
        WHERE
          j.position <= f.position AND j.position >= f.position - 3
      ) AS w
      WHERE
        place <= 3
      GROUP BY
        place,
        event,
        next_event
    ), nodes AS (
      SELECT
        m.place AS place,
        m.event AS event,
        n.name AS name,
        ROW_NUMBER() OVER (PARTITION BY m.place ORDER BY SUM(m.paths) DESC, n.name) AS standing
      FROM moves AS m
      JOIN names AS n
        ON n.event = m.event
      GROUP BY
        m.place,
        m.event,
        n.name
    ), kept AS (
      SELECT
        place,
        event,
        name
      FROM nodes
      WHERE
        standing <= 1
    )
    SELECT
      m.place AS source_column,
      m.event AS event,
      m.next_event AS next_event,
      COALESCE(s.name, 'other') AS source,
      CASE WHEN s.event IS NULL THEN 'other' ELSE 'event' END AS source_kind,
      CASE
        WHEN m.next_event IS NULL
        THEN e.name
        WHEN e.event IS NULL
        THEN 'other'
        ELSE e.name
      END AS target,
      CASE
        WHEN m.next_event IS NULL
        THEN 'left'
        WHEN e.event IS NULL
        THEN 'other'
        ELSE 'event'
      END AS target_kind,
      m.paths AS paths
    FROM moves AS m
    LEFT JOIN kept AS s
      ON s.place = m.place AND s.event = m.event
    LEFT JOIN kept AS e
      ON e.place = m.place + 1 AND e.event = m.next_event
    WHERE
      m.place < 3
  ) AS l
  GROUP BY
    source_column,
    source,
    source_kind,
    target,
    target_kind
)
SELECT
  source_column,
  source,
  source_kind,
  CASE WHEN target_kind IN ('event', 'other') THEN source_column + 1 END AS target_column,
  target,
  target_kind,
  CAST(flows.paths AS BIGINT) AS paths,
  CASE WHEN target_kind IN ('event', 'other') THEN 'forward' ELSE target_kind END AS kind
FROM flows
ORDER BY
  source_column,
  CASE WHEN source_kind = 'other' THEN 1 ELSE 0 END,
  flows.source,
  CASE WHEN target_kind = 'event' THEN 0 WHEN target_kind = 'other' THEN 1 ELSE 2 END,
  flows.paths DESC,
  flows.target;

-- steps between
WITH flows AS (
  SELECT
    source_column,
    source,
    source_kind,
    target,
    target_kind,
    SUM(paths) AS paths
  FROM (
    WITH moves AS (
      SELECT
        place,
        event,
        next_event,
        COUNT(*) AS paths
      FROM (
        SELECT
          j.path AS path,
          j.position - f.position + 1 AS place,
          j.event AS event,
          CASE WHEN j.position < e.position THEN j.next_event END AS next_event
        FROM j
        JOIN (
          SELECT
            j.path AS path,
            MIN(j.position) AS position
          FROM j
          WHERE
            j.event IN (
              SELECT
                n.event
              FROM names AS n
              WHERE
                n.name = 'a'
            )
          GROUP BY
            j.path
        ) AS f
          ON f.path = j.path
        JOIN (
          SELECT
            j.path AS path,
            MIN(j.position) AS position
          FROM j
          JOIN (
            SELECT
              j.path AS path,
              MIN(j.position) AS position
            FROM j
            WHERE
              j.event IN (
                SELECT
                  n.event
                FROM names AS n
                WHERE
                  n.name = 'a'
              )
            GROUP BY
              j.path
          ) AS f
            ON f.path = j.path
          WHERE
            j.position > f.position
            AND j.event IN (
              SELECT
                n.event
              FROM names AS n
              WHERE
                n.name = 'b'
            )
          GROUP BY
            j.path
        ) AS e
          ON e.path = j.path
        WHERE
          j.position >= f.position
          AND j.position <= e.position
          AND j.position < f.position + 3
      ) AS w
      WHERE
        place <= 3
      GROUP BY
        place,
        event,
        next_event
    ), nodes AS (
      SELECT
        m.place AS place,
        m.event AS event,
        n.name AS name,
        ROW_NUMBER() OVER (PARTITION BY m.place ORDER BY SUM(m.paths) DESC, n.name) AS standing
      FROM moves AS m
      JOIN names AS n
        ON n.event = m.event
      GROUP BY
        m.place,
        m.event,
        n.name
    ), kept AS (
      SELECT
        place,
        event,
        name
      FROM nodes
      WHERE
        standing <= 1
    )
    SELECT
      m.place AS source_column,
      m.event AS event,
      m.next_event AS next_event,
      COALESCE(s.name, 'other') AS source,
      CASE WHEN s.event IS NULL THEN 'other' ELSE 'event' END AS source_kind,
      CASE
        WHEN m.next_event IS NULL
        THEN e.name
        WHEN e.event IS NULL
        THEN 'other'
        ELSE e.name
      END AS target,
      CASE
        WHEN m.next_event IS NULL
        THEN 'end'
        WHEN e.event IS NULL
        THEN 'other'
        ELSE 'event'
      END AS target_kind,
      m.paths AS paths
    FROM moves AS m
    LEFT JOIN kept AS s
      ON s.place = m.place AND s.event = m.event
    LEFT JOIN kept AS e
      ON e.place = m.place + 1 AND e.event = m.next_event
    WHERE
      m.place < 3
  ) AS l
  GROUP BY
    source_column,
    source,
    source_kind,
    target,
    target_kind
)
SELECT
  source_column,
  source,
  source_kind,
  CASE WHEN target_kind IN ('event', 'other') THEN source_column + 1 END AS target_column,
  target,
  target_kind,
  CAST(flows.paths AS BIGINT) AS paths,
  CASE WHEN target_kind IN ('event', 'other') THEN 'forward' ELSE target_kind END AS kind
FROM flows
ORDER BY
  source_column,
  CASE WHEN source_kind = 'other' THEN 1 ELSE 0 END,
  flows.source,
  CASE WHEN target_kind = 'event' THEN 0 WHEN target_kind = 'other' THEN 1 ELSE 2 END,
  flows.paths DESC,
  flows.target;

-- stage_inside
WITH i AS (
  SELECT
    path,
    label,
    event,
    comes,
    goes
  FROM (
    SELECT
      c.path AS path,
      c.label AS label,
      c.event AS event,
      CASE
        WHEN c.position = MIN(c.position) OVER (PARTITION BY c.path, c.label)
        THEN 1
        ELSE 0
      END AS comes,
      CASE
        WHEN c.position = MAX(c.position) OVER (PARTITION BY c.path, c.label)
        THEN 1
        ELSE 0
      END AS goes
    FROM (
      SELECT
        j.*,
        CASE
          WHEN j.event IN (
            SELECT
              event
            FROM names
            WHERE
              REGEXP_LIKE(name, '(?s)\Ab.*\z') OR name = 'it''s'
          )
          THEN 1
        END AS label
      FROM j
    ) AS c
    WHERE
      NOT c.label IS NULL
  ) AS x
), portions AS (
  SELECT
    label,
    event,
    COUNT(*) AS events,
    COUNT(DISTINCT path) AS paths,
    CAST(SUM(comes) AS BIGINT) AS comes,
    CAST(SUM(goes) AS BIGINT) AS goes
  FROM i
  GROUP BY
    label,
    event
), whole AS (
  SELECT
    label,
    COUNT(DISTINCT path) AS paths
  FROM i
  GROUP BY
    label
)
SELECT
  s.name AS stage,
  n.name AS event,
  p.events AS events,
  p.paths AS paths,
  w.paths AS stage_paths,
  CAST(p.paths AS DOUBLE) / w.paths AS stage_share,
  p.comes AS first_paths,
  p.goes AS last_paths
FROM portions AS p
JOIN whole AS w
  ON w.label = p.label
JOIN names AS n
  ON n.event = p.event
JOIN (VALUES
  (1, 'basket')) AS s(number, name)
  ON s.number = p.label
ORDER BY
  p.label,
  p.paths DESC,
  p.events DESC,
  n.name;

-- funnel
WITH first_1 AS (
  SELECT
    j.path AS path,
    MIN(j.position) AS position,
    MIN(j.t) AS t,
    MIN(j.t) AS entered,
    CAST(NULL AS BIGINT) AS since,
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
    CAST(COUNT(*) AS BIGINT) AS paths,
    1 AS step,
    SUM(1 - r.came) AS entered,
    SUM(CASE WHEN n.came = 1 THEN 0 ELSE 1 END) AS dropped,
    SUM(CASE WHEN n.came = 1 THEN 0 ELSE 1 END * r.ended) AS ended,
    APPROX_PERCENTILE(r.taken, 0.5) AS median,
    APPROX_PERCENTILE(r.taken, 0.9) AS q90,
    APPROX_PERCENTILE(r.leg, 0.5) AS leg_median,
    APPROX_PERCENTILE(r.leg, 0.9) AS leg_q90
  FROM reached_1 AS r
  LEFT JOIN reached_2 AS n
    ON n.path = r.path
  UNION ALL
  SELECT
    CAST(COUNT(*) AS BIGINT) AS paths,
    2 AS step,
    SUM(1 - r.came) AS entered,
    SUM(1) AS dropped,
    SUM(1 * r.ended) AS ended,
    APPROX_PERCENTILE(r.taken, 0.5) AS median,
    APPROX_PERCENTILE(r.taken, 0.9) AS q90,
    APPROX_PERCENTILE(r.leg, 0.5) AS leg_median,
    APPROX_PERCENTILE(r.leg, 0.9) AS leg_q90
  FROM reached_2 AS r
)
SELECT
  c.step AS step,
  labels.name AS name,
  c.paths AS paths,
  CAST(COALESCE(c.entered, 0) AS BIGINT) AS entered,
  CASE WHEN labels.further = 1 THEN CAST(COALESCE(c.dropped, 0) AS BIGINT) END AS dropped,
  CAST(COALESCE(c.ended, 0) AS BIGINT) AS ended,
  b.paths AS previous_paths,
  CAST(c.paths - COALESCE(c.entered, 0) AS DOUBLE) / NULLIF(b.paths, 0) AS previous_share,
  CAST(c.paths AS DOUBLE) / NULLIF(w.started, 0) AS first_share,
  CAST(c.paths AS DOUBLE) / a.paths AS all_share,
  CAST(c.median AS DOUBLE) / 1000000.0 AS median_s,
  CAST(c.q90 AS DOUBLE) / 1000000.0 AS q90_s,
  CAST(c.leg_median AS DOUBLE) / 1000000.0 AS leg_median_s,
  CAST(c.leg_q90 AS DOUBLE) / 1000000.0 AS leg_q90_s
FROM counts AS c
JOIN (VALUES
  (1, 'a', 0, 1),
  (2, 'b or it''s', 1, 0)) AS labels(step, name, base, further)
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

-- funnel best
WITH hits AS (
  SELECT
    j.path,
    j.position,
    j.t,
    j.is_last,
    f.m_1,
    f.m_2,
    f.m_3,
    f.x_3
  FROM j
  JOIN (
    SELECT
      n.event,
      CASE WHEN n.name IN ('a') THEN 1 ELSE 0 END AS m_1,
      CASE WHEN n.name IN ('b') THEN 1 ELSE 0 END AS m_2,
      CASE WHEN n.name IN ('it''s') THEN 1 ELSE 0 END AS m_3,
      CASE WHEN n.name IN ('b') THEN 1 ELSE 0 END AS x_3
    FROM names AS n
    WHERE
      n.name IN ('a', 'b', 'it''s')
  ) AS f
    ON f.event = j.event
), entries_1 AS (
  SELECT
    j.*,
    CASE WHEN j.m_1 = 1 AND TRUE THEN j.position END AS entry
  FROM hits AS j
), at_1_1 AS (
  SELECT
    *,
    CASE WHEN m_1 = 1 AND entry = position THEN t END AS e_1,
    CASE WHEN m_1 = 1 AND entry = position THEN 0 ELSE 0 END AS came_1
  FROM entries_1
), seen_2_1 AS (
  SELECT
    *,
    MAX(e_1) OVER (
      PARTITION BY path
      ORDER BY COALESCE(t, 0)
      RANGE BETWEEN UNBOUNDED PRECEDING AND 1000000 PRECEDING
    ) AS e_1_before_2,
    MAX(CASE WHEN NOT e_1 IS NULL THEN position END) OVER (
      PARTITION BY path
      ORDER BY COALESCE(t, 0)
      RANGE BETWEEN UNBOUNDED PRECEDING AND 1000000 PRECEDING
    ) AS position_1_before_2,
    MAX(CASE WHEN NOT e_1 IS NULL THEN t END) OVER (
      PARTITION BY path
      ORDER BY COALESCE(t, 0)
      RANGE BETWEEN UNBOUNDED PRECEDING AND 1000000 PRECEDING
    ) AS t_1_before_2
  FROM at_1_1
), at_2_1 AS (
  SELECT
    *,
    CASE
      WHEN m_2 = 1
      THEN CASE
        WHEN NOT e_1_before_2 IS NULL AND (
          t - t_1_before_2
        ) <= 3000000
        THEN e_1_before_2
      END
    END AS e_2,
    CASE
      WHEN m_2 = 1
      AND NOT CASE
        WHEN NOT e_1_before_2 IS NULL AND (
          t - t_1_before_2
        ) <= 3000000
        THEN e_1_before_2
      END IS NULL
      THEN 1
      ELSE 0
    END AS came_2
  FROM seen_2_1
), seen_3_1 AS (
  SELECT
    *,
    MAX(e_2) OVER (
      PARTITION BY path
      ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS e_2_before_3,
    MAX(CASE WHEN NOT e_2 IS NULL THEN position END) OVER (
      PARTITION BY path
      ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS position_2_before_3,
    MAX(CASE WHEN NOT e_2 IS NULL THEN t END) OVER (
      PARTITION BY path
      ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS t_2_before_3,
    MAX(CASE WHEN x_3 = 1 THEN position END) OVER (
      PARTITION BY path
      ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS x_before_3
  FROM at_2_1
), at_3_1 AS (
  SELECT
    *,
    CASE
      WHEN m_3 = 1
      THEN CASE
        WHEN NOT e_2_before_3 IS NULL
        AND (
          x_before_3 IS NULL OR x_before_3 <= position_2_before_3
        )
        THEN e_2_before_3
      END
    END AS e_3,
    CASE
      WHEN m_3 = 1
      AND NOT CASE
        WHEN NOT e_2_before_3 IS NULL
        AND (
          x_before_3 IS NULL OR x_before_3 <= position_2_before_3
        )
        THEN e_2_before_3
      END IS NULL
      THEN 1
      ELSE 0
    END AS came_3
  FROM seen_3_1
), runs_1 AS (
  SELECT
    path,
    MIN(t - e_1) AS taken_1,
    MAX(CASE WHEN is_last AND NOT e_1 IS NULL THEN 1 ELSE 0 END) AS ended_1,
    MAX(came_1) AS came_1,
    MIN(t - e_2) AS taken_2,
    MAX(CASE WHEN is_last AND NOT e_2 IS NULL THEN 1 ELSE 0 END) AS ended_2,
    MAX(came_2) AS came_2,
    MIN(t - e_3) AS taken_3,
    MAX(CASE WHEN is_last AND NOT e_3 IS NULL THEN 1 ELSE 0 END) AS ended_3,
    MAX(came_3) AS came_3
  FROM at_3_1
  GROUP BY
    path
), entries_2 AS (
  SELECT
    j.*,
    CASE WHEN j.m_1 = 1 AND TRUE THEN j.position END AS entry
  FROM hits AS j
), at_1_2 AS (
  SELECT
    *,
    CASE WHEN m_1 = 1 AND entry = position THEN t END AS e_1,
    CASE WHEN m_1 = 1 AND entry = position THEN 0 ELSE 0 END AS came_1
  FROM entries_2
), seen_3_2 AS (
  SELECT
    *,
    MAX(e_1) OVER (
      PARTITION BY path
      ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS e_1_before_3,
    MAX(CASE WHEN NOT e_1 IS NULL THEN position END) OVER (
      PARTITION BY path
      ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS position_1_before_3,
    MAX(CASE WHEN NOT e_1 IS NULL THEN t END) OVER (
      PARTITION BY path
      ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS t_1_before_3,
    MAX(CASE WHEN x_3 = 1 THEN position END) OVER (
      PARTITION BY path
      ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS x_before_3
  FROM at_1_2
), at_3_2 AS (
  SELECT
    *,
    CASE
      WHEN m_3 = 1
      THEN CASE
        WHEN NOT e_1_before_3 IS NULL
        AND (
          x_before_3 IS NULL OR x_before_3 <= position_1_before_3
        )
        THEN e_1_before_3
      END
    END AS e_3,
    CASE
      WHEN m_3 = 1
      AND NOT CASE
        WHEN NOT e_1_before_3 IS NULL
        AND (
          x_before_3 IS NULL OR x_before_3 <= position_1_before_3
        )
        THEN e_1_before_3
      END IS NULL
      THEN 1
      ELSE 0
    END AS came_3
  FROM seen_3_2
), runs_2 AS (
  SELECT
    path,
    MIN(t - e_1) AS taken_1,
    MAX(CASE WHEN is_last AND NOT e_1 IS NULL THEN 1 ELSE 0 END) AS ended_1,
    MAX(came_1) AS came_1,
    MIN(t - e_3) AS taken_3,
    MAX(CASE WHEN is_last AND NOT e_3 IS NULL THEN 1 ELSE 0 END) AS ended_3,
    MAX(came_3) AS came_3
  FROM at_3_2
  GROUP BY
    path
), reached_1 AS (
  SELECT
    path,
    MIN(taken) AS taken,
    CAST(NULL AS BIGINT) AS leg,
    MAX(ended) AS ended,
    MAX(came) AS came
  FROM (
    SELECT
      path,
      taken_1 AS taken,
      ended_1 AS ended,
      came_1 AS came
    FROM runs_1
    WHERE
      NOT taken_1 IS NULL
    UNION ALL
    SELECT
      path,
      taken_1 AS taken,
      ended_1 AS ended,
      came_1 AS came
    FROM runs_2
    WHERE
      NOT taken_1 IS NULL
  ) AS p
  GROUP BY
    path
), reached_2 AS (
  SELECT
    p.path AS path,
    MIN(p.taken) AS taken,
    MIN(p.taken) - MIN(b.taken) AS leg,
    MAX(p.ended) AS ended,
    MAX(p.came) AS came
  FROM (
    SELECT
      path,
      taken_2 AS taken,
      ended_2 AS ended,
      came_2 AS came
    FROM runs_1
    WHERE
      NOT taken_2 IS NULL
  ) AS p
  LEFT JOIN reached_1 AS b
    ON b.path = p.path
  GROUP BY
    p.path
), reached_3 AS (
  SELECT
    p.path AS path,
    MIN(p.taken) AS taken,
    MIN(p.taken) - MIN(b.taken) AS leg,
    MAX(p.ended) AS ended,
    MAX(p.came) AS came
  FROM (
    SELECT
      path,
      taken_3 AS taken,
      ended_3 AS ended,
      came_3 AS came
    FROM runs_1
    WHERE
      NOT taken_3 IS NULL
    UNION ALL
    SELECT
      path,
      taken_3 AS taken,
      ended_3 AS ended,
      came_3 AS came
    FROM runs_2
    WHERE
      NOT taken_3 IS NULL
  ) AS p
  LEFT JOIN reached_1 AS b
    ON b.path = p.path
  GROUP BY
    p.path
), counts AS (
  SELECT
    CAST(COUNT(*) AS BIGINT) AS paths,
    1 AS step,
    SUM(1 - r.came) AS entered,
    SUM(CASE WHEN n.came = 1 THEN 0 ELSE 1 END) AS dropped,
    SUM(CASE WHEN n.came = 1 THEN 0 ELSE 1 END * r.ended) AS ended,
    APPROX_PERCENTILE(r.taken, 0.5) AS median,
    APPROX_PERCENTILE(r.taken, 0.9) AS q90,
    APPROX_PERCENTILE(r.leg, 0.5) AS leg_median,
    APPROX_PERCENTILE(r.leg, 0.9) AS leg_q90
  FROM reached_1 AS r
  LEFT JOIN reached_3 AS n
    ON n.path = r.path
  UNION ALL
  SELECT
    CAST(COUNT(*) AS BIGINT) AS paths,
    2 AS step,
    SUM(1 - r.came) AS entered,
    SUM(CASE WHEN n.came = 1 THEN 0 ELSE 1 END) AS dropped,
    SUM(CASE WHEN n.came = 1 THEN 0 ELSE 1 END * r.ended) AS ended,
    APPROX_PERCENTILE(r.taken, 0.5) AS median,
    APPROX_PERCENTILE(r.taken, 0.9) AS q90,
    APPROX_PERCENTILE(r.leg, 0.5) AS leg_median,
    APPROX_PERCENTILE(r.leg, 0.9) AS leg_q90
  FROM reached_2 AS r
  LEFT JOIN reached_3 AS n
    ON n.path = r.path
  UNION ALL
  SELECT
    CAST(COUNT(*) AS BIGINT) AS paths,
    3 AS step,
    SUM(1 - r.came) AS entered,
    SUM(1) AS dropped,
    SUM(1 * r.ended) AS ended,
    APPROX_PERCENTILE(r.taken, 0.5) AS median,
    APPROX_PERCENTILE(r.taken, 0.9) AS q90,
    APPROX_PERCENTILE(r.leg, 0.5) AS leg_median,
    APPROX_PERCENTILE(r.leg, 0.9) AS leg_q90
  FROM reached_3 AS r
)
SELECT
  c.step AS step,
  labels.name AS name,
  c.paths AS paths,
  CAST(COALESCE(c.entered, 0) AS BIGINT) AS entered,
  CASE WHEN labels.further = 1 THEN CAST(COALESCE(c.dropped, 0) AS BIGINT) END AS dropped,
  CAST(COALESCE(c.ended, 0) AS BIGINT) AS ended,
  b.paths AS previous_paths,
  CAST(c.paths - COALESCE(c.entered, 0) AS DOUBLE) / NULLIF(b.paths, 0) AS previous_share,
  CAST(c.paths AS DOUBLE) / NULLIF(w.started, 0) AS first_share,
  CAST(c.paths AS DOUBLE) / a.paths AS all_share,
  CAST(c.median AS DOUBLE) / 1000000.0 AS median_s,
  CAST(c.q90 AS DOUBLE) / 1000000.0 AS q90_s,
  CAST(c.leg_median AS DOUBLE) / 1000000.0 AS leg_median_s,
  CAST(c.leg_q90 AS DOUBLE) / 1000000.0 AS leg_q90_s
FROM counts AS c
JOIN (VALUES
  (1, 'a', 0, 1),
  (2, 'b', 1, 1),
  (3, 'it''s', 1, 0)) AS labels(step, name, base, further)
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

-- funnel open
WITH hits AS (
  SELECT
    j.path,
    j.position,
    j.t,
    j.is_last,
    f.m_1,
    f.m_2
  FROM j
  JOIN (
    SELECT
      n.event,
      CASE WHEN n.name IN ('a') THEN 1 ELSE 0 END AS m_1,
      CASE WHEN n.name IN ('b', 'it''s') THEN 1 ELSE 0 END AS m_2
    FROM names AS n
    WHERE
      n.name IN ('a', 'b', 'it''s')
  ) AS f
    ON f.event = j.event
), entries_1 AS (
  SELECT
    j.*,
    MIN(CASE WHEN (
      j.m_1 = 1 OR j.m_2 = 1
    ) AND TRUE THEN j.position END) OVER (PARTITION BY j.path) AS entry
  FROM hits AS j
), at_1_1 AS (
  SELECT
    *,
    CASE WHEN m_1 = 1 AND entry = position THEN t END AS e_1,
    CASE WHEN m_1 = 1 AND entry = position THEN 0 ELSE 0 END AS came_1
  FROM entries_1
), seen_2_1 AS (
  SELECT
    *,
    MAX(e_1) OVER (
      PARTITION BY path
      ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS e_1_before_2,
    MAX(CASE WHEN NOT e_1 IS NULL THEN position END) OVER (
      PARTITION BY path
      ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS position_1_before_2,
    MAX(CASE WHEN NOT e_1 IS NULL THEN t END) OVER (
      PARTITION BY path
      ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS t_1_before_2
  FROM at_1_1
), at_2_1 AS (
  SELECT
    *,
    CASE
      WHEN m_2 = 1 AND entry = position AND m_1 = 0
      THEN t
      WHEN m_2 = 1
      THEN CASE
        WHEN NOT e_1_before_2 IS NULL
        AND (
          t - e_1_before_2
        ) <= 60000000
        AND position = (
          position_1_before_2 + 1
        )
        THEN e_1_before_2
      END
    END AS e_2,
    CASE
      WHEN m_2 = 1 AND entry = position AND m_1 = 0
      THEN 0
      WHEN m_2 = 1
      AND NOT CASE
        WHEN NOT e_1_before_2 IS NULL
        AND (
          t - e_1_before_2
        ) <= 60000000
        AND position = (
          position_1_before_2 + 1
        )
        THEN e_1_before_2
      END IS NULL
      THEN 1
      ELSE 0
    END AS came_2
  FROM seen_2_1
), runs_1 AS (
  SELECT
    path,
    MIN(t - e_1) AS taken_1,
    MAX(CASE WHEN is_last AND NOT e_1 IS NULL THEN 1 ELSE 0 END) AS ended_1,
    MAX(came_1) AS came_1,
    MIN(t - e_2) AS taken_2,
    MAX(CASE WHEN is_last AND NOT e_2 IS NULL THEN 1 ELSE 0 END) AS ended_2,
    MAX(came_2) AS came_2
  FROM at_2_1
  GROUP BY
    path
), reached_1 AS (
  SELECT
    path,
    MIN(taken) AS taken,
    CAST(NULL AS BIGINT) AS leg,
    MAX(ended) AS ended,
    MAX(came) AS came
  FROM (
    SELECT
      path,
      taken_1 AS taken,
      ended_1 AS ended,
      came_1 AS came
    FROM runs_1
    WHERE
      NOT taken_1 IS NULL
  ) AS p
  GROUP BY
    path
), reached_2 AS (
  SELECT
    p.path AS path,
    MIN(p.taken) AS taken,
    MIN(p.taken) - MIN(b.taken) AS leg,
    MAX(p.ended) AS ended,
    MAX(p.came) AS came
  FROM (
    SELECT
      path,
      taken_2 AS taken,
      ended_2 AS ended,
      came_2 AS came
    FROM runs_1
    WHERE
      NOT taken_2 IS NULL
  ) AS p
  LEFT JOIN reached_1 AS b
    ON b.path = p.path
  GROUP BY
    p.path
), counts AS (
  SELECT
    CAST(COUNT(*) AS BIGINT) AS paths,
    1 AS step,
    SUM(1 - r.came) AS entered,
    SUM(CASE WHEN n.came = 1 THEN 0 ELSE 1 END) AS dropped,
    SUM(CASE WHEN n.came = 1 THEN 0 ELSE 1 END * r.ended) AS ended,
    APPROX_PERCENTILE(r.taken, 0.5) AS median,
    APPROX_PERCENTILE(r.taken, 0.9) AS q90,
    APPROX_PERCENTILE(r.leg, 0.5) AS leg_median,
    APPROX_PERCENTILE(r.leg, 0.9) AS leg_q90
  FROM reached_1 AS r
  LEFT JOIN reached_2 AS n
    ON n.path = r.path
  UNION ALL
  SELECT
    CAST(COUNT(*) AS BIGINT) AS paths,
    2 AS step,
    SUM(1 - r.came) AS entered,
    SUM(1) AS dropped,
    SUM(1 * r.ended) AS ended,
    APPROX_PERCENTILE(r.taken, 0.5) AS median,
    APPROX_PERCENTILE(r.taken, 0.9) AS q90,
    APPROX_PERCENTILE(r.leg, 0.5) AS leg_median,
    APPROX_PERCENTILE(r.leg, 0.9) AS leg_q90
  FROM reached_2 AS r
)
SELECT
  c.step AS step,
  labels.name AS name,
  c.paths AS paths,
  CAST(COALESCE(c.entered, 0) AS BIGINT) AS entered,
  CASE WHEN labels.further = 1 THEN CAST(COALESCE(c.dropped, 0) AS BIGINT) END AS dropped,
  CAST(COALESCE(c.ended, 0) AS BIGINT) AS ended,
  b.paths AS previous_paths,
  CAST(c.paths - COALESCE(c.entered, 0) AS DOUBLE) / NULLIF(b.paths, 0) AS previous_share,
  CAST(c.paths AS DOUBLE) / NULLIF(w.started, 0) AS first_share,
  CAST(c.paths AS DOUBLE) / a.paths AS all_share,
  CAST(c.median AS DOUBLE) / 1000000.0 AS median_s,
  CAST(c.q90 AS DOUBLE) / 1000000.0 AS q90_s,
  CAST(c.leg_median AS DOUBLE) / 1000000.0 AS leg_median_s,
  CAST(c.leg_q90 AS DOUBLE) / 1000000.0 AS leg_q90_s
FROM counts AS c
JOIN (VALUES
  (1, 'a', 0, 1),
  (2, 'b or it''s', 1, 0)) AS labels(step, name, base, further)
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

-- stage_flow
WITH stages AS (
  SELECT
    CAST(s.stage AS INTEGER) AS stage,
    n.name AS name,
    n.event AS event
  FROM (VALUES
    (0, 'a'),
    (1, 'b')) AS s(stage, name)
  JOIN names AS n
    ON n.name = s.name
), visits AS (
  SELECT
    j.path AS path,
    j.position AS position,
    j.t AS t,
    s.stage AS stage,
    LEAD(s.stage) OVER (PARTITION BY j.path ORDER BY j.position) AS next_stage
  FROM j
  JOIN stages AS s
    ON s.event = j.event
), firsts AS (
  SELECT
    path,
    stage,
    MIN(position) AS position,
    MIN(t) AS t
  FROM visits
  GROUP BY
    path,
    stage
), heights AS (
  SELECT
    path,
    stage,
    position,
    t,
    MAX(stage) OVER (
      PARTITION BY path
      ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS furthest
  FROM firsts
), progression AS (
  SELECT
    path,
    stage,
    LEAD(stage) OVER (PARTITION BY path ORDER BY position) AS next_stage,
    LEAD(t) OVER (PARTITION BY path ORDER BY position) - t AS gap
  FROM heights
  WHERE
    furthest IS NULL OR stage > furthest
), links AS (
  SELECT
    stage AS source,
    next_stage AS target,
    COUNT(*) AS paths,
    APPROX_PERCENTILE(gap, 0.5) AS gap,
    FALSE AS back
  FROM progression
  GROUP BY
    stage,
    next_stage
  UNION ALL
  SELECT
    stage AS source,
    next_stage AS target,
    COUNT(DISTINCT path) AS paths,
    NULL AS gap,
    TRUE AS back
  FROM visits
  WHERE
    next_stage < stage
  GROUP BY
    stage,
    next_stage
), named AS (
  SELECT
    l.source AS source_column,
    s.name AS source,
    l.target AS target_column,
    e.name AS target,
    l.paths AS paths,
    CAST(l.gap AS DOUBLE) / 1000000.0 AS median_s,
    CASE
      WHEN l.back
      THEN 'return'
      WHEN l.target = l.source + 1
      THEN 'forward'
      WHEN NOT l.target IS NULL
      THEN 'skip'
      WHEN l.source = 1
      THEN 'end'
      ELSE 'left'
    END AS kind
  FROM links AS l
  JOIN stages AS s
    ON s.stage = l.source
  LEFT JOIN stages AS e
    ON e.stage = l.target
)
SELECT
  source_column,
  source,
  'stage' AS source_kind,
  target_column,
  target,
  CASE WHEN target_column IS NULL THEN kind ELSE 'stage' END AS target_kind,
  paths,
  kind,
  source_column AS source_position,
  target_column AS target_position,
  median_s
FROM named
ORDER BY
  source_column,
  CASE kind
    WHEN 'forward'
    THEN 0
    WHEN 'skip'
    THEN 1
    WHEN 'end'
    THEN 2
    WHEN 'left'
    THEN 3
    ELSE 4
  END,
  target_column;

-- reach
WITH counts AS (
  SELECT
    event,
    COUNT(*) AS events,
    COUNT(DISTINCT path) AS paths,
    SUM(CASE WHEN position = 1 THEN 1 ELSE 0 END) AS first_paths,
    SUM(CASE WHEN is_last THEN 1 ELSE 0 END) AS last_paths
  FROM j
  GROUP BY
    event
), whole AS (
  SELECT
    COUNT(DISTINCT path) AS paths
  FROM j
)
SELECT
  n.name AS event,
  COALESCE(c.events, 0) AS events,
  COALESCE(c.paths, 0) AS paths,
  CAST(COALESCE(c.paths, 0) AS DOUBLE) / w.paths AS path_share,
  CAST(COALESCE(c.first_paths, 0) AS BIGINT) AS first_paths,
  CAST(COALESCE(c.last_paths, 0) AS BIGINT) AS last_paths
FROM names AS n
CROSS JOIN whole AS w
LEFT JOIN counts AS c
  ON c.event = n.event
WHERE
  w.paths > 0
ORDER BY
  paths DESC,
  events DESC,
  event;

-- matches
SELECT
  n.name AS event,
  l.label AS label,
  COUNT(*) AS events,
  COUNT(DISTINCT l.path) AS paths
FROM (
  SELECT
    j.*,
    CASE
      WHEN j.event IN (
        SELECT
          event
        FROM names
        WHERE
          REGEXP_LIKE(name, '(?s)\Ab.*\z') OR name = 'it''s'
      )
      THEN 'basket'
    END AS label
  FROM j
) AS l
JOIN names AS n
  ON n.event = l.event
GROUP BY
  n.name,
  l.label
ORDER BY
  COUNT(*) DESC,
  n.name,
  l.label;

-- conformance
WITH sequences AS (
  SELECT
    path,
    ARRAY_SORT(ARRAY_AGG(CAST(position AS BIGINT) * 4 + event)) AS sequence
  FROM j AS s
  GROUP BY
    path
), kinds AS (
  SELECT
    sequence,
    COUNT(*) AS paths,
    MIN(path) AS example
  FROM sequences
  GROUP BY
    sequence
), places AS (
  SELECT
    sequence,
    paths,
    example,
    CAST(ROW_NUMBER() OVER (ORDER BY paths DESC, example) AS BIGINT) AS place
  FROM kinds
)
SELECT
  place AS variant,
  paths,
  sequence
FROM places
ORDER BY
  place;

-- deviations
WITH sequences AS (
  SELECT
    path,
    ARRAY_SORT(ARRAY_AGG(CAST(position AS BIGINT) * 4 + event)) AS sequence
  FROM j AS s
  GROUP BY
    path
), kinds AS (
  SELECT
    sequence,
    COUNT(*) AS paths,
    MIN(path) AS example
  FROM sequences
  GROUP BY
    sequence
), places AS (
  SELECT
    sequence,
    paths,
    example,
    CAST(ROW_NUMBER() OVER (ORDER BY paths DESC, example) AS BIGINT) AS place
  FROM kinds
)
SELECT
  place AS variant,
  paths,
  sequence
FROM places
ORDER BY
  place;

-- alignments
WITH sequences AS (
  SELECT
    path,
    ARRAY_SORT(ARRAY_AGG(CAST(position AS BIGINT) * 4 + event)) AS sequence
  FROM j AS s
  GROUP BY
    path
), kinds AS (
  SELECT
    sequence,
    COUNT(*) AS paths,
    MIN(path) AS example
  FROM sequences
  GROUP BY
    sequence
), places AS (
  SELECT
    sequence,
    paths,
    example,
    CAST(ROW_NUMBER() OVER (ORDER BY paths DESC, example) AS BIGINT) AS place
  FROM kinds
)
SELECT
  place AS variant,
  paths,
  sequence
FROM places
ORDER BY
  place;

-- removal_effect
WITH goals AS (
  SELECT
    path,
    MIN(position) AS position
  FROM j
  WHERE
    j.event IN (
      SELECT
        event
      FROM names
      WHERE
        name IN ('b')
    )
  GROUP BY
    path
), touches AS (
  SELECT
    j.path AS path,
    j.position AS position,
    j.event AS event,
    j.next_event AS next_event,
    j.is_last AS is_last,
    g.position AS goal
  FROM j
  LEFT JOIN goals AS g
    ON g.path = j.path
  WHERE
    g.position IS NULL OR j.position < g.position
), moves AS (
  SELECT
    CAST(NULL AS INTEGER) AS source,
    event AS target,
    'event' AS outcome
  FROM touches
  WHERE
    position = 1
  UNION ALL
  SELECT
    event AS source,
    CASE WHEN goal = position + 1 THEN NULL ELSE next_event END AS target,
    CASE WHEN goal = position + 1 THEN 'goal' WHEN is_last THEN 'left' ELSE 'event' END AS outcome
  FROM touches
), counts AS (
  SELECT
    source,
    target,
    outcome,
    CAST(COUNT(*) AS BIGINT) AS n
  FROM moves
  GROUP BY
    source,
    target,
    outcome
), reached AS (
  SELECT
    event,
    CAST(COUNT(DISTINCT path) AS BIGINT) AS paths,
    CAST(COUNT(DISTINCT CASE WHEN NOT goal IS NULL THEN path END) AS BIGINT) AS goal_paths
  FROM touches
  GROUP BY
    event
)
SELECT
  s.name AS source,
  e.name AS target,
  c.outcome AS outcome,
  c.n AS n,
  r.paths AS paths,
  r.goal_paths AS goal_paths
FROM counts AS c
LEFT JOIN names AS s
  ON s.event = c.source
LEFT JOIN names AS e
  ON e.event = c.target
LEFT JOIN reached AS r
  ON r.event = c.source
ORDER BY
  source,
  outcome,
  target;

-- attribution
WITH touches_aged AS (
  SELECT
    path,
    event,
    position,
    length,
    POWER(
      2.0,
      CAST(-CAST(MAX(t) OVER (PARTITION BY path) - t AS DOUBLE) AS DOUBLE) / 604800000000
    ) AS weight
  FROM (
    WITH goals AS (
      SELECT
        path,
        MIN(position) AS position
      FROM j
      WHERE
        j.event IN (
          SELECT
            event
          FROM names
          WHERE
            name IN ('b')
        )
      GROUP BY
        path
    )
    SELECT
      j.path AS path,
      j.event AS event,
      j.t AS t,
      j.position AS position,
      g.position - 1 AS length
    FROM j
    JOIN goals AS g
      ON g.path = j.path
    WHERE
      j.position < g.position
  ) AS x
), shared AS (
  SELECT
    path,
    event,
    position,
    length,
    CAST(weight AS DOUBLE) / SUM(weight) OVER (PARTITION BY path) AS decayed
  FROM touches_aged
), reached AS (
  SELECT
    event,
    CAST(COUNT(DISTINCT path) AS BIGINT) AS paths
  FROM touches_aged
  GROUP BY
    event
), counts AS (
  SELECT
    event,
    length,
    CASE WHEN position = 1 THEN 1 ELSE 0 END AS is_first,
    CASE WHEN position = length THEN 1 ELSE 0 END AS is_last,
    CAST(COUNT(*) AS BIGINT) AS n,
    SUM(decayed) AS decayed
  FROM shared
  GROUP BY
    event,
    length,
    CASE WHEN position = 1 THEN 1 ELSE 0 END,
    CASE WHEN position = length THEN 1 ELSE 0 END
)
SELECT
  n.name AS event,
  c.length AS length,
  c.is_first AS is_first,
  c.is_last AS is_last,
  c.n AS n,
  c.decayed AS decayed,
  r.paths AS paths
FROM counts AS c
JOIN reached AS r
  ON r.event = c.event
JOIN names AS n
  ON n.event = c.event
ORDER BY
  event,
  length,
  is_first,
  is_last;

-- what_if
WITH goals AS (
  SELECT
    path,
    MIN(position) AS position
  FROM j
  WHERE
    j.event IN (
      SELECT
        event
      FROM names
      WHERE
        name IN ('b')
    )
  GROUP BY
    path
), touches AS (
  SELECT
    j.path AS path,
    j.position AS position,
    j.event AS event,
    j.next_event AS next_event,
    j.is_last AS is_last,
    g.position AS goal
  FROM j
  LEFT JOIN goals AS g
    ON g.path = j.path
  WHERE
    g.position IS NULL OR j.position < g.position
), moves AS (
  SELECT
    CAST(NULL AS INTEGER) AS source,
    event AS target,
    'event' AS outcome
  FROM touches
  WHERE
    position = 1
  UNION ALL
  SELECT
    event AS source,
    CASE WHEN goal = position + 1 THEN NULL ELSE next_event END AS target,
    CASE WHEN goal = position + 1 THEN 'goal' WHEN is_last THEN 'left' ELSE 'event' END AS outcome
  FROM touches
), counts AS (
  SELECT
    source,
    target,
    outcome,
    CAST(COUNT(*) AS BIGINT) AS n
  FROM moves
  GROUP BY
    source,
    target,
    outcome
), reached AS (
  SELECT
    event,
    CAST(COUNT(DISTINCT path) AS BIGINT) AS paths,
    CAST(COUNT(DISTINCT CASE WHEN NOT goal IS NULL THEN path END) AS BIGINT) AS goal_paths
  FROM touches
  GROUP BY
    event
)
SELECT
  s.name AS source,
  e.name AS target,
  c.outcome AS outcome,
  c.n AS n,
  r.paths AS paths,
  r.goal_paths AS goal_paths
FROM counts AS c
LEFT JOIN names AS s
  ON s.event = c.source
LEFT JOIN names AS e
  ON e.event = c.target
LEFT JOIN reached AS r
  ON r.event = c.source
ORDER BY
  source,
  outcome,
  target;

-- variants
WITH sequences AS (
  SELECT
    path,
    ARRAY_SORT(ARRAY_AGG(CAST(position AS BIGINT) * 4 + event)) AS sequence
  FROM j AS s
  GROUP BY
    path
), kinds AS (
  SELECT
    sequence,
    COUNT(*) AS paths,
    MIN(path) AS example
  FROM sequences
  GROUP BY
    sequence
), places AS (
  SELECT
    sequence,
    paths,
    example,
    CAST(ROW_NUMBER() OVER (ORDER BY paths DESC, example) AS BIGINT) AS place
  FROM kinds
), total AS (
  SELECT
    CAST(SUM(paths) AS BIGINT) AS paths
  FROM places
)
SELECT
  p.place AS variant,
  p.paths AS paths,
  t.paths AS total,
  CAST(1 AS BIGINT) AS variants,
  v.position AS position,
  n.name AS name
FROM places AS p
CROSS JOIN total AS t
JOIN j AS v
  ON v.path = p.example
JOIN names AS n
  ON n.event = v.event
WHERE
  p.place <= 2
UNION ALL
SELECT
  CAST(NULL AS BIGINT) AS variant,
  CAST(SUM(p.paths) AS BIGINT) AS paths,
  MAX(t.paths) AS total,
  CAST(COUNT(*) AS BIGINT) AS variants,
  CAST(NULL AS INTEGER) AS position,
  CAST(NULL AS VARCHAR) AS name
FROM places AS p
CROSS JOIN total AS t
WHERE
  p.place > 2
HAVING
  COUNT(*) > 0;

-- variants collapsed
WITH sequences AS (
  SELECT
    path,
    ARRAY_SORT(ARRAY_AGG(CAST(position AS BIGINT) * 4 + event)) AS sequence
  FROM (
    SELECT
      path,
      event,
      CAST(ROW_NUMBER() OVER (PARTITION BY path ORDER BY position) AS INTEGER) AS position
    FROM j
    WHERE
      next_event IS NULL OR next_event <> event
  ) AS s
  GROUP BY
    path
), kinds AS (
  SELECT
    sequence,
    COUNT(*) AS paths,
    MIN(path) AS example
  FROM sequences
  GROUP BY
    sequence
), places AS (
  SELECT
    sequence,
    paths,
    example,
    CAST(ROW_NUMBER() OVER (ORDER BY paths DESC, example) AS BIGINT) AS place
  FROM kinds
), total AS (
  SELECT
    CAST(SUM(paths) AS BIGINT) AS paths
  FROM places
)
SELECT
  p.place AS variant,
  p.paths AS paths,
  t.paths AS total,
  CAST(1 AS BIGINT) AS variants,
  v.position AS position,
  n.name AS name
FROM places AS p
CROSS JOIN total AS t
JOIN (
  SELECT
    path,
    event,
    CAST(ROW_NUMBER() OVER (PARTITION BY path ORDER BY position) AS INTEGER) AS position
  FROM j
  WHERE
    next_event IS NULL OR next_event <> event
) AS v
  ON v.path = p.example
JOIN names AS n
  ON n.event = v.event
WHERE
  p.place <= 2147483647
UNION ALL
SELECT
  CAST(NULL AS BIGINT) AS variant,
  CAST(SUM(p.paths) AS BIGINT) AS paths,
  MAX(t.paths) AS total,
  CAST(COUNT(*) AS BIGINT) AS variants,
  CAST(NULL AS INTEGER) AS position,
  CAST(NULL AS VARCHAR) AS name
FROM places AS p
CROSS JOIN total AS t
WHERE
  p.place > 2147483647
HAVING
  COUNT(*) > 0;

-- time_in_stage
SELECT
  n.name AS event,
  r.value AS value,
  r.n AS n,
  r.low_rank AS low_rank,
  r.high_rank AS high_rank
FROM (
  WITH v AS (
    SELECT
      part,
      value,
      CAST(FLOOR(SQRT(SQRT(ABS(value)))) AS BIGINT) AS bucket
    FROM (
      SELECT
        event AS part,
        gap AS value
      FROM j
      WHERE
        NOT gap IS NULL
    ) AS s
  ), counted AS (
    SELECT
      part,
      bucket,
      CAST(COUNT(*) AS BIGINT) AS n
    FROM v
    GROUP BY
      part,
      bucket
  ), summed AS (
    SELECT
      part,
      bucket,
      n,
      CAST(SUM(n) OVER (PARTITION BY part) AS BIGINT) AS total,
      CAST(SUM(n) OVER (PARTITION BY part ORDER BY bucket ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS upto
    FROM counted
  ), opened AS (
    SELECT
      part,
      bucket,
      total,
      upto - n AS below
    FROM summed
    WHERE
      (
        100 * (
          upto - n - 1
        ) <= 25 * (
          total - 1
        )
        AND 25 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        100 * (
          upto - n - 1
        ) <= 75 * (
          total - 1
        )
        AND 75 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        100 * (
          upto - n - 1
        ) <= 95 * (
          total - 1
        )
        AND 95 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        2 * upto >= total - 2 - 6 * SQRT(total)
        AND 2 * (
          upto - n
        ) <= total + 2 + 6 * SQRT(total)
      )
  ), inside AS (
    SELECT
      v.part AS part,
      v.value AS value,
      o.bucket AS bucket,
      o.total AS total,
      o.below AS below,
      CAST(COUNT(*) AS BIGINT) AS n
    FROM v
    JOIN opened AS o
      ON o.part = v.part AND o.bucket = v.bucket
    GROUP BY
      v.part,
      v.value,
      o.bucket,
      o.total,
      o.below
  ), ranked AS (
    SELECT
      part,
      value,
      total,
      n,
      below + CAST(SUM(n) OVER (
        PARTITION BY part, bucket
        ORDER BY value
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS BIGINT) AS upto
    FROM inside
  )
  SELECT
    r.part AS part,
    r.value AS value,
    r.total AS n,
    r.upto - r.n + 1 AS low_rank,
    r.upto AS high_rank
  FROM (
    SELECT
      part,
      value,
      total,
      n,
      upto
    FROM ranked
    WHERE
      (
        100 * (
          upto - n - 1
        ) <= 25 * (
          total - 1
        )
        AND 25 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        100 * (
          upto - n - 1
        ) <= 75 * (
          total - 1
        )
        AND 75 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        100 * (
          upto - n - 1
        ) <= 95 * (
          total - 1
        )
        AND 95 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        2 * upto >= total - 2 - 6 * SQRT(total)
        AND 2 * (
          upto - n
        ) <= total + 2 + 6 * SQRT(total)
      )
  ) AS r
) AS r
JOIN names AS n
  ON n.event = r.part
ORDER BY
  event,
  low_rank;

-- time_in_stage visits
SELECT
  n.name AS event,
  r.value AS value,
  r.n AS n,
  r.low_rank AS low_rank,
  r.high_rank AS high_rank
FROM (
  WITH v AS (
    SELECT
      part,
      value,
      CAST(FLOOR(SQRT(SQRT(ABS(value)))) AS BIGINT) AS bucket
    FROM (
      SELECT
        event AS part,
        left_at - entered AS value
      FROM (
        SELECT
          event,
          next_event,
          t + gap AS left_at,
          CASE
            WHEN position = 1
            THEN t
            ELSE LAG(CASE WHEN next_event <> event THEN t + gap ELSE t END) OVER (PARTITION BY path ORDER BY position)
          END AS entered
        FROM j
        WHERE
          position = 1 OR next_event <> event
      ) AS v
      WHERE
        next_event <> event
    ) AS s
  ), counted AS (
    SELECT
      part,
      bucket,
      CAST(COUNT(*) AS BIGINT) AS n
    FROM v
    GROUP BY
      part,
      bucket
  ), summed AS (
    SELECT
      part,
      bucket,
      n,
      CAST(SUM(n) OVER (PARTITION BY part) AS BIGINT) AS total,
      CAST(SUM(n) OVER (PARTITION BY part ORDER BY bucket ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS upto
    FROM counted
  ), opened AS (
    SELECT
      part,
      bucket,
      total,
      upto - n AS below
    FROM summed
    WHERE
      (
        100 * (
          upto - n - 1
        ) <= 25 * (
          total - 1
        )
        AND 25 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        100 * (
          upto - n - 1
        ) <= 75 * (
          total - 1
        )
        AND 75 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        100 * (
          upto - n - 1
        ) <= 95 * (
          total - 1
        )
        AND 95 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        2 * upto >= total - 2 - 6 * SQRT(total)
        AND 2 * (
          upto - n
        ) <= total + 2 + 6 * SQRT(total)
      )
  ), inside AS (
    SELECT
      v.part AS part,
      v.value AS value,
      o.bucket AS bucket,
      o.total AS total,
      o.below AS below,
      CAST(COUNT(*) AS BIGINT) AS n
    FROM v
    JOIN opened AS o
      ON o.part = v.part AND o.bucket = v.bucket
    GROUP BY
      v.part,
      v.value,
      o.bucket,
      o.total,
      o.below
  ), ranked AS (
    SELECT
      part,
      value,
      total,
      n,
      below + CAST(SUM(n) OVER (
        PARTITION BY part, bucket
        ORDER BY value
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS BIGINT) AS upto
    FROM inside
  )
  SELECT
    r.part AS part,
    r.value AS value,
    r.total AS n,
    r.upto - r.n + 1 AS low_rank,
    r.upto AS high_rank
  FROM (
    SELECT
      part,
      value,
      total,
      n,
      upto
    FROM ranked
    WHERE
      (
        100 * (
          upto - n - 1
        ) <= 25 * (
          total - 1
        )
        AND 25 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        100 * (
          upto - n - 1
        ) <= 75 * (
          total - 1
        )
        AND 75 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        100 * (
          upto - n - 1
        ) <= 95 * (
          total - 1
        )
        AND 95 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        2 * upto >= total - 2 - 6 * SQRT(total)
        AND 2 * (
          upto - n
        ) <= total + 2 + 6 * SQRT(total)
      )
  ) AS r
) AS r
JOIN names AS n
  ON n.event = r.part
ORDER BY
  event,
  low_rank;

-- time_between
SELECT
  CAST('a' AS VARCHAR) AS source,
  CAST('b or it''s' AS VARCHAR) AS target,
  r.value AS value,
  r.n AS n,
  r.low_rank AS low_rank,
  r.high_rank AS high_rank
FROM (
  WITH v AS (
    SELECT
      part,
      value,
      CAST(FLOOR(SQRT(SQRT(ABS(value)))) AS BIGINT) AS bucket
    FROM (
      SELECT
        1 AS part,
        value
      FROM (
        WITH begun AS (
          SELECT
            path,
            MIN(position) AS position,
            MIN(t) AS t
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
        ), ended AS (
          SELECT
            j.path AS path,
            MIN(j.t) AS t,
            MIN(b.t) AS began
          FROM j
          JOIN begun AS b
            ON b.path = j.path
          WHERE
            j.position > b.position
            AND j.event IN (
              SELECT
                event
              FROM names
              WHERE
                name IN ('b', 'it''s')
            )
          GROUP BY
            j.path
        )
        SELECT
          path,
          t - began AS value
        FROM ended
        WHERE
          t - began <= 3600000000
      ) AS s
    ) AS s
  ), counted AS (
    SELECT
      part,
      bucket,
      CAST(COUNT(*) AS BIGINT) AS n
    FROM v
    GROUP BY
      part,
      bucket
  ), summed AS (
    SELECT
      part,
      bucket,
      n,
      CAST(SUM(n) OVER (PARTITION BY part) AS BIGINT) AS total,
      CAST(SUM(n) OVER (PARTITION BY part ORDER BY bucket ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS upto
    FROM counted
  ), opened AS (
    SELECT
      part,
      bucket,
      total,
      upto - n AS below
    FROM summed
    WHERE
      (
        100 * (
          upto - n - 1
        ) <= 25 * (
          total - 1
        )
        AND 25 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        100 * (
          upto - n - 1
        ) <= 75 * (
          total - 1
        )
        AND 75 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        100 * (
          upto - n - 1
        ) <= 95 * (
          total - 1
        )
        AND 95 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        2 * upto >= total - 2 - 6 * SQRT(total)
        AND 2 * (
          upto - n
        ) <= total + 2 + 6 * SQRT(total)
      )
  ), inside AS (
    SELECT
      v.part AS part,
      v.value AS value,
      o.bucket AS bucket,
      o.total AS total,
      o.below AS below,
      CAST(COUNT(*) AS BIGINT) AS n
    FROM v
    JOIN opened AS o
      ON o.part = v.part AND o.bucket = v.bucket
    GROUP BY
      v.part,
      v.value,
      o.bucket,
      o.total,
      o.below
  ), ranked AS (
    SELECT
      part,
      value,
      total,
      n,
      below + CAST(SUM(n) OVER (
        PARTITION BY part, bucket
        ORDER BY value
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS BIGINT) AS upto
    FROM inside
  )
  SELECT
    r.part AS part,
    r.value AS value,
    r.total AS n,
    r.upto - r.n + 1 AS low_rank,
    r.upto AS high_rank
  FROM (
    SELECT
      part,
      value,
      total,
      n,
      upto
    FROM ranked
    WHERE
      (
        100 * (
          upto - n - 1
        ) <= 25 * (
          total - 1
        )
        AND 25 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        100 * (
          upto - n - 1
        ) <= 75 * (
          total - 1
        )
        AND 75 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        100 * (
          upto - n - 1
        ) <= 95 * (
          total - 1
        )
        AND 95 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        2 * upto >= total - 2 - 6 * SQRT(total)
        AND 2 * (
          upto - n
        ) <= total + 2 + 6 * SQRT(total)
      )
  ) AS r
) AS r
ORDER BY
  low_rank;

-- sessions
SELECT
  p.id AS path,
  s.session AS session,
  s.start_t AS start_t,
  s.events AS events,
  s.end_t AS end_t,
  f.name AS first_name,
  l.name AS last_name
FROM (
  SELECT
    path,
    CAST(ROW_NUMBER() OVER (PARTITION BY path ORDER BY position) AS BIGINT) AS session,
    first_position,
    position AS last_position,
    CAST(position - first_position + 1 AS BIGINT) AS events,
    start_t,
    t AS end_t,
    first_event,
    event AS last_event
  FROM (
    SELECT
      path,
      position,
      t,
      event,
      is_last,
      gap,
      CASE
        WHEN position = 1
        THEN position
        ELSE LAG(CASE WHEN gap > 1800000000 THEN position + 1 ELSE position END) OVER w
      END AS first_position,
      CASE
        WHEN position = 1
        THEN t
        ELSE LAG(CASE WHEN gap > 1800000000 THEN t + gap ELSE t END) OVER w
      END AS start_t,
      CASE
        WHEN position = 1
        THEN event
        ELSE LAG(CASE WHEN gap > 1800000000 THEN next_event ELSE event END) OVER w
      END AS first_event
    FROM j
    WHERE
      position = 1 OR is_last OR gap > 1800000000
    WINDOW w AS (PARTITION BY path ORDER BY position)
  ) AS e
  WHERE
    is_last OR gap > 1800000000
) AS s
JOIN paths AS p
  ON p.path = s.path
JOIN names AS f
  ON f.event = s.first_event
JOIN names AS l
  ON l.event = s.last_event
ORDER BY
  p.id,
  s.session;

-- session_summary
WITH measured AS (
  SELECT
    part,
    value
  FROM (
    WITH s AS (
      SELECT
        path,
        events,
        end_t - start_t AS length
      FROM (
        SELECT
          path,
          CAST(ROW_NUMBER() OVER (PARTITION BY path ORDER BY position) AS BIGINT) AS session,
          first_position,
          position AS last_position,
          CAST(position - first_position + 1 AS BIGINT) AS events,
          start_t,
          t AS end_t,
          first_event,
          event AS last_event
        FROM (
          SELECT
            path,
            position,
            t,
            event,
            is_last,
            gap,
            CASE
              WHEN position = 1
              THEN position
              ELSE LAG(CASE WHEN gap > 3000000 THEN position + 1 ELSE position END) OVER w
            END AS first_position,
            CASE
              WHEN position = 1
              THEN t
              ELSE LAG(CASE WHEN gap > 3000000 THEN t + gap ELSE t END) OVER w
            END AS start_t,
            CASE
              WHEN position = 1
              THEN event
              ELSE LAG(CASE WHEN gap > 3000000 THEN next_event ELSE event END) OVER w
            END AS first_event
          FROM j
          WHERE
            position = 1 OR is_last OR gap > 3000000
          WINDOW w AS (PARTITION BY path ORDER BY position)
        ) AS e
        WHERE
          is_last OR gap > 3000000
      ) AS y
    )
    SELECT
      1 AS part,
      events AS value
    FROM s
    UNION ALL
    SELECT
      2 AS part,
      length AS value
    FROM s
    UNION ALL
    SELECT
      3 AS part,
      CAST(COUNT(*) AS BIGINT) AS value
    FROM s
    GROUP BY
      path
  ) AS x
)
SELECT
  r.part AS part,
  r.value AS value,
  r.n AS n,
  r.low_rank AS low_rank,
  r.high_rank AS high_rank,
  m.total AS total,
  m.single AS single
FROM (
  WITH v AS (
    SELECT
      part,
      value,
      CAST(FLOOR(SQRT(SQRT(ABS(value)))) AS BIGINT) AS bucket
    FROM measured AS s
  ), counted AS (
    SELECT
      part,
      bucket,
      CAST(COUNT(*) AS BIGINT) AS n
    FROM v
    GROUP BY
      part,
      bucket
  ), summed AS (
    SELECT
      part,
      bucket,
      n,
      CAST(SUM(n) OVER (PARTITION BY part) AS BIGINT) AS total,
      CAST(SUM(n) OVER (PARTITION BY part ORDER BY bucket ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS upto
    FROM counted
  ), opened AS (
    SELECT
      part,
      bucket,
      total,
      upto - n AS below
    FROM summed
    WHERE
      (
        100 * (
          upto - n - 1
        ) <= 25 * (
          total - 1
        )
        AND 25 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        100 * (
          upto - n - 1
        ) <= 75 * (
          total - 1
        )
        AND 75 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        100 * (
          upto - n - 1
        ) <= 95 * (
          total - 1
        )
        AND 95 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        2 * upto >= total - 2 - 6 * SQRT(total)
        AND 2 * (
          upto - n
        ) <= total + 2 + 6 * SQRT(total)
      )
  ), inside AS (
    SELECT
      v.part AS part,
      v.value AS value,
      o.bucket AS bucket,
      o.total AS total,
      o.below AS below,
      CAST(COUNT(*) AS BIGINT) AS n
    FROM v
    JOIN opened AS o
      ON o.part = v.part AND o.bucket = v.bucket
    GROUP BY
      v.part,
      v.value,
      o.bucket,
      o.total,
      o.below
  ), ranked AS (
    SELECT
      part,
      value,
      total,
      n,
      below + CAST(SUM(n) OVER (
        PARTITION BY part, bucket
        ORDER BY value
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS BIGINT) AS upto
    FROM inside
  )
  SELECT
    r.part AS part,
    r.value AS value,
    r.total AS n,
    r.upto - r.n + 1 AS low_rank,
    r.upto AS high_rank
  FROM (
    SELECT
      part,
      value,
      total,
      n,
      upto
    FROM ranked
    WHERE
      (
        100 * (
          upto - n - 1
        ) <= 25 * (
          total - 1
        )
        AND 25 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        100 * (
          upto - n - 1
        ) <= 75 * (
          total - 1
        )
        AND 75 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        100 * (
          upto - n - 1
        ) <= 95 * (
          total - 1
        )
        AND 95 * (
          total - 1
        ) < 100 * upto
      )
      OR (
        2 * upto >= total - 2 - 6 * SQRT(total)
        AND 2 * (
          upto - n
        ) <= total + 2 + 6 * SQRT(total)
      )
  ) AS r
) AS r
JOIN (
  SELECT
    part,
    CAST(SUM(CAST(value AS DECIMAL(38, 0))) AS DOUBLE) AS total,
    CAST(SUM(CASE WHEN value = CASE WHEN part = 2 THEN 0 ELSE 1 END THEN 1 ELSE 0 END) AS BIGINT) AS single
  FROM measured AS x
  GROUP BY
    part
) AS m
  ON m.part = r.part
ORDER BY
  part,
  low_rank;

-- loops
WITH visits AS (
  SELECT
    path,
    event,
    n,
    repeats
  FROM (
    SELECT
      path,
      event,
      COUNT(*) AS n,
      SUM(CASE WHEN next_event = event THEN 1 ELSE 0 END) AS repeats
    FROM j
    GROUP BY
      path,
      event
  ) AS v
), counts AS (
  SELECT
    v.event AS event,
    CAST(SUM(v.n) AS BIGINT) AS events,
    CAST(COUNT(*) AS BIGINT) AS paths,
    CAST(SUM(v.repeats) AS BIGINT) AS repeats,
    CAST(SUM(v.n - 1 - v.repeats) AS BIGINT) AS returns,
    CAST(SUM(CASE WHEN v.repeats > 0 THEN 1 ELSE 0 END) AS BIGINT) AS repeat_paths,
    CAST(SUM(CASE WHEN v.n - 1 > v.repeats THEN 1 ELSE 0 END) AS BIGINT) AS return_paths
  FROM visits AS v
  GROUP BY
    v.event
)
SELECT
  n.name AS event,
  c.events AS events,
  c.paths AS paths,
  c.repeats AS repeats,
  c.returns AS returns,
  c.repeat_paths AS repeat_paths,
  c.return_paths AS return_paths,
  CAST(c.repeat_paths AS DOUBLE) / c.paths AS repeat_share,
  CAST(c.return_paths AS DOUBLE) / c.paths AS return_share,
  c.repeats + c.returns AS extra_events,
  CAST(c.repeats + c.returns AS DOUBLE) / c.events AS extra_share
FROM counts AS c
JOIN names AS n
  ON n.event = c.event
ORDER BY
  c.repeats + c.returns DESC,
  n.name;

-- rework
WITH visits AS (
  SELECT
    v.path AS path,
    CAST(SUM(v.n) AS BIGINT) AS events,
    CAST(SUM(v.repeats) AS BIGINT) AS repeats,
    CAST(SUM(v.n - 1 - v.repeats) AS BIGINT) AS returns
  FROM (
    SELECT
      path,
      event,
      COUNT(*) AS n,
      SUM(CASE WHEN next_event = event THEN 1 ELSE 0 END) AS repeats
    FROM j
    GROUP BY
      path,
      event
  ) AS v
  GROUP BY
    v.path
), whole AS (
  SELECT
    COUNT(*) AS paths,
    SUM(v.events) AS events
  FROM visits AS v
), kinds AS (
  SELECT
    k.place AS place,
    k.kind AS kind,
    CAST(COUNT(*) AS BIGINT) AS paths,
    CAST(SUM(k.extra) AS BIGINT) AS extra_events
  FROM (
    SELECT
      1 AS place,
      'repeat' AS kind,
      repeats AS extra
    FROM visits
    UNION ALL
    SELECT
      2 AS place,
      'return' AS kind,
      returns AS extra
    FROM visits
    UNION ALL
    SELECT
      3 AS place,
      'any' AS kind,
      repeats + returns AS extra
    FROM visits
  ) AS k
  WHERE
    k.extra > 0
  GROUP BY
    k.place,
    k.kind
)
SELECT
  a.kind AS kind,
  COALESCE(k.paths, 0) AS paths,
  CAST(COALESCE(k.paths, 0) AS DOUBLE) / w.paths AS path_share,
  COALESCE(k.extra_events, 0) AS extra_events,
  CAST(COALESCE(k.extra_events, 0) AS DOUBLE) / w.events AS event_share,
  CAST(k.extra_events AS DOUBLE) / k.paths AS per_path
FROM (VALUES
  (1, 'repeat'),
  (2, 'return'),
  (3, 'any')) AS a(place, kind)
CROSS JOIN whole AS w
LEFT JOIN kinds AS k
  ON k.place = a.place
WHERE
  w.paths > 0
ORDER BY
  a.place;

-- retention
WITH sizes AS (
  SELECT
    b.number AS cohort,
    MAX(w.number) - b.number AS final,
    CAST(COUNT(*) AS BIGINT) AS size
  FROM (
    SELECT
      path,
      position,
      slot AS number
    FROM (
      SELECT
        path,
        MIN(position) AS position,
        MIN(
          CAST(CAST((
            (
              t + 0
            ) - (
              (
                t + 0
              ) % 86400000000 + 86400000000
            ) % 86400000000
          ) AS DOUBLE) / 86400000000 AS BIGINT)
        ) AS slot
      FROM j
      WHERE
        TRUE
      GROUP BY
        path
    ) AS x
  ) AS b
  CROSS JOIN (
    SELECT
      path,
      position,
      slot AS number
    FROM (
      SELECT
        CAST(NULL AS INTEGER) AS path,
        CAST(NULL AS INTEGER) AS position,
        MAX(
          CAST(CAST((
            (
              t + 0
            ) - (
              (
                t + 0
              ) % 86400000000 + 86400000000
            ) % 86400000000
          ) AS DOUBLE) / 86400000000 AS BIGINT)
        ) AS slot
      FROM j
    ) AS x
  ) AS w
  GROUP BY
    b.number
), cells AS (
  SELECT
    o.cohort AS cohort,
    o.period AS period,
    CAST(COUNT(*) AS BIGINT) AS n
  FROM (
    SELECT
      b.path AS path,
      b.number AS cohort,
      v.number - b.number AS period,
      MAX(w.number - b.number) AS final
    FROM (
      SELECT
        path,
        position,
        slot AS number
      FROM (
        SELECT
          path,
          MIN(position) AS position,
          MIN(
            CAST(CAST((
              (
                t + 0
              ) - (
                (
                  t + 0
                ) % 86400000000 + 86400000000
              ) % 86400000000
            ) AS DOUBLE) / 86400000000 AS BIGINT)
          ) AS slot
        FROM j
        WHERE
          TRUE
        GROUP BY
          path
      ) AS x
    ) AS b
    JOIN (
      SELECT
        path,
        position,
        slot AS number
      FROM (
        SELECT
          j.path AS path,
          j.position AS position,
          CAST(CAST((
            (
              t + 0
            ) - (
              (
                t + 0
              ) % 86400000000 + 86400000000
            ) % 86400000000
          ) AS DOUBLE) / 86400000000 AS BIGINT) AS slot
        FROM j
        WHERE
          (
            j.is_last
            OR CAST(CAST((
              (
                j.t + 0
              ) - (
                (
                  j.t + 0
                ) % 86400000000 + 86400000000
              ) % 86400000000
            ) AS DOUBLE) / 86400000000 AS BIGINT) <> CAST(CAST((
              (
                j.t + j.gap + 0
              ) - (
                (
                  j.t + j.gap + 0
                ) % 86400000000 + 86400000000
              ) % 86400000000
            ) AS DOUBLE) / 86400000000 AS BIGINT)
          )
      ) AS x
    ) AS v
      ON v.path = b.path
    CROSS JOIN (
      SELECT
        path,
        position,
        slot AS number
      FROM (
        SELECT
          CAST(NULL AS INTEGER) AS path,
          CAST(NULL AS INTEGER) AS position,
          MAX(
            CAST(CAST((
              (
                t + 0
              ) - (
                (
                  t + 0
                ) % 86400000000 + 86400000000
              ) % 86400000000
            ) AS DOUBLE) / 86400000000 AS BIGINT)
          ) AS slot
        FROM j
      ) AS x
    ) AS w
    WHERE
      v.position >= b.position
    GROUP BY
      b.path,
      b.number,
      v.number - b.number
  ) AS o
  GROUP BY
    o.cohort,
    o.period
)
SELECT
  s.cohort AS cohort,
  COALESCE(c.period, 0) AS period,
  s.final AS final,
  s.size AS size,
  COALESCE(c.n, 0) AS n
FROM sizes AS s
LEFT JOIN cells AS c
  ON c.cohort = s.cohort
ORDER BY
  cohort,
  period;

-- retention rolling
WITH sizes AS (
  SELECT
    b.number AS cohort,
    MAX(w.number) - b.number AS final,
    CAST(COUNT(*) AS BIGINT) AS size
  FROM (
    SELECT
      x.path AS path,
      x.position AS position,
      m.number AS number
    FROM (
      SELECT
        path,
        MIN(position) AS position,
        MIN(
          CAST(CAST((
            (
              t + 0
            ) - (
              (
                t + 0
              ) % 86400000000 + 86400000000
            ) % 86400000000
          ) AS DOUBLE) / 86400000000 AS BIGINT)
        ) AS slot
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
    ) AS x
    JOIN (
      SELECT
        slot,
        era * 4800 + yoe * 12 + CAST(FLOOR(
          CAST((
            5 * (
              doe - 365 * yoe - CAST(FLOOR(CAST(yoe AS DOUBLE) / 4) AS BIGINT) + CAST(FLOOR(CAST(yoe AS DOUBLE) / 100) AS BIGINT)
            ) + 2
          ) AS DOUBLE) / 153
        ) AS BIGINT) AS number
      FROM (
        SELECT
          slot,
          era,
          doe,
          CAST(FLOOR(
            CAST((
              doe - CAST(FLOOR(CAST(doe AS DOUBLE) / 1460) AS BIGINT) + CAST(FLOOR(CAST(doe AS DOUBLE) / 36524) AS BIGINT) - CAST(FLOOR(CAST(doe AS DOUBLE) / 146096) AS BIGINT)
            ) AS DOUBLE) / 365
          ) AS BIGINT) AS yoe
        FROM (
          SELECT
            slot,
            era,
            slot + 719468 - 146097 * era AS doe
          FROM (
            SELECT
              d.slot AS slot,
              CAST(FLOOR(CAST((
                d.slot + 719468
              ) AS DOUBLE) / 146097) AS BIGINT) AS era
            FROM (
              SELECT DISTINCT
                CAST(CAST((
                  (
                    t + 0
                  ) - (
                    (
                      t + 0
                    ) % 86400000000 + 86400000000
                  ) % 86400000000
                ) AS DOUBLE) / 86400000000 AS BIGINT) AS slot
              FROM j
            ) AS d
          ) AS e
        ) AS y
      ) AS m
    ) AS m
      ON m.slot = x.slot
  ) AS b
  CROSS JOIN (
    SELECT
      x.path AS path,
      x.position AS position,
      m.number AS number
    FROM (
      SELECT
        CAST(NULL AS INTEGER) AS path,
        CAST(NULL AS INTEGER) AS position,
        MAX(
          CAST(CAST((
            (
              t + 0
            ) - (
              (
                t + 0
              ) % 86400000000 + 86400000000
            ) % 86400000000
          ) AS DOUBLE) / 86400000000 AS BIGINT)
        ) AS slot
      FROM j
    ) AS x
    JOIN (
      SELECT
        slot,
        era * 4800 + yoe * 12 + CAST(FLOOR(
          CAST((
            5 * (
              doe - 365 * yoe - CAST(FLOOR(CAST(yoe AS DOUBLE) / 4) AS BIGINT) + CAST(FLOOR(CAST(yoe AS DOUBLE) / 100) AS BIGINT)
            ) + 2
          ) AS DOUBLE) / 153
        ) AS BIGINT) AS number
      FROM (
        SELECT
          slot,
          era,
          doe,
          CAST(FLOOR(
            CAST((
              doe - CAST(FLOOR(CAST(doe AS DOUBLE) / 1460) AS BIGINT) + CAST(FLOOR(CAST(doe AS DOUBLE) / 36524) AS BIGINT) - CAST(FLOOR(CAST(doe AS DOUBLE) / 146096) AS BIGINT)
            ) AS DOUBLE) / 365
          ) AS BIGINT) AS yoe
        FROM (
          SELECT
            slot,
            era,
            slot + 719468 - 146097 * era AS doe
          FROM (
            SELECT
              d.slot AS slot,
              CAST(FLOOR(CAST((
                d.slot + 719468
              ) AS DOUBLE) / 146097) AS BIGINT) AS era
            FROM (
              SELECT DISTINCT
                CAST(CAST((
                  (
                    t + 0
                  ) - (
                    (
                      t + 0
                    ) % 86400000000 + 86400000000
                  ) % 86400000000
                ) AS DOUBLE) / 86400000000 AS BIGINT) AS slot
              FROM j
            ) AS d
          ) AS e
        ) AS y
      ) AS m
    ) AS m
      ON m.slot = x.slot
  ) AS w
  GROUP BY
    b.number
), cells AS (
  SELECT
    o.cohort AS cohort,
    o.period AS period,
    CAST(COUNT(*) AS BIGINT) AS n
  FROM (
    SELECT
      o.path AS path,
      o.cohort AS cohort,
      MAX(o.period) AS period,
      MAX(o.final) AS final
    FROM (
      SELECT
        b.path AS path,
        b.number AS cohort,
        v.number - b.number AS period,
        MAX(w.number - b.number) AS final
      FROM (
        SELECT
          x.path AS path,
          x.position AS position,
          m.number AS number
        FROM (
          SELECT
            path,
            MIN(position) AS position,
            MIN(
              CAST(CAST((
                (
                  t + 0
                ) - (
                  (
                    t + 0
                  ) % 86400000000 + 86400000000
                ) % 86400000000
              ) AS DOUBLE) / 86400000000 AS BIGINT)
            ) AS slot
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
        ) AS x
        JOIN (
          SELECT
            slot,
            era * 4800 + yoe * 12 + CAST(FLOOR(
              CAST((
                5 * (
                  doe - 365 * yoe - CAST(FLOOR(CAST(yoe AS DOUBLE) / 4) AS BIGINT) + CAST(FLOOR(CAST(yoe AS DOUBLE) / 100) AS BIGINT)
                ) + 2
              ) AS DOUBLE) / 153
            ) AS BIGINT) AS number
          FROM (
            SELECT
              slot,
              era,
              doe,
              CAST(FLOOR(
                CAST((
                  doe - CAST(FLOOR(CAST(doe AS DOUBLE) / 1460) AS BIGINT) + CAST(FLOOR(CAST(doe AS DOUBLE) / 36524) AS BIGINT) - CAST(FLOOR(CAST(doe AS DOUBLE) / 146096) AS BIGINT)
                ) AS DOUBLE) / 365
              ) AS BIGINT) AS yoe
            FROM (
              SELECT
                slot,
                era,
                slot + 719468 - 146097 * era AS doe
              FROM (
                SELECT
                  d.slot AS slot,
                  CAST(FLOOR(CAST((
                    d.slot + 719468
                  ) AS DOUBLE) / 146097) AS BIGINT) AS era
                FROM (
                  SELECT DISTINCT
                    CAST(CAST((
                      (
                        t + 0
                      ) - (
                        (
                          t + 0
                        ) % 86400000000 + 86400000000
                      ) % 86400000000
                    ) AS DOUBLE) / 86400000000 AS BIGINT) AS slot
                  FROM j
                ) AS d
              ) AS e
            ) AS y
          ) AS m
        ) AS m
          ON m.slot = x.slot
      ) AS b
      JOIN (
        SELECT
          x.path AS path,
          x.position AS position,
          m.number AS number
        FROM (
          SELECT
            j.path AS path,
            j.position AS position,
            CAST(CAST((
              (
                t + 0
              ) - (
                (
                  t + 0
                ) % 86400000000 + 86400000000
              ) % 86400000000
            ) AS DOUBLE) / 86400000000 AS BIGINT) AS slot
          FROM j
          WHERE
            j.event IN (
              SELECT
                event
              FROM names
              WHERE
                name IN ('b')
            )
        ) AS x
        JOIN (
          SELECT
            slot,
            era * 4800 + yoe * 12 + CAST(FLOOR(
              CAST((
                5 * (
                  doe - 365 * yoe - CAST(FLOOR(CAST(yoe AS DOUBLE) / 4) AS BIGINT) + CAST(FLOOR(CAST(yoe AS DOUBLE) / 100) AS BIGINT)
                ) + 2
              ) AS DOUBLE) / 153
            ) AS BIGINT) AS number
          FROM (
            SELECT
              slot,
              era,
              doe,
              CAST(FLOOR(
                CAST((
                  doe - CAST(FLOOR(CAST(doe AS DOUBLE) / 1460) AS BIGINT) + CAST(FLOOR(CAST(doe AS DOUBLE) / 36524) AS BIGINT) - CAST(FLOOR(CAST(doe AS DOUBLE) / 146096) AS BIGINT)
                ) AS DOUBLE) / 365
              ) AS BIGINT) AS yoe
            FROM (
              SELECT
                slot,
                era,
                slot + 719468 - 146097 * era AS doe
              FROM (
                SELECT
                  d.slot AS slot,
                  CAST(FLOOR(CAST((
                    d.slot + 719468
                  ) AS DOUBLE) / 146097) AS BIGINT) AS era
                FROM (
                  SELECT DISTINCT
                    CAST(CAST((
                      (
                        t + 0
                      ) - (
                        (
                          t + 0
                        ) % 86400000000 + 86400000000
                      ) % 86400000000
                    ) AS DOUBLE) / 86400000000 AS BIGINT) AS slot
                  FROM j
                ) AS d
              ) AS e
            ) AS y
          ) AS m
        ) AS m
          ON m.slot = x.slot
      ) AS v
        ON v.path = b.path
      CROSS JOIN (
        SELECT
          x.path AS path,
          x.position AS position,
          m.number AS number
        FROM (
          SELECT
            CAST(NULL AS INTEGER) AS path,
            CAST(NULL AS INTEGER) AS position,
            MAX(
              CAST(CAST((
                (
                  t + 0
                ) - (
                  (
                    t + 0
                  ) % 86400000000 + 86400000000
                ) % 86400000000
              ) AS DOUBLE) / 86400000000 AS BIGINT)
            ) AS slot
          FROM j
        ) AS x
        JOIN (
          SELECT
            slot,
            era * 4800 + yoe * 12 + CAST(FLOOR(
              CAST((
                5 * (
                  doe - 365 * yoe - CAST(FLOOR(CAST(yoe AS DOUBLE) / 4) AS BIGINT) + CAST(FLOOR(CAST(yoe AS DOUBLE) / 100) AS BIGINT)
                ) + 2
              ) AS DOUBLE) / 153
            ) AS BIGINT) AS number
          FROM (
            SELECT
              slot,
              era,
              doe,
              CAST(FLOOR(
                CAST((
                  doe - CAST(FLOOR(CAST(doe AS DOUBLE) / 1460) AS BIGINT) + CAST(FLOOR(CAST(doe AS DOUBLE) / 36524) AS BIGINT) - CAST(FLOOR(CAST(doe AS DOUBLE) / 146096) AS BIGINT)
                ) AS DOUBLE) / 365
              ) AS BIGINT) AS yoe
            FROM (
              SELECT
                slot,
                era,
                slot + 719468 - 146097 * era AS doe
              FROM (
                SELECT
                  d.slot AS slot,
                  CAST(FLOOR(CAST((
                    d.slot + 719468
                  ) AS DOUBLE) / 146097) AS BIGINT) AS era
                FROM (
                  SELECT DISTINCT
                    CAST(CAST((
                      (
                        t + 0
                      ) - (
                        (
                          t + 0
                        ) % 86400000000 + 86400000000
                      ) % 86400000000
                    ) AS DOUBLE) / 86400000000 AS BIGINT) AS slot
                  FROM j
                ) AS d
              ) AS e
            ) AS y
          ) AS m
        ) AS m
          ON m.slot = x.slot
      ) AS w
      WHERE
        v.position >= b.position
      GROUP BY
        b.path,
        b.number,
        v.number - b.number
    ) AS o
    GROUP BY
      o.path,
      o.cohort
  ) AS o
  GROUP BY
    o.cohort,
    o.period
)
SELECT
  s.cohort AS cohort,
  COALESCE(c.period, 0) AS period,
  s.final AS final,
  s.size AS size,
  COALESCE(c.n, 0) AS n
FROM sizes AS s
LEFT JOIN cells AS c
  ON c.cohort = s.cohort
ORDER BY
  cohort,
  period;

-- survival
SELECT
  p.period AS period,
  CAST(SUM(p.ended) AS BIGINT) AS ended,
  CAST(SUM(1 - p.ended) AS BIGINT) AS censored
FROM (
  SELECT
    path,
    ended,
    CAST(CAST((
      lasted - lasted % 3000000
    ) AS DOUBLE) / 3000000 AS BIGINT) AS period
  FROM (
    WITH born AS (
      SELECT
        path,
        MIN(t) AS t,
        MIN(position) AS position
      FROM j
      WHERE
        TRUE
      GROUP BY
        path
    ), whole AS (
      SELECT
        MAX(t) AS t
      FROM j
    ), gone AS (
      SELECT
        j.path AS path,
        MIN(j.t) AS t
      FROM j
      JOIN born AS b
        ON b.path = j.path
      WHERE
        j.position > b.position
        AND j.event IN (
          SELECT
            event
          FROM names
          WHERE
            name IN ('b')
        )
      GROUP BY
        j.path
    )
    SELECT
      b.path AS path,
      COALESCE(g.t, w.t) - b.t AS lasted,
      CASE WHEN g.t IS NULL THEN 0 ELSE 1 END AS ended
    FROM born AS b
    CROSS JOIN whole AS w
    LEFT JOIN gone AS g
      ON g.path = b.path
  ) AS l
) AS p
GROUP BY
  p.period
ORDER BY
  period;

-- survival idle
SELECT
  p.period AS period,
  CAST(SUM(p.ended) AS BIGINT) AS ended,
  CAST(SUM(1 - p.ended) AS BIGINT) AS censored
FROM (
  SELECT
    path,
    ended,
    CAST(CAST((
      lasted - lasted % 1000000
    ) AS DOUBLE) / 1000000 AS BIGINT) AS period
  FROM (
    WITH born AS (
      SELECT
        path,
        MIN(t) AS t
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
    ), whole AS (
      SELECT
        MAX(t) AS t
      FROM j
    )
    SELECT
      b.path AS path,
      j.t - b.t AS lasted,
      CASE WHEN w.t - j.t >= 2000000 THEN 1 ELSE 0 END AS ended
    FROM born AS b
    JOIN j
      ON j.path = b.path
    CROSS JOIN whole AS w
    WHERE
      j.is_last
  ) AS l
) AS p
GROUP BY
  p.period
ORDER BY
  period;

-- early_drop
SELECT
  mark,
  within,
  CAST(SUM(settled) AS BIGINT) AS paths,
  CAST(SUM(settled * lost) AS BIGINT) AS lost,
  CAST(SUM(1 - settled) AS BIGINT) AS too_new
FROM (
  WITH whole AS (
    SELECT
      MAX(t) AS t
    FROM j
  ), lives AS (
    SELECT
      path,
      MIN(t) AS began,
      MAX(t) AS last,
      MAX(
        CASE
          WHEN j.event IN (
            SELECT
              event
            FROM names
            WHERE
              name IN ('b')
          )
          THEN 1
          ELSE 0
        END
      ) AS done
    FROM j
    GROUP BY
      path
  )
  SELECT
    l.path AS path,
    m.place AS place,
    m.mark AS mark,
    CAST(m.within AS BIGINT) AS within,
    CASE WHEN l.began + m.within <= w.t THEN 1 ELSE 0 END AS settled,
    CASE WHEN l.last < l.began + m.within AND l.done = 0 THEN 1 ELSE 0 END AS lost
  FROM lives AS l
  CROSS JOIN (VALUES
    (1, 'first', 3000000),
    (2, 'half', 5000000)) AS m(place, mark, within)
  CROSS JOIN whole AS w
) AS s
GROUP BY
  place,
  mark,
  within
ORDER BY
  place;

-- entry_points
WITH counts AS (
  SELECT
    event,
    CAST(COUNT(*) AS BIGINT) AS paths
  FROM j
  WHERE
    position = 1
  GROUP BY
    event
)
SELECT
  n.name AS event,
  c.paths AS paths,
  CAST(SUM(c.paths) OVER () AS BIGINT) AS total
FROM counts AS c
JOIN names AS n
  ON n.event = c.event
ORDER BY
  paths DESC,
  event;

-- last_touchpoints
SELECT
  n.name AS event,
  c.paths AS paths,
  c.events AS events
FROM (
  SELECT
    j.event AS event,
    CAST(COUNT(*) AS BIGINT) AS events,
    CAST(SUM(CASE WHEN j.is_last THEN f.leaves ELSE 0 END) AS BIGINT) AS paths
  FROM j
  JOIN (
    WITH whole AS (
      SELECT
        MAX(t) AS t
      FROM j
    ), lives AS (
      SELECT
        path,
        MAX(t) AS last,
        MAX(
          CASE
            WHEN j.event IN (
              SELECT
                event
              FROM names
              WHERE
                name IN ('b')
            )
            THEN 1
            ELSE 0
          END
        ) AS reached
      FROM j
      GROUP BY
        path
    )
    SELECT
      l.path AS path,
      1 - l.reached AS leaves
    FROM lives AS l
    CROSS JOIN whole AS w
    WHERE
      l.reached = 1 OR w.t - l.last >= 1000000
  ) AS f
    ON f.path = j.path
  GROUP BY
    j.event
) AS c
JOIN names AS n
  ON n.event = c.event
ORDER BY
  paths DESC,
  event;
