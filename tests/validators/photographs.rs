//! Photographs as cameras, phones and scanners save them keep their colours and orientation, in print and in EPUBs.

use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageBuffer, ImageEncoder, ImageFormat, Luma, Rgb, RgbImage};
use moxcms::ColorProfile;
use tempfile::TempDir;

use super::archive::Epub;
use crate::support::{build, errors, has_validator, run, scratch, write};

/// A book with a figure for each picture, and an EPUB and a PDF edition.
fn book(pictures: &[(&str, &[u8])]) -> TempDir {
    let folder = scratch();
    let path = |name: &str| folder.path().join(name);
    let mut chapter = "id: one\ntitle: { zh: 图, en: Pictures }\nblocks:\n".to_owned();
    for (name, bytes) in pictures {
        write(&path(name), bytes);
        let _ = writeln!(
            chapter,
            "  - figure: {{ image: {name}, alt: {{ zh: 图, en: A picture }}, width: 20% }}"
        );
    }
    write(&path("one.yaml"), chapter);
    let settings = "id: photographs\nlanguages: [zh, en]\ntitle: { zh: 照片, en: Photographs }\n\
        chapters: [one.yaml]\neditions:\n  en: { format: epub, languages: [en], pages: none }\n  \
        pdf: { format: pdf, layout: single, languages: [en], page: { opening: any } }\n";
    write(&path("book.yaml"), settings);
    folder
}

/// The picture in the EPUB that was made from the file of this name.
fn in_epub(made: &Path, name: &str) -> Vec<u8> {
    let epub = Epub::open(&made.join("photographs-en.epub"));
    let is_it = |file: &&(String, Vec<u8>)| file.0.contains(&format!("images/{name}-"));
    epub.files.iter().find(is_it).unwrap().1.clone()
}

/// The last page of the PDF, which has the pictures, rendered at 100 dpi.
fn printed(made: &Path) -> RgbImage {
    let pdf = made.join("photographs-pdf.pdf");
    let page = made.join("page");
    let output = run(Command::new("pdftoppm")
        .args(["-r", "100", "-png"])
        .arg(&pdf)
        .arg(&page));
    assert!(output.status.success(), "{}", errors(&output));
    let mut pages: Vec<_> = fs::read_dir(made)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    pages.retain(|path| path.extension().is_some_and(|it| it == "png"));
    pages.sort();
    image::open(pages.last().unwrap()).unwrap().to_rgb8()
}

fn is_near(one: [u8; 3], other: [u8; 3], by: u8) -> bool {
    one.into_iter()
        .zip(other)
        .all(|(one, other)| one.abs_diff(other) <= by)
}

/// The number of pixels of a colour, and the row of the median one.
fn count(picture: &RgbImage, colour: [u8; 3]) -> (usize, u32) {
    let pixels = picture.enumerate_pixels();
    let lines: Vec<u32> = pixels
        .filter(|(.., pixel)| is_near(pixel.0, colour, 12))
        .map(|(_, y, _)| y)
        .collect();
    let middle = lines.get(lines.len() / 2).copied().unwrap_or_default();
    (lines.len(), middle)
}

/// Converts a colour from Display P3 to sRGB (CSS Color 4 §10.9, §18).
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a byte"
)]
fn from_display_p3(colour: [u8; 3]) -> [u8; 3] {
    const FROM_P3: [[f64; 3]; 3] = [
        [1.224_940_1, -0.224_940_4, 0.0],
        [-0.042_056_9, 1.042_057_1, 0.0],
        [-0.019_637_6, -0.078_636_1, 1.098_273_5],
    ];
    let linear = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    FROM_P3.map(|row| {
        let part: f64 = row.iter().zip(linear).map(|(one, other)| one * other).sum();
        let part = if part <= 0.003_130_8 {
            part * 12.92
        } else {
            1.055 * part.powf(1.0 / 2.4) - 0.055
        };
        (part * 255.0).round().clamp(0.0, 255.0) as u8
    })
}

