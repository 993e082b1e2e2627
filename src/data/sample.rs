//! `baremo.toml`: the sample data beside rules and the moment that is asked about, as defaults for commands and editors.
//!
//! ```toml
//! leads = "leads.csv"
//! events = ["2025.jsonl", "2026/*.jsonl"]
//! as_of = 2026-01-31
//! ```
//!
//! The file may come from anybody, as rules do: it names data of its own folder only, and no pipes or devices.

use std::borrow::Cow;
use std::fs;
use std::ops::Range;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

use toml::Spanned;
use toml::de::DeTable;
use toml::de::DeValue;

use crate::diagnostic;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::data::SAMPLE;
use crate::diagnostic::near;
use crate::source::FileId;
use crate::source::Source;
use crate::source::Sources;
use crate::source::Span;
use crate::types::calendar::Zone;

use super::error::DataError;
use super::files::Root;
use super::format::expand;
use super::load::Options;
use super::time;

/// What the file is called.
pub const SAMPLE_FILE: &str = "baremo.toml";

/// Everything that can be set, with an example.
const SETTINGS: &[(&str, &str)] = &[
    ("leads", "\"leads.csv\""),
    ("events", "[\"events.jsonl\"]"),
    ("as_of", "\"2026-01-31\""),
    ("id", "\"customer_id\""),
    ("event_lead", "\"lead_id\""),
    ("event_column", "\"event\""),
    ("time_column", "\"time\""),
    ("unknown", "[\"n/a\"]"),
    ("decimal_comma", "true"),
];

/// So many lines that make no sense are told; a file of more is no file of settings.
const MOST: usize = 20;

/// A `baremo.toml`, and what is wrong in it.
#[derive(Debug, Clone)]
pub struct Sample {
    pub path: PathBuf,
    /// The file alone, for reports.
    pub sources: Sources,
    pub diagnostics: Vec<Diagnostic>,
    /// Paths of data are from where the command runs, as those on a command line.
    pub leads: Option<String>,
    /// Without globs.
    pub events: Vec<String>,
    pub as_of: Option<String>,
    /// Columns, spellings of unknown, the decimal comma.
    pub options: Options,
}

impl Sample {
    /// The nearest one: in a folder, or in one around it.
    pub fn around(folder: &Path) -> Result<Option<Sample>, DataError> {
        let folder = if folder == Path::new("") { Path::new(".") } else { folder };
        let beside = folder.join(SAMPLE_FILE);
        if beside.exists() {
            return Sample::open(&beside).map(Some);
        }
        let Ok(whole) = folder.canonicalize() else { return Ok(None) };
        let mut above = whole.ancestors().skip(1).map(|folder| folder.join(SAMPLE_FILE));
        above.find(|path| path.exists()).map(|path| Sample::open(&path)).transpose()
    }

    fn open(path: &Path) -> Result<Sample, DataError> {
        let name = path.display().to_string();
        let plain = name.strip_prefix("./").unwrap_or(&name);
        let text = Root::open(plain)?.text;
        Ok(Sample::read(Path::new(plain), &text))
    }

    /// What a text says, as the one of the file at this path.
    pub fn read(path: &Path, text: &str) -> Sample {
        let mut sources = Sources::default();
        let file = sources.add(Source::new(path.display().to_string(), text));
        let mut reader = Reader {
            text,
            file,
            folder: path.parent().unwrap_or(Path::new("")),
            diagnostics: Vec::new(),
        };
        let readable = reader.readable();
        let mut sample = Sample {
            path: path.into(),
            sources,
            diagnostics: Vec::new(),
            leads: None,
            events: Vec::new(),
            as_of: None,
            options: Options::default(),
        };
        for (name, value) in DeTable::parse_recoverable(&readable).0.get_ref() {
            reader.setting(&mut sample, name, value);
        }
        sample.diagnostics = reader.diagnostics;
        diagnostic::sort(&mut sample.diagnostics);
        sample.diagnostics.dedup();
        sample
    }

    /// Is there anything to score?
    pub fn has_data(&self) -> bool {
        self.leads.is_some() || !self.events.is_empty()
    }
}

type Key<'t> = Spanned<Cow<'t, str>>;

