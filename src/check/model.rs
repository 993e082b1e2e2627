//! One model from its trees to its program: the desk on which all parts of the checker work.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::thread;

use crate::check::fields::{Fields, Missed, Scope};
use crate::check::files::{Loaded, Unit};
use crate::check::infer::Inference;
use crate::check::literals::Overrides;
use crate::check::names::{self, Names};
use crate::check::{Beside, Checked, lint, tests};
use crate::diagnostic::codes::{names as name_codes, structure as codes};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir;
use crate::ir::expr::TextSet;
use crate::ir::program::{self, Group, Line, Mask, Origin, Program, ScoreId};
use crate::source::Span;
use crate::syntax::ast::{self, Item};
use crate::types::calendar::Zone;

/// The end of a `where`, and the window that was found there: in `where paid within 7d` it belongs to the query, not to `paid`.
#[derive(Debug)]
pub(super) struct Window {
    /// An empty span.
    pub end: Span,
    pub seconds: Option<i64>,
}

/// The desk: what is known of the model so far.
pub(super) struct Model<'a> {
    pub loaded: &'a Loaded,
    pub unit: &'a Unit,
    pub names: Names<'a>,
    pub overrides: &'a Overrides,
    /// A test's columns: `$size` there.
    pub case: BTreeMap<&'a str, &'a ast::Expr>,
    pub fields: Fields,
    pub zone: Zone,
    /// The score whose rules are being read.
    pub current: Option<ScoreId>,
    /// Which scores a score reads, and where.
    pub reads: BTreeMap<ScoreId, Vec<(ScoreId, Span)>>,
    /// The attributes that each score's own rules name, for `coverage`.
    pub attributes: BTreeMap<ScoreId, BTreeSet<String>>,
    /// Definitions and kinds of events being written out, to find circles.
    pub open: Vec<&'a str>,
    /// Bytes of definitions and kinds written out so far.
    pub written_out: usize,
    /// How many conditions stand around the one that is read, definitions written out.
    pub nested: usize,
    /// The texts of named lists, read once.
    pub lists: BTreeMap<&'a str, crate::check::Result<Vec<TextSet>>>,
    /// Queries being read whose window may stand behind a lone yes/no of their `where`.
    pub windows: Vec<Window>,
    /// Names of the circles that are reported.
    pub circled: BTreeSet<&'a str>,
    pub lines: Vec<Line>,
    pub groups: Vec<Group>,
    pub masks: Vec<Mask>,
    pub labels: BTreeMap<&'a str, Span>,
    /// The groups of each score, by name.
    pub group_names: BTreeMap<(ScoreId, &'a str), Span>,
    /// The model with other parameters, as tests set them.
    pub variants: BTreeMap<Vec<String>, Option<Arc<Program>>>,
    pub diagnostics: Vec<Diagnostic>,
    /// Of names that are not there: by code and message.
    pub missed: HashMap<(Code, String), Missed>,
}

pub(super) fn check(
    loaded: &Loaded,
    unit: &Unit,
    overrides: &Overrides,
    beside: Option<Beside>,
) -> (Checked, Vec<Diagnostic>) {
    let (program, mut model) = compile(loaded, unit, overrides);
    let Some(program) = program else {
        return (Checked { file: unit.model, program: None, tests: Vec::new() }, model.diagnostics);
    };
    let (tests, diagnostics) = thread::scope(|scope| {
        if let Some(beside) = beside {
            scope.spawn(|| beside(unit.model, &program));
        }
        let tests = tests::cases(&mut model, &program);
        let mut diagnostics = std::mem::take(&mut model.diagnostics);
        lint::run(&model, &program, &mut diagnostics);
        (tests, diagnostics)
    });
    (Checked { file: unit.model, program: Some(program), tests }, diagnostics)
}

