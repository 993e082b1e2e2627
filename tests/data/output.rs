//! Results to files: what the columns are, that every format reads back the same, and that half a file never shows.

use std::io::Write;

use baremo::data::{
    Format, Ids, Options, Results, Wanted, WholeFile, load, table, write, write_to,
};
use baremo::forecast::Change;
use baremo::ir::outcome::{DISQUALIFIED, NONE, Scores};
use baremo::ir::program::{
    Base, Cell, Disqualification, Grade, Group, GroupMode, Line, LineKind, MaskId, Matrix, Model,
    Origin, Period, PointsBy, Program, Range, Score, ScoreBody, ScoreId, StageId, StageLine,
};
use baremo::ir::{Cond, program::GradeId};
use baremo::types::calendar::Zone;
use baremo::types::{EventId, Field, Points, Schema, Type};

fn origin(line: u32, label: Option<&str>) -> Origin {
    Origin { file: "b2b.score".into(), line, label: label.map(Into::into), ..Origin::default() }
}

/// A program with one of everything that has a column.
fn program(model: Option<&str>) -> Program {
    let line = |number, label| Line {
        origin: origin(number, label),
        score: ScoreId(0),
        kind: LineKind::If {
            condition: None,
            points: PointsBy::Literal(Points(100)),
            active: Period::default(),
            cap: None,
        },
    };
    let grade = Grade {
        name: "fit_grade".into(),
        score: ScoreId(0),
        origin: origin(5, None),
        labels: vec!["A+".into(), "B".into()],
        rows: Vec::new(),
        otherwise: Some(1),
    };
    let cell = |value, action: Option<&str>| Cell { value, action: action.map(Into::into) };
    Program {
        model: model.map(|name| Model {
            name: name.into(),
            origin: Origin::default(),
            guard: None,
        }),
        zone: Zone::utc(),
        schema: Schema::default(),
        scores: vec![Score {
            name: "fit".into(),
            origin: origin(1, None),
            range: Range::default(),
            body: ScoreBody::Items(Vec::new()),
            mask: MaskId(0),
        }],
        order: vec![ScoreId(0)],
        lines: vec![line(2, None), line(2, None), line(3, Some("fit"))],
        groups: vec![Group {
            name: "email".into(),
            origin: origin(4, None),
            score: ScoreId(0),
            mode: GroupMode::Sum,
            range: Range::default(),
            cap_per: None,
            items: Vec::new(),
        }],
        grades: vec![grade],
        matrices: vec![Matrix {
            name: "next_step".into(),
            origin: origin(6, None),
            rows: GradeId(0),
            columns: GradeId(0),
            values: vec!["call".into(), "drop".into()],
            cells: vec![
                vec![cell(0, Some("ring")), cell(0, None)],
                vec![cell(1, None), cell(1, None)],
            ],
        }],
        stages: vec!["sql".into(), "cold".into()],
        stage_lines: vec![StageLine {
            stage: StageId(0),
            origin: origin(7, None),
            threshold: None,
            condition: None,
            action: Some("assign, now".into()),
        }],
        base: Some(Base {
            stage: StageId(1),
            origin: Origin::default(),
            action: Some("wait".into()),
        }),
        disqualifications: vec![
            Disqualification {
                origin: origin(8, Some("student")),
                condition: Cond::Constant(true),
            },
            Disqualification {
                origin: origin(9, Some("say \"no\"")),
                condition: Cond::Constant(true),
            },
        ],
        masks: Vec::new(),
    }
}

/// Four leads: one scored, one in the base, one disqualified twice, one not in the model.
fn scores() -> Scores {
    let figures = |values: [i64; 4]| values.map(Points).to_vec();
    Scores {
        rows: 4,
        in_model: vec![true, true, true, false],
        scores: vec![figures([1250, -5, 99_999_999_999_999_999, 0])],
        lines: vec![figures([100; 4]), figures([200; 4]), figures([300; 4])],
        groups: vec![figures([-50; 4])],
        grades: vec![vec![0, 1, 0, NONE]],
        matrices: vec![vec![0, 3, DISQUALIFIED, NONE]],
        stages: vec![0, 1, DISQUALIFIED, NONE],
        stage_lines: vec![0, NONE, NONE, NONE],
        disqualified: vec![vec![false, false, true, false], vec![false, false, true, false]],
    }
}

fn texts() -> Ids {
    Ids::Texts(["a", "007", "x,y", "ñ"].map(Into::into).to_vec())
}

fn numbers() -> Ids {
    Ids::Numbers { values: vec![1, -2, 3, 40], text: false }
}

