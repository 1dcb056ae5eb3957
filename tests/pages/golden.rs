//! Compares pages with stored pictures that a person has checked.

use image::GrayImage;
use typst_render::RenderOptions;

use super::paper::{self, Paper};
use crate::{gallery, support};

/// Pixels per point, enough to show the dot under a character.
const SCALE: f64 = 0.75;
/// The same for pictures of a few lines, enough to tell punctuation marks apart.
const CLOSE: f64 = 1.5;

/// What a stored picture shows of an edition.
enum Part {
    /// The page or spread with an anchor, without heads and folios.
    Page(&'static str),
    /// The part of a page from one anchor down to another.
    Between(&'static str, &'static str),
}

/// Converts points to pixels.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "no page is that long"
)]
fn pixels(points: f64, scale: f64) -> u32 {
    (points * scale).round() as u32
}

/// A picture of a page between two heights in points.
fn picture(paper: &Paper, page: usize, (top, bottom): (f64, f64), scale: f64) -> GrayImage {
    let options = RenderOptions {
        pixel_per_pt: scale.into(),
        ..RenderOptions::default()
    };
    let drawn = typst_render::render(&paper.document.pages()[page - 1], &options);
    let image = image::RgbaImage::from_raw(drawn.width(), drawn.height(), drawn.take()).unwrap();
    let whole = image::DynamicImage::ImageRgba8(image).to_luma8();
    let from = pixels(top, scale);
    let height = pixels(bottom - top, scale).min(whole.height() - from);
    image::imageops::crop_imm(&whole, 0, from, whole.width(), height).to_image()
}

/// The picture of a part. Facing pages are side by side.
fn shot(paper: &Paper, part: &Part) -> GrayImage {
    // Accents, boxes and ruby may extend a little beyond.
    const MARGIN: f64 = 10.0;
    let (page, heights, scale) = match part {
        Part::Page(anchor) => {
            let (top, bottom) = paper.heights();
            (
                paper.place(anchor).0,
                (top - MARGIN, bottom + MARGIN),
                SCALE,
            )
        }
        Part::Between(from, to) => {
            let (page, top) = paper.place(from);
            let (last, bottom) = paper.place(to);
            assert_eq!(
                page, last,
                "{}: `{from}` and `{to}` on one page",
                paper.name
            );
            (page, (top - MARGIN, bottom), CLOSE)
        }
    };
    let left = picture(paper, page, heights, scale);
    if !paper.is_facing {
        return left;
    }
    let right = picture(paper, page + 1, heights, scale);
    let mut both = GrayImage::new(left.width() + right.width(), left.height());
    image::imageops::replace(&mut both, &left, 0, 0);
    image::imageops::replace(&mut both, &right, left.width().into(), 0);
    both
}

fn compare(name: &str, paper: &Paper, part: &Part) -> Option<String> {
    let stored = support::root().join(format!("tests/pages/golden/{name}.png"));
    gallery::compare(&stored, &shot(paper, part), &gallery::DRAWN)
}

/// Each picture's name, edition and part. Parts are given by anchors, so that pages before them may be added or
/// removed.
fn shots() -> Vec<(&'static str, &'static Paper, Part)> {
    use Part::{Between, Page};
    // One picture for each example in the chapter on CLREQ rules.
    let rules = [
        ("rule-indent", "rule-marks"),
        ("rule-marks", "rule-latin"),
        ("rule-latin", "rule-dashes"),
        ("rule-dashes", "rule-stress"),
        ("rule-stress", "rule-quotes"),
        ("rule-quotes", "rule-ruby"),
        ("rule-ruby", "rule-last-line"),
        ("rule-quote", "clreq-callout-1"),
        ("clreq-callout-1", "rule-breaks"),
        ("rule-breaks", "rule-names"),
    ];
    let rules = rules.map(|(from, to)| (from, &*paper::HARD, Between(from, to)));
    let mut shots: Vec<(_, &Paper, _)> = vec![
        ("columns-chapter", &paper::SAMPLE, Page("text-to-tokens")),
        (
            "columns-quiz",
            &paper::SAMPLE,
            Page("text-to-tokens-quiz-1"),
        ),
        ("columns-marks", &paper::HARD, Page("traps")),
        ("columns-hostile", &paper::HARD, Page("hostile")),
        ("columns-boxes", &paper::HARD, Page("boxes")),
        ("columns-long-box", &paper::HARD, Page("boxes-text-12")),
        ("columns-formulas", &paper::HARD, Page("traps-math-1")),
        ("facing-formulas", &paper::FACING, Page("attention-formula")),
        ("reversed-marks", &paper::REVERSED, Page("traps")),
        ("facing-chapter", &paper::FACING, Page("text-to-tokens")),
        ("facing-reversed-marks", &paper::HARD_FACING, Page("traps")),
        ("facing-title", &paper::FACING, Page("front.title")),
        ("facing-copyright", &paper::FACING, Page("front.copyright")),
        (
            "facing-contents",
            &paper::HARD_FACING,
            Page("front.contents"),
        ),
        ("facing-index", &paper::INDEXED_FACING, Page("back.index")),
        ("columns-copyright", &paper::HARD, Page("front.copyright")),
        ("stacked-title", &paper::STACKED, Page("front.title")),
        ("stacked-chapter", &paper::STACKED, Page("text-to-tokens")),
        (
            "stress-strong-ruby",
            &paper::HARD,
            Between("traps-text-3", "traps-heading-2"),
        ),
    ];
    shots.extend(rules);
    shots
}

#[test]
fn pages_look_as_stored() {
    let shots = shots();
    let faults: Vec<String> = shots
        .iter()
        .filter_map(|(name, paper, part)| compare(name, paper, part))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// There are no unused pictures.
#[test]
fn every_stored_picture_is_used() {
    let folder = support::root().join("tests/pages/golden");
    let shots = shots();
    let names = shots.iter().map(|(name, ..)| format!("{name}.png"));
    gallery::assert_no_other(&folder, names);
}

/// The comparison notices a missing line of text.
#[test]
fn a_missing_line_is_noticed() {
    let page = shot(&paper::HARD, &Part::Page("traps"));
    assert!(gallery::sees_a_missing_line(&page, &gallery::DRAWN));
}
