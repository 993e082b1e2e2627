//! Native objects: C programs that link them are told what the defining evaluator says, for every conformance file and for random programs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use baremo::engine::{Engine, Scorer};
use baremo::ir::Program;
use baremo::ir::outcome::{DISQUALIFIED, NONE, Scores};
use baremo::native::object;
use baremo::types::columns::Batch;
use baremo::types::text::fold;
use baremo::types::{Event, Field, Lead, Type, Value};

use ::object as object_file;

use crate::differential::{data, programs, random::Random};
use crate::rules;

/// A program with the leads that it is asked about.
struct Case {
    name: String,
    program: Program,
    leads: Vec<(Lead, Vec<Event>)>,
    as_of: i64,
}

/// What became of cases: how many leads were compared, and which programs no object can be made of.
#[derive(Default)]
struct Told {
    leads: usize,
    refused: BTreeMap<String, String>,
}

/// Programs that stand in one C program: linking takes longer than scoring.
const TOGETHER: usize = 24;

#[test]
fn conformance_files_score_the_same_in_c() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/run");
    let models = rules::children(&top).into_iter().filter(|path| {
        let name = path.to_string_lossy();
        name.ends_with(".score") && !name.ends_with("_test.score")
    });
    let cases: Vec<Case> = models.flat_map(|path| of_file(&path)).collect();
    let told = compare("conformance", &cases);
    println!("{} leads of {} models", told.leads, cases.len());
    assert!(told.leads > 1_000, "{}", told.leads);
    let refused = told.refused.iter().map(|(name, why)| format!("{name}: {why}"));
    insta::assert_snapshot!(refused.collect::<Vec<String>>().join("\n"));
}

/// The leads of a file's own tests.
fn of_file(path: &Path) -> Vec<Case> {
    let compiled = rules::compile_file(path);
    let name = path.file_name().expect("it is a file").to_string_lossy().to_string();
    let cases = compiled.models.iter().flat_map(|model| &model.tests);
    let mut all: Vec<Case> = Vec::new();
    for case in cases {
        let lead = (case.lead.clone(), case.events.clone());
        let same = |c: &&mut Case| c.as_of == case.as_of && c.program == *case.program;
        match all.iter_mut().find(same) {
            Some(known) => known.leads.push(lead),
            None => all.push(Case {
                name: name.clone(),
                program: (*case.program).clone(),
                leads: vec![lead],
                as_of: case.as_of,
            }),
        }
    }
    all
}

/// `BAREMO_OBJECTS` sets how many, `BAREMO_SEED` where to begin.
#[test]
fn random_programs_score_the_same_in_c() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let (count, seed) =
        (number("BAREMO_OBJECTS").unwrap_or(96), number("BAREMO_SEED").unwrap_or(0));
    let cases: Vec<Case> = (seed..seed + count).map(of_seed).collect();
    let told = compare("random", &cases);
    let refused = told.refused.len() as u64;
    println!("{} leads of {count} programs, {refused} refused", told.leads);
    assert!(told.leads > 0 && refused * 50 <= count, "{:?}", told.refused);
    // Some random formulas are products of products of scores.
    assert!(told.refused.values().all(|why| why.contains("128 bits")), "{:?}", told.refused);
}

fn of_seed(seed: u64) -> Case {
    let size = 2 + seed as usize % 12;
    let random = &mut Random::new(seed ^ (size as u64) << 48);
    let program = programs::program(random, size);
    let batch: Batch = data::batch(random, 2 + size, 1 + 2 * size);
    let leads = (0..batch.rows()).map(|row| declared(&program, batch.row(row))).collect();
    Case { name: format!("seed {seed}"), program, leads, as_of: data::AS_OF }
}

/// The same lead without texts outside `one of`, which drawn leads have often.
fn declared(program: &Program, (mut lead, mut events): (Lead, Vec<Event>)) -> (Lead, Vec<Event>) {
    let strike = |fields: &[Field], values: &mut [Value]| {
        let strange = fields.iter().zip(values).filter(|(field, value)| is_strange(field, value));
        strange.for_each(|(_, value)| *value = Value::Unknown);
    };
    strike(&program.schema.attributes, &mut lead.attributes);
    events.iter_mut().for_each(|e| strike(&program.schema.properties, &mut e.properties));
    (lead, events)
}

