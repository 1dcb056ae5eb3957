//! Compares pictures with stored ones that a person has checked. A difference leaves three pictures in
//! `target/tmp/golden`; `DIGLOT_ACCEPT=1` stores the new ones, to be looked at before they are committed.

use std::fs;
use std::path::{Path, PathBuf};

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{GrayImage, Luma, imageops};

use crate::stored;

/// The tolerance of a comparison. Two pictures look the same if each pixel of either has a similar one near its place
/// in the other.
pub struct Measure {
    /// The radius in pixels by which both are blurred first, so that the sharpness of edges does not matter.
    blur: f32,
    /// How many pixels away the similar pixel may be, horizontally and vertically.
    reach: u32,
}

/// For pages that diglot draws, where only the rounding of edges may differ.
pub const DRAWN: Measure = Measure {
    blur: 0.0,
    reach: 0,
};
/// For screens of a browser, since each release draws and places letters slightly differently.
pub const BROWSED: Measure = Measure {
    blur: 1.0,
    reach: 2,
};

/// Two greys that differ by at most this much look the same.
const SAME: u8 = 48;
/// The fraction of pixels that may differ.
const PART: f64 = 0.001;

impl Measure {
    /// The difference in grey between a pixel and the most similar one within reach in the other picture.
    fn distance(&self, picture: &GrayImage, other: &GrayImage, x: u32, y: u32) -> u8 {
        let Some(pixel) = picture.get_pixel_checked(x, y) else {
            return 255;
        };
        // Most pixels match the one at the same place, which saves the search.
        let there = other.get_pixel_checked(x, y);
        let there = there.map(|there| there.0[0].abs_diff(pixel.0[0]));
        if let Some(distance) = there.filter(|distance| *distance <= SAME) {
            return distance;
        }
        let around = |at: u32| at.saturating_sub(self.reach)..=at + self.reach;
        let near = around(y).flat_map(|y| around(x).map(move |x| (x, y)));
        let near = near.filter_map(|(x, y)| other.get_pixel_checked(x, y));
        let distances = near.map(|other| other.0[0].abs_diff(pixel.0[0]));
        distances.min().unwrap_or(255)
    }

    /// A picture that is dark where two pictures differ, and the fraction of pixels that do.
    fn difference(&self, expected: &GrayImage, actual: &GrayImage) -> (GrayImage, f64) {
        let soft = |picture: &GrayImage| {
            if self.blur > 0.0 {
                imageops::blur(picture, self.blur)
            } else {
                picture.clone()
            }
        };
        let (expected, actual) = (&soft(expected), &soft(actual));
        let mut differing = 0.0;
        let marked = GrayImage::from_fn(actual.width(), actual.height(), |x, y| {
            let lost = self.distance(expected, actual, x, y);
            let distance = lost.max(self.distance(actual, expected, x, y));
            if distance > SAME {
                differing += 1.0;
            }
            Luma([255 - distance])
        });
        let all = f64::from(actual.width()) * f64::from(actual.height());
        (marked, differing / all)
    }

    /// Whether two pictures look the same.
    pub fn is_same(&self, expected: &GrayImage, actual: &GrayImage) -> bool {
        let is_as_large = expected.dimensions() == actual.dimensions();
        is_as_large && self.difference(expected, actual).1 <= PART
    }
}

/// Writes a PNG with the best compression.
fn save(picture: &GrayImage, path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = fs::File::create(path).unwrap();
    let encoder = PngEncoder::new_with_quality(file, CompressionType::Best, FilterType::Adaptive);
    picture.write_with_encoder(encoder).unwrap();
}

/// Returns a complaint if a picture does not look like the stored one.
///
/// # Panics
/// If none is stored.
pub fn compare(stored: &Path, actual: &GrayImage, measure: &Measure) -> Option<String> {
    let is_new = stored::is_accepted();
    if is_new && !stored.is_file() {
        save(actual, stored);
    }
    let expected = image::open(stored)
        .unwrap_or_else(|error| panic!("{}: {error}", stored.display()))
        .to_luma8();
    if measure.is_same(&expected, actual) {
        return None;
    }
    if is_new {
        save(actual, stored);
        return None;
    }
    let (marked, part) = measure.difference(&expected, actual);
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

/// Asserts that a folder holds no unused picture.
pub fn assert_no_other(folder: &Path, names: impl Iterator<Item = String>) {
    let names: Vec<String> = names.collect();
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(names.contains(&name), "{name} is the picture of nothing");
    }
}

/// Whether the comparison notices that a line of text in the middle of a picture is missing.
pub fn sees_a_missing_line(picture: &GrayImage, measure: &Measure) -> bool {
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
    !measure.is_same(picture, &blank)
}
