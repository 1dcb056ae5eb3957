//! A typeset edition, with the position of its text.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use diglot::book::Book;
use diglot::diagnostics::{self, Diagnostics};
use diglot::disk::Folder;
use diglot::edition::{Arrangement, Edition, PairSync};
use diglot::manuscript::{self, Manuscript};
use diglot::message::Locale;
use diglot::read::{self, Reading};
use diglot::source::Sources;
use diglot::typeset::{self, Fonts, Materials, Pages};
use typst::foundations::{Label, Selector};
use typst::introspection::Introspector;
use typst::layout::{Frame, FrameItem, Point, Transform};
use typst::text::{FontStyle, TextItem};
use typst::utils::PicoStr;
use typst::visualize::Paint;
use typst_layout::PagedDocument;

use crate::support;

/// The sample book's default PDF.
pub static SAMPLE: LazyLock<Paper> = LazyLock::new(|| Paper::of(&support::sample(), "parallel"));
/// The hard book, Chinese first, on B5.
pub static HARD: LazyLock<Paper> =
    LazyLock::new(|| Paper::of(&support::fixture("hard"), "parallel"));
/// The hard book, English first, on 16开.
pub static REVERSED: LazyLock<Paper> =
    LazyLock::new(|| Paper::of(&support::fixture("hard"), "reversed"));
/// The sample book on facing pages.
pub static FACING: LazyLock<Paper> = LazyLock::new(|| Paper::of(&support::sample(), "facing"));
/// The hard book on facing pages, English on the verso.
pub static HARD_FACING: LazyLock<Paper> =
    LazyLock::new(|| Paper::of(&support::fixture("hard"), "reversed-facing"));
/// The hard book in columns, with `sync: start`.
pub static HARD_START: LazyLock<Paper> =
    LazyLock::new(|| Paper::of(&support::fixture("hard"), "start"));
/// The hard book on facing pages, with `sync: start` and balanced sizes.
pub static HARD_BALANCED: LazyLock<Paper> =
    LazyLock::new(|| Paper::of(&support::fixture("hard"), "balanced-facing"));
/// The sample book with stacked languages.
pub static STACKED: LazyLock<Paper> = LazyLock::new(|| Paper::of(&support::sample(), "stacked"));
/// The hard book with stacked languages.
pub static HARD_STACKED: LazyLock<Paper> =
    LazyLock::new(|| Paper::of(&support::fixture("hard"), "stacked"));
/// The hard book in Chinese only.
pub static HARD_SINGLE: LazyLock<Paper> =
    LazyLock::new(|| Paper::of(&support::fixture("hard"), "single"));
/// The sample book in columns, with an index.
pub static INDEXED: LazyLock<Paper> = LazyLock::new(|| indexed("columns"));
/// The sample book on facing pages, with an index.
pub static INDEXED_FACING: LazyLock<Paper> = LazyLock::new(|| indexed("facing"));
/// The real book, or its substitute, in columns.
pub static CORPUS: LazyLock<Paper> = LazyLock::new(|| Paper::of(&support::corpus(), "parallel"));
/// The real book on facing pages.
pub static CORPUS_FACING: LazyLock<Paper> =
    LazyLock::new(|| Paper::of(&support::corpus(), "facing"));
/// The real book with stacked languages.
pub static CORPUS_STACKED: LazyLock<Paper> =
    LazyLock::new(|| Paper::of(&support::corpus(), "stacked"));
/// The real book on facing pages, with `sync: start`.
pub static CORPUS_START: LazyLock<Paper> = LazyLock::new(|| {
    let edition = "editions:\n  start-facing: { format: pdf, layout: facing, sync: start }\n";
    let (_scratch, folder) = support::with(&support::corpus(), edition);
    Paper::of(&folder, "start-facing")
});

fn indexed(layout: &str) -> Paper {
    let edition = format!("{{ format: pdf, layout: {layout}, index: true }}");
    let (_scratch, book) = support::sample_with(&format!("editions: {{ indexed: {edition} }}\n"));
    Paper::of(&book, "indexed")
}

