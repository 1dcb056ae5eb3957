//! Renders a page as a PNG. It is drawn in bands, to save memory and use several processors, and stored with a
//! palette if it has few colours, as most typeset pages do.

use std::collections::BTreeMap;
use std::io::Write;

use rayon::prelude::*;
use typst::layout::{Abs, Frame, Point, Size};
use typst_layout::Page;
use typst_render::RenderOptions;

/// The height of a band in pixels.
const BAND: u32 = 256;
/// The largest number of colours in a PNG palette (PNG § 11.2.2).
const PALETTE: usize = 256;
/// The share of pixels whose colours a palette must hold exactly. The others, on the edges of letters, are mapped to
/// the nearest colour.
const EXACT: f64 = 0.999;

type Colour = [u8; 3];

/// Rows of pixels from the top, as run-length encoded colours. Identical consecutive rows are stored once, since most
/// of a page is empty.
#[derive(Default)]
struct Rows {
    rows: Vec<Row>,
    counts: BTreeMap<Colour, usize>,
}

/// Identical consecutive rows: runs of a colour with their lengths, and the number of rows.
struct Row {
    runs: Vec<(Colour, usize)>,
    times: usize,
}

impl Rows {
    /// Appends the rows of a band.
    fn take(&mut self, band: Vec<Row>) {
        for row in band {
            match self.rows.last_mut() {
                Some(last) if last.runs == row.runs => last.times += row.times,
                _ => self.rows.push(row),
            }
        }
    }

    /// Counts the pixels of each colour.
    fn count(&mut self) {
        for row in &self.rows {
            for (colour, length) in &row.runs {
                *self.counts.entry(*colour).or_default() += length * row.times;
            }
        }
    }

    /// The most frequent colours, if they cover nearly all pixels.
    fn palette(&self) -> Option<Vec<Colour>> {
        let mut colours: Vec<_> = self.counts.iter().collect();
        colours.sort_by_key(|(colour, count)| (std::cmp::Reverse(**count), **colour));
        let rare: usize = colours.iter().skip(PALETTE).map(|(_, count)| **count).sum();
        let all: usize = self.counts.values().sum();
        #[expect(clippy::cast_precision_loss, reason = "at most some millions")]
        let exact = 1.0 - rare as f64 / all.max(1) as f64;
        let colours = colours.into_iter().take(PALETTE).map(|(colour, _)| *colour);
        (exact >= EXACT).then(|| colours.collect())
    }
}

/// Encodes rows of RGBA pixels. Alpha is ignored, since the page's background is opaque.
fn rows(pixels: &[u8], width: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut last: &[u8] = &[];
    for pixels in pixels.chunks_exact(4 * width) {
        match rows.last_mut() {
            Some(row) if pixels == last => row.times += 1,
            _ => rows.push(Row {
                runs: runs(pixels),
                times: 1,
            }),
        }
        last = pixels;
    }
    rows
}

/// The colours of a row with the lengths of their runs.
fn runs(pixels: &[u8]) -> Vec<(Colour, usize)> {
    let mut runs: Vec<(Colour, usize)> = Vec::new();
    for pixel in pixels.chunks_exact(4) {
        let colour = [pixel[0], pixel[1], pixel[2]];
        match runs.last_mut() {
            Some((last, length)) if *last == colour => *length += 1,
            _ => runs.push((colour, 1)),
        }
    }
    runs
}

/// Renders a page at this width in pixels. Returns `None` if PNG encoding fails, which would be a bug.
pub fn png(page: &Page, width: u32) -> Option<Vec<u8>> {
    let size = page.frame.size();
    let scale = f64::from(width) / size.x.to_pt();
    let height = pixels(size.y.to_pt() * scale).max(1);
    let band = |index: u32| {
        let top = index * BAND;
        let points = |pixels: u32| Abs::pt(f64::from(pixels) / scale);
        let mut frame = Frame::hard(Size::new(size.x, points(BAND.min(height - top))));
        frame.push_frame(Point::with_y(-points(top)), page.frame.clone());
        let band = Page {
            frame,
            ..page.clone()
        };
        let options = RenderOptions {
            pixel_per_pt: scale.into(),
            render_bleed: false,
        };
        let pixels = typst_render::render(&band, &options);
        rows(pixels.data(), width as usize)
    };
    let bands = (0..height.div_ceil(BAND)).into_par_iter().map(band);
    let bands: Vec<_> = bands.collect();
    let mut rows = Rows::default();
    for band in bands {
        rows.take(band);
    }
    rows.count();
    encode(&rows, width, height).ok()
}

/// Rounds a length to whole pixels, at least 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positions on a page are small"
)]
pub(super) fn pixels(length: f64) -> u32 {
    length.round().max(0.0) as u32
}

fn encode(rows: &Rows, width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    if let Some(palette) = rows.palette() {
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_palette(palette.concat());
        encoder.set_filter(png::Filter::NoFilter);
        let places: BTreeMap<_, _> = rows
            .counts
            .keys()
            .map(|colour| (*colour, nearest(&palette, *colour)))
            .collect();
        pack(encoder, rows, |colour| [places[&colour]])?;
    } else {
        encoder.set_color(png::ColorType::Rgb);
        pack(encoder, rows, |colour| colour)?;
    }
    Ok(out)
}

/// Writes the rows; `bytes` encodes a pixel.
fn pack<const N: usize>(
    encoder: png::Encoder<'_, &mut Vec<u8>>,
    rows: &Rows,
    bytes: impl Fn(Colour) -> [u8; N],
) -> Result<(), png::EncodingError> {
    let mut header = encoder.write_header()?;
    let mut writer = header.stream_writer()?;
    let mut data = Vec::new();
    for row in &rows.rows {
        data.clear();
        for (colour, length) in &row.runs {
            data.extend(std::iter::repeat_n(bytes(*colour), *length).flatten());
        }
        for _ in 0..row.times {
            writer.write_all(&data)?;
        }
    }
    writer.finish()
}

/// The index of the nearest colour in the palette.
fn nearest(palette: &[Colour], colour: Colour) -> u8 {
    let distance = |other: &Colour| -> u32 {
        let parts = other.iter().zip(colour);
        parts
            .map(|(one, two)| u32::from(one.abs_diff(two)).pow(2))
            .sum()
    };
    let places = 0..=u8::MAX;
    let places = places.zip(palette);
    places
        .min_by_key(|(_, other)| distance(other))
        .map_or(0, |(place, _)| place)
}
