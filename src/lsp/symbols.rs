//! The outline of a file: scores with their groups and rules, stages, grades, and what is declared.

use lsp_types::DocumentSymbol;
use lsp_types::DocumentSymbolParams;
use lsp_types::DocumentSymbolResponse;
use lsp_types::Range;
use lsp_types::SymbolKind;
use serde_json::json;

use crate::lsp::Fault;
use crate::lsp::analysis::Analysis;
use crate::lsp::analysis::Desk;
use crate::source::Span;
use crate::syntax::ast;
use crate::syntax::ast::Item;
use crate::syntax::ast::Statement;

/// Titles are cut there: an outline is narrow.
const WIDEST: usize = 60;

pub fn run(
    desk: &Desk,
    params: DocumentSymbolParams,
) -> Result<Option<DocumentSymbolResponse>, Fault> {
    let analysis = desk.analysis(desk.document(&params.text_document.uri)?);
    let outline = Outline { analysis: &analysis, blank: blank() };
    let tree = analysis.own_tree();
    let symbols = tree.map_or_else(Vec::new, |tree| outline.items(&tree.body.statements));
    Ok(Some(DocumentSymbolResponse::Nested(symbols)))
}

struct Outline<'a> {
    analysis: &'a Analysis,
    blank: Option<DocumentSymbol>,
}

impl Outline<'_> {
    fn items(&self, statements: &[Statement<Item>]) -> Vec<DocumentSymbol> {
        statements.iter().filter_map(|statement| self.item(statement)).collect()
    }

    fn item(&self, statement: &Statement<Item>) -> Option<DocumentSymbol> {
        let span = statement.span;
        let named = |kind, name: &ast::Name| self.symbol(kind, &name.text, name.span, span);
        let text = |kind, text: &ast::Text| self.symbol(kind, &text.text, text.span, span);
        match &statement.it {
            Item::Score(score) => {
                let mut symbol = named(SymbolKind::CLASS, &score.name)?;
                if let ast::ScoreBody::Rules(block) = &score.body {
                    symbol.children = Some(self.items(&block.statements));
                }
                Some(symbol)
            }
            Item::Group(group) => {
                let mut symbol = named(SymbolKind::NAMESPACE, &group.name)?;
                symbol.children = Some(self.items(&group.body.statements));
                Some(symbol)
            }
            Item::When(when) => {
                let mut symbol = self.titled(SymbolKind::NAMESPACE, span)?;
                let otherwise = when.otherwise.iter().flat_map(|block| &block.statements);
                let mut inside = self.items(&when.then.statements);
                inside.extend(otherwise.filter_map(|statement| self.item(statement)));
                symbol.children = Some(inside);
                Some(symbol)
            }
            Item::Rule(_) | Item::Disqualify(_) => self.titled(SymbolKind::EVENT, span),
            Item::Stage(_) | Item::Otherwise(_) => self.titled(SymbolKind::ENUM_MEMBER, span),
            Item::Grade(grade) => self.symbol(
                SymbolKind::ENUM,
                &format!("grade {}", grade.score.text),
                grade.score.span,
                span,
            ),
            Item::Matrix(matrix) => named(SymbolKind::ARRAY, &matrix.name),
            Item::Lead(_) => self.titled(SymbolKind::STRUCT, span),
            Item::Event(event) => named(SymbolKind::INTERFACE, &event.name),
            Item::List(list) => named(SymbolKind::ARRAY, &list.name),
            Item::Define(define) => named(SymbolKind::FUNCTION, &define.name),
            Item::Param(param) => named(SymbolKind::CONSTANT, &param.name),
            Item::Model(model) => text(SymbolKind::MODULE, &model.name),
            Item::Test(test) => text(SymbolKind::METHOD, &test.name),
            Item::Use(_)
            | Item::Timezone(_)
            | Item::Ageing(_)
            | Item::Reset(_)
            | Item::Pause(_)
            | Item::Broken => None,
        }
    }

    /// Named by its first line, as far as that goes.
    fn titled(&self, kind: SymbolKind, span: Span) -> Option<DocumentSymbol> {
        let text = self.analysis.compiled.sources.text(span);
        let line = text.lines().next().unwrap_or("").trim_end_matches(['{', ' ', '\t']);
        let title = match line.char_indices().nth(WIDEST) {
            Some((cut, _)) => format!("{}…", &line[..cut]),
            None => line.into(),
        };
        let first = Span { end: span.start + line.len() as u32, ..span };
        self.symbol(kind, &title, first, span)
    }

    fn symbol(
        &self,
        kind: SymbolKind,
        name: &str,
        at: Span,
        whole: Span,
    ) -> Option<DocumentSymbol> {
        Some(DocumentSymbol {
            name: if name.trim().is_empty() { "\u{2013}" } else { name }.into(),
            kind,
            range: self.analysis.range(whole.to(at)),
            selection_range: self.analysis.range(at),
            ..self.blank.clone()?
        })
    }
}

/// The protocol knows a field that it has given up, and its type wants it all the same.
fn blank() -> Option<DocumentSymbol> {
    let nowhere = Range::default();
    let symbol = json!({ "name": "", "kind": SymbolKind::NULL, "range": nowhere, "selectionRange": nowhere });
    serde_json::from_value(symbol).ok()
}
