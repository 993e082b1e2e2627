//! Conditions and numbers: three values, text, lists, dates, arithmetic.

use baremo::ir::expr::{
    ArithmeticOp, CompareOp, Cond, Function, Moment, Num, Operand, Pattern, Quantifier, Text,
    TextOp, TextSet,
};
use baremo::types::Value;

use super::build::*;

const T: Option<bool> = Some(true);
const F: Option<bool> = Some(false);
const U: Option<bool> = None;

/// A condition with this answer for a lead of whom nothing is known.
fn answer(answer: Option<bool>) -> Cond {
    match answer {
        Some(value) => Cond::Constant(value),
        None => employees(CompareOp::Greater, 1.0),
    }
}

fn all(answers: &[Option<bool>]) -> Vec<Cond> {
    answers.iter().map(|a| answer(*a)).collect()
}

fn nobody(condition: Cond) -> Option<bool> {
    judge(condition, &lead(&[]), &[])
}

#[test]
fn three_valued_logic() {
    let and = |a, b| nobody(Cond::And(all(&[a, b])));
    let or = |a, b| nobody(Cond::Or(all(&[a, b])));
    assert_eq!([and(T, T), and(T, F), and(T, U), and(F, U), and(U, U)], [T, F, U, F, U]);
    assert_eq!([or(F, F), or(T, F), or(T, U), or(F, U), or(U, U)], [F, T, T, U, U]);
    assert_eq!((nobody(Cond::And(vec![])), nobody(Cond::Or(vec![]))), (T, F));
}

#[test]
fn at_least_some_of() {
    let two = |answers: &[Option<bool>]| nobody(Cond::AtLeast { count: 2, of: all(answers) });
    assert_eq!([two(&[T, T, U]), two(&[T, U, F]), two(&[T, F, F])], [T, U, F]);
    assert_eq!([two(&[U, U, F]), two(&[U, F, F])], [U, F]);
}

#[test]
fn numbers_compare_by_value() {
    let of =
        |n: f64, op, than| judge(employees(op, than), &lead(&[(EMPLOYEES, Value::Number(n))]), &[]);
    assert_eq!(of(-0.0, CompareOp::Equal, 0.0), T);
    assert_eq!(of(50.0, CompareOp::Greater, 50.0), F);
    assert_eq!(of(50.0, CompareOp::GreaterOrEqual, 50.0), T);
    assert_eq!(of(50.0, CompareOp::NotEqual, 50.0), F);
    let value = Num::Field(attribute(EMPLOYEES));
    let items = vec![4.0, 5.0];
    assert_eq!(nobody(Cond::NumberIn { value, items }), U);
}

#[test]
fn text_ignores_case_unless_exact() {
    let of = |text: &str, condition| judge(condition, &lead(&[(TITLE, Value::text(text))]), &[]);
    let is = |items| Cond::TextIn { value: title(), items };
    assert_eq!(of("ÉLU", is(set(&["élu", "cto"]))), T);
    let exact = TextSet { exact: true, ..set(&["CTO"]) };
    assert_eq!((of("CTO", is(exact.clone())), of("Cto", is(exact))), (T, F));
    assert_eq!(of("  ", is(set(&["cto"]))), U);
    let test = |op, quantifier, items: &[&str]| Cond::TextTest {
        value: title(),
        op,
        quantifier,
        items: set(items),
    };
    assert_eq!(of("VP of Sales", test(TextOp::Contains, Quantifier::Any, &["x", "sales"])), T);
    assert_eq!(of("VP of Sales", test(TextOp::Contains, Quantifier::All, &["x", "sales"])), F);
    assert_eq!(of("Director", test(TextOp::ContainsWord, Quantifier::Any, &["cto"])), F);
    assert_eq!(of("VP of Sales", test(TextOp::StartsWith, Quantifier::Any, &["vp"])), T);
    assert_eq!(of("VP of Sales", test(TextOp::EndsWith, Quantifier::Any, &["vp"])), F);
    let regex = regex::RegexBuilder::new("v.*s").case_insensitive(true).build().expect("a regex");
    let pattern = Pattern { source: "v.*s".into(), regex };
    assert_eq!(of("The VP Sales", Cond::Matches { value: title(), pattern }), T);
}

#[test]
fn two_texts() {
    let both = |a: &str, b: &str| lead(&[(TITLE, Value::text(a)), (EMAIL, Value::text(b))]);
    let email = || Text::Field(attribute(EMAIL));
    let same = |exact| Cond::SameText { left: title(), right: email(), exact };
    assert_eq!(judge(same(false), &both("NIÑO", "niño"), &[]), T);
    assert_eq!(judge(same(true), &both("NIÑO", "niño"), &[]), F);
    assert_eq!(judge(same(false), &both("NIÑO", ""), &[]), U);
    let starts = Cond::TextTestField { value: title(), op: TextOp::StartsWith, other: email() };
    assert_eq!(judge(starts, &both("/Precios/a", "/precios"), &[]), T);
}

