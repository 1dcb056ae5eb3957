//! Decides where the figures of a chapter go: in place, or floating to the top or foot of their page or the next,
//! while text goes on.
//!
//! A figure may float only as long as there is text to fill its page. All floating figures are flushed before the
//! text that leads to the next figure. So each is at most one page late, and they keep their order.

use std::collections::{BTreeMap, BTreeSet};

use super::{PICTURES, Writer, pair, string};
use crate::book::FigurePlace;
use crate::edition::PairSync;
use crate::manuscript::{FigureItem, FigurePiece, Piece, PieceKind};

/// How the figures of a chapter are placed, by the ids of pieces.
#[derive(Debug, Default)]
pub struct Placements<'a> {
    figures: BTreeMap<&'a str, Placement>,
    /// Pieces before which all floating figures are flushed.
    settled_before: BTreeSet<&'a str>,
}

/// How a figure is placed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Placement {
    /// In the flow.
    #[default]
    Here,
    /// In the flow, below the title of its chapter.
    BelowTitle,
    /// In the flow, below a heading or in a box, which take up room on the same page.
    BelowHeading,
    /// Floating to the top or foot of its page or the next one.
    Waiting,
    /// Floating to the top of its page or the next one.
    Top,
    /// Floating to a page of its own.
    Page,
    /// Filling a page of its own to the edges.
    Bleed,
}

impl<'a> Placements<'a> {
    /// The placement of a figure: in the flow unless decided otherwise.
    pub fn of(&self, piece: &Piece<'a>) -> Placement {
        self.figures.get(piece.id).copied().unwrap_or_default()
    }

    /// Whether all floating figures are flushed before a piece.
    pub fn is_settled_before(&self, piece: &Piece<'a>) -> bool {
        self.settled_before.contains(piece.id)
    }
}

