//! Which constructs of the language a program uses, in the words of its reference.

use std::collections::BTreeSet;

use baremo::ir::Program;
use baremo::ir::expr::*;
use baremo::ir::program::*;
use baremo::optimise::walk::{self, Ask, Rewrite};
use baremo::types::ageing::Shape;

/// All that are told apart, in the order of the reference.
pub const ALL: &[&str] = &[
    "comparison of numbers",
    "comparison of dates",
    "`within`, `older than`",
    "bool fields",
    "text `=`, `in`",
    "`exactly`",
    "text of two fields",
    "`contains`",
    "`contains word`",
    "`starts with`, `ends with`",
    "`matches`",
    "`list of text`",
    "`domain( )`",
    "`is known`",
    "`at least N of`",
    "`and`, `or`, `not`",
    "grades in conditions",
    "scores in conditions",
    "`coverage( )`",
    "`+ - * /`",
    "`min max abs`",
    "`round floor ceil`",
    "`sqrt`",
    "`log exp`",
    "`days since`, `days until`",
    "`any`, `no`",
    "`count`",
    "`sum`, `avg`",
    "`min`, `max` of a property",
    "`distinct`",
    "`first`, `last`",
    "`last(E, N)`",
    "`within` in the history",
    "`since`",
    "`before`, `after` an event",
    "kinds of events",
    "`event`",
    "`if`, `always`",
    "`on`",
    "computed points",
    "tables",
    "`from`, `before` of a rule",
    "`N times within`",
    "`max`",
    "`max … per` a property",
    "`max … per` a calendar unit",
    "`once`, `max N times`",
    "`once per` a property",
    "`once per` a calendar unit",
    "`first time`",
    "`cooldown`",
    "`decay`, `half-life`",
    "`decay … stepped`",
    "`decay … linear`",
    "`decay steps`",
    "`expires`",
    "`… after` of an ageing",
    "group",
    "group `best`",
    "group `first`",
    "group `max … per`",
    "`when`, `else`",
    "ranges of scores",
    "formulas",
    "`reset`",
    "`pause`",
    "calendar in a time zone",
    "stages",
    "grades",
    "matrix",
    "`disqualify`",
    "`model … for`",
];

/// Those that the program uses.
pub fn of(program: &Program) -> BTreeSet<&'static str> {
    let mut seen = Seen(BTreeSet::new());
    walk::program(&mut program.clone(), &mut seen);
    seen.parts(program);
    program.lines.iter().for_each(|line| seen.line(&line.kind));
    let zoned = seen.0.iter().any(|c| c.contains("calendar unit")) && program.zone.name() != "UTC";
    seen.note(zoned, "calendar in a time zone");
    let unknown: Vec<_> = seen.0.iter().filter(|c| !ALL.contains(c)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    seen.0
}

struct Seen(BTreeSet<&'static str>);

impl Seen {
    fn note(&mut self, is_so: bool, what: &'static str) {
        if is_so {
            self.0.insert(what);
        }
    }

    fn text(&mut self, text: &Text) {
        self.note(matches!(text, Text::Domain(_)), "`domain( )`");
    }

    fn parts(&mut self, program: &Program) {
        self.note(!program.stages.is_empty(), "stages");
        self.note(!program.grades.is_empty(), "grades");
        self.note(!program.matrices.is_empty(), "matrix");
        self.note(!program.disqualifications.is_empty(), "`disqualify`");
        let guard = program.model.as_ref().and_then(|model| model.guard.as_ref());
        self.note(guard.is_some(), "`model … for`");
        self.note(program.masks.iter().any(|mask| !mask.resets.is_empty()), "`reset`");
        self.note(program.masks.iter().any(|mask| !mask.pauses.is_empty()), "`pause`");
        for score in &program.scores {
            self.note(score.range != Range::default(), "ranges of scores");
            match &score.body {
                ScoreBody::Formula(_) => self.note(true, "formulas"),
                ScoreBody::Items(items) => self.items(items),
            }
        }
        for group in &program.groups {
            self.items(&group.items);
            self.note(true, "group");
            self.note(group.mode == GroupMode::Best, "group `best`");
            self.note(group.mode == GroupMode::First, "group `first`");
            self.note(group.cap_per.is_some(), "group `max … per`");
            let per = group.cap_per.map(|(_, per)| per);
            self.note(matches!(per, Some(Per::Calendar(_))), "`max … per` a calendar unit");
        }
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            if let Item::When { then, otherwise, .. } = item {
                self.note(true, "`when`, `else`");
                self.items(then);
                self.items(otherwise);
            }
        }
    }

    fn line(&mut self, kind: &LineKind) {
        match kind {
            LineKind::If { active, cap, .. } => {
                self.note(true, "`if`, `always`");
                self.note(*active != Period::default(), "`from`, `before` of a rule");
                self.note(cap.is_some(), "`max`");
            }
            LineKind::On(on) => self.on(on),
        }
    }

    fn on(&mut self, on: &OnLine) {
        self.note(true, "`on`");
        self.note(on.active != Period::default(), "`from`, `before` of a rule");
        self.note(on.times.is_some(), "`N times within`");
        self.note(on.cap.is_some(), "`max`");
        self.note(on.first_time, "`first time`");
        self.note(on.cooldown.is_some(), "`cooldown`");
        for (_, per) in &on.caps_per {
            let calendar = matches!(per, Per::Calendar(_));
            self.note(calendar, "`max … per` a calendar unit");
            self.note(!calendar, "`max … per` a property");
        }
        for keep in &on.keep {
            self.note(keep.per.is_none(), "`once`, `max N times`");
            self.note(matches!(keep.per, Some(Per::Property(_))), "`once per` a property");
            self.note(matches!(keep.per, Some(Per::Calendar(_))), "`once per` a calendar unit");
        }
        let delays = [on.ageing.shape.as_ref().map(|s| s.1), on.ageing.expires.map(|e| e.1)];
        self.note(delays.into_iter().flatten().any(|delay| delay > 0), "`… after` of an ageing");
        self.note(on.ageing.expires.is_some(), "`expires`");
        match on.ageing.shape.as_ref().map(|(shape, _)| shape) {
            None => {}
            Some(Shape::Smooth { .. }) => self.note(true, "`decay`, `half-life`"),
            Some(Shape::Stepped { .. }) => self.note(true, "`decay … stepped`"),
            Some(Shape::Linear { .. }) => self.note(true, "`decay … linear`"),
            Some(Shape::Steps(_)) => self.note(true, "`decay steps`"),
        }
    }

    fn test(&mut self, op: TextOp) {
        self.note(
            true,
            match op {
                TextOp::Contains => "`contains`",
                TextOp::ContainsWord => "`contains word`",
                TextOp::StartsWith | TextOp::EndsWith => "`starts with`, `ends with`",
            },
        );
    }
}