fn png(
    pixels: &[u8],
    (width, height): (u32, u32),
    colour: ExtendedColorType,
    icc: &ColorProfile,
) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = PngEncoder::new(&mut out);
    encoder.set_icc_profile(icc.encode().unwrap()).unwrap();
    encoder.write_image(pixels, width, height, colour).unwrap();
    out
}

#[test]
fn pictures_of_a_wide_gamut_keep_their_colours_when_scaled_or_reencoded() {
    const OWN: [u8; 3] = [180, 90, 60];
    let size = (2400, 2000);
    let pixels: Vec<u8> = OWN.into_iter().cycle().take(3 * 2400 * 2000).collect();
    let wide = png(
        &pixels,
        size,
        ExtendedColorType::Rgb8,
        &ColorProfile::new_display_p3(),
    );
    // Linear light in 16 bits; a fifth of the light is about half in sRGB.
    let light: Vec<u8> = 14_142u16
        .to_ne_bytes()
        .into_iter()
        .cycle()
        .take(2 * 64 * 64)
        .collect();
    let linear = ColorProfile::new_gray_with_gamma(1.0);
    let grey = png(&light, (64, 64), ExtendedColorType::L16, &linear);
    let book = book(&[("wide.png", &wide), ("grey.png", &grey)]);
    let made = build(book.path(), &[]);

    let wanted = from_display_p3(OWN);
    assert!(!is_near(wanted, OWN, 8), "{wanted:?} tells nothing");
    let shown = image::load_from_memory(&in_epub(made.path(), "wide")).unwrap();
    assert_eq!(shown.color(), image::ColorType::Rgb8);
    let colour = shown.to_rgb8().get_pixel(700, 700).0;
    assert!(is_near(colour, wanted, 2), "{colour:?}, not {wanted:?}");
    let shown = image::load_from_memory(&in_epub(made.path(), "grey")).unwrap();
    assert_eq!(shown.color(), image::ColorType::L8);
    let colour = shown.to_luma8().get_pixel(30, 30).0[0];
    assert!((125..=130).contains(&colour), "{colour}");

    if has_validator("pdftoppm") {
        let page = printed(made.path());
        assert!(
            count(&page, wanted).0 > 3_000,
            "the photograph prints in other colours"
        );
        assert!(
            count(&page, [128; 3]).0 > 3_000,
            "the grey prints as another"
        );
    }
}

/// A CMYK JPEG of 16 × 16 pixels of one colour, with inks inverted as in Adobe's programs: 255 is none.
fn in_inks(inks: [u8; 4]) -> Vec<u8> {
    let mut out = vec![0xFF, 0xD8];
    let mut segment = |marker: u8, body: &[u8]| {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        out.extend([0xFF, marker]);
        out.extend(length);
        out.extend(body);
    };
    segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x00");
    segment(0xDB, &[&[0][..], &[1; 64]].concat());
    let channels = (1..=4).flat_map(|id| [id, 0x11, 0]);
    segment(
        0xC0,
        &[8, 0, 16, 0, 16, 4]
            .into_iter()
            .chain(channels)
            .collect::<Vec<u8>>(),
    );
    // Huffman tables: twelve codes of four bits for DC sizes, one code of one bit for the end of a block.
    let mut sizes = [0; 17];
    sizes[4] = 12;
    segment(0xC4, &sizes.into_iter().chain(0..12).collect::<Vec<u8>>());
    let mut ends = [0; 18];
    (ends[0], ends[1]) = (0x10, 1);
    segment(0xC4, &ends);
    let channels = (1..=4).flat_map(|id| [id, 0]);
    segment(
        0xDA,
        &[4].into_iter()
            .chain(channels)
            .chain([0, 63, 0])
            .collect::<Vec<u8>>(),
    );
    let mut bits = String::new();
    for block in 0..4 {
        for ink in inks {
            let level = if block == 0 {
                8 * (i32::from(ink) - 128)
            } else {
                0
            };
            let size = 32 - level.unsigned_abs().leading_zeros();
            let _ = write!(bits, "{size:04b}");
            if size > 0 {
                let value = if level < 0 {
                    level + (1 << size) - 1
                } else {
                    level
                };
                let _ = write!(bits, "{value:0width$b}", width = size as usize);
            }
            bits.push('0');
        }
    }
    while !bits.len().is_multiple_of(8) {
        bits.push('1');
    }
    for at in (0..bits.len()).step_by(8) {
        let byte = u8::from_str_radix(&bits[at..at + 8], 2).unwrap();
        out.push(byte);
        if byte == 0xFF {
            out.push(0);
        }
    }
    out.extend([0xFF, 0xD9]);
    out
}

