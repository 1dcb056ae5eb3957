//! The colours of pictures: ICC profiles, CMYK, and conversion to sRGB.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the colour spaces and pixel formats of other crates are many, and more may come"
)]

use image::{DynamicImage, RgbaImage};
use moxcms::{
    CmsError, ColorProfile, DataColorSpace, Layout, ProfileClass, ProfileVersion,
    TransformExecutor, TransformOptions,
};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// How a CMYK JPEG stores its four inks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inks {
    Cmyk,
    /// Cyan, magenta and yellow are stored as luma and chroma.
    Ycck,
}

/// How a CMYK JPEG stores its inks; `None` for any other picture.
pub fn inks(bytes: &[u8]) -> Option<Inks> {
    match decoder(bytes, None)?.input_colorspace()? {
        ColorSpace::CMYK => Some(Inks::Cmyk),
        ColorSpace::YCCK => Some(Inks::Ycck),
        _ => None,
    }
}

/// A JPEG decoder that has read the headers.
fn decoder(bytes: &[u8], output: Option<ColorSpace>) -> Option<JpegDecoder<ZCursor<&[u8]>>> {
    let mut options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX);
    if let Some(output) = output {
        options = options.jpeg_set_out_colorspace(output);
    }
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    Some(decoder)
}

/// An ICC profile.
pub struct Profile(ColorProfile);

impl Profile {
    /// Parses a profile; `None` if it is damaged.
    pub fn parse(icc: &[u8]) -> Option<Self> {
        ColorProfile::new_from_slice(icc).ok().map(Self)
    }

    /// Whether Typst embeds the profile in a PDF/A with such a picture. It drops profiles of other versions, which
    /// changes the picture's colours.
    pub fn prints_with(&self, has_colour: bool, is_cmyk: bool) -> bool {
        let fits = match self.0.color_space {
            DataColorSpace::Rgb => has_colour && !is_cmyk,
            DataColorSpace::Gray => !has_colour,
            DataColorSpace::Cmyk => is_cmyk,
            _ => false,
        };
        let is_known = matches!(
            self.0.version(),
            ProfileVersion::V2_0
                | ProfileVersion::V2_1
                | ProfileVersion::V2_2
                | ProfileVersion::V4_0
                | ProfileVersion::V4_1
                | ProfileVersion::V4_2
        );
        let is_of_device = matches!(
            self.0.profile_class,
            ProfileClass::InputDevice
                | ProfileClass::DisplayDevice
                | ProfileClass::OutputDevice
                | ProfileClass::ColorSpace
        );
        fits && is_known && is_of_device
    }

    /// A picture converted to sRGB, or unchanged if the profile is for another colour space.
    pub fn in_srgb(&self, image: DynamicImage) -> DynamicImage {
        let is_grey = !image.color().has_color();
        let srgb = ColorProfile::new_srgb();
        match self.0.color_space {
            DataColorSpace::Gray if is_grey => {
                let mut grey = ColorProfile::new_gray_with_gamma(2.2);
                grey.gray_trc.clone_from(&srgb.red_trc);
                self.converted(image, &grey)
            }
            DataColorSpace::Rgb if is_grey => {
                let image = self.converted(coloured(image), &srgb);
                without_colour(image)
            }
            DataColorSpace::Rgb => self.converted(image, &srgb),
            _ => image,
        }
    }

