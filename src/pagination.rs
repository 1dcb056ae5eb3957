//! Where the pages of a print edition begin, from which an EPUB makes its page list. This is plain data, passed from
//! the writer of pages to the writer of page lists.

use std::collections::{BTreeMap, BTreeSet};

/// The pages of a print edition.
#[derive(Debug)]
pub struct Pagination {
    /// The identifier of the edition: `urn:isbn:…` or `urn:uuid:…`.
    pub identifier: String,
    /// The pages that show content, first to last.
    pub pages: Vec<PrintedPage>,
    /// By each question's anchor, the labels of the pages on which the question is printed: one for each language, in
    /// the edition's order, since on facing pages the languages differ in page.
    pub questions: BTreeMap<String, Vec<String>>,
}

/// One page of a print edition.
#[derive(Debug)]
pub struct PrintedPage {
    /// The page number as printed: `iv`, `12`.
    pub label: String,
    /// The languages read on the page, as BCP 47 primary tags; on facing pages just one.
    pub languages: BTreeSet<String>,
    /// The beginning of the page's content: enough to find the same place in another edition.
    pub starts: Vec<PageStart>,
}

/// An item of a page's content, in reading order. Floats, notes and running heads are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageStart {
    /// A piece of the manuscript begins.
    Anchor(String),
    /// Words.
    Words {
        /// The anchor of the piece to which they belong; `None` before the first chapter.
        of: Option<String>,
        /// Their language, as a BCP 47 primary tag.
        lang: String,
        text: String,
    },
}
