//! Index entries in a text, which print nothing there.

use super::{InlineContext, string};
use crate::book::{IndexMark, Inline, entry_anchor};

/// The inlines without index entries, so that what they stand between is set as if they were not there; and each entry
/// with the number of inlines before it.
pub fn apart(list: &[Inline]) -> (Vec<&Inline>, Vec<(usize, &IndexMark)>) {
    let (mut words, mut marks) = (Vec::new(), Vec::new());
    for inline in list {
        match inline {
            Inline::Index(mark) => marks.push((words.len(), mark)),
            Inline::Plain(_)
            | Inline::Emph(_)
            | Inline::Strong(_)
            | Inline::Code(_)
            | Inline::Formula(_)
            | Inline::Link { .. }
            | Inline::Note(_)
            | Inline::Ruby { .. }
            | Inline::Blank { .. }
            | Inline::Reference { .. }
            | Inline::Span { .. }
            | Inline::Picture(_)
            | Inline::Break => words.push(inline),
        }
    }
    (words, marks)
}

/// The place of an entry as an expression; in every language if all have the same text. `None` where the index does not
/// lead to it.
pub fn call(mark: &IndexMark, context: InlineContext) -> Option<String> {
    let own = context.place.filter(|_| mark.is_place())?;
    let anchor = string(&entry_anchor(&mark.entry));
    let places = match context.languages {
        1 => own..own + 1,
        all => 0..all,
    };
    let each = places.map(|place| format!("indexed({anchor}, {place})"));
    Some(each.collect::<Vec<_>>().join(" + "))
}
