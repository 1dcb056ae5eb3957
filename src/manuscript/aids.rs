//! Lists and indexes that help readers find things, for editions that have them.

use std::collections::BTreeSet;

use super::{Localized, LocalizedText, Piece, PieceKind, QuestionItem, Section};
use crate::book::{Book, Matter, Text, term_anchor};
use crate::edition::{Edition, Listed};
use crate::lang::Heading;

/// A list of figures, tables or listings.
#[derive(Debug)]
pub struct List<'a> {
    pub listed: Listed,
    pub entries: Vec<Caption<'a>>,
}

/// An entry of a list: something with a caption.
#[derive(Debug)]
pub struct Caption<'a> {
    /// Its anchor.
    pub id: &'a str,
    pub number: String,
    pub text: LocalizedText<'a>,
}

/// A group of index entries under one heading; each term comes with its anchor in the glossary.
#[derive(Debug)]
pub struct Group<'a> {
    pub heading: Heading,
    pub terms: Vec<(String, &'a Text)>,
}

/// The lists that an edition has.
pub fn lists<'a>(edition: &Edition, chapters: &[Section<'a>]) -> Vec<List<'a>> {
    let Some(print) = edition.print() else {
        return Vec::new();
    };
    let list = |listed: &Listed| {
        let pieces = chapters
            .iter()
            .flat_map(|chapter| Piece::every(&chapter.pieces));
        let captions = pieces.filter_map(caption);
        let entries = captions.filter(|(of, _)| of == listed);
        List {
            listed: *listed,
            entries: entries.map(|(_, caption)| caption).collect(),
        }
    };
    print.aids.lists.iter().map(list).collect()
}

/// The caption of a piece, if it has one, and the list to which it belongs.
fn caption<'a>(piece: &Piece<'a>) -> Option<(Listed, Caption<'a>)> {
    let (listed, number, caption) = match &piece.kind {
        PieceKind::Figure(figure) => (Listed::Figures, &figure.number, &figure.caption),
        PieceKind::Table(table) => (Listed::Tables, &table.number, &table.caption),
        PieceKind::Code {
            number, caption, ..
        } => (Listed::Listings, number, caption),
        PieceKind::Lead(_)
        | PieceKind::Text(_)
        | PieceKind::Heading { .. }
        | PieceKind::List(_)
        | PieceKind::Aligned(..)
        | PieceKind::Quote(_)
        | PieceKind::Dialogue(_)
        | PieceKind::Signatures(_)
        | PieceKind::Verse(_)
        | PieceKind::Gloss(_)
        | PieceKind::Formula(_)
        | PieceKind::Break(_)
        | PieceKind::Callout { .. }
        | PieceKind::Summary(_)
        | PieceKind::Quiz(_)
        | PieceKind::Solved(_) => return None,
    };
    let caption = Caption {
        id: piece.id,
        number: number.clone(),
        text: (*caption)?,
    };
    Some((listed, caption))
}

/// An index of the terms used in the chapters between the front matter and the index, for each language in its own sort
/// order; `None` if the edition has no index, or no term is used.
pub fn index<'a>(
    book: &'a Book,
    edition: &Edition,
    chapters: &[Section<'a>],
) -> Option<Localized<Vec<Group<'a>>>> {
    if !edition.print()?.aids.index {
        return None;
    }
    let languages = edition.languages;
    let mut place = 0;
    let index = languages.choose(&book.languages).map(|lang| {
        let mut used = BTreeSet::new();
        // An index leads into the text, not into what precedes it or follows the index.
        for chapter in chapters
            .iter()
            .filter(|chapter| chapter.role.matter() != Matter::Front)
            .filter(|chapter| !chapter.role.is_closing())
        {
            terms(&chapter.pieces, place, &mut used);
        }
        let alphabet = lang.alphabet();
        let mut words: Vec<_> = book
            .glossary
            .iter()
            .filter(|term| used.contains(term.id.as_str()))
            .filter_map(|term| {
                let text: &Text = languages.choose(&term.term).iter().nth(place)?;
                let sort = languages.choose(&term.sort).iter().nth(place)?.as_ref();
                let key = alphabet.key(&text.plain(), sort.map(Text::plain).as_deref());
                Some((alphabet.heading(&key), key, term_anchor(&term.id), text))
            })
            .collect();
        words.sort_by(|one, other| {
            let headings = alphabet.compare_headings(&one.0, &other.0);
            headings.then_with(|| alphabet.compare(&one.1, &other.1))
        });
        place += 1;
        let mut groups: Vec<Group<'a>> = Vec::new();
        for (heading, _, anchor, text) in words {
            match groups.last_mut() {
                Some(group) if group.heading == heading => group.terms.push((anchor, text)),
                _ => groups.push(Group {
                    heading,
                    terms: vec![(anchor, text)],
                }),
            }
        }
        groups
    });
    let is_empty = index.iter().all(Vec::is_empty);
    (!is_empty).then_some(index)
}

/// Collects the ids of the terms used by the texts of one language, the `place`-th of the edition.
fn terms<'a>(pieces: &[Piece<'a>], place: usize, used: &mut BTreeSet<&'a str>) {
    for piece in Piece::every(pieces) {
        let mut add = |line: &LocalizedText<'a>| {
            // A piece in one language has no text for the other.
            let index = match piece.only {
                None => Some(place),
                Some(only) => (only == place).then_some(0),
            };
            let text = index.and_then(|index| line.text.iter().nth(index).copied());
            used.extend(text.into_iter().flat_map(Text::terms));
        };
        match &piece.kind {
            PieceKind::Lead(text)
            | PieceKind::Text(text)
            | PieceKind::Aligned(text, _)
            | PieceKind::Heading { text, .. } => {
                add(text);
            }
            PieceKind::List(list) => list.texts().for_each(add),
            PieceKind::Summary(points) => points.iter().for_each(add),
            PieceKind::Quote(quote) => quote.text.iter().chain(&quote.source).for_each(add),
            PieceKind::Dialogue(turns) => turns.iter().for_each(|turn| {
                turn.speaker.iter().for_each(&mut add);
                add(&turn.text);
            }),
            PieceKind::Signatures(all) => all.iter().for_each(|one| {
                add(&one.party);
                one.lines.iter().for_each(&mut add);
            }),
            PieceKind::Verse(verse) => {
                verse.title.iter().for_each(&mut add);
                let lines = verse.stanzas.iter().flatten();
                lines.for_each(|line| add(&line.text));
                verse.source.iter().for_each(add);
            }
            PieceKind::Gloss(gloss) => gloss.texts().for_each(add),
            PieceKind::Figure(figure) => {
                let captions = figure.parts.iter().filter_map(|part| part.caption.as_ref());
                captions.chain(&figure.caption).for_each(add);
            }
            PieceKind::Code { caption, .. } => caption.iter().for_each(add),
            // A solutions book has no glossary.
            PieceKind::Formula(_) | PieceKind::Break(_) | PieceKind::Solved(_) => {}
            PieceKind::Table(table) => {
                let cells = table.cells().map(|cell| &cell.text);
                table.caption.iter().chain(cells).for_each(add);
            }
            PieceKind::Callout { title, .. } => title.iter().for_each(add),
            PieceKind::Quiz(quiz) => {
                let head = quiz.head.title.iter().chain(&quiz.head.instructions);
                let questions = quiz.questions.iter().flat_map(QuestionItem::lines);
                head.chain(questions).for_each(add);
            }
        }
    }
}
