//! Boxes beside the running text.

use crate::lang::{Labels, Pair};

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

    /// The label before the title.
    pub fn label<'l>(self, labels: &Labels<'l>) -> &'l str {
        match self {
            Self::Insight => labels.insight,
            Self::Note => labels.note,
            Self::Tip => labels.tip,
            Self::Warning => labels.warning,
            Self::Roadmap => labels.roadmap,
        }
    }
}
