//! Chapters, and whatever else of a book is written like a chapter.

use std::collections::BTreeMap;
use std::fmt;

use super::{Block, Text};
use crate::lang::{Labels, Pair, Side, fill};

/// A chapter, a section of the front or back matter, or the title of a part.
#[derive(Debug, Clone)]
pub struct Chapter {
    pub id: String,
    pub number: Option<ChapterNumber>,
    pub role: ChapterRole,
    /// The language that alone has it; the texts of the other are empty.
    pub only: Option<Side>,
    /// What a part is called before its title: `Part One`.
    pub label: Option<Pair<Text>>,
    pub title: Pair<Text>,
    pub blocks: Vec<Block>,
    /// The numbers of its figures, tables and listings; see [`Numbering`](super::Numbering).
    pub numbers: BTreeMap<String, String>,
}

/// If this is a part, the language that alone has its chapters. Editions of the other one leave it out. `following` are
/// the roles of what follows it, and the languages that alone have that.
pub fn chapters_in_one_language(
    role: ChapterRole,
    following: impl Iterator<Item = (ChapterRole, Option<Side>)>,
) -> Option<Side> {
    let chapters = following.take_while(|(role, _)| *role == ChapterRole::Chapter);
    let mut languages = chapters.map(|(_, only)| only);
    let first = (role == ChapterRole::Part).then(|| languages.next())??;
    first.filter(|_| languages.all(|only| only == first))
}

impl Chapter {
    /// Whether `name`, as given on the command line or for an edition, means this chapter: its number or its id.
    pub fn is_called(&self, name: &str) -> bool {
        self.id == name || self.number.is_some_and(|number| number.to_string() == name)
    }

    /// Whether a list of chapter names includes this one; an empty list includes all.
    pub fn is_selected_by(&self, names: &[String]) -> bool {
        names.is_empty() || names.iter().any(|name| self.is_called(name))
    }

    /// The chapter's name for people: its number, or its id if it has none.
    pub fn call(&self) -> String {
        self.number
            .map_or_else(|| self.id.clone(), |number| number.to_string())
    }
}

/// The number of a chapter, or the letter of an appendix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChapterNumber {
    Chapter(u32),
    Appendix(char),
}

impl ChapterNumber {
    /// In words: `Chapter 1`, `Appendix A`.
    pub fn words(self, labels: &Labels<'_>) -> String {
        match self {
            Self::Chapter(_) => fill(labels.chapter, self),
            Self::Appendix(_) => fill(labels.appendix, self),
        }
    }
}

impl fmt::Display for ChapterNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chapter(number) => number.fmt(f),
            Self::Appendix(letter) => letter.fmt(f),
        }
    }
}

/// What a chapter is in its book, which decides its place, its folios and what reading systems call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChapterRole {
    Dedication,
    Epigraph,
    Foreword,
    Preface,
    Introduction,
    Acknowledgements,
    /// Opens a part of the book, to which the chapters after it belong.
    Part,
    /// An ordinary chapter.
    Chapter,
    Appendix,
    Afterword,
    /// The list of the works that the book cites, which the program makes.
    Bibliography,
    /// About the author.
    AboutAuthor,
    /// Other books by the author.
    AlsoBy,
    Colophon,
}

/// A division of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    Front,
    Body,
    Back,
}

impl ChapterRole {
    pub fn matter(self) -> Matter {
        match self {
            Self::Dedication
            | Self::Epigraph
            | Self::Foreword
            | Self::Preface
            | Self::Introduction
            | Self::Acknowledgements => Matter::Front,
            Self::Part | Self::Chapter => Matter::Body,
            Self::Appendix
            | Self::Afterword
            | Self::Bibliography
            | Self::AboutAuthor
            | Self::AlsoBy
            | Self::Colophon => Matter::Back,
        }
    }

    /// Whether it holds no sections and no questions of its own.
    pub fn is_opening(self) -> bool {
        self.is_plate() || self == Self::Part
    }

    /// Whether it stands before the contents, on a page of its own without its title.
    pub fn is_plate(self) -> bool {
        matches!(self, Self::Dedication | Self::Epigraph)
    }

    /// Whether it stands at the very end, after the glossary, the answers and the index.
    pub fn is_closing(self) -> bool {
        matches!(self, Self::AboutAuthor | Self::AlsoBy | Self::Colophon)
    }

    /// Its name in the EPUB Structural Semantics Vocabulary 1.1, which has none for some.
    pub fn semantics(self) -> Option<&'static str> {
        match self {
            Self::Dedication => Some("dedication"),
            Self::Epigraph => Some("epigraph"),
            Self::Foreword => Some("foreword"),
            Self::Preface => Some("preface"),
            Self::Introduction => Some("introduction"),
            Self::Acknowledgements => Some("acknowledgments"),
            Self::Part => Some("part"),
            Self::Chapter => Some("chapter"),
            Self::Appendix => Some("appendix"),
            Self::Afterword => Some("afterword"),
            Self::Bibliography => Some("bibliography"),
            Self::Colophon => Some("colophon"),
            Self::AboutAuthor | Self::AlsoBy => None,
        }
    }
}
