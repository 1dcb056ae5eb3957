//! Examples that are glossed word by word.

use schemars::JsonSchema;
use serde::Deserialize;

use super::RubyFile;
use crate::read::shape::{At, RawText};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GlossFile {
    /// The example, its words separated by spaces.
    pub words: At<RawText>,
    /// The language of the example, such as `la`. Default: that of the text.
    pub lang: Option<At<String>>,
    /// What stands below the words, line by line: morphemes, a transliteration, the gloss. Each line has as many words as
    /// the example, separated by spaces.
    pub lines: At<Vec<At<RawText>>>,
    /// What the whole example means.
    pub translation: Option<At<RawText>>,
    /// Whether the example has a number, such as (1). Default: `true`.
    pub numbered: Option<At<bool>>,
    /// The readings above its characters. Default: those of the edition.
    pub ruby: Option<At<RubyFile>>,
    /// The only language of the example, where the other one has none.
    pub only: Option<At<String>>,
    /// The id of the example in every edition.
    pub anchor: Option<At<String>>,
}
