//! The listing of all texts of a book that stand in both languages: what they say, where, and under which id. Whoever
//! counts, exports, changes or compares texts begins with it. What is written once for both languages, or in one
//! language only, is not in it.

use crate::lang::{Lang, Pair};
use crate::source::{Places, Span};

/// All texts of a book that stand in both languages, or should.
#[derive(Debug)]
pub struct Texts {
    pub languages: Pair<Lang>,
    /// The book file, the chapters in order, the glossary; those that have texts.
    pub groups: Vec<Group>,
}

/// The texts of one file.
#[derive(Debug)]
pub struct Group {
    /// The id of the chapter, else the name of the file, which has a full stop and so is not a chapter's id.
    pub id: String,
    /// The number of the chapter as it is written, if it has one.
    pub number: Option<String>,
    /// In the order of the file.
    pub texts: Vec<PairedText>,
}

/// A text that stands in both languages, or should.
#[derive(Debug, Clone)]
pub struct PairedText {
    /// The group's id and the way to the text in its file, such as `intro/blocks/3/text`. An element with a name of its
    /// own is called by that: `intro/blocks/#sky/caption`.
    pub id: String,
    /// The last key on the way to the text, which says what it is: `text`, `heading`, `caption`.
    pub kind: String,
    /// The map with a key for each language.
    pub at: Span,
    /// Whether its lines are lines wherever it is printed, as in verse and programs.
    pub is_lined: bool,
    pub sides: Pair<TextSide>,
}

/// What one language has of a text.
#[derive(Debug, Clone, Default)]
pub struct TextSide {
    /// The key of the language, if it is there.
    pub key: Option<Span>,
    /// The value of that key, which may be empty.
    pub value: Option<Span>,
    /// `None` if the text is missing.
    pub words: Option<Words>,
}

/// A text in one language.
#[derive(Debug, Clone)]
pub struct Words {
    /// As an author would type it on one line, markup included; with line breaks if they are kept.
    pub text: String,
    /// Maps the bytes of that to the file.
    pub places: Places,
    /// The number of words of what is printed. Each Han character or kana is one.
    pub count: usize,
    /// The number of characters of what is printed, without white space.
    pub characters: usize,
}

impl Texts {
    /// Every text, with its group.
    pub fn iter(&self) -> impl Iterator<Item = (&Group, &PairedText)> {
        self.groups
            .iter()
            .flat_map(|group| group.texts.iter().map(move |text| (group, text)))
    }
}

impl Group {
    /// Whether someone may call the group by this name: its id or its number.
    pub fn is_called(&self, name: &str) -> bool {
        self.id == name || self.number.as_deref() == Some(name)
    }
}

impl PairedText {
    /// Whether the way to the text leads through an element with this name.
    pub fn is_in(&self, name: &str) -> bool {
        let mut parts = self.id.split('/').skip(1);
        parts.any(|part| part.strip_prefix('#') == Some(name))
    }
}
