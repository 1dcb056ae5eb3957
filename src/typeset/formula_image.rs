//! Draws formulas as pictures for e-readers. All formulas of an edition are pages of one document, so that fonts and
//! templates are loaded once. Each page is rendered, cropped to its ink and stored in the sixteen greys of e-paper.

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

/// Pixels per em. Amazon asks for 300 ppi in pictures that contain text. This reaches it up to a type size of 15
/// points, larger than most people read at, and matches the finest phone screens pixel for pixel.
const EM: f64 = 64.0;
/// The size at which formulas are set, in points.
const SIZE: f64 = 10.0;
/// The margin on the page around a formula, in points, since accents and slanted letters extend beyond their boxes.
const ROOM: f64 = 20.0;
/// The margin kept around the picture, in pixels; in night mode it separates the ink from the dark background.
const MARGIN: usize = 4;

/// What diagnostics call them.
const WHAT: Message = message!("the formulas");

/// Draws formulas; the result is in the order of `subjects`. Returns `None` after an error.
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

/// Typst source with a page for each formula.
fn source(book: &Book, fonts: &Fonts, subjects: &[Subject<'_>]) -> String {
    // The page size does not matter: type sizes and font families are the same for every one.
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

/// A rendered page, with four bytes per pixel.
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

    /// The ranges of columns and rows that contain ink.
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

    /// Encodes a part of the page as a greyscale PNG with two pixels per byte (PNG § 7.2).
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

/// Reduces a pixel to one of the sixteen greys of e-paper, by its luma (ITU-R BT.601).
fn grey(pixel: &[u8]) -> u8 {
    const WHITE: u32 = 15;
    let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
    let luma = (red * 299 + green * 587 + blue * 114) / 1000;
    u8::try_from((luma * WHITE + 127) / 255).unwrap_or(u8::MAX)
}

/// Renders a page and crops it to its formula. The picture is as wide as the formula's box, which includes its side
/// bearings, or wider if ink extends beyond it. It is as high as the ink and, for inline formulas, includes the
/// baseline.
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

#[expect(clippy::cast_precision_loss, reason = "at most a few thousand")]
fn em(pixels: usize) -> f64 {
    pixels as f64 / EM
}

/// The baseline of the text around a page's formula, from the top.
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
