//! Brings texts in that were not written for diglot: as chapters of a book, with a list of what a person should look
//! at. Nothing is lost: the characters that were read are those that were written and those on the list.

mod align;
mod bilingual;
mod decoding;
mod document;
mod evidence;
mod flow;
mod interleaved;
mod markup;
mod outline;
mod pair;
mod plain;
mod report;
mod rich;
mod rows;
mod scripts;
mod split;
mod tokens;
mod words;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use crate::message::{Locale, Message, message};
use align::Scores;
use document::{Chapter, Content, Doubt, Role};
use pair::{Sides, Strangers};
use rich::Rich;
use scripts::has_han;

pub use decoding::{Decoded, decode};

/// A text file.
#[derive(Debug, Clone)]
pub struct Input {
    /// Its name without folders.
    pub name: String,
    pub decoded: Decoded,
}

impl Input {
    fn text(&self) -> &str {
        &self.decoded.text
    }

    /// A doubt about how the file is encoded, if it does not say so.
    fn doubt(&self) -> Option<Doubt> {
        let guessed = self.decoded.guessed?;
        let why = message!(
            "the file does not say how it is encoded; it was read as {}",
            guessed
        );
        Some(Doubt::new(&self.name, 1, why))
    }
}

/// What is to be brought in.
#[derive(Debug)]
pub enum Inputs {
    /// Files that have both languages, each a chapter.
    Bilingual(Vec<Input>),
    /// Chapters with a file in each language.
    Pairs(Vec<[Input; 2]>),
}

/// What is made of the files.
#[derive(Debug)]
pub struct Imported {
    /// The languages of the book.
    pub languages: [String; 2],
    /// Paths and texts, `book.yaml` first.
    pub files: Vec<(String, String)>,
    /// How many paragraphs have both languages.
    pub pairs: usize,
    /// How many places a person should look at.
    pub doubts: usize,
}

/// Why files are not brought in.
#[derive(Debug)]
pub enum Refusal {
    NotText(String),
    Empty(String),
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
    /// Scores that cannot be read, by line.
    BadScores(usize),
    /// A fault of diglot.
    Lost {
        name: String,
        characters: isize,
    },
}

