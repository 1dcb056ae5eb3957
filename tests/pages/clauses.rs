//! One CLREQ rule at a time, on the chapter of the hard book that has an example of each. The tests check positions of
//! glyphs; `golden.rs` also compares a picture of each example.

use diglot::lang::is_han;

use super::paper::{self, Glyph, Paper, Run};

/// The runs between two anchors in a language's column.
struct Example<'p> {
    runs: Vec<&'p Run>,
}

impl<'p> Example<'p> {
    /// The example from one anchor to the next.
    fn of(paper: &'p Paper, place: usize, from: &str, to: &str) -> Self {
        let (start, end) = (paper.place(from), paper.place(to));
        let page_of = |page| paper.page_of(place, page);
        let inside = |run: &&Run| {
            // Ruby is above the first line of its text.
            let at = (run.page, run.y + if run.size < 7.0 { 8.0 } else { 0.0 });
            at > (page_of(start.0), start.1) && at < (page_of(end.0), end.1)
        };
        let runs = paper.in_column(place).into_iter().filter(inside).collect();
        Self { runs }
    }

    /// The glyphs of each line from left to right, with its baseline, without ruby.
    fn lines(&self) -> Vec<(f64, Vec<(&'p Run, &'p Glyph)>)> {
        let mut lines: Vec<(f64, Vec<(&Run, &Glyph)>)> = Vec::new();
        for run in self.runs.iter().filter(|run| run.size > 7.0) {
            let glyphs = run.glyphs.iter().map(|glyph| (*run, glyph));
            match lines.iter_mut().find(|(y, _)| (*y - run.y).abs() < 0.2) {
                Some((_, line)) => line.extend(glyphs),
                None => lines.push((run.y, glyphs.collect())),
            }
        }
        for (_, line) in &mut lines {
            line.sort_by(|one, other| one.1.x.total_cmp(&other.1.x));
        }
        lines
    }

    /// Each pair of neighbouring glyphs on a line: both characters, and their distance in em.
    fn steps(&self) -> Vec<(char, char, f64)> {
        let lines = self.lines().into_iter();
        lines
            .flat_map(|(_, line)| {
                let steps = line.windows(2).map(|two| {
                    let (run, glyph) = two[0];
                    (glyph.c, two[1].1.c, (two[1].1.x - glyph.x) / run.size)
                });
                steps.collect::<Vec<_>>()
            })
            .collect()
    }
}

fn rule(name: &str, next: &str) -> Example<'static> {
    Example::of(&paper::HARD, 0, name, next)
}

/// Lines of pure Han fit the measure of whole characters, so they are not stretched.
#[test]
fn lines_of_pure_han_are_not_stretched() {
    let next = "rule-marks";
    for (from, to) in [("rule-indent", next), ("rule-quote", "clreq-callout-1")] {
        let mut checked = 0;
        for (before, after, step) in rule(from, to).steps() {
            if is_han(before) && is_han(after) {
                checked += 1;
                assert!(
                    (step - 1.0).abs() < 0.07,
                    "{from}: {before}{after} {step:.3}"
                );
            }
        }
        assert!(checked > 20, "{from}: {checked}");
    }
}

/// Two full-width marks in a row keep at most half of an em between them.
#[test]
fn each_pair_of_marks_in_a_row_is_compressed() {
    let example = rule("rule-marks", "rule-latin");
    let steps = example.steps();
    let opening = "“‘（《";
    let closing = "”’）》。、";
    let mut seen = 0;
    for (before, after, step) in steps {
        // Such as `》。`, `（《` and `》《`, but not `《》`, which would be empty.
        let is_pair =
            closing.contains(before) || opening.contains(before) && opening.contains(after);
        if !is_pair || !(opening.contains(after) || closing.contains(after)) {
            continue;
        }
        seen += 1;
        // A line that is slightly too long takes up to another three eighths of an em.
        assert!(
            (0.1..0.56).contains(&step),
            "{before}{after} stand {step:.2} em apart"
        );
    }
    assert!(seen > 8, "{seen}");
}

/// A mark at the end of a line loses its blank half, so its ink ends at the edge of the measure.
#[test]
fn a_mark_at_a_lines_end_is_half_as_wide() {
    let mut checked = 0;
    for paper in [&*paper::HARD, &*paper::SAMPLE] {
        for run in paper.in_column(0) {
            let right = paper.column(0, run.page).1;
            let Some(last) = run.glyphs.last() else {
                continue;
            };
            let is_at_end = (run.right() - right).abs() < 0.05 && (run.size - 10.0).abs() < 0.01;
            if is_at_end && "，。、；：！？”）》」".contains(last.c) {
                checked += 1;
                let ems = last.advance / run.size;
                assert!(
                    ems < 0.55,
                    "{}: `{}` ends {ems:.2} em wide",
                    paper.name,
                    run.text
                );
            }
        }
    }
    assert!(checked > 10, "{checked}");
}

