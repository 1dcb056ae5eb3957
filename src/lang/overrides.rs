//! A book's own labels: `labels:` in `book.yaml`.

use std::collections::BTreeMap;

use super::labels::{KEYS, is_optional};

/// A placeholder for a label that a language lacks. A label read from YAML cannot contain it.
const BLANK: &str = "\0";

/// Labels by their keys, each one of [`KEYS`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LabelOverrides(BTreeMap<&'static str, String>);

impl LabelOverrides {
    /// Sets a label. Returns whether the key exists.
    pub fn insert(&mut self, key: &str, label: String) -> bool {
        let known = KEYS.iter().find(|known| **known == key);
        if let Some(key) = known {
            self.0.insert(key, label);
        }
        known.is_some()
    }

    /// The required keys that have no label here.
    pub fn missing(&self) -> Vec<&'static str> {
        let is_missing = |key: &&&str| !is_optional(key) && !self.0.contains_key(**key);
        KEYS.iter().filter(is_missing).copied().collect()
    }

    /// The labels with their keys.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> + Clone {
        self.0.iter().map(|(key, label)| (*key, label.as_str()))
    }
}

/// A [`BLANK`] for every required key.
pub(super) fn blanks<'a>() -> impl Iterator<Item = (&'static str, &'a str)> + Clone {
    let needed = KEYS.iter().filter(|key| !is_optional(key));
    needed.map(|key| (*key, BLANK))
}

/// Whether a text contains the placeholder of a missing label.
pub(super) fn has_blank(text: &str) -> bool {
    text.contains(BLANK)
}
