//! The roles of chapters: their order, and the letters of appendices.

use crate::book::{ChapterNumber, ChapterRole, Matter};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::message::message;
use crate::read::file::{ChapterFile, ChapterRoleFile};
use crate::read::shape::At;
use crate::source::Span;

/// The largest number of appendices: each has a letter.
const LETTERS: usize = 26;

/// The role of a chapter.
pub(super) fn role(file: &ChapterFile) -> ChapterRole {
    match file.role.as_ref().and_then(|role| role.value) {
        None | Some(ChapterRoleFile::Chapter) => ChapterRole::Chapter,
        Some(ChapterRoleFile::Dedication) => ChapterRole::Dedication,
        Some(ChapterRoleFile::Epigraph) => ChapterRole::Epigraph,
        Some(ChapterRoleFile::Foreword) => ChapterRole::Foreword,
        Some(ChapterRoleFile::Preface) => ChapterRole::Preface,
        Some(ChapterRoleFile::Introduction) => ChapterRole::Introduction,
        Some(ChapterRoleFile::Acknowledgements) => ChapterRole::Acknowledgements,
        Some(ChapterRoleFile::Part) => ChapterRole::Part,
        Some(ChapterRoleFile::Appendix) => ChapterRole::Appendix,
        Some(ChapterRoleFile::Afterword) => ChapterRole::Afterword,
        Some(ChapterRoleFile::AboutAuthor) => ChapterRole::AboutAuthor,
        Some(ChapterRoleFile::AlsoBy) => ChapterRole::AlsoBy,
        Some(ChapterRoleFile::Colophon) => ChapterRole::Colophon,
    }
}

/// The letter of each chapter that is an appendix, in order; `None` for the others and after `Z`.
pub(super) fn letters<'f>(files: impl IntoIterator<Item = &'f ChapterFile>) -> Vec<Option<char>> {
    let mut letters = 'A'..='Z';
    let mut letter = |file| {
        (role(file) == ChapterRole::Appendix)
            .then(|| letters.next())
            .flatten()
    };
    files.into_iter().map(&mut letter).collect()
}

/// The number of a chapter, or the letter of an appendix.
pub(super) fn number(file: &ChapterFile, letter: Option<char>) -> Option<ChapterNumber> {
    let number = file.number.as_ref().and_then(|number| number.value);
    letter
        .map(ChapterNumber::Appendix)
        .or(number.map(ChapterNumber::Chapter))
}

/// The diagnostic for a number at a chapter that has none.
pub(super) fn numbered(role: ChapterRole, at: Span) -> Diagnostic {
    let hint = match role {
        ChapterRole::Appendix => {
            message!("remove `number:`; appendices have letters, in their order")
        }
        ChapterRole::Part => message!("write `label: Part One`, or remove `number:`"),
        ChapterRole::Dedication
        | ChapterRole::Epigraph
        | ChapterRole::Foreword
        | ChapterRole::Preface
        | ChapterRole::Introduction
        | ChapterRole::Acknowledgements
        | ChapterRole::Chapter
        | ChapterRole::Afterword
        | ChapterRole::Bibliography
        | ChapterRole::AboutAuthor
        | ChapterRole::AlsoBy
        | ChapterRole::Colophon => {
            message!("remove `number:`, or `role:` if this is a chapter of the text")
        }
    };
    Diagnostic::new(
        Code::ChapterRole,
        message!("only chapters of the text have a number"),
    )
    .at(at)
    .hint(hint)
}

/// The diagnostic for a quiz in the front matter, whose pages are numbered last: an answer could not refer to it.
pub(super) fn quiz_in_front(at: Span) -> Diagnostic {
    Diagnostic::new(
        Code::ChapterRole,
        message!("the front matter cannot have a quiz"),
    )
    .at(at)
    .hint(message!("move it to a chapter of the text"))
}

/// The diagnostic for a heading in a dedication, an epigraph or the title of a part.
pub(super) fn heading_on_plate(role: ChapterRole, at: Span) -> Diagnostic {
    let (message, hint) = if role.is_plate() {
        (
            message!("a dedication or an epigraph cannot have headings"),
            message!("remove it, or make this a `foreword` or a `preface`"),
        )
    } else {
        (
            message!("the title of a part cannot have headings"),
            message!("remove it, or move it into a chapter of the part"),
        )
    };
    Diagnostic::new(Code::ChapterRole, message)
        .at(at)
        .hint(hint)
}

/// The diagnostic for a quiz below the title of a part.
pub(super) fn quiz_in_part(at: Span) -> Diagnostic {
    Diagnostic::new(
        Code::ChapterRole,
        message!("the title of a part cannot have a quiz"),
    )
    .at(at)
    .hint(message!("move it to a chapter of the part"))
}

