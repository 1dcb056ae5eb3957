//! Deserializes a tree into the types of the file format, and finds every error in one pass: the error in an [`At`] is
//! noted, its value left empty, and deserializing goes on with its neighbours.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};

use super::commas;
use super::names::{NameKind, nearest, second_key, unknown};
use super::shape::{AT, At, RAW_STRING, RAW_TEXT, RAW_TEXT_WITH, SEVERAL};
use super::tree::{Node, Value};
use super::wanted::Wanted;
use crate::diagnostics::{Code, Diagnostic, short};
use crate::lang::Lang;
use crate::message::{Message, list, message};
use crate::source::Span;

/// Deserializes the tree of a file as a `T`, and adds a diagnostic to `notes` for everything that does not fit. `file`
/// is the text of the file.
pub fn read<T: for<'de> Deserialize<'de>>(
    node: &Node,
    file: &str,
    notes: &RefCell<Vec<Diagnostic>>,
) -> At<T> {
    let reader = Reader {
        node,
        view: View::Whole,
        file,
        notes,
    };
    let value = match T::deserialize(reader) {
        Ok(value) => Some(value),
        Err(error) => {
            notes.borrow_mut().extend(error.0.map(|note| *note));
            None
        }
    };
    At { at: node.at, value }
}

/// An error on its way up to the nearest [`At`]; `None` if it has been noted already.
#[derive(Debug)]
struct ReadError(Option<Box<Diagnostic>>);

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(note) => note.message.fmt(f),
            None => f.write_str("noted"),
        }
    }
}

impl std::error::Error for ReadError {}

impl de::Error for ReadError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(Some(Box::new(Diagnostic::new(
            Code::YamlValue,
            Message::foreign(message.to_string()),
        ))))
    }
}

/// The type whose variant is given by a key: `- text: …`.
const BLOCK_TYPE: &str = "BlockFile";
/// The type for which a text may stand instead of a map.
const FORMULA_TYPE: &str = "FormulaFile";

/// The part of a node that a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Whole,
    /// The entries of a map whose keys are language tags.
    Languages,
    /// All other entries of a map.
    Others,
    /// Nothing: the map lacks this key.
    Absent {
        key: &'static str,
        /// Whether there is a diagnostic that explains it, such as one for a misspelt key.
        said: bool,
    },
}

impl View {
    fn shows(self, key: &str) -> bool {
        match self {
            Self::Whole => true,
            Self::Languages => Lang::parse(key).is_some(),
            Self::Others => Lang::parse(key).is_none(),
            Self::Absent { .. } => false,
        }
    }
}

/// Deserializes one node.
#[derive(Clone, Copy)]
struct Reader<'a> {
    node: &'a Node,
    view: View,
    /// The text of the whole file.
    file: &'a str,
    notes: &'a RefCell<Vec<Diagnostic>>,
}

impl<'a> Reader<'a> {
    fn at(self, node: &'a Node) -> Self {
        Self {
            node,
            view: View::Whole,
            ..self
        }
    }

    fn note(self, diagnostic: Diagnostic) {
        self.notes.borrow_mut().push(diagnostic);
    }

    /// Gives an error the place of this node, unless it has a more precise one.
    fn here(self, error: ReadError) -> ReadError {
        ReadError(error.0.map(|mut note| {
            note.at.get_or_insert(self.node.at);
            note
        }))
    }

    /// The error that this node is not what the format expects here.
    fn wrong(self, wanted: Wanted) -> ReadError {
        let found = match &self.node.value {
            Value::Scalar { text, .. } if !text.trim().is_empty() => {
                message!("`{}`", short(text))
            }
            Value::Null | Value::Scalar { .. } | Value::Seq(_) | Value::Map(_) => {
                self.node.value.kind()
            }
        };
        let (message, hint) = wanted.refuse(&found);
        ReadError(Some(Box::new(
            Diagnostic::new(Code::YamlType, message)
                .at(self.node.at)
                .hint(hint),
        )))
    }

