//! Building blocks of the file format's types: values that know their place, and texts. They are deserialized with the
//! help of [`super::reader`], which recognizes them by name.

use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::MapAccessDeserializer;
use serde::de::{
    self, Deserialize, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use crate::edition::{LAYOUTS, Layout};
use crate::source::{FileId, Span, span};

/// A value and its place. `value` is `None` if it could not be read, for which there is a diagnostic then.
#[derive(Debug, Clone)]
pub struct At<T> {
    pub at: Span,
    pub value: Option<T>,
}

/// A text in a map that has other keys beside the languages (`correct:`, `source:`).
#[derive(Debug, Clone)]
pub struct RawTextWith<T> {
    pub text: RawText,
    pub rest: T,
}

/// The elements of an optional list; none if it could not be read.
pub fn items<T>(list: Option<&At<Vec<T>>>) -> impl Iterator<Item = &T> {
    list.and_then(|list| list.value.as_ref())
        .into_iter()
        .flatten()
}

/// A text as the author wrote it: one string for both languages, or a string for each language.
#[derive(Debug, Clone)]
pub enum RawText {
    Same(At<RawString>),
    ByLanguage(Keyed<RawString>),
}

impl RawText {
    /// Whether it is not there: the map that it is part of has no key for a language.
    pub fn is_wordless(&self) -> bool {
        match self {
            Self::ByLanguage(each) => each.iter().next().is_none(),
            Self::Same(_) => false,
        }
    }
}

/// Several values, or one value for a list of one.
#[derive(Debug, Clone)]
pub struct Several<T>(pub Vec<At<T>>);

/// The string for one language; `None` if its key has no value.
#[derive(Debug, Clone)]
pub struct RawString(pub Option<String>);

/// Values by keys that the author chooses, in the author's order.
#[derive(Debug, Clone)]
pub struct Keyed<T>(Vec<(At<String>, At<T>)>);

impl<T> Keyed<T> {
    /// Each key with its place and value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Span, &At<T>)> {
        self.0
            .iter()
            .filter_map(|(key, value)| Some((key.value.as_deref()?, key.at, value)))
    }
}

/// Type names by which the building blocks ask the reader for special treatment. `$` keeps them apart from the names of
/// Rust types.
pub(super) const AT: &str = "$at";
pub(super) const RAW_TEXT_WITH: &str = "$text-with";
pub(super) const RAW_TEXT: &str = "$text";
pub(super) const SEVERAL: &str = "$several";
pub(super) const RAW_STRING: &str = "$string";

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
                    // The reader has noted the error.
                    value: parts.next_element().unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_tuple_struct(AT, 4, AtVisitor(PhantomData))
    }
}

impl<'de> Deserialize<'de> for RawString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RawStringVisitor;
        impl Visitor<'_> for RawStringVisitor {
            type Value = RawString;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_unit<E>(self) -> Result<RawString, E> {
                Ok(RawString(None))
            }

            fn visit_str<E>(self, text: &str) -> Result<RawString, E> {
                Ok(RawString(Some(text.to_owned())))
            }
        }
        deserializer.deserialize_tuple_struct(RAW_STRING, 1, RawStringVisitor)
    }
}

impl<'de> Deserialize<'de> for RawText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RawTextVisitor;
        impl<'de> Visitor<'de> for RawTextVisitor {
            type Value = RawText;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text in each language")
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                one: D,
            ) -> Result<RawText, D::Error> {
                At::<RawString>::deserialize(one).map(RawText::Same)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawText, A::Error> {
                Keyed::deserialize(MapAccessDeserializer::new(map)).map(RawText::ByLanguage)
            }
        }
        deserializer.deserialize_tuple_struct(RAW_TEXT, 1, RawTextVisitor)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Several<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SeveralVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for SeveralVisitor<T> {
            type Value = Several<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or a list of values")
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                one: D,
            ) -> Result<Several<T>, D::Error> {
                Ok(Several(vec![At::deserialize(one)?]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Several<T>, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = list.next_element()? {
                    values.push(value);
                }
                Ok(Several(values))
            }
        }
        deserializer.deserialize_tuple_struct(SEVERAL, 1, SeveralVisitor(PhantomData))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Keyed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyedVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for KeyedVisitor<T> {
            type Value = Keyed<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("values by key")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keyed<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Keyed(entries))
            }
        }
        deserializer.deserialize_map(KeyedVisitor(PhantomData))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for RawTextWith<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RawTextWithVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for RawTextWithVisitor<T> {
            type Value = RawTextWith<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text with its keys")
            }

            fn visit_seq<A: SeqAccess<'de>>(
                self,
                mut parts: A,
            ) -> Result<RawTextWith<T>, A::Error> {
                let missing = || de::Error::custom("a text is missing");
                Ok(RawTextWith {
                    text: parts.next_element()?.ok_or_else(missing)?,
                    rest: parts.next_element()?.ok_or_else(missing)?,
                })
            }
        }
        deserializer.deserialize_tuple_struct(RAW_TEXT_WITH, 2, RawTextWithVisitor(PhantomData))
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

