//! Readings above characters: made from the readings of words, spelt otherwise, or left out.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Answer, Block, BlockKind, Book, Inline, Note, SpanKind, Target, Term, Text};
use crate::lang::{Lang, Pair, Side, Syllable, bopomofo, running};
use crate::source::{Places, Span};

/// Which readings are above the characters of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Readings {
    /// Those that its author wrote.
    #[default]
    Typed,
    None,
    /// One for every Chinese character.
    Made(Spelling),
}

/// How the readings of Chinese characters are spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    Pinyin,
    Bopomofo,
}

impl Readings {
    /// Its name in the book's YAML.
    pub fn name(self) -> &'static str {
        match self {
            Self::Typed => "typed",
            Self::None => "none",
            Self::Made(Spelling::Pinyin) => "pinyin",
            Self::Made(Spelling::Bopomofo) => "bopomofo",
        }
    }
}

/// A character that can be read in several ways, and nothing decides between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    pub character: char,
    /// Its place in the text, as [`Text::parts`] counts.
    pub at: Range<usize>,
    /// The reading that it is given.
    pub given: String,
    pub others: Vec<String>,
}

/// The readings that the glossary gives its terms in one language, by the id of the term.
pub type TermReadings = BTreeMap<String, String>;

impl Text {
    /// The text with other readings, and the characters whose readings are in doubt. In texts in other languages than
    /// Chinese, only words that are marked as Chinese get readings.
    pub fn with_readings(
        &self,
        readings: Readings,
        lang: &Lang,
        terms: &TermReadings,
    ) -> (Self, Vec<Doubt>) {
        let spelling = match readings {
            Readings::Typed => return (self.clone(), Vec::new()),
            Readings::None => None,
            Readings::Made(spelling) => Some(spelling),
        };
        let mut annotator = Annotator {
            spelling,
            is_chinese: has_readings(lang),
            terms,
            old: &self.places,
            places: Places::default(),
            at: 0,
            doubts: Vec::new(),
        };
        let is_read = spelling.is_some() && annotator.is_chinese;
        let inlines = annotator.all(&self.inlines, is_read);
        let text = Self {
            inlines,
            at: self.at,
            places: annotator.places,
        };
        (text, annotator.doubts)
    }
}

/// Whether the readings of the language's characters are known.
pub fn has_readings(lang: &Lang) -> bool {
    lang.primary() == "zh"
}

/// Changes the readings of one text, and maps it to its file anew.
struct Annotator<'a> {
    /// `None` to leave readings out.
    spelling: Option<Spelling>,
    /// Whether the words here are Chinese.
    is_chinese: bool,
    terms: &'a TermReadings,
    old: &'a Places,
    places: Places,
    /// The offset in the old text.
    at: usize,
    doubts: Vec<Doubt>,
}

