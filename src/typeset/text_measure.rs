//! Estimates heights before layout, to choose column widths, and to find tables, listings and questions that are
//! short enough to be kept on one page.

use super::design::{Design, MM};
use super::fonts::{Fonts, Ruler};
use super::listing;
use super::tables::{self, Rulers, TablePlan};
use crate::book::{BlockBreak, ChapterRole, Text};
use crate::edition::{Arrangement, PairSync};
use crate::lang::Pair;
use crate::manuscript::{
    Localized, LocalizedText, Manuscript, Piece, PieceKind, Section, TablePiece,
};
use crate::walk;

/// Lines are not filled to the last letter: the loss to line breaking, as observed in typeset books.
const LOSS: f64 = 1.03;
/// The share of a page up to which something is kept whole.
const WHOLE: f64 = 0.55;
/// The share of a page up to which a question in a book is kept whole.
const SHORT: f64 = 0.3;

/// The size of a text below another in the stacked layout, relative to its usual size.
const UNDER: f64 = 0.92;

/// The length of a text if its lines never turn over: of one line, or of each between hard line breaks.
#[derive(Debug, Clone, Default)]
pub struct Length {
    pub first: f64,
    /// Those of the lines after it; most texts have none.
    pub others: Vec<f64>,
}

impl Length {
    fn scaled(mut self, by: f64) -> Self {
        self.first *= by;
        self.others.iter_mut().for_each(|line| *line *= by);
        self
    }

    fn lines(&self) -> impl Iterator<Item = f64> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }
}

/// The lengths of texts in millimetres: those of a pair, or of a stretch whose pairs are not kept level.
pub type Lengths = Vec<Localized<Length>>;

/// Measures texts in each language of an edition.
pub struct TextMeasure {
    rulers: Localized<Ruler>,
    /// The rulers for table cells.
    cells: Rulers,
    /// The number of lines on a page.
    page_lines: f64,
    /// The distance between baselines, in points.
    pitch: f64,
    /// The gap between columns, in millimetres.
    gap: f64,
    /// The smallest type size of any text, in points.
    smallest: f64,
    arrangement: Arrangement,
}

impl TextMeasure {
    /// The measures of a manuscript in a design.
    pub fn new(
        manuscript: &Manuscript<'_>,
        design: &Design<'_>,
        arrangement: Arrangement,
        fonts: &Fonts,
    ) -> Self {
        let margins = design.margins();
        let height = design.page.height - margins.top - margins.bottom;
        let languages = manuscript.languages;
        let cells = languages.map(|lang| tables::Weights {
            regular: Ruler::new(fonts, design, lang),
            bold: Ruler::bold(fonts, design, lang),
        });
        let sizes = languages.iter().map(|lang| design.size(lang));
        let smallest = sizes.fold(f64::INFINITY, f64::min);
        Self {
            rulers: languages.map(|lang| Ruler::new(fonts, design, lang)),
            cells: Rulers::new(cells, Ruler::of_code(fonts, design)),
            page_lines: height / MM / design.pitch(),
            pitch: design.pitch(),
            gap: design.gap(),
            smallest: match arrangement {
                Arrangement::Stacked => smallest * UNDER,
                Arrangement::Columns | Arrangement::Facing | Arrangement::Single => smallest,
            },
            arrangement,
        }
    }

    /// The length of each text of a pair, in millimetres.
    pub fn lengths(&self, texts: Localized<&Text>) -> Localized<Length> {
        let pairs = self.rulers.map_ref().zip(texts);
        pairs.map(|(ruler, text)| ruler.measure(text).scaled(MM))
    }

    /// The lengths of a text that a language at this place may have alone.
    fn lengths_in(&self, texts: Localized<&Text>, alone: Option<usize>) -> Localized<Length> {
        match (alone.and_then(|place| self.rulers.iter().nth(place)), texts) {
            (Some(ruler), Localized::Solo(text)) => Localized::Solo(ruler.measure(text).scaled(MM)),
            (_, texts) => self.lengths(texts),
        }
    }

    /// The lengths of a book's texts, grouped where they are not kept level.
    pub fn all_lengths(&self, manuscript: &Manuscript<'_>, sync: PairSync) -> Vec<Lengths> {
        let mut all = Vec::new();
        let measured = |pair: &&Pair<Text>| {
            let languages = manuscript.edition.languages;
            self.lengths(languages.choose(pair))
        };
        walk::stretches(manuscript.book, &mut |texts| match sync {
            PairSync::Strict => all.extend(texts.iter().map(|pair| vec![measured(pair)])),
            PairSync::Start => all.push(texts.iter().map(measured).collect()),
        });
        all
    }

