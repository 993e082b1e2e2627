//! Properties: any table of text reads back as written, and the order of rows and files does not matter.

use std::fmt::Write;

use proptest::prelude::*;

use super::Case;
use baremo::types::{Type, Value};

/// Cells with everything that CSV has to quote, and plain ones.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zñ0-9 ]{0,6}", "[,;\"\t\r\n' é\\[|]{0,4}", "[a-z]{1,3}\"[a-z\n]{0,3}"]
}

fn separator() -> impl Strategy<Value = u8> {
    prop_oneof![Just(b','), Just(b';'), Just(b'\t')]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_table_reads_back(
        rows in prop::collection::vec((cell(), cell()), 1..8),
        separator in separator(),
        crlf in any::<bool>(),
    ) {
        let ending = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut file =
            csv::WriterBuilder::new().delimiter(separator).terminator(ending).from_writer(Vec::new());
        file.write_record(["id", "a", "b"]).unwrap();
        for (i, (a, b)) in rows.iter().enumerate() {
            file.write_record([&i.to_string(), a, b]).unwrap();
        }
        let case = Case::new()
            .attribute("a", Type::Text)
            .attribute("b", Type::Text)
            .leads("leads.csv", file.into_inner().unwrap());
        let batch = case.load().unwrap().batch;
        prop_assert_eq!(batch.rows(), rows.len());
        for (i, (a, b)) in rows.iter().enumerate() {
            prop_assert_eq!(batch.row(i).0.attributes, vec![Value::text(a), Value::text(b)]);
        }
    }

    #[test]
    fn no_bytes_end_the_program(bytes in prop::collection::vec(any::<u8>(), 0..200), broken in "[\\[\\]{}\":,a1\n]{0,60}") {
        for name in ["leads.csv", "leads.jsonl", "leads.parquet"] {
            let _ = Case::new().attribute("a", Type::Number).leads(name, &bytes).load();
            let _ = Case::new().attribute("a", Type::List).leads(name, format!("id,a\n{broken}")).load();
        }
    }

    #[test]
    fn order_does_not_matter(
        events in prop::collection::vec((0..5, 0..4i64, 0..3, 0..3), 1..30),
        keys in prop::collection::vec(any::<u32>(), 30),
        cut in 0..30usize,
    ) {
        let line = |(lead, day, id, n): &(i32, i64, i32, i32)| {
            let id = if *id == 0 { String::new() } else { format!("e{id}") };
            format!("{lead},open,2026-01-0{},{id},{n}\n", day + 1)
        };
        let lines: Vec<String> = events.iter().map(line).collect();
        let mut shuffled: Vec<(u32, &String)> = keys.into_iter().zip(&lines).collect();
        shuffled.sort();
        let (first, second) = shuffled.split_at(cut.min(shuffled.len()));
        let text = |lines: &[(u32, &String)]| lines.iter().map(|l| l.1.as_str()).collect::<String>();
        let whole = log(&[lines.concat()]);
        let parts = log(&[text(first), text(second)]);
        prop_assert_eq!(whole, parts);
    }
}

/// What every lead has in the end, with events of one second in an order of their own.
fn log(files: &[String]) -> String {
    let mut case = Case::new()
        .event("open")
        .property("n", Type::Number)
        .options(|o| o.bad_rows = baremo::data::BadRows::Skip)
        .leads("leads.csv", "id\n0\n1\n2\n3\n");
    for (i, text) in files.iter().enumerate() {
        case = case.events(&format!("log-{i}.csv"), format!("id,event,time,event_id,n\n{text}"));
    }
    let loaded = case.load().expect("a log");
    let mut out = String::new();
    for row in 0..loaded.batch.rows() {
        let mut events: Vec<String> = loaded
            .batch
            .row(row)
            .1
            .iter()
            .map(|e| format!("{} {:?}", e.time, e.properties))
            .collect();
        assert!(events.iter().map(|e| &e[..10]).is_sorted());
        events.sort();
        writeln!(out, "{} {events:?}", loaded.ids.shown(row)).unwrap();
    }
    let s = loaded.summary;
    writeln!(out, "{} {} {}", s.events_kept, s.events_duplicate, s.events_rejected).unwrap();
    out
}

#[test]
fn cells_across_the_reader_s_buffers() {
    let row = |i: usize| {
        let long = "x\"\"\r\n,".repeat(i % 900);
        format!("{i},\"{long}\",{}\r\n", i % 7)
    };
    let text: String = std::iter::once("id,a,b\r\n".into()).chain((0..3000).map(row)).collect();
    assert!(text.len() > 4_000_000);
    let case = Case::new()
        .attribute("a", Type::Text)
        .attribute("b", Type::Number)
        .leads("leads.csv", text);
    let batch = case.load().expect("good data").batch;
    assert_eq!(batch.rows(), 3000);
    for i in 0..3000 {
        let long = "x\"\r\n,".repeat(i % 900);
        let expected = vec![Value::text(&long), Value::Number((i % 7) as f64)];
        assert_eq!(batch.row(i).0.attributes, expected, "row {i}");
    }
}

#[test]
#[cfg(unix)]
fn pipes_are_read_as_files_are() {
    let plain = |name: &str, bytes: Vec<u8>| {
        let mut case = Case::new().attribute("x", Type::Text);
        let pipe = case.folder.path().join(name);
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.is_ok_and(|status| status.success()));
        let path = pipe.clone();
        let writer = std::thread::spawn(move || std::fs::write(path, bytes));
        case.leads = Some(pipe.display().to_string());
        let shown = case.show();
        writer.join().expect("a thread").expect("written");
        shown
    };
    let csv = "lead_id,x\n1,a\n";
    let squeezed = zstd::encode_all(csv.as_bytes(), 0).expect("bytes");
    let from_file = Case::new().attribute("x", Type::Text).leads("leads.csv", csv).show();
    assert_eq!(plain("pipe.csv", csv.into()), from_file);
    assert_eq!(plain("pipe.csv.zst", squeezed), from_file);
    let json = "{\"lead_id\":1,\"x\":\"a\"}";
    assert_eq!(plain("pipe.jsonl", json.into()), from_file);
}