    /// The diagnostic for a key that the type does not have.
    fn unknown_key(self, key: &str, at: Span, fields: &[&str]) -> Diagnostic {
        let kind = if self.view == View::Others {
            NameKind::KeyBesideLanguages
        } else {
            NameKind::Key
        };
        unknown(kind, key, at, fields)
    }

    /// Notes that a key is missing, unless another diagnostic explains it.
    fn lacks(self, key: &str, said: bool) {
        if !said {
            self.note(
                Diagnostic::new(Code::YamlKeyMissing, message!("`{}:` is missing", key))
                    .at(self.node.at)
                    .hint(message!("add `{}: …` to the keys that begin here", key)),
            );
        }
    }

    fn text(self) -> Option<&'a str> {
        match &self.node.value {
            Value::Scalar { text, .. } => Some(text),
            Value::Null | Value::Seq(_) | Value::Map(_) => None,
        }
    }

    /// The text of an unquoted scalar; only those can be numbers or booleans.
    fn plain(self) -> Option<&'a str> {
        match &self.node.value {
            Value::Scalar { text, plain: true } => Some(text),
            Value::Scalar { .. } | Value::Null | Value::Seq(_) | Value::Map(_) => None,
        }
    }

    fn parse<T: std::str::FromStr>(self, wanted: Wanted) -> Result<T, ReadError> {
        self.plain()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| self.wrong(wanted))
    }

    /// The entries of a map that this reader sees. Notes repeated and impossible keys and leaves them out.
    fn entries(self) -> Vec<(&'a Node, &'a Node)> {
        let Value::Map(entries) = &self.node.value else {
            return Vec::new();
        };
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut kept = Vec::new();
        for (index, (key, value)) in entries.iter().enumerate() {
            if commas::is_rest(key, value, self.file) {
                if let Some(complaint) = commas::complaint(entries, index, self.file) {
                    self.note(complaint);
                }
                continue;
            }
            let Value::Scalar { text, .. } = &key.value else {
                self.note(
                    Diagnostic::new(
                        Code::YamlType,
                        message!("expected a key, found {}", key.value.kind()),
                    )
                    .at(key.at)
                    .hint(message!("a key is a word followed by `:`")),
                );
                continue;
            };
            if !self.view.shows(text) {
                continue;
            }
            if let Some(first) = seen.get(text.as_str()) {
                self.note(
                    Diagnostic::new(
                        Code::YamlKeyTwice,
                        message!("the key `{}` is given twice", short(text)),
                    )
                    .at(key.at)
                    .label(*first, message!("first here"))
                    .hint(message!("keep one of the two")),
                );
                continue;
            }
            seen.insert(text, key.at);
            kept.push((key, value));
        }
        kept
    }
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let result = match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Scalar { text, .. } => visitor.visit_str(text),
            Value::Seq(items) => visitor.visit_seq(List {
                reader: self,
                items: items.iter(),
            }),
            Value::Map(_) => visitor.visit_map(Entries::new(self)),
        };
        result.map_err(|error| self.here(error))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_bool(self.parse(Wanted::Bool)?)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_u8(self.parse(Wanted::Number)?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_u32(self.parse(Wanted::Number)?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_f64(self.parse(Wanted::Decimal)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let text = self.text().ok_or_else(|| self.wrong(Wanted::Text))?;
        visitor.visit_str(text).map_err(|error| self.here(error))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.view {
            View::Absent { .. } => visitor.visit_none(),
            View::Whole | View::Languages | View::Others => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match &self.node.value {
            Value::Seq(items) => visitor.visit_seq(List {
                reader: self,
                items: items.iter(),
            }),
            Value::Null | Value::Scalar { .. } | Value::Map(_) => Err(self.wrong(Wanted::List)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match &self.node.value {
            Value::Map(_) => visitor.visit_map(Entries::new(self)),
            Value::Null | Value::Scalar { .. } | Value::Seq(_) => Err(self.wrong(Wanted::Map)),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        match name {
            AT => visitor.visit_seq(Placed {
                reader: self,
                step: 0,
            }),
            RAW_TEXT_WITH => visitor.visit_seq(Halves {
                reader: self,
                step: 0,
            }),
            RAW_STRING => match &self.node.value {
                Value::Null => visitor.visit_unit(),
                Value::Scalar { text, .. } => visitor.visit_str(text),
                Value::Seq(_) | Value::Map(_) => Err(self.wrong(Wanted::Text)),
            },
            RAW_TEXT => match &self.node.value {
                Value::Map(_) => visitor.visit_map(Entries::new(self)),
                Value::Scalar { .. } | Value::Null | Value::Seq(_) => {
                    visitor.visit_newtype_struct(self)
                }
            },
            SEVERAL => match &self.node.value {
                Value::Seq(items) => visitor.visit_seq(List {
                    reader: self,
                    items: items.iter(),
                }),
                Value::Map(_) | Value::Scalar { .. } | Value::Null => {
                    visitor.visit_newtype_struct(self)
                }
            },
            _ => Err(self.wrong(Wanted::Name)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let mut entries: Vec<Entry<'de>> = Vec::new();
        let mut meant = Vec::new();
        match &self.node.value {
            // A list may stand for a map with that list under `items`.
            Value::Seq(_) if fields.contains(&"items") && self.view == View::Whole => {
                entries.push((Key::Name("items"), self));
            }
            // A text may stand for a map with that text under `text`.
            Value::Scalar { .. } if name == FORMULA_TYPE => {
                entries.push((Key::Name("text"), self));
            }
            Value::Map(_) => {
                for (key, value) in self.entries() {
                    let text = key.text();
                    if fields.contains(&text) {
                        entries.push((Key::Node(key), self.at(value)));
                    } else {
                        self.note(self.unknown_key(text, key.at, fields));
                        meant.extend(nearest(text, fields.iter().copied()));
                    }
                }
            }
            // Without a map there are no keys beside the languages; whether the node is a text is checked where the
            // languages are read.
            Value::Null | Value::Scalar { .. } | Value::Seq(_) if self.view == View::Others => {}
            Value::Null | Value::Scalar { .. } if fields.contains(&"items") => {
                return Err(self.wrong(Wanted::List));
            }
            Value::Null | Value::Scalar { .. } | Value::Seq(_) => {
                return Err(self.wrong(Wanted::Map));
            }
        }
        // Missing keys are handed over as absent values, so that each is noted without ending the map.
        let given: Vec<&str> = entries.iter().map(|(key, _)| key.text()).collect();
        let absent: Vec<Entry<'de>> = fields
            .iter()
            .filter(|field| !given.contains(field))
            .map(|field| {
                let view = View::Absent {
                    key: field,
                    said: meant.contains(field),
                };
                (Key::Name(field), Reader { view, ..self })
            })
            .collect();
        entries.extend(absent);
        visitor
            .visit_map(Entries::of(entries))
            .map_err(|error| self.here(error))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let is_block = name == BLOCK_TYPE;
        let find = |text: &str| variants.iter().find(|variant| **variant == text);
        let stranger =
            |kind, text, at| ReadError(Some(Box::new(unknown(kind, text, at, variants))));
        match &self.node.value {
            Value::Map(_) if is_block => {
                let entries = self.entries();
                let [(key, value), others @ ..] = entries.as_slice() else {
                    return Err(self.wrong(Wanted::Block));
                };
                let name = find(key.text())
                    .ok_or_else(|| stranger(NameKind::Block, key.text(), key.at))?;
                // Content with too little indentation: it stands beside the key of its block, which is empty.
                if let (Value::Null, [(other, _), ..]) = (&value.value, others) {
                    return Err(ReadError(Some(Box::new(second_key(other.at, name)))));
                }
                for (other, _) in others {
                    self.note(second_key(other.at, name));
                }
                visitor.visit_enum(Variant {
                    reader: self.at(value),
                    name,
                })
            }
            Value::Scalar { text, .. } if !is_block => {
                let name =
                    find(text).ok_or_else(|| stranger(NameKind::Value, text, self.node.at))?;
                visitor.visit_enum(Variant { reader: self, name })
            }
            Value::Null | Value::Scalar { .. } | Value::Seq(_) | Value::Map(_) => {
                if is_block {
                    return Err(self.wrong(Wanted::Block));
                }
                let ReadError(error) = self.wrong(Wanted::Name);
                let known = message!("known here: {}", list(variants));
                Err(ReadError(error.map(|error| Box::new(error.hint(known)))))
            }
        }
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u16 u64 u128 f32  char bytes byte_buf unit unit_struct newtype_struct
        tuple identifier ignored_any
    }
}

struct List<'a> {
    reader: Reader<'a>,
    items: std::slice::Iter<'a, Node>,
}

impl<'de> SeqAccess<'de> for List<'de> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ReadError> {
        self.items
            .next()
            .map(|item| seed.deserialize(self.reader.at(item)))
            .transpose()
    }
}

/// A key that the author wrote, or the name of one that was left out.
#[derive(Clone, Copy)]
enum Key<'a> {
    Node(&'a Node),
    Name(&'static str),
}

impl<'a> Key<'a> {
    fn text(self) -> &'a str {
        match self {
            Self::Node(node) => node.text(),
            Self::Name(name) => name,
        }
    }
}

/// A key and a reader for its value.
type Entry<'a> = (Key<'a>, Reader<'a>);

/// The entries of a map, handed to serde one after another.
struct Entries<'a> {
    list: std::vec::IntoIter<Entry<'a>>,
    value: Option<Reader<'a>>,
}

impl<'a> Entries<'a> {
    fn new(reader: Reader<'a>) -> Self {
        let list = reader.entries().into_iter();
        Self::of(
            list.map(|(key, value)| (Key::Node(key), reader.at(value)))
                .collect(),
        )
    }

    fn of(list: Vec<Entry<'a>>) -> Self {
        Self {
            list: list.into_iter(),
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ReadError> {
        let Some((key, value)) = self.list.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        match key {
            Key::Node(node) => seed.deserialize(value.at(node)),
            Key::Name(name) => seed.deserialize(StrDeserializer::new(name)),
        }
        .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ReadError> {
        match self.value.take() {
            Some(reader) => seed.deserialize(reader),
            None => Err(de::Error::custom("a value before its key")),
        }
    }
}

/// What an [`At`] is deserialized from: file, start and end of its place, then the value.
struct Placed<'a> {
    reader: Reader<'a>,
    step: u8,
}

impl<'de> SeqAccess<'de> for Placed<'de> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ReadError> {
        let at = self.reader.node.at;
        self.step += 1;
        match self.step {
            1 => seed.deserialize(at.file.index().into_deserializer()),
            2 => seed.deserialize(at.start.into_deserializer()),
            3 => seed.deserialize(at.end.into_deserializer()),
            _ if let View::Absent { key, said } = self.reader.view => {
                self.reader.lacks(key, said);
                Err(ReadError(None))
            }
            _ => seed.deserialize(self.reader).map_err(|error| {
                let error = self.reader.here(error);
                self.reader
                    .notes
                    .borrow_mut()
                    .extend(error.0.map(|note| *note));
                ReadError(None)
            }),
        }
        .map(Some)
    }
}

/// What a [`RawTextWith`](super::shape::RawTextWith) is deserialized from: the languages of a map, then its other keys.
struct Halves<'a> {
    reader: Reader<'a>,
    step: u8,
}

impl<'de> SeqAccess<'de> for Halves<'de> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ReadError> {
        self.step += 1;
        let view = if self.step == 1 {
            View::Languages
        } else {
            View::Others
        };
        seed.deserialize(Reader {
            view,
            ..self.reader
        })
        .map(Some)
    }
}

/// The name of an enum's variant with a reader for its content, or for the name itself if it has none.
struct Variant<'a> {
    reader: Reader<'a>,
    name: &'static str,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = ReadError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), ReadError> {
        let name = seed.deserialize(StrDeserializer::<ReadError>::new(self.name))?;
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = ReadError;

    fn unit_variant(self) -> Result<(), ReadError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, ReadError> {
        seed.deserialize(self.reader)
            .map_err(|error| self.reader.here(error))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, ReadError> {
        Err(self.reader.wrong(Wanted::Name))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, ReadError> {
        Err(self.reader.wrong(Wanted::Name))
    }
}
