//! Reads the works of a `.bib` file in BibLaTeX or BibTeX, each error at its place.

use std::collections::{BTreeMap, BTreeSet};

use biblatex::{
    Bibliography, Chunk, ChunksExt, ParseError, ParseErrorKind, RawBibliography, RawChunk,
};
use hayagriva::Entry;
use hayagriva::citationberg::LocaleCode;
use hayagriva::types::Date;

use super::latex::{self, Fault};
use super::{fields, languages, locale, names};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::lang::Lang;
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
    /// The year that its entry has in place of a date in words, and these words.
    pub date: Option<(String, String)>,
}

/// The first of the years that stand for dates in words. No work has such a one, so that the words can take its place in
/// what has been rendered; and such works come last.
const IN_WORDS: i32 = 2_100_000_000;

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
    // Errors are those of the file as it is; what it says is read with its markup replaced.
    if let Err(error) = Bibliography::from_raw(raw.clone()) {
        fail(&error, diagnostics);
        return None;
    }
    if raw.entries.is_empty() {
        let hint = if text.trim_start().starts_with(['{', '[']) {
            message!("this looks like CSL JSON; export the works as BibLaTeX instead")
        } else {
            message!("an entry is `@book{key, title = {…}, year = {…}}`")
        };
        let none = message!("the file has no works");
        diagnostics.push(
            Diagnostic::new(Code::BibSyntax, none)
                .at(place(0..0))
                .hint(hint),
        );
        return None;
    }
    let mut faults = Vec::new();
    for entry in &raw.entries {
        fields::misspelt(&entry.v, &mut faults);
    }
    let marked = marked(&raw, &mut faults);
    let bibliography = match Bibliography::from_raw(replaced(&raw, &marked)) {
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
        let lang = language(&mut entry, &mut faults);
        for name in NAMES {
            for chunk in entry.fields.get_mut(name).into_iter().flatten() {
                if let Chunk::Normal(names) = &mut chunk.v {
                    *names = names::written(names, &lang);
                }
            }
        }
        fields::complete(&mut entry, &lang, &mut faults);
        let has_date = ["date", "year"]
            .into_iter()
            .find_map(|name| entry.fields.get(name));
        let date = has_date
            .and_then(|chunks| chunks.first())
            .map(|chunk| chunk.span.clone());
        let in_words = fields::date_in_words(&mut entry);
        let is_undated = has_no_date(&entry);
        let book = fields::proceedings(&mut entry);
        match Entry::try_from(&entry) {
            Ok(mut converted) => {
                if let Some(date) = date.filter(|_| !is_undated && converted.date_any().is_none()) {
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
                let parents = book.into_iter().chain(converted.parents().to_vec());
                converted.set_parents(parents.collect());
                let year = i32::try_from(works.len()).unwrap_or_default() + IN_WORDS;
                if in_words.is_some() {
                    converted.set_date(Date::from_year(year));
                }
                if let Ok(language) = lang.tag().parse() {
                    converted.set_language(language);
                }
                works.push(Work {
                    at: place(at),
                    entry: converted,
                    locale: locale(&lang),
                    lang,
                    date: in_words.map(|words| (year.to_string(), words)),
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
    faults.sort_by_key(|fault| fault.at.start);
    // What other entries inherit is wrong only once.
    faults.dedup_by_key(|fault| fault.at.clone());
    for fault in faults {
        diagnostics.push(
            Diagnostic::new(Code::BibDoubtful, fault.message)
                .at(place(fault.at))
                .hint(fault.hint),
        );
    }
    is_whole.then_some(works)
}

fn has_no_date(entry: &biblatex::Entry) -> bool {
    !["date", "year"]
        .iter()
        .any(|field| entry.fields.contains_key(*field))
}

/// The fields in which markup has been replaced, by where they begin.
fn marked(raw: &RawBibliography<'_>, faults: &mut Vec<Fault>) -> BTreeMap<usize, String> {
    let fields = raw.entries.iter().flat_map(|entry| &entry.v.fields);
    let printed = fields.filter(|field| fields::is_printed(field.key.v));
    let chunks = printed
        .chain(&raw.abbreviations)
        .flat_map(|field| &field.value.v);
    let marked = chunks.filter_map(|chunk| match chunk.v {
        RawChunk::Normal(text) => {
            let start = chunk.span.start;
            Some((start, latex::marked(text, start, faults)?))
        }
        RawChunk::Abbreviation(_) => None,
    });
    marked.collect()
}

/// A bibliography with these fields.
fn replaced<'r>(
    raw: &RawBibliography<'r>,
    marked: &'r BTreeMap<usize, String>,
) -> RawBibliography<'r> {
    let mut raw = raw.clone();
    let fields = raw.entries.iter_mut().flat_map(|entry| &mut entry.v.fields);
    for field in fields.chain(&mut raw.abbreviations) {
        for chunk in &mut field.value.v {
            if let Some(text) = marked.get(&chunk.span.start)
                && matches!(chunk.v, RawChunk::Normal(_))
            {
                chunk.v = RawChunk::Normal(text);
            }
        }
    }
    raw
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

/// The language of a work, taken from its entry: that which it names, else that of its title.
fn language(entry: &mut biblatex::Entry, faults: &mut Vec<Fault>) -> Lang {
    let named = ["language", "langid"].map(|field| entry.fields.remove(field));
    for chunks in named.into_iter().rev().flatten() {
        let words = chunks.format_verbatim();
        // The first of several.
        let name = words.split([',', ';', '/']).next().unwrap_or_default();
        let name = name.split(" and ").next().unwrap_or_default().trim();
        if name.is_empty() {
            continue;
        }
        match languages::named(name) {
            Ok(lang) => return lang,
            Err(meant) => faults.push(Fault {
                at: chunks.span(),
                message: message!("`{}` is not a language known here", name),
                hint: match meant {
                    Some(meant) => message!("did you mean `{}`?", meant),
                    None => message!(
                        "write its tag, such as `zh`, `en` or `he`, or what Babel calls it"
                    ),
                },
            }),
        }
    }
    let title = entry.get("title").map(ChunksExt::format_verbatim);
    languages::of_title(&title.unwrap_or_default())
}
