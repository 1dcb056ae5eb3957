//! gettext's PO. Ids are contexts, and markup is left in the texts.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Base, Catalogue, Entry, Fault, Place, decoded};
use crate::message::{Message, message, plural};

/// The header field with the tag of the language that is translated from.
const SOURCE: &str = "X-Source-Language";
const TARGET: &str = "Language";
/// The header field with the number of texts that were exported, without which nothing shows that a part of a file is
/// missing.
const TEXTS: &str = "X-Diglot-Texts";
/// What the comment with the base begins with.
const BASE: &str = "base: ";

pub fn write(catalogue: &Catalogue<'_>, before: Option<&[u8]>) -> String {
    let before = before.map(earlier).unwrap_or_default();
    let mut out = String::from("msgid \"\"\nmsgstr \"\"\n");
    let texts = catalogue.units.len().to_string();
    for (name, value) in [
        (TARGET, catalogue.target.tag()),
        (SOURCE, catalogue.source.tag()),
        (TEXTS, &texts),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
    ] {
        let _ = writeln!(out, "{}", quoted(&format!("{name}: {value}\n")));
    }
    for unit in &catalogue.units {
        let _ = write!(
            out,
            "\n#. {}\n#. {BASE}{}\n#: {}:{}\n",
            unit.kind,
            unit.base.to_text(),
            unit.file.replace(' ', "%20"),
            unit.line
        );
        if unit.is_stale {
            out.push_str("#, fuzzy\n");
            let earlier = before.get(unit.id).filter(|words| *words != unit.source);
            if let Some(earlier) = earlier {
                field(&mut out, "#| msgid", earlier);
            }
        }
        field(&mut out, "msgctxt", unit.id);
        field(&mut out, "msgid", unit.source);
        field(&mut out, "msgstr", unit.target.unwrap_or_default());
    }
    out
}

/// The originals of an earlier export by id. Where one is fuzzy, it is the original that its translation was made from.
fn earlier(bytes: &[u8]) -> BTreeMap<String, String> {
    let Ok(text) = decoded(bytes) else {
        return BTreeMap::new();
    };
    let Ok(messages) = messages(text) else {
        return BTreeMap::new();
    };
    let each = messages.into_iter().map(|one| {
        let original = if one.previous.is_empty() {
            one.id
        } else {
            one.previous
        };
        (one.context, original)
    });
    each.collect()
}

/// Writes a string, each of its lines on a line of its own.
fn field(out: &mut String, name: &str, words: &str) {
    let more = if name.starts_with("#|") { "#| " } else { "" };
    if words.contains('\n') {
        let _ = writeln!(out, "{name} \"\"");
        for line in words.split_inclusive('\n') {
            let _ = writeln!(out, "{more}{}", quoted(line));
        }
    } else {
        let _ = writeln!(out, "{name} {}", quoted(words));
    }
}

fn quoted(words: &str) -> String {
    let mut out = String::from("\"");
    for c in words.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A message of a file.
#[derive(Debug, Default)]
pub struct PoMessage {
    pub line: usize,
    pub context: String,
    pub id: String,
    pub translation: String,
    /// The words for many, if there are such.
    pub plural: Option<String>,
    /// The translations for other numbers than the first.
    pub plurals: Vec<String>,
    /// The files in which the message is, and the lines.
    pub references: Vec<(String, usize)>,
    /// What the program that made the file says about it.
    pub notes: Vec<String>,
    pub is_fuzzy: bool,
    /// What the words were when the translation was made.
    pub previous: String,
    base: Option<Base>,
}

impl PoMessage {
    /// Whether it is what a file begins with: facts about the file.
    pub fn is_header(&self) -> bool {
        self.id.is_empty() && self.context.is_empty()
    }

    /// Adds the places of a line such as `#: src/tea.md:12`.
    fn add_references(&mut self, line: &str) {
        let each = line
            .split_whitespace()
            .map(|place| match place.rsplit_once(':') {
                Some((file, line)) if line.parse::<usize>().is_ok() => {
                    (file.to_owned(), line.parse().unwrap_or_default())
                }
                _ => (place.to_owned(), 0),
            });
        self.references.extend(each);
    }
}

/// The strings of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Context,
    Id,
    Plural,
    Translation,
    /// The translation for another number than the first.
    Another,
    Previous,
    /// One that does not matter here.
    Other,
}

pub fn read(bytes: &[u8]) -> Result<Vec<Entry>, Vec<Fault>> {
    let text = decoded(bytes).map_err(|fault| vec![fault])?;
    let messages = messages(text).map_err(|fault| vec![fault])?;
    if let Some(plural) = messages.iter().find(|one| one.plural.is_some()) {
        return Err(vec![Fault::at(
            Place::line(plural.line),
            message!("no text of a book has plural forms"),
        )]);
    }
    let header = messages.iter().find(|one| one.is_header());
    let named = |name: &str| {
        let lines = header?.translation.lines();
        let mut fields = lines.filter_map(|line| line.split_once(':'));
        let (_, value) = fields.find(|(field, _)| *field == name)?;
        Some(value.trim().to_owned())
    };
    let (Some(source), Some(target)) = (named(SOURCE), named(TARGET)) else {
        return Err(vec![Fault::whole(message!(
            "the header has no `{}` and `{}`; export the texts again, and keep these lines",
            TARGET,
            SOURCE
        ))]);
    };
    let expected: Option<usize> = named(TEXTS).and_then(|number| number.parse().ok());
    let entries = messages.into_iter().filter(|one| !one.id.is_empty());
    let mut entries: Vec<Entry> = entries
        .map(|one| Entry {
            place: Place::line(one.line),
            id: one.context,
            base: one.base,
            source: source.clone(),
            texts: vec![(source.clone(), one.id), (target.clone(), one.translation)],
            is_unfinished: one.is_fuzzy,
            may_be_cut_off: false,
        })
        .collect();
    if let Some(expected) = expected
        && entries.len() < expected
    {
        return Err(vec![Fault::whole(plural!(
            expected,
            "of {} text that was exported, the file has {}; if it was taken out on purpose, correct the number in the header, `{}`, else a part of the file is missing",
            "of {} texts that were exported, the file has {}; if some were taken out on purpose, correct the number in the header, `{}`, else a part of the file is missing",
            entries.len(),
            TEXTS
        ))]);
    }
    if let Some(last) = entries.last_mut() {
        last.may_be_cut_off = true;
    }
    Ok(entries)
}

