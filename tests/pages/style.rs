//! The style settings of a book.

use std::fs;

use super::paper::Paper;
use crate::{stored, support};

fn share(paper: &Paper, is_meant: impl Fn(&super::paper::Run) -> bool, place: usize) -> f64 {
    let column = paper.in_column(place);
    let letters = |runs: &mut dyn Iterator<Item = &&super::paper::Run>| -> f64 {
        runs.map(|run| run.letters()).sum()
    };
    letters(&mut column.iter().filter(|run| is_meant(run))) / letters(&mut column.iter())
}

#[test]
fn sizes_families_and_colours_are_those_of_the_book() {
    let (_scratch, book) = support::sample_with(
        "style:\n  colours: { ink: '#112233' }\n  sizes: { zh: 9pt, en: 11pt, pitch: 18pt }\n  \
         families: { en: [Noto Sans SC] }\n",
    );
    let paper = Paper::of(&book, "parallel");
    assert!(share(&paper, |run| (run.size - 9.0).abs() < 0.01, 0) > 0.6);
    assert!(share(&paper, |run| (run.size - 11.0).abs() < 0.01, 1) > 0.6);
    assert!(share(&paper, |run| run.family == "Noto Sans SC", 1) > 0.9);
    assert!(share(&paper, |run| run.fill == "#112233", 1) > 0.6);
    let lines = paper.lines(1);
    let mut pitches = std::collections::BTreeMap::new();
    for two in lines.windows(2).filter(|two| two[0].page == two[1].page) {
        *pitches
            .entry(format!("{:.1}", two[1].y - two[0].y))
            .or_insert(0) += 1;
    }
    let commonest = pitches.iter().max_by_key(|(_, count)| **count);
    assert_eq!(
        commonest.map(|(pitch, _)| pitch.as_str()),
        Some("18.0"),
        "{pitches:?}"
    );
}

#[test]
fn a_ratio_of_columns_is_kept_to_the_nearest_character() {
    let (_scratch, book) = support::sample_with(
        "editions:\n  wide: { format: pdf, layout: columns, columns: '60:40', page: { trim: 7x10in } }\n",
    );
    let paper = Paper::of(&book, "wide");
    let width = |place| {
        let (left, right) = paper.column(place, 1);
        right - left
    };
    let part = width(0) / (width(0) + width(1));
    assert!((part - 0.6).abs() < 0.015, "{part}");
    let page = &paper.document.pages()[0].frame;
    let size = [page.width(), page.height()].map(|length| format!("{:.1}", length.to_pt()));
    assert_eq!(size, ["504.0", "720.0"]);
}

#[test]
fn a_books_own_template_replaces_the_programs() {
    let (_scratch, book) = support::sample_with("templates: mine\n");
    let own = support::root().join("typst-templates/vocabulary.typ");
    let text = fs::read_to_string(own).unwrap();
    let changed = text.replace("language.labels.dash.trim(at: start)", "\"※※\"");
    assert_ne!(text, changed);
    support::write(&book.join("mine/vocabulary.typ"), changed);
    let paper = Paper::of(&book, "parallel");
    let all: String = paper.runs.iter().map(|run| run.text.as_str()).collect();
    assert!(all.contains("※※") && !all.contains("——《"), "{all}");
}

/// The source that `--emit-typst` writes, stored so that changes to it can be reviewed.
#[test]
fn the_source_of_the_hard_book_is_as_stored() {
    let stored = support::fixture("hard").join("expected.typ");
    stored::assert_same(&stored, &super::paper::HARD.source);
}

/// A book with code in its titles, in two Latin languages.
fn with_code() -> Paper {
    let scratch = support::scratch();
    let book = "id: small\nlanguages: [en, de]\ntitle: Small\nchapters: [one.yaml]\n";
    support::write(&scratch.path().join("book.yaml"), book);
    let chapter = "id: one\ntitle: { en: \"Head `code`\", de: \"Kopf `code`\" }\nblocks:\n  \
        - heading: { en: \"Words `code`\", de: \"Wort `code`\" }\n";
    let text = "  - text: { en: \"Words `code`\", de: \"Wort `code`\" }\n";
    let chapter = format!("{chapter}{}", text.repeat(60));
    support::write(&scratch.path().join("one.yaml"), chapter);
    Paper::of(scratch.path(), "parallel")
}

#[test]
fn code_is_nearly_as_large_as_the_words_of_a_title() {
    let paper = with_code();
    let (page, y) = paper.place("one-heading-1");
    let column = paper.in_column(0);
    let sizes = |words: &str| -> Vec<f64> {
        let runs = column.iter().filter(|run| run.page == page && run.y > y);
        let runs = runs.filter(|run| run.text.trim() == words);
        runs.map(|run| run.size).take(2).collect()
    };
    let (words, code) = (sizes("Words"), sizes("code"));
    assert!(words[0] > words[1] + 1.0, "{words:?}");
    // Words of titles are sans-serif, with larger letters than the serif of running text.
    assert!(
        (0.9..0.96).contains(&(code[0] / words[0])),
        "{code:?} in {words:?}"
    );
    assert!(
        (0.7..0.85).contains(&(code[1] / words[1])),
        "{code:?} in {words:?}"
    );
}

#[test]
fn code_in_a_running_head_is_as_large_as_in_text() {
    let paper = with_code();
    let (top, _) = paper.heights();
    let size = |words: &str, is_head: bool| {
        let mut runs = paper.runs.iter();
        let run = runs
            .find(|run| (run.y < top) == is_head && run.text.trim() == words && run.weight < 600);
        run.unwrap_or_else(|| panic!("no `{words}`")).size
    };
    let in_head = size("code", true) / size("Head", true);
    let in_text = size("code", false) / size("Words", false);
    assert!((in_head - in_text).abs() < 0.01, "{in_head} {in_text}");
}
