//! Many books: what `plan` says of them, and whether `verify` notices every difference.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use super::{assert_done, assert_refused, made_in};
use crate::support::{copy, diglot, errors, results, root, run, scratch, write};

const EDITIONS: &str = "
editions:
  facing: { format: pdf, layout: facing, answers: separate }
  zh: { format: epub, languages: [zh] }
  sheets: { format: pdf, layout: handout }
";

const QUIZ: &str = "  - quiz:
      questions:
        - id: steps
          prompt: { zh: 走了几步？, en: How many steps? }
          answer: { zh: 三步。, en: Three. }
";

/// A folder with the books `one` and `two` in `books/`, each with few editions.
fn catalogue() -> TempDir {
    let scratch = scratch();
    for id in ["one", "two"] {
        add_book(scratch.path(), &format!("books/{id}"), id);
    }
    scratch
}

/// A book with this id, which has a question.
fn add_book(root_folder: &Path, folder: &str, id: &str) {
    let book = root_folder.join(folder);
    copy(&root().join("tests/reader/_base"), &book);
    let path = book.join("book.yaml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        path,
        text.replace("id: little-book", &format!("id: {id}")) + EDITIONS,
    )
    .unwrap();
    let chapter = book.join("chapters/two.yaml");
    let text = fs::read_to_string(&chapter).unwrap();
    fs::write(chapter, text + QUIZ).unwrap();
}

fn here(folder: &Path, arguments: &[&str]) -> Output {
    run(diglot().current_dir(folder).args(arguments))
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&results(output)).unwrap_or_else(|_| panic!("{}", errors(output)))
}

fn plan(folder: &Path) -> Value {
    let output = here(folder, &["plan", "books", "--format", "json"]);
    assert_done(&output);
    json(&output)
}

/// The key of each book and edition.
fn keys(plan: &Value) -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    for book in plan["books"].as_array().unwrap() {
        let name = book["book"].as_str().unwrap();
        let mut add = |name: String, key: &Value| {
            let key = key.as_str().unwrap().to_owned();
            assert_eq!(key.len(), 64, "{key}");
            keys.insert(name, key);
        };
        add(name.to_owned(), &book["key"]);
        for edition in book["editions"].as_array().unwrap() {
            add(format!("{name} {}", edition["edition"]), &edition["key"]);
        }
    }
    keys
}

fn words(value: &Value) -> Vec<&str> {
    let list = value.as_array().unwrap().iter();
    list.map(|word| word.as_str().unwrap()).collect()
}

/// The paths of the files in an output folder, which is `dist/ID`, without those that diglot keeps for itself.
fn files(folder: &Path) -> Vec<String> {
    let mut found = BTreeMap::new();
    made_in(folder, "", &mut found);
    let names = found
        .into_keys()
        .filter(|name| !name.starts_with(".diglot"));
    let id = folder.file_name().unwrap().to_str().unwrap();
    names.map(|name| format!("dist/{id}/{name}")).collect()
}

