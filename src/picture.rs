//! Pictures: their real formats, checks that they are safe and intact, and the copies for print and for e-readers.

mod colour;
mod ground;
mod raster;
mod svg;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use raster::Traits;

use crate::message::{Message, message};

/// The most pixels that a picture may have: 100 million, which take some 400 MB when decoded.
pub const MAX_PIXELS: u64 = 100_000_000;
/// The most pixels of a picture's copy in an EPUB, which Apple Books and older e-readers can handle. There is no limit
/// on a single side, so that a tall screenshot stays legible.
const EREADER_PIXELS: u64 = 4_000_000;
/// The most pixels of a picture's copy in print: a page of A4 at 450 dpi.
const PRINT_PIXELS: u64 = 20_000_000;
/// The memory in bytes that all pictures of a print edition may take in Typst, which keeps them until the PDF is
/// written.
const PRINT_MEMORY: u64 = 768 << 20;
/// The resolution in dots per inch below which a printed picture looks coarse.
pub const PRINT_DPI: f64 = 300.0;

/// The format of a picture's bytes, whatever its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Png,
    Jpeg,
    WebP,
    Svg,
}

impl Format {
    /// The usual extension, by which Typst recognises the format.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
            Self::Svg => "svg",
        }
    }

    /// The media type (RFC 2046); EPUB 3.3 §3.2 lists those that every reading system supports.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// A picture that was decoded once and found to be intact.
#[derive(Debug)]
pub struct Asset {
    pub bytes: Arc<[u8]>,
    pub format: Format,
    /// The width in pixels, after the rotation given by its EXIF data; of an SVG, in user units.
    pub width: u32,
    /// The height in the same unit.
    pub height: u32,
    /// Properties of its pixels; `None` for an SVG.
    traits: Option<Traits>,
    /// The most pixels that its copy for print may have.
    print_pixels: u64,
    print: OnceLock<Encoded>,
    ereader: OnceLock<Encoded>,
}

/// A picture as it is stored in an output.
#[derive(Debug, Clone)]
pub struct Encoded {
    pub bytes: Arc<[u8]>,
    pub format: Format,
}

/// Every picture of a book, by its path.
#[derive(Debug, Default)]
pub struct Assets {
    pictures: BTreeMap<String, Asset>,
}

/// Why a picture cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not a PNG, JPEG, WebP or SVG; the message says what it seems to be.
    Format(Message),
    /// Truncated or damaged.
    Broken(Message),
    /// Too many pixels or bytes.
    TooLarge(Message),
    /// An SVG with scripts, references to other files, or features that the editions cannot draw.
    Unsafe(Message),
    /// An SVG with HTML text, which neither print nor many reading systems can set.
    Html(Message),
}

impl Refusal {
    /// The same refusal for a picture embedded in an SVG, at `line` of it.
    fn inside(self, line: usize) -> Self {
        let told = |what| message!("line {}: the embedded picture: {}", line, what);
        match self {
            Self::Format(what) | Self::Broken(what) => Self::Broken(told(what)),
            Self::TooLarge(what) => Self::TooLarge(told(what)),
            Self::Unsafe(what) => Self::Unsafe(told(what)),
            Self::Html(what) => Self::Html(told(what)),
        }
    }
}

impl Assets {
    /// Adds a picture.
    pub fn insert(&mut self, path: &str, asset: Asset) {
        self.pictures.insert(path.to_owned(), asset);
    }

    /// Divides the memory of a print edition among the pictures. If they do not all fit, the largest are scaled down to
    /// the same number of pixels, and smaller ones keep their size.
    pub fn share_memory(&mut self) {
        let mut costs: Vec<(u64, u64)> = self
            .pictures
            .values()
            .filter_map(Asset::print_cost)
            .collect();
        costs.sort_unstable();
        let mut rest = PRINT_MEMORY;
        let mut weight: u64 = costs.iter().map(|(_, bytes)| bytes).sum();
        let mut share = PRINT_PIXELS;
        for (pixels, bytes) in costs {
            share = (rest / weight).min(PRINT_PIXELS);
            if pixels > share {
                break;
            }
            rest -= pixels * bytes;
            weight -= bytes;
            share = PRINT_PIXELS;
        }
        for asset in self.pictures.values_mut() {
            asset.print_pixels = share;
        }
    }

