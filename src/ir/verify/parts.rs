//! Scores, rules, grades, matrices and stages: each by itself, in the order in which it is computed.

use num_rational::BigRational;
use num_traits::Zero;

use crate::ir::Program;
use crate::ir::expr::CompareOp;
use crate::ir::outcome::DISQUALIFIED;
use crate::ir::program::{
    Formula, Grade, Group, GroupId, GroupMode, Item, Keep, LineId, LineKind, Matrix, OnLine, Per,
    Pick, PointsBy, Range, Score, ScoreBody, ScoreId, StageLine,
};
use crate::ir::verify::expressions::Scene;
use crate::ir::verify::{Fault, Holds, bound, cap, delay, each, must, span, whole};
use crate::types::ageing::{Ageing, Shape};
use crate::types::{Points, Type};

pub fn verify(program: &Program) -> Result<(), Fault> {
    let mut scene = Scene::new(program);
    each("Mask", &program.masks, |mask| {
        mask.resets.iter().try_for_each(|p| pick(&scene, p))?;
        mask.pauses.iter().try_for_each(|p| pick(&scene, &p.from).and(pick(&scene, &p.until)))
    })?;
    each("Model", &program.model, |model| model.guard.iter().try_for_each(|c| scene.cond(c, 0)))?;
    each("Grade", &program.grades, grade)?;
    for id in &program.order {
        let index = id.index();
        let holds = score(&scene, &program.scores[index]);
        holds.map_err(|sentence| Fault { part: "Score", index, sentence })?;
        Walk { scene: &scene }.score(&program.scores[index])?;
        scene.computed[index] = true;
    }
    each("Matrix", &program.matrices, |m| matrix(program, m))?;
    each("StageLine", &program.stage_lines, |line| stage_line(&scene, line))?;
    let stages = program.stages.len();
    let base = program.base.as_ref().is_none_or(|base| base.stage.index() < stages);
    whole(must(base, "the base is a stage that is not there"))?;
    each("Disqualification", &program.disqualifications, |d| scene.cond(&d.condition, 0))
}

fn pick(scene: &Scene, pick: &Pick) -> Holds {
    scene.kind(&pick.kind, 0)?;
    pick.filter.iter().try_for_each(|filter| scene.cond(filter, 1))
}

fn range(range: Range) -> Holds {
    range.low.map_or(Ok(()), bound)?;
    range.high.map_or(Ok(()), bound)?;
    let crossed = range.low.zip(range.high).is_some_and(|(low, high)| low > high);
    must(!crossed, "a range ends before it begins")
}

fn score(scene: &Scene, score: &Score) -> Holds {
    range(score.range)?;
    must(score.mask.index() < scene.program.masks.len(), "a score's events are not there")?;
    match &score.body {
        ScoreBody::Items(_) => Ok(()),
        ScoreBody::Formula(f) => formula(f, &|id| scene.score(id)),
    }
}

/// What a formula's value may have, so that no lead takes long.
const FORMULA_BITS: u64 = 1 << 15;

/// A formula that always has a value; `score` says whether a score may be read.
pub fn formula(f: &Formula, score: &dyn Fn(ScoreId) -> Holds) -> Holds {
    must(length(f, score)? <= FORMULA_BITS, "a formula has numbers that are too long")
}

/// How many bits its value may have.
fn length(f: &Formula, score: &dyn Fn(ScoreId) -> Holds) -> Result<u64, &'static str> {
    let of = |f: &Formula| length(f, score);
    Ok(match f {
        Formula::Number(number) => bits(number),
        Formula::Score(id) => {
            score(*id)?;
            64
        }
        Formula::Add(a, b) | Formula::Subtract(a, b) | Formula::Multiply(a, b) => {
            of(a)?.saturating_add(of(b)?)
        }
        Formula::Divide(a, by) => {
            must(!by.is_zero(), "a formula divides by 0")?;
            of(a)?.saturating_add(bits(by))
        }
        Formula::Min(all) | Formula::Max(all) => {
            must(!all.is_empty(), "the least or greatest of nothing")?;
            all.iter().try_fold(0, |most: u64, f| Ok::<u64, &str>(most.max(of(f)?)))?
        }
        Formula::Negate(a)
        | Formula::Abs(a)
        | Formula::Round(a)
        | Formula::Floor(a)
        | Formula::Ceil(a) => of(a)?,
    })
}

fn bits(number: &BigRational) -> u64 {
    number.numer().bits() + number.denom().bits()
}

/// The lines and groups of a score, where they stand.
struct Walk<'s, 'p> {
    scene: &'s Scene<'p>,
}

impl Walk<'_, '_> {
    fn score(&self, score: &Score) -> Result<(), Fault> {
        match &score.body {
            ScoreBody::Items(items) => self.items(items),
            ScoreBody::Formula(_) => Ok(()),
        }
    }

    fn items(&self, items: &[Item]) -> Result<(), Fault> {
        items.iter().try_for_each(|item| match item {
            Item::Line(id) => self.line(*id),
            Item::Group(id) => self.group(*id),
            Item::When { condition, then, otherwise, .. } => {
                whole(self.scene.cond(condition, 0))?;
                self.items(then)?;
                self.items(otherwise)
            }
        })
    }

    fn group(&self, id: GroupId) -> Result<(), Fault> {
        let group = &self.scene.program.groups[id.index()];
        let holds = self.group_alone(group);
        holds.map_err(|sentence| Fault { part: "Group", index: id.index(), sentence })?;
        self.items(&group.items)
    }

    fn group_alone(&self, group: &Group) -> Holds {
        range(group.range)?;
        let Some((most, by)) = group.cap_per else { return Ok(()) };
        must(group.mode == GroupMode::Sum, "a cap for each value needs a sum")?;
        cap(most)?;
        self.per(by)
    }

