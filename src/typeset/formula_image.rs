//! Formulas as pictures for e-readers. All of an edition are pages of one document, so that the fonts and the
//! templates are read once; each page is drawn, cut to its ink and packed in the sixteen greys of electronic
//! paper.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use png::EncodingError;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use typst::introspection::{MetadataElem, Tag};
use typst::layout::{Abs, Frame, FrameItem};
use typst_layout::Page;
use typst_render::RenderOptions;

use super::fonts::Fonts;
use super::inline::string;
use super::raster;
use super::world::{self, Shelf};
use super::{TEMPLATES, design::Design, formula, settings};
use crate::book::Book;
use crate::diagnostics::Diagnostics;
use crate::formula_image::{FormulaImage, Subject};
use crate::message::{Message, message};
use crate::picture::{Encoded, Format};

/// Pixels in an em. Amazon asks 300 in an inch of pictures with words in them: that is type of 15 points here,
/// larger than most read in, and a pixel of a telephone's finest screen.
const EM: f64 = 64.0;
/// The size at which formulas are set, in points.
const SIZE: f64 = 10.0;
/// Room on the page around a formula, in points: accents and slanted letters reach out of their boxes.
const ROOM: f64 = 20.0;
/// White around the picture, in pixels: by night it keeps the ink from the dark.
const MARGIN: usize = 4;

/// What a complaint calls them.
const WHAT: Message = message!("the formulas");

/// Draws formulas of a book, in the order in which they are given.
pub fn formula_images(
    book: &Book,
    subjects: &[Subject<'_>],
    templates: &BTreeMap<String, String>,
    fonts: &Fonts,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<FormulaImage>> {
    if subjects.is_empty() {
        return Some(Vec::new());
    }
    let source = source(book, fonts, subjects);
    let world = Shelf::with_templates(&source, templates, fonts.clone());
    let document = world.draw(&WHAT, diagnostics)?;
    let pages: Vec<&Page> = document.pages().iter().collect();
    let drawn: Result<Vec<FormulaImage>, _> = pages.par_iter().map(|page| draw(page)).collect();
    let why = match drawn {
        Ok(drawn) if drawn.len() == subjects.len() => return Some(drawn),
        Ok(_) => message!("`formula-image.typ` must make one page for each formula"),
        Err(error) => Message::foreign(error.to_string()),
    };
    diagnostics.push(world::undrawn(&WHAT, &why));
    None
}

/// A page for each formula.
fn source(book: &Book, fonts: &Fonts, subjects: &[Subject<'_>]) -> String {
    // Sizes and families are the same on every page.
    let page = crate::edition::Page {
        width: 100.0,
        height: 100.0,
    };
    let design = Design::new(&book.style, page);
    let mut source = format!(
        "#import \"/{TEMPLATES}/formula.typ\" as m\n\
         #import \"/{TEMPLATES}/formula-image.typ\": formula-image, formula-images, in-line\n\
         #show: formula-images.with({SIZE}pt, {ROOM}pt)\n"
    );
    for subject in subjects {
        let lang = subject.lang;
        let region = settings::region(lang);
        let families = settings::families(&design.families(lang), lang.is_cjk(), fonts);
        let formula = if subject.is_display {
            formula::display(subject.formula)
        } else {
            format!("in-line({})", formula::inline(subject.formula))
        };
        let lang = string(lang.primary());
        let _ = writeln!(
            source,
            "#formula-image({lang}, {region}, {families}, {formula})"
        );
    }
    source
}

/// The pixels of a page, of four bytes each.
struct Drawing {
    width: usize,
    height: usize,
    bytes: Vec<u8>,
}

impl Drawing {
    fn of(page: &Page) -> Self {
        let options = RenderOptions {
            pixel_per_pt: (EM / SIZE).into(),
            render_bleed: false,
        };
        let drawn = typst_render::render(page, &options);
        Self {
            width: drawn.width() as usize,
            height: drawn.height() as usize,
            bytes: drawn.data().to_vec(),
        }
    }

    fn row(&self, y: usize) -> &[u8] {
        &self.bytes[y * 4 * self.width..][..4 * self.width]
    }

    /// The columns and the rows that hold ink.
    fn ink(&self) -> Option<(RangeInclusive<usize>, RangeInclusive<usize>)> {
        let blank = vec![u8::MAX; 4 * self.width];
        let is_inked = |pixel: &[u8]| pixel != [u8::MAX; 4];
        let rows = (0..self.height).map(|y| (y, self.row(y)));
        let rows: Vec<_> = rows.filter(|(_, row)| *row != blank).collect();
        let pixels = || rows.iter().map(|(_, row)| row.chunks_exact(4));
        let first = pixels()
            .filter_map(|mut row| row.position(is_inked))
            .min()?;
        let last = pixels()
            .filter_map(|mut row| row.rposition(is_inked))
            .max()?;
        Some((first..=last, rows.first()?.0..=rows.last()?.0))
    }

    /// A part as a PNG of greys, two pixels a byte (PNG §7.2).
    fn pack(&self, across: Range<usize>, down: Range<usize>) -> Result<Vec<u8>, EncodingError> {
        let side = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let mut bytes = Vec::with_capacity(across.len().div_ceil(2) * down.len());
        for y in down.clone() {
            let row = &self.row(y)[4 * across.start..4 * across.end];
            let mut greys = row.chunks_exact(4).map(grey);
            while let Some(left) = greys.next() {
                bytes.push(left << 4 | greys.next().unwrap_or_default());
            }
        }
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, side(across.len()), side(down.len()));
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Four);
        encoder.set_compression(png::Compression::Balanced);
        encoder.set_filter(png::Filter::NoFilter);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&bytes)?;
        writer.finish()?;
        Ok(out)
    }
}

