//! YAML text → a tree with places. The one module that knows the YAML crate.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::budget::BudgetBreach;
use serde_yaml::options::{DuplicateKeyPolicy, MergeKeyPolicy, NonFiniteFloatPolicy};
use serde_yaml::{Error, Location, Spanned};

use super::syntax;
use crate::report::{Code, Diagnostic};
use crate::source::{FileId, Sources, Span, span};

/// The most values of a file, counted as often as aliases repeat them: some 30,000 blocks.
const MAX_NODES: usize = 250_000;
const MAX_ALIASES: usize = 1_000;
const MAX_DEPTH: usize = 64;

/// A node of a YAML file and where it stands.
#[derive(Debug)]
pub struct Node {
    pub at: Span,
    pub value: Value,
}

/// What a node is. Scalars stay as typed: `no`, `010` and `2026-01-01` are their own letters.
#[derive(Debug)]
pub enum Value {
    Null,
    Scalar {
        text: String,
        plain: bool,
    },
    Seq(Vec<Node>),
    /// Keys in their order, repeated ones included.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The node's text; of what is no scalar, nothing.
    pub fn text(&self) -> &str {
        match &self.value {
            Value::Scalar { text, .. } => text,
            Value::Null | Value::Seq(_) | Value::Map(_) => "",
        }
    }
}

impl Value {
    /// The kind of node in an author's words.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Scalar { .. } => "a text",
            Self::Seq(_) => "a list",
            Self::Map(_) => "a map of keys",
        }
    }
}

/// What the YAML crate hands over, before places are known.
enum Raw {
    Null,
    /// Something that only an unquoted scalar can be: a boolean or a number.
    Plain,
    Text(String),
    Seq(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<Raw>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("YAML")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::Seq(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            list.push(entry);
        }
        Ok(Raw::Map(list))
    }
}

/// Parses one file.
///
/// # Errors
/// What makes it no YAML file of one document, within the limits on aliases and depth.
pub fn parse(sources: &Sources, file: FileId) -> Result<Node, Box<Diagnostic>> {
    let text = sources.file(file).text.as_str();
    if let Some(control) = control_character(text) {
        let at = span(file, control.0, control.0 + control.1.len_utf8());
        return Err(Box::new(control_diagnostic(control.1).at(at)));
    }
    let options = serde_yaml::options! {
        budget: serde_yaml::budget! { max_nodes: MAX_NODES, max_aliases: MAX_ALIASES, max_depth: MAX_DEPTH },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::Error,
        reject_unsupported_tags: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        strict_booleans: true,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        emit_comments: false,
        with_snippet: false,
    };
    let raw: Spanned<Raw> = serde_yaml::from_str_with_options(text, options)
        .map_err(|error| Box::new(explain(&error, text, file)))?;
    if matches!(raw.value, Raw::Null) {
        return Err(Box::new(
            Diagnostic::new(Code::YamlEmpty, "the file is empty")
                .at(span(file, 0, 0))
                .hint("a book and a chapter begin with `id:`, a glossary with `terms:`"),
        ));
    }
    Ok(place(raw, text, file))
}

fn place(raw: Spanned<Raw>, text: &str, file: FileId) -> Node {
    let at = place_of(&raw.defined, text, file);
    let slice = text.get(at.range()).unwrap_or_default();
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Plain => Value::Scalar {
            text: slice.to_owned(),
            plain: true,
        },
        Raw::Text(words) => Value::Scalar {
            plain: !slice.starts_with(['"', '\'']) && !is_block_scalar(text, at),
            text: words,
        },
        Raw::Seq(list) => Value::Seq(
            list.into_iter()
                .map(|item| place(item, text, file))
                .collect(),
        ),
        Raw::Map(list) => Value::Map(
            list.into_iter()
                .map(|(key, value)| (place(key, text, file), place(value, text, file)))
                .collect(),
        ),
    };
    Node { at, value }
}

/// A block scalar's span begins with its first line of text; its header stands on the line above.
fn is_block_scalar(text: &str, at: Span) -> bool {
    let before = text[..at.start as usize].trim_end_matches([' ', '\n', '\r']);
    text[before.len()..at.start as usize].contains('\n')
        && before
            .trim_end_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '+')
            .ends_with(['|', '>'])
}

