//! The library that programs embed: what it takes and refuses, and that it says what the engines say.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use baremo::batch::{BadRows, BatchOptions};
use baremo::{Engine, InputError, Model, Points, Rules, Scorer, Time};

#[path = "../examples/embed_rust.rs"]
mod embed_rust;
#[path = "../examples/hot_reload.rs"]
mod hot_reload;

const ENGINES: [Engine; 4] = [Engine::Auto, Engine::Bytecode, Engine::Jit, Engine::Reference];

#[test]
fn the_example_that_embeds() {
    insta::assert_snapshot!(embed_rust::run().expect("the example runs"));
}

#[test]
fn the_example_that_reloads() {
    insta::assert_snapshot!(hot_reload::run().expect("the example runs"));
}

#[test]
fn everything_is_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    fn sent<T: Send>() {}
    shared::<Model>();
    shared::<Scorer>();
    shared::<baremo::Lead>();
    shared::<baremo::Event>();
    sent::<baremo::Session>();
}

const RULES: &str = "
lead {
  title      text
  plan       one of [free, pro]
  employees  number
  consent    bool
  since      date
  interests  list of text
}
if title = CTO +1
if plan = pro +2
if employees > 10 +4
if consent +8
if since before 2026-01-01 +16
if interests contains any [seo, ads] +32
on order where channel = web +(amount)
";

