//! Editions whose answers are in a separate solutions book: two files, and what each contains.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use diglot::book::{BlockKind, Book, Question};
use serde_json::Value;
use tempfile::TempDir;

use super::leaks::{all_text, bare, secrets};
use super::{assert_done, building, entry, holds, made};
use crate::pages::paper;
use crate::support::{
    copy, errors, has_validator, questions, results, run, sample, scratch, write,
};

const EDITIONS: &str = "
editions:
  school: { format: pdf, layout: facing, answers: separate, index: true }
  columns: { format: pdf, answers: separate }
  en: { format: epub, languages: [en], answers: separate }
identifiers: { en-answers: 978-7-302-00000-6 }
";

/// The sample book, with its answers in separate books.
fn parted() -> (TempDir, PathBuf) {
    let scratch = scratch();
    let book = scratch.path().join("book");
    copy(&sample(), &book);
    let settings = fs::read_to_string(book.join("book.yaml")).unwrap();
    write(&book.join("book.yaml"), settings + EDITIONS);
    (scratch, book)
}

/// The editions that a build reports: name, file, and whether it was built.
fn reported(book: &Path, arguments: &[&str]) -> Vec<(String, String, bool)> {
    let output = run(building(book).args(["--format", "json"]).args(arguments));
    assert_done(&output);
    let report: Value = serde_json::from_str(&results(&output)).unwrap();
    let editions = report["editions"].as_array().unwrap().iter();
    let each = editions.map(|one| {
        let path = one["path"].as_str().unwrap();
        let file = path.rsplit('/').next().unwrap();
        (
            one["edition"].as_str().unwrap().to_owned(),
            file.to_owned(),
            !one["seconds"].is_null(),
        )
    });
    each.collect()
}

fn named(reported: &[(String, String, bool)]) -> Vec<(&str, &str)> {
    let each = reported.iter();
    each.map(|(name, file, _)| (name.as_str(), file.as_str()))
        .collect()
}

#[test]
fn an_edition_and_its_answers_are_two_files_requested_by_one_name() {
    let (_scratch, book) = parted();
    let school = [
        ("school", "llm-fullstack-school.pdf"),
        ("school-answers", "llm-fullstack-school-answers.pdf"),
    ];
    let first = reported(&book, &["-e", "school"]);
    assert_eq!(named(&first), school);
    assert_eq!(
        made(&book).len(),
        4,
        "two files, the stamp and the record of pages"
    );
    let again = reported(&book, &["-e", "school"]);
    assert_eq!(named(&again), school);
    assert!(again.iter().all(|(.., is_made)| !is_made), "{again:?}");

    let alone = reported(&book, &["-e", "en-answers"]);
    assert_eq!(
        named(&alone),
        [("en-answers", "llm-fullstack-en-answers.epub")]
    );
    let mut all = school.to_vec();
    all.extend([
        ("columns", "llm-fullstack-columns.pdf"),
        ("columns-answers", "llm-fullstack-columns-answers.pdf"),
        ("en", "llm-fullstack-en.epub"),
        ("en-answers", "llm-fullstack-en-answers.epub"),
    ]);
    assert_eq!(named(&reported(&book, &[])), all);
}

/// Built alone or with its book, on one thread or several, the file is the same.
#[test]
fn a_solutions_book_is_the_same_however_it_is_requested() {
    let (_one, with_book) = parted();
    let (_other, alone) = parted();
    reported(&with_book, &["--jobs", "3"]);
    reported(&alone, &["--jobs", "1", "-e", "school-answers"]);
    let name = "llm-fullstack-school-answers.pdf";
    assert_eq!(
        made(&alone).len(),
        3,
        "one file, the stamp and the record of pages"
    );
    assert!(made(&alone)[name].0 == made(&with_book)[name].0);
}

#[test]
fn the_answers_are_in_the_solutions_book_only() {
    if !has_validator("qpdf") || !has_validator("pdftotext") || !has_validator("pdfinfo") {
        return;
    }
    let (scratch, book) = parted();
    reported(&book, &["-e", "columns"]);
    let held = |name: &str| all_text(&scratch.path().join("dist").join(name));
    let (asked, bytes) = held("llm-fullstack-columns.pdf");
    let (solved, _) = held("llm-fullstack-columns-answers.pdf");
    let secrets = secrets(paper::SAMPLE.book());
    assert!(secrets.len() > 30, "{}", secrets.len());
    for secret in &secrets {
        assert!(!asked.contains(&bare(secret)), "{secret}");
        assert!(!holds(&bytes, secret), "{secret}");
    }
    // The others are for teachers only, or are split by a page break or a hyphen.
    let found = secrets
        .iter()
        .filter(|secret| solved.contains(&bare(secret)));
    assert!(found.count() > 20);
}

