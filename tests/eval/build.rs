//! Small programs, leads and events, built without a rule file. One schema for all.

use std::sync::Arc;

use baremo::ir::expr::{CompareOp, Cond, Kind, Num, Place, Query, Side, Text, TextSet};
use baremo::ir::outcome::Outcome;
use baremo::ir::program::{
    Group, GroupMode, Item, Keep, Line, LineId, LineKind, Mask, MaskId, OnLine, Origin, Per,
    Period, PointsBy, Range, Score, ScoreBody, ScoreId,
};
use baremo::ir::{Program, eval};
use baremo::types::ageing::Ageing;
use baremo::types::calendar::{Unit, Zone};
use baremo::types::{
    AttributeId, Event, EventId, Field, Lead, Points, PropertyId, Schema, Type, Value,
};

pub const HOUR: i64 = 3600;
pub const DAY: i64 = 86_400;
/// 2026-01-31T00:00:00Z, a Saturday: the moment of every test.
pub const NOW: i64 = 1_769_817_600;

pub const TITLE: u32 = 0;
pub const EMPLOYEES: u32 = 1;
pub const NEWSLETTER: u32 = 2;
pub const CREATED: u32 = 3;
pub const INTERESTS: u32 = 4;
pub const EMAIL: u32 = 5;

pub const OPEN: u32 = 0;
pub const CLICK: u32 = 1;
pub const BUY: u32 = 2;

pub const AMOUNT: PropertyId = PropertyId(0);
pub const SITE: PropertyId = PropertyId(1);

fn schema() -> Schema {
    let field = |(name, ty): (&str, Type)| Field { name: name.into(), ty };
    let attributes = [
        ("title", Type::Text),
        ("employees", Type::Number),
        ("newsletter", Type::Bool),
        ("created_at", Type::Date),
        ("interests", Type::List),
        ("email", Type::Text),
    ];
    let properties = [("amount", Type::Number), ("site", Type::Text)];
    Schema {
        attributes: attributes.map(field).to_vec(),
        events: ["email_open", "email_click", "purchase"].map(String::from).to_vec(),
        properties: properties.map(field).to_vec(),
        any_event: true,
    }
}

/// A program of one score `score` without items.
pub fn program() -> Program {
    let mut program = Program {
        model: None,
        zone: Zone::utc(),
        schema: schema(),
        scores: Vec::new(),
        order: Vec::new(),
        lines: Vec::new(),
        groups: Vec::new(),
        grades: Vec::new(),
        matrices: Vec::new(),
        stages: Vec::new(),
        stage_lines: Vec::new(),
        base: None,
        disqualifications: Vec::new(),
        masks: vec![Mask::default()],
    };
    add_score(&mut program, "score", ScoreBody::Items(Vec::new()));
    program
}

pub fn add_score(program: &mut Program, name: &str, body: ScoreBody) -> ScoreId {
    let id = ScoreId(program.scores.len() as u32);
    let (origin, range, mask) = (origin(name), Range::default(), MaskId(0));
    program.scores.push(Score { name: name.into(), origin, range, body, mask });
    program.order.push(id);
    id
}

/// A line of the first score, at no place yet.
pub fn add_line(program: &mut Program, kind: LineKind) -> Item {
    let origin = origin(&format!("line {}", program.lines.len()));
    program.lines.push(Line { origin, score: ScoreId(0), kind });
    Item::Line(LineId(program.lines.len() as u32 - 1))
}

/// A group of the first score, at no place yet.
pub fn add_group(program: &mut Program, mode: GroupMode, items: Vec<Item>) -> Item {
    let index = program.groups.len();
    let name = format!("group {index}");
    let (origin, score) = (origin(&name), ScoreId(0));
    let (range, cap_per) = (Range::default(), None);
    program.groups.push(Group { name, origin, score, mode, range, cap_per, items });
    Item::Group(baremo::ir::program::GroupId(index as u32))
}

pub fn set_items(program: &mut Program, items: Vec<Item>) {
    program.scores[0].body = ScoreBody::Items(items);
}

pub fn of_lines(kinds: Vec<LineKind>) -> Program {
    let mut program = program();
    let items = kinds.into_iter().map(|kind| add_line(&mut program, kind)).collect();
    set_items(&mut program, items);
    program
}

pub fn origin(text: &str) -> Origin {
    Origin { file: "test.score".into(), line: 1, text: text.into(), ..Origin::default() }
}

/// Points of two decimals.
pub fn points(points: f64) -> Points {
    Points((points * 100.0).round() as i64)
}

