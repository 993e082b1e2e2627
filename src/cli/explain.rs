//! `baremo explain CODE`: the page of an error or lint, offline; without a code, all of them.

use crate::cli::Ended;
use crate::cli::Outcome;
use crate::cli::failure::Failure;
use crate::cli::markdown;
use crate::cli::terminal;
use crate::diagnostic::codes;
use crate::diagnostic::near;

/// Explain an error or warning by its code; without one, list them all.
#[derive(clap::Args)]
pub struct Arguments {
    /// A code such as `E0203`.
    code: Option<String>,
}

/// What the first digits of a code say.
const AREAS: &[(&str, &str)] = &[
    ("E01", "the text of a file"),
    ("E02", "names"),
    ("E03", "types and units"),
    ("E04", "structure"),
    ("E05", "limits"),
    ("E06", "data"),
    ("E07", "live scoring"),
    ("E08", "files, parameters and tests"),
    ("E09", "SQL"),
    ("W", "warnings"),
];

pub fn run(arguments: Arguments) -> Outcome {
    let text = match &arguments.code {
        None => list(),
        Some(code) => page(code)?,
    };
    terminal::print(&text)?;
    Ok(Ended::Well)
}

fn page(code: &str) -> Result<String, Failure> {
    let entry = codes::find(code).ok_or_else(|| unknown(code))?;
    if terminal::is_stdout() {
        return Ok(markdown::render(entry.page, terminal::look()));
    }
    Ok(entry.page.to_string())
}

pub fn unknown(code: &str) -> Failure {
    let near = near::nearest(code, codes::all().map(|e| e.code.0));
    Failure::new(format!("there is no code `{code}`")).help(match near.is_empty() {
        true => "`baremo explain` lists all codes".to_string(),
        false => format!("did you mean {}?", near::one_of(near)),
    })
}

/// Every code with its title, by area.
fn list() -> String {
    let mut text = String::new();
    for &(prefix, area) in AREAS {
        let entries: Vec<_> = codes::all().filter(|e| e.code.0.starts_with(prefix)).collect();
        if entries.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("{area}\n"));
        for entry in entries {
            text.push_str(&format!("  {}  {}\n", entry.code, entry.title));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_an_area() {
        for entry in codes::all() {
            assert!(AREAS.iter().any(|(p, _)| entry.code.0.starts_with(p)), "{}", entry.code);
        }
    }
}
