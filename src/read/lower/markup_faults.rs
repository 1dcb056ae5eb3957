//! The words of diagnostics about markup: links, marks that are never closed, and markup in markup.

use crate::diagnostics::{Code, Diagnostic, short};
use crate::message::{Message, message, plural};
use crate::read::inline::{AddressError, Markup};

/// The diagnostic for a link with a refused address.
pub(super) fn link(url: &str, error: &AddressError) -> Diagnostic {
    let is_relative = !url.contains(':');
    let (code, message, hint) = match error {
        AddressError::Kind if is_relative => (
            Code::LinkRelative,
            message!(
                "`{}` is not a web address; only the words of the link are printed",
                url
            ),
            message!(
                "write an address with `https://…`, `http://…` or `mailto:…`; to refer to another place of the book, write \
                 `[words](#anchor)`"
            ),
        ),
        AddressError::Kind => (
            Code::LinkUnsafe,
            message!("a link cannot lead to `{}`", url),
            message!("write an address with `https://…`, `http://…` or `mailto:…`"),
        ),
        AddressError::Character('%') => (
            Code::LinkUnsafe,
            message!("this `%` in an address does not encode a character"),
            message!("write two hexadecimal digits after it, or `%25` for the sign itself"),
        ),
        AddressError::Character(c) => (
            Code::LinkUnsafe,
            message!("an address in an e-book cannot contain `{}` here", c),
            message!("write `{}` instead", encoded(*c)),
        ),
        AddressError::Host => (
            Code::LinkUnsafe,
            message!("the host name in `{}` is not valid", short(url)),
            message!("each part of a host name between two dots has 1 to 63 characters"),
        ),
    };
    Diagnostic::new(code, message).hint(hint)
}

/// A character in percent-encoding.
fn encoded(c: char) -> String {
    let bytes = c.to_string().into_bytes();
    let each = bytes.iter().map(|byte| format!("%{byte:02X}"));
    each.collect::<Vec<_>>().concat()
}

/// The message for a mark that is never closed. Backticks are counted rather than quoted in backticks.
pub(super) fn unclosed(mark: &str) -> Message {
    if mark.contains('`') {
        let number = mark.len();
        plural!(
            number,
            "{} backtick is never closed and is printed as typed",
            "{} backticks are never closed and are printed as typed"
        )
    } else {
        message!("`{}` is never closed and is printed as typed", mark)
    }
}

pub(super) fn unclosed_hint(mark: &str) -> Message {
    match mark {
        "[" => message!("write a link as `[words](https://…)`; `\\[` prints the character itself"),
        "^[" => message!("end a note with `]`; `\\^[` prints the characters themselves"),
        "[[" => message!("end a term with `]]`; `\\[[` prints the characters themselves"),
        "{" => message!("end ruby with `}`; `\\{` prints the character itself"),
        "{{" => message!("end a blank with `}}`; `\\{{` prints the characters themselves"),
        "$" => message!(
            "end a formula with a `$` that follows no space and precedes no letter or digit; `\\$` prints the sign \
             itself"
        ),
        mark if mark.starts_with('`') => message!(
            "end code with as many backticks as it begins with; `\\` before a backtick prints it"
        ),
        mark => message!(
            "end emphasis with a `{0}` that follows no space; `\\{0}` prints the characters themselves",
            mark
        ),
    }
}

/// The name of a kind of markup.
pub(super) fn name(markup: Markup) -> Message {
    match markup {
        Markup::Link => message!("a link"),
        Markup::Term => message!("a term"),
        Markup::Note => message!("a note"),
        Markup::Blank => message!("a blank"),
        Markup::Citation => message!("a citation"),
        Markup::Ruby => message!("ruby"),
        Markup::Any => message!("markup"),
    }
}

pub(super) fn nested_hint(inner: Markup, outer: Markup) -> Message {
    match (inner, outer) {
        (_, Markup::Ruby) => {
            message!("put the markup around the braces, as in `**{字|zì}**`; `\\*` prints a star")
        }
        (Markup::Note, _) => message!("move its words into the note around it"),
        (Markup::Blank, _) => message!("move the blank out of it"),
        _ => {
            message!("a reader can follow only one of the two; move it out, or keep only its words")
        }
    }
}
