//! One rule: its head, its points, its clauses, as one line of the invoice.

use crate::check::Result;
use crate::check::fields::Scope;
use crate::check::model::Model;
use crate::diagnostic::codes::{structure as codes, types as type_codes};
use crate::diagnostic::{Diagnostic, Edit};
use crate::ir::program::{Keep, Line, LineId, LineKind, OnLine, Per, Period, PointsBy, ScoreId};
use crate::source::Span;
use crate::syntax::ast::{self, ClauseKind, Expr, Head};
use crate::types::ageing::Ageing;
use crate::types::calendar::Unit;
use crate::types::{Points, Type};

/// What a rule gets from where it stands.
#[derive(Debug, Clone)]
pub(super) struct Surroundings {
    pub score: ScoreId,
    pub ageing: Ageing,
    /// The name of the group around it that caps the points of all its rules per value.
    pub capped_by: Option<Span>,
}

/// The clauses of a rule; that each stands once is seen where the text is read.
#[derive(Debug, Default)]
struct Clauses<'a> {
    /// Where the first clause would stand.
    place: Span,
    keep: Vec<(Keep, Span)>,
    cap: Option<(Points, Span)>,
    cap_per: Option<(Points, Per, Span)>,
    first_time: Option<Span>,
    cooldown: Option<(i64, Span)>,
    ageing: Option<(Ageing, Span)>,
    from: Option<(i64, Span)>,
    before: Option<(i64, Span)>,
    label: Option<&'a ast::Text>,
}

impl<'a> Model<'a> {
    /// Adds the rule's line.
    pub fn rule(
        &mut self,
        rule: &'a ast::Rule,
        span: Span,
        around: &Surroundings,
    ) -> Result<LineId> {
        let scope = match &rule.head {
            Head::On { event, .. } => Scope::default().inside(&event.text),
            Head::If(_) | Head::Always => Scope::default(),
        };
        let mut clauses = self.clauses(&rule.clauses, &scope);
        clauses.place = behind(&rule.points);
        let points = self.points_by(&rule.points, &scope);
        let kind = match &rule.head {
            Head::On { event, filter, times } => {
                let line = self.on_line(
                    event,
                    filter.as_ref(),
                    times.as_ref(),
                    points,
                    &clauses,
                    around,
                    &scope,
                );
                line.map(|l| LineKind::On(Box::new(l)))
            }
            Head::If(condition) => {
                let condition = self.condition(condition, &scope);
                self.if_line(condition.map(Some), points, &clauses)
            }
            Head::Always => self.if_line(Ok(None), points, &clauses),
        };
        self.label(clauses.label);
        let line =
            Line { origin: self.origin(span, clauses.label), score: around.score, kind: kind? };
        self.lines.push(line);
        Ok(LineId(self.lines.len() as u32 - 1))
    }

    fn if_line(
        &mut self,
        condition: Result<Option<crate::ir::Cond>>,
        points: Result<PointsBy>,
        clauses: &Clauses,
    ) -> Result<LineKind> {
        self.no_event_clauses(clauses)?;
        Ok(LineKind::If {
            condition: condition?,
            points: points?,
            active: clauses.period(),
            cap: clauses.cap.map(|c| c.0),
        })
    }

