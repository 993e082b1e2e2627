//! Random conditions, numbers, dates, texts and queries, always well-typed.

use std::sync::Arc;

use baremo::ir::expr::*;
use baremo::ir::program::{GradeId, PointsBy, ScoreId};
use baremo::types::{AttributeId, EventId, Points, PropertyId};

use super::data::{self, DURATIONS, NUMBERS, TEXTS};
use super::random::Random;

/// What an expression may use where it stands.
#[derive(Clone)]
pub struct Scene {
    /// How many events are around.
    pub events: u8,
    /// How many queries may still be nested.
    pub queries: u8,
    /// Scores that are published by now.
    pub scores: Vec<ScoreId>,
    /// Grades of these, with their number of labels.
    pub grades: Vec<(GradeId, u16)>,
}

impl Scene {
    /// With one more event around.
    pub fn inside(&self) -> Scene {
        let queries = self.queries.saturating_sub(1);
        Scene { events: self.events + 1, queries, ..self.clone() }
    }
}

impl Random {
    fn place(&mut self, scene: &Scene, attributes: &[u32], properties: &[u32]) -> Place {
        if scene.events > 0 && self.chance(65) {
            let up = if self.chance(60) { 0 } else { self.below(scene.events.into()) as u8 };
            return Place::Event { up, property: PropertyId(self.pick(properties)) };
        }
        Place::Lead(AttributeId(self.pick(attributes)))
    }

    fn bool_place(&mut self, scene: &Scene) -> Place {
        self.place(scene, data::BOOL_ATTRIBUTES, data::BOOL_PROPERTIES)
    }

    fn list_place(&mut self, scene: &Scene) -> Place {
        self.place(scene, data::LIST_ATTRIBUTES, data::LIST_PROPERTIES)
    }

    pub fn cond(&mut self, scene: &Scene, size: usize) -> Cond {
        let size = size.saturating_sub(1);
        let half = size / 2;
        if self.chance(12) {
            return self.narrow_cond(scene);
        }
        if size > 0 && self.chance(45) {
            return match self.below(6) {
                0 | 1 => Cond::And(self.conds(scene, half)),
                2 | 3 => Cond::Or(self.conds(scene, half)),
                4 => Cond::Not(Box::new(self.cond(scene, size))),
                _ => {
                    let of = self.conds(scene, half);
                    Cond::AtLeast { count: self.between(1, of.len()) as u32, of }
                }
            };
        }
        if scene.queries > 0 && size > 0 && self.chance(35) {
            return Cond::Happened(self.query(scene, size));
        }
        if scene.events > 1 && self.chance(40) {
            return self.related(scene);
        }
        self.leaf(scene, size)
    }

    /// Something about two events around, so that it must be judged over pairs.
    fn related(&mut self, scene: &Scene) -> Cond {
        let inner = self.below(scene.events.into()) as u8;
        let outer = self.below(scene.events.into()) as u8;
        let places = |properties: &[u32], random: &mut Random| {
            let property = PropertyId(random.pick(properties));
            (Place::Event { up: inner, property }, Place::Event { up: outer, property })
        };
        let op = self.compare_op();
        match self.below(5) {
            0 => {
                let (left, right) = places(data::TEXT_PROPERTIES, self);
                Cond::SameText {
                    left: Text::Field(left),
                    right: Text::Field(right),
                    exact: self.chance(30),
                }
            }
            1 => {
                let (a, b) = places(data::BOOL_PROPERTIES, self);
                Cond::SameBool(a, b)
            }
            2 | 3 => {
                let (left, right) = places(data::NUMBER_PROPERTIES, self);
                Cond::Number { left: Num::Field(left), op, right: Num::Field(right) }
            }
            _ => Cond::Date {
                left: Moment::Time { up: inner },
                op,
                right: Moment::Time { up: outer },
            },
        }
    }

    /// Queries inside queries as deep as they go, each about the events around it.
    pub fn deep(&mut self, scene: &Scene) -> Cond {
        if scene.queries == 0 {
            return self.related(scene);
        }
        let inside = scene.inside();
        let mut of = vec![self.deep(&inside)];
        while inside.events > 1 && self.chance(60) {
            of.push(self.related(&inside));
        }
        let mut query = self.query(scene, 1);
        if self.chance(70) {
            query.kind = Kind::Any;
        }
        query.filter = Some(Box::new(if self.chance(50) { Cond::And(of) } else { Cond::Or(of) }));
        match self.below(4) {
            0 => {
                let right = Num::Literal(self.below(3) as f64);
                Cond::Number { left: Num::Count(query), op: self.compare_op(), right }
            }
            1 => Cond::Not(Box::new(Cond::Happened(query))),
            _ => Cond::Happened(query),
        }
    }

