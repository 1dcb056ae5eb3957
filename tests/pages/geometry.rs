//! What a printer measures: trim, gutter, bleed, openings, blank pages.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::paper::{self, Paper};
use crate::support;

/// The distance in millimetres of the text from the inner edge, on rectos and on versos.
fn gutters(paper: &Paper) -> [f64; 2] {
    let width = paper.document.pages()[0].frame.width().to_pt();
    let recto = paper.column(0, 3).0;
    let verso = width - paper.column(0, 4).1;
    [recto, verso].map(|points| points * 25.4 / 72.0)
}

fn edition(values: &str) -> Paper {
    let (_scratch, book) = support::sample_with(&format!("editions:\n  one: {values}\n"));
    Paper::of(&book, "one")
}

#[test]
fn chapters_open_on_a_recto_and_blank_pages_are_blank() {
    let paper = edition(
        "{ format: pdf, layout: stacked, page: { trim: trade, opening: recto, multiple: 8 } }",
    );
    let pages = paper.document.pages();
    assert!(pages.len().is_multiple_of(8), "{} pages", pages.len());
    for chapter in &paper.book().chapters {
        let (page, _) = paper.place(&chapter.id);
        assert!(!page.is_multiple_of(2), "`{}` opens on {page}", chapter.id);
    }
    let is_blank = |page: usize| paper.runs.iter().all(|run| run.page != page);
    let last = (1..=pages.len()).rev().find(|page| !is_blank(*page));
    let inside: Vec<usize> = (2..last.unwrap()).filter(|page| is_blank(*page)).collect();
    assert!(
        !inside.is_empty(),
        "no chapter of the sample ends on a recto"
    );
    for page in inside {
        assert!(page.is_multiple_of(2), "page {page} is blank");
        let marks = paper.marks.iter().filter(|mark| mark.page == page);
        assert_eq!(marks.count(), 0, "page {page} has a rule");
    }
}

#[test]
fn a_gutter_that_is_set_is_kept_on_both_sides() {
    let paper = edition("{ format: pdf, layout: facing, page: { trim: 6x9in, gutter: 20mm } }");
    let recto = paper.column(1, 3).0 * 25.4 / 72.0;
    assert!((recto - 20.0).abs() < 0.01, "{recto}");
    let width = paper.document.pages()[0].frame.width().to_pt();
    assert!((width - 432.0).abs() < 0.01, "{width}");
    let end = paper
        .in_column(0)
        .iter()
        .map(|run| run.right())
        .fold(0.0, f64::max);
    let left = (width - end) * 25.4 / 72.0;
    assert!(
        left > 19.0,
        "text of a verso ends {left} mm before the fold"
    );
}

/// 0.375 in up to 150 pages, 0.5 in from 151 on; by its small trim alone this edition would have 7.6 mm.
#[test]
fn a_thick_book_has_the_gutter_for_its_number_of_pages() {
    let paper = edition("{ format: pdf, layout: stacked, page: { trim: 80x110mm } }");
    let pages = paper.document.pages().len();
    assert!((151..=300).contains(&pages), "{pages} pages");
    let [recto, _] = gutters(&paper);
    assert!((recto - 12.7).abs() < 0.01, "{recto} mm of {pages} pages");
}

/// Near a threshold, a wider gutter may itself add the pages that require it. So a book has the gutter for its own
/// number of pages, or the wider one that led to that number.
#[test]
fn near_a_threshold_a_book_has_the_gutter_for_its_pages_or_the_next_wider_one() {
    let paragraph = "words that fill a line of a very small page. ".repeat(12);
    let mut seen = Vec::new();
    for count in (178..=194).step_by(2) {
        let scratch = support::scratch();
        let book = "id: small\nlanguages: [en, de]\ntitle: Small\nchapters: [one.yaml]\neditions:\n  \
            small: { format: pdf, layout: single, languages: [en], page: { trim: 80x110mm } }\n";
        support::write(&scratch.path().join("book.yaml"), book);
        let block = format!("  - text: {{ en: \"{paragraph}\", de: x }}\n");
        let chapter = format!("id: one\ntitle: One\nblocks:\n{}", block.repeat(count));
        support::write(&scratch.path().join("one.yaml"), chapter);
        let paper = Paper::of(scratch.path(), "small");
        let pages = paper.document.pages().len();
        let [recto, _] = gutters(&paper);
        seen.push((pages, recto));
        let is_wide = (recto - 12.7).abs() < 0.01;
        let is_narrow = (recto - 9.525).abs() < 0.01;
        assert!(is_wide || is_narrow && pages <= 150, "{seen:?}");
    }
    let crosses =
        seen.iter().any(|(pages, _)| *pages <= 150) && seen.iter().any(|(pages, _)| *pages > 150);
    assert!(crosses, "{seen:?}");
}

