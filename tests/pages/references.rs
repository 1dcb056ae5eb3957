//! The pages of references in print.

use std::path::Path;

use super::paper::Paper;
use crate::support::{scratch, write};

/// A book whose first chapter refers to the last, and the other way round, over so many pages that page numbers have one
/// digit or two.
fn write_book(folder: &Path) {
    let layouts = ["columns", "facing", "stacked"];
    let editions = layouts.map(|name| {
        format!("  {name}: {{ format: pdf, layout: {name}, page: {{ trim: A6 }}, reference-pages: true }}\n")
    });
    write(
        &folder.join("book.yaml"),
        format!(
            "id: pages\nlanguages: [zh, en]\ntitle: {{ zh: 书, en: Book }}\nchapters: [one.yaml, two.yaml]\neditions:\n\
             {}  plain: {{ format: pdf }}\n",
            editions.concat()
        ),
    );
    let filler = "  - text: { zh: 长长长长长长长长长长长长长长长长长长, en: words and words and words and words }\n";
    let filler = filler.repeat(60);
    let chapter = |id: &str, zh: &str, en: &str| {
        format!(
            "id: {id}\ntitle: {{ zh: 题, en: Title }}\nblocks:\n  - text: {{ zh: \"{zh}\", en: \"{en}\" }}\n{filler}  \
             - table: {{ caption: {{ zh: 表甲, en: table }}, anchor: t-{id}, header: [词], rows: [[字]] }}\n"
        )
    };
    write(
        &folder.join("one.yaml"),
        chapter(
            "one",
            "见[[#t-two]]^[又见[[#t-one]]。]。",
            "see [[#t-two]]^[or [[#t-one]].].",
        ),
    );
    write(
        &folder.join("two.yaml"),
        chapter(
            "two",
            "见[上表](#t-one)。",
            "see [the table above](#t-one).",
        ),
    );
}

/// The words of a page, without spaces.
fn words(paper: &Paper, page: usize) -> String {
    let runs = paper.runs.iter().filter(|run| run.page == page);
    let text: String = runs.map(|run| run.text.as_str()).collect();
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn references_give_the_page_in_the_language_of_the_text() {
    let scratch = scratch();
    write_book(scratch.path());
    for name in ["columns", "facing", "stacked"] {
        let paper = Paper::of(scratch.path(), name);
        let pages = paper.labels.len();
        // The folio of the page with a caption.
        let folio = |caption: &str| {
            let mut found = (1..=pages).filter(|page| words(&paper, *page).contains(caption));
            let page = found
                .next()
                .unwrap_or_else(|| panic!("{name}: no {caption}"));
            paper.labels[page - 1].clone().unwrap()
        };
        let all: String = (1..=pages).map(|page| words(&paper, page)).collect();
        for (before, caption, page) in [
            ("见表2", "表2表甲", "（第{}页）"),
            ("又见表1", "表1表甲", "（第{}页）"),
            ("seeTable2", "Table2table", "(p.{})"),
            ("orTable1", "Table1table", "(p.{})"),
            ("上表", "表1表甲", "（第{}页）"),
            ("tableabove", "Table1table", "(p.{})"),
        ] {
            let wanted = format!("{before}{}", page.replace("{}", &folio(caption)));
            assert!(all.contains(&wanted), "{name}: no {wanted} in {all}");
        }
    }
    let plain = Paper::of(scratch.path(), "plain");
    let all: String = (1..=plain.labels.len())
        .map(|page| words(&plain, page))
        .collect();
    assert!(!all.contains("(p."));
}