/// Every edition with its languages side by side, on one page or two.
pub fn all() -> impl Iterator<Item = &'static Paper> {
    let own = [&*SAMPLE, &*HARD, &*REVERSED, &*FACING, &*HARD_FACING];
    let corpus = [&*CORPUS, &*CORPUS_FACING];
    own.into_iter().chain(corpus).chain(starts())
}

/// Editions with one column per page, stacked or in one language.
pub fn narrow() -> impl Iterator<Item = &'static Paper> {
    [&*STACKED, &*HARD_STACKED, &*HARD_SINGLE, &*CORPUS_STACKED].into_iter()
}

/// The editions in `all` with `sync: start`.
pub fn starts() -> impl Iterator<Item = &'static Paper> {
    [&*HARD_START, &*HARD_BALANCED, &*CORPUS_START].into_iter()
}

/// A run of text in one font on one line. Lengths are in points from the top left corner of the page.
#[derive(Debug, Clone)]
pub struct Run {
    /// The number of the page, from 1.
    pub page: usize,
    /// Its left edge.
    pub x: f64,
    /// Its baseline.
    pub y: f64,
    pub width: f64,
    /// How far its first glyph is shifted from the left edge.
    pub offset: f64,
    pub size: f64,
    pub family: String,
    pub weight: u16,
    /// Whether its face is italic or oblique.
    pub is_slanted: bool,
    pub lang: String,
    /// Its colour as `#rrggbb`.
    pub fill: String,
    pub text: String,
    /// How far its ink extends above and below the baseline.
    pub ink: (f64, f64),
    pub glyphs: Vec<Glyph>,
}

impl Run {
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Whether it is part of a formula, and thus possibly above or below the line.
    pub fn is_formula(&self) -> bool {
        self.family.contains("Math")
    }

    /// The number of characters.
    pub fn letters(&self) -> f64 {
        self.text.chars().map(|_| 1.0).sum()
    }
}

/// A glyph of a run.
#[derive(Debug, Clone)]
pub struct Glyph {
    pub c: char,
    /// Its id in its font.
    pub id: u16,
    /// The position at which it is drawn.
    pub x: f64,
    /// The distance to the next glyph, including added space.
    pub advance: f64,
}

/// The bounds of a shape that is drawn.
#[derive(Debug, Clone)]
pub struct Mark {
    pub page: usize,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

/// A line of one column.
#[derive(Debug)]
pub struct Line {
    pub page: usize,
    pub y: f64,
    pub text: String,
}

/// The pages of an edition.
pub struct Paper {
    pub name: String,
    pub reading: Arc<Reading>,
    pub source: String,
    pub document: PagedDocument,
    /// The page labels; `None` for a blank page.
    pub labels: Vec<Option<String>>,
    pub runs: Vec<Run>,
    /// Those on their side, which go from the foot of the page to its head.
    pub turned: Vec<Run>,
    pub marks: Vec<Mark>,
    /// The bounds of pictures.
    pub pictures: Vec<Mark>,
    /// Whether each language has pages of its own.
    pub is_facing: bool,
    /// Which pairs are level.
    pub sync: PairSync,
    /// The left edge and width of each language's column on a recto; the margins of a verso differ.
    columns: [(f64, f64); 2],
    /// Whether it is bound at the right, so that versos are right-hand pages.
    is_rtl: bool,
    margins: Margins,
}

struct Margins {
    inside: f64,
    outside: f64,
    top: f64,
    bottom: f64,
}

impl Paper {
    /// Typesets an edition of the book in a folder.
    pub fn of(folder: &Path, edition: &str) -> Self {
        let reading = read(folder);
        let fonts = Fonts::load(&reading.fonts, None, false);
        Self::set(reading, edition, &fonts)
    }

    /// Typesets one of an edition's handouts, by the name of its file.
    pub fn sheet(folder: &Path, edition: &str, file: &str) -> Self {
        let reading = read(folder);
        let fonts = Fonts::load(&reading.fonts, None, false);
        Self::sheet_of(reading, edition, file, &fonts)
    }

    /// Typesets an edition of a book that has been read.
    pub fn set(reading: Arc<Reading>, edition: &str, fonts: &Fonts) -> Self {
        Self::made(reading, edition, fonts, manuscript::assemble)
    }