/// The program, where the model's files have no errors.
pub(super) fn compile<'a>(
    loaded: &'a Loaded,
    unit: &'a Unit,
    overrides: &'a Overrides,
) -> (Option<Program>, Model<'a>) {
    let mut diagnostics = Vec::new();
    let names = names::collect(loaded, unit, &mut diagnostics);
    let mut fields = Fields::default();
    let mut inference = Inference::new(&names, overrides);
    for file in &unit.files {
        inference.items(&loaded.trees[file].body.statements);
    }
    let attributes = inference.settle(&mut fields, &mut diagnostics);
    let mut model = Model {
        loaded,
        unit,
        names,
        overrides,
        case: BTreeMap::new(),
        fields,
        zone: Zone::utc(),
        current: None,
        reads: BTreeMap::new(),
        attributes,
        open: Vec::new(),
        written_out: 0,
        nested: 0,
        lists: BTreeMap::new(),
        windows: Vec::new(),
        circled: BTreeSet::new(),
        lines: Vec::new(),
        groups: Vec::new(),
        masks: vec![Mask::default()],
        labels: BTreeMap::new(),
        group_names: BTreeMap::new(),
        variants: BTreeMap::new(),
        diagnostics,
        missed: HashMap::new(),
    };
    let program = model.program();
    let unread = loaded.diagnostics.iter().any(|d| d.is_error() && model.concerns(d));
    let faulty = unread || model.diagnostics.iter().any(Diagnostic::is_error);
    let program = program.filter(|_| !faulty);
    debug_assert_eq!(program.as_ref().map_or(Ok(()), ir::verify), Ok(()));
    (program, model)
}

impl<'a> Model<'a> {
    fn concerns(&self, diagnostic: &Diagnostic) -> bool {
        self.unit.files.contains(&diagnostic.span().file)
    }

