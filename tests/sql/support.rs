//! The table of what each dialect can say, in the reference: it is written from the conformance suite (`INSTA_UPDATE=always` writes it anew).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use baremo::sql::dialect;

use crate::sql::agreement;
use crate::sql::cases;
use crate::sql::constructs;

const BEGIN: &str = "<!-- table -->\n";
const END: &str = "<!-- end of table -->";

/// A construct is said where some program of the suite with it is; what keeps programs from being said stands below.
fn page() -> String {
    let suite = cases::suite();
    let mut said: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut unsaid: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut shown = BTreeSet::new();
    for case in &suite {
        let used = constructs::of(&case.program);
        shown.extend(used.iter().copied());
        for dialect in dialect::ALL {
            match agreement::query(dialect, case, false) {
                Ok(_) => said.extend(used.iter().map(|construct| (*construct, dialect.word))),
                Err(faults) => unsaid
                    .entry(dialect.title)
                    .or_default()
                    .extend(faults.iter().map(|f| format!("{}: take {}", f.construct, f.instead))),
            }
        }
    }
    let missing: Vec<_> = constructs::ALL.iter().filter(|c| !shown.contains(*c)).collect();
    assert!(missing.is_empty(), "no program of the suite has {missing:?}");
    let mut page = String::from("| construct |");
    dialect::ALL.iter().for_each(|d| write!(page, " {} |", d.title).expect("text"));
    page += "\n|---|";
    page += &"---|".repeat(dialect::ALL.len());
    for construct in constructs::ALL {
        write!(page, "\n| {construct} |").expect("text");
        for dialect in dialect::ALL {
            let yes = said.contains(&(*construct, dialect.word));
            page += if yes { " ✓ |" } else { " |" };
        }
    }
    page += "\n\nWhat cannot be said, and what works instead:\n\n";
    for (title, all) in unsaid {
        for fault in all {
            writeln!(page, "- {title}: {fault}").expect("text");
        }
    }
    page
}

#[test]
fn the_reference_has_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference/sql.md");
    let text = fs::read_to_string(&path).expect("the page");
    let (before, rest) = text.split_once(BEGIN).expect("the table's beginning");
    let (found, after) = rest.split_once(END).expect("the table's end");
    let page = page();
    if found != page && std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        fs::write(&path, format!("{before}{BEGIN}{page}{END}{after}")).expect("it can be written");
        return;
    }
    assert_eq!(found, page, "INSTA_UPDATE=always writes it anew");
}
