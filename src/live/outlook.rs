//! When what a condition says of an event is final, and which other events it looks at.

use crate::ir::expr::Cond;
use crate::ir::expr::Kind;
use crate::ir::expr::Moment;
use crate::ir::expr::Num;
use crate::ir::expr::Operand;
use crate::ir::expr::Place;
use crate::ir::expr::Query;
use crate::ir::expr::Side;
use crate::ir::expr::Text;
use crate::ir::program::PointsBy;
use crate::types::EventId;

/// What the judgement of an event waits for and looks at.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// So many seconds after the event nothing that comes can change it; nothing: it depends on the lead, the moment or all that ever comes.
    pub settles: Option<i64>,
    /// Names of other events, and how long before this one they are looked at; nothing: without end.
    pub looks: Vec<(EventId, Option<i64>)>,
    /// How many events stand around, this one not counted.
    depth: u8,
}

impl Outlook {
    /// Of an event of this kind, with its `where` and its points.
    pub fn of(kind: &Kind, filter: Option<&Cond>, points: Option<&PointsBy>) -> Outlook {
        let mut outlook = Outlook::within(0, kind, filter);
        points.into_iter().for_each(|by| outlook.points(by));
        outlook
    }

    fn within(depth: u8, kind: &Kind, filter: Option<&Cond>) -> Outlook {
        let mut outlook = Outlook { settles: Some(0), looks: Vec::new(), depth };
        outlook.kind(kind);
        filter.into_iter().for_each(|filter| outlook.cond(filter));
        outlook
    }

    fn never(&mut self) {
        self.settles = None;
    }

    fn kind(&mut self, kind: &Kind) {
        if let Kind::Of(alternatives) = kind {
            alternatives.iter().filter_map(|(_, c)| c.as_ref()).for_each(|c| self.cond(c));
        }
    }

    fn points(&mut self, by: &PointsBy) {
        match by {
            PointsBy::Literal(_) => {}
            PointsBy::Computed(number) => self.num(number),
            PointsBy::Table(rows) => rows.iter().for_each(|(condition, by)| {
                self.cond(condition);
                self.points(by);
            }),
        }
    }

    fn cond(&mut self, condition: &Cond) {
        match condition {
            Cond::Constant(_) => {}
            Cond::And(of) | Cond::Or(of) | Cond::AtLeast { of, .. } => {
                of.iter().for_each(|part| self.cond(part));
            }
            Cond::Not(inner) => self.cond(inner),
            Cond::Bool { field, .. } | Cond::ListHas { list: field, .. } => self.place(*field),
            Cond::SameBool(left, right) => {
                self.place(*left);
                self.place(*right);
            }
            Cond::Number { left, right, .. } => {
                self.num(left);
                self.num(right);
            }
            Cond::NumberIn { value, .. } | Cond::Known(Operand::Number(value)) => self.num(value),
            Cond::Date { left, right, .. } => {
                self.moment(left);
                self.moment(right);
            }
            Cond::DateIn { value, .. } | Cond::Known(Operand::Date(value)) => self.moment(value),
            Cond::TextIn { value, .. }
            | Cond::TextTest { value, .. }
            | Cond::Matches { value, .. }
            | Cond::Known(Operand::Text(value)) => self.text(value),
            Cond::SameText { left, right, .. }
            | Cond::TextTestField { value: left, other: right, .. } => {
                self.text(left);
                self.text(right);
            }
            Cond::Known(Operand::Field(field)) => self.place(*field),
            // An age is one at the moment, a grade one of the lead.
            Cond::Age { value, .. } => {
                self.never();
                self.moment(value);
            }
            Cond::GradeIn { .. } => self.never(),
            Cond::Happened(query) => self.query(query),
        }
    }

    fn place(&mut self, place: Place) {
        match place {
            Place::Lead(_) => self.never(),
            Place::Event { up, .. } => self.around(up),
        }
    }

    /// An event around that is none of ours.
    fn around(&mut self, up: u8) {
        if up > self.depth {
            self.never();
        }
    }

    fn num(&mut self, number: &Num) {
        match number {
            Num::Literal(_) => {}
            Num::Field(place) => self.place(*place),
            Num::Score(_) | Num::Coverage(_) => self.never(),
            Num::DaysSince(date) | Num::DaysUntil(date) => {
                self.never();
                self.moment(date);
            }
            Num::Count(query) | Num::Aggregate { query, .. } => self.query(query),
            Num::Arithmetic { left, right, .. } => {
                self.num(left);
                self.num(right);
            }
            Num::Negate(of) => self.num(of),
            Num::Call { arguments, .. } => arguments.iter().for_each(|of| self.num(of)),
        }
    }

    fn moment(&mut self, moment: &Moment) {
        match moment {
            Moment::Literal(_) => {}
            Moment::Time { up } => self.around(*up),
            Moment::Field(place) => self.place(*place),
            Moment::First(query) | Moment::Last { query, .. } => self.query(query),
        }
    }

    fn text(&mut self, text: &Text) {
        match text {
            Text::Field(place) => self.place(*place),
            Text::Domain(of) => self.text(of),
        }
    }

    /// History around the event.
    fn query(&mut self, query: &Query) {
        query.since.iter().for_each(|since| self.moment(since));
        let inner = Outlook::within(self.depth + 1, &query.kind, query.filter.as_deref());
        let (reach, wait) = match (query.side, query.within) {
            (Some(Side::Before), within) => (within, Some(0)),
            (Some(Side::After), within) => (Some(0), within),
            (None, _) => (None, None),
        };
        self.settles = both(self.settles, both(wait, inner.settles, i64::saturating_add), i64::max);
        self.looks.extend(names(&query.kind).map(|name| (name, reach)));
        let further =
            |(name, by): (EventId, Option<i64>)| (name, both(reach, by, i64::saturating_add));
        self.looks.extend(inner.looks.into_iter().map(further));
    }
}

/// Of two spans, each perhaps without end.
pub fn both(a: Option<i64>, b: Option<i64>, combine: fn(i64, i64) -> i64) -> Option<i64> {
    Some(combine(a?, b?))
}

/// The names of a kind; `event` has been written out.
pub fn names(kind: &Kind) -> impl Iterator<Item = EventId> + '_ {
    let alternatives = match kind {
        Kind::Any => [].as_slice(),
        Kind::Of(alternatives) => alternatives.as_slice(),
    };
    alternatives.iter().map(|(name, _)| *name)
}
