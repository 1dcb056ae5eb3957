//! Formulas as images, for e-readers without MathML: the request to draw one, and the result.

use crate::formula::Formula;
use crate::lang::Lang;
use crate::picture::Encoded;

/// A formula to be drawn.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'f> {
    pub formula: &'f Formula,
    /// Whether it is a display formula, on a line of its own.
    pub is_display: bool,
    /// The language of the text around it, in whose fonts words in the formula are set.
    pub lang: &'f Lang,
}

/// The image of a formula. Lengths are in em of the text around it.
#[derive(Debug, Clone)]
pub struct FormulaImage {
    pub picture: Encoded,
    pub width: f64,
    /// How far it extends below the baseline.
    pub depth: f64,
}
