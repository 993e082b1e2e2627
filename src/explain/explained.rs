//! Everything that is said of a lead: the invoice of each model, and what comes next.

use serde::Serialize;

use crate::explain;
use crate::explain::Invoice;
use crate::explain::Outlook;
use crate::explain::text;
use crate::ir::Program;
use crate::ir::eval;
use crate::types::Event;
use crate::types::Lead;

/// What one model says of a lead.
#[derive(Debug, Serialize)]
pub struct Explained {
    #[serde(flatten)]
    pub invoice: Invoice,
    pub outlook: Outlook,
}

impl Explained {
    pub fn of(program: &Program, lead: &Lead, events: &[Event], as_of: i64) -> Explained {
        let outcome = eval(program, lead, events, as_of);
        Explained {
            invoice: explain::invoice(program, &outcome, lead, events, as_of),
            outlook: explain::outlook(program, &outcome, lead, events, as_of),
        }
    }

    /// As people read it, below a title, in lines of at most so many characters.
    pub fn text(&self, title: &str, width: usize) -> String {
        let model = self.invoice.model.as_ref().map(|m| format!(", {m}")).unwrap_or_default();
        let next = text::outlook(&self.outlook);
        format!("{title}{model}\n{}{next}", text::render(&self.invoice, width))
    }
}

/// As programs read it.
pub fn json(lead: &str, explained: &[Explained]) -> serde_json::Value {
    serde_json::json!({ "lead": lead, "invoices": explained })
}
