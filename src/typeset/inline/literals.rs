//! Words as string literals.

use super::{InlineContext, string};
use crate::typeset::bonds::NARROW;
use crate::typeset::token::{self, Part};

/// Words as string literals. Those that must not be hyphenated are separate calls of `name`: tokens, and capitalized
/// words in a language that does not hyphenate names. Typst has no such rule, and a show rule would have to match
/// every word of the book. Marks that must be narrow are calls too.
pub fn of(text: &str, context: InlineContext) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut words = String::new();
    let mut set_apart = |words: &mut String, word: &str| {
        narrowed(&std::mem::take(words), string, &mut out);
        narrowed(word, |word| format!("name({})", string(word)), &mut out);
    };
    for part in token::parts(text, context.room) {
        match part {
            Part::Token(token) => set_apart(&mut words, &token),
            Part::Whole(text) if context.keeps_names => {
                let mut start = 0;
                for (at, word) in names(&text) {
                    words.push_str(&text[start..at]);
                    set_apart(&mut words, word);
                    start = at + word.len();
                }
                words.push_str(&text[start..]);
            }
            Part::Whole(text) | Part::Word(text) => words.push_str(&text),
        }
    }
    set_apart(&mut words, "");
    out
}

/// The capitalised words of a text that are long enough to be hyphenated, with their byte offsets.
fn names(text: &str) -> impl Iterator<Item = (usize, &str)> {
    const SHORTEST: usize = 5;
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word));
    words.filter(|(_, word)| {
        word.starts_with(char::is_uppercase) && word.chars().nth(SHORTEST - 1).is_some()
    })
}

/// Words as expressions: calls of `narrow` for the marks before [`NARROW`], and what `express` makes of the rest.
fn narrowed(words: &str, express: impl Fn(&str) -> String, out: &mut Vec<String>) {
    let mut rest = words;
    while let Some((before, after)) = rest.split_once(NARROW) {
        let mark = before.char_indices().next_back();
        let (words, mark) = before.split_at(mark.map_or(0, |(at, _)| at));
        if !words.is_empty() {
            out.push(express(words));
        }
        out.push(format!("narrow({})", string(mark)));
        rest = after;
    }
    if !rest.is_empty() {
        out.push(express(rest));
    }
}
