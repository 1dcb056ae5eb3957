//! Formulas as pictures, for e-readers that show no formulas: what is to be drawn, and what was.

use crate::formula::Formula;
use crate::lang::Lang;
use crate::picture::Encoded;

/// A formula to be drawn.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'f> {
    pub formula: &'f Formula,
    /// It stands by itself, not in a line of text.
    pub is_display: bool,
    /// The language of the text around it: its words are in the fonts of that.
    pub lang: &'f Lang,
}

/// The picture of a formula. Lengths are in em of the text around it.
#[derive(Debug, Clone)]
pub struct FormulaImage {
    pub picture: Encoded,
    pub width: f64,
    /// How far it reaches below the baseline of the text.
    pub depth: f64,
}
