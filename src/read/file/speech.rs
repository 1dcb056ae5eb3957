//! Quotations, dialogue and signatures.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{AlignFile, BlockFile, RubyFile, or_items};
use crate::read::shape::{At, RawText, RawTextWith};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextFile {
    /// Where the lines are set, such as the date of a letter at the `end`. Default: `start`.
    pub align: Option<At<AlignFile>>,
    /// The readings above its characters. Default: those of the edition.
    pub ruby: Option<At<RubyFile>>,
    /// The only language of the block, where the other one has none.
    pub only: Option<At<String>>,
    /// The id of the block in every edition.
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuoteFile {
    /// Further paragraphs, verse or lists of the quotation, after its text or in place of one.
    pub blocks: Option<At<Vec<At<BlockFile>>>>,
    /// Who said it, and where.
    pub source: Option<At<RawText>>,
    /// Whether it is a motto, set at the end of the line.
    pub epigraph: Option<At<bool>>,
    /// The readings above its characters. Default: those of the edition.
    pub ruby: Option<At<RubyFile>>,
    /// The only language of the quotation, where the other one has none.
    pub only: Option<At<String>>,
    /// The id of the quotation in every edition.
    pub anchor: Option<At<String>>,
}

/// A dialogue: what is said alone, or the long form.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = or_items)]
pub struct DialogueFile {
    /// What is said, by one speaker after the other.
    pub items: At<Vec<At<RawTextWith<TurnFile>>>>,
    /// The readings above its characters. Default: those of the edition.
    pub ruby: Option<At<RubyFile>>,
    /// The only language of the dialogue, where the other one has none.
    pub only: Option<At<String>>,
    /// The id of the dialogue in every edition.
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TurnFile {
    /// Who speaks. Without it, the speaker before goes on.
    pub speaker: Option<At<RawText>>,
    /// When it is said: `1:05` is a minute and five seconds.
    pub time: Option<At<String>>,
}

/// Signatures: the parties alone, or the long form.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = or_items)]
pub struct SignaturesFile {
    /// Who signs.
    pub items: At<Vec<At<SignatureFile>>>,
    /// The id of the block in every edition.
    pub anchor: Option<At<String>>,
}

/// Someone who signs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignatureFile {
    /// Who signs, such as a party of a contract.
    pub party: At<RawText>,
    /// What is written on each line, such as a name or a date.
    pub lines: At<Vec<At<RawText>>>,
}
