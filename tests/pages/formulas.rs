//! Formulas on pages: how often they are set, their fonts, and the space beside them.

use super::paper::{self, Paper};

/// How often the hard book's first formula is set, counted by the function name that occurs in it once.
fn times(paper: &Paper) -> usize {
    let parts = paper.runs.iter().filter(|run| run.is_formula());
    let named = parts.filter(|run| run.text.ends_with("min"));
    named.count()
}

#[test]
fn a_display_formula_is_set_once_or_once_a_language() {
    assert_eq!(times(&paper::HARD), 1, "in columns");
    assert_eq!(times(&paper::REVERSED), 1, "in columns, reversed");
    assert_eq!(times(&paper::HARD_START), 1, "in stretches");
    assert_eq!(times(&paper::HARD_FACING), 2, "on facing pages");
}

/// The same quarter em as between Han and Latin, although to Typst a formula is an object, not text.
#[test]
fn a_formula_is_a_quarter_em_from_han() {
    let paper = &*paper::HARD;
    let is_before = |text: &str| text.ends_with("空四分之一：设");
    let before = paper.runs.iter().find(|run| is_before(&run.text)).unwrap();
    let letter = paper
        .runs
        .iter()
        .find(|run| run.is_formula() && run.page == before.page && (run.y - before.y).abs() < 0.5);
    let gap = (letter.unwrap().x - before.right()) / before.size;
    // The line is justified, so gaps may be a little wider.
    assert!((0.2..0.4).contains(&gap), "{gap:.3} em");
}

/// Words in a formula are in the fonts of their language, everything else is in the math font.
#[test]
fn words_in_a_formula_have_the_fonts_of_the_text() {
    let runs = &paper::HARD.runs;
    let family = |text: &str| {
        let run = runs.iter().find(|run| run.text == text);
        run.map(|run| run.family.as_str())
    };
    assert_eq!(family("若"), Some("Noto Serif SC"));
    assert_eq!(family("𝑓"), Some("New Computer Modern Math"));
}