    /// Attributes do not age and hold once: what is about occurrences does not belong to them.
    fn no_event_clauses(&mut self, clauses: &Clauses) -> Result<()> {
        let ageing = clauses
            .ageing
            .as_ref()
            .map(|a| (a.1, "attributes do not age: this needs an event (`on …`)"));
        let once = clauses.keep.first().map(|k| (k.1, "this counts once anyway, while it holds"));
        let first = clauses.first_time.map(|s| (s, "`first time` needs an event (`on …`)"));
        let cooldown = clauses.cooldown.map(|c| (c.1, "`cooldown` needs an event (`on …`)"));
        let per =
            clauses.cap_per.as_ref().map(|c| (c.2, "a limit per value needs an event (`on …`)"));
        let Some((span, message)) = ageing.or(once).or(first).or(cooldown).or(per) else {
            return Ok(());
        };
        Err(self.error(
            Diagnostic::error(codes::CLAUSE_OUT_OF_PLACE, span, message).here("out of place").fix(
                "leave it out",
                span,
                "",
            ),
        ))
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one head, each read before")]
    fn on_line(
        &mut self,
        event: &'a ast::Name,
        filter: Option<&'a Expr>,
        times: Option<&'a ast::Times>,
        points: Result<PointsBy>,
        clauses: &Clauses,
        around: &Surroundings,
        scope: &Scope<'a>,
    ) -> Result<OnLine> {
        let kind = self.kind(&event.text, event.span);
        let filter = filter.map(|f| self.condition(f, scope)).transpose();
        let times = times.map(|t| self.times(t, clauses)).transpose();
        self.capped_twice(clauses, around)?;
        let mut keep: Vec<Keep> = clauses.keep.iter().map(|k| k.0).collect();
        keep.sort_by_key(|k| k.per.is_none());
        Ok(OnLine {
            kind: kind?,
            filter: filter?,
            active: clauses.period(),
            times: times?,
            points: points?,
            first_time: clauses.first_time.is_some(),
            cooldown: clauses.cooldown.map(|c| c.0),
            keep,
            ageing: clauses.ageing.as_ref().map_or_else(|| around.ageing.clone(), |a| a.0.clone()),
            caps_per: clauses.cap_per.iter().map(|c| (c.0, c.1)).collect(),
            cap: clauses.cap.map(|c| c.0),
        })
    }

    /// `3 times within 7d`: without a limit every later occurrence would count again.
    fn times(&mut self, times: &'a ast::Times, clauses: &Clauses) -> Result<(u32, i64)> {
        let (count, within) = (self.count(&times.count), self.seconds(&times.within));
        let (count, within) = (count?, within?);
        let limited = !clauses.keep.is_empty()
            || clauses.first_time.is_some()
            || clauses.cooldown.is_some()
            || clauses.cap.is_some()
            || clauses.cap_per.is_some();
        if limited {
            return Ok((count, within));
        }
        Err(self.error(
            Diagnostic::error(
                codes::NEEDS_LIMIT,
                times.span,
                "each further occurrence would earn the points again: this needs a limit",
            )
            .here(format!("occurrence {count}, and the one after it, and so on"))
            .help("add `once`, `once per month`, `first time` or `cooldown 30d`")
            .fix("add `once`", clauses.place, " once"),
        ))
    }

    /// In a group that caps per value, its rules' own limits only choose occurrences.
    fn capped_twice(&mut self, clauses: &Clauses, around: &Surroundings) -> Result<()> {
        let own = clauses.cap.map(|c| c.1).or(clauses.cap_per.as_ref().map(|c| c.2));
        let (Some(group), Some(own)) = (around.capped_by, own) else { return Ok(()) };
        Err(self.error(
            Diagnostic::error(codes::CAPPED_TWICE, own, "the group already caps these points, each time anew: which cap comes first?")
                .here("caps this rule")
                .label(group, "caps all rules of the group")
                .help("here a rule may limit how often it counts (`once per day`, `max 3 times`), not its points")
                .fix("leave the rule's own cap out", own, ""),
        ))
    }

    fn clauses(&mut self, clauses: &'a [ast::Clause], scope: &Scope<'a>) -> Clauses<'a> {
        let mut all = Clauses::default();
        for clause in clauses {
            let _ = self.clause(clause, &mut all, scope);
        }
        all
    }

    fn clause(
        &mut self,
        clause: &'a ast::Clause,
        all: &mut Clauses<'a>,
        scope: &Scope<'a>,
    ) -> Result<()> {
        let span = clause.span;
        match &clause.kind {
            ClauseKind::Keep { count, per } => {
                let count = count.as_ref().map_or(Ok(1), |c| self.count(c));
                let per = per.as_ref().map(|p| self.per(p, scope)).transpose();
                let keep = Keep { count: count?, per: per? };
                all.keep.push((keep, span));
            }
            ClauseKind::Cap { points, per } => {
                let points = self.cap(points);
                let per = per.as_ref().map(|p| self.per(p, scope)).transpose();
                match per? {
                    None => {
                        all.cap = Some((points?, span));
                    }
                    Some(per) => {
                        self.capped_alike(all.cap_per.as_ref().map(|c| c.2), span)?;
                        all.cap_per = Some((points?, per, span));
                    }
                }
            }
            ClauseKind::FirstTime => {
                all.first_time = Some(span);
            }
            ClauseKind::Cooldown(time) => {
                all.cooldown = Some((self.seconds(time)?, span));
            }
            ClauseKind::Ageing(ageing) => {
                all.ageing = Some((self.ageing(ageing)?, span));
            }
            ClauseKind::From(date) => {
                all.from = Some((self.date(date)?.start, span));
                self.period_ends_late(all, span)?;
            }
            ClauseKind::Before(date) => {
                all.before = Some((self.date(date)?.start, span));
                self.period_ends_late(all, span)?;
            }
            ClauseKind::Label(label) => {
                all.label = Some(label);
            }
        }
        Ok(())
    }