    /// The picture at a path in the book.
    pub fn get(&self, path: &str) -> Option<&Asset> {
        self.pictures.get(path)
    }

    /// All pictures by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.pictures
            .iter()
            .map(|(path, asset)| (path.as_str(), asset))
    }
}

impl Asset {
    /// Checks and decodes a file.
    ///
    /// # Errors
    /// A [`Refusal`] if the picture cannot be used safely in every edition.
    pub fn inspect(bytes: Vec<u8>) -> Result<Self, Refusal> {
        let (bytes, format, width, height, traits) = if looks_like_svg(&bytes) {
            let drawing = svg::rewrite(&bytes)?;
            let (width, height) = (drawing.width, drawing.height);
            (drawing.bytes, Format::Svg, width, height, None)
        } else {
            let (format, width, height, traits) = raster::inspect(&bytes)?;
            (bytes, format, width, height, Some(traits))
        };
        Ok(Self {
            bytes: bytes.into(),
            format,
            width,
            height,
            traits,
            print_pixels: PRINT_PIXELS,
            print: OnceLock::new(),
            ereader: OnceLock::new(),
        })
    }

    /// The number of pixels in print, and the bytes that Typst holds for each; `None` for an SVG.
    fn print_cost(&self) -> Option<(u64, u64)> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        Some((pixels.min(PRINT_PIXELS), self.traits?.print_cost()))
    }

    /// The text in an SVG; empty for other pictures.
    pub fn words(&self) -> String {
        let text = match self.format {
            Format::Svg => std::str::from_utf8(&self.bytes).unwrap_or_default(),
            Format::Png | Format::Jpeg | Format::WebP => "",
        };
        let Ok(document) = roxmltree::Document::parse(text) else {
            return String::new();
        };
        let words = document.descendants().filter(|node| {
            node.is_text() && node.ancestors().any(|above| above.has_tag_name("text"))
        });
        words.filter_map(|node| node.text()).collect()
    }

    /// The picture for Typst: the file itself, or a copy if it is too large for the build or has something that a PDF
    /// cannot show. It is made once and shared by all editions.
    pub fn for_print(&self) -> &Encoded {
        self.print.get_or_init(|| {
            let size = (self.width, self.height);
            let copy = self.traits.and_then(|traits| {
                raster::for_print(&self.bytes, self.format, size, traits, self.print_pixels)
            });
            copy.unwrap_or_else(|| self.original())
        })
    }

    /// Its width relative to its height.
    pub fn aspect(&self) -> f64 {
        f64::from(self.width) / f64::from(self.height).max(1.0)
    }

    /// The width and height of [`for_print`](Self::for_print), in pixels.
    pub fn print_size(&self) -> (u32, u32) {
        match self.traits {
            Some(_) => fitting((self.width, self.height), self.print_pixels),
            None => (self.width, self.height),
        }
    }

    /// The copy for EPUBs: opaque, of at most `EREADER_PIXELS`, and in a format that every e-reader supports. It is
    /// made once and shared by all editions.
    pub fn for_ereader(&self) -> &Encoded {
        self.ereader.get_or_init(|| {
            let copy = match self.traits {
                Some(traits) => {
                    let size = (self.width, self.height);
                    raster::for_ereaders(&self.bytes, self.format, size, traits, EREADER_PIXELS)
                }
                None => self.on_ground(),
            };
            copy.unwrap_or_else(|| self.original())
        })
    }

    fn on_ground(&self) -> Option<Encoded> {
        let svg = ground::under(std::str::from_utf8(&self.bytes).ok()?)?;
        Some(Encoded {
            bytes: svg.into_bytes().into(),
            format: Format::Svg,
        })
    }

    fn original(&self) -> Encoded {
        Encoded {
            bytes: Arc::clone(&self.bytes),
            format: self.format,
        }
    }
}

