//! Finds what each page begins with. Pages are walked in Typst's reading order. A piece that continues from an
//! earlier page is recognised by its grid cell, which Typst records as the parent of the continued part. On a page
//! without text that flows, the floats count: a table or a figure on a page of its own.

use std::collections::{BTreeSet, HashMap};

use typst::foundations::Content;
use typst::introspection::{Location, MetadataElem, Tag};
use typst::layout::{Abs, Frame, FrameItem, GridCell, Inherit, Point};
use typst::math::EquationElem;
use typst::model::{HeadingElem, TableCell};
use typst_layout::Page;

use super::{pages, rejoin, split_spreads};
use crate::pagination::{PageStart, PartPage, PrintedPage};

/// How many items in each language are kept for a page: enough to find its place in another edition, even if a box
/// comes before the first lines.
const ENOUGH: usize = 160;
/// The prefix of labels that templates put on things that are not pieces.
const MARK: &str = "diglot-";

/// The pages of a part. `area` is where the type area begins and ends, in points from the top of a page.
pub fn of(pages: &[Page], area: (f64, f64)) -> Vec<PartPage> {
    let mut walker = Walker {
        area,
        ..Walker::default()
    };
    let starts = pages.iter().map(|page| {
        walker.unspoken = None;
        walker.frame(&page.frame, Point::zero(), Stream::Flow);
        let flow = std::mem::take(&mut walker.flow);
        let floats = std::mem::take(&mut walker.floats);
        let is_words = |start: &PageStart| matches!(start, PageStart::Words { .. });
        let floats_only = !flow.starts.iter().any(is_words) && !floats.starts.is_empty();
        let shown = if floats_only { floats } else { flow };
        PartPage {
            number: page.number,
            printed: pages::label(page).map(|label| PrintedPage {
                label,
                languages: shown.languages,
                starts: settled(shown.starts),
                floats_only,
            }),
        }
    });
    starts.collect()
}

/// Drops leading words that only announce the next piece, such as a chapter's number.
fn settled(starts: Vec<PageStart>) -> Vec<PageStart> {
    let is_announcing = |start: &PageStart| matches!(start, PageStart::Words { of: None, .. });
    match starts.iter().position(|start| !is_announcing(start)) {
        Some(first) => starts.into_iter().skip(first).collect(),
        None => starts,
    }
}

/// What content is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stream {
    Flow,
    /// A table or a figure that floats.
    Float,
    Note,
}

/// What a page shows of a stream.
#[derive(Default)]
struct Shown {
    starts: Vec<PageStart>,
    /// How many items there are in each language.
    counts: HashMap<String, usize>,
    languages: BTreeSet<String>,
}

/// Walks pages and collects the items with which each begins.
#[derive(Default)]
struct Walker {
    /// Where the type area begins and ends, in points from the top of the page.
    area: (f64, f64),
    /// The piece being walked.
    current: Option<String>,
    /// The piece that floated last. A table on its side has a float for each of its pages.
    floated: Option<String>,
    /// The piece and the stream of each cell seen so far.
    cells: HashMap<Location, (Option<String>, Stream)>,
    /// The formula being walked. Its text is skipped, since an EPUB spells formulas differently.
    formula: Option<Location>,
    /// The language of the last text.
    lang: String,
    /// Where in its stream's `starts` the current cell began, as long as it has shown only code: the language of its
    /// first text then applies to that code too.
    unspoken: Option<usize>,
    /// What the current page shows.
    flow: Shown,
    floats: Shown,
}

impl Walker {
    /// What the current page shows of a stream; `None` for notes, with which no page is said to begin.
    fn shown(&mut self, stream: Stream) -> Option<&mut Shown> {
        match stream {
            Stream::Flow => Some(&mut self.flow),
            Stream::Float => Some(&mut self.floats),
            Stream::Note => None,
        }
    }

    /// How many items the current page shows of a stream.
    fn count(&mut self, stream: Stream) -> Option<usize> {
        self.shown(stream).map(|shown| shown.starts.len())
    }

    fn frame(&mut self, frame: &Frame, origin: Point, stream: Stream) {
        for (offset, item) in frame.items() {
            self.item(origin + *offset, item, stream);
        }
    }

