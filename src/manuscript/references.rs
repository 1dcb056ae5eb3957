//! The texts of pieces, and what they refer to.

use super::{LocalizedText, Piece, PieceKind, QuestionItem};
use crate::book::{BIBLIOGRAPHY, Inline, Target};

/// The texts of a piece, without those of the pieces inside it.
pub(super) fn lines<'p, 'a>(piece: &'p Piece<'a>) -> Vec<&'p LocalizedText<'a>> {
    match &piece.kind {
        PieceKind::Lead(text)
        | PieceKind::Text(text)
        | PieceKind::Aligned(text, _)
        | PieceKind::Heading { text, .. } => vec![text],
        PieceKind::List(list) => list.texts().collect(),
        PieceKind::Summary(points) => points.iter().collect(),
        PieceKind::Quote(quote) => quote.text.iter().chain(&quote.source).collect(),
        PieceKind::Dialogue(turns) => {
            let turns = turns.iter();
            turns
                .flat_map(|turn| turn.speaker.iter().chain([&turn.text]))
                .collect()
        }
        PieceKind::Signatures(all) => {
            let all = all.iter();
            all.flat_map(|one| std::iter::once(&one.party).chain(&one.lines))
                .collect()
        }
        PieceKind::Verse(verse) => {
            let lines = verse.stanzas.iter().flatten().map(|line| &line.text);
            verse
                .title
                .iter()
                .chain(lines)
                .chain(&verse.source)
                .collect()
        }
        PieceKind::Gloss(gloss) => gloss.texts().collect(),
        PieceKind::Figure(figure) => {
            let captions = figure.parts.iter().filter_map(|part| part.caption.as_ref());
            captions.chain(&figure.caption).collect()
        }
        PieceKind::Code { caption, .. } => caption.iter().collect(),
        // A solutions book has neither an index nor references.
        PieceKind::Formula(_) | PieceKind::Break(_) | PieceKind::Solved(_) => Vec::new(),
        PieceKind::Table(table) => {
            let cells = table.cells().map(|cell| &cell.text);
            table.caption.iter().chain(cells).collect()
        }
        PieceKind::Callout { title, .. } => title.iter().collect(),
        PieceKind::Quiz(quiz) => {
            let head = quiz.head.title.iter().chain(&quiz.head.instructions);
            let questions = quiz.questions.iter().flat_map(QuestionItem::lines);
            head.chain(questions).collect()
        }
    }
}

/// The anchors to which the texts of these pieces refer.
pub fn referred<'a>(pieces: &[Piece<'a>]) -> Vec<&'a str> {
    let lines = Piece::every(pieces).flat_map(lines);
    lines.flat_map(anchors).collect()
}

/// The anchors to which a text refers, in any language, without the works that it cites.
pub fn anchors<'a>(line: &LocalizedText<'a>) -> Vec<&'a str> {
    let mut found = Vec::new();
    for text in line.text.iter() {
        text.every(&mut |inline| {
            if let Inline::Reference {
                target: Target::Anchor { id, chapter },
                ..
            } = inline
                && chapter != BIBLIOGRAPHY
            {
                found.push(id.as_str());
            }
        });
    }
    found
}
