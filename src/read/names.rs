//! Unknown names, and suggestions for what was meant.

use crate::diagnostics::{Code, Diagnostic, Edit, Fix, short};
use crate::message::{list, message};
use crate::source::Span;

/// The name in `known` that the author probably meant: the nearest by edit distance, up to a third of the length.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|other| (strsim::damerau_levenshtein(name, other), other))
        .filter(|(distance, other)| *distance <= name.len().max(other.len()).max(3) / 3)
        .min()
        .map(|(_, other)| other)
}

/// The names in `known` that the author may have meant, nearest first, at most four. Ignores case.
pub fn near<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let name = name.to_lowercase();
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .map(|other| {
            (
                strsim::damerau_levenshtein(&name, &other.to_lowercase()),
                other,
            )
        })
        .filter(|(distance, other)| distance * 3 <= name.chars().count().max(other.chars().count()))
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.truncate(4);
    near.into_iter().map(|(_, other)| other).collect()
}

/// What an unknown name was used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    Key,
    /// A key of a text, beside its languages.
    KeyBesideLanguages,
    Block,
    Value,
}

/// The diagnostic for a name that is not in `known`, with the nearest one as its hint.
pub fn unknown(kind: NameKind, name: &str, at: Span, known: &[&str]) -> Diagnostic {
    let nearest = nearest(name, known.iter().copied());
    // A name in quotes is longer than it is.
    let is_bare = (at.end - at.start) as usize == name.len();
    let fix = nearest.filter(|_| is_bare).map(|other| Fix {
        edits: vec![Edit {
            at,
            new: other.to_owned(),
        }],
        is_certain: false,
    });
    let hint = match nearest {
        _ if name.contains([':', '：']) => {
            message!("end the key with a half-width `:` and a space")
        }
        Some(other) => message!("did you mean `{}`?", other),
        None => message!("known here: {}", list(known)),
    };
    let name = short(name);
    let (code, message) = match kind {
        NameKind::Key => (Code::YamlKeyUnknown, message!("unknown key `{}`", name)),
        NameKind::KeyBesideLanguages => (
            Code::YamlKeyUnknown,
            message!(
                "`{}` is neither a language of the book nor a key known here",
                name
            ),
        ),
        NameKind::Block => (
            Code::YamlKeyUnknown,
            message!("unknown kind of block `{}`", name),
        ),
        NameKind::Value => (Code::YamlValue, message!("unknown value `{}`", name)),
    };
    Diagnostic::new(code, message).at(at).hint(hint).fix(fix)
}

/// The diagnostic for a key beside the one that gives a block's kind.
pub fn second_key(at: Span, kind: &str) -> Diagnostic {
    Diagnostic::new(Code::YamlKeyUnknown, message!("a block has a second key"))
        .at(at)
        .hint(message!(
            "a block has one key, its kind; put what belongs to it inside, as in `- {}: { … }`, or indent it below",
            kind
        ))
}
