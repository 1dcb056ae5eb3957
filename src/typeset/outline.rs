//! The PDF's outline: in the lead language, with plain-text titles.
//!
//! Typst builds an outline from all headings. If one is not bookmarked, Typst takes what follows for its children and
//! moves them up to its level. The headings in the second language are not bookmarked and would flatten every
//! outline, so they are hidden from Typst's introspector; they stay headings in the tag tree.
//!
//! Typst also reduces titles to the text that was plain before templates styled it, which loses ruby and formulas. So
//! the headings of finished pages get their titles from the book's own plain text. In a book with parts, a chapter looks like
//! any other, but its headings are one level lower.

use std::collections::{HashMap, HashSet};

use typst::foundations::{Content, Label, NativeElement, Smart, StyleChain};
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem};
use typst::model::HeadingElem;
use typst::text::TextElem;
use typst_layout::Page;

use super::source::notes_anchor;
use super::token::{BREAK, SOFT_HYPHEN};
use crate::book::ChapterNumber;
use crate::manuscript::{Localized, LocalizedText, Manuscript, Piece, SheetSection};

/// Plain-text titles, by the anchors of the headings.
pub struct Titles(HashMap<String, Localized<String>>);

impl Titles {
    /// The titles of the chapters, sections, quizzes and answer keys of a manuscript.
    pub fn of(manuscript: &Manuscript<'_>) -> Self {
        let mut titles = HashMap::new();
        for chapter in &manuscript.chapters {
            let title = match &chapter.label {
                None => chapter.title.text.map(|text| text.plain()),
                Some(label) => {
                    let both = label.text.zip(chapter.title.text);
                    both.map(|(label, title)| format!("{} {}", label.plain(), title.plain()))
                }
            };
            titles.insert(chapter.id.to_owned(), title);
            of_pieces(&chapter.pieces, &mut titles);
        }
        let numbered = |number: Option<ChapterNumber>, title: &LocalizedText<'_>| {
            let title = title.text.zip(manuscript.languages);
            title.map(|(text, lang)| {
                let number = number.map(|number| number.words(&lang.labels()));
                let number = number.map_or_else(String::new, |words| words + " ");
                number + &text.plain()
            })
        };
        for part in &manuscript.key {
            titles.insert(part.id.clone(), numbered(part.number, &part.title));
        }
        for (chapter, _) in manuscript.endnotes() {
            let title = numbered(chapter.number, &chapter.title);
            titles.insert(notes_anchor(chapter.id), title);
        }
        if let Some(sheet) = &manuscript.sheet {
            for section in &sheet.sections {
                match section {
                    SheetSection::Text(pieces) => of_pieces(pieces, &mut titles),
                    SheetSection::Translation(passages) => {
                        let pieces = passages.iter().map(|passage| &passage.piece);
                        pieces
                            .for_each(|piece| of_pieces(std::slice::from_ref(piece), &mut titles));
                    }
                    SheetSection::Points(_)
                    | SheetSection::Vocabulary(_)
                    | SheetSection::Cards(_)
                    | SheetSection::Figures(_)
                    | SheetSection::Quizzes(_) => {}
                }
            }
            for (index, quiz) in sheet.quizzes().enumerate() {
                if let Some(title) = &quiz.head.title {
                    let title = title.text.map(|text| text.plain());
                    titles.insert(sheet.quiz_anchor(index), title);
                }
            }
        }
        Self(titles)
    }
}

fn of_pieces(pieces: &[Piece<'_>], titles: &mut HashMap<String, Localized<String>>) {
    for piece in Piece::every(pieces) {
        if let Some(title) = piece.title() {
            titles.insert(piece.id.to_owned(), title.text.map(|text| text.plain()));
        }
    }
}

/// Sets the plain-text titles of headings, and hides headings that are not bookmarked from the introspector of the
/// document that these pages will form. What is `below` the title of a part has a level more than it is set in.
pub fn of_lead(pages: &mut [Page], titles: &Titles, below: bool) {
    let mut walker = Walker {
        titles,
        below,
        hidden: HashSet::new(),
        second: None,
    };
    for page in pages {
        page.frame = walker.frame(&page.frame);
    }
}

/// Walks pages and rewrites the headings on them.
struct Walker<'t> {
    titles: &'t Titles,
    below: bool,
    hidden: HashSet<Location>,
    /// The title in the second language of the last heading; the heading that bears it comes next.
    second: Option<&'t str>,
}

impl Walker<'_> {
    fn frame(&mut self, original: &Frame) -> Frame {
        let mut copy = original.clone();
        copy.clear();
        for (at, item) in original.items() {
            copy.push(*at, self.item(item));
        }
        copy
    }

    fn item(&mut self, item: &FrameItem) -> FrameItem {
        let mut copy = item.clone();
        match &mut copy {
            FrameItem::Group(group) => group.frame = self.frame(&group.frame),
            FrameItem::Tag(Tag::Start(element, flags)) => {
                if let Some(is_second) = self.name(element)
                    && is_second
                {
                    flags.introspectable = false;
                    self.hidden.extend(element.location());
                }
            }
            FrameItem::Tag(Tag::End(location, _, flags)) if self.hidden.contains(location) => {
                flags.introspectable = false;
            }
            FrameItem::Tag(_)
            | FrameItem::Text(_)
            | FrameItem::Shape(..)
            | FrameItem::Image(..)
            | FrameItem::Link(..) => {}
        }
        copy
    }

    /// Sets the title of a heading. Returns whether it is in the second language; `None` if the element is not a
    /// heading.
    fn name(&mut self, element: &mut Content) -> Option<bool> {
        let label = element.label();
        let heading = element.to_packed_mut::<HeadingElem>()?;
        if self.below {
            let level = heading.resolve_level(StyleChain::default());
            heading.level.set(Smart::Custom(level.saturating_add(1)));
        }
        let is_second = heading.bookmarked.get(StyleChain::default()) == Some(false).into();
        let known = if is_second {
            self.second.take()
        } else {
            let label = label.map(Label::resolve);
            let titles = label.and_then(|label| self.titles.0.get(label.as_str()));
            self.second = titles
                .and_then(|titles| titles.iter().nth(1))
                .map(String::as_str);
            titles.map(|titles| titles.lead().as_str())
        };
        let own = heading.body.plain_text();
        let title = known.map_or_else(
            || own.as_str().replace([BREAK, SOFT_HYPHEN], ""),
            ToOwned::to_owned,
        );
        if title != own.as_str() {
            heading.body = TextElem::new(title.into()).pack();
        }
        Some(is_second)
    }
}
