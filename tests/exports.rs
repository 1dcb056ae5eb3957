//! Compares whole exports with stored ones: the ONIX record and each quiz format, for a small book with every kind of
//! question.

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::PathBuf;

use roxmltree::{Document, Node};
use zip::ZipArchive;

use crate::stored::assert_same;
use crate::support::{diglot, errors, root, run, scratch};

fn folder() -> PathBuf {
    root().join("tests/exports")
}

/// The content of the file that an export writes, and its messages.
fn export(what: &[&str]) -> (Vec<u8>, String) {
    let scratch = scratch();
    let file = scratch.path().join("export");
    let mut command = diglot();
    command.arg("export").args(what);
    let output = run(command.arg(folder().join("book")).arg("-o").arg(&file));
    let said = errors(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    (fs::read(file).unwrap(), said)
}

/// Compares a quiz and its remarks with the stored ones.
fn compare_quiz(format: &str, to_text: impl Fn(Vec<u8>) -> String) {
    let (bytes, said) = export(&["quiz", "--to", format]);
    assert_same(
        &folder().join(format).with_extension("txt"),
        &to_text(bytes),
    );
    assert_same(&folder().join(format).with_extension("notes.txt"), &said);
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// All files of a package in order, each after its name.
fn package(bytes: Vec<u8>) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        let _ = writeln!(all, "==== {}\n{text}", file.name());
    }
    all
}

#[test]
fn a_quiz_in_gift_is_as_stored() {
    compare_quiz("gift", text);
}

#[test]
fn a_quiz_in_moodle_xml_is_as_stored() {
    compare_quiz("moodle", text);
}

/// The questions of the export by their types, as `qformat_xml` tells them apart, each with its answers.
#[test]
fn moodle_xml_has_what_the_importer_requires_of_each_type() {
    let (bytes, _) = export(&["quiz", "--to", "moodle", "--languages", "en"]);
    let source = text(bytes);
    let tree = Document::parse(&source).unwrap();
    let questions: Vec<Node<'_, '_>> = tree
        .root_element()
        .children()
        .filter(Node::is_element)
        .collect();
    let named = |node: &Node<'_, '_>, name: &str| {
        let found: Vec<String> = node
            .children()
            .filter(|child| child.has_tag_name(name))
            .map(|child| {
                let texts = child.descendants().filter(Node::is_text);
                texts.filter_map(|text| text.text()).collect()
            })
            .collect();
        found
    };
    let mut kinds = Vec::new();
    for question in &questions {
        let kind = question.attribute("type").unwrap();
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
        if kind == "category" {
            assert!(named(question, "category")[0].starts_with("$course$/top/"));
            continue;
        }
        let [name, asked] = ["name", "questiontext"].map(|name| named(question, name)[0].clone());
        assert!(!name.is_empty() && !asked.is_empty());
        let fractions: Vec<f64> = question
            .children()
            .filter(|child| child.has_tag_name("answer"))
            .map(|answer| answer.attribute("fraction").unwrap().parse().unwrap())
            .collect();
        let best = fractions.iter().filter(|it| **it > 0.0).sum::<f64>();
        match kind {
            "multichoice" | "truefalse" => assert!((best - 100.0).abs() < 0.01, "{name}: {best}"),
            "shortanswer" | "numerical" => {
                assert!(
                    fractions.iter().all(|it| (*it - 100.0).abs() < 1e-9),
                    "{name}"
                );
            }
            "ordering" => assert_eq!(fractions, [1.0, 2.0, 3.0], "{name}"),
            "matching" => assert!(named(question, "subquestion").len() >= 2, "{name}"),
            "cloze" => {
                assert!(
                    asked.contains(":SHORTANSWER:=") || asked.contains(":MULTICHOICE:"),
                    "{name}"
                );
                assert!(!asked.contains(":SA:="), "{name}");
            }
            "gapselect" => {
                let options = named(question, "selectoption").len();
                let gaps = (1..=options)
                    .filter(|gap| asked.contains(&format!("[[{gap}]]")))
                    .count();
                assert!(gaps >= 1 && gaps < options, "{name}: {asked}");
                // What the author wrote opens no gap.
                assert_eq!(asked.matches("[[").count(), gaps, "{name}: {asked}");
            }
            "essay" => assert!(
                named(question, "graderinfo")[0].contains("A point each"),
                "{name}"
            ),
            "description" => {
                assert!(asked.contains("@@PLUGINFILE@@/picture-1.svg"), "{asked}");
                let file = question
                    .descendants()
                    .find(|node| node.has_tag_name("file"))
                    .unwrap();
                assert_eq!(file.attribute("name"), Some("picture-1.svg"));
            }
            other => panic!("Moodle has no type `{other}`"),
        }
    }
    kinds.sort_unstable();
    let all = [
        "category",
        "cloze",
        "description",
        "essay",
        "gapselect",
        "matching",
        "multichoice",
        "numerical",
        "ordering",
        "shortanswer",
        "truefalse",
    ];
    assert_eq!(kinds, all);
}

#[test]
fn a_glossary_in_each_format_is_as_stored() {
    for format in ["anki", "csv", "tbx"] {
        let (bytes, said) = export(&["glossary", "--to", format]);
        assert_eq!(said, "");
        let stored = folder().join(format!("glossary-{format}.txt"));
        assert_same(&stored, &text(bytes));
    }
}

#[test]
fn a_quiz_in_csv_is_as_stored() {
    compare_quiz("csv", text);
}

#[test]
fn a_quiz_for_anki_is_as_stored() {
    compare_quiz("anki", text);
}

#[test]
fn a_quiz_in_qti_is_as_stored() {
    compare_quiz("qti", package);
}

/// The record without the sizes of the files, which change with every glyph and have tests of their own.
fn without_bytes(record: &str) -> String {
    const UNIT_OF_BYTES: &str = "<ExtentUnit>17</ExtentUnit>";
    let mut lines: Vec<&str> = record.lines().collect();
    for index in 1..lines.len() {
        if lines[index] == UNIT_OF_BYTES {
            lines[index - 1] = "<ExtentValue>…</ExtentValue>";
        }
    }
    lines.join("\n") + "\n"
}

#[test]
fn a_record_for_bookshops_is_as_stored() {
    let (bytes, said) = export(&["onix"]);
    assert_same(&folder().join("onix.xml"), &without_bytes(&text(bytes)));
    assert_same(&folder().join("onix.notes.txt"), &said);
}
