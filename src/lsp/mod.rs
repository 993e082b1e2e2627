//! The language server: what `check`, `fmt` and the rest know, for editors. One file a feature.
//!
//! | file | question |
//! |---|---|
//! | `documents` `files` | which texts are open, where they lie, and what lies around them |
//! | `positions` | which byte is line 3, unit 7 |
//! | `analysis` | what is known of an open text |
//! | `diagnostics` | what is wrong with it |
//! | `formatting` | how is it written in our style |
//! | `actions` | which edits cure what is wrong |
//! | `symbols` `folding` | what is in it |
//! | `names` | what does each name stand for |
//! | `tokens` | which colour has each word |
//! | `hover` | what is said of a name, and what a rule means |
//! | `hints` `lenses` | what is written between the lines |
//! | `commands` `tests` | what became of the tests, and why a lead has its score |
//! | `sample` | what does the sample data beside the rules say |
//! | `completion` | what fits here |
//! | `references` `rename` | where does a name stand, and what if it were another |
//!
//! One thread, and one beside it for sample data. Changes that wait are taken together before anything is checked, so a fast typist is never behind. What a client sends that makes no
//! sense is answered with an error or passed over; nothing of it ends the server but `exit` and the end of the input.

mod actions;
mod analysis;
mod commands;
mod completion;
mod diagnostics;
mod documents;
mod files;
mod folding;
mod formatting;
mod hints;
mod hover;
mod lenses;
mod names;
mod positions;
mod references;
mod rename;
mod sample;
mod symbols;
mod tests;
mod tokens;

use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::time::Duration;
use std::time::Instant;

use crossbeam_channel::select;
use lsp_server::Connection;
use lsp_server::ErrorCode;
use lsp_server::Message;
use lsp_server::Notification;
use lsp_server::Request;
use lsp_server::Response;
use lsp_server::ResponseError;
use lsp_types::CodeActionKind;
use lsp_types::CodeActionOptions;
use lsp_types::CodeActionProviderCapability;
use lsp_types::CodeLensOptions;
use lsp_types::CompletionOptions;
use lsp_types::ExecuteCommandOptions;
use lsp_types::FoldingRangeProviderCapability;
use lsp_types::HoverProviderCapability;
use lsp_types::InitializeResult;
use lsp_types::OneOf;
use lsp_types::RenameOptions;
use lsp_types::SemanticTokensFullOptions;
use lsp_types::SemanticTokensOptions;
use lsp_types::ServerCapabilities;
use lsp_types::ServerInfo;
use lsp_types::TextDocumentSyncCapability;
use lsp_types::TextDocumentSyncKind;
use lsp_types::TextDocumentSyncOptions;
use lsp_types::WorkDoneProgressOptions;
use lsp_types::notification as told;
use lsp_types::notification::Notification as _;
use lsp_types::request as asked;
use lsp_types::request::Request as _;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::lsp::analysis::Desk;
use crate::lsp::diagnostics::Published;

/// So long without a message, and what has changed is checked. More edits than that wait while one is checked, and are taken together then.
const QUIET: Duration = Duration::from_millis(1);
/// However busy the editor is, nobody waits longer for a check to begin.
const PATIENCE: Duration = Duration::from_millis(200);

/// How serving ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// As the protocol wants it: `shutdown`, then `exit`.
    InOrder,
    /// `exit` alone, or the client is gone.
    Otherwise,
}

/// Serves one client until it says `exit` or is gone.
pub fn serve(connection: &Connection) -> Ended {
    let mut server = Server {
        connection,
        desk: Desk::default(),
        phase: Phase::New,
        published: Published::default(),
        changed: false,
    };
    server.run()
}

/// Why a request has no answer, in the protocol's codes.
#[derive(Debug)]
struct Fault(ErrorCode, String);

type Answer = fn(&Desk, Value) -> Result<Value, Fault>;

