//! Pages against pictures of them that a person has looked at. A difference leaves three pictures in
//! `target/tmp/golden`; `DIGLOT_ACCEPT=1` stores the new pages, to be looked at before they are kept.

use std::fs;
use std::path::PathBuf;

use image::{GrayImage, Luma};
use typst_render::RenderOptions;

use super::paper::{self, Paper};
use crate::support;

/// Pixels a point: enough to see a dot under a character.
const SCALE: f64 = 0.75;
/// Below this two greys are the same to the eye.
const SAME: u8 = 48;
/// The part of a page that may differ: rounding of edges, no more.
const PART: f64 = 0.001;

fn picture(paper: &Paper, page: usize) -> GrayImage {
    let page = &paper.document.pages()[page - 1];
    let options = RenderOptions {
        pixel_per_pt: SCALE.into(),
        ..RenderOptions::default()
    };
    let drawn = typst_render::render(page, &options);
    let image = image::RgbaImage::from_raw(drawn.width(), drawn.height(), drawn.take()).unwrap();
    image::DynamicImage::ImageRgba8(image).to_luma8()
}

/// What differs between two pictures of one size, dark where it does, and how much of the page it is.
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

fn compare(paper: &Paper, page: usize) -> Option<String> {
    let name = format!("{}-{page}", paper.name.replace(' ', "-"));
    let stored = support::root().join(format!("tests/pages/golden/{name}.png"));
    let actual = picture(paper, page);
    if std::env::var_os("DIGLOT_ACCEPT").is_some() {
        fs::create_dir_all(stored.parent().unwrap()).unwrap();
        actual.save(&stored).unwrap();
    }
    let expected = image::open(&stored)
        .unwrap_or_else(|error| panic!("{}: {error}", stored.display()))
        .to_luma8();
    let (marked, part) = difference(&expected, &actual);
    if expected.dimensions() == actual.dimensions() && part <= PART {
        return None;
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("golden");
    fs::create_dir_all(&folder).unwrap();
    for (kind, image) in [
        ("expected", &expected),
        ("actual", &actual),
        ("difference", &marked),
    ] {
        image
            .save(folder.join(format!("{name}-{kind}.png")))
            .unwrap();
    }
    Some(format!(
        "{name}: {:.2} % of the page differs; see target/tmp/golden",
        part * 100.0
    ))
}

#[test]
fn pages_look_as_they_did_when_they_were_looked_at() {
    let pages = [
        (&*paper::HARD, [3, 5, 9]),
        (&*paper::REVERSED, [2, 4, 10]),
        (&*paper::HARD_FACING, [4, 5, 15]),
        (&*paper::FACING, [6, 7, 10]),
        (&*paper::STACKED, [2, 4, 6]),
        (&*paper::SAMPLE, [3, 4, 29]),
    ];
    let mut faults = Vec::new();
    for (paper, numbers) in pages {
        faults.extend(numbers.iter().filter_map(|page| compare(paper, *page)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The comparison sees a line of text that has gone.
#[test]
fn a_missing_line_is_seen() {
    let page = picture(&paper::HARD, 3);
    let mut blank = page.clone();
    let width = blank.width();
    let lines = page.rows().enumerate();
    let dark: Vec<u32> = lines
        .filter(|(_, row)| row.clone().any(|pixel| pixel.0[0] < 128))
        .map(|(y, _)| u32::try_from(y).unwrap())
        .collect();
    for y in dark.iter().skip(dark.len() / 2).take(8) {
        for x in 0..width {
            blank.put_pixel(x, *y, Luma([255]));
        }
    }
    let (_, part) = difference(&page, &blank);
    assert!(part > PART, "{part}");
}
