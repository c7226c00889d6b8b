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

-- Who on the roster has published the report of which year. The cells are made anew after every run and by
-- `scrapy coverage`, by the archive's own clock: a view that asked for today would answer otherwise than it was checked.
CREATE VIEW coverage AS
SELECT
    agency_id, agencies.name AS agency, report_year, due_on, state, published_on, days_late, basis, checked_at,
    report_id, division_code, kind
FROM coverage_cells JOIN agencies ON agencies.id = agency_id;

-- How each source stands after its last walk, with what a person should do next; `rank` 0 is the worst. A walk that went
-- well says nothing of the reports it listed: pages refused or failed since show here too.
CREATE VIEW source_health AS
WITH judged AS (
    SELECT
        sources.id AS source_id, sources.agency AS agency_id, sources.url AS url, sources.status AS status,
        walks.run_id AS run_id, walks.finished_at AS walked_at, walks.reason AS reason, walks.lists AS lists,
        walks.listed AS listed, walks.newest_year AS newest_year,
        count(pages.id) AS pages, coalesce(sum(pages.kind = 'report' AND pages.state = 'live'), 0) AS reports,
        coalesce(sum(pages.state = 'pending'), 0) AS pending, coalesce(sum(pages.state = 'blocked'), 0) AS blocked,
        coalesce(sum(pages.state = 'failed'), 0) AS failed, coalesce(sum(pages.state = 'gone'), 0) AS gone,
        coalesce(sum(pages.read_state = 'unreadable'), 0) AS unreadable,
        (SELECT count(*) FROM problems JOIN pages AS suspect ON suspect.id = problems.page_id
            WHERE problems.kind = 'QUARANTINED' AND suspect.source_id = sources.id) AS quarantined,
        CASE
            WHEN sources.status = 'paused' THEN 'paused'
            WHEN sources.cms = 'discover' THEN 'undiscovered'
            WHEN walks.run_id IS NULL THEN 'never'
            WHEN walks.verdict NOT IN ('ok', 'stale') THEN walks.verdict
            WHEN EXISTS (SELECT 1 FROM problems JOIN pages AS suspect ON suspect.id = problems.page_id
                WHERE problems.kind = 'QUARANTINED' AND suspect.source_id = sources.id) THEN 'site_changed'
            WHEN sum(pages.state = 'blocked') > 0 THEN 'blocked'
            WHEN sum(pages.state = 'failed') > 0 OR sum(pages.read_state = 'unreadable') > 0 THEN 'error'
            WHEN julianday((SELECT max(finished_at) FROM runs)) - julianday(walks.finished_at) > 7 THEN 'stale'
            ELSE walks.verdict
        END AS verdict
    FROM sources
        LEFT JOIN walks ON walks.source_id = sources.id
            AND walks.run_id = (SELECT max(run_id) FROM walks AS last WHERE last.source_id = sources.id)
        LEFT JOIN pages ON pages.source_id = sources.id
    WHERE sources.status != 'removed'
    GROUP BY sources.id)
SELECT
    source_id, agencies.name AS agency, url, status, verdict,
    iif(quarantined > 0, '有 ' || quarantined || ' 个网页的新内容可疑，已隔离' || coalesce('，' || reason, ''), reason) AS reason,
    CASE verdict
        WHEN 'gone' THEN '栏目网址已不存在：用 scrapy discover 从首页重新查找，在 sources.csv 改登记新网址'
        WHEN 'blocked' THEN '被网站拒绝：不要绕过；请站方放行，或按 hosts.toml 降低频率、设浏览器方式'
        WHEN 'unreachable' THEN '连不上：用浏览器打开网址核对；连续数日如此则改登记新网址或暂停'
        WHEN 'error' THEN '有网页没能读取：在 problems 表中查此来源各网页的原因'
        WHEN 'truncated' THEN '列表没有走到底：用浏览器翻到末页，对照 problems 表中取不到的一页'
        WHEN 'short' THEN '见到的条目少于列表声明的总数：核对翻页，可能有条目被站方隐藏'
        WHEN 'site_changed' THEN '内容或条目不如上次，可能改版或只给了半页：用浏览器核对（隔离的网页见 scrapy accept）；连续三天相同则自动采信'
        WHEN 'never' THEN '尚未查过：运行 scrapy crawl reports -a source=' || source_id
        WHEN 'undiscovered' THEN '只有首页：运行 scrapy discover ' || url
        WHEN 'stale' THEN '久无新报告，或七天没有查到：核对栏目是否已迁移，定时任务是否在运行'
        WHEN 'paused' THEN '已暂停：查清登记备注中的原因后，在 sources.csv 改为 active'
        ELSE '无须处理'
    END AS next_step,
    instr('gone blocked unreachable error truncated short site_changed never undiscovered stale paused ok', verdict)
        AS rank,
    run_id AS last_run_id, walked_at, lists, listed, newest_year, pages, reports, pending, blocked, failed, gone, unreadable,
    quarantined
FROM judged LEFT JOIN agencies ON agencies.id = judged.agency_id;

-- How often each source's reports lack a fact or all figures: a rate that jumps tells of a page that changed its form.
CREATE VIEW field_gaps AS
WITH facts AS (
    SELECT pages.source_id, reports.* FROM reports
        JOIN publications ON publications.report_id = reports.id AND preferred
        JOIN pages ON pages.id = publications.page_id),
counted (source_id, field, reports, missing) AS (
    SELECT source_id, 'title', count(*), sum(title IS NULL) FROM facts GROUP BY source_id
    UNION ALL SELECT source_id, 'agency', count(*), sum(agency_id IS NULL) FROM facts GROUP BY source_id
    UNION ALL SELECT source_id, 'division_code', count(*), sum(division_code IS NULL) FROM facts GROUP BY source_id
    UNION ALL SELECT source_id, 'report_year', count(*), sum(report_year IS NULL) FROM facts GROUP BY source_id
    UNION ALL SELECT source_id, 'published_on', count(*), sum(published_on IS NULL) FROM facts GROUP BY source_id
    UNION ALL SELECT source_id, 'created_on', count(*), sum(created_on IS NULL) FROM facts GROUP BY source_id
    UNION ALL SELECT source_id, 'index_number', count(*), sum(index_number IS NULL) FROM facts GROUP BY source_id
    UNION ALL SELECT source_id, 'document_number', count(*), sum(document_number IS NULL) FROM facts GROUP BY source_id
    UNION ALL SELECT source_id, 'publisher', count(*), sum(publisher IS NULL) FROM facts GROUP BY source_id
    UNION ALL SELECT source_id, 'form', count(*), sum(form = 'none') FROM facts GROUP BY source_id
    UNION ALL SELECT source_id, 'figures', count(*),
        sum(NOT EXISTS (SELECT 1 FROM figure_cells WHERE report_id = facts.id)) FROM facts GROUP BY source_id
    -- The official tables, of the reports whose form has them.
    UNION ALL SELECT source_id, tables.value, count(*), sum(NOT EXISTS
        (SELECT 1 FROM figure_cells WHERE report_id = facts.id AND table_name = tables.value))
        FROM facts, json_each('["proactive_disclosure", "disclosure_requests", "legal_challenges"]') AS tables
        WHERE form IN ('2019', '2021', 'hybrid') GROUP BY source_id, tables.value)
SELECT source_id, field, reports, missing, round(100.0 * missing / reports, 1) AS percent FROM counted;

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
