//! The header of a native object: structs with the model's own names, tables of labels, and how to call it.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::ir::Program;
use crate::types::{Field, Type};

/// Words that C and C++ keep for themselves.
const KEYWORDS: &[&str] = &[
    "alignas",
    "alignof",
    "and",
    "asm",
    "auto",
    "bool",
    "break",
    "case",
    "catch",
    "char",
    "class",
    "const",
    "constexpr",
    "continue",
    "default",
    "delete",
    "do",
    "double",
    "else",
    "enum",
    "explicit",
    "export",
    "extern",
    "false",
    "float",
    "for",
    "friend",
    "goto",
    "if",
    "inline",
    "int",
    "long",
    "mutable",
    "namespace",
    "new",
    "not",
    "nullptr",
    "operator",
    "or",
    "private",
    "protected",
    "public",
    "register",
    "restrict",
    "return",
    "short",
    "signed",
    "sizeof",
    "static",
    "struct",
    "switch",
    "template",
    "this",
    "throw",
    "true",
    "try",
    "typedef",
    "typeof",
    "union",
    "unsigned",
    "using",
    "virtual",
    "void",
    "volatile",
    "while",
    "xor",
];

/// The text of the header for an object with this prefix.
pub fn header(program: &Program, prefix: &str) -> String {
    let mut page = Page { program, prefix, upper: prefix.to_uppercase(), text: String::new() };
    page.opening();
    page.cells();
    page.lead();
    page.event();
    page.result();
    page.tables();
    page.call();
    page.text
}

/// A name as C takes it: letters, digits and `_`.
pub fn identifier(name: &str) -> String {
    let mut text: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if text.is_empty() || text.starts_with(|c: char| c.is_ascii_digit()) {
        text.insert(0, '_');
    }
    if KEYWORDS.contains(&text.as_str()) {
        text.push('_');
    }
    text
}

/// Names that do not collide: the second of two becomes `name_2`.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    fn of(&mut self, name: &str) -> String {
        let plain = identifier(name);
        let mut unique = plain.clone();
        let mut number = 2;
        while !self.0.insert(unique.clone()) {
            unique = format!("{plain}_{number}");
            number += 1;
        }
        unique
    }
}

struct Page<'p> {
    program: &'p Program,
    prefix: &'p str,
    upper: String,
    text: String,
}