/// The diagnostic for a quiz in a chapter of one language.
pub(super) fn quiz_in_one_language(at: Span) -> Diagnostic {
    Diagnostic::new(
        Code::PairOnly,
        message!("a chapter in one language cannot have a quiz"),
    )
    .at(at)
    .hint(message!(
        "move it to a chapter in both languages, and write `only:` there"
    ))
}

/// The diagnostic for the title of a part in one language.
pub(super) fn part_in_one_language(at: Span) -> Diagnostic {
    Diagnostic::new(
        Code::PairOnly,
        message!("the title of a part is in both languages"),
    )
    .at(at)
    .hint(message!(
        "remove `only:` here; the chapters of the part may be in one language"
    ))
}

/// The diagnostic for a label of something other than a part.
pub(super) fn labelled(at: Span) -> Diagnostic {
    Diagnostic::new(Code::ChapterRole, message!("only a part has a `label:`"))
        .at(at)
        .hint(message!("remove it, or write `role: part`"))
}

/// The diagnostic for a part without chapters.
fn empty_part(at: Span) -> Diagnostic {
    Diagnostic::new(
        Code::ChapterRole,
        message!("no chapter of the text follows the title of this part"),
    )
    .at(at)
    .hint(message!(
        "list its chapters after it in `chapters:`, or remove it"
    ))
}

/// Reports chapters whose place does not suit their role. Nothing is missing from a book of which `wanted` chapters have
/// not all been read.
pub(super) fn check_order(
    chapters: &[At<ChapterFile>],
    wanted: usize,
    diagnostics: &mut Diagnostics,
) {
    let read = chapters.iter().filter(|chapter| chapter.value.is_some());
    let is_whole = read.count() == wanted;
    let mut reached = Matter::Front;
    let mut has_others = false;
    let mut has_text = false;
    let mut is_shared = false;
    let mut last = None;
    let mut appendices = 0;
    // A part whose first chapter has not come yet.
    let mut part = None;
    for file in chapters.iter().filter_map(|chapter| chapter.value.as_ref()) {
        let role = role(file);
        let at = file.role.as_ref().map_or(file.id.at, |role| role.at);
        let misplaced = if role.matter() < reached {
            Some(match role.matter() {
                Matter::Front => (
                    message!("this belongs before the chapters of the text"),
                    message!("move its file up in `chapters:` in book.yaml"),
                ),
                Matter::Body | Matter::Back => (
                    if role == ChapterRole::Part {
                        message!("a part follows the back matter")
                    } else {
                        message!("a chapter of the text follows the back matter")
                    },
                    message!("move its file up in `chapters:` in book.yaml, or give it a `role:`"),
                ),
            })
        } else if role.is_plate() && has_others {
            Some((
                message!("a dedication or an epigraph stands before the rest of the front matter"),
                message!("move its file up in `chapters:` in book.yaml"),
            ))
        } else {
            None
        };
        if let Some((message, hint)) = misplaced {
            diagnostics.push(
                Diagnostic::new(Code::ChapterRole, message)
                    .at(at)
                    .hint(hint),
            );
        }
        if let Some(at) = part.take()
            && role != ChapterRole::Chapter
            && is_whole
        {
            diagnostics.push(empty_part(at));
        }
        part = (role == ChapterRole::Part && role.matter() >= reached).then_some(at);
        has_others |= !role.is_plate();
        appendices += usize::from(role == ChapterRole::Appendix);
        if role == ChapterRole::Appendix && appendices == LETTERS + 1 {
            diagnostics.push(
                Diagnostic::new(
                    Code::ChapterRole,
                    message!(
                        "a book has {} appendices at most, as many as there are letters",
                        LETTERS
                    ),
                )
                .at(at)
                .hint(message!("join some of them, or make them chapters")),
            );
        }
        let is_text = role == ChapterRole::Chapter;
        has_text |= is_text;
        is_shared |= is_text && file.only.is_none();
        last = Some(at);
        reached = reached.max(role.matter());
    }
    if !is_whole {
        return;
    }
    if let Some(at) = part {
        diagnostics.push(empty_part(at));
    } else if let Some(at) = last.filter(|_| !has_text) {
        diagnostics.push(
            Diagnostic::new(
                Code::ChapterRole,
                message!("the book has front and back matter, but no chapters of the text"),
            )
            .at(at)
            .hint(message!("add one, or remove `role:` from a chapter")),
        );
    } else if let Some(at) = last.filter(|_| !is_shared) {
        diagnostics.push(
            Diagnostic::new(
                Code::PairOnly,
                message!("no chapter of the text is in both languages"),
            )
            .at(at)
            .hint(message!("remove `only:` from one of them")),
        );
    }
}
