//! How a book looks, as far as its authors decide it.

use std::collections::BTreeMap;

use crate::source::Span;

/// The part of the design that a book may choose: `style:` in `book.yaml`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Style {
    /// Colours as `#rrggbb`, by the names `ink`, `accent` and `tint`.
    pub colours: BTreeMap<String, String>,
    /// Type sizes by language tag or `code`, and the line pitch as `pitch`.
    pub sizes: BTreeMap<String, Size>,
    /// Font families in order of preference, by language tag, `headings` or `code`.
    pub families: BTreeMap<String, Vec<Family>>,
    pub scene_break: SceneBreak,
}

/// How changes of scene are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SceneBreak {
    /// Three asterisks.
    #[default]
    Stars,
    /// Three lozenges.
    Diamonds,
    /// A short rule.
    Rule,
    /// A blank line; asterisks at the edge of a page, where it could not be seen.
    Blank,
}

impl SceneBreak {
    pub fn name(self) -> &'static str {
        match self {
            Self::Stars => "stars",
            Self::Diamonds => "diamonds",
            Self::Rule => "rule",
            Self::Blank => "blank",
        }
    }
}

/// A size in points and where the author wrote it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    pub points: f64,
    pub at: Span,
}

/// A font family's name and where the author wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    pub name: String,
    pub at: Span,
}
