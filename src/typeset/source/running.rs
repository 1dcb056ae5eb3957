//! Running text: paragraphs, lists and quotations. They are set one by one, or in stretches that are level only where
//! they begin. Either way each block is one line of source.

use super::{Writer, string};
use crate::manuscript::{LocalizedText, Piece, PieceKind};

impl<'a> Writer<'a> {
    /// Writes pieces, with running text grouped into stretches.
    pub(super) fn stretches(&mut self, pieces: &[Piece<'a>]) {
        let mut after = None;
        for stretch in pieces.chunk_by(|one, next| one.runs_on && next.runs_on) {
            let first = &stretch[0];
            if first.only.is_none() && self.running_text(first).is_some() {
                self.stretch(stretch, after);
            } else {
                self.piece(first);
            }
            after = stretch.last();
        }
    }

    fn stretch(&mut self, pieces: &[Piece<'a>], after: Option<&Piece<'a>>) {
        self.settle(&pieces[0]);
        let continues = after.is_some_and(|piece| {
            !matches!(
                piece.kind,
                PieceKind::Heading { .. } | PieceKind::Lead(_) | PieceKind::Break(_)
            )
        });
        let mut arguments = Vec::new();
        if continues {
            arguments.push("continues: true, ");
        }
        if pieces.iter().any(|piece| !piece.runs_on) {
            arguments.push("notes: true, ");
        }
        let hash = if self.depth == 0 { "#" } else { "" };
        self.put(format!("{hash}stretch({}", arguments.concat()).trim_end());
        self.depth += 1;
        for piece in pieces {
            self.mark(Some(piece.at));
            if let Some((name, arguments)) = self.running_text(piece) {
                self.put(&format!("running-{name}({}),", arguments.join(", ")));
            }
        }
        self.depth -= 1;
        self.put(")");
    }

    /// Writes a piece of running text by itself.
    pub(super) fn running_piece(&mut self, piece: &Piece<'a>) {
        if let Some((name, arguments)) = self.running_text(piece) {
            self.call(name, &arguments);
        }
    }

    /// The template function that sets a piece of running text, without its prefix, and its arguments; `None` for
    /// other pieces.
    pub(super) fn running_text(&self, piece: &Piece<'a>) -> Option<(&'static str, Vec<String>)> {
        let mut arguments = vec![string(piece.id)];
        let name = match &piece.kind {
            PieceKind::Text(text) => {
                arguments.extend(self.under_argument());
                arguments.push(self.body(text));
                "para"
            }
            PieceKind::List(list) if list.is_plain && !self.is_inside() => {
                arguments.extend(self.marks(list));
                let texts = list.items.iter().map(|item| self.body(&item.text));
                arguments.push(format!("({},)", texts.collect::<Vec<_>>().join(", ")));
                "items"
            }
            PieceKind::Quote(quote) if quote.is_plain => {
                arguments.extend(self.under_argument());
                if let Some(source) = &quote.source {
                    arguments.push(format!("source: {}", self.source(source)));
                }
                arguments.extend(quote.text.iter().map(|text| self.body(text)));
                "quotation"
            }
            PieceKind::Lead(_)
            | PieceKind::Heading { .. }
            | PieceKind::Aligned(..)
            | PieceKind::List(_)
            | PieceKind::Quote(_)
            | PieceKind::Dialogue(_)
            | PieceKind::Signatures(_)
            | PieceKind::Verse(_)
            | PieceKind::Gloss(_)
            | PieceKind::Figure(_)
            | PieceKind::Table(_)
            | PieceKind::Code { .. }
            | PieceKind::Formula(_)
            | PieceKind::Break(_)
            | PieceKind::Callout { .. }
            | PieceKind::Summary(_)
            | PieceKind::Quiz(_)
            | PieceKind::Solved(_) => return None,
        };
        Some((name, arguments))
    }
}

/// Whether a piece, or any piece inside it, may have notes.
pub fn has_notes(piece: &Piece<'_>) -> bool {
    Piece::every(std::slice::from_ref(piece)).any(has_own_notes)
}

fn has_own_notes(piece: &Piece<'_>) -> bool {
    match &piece.kind {
        PieceKind::Lead(line) | PieceKind::Text(line) => have_notes(std::slice::from_ref(line)),
        PieceKind::Aligned(text, _) => have_notes(std::slice::from_ref(text)),
        PieceKind::Quote(quote) => {
            have_notes(quote.text.as_slice()) || have_notes(quote.source.as_slice())
        }
        PieceKind::Dialogue(turns) => turns
            .iter()
            .any(|turn| have_notes(std::slice::from_ref(&turn.text))),
        PieceKind::List(list) => list
            .texts()
            .any(|line| have_notes(std::slice::from_ref(line))),
        PieceKind::Summary(points) => have_notes(points),
        PieceKind::Quiz(_) | PieceKind::Solved(_) => true,
        // A stanza keeps its notes, since it is not broken over pages; those of captions and cells stand below them.
        PieceKind::Verse(_)
        | PieceKind::Gloss(_)
        | PieceKind::Heading { .. }
        | PieceKind::Figure(_)
        | PieceKind::Table(_)
        | PieceKind::Code { .. }
        | PieceKind::Formula(_)
        | PieceKind::Break(_)
        | PieceKind::Callout { .. }
        | PieceKind::Signatures(_) => false,
    }
}

/// Whether any of these texts has notes.
pub fn have_notes(lines: &[LocalizedText<'_>]) -> bool {
    let mut texts = lines.iter();
    texts.any(|line| line.text.iter().any(|text| !text.notes().is_empty()))
}
