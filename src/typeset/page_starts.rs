//! Finds what each page begins with. Pages are walked in Typst's reading order. A piece that continues from an
//! earlier page is recognised by its grid cell, which Typst records as the parent of the continued part.

use std::collections::{BTreeSet, HashMap};

use typst::foundations::Content;
use typst::introspection::{Location, MetadataElem, Tag};
use typst::layout::{Abs, Frame, FrameItem, GridCell, Point};
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
        walker.begin();
        walker.frame(&page.frame, Point::zero(), true);
        let starts = std::mem::take(&mut walker.starts);
        let languages = std::mem::take(&mut walker.languages);
        PartPage {
            number: page.number,
            printed: pages::label(page).map(|label| PrintedPage {
                label,
                languages,
                starts: settled(starts),
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

/// Walks pages and collects the items with which each begins.
#[derive(Default)]
struct Walker {
    /// Where the type area begins and ends, in points from the top of the page.
    area: (f64, f64),
    /// The piece being walked.
    current: Option<String>,
    /// The piece and the flow state of each cell seen so far; the second is false in floats and notes.
    cells: HashMap<Location, (Option<String>, bool)>,
    /// The formula being walked. Its text is skipped, since an EPUB spells formulas differently.
    formula: Option<Location>,
    /// The language of the last text.
    lang: String,
    /// Where in `starts` the current cell began, as long as it has shown only code: the language of its first text
    /// then applies to that code too.
    unspoken: Option<usize>,
    /// The items of the current page.
    starts: Vec<PageStart>,
    /// How many of them there are in each language.
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
                // If the parent is not a cell, the group is a float or a note.
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
                // Typst marks all code as English; here it counts as the language of the text around it.
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
                self.begin_with(PageStart::Anchor(name));
            }
        }
    }

    /// Assigns the language, now known, to code at the beginning of the cell.
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
        // Code whose language is still unknown may belong to the other language, so it does not count against the
        // limit.
        if *count <= ENOUGH || self.unspoken.is_some() {
            self.starts.push(start);
        }
    }
}