/// What may be asked of an open text.
const FEATURES: &[(&str, Answer)] = &[
    (asked::Formatting::METHOD, |desk, params| {
        answer::<asked::Formatting>(desk, params, formatting::run)
    }),
    (asked::RangeFormatting::METHOD, |desk, params| {
        answer::<asked::RangeFormatting>(desk, params, formatting::range)
    }),
    (asked::CodeActionRequest::METHOD, |desk, params| {
        answer::<asked::CodeActionRequest>(desk, params, actions::run)
    }),
    (asked::DocumentSymbolRequest::METHOD, |desk, params| {
        answer::<asked::DocumentSymbolRequest>(desk, params, symbols::run)
    }),
    (asked::FoldingRangeRequest::METHOD, |desk, params| {
        answer::<asked::FoldingRangeRequest>(desk, params, folding::run)
    }),
    (asked::GotoDefinition::METHOD, |desk, params| {
        answer::<asked::GotoDefinition>(desk, params, references::definition)
    }),
    (asked::References::METHOD, |desk, params| {
        answer::<asked::References>(desk, params, references::run)
    }),
    (asked::PrepareRenameRequest::METHOD, |desk, params| {
        answer::<asked::PrepareRenameRequest>(desk, params, rename::prepare)
    }),
    (asked::Rename::METHOD, |desk, params| answer::<asked::Rename>(desk, params, rename::run)),
    (asked::SemanticTokensFullRequest::METHOD, |desk, params| {
        answer::<asked::SemanticTokensFullRequest>(desk, params, tokens::run)
    }),
    (asked::HoverRequest::METHOD, |desk, params| {
        answer::<asked::HoverRequest>(desk, params, hover::run)
    }),
    (asked::InlayHintRequest::METHOD, |desk, params| {
        answer::<asked::InlayHintRequest>(desk, params, hints::run)
    }),
    (asked::CodeLensRequest::METHOD, |desk, params| {
        answer::<asked::CodeLensRequest>(desk, params, lenses::run)
    }),
    (asked::ExecuteCommand::METHOD, |desk, params| {
        answer::<asked::ExecuteCommand>(desk, params, commands::run)
    }),
    (asked::Completion::METHOD, |desk, params| {
        answer::<asked::Completion>(desk, params, completion::run)
    }),
];

fn answer<R: asked::Request>(
    desk: &Desk,
    params: Value,
    run: fn(&Desk, R::Params) -> Result<R::Result, Fault>,
) -> Result<Value, Fault> {
    let params = serde_json::from_value(params).map_err(|error| {
        let sentence = format!("these are no parameters of `{}`: {error}", R::METHOD);
        Fault(ErrorCode::InvalidParams, sentence)
    })?;
    json(&run(desk, params)?)
}

fn capabilities() -> ServerCapabilities {
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(true.into()),
            ..TextDocumentSyncOptions::default()
        })),
        document_formatting_provider: Some(OneOf::Left(true)),
        document_range_formatting_provider: Some(OneOf::Left(true)),
        inlay_hint_provider: Some(OneOf::Left(true)),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: commands::ALL.map(String::from).to_vec(),
            ..ExecuteCommandOptions::default()
        }),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::SOURCE_FIX_ALL]),
            ..CodeActionOptions::default()
        })),
        document_symbol_provider: Some(OneOf::Left(true)),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        semantic_tokens_provider: Some(
            SemanticTokensOptions {
                legend: tokens::legend(),
                full: Some(SemanticTokensFullOptions::Bool(true)),
                ..SemanticTokensOptions::default()
            }
            .into(),
        ),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(vec![".".into(), "$".into()]),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        ..ServerCapabilities::default()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// `initialize` comes first.
    New,
    Serving,
    /// `exit` comes next.
    ShutDown,
}

struct Server<'c> {
    connection: &'c Connection,
    desk: Desk,
    phase: Phase,
    published: Published,
    /// Something is to be checked.
    changed: bool,
}

