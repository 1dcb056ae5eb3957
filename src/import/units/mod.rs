//! Files of translators, whose texts stand beside their translations already: catalogues, memories, tables, subtitles.
//! Each becomes a chapter, or one for each file that it names, in which nothing has to be aligned.

mod po;
mod subtitles;
mod table;
mod tmx;
mod xliff;
mod xml;

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Chapter, Content, Doubt, Piece, Role, Row, Said, visible};
use super::rich::{Inline, Rich, Style};
use super::rows::Rows;
use super::{Refusal, decode, readers};
use crate::message::{Message, message};

pub(super) use table::is_head;

/// What was read of a file.
#[derive(Debug)]
pub struct Units {
    /// The name of the file, without folders.
    pub name: String,
    /// The languages of the texts, in their order, if the file says so.
    pub(super) languages: Option<[String; 2]>,
    /// The chapters, with the names of what they were made of.
    pub(super) chapters: Vec<(String, Chapter)>,
}

/// The formats, by the extensions of their files.
const EXTENSIONS: [(&str, Format); 11] = [
    ("po", Format::Po),
    ("pot", Format::Po),
    ("xlf", Format::Xliff),
    ("xliff", Format::Xliff),
    ("sdlxliff", Format::Xliff),
    ("mqxliff", Format::Xliff),
    ("tmx", Format::Tmx),
    ("csv", Format::Table),
    ("tsv", Format::Table),
    ("srt", Format::Subtitles),
    ("vtt", Format::Subtitles),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Po,
    Xliff,
    Tmx,
    Table,
    Subtitles,
}

fn format_of(name: &str) -> Option<Format> {
    let (_, extension) = name.rsplit_once('.')?;
    let mut known = EXTENSIONS.iter();
    let found = known.find(|(known, _)| known.eq_ignore_ascii_case(extension));
    found.map(|(_, format)| *format)
}

impl Units {
    /// Whether a file has such a format, by its name.
    pub fn is_format_of(name: &str) -> bool {
        format_of(name).is_some()
    }

    /// Whether a file has subtitles, which may have one language.
    pub fn are_subtitles(name: &str) -> bool {
        format_of(name) == Some(Format::Subtitles)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// If it is damaged, not of its format, or has one language.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Refusal> {
        let decoded = decode(name, bytes)?;
        let text = &decoded.text;
        let mut units = match format_of(name) {
            Some(Format::Po) => po::read(name, text),
            Some(Format::Xliff) => xliff::read(name, text),
            Some(Format::Tmx) => tmx::read(name, text),
            Some(Format::Table) => table::read(name, text),
            Some(Format::Subtitles) => subtitles::read(name, text),
            None => Err(Refusal::NotText(name.to_owned())),
        }?;
        if let (Some(guessed), Some((_, chapter))) = (decoded.guessed, units.chapters.first_mut()) {
            let why = message!(
                "the file does not say how it is encoded; it was read as {}",
                guessed
            );
            chapter.doubts.push(Doubt::new(name, 1, why));
        }
        units
            .chapters
            .retain(|(_, chapter)| !chapter.rows.is_empty());
        if units.chapters.is_empty() {
            return Err(Refusal::Empty(name.to_owned()));
        }
        Ok(units)
    }

    /// Reads subtitles of two files, one in each language.
    ///
    /// # Errors
    /// If a file is damaged, or they are not of one film.
    pub fn of_subtitles(names: [&str; 2], bytes: [&[u8]; 2]) -> Result<Self, Refusal> {
        let [first, second] = [decode(names[0], bytes[0])?, decode(names[1], bytes[1])?];
        subtitles::read_pair(names, [&first.text, &second.text])
    }

    /// The chapters in the order of languages that is asked for.
    pub(super) fn in_order(self, languages: &[String; 2]) -> Vec<(String, Chapter)> {
        let is_swapped = self.languages.as_ref().is_some_and(|own| {
            let start = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
            start(&own[0]) == start(&languages[1]) && start(&own[1]) == start(&languages[0])
        });
        let mut chapters = self.chapters;
        if is_swapped {
            for row in chapters
                .iter_mut()
                .flat_map(|(_, chapter)| &mut chapter.rows)
            {
                for said in row.texts_mut() {
                    if let Said::Each(texts) = said {
                        texts.swap(0, 1);
                    }
                }
            }
            let past = chapters
                .iter_mut()
                .flat_map(|(_, chapter)| chapter.past.values_mut());
            past.for_each(|texts| texts.swap(0, 1));
        }
        chapters
    }
}

/// How far a translation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Done,
    /// Marked as one to be looked at again.
    Unsure,
}

/// A chapter in the making.
#[derive(Debug)]
struct Maker<'a> {
    file: &'a str,
    chapter: Chapter,
}

impl<'a> Maker<'a> {
    fn new(file: &'a str) -> Self {
        Self {
            file,
            chapter: Chapter {
                may_lack: true,
                confirmed: Some(BTreeSet::new()),
                ..Chapter::default()
            },
        }
    }

    fn doubt(&mut self, line: usize, why: Message, about: &[&str]) {
        let mut doubt = Doubt::new(self.file, line, why);
        for text in about {
            doubt = doubt.about(text);
        }
        self.chapter.doubts.push(doubt);
    }

