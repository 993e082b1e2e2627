//! What a rule, a group, a score, a stage means, in a few English sentences for those who do not know the language.
//!
//! ```text
//! Cond -> Tree (no `not` but at leaves) -> Clause (`whose title is CTO`) -> sentence
//! ```
//!
//! | file | says |
//! |---|---|
//! | `figures` | names, values, numbers, lengths of time, dates |
//! | `tree`, `clauses`, `leaves`, `history` | conditions; what would be no better in words stays code |
//! | `points`, `limits` | what a rule gives, and its clauses in the order in which they are computed |
//! | `places` | the blocks around it |
//!
//! Code (backquotes) is for names, values and pieces of rules only.

mod clauses;
mod figures;
mod history;
mod leaves;
mod limits;
mod places;
mod points;
mod tree;

use crate::explain::meaning::clauses::Prose;
use crate::explain::meaning::figures::code;
use crate::explain::meaning::figures::listed;
use crate::explain::meaning::figures::many;
use crate::explain::meaning::figures::value;
use crate::explain::meaning::figures::wait;
use crate::explain::meaning::places::Block;
use crate::explain::meaning::places::Wanted;
use crate::explain::meaning::places::around;
use crate::explain::meaning::places::guard;
use crate::explain::meaning::places::hidden;
use crate::explain::meaning::places::kept;
use crate::explain::meaning::places::sentences;
use crate::explain::meaning::points::OF_EVENTS;
use crate::explain::meaning::points::OF_LEADS;
use crate::explain::meaning::points::Way;
use crate::explain::meaning::points::may_be_unknown;
use crate::explain::meaning::tree::asks;
use crate::explain::meaning::tree::points_ask;
use crate::ir::Program;
use crate::ir::expr::CompareOp;
use crate::ir::expr::Cond;
use crate::ir::expr::Num;
use crate::ir::print;
use crate::ir::print::formula;
use crate::ir::program::GradeId;
use crate::ir::program::GradeRow;
use crate::ir::program::GroupId;
use crate::ir::program::GroupMode;
use crate::ir::program::Item;
use crate::ir::program::Line;
use crate::ir::program::LineId;
use crate::ir::program::LineKind;
use crate::ir::program::MaskId;
use crate::ir::program::OnLine;
use crate::ir::program::Period;
use crate::ir::program::PointsBy;
use crate::ir::program::Range;
use crate::ir::program::ScoreBody;
use crate::ir::program::ScoreId;
use crate::types::Points;

/// So many labels of a grade are told within the sentence; more are a list below it.
const LABELS_IN_LINE: usize = 3;

/// The sentences so far, and a list behind the last one.
#[derive(Default)]
struct Page {
    sentences: Vec<String>,
    below: String,
}

impl Page {
    fn text(self) -> String {
        self.sentences.join(" ") + &self.below
    }
}

/// Who gets what from a rule.
pub fn rule(program: &Program, line: LineId) -> String {
    let it = program.line(line);
    let mut path = around(program, it.score, Wanted::Line(line));
    let events = looks_at_events(it, &path);
    let mut page = match &it.kind {
        LineKind::If { condition, points, active, cap } => {
            let rule = If { condition: condition.as_ref(), points, active: *active, cap: *cap };
            if_line(program, it, &rule, &mut path)
        }
        LineKind::On(on) => on_line(program, it, on),
    };
    page.sentences.extend(sentences(program, &path));
    if events {
        page.sentences.extend(hidden(program, program.scores[it.score.index()].mask));
    }
    page.text()
}

struct If<'p> {
    condition: Option<&'p Cond>,
    points: &'p PointsBy,
    active: Period,
    cap: Option<Points>,
}

/// Where it asks for nothing itself and one `when` stands around it, that is who gets the points.
fn if_line<'p>(
    program: &'p Program,
    line: &'p Line,
    rule: &If<'p>,
    path: &mut Vec<Block<'p>>,
) -> Page {
    let mut prose = Prose::of(program, &line.origin.text);
    let mut condition = rule.condition;
    if let (None, &[.., Block::When { condition: around, text, holds: true }]) =
        (condition, &path[..])
    {
        prose = Prose::of(program, text);
        condition = Some(around);
        path.pop();
    }
    let free = path.iter().all(|block| matches!(block, Block::Group(_)));
    let who = match condition {
        Some(condition) => format!("A lead {}", prose.whom(condition)),
        None if free && !matches!(rule.points, PointsBy::Table(_)) => "Every lead".into(),
        None => "A lead".into(),
    };
    let own = Prose::of(program, &line.origin.text);
    let given = own.given(rule.points, &OF_LEADS, score_name(program, line.score));
    let mut all = vec![format!("{who} {}.", given.sentence)];
    all.extend(own.period(rule.active).map(|when| format!("It counts only {when}.")));
    all.extend(rule.cap.map(|cap| limits::cap(cap, Way::of(rule.points))));
    let unknowns = condition.and_then(|condition| prose.unknowns(condition));
    all.extend(nothing_given(unknowns, rule.points));
    Page { sentences: all, below: given.below.unwrap_or_default() }
}

