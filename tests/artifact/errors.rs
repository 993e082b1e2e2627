//! What is said of bytes that are no model: a sentence for each kind, with section and byte.

use baremo::artifact::{self, ArtifactError, Section};
use baremo::check::{NoFiles, Settings, compile};
use baremo::engine::{Engine, Scorer};
use baremo::ir::Program;
use baremo::ir::expr::{Cond, Num};
use baremo::ir::program::{LineKind, PointsBy};

use crate::differential::data::{self, AS_OF};
use crate::differential::random::Random;

use super::sections::{HEADER, Sections, with_checksum};
use super::{lowered, origin, written};

fn program(rules: &str) -> Program {
    let file = ("rules.score".to_string(), rules.to_string());
    let compiled = compile(&[file], &NoFiles, &Settings::default());
    compiled.models[0].program.clone().expect("no errors")
}

fn small() -> Vec<u8> {
    written(&program("on email_open +1; if employees > 50 +10; decay 10%/30d"))
}

fn said(bytes: &[u8]) -> String {
    artifact::read(bytes).expect_err("it is no model").to_string()
}

#[test]
fn what_is_no_artifact_is_told_by_what_it_looks_like() {
    let kinds: [(&[u8], &str); 12] = [
        (b"", "it is empty"),
        (b"on email_open +1\n", "it looks like text: build it first, or score with it as it is"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "it is a native object (ELF)"),
        (b"\xcf\xfa\xed\xfe\x0c\0\0\x01", "it is a native object (Mach-O)"),
        (b"\x64\x86\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "it is a native object (COFF)"),
        (b"MZ\x90\0\x03", "it is a native object (PE)"),
        (b"\x1f\x8b\x08\0\0", "it is compressed with gzip: unpack it first"),
        (b"\x28\xb5\x2f\xfd\0", "it is compressed with zstd: unpack it first"),
        (b"PK\x03\x04\0\0", "it is a ZIP archive: unpack it first"),
        (b"PAR1\x15\0", "it is a Parquet file"),
        (
            b"\x89BAREMO\n\x1a\n\0",
            "its first bytes were changed: it was copied as text, but it must be copied as it is",
        ),
        (b"\0\0\0\0\xff\xfe", "it begins like no file that is known here"),
    ];
    for (bytes, looks) in kinds {
        assert_eq!(said(bytes), format!("this is not a compiled model: {looks}"));
    }
}

#[test]
fn formats_of_other_versions() {
    let mut bytes = small();
    bytes[12] = 2;
    assert_eq!(
        said(&bytes),
        "this compiled model has format 2, and this version reads formats up to 1: it was built by a later version"
    );
    bytes[12] = 0;
    assert_eq!(said(&bytes), "this compiled model has format 0, which never was");
}

#[test]
fn a_capability_that_is_not_known_is_named() {
    let mut sections = Sections::of(&small());
    let head = &mut sections.0[0];
    let at = head.windows(6).position(|name| name == b"events").expect("it has events");
    head[at..at + 6].copy_from_slice(b"dreams");
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        said(&sections.sealed()),
        format!(
            "this compiled model needs `dreams`, which this version does not know: it was built by version {version}"
        )
    );
}

#[test]
fn what_was_cut_or_altered() {
    let bytes = small();
    let length = bytes.len();
    for cut in 1..length {
        let error = artifact::read(&bytes[..cut]).expect_err("a part is no model");
        assert!(matches!(error, ArtifactError::Cut { .. }), "{cut}: {error}");
    }
    assert_eq!(
        said(&bytes[..length - 1]),
        format!("this compiled model was cut: it has {} bytes of at least {length}", length - 1)
    );
    let altered = "this compiled model was altered: its bytes are not those that were written";
    for at in (HEADER..length).chain(16..20) {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x10;
        assert_eq!(said(&bytes), altered, "byte {at}");
    }
    assert_eq!(said(&[&bytes[..], b"\n"].concat()), altered);
}

