//! Checks the index entries of a book against one another: where they send their readers, and how they are sorted.

use std::collections::BTreeMap;

use super::filing::{ambiguous, misread};
use super::names::nearest;
use crate::book::{Book, IndexMark, Inline, Text};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::lang::{Side, filing, is_han};
use crate::message::message;
use crate::source::Span;
use crate::walk;

/// Index entries of one language, by their levels.
#[derive(Default)]
struct Entries {
    /// Whether each has something to read: a place, or subentries.
    known: BTreeMap<Vec<String>, bool>,
    /// Those that only send their readers elsewhere, with their places.
    sent: Vec<(IndexMark, Option<Span>, Option<Span>)>,
    /// All marks.
    marks: Vec<(IndexMark, Option<Span>)>,
}

/// Reports entries that send their readers to none, and doubtful readings.
pub fn check(book: &Book, diagnostics: &mut Diagnostics) {
    for side in [Side::A, Side::B] {
        let mut entries = Entries::default();
        for chapter in &book.chapters {
            let mut add = |text: &Text| entries.add(text);
            add(chapter.title.get(side));
            walk::of_blocks(&chapter.blocks, &mut |pair| add(pair.get(side)));
        }
        let mut terms = std::collections::BTreeSet::new();
        for chapter in &book.chapters {
            walk::of_blocks(&chapter.blocks, &mut |pair| {
                terms.extend(pair.get(side).terms());
            });
        }
        for term in book
            .glossary
            .iter()
            .filter(|term| terms.contains(term.id.as_str()))
        {
            entries
                .known
                .insert(vec![term.term.get(side).plain()], true);
        }
        entries.check(diagnostics);
        let lang = book.languages.get(side);
        if lang.primary() == "zh" && lang.alphabet().sorts_by_sound() {
            entries.check_readings(diagnostics);
        }
    }
}

/// Whether the book has index entries of its own.
pub fn has_entries(book: &Book) -> bool {
    let mut found = false;
    walk::texts(book, &mut |text| {
        text.every(&mut |inline| found |= matches!(inline, Inline::Index(_)));
    });
    found
}

impl Entries {
    fn add(&mut self, text: &Text) {
        text.parts(&mut |inline, part| {
            let Inline::Index(mark) = inline else { return };
            let at = text.span(part.clone());
            self.marks.push((mark.clone(), at));
            for level in 1..mark.entry.len() {
                self.known.insert(mark.entry[..level].to_vec(), true);
            }
            let has_more = self.known.entry(mark.entry.clone()).or_default();
            *has_more |= mark.is_place();
            if !mark.is_place() || !mark.see_also.is_empty() {
                let own: usize = mark.entry.iter().chain(&mark.sort).map(String::len).sum();
                let see = text.span(part.start + own..part.end);
                self.sent.push((mark.clone(), at, see));
            }
        });
    }

    fn check(&self, diagnostics: &mut Diagnostics) {
        let path = |entry: &[String]| entry.join(" > ");
        let names: Vec<String> = self.known.keys().map(|entry| path(entry)).collect();
        for (mark, at, see_at) in &self.sent {
            let mut say = |message, at: Option<Span>, hint| {
                let mut found = Diagnostic::new(Code::IndexSee, message).hint(hint);
                found.at = at;
                diagnostics.push(found);
            };
            let own = path(&mark.entry);
            if !mark.is_place() && self.known.get(&mark.entry) == Some(&true) {
                say(
                    message!(
                        "`{}` sends its readers elsewhere, but has places or subentries as well",
                        own
                    ),
                    *at,
                    message!("write `see-also=` for what is of interest besides"),
                );
            }
            for target in mark.see.iter().chain(&mark.see_also) {
                let name = path(target);
                match self.known.get(target) {
                    _ if *target == mark.entry => say(
                        message!("`{}` sends its readers to itself", own),
                        *see_at,
                        message!("name another entry"),
                    ),
                    Some(true) => {}
                    Some(false) => say(
                        message!("`{}` only sends its readers on to another entry", name),
                        *see_at,
                        message!("name that entry here"),
                    ),
                    None => say(
                        message!("the index has no entry `{}`", name),
                        *see_at,
                        match nearest(&name, names.iter().map(String::as_str)) {
                            Some(known) => message!("did you mean `{}`?", known),
                            None => message!(
                                "mark a place with that entry in this language, or use the glossary term of that name"
                            ),
                        },
                    ),
                }
            }
        }
    }

    /// Warns of entries whose reading is a guess, and refuses readings that do not fit their words.
    fn check_readings(&self, diagnostics: &mut Diagnostics) {
        let mut sorted: BTreeMap<&[String], (Option<&str>, Option<Span>)> = BTreeMap::new();
        for (mark, at) in &self.marks {
            for level in 0..mark.entry.len() {
                let sort = mark.sort.get(level).map(String::as_str);
                let known = sorted.entry(&mark.entry[..=level]).or_insert((sort, *at));
                known.0 = known.0.or(sort);
                let word = &mark.entry[level];
                if let Some(sort) = sort
                    && word.contains(is_han)
                    && !filing::is_spelled(word, sort)
                {
                    let mut found = misread(word, sort);
                    found.at = *at;
                    diagnostics.push(found);
                }
            }
        }
        for (entry, (sort, at)) in sorted {
            let Some(word) = entry.last() else { continue };
            let Some(character) = filing::doubt(word).filter(|_| sort.is_none()) else {
                continue;
            };
            let spelt: Vec<String> = entry.iter().map(|word| filing::spelling(word)).collect();
            let mut found = ambiguous(word, character).hint(message!(
                "it is sorted as `{0}`; to be sure, write `sort=\"{0}\"` beside the entry",
                spelt.join(" > ")
            ));
            found.at = at;
            diagnostics.push(found);
        }
    }
}
