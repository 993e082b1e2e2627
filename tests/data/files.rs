//! Rule files: what is read, and what never is.

use std::path::Path;

use baremo::data::{Root, rule_files};

struct Tree(tempfile::TempDir);

impl Tree {
    /// `rules/main.score`, `rules/sub/list.txt`, and a secret beside `rules`.
    fn new() -> Tree {
        let tree = Tree(tempfile::tempdir().expect("a folder"));
        std::fs::create_dir_all(tree.path("rules/sub")).expect("folders");
        tree.write("rules/main.score", "always +1\n");
        tree.write("rules/sub/list.txt", "a\nb\n");
        tree.write("secret.txt", "secret\n");
        tree
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).expect("a file");
    }

    fn read(&self, wanted: &str) -> String {
        let main = self.path("rules/main.score");
        let root = Root::of_file(&main).expect("a folder");
        let text = match root.read(&main, wanted) {
            Ok(file) => format!("{}: {:?}", file.name, file.text),
            Err(error) => error.to_string(),
        };
        text.replace(&self.path(""), "")
    }
}

#[test]
fn inside_the_folder_and_outside() {
    let tree = Tree::new();
    tree.write("rules/bad.txt", b"a\nb\nEspa\xf1a\n");
    tree.write("rules/large.txt", vec![b'a'; (16 << 20) + 1]);
    let wanted = [
        "sub/list.txt",
        "sub/../sub/list.txt",
        "../rules/sub/list.txt",
        "missing.txt",
        "sub",
        "bad.txt",
        "large.txt",
        "../secret.txt",
        "../nothing.txt",
        "../nowhere/nothing.txt",
        "sub/../../secret.txt",
        "/etc/passwd",
        "..\\secret.txt",
    ];
    let shown: Vec<String> = wanted.iter().map(|w| format!("{w}\n  {}", tree.read(w))).collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
#[cfg(unix)]
fn links_count_where_they_lead() {
    let tree = Tree::new();
    std::os::unix::fs::symlink(tree.path("secret.txt"), tree.path("rules/inside.txt"))
        .expect("a link");
    std::os::unix::fs::symlink(tree.path(""), tree.path("rules/up")).expect("a link");
    std::os::unix::fs::symlink(tree.path("rules/sub"), tree.path("rules/same")).expect("a link");
    assert!(tree.read("inside.txt").contains("E0622"));
    assert!(tree.read("up/secret.txt").contains("E0622"));
    assert_eq!(tree.read("same/list.txt"), "rules/same/list.txt: \"a\\nb\\n\"");
}

#[test]
fn a_folder_stands_for_its_rule_files() {
    let tree = Tree::new();
    tree.write("rules/sub/a.score", "");
    tree.write("rules/sub/b.txt", "");
    std::fs::create_dir(tree.path("rules/.git")).expect("a folder");
    tree.write("rules/.git/c.score", "");
    let files = rule_files(&[tree.path("rules")]).expect("files");
    let names: Vec<&str> =
        files.iter().filter_map(|f| Path::new(f).file_name()?.to_str()).collect();
    assert_eq!(names, ["main.score", "a.score"]);
    std::fs::create_dir(tree.path("empty")).expect("a folder");
    assert!(rule_files(&[tree.path("empty")]).is_err());
}
