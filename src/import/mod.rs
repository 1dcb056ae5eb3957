//! Brings texts in that were not written for diglot: as chapters of a book, with a list of what a person should look
//! at. Nothing is lost: the characters that were read are those that were written and those on the list.

mod align;
mod assemble;
mod bilingual;
mod columns;
mod decoding;
mod document;
mod docx;
mod evidence;
mod flow;
mod interleaved;
mod links;
mod markup;
mod outline;
mod pair;
mod pictures;
mod plain;
mod readers;
mod report;
mod rich;
mod rows;
mod scripts;
mod split;
mod tidy;
mod tokens;
mod units;
mod words;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use crate::message::{Locale, Message, message};
use align::Scores;
use flow::{Flow, Flows};
use pair::Strangers;
use pictures::Pictures;
use rows::Language;

pub use decoding::{Decoded, decode};
pub use docx::Docx;
pub use pictures::Beside;
pub use units::Units;

/// A file.
#[derive(Debug, Clone)]
pub struct Input {
    /// Its path from the folder that is imported, with `/`; without one, its name.
    pub name: String,
    pub source: Source,
}

/// What a file holds.
#[derive(Debug, Clone)]
pub enum Source {
    /// Text without markup.
    Text(Decoded),
    Markdown(Decoded),
    /// HTML or XHTML.
    Html(Decoded),
    Docx(Box<Docx>),
}

impl Input {
    /// Reads a text by its extension; `None` if that is of no format that is imported.
    pub fn of(name: &str, decoded: Decoded) -> Option<Self> {
        let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
        let source = match extension.as_str() {
            "txt" => Source::Text(decoded),
            "md" | "markdown" => Source::Markdown(decoded),
            "html" | "htm" | "xhtml" => Source::Html(decoded),
            _ => return None,
        };
        let name = name.to_owned();
        Some(Self { name, source })
    }

    /// Reads a document of Word.
    ///
    /// # Errors
    /// If it is damaged, too large, or no DOCX.
    pub fn document(name: &str, bytes: Vec<u8>) -> Result<Self, Refusal> {
        let docx = Docx::read(name, bytes)?;
        Ok(Self {
            name: name.to_owned(),
            source: Source::Docx(Box::new(docx)),
        })
    }

    /// Whether nothing in it says what its lines are.
    fn is_bare(&self) -> bool {
        matches!(self.source, Source::Text(_))
    }

    /// The flow of the file, with its pictures. `is_alone` says whether it has one language.
    fn flow(&self, is_alone: bool, pictures: &mut Pictures, beside: Beside<'_>) -> Flow {
        let (mut flow, decoded) = match &self.source {
            Source::Text(decoded) => {
                let text = &decoded.text;
                let read = if is_alone {
                    plain::paragraphs(text)
                } else {
                    plain::lines(text)
                };
                (read.into_flow(text), decoded)
            }
            Source::Markdown(decoded) => {
                (readers::markdown::read(&self.name, &decoded.text), decoded)
            }
            Source::Html(decoded) => (readers::html::read(&self.name, &decoded.text), decoded),
            Source::Docx(document) => return document.flow(pictures),
        };
        pictures.settle(&self.name, &mut flow, beside);
        if let Some(guessed) = decoded.guessed {
            let why = message!(
                "the file does not say how it is encoded; it was read as {}",
                guessed
            );
            flow.doubt(&self.name, 1, why);
        }
        flow
    }

    /// Whether the file has both languages.
    fn is_bilingual(&self, flow: &Flow) -> bool {
        match &self.source {
            Source::Text(decoded) => interleaved::is_bilingual(&decoded.text),
            Source::Markdown(_) | Source::Html(_) => interleaved::are_bilingual(&flow.pieces),
            Source::Docx(document) => document.is_bilingual(),
        }
    }
}