/// The ink of an opening mark at the beginning of a line is at the edge of the measure.
#[test]
fn a_mark_at_a_lines_start_is_half_as_wide() {
    let mut checked = 0;
    for paper in [&*paper::HARD, &*paper::SAMPLE] {
        for run in paper.in_column(0) {
            let left = paper.column(0, run.page).0;
            let first = &run.glyphs[0];
            let is_at_start = (run.x - left).abs() < 0.05 && (run.size - 10.0).abs() < 0.01;
            if is_at_start && "“‘（《「『【〔".contains(first.c) {
                checked += 1;
                let ems = (left - first.x) / run.size;
                assert!(ems > 0.45, "{}: `{}` {ems:.2}", paper.name, run.text);
            }
        }
    }
    assert!(checked > 2, "{checked}");
}

/// A quarter em on both sides of Latin words and figures, even next to ruby, but none beside punctuation.
#[test]
fn han_is_a_quarter_em_from_latin_and_figures() {
    let example = rule("rule-latin", "rule-dashes");
    let mut gaps = 0;
    let mut marks = 0;
    for (_, line) in example.lines() {
        for two in line.windows(2) {
            let ((run, before), (other, after)) = (two[0], two[1]);
            let is_latin = |c: char| c.is_ascii_alphanumeric();
            let gap = if is_han(before.c) && is_latin(after.c) {
                (after.x - before.x) / run.size - 1.0
            } else if is_latin(before.c) && is_han(after.c) {
                let natural = own_advance(before.c, run);
                (after.x - before.x) / other.size - natural
            } else {
                marks += usize::from(is_latin(before.c) && "”），".contains(after.c));
                continue;
            };
            gaps += 1;
            // Justification may halve it, or add as much as between two Han characters.
            assert!(
                (0.12..0.45).contains(&gap),
                "{}{} {gap:.2} em",
                before.c,
                after.c
            );
        }
    }
    assert!(gaps >= 10 && marks >= 3, "{gaps} {marks}");
}

/// The natural advance of a letter in em, which is the smallest that it has anywhere.
fn own_advance(c: char, like: &Run) -> f64 {
    let runs = paper::HARD.runs.iter();
    let same = runs.filter(|run| run.family == like.family && run.weight == like.weight);
    let advances = same.flat_map(|run| {
        let own = run.glyphs.iter().filter(|glyph| glyph.c == c);
        own.map(|glyph| glyph.advance / run.size)
    });
    advances.fold(f64::INFINITY, f64::min)
}

/// —— and …… stay on one line without a gap, however much the line is stretched.
#[test]
fn double_dashes_and_dots_are_whole() {
    let example = rule("rule-dashes", "rule-stress");
    let mut found = [0, 0];
    for (_, line) in example.lines() {
        let mut index = 0;
        while index < line.len() {
            let (run, glyph) = line[index];
            let place = usize::from(glyph.c == '…');
            if !"—…".contains(glyph.c) {
                index += 1;
                continue;
            }
            let same: Vec<_> = line[index..]
                .iter()
                .take_while(|(_, next)| next.c == glyph.c)
                .collect();
            index += same.len();
            found[place] += 1;
            // One double-width glyph, or two side by side.
            let length: f64 = same.iter().map(|(_, glyph)| glyph.advance).sum();
            let ems = length / run.size;
            assert!((1.6..2.01).contains(&ems), "{}: {ems:.2} em", glyph.c);
            for two in same.windows(2) {
                let gap = two[1].1.x - two[0].1.x - two[0].1.advance;
                assert!(gap.abs() < 0.05, "{}: {gap:.2} pt apart", glyph.c);
            }
        }
    }
    assert_eq!(found, [6, 4]);
}

/// Strong text is in the bold face of the same family, both Han and Latin; emphasised Han stays upright.
#[test]
fn strong_is_bold_and_emphasised_han_is_never_slanted() {
    for (place, wanted) in [(0, "粗的字"), (0, "bold words"), (1, "bold")] {
        let example = Example::of(&paper::HARD, place, "rule-stress", "rule-quotes");
        let bold: String = example
            .runs
            .iter()
            .filter(|run| run.weight == 700 && !run.is_slanted)
            .map(|run| run.text.as_str())
            .collect();
        assert!(bold.contains(wanted), "{bold}");
    }
    let families: Vec<_> = rule("rule-stress", "rule-quotes")
        .runs
        .iter()
        .filter(|run| run.weight == 700)
        .map(|run| run.family.clone())
        .collect();
    assert!(families.iter().any(|family| family == "Noto Serif SC"));
    assert!(families.iter().any(|family| family == "Libertinus Serif"));
    for paper in paper::all() {
        let slanted = paper
            .runs
            .iter()
            .find(|run| run.is_slanted && run.text.chars().any(is_han));
        assert!(slanted.is_none(), "{}: {slanted:?}", paper.name);
    }
    let slanted: String = rule("rule-stress", "rule-quotes")
        .runs
        .iter()
        .filter(|run| run.is_slanted)
        .map(|run| run.text.as_str())
        .collect();
    assert_eq!(slanted.trim(), "Latin");
}

