-- The views others read. Dropped and made again whenever this file has changed.

-- One row per figure. `id` can be cited: it is the same in every archive of the same pages. `correction` is NULL
-- unless a person put `value` in the place of what was read; `raw` is what was printed all the same.
CREATE VIEW figures AS
SELECT
    figure_cells.report_id || '/' || table_name || '/' || line || '/' || column_name AS id,
    figure_cells.report_id AS report_id, agency, report_year, table_name, line, column_name,
    figure_cells.value AS value, unit, raw, figure_cells.body_sha256 AS body_sha256, part, table_index, row_index, column_index,
    agency_id, division_code, 'correction:' || corrections.evidence AS correction
FROM figure_cells JOIN reports ON reports.id = figure_cells.report_id
    LEFT JOIN corrections ON corrections.report_id = figure_cells.report_id
        AND corrections.field = table_name || '/' || line || '/' || column_name
        AND corrections.applied_at IS NOT NULL;

-- Figures that read differently after their page was changed, with the bytes of both versions, and those that
-- people corrected, within one version.
CREATE VIEW changes AS
SELECT
    figure_changes.report_id AS report_id, agency, report_year, table_name, line, column_name, old, new, cause,
    from_version, to_version, later.seen_at AS seen_at,
    earlier.body_sha256 AS old_body_sha256, later.body_sha256 AS new_body_sha256, agency_id, division_code
FROM figure_changes
    JOIN reports ON reports.id = figure_changes.report_id
    LEFT JOIN versions AS earlier
        ON earlier.report_id = figure_changes.report_id AND earlier.version = from_version
    LEFT JOIN versions AS later ON later.report_id = figure_changes.report_id AND later.version = to_version;

-- How each source stood when its pages were last asked for.
CREATE VIEW source_health AS
SELECT
    sources.id AS source_id, agencies.name AS agency, sources.url AS url, sources.status AS status,
    CASE
        WHEN count(pages.last_checked_at) = 0 THEN 'never'
        WHEN sum(pages.kind = 'listing' AND pages.state = 'live') = 0 THEN 'failed'
        WHEN sum(pages.state IN ('blocked', 'failed')) > 0 THEN 'partial'
        ELSE 'well'
    END AS state,
    max(pages.last_run_id) AS last_run_id, max(pages.last_checked_at) AS last_checked_at,
    count(pages.id) AS pages, sum(pages.kind = 'report' AND pages.state = 'live') AS reports,
    sum(pages.state = 'pending') AS pending, sum(pages.state = 'blocked') AS blocked,
    sum(pages.state = 'failed') AS failed, sum(pages.state = 'gone') AS gone,
    sum(pages.read_state = 'unreadable') AS unreadable
FROM sources
    LEFT JOIN agencies ON agencies.id = sources.agency LEFT JOIN pages ON pages.source_id = sources.id
GROUP BY sources.id;

-- One row per agency and year, with the lines that mean the same in the forms of 2019 and 2021: the totals of
-- the request table, decisions, and reviews. What the forms count differently is left out, not converted.
-- `other_processing` is one line in 2019 and the sum of three from 2021 on.
CREATE VIEW panel AS
SELECT
    reports.id AS report_id, agency_id, agency, division_code, divisions.full_name AS division, report_year, form,
    requests.new_received, requests.carried_over, requests.granted, requests.partial,
    requests.denied_state_secret, requests.denied_law_forbidden, requests.denied_safety_stability,
    requests.denied_third_party, requests.denied_internal_affairs, requests.denied_process_info,
    requests.denied_enforcement_file, requests.denied_admin_query,
    requests.unable_not_held, requests.unable_need_creation, requests.unable_unclear,
    requests.notproc_complaint, requests.notproc_repeat, requests.notproc_publication,
    requests.notproc_massive, requests.notproc_confirm,
    coalesce(requests.other_total,
        requests.other_overdue_correction + requests.other_overdue_fee + requests.other_others
    ) AS other_processing,
    requests.total_processed, requests.carried_forward,
    decisions.licensing_decisions, decisions.penalty_decisions, decisions.coercion_decisions,
    challenges.reconsideration_total, challenges.reconsideration_corrected,
    challenges.litigation_direct_total, challenges.litigation_direct_corrected,
    challenges.litigation_after_total, challenges.litigation_after_corrected
