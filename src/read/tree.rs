//! Parses YAML into a tree whose nodes know their places. The only module that uses the YAML crate.

use std::collections::BTreeMap;

use granit_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span as Place, Tag};

use super::syntax;
use crate::diagnostics::{Code, Diagnostic};
use crate::message::{Message, message};
use crate::source::{FileId, Sources, Span, span};

/// The most values in a file, those that aliases repeat included; enough for some 30,000 blocks.
const MAX_NODES: usize = 250_000;
/// The most bytes of text in a file, counted in the same way.
const MAX_BYTES: usize = 64 << 20;
const MAX_ALIASES: usize = 1_000;
const MAX_DEPTH: usize = 64;

/// A node of a YAML file.
#[derive(Debug, Clone)]
pub struct Node {
    pub at: Span,
    pub value: Value,
}

/// The value of a node. Scalars are not interpreted: `no`, `010` and `2026-01-01` are texts.
#[derive(Debug, Clone)]
pub enum Value {
    Null,
    Scalar {
        text: String,
        /// Without quotes, and not a `|` or `>` block.
        plain: bool,
    },
    Seq(Vec<Node>),
    /// Entries in the order of the file, those with a repeated key included.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The text of a scalar; empty for any other node.
    pub fn text(&self) -> &str {
        match &self.value {
            Value::Scalar { text, .. } => text,
            Value::Null | Value::Seq(_) | Value::Map(_) => "",
        }
    }
}

impl Value {
    /// The kind of node, in words for authors.
    pub fn kind(&self) -> Message {
        match self {
            Self::Null => message!("nothing"),
            Self::Scalar { .. } => message!("a text"),
            Self::Seq(_) => message!("a list"),
            Self::Map(_) => message!("a group of keys"),
        }
    }
}

/// The error that ends parsing, boxed to keep results small.
type ParseError = Box<Diagnostic>;

/// Parses one file.
///
/// # Errors
/// The first reason why it is not a single YAML document, or goes beyond the limits on size, aliases and nesting.
pub fn parse(sources: &Sources, file: FileId) -> Result<Node, ParseError> {
    let text = sources.file(file).text.as_str();
    if let Some(control) = control_character(text) {
        let at = span(file, control.0, control.0 + control.1.len_utf8());
        return Err(Box::new(control_diagnostic(control.1).at(at)));
    }
    let options = granit_parser::options! { emit_comments: false };
    let mut builder = Builder {
        text,
        file,
        open: Vec::new(),
        root: None,
        anchors: BTreeMap::new(),
        nodes: 0,
        bytes: 0,
        aliases: 0,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, place) = event.map_err(|error| builder.explain(&error))?;
        builder.take(event, &place)?;
    }
    builder
        .root
        .filter(|root| !matches!(root.value, Value::Null))
        .ok_or_else(|| {
            Box::new(
                Diagnostic::new(Code::YamlEmpty, message!("the file is empty"))
                    .at(span(file, 0, 0))
                    .hint(message!(
                        "begin a book or a chapter with `id:`, a glossary with `terms:`"
                    )),
            )
        })
}

/// Builds a tree from the events of the parser.
struct Builder<'t> {
    text: &'t str,
    file: FileId,
    /// The open lists and maps, outermost first.
    open: Vec<Open>,
    root: Option<Node>,
    /// Nodes by their anchor; `None` while the node is still open, so that it cannot contain itself.
    anchors: BTreeMap<usize, Option<Node>>,
    nodes: usize,
    bytes: usize,
    aliases: usize,
}

/// A list or a map whose end has not been reached.
struct Open {
    at: Span,
    anchor: usize,
    value: Value,
    /// In a map, the key whose value comes next.
    key: Option<Node>,
}

