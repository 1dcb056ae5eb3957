//! What `book.yaml` says of the copy editor's rules.

use std::collections::{BTreeMap, BTreeSet};

use super::file::{BookFile, LevelFile};
use super::names::nearest;
use super::shape::Keyed;
use crate::book::{Book, Chapter};
use crate::copyedit::{Level, Own, RULES, Rules, extent, rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::message::message;
use crate::source::{Span, span};
use crate::walk;

/// The levels of the rules, and what is excepted from them.
pub fn rules(file: &BookFile, book: &Book, diagnostics: &mut Diagnostics) -> Rules {
    let mut own: BTreeMap<&'static str, (Code, Own)> = BTreeMap::new();
    let levels = file.rules.as_ref().and_then(|at| at.value.as_ref());
    for (name, at, level) in levels.into_iter().flat_map(Keyed::iter) {
        if let Some(code) = known(name, at, diagnostics) {
            let (_, own) = own.entry(code.name()).or_insert((code, Own::default()));
            own.level = level.value.map(|level| match level {
                LevelFile::Off => Level::Off,
                LevelFile::Warning => Level::Warning,
                LevelFile::Error => Level::Error,
            });
        }
    }
    let exceptions = file.exceptions.as_ref().and_then(|at| at.value.as_ref());
    let places = exceptions.map_or_else(BTreeMap::new, |_| places(book));
    for (name, at, all) in exceptions.into_iter().flat_map(Keyed::iter) {
        let Some(code) = known(name, at, diagnostics) else {
            continue;
        };
        let (_, own) = own.entry(code.name()).or_insert((code, Own::default()));
        for one in all.value.iter().flat_map(|all| &all.0) {
            let Some(words) = one.value.as_deref() else {
                continue;
            };
            let Some(anchor) = words.strip_prefix('#') else {
                own.words.insert(words.to_owned());
                continue;
            };
            match places.get(anchor) {
                Some(place) => own.places.push(*place),
                None => diagnostics.push(no_place(anchor, one.at, places.keys().copied())),
            }
        }
    }
    let mut rules = Rules::default();
    for (code, own) in own.into_values() {
        rules.set(code, own);
    }
    rules
}

/// The rule of a name; if there is none, that is reported.
fn known(name: &str, at: Span, diagnostics: &mut Diagnostics) -> Option<Code> {
    let found = rule(name);
    if found.is_none() {
        let names: BTreeSet<&str> = RULES.iter().map(|(code, _)| code.name()).collect();
        let hint = nearest(name, names).map_or_else(
            || message!("the names begin with `copy-`; the manual lists them"),
            |other| message!("did you mean `{}`?", other),
        );
        diagnostics.push(
            Diagnostic::new(
                Code::YamlKeyUnknown,
                message!("there is no rule `{}`", name),
            )
            .at(at)
            .hint(hint),
        );
    }
    found
}

fn no_place<'p>(anchor: &str, at: Span, places: impl Iterator<Item = &'p str>) -> Diagnostic {
    let hint = nearest(anchor, places).map_or_else(
        || message!("name the `anchor:` of a block, or the id of a chapter"),
        |other| message!("did you mean `#{}`?", other),
    );
    Diagnostic::new(
        Code::RefAnchor,
        message!("the book has no chapter and no block `#{}`", anchor),
    )
    .at(at)
    .hint(hint)
}

/// The place of each chapter and block by its id.
fn places(book: &Book) -> BTreeMap<&str, Span> {
    let blocks = walk::every_block(book);
    let blocks = blocks.map(|block| (block.id.as_str(), extent(block).unwrap_or(block.at)));
    let chapters = book.chapters.iter();
    let chapters = chapters.filter_map(|chapter| Some((chapter.id.as_str(), whole(chapter)?)));
    blocks.chain(chapters).collect()
}

/// The whole file of a chapter.
fn whole(chapter: &Chapter) -> Option<Span> {
    let at = chapter.title.a.at.or(chapter.title.b.at)?;
    Some(span(at.file, 0, usize::MAX))
}