/// Reads the messages of a file.
///
/// # Errors
/// If a line is none of a PO file, or the file is torn.
pub fn messages(text: &str) -> Result<Vec<PoMessage>, Fault> {
    let mut all = Vec::new();
    let mut now = PoMessage::default();
    let mut field = None;
    for (index, whole) in text.lines().enumerate() {
        let number = index + 1;
        let line = whole.trim();
        let is_new = line.is_empty() || line.starts_with('#') && !line.starts_with("#|");
        let is_whole = matches!(field, Some(Field::Translation | Field::Another));
        let begins =
            line.starts_with("msgctxt") || line.starts_with("msgid ") || line.starts_with("#|");
        if is_whole && (is_new || begins) {
            all.push(std::mem::take(&mut now));
            field = None;
        }
        if line.is_empty() || line.starts_with("#~") {
            continue;
        }
        if let Some(flags) = line.strip_prefix("#,") {
            now.is_fuzzy |= flags.split(',').any(|flag| flag.trim() == "fuzzy");
            continue;
        }
        if let Some(comment) = line.strip_prefix("#.") {
            let base = comment.trim().strip_prefix(BASE).and_then(Base::parse);
            now.base = base.or(now.base);
            now.notes.push(comment.trim().to_owned());
            continue;
        }
        if let Some(places) = line.strip_prefix("#:") {
            now.add_references(places);
            continue;
        }
        let (line, is_previous) = match line.strip_prefix("#|") {
            Some(rest) => (rest.trim(), true),
            None if line.starts_with('#') => continue,
            None => (line, false),
        };
        let (name, rest) = match line.find('"') {
            Some(at) => (line[..at].trim(), &line[at..]),
            None => (line, ""),
        };
        field = match (name, is_previous) {
            ("", _) if field.is_some() => field,
            ("msgid", true) => Some(Field::Previous),
            (_, true) => Some(Field::Other),
            ("msgctxt", _) => Some(Field::Context),
            ("msgid", _) => Some(Field::Id),
            ("msgid_plural", _) => {
                now.plural = Some(String::new());
                Some(Field::Plural)
            }
            ("msgstr" | "msgstr[0]", _) => Some(Field::Translation),
            (name, _) if name.starts_with("msgstr[") && name.ends_with(']') => {
                now.plurals.push(String::new());
                Some(Field::Another)
            }
            _ => {
                return Err(Fault::at(
                    Place::line(number),
                    message!("this is not a line of a PO file"),
                ));
            }
        };
        let words = unquoted(rest).map_err(|(at, message)| {
            // What is left of the line ends with it but for white space.
            let start = whole.trim_end().len() - rest.len() + at;
            let column = whole[..start].chars().count() + 1;
            let line = number;
            Fault::at(Place { line, column }, message)
        })?;
        if now.line == 0 && !is_previous {
            now.line = number;
        }
        match field {
            Some(Field::Context) => now.context.push_str(&words),
            Some(Field::Id) => now.id.push_str(&words),
            Some(Field::Translation) => now.translation.push_str(&words),
            Some(Field::Plural) => now.plural.get_or_insert_default().push_str(&words),
            Some(Field::Another) => {
                if let Some(last) = now.plurals.last_mut() {
                    last.push_str(&words);
                }
            }
            Some(Field::Previous) => now.previous.push_str(&words),
            Some(Field::Other) | None => {}
        }
    }
    match field {
        Some(Field::Translation | Field::Another) => all.push(now),
        None if now.line == 0 => {}
        _ => {
            return Err(Fault::at(
                Place::line(now.line),
                message!("the file ends in the middle of this entry"),
            ));
        }
    }
    Ok(all)
}

/// The text of a string in quotes.
///
/// # Errors
/// If it is not one, with the byte at which it goes wrong.
fn unquoted(text: &str) -> Result<String, (usize, Message)> {
    let inner = text.strip_prefix('"').and_then(|rest| {
        let inner = rest.strip_suffix('"')?;
        // The last quotation mark may be a part of the text.
        let slashes = inner.len() - inner.trim_end_matches('\\').len();
        (slashes % 2 == 0).then_some(inner)
    });
    let open = || message!("the string in this line is not closed, or has something after it");
    let inner = inner.ok_or_else(|| (0, open()))?;
    let mut out = String::new();
    let mut characters = inner.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return Err((at + 1, open())),
            '\\' => {
                let (_, escaped) = characters.next().unwrap_or((at, '\\'));
                out.push(match escaped {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    '"' | '\\' => escaped,
                    other => {
                        let escape = format!("\\{other}");
                        return Err((
                            at + 1,
                            message!(
                                "`{}` is not an escape; a backslash is written as two",
                                escape
                            ),
                        ));
                    }
                });
            }
            c => out.push(c),
        }
    }
    Ok(out)
}
