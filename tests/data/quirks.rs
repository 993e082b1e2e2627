//! What real data looks like: one quirk a test, on slices of public data sets.

use super::{Case, one_of, sample};
use baremo::data::{BadRows, ROW_NUMBER};
use baremo::types::Type;
use baremo::types::calendar::Zone;

#[test]
fn semicolons_quoted_headers_with_dots_and_crlf() {
    let case = Case::new()
        .attribute("emp.var.rate", Type::Number)
        .attribute("job", Type::Text)
        .attribute("y", Type::Bool)
        .options(|o| o.id = Some(ROW_NUMBER.into()))
        .leads("bank.csv", sample("bank.csv"));
    insta::assert_snapshot!(case.show());
}

#[test]
fn unknown_in_words_and_a_sentinel_of_one_column() {
    let case = Case::new()
        .attribute("default", Type::Bool)
        .attribute("pdays", Type::Number)
        .attribute("poutcome", one_of(&["failure", "success"]))
        .options(|o| {
            o.id = Some(ROW_NUMBER.into());
            o.unknown = ["unknown", "nonexistent", "pdays=999"].map(String::from).into();
        })
        .leads("bank.csv", sample("bank.csv"));
    insta::assert_snapshot!(case.show());
}

#[test]
fn capital_booleans_and_categories_as_numbers() {
    let case = Case::new()
        .attribute("Month", Type::Text)
        .attribute("Region", Type::Text)
        .attribute("Weekend", Type::Bool)
        .attribute("ExitRates", Type::Number)
        .options(|o| o.id = Some(ROW_NUMBER.into()))
        .leads("shoppers.csv", sample("shoppers.csv"));
    insta::assert_snapshot!(case.show());
}

#[test]
fn a_log_alone_gives_the_leads_with_returns_and_equal_stamps() {
    let case = Case::new()
        .event("purchase")
        .event("return")
        .property("value", Type::Number)
        .options(|o| o.id = Some("customer_id".into()))
        .events("invoices.csv", sample("invoices.csv"));
    insta::assert_snapshot!(case.show());
}

#[test]
fn times_without_a_zone_follow_the_rules() {
    let mut case = Case::new()
        .event("purchase")
        .leads("leads.csv", "lead_id\n17850\n13047\n")
        .events("log.csv", "lead_id,event,ts\n17850,purchase,2011-07-01T08:26:00\n");
    case.zone = Zone::named("Europe/London").expect("a zone");
    insta::assert_snapshot!(case.show());
}

#[test]
fn missing_in_six_dresses() {
    let text = "lead_id,source\n1,\n2,Select\n3,unknown\n4,nonexistent\n5,999\n6,-1\n7,  \n8,Google\n9,google\n";
    let words = ["Select", "unknown", "nonexistent", "999", "-1"].map(String::from);
    let case = Case::new()
        .attribute("source", Type::Text)
        .options(|o| o.unknown = words.into())
        .leads("leads.csv", text);
    insta::assert_snapshot!(case.show());
}

#[test]
fn sentinels_of_json_numbers() {
    let case = Case::new()
        .attribute("pdays", Type::Number)
        .options(|o| o.unknown = vec!["999".into()])
        .leads(
            "leads.jsonl",
            "{\"id\":1,\"pdays\":999}\n{\"id\":2,\"pdays\":999.0}\n{\"id\":3,\"pdays\":3}\n",
        );
    insta::assert_snapshot!(case.show());
}

#[test]
fn a_bom_before_the_first_name() {
    let case = Case::new().attribute("Lead Source", Type::Text).leads(
        "leads.csv",
        "\u{feff}\"lead_id\"\t\"Lead Source\"\r\n1\t\"a, \"\"b\"\"\r\nc\"\r\n\r\n2\tx\"y",
    );
    insta::assert_snapshot!(case.show());
}

#[test]
fn ids_like_floats_with_letters_and_zeros() {
    let case =
        Case::new().event("buy").leads("leads.csv", "lead_id\n17850.0\nC536379\n007\n7\n").events(
            "log.csv",
            "lead_id,event,time\n17850.0,buy,2026-01-02\n7,buy,2026-01-01\n007,buy,2026-01-03\n",
        );
    insta::assert_snapshot!(case.show());
}

