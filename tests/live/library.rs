//! The library's live leads against its scorers.

use baremo::Added;
use baremo::Engine;
use baremo::InputError;
use baremo::Model;
use baremo::Time;

const DAY: i64 = 86_400;

const RULES: &str = "\
if title in [CTO, VP] +10
on email_open +1 max 15
on demo_request +30 \"Asked for a demo\" first time
on page_view where path starts with \"/pricing\" +4 once per day
if count(page_view within 7d) >= 3 +5 \"Reads\"
decay 10%/30d
cold at < 5
warm at >= 5 -> nurture
hot at >= 30 -> call
";

#[test]
fn a_live_lead_says_what_a_scorer_says() {
    let model = Model::from_source(RULES).expect("sound rules");
    let scorer = model.scorer(Engine::Auto).expect("it runs");
    let live = model.live();
    assert_eq!(live.grows().count(), 0);
    let (mut state, mut lead, mut events) = (live.lead(), model.lead(), Vec::new());
    let title = model.attribute("title").expect("a column");
    let path = model.property("path").expect("a column");
    for day in 0..200 {
        let time = Time(day * DAY + day % 7);
        let name = ["email_open", "page_view", "email_open", "demo_request"][day as usize % 4];
        let mut event = model.event_at(name, time).expect("an event");
        event.set(path, ["/pricing", "/blog"][day as usize / 4 % 2]).expect("text");
        assert_eq!(state.add(&event, Some(&day.to_string())), Ok(Added::New));
        assert_eq!(state.add(&event, Some(&day.to_string())), Ok(Added::Duplicate));
        events.push(event);
        if day == 50 {
            state.set(title, "VP", time).expect("text");
            state.set(title, "Clerk", Time(0)).expect("text");
            lead.set(title, "VP").expect("text");
        }
        state.settle(Time((day - 3) * DAY));
        for ahead in [0, 1, 40] {
            let moment = Time((day + ahead) * DAY + 20);
            let now = state.at(moment).expect("it is told");
            let (found, expected) =
                (now.scored(), scorer.score(&lead, &events, moment).expect("ours"));
            assert_eq!(found.score("score"), expected.score("score"), "day {day}");
            assert_eq!((found.stage(), found.action()), (expected.stage(), expected.action()));
            assert_eq!(found.next_change(), expected.next_change(), "day {day}");
            let points = |scored: &baremo::Scored| -> Vec<String> {
                scored.invoice().lines().map(|line| line.points.to_string()).collect()
            };
            assert_eq!(points(&found), points(&expected));
        }
    }
    // 200 events, and what is kept of them: the last days, the pages of a week, one or few of each rule.
    let (kept, carried) = state.size();
    assert!(kept < 12 && carried < 40, "{kept} {carried}");
    insta::assert_snapshot!(state.at(Time(230 * DAY)).expect("told").scored().invoice());
}

#[test]
fn what_is_late_doubled_or_at_odds_is_told() {
    let model = Model::from_source(RULES).expect("sound rules");
    let live = model.live();
    let mut lead = live.lead();
    let open = |day: i64| model.event_at("email_open", Time(day * DAY)).expect("an event");
    assert_eq!(lead.add(&open(10), Some("a")), Ok(Added::New));
    assert_eq!(lead.add(&open(11), Some("a")), Ok(Added::Conflict));
    assert_eq!(lead.add(&open(10), Some("a")), Ok(Added::Conflict));
    let score = |lead: &baremo::LiveLead, day| {
        let now = lead.at(Time(day * DAY)).expect("told");
        now.scored().score("score").expect("a score").to_string()
    };
    assert_eq!(score(&lead, 10), "0");
    lead.settle(Time(20 * DAY));
    assert_eq!(lead.add(&open(19), None), Ok(Added::Late));
    assert_eq!(lead.at(Time(19 * DAY)).map(|_| ()), Err(InputError::BeforeFrontier));
    // Of the future: it does not exist before its time.
    assert_eq!(lead.add(&open(40), None), Ok(Added::New));
    assert_eq!((score(&lead, 39), score(&lead, 40)), ("0".into(), "1".into()));
    let other = Model::from_source("on visit +1").expect("sound rules");
    let visit = other.event_at("visit", Time(0)).expect("an event");
    assert_eq!(lead.add(&visit, None), Err(InputError::OtherModel));
}

#[test]
fn states_are_kept_as_bytes_and_become_one() {
    let model = Model::from_source(RULES).expect("sound rules");
    let live = model.live();
    let (mut one, mut other) = (live.lead(), live.lead());
    let demo = |day: i64| model.event_at("demo_request", Time(day * DAY)).expect("an event");
    one.add(&demo(1), None).expect("ours");
    other.add(&demo(5), None).expect("ours");
    one.settle(Time(3 * DAY));
    other.settle(Time(9 * DAY));
    let bytes = one.to_bytes();
    let one = live.from_bytes(&bytes).expect("it was written");
    let both = one.merge(&other).expect("no order matters");
    let now = both.at(Time(9 * DAY)).expect("told");
    // Only the first demo counts: 30 × 0.9^(8/30).
    assert_eq!(now.scored().score("score").expect("a score").to_string(), "29.17");
    for cut in 0..bytes.len() {
        let _ = live.from_bytes(&bytes[..cut]);
    }
    let other = Model::from_source("on visit +1").expect("sound rules").live();
    assert!(matches!(other.from_bytes(&bytes), Err(InputError::OtherModel)));
}
