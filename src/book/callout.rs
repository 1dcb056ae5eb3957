//! Boxes beside the running text.

use crate::lang::Pair;

use super::{Block, Text};

/// A box set apart from the text.
#[derive(Debug, Clone)]
pub struct Callout {
    pub kind: CalloutKind,
    pub title: Option<Pair<Text>>,
    pub blocks: Vec<Block>,
}

/// What a box is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalloutKind {
    Insight,
    Note,
    Tip,
    Warning,
    Roadmap,
}

impl CalloutKind {
    /// The name in YAML, templates and style sheets.
    pub fn name(self) -> &'static str {
        match self {
            Self::Insight => "insight",
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Warning => "warning",
            Self::Roadmap => "roadmap",
        }
    }
}