#[test]
fn lists_hold_members() {
    let list = Value::List(["Pricing", "API"].map(std::sync::Arc::from).into());
    let has = |quantifier, items: &[&str]| Cond::ListHas {
        list: attribute(INTERESTS),
        quantifier,
        items: set(items),
    };
    let interested = lead(&[(INTERESTS, list)]);
    assert_eq!(judge(has(Quantifier::Any, &["api", "x"]), &interested, &[]), T);
    assert_eq!(judge(has(Quantifier::All, &["api", "x"]), &interested, &[]), F);
    assert_eq!(judge(has(Quantifier::Any, &["pric"]), &interested, &[]), F);
    assert_eq!(nobody(has(Quantifier::Any, &["api"])), U);
}

#[test]
fn domains_and_what_is_known() {
    let known = |text: &str| {
        let domain = Text::Domain(Box::new(Text::Field(attribute(EMAIL))));
        let condition = Cond::Known(Operand::Text(domain));
        judge(condition, &lead(&[(EMAIL, Value::text(text))]), &[])
    };
    assert_eq!([known("ana@acme.es"), known("ana@"), known("")], [T, F, F]);
    let field = |a| Cond::Known(Operand::Field(attribute(a)));
    let subscriber = lead(&[(NEWSLETTER, Value::Bool(false))]);
    assert_eq!(judge(field(NEWSLETTER), &subscriber, &[]), T);
    let is = Cond::Bool { field: attribute(NEWSLETTER), value: false };
    assert_eq!((judge(is.clone(), &subscriber, &[]), nobody(is)), (T, U));
}

#[test]
fn dates_and_ages() {
    let created = || Moment::Field(attribute(CREATED));
    let of =
        |age: i64, condition| judge(condition, &lead(&[(CREATED, Value::Date(NOW - age))]), &[]);
    let aged = |older| Cond::Age { value: created(), older, seconds: 30 * DAY };
    assert_eq!(
        [of(0, aged(false)), of(30 * DAY - 1, aged(false)), of(30 * DAY, aged(false))],
        [T, T, F]
    );
    assert_eq!([of(30 * DAY - 1, aged(true)), of(30 * DAY, aged(true))], [F, T]);
    assert_eq!((of(-1, aged(false)), of(-1, aged(true))), (F, F), "a date to come is neither");
    let day = |from, until| Cond::DateIn { value: created(), from, until };
    assert_eq!(of(0, day(Some(NOW), Some(NOW + DAY))), T);
    assert_eq!((of(0, day(None, Some(NOW))), of(0, day(Some(NOW + 1), None))), (F, F));
    let since = Num::DaysSince(Box::new(created()));
    let until = Num::DaysUntil(Box::new(created()));
    let half = lead(&[(CREATED, Value::Date(NOW - DAY / 2))]);
    assert_eq!(number(since, &half, &[]), Some(points(0.5)));
    assert_eq!(number(until, &half, &[]), Some(points(-0.5)));
}

#[test]
fn whatever_is_no_number_is_unknown() {
    let literal = |n| Box::new(Num::Literal(n));
    let calculate = |op, l, r| {
        number(Num::Arithmetic { op, left: literal(l), right: literal(r) }, &lead(&[]), &[])
    };
    assert_eq!(calculate(ArithmeticOp::Divide, 1.0, 4.0), Some(points(0.25)));
    assert_eq!(calculate(ArithmeticOp::Divide, 1.0, 0.0), None);
    assert_eq!(calculate(ArithmeticOp::Divide, 0.0, 0.0), None);
    assert_eq!(calculate(ArithmeticOp::Add, f64::MAX, f64::MAX), None);
    assert_eq!(calculate(ArithmeticOp::Multiply, 1e200, -1e200), None);
    let call = |function, numbers: &[f64]| {
        let arguments = numbers.iter().map(|n| Num::Literal(*n)).collect();
        number(Num::Call { function, arguments }, &lead(&[]), &[])
    };
    assert_eq!(call(Function::Round, &[-2.5]), Some(points(-3.0)));
    assert_eq!(call(Function::Floor, &[-2.5]), Some(points(-3.0)));
    assert_eq!(call(Function::Ceil, &[-2.5]), Some(points(-2.0)));
    assert_eq!(call(Function::Max, &[1.0, 3.0, 2.0]), Some(points(3.0)));
    assert_eq!((call(Function::Sqrt, &[-1.0]), call(Function::Log, &[0.0])), (None, None));
    assert_eq!(
        (call(Function::Exp, &[0.0]), call(Function::Exp, &[1e3])),
        (Some(points(1.0)), None)
    );
    let arguments = vec![Num::Literal(1.0), Num::Field(attribute(EMPLOYEES))];
    let least = Num::Call { function: Function::Min, arguments };
    assert_eq!(number(least, &lead(&[]), &[]), None);
}

#[test]
fn coverage_is_the_share_that_is_known() {
    let of = |attributes: &[u32]| {
        let ids = attributes.iter().map(|a| baremo::types::AttributeId(*a)).collect();
        number(Num::Coverage(ids), &lead(&[(TITLE, Value::text("CTO"))]), &[])
    };
    assert_eq!(of(&[TITLE, EMPLOYEES, EMAIL, CREATED]), Some(points(0.25)));
    assert_eq!(of(&[]), Some(points(1.0)));
}
