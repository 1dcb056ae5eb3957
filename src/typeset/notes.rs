//! Finds notes that are not on the page of their caller, and measures texts with notes.

use std::collections::{BTreeMap, BTreeSet};

use typst::foundations::{Content, Value};
use typst::introspection::{Location, MetadataElem, Tag};
use typst::layout::{Abs, Frame, FrameItem, Point};
use typst::math::EquationElem;
use typst::model::{FootnoteBody, FootnoteElem, FootnoteEntry};
use typst_layout::PagedDocument;

use super::inline::string;
use super::segments::{Measured, Row};
use super::source::TypstSource;
use super::split_spreads::RECTO;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::message::message;

/// The label that templates put on a text whose lines are measured.
const MEASURED: &str = "diglot-measured";
/// The label before a picture in a line.
const PICTURE: &str = "diglot-picture";

/// The ids of notes that do not begin on the page of their first caller. On spreads, where each language has a page
/// of its own, all callers of a note must be on the spread of its entry. If a text has more notes than its page can
/// hold, Typst may drop lines of it, so a note that lacks a caller counts as astray too.
pub fn astray(
    document: &PagedDocument,
    source: &TypstSource,
    are_spreads: bool,
) -> BTreeSet<String> {
    let mut seen = Seen::default();
    for (page, laid_out) in document.pages().iter().enumerate() {
        seen.frame(&laid_out.frame, page);
    }
    let is_astray = |(id, count): &(&str, usize)| {
        let pages = seen.callers.get(*id).map_or(&[][..], Vec::as_slice);
        let entry = seen.entries.get(*id);
        let callers = if are_spreads || pages.is_empty() {
            pages
        } else {
            &pages[..1]
        };
        pages.len() < *count || callers.iter().any(|page| Some(page) != entry)
    };
    let astray = called(source).into_iter().filter(is_astray);
    astray.map(|(id, _)| id.to_owned()).collect()
}

/// The ids of the notes that a source calls, with the number of calls.
pub fn called(source: &TypstSource) -> BTreeMap<&str, usize> {
    let mut called = BTreeMap::new();
    // Texts of the book cannot match, since their quotation marks are escaped.
    for call in ["note(\"", "note-again(\""] {
        for (at, _) in source.text.match_indices(call) {
            let rest = &source.text[at + call.len()..];
            if let Some((id, _)) = rest.split_once('"') {
                *called.entry(id).or_default() += 1;
            }
        }
    }
    called
}

/// The parts of the book that contain these notes, by the prefix of their ids.
pub fn parts(ids: &BTreeSet<String>) -> BTreeSet<String> {
    let ids = ids.iter();
    let parts = ids.filter_map(|id| id.rsplit_once('-')?.0.strip_prefix("note-"));
    parts.map(str::to_owned).collect()
}

/// Warns about notes that do not begin on the page of their first caller even in segments.
pub fn warn(astray: &BTreeSet<String>, source: &TypstSource, diagnostics: &mut Diagnostics) {
    for id in astray {
        let name = id.strip_suffix(RECTO).unwrap_or(id);
        let number = name.rsplit_once('-').map_or(name, |(_, number)| number);
        let what = message!(
            "note {} of this chapter does not begin on the page that refers to it",
            number
        );
        let mut diagnostic = Diagnostic::new(Code::NoteMoved, what).hint(
            message!("shorten the notes, or move them further apart; the page has no room for all notes of the line"),
        );
        let call = format!("note({}, ", string(id));
        let line = source.text.lines().position(|line| line.contains(&call));
        diagnostic.at = line.and_then(|line| source.origin(line));
        diagnostics.push(diagnostic);
    }
}

/// The callers and entries of notes, by the ids of the notes. Pages are indices from 0.
#[derive(Default)]
struct Seen {
    /// The pages of each note's callers.
    callers: BTreeMap<String, Vec<usize>>,
    /// The page on which each note's entry begins.
    entries: BTreeMap<String, usize>,
}

impl Seen {
    fn frame(&mut self, frame: &Frame, page: usize) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.frame(&group.frame, page),
                FrameItem::Tag(Tag::Start(element, _)) => self.start(element, page),
                FrameItem::Tag(Tag::End(..))
                | FrameItem::Text(_)
                | FrameItem::Shape(..)
                | FrameItem::Image(..)
                | FrameItem::Link(..) => {}
            }
        }
    }

    fn start(&mut self, element: &Content, page: usize) {
        if let Some(note) = element.to_packed::<FootnoteElem>() {
            let label = match &note.body {
                FootnoteBody::Reference(label) => Some(*label),
                FootnoteBody::Content(_) => note.label(),
            };
            if let Some(label) = label {
                let id = label.resolve().as_str().to_owned();
                self.callers.entry(id).or_default().push(page);
            }
        } else if let Some(entry) = element.to_packed::<FootnoteEntry>()
            && let Some(label) = entry.note.label()
        {
            let id = label.resolve().as_str().to_owned();
            self.entries.entry(id).or_insert(page);
        }
    }
}

