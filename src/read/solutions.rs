//! Solutions books: editions that hold the answers of another edition (`answers: separate`).

use super::file::{AnswersFile, BookFile, EditionFile};
use super::shape::{Keyed, LayoutFile};
use crate::book::Chapter;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::edition::Edition;
use crate::message::message;
use crate::walk;

/// Adds a solutions book after each edition with `answers: separate`.
pub fn with(
    editions: Vec<Edition>,
    entries: &Keyed<EditionFile>,
    diagnostics: &mut Diagnostics,
) -> Vec<Edition> {
    let mut all = Vec::new();
    for edition in editions {
        let entry = entries.iter().find(|(name, ..)| *name == edition.name);
        let answers = entry.and_then(|(.., at)| at.value.as_ref()?.answers.as_ref());
        let separate = answers.filter(|at| at.value == Some(AnswersFile::Separate));
        // For handouts the key has been refused already.
        let separate = separate.filter(|_| edition.handouts().is_none());
        let solutions = separate.map(|_| edition.solutions());
        if let Some(solutions) = &solutions
            && let Some((name, key, _)) = entries.iter().find(|(name, ..)| *name == solutions.name)
        {
            diagnostics.push(
                Diagnostic::new(
                    Code::EditionInvalid,
                    message!(
                        "the name `{}` is taken by the solutions book of `{}`",
                        name,
                        edition.name
                    ),
                )
                .at(key)
                .hint(message!(
                    "rename this edition, or remove `answers: separate` from the other"
                )),
            );
        }
        all.push(edition);
        all.extend(solutions);
    }
    all
}

/// Refuses `answers: separate` in a book without questions, whose solutions book would be empty.
pub fn empty(file: &BookFile, chapters: &[Chapter], diagnostics: &mut Diagnostics) {
    let asks = |chapter: &Chapter| walk::quizzes(&chapter.blocks).next().is_some();
    if chapters.iter().any(asks) {
        return;
    }
    let entries = file.editions.as_ref().and_then(|at| at.value.as_ref());
    for (name, _, edition) in entries.into_iter().flat_map(Keyed::iter) {
        let Some(edition) = &edition.value else {
            continue;
        };
        // For handouts the key has been refused already.
        let layout = edition.layout.as_ref().and_then(|at| at.value);
        let answers = edition.answers.as_ref();
        let answers = answers.filter(|_| layout != Some(LayoutFile::Handout));
        if let Some(at) = answers.filter(|at| at.value == Some(AnswersFile::Separate)) {
            diagnostics.push(
                Diagnostic::new(
                    Code::EditionInvalid,
                    message!(
                        "edition `{}`: the book has no answers to put into a file of their own",
                        name
                    ),
                )
                .at(at.at)
                .hint(message!(
                    "add a `quiz` block to the book, or remove the key"
                )),
            );
        }
    }
}
