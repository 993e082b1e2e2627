//! Resets and pauses: which events exist. Both are found in the whole log, nothing hidden.

use crate::ir::program::{Mask, Pause};
use crate::sql::from_ir::asks::Asks;
use crate::sql::from_ir::builder::{Builder, New, plain};
use crate::sql::from_ir::rows::{LEAD, Rows, Slot};
use crate::sql::tree::{Expr, Frame, Operator, Select, Table, column, if_else, phrase, when};

impl Builder<'_> {
    /// Adds to the events, for each mask, whether they exist.
    pub fn masks(&mut self, leads: &Rows) {
        let masks: Vec<&Mask> = self.program.masks.iter().collect();
        if masks.iter().all(|mask| mask.resets.is_empty() && mask.pauses.is_empty()) {
            return;
        }
        let picks = masks.iter().flat_map(|mask| {
            let pauses = mask.pauses.iter().flat_map(|pause| [&pause.from, &pause.until]);
            mask.resets.iter().chain(pauses)
        });
        let mut asks = Asks::default();
        picks.for_each(|pick| asks.picked(&pick.kind, pick.filter.as_ref()));
        let mut rows = self.joined_all(leads);
        self.prepare(&mut rows, asks.0);
        let mut there = Vec::new();
        for mask in masks {
            let empty = mask.resets.is_empty() && mask.pauses.is_empty();
            there.push(if empty { None } else { Some(self.mask(&mut rows, mask)) });
        }
        self.existing(&rows, there);
    }

    fn joined_all(&mut self, leads: &Rows) -> Rows {
        self.joined(leads, vec![(&crate::ir::expr::Kind::Any, None)], false)
    }

    /// The column that says whether an event exists.
    fn mask(&mut self, rows: &mut Rows, mask: &Mask) -> String {
        let mut hidden = Vec::new();
        if !mask.resets.is_empty() {
            let picks = mask.resets.iter().map(|p| self.picks(rows, &p.kind, p.filter.as_ref()));
            let reset = Expr::Any(picks.collect());
            let words = ("resets", "Which events reset.");
            let reset = self.flags(rows, words, vec![New::of(reset, "resets")]).remove(0);
            hidden.push(self.reset_later(rows, reset));
        }
        for pause in &mask.pauses {
            hidden.push(self.paused(rows, pause));
        }
        let there = New::of(Expr::Any(hidden).negated(), "exists");
        self.flags(rows, ("existence", "Which events exist."), vec![there]).remove(0)
    }

    fn flags(&mut self, rows: &mut Rows, words: (&str, &str), columns: Vec<New>) -> Vec<String> {
        self.extend(rows, words, columns)
    }

    /// Another event resets at this second or later.
    fn reset_later(&mut self, rows: &Rows, reset: String) -> Expr {
        let count = phrase(self.dialect.rows.count, [when(column(&reset), Expr::Whole(1))]);
        let order = vec![rows.slot(Slot::Time(1)).descending()];
        let later = count.over(vec![column(LEAD)], order, Frame::UpToHere);
        let own = if_else(column(reset), Expr::Whole(1), Expr::Whole(0));
        later.binary(Operator::Greater, own)
    }

    /// Since the last end there was a beginning, which does not hide itself.
    ///
    /// A pause opens at the first `from` after the last `until`, and closes at the first `until` from then on. So an event is in one exactly
    /// where a `from` lies behind the last `until` that is not after the event.
    fn paused(&mut self, rows: &mut Rows, pause: &Pause) -> Expr {
        let from = self.picks(rows, &pause.from.kind, pause.from.filter.as_ref());
        let until = self.picks(rows, &pause.until.kind, pause.until.filter.as_ref());
        let columns = vec![New::of(from, "begins"), New::of(until, "ends")];
        let flags = self.flags(rows, ("pauses", "Which events begin and end a pause."), columns);
        let time = rows.slot(Slot::Time(1));
        let order = || vec![time.clone().ascending()];
        let end = phrase("max({0})", [when(column(&flags[1]), time.clone())]);
        let end = end.over(vec![column(LEAD)], order(), Frame::UpToHere);
        let words = ("pause ends", "The last end so far.");
        let end = column(self.flags(rows, words, vec![New::of(end, "ended")]).remove(0));
        let after = Expr::Any(vec![
            end.clone().missing(),
            time.clone().binary(Operator::Greater, end.clone()),
        ]);
        let begin = when(column(&flags[0]).and(after), time.clone());
        let begin = phrase("min({0})", [begin]);
        let begin = begin.over(vec![column(LEAD), end], order(), Frame::UpToHere);
        let words = ("pause beginnings", "The first beginning after it.");
        let begin = column(self.flags(rows, words, vec![New::of(begin, "begun")]).remove(0));
        let opens = column(&flags[0]).and(time.is(begin.clone()));
        begin.present().and(opens.negated())
    }

    fn existing(&mut self, rows: &Rows, there: Vec<Option<String>>) {
        let slot = |slot| match rows.slot(slot) {
            Expr::Column(_, name) => name,
            _ => String::new(),
        };
        let events = &mut self.events;
        events.event = slot(Slot::Event(1));
        events.time = slot(Slot::Time(1));
        events.age = slot(Slot::Age(1));
        events.number = events.number.as_ref().map(|_| slot(Slot::Number(1)));
        for (id, name) in events.properties.iter_mut().enumerate() {
            *name = slot(Slot::Property(1, crate::types::PropertyId(id as u32)));
        }
        for (id, name) in &mut events.domains {
            *name = slot(Slot::PropertyDomain(1, *id));
        }
        let columns = std::iter::once(LEAD.to_string());
        let columns = columns.chain(events.columns()).chain(there.iter().flatten().cloned());
        let select = Select::new(Table::step(&rows.step), plain(columns));
        events.there = there;
        self.events.step =
            self.step("existing events", "The events, and which of them exist.", select);
    }
}
