//! Indexes: the glossary terms and the author's own entries, for each language in its own order.

use std::collections::{BTreeMap, BTreeSet};

use super::{Localized, LocalizedText, Piece, PieceKind, QuestionItem, Section};
use crate::book::{Book, IndexMark, Inline, Matter, Text, entry_anchor, term_anchor};
use crate::edition::Edition;
use crate::lang::{Alphabet, Heading, SortKey};

/// A group of main entries under one heading, each followed by its subentries.
#[derive(Debug)]
pub struct Group<'a> {
    pub heading: Heading,
    pub entries: Vec<IndexEntry<'a>>,
}

/// An entry of an index.
#[derive(Debug)]
pub struct IndexEntry<'a> {
    /// Its anchor, to which others send their readers.
    pub id: String,
    /// 0 for a main entry, 1 for a subentry and so on.
    pub level: usize,
    pub name: EntryName<'a>,
    /// What marks the places that it leads to.
    pub uses: Vec<String>,
    /// Where its readers are sent instead.
    pub see: Vec<Referral>,
    /// Where they may look besides.
    pub see_also: Vec<Referral>,
}

/// What an entry is called.
#[derive(Debug)]
pub enum EntryName<'a> {
    /// A glossary term, with its anchor there.
    Term(String, &'a Text),
    Own(String),
}

/// Another entry to which readers are sent.
#[derive(Debug)]
pub struct Referral {
    /// The levels of its name.
    pub words: Vec<String>,
    /// Its anchor.
    pub id: Option<String>,
}

/// An entry while entries are being put in order.
#[derive(Default)]
struct Node<'a> {
    term: Option<(String, &'a Text)>,
    sort: Option<String>,
    uses: BTreeSet<String>,
    see: BTreeSet<Vec<String>>,
    see_also: BTreeSet<Vec<String>>,
    inside: BTreeMap<String, Node<'a>>,
}

impl<'a> Node<'a> {
    fn add(&mut self, mark: &IndexMark) {
        let mut node = self;
        for (level, name) in mark.entry.iter().enumerate() {
            node = node.inside.entry(name.clone()).or_default();
            if node.sort.is_none() {
                node.sort = mark.sort.get(level).cloned();
            }
        }
        if mark.is_place() {
            node.uses.insert(entry_anchor(&mark.entry));
        }
        node.see.extend(mark.see.iter().cloned());
        node.see_also.extend(mark.see_also.iter().cloned());
    }

    /// The entries in order, each with its name and sort key.
    fn sorted(self, alphabet: &Alphabet) -> Vec<(SortKey, String, Self)> {
        let each = self.inside.into_iter();
        let mut each: Vec<_> = each
            .map(|(name, node)| (alphabet.key(&name, node.sort.as_deref()), name, node))
            .collect();
        each.sort_by(|one, other| {
            let headings = (alphabet.heading(&one.0), alphabet.heading(&other.0));
            let headings = alphabet.compare_headings(&headings.0, &headings.1);
            headings.then_with(|| alphabet.compare(&one.0, &other.0))
        });
        each
    }
}

/// The entries of one language.
struct Indexer<'i, 'a> {
    alphabet: &'i Alphabet,
    /// The place of the language in the edition.
    place: usize,
    /// The anchor of each entry so far.
    ids: BTreeMap<Vec<String>, String>,
    entries: Vec<IndexEntry<'a>>,
}

impl<'a> Indexer<'_, 'a> {
    /// Adds an entry and those below it.
    fn add(&mut self, path: &[String], mut node: Node<'a>) {
        let id = format!("index.{}.{}", self.place + 1, self.ids.len() + 1);
        self.ids.insert(path.to_vec(), id.clone());
        let referrals = |targets: &mut BTreeSet<Vec<String>>| {
            let each = std::mem::take(targets).into_iter();
            each.map(|words| Referral { words, id: None }).collect()
        };
        let own = path.last().cloned().unwrap_or_default();
        self.entries.push(IndexEntry {
            id,
            level: path.len() - 1,
            name: match node.term.take() {
                Some((anchor, text)) => EntryName::Term(anchor, text),
                None => EntryName::Own(own),
            },
            uses: std::mem::take(&mut node.uses).into_iter().collect(),
            see: referrals(&mut node.see),
            see_also: referrals(&mut node.see_also),
        });
        for (_, name, inner) in node.sorted(self.alphabet) {
            self.add(&[path, &[name]].concat(), inner);
        }
    }
}

