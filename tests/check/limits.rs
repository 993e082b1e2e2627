//! What a hostile file may cost: limits are errors with codes, and they come soon.

use crate::check::{checked, places};

fn codes(text: &str) -> Vec<&'static str> {
    places(&checked(text)).into_iter().map(|p| p.1).collect()
}

/// Each definition uses the one before twice: written out, 2^40 conditions.
#[test]
fn definitions_that_double() {
    let mut text = String::from("define d0: title = CTO and country = ES\n");
    for i in 1..=40 {
        text += &format!("define d{i}: d{} or d{}\n", i - 1, i - 1);
    }
    assert_eq!(codes(&(text + "if d40 +1\n")), ["E0509"]);
}

#[test]
fn kinds_of_events_that_double() {
    let mut text = String::from("event e0 = open, click\n");
    for i in 1..=40 {
        text += &format!("event e{i} = e{}, e{}\n", i - 1, i - 1);
    }
    assert_eq!(codes(&(text + "on e40 +1\n")), ["E0509"]);
}

#[test]
fn definitions_in_a_long_chain() {
    let chain = |length: usize| {
        let mut text = String::from("define d0: title = CTO\n");
        for i in 1..length {
            text += &format!("define d{i}: d{}\n", i - 1);
        }
        text + &format!("if d{} +1\n", length - 1)
    };
    assert!(codes(&chain(60)).is_empty());
    assert_eq!(codes(&chain(5_000)), ["E0509"]);
}

/// Each definition may hold little; what they come to inside each other has a limit too.
#[test]
fn definitions_inside_definitions() {
    let nested = |definitions: usize, negations: usize| {
        let mut text = String::from("define d0: title = CTO\n");
        for i in 1..definitions {
            text += &format!("define d{i}: {}d{}\n", "not ".repeat(negations), i - 1);
        }
        text + &format!("if d{} +1\n", definitions - 1)
    };
    assert!(codes(&nested(30, 3)).is_empty());
    assert_eq!(codes(&nested(60, 20)), ["E0509"]);
    assert_eq!(codes(&nested(4, 60)), ["E0509"]);
}

#[test]
fn scores_without_end() {
    let text: String = (0..5_000).map(|i| format!("score s{i} = s{}\n", i + 1)).collect();
    assert!(codes(&text).contains(&"E0510"));
}

/// A long list that is used often is held once.
#[test]
fn a_long_list_used_often() {
    let items: Vec<String> = (0..50_000).map(|i| format!("v{i}")).collect();
    let mut text = format!("list long = [{}]\n", items.join(", "));
    for i in 0..2_000 {
        text += &format!("if c{i} in long +1\n");
    }
    assert!(codes(&text).is_empty());
    let numbers: Vec<String> = (0..50_000).map(|i| i.to_string()).collect();
    let mut text = format!("list long = [{}]\n", numbers.join(", "));
    for i in 0..2_000 {
        text += &format!("if c{i} in long +1\n");
    }
    assert_eq!(codes(&text), ["E0509"]);
}

#[test]
fn tests_that_try_too_many_parameters() {
    let mut text = String::from("param p = 1\nalways +$p\n");
    for i in 0..300 {
        text += &format!("test \"{i}\" {{ set p = {i}; expect score = {i} }}\n");
    }
    assert_eq!(codes(&text), ["E0511"]);
}
