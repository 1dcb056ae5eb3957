//! A stock Typst makes the same pages from the source that `--emit-typst` writes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use diglot::edition::Arrangement;
use roxmltree::{Document, ParsingOptions};

use super::books::{BOOKS, Bound, assert_none};
use super::tools::{complaints, need, typst_python};
use crate::support::{has_validator, results, root, run, scratch};

const COMPILE: &str = "\
import sys, typst
source, output, fonts = sys.argv[1:]
typst.compile(f'{source}/main.typ', root=source, output=output, font_paths=[fonts],
              ignore_system_fonts=True, pdf_standards=['a-2a', 'ua-1'], timestamp=0)";

/// Compiles a folder of Typst source with a stock Typst, and returns its complaints.
fn compile(python: &Path, source: &Path, output: &Path) -> Vec<String> {
    let fonts = root().join("fonts");
    let mut python = Command::new(python);
    complaints(python.args(["-c", COMPILE]).args([source, output, &fonts]))
}

/// The resolution of the pictures of pages, in dots per inch.
const DPI: f64 = 40.0;
/// The least distance that a word moves if a loose line is set ragged, as a fraction of its height: the width of one
/// space.
const LEAST_MOVE: f64 = 0.15;
/// Positions in two PDFs with the same layout differ by less than this, in points.
const NEAR: f64 = 0.05;

/// A page as a small greyscale picture.
#[derive(PartialEq)]
struct Picture {
    width: usize,
    height: usize,
    greys: Vec<u8>,
}

impl Picture {
    /// Reads a binary PGM.
    fn read(file: &Path) -> Self {
        let bytes = fs::read(file).unwrap();
        let mut fields = bytes.splitn(4, u8::is_ascii_whitespace);
        assert_eq!(fields.next(), Some(&b"P5"[..]));
        let number = |field: Option<&[u8]>| -> usize {
            std::str::from_utf8(field.unwrap())
                .unwrap()
                .parse()
                .unwrap()
        };
        let (width, height) = (number(fields.next()), number(fields.next()));
        let greys = fields.next().unwrap().strip_prefix(b"255\n").unwrap();
        assert_eq!(greys.len(), width * height);
        Self {
            width,
            height,
            greys: greys.to_vec(),
        }
    }

    /// Whether two pictures are the same outside the boxes of ragged lines.
    fn matches(&self, other: &Self, ragged: &[Word]) -> bool {
        let points = |dots: usize| (f64::from(u32::try_from(dots).unwrap()) + 0.5) * 72.0 / DPI;
        let is_ragged = |dot: usize| {
            let (x, y) = (points(dot % self.width), points(dot / self.width));
            ragged.iter().any(|word| word.holds(x, y))
        };
        let mut dots = self.greys.iter().zip(&other.greys).enumerate();
        (self.width, self.height) == (other.width, other.height)
            && dots.all(|(dot, (one, other))| one == other || is_ragged(dot))
    }
}

fn pages(pdf: &Path) -> Vec<Picture> {
    let folder = scratch();
    let output = folder.path().join("page");
    let mut command = Command::new("pdftoppm");
    command.args(["-r", &DPI.to_string(), "-gray"]);
    assert_none(&complaints(command.args([pdf, &output])));
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| Picture::read(file)).collect()
}

