//! Lays out an edition part by part: the front matter, each chapter, and each part of the back matter. All of them begin
//! on a new page, so each can be laid out by itself, and its pages are slimmed at once. The memory that a book takes then
//! grows with its pages, not with everything Typst needs to lay them out.
//!
//! All numbering is decided in the manuscript; only page numbers depend on other parts. So the chapters are laid out
//! first, then the back matter, which refers to their pages, and the contents last.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use typst::foundations::{Bytes, Label};
use typst::introspection::Introspector;
use typst::model::{Document, DocumentInfo};
use typst::utils::PicoStr;
use typst_layout::{Page, PagedDocument};

use super::design::Design;
use super::links::{Anchors, Place, Resolver, SCHEME};
use super::outline::{self, Titles};
use super::rooms::Rooms;
use super::segments::{Lines, Measured};
use super::settings::PageParameters;
use super::slim::Labelled;
use super::source::{PICTURES, Part, Setting, Surroundings, TEMPLATES, TypstSource};
use super::split_spreads::{self, Fold};
use super::text_measure::TextMeasure;
use super::white::Beside;
use super::world::Shelf;
use super::{Materials, Pages, Prepared};
use super::{fit, lines, notes, pdf, rejoin, settings, slim, source, text_layer};
use crate::diagnostics::Diagnostics;
use crate::edition::{Arrangement, Balance, PageSetup};
use crate::manuscript::Manuscript;
use crate::message::message;
use crate::pagination::Pagination;
use crate::walk;

/// The label of the page from which on a part is not kept.
const BEYOND: &str = "diglot-beyond";
/// The prefix of the labels that mark where a term is used.
const USE: &str = "use-";
/// Typst forgets cached results that were not used for this many parts; what all parts have in common stays.
const MEMORY: usize = 2;

/// An edition to be laid out with a certain gutter.
pub struct Composition<'a> {
    manuscript: &'a Manuscript<'a>,
    setup: &'a PageSetup,
    printed: Option<&'a Pagination>,
    materials: Materials<'a>,
    design: Design<'a>,
    gauge: TextMeasure,
    widths: (f64, f64),
    /// Where to cut pages that are set as spreads.
    fold: Option<Fold>,
    beside: Option<Beside>,
    titles: Titles,
    /// Templates, pictures and fonts.
    world: Shelf,
    /// An estimate of the number of pages.
    pub likely_pages: usize,
}

/// The result of laying out an edition.
pub enum Outcome {
    Set(Box<Set>),
    /// Layout stopped after some chapters: the gutter will be wrong for the number of pages estimated from them.
    WrongGutter(usize),
    /// Layout failed; diagnostics say why.
    Failed,
}

/// A laid-out edition.
pub struct Set {
    pub pages: Vec<Page>,
    anchors: Anchors,
    sources: Vec<TypstSource>,
    /// The line measurements of texts that had to be split into segments.
    measured: Measured,
    info: DocumentInfo,
}

/// A laid-out part.
struct SetPart {
    pages: Vec<Page>,
    labelled: Vec<Labelled>,
    source: TypstSource,
    measured: Option<Measured>,
    info: DocumentInfo,
}

