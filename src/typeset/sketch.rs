//! Formulas as pictures for e-readers. All of an edition are pages of one document, so that the fonts and the
//! templates are read once; each page is drawn, cut to its ink and packed in the sixteen greys of electronic
//! paper.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::RangeInclusive;
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use typst::introspection::{MetadataElem, Tag};
use typst::layout::{Abs, Frame, FrameItem};
use typst_layout::{Page, PagedDocument};
use typst_render::RenderOptions;

use super::fonts::Fonts;
use super::phrase::string;
use super::world::Shelf;
use super::{TEMPLATES, design::Design, formula, settings};
use crate::book::Book;
use crate::picture::{EreaderPicture, Format};
use crate::report::{Code, Diagnostic, Diagnostics};
use crate::sketch::{Sketch, Subject};

/// Pixels in an em. Amazon asks 300 in an inch of pictures with words in them: that is type of 15 points here,
/// larger than most read in, and a pixel of a telephone's finest screen.
const EM: f64 = 64.0;
/// The size at which formulas are set, in points.
const SIZE: f64 = 10.0;
/// Room on the page around a formula, in points: accents and slanted letters reach out of their boxes.
const ROOM: f64 = 20.0;
/// White around the picture, in pixels: by night it keeps the ink from the dark.
const MARGIN: usize = 4;
/// The lightest of the sixteen greys that are kept, as many as electronic paper has.
const WHITE: u8 = 15;

