//! The registry of codes: numbered by area, never reused. Each code's page is a file in `docs/errors`.

pub mod data;
pub mod files;
pub mod limits;
pub mod lints;
pub mod live;
pub mod names;
pub mod sql;
pub mod structure;
pub mod text;
pub mod types;

/// `E` and four digits for an error, `W` for a lint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Code(pub &'static str);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// A code with its one-line title and its page.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub code: Code,
    pub title: &'static str,
    /// Markdown: what it means, `Wrong:` and `Right:` examples.
    pub page: &'static str,
}

/// Declares the codes of one area: a constant, the code, its title; the page is `docs/errors/CODE.md`, or in the folder given.
macro_rules! codes {
    ($($name:ident $code:literal $title:literal;)*) => {
        $crate::diagnostic::codes::codes! { in "errors"; $($name $code $title;)* }
    };
    (in $folder:literal; $($name:ident $code:literal $title:literal;)*) => {
        $(#[doc = $title] pub const $name: $crate::diagnostic::Code = $crate::diagnostic::Code($code);)*

        pub(super) const ALL: &[super::Entry] = &[$(super::Entry {
            code: $name,
            title: $title,
            page: include_str!(concat!("../../../docs/", $folder, "/", $code, ".md")),
        }),*];
    };
}
pub(crate) use codes;

/// Every code, by area and number.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    [
        text::ALL,
        names::ALL,
        types::ALL,
        structure::ALL,
        limits::ALL,
        data::ALL,
        live::ALL,
        files::ALL,
        sql::ALL,
        lints::ALL,
    ]
    .into_iter()
    .flatten()
}

/// Is it about a name that is not there, so that its cure is a guess?
pub fn is_about_a_name(code: Code) -> bool {
    names::ALL.iter().any(|entry| entry.code == code)
}

/// The entry of a code as a user types it, in any case.
pub fn find(code: &str) -> Option<&'static Entry> {
    all().find(|e| e.code.0.eq_ignore_ascii_case(code))
}
