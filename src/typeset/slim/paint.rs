//! Colours and strokes as plain data.

use serde::{Deserialize, Serialize};
use typst::layout::{Abs, Ratio};
use typst::visualize::{Cmyk, Color, DashPattern, FixedStroke, Luma, Paint, ProcessColor, Rgb};

use super::mark::{of_word, word};

/// A solid colour.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum PaintMark {
    /// Lightness and alpha.
    Luma(f32, f32),
    /// Red, green, blue and alpha.
    Rgb(f32, f32, f32, f32),
    Cmyk(f32, f32, f32, f32),
}

impl PaintMark {
    /// `None` if the paint is no solid colour in one of these spaces.
    pub fn of(paint: &Paint) -> Option<Self> {
        let Paint::Solid(Color::Process(color)) = paint else {
            return None;
        };
        match color {
            ProcessColor::Luma(color) => Some(Self::Luma(color.luma, color.alpha)),
            ProcessColor::Rgb(color) => {
                Some(Self::Rgb(color.red, color.green, color.blue, color.alpha))
            }
            ProcessColor::Cmyk(color) => Some(Self::Cmyk(color.c, color.m, color.y, color.k)),
            ProcessColor::Oklab(_)
            | ProcessColor::Oklch(_)
            | ProcessColor::LinearRgb(_)
            | ProcessColor::Hsl(_)
            | ProcessColor::Hsv(_) => None,
        }
    }

    pub fn paint(&self) -> Paint {
        let color = match *self {
            Self::Luma(luma, alpha) => ProcessColor::Luma(Luma::new(luma, alpha)),
            Self::Rgb(red, green, blue, alpha) => {
                ProcessColor::Rgb(Rgb::new(red, green, blue, alpha))
            }
            Self::Cmyk(c, m, y, k) => ProcessColor::Cmyk(Cmyk { c, m, y, k }),
        };
        Paint::Solid(Color::Process(color))
    }
}

/// A stroke; lengths in points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StrokeMark {
    paint: PaintMark,
    thickness: f64,
    cap: String,
    join: String,
    dash: Option<(Vec<f64>, f64)>,
    miter_limit: f64,
}

impl StrokeMark {
    /// `None` if its paint is no solid colour.
    pub fn of(stroke: &FixedStroke) -> Option<Self> {
        let dash = |dash: &DashPattern<Abs, Abs>| {
            let lengths = dash.array.iter().map(|length| length.to_raw());
            (lengths.collect(), dash.phase.to_raw())
        };
        Some(Self {
            paint: PaintMark::of(&stroke.paint)?,
            thickness: stroke.thickness.to_raw(),
            cap: word(stroke.cap),
            join: word(stroke.join),
            dash: stroke.dash.as_ref().map(dash),
            miter_limit: stroke.miter_limit.get(),
        })
    }

    /// `None` if there can be none.
    pub fn stroke(&self) -> Option<FixedStroke> {
        let dash = |(array, phase): &(Vec<f64>, f64)| DashPattern {
            array: array.iter().map(|length| Abs::raw(*length)).collect(),
            phase: Abs::raw(*phase),
        };
        Some(FixedStroke {
            paint: self.paint.paint(),
            thickness: Abs::raw(self.thickness),
            cap: of_word(&self.cap)?,
            join: of_word(&self.join)?,
            dash: self.dash.as_ref().map(dash),
            miter_limit: Ratio::new(self.miter_limit),
        })
    }
}
