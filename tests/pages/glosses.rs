//! Examples that are glossed word by word: where their lines end, which way their words run, and what stays together.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use super::paper::{Paper, Run};
use crate::support::{self, scratch, write};
use crate::validators::archive::Epub;

const LAYOUTS: [&str; 4] = ["columns", "facing", "stacked", "single"];

fn write_book(book: &Path, chapters: &[(String, String)]) {
    let names: Vec<String> = chapters
        .iter()
        .map(|(name, _)| format!("{name}.yaml"))
        .collect();
    for (name, blocks) in chapters {
        let text = format!("id: {name}\ntitle: {{ zh: 章, en: Chapter }}\nblocks:\n{blocks}");
        write(&book.join(format!("{name}.yaml")), text);
    }
    let page = "page: { trim: A5, opening: any }";
    let settings = format!(
        "id: glossed\nlanguages: [zh, en]\ntitle: {{ zh: 书, en: Book }}\nchapters: [{}]\neditions:\n  \
         columns: {{ format: pdf, {page} }}\n  \
         facing: {{ format: pdf, layout: facing, page: {{ trim: A5 }} }}\n  \
         stacked: {{ format: pdf, layout: stacked, {page} }}\n  \
         single: {{ format: pdf, layout: single, languages: [en], {page} }}\n  \
         both: {{ format: epub }}\n",
        names.join(", ")
    );
    write(&book.join("book.yaml"), settings);
}

/// The runs that contain some letters, in the order in which they are drawn.
fn found<'p>(paper: &'p Paper, letters: &str) -> Vec<&'p Run> {
    let runs = paper.runs.iter();
    runs.filter(|run| run.text.contains(letters)).collect()
}

#[test]
fn a_translation_stays_with_its_example() {
    let scratch = scratch();
    let mut chapters = Vec::new();
    for offset in 0..26 {
        let mut blocks = "  - text: { zh: 短, en: short }\n".repeat(offset);
        write!(
            blocks,
            "  - gloss:\n      lang: la\n      words: examp{offset}x vincit\n      \
             lines: [{{ zh: 爱 战胜, en: love conquers }}]\n      \
             translation: {{ zh: 译文{offset}x, en: transl{offset}x }}\n"
        )
        .unwrap();
        chapters.push((format!("c{offset}"), blocks));
    }
    write_book(scratch.path(), &chapters);
    for layout in LAYOUTS {
        let paper = Paper::of(scratch.path(), layout);
        for offset in 0..26 {
            let page = |run: &Run| paper.opening(run.page);
            let example = page(found(&paper, &format!("examp{offset}x"))[0]);
            for run in found(&paper, &format!("transl{offset}x")) {
                assert_eq!(page(run), example, "{layout}: after {offset} lines");
            }
        }
    }
}

#[test]
fn lines_of_words_are_filled_one_after_the_other() {
    let scratch = scratch();
    let words = "samewords ".repeat(23);
    let blocks = format!(
        "  - gloss: {{ lang: la, words: {words}, lines: [{{ zh: {}, en: {} }}] }}\n",
        "字 ".repeat(23),
        "x ".repeat(23)
    );
    write_book(scratch.path(), &[("one".to_owned(), blocks)]);
    for layout in LAYOUTS {
        let paper = Paper::of(scratch.path(), layout);
        let places = if layout == "single" { 1 } else { 2 };
        let all = found(&paper, "samewords");
        assert_eq!(all.len(), 23 * places, "{layout}");
        // Each line has its words from left to right.
        let mut lines: Vec<Vec<&Run>> = Vec::new();
        for run in all {
            match lines.last_mut() {
                Some(line) if (line[0].y - run.y).abs() < 0.5 && line[0].x < run.x => {
                    line.push(run);
                }
                _ => lines.push(vec![run]),
            }
        }
        // Those of a language begin at the same place; the last of them may be short.
        let mut by_start: BTreeMap<(bool, String), Vec<usize>> = BTreeMap::new();
        for line in &lines {
            let is_verso = paper.is_facing && line[0].page.is_multiple_of(2);
            let start = (is_verso, format!("{:.0}", line[0].x));
            by_start.entry(start).or_default().push(line.len());
        }
        for (_, mut counts) in by_start {
            let last = counts.pop().unwrap();
            assert!(
                counts.iter().all(|count| *count == counts[0])
                    && counts.iter().all(|count| last <= *count),
                "{layout}: {counts:?}, {last}"
            );
        }
    }
}

