//! Citations and the list of works: what is printed, in which order, and where it stands.

use std::fs;
use std::path::Path;

use super::paper::{Paper, Run};
use crate::support::{copy, fixture, scratch, write};

/// The text of each language from where a word begins, with the pages of the list left out or alone.
fn said(paper: &Paper, lang: &str) -> String {
    let own = paper.runs.iter().filter(|run| run.lang == lang);
    own.map(|run| run.text.as_str()).collect()
}

fn all(paper: &Paper) -> String {
    paper.runs.iter().map(|run| run.text.as_str()).collect()
}

/// The technical book with a citation style of its own.
fn in_style(folder: &Path, style: &str) {
    copy(&fixture("technical"), folder);
    let path = folder.join("book.yaml");
    let book = fs::read_to_string(&path).unwrap();
    let settings = format!("  file: works.bib\n  style: {style}\n");
    write(&path, book.replace("  file: works.bib\n", &settings));
}

fn starting<'p>(paper: &'p Paper, start: &str) -> Vec<&'p Run> {
    let runs = paper.runs.iter();
    runs.filter(|run| run.text.starts_with(start)).collect()
}

#[test]
fn numbers_are_raised_and_close_up_with_pages_after_them() {
    let paper = Paper::of(&fixture("technical"), "parallel");
    assert!(said(&paper, "zh").contains("断点组成[1]1120。"));
    assert!(said(&paper, "en").contains("breakpoints[1]1120. Boxes"));
    let number = paper
        .runs
        .iter()
        .position(|run| run.text.starts_with("[1]"));
    let [before, number] = [number.unwrap() - 1, number.unwrap()].map(|at| &paper.runs[at]);
    assert!(number.size < before.size, "{number:?} after {before:?}");
}

/// The works of this book read the same in both languages.
#[test]
fn a_list_that_reads_the_same_is_printed_once_except_on_facing_pages() {
    for (name, times) in [
        ("parallel", 1),
        ("stacked", 1),
        ("facing", 2),
        ("en-print", 1),
    ] {
        let paper = Paper::of(&fixture("technical"), name);
        let text = all(&paper);
        assert_eq!(
            text.matches("KNUTH D E, PLASS M F.").count(),
            times,
            "{name}"
        );
        // 吕 is no particle, as the first of two words without a comma would be.
        assert_eq!(
            text.matches("吕叔湘. 中国文法要略[M]. 北京: 商务印书馆, 1982.")
                .count(),
            times,
            "{name}"
        );
    }
}

#[test]
fn works_in_the_same_order_are_level() {
    let scratch = scratch();
    in_style(scratch.path(), "ieee");
    let paper = Paper::of(scratch.path(), "parallel");
    let numbers = starting(&paper, "[2]");
    let [zh, en] = numbers[numbers.len() - 2..] else {
        panic!("{numbers:?}")
    };
    assert_eq!(zh.page, en.page);
    assert!((zh.y - en.y).abs() < 0.5, "{zh:?} beside {en:?}");
}

#[test]
fn each_language_has_its_own_style_and_order() {
    let scratch = scratch();
    in_style(scratch.path(), "{ zh: gb-7714-2015-author-date, en: apa }");
    let paper = Paper::of(scratch.path(), "parallel");
    let (zh, en) = (said(&paper, "zh"), said(&paper, "en"));
    assert!(zh.contains("断点组成（Knuth et al., 1981）1120。"), "{zh}");
    assert!(zh.contains("说话的目的（吕叔湘，1982）；"), "{zh}");
    assert!(
        en.contains("breakpoints (Knuth & Plass, 1981, p. 1120). Boxes"),
        "{en}"
    );
    assert!(
        en.contains("Bringhurst, R. (2004). The Elements of Typographic Style (3rd ed.)"),
        "{en}"
    );
    // The Chinese standard lists works in Chinese first; APA goes by the alphabet.
    let text = all(&paper);
    let place = |words: &str| {
        text.rfind(words)
            .unwrap_or_else(|| panic!("no `{words}` in {text}"))
    };
    assert!(place("吕叔湘, 1982. 中国文法要略") < place("BRINGHURST R, 2004."));
    assert!(place("BRINGHURST R, 2004.") < place("Bringhurst, R. (2004)."));
    assert!(place("Bringhurst, R. (2004).") < place("吕叔湘. (1982)."));
    // What turns over hangs.
    let first = *starting(&paper, "Knuth").last().unwrap();
    let turned = paper
        .runs
        .iter()
        .find(|run| run.page == first.page && run.y > first.y + 1.0 && run.x > first.x + 5.0);
    assert!(turned.is_some(), "no line hangs from {first:?}");
}

#[test]
fn styles_for_notes_make_notes() {
    let scratch = scratch();
    in_style(scratch.path(), "chicago-notes");
    let paper = Paper::of(scratch.path(), "en-print");
    let text = said(&paper, "en");
    let whole = "Donald E. Knuth and Michael F. Plass, “Breaking Paragraphs into Lines,” Software: Practice and \
                 Experience 11, no. 11 (1981): 1120";
    assert!(text.contains(whole), "{text}");
    // Quotation marks enclose the full stop, as Americans set it.
    assert!(
        text.contains("1Knuth and Plass, “Breaking Paragraphs into Lines.”"),
        "{text}"
    );
    // Later notes are short, and a citation inside a note is part of it.
    assert!(
        text.contains(
            "TeX does this; see Knuth and Plass, “Breaking Paragraphs into Lines,” 1126–1132."
        ),
        "{text}"
    );
}