/// An edition of a book with the given number of one-page chapters.
fn thick(chapters: usize, binding: &str) -> Paper {
    let scratch = support::scratch();
    let names: Vec<String> = (0..chapters).map(|number| format!("c{number}")).collect();
    for name in &names {
        let text = format!(
            "id: {name}\ntitle: {{ zh: 章, en: C }}\nblocks:\n  - text: {{ zh: 字。, en: Word. }}\n"
        );
        support::write(&scratch.path().join(format!("{name}.yaml")), text);
    }
    let files: Vec<String> = names.iter().map(|name| format!("{name}.yaml")).collect();
    let page = format!("{{ trim: 80x110mm, opening: any{binding} }}");
    let book = format!(
        "id: thick\nlanguages: [zh, en]\ntitle: {{ zh: 书, en: Book }}\nchapters: [{}]\n\
         editions:\n  one: {{ format: pdf, layout: stacked, page: {page} }}\n",
        files.join(", ")
    );
    support::write(&scratch.path().join("book.yaml"), book);
    Paper::of(scratch.path(), "one")
}

/// A gutter of 0.375 in for 150 pages, and of 0.5 in for 151, or for 150 that are padded to 152.
#[test]
fn at_a_threshold_the_number_of_bound_pages_decides_the_gutter() {
    let pages = |paper: &Paper| paper.document.pages().len();
    let mut chapters = 130;
    for _ in 0..4 {
        chapters = chapters + 150 - pages(&thick(chapters, ""));
    }
    for (more, binding, bound, gutter) in [
        (0, "", 150, 0.375),
        (1, "", 151, 0.5),
        (0, ", multiple: 2", 150, 0.375),
        (0, ", multiple: 4", 152, 0.5),
    ] {
        let paper = thick(chapters + more, binding);
        let [recto, verso] = gutters(&paper).map(|millimetres| millimetres / 25.4);
        assert_eq!(pages(&paper), bound, "{binding}");
        assert!(
            (recto - gutter).abs() < 0.001 && (verso - gutter).abs() < 0.001,
            "{bound} pages: {recto:.4} and {verso:.4} in"
        );
    }
}

/// Split spreads are padded with blank pages too, whose bleed is on the right sides.
#[test]
fn facing_pages_are_padded_to_a_multiple() {
    for multiple in [2, 8, 16] {
        let paper = edition(&format!(
            "{{ format: pdf, layout: facing, page: {{ trim: A5, bleed: 3mm, multiple: {multiple} }} }}"
        ));
        let pages = paper.document.pages();
        assert!(pages.len().is_multiple_of(multiple), "{}", pages.len());
        let is_blank = |page: usize| paper.runs.iter().all(|run| run.page != page);
        let printed = (1..=pages.len()).rev().find(|page| !is_blank(*page));
        let filled = pages.len() - printed.unwrap();
        assert!((1..multiple).contains(&filled), "{multiple}: {filled}");
        for (index, page) in pages.iter().enumerate() {
            let is_recto = index.is_multiple_of(2);
            let (spine, edge) = if is_recto {
                (page.bleed.left, page.bleed.right)
            } else {
                (page.bleed.right, page.bleed.left)
            };
            let found = [spine.to_mm(), edge.to_mm(), page.frame.width().to_mm()];
            let is_right = found
                .iter()
                .zip([0.0, 3.0, 148.0])
                .all(|(found, wanted)| (found - wanted).abs() < 0.01);
            assert!(is_right, "page {}: {found:?}", index + 1);
        }
    }
}

/// Code breaks, tables wrap, and nothing else is wider than its column, so all text is in the type area or in the
/// head above it.
#[test]
fn no_text_is_outside_the_type_area() {
    for paper in paper::all().chain(paper::narrow()) {
        let (_, bottom) = paper.heights();
        let is_wide = paper::narrow().any(|one| one.name == paper.name);
        let mut faults = Vec::new();
        for run in &paper.runs {
            let place = if paper.is_facing { run.page % 2 } else { 0 };
            let (left, end) = paper.column(place, run.page);
            let right = if paper.is_facing || is_wide {
                end
            } else {
                paper.column(1, run.page).1
            };
            // Stops and dashes at the end of a line hang by a fraction of their width.
            let last = run.glyphs.iter().rfind(|glyph| glyph.c != ' ');
            let hang = last.map_or(0.0, |glyph| {
                glyph.advance
                    * match glyph.c {
                        '.' | ',' => 0.8,
                        '-' | '\u{ad}' => 0.55,
                        ':' | ';' => 0.3,
                        '–' | '—' => 0.2,
                        _ => 0.0,
                    }
            });
            // The blank half of a compressed mark counts as part of the run. With much code among Han, Typst leaves one
            // line in a few thousand overfull by up to a third of a character.
            let is_real = paper.name.starts_with("comprehensive");
            let slack = run.size * if is_real { 0.35 } else { 0.15 };
            let is_inside = run.x > left - slack && run.right() < right + hang + slack;
            if !is_inside || run.y > bottom + 0.1 {
                faults.push(format!(
                    "page {}: {:.1} to {:.1} at {:.1}, not {left:.1} to {right:.1}: {}",
                    run.page,
                    run.x,
                    run.right(),
                    run.y,
                    run.text
                ));
            }
        }
        assert_eq!(faults, Vec::<String>::new(), "{}", paper.name);
    }
}