FROM reports
    LEFT JOIN divisions ON divisions.code = reports.division_code
    LEFT JOIN (
        SELECT report_id,
            max(total) FILTER (WHERE line = 'new_received') AS new_received,
            max(total) FILTER (WHERE line = 'carried_over') AS carried_over,
            max(total) FILTER (WHERE line = 'granted') AS granted,
            max(total) FILTER (WHERE line = 'partial') AS partial,
            max(total) FILTER (WHERE line = 'denied_state_secret') AS denied_state_secret,
            max(total) FILTER (WHERE line = 'denied_law_forbidden') AS denied_law_forbidden,
            max(total) FILTER (WHERE line = 'denied_safety_stability') AS denied_safety_stability,
            max(total) FILTER (WHERE line = 'denied_third_party') AS denied_third_party,
            max(total) FILTER (WHERE line = 'denied_internal_affairs') AS denied_internal_affairs,
            max(total) FILTER (WHERE line = 'denied_process_info') AS denied_process_info,
            max(total) FILTER (WHERE line = 'denied_enforcement_file') AS denied_enforcement_file,
            max(total) FILTER (WHERE line = 'denied_admin_query') AS denied_admin_query,
            max(total) FILTER (WHERE line = 'unable_not_held') AS unable_not_held,
            max(total) FILTER (WHERE line = 'unable_need_creation') AS unable_need_creation,
            max(total) FILTER (WHERE line = 'unable_unclear') AS unable_unclear,
            max(total) FILTER (WHERE line = 'notproc_complaint') AS notproc_complaint,
            max(total) FILTER (WHERE line = 'notproc_repeat') AS notproc_repeat,
            max(total) FILTER (WHERE line = 'notproc_publication') AS notproc_publication,
            max(total) FILTER (WHERE line = 'notproc_massive') AS notproc_massive,
            max(total) FILTER (WHERE line = 'notproc_confirm') AS notproc_confirm,
            max(total) FILTER (WHERE line = 'other_total') AS other_total,
            max(total) FILTER (WHERE line = 'other_overdue_correction') AS other_overdue_correction,
            max(total) FILTER (WHERE line = 'other_overdue_fee') AS other_overdue_fee,
            max(total) FILTER (WHERE line = 'other_others') AS other_others,
            max(total) FILTER (WHERE line = 'total_processed') AS total_processed,
            max(total) FILTER (WHERE line = 'carried_forward') AS carried_forward
        FROM disclosure_requests GROUP BY report_id
    ) AS requests ON requests.report_id = reports.id
    LEFT JOIN (
        SELECT report_id,
            max(value) FILTER (WHERE item = 'licensing') AS licensing_decisions,
            max(value) FILTER (WHERE item = 'penalty') AS penalty_decisions,
            max(value) FILTER (WHERE item = 'coercion') AS coercion_decisions
        FROM proactive_disclosure WHERE measure = 'decisions' GROUP BY report_id
    ) AS decisions ON decisions.report_id = reports.id
    LEFT JOIN (
        SELECT report_id,
            max(total) FILTER (WHERE kind = 'reconsideration') AS reconsideration_total,
            max(corrected) FILTER (WHERE kind = 'reconsideration') AS reconsideration_corrected,
            max(total) FILTER (WHERE kind = 'litigation_direct') AS litigation_direct_total,
            max(corrected) FILTER (WHERE kind = 'litigation_direct') AS litigation_direct_corrected,
            max(total) FILTER (WHERE kind = 'litigation_after_reconsideration') AS litigation_after_total,
            max(corrected) FILTER (WHERE kind = 'litigation_after_reconsideration') AS litigation_after_corrected
        FROM legal_challenges GROUP BY report_id
    ) AS challenges ON challenges.report_id = reports.id
WHERE report_year IS NOT NULL AND agency IS NOT NULL;
