//! A stock Typst makes the same pages of the source that diglot writes out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use diglot::edition::{Form, Stands};

use super::books::{BOOKS, Bound, assert_none};
use super::tools::{complaints, need, typst_python};
use crate::support::{has_judge, results, root, run, scratch};

const COMPILE: &str = "\
import sys, typst
source, output, fonts = sys.argv[1:]
typst.compile(f'{source}/main.typ', root=source, output=output, font_paths=[fonts],
              ignore_system_fonts=True, pdf_standards=['a-2a', 'ua-1'], timestamp=0)";

/// What keeps a stock Typst from making a PDF of a folder of Typst source.
fn compile(python: &Path, source: &Path, output: &Path) -> Vec<String> {
    let fonts = root().join("fonts");
    let mut python = Command::new(python);
    complaints(python.args(["-c", COMPILE]).args([source, output, &fonts]))
}

/// Each page of a PDF as a small grey picture.
fn pages(pdf: &Path) -> Vec<Vec<u8>> {
    let folder = scratch();
    let output = folder.path().join("page");
    let mut command = Command::new("pdftoppm");
    command.args(["-r", "40", "-gray"]).args([pdf, &output]);
    assert_none(&complaints(&mut command));
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// The lines of a page, without blanks and the marks that diglot takes out of its own.
fn lines(pdf: &Path, page: usize) -> Vec<String> {
    let page = page.to_string();
    let mut command = Command::new("pdftotext");
    command
        .args(["-raw", "-f", &page, "-l", &page])
        .arg(pdf)
        .arg("-");
    let text = results(&run(&mut command));
    let is_left_out =
        |c: char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{AD}' | '\u{2060}');
    let lines = text.lines();
    lines.map(|line| line.replace(is_left_out, "")).collect()
}

#[test]
fn a_stock_typst_makes_the_same_pages() {
    let Some(python) = need("the stock Typst", typst_python()) else {
        return;
    };
    if !has_judge("pdftoppm") {
        return;
    }
    let folder = scratch();
    let books = BOOKS.iter().filter(|bound| bound.name != "corpus");
    for made in books.flat_map(Bound::pdfs) {
        let stock = folder.path().join("stock.pdf");
        assert_none(&compile(&python, &made.source, &stock));
        let (ours, theirs) = (pages(&made.path), pages(&stock));
        let path = made.path.display();
        assert!(!ours.is_empty(), "{path}: no pages");
        let is_cut = |form: &Form| matches!(form, Form::Pdf { layout, .. } if layout.stands == Stands::Pages);
        if is_cut(&made.edition.form) {
            // A stock Typst makes the spreads, which diglot cuts: two half-titles, the blank page before
            // the second, and two pages each.
            assert_eq!(ours.len(), theirs.len() * 2 - 3, "{path}: spreads");
            continue;
        }
        assert_eq!(ours.len(), theirs.len(), "{path}: numbers of pages");
        let other: Vec<usize> = (1..)
            .zip(ours.iter().zip(&theirs))
            .filter_map(|(page, (ours, theirs))| (ours != theirs).then_some(page))
            .collect();
        // Lines that are too loose are set ragged by diglot alone: the same words on the same lines.
        assert!(
            other.len() * 8 <= ours.len(),
            "{path}: pages {other:?} look otherwise"
        );
        for page in other {
            let (ours, theirs) = (lines(&made.path, page), lines(&stock, page));
            assert_eq!(ours, theirs, "{path}: page {page}");
        }
    }
}

#[test]
fn the_stock_typst_is_the_version_inside() {
    let Some(python) = need("the stock Typst", typst_python()) else {
        return;
    };
    let version = "import typst; print(typst.eval(b'', 'str(sys.version)').strip('\"'))";
    let stock = results(&run(Command::new(python).args(["-c", version])));
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut pins = manifest
        .lines()
        .filter_map(|line| line.strip_prefix("typst = \"="));
    let pinned = pins.next().unwrap().trim_end_matches('"');
    assert_eq!(stock.trim(), pinned);
}