    /// Typesets one handout of a book that has been read.
    pub fn sheet_of(reading: Arc<Reading>, edition: &str, file: &str, fonts: &Fonts) -> Self {
        Self::made(reading, edition, fonts, |book, edition| {
            let handouts = edition.handouts().expect("an edition of handouts");
            let mut sheets = manuscript::sheets(book, edition, handouts, &[]);
            let found = sheets.find(|(name, _)| name.file() == file);
            found.unwrap_or_else(|| panic!("no sheet `{file}`")).1
        })
    }

    fn made(
        reading: Arc<Reading>,
        edition: &str,
        fonts: &Fonts,
        write: impl for<'a> Fn(&'a Book, &'a Edition) -> Manuscript<'a>,
    ) -> Self {
        let value = find(&reading, edition);
        let setup = value.page_setup();
        let setup = setup.unwrap_or_else(|| panic!("`{edition}` is no PDF"));
        let (is_facing, sync) = (setup.arrangement() == Arrangement::Facing, setup.sync());
        let book = manuscript::with_readings(&reading.book, value);
        let pages = set(&reading, &write(&book, value), fonts);
        let labels = pages.labels();
        let files = pages.files.as_ref().expect("the source was asked for");
        let source = String::from_utf8(files["main.typ"].to_vec()).unwrap();
        let document = pages.into_document();
        // What Typst remembers of some layouts ago is of no use to any other, and takes a gigabyte a book.
        typst::comemo::evict(4);
        let mut seen = Seen::default();
        for (index, page) in document.pages().iter().enumerate() {
            walk(&page.frame, Transform::identity(), index + 1, &mut seen);
        }
        let [left, right] = lengths(&source, "columns: (");
        let [inside, outside, top, bottom] = lengths(&source, "margins: (");
        let [gap] = lengths(&source, "gap: ");
        let is_rtl = source
            .split_once("dir: ")
            .is_some_and(|(_, first)| first.starts_with("rtl"));
        Self {
            is_rtl,
            name: format!("{} {edition}", reading.book.id),
            is_facing,
            sync,
            columns: if is_facing {
                [(inside, left), (inside, right)]
            } else {
                [(inside, left), (inside + left + gap, right)]
            },
            margins: Margins {
                inside,
                outside,
                top,
                bottom,
            },
            reading,
            source,
            document,
            labels,
            runs: seen.runs,
            turned: seen.turned,
            marks: seen.marks,
            pictures: seen.pictures,
        }
    }

    pub fn book(&self) -> &Book {
        &self.reading.book
    }

    /// One of the book's editions, by its name.
    pub fn edition(&self, name: &str) -> &Edition {
        find(&self.reading, name)
    }

    /// The type size of a language in points.
    pub fn size(&self, lang: &str) -> f64 {
        let words = format!("lang: \"{lang}\"");
        let (_, voice) = self.source.split_once(&words).unwrap();
        number(voice, "size: ")
    }

    /// The distance between baselines in points.
    pub fn pitch(&self) -> f64 {
        number(&self.source, "pitch: ")
    }

    /// The left and right edges of a column on a page.
    pub fn column(&self, place: usize, page: usize) -> (f64, f64) {
        let (left, width) = self.columns[place];
        let is_left_hand = page.is_multiple_of(2) ^ self.is_rtl;
        let shift = if is_left_hand {
            self.margins.outside - self.margins.inside
        } else {
            0.0
        };
        (left + shift, left + shift + width)
    }

    /// Whether a language is set on a page.
    fn is_for(&self, place: usize, page: usize) -> bool {
        !self.is_facing || page % 2 == place
    }

    /// The number of the page or spread that a reader sees at once.
    pub fn opening(&self, page: usize) -> usize {
        if self.is_facing { page / 2 } else { page }
    }

    /// The page of a language, from that of the first.
    pub fn page_of(&self, place: usize, page: usize) -> usize {
        if self.is_facing { page + place } else { page }
    }

    /// The label of a page that is not blank.
    pub fn label(&self, page: usize) -> String {
        let label = self.labels[page - 1].clone();
        label.unwrap_or_else(|| panic!("{}: page {page} is blank", self.name))
    }

