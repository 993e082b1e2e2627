//! W0110: `event` alone counts the mails that we sent too.

use crate::check::lint::blocks;
use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::ir::Program;
use crate::syntax::ast::{Expr, ExprKind, Head, Item, Name, Query};
use crate::syntax::walk;

/// Every event of the log.
const ANY: &str = "event";

/// Parts of the names of what happens to a lead without its doing.
const OURS: [&str; 6] = ["sent", "delivered", "assigned", "enviado", "enviada", "entregado"];

pub(super) fn run(model: &Model, program: &Program, diagnostics: &mut Vec<Diagnostic>) {
    let declared = model.names.events.iter().filter(|(_, info)| info.kind.is_none());
    let used = program.schema.events.iter().map(|name| &**name);
    let Some(ours) = declared.map(|(name, _)| *name).chain(used).find(|name| is_ours(name)) else {
        return;
    };
    let statements = model.statements();
    for (_, rule) in blocks::all(statements).into_iter().flat_map(|side| side.rules()) {
        if let Head::On { event, filter: None, .. } = &rule.head {
            diagnostics.extend(judge(event, ours));
        }
    }
    for statement in statements.iter().filter(|s| !matches!(s.it, Item::Test(_))) {
        walk::item(&statement.it, &mut |expr| {
            diagnostics.extend(query(expr).and_then(|q| judge(&q.event, ours)));
        });
    }
}

/// Words of the name are looked at whole: "presented" is not "sent".
fn is_ours(name: &str) -> bool {
    let name = name.to_lowercase();
    name.split(|c: char| !c.is_alphanumeric()).any(|word| OURS.contains(&word))
}

fn query(expr: &Expr) -> Option<&Query> {
    match &*expr.kind {
        ExprKind::Happened { query, .. } | ExprKind::Aggregate { query, .. } => {
            Some(query).filter(|q| q.filter.is_none())
        }
        _ => None,
    }
}

fn judge(event: &Name, ours: &str) -> Option<Diagnostic> {
    if event.text != ANY || event.quoted {
        return None;
    }
    let message = format!("`event` is whatever is in the log: `{ours}` counts too");
    Some(
        Diagnostic::warning(lints::ANY_EVENT_AT_ALL, event.span, message)
            .here("also what the lead did not do")
            .help("give what the lead does itself a name, as in `event activity = email_open, page_view`, and write `activity` here"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_the_name_says_whose_it_is() {
        assert!(is_ours("email_sent") && is_ours("Sent") && is_ours("partner assigned"));
        assert!(!is_ours("presented") && !is_ours("email_open"));
    }
}
