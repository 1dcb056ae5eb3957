//! Compares screenshots of the sample's EPUBs in the reading engines with stored ones that a person has checked.

use std::fs;
use std::path::{Path, PathBuf};

use image::GrayImage;
use image::imageops::{FilterType, blur, resize};
use serde_json::{Value, json};

use super::books::{BOOKS, assert_none, shelf};
use super::engines::ENGINES;
use super::tools::need;
use crate::gallery::{self, BROWSED};
use crate::support;

/// A place in the book, as an engine shows it on a device in light or dark mode.
struct Shot {
    engine: &'static str,
    what: &'static str,
    href: &'static str,
    is_tablet: bool,
    is_night: bool,
}

const SHOTS: [Shot; 4] = [
    Shot {
        engine: "foliate",
        what: "chapter",
        href: "chapter-text-to-tokens.xhtml#text-to-tokens-heading-2",
        is_tablet: false,
        is_night: false,
    },
    Shot {
        engine: "epubjs",
        what: "quiz",
        href: "chapter-text-to-tokens.xhtml#text-to-tokens-quiz-1",
        is_tablet: false,
        is_night: true,
    },
    Shot {
        engine: "foliate",
        what: "answers",
        href: "answers.xhtml",
        is_tablet: true,
        is_night: true,
    },
    Shot {
        engine: "epubjs",
        what: "glossary",
        href: "glossary.xhtml",
        is_tablet: true,
        is_night: false,
    },
];

impl Shot {
    fn name(&self, edition: &str) -> String {
        let device = if self.is_tablet { "tablet" } else { "phone" };
        let time = if self.is_night { "night" } else { "day" };
        format!(
            "{edition}-{}-{}-{device}-{time}.png",
            self.engine, self.what
        )
    }

    fn path(&self, edition: &str) -> PathBuf {
        shelf("shots").join(self.name(edition))
    }
}

/// The sample's EPUB editions and their files.
fn editions() -> impl Iterator<Item = (&'static str, &'static Path)> {
    let made = BOOKS[0].epubs();
    made.map(|made| (made.edition.name.as_str(), made.path.as_path()))
}

/// The screenshots that `engines.cjs` has to take of a book.
pub fn of(file: &Path) -> Vec<Value> {
    let editions = editions().filter(|(_, path)| *path == file);
    let shots = editions.flat_map(|(edition, _)| {
        SHOTS.iter().map(move |shot| {
            let (width, height) = if shot.is_tablet {
                (800, 1000)
            } else {
                (390, 720)
            };
            json!({
                "path": shot.path(edition),
                "engine": shot.engine,
                "href": shot.href,
                "width": width,
                "height": height,
                "night": shot.is_night,
            })
        })
    });
    shots.collect()
}

/// A screenshot in sixteen greys, and for a tablet at half its size, which keeps the stored files small.
fn picture(shot: &Shot, edition: &str) -> GrayImage {
    let mut picture = image::open(shot.path(edition)).unwrap().to_luma8();
    if shot.is_tablet {
        let (width, height) = (picture.width() / 2, picture.height() / 2);
        picture = resize(&picture, width, height, FilterType::Triangle);
    }
    for pixel in picture.pixels_mut() {
        pixel.0[0] = (pixel.0[0] / 17) * 17;
    }
    picture
}

#[test]
fn books_look_as_stored_in_the_engines() {
    if need("the reading engines", ENGINES.as_ref()).is_none() {
        return;
    }
    let folder = support::root().join("tests/validators/shots");
    let mut faults = Vec::new();
    let mut names = Vec::new();
    for (edition, _) in editions() {
        for shot in &SHOTS {
            names.push(shot.name(edition));
            let stored = folder.join(shot.name(edition));
            let picture = picture(shot, edition);
            assert!(
                gallery::sees_a_missing_line(&picture, &BROWSED),
                "{}",
                shot.name(edition)
            );
            faults.extend(gallery::compare(&stored, &picture, &BROWSED));
        }
    }
    assert_none(&faults);
    gallery::assert_no_other(&folder, names.into_iter());
}

/// The comparison tolerates what another release of the browser may change, but not what a reader would notice.
#[test]
fn softer_letters_a_pixel_away_look_the_same_and_a_missing_line_does_not() {
    let folder = support::root().join("tests/validators/shots");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stored = image::open(&path).unwrap().to_luma8();
        let moved = GrayImage::from_fn(stored.width(), stored.height(), |x, y| {
            *stored.get_pixel(x.saturating_sub(1), y.saturating_sub(1))
        });
        let soft = blur(&moved, 0.5);
        let name = path.display();
        assert!(BROWSED.is_same(&stored, &soft), "{name}");
        assert!(gallery::sees_a_missing_line(&stored, &BROWSED), "{name}");
    }
}
