//! Leads by hand whose next stage and its second are known by a formula.

use baremo::forecast::Change;
use baremo::forecast::Forecaster;
use baremo::ir::Evaluator;
use baremo::ir::Program;
use baremo::ir::outcome::DISQUALIFIED;
use baremo::ir::outcome::NONE;
use baremo::types::Event;
use baremo::types::Lead;
use baremo::types::Value;

use crate::differential::data::AS_OF;
use crate::rules;

const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;

struct Case {
    program: Program,
    lead: Lead,
    events: Vec<Event>,
}

impl Case {
    fn new(text: &str) -> Case {
        let compiled = rules::compile_text("model.score", text);
        let program = compiled.models[0].program.clone();
        let program = program.unwrap_or_else(|| panic!("{text}: {:?}", compiled.diagnostics));
        let lead = Lead { attributes: vec![Value::Unknown; program.schema.attributes.len()] };
        Case { program, lead, events: Vec::new() }
    }

    /// An event so many seconds after the moment, or before it.
    fn event(mut self, name: &str, after: i64) -> Case {
        let event = self.program.schema.event(name).expect("an event of the rules");
        let properties = vec![Value::Unknown; self.program.schema.properties.len()];
        self.events.push(Event { event, time: AS_OF + after, properties });
        self
    }

    fn date(mut self, name: &str, after: i64) -> Case {
        let attribute = self.program.schema.attribute(name).expect("an attribute of the rules");
        self.lead.attributes[attribute.0 as usize] = Value::Date(AS_OF + after);
        self
    }

    fn next(&self) -> Option<Change> {
        Forecaster::new(&self.program).next(&self.lead, &self.events, AS_OF)
    }

    /// Seconds to the next change, and the stage then. What is shown before and then is held to the definition.
    fn turn(&self) -> (i64, String) {
        let Change { at, stage, .. } = self.next().expect("something changes");
        let evaluator = Evaluator::new(&self.program);
        let shown = |time: i64| {
            let outcome = evaluator.eval(&self.lead, &self.events, time);
            (outcome.in_model, outcome.stage, outcome.disqualified.is_empty())
        };
        assert_eq!(shown(AS_OF), shown(at - 1));
        assert_ne!(shown(AS_OF), shown(at));
        let name = match stage {
            NONE => "none",
            DISQUALIFIED => "disqualified",
            stage => &self.program.stages[usize::from(stage)],
        };
        (at - AS_OF, name.to_string())
    }
}

/// The first second at which what falls rounds to less than a bound.
fn first_below(bound: f64, worth: impl Fn(f64) -> f64) -> i64 {
    let days = (0..4_000 * 24).find(|hour| worth(f64::from(*hour) / 24.0) < bound - 0.005);
    let from = i64::from(days.expect("it falls") - 1) * HOUR;
    let seconds = from..from + HOUR + 1;
    let at = |second: i64| worth(second as f64 / DAY as f64);
    seconds.into_iter().find(|second| at(*second) < bound - 0.005).expect("in this hour")
}

#[test]
fn a_decaying_score_falls_below_its_threshold() {
    let case = Case::new("on visit +40 decay 10%/30d\nmql at >= 20\notherwise cold");
    let (at, stage) = case.event("visit", 0).turn();
    let expected = first_below(20.0, |days| 40.0 * 0.9_f64.powf(days / 30.0));
    assert!((at - expected).abs() <= 1, "{at}, {expected}");
    assert_eq!(stage, "cold");
}

#[test]
fn linear_and_stepped_decay() {
    let linear = Case::new("on visit +40 decay 10%/30d linear\nmql at >= 20\notherwise cold");
    let (at, _) = linear.event("visit", -DAY).turn();
    let expected = first_below(20.0, |days| 40.0 * (1.0 - 0.1 * (days + 1.0) / 30.0));
    assert!((at - expected).abs() <= 1, "{at}, {expected}");
    let stepped = Case::new("on visit +40 decay 10%/30d stepped\nmql at >= 20\notherwise cold");
    // 40 * 0.9^6 is 21.26, and 40 * 0.9^7 is 19.13.
    assert_eq!(stepped.event("visit", -DAY).turn(), (7 * 30 * DAY - DAY, "cold".into()));
}

