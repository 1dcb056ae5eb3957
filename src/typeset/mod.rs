//! Typesets a manuscript: writes Typst source, compiles it in a closed world, and exports a PDF.
//!
//! The modules, in the order of work:
//!
//! - Checks of a book: `limits`, `listing`, `trial`; also `fonts`, `faces` and `tables`.
//! - Measuring before layout: `design`, `fonts`, `text_measure`, `fit`, `tables`, `rooms`, `extents`, `gutter`.
//! - Writing source: `source`, `settings`, `formula`, and `inline` with `token`, `bonds` and `runts`.
//! - Compiling it: `world`, `pdf`.
//! - Keeping notes on the page of their caller: `notes`, `segments`, `rejoin`.
//! - Changing finished pages: `split_spreads`, `lines`, `text_layer`, `outline`, `tongues`; in the file `boxes`.
//! - Reading finished pages: `pages`, `page_starts`, `white`.
//! - Fonts and pictures for EPUBs: `faces`, `cover`, `formula_image`, `raster`.

mod bonds;
mod boxes;
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
mod limits;
mod lines;
mod listing;
mod notes;
mod outline;
mod page_starts;
mod pages;
mod pdf;
mod raster;
mod rejoin;
mod rooms;
mod runts;
mod segments;
mod settings;
mod source;
mod split_spreads;
mod tables;
mod text_layer;
mod text_measure;
mod token;
mod tongues;
mod trial;
mod white;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use typst::foundations::Bytes;
use typst::model::Document;
use typst_layout::PagedDocument;

use crate::diagnostics::Diagnostics;
use crate::edition::{Balance, LAYOUTS, PageSetup, Stands};
use crate::lang::{Lang, Pair};
use crate::manuscript::Manuscript;
use crate::message::message;
use crate::pagination::Pagination;
use crate::picture::Assets;

pub use cover::{cover, drawn};
pub use design::Design;
pub use faces::{check as check_faces, faces};
pub use fonts::Fonts;
pub use formula_image::formula_images;
pub use limits::{check as check_limits, strings};
pub use listing::check as check_listings;
use outline::Titles;
pub use pages::{Match, Pages};
use rooms::Rooms;
use segments::Lines;
pub use source::{PICTURES, TEMPLATES, TypstSource};
use split_spreads::Fold;
pub use tables::check as check_tables;
use text_measure::TextMeasure;
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
}

/// A PDF edition that is ready to be compiled here or by a stock Typst.
pub struct Prepared {
    pub source: TypstSource,
    world: world::Shelf,
    /// Where to cut pages that are set as spreads.
    fold: Option<Fold>,
    /// How to tell apart the languages on a page, if they are side by side.
    beside: Option<Beside>,
    /// The type size of each language by its tag, in points.
    sizes: Vec<(String, f64)>,
    /// Both languages of the book.
    languages: Pair<Lang>,
    /// The distance between baselines, in points.
    pitch: f64,
    /// Where the type area begins and ends, in points from the top of the page.
    area: (f64, f64),
    /// An estimate of the number of pages.
    likely_pages: usize,
    /// The files that the source needs, by path.
    pub files: BTreeMap<String, Arc<[u8]>>,
}

/// Writes the source of an edition and gathers the files it needs. `parted` has the note prefixes of those parts of
/// the book whose texts with notes must be set in segments.
fn prepare(
    manuscript: &Manuscript<'_>,
    setup: &PageSetup,
    printed: Option<&Pagination>,
    materials: Materials<'_>,
    design: &Design<'_>,
    parted: &BTreeSet<String>,
) -> Prepared {
    let (layout, binding, sync) = (setup.layout(), setup.binding(), setup.sync());
    let Materials {
        assets,
        templates,
        fonts,
    } = materials;
    let mut gauge = TextMeasure::new(manuscript, design, layout.stands, fonts);
    let mut lengths = gauge.all_lengths(manuscript, sync);
    let balanced = match setup.balance() {
        Balance::None => None,
        Balance::Size => Some(design.with_sizes(fit::sizes(manuscript, design, &lengths))),
    };
    if let Some(balanced) = &balanced {
        gauge = TextMeasure::new(manuscript, balanced, layout.stands, fonts);
        lengths = gauge.all_lengths(manuscript, sync);
    }
    let design = balanced.as_ref().unwrap_or(design);
    let widths = match layout.stands {
        Stands::Columns => fit::columns(manuscript, design, &gauge, &lengths, setup.columns()),
        Stands::Pages | Stands::Stacked | Stands::Alone => {
            let measure = fit::measure(manuscript, design);
            (measure, measure)
        }
    };
    let lead = manuscript.languages.lead();
    let fold =
        (layout.stands == Stands::Pages).then(|| settings::fold(design, binding, widths, lead));
    let beside = match layout.stands {
        Stands::Columns => Some(settings::parting(design, widths)),
        Stands::Pages => Some(Beside::Pages),
        Stands::Stacked | Stands::Alone => None,
    };
    let rooms = Rooms::new(manuscript, design, layout.stands, widths);
    let arrangement = settings::Arrangement {
        stands: layout.stands,
        binding,
        sync,
        columns: widths,
    };
    let setting = |lines| source::Setting {
        layout,
        sync,
        settings: settings::write(manuscript, design, fonts, arrangement, lines),
        assets,
        gauge: &gauge,
        widths,
        rooms,
        printed,
        lines,
    };
    let measured = if parted.is_empty() {
        None
    } else {
        let setting = setting(Lines::Measured);
        let source = source::write_measured(manuscript, &setting, parted);
        let world = world::Shelf::with_templates(&source, templates, fonts.clone());
        // Texts that do not compile here stay whole; the diagnostics come when the book itself is compiled.
        let document = world.draw(&message!("texts with notes"), &mut Diagnostics::default());
        let (top, bottom) = settings::area(design);
        document.map(|document| notes::measure(&document, design.pitch(), bottom - top))
    };
    let lines = measured.as_ref().map_or(Lines::Whole, Lines::Parted);
    let source = source::write(manuscript, &setting(lines));
    let mut world = world::Shelf::with_templates(&source.text, templates, fonts.clone());
    let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    for (name, text) in templates {
        files.insert(format!("{TEMPLATES}/{name}"), text.as_bytes().into());
    }
    for (path, asset) in assets.iter() {
        let path = format!("{PICTURES}/{path}");
        let bytes = &asset.for_print().bytes;
        world.add_file(&path, Bytes::new(Arc::clone(bytes)));
        files.insert(path, Arc::clone(bytes));
    }
    let languages = manuscript.languages.iter();
    Prepared {
        source,
        world,
        fold,
        beside,
        sizes: languages
            .map(|lang| (lang.tag().to_owned(), design.size(lang)))
            .collect(),
        languages: manuscript.book.languages.clone(),
        pitch: design.pitch(),
        area: settings::area(design),
        likely_pages: gauge.pages(manuscript, &lengths, widths),
        files,
    }
}

