"""Lines for a live stream: attributes of every lead, then events in order of time, five in a hundred of them late.

    python3 benches/stream.py LEADS EVENTS > lines.jsonl     # over 90 days
    python3 benches/stream.py LEADS 3600s | baremo stream …  # as fast as they are taken, for an hour; 10,000,000 events in 90 days
"""
import random
import sys
import time

leads = int(sys.argv[1])
endless = sys.argv[2].endswith("s")
events = 10_000_000 if endless else int(sys.argv[2])
until = time.monotonic() + float(sys.argv[2][:-1]) if endless else None
start = 1_600_000_000
spread = 90 * 86_400
rng = random.Random(7)
titles = ["CTO", "VP", "CEO", "Clerk", "Manager", "Student"]
countries = ["ES", "MX", "AR", "FR", "DE", "US"]
kinds = ["email_open"] * 5 + ["email_click"] * 2 + ["page_view"] * 6 + ["demo_request"] + ["webinar"] * 2 + ["unheard"]
paths = ["/pricing", "/blog", "/", "/about"]


def event(number):
    moment = start + spread * number // events
    if rng.random() < 0.05:
        moment -= rng.randint(0, 80_000)
    kind = rng.choice(kinds)
    more = ""
    if kind == "page_view":
        more = f',"path":"{rng.choice(paths)}"'
    elif kind == "webinar":
        more = f',"seconds":{rng.randint(10, 4000)}'
    lead = rng.randrange(leads)
    return f'{{"lead_id":"L{lead:07}","event":"{kind}","time":{moment},"event_id":"{number}"{more}}}\n'


out = sys.stdout
for lead in range(leads):
    title, country = rng.choice(titles), rng.choice(countries)
    out.write(f'{{"lead_id":"L{lead:07}","title":"{title}","employees":{rng.randint(1, 2000)},"country":"{country}"}}\n')
number = 0
while number < events or endless:
    if endless and number % 1_000 == 0 and time.monotonic() > until:
        break
    out.write(event(number))
    number += 1
