//! What stands outside the scores: whom the model is for, the time zone, columns, resets and pauses.

use crate::diff::Change;
use crate::diff::ChangeKind;
use crate::diff::Detail;
use crate::diff::Finder;
use crate::diff::Model;
use crate::diff::Part;
use crate::ir::Program;
use crate::ir::expr::Cond;
use crate::ir::print::Words;
use crate::ir::program::{Mask, Pick};
use crate::types::{Field, Type};

pub fn compare(old: &Model, new: &Model, found: &mut Finder) {
    model(old, new, found);
    let (before, after) = (old.shown.zone.name(), new.shown.zone.name());
    if before != after {
        let detail = Detail::new("timezone", Some(before.into()), Some(after.into()));
        let change = Change::of(ChangeKind::Changed, Part::Timezone, after);
        found.changes.push(change.with(vec![detail]));
    }
    let (before, after) = (&old.shown.schema, &new.shown.schema);
    columns("attribute", &before.attributes, &after.attributes, found);
    columns("property", &before.properties, &after.properties, found);
    let file = masks(old, new, [0, 0]);
    found.changes.extend(file);
}

fn model(old: &Model, new: &Model, found: &mut Finder) {
    let name = |model: &Model| model.shown.model.as_ref().map(|m| m.name.clone());
    let mut details = Vec::new();
    if name(old) != name(new) {
        details.push(Detail::new("name", name(old), name(new)));
    }
    let same = guard(&old.forms.alone) == guard(&new.forms.alone)
        || guard(&old.forms.whole) == guard(&new.forms.whole);
    if !same {
        details.push(Detail::new("for", guard(old.shown), guard(new.shown)));
    }
    if !details.is_empty() {
        let title = name(new).unwrap_or_else(|| "the model".into());
        found.changes.push(Change::of(ChangeKind::Changed, Part::Model, title).with(details));
    }
}

fn guard(program: &Program) -> Option<String> {
    let guard = program.model.as_ref().and_then(|model| model.guard.as_ref());
    let guard = guard.filter(|guard| **guard != Cond::Constant(true));
    guard.map(|guard| Words::of(program).condition(guard))
}

/// A column that both read as another type: other values of it are bad.
fn columns(sort: &str, old: &[Field], new: &[Field], found: &mut Finder) {
    for field in new {
        let before = old.iter().find(|other| other.name == field.name);
        let types = before.map(|other| (type_words(&other.ty), type_words(&field.ty)));
        if let Some((before, after)) = types.filter(|(before, after)| before != after) {
            let change = Change::of(ChangeKind::Changed, Part::Column, &field.name);
            let detail = Detail::new(format!("type of the {sort}"), Some(before), Some(after));
            found.changes.push(change.with(vec![detail]));
        }
    }
}

fn type_words(ty: &Type) -> String {
    match ty {
        Type::OneOf(values) => {
            let mut values = values.to_vec();
            values.sort();
            format!("one of [{}]", values.join(", "))
        }
        other => other.name().into(),
    }
}

/// Resets and pauses of two masks, by position.
pub fn masks(old: &Model, new: &Model, [i, j]: [usize; 2]) -> Vec<Change> {
    let before = (said(&old.forms.alone, i), said(old.shown, i));
    let after = (said(&new.forms.alone, j), said(new.shown, j));
    let mut changes = Vec::new();
    let mut one_side = |kind, these: &(Vec<Event>, Vec<Event>), those: &[Event]| {
        for (event, shown) in these.0.iter().zip(&these.1) {
            let times = |all: &[Event]| all.iter().filter(|other| *other == event).count();
            if times(those) == 0 {
                changes.push(Change::of(kind, shown.part, shown.words.clone()));
            }
        }
    };
    one_side(ChangeKind::Removed, &before, &after.0);
    one_side(ChangeKind::Added, &after, &before.0);
    changes
}

#[derive(PartialEq, Eq)]
struct Event {
    part: Part,
    words: String,
}

fn said(program: &Program, mask: usize) -> Vec<Event> {
    let words = Words::of(program);
    let Mask { resets, pauses } = &program.masks[mask];
    let pick = |pick: &Pick| {
        let filter = pick.filter.as_ref().filter(|filter| **filter != Cond::Constant(true));
        words.picked(&pick.kind, filter)
    };
    let resets = resets
        .iter()
        .map(|of| Event { part: Part::Reset, words: format!("reset on {}", pick(of)) });
    let pauses = pauses.iter().map(|of| {
        let words = format!("pause from {} until {}", pick(&of.from), pick(&of.until));
        Event { part: Part::Pause, words }
    });
    resets.chain(pauses).collect()
}
