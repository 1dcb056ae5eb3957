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
mod refusal;
mod report;
mod rich;
mod rows;
mod scripts;
mod split;
mod tidy;
mod tokens;
mod units;
mod whole;
mod words;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use crate::message::{Locale, message};
use align::Scores;
use flow::{Flow, Flows};
use pair::Strangers;
use pictures::Pictures;
use readers::epub::Opened;
use rows::Language;

pub use decoding::{Decoded, decode};
pub use docx::Docx;
pub use pictures::Beside;
pub use refusal::Refusal;
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
    Epub(Vec<u8>),
    /// What Pandoc makes of a document, as JSON.
    Pandoc(Vec<u8>),
}

impl Input {
    /// Reads a file by its extension; `None` if that is of no format that is imported.
    ///
    /// # Errors
    /// If it should be a text and is none.
    pub fn of(name: &str, bytes: Vec<u8>) -> Result<Option<Self>, Refusal> {
        let source = match extension(name).as_str() {
            "txt" => Source::Text(decode(name, &bytes)?),
            "md" | "markdown" => Source::Markdown(decode(name, &bytes)?),
            "html" | "htm" | "xhtml" => Source::Html(decode(name, &bytes)?),
            "docx" => Source::Docx(Box::new(Docx::read(name, bytes)?)),
            "epub" => Source::Epub(bytes),
            _ => return Ok(None),
        };
        let name = name.to_owned();
        Ok(Some(Self { name, source }))
    }

    /// A document as Pandoc has it.
    pub fn of_pandoc(name: &str, json: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            source: Source::Pandoc(json),
        }
    }

    /// Whether nothing in it says what its lines are.
    fn is_bare(&self) -> bool {
        matches!(self.source, Source::Text(_))
    }

    /// What is in the file, with its pictures. `is_alone` says whether it has one language.
    fn opened(
        &self,
        is_alone: bool,
        pictures: &mut Pictures,
        beside: Beside<'_>,
    ) -> Result<Opened, Refusal> {
        let (mut opened, guessed) = match &self.source {
            Source::Epub(bytes) => return readers::epub::read(&self.name, bytes, pictures),
            Source::Docx(document) => return Ok(Opened::of(document.flow(pictures))),
            Source::Pandoc(json) => (readers::pandoc::read(&self.name, json)?, None),
            Source::Text(Decoded { text, guessed }) => {
                let read = if is_alone {
                    plain::paragraphs(text)
                } else {
                    plain::lines(text)
                };
                (Opened::of(read.into_flow(text)), *guessed)
            }
            Source::Markdown(Decoded { text, guessed }) => (
                Opened::of(readers::markdown::read(&self.name, text)),
                *guessed,
            ),
            Source::Html(Decoded { text, guessed }) => {
                (Opened::of(readers::html::read(&self.name, text)), *guessed)
            }
        };
        let flow = &mut opened.flow;
        pictures.settle(&self.name, flow, beside);
        if let Some(guessed) = guessed {
            let why = message!(
                "the file does not say how it is encoded; it was read as {}",
                guessed
            );
            flow.doubt(&self.name, 1, why);
        }
        Ok(opened)
    }

    /// Whether the file has both languages.
    fn is_bilingual(&self, flow: &Flow) -> bool {
        match &self.source {
            Source::Text(decoded) => interleaved::is_bilingual(&decoded.text),
            Source::Markdown(_) | Source::Html(_) | Source::Epub(_) | Source::Pandoc(_) => {
                interleaved::are_bilingual(&flow.pieces)
            }
            Source::Docx(document) => document.is_bilingual(),
        }
    }
}

fn extension(name: &str) -> String {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.unwrap_or_default().to_ascii_lowercase()
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
    let all = [
        "txt", "md", "markdown", "html", "htm", "xhtml", "docx", "epub",
    ];
    all.contains(&extension(name).as_str())
}

/// Whether a file is an archive of several, by its name.
pub fn is_archive(name: &str) -> bool {
    ["docx", "epub"].contains(&extension(name).as_str())
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
    let mut about = About::default();
    let read = read(inputs, &mut pictures, &mut about, beside)?;
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
        &about,
        pictures.files,
        existing,
        locale,
    )
}

/// Reads the files, and finds out whether they have both languages or are two texts.
fn read(
    inputs: Inputs,
    pictures: &mut Pictures,
    about: &mut About,
    beside: [Beside<'_>; 2],
) -> Result<Read, Refusal> {
    let (files, is_book) = match inputs {
        Inputs::Files(files) => (files, false),
        Inputs::Folder(files) => (files, true),
        Inputs::Pairs(pairs) => return pairs_of(pairs, pictures, about, beside).map(Read::Pairs),
        Inputs::Units(files) => return Ok(Read::Units(files)),
    };
    let mut read: Vec<(Input, Flow)> = Vec::new();
    for input in files {
        let opened = input.opened(false, pictures, beside[0])?;
        about.add(&opened, [true, true]);
        read.push((input, opened.flow));
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
            *about = About::default();
            let pairs = pairs_of(vec![[first, second]], pictures, about, beside);
            return pairs.map(Read::Pairs);
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

/// The files of a chapter in each language, and what was read of them.
type ReadPair = ([Input; 2], [Flow; 2]);

fn pairs_of(
    pairs: Vec<[Input; 2]>,
    pictures: &mut Pictures,
    about: &mut About,
    beside: [Beside<'_>; 2],
) -> Result<Vec<ReadPair>, Refusal> {
    let mut read = Vec::with_capacity(pairs.len());
    for [first, second] in pairs {
        let one = first.opened(true, pictures, beside[0])?;
        let other = second.opened(true, pictures, beside[1])?;
        about.add(&one, [true, false]);
        about.add(&other, [false, true]);
        let flows = [one.flow, other.flow];
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

/// What files say of the whole book.
#[derive(Debug, Default)]
pub(crate) struct About {
    titles: [Option<String>; 2],
    cover: Option<String>,
}

impl About {
    /// Adds what a file says that has these languages.
    fn add(&mut self, opened: &Opened, has: [bool; 2]) {
        for (title, has) in self.titles.iter_mut().zip(has) {
            if has && title.is_none() {
                title.clone_from(&opened.title);
            }
        }
        if self.cover.is_none() {
            self.cover.clone_from(&opened.cover);
        }
    }
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
