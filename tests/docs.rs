//! Every block of rules in the documentation is a file that checks, and its tests pass; the wrong ones are wrong.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use baremo::diagnostic::Severity;
use baremo::testing;

use crate::rules;

/// A fenced block: the language behind its fence, the line where it begins, its text.
struct Block {
    language: String,
    line: usize,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut open = false;
    for (number, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), open) {
            (Some(language), false) => {
                found.push(Block {
                    language: language.into(),
                    line: number + 1,
                    text: String::new(),
                });
                open = true;
            }
            (Some(_), true) => open = false,
            (None, true) => {
                let block = found.last_mut().expect("a block is open");
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, false) => {}
        }
    }
    found
}

fn pages() -> Vec<PathBuf> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages: Vec<PathBuf> = ["docs/guide", "docs/reference"]
        .iter()
        .flat_map(|folder| rules::children(&top.join(folder)))
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .collect();
    pages.push(top.join("README.md"));
    pages.retain(|path| path.is_file());
    pages
}

/// What is wrong with a block of rules.
fn faults(block: &Block) -> Vec<String> {
    let compiled = rules::compile_text("page.score", &block.text);
    let errors = compiled.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    if block.language == "score-wrong" {
        return if errors == 0 { vec!["it should be wrong".into()] } else { Vec::new() };
    }
    let said = compiled.diagnostics.iter().map(|d| format!("{} {}", d.code.0, d.message));
    let results = testing::run(&compiled);
    let failed = results.iter().filter(|r| !r.passed);
    let failed = failed.map(|r| format!("{}: {:?}", r.name, r.failures));
    said.chain(failed).collect()
}

#[test]
fn every_block_of_rules_does_what_its_page_says() {
    let (mut all, mut count) = (Vec::new(), 0);
    for path in pages() {
        let page = fs::read_to_string(&path).expect("a page can be read");
        for block in blocks(&page).iter().filter(|b| b.language.starts_with("score")) {
            count += 1;
            let place = format!("{}:{}", path.display(), block.line);
            all.extend(faults(block).into_iter().map(|fault| format!("{place}: {fault}")));
        }
    }
    println!("{count} blocks of rules");
    assert!(count > 100, "the blocks were not found");
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// Links between pages lead somewhere.
#[test]
fn links_lead_to_files() {
    let mut broken = Vec::new();
    for path in pages() {
        let page = fs::read_to_string(&path).expect("a page can be read");
        for link in page.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            let local = !link.contains("://") && !file.is_empty();
            if local && !path.parent().expect("it stands in a folder").join(file).exists() {
                broken.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn blocks_are_found_with_their_language() {
    let found = blocks("text\n```score\na\nb\n```\n\n    indented\n\n```score-wrong\nc\n```\n");
    let found: Vec<_> =
        found.iter().map(|b| (b.language.as_str(), b.line, b.text.as_str())).collect();
    assert_eq!(found, [("score", 2, "a\nb\n"), ("score-wrong", 9, "c\n")]);
}