fn on_line(program: &Program, line: &Line, on: &OnLine) -> Page {
    let prose = Prose::of(program, &line.origin.text);
    let picked = prose.picked(&on.kind, on.filter.as_ref());
    let inside = prose.inside();
    let given = inside.given(&on.points, &OF_EVENTS, score_name(program, line.score));
    let mut all = vec![format!("Each {picked} {}.", given.sentence)];
    let filter = on.filter.as_ref();
    let waits = filter.and_then(|filter| inside.waits(filter));
    all.extend(waits.map(|within| format!("That is known only {} later.", wait(within))));
    all.extend(nothing_given(filter.and_then(|f| inside.unknowns(f)), &on.points));
    all.extend(prose.clauses_of(on));
    Page { sentences: all, below: given.below.unwrap_or_default() }
}

fn nothing_given(unknowns: Option<String>, points: &PointsBy) -> Vec<String> {
    let mut all: Vec<String> =
        unknowns.into_iter().map(|unknown| format!("Nothing is given {unknown}.")).collect();
    if may_be_unknown(points) {
        all.push("Nothing is given where the points cannot be computed.".into());
    }
    all
}

fn looks_at_events(line: &Line, path: &[Block]) -> bool {
    let around = path.iter().any(|block| match block {
        Block::When { condition, .. } => asks(condition),
        Block::Group(_) => false,
    });
    around
        || match &line.kind {
            LineKind::If { condition, points, .. } => {
                condition.as_ref().is_some_and(asks) || points_ask(points)
            }
            LineKind::On(_) => true,
        }
}

fn score_name(program: &Program, score: ScoreId) -> &str {
    &program.scores[score.index()].name
}

/// What a group makes of its rules.
pub fn group(program: &Program, group: GroupId) -> String {
    let it = &program.groups[group.index()];
    let (name, score) = (code(&it.name), code(score_name(program, it.score)));
    let (rules, groups) = contents(&it.items);
    let what = match groups {
        0 => many(rules, "rule"),
        groups => format!("{} and {}", many(rules, "rule"), many(groups, "group")),
    };
    let mut all = vec![format!("The group {name} has {what}.")];
    all.push(match it.mode {
        GroupMode::Sum if rules + groups == 1 => format!("It counts for {score}."),
        GroupMode::Sum => format!("They add up for {score}."),
        GroupMode::Best => {
            format!("Of those that apply, only the one with the most points counts for {score}.")
        }
        GroupMode::First => format!("Only the first that applies counts for {score}."),
    });
    let way = places::group_way(program, it);
    all.extend(it.cap_per.map(|(cap, per)| {
        let in_any = Prose::of(program, "").in_any(per);
        format!("Its events together {} at most {} {in_any}.", way.give(), figures::points(cap))
    }));
    all.extend(kept(it.range, way).map(|kept| format!("It comes to {kept}.")));
    all.extend(sentences(program, &around(program, it.score, Wanted::Group(group))));
    all.join(" ")
}

/// The rules and groups directly in these items, of all branches.
fn contents(items: &[Item]) -> (usize, usize) {
    let of = |item: &Item| match item {
        Item::Line(_) => (1, 0),
        Item::Group(_) => (0, 1),
        Item::When { then, otherwise, .. } => {
            let (a, b) = (contents(then), contents(otherwise));
            (a.0 + b.0, a.1 + b.1)
        }
    };
    items.iter().map(of).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}

/// What a score adds up, or its formula, and its range.
pub fn score(program: &Program, score: ScoreId) -> String {
    let it = &program.scores[score.index()];
    let name = code(&it.name);
    let mut all = vec![match &it.body {
        ScoreBody::Formula(body) => {
            let text = formula(body, &|id| print::name(score_name(program, id)));
            format!("The score {name} is {}, rounded to two decimals.", code(&text))
        }
        ScoreBody::Items(items) => {
            let rules = program.lines.iter().filter(|line| line.score == score).count();
            let groups = program.groups.iter().filter(|group| group.score == score).count();
            let inside = rules.saturating_sub(contents(items).0);
            let groups = many(groups, "group");
            let inside = match inside {
                0 => String::new(),
                inside if inside == rules => format!(", all of them in {groups}"),
                inside => format!(", {inside} of them in {groups}"),
            };
            match rules {
                0 => format!("The score {name} has no rules."),
                rules => format!("The score {name} adds up {}{inside}.", many(rules, "rule")),
            }
        }
    }];
    all.extend(range(it.range));
    all.extend(guard(program));
    if matches!(it.body, ScoreBody::Items(_)) {
        all.extend(hidden(program, it.mask));
    }
    all.join(" ")
}

