//! A tree → the types of the file format, through serde, with every error of the tree in one pass:
//! an [`At`] that cannot be read is noted and left empty, and reading goes on beside it.

use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};

use super::tree::{Node, Value};
use crate::lang::Lang;
use crate::report::{Code, Diagnostic};
use crate::source::{FileId, Span, span};

/// A value and where it stands; empty where it could not be read, which has been said then.
#[derive(Debug, Clone)]
pub struct At<T> {
    pub at: Span,
    pub value: Option<T>,
}

/// A text with other keys beside the languages (`correct:`, `source:`).
#[derive(Debug, Clone)]
pub struct Worded<T> {
    pub words: Words,
    pub rest: T,
}

/// A text: one string for every language, or a string for each.
#[derive(Debug, Clone)]
pub enum Words {
    Every(At<Said>),
    Each(Vec<(At<String>, At<Said>)>),
}

/// A text in one language; `None` where the author left nothing.
#[derive(Debug, Clone)]
pub struct Said(pub Option<String>);

/// The names under which the wrappers ask for their place; no author's type bears them.
const AT: &str = "$at";
const WORDED: &str = "$worded";
const WORDS: &str = "$words";

/// Reads a tree as a `T`, noting everything that does not fit.
pub fn read<T: for<'de> Deserialize<'de>>(node: &Node, notes: &RefCell<Vec<Diagnostic>>) -> At<T> {
    let reader = Reader {
        node,
        part: Part::Whole,
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

/// An error on its way up to the next [`At`]; nothing where it has been noted already.
#[derive(Debug)]
struct Fault(Option<Box<Diagnostic>>);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_ref().map_or("noted", |note| &note.message))
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(Some(Box::new(Diagnostic::new(
            Code::YamlValue,
            message.to_string(),
        ))))
    }

    fn missing_field(field: &'static str) -> Self {
        Self(Some(Box::new(
            Diagnostic::new(Code::YamlKeyMissing, format!("`{field}:` is missing"))
                .hint(format!("add `{field}:` here")),
        )))
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self(Some(Box::new(Diagnostic::new(
            Code::YamlType,
            format!("{unexpected} where {expected} belongs"),
        ))))
    }
}

/// Which keys of a map a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    /// Language tags alone.
    Languages,
    /// All but language tags.
    Others,
}

impl Part {
    fn shows(self, key: &str) -> bool {
        match self {
            Self::Whole => true,
            Self::Languages => Lang::parse(key).is_some(),
            Self::Others => Lang::parse(key).is_none(),
        }
    }
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    node: &'a Node,
    part: Part,
    notes: &'a RefCell<Vec<Diagnostic>>,
}

impl<'a> Reader<'a> {
    fn at(self, node: &'a Node) -> Self {
        Self {
            node,
            part: Part::Whole,
            notes: self.notes,
        }
    }

    fn note(self, diagnostic: Diagnostic) {
        self.notes.borrow_mut().push(diagnostic);
    }

    /// Gives an error the place of this node, unless it has a closer one.
    fn here(self, fault: Fault) -> Fault {
        Fault(fault.0.map(|mut note| {
            note.at.get_or_insert(self.node.at);
            note
        }))
    }

    fn wrong(self, wanted: &str) -> Fault {
        let (code, message) = match self.node.value {
            Value::Null => (Code::YamlType, format!("nothing where {wanted} belongs")),
            Value::Scalar { .. } | Value::Seq(_) | Value::Map(_) => (
                Code::YamlType,
                format!("{} where {wanted} belongs", self.node.value.kind()),
            ),
        };
        Fault(Some(Box::new(
            Diagnostic::new(code, message).at(self.node.at),
        )))
    }