/// What is to be brought in.
#[derive(Debug)]
pub enum Inputs {
    /// Files that have both languages, each a chapter or several; or two files, one in each language.
    Files(Vec<Input>),
    /// Chapters of a book in a folder, in their order.
    Folder(Vec<Input>),
    /// Chapters with a file in each language.
    Pairs(Vec<[Input; 2]>),
    /// Files of translators, whose texts are paired.
    Units(Vec<Units>),
}

/// What is made of the files.
#[derive(Debug)]
pub struct Imported {
    /// The languages of the book.
    pub languages: [String; 2],
    /// Paths and contents, `book.yaml` first.
    pub files: Vec<(String, Vec<u8>)>,
    /// How many paragraphs have both languages.
    pub pairs: usize,
    /// How many places a person should look at.
    pub doubts: usize,
}

/// The book to which chapters are added.
#[derive(Debug)]
pub struct Existing {
    pub languages: [String; 2],
    /// The ids of its chapters.
    pub ids: BTreeSet<String>,
    /// The highest number of a chapter.
    pub number: u32,
}

impl Existing {
    /// The tags of the book for the languages that were found, in their order.
    fn languages(&self, found: &[String; 2]) -> Result<[String; 2], Refusal> {
        let same = |one: &str, other: &str| one.split('-').next() == other.split('-').next();
        let own = &self.languages;
        let [first, second] = found;
        if same(first, &own[0]) && same(second, &own[1]) {
            Ok(own.clone())
        } else if same(first, &own[1]) && same(second, &own[0]) {
            Ok([own[1].clone(), own[0].clone()])
        } else {
            Err(Refusal::OtherLanguages {
                found: found.clone(),
                book: own.clone(),
            })
        }
    }
}

/// Why files are not brought in.
#[derive(Debug)]
pub enum Refusal {
    NotText(String),
    Empty(String),
    /// No DOCX, though an archive.
    NotDocx(String),
    /// A file of an older Word, or one with a password.
    OldWord(String),
    Damaged(String),
    /// A file that `export text` wrote.
    Ours(String),
    /// A file that does not say which languages it has.
    Unnamed(String),
    /// The book to which chapters are added has other languages.
    OtherLanguages {
        found: [String; 2],
        book: [String; 2],
    },
    /// The book has a chapter with this id already.
    Taken(String),
    /// What is wrong at a place in a file.
    Fault {
        name: String,
        line: usize,
        column: usize,
        why: Message,
    },
    /// A file that would take too much memory.
    TooLarge(String),
    /// There is no telling which language is which.
    SameScript([String; 2]),
    /// A file that has one language.
    OneLanguage(String),
    NoTranslation {
        names: [String; 2],
        score: f64,
    },
    /// A chapter that has too many paragraphs.
    TooLong {
        name: String,
        paragraphs: usize,
    },
    /// Scores for files that are not two texts.
    Scores,
    /// Scores that cannot be read, by line.
    BadScores(usize),
    /// A fault of diglot.
    Lost {
        name: String,
        characters: isize,
    },
}

impl Refusal {
    fn fault(name: &str, line: usize, column: usize, why: Message) -> Self {
        Self::Fault {
            name: name.to_owned(),
            line,
            column,
            why,
        }
    }

