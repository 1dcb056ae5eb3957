//! Quotations that hold more than a text, dialogue and signatures.

use super::lists::{ems, step, width};
use super::{Writer, string};
use crate::book::{Alignment, Inline, Text};
use crate::lang::{Lang, bopomofo};
use crate::manuscript::{LocalizedText, Piece, PieceKind, QuotePiece, SignatureItem, TurnItem};

/// The widest name of a speaker that hangs, in em. A wider one begins the text.
const WIDEST: f64 = 7.0;
/// The indent of an epigraph: a part of the column, in whole em, so that lines of Han keep to the grid.
fn epigraph_indent(room: f64) -> f64 {
    const PART: f64 = 0.3;
    const LEAST: f64 = 2.0;
    (room * PART).floor().max(LEAST)
}

impl<'a> Writer<'a> {
    /// Writes a quotation paragraph by paragraph.
    pub(super) fn quote(&mut self, id: &str, quote: &QuotePiece<'a>) {
        let (outer, was_inset) = (self.under, self.is_inset);
        if quote.is_epigraph {
            let indents = self.rooms().map(|room| epigraph_indent(*room));
            self.under = outer.zip(indents).map(|(under, indent)| under + indent);
        } else {
            self.is_inset = true;
        }
        let last = quote.pieces.len();
        match &quote.text {
            Some(text) => self.quoted_paragraph(quote, id, text, last == 0),
            None => self.call("landing", &[string(id)]),
        }
        for (index, piece) in quote.pieces.iter().enumerate() {
            let is_last = index + 1 == last;
            match &piece.kind {
                PieceKind::Text(text) => {
                    self.mark(Some(piece.at));
                    self.quoted_paragraph(quote, piece.id, text, is_last);
                }
                PieceKind::Verse(_) => self.piece(piece),
                PieceKind::Lead(_)
                | PieceKind::Aligned(..)
                | PieceKind::Heading { .. }
                | PieceKind::List(_)
                | PieceKind::Quote(_)
                | PieceKind::Dialogue(_)
                | PieceKind::Gloss(_)
                | PieceKind::Figure { .. }
                | PieceKind::Table { .. }
                | PieceKind::Code { .. }
                | PieceKind::Formula(_)
                | PieceKind::Break(_)
                | PieceKind::Callout { .. }
                | PieceKind::Signatures(_)
                | PieceKind::Summary(_)
                | PieceKind::Quiz(_)
                | PieceKind::Solved(_) => self.deeper(piece),
            }
        }
        if let Some(source) = &quote.source {
            let mut arguments: Vec<String> = self.under_argument().into_iter().collect();
            if quote.is_epigraph {
                arguments.push("epigraph: true".to_owned());
            }
            arguments.push(self.source(source));
            self.call("attribution", &arguments);
        }
        (self.under, self.is_inset) = (outer, was_inset);
    }

    /// Writes a piece that has indents of its own inside a quotation.
    fn deeper(&mut self, piece: &Piece<'a>) {
        let (outer, was_inset) = (self.under, self.is_inset);
        if self.is_inset {
            let steps = self.languages.map(|lang| step(lang));
            self.under = outer.zip(steps).map(|(under, step)| under + step);
            self.is_inset = false;
        }
        self.piece(piece);
        (self.under, self.is_inset) = (outer, was_inset);
    }

    /// Writes a paragraph of a quotation, ragged in an epigraph. The last one stays with the source.
    fn quoted_paragraph(
        &mut self,
        quote: &QuotePiece<'a>,
        id: &str,
        text: &LocalizedText<'a>,
        is_last: bool,
    ) {
        let mut arguments = vec![string(id)];
        let name = if quote.is_epigraph {
            arguments.push(string(Alignment::Start.name()));
            "aligned"
        } else {
            "para"
        };
        arguments.extend(self.indents());
        if is_last && quote.source.is_some() {
            arguments.push("sticky: true".to_owned());
        }
        arguments.push(self.body(text));
        self.call(name, &arguments);
    }