impl Annotator<'_> {
    /// `is_read` says whether characters here get readings.
    fn all(&mut self, list: &[Inline], is_read: bool) -> Vec<Inline> {
        let mut out = Vec::new();
        for inline in list {
            self.one(inline, is_read, &mut out);
        }
        out
    }

    fn one(&mut self, inline: &Inline, is_read: bool, out: &mut Vec<Inline>) {
        match inline {
            Inline::Plain(words) if is_read => self.words(words, out),
            Inline::Plain(words) => {
                self.keep(words.len());
                plain(words, out);
            }
            Inline::Code(_)
            | Inline::Formula(_)
            | Inline::Blank { .. }
            | Inline::Index(_)
            | Inline::Picture(_)
            | Inline::Break => {
                self.keep(inline.length());
                out.push(inline.clone());
            }
            Inline::Ruby { base, reading } => self.ruby(base, reading, out),
            Inline::Emph(inner) => out.push(Inline::Emph(self.all(inner, is_read))),
            Inline::Strong(inner) => out.push(Inline::Strong(self.all(inner, is_read))),
            Inline::Link { url, text } => out.push(Inline::Link {
                url: url.clone(),
                text: self.all(text, is_read),
            }),
            // The type of notes is too small for readings that their author did not ask for.
            Inline::Note(note) => out.push(Inline::Note(Note {
                text: self.all(&note.text, false),
                ..note.clone()
            })),
            Inline::Reference { target, text } => {
                let text = match target {
                    Target::Term(id) if is_read => self.term(id, text),
                    Target::Term(_) | Target::Anchor { .. } => self.all(text, is_read),
                };
                out.push(Inline::Reference {
                    target: target.clone(),
                    text,
                });
            }
            Inline::Span { kind, text } => {
                let around = self.is_chinese;
                if let SpanKind::Language(lang) = kind {
                    self.is_chinese = has_readings(lang);
                }
                let is_read = match kind {
                    SpanKind::SmallCaps | SpanKind::Abbreviation => is_read,
                    SpanKind::Language(lang) => self.spelling.is_some() && has_readings(lang),
                    SpanKind::Superscript | SpanKind::Subscript | SpanKind::Key => false,
                };
                out.push(Inline::Span {
                    kind: kind.clone(),
                    text: self.all(text, is_read),
                });
                self.is_chinese = around;
            }
        }
    }

    /// Plain words with a reading for each character.
    fn words(&mut self, words: &str, out: &mut Vec<Inline>) {
        for one in running::read(words) {
            let spelt = one.syllable.as_ref().and_then(|it| self.spelt(it));
            let Some(reading) = spelt else {
                self.keep(one.character.len_utf8());
                plain(one.character.encode_utf8(&mut [0; 4]), out);
                continue;
            };
            if !one.others.is_empty() {
                let others = one.others.iter().filter_map(|other| self.spelt(other));
                self.doubts.push(Doubt {
                    character: one.character,
                    at: self.at..self.at + one.character.len_utf8(),
                    given: reading.clone(),
                    others: others.collect(),
                });
            }
            self.annotated(one.character, reading, out);
        }
    }

    fn spelt(&self, syllable: &Syllable) -> Option<String> {
        match self.spelling? {
            Spelling::Pinyin => Some(syllable.with_mark()),
            Spelling::Bopomofo => bopomofo::from_pinyin(syllable),
        }
    }

    /// The next character of the old text with a reading that it did not have.
    fn annotated(&mut self, character: char, reading: String, out: &mut Vec<Inline>) {
        let part = self.at..self.at + character.len_utf8();
        self.keep(part.len());
        if self.old.length() > 0 {
            let origin = self.old.origin(part);
            self.places.push_whole(reading.len(), origin);
        }
        out.push(Inline::Ruby {
            base: character.to_string(),
            reading,
        });
    }

    /// A term, read as the glossary says.
    fn term(&mut self, id: &str, text: &[Inline]) -> Vec<Inline> {
        let given = self.terms.get(id);
        if let ([Inline::Plain(words)], Some(given)) = (text, given)
            && let Some(syllables) = running::spelled(words, given)
            && let Some(spelt) = self.all_spelt(&syllables)
        {
            let mut out = Vec::new();
            for (character, reading) in words.chars().zip(spelt) {
                self.annotated(character, reading, &mut out);
            }
            return out;
        }
        self.all(text, true)
    }

    fn all_spelt(&self, syllables: &[Syllable]) -> Option<Vec<String>> {
        syllables.iter().map(|one| self.spelt(one)).collect()
    }

    /// A reading that the author wrote. It is left out, or pinyin becomes bopomofo, each character by itself.
    fn ruby(&mut self, base: &str, reading: &str, out: &mut Vec<Inline>) {
        let respelt = match self.spelling {
            None => {
                self.keep(base.len());
                self.at += reading.len();
                plain(base, out);
                return;
            }
            Some(Spelling::Pinyin) => None,
            Some(Spelling::Bopomofo) if !self.is_chinese => None,
            Some(Spelling::Bopomofo) => running::spelled(base, reading),
        };
        if let Some(spelt) = respelt.and_then(|syllables| self.all_spelt(&syllables)) {
            for (character, reading) in base.chars().zip(spelt) {
                self.annotated(character, reading, out);
            }
            self.at += reading.len();
        } else {
            self.keep(base.len() + reading.len());
            out.push(Inline::Ruby {
                base: base.to_owned(),
                reading: reading.to_owned(),
            });
        }
    }

    /// Maps the next bytes as before.
    fn keep(&mut self, length: usize) {
        let part = self.at..self.at + length;
        self.places.push_part(self.old, part.clone());
        self.at = part.end;
    }
}