    fn text(self) -> Option<&'a str> {
        match &self.node.value {
            Value::Scalar { text, .. } => Some(text),
            Value::Null | Value::Seq(_) | Value::Map(_) => None,
        }
    }

    /// An unquoted scalar: what alone can be a number or `true`.
    fn plain(self) -> Option<&'a str> {
        match &self.node.value {
            Value::Scalar { text, plain: true } => Some(text),
            Value::Scalar { .. } | Value::Null | Value::Seq(_) | Value::Map(_) => None,
        }
    }

    fn number<T: std::str::FromStr>(self, wanted: &str) -> Result<T, Fault> {
        self.plain()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| self.wrong(wanted))
    }

    /// The entries of a map that this reader sees, without those whose key came before.
    fn entries(self) -> Vec<(&'a Node, &'a Node)> {
        let Value::Map(entries) = &self.node.value else {
            return Vec::new();
        };
        let mut seen: Vec<(&str, Span)> = Vec::new();
        let mut kept = Vec::new();
        for (key, value) in entries {
            let Value::Scalar { text, .. } = &key.value else {
                self.note(
                    Diagnostic::new(
                        Code::YamlType,
                        format!("{} where a key belongs", key.value.kind()),
                    )
                    .at(key.at),
                );
                continue;
            };
            if !self.part.shows(text) {
                continue;
            }
            if let Some((_, first)) = seen.iter().find(|(other, _)| other == text) {
                self.note(
                    Diagnostic::new(Code::YamlKeyTwice, format!("`{text}:` stands here twice"))
                        .at(key.at)
                        .label(*first, "first here")
                        .hint("keep one of the two"),
                );
                continue;
            }
            seen.push((text, key.at));
            kept.push((key, value));
        }
        kept
    }
}

/// Complains of a key that is not in `known`, naming the nearest that is.
fn unknown_key(key: &str, at: Span, known: &[&str], what: &str) -> Diagnostic {
    let nearest = known
        .iter()
        .map(|other| (strsim::damerau_levenshtein(key, other), *other))
        .filter(|(distance, other)| *distance <= other.len().max(3) / 2)
        .min();
    let hint = match nearest {
        Some((_, other)) => format!("did you mean `{other}`?"),
        None => format!("known here: {}", known.join(", ")),
    };
    Diagnostic::new(Code::YamlKeyUnknown, format!("unknown {what} `{key}`"))
        .at(at)
        .hint(hint)
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let result = match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Scalar { text, .. } => visitor.visit_str(text),
            Value::Seq(items) => visitor.visit_seq(List {
                reader: self,
                items: items.iter(),
            }),
            Value::Map(_) => visitor.visit_map(Entries::new(self)),
        };
        result.map_err(|fault| self.here(fault))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_bool(self.number("`true` or `false`")?)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_u8(self.number("a small whole number")?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_u32(self.number("a whole number")?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_f64(self.number("a number")?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let text = self.text().ok_or_else(|| self.wrong("a text"))?;
        visitor.visit_str(text).map_err(|fault| self.here(fault))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Seq(items) => visitor.visit_seq(List {
                reader: self,
                items: items.iter(),
            }),
            Value::Null | Value::Scalar { .. } | Value::Map(_) => Err(self.wrong("a list")),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Map(_) => visitor.visit_map(Entries::new(self)),
            Value::Null | Value::Scalar { .. } | Value::Seq(_) => Err(self.wrong("a map of keys")),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match name {
            AT => visitor.visit_seq(Placed {
                reader: self,
                step: 0,
            }),
            WORDED => visitor.visit_seq(Halves {
                reader: self,
                step: 0,
            }),
            WORDS => match &self.node.value {
                Value::Map(_) => visitor.visit_map(Entries::new(self)),
                Value::Scalar { .. } | Value::Null | Value::Seq(_) => {
                    visitor.visit_newtype_struct(self)
                }
            },
            _ => Err(self.wrong("something else")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        // A bare list is the short form of what has its list under `items`.
        if let (Value::Seq(_), Some(items)) = (
            &self.node.value,
            fields.iter().find(|field| **field == "items"),
        ) {
            return visitor
                .visit_map(Short {
                    reader: self,
                    key: Some(items),
                })
                .map_err(|fault| self.here(fault));
        }
        let is_text_alone = self.part == Part::Others && self.text().is_some();
        if !is_text_alone && !matches!(self.node.value, Value::Map(_)) {
            return Err(match self.part {
                // The text beside these keys has been refused for the same reason.
                Part::Others => Fault(None),
                Part::Whole | Part::Languages => self.wrong("a map of keys"),
            });
        }
        let mut entries = self.entries();
        entries.retain(|(key, _)| match &key.value {
            Value::Scalar { text, .. } if !fields.contains(&text.as_str()) => {
                self.note(unknown_key(text, key.at, fields, "key"));
                false
            }
            Value::Scalar { .. } | Value::Null | Value::Seq(_) | Value::Map(_) => true,
        });
        visitor
            .visit_map(Entries::of(self, entries))
            .map_err(|fault| self.here(fault))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let known = |key: &Node, value: Option<&'de Node>| {
            let Value::Scalar { text, .. } = &key.value else {
                return Err(self.at(key).wrong("a kind"));
            };
            match variants.iter().find(|variant| *variant == text) {
                Some(variant) => Ok(Variant {
                    reader: self,
                    name: variant,
                    value,
                }),
                None => Err(Fault(Some(Box::new(unknown_key(
                    text, key.at, variants, "kind",
                ))))),
            }
        };
        match &self.node.value {
            Value::Scalar { .. } => visitor.visit_enum(known(self.node, None)?),
            Value::Map(_) => match self.entries().as_slice() {
                [(key, value)] => visitor.visit_enum(known(key, Some(value))?),
                [] => Err(self.wrong("one kind of block")),
                [first, others @ ..] => {
                    let extra = others[0].0;
                    let kind = match &first.0.value {
                        Value::Scalar { text, .. } => text.as_str(),
                        Value::Null | Value::Seq(_) | Value::Map(_) => "text",
                    };
                    Err(Fault(Some(Box::new(
                        Diagnostic::new(Code::YamlKeyUnknown, "a second key in one block")
                            .at(extra.at)
                            .hint(format!(
                                "a block has one key, its kind; what belongs to it stands inside: `- {kind}: {{ … }}`"
                            )),
                    ))))
                }
            },
            Value::Null | Value::Seq(_) => Err(self.wrong("a kind")),
        }
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u16 u64 u128 f32 char bytes byte_buf unit unit_struct newtype_struct
        tuple identifier ignored_any
    }
}

struct List<'a> {
    reader: Reader<'a>,
    items: std::slice::Iter<'a, Node>,
}

impl<'de> SeqAccess<'de> for List<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        self.items
            .next()
            .map(|item| seed.deserialize(self.reader.at(item)))
            .transpose()
    }
}