/// Empties Typst's memoization cache. It serves only another layout of the same edition, and takes as much memory as
/// the pages.
pub fn forget() {
    typst::comemo::evict(0);
}

/// Lays an edition out. More pages may require a wider gutter, and a wider gutter makes more pages. So layout starts
/// with an estimate and is repeated until gutter and number of pages agree; if it alternates between two gutters, the
/// wider one is kept. Returns `None` after an error, which is then in `diagnostics`. `printed` has the page numbers
/// of the edition that a solutions book belongs to.
pub fn lay_out(
    manuscript: &Manuscript<'_>,
    setup: &PageSetup,
    printed: Option<&Pagination>,
    materials: Materials<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Pages> {
    let binding = setup.binding();
    let plain = Design::new(&manuscript.book.style, setup.page());
    // The note prefixes of the parts whose texts with notes are set in segments.
    let mut parted = BTreeSet::new();
    let with = |gutter, parted: &BTreeSet<String>| {
        let design = plain.with_gutter(gutter);
        prepare(manuscript, setup, printed, materials, &design, parted)
    };
    let usual = plain.margins().inside;
    let wanted = |pages| {
        let by_pages = || gutter::least(pages).max(usual);
        binding.gutter.unwrap_or_else(by_pages)
    };
    let is_same = |one: f64, other: f64| (one - other).abs() < 1e-6;

    let mut gutter = binding.gutter.unwrap_or(usual);
    let mut prepared = with(gutter, &parted);
    let likely = wanted(prepared.likely_pages);
    if !is_same(likely, gutter) {
        gutter = likely;
        prepared = with(gutter, &parted);
    }
    let mut tried = Vec::new();
    loop {
        let mut own = Diagnostics::default();
        let document = pdf::lay_out(&prepared.world, &prepared.source, &mut own);
        // If compilation failed, the cause may be notes whose callers Typst dropped; so all texts with notes are
        // parted.
        let astray = match &document {
            Some(document) => notes::astray(document, &prepared.source, prepared.fold.is_some()),
            None => notes::called(&prepared.source)
                .into_keys()
                .map(str::to_owned)
                .collect(),
        };
        let parts = notes::parts(&astray);
        let before = parted.len();
        parted.extend(parts);
        if parted.len() > before {
            prepared = with(gutter, &parted);
            continue;
        }
        let Some(mut document) = document else {
            diagnostics.extend(own);
            return None;
        };
        if !parted.is_empty() {
            document = rejoin::segments(&document);
        }
        let mut pages = match prepared.fold {
            Some(fold) => split_spreads::at_fold(&document, fold),
            None => document.pages().to_vec(),
        };
        // Blank pages at the end add to the thickness as well.
        let next = wanted(pages.len().next_multiple_of(binding.multiple));
        tried.push(gutter);
        let is_between = next < gutter && tried.iter().any(|one| is_same(*one, next));
        if is_same(next, gutter) || is_between {
            diagnostics.extend(own);
            notes::warn(&astray, &prepared.source, diagnostics);
            split_spreads::fill(&mut pages, binding.multiple);
            lines::finish(&mut pages);
            text_layer::mend(&mut pages);
            outline::of_lead(&mut pages, &Titles::of(manuscript));
            let document = PagedDocument::new(pages.into_iter().collect(), document.info().clone());
            return Some(Pages { prepared, document });
        }
        gutter = next;
        prepared = with(gutter, &parted);
    }
}

/// Exports the pages of an edition as a PDF. Returns `None` after an error, which is then in `diagnostics`.
pub fn export(
    pages: &Pages,
    ident: &str,
    modified: jiff::Timestamp,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<u8>> {
    let Pages { prepared, document } = pages;
    let timestamp = pdf_time(modified);
    let marked = tongues::marked(document.pages(), &prepared.languages);
    let marked = marked
        .map(|pages| PagedDocument::new(pages.into_iter().collect(), document.info().clone()));
    pdf::export(
        marked.as_ref().unwrap_or(document),
        &prepared.world,
        &prepared.source,
        ident,
        timestamp,
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
