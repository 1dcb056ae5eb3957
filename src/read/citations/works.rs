//! Reads the works of a `.bib` file in BibLaTeX or BibTeX, each error at its place.

use std::collections::{BTreeMap, BTreeSet};

use biblatex::{
    Bibliography, Chunk, ChunksExt, ParseError, ParseErrorKind, RawBibliography, RawChunk,
};
use hayagriva::Entry;
use hayagriva::citationberg::LocaleCode;

use super::locale;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::lang::{Lang, is_han, is_hangul, is_wide};
use crate::message::{Message, message};
use crate::source::{FileId, Sources, Span, span};

/// How deep braces may be nested, and over how many others a work may take its fields.
const DEEPEST: usize = 50;
/// The fields that hold names.
const NAMES: [&str; 12] = [
    "author",
    "editor",
    "editora",
    "editorb",
    "editorc",
    "translator",
    "bookauthor",
    "annotator",
    "commentator",
    "introduction",
    "foreword",
    "afterword",
];

/// A work of the bibliography.
#[derive(Debug)]
pub struct Work {
    /// The place of its key.
    pub at: Span,
    pub entry: Entry,
    /// Its language.
    pub lang: Lang,
    pub locale: LocaleCode,
}

/// Reads a file; `None` if it has an error.
pub fn read(file: FileId, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Vec<Work>> {
    let text = &sources.file(file).text;
    let place =
        |range: std::ops::Range<usize>| span(file, range.start, range.end.max(range.start + 1));
    let fail = |error: &ParseError, diagnostics: &mut Diagnostics| {
        let (message, hint) = refused(&error.kind);
        let at = place(error.span.clone());
        diagnostics.push(Diagnostic::new(Code::BibSyntax, message).at(at).hint(hint));
    };
    if let Some(at) = too_deep(text) {
        diagnostics.push(
            Diagnostic::new(
                Code::BibSyntax,
                message!("braces are nested more than {} deep", DEEPEST),
            )
            .at(place(at..at + 1))
            .hint(message!("close the braces that are open")),
        );
        return None;
    }
    let raw = match RawBibliography::parse(text) {
        Ok(raw) => raw,
        Err(error) => {
            fail(&error, diagnostics);
            return None;
        }
    };
    let links = links(&raw);
    if let Some((at, message, hint)) = broken_link(&raw, &links) {
        diagnostics.push(
            Diagnostic::new(Code::BibSyntax, message)
                .at(place(at))
                .hint(hint),
        );
        return None;
    }
    let bibliography = match Bibliography::from_raw(raw.clone()) {
        Ok(bibliography) => bibliography,
        Err(error) => {
            fail(&error, diagnostics);
            return None;
        }
    };
    let keys: BTreeMap<&str, std::ops::Range<usize>> = raw
        .entries
        .iter()
        .map(|entry| (entry.v.key.v, entry.v.key.span.clone()))
        .collect();
    let mut works = Vec::new();
    let mut is_whole = true;
    for mut entry in bibliography {
        let at = keys.get(entry.key.as_str()).cloned().unwrap_or(0..0);
        let lang = language(&entry);
        // What they name is known now; the names that babel gives languages would be refused.
        entry.fields.remove("langid");
        entry.fields.remove("language");
        for name in NAMES {
            for chunk in entry.fields.get_mut(name).into_iter().flatten() {
                if let Chunk::Normal(names) = &mut chunk.v {
                    *names = han_names(names, &lang);
                }
            }
        }
        let date = ["date", "year"]
            .into_iter()
            .find_map(|name| entry.fields.get(name));
        let date = date
            .and_then(|chunks| chunks.first())
            .map(|chunk| chunk.span.clone());
        match Entry::try_from(&entry) {
            Ok(converted) => {
                if let Some(date) = date.filter(|_| converted.date_any().is_none()) {
                    diagnostics.push(
                        Diagnostic::new(
                            Code::BibField,
                            message!("the date of `{}` cannot be read", entry.key),
                        )
                        .at(place(date))
                        .hint(message!("write `2024`, `2024-05` or `2024-05-17`")),
                    );
                    is_whole = false;
                }
                works.push(Work {
                    at: place(at),
                    entry: converted,
                    locale: locale(&lang),
                    lang,
                });
            }
            Err(error) => {
                diagnostics.push(
                    Diagnostic::new(
                        Code::BibField,
                        message!("a field of `{}` cannot be read: {}", entry.key, error.kind.to_string()),
                    )
                    .at(place(error.span))
                    .hint(message!(
                        "write dates as `2024-05-17` and numbers in digits; other words belong in `note`"
                    )),
                );
                is_whole = false;
            }
        }
    }
    is_whole.then_some(works)
}

/// The place of the first brace that is nested too deep.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => {}
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_escaped = byte == b'\\' && !is_escaped;
        if depth > DEEPEST {
            return Some(at);
        }
    }
    None
}

/// A name and what it takes from others, which have to be followed before the library does so without an end.
type Links<'r> = BTreeMap<Node<'r>, Vec<(Node<'r>, std::ops::Range<usize>)>>;

/// An entry, or an abbreviation of `@string`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Node<'r> {
    Entry(&'r str),
    Abbreviation(String),
}

fn links<'r>(raw: &RawBibliography<'r>) -> Links<'r> {
    let mut links = Links::new();
    for entry in &raw.entries {
        let own = links.entry(Node::Entry(entry.v.key.v)).or_default();
        for field in &entry.v.fields {
            if !["crossref", "xdata", "xref"].contains(&field.key.v.to_ascii_lowercase().as_str()) {
                continue;
            }
            for chunk in &field.value.v {
                if let RawChunk::Normal(keys) = chunk.v {
                    let keys = keys.split(',').map(str::trim).filter(|key| !key.is_empty());
                    own.extend(keys.map(|key| (Node::Entry(key), chunk.span.clone())));
                }
            }
        }
    }
    for pair in &raw.abbreviations {
        let name = Node::Abbreviation(pair.key.v.to_lowercase());
        let own = links.entry(name).or_default();
        for chunk in &pair.value.v {
            if let RawChunk::Abbreviation(other) = chunk.v {
                own.push((Node::Abbreviation(other.to_lowercase()), chunk.span.clone()));
            }
        }
    }
    links
}

