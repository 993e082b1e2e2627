//! What the verifiers refuse: one change each to a program or its code, and the sentence.

use baremo::bytecode::{self, Code};
use baremo::check::{NoFiles, Settings, compile};
use baremo::ir::expr::{CompareOp, Cond, Kind, Moment, Num, Operand, Place, Text};
use baremo::ir::program::{Formula, Item, LineId, LineKind, OnLine, PointsBy, ScoreBody, ScoreId};
use baremo::ir::{self, Program};
use baremo::types::ageing::Shape;
use baremo::types::{AttributeId, EventId, Points, PropertyId, Type};

use super::lowered;

const RULES: &str = r#"
lead { title text; employees number; created_at date; newsletter bool; interests list of text }
event page_view { path text; seconds number }
event email_open
score fit 0..100 {
  if title in [CTO, VP] +10
  if employees > 50 and newsletter +5
  if interests contains tea +1
  if title matches /^chief/ +2
  points by employees { up to 10 +1; above +2; unknown 0 }
}
score engagement {
  decay 10%/30d
  on page_view where seconds > 10 +2 max 20 per path
  on email_open where any (page_view where seconds > 5) within 2d before +1 once per day
  on page_view where any (page_view where path = this.path) before +1
  group more max 10 { on email_open +1 }
  if count(page_view within 7d) > 2 +3
}
score total = 0.5 * fit + engagement / 3
grade fit { A at >= 50; otherwise B }
grade engagement { hot at >= 10; otherwise cold }
matrix next_step fit by engagement { hot cold; A call mail; B mail drop }
sql at >= 10
otherwise cold
disqualify if title contains intern
"#;

fn program() -> Program {
    let file = ("rules.score".to_string(), RULES.to_string());
    let compiled = compile(&[file], &NoFiles, &Settings::default());
    let program = compiled.models[0].program.clone();
    program.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics))
}

fn refused(sentence: &str, change: impl FnOnce(&mut Program)) {
    let mut program = program();
    change(&mut program);
    let fault = ir::verify(&program).expect_err(sentence);
    assert_eq!(fault.sentence, sentence);
}

/// The condition of the first rule.
fn condition(change: Cond) -> impl FnOnce(&mut Program) {
    |program| {
        if let LineKind::If { condition, .. } = &mut program.lines[0].kind {
            *condition = Some(change);
        }
    }
}

/// The first rule on events.
fn on(change: impl FnOnce(&mut OnLine)) -> impl FnOnce(&mut Program) {
    |program| {
        let mut lines = program.lines.iter_mut();
        let found = lines.find_map(|line| match &mut line.kind {
            LineKind::On(on) => Some(on),
            LineKind::If { .. } => None,
        });
        change(found.expect("a rule on events"));
    }
}

fn lead(attribute: u32) -> Place {
    Place::Lead(AttributeId(attribute))
}

#[test]
fn the_rules_hold() {
    let program = program();
    assert_eq!(ir::verify(&program), Ok(()));
    assert_eq!(bytecode::verify(&lowered(&program), &program), Ok(()));
}

#[test]
fn columns_have_the_types_that_are_read() {
    let other = "an attribute is read as another type than it has";
    let schema = program().schema;
    let of = |ty: Type| {
        let field = schema.attributes.iter().position(|field| field.ty == ty);
        lead(field.expect("an attribute of the type") as u32)
    };
    let number = |place| Cond::Known(Operand::Number(Num::Field(place)));
    refused(other, condition(number(of(Type::Text))));
    refused(other, condition(Cond::Known(Operand::Date(Moment::Field(of(Type::Number))))));
    refused(other, condition(Cond::Known(Operand::Text(Text::Field(of(Type::List))))));
    refused(other, condition(Cond::Known(Operand::Field(of(Type::Number)))));
    refused(other, condition(Cond::Bool { field: of(Type::Text), value: true }));
    refused("an attribute is not there", condition(number(lead(99))));
    let event = Place::Event { up: 0, property: PropertyId(0) };
    refused("an event is not around", condition(number(event)));
    let around = Place::Event { up: 1, property: PropertyId(0) };
    refused("an event is not around", on(|on| on.filter = Some(number(around))));
    refused("an event has no name", on(|on| on.kind = Kind::Of(vec![(EventId::OTHER, None)])));
}

#[test]
fn scores_are_computed_before_they_are_read() {
    let early = "a score is read before it is computed";
    let total = Num::Score(ScoreId(2));
    let reads = Cond::Number { left: total, op: CompareOp::Greater, right: Num::Literal(1.0) };
    refused(early, condition(reads.clone()));
    refused(early, |program| program.order.reverse());
    refused(early, |program| {
        let pick = ir::program::Pick { kind: Kind::Any, filter: Some(reads) };
        program.masks[0].resets.push(pick);
    });
    refused("the order names a score twice", |program| program.order[1] = program.order[0]);
    refused("a score is missing from the order", |program| program.order.truncate(2));
}

#[test]
fn lines_and_groups_stand_in_one_place() {
    let items = |program: &mut Program, change: &dyn Fn(&mut Vec<Item>)| {
        if let ScoreBody::Items(items) = &mut program.scores[0].body {
            change(items);
        }
    };
    refused("a rule stands in two places", |program| {
        items(program, &|items| items.push(items[0].clone()));
    });
    refused("a rule stands in no score", |program| items(program, &|items| drop(items.pop())));
    refused("a rule is not there", |program| {
        items(program, &|items| items.push(Item::Line(LineId(99))));
    });
    refused("a group stands in another score", |program| {
        items(program, &|items| items.push(Item::Group(ir::program::GroupId(0))));
        program.groups[0].score = ScoreId(1);
    });
    refused("a group stands in two places", |program| {
        let group = Item::Group(ir::program::GroupId(0));
        program.groups[0].items.push(group);
    });
}