    /// The arguments for the indents of what is written now.
    pub(super) fn indents(&self) -> Vec<String> {
        let inset = self.is_inset.then(|| "inset: true".to_owned());
        self.under_argument().into_iter().chain(inset).collect()
    }

    /// Writes a dialogue, with the names before what is said; without any names, the times.
    pub(super) fn dialogue(&mut self, id: &str, turns: &[TurnItem<'a>]) {
        let mut places = 0..;
        let rooms = self.languages.map(|lang| {
            let place = places.next().unwrap_or_default();
            room(turns, place, lang)
        });
        let has_names = turns.iter().any(|turn| turn.speaker.is_some());
        for (index, turn) in turns.iter().enumerate() {
            self.mark(turn.text.text.lead().at);
            let id = if index == 0 {
                string(id)
            } else {
                "none".to_owned()
            };
            let mut arguments = vec![id];
            arguments.extend(self.under_argument());
            arguments.push(format!("room: {}", ems(rooms)));
            if index > 0 {
                arguments.push("tight: true".to_owned());
            }
            if let Some(speaker) = &turn.speaker {
                arguments.push(format!("speaker: {}", self.title(&speaker.text)));
            }
            let time = turn.time.map(string);
            let outer = self.under;
            self.under = outer.zip(rooms).map(|(under, room)| under + room);
            let text = self.body(&turn.text);
            self.under = outer;
            if has_names {
                arguments.extend(time.map(|time| format!("time: {time}")));
                arguments.push(text);
                self.call("turn", &arguments);
            } else {
                let time = time.unwrap_or_else(|| string(""));
                arguments.push(format!("mark: {time}"));
                arguments.push(text);
                self.call("item", &arguments);
            }
        }
    }

    /// Writes the lines on which parties sign.
    pub(super) fn signatures(&mut self, id: &str, all: &[SignatureItem<'a>]) {
        for (index, one) in all.iter().enumerate() {
            self.mark(one.party.text.lead().at);
            let lines = one.lines.iter().map(|line| self.title(&line.text));
            let lines: Vec<String> = lines.collect();
            let id = if index == 0 {
                string(id)
            } else {
                "none".to_owned()
            };
            let mut arguments = vec![id];
            arguments.extend(self.under_argument());
            arguments.push(self.title(&one.party.text));
            arguments.push(format!("({},)", lines.join(", ")));
            self.call("signature", &arguments);
        }
    }
}

/// The room for the names of the speakers in a language, or for the times; none if the names begin the texts.
fn room(turns: &[TurnItem<'_>], place: usize, lang: &Lang) -> f64 {
    let has_names = turns.iter().any(|turn| turn.speaker.is_some());
    let widths = turns.iter().map(|turn| match &turn.speaker {
        // Names are bold, with a colon after them.
        Some(speaker) => speaker.text.iter().nth(place).map_or(0.0, |name| {
            (width(&name.plain()) + readings(name)) * 1.08 + 0.5
        }),
        None if has_names => 0.0,
        None => turn.time.map_or(0.0, width),
    });
    let widest = widths.fold(0.0, f64::max);
    if widest > WIDEST {
        0.0
    } else {
        (widest + 0.6).max(step(lang))
    }
}

/// How much wider a text is than its characters because of the readings above or beside them, in em.
#[expect(clippy::cast_precision_loss, reason = "at most a few")]
fn readings(text: &Text) -> f64 {
    /// A character's bopomofo beside it.
    const BOPOMOFO: f64 = 0.52;
    /// The size of readings above characters, and the space between two of them.
    const SIZE: f64 = 0.5;
    const GAP: f64 = 0.25;
    let mut wider = 0.0;
    text.parts(&mut |inline, _| {
        if let Inline::Ruby { base, reading } = inline {
            wider += match bopomofo::syllables(base, reading) {
                Some(syllables) => BOPOMOFO * syllables.len() as f64,
                None => (width(reading) * SIZE + GAP - width(base)).max(0.0),
            };
        }
    });
    wider
}
