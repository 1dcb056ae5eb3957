//! Checks how Chinese titles, names and terms are sorted: readings that are guesses, and authors' pinyin.

use crate::book::{Book, Text};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::lang::{Lang, Side, filing, is_han};
use crate::message::{either, message};

/// Warns where a reading is a guess, and refuses pinyin that does not fit its text.
pub fn check(book: &Book, diagnostics: &mut Diagnostics) {
    let mut found = Vec::new();
    for side in [Side::A, Side::B] {
        let lang = book.languages.get(side);
        if lang.primary() != "zh" {
            continue;
        }
        let warn = |text: &Text, doubt: Option<char>, example: String| {
            doubt.map(|character| doubtful(text, character, lang, &example))
        };
        if book.sort.get(side).is_none() {
            let title = book.title.get(side);
            let filed = book.title_sort(side).unwrap_or_default();
            found.extend(warn(title, filing::doubt(&title.plain()), filed));
        }
        for creator in &book.creators {
            let name = creator.name.get(side);
            if creator.sort.get(side).is_some() {
                continue;
            }
            let plain = name.plain();
            let doubt = if creator.is_organisation {
                filing::doubt(&plain)
            } else {
                filing::doubt_in_name(&plain)
            };
            let filed = book.file_as(creator, side).unwrap_or_default();
            found.extend(warn(name, doubt, format!("\"{filed}\"")));
        }
        if !lang.alphabet().sorts_by_sound() {
            continue;
        }
        for term in &book.glossary {
            let word = term.term.get(side);
            let plain = word.plain();
            match term.sort.get(side) {
                None => {
                    let doubt = filing::doubt(&plain);
                    found.extend(warn(word, doubt, filing::spelling(&plain)));
                }
                Some(sort) => {
                    let spelled = sort.plain();
                    if plain.contains(is_han) && !filing::is_spelled(&plain, &spelled) {
                        found.push(misspelt(sort, &plain, &spelled));
                    }
                }
            }
        }
    }
    for one in found {
        diagnostics.push(one);
    }
}

fn doubtful(text: &Text, character: char, lang: &Lang, example: &str) -> Diagnostic {
    let found = ambiguous(&text.plain(), character).hint(message!(
        "it is sorted as `{0}`; to be sure, write `sort: { {1}: {0} }`",
        example,
        lang.tag()
    ));
    match text.at {
        Some(at) => found.at(at),
        None => found,
    }
}

fn misspelt(sort: &Text, word: &str, spelled: &str) -> Diagnostic {
    let found = misread(word, spelled);
    match sort.at {
        Some(at) => found.at(at),
        None => found,
    }
}

/// That the reading of a character in a word is a guess; without a place and a hint.
pub(super) fn ambiguous(word: &str, character: char) -> Diagnostic {
    let readings = filing::readings(character);
    let readings: Vec<String> = readings.iter().map(|one| format!("`{one}`")).collect();
    Diagnostic::new(
        Code::FilingDoubtful,
        message!(
            "`{}` in `{}` can be read {}, and diglot cannot tell which is meant",
            character,
            word,
            either(readings)
        ),
    )
}

/// That pinyin does not fit its word; without a place.
pub(super) fn misread(word: &str, spelled: &str) -> Diagnostic {
    Diagnostic::new(
        Code::FilingSort,
        message!("`{}` is not a reading of `{}`", spelled, word),
    )
    .hint(message!(
        "write one syllable for each character, as in `{}`",
        filing::spelling(word)
    ))
}
