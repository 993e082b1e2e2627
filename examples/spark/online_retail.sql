-- examples/online-retail/online_retail.score for Spark.
-- Sums are of whole numbers, so that they are exact: an occurrence counts in billionths of a point, a line in hundredths.
-- It leans on power(); on Java's time zones.
WITH
-- What happened up to the moment; blank text is unknown.
`known events` AS (
  SELECT
    `customer_id` AS `lead_id`,
    CAST(`event` AS STRING) AS `event`,
    unix_seconds(CAST(`ts` AS TIMESTAMP)) AS `time`,
    -- Seconds up to the moment.
    1315609200 - unix_seconds(CAST(`ts` AS TIMESTAMP)) AS `age`,
    nullif(nullif(nullif(CAST(`value` AS DOUBLE), DOUBLE('Infinity')), DOUBLE('-Infinity')), DOUBLE('NaN')) AS `value`
  FROM `events`
  WHERE unix_seconds(CAST(`ts` AS TIMESTAMP)) <= 1315609200
),
-- No event sees itself: they are told apart.
`numbered events` AS (
  SELECT
    *,
    row_number() OVER (PARTITION BY `lead_id` ORDER BY `time`, `event`, `value`) AS `number`
  FROM `known events`
),
-- Who is in the events.
`known leads` AS (
  SELECT DISTINCT
    `customer_id` AS `lead_id`
  FROM `events`
  WHERE `customer_id` IS NOT NULL
),
-- Who did what: purchase; purchase; purchase; return; purchase within 90d; purchase within 90d; [purchase, return] within 180d.
`events of leads` AS (
  SELECT
    o.*,
    e.`event`,
    e.`time`,
    e.`age`,
    e.`number`,
    e.`value`
  FROM `known leads` o
  JOIN `numbered events` e ON o.`lead_id` = e.`lead_id`
  WHERE e.`event` IN ('purchase', 'return')
),
-- Who did what: purchase within 30d before.
`events of leads (2)` AS (
  SELECT
    o.*,
    e.`event` AS `other event`,
    e.`time` AS `other time`,
    e.`age` AS `other age`,
    e.`number` AS `other number`,
    e.`value` AS `other value`
  FROM `events of leads` o
  JOIN `numbered events` e ON o.`lead_id` = e.`lead_id` AND e.`number` <> o.`number`
  WHERE e.`event` = 'purchase' AND (e.`time` <= o.`time` AND o.`time` - e.`time` < 2592000)
),
-- What was found.
`found` AS (
  SELECT
    `lead_id`,
    `number`,
    count(CASE WHEN (`other time` <= `time` AND `time` - `other time` < 2592000) AND `other event` = 'purchase' THEN 1 END) AS `found: count(purchase within 30d before)`
  FROM `events of leads (2)`
  GROUP BY `lead_id`, `number`
),
-- The rows with what was found.
`answers` AS (
  SELECT
    o.*,
    coalesce(f.`found: count(purchase within 30d before)`, 0) AS `count(purchase within 30d before)`
  FROM `events of leads` o
  LEFT JOIN `found` f ON o.`lead_id` = f.`lead_id` AND o.`number` = f.`number`
),
-- Which rules count which events.
`occurrences` AS (
  SELECT
    *,
    -- line 62: on purchase points by value { under 100 +6; under 500 +10; above +14; unknown 0…
    `event` = 'purchase' AS `is: Order`,
    CASE
      WHEN `value` < 100 THEN 6e0D
      WHEN `value` < 500 THEN 10e0D
      WHEN `value` IS NOT NULL THEN 14e0D
      WHEN `value` IS NULL THEN 0e0D
    END AS `points: Order`,
    -- line 63: on purchase where count(purchase within 30d before) >= 1 +4 max 3 times "Came b…
    `event` = 'purchase' AND coalesce(CAST(`count(purchase within 30d before)` AS DOUBLE) >= 1, FALSE) AS `is: Came back within a month`,
    -- line 64: on big_order 2 times within 60d +8 once per month "Second big order in 60 days"
    `event` = 'purchase' AND coalesce(`value` >= 500, FALSE) AS `is: Second big order in 60 days`,
    -- line 65: on purchase +3 first time no decay "First order ever"
    `event` = 'purchase' AS `is: First order ever`,
    -- line 69: on return +(value / 50) "Money back"
    `event` = 'return' AS `is: Money back`,
    nullif(nullif(nullif((`value` / nullif(50e0D, 0D)), DOUBLE('Infinity')), DOUBLE('-Infinity')), DOUBLE('NaN')) AS `points: Money back`
  FROM `answers`
),
-- Those that are often enough.
`often` AS (
  SELECT
    *,
    `is: Second big order in 60 days` AND count(CASE WHEN `is: Second big order in 60 days` THEN 1 END) OVER (PARTITION BY `lead_id` ORDER BY `time` RANGE BETWEEN 5183999 PRECEDING AND CURRENT ROW) >= 2 AS `often: Second big order in 60 days`
  FROM `occurrences`
),
-- Those that the limits choose.
`first` AS (
  SELECT
    *,
    `is: First order ever` AND row_number() OVER (PARTITION BY `lead_id`, CASE WHEN `is: First order ever` THEN 1 END ORDER BY `time`) = 1 AS `first: First order ever`
  FROM `often`
),
-- Those that the limits choose.
`kept` AS (
  SELECT
    *,
    `is: Order` AND `points: Order` IS NOT NULL AND row_number() OVER (PARTITION BY `lead_id`, CASE WHEN `is: Order` AND `points: Order` IS NOT NULL THEN 1 END, CAST(convert_timezone('UTC', 'Europe/London', TIMESTAMP_NTZ '1970-01-01 00:00:00' + make_dt_interval(0, 0, 0, `time`)) AS DATE) ORDER BY `time` DESC, abs(CAST(round((CASE WHEN `points: Order` < (-1000000000e0D) THEN (-1000000000e0D) WHEN `points: Order` > 1000000000e0D THEN 1000000000e0D ELSE `points: Order` END * 1000000000e0D)) AS BIGINT)) DESC, CASE WHEN CAST(round((CASE WHEN `points: Order` < (-1000000000e0D) THEN (-1000000000e0D) WHEN `points: Order` > 1000000000e0D THEN 1000000000e0D ELSE `points: Order` END * 1000000000e0D)) AS BIGINT) < 0 THEN 1 ELSE 0 END) <= 1 AS `kept: Order`,
    `is: Came back within a month` AND row_number() OVER (PARTITION BY `lead_id`, CASE WHEN `is: Came back within a month` THEN 1 END ORDER BY `time` DESC) <= 3 AS `kept: Came back within a month`,
    `often: Second big order in 60 days` AND row_number() OVER (PARTITION BY `lead_id`, CASE WHEN `often: Second big order in 60 days` THEN 1 END, trunc(CAST(convert_timezone('UTC', 'Europe/London', TIMESTAMP_NTZ '1970-01-01 00:00:00' + make_dt_interval(0, 0, 0, `time`)) AS DATE), 'MM') ORDER BY `time` DESC) <= 1 AS `kept: Second big order in 60 days`
  FROM `first`
),
-- What was found of each lead, and what its events are worth, in billionths.
`found (2)` AS (
  SELECT
    `lead_id`,
    max(CASE WHEN `event` = 'purchase' THEN `time` END) AS `found: last(purchase)`,
    count(CASE WHEN `event` = 'purchase' THEN 1 END) AS `found: count(purchase)`,
    sum(CAST(CASE WHEN `event` = 'purchase' THEN CASE WHEN abs(`value`) <= 1e18D THEN CAST(`value` AS BIGINT) END END AS DECIMAL(28, 0))) AS `found: sum(value, purchase)`,
    sum(CAST(CASE WHEN `event` = 'purchase' THEN CASE WHEN abs(`value`) <= 1e18D THEN CAST(round((`value` - CAST(CAST(`value` AS BIGINT) AS DOUBLE)) * 1000000000e0D) AS BIGINT) END END AS DECIMAL(28, 0))) AS `found: sum(value, purchase) (2)`,
    count(CASE WHEN `event` = 'purchase' THEN CASE WHEN abs(`value`) > 1e18D THEN 1 END END) AS `found: sum(value, purchase) (3)`,
    count(CASE WHEN `event` = 'purchase' THEN `value` END) AS `found: sum(value, purchase) (4)`,
    sum(CAST(CASE WHEN `event` = 'return' THEN CASE WHEN abs(`value`) <= 1e18D THEN CAST(`value` AS BIGINT) END END AS DECIMAL(28, 0))) AS `found: sum(value, return)`,
    sum(CAST(CASE WHEN `event` = 'return' THEN CASE WHEN abs(`value`) <= 1e18D THEN CAST(round((`value` - CAST(CAST(`value` AS BIGINT) AS DOUBLE)) * 1000000000e0D) AS BIGINT) END END AS DECIMAL(28, 0))) AS `found: sum(value, return) (2)`,
    count(CASE WHEN `event` = 'return' THEN CASE WHEN abs(`value`) > 1e18D THEN 1 END END) AS `found: sum(value, return) (3)`,
    count(CASE WHEN `event` = 'return' THEN `value` END) AS `found: sum(value, return) (4)`,
    count(CASE WHEN `age` < 7776000 AND `event` = 'purchase' THEN 1 END) AS `found: count(purchase within 90d)`,
    sum(CAST(CASE WHEN `age` < 7776000 AND `event` = 'purchase' THEN CASE WHEN abs(`value`) <= 1e18D THEN CAST(`value` AS BIGINT) END END AS DECIMAL(28, 0))) AS `found: sum(value, purchase within 90d)`,
    sum(CAST(CASE WHEN `age` < 7776000 AND `event` = 'purchase' THEN CASE WHEN abs(`value`) <= 1e18D THEN CAST(round((`value` - CAST(CAST(`value` AS BIGINT) AS DOUBLE)) * 1000000000e0D) AS BIGINT) END END AS DECIMAL(28, 0))) AS `found: sum(value, purchase within 90d) (2)`,
    count(CASE WHEN `age` < 7776000 AND `event` = 'purchase' THEN CASE WHEN abs(`value`) > 1e18D THEN 1 END END) AS `found: sum(value, purchase within 90d) (3)`,
    count(CASE WHEN `age` < 7776000 AND `event` = 'purchase' THEN `value` END) AS `found: sum(value, purchase within 90d) (4)`,
    count(CASE WHEN `age` < 15552000 AND `event` IN ('purchase', 'return') THEN 1 END) AS `found: count([purchase, return] within 180d)`,
    sum(CAST(CASE WHEN `kept: Order` THEN CAST(round(((CASE WHEN `points: Order` < (-1000000000e0D) THEN (-1000000000e0D) WHEN `points: Order` > 1000000000e0D THEN 1000000000e0D ELSE `points: Order` END * 1000000000e0D) * power(0.5e0D, CAST(`age` AS DOUBLE) / 5184000e0D))) AS BIGINT) ELSE 0 END AS DECIMAL(28, 0))) AS `sum: Order`,
    sum(CAST(CASE WHEN `kept: Came back within a month` THEN CAST(round((4000000000e0D * power(0.5e0D, CAST(`age` AS DOUBLE) / 5184000e0D))) AS BIGINT) ELSE 0 END AS DECIMAL(28, 0))) AS `sum: Came back within a month`,
    sum(CAST(CASE WHEN `kept: Second big order in 60 days` THEN CAST(round((8000000000e0D * power(0.5e0D, CAST(`age` AS DOUBLE) / 5184000e0D))) AS BIGINT) ELSE 0 END AS DECIMAL(28, 0))) AS `sum: Second big order in 60 days`,
    sum(CAST(CASE WHEN `first: First order ever` THEN 3000000000 ELSE 0 END AS DECIMAL(28, 0))) AS `sum: First order ever`,
    sum(CAST(CASE WHEN `is: Money back` AND `points: Money back` IS NOT NULL THEN CAST(round(((CASE WHEN `points: Money back` < (-1000000000e0D) THEN (-1000000000e0D) WHEN `points: Money back` > 1000000000e0D THEN 1000000000e0D ELSE `points: Money back` END * 1000000000e0D) * power(0.5e0D, CAST(`age` AS DOUBLE) / 5184000e0D))) AS BIGINT) ELSE 0 END AS DECIMAL(28, 0))) AS `sum: Money back`
  FROM `kept`
  GROUP BY `lead_id`
),
-- The rows with what was found.
`answers (2)` AS (
  SELECT
    o.*,
    f.`found: last(purchase)` AS `last(purchase)`,
    coalesce(f.`found: count(purchase)`, 0) AS `count(purchase)`,
    CASE
      WHEN coalesce(f.`found: sum(value, purchase) (3)`, 0) = 0 THEN CAST((CAST(coalesce(f.`found: sum(value, purchase)`, 0) AS DECIMAL(28, 0)) * 1000000000 + coalesce(f.`found: sum(value, purchase) (2)`, 0)) AS DOUBLE) / 1000000000e0D
    END AS `sum(value, purchase)`,
    CASE
      WHEN coalesce(f.`found: sum(value, return) (3)`, 0) = 0 THEN CAST((CAST(coalesce(f.`found: sum(value, return)`, 0) AS DECIMAL(28, 0)) * 1000000000 + coalesce(f.`found: sum(value, return) (2)`, 0)) AS DOUBLE) / 1000000000e0D
    END AS `sum(value, return)`,
    coalesce(f.`found: count(purchase within 90d)`, 0) AS `count(purchase within 90d)`,
    CASE
      WHEN coalesce(f.`found: sum(value, purchase within 90d) (3)`, 0) = 0 THEN CAST((CAST(coalesce(f.`found: sum(value, purchase within 90d)`, 0) AS DECIMAL(28, 0)) * 1000000000 + coalesce(f.`found: sum(value, purchase within 90d) (2)`, 0)) AS DOUBLE) / 1000000000e0D
    END AS `sum(value, purchase within 90d)`,
    coalesce(f.`found: count([purchase, return] within 180d)`, 0) AS `count([purchase, return] within 180d)`,
    coalesce(f.`sum: Order`, 0) AS `sum: Order`,
    coalesce(f.`sum: Came back within a month`, 0) AS `sum: Came back within a month`,
    coalesce(f.`sum: Second big order in 60 days`, 0) AS `sum: Second big order in 60 days`,
    coalesce(f.`sum: First order ever`, 0) AS `sum: First order ever`,
    coalesce(f.`sum: Money back`, 0) AS `sum: Money back`
  FROM `known leads` o
  LEFT JOIN `found (2)` f ON o.`lead_id` = f.`lead_id`
),
-- model Buys again: for whom it is
`model leads` AS (
  SELECT
    *
  FROM `answers (2)`
  WHERE `count(purchase)` > 0
),
-- Each rule's points, in hundredths.
`recency lines` AS (
  SELECT
    *,
    -- line 28: points by days since last(purchase) { up to 14 +100 up to 60 +75 up to 120 +50 …
    coalesce(CASE WHEN CAST((1315609200 - `last(purchase)`) AS DOUBLE) / 86400e0D <= 14 THEN 10000 WHEN CAST((1315609200 - `last(purchase)`) AS DOUBLE) / 86400e0D <= 60 THEN 7500 WHEN CAST((1315609200 - `last(purchase)`) AS DOUBLE) / 86400e0D <= 120 THEN 5000 WHEN CAST((1315609200 - `last(purchase)`) AS DOUBLE) / 86400e0D <= 180 THEN 2000 WHEN CAST((1315609200 - `last(purchase)`) AS DOUBLE) / 86400e0D IS NOT NULL THEN 1000 WHEN CAST((1315609200 - `last(purchase)`) AS DOUBLE) / 86400e0D IS NULL THEN 0 END, 0) AS `Days since the last order`
  FROM `model leads`
),
-- The score, in hundredths of a point.
`recency` AS (
  SELECT
    *,
    -- line 27: score recency 0..100 { points by days since last(purchase) { up to 14 +100 up t…
    least(10000, greatest(0, `Days since the last order`)) AS `recency`
  FROM `recency lines`
),
-- Each rule's points, in hundredths.
`frequency lines` AS (
  SELECT
    *,
    -- line 40: points by count(purchase) { up to 1 +10; up to 2 +40; up to 3 +60; up to 6 +75;…
    coalesce(CASE WHEN CAST(`count(purchase)` AS DOUBLE) <= 1 THEN 1000 WHEN CAST(`count(purchase)` AS DOUBLE) <= 2 THEN 4000 WHEN CAST(`count(purchase)` AS DOUBLE) <= 3 THEN 6000 WHEN CAST(`count(purchase)` AS DOUBLE) <= 6 THEN 7500 WHEN TRUE THEN 10000 END, 0) AS `Orders so far`
  FROM `recency`
),
-- The score, in hundredths of a point.
`frequency` AS (
  SELECT
    *,
    -- line 39: score frequency 0..100 { points by count(purchase) { up to 1 +10; up to 2 +40; …
    least(10000, greatest(0, `Orders so far`)) AS `frequency`
  FROM `frequency lines`
),
-- Each rule's points, in hundredths.
`monetary lines` AS (
  SELECT
    *,
    -- line 45: points by sum(purchase.value) + sum(return.value) { up to 250 +10 up to 500 +25…
    coalesce(CASE WHEN `sum(value, purchase)` + `sum(value, return)` <= 250 THEN 1000 WHEN `sum(value, purchase)` + `sum(value, return)` <= 500 THEN 2500 WHEN `sum(value, purchase)` + `sum(value, return)` <= 1000 THEN 4000 WHEN `sum(value, purchase)` + `sum(value, return)` <= 2000 THEN 6000 WHEN `sum(value, purchase)` + `sum(value, return)` <= 5000 THEN 8500 WHEN `sum(value, purchase)` + `sum(value, return)` IS NOT NULL THEN 10000 WHEN `sum(value, purchase)` + `sum(value, return)` IS NULL THEN 0 END, 0) AS `Pounds kept`
  FROM `frequency`
),
-- The score, in hundredths of a point.
`monetary` AS (
  SELECT
    *,
    -- line 44: score monetary 0..100 { points by sum(purchase.value) + sum(return.value) { up …
    least(10000, greatest(0, `Pounds kept`)) AS `monetary`
  FROM `monetary lines`
),
-- Who did what: return since last(purchase).
`events of leads (3)` AS (
  SELECT
    o.*,
    e.`event`,
    e.`time`,
    e.`age`,
    e.`number`,
    e.`value`
  FROM `monetary` o
  JOIN `numbered events` e ON o.`lead_id` = e.`lead_id`
  WHERE e.`event` = 'return'
),
-- What was found.
`found (3)` AS (
  SELECT
    `lead_id`,
    count(CASE WHEN `time` >= `last(purchase)` AND `event` = 'return' THEN 1 END) AS `found: count(return since last(purchase))`
  FROM `events of leads (3)`
  GROUP BY `lead_id`
),
-- The rows with what was found.
`answers (3)` AS (
  SELECT
    o.*,
    coalesce(f.`found: count(return since last(purchase))`, 0) AS `count(return since last(purchase))`
  FROM `monetary` o
  LEFT JOIN `found (3)` f ON o.`lead_id` = f.`lead_id`
),
-- Each rule's points, in hundredths.
`warmth lines` AS (
  SELECT
    *,
    -- line 62: on purchase points by value { under 100 +6; under 500 +10; above +14; unknown 0…
    CAST(CASE WHEN CAST(((`sum: Order` + CASE WHEN `sum: Order` < 0 THEN -5000000 ELSE 5000000 END) - (`sum: Order` + CASE WHEN `sum: Order` < 0 THEN -5000000 ELSE 5000000 END) % 10000000) / 10000000 AS DECIMAL(38, 0)) < CAST((-100000000000000000) AS DECIMAL(38, 0)) THEN CAST((-100000000000000000) AS DECIMAL(38, 0)) WHEN CAST(((`sum: Order` + CASE WHEN `sum: Order` < 0 THEN -5000000 ELSE 5000000 END) - (`sum: Order` + CASE WHEN `sum: Order` < 0 THEN -5000000 ELSE 5000000 END) % 10000000) / 10000000 AS DECIMAL(38, 0)) > CAST(100000000000000000 AS DECIMAL(38, 0)) THEN CAST(100000000000000000 AS DECIMAL(38, 0)) ELSE CAST(((`sum: Order` + CASE WHEN `sum: Order` < 0 THEN -5000000 ELSE 5000000 END) - (`sum: Order` + CASE WHEN `sum: Order` < 0 THEN -5000000 ELSE 5000000 END) % 10000000) / 10000000 AS DECIMAL(38, 0)) END AS BIGINT) AS `Order`,
    -- line 63: on purchase where count(purchase within 30d before) >= 1 +4 max 3 times "Came b…
    CAST(CAST(((`sum: Came back within a month` + CASE WHEN `sum: Came back within a month` < 0 THEN -5000000 ELSE 5000000 END) - (`sum: Came back within a month` + CASE WHEN `sum: Came back within a month` < 0 THEN -5000000 ELSE 5000000 END) % 10000000) / 10000000 AS DECIMAL(38, 0)) AS BIGINT) AS `Came back within a month`,
    -- line 64: on big_order 2 times within 60d +8 once per month "Second big order in 60 days"
    CAST(CAST(((`sum: Second big order in 60 days` + CASE WHEN `sum: Second big order in 60 days` < 0 THEN -5000000 ELSE 5000000 END) - (`sum: Second big order in 60 days` + CASE WHEN `sum: Second big order in 60 days` < 0 THEN -5000000 ELSE 5000000 END) % 10000000) / 10000000 AS DECIMAL(38, 0)) AS BIGINT) AS `Second big order in 60 days`,
    -- line 65: on purchase +3 first time no decay "First order ever"
    CAST(CAST(((`sum: First order ever` + CASE WHEN `sum: First order ever` < 0 THEN -5000000 ELSE 5000000 END) - (`sum: First order ever` + CASE WHEN `sum: First order ever` < 0 THEN -5000000 ELSE 5000000 END) % 10000000) / 10000000 AS DECIMAL(38, 0)) AS BIGINT) AS `First order ever`,
    -- line 69: on return +(value / 50) "Money back"
    CAST(CASE WHEN CAST(((`sum: Money back` + CASE WHEN `sum: Money back` < 0 THEN -5000000 ELSE 5000000 END) - (`sum: Money back` + CASE WHEN `sum: Money back` < 0 THEN -5000000 ELSE 5000000 END) % 10000000) / 10000000 AS DECIMAL(38, 0)) < CAST((-100000000000000000) AS DECIMAL(38, 0)) THEN CAST((-100000000000000000) AS DECIMAL(38, 0)) WHEN CAST(((`sum: Money back` + CASE WHEN `sum: Money back` < 0 THEN -5000000 ELSE 5000000 END) - (`sum: Money back` + CASE WHEN `sum: Money back` < 0 THEN -5000000 ELSE 5000000 END) % 10000000) / 10000000 AS DECIMAL(38, 0)) > CAST(100000000000000000 AS DECIMAL(38, 0)) THEN CAST(100000000000000000 AS DECIMAL(38, 0)) ELSE CAST(((`sum: Money back` + CASE WHEN `sum: Money back` < 0 THEN -5000000 ELSE 5000000 END) - (`sum: Money back` + CASE WHEN `sum: Money back` < 0 THEN -5000000 ELSE 5000000 END) % 10000000) / 10000000 AS DECIMAL(38, 0)) END AS BIGINT) AS `Money back`,
    -- line 70: if count(return since last(purchase)) >= 1 -2 "Sent something back since the la…
    CASE WHEN CAST(`count(return since last(purchase))` AS DOUBLE) >= 1 THEN -200 ELSE 0 END AS `Sent something back since the last order`,
    -- line 74: if regular_buyer +10 "Three orders or more in 90 days"
    CASE WHEN CAST(`count(purchase within 90d)` AS DOUBLE) >= 3 THEN 1000 ELSE 0 END AS `Three orders or more in 90 days`,
    -- line 75: if good_spender +10 "500 pounds or more in 90 days"
    CASE WHEN `sum(value, purchase within 90d)` >= 500 THEN 1000 ELSE 0 END AS `500 pounds or more in 90 days`
  FROM `answers (3)`
),
-- What groups make of their rules.
`warmth groups` AS (
  SELECT
    *,
    -- line 60: group orders
    least(100000000000000000, greatest(-100000000000000000, `Order` + `Came back within a month` + `Second big order in 60 days` + `First order ever`)) AS `group orders`,
    -- line 68: group returns -15..0
    least(0, greatest(-1500, least(100000000000000000, greatest(-100000000000000000, `Money back` + `Sent something back since the last order`)))) AS `group returns`,
    -- line 73: group habit max 15
    least(1500, greatest(-1500, `Three orders or more in 90 days` + `500 pounds or more in 90 days`)) AS `group habit`
  FROM `warmth lines`
),
-- The score, in hundredths of a point.
`warmth` AS (
  SELECT
    *,
    -- line 57: score warmth 0..100 { half-life $half_life group orders { on purchase points by…
    least(10000, greatest(0, least(100000000000000000, greatest(-100000000000000000, `group orders` + `group returns` + `group habit`)))) AS `warmth`
  FROM `warmth groups`
),
-- A part of the formula.
`total parts` AS (
  SELECT
    *,
    CAST(1 AS DECIMAL(38, 0)) * CAST(`recency` AS DECIMAL(38, 0)) * CAST(5 AS DECIMAL(38, 0)) + CAST(7 AS DECIMAL(38, 0)) * CAST(`frequency` AS DECIMAL(38, 0)) + CAST(3 AS DECIMAL(38, 0)) * CAST(`monetary` AS DECIMAL(38, 0)) + CAST(1 AS DECIMAL(38, 0)) * CAST(`warmth` AS DECIMAL(38, 0)) * CAST(5 AS DECIMAL(38, 0)) AS `part of total`
  FROM `warmth`
),
-- The score, in hundredths of a point.
`total` AS (
  SELECT
    *,
    -- line 79: score total 0..100 = 0.25 * recency + 0.35 * frequency + 0.15 * monetary + 0.25…
    least(10000, greatest(0, CAST(CAST((CASE WHEN `part of total` < 0 THEN `part of total` + (-10) ELSE `part of total` + 10 END - CASE WHEN `part of total` < 0 THEN `part of total` + (-10) ELSE `part of total` + 10 END % 20) / 20 AS DECIMAL(38, 0)) AS BIGINT))) AS `total`
  FROM `total parts`
),
-- Grades, and what disqualifies.
`verdict` AS (
  SELECT
    *,
    CASE
      WHEN `recency` >= 10000 THEN '5'
      WHEN `recency` >= 7500 THEN '4'
      WHEN `recency` >= 5000 THEN '3'
      WHEN `recency` >= 2000 THEN '2'
      ELSE '1'
    END AS `recency_grade`,
    CASE
      WHEN `frequency` >= 10000 THEN '5'
      WHEN `frequency` >= 7500 THEN '4'
      WHEN `frequency` >= 6000 THEN '3'
      WHEN `frequency` >= 4000 THEN '2'
      ELSE '1'
    END AS `frequency_grade`,
    CASE
      WHEN `monetary` >= 10000 THEN '5'
      WHEN `monetary` >= 8500 THEN '4'
      WHEN `monetary` >= 6000 THEN '3'
      WHEN `monetary` >= 2500 THEN '2'
      ELSE '1'
    END AS `monetary_grade`
  FROM `total`
),
-- What the model says of those leads.
`results` AS (
  SELECT
    `lead_id` AS `customer_id`,
    CAST(CAST(`recency` AS DECIMAL(18, 0)) * 0.01BD AS DECIMAL(18, 2)) AS `recency`,
    CAST(CAST(`frequency` AS DECIMAL(18, 0)) * 0.01BD AS DECIMAL(18, 2)) AS `frequency`,
    CAST(CAST(`monetary` AS DECIMAL(18, 0)) * 0.01BD AS DECIMAL(18, 2)) AS `monetary`,
    CAST(CAST(`warmth` AS DECIMAL(18, 0)) * 0.01BD AS DECIMAL(18, 2)) AS `warmth`,
    CAST(CAST(`total` AS DECIMAL(18, 0)) * 0.01BD AS DECIMAL(18, 2)) AS `total`,
    `recency_grade`,
    `frequency_grade`,
    `monetary_grade`,
    CASE
      WHEN `recency_grade` = '5' AND `frequency_grade` = '5' THEN 'champion'
      WHEN `recency_grade` = '5' AND `frequency_grade` = '4' THEN 'champion'
      WHEN `recency_grade` = '5' AND `frequency_grade` = '3' THEN 'promising'
      WHEN `recency_grade` = '5' AND `frequency_grade` = '2' THEN 'promising'
      WHEN `recency_grade` = '5' AND `frequency_grade` = '1' THEN 'newcomer'
      WHEN `recency_grade` = '4' AND `frequency_grade` = '5' THEN 'champion'
      WHEN `recency_grade` = '4' AND `frequency_grade` = '4' THEN 'loyal'
      WHEN `recency_grade` = '4' AND `frequency_grade` = '3' THEN 'promising'
      WHEN `recency_grade` = '4' AND `frequency_grade` = '2' THEN 'promising'
      WHEN `recency_grade` = '4' AND `frequency_grade` = '1' THEN 'newcomer'
      WHEN `recency_grade` = '3' AND `frequency_grade` = '5' THEN 'loyal'
      WHEN `recency_grade` = '3' AND `frequency_grade` = '4' THEN 'loyal'
      WHEN `recency_grade` = '3' AND `frequency_grade` = '3' THEN 'slipping'
      WHEN `recency_grade` = '3' AND `frequency_grade` = '2' THEN 'slipping'
      WHEN `recency_grade` = '3' AND `frequency_grade` = '1' THEN 'one_off'
      WHEN `recency_grade` = '2' AND `frequency_grade` = '5' THEN 'at_risk'
      WHEN `recency_grade` = '2' AND `frequency_grade` = '4' THEN 'at_risk'
      WHEN `recency_grade` = '2' AND `frequency_grade` = '3' THEN 'slipping'
      WHEN `recency_grade` = '2' AND `frequency_grade` = '2' THEN 'slipping'
      WHEN `recency_grade` = '2' AND `frequency_grade` = '1' THEN 'one_off'
      WHEN `recency_grade` = '1' AND `frequency_grade` = '5' THEN 'at_risk'
      WHEN `recency_grade` = '1' AND `frequency_grade` = '4' THEN 'at_risk'
      WHEN `recency_grade` = '1' AND `frequency_grade` = '3' THEN 'sleeping'
      WHEN `recency_grade` = '1' AND `frequency_grade` = '2' THEN 'sleeping'
      WHEN `recency_grade` = '1' AND `frequency_grade` = '1' THEN 'lost'
    END AS `segment`,
    CASE
      WHEN `count([purchase, return] within 180d)` = 0 AND CAST(`count(purchase)` AS DOUBLE) >= 3 THEN 'win_back'
      WHEN `total` >= 7000 THEN 'certain'
      WHEN `total` >= 5000 THEN 'likely'
      WHEN `total` >= 3500 THEN 'awake'
      ELSE 'dormant'
    END AS `stage`,
    CASE
      WHEN `count([purchase, return] within 180d)` = 0 AND CAST(`count(purchase)` AS DOUBLE) >= 3 THEN 'call_and_ask_why'
      WHEN `total` >= 7000 THEN 'personal_contact'
      WHEN `total` >= 5000 THEN 'early_catalogue'
      WHEN `total` >= 3500 THEN 'newsletter'
      ELSE 'yearly_card'
    END AS `action`
  FROM `verdict`
)
SELECT
  o.`lead_id` AS `customer_id`,
  r.`recency`,
  r.`frequency`,
  r.`monetary`,
  r.`warmth`,
  r.`total`,
  r.`recency_grade`,
  r.`frequency_grade`,
  r.`monetary_grade`,
  r.`segment`,
  r.`stage`,
  r.`action`
FROM `known leads` o
LEFT JOIN `results` r ON o.`lead_id` = r.`customer_id`
