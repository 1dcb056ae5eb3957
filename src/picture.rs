//! Pictures: what a file really is, whether it is safe and whole, and its copy for e-readers.

mod svg;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::{Arc, OnceLock};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};

/// The most pixels that a picture may have: 100 million, some 400 MB once decoded.
pub const MAX_PIXELS: u64 = 100_000_000;
/// The longest side of a picture's copy in an EPUB, in pixels.
pub const EREADER_SIDE: u32 = 2000;
/// The resolution below which a printed picture looks coarse, in dots per inch.
pub const PRINT_DPI: f64 = 300.0;

/// What a picture's bytes are, whatever its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Png,
    Jpeg,
    WebP,
    Svg,
}

impl Format {
    /// The usual extension, which is how Typst is told the format.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
            Self::Svg => "svg",
        }
    }

    /// Its media type (RFC 2046; EPUB 3.3 §3.2 lists those that every reading system shows).
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// A picture that was read, decoded once and found whole.
#[derive(Debug)]
pub struct Asset {
    pub bytes: Arc<[u8]>,
    pub format: Format,
    /// Width in pixels, after the rotation that its EXIF data asks for; of an SVG, in user units.
    pub width: u32,
    /// Height in the same unit.
    pub height: u32,
    ereader: OnceLock<EreaderPicture>,
}

/// A picture as an EPUB holds it.
#[derive(Debug, Clone)]
pub struct EreaderPicture {
    pub bytes: Arc<[u8]>,
    pub format: Format,
}

/// Every picture of a book by its path.
#[derive(Debug, Default)]
pub struct Assets {
    pictures: BTreeMap<String, Asset>,
}

/// Why a picture cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not a PNG, JPEG, WebP or SVG; says what it seems to be.
    Format(String),
    /// Cut off, damaged, or not what it announces.
    Broken(String),
    /// Too many pixels or bytes.
    TooLarge(String),
    /// An SVG that runs something, fetches something, or draws by what no edition has.
    Unsafe(String),
    /// An SVG with text in HTML, which neither print nor many reading systems set.
    Html(String),
}

impl Refusal {
    /// The same for a picture inside a drawing.
    fn inside(self, line: usize) -> Self {
        let told = |what| format!("line {line}: the picture inside it: {what}");
        match self {
            Self::Format(what) => Self::Broken(told(format!("it is {what}"))),
            Self::Broken(what) => Self::Broken(told(what)),
            Self::TooLarge(what) => Self::TooLarge(told(what)),
            Self::Unsafe(what) => Self::Unsafe(told(what)),
            Self::Html(what) => Self::Html(told(what)),
        }
    }
}

impl Assets {
    /// Takes a picture.
    pub fn insert(&mut self, path: &str, asset: Asset) {
        self.pictures.insert(path.to_owned(), asset);
    }

    /// The picture at a path of the book.
    pub fn get(&self, path: &str) -> Option<&Asset> {
        self.pictures.get(path)
    }

    /// All of them by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.pictures
            .iter()
            .map(|(path, asset)| (path.as_str(), asset))
    }
}

impl Asset {
    /// Looks into a file's bytes.
    ///
    /// # Errors
    /// A [`Refusal`] for what no edition could show, or should not.
    pub fn inspect(bytes: Vec<u8>) -> Result<Self, Refusal> {
        let (bytes, format, width, height) = if looks_like_svg(&bytes) {
            let drawing = svg::rewrite(&bytes)?;
            (drawing.bytes, Format::Svg, drawing.width, drawing.height)
        } else {
            let (format, width, height) = inspect_raster(&bytes)?;
            (bytes, format, width, height)
        };
        Ok(Self {
            bytes: bytes.into(),
            format,
            width,
            height,
            ereader: OnceLock::new(),
        })
    }

    /// The words that an SVG sets in type; of other pictures, none.
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

    /// The copy for EPUBs: at most [`EREADER_SIDE`] pixels long and in a format that every reader
    /// shows. Made once, whichever edition asks first.
    pub fn for_ereader(&self) -> &EreaderPicture {
        self.ereader.get_or_init(|| {
            let fits = self.width.max(self.height) <= EREADER_SIDE;
            let kept = match self.format {
                Format::Svg => true,
                Format::Png | Format::Jpeg => fits,
                Format::WebP => false,
            };
            let copy = (!kept).then(|| shrink(&self.bytes, self.format)).flatten();
            copy.unwrap_or_else(|| EreaderPicture {
                bytes: Arc::clone(&self.bytes),
                format: self.format,
            })
        })
    }
}

impl EreaderPicture {
    /// The same as JPEG, on white where it was clear; a drawing stays as it is, as pixels are made of it
    /// elsewhere.
    #[must_use]
    pub fn to_jpeg(&self) -> Self {
        let is_done = matches!(self.format, Format::Jpeg | Format::Svg);
        let jpeg = (!is_done).then(|| on_white(&self.bytes)).flatten();
        jpeg.unwrap_or_else(|| self.clone())
    }
}

