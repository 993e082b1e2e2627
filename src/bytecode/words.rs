//! Ageing and formulas of the tables in words.

use crate::bytecode::exact::Exact;
use crate::ir::program::Formula;
use crate::types::ageing::{Ageing, Shape};

/// Times in seconds.
pub fn ageing(ageing: &Ageing) -> String {
    let after = |delay: i64| if delay == 0 { String::new() } else { format!(" after {delay}") };
    let shape = ageing.shape.as_ref().map(|(shape, delay)| {
        let shape = match shape {
            Shape::Smooth { keep, period } => format!("keeps {keep} every {period}"),
            Shape::Stepped { keep, period } => format!("keeps {keep} every whole {period}"),
            Shape::Linear { rate, period } => format!("loses {rate} of the whole every {period}"),
            Shape::Steps(steps) => {
                let steps = steps.iter().map(|(end, share)| format!("{share} under {end}"));
                steps.collect::<Vec<_>>().join(", ")
            }
        };
        shape + &after(*delay)
    });
    let expires = ageing.expires.map(|(end, delay)| format!("expires at {end}{}", after(delay)));
    let words: Vec<String> = shape.into_iter().chain(expires).collect();
    if words.is_empty() { "none".into() } else { words.join("; ") }
}

/// With the registers of the scores that it reads.
pub fn formula(exact: &Exact) -> String {
    tree(exact, &exact.source)
}

fn tree(exact: &Exact, formula: &Formula) -> String {
    let of = |formula: &Formula| tree(exact, formula);
    let list = |name: &str, list: &[Formula]| {
        format!("{name}({})", list.iter().map(of).collect::<Vec<_>>().join(", "))
    };
    match formula {
        Formula::Number(number) => number.to_string(),
        Formula::Score(id) => {
            let figure = exact.figures.iter().find(|(score, _)| score == id);
            figure.map_or_else(|| "0".into(), |(_, register)| register.to_string())
        }
        Formula::Add(a, b) => format!("({} + {})", of(a), of(b)),
        Formula::Subtract(a, b) => format!("({} - {})", of(a), of(b)),
        Formula::Multiply(a, b) => format!("({} * {})", of(a), of(b)),
        Formula::Divide(a, by) => format!("({} / {by})", of(a)),
        Formula::Negate(a) => format!("-{}", of(a)),
        Formula::Min(of) => list("min", of),
        Formula::Max(of) => list("max", of),
        Formula::Abs(a) => format!("abs({})", of(a)),
        Formula::Round(a) => format!("round({})", of(a)),
        Formula::Floor(a) => format!("floor({})", of(a)),
        Formula::Ceil(a) => format!("ceil({})", of(a)),
    }
}
