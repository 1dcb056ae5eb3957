//! Figures: pictures with their alternative texts and captions.

use super::{Picture, Text};
use crate::lang::Pair;

/// A figure: one picture, or several side by side.
#[derive(Debug, Clone)]
pub struct Figure {
    pub parts: Vec<FigurePart>,
    pub caption: Option<Pair<Text>>,
    /// As a fraction of the text's width, above 0 and at most 1, if the author gives it.
    pub width: Option<f64>,
    pub place: FigurePlace,
    /// Whether print editions turn it on its side.
    pub is_turned: bool,
}

/// A picture of a figure.
#[derive(Debug, Clone)]
pub struct FigurePart {
    pub image: Picture,
    /// What the picture shows; `None` if it only decorates.
    pub alt: Option<Pair<Text>>,
    /// Its own caption, beside that of the figure.
    pub caption: Option<Pair<Text>>,
}

impl Figure {
    /// Its picture, if it is one alone without a caption and in no size or place of its own.
    pub fn alone(&self) -> Option<&FigurePart> {
        let [picture] = self.parts.as_slice() else {
            return None;
        };
        let is_plain = self.caption.is_none()
            && picture.caption.is_none()
            && self.width.is_none()
            && matches!(self.place, FigurePlace::Near | FigurePlace::Here)
            && !self.is_turned;
        is_plain.then_some(picture)
    }
}

impl FigurePlace {
    /// Whether it is on a page of its own.
    pub fn is_page(self) -> bool {
        match self {
            Self::Page | Self::Bleed => true,
            Self::Near | Self::Here | Self::Top | Self::Spread => false,
        }
    }
}

/// Where print editions set a figure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FigurePlace {
    /// Near its place in the text, where the page has room.
    #[default]
    Near,
    /// Exactly at its place in the text.
    Here,
    /// At the top of a page.
    Top,
    /// On a page of its own.
    Page,
    /// On a page of its own, which it fills to the edges.
    Bleed,
    /// Across verso and recto in editions whose facing pages hold one language each.
    Spread,
}
