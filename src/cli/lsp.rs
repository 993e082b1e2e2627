//! `baremo lsp`: the language server, which editors start.

use lsp_server::Connection;

use crate::cli::Ended;
use crate::cli::Outcome;
use crate::lsp;

/// Serve an editor: the language server, over standard input and output.
///
/// Editors start it by themselves. It ends with 0 when the editor shuts it down, and with 1 when its input ends before.
#[derive(clap::Args)]
pub struct Arguments {
    /// Standard input and output: what it does anyhow, for editors that ask for it.
    #[arg(long, hide = true)]
    stdio: bool,
}

pub fn run(_: Arguments) -> Outcome {
    let (connection, threads) = Connection::stdio();
    let ended = lsp::serve(&connection);
    // The writing thread ends when nobody can give it anything more.
    drop(connection);
    let whole = threads.join().is_ok();
    Ok(if whole && ended == lsp::Ended::InOrder { Ended::Well } else { Ended::Fault })
}
