//! Lays out an edition part by part: the front matter, each chapter, and each part of the back matter. All of them begin
//! on a new page, so each can be laid out by itself, and its pages are slimmed at once. The memory that a book takes then
//! grows with its pages, not with everything Typst needs to lay them out.
//!
//! All numbering is decided in the manuscript; only page numbers depend on other parts. So the chapters are laid out
//! first, then the back matter, which refers to their pages, and the contents last.

mod assembly;
mod progress;
mod sweep;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use typst::foundations::{Bytes, Label};
use typst::introspection::Introspector;
use typst::model::{Document, DocumentInfo};
use typst::utils::PicoStr;
use typst_layout::{Page, PagedDocument};

use super::design::Design;
use super::kept::Keeper;
use super::links;
use super::outline::{self, Titles};
use super::references::ReferencePages;
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
use super::{
    fit, lines, notes, page_starts, pdf, rejoin, settings, slim, source, text_layer, two_up,
};
use crate::diagnostics::Diagnostics;
use crate::edition::{Arrangement, Balance, PageSetup};
use crate::lang::Lang;
use crate::manuscript::Manuscript;
use crate::message::message;
use crate::pagination::{KnownParts, Pagination, PartPages};

use assembly::Assembly;
use sweep::while_sweeping;

/// The label of the page from which on a part is not kept.
const BEYOND: &str = "diglot-beyond";

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
    /// Whether pages are kept; otherwise only what other editions cite of them.
    keeps_pages: bool,
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
#[derive(Default)]
pub struct Set {
    pub parts: Vec<PartPages>,
    /// The pages of all parts; none if they are not kept.
    pages: Vec<Page>,
    sources: Vec<TypstSource>,
    /// The line measurements of texts that had to be split into segments.
    measured: Measured,
    info: DocumentInfo,
    /// Whether earlier builds have laid out any of the parts.
    has_kept: bool,
}

impl Set {
    /// Adds a part that follows the others.
    fn add(&mut self, part: SetPart) {
        self.parts.push(part.known);
        if let Some(mut laid_out) = part.laid_out {
            self.pages.append(&mut laid_out.pages);
            if self.sources.is_empty() {
                self.info = laid_out.info;
            }
            self.sources.push(laid_out.source);
            self.has_kept |= laid_out.is_kept;
            self.measured.extend(laid_out.measured);
        }
    }

    /// The number of pages.
    pub fn count(&self) -> usize {
        self.parts.iter().map(|part| part.pages.len()).sum()
    }
}

/// A part whose pages are known.
struct SetPart {
    known: PartPages,
    /// `None` if pages are not kept.
    laid_out: Option<LaidOut>,
}

impl SetPart {
    /// Appends blank pages until the number of pages is a multiple of `multiple`.
    fn fill(&mut self, multiple: usize) {
        if let Some(laid_out) = &mut self.laid_out {
            split_spreads::fill(&mut laid_out.pages, multiple);
        }
        self.known.fill(multiple);
    }
}

/// A laid-out part.
struct LaidOut {
    pages: Vec<Page>,
    labelled: Vec<Labelled>,
    source: TypstSource,
    measured: Option<Measured>,
    info: DocumentInfo,
    /// Whether an earlier build has laid it out, so that there is no source.
    is_kept: bool,
}

/// Whether a part is about all chapters, so that it may be as long as many of them.
fn is_about_all(part: Option<Part>) -> bool {
    match part {
        None | Some(Part::Chapter(_)) => false,
        Some(Part::Front | Part::Notes | Part::Glossary | Part::Key | Part::Index) => true,
    }
}

/// Empties Typst's cache after a part. What chapters have in common stays for the next one; other parts have little in
/// common with them.
fn forget(part: Option<Part>) {
    let parts = usize::from(!is_about_all(part));
    typst::comemo::evict(parts);
}

/// What is found out about a whole book before it is laid out, with a certain gutter. All handouts of an edition have it in
/// common.
#[derive(Clone)]
pub struct Fitted {
    /// Type sizes other than the design's.
    sizes: Option<BTreeMap<String, f64>>,
    /// The widths of the columns, in millimetres.
    widths: (f64, f64),
    likely_pages: usize,
    /// Templates, pictures and fonts.
    world: Shelf,
}

