//! Random programs: every construct of the checked program, within what the checker lets through.

use baremo::ir::Program;
use baremo::ir::expr::{CompareOp, Num, Place};
use baremo::ir::program::*;
use baremo::types::ageing::{Ageing, Shape};
use baremo::types::calendar::{Unit, Zone};
use baremo::types::{Points, PropertyId};
use num_rational::BigRational;

use super::data::{self, DURATIONS};
use super::expressions::Scene;
use super::random::Random;

/// Makes one program, its scores in the order in which they are computed.
struct Maker<'r> {
    random: &'r mut Random,
    size: usize,
    program: Program,
    scene: Scene,
}

/// A program whose parts have about this size.
pub fn program(random: &mut Random, size: usize) -> Program {
    let scores = random.between(1, 1 + size.min(6) / 2);
    // Declared in any order, computed in another.
    let mut order: Vec<ScoreId> = (0..scores as u32).map(ScoreId).collect();
    for i in (1..scores).rev() {
        order.swap(i, random.below(i + 1));
    }
    let zone = random.pick(&["UTC", "Europe/Madrid", "Pacific/Apia"]);
    let program = Program {
        model: None,
        zone: Zone::named(zone).expect("a zone"),
        schema: data::schema(),
        scores: (0..scores).map(score).collect(),
        order,
        lines: Vec::new(),
        groups: Vec::new(),
        grades: Vec::new(),
        matrices: Vec::new(),
        stages: Vec::new(),
        stage_lines: Vec::new(),
        base: None,
        disqualifications: Vec::new(),
        masks: Vec::new(),
    };
    let scene = Scene { events: 0, queries: 3, scores: Vec::new(), grades: Vec::new() };
    let mut maker = Maker { random, size, program, scene };
    maker.masks();
    maker.grades();
    maker.guard();
    for id in maker.program.order.clone() {
        maker.score(id);
    }
    maker.verdict();
    maker.program
}

fn score(number: usize) -> Score {
    Score {
        name: format!("score{number}"),
        origin: origin(format!("score {number}")),
        range: Range::default(),
        body: ScoreBody::Items(Vec::new()),
        mask: MaskId(0),
    }
}

fn origin(text: String) -> Origin {
    Origin { text, ..Origin::default() }
}

