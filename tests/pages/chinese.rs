//! Chinese lines according to the W3C's requirements for Chinese text layout (CLREQ).

use diglot::book::BlockKind;
use diglot::lang::is_han;

use super::paper::{self, Paper};
use crate::support;

/// CLREQ § 3.1.3: punctuation that may not begin a line.
const NOT_FIRST: &str = "。，、；：！？）」』】》〉〕”’…—·％～／－｜";
/// CLREQ § 3.1.3: punctuation that may not end a line.
const NOT_LAST: &str = "（「『【《〈〔“‘";

/// The index of an edition's Chinese column.
fn chinese(paper: &Paper) -> usize {
    usize::from(paper.name.contains("reversed"))
}

/// The beginnings of paragraphs whose author began them with such punctuation.
fn texts_that_begin_with_a_mark(paper: &Paper) -> Vec<String> {
    let blocks = paper.book().chapters.iter().flat_map(|one| &one.blocks);
    let texts = blocks.filter_map(|block| match &block.kind {
        BlockKind::Text(text) => Some(text.a.plain()),
        _ => None,
    });
    let begun = texts.filter(|text| text.starts_with(|c| NOT_FIRST.contains(c)));
    begun.map(|text| text.chars().take(6).collect()).collect()
}

#[test]
fn no_line_begins_or_ends_with_forbidden_punctuation() {
    for paper in paper::all().chain(paper::narrow()) {
        let lines = paper.lines(chinese(paper));
        let typed = texts_that_begin_with_a_mark(paper);
        let mut faults = Vec::new();
        let mut han = 0;
        for line in &lines {
            let text = line.text.trim();
            if !text.chars().any(is_han) {
                continue;
            }
            han += 1;
            let first = text.chars().next().unwrap_or(' ');
            let last = text.chars().last().unwrap_or(' ');
            // The source of a quotation begins with a dash, and an author may begin a paragraph with any character.
            let is_typed = text.starts_with("——") || typed.iter().any(|one| text.starts_with(one));
            if (NOT_FIRST.contains(first) && !is_typed) || NOT_LAST.contains(last) {
                faults.push(format!("page {}: {text}", line.page));
            }
        }
        assert!(han > 100, "{}: found {han} lines with Han", paper.name);
        assert_eq!(faults, Vec::<String>::new(), "{}", paper.name);
    }
}

#[test]
fn chinese_paragraphs_are_indented_by_two_characters() {
    for paper in paper::all() {
        let place = chinese(paper);
        let column = paper.in_column(place);
        let mut checked = 0;
        for block in paper.book().chapters.iter().flat_map(|one| &one.blocks) {
            let BlockKind::Text(text) = &block.kind else {
                continue;
            };
            let words = paper.book().languages.a.is_cjk();
            assert!(words, "the first language of these books is Chinese");
            if !text.a.plain().starts_with(is_han) {
                continue; // Punctuation and Latin letters have side bearings of their own.
            }
            let (page, y) = paper.place(&block.id);
            let here = paper.page_of(place, page);
            let first = column
                .iter()
                .filter(|run| !run.is_formula())
                .find(|run| (run.page == here && run.y > y) || run.page > here)
                .unwrap();
            let indent = first.x - paper.column(place, first.page).0;
            let ems = indent / first.size;
            assert!(
                (ems - 2.0).abs() < 0.02,
                "{}: `{}` is indented by {ems:.2} em",
                paper.name,
                first.text
            );
            checked += 1;
        }
        assert!(checked > 5, "{}: found {checked} paragraphs", paper.name);
    }
}

/// The measure is a whole number of characters, so that lines of pure Han need no stretching.
#[test]
fn the_chinese_column_is_a_whole_number_of_characters_wide() {
    for paper in paper::all() {
        let place = chinese(paper);
        let (left, right) = paper.column(place, 1);
        let characters = (right - left) / paper.size("zh");
        assert!(
            (characters - characters.round()).abs() < 0.01,
            "{}: {characters:.3} characters",
            paper.name
        );
    }
}

#[test]
fn every_run_is_tagged_with_its_language() {
    for paper in paper::all() {
        let place = chinese(paper);
        let wrong = |place: usize, lang: &str, is_telling: fn(char) -> bool| -> Vec<String> {
            let column = paper.in_column(place);
            // Tables span both columns, and a text that is the same in both languages is tagged as the lead's.
            let body = if lang == "zh" { 10.0 } else { 10.5 };
            let telling = column
                .iter()
                .filter(|run| run.text.chars().any(is_telling) && f64::abs(run.size - body) < 0.01);
            // The author has marked some words as French.
            let wrong = telling
                .filter(|run| run.lang != lang && run.lang != "fr" && !run.family.contains("Mono"));
            wrong
                .map(|run| format!("page {}: {} says {}", run.page, run.text, run.lang))
                .collect()
        };
        let empty = Vec::<String>::new();
        let is_latin = |c: char| c.is_ascii_alphabetic();
        assert_eq!(wrong(1 - place, "en", is_latin), empty, "{}", paper.name);
        assert_eq!(wrong(place, "zh", is_han), empty, "{}", paper.name);
    }
}

