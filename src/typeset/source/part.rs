//! Parts of a book that are laid out by themselves.

use std::collections::BTreeMap;

use super::{NAMES, Setting, TEMPLATES, TypstSource, Writer, matter, string};
use crate::manuscript::{self, AnswerAt, KeySection, Manuscript, Piece, Section};

/// The functions for a part of the book that is laid out by itself.
const PART_NAMES: &str = "after, beyond";

/// The file that all parts import, relative to the main file.
pub const SHARED: &str = "shared.typ";

/// A part of a book that begins on a new page, and so can be laid out by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The front matter, with the chapters that belong to it.
    Front,
    /// A chapter, by its index.
    Chapter(usize),
    /// The notes after the chapters.
    Notes,
    Glossary,
    Key,
    Index,
}

impl Part {
    /// Whether it is a chapter below the title of a part of the book.
    pub fn is_below_title(self, manuscript: &Manuscript<'_>) -> bool {
        match self {
            Self::Chapter(place) => {
                let chapter = manuscript.chapters.get(place);
                chapter.is_some_and(|chapter| chapter.is_in_part)
            }
            Self::Front | Self::Notes | Self::Glossary | Self::Key | Self::Index => false,
        }
    }

    /// The parts of a book, in order.
    pub fn all(manuscript: &Manuscript<'_>) -> Vec<Self> {
        let mut parts = vec![Self::Front];
        let closing = manuscript.before_closing();
        parts.extend((manuscript.front()..closing).map(Self::Chapter));
        let back = [
            (Self::Notes, !manuscript.endnotes().is_empty()),
            (Self::Glossary, !manuscript.glossary.is_empty()),
            (Self::Key, !manuscript.key.is_empty()),
            (Self::Index, manuscript.index.is_some()),
        ];
        parts.extend(back.iter().filter(|(_, has)| *has).map(|(part, _)| *part));
        parts.extend((closing..manuscript.chapters.len()).map(Self::Chapter));
        parts
    }
}

/// Writes the source of one part of an edition.
pub fn write_part<'a>(
    manuscript: &Manuscript<'a>,
    setting: &'a Setting<'a>,
    part: Part,
    surroundings: &'a Surroundings,
) -> TypstSource {
    let mut shared = Writer::new(manuscript, setting);
    shared.layout();
    shared.put(&format!(
        "#let ({NAMES}, {PART_NAMES}) = layout(settings + (in-parts: true))"
    ));
    let mut writer = Writer::new(manuscript, setting);
    writer.around = Some(surroundings);
    writer.vocabulary();
    writer.put(&format!(
        "#import \"/{TEMPLATES}/vocabulary.typ\": far-endnote-call as endnote-call, far-reference as reference, far-term as term"
    ));
    writer.put(&format!("#import \"/{SHARED}\": {NAMES}, {PART_NAMES}"));
    writer.put("#show: book");
    writer.blank();
    if let Some((pages, number)) = surroundings.after {
        let number = number.map_or("none".to_owned(), |number| number.to_string());
        writer.put(&format!("#show: after.with({pages}, {number})"));
    }
    if part == Part::Chapter(manuscript.front()) {
        writer.put("#show: text-proper");
    }
    match part {
        Part::Front => {
            writer.front(manuscript);
            writer.beyond(manuscript);
        }
        Part::Chapter(place) => {
            if let Some(chapter) = manuscript.chapters.get(place) {
                writer.chapter(chapter);
            }
        }
        Part::Notes => writer.endnotes(manuscript),
        Part::Glossary => writer.glossary(manuscript),
        Part::Key => writer.answer_key(manuscript),
        Part::Index => manuscript
            .index
            .iter()
            .for_each(|index| writer.index(index)),
    }
    TypstSource {
        text: writer.text,
        shared: Some(shared.text),
        marks: writer.marks,
    }
}

/// The anchors whose page numbers a part prints without looking them up.
pub fn references<'m>(manuscript: &'m Manuscript<'_>, part: Part) -> Vec<&'m str> {
    let mut ids = of_numbers(manuscript, part);
    if manuscript.edition.has_reference_pages() {
        ids.extend(of_texts(manuscript, part));
    }
    ids
}

