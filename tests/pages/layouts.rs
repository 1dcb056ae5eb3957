//! What distinguishes the layouts.

use std::collections::BTreeSet;

use diglot::book::BlockKind;
use diglot::lang::is_han;
use typst::introspection::Introspector;
use typst::layout::{Frame, FrameItem};
use typst::model::Destination;

use super::paper::{self, Paper};
use crate::support;

/// Collects the pages that the links on a page lead to.
fn targets(paper: &Paper, frame: &Frame, found: &mut Vec<usize>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => targets(paper, &group.frame, found),
            FrameItem::Link(Destination::Location(location), _) => {
                let page = paper.document.introspector().page(*location);
                found.extend(page.map(std::num::NonZeroUsize::get));
            }
            _ => {}
        }
    }
}

#[test]
fn links_on_rectos_lead_to_rectos_and_those_on_versos_to_versos() {
    for paper in [&*paper::FACING, &*paper::HARD_FACING] {
        let mut links = [0_usize, 0];
        for (index, page) in paper.document.pages().iter().enumerate() {
            let number = index + 1;
            let mut found = Vec::new();
            targets(paper, &page.frame, &mut found);
            // Typst makes a link of each word that must not be hyphenated.
            found.dedup();
            for target in found {
                links[number % 2] += 1;
                assert!(
                    target % 2 == number % 2,
                    "{}: a link of page {number} leads to page {target}",
                    paper.name
                );
            }
        }
        // The hard book has a note in one language only.
        assert!(
            links[0].abs_diff(links[1]) <= 1 && links[0] > 20,
            "{}: {links:?}",
            paper.name
        );
    }
}

#[test]
fn references_lead_to_the_pages_of_what_they_name() {
    for paper in [&*paper::HARD, &*paper::HARD_STACKED, &*paper::HARD_FACING] {
        let (page, _) = paper.place("references");
        let mut found = Vec::new();
        targets(paper, &paper.document.pages()[page - 1].frame, &mut found);
        for anchor in ["circles", "boxes", "hostile", "across"] {
            let (target, _) = paper.place(anchor);
            assert!(
                found.contains(&target),
                "{}: no link to `{anchor}` on page {target}",
                paper.name
            );
        }
    }
    let text: String = paper::HARD
        .runs
        .iter()
        .map(|run| run.text.as_str())
        .collect();
    // The chapter of the pictures has no number, that of hostile texts has.
    for words in ["图\u{a0}1、方框与图、第\u{a0}2\u{a0}章，", "图 3。"] {
        assert!(text.contains(words), "no `{words}`");
    }
}

#[test]
fn chapters_open_on_spreads_and_so_does_the_first() {
    for paper in [&*paper::FACING, &*paper::HARD_FACING] {
        let pages = paper.document.pages().len();
        assert_eq!(
            pages % 2,
            1,
            "{}: a half-title and whole spreads",
            paper.name
        );
        for chapter in &paper.book().chapters {
            let (page, _) = paper.place(&chapter.id);
            let opening = (
                page % 2,
                paper.label(page).parse::<usize>().map(|one| one % 2),
            );
            assert_eq!(opening, (0, Ok(0)), "{}: `{}`", paper.name, chapter.id);
        }
        let first = paper.place(&paper.book().chapters[0].id).0;
        assert_eq!(paper.label(first), "2", "{}", paper.name);
    }
}

/// Each language stays on its own page, including its notes.
#[test]
fn no_page_of_a_spread_holds_lines_of_the_other_language() {
    let paper = &*paper::FACING;
    let title = paper.place(&paper.book().chapters[0].id).0;
    let notes = |run: &&paper::Run| run.page >= title && run.family.contains("Serif");
    let mut han = [0.0, 0.0];
    let mut all = [0.0, 0.0];
    for run in paper.runs.iter().filter(notes) {
        all[run.page % 2] += run.letters();
        if run.text.chars().any(is_han) {
            han[run.page % 2] += run.letters();
        }
    }
    // The Chinese quotes Latin words, and the English a few Han characters.
    assert!(han[0] / all[0] > 0.8, "{han:?} of {all:?}");
    assert!(han[1] / all[1] < 0.02, "{han:?} of {all:?}");
}

