//! What a question shows of its answer.

use super::LocalizedText;
use crate::lang::Labels;

/// Picks one of the labels of a language.
pub(super) type Label = for<'l> fn(&Labels<'l>) -> &'l str;

/// The part of an answer that the question shows. Nothing in it reveals the solution.
#[derive(Debug)]
pub struct Task<'a> {
    /// The kind of question as CSV and templates name it.
    pub kind: &'static str,
    /// An instruction, if the question does not make clear what to do.
    pub instruction: Option<Label>,
    /// The lists of options.
    pub offers: Vec<Offers<'a>>,
    /// The unit of the number that is asked for.
    pub unit: Option<LocalizedText<'a>>,
    /// The number of ruled lines to write on in a handout.
    pub space: u32,
}

impl<'a> Task<'a> {
    /// The lettered options.
    pub fn lettered(&self) -> impl Iterator<Item = (char, &LocalizedText<'a>)> {
        let lettered = self.offers.iter().flat_map(|offers| match offers {
            Offers::Lettered(lines) => lines.as_slice(),
            Offers::Numbered(_) | Offers::Row { .. } | Offers::TrueOrFalse => &[],
        });
        ('A'..='Z').zip(lettered)
    }
}

/// A list of options in a question.
#[derive(Debug)]
pub enum Offers<'a> {
    /// Lettered from `A`.
    Lettered(Vec<LocalizedText<'a>>),
    /// Numbered from 1.
    Numbered(Vec<LocalizedText<'a>>),
    /// Short options in a row, lettered from `A`, after the number of the blank that they are for, if there are
    /// several.
    Row {
        number: Option<usize>,
        lines: Vec<LocalizedText<'a>>,
    },
    /// The labels for true and false.
    TrueOrFalse,
}

impl<'a> Offers<'a> {
    /// The texts that the author wrote.
    pub fn lines(&self) -> &[LocalizedText<'a>] {
        match self {
            Self::Lettered(lines) | Self::Numbered(lines) | Self::Row { lines, .. } => lines,
            Self::TrueOrFalse => &[],
        }
    }

    /// The same texts, each with its printed mark: `A.`, `1.`
    pub fn marked(&self) -> Vec<(String, &LocalizedText<'a>)> {
        let letters = || ('A'..='Z').map(|letter| format!("{letter}."));
        let numbers = || (1..).map(|number: usize| format!("{number}."));
        match self {
            Self::Lettered(lines) | Self::Row { lines, .. } => letters().zip(lines).collect(),
            Self::Numbered(lines) => numbers().zip(lines).collect(),
            Self::TrueOrFalse => Vec::new(),
        }
    }
}
