//! What each word is, for colours: keywords by the grammar, names by what they stand for.

use std::collections::BTreeMap;

use lsp_types::SemanticToken;
use lsp_types::SemanticTokenType;
use lsp_types::SemanticTokens;
use lsp_types::SemanticTokensLegend;
use lsp_types::SemanticTokensParams;
use lsp_types::SemanticTokensResult;

use crate::lsp::Fault;
use crate::lsp::analysis::Analysis;
use crate::lsp::analysis::Desk;
use crate::lsp::names;
use crate::source::Span;
use crate::syntax::ast;
use crate::syntax::ast::ExprKind;
use crate::syntax::ast::Item;
use crate::syntax::token::Kind;
use crate::syntax::token::Token;
use crate::syntax::token::tokens;
use crate::syntax::walk;

/// Every word that the grammar knows; in another place it may be a name or a text.
const KEYWORDS: &[&str] = &[
    "above",
    "after",
    "ago",
    "all",
    "always",
    "and",
    "any",
    "as",
    "at",
    "before",
    "best",
    "between",
    "bool",
    "by",
    "contains",
    "cooldown",
    "date",
    "days",
    "decay",
    "define",
    "disqualified",
    "disqualify",
    "else",
    "ends",
    "event",
    "exactly",
    "expect",
    "expires",
    "first",
    "for",
    "from",
    "grade",
    "group",
    "half-life",
    "if",
    "in",
    "is",
    "known",
    "lead",
    "least",
    "line",
    "linear",
    "list",
    "matches",
    "matrix",
    "max",
    "model",
    "no",
    "not",
    "number",
    "of",
    "older",
    "on",
    "once",
    "one",
    "or",
    "otherwise",
    "param",
    "pause",
    "per",
    "points",
    "reset",
    "score",
    "set",
    "since",
    "starts",
    "stepped",
    "steps",
    "test",
    "text",
    "than",
    "time",
    "times",
    "timezone",
    "to",
    "under",
    "unknown",
    "until",
    "up",
    "use",
    "when",
    "where",
    "with",
    "within",
    "word",
];

/// Words before `(`.
const FUNCTIONS: &[&str] = &[
    "abs", "avg", "ceil", "count", "coverage", "distinct", "domain", "exp", "first", "floor",
    "last", "log", "max", "min", "round", "sqrt", "sum",
];

/// In the order of the legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Colour {
    Keyword,
    String,
    Number,
    Comment,
    Operator,
    Regex,
    Function,
    Variable,
    Property,
    Event,
    Parameter,
    Score,
    Group,
    Label,
}

pub fn legend() -> SemanticTokensLegend {
    let types = [
        SemanticTokenType::KEYWORD,
        SemanticTokenType::STRING,
        SemanticTokenType::NUMBER,
        SemanticTokenType::COMMENT,
        SemanticTokenType::OPERATOR,
        SemanticTokenType::REGEXP,
        SemanticTokenType::FUNCTION,
        SemanticTokenType::VARIABLE,
        SemanticTokenType::PROPERTY,
        SemanticTokenType::EVENT,
        SemanticTokenType::PARAMETER,
        SemanticTokenType::CLASS,
        SemanticTokenType::NAMESPACE,
        SemanticTokenType::ENUM_MEMBER,
    ];
    SemanticTokensLegend { token_types: types.to_vec(), token_modifiers: Vec::new() }
}

pub fn run(
    desk: &Desk,
    params: SemanticTokensParams,
) -> Result<Option<SemanticTokensResult>, Fault> {
    let analysis = desk.analysis(desk.document(&params.text_document.uri)?);
    let (text, lines) = (analysis.text(analysis.own), analysis.lines(analysis.own));
    let known = known(&analysis);
    let tokens = tokens(text);
    let (mut data, mut last) = (Vec::new(), (0, 0));
    for (position, token) in tokens.iter().enumerate() {
        let next = tokens.get(position + 1);
        let Some(colour) = colour(token, next, text, &known) else { continue };
        let range = lines.range(token.start..token.end);
        let start = (range.start.line, range.start.character);
        let same_line = start.0 == last.0;
        data.push(SemanticToken {
            delta_line: start.0 - last.0,
            delta_start: if same_line { start.1 - last.1 } else { start.1 },
            length: range.end.character - start.1,
            token_type: colour as u32,
            token_modifiers_bitset: 0,
        });
        last = start;
    }
    Ok(Some(SemanticTokensResult::Tokens(SemanticTokens { result_id: None, data })))
}

