//! The page list: a page break marker where each page of a print edition begins, and a list of them. The positions
//! are found in the finished XHTML by the anchors and words that each printed page begins with, so that no other
//! part of the EPUB writer has to know of them.

use std::collections::{BTreeMap, HashMap};

use super::page::{self, Page};
use super::text_index::{Position, TextIndex};
use super::xml::{El, Node, href};
use crate::lang::Lang;
use crate::manuscript::{Localized, NOTES};
use crate::pagination::{PageStart, Pagination, PrintedPage};

/// How many letters of a page's beginning are searched for at first: enough to identify a place.
const TELLING: usize = 32;
/// The fewest letters that are searched for within one piece.
const FEWEST: usize = 4;
/// The fewest letters for which a text in a language that the edition lacks is searched for. It may still be there, as
/// code or a name.
const SHARED: usize = 16;

/// The page list of an edition.
#[derive(Default)]
pub struct Breaks {
    /// Each printed page's label and the link to its beginning, in reading order.
    pub list: Vec<(String, String)>,
    /// The markers of pages that begin with the table of contents.
    pub before_contents: Vec<El>,
}

/// Puts a marker into `pages` for each printed page, and lists them.
pub fn mark(pages: &mut [Page], languages: Localized<&Lang>, printed: &Pagination) -> Breaks {
    let text = TextIndex::new(pages);
    let finder = Finder {
        text: &text,
        languages: languages.iter().map(|lang| lang.primary()).collect(),
    };
    let mut found = finder.all(&printed.pages);
    // On facing pages, one page may begin late in its language and the next early in the other; then both begin at the
    // earlier position. This holds only within one file: print may order the parts of a book differently.
    let mut next: Option<Position> = None;
    for (_, position) in found.iter_mut().rev() {
        let is_near = |next: &Position| next.page() == position.page();
        *position = next
            .filter(is_near)
            .map_or(*position, |next| next.min(*position));
        next = Some(*position);
    }
    let mut breaks = Breaks::default();
    let mut marks: BTreeMap<usize, Marks> = BTreeMap::new();
    let mut used: HashMap<String, usize> = HashMap::new();
    for (label, position) in found {
        let id = id(&label, &mut used);
        let mark = El::new("span")
            .id(&id)
            .attr("epub:type", "pagebreak")
            .attr("role", "doc-pagebreak")
            .attr("aria-label", label.as_str())
            .attr("title", label.as_str());
        let file = if let Some(index) = position.page() {
            let spots = marks.entry(index).or_default();
            spots.entry(position.spot).or_default().push(mark);
            pages[index].name.as_str()
        } else {
            breaks.before_contents.push(mark);
            page::NAV
        };
        breaks.list.push((label, href(file, &id)));
    }
    for (index, mut marks) in marks {
        put(&mut pages[index].root, &mut marks, &mut 0);
    }
    breaks
}

/// An id made from a label, with a counter if the label occurs again.
fn id(label: &str, used: &mut HashMap<String, usize>) -> String {
    let plain: String = label
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let count = used.entry(plain.clone()).or_default();
    *count += 1;
    match *count {
        1 => format!("page.{plain}"),
        count => format!("page.{plain}.{count}"),
    }
}

/// Markers by position: the number of a node, and the bytes of its text before the marker, or 0 for one before the
/// node.
type Marks = BTreeMap<(usize, usize), Vec<El>>;

/// Inserts the markers into an element; nodes are counted as [`TextIndex`] counts them.
fn put(element: &mut El, marks: &mut Marks, number: &mut usize) {
    let children = std::mem::take(element.children_mut());
    let mut marked = Vec::with_capacity(children.len());
    for child in children {
        *number += 1;
        let own = *number;
        let mut cut = 0;
        if let Node::Text(text) = &child {
            let inside = marks.range((own, 1)..(own + 1, 0));
            let offsets: Vec<usize> = inside.map(|((_, offset), _)| *offset).collect();
            marked.extend(marks.remove(&(own, 0)).into_iter().flatten().map(Node::El));
            for offset in offsets {
                marked.push(Node::Text(text[cut..offset].to_owned()));
                marked.extend(
                    marks
                        .remove(&(own, offset))
                        .into_iter()
                        .flatten()
                        .map(Node::El),
                );
                cut = offset;
            }
        } else {
            marked.extend(marks.remove(&(own, 0)).into_iter().flatten().map(Node::El));
        }
        marked.push(match child {
            Node::El(mut element) => {
                put(&mut element, marks, number);
                Node::El(element)
            }
            Node::Text(text) => Node::Text(text[cut..].to_owned()),
        });
    }
    *element.children_mut() = marked;
}