fn model() -> Model {
    Model::from_source(RULES).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The figure of a lead of which everything is known, by each engine and each way.
#[test]
fn every_type_of_value_is_read() {
    let model = model();
    let mut lead = model.lead();
    let set = |lead: &mut baremo::Lead| -> Result<(), InputError> {
        lead.set_named("title", "cto")?;
        lead.set_named("plan", "PRO")?;
        lead.set_named("employees", 12)?;
        lead.set_named("consent", true)?;
        lead.set_named("since", Time(1_600_000_000))?;
        lead.set_named("interests", &["crm", "SEO"][..])
    };
    set(&mut lead).expect("these values fit");
    let order = model.event_at("order", 50).expect("the rules count orders");
    let order = order.with(model.property("amount").expect("read"), 64.0).expect("a number");
    let order = order.with(model.property("channel").expect("read"), "Web").expect("text");
    let events = [order];
    for engine in ENGINES {
        let scorer = model.scorer(engine).expect("there is machine code here");
        let mut session = scorer.session();
        for as_of in [100, 40] {
            let expected = Points(if as_of == 100 { 12_700 } else { 6_300 });
            let scored = scorer.score(&lead, &events, as_of).expect("the lead is of this model");
            assert_eq!(scored.score("score"), Some(expected), "{engine:?} at {as_of}");
            assert_eq!(scored.invoice().lines().map(|line| line.points.0).sum::<i64>(), expected.0);
            let scored = session.score(&lead, &events, as_of).expect("the lead is of this model");
            assert_eq!(scored.score("score"), Some(expected), "a session of {engine:?} at {as_of}");
        }
        lead.clear();
        let scored = scorer.score(&lead, &[], 100).expect("the lead is of this model");
        assert_eq!(scored.score("score"), Some(Points::ZERO));
        set(&mut lead).expect("these values fit");
    }
}

#[test]
fn what_does_not_fit_is_refused_with_its_reason() {
    let model = model();
    let mut lead = model.lead();
    let mut errors = vec![
        lead.set_named("titel", "CTO"),
        lead.set_named("title", 5),
        lead.set_named("employees", "many"),
        lead.set_named("employees", f64::NAN),
        lead.set_named("consent", "yes"),
        lead.set_named("since", 1_600_000_000.0),
        lead.set_named("interests", "seo"),
        lead.set_named("plan", "prro"),
        lead.set_bytes(model.attribute("title").expect("read"), b"Ol\xe9"),
        model.event_at("ordr", 0).map(drop),
        model.property("amonut").map(drop),
    ];
    let other = Model::from_source("if score_x = 1 +1").unwrap_or_else(|errors| panic!("{errors}"));
    errors.push(lead.set(other.attribute("score_x").expect("read"), 1));
    let scorer = other.scorer(Engine::Auto).expect("always there");
    errors.push(scorer.score(&lead, &[], 0).map(drop));
    let text: Vec<String> =
        errors.into_iter().map(|e| e.expect_err("it does not fit").to_string()).collect();
    insta::assert_snapshot!(text.join("\n"));
    let scored = model.scorer(Engine::Auto).expect("always there");
    let score = scored.score(&lead, &[], 0).expect("the lead is of this model").score("score");
    assert_eq!(score, Some(Points::ZERO), "what was refused changed nothing");
}

/// Rules that read the same columns share leads: a host need not make its leads anew when points change.
#[test]
fn models_of_the_same_columns_share_leads() {
    let before = Model::from_source("if title = CTO +1").unwrap_or_else(|e| panic!("{e}"));
    let after = Model::from_source("if title = CTO +2").unwrap_or_else(|e| panic!("{e}"));
    let mut lead = before.lead();
    lead.set(after.attribute("title").expect("read"), "CTO").expect("text");
    let scorer = after.scorer(Engine::Auto).expect("always there");
    let scored = scorer.score(&lead, &[], 0).expect("the same columns");
    assert_eq!(scored.score("score"), Some(Points(200)));
}

#[test]
fn stages_grades_matrices_and_actions() {
    let rules = "
        model \"M\" for country = ES
        score fit { if size > 1 +60 }
        score engagement { if visits > 1 +60 }
        grade fit { A at >= 50; otherwise B }
        grade engagement { A at >= 50; otherwise B }
        matrix next fit by engagement {
              A                B
          A   call -> phone    write
          B   wait             drop
        }
        sql at fit >= 50 -> assign
        disqualify if junk = yes
        otherwise cold -> nurture
    ";
    let model = Model::from_source(rules).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(model.name(), Some("M"));
    let scorer = model.scorer(Engine::Auto).expect("always there");
    let tell = |country: &str, size: f64, junk: bool| {
        let mut lead = model.lead();
        let set = |lead: &mut baremo::Lead| {
            lead.set_named("country", country)?;
            lead.set_named("size", size)?;
            lead.set_named("junk", junk)
        };
        set(&mut lead).expect("these values fit");
        let scored = scorer.score(&lead, &[], 0).expect("the lead is of this model");
        format!(
            "{} {:?} {:?} {:?} {:?} {:?} {:?} {}",
            scored.in_model(),
            scored.score("fit").map(|p| p.0),
            scored.grade("fit_grade"),
            scored.matrix("next"),
            scored.matrix_action("next"),
            scored.stage(),
            scored.action(),
            scored.is_disqualified(),
        )
    };
    let all = [("ES", 5.0, false), ("ES", 0.0, false), ("ES", 5.0, true), ("FR", 5.0, false)];
    let told: Vec<String> = all.map(|(c, s, j)| tell(c, s, j)).into();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn rules_of_several_files_with_parameters() {
    let rules = Rules::new("m.score", "use \"c.score\"; param x = 1; if country in dach +($x)")
        .file("c.score", "list dach from \"dach.txt\"")
        .file("dach.txt", "DE\nAT\nCH\n");
    let score = |rules: &Rules| {
        let model = rules.compile().unwrap_or_else(|errors| panic!("{errors}"));
        let mut lead = model.lead();
        lead.set_named("country", "at").expect("text");
        let scorer = model.scorer(Engine::Auto).expect("always there");
        scorer.score(&lead, &[], 0).expect("of this model").score("score")
    };
    assert_eq!(score(&rules), Some(Points(100)));
    assert_eq!(score(&rules.clone().set("x", "7")), Some(Points(700)));
    let missing = Rules::new("m.score", "use \"c.score\"").compile().expect_err("it is not there");
    assert_eq!(missing.reports()[0].place.file, "m.score");
}

fn leads() -> RecordBatch {
    let plans = StringArray::from(vec![Some("pro"), None, Some("free")]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(Int64Array::from(vec![3, 1, 2]))),
        ("unused", Arc::new(BooleanArray::from(vec![true, true, true]))),
        ("title", Arc::new(StringArray::from(vec![Some("CTO"), None, Some(" ")]))),
        ("plan", Arc::new(plans)),
        ("employees", Arc::new(Float64Array::from(vec![Some(11.0), None, Some(10.0)]))),
        ("consent", Arc::new(BooleanArray::from(vec![Some(true), None, Some(false)]))),
        ("since", Arc::new(StringArray::from(vec![Some("2025-12-31"), None, None]))),
        ("interests", Arc::new(StringArray::from(vec![Some("ads;crm"), None, None]))),
    ];
    RecordBatch::try_from_iter(columns).expect("columns of one length")
}

fn events(channel: &str) -> RecordBatch {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("lead_id", Arc::new(Int64Array::from(vec![1, 2, 1]))),
        ("event", Arc::new(StringArray::from(vec!["order", "visit", "order"]))),
        ("time", Arc::new(StringArray::from(vec!["2026-01-05", "2026-01-06", "2026-03-01"]))),
        ("channel", Arc::new(StringArray::from(vec![channel, "web", "web"]))),
        ("amount", Arc::new(Float64Array::from(vec![Some(0.5), None, Some(7.0)]))),
    ];
    RecordBatch::try_from_iter(columns).expect("columns of one length")
}