/// A word on a page, or several on one line, with its bounding box in points.
#[derive(Debug, Clone)]
struct Word {
    text: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Word {
    fn height(&self) -> f64 {
        self.bottom - self.top
    }

    fn join(self, next: &Self) -> Self {
        Self {
            text: self.text + &next.text,
            left: self.left.min(next.left),
            right: self.right.max(next.right),
            top: self.top.min(next.top),
            bottom: self.bottom.max(next.bottom),
        }
    }

    /// Whether a point is in the box, or so near that it may be in an underline or an emphasis dot.
    fn holds(&self, x: f64, y: f64) -> bool {
        let (beside, above) = (72.0 / DPI, self.height() / 2.0);
        (self.left - beside..self.right + beside).contains(&x)
            && (self.top - above..self.bottom + above).contains(&y)
    }

    fn is_same(&self, other: &Self) -> bool {
        let pairs = [
            (self.left, other.left),
            (self.right, other.right),
            (self.top, other.top),
            (self.bottom, other.bottom),
        ];
        self.text == other.text && pairs.iter().all(|(a, b)| (a - b).abs() < NEAR)
    }

    /// Whether this line differs from another only in that its words are closer together.
    fn is_closer_than(&self, other: &Self) -> bool {
        let (left, right) = (other.left - self.left, other.right - self.right);
        let moved = left.abs().max(right.abs());
        right - left > -NEAR && moved > other.height() * LEAST_MOVE
    }

    fn is_on_line_of(&self, other: &Self) -> bool {
        let middle = |word: &Self| word.top.midpoint(word.bottom);
        (middle(self) - middle(other)).abs() < other.height() * 0.4
    }
}

/// The words on a page, without invisible characters, which diglot removes from its PDFs.
fn words(pdf: &Path, page: usize) -> Vec<Word> {
    let page = page.to_string();
    let mut command = Command::new("pdftotext");
    command.args(["-bbox", "-f", &page, "-l", &page]);
    let said = results(&run(command.arg(pdf).arg("-")));
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    let said = Document::parse_with_options(&said, options).unwrap();
    let words = said.descendants().filter(|node| node.has_tag_name("word"));
    let is_mark = |c: char| matches!(c, '\u{200B}' | '\u{AD}' | '\u{2060}');
    let words = words.map(|node| {
        let place = |name: &str| node.attribute(name).unwrap().parse().unwrap();
        Word {
            text: node.text().unwrap_or_default().replace(is_mark, ""),
            left: place("xMin"),
            right: place("xMax"),
            top: place("yMin"),
            bottom: place("yMax"),
        }
    });
    words.filter(|word| !word.text.is_empty()).collect()
}

/// Joins the words of each line. Words that overlap vertically are on one line: how Poppler divides a fraction or an
/// index depends on what is near it. So the characters of a line are sorted.
fn by_line(mut words: Vec<Word>) -> Vec<Word> {
    words.sort_by(|a, b| a.top.total_cmp(&b.top));
    let mut lines: Vec<Word> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if word.top < line.bottom - NEAR => *line = line.clone().join(&word),
            _ => lines.push(word),
        }
    }
    for line in &mut lines {
        let mut characters: Vec<char> = line.text.chars().collect();
        characters.sort_unstable();
        line.text = characters.into_iter().collect();
    }
    lines
}

/// Joins words that Poppler found to be one word in the other PDF, where there is no more than a no-break space between
/// them, such as those of “p. 9”.
fn joined_as(mut words: Vec<Word>, others: &mut [Word]) -> Vec<Word> {
    for other in others {
        let count = other.text.split_whitespace().count();
        other.text.retain(|c| !c.is_whitespace());
        if count < 2 {
            continue;
        }
        let join = |some: &[Word]| some.iter().cloned().reduce(|all, next| all.join(&next));
        let mut runs = words.windows(count).map(join).enumerate();
        if let Some((at, Some(run))) =
            runs.find(|(_, run)| run.as_ref().is_some_and(|run| run.is_same(other)))
        {
            words.splice(at..at + count, [run]);
        }
    }
    words
}

/// The bounding boxes of lines that diglot has set ragged: they have the same words in the same order, but closer
/// together by at least a space.
fn ragged(ours: Vec<Word>, mut theirs: Vec<Word>) -> Vec<Word> {
    let ours = joined_as(ours, &mut theirs);
    let mut moved = Vec::new();
    for word in ours {
        match theirs.iter().position(|other| word.is_same(other)) {
            Some(index) => drop(theirs.swap_remove(index)),
            None => moved.push(word),
        }
    }
    let theirs = by_line(theirs);
    let mut ragged = Vec::new();
    for line in by_line(moved) {
        let mut others = theirs.iter();
        let other = others.find(|other| line.text == other.text && line.is_on_line_of(other));
        if let Some(other) = other.filter(|other| line.is_closer_than(other)) {
            ragged.push(line.join(other));
        }
    }
    ragged
}

#[test]
fn a_stock_typst_makes_the_same_pages() {
    let Some(python) = need("the stock Typst", typst_python()) else {
        return;
    };
    if !has_validator("pdftoppm") {
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
        let setup = made.edition.page_setup();
        if setup.is_some_and(|setup| setup.arrangement() == Arrangement::Facing) {
            // A stock Typst makes spreads, which diglot splits in two, except for two half-titles and the blank page
            // before the second.
            assert_eq!(ours.len(), theirs.len() * 2 - 3, "{path}: spreads");
            continue;
        }
        assert_eq!(ours.len(), theirs.len(), "{path}: numbers of pages");
        // Only diglot sets loose lines ragged.
        for (page, (ours, theirs)) in (1..).zip(ours.iter().zip(&theirs)) {
            if ours == theirs {
                continue;
            }
            let ragged = ragged(words(&made.path, page), words(&stock, page));
            assert!(
                ours.matches(theirs, &ragged),
                "{path}: page {page} looks otherwise beside lines that are set ragged"
            );
        }
    }
}

#[test]
fn the_stock_typst_has_the_version_of_the_crate() {
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