/// The error of a section's bytes with a right checksum.
fn broken(change: impl FnOnce(&mut Sections)) -> (Section, usize, String) {
    let mut sections = Sections::of(&small());
    change(&mut sections);
    match artifact::read(&sections.sealed()) {
        Err(ArtifactError::Broken { section, offset, sentence }) => {
            (section, offset.expect("a place"), sentence)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_part_that_does_not_hold_is_told_with_its_section_and_byte() {
    let whole = small();
    let start = whole.windows(13).position(|w| w == b"\x0brules.score\x01");
    let start = start.expect("the first line's file") - 3;
    let (section, offset, sentence) = broken(|sections| {
        // The number of the first attribute's type.
        let at = sections.0[1].windows(9).position(|name| name == b"employees").expect("a name");
        sections.0[1][at + 9] = 9;
    });
    let employees = whole.windows(9).position(|name| name == b"employees").expect("a name");
    assert_eq!((section, offset), (Section::Program, employees + 10));
    assert_eq!(sentence, "there is no Type 9");
    let (section, offset, sentence) = broken(|sections| {
        let at = sections.0[1].windows(9).position(|name| name == b"employees").expect("a name");
        sections.0[1][at + 9] = 0;
    });
    assert_eq!(section, Section::Program);
    assert_eq!(sentence, "an attribute is read as another type than it has");
    assert!(offset > start, "{offset} {start}");
    let (section, _, sentence) = broken(|sections| {
        let named = sections.0[2].windows(10).position(|name| name == b"stage.line");
        sections.0[2][named.expect("an instruction")] = b'x';
    });
    assert_eq!(section, Section::Code);
    assert_eq!(sentence, "this version knows no instruction \"xtage.line\"");
    let (section, _, sentence) = broken(|sections| sections.0[2].push(0));
    assert_eq!((section, &*sentence), (Section::Code, "1 bytes follow the last value"));
    let (section, _, sentence) = broken(|sections| sections.0[0].clear());
    assert_eq!(section, Section::Head);
    assert_eq!(sentence, "the section ends in the middle of a value");
}

#[test]
fn a_sentence_names_section_and_byte() {
    let error = ArtifactError::Broken {
        section: Section::Code,
        offset: Some(1234),
        sentence: "a register is written twice".into(),
    };
    assert_eq!(error.to_string(), "section code, byte 1234: a register is written twice");
}

#[test]
fn counts_are_held_against_the_bytes_that_are_left() {
    let (section, _, sentence) = broken(|sections| {
        // No model, the name of a zone that is longer than all memory.
        sections.0[1] = vec![0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    });
    assert_eq!(section, Section::Program);
    assert_eq!(sentence, "18446744073709551615 items cannot stand in 0 bytes");
}

/// A program with `not` so many times.
fn deep(levels: usize) -> Program {
    let mut program = program("if newsletter = yes +10; if employees > 50 +(1 + employees)");
    let LineKind::If { condition: Some(condition), .. } = &mut program.lines[0].kind else {
        panic!("an `if`");
    };
    for _ in 0..levels {
        let inner = std::mem::replace(condition, Cond::Constant(true));
        *condition = Cond::Not(Box::new(inner));
    }
    let LineKind::If { points: PointsBy::Computed(points), .. } = &mut program.lines[1].kind else {
        panic!("computed points");
    };
    for _ in 0..levels {
        let inner = std::mem::replace(points, Num::Literal(0.0));
        *points = Num::Negate(Box::new(inner));
    }
    program
}

#[test]
fn nesting_has_an_end() {
    let program = self::deep(240);
    let read = artifact::read(&written(&program)).expect("not too deep");
    assert!(read.program == program);
    let batch = data::batch_of(&mut Random::new(1), &program.schema, 3, 0);
    let scorer = Scorer::with_code(read.program, read.code, Engine::Bytecode);
    let expected = Scorer::new(program, Engine::Reference).score(&batch, AS_OF, true);
    assert_eq!(scorer.score(&batch, AS_OF, true), expected);
    let program = self::deep(300);
    let error = artifact::write(&program, &lowered(&program), &origin()).expect_err("too deep");
    assert_eq!(error.to_string(), "section program: more than 256 things stand inside each other");
    let (_, _, sentence) = broken(|sections| {
        // A model with a guard: a million times `not`.
        let mut bytes = vec![1, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        bytes.extend(std::iter::repeat_n(19, 1_000_000));
        sections.0[1] = bytes;
    });
    assert_eq!(sentence, "more than 256 things stand inside each other");
}

#[test]
fn what_is_nested_in_the_rules_may_be_so_in_the_code() {
    let mut program = program("if employees > 50 or employees < 10 +10");
    let LineKind::If { condition: Some(condition), .. } = &mut program.lines[0].kind else {
        panic!("an `if`");
    };
    let Cond::Or(both) = condition.clone() else { panic!("two conditions") };
    let number = |bound: usize| match &both[0] {
        Cond::Number { left, op, .. } => {
            Cond::Number { left: left.clone(), op: *op, right: Num::Literal(bound as f64) }
        }
        _ => panic!("a comparison"),
    };
    for level in 0..120 {
        let inner = std::mem::replace(condition, Cond::Constant(true));
        let either = Cond::Or(vec![number(1_000 - level), inner]);
        *condition = Cond::And(vec![number(level), either]);
    }
    let read = artifact::read(&written(&program)).expect("not too deep");
    assert!(read.program == program);
}

#[test]
fn sections_stand_in_their_order() {
    let mut bytes = small();
    bytes[HEADER] = 2;
    let expected =
        format!("section head, byte {HEADER}: another section stands where this one must");
    assert_eq!(said(&with_checksum(bytes.clone())), expected);
    bytes[HEADER] = 1;
    bytes[HEADER + 1..HEADER + 9].fill(0xff);
    let expected =
        format!("section head, byte {}: the section is longer than the file", HEADER + 9);
    assert_eq!(said(&with_checksum(bytes)), expected);
}