impl Encoded {
    /// The same picture as JPEG, with transparency on white. An SVG is returned unchanged, because it is rasterised
    /// elsewhere.
    #[must_use]
    pub fn to_jpeg(&self) -> Self {
        let is_done = matches!(self.format, Format::Jpeg | Format::Svg);
        let jpeg = (!is_done).then(|| raster::to_jpeg(&self.bytes)).flatten();
        jpeg.unwrap_or_else(|| self.clone())
    }
}

/// The size of a picture when scaled down to at most `pixels` pixels.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "sides of pictures, scaled down"
)]
fn fitting((width, height): (u32, u32), pixels: u64) -> (u32, u32) {
    let own = u64::from(width) * u64::from(height);
    if own <= pixels {
        return (width, height);
    }
    let scale = (pixels as f64 / own as f64).sqrt();
    let side = |side: u32| ((f64::from(side) * scale) as u32).max(1);
    (side(width), side(height))
}

fn looks_like_svg(bytes: &[u8]) -> bool {
    // XML in UTF-16 begins with a byte order mark; no bitmap format does.
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return true;
    }
    let head = &bytes[..bytes.len().min(1024)];
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('<')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Coloured pictures, each given by width, height and whether it is transparent.
    fn assets(sizes: &[(u32, u32, bool)]) -> Assets {
        let mut assets = Assets::default();
        for (place, (width, height, is_transparent)) in sizes.iter().enumerate() {
            let asset = Asset {
                bytes: Vec::new().into(),
                format: Format::Png,
                width: *width,
                height: *height,
                traits: Some(Traits::coloured(*is_transparent)),
                print_pixels: PRINT_PIXELS,
                print: OnceLock::new(),
                ereader: OnceLock::new(),
            };
            assets.insert(&place.to_string(), asset);
        }
        assets.share_memory();
        assets
    }

    fn memory(assets: &Assets) -> u64 {
        let each = assets.iter().map(|(_, asset)| {
            let (width, height) = asset.print_size();
            let cost = asset.print_cost().map_or(0, |(_, bytes)| bytes);
            u64::from(width) * u64::from(height) * cost
        });
        each.sum()
    }

    #[test]
    fn pictures_that_fit_together_keep_their_size() {
        let all = assets(&[(4000, 3000, false), (1200, 800, true), (5000, 4000, false)]);
        assert!(
            all.iter()
                .all(|(_, asset)| asset.print_size() == (asset.width, asset.height))
        );
    }

    #[test]
    fn the_pictures_of_a_build_stay_within_their_memory() {
        let photographs = [(4000, 3000, false); 200];
        let clear = [(10_000, 10_000, true); 12];
        let mixed = [photographs.as_slice(), &clear, &[(640, 480, false)]].concat();
        for sizes in [photographs.as_slice(), &clear, &mixed] {
            let taken = memory(&assets(sizes));
            assert!(taken <= PRINT_MEMORY, "{taken}");
            assert!(
                taken > PRINT_MEMORY * 9 / 10,
                "{taken} is less than there is"
            );
        }
        let all = assets(&mixed);
        let small = all.iter().find(|(_, asset)| asset.width == 640);
        assert_eq!(small.map(|(_, asset)| asset.print_size()), Some((640, 480)));
    }

    #[test]
    fn a_picture_is_scaled_in_its_proportions() {
        assert_eq!(fitting((800, 4800), EREADER_PIXELS), (800, 4800));
        assert_eq!(fitting((2000, 8000), 4_000_000), (1000, 4000));
        assert_eq!(fitting((1, 100_000_000), 4_000_000), (1, 20_000_000));
    }
}