#[test]
fn words_run_in_the_direction_of_their_language() {
    let scratch = scratch();
    let blocks = "  - gloss:\n      lang: he\n      words: הילדה אכלה תפוח\n      \
                  lines:\n        - aone btwo cthree\n        - { zh: 一 二 三, en: one two three. }\n";
    write_book(scratch.path(), &[("one".to_owned(), blocks.to_owned())]);
    for layout in LAYOUTS {
        let paper = Paper::of(scratch.path(), layout);
        let each = ["aone", "btwo", "cthree"].map(|word| found(&paper, word));
        assert!(!each[0].is_empty());
        for ((one, two), three) in each[0].iter().zip(&each[1]).zip(&each[2]) {
            assert!(one.x > two.x && two.x > three.x, "{layout}");
            // A single line begins where the text does.
            let (left, right) = paper.column(1, three.page);
            let (left, right) = if layout == "columns" {
                (left, right)
            } else {
                (0.0, right)
            };
            assert!(
                three.x - left < right - one.right() || layout == "columns",
                "{layout}"
            );
        }
        // The glosses themselves are read as the text is.
        assert_eq!(found(&paper, "three.").len(), 1, "{layout}");
    }
    let made = support::build(scratch.path(), &["-e", "both"]);
    let epub = Epub::open(&made.path().join("glossed-both.epub"));
    let chapter = epub.file("OEBPS/chapter-one.xhtml").unwrap();
    let chapter = String::from_utf8_lossy(chapter);
    assert_eq!(
        chapter.matches("dir=\"rtl\" class=\"words").count()
            + chapter.matches("counted\" dir=\"rtl\"").count(),
        2,
        "{chapter}"
    );
    assert!(
        chapter.contains("<span dir=\"ltr\">three.</span>"),
        "{chapter}"
    );
}

#[test]
fn long_words_stay_in_their_column_and_break_with_a_hyphen() {
    const LONG: &str =
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
    let scratch = scratch();
    let gloss = |indent: &str| {
        format!(
            "{indent}- gloss: {{ lang: de, words: {LONG} gründen, lines: [{{ zh: 协会 成立, en: \
             danube.steamship.electricity.main.maintenance.building.subordinate.officials.society found }}] }}\n"
        )
    };
    let blocks = format!(
        "{}  - quote:\n      zh: 引文\n      en: A quotation\n      blocks:\n{}  - list:\n      - zh: 项\n        en: item\n        blocks:\n{}",
        gloss("  "),
        gloss("        "),
        gloss("          "),
    );
    write_book(scratch.path(), &[("one".to_owned(), blocks)]);
    for layout in LAYOUTS {
        let paper = Paper::of(scratch.path(), layout);
        let first = paper.place("one").0;
        let mut broken = 0;
        let runs: Vec<&Run> = paper.runs.iter().filter(|run| run.page >= first).collect();
        for (index, run) in runs.iter().enumerate() {
            let (_, right) = paper.column(1, run.page);
            let end = run.right();
            assert!(end < right + 0.5, "{layout}: `{}` ends at {end}", run.text);
            let text = run.text.trim_end_matches(['-', '‐', '\u{ad}']);
            let is_part = text.len() > 3 && LONG.contains(text) && !LONG.ends_with(text);
            if is_part && text == run.text {
                // The hyphen is a run of its own, right after the letters.
                let hyphen = runs.get(index + 1);
                let is_hyphen = hyphen.is_some_and(|hyphen| {
                    (hyphen.x - end).abs() < 0.5
                        && (hyphen.y - run.y).abs() < 0.5
                        && hyphen.width < run.size / 2.0
                });
                assert!(is_hyphen, "{layout}: `{text}`");
            }
            broken += usize::from(is_part);
        }
        assert!(broken > 2, "{layout}: {broken}");
    }
}

/// A line of one language is marked as untranslated in the other, and does not stand there as if it were its own.
#[test]
fn a_line_without_a_translation_is_marked() {
    for (missing, zh_has) in [("mark", false), ("fallback", true)] {
        let scratch = scratch();
        let gloss = "  - gloss:\n      lang: la\n      words: amor vincit omnia\n      \
                     lines: [{ en: lovex conquersx allx }]\n";
        write_book(scratch.path(), &[("one".to_owned(), gloss.to_owned())]);
        let file = scratch.path().join("book.yaml");
        let book = std::fs::read_to_string(&file).unwrap();
        write(&file, format!("{book}missing: {missing}\n"));
        let paper = Paper::of(scratch.path(), "facing");
        let count = |words: &str| found(&paper, words).len();
        let times = if zh_has { 2 } else { 1 };
        for word in ["lovex", "conquersx", "allx"] {
            assert_eq!(count(word), times, "{missing}: {word}");
        }
        assert_eq!(count("vincit"), 2, "{missing}");
        let all: String = paper.runs.iter().map(|run| run.text.as_str()).collect();
        assert_eq!(all.contains("尚未翻译"), !zh_has, "{missing}: {all}");
    }
}