fn on_white(bytes: &[u8]) -> Option<EreaderPicture> {
    let mut picture = decode(bytes).ok()?.to_rgba8();
    for pixel in picture.pixels_mut() {
        let alpha = u16::from(pixel.0[3]);
        for part in &mut pixel.0[..3] {
            let mixed = (u16::from(*part) * alpha + 255 * (255 - alpha)) / 255;
            *part = u8::try_from(mixed).unwrap_or(u8::MAX);
        }
    }
    jpeg(&DynamicImage::ImageRgba8(picture))
}

fn jpeg(picture: &DynamicImage) -> Option<EreaderPicture> {
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, 88);
    picture.to_rgb8().write_with_encoder(encoder).ok()?;
    Some(EreaderPicture {
        bytes: out.into(),
        format: Format::Jpeg,
    })
}

fn looks_like_svg(bytes: &[u8]) -> bool {
    // XML in UTF-16 begins with a byte order mark; no other picture begins so.
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return true;
    }
    let head = &bytes[..bytes.len().min(1024)];
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('<')
}

fn inspect_raster(bytes: &[u8]) -> Result<(Format, u32, u32), Refusal> {
    let format = match image::guess_format(bytes) {
        Ok(ImageFormat::Png) => Format::Png,
        Ok(ImageFormat::Jpeg) => Format::Jpeg,
        Ok(ImageFormat::WebP) => Format::WebP,
        Ok(other) => return Err(Refusal::Format(format!("{other:?}").to_uppercase())),
        Err(_) if bytes.is_empty() => return Err(Refusal::Broken("the file is empty".into())),
        Err(_) => return Err(Refusal::Format("an unknown format".into())),
    };
    let broken = |error: image::ImageError| Refusal::Broken(error.to_string());
    let (width, height) = reader(bytes).into_dimensions().map_err(broken)?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Refusal::TooLarge(format!(
            "{width} × {height} pixels are more than {} million",
            MAX_PIXELS / 1_000_000
        )));
    }
    let decoded = decode(bytes).map_err(broken)?;
    if format == Format::Jpeg && !is_whole_jpeg(bytes) {
        return Err(Refusal::Broken("unexpected end of file".into()));
    }
    Ok((format, decoded.width(), decoded.height()))
}

/// Whether a JPEG goes on to its end marker: the decoder paints grey what is missing. The marker is
/// looked for segment by segment (ITU-T T.81, B.1.1), for a preview inside a segment has its own.
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == 0xFF) {
        rest = &rest[at + 1..];
        match rest {
            [0xD9, ..] => return true,
            // A stuffed byte, a restart, the start, a fill byte: nothing follows that has a length.
            [0x00 | 0x01 | 0xD0..=0xD8 | 0xFF, ..] => {}
            [_, high, low, ..] => {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                rest = rest.get(1 + length..).unwrap_or_default();
            }
            _ => return false,
        }
    }
    false
}

fn reader(bytes: &[u8]) -> ImageReader<Cursor<&[u8]>> {
    let mut reader = ImageReader::new(Cursor::new(bytes));
    if let Ok(format) = image::guess_format(bytes) {
        reader.set_format(format);
    }
    reader
}

/// Decodes a picture whole and turns it upright.
fn decode(bytes: &[u8]) -> image::ImageResult<DynamicImage> {
    let mut decoder = reader(bytes).into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Scales a picture down and encodes it: photographs as JPEG, what is transparent or was lossless
/// as PNG.
fn shrink(bytes: &[u8], format: Format) -> Option<EreaderPicture> {
    let mut picture = decode(bytes).ok()?;
    if picture.width().max(picture.height()) > EREADER_SIDE {
        picture = picture.resize(EREADER_SIDE, EREADER_SIDE, FilterType::Lanczos3);
    }
    let lossless = match format {
        Format::Jpeg => false,
        Format::Png | Format::Svg => true,
        Format::WebP => picture.color().has_alpha(),
    };
    if !lossless {
        return jpeg(&picture);
    }
    let mut out = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut out), ImageFormat::Png)
        .ok()?;
    Some(EreaderPicture {
        bytes: out.into(),
        format: Format::Png,
    })
}

/// A picture of sixteen bits a channel in eight, which is what PDF/A and e-readers take.
fn eight_bits(bytes: &[u8], format: Format) -> Option<Vec<u8>> {
    use image::ColorType::{L16, La16, Rgb16, Rgba16};
    if format != Format::Png {
        return None;
    }
    let picture = decode(bytes).ok()?;
    let narrow = match picture.color() {
        L16 => DynamicImage::ImageLuma8(picture.to_luma8()),
        La16 => DynamicImage::ImageLumaA8(picture.to_luma_alpha8()),
        Rgb16 => DynamicImage::ImageRgb8(picture.to_rgb8()),
        Rgba16 => DynamicImage::ImageRgba8(picture.to_rgba8()),
        _ => return None,
    };
    let mut out = Vec::new();
    narrow
        .write_to(&mut Cursor::new(&mut out), ImageFormat::Png)
        .ok()?;
    Some(out)
}
