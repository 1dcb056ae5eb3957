//! Pictures against stored ones that a person has looked at. A difference leaves three pictures in
//! `target/tmp/golden`; `DIGLOT_ACCEPT=1` stores the new ones, to be looked at before they are kept.

use std::fs;
use std::path::{Path, PathBuf};

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{GrayImage, Luma};

/// Below this two greys are the same to the eye.
const SAME: u8 = 48;
/// The part of a picture that may differ: rounding of edges, no more.
const PART: f64 = 0.001;

/// What differs between two pictures, dark where it does, and how much of the picture it is.
fn difference(expected: &GrayImage, actual: &GrayImage) -> (GrayImage, f64) {
    let mut differing = 0.0;
    let marked = GrayImage::from_fn(actual.width(), actual.height(), |x, y| {
        let wanted = expected
            .get_pixel_checked(x, y)
            .map_or(0, |pixel| pixel.0[0]);
        let distance = wanted.abs_diff(actual.get_pixel(x, y).0[0]);
        if distance > SAME {
            differing += 1.0;
        }
        Luma([255 - distance])
    });
    let all = f64::from(actual.width()) * f64::from(actual.height());
    (marked, differing / all)
}

/// Writes a picture as small as PNG can be.
fn save(picture: &GrayImage, path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = fs::File::create(path).unwrap();
    let encoder = PngEncoder::new_with_quality(file, CompressionType::Best, FilterType::Adaptive);
    picture.write_with_encoder(encoder).unwrap();
}

/// Complains of a picture that does not look like the stored one.
///
/// # Panics
/// When none is stored.
pub fn compare(stored: &Path, actual: &GrayImage) -> Option<String> {
    let is_new = std::env::var_os("DIGLOT_ACCEPT").is_some();
    if is_new && !stored.is_file() {
        save(actual, stored);
    }
    let expected = image::open(stored)
        .unwrap_or_else(|error| panic!("{}: {error}", stored.display()))
        .to_luma8();
    let (marked, part) = difference(&expected, actual);
    if expected.dimensions() == actual.dimensions() && part <= PART {
        return None;
    }
    if is_new {
        save(actual, stored);
        return None;
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("golden");
    let name = stored.file_stem().unwrap().to_string_lossy();
    for (kind, picture) in [
        ("expected", &expected),
        ("actual", actual),
        ("difference", &marked),
    ] {
        save(picture, &folder.join(format!("{name}-{kind}.png")));
    }
    Some(format!(
        "{name}: {:.2} % of the picture differs; see target/tmp/golden",
        part * 100.0
    ))
}

/// Asserts that a folder holds no picture that nothing is compared with.
pub fn assert_no_other(folder: &Path, names: impl Iterator<Item = String>) {
    let names: Vec<String> = names.collect();
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(names.contains(&name), "{name} is the picture of nothing");
    }
}

/// Whether the comparison sees that a line of text has gone from the middle of a picture.
pub fn sees_a_missing_line(picture: &GrayImage) -> bool {
    let lines = picture.rows().enumerate();
    let ground = picture.get_pixel(0, 0).0[0];
    let inked: Vec<u32> = lines
        .filter(|(_, row)| row.clone().any(|pixel| pixel.0[0].abs_diff(ground) > 127))
        .map(|(y, _)| u32::try_from(y).unwrap())
        .collect();
    let mut blank = picture.clone();
    for y in inked.iter().skip(inked.len() / 2).take(24) {
        for x in 0..picture.width() {
            blank.put_pixel(x, *y, Luma([ground]));
        }
    }
    difference(picture, &blank).1 > PART
}
