//! Declarations from data.

use super::{Case, sample};
use baremo::data::infer;

fn declared(case: &Case) -> String {
    let leads = case.leads.as_deref();
    match infer(leads, &case.events, &case.options, &mut |_| {}) {
        Ok(inferred) => inferred.to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_declaration_of_many_kinds_of_columns() {
    let header = "lead_id,plan,since,vip,zip,tags,amount,pdays,note,Lead Source,empty\n";
    let row = |i: usize| {
        let plan = ["free", "Free", "pro team", "n/a"][i % 4];
        let pdays = if i.is_multiple_of(3) { 7 } else { 999 };
        format!(
            "{i},{plan},2026-01-{:02},{},0{i},a;b,{i}.5,{pdays},note {i},x,\n",
            i % 28 + 1,
            ["yes", "no"][i % 2]
        )
    };
    let rows: String = (0..60).map(row).collect();
    let case = Case::new().leads("leads.csv", format!("{header}{rows}"));
    insta::assert_snapshot!(declared(&case));
}

#[test]
fn keys_that_only_some_lines_have() {
    let lines = "{\"id\":1,\"a\":true}\n{\"id\":2,\"b\":[\"x\"],\"c\":\"2026-01-01\"}\n{broken\n";
    let log = "{\"id\":1,\"event\":\"open\",\"ts\":1}\n{\"id\":1,\"event\":\"buy\",\"ts\":1,\"value\":2.5}\n{\"id\":1,\"event\":\"buy\",\"ts\":1}\n";
    insta::assert_snapshot!(declared(
        &Case::new().leads("leads.jsonl", lines).events("log.jsonl", log)
    ));
}

#[test]
fn slices_of_real_data() {
    let case = Case::new()
        .options(|o| o.event_lead = Some("customer_id".into()))
        .leads("bank.csv", sample("bank.csv"))
        .events("invoices.csv", sample("invoices.csv"));
    insta::assert_snapshot!(declared(&case));
}
