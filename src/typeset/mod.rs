//! A manuscript → a PDF: source for Typst, a closed world to compile it in, and the file.

mod cover;
mod cut;
mod design;
mod fit;
mod fonts;
mod gauge;
mod pdf;
mod phrase;
mod settings;
mod source;
mod walk;
mod world;

use std::collections::BTreeMap;
use std::sync::Arc;

use typst::foundations::Bytes;
use typst_layout::PagedDocument;

use crate::edition::{Form, Layout};
use crate::manuscript::Manuscript;
use crate::picture::Assets;
use crate::report::Diagnostics;

pub use cover::cover;
use cut::Fold;
pub use design::Design;
pub use fonts::Fonts;
pub use source::{PICTURES, TEMPLATES, TypstSource};

/// The templates inside the program, by file name.
const BUILT_IN: [(&str, &str); 7] = [
    (
        "vocabulary.typ",
        include_str!("../../typst-templates/vocabulary.typ"),
    ),
    (
        "columns.typ",
        include_str!("../../typst-templates/columns.typ"),
    ),
    (
        "facing.typ",
        include_str!("../../typst-templates/facing.typ"),
    ),
    (
        "stacked.typ",
        include_str!("../../typst-templates/stacked.typ"),
    ),
    (
        "single.typ",
        include_str!("../../typst-templates/single.typ"),
    ),
    ("kit.typ", include_str!("../../typst-templates/kit.typ")),
    ("cover.typ", include_str!("../../typst-templates/cover.typ")),
];

/// The templates of a build: the program's, with the book's own in place of those it names.
pub fn templates(of_book: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, String> = BUILT_IN
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    all.extend(of_book.clone());
    all
}

/// A PDF edition ready to be typeset, or to be handed to a stock Typst.
pub struct Copy {
    pub source: TypstSource,
    world: world::Shelf,
    /// Where the pages are to be cut, when they are set as spreads.
    fold: Option<Fold>,
    /// Every file beside the main one, by its path.
    pub files: BTreeMap<String, Arc<[u8]>>,
}

/// Writes an edition's source and gathers what it needs.
pub fn prepare(
    manuscript: &Manuscript<'_>,
    assets: &Assets,
    templates: &BTreeMap<String, String>,
    fonts: &Fonts,
) -> Copy {
    let Form::Pdf {
        layout,
        page,
        columns,
    } = manuscript.edition.form
    else {
        unreachable!("an EPUB is not typeset");
    };
    let design = Design::new(&manuscript.book.style, page);
    let gauge = gauge::Gauge::new(manuscript, &design, layout, fonts);
    let widths = match layout {
        Layout::Columns => fit::columns(manuscript, &design, &gauge, columns),
        Layout::Facing | Layout::Stacked | Layout::Single => {
            let measure = fit::measure(manuscript, &design);
            (measure, measure)
        }
    };
    let fold = (layout == Layout::Facing).then(|| settings::fold(&design, widths));
    let setting = source::Setting {
        layout,
        settings: settings::write(manuscript, &design, layout, widths),
        assets,
        gauge: &gauge,
        widths,
    };
    let source = source::write(manuscript, &setting);
    let mut world = world::Shelf::new(&source.text, fonts.clone());
    let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    for (name, text) in templates {
        let path = format!("{TEMPLATES}/{name}");
        world.add_source(&path, text);
        files.insert(path, text.as_bytes().into());
    }
    for (path, asset) in assets.iter() {
        let path = format!("{PICTURES}/{path}");
        world.add_file(&path, Bytes::new(Arc::clone(&asset.bytes)));
        files.insert(path, Arc::clone(&asset.bytes));
    }
    Copy {
        source,
        world,
        fold,
        files,
    }
}

/// A typeset edition.
pub struct Typeset {
    pub document: PagedDocument,
    pub pdf: Vec<u8>,
}

/// Typesets an edition. `None` after an error, which then stands in `diagnostics`.
pub fn typeset(
    copy: &Copy,
    ident: &str,
    modified: jiff::Timestamp,
    diagnostics: &mut Diagnostics,
) -> Option<Typeset> {
    let mut document = pdf::lay_out(&copy.world, &copy.source, diagnostics)?;
    // What Typst remembers for a next layout of the same pages is of no use to another edition.
    typst::comemo::evict(0);
    if let Some(fold) = copy.fold {
        document = cut::at_fold(&document, fold);
    }
    let timestamp = pdf_time(modified);
    let pdf = pdf::export(
        &document,
        &copy.world,
        &copy.source,
        ident,
        timestamp,
        diagnostics,
    )?;
    Some(Typeset { document, pdf })
}

/// A time as the PDF writer takes it.
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
