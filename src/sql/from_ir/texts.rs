//! Texts: fields, domains, folding, words.

use crate::ir::expr::{Place, Text};
use crate::sql::Leaning;
use crate::sql::dialect::Patterns;
use crate::sql::from_ir::builder::Builder;
use crate::sql::from_ir::conditions::At;
use crate::sql::from_ir::patterns;
use crate::sql::from_ir::rows::Slot;
use crate::sql::tree::{Expr, Operator, column, phrase, when};

/// A column and its name.
type Step = (Expr, String);

impl Builder<'_> {
    pub fn text(&mut self, at: At, text: &Text) -> Expr {
        match text {
            Text::Field(place) => at.place(*place),
            Text::Domain(_) if self.dialect.strings.without.is_none() => {
                self.unsayable("`domain( )`", "a column that holds the domain")
            }
            Text::Domain(of) => match &**of {
                Text::Field(Place::Lead(attribute)) => at.rows.slot(Slot::Domain(*attribute)),
                Text::Field(Place::Event { up, property }) => {
                    let depth = at.depth.saturating_sub(*up);
                    at.rows.slot(Slot::PropertyDomain(depth, *property))
                }
                Text::Domain(_) => self.unsayable("a domain of a domain", "the domain itself"),
            },
        }
    }

    /// In lower case.
    pub fn folded(&mut self, text: Expr) -> Expr {
        self.lean(Leaning::Lower);
        phrase(self.dialect.strings.lower, [text])
    }

    /// A text of the rules. No data base holds a text with a zero in it, and some end there.
    pub fn literal(&mut self, text: &str, exact: bool) -> Expr {
        let beyond = |c: char| !c.is_ascii() && c.is_alphabetic();
        if text.contains('\0') {
            return self.unsayable("a text with a zero character", "the text without it");
        }
        match !exact && self.dialect.strings.ascii && text.contains(beyond) {
            true => self.unsayable(
                "a text with letters beyond A to Z that is compared ignoring case",
                "`exactly`",
            ),
            false => Expr::Text(text.into()),
        }
    }

    /// What follows the last `@`, or the host of an address, of a column: as [`crate::types::text::domain`], in three steps, each with what its
    /// column is to be called.
    pub fn domain(&mut self, name: &str, claim: &mut dyn FnMut(&str) -> String) -> Vec<Step> {
        let strings = &self.dialect.strings;
        // Whoever asks for it, is told.
        let Some(without) = strings.without else { return Vec::new() };
        let cut = |text: Expr, pattern: &str| phrase(without, [text, Expr::Text(pattern.into())]);
        let patterns = patterns::host(strings.patterns);
        let contains =
            |of: &Expr, what: &str| phrase(strings.contains, [of.clone(), Expr::Text(what.into())]);
        let text = claim(&format!("{name}, trimmed"));
        let trimmed = (phrase(strings.trimmed, [column(name)]), text.clone());

        let text = column(text);
        let without_user = |text: Expr| cut(text, patterns.user);
        let host = |text: Expr| cut(without_user(cut(text, patterns.path)), patterns.port);
        let found = Expr::Case(
            vec![
                (contains(&text, "://"), host(phrase(strings.after_scheme, [text.clone()]))),
                (contains(&text, "@"), without_user(text.clone())),
            ],
            Some(Box::new(host(text.clone()))),
        );
        let host = claim(&format!("{name}, host"));
        let found = (found, host.clone());

        let host = column(host);
        let named =
            Expr::Any(vec![contains(&text, "://"), contains(&text, "@"), contains(&host, ".")]);
        let blank = phrase(strings.has_blank, [host.clone()]);
        let filled = host.clone().binary(Operator::NotEqual, Expr::Text(String::new()));
        let domain = when(Expr::All(vec![named, filled, blank.negated()]), self.folded(host));
        vec![trimmed, found, (domain, claim(&format!("domain({name})")))]
    }

    /// A word with no letter or digit beside it.
    pub fn contains_word(&mut self, value: Expr, word: &str) -> Expr {
        let strings = &self.dialect.strings;
        let (Some(matches), false) = (strings.matches, strings.patterns == Patterns::None) else {
            return self.unsayable("`contains word`", "`contains`");
        };
        self.lean(Leaning::Letters);
        let pattern = patterns::word(word, strings.patterns);
        phrase(matches, [value, Expr::Text(pattern)])
    }

    pub fn matches(&mut self, value: Expr, pattern: &crate::ir::expr::Pattern) -> Expr {
        let strings = &self.dialect.strings;
        let (Some(matches), false) = (strings.matches, strings.patterns == Patterns::None) else {
            return self.unsayable("`matches`", "`contains`, `starts with` or `ends with`");
        };
        match patterns::translated(&pattern.source, strings.patterns) {
            Ok(pattern) => phrase(matches, [value, Expr::Text(pattern)]),
            Err(construct) => self.unsayable(
                format!("{construct} in a regular expression"),
                "`contains word`, or an expression without it",
            ),
        }
    }
}
