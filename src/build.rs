//! A book read whole → the files of its editions, side by side on several threads.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::edition::{Ebook, Edition, Faces, Form, Variant};
use crate::epub::{self, Imprint};
use crate::manuscript::{self, Manuscript};
use crate::picture::{Asset, EreaderPicture, Format};
use crate::read::Reading;
use crate::report::{Code, Diagnostic, Diagnostics};
use crate::typeset::{self, Fonts, Match};

/// What a build says of itself while it runs.
#[derive(Debug, Clone, Copy)]
pub enum Phase {
    Assembling,
    Typesetting,
    Packing,
    Done,
}

/// A finished edition, still in memory.
#[derive(Debug)]
pub struct Made {
    pub edition: String,
    /// Its file's name.
    pub file: String,
    pub bytes: Vec<u8>,
    /// Pages of a PDF.
    pub pages: Option<usize>,
    /// Of a PDF whose languages stand side by side, when it is asked for.
    pub matched: Option<Match>,
    pub time: Duration,
}

/// How a build goes about its work.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    /// How many editions are built at a time.
    pub jobs: usize,
    /// Whether the white beside the longer language is counted.
    pub counts_white: bool,
}

/// Builds editions, some at a time. The results stand in the order of `editions`; an
/// edition with an error is missing among them, and `diagnostics` says why.
pub fn build(
    reading: &Reading,
    editions: &[&Edition],
    fonts: &Fonts,
    imprint: &Imprint,
    way: Way,
    progress: &(dyn Fn(&str, Phase) + Sync),
    diagnostics: &mut Diagnostics,
) -> Vec<Made> {
    let templates = typeset::templates(&reading.templates);
    let print = editions
        .iter()
        .filter(|edition| matches!(edition.form, Form::Pdf { .. }));
    let workshop = Workshop {
        reading,
        templates,
        fonts,
        imprint,
        progress,
        counts_white: way.counts_white,
        to_lay_out: AtomicUsize::new(print.count()),
    };
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(edition) = editions.get(index) else {
                break;
            };
            let mut own = Diagnostics::default();
            let made = workshop.make(edition, &mut own);
            let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
            results.push((index, made, own));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..way.jobs.clamp(1, editions.len().max(1)) {
            scope.spawn(work);
        }
        work();
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(index, ..)| *index);
    let mut all = Vec::new();
    for (_, made, own) in results {
        diagnostics.extend(own);
        all.extend(made);
    }
    all
}

struct Workshop<'a> {
    reading: &'a Reading,
    templates: BTreeMap<String, String>,
    fonts: &'a Fonts,
    imprint: &'a Imprint,
    progress: &'a (dyn Fn(&str, Phase) + Sync),
    counts_white: bool,
    /// Editions that have yet to be laid out.
    to_lay_out: AtomicUsize,
}

impl Workshop<'_> {
    fn make(&self, edition: &Edition, diagnostics: &mut Diagnostics) -> Option<Made> {
        let start = Instant::now();
        let tell = |phase| (self.progress)(&edition.name, phase);
        tell(Phase::Assembling);
        let manuscript = manuscript::assemble(&self.reading.book, edition);
        let (bytes, pages, matched) = match edition.form {
            Form::Pdf { .. } => {
                tell(Phase::Typesetting);
                self.pdf(&manuscript, diagnostics)?
            }
            Form::Epub(ebook) => {
                tell(Phase::Packing);
                (self.epub(&manuscript, ebook, diagnostics)?, None, None)
            }
        };
        tell(Phase::Done);
        Some(Made {
            edition: edition.name.clone(),
            file: format!(
                "{}-{}.{}",
                self.reading.book.id,
                edition.name,
                edition.extension()
            ),
            bytes,
            pages,
            matched,
            time: start.elapsed(),
        })
    }

    fn pdf(
        &self,
        manuscript: &Manuscript<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Option<(Vec<u8>, Option<usize>, Option<Match>)> {
        let pages = typeset::lay_out(
            manuscript,
            &self.reading.assets,
            &self.templates,
            self.fonts,
            diagnostics,
        );
        if self.to_lay_out.fetch_sub(1, Ordering::Relaxed) > 1 {
            typeset::forget();
        }
        let pages = pages?;
        let ident = format!("{}-{}", manuscript.book.id, manuscript.edition.name);
        let pdf = typeset::export(&pages, &ident, self.imprint.modified, diagnostics)?;
        let matched = self.counts_white.then(|| pages.matched()).flatten();
        Some((pdf, Some(pages.document.pages().len()), matched))
    }

    fn epub(
        &self,
        manuscript: &Manuscript<'_>,
        ebook: Ebook,
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<u8>> {
        let cover = self.cover(manuscript, ebook.variant, diagnostics)?;
        let draft = epub::write(manuscript, &self.reading.assets, &cover, self.imprint);
        let bytes = draft.and_then(|draft| {
            let faces = match ebook.fonts {
                Faces::OfReader => Vec::new(),
                Faces::Subset => typeset::faces(manuscript.book, self.fonts, &draft.needs())
                    .map_err(|(family, why)| anyhow::anyhow!("the font `{family}`: {why}"))?,
            };
            draft.bind(&faces)
        });
        match bytes {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                diagnostics.push(Diagnostic::new(
                    Code::EditionInvalid,
                    format!("the EPUB cannot be packed: {error}"),
                ));
                None
            }
        }
    }

    /// The book's own cover picture, or a typographic one.
    fn cover(
        &self,
        manuscript: &Manuscript<'_>,
        variant: Variant,
        diagnostics: &mut Diagnostics,
    ) -> Option<EreaderPicture> {
        let own = manuscript.book.cover.as_ref();
        let picture = own.and_then(|cover| self.reading.assets.get(&cover.path));
        let is_drawing = |asset: &Asset| asset.format == Format::Svg;
        let cover = match picture {
            // Amazon takes covers in pixels only.
            Some(asset) if variant == Variant::Kindle && is_drawing(asset) => {
                typeset::drawn(asset, self.fonts, diagnostics)
            }
            Some(asset) => Some(asset.for_ereader().clone()),
            None => typeset::cover(manuscript, &self.templates, self.fonts, diagnostics),
        };
        match variant {
            Variant::Kindle => cover.map(|cover| cover.to_jpeg()),
            Variant::Standard | Variant::Kobo => cover,
        }
    }
}

/// The files that a stock Typst needs to make the same pages of a PDF edition, by path. Empty after an
/// error of the layout, which a build has said before.
pub fn typst_source(
    reading: &Reading,
    edition: &Edition,
    fonts: &Fonts,
) -> BTreeMap<String, Arc<[u8]>> {
    let manuscript = manuscript::assemble(&reading.book, edition);
    let templates = typeset::templates(&reading.templates);
    let mut said = Diagnostics::default();
    let pages = typeset::lay_out(&manuscript, &reading.assets, &templates, fonts, &mut said);
    pages.map_or_else(BTreeMap::new, |pages| {
        let mut files = pages.copy.files;
        let main = pages.copy.source.text.as_bytes().into();
        files.insert("main.typ".to_owned(), main);
        files
    })
}