#[test]
fn a_stacked_translation_is_set_apart_by_size_and_indent() {
    let paper = &*paper::STACKED;
    let sizes = |lang: &str| -> BTreeSet<String> {
        let runs = paper
            .runs
            .iter()
            .filter(|run| run.lang == lang && run.weight < 600);
        runs.map(|run| format!("{:.2}", run.size)).collect()
    };
    assert!(sizes("zh").contains("10.00"), "{:?}", sizes("zh"));
    assert!(sizes("en").contains("9.66"), "{:?}", sizes("en"));
    let (page, y) = paper.place("text-to-tokens-text-1");
    let after = |lang: &str| {
        let mut runs = paper.runs.iter();
        let found = runs.find(|run| run.page == page && run.y > y && run.lang == lang);
        found.unwrap()
    };
    let (original, translation) = (after("zh"), after("en"));
    assert!(translation.y > original.y);
    let left = paper.column(0, page).0;
    assert!(
        (translation.x - left - 20.0).abs() < 0.1,
        "{translation:?} from {left}"
    );
}

#[test]
fn a_single_edition_holds_one_language() {
    let paper = Paper::of(&support::fixture("hard"), "single");
    let words: String = paper.runs.iter().map(|run| run.text.as_str()).collect();
    let mut checked = 0;
    for block in paper.book().chapters.iter().flat_map(|one| &one.blocks) {
        let BlockKind::Text(text) = &block.kind else {
            continue;
        };
        let english = text.b.plain();
        let start: String = english.chars().take(24).collect();
        // A text that is the same in both languages may be in Latin.
        if text.a.plain() != english && start.chars().all(|c| c.is_ascii_alphabetic() || c == ' ') {
            assert!(!words.contains(&start), "{start}");
            checked += 1;
        }
    }
    assert!(checked > 3, "{checked}");
    assert!(words.contains("他说：“好。”"), "{words}");
}

/// The two halves of the picture meet at the fold at the same height, and together have the requested width.
#[test]
fn a_picture_across_the_fold_is_half_on_each_page() {
    for paper in [&*paper::HARD_FACING, &*paper::HARD_BALANCED] {
        let (verso, _) = paper.place("across");
        let width = paper.document.pages()[0].frame.width().to_pt();
        let on = |page: usize| {
            let pictures = paper.pictures.iter().filter(move |one| one.page == page);
            pictures.max_by(|a, b| (a.right - a.left).total_cmp(&(b.right - b.left)))
        };
        let (left, right) = (on(verso).unwrap(), on(verso + 1).unwrap());
        let near = |a: f64, b: f64| (a - b).abs() < 0.1;
        assert!(near(left.left - width, right.left), "{left:?} {right:?}");
        assert!(near(left.top, right.top) && near(left.bottom, right.bottom));
        // It is centred on the fold.
        assert!(near(width - left.left, right.right), "{left:?} {right:?}");
        let outer = paper.column(0, verso).0;
        let spread = 2.0 * (width - outer);
        assert!(
            near(left.right - left.left, spread * 0.7),
            "{}: {left:?}",
            paper.name
        );
    }
}

#[test]
fn without_spreads_a_picture_for_a_spread_spans_the_page() {
    let paper = &*paper::HARD;
    let (page, _) = paper.place("across");
    let (left, right) = (paper.column(0, page).0, paper.column(1, page).1);
    let found = paper.pictures.iter().any(|one| {
        let is_wide = ((one.right - one.left) - (right - left) * 0.7).abs() < 0.1;
        one.page == page && is_wide && one.left >= left && one.right <= right + 0.1
    });
    assert!(found, "{:?}", paper.pictures);
}

#[test]
fn no_picture_is_above_the_title_of_a_chapter() {
    let mut beside = 0;
    for paper in paper::all().chain(paper::narrow()) {
        for chapter in &paper.book().chapters {
            let (page, y) = paper.place(&chapter.id);
            for picture in paper.pictures.iter().filter(|one| one.page == page) {
                beside += 1;
                assert!(
                    picture.top > y,
                    "{}: page {page}: {picture:?} above {y:.1}",
                    paper.name
                );
            }
        }
    }
    assert!(beside > 3, "{beside}");
}
