-- The views others read. Dropped and made again whenever this file has changed.

CREATE VIEW changes AS SELECT report_id FROM figure_changes;