    /// What is wrong, and what to do.
    pub fn message(&self) -> Message {
        match self {
            Self::NotText(name) => message!(
                "{} is not a text; save it as one, as a .txt file in UTF-8",
                name
            ),
            Self::Empty(name) => message!("{} has no text", name),
            Self::NotDocx(name) => message!("{} has no document of Word in it", name),
            Self::OldWord(name) => message!(
                "{} is a file of an older Word, or it has a password; open it in Word or LibreOffice, and save it as DOCX without one",
                name
            ),
            Self::Ours(name) => message!(
                "{} is a file of `export text`; `diglot import --update` brings it back into its book",
                name
            ),
            Self::Unnamed(names) => message!(
                "{} does not say which languages it has; name them in their order, as in `--languages en,zh`",
                names
            ),
            Self::OtherLanguages {
                found: [one, other],
                book: [first, second],
            } => message!(
                "the languages are `{}` and `{}`, but those of the book are `{}` and `{}`",
                one,
                other,
                first,
                second
            ),
            Self::Taken(id) => message!(
                "the book has a chapter `{}` already; nothing was written. If this is another one, give it another title",
                id
            ),
            Self::Fault {
                name,
                line,
                column,
                why,
            } => message!("{}: {}", format!("{name}:{line}:{column}"), why.clone()),
            Self::Damaged(name) => message!("{} is damaged, or not what its name says", name),
            Self::TooLarge(name) => message!(
                "{} is too large to be read, or unpacks to more than any document has",
                name
            ),
            Self::SameScript([first, second]) => message!(
                "{} and {} are in the same script, so there is no telling their languages; name them in the order of the \
                 files, as in `--languages en,fr`",
                first,
                second
            ),
            Self::OneLanguage(name) => message!(
                "{} has one language; give the file of its translation too",
                name
            ),
            Self::NoTranslation {
                names: [first, second],
                score,
            } => message!(
                "{} and {} are no translations of one another (score {}, at least 0.5 is needed); nothing was written",
                first,
                second,
                format!("{score:.2}")
            ),
            Self::TooLong { name, paragraphs } => message!(
                "{} has {} paragraphs, but a chapter has {} at most; make a file of each chapter, in a folder for each \
                 language",
                name,
                paragraphs,
                pair::LONGEST_CHAPTER
            ),
            Self::Scores => message!("`--scores` is for two files, one in each language"),
            Self::BadScores(line) => message!(
                "line {} of the scores is not two numbers of paragraphs, counted from 1, and a score from 0 to 1, separated by tabs",
                line
            ),
            Self::Lost { name, characters } => message!(
                "diglot would lose {} characters of {}, which is a fault of diglot; nothing was written",
                characters.to_string(),
                name
            ),
        }
    }
}

/// Reads the scores that another program gave to pairs of paragraphs: on each line the number of a paragraph of the
/// first text, that of one of the second, and a score.
fn scores(text: &str) -> Result<Scores, Refusal> {
    let mut found = BTreeMap::new();
    for (line, at) in text.lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        let fields: Vec<&str> = line.split_whitespace().collect();
        let read = || {
            let [first, second, score] = fields[..] else {
                return None;
            };
            let number = |field: &str| field.parse::<usize>().ok()?.checked_sub(1);
            let score: f64 = score.parse().ok()?;
            (0.0..=1.0)
                .contains(&score)
                .then_some(((number(first)?, number(second)?), score))
        };
        let (pair, score) = read().ok_or(Refusal::BadScores(at))?;
        found.insert(pair, score);
    }
    Ok(Scores(found))
}

/// Whether a file is of a format that is imported, by its name.
pub fn is_imported(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, it)| it.to_ascii_lowercase());
    extension.is_some_and(|it| {
        ["txt", "md", "markdown", "html", "htm", "xhtml", "docx"].contains(&it.as_str())
    })
}

/// Whether a file is a document of Word, by its name.
pub fn is_document(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, it)| it);
    extension.is_some_and(|it| it.eq_ignore_ascii_case("docx"))
}

/// The files that a list of chapters in Markdown names, in its order.
pub fn chapters_listed(file: &str, text: &str) -> Vec<String> {
    readers::markdown::links(file, text)
}

/// What the languages of a book may be found from.
enum Read {
    /// Files with both languages.
    Bilingual(Vec<(Input, Flow)>),
    Pairs(Vec<([Input; 2], [Flow; 2])>),
    Units(Vec<Units>),
}

