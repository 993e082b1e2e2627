"""Lines for a live stream: new attributes of every lead, then events in order of time, a few of them late.

    python3 benches/stream.py LEADS EVENTS [FIRST_SECOND] > lines.jsonl
"""
import random
import sys

leads, events = int(sys.argv[1]), int(sys.argv[2])
start = int(sys.argv[3]) if len(sys.argv) > 3 else 1_750_000_000
spread = 90 * 86_400
rng = random.Random(7)
titles = ["CTO", "VP", "CEO", "Clerk", "Manager", "Student"]
countries = ["ES", "MX", "AR", "FR", "DE", "US"]
kinds = ["email_open"] * 5 + ["email_click"] * 2 + ["page_view"] * 6 + ["demo_request"] + ["webinar"] * 2 + ["unheard"]
paths = ["/pricing", "/blog", "/", "/about"]
out = sys.stdout
if len(sys.argv) <= 3:
    for lead in range(leads):
        out.write(f'{{"lead_id":"L{lead:07}","title":"{rng.choice(titles)}","employees":{rng.randint(1, 2000)},"country":"{rng.choice(countries)}"}}\n')
for number in range(events):
    time = start + spread * number // events
    if rng.random() < 0.05:
        time -= rng.randint(0, 80_000)
    lead = rng.randrange(leads)
    kind = rng.choice(kinds)
    more = ""
    if kind == "page_view":
        more = f',"path":"{rng.choice(paths)}"'
    elif kind == "webinar":
        more = f',"seconds":{rng.randint(10, 4000)}'
    out.write(f'{{"lead_id":"L{lead:07}","event":"{kind}","time":{time},"event_id":"{number}"{more}}}\n')
