//! What stands in documents beside paragraphs: listings, figures, formulas, ruby, links and notes.

use super::Reader;
use super::notes::calls;
use crate::import::document::{Content, Figure};
use crate::import::readers::blocks::{Blocks, link, place, program, resolved, unescaped};
use crate::import::rich::{Inline, Rich, Style};
use crate::message::message;

impl Reader<'_> {
    pub(super) fn listing(&mut self, id: usize, line: usize) {
        let inside = self.dom().inside(id);
        let classes = std::iter::once(id).chain(inside.iter().copied());
        let classes: Vec<String> = classes
            .filter_map(|id| self.attribute(id, "class"))
            .collect();
        let language = classes.iter().flat_map(|all| all.split_whitespace());
        let language = language.filter_map(|class| {
            class
                .strip_prefix("language-")
                .or_else(|| class.strip_prefix("lang-"))
        });
        let language = language.map(str::to_owned).next().unwrap_or_default();
        let mut code = String::new();
        for inner in inside {
            if self.dom().name(inner) == "br" {
                code.push('\n');
            }
            code.push_str(self.dom().text(inner).unwrap_or_default());
        }
        self.count(&code);
        self.blocks.flush();
        if !code.trim().is_empty() {
            let program = program(code.trim_start_matches('\n'));
            self.blocks.add(line, Content::Code { language, program });
        }
    }

    /// A figure of one picture; whether anything else is in it, which is then read as it comes.
    pub(super) fn figure(&mut self, id: usize, line: usize) -> bool {
        let inside = self.dom().inside(id);
        let named = |name: &str| -> Vec<usize> {
            let all = inside.iter().copied();
            all.filter(|id| self.dom().name(*id) == name).collect()
        };
        let (pictures, captions) = (named("img"), named("figcaption"));
        let others = ["table", "pre", "p", "svg"].into_iter().any(|name| {
            named(name).iter().any(|inner| {
                !captions
                    .iter()
                    .any(|caption| self.dom().inside(*caption).contains(inner))
            })
        });
        let ([picture], false) = (&pictures[..], others) else {
            self.blocks.flush();
            return true;
        };
        let outside: String = inside
            .iter()
            .filter(|inner| {
                !captions
                    .iter()
                    .any(|caption| self.dom().inside(*caption).contains(*inner))
            })
            .filter_map(|inner| self.dom().text(*inner))
            .collect();
        if !outside.trim().is_empty() {
            self.blocks.flush();
            return true;
        }
        let picture = *picture;
        self.blocks.flush();
        let mut caption = Rich::default();
        for one in captions {
            let text = self.apart(one);
            if !caption.runs.is_empty() {
                caption.push(Inline::Break, &Style::default());
            }
            caption.append(text);
        }
        let alt = self.attribute(picture, "alt").unwrap_or_default();
        self.count(&alt);
        let source = self.source(picture);
        self.blocks.add(
            line,
            Content::Figure(Figure {
                source,
                alt: Rich::plain(alt.trim()),
                caption: caption.trimmed(),
            }),
        );
        false
    }

    /// What is inside an element as one text.
    fn apart(&mut self, id: usize) -> Rich {
        let file = self.pages[self.number].file.clone();
        let outer = std::mem::replace(&mut self.blocks, Blocks::new(&file));
        let styles = std::mem::take(&mut self.styles);
        let lists = std::mem::take(&mut self.lists);
        for child in self.dom().children(id).to_vec() {
            self.walk(child);
        }
        self.styles = styles;
        self.lists = lists;
        let inner = std::mem::replace(&mut self.blocks, outer);
        let (text, doubts) = inner.into_text();
        self.blocks.flow.doubts.extend(doubts);
        text
    }

    fn source(&self, id: usize) -> String {
        let address = ["src", "href", "xlink:href"]
            .into_iter()
            .find_map(|name| self.dom().attribute(id, name));
        let address = address.unwrap_or_default();
        if address.contains("://") || address.starts_with("data:") {
            address.to_owned()
        } else {
            resolved(&self.pages[self.number].file, &unescaped(address))
        }
    }

    pub(super) fn picture(&mut self, id: usize, line: usize) {
        let alt = self.attribute(id, "alt").unwrap_or_default();
        self.count(&alt);
        let source = self.source(id);
        self.blocks.at(line);
        self.blocks.inline(Inline::Picture { source, alt });
    }

    pub(super) fn ruby(&mut self, id: usize, line: usize) {
        let (mut base, mut reading) = (String::new(), String::new());
        let mut is_done = false;
        for child in self.dom().children(id).to_vec() {
            let text = match self.dom().text(child) {
                Some(text) => text.to_owned(),
                None => self.dom().all_text(child),
            };
            match self.dom().name(child) {
                "rp" => continue,
                "rt" | "rtc" => {
                    reading.push_str(text.trim());
                    is_done = true;
                }
                _ => {
                    if is_done && !text.trim().is_empty() {
                        self.read_ruby(&base, &reading, line);
                        base.clear();
                        reading.clear();
                        is_done = false;
                    }
                    base.push_str(text.trim());
                }
            }
            self.count(&text);
        }
        self.read_ruby(&base, &reading, line);
    }

    fn read_ruby(&mut self, base: &str, reading: &str, line: usize) {
        self.blocks.at(line);
        if reading.is_empty() || base.is_empty() {
            self.blocks.text(&format!("{base}{reading}"));
        } else {
            self.blocks.inline(Inline::Ruby {
                base: base.to_owned(),
                reading: reading.to_owned(),
            });
        }
    }

    pub(super) fn formula(&mut self, id: usize, line: usize) {
        let tex = self.dom().inside(id).into_iter().find(|inner| {
            self.dom().name(*inner) == "annotation"
                && self
                    .attribute(*inner, "encoding")
                    .is_some_and(|it| it.contains("tex"))
        });
        let tex = tex.map(|id| self.dom().all_text(id));
        let tex = tex.or_else(|| self.attribute(id, "alttext"));
        let is_display = self.attribute(id, "display").as_deref() == Some("block");
        if let Some(tex) = tex.filter(|tex| !tex.trim().is_empty()) {
            let tex = tex.trim().to_owned();
            self.count(&tex);
            if is_display {
                self.blocks.flush();
                self.blocks.add(line, Content::Formula(tex));
            } else {
                self.blocks.at(line);
                self.blocks.inline(Inline::Formula(tex));
            }
        } else {
            let text = self.dom().all_text(id);
            let text = text.split_whitespace().collect::<Vec<&str>>().join(" ");
            self.count(&text);
            let why = message!("this formula has no TeX, so only its characters are there");
            self.blocks.doubt(line, why).about.push(text.clone());
            self.blocks.at(line);
            self.blocks.text(&text);
        }
    }

    /// A drawing: a picture in it is read, anything else is left out.
    pub(super) fn drawing(&mut self, id: usize, line: usize) -> bool {
        if self
            .dom()
            .inside(id)
            .into_iter()
            .any(|inner| self.dom().name(inner) == "image")
        {
            return true;
        }
        let text = self.dom().all_text(id);
        self.count(&text);
        let why = message!("this drawing is not in the book; save it as a picture and add it");
        let text = text.split_whitespace().collect::<Vec<&str>>().join(" ");
        self.blocks.doubt(line, why).left_out = Some(text);
        false
    }

    /// A link, or a call of a note; whether what is inside it is to be read.
    pub(super) fn link(&mut self, id: usize, line: usize) -> bool {
        let file = self.pages[self.number].file.clone();
        let address = self.attribute(id, "href");
        let note = address.as_ref().map(|address| place(&file, address));
        let note = note.and_then(|key| self.notes.texts.get(&key).copied());
        if let Some((page, element)) = note
            && calls(self.dom(), id)
            && self.note_depth == 0
        {
            let back = self.number;
            self.number = page;
            self.note_depth += 1;
            let text = self.apart(element);
            self.note_depth -= 1;
            self.number = back;
            self.blocks.at(line);
            self.blocks.inline(Inline::Note {
                text: text.trimmed(),
                only: false,
            });
            return false;
        }
        let is_back = [
            "backlink",
            "doc-backlink",
            "footnote-back",
            "footnote-backref",
        ]
        .into_iter()
        .any(|word| self.dom().is(id, word));
        if self.note_depth > 0 && (is_back || is_short(&self.dom().all_text(id))) {
            // A link from a note back to its call, or its number.
            return false;
        }
        let target = address.as_ref().and_then(|address| link(&file, address));
        if let (Some(address), None) = (&address, &target)
            && !address.is_empty()
        {
            let why = message!("the book cannot have this address as a link; its words are there");
            self.blocks.doubt(line, why).about.push(address.clone());
        }
        self.styles.push(self.blocks.style.clone());
        self.blocks.style.link = target;
        true
    }
}

fn is_short(text: &str) -> bool {
    text.trim().chars().count() <= 4
}
