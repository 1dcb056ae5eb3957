//! Where the pages of a print edition begin, from which an EPUB makes its page list. This is plain data, passed from
//! the writer of pages to the writer of page lists, and kept between builds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::archive::{self, Archive, Packed};

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
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PrintedPage {
    /// The page number as printed: `iv`, `12`.
    pub label: String,
    /// The languages read on the page, as BCP 47 primary tags; on facing pages just one.
    pub languages: BTreeSet<String>,
    /// The beginning of the page's content: enough to find the same place in another edition.
    pub starts: Vec<PageStart>,
    /// Whether these are floats, since no text flows on the page. They may be printed after text that follows them.
    pub floats_only: bool,
}

/// An item of a page's content, in reading order. Notes and running heads are left out, and floats on a page with other
/// content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

impl PageStart {
    /// Whether it is or belongs to a piece of the manuscript.
    pub fn is_of_piece(&self) -> bool {
        matches!(self, Self::Anchor(_) | Self::Words { of: Some(_), .. })
    }
}

/// The pages of one part of a print edition, such as a chapter: everything on which other parts and other editions
/// depend.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PartPages {
    pub pages: Vec<PartPage>,
    /// The labels in the part, in order, each with the index of its page.
    pub labels: Vec<(String, usize)>,
    /// The page numbers that were guessed: the anchor on that page, and the number of digits of the guess; 0 if other
    /// digits cannot take its place.
    pub guesses: Vec<(String, usize)>,
}

impl PartPages {
    /// Appends blank pages until the number of pages is a multiple of `multiple`.
    pub fn fill(&mut self, multiple: usize) {
        while let Some(last) = self.pages.last()
            && !self.pages.len().is_multiple_of(multiple)
        {
            let number = last.number + 1;
            self.pages.push(PartPage {
                number,
                printed: None,
            });
        }
    }

    /// The printed number of the page of each label in some parts; of the first, if one is used twice.
    pub fn anchors<'p>(parts: impl IntoIterator<Item = &'p Self>) -> BTreeMap<&'p str, &'p str> {
        let mut anchors = BTreeMap::new();
        for part in parts {
            for (name, page) in &part.labels {
                let page = part.pages.get(*page).and_then(|page| page.printed.as_ref());
                if let Some(printed) = page {
                    anchors
                        .entry(name.as_str())
                        .or_insert(printed.label.as_str());
                }
            }
        }
        anchors
    }
}

/// A page of a part.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PartPage {
    /// Its number, whether in Arabic or in Roman numerals.
    pub number: u64,
    /// What it shows; `None` if it is blank.
    pub printed: Option<PrintedPage>,
}

/// Where the finished pages of parts are kept between builds, by edition and hash. They are kept one by one as soon as they
/// are laid out, since those of a long book take much memory together.
pub trait PageStore: fmt::Debug + Sync {
    /// The bytes of a part, as they were saved.
    fn load(&self, edition: &str, hash: &str) -> Option<Vec<u8>>;
    /// Saves a part. If that fails, the part is laid out again in the next build.
    fn save(&self, edition: &str, hash: &str, bytes: &[u8]);
    /// Removes all parts of editions with other names than these, and of editions in `used` all but those with these hashes.
    fn retain(&self, editions: &BTreeSet<&str>, used: &BTreeMap<String, BTreeSet<String>>);
}

/// Parts of print editions that were laid out before, each by a hash of everything on which its layout depends. They need
/// not be laid out again.
#[derive(Debug, Default)]
pub struct KnownParts {
    ground: String,
    /// Finished pages.
    pages: Option<Box<dyn PageStore>>,
    /// The parts in `pages` that belong to this build, by edition.
    used: Mutex<BTreeMap<String, BTreeSet<String>>>,
    /// Whether this build makes everything anew.
    is_afresh: bool,
    /// Those of earlier builds, packed.
    earlier: Option<Mutex<Archive>>,
    /// The files in `earlier`.
    names: Vec<String>,
    /// The editions of this build, each with its parts by hash.
    current: Mutex<BTreeMap<String, BTreeMap<String, Vec<u8>>>>,
    /// Whether this build has added a part.
    has_new: AtomicBool,
}