fn range(range: Range) -> Option<String> {
    match (range.low, range.high) {
        (None, None) => None,
        (Some(low), None) => Some(format!("It is never less than {low}.")),
        (None, Some(high)) => Some(format!("It is never more than {high}.")),
        (Some(low), Some(high)) => Some(format!("It is kept between {low} and {high}.")),
    }
}

/// Who is at the stage by the stage line at this position.
pub fn stage(program: &Program, position: usize) -> String {
    let line = &program.stage_lines[position];
    let prose = Prose::of(program, &line.origin.text);
    let threshold = line.threshold.map(|threshold| Cond::Number {
        left: Num::Score(threshold.score),
        op: threshold.op,
        right: Num::Literal(threshold.bound.to_f64()),
    });
    let all: Vec<Cond> = threshold.into_iter().chain(line.condition.clone()).collect();
    let who = match &all[..] {
        [] => "Every lead".into(),
        [one] => format!("A lead {}", prose.whom(one)),
        _ => format!("A lead {}", prose.whom(&Cond::And(all.clone()))),
    };
    let stage = code(&program.stages[line.stage.index()]);
    let unless = unless(program, position + 1 < program.stage_lines.len());
    let mut sentences = vec![format!("{who} is at the stage {stage}{unless}.")];
    let unknowns = line.condition.as_ref().and_then(|condition| prose.unknowns(condition));
    sentences.extend(unknowns.map(|unknown| format!("It does not hold {unknown}.")));
    sentences.extend(action(line.action.as_deref()));
    sentences.extend(guard(program));
    if line.condition.as_ref().is_some_and(asks) {
        sentences.extend(hidden(program, MaskId(0)));
    }
    sentences.join(" ")
}

/// What beats a stage line: a later one, where there is one, and a disqualification.
fn unless(program: &Program, later: bool) -> String {
    let later = later.then_some("a stage line further down holds too");
    let disqualified = !program.disqualifications.is_empty();
    let disqualified = disqualified.then_some("the lead is disqualified");
    let all: Vec<&str> = later.into_iter().chain(disqualified).collect();
    if all.is_empty() { String::new() } else { format!(", unless {}", all.join(" or ")) }
}

/// Who is at the stage of `otherwise`; nothing where there is none.
pub fn base(program: &Program) -> Option<String> {
    let base = program.base.as_ref()?;
    let stage = code(&program.stages[base.stage.index()]);
    let unless = unless(program, false);
    let mut all =
        vec![format!("A lead for whom no stage line holds is at the stage {stage}{unless}.")];
    all.extend(action(base.action.as_deref()));
    all.extend(guard(program));
    Some(all.join(" "))
}

fn action(action: Option<&str>) -> Option<String> {
    action.map(|action| format!("The action {} is reported.", code(action)))
}

/// From which score on a lead has which label.
pub fn grade(program: &Program, grade: GradeId) -> String {
    let it = &program.grades[grade.index()];
    let (name, score) = (code(&it.name), code(score_name(program, it.score)));
    let label = |label: u16| value(&it.labels[label as usize]);
    let row = |row: &GradeRow| {
        let over = if row.op == CompareOp::Greater { "more than" } else { "at least" };
        format!("{} for {over} {}", label(row.label), row.bound)
    };
    let mut rows: Vec<String> = it.rows.iter().map(row).collect();
    rows.push(match it.otherwise {
        Some(otherwise) => format!("{} otherwise", label(otherwise)),
        None => "no grade otherwise".into(),
    });
    let first = format!("{name} is given by the score {score}");
    let page = match rows.len() {
        count if count <= LABELS_IN_LINE + 1 => Page {
            sentences: vec![format!("The grade {first}: {}.", rows.join(", "))],
            below: String::new(),
        },
        _ => {
            let sentence = format!("The grade {first}, by the first of these that holds.");
            Page { sentences: vec![sentence], below: listed(&rows) }
        }
    };
    page.text()
}

/// Who is disqualified by the reason at this position.
pub fn disqualification(program: &Program, position: usize) -> String {
    let it = &program.disqualifications[position];
    let prose = Prose::of(program, &it.origin.text);
    let whom = prose.whom(&it.condition);
    let reason = it.origin.label.as_ref().map(|label| format!(", for the reason {}", value(label)));
    let reason = reason.unwrap_or_default();
    let mut all = vec![format!("A lead {whom} is disqualified{reason}, whatever the scores.")];
    all.extend(prose.unknowns(&it.condition).map(|unknown| format!("It does not hold {unknown}.")));
    all.extend(guard(program));
    if asks(&it.condition) {
        all.extend(hidden(program, MaskId(0)));
    }
    all.join(" ")
}