/// The anchors to which the texts of a part refer.
fn of_texts<'m>(manuscript: &'m Manuscript<'_>, part: Part) -> Vec<&'m str> {
    let of_key = |key: &'m KeySection<'_>| {
        let answers = key.answers.iter();
        answers.flat_map(|answer| {
            let solution = answer.answer.solution();
            let said = solution.said.iter().map(|(_, line)| line);
            let feedback = solution.feedback.iter().map(|(_, line)| line);
            let lines = said.chain(feedback).chain(&answer.explanation);
            lines.flat_map(manuscript::anchors).collect::<Vec<_>>()
        })
    };
    let of_chapter = |chapter: &'m Section<'_>| {
        let referred = manuscript::referred(&chapter.pieces).into_iter();
        referred.chain(chapter.key.iter().flat_map(of_key))
    };
    match part {
        Part::Front => {
            let front = manuscript.chapters.iter().take(manuscript.front());
            front.flat_map(of_chapter).collect()
        }
        Part::Chapter(place) => {
            let chapter = manuscript.chapters.get(place).into_iter();
            chapter.flat_map(of_chapter).collect()
        }
        Part::Notes => {
            let noted = manuscript
                .endnotes()
                .into_iter()
                .flat_map(|(_, noted)| noted);
            noted
                .flat_map(|(_, noted)| manuscript::anchors(&noted.line))
                .collect()
        }
        Part::Glossary => {
            let entries = manuscript.glossary.iter();
            let lines = entries.flat_map(|entry| entry.definition.iter().chain(&entry.example));
            lines.flat_map(manuscript::anchors).collect()
        }
        Part::Key => manuscript.key.iter().flat_map(of_key).collect(),
        Part::Index => Vec::new(),
    }
}

/// The anchors in other parts whose page numbers stand in lists, and beside questions and answers.
fn of_numbers<'m>(manuscript: &'m Manuscript<'_>, part: Part) -> Vec<&'m str> {
    match part {
        Part::Front => {
            let lists = manuscript.lists.iter().flat_map(|list| &list.entries);
            let headings = matter::headings(manuscript, manuscript.front())
                .into_iter()
                .map(|(_, id)| id);
            headings.chain(lists.map(|entry| entry.id)).collect()
        }
        Part::Chapter(place) => {
            let chapter = manuscript.chapters.get(place);
            // A key at the chapter's end is in the same part.
            let chapter = chapter.filter(|chapter| chapter.key.is_none());
            let pieces = chapter
                .into_iter()
                .flat_map(|chapter| Piece::every(&chapter.pieces));
            let questions = pieces.flat_map(Piece::questions);
            let answers = questions.filter_map(|question| question.answer.as_ref());
            answers.map(AnswerAt::id).collect()
        }
        Part::Key => {
            let answers = manuscript.key.iter().flat_map(|section| &section.answers);
            answers.map(|answer| answer.question_id.as_str()).collect()
        }
        Part::Notes | Part::Glossary | Part::Index => Vec::new(),
    }
}

/// What a part of a book must know about the others.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// The number of placeholder pages before it, and the page counter on the last of them; `None` before the first
    /// chapter, which begins the count.
    pub after: Option<(usize, Option<u64>)>,
    /// Anchors, most of them in other parts, with the page counter at each as far as it is known or guessed.
    pub elsewhere: BTreeMap<String, u64>,
    /// The pages on which terms are used, for the index: by place of the language and term (`0-token`), the page counter
    /// and the address of a use.
    pub uses: BTreeMap<String, Vec<(u64, String)>>,
}

impl Surroundings {
    /// The page counter at some anchors, as far as it is known, as an argument.
    pub(super) fn pages<'i>(&self, ids: impl IntoIterator<Item = &'i str>) -> Option<String> {
        let known = ids.into_iter().filter_map(|id| {
            let number = self.elsewhere.get(id)?;
            Some(format!("{}: {number}, ", string(id)))
        });
        let known: String = known.collect();
        (!known.is_empty()).then(|| format!("pages: ({known})"))
    }

    /// The pages on which terms are used, as an argument.
    pub(super) fn uses(&self) -> String {
        let uses = self.uses.iter().map(|(name, pages)| {
            let pages = pages
                .iter()
                .map(|(number, address)| format!("({number}, {}),", string(address)));
            format!("{}: ({}), ", string(name), pages.collect::<String>())
        });
        let uses: String = uses.collect();
        // `()` would be an empty array.
        let uses = if uses.is_empty() { ":" } else { &uses };
        format!("uses: ({uses})")
    }
}