impl KnownParts {
    /// Reads what an earlier build has packed, unless this one starts `afresh`. Anything that cannot be read is left out,
    /// and laid out again. `ground` identifies everything on which all parts depend, such as the fonts, with a fixed length.
    pub fn new(
        ground: String,
        earlier: Option<Vec<u8>>,
        pages: Box<dyn PageStore>,
        afresh: bool,
    ) -> Self {
        let earlier = earlier.filter(|_| !afresh).and_then(Archive::read);
        Self {
            ground,
            pages: Some(pages),
            is_afresh: afresh,
            names: earlier.as_ref().map(Archive::names).unwrap_or_default(),
            earlier: earlier.map(Mutex::new),
            ..Self::default()
        }
    }

    /// The hash of a part: of its source, and of everything else that is the same for all parts.
    pub fn hash(&self, source: &str) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.ground.as_bytes());
        hasher.update(source.as_bytes());
        hasher.finalize().to_hex().to_string()
    }

    /// A part of an edition, if it is known.
    pub fn get(&self, edition: &str, hash: &str) -> Option<PartPages> {
        let mut earlier = self
            .earlier
            .as_ref()?
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let bytes = earlier.file(&name(edition, hash))?;
        let part: PartPages = serde_json::from_slice(&bytes).ok()?;
        drop(earlier);
        self.keep(edition, hash, bytes);
        Some(part)
    }

    /// Adds a part of an edition.
    pub fn add(&self, edition: &str, hash: &str, part: &PartPages) {
        if let Ok(bytes) = serde_json::to_vec(part) {
            self.has_new.store(true, Ordering::Relaxed);
            self.keep(edition, hash, bytes);
        }
    }

    /// The finished pages of a part, if they are kept.
    pub fn pages(&self, edition: &str, hash: &str) -> Option<Vec<u8>> {
        let store = self.pages.as_ref().filter(|_| !self.is_afresh)?;
        let bytes = store.load(edition, hash)?;
        self.use_pages(edition, hash);
        Some(bytes)
    }

    /// Keeps the finished pages of a part.
    pub fn add_pages(&self, edition: &str, hash: &str, bytes: &[u8]) {
        if let Some(store) = &self.pages {
            store.save(edition, hash, bytes);
            self.use_pages(edition, hash);
        }
    }

    fn use_pages(&self, edition: &str, hash: &str) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let parts = used.entry(edition.to_owned()).or_default();
        parts.insert(hash.to_owned());
    }

    /// Removes pages that the editions of this build no longer have, and those of editions that the book no longer has.
    pub fn forget_others(&self, editions: &BTreeSet<&str>) {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = &self.pages {
            store.retain(editions, &used);
        }
    }

    fn keep(&self, edition: &str, hash: &str, bytes: Vec<u8>) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let parts = current.entry(edition.to_owned()).or_default();
        parts.insert(hash.to_owned(), bytes);
    }

    /// Packs the parts of this build, and earlier ones of editions that were not laid out in it. Returns `None` if
    /// nothing has changed.
    ///
    /// # Errors
    /// If they are too large for the format.
    pub fn pack(&self) -> anyhow::Result<Option<Vec<u8>>> {
        let current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for (edition, parts) in current.iter() {
            let parts = parts.iter();
            files.extend(parts.map(|(hash, bytes)| (name(edition, hash), bytes.clone())));
        }
        if let Some(earlier) = &self.earlier {
            let mut earlier = earlier.lock().unwrap_or_else(PoisonError::into_inner);
            for old in &self.names {
                let edition = old.rsplit_once('/').map(|(edition, _)| edition);
                if edition.is_some_and(|edition| !current.contains_key(edition)) {
                    files.extend(earlier.file(old).map(|bytes| (old.clone(), bytes)));
                }
            }
        }
        if !self.has_new.load(Ordering::Relaxed) && files.keys().eq(&self.names) {
            return Ok(None);
        }
        let packed = files.iter();
        let packed =
            packed.map(|(name, bytes)| Packed::deflated(name, bytes, Timestamp::UNIX_EPOCH));
        archive::zip(packed.collect::<anyhow::Result<Vec<_>>>()?).map(Some)
    }
}

/// The file of a part in the archive.
fn name(edition: &str, hash: &str) -> String {
    format!("{edition}/{hash}")
}