    fn line(&self, id: LineId) -> Result<(), Fault> {
        let holds = match &self.scene.program.lines[id.index()].kind {
            LineKind::If { condition, points, cap: most, .. } => {
                let condition = condition.iter().try_for_each(|c| self.scene.cond(c, 0));
                condition.and_then(|()| self.points(points, 0)).and(most.map_or(Ok(()), cap))
            }
            LineKind::On(on) => self.on(on),
        };
        holds.map_err(|sentence| Fault { part: "Line", index: id.index(), sentence })
    }

    fn on(&self, on: &OnLine) -> Holds {
        self.scene.kind(&on.kind, 0)?;
        on.filter.iter().try_for_each(|filter| self.scene.cond(filter, 1))?;
        if let Some((count, seconds)) = on.times {
            must(count >= 1, "at least none within a time")?;
            span(seconds)?;
        }
        self.points(&on.points, 1)?;
        on.cooldown.map_or(Ok(()), span)?;
        on.keep.iter().try_for_each(|keep| self.keep(*keep))?;
        ageing(&on.ageing)?;
        must(on.caps_per.len() <= 1, "a rule has two caps for each value")?;
        for (most, by) in &on.caps_per {
            cap(*most)?;
            self.per(*by)?;
        }
        on.cap.map_or(Ok(()), cap)
    }

    fn keep(&self, keep: Keep) -> Holds {
        must(keep.count >= 1, "the latest none of them")?;
        keep.per.map_or(Ok(()), |per| self.per(per))
    }

    fn per(&self, per: Per) -> Holds {
        match per {
            Per::Calendar(_) => Ok(()),
            Per::Property(id) => self.scene.property(id, |ty| *ty != Type::List),
        }
    }

    /// Literals are within what one occurrence may be worth; the rows of a table are no tables.
    fn points(&self, by: &PointsBy, around: u8) -> Holds {
        match by {
            PointsBy::Table(rows) => rows.iter().try_for_each(|(condition, by)| {
                self.scene.cond(condition, around)?;
                must(!matches!(by, PointsBy::Table(_)), "a table stands in a table")?;
                self.points(by, around)
            }),
            PointsBy::Literal(points) => worth(*points),
            PointsBy::Computed(number) => self.scene.num(number, around),
        }
    }
}

/// Hundredths that one occurrence may be worth.
const MOST_POINTS: u64 = 100_000_000_000;

fn worth(points: Points) -> Holds {
    must(points.0.unsigned_abs() <= MOST_POINTS, "an occurrence is worth too much")
}

/// Shapes and times of ageing that can be computed.
pub fn ageing(ageing: &Ageing) -> Holds {
    if let Some((shape, after)) = &ageing.shape {
        self::shape(shape)?;
        delay(*after)?;
    }
    let Some((end, after)) = ageing.expires else { return Ok(()) };
    span(end)?;
    delay(after)
}

/// Shares that a step of ageing may be worth: ten times the points.
const MOST_STEP: f64 = 10.0;

fn shape(shape: &Shape) -> Holds {
    let share = |share: f64, most: f64| {
        must((0.0..=most).contains(&share), "a share of ageing is out of range")
    };
    match shape {
        Shape::Smooth { keep: part, period }
        | Shape::Stepped { keep: part, period }
        | Shape::Linear { rate: part, period } => {
            share(*part, 1.0)?;
            span(*period)
        }
        Shape::Steps(steps) => {
            let ascend = steps.windows(2).all(|pair| pair[0].0 < pair[1].0);
            must(ascend, "steps of ageing are out of order")?;
            steps.iter().try_for_each(|(end, part)| span(*end).and(share(*part, MOST_STEP)))
        }
    }
}

fn grade(grade: &Grade) -> Holds {
    let labels = grade.labels.len();
    must(labels < usize::from(DISQUALIFIED), "a grade has too many labels")?;
    for row in &grade.rows {
        must(usize::from(row.label) < labels, "a grade gives a label that is not there")?;
        let lower = matches!(row.op, CompareOp::Greater | CompareOp::GreaterOrEqual);
        must(lower, "a row of a grade is no lower bound")?;
        bound(row.bound)?;
    }
    let descend = grade.rows.windows(2).all(|pair| pair[0].bound >= pair[1].bound);
    must(descend, "the rows of a grade are out of order")?;
    let otherwise = grade.otherwise.is_none_or(|label| usize::from(label) < labels);
    must(otherwise, "a grade's last label is not there")
}

fn matrix(program: &Program, matrix: &Matrix) -> Holds {
    let grade = |id: crate::ir::program::GradeId| {
        let grade =
            program.grades.get(id.index()).ok_or("a matrix is of a grade that is not there")?;
        Ok::<usize, &str>(grade.labels.len())
    };
    let (rows, columns) = (grade(matrix.rows)?, grade(matrix.columns)?);
    must(rows * columns < usize::from(DISQUALIFIED), "a matrix has too many cells")?;
    let complete =
        matrix.cells.len() == rows && matrix.cells.iter().all(|row| row.len() == columns);
    must(complete, "a matrix is not complete")?;
    let mut cells = matrix.cells.iter().flatten();
    let values = matrix.values.len();
    must(cells.all(|cell| usize::from(cell.value) < values), "a cell's value is not there")
}

fn stage_line(scene: &Scene, line: &StageLine) -> Holds {
    let stages = scene.program.stages.len();
    must(line.stage.index() < stages, "a stage line is of a stage that is not there")?;
    if let Some(threshold) = &line.threshold {
        scene.score(threshold.score)?;
        bound(threshold.bound)?;
    }
    line.condition.iter().try_for_each(|condition| scene.cond(condition, 0))
}