/// The text of each page of a PDF, without white space.
fn pages(pdf: &Path) -> Vec<String> {
    let output = run(Command::new("pdftotext").arg("-raw").arg(pdf).arg("-"));
    assert!(output.status.success(), "{}", errors(&output));
    results(&output).split('\u{c}').map(bare).collect()
}

/// The beginning of a text, short enough to be on one line.
fn beginning(text: &str) -> String {
    bare(text).chars().take(9).collect()
}

/// All questions, in the order of the book.
fn asked(book: &Book) -> Vec<&Question> {
    let chapters = book.chapters.iter();
    chapters
        .flat_map(|chapter| questions(&chapter.blocks))
        .collect()
}

#[test]
fn every_question_is_there_with_its_page_in_the_book() {
    if !has_validator("pdftotext") {
        return;
    }
    let (scratch, folder) = parted();
    reported(&folder, &["-e", "school", "-e", "columns"]);
    let book = paper::SAMPLE.book();
    let BlockKind::Lead(lead) = &book.chapters[0].blocks[0].kind else {
        panic!("the sample begins with a lead");
    };
    for (name, sides) in [("school", 2), ("columns", 1)] {
        let file = |more: &str| format!("dist/llm-fullstack-{name}{more}.pdf");
        let of_book = pages(&scratch.path().join(file("")));
        let solved = pages(&scratch.path().join(file("-answers"))).concat();
        let on = |words: &str| {
            of_book
                .iter()
                .position(|page| page.contains(words))
                .unwrap()
        };
        // With facing pages, page 1 is a half-title, and the lead paragraph is on page 2.
        let first = on(&beginning(&lead.a.plain())) + 1 - sides;
        let mut rest = solved.as_str();
        let all = asked(book);
        assert!(all.len() > 15, "{}", all.len());
        for question in all {
            let prompt = beginning(&question.prompt.a.plain());
            let page = on(&prompt) - first;
            let at = rest.find(&prompt);
            let at = at.unwrap_or_else(|| panic!("{name}: no {prompt} after {rest:.90}"));
            rest = &rest[at..];
            let (_, said) = rest.split_once("（第").unwrap();
            let (said, _) = said.split_once("页）").unwrap();
            assert_eq!(said, (page + 1).to_string(), "{name}: {prompt}");
        }
    }
}

/// Neither file links into the other, and their identifiers differ.
#[test]
fn a_solutions_book_has_its_own_title_and_identifier() {
    let (_scratch, book) = parted();
    reported(&book, &["-e", "en"]);
    let files: BTreeMap<String, Vec<u8>> = made(&book)
        .into_iter()
        .map(|(name, (bytes, _))| (name, bytes))
        .collect();
    let package = |name: &str| entry(&files[name], "OEBPS/content.opf");
    let of_book = package("llm-fullstack-en.epub");
    let solved = package("llm-fullstack-en-answers.epub");
    let title = "Large Language Models, End to End — Answer Key</dc:title>";
    assert!(solved.contains(title), "{solved}");
    assert!(!of_book.contains(title));
    assert!(solved.contains("urn:isbn:9787302000006"));
    let uuid = |package: &str| {
        let (_, rest) = package.split_once("urn:uuid:").unwrap();
        rest[..36].to_owned()
    };
    assert_ne!(uuid(&of_book), uuid(&solved));
    // It contains questions only: no pictures, terms or glossary.
    assert!(
        !solved.contains("glossary.xhtml")
            && !solved.contains("<meta property=\"schema:accessMode\">visual")
    );
    let chapter = entry(
        &files["llm-fullstack-en-answers.epub"],
        "OEBPS/chapter-post-training.xhtml",
    );
    let question = chapter.find("Why is post-training needed at all?").unwrap();
    let option = chapter.find("A base model has no vocabulary yet").unwrap();
    let answer = chapter.find("Answer: <strong>A</strong>").unwrap();
    let why = chapter.find("Most of the knowl").unwrap();
    assert!(question < option && option < answer && answer < why);
}
