-- The effective matrix: a row for every user, item and capability, as `tableau-perm matrix` writes.
--
-- The same text for DuckDB and Spark SQL. Name the tables first: tables.duckdb.sql or
-- tables.spark.sql. A filter on site, user or item is carried out before anything is expanded.
--
-- What decides, the first of these that has a verdict:
--   owning the item
--   a rule for the user, or owning or leading a project it is in: by scope
--   the class of the user, under the rules of the item
--   the default of the user's site role there
CREATE OR REPLACE TEMPORARY VIEW matrix AS
SELECT u.site, u.user, i.item, a.capability, a.effective, a.reason
FROM users u
JOIN items i
  ON i.site = u.site
JOIN default_verdicts d
  ON d.site = u.site AND d.rule_set = i.rule_set AND d.role_class = u.role_class
LEFT JOIN class_verdicts c
  ON c.site = u.site AND c.rule_set = i.rule_set AND c.class_id = u.class_id
LEFT JOIN exceptions e
  ON e.site = u.site AND e.scope = i.scope AND e.user_id = u.user_id
LEFT JOIN owners o
  ON o.site = u.site AND o.item_id = i.item_id AND o.user_id = u.user_id
JOIN answers a
  ON a.site = u.site AND a.verdict = COALESCE(o.verdict, e.verdict, c.verdict, d.verdict);
