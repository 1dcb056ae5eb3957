//! The words under `labels:` in book.yaml, as the file format has them.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use super::shape::Keyed;
use crate::lang::own;

/// The program's own words in a language, by their keys.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct LabelsFile(pub Keyed<String>);

impl JsonSchema for LabelsFile {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LabelsFile".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words = own::KEYS.iter().map(|key| {
            let about = format!("In English: `{}`", own::english(key));
            let word = serde_json::json!({ "type": "string", "description": about });
            ((*key).to_owned(), word)
        });
        schemars::json_schema!({
            "type": "object",
            "properties": words.collect::<serde_json::Map<_, _>>(),
            "additionalProperties": false
        })
    }
}
