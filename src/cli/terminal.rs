//! What is printed to: width, colour and drawing characters on a terminal, none of them in a pipe.

use std::io::IsTerminal;
use std::io::Write;
use std::path::Path;

use anstream::AutoStream;
use anstream::ColorChoice;
use anstyle::AnsiColor;
use anstyle::Style;

use crate::diagnostic::render::human::Look;

/// Where the terminal does not say, and in pipes and tests.
const WIDTH: usize = 100;

pub fn is_stdout() -> bool {
    std::io::stdout().is_terminal()
}

/// In characters.
pub fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let asked = || comfy_table::Table::new().width().map(usize::from).filter(|&w| w > 0);
    let known = if is_stdout() { told.or_else(asked) } else { None };
    known.unwrap_or(WIDTH).clamp(40, 200)
}

/// How to draw for standard output.
pub fn look() -> Look {
    let color = AutoStream::choice(&std::io::stdout()) != ColorChoice::Never;
    Look { width: width(), color, unicode: unicode() }
}

/// How to draw for standard error.
pub fn look_stderr() -> Look {
    let color = AutoStream::choice(&std::io::stderr()) != ColorChoice::Never;
    Look { color, ..look() }
}

/// Whether the locale can show box drawings; a locale that says nothing is taken to.
fn unicode() -> bool {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))
        .is_none_or(|locale| !matches!(locale.as_str(), "C" | "POSIX"))
}

/// Data, to standard output.
pub fn print(text: &str) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Words for people, to standard error. Where nobody can hear them the command goes on.
pub fn say(text: &str) {
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// Why the command could not run.
pub fn complain(message: &str, help: Option<&str>) {
    let (red, cyan) = (bold(AnsiColor::Red), bold(AnsiColor::Cyan));
    say(&format!("{red}error:{red:#} {message}\n"));
    if let Some(help) = help {
        say(&format!("  {cyan}help:{cyan:#} {help}\n"));
    }
}

pub fn bold(color: AnsiColor) -> Style {
    Style::new().bold().fg_color(Some(color.into()))
}

/// A path with `/` everywhere.
pub fn path(path: &str) -> String {
    Path::new(path).display().to_string().replace('\\', "/")
}
