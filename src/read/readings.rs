//! Readings that are made for Chinese characters, and those of them that are guesses.

use super::file::RubyFile;
use super::shape::At;
use crate::book::{Book, Doubt, Readings, Spelling, has_readings};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::edition::{Edition, Languages};
use crate::lang::{Lang, Pair, Side};
use crate::message::{either, message};
use crate::source::Span;

/// The readings that `ruby:` asks for.
pub fn of(file: RubyFile) -> Readings {
    match file {
        RubyFile::Typed => Readings::Typed,
        RubyFile::None => Readings::None,
        RubyFile::Pinyin => Readings::Made(Spelling::Pinyin),
        RubyFile::Bopomofo => Readings::Made(Spelling::Bopomofo),
    }
}

/// The readings of an edition in some of the book's languages; an error if none of them has such readings.
pub fn of_edition(
    name: &str,
    file: Option<&At<RubyFile>>,
    chosen: Languages,
    languages: &Pair<Lang>,
    diagnostics: &mut Diagnostics,
) -> Readings {
    let Some((readings, at)) = file.and_then(|at| Some((of(at.value?), at.at))) else {
        return Readings::Typed;
    };
    let is_read = |side: Side| chosen.shows(side) && has_readings(languages.get(side));
    if matches!(readings, Readings::Made(_)) && !is_read(Side::A) && !is_read(Side::B) {
        diagnostics.push(super::editions::refusal(
            name,
            &message!("`ruby: {}` needs a text in Chinese", readings.name()),
            at,
            message!("remove the key; readings of other languages are typed, as in `{字|zì}`"),
        ));
    }
    readings
}

/// Warns of the guesses among the readings that editions make.
pub fn check(book: &Book, editions: &[Edition], diagnostics: &mut Diagnostics) {
    let mut asked = editions.iter().map(|edition| edition.readings);
    // Every spelling leaves the same in doubt.
    let Some(readings) = asked.find(|readings| matches!(readings, Readings::Made(_))) else {
        return;
    };
    for (doubt, at) in book.with_readings(readings).1 {
        diagnostics.push(doubtful(&doubt, at));
    }
}

/// The warning for a reading that is a guess.
pub fn doubtful(doubt: &Doubt, at: Option<Span>) -> Diagnostic {
    let all = std::iter::once(&doubt.given).chain(&doubt.others);
    let all: Vec<String> = all.map(|reading| format!("`{reading}`")).collect();
    let other = doubt.others.first().unwrap_or(&doubt.given);
    let found = Diagnostic::new(
        Code::ReadingDoubtful,
        message!(
            "`{}` can be read {}, and diglot cannot tell which is meant",
            doubt.character,
            either(all)
        ),
    )
    .hint(message!(
        "it is read `{}`; to say otherwise or to be sure, type the reading, as in `{}`",
        doubt.given,
        format!("{{{}|{}}}", doubt.character, other)
    ));
    match at {
        Some(at) => found.at(at),
        None => found,
    }
}
