//! The words of diagnostics about markup: links, marks that are never closed, and markup in markup.

use crate::book::MOST_LEVELS;
use crate::diagnostics::{Code, Diagnostic, short};
use crate::message::{Message, message, plural};
use crate::read::inline::{AddressError, IndexFault, Markup, PictureFault};
use crate::read::names::near;

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

/// What can be in the braces after a bracket, and after a note.
const OF_WORDS: [&str; 9] = [
    ".smallcaps",
    ".kbd",
    ".index",
    "index=",
    "see=",
    "see-also=",
    "sort=",
    "lang=",
    "ruby=",
];
const OF_NOTES: [&str; 3] = [".translator", ".editor", ".only"];

/// The diagnostic for an attribute of words that means nothing.
pub(super) fn attribute(name: &str) -> Diagnostic {
    let message = message!("`{}` is not possible in the braces after a bracket", name);
    let hint = meant(name, &OF_WORDS).unwrap_or(message!("write `.smallcaps`, `.kbd`, `.index`, `index=…`, `lang=…` or `ruby=\"…\"`; `\\[` prints a bracket that is none of these"));
    Diagnostic::new(Code::TextAttribute, message).hint(hint)
}

/// The diagnostic for an attribute of a note that means nothing.
pub(super) fn note_attribute(name: &str) -> Diagnostic {
    let message = message!("`{}` is not possible in the braces after a note", name);
    let hint = meant(name, &OF_NOTES).unwrap_or(message!("write `.translator`, `.editor`, `.only`, or `#` and a key that pairs it with its translation"));
    Diagnostic::new(Code::TextAttribute, message).hint(hint)
}

/// The hint for a name that is nearly one of these; upper and lower case are told apart.
fn meant(name: &str, known: &[&'static str]) -> Option<Message> {
    let nearest = near(name, known.iter().copied()).into_iter().next()?;
    Some(message!("did you mean `{}`?", nearest))
}

/// The diagnostic for ruby over words in letters, in braces.
pub(super) fn letters(base: &str, reading: &str) -> Diagnostic {
    Diagnostic::new(
        Code::TextAttribute,
        message!(
            "`{{}|…}` is ruby over letters, which is not written in braces",
            base
        ),
    )
    .hint(message!(
        "write `[{}]{ruby=\"{}\"}`; `\\{` prints the brace itself",
        base,
        reading
    ))
}

/// The diagnostic for an index entry that cannot be one.
pub(super) fn index(fault: &IndexFault) -> Diagnostic {
    let (message, hint) = match fault {
        IndexFault::Empty => (
            message!("an index entry is empty"),
            message!("write its words, or remove it; `>` stands between an entry and its subentry"),
        ),
        IndexFault::Deep(levels) => (
            message!(
                "an index entry has {} levels, and the index at most {}",
                *levels,
                MOST_LEVELS
            ),
            message!(
                "write a main entry, a subentry and one below that at most: `clouds > high > cirrus`"
            ),
        ),
        IndexFault::Sort => (
            message!("`sort=` has more levels than the entry that it sorts"),
            message!("write one sort form for each level, with `>` between them"),
        ),
        IndexFault::Alone(name) => (
            message!(
                "`{}` belongs to an index entry, and there is none here",
                *name
            ),
            message!(
                "write `index=\"…\"` beside it, or `.index` if the words themselves are the entry"
            ),
        ),
        IndexFault::Twice => (
            message!("the index entry says this twice"),
            message!(
                "write it once; another entry at the same place has empty brackets of its own"
            ),
        ),
        IndexFault::Both => (
            message!("an index entry has `see=` or `see-also=`, not both"),
            message!("keep `see=` if the entry has no places of its own, else `see-also=`"),
        ),
        IndexFault::Place => (
            message!("the index does not lead here"),
            message!(
                "mark a place in a chapter or an appendix; the index leads neither to what precedes the chapters or follows the index, nor to the glossary, descriptions of pictures and book.yaml"
            ),
        ),
    };
    Diagnostic::new(Code::IndexEntry, message).hint(hint)
}

/// The diagnostic for a picture in a line that cannot be one.
pub(super) fn picture(fault: &PictureFault) -> Diagnostic {
    let (message, hint) = match fault {
        PictureFault::NoWords => (
            message!("the picture says nothing to those who do not see it"),
            message!("write between its brackets what it shows, in the language of the text"),
        ),
        PictureFault::Place => (
            message!("there can be no picture in the description of another"),
            message!("describe it in words"),
        ),
        PictureFault::Attribute(name) => (
            message!("`{}` is not possible in the braces after a picture", name),
            message!("write `height=…` or `drop=…`, in em"),
        ),
        PictureFault::Height(value) => (
            message!("`{}` is not the height of a picture in a line", value),
            message!("write one from 0.3em to 1.4em; a larger picture is a `figure` block"),
        ),
        PictureFault::Drop(value) => (
            message!(
                "`{}` is not how far a picture reaches below the baseline",
                value
            ),
            message!("write a length from 0em to 0.4em"),
        ),
    };
    Diagnostic::new(Code::TextPicture, message).hint(hint)
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