struct Finder<'p> {
    text: &'p TextIndex,
    /// The edition's languages, as BCP 47 primary tags.
    languages: Vec<&'p str>,
}

impl Finder<'_> {
    /// Where each printed page begins that contains something of this edition.
    fn all(&self, pages: &[PrintedPage]) -> Vec<(String, Position)> {
        let mut is_in_text = false;
        let mut found = Vec::new();
        let mut before: Option<Position> = None;
        // Half-titles between a preface and the text proper, which EPUBs do not have: these pages begin where the
        // next one does.
        let mut half_titles = Vec::new();
        // Notes that print has at the ends of chapters are elsewhere on a page of all notes.
        let is_notes = |start: &PageStart| matches!(start, PageStart::Anchor(id) if id == NOTES);
        let has_notes = pages.iter().any(|page| page.starts.iter().any(is_notes));
        let last = pages
            .iter()
            .rposition(|page| page.starts.iter().any(PageStart::is_of_piece));
        for (index, page) in pages.iter().enumerate() {
            let is_ours = |lang: &&str| page.languages.contains(*lang);
            if !page.languages.is_empty() && !self.languages.iter().any(is_ours) {
                continue;
            }
            let is_half_title = is_in_text
                && last.is_some_and(|last| index < last)
                && !page.starts.iter().any(PageStart::is_of_piece);
            if is_half_title {
                half_titles.push(page.label.clone());
                continue;
            }
            let position = self.page(page, is_in_text);
            let position = position.filter(|at| has_notes || !self.text.is_in_notes(*at));
            let Some(mut position) = position else {
                continue;
            };
            // A float that is printed after text that follows it would draw the marks of that text back to itself.
            if let Some(before) = before.filter(|before| before.page() == position.page())
                && page.floats_only
            {
                position = position.max(before);
            }
            before = Some(position);
            is_in_text |= position.is_text();
            found.extend(half_titles.drain(..).map(|label| (label, position)));
            found.push((page.label.clone(), position));
        }
        found
    }

    fn page(&self, page: &PrintedPage, is_in_text: bool) -> Option<Position> {
        let starts = page.starts.as_slice();
        let by_start = starts
            .iter()
            .enumerate()
            .find_map(|(index, start)| match start {
                PageStart::Anchor(anchor) => self.text.start(anchor, &page.languages),
                PageStart::Words {
                    of: Some(piece),
                    lang,
                    ..
                } => self.words(&starts[index..], Some(piece), lang),
                PageStart::Words { of: None, .. } if is_in_text => self.text.colophon(),
                PageStart::Words { of: None, lang, .. }
                    if !self.languages.contains(&lang.as_str()) =>
                {
                    None
                }
                PageStart::Words { of: None, lang, .. } => {
                    let on_title = self.words(&starts[index..], None, lang);
                    Some(on_title.unwrap_or(Position::CONTENTS))
                }
            });
        by_start.or_else(|| match starts.first()? {
            PageStart::Words {
                of: Some(piece), ..
            } => self.text.start(piece, &page.languages),
            PageStart::Words { of: None, .. } | PageStart::Anchor(_) => None,
        })
    }

    /// Searches for the words at the beginning of `starts` that belong to `piece` and are in `lang`.
    fn words(&self, starts: &[PageStart], piece: Option<&str>, lang: &str) -> Option<Position> {
        let mut letters = Vec::new();
        let mut is_end = true;
        for start in starts {
            match start {
                PageStart::Words {
                    of,
                    lang: other,
                    text,
                } if of.as_deref() == piece && other == lang && letters.len() < TELLING => {
                    letters.extend(text.chars().filter(|c| c.is_alphanumeric()));
                }
                PageStart::Words {
                    of, lang: other, ..
                } if of.as_deref() == piece && other == lang => {
                    is_end = false;
                    break;
                }
                PageStart::Words { .. } | PageStart::Anchor(_) => break,
            }
        }
        if !self.languages.contains(&lang) {
            let is_telling = letters.len() >= SHARED;
            return is_telling.then(|| self.text.first(piece, lang, &letters))?;
        }
        if letters.is_empty() {
            return None;
        }
        if is_end && letters.len() < TELLING / 4 {
            return self.text.last(piece, lang, &letters);
        }
        let lengths = [letters.len(), TELLING / 2, TELLING / 4, FEWEST];
        let mut lengths = lengths
            .into_iter()
            .filter(|length| *length <= letters.len());
        lengths.find_map(|length| self.text.first(piece, lang, &letters[..length]))
    }
}
