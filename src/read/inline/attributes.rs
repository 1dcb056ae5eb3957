//! The attributes of spans and notes.

use std::ops::Range;

use super::{InlineReader, Inside, Markup, Problem};
use crate::book::{Inline, Note, NoteKind, SpanKind};
use crate::lang::Lang;
use crate::read::markup::{Attribute, AttributeKind, Node};

impl InlineReader<'_, '_> {
    /// Words with attributes. If one of them is not possible, the words stay as they are.
    pub(super) fn span(
        &mut self,
        at: Range<usize>,
        attributes: Vec<Attribute>,
        inner: Vec<Node>,
        inside: Inside,
        out: &mut Vec<Inline>,
    ) {
        let before = std::mem::take(&mut self.places);
        let mut text = self.inner(inner, inside);
        let places = std::mem::replace(&mut self.places, before);
        let (mark, mut attributes) = self.index_mark(&at, attributes, &text);
        self.places.append(&places);
        out.extend(mark.map(Inline::Index));
        // A reading is that of the words themselves.
        let is_reading = |it: &Attribute| matches!(&it.kind, AttributeKind::Value { name, .. } if name == "ruby");
        attributes.sort_by_key(|it| !is_reading(it));
        for Attribute { at, kind } in attributes {
            let kind = match kind {
                AttributeKind::Value { name, value }
                    if name == "ruby" && !value.trim().is_empty() =>
                {
                    text = self.with_reading(text, value.trim(), at);
                    continue;
                }
                AttributeKind::Class(name) if name == "smallcaps" => Ok(SpanKind::SmallCaps),
                AttributeKind::Class(name) if name == "kbd" => Ok(SpanKind::Key),
                AttributeKind::Class(name) => Err(Problem::Attribute(format!(".{name}"))),
                AttributeKind::Id(name) => Err(Problem::Attribute(format!("#{name}"))),
                AttributeKind::Value { name, value } if name == "lang" => {
                    let lang = Lang::parse(&value).map(SpanKind::Language);
                    lang.ok_or(Problem::SpanLanguage(value))
                }
                AttributeKind::Value { name, .. } => Err(Problem::Attribute(format!("{name}="))),
                AttributeKind::Unknown(words) => Err(Problem::Attribute(words)),
            };
            match kind {
                Ok(kind) => text = vec![Inline::Span { kind, text }],
                Err(problem) => self.remark(at, problem),
            }
        }
        out.extend(text);
    }

    /// Words with a reading above them.
    fn with_reading(&mut self, text: Vec<Inline>, reading: &str, at: Range<usize>) -> Vec<Inline> {
        let words = text.iter().map(|inline| {
            if let Inline::Plain(words) = inline {
                Some(words.as_str())
            } else {
                None
            }
        });
        let Some(base) = words.collect::<Option<String>>() else {
            self.nested(at, Markup::Any, Markup::Ruby);
            return text;
        };
        self.places.push_whole(reading.len(), at);
        vec![Inline::Ruby {
            base,
            reading: reading.to_owned(),
        }]
    }

    /// A note with attributes.
    pub(super) fn note(&mut self, attributes: Vec<Attribute>, text: Vec<Inline>) -> Note {
        let mut note = Note {
            kind: NoteKind::Author,
            key: None,
            is_alone: false,
            text,
        };
        for Attribute { at, kind } in attributes {
            let whose = match &kind {
                AttributeKind::Class(name) if name == "translator" => Some(NoteKind::Translator),
                AttributeKind::Class(name) if name == "editor" => Some(NoteKind::Editor),
                AttributeKind::Class(_)
                | AttributeKind::Id(_)
                | AttributeKind::Value { .. }
                | AttributeKind::Unknown(_) => None,
            };
            if let Some(whose) = whose {
                if note.kind != NoteKind::Author && note.kind != whose {
                    self.remark(at, Problem::NoteKinds);
                }
                note.kind = whose;
                continue;
            }
            match kind {
                AttributeKind::Class(name) if name == "only" => note.is_alone = true,
                AttributeKind::Id(key) => {
                    if !self.keys.insert(key.clone()) {
                        self.remark(at, Problem::NoteKey(key.clone()));
                    }
                    note.key = Some(key);
                }
                AttributeKind::Class(name) => {
                    self.remark(at, Problem::NoteAttribute(format!(".{name}")));
                }
                AttributeKind::Value { name, .. } => {
                    self.remark(at, Problem::NoteAttribute(format!("{name}=")));
                }
                AttributeKind::Unknown(words) => self.remark(at, Problem::NoteAttribute(words)),
            }
        }
        note
    }
}
