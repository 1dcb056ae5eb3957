//! Indexes: the glossary terms and the author's own entries, for each language in its own order.

use std::collections::{BTreeMap, BTreeSet};

use super::references::lines;
use super::{Localized, LocalizedText, Piece, Section};
use crate::book::{Book, IndexMark, Inline, Matter, Text, entry_anchor, term_anchor};
use crate::edition::Edition;
use crate::lang::{Alphabet, Heading, Labels, SortKey};

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

impl IndexEntry<'_> {
    /// Where it sends its readers, each with the label that says so: `see`, then `see also`.
    pub fn referrals(&self) -> [(&[Referral], Saying); 2] {
        [
            (&self.see, |labels| labels.see.to_owned()),
            (&self.see_also, |labels| labels.see_also.to_owned()),
        ]
    }
}

/// Takes a label from those of a language.
pub type Saying = fn(&Labels<'_>) -> String;

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

impl Node<'_> {
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
            own(&chapter.title, chapter.only, place)
                .into_iter()
                .for_each(&mut add);
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
        for line in lines(piece) {
            own(line, piece.only, place)
                .into_iter()
                .for_each(&mut *visit);
        }
    }
}

/// The text in one language, the `place`-th of the edition. What only the other has, has none.
fn own<'a>(line: &LocalizedText<'a>, only: Option<usize>, place: usize) -> Option<&'a Text> {
    let index = match only {
        None => place,
        Some(only) if only == place => 0,
        Some(_) => return None,
    };
    line.text.iter().nth(index).copied()
}