impl Page<'_> {
    /// A line; `@` stands for the prefix, `%` for it in capitals.
    fn line(&mut self, line: &str) {
        let line = line.replace('@', self.prefix).replace('%', &self.upper);
        // Writing to a text never fails.
        let _ = writeln!(self.text, "{line}");
    }

    /// Lines with a blank one behind them.
    fn lines(&mut self, lines: &str) {
        lines.trim_end().lines().for_each(|line| self.line(line));
        self.line("");
    }

    fn opening(&mut self) {
        self.lines(
            "/* Lead scoring rules as machine code, made by `baremo build --target object`. Link the object that belongs to this header.

   Times are seconds since 1970-01-01T00:00:00Z, points are hundredths. Any thread may call; nothing is kept between calls. */
#ifndef %_H
#define %_H

#include <stddef.h>
#include <stdint.h>

/* A program need not use all tables. */
#if defined(__GNUC__)
#define %_UNUSED __attribute__((unused))
#else
#define %_UNUSED
#endif

#ifdef __cplusplus
extern \"C\" {
#endif
",
        );
    }

    fn cells(&mut self) {
        self.lines(
            "/* Values. All zeros are unknown. */

/* UTF-8, not necessarily with a zero behind it; bytes NULL or blank: unknown. */
typedef struct { const char *bytes; size_t length; } @_text;
/* Never infinite, never NaN; known 0: unknown. */
typedef struct { double value; int64_t known; } @_number;
typedef struct { int64_t seconds; int64_t known; } @_date;
typedef struct { int64_t yes; int64_t known; } @_bool;
/* items NULL: unknown. */
typedef struct { const @_text *items; size_t count; } @_list;
",
        );
    }

    fn fields(&mut self, fields: &[Field], names: &mut Names) {
        for field in fields {
            let name = names.of(&field.name);
            let ty = match &field.ty {
                Type::Number => "number",
                Type::Bool => "bool",
                Type::Date => "date",
                Type::Text | Type::OneOf(_) => "text",
                Type::List => "list",
            };
            let note = match &field.ty {
                Type::OneOf(items) => format!("one of: {}", items.join(", ")),
                _ if name != field.name => field.name.clone(),
                _ => String::new(),
            };
            let note = comment(&note);
            self.line(&format!("    @_{ty} {name};{note}"));
        }
    }

    fn lead(&mut self) {
        self.line("/* A lead: the attributes that the rules read. */");
        self.line("typedef struct {");
        let attributes = &self.program.schema.attributes;
        self.fields(attributes, &mut Names::default());
        if attributes.is_empty() {
            self.line("    char nothing; /* the rules read no attribute */");
        }
        self.line("} @_lead;\n");
    }

    fn event(&mut self) {
        self.line("/* Names of events that the rules count; any other is %_EVENT_OTHER. */");
        self.line("enum {");
        self.line("    %_EVENT_OTHER = -1,");
        let mut names = Names::default();
        names.of("OTHER");
        for (number, event) in self.program.schema.events.iter().enumerate() {
            let name = names.of(&event.to_uppercase());
            let note = comment(if name.eq_ignore_ascii_case(event) { "" } else { event });
            self.line(&format!("    %_EVENT_{name} = {number},{note}"));
        }
        self.line("};\n");
        self.line("/* Something that a lead did; a property that it does not have is unknown. */");
        self.line("typedef struct {");
        self.line("    int64_t time;");
        self.line("    int64_t event; /* %_EVENT_... */");
        let mut names = Names::default();
        names.of("time");
        names.of("event");
        self.fields(&self.program.schema.properties, &mut names);
        self.line("} @_event;\n");
    }

    fn result(&mut self) {
        let Program { scores, grades, .. } = self.program;
        self.line("/* What a lead comes to. */");
        self.line("typedef struct {");
        self.line("    int64_t in_model; /* 0: the model is not for this lead, and there is nothing below */");
        let (graded, celled) = (scores.len(), scores.len() + grades.len());
        for (at, name) in names_of(self.program).iter().enumerate() {
            let note = match at {
                at if at < graded => "hundredths of a point".to_string(),
                at if at < celled => format!("a position in @_{name}_labels; -1: none"),
                _ => format!("a position in @_{name}_values; -1: none, -2: disqualified"),
            };
            self.line(&format!("    int64_t {name}; /* {note} */"));
        }
        self.lines(
            "    int64_t stage; /* a position in @_stages; -1: none, -2: disqualified */
    int64_t stage_line; /* a position in @_actions; -1: the base or none */
    int64_t disqualified; /* 1: for some reason that the rules give */
    /* Where an error is: -1 for the lead, else the number of the event; and the number of the field, or of the property. */
    int64_t error_event;
    int64_t error_field;
} @_result;
",
        );
    }

    fn tables(&mut self) {
        let program = self.program;
        self.line("/* Names for what the result numbers. */\n");
        let some = |texts: &[String]| texts.iter().cloned().map(Some).collect::<Vec<_>>();
        self.table("stages", &some(&program.stages));
        let actions: Vec<Option<String>> =
            program.stage_lines.iter().map(|line| line.action.clone()).collect();
        self.table("actions", &actions);
        let base = program.base.as_ref().and_then(|base| base.action.clone());
        let base = base.as_deref().map_or("NULL".into(), quoted);
        self.line(&format!(
            "%_UNUSED static const char *const @_base_action = {};",
            escaped(&base)
        ));
        let names = names_of(program);
        let (grades, matrices) = names[program.scores.len()..].split_at(program.grades.len());
        for (grade, name) in program.grades.iter().zip(grades) {
            self.table(&format!("{name}_labels"), &some(&grade.labels));
        }
        for (matrix, name) in program.matrices.iter().zip(matrices) {
            let cells = || matrix.cells.iter().flatten();
            let values = cells().map(|cell| Some(matrix.values[cell.value as usize].clone()));
            self.table(&format!("{name}_values"), &values.collect::<Vec<_>>());
            let actions = cells().map(|cell| cell.action.clone());
            self.table(&format!("{name}_actions"), &actions.collect::<Vec<_>>());
        }
        self.line("");
    }

    fn table(&mut self, name: &str, texts: &[Option<String>]) {
        let texts = texts.iter().map(|text| text.as_deref().map_or("NULL".into(), quoted));
        // An array of C has one entry at least.
        let texts: Vec<String> = texts.chain(["NULL".into()]).collect();
        let texts = escaped(&texts.join(", "));
        self.line(&format!("%_UNUSED static const char *const @_{name}[] = {{{texts}}};"));
    }

    fn call(&mut self) {
        self.lines(
            "enum {
    %_OK = 0,
    %_NULL = 1,         /* a pointer is NULL where there must be something */
    %_NOT_UTF8 = 2,     /* a text is not UTF-8 */
    %_NOT_FINITE = 3,   /* a number is infinite or NaN */
    %_NOT_ONE_OF = 4,   /* a text is not among those that the rules declare */
    %_TOO_MANY = 5      /* more events or texts than can be counted */
};

/* Scores one lead with its events, in any order, at a moment. Returns %_OK or what is wrong, and in the result where. */
int @_score(const @_lead *lead, const @_event *events, size_t count, int64_t as_of, @_result *result);

#ifdef __cplusplus
}
#endif

#endif",
        );
        self.text.pop();
    }
}

/// The fields of the result for scores, grades and matrices.
fn names_of(program: &Program) -> Vec<String> {
    let mut names = Names::default();
    for taken in ["in_model", "stage", "stage_line", "disqualified", "error_event", "error_field"] {
        names.of(taken);
    }
    let Program { scores, grades, matrices, .. } = program;
    let all = scores.iter().map(|score| &score.name).chain(grades.iter().map(|grade| &grade.name));
    all.chain(matrices.iter().map(|matrix| &matrix.name)).map(|name| names.of(name)).collect()
}

/// Behind a field; nothing where there is nothing to say.
fn comment(text: &str) -> String {
    match text {
        "" => String::new(),
        text => format!(" /* {} */", text.replace("*/", "* /").replace(['\n', '@', '%'], " ")),
    }
}

/// Without what stands for the prefix.
fn escaped(text: &str) -> String {
    text.replace('@', "\\100").replace('%', "\\045")
}

/// A string of C, in ASCII.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' | b'?' => quoted.extend(['\\', char::from(byte)]),
            b' '..=b'~' => quoted.push(char::from(byte)),
            // Three digits, so that none behind it is taken for one of them.
            byte => _ = write!(quoted, "\\{byte:03o}"),
        }
    }
    quoted.push('"');
    quoted
}