    fn converted(&self, image: DynamicImage, target: &ColorProfile) -> DynamicImage {
        let mut converted = image;
        let row = converted.width() as usize * usize::from(converted.color().channel_count());
        let eight = |layout| {
            let options = TransformOptions::default();
            self.0
                .create_transform_8bit(layout, target, layout, options)
        };
        let sixteen = |layout| {
            let options = TransformOptions::default();
            self.0
                .create_transform_16bit(layout, target, layout, options)
        };
        let done = match &mut converted {
            DynamicImage::ImageLuma8(it) => eight(Layout::Gray).and_then(|by| rows(it, row, &*by)),
            DynamicImage::ImageLumaA8(it) => {
                eight(Layout::GrayAlpha).and_then(|by| rows(it, row, &*by))
            }
            DynamicImage::ImageRgb8(it) => eight(Layout::Rgb).and_then(|by| rows(it, row, &*by)),
            DynamicImage::ImageRgba8(it) => eight(Layout::Rgba).and_then(|by| rows(it, row, &*by)),
            DynamicImage::ImageLuma16(it) => {
                sixteen(Layout::Gray).and_then(|by| rows(it, row, &*by))
            }
            DynamicImage::ImageLumaA16(it) => {
                sixteen(Layout::GrayAlpha).and_then(|by| rows(it, row, &*by))
            }
            DynamicImage::ImageRgb16(it) => sixteen(Layout::Rgb).and_then(|by| rows(it, row, &*by)),
            DynamicImage::ImageRgba16(it) => {
                sixteen(Layout::Rgba).and_then(|by| rows(it, row, &*by))
            }
            _ => Ok(()),
        };
        // A profile that lacks what the conversion needs leaves the picture unchanged.
        done.ok();
        converted
    }

    /// A CMYK JPEG decoded and converted to sRGB; `None` if the profile is not for CMYK or decoding fails.
    pub fn inks_in_srgb(&self, bytes: &[u8], inks: Inks) -> Option<DynamicImage> {
        if self.0.color_space != DataColorSpace::Cmyk {
            return None;
        }
        let stored = match inks {
            Inks::Cmyk => ColorSpace::CMYK,
            Inks::Ycck => ColorSpace::YCCK,
        };
        let mut decoder = decoder(bytes, Some(stored))?;
        let (width, height) = decoder.dimensions()?;
        let mut pixels = decoder.decode().ok()?;
        for pixel in pixels.chunks_exact_mut(4) {
            if let [c, m, y, k] = pixel {
                if inks == Inks::Ycck {
                    [*c, *m, *y] = from_luma(*c, *m, *y);
                } else {
                    [*c, *m, *y] = [255 - *c, 255 - *m, 255 - *y];
                }
                // Adobe's convention, which every program follows: inks are inverted, 255 is no ink.
                *k = 255 - *k;
            }
        }
        let srgb = ColorProfile::new_srgb();
        let options = TransformOptions::default();
        let by = self
            .0
            .create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgba, options);
        rows(&mut pixels, 4 * width, &*by.ok()?).ok()?;
        let (width, height) = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
        let image = DynamicImage::from(RgbaImage::from_raw(width, height, pixels)?);
        Some(image.into_rgb8().into())
    }
}

/// Converts pixels in place, row by row, to need a copy of one row only.
fn rows<T: Copy + Default>(
    pixels: &mut [T],
    row: usize,
    by: &dyn TransformExecutor<T>,
) -> Result<(), CmsError> {
    for row in pixels.chunks_exact_mut(row) {
        let before = row.to_vec();
        by.transform(&before, row)?;
    }
    Ok(())
}

fn coloured(image: DynamicImage) -> DynamicImage {
    match image {
        DynamicImage::ImageLuma8(_) => image.into_rgb8().into(),
        DynamicImage::ImageLumaA8(_) => image.into_rgba8().into(),
        DynamicImage::ImageLuma16(_) => image.into_rgb16().into(),
        DynamicImage::ImageLumaA16(_) => image.into_rgba16().into(),
        image => image,
    }
}

fn without_colour(image: DynamicImage) -> DynamicImage {
    match image {
        DynamicImage::ImageRgb8(_) => image.into_luma8().into(),
        DynamicImage::ImageRgba8(_) => image.into_luma_alpha8().into(),
        DynamicImage::ImageRgb16(_) => image.into_luma16().into(),
        DynamicImage::ImageRgba16(_) => image.into_luma_alpha16().into(),
        image => image,
    }
}

/// Converts luma and chroma to inks (JFIF; ITU-R BT.601).
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a byte"
)]
fn from_luma(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    let (y, cb, cr) = (f32::from(y), f32::from(cb) - 128.0, f32::from(cr) - 128.0);
    let parts = [
        1.402f32.mul_add(cr, y),
        0.714_136f32.mul_add(-cr, 0.344_136f32.mul_add(-cb, y)),
        1.772f32.mul_add(cb, y),
    ];
    parts.map(|part| part.round().clamp(0.0, 255.0) as u8)
}
