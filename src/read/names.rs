//! Names that nobody knows, and which one their author is likely to have meant.

use crate::report::{Code, Diagnostic, short};
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