    /// Operands, often several about one field, sometimes one twice, or beside its negation.
    fn conds(&mut self, scene: &Scene, size: usize) -> Vec<Cond> {
        let narrow = self.chance(30);
        let mut of: Vec<Cond> = (0..self.between(2, 3))
            .map(|_| if narrow { self.narrow_cond(scene) } else { self.cond(scene, size) })
            .collect();
        if self.chance(10) {
            let again = self.pick(&of);
            of.push(if self.chance(50) { again } else { Cond::Not(Box::new(again)) });
        }
        of
    }

    /// About one of very few fields and few values: conditions that repeat, imply and contradict each other.
    fn narrow_cond(&mut self, scene: &Scene) -> Cond {
        let place = |attribute: u32, property: u32| match scene.events {
            0 => Place::Lead(AttributeId(attribute)),
            _ => Place::Event { up: 0, property: PropertyId(property) },
        };
        let number = Num::Field(place(3, 2));
        let date = Moment::Field(place(7, 5));
        let text = Text::Field(place(0, 0));
        let few = |random: &mut Random| -> Vec<f64> {
            (0..random.below(3)).map(|_| random.pick(&[0.0, 1.0, 2.0, 3.0])).collect()
        };
        let words = |random: &mut Random| {
            let exact = random.chance(20);
            let words = if exact { ["CTO", "cto", "C#", "a"] } else { ["cto", "a", "c#", "/blog"] };
            let items: Vec<Arc<str>> =
                (0..random.below(4)).map(|_| Arc::from(random.pick(&words))).collect();
            TextSet { items: items.into(), exact }
        };
        let day = |random: &mut Random| data::AS_OF - random.below(4) as i64 * 86_400;
        let condition = match self.below(14) {
            0..=2 => {
                let (op, right) = (self.compare_op(), Num::Literal(self.below(4) as f64));
                if self.chance(10) {
                    Cond::Number { left: right, op, right: number }
                } else {
                    Cond::Number { left: number, op, right }
                }
            }
            3 => Cond::NumberIn { value: number, items: few(self) },
            4 | 5 => Cond::TextIn { value: text, items: words(self) },
            6 => {
                let op = self.pick(&[TextOp::Contains, TextOp::EndsWith]);
                Cond::TextTest {
                    value: text,
                    op,
                    quantifier: self.quantifier(),
                    items: words(self),
                }
            }
            7 => {
                let (from, until) = (self.maybe(60, day), self.maybe(60, day));
                Cond::DateIn { value: date, from, until }
            }
            8 => {
                let (op, right) = (self.compare_op(), Moment::Literal(day(self)));
                Cond::Date { left: date, op, right }
            }
            9 => {
                let seconds = self.pick(&[86_400, 2 * 86_400, 3 * 86_400]);
                Cond::Age { value: date, older: self.chance(50), seconds }
            }
            10 => Cond::Bool { field: place(5, 4), value: self.chance(50) },
            11 => Cond::Known(match self.below(3) {
                0 => Operand::Number(number),
                1 => Operand::Text(text),
                _ => Operand::Date(date),
            }),
            12 => self.literals(),
            _ => Cond::Constant(self.chance(50)),
        };
        if self.chance(25) { Cond::Not(Box::new(condition)) } else { condition }
    }

    /// Decided by the text.
    fn literals(&mut self) -> Cond {
        use ArithmeticOp::*;
        let mut literal = || Box::new(Num::Literal(data::number(self)));
        let (left, right, other) = (literal(), literal(), literal());
        let op = self.pick(&[Add, Subtract, Multiply, Divide]);
        let left = Num::Arithmetic { op, left, right };
        Cond::Number { left, op: self.compare_op(), right: *other }
    }

    fn compare_op(&mut self) -> CompareOp {
        use CompareOp::*;
        self.pick(&[Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual])
    }