/// Adds plain words to those before them.
fn plain(words: &str, out: &mut Vec<Inline>) {
    match out.last_mut() {
        Some(Inline::Plain(before)) => before.push_str(words),
        _ => out.push(Inline::Plain(words.to_owned())),
    }
}

impl Book {
    /// The book with other readings in its chapters and its glossary, and the characters whose readings are in doubt
    /// there. Where an author has chosen the readings of a block, they can only be left out.
    pub fn with_readings(&self, readings: Readings) -> (Self, Vec<(Doubt, Option<Span>)>) {
        let terms = term_readings(&self.glossary);
        let mut doubts = Vec::new();
        let mut book = self.clone();
        let mut change = |pair: &mut Pair<Text>| {
            let mut changed = |side| {
                let text: &Text = pair.get(side);
                let (text, own) =
                    text.with_readings(readings, self.languages.get(side), terms.get(side));
                let own = own.into_iter().map(|doubt| {
                    let span = text.at.map(|_| doubt.at.clone());
                    let span = span.and_then(|at| pair.get(side).span(at));
                    (doubt, span)
                });
                // A line of a gloss may be shared by both languages.
                let own: Vec<_> = own
                    .filter(|one| !doubts.ends_with(std::slice::from_ref(one)))
                    .collect();
                doubts.extend(own);
                text
            };
            let (a, b) = (changed(Side::A), changed(Side::B));
            *pair = Pair { a, b };
        };
        let with_chosen = readings == Readings::None;
        for chapter in &mut book.chapters {
            change(&mut chapter.title);
            for block in &mut chapter.blocks {
                block.texts_to_read(with_chosen, &mut change);
            }
        }
        for term in &mut book.glossary {
            change(&mut term.term);
            let more = term.definition.iter_mut().chain(&mut term.example);
            more.for_each(&mut change);
        }
        (book, doubts)
    }
}

/// The readings that a glossary gives its terms in each language: `reading:`, or else `sort:`.
pub fn term_readings(glossary: &[Term]) -> Pair<TermReadings> {
    let of = |side| {
        let terms = glossary.iter().filter_map(|term| {
            let given = term.reading.get(side).as_ref();
            let given = given.or(term.sort.get(side).as_ref())?;
            Some((term.id.clone(), given.plain()))
        });
        terms.collect()
    };
    Pair {
        a: of(Side::A),
        b: of(Side::B),
    }
}

