//! Listings in two languages, their numbers and marks, and the places of figures.

use std::path::PathBuf;

use tempfile::TempDir;

use super::paper::Paper;
use crate::support::{scratch, write};

const EDITIONS: &str = "editions:
  wide: { format: pdf, layout: columns, columns: \"50:50\", page: { trim: 16开 } }
  narrow: { format: pdf, layout: columns, page: { trim: A5 } }
  facing: { format: pdf, layout: facing }
  stacked: { format: pdf, layout: stacked }
  single: { format: pdf, layout: single, languages: [en] }
";
const PICTURE: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='100'>\
    <rect width='200' height='100' fill='teal'/></svg>";

fn book(blocks: &str) -> (TempDir, PathBuf) {
    let scratch = scratch();
    let folder = scratch.path().to_owned();
    let head =
        "id: shown\nlanguages: [zh, en]\ntitle: { zh: 书, en: Book }\nchapters: [one.yaml]\n";
    write(&folder.join("book.yaml"), format!("{head}{EDITIONS}"));
    let head = "id: one\nnumber: 1\ntitle: { zh: 章, en: Chapter }\nblocks:\n  - text: { zh: 开头。, en: Beginning. }\n";
    write(&folder.join("one.yaml"), format!("{head}{blocks}"));
    write(&folder.join("picture.svg"), PICTURE);
    (scratch, folder)
}

#[test]
fn lines_of_a_program_are_level_with_their_translation_where_both_fit() {
    let blocks = "  - code:
      numbers: true
      marked: [2]
      text:
        zh: |
          first = 1  # 甲
          second = 2  # 乙
        en: |
          first = 1  # alpha
          second = 2  # beta
";
    let (_scratch, folder) = book(blocks);
    for (name, is_level) in [("wide", true), ("facing", true), ("stacked", false)] {
        let paper = Paper::of(&folder, name);
        let height = |word: &str| {
            let run = paper.runs.iter().find(|run| run.text.contains(word));
            run.unwrap_or_else(|| panic!("{name}: no `{word}`")).y
        };
        for (one, other) in [("甲", "alpha"), ("乙", "beta")] {
            let (one, other) = (height(one), height(other));
            assert_eq!(
                (one - other).abs() < 1.0,
                is_level,
                "{name}: {one:.1}, {other:.1}"
            );
        }
        // Every line has its number, in each language.
        for number in ["1", "2"] {
            let numbers = paper
                .runs
                .iter()
                .filter(|run| run.text == number && run.size < 9.0);
            assert!(numbers.count() >= 2, "{name}: {number}");
        }
    }
}

#[test]
fn a_row_of_code_as_wide_as_its_listing_keeps_its_last_word() {
    let row = |length| format!("          xxx{} {}\n", "y".repeat(length), "zz ".repeat(40));
    let lines = (1..30).map(row).collect::<Vec<_>>().concat();
    let (_scratch, folder) = book(&format!("  - code:\n      text: |\n{lines}"));
    for name in ["narrow", "facing"] {
        let paper = Paper::of(&folder, name);
        let code = paper.runs.iter().filter(|run| run.text.contains("zz"));
        let rows: Vec<_> = code.collect();
        assert!(rows.len() > 60, "{name}: {}", rows.len());
        // A row is either the beginning of its line or set in below it.
        let left = rows.iter().map(|run| run.x).fold(f64::INFINITY, f64::min);
        let stray = rows.iter().find(|run| {
            (run.x - left).abs() < 0.5
                && run.text.trim_start().starts_with("zz")
                && run.page == rows[0].page
        });
        assert!(stray.is_none(), "{name}: {stray:?}");
    }
}

#[test]
fn figures_go_where_their_authors_want_them() {
    let text = |word: &str| format!("  - text: {{ zh: {word}。, en: {word} }}\n");
    let figure = |anchor: &str, more: &str| {
        format!(
            "  - figure: {{ image: picture.svg, decorative: true, anchor: {anchor}, width: 40%{more} }}\n"
        )
    };
    let blocks = [
        text("aaa"),
        figure("here", ", place: here"),
        text("bbb"),
        figure("top", ", place: top"),
        text("ccc"),
        figure("page", ", place: page"),
        text("ddd"),
        figure("turned", ", turned: true"),
        text("eee"),
    ];
    let (_scratch, folder) = book(&blocks.concat());
    for name in ["narrow", "facing", "stacked", "single"] {
        let paper = Paper::of(&folder, name);
        let word = |word: &str| {
            let run = paper.runs.iter().find(|run| run.text.contains(word));
            let run = run.unwrap_or_else(|| panic!("{name}: no `{word}`"));
            (paper.opening(run.page), run.y)
        };
        let place = |anchor: &str| {
            let (page, y) = paper.place(anchor);
            (paper.opening(page), y)
        };
        let here = place("here");
        assert!(word("aaa") < here && here < word("bbb"), "{name}: {here:?}");
        // The chapter's title keeps the top of the first page.
        let top = place("top");
        let (head, _) = paper.heights();
        assert!(
            top.0 == word("aaa").0 || top.1 < head + 10.0,
            "{name}: {top:?}"
        );
        for alone in ["page", "turned"] {
            let (page, _) = place(alone);
            let words = ["aaa", "bbb", "ccc", "ddd", "eee"].map(|one| word(one).0);
            assert!(
                !words.contains(&page),
                "{name}: `{alone}` on {page}, words on {words:?}"
            );
        }
    }
}

#[test]
fn pictures_side_by_side_have_level_captions() {
    let blocks = "  - figure:
      caption: { zh: 总题, en: Overall }
      images:
        - { image: picture.svg, alt: { zh: 一, en: One }, caption: { zh: 左, en: western } }
        - { image: picture.svg, decorative: true, caption: { zh: 右, en: eastern } }
";
    let (_scratch, folder) = book(blocks);
    for name in ["wide", "facing", "stacked", "single"] {
        let paper = Paper::of(&folder, name);
        let run = |word: &str| {
            let run = paper.runs.iter().find(|run| run.text.contains(word));
            run.unwrap_or_else(|| panic!("{name}: no `{word}`"))
        };
        let (left, right) = (run("western"), run("eastern"));
        assert!(
            (left.y - right.y).abs() < 0.1 && left.right() < right.x,
            "{name}"
        );
        assert!(run("Overall").y > left.y, "{name}");
    }
}
