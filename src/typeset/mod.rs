//! Typesets a manuscript: writes Typst source, compiles it in a closed world, and exports a PDF.
//!
//! The modules, in the order of work:
//!
//! - Checks of a book: `limits`, `listing`, `trial`; also `fonts`, `faces` and `tables`.
//! - Measuring before layout: `design`, `fonts`, `text_measure`, `fit`, `tables`, `rooms`, `extents`, `gutter`.
//! - Writing source: `source`, `settings`, `formula`, and `inline` with `token`, `bonds` and `runts`.
//! - Compiling it: `world`, `pdf`.
//! - Keeping notes on the page of their caller: `notes`, `segments`, `rejoin`.
//! - Changing finished pages: `split_spreads`, `lines`, `text_layer`, `outline`, `language_tags`, `two_up`; in the file
//!   `boxes`.
//! - Reading finished pages: `pages`, `page_starts`, `white`.
//! - Fonts and pictures for EPUBs: `faces`, `cover`, `formula_image`, `raster`.

mod bonds;
mod boxes;
mod composition;
mod cover;
mod design;
mod extents;
mod faces;
mod fit;
mod fonts;
mod formula;
mod formula_image;
mod gutter;
mod inline;
mod kept;
mod language_tags;
mod limits;
mod lines;
mod links;
mod listing;
mod notes;
mod outline;
mod page_starts;
mod pages;
mod pdf;
mod raster;
mod references;
mod rejoin;
mod rewrite;
mod rooms;
mod runts;
mod segments;
mod settings;
mod slim;
mod source;
mod split_spreads;
mod tables;
mod text_layer;
mod text_measure;
mod token;
mod trial;
mod two_up;
mod white;
mod world;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::diagnostics::Diagnostics;
use crate::edition::{LAYOUTS, PageSetup};
use crate::lang::{Lang, Pair};
use crate::manuscript::Manuscript;
use crate::pagination::{KnownParts, Pagination};
use crate::picture::Assets;

pub use composition::Fitted;
use composition::{Composition, Outcome, Set};
pub use cover::{cover, drawn};
pub use design::Design;
pub use faces::{check as check_faces, faces};
pub use fonts::Fonts;
pub use formula_image::formula_images;
pub use limits::{check as check_limits, strings};
pub use listing::check as check_listings;
pub use pages::{LengthMatch, Pages};
use source::TypstSource;
pub use source::{PICTURES, TEMPLATES};
pub use tables::check as check_tables;
pub use trial::{
    THREAD as TRIAL_THREAD, clusters as check_clusters, drawing as try_drawing,
    drawings as check_drawings, font as try_font,
};
use white::Beside;

/// The built-in templates other than layouts, by file name.
const SHARED: [(&str, &str); 7] = [
    (
        "vocabulary.typ",
        include_str!("../../typst-templates/vocabulary.typ"),
    ),
    (
        "formula.typ",
        include_str!("../../typst-templates/formula.typ"),
    ),
    (
        "handout.typ",
        include_str!("../../typst-templates/handout.typ"),
    ),
    (
        "matter.typ",
        include_str!("../../typst-templates/matter.typ"),
    ),
    ("kit.typ", include_str!("../../typst-templates/kit.typ")),
    ("cover.typ", include_str!("../../typst-templates/cover.typ")),
    (
        "formula-image.typ",
        include_str!("../../typst-templates/formula-image.typ"),
    ),
];

/// The templates of a build: the built-in ones, of which the book's own replace those with the same name.
pub fn templates(of_book: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let shared = SHARED.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let layouts = LAYOUTS.iter();
    let layouts = layouts.map(|layout| (layout.file(), layout.template.to_owned()));
    let mut all: BTreeMap<String, String> = shared.into_iter().chain(layouts).collect();
    all.extend(of_book.clone());
    all
}

/// What pages are made from besides the manuscript.
#[derive(Clone, Copy)]
pub struct Materials<'m> {
    pub assets: &'m Assets,
    /// Sources by file name.
    pub templates: &'m BTreeMap<String, String>,
    pub fonts: &'m Fonts,
    /// Parts that were laid out before, which are used again and added to.
    pub known: Option<&'m KnownParts>,
    /// Whether other editions cite the page numbers of this one.
    pub is_cited: bool,
    /// What all handouts of an edition share, found out with the first of them.
    pub shared: Option<&'m OnceLock<Fitted>>,
}

/// What the pages of a PDF edition were made from.
pub struct Prepared {
    world: world::Shelf,
    /// The source of each part, in the order of the book.
    sources: Vec<TypstSource>,
    /// How to tell apart the languages on a page, if they are side by side.
    beside: Option<Beside>,
    /// The type size of each language by its tag, in points.
    sizes: Vec<(String, f64)>,
    /// Both languages of the book.
    languages: Pair<Lang>,
    /// The distance between baselines, in points.
    pitch: f64,
}

/// Empties Typst's memoization cache. It serves only another layout of the same edition, and takes as much memory as
/// the pages.
pub fn forget() {
    typst::comemo::evict(0);
}

