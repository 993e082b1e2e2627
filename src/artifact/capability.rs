//! The constructs that a program uses, by name: a reader refuses one that it does not know, whatever the format.

use std::collections::BTreeSet;

use crate::artifact::error::ArtifactError;
use crate::artifact::header::Head;
use crate::ir::Program;
use crate::ir::expr::{Cond, Kind, Moment, Num, Operand, Query, Text};
use crate::ir::program::{
    Formula, GroupMode, Item, LineKind, OnLine, Pick, PointsBy, Score, ScoreBody,
};

/// All that this version knows. A name is never given to another construct.
const KNOWN: [&str; 19] = [
    "ageing",
    "around",
    "coverage",
    "disqualify",
    "domains",
    "events",
    "formulas",
    "grades",
    "groups",
    "limits",
    "lists",
    "matrices",
    "model",
    "patterns",
    "resets",
    "scores",
    "stages",
    "tables",
    "when",
];

/// The names of the constructs that a program uses, in their order.
pub fn capabilities(program: &Program) -> Vec<&'static str> {
    let mut used = Used::default();
    used.program(program);
    used.0.into_iter().collect()
}

/// A name that this version does not know is an error.
pub fn check(head: &Head) -> Result<(), ArtifactError> {
    let unknown = head.capabilities.iter().find(|name| !KNOWN.contains(&name.as_str()));
    unknown.map_or(Ok(()), |name| {
        let (name, written_by) = (name.clone(), head.written_by.clone());
        Err(ArtifactError::UnknownCapability { name, written_by })
    })
}

