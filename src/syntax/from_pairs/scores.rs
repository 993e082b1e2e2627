//! Scores, groups and guards.

use crate::syntax::ast::{Group, GroupMode, Name, Range, Score, ScoreBody, When};
use crate::syntax::errors;
use crate::syntax::from_pairs::Reader;
use crate::syntax::from_pairs::items::Place;
use crate::syntax::pairs::{Pair, R, has, parts};

impl<'b, 'a> Reader<'b, 'a> {
    /// `score fit 0..100 { … }`, `score total 0.. = 0.4 * fit`.
    pub fn score(&mut self, pair: Pair<'_>) -> Option<Score> {
        let (mut name, mut range, mut body) = (None, None, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::name => name = Some(self.name(&part)),
                R::range => range = Some(self.range(part)),
                R::body => {
                    let rules = self.body();
                    body = Some(ScoreBody::Rules(self.builder.items(rules, Place::Score)));
                }
                R::expr => body = Some(ScoreBody::Formula(self.expr(part))),
                _ => {}
            }
        }
        Some(Score { name: name?, range, body: body? })
    }

    /// `0..100`, `0..`, `..100`.
    fn range(&mut self, pair: Pair<'_>) -> Range {
        let span = self.span(&pair);
        let open_start = pair.as_str().starts_with("..");
        let mut bounds = parts(pair).filter(|p| p.as_rule() == R::bound);
        let first = bounds.next().map(|p| self.value(p));
        let second = bounds.next().map(|p| self.value(p));
        match open_start {
            true => Range { span, low: None, high: first },
            false => Range { span, low: first, high: second },
        }
    }

    /// `group email max 30 { … }`, `group size best { … }`.
    pub fn group(&mut self, pair: Pair<'_>) -> Option<Group> {
        let mut name: Option<Name> = None;
        let mut mode = None;
        let mut range = None;
        let mut caps = Vec::new();
        let mut body = None;
        for part in parts(pair) {
            let span = self.span(&part);
            let twice = match part.as_rule() {
                R::name => name.replace(self.name(&part)).is_some(),
                R::mode => {
                    let best = has(&part, R::kw_best);
                    mode.replace(if best { GroupMode::Best } else { GroupMode::First }).is_some()
                }
                R::range => range.replace(self.range(part)).is_some(),
                R::cap => {
                    let (points, per) = self.limit(part);
                    caps.push((points?, per));
                    false
                }
                R::body => {
                    let rules = self.body();
                    body.replace(self.builder.items(rules, Place::Group)).is_some()
                }
                _ => false,
            };
            if twice {
                self.report(errors::statements::twice(span, self.text(span)));
            }
        }
        let name = name?;
        if !name.quoted && matches!(name.text.as_str(), "best" | "first" | "max") {
            self.report(errors::names::reserved_group(&name));
        }
        Some(Group { name, mode: mode.unwrap_or(GroupMode::Sum), range, caps, body: body? })
    }

    /// `when C { … } else { … }`.
    pub fn when(&mut self, pair: Pair<'_>) -> Option<When> {
        let mut condition = None;
        let mut blocks = Vec::new();
        for part in parts(pair) {
            match part.as_rule() {
                R::expr => condition = Some(self.expr(part)),
                R::body => {
                    let rules = self.body();
                    blocks.push(self.builder.items(rules, Place::When));
                }
                _ => {}
            }
        }
        let mut blocks = blocks.into_iter();
        Some(When { condition: condition?, then: blocks.next()?, otherwise: blocks.next() })
    }
}