#[test]
fn steps_may_rise_and_end() {
    let text = "on trial +10 decay steps 7d 10%, 14d 100%\nmql at >= 5\notherwise cold";
    let case = Case::new(text).event("trial", -DAY);
    assert_eq!(case.turn(), (6 * DAY, "mql".into()));
    let later = Case::new(text).event("trial", -8 * DAY);
    assert_eq!(later.turn(), (6 * DAY, "cold".into()));
    let expires = Case::new("on trial +10 expires 90d after 1d\nmql at >= 5\notherwise cold");
    assert_eq!(expires.event("trial", -DAY).turn(), (90 * DAY, "cold".into()));
}

#[test]
fn an_attribute_grows_old() {
    let case = Case::new("if created_at older than 30d +10\nmql at >= 5\notherwise cold");
    assert_eq!(case.date("created_at", -10 * DAY).turn(), (20 * DAY, "mql".into()));
    let future = Case::new("if renewal within 7d +10\nmql at >= 5\notherwise cold");
    assert_eq!(future.date("renewal", 3 * DAY).turn(), (3 * DAY, "mql".into()));
}

#[test]
fn windows_end() {
    let within = Case::new("mql if any demo within 30d\notherwise cold");
    assert_eq!(within.event("demo", -DAY).turn(), (29 * DAY, "cold".into()));
    let none = Case::new("quiet if no visit within 30d\notherwise lively");
    assert_eq!(none.event("visit", -40 * DAY).event("visit", -HOUR).turn().1, "quiet");
    let text = "on quote where no order within 24h after -5\nlost at < 0\notherwise open";
    assert_eq!(Case::new(text).event("quote", -HOUR).turn(), (23 * HOUR, "lost".into()));
    let text = "on quote where no order within 24h after -5\nlost at < 0\notherwise open";
    assert_eq!(Case::new(text).event("quote", -HOUR).event("order", 60).next(), None);
}

#[test]
fn a_cap_hides_ageing_for_a_while() {
    let text = "on visit +40 decay 10%/30d max 30\nhot at >= 30\notherwise cold";
    let (at, _) = Case::new(text).event("visit", 0).turn();
    let expected = first_below(30.0, |days| 40.0 * 0.9_f64.powf(days / 30.0));
    assert!((at - expected).abs() <= 1, "{at}, {expected}");
}

#[test]
fn penalties_that_fade_raise_a_score() {
    let text = "always +10\non complaint -20 half-life 30d\nmql at >= 5\notherwise cold";
    let (at, stage) = Case::new(text).event("complaint", 0).turn();
    // -20 * 0.5^(t/30d) rounds to -5 from 5.005 on.
    let expected = first_below(5.01, |days| 20.0 * 0.5_f64.powf(days / 30.0));
    assert!((at - expected).abs() <= 1, "{at}, {expected}");
    assert_eq!(stage, "mql");
}

#[test]
fn signs_of_one_line_stay_together() {
    let text = "event visit { worth number }\non visit +(worth) half-life 30d\nmql at >= 5\notherwise cold";
    let mut case = Case::new(text);
    for (worth, age) in [(90.0, 40), (-70.0, 30), (55.0, 20), (-40.0, 3)] {
        case = case.event("visit", -age * DAY);
        case.events.last_mut().expect("it was added").properties[0] = Value::Number(worth);
    }
    let sum = |days: f64| {
        let of = |(worth, age): (f64, f64)| worth * 0.5_f64.powf((days + age) / 30.0);
        [(90.0, 40.0), (-70.0, 30.0), (55.0, 20.0), (-40.0, 3.0)].into_iter().map(of).sum::<f64>()
    };
    assert!(sum(0.0) < 5.0);
    assert_eq!(case.next(), None);
    case.events.pop();
    let sum = |days: f64| sum(days) + 40.0 * 0.5_f64.powf((days + 3.0) / 30.0);
    let (at, expected) = (case.turn().0, first_below(5.0, sum));
    assert!((at - expected).abs() <= 1, "{at}, {expected}");
}