#[test]
fn cmyk_becomes_rgb_in_epubs_and_can_be_printed() {
    // Pure cyan.
    let jpeg = in_inks([0, 255, 255, 255]);
    let book = book(&[("inks.jpg", &jpeg)]);
    let made = build(book.path(), &[]);
    let bytes = in_epub(made.path(), "inks");
    assert_eq!(image::guess_format(&bytes).unwrap(), ImageFormat::Jpeg);
    // The number of channels in the frame header.
    let frame = bytes
        .windows(2)
        .position(|two| two == [0xFF, 0xC0])
        .unwrap();
    assert_eq!(bytes[frame + 9], 3);
    let colour = image::load_from_memory(&bytes)
        .unwrap()
        .to_rgb8()
        .get_pixel(8, 8)
        .0;
    assert!(is_near(colour, [0, 255, 255], 4), "{colour:?}");
    if has_validator("pdftoppm") {
        assert!(count(&printed(made.path()), [0, 255, 255]).0 > 3_000);
    }
}

#[test]
fn photographs_are_upright_in_print_and_in_epubs() {
    let scene = RgbImage::from_fn(64, 32, |x, _| {
        Rgb(if x < 32 { [220, 30, 30] } else { [30, 30, 220] })
    });
    let mut jpeg = Vec::new();
    scene
        .write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, 95))
        .unwrap();
    // EXIF orientation 6: the left side of the stored picture is its top.
    let exif = b"\xFF\xE1\x00\x22Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00";
    jpeg.splice(2..2, exif.iter().copied());
    let book = book(&[("turned.jpg", &jpeg)]);
    let made = build(book.path(), &[]);
    let bytes = in_epub(made.path(), "turned");
    assert!(
        !bytes.windows(4).any(|four| four == b"Exif"),
        "a reader might turn it again"
    );
    let shown = image::load_from_memory(&bytes).unwrap().to_rgb8();
    assert_eq!(shown.dimensions(), (32, 64));
    assert!(is_near(shown.get_pixel(16, 8).0, [220, 30, 30], 10));
    assert!(is_near(shown.get_pixel(16, 56).0, [30, 30, 220], 10));
    if has_validator("pdftoppm") {
        let page = printed(made.path());
        let ((reds, red), (blues, blue)) =
            (count(&page, [220, 30, 30]), count(&page, [30, 30, 220]));
        assert!(reds > 1_000 && blues > 1_000, "{reds}, {blues}");
        assert!(red < blue, "it lies on its side or on its head");
    }
}

#[test]
fn tall_screenshots_keep_every_pixel() {
    let tall = ImageBuffer::from_fn(800, 4800, |x, y| {
        Luma([u8::try_from((x / 3 + y / 5) % 2 * 255).unwrap()])
    });
    let mut bytes = Cursor::new(Vec::new());
    tall.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let book = book(&[("tall.png", &bytes.into_inner())]);
    let made = build(book.path(), &["-e", "en"]);
    let shown = image::load_from_memory(&in_epub(made.path(), "tall"))
        .unwrap()
        .to_luma8();
    assert_eq!(shown.dimensions(), (800, 4800));
    assert_eq!(shown.get_pixel(401, 2402), tall.get_pixel(401, 2402));
}