impl<T: JsonSchema> JsonSchema for Keyed<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("By{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "type": "object",
            "additionalProperties": generator.subschema_for::<T>()
        })
    }
}

/// The value of `layout:`, one of the names in [`LAYOUTS`] or `handout`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LayoutFile {
    Named(&'static Layout),
    /// Handouts for a class, whose arrangement of languages is chosen by `pairs:`.
    Handout,
}

/// The name for handouts among the layouts, and its description in the JSON Schema.
const HANDOUT: (&str, &str) = ("handout", "Sheets for a class, a file for each chapter.");

/// The names that `layout:` may have.
const NAMES: [&str; LAYOUTS.len() + 1] = {
    let mut names = [HANDOUT.0; LAYOUTS.len() + 1];
    let mut index = 0;
    while index < LAYOUTS.len() {
        names[index] = LAYOUTS[index].name;
        index += 1;
    }
    names
};

impl<'de> Deserialize<'de> for LayoutFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LayoutVisitor;
        impl<'de> Visitor<'de> for LayoutVisitor {
            type Value = LayoutFile;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a layout")
            }

            fn visit_enum<A: EnumAccess<'de>>(self, name: A) -> Result<LayoutFile, A::Error> {
                let (name, unit): (String, _) = name.variant()?;
                unit.unit_variant()?;
                if name == HANDOUT.0 {
                    return Ok(LayoutFile::Handout);
                }
                let layout = Layout::named(&name);
                let unknown = || de::Error::unknown_variant(&name, &NAMES);
                layout.map(LayoutFile::Named).ok_or_else(unknown)
            }
        }
        deserializer.deserialize_enum("LayoutFile", &NAMES, LayoutVisitor)
    }
}

impl JsonSchema for LayoutFile {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LayoutFile".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let layouts = LAYOUTS.iter().map(|layout| (layout.name, layout.about));
        let each = layouts.chain([HANDOUT]).map(|(name, about)| {
            serde_json::json!({ "type": "string", "const": name, "description": about })
        });
        schemars::json_schema!({ "oneOf": each.collect::<Vec<_>>() })
    }
}

/// A regular expression for the language tags that [`Lang::parse`](crate::lang::Lang::parse) accepts.
const TAG: &str = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$";

impl JsonSchema for RawText {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "description": "A text: a string for each of the book's languages, or one string for all.",
            "type": ["object", "string"],
            "patternProperties": { TAG: { "type": ["string", "null"] } },
            "additionalProperties": false,
            "minProperties": 1
        })
    }
}

impl<T: JsonSchema> JsonSchema for Several<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Several{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>().to_value();
        let mut schema = T::json_schema(generator);
        // Names have no type of their own, but alternatives.
        let Some(serde_json::Value::Array(mut kinds)) = schema.get("type").cloned() else {
            return schemars::json_schema!({ "anyOf": [one, { "type": "array", "items": one }] });
        };
        kinds.push("array".into());
        schema.insert("type".into(), kinds.into());
        schema.insert("items".into(), one);
        schema.remove("description");
        schema
    }
}

impl<T: JsonSchema> JsonSchema for RawTextWith<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("TextWith{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        schema.insert(
            "patternProperties".into(),
            serde_json::json!({ TAG: { "type": ["string", "null"] } }),
        );
        if schema.get("required").is_none() {
            or(&mut schema, "string");
        }
        schema
    }
}

/// Lets an object schema also accept values of another type. Unlike alternatives under `anyOf`, this lets a validator
/// still name the key that is wrong, since rules for keys apply to objects only.
pub fn or(schema: &mut Schema, other: &str) {
    schema.insert("type".into(), serde_json::json!(["object", other]));
}

/// Lets a schema accept unquoted numbers and booleans where texts belong. diglot reads them as texts, but a validator
/// does not.
pub fn allow_unquoted(schema: &mut serde_json::Value) {
    match schema {
        serde_json::Value::Object(map) => {
            // An optional key may be absent but not `null`. Without the alternative, validators report errors inside.
            let null = serde_json::json!({ "type": "null" });
            if let Some(serde_json::Value::Array(kinds)) = map.get("anyOf")
                && let [serde_json::Value::Object(kind), other] = kinds.as_slice()
                && *other == null
            {
                let kind = kind.clone();
                map.remove("anyOf");
                map.extend(kind);
            }
            let is_name = map.contains_key("const") || map.contains_key("enum");
            match map.get_mut("type") {
                Some(kind) if !is_name && *kind == "string" => {
                    *kind = serde_json::json!(["string", "number", "boolean"]);
                }
                Some(serde_json::Value::Array(kinds))
                    if !is_name && kinds.iter().any(|kind| kind == "string") =>
                {
                    kinds.extend(["number", "boolean"].map(Into::into));
                }
                _ => {}
            }
            map.values_mut().for_each(allow_unquoted);
        }
        serde_json::Value::Array(list) => list.iter_mut().for_each(allow_unquoted),
        serde_json::Value::Null
        | serde_json::Value::Bool(_)
        | serde_json::Value::Number(_)
        | serde_json::Value::String(_) => {}
    }
}
