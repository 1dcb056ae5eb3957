//! A little book with one chapter that the fuzzer writes.

use std::fs;
use std::path::Path;

use diglot::disk::Folder;
use diglot::read::{self, Reading};
use diglot::diagnostics::Diagnostics;
use diglot::source::Sources;
use tempfile::TempDir;

const BOOK: &str =
    "id: fuzz\nlanguages: [zh, en]\ntitle: { zh: 试, en: Test }\nchapters: [one.yaml]\n";

thread_local! {
    static FOLDER: TempDir = {
        let folder = TempDir::new().expect("a temporary folder");
        fs::write(folder.path().join("book.yaml"), BOOK).expect("a file");
        folder
    };
}

/// Reads the book with this chapter.
pub fn read(chapter: &[u8]) -> Option<Reading> {
    FOLDER.with(|folder| {
        fs::write(folder.path().join("one.yaml"), chapter).expect("a file");
        read_folder(folder.path())
    })
}

fn read_folder(path: &Path) -> Option<Reading> {
    let folder = Folder::open(path).expect("a folder");
    read::read(
        &folder,
        &mut Sources::default(),
        &mut Diagnostics::default(),
    )
}

/// Reads the book with this text in every place of a paragraph, a heading and a table.
#[allow(dead_code, reason = "not every target writes texts")]
pub fn read_text(text: &str) -> Option<Reading> {
    let text = serde_json::to_string(text).expect("a string");
    let pair = format!("{{ zh: {text}, en: {text} }}");
    read(
        format!(
            "id: one\ntitle: {pair}\nblocks:\n  - text: {pair}\n  - heading: {pair}\n  - table: {{ rows: [[{pair}]] }}\n"
        )
        .as_bytes(),
    )
}
