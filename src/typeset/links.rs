//! Resolves links between parts of a book. A part that is laid out by itself does not know where anchors in other parts
//! are, so it links to an address, `diglot:` followed by the anchor. When all parts are laid out, the address is replaced
//! by a location, and the link gets the number of its page as alternative text.
//!
//! A question refers to the page of its answer, which is laid out later. The question is laid out with a guess that has
//! the same number of digits, and the digits are replaced here; all digits of the font have the same width.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use typst::foundations::Content;
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem};
use typst::model::{Destination, LinkMarker};
use typst::text::TextItem;
use typst_layout::Page;

use super::pages;
use super::rewrite::rewrite;
use super::split_spreads::RECTO;
use crate::lang::{Lang, fill};
use crate::manuscript::Localized;

/// The scheme of these addresses, which `vocabulary.typ` writes.
pub const SCHEME: &str = "diglot:";

/// The place of an anchor.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub location: Location,
    /// The index of its page.
    pub page: usize,
}

/// The anchors of an edition, by name.
pub type Anchors = HashMap<String, Place>;

/// Resolves the links of an edition.
pub struct Resolver<'r> {
    pub anchors: &'r Anchors,
    pub languages: Localized<&'r Lang>,
    /// Whether each language has pages of its own.
    pub has_own_pages: bool,
    /// Anchors whose page counters were guessed.
    pub guessed: &'r BTreeMap<String, u64>,
}

/// A link while its content is being read.
#[derive(Default)]
struct Open {
    target: Option<Place>,
    is_guessed: bool,
    lang: Option<String>,
}

impl Resolver<'_> {
    /// Resolves the links on all pages. Every guessed page number must have the right number of digits; see [`guesses`].
    pub fn resolve(&self, pages: &mut [Page]) {
        let mut reader = LinkReader {
            resolver: self,
            is_recto: false,
            open: Vec::new(),
            found: HashMap::new(),
        };
        for (index, page) in pages.iter().enumerate() {
            reader.is_recto = is_recto(index);
            reader.frame(&page.frame);
        }
        let found = reader.found;
        let shown: HashMap<Location, Shown> = found
            .into_iter()
            .filter_map(|(marker, link)| {
                let place = link.target?;
                let folio = pages::folio(pages.get(place.page)?)?;
                let languages = self.languages.iter();
                let mut own = languages
                    .filter(|lang| link.lang.as_ref().is_some_and(|tag| lang.primary() == tag));
                let lang = own.next().unwrap_or(self.languages.lead());
                Some((
                    marker,
                    Shown {
                        alt: fill(lang.labels().page, &folio),
                        folio: link.is_guessed.then_some(folio),
                    },
                ))
            })
            .collect();
        let mut writer = LinkWriter {
            resolver: self,
            shown: &shown,
            is_recto: false,
            open: Vec::new(),
        };
        for (index, page) in pages.iter_mut().enumerate() {
            writer.is_recto = is_recto(index);
            if let Some(frame) = writer.frame(&page.frame) {
                page.frame = frame;
            }
        }
    }

    /// The place of the anchor in an address; on facing pages, the one in the language of the page.
    fn place(&self, target: &Destination, is_recto: bool) -> Option<Place> {
        let id = address(target)?;
        let second = (self.has_own_pages && is_recto).then(|| format!("{id}{RECTO}"));
        let second = second.and_then(|id| self.anchors.get(&id));
        second.or_else(|| self.anchors.get(id)).copied()
    }
}

/// The guessed page numbers on the pages of a part: the anchor on the page with that number, and the number of digits
/// of the guess; 0 if other digits cannot take its place.
pub fn guesses(pages: &[Page], guessed: &BTreeMap<String, u64>) -> Vec<(String, usize)> {
    let mut reader = GuessReader {
        guessed,
        open: Vec::new(),
        found: Vec::new(),
    };
    for page in pages.iter().filter(|_| !guessed.is_empty()) {
        reader.frame(&page.frame);
    }
    reader.found
}

/// Finds guessed page numbers.
struct GuessReader<'g> {
    guessed: &'g BTreeMap<String, u64>,
    /// The open links: the anchor, if the page number of its page is guessed, and the digits of each number.
    open: Vec<(Location, Option<String>, Vec<usize>)>,
    found: Vec<(String, usize)>,
}

impl GuessReader<'_> {
    fn frame(&mut self, frame: &Frame) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.frame(&group.frame),
                FrameItem::Tag(Tag::Start(element, _)) if element.is::<LinkMarker>() => {
                    let location = element.location();
                    self.open
                        .extend(location.map(|location| (location, None, Vec::new())));
                }
                FrameItem::Tag(Tag::End(location, ..)) => {
                    let open = self.open.iter().rposition(|(open, ..)| open == location);
                    if let Some((_, Some(id), numbers)) = open.map(|open| self.open.remove(open)) {
                        let numbers = numbers.into_iter();
                        self.found
                            .extend(numbers.map(|digits| (id.clone(), digits)));
                    }
                }
                FrameItem::Text(text) => {
                    if let Some((.., numbers)) = self.open.last_mut()
                        && let Some(digits) = first_number(&text.text)
                    {
                        let can_be_replaced =
                            with_number(text, &text.text[digits.clone()]).is_some();
                        numbers.push(if can_be_replaced { digits.len() } else { 0 });
                    }
                }
                FrameItem::Link(target, _) => {
                    let id = address(target).filter(|id| self.guessed.contains_key(*id));
                    if let (Some(id), Some((_, anchor, _))) = (id, self.open.last_mut()) {
                        *anchor = Some(id.to_owned());
                    }
                }
                FrameItem::Tag(Tag::Start(..)) | FrameItem::Shape(..) | FrameItem::Image(..) => {}
            }
        }
    }
}