/// The first link that leads to nothing, or back to where it began.
fn broken_link(
    raw: &RawBibliography<'_>,
    links: &Links<'_>,
) -> Option<(std::ops::Range<usize>, Message, Message)> {
    let entries = raw.entries.iter().map(|entry| Node::Entry(entry.v.key.v));
    let strings = raw
        .abbreviations
        .iter()
        .map(|pair| Node::Abbreviation(pair.key.v.to_lowercase()));
    for node in entries.chain(strings) {
        let own = links.get(&node).map(Vec::as_slice).unwrap_or_default();
        for (target, at) in own {
            if let Node::Entry(key) = target
                && !links.contains_key(target)
            {
                return Some((
                    at.clone(),
                    message!("the bibliography has no work `{}`", *key),
                    message!("write the key of another entry of the file"),
                ));
            }
            let mut seen = BTreeSet::new();
            let mut open = vec![(target, 1)];
            while let Some((next, depth)) = open.pop() {
                if *next == node || depth > DEEPEST {
                    return Some((
                        at.clone(),
                        message!(
                            "this leads back to itself, or through more than {} others",
                            DEEPEST
                        ),
                        message!("remove it, or the link in one of the others"),
                    ));
                }
                if seen.insert(next) {
                    let further = links.get(next).into_iter().flatten();
                    open.extend(further.map(|(next, _)| (next, depth + 1)));
                }
            }
        }
    }
    None
}

/// What is wrong with a file that cannot be parsed, and what to do.
fn refused(kind: &ParseErrorKind) -> (Message, Message) {
    if let ParseErrorKind::DuplicateKey(key) = kind {
        let message = message!("two works have the key `{}`", key);
        return (message, message!("change one of the two"));
    }
    if let ParseErrorKind::UnknownAbbreviation(name) = kind {
        let message = message!("no `@string` defines `{}`", name);
        return (
            message,
            message!("put the value between braces, or define it"),
        );
    }
    let message = message!("the file is not BibLaTeX here: {}", kind.to_string());
    (
        message,
        message!("an entry is `@book{key, title = {…}, year = {…}}`; close the one before it"),
    )
}

/// The language of a work: that which it names, else that of its title.
fn language(entry: &biblatex::Entry) -> Lang {
    let named = ["langid", "language"]
        .into_iter()
        .find_map(|field| entry.get(field));
    let named = named.map(|chunks| chunks.format_verbatim().trim().to_lowercase());
    let tag = named.as_deref().and_then(tag);
    let title = entry
        .get("title")
        .map(ChunksExt::format_verbatim)
        .unwrap_or_default();
    let tag = tag.unwrap_or(if title.contains(is_kana) {
        "ja"
    } else if title.contains(is_hangul) {
        "ko"
    } else if title.contains(is_han) {
        "zh"
    } else {
        "en"
    });
    Lang::parse(tag).unwrap_or_else(|| Lang::english().clone())
}

fn is_kana(c: char) -> bool {
    ('\u{3041}'..='\u{30FF}').contains(&c)
}

/// The tag of a language by the name that Babel, a BCP 47 tag or a person gives it.
fn tag(name: &str) -> Option<&str> {
    Some(match name {
        "chinese" | "chinese-simplified" | "chinese-hans" | "中文" | "汉语" => "zh",
        "chinese-traditional" | "chinese-hant" => "zh-Hant",
        "japanese" | "日本語" => "ja",
        "korean" => "ko",
        "english" | "american" | "british" | "usenglish" | "ukenglish" | "英文" => "en",
        "german" | "ngerman" | "austrian" => "de",
        "french" | "francais" => "fr",
        "spanish" => "es",
        "italian" => "it",
        "portuguese" | "brazilian" => "pt",
        "russian" => "ru",
        "dutch" => "nl",
        "polish" => "pl",
        "arabic" => "ar",
        "vietnamese" => "vi",
        "thai" => "th",
        "turkish" => "tr",
        other => return Lang::parse(other).map(|_| other),
    })
}

/// Names with those in Han written in a way that the library understands. It would take the first word of `王 小明` for a
/// particle such as `von`, and lose it. Chinese authors are cited by their whole names, others by their surnames.
fn han_names(names: &str, lang: &Lang) -> String {
    let one = |name: &str| {
        let mut parts = name.split([' ', ',', '，']).filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next()) {
            (Some(surname), Some(given), None)
                if surname.chars().chain(given.chars()).all(is_wide) =>
            {
                let gap = if lang.primary() == "zh" { "" } else { ", " };
                format!("{surname}{gap}{given}")
            }
            _ => name.to_owned(),
        }
    };
    let all = names.split(" and ").map(|name| {
        let inner = name.trim();
        name.replace(inner, &one(inner))
    });
    all.collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_han_keep_their_surnames() {
        let names = |names: &str, tag: &str| han_names(names, &Lang::parse(tag).expect("a tag"));
        assert_eq!(
            names("王 小明 and Smith, John and 张三", "zh"),
            "王小明 and Smith, John and 张三"
        );
        assert_eq!(names("欧阳, 修", "zh"), "欧阳修");
        assert_eq!(names("田中 太郎", "ja"), "田中, 太郎");
    }
}
