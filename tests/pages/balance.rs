//! `balance: size`: type sizes for facing pages that leave little blank beside the longer language.

use std::collections::BTreeMap;

use super::paper::{self, Paper};
use crate::support;

#[test]
fn chosen_sizes_keep_their_limits_and_the_measure_is_whole_characters() {
    let (_scratch, book) = support::sample_with(
        "style: { sizes: { zh: 9.5pt, en: 10pt, pitch: 15pt } }\n\
         editions:\n  styled: { format: pdf, layout: facing, balance: size }\n",
    );
    let styled = Paper::of(&book, "styled");
    for (paper, zh, en, pitch) in [
        (&*paper::HARD_BALANCED, 10.0, 10.5, 16.0),
        (&styled, 9.5, 10.0, 15.0),
    ] {
        let chosen = ["zh", "en"].map(|lang| paper.size(lang));
        for (chosen, usual) in chosen.into_iter().zip([zh, en]) {
            assert!(
                (chosen / usual - 1.0).abs() < 0.1001,
                "{}: {chosen}",
                paper.name
            );
            assert!((chosen * 4.0).fract() < 1e-9, "{}: {chosen}", paper.name);
        }
        let is_changed = (chosen[0] - zh).abs() + (chosen[1] - en).abs() > 0.2;
        assert!(is_changed, "{}: {chosen:?}", paper.name);
        let larger = chosen[0].max(chosen[1]);
        let lines = paper.pitch();
        assert!(
            lines >= larger * 1.5,
            "{}: {lines} for {larger}",
            paper.name
        );
        // The pitch changes in proportion to the size, rounded to a quarter point.
        let wanted = pitch * larger / zh.max(en);
        assert!(
            (lines - wanted).abs() <= 0.126,
            "{}: {lines}, not {wanted}",
            paper.name
        );
        let (left, right) = paper.column(0, 4);
        let characters = (right - left) / chosen[0];
        assert!(
            (characters - characters.round()).abs() < 0.01,
            "{}: {characters}",
            paper.name
        );
        // The text is set in the size that the source gives.
        let is_of_size = |run: &&&paper::Run| (run.size - chosen[0]).abs() < 0.01;
        let column = paper.in_column(0);
        assert!(
            column.iter().filter(is_of_size).count() * 2 > column.len(),
            "{}",
            paper.name
        );
    }
}

/// What `build -v` reports on each edition: type sizes, and the percentage of blank lines.
fn reported(book: &std::path::Path) -> BTreeMap<String, (String, f64)> {
    let out = support::scratch();
    let output = support::run(
        support::diglot()
            .arg("build")
            .arg(book)
            .arg("-v")
            .arg("-o")
            .arg(out.path()),
    );
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        support::errors(&output)
    );
    let said = support::errors(&output);
    let lines = said.lines().filter_map(|line| {
        let (edition, rest) = line.split_once(": ")?;
        let (sizes, white) = rest.split_once("; ")?;
        let (white, _) = white.split_once(" %")?;
        Some((edition.to_owned(), (sizes.to_owned(), white.parse().ok()?)))
    });
    lines.collect()
}

#[test]
fn balanced_sizes_leave_less_blank_and_are_reported() {
    let (_scratch, book) = support::sample_with(
        "editions:\n  \
         facing: { format: pdf, layout: facing }\n  \
         balanced: { format: pdf, layout: facing, balance: size }\n  \
         stacked: { format: pdf, layout: stacked }\n",
    );
    let reported = reported(&book);
    assert_eq!(
        reported["facing"].0,
        "zh 10 pt and en 10.5 pt with lines 16 pt apart"
    );
    assert_ne!(reported["balanced"].0, reported["facing"].0);
    let [plain, balanced] = ["facing", "balanced"].map(|name| reported[name].1);
    assert!(balanced < plain * 0.8, "{balanced} of {plain}");
    // Stacked languages are not side by side.
    assert!(!reported.contains_key("stacked"));
}