impl Fitted {
    fn new(
        manuscript: &Manuscript<'_>,
        setup: &PageSetup,
        design: &Design<'_>,
        materials: Materials<'_>,
    ) -> Self {
        let Materials {
            assets,
            templates,
            fonts,
            ..
        } = materials;
        let (arrangement, sync) = (setup.layout().arrangement, setup.sync());
        let mut gauge = TextMeasure::new(manuscript, design, arrangement, fonts);
        let mut lengths = gauge.all_lengths(manuscript, sync);
        let sizes = match setup.balance() {
            Balance::None => None,
            Balance::Size => Some(fit::sizes(manuscript, design, &lengths)),
        };
        let balanced = sizes.clone().map(|sizes| design.with_sizes(sizes));
        if let Some(balanced) = &balanced {
            gauge = TextMeasure::new(manuscript, balanced, arrangement, fonts);
            lengths = gauge.all_lengths(manuscript, sync);
        }
        let design = balanced.as_ref().unwrap_or(design);
        let widths = match arrangement {
            Arrangement::Columns => {
                fit::columns(manuscript, design, &gauge, &lengths, setup.columns())
            }
            Arrangement::Facing | Arrangement::Stacked | Arrangement::Single => {
                let measure = fit::measure(manuscript, design);
                (measure, measure)
            }
        };
        let mut world = Shelf::with_templates("", templates, fonts.clone());
        for (path, asset) in assets.iter() {
            let bytes = Arc::clone(&asset.for_print().bytes);
            world.add_file(&format!("{PICTURES}/{path}"), Bytes::new(bytes));
        }
        Self {
            sizes,
            widths,
            likely_pages: gauge.pages(manuscript, &lengths, widths),
            world,
        }
    }
}