    /// The pages on which a language's texts link to a glossary entry.
    pub fn uses(&self, place: usize, term: &str) -> Vec<usize> {
        let label = Label::new(PicoStr::intern(&format!("use-{place}-{term}"))).unwrap();
        let introspector = self.document.introspector();
        let found = introspector.query(&Selector::Label(label));
        let pages = found
            .iter()
            .filter_map(|one| introspector.page(one.location()?));
        pages.map(NonZeroUsize::get).collect()
    }

    /// The width of a page in points.
    pub fn width(&self, page: usize) -> f64 {
        self.document.pages()[page - 1].frame.width().to_pt()
    }

    /// The left and right edges of the type area of a page.
    pub fn type_area(&self, page: usize) -> (f64, f64) {
        let width = self.width(page);
        let Margins {
            inside, outside, ..
        } = self.margins;
        let is_left_hand = page.is_multiple_of(2) ^ self.is_rtl;
        if is_left_hand {
            (outside, width - inside)
        } else {
            (inside, width - outside)
        }
    }

    /// The top and bottom of the type area.
    pub fn heights(&self) -> (f64, f64) {
        let height = self.document.pages()[0].frame.height().to_pt();
        (self.margins.top, height - self.margins.bottom)
    }

    /// The page and height of an anchor.
    pub fn place(&self, anchor: &str) -> (usize, f64) {
        let label = Label::new(PicoStr::intern(anchor)).unwrap();
        let introspector = self.document.introspector();
        let found = introspector
            .elements()
            .query_label(label)
            .unwrap_or_else(|error| panic!("{}: `{anchor}`: {error}", self.name));
        let position = introspector.position(found.location().unwrap()).unwrap();
        (NonZeroUsize::get(position.page), position.point.y.to_pt())
    }

    /// The runs of a column in the type area, page by page, from top to bottom and left to right.
    pub fn in_column(&self, place: usize) -> Vec<&Run> {
        let (top, bottom) = self.heights();
        let mut inside: Vec<&Run> = self
            .runs
            .iter()
            .filter(|run| {
                let (left, right) = self.column(place, run.page);
                // Punctuation may hang out a little.
                let is_inside = run.x > left - 12.0 && run.x < right;
                self.is_for(place, run.page) && run.y > top && run.y < bottom && is_inside
            })
            .collect();
        // Baselines of one line may differ by rounding errors.
        let hundredths = |run: &Run| (run.y * 100.0).round();
        inside.sort_by(|a, b| {
            (a.page, hundredths(a), a.x)
                .partial_cmp(&(b.page, hundredths(b), b.x))
                .expect("no position is NaN")
        });
        inside
    }

    /// The lines of a column, made by joining the runs on one baseline.
    pub fn lines(&self, place: usize) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for run in self.in_column(place) {
            match lines.last_mut() {
                Some(line) if line.page == run.page && (line.y - run.y).abs() < 0.5 => {
                    line.text.push_str(&run.text);
                }
                _ => lines.push(Line {
                    page: run.page,
                    y: run.y,
                    text: run.text.clone(),
                }),
            }
        }
        lines
    }
}

fn read(folder: &Path) -> Arc<Reading> {
    let folder = Folder::open(folder).unwrap();
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let reading = read::read(&folder, &mut sources, &mut diagnostics);
    let complaints: Vec<String> = diagnostics
        .sorted()
        .into_iter()
        .map(|one| diagnostics::draw(one, &sources, Locale::English, false))
        .collect();
    Arc::new(reading.unwrap_or_else(|| panic!("{}", complaints.join("\n"))))
}

fn find<'a>(reading: &'a Reading, name: &str) -> &'a Edition {
    let mut editions = reading.editions.iter();
    editions
        .find(|edition| edition.name == name)
        .unwrap_or_else(|| panic!("no edition `{name}`"))
}

fn set(reading: &Reading, manuscript: &Manuscript<'_>, fonts: &Fonts) -> Pages {
    let templates = typeset::templates(&reading.templates);
    let mut diagnostics = Diagnostics::default();
    let pages = typeset::lay_out(
        manuscript,
        manuscript.edition.page_setup().expect("pages"),
        None,
        Materials {
            assets: &reading.assets,
            templates: &templates,
            fonts,
            known: None,
            is_cited: false,
            shared: None,
        },
        true,
        &mut diagnostics,
    );
    pages.unwrap_or_else(|| panic!("{diagnostics:?}"))
}

