//! The widths of the narrowest lines of an edition, which decide where long words may have to break.

use super::design::{Design, MM};
use super::listing;
use crate::edition::Arrangement;
use crate::manuscript::{Localized, Manuscript};

/// The lower limit of all widths, in em: a character and its neighbours.
const LEAST: f64 = 2.0;

/// The width of the narrowest line for each kind of text and each language, in em of the language's running text.
#[derive(Debug, Clone, Copy)]
pub struct Rooms {
    /// Running text, less the indents of quotations and lists.
    pub text: Localized<f64>,
    /// The same as wide as the page.
    pub whole: Localized<f64>,
    /// The full width of a column, as for headings.
    column: Localized<f64>,
    /// Titles in the contents and in lists, beside the number and the page.
    pub listed: Localized<f64>,
    /// The index, which may have two columns.
    pub index: Localized<f64>,
    /// The book's title on the title page.
    pub title: Localized<f64>,
    /// The front of a card.
    pub card: Localized<f64>,
    /// Listings, in characters.
    pub code: f64,
    /// The size of code, in points.
    code_size: f64,
    /// The type sizes, in points.
    size: Localized<f64>,
}

impl Rooms {
    /// The rooms of an edition with columns of these widths, in millimetres.
    pub fn new(
        manuscript: &Manuscript<'_>,
        design: &Design<'_>,
        arrangement: Arrangement,
        widths: (f64, f64),
    ) -> Self {
        let mut places = [widths.0, widths.1].into_iter();
        let area = match arrangement {
            Arrangement::Columns => widths.0 + design.gap() + widths.1,
            Arrangement::Facing | Arrangement::Stacked | Arrangement::Single => widths.0,
        };
        let columns = manuscript.languages.map(|lang| {
            let width = places.next().unwrap_or(widths.0);
            let em = design.size(lang) * MM;
            // Quotations are indented by this on both sides; so is one language below the other.
            let step = if lang.is_cjk() { 2.0 } else { 1.6 };
            (width, em, step)
        });
        let each = |room: &dyn Fn(f64, f64, f64) -> f64| {
            columns.map(|(width, em, step)| room(*width, *em, *step).max(LEAST))
        };
        let is_stacked = arrangement == Arrangement::Stacked;
        let inset = |step: f64| if is_stacked { step * 4.0 } else { step * 2.0 };
        // A title shares its line with the number and the page, and may be bold.
        let listed = |width: f64, em: f64| (width / em - 5.0) / 1.1;
        Self {
            text: each(&|width, em, step| width / em - inset(step)),
            whole: each(&|_, em, step| area / em - inset(step)),
            column: each(&|width, em, step| {
                let indent = if is_stacked { step * 2.0 } else { 0.0 };
                width / em - indent
            }),
            listed: each(&|width, em, _| {
                listed(if is_stacked { width / 2.0 - 3.0 } else { width }, em)
            }),
            index: each(&|width, em, _| {
                // Long lines are divided into two columns.
                let parts = if width >= 100.0 { 2.2 } else { 1.0 };
                width / parts / em - 2.0
            }),
            title: each(&|width, em, _| {
                let width = if arrangement == Arrangement::Columns {
                    area
                } else {
                    width
                };
                width / em / 3.3
            }),
            card: each(&|_, em, _| ((design.page.width - 20.0) / 2.0 - 10.0) / em / 1.8),
            code: listing::columns(design),
            code_size: design.code_size(),
            size: columns.map(|(_, em, _)| em / MM),
        }
    }

    /// The room of a listing with this width, in millimetres.
    pub fn code_in(&self, width: f64) -> f64 {
        listing::columns_in(width, self.code_size)
    }

    /// The width of the full column of the language at a place, in millimetres.
    pub fn indented(&self, place: usize) -> f64 {
        let of_place = |each: Localized<f64>| each.iter().nth(place).copied().unwrap_or_default();
        of_place(self.column) * of_place(self.size) * MM
    }

    /// The rooms of a heading; level 0 is that of a chapter.
    pub fn heading(&self, level: u8) -> Localized<f64> {
        let size = match level {
            0 => 2.3,
            1 => 1.45,
            _ => 1.2,
        };
        self.column.map(|room| (room / size).max(LEAST))
    }

    /// The rooms of a caption below one of so many pictures side by side, which may be narrower than the others.
    pub fn beside(&self, pictures: usize) -> Localized<f64> {
        /// The share of an equal part that the narrowest picture may have.
        const NARROWEST: f64 = 0.6;
        let parts = u32::try_from(pictures).map_or(1.0, f64::from);
        self.text.map(|room| (room * NARROWEST / parts).max(LEAST))
    }

    /// The rooms of a table cell with this width, in points, and whether its column is as wide as its longest word.
    /// `scale` is the table's reduction of the type size, `first` the place of its first language.
    pub fn cell(&self, width: Localized<(f64, bool)>, scale: f64, first: usize) -> Localized<f64> {
        /// The type size in cells, relative to running text.
        const SIZE: f64 = 0.92;
        /// Widths are rough estimates: in a column that was measured to hold its words, an estimate may exceed the
        /// column by this factor without a break being needed.
        const EXACT: f64 = 1.45;
        /// In a column that is narrower than some words, even a word that seems to fit may have to break.
        const NARROW: f64 = 1.18;
        let size = match width {
            Localized::Solo(_) => self.size.iter().nth(first).copied().map(Localized::Solo),
            Localized::Duo { .. } => None,
        };
        let both = width.zip(size.unwrap_or(self.size));
        both.map(|((width, holds_words), size)| {
            let spare = if *holds_words { EXACT } else { NARROW };
            (width * spare / (size * SIZE * scale)).max(LEAST)
        })
    }
}