/// Each row as text.
fn shown(batch: &RecordBatch) -> String {
    let names: Vec<String> = batch.schema().fields().iter().map(|f| f.name().clone()).collect();
    let cells = batch.columns().iter().map(cells).collect::<Vec<_>>();
    let row =
        |row: usize| cells.iter().map(|column| column[row].clone()).collect::<Vec<_>>().join(" ");
    let rows = (0..batch.num_rows()).map(row).collect::<Vec<String>>();
    [names.join(" "), rows.join("\n")].join("\n")
}

fn cells(column: &ArrayRef) -> Vec<String> {
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Decimal128Type, Int64Type};
    if let Some(figures) = column.as_primitive_opt::<Decimal128Type>() {
        return (0..figures.len()).map(|row| figures.value_as_string(row)).collect();
    }
    let ids = column.as_primitive::<Int64Type>();
    ids.values().iter().map(i64::to_string).collect()
}

/// 2026-02-01
const AS_OF: Time = Time(1_769_904_000);

#[test]
fn a_batch_is_scored_by_column() {
    let options = BatchOptions::new().id("id").event_lead("lead_id");
    for engine in ENGINES {
        let scorer = model().scorer(engine).expect("there is machine code here");
        let scored = scorer.score_batch_with(&leads(), Some(&events("web")), AS_OF, &options);
        let scored = scored.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(shown(&scored.rows), "id score\n3 63.00\n1 0.50\n2 0.00", "{engine:?}");
        assert_eq!((scored.summary.leads_read, scored.summary.events_read), (3, 3));
        let lines = options.clone().lines();
        let scored = scorer.score_batch_with(&leads(), None, AS_OF, &lines);
        let scored = scored.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(scored.rows.num_columns(), 9, "an id, a score and seven rules");
    }
}

#[test]
fn bad_columns_are_told_by_row_and_column() {
    let scorer = model().scorer(Engine::Auto).expect("always there");
    let plans = StringArray::from(vec!["pro", "prro", "free"]);
    let columns = leads()
        .schema()
        .fields()
        .iter()
        .enumerate()
        .map(|(i, field)| {
            let column: ArrayRef = if field.name() == "plan" {
                Arc::new(plans.clone())
            } else {
                leads().column(i).clone()
            };
            (field.name().clone(), column)
        })
        .collect::<Vec<_>>();
    let leads = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let error = scorer.score_batch(&leads, None, AS_OF).expect_err("`prro` is no plan");
    insta::assert_snapshot!(error.to_string());
    let options = BatchOptions::new().bad_rows(BadRows::Skip);
    let scored = scorer.score_batch_with(&leads, None, AS_OF, &options);
    let scored = scored.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        (scored.rows.num_rows(), scored.bad.len(), scored.summary.leads_rejected),
        (2, 1, 1)
    );
    let nobody =
        RecordBatch::try_from_iter([("name", Arc::new(StringArray::from(vec!["x"])) as ArrayRef)]);
    let error = scorer.score_batch(&nobody.expect("one column"), None, AS_OF).expect_err("no id");
    insta::assert_snapshot!(error.to_string());
}

#[test]
fn rules_are_read_with_the_files_that_they_name() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/b2b-b2c/b2b.score");
    let rules = Rules::read(path).unwrap_or_else(|error| panic!("{error}"));
    let model = rules.compile().unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(model.name(), Some("B2B"));
    assert_eq!(model.scores().collect::<Vec<_>>()[..2], ["fit", "interest"]);
    let bytes = model.to_artifact().expect("it is small");
    let loaded = Model::from_artifact(&bytes).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(loaded.source_hash(), model.source_hash());
    assert_eq!(loaded.to_artifact(), Ok(bytes), "the same model, the same bytes");
    assert!(Rules::read("no/such.score").is_err());
    let outside = std::env::temp_dir().join("baremo_outside.score");
    std::fs::write(&outside, "use \"../etc/hosts\"; if a = b +1").expect("it can be written");
    let rules = Rules::read(&outside.to_string_lossy()).unwrap_or_else(|error| panic!("{error}"));
    let errors = rules.compile().expect_err("that file is not in the folder of the rules");
    insta::assert_snapshot!(errors.reports()[0].message);
}