impl<'a> Composition<'a> {
    pub fn new(
        manuscript: &'a Manuscript<'a>,
        setup: &'a PageSetup,
        printed: Option<&'a Pagination>,
        materials: Materials<'a>,
        design: Design<'a>,
    ) -> Self {
        let (layout, binding, sync) = (setup.layout(), setup.binding(), setup.sync());
        let Materials {
            assets,
            templates,
            fonts,
        } = materials;
        let mut gauge = TextMeasure::new(manuscript, &design, layout.arrangement, fonts);
        let mut lengths = gauge.all_lengths(manuscript, sync);
        let balanced = match setup.balance() {
            Balance::None => None,
            Balance::Size => Some(design.with_sizes(fit::sizes(manuscript, &design, &lengths))),
        };
        if let Some(balanced) = &balanced {
            gauge = TextMeasure::new(manuscript, balanced, layout.arrangement, fonts);
            lengths = gauge.all_lengths(manuscript, sync);
        }
        let design = balanced.unwrap_or(design);
        let widths = match layout.arrangement {
            Arrangement::Columns => {
                fit::columns(manuscript, &design, &gauge, &lengths, setup.columns())
            }
            Arrangement::Facing | Arrangement::Stacked | Arrangement::Single => {
                let measure = fit::measure(manuscript, &design);
                (measure, measure)
            }
        };
        let lead = manuscript.languages.lead();
        let fold = (layout.arrangement == Arrangement::Facing)
            .then(|| settings::fold(&design, binding, widths, lead));
        let beside = match layout.arrangement {
            Arrangement::Columns => Some(settings::parting(&design, widths)),
            Arrangement::Facing => Some(Beside::Pages),
            Arrangement::Stacked | Arrangement::Single => None,
        };
        let likely_pages = gauge.pages(manuscript, &lengths, widths);
        let mut world = Shelf::with_templates("", templates, fonts.clone());
        for (path, asset) in assets.iter() {
            let bytes = Arc::clone(&asset.for_print().bytes);
            world.add_file(&format!("{PICTURES}/{path}"), Bytes::new(bytes));
        }
        Self {
            manuscript,
            setup,
            printed,
            materials,
            design,
            gauge,
            widths,
            fold,
            beside,
            titles: Titles::of(manuscript),
            world,
            likely_pages,
        }
    }

    fn setting<'s>(&'s self, lines: Lines<'s>) -> Setting<'s> {
        let layout = self.setup.layout();
        let parameters = PageParameters {
            arrangement: layout.arrangement,
            binding: self.setup.binding(),
            sync: self.setup.sync(),
            columns: self.widths,
        };
        Setting {
            layout,
            sync: self.setup.sync(),
            settings: settings::write(
                self.manuscript,
                &self.design,
                self.materials.fonts,
                parameters,
                lines,
            ),
            assets: self.materials.assets,
            gauge: &self.gauge,
            widths: self.widths,
            rooms: Rooms::new(
                self.manuscript,
                &self.design,
                layout.arrangement,
                self.widths,
            ),
            printed: self.printed,
            lines,
        }
    }

    /// Lays out the edition. Stops after some chapters if `is_likely` says that the gutter does not suit the number of
    /// pages estimated from them.
    pub fn set(&self, is_likely: &dyn Fn(usize) -> bool, diagnostics: &mut Diagnostics) -> Outcome {
        /// The first round guesses the page numbers of answers, the second knows them.
        const ROUNDS: usize = 2;
        if self.manuscript.sheet.is_some() {
            let Some(part) = self.set_part(0, None, 0, diagnostics) else {
                return Outcome::Failed;
            };
            let mut anchors = Anchors::new();
            extend(&mut anchors, &part.labelled, 0);
            return Outcome::Set(Box::new(Set {
                pages: part.pages,
                anchors,
                sources: vec![part.source],
                measured: part.measured.unwrap_or_default(),
                info: part.info,
            }));
        }
        let chapters = Part::all(self.manuscript).into_iter();
        let chapters = chapters.filter(|part| matches!(part, Part::Chapter(_)));
        let answers = chapters.flat_map(|part| source::references(self.manuscript, part));
        let likely = self.counted(self.likely_pages.try_into().unwrap_or(u64::MAX));
        let mut guessed: BTreeMap<String, u64> =
            answers.map(|id| (id.to_owned(), likely)).collect();
        let mut round = 1;
        loop {
            let mut own = Diagnostics::default();
            let mut assembly = Assembly::new(self, &guessed);
            let outcome = assembly.set(is_likely, &mut own);
            if let Some(outcome) = outcome {
                diagnostics.extend(own);
                return outcome;
            }
            let (set, numbers, fits) = assembly.finish();
            if fits || round == ROUNDS {
                diagnostics.extend(own);
                return Outcome::Set(Box::new(set));
            }
            round += 1;
            for (id, number) in &mut guessed {
                *number = numbers.get(id).copied().unwrap_or(*number);
            }
        }
    }

    /// The value of Typst's page counter on the page with a certain number. Typst counts spreads where pages are set
    /// as spreads.
    fn counted(&self, number: u64) -> u64 {
        if self.fold.is_some() {
            number / 2 + 1
        } else {
            number
        }
    }