pub fn if_line(condition: Cond, figure: f64) -> LineKind {
    let points = PointsBy::Literal(points(figure));
    LineKind::If { condition: Some(condition), points, active: Period::default(), cap: None }
}

pub fn always(figure: f64) -> LineKind {
    if_line(Cond::Constant(true), figure)
}

pub fn on(event: u32, figure: f64) -> OnLine {
    OnLine {
        kind: kind(event),
        filter: None,
        active: Period::default(),
        times: None,
        points: PointsBy::Literal(points(figure)),
        first_time: false,
        cooldown: None,
        keep: Vec::new(),
        ageing: Ageing::default(),
        caps_per: Vec::new(),
        cap: None,
    }
}

pub fn on_line(line: OnLine) -> LineKind {
    LineKind::On(Box::new(line))
}

pub fn by_amount() -> PointsBy {
    PointsBy::Computed(Num::Field(Place::Event { up: 0, property: AMOUNT }))
}

pub fn once() -> Keep {
    Keep { count: 1, per: None }
}

pub fn per(count: u32, per: Per) -> Keep {
    Keep { count, per: Some(per) }
}

pub const PER_DAY: Per = Per::Calendar(Unit::Day);
pub const PER_SITE: Per = Per::Property(SITE);

pub fn kind(event: u32) -> Kind {
    Kind::Of(vec![(EventId(event), None)])
}

pub fn any(event: u32) -> Query {
    Query { kind: kind(event), filter: None, within: None, side: None, since: None }
}

pub fn before(event: u32, within: Option<i64>) -> Query {
    Query { side: Some(Side::Before), within, ..any(event) }
}

pub fn after(event: u32, within: Option<i64>) -> Query {
    Query { side: Some(Side::After), within, ..any(event) }
}

pub fn attribute(attribute: u32) -> Place {
    Place::Lead(AttributeId(attribute))
}

pub fn employees(op: CompareOp, than: f64) -> Cond {
    compare(Num::Field(attribute(EMPLOYEES)), op, than)
}

pub fn compare(left: Num, op: CompareOp, right: f64) -> Cond {
    Cond::Number { left, op, right: Num::Literal(right) }
}

pub fn title() -> Text {
    Text::Field(attribute(TITLE))
}

pub fn set(items: &[&str]) -> TextSet {
    TextSet { items: items.iter().map(|i| Arc::from(*i)).collect(), exact: false }
}

/// A lead of whom only these attributes are known.
pub fn lead(known: &[(u32, Value)]) -> Lead {
    let mut attributes = vec![Value::Unknown; 6];
    for (attribute, value) in known {
        attributes[*attribute as usize] = value.clone();
    }
    Lead { attributes }
}

/// An event so many seconds before the moment.
pub fn ago(event: u32, age: i64) -> Event {
    Event { event: EventId(event), time: NOW - age, properties: vec![Value::Unknown; 2] }
}

pub fn with(mut event: Event, amount: f64, site: &str) -> Event {
    event.properties = vec![Value::Number(amount), Value::text(site)];
    event
}

pub fn run(program: &Program, lead: &Lead, events: &[Event]) -> Outcome {
    eval(program, lead, events, NOW)
}

/// The first score of a lead without attributes.
pub fn score(program: &Program, events: &[Event]) -> Points {
    run(program, &lead(&[]), events).scores[0].published
}

/// The first score of one `on` line.
pub fn line_score(line: OnLine, events: &[Event]) -> Points {
    score(&of_lines(vec![on_line(line)]), events)
}

/// A condition about a lead and its events: `None` is unknown.
pub fn judge(condition: Cond, lead: &Lead, events: &[Event]) -> Option<bool> {
    let negated = Cond::Not(Box::new(condition.clone()));
    let outcome =
        run(&of_lines(vec![if_line(condition, 1.0), if_line(negated, 1.0)]), lead, events);
    match (outcome.lines[0].fired, outcome.lines[1].fired) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
        (true, true) => panic!("a condition and its negation both hold"),
    }
}

/// A number about a lead and its events, to two decimals: `None` is unknown.
pub fn number(number: Num, lead: &Lead, events: &[Event]) -> Option<Points> {
    let points = PointsBy::Computed(number);
    let line = LineKind::If { condition: None, points, active: Period::default(), cap: None };
    let outcome = run(&of_lines(vec![line]), lead, events);
    outcome.lines[0].fired.then_some(outcome.lines[0].published)
}
