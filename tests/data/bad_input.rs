//! Every way in which data can be bad, with the exact words.

use super::{Case, one_of};
use baremo::data::{BadRows, Options};
use baremo::types::Type;

fn lead(ty: Type, rows: &str) -> Case {
    Case::new().attribute("x", ty).leads("leads.csv", format!("lead_id,x\n{rows}"))
}

fn log(rows: &str) -> Case {
    Case::new()
        .event("open")
        .property("n", Type::Number)
        .leads("leads.csv", "lead_id\n1\n2\n")
        .events("log.csv", format!("lead_id,event,time,n\n{rows}"))
}

#[test]
fn values_of_the_wrong_type() {
    let numbers = lead(Type::Number, "1,\"1,5\"\n2,NaN\n3,-inf\n4,1e999\n5,10%\n6,twelve\n");
    let bools = lead(Type::Bool, "1,sí\n2,2\n");
    let times =
        lead(Type::Date, "1,31/31/2026\n2,2026-02-30\n3,45321\n4,soon\n5,1769851800000000\n");
    let sets = lead(one_of(&["manager", "vp"]), "1,VP\n2,manger\n3,boss\n");
    let all = [numbers, bools, times, sets].map(|c| c.show());
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn a_decimal_comma_forbids_the_dot() {
    let case = lead(Type::Number, "1,1.5\n").options(|o| o.decimal_comma = true);
    insta::assert_snapshot!(case.show());
}

#[test]
fn the_same_under_skip_and_unknown() {
    let rows = "1,ten\n2,20\n3,30\n3,30\n,40\n4,50,60\n";
    let skip = lead(Type::Number, rows).options(|o| o.bad_rows = BadRows::Skip);
    let unknown = lead(Type::Number, rows).options(|o| o.bad_rows = BadRows::Unknown);
    insta::assert_snapshot!(format!("{}\n\n{}", skip.show(), unknown.show()));
}

#[test]
fn more_than_twenty_are_counted_and_twenty_shown() {
    let rows: String = (0..1000).map(|i| format!("{i},bad\n")).collect();
    let error = lead(Type::Number, &rows).load().expect_err("bad rows");
    assert_eq!(error.bad.len(), 20);
    insta::assert_snapshot!(error.sentence);
}

#[test]
fn rejects_are_written_with_their_rows() {
    let case = lead(Type::Number, "1,ten\n2,20\n2,\"a;b\"\n3,\"say \"\"hi\"\"\"\n");
    let path = case.folder.path().join("rejects.csv").display().to_string();
    let case = case.options(|o| {
        o.bad_rows = BadRows::Skip;
        o.rejects = Some(path.clone());
    });
    let shown = case.show();
    let rejects = std::fs::read_to_string(path).expect("rejects");
    let folder = format!("{}/", case.folder.path().display());
    insta::assert_snapshot!(format!("{shown}\n{}", rejects.replace(&folder, "")));
}

#[test]
fn events_of_nobody_without_name_or_time() {
    let rows = "9,open,2026-01-01,1\n1,,2026-01-01,1\n1,open,,1\n1,open,later,1\n1,open,2026-01-01,x\n,open,2026-01-01,1\n";
    let unknown = log(rows).options(|o| o.bad_rows = BadRows::Unknown);
    insta::assert_snapshot!(format!("{}\n\n{}", log(rows).show(), unknown.show()));
}

#[test]
fn events_of_leads_that_were_left_out() {
    let case = Case::new()
        .attribute("age", Type::Number)
        .event("open")
        .options(|o| o.bad_rows = BadRows::Skip)
        .leads("leads.csv", "lead_id,age\n1,old\n2,20\n3,30\n3,31\n4,40\n")
        .events(
            "log.csv",
            "lead_id,event,time\n1,open,2026-01-01\n3,open,2026-01-01\n4,open,2026-01-01\n",
        );
    insta::assert_snapshot!(case.show());
}

#[test]
fn one_event_id_with_two_contents() {
    let case = Case::new()
        .event("open")
        .property("n", Type::Number)
        .options(|o| o.bad_rows = BadRows::Skip)
        .leads("leads.csv", "lead_id\n1\n2\n")
        .events("a.csv", "lead_id,event,time,event_id,n\n1,open,2026-01-01,e1,1\n1,open,2026-01-01,e2,1\n2,open,2026-01-01,e3,1\n2,close,2026-01-01,e3,1\n")
        .events("b.csv", "lead_id,event,time,event_id,n\n1,open,2026-01-01,e1,2\n1,open,2026-01-01,e2,1\n");
    insta::assert_snapshot!(case.show());
}

#[test]
fn columns_that_are_not_there() {
    let near = Case::new()
        .attribute("employes", Type::Number)
        .attribute("titel", Type::Text)
        .leads("leads.csv", "lead_id,employees,title\n1,2,x\n");
    let far = Case::new().attribute("revenue", Type::Number).leads("leads.csv", "lead_id,a\n1,2\n");
    let property = Case::new()
        .event("open")
        .property("campagin", Type::Text)
        .events("log.csv", "lead_id,event,time,campaign\n1,open,2026-01-01,x\n");
    let key = Case::new()
        .attribute("employes", Type::Number)
        .leads("leads.jsonl", "{\"lead_id\":1,\"employees\":5}\n");
    let all = [near, far, property, key].map(|c| c.show());
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn no_column_names_the_lead() {
    let guess = Case::new().leads("leads.csv", "customerId,age\n1,2\n");
    let none = Case::new().leads("leads.csv", "name,age\n1,2\n");
    let option = |change: fn(&mut Options)| {
        Case::new().options(change).leads("leads.csv", "lead_id,age\n1,2\n")
    };
    let wrong = option(|o| o.id = Some("leadid".into()));
    let log = Case::new().event("a").events("log.csv", "user,event,time\n1,a,2026-01-01\n");
    let no_time = Case::new().event("a").events("log.csv", "lead_id,event,when\n1,a,2026-01-01\n");
    let all = [guess, none, wrong, log, no_time].map(|c| c.show());
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn broken_quotes_and_cells() {
    let open = lead(Type::Text, "1,a\n2,\"VP Sales\n3,c\n4,d\n");
    let stray = lead(Type::Text, "1,\"5\" pipe\"\n2,b\n");
    let last = lead(Type::Text, "1,a\n2,\"b\"c");
    let endless = lead(Type::Text, &format!("1,\"{}\"\n2,b\n", "x\n".repeat(9 << 20)));
    let few = lead(Type::Text, "1\n2,b\n3,a,b\n");
    let twice = Case::new().attribute("x", Type::Text).leads("leads.csv", "lead_id,x,x\n1,2,3\n");
    let empty = Case::new().leads("leads.csv", "\n\n");
    let all = [open, stray, last, endless, few, twice, empty].map(|c| c.show());
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn text_that_is_not_utf8() {
    let csv =
        Case::new().attribute("x", Type::Text).leads("leads.csv", b"lead_id,x\n1,Espa\xf1a\n");
    let header = Case::new().leads("leads.csv", b"lead_id,pa\xeds\n1,x\n");
    let wide = Case::new().leads("leads.csv", b"\xff\xfel\0e\0");
    let json = Case::new()
        .attribute("x", Type::Text)
        .leads("leads.jsonl", b"{\"id\":1,\"x\":\"Espa\xf1a\"}\n");
    let all = [csv, header, wide, json].map(|c| c.show());
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn broken_json_lines() {
    let text = "{\"id\":1,\"x\":\"a\"}\n{\"id\":2,\"x\":}\n{\"id\":3\n[1]\n{\"id\":4} {\"id\":5}\n{\"id\":6,\"x\":\"a\",\"x\":\"b\"}\n{\"id\":7,\"x\":{\"a\":1}}\n";
    let lines = Case::new().attribute("x", Type::Text).leads("leads.jsonl", text);
    let list = Case::new().leads("leads.json", "[{\"id\":1}]");
    let large = Case::new().leads("leads.jsonl", "{\"id\":12345678901234567890123}\n");
    let all = [lines, list, large].map(|c| c.show());
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn files_that_cannot_be_opened() {
    let mut none = Case::new();
    none.leads = Some(none.folder.path().join("nothing.csv").display().to_string());
    let mut folder = Case::new();
    folder.leads = Some(format!("{}/", folder.folder.path().display()));
    let name = Case::new().leads("leads.xlsx", "x");
    let mut glob = Case::new();
    glob.events = vec![format!("{}/*.csv", glob.folder.path().display())];
    let mut twice = Case::new();
    (twice.leads, twice.events) = (Some("-".into()), vec!["-".into()]);
    let neither = Case::new();
    let all = [none, folder, name, glob, twice, neither].map(|c| c.show());
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn compressed_and_parquet_files_that_end_too_early() {
    let whole = "lead_id,x\n1,2\n".repeat(5000);
    let zst = zstd::encode_all(whole.as_bytes(), 0).expect("bytes");
    let cut = Case::new().leads("leads.csv.zst", &zst[..zst.len() / 2]);
    let parquet = Case::new().leads("leads.parquet", b"PAR1 and then nothing");
    let all = [cut, parquet].map(|c| c.show());
    insta::assert_snapshot!(all.join("\n\n"));
}
