//! How wide the narrowest lines of an edition are, for the words that stand on them.

use super::design::{Design, MM};
use super::listing;
use crate::edition::Stands;
use crate::manuscript::{Localized, Manuscript};

/// The narrowest line that is reckoned with, in em: a character and its neighbours.
const LEAST: f64 = 2.0;

/// The narrowest lines of each kind of text in each language, in em of its running text.
#[derive(Debug, Clone, Copy)]
pub struct Rooms {
    /// Running text, with the indents of quotations and lists taken off.
    pub text: Localized<f64>,
    /// Whole lines, which headings take.
    column: Localized<f64>,
    /// Lines of the contents and of lists, beside number and page.
    pub listed: Localized<f64>,
    /// The index, which may have two columns.
    pub index: Localized<f64>,
    /// The book's title on its page.
    pub title: Localized<f64>,
    /// The front of a card.
    pub card: Localized<f64>,
    /// Listings, in letters.
    pub code: f64,
    /// The type sizes, in points.
    size: Localized<f64>,
}

impl Rooms {
    /// The rooms of an edition with columns of these widths in millimetres.
    pub fn new(
        manuscript: &Manuscript<'_>,
        design: &Design<'_>,
        stands: Stands,
        widths: (f64, f64),
    ) -> Self {
        let mut places = [widths.0, widths.1].into_iter();
        let area = match stands {
            Stands::Columns => widths.0 + design.gap() + widths.1,
            Stands::Pages | Stands::Stacked | Stands::Alone => widths.0,
        };
        let columns = manuscript.languages.map(|lang| {
            let width = places.next().unwrap_or(widths.0);
            let em = design.size(lang) * MM;
            // On both sides a quotation stands in by this; so does one language below the other.
            let step = if lang.is_cjk() { 2.0 } else { 1.6 };
            (width, em, step)
        });
        let each = |room: &dyn Fn(f64, f64, f64) -> f64| {
            columns.map(|(width, em, step)| room(*width, *em, *step).max(LEAST))
        };
        let is_stacked = stands == Stands::Stacked;
        let inset = |step: f64| if is_stacked { step * 4.0 } else { step * 2.0 };
        // Number and page stand beside a title; titles are bold.
        let listed = |width: f64, em: f64| (width / em - 5.0) / 1.1;
        Self {
            text: each(&|width, em, step| width / em - inset(step)),
            column: each(&|width, em, step| {
                let indent = if is_stacked { step * 2.0 } else { 0.0 };
                width / em - indent
            }),
            listed: each(&|width, em, _| {
                listed(if is_stacked { width / 2.0 - 3.0 } else { width }, em)
            }),
            index: each(&|width, em, _| {
                // Two columns, where a line is that long.
                let parts = if width >= 100.0 { 2.2 } else { 1.0 };
                width / parts / em - 2.0
            }),
            title: each(&|width, em, _| {
                let width = if stands == Stands::Columns {
                    area
                } else {
                    width
                };
                width / em / 3.3
            }),
            card: each(&|_, em, _| ((design.page.width - 20.0) / 2.0 - 10.0) / em / 1.8),
            code: listing::columns(design),
            size: columns.map(|(_, em, _)| em / MM),
        }
    }

    /// Those of a heading: of a chapter, a section or a subsection.
    pub fn heading(&self, level: u8) -> Localized<f64> {
        let size = match level {
            0 => 2.3,
            1 => 1.45,
            _ => 1.2,
        };
        self.column.map(|room| (room / size).max(LEAST))
    }

    /// Those of a table's cell that is so many points wide, in type that is shrunk to a part of its size. Where a column
    /// holds every word whole, none needs room to spare.
    pub fn cell(&self, width: Localized<(f64, bool)>, scale: f64) -> Localized<f64> {
        /// The size of type in cells, as a part of the text's.
        const SIZE: f64 = 0.92;
        /// Letters are measured roughly: words in columns that were measured for them seem to be up to so much wider.
        const EXACT: f64 = 1.45;
        /// Others stand in columns that are narrower than some of their words: those that seem as wide may break.
        const NARROW: f64 = 1.18;
        let both = width.zip(self.size);
        both.map(|((width, holds_words), size)| {
            let spare = if *holds_words { EXACT } else { NARROW };
            (width * spare / (size * SIZE * scale)).max(LEAST)
        })
    }
}