/// Links the objects of cases into C programs and compares what they say with the defining evaluator.
fn compare(name: &str, cases: &[Case]) -> Told {
    let mut told = Told::default();
    for (number, cases) in cases.chunks(TOGETHER).enumerate() {
        let folder = folder(&format!("{name}_{number}"));
        let mut asked = Vec::new();
        for case in cases {
            let prefix = format!("m{}", asked.len());
            match object::object(&case.program, &prefix) {
                Ok(bytes) => {
                    fs::write(folder.join(format!("{prefix}.o")), bytes).expect("written");
                    asked.push(case);
                }
                Err(refused) => _ = told.refused.insert(case.name.clone(), refused.to_string()),
            }
        }
        if asked.is_empty() {
            continue;
        }
        let mut said = run(&folder, &asked).into_iter();
        for case in asked {
            told.leads += judge(case, &mut said);
        }
        assert_eq!(said.next(), None, "the program says more than it was asked");
    }
    told
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("objects").join(name);
    fs::create_dir_all(&folder).expect("cargo's folder can be written");
    folder
}

/// Compiles the driver with the objects, and runs it.
fn run(folder: &Path, cases: &[&Case]) -> Vec<i64> {
    let all = || 0..cases.len();
    let declared = all().map(|i| {
        format!("int m{i}_score(const void *, const void *, size_t, int64_t, int64_t *);\n")
    });
    let listed = all().map(|i| format!("m{i}_score, "));
    let header = format!(
        "#include <stddef.h>\n#include <stdint.h>\n{}typedef int (*score)(const void *, const void *, size_t, int64_t, int64_t *);\nstatic score MODELS[] = {{ {} }};\n",
        declared.collect::<String>(),
        listed.collect::<String>()
    );
    fs::write(folder.join("models.h"), header).expect("written");
    let words: Vec<u64> = cases.iter().flat_map(|case| words(case)).collect();
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_ne_bytes()).collect();
    fs::write(folder.join("asked"), bytes).expect("written");
    let mut compile = Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()));
    compile.current_dir(folder).args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-I", "."]);
    compile.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/object/driver.c"));
    compile.args(all().map(|i| format!("m{i}.o"))).args(["-o", "driver"]);
    passed(&compile.output().expect("a Rust toolchain has a C compiler"), "linking the objects");
    let run = Command::new(folder.join("driver")).arg(folder.join("asked")).output();
    let run = run.expect("the program runs");
    passed(&run, "the program");
    run.stdout
        .chunks_exact(8)
        .map(|word| i64::from_ne_bytes(word.try_into().expect("eight")))
        .collect()
}

fn passed(output: &Output, what: &str) {
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what} failed: {}\n{words}", output.status);
}

/// What the driver reads: counts and kinds, the bytes of all texts, the items of all lists, then leads with their events.
fn words(case: &Case) -> Vec<u64> {
    let schema = &case.program.schema;
    let fields = || schema.attributes.iter().chain(&schema.properties);
    let mut pool = Texts::default();
    let mut leads = Vec::new();
    for (lead, events) in &case.leads {
        cells(&schema.attributes, &lead.attributes, &mut pool, &mut leads);
        leads.push(events.len() as u64);
        for event in events {
            let id = event.event.0;
            let named = (id as usize) < schema.events.len();
            leads.extend([event.time as u64, if named { id.into() } else { u64::MAX }]);
            cells(&schema.properties, &event.properties, &mut pool, &mut leads);
        }
    }
    let counts = [schema.attributes.len(), schema.properties.len(), width(case), case.leads.len()];
    let mut words: Vec<u64> = counts.iter().map(|count| *count as u64).collect();
    words.push(case.as_of as u64);
    words.extend(fields().map(|field| match field.ty {
        Type::Number => 0,
        Type::Bool => 1,
        Type::Date => 2,
        Type::Text | Type::OneOf(_) => 3,
        Type::List => 4,
    }));
    words.push(pool.bytes.len() as u64);
    pool.bytes.resize(pool.bytes.len().next_multiple_of(8), 0);
    let bytes = pool.bytes.chunks_exact(8);
    words.extend(bytes.map(|word| u64::from_ne_bytes(word.try_into().expect("eight"))));
    words.push(pool.items.len() as u64 / 2);
    words.extend(pool.items);
    words.extend(leads);
    words
}