impl Builder<'_> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what else the parser tells, and may yet learn to tell, is no content"
    )]
    fn take(&mut self, event: Event<'_>, place: &Place) -> Result<(), ParseError> {
        let at = self.place_of(place);
        match event {
            Event::DocumentStart(..) if self.root.is_some() => Err(Box::new(
                Diagnostic::new(
                    Code::YamlDocuments,
                    message!("the file contains two documents"),
                )
                .at(at)
                .hint(message!(
                    "remove the `---` and give each chapter a file of its own"
                )),
            )),
            Event::Scalar(words, style, anchor, tag) => {
                self.refuse_tag(tag.as_deref(), place, at)?;
                let plain = style == ScalarStyle::Plain;
                let value = if plain && matches!(&*words, "" | "~" | "null" | "Null" | "NULL") {
                    Value::Null
                } else {
                    let text = words.into_owned();
                    Value::Scalar { text, plain }
                };
                self.add(Node { at, value }, anchor, at)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_tag(tag.as_deref(), place, at)?;
                self.begin(Value::Seq(Vec::new()), anchor, at)
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_tag(tag.as_deref(), place, at)?;
                self.begin(Value::Map(Vec::new()), anchor, at)
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open {
                    at, anchor, value, ..
                }) => self.add(Node { at, value }, anchor, at),
                None => Ok(()),
            },
            Event::Alias(anchor) => self.repeat(anchor, at),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, value: Value, anchor: usize, at: Span) -> Result<(), ParseError> {
        if self.open.len() == MAX_DEPTH {
            return Err(limit(
                message!("the file is nested more than {} levels deep", MAX_DEPTH),
                at,
            )
            .into());
        }
        if anchor > 0 {
            self.anchors.insert(anchor, None);
        }
        self.open.push(Open {
            at,
            anchor,
            value,
            key: None,
        });
        Ok(())
    }

    /// Adds a copy of the node that an alias refers to.
    fn repeat(&mut self, anchor: usize, at: Span) -> Result<(), ParseError> {
        self.aliases += 1;
        if self.aliases > MAX_ALIASES {
            return Err(limit(
                message!("the file has more than {} aliases", MAX_ALIASES),
                at,
            )
            .into());
        }
        let Some(Some(node)) = self.anchors.get(&anchor) else {
            return Err(limit(message!("this alias stands inside what it refers to"), at).into());
        };
        let node = node.clone();
        // `add` counts the node itself.
        if let Value::Seq(_) | Value::Map(_) = node.value {
            self.count_inside(&node);
        }
        self.add(node, 0, at)
    }

    fn count_inside(&mut self, node: &Node) {
        let mut count = |inner: &Node| {
            self.count(inner);
            self.count_inside(inner);
        };
        match &node.value {
            Value::Null | Value::Scalar { .. } => {}
            Value::Seq(items) => items.iter().for_each(count),
            Value::Map(entries) => entries.iter().for_each(|(key, value)| {
                count(key);
                count(value);
            }),
        }
    }

    fn count(&mut self, node: &Node) {
        self.nodes += 1;
        self.bytes += node.text().len();
    }

    /// Adds a complete node to the innermost open list or map. `at` is its place, or that of its alias.
    fn add(&mut self, node: Node, anchor: usize, at: Span) -> Result<(), ParseError> {
        self.count(&node);
        if self.nodes > MAX_NODES {
            let message = message!(
                "the file has more than {} values, counted as often as aliases repeat them",
                MAX_NODES
            );
            return Err(limit(message, at).into());
        }
        if self.bytes > MAX_BYTES {
            let message = message!("aliases repeat more text than diglot can read");
            return Err(limit(message, at).into());
        }
        if anchor > 0 {
            self.anchors.insert(anchor, Some(node.clone()));
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match (&mut open.value, open.key.take()) {
            (Value::Seq(items), _) => items.push(node),
            (Value::Map(entries), Some(key)) => entries.push((key, node)),
            (Value::Map(_), None) => {
                let is_merge =
                    matches!(&node.value, Value::Scalar { text, plain: true } if text == "<<");
                if is_merge {
                    return Err(Box::new(
                        Diagnostic::new(
                            Code::YamlSyntax,
                            message!("the merge key `<<` is not supported"),
                        )
                        .at(node.at)
                        .hint(message!("write out the keys that it stands for")),
                    ));
                }
                open.key = Some(node);
            }
            (Value::Null | Value::Scalar { .. }, _) => {}
        }
        Ok(())
    }

    /// Refuses all tags but those of YAML's core schema (`!!str`), which change nothing here.
    fn refuse_tag(&self, tag: Option<&Tag>, place: &Place, at: Span) -> Result<(), ParseError> {
        let Some(tag) = tag.filter(|tag| !tag.is_yaml_core_schema()) else {
            return Ok(());
        };
        let written = place.tag_span().and_then(|place| place.byte_range());
        let at = written.map_or(at, |range| span(self.file, range.start, range.end));
        let name = self.text.get(at.range()).unwrap_or_default();
        let name = if name.is_empty() {
            tag.to_string()
        } else {
            name.to_owned()
        };
        Err(Box::new(syntax::tag(&name, at)))
    }

    fn place_of(&self, place: &Place) -> Span {
        let start = self.offset(&place.start);
        span(self.file, start, self.offset(&place.end).max(start))
    }

    /// The byte offset of a marker, at most the end of the text.
    fn offset(&self, marker: &Marker) -> usize {
        let end = self.text.len();
        marker.byte_offset().unwrap_or(end).min(end)
    }

    /// The diagnostic for an error of the parser.
    fn explain(&self, error: &ScanError) -> Diagnostic {
        let start = self.offset(error.marker());
        let width = self.text[start..].chars().next().map_or(0, char::len_utf8);
        let at = span(self.file, start, start + width);
        let raw = error.info();
        let raw = raw.trim();
        if raw.contains("recursion limit") {
            return limit(message!("the file is nested too deep"), at);
        }
        syntax::explain(raw, at, self.text)
    }
}

fn limit(message: Message, at: Span) -> Diagnostic {
    Diagnostic::new(Code::YamlLimit, message)
        .at(at)
        .hint(message!(
            "write the file without aliases, and with fewer values and levels of nesting"
        ))
}

/// The first character that no edition may contain, with its byte offset: a control character or a noncharacter.
/// XML 1.0, § 2.2 forbids or discourages them, and formulas use two noncharacters as markers.
pub fn control_character(text: &str) -> Option<(usize, char)> {
    text.char_indices().find(|(_, c)| {
        let allowed_control = matches!(c, '\n' | '\r' | '\t' | '\u{85}');
        (c.is_control() && !allowed_control)
            || matches!(c, '\u{FDD0}'..='\u{FDEF}')
            || u32::from(*c) & 0xFFFE == 0xFFFE
    })
}

/// The diagnostic for a character that [`control_character`] found.
pub fn control_diagnostic(c: char) -> Diagnostic {
    let code = format!("U+{:04X}", u32::from(c));
    let message = if c.is_control() {
        message!("{} is a control character", code)
    } else {
        message!("{} is not a character", code)
    };
    Diagnostic::new(Code::TextControl, message).hint(message!(
        "delete it; it is invisible, and EPUB does not allow it"
    ))
}