#[test]
fn a_plan_says_what_a_build_makes_from_what() {
    let scratch = catalogue();
    let plan = plan(scratch.path());
    let books = plan["books"].as_array().unwrap();
    assert_eq!(books.len(), 2);
    assert_eq!(plan["broken"], Value::Array(Vec::new()));
    let book = &books[1];
    assert_eq!(book["book"], "two");
    assert_eq!(book["folder"], "books/two");
    let inputs = [
        "books/two/book.yaml",
        "books/two/chapters/one.yaml",
        "books/two/chapters/two.yaml",
        "books/two/figures/path.svg",
        "books/two/glossary.yaml",
    ];
    assert_eq!(words(&book["inputs"]), inputs);
    let editions = book["editions"].as_array().unwrap();
    let names: Vec<&Value> = editions.iter().map(|one| &one["edition"]).collect();
    assert_eq!(names, ["facing", "zh", "sheets"]);
    let with_solutions = ["dist/two/two-facing.pdf", "dist/two/two-facing-answers.pdf"];
    assert_eq!(words(&editions[0]["files"]), with_solutions);

    // Each command makes the files that its edition names, and the book's command makes all of them.
    let run_command = |command: &Value| {
        let command = words(command);
        assert_eq!(command[0], "diglot");
        assert_done(&here(scratch.path(), &command[1..]));
    };
    let dist = scratch.path().join("dist/two");
    let mut all = Vec::new();
    for edition in editions {
        run_command(&edition["command"]);
        let mut made = words(&edition["files"]);
        made.sort_unstable();
        assert_eq!(files(&dist), made);
        all.extend(made);
        fs::remove_dir_all(&dist).unwrap();
    }
    run_command(&book["command"]);
    all.sort_unstable();
    assert_eq!(files(&dist), all);

    // A build records its keys.
    let output = here(scratch.path(), &["verify", "dist/two", "--format", "json"]);
    assert_done(&output);
    let verified = &json(&output)[0];
    let verified = verified["editions"].as_array().unwrap();
    for edition in editions {
        let verified = verified
            .iter()
            .find(|one| one["edition"] == edition["edition"]);
        assert_eq!(verified.unwrap()["key"], edition["key"]);
    }

    let table = results(&here(scratch.path(), &["plan", "books", "-o", "out"]));
    let key: String = editions[1]["key"]
        .as_str()
        .unwrap()
        .chars()
        .take(12)
        .collect();
    assert!(
        table.contains(&format!("two   zh       {key}  out/two/two-zh.epub\n")),
        "{table}"
    );
}

#[test]
fn a_key_changes_with_any_input_and_with_nothing_else() {
    let scratch = catalogue();
    let before = keys(&plan(scratch.path()));
    let set: std::collections::BTreeSet<_> = before.values().collect();
    assert_eq!(set.len(), before.len(), "two things have one key");

    // Neither the folder, nor the time, nor what does not belong to the book.
    let elsewhere = catalogue();
    write(&elsewhere.path().join("books/one/notes.txt"), "not read");
    assert_eq!(keys(&plan(elsewhere.path())), before);

    for input in [
        "book.yaml",
        "chapters/one.yaml",
        "chapters/two.yaml",
        "figures/path.svg",
        "glossary.yaml",
    ] {
        let path = scratch.path().join("books/one").join(input);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text}\n")).unwrap();
        let after = keys(&plan(scratch.path()));
        for (name, key) in &after {
            let has_changed = *key != before[name];
            assert_eq!(has_changed, name.starts_with("one"), "{input}: {name}");
        }
        fs::write(&path, text).unwrap();
    }
    assert_eq!(keys(&plan(scratch.path())), before);

    let dated = run(diglot()
        .current_dir(scratch.path())
        .env("SOURCE_DATE_EPOCH", "1000000000")
        .args(["plan", "books", "--format", "json"]));
    for (name, key) in keys(&json(&dated)) {
        assert_ne!(key, before[&name], "{name}");
    }
}

