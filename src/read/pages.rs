//! Which print edition's pages an EPUB lists.

use super::names;
use super::shape::At;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::edition::{Edition, Form, Languages};
use crate::lang::{Lang, Pair, Side};
use crate::message::{Message, either, message};

/// What `pages:` says to list none.
pub const NONE: &str = "none";

/// Gives each EPUB the print edition that its author named, or else the first that has its languages.
/// `asked` holds every edition of the file with its `pages:`.
pub fn resolve(
    editions: &mut [Edition],
    asked: &[(&str, Option<&At<String>>)],
    languages: &Pair<Lang>,
    diagnostics: &mut Diagnostics,
) {
    let all = editions.to_vec();
    for edition in editions {
        let Form::Ebook(ebook) = &mut edition.form else {
            continue;
        };
        let said = asked.iter().find(|(name, _)| *name == edition.name);
        ebook.pages = match said.and_then(|(_, said)| *said) {
            None => all
                .iter()
                .find(|one| one.is_print() && has(one.languages, edition.languages).is_ok())
                .map(|one| one.name.clone()),
            Some(at) => at
                .value
                .as_deref()
                .filter(|name| *name != NONE)
                .and_then(|name| {
                    let found = all.iter().find(|one| one.name == name);
                    match judge(name, found, edition.languages, &all, languages) {
                        Ok(()) => Some(name.to_owned()),
                        // An edition that is refused itself is not complained of again.
                        Err(_)
                            if found.is_none() && asked.iter().any(|(other, _)| *other == name) =>
                        {
                            None
                        }
                        Err((message, hint)) => {
                            let message = message!("edition `{}`: {}", edition.name, message);
                            let complaint =
                                Diagnostic::new(Code::EditionInvalid, message).at(at.at);
                            diagnostics.push(complaint.hint(hint));
                            None
                        }
                    }
                }),
        };
    }
}

/// Whether an edition has all languages of another; if not, which it lacks.
fn has(there: Languages, here: Languages) -> Result<(), Side> {
    let mut sides = [Side::A, Side::B].into_iter();
    match sides.find(|side| here.shows(*side) && !there.shows(*side)) {
        Some(side) => Err(side),
        None => Ok(()),
    }
}

/// Whether an EPUB in some languages can list the pages of an edition; if not, a message and a hint.
fn judge(
    name: &str,
    found: Option<&Edition>,
    here: Languages,
    all: &[Edition],
    languages: &Pair<Lang>,
) -> Result<(), (Message, Message)> {
    let fit = all
        .iter()
        .filter(|one| one.is_print() && has(one.languages, here).is_ok());
    let fit: Vec<&str> = fit.map(|one| one.name.as_str()).collect();
    let choice = match fit.as_slice() {
        [] => message!("no PDF edition has its languages; write `pages: {}`", NONE),
        fit => message!("write {}", either(fit.iter().copied().chain([NONE]))),
    };
    let Some(found) = found else {
        let hint = match names::nearest(name, fit.iter().copied()) {
            Some(meant) => message!("did you mean `{}`?", meant),
            None => choice,
        };
        return Err((message!("the book has no edition `{}`", name), hint));
    };
    if found.handouts().is_some() {
        let message = message!("`{}` makes handouts, which have no pages of the book", name);
        return Err((message, choice));
    }
    if !found.is_print() {
        let message = message!("`{}` is an EPUB and has no pages of its own", name);
        return Err((message, choice));
    }
    has(found.languages, here).map_err(|side| {
        let lacking = languages.get(side);
        (
            message!(
                "`{}` does not contain the language `{}`",
                name,
                lacking.tag()
            ),
            choice,
        )
    })
}