/// Reads the lines of texts that were each set on a page of its own, and the heights of their notes. `pitch` is the
/// distance between baselines and `height` that of the book's type area, both in points.
pub fn measure(document: &PagedDocument, pitch: f64, height: f64) -> Measured {
    let mut measured = Measured {
        page: height / pitch,
        ..Measured::default()
    };
    let mut pages = document.pages().to_vec();
    // Characters are counted below, so none may be duplicated.
    super::text_layer::mend(&mut pages);
    for page in &pages {
        let mut text = Measurement::default();
        text.frame(&page.frame, Point::zero());
        if let Some(of) = text.of.take() {
            measured.texts.insert(of, text.rows(pitch));
        }
        let notes = text.notes.into_iter();
        let notes = notes.map(|(id, height)| (id, height / pitch));
        measured.notes.extend(notes);
    }
    measured
}

/// Reads a page that holds a single text.
#[derive(Default)]
struct Measurement {
    /// The id and the language of the text, once it has begun.
    of: Option<(String, usize)>,
    /// The note or formula being walked, whose text does not count.
    skipped: Option<Location>,
    runs: Vec<MeasuredRun>,
    /// The heights of notes in points, with their ids.
    notes: Vec<(String, f64)>,
}

/// A text item, a formula or a picture; lengths are in points.
struct MeasuredRun {
    baseline: f64,
    size: f64,
    characters: usize,
    is_hyphenated: bool,
}

impl MeasuredRun {
    /// A formula or a picture, whose size is that of no text.
    fn whole(y: Abs) -> Self {
        Self {
            baseline: y.to_pt(),
            size: f64::INFINITY,
            characters: super::runts::FORMULA.len(),
            is_hyphenated: false,
        }
    }
}

impl Measurement {
    fn frame(&mut self, frame: &Frame, origin: Point) {
        for (offset, item) in frame.items() {
            self.item(origin + *offset, item);
        }
    }

    fn item(&mut self, at: Point, item: &FrameItem) {
        match item {
            // Only entries of notes have a parent here.
            FrameItem::Group(group) if group.parent.is_some() => {
                let height = group.frame.height().to_pt();
                let mut entry = Seen::default();
                entry.frame(&group.frame, 0);
                let ids = entry.entries.into_keys();
                self.notes.extend(ids.map(|id| (id, height)));
            }
            FrameItem::Group(group) => self.frame(&group.frame, at),
            FrameItem::Tag(Tag::Start(element, _)) if self.skipped.is_none() => {
                self.start(element, at.y);
            }
            FrameItem::Tag(Tag::End(location, ..)) => {
                self.skipped.take_if(|open| open == location);
            }
            FrameItem::Text(text) if self.of.is_some() && self.skipped.is_none() => {
                let is_read = |c: &char| !super::runts::is_blank(*c);
                self.runs.push(MeasuredRun {
                    baseline: at.y.to_pt(),
                    size: text.size.to_pt(),
                    characters: text.text.chars().filter(is_read).count(),
                    is_hyphenated: text.text.ends_with('\u{ad}'),
                });
            }
            FrameItem::Tag(Tag::Start(..))
            | FrameItem::Text(_)
            | FrameItem::Shape(..)
            | FrameItem::Image(..)
            | FrameItem::Link(..) => {}
        }
    }

    fn start(&mut self, element: &Content, y: Abs) {
        if element.is::<FootnoteElem>() {
            self.skipped = element.location();
        } else if element.is::<EquationElem>() {
            self.skipped = element.location();
            self.runs.push(MeasuredRun::whole(y));
        } else if element
            .label()
            .is_some_and(|label| label.resolve().as_str() == PICTURE)
        {
            self.runs.push(MeasuredRun::whole(y));
        } else if let Some(metadata) = element.to_packed::<MetadataElem>()
            && element
                .label()
                .is_some_and(|label| label.resolve().as_str() == MEASURED)
            && let Value::Dict(of) = &metadata.value
            && let (Ok(Value::Str(id)), Ok(Value::Int(place))) = (of.get("id"), of.get("place"))
        {
            self.of = usize::try_from(*place)
                .ok()
                .map(|place| (id.as_str().to_owned(), place));
        }
    }

    /// The lines, from the first baseline down.
    fn rows(&self, pitch: f64) -> Vec<Row> {
        let sizes = self.runs.iter().map(|run| run.size);
        let size = sizes.filter(|size| size.is_finite()).fold(0.0, f64::max);
        // Text half as large is a ruby reading; code may be a third smaller than the words around it.
        let runs = self.runs.iter().filter(|run| run.size > size * 0.55);
        let mut runs: Vec<&MeasuredRun> = runs.collect();
        runs.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
        let first = runs.first().map_or(0.0, |run| run.baseline);
        let mut rows: Vec<Row> = Vec::new();
        for run in runs {
            let below = (run.baseline - first) / pitch;
            while rows.is_empty() || to_number(rows.len() - 1) + 0.5 < below {
                rows.push(Row::default());
            }
            if let Some(row) = rows.last_mut() {
                row.characters += run.characters;
                row.is_hyphenated |= run.is_hyphenated;
            }
        }
        rows
    }
}

#[expect(clippy::cast_precision_loss, reason = "a text has few lines")]
fn to_number(rows: usize) -> f64 {
    rows as f64
}
