"""The rules of `ageing.score` as SQL: events to lines by one filtered aggregation, lines to scores by a join."""

DECAY = "age * ({ln}(0.9) / 2592000)"
HALF = "age * ({ln}(0.5) / 7776000)"
# Name, worth, which events, cap.
LINES = [
    ("opens", "d", "event = 'email_open'", 10),
    ("clicks", "3 * d", "event = 'email_click'", 12),
    ("pages", "2 * d", "event = 'page_view' AND {starts}(path, '/pricing')", 20),
    ("long_views", "0.5 * d", "event = 'page_view' AND seconds > 60", 15),
    ("pricing", "5 * d", "event = 'pricing_view'", 25),
    ("webinars", f"8 * exp({HALF})", "event = 'webinar_attended'", None),
    ("demos", f"20 * exp({HALF})", "event = 'demo_request'", 40),
    ("papers", "4 * d", "event = 'whitepaper_download'", 12),
    ("bounces", "5 * d", "event = 'bounce'", 10),
    ("carts", "6e0", "event = 'cart_add' AND age < 2592000", None),
    ("purchases", "15e0", "event = 'purchase' AND age < 15552000", None),
]


def query(leads, events, words):
    """`words` has what the dialects say differently: `ln`, `starts`, `age`, `latest` (three ages), `total`, `any`."""
    def line(name, worth, which, cap):
        total = words["total"](worth.format(**words), which.format(**words))
        return f"round({f'least({total}, {cap})' if cap else total}, 2) AS {name}"

    lines = ", ".join(line(*one) for one in LINES)
    count = lambda which: words["total"]("1", which)
    return f"""
        WITH aged AS (SELECT lead_id, event, path, seconds, age, exp({DECAY.format(**words)}) AS d
            FROM (SELECT lead_id, event, path, seconds, {words["age"]} AS age FROM {events}) a),
        lines AS (SELECT lead_id, {lines}, round({words["latest"]}, 2) AS forms,
            {count("event = 'unsubscribe'")} AS unsubscribed,
            {count("event = 'page_view' AND age < 604800")} AS views,
            {count("age < 5184000")} AS recent
            FROM aged GROUP BY lead_id),
        scores AS (SELECT lead_id, coalesce(round(least(greatest(
            opens + clicks + pages + long_views + pricing + webinars + demos + papers - bounces + carts + purchases + forms
            - CASE WHEN unsubscribed > 0 THEN 15 ELSE 0 END + CASE WHEN views >= 5 THEN 10 ELSE 0 END
            - CASE WHEN recent > 0 THEN 0 ELSE 10 END, 0), 100), 2), 0) AS score
            FROM (SELECT lead_id FROM {leads}) l LEFT JOIN lines USING (lead_id))
        SELECT lead_id, score, CASE WHEN score >= 60 THEN 'hot' WHEN score >= 30 THEN 'warm' ELSE 'cold' END AS stage
        FROM scores"""