    /// The statements of the model's own file.
    pub fn statements(&self) -> &'a [ast::Statement<Item>] {
        &self.loaded.trees[&self.unit.model].body.statements
    }

    fn program(&mut self) -> Option<Program> {
        self.timezone();
        self.declarations();
        let guard = self.model_line();
        self.file_mask();
        let scores = self.scores();
        let order = self.order();
        let grades = self.grades();
        let (stages, stage_lines, base) = self.stage_lines();
        let matrices = self.matrices();
        let disqualifications = self.disqualifications();
        Some(Program {
            model: guard,
            zone: self.zone.clone(),
            schema: self.fields.used.schema.clone(),
            scores: scores?,
            order: order?,
            lines: std::mem::take(&mut self.lines),
            groups: std::mem::take(&mut self.groups),
            grades: grades?,
            matrices: matrices?,
            stages,
            stage_lines,
            base,
            disqualifications,
            masks: std::mem::take(&mut self.masks),
        })
    }

    fn timezone(&mut self) {
        let mut first: Option<Span> = None;
        for statement in self.statements() {
            let Item::Timezone(ast::Timezone { zone }) = &statement.it else { continue };
            if self.stands_once("timezone", statement.span, &mut first) {
                match Zone::named(&zone.text) {
                    Some(zone) => self.zone = zone,
                    None => {
                        let unknown = Diagnostic::error(
                            name_codes::UNKNOWN_ZONE,
                            zone.span,
                            format!("there is no time zone `{}`", zone.text),
                        );
                        let unknown = match Zone::of_place(&zone.text) {
                            Some(name) => {
                                let name = format!("\"{name}\"");
                                unknown.fix(format!("write `{name}`"), zone.span, name)
                            }
                            None => unknown,
                        };
                        self.error(unknown.here("not known").help("time zones are named by place, such as `\"Europe/Madrid\"` or `\"America/Mexico_City\"`"));
                    }
                }
            }
        }
    }

    /// Definitions and kinds are read where they stand too, so that one nobody uses is not left unread.
    fn declarations(&mut self) {
        let defines: Vec<&'a ast::Define> = self.names.defines.values().copied().collect();
        let kinds: Vec<(&'a str, Span)> = self
            .names
            .events
            .iter()
            .filter(|(_, e)| e.kind.is_some())
            .map(|(n, e)| (*n, e.span))
            .collect();
        let params: Vec<&'a ast::Param> = self.names.params.values().copied().collect();
        let used = self.fields.used.clone();
        for param in params {
            let _ = self.literal(&param.value);
        }
        for define in defines {
            let _ = self.define(&define.name.text);
        }
        for (name, span) in kinds {
            let _ = self.kind(name, span);
        }
        // Only what rules read is read from the data.
        self.fields.used = used;
        self.reads.clear();
    }

    fn model_line(&mut self) -> Option<program::Model> {
        let mut first = None;
        let mut model = None;
        for statement in self.statements() {
            let Item::Model(line) = &statement.it else { continue };
            if self.stands_once("model", statement.span, &mut first) {
                let scope = Scope { before_scores: true, ..Scope::default() };
                let guard = line.guard.as_ref().and_then(|g| self.condition(g, &scope).ok());
                let origin = self.origin(statement.span, None);
                model = Some(program::Model { name: line.name.text.clone(), origin, guard });
            }
        }
        model
    }

    fn disqualifications(&mut self) -> Vec<program::Disqualification> {
        let mut all = Vec::new();
        for statement in self.statements() {
            let Item::Disqualify(line) = &statement.it else { continue };
            self.label(line.label.as_ref());
            if self.lone_before_label(line) {
                continue;
            }
            if let Ok(condition) = self.condition(&line.condition, &Scope::default()) {
                let origin = self.origin(statement.span, line.label.as_ref());
                all.push(program::Disqualification { origin, condition });
            }
        }
        all
    }

    /// A statement that a file may hold once.
    pub fn stands_once(&mut self, what: &str, span: Span, first: &mut Option<Span>) -> bool {
        let Some(before) = *first else {
            *first = Some(span);
            return true;
        };
        self.error(
            Diagnostic::error(codes::STANDS_ONCE, span, format!("`{what}` stands once in a file"))
                .here("second time")
                .label(before, "first time")
                .help("leave one of them out")
                .fix("leave this one out", span, ""),
        );
        false
    }

    /// Labels are unique in a file: they name the invoice's lines.
    pub fn label(&mut self, label: Option<&'a ast::Text>) {
        let Some(label) = label else { return };
        if let Some(&before) = self.labels.get(label.text.as_str()) {
            self.error(
                Diagnostic::error(
                    name_codes::LABEL_TWICE,
                    label.span,
                    format!("the label `{}` is there twice", label.text),
                )
                .here("second time")
                .label(before, "first time")
                .help("a label names one line of the invoice: give this one other words"),
            );
        } else {
            self.labels.insert(&label.text, label.span);
        }
    }

    /// Where a statement stands, in words that the program carries along.
    pub fn origin(&self, span: Span, label: Option<&ast::Text>) -> Origin {
        let source = self.loaded.sources.get(span.file);
        Origin {
            span,
            file: source.name.to_string(),
            line: source.position(span.start).line,
            text: one_line(self.written(span)),
            label: label.map(|l| l.text.clone()),
        }
    }
}

/// A statement on one line: comments gone, blanks folded, at most 80 characters.
fn one_line(text: &str) -> String {
    // Most are so as they are written.
    let plain = |c: u8| c.is_ascii_graphic() && c != b'#' || c == b' ';
    if text.len() <= 80 && text.bytes().all(plain) && !text.contains("  ") {
        return text.trim().into();
    }
    let mut words = String::new();
    for line in text.lines() {
        let code = line.split(" #").next().unwrap_or("");
        for word in code.split_whitespace().take_while(|w| !w.starts_with('#')) {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word);
        }
        if words.len() > 400 {
            break;
        }
    }
    if words.chars().count() > 80 {
        words = words.chars().take(79).collect::<String>() + "…";
    }
    words
}