fn text_of(programs: &[(&Program, &Scores)], ids: &Ids, lines: bool, format: Format) -> String {
    let mut bytes = Vec::new();
    let models: Vec<Results> = programs.iter().map(|(p, s)| Results::of(p, s)).collect();
    write_to(&table(&models, (ids, 0), "lead_id", lines), format, &mut bytes).expect("bytes");
    String::from_utf8(bytes).expect("text")
}

#[test]
fn csv_and_json_lines() {
    let (program, scores) = (program(None), scores());
    let one = [(&program, &scores)];
    let csv = text_of(&one, &texts(), false, Format::Csv);
    let json = text_of(&one, &numbers(), false, Format::JsonLines);
    let lines = text_of(&one, &texts(), true, Format::Csv);
    insta::assert_snapshot!([csv, json, lines].join("\n"));
}

#[test]
fn several_models_carry_their_names() {
    let (small, other, scores) = (program(Some("SMB")), program(None), scores());
    let output = [(&small, &scores), (&other, &scores)];
    insta::assert_snapshot!(text_of(&output, &numbers(), false, Format::Csv));
}

#[test]
fn what_comes_next_stands_beside_the_stage_of_each_model() {
    let (small, other, scores) = (program(Some("SMB")), program(None), scores());
    let change = |at, stage| Some(Change { at, stage, stage_line: NONE });
    let next = [change(1_767_225_600, 1), change(-1, DISQUALIFIED), None, change(86_399, NONE)];
    let of = |program| Results { next: Some(&next), ..Results::of(program, &scores) };
    let (models, ids) = ([of(&small), of(&other)], numbers());
    let mut bytes = Vec::new();
    let output = table(&models, (&ids, 0), "id", false);
    write_to(&output, Format::Csv, &mut bytes).expect("bytes");
    let mut file = csv::Reader::from_reader(bytes.as_slice());
    let head = file.headers().expect("a head").clone();
    let rows: Vec<csv::StringRecord> = file.records().map(|row| row.expect("a row")).collect();
    for name in ["SMB", "model 2"] {
        let column = |what: &str| {
            head.iter().position(|head| head == format!("{name}.{what}")).expect("a column")
        };
        let (at, stage) = (column("next_change"), column("next_stage"));
        assert_eq!((at, stage), (column("action") + 1, column("action") + 2));
        let cells: Vec<[&str; 2]> = rows.iter().map(|row| [&row[at], &row[stage]]).collect();
        let second = other.stages[1].as_str();
        let expected = [
            ["2026-01-01T00:00:00Z", second],
            ["1969-12-31T23:59:59Z", "disqualified"],
            ["", ""],
            ["1970-01-01T23:59:59Z", ""],
        ];
        assert_eq!(cells, expected);
    }
}

#[test]
fn every_format_reads_back_the_same() {
    let (program, scores, ids) = (program(None), scores(), texts());
    let output = table(&[Results::of(&program, &scores)], (&ids, 0), "lead_id", true);
    let folder = tempfile::tempdir().expect("a folder");
    let attributes = output.columns[1..].iter().map(|c| {
        let numeric = matches!(c.values, baremo::data::Values::Points { .. });
        Field { name: c.name.clone(), ty: if numeric { Type::Number } else { Type::Text } }
    });
    let schema = Schema { attributes: attributes.collect(), ..Schema::default() };
    let read = |name: &str| {
        let path = folder.path().join(name).display().to_string();
        write(&output, &path, None).expect("written");
        let options = Options::default();
        load(&schema, &Zone::utc(), Some(&path), &[], &options, &mut |_| {}).expect("read")
    };
    let csv = read("out.csv");
    for name in ["out.jsonl", "out.parquet", "out.csv.gz", "out.jsonl.zst"] {
        let other = read(name);
        assert_eq!(other.ids, Ids::Texts(["a", "007", "x,y", "ñ"].map(Into::into).to_vec()));
        for row in 0..4 {
            assert_eq!(csv.batch.row(row), other.batch.row(row), "{name}");
        }
    }
}

#[test]
fn numbers_stay_numbers_in_parquet() {
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    let (program, scores, ids) = (program(None), scores(), numbers());
    let file = tempfile::Builder::new().suffix(".parquet").tempfile().expect("a file");
    let path = file.path().display().to_string();
    write(&table(&[Results::of(&program, &scores)], (&ids, 0), "id", false), &path, None)
        .expect("written");
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(std::fs::File::open(&path).expect("a file"));
    let schema = reader.expect("Parquet").schema().clone();
    let types: Vec<String> =
        schema.fields().iter().map(|f| format!("{}: {}", f.name(), f.data_type())).collect();
    insta::assert_snapshot!(types.join("\n"));
}