#[derive(Default)]
struct Texts {
    bytes: Vec<u8>,
    items: Vec<u64>,
}

impl Texts {
    fn add(&mut self, text: &str) -> [u64; 2] {
        self.bytes.extend(text.as_bytes());
        [(self.bytes.len() - text.len()) as u64, text.len() as u64]
    }
}

fn cells(fields: &[Field], values: &[Value], pool: &mut Texts, into: &mut Vec<u64>) {
    for (field, value) in fields.iter().zip(values) {
        into.extend(match (&field.ty, value) {
            (Type::Number, Value::Number(number)) => [number.to_bits(), 1],
            (Type::Bool, Value::Bool(yes)) => [u64::from(*yes), 1],
            (Type::Date, Value::Date(date)) => [*date as u64, 1],
            (Type::Text | Type::OneOf(_), Value::Text(text)) => pool.add(text),
            (Type::List, Value::List(items)) => {
                let start = pool.items.len() as u64 / 2;
                for item in items.iter() {
                    let item = pool.add(item);
                    pool.items.extend(item);
                }
                [start, items.len() as u64]
            }
            (Type::Text | Type::OneOf(_) | Type::List, _) => [u64::MAX, 0],
            _ => [0, 0],
        });
    }
}

/// Fields of the result.
fn width(case: &Case) -> usize {
    let Program { scores, grades, matrices, .. } = &case.program;
    1 + scores.len() + grades.len() + matrices.len() + 2 + 3
}

/// Compares lead by lead; how many there were.
fn judge(case: &Case, said: &mut impl Iterator<Item = i64>) -> usize {
    let leads: Vec<(&Lead, &[Event])> = case.leads.iter().map(|(l, e)| (l, e.as_slice())).collect();
    let batch = Batch::gather(&case.program.schema, &leads);
    let expected =
        Scorer::new(case.program.clone(), Engine::Reference).score(&batch, case.as_of, false);
    let mut compared = 0;
    for (row, (lead, events)) in case.leads.iter().enumerate() {
        let status = said.next().expect("a status for each lead");
        let found: Vec<i64> = said.take(width(case)).collect();
        let expected = fields(&expected, row);
        assert_eq!(
            (status, &found),
            (0, &expected),
            "{}, lead {row}: {lead:?} with {events:?}",
            case.name
        );
        compared += 1;
    }
    compared
}

/// A text outside what the column declares.
fn is_strange(field: &Field, value: &Value) -> bool {
    match (&field.ty, value) {
        (Type::OneOf(allowed), Value::Text(text)) => {
            !allowed.iter().any(|other| fold(other) == fold(text))
        }
        _ => false,
    }
}

/// As the struct of the result has them.
fn fields(scores: &Scores, row: usize) -> Vec<i64> {
    let label = |code: u16| match code {
        NONE => -1,
        DISQUALIFIED => -2,
        code => code.into(),
    };
    let labels = |columns: &[Vec<u16>]| columns.iter().map(|c| label(c[row])).collect::<Vec<i64>>();
    let mut all = vec![i64::from(scores.in_model[row])];
    all.extend(scores.scores.iter().map(|column| column[row].0));
    all.extend(labels(&scores.grades));
    all.extend(labels(&scores.matrices));
    all.extend([label(scores.stages[row]), label(scores.stage_lines[row])]);
    all.push(i64::from(scores.disqualified.iter().any(|column| column[row])));
    all.extend([0, 0]);
    all
}