/// An index of what is marked or used as a term in the chapters between the front matter and the index, for each language
/// in its own sort order; `None` if the edition has no index, or there is nothing to list.
pub fn index<'a>(
    book: &'a Book,
    edition: &Edition,
    chapters: &[Section<'a>],
) -> Option<Localized<Vec<Group<'a>>>> {
    if !edition.has_index() {
        return None;
    }
    let languages = edition.languages;
    let mut place = 0;
    let index = languages.choose(&book.languages).map(|lang| {
        let mut root = Node::default();
        let mut used = BTreeSet::new();
        // An index leads into the text, not into what precedes it or follows the index.
        for chapter in chapters
            .iter()
            .filter(|chapter| chapter.role.matter() != Matter::Front)
            .filter(|chapter| !chapter.role.is_closing())
        {
            let mut add = |text: &'a Text| {
                used.extend(text.terms());
                text.every(&mut |inline| {
                    if let Inline::Index(mark) = inline {
                        root.add(mark);
                    }
                });
            };
            chapter
                .title
                .text
                .iter()
                .nth(place)
                .into_iter()
                .for_each(|text| add(text));
            texts(&chapter.pieces, place, &mut add);
        }
        for term in book
            .glossary
            .iter()
            .filter(|term| used.contains(term.id.as_str()))
        {
            let text = languages.choose(&term.term).iter().nth(place).copied();
            let sort = languages.choose(&term.sort).iter().nth(place).copied();
            let Some(text) = text else { continue };
            // A term and an entry of the same name are one.
            let node = root.inside.entry(text.plain()).or_default();
            let anchor = term_anchor(&term.id);
            node.uses.insert(anchor.clone());
            node.term.get_or_insert((anchor, text));
            if let Some(Some(sort)) = sort {
                node.sort = Some(sort.plain());
            }
        }
        let alphabet = lang.alphabet();
        let mut indexer = Indexer {
            alphabet: &alphabet,
            place,
            ids: BTreeMap::new(),
            entries: Vec::new(),
        };
        let mut groups: Vec<Group<'a>> = Vec::new();
        for (key, name, node) in root.sorted(&alphabet) {
            let heading = alphabet.heading(&key);
            indexer.add(&[name], node);
            let entries = std::mem::take(&mut indexer.entries);
            match groups.last_mut() {
                Some(group) if group.heading == heading => group.entries.extend(entries),
                _ => groups.push(Group { heading, entries }),
            }
        }
        let entries = groups.iter_mut().flat_map(|group| &mut group.entries);
        for referral in entries.flat_map(|entry| entry.see.iter_mut().chain(&mut entry.see_also)) {
            referral.id = indexer.ids.get(&referral.words).cloned();
        }
        place += 1;
        groups
    });
    let is_empty = index.iter().all(Vec::is_empty);
    (!is_empty).then_some(index)
}

/// Visits the texts of one language to which an index leads, the `place`-th of the edition.
fn texts<'a>(pieces: &[Piece<'a>], place: usize, visit: &mut impl FnMut(&'a Text)) {
    for piece in Piece::every(pieces) {
        let mut add = |line: &LocalizedText<'a>| {
            // A piece in one language has no text for the other.
            let index = match piece.only {
                None => Some(place),
                Some(only) => (only == place).then_some(0),
            };
            let text = index.and_then(|index| line.text.iter().nth(index).copied());
            text.into_iter().for_each(&mut *visit);
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
            // A solutions book has no index.
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