impl<'a> Composition<'a> {
    pub fn new(
        manuscript: &'a Manuscript<'a>,
        setup: &'a PageSetup,
        printed: Option<&'a Pagination>,
        materials: Materials<'a>,
        design: &Design<'a>,
        keeps_pages: bool,
    ) -> Self {
        let (layout, binding) = (setup.layout(), setup.binding());
        let arrangement = layout.arrangement;
        let fitted = || Fitted::new(manuscript, setup, design, materials);
        let Fitted {
            sizes,
            widths,
            likely_pages,
            world,
        } = match materials.shared {
            Some(shared) => shared.get_or_init(fitted).clone(),
            None => fitted(),
        };
        let design = sizes.map_or_else(|| design.clone(), |sizes| design.with_sizes(sizes));
        let gauge = TextMeasure::new(manuscript, &design, arrangement, materials.fonts);
        let lead = manuscript.languages.lead();
        let fold = (arrangement == Arrangement::Facing)
            .then(|| settings::fold(&design, binding, widths, lead));
        let beside = match arrangement {
            Arrangement::Columns => Some(settings::parting(&design, widths)),
            Arrangement::Facing => Some(Beside::Pages),
            Arrangement::Stacked | Arrangement::Single => None,
        };
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
            keeps_pages,
            likely_pages,
        }
    }

    fn setting<'s>(&'s self, lines: Lines<'s>, pages: Option<ReferencePages>) -> Setting<'s> {
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
            pages,
        }
    }

    /// The pages that references give in a part, as far as they are known or guessed.
    fn guessed_pages(&self, part: Option<(Part, &Surroundings)>) -> Option<ReferencePages> {
        let (_, surroundings) = part.filter(|_| self.manuscript.edition.has_reference_pages())?;
        let numbers = &surroundings.elsewhere;
        Some(ReferencePages::guessed(numbers, self.fold.is_some()))
    }

    /// Lays out the edition. Stops after some chapters if `is_likely` says that the gutter does not suit the number of
    /// pages estimated from them.
    pub fn lay_out(
        &self,
        is_likely: &dyn Fn(usize) -> bool,
        diagnostics: &mut Diagnostics,
    ) -> Outcome {
        /// The first round guesses the page numbers of answers and references, the second knows them. If other numbers of
        /// digits move something to another page, a further round may be needed.
        const ROUNDS: usize = 4;
        if self.manuscript.sheet.is_some() {
            let part = self.set_part(0, None, 0, &BTreeMap::new(), diagnostics);
            return part.map_or(Outcome::Failed, |part| {
                let mut set = Set::default();
                set.add(part);
                Outcome::Set(Box::new(set))
            });
        }
        // Those of the contents and beside the answers of the key are known by the time they are set.
        let parts = Part::all(self.manuscript).into_iter();
        let parts = parts.filter(|part| match part {
            Part::Chapter(_) => true,
            Part::Notes | Part::Glossary | Part::Key | Part::Index => {
                self.manuscript.edition.has_reference_pages()
            }
            Part::Front => false,
        });
        let answers = parts.flat_map(|part| source::references(self.manuscript, part));
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
            let fits = assembly.guessed_well();
            if fits || round == ROUNDS {
                diagnostics.extend(own);
                return Outcome::Set(Box::new(assembly.finish()));
            }
            round += 1;
            let numbers = assembly.numbers;
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

    /// Lays out a part, or a whole handout if there is no part, unless its pages are known and not kept. The first
    /// `skipped` pages are discarded. `guessed` are the anchors whose page numbers are guessed.
    fn set_part(
        &self,
        index: usize,
        part: Option<(Part, &Surroundings)>,
        skipped: usize,
        guessed: &BTreeMap<String, u64>,
        diagnostics: &mut Diagnostics,
    ) -> Option<SetPart> {
        // The note prefixes whose texts with notes are set in segments.
        let mut parted = BTreeSet::new();
        let mut measured = None;
        let mut key = None;
        let of = part.map(|(part, _)| part);
        let below = of.is_some_and(|part| part.is_below_title(self.manuscript));
        loop {
            let lines = measured.as_ref().map_or(Lines::Whole, Lines::Parted);
            let setting = self.setting(lines, self.guessed_pages(part));
            let source = match part {
                None => source::write(self.manuscript, &setting),
                Some((part, surroundings)) => {
                    source::write_part(self.manuscript, &setting, part, surroundings)
                }
            };
            drop(setting);
            if let Some(known) = self.materials.known
                && key.is_none()
            {
                // What is laid out depends on the part's index too: locations and the name of its source do. Its headings
                // depend on whether it is below the title of a part.
                let shared = source.shared.as_deref().unwrap_or_default();
                let text = format!("{index} {skipped} {below}\n{shared}\n{}", source.text);
                let hash = known.hash(&text);
                if let Some(part) = self.known_part(known, &hash, guessed) {
                    return Some(part);
                }
                key = Some((known, hash));
            }
            let world = self.world.with_main(index, &source);
            let mut own = Diagnostics::default();
            let mut lay_out = || pdf::lay_out(&world, &source, &mut own);
            let document = if is_about_all(of) {
                while_sweeping(lay_out)
            } else {
                lay_out()
            };
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
                measured = self.measure(&parted, self.guessed_pages(part));
                continue;
            }
            let Some(document) = document else {
                diagnostics.extend(own);
                return None;
            };
            notes::warn(&astray, &source, &mut own);
            let (pages, labelled) =
                self.finished(&document, index, skipped, below, !parted.is_empty());
            let laid_out = LaidOut {
                pages,
                labelled,
                source,
                measured,
                info: document.info().clone(),
                is_kept: false,
            };
            drop(document);
            forget(of);
            let part = self.set(laid_out, guessed);
            // A part with warnings is laid out in each build, to give them again.
            if let Some((known, hash)) = key
                && own.is_empty()
            {
                self.keep(known, &hash, &part);
            }
            diagnostics.extend(own);
            return Some(part);
        }
    }

    /// A part that an earlier build has laid out.
    fn known_part(
        &self,
        known: &KnownParts,
        hash: &str,
        guessed: &BTreeMap<String, u64>,
    ) -> Option<SetPart> {
        let edition = &self.manuscript.edition.name;
        if !self.keeps_pages {
            return Some(SetPart {
                known: known.get(edition, hash)?,
                laid_out: None,
            });
        }
        let bytes = known.pages(edition, hash)?;
        let part = self.keeper().unpack(&bytes)?;
        let laid_out = LaidOut {
            pages: part.pages,
            labelled: part.labelled,
            source: TypstSource::default(),
            measured: None,
            info: part.info,
            is_kept: true,
        };
        let part = self.set(laid_out, guessed);
        if self.materials.is_cited && known.get(edition, hash).is_none() {
            known.add(edition, hash, &part.known);
        }
        Some(part)
    }

    /// Keeps a part for later builds.
    fn keep(&self, known: &KnownParts, hash: &str, part: &SetPart) {
        let edition = &self.manuscript.edition.name;
        if self.materials.is_cited {
            known.add(edition, hash, &part.known);
        }
        if let Some(laid_out) = &part.laid_out {
            let LaidOut {
                pages,
                labelled,
                info,
                ..
            } = laid_out;
            if let Some(bytes) = self.keeper().pack(pages, labelled, info) {
                known.add_pages(edition, hash, &bytes);
            }
        }
    }

    fn keeper(&self) -> Keeper<'_> {
        let families = |lang: &Lang| {
            let names = self.design.families(lang).into_iter();
            names.map(str::to_owned).collect()
        };
        let families = self.manuscript.languages.iter().map(|lang| families(lang));
        Keeper::new(&self.world, families.collect())
    }

    /// A part that is laid out. Its pages are dropped if they are not kept.
    fn set(&self, laid_out: LaidOut, guessed: &BTreeMap<String, u64>) -> SetPart {
        SetPart {
            known: self.known(&laid_out.pages, &laid_out.labelled, guessed),
            laid_out: self.keeps_pages.then_some(laid_out),
        }
    }

    /// Measures the lines of texts with notes, which give these pages.
    fn measure(
        &self,
        parted: &BTreeSet<String>,
        pages: Option<ReferencePages>,
    ) -> Option<Measured> {
        let setting = self.setting(Lines::Measured, pages);
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
        below: bool,
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
        outline::of_lead(&mut pages, &self.titles, below);
        let labelled = slim::slim(&mut pages, index);
        (pages, labelled)
    }

    /// What other parts and other editions need to know of a part.
    fn known(
        &self,
        pages: &[Page],
        labelled: &[Labelled],
        guessed: &BTreeMap<String, u64>,
    ) -> PartPages {
        let mut known = page_starts::of(pages, settings::area(&self.design));
        if !self.materials.is_cited {
            let printed = known.iter_mut().filter_map(|page| page.printed.as_mut());
            printed.for_each(|page| page.starts = Vec::new());
        }
        let labels = labelled.iter().map(|one| (one.label.clone(), one.page));
        PartPages {
            pages: known,
            labels: labels.collect(),
            guesses: links::guesses(pages, guessed),
        }
    }

    /// Adds blank pages at the end, up to a multiple, or puts two pages on each sheet of paper. `keeps_source` says
    /// whether to keep the source for a stock Typst.
    pub fn finish(self, mut set: Set, keeps_source: bool) -> Pages {
        let binding = self.setup.binding();
        split_spreads::fill(&mut set.pages, binding.multiple);
        if binding.is_two_up {
            set.pages = two_up::sheets(&set.pages);
        }
        let files = keeps_source.then(|| self.files(&set));
        let languages = self.manuscript.languages.iter();
        let sizes = languages.map(|lang| (lang.tag().to_owned(), self.design.size(lang)));
        Pages {
            finished: set.pages,
            parts: set.parts,
            info: set.info,
            has_kept: set.has_kept,
            files,
            prepared: Arc::new(Prepared {
                sources: set.sources,
                beside: self.beside,
                sizes: sizes.collect(),
                languages: self.manuscript.book.languages.clone(),
                pitch: self.design.pitch(),
                world: self.world,
            }),
        }
    }

    /// The whole source in one file, and the files that it needs, by path.
    fn files(&self, set: &Set) -> BTreeMap<String, Arc<[u8]>> {
        let measured = &set.measured;
        let pages = self.manuscript.edition.has_reference_pages();
        let pages = pages.then(|| ReferencePages::known(&set.parts));
        let lines = if measured.texts.is_empty() {
            Lines::Whole
        } else {
            Lines::Parted(measured)
        };
        let source = source::write(self.manuscript, &self.setting(lines, pages));
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