    /// Lays out a part, or a whole handout if there is no part. The first `skipped` pages are discarded.
    fn set_part(
        &self,
        index: usize,
        part: Option<(Part, &Surroundings)>,
        skipped: usize,
        diagnostics: &mut Diagnostics,
    ) -> Option<SetPart> {
        // The note prefixes whose texts with notes are set in segments.
        let mut parted = BTreeSet::new();
        let mut measured = None;
        loop {
            let setting = self.setting(measured.as_ref().map_or(Lines::Whole, Lines::Parted));
            let source = match part {
                None => source::write(self.manuscript, &setting),
                Some((part, surroundings)) => {
                    source::write_part(self.manuscript, &setting, part, surroundings)
                }
            };
            drop(setting);
            let world = self.world.with_main(index, &source.text);
            let mut own = Diagnostics::default();
            let document = pdf::lay_out(&world, &source, &mut own);
            // If compilation failed, the cause may be notes whose callers Typst dropped; so all texts with notes are
            // parted.
            let astray = match &document {
                Some(document) => notes::astray(document, &source, self.fold.is_some()),
                None => notes::called(&source)
                    .into_keys()
                    .map(str::to_owned)
                    .collect(),
            };
            let before = parted.len();
            parted.extend(notes::parts(&astray));
            if parted.len() > before {
                measured = self.measure(&parted);
                continue;
            }
            diagnostics.extend(own);
            let document = document?;
            notes::warn(&astray, &source, diagnostics);
            let (pages, labelled) = self.finished(&document, index, skipped, !parted.is_empty());
            let info = document.info().clone();
            drop(document);
            typst::comemo::evict(MEMORY);
            return Some(SetPart {
                pages,
                labelled,
                source,
                measured,
                info,
            });
        }
    }

    /// Measures the lines of texts with notes.
    fn measure(&self, parted: &BTreeSet<String>) -> Option<Measured> {
        let setting = self.setting(Lines::Measured);
        let source = source::write_measured(self.manuscript, &setting, parted);
        let world = Shelf::with_templates(
            &source,
            self.materials.templates,
            self.materials.fonts.clone(),
        );
        // Texts that do not compile here stay whole; the diagnostics come when the part itself is compiled.
        let document = world.draw(&message!("texts with notes"), &mut Diagnostics::default());
        let (top, bottom) = settings::area(&self.design);
        document.map(|document| notes::measure(&document, self.design.pitch(), bottom - top))
    }

    /// The pages of a part as they will be printed, and the labelled elements on them.
    fn finished(
        &self,
        document: &PagedDocument,
        index: usize,
        skipped: usize,
        is_parted: bool,
    ) -> (Vec<Page>, Vec<Labelled>) {
        let joined = is_parted.then(|| rejoin::segments(document));
        let document = joined.as_ref().unwrap_or(document);
        let introspector = document.introspector();
        let beyond = Label::new(PicoStr::intern(BEYOND))
            .and_then(|label| introspector.query_label(label).ok()?.location())
            .and_then(|location| introspector.page(location));
        let kept = beyond.map_or(document.pages().len(), |page| page.get() - 1);
        let set = &document.pages()[..kept];
        let mut pages = match self.fold {
            Some(fold) => split_spreads::at_fold(set, introspector.as_ref(), fold),
            None => set.to_vec(),
        };
        pages.drain(..skipped.min(pages.len()));
        lines::finish(&mut pages);
        text_layer::mend(&mut pages);
        outline::of_lead(&mut pages, &self.titles);
        let labelled = slim::slim(&mut pages, index);
        (pages, labelled)
    }

    /// Adds blank pages at the end, up to a multiple. `keeps_source` says whether to keep the source for a stock Typst.
    pub fn finish(self, mut set: Set, multiple: usize, keeps_source: bool) -> Pages {
        split_spreads::fill(&mut set.pages, multiple);
        let files = keeps_source.then(|| self.files(&set.measured));
        let languages = self.manuscript.languages.iter();
        let sizes = languages.map(|lang| (lang.tag().to_owned(), self.design.size(lang)));
        Pages {
            finished: set.pages,
            anchors: set.anchors,
            info: set.info,
            files,
            prepared: Arc::new(Prepared {
                sources: set.sources,
                beside: self.beside,
                sizes: sizes.collect(),
                languages: self.manuscript.book.languages.clone(),
                pitch: self.design.pitch(),
                area: settings::area(&self.design),
                world: self.world,
            }),
        }
    }

