//! What a score is made of: rules and groups, each with the branch in which it stands.

use crate::ir::program::{GroupId, GroupMode, LineId, LineKind, Per};
use crate::sql::from_ir::builder::Builder;
use crate::sql::from_ir::occurrences::on_line;
use crate::sql::tree::{Expr, if_else};

/// A rule or a group, with the branch in which it stands.
pub struct Part {
    pub what: What,
    pub on: Expr,
    /// Its figure, and whether it takes part in a `best` or `first`; once they are there.
    pub figure: Expr,
    pub takes_part: Expr,
    /// It is within this, in hundredths.
    pub bound: i128,
}

pub enum What {
    Line(LineId),
    Group(GroupId, Vec<Part>),
}

/// A rule with what stands around it.
pub struct Flat<'a> {
    pub id: LineId,
    pub kind: &'a LineKind,
    pub on: Expr,
    /// It stands in a `best` or `first`, at any depth.
    pub chosen: bool,
    pub group_per: Option<Per>,
}

pub fn flat<'a>(
    parts: &[Part],
    chosen: bool,
    per: Option<Per>,
    builder: &Builder<'a>,
    into: &mut Vec<Flat<'a>>,
) {
    for part in parts {
        match &part.what {
            What::Line(id) => into.push(Flat {
                id: *id,
                kind: &builder.program.line(*id).kind,
                on: part.on.clone(),
                chosen,
                group_per: per,
            }),
            What::Group(id, inner) => {
                let group = &builder.program.groups[id.index()];
                let chosen = chosen || group.mode != GroupMode::Sum;
                flat(inner, chosen, group.cap_per.map(|(_, per)| per), builder, into);
            }
        }
    }
}

/// Gives the lines their figures, in their order.
pub fn give(parts: &mut [Part], figures: &mut impl Iterator<Item = (Expr, Expr, i128)>) {
    for part in parts {
        match &mut part.what {
            What::Line(_) => {
                let Some((figure, takes_part, bound)) = figures.next() else { return };
                (part.figure, part.takes_part, part.bound) = (figure, takes_part, bound);
            }
            What::Group(_, inner) => give(inner, figures),
        }
    }
}

/// The rules in these parts, at any depth.
pub fn lines_of(parts: &[Part], into: &mut Vec<LineId>) {
    for part in parts {
        match &part.what {
            What::Line(id) => into.push(*id),
            What::Group(_, inner) => lines_of(inner, into),
        }
    }
}

/// The columns of the rules' figures.
pub fn figures_of(parts: &[Part], into: &mut Vec<(LineId, String)>) {
    for part in parts {
        match (&part.what, &part.figure) {
            (What::Line(id), Expr::Column(_, name)) => into.push((*id, name.clone())),
            (What::Line(_), _) => {}
            (What::Group(_, inner), _) => figures_of(inner, into),
        }
    }
}

/// The figures of `on` rules, at any depth.
pub fn on_figures(builder: &Builder, parts: &[Part], into: &mut Vec<Expr>) {
    for part in parts {
        match &part.what {
            What::Line(id) if on_line(&builder.program.line(*id).kind).is_some() => {
                into.push(part.figure.clone());
            }
            What::Line(_) => {}
            What::Group(_, inner) => on_figures(builder, inner, into),
        }
    }
}

/// How many groups stand in each other here.
pub fn height(part: &Part) -> usize {
    match &part.what {
        What::Line(_) => 0,
        What::Group(_, inner) => 1 + inner.iter().map(height).max().unwrap_or(0),
    }
}

/// Nothing in a branch that does not hold.
pub fn on_only(on: &Expr, figure: Expr) -> Expr {
    match on {
        Expr::Bool(true) => figure,
        on => if_else(on.clone(), figure, Expr::Whole(0)),
    }
}