#[test]
fn half_a_file_never_shows() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out.csv");
    std::fs::write(&path, "yesterday").expect("a file");
    let mut file = WholeFile::create(&path.display().to_string()).expect("a file");
    file.write_all(b"half").expect("written");
    file.flush().expect("flushed");
    assert_eq!(std::fs::read_to_string(&path).expect("text"), "yesterday");
    drop(file);
    assert_eq!(std::fs::read_to_string(&path).expect("text"), "yesterday");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
    let mut file = WholeFile::create(&path.display().to_string()).expect("a file");
    file.write_all(b"whole").expect("written");
    file.finish().expect("named");
    assert_eq!(std::fs::read_to_string(&path).expect("text"), "whole");
}

#[test]
fn files_that_cannot_be_written() {
    let (program, scores, ids) = (program(None), scores(), numbers());
    let output = table(&[Results::of(&program, &scores)], (&ids, 0), "id", false);
    let folder = tempfile::tempdir().expect("a folder");
    let inside = folder.path().display().to_string();
    let message = |path: &str, format| {
        let error = write(&output, path, format).expect_err("no file");
        error.to_string().replace(&inside, "FOLDER")
    };
    let messages = [
        message(&format!("{inside}/none/out.csv"), None),
        message(&format!("{inside}/out.xlsx"), None),
        message(&inside, Some(Format::Csv)),
    ];
    insta::assert_snapshot!(messages.join("\n"));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_and_a_device_is_never_replaced() {
    let (program, scores, ids) = (program(None), scores(), numbers());
    let output = table(&[Results::of(&program, &scores)], (&ids, 0), "id", false);
    for format in [Format::Csv, Format::JsonLines, Format::Parquet] {
        let error = write(&output, "/dev/full", Some(format)).expect_err("no space");
        assert!(error.sentence.starts_with("there is no space left"), "{error}");
    }
}

#[test]
#[cfg(unix)]
fn a_link_stays_a_link() {
    let folder = tempfile::tempdir().expect("a folder");
    let (real, link) = (folder.path().join("real.csv"), folder.path().join("link.csv"));
    std::fs::write(&real, "old").expect("a file");
    std::os::unix::fs::symlink(&real, &link).expect("a link");
    WholeFile::create(&link.display().to_string()).expect("a file").finish().expect("named");
    assert!(link.is_symlink());
    assert_eq!(std::fs::read_to_string(&real).expect("text"), "");
}

#[test]
fn models_share_columns_and_keep_their_own_events() {
    let field = |name: &str, ty| Field { name: name.into(), ty };
    let (mut one, mut two) = (program(None), program(None));
    one.schema.attributes = vec![field("age", Type::Number), field("job", Type::Text)];
    one.schema.events = vec!["open".into(), "buy".into()];
    two.schema.attributes = vec![field("job", Type::Text), field("age", Type::Text)];
    two.schema.events = vec!["buy".into()];
    two.schema.properties = vec![field("value", Type::Number)];
    let wanted = Wanted::of(&[&one, &two]).expect("one zone");
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name).display().to_string();
        std::fs::write(&path, text).expect("a file");
        path
    };
    let leads = file("leads.csv", "id,age,job\n1,040,x\n");
    let log = file("log.csv", "id,event,time,value\n1,open,2026-01-01,2\n1,buy,2026-01-02,3\n");
    let options = Options::default();
    let all = load(&wanted.schema, &wanted.zone, Some(&leads), &[log], &options, &mut |_| {});
    let all = all.expect("good data").batch;
    let (first, second) = (wanted.view(0, &all), wanted.view(1, &all));
    assert_eq!(wanted.views(all.clone()), [first.clone(), second.clone()]);
    assert_eq!(Wanted::of(&[&one]).expect("one zone").views(first.clone()), vec![first.clone()]);
    let ids = |events: &[EventId]| events.iter().map(|e| e.0 as i32).collect::<Vec<_>>();
    assert_eq!((ids(&first.log.events), ids(&second.log.events)), (vec![0, 1], vec![-1, 0]));
    assert_eq!((first.log.properties.len(), second.log.properties.len()), (0, 1));
    insta::assert_debug_snapshot!((first.row(0).0, second.row(0).0));
    two.zone = Zone::named("Europe/Madrid").expect("a zone");
    insta::assert_snapshot!(Wanted::of(&[&one, &two]).expect_err("two zones"));
}
