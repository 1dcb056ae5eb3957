//! What begins the pages of a print edition: by it an EPUB says on which printed page a reader is. Data
//! and nothing else, between the writer that sets pages and the one that lists them.

use std::collections::{BTreeMap, BTreeSet};

/// A print edition whose pages are known.
#[derive(Debug)]
pub struct Pagination {
    /// What identifies the edition: `urn:isbn:…` or `urn:uuid:…`.
    pub identifier: String,
    /// The pages that show something, first to last.
    pub pages: Vec<PrintedPage>,
    /// On which page each question stands, as readers name it, by its anchor: for each language in the
    /// edition's order, which on facing pages have pages of their own.
    pub questions: BTreeMap<String, Vec<String>>,
}

/// A page of it.
#[derive(Debug)]
pub struct PrintedPage {
    /// The page as readers name it: `iv`, `12`.
    pub label: String,
    /// The languages that are read on the page, as BCP 47 primary tags; on facing pages one.
    pub languages: BTreeSet<String>,
    /// What stands on the page from its top on: as much as is needed to find the place in another edition.
    pub starts: Vec<PageStart>,
}

/// Something on a page, in reading order. What floats, notes and running heads are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageStart {
    /// A piece of the manuscript begins.
    Anchor(String),
    /// Words.
    Words {
        /// The piece that they belong to; nothing in front of the chapters.
        of: Option<String>,
        /// Their language, as a BCP 47 primary tag.
        lang: String,
        text: String,
    },
}