struct Reader<'t> {
    text: &'t str,
    file: FileId,
    folder: &'t Path,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// The text with blanks for the lines that make no sense, each of which is told: the parser gives up at the first.
    fn readable(&mut self) -> String {
        let mut text = self.text.to_string();
        while let Some(error) = DeTable::parse_recoverable(&text).1.first() {
            let before = &text[..text.floor_char_boundary(error.span().map_or(0, |at| at.end))];
            // What is missing at the end is missing behind the last line that says something.
            let before = before.trim_end();
            let start = before.rfind('\n').map_or(0, |end| end + 1);
            let length = text[start..].lines().next().map_or(0, str::len);
            if text[start..start + length].trim().is_empty() || self.diagnostics.len() == MOST {
                return String::new();
            }
            self.unreadable(start);
            text.replace_range(start..start + length, &" ".repeat(length));
        }
        text
    }

    fn span(&self, bytes: Range<usize>) -> Span {
        Span::new(self.file, bytes.start, bytes.end)
    }

    fn report(&mut self, bytes: Range<usize>, message: String, help: String) {
        let report = Diagnostic::error(SAMPLE, self.span(bytes), message).help(help);
        self.diagnostics.push(report);
    }

    /// Says of a line, by where it begins, why it makes no sense.
    fn unreadable(&mut self, start: usize) {
        let line = self.text[start..].lines().next().unwrap_or("").trim_end();
        let span = self.span(start..start + line.len());
        let unquoted = line.split_once('=').map(|(name, value)| (name.trim(), value));
        let unquoted = unquoted.filter(|(name, value)| is_setting(name) && is_bare(value.trim()));
        let report = match unquoted {
            Some((_, value)) => {
                let from = start + line.len() - value.trim_start().len();
                let span = self.span(from..start + line.len());
                let quoted = format!("\"{}\"", value.trim());
                Diagnostic::error(SAMPLE, span, format!("`{}` needs quotes", value.trim())).fix(
                    format!("write {quoted}"),
                    span,
                    quoted,
                )
            }
            None if self.text[..start].lines().any(|before| same_name(before, line)) => {
                let name = line.split('=').next().unwrap_or("").trim();
                Diagnostic::error(SAMPLE, span, format!("`{name}` is set twice"))
                    .help("keep one of the two lines")
            }
            None => Diagnostic::error(SAMPLE, span, "this line cannot be read")
                .help("a line is a name, `=` and a value, as in `leads = \"leads.csv\"`"),
        };
        self.diagnostics.push(report);
    }

    fn setting(&mut self, sample: &mut Sample, name: &Key, value: &Spanned<DeValue>) {
        let options = &mut sample.options;
        match &**name.get_ref() {
            "leads" => sample.leads = self.text(name, value).and_then(|p| self.one(value, &p)),
            "events" => {
                let paths = self.texts(name, value);
                sample.events = paths.iter().flat_map(|(at, p)| self.paths(at, p)).collect();
            }
            "as_of" => sample.as_of = self.moment(value),
            "id" => options.id = self.text(name, value),
            "event_lead" => options.event_lead = self.text(name, value),
            "event_column" => options.event_column = self.text(name, value),
            "time_column" => options.time_column = self.text(name, value),
            "unknown" => {
                options.unknown =
                    self.texts(name, value).into_iter().map(|(_, text)| text).collect();
            }
            "decimal_comma" => match value.get_ref() {
                DeValue::Boolean(it) => options.decimal_comma = *it,
                _ => self.wrong(name, value, "is `true` or `false`"),
            },
            other => self.unknown(other, name.span()),
        }
    }

    fn unknown(&mut self, name: &str, at: Range<usize>) {
        let settings = SETTINGS.iter().map(|(name, _)| *name);
        let span = self.span(at);
        let report = Diagnostic::error(SAMPLE, span, format!("there is no setting `{name}`"));
        let near = near::nearest(name, settings.clone());
        self.diagnostics.push(match near.first() {
            Some(first) => report
                .help(format!("did you mean {}?", near::one_of(near.iter().copied())))
                .fix(format!("write `{first}`"), span, *first),
            None => report.help(format!("the settings are {}", near::one_of(settings))),
        });
    }

    fn wrong(&mut self, name: &Key, value: &Spanned<DeValue>, is: &str) {
        let name = name.get_ref();
        let example = SETTINGS.iter().find(|(it, _)| *it == &**name).map_or("", |(_, it)| it);
        let help = format!("write it as in `{name} = {example}`");
        self.report(value.span(), format!("`{name}` {is}"), help);
    }

    fn text(&mut self, name: &Key, value: &Spanned<DeValue>) -> Option<String> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong(name, value, "is a text in quotes");
        }
        text.map(Into::into)
    }

    /// A text, or a list of them, each with its place.
    fn texts(&mut self, name: &Key, value: &Spanned<DeValue>) -> Vec<(Range<usize>, String)> {
        let Some(items) = value.get_ref().as_array() else {
            let text = value.get_ref().as_str().map(|text| (value.span(), text.into()));
            if text.is_none() {
                self.wrong(name, value, "is a text in quotes, or a list of them");
            }
            return text.into_iter().collect();
        };
        let mut texts = Vec::new();
        for item in items {
            texts.extend(self.text(name, item).map(|text| (item.span(), text)));
        }
        texts
    }

    /// `"2026-01-31"`, or without quotes, as TOML has moments too.
    fn moment(&mut self, value: &Spanned<DeValue>) -> Option<String> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(moment) => moment.to_string(),
            _ => String::new(),
        };
        if time::from_text(&text, &Zone::utc()).is_ok() {
            return Some(text);
        }
        let help = "write it as in `as_of = \"2026-01-31\"` or `as_of = \"2026-01-31T09:30:00Z\"`";
        self.report(value.span(), "`as_of` is not a moment".into(), help.into());
        None
    }

    fn one(&mut self, value: &Spanned<DeValue>, path: &str) -> Option<String> {
        self.data_file(&value.span(), &self.folder.join(path))
    }

    /// The files of a path or a glob.
    fn paths(&mut self, at: &Range<usize>, path: &str) -> Vec<String> {
        if leaves(path) {
            return self.data_file(at, &self.folder.join(path)).into_iter().collect();
        }
        let folder = glob::Pattern::escape(&self.folder.to_string_lossy());
        let whole = self.folder.join(path).display().to_string();
        let is_glob = path.contains(['*', '?', '[']) && !Path::new(&whole).exists();
        if !is_glob {
            return self.data_file(at, Path::new(&whole)).into_iter().collect();
        }
        let pattern = Path::new(&folder).join(path).display().to_string();
        match expand(&[pattern]) {
            Ok(files) => files.iter().filter_map(|f| self.data_file(at, Path::new(f))).collect(),
            Err(_) => {
                let help = "paths begin at the folder of this file".into();
                self.report(at.clone(), format!("no file has a name like `{path}`"), help);
                Vec::new()
            }
        }
    }

    /// A file of the folder; links count for where they lead.
    fn data_file(&mut self, at: &Range<usize>, path: &Path) -> Option<String> {
        let shown = path.strip_prefix(self.folder).unwrap_or(path).display().to_string();
        let here = if self.folder == Path::new("") { Path::new(".") } else { self.folder };
        let outside = match (path.canonicalize(), here.canonicalize()) {
            (Ok(file), Ok(folder)) => !file.starts_with(folder),
            // Nothing is told about what lies elsewhere.
            _ => leaves(&shown),
        };
        let (message, help) = if outside {
            let message = format!("`{shown}` lies outside the folder of `{SAMPLE_FILE}`");
            (message, "move the data into it, or this file into a folder around both")
        } else if !path.exists() {
            let message = format!("there is no file `{shown}`");
            (message, "paths begin at the folder of this file")
        } else if !fs::metadata(path).is_ok_and(|it| it.is_file()) {
            let message = format!("`{shown}` is a folder or a device, not a file of data");
            (message, "name the file in it, as in `leads = \"data/leads.csv\"`")
        } else {
            return Some(path.display().to_string());
        };
        self.report(at.clone(), message, help.into());
        None
    }
}

fn leaves(path: &str) -> bool {
    let stays = |part: Component| matches!(part, Component::Normal(_) | Component::CurDir);
    !Path::new(path).components().all(stays)
}

fn is_setting(name: &str) -> bool {
    SETTINGS.iter().any(|(it, _)| *it == name)
}

/// A text that somebody wrote without quotes.
fn is_bare(value: &str) -> bool {
    !value.is_empty() && !value.starts_with(['"', '\'', '[', '{', '#']) && !value.contains('#')
}

fn same_name(before: &str, line: &str) -> bool {
    let name = |line: &str| line.split_once('=').map(|(name, _)| name.trim().to_string());
    name(before).is_some_and(|before| name(line) == Some(before))
}
