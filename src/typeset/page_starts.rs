//! With what each page begins. Pages are walked in the order in which Typst read them; a piece that began
//! on an earlier page is known by its grid cell, which Typst notes on what it continues.

use std::collections::{BTreeSet, HashMap};

use typst::foundations::Content;
use typst::introspection::{Location, MetadataElem, Tag};
use typst::layout::{Abs, Frame, FrameItem, GridCell, Point};
use typst::math::EquationElem;
use typst::model::{HeadingElem, TableCell};

use super::{Pages, rejoin, split_spreads};
use crate::pagination::{PageStart, PrintedPage};

/// Sights in a language by which a page's place is found: its first lines, or a box before them.
const ENOUGH: usize = 160;
/// What the names begin with by which templates mark what is no piece.
const MARK: &str = "diglot-";

/// The pages that show something, first to last.
pub fn of(pages: &Pages) -> Vec<PrintedPage> {
    let mut walker = Walker {
        area: pages.prepared.area,
        ..Walker::default()
    };
    let labels = pages.labels().into_iter();
    let pages = labels.zip(pages.document.pages());
    let starts = pages.filter_map(|(label, page)| {
        walker.begin();
        walker.frame(&page.frame, Point::zero(), true);
        let starts = std::mem::take(&mut walker.starts);
        Some(PrintedPage {
            label: label?,
            languages: std::mem::take(&mut walker.languages),
            starts: settled(starts),
        })
    });
    starts.collect()
}

/// Without the words that announce the piece that follows, such as a chapter's number.
fn settled(starts: Vec<PageStart>) -> Vec<PageStart> {
    let is_announcing = |start: &PageStart| matches!(start, PageStart::Words { of: None, .. });
    match starts.iter().position(|start| !is_announcing(start)) {
        Some(first) => starts.into_iter().skip(first).collect(),
        None => starts,
    }
}

#[derive(Default)]
struct Walker {
    /// From where to where the type area reaches down the page, in points.
    area: (f64, f64),
    /// The piece that is open.
    current: Option<String>,
    /// The cells so far: the piece that each belongs to, and whether it is in the flow.
    cells: HashMap<Location, (Option<String>, bool)>,
    /// The formula that is open, which an EPUB spells otherwise.
    formula: Option<Location>,
    /// The language of the text so far.
    lang: String,
    /// The first start of a cell in which nothing but code has been seen, whose language is that of what follows.
    unspoken: Option<usize>,
    /// Of the page.
    starts: Vec<PageStart>,
    /// How many of them are in a language.
    counts: HashMap<String, usize>,
    languages: BTreeSet<String>,
}

impl Walker {
    fn begin(&mut self) {
        self.unspoken = None;
        self.starts.clear();
        self.counts.clear();
        self.languages.clear();
    }

    fn frame(&mut self, frame: &Frame, origin: Point, is_flow: bool) {
        for (offset, item) in frame.items() {
            self.item(origin + *offset, item, is_flow);
        }
    }

    fn item(&mut self, at: Point, item: &FrameItem, is_flow: bool) {
        match item {
            FrameItem::Tag(Tag::Start(element, _)) => self.start(element, is_flow),
            FrameItem::Group(group) => match &group.parent {
                None => self.frame(&group.frame, at, is_flow),
                // What has another parent than a cell floats or is a note.
                Some(parent) => {
                    let cell = self.cells.get(&parent.location).cloned();
                    let (piece, is_flow) = cell.unwrap_or((None, false));
                    let before = std::mem::replace(&mut self.current, piece);
                    self.unspoken = Some(self.starts.len());
                    self.frame(&group.frame, at, is_flow);
                    self.unspoken = None;
                    self.current = before;
                }
            },
            FrameItem::Text(text) => {
                let (top, bottom) = self.area;
                if !is_flow
                    || self.formula.is_some()
                    || !(Abs::pt(top)..Abs::pt(bottom)).contains(&at.y)
                {
                    return;
                }
                // Typst calls all code English; it belongs to the text around it.
                if !text.font.info().family.contains("Mono") {
                    text.lang.as_str().clone_into(&mut self.lang);
                    self.languages.insert(self.lang.clone());
                    self.speak();
                }
                self.begin_with(PageStart::Words {
                    of: self.current.clone(),
                    lang: self.lang.clone(),
                    text: text.text.to_string(),
                });
            }
            FrameItem::Tag(Tag::End(location, ..)) => {
                self.formula.take_if(|open| open == location);
            }
            FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) => {}
        }
    }

    fn start(&mut self, element: &Content, is_flow: bool) {
        if element.is::<EquationElem>() {
            self.formula = element.location();
        }
        if element.is::<GridCell>() || element.is::<TableCell>() {
            self.unspoken = Some(self.starts.len());
            let known = (self.current.clone(), is_flow);
            self.cells.extend(element.location().map(|at| (at, known)));
        } else if is_flow && (element.is::<MetadataElem>() || element.is::<HeadingElem>()) {
            let Some(label) = element.label() else { return };
            let name = label.resolve();
            let name = name.as_str();
            // A segment goes on with the piece that is open.
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
                // No id has a slash: that is a mark inside a piece, by which templates find places.
                if name.contains('/') {
                    return;
                }
                self.current = Some(name.clone());
                self.begin_with(PageStart::Anchor(name));
            }
        }
    }

    /// Gives code at a cell's beginning the language that is now known.
    fn speak(&mut self) {
        let Some(from) = self.unspoken.take() else {
            return;
        };
        for start in self.starts.iter_mut().skip(from) {
            if let PageStart::Words { lang, .. } = start {
                self.lang.clone_into(lang);
            }
        }
    }

    fn begin_with(&mut self, start: PageStart) {
        let count = self.counts.entry(self.lang.clone()).or_default();
        *count += 1;
        // Code whose language is not known yet may be the other's.
        if *count <= ENOUGH || self.unspoken.is_some() {
            self.starts.push(start);
        }
    }
}