impl<'a> Writer<'a> {
    /// Decides how each figure among the pieces of a chapter is placed.
    pub(super) fn placing(&self, pieces: &[Piece<'a>]) -> Placements<'a> {
        // A unit is set as a whole: a piece, or a stretch of running text.
        let units: Vec<&[Piece<'a>]> = match self.setting.sync {
            PairSync::Strict => pieces.chunks(1).collect(),
            PairSync::Start => pieces
                .chunk_by(|one, next| one.runs_on && next.runs_on)
                .collect(),
        };
        let mut placing = Placements::default();
        // The index at which the text begins that leads to the next figure.
        let mut next_lead = None;
        let mut leads = BTreeSet::new();
        for (index, unit) in units.iter().enumerate().rev() {
            if !shows_figure(unit) {
                continue;
            }
            let first = &unit[0];
            if let Some(place) = asked(first) {
                placing.figures.insert(first.id, place);
            } else if matches!(first.kind, PieceKind::Figure(_)) {
                let end = next_lead.unwrap_or(units.len());
                let place = if end > index + 1 {
                    Placement::Waiting
                } else if index == 0 {
                    Placement::BelowTitle
                } else if is_heading(units[index - 1]) {
                    Placement::BelowHeading
                } else {
                    Placement::Here
                };
                placing.figures.insert(first.id, place);
            }
            let lead = self.lead(&units, index);
            leads.insert(lead);
            next_lead = Some(lead);
        }
        let mut is_waiting = false;
        for (index, unit) in units.iter().enumerate() {
            if is_waiting && leads.contains(&index) {
                placing.settled_before.insert(unit[0].id);
                is_waiting = false;
            }
            is_waiting |= match placing.of(&unit[0]) {
                Placement::Waiting | Placement::Top | Placement::Page | Placement::Bleed => true,
                Placement::Here | Placement::BelowTitle | Placement::BelowHeading => false,
            };
        }
        placing
    }

    pub(super) fn figure(&mut self, piece: &Piece<'a>, figure: &FigurePiece<'a>) {
        let mut arguments = vec![string(piece.id)];
        let name = match figure.parts.as_slice() {
            [only] => {
                arguments.extend(self.picture(only));
                "picture"
            }
            several => {
                let parts = several.iter().map(|part| {
                    let mut arguments = self.picture(part).to_vec();
                    let letter = part.letter.map(|letter| format!("letter: \"({letter})\""));
                    arguments.extend(letter);
                    let rooms = self.setting.rooms.beside(several.len());
                    let caption = part.caption.as_ref().map(|caption| {
                        format!("caption: {}", self.noted(caption, self.own(rooms)))
                    });
                    arguments.extend(caption);
                    format!("beside({}),", arguments.join(", "))
                });
                arguments.push(format!("({})", parts.collect::<Vec<_>>().join(" ")));
                "gallery"
            }
        };
        arguments.push(string(&figure.number));
        if let Some(width) = figure.width {
            arguments.push(format!("width: {}%", (width * 100.0).round()));
        }
        if figure.place == FigurePlace::Spread {
            arguments.push("spread: true".to_owned());
        }
        if figure.is_turned {
            arguments.push("turned: true".to_owned());
        }
        arguments.extend(self.caption(figure.caption.as_ref()));
        let captions = figure.parts.iter().filter_map(|part| part.caption.as_ref());
        arguments.extend(self.notes_below(captions.chain(&figure.caption)));
        let place = if self.depth > self.page_depth || self.is_inside() {
            Placement::BelowHeading
        } else {
            self.placing.of(piece)
        };
        let how = match place {
            Placement::Here => None,
            Placement::BelowTitle => Some("opens: true"),
            Placement::BelowHeading => Some("room: 75%"),
            Placement::Waiting => Some("floats: auto"),
            Placement::Top => Some("floats: top"),
            Placement::Page => Some("floats: \"page\""),
            Placement::Bleed => Some("bleed: true"),
        };
        arguments.extend(how.map(str::to_owned));
        match place {
            Placement::BelowTitle | Placement::Waiting | Placement::Top => {
                arguments.push(format!("chapter: {}", string(&self.note_prefix)));
            }
            Placement::Here | Placement::BelowHeading | Placement::Page | Placement::Bleed => {}
        }
        self.call(name, &arguments);
    }

    /// The path, the alternative text and the format of a picture.
    pub(super) fn picture(&self, part: &FigureItem<'a>) -> [String; 3] {
        let path = &part.picture.path;
        let asset = self.setting.assets.get(path);
        let format = asset.map_or("png", |asset| asset.for_print().format.extension());
        let alt = part
            .alt
            .map(|alt| pair(&alt.text.map(|text| string(&text.plain()))));
        [
            string(&format!("/{PICTURES}/{path}")),
            alt.unwrap_or_else(|| "none".to_owned()),
            string(format),
        ]
    }

    /// The index at which the text begins that leads to a figure: the unit right before it, with its headings.
    fn lead(&self, units: &[&[Piece<'a>]], figure: usize) -> usize {
        let headings_before = |start: usize| {
            let headings = units[..start].iter().rev();
            start - headings.take_while(|unit| is_heading(unit)).count()
        };
        let start = headings_before(figure);
        match start.checked_sub(1) {
            Some(text) if !shows_figure(units[text]) && !self.is_longer_than_page(units[text]) => {
                headings_before(text)
            }
            _ => start,
        }
    }

    /// Whether running text is longer than a page, so that it cannot end on the page on which it begins.
    fn is_longer_than_page(&self, unit: &[Piece<'a>]) -> bool {
        let lines = unit.iter().flat_map(|piece| {
            if let PieceKind::List(list) = &piece.kind {
                list.texts().collect()
            } else if let PieceKind::Text(line) = &piece.kind {
                vec![line]
            } else if let PieceKind::Quote(quote) = &piece.kind {
                quote.text.iter().collect()
            } else {
                Vec::new()
            }
        });
        self.setting.gauge.fills_page(lines, self.setting.widths)
    }
}

fn is_heading(unit: &[Piece<'_>]) -> bool {
    matches!(unit[0].kind, PieceKind::Heading { .. })
}

/// Whether these pieces include a figure, at any depth, or a table that has pages of its own.
fn shows_figure(unit: &[Piece<'_>]) -> bool {
    Piece::every(unit).any(|piece| matches!(piece.kind, PieceKind::Figure(_)) || is_turned(piece))
}

/// Whether a piece is a table on its side, which floats to pages of its own.
fn is_turned(piece: &Piece<'_>) -> bool {
    matches!(&piece.kind, PieceKind::Table(table) if table.is_turned)
}

/// The placement that the author asks for.
fn asked(piece: &Piece<'_>) -> Option<Placement> {
    if is_turned(piece) {
        return Some(Placement::Page);
    }
    let PieceKind::Figure(figure) = &piece.kind else {
        return None;
    };
    match figure.place {
        _ if figure.is_turned => Some(Placement::Page),
        FigurePlace::Near | FigurePlace::Spread => None,
        FigurePlace::Here => Some(Placement::Here),
        FigurePlace::Top => Some(Placement::Top),
        FigurePlace::Page => Some(Placement::Page),
        FigurePlace::Bleed => Some(Placement::Bleed),
    }
}