/// A map's entries in their order.
struct Entries<'a> {
    reader: Reader<'a>,
    list: std::vec::IntoIter<(&'a Node, &'a Node)>,
    value: Option<&'a Node>,
}

impl<'a> Entries<'a> {
    fn new(reader: Reader<'a>) -> Self {
        Self::of(reader, reader.entries())
    }

    fn of(reader: Reader<'a>, list: Vec<(&'a Node, &'a Node)>) -> Self {
        Self {
            reader,
            list: list.into_iter(),
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let Some((key, value)) = self.list.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        seed.deserialize(self.reader.at(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let value = self.value.take().unwrap_or(self.reader.node);
        seed.deserialize(self.reader.at(value))
    }
}

/// A bare list read as a map of one key.
struct Short<'a> {
    reader: Reader<'a>,
    key: Option<&'static &'static str>,
}

impl<'de> MapAccess<'de> for Short<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        self.key
            .take()
            .map(|key| seed.deserialize(StrDeserializer::new(key)))
            .transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        seed.deserialize(self.reader)
    }
}

/// Start, end, file and the value: what an [`At`] asks for.
struct Placed<'a> {
    reader: Reader<'a>,
    step: u8,
}

impl<'de> SeqAccess<'de> for Placed<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let at = self.reader.node.at;
        self.step += 1;
        match self.step {
            1 => seed.deserialize(at.file.index().into_deserializer()),
            2 => seed.deserialize(at.start.into_deserializer()),
            3 => seed.deserialize(at.end.into_deserializer()),
            _ => seed.deserialize(self.reader).map_err(|fault| {
                let fault = self.reader.here(fault);
                self.reader
                    .notes
                    .borrow_mut()
                    .extend(fault.0.map(|note| *note));
                Fault(None)
            }),
        }
        .map(Some)
    }
}

/// A map's languages, then its other keys: what a [`Worded`] asks for.
struct Halves<'a> {
    reader: Reader<'a>,
    step: u8,
}