#[test]
fn a_plan_reports_every_broken_book_and_lists_the_others() {
    let scratch = catalogue();
    add_book(scratch.path(), "more/again", "two");
    let broken = scratch.path().join("more/broken");
    add_book(scratch.path(), "more/broken", "broken");
    write(
        &broken.join("chapters/one.yaml"),
        "id: one\ntitle: { zh: 一 }\nblocks: [{ text: { zh: 一, en: One } }]\n",
    );
    let list =
        "# the spring list\nbooks/one\n\n  books/two/book.yaml\nmore/again\nmore/broken\nnowhere\n";
    write(&scratch.path().join("books.txt"), list);

    let output = here(scratch.path(), &["plan", "books.txt", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let plan = json(&output);
    let books = plan["books"].as_array().unwrap().iter();
    let folders: Vec<&Value> = books.map(|book| &book["folder"]).collect();
    assert_eq!(folders, ["books/one", "books/two"]);
    let broken = plan["broken"].as_array().unwrap();
    let places: Vec<(&str, &str, u64, u64)> = broken
        .iter()
        .map(|book| {
            let first = &book["diagnostics"][0];
            let text = |key: &str| first[key].as_str().unwrap();
            let number = |key: &str| first[key].as_u64().unwrap();
            (text("code"), text("file"), number("line"), number("column"))
        })
        .collect();
    let expected = [
        ("ref-id-twice", "books.txt", 5, 1),
        ("pair-missing", "more/broken/chapters/one.yaml", 2, 14),
        ("file-missing", "books.txt", 7, 1),
    ];
    assert_eq!(places, expected);

    let output = here(scratch.path(), &["plan", "books.txt"]);
    assert_refused(&output, 1, "--> more/broken/chapters/one.yaml:2:14");
    assert_refused(&output, 1, "--> books.txt:7:1");
    assert_refused(&output, 1, "2 books, 6 editions; 3 books have errors");
    assert!(results(&output).contains("one   facing"));
}

#[test]
fn a_catalogue_without_books_is_reported() {
    let scratch = catalogue();
    write(&scratch.path().join("empty.txt"), "# none yet\n");
    write(&scratch.path().join("latin.txt"), b"caf\xE9\n");
    fs::create_dir(scratch.path().join("empty")).unwrap();
    for (catalogue, words) in [
        (
            "nowhere",
            "cannot open the catalogue nowhere: there is no such file",
        ),
        ("empty", "empty has no books; name a folder of books"),
        (
            "empty.txt",
            "empty.txt has no books; name a folder of books",
        ),
        ("latin.txt", "latin.txt is not a list of books in UTF-8"),
    ] {
        assert_refused(&here(scratch.path(), &["plan", catalogue]), 2, words);
    }
    assert_refused(&here(scratch.path(), &["plan"]), 2, "missing argument");
    // A book is a catalogue of one.
    for book in ["books/one", "books/one/book.yaml"] {
        let plan = json(&here(scratch.path(), &["plan", book, "--format", "json"]));
        assert_eq!(plan["books"][0]["folder"], "books/one");
    }
}

/// A catalogue with a built book, and the folder it was built into.
fn built() -> (TempDir, PathBuf) {
    let scratch = catalogue();
    assert_done(&here(scratch.path(), &["build", "books/one", "-o", "dist"]));
    let dist = scratch.path().join("dist");
    (scratch, dist)
}

fn verify(folder: &Path, arguments: &[&str]) -> Output {
    here(folder, &[&["verify", "dist"], arguments].concat())
}

#[test]
fn verify_notices_every_difference() {
    let (scratch, dist) = built();
    let good = verify(scratch.path(), &[]);
    assert_done(&good);
    assert!(
        results(&good).ends_with("files, as they were built\n"),
        "{}",
        results(&good)
    );

    let epub = dist.join("one-zh.epub");
    let mut bytes = fs::read(&epub).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&epub, bytes).unwrap();
    fs::remove_file(dist.join("one-facing.pdf")).unwrap();
    write(&dist.join("sheets/draft.pdf"), "draft");
    let bad = verify(scratch.path(), &[]);
    for fault in [
        "dist/one-zh.epub: the file has changed since it was built",
        "dist/one-facing.pdf: the file is missing",
        "dist/sheets/draft.pdf: the build did not make this file",
    ] {
        assert_refused(&bad, 1, fault);
    }
    assert!(results(&bad).ends_with(" 3 faults\n"), "{}", results(&bad));

    let report = json(&verify(scratch.path(), &["--format", "json"]));
    let files = report[0]["files"].as_array().unwrap();
    let state = |name: &str| &files.iter().find(|file| file["file"] == name).unwrap()["state"];
    assert_eq!(state("one-zh.epub"), "changed");
    assert_eq!(state("one-facing.pdf"), "missing");
    assert_eq!(state("sheets/draft.pdf"), "extra");
    assert!(files.iter().any(|file| file["state"] == "good"));

    // Building restores what was built.
    fs::remove_file(dist.join("sheets/draft.pdf")).unwrap();
    assert_done(&here(scratch.path(), &["build", "books/one", "-o", "dist"]));
    assert_done(&verify(scratch.path(), &[]));
}

#[test]
fn verify_says_when_there_is_nothing_to_compare_with() {
    let (scratch, dist) = built();
    let missing = here(scratch.path(), &["verify", "nowhere"]);
    assert_refused(&missing, 2, "cannot read the output folder nowhere: ");
    let unstamped = here(scratch.path(), &["verify", "books"]);
    assert_refused(&unstamped, 2, "books has no stamp of a build");

    let chapter = scratch.path().join("books/one/chapters/one.yaml");
    let text = fs::read_to_string(&chapter).unwrap();
    fs::write(&chapter, format!("{text}\n")).unwrap();
    let changed = verify(scratch.path(), &["--rebuild", "books/one"]);
    assert_refused(
        &changed,
        2,
        "dist was built from other files: chapters/one.yaml changed",
    );
    fs::write(&chapter, text).unwrap();

    let stamp = dist.join(".diglot.json");
    let text = fs::read_to_string(&stamp).unwrap();
    fs::write(&stamp, text.replace("\"diglot 0", "\"diglot 99.0")).unwrap();
    let other = verify(scratch.path(), &["--rebuild", "books/one"]);
    assert_refused(&other, 2, "dist was built by `diglot 99.0");
}

#[test]
fn a_stamp_cannot_make_verify_read_outside_its_folder() {
    let (scratch, dist) = built();
    write(&scratch.path().join("secret"), "secret");
    let stamp = dist.join(".diglot.json");
    let text = fs::read_to_string(&stamp).unwrap();
    let hash = blake3::hash(b"secret").to_hex().to_string();
    let mut stamped: Value = serde_json::from_str(&text).unwrap();
    stamped["made"]["zh"][0]["file"] = "../secret".into();
    stamped["made"]["zh"][0]["hash"] = hash.into();
    fs::write(&stamp, stamped.to_string()).unwrap();
    let outside = verify(scratch.path(), &[]);
    assert_refused(
        &outside,
        1,
        "dist/../secret: the file has changed since it was built",
    );
}

#[test]
fn verify_builds_again_and_keeps_both_if_they_differ() {
    let (scratch, dist) = built();
    let again = |arguments: &[&str]| {
        verify(
            scratch.path(),
            &[&["--rebuild", "books/one"], arguments].concat(),
        )
    };
    let same = again(&[]);
    assert_done(&same);
    assert!(
        results(&same).contains("as they are built again"),
        "{}",
        results(&same)
    );
    assert!(!dist.join(".diglot-rebuilt").exists());

    // A file that differs from what its book gives, with a stamp that vouches for it.
    let epub = dist.join("one-zh.epub");
    fs::write(&epub, "another book").unwrap();
    let stamp = dist.join(".diglot.json");
    let mut stamped: Value = serde_json::from_slice(&fs::read(&stamp).unwrap()).unwrap();
    let hash = blake3::hash(b"another book").to_hex().to_string();
    stamped["made"]["zh"][0]["hash"] = hash.into();
    fs::write(&stamp, stamped.to_string()).unwrap();
    assert_done(&verify(scratch.path(), &[]));
    let different = again(&[]);
    assert_refused(
        &different,
        1,
        "dist/one-zh.epub: building it again makes other bytes",
    );
    assert_refused(
        &different,
        1,
        "the new files are in dist/.diglot-rebuilt; compare them",
    );
    assert_eq!(fs::read(&epub).unwrap(), b"another book");
    let kept = dist.join(".diglot-rebuilt");
    assert!(
        fs::read(kept.join("one-zh.epub"))
            .unwrap()
            .starts_with(b"PK")
    );
    assert_done(&here(scratch.path(), &["verify", "dist/.diglot-rebuilt"]));
    let report = json(&again(&["--format", "json"]));
    assert_eq!(report[0]["kept"], "dist/.diglot-rebuilt");
    let files = report[0]["files"].as_array().unwrap();
    let zh = files
        .iter()
        .find(|file| file["file"] == "one-zh.epub")
        .unwrap();
    assert_eq!(zh["state"], "different");
}

#[test]
fn files_are_built_again_with_the_date_that_they_have() {
    let scratch = catalogue();
    let dated = run(diglot()
        .current_dir(scratch.path())
        .env("SOURCE_DATE_EPOCH", "1000000000")
        .args(["build", "books/one", "-e", "zh", "-o", "dist"]));
    assert_done(&dated);
    assert_done(&verify(scratch.path(), &["--rebuild", "books/one"]));
}