#[test]
fn trims_have_the_names_of_the_trade() {
    for (name, width, height) in [
        ("4.72X7.48", 119.9, 190.0),
        ("6.5x6.5", 165.1, 165.1),
        ("8x8", 203.2, 203.2),
        ("pocket", 107.9, 174.6),
        ("大32开", 140.0, 203.0),
        ("A5", 148.0, 210.0),
        ("trade", 152.4, 228.6),
        ("6X9", 152.4, 228.6),
        ("8.5x11", 215.9, 279.4),
        ("jis-b5", 182.0, 257.0),
        ("B6", 125.0, 176.0),
        ("5.5 x 8.5 in", 139.7, 215.9),
    ] {
        let page = diglot::edition::Page::parse(name).unwrap();
        let found = format!("{:.1} {:.1}", page.width, page.height);
        assert_eq!(found, format!("{width:.1} {height:.1}"), "{name}");
    }
}

/// The page boxes of a PDF according to Poppler, by page and name: left, bottom, right, top in points.
fn boxes(pdf: &Path) -> BTreeMap<(usize, String), Vec<f64>> {
    let mut pdfinfo = Command::new("pdfinfo");
    pdfinfo.args(["-box", "-f", "1", "-l", "5"]).arg(pdf);
    let told = support::results(&support::run(&mut pdfinfo));
    let lines = told.lines().filter_map(|line| {
        let (name, values) = line.split_once(':')?;
        let mut words = name.split_whitespace();
        let (page, name) = (words.nth(1)?.parse().ok()?, words.next()?);
        let values = values.split_whitespace().map(|value| value.parse().ok());
        Some((
            (page, name.to_owned()),
            values.collect::<Option<Vec<f64>>>()?,
        ))
    });
    lines.collect()
}

/// A bleed of 3 mm on three sides, or on all four; with three, the trim at the spine is the edge of the media box.
#[test]
fn bleed_is_on_three_sides_or_on_all_four() {
    if !support::has_validator("pdfinfo") {
        return;
    }
    let (_scratch, book) = support::sample_with(
        "editions:\n  facing: { format: pdf, layout: facing, page: { trim: 6x9in, bleed: 3mm, multiple: 4 } }\n  \
         single: { format: pdf, layout: single, languages: [en], page: { trim: 6x9, bleed: 3mm } }\n  \
         facing-four: { format: pdf, layout: facing, page: { trim: 6x9, bleed: 3mm, bleed-sides: 4 } }\n  \
         single-four: { format: pdf, layout: single, languages: [en], page: { trim: 6x9, bleed: 3mm, bleed-sides: 4 } }\n",
    );
    let made = support::build(&book, &[]);
    let bleed = 3.0 * 72.0 / 25.4;
    for (name, spine) in [
        ("facing", 0.0),
        ("single", 0.0),
        ("facing-four", bleed),
        ("single-four", bleed),
    ] {
        let boxes = boxes(&made.path().join(format!("llm-fullstack-{name}.pdf")));
        for page in 1..=5 {
            let at = |kind: &str| &boxes[&(page, kind.to_owned())];
            let is_verso = page % 2 == 0;
            let left = if is_verso { bleed } else { spine };
            let wanted_media = [0.0, 0.0, 432.0 + bleed + spine, 648.0 + 2.0 * bleed];
            let wanted_trim = [left, bleed, left + 432.0, bleed + 648.0];
            for (kind, wanted) in [
                ("MediaBox", wanted_media),
                ("BleedBox", wanted_media),
                ("TrimBox", wanted_trim),
            ] {
                let is_near = at(kind)
                    .iter()
                    .zip(wanted)
                    .all(|(a, b)| (a - b).abs() < 0.02);
                assert!(
                    is_near,
                    "{name}, page {page}: {kind} {:?}, not {wanted:?}",
                    at(kind)
                );
            }
        }
    }
}