    fn period_ends_late(&mut self, all: &Clauses, span: Span) -> Result<()> {
        let (Some((from, start)), Some((before, end))) = (all.from, all.before) else {
            return Ok(());
        };
        if from < before {
            return Ok(());
        }
        let first = self.written(end).trim_start_matches("before").trim();
        let last = self.written(start).trim_start_matches("from").trim();
        let (first, last) = (format!("from {first}"), format!("before {last}"));
        let title = format!("write `{first} {last}`");
        let error = Diagnostic::error(codes::UPSIDE_DOWN, span, "the rule ends before it begins")
            .here("not after `from`");
        let edits = vec![Edit { span: start, text: first }, Edit { span: end, text: last }];
        Err(self.error(error.fix_all(title, edits)))
    }

    fn capped_alike(&mut self, before: Option<Span>, span: Span) -> Result<()> {
        let Some(before) = before else { return Ok(()) };
        Err(self.error(
            Diagnostic::error(
                codes::CAPPED_ALIKE,
                span,
                "the rule already has a cap per something",
            )
            .here("second cap")
            .label(before, "first cap")
            .help("which one comes first? put the rule into a group that has the other cap")
            .fix("leave the second out", span, ""),
        ))
    }

    /// `max 20`: points without a sign.
    pub fn cap(&mut self, points: &'a Expr) -> Result<Points> {
        let cap = self.points(points)?;
        if cap.0 > 0 {
            return Ok(cap);
        }
        Err(self.error(
            Diagnostic::error(
                codes::UPSIDE_DOWN,
                points.span,
                "`max` bounds how far points go either way: it is more than 0",
            )
            .here("not more than 0"),
        ))
    }

    /// `per day`, `per campaign`
    pub fn per(&mut self, name: &'a ast::Name, scope: &Scope<'a>) -> Result<Per> {
        let unit = match name.text.as_str() {
            _ if name.quoted => None,
            "hour" => Some(Unit::Hour),
            "day" => Some(Unit::Day),
            "week" => Some(Unit::Week),
            "month" => Some(Unit::Month),
            "year" => Some(Unit::Year),
            _ => None,
        };
        if let Some(unit) = unit {
            return Ok(Per::Calendar(unit));
        }
        if let Some(event) = scope.around.last() {
            self.check_property(name, event)?;
        }
        let (property, ty) = self.fields.property(&name.text);
        if ty == Type::List {
            let error = Diagnostic::error(
                type_codes::LIST_COMPARED,
                name.span,
                format!("`{}` is a list of text: it has no single value", name.text),
            );
            return Err(self.error(error.here("a list")));
        }
        Ok(Per::Property(property))
    }

    pub fn points_by(&mut self, points: &'a ast::Points, scope: &Scope<'a>) -> Result<PointsBy> {
        match points {
            ast::Points::Signed(signed) => self.signed(signed, scope),
            ast::Points::Table(table) => self.table(table, scope),
        }
    }

    /// `+10`, `-$points`, `+(amount / 100)`
    pub fn signed(&mut self, signed: &'a ast::Signed, scope: &Scope<'a>) -> Result<PointsBy> {
        if is_literal(&signed.value) {
            let points = self.points(&signed.value)?;
            return Ok(PointsBy::Literal(if signed.negative { Points(-points.0) } else { points }));
        }
        let num = self.number(&signed.value, scope)?;
        let num = if signed.negative { crate::ir::Num::Negate(Box::new(num)) } else { num };
        Ok(PointsBy::Computed(num))
    }
}

/// The place behind a rule's points.
fn behind(points: &ast::Points) -> Span {
    match points {
        ast::Points::Signed(signed) => signed.span.after(),
        ast::Points::Table(table) => table.rows.span.after(),
    }
}

fn is_literal(expr: &Expr) -> bool {
    use ast::ExprKind::{Date, Duration, Negate, Number, Param, Paren, Percent, Text, YesNo};
    match &*expr.kind {
        Paren(inner) | Negate(inner) => is_literal(inner),
        kind => matches!(
            kind,
            Number(_) | Param(_) | Percent(_) | Duration(_) | Date(_) | Text(_) | YesNo(..)
        ),
    }
}

impl Clauses<'_> {
    fn period(&self) -> Period {
        Period { from: self.from.map(|f| f.0), before: self.before.map(|b| b.0) }
    }
}