fn place_of(location: &Location, text: &str, file: FileId) -> Span {
    let known = location.span();
    if let (Some(start), Some(len)) = (known.byte_offset(), known.byte_len()) {
        let start = usize::try_from(start).unwrap_or(usize::MAX).min(text.len());
        let end = start + usize::try_from(len).unwrap_or(0);
        return span(file, start, end.min(text.len()));
    }
    let row = usize::try_from(location.line())
        .unwrap_or(1)
        .saturating_sub(1);
    let column = usize::try_from(location.column())
        .unwrap_or(1)
        .saturating_sub(1);
    let line_start: usize = text.split_inclusive('\n').take(row).map(str::len).sum();
    let line = text[line_start..].lines().next().unwrap_or_default();
    let offset = line
        .char_indices()
        .nth(column)
        .map_or(line.len(), |(offset, _)| offset);
    let width = line[offset..].chars().next().map_or(0, char::len_utf8);
    span(file, line_start + offset, line_start + offset + width)
}

/// Says what the YAML crate found, in words for an author.
fn explain(error: &Error, text: &str, file: FileId) -> Diagnostic {
    let mut error = error.without_snippet();
    let at = place_of(&error.location().unwrap_or(Location::UNKNOWN), text, file);
    // What is wrong where an alias is used comes wrapped.
    while let Error::AliasError { error: inner, .. } = error {
        error = inner.without_snippet();
    }
    let raw = error.to_string();
    let raw = raw.split(" at line ").next().unwrap_or(&raw).trim();
    let limit = |message: String| {
        Diagnostic::new(Code::YamlLimit, message)
            .at(at)
            .hint("a book needs no aliases that multiply and no more than a few levels of nesting")
    };
    match error {
        Error::MultipleDocuments { .. } => {
            Diagnostic::new(Code::YamlDocuments, "two documents in one file")
                .at(second_document(text, file).unwrap_or(at))
                .hint("remove the `---` and give each chapter a file of its own")
        }
        Error::MergeKeyNotAllowed { .. } => Diagnostic::new(Code::YamlSyntax, "a merge key `<<`")
            .at(at)
            .hint("write out the keys that it stands for"),
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            limit("an alias inside what it stands for".to_owned())
        }
        Error::Budget { breach, .. } => limit(match breach {
            BudgetBreach::Depth { .. } => format!("nesting of more than {MAX_DEPTH} levels"),
            BudgetBreach::Nodes { .. } | BudgetBreach::Events { .. } => {
                format!(
                    "more than {MAX_NODES} values in one file, each as often as aliases repeat it"
                )
            }
            BudgetBreach::Aliases { .. } => format!("more than {MAX_ALIASES} aliases"),
            _ => "a file too large to read".to_owned(),
        }),
        _ if raw.contains("recursion limit") => {
            limit("nesting of more levels than can be read".to_owned())
        }
        _ if raw.contains("limit") => {
            limit("more repetitions by aliases than can be read".to_owned())
        }
        _ => syntax::explain(raw, at, text),
    }
}

fn second_document(text: &str, file: FileId) -> Option<Span> {
    let mut start = 0;
    let mut seen_content = false;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == "---" && seen_content {
            return Some(span(file, start, start + 3));
        }
        seen_content |= !bare.is_empty() && !bare.starts_with('#') && bare != "---";
        start += line.len();
    }
    None
}

/// The first character that no edition may hold: XML 1.0 §2.2 forbids most control characters and
/// the noncharacters.
pub fn control_character(text: &str) -> Option<(usize, char)> {
    text.char_indices().find(|(_, c)| {
        let allowed_control = matches!(c, '\n' | '\r' | '\t' | '\u{85}');
        (c.is_control() && !allowed_control)
            || matches!(c, '\u{FDD0}'..='\u{FDEF}')
            || u32::from(*c) & 0xFFFE == 0xFFFE
    })
}

/// The complaint about such a character.
pub fn control_diagnostic(c: char) -> Diagnostic {
    let kind = if c.is_control() {
        "a control character"
    } else {
        "a code that is no character"
    };
    Diagnostic::new(Code::TextControl, format!("{kind}, U+{:04X}", u32::from(c)))
        .hint("delete it: it has no shape, and EPUB forbids it")
}
