//! `labels:` in `book.yaml`: the type in the file format and its JSON Schema.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use super::shape::Keyed;
use crate::lang::{LABEL_KEYS, Lang, further_plural};

/// The labels of one language by key.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct LabelsFile(pub Keyed<String>);

impl JsonSchema for LabelsFile {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LabelsFile".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let labels = LABEL_KEYS.iter().map(|key| {
            let english = format!("In English: `{}`", Lang::english_label(key));
            let about = match (*key, further_plural(key)) {
                ("first-day", _) => {
                    "The first day of a month, where it is not written as `day`.".to_owned()
                }
                ("space", _) => "Between sentences. In English: a space.".to_owned(),
                (_, Some(category)) => format!(
                    "For numbers of the plural category `{category}`, if the language has it. {english}"
                ),
                (_, None) => english,
            };
            let label = serde_json::json!({ "type": "string", "description": about });
            ((*key).to_owned(), label)
        });
        schemars::json_schema!({
            "type": "object",
            "properties": labels.collect::<serde_json::Map<_, _>>(),
            "additionalProperties": false
        })
    }
}
