//! Names that nobody knows, and which one their author is likely to have meant.

use crate::diagnostics::{Code, Diagnostic, short};
use crate::source::Span;

/// The name among `known` that an author is likely to have meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|other| (strsim::damerau_levenshtein(name, other), other))
        .filter(|(distance, other)| *distance <= name.len().max(other.len()).max(3) / 3)
        .min()
        .map(|(_, other)| other)
}

/// All names among `known` that are nearly a name, nearest first, at most four.
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

/// Complains of a name that is not in `known`, naming the nearest that is.
pub fn unknown(code: Code, what: &str, name: &str, at: Span, known: &[&str]) -> Diagnostic {
    let hint = match nearest(name, known.iter().copied()) {
        _ if name.contains([':', '：']) => {
            "a key ends at a half-width `:` with a space after it".to_owned()
        }
        Some(other) => format!("did you mean `{other}`?"),
        None => format!("known here: {}", known.join(", ")),
    };
    Diagnostic::new(code, format!("unknown {what} `{}`", short(name)))
        .at(at)
        .hint(hint)
}

/// Complains of a key beside the one that is a block's kind.
pub fn second_key(at: Span, kind: &str) -> Diagnostic {
    Diagnostic::new(Code::YamlKeyUnknown, "a second key in one block")
        .at(at)
        .hint(format!(
            "a block has one key, its kind; what belongs to it stands inside, `- {kind}: {{ … }}`, or below, indented deeper"
        ))
}
