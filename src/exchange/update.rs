//! Compares what has come back with the book, and says what is to be changed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Base, Entry, Fault};
use crate::lang::{Lang, Side};
use crate::message::message;
use crate::texts::{PairedText, Texts};
use crate::translation::{Fingerprint, fingerprint};

/// A change of the book.
#[derive(Debug)]
pub struct Change<'t> {
    pub text: &'t PairedText,
    pub side: Side,
    /// The new text, as an author would type it.
    pub words: String,
}

/// All that a file changes.
#[derive(Debug, Default)]
pub struct Update<'t> {
    pub changes: Vec<Change<'t>>,
    /// The number of translations left as they are because they are marked as unfinished.
    pub unfinished: usize,
}

/// Compares entries with the texts of a book.
///
/// # Errors
/// If entries contradict one another or the book, and nothing should be changed.
pub fn update<'t>(texts: &'t Texts, entries: &[Entry]) -> Result<Update<'t>, Vec<Fault>> {
    let by_id: BTreeMap<&str, &PairedText> = texts
        .iter()
        .map(|(_, text)| (text.id.as_str(), text))
        .collect();
    let mut by_base: BTreeMap<Base, Vec<&PairedText>> = BTreeMap::new();
    for (_, text) in texts.iter() {
        by_base.entry(Base::of(texts, text)).or_default().push(text);
    }
    let mut updater = Updater {
        texts,
        by_id,
        by_base,
        update: Update::default(),
        faults: Vec::new(),
        changed: BTreeSet::new(),
    };
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in entries {
        if let Some(first) = seen.insert(&entry.id, entry.line) {
            updater.fault(
                entry,
                message!(
                    "the id `{}` is in the file twice, first in line {}",
                    &*entry.id,
                    first
                ),
            );
            continue;
        }
        updater.entry(entry);
    }
    if updater.faults.is_empty() {
        Ok(updater.update)
    } else {
        Err(updater.faults)
    }
}

struct Updater<'t> {
    texts: &'t Texts,
    by_id: BTreeMap<&'t str, &'t PairedText>,
    /// The texts that are now what a base says.
    by_base: BTreeMap<Base, Vec<&'t PairedText>>,
    update: Update<'t>,
    faults: Vec<Fault>,
    /// The ids of the texts that are changed.
    changed: BTreeSet<(&'t str, bool)>,
}

impl<'t> Updater<'t> {
    fn fault(&mut self, entry: &Entry, message: crate::message::Message) {
        self.faults.push(Fault::at(entry.line, message));
    }

    fn print(&self, text: &PairedText, side: Side) -> Option<Fingerprint> {
        fingerprint(self.texts, text, side)
    }

    /// The text that an entry is about: the one with its id, unless another is now what that one was.
    fn text_of(&self, entry: &Entry) -> Option<&'t PairedText> {
        let named = self.by_id.get(entry.id.as_str()).copied();
        let Some(base) = entry.base else {
            return named;
        };
        let same = self.by_base.get(&base).map_or(&[][..], Vec::as_slice);
        if named.is_some_and(|named| same.iter().any(|text| text.id == named.id)) {
            return named;
        }
        match same {
            // A base that none of the entry's texts has is not its own.
            [moved] if self.has_kept(entry, &base, moved) => Some(moved),
            _ => named,
        }
    }

    /// Whether one language of an entry still says what its base is of, as a text of the book.
    fn has_kept(&self, entry: &Entry, base: &Base, text: &PairedText) -> bool {
        let languages = &self.texts.languages;
        entry.texts.iter().any(|(tag, words)| {
            languages.side_of(tag).is_some_and(|side| {
                let words = normal(words, text.is_lined);
                let cjk = languages.get(side).is_cjk();
                base.get(side) == Some(Fingerprint::of(&words, cjk, text.is_lined))
            })
        })
    }

    fn entry(&mut self, entry: &Entry) {
        let Some(text) = self.text_of(entry) else {
            return self.fault(
                entry,
                message!(
                    "the book has no text with the id `{}`; export its texts again",
                    &*entry.id
                ),
            );
        };
        for (tag, words) in &entry.texts {
            let languages = &self.texts.languages;
            let Some(side) = languages.side_of(tag) else {
                return self.fault(
                    entry,
                    message!(
                        "`{}` is not one of the book's languages, which are `{}` and `{}`",
                        &**tag,
                        languages.a.tag(),
                        languages.b.tag()
                    ),
                );
            };
            let words = normal(words, text.is_lined);
            // A translation is added and replaced, not removed.
            if !words.is_empty() {
                self.side(entry, text, side, words);
            }
        }
    }

    fn side(&mut self, entry: &Entry, text: &'t PairedText, side: Side, words: String) {
        let lang: &Lang = self.texts.languages.get(side);
        let new = Some(Fingerprint::of(&words, lang.is_cjk(), text.is_lined));
        let now = self.print(text, side);
        let is_source = lang.tag() == entry.source;
        let is_touched = entry.base.is_none_or(|base| base.get(side) != new);
        if !is_touched || now == new {
            return;
        }
        let Some(base) = entry.base else {
            return self.fault(
                entry,
                message!(
                    "the text `{}` differs from the book, and its `base`, which tells whether it was changed here or there, is missing or damaged; export the texts again, or change it in the book",
                    &*entry.id
                ),
            );
        };
        if base.get(side) != now {
            let tag = lang.tag().to_owned();
            return self.fault(
                entry,
                message!(
                    "the text `{}` in `{}` is another one in the book now; export its texts again",
                    &*entry.id,
                    tag
                ),
            );
        }
        if entry.is_unfinished && !is_source {
            self.update.unfinished += 1;
            return;
        }
        if let Some(c) = forbidden(&words) {
            return self.fault(
                entry,
                message!(
                    "the text `{}` contains U+{}, which no book may",
                    &*entry.id,
                    format!("{:04X}", u32::from(c))
                ),
            );
        }
        if !self.changed.insert((&text.id, side == Side::A)) {
            return self.fault(entry, message!("the text `{}` is changed twice", &*text.id));
        }
        self.update.changes.push(Change { text, side, words });
    }
}

/// A text as an author would type it: on one line but for line breaks that are kept, unless its lines are its own.
fn normal(words: &str, is_lined: bool) -> String {
    let words = words
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}'], "\n");
    if is_lined {
        return words.trim_end().to_owned();
    }
    let mut out = String::new();
    for line in words.trim().lines().map(str::trim) {
        if !out.is_empty() {
            let is_kept = (out.len() - out.trim_end_matches('\\').len()) % 2 == 1;
            out.push(if is_kept { '\n' } else { ' ' });
        }
        out.push_str(line);
    }
    out
}

/// The first character that YAML or an e-book cannot contain.
fn forbidden(words: &str) -> Option<char> {
    words.chars().find(|c| {
        c.is_control() && !matches!(c, '\n' | '\t')
            || matches!(c, '\u{FDD0}'..='\u{FDEF}')
            || u32::from(*c) & 0xFFFE == 0xFFFE
    })
}
