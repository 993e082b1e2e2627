//! Limits, ageing, dates and labels behind the points of a rule.

use crate::syntax::ast::{Ageing, AgeingKind, Clause, ClauseKind, Delayed, Expr, Name, Shape};
use crate::syntax::errors;
use crate::syntax::from_pairs::Reader;
use crate::syntax::pairs::{Pair, R, has, parts};

impl<'b, 'a> Reader<'b, 'a> {
    /// Adds one clause; a second of its kind is reported.
    pub fn clause(&mut self, pair: Pair<'_>, clauses: &mut Vec<Clause>) {
        let span = self.span(&pair);
        let Some(kind) = pair.into_inner().next().and_then(|p| self.clause_kind(p)) else { return };
        if let Some(earlier) = clauses.iter_mut().find(|c| same(&c.kind, &kind)) {
            if merge(&mut earlier.kind, &kind) {
                return;
            }
            let first = earlier.span;
            self.report(errors::statements::clause_twice(first, span, self.text(span)));
            return;
        }
        clauses.push(Clause { span, kind });
    }

    fn clause_kind(&mut self, pair: Pair<'_>) -> Option<ClauseKind> {
        Some(match pair.as_rule() {
            R::once => ClauseKind::Keep { count: None, per: self.limit(pair).1 },
            R::keep => {
                let (count, per) = self.limit(pair);
                ClauseKind::Keep { count: Some(count?), per }
            }
            R::cap => {
                let (points, per) = self.limit(pair);
                ClauseKind::Cap { points: points?, per }
            }
            R::first_time => ClauseKind::FirstTime,
            R::cooldown => ClauseKind::Cooldown(self.only_value(pair)?),
            R::ageing => ClauseKind::Ageing(self.ageing(pair)?),
            R::from => ClauseKind::From(self.only_value(pair)?),
            R::before => ClauseKind::Before(self.only_value(pair)?),
            R::text => ClauseKind::Label(self.text_of(&pair)),
            _ => return None,
        })
    }

    /// The number and the `per` of a limit.
    pub fn limit(&mut self, pair: Pair<'_>) -> (Option<Expr>, Option<Name>) {
        let (mut count, mut per) = (None, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::a_count => count = Some(self.value(part)),
                R::per => per = self.per(part),
                _ => {}
            }
        }
        (count, per)
    }

    /// The one value in a clause such as `cooldown 30d`.
    pub fn only_value(&mut self, pair: Pair<'_>) -> Option<Expr> {
        parts(pair)
            .find(|p| {
                matches!(
                    p.as_rule(),
                    R::a_duration | R::a_date | R::a_count | R::a_percent | R::a_number
                )
            })
            .map(|p| self.value(p))
    }

    /// `decay 10%/30d after 14d expires 90d`, `no decay`.
    pub fn ageing(&mut self, pair: Pair<'_>) -> Option<Ageing> {
        let span = self.span(&pair);
        if has(&pair, R::kw_no) {
            return Some(Ageing { span, kind: AgeingKind::Off });
        }
        let (mut shape, mut expires) = (None, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::shape => shape = self.shape(part),
                R::expires => {
                    let after = self.delay(&part);
                    expires = self.only_value(part).map(|it| Delayed { it, after });
                }
                _ => {}
            }
        }
        Some(Ageing { span, kind: AgeingKind::On { shape, expires } })
    }

    /// The `after 14d` in a shape or an `expires`.
    fn delay(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        let delay = pair.clone().into_inner().find(|p| p.as_rule() == R::delay)?;
        self.only_value(delay)
    }

    fn shape(&mut self, pair: Pair<'_>) -> Option<Delayed<Shape>> {
        let after = self.delay(&pair);
        let inner = pair.into_inner().next()?;
        let it = match inner.as_rule() {
            R::half_life => Shape::HalfLife(self.only_value(inner)?),
            R::steps => Shape::Steps(self.steps(inner)),
            _ => self.decay(inner)?,
        };
        Some(Delayed { it, after })
    }

    /// `decay 10%/30d linear`.
    fn decay(&mut self, pair: Pair<'_>) -> Option<Shape> {
        let (stepped, linear) = (has(&pair, R::kw_stepped), has(&pair, R::kw_linear));
        let (percent, per) = self.percent_and_duration(pair)?;
        Some(match (stepped, linear) {
            (true, _) => Shape::Stepped { percent, per },
            (_, true) => Shape::Linear { percent, per },
            _ => Shape::Smooth { percent, per },
        })
    }

    /// `steps 7d 100%, 14d 75%`.
    fn steps(&mut self, pair: Pair<'_>) -> Vec<(Expr, Expr)> {
        let mut out = Vec::new();
        for step in parts(pair).filter(|p| p.as_rule() == R::step) {
            if let Some((percent, until)) = self.percent_and_duration(step) {
                out.push((until, percent));
            }
        }
        out
    }

    fn percent_and_duration(&mut self, pair: Pair<'_>) -> Option<(Expr, Expr)> {
        let (mut percent, mut duration) = (None, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::a_percent => percent = Some(self.value(part)),
                R::a_duration => duration = Some(self.value(part)),
                _ => {}
            }
        }
        Some((percent?, duration?))
    }
}

/// Whether two clauses say the same kind of thing; limits with another `per` do not.
fn same(a: &ClauseKind, b: &ClauseKind) -> bool {
    let per = |name: &Option<Name>| name.as_ref().map(|n| n.text.clone());
    match (a, b) {
        (ClauseKind::Keep { per: a, .. }, ClauseKind::Keep { per: b, .. })
        | (ClauseKind::Cap { per: a, .. }, ClauseKind::Cap { per: b, .. }) => per(a) == per(b),
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

/// `decay 10%/30d once expires 90d`: the two halves of one ageing.
fn merge(earlier: &mut ClauseKind, later: &ClauseKind) -> bool {
    let (ClauseKind::Ageing(a), ClauseKind::Ageing(b)) = (earlier, later) else { return false };
    let (AgeingKind::On { shape: s, expires: e }, AgeingKind::On { shape: t, expires: f }) =
        (&mut a.kind, &b.kind)
    else {
        return false;
    };
    match (s.is_some(), e.is_some(), t.is_some(), f.is_some()) {
        (true, false, false, true) => e.clone_from(f),
        (false, true, true, false) => s.clone_from(t),
        _ => return false,
    }
    true
}
