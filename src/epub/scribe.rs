//! Texts as XHTML, in the languages of the edition. A scribe writes one part of a page and keeps the
//! notes that its texts call until the part ends.

use std::collections::BTreeMap;

use super::page;
use super::xml::{El, Node, href};
use crate::book::{Inline, Text};
use crate::lang::{Labels, Lang, fill};
use crate::manuscript::{Line, Voices, term_anchor};

/// Something said in each language of the edition, in reading order.
pub struct Spoken<'m> {
    voices: Vec<(&'m Lang, Vec<Node>)>,
}

impl<'m> From<&Voices<(&'m Lang, String)>> for Spoken<'m> {
    fn from(said: &Voices<(&'m Lang, String)>) -> Self {
        let set = said.map(|(lang, text)| (*lang, vec![text.as_str().into()]));
        Self {
            voices: spoken(set),
        }
    }
}

impl<'m> Spoken<'m> {
    /// The same, said otherwise.
    pub fn map(self, mut say: impl FnMut(&'m Lang, Vec<Node>) -> Vec<Node>) -> Self {
        let voices = self.voices.into_iter();
        Self {
            voices: voices
                .map(|(lang, nodes)| (lang, say(lang, nodes)))
                .collect(),
        }
    }

    /// Puts words of the tool in front.
    pub fn headed(self, mut head: impl FnMut(&'static Labels) -> Node) -> Self {
        self.map(|lang, nodes| std::iter::once(head(lang.labels())).chain(nodes).collect())
    }

    /// Inside a line, a cell or a heading: two languages stand one under the other.
    pub fn inline(self) -> Vec<Node> {
        self.set(|| El::new("span").class("voice"))
    }

    /// As a block: an element alone, or a pair of them.
    pub fn block(self, name: &'static str, class: &'static str) -> El {
        let make = || match class {
            "" => El::new(name),
            _ => El::new(name).class(class),
        };
        if self.voices.len() > 1 {
            El::new("div").class("pair").with_all(self.set(make))
        } else {
            let only = self.voices.into_iter().flat_map(|(_, nodes)| nodes);
            make().with_all(only)
        }
    }

    fn set(self, make: impl Fn() -> El) -> Vec<Node> {
        if self.voices.len() == 1 {
            return self.voices.into_iter().flat_map(|(_, nodes)| nodes).collect();
        }
        let voices = self.voices.into_iter();
        voices
            .map(|(lang, nodes)| page::in_language(make(), lang).with_all(nodes).into())
            .collect()
    }
}

/// A note in each language that has it.
type Note<'m> = Vec<(&'m Lang, &'m [Inline])>;

/// Writes the texts of one part of a page.
pub struct Scribe<'m> {
    languages: Voices<&'m Lang>,
    /// Tells this part's notes from those of others on the page.
    part: &'m str,
    notes: BTreeMap<usize, Note<'m>>,
}

impl<'m> Scribe<'m> {
    pub fn new(languages: Voices<&'m Lang>, part: &'m str) -> Self {
        Self {
            languages,
            part,
            notes: BTreeMap::new(),
        }
    }