/// Brings files in as a new book with this id. The languages are those that `languages` names, else Chinese and
/// English as they are found. `beside` gives the files that lie beside those of each language.
///
/// # Errors
/// If the files are not what they should be.
pub fn import(
    inputs: Inputs,
    id: &str,
    languages: Option<[String; 2]>,
    given: Option<&str>,
    beside: [Beside<'_>; 2],
    existing: Option<&Existing>,
    locale: Locale,
) -> Result<Imported, Refusal> {
    let given = given.map(scores).transpose()?;
    let mut pictures = Pictures::default();
    let read = read(inputs, &mut pictures, beside)?;
    let is_one_pair = matches!(&read, Read::Pairs(pairs) if pairs.len() == 1);
    if given.is_some() && !is_one_pair {
        return Err(Refusal::Scores);
    }
    let languages = languages.map_or_else(|| found_languages(&read), Ok)?;
    let languages = existing.map_or_else(
        || Ok(languages.clone()),
        |existing| existing.languages(&languages),
    )?;
    let chinese = chinese_of(&languages);
    let mut names = Vec::new();
    let mut chapters = Vec::new();
    match read {
        Read::Bilingual(files) => {
            let has_chinese = languages.iter().any(|tag| tag.starts_with("zh"));
            for (input, flow) in files {
                let is_bare = input.is_bare();
                let chapter = if let Source::Docx(document) = input.source {
                    document.chapter(chinese, has_chinese, &mut pictures)
                } else {
                    interleaved::pair_up(&input.name, flow, chinese, is_bare)
                };
                chapters.push((chapter, is_bare));
                names.push(input.name);
            }
        }
        Read::Pairs(pairs) => {
            let (inputs, flows): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
            let are_bare: Vec<bool> = inputs.iter().map(|[first, _]| first.is_bare()).collect();
            let all = inputs
                .iter()
                .zip(flows)
                .map(|([first, second], flows)| Flows {
                    names: [&first.name, &second.name],
                    flows,
                });
            let aligned = pair::aligned(all.collect(), given.as_ref(), chinese);
            let aligned = aligned
                .map_err(|Strangers { names, score }| Refusal::NoTranslation { names, score })?;
            chapters.extend(aligned.into_iter().zip(are_bare));
            names.extend(inputs.into_iter().map(|[first, _]| first.name));
        }
        Read::Units(files) => {
            for (name, chapter) in files
                .into_iter()
                .flat_map(|units| units.in_order(&languages))
            {
                names.push(name);
                chapters.push((chapter, false));
            }
        }
    }
    for (name, (chapter, _)) in names.iter().zip(&chapters) {
        let characters = chapter.unaccounted();
        if characters != 0 {
            let name = name.clone();
            return Err(Refusal::Lost { name, characters });
        }
    }
    let sources = names
        .into_iter()
        .zip(chapters)
        .map(|(name, (chapter, is_bare))| assemble::Read {
            name,
            chapter,
            is_bare,
        });
    assemble::book(
        sources.collect(),
        id,
        languages,
        pictures.files,
        existing,
        locale,
    )
}

/// Reads the files, and finds out whether they have both languages or are two texts.
fn read(inputs: Inputs, pictures: &mut Pictures, beside: [Beside<'_>; 2]) -> Result<Read, Refusal> {
    let (files, is_book) = match inputs {
        Inputs::Files(files) => (files, false),
        Inputs::Folder(files) => (files, true),
        Inputs::Pairs(pairs) => return pairs_of(pairs, pictures, beside).map(Read::Pairs),
        Inputs::Units(files) => return Ok(Read::Units(files)),
    };
    let mut read: Vec<(Input, Flow)> = Vec::new();
    for input in files {
        let flow = input.flow(false, pictures, beside[0]);
        read.push((input, flow));
    }
    let alone = read
        .iter()
        .filter(|(input, flow)| !input.is_bilingual(flow))
        .count();
    if alone == 2 && read.len() == 2 && !is_book {
        let mut inputs = read.into_iter().map(|(input, _)| input);
        if let (Some(first), Some(second)) = (inputs.next(), inputs.next()) {
            // Their pictures are found again.
            *pictures = Pictures::default();
            return pairs_of(vec![[first, second]], pictures, beside).map(Read::Pairs);
        }
        return Ok(Read::Pairs(Vec::new()));
    }
    // A file of a book may be in one language, such as a list of programs, if the others are not.
    let is_refused = if is_book {
        alone * 2 > read.len()
    } else {
        alone > 0
    };
    let mut lone = read
        .iter()
        .filter(|(input, flow)| !input.is_bilingual(flow));
    if is_refused && let Some((input, _)) = lone.next() {
        return Err(Refusal::OneLanguage(input.name.clone()));
    }
    Ok(Read::Bilingual(read))
}

fn pairs_of(
    pairs: Vec<[Input; 2]>,
    pictures: &mut Pictures,
    beside: [Beside<'_>; 2],
) -> Result<Vec<([Input; 2], [Flow; 2])>, Refusal> {
    let mut read = Vec::with_capacity(pairs.len());
    for [first, second] in pairs {
        let flows = [
            first.flow(true, pictures, beside[0]),
            second.flow(true, pictures, beside[1]),
        ];
        for (input, flow) in [(&first, &flows[0]), (&second, &flows[1])] {
            let paragraphs = flow.pieces.len();
            if paragraphs > pair::LONGEST_CHAPTER {
                let name = input.name.clone();
                return Err(Refusal::TooLong { name, paragraphs });
            }
        }
        read.push(([first, second], flows));
    }
    Ok(read)
}

/// The place of Chinese among the languages of a book; the first if it has none.
fn chinese_of(languages: &[String; 2]) -> usize {
    usize::from(!languages[0].starts_with("zh") && languages[1].starts_with("zh"))
}

/// Chinese and English, in the order in which they are found.
fn found_languages(read: &Read) -> Result<[String; 2], Refusal> {
    let tags = |chinese_first: bool| {
        let [first, second] = ["zh".to_owned(), "en".to_owned()];
        if chinese_first {
            [first, second]
        } else {
            [second, first]
        }
    };
    match read {
        Read::Units(files) => {
            let said = files.iter().find_map(|units| units.languages.clone());
            said.ok_or_else(|| {
                let names = files.iter().map(|units| units.name.clone());
                Refusal::Unnamed(names.collect::<Vec<_>>().join(", "))
            })
        }
        Read::Bilingual(files) => {
            let pieces = files
                .iter()
                .filter(|(input, _)| !input.is_bare())
                .flat_map(|(_, flow)| &flow.pieces);
            // The language of the first paragraph that has one.
            let mut languages = pieces.map(rows::leading_language);
            let first = languages.find(|language| *language != Language::Neither);
            Ok(tags(first != Some(Language::Other)))
        }
        Read::Pairs(pairs) => {
            let is_chinese = |side: usize| {
                let pieces = pairs.iter().flat_map(|(_, flows)| &flows[side].pieces);
                let (with, without) = pieces.fold((0, 0), |(with, without), piece| {
                    match rows::language(&piece.words()) {
                        Language::Chinese | Language::Both => (with + 1, without),
                        Language::Other => (with, without + 1),
                        Language::Neither => (with, without),
                    }
                });
                with > without
            };
            match (is_chinese(0), is_chinese(1), pairs.first()) {
                (true, false, _) => Ok(tags(true)),
                (false, true, _) => Ok(tags(false)),
                (_, _, Some(([first, second], _))) => Err(Refusal::SameScript([
                    first.name.clone(),
                    second.name.clone(),
                ])),
                (_, _, None) => Ok(tags(true)),
            }
        }
    }
}

/// The longest id that is made of a title.
const LONGEST_ID: usize = 48;

/// A name of lower-case letters, digits and hyphens.
fn slug(text: &str) -> Option<String> {
    let mut slug = String::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        if !word.is_empty() && slug.len() + word.len() < LONGEST_ID {
            if !slug.is_empty() {
                slug.push('-');
            }
            slug.push_str(&word.to_ascii_lowercase());
        }
    }
    let is_name = slug.starts_with(|c: char| c.is_ascii_alphabetic()) && slug != "null";
    is_name.then_some(slug)
}