impl Block {
    /// Visits every text of the block and of those inside it. Blocks whose readings their author has chosen are left
    /// out unless this is `with_chosen`.
    fn texts_to_read(&mut self, with_chosen: bool, visit: &mut impl FnMut(&mut Pair<Text>)) {
        if self.has_own_readings && !with_chosen {
            return;
        }
        self.texts_mut().into_iter().for_each(&mut *visit);
        let within = |blocks: &mut Vec<Self>, visit: &mut _| {
            for block in blocks {
                block.texts_to_read(with_chosen, visit);
            }
        };
        match &mut self.kind {
            BlockKind::Callout(callout) => within(&mut callout.blocks, visit),
            BlockKind::Quote(quote) => within(&mut quote.blocks, visit),
            BlockKind::List(list) => {
                for item in &mut list.items {
                    within(&mut item.blocks, visit);
                }
            }
            BlockKind::Quiz(quiz) => {
                within(&mut quiz.passage, visit);
                for question in &mut quiz.questions {
                    visit(&mut question.prompt);
                    within(&mut question.blocks, visit);
                    if let Answer::Choice(choices) = &mut question.answer {
                        for choice in choices {
                            within(&mut choice.blocks, visit);
                        }
                    }
                    question.answer = question.answer.map(|pair| {
                        let mut pair = pair.clone();
                        visit(&mut pair);
                        pair
                    });
                    question.explanation.iter_mut().for_each(&mut *visit);
                }
            }
            BlockKind::Lead(_)
            | BlockKind::Text(_)
            | BlockKind::Aligned(..)
            | BlockKind::Heading { .. }
            | BlockKind::Dialogue(_)
            | BlockKind::Verse(_)
            | BlockKind::Gloss(_)
            | BlockKind::Figure(_)
            | BlockKind::Table(_)
            | BlockKind::Code(_)
            | BlockKind::Formula(_)
            | BlockKind::Break(_)
            | BlockKind::Signatures(_)
            | BlockKind::Summary(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(list: &[Inline]) -> String {
        let each = list.iter().map(|inline| {
            if let Inline::Plain(words) = inline {
                words.clone()
            } else if let Inline::Ruby { base, reading } = inline {
                format!("{{{base}|{reading}}}")
            } else {
                format!("<{}>", shown(inline.inside()))
            }
        });
        each.collect()
    }

    fn read(inlines: Vec<Inline>, readings: Readings, terms: &[(&str, &str)]) -> String {
        let text = Text {
            inlines,
            ..Text::default()
        };
        let terms = terms
            .iter()
            .map(|(id, said)| ((*id).to_owned(), (*said).to_owned()));
        let lang = Lang::parse("zh").expect("a tag");
        let (text, _) = text.with_readings(readings, &lang, &terms.collect());
        shown(&text.inlines)
    }

    fn plain(words: &str) -> Inline {
        Inline::Plain(words.to_owned())
    }

    fn ruby(base: &str, reading: &str) -> Inline {
        Inline::Ruby {
            base: base.to_owned(),
            reading: reading.to_owned(),
        }
    }

    #[test]
    fn characters_get_readings_and_those_of_the_author_win() {
        let text = || vec![plain("去银行，GPT："), ruby("行", "héng"), plain("了")];
        let pinyin = Readings::Made(Spelling::Pinyin);
        assert_eq!(
            read(text(), pinyin, &[]),
            "{去|qù}{银|yín}{行|háng}，GPT：{行|héng}{了|le}"
        );
        let bopomofo = Readings::Made(Spelling::Bopomofo);
        assert_eq!(
            read(text(), bopomofo, &[]),
            "{去|ㄑㄩˋ}{银|ㄧㄣˊ}{行|ㄏㄤˊ}，GPT：{行|ㄏㄥˊ}{了|˙ㄌㄜ}"
        );
        assert_eq!(read(text(), Readings::None, &[]), "去银行，GPT：行了");
    }

    #[test]
    fn terms_are_read_as_the_glossary_says() {
        let text = vec![Inline::Reference {
            target: Target::Term("walk".to_owned()),
            text: vec![plain("孤行")],
        }];
        let pinyin = Readings::Made(Spelling::Pinyin);
        let terms = [("walk", "gū háng")];
        assert_eq!(read(text, pinyin, &terms), "<{孤|gū}{行|háng}>");
    }

    #[test]
    fn doubts_have_their_places() {
        let text = Text {
            inlines: vec![ruby("字", "zì"), plain("走行了")],
            ..Text::default()
        };
        let lang = Lang::parse("zh-Hant").expect("a tag");
        let pinyin = Readings::Made(Spelling::Pinyin);
        let (_, doubts) = text.with_readings(pinyin, &lang, &TermReadings::new());
        let start = "字zì走".len();
        assert_eq!(doubts.len(), 1);
        assert_eq!(doubts[0].at, start..start + "行".len());
        assert_eq!(doubts[0].given, "xíng");
    }
}