#[test]
fn a_formula_of_two_rates() {
    let text = "score slow { on visit +30 half-life 90d }\nscore fast { on open +30 half-life 10d }\n\
                score total = 0.5 * slow + 0.5 * fast\nmql at >= 20\notherwise cold";
    let (at, stage) = Case::new(text).event("visit", 0).event("open", 0).turn();
    let cents = |points: f64| (points * 100.0).round() / 100.0;
    let of = |days: f64, half: f64| cents(30.0 * 0.5_f64.powf(days / half));
    let total = |days: f64| cents(0.5 * of(days, 90.0) + 0.5 * of(days, 10.0) + 1e-9);
    let expected = first_below(20.005, total);
    assert!((at - expected).abs() <= 1, "{at}, {expected}");
    assert_eq!(stage, "cold");
}

#[test]
fn days_are_counted() {
    let case = Case::new("stale if days since last(visit) > 10.5\notherwise fresh");
    let (at, stage) = case.event("visit", -DAY).turn();
    assert_eq!((at, stage), (9 * DAY + 12 * HOUR + 1, "stale".into()));
    let until = Case::new("due if days until renewal <= 2.5\notherwise far");
    assert_eq!(until.date("renewal", 4 * DAY).turn(), (DAY + 12 * HOUR, "due".into()));
    let text = "on visit where days since time >= 3 +10\nmql at >= 5\notherwise cold";
    assert_eq!(Case::new(text).event("visit", -DAY).turn(), (2 * DAY, "mql".into()));
}

#[test]
fn of_two_events_of_a_second_it_does_not_matter_which_counts() {
    let case = Case::new("on visit +(days since time) once\nmql at >= 1_000.25\notherwise cold");
    let (at, stage) = case.event("visit", -DAY).event("visit", -DAY).turn();
    // 1,000.245 rounds to 1,000.25.
    assert_eq!((at, stage), ((999.245 * DAY as f64).ceil() as i64, "mql".into()));
}

#[test]
fn what_is_known_of_the_future_comes_to_pass() {
    let case = Case::new("on visit +10\nmql at >= 5\notherwise cold");
    assert_eq!(case.event("visit", 77).turn(), (77, "mql".into()));
    let reset = Case::new("on visit +10\nreset on lost\nmql at >= 5\notherwise cold");
    assert_eq!(reset.event("visit", -DAY).event("lost", DAY).turn(), (DAY, "cold".into()));
}

#[test]
fn disqualified_for_a_time() {
    let text = "always +10\ndisqualify if any unsubscribe within 90d\nmql at >= 5\notherwise cold";
    assert_eq!(Case::new(text).event("unsubscribe", -DAY).turn(), (89 * DAY, "mql".into()));
    let text = "always +10\ndisqualify if days since last(order) > 2\nmql at >= 5";
    let (at, stage) = Case::new(text).event("order", 0).turn();
    assert_eq!((at, stage), (2 * DAY + 1, "disqualified".into()));
}

#[test]
fn a_lead_comes_into_a_model() {
    let text = "model \"old\" for created_at older than 30d\nalways +10\nmql at >= 5";
    assert_eq!(Case::new(text).date("created_at", -DAY).turn(), (29 * DAY, "mql".into()));
    let text = "model \"young\" for days since created_at < 30\nalways +10\nmql at >= 5";
    assert_eq!(Case::new(text).date("created_at", -DAY).turn(), (29 * DAY, "none".into()));
}

#[test]
fn a_rule_has_its_period() {
    let text = "if title is unknown +10 before 2026-02-01\nmql at >= 5\notherwise cold";
    assert_eq!(Case::new(text).turn(), (31 * DAY, "cold".into()));
    let text = "if title is unknown +10 from 2026-01-02\nmql at >= 5\notherwise cold";
    assert_eq!(Case::new(text).turn(), (DAY, "mql".into()));
}

#[test]
fn another_line_of_the_same_stage_is_no_change() {
    let text =
        "if newsletter is unknown +10\nmql at >= 5\nmql if any demo within 30d\notherwise cold";
    assert_eq!(Case::new(text).event("demo", -DAY).next(), None);
    assert_eq!(Case::new("always +10\nmql at >= 5\notherwise cold").next(), None);
}

#[test]
fn any_moment_may_be_asked_about() {
    let case = Case::new("mql if any demo within 30d\notherwise cold").event("demo", -DAY);
    let forecaster = Forecaster::new(&case.program);
    for moment in [i64::MIN, i64::MAX - 1, i64::MAX] {
        let next = forecaster.next(&case.lead, &[], moment);
        assert_eq!(next, None);
    }
}
