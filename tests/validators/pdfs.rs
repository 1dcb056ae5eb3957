//! Validates the PDFs with veraPDF, qpdf and Poppler.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use super::books::{BOOKS, Bound, assert_none};
use super::faults;
use super::tools::{Verdicts, need, qpdf, verapdf};
use crate::support::{has_validator, results, run};

/// All books and handouts.
fn pdfs() -> Vec<PathBuf> {
    let made = BOOKS.iter().flat_map(Bound::pdfs);
    let books = made.map(|made| made.path.clone());
    books.chain(BOOKS.iter().flat_map(Bound::sheets)).collect()
}

#[test]
fn handouts_of_every_scope_are_validated() {
    let sheets: Vec<PathBuf> = BOOKS.iter().flat_map(Bound::sheets).collect();
    for kind in ["student", "teacher", "key"] {
        let ending = format!("-{kind}.pdf");
        let is_one = |path: &&PathBuf| path.to_string_lossy().ends_with(&ending);
        assert!(
            sheets.iter().filter(is_one).count() >= 3,
            "{kind}: {sheets:?}"
        );
    }
    for edition in ["cards", "reading", "glossaries", "lessons", "slips"] {
        let is_of = |path: &&PathBuf| path.to_string_lossy().contains(edition);
        assert!(
            sheets.iter().filter(is_of).count() >= 3,
            "{edition}: {sheets:?}"
        );
    }
}

/// The results of veraPDF for all PDFs, including the damaged ones.
pub static VERAPDF: LazyLock<Option<Verdicts>> = LazyLock::new(|| {
    let mut files = pdfs();
    files.extend(faults::for_verapdf());
    verapdf(&files)
});

#[test]
fn verapdf_passes_pdf_a_and_pdf_ua() {
    let Some(verdicts) = need("veraPDF", VERAPDF.as_ref()) else {
        return;
    };
    for path in pdfs() {
        assert_none(&verdicts[&path]);
    }
}

#[test]
fn qpdf_finds_every_file_sound() {
    if !has_validator("qpdf") {
        return;
    }
    for path in pdfs() {
        assert_none(&qpdf(&path));
    }
}

/// Complains of fonts that are not embedded, not subset, or without a mapping to Unicode.
pub fn missing_fonts(path: &Path) -> Vec<String> {
    let said = results(&run(Command::new("pdffonts").arg(path)));
    // After two lines of heading, each line has name, type and encoding, which may contain spaces, and five columns
    // that do not: embedded, subset, Unicode and the two numbers of the object.
    let fonts: Vec<&str> = said.lines().skip(2).collect();
    if fonts.is_empty() {
        return vec![format!("{} has no fonts", path.display())];
    }
    let is_lacking = |line: &&&str| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        columns.len() < 5 || columns[columns.len() - 5..columns.len() - 2] != ["yes"; 3]
    };
    fonts
        .iter()
        .filter(is_lacking)
        .map(|line| (*line).to_owned())
        .collect()
}

#[test]
fn every_font_is_embedded_subset_and_searchable() {
    if !has_validator("pdffonts") {
        return;
    }
    for path in pdfs() {
        assert_none(&missing_fonts(&path));
    }
}