    /// Puts words on the list only.
    fn left_out(&mut self, line: usize, why: Message, words: &str) {
        if !words.trim().is_empty() {
            self.chapter.characters += visible(words);
            let doubt = Doubt::new(self.file, line, why).left_out(words);
            self.chapter.doubts.push(doubt);
        }
    }

    fn mark(&mut self, mark: &str) {
        let mark = mark.trim();
        if !mark.is_empty() {
            self.chapter.characters += visible(mark);
            *self.chapter.marks.entry(mark.to_owned()).or_insert(0) += 1;
        }
    }

    /// Adds a text with its translation, either of which may be empty.
    fn pair(&mut self, line: usize, role: Role, texts: [Rich; 2], state: State) {
        if texts.iter().all(Rich::is_empty) {
            return;
        }
        self.chapter.characters += texts.iter().map(Rich::visible).sum::<usize>();
        let is_whole = !texts.iter().any(Rich::is_empty);
        match (is_whole, state) {
            (true, State::Done) => {
                if let Some(confirmed) = &mut self.chapter.confirmed {
                    confirmed.insert(line);
                }
            }
            (true, State::Unsure) => {
                let why = message!("the translation is marked as one to be looked at again");
                let words = texts.each_ref().map(Rich::words);
                self.doubt(line, why, &[&words[0], &words[1]]);
            }
            (false, _) => {}
        }
        let said = texts.map(|text| (!text.is_empty()).then_some(text));
        let content = Content::Words(role, Said::Each(said));
        self.chapter.rows.push(Row::new(line, content));
    }

    /// The same of Markdown; whether both have the same blocks.
    fn markdown(&mut self, line: usize, texts: [&str; 2], state: State) -> bool {
        let [first, second] = texts.map(|text| readers::markdown::read(self.file, text));
        let lacks = texts[1].trim().is_empty();
        if !lacks && first.pieces.len() != second.pieces.len() {
            return false;
        }
        let characters = self.chapter.characters + first.characters + second.characters;
        let mut others = second.pieces.into_iter();
        for mut one in first.pieces {
            one.line = line;
            let depth = one.depth;
            let other = others.next();
            let count = self.chapter.rows.len();
            match (one.content, other.map(|other| other.content)) {
                (Content::Words(role, text), None) => {
                    self.pair(line, role, [text, Rich::default()], state);
                }
                (Content::Words(role, text), Some(Content::Words(_, translated))) => {
                    self.pair(line, role, [text, translated], state);
                }
                (content, other) => {
                    let other = other.unwrap_or_else(|| content.clone());
                    let mut rows = Rows::new([self.file, self.file], 0);
                    rows.pair(&Piece::new(line, content), Piece::new(line, other));
                    rows.finish(&mut self.chapter);
                }
            }
            for row in &mut self.chapter.rows[count..] {
                row.depth = depth;
            }
        }
        self.chapter.characters = characters;
        for flow in [
            (first.doubts, first.marks, first.structure),
            (second.doubts, second.marks, second.structure),
        ] {
            let (doubts, marks, structure) = flow;
            self.chapter.doubts.extend(doubts);
            for (mark, times) in marks {
                *self.chapter.marks.entry(mark).or_insert(0) += times;
            }
            self.chapter.structure += structure;
        }
        true
    }

    /// The same of plain texts.
    fn plain(&mut self, line: usize, role: Role, texts: [&str; 2], state: State) {
        self.pair(line, role, texts.map(lined), state);
    }
}

/// A text whose line breaks stay.
fn lined(text: &str) -> Rich {
    let mut rich = Rich::default();
    for (at, line) in text.trim().lines().enumerate() {
        if at > 0 {
            rich.push(Inline::Break, &Style::default());
        }
        let clean: String = line
            .chars()
            .filter(|c| !c.is_control() || *c == '\t')
            .map(|c| {
                if c.is_whitespace() && c != '\u{3000}' {
                    ' '
                } else {
                    c
                }
            })
            .collect();
        rich.push(Inline::Text(clean.trim().to_owned()), &Style::default());
    }
    rich
}

/// The tag of a language as books have it: without a country, and `zh-Hant` where that is what it says.
fn tag(tag: &str) -> String {
    let lower = tag.to_ascii_lowercase().replace('_', "-");
    let mut parts = lower.split('-');
    let language = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.collect();
    let is_traditional = ["hant", "tw", "hk", "mo"]
        .iter()
        .any(|part| rest.contains(part));
    if language == "zh" && is_traditional && !rest.contains(&"hans") {
        "zh-Hant".to_owned()
    } else {
        language.to_owned()
    }
}

/// The two most frequent of the tags, in the order in which they are met.
fn most_frequent<'t>(tags: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (at, one) in tags.enumerate() {
        counts.entry(tag(one)).or_insert((0, at)).0 += 1;
    }
    let mut all: Vec<(String, (usize, usize))> = counts.into_iter().collect();
    all.sort_by_key(|(_, (count, at))| (std::cmp::Reverse(*count), *at));
    all.truncate(2);
    all.sort_by_key(|(_, (_, at))| *at);
    all.into_iter().map(|(tag, _)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::tag;

    #[test]
    fn tags_are_those_of_books() {
        for (given, wanted) in [
            ("zh-CN", "zh"),
            ("zh_TW", "zh-Hant"),
            ("ZH-HK", "zh-Hant"),
            ("zh-Hans-HK", "zh"),
            ("EN-US", "en"),
            ("fr", "fr"),
        ] {
            assert_eq!(tag(given), wanted);
        }
    }
}
