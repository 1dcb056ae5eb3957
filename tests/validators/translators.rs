//! Files for translators, read by the programs that translators use: gettext, the Translate Toolkit, Okapi, LibreOffice.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::tools::{libreoffice, need, translators_python, xliff};
use crate::support::{copy, diglot, errors, fixture, has_validator, results, run, sample, scratch};

/// A copy of a book, and its texts in a format.
fn exported(original: &Path, format: &str, name: &str) -> (TempDir, PathBuf, PathBuf) {
    let scratch = scratch();
    let book = scratch.path().join("book");
    copy(original, &book);
    let file = scratch.path().join(name);
    let output = run(diglot()
        .args(["export", "text", "--to", format, "-o"])
        .arg(&file)
        .arg(&book));
    assert!(output.status.success(), "{}", errors(&output));
    (scratch, book, file)
}

fn update(book: &Path, file: &Path) -> String {
    let output = run(diglot().arg("import").arg(book).arg("--update").arg(file));
    assert!(output.status.success(), "{}", errors(&output));
    errors(&output)
}

#[test]
fn gettext_accepts_every_catalogue() {
    if !has_validator("msgfmt") {
        return;
    }
    for original in [sample(), fixture("hard"), fixture("poetry")] {
        let (scratch, book, file) = exported(&original, "po", "texts.po");
        let compiled = scratch.path().join("texts.mo");
        let check = |file: &Path| {
            run(Command::new("msgfmt")
                .args(["--check", "-o"])
                .arg(&compiled)
                .arg(file))
        };
        let output = check(&file);
        assert!(output.status.success(), "{}", errors(&output));
        // gettext writes the file its own way; it still brings nothing new.
        let again = scratch.path().join("again.po");
        let output = run(Command::new("msgcat")
            .args(["--width", "60", "-o"])
            .arg(&again)
            .arg(&file));
        assert!(output.status.success(), "{}", errors(&output));
        assert!(update(&book, &again).contains("nothing has changed"));
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{text}msgid \"a\"\n")).unwrap();
        assert!(
            !check(&file).status.success(),
            "gettext objects to a torn file"
        );
    }
}

#[test]
fn the_translate_toolkit_reads_every_unit() {
    for original in [sample(), fixture("hard"), fixture("poetry")] {
        let mut counts = Vec::new();
        for (format, name) in [
            ("po", "texts.po"),
            ("xliff", "texts.xlf"),
            ("tmx", "texts.tmx"),
        ] {
            let (_scratch, _, file) = exported(&original, format, name);
            let Some(mut python) = need("the Translate Toolkit", translators_python()) else {
                return;
            };
            let output = run(python.arg("read").arg(&file));
            assert!(output.status.success(), "{}", errors(&output));
            let count: [usize; 2] = serde_json::from_str(&results(&output)).unwrap();
            assert!(count[1] > 10, "{format}: {count:?}");
            counts.push(count);
        }
        // To the toolkit, what is markup alone is no translation.
        assert_eq!(counts[0][0], counts[1][0]);
        assert_eq!(counts[0][1], counts[2][1]);
    }
}

#[test]
fn what_another_program_has_saved_comes_back() {
    let (_scratch, book, file) = exported(&sample(), "po", "texts.po");
    let Some(mut python) = need("the Translate Toolkit", translators_python()) else {
        return;
    };
    let output = run(python.arg("type").arg(&file));
    assert!(output.status.success(), "{}", errors(&output));
    let before = fs::read_to_string(book.join("book.yaml")).unwrap();
    assert!(update(&book, &file).contains("changed 1 text in 1 file"));
    let after = fs::read_to_string(book.join("book.yaml")).unwrap();
    assert_eq!(
        after,
        before.replacen("End to End", "End to End (revised)", 1)
    );
}

#[test]
fn okapi_accepts_every_xliff_file() {
    let mut files = Vec::new();
    for original in [sample(), fixture("hard"), fixture("poetry")] {
        files.push(exported(&original, "xliff", "texts.xlf"));
    }
    let (_bad, _, broken) = exported(&sample(), "xliff", "broken.xlf");
    let text = fs::read_to_string(&broken).unwrap();
    fs::write(
        &broken,
        text.replacen("dataRef=\"d1\"", "dataRef=\"d77\"", 1),
    )
    .unwrap();
    let mut paths: Vec<PathBuf> = files.iter().map(|(.., file)| file.clone()).collect();
    paths.push(broken);
    let Some(complaints) = need("Okapi's XLIFF library", xliff(&paths)) else {
        return;
    };
    let (last, good) = complaints.split_last().unwrap();
    assert!(good.iter().all(Option::is_none), "{good:?}");
    assert!(
        last.is_some(),
        "Okapi objects to a placeholder without data"
    );
}

#[test]
fn libreoffice_opens_the_table_for_editors_and_saves_what_is_typed() {
    for original in [sample(), fixture("hard")] {
        let (scratch, book, file) = exported(&original, "docx", "texts.docx");
        let saved = scratch.path().join("saved");
        let Some(()) = need("LibreOffice", libreoffice(&file, "docx", &saved)) else {
            return;
        };
        let said = update(&book, &saved.join("texts.docx"));
        assert!(said.contains("nothing has changed"), "{said}");
        let Some(()) = need(
            "LibreOffice",
            libreoffice(&file, "txt:Text (encoded):UTF8", &saved),
        ) else {
            return;
        };
        let text = fs::read_to_string(saved.join("texts.txt")).unwrap();
        assert!(text.contains("book.yaml/title"), "{text}");
    }
}
