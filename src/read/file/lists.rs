//! Lists and their items.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{BlockFile, RubyFile, or_items};
use crate::read::shape::{At, RawText, RawTextWith, Several};

/// A list: the items alone, or the long form.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = or_items)]
pub struct ListFile {
    /// The items.
    pub items: At<Vec<At<RawTextWith<ItemFile>>>>,
    /// Whether the items are numbered, `1.` and on.
    pub ordered: Option<At<bool>>,
    /// How the items are numbered, as the first one is: `(a)`, `1.1`, `第一条`. A list of these is for the levels of
    /// nested lists, the outermost first.
    pub numbering: Option<At<Several<RawText>>>,
    /// The number of the first item. Default: 1.
    pub start: Option<At<u32>>,
    /// Whether the items go on counting where the last numbered list of the chapter ended.
    pub continues: Option<At<bool>>,
    /// What references call an item, such as `Clause {}`.
    pub called: Option<At<RawText>>,
    /// The readings above its characters. Default: those of the edition.
    pub ruby: Option<At<RubyFile>>,
    /// The only language of the list, where the other one has none.
    pub only: Option<At<String>>,
    /// The id of the list in every edition.
    pub anchor: Option<At<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemFile {
    /// The term that the item explains, in a list of definitions.
    pub term: Option<At<RawText>>,
    /// Gives the item a check box, and says whether it is checked.
    pub checked: Option<At<bool>>,
    /// A list inside the item, which takes the next level of `numbering`.
    pub items: Option<At<Vec<At<RawTextWith<ItemFile>>>>>,
    /// Further blocks of the item, in place of `items`.
    pub blocks: Option<At<Vec<At<BlockFile>>>>,
    /// The id of the item in every edition.
    pub anchor: Option<At<String>>,
}