/// Lines with ruby have the usual pitch, and no ruby touches the line above, not even on the first line of a page
/// or of a box.
#[test]
fn ruby_fits_between_lines() {
    for (from, to) in [
        ("rule-ruby", "rule-last-line"),
        ("clreq-callout-1", "rule-breaks"),
    ] {
        let example = rule(from, to);
        let lines = example.lines();
        for two in lines.windows(2).filter(|_| from == "rule-ruby") {
            let pitch = two[1].0 - two[0].0;
            assert!((pitch - 16.0).abs() < 0.01, "{from}: {pitch:.2} pt");
        }
        let readings: Vec<_> = example.runs.iter().filter(|run| run.size < 5.5).collect();
        assert!(readings.len() > 1, "{from}: {}", readings.len());
        for reading in readings {
            let below = lines.iter().find(|(y, _)| *y > reading.y).unwrap();
            let base = below.1.iter().find(|(_, glyph)| {
                glyph.x + 10.0 > reading.x && glyph.x < reading.right() && is_han(glyph.c)
            });
            let (base, _) = base.unwrap_or_else(|| panic!("{reading:?} has no base"));
            let foot = reading.y + reading.ink.1;
            let head = base.y - base.ink.0;
            assert!(
                foot < head + 1.0,
                "{}: on its base by {:.2}",
                reading.text,
                foot - head
            );
            let top = reading.y - reading.ink.0;
            let above = lines.iter().rev().find(|(y, _)| *y < reading.y);
            let floor = above.map_or(f64::NEG_INFINITY, |(_, line)| {
                let over = line
                    .iter()
                    .filter(|(_, glyph)| glyph.x + 10.0 > reading.x && glyph.x < reading.right());
                let feet = over.map(|(run, _)| run.y + run.ink.1);
                feet.fold(f64::NEG_INFINITY, f64::max)
            });
            assert!(top > floor, "{} reaches the line above", reading.text);
        }
    }
}

/// Line breaks in the file become spaces only between Latin words, whatever markup is beside them.
#[test]
fn line_breaks_of_the_file_add_no_spaces_between_han() {
    let text: String = rule("rule-breaks", "rule-names")
        .lines()
        .iter()
        .flat_map(|(_, line)| line.iter().map(|(_, glyph)| glyph.c))
        .collect();
    assert_eq!(
        text,
        "行尾是加粗再加粗的字，是注音拼音，是code和着重（括号），都不留空；English words 之间要留。"
    );
}

/// English is hyphenated, except for code and for capitalised words, unless these may be too long for a line.
#[test]
fn names_are_not_hyphenated() {
    let mut hyphenated = 0;
    for paper in paper::all() {
        let place = usize::from(!paper.name.contains("reversed"));
        let lines = paper.lines(place);
        for line in &lines {
            let Some(word) = line.text.strip_suffix(['-', '\u{ad}', '\u{2010}']) else {
                continue;
            };
            let start = word.rsplit(|c: char| !c.is_alphabetic()).next().unwrap();
            hyphenated += 1;
            let is_name = start.starts_with(char::is_uppercase);
            // A compound may break after its hyphen.
            assert!(
                !is_name
                    || line.text.ends_with('-') && is_compound(paper, start)
                    || is_long(paper, start),
                "{}: page {}: {}",
                paper.name,
                line.page,
                line.text
            );
        }
    }
    assert!(hyphenated > 20, "{hyphenated}");
}

/// Whether a word with this beginning has at least 20 letters, too many to be kept whole in a column.
fn is_long(paper: &Paper, start: &str) -> bool {
    let source = paper.source.replace("\\u{ad}", "");
    let mut words = source.split(|c: char| !c.is_alphabetic());
    words.any(|word| word.starts_with(start) && word.chars().count() >= 20)
}

/// Whether a word occurs before a hyphen in the source.
fn is_compound(paper: &Paper, word: &str) -> bool {
    paper.source.contains(&format!("{word}-"))
}

/// Figures are lining everywhere, in text, headings, folios, tables and notes: none descends below the baseline.
#[test]
fn figures_are_lining_throughout() {
    for paper in paper::all() {
        let figures = paper.runs.iter().filter(|run| {
            let text = run.text.trim();
            !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
        });
        let mut checked = 0;
        for run in figures {
            checked += 1;
            let (above, below) = (run.ink.0 / run.size, run.ink.1 / run.size);
            // Figures that a font raises or lowers are smaller than any others.
            if above + below < 0.4 {
                continue;
            }
            assert!(
                (0.58..0.78).contains(&above) && below < 0.03,
                "{}: page {}: {} of {}: {above:.2} {below:.2}",
                paper.name,
                run.page,
                run.text,
                run.family
            );
        }
        assert!(checked > 10, "{}: {checked}", paper.name);
    }
}