    fn leaf(&mut self, scene: &Scene, size: usize) -> Cond {
        match self.below(19) {
            0 => Cond::Bool { field: self.bool_place(scene), value: self.chance(50) },
            1 => Cond::SameBool(self.bool_place(scene), self.bool_place(scene)),
            2 | 3 => {
                let left = self.num(scene, size);
                let op = self.compare_op();
                let right = match self.chance(75) {
                    true => Num::Literal(data::number(self)),
                    false => self.num(scene, size / 2),
                };
                Cond::Number { left, op, right }
            }
            4 => {
                let value = self.num(scene, size);
                Cond::NumberIn { value, items: (0..3).map(|_| self.pick(NUMBERS)).collect() }
            }
            5 => {
                let (left, right) = (self.moment(scene, size), self.moment(scene, size / 2));
                Cond::Date { left, op: self.compare_op(), right }
            }
            6 => {
                let value = self.moment(scene, size);
                let from = self.maybe(70, data::date);
                Cond::DateIn { value, from, until: self.maybe(70, data::date) }
            }
            7 => {
                let value = self.moment(scene, size);
                Cond::Age { value, older: self.chance(50), seconds: self.pick(DURATIONS) }
            }
            8 | 9 => Cond::TextIn { value: self.text(scene), items: self.texts() },
            10 => {
                let (left, right) = (self.text(scene), self.text(scene));
                Cond::SameText { left, right, exact: self.chance(40) }
            }
            11 | 12 => {
                let (value, op, items) = (self.text(scene), self.text_op(), self.texts());
                Cond::TextTest { value, op, quantifier: self.quantifier(), items }
            }
            13 => {
                let (value, op) = (self.text(scene), self.text_op());
                Cond::TextTestField { value, op, other: self.text(scene) }
            }
            14 => {
                let source = self.pick(&["cto|vp", "^/pricing", "é", "\\bacme\\b", "."]);
                let mut builder = regex::RegexBuilder::new(source);
                let regex = builder.case_insensitive(true).build().expect("a good pattern");
                let pattern = Pattern { source: source.into(), regex };
                Cond::Matches { value: self.text(scene), pattern }
            }
            15 => {
                let (list, quantifier) = (self.list_place(scene), self.quantifier());
                Cond::ListHas { list, quantifier, items: self.texts() }
            }
            16 => Cond::Known(match self.below(4) {
                0 => Operand::Number(self.num(scene, size)),
                1 => Operand::Date(self.moment(scene, size)),
                2 => Operand::Text(self.text(scene)),
                _ if self.chance(50) => Operand::Field(self.bool_place(scene)),
                _ => Operand::Field(self.list_place(scene)),
            }),
            17 if !scene.grades.is_empty() => {
                let (grade, labels) = self.pick(&scene.grades);
                let labels = (0..labels).filter(|_| self.chance(50)).collect();
                Cond::GradeIn { grade, labels }
            }
            18 => Cond::Constant(self.chance(60)),
            _ => Cond::Bool { field: self.bool_place(scene), value: true },
        }
    }

    fn text_op(&mut self) -> TextOp {
        use TextOp::*;
        self.pick(&[Contains, ContainsWord, StartsWith, EndsWith])
    }

    fn quantifier(&mut self) -> Quantifier {
        if self.chance(60) { Quantifier::Any } else { Quantifier::All }
    }

    fn texts(&mut self) -> TextSet {
        let exact = self.chance(25);
        let pieces = ["a", "/", "acme", "CTO", "vp", "C", "É"];
        let item = |random: &mut Random| {
            let text = if random.chance(70) { random.pick(TEXTS) } else { random.pick(&pieces) };
            if exact { Arc::from(text) } else { Arc::from(baremo::types::text::fold(text)) }
        };
        let items: Vec<Arc<str>> = (0..self.between(1, 4)).map(|_| item(self)).collect();
        TextSet { items: items.into(), exact }
    }

    fn text(&mut self, scene: &Scene) -> Text {
        let field = Text::Field(self.place(scene, data::TEXT_ATTRIBUTES, data::TEXT_PROPERTIES));
        if self.chance(25) { Text::Domain(Box::new(field)) } else { field }
    }

    pub fn num(&mut self, scene: &Scene, size: usize) -> Num {
        let size = size.saturating_sub(1);
        if size > 0 && scene.queries > 0 && self.chance(30) {
            let query = self.query(scene, size);
            if self.chance(40) {
                return Num::Count(query);
            }
            use AggregateOp::*;
            let op = self.pick(&[Sum, Average, Minimum, Maximum, Distinct]);
            let numbers = data::NUMBER_PROPERTIES;
            let properties = if op == Distinct { &[0, 1, 2, 3, 4, 5] } else { numbers };
            return Num::Aggregate { op, query, property: PropertyId(self.pick(properties)) };
        }
        if size > 0 && self.chance(40) {
            return self.computed(scene, size);
        }
        match self.below(12) {
            0 | 1 => Num::Literal(data::number(self)),
            2 if !scene.scores.is_empty() => Num::Score(self.pick(&scene.scores)),
            3 => {
                let count = self.below(4);
                Num::Coverage((0..count).map(|_| AttributeId(self.below(10) as u32)).collect())
            }
            4 => Num::DaysSince(Box::new(self.moment(scene, size))),
            5 => Num::DaysUntil(Box::new(self.moment(scene, size))),
            _ => Num::Field(self.place(scene, data::NUMBER_ATTRIBUTES, data::NUMBER_PROPERTIES)),
        }
    }