    /// The whole source in one file, and the files that it needs, by path.
    fn files(&self, measured: &Measured) -> BTreeMap<String, Arc<[u8]>> {
        let lines = if measured.texts.is_empty() {
            Lines::Whole
        } else {
            Lines::Parted(measured)
        };
        let source = source::write(self.manuscript, &self.setting(lines));
        let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
        for (name, text) in self.materials.templates {
            files.insert(format!("{TEMPLATES}/{name}"), text.as_bytes().into());
        }
        for (path, asset) in self.materials.assets.iter() {
            let bytes = Arc::clone(&asset.for_print().bytes);
            files.insert(format!("{PICTURES}/{path}"), bytes);
        }
        files.insert("main.typ".to_owned(), source.text.as_bytes().into());
        files
    }
}

/// An edition while its parts are being laid out.
struct Assembly<'a> {
    composition: &'a Composition<'a>,
    /// Guessed page counters of answers.
    guessed: &'a BTreeMap<String, u64>,
    front: Option<SetPart>,
    /// The chapters and the back matter.
    parts: Vec<SetPart>,
    /// The number of their pages.
    count: usize,
    /// The page counter on the last of them.
    number: Option<u64>,
    /// The page counter at each anchor.
    numbers: BTreeMap<String, u64>,
    /// The pages on which terms are used; see [`Surroundings::uses`].
    uses: BTreeMap<String, Vec<(u64, String)>>,
}

impl<'a> Assembly<'a> {
    fn new(composition: &'a Composition<'a>, guessed: &'a BTreeMap<String, u64>) -> Self {
        Self {
            composition,
            guessed,
            front: None,
            parts: Vec::new(),
            count: 0,
            number: None,
            numbers: BTreeMap::new(),
            uses: BTreeMap::new(),
        }
    }

    /// Lays out all parts. Returns an outcome if it has to stop early.
    fn set(
        &mut self,
        is_likely: &dyn Fn(usize) -> bool,
        diagnostics: &mut Diagnostics,
    ) -> Option<Outcome> {
        let manuscript = self.composition.manuscript;
        let mut progress = Progress::new(manuscript);
        for (index, part) in Part::all(manuscript).into_iter().enumerate() {
            if part == Part::Front {
                continue;
            }
            if !self.set_part(index, part, diagnostics) {
                return Some(Outcome::Failed);
            }
            if let Part::Chapter(place) = part
                && let Some(likely) = progress.after(place, self.count)
                && likely.iter().all(|pages| !is_likely(*pages))
            {
                return Some(Outcome::WrongGutter(likely[1]));
            }
        }
        let surroundings = Surroundings {
            elsewhere: self.known(source::references(manuscript, Part::Front)),
            ..Surroundings::default()
        };
        let part = Some((Part::Front, &surroundings));
        self.front = self.composition.set_part(0, part, 0, diagnostics);
        self.front.is_none().then_some(Outcome::Failed)
    }

    /// The page counters of some anchors, as far as they are known or guessed.
    fn known(&self, ids: Vec<&str>) -> BTreeMap<String, u64> {
        let known = ids.into_iter().filter_map(|id| {
            let number = self.numbers.get(id).or_else(|| self.guessed.get(id))?;
            Some((id.to_owned(), *number))
        });
        known.collect()
    }