impl<'de> SeqAccess<'de> for Halves<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        self.step += 1;
        let part = if self.step == 1 {
            Part::Languages
        } else {
            Part::Others
        };
        seed.deserialize(Reader {
            part,
            ..self.reader
        })
        .map(Some)
    }
}

struct Variant<'a> {
    reader: Reader<'a>,
    name: &'static str,
    value: Option<&'a Node>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Fault> {
        let name = seed.deserialize(StrDeserializer::<Fault>::new(self.name))?;
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        match self.value {
            None => Ok(()),
            Some(value) => Err(self.reader.at(value).wrong("nothing more")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        match self.value {
            Some(value) => {
                let reader = self.reader.at(value);
                seed.deserialize(reader).map_err(|fault| reader.here(fault))
            }
            None => Err(self.reader.wrong("a kind with its content")),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Fault> {
        Err(self.reader.wrong("a kind with its content"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Fault> {
        Err(self.reader.wrong("a kind with its content"))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AtVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for AtVisitor<T> {
            type Value = At<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value with its place")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<At<T>, A::Error> {
                let mut number = || parts.next_element::<u32>().map(Option::unwrap_or_default);
                let (file, start, end) = (number()?, number()?, number()?);
                Ok(At {
                    at: span(FileId::from_index(file), start as usize, end as usize),
                    // The reader has noted what is wrong with it.
                    value: parts.next_element().unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_tuple_struct(AT, 4, AtVisitor(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SaidVisitor;
        impl Visitor<'_> for SaidVisitor {
            type Value = Said;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_unit<E>(self) -> Result<Said, E> {
                Ok(Said(None))
            }

            fn visit_str<E>(self, text: &str) -> Result<Said, E> {
                Ok(Said(Some(text.to_owned())))
            }
        }
        deserializer.deserialize_any(SaidVisitor)
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WordsVisitor;
        impl<'de> Visitor<'de> for WordsVisitor {
            type Value = Words;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text in each language")
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, one: D) -> Result<Words, D::Error> {
                At::<Said>::deserialize(one).map(Words::Every)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Words, A::Error> {
                struct Each(Vec<(At<String>, At<Said>)>);
                impl<'de> Deserialize<'de> for Each {
                    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                        struct EachVisitor;
                        impl<'de> Visitor<'de> for EachVisitor {
                            type Value = Each;

                            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                                f.write_str("languages")
                            }

                            fn visit_map<A: MapAccess<'de>>(
                                self,
                                mut map: A,
                            ) -> Result<Each, A::Error> {
                                let mut each = Vec::new();
                                while let Some(entry) = map.next_entry()? {
                                    each.push(entry);
                                }
                                Ok(Each(each))
                            }
                        }
                        from.deserialize_map(EachVisitor)
                    }
                }
                Each::deserialize(MapAccessDeserializer::new(map)).map(|each| Words::Each(each.0))
            }
        }
        deserializer.deserialize_tuple_struct(WORDS, 1, WordsVisitor)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Worded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WordedVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for WordedVisitor<T> {
            type Value = Worded<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text with its keys")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Worded<T>, A::Error> {
                let missing = || de::Error::custom("a text is missing");
                Ok(Worded {
                    words: parts.next_element()?.ok_or_else(missing)?,
                    rest: parts.next_element()?.ok_or_else(missing)?,
                })
            }
        }
        deserializer.deserialize_tuple_struct(WORDED, 2, WordedVisitor(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// The pattern of a language tag, as [`Lang::parse`] takes it.
const TAG: &str = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$";

impl JsonSchema for Words {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "description": "A text: a string for each of the book's languages, or one string for all.",
            "oneOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "patternProperties": { TAG: { "type": "string" } },
                    "additionalProperties": false,
                    "minProperties": 1
                }
            ]
        })
    }
}

impl<T: JsonSchema> JsonSchema for Worded<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("TextWith{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        schema.insert(
            "patternProperties".into(),
            serde_json::json!({ TAG: { "type": "string" } }),
        );
        let has_required = schema.get("required").is_some();
        if has_required {
            schema
        } else {
            schemars::json_schema!({ "oneOf": [{ "type": "string" }, schema] })
        }
    }
}
