//! Blocks that only one language has: they stand in its place, and the other's stays empty.

use std::path::Path;

use super::paper::{Paper, Run};
use crate::support::{scratch, write};

fn write_book(folder: &Path) {
    write(
        &folder.join("book.yaml"),
        "id: only\nlanguages: [zh, en]\ntitle: { zh: 书, en: Book }\nchapters: [one.yaml]\neditions:\n  \
         columns: { format: pdf, page: { trim: A5 } }\n  facing: { format: pdf, layout: facing, page: { trim: A6 } }\n  \
         stacked: { format: pdf, layout: stacked, page: { trim: A6 } }\n",
    );
    write(
        &folder.join("one.yaml"),
        "id: one\ntitle: { zh: 一, en: One }\nblocks:\n  - text: { zh: 甲甲甲甲, en: first text }\n  \
         - callout:\n      kind: note\n      only: en\n      title: { en: remark }\n      blocks:\n        \
         - text: { en: \"inside^[its note]\" }\n  - text: { zh: \"乙乙^[中注]\", only: zh }\n  \
         - text: { zh: 丙丙丙丙, en: last text }\n",
    );
}

fn starting<'p>(paper: &'p Paper, start: &str) -> &'p Run {
    let mut runs = paper.runs.iter();
    let found = runs.find(|run| run.text.starts_with(start));
    found.unwrap_or_else(|| panic!("`{start}` is not printed"))
}

#[test]
fn a_block_in_one_language_has_its_place() {
    let scratch = scratch();
    write_book(scratch.path());
    for name in ["columns", "facing", "stacked"] {
        let paper = Paper::of(scratch.path(), name);
        let [first, inside, zh] = ["first", "inside", "乙乙"].map(|start| starting(&paper, start));
        let lead = starting(&paper, "甲甲");
        assert_eq!(
            (inside.lang.as_str(), zh.lang.as_str()),
            ("en", "zh"),
            "{name}"
        );
        // In its column or page, below what precedes it; a paragraph of Chinese is indented like the one before.
        assert!(
            (inside.x - first.x).abs() < 0.5,
            "{name}: {} and {}",
            inside.x,
            first.x
        );
        assert!(
            (zh.x - lead.x).abs() < 0.5,
            "{name}: {} and {}",
            zh.x,
            lead.x
        );
        assert_eq!(inside.page, first.page, "{name}");
        assert!(inside.y > first.y && zh.y > inside.y, "{name}");
        // What follows is level again.
        let (last, its) = (starting(&paper, "丙丙"), starting(&paper, "last"));
        assert!(
            last.y > zh.y && (name == "stacked" || (last.y - its.y).abs() < 0.5),
            "{name}"
        );
        // Its notes are in its language.
        assert_eq!(starting(&paper, "its note").lang, "en", "{name}");
        assert_eq!(starting(&paper, "中注").lang, "zh", "{name}");
    }
}
