//! `baremo dump --stage … F`: what a rule file is at each step on its way to a program.

use std::fmt::Debug;
use std::fmt::Write;

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::bytecode;
use crate::cli::Ended;
use crate::cli::Outcome;
use crate::cli::loaded;
use crate::cli::model::Rules;
use crate::cli::terminal;
use crate::engine;
use crate::ir::Program;
use crate::ir::print::print;
use crate::optimise::{self, Pass, Passes};
use crate::source::FileId;
use crate::source::Source;
use crate::syntax;
use crate::syntax::token::Kind;

/// Print what a rule file becomes on its way to a program.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    rules: Rules,
    #[arg(long, value_enum, value_name = "STAGE")]
    stage: Stage,
    /// Only this pass of the optimiser; may be given several times.
    #[arg(long = "pass", value_name = "NAME", value_parser = pass_names())]
    passes: Vec<Pass>,
}

fn pass_names() -> impl TypedValueParser<Value = Pass> {
    PossibleValuesParser::new(Pass::ALL.map(Pass::name))
        .try_map(|name| Pass::named(&name).ok_or("no such pass"))
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// Words, values and signs with their places.
    Tokens,
    /// The tree of the file as written.
    Ast,
    /// The checked program.
    Ir,
    /// The program after each pass of the optimiser that changed it.
    Optimised,
    /// What the engine runs.
    Bytecode,
    /// Machine code as its compiler is given it.
    Clif,
}

pub fn run(arguments: Arguments) -> Outcome {
    match arguments.stage {
        Stage::Tokens => files(&arguments, tokens),
        Stage::Ast => {
            files(&arguments, |source| tree(&syntax::parse(FileId::default(), &source.text).file))
        }
        Stage::Ir => models(&arguments, print),
        Stage::Optimised => models(&arguments, |program| optimised(program, arguments.passes())),
        Stage::Bytecode => models(&arguments, |program| {
            let program = optimise::run(program.clone(), arguments.passes());
            bytecode::print(&bytecode::lower(&program))
        }),
        Stage::Clif => models(&arguments, |program| {
            engine::clif(&optimise::run(program.clone(), arguments.passes()))
        }),
    }
}

impl Arguments {
    /// All, unless some are named.
    fn passes(&self) -> Passes {
        match self.passes.as_slice() {
            [] => Passes::all(),
            named => named.iter().copied().collect(),
        }
    }
}

/// Each step with the pass that took it.
fn optimised(program: &Program, passes: Passes) -> String {
    let mut steps = Vec::new();
    optimise::run_telling(program.clone(), passes, &mut |pass, program| {
        steps.push(format!("# after {}\n{}", pass.name(), print(program)));
    });
    if steps.is_empty() {
        steps.push(format!("# unchanged\n{}", print(program)));
    }
    steps.join("\n")
}

/// Prints each file as written, whatever is wrong in it.
fn files(arguments: &Arguments, show: impl Fn(&Source) -> String) -> Outcome {
    let files = arguments.rules.open()?.files;
    let several = files.len() > 1;
    for (name, text) in files {
        let shown = show(&Source::new(name.as_str(), text));
        terminal::print(&titled(&name, several, shown))?;
    }
    Ok(Ended::Well)
}

/// Prints each model of sound rules, or each that was compiled before.
fn models(arguments: &Arguments, show: impl Fn(&Program) -> String) -> Outcome {
    let files = &arguments.rules.files;
    if files.iter().any(|file| loaded::is_artifact(file)) {
        for (file, model) in files.iter().zip(loaded::models(&arguments.rules)?.unwrap_or_default())
        {
            terminal::print(&titled(file, files.len() > 1, show(&model.program)))?;
        }
        return Ok(Ended::Well);
    }
    let Some(compiled) = arguments.rules.sound()? else { return Ok(Ended::Fault) };
    for model in &compiled.models {
        let name = &compiled.sources.get(model.file).name;
        if let Some(program) = &model.program {
            let shown = show(program);
            terminal::print(&titled(name, compiled.models.len() > 1, shown))?;
        }
    }
    Ok(Ended::Well)
}

fn titled(name: &str, several: bool, text: String) -> String {
    if several { format!("# {name}\n{text}\n") } else { text }
}

fn tokens(source: &Source) -> String {
    let mut out = String::new();
    for token in syntax::token::tokens(&source.text) {
        let place = source.position(token.start as u32).to_string();
        let kind = format!("{:?}", token.kind);
        let text = format!("{:?}", token.text(&source.text));
        let text = if token.kind == Kind::Newline { "" } else { &text };
        let _ = writeln!(out, "{}", format!("{place:>8}  {kind:<12}  {text}").trim_end());
    }
    out
}

/// A value as an indented tree, each span on one line.
fn tree(value: &impl Debug) -> String {
    let text = format!("{value:#?}");
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        match line.split_once("Span {") {
            Some((before, "")) if !before.trim().is_empty() || line.trim() == "Span {" => {
                let _ = writeln!(out, "{before}{}", span(&mut lines));
            }
            _ => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

/// The rest of a span's lines as `start..end`.
fn span<'a>(lines: &mut impl Iterator<Item = &'a str>) -> String {
    let mut bounds = Vec::new();
    for line in lines {
        let line = line.trim();
        if let Some((_, bound)) = line.split_once(": ").filter(|(name, _)| *name != "file") {
            bounds.push(bound.trim_end_matches(','));
        }
        if line.starts_with('}') {
            break;
        }
    }
    bounds.join("..") + ","
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn spans_take_one_line() {
        #[derive(Debug)]
        #[expect(dead_code, reason = "read by Debug alone")]
        struct Node {
            span: Span,
            name: &'static str,
        }
        let node = Node { span: Span::new(FileId(0), 3, 9), name: "a" };
        assert_eq!(tree(&node), "Node {\n    span: 3..9,\n    name: \"a\",\n}\n");
    }
}