impl Server<'_> {
    fn run(&mut self) -> Ended {
        let bell = self.desk.samples.bell().clone();
        loop {
            let message = select! {
                recv(self.connection.receiver) -> message => message,
                recv(bell) -> _ => {
                    // What is told of rules may depend on data.
                    self.changed = true;
                    self.publish();
                    continue;
                }
            };
            let Ok(message) = message else { return Ended::Otherwise };
            if let Some(ended) = self.take(message).or_else(|| self.take_waiting()) {
                return ended;
            }
            self.publish();
        }
    }

    /// More changes may be on their way: they are checked together.
    fn take_waiting(&mut self) -> Option<Ended> {
        let since = Instant::now();
        while self.changed && since.elapsed() < PATIENCE {
            let Ok(message) = self.connection.receiver.recv_timeout(QUIET) else { break };
            if let Some(ended) = self.take(message) {
                return Some(ended);
            }
        }
        None
    }

    fn take(&mut self, message: Message) -> Option<Ended> {
        match message {
            Message::Request(request) => self.answer(request),
            Message::Notification(it) if it.method == told::Exit::METHOD => {
                let in_order = self.phase == Phase::ShutDown;
                return Some(if in_order { Ended::InOrder } else { Ended::Otherwise });
            }
            Message::Notification(it) if self.phase == Phase::Serving => self.note(it),
            // Nothing is ever asked of the client.
            Message::Notification(_) | Message::Response(_) => {}
        }
        None
    }

    fn answer(&mut self, request: Request) {
        let Request { id, method, params } = request;
        let response = match self.result(&method, params) {
            Ok(result) => Response::new_ok(id, result),
            Err(Fault(code, message)) => {
                let error = ResponseError { code: code as i32, message, data: None };
                Response { id, response_result: Err(error) }
            }
        };
        self.send(response.into());
        for message in self.desk.take_messages() {
            self.send(Notification::new(told::ShowMessage::METHOD.into(), message).into());
        }
    }

    fn result(&mut self, method: &str, params: Value) -> Result<Value, Fault> {
        match (self.phase, method) {
            (Phase::New, asked::Initialize::METHOD) => {
                self.phase = Phase::Serving;
                let shows = params.pointer("/initializationOptions/showsResults");
                self.desk.shows_results = shows == Some(&Value::Bool(true));
                json(&InitializeResult { capabilities: capabilities(), server_info: Some(info()) })
            }
            (Phase::New, _) => {
                Err(Fault(ErrorCode::ServerNotInitialized, "`initialize` comes first".into()))
            }
            (Phase::ShutDown, _) => Err(invalid("the server is shut down: `exit` comes next")),
            (Phase::Serving, asked::Initialize::METHOD) => {
                Err(invalid("`initialize` comes once only"))
            }
            (Phase::Serving, asked::Shutdown::METHOD) => {
                self.phase = Phase::ShutDown;
                Ok(Value::Null)
            }
            (Phase::Serving, _) => self.ask(method, params),
        }
    }

    fn ask(&self, method: &str, params: Value) -> Result<Value, Fault> {
        let Some((_, answer)) = FEATURES.iter().find(|(name, _)| *name == method) else {
            let sentence = format!("this server knows no method `{method}`");
            return Err(Fault(ErrorCode::MethodNotFound, sentence));
        };
        // A fault of ours costs an answer, not the session.
        catch_unwind(AssertUnwindSafe(|| answer(&self.desk, params))).unwrap_or_else(|_| {
            Err(Fault(ErrorCode::InternalError, "this is a fault of the server".into()))
        })
    }

    fn note(&mut self, it: Notification) {
        match it.method.as_str() {
            told::DidOpenTextDocument::METHOD => {
                let Some(params) = read::<told::DidOpenTextDocument>(it.params) else { return };
                self.desk.documents.open(params.text_document);
                self.all_changed();
            }
            told::DidChangeTextDocument::METHOD => {
                let Some(params) = read::<told::DidChangeTextDocument>(it.params) else { return };
                let uri = params.text_document.uri.clone();
                if self.desk.documents.change(params) {
                    self.desk.changed(&uri);
                    self.changed = true;
                }
            }
            told::DidCloseTextDocument::METHOD => {
                let Some(params) = read::<told::DidCloseTextDocument>(it.params) else { return };
                self.desk.close(&params.text_document.uri);
                self.changed = true;
            }
            told::DidSaveTextDocument::METHOD | told::DidChangeWatchedFiles::METHOD => {
                self.all_changed();
            }
            _ => {}
        }
    }

    fn all_changed(&mut self) {
        self.desk.all_changed();
        self.changed = true;
    }

    fn publish(&mut self) {
        if !std::mem::take(&mut self.changed) {
            return;
        }
        let Server { desk, published, .. } = self;
        let news = catch_unwind(AssertUnwindSafe(|| published.news(desk))).unwrap_or_default();
        for params in news {
            let method = told::PublishDiagnostics::METHOD.to_string();
            self.send(Notification::new(method, params).into());
        }
        self.desk.tidy();
    }

    /// Where the client is gone, the next message is missing too, and that ends it.
    fn send(&self, message: Message) {
        let _ = self.connection.sender.send(message);
    }
}

fn info() -> ServerInfo {
    ServerInfo { name: "baremo".into(), version: Some(env!("CARGO_PKG_VERSION").into()) }
}

fn invalid(sentence: &str) -> Fault {
    Fault(ErrorCode::InvalidRequest, sentence.into())
}

fn read<N: told::Notification>(params: Value) -> Option<N::Params>
where
    N::Params: DeserializeOwned,
{
    serde_json::from_value(params).ok()
}

fn json(result: &impl serde::Serialize) -> Result<Value, Fault> {
    serde_json::to_value(result).map_err(|e| Fault(ErrorCode::InternalError, e.to_string()))
}
