//! What was read, by count, and as sentences for people: nothing is dropped in silence.

use std::fmt;

/// What was read, by count. Every row is somewhere in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    pub leads_read: u64,
    pub leads_kept: u64,
    pub leads_rejected: u64,
    pub events_read: u64,
    pub events_kept: u64,
    pub events_rejected: u64,
    /// Events that no rule names.
    pub events_unused: u64,
    /// Further copies of an event with the same id.
    pub events_duplicate: u64,
    /// Events of leads that were left out themselves.
    pub events_of_rejected_leads: u64,
    /// Bad values that were taken as unknown.
    pub taken_as_unknown: u64,
    /// By falling count, then by name.
    pub unused: Vec<UnusedEvent>,
    /// Events that the rules name and that never occur, in the schema's order.
    pub never_seen: Vec<String>,
    /// Further sentences for people.
    pub warnings: Vec<String>,
}

/// An event of the log that no rule names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusedEvent {
    pub name: String,
    pub count: u64,
    /// A name that the rules use, that never occurs, and that is nearly this one.
    pub near: Option<String>,
}

/// The most unused names that are listed.
const LISTED: usize = 5;

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let leads = [(self.leads_rejected, "rejected")];
        sentence(f, "leads", self.leads_read, self.leads_kept, &leads)?;
        self.behind_leads().fmt(f)
    }
}

/// All sentences but the one about leads.
struct BehindLeads<'a>(&'a Summary);

impl fmt::Display for BehindLeads<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.events(f)
    }
}

impl Summary {
    /// The summary without its first sentence, for who says himself what became of the leads.
    pub fn behind_leads(&self) -> impl fmt::Display {
        BehindLeads(self)
    }

    fn events(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.events_read > 0 {
            let events = [
                (self.events_rejected, "rejected"),
                (self.events_of_rejected_leads, "of rejected leads"),
                (self.events_duplicate, "further copies"),
                (self.events_unused, "that no rule uses"),
            ];
            sentence(f, "events", self.events_read, self.events_kept, &events)?;
        }
        if self.taken_as_unknown > 0 {
            writeln!(f, "bad values taken as unknown: {}", grouped(self.taken_as_unknown))?;
        }
        self.names(f)?;
        self.warnings.iter().try_for_each(|warning| writeln!(f, "warning: {warning}"))
    }

    fn names(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for unused in &self.unused {
            if let Some(near) = &unused.near {
                let (name, count) = (&unused.name, grouped(unused.count));
                writeln!(
                    f,
                    "warning: no event is named `{near}`; did you mean `{name}` ({count} times)?"
                )?;
            }
        }
        let known_slip =
            |name: &&String| self.unused.iter().any(|u| u.near.as_ref() == Some(*name));
        for name in self.never_seen.iter().filter(|name| !known_slip(name)) {
            writeln!(f, "warning: no event is named `{name}`, which the rules use")?;
        }
        if self.events_unused == 0 {
            return Ok(());
        }
        let names = self.unused.iter().take(LISTED);
        let names: Vec<String> =
            names.map(|u| format!("`{}` ({})", u.name, grouped(u.count))).collect();
        let more = if self.unused.len() > LISTED { " …" } else { "" };
        writeln!(f, "events that no rule uses: {}{more}", names.join(", "))
    }
}

/// `1,200 leads read, 1,198 kept, 2 rejected`
fn sentence(
    f: &mut fmt::Formatter,
    what: &str,
    read: u64,
    kept: u64,
    others: &[(u64, &str)],
) -> fmt::Result {
    write!(f, "{} {what} read, {} kept", grouped(read), grouped(kept))?;
    for (count, why) in others.iter().filter(|(count, _)| *count > 0) {
        write!(f, ", {} {why}", grouped(*count))?;
    }
    writeln!(f)
}

/// A count with a comma before every three digits.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_reads_aloud() {
        let unused = |name: &str, count, near: Option<&str>| UnusedEvent {
            name: name.into(),
            count,
            near: near.map(Into::into),
        };
        let summary = Summary {
            leads_read: 1200,
            leads_kept: 1198,
            leads_rejected: 2,
            events_read: 1_234_567,
            events_kept: 1_234_000,
            events_unused: 560,
            events_duplicate: 7,
            unused: vec![
                unused("email_open", 512, Some("email_opened")),
                unused("bounce", 48, None),
            ],
            never_seen: vec!["email_opened".into(), "purchase".into()],
            ..Summary::default()
        };
        assert_eq!(
            summary.to_string(),
            "1,200 leads read, 1,198 kept, 2 rejected\n\
             1,234,567 events read, 1,234,000 kept, 7 further copies, 560 that no rule uses\n\
             warning: no event is named `email_opened`; did you mean `email_open` (512 times)?\n\
             warning: no event is named `purchase`, which the rules use\n\
             events that no rule uses: `email_open` (512), `bounce` (48)\n"
        );
    }
}