impl Maker<'_> {
    fn some_size(&mut self) -> usize {
        self.random.between(1, self.size)
    }

    fn masks(&mut self) {
        let count = self.random.between(1, 2);
        for _ in 0..count {
            let mut mask = Mask::default();
            if self.random.chance(35) {
                mask.resets = (0..self.random.between(1, 2)).map(|_| self.pick()).collect();
            }
            if self.random.chance(35) {
                let count = self.random.between(1, 2);
                mask.pauses =
                    (0..count).map(|_| Pause { from: self.pick(), until: self.pick() }).collect();
            }
            self.program.masks.push(mask);
        }
    }

    fn pick(&mut self) -> Pick {
        let (size, scene) =
            (self.some_size(), Scene { events: 1, queries: 2, ..self.scene.clone() });
        let kind = self.random.kind(&scene, size);
        Pick { kind, filter: self.random.maybe(40, |random| random.cond(&scene, size)) }
    }

    fn bound(&mut self) -> Points {
        Points(self.random.pick(&[-100_000, -500, 0, 50, 100, 500, 1_000, 2_500, 10_000]))
    }

    fn range(&mut self) -> Range {
        let (a, b) = (self.bound(), self.bound());
        let low = self.random.maybe(30, |_| a.min(b));
        Range { low, high: self.random.maybe(30, |_| a.max(b)) }
    }

    fn grades(&mut self) {
        let count = self.random.below(3);
        for i in 0..count {
            let labels = self.random.between(2, 4) as u16;
            let mut bounds: Vec<Points> = (1..labels).map(|_| self.bound()).collect();
            bounds.sort_unstable();
            bounds.reverse();
            let row = |(label, bound): (usize, Points)| GradeRow {
                label: label as u16,
                op: self.random.pick(&[CompareOp::Greater, CompareOp::GreaterOrEqual]),
                bound,
            };
            let rows = bounds.into_iter().enumerate().map(row).collect();
            let grade = Grade {
                name: format!("grade{i}"),
                score: ScoreId(self.random.below(self.program.scores.len()) as u32),
                origin: origin(format!("grade {i}")),
                labels: (0..labels).map(|l| format!("L{l}")).collect(),
                rows,
                otherwise: self.random.maybe(75, |_| labels - 1),
            };
            self.program.grades.push(grade);
        }
    }

    fn guard(&mut self) {
        let (size, scene) = (self.some_size(), self.scene.clone());
        let guard = self.random.maybe(15, |random| random.cond(&scene, size));
        self.program.model = guard.map(|guard| Model {
            name: "m".into(),
            origin: origin("model".into()),
            guard: Some(guard),
        });
    }

    fn score(&mut self, id: ScoreId) {
        let masks = self.program.masks.len();
        let formula = !self.scene.scores.is_empty() && self.random.chance(35);
        let body = if formula {
            let size = self.some_size();
            ScoreBody::Formula(self.formula(size))
        } else {
            let count = self.random.between(1, self.size.min(6));
            let mut items: Vec<Item> = (0..count).map(|_| self.item(id, 2, None)).collect();
            if self.random.chance(10) {
                let many = self.random.between(5, 30);
                items.extend((0..many).map(|_| self.simple(id)));
            }
            ScoreBody::Items(items)
        };
        let range = self.range();
        let mask = MaskId(self.random.below(masks) as u32);
        let score = &mut self.program.scores[id.index()];
        (score.body, score.range, score.mask) = (body, range, mask);
        self.scene.scores.push(id);
        for (i, grade) in self.program.grades.iter().enumerate().filter(|(_, g)| g.score == id) {
            self.scene.grades.push((GradeId(i as u32), grade.labels.len() as u16));
        }
    }

    /// In a group with a cap for each value, nothing has a cap of its own and no group is nested.
    fn item(&mut self, score: ScoreId, depth: u8, cap_per: Option<Per>) -> Item {
        match self.random.below(10) {
            0 | 1 if depth > 0 && cap_per.is_none() => self.group(score, depth - 1),
            2 if depth > 0 => {
                let (size, scene) = (self.some_size(), self.scene.clone());
                let condition = self.random.cond(&scene, size);
                let then = self.items(score, depth - 1, cap_per, 1);
                let otherwise = self.items(score, depth - 1, cap_per, 0);
                Item::When { condition, origin: origin("when".into()), then, otherwise }
            }
            _ => {
                let kind = self.line(cap_per.is_some());
                let origin = origin(format!("line {}", self.program.lines.len()));
                self.program.lines.push(Line { origin, score, kind });
                Item::Line(LineId(self.program.lines.len() as u32 - 1))
            }
        }
    }

    /// A rule about one of few columns, as most rules are: they are folded.
    fn simple(&mut self, score: ScoreId) -> Item {
        let condition = self.random.simple_cond();
        let points = PointsBy::Literal(self.random.literal_points());
        let kind = LineKind::If {
            condition: Some(condition),
            points,
            active: Period::default(),
            cap: None,
        };
        self.program.lines.push(Line { origin: origin("simple".into()), score, kind });
        Item::Line(LineId(self.program.lines.len() as u32 - 1))
    }

    fn items(
        &mut self,
        score: ScoreId,
        depth: u8,
        cap_per: Option<Per>,
        least: usize,
    ) -> Vec<Item> {
        let count = self.random.between(least, 3);
        (0..count).map(|_| self.item(score, depth, cap_per)).collect()
    }

    fn group(&mut self, score: ScoreId, depth: u8) -> Item {
        let cap_per = match self.random.chance(35) {
            true => Some((self.cap(), self.per())),
            false => None,
        };
        let mode = match cap_per {
            Some(_) => GroupMode::Sum,
            None => self.random.pick(&[GroupMode::Sum, GroupMode::Best, GroupMode::First]),
        };
        let items = self.items(score, depth, cap_per.map(|(_, per)| per), 1);
        let (name, range) = (format!("group{}", self.program.groups.len()), self.range());
        let origin = origin(name.clone());
        self.program.groups.push(Group { name, origin, score, mode, range, cap_per, items });
        Item::Group(GroupId(self.program.groups.len() as u32 - 1))
    }

    fn cap(&mut self) -> Points {
        Points(self.random.pick(&[1, 50, 100, 700, 1_000, 5_000]))
    }

    fn per(&mut self) -> Per {
        use Unit::*;
        match self.random.chance(50) {
            true => Per::Calendar(self.random.pick(&[Hour, Day, Week, Month, Year])),
            false => Per::Property(PropertyId(self.random.below(6) as u32)),
        }
    }

    fn period(&mut self) -> Period {
        let from = self.random.maybe(10, data::date);
        Period { from, before: self.random.maybe(10, data::date) }
    }

    fn line(&mut self, pooled: bool) -> LineKind {
        let (size, active) = (self.some_size(), self.period());
        if self.random.chance(40) {
            let scene = self.scene.clone();
            let condition = self.random.maybe(85, |random| random.cond(&scene, size));
            let points = self.random.points(&scene, size);
            let cap = if self.random.chance(80) { None } else { Some(self.cap()) };
            return LineKind::If { condition, points, active, cap };
        }
        let scene = Scene { events: 1, queries: 3, ..self.scene.clone() };
        let kind = self.random.kind(&scene, size);
        let filter = match self.random.below(10) {
            0 if size > 2 => Some(self.random.deep(&scene)),
            1..=4 => Some(self.random.cond(&scene, size)),
            _ => None,
        };
        let times = self.random.maybe(15, |r| (r.between(1, 4) as u32, r.pick(DURATIONS)));
        let cooldown = self.random.maybe(15, |random| random.pick(DURATIONS));
        let cap_per = !pooled && self.random.chance(20);
        LineKind::On(Box::new(OnLine {
            kind,
            filter,
            active,
            times,
            points: self.occurrence_points(&scene, size),
            first_time: self.random.chance(10),
            cooldown,
            keep: self.keep(),
            ageing: self.ageing(),
            caps_per: if cap_per { vec![(self.cap(), self.per())] } else { Vec::new() },
            cap: if pooled || self.random.chance(70) { None } else { Some(self.cap()) },
        }))
    }

    /// Often a property as it is, so that limits must choose among unequal occurrences of a second.
    fn occurrence_points(&mut self, scene: &Scene, size: usize) -> PointsBy {
        let property = PropertyId(self.random.pick(data::NUMBER_PROPERTIES));
        match self.random.chance(25) {
            true => PointsBy::Computed(Num::Field(Place::Event { up: 0, property })),
            false => self.random.points(scene, size),
        }
    }

    fn keep(&mut self) -> Vec<Keep> {
        let mut keep = Vec::new();
        for _ in 0..2 {
            if self.random.chance(15) {
                let count = self.random.between(1, 3) as u32;
                keep.push(Keep { count, per: Some(self.per()) });
            }
        }
        if self.random.chance(20) {
            keep.push(Keep { count: self.random.between(1, 4) as u32, per: None });
        }
        keep
    }

    fn ageing(&mut self) -> Ageing {
        let period = self.random.pick(&DURATIONS[4..]);
        let keep = self.random.pick(&[0.9, 0.5, 0.99]);
        let shape = match self.random.below(6) {
            0 => Some(Shape::Smooth { keep, period }),
            1 => Some(Shape::Stepped { keep, period }),
            2 => Some(Shape::Linear { rate: 1.0 - keep, period }),
            3 => Some(Shape::Steps(vec![(3_600, 1.0), (7 * 86_400, 0.75), (30 * 86_400, 0.8)])),
            _ => None,
        };
        let mut delay = || if self.random.chance(20) { self.random.pick(DURATIONS) } else { 0 };
        let shape = shape.map(|shape| (shape, delay()));
        let delay = delay();
        let expires = self.random.maybe(15, |random| (random.pick(DURATIONS), delay));
        Ageing { shape, expires }
    }

    fn formula(&mut self, size: usize) -> Formula {
        let size = size.saturating_sub(1);
        if size == 0 || self.random.chance(25) {
            return match self.random.chance(70) {
                true => Formula::Score(self.random.pick(&self.scene.scores)),
                false => Formula::Number(self.rational()),
            };
        }
        let mut one = || Box::new(self.formula(size / 2));
        let (a, b) = (one(), one());
        match self.random.below(10) {
            0 => Formula::Add(a, b),
            1 => Formula::Subtract(a, b),
            2 | 3 => Formula::Multiply(a, b),
            4 => match self.rational() {
                zero if zero == BigRational::default() => Formula::Negate(a),
                by => Formula::Divide(a, by),
            },
            5 => Formula::Min(vec![*a, *b]),
            6 => Formula::Max(vec![*a, *b]),
            7 => Formula::Abs(a),
            8 => self.random.pick(&[Formula::Round, Formula::Floor, Formula::Ceil])(a),
            _ => Formula::Negate(a),
        }
    }

    fn rational(&mut self) -> BigRational {
        let numerator: i64 = self.random.pick(&[0, 1, 4, 6, -3, 7, 25, 1_000_000_007, 1 << 62]);
        let denominator: i64 = self.random.pick(&[1, 10, 100, 3, 8, 1_000_000_000]);
        BigRational::new(numerator.into(), denominator.into())
    }

    fn verdict(&mut self) {
        self.matrices();
        self.program.stages = (0..4).map(|i| format!("stage{i}")).collect();
        let (scene, size) = (self.scene.clone(), self.size);
        for i in 0..self.random.below(4) {
            let condition = self.random.maybe(40, |random| random.cond(&scene, size));
            let threshold = Threshold {
                score: ScoreId(self.random.below(self.program.scores.len()) as u32),
                op: self.random.pick(&[
                    CompareOp::Greater,
                    CompareOp::GreaterOrEqual,
                    CompareOp::Less,
                ]),
                bound: self.bound(),
            };
            let threshold = self.random.maybe(70, |_| threshold);
            let stage = StageId(self.random.below(4) as u32);
            let origin = origin(format!("stage line {i}"));
            self.program.stage_lines.push(StageLine {
                stage,
                origin,
                threshold,
                condition,
                action: None,
            });
        }
        self.program.base = self.random.maybe(60, |_| Base {
            stage: StageId(0),
            origin: Origin::default(),
            action: None,
        });
        for i in 0..self.random.below(5).saturating_sub(2) {
            let condition = self.random.cond(&scene, size);
            let origin = origin(format!("disqualification {i}"));
            self.program.disqualifications.push(Disqualification { origin, condition });
        }
    }

    fn matrices(&mut self) {
        let count = self.program.grades.len();
        if count == 0 || self.random.chance(50) {
            return;
        }
        let (rows, columns) = (self.random.below(count), self.random.below(count));
        let labels = |grade: usize| self.program.grades[grade].labels.len();
        let cell = Cell { value: 0, action: None };
        self.program.matrices.push(Matrix {
            name: "matrix".into(),
            origin: origin("matrix".into()),
            rows: GradeId(rows as u32),
            columns: GradeId(columns as u32),
            values: vec!["call".into()],
            cells: vec![vec![cell; labels(columns)]; labels(rows)],
        });
    }
}