#[test]
fn numbers_are_within_their_bounds() {
    refused("a cap is below 0", on(|on| on.cap = Some(Points(-1))));
    refused(
        "a number is not finite",
        condition(Cond::NumberIn { value: Num::Literal(1.0), items: vec![f64::NAN] }),
    );
    let shape = |shape: Shape| on(move |on| on.ageing.shape = Some((shape, 0)));
    let out = "a share of ageing is out of range";
    refused(out, shape(Shape::Smooth { keep: f64::NAN, period: 60 }));
    refused(out, shape(Shape::Linear { rate: 1.5, period: 60 }));
    refused("a span of time is out of range", shape(Shape::Stepped { keep: 0.5, period: 0 }));
    refused("steps of ageing are out of order", shape(Shape::Steps(vec![(60, 1.0), (60, 0.5)])));
    refused(
        "the latest none of them",
        on(|on| {
            on.keep = vec![ir::program::Keep { count: 0, per: None }];
        }),
    );
    refused(
        "an occurrence is worth too much",
        on(|on| {
            on.points = PointsBy::Literal(Points(i64::MIN));
        }),
    );
    refused("a range ends before it begins", |program| {
        program.scores[0].range.low = Some(Points(20_000));
    });
    refused("a formula divides by 0", |program| {
        let zero = num_rational::BigRational::from_integer(0.into());
        let of = Formula::Divide(Box::new(Formula::Score(ScoreId(0))), zero);
        program.scores[2].body = ScoreBody::Formula(of);
    });
}

#[test]
fn labels_and_cells_are_there() {
    refused("a grade gives a label that is not there", |p| p.grades[0].rows[0].label = 9);
    refused("a grade's last label is not there", |p| p.grades[0].otherwise = Some(2));
    refused("a matrix is not complete", |p| drop(p.matrices[0].cells.pop()));
    refused("a cell's value is not there", |p| p.matrices[0].cells[0][0].value = 9);
    refused("a stage line is of a stage that is not there", |p| p.stage_lines[0].stage.0 = 9);
    refused("two scores have one name", |p| p.scores[1].name = p.scores[0].name.clone());
}

#[test]
fn texts_are_folded() {
    refused("a text that is compared ignoring case is not in lower case", |program| {
        let LineKind::If { condition: Some(Cond::TextIn { items, .. }), .. } =
            &mut program.lines[0].kind
        else {
            panic!("a list of titles");
        };
        items.items = vec!["CTO".into()].into();
    });
}

fn code_refused(sentence: &str, change: impl FnOnce(&mut Code)) {
    let program = program();
    let mut code = lowered(&program);
    change(&mut code);
    let fault = bytecode::verify(&code, &program).expect_err(sentence);
    assert_eq!(fault.sentence, sentence);
}

#[test]
fn registers_are_written_once_and_read_behind_that() {
    code_refused("a register is read before it is written", |code| {
        code.scopes[0].block.rotate_left(1);
    });
    code_refused("a register is written twice", |code| {
        let block = &mut code.scopes[0].block;
        let same = |i: usize, j: usize, block: &[bytecode::code::Instruction]| {
            block[i].op.opcode().result == block[j].op.opcode().result
        };
        let pair = (0..block.len())
            .flat_map(|j| (0..j).map(move |i| (i, j)))
            .find(|(i, j)| same(*i, *j, block));
        let (i, j) = pair.expect("two of one type");
        block[j].target = block[i].target;
    });
    code_refused("a register is not there", |code| code.registers = Default::default());
    code_refused("a register is read that only the columns of lines have", |code| {
        let last = code.outputs.scores[0];
        let block = code.scopes[0].block.iter_mut();
        let figure = bytecode::register::File::Figure;
        block
            .filter(|i| i.op.opcode().result == figure && i.target == last.0)
            .for_each(|i| i.detail = true);
    });
    code_refused("an instruction runs over the wrong rows", |code| {
        let block = code.scopes[0].block.iter_mut();
        block.for_each(|i| i.scope = bytecode::register::ScopeId::LOG);
    });
}

#[test]
fn tables_are_there_and_fit() {
    code_refused("a view is not there", |code| code.views.clear());
    code_refused("a source is not there", |code| code.sources.clear());
    code_refused("an ageing is not there", |code| code.ageings.clear());
    code_refused("a formula is not there", |code| code.formulas.clear());
    code_refused("a rule has no result", |code| code.outputs.lines.truncate(1));
    code_refused("a grade's labels are those of another", |code| code.outputs.grades.swap(0, 1));
    code_refused("a block over pairs is of other rows", |code| {
        let scope = code.scopes.len() as u32 - 1;
        code.scopes[scope as usize].outer = Some(bytecode::register::ScopeId::LEADS);
        code.scopes[scope as usize].events = 1;
    });
    code_refused("points are too many for a sum", |code| {
        let rule = code.points.iter_mut().flat_map(|table| &mut table.rules).flatten();
        rule.for_each(|(_, points)| *points = Points(i64::MAX));
    });
}