    fn item(&mut self, at: Point, item: &FrameItem, stream: Stream) {
        match item {
            FrameItem::Tag(Tag::Start(element, _)) => self.start(element, stream),
            FrameItem::Group(group) => match group.parent {
                None => self.frame(&group.frame, at, stream),
                Some(parent) => {
                    let cell = self.cells.get(&parent.location).cloned();
                    let is_cell = cell.is_some();
                    let (piece, inner) = cell.unwrap_or_else(|| match parent.inherit {
                        // Typst lets floats inherit styles, but not the entries of notes.
                        Inherit::Yes => (self.floated.clone(), Stream::Float),
                        Inherit::No => (None, Stream::Note),
                    });
                    let before = std::mem::replace(&mut self.current, piece);
                    self.unspoken = self.count(inner);
                    self.frame(&group.frame, at, inner);
                    self.unspoken = None;
                    let last = std::mem::replace(&mut self.current, before);
                    if !is_cell && inner == Stream::Float {
                        self.floated = last;
                    }
                }
            },
            FrameItem::Text(text) => {
                let (top, bottom) = self.area;
                // Running heads do not float, and what is on its side has other coordinates.
                let is_content = match stream {
                    Stream::Flow => (Abs::pt(top)..Abs::pt(bottom)).contains(&at.y),
                    Stream::Float => true,
                    Stream::Note => false,
                };
                if !is_content || self.formula.is_some() {
                    return;
                }
                // Typst marks all code as English; here it counts as the language of the text around it.
                if !text.font.info().family.contains("Mono") {
                    text.lang.as_str().clone_into(&mut self.lang);
                    let lang = self.lang.clone();
                    if let Some(shown) = self.shown(stream) {
                        shown.languages.insert(lang);
                    }
                    self.speak(stream);
                }
                let words = PageStart::Words {
                    of: self.current.clone(),
                    lang: self.lang.clone(),
                    text: text.text.to_string(),
                };
                self.begin_with(stream, words);
            }
            FrameItem::Tag(Tag::End(location, ..)) => {
                self.formula.take_if(|open| open == location);
            }
            FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) => {}
        }
    }

    fn start(&mut self, element: &Content, stream: Stream) {
        if element.is::<EquationElem>() {
            self.formula = element.location();
        }
        if element.is::<GridCell>() || element.is::<TableCell>() {
            self.unspoken = self.count(stream);
            let known = (self.current.clone(), stream);
            self.cells.extend(element.location().map(|at| (at, known)));
        } else if stream != Stream::Note
            && (element.is::<MetadataElem>() || element.is::<HeadingElem>())
        {
            let Some(label) = element.label() else { return };
            let name = label.resolve();
            let name = name.as_str();
            // A segment continues the open piece.
            if name == rejoin::SEGMENT {
                return;
            }
            if name.starts_with(MARK) {
                self.current = None;
            } else {
                let name = name
                    .strip_suffix(split_spreads::RECTO)
                    .unwrap_or(name)
                    .to_owned();
                // Ids contain no slash. Labels that do mark places inside a piece, for use by templates.
                if name.contains('/') {
                    return;
                }
                self.current = Some(name.clone());
                self.begin_with(stream, PageStart::Anchor(name));
            }
        }
    }

    /// Assigns the language, now known, to code at the beginning of the cell.
    fn speak(&mut self, stream: Stream) {
        let Some(from) = self.unspoken.take() else {
            return;
        };
        let spoken = self.lang.clone();
        let Some(shown) = self.shown(stream) else {
            return;
        };
        for start in shown.starts.iter_mut().skip(from) {
            if let PageStart::Words { lang, .. } = start {
                spoken.clone_into(lang);
            }
        }
    }

    fn begin_with(&mut self, stream: Stream, start: PageStart) {
        let lang = self.lang.clone();
        let is_unspoken = self.unspoken.is_some();
        let Some(shown) = self.shown(stream) else {
            return;
        };
        let count = shown.counts.entry(lang).or_default();
        *count += 1;
        // Code whose language is still unknown may belong to the other language, so it does not count against the
        // limit.
        if *count <= ENOUGH || is_unspoken {
            shown.starts.push(start);
        }
    }
}
