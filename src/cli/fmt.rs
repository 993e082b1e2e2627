//! `baremo fmt F…`: one style for rule files.

use anstyle::AnsiColor;
use similar::ChangeTag;
use similar::TextDiff;

use crate::cli::Ended;
use crate::cli::Outcome;
use crate::cli::terminal;
use crate::data;
use crate::data::Root;
use crate::format;
use crate::format::Formatted;

/// Format rule files, each in its place; `-` formats standard input to standard output.
///
/// Words and comments stay as they are. A statement that cannot be read is left alone; `baremo check` says what is wrong with it.
#[derive(clap::Args)]
pub struct Arguments {
    /// Rule files; a folder means every `.score` file under it, `-` is standard input.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// Write nothing: name the files that are not formatted, and end with 1 if there are any.
    #[arg(long)]
    check: bool,
    /// Write nothing: show what would change, and end with 1 if anything would.
    #[arg(long, conflicts_with = "check")]
    diff: bool,
}

/// A file before and after.
struct Done {
    name: String,
    before: String,
    after: Formatted,
}

impl Done {
    fn changes(&self) -> bool {
        self.before != self.after.text
    }
}

pub fn run(arguments: Arguments) -> Outcome {
    // All are read before one is written.
    let mut all = Vec::new();
    for name in data::rule_files(&arguments.files)? {
        let before = Root::open(&name)?.text;
        let after = format::format(&before);
        all.push(Done { name, before, after });
    }
    let only_looks = arguments.check || arguments.diff;
    for done in &all {
        match done.name.as_str() {
            _ if arguments.check && done.changes() => terminal::print(&format!("{}\n", done.name))?,
            _ if arguments.diff && done.changes() => terminal::print(&difference(done))?,
            _ if only_looks => {}
            "-" => terminal::print(&done.after.text)?,
            _ if done.changes() => data::write_whole(&done.name, &done.after.text)?,
            _ => {}
        }
    }
    terminal::say(&summary(&all, only_looks));
    let unformatted = only_looks && all.iter().any(Done::changes);
    Ok(if unformatted { Ended::Fault } else { Ended::Well })
}

fn summary(all: &[Done], only_looks: bool) -> String {
    let files = |count: usize| if count == 1 { "1 file".into() } else { format!("{count} files") };
    let changed = all.iter().filter(|done| done.changes()).count();
    let mut words = match (changed, only_looks) {
        (0, _) => format!("{} formatted already", files(all.len())),
        (changed, true) => format!("{} of {} to be formatted", changed, files(all.len())),
        (changed, false) => format!("{changed} of {} formatted", files(all.len())),
    };
    match all.iter().map(|done| done.after.left).sum() {
        0 => {}
        1 => words += ", 1 statement left as it is, for it cannot be read",
        left => words += &format!(", {left} statements left as they are, for they cannot be read"),
    }
    words + "\n"
}

/// What would change, as a patch.
fn difference(done: &Done) -> String {
    let diff = TextDiff::from_lines(&done.before, &done.after.text);
    let (red, green) = (AnsiColor::Red.on_default(), AnsiColor::Green.on_default());
    let mut text = format!("--- {0}\n+++ {0}\n", done.name);
    for hunk in diff.unified_diff().context_radius(2).iter_hunks() {
        text += &format!("{}\n", hunk.header());
        for change in hunk.iter_changes() {
            let line = change.value().trim_end_matches(['\n', '\r']);
            text += &match change.tag() {
                ChangeTag::Equal => format!(" {line}\n"),
                ChangeTag::Delete => format!("{red}-{line}{red:#}\n"),
                ChangeTag::Insert => format!("{green}+{line}{green:#}\n"),
            };
        }
    }
    text
}