/// Quotation marks, which share code points, are set in the Han font in Chinese and in the Latin one in English.
#[test]
fn quotation_marks_are_in_the_font_of_their_language() {
    let paper = &*paper::HARD;
    let families = |place: usize| -> Vec<&str> {
        let column = paper.in_column(place);
        let mut families: Vec<&str> = column
            .iter()
            .filter(|run| run.text.contains(['“', '”']))
            .map(|run| run.family.as_str())
            .collect();
        families.sort_unstable();
        families.dedup();
        families
    };
    assert_eq!(families(0), ["Noto Serif SC"]);
    assert_eq!(families(1), ["Libertinus Serif"]);
}

/// Two full-width marks in a row, such as 。”, lose the blank half between them.
#[test]
fn marks_in_a_row_are_compressed() {
    let paper = &*paper::HARD;
    let column = paper.in_column(0);
    let run = column
        .iter()
        .find(|run| run.text.contains("。”") && run.text.chars().all(|c| !c.is_ascii()))
        .expect("the fixture has a full stop before a closing quote");
    let full = run.letters() * run.size;
    let saved = (full - run.width) / run.size;
    assert!(saved > 0.4, "`{}` saves {saved:.2} em", run.text);
}

/// 着重号: a dot centred under each emphasised character, without a change of font or slope.
#[test]
fn each_emphasised_character_has_a_dot() {
    let paper = &*paper::HARD;
    let (page, top) = paper.place("traps-text-3");
    let (_, bottom) = paper.place("traps-heading-2");
    let stressed: Vec<_> = paper
        .in_column(0)
        .into_iter()
        .filter(|run| run.page == page && run.y > top && run.y < bottom)
        .filter(|run| run.text == "着" || run.text == "重")
        .collect();
    assert!(stressed.len() >= 4, "{stressed:?}");
    for run in stressed {
        assert_eq!(run.family, "Noto Serif SC");
        let middle = run.x + run.size / 2.0;
        let dots: Vec<_> = paper
            .marks
            .iter()
            .filter(|mark| mark.page == page && mark.top > run.y && mark.bottom < run.y + 5.0)
            .filter(|mark| (f64::midpoint(mark.left, mark.right) - middle).abs() < 0.1)
            .collect();
        assert_eq!(dots.len(), 1, "{run:?}: {dots:?}");
    }
}

/// CLREQ § 3.1.6: no paragraph ends with a line of a single character, not counting punctuation.
#[test]
fn no_paragraph_ends_with_a_line_of_one_character() {
    for paper in paper::all() {
        let place = chinese(paper);
        let lines = paper.lines(place);
        let mut checked = 0;
        let mut faults = Vec::new();
        for chapter in &paper.book().chapters {
            for two in chapter.blocks.windows(2) {
                let (BlockKind::Text(_), BlockKind::Text(_)) = (&two[0].kind, &two[1].kind) else {
                    continue;
                };
                let (from, to) = (paper.place(&two[0].id), paper.place(&two[1].id));
                let here = paper.page_of(place, from.0);
                if from.0 != to.0 {
                    continue;
                }
                let inside: Vec<_> = lines
                    .iter()
                    .filter(|line| line.page == here && line.y > from.1 && line.y < to.1)
                    .collect();
                let Some(last) = inside.last().filter(|_| inside.len() > 1) else {
                    continue;
                };
                checked += 1;
                let is_letter = |c: &char| c.is_alphanumeric() || c.is_ascii_graphic();
                if last.text.chars().filter(is_letter).count() < 2 {
                    faults.push(format!("page {}: {}", last.page, last.text));
                }
            }
        }
        assert!(checked > 2, "{}: found {checked} paragraphs", paper.name);
        assert_eq!(faults, Vec::<String>::new(), "{}", paper.name);
    }
}

#[test]
fn a_narrow_column_indents_by_one_character() {
    let (_scratch, book) = support::sample_with(
        "editions:\n  small: { format: pdf, layout: columns, page: { trim: A6 } }\n",
    );
    let paper = Paper::of(&book, "small");
    let column = paper.in_column(0);
    let (left, right) = paper.column(0, 1);
    assert!(
        right - left < 160.0,
        "{} points are not narrow",
        right - left
    );
    let chapter = &paper.book().chapters[0];
    let paragraph = chapter.blocks.iter().find(|block| match &block.kind {
        BlockKind::Text(text) => text.a.plain().starts_with(is_han),
        _ => false,
    });
    let (page, y) = paper.place(&paragraph.unwrap().id);
    let after = |run: &&&super::paper::Run| (run.page == page && run.y > y) || run.page > page;
    let first = column.iter().find(after).unwrap();
    let indent = (first.x - paper.column(0, first.page).0) / first.size;
    assert!(
        (indent - 1.0).abs() < 0.02,
        "{indent:.2} em: {}",
        first.text
    );
}
