//! Bitmaps: properties of a file's pixels, and its copies for print and for e-readers.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the pixel formats of the `image` crate are many, and more may come"
)]

use std::io::Cursor;
use std::sync::{Mutex, PoisonError};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, ImageResult};

use super::colour::{self, Profile};
use super::{Encoded, Format, MAX_PIXELS, Refusal};

use crate::message::message;

/// The most bytes that a decoded picture may take, which is also Typst's own limit.
const MAX_DECODED: u64 = 512 << 20;
/// The quality of JPEGs, from 1 to 100, for print and for e-readers.
const PRINT_QUALITY: u8 = 95;
const EREADER_QUALITY: u8 = 88;
/// The most colours in a PNG's palette (PNG §11.2.2).
const PALETTE: usize = 256;

/// Held while a picture is decoded and scaled, so that there is never more than one large picture in memory.
static DECODING: Mutex<()> = Mutex::new(());

/// Properties of a picture's pixels.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Traits {
    has_colour: bool,
    /// Whether it has an alpha channel.
    has_alpha: bool,
    /// Whether some of its pixels are not opaque.
    is_transparent: bool,
    /// Whether it has more than 8 bits per channel.
    is_deep: bool,
    /// Whether its EXIF data specifies a rotation or a reflection.
    is_turned: bool,
    is_animated: bool,
    /// Whether its channels are cyan, magenta, yellow and black.
    is_cmyk: bool,
    /// Whether a PDF can embed its ICC profile. True for RGB or grey without a profile, false for CMYK without one.
    profile_prints: bool,
}

impl Traits {
    /// The bytes that Typst holds for each pixel until the PDF is written: the decoded picture, and for a transparent
    /// one also separate copies of its colour and its mask.
    pub fn print_cost(self) -> u64 {
        match (self.has_colour, self.is_transparent) {
            (true, false) => 3,
            (true, true) => 4 + 3 + 1,
            (false, false) => 1,
            (false, true) => 2 + 1 + 1,
        }
    }

    #[cfg(test)]
    pub fn coloured(is_transparent: bool) -> Self {
        Self {
            has_colour: true,
            has_alpha: is_transparent,
            is_transparent,
            is_deep: false,
            is_turned: false,
            is_animated: false,
            is_cmyk: false,
            profile_prints: true,
        }
    }

    /// Whether Typst embeds the file as it is, with correct results.
    fn prints(self, format: Format) -> bool {
        let has_idle_alpha = self.has_alpha && !self.is_transparent;
        // The colours of CMYK without a profile are undefined, and PDF/A forbids it.
        let is_defined = self.profile_prints;
        // Typst rotates JPEGs by their EXIF data without encoding them again.
        let is_upright = !self.is_turned || format == Format::Jpeg;
        is_defined && is_upright && !self.is_deep && !has_idle_alpha
    }

    /// Whether every e-reader shows the file as it is, in light and dark mode.
    fn suits_ereaders(self, format: Format) -> bool {
        matches!(format, Format::Png | Format::Jpeg)
            && !self.is_transparent
            && !self.is_deep
            && !self.is_turned
            && !self.is_animated
            && !self.is_cmyk
    }
}

/// A fully decoded picture with its metadata.
struct Decoded {
    image: DynamicImage,
    orientation: Orientation,
    icc: Option<Vec<u8>>,
    is_animated: bool,
}