fn colour(
    token: &Token,
    next: Option<&Token>,
    text: &str,
    known: &BTreeMap<u32, Colour>,
) -> Option<Colour> {
    let word = token.text(text);
    let calls =
        next.is_some_and(|n| n.kind == Kind::Open && n.start == token.end && n.text(text) == "(");
    match token.kind {
        Kind::Word | Kind::Quoted => match known.get(&(token.start as u32)) {
            Some(colour) => Some(*colour),
            None if calls && FUNCTIONS.contains(&word) => Some(Colour::Function),
            None => KEYWORDS.contains(&word).then_some(Colour::Keyword),
        },
        Kind::Text => Some(Colour::String),
        Kind::Value => Some(Colour::Number),
        Kind::Param => Some(Colour::Parameter),
        Kind::Regex => Some(Colour::Regex),
        Kind::Operator | Kind::Plus | Kind::Minus | Kind::DotDot => Some(Colour::Operator),
        Kind::Comment => Some(Colour::Comment),
        _ => None,
    }
}

/// What the tree says of words, by the bytes at which they begin.
fn known(analysis: &Analysis) -> BTreeMap<u32, Colour> {
    let mut known = BTreeMap::new();
    let Some(tree) = analysis.own_tree() else { return known };
    walk::items(&tree.body.statements, &mut |expr| {
        if let ExprKind::Text(text) | ExprKind::YesNo(_, text) = &*expr.kind {
            known.insert(text.span.start, Colour::String);
        }
    });
    labels(&tree.body.statements, &mut |span| {
        known.insert(span.start, Colour::Label);
    });
    let own = analysis.names().iter().filter(|name| name.span.file == analysis.own);
    known.extend(own.map(|name| (name.span.start, colour_of(name.kind))));
    known
}

fn colour_of(kind: names::Kind) -> Colour {
    match kind {
        names::Kind::Column | names::Kind::Property => Colour::Property,
        names::Kind::Event => Colour::Event,
        names::Kind::List => Colour::Variable,
        names::Kind::Definition => Colour::Function,
        names::Kind::Parameter => Colour::Parameter,
        names::Kind::Score | names::Kind::Figure => Colour::Score,
        names::Kind::Group => Colour::Group,
    }
}

/// The names of stages, grades and cells, with their actions, and the values of a `one of`.
fn labels(statements: &[ast::Statement<Item>], tell: &mut dyn FnMut(Span)) {
    for statement in statements {
        let words: Vec<&ast::Text> = match &statement.it {
            Item::Stage(line) => std::iter::once(&line.name).chain(&line.action).collect(),
            Item::Otherwise(line) => std::iter::once(&line.name).chain(&line.action).collect(),
            Item::Grade(grade) => grade
                .rows
                .statements
                .iter()
                .filter_map(|row| match &row.it {
                    ast::GradeRow::At { label, .. } | ast::GradeRow::Otherwise { label } => {
                        Some(label)
                    }
                    ast::GradeRow::Broken => None,
                })
                .collect(),
            Item::Matrix(matrix) => {
                let rows = matrix.rows.statements.iter().filter_map(|row| match &row.it {
                    ast::MatrixRow::Cells(cells) => Some(cells),
                    ast::MatrixRow::Broken => None,
                });
                rows.flatten()
                    .flat_map(|cell| std::iter::once(&cell.value).chain(&cell.action))
                    .collect()
            }
            Item::Lead(lead) => values(&lead.fields),
            Item::Event(ast::EventDecl { body: ast::EventBody::Properties(fields), .. }) => {
                values(fields)
            }
            _ => Vec::new(),
        };
        words.into_iter().filter(|word| !word.quoted).for_each(|word| tell(word.span));
    }
}

fn values(fields: &ast::Block<ast::FieldDecl>) -> Vec<&ast::Text> {
    let fields = fields.statements.iter().filter_map(|field| match &field.it {
        ast::FieldDecl::Field {
            ty: ast::TypeName { kind: ast::TypeKind::OneOf(all), .. }, ..
        } => Some(all),
        _ => None,
    });
    fields.flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_those_of_the_grammar() {
        let grammar = include_str!("../../grammar/baremo.pest");
        let rules = grammar.lines().filter(|line| line.starts_with("kw_"));
        let words = rules.filter_map(|line| line.split('"').nth(1));
        let reserved = grammar.lines().filter(|line| line.starts_with("reserved"));
        let more = reserved.flat_map(|line| line.split('"').skip(1).step_by(2));
        let mut words: Vec<&str> = words.chain(more).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(KEYWORDS, words);
    }
}
