//! Gettext's catalogues, whatever wrote them: of programs, of Markdown by mdbook-i18n-helpers, of documents by po4a. Their
//! order is that of the places that they name, and each file of Markdown that they name becomes a chapter.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Refusal;
use super::super::document::Role;
use super::super::rich::Rich;
use super::{Maker, State, Units, lined, tag};
use crate::exchange::{PoMessage, po_messages};
use crate::message::message;

pub(super) fn read(name: &str, text: &str) -> Result<Units, Refusal> {
    let messages = po_messages(text).map_err(|fault| {
        Refusal::fault(name, fault.place.line, fault.place.column, fault.message)
    })?;
    let header = messages.iter().find(|one| one.is_header());
    let field = |name: &str| {
        let fields = header?
            .translation
            .lines()
            .filter_map(|line| line.split_once(':'));
        let mut values = fields.filter(|(field, _)| field.eq_ignore_ascii_case(name));
        let (_, value) = values.next()?;
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    };
    if field("X-Diglot-Texts").is_some() {
        return Err(Refusal::Ours(name.to_owned()));
    }
    let messages: Vec<&PoMessage> = messages.iter().filter(|one| !one.is_header()).collect();
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for one in &messages {
        if let Some(first) = seen.insert((&one.context, &one.id), one.line) {
            let why = message!("this entry is in the file twice, first in line {}", first);
            return Err(Refusal::fault(name, one.line, 1, why));
        }
    }
    // English is what programs are written in, unless the header says something else.
    let target = field("Language").map(|language| tag(&language));
    let source =
        field("X-Source-Language").map_or_else(|| "en".to_owned(), |language| tag(&language));
    let mut chapters = Vec::new();
    for (file, entries) in in_order(&messages) {
        let mut maker = Maker::new(name);
        for one in entries {
            entry(one, is_markdown(&file), &mut maker);
        }
        let called = if file.is_empty() { name } else { &file };
        let called = called.rsplit('/').next().unwrap_or(called);
        chapters.push((called.to_owned(), maker.chapter));
    }
    Ok(Units {
        name: name.to_owned(),
        languages: target.map(|target| [source, target]),
        chapters,
    })
}

fn is_markdown(file: &str) -> bool {
    [".md", ".markdown"].iter().any(|end| file.ends_with(end))
}

/// The messages of each file of Markdown, in the order of their lines, and all others in the order of their places.
fn in_order<'m>(messages: &[&'m PoMessage]) -> Vec<(String, Vec<&'m PoMessage>)> {
    let mut files: Vec<&str> = Vec::new();
    let mut placed: Vec<(usize, usize, &'m PoMessage)> = Vec::new();
    for one in messages {
        let mut own = BTreeSet::new();
        for (file, line) in &one.references {
            let file = if is_markdown(file) { file.as_str() } else { "" };
            // A message that is at several places of a program is shown once.
            if file.is_empty() && !own.insert(file) {
                continue;
            }
            let at = files.iter().position(|known| *known == file);
            let at = at.unwrap_or_else(|| {
                files.push(file);
                files.len() - 1
            });
            let line = if file.is_empty() { 0 } else { *line };
            placed.push((at, line, one));
        }
        if one.references.is_empty() {
            let at = files.iter().position(|known| known.is_empty());
            let at = at.unwrap_or_else(|| {
                files.push("");
                files.len() - 1
            });
            placed.push((at, 0, one));
        }
    }
    let mut found: Vec<(String, Vec<&PoMessage>)> = files
        .iter()
        .map(|file| ((*file).to_owned(), Vec::new()))
        .collect();
    placed.sort_by_key(|(file, line, _)| (*file, *line));
    for (file, _, one) in placed {
        found[file].1.push(one);
    }
    found
}

fn entry(one: &PoMessage, is_markdown: bool, maker: &mut Maker<'_>) {
    let state = if one.is_fuzzy {
        State::Unsure
    } else {
        State::Done
    };
    if one.is_fuzzy && !one.previous.trim().is_empty() {
        let earlier = [Some(lined(&one.previous)), None];
        maker.chapter.past.insert(one.line, earlier);
    }
    if is_markdown
        && one.plural.is_none()
        && maker.markdown(one.line, [&one.id, &one.translation], state)
    {
        return;
    }
    let (role, original) = role_of(one, is_markdown);
    let translation = match role {
        Role::Heading(_) if is_markdown => one.translation.trim_start_matches('#'),
        Role::Heading(_)
        | Role::Text
        | Role::Item(_)
        | Role::Term
        | Role::Quote
        | Role::Callout(_) => &one.translation,
    };
    if let Some(plural) = &one.plural {
        // Languages with one form only have the last.
        let last = one.plurals.last().unwrap_or(&one.translation);
        maker.pair(one.line, role, [lined(plural), lined(last)], state);
        for other in [&one.id, &one.translation] {
            if other != plural && other != last {
                let why = message!("this is another form of the words for one and for many");
                maker.left_out(one.line, why, other);
            }
        }
        return;
    }
    let texts: [Rich; 2] = [original, translation].map(lined);
    maker.pair(one.line, role, texts, state);
}

/// What a message is, as far as a comment of po4a or a mark of Markdown says so, and its words.
fn role_of(one: &PoMessage, is_markdown: bool) -> (Role, &str) {
    let words = one.id.as_str();
    let hashes = words.len() - words.trim_start_matches('#').len();
    if is_markdown && (1..=6).contains(&hashes) && words[hashes..].starts_with(' ') {
        let level = u8::try_from(hashes - 1).unwrap_or(3).min(3);
        return (Role::Heading(level), &words[hashes..]);
    }
    let kind = one
        .notes
        .iter()
        .find_map(|note| note.strip_prefix("type: "));
    let level = match kind.unwrap_or_default() {
        "Title #" | "Title =" | "Content of: <h1>" => Some(0),
        "Title ##" | "Title -" | "Title ==" | "Content of: <h2>" => Some(1),
        "Title ###" | "Title ~" | "Title ===" | "Content of: <h3>" => Some(2),
        _ => None,
    };
    if let Some(level) = level {
        return (Role::Heading(level), words);
    }
    if kind.is_some_and(|kind| kind.starts_with("Bullet:")) {
        return (Role::Item(super::super::document::Item::default()), words);
    }
    (Role::Text, words)
}