    /// Estimates the number of pages of a book with texts of these lengths.
    pub fn pages(
        &self,
        manuscript: &Manuscript<'_>,
        lengths: &[Lengths],
        widths: (f64, f64),
    ) -> usize {
        // A chapter opens low on its first page, and on average leaves half of its last page empty. The title of a part
        // leaves most of a page.
        let openings = manuscript
            .chapters
            .iter()
            .map(|chapter| match chapter.role {
                ChapterRole::Part => 1.5,
                ChapterRole::Dedication
                | ChapterRole::Epigraph
                | ChapterRole::Foreword
                | ChapterRole::Preface
                | ChapterRole::Introduction
                | ChapterRole::Acknowledgements
                | ChapterRole::Chapter
                | ChapterRole::Appendix
                | ChapterRole::Afterword
                | ChapterRole::Bibliography
                | ChapterRole::AboutAuthor
                | ChapterRole::AlsoBy
                | ChapterRole::Colophon => 0.7,
            });
        let openings: f64 = openings.sum();
        let chapters = manuscript.chapters.iter();
        let others: f64 = chapters.map(|one| self.besides_texts(one)).sum();
        // The contents list chapters and headings; other front matter takes some pages.
        let pieces = manuscript.chapters.iter().flat_map(|one| &one.pieces);
        let headings = pieces.filter(|piece| matches!(piece.kind, PieceKind::Heading { .. }));
        let listed = 1.2 * count(headings.count() + manuscript.chapters.len());
        let front = listed + 3.0 * self.page_lines;
        // Answers repeat the question's number and take some lines each.
        let answers = manuscript.key.iter().map(|section| section.answers.len());
        let answers = 3.0 * count(answers.sum());
        let lines: f64 = lengths
            .iter()
            .map(|texts| self.lines(texts, widths) + 0.5)
            .sum();
        let pages_of_opening = match self.arrangement {
            Arrangement::Facing => 2.0,
            Arrangement::Columns | Arrangement::Stacked | Arrangement::Single => 1.0,
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "books have far fewer pages"
        )]
        let pages = (((lines + others + front + answers) / self.page_lines + openings)
            * pages_of_opening)
            .ceil() as usize;
        pages
    }

    /// How many lines of a chapter hold no text, by a rough estimate.
    fn besides_texts(&self, chapter: &Section<'_>) -> f64 {
        /// The share of a page that a picture takes.
        const PICTURE: f64 = 0.3;
        // A heading is larger than a line of text, and has space above it.
        let heading = match self.arrangement {
            Arrangement::Stacked => 3.0,
            Arrangement::Columns | Arrangement::Facing | Arrangement::Single => 2.0,
        };
        let lines = Piece::every(&chapter.pieces).map(|piece| {
            let own = if matches!(piece.kind, PieceKind::Heading { .. }) {
                heading
            } else if let PieceKind::Figure(figure) = &piece.kind {
                let is_alone = figure.is_turned || figure.place.is_page();
                self.page_lines * if is_alone { 1.0 } else { PICTURE }
            } else if let PieceKind::Code { program, .. } = &piece.kind {
                count(program.lead().lines().count()) + 1.0
            } else if matches!(
                piece.kind,
                PieceKind::Callout { .. } | PieceKind::Summary(_)
            ) {
                // A title and space inside the box.
                2.0
            } else if let PieceKind::Break(kind) = &piece.kind {
                match kind {
                    BlockBreak::Scene => 2.0,
                    BlockBreak::Page => self.page_lines / 2.0,
                }
            } else {
                0.0
            };
            // Space between questions.
            own + 1.5 * count(piece.questions().len())
        });
        lines.sum()
    }

    /// The number of lines that texts take in columns of these widths: those of the longer side, or of both if one is
    /// below the other.
    pub fn lines(&self, lengths: &[Localized<Length>], widths: (f64, f64)) -> f64 {
        let (lead, second) = sides(lengths, widths);
        match self.arrangement {
            Arrangement::Stacked => lead + second,
            Arrangement::Columns | Arrangement::Facing | Arrangement::Single => lead.max(second),
        }
    }

    /// The number of lines that the second text of a pair takes when written by hand.
    pub fn second_lines(&self, line: &LocalizedText<'_>, widths: (f64, f64)) -> usize {
        /// The width of handwriting, relative to print.
        const HAND: f64 = 1.5;
        let length = match self.lengths(line.text) {
            Localized::Duo { second, .. } => second,
            Localized::Solo(only) => only,
        };
        let mut lines = 0;
        for line in length.lines() {
            lines += 1;
            let mut rest = line * HAND - widths.1;
            while rest > 0.0 {
                lines += 1;
                rest -= widths.1;
            }
        }
        lines
    }

    fn line(&self, line: &LocalizedText<'_>, widths: (f64, f64), alone: Option<usize>) -> f64 {
        // A text alone is measured in its own column, as the first.
        let widths = match alone {
            Some(1) if widths.1 > 0.0 => (widths.1, widths.0),
            Some(_) | None => widths,
        };
        // Half a line separates pairs.
        self.lines(&[self.lengths_in(line.text, alone)], widths) + 0.5
    }

    /// Whether so many lines of text are few enough to be kept on one page.
    pub fn keeps_lines(&self, lines: usize) -> bool {
        let lines = u32::try_from(lines).unwrap_or(u32::MAX);
        f64::from(lines) < self.page_lines * WHOLE
    }

    /// Whether a listing is short enough to be kept on one page. Lines with more than `columns` characters wrap.
    pub fn keeps_listing(&self, text: &str, columns: f64) -> bool {
        /// How many characters a wrapped line loses to its arrow and to the word that no longer fits at its end.
        const LOST: f64 = 10.0;
        let lines = text.lines().map(|line| {
            let indent = listing::width(&line[..line.len() - line.trim_start().len()]);
            let more = (listing::width(line) - columns).max(0.0);
            1.0 + (more / (columns - indent - LOST).max(LOST)).ceil()
        });
        lines.sum::<f64>() < self.page_lines * WHOLE
    }

    /// Whether a question with these texts and so many ruled lines, which the language at `alone` may have alone, is short
    /// enough to be kept on one page.
    pub fn keeps<'a>(
        &self,
        lines: impl Iterator<Item = &'a LocalizedText<'a>>,
        to_write_on: u32,
        widths: (f64, f64),
        alone: Option<usize>,
    ) -> bool {
        /// The distance between ruled lines, in lines of text.
        const RULED: f64 = 1.5;
        let ruled = f64::from(to_write_on) * RULED;
        self.height(lines, widths, alone) + ruled < self.page_lines * WHOLE
    }

    /// Whether texts take more than a page.
    pub fn fills_page<'a>(
        &self,
        lines: impl Iterator<Item = &'a LocalizedText<'a>>,
        widths: (f64, f64),
    ) -> bool {
        self.height(lines, widths, None) > self.page_lines
    }

    /// Whether a question in a book is short enough to be kept on one page; longer ones would leave too much of a
    /// page empty. The language at `alone` may have it alone.
    pub fn is_short<'a>(
        &self,
        lines: impl Iterator<Item = &'a LocalizedText<'a>>,
        widths: (f64, f64),
        alone: Option<usize>,
    ) -> bool {
        self.height(lines, widths, alone) < self.page_lines * SHORT
    }

    fn height<'a>(
        &self,
        lines: impl Iterator<Item = &'a LocalizedText<'a>>,
        widths: (f64, f64),
        alone: Option<usize>,
    ) -> f64 {
        lines.map(|line| self.line(line, widths, alone)).sum()
    }

    /// Whether something of this height, in points, is short enough to be kept on one page.
    pub fn keeps_height(&self, height: f64) -> bool {
        height < self.page_lines * self.pitch * WHOLE
    }

    /// Plans a table on pages with a type area of this width, in millimetres. `alone` is the place of the language that
    /// alone has it.
    pub fn table(&self, table: &TablePiece<'_>, width: f64, alone: Option<usize>) -> TablePlan {
        let (width, height) = (width / MM, self.page_lines * self.pitch);
        let (width, height) = if table.is_turned {
            (height, width)
        } else {
            (width, height)
        };
        let room = tables::Room {
            width,
            height,
            pitch: self.pitch,
            smallest: self.smallest,
            apart: self.arrangement == Arrangement::Facing,
        };
        tables::plan(&self.cells, room, table, alone)
    }

    /// The width of a table in millimetres, on pages with columns of these widths.
    pub fn table_width(&self, widths: (f64, f64)) -> f64 {
        match self.arrangement {
            Arrangement::Columns if widths.1 > 0.0 => widths.0 + self.gap + widths.1,
            Arrangement::Columns
            | Arrangement::Facing
            | Arrangement::Stacked
            | Arrangement::Single => widths.0,
        }
    }
}

/// The number of lines that texts take on each side, in columns of these widths.
pub fn sides(lengths: &[Localized<Length>], widths: (f64, f64)) -> (f64, f64) {
    let lines = |length: &Length, width: f64| {
        let rows = |line: f64| (line * LOSS / width).ceil();
        // An empty line takes a row if it is one of several.
        let others = length.others.iter().map(|line| rows(*line).max(1.0));
        rows(length.first) + others.sum::<f64>()
    };
    let of_pair = |pair: &Localized<Length>| match pair {
        Localized::Duo { lead, second } => (lines(lead, widths.0), lines(second, widths.1)),
        Localized::Solo(only) => (lines(only, widths.0), 0.0),
    };
    let sum = |sum: (f64, f64), pair: (f64, f64)| (sum.0 + pair.0, sum.1 + pair.1);
    lengths.iter().map(of_pair).fold((0.0, 0.0), sum)
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}
