//! Texts that meet a test, and texts that do not.

use regex_syntax::hir::Class;
use regex_syntax::hir::Hir;
use regex_syntax::hir::HirKind;

use crate::ir::expr::Cond;
use crate::ir::expr::Pattern;
use crate::ir::expr::Place;
use crate::ir::expr::Quantifier;
use crate::ir::expr::Text;
use crate::ir::expr::TextOp;
use crate::ir::expr::TextSet;
use crate::types::Type;
use crate::types::Value;
use crate::types::text::fold;
use crate::witness::draft::Around;
use crate::witness::draft::Draft;

impl Text {
    /// The field that it is read from.
    pub(super) fn place(&self) -> Place {
        match self {
            Text::Field(place) => *place,
            Text::Domain(of) => of.place(),
        }
    }
}

impl Draft<'_> {
    /// For the conditions about texts.
    pub fn hold_text(&mut self, condition: &Cond, wanted: bool, around: Around) {
        match condition {
            Cond::TextIn { value, items } if wanted => {
                let at = self.random.usize(..items.items.len().max(1));
                if let Some(item) = items.items.get(at) {
                    self.set_text_of(value, item, around);
                }
            }
            Cond::TextTest { value, op, quantifier, items } if wanted => {
                let text = self.passing(*op, *quantifier, items);
                self.set_text_of(value, &text, around);
            }
            Cond::Matches { value, pattern } if wanted => {
                let text = matching(pattern);
                self.set_text_of(value, &text, around);
            }
            Cond::TextIn { value, items } | Cond::TextTest { value, items, .. } => {
                self.set_another(value, items.items.iter().map(|i| &**i).collect(), around);
            }
            Cond::Matches { value, .. } => self.set_another(value, Vec::new(), around),
            Cond::SameText { left, right, .. } => self.same(left, right, wanted, around),
            Cond::TextTestField { value, other, .. } => self.same(value, other, wanted, around),
            _ => {}
        }
    }

    fn same(&mut self, left: &Text, right: &Text, wanted: bool, around: Around) {
        let shared = match self.ty(left.place()) {
            Type::OneOf(of) => of.first().cloned().unwrap_or_default(),
            _ => "something".into(),
        };
        self.set_text_of(left, &shared, around);
        match wanted {
            true => self.set_text_of(right, &shared, around),
            false => self.set_another(right, vec![&shared], around),
        }
    }

    /// The text, or an address with this domain.
    pub fn set_text_of(&mut self, text: &Text, to: &str, around: Around) {
        match text {
            Text::Field(place) => self.set_text(*place, to, around),
            Text::Domain(of) => self.set_text_of(of, &format!("someone@{to}"), around),
        }
    }

    /// A text that is none of these, and contains none of them.
    fn set_another(&mut self, text: &Text, not: Vec<&str>, around: Around) {
        if let (Text::Field(place), Type::OneOf(of)) = (text, self.ty(text.place())) {
            let others: Vec<&String> =
                of.iter().filter(|value| !not.iter().any(|n| fold(n) == fold(value))).collect();
            let value = self.pick(&others).map_or(Value::Unknown, |text| Value::text(text));
            return self.set(*place, value, around);
        }
        let words = match text {
            Text::Domain(_) => ["example.org", "zzz.test"],
            Text::Field(_) => ["something else", "zzz"],
        };
        let is_free = |word: &&&str| !not.iter().any(|n| word.contains(fold(n).as_ref()));
        let word = words.iter().find(is_free).copied().unwrap_or("qqq");
        self.set_text_of(text, word, around);
    }

    /// A text that contains, begins with or ends with what it should.
    fn passing(&mut self, op: TextOp, quantifier: Quantifier, items: &TextSet) -> String {
        let all: Vec<&str> = items.items.iter().map(|item| &**item).collect();
        match (op, quantifier) {
            (TextOp::Contains | TextOp::ContainsWord, Quantifier::All) => all.join(" "),
            // Only one that is the beginning, or the end, of a longer one can be met together with it.
            (_, Quantifier::All) => {
                all.into_iter().max_by_key(|item| item.len()).unwrap_or_default().into()
            }
            // Now and then inside a longer word, where `word` would not find it.
            (TextOp::Contains, Quantifier::Any) if self.random.u8(..3) == 0 => {
                format!("x{}x", self.pick(&all).unwrap_or_default())
            }
            (_, Quantifier::Any) => self.pick(&all).unwrap_or_default().into(),
        }
    }
}

/// A short text that the pattern finds.
fn matching(pattern: &Pattern) -> String {
    let mut text = String::new();
    if let Ok(hir) = regex_syntax::parse(&pattern.source) {
        write(&hir, &mut text);
    }
    if text.trim().is_empty() { "something".into() } else { text }
}

fn write(hir: &Hir, text: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => text.extend(first(class)),
        HirKind::Repetition(repeated) => {
            (0..repeated.min.min(50)).for_each(|_| write(&repeated.sub, text));
        }
        HirKind::Capture(capture) => write(&capture.sub, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, text)),
        HirKind::Alternation(parts) => parts.iter().take(1).for_each(|part| write(part, text)),
    }
}

/// A letter or digit of the class where it has one.
fn first(class: &Class) -> Option<char> {
    let Class::Unicode(class) = class else { return Some('a') };
    let has = |c: &char| class.ranges().iter().any(|r| r.start() <= *c && *c <= r.end());
    let plain = ['a', 'A', '1', ' ', '-'].into_iter().find(has);
    plain.or_else(|| class.ranges().first().map(|range| range.start()))
}