impl Rewrite for Seen {
    fn cond(&mut self, condition: &mut Cond, _: Ask) {
        let word = match condition {
            Cond::Constant(_) => return,
            Cond::Bool { .. } | Cond::SameBool(..) => "bool fields",
            Cond::Number { .. } | Cond::NumberIn { .. } => "comparison of numbers",
            Cond::Date { .. } | Cond::DateIn { .. } => "comparison of dates",
            Cond::Age { .. } => "`within`, `older than`",
            Cond::TextIn { value, items } => {
                self.text(value);
                if items.exact { "`exactly`" } else { "text `=`, `in`" }
            }
            Cond::SameText { left, right, .. } => {
                self.text(left);
                self.text(right);
                "text of two fields"
            }
            Cond::TextTest { value, op, items, .. } => {
                self.text(value);
                self.test(*op);
                if items.exact { "`exactly`" } else { return }
            }
            Cond::TextTestField { value, op, other } => {
                self.text(value);
                self.text(other);
                self.test(*op);
                "text of two fields"
            }
            Cond::Matches { value, .. } => {
                self.text(value);
                "`matches`"
            }
            Cond::ListHas { .. } => "`list of text`",
            Cond::Known(operand) => {
                if let Operand::Text(text) = operand {
                    self.text(text);
                }
                "`is known`"
            }
            Cond::GradeIn { .. } => "grades in conditions",
            Cond::AtLeast { .. } => "`at least N of`",
            Cond::And(_) | Cond::Or(_) | Cond::Not(_) => "`and`, `or`, `not`",
            Cond::Happened(_) => "`any`, `no`",
        };
        self.note(true, word);
    }

    fn num(&mut self, number: &mut Num) {
        let word = match number {
            Num::Literal(_) | Num::Field(_) => return,
            Num::Score(_) => "scores in conditions",
            Num::Coverage(_) => "`coverage( )`",
            Num::Count(_) => "`count`",
            Num::Aggregate { op, .. } => match op {
                AggregateOp::Sum | AggregateOp::Average => "`sum`, `avg`",
                AggregateOp::Minimum | AggregateOp::Maximum => "`min`, `max` of a property",
                AggregateOp::Distinct => "`distinct`",
            },
            Num::DaysSince(_) | Num::DaysUntil(_) => "`days since`, `days until`",
            Num::Arithmetic { .. } | Num::Negate(_) => "`+ - * /`",
            Num::Call { function, .. } => match function {
                Function::Min | Function::Max | Function::Abs => "`min max abs`",
                Function::Round | Function::Floor | Function::Ceil => "`round floor ceil`",
                Function::Sqrt => "`sqrt`",
                Function::Log | Function::Exp => "`log exp`",
            },
        };
        self.note(true, word);
    }

    fn moment(&mut self, moment: &mut Moment) {
        match moment {
            Moment::First(_) | Moment::Last { nth: 1, .. } => self.note(true, "`first`, `last`"),
            Moment::Last { .. } => self.note(true, "`last(E, N)`"),
            Moment::Literal(_) | Moment::Field(_) | Moment::Time { .. } => {}
        }
    }

    fn query(&mut self, query: &mut Query) {
        self.note(query.within.is_some(), "`within` in the history");
        self.note(query.since.is_some(), "`since`");
        self.note(query.side.is_some(), "`before`, `after` an event");
    }

    fn kind(&mut self, kind: &mut Kind) {
        match kind {
            Kind::Any => self.note(true, "`event`"),
            Kind::Of(of) => {
                let is_kind = of.len() > 1 || of.iter().any(|(_, condition)| condition.is_some());
                self.note(is_kind, "kinds of events");
            }
        }
    }

    fn points(&mut self, points: &mut PointsBy) {
        match points {
            PointsBy::Literal(_) => {}
            PointsBy::Computed(_) => self.note(true, "computed points"),
            PointsBy::Table(_) => self.note(true, "tables"),
        }
    }
}