#[derive(Default)]
struct Used(BTreeSet<&'static str>);

impl Used {
    fn name(&mut self, name: &'static str) {
        debug_assert!(KNOWN.contains(&name), "{name}");
        self.0.insert(name);
    }

    fn name_if(&mut self, used: bool, name: &'static str) {
        if used {
            self.name(name);
        }
    }

    fn program(&mut self, program: &Program) {
        if let Some(model) = &program.model {
            self.name("model");
            model.guard.iter().for_each(|guard| self.cond(guard));
        }
        self.name_if(!program.grades.is_empty(), "grades");
        self.name_if(!program.matrices.is_empty(), "matrices");
        self.name_if(!program.stages.is_empty(), "stages");
        self.name_if(!program.disqualifications.is_empty(), "disqualify");
        for mask in &program.masks {
            let pauses = mask.pauses.iter().flat_map(|pause| [&pause.from, &pause.until]);
            mask.resets.iter().chain(pauses).for_each(|pick| self.pick(pick));
        }
        program.scores.iter().for_each(|score| self.score(score));
        for group in &program.groups {
            self.name("groups");
            self.name_if(group.cap_per.is_some() || group.mode != GroupMode::Sum, "limits");
            self.items(&group.items);
        }
        program.lines.iter().for_each(|line| self.line(&line.kind));
        program.stage_lines.iter().flat_map(|l| &l.condition).for_each(|c| self.cond(c));
        program.disqualifications.iter().for_each(|d| self.cond(&d.condition));
    }

    fn pick(&mut self, pick: &Pick) {
        self.name("resets");
        self.kind(&pick.kind);
        pick.filter.iter().for_each(|filter| self.cond(filter));
    }

    fn score(&mut self, score: &Score) {
        match &score.body {
            ScoreBody::Items(items) => self.items(items),
            ScoreBody::Formula(formula) => {
                self.name("formulas");
                self.name_if(!Formula::scores(formula).is_empty(), "scores");
            }
        }
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            if let Item::When { condition, then, otherwise, .. } = item {
                self.name("when");
                self.cond(condition);
                self.items(then);
                self.items(otherwise);
            }
        }
    }

    fn line(&mut self, kind: &LineKind) {
        match kind {
            LineKind::If { condition, points, cap, .. } => {
                condition.iter().for_each(|condition| self.cond(condition));
                self.points(points);
                self.name_if(cap.is_some(), "limits");
            }
            LineKind::On(on) => self.on(on),
        }
    }

    fn on(&mut self, on: &OnLine) {
        self.kind(&on.kind);
        on.filter.iter().for_each(|filter| self.cond(filter));
        self.points(&on.points);
        self.name_if(on.ageing.shape.is_some() || on.ageing.expires.is_some(), "ageing");
        let caps = on.cap.is_some() || !on.caps_per.is_empty();
        let chosen = on.first_time || on.cooldown.is_some() || !on.keep.is_empty();
        self.name_if(caps || chosen || on.times.is_some(), "limits");
    }

    fn points(&mut self, points: &PointsBy) {
        match points {
            PointsBy::Literal(_) => {}
            PointsBy::Computed(number) => self.num(number),
            PointsBy::Table(rows) => {
                self.name("tables");
                for (condition, points) in rows {
                    self.cond(condition);
                    self.points(points);
                }
            }
        }
    }

    fn cond(&mut self, cond: &Cond) {
        match cond {
            Cond::Constant(_) | Cond::Bool { .. } | Cond::SameBool(..) => {}
            Cond::Number { left, right, .. } => {
                self.num(left);
                self.num(right);
            }
            Cond::NumberIn { value, .. } => self.num(value),
            Cond::Date { left, right, .. } => {
                self.moment(left);
                self.moment(right);
            }
            Cond::DateIn { value, .. } | Cond::Age { value, .. } => self.moment(value),
            Cond::TextIn { value, .. } | Cond::TextTest { value, .. } => self.text(value),
            Cond::SameText { left, right, .. } => {
                self.text(left);
                self.text(right);
            }
            Cond::TextTestField { value, other, .. } => {
                self.text(value);
                self.text(other);
            }
            Cond::Matches { value, .. } => {
                self.name("patterns");
                self.text(value);
            }
            Cond::ListHas { .. } => self.name("lists"),
            Cond::Known(operand) => self.operand(operand),
            Cond::GradeIn { .. } => self.name("grades"),
            Cond::AtLeast { of, .. } | Cond::And(of) | Cond::Or(of) => {
                of.iter().for_each(|cond| self.cond(cond));
            }
            Cond::Not(of) => self.cond(of),
            Cond::Happened(query) => self.query(query),
        }
    }

    fn operand(&mut self, operand: &Operand) {
        match operand {
            Operand::Number(number) => self.num(number),
            Operand::Date(moment) => self.moment(moment),
            Operand::Text(text) => self.text(text),
            Operand::Field(_) => {}
        }
    }

    fn num(&mut self, num: &Num) {
        match num {
            Num::Literal(_) | Num::Field(_) => {}
            Num::Score(_) => self.name("scores"),
            Num::Coverage(_) => self.name("coverage"),
            Num::Count(query) | Num::Aggregate { query, .. } => self.query(query),
            Num::DaysSince(moment) | Num::DaysUntil(moment) => self.moment(moment),
            Num::Arithmetic { left, right, .. } => {
                self.num(left);
                self.num(right);
            }
            Num::Negate(of) => self.num(of),
            Num::Call { arguments, .. } => arguments.iter().for_each(|num| self.num(num)),
        }
    }

    fn moment(&mut self, moment: &Moment) {
        if let Moment::First(query) | Moment::Last { query, .. } = moment {
            self.query(query);
        }
    }

    fn text(&mut self, text: &Text) {
        self.name_if(matches!(text, Text::Domain(_)), "domains");
    }

    fn query(&mut self, query: &Query) {
        self.kind(&query.kind);
        self.name_if(query.side.is_some(), "around");
        query.filter.iter().for_each(|filter| self.cond(filter));
        query.since.iter().for_each(|since| self.moment(since));
    }

    fn kind(&mut self, kind: &Kind) {
        self.name("events");
        if let Kind::Of(names) = kind {
            names.iter().filter_map(|(_, cond)| cond.as_ref()).for_each(|cond| self.cond(cond));
        }
    }
}
