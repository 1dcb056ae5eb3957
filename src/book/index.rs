//! Index entries of the author's own.

/// How many levels entries may have: a main entry, a subentry and one below that.
pub const MOST_LEVELS: usize = 3;
/// Stands between the levels of an entry.
const BELOW: char = '>';

/// A place that the index leads to, under an entry of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexMark {
    /// The main entry, then those below it, at most [`MOST_LEVELS`].
    pub entry: Vec<String>,
    /// What each level is sorted by, as far as the author says so.
    pub sort: Vec<String>,
    /// The entries to which this one only sends its readers. Then the index lists no page for it.
    pub see: Vec<Vec<String>>,
    /// Further entries of interest.
    pub see_also: Vec<Vec<String>>,
}

impl IndexMark {
    /// Its strings, in the order in which they are counted as parts of a text.
    pub fn strings(&self) -> impl Iterator<Item = &str> {
        let others = self.see.iter().chain(&self.see_also).flatten();
        let own = self.entry.iter().chain(&self.sort);
        own.chain(others).map(String::as_str)
    }

    /// Whether the index lists the place itself, not only where else to look.
    pub fn is_place(&self) -> bool {
        self.see.is_empty()
    }
}

/// The levels of an entry as an author writes them: `clouds > cumulus`.
pub fn entry_path(text: &str) -> Vec<String> {
    text.split(BELOW)
        .map(|level| level.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// What marks the places of an entry; no glossary term has the same.
pub fn entry_anchor(entry: &[String]) -> String {
    format!("entry-{}", entry.join(" > "))
}