/// Draws formulas of a book, in the order in which they are given.
pub fn sketches(
    book: &Book,
    subjects: &[Subject<'_>],
    templates: &BTreeMap<String, String>,
    fonts: &Fonts,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Sketch>> {
    if subjects.is_empty() {
        return Some(Vec::new());
    }
    let source = source(book, subjects);
    let mut world = Shelf::new(&source, fonts.clone());
    for (name, text) in templates {
        world.add_source(&format!("{TEMPLATES}/{name}"), text);
    }
    let document = match typst::compile::<PagedDocument>(&world).output {
        Ok(document) => document,
        Err(errors) => {
            for error in &errors {
                diagnostics.push(Diagnostic::new(
                    Code::TypstError,
                    format!("the formulas cannot be drawn: {}", error.message),
                ));
            }
            return None;
        }
    };
    let pages: Vec<&Page> = document.pages().iter().collect();
    let drawn: Vec<Option<Sketch>> = pages.par_iter().map(|page| draw(page)).collect();
    let drawn: Option<Vec<Sketch>> = drawn.into_iter().collect();
    let drawn = drawn.filter(|drawn| drawn.len() == subjects.len());
    if drawn.is_none() {
        diagnostics.push(Diagnostic::new(
            Code::TypstError,
            "a formula of the book is not one page of its own in `sketch.typ`",
        ));
    }
    drawn
}

/// A page for each formula.
fn source(book: &Book, subjects: &[Subject<'_>]) -> String {
    // Sizes and families are the same on every page.
    let page = crate::edition::Page {
        width: 100.0,
        height: 100.0,
    };
    let design = Design::new(&book.style, page);
    let mut source = format!(
        "#import \"/{TEMPLATES}/formula.typ\" as m\n\
         #import \"/{TEMPLATES}/sketch.typ\": in-line, sketch, sketches\n\
         #show: sketches.with({SIZE}pt, {ROOM}pt)\n"
    );
    for subject in subjects {
        let lang = subject.lang;
        let region = lang
            .region()
            .map_or("none".to_owned(), |region| string(&region));
        let families = settings::families(&design.families(lang), lang.is_cjk());
        let formula = if subject.is_display {
            formula::display(subject.formula)
        } else {
            format!("in-line({})", formula::inline(subject.formula))
        };
        let lang = string(lang.primary());
        let _ = writeln!(source, "#sketch({lang}, {region}, {families}, {formula})");
    }
    source
}

/// The grey pixels of a page, row by row.
struct Greys {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Greys {
    fn of(page: &Page) -> Self {
        let options = RenderOptions {
            pixel_per_pt: (EM / SIZE).into(),
            render_bleed: false,
        };
        let drawn = typst_render::render(page, &options);
        let pixels = drawn.data().chunks_exact(4);
        Self {
            width: drawn.width() as usize,
            height: drawn.height() as usize,
            pixels: pixels
                .map(|pixel| grey([pixel[0], pixel[1], pixel[2]]))
                .collect(),
        }
    }

    fn row(&self, y: usize) -> &[u8] {
        &self.pixels[y * self.width..][..self.width]
    }

    /// The columns and the rows that hold ink.
    fn ink(&self) -> Option<(RangeInclusive<usize>, RangeInclusive<usize>)> {
        let is_inked = |grey: &u8| *grey < WHITE;
        let rows: Vec<usize> = (0..self.height)
            .filter(|y| self.row(*y).iter().any(is_inked))
            .collect();
        let (top, bottom) = (*rows.first()?, *rows.last()?);
        let firsts = rows
            .iter()
            .filter_map(|y| self.row(*y).iter().position(is_inked));
        let lasts = rows
            .iter()
            .filter_map(|y| self.row(*y).iter().rposition(is_inked));
        Some((firsts.min()?..=lasts.max()?, top..=bottom))
    }
}

/// A colour as one of the greys, by its luma (ITU-R BT.601).
fn grey(colour: [u8; 3]) -> u8 {
    // Most of a page.
    if colour == [u8::MAX; 3] {
        return WHITE;
    }
    let [red, green, blue] = colour.map(u32::from);
    let luma = (red * 299 + green * 587 + blue * 114) / 1000;
    u8::try_from((luma * u32::from(WHITE) + 127) / 255).unwrap_or(WHITE)
}

/// Draws a page and cuts it to its formula: as wide as the formula's own box, which has its white beside it, or
/// wider where ink reaches out of that; as high as its ink and, in a line, the baseline of the text.
fn draw(page: &Page) -> Option<Sketch> {
    let scale = EM / SIZE;
    let greys = Greys::of(page);
    let below = page.frame.height().to_pt() - ROOM;
    let baseline = baseline(&page.frame, Abs::zero()).map_or(below, Abs::to_pt) * scale;
    let on_line = pixels(baseline);
    let before = pixels(ROOM * scale);
    let after = pixels((page.frame.width().to_pt() - ROOM) * scale);
    let ink = greys.ink();
    let (across, down) = ink.unwrap_or((before..=before, on_line..=on_line));
    let left = before.min(*across.start()).checked_sub(MARGIN)?;
    let right = after.max(across.end() + 1) + MARGIN;
    let top = on_line.min(*down.start()).checked_sub(MARGIN)?;
    let bottom = on_line.max(down.end() + 1) + MARGIN;
    let rows = (top..bottom).map(|y| greys.row(y).get(left..right));
    let rows: Vec<&[u8]> = rows.collect::<Option<_>>()?;
    Some(Sketch {
        picture: EreaderPicture {
            bytes: Arc::from(pack(&rows, right - left).ok()?),
            format: Format::Png,
        },
        width: em(right - left),
        depth: em(bottom) - baseline / EM,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place on a page"
)]
fn pixels(length: f64) -> usize {
    length.round().max(0.0) as usize
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

/// A PNG of rows of greys, two pixels a byte (PNG §7.2).
fn pack(rows: &[&[u8]], width: usize) -> Result<Vec<u8>, png::EncodingError> {
    let side = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, side(width), side(rows.len()));
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Four);
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_filter(png::Filter::NoFilter);
    let mut bytes = Vec::with_capacity(width.div_ceil(2) * rows.len());
    for row in rows {
        let pairs = row.chunks(2);
        bytes.extend(pairs.map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)));
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&bytes)?;
    writer.finish()?;
    Ok(out)
}
