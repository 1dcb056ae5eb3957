//! The books that `diglot new` writes. What their editions look like to other programs is tested in `validators.rs`.

use std::fs;
use std::path::Path;

use super::{assert_done, assert_refused};
use crate::support::{diglot, results, run, scratch, write};

/// Every YAML file of a folder.
fn yaml_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(yaml_files(&path));
        } else if path.extension().is_some_and(|it| it == "yaml") {
            found.push(path);
        }
    }
    found
}

#[test]
fn every_new_book_builds_all_its_editions_without_warnings() {
    for kind in ["book", "novel", "poetry", "class"] {
        let scratch = scratch();
        let here = |arguments: &[&str]| run(diglot().current_dir(scratch.path()).args(arguments));
        assert_done(&here(&["new", "My_Tea.Book", "--kind", kind]));
        let checked = here(&["check", "My_Tea.Book"]);
        assert_eq!(results(&checked), "no errors, no warnings\n", "{kind}");
        let built = here(&["build", "My_Tea.Book", "--format", "json"]);
        assert_done(&built);
        let report: serde_json::Value = serde_json::from_str(&results(&built)).unwrap();
        assert_eq!(report["diagnostics"], serde_json::json!([]), "{kind}");
        let dist = scratch.path().join("dist");
        assert!(dist.join("my-tea-book-zh-en.epub").is_file(), "{kind}");
        assert!(
            fs::read_to_string(scratch.path().join("My_Tea.Book/.gitattributes"))
                .unwrap()
                .contains("\ndiglot.lock merge=union\n")
        );
    }
}

#[test]
fn the_files_of_a_new_book_lead_editors_to_the_schemas_of_this_version() {
    for kind in ["book", "novel", "poetry", "class"] {
        let scratch = scratch();
        let book = scratch.path().join("book");
        assert_done(&run(diglot().arg("init").arg(&book).args(["--kind", kind])));
        for path in yaml_files(&book) {
            let text = fs::read_to_string(&path).unwrap();
            let first = text.lines().next().unwrap();
            let schema = first
                .strip_prefix("# yaml-language-server: $schema=")
                .unwrap();
            let name = match path.file_stem().unwrap().to_str().unwrap() {
                "book" => "book",
                "glossary" => "glossary",
                _ => "chapter",
            };
            assert!(
                schema.ends_with(&format!("/{name}.schema.json")),
                "{}",
                path.display()
            );
            let ours = results(&run(diglot().args(["schema", name])));
            let schema = path.parent().unwrap().join(schema);
            assert_eq!(fs::read_to_string(schema).unwrap(), ours);
        }
    }
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let scratch = scratch();
    let book = scratch.path().join("book");
    write(&book.join("draft.txt"), "mine");
    let refused = run(diglot().arg("new").arg(&book));
    assert_refused(
        &refused,
        2,
        "is not empty; name a new folder, or an empty one",
    );
    assert_eq!(fs::read_dir(&book).unwrap().count(), 1);
    let refused = run(diglot().arg("new").arg(book.join("draft.txt")));
    assert_refused(&refused, 2, "cannot create a book in");
    // A repository that was just made counts as empty, and `.` as a folder without a name.
    let repository = scratch.path().join("repository");
    fs::create_dir_all(repository.join(".git")).unwrap();
    assert_done(&run(diglot().current_dir(&repository).args(["new", "."])));
    let text = fs::read_to_string(repository.join("book.yaml")).unwrap();
    assert!(text.contains("\nid: book\n"));
}

#[test]
fn commands_are_printed_as_they_are_typed() {
    let scratch = scratch();
    let new = |name: &str| run(diglot().current_dir(scratch.path()).args(["new", name]));
    let output = new("my wife's book");
    assert_done(&output);
    let printed = results(&output);
    assert!(
        printed.contains("`diglot build 'my wife'\\''s book'`"),
        "{printed}"
    );
    assert_refused(&new(""), 2, "the value of `<DIR>` is empty");
}