fn program(text: &str) -> Program {
    let compiled = rules::compile_text("rules.score", text);
    let program = compiled.models.into_iter().find_map(|model| model.program);
    program.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics))
}

/// Names that C would not take as they are, and every kind of field.
const NAMES: &str = "
    model \"M\" for country = ES
    lead {
      `tamaño de empresa` number; country text; class text; `tama_o de empresa` text; newsletter bool; since date
      interests list of text; plan one of [free, \"pro */ 1\"]
    }
    score int { if class = a +1; if `tamaño de empresa` > 3 +2; if `tama_o de empresa` = b +1 }
    score fit { if newsletter = yes and since before 2026-01-01 +1; if interests contains a +1; if plan = free +1 }
    score engagement { on `compra final` where event_id = x +1; on visit where time_of = y +1 }
    grade fit { A at >= 1; otherwise \"B? \\\"quoted\\\"\" }
    grade engagement { \"sí\" at >= 1; otherwise no }
    matrix switch fit by engagement {
          \"sí\"         no
      A   call -> phone  write
      \"B? \\\"quoted\\\"\"  wait   drop
    }
    sql at fit >= 1 -> \"call @ 100 %\"
    otherwise cold
";

/// As strict as compilers are, in C and, where there is a compiler, in C++.
#[test]
fn a_header_names_what_the_model_has() {
    let text = NAMES.replace("\\\"quoted\\\"", "quoted");
    let header = object::header(&program(&text), "m");
    insta::assert_snapshot!(header);
    let folder = folder("header");
    fs::write(folder.join("m.h"), header).expect("written");
    let program = "#include \"m.h\"\nint main(void) { return m_stages[0] == 0; }\n";
    for (compiler, file, standard) in [("cc", "m.c", "-std=c99"), ("c++", "m.cpp", "-std=c++11")] {
        fs::write(folder.join(file), program).expect("written");
        let mut compile = Command::new(compiler);
        compile.current_dir(&folder).args([standard, "-Wall", "-Wextra", "-Werror", "-pedantic"]);
        match compile.args(["-c", file, "-o", "m.o"]).output() {
            Ok(output) => passed(&output, compiler),
            Err(_) => println!("there is no {compiler} here"),
        }
    }
}

/// Of the C library and the compiler's own alone; one name is seen from outside.
#[test]
fn an_object_asks_for_the_c_library_alone() {
    use object_file::{Object, ObjectSymbol};
    let rules = "if a matches /x/ +1; on b +1 once per day decay 10%/30d; if days since c > 2 +(round(sqrt(d)))";
    let bytes = object::object(&program(rules), "m").expect("it can be made");
    let file = object_file::File::parse(&*bytes).expect("it is an object");
    let names = |wanted: fn(&object_file::Symbol) -> bool| {
        let symbols = file.symbols().filter(wanted);
        let names = symbols.map(|symbol| symbol.name().expect("UTF-8").to_string());
        let mut names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
        names.sort();
        names.dedup();
        names
    };
    assert_eq!(names(|symbol| symbol.is_global() && symbol.is_definition()), ["m_score"]);
    const LIBRARY: &[&str] = &[
        "__divti3",
        "__fixdfti",
        "__floattidf",
        "__modti3",
        "__multi3",
        "__udivti3",
        "__umodti3",
        "abort",
        "bcmp",
        "calloc",
        "free",
        "malloc",
        "memcmp",
        "memcpy",
        "memmove",
        "memset",
        "realloc",
    ];
    let undefined = names(|symbol| symbol.is_undefined());
    let strange = undefined.iter().filter(|name| !LIBRARY.contains(&name.as_str()));
    assert_eq!(strange.collect::<Vec<&String>>(), Vec::<&String>::new());
    let notes = file.section_by_name(".note.GNU-stack").is_some();
    assert!(notes, "nobody's stack becomes executable");
}

/// The C program of `examples/embed-c` prints what `baremo score` prints.
#[test]
fn the_example_in_c_says_what_the_command_says() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/embed-c");
    let folder = folder("embed-c");
    let object = folder.join("rules.o");
    let mut build = Command::new(env!("CARGO_BIN_EXE_baremo"));
    build.current_dir(&example).args(["build", "rules.score", "--target", "object", "--output"]);
    passed(&build.arg(&object).output().expect("the command runs"), "baremo build");
    let mut compile = Command::new("cc");
    compile.args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-I"]).arg(&folder);
    compile.arg(example.join("main.c")).arg(&object).arg("-o").arg(folder.join("till"));
    passed(&compile.output().expect("a Rust toolchain has a C compiler"), "cc");
    let run = Command::new(folder.join("till")).output().expect("the program runs");
    passed(&run, "the program");
    let expected = fs::read_to_string(example.join("expected/scores.csv")).expect("it is kept");
    assert_eq!(String::from_utf8_lossy(&run.stdout), expected);
    match Command::new("valgrind")
        .args(["--quiet", "--error-exitcode=9", "--leak-check=full"])
        .arg(folder.join("till"))
        .output()
    {
        Ok(run) => passed(&run, "the program under Valgrind"),
        Err(_) => println!("there is no Valgrind here: memory was not checked"),
    }
}

/// Two files are written, so both need names; and neither is there where the rules have errors.
#[test]
fn an_object_is_written_under_a_name_or_not_at_all() {
    let folder = folder("refused");
    let build = |rules: &str, output: &str| {
        fs::write(folder.join("rules.score"), rules).expect("written");
        let mut build = Command::new(env!("CARGO_BIN_EXE_baremo"));
        build.current_dir(&folder).args(["build", "rules.score", "--target", "object"]);
        let output = build.args(["--output", output]).output().expect("the command runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, words) = build("if a = b +1", "-");
    assert!(code == Some(2) && words.contains("need names"), "{code:?} {words}");
    let (code, words) = build("if a = b +1", "wrong.h");
    assert!(code == Some(2) && words.contains("and its header too"), "{code:?} {words}");
    let mut apart = Command::new(env!("CARGO_BIN_EXE_baremo"));
    apart.current_dir(&folder).args(["build", "rules.score", "--target", "object"]);
    apart.args(["--output", "wrong.o", "--header", "no/such/folder/wrong.h"]);
    let apart = apart.output().expect("the command runs");
    assert_eq!(apart.status.code(), Some(2), "{}", String::from_utf8_lossy(&apart.stderr));
    let (code, words) = build("if a == b +1", "wrong.o");
    assert!(code == Some(1) && words.contains("E0103"), "{code:?} {words}");
    let formula = "score a { if x = y +1 }\nscore b = a * a * a * a * a * a * a * a * a";
    let (code, words) = build(formula, "wrong.o");
    let told = words.contains("rules.score:2: the figures of `b` may need more than 128 bits");
    assert!(code == Some(2) && told, "{code:?} {words}");
    assert!(!folder.join("wrong.o").exists() && !folder.join("wrong.h").exists());
}

/// What is wrong is told with its place.
#[test]
fn errors_say_where_they_are() {
    let rules = "lead { title text; plan one of [free, pro]; size number; likes list of text }
        event order { channel one of [web, shop]; amount number }
        if title = CTO +1; if plan = pro +1; if size > 1 +1; if likes contains seo +1
        on order where channel in [web, shop] +(amount)";
    let folder = folder("errors");
    let model = program(rules);
    fs::write(folder.join("e.o"), object::object(&model, "e").expect("made")).expect("written");
    fs::write(folder.join("e.h"), object::header(&model, "e")).expect("written");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/object/errors.c");
    let mut compile = Command::new("cc");
    compile.args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-I"]).arg(&folder).arg(source);
    compile.arg(folder.join("e.o")).arg("-o").arg(folder.join("errors"));
    passed(&compile.output().expect("a Rust toolchain has a C compiler"), "cc");
    let run = Command::new(folder.join("errors")).output().expect("the program runs");
    passed(&run, "the program");
    insta::assert_snapshot!(String::from_utf8_lossy(&run.stdout));
}
