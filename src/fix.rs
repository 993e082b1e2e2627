//! Cures of reports, applied: those that are safe.
//!
//! A cure is safe where it is the only one of its report, takes the report away, brings no error, and, in files that scored already, changes no
//! score, grade or stage of leads drawn at random. A guess at a name is not safe: it may be another column.

use crate::check;
use crate::check::Compiled;
use crate::check::Loader;
use crate::check::Settings;
use crate::diagnostic::Code;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Edit;
use crate::diagnostic::Fix;
use crate::diagnostic::codes;
use crate::ir::Program;
use crate::lint;
use crate::witness::differing;

/// A cure may uncover what another one cures; a file is done long before so many rounds.
const ROUNDS: usize = 20;
/// Leads drawn for each program before and after a cure.
const LEADS: u64 = 200;

/// Files after the cures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// As they were given, by name and text.
    pub files: Vec<(String, String)>,
    /// How many cures were applied.
    pub applied: usize,
}

/// Applies what is safe, and again, until nothing is left that is.
pub fn run(files: &[(String, String)], loader: &dyn Loader, settings: &Settings) -> Fixed {
    let mut fixer = Fixer { loader, settings, refused: Vec::new() };
    let mut fixed = Fixed { files: files.to_vec(), applied: 0 };
    for _ in 0..ROUNDS {
        if !fixer.round(&mut fixed) {
            break;
        }
    }
    fixed
}

/// The only fix of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cure {
    code: Code,
    message: String,
    fix: Fix,
}

impl Cure {
    /// How many reports say the same.
    fn reports(&self, compiled: &Compiled) -> usize {
        let all = compiled.diagnostics.iter();
        all.filter(|d| d.code == self.code && d.message == self.message).count()
    }
}

struct Fixer<'a> {
    loader: &'a dyn Loader,
    settings: &'a Settings,
    /// Cures that were tried and are not safe.
    refused: Vec<Cure>,
}

impl Fixer<'_> {
    /// All cures that do not touch each other at once, or one by one where that is not safe.
    fn round(&mut self, fixed: &mut Fixed) -> bool {
        let before = self.compile(&fixed.files);
        let cures = self.cures(&before, &fixed.files);
        let together = apart(&cures);
        if together.is_empty() {
            return false;
        }
        if self.try_all(&before, fixed, &together) {
            return true;
        }
        // Which of them is it?
        let refused = self.refused.len();
        for cure in &together {
            if !self.try_all(&before, &mut fixed.clone(), std::slice::from_ref(cure)) {
                self.refused.push(cure.clone());
            }
        }
        // Where each alone is safe, one is applied: the next round sees the others anew.
        self.refused.len() > refused || self.try_all(&before, fixed, &together[..1])
    }

    fn compile(&self, files: &[(String, String)]) -> Compiled {
        let mut compiled = check::compile(files, self.loader, self.settings);
        lint::run(&mut compiled);
        compiled
    }

    /// Of reports with one cure, in files that may be written.
    fn cures(&self, compiled: &Compiled, files: &[(String, String)]) -> Vec<Cure> {
        let is_ours = |edit: &Edit| {
            let name = &compiled.sources.get(edit.span.file).name;
            files.iter().any(|(file, _)| **file == **name)
        };
        let of = |diagnostic: &Diagnostic| match diagnostic.fixes.as_slice() {
            [fix] if !codes::is_about_a_name(diagnostic.code) && fix.edits.iter().all(is_ours) => {
                let Diagnostic { code, message, .. } = diagnostic;
                Some(Cure { code: *code, message: message.clone(), fix: fix.clone() })
            }
            _ => None,
        };
        let all = compiled.diagnostics.iter().filter_map(of);
        all.filter(|cure| !self.refused.contains(cure)).collect()
    }

    fn try_all(&self, before: &Compiled, fixed: &mut Fixed, cures: &[Cure]) -> bool {
        let files = edited(before, &fixed.files, cures);
        let after = self.compile(&files);
        if !is_better(before, &after, cures) || !scores_the_same(before, &after) {
            return false;
        }
        fixed.files = files;
        fixed.applied += cures.len();
        true
    }
}

/// Cures of which no two touch the same text, the first of those that do.
fn apart(cures: &[Cure]) -> Vec<Cure> {
    let mut taken: Vec<Edit> = Vec::new();
    let mut chosen = Vec::new();
    for cure in cures {
        let touches = |edit: &Edit| {
            let near = |other: &Edit| {
                other.span.file == edit.span.file
                    && other.span.start <= edit.span.end
                    && edit.span.start <= other.span.end
            };
            taken.iter().any(near)
        };
        if !cure.fix.edits.iter().any(touches) {
            taken.extend(cure.fix.edits.iter().cloned());
            chosen.push(cure.clone());
        }
    }
    chosen
}

fn edited(before: &Compiled, files: &[(String, String)], cures: &[Cure]) -> Vec<(String, String)> {
    let mut edits: Vec<&Edit> = cures.iter().flat_map(|cure| &cure.fix.edits).collect();
    // From the end, so that places before stay where they are.
    edits.sort_by_key(|edit| std::cmp::Reverse((edit.span.file, edit.span.start)));
    let mut files = files.to_vec();
    for edit in edits {
        let name = &before.sources.get(edit.span.file).name;
        if let Some((_, text)) = files.iter_mut().find(|(file, _)| **file == **name) {
            text.replace_range(edit.span.range(), &edit.text);
        }
    }
    files
}

/// The reports that were to be cured are gone, and a file without errors still has none.
fn is_better(before: &Compiled, after: &Compiled, cures: &[Cure]) -> bool {
    let same = |cure: &Cure| {
        cures.iter().filter(|c| (c.code, &c.message) == (cure.code, &cure.message)).count()
    };
    let gone = cures.iter().all(|cure| cure.reports(after) + same(cure) <= cure.reports(before));
    gone && (before.has_errors() || !after.has_errors())
}

/// Where there were programs: leads drawn for them come to the same.
fn scores_the_same(before: &Compiled, after: &Compiled) -> bool {
    fn programs(compiled: &Compiled) -> Vec<&Program> {
        compiled.models.iter().filter_map(|model| model.program.as_ref()).collect()
    }
    if before.has_errors() {
        return true;
    }
    let (old, new) = (programs(before), programs(after));
    old.len() == new.len()
        && old.iter().zip(&new).all(|(old, new)| differing(old, new, LEADS).is_none())
}
