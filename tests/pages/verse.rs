//! Verse: level lines, whole stanzas, and lines that turn over.

use std::path::Path;

use super::paper::{Paper, Run};
use crate::support::{scratch, write};

/// A poem of two lines a stanza, whose second line turns over in every column.
fn write_book(folder: &Path, stanzas: usize) {
    let long = "two goes on and on until it has to turn over on any page of any edition that is made in this test, \
                and then some words more, so that it does";
    let zh: String = (0..stanzas)
        .map(|_| "        甲甲甲甲一行\n          乙乙乙乙二行\n\n")
        .collect();
    let en = format!("        one is short\n          {long}\n\n").repeat(stanzas);
    write(
        &folder.join("book.yaml"),
        "id: verse\nlanguages: [zh, en]\ntitle: { zh: 诗, en: Verse }\nchapters: [one.yaml]\neditions:\n  \
         columns: { format: pdf, page: { trim: A5 } }\n  facing: { format: pdf, layout: facing, page: { trim: A6 } }\n  \
         stacked: { format: pdf, layout: stacked, page: { trim: A6 } }\n",
    );
    write(
        &folder.join("one.yaml"),
        format!(
            "id: one\ntitle: {{ zh: 一, en: One }}\nblocks:\n  - verse:\n      numbers: 2\n      zh: |\n{zh}      \
             en: |\n{en}"
        ),
    );
}

fn starting<'p>(paper: &'p Paper, start: &str) -> Vec<&'p Run> {
    let runs = paper.runs.iter();
    runs.filter(|run| run.text.starts_with(start)).collect()
}

#[test]
fn lines_of_verse_are_level_and_hang() {
    let scratch = scratch();
    write_book(scratch.path(), 12);
    for name in ["columns", "facing"] {
        let paper = Paper::of(scratch.path(), name);
        for (zh, en) in [("甲甲", "one is"), ("乙乙", "two goes")] {
            let (zh, en) = (starting(&paper, zh), starting(&paper, en));
            assert_eq!((zh.len(), en.len()), (12, 12), "{name}");
            for (zh, en) in zh.iter().zip(en) {
                assert_eq!(paper.opening(zh.page), paper.opening(en.page), "{name}");
                assert!((zh.y - en.y).abs() < 0.5, "{name}: {} and {}", zh.y, en.y);
            }
        }
        let (one, two) = (
            starting(&paper, "one is")[0],
            starting(&paper, "two goes")[0],
        );
        let turned = paper
            .runs
            .iter()
            .find(|run| run.lang == "en" && run.page == two.page && run.y > two.y + 1.0);
        let turned = turned.expect("the line turns over");
        // Two spaces are one em; what turns over hangs two em deeper.
        assert!((two.x - one.x - one.size).abs() < 0.5, "{name}");
        assert!((turned.x - two.x - 2.0 * one.size).abs() < 0.5, "{name}");
    }
}

#[test]
fn a_stanza_stays_on_its_page() {
    let scratch = scratch();
    write_book(scratch.path(), 12);
    for name in ["columns", "facing", "stacked"] {
        let paper = Paper::of(scratch.path(), name);
        let (first, last) = (starting(&paper, "甲甲"), starting(&paper, "two goes"));
        assert!(first[0].page < first[11].page, "{name}: several pages");
        for (first, last) in first.iter().zip(last) {
            assert_eq!(
                paper.opening(first.page),
                paper.opening(last.page),
                "{name}"
            );
        }
    }
}

#[test]
fn stacked_verse_is_set_stanza_by_stanza() {
    let scratch = scratch();
    write_book(scratch.path(), 1);
    let paper = Paper::of(scratch.path(), "stacked");
    let y = |start: &str| starting(&paper, start)[0].y;
    let order = [y("甲甲"), y("乙乙"), y("one is"), y("two goes")];
    assert!(order.is_sorted(), "{order:?}");
}
