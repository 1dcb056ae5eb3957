//! Hard line breaks: a `\` at the end of a line of the file begins a new line on the page.

use std::fmt::Write as _;
use std::path::Path;

use super::paper::{Paper, Run};
use crate::support::{build, scratch, write};

const NAMES: [&str; 4] = ["columns", "facing", "stacked", "single"];
/// A hard line break in a text between double quotes.
const BREAK: &str = "\\\\\\n";
/// A text long enough to fill several lines.
const LONG: &str = "and the words go on and on until they have filled a few lines of any page that the tests use here";
const EDITIONS: &str = "\
editions:
  columns: { format: pdf, page: { trim: A5 } }
  facing: { format: pdf, layout: facing, page: { trim: A6 } }
  stacked: { format: pdf, layout: stacked, page: { trim: A6 } }
  single: { format: pdf, layout: single, languages: [en], page: { trim: A6 } }
  ebook: { format: epub, languages: [zh, en] }
";

fn write_book(folder: &Path, blocks: &str) {
    write(
        &folder.join("book.yaml"),
        format!(
            "id: breaks\nlanguages: [zh, en]\ntitle: {{ zh: \"上卷{BREAK}下卷\", en: \"Upper{BREAK}lower\" }}\n\
             chapters: [one.yaml]\n{EDITIONS}"
        ),
    );
    write(
        &folder.join("one.yaml"),
        format!(
            "id: one\nnumber: 1\ntitle: {{ zh: \"首行{BREAK}次行\", en: \"First{BREAK}second\" }}\nblocks:\n{blocks}"
        ),
    );
}

/// The text of a paper's lines in one language, without the runs of other languages.
fn lines(paper: &Paper, lang: &str) -> Vec<String> {
    let mut lines: Vec<(usize, f64, String)> = Vec::new();
    for run in paper.runs.iter().filter(|run| run.lang == lang) {
        match lines.last_mut() {
            Some((page, y, text)) if *page == run.page && (*y - run.y).abs() < 0.5 => {
                text.push_str(&run.text);
            }
            _ => lines.push((run.page, run.y, run.text.clone())),
        }
    }
    lines
        .into_iter()
        .map(|(.., text)| text.trim().to_owned())
        .collect()
}

/// The widest space between words in a run, in em.
fn widest_blank(run: &Run) -> f64 {
    let blanks = run.glyphs.iter().filter(|glyph| glyph.c == ' ');
    blanks
        .map(|glyph| glyph.advance / run.size)
        .fold(0.0, f64::max)
}

#[test]
fn a_hard_break_begins_a_line_and_stretches_none() {
    let blocks = format!(
        "  - text:\n      zh: \"一行到此，{BREAK}**二行{BREAK}三行**完。\"\n      \
         en: \"One ends here,{BREAK}**two{BREAK}three** ends. {LONG}{BREAK}four.\"\n  \
         - table:\n      header: [Word, Two]\n      rows:\n        - [\"up{BREAK}down\", x]\n"
    );
    let scratch = scratch();
    write_book(scratch.path(), &blocks);
    for name in NAMES {
        let paper = Paper::of(scratch.path(), name);
        let en = lines(&paper, "en");
        for wanted in ["One ends here,", "two", "four."] {
            assert!(
                en.iter().any(|line| line == wanted),
                "{name}: {wanted} in {en:#?}"
            );
        }
        let starts = |start: &str| en.iter().any(|line| line.starts_with(start));
        assert!(starts("three ends."), "{name}: {en:#?}");
        if name != "single" {
            let zh = lines(&paper, "zh");
            for wanted in ["一行到此，", "二行", "三行完。"] {
                assert!(
                    zh.iter().any(|line| line == wanted),
                    "{name}: {wanted} in {zh:#?}"
                );
            }
        }
        let short = paper
            .runs
            .iter()
            .filter(|run| run.text.contains("ends here"));
        for run in short {
            let widest = widest_blank(run);
            assert!(widest < 0.3, "{name}: `{}` {widest:.2} em", run.text);
        }
        let cells: Vec<&Run> = ["up", "down"]
            .iter()
            .map(|word| {
                paper
                    .runs
                    .iter()
                    .find(|run| run.text.trim() == *word)
                    .unwrap()
            })
            .collect();
        assert!(
            cells[1].y - cells[0].y > 5.0,
            "{name}: the cell has two lines"
        );
    }
}

#[test]
fn a_title_with_a_hard_break_is_on_one_line_elsewhere() {
    let blocks = format!("  - text: {{ zh: 字, en: {LONG} }}\n").repeat(40);
    let scratch = scratch();
    write_book(scratch.path(), &blocks);
    let paper = Paper::of(scratch.path(), "columns");
    let en = lines(&paper, "en");
    let with = |words: &str| en.iter().filter(|line| line.contains(words)).count();
    // The chapter's title and the title page have two lines; contents and running heads have one.
    assert!(with("First second") > 1, "{en:#?}");
    assert!(en.iter().any(|line| line == "second"), "{en:#?}");
    assert!(with("Upper lower") > 1, "{en:#?}");
    assert!(en.iter().any(|line| line == "lower"), "{en:#?}");
    let zh = lines(&paper, "zh");
    assert!(zh.iter().any(|line| line.contains("首行次行")), "{zh:#?}");
    // Also in the outline and the metadata, which PDF/UA restricts to one line.
    build(scratch.path(), &[]);
}

#[test]
fn a_segment_that_ends_with_a_hard_break_is_not_stretched() {
    let mut blocks = String::new();
    for text in 0..2 {
        let mut verse = String::new();
        for line in 0..24 {
            let _ = write!(
                verse,
                "line {text} {line} of it^[A note on line {line}: {LONG}.]{BREAK}"
            );
        }
        let _ = writeln!(
            blocks,
            "  - text: {{ zh: \"{verse}完。\", en: \"{verse}The end.\" }}"
        );
    }
    let scratch = scratch();
    write_book(scratch.path(), &blocks);
    for name in ["facing", "columns", "stacked"] {
        let paper = Paper::of(scratch.path(), name);
        assert!(
            paper.source.contains("broken: true"),
            "{name}: texts are in segments"
        );
        let verse: Vec<&Run> = paper
            .runs
            .iter()
            .filter(|run| run.text.starts_with("line "))
            .collect();
        assert!(verse.len() >= 2 * 24 * 2, "{name}: {} lines", verse.len());
        for run in verse {
            let widest = widest_blank(run);
            assert!(widest < 0.3, "{name}: `{}` {widest:.2} em", run.text);
        }
    }
}