/// Decodes a file. Returns its format, its width and height in pixels once it is upright, and its traits.
pub fn inspect(bytes: &[u8]) -> Result<(Format, u32, u32, Traits), Refusal> {
    let format = match image::guess_format(bytes) {
        Ok(ImageFormat::Png) => Format::Png,
        Ok(ImageFormat::Jpeg) => Format::Jpeg,
        Ok(ImageFormat::WebP) => Format::WebP,
        Ok(other) => {
            let name = format!("{other:?}").to_uppercase();
            return Err(Refusal::Format(message!("its format is {}", name)));
        }
        Err(_) if bytes.is_empty() => return Err(Refusal::Broken(message!("the file is empty"))),
        Err(_) => return Err(Refusal::Format(message!("its format is unknown"))),
    };
    let broken = |error: image::ImageError| {
        Refusal::Broken(message!("it cannot be decoded: {}", error.to_string()))
    };
    let input = reader(bytes).into_decoder().map_err(broken)?;
    let (width, height) = input.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        let most = MAX_PIXELS / 1_000_000;
        let why = message!(
            "{} × {} pixels are more than {} million",
            width,
            height,
            most
        );
        return Err(Refusal::TooLarge(why));
    }
    if input.total_bytes() > MAX_DECODED {
        let (bytes, most) = (input.total_bytes() >> 20, MAX_DECODED >> 20);
        let why = message!(
            "its {} × {} pixels take {} MB of memory, more than {} MB; save it with 8 bits per channel",
            width,
            height,
            bytes,
            most
        );
        return Err(Refusal::TooLarge(why));
    }
    drop(input);
    let _one_at_a_time = DECODING.lock().unwrap_or_else(PoisonError::into_inner);
    let decoded = decode(bytes).map_err(broken)?;
    if format == Format::Jpeg && !is_whole_jpeg(bytes) {
        return Err(Refusal::Broken(message!("the file ends too early")));
    }
    let colour = decoded.image.color();
    let inks = colour::inks(bytes).filter(|_| format == Format::Jpeg);
    let profile = decoded.icc.as_deref().map(Profile::parse);
    let profile_prints = match (&profile, inks) {
        (Some(Some(profile)), _) => profile.prints_with(colour.has_color(), inks.is_some()),
        (Some(None), _) => false,
        (None, inks) => inks.is_none(),
    };
    let traits = Traits {
        has_colour: colour.has_color(),
        has_alpha: colour.has_alpha(),
        is_transparent: colour.has_alpha() && !is_opaque(&decoded.image),
        is_deep: colour.bytes_per_pixel() > colour.channel_count(),
        is_turned: decoded.orientation != Orientation::NoTransforms,
        is_animated: decoded.is_animated,
        is_cmyk: inks.is_some(),
        profile_prints,
    };
    let (width, height) = match decoded.orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => (height, width),
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => (width, height),
    };
    Ok((format, width, height, traits))
}

/// The copy for Typst, with 8 bits per channel and at most `pixels` pixels; `None` if the file can be used as it is
/// or cannot be decoded.
pub fn for_print(
    bytes: &[u8],
    format: Format,
    (width, height): (u32, u32),
    traits: Traits,
    pixels: u64,
) -> Option<Encoded> {
    if traits.prints(format) && u64::from(width) * u64::from(height) <= pixels {
        return None;
    }
    let _one_at_a_time = DECODING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut image = upright_in_srgb(bytes)?;
    if !traits.is_transparent {
        image = on_white(image);
    }
    let image = shrunk(image, pixels);
    match format {
        Format::Jpeg => jpeg(image, PRINT_QUALITY),
        // Fast, because the PDF compresses it again.
        Format::Png | Format::WebP | Format::Svg => png(&image, CompressionType::Fast),
    }
}

/// The copy to embed in an SVG; `None` if the file can be used as it is. A rotated picture is always copied, because
/// SVG renderers ignore EXIF data.
pub fn for_drawing(
    bytes: &[u8],
    format: Format,
    size: (u32, u32),
    traits: Traits,
) -> Option<Encoded> {
    let profile_prints = traits.profile_prints && !traits.is_turned;
    let traits = Traits {
        profile_prints,
        ..traits
    };
    for_print(bytes, format, size, traits, MAX_PIXELS)
}

/// The copy for e-readers: opaque, upright, in sRGB, at most `pixels` pixels, as PNG if the original was lossless and
/// as JPEG otherwise. `None` if the file can be used as it is or cannot be decoded.
pub fn for_ereaders(
    bytes: &[u8],
    format: Format,
    (width, height): (u32, u32),
    traits: Traits,
    pixels: u64,
) -> Option<Encoded> {
    if traits.suits_ereaders(format) && u64::from(width) * u64::from(height) <= pixels {
        return None;
    }
    let _one_at_a_time = DECODING.lock().unwrap_or_else(PoisonError::into_inner);
    let is_lossless = match format {
        Format::Jpeg => false,
        Format::Png | Format::Svg => true,
        Format::WebP => traits.has_alpha || is_lossless_webp(bytes),
    };
    let image = shrunk(on_white(upright_in_srgb(bytes)?), pixels);
    if is_lossless {
        png(&image, CompressionType::Best)
    } else {
        jpeg(image, EREADER_QUALITY)
    }
}