    fn set_part(&mut self, index: usize, part: Part, diagnostics: &mut Diagnostics) -> bool {
        let composition = self.composition;
        // Where pages are set as spreads, a single recto comes before them.
        let skipped = if composition.fold.is_some() || self.count % 2 == 1 {
            1
        } else {
            2
        };
        let surroundings = Surroundings {
            after: Some((skipped, self.number)),
            elsewhere: self.known(source::references(composition.manuscript, part)),
            uses: match part {
                Part::Index => std::mem::take(&mut self.uses),
                Part::Front | Part::Chapter(_) | Part::Glossary | Part::Key => BTreeMap::new(),
            },
        };
        let set = composition.set_part(index, Some((part, &surroundings)), skipped, diagnostics);
        let Some(mut set) = set else { return false };
        for one in &mut set.labelled {
            let number = set.pages.get(one.page).map_or(0, |page| page.number);
            let number = composition.counted(number);
            if let Some(name) = one.label.strip_prefix(USE) {
                if matches!(part, Part::Chapter(_)) {
                    let pages = self.uses.entry(name.to_owned()).or_default();
                    if pages.last().is_none_or(|(last, _)| *last != number) {
                        one.label = format!("{}@{number}", one.label);
                        pages.push((number, format!("{SCHEME}{}", one.label)));
                    }
                }
            } else {
                self.numbers.entry(one.label.clone()).or_insert(number);
            }
        }
        self.count += set.pages.len();
        let last = set
            .pages
            .last()
            .map(|page| composition.counted(page.number));
        self.number = last.or(self.number);
        self.parts.push(set);
        true
    }

    /// Joins the parts. Also returns the page counter at each anchor, and whether every guessed page number had the right
    /// number of digits.
    fn finish(self) -> (Set, BTreeMap<String, u64>, bool) {
        let composition = self.composition;
        let mut pages = Vec::new();
        let mut anchors = Anchors::new();
        let mut sources = Vec::new();
        let mut measured = Measured::default();
        let mut info = None;
        for (place, mut part) in self.front.into_iter().chain(self.parts).enumerate() {
            if place == 0 && composition.fold.is_none() {
                // The text proper begins on a recto.
                split_spreads::fill(&mut part.pages, 2);
            }
            extend(&mut anchors, &part.labelled, pages.len());
            pages.append(&mut part.pages);
            sources.push(part.source);
            measured.extend(part.measured);
            info.get_or_insert(part.info);
        }
        let resolver = Resolver {
            anchors: &anchors,
            languages: composition.manuscript.languages,
            has_own_pages: composition.fold.is_some(),
            guessed: self.guessed,
        };
        let fits = resolver.resolve(&mut pages);
        let set = Set {
            pages,
            anchors,
            sources,
            measured,
            info: info.unwrap_or_default(),
        };
        (set, self.numbers, fits)
    }
}

/// Adds the anchors of a part that follows a number of other pages.
fn extend(anchors: &mut Anchors, labelled: &[Labelled], before: usize) {
    for one in labelled {
        let place = Place {
            location: one.location,
            page: before + one.page,
        };
        anchors.entry(one.label.clone()).or_insert(place);
    }
}

/// Estimates the number of pages while chapters are laid out.
struct Progress {
    /// The length of each chapter's texts, in bytes.
    lengths: Vec<usize>,
    all: usize,
    done: usize,
    /// The percentage of the texts after which the next estimate is due.
    next: usize,
}

impl Progress {
    fn new(manuscript: &Manuscript<'_>) -> Self {
        let chapters = manuscript.book.chapters.iter();
        let lengths: Vec<usize> = chapters
            .map(|chapter| {
                let mut length = 0;
                walk::of_blocks(&chapter.blocks, &mut |pair| {
                    length += pair.iter().map(|text| text.plain().len()).sum::<usize>();
                });
                length
            })
            .collect();
        Self {
            all: lengths.iter().sum(),
            lengths,
            done: 0,
            next: 5,
        }
    }

    /// Records that a chapter was laid out and how many pages there are so far. When an estimate is due, returns the
    /// lowest, likeliest and highest number of pages that the book will have.
    fn after(&mut self, chapter: usize, pages: usize) -> Option<[usize; 3]> {
        /// Fewer pages are too few for an estimate.
        const FEWEST: usize = 20;
        self.done += self.lengths.get(chapter).copied().unwrap_or_default();
        if self.done * 100 < self.next * self.all || pages < FEWEST || self.done == 0 {
            return None;
        }
        self.next = (self.next * 4).min(100);
        let likely = pages * self.all / self.done;
        Some([likely * 94 / 100, likely, likely * 106 / 100])
    }
}