#[test]
fn ids_of_two_writings_do_not_meet_and_the_message_says_so() {
    let case = Case::new()
        .event("buy")
        .leads("leads.csv", "lead_id\n17850\n")
        .events("log.csv", "lead_id,event,time\n17850.0,buy,2026-01-02\n");
    insta::assert_snapshot!(case.show());
}

#[test]
fn anonymous_events_are_bad_and_can_be_skipped() {
    let case = Case::new()
        .event("buy")
        .options(|o| o.bad_rows = BadRows::Skip)
        .leads("leads.csv", "lead_id\n17850\n")
        .events("log.csv", "lead_id,event,time\n,buy,2026-01-02\n17850,buy,2026-01-02\n");
    insta::assert_snapshot!(case.show());
}

#[test]
fn lists_in_csv_and_json() {
    let lines = "{\"id\":\"a\",\"interests\":[\"x\",\"y;z\"]}\n{\"id\":\"b\",\"interests\":\"x; y\"}\n{\"id\":\"c\"}\n";
    let json = Case::new().attribute("interests", Type::List).leads("leads.jsonl", lines);
    let rows = "id,interests\na,\"[\"\"x\"\",\"\"y;z\"\"]\"\nb,x; y|z\nc,\n";
    let csv = Case::new().attribute("interests", Type::List).leads("leads.csv", rows);
    insta::assert_snapshot!(format!("{}{}", json.show(), csv.show()));
}

#[test]
fn seconds_and_milliseconds() {
    let lines = "{\"id\":1,\"at\":1769851800}\n{\"id\":2,\"at\":1769851800999}\n{\"id\":3,\"at\":\"1769851800\"}\n{\"id\":4,\"at\":null}\n";
    let case = Case::new().attribute("at", Type::Date).leads("leads.jsonl", lines);
    insta::assert_snapshot!(case.show());
}

#[test]
fn several_logs_are_one_and_doubled_events_count_once() {
    let case = Case::new()
        .event("open")
        .property("campaign", Type::Text)
        .leads("leads.csv", "id\n1\n2\n")
        .events("a.csv", "id,event,time,event_id,campaign\n1,open,2026-01-02,e1,x\n1,open,2026-01-01,e2,x\n1,open,2026-01-01,,x\n")
        .events("b.jsonl", "{\"id\":1,\"event\":\"open\",\"time\":\"2026-01-02T00:00:00Z\",\"event_id\":\"e1\",\"campaign\":\"x\",\"noise\":{\"a\":[1]}}\n{\"id\":2,\"event\":\"open\",\"time\":\"2026-01-01\",\"event_id\":\"e1\"}\n{\"id\":2,\"event\":\"opens\",\"time\":\"never\"}\n");
    insta::assert_snapshot!(case.show());
}

#[test]
fn a_name_that_no_rule_uses_is_never_read() {
    let case = Case::new()
        .attribute("age", Type::Number)
        .event("email_opened")
        .leads("leads.csv", b"lead_id,age,note\n1,30,\xff\xfe\n")
        .events("log.csv", "lead_id,event,time\n1,email_open,never\n99,email_open,\n1,other,\n");
    insta::assert_snapshot!(case.show());
}

#[test]
fn the_word_event_keeps_every_name() {
    let mut case = Case::new()
        .event("open")
        .leads("leads.csv", "lead_id\n1\n")
        .events("log.csv", "lead_id,event,time\n1,click,2026-01-02\n1,open,2026-01-01\n");
    case.schema.any_event = true;
    insta::assert_snapshot!(case.show());
}

#[test]
fn decimal_commas_on_demand() {
    let case = Case::new()
        .attribute("importe", Type::Number)
        .options(|o| o.decimal_comma = true)
        .leads("leads.csv", "id;importe\n1;1,5\n2;-0\n3;1e3\n");
    insta::assert_snapshot!(case.show());
}

#[test]
fn a_globbed_log_is_read_in_order_of_name() {
    let mut case = Case::new().event("open").leads("leads.csv", "lead_id\n1\n");
    case.file("log-2.csv", "lead_id,event,time\n1,open,2026-01-01\n");
    case.file("log-1.csv", "lead_id,event,time\n1,open,2026-01-02\n");
    case.events = vec![format!("{}/log-*.csv", case.folder.path().display())];
    insta::assert_snapshot!(case.show());
}
