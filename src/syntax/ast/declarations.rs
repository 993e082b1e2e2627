//! What a file declares: columns, events, lists, definitions, parameters, its model, resets and pauses.

use crate::source::Span;
use crate::syntax::ast::{Block, Expr, Name, Text};

/// `lead { title text; employees number }`
#[derive(Debug, Clone, PartialEq)]
pub struct LeadDecl {
    pub fields: Block<FieldDecl>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum FieldDecl {
    Field { name: Name, ty: TypeName },
    Broken,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TypeName {
    pub span: Span,
    pub kind: TypeKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    Text,
    Number,
    Bool,
    Date,
    ListOfText,
    /// `one of [junior, manager]`
    OneOf(Vec<Text>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct EventDecl {
    pub name: Name,
    pub body: EventBody,
}

#[derive(Debug, Clone, PartialEq)]
pub enum EventBody {
    /// `event email_open`
    Bare,
    /// `event page_view { path text }`
    Properties(Block<FieldDecl>),
    /// `event pricing_view = page_view where C`, `event activity = email_open, page_view`
    Kind { of: Vec<Name>, filter: Option<Expr> },
}

#[derive(Debug, Clone, PartialEq)]
pub struct ListDecl {
    pub name: Name,
    pub body: ListBody,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ListBody {
    /// `= ["gmail.com"]`
    Items(Vec<Expr>),
    /// `from "competitors.txt"`
    File(Text),
}

/// `define decision_maker: C`
#[derive(Debug, Clone, PartialEq)]
pub struct Define {
    pub name: Name,
    pub condition: Expr,
}

/// `param open_points = 1`
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    pub name: Name,
    /// A literal; a number may carry a sign (`-5`).
    pub value: Expr,
}

/// `use "common.score"`
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    pub path: Text,
}

/// `model "SMB" for C`
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub name: Text,
    pub guard: Option<Expr>,
}

/// `timezone "Europe/Madrid"`
#[derive(Debug, Clone, PartialEq)]
pub struct Timezone {
    pub zone: Text,
}

/// `EVENT where C`
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    pub event: Name,
    pub filter: Option<Expr>,
}

/// `reset on opportunity_lost`
#[derive(Debug, Clone, PartialEq)]
pub struct Reset {
    pub on: Pick,
}

/// `pause from partner_assigned until partner_returned`
#[derive(Debug, Clone, PartialEq)]
pub struct Pause {
    pub from: Pick,
    pub until: Pick,
}
