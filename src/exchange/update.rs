//! Compares what has come back with the book, and says what is to be changed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Base, Entry, Fault, Format, Place, protect};
use crate::lang::{Lang, Side};
use crate::message::{Message, message};
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
    /// The number of texts that the book has and the file has no longer, which are left as they are.
    pub emptied: usize,
}

/// Compares entries with the texts of a book.
///
/// # Errors
/// If entries contradict one another or the book, and nothing should be changed.
pub fn update<'t>(
    texts: &'t Texts,
    entries: &[Entry],
    format: Format,
) -> Result<Update<'t>, Vec<Fault>> {
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
        format,
        by_id,
        by_base,
        update: Update::default(),
        faults: Vec::new(),
        changed: BTreeSet::new(),
    };
    updater.languages(entries)?;
    let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
    for entry in entries {
        if let Some(first) = seen.insert(&entry.id, entry.place) {
            updater.fault(
                entry,
                message!(
                    "the id `{}` is in the file twice, first in line {}",
                    &*entry.id,
                    first.line
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
    format: Format,
    by_id: BTreeMap<&'t str, &'t PairedText>,
    /// The texts that are now what a base says.
    by_base: BTreeMap<Base, Vec<&'t PairedText>>,
    update: Update<'t>,
    faults: Vec<Fault>,
    /// The ids of the texts that are changed.
    changed: BTreeSet<(&'t str, bool)>,
}

impl<'t> Updater<'t> {
    fn fault(&mut self, entry: &Entry, message: Message) {
        self.faults.push(Fault::at(entry.place, message));
    }

    /// Makes sure that the texts of all entries are in the languages of the book, and under the right one.
    fn languages(&self, entries: &[Entry]) -> Result<(), Vec<Fault>> {
        let languages = &self.texts.languages;
        let mut unknown: BTreeMap<&str, Place> = BTreeMap::new();
        for entry in entries {
            for (tag, _) in &entry.texts {
                if languages.side_of(tag).is_none() {
                    unknown.entry(tag).or_insert(entry.place);
                }
            }
        }
        if !unknown.is_empty() {
            let faults = unknown.into_iter().map(|(tag, place)| {
                let message = message!(
                    "`{}` is not one of the book's languages, which are `{}` and `{}`",
                    tag,
                    languages.a.tag(),
                    languages.b.tag()
                );
                Fault::at(place, message)
            });
            return Err(faults.collect());
        }
        let mut exchanged = entries.iter().filter(|entry| self.is_exchanged(entry));
        if let Some(first) = exchanged.next()
            && (exchanged.count() + 1) * 2 > entries.len()
        {
            let message = message!(
                "the texts in `{}` stand under `{}`, and the other way round; put the names of the languages back as they were exported",
                languages.a.tag(),
                languages.b.tag()
            );
            return Err(vec![Fault::at(first.place, message)]);
        }
        Ok(())
    }

    /// Whether each language of an entry says what the other one said.
    fn is_exchanged(&self, entry: &Entry) -> bool {
        let languages = &self.texts.languages;
        let Some((base, text)) = entry.base.zip(self.by_id.get(entry.id.as_str())) else {
            return false;
        };
        base.a.is_some()
            && base.b.is_some()
            && base.a != base.b
            && entry.texts.iter().all(|(tag, words)| {
                let other = match languages.side_of(tag) {
                    Some(Side::A) => Side::B,
                    Some(Side::B) => Side::A,
                    None => return false,
                };
                let cjk = languages.get(other).is_cjk();
                let words = normal(words, text.is_lined);
                base.get(other) == Some(Fingerprint::of(&words, cjk, text.is_lined))
            })
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
            let Some(side) = self.texts.languages.side_of(tag) else {
                continue;
            };
            let words = normal(words, text.is_lined);
            // A translation is added and replaced, not removed.
            if words.is_empty() {
                let had = entry.base.is_some_and(|base| base.get(side).is_some());
                let has = text.sides.get(side).words.is_some();
                self.update.emptied += usize::from(had && has);
            } else {
                self.side(entry, text, side, words);
            }
        }
    }

    fn side(&mut self, entry: &Entry, text: &'t PairedText, side: Side, words: String) {
        let lang: &Lang = self.texts.languages.get(side);
        let new = Some(Fingerprint::of(&words, lang.is_cjk(), text.is_lined));
        let now = self.print(text, side);
        let is_source = self.texts.languages.side_of(&entry.source) == Some(side);
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
        if is_source && !self.format.takes_both_languages() {
            return self.fault(
                entry,
                message!(
                    "the original of the text `{}` was changed in the file, which brings back translations only; change it in the book, or in a table (DOCX or CSV), which brings back both languages",
                    &*entry.id
                ),
            );
        }
        if entry.is_unfinished && !is_source {
            self.update.unfinished += 1;
            return;
        }
        let old = text.sides.get(side).words.as_ref();
        let old = old.map_or("", |words| &words.text);
        if entry.may_be_cut_off && old.starts_with(&words) {
            return self.fault(
                entry,
                message!(
                    "the file ends within the text `{}`, or its end was deleted; if it was, change it in the book",
                    &*entry.id
                ),
            );
        }
        let is_whole = old.is_empty() || protect::half(old).is_none();
        if !text.is_lined
            && is_whole
            && let Some(half) = protect::half(&words)
        {
            return self.fault(
                entry,
                message!(
                    "in the text `{}`, `{}` is one half of a pair, and the other half is missing",
                    &*entry.id,
                    half
                ),
            );
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
        out.push_str(&line.replace('\t', " "));
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
