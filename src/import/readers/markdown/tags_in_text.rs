//! HTML in Markdown.

use std::ops::Range;

use super::Reader;
use crate::import::document::visible;
use crate::import::readers::blocks::{link, place};
use crate::import::readers::html;
use crate::import::readers::tags::{self, Tagged};
use crate::import::rich::Inline;
use crate::message::message;

impl Reader<'_> {
    /// A tag of HTML in a text.
    pub(super) fn tag(&mut self, html: &str, range: &Range<usize>, line: usize) {
        if let Some(comment) = html.strip_prefix("<!--") {
            let comment = comment.trim_end_matches("-->").trim().to_owned();
            self.source.read(range.clone(), &comment);
            let why = message!("this is a comment, and is not in the book");
            self.blocks.doubt(line, why).left_out = Some(comment);
            return;
        }
        let Some(tag) = Tagged::parse(html) else {
            self.source.read(range.clone(), html);
            self.inline(Inline::Text(html.to_owned()), line);
            return;
        };
        self.source.structure(range.clone());
        match (tag.name.as_str(), tag.is_end) {
            ("br", _) => self.inline(Inline::Break, line),
            ("img", false) => {
                let alt = tag.attribute("alt").unwrap_or_default();
                self.source.longer += isize::try_from(visible(alt)).unwrap_or(0);
                let source = self.picture_source(tag.attribute("src").unwrap_or_default());
                let alt = alt.to_owned();
                self.inline(Inline::Picture { source, alt }, line);
            }
            ("rp", is_end) => self.state.is_fallback = !is_end,
            ("ruby", false) => self.state.ruby = Some((String::new(), None)),
            ("ruby", true) => {
                self.state.is_fallback = false;
                if let Some((base, reading)) = self.state.ruby.take() {
                    let ruby = ruby(base, reading);
                    self.inline(ruby, line);
                }
            }
            ("rt", false) => {
                if let Some((_, reading)) = &mut self.state.ruby {
                    reading.get_or_insert_default();
                }
            }
            ("rt", true) => {
                if let Some((base, reading @ Some(_))) = &mut self.state.ruby {
                    let ruby = ruby(std::mem::take(base), reading.take());
                    self.inline(ruby, line);
                }
            }
            ("a", false) => {
                let names = ["id", "name"]
                    .into_iter()
                    .filter_map(|name| tag.attribute(name));
                let file = self.blocks.file.clone();
                for name in names {
                    self.blocks.anchor(place(&file, &format!("#{name}")));
                }
                let address = tag.attribute("href");
                let target = address.and_then(|address| link(&file, address));
                if let (Some(address), None) = (address, &target) {
                    self.lost_address(address, line);
                }
                self.styled(|style| style.link = target);
            }
            ("a", true) => self.unstyled(),
            (name, false) if tags::style(name).is_some() => {
                let change = tags::style(name);
                self.styled(|style| {
                    if let Some(change) = change {
                        change(style);
                    }
                });
            }
            (name, true) if tags::style(name).is_some() => self.unstyled(),
            (name, false) if tags::is_unshown(name) || tag.attribute("title").is_some() => {
                let why = message!("the book does not show this marking; the words are there");
                self.blocks.doubt(line, why).about.push(html.to_owned());
            }
            _ => {}
        }
    }

    /// Blocks of HTML.
    pub(super) fn html(&mut self, html: &str, line: usize, range: &Range<usize>) {
        self.source.structure(range.clone());
        let file = self.blocks.file.clone();
        let flow = html::fragment(&file, html, line);
        self.source.longer += isize::try_from(flow.characters).unwrap_or(0);
        self.blocks.flow.doubts.extend(flow.doubts);
        for piece in flow.pieces {
            for anchor in piece.anchors {
                self.blocks.anchor(anchor);
            }
            self.blocks.add(piece.line, piece.content);
        }
    }
}

fn ruby(base: String, reading: Option<String>) -> Inline {
    match reading {
        Some(reading) if !reading.trim().is_empty() => Inline::Ruby { base, reading },
        Some(_) | None => Inline::Text(base),
    }
}