    fn computed(&mut self, scene: &Scene, size: usize) -> Num {
        use Function::*;
        let one = |random: &mut Random| Box::new(random.num(scene, size / 2));
        match self.below(8) {
            0..=3 => {
                use ArithmeticOp::*;
                let op = self.pick(&[Add, Subtract, Multiply, Divide]);
                Num::Arithmetic { op, left: one(self), right: one(self) }
            }
            4 => Num::Negate(one(self)),
            5 => {
                let function = self.pick(&[Min, Max]);
                let arguments = (0..self.between(2, 3)).map(|_| *one(self)).collect();
                Num::Call { function, arguments }
            }
            _ => {
                let function = self.pick(&[Abs, Round, Floor, Ceil, Sqrt, Log, Exp]);
                Num::Call { function, arguments: vec![*one(self)] }
            }
        }
    }

    pub fn moment(&mut self, scene: &Scene, size: usize) -> Moment {
        if size > 1 && scene.queries > 0 && self.chance(30) {
            let query = Box::new(self.query(scene, size - 1));
            return match self.chance(40) {
                true => Moment::First(query),
                false => Moment::Last { query, nth: self.between(1, 3) as u32 },
            };
        }
        if scene.events > 0 && self.chance(40) {
            return Moment::Time { up: self.below(scene.events.into()) as u8 };
        }
        match self.chance(20) {
            true => Moment::Literal(data::date(self)),
            false => Moment::Field(self.place(scene, data::DATE_ATTRIBUTES, data::DATE_PROPERTIES)),
        }
    }

    pub fn kind(&mut self, scene: &Scene, size: usize) -> Kind {
        if self.chance(20) {
            return Kind::Any;
        }
        // A kind of event is declared apart: its condition knows the event and the lead.
        let apart = Scene { events: 1, queries: scene.queries.saturating_sub(2), ..scene.clone() };
        let count = if self.chance(70) { 1 } else { self.between(2, 3) };
        let alternative = |random: &mut Random| {
            let event = EventId(random.below(data::EVENTS as usize) as u32);
            (event, random.maybe(25, |random| random.cond(&apart, size / 2)))
        };
        Kind::Of((0..count).map(|_| alternative(self)).collect())
    }

    pub fn query(&mut self, scene: &Scene, size: usize) -> Query {
        let kind = self.kind(scene, size / 2);
        let filter = self.maybe(55, |random| Box::new(random.cond(&scene.inside(), size)));
        let within = self.maybe(40, |random| random.pick(DURATIONS));
        let side = if scene.events > 0 && self.chance(75) {
            Some(self.pick(&[Side::Before, Side::After]))
        } else {
            None
        };
        let since = self.maybe(15, |random| Box::new(random.moment(scene, size / 2)));
        Query { kind, filter, within, side, since }
    }

    /// About one attribute and a literal.
    pub fn simple_cond(&mut self) -> Cond {
        let lead = |id: u32| Place::Lead(AttributeId(id));
        match self.below(6) {
            0..=2 => {
                let (left, right) = (Num::Field(lead(3)), Num::Literal(data::number(self)));
                Cond::Number { left, op: self.compare_op(), right }
            }
            3 => Cond::TextIn { value: Text::Field(lead(0)), items: self.texts() },
            4 => {
                let value = Text::Domain(Box::new(Text::Field(lead(0))));
                let (op, items) = (self.text_op(), self.texts());
                Cond::TextTest { value, op, quantifier: self.quantifier(), items }
            }
            _ => Cond::Bool { field: lead(5), value: self.chance(50) },
        }
    }

    pub fn literal_points(&mut self) -> Points {
        Points(self.pick(&[
            100,
            500,
            1_000,
            -500,
            1,
            -1,
            50,
            333,
            -250,
            0,
            1_234_567,
            99_999_999_999,
            -100_000_000_000,
        ]))
    }

    pub fn points(&mut self, scene: &Scene, size: usize) -> PointsBy {
        match self.below(10) {
            0 if size > 1 => {
                let rows = self.between(1, 4);
                let row = |random: &mut Random| {
                    (random.cond(scene, size / 2), random.row_points(scene, size / 2))
                };
                PointsBy::Table((0..rows).map(|_| row(self)).collect())
            }
            1..=3 => PointsBy::Computed(self.num(scene, size)),
            _ => PointsBy::Literal(self.literal_points()),
        }
    }

    fn row_points(&mut self, scene: &Scene, size: usize) -> PointsBy {
        match self.chance(30) {
            true => PointsBy::Computed(self.num(scene, size)),
            false => PointsBy::Literal(self.literal_points()),
        }
    }
}