#[derive(Default)]
struct Seen {
    runs: Vec<Run>,
    turned: Vec<Run>,
    marks: Vec<Mark>,
    pictures: Vec<Mark>,
}

fn walk(frame: &Frame, transform: Transform, page: usize, seen: &mut Seen) {
    for (position, item) in frame.items() {
        match item {
            FrameItem::Group(group) => {
                let inner = transform
                    .pre_concat(Transform::translate(position.x, position.y))
                    .pre_concat(group.transform);
                walk(&group.frame, inner, page, seen);
            }
            FrameItem::Text(item) => {
                let Point { x, y } = position.transform(transform);
                let info = item.font.info();
                // Something on its side may be reduced.
                let scale = transform.sx.get().hypot(transform.ky.get());
                let run = Run {
                    page,
                    x: x.to_pt(),
                    y: y.to_pt(),
                    width: item.width().to_pt() * scale,
                    offset: item
                        .glyphs
                        .first()
                        .map_or(0.0, |glyph| glyph.x_offset.at(item.size).to_pt() * scale),
                    size: item.size.to_pt() * scale,
                    family: info.family.clone(),
                    weight: info.variant.weight.to_number(),
                    is_slanted: info.variant.style != FontStyle::Normal,
                    lang: item.lang.as_str().to_owned(),
                    fill: match &item.fill {
                        Paint::Solid(colour) => colour.to_hex().to_string(),
                        Paint::Gradient(_) | Paint::Tiling(_) => String::new(),
                    },
                    text: item.text.to_string(),
                    ink: {
                        let bounds = item.bbox();
                        (-bounds.max.y.to_pt() * scale, bounds.min.y.to_pt() * scale)
                    },
                    glyphs: glyphs(item, x.to_pt(), scale),
                };
                if transform.ky.is_zero() {
                    seen.runs.push(run);
                } else {
                    seen.turned.push(run);
                }
            }
            FrameItem::Shape(shape, _) => {
                let bounds = shape.bbox(false);
                let from = (bounds.min + *position).transform(transform);
                let to = (bounds.max + *position).transform(transform);
                seen.marks.push(Mark {
                    page,
                    left: from.x.min(to.x).to_pt(),
                    right: from.x.max(to.x).to_pt(),
                    top: from.y.min(to.y).to_pt(),
                    bottom: from.y.max(to.y).to_pt(),
                });
            }
            FrameItem::Image(_, size, _) => {
                let from = position.transform(transform);
                let to = (*position + size.to_point()).transform(transform);
                seen.pictures.push(Mark {
                    page,
                    left: from.x.min(to.x).to_pt(),
                    right: from.x.max(to.x).to_pt(),
                    top: from.y.min(to.y).to_pt(),
                    bottom: from.y.max(to.y).to_pt(),
                });
            }
            FrameItem::Link(..) | FrameItem::Tag(_) => {}
        }
    }
}

/// The first number after some words in Typst source.
fn number(source: &str, words: &str) -> f64 {
    let (_, rest) = source.split_once(words).unwrap();
    let end = rest
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap();
    rest[..end].parse().unwrap()
}

fn glyphs(item: &TextItem, mut x: f64, scale: f64) -> Vec<Glyph> {
    let mut all = Vec::new();
    for glyph in &item.glyphs {
        let advance = glyph.x_advance.at(item.size).to_pt() * scale;
        all.push(Glyph {
            c: item.text[glyph.range()].chars().next().unwrap_or(' '),
            id: glyph.id,
            x: x + glyph.x_offset.at(item.size).to_pt() * scale,
            advance,
        });
        x += advance;
    }
    all
}

/// The first lengths after some words in Typst source, converted from millimetres to points.
fn lengths<const N: usize>(source: &str, words: &str) -> [f64; N] {
    let start = source.find(words).unwrap() + words.len();
    let line = source[start..].lines().next().unwrap();
    let mut found = line
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .filter_map(|number| number.parse::<f64>().ok())
        .map(|millimetres| millimetres * 72.0 / 25.4);
    std::array::from_fn(|_| found.next().unwrap())
}