/// The first page is a recto.
fn is_recto(index: usize) -> bool {
    index.is_multiple_of(2)
}

/// The anchor in an address.
fn address(target: &Destination) -> Option<&str> {
    match target {
        Destination::Url(url) => url.as_str().strip_prefix(SCHEME),
        Destination::Position(_) | Destination::Location(_) => None,
    }
}

/// How a resolved link is presented.
struct Shown {
    /// Alternative text.
    alt: String,
    /// The right page number, if a guess stands in its place.
    folio: Option<String>,
}

/// Finds the target and the language of each link.
struct LinkReader<'r> {
    resolver: &'r Resolver<'r>,
    is_recto: bool,
    open: Vec<(Location, Open)>,
    found: HashMap<Location, Open>,
}

impl LinkReader<'_> {
    fn frame(&mut self, frame: &Frame) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.frame(&group.frame),
                FrameItem::Tag(Tag::Start(element, _)) if element.is::<LinkMarker>() => {
                    let location = element.location();
                    self.open
                        .extend(location.map(|location| (location, Open::default())));
                }
                FrameItem::Tag(Tag::End(location, ..)) => {
                    let open = self.open.iter().rposition(|(open, _)| open == location);
                    let closed = open.map(|open| self.open.remove(open));
                    self.found.extend(closed);
                }
                FrameItem::Text(text) => {
                    if let Some((_, open)) = self.open.last_mut() {
                        let lang = || text.lang.as_str().to_owned();
                        open.lang.get_or_insert_with(lang);
                    }
                }
                FrameItem::Link(target, _) => {
                    let place = self.resolver.place(target, self.is_recto);
                    if let (Some(place), Some((_, open))) = (place, self.open.last_mut()) {
                        open.target = Some(place);
                        open.is_guessed = address(target)
                            .is_some_and(|id| self.resolver.guessed.contains_key(id));
                    }
                }
                FrameItem::Tag(Tag::Start(..)) | FrameItem::Shape(..) | FrameItem::Image(..) => {}
            }
        }
    }
}

/// Rewrites links with their targets.
struct LinkWriter<'r> {
    resolver: &'r Resolver<'r>,
    shown: &'r HashMap<Location, Shown>,
    is_recto: bool,
    open: Vec<Location>,
}

impl LinkWriter<'_> {
    /// The frame with its links resolved; `None` if it has none to resolve.
    fn frame(&mut self, original: &Frame) -> Option<Frame> {
        rewrite(original, |at, item| {
            self.change(item).map(|item| vec![(at, item)])
        })
    }

    fn change(&mut self, item: &FrameItem) -> Option<FrameItem> {
        match item {
            FrameItem::Group(group) => self.frame(&group.frame).map(|frame| {
                let mut group = group.clone();
                group.frame = frame;
                FrameItem::Group(group)
            }),
            FrameItem::Tag(Tag::Start(element, flags)) => {
                let location = element.location()?;
                let shown = self.shown.get(&location)?;
                self.open.push(location);
                let element = with_alt(element, &shown.alt)?;
                Some(FrameItem::Tag(Tag::Start(element, *flags)))
            }
            FrameItem::Tag(Tag::End(location, ..)) => {
                self.open.pop_if(|open| open == location);
                None
            }
            FrameItem::Link(target, size) => {
                let place = self.resolver.place(target, self.is_recto)?;
                let target = Destination::Location(place.location);
                Some(FrameItem::Link(target, *size))
            }
            FrameItem::Text(text) => {
                let shown = self.open.last().and_then(|open| self.shown.get(open))?;
                let folio = shown.folio.as_ref()?;
                with_number(text, folio).map(FrameItem::Text)
            }
            FrameItem::Shape(..) | FrameItem::Image(..) => None,
        }
    }
}

/// A link with an alternative text.
fn with_alt(element: &Content, alt: &str) -> Option<Content> {
    let mut element = element.clone();
    element.to_packed_mut::<LinkMarker>()?.alt = Some(alt.into());
    Some(element)
}

/// The range of the first number in a text.
fn first_number(text: &str) -> Option<Range<usize>> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let digits = text[start..].bytes().take_while(u8::is_ascii_digit);
    Some(start..start + digits.count())
}

/// A text in which another number replaces the first; `None` if their widths differ.
fn with_number(text: &TextItem, number: &str) -> Option<TextItem> {
    let Range { start, end } = first_number(&text.text)?;
    if end - start != number.len() {
        return None;
    }
    let font = &text.font;
    let glyph_of = |digit: char| font.ttf().glyph_index(digit).map(|id| id.0);
    let mut text = text.clone();
    for glyph in &mut text.glyphs {
        let at = usize::from(glyph.range.start);
        if !(start..end).contains(&at) {
            continue;
        }
        let old = text.text[at..].chars().next()?;
        let new = number[at - start..].chars().next()?;
        // With some font features, glyphs of digits depend on their neighbours.
        if glyph.range.len() != 1 || glyph_of(old) != Some(glyph.id) {
            return None;
        }
        let id = glyph_of(new)?;
        if font.x_advance(id) != font.x_advance(glyph.id) {
            return None;
        }
        glyph.id = id;
    }
    let mut words = text.text.to_string();
    words.replace_range(start..end, number);
    text.text = words.into();
    Some(text)
}