/// Lays an edition out. Returns `None` after an error, which is then in `diagnostics`. `printed` has the page numbers of
/// the edition that a solutions book belongs to; `keeps_source` asks for the source that a stock Typst takes.
pub fn lay_out(
    manuscript: &Manuscript<'_>,
    setup: &PageSetup,
    printed: Option<&Pagination>,
    materials: Materials<'_>,
    keeps_source: bool,
    diagnostics: &mut Diagnostics,
) -> Option<Pages> {
    let (composition, set) = compose(manuscript, setup, printed, materials, true, diagnostics)?;
    Some(composition.finish(set, keeps_source))
}

/// Finds the page numbers of an edition without making its pages. Parts that are known are not laid out. Returns `None`
/// after an error, which is then in `diagnostics`.
pub fn paginate(
    manuscript: &Manuscript<'_>,
    setup: &PageSetup,
    printed: Option<&Pagination>,
    materials: Materials<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Pagination> {
    let (_, set) = compose(manuscript, setup, printed, materials, false, diagnostics)?;
    Some(pages::pagination(manuscript, &set.parts))
}

/// Lays out the parts of an edition. More pages may require a wider gutter, and a wider gutter makes more pages. So layout
/// starts with an estimate and is repeated until gutter and number of pages agree; if it alternates between two
/// gutters, the wider one is kept.
fn compose<'a>(
    manuscript: &'a Manuscript<'a>,
    setup: &'a PageSetup,
    printed: Option<&'a Pagination>,
    materials: Materials<'a>,
    keeps_pages: bool,
    diagnostics: &mut Diagnostics,
) -> Option<(Composition<'a>, Set)> {
    let binding = setup.binding();
    let plain = Design::new(&manuscript.book.style, setup.page());
    let usual = plain.margins().inside;
    let gutters = Gutters {
        fixed: binding.gutter,
        usual,
        multiple: binding.multiple,
    };
    let with = |gutter, shared| {
        let design = plain.with_gutter(gutter);
        let materials = Materials {
            shared,
            ..materials
        };
        Composition::new(manuscript, setup, printed, materials, &design, keeps_pages)
    };
    let mut gutter = binding.gutter.unwrap_or(usual);
    let mut composition = with(gutter, materials.shared);
    // A handout has few pages, however long the book is.
    let likely = gutters.wanted(composition.likely_pages);
    if manuscript.sheet.is_none() && !gutter::is_same(likely, gutter) {
        gutter = likely;
        composition = with(gutter, None);
    }
    let mut tried = Vec::new();
    loop {
        let mut own = Diagnostics::default();
        tried.push(gutter);
        let is_settled = |next: f64| {
            let is_between = next < gutter && tried.iter().any(|one| gutter::is_same(*one, next));
            gutter::is_same(next, gutter) || is_between
        };
        let is_likely = |pages| is_settled(gutters.wanted(pages));
        match composition.lay_out(&is_likely, &mut own) {
            Outcome::Failed => {
                diagnostics.extend(own);
                return None;
            }
            Outcome::Set(set) => {
                let next = gutters.wanted(set.count());
                if is_settled(next) {
                    diagnostics.extend(own);
                    return Some((composition, *set));
                }
                gutter = next;
            }
            Outcome::WrongGutter(pages) => gutter = gutters.wanted(pages),
        }
        composition = with(gutter, None);
    }
}

/// How the gutter depends on the number of pages; widths in millimetres.
struct Gutters {
    /// The gutter that the edition asks for.
    fixed: Option<f64>,
    /// The narrowest gutter.
    usual: f64,
    /// The number of pages is rounded up to a multiple of this: blank pages at the end add to the thickness as well.
    multiple: usize,
}

impl Gutters {
    /// The gutter for a number of pages.
    fn wanted(&self, pages: usize) -> f64 {
        let by_pages = || gutter::least(pages.next_multiple_of(self.multiple)).max(self.usual);
        self.fixed.unwrap_or_else(by_pages)
    }
}

/// Exports the pages of an edition as a PDF. Returns `None` after an error, which is then in `diagnostics`.
pub fn export(
    mut pages: Pages,
    ident: &str,
    modified: jiff::Timestamp,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<u8>> {
    let prepared = Arc::clone(&pages.prepared);
    language_tags::mark(&mut pages.finished, &prepared.languages);
    pdf::export(
        &pages.into_document(),
        &prepared.world,
        &prepared.sources,
        ident,
        pdf_time(modified),
        diagnostics,
    )
}

/// Converts a time to the type that `typst-pdf` takes.
fn pdf_time(time: jiff::Timestamp) -> Option<typst_pdf::Timestamp> {
    let utc = time.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let part = |value: i8| u8::try_from(value).ok();
    let datetime = typst::foundations::Datetime::from_ymd_hms(
        i32::from(utc.year()),
        part(utc.month())?,
        part(utc.day())?,
        part(utc.hour())?,
        part(utc.minute())?,
        part(utc.second())?,
    )?;
    Some(typst_pdf::Timestamp::new_utc(datetime))
}
