//! Chooses the print edition whose page numbers an EPUB lists.

use super::names;
use super::shape::At;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::edition::{Edition, Form, Languages};
use crate::lang::{Lang, Pair, Side};
use crate::message::{Message, either, message};

/// The value of `pages:` for an EPUB without a page list.
pub const NONE: &str = "none";

/// Gives each EPUB the print edition that the author named, else the first that has its languages. `asked` holds the
/// name and the `pages:` of every edition in the file, refused ones included.
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
                        // The named edition is in the file but has errors of its own, which are reported already.
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

/// Checks that an edition in the languages `there` has all languages of one in `here`.
///
/// # Errors
/// The first language that it lacks.
fn has(there: Languages, here: Languages) -> Result<(), Side> {
    let mut sides = [Side::A, Side::B].into_iter();
    match sides.find(|side| here.shows(*side) && !there.shows(*side)) {
        Some(side) => Err(side),
        None => Ok(()),
    }
}

/// Checks that an EPUB in the languages `here` can list the pages of the edition that its author named.
///
/// # Errors
/// A message and a hint.
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
