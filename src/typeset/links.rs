//! Resolves links between parts of a book. A part that is laid out by itself does not know where anchors in other parts
//! are, so it links to an address, `diglot:` followed by the anchor. When all parts are laid out, the address is replaced
//! by a location, and the link gets the number of its page as alternative text.
//!
//! A question refers to the page of its answer, and a text may refer to the pages of other places, which may be laid out
//! later. It is laid out with a guess that has the same number of digits, and the digits are replaced here; all digits of
//! the font have the same width. The addresses of such links say that they show a page.

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

/// What the addresses of links that show the page of their anchor have before it.
pub const PAGE: &str = "page/";

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

/// A link as it is laid out.
#[derive(Default)]
struct Link {
    /// The anchor it leads to, if it has an address of ours.
    anchor: Option<String>,
    /// Whether it shows the page of the anchor.
    is_page: bool,
    /// Whether it is on a recto.
    is_recto: bool,
    lang: Option<String>,
    /// For each number that it shows, how many digits may be replaced; 0 if none.
    numbers: Vec<usize>,
}

impl Resolver<'_> {
    /// Resolves the links on all pages. Every guessed page number must have the right number of digits; see [`guesses`].
    pub fn resolve(&self, pages: &mut [Page]) {
        let links: HashMap<Location, Link> = links(pages).into_iter().collect();
        let shown: HashMap<Location, Shown> = links
            .into_iter()
            .filter_map(|(marker, link)| {
                let anchor = link.anchor?;
                let place = self.place(&anchor, link.is_recto)?;
                let folio = pages::folio(pages.get(place.page)?)?;
                let languages = self.languages.iter();
                let mut own = languages
                    .filter(|lang| link.lang.as_ref().is_some_and(|tag| lang.primary() == tag));
                let lang = own.next().unwrap_or(self.languages.lead());
                let is_guessed = link.is_page && self.guessed.contains_key(&anchor);
                Some((
                    marker,
                    Shown {
                        alt: fill(lang.labels().page, &folio),
                        folio: is_guessed.then_some(folio),
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

    /// The place of an anchor; on facing pages, the one in the language of the page.
    fn place(&self, id: &str, is_recto: bool) -> Option<Place> {
        let second = (self.has_own_pages && is_recto).then(|| format!("{id}{RECTO}"));
        let second = second.and_then(|id| self.anchors.get(&id));
        second.or_else(|| self.anchors.get(id)).copied()
    }
}

/// The guessed page numbers on the pages of a part: the anchor on the page with that number, and the number of digits
/// of the guess; 0 if other digits cannot take its place.
pub fn guesses(pages: &[Page], guessed: &BTreeMap<String, u64>) -> Vec<(String, usize)> {
    if guessed.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (_, link) in links(pages) {
        let anchor = link.anchor.filter(|_| link.is_page);
        if let Some(anchor) = anchor.filter(|anchor| guessed.contains_key(anchor)) {
            let numbers = link.numbers.into_iter();
            found.extend(numbers.map(|digits| (anchor.clone(), digits)));
        }
    }
    found
}

/// The first page is a recto.
fn is_recto(index: usize) -> bool {
    index.is_multiple_of(2)
}

/// The anchor in an address, and whether the link shows its page.
fn anchor(target: &Destination) -> Option<(&str, bool)> {
    match target {
        Destination::Url(url) => {
            let address = url.as_str().strip_prefix(SCHEME)?;
            let of_page = address.strip_prefix(PAGE);
            Some((of_page.unwrap_or(address), of_page.is_some()))
        }
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

/// The links on some pages, in the order in which they end.
fn links(pages: &[Page]) -> Vec<(Location, Link)> {
    let mut reader = LinkReader::default();
    for (index, page) in pages.iter().enumerate() {
        reader.is_recto = is_recto(index);
        reader.frame(&page.frame);
    }
    reader.found
}

#[derive(Default)]
struct LinkReader {
    is_recto: bool,
    open: Vec<(Location, Link)>,
    found: Vec<(Location, Link)>,
}

impl LinkReader {
    fn frame(&mut self, frame: &Frame) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.frame(&group.frame),
                FrameItem::Tag(Tag::Start(element, _)) if element.is::<LinkMarker>() => {
                    let location = element.location();
                    self.open
                        .extend(location.map(|location| (location, Link::default())));
                }
                FrameItem::Tag(Tag::End(location, ..)) => {
                    let open = self.open.iter().rposition(|(open, _)| open == location);
                    let closed = open.map(|open| self.open.remove(open));
                    self.found.extend(closed);
                }
                FrameItem::Text(text) => {
                    if let Some((_, link)) = self.open.last_mut() {
                        let lang = || text.lang.as_str().to_owned();
                        link.lang.get_or_insert_with(lang);
                        link.numbers.extend(replaceable(text));
                    }
                }
                FrameItem::Link(target, _) => {
                    if let (Some((anchor, is_page)), Some((_, link))) =
                        (anchor(target), self.open.last_mut())
                    {
                        link.anchor = Some(anchor.to_owned());
                        link.is_page = is_page;
                        link.is_recto = self.is_recto;
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
                let place = self.resolver.place(anchor(target)?.0, self.is_recto)?;
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

/// The number of digits of the first number in a text; 0 if others cannot take their place.
fn replaceable(text: &TextItem) -> Option<usize> {
    let digits = first_number(&text.text)?;
    let can_be_replaced = with_number(text, &text.text[digits.clone()]).is_some();
    Some(if can_be_replaced { digits.len() } else { 0 })
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