/// A picture as JPEG, with transparency on white.
pub fn to_jpeg(bytes: &[u8]) -> Option<Encoded> {
    jpeg(on_white(upright_in_srgb(bytes)?), EREADER_QUALITY)
}

fn reader(bytes: &[u8]) -> ImageReader<Cursor<&[u8]>> {
    let mut reader = ImageReader::new(Cursor::new(bytes));
    if let Ok(format) = image::guess_format(bytes) {
        reader.set_format(format);
    }
    reader
}

fn decode(bytes: &[u8]) -> ImageResult<Decoded> {
    let mut decoder = reader(bytes).into_decoder()?;
    Ok(Decoded {
        orientation: decoder.orientation()?,
        icc: decoder.icc_profile()?.filter(|icc| !icc.is_empty()),
        image: DynamicImage::from_decoder(decoder)?,
        is_animated: is_animated(bytes),
    })
}

/// Decodes a picture, rotates it upright, and converts it to sRGB with 8 bits per channel.
fn upright_in_srgb(bytes: &[u8]) -> Option<DynamicImage> {
    let Decoded {
        image,
        orientation,
        icc,
        ..
    } = decode(bytes).ok()?;
    let profile = icc.as_deref().and_then(Profile::parse);
    let mut image = match (profile, colour::inks(bytes)) {
        (Some(profile), Some(inks)) => {
            drop(image);
            profile
                .inks_in_srgb(bytes, inks)
                .or_else(|| Some(decode(bytes).ok()?.image))?
        }
        (Some(profile), None) => profile.in_srgb(image),
        (None, _) => image,
    };
    image = in_eight_bits(image);
    image.apply_orientation(orientation);
    Some(image)
}

fn in_eight_bits(image: DynamicImage) -> DynamicImage {
    let colour = image.color();
    match (colour.has_color(), colour.has_alpha()) {
        (false, false) => image.into_luma8().into(),
        (false, true) => image.into_luma_alpha8().into(),
        (true, false) => image.into_rgb8().into(),
        (true, true) => image.into_rgba8().into(),
    }
}

fn is_opaque(image: &DynamicImage) -> bool {
    match image {
        DynamicImage::ImageLumaA8(pixels) => pixels.pixels().all(|pixel| pixel.0[1] == u8::MAX),
        DynamicImage::ImageRgba8(pixels) => pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX),
        DynamicImage::ImageLumaA16(pixels) => pixels.pixels().all(|pixel| pixel.0[1] == u16::MAX),
        DynamicImage::ImageRgba16(pixels) => pixels.pixels().all(|pixel| pixel.0[3] == u16::MAX),
        _ => !image.color().has_alpha(),
    }
}

/// Removes the alpha channel of a picture with 8 bits per channel, blending it with white.
fn on_white(image: DynamicImage) -> DynamicImage {
    let (width, height) = (image.width(), image.height());
    let mix = |part: u8, alpha: u8| {
        let (part, alpha) = (u16::from(part), u16::from(alpha));
        let mixed = (part * alpha + 255 * (255 - alpha) + 127) / 255;
        u8::try_from(mixed).unwrap_or(u8::MAX)
    };
    match image {
        DynamicImage::ImageLumaA8(pixels) => image::GrayImage::from_fn(width, height, |x, y| {
            let [grey, alpha] = pixels.get_pixel(x, y).0;
            image::Luma([mix(grey, alpha)])
        })
        .into(),
        DynamicImage::ImageRgba8(pixels) => image::RgbImage::from_fn(width, height, |x, y| {
            let [red, green, blue, alpha] = pixels.get_pixel(x, y).0;
            image::Rgb([red, green, blue].map(|part| mix(part, alpha)))
        })
        .into(),
        image => image,
    }
}

