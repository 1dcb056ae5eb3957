//! Notes of captions, cells and the sources of quotations.

use std::path::Path;

use super::paper::{Paper, Run};
use crate::support::{scratch, write};

fn write_book(folder: &Path) {
    write(
        &folder.join("book.yaml"),
        "id: noted\nlanguages: [zh, en]\ntitle: { zh: 书, en: Book }\nchapters: [one.yaml]\neditions:\n  \
         columns: { format: pdf, lists: [tables], page: { trim: A5 } }\n  \
         facing: { format: pdf, layout: facing, page: { trim: A5 } }\n  \
         stacked: { format: pdf, layout: stacked, page: { trim: A4 } }\n  \
         single: { format: pdf, layout: single, languages: [en], page: { trim: A5 } }\n",
    );
    write(
        &folder.join("one.yaml"),
        "id: one\ntitle: { zh: 一, en: One }\nblocks:\n  \
         - quote: { zh: 引文, en: Quoted, source: { zh: '出处^[出处的注]', en: 'Source^[of the source]' } }\n  \
         - table:\n      caption: { zh: '表题^[表题的注]', en: 'Caption^[of the caption]' }\n      \
         header: [{ zh: 甲, en: Head }, { zh: 乙, en: Other }]\n      \
         rows: [[{ zh: '格子^[格子的注]', en: 'Cell^[of the cell]' }, x]]\n  \
         - text: { zh: '正文^[正文的注]', en: 'Then it^[of the text]' }\n",
    );
}

fn starting<'p>(paper: &'p Paper, start: &str) -> &'p Run {
    let mut runs = paper.runs.iter().rev();
    let found = runs.find(|run| run.text.starts_with(start));
    found.unwrap_or_else(|| panic!("{}: `{start}` is not printed", paper.name))
}

#[test]
fn notes_of_cells_and_captions_stand_below_their_table() {
    let scratch = scratch();
    write_book(scratch.path());
    for name in ["columns", "facing", "stacked", "single"] {
        let paper = Paper::of(scratch.path(), name);
        let [cell, caption, of_cell, after] = ["Cell", "of the caption", "of the cell", "Then it"]
            .map(|start| starting(&paper, start));
        assert!(
            cell.y < caption.y && caption.y < of_cell.y && of_cell.y < after.y,
            "{name}: {cell:?} {caption:?} {of_cell:?} {after:?}"
        );
        let [source, text] = ["of the source", "of the text"].map(|start| starting(&paper, start));
        assert!(after.y < source.y && source.y < text.y, "{name}");
        if name == "columns" {
            let own = starting(&paper, "格子的注");
            assert!(
                (own.y - of_cell.y).abs() < 0.5,
                "{own:?} beside {of_cell:?}"
            );
        }
        // Numbers follow the order of the text.
        let page: String = paper
            .runs
            .iter()
            .filter(|run| run.page == text.page)
            .map(|run| run.text.as_str())
            .collect();
        for (number, note) in [
            (1, "of the source"),
            (2, "of the caption"),
            (3, "of the cell"),
            (4, "of the text"),
        ] {
            assert!(
                page.contains(&format!("{number}{note}")),
                "{name}: {number}{note} in {page}"
            );
        }
    }
}

#[test]
fn a_note_is_not_where_its_caption_is_quoted() {
    let scratch = scratch();
    write_book(scratch.path());
    let paper = Paper::of(scratch.path(), "columns");
    let text_begins = starting(&paper, "Cell").page;
    let before: String = paper
        .runs
        .iter()
        .filter(|run| run.page < text_begins)
        .map(|run| run.text.as_str())
        .collect();
    assert!(before.contains("Caption"), "{before}");
    assert!(!before.contains("of the"), "{before}");
}