impl Refusal {
    /// What is wrong, and what to do.
    pub fn message(&self) -> Message {
        match self {
            Self::NotText(name) => message!(
                "{} is not a text; save it as one, as a .txt file in UTF-8",
                name
            ),
            Self::Empty(name) => message!("{} has no text", name),
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

/// Whether a text has both languages.
pub fn is_bilingual(text: &str) -> bool {
    interleaved::is_bilingual(text)
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

/// Brings files in as a new book with this id. The languages are those that `languages` names, else Chinese and
/// English as they are found.
///
/// # Errors
/// If the files are not what they should be.
pub fn import(
    inputs: &Inputs,
    id: &str,
    languages: Option<[String; 2]>,
    given: Option<&str>,
    locale: Locale,
) -> Result<Imported, Refusal> {
    let given = given.map(scores).transpose()?;
    let languages = languages.map_or_else(|| found_languages(inputs), Ok)?;
    let (names, mut chapters) = match inputs {
        Inputs::Bilingual(files) => bilingual(files, &languages)?,
        Inputs::Pairs(pairs) => aligned(pairs, given.as_ref(), chinese_of(&languages))?,
    };
    for (name, chapter) in names.iter().zip(&chapters) {
        let characters = chapter.unaccounted();
        if characters != 0 {
            let name = name.clone();
            return Err(Refusal::Lost { name, characters });
        }
    }
    for (name, chapter) in names.iter().zip(&mut chapters) {
        settle_title(name, chapter);
    }
    number(&mut chapters);
    let ids = ids(&names, &chapters, &languages);
    let paths: Vec<String> = ids.iter().map(|id| format!("chapters/{id}.yaml")).collect();
    let title = match &chapters[..] {
        [only] => only.title.each_ref().map(Rich::title),
        _ => [id.to_owned(), id.to_owned()],
    };
    let mut files = vec![(
        "book.yaml".to_owned(),
        yaml::book(id, &languages, &title, &paths),
    )];
    for (((path, id), chapter), name) in paths.iter().zip(&ids).zip(&mut chapters).zip(&names) {
        let written = yaml::chapter(chapter, id, &languages);
        files.push((path.clone(), written.text));
        for (line, words) in written.unmarked {
            let why = message!("a mark in this cannot be written where it stands, and is left out");
            chapter
                .doubts
                .push(Doubt::new(name, line, why).about(&words));
        }
    }
    let rows = chapters.iter().flat_map(|chapter| &chapter.rows);
    let pairs = rows
        .filter(|row| row.only().is_none() && row.content != Content::SceneBreak)
        .count();
    let doubts = chapters.iter().map(|chapter| chapter.doubts.len()).sum();
    let listed: Vec<(String, Chapter)> = paths.into_iter().zip(chapters).collect();
    files.push(("IMPORT.md".to_owned(), report::report(&listed, locale)));
    Ok(Imported {
        languages,
        files,
        pairs,
        doubts,
    })
}

/// The place of Chinese among the languages of a book; the first if it has none.
fn chinese_of(languages: &[String; 2]) -> usize {
    usize::from(!languages[0].starts_with("zh") && languages[1].starts_with("zh"))
}

fn bilingual(
    files: &[Input],
    languages: &[String; 2],
) -> Result<(Vec<String>, Vec<Chapter>), Refusal> {
    let chinese = chinese_of(languages);
    let mut names = Vec::new();
    let mut chapters = Vec::new();
    for file in files {
        if !is_bilingual(file.text()) {
            return Err(Refusal::OneLanguage(file.name.clone()));
        }
        names.push(file.name.clone());
        let mut chapter = interleaved::read(&file.name, file.text(), chinese);
        chapter.doubts.extend(file.doubt());
        chapters.push(chapter);
    }
    Ok((names, chapters))
}

fn aligned(
    pairs: &[[Input; 2]],
    scores: Option<&Scores>,
    chinese: usize,
) -> Result<(Vec<String>, Vec<Chapter>), Refusal> {
    for input in pairs.iter().flatten() {
        let paragraphs = plain::paragraphs(input.text()).pieces.len();
        if paragraphs > pair::LONGEST_CHAPTER {
            let name = input.name.clone();
            return Err(Refusal::TooLong { name, paragraphs });
        }
    }
    let sides: Vec<Sides<'_>> = pairs
        .iter()
        .map(|[first, second]| Sides {
            names: [&first.name, &second.name],
            texts: [first.text(), second.text()],
        })
        .collect();
    let mut chapters = pair::read(&sides, scores, chinese)
        .map_err(|Strangers { names, score }| Refusal::NoTranslation { names, score })?;
    for (chapter, pair) in chapters.iter_mut().zip(pairs) {
        chapter.doubts.extend(pair.iter().filter_map(Input::doubt));
    }
    Ok((
        pairs.iter().map(|[first, _]| first.name.clone()).collect(),
        chapters,
    ))
}

/// Chinese and English, in the order in which they are found.
fn found_languages(inputs: &Inputs) -> Result<[String; 2], Refusal> {
    let tags = |chinese_first: bool| {
        let tags = ["zh".to_owned(), "en".to_owned()];
        let [first, second] = tags;
        if chinese_first {
            [first, second]
        } else {
            [second, first]
        }
    };
    match inputs {
        Inputs::Bilingual(_) => Ok(tags(true)),
        Inputs::Pairs(pairs) => {
            let is_chinese = |side: usize| {
                let lines = pairs.iter().flat_map(|pair| pair[side].text().lines());
                let lines = lines.filter(|line| !line.trim().is_empty());
                let (with, all) = lines.fold((0, 0), |(with, all), line| {
                    (with + usize::from(has_han(line)), all + 1)
                });
                with * 2 > all
            };
            match (is_chinese(0), is_chinese(1), pairs.first()) {
                (true, false, _) => Ok(tags(true)),
                (false, true, _) => Ok(tags(false)),
                (_, _, Some([first, second])) => Err(Refusal::SameScript([
                    first.name.clone(),
                    second.name.clone(),
                ])),
                (_, _, None) => Ok(tags(true)),
            }
        }
    }
}

/// Finds the title of a chapter: its first heading, or the name of its file.
fn settle_title(name: &str, chapter: &mut Chapter) {
    let first = chapter
        .rows
        .first_mut()
        .map(|row| (&mut row.content, row.depth));
    if let Some((Content::Words(role @ Role::Heading(_), said), 0)) = first
        && let (Some(first), Some(second)) = (said.in_language(0), said.in_language(1))
    {
        chapter.title = [first.clone(), second.clone()];
        *role = Role::Heading(0);
    } else {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        chapter.title = [Rich::plain(stem), Rich::plain(stem)];
        let why = message!(
            "the chapter begins without a title in both languages, so it has the name of its file"
        );
        chapter
            .doubts
            .insert(0, Doubt::new(name, 1, why).about(stem));
    }
    // Only the first heading of a chapter can be its title.
    for row in chapter.rows.iter_mut().skip(1) {
        if let Content::Words(role @ Role::Heading(0), _) = &mut row.content {
            *role = Role::Heading(1);
        }
    }
}

/// Numbers the chapters: as they say, if they all do so and in order, else one after the other.
fn number(chapters: &mut [Chapter]) {
    let numbers: Vec<Option<u32>> = chapters.iter().map(|chapter| chapter.number).collect();
    let in_order =
        numbers.iter().all(Option::is_some) && numbers.is_sorted_by(|one, next| one < next);
    if !in_order {
        for (chapter, number) in chapters.iter_mut().zip(1..) {
            chapter.number = Some(number);
        }
    }
}

/// The ids of chapters: from their English title or the name of their file, with a number where that is taken.
fn ids(names: &[String], chapters: &[Chapter], languages: &[String; 2]) -> Vec<String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut ids = Vec::new();
    for ((name, chapter), number) in names.iter().zip(chapters).zip(1..) {
        let latin = usize::from(languages[0].starts_with("zh"));
        let stem = name
            .rsplit_once('.')
            .map_or(name.as_str(), |(stem, _)| stem);
        let wanted = [slug(&chapter.title[latin].title()), slug(stem)]
            .into_iter()
            .flatten()
            .next();
        let wanted = wanted.unwrap_or_else(|| format!("chapter-{number}"));
        let mut id = wanted.clone();
        let mut next = 2;
        while !taken.insert(id.clone()) {
            id = format!("{wanted}-{next}");
            next += 1;
        }
        ids.push(id);
    }
    ids
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