/// A pixel as one of the sixteen greys of electronic paper, by its luma (ITU-R BT.601).
fn grey(pixel: &[u8]) -> u8 {
    const WHITE: u32 = 15;
    let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
    let luma = (red * 299 + green * 587 + blue * 114) / 1000;
    u8::try_from((luma * WHITE + 127) / 255).unwrap_or(u8::MAX)
}

/// Draws a page and cuts it to its formula: as wide as the formula's own box, which has its white beside it, or
/// wider where ink reaches out of that; as high as its ink and, in a line, the baseline of the text.
fn draw(page: &Page) -> Result<FormulaImage, EncodingError> {
    let scale = EM / SIZE;
    let drawing = Drawing::of(page);
    let below = page.frame.height().to_pt() - ROOM;
    let baseline = baseline(&page.frame, Abs::zero()).map_or(below, Abs::to_pt) * scale;
    let pixels = |length: f64| raster::pixels(length) as usize;
    let on_line = pixels(baseline);
    let before = pixels(ROOM * scale);
    let after = pixels((page.frame.width().to_pt() - ROOM) * scale);
    let ink = drawing.ink();
    let (across, down) = ink.unwrap_or((before..=before, on_line..=on_line));
    let around = |start: usize, end: usize, last: usize| {
        start.saturating_sub(MARGIN)..(end + MARGIN).min(last)
    };
    let (left, right) = (before.min(*across.start()), after.max(across.end() + 1));
    let across = around(left, right, drawing.width);
    let (top, bottom) = (on_line.min(*down.start()), on_line.max(down.end() + 1));
    let down = around(top, bottom, drawing.height);
    Ok(FormulaImage {
        width: em(across.len()),
        depth: em(down.end) - baseline / EM,
        picture: Encoded {
            bytes: Arc::from(drawing.pack(across, down)?),
            format: Format::Png,
        },
    })
}

#[expect(clippy::cast_precision_loss, reason = "some thousands")]
fn em(pixels: usize) -> f64 {
    pixels as f64 / EM
}

/// Where the line of text stands in which a page's formula is, from the top.
fn baseline(frame: &Frame, from: Abs) -> Option<Abs> {
    frame.items().find_map(|(at, item)| match item {
        FrameItem::Tag(Tag::Start(element, _)) if element.is::<MetadataElem>() => Some(from + at.y),
        FrameItem::Group(group) => baseline(&group.frame, from + at.y),
        FrameItem::Tag(_)
        | FrameItem::Text(_)
        | FrameItem::Shape(..)
        | FrameItem::Image(..)
        | FrameItem::Link(..) => None,
    })
}
