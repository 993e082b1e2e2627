//! Grades, matrices, stages, disqualification and the model's guard.

use baremo::ir::Program;
use baremo::ir::expr::{CompareOp, Cond};
use baremo::ir::outcome::Outcome;
use baremo::ir::program::{
    Base, Cell, Disqualification, Grade, GradeId, GradeRow, Matrix, Model, Origin, ScoreId,
    StageId, StageLine, Threshold,
};
use baremo::types::Value;

use super::build::*;

fn grade(otherwise: Option<u16>) -> Grade {
    let row = |label, op, bound| GradeRow { label, op, bound: points(bound) };
    Grade {
        name: "score_grade".into(),
        score: ScoreId(0),
        origin: origin("grade score"),
        labels: ["A", "B", "C"].map(String::from).to_vec(),
        rows: vec![row(0, CompareOp::Greater, 75.0), row(1, CompareOp::GreaterOrEqual, 50.0)],
        otherwise,
    }
}

fn stage_line(stage: u32, bound: Option<f64>, condition: Option<Cond>) -> StageLine {
    let (score, op) = (ScoreId(0), CompareOp::GreaterOrEqual);
    let threshold = bound.map(|b| Threshold { score, op, bound: points(b) });
    StageLine { stage: StageId(stage), origin: origin("stage"), threshold, condition, action: None }
}

/// A score that is the lead's number of employees, graded and staged.
fn model() -> Program {
    let points =
        baremo::ir::program::PointsBy::Computed(baremo::ir::Num::Field(attribute(EMPLOYEES)));
    let active = Default::default();
    let mut program = of_lines(vec![baremo::ir::program::LineKind::If {
        condition: None,
        points,
        active,
        cap: None,
    }]);
    program.grades = vec![grade(None), grade(Some(2))];
    program.stages = ["mql", "sql", "cold"].map(String::from).to_vec();
    program.stage_lines = vec![
        stage_line(0, Some(30.0), None),
        stage_line(1, Some(50.0), Some(employees(CompareOp::NotEqual, 60.0))),
        stage_line(1, None, Some(Cond::Happened(any(BUY)))),
    ];
    let cell = Cell { value: 0, action: None };
    program.matrices = vec![Matrix {
        name: "next".into(),
        origin: origin("matrix"),
        rows: GradeId(1),
        columns: GradeId(0),
        values: vec!["call".into()],
        cells: vec![vec![cell.clone(), cell.clone(), cell.clone()]; 3],
    }];
    program
}

fn of(program: &Program, employees: f64) -> Outcome {
    run(program, &lead(&[(EMPLOYEES, Value::Number(employees))]), &[])
}

#[test]
fn the_first_row_of_a_grade_that_holds() {
    let grades = |n| of(&model(), n).grades;
    assert_eq!(grades(75.01), [Some(0), Some(0)]);
    assert_eq!(grades(75.0), [Some(1), Some(1)]);
    assert_eq!(grades(50.0), [Some(1), Some(1)]);
    assert_eq!(grades(49.99), [None, Some(2)]);
    assert_eq!(of(&model(), 80.0).matrices, [Some((0, 0))]);
    assert_eq!(of(&model(), 1.0).matrices, [None], "a grade is missing");
}

#[test]
fn a_grade_in_a_condition() {
    let mut program = model();
    let grade_in = |grade| Cond::GradeIn { grade: GradeId(grade), labels: vec![0, 1] };
    for grade in [0, 1] {
        let not = Cond::Not(Box::new(grade_in(grade)));
        program.stage_lines.push(stage_line(2 - grade, None, Some(not)));
    }
    let winner = |n| of(&program, n).stage_line;
    assert_eq!(winner(10.0), Some(4), "unknown where there is no grade, false where it is C");
    assert_eq!(winner(60.0), Some(0));
}

#[test]
fn the_last_stage_line_that_holds_wins() {
    let mut program = model();
    let stage = |program: &Program, n| (of(program, n).stage, of(program, n).stage_line);
    assert_eq!(stage(&program, 50.0), (Some(StageId(1)), Some(1)));
    assert_eq!(stage(&program, 60.0), (Some(StageId(0)), Some(0)));
    assert_eq!(stage(&program, 29.99), (None, None));
    program.base = Some(Base { stage: StageId(2), origin: Origin::default(), action: None });
    assert_eq!(stage(&program, 29.99), (Some(StageId(2)), None));
    let bought = run(&program, &lead(&[]), &[ago(BUY, 1)]);
    assert_eq!((bought.stage, bought.stage_line), (Some(StageId(1)), Some(2)));
}

#[test]
fn disqualification_beats_every_stage() {
    let mut program = model();
    for bound in [10.0, 70.0, 20.0] {
        let condition = employees(CompareOp::Greater, bound);
        program
            .disqualifications
            .push(Disqualification { origin: origin("disqualify"), condition });
    }
    let outcome = of(&program, 60.0);
    assert_eq!(outcome.disqualified, [0, 2]);
    assert_eq!((outcome.stage, outcome.stage_line), (None, None));
    assert_eq!((outcome.scores[0].published, outcome.grades[0]), (points(60.0), Some(1)));
    assert_eq!(outcome.matrices, [None]);
}

#[test]
fn a_model_is_for_whom_it_certainly_is() {
    let mut program = model();
    let guard = Some(employees(CompareOp::Less, 50.0));
    program.model = Some(Model { name: "SMB".into(), origin: Origin::default(), guard });
    assert!(of(&program, 49.0).in_model);
    assert_eq!(of(&program, 50.0), Outcome::default());
    assert_eq!(run(&program, &lead(&[]), &[]), Outcome::default());
}