    /// A text.
    pub fn line(&mut self, line: Line<'m>) -> Spoken<'m> {
        let each = self.languages.zip(line.text);
        let set = each.map(|(lang, text)| (*lang, self.text(lang, text, line.notes_from)));
        Spoken {
            voices: spoken(set),
        }
    }

    /// Texts that are often the same in both languages, such as a number in a cell, once then.
    pub fn cell(&mut self, line: Line<'m>) -> Spoken<'m> {
        let mut said = self.line(line);
        if let Voices::Duo { lead, second } = line.text
            && lead.inlines == second.inlines
        {
            said.voices.truncate(1);
        }
        said
    }

    /// Words of the tool itself.
    pub fn words(&self, mut say: impl FnMut(&'static Labels) -> String) -> Spoken<'m> {
        let set = self
            .languages
            .map(|lang| (*lang, vec![say(lang.labels()).into()]));
        Spoken {
            voices: spoken(set),
        }
    }

    /// The notes called so far, for the part's end.
    pub fn notes(&mut self) -> Option<El> {
        if self.notes.is_empty() {
            return None;
        }
        let title = self.words(|labels| labels.notes.to_owned());
        let section = El::new("section")
            .class("notes")
            .attr("epub:type", "footnotes")
            .with(title.block("p", "notes-title"));
        let notes = std::mem::take(&mut self.notes);
        Some(section.with_all(notes.into_iter().map(|(number, note)| self.note(number, note))))
    }

    fn note(&mut self, number: usize, note: Note<'m>) -> El {
        let voices = note.into_iter().map(|(lang, inlines)| {
            let mut setter = Setter::new(self, lang, None);
            (lang, setter.all(inlines))
        });
        let mut said = Spoken {
            voices: voices.collect(),
        };
        // The number leads back to the call: Kindle wants it at the head of the note.
        if let Some((lang, first)) = said.voices.first_mut() {
            let back = El::new("a")
                .class("note-back")
                .attr("role", "doc-backlink")
                .attr("href", href("", &self.call_id(number)))
                .attr("aria-label", fill(lang.labels().note_back, number))
                .with(number.to_string());
            first.splice(0..0, [back.into(), " ".into()]);
        }
        El::new("aside")
            .id(&self.note_id(number))
            .attr("epub:type", "footnote")
            .attr("role", "doc-footnote")
            .with(said.block("p", ""))
    }

    fn text(&mut self, lang: &'m Lang, text: &'m Text, notes_from: usize) -> Vec<Node> {
        Setter::new(self, lang, Some(notes_from)).all(&text.inlines)
    }

    fn note_id(&self, number: usize) -> String {
        format!("note.{}.{number}", self.part)
    }

    fn call_id(&self, number: usize) -> String {
        format!("call.{}.{number}", self.part)
    }
}

/// A word or number that announces what follows.
pub fn label(text: String) -> Node {
    El::new("span").class("label").with(text).into()
}

fn spoken<T>(voices: Voices<T>) -> Vec<T> {
    match voices {
        Voices::Duo { lead, second } => vec![lead, second],
        Voices::Solo(only) => vec![only],
    }
}

/// Sets the runs of one text.
struct Setter<'s, 'm> {
    scribe: &'s mut Scribe<'m>,
    lang: &'m Lang,
    /// The number of the next note; none inside a note, which has no notes of its own.
    number: Option<usize>,
    /// Inside a link, where no other link may be.
    in_link: bool,
    /// Calls of notes that wait for the end of the link around them.
    calls: Vec<Node>,
}

impl<'s, 'm> Setter<'s, 'm> {
    fn new(scribe: &'s mut Scribe<'m>, lang: &'m Lang, number: Option<usize>) -> Self {
        Self {
            scribe,
            lang,
            number,
            in_link: false,
            calls: Vec::new(),
        }
    }

    fn all(&mut self, inlines: &'m [Inline]) -> Vec<Node> {
        let mut out = Vec::new();
        for inline in inlines {
            self.one(inline, &mut out);
        }
        out
    }

    fn one(&mut self, inline: &'m Inline, out: &mut Vec<Node>) {
        match inline {
            Inline::Plain(text) => out.push(text.as_str().into()),
            Inline::Emph(inner) => out.push(self.around("em", inner)),
            Inline::Strong(inner) => out.push(self.around("strong", inner)),
            Inline::Code(code) => out.push(El::new("code").with(code.as_str()).into()),
            Inline::Link { url, text } => {
                self.link(El::new("a").attr("href", url.as_str()), text, out);
            }
            Inline::Term { id, text } => {
                let link = El::new("a")
                    .class("term")
                    .attr("epub:type", "glossref")
                    .attr("role", "doc-glossref")
                    .attr("href", href(page::GLOSSARY, &term_anchor(id)));
                self.link(link, text, out);
            }
            Inline::Ruby { base, reading } => out.push(
                El::new("ruby")
                    .with(base.as_str())
                    .with(El::new("rp").with("("))
                    .with(El::new("rt").with(reading.as_str()))
                    .with(El::new("rp").with(")"))
                    .into(),
            ),
            Inline::Note(note) => match self.number {
                Some(number) => {
                    self.number = Some(number + 1);
                    let call = self.call(number, note);
                    if self.in_link {
                        self.calls.push(call);
                    } else {
                        out.push(call);
                    }
                }
                None => {
                    let (open, close) = if self.lang.is_cjk() {
                        ("（", "）")
                    } else {
                        (" (", ")")
                    };
                    out.push(open.into());
                    out.extend(self.all(note));
                    out.push(close.into());
                }
            },
        }
    }

    fn around(&mut self, name: &'static str, inner: &'m [Inline]) -> Node {
        El::new(name).with_all(self.all(inner)).into()
    }

    fn link(&mut self, link: El, text: &'m [Inline], out: &mut Vec<Node>) {
        if self.in_link {
            out.extend(self.all(text));
            return;
        }
        self.in_link = true;
        out.push(link.with_all(self.all(text)).into());
        self.in_link = false;
        out.append(&mut self.calls);
    }

    /// Keeps a note, and makes the number that calls it. Of two languages the first to call is
    /// where the note leads back to.
    fn call(&mut self, number: usize, note: &'m [Inline]) -> Node {
        let mut link = El::new("a")
            .attr("epub:type", "noteref")
            .attr("role", "doc-noteref")
            .attr("href", href("", &self.scribe.note_id(number)));
        let voices = self.scribe.notes.entry(number).or_default();
        let is_first = voices.is_empty();
        voices.push((self.lang, note));
        if is_first {
            link = link.id(&self.scribe.call_id(number));
        }
        El::new("sup")
            .class("call")
            .with(link.with(number.to_string()))
            .into()
    }
}