/// Scales a picture down to at most `pixels` pixels, keeping its proportions.
fn shrunk(image: DynamicImage, pixels: u64) -> DynamicImage {
    let (width, height) = super::fitting((image.width(), image.height()), pixels);
    if (width, height) == (image.width(), image.height()) {
        return image;
    }
    // Averaging to twice the final size first limits the memory that the Lanczos filter takes.
    let rough = (2 * width < image.width() && 2 * height < image.height())
        .then(|| image.thumbnail_exact(2 * width, 2 * height));
    let rough = rough.unwrap_or(image);
    rough.resize_exact(width, height, FilterType::Lanczos3)
}

fn jpeg(image: DynamicImage, quality: u8) -> Option<Encoded> {
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, quality);
    let image: DynamicImage = if image.color().has_color() {
        image.into_rgb8().into()
    } else {
        image.into_luma8().into()
    };
    image.write_with_encoder(encoder).ok()?;
    Some(Encoded {
        bytes: out.into(),
        format: Format::Jpeg,
    })
}

fn png(image: &DynamicImage, compression: CompressionType) -> Option<Encoded> {
    let mut out = Vec::new();
    match image {
        DynamicImage::ImageRgb8(pixels) if let Some(palette) = palette(pixels) => {
            indexed_png(pixels, &palette, &mut out).ok()?;
        }
        _ => {
            let encoder = PngEncoder::new_with_quality(&mut out, compression, PngFilter::Adaptive);
            image.write_with_encoder(encoder).ok()?;
        }
    }
    Some(Encoded {
        bytes: out.into(),
        format: Format::Png,
    })
}

/// The colours of a picture, sorted, if there are few enough for a palette, as in diagrams and screenshots.
fn palette(pixels: &image::RgbImage) -> Option<Vec<[u8; 3]>> {
    let mut palette: Vec<[u8; 3]> = Vec::new();
    let mut last = None;
    for pixel in pixels.pixels() {
        if last != Some(pixel.0)
            && let Err(place) = palette.binary_search(&pixel.0)
        {
            if palette.len() == PALETTE {
                return None;
            }
            palette.insert(place, pixel.0);
        }
        last = Some(pixel.0);
    }
    Some(palette)
}

fn indexed_png(
    pixels: &image::RgbImage,
    palette: &[[u8; 3]],
    out: &mut Vec<u8>,
) -> Result<(), png::EncodingError> {
    let place = |pixel: &image::Rgb<u8>| {
        let place = palette.binary_search(&pixel.0).unwrap_or_default();
        u8::try_from(place).unwrap_or_default()
    };
    let places: Vec<u8> = pixels.pixels().map(place).collect();
    let mut encoder = png::Encoder::new(out, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_compression(png::Compression::Balanced);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&places)?;
    writer.finish()
}

/// Whether a JPEG has its end marker; without it the decoder fills what is missing with grey. The segments are
/// skipped one by one (ITU-T T.81, B.1.1), because a preview inside a segment has an end marker too.
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == 0xFF) {
        rest = &rest[at + 1..];
        match rest {
            [0xD9, ..] => return true,
            // A stuffed byte, a restart marker, the start marker or a fill byte: none is followed by a length.
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

/// Whether a picture is an animated PNG. Print and EPUBs show its first frame.
fn is_animated(bytes: &[u8]) -> bool {
    match image::guess_format(bytes) {
        // PNG §11.3.5: `acTL` comes before the image data.
        Ok(ImageFormat::Png) => {
            let mut rest = bytes.get(8..).unwrap_or_default();
            while let [a, b, c, d, kind @ ..] = rest
                && kind.len() >= 4
            {
                match &kind[..4] {
                    b"acTL" => return true,
                    b"IDAT" => return false,
                    _ => {}
                }
                let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
                let next = length.saturating_add(12);
                rest = rest.get(next..).unwrap_or_default();
            }
            false
        }
        _ => false,
    }
}

/// Whether a WebP is lossless, which is to say that its picture is in a `VP8L` chunk.
fn is_lossless_webp(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(12..).unwrap_or_default();
    while rest.len() >= 8 {
        match &rest[..4] {
            b"VP8L" => return true,
            b"VP8 " => return false,
            _ => {}
        }
        let length = u32::from_le_bytes([rest[4], rest[5], rest[6], rest[7]]) as usize;
        // Chunks are padded to even lengths.
        let next = length.saturating_add(length % 2).saturating_add(8);
        rest = rest.get(next..).unwrap_or_default();
    }
    false
}
