//! The YAML parser's errors, in words for authors.

use crate::diagnostics::{Code, Diagnostic};
use crate::message::{Message, message};
use crate::source::{Span, span};

/// A known error: part of the parser's wording, our message, our hint.
type Known = (&'static str, Message, Message);

const QUOTE: Message = message!("put the text in quotes or write it as a `|` block");
const INDENT: Message = message!(
    "check the indentation: the keys of one map, or the items of one list, begin in the same column"
);
const NO_KEY: Message = message!("this `:` does not follow a key");
const NO_LIST: Message = message!("a list cannot begin with this `-`");

/// The known errors. The first whose wording is part of the parser's message applies.
const KNOWN: &[Known] = &[
    (
        "mapping values are not allowed",
        NO_KEY,
        message!(
            "put a text that contains `: ` in quotes or write it as a `|` block; begin each key on a line of its own and \
             end it with a half-width `:`"
        ),
    ),
    (
        "unknown anchor",
        message!("`*` begins an alias here, but its anchor does not exist"),
        message!("put a text that begins with `*` in quotes or write it as a `|` block"),
    ),
    (
        "scanning an anchor or alias",
        message!("`&` or `*` begins the name of an anchor here"),
        QUOTE,
    ),
    (
        "unclosed quote",
        message!("this quote is never closed"),
        message!(
            "close it at the end of the text; a text that contains quotes is best written as a `|` block"
        ),
    ),
    (
        "trailing content after",
        message!("there is more text after the closing quote"),
        message!(
            "write an apostrophe inside single quotes as `''`, or use a `|` block, which needs no quotes"
        ),
    ),
    (
        "unknown escape",
        message!("this escape does not exist in YAML"),
        message!(
            r"`\` begins an escape inside double quotes; write `\\`, or use single quotes or a `|` block"
        ),
    ),
    (
        "unclosed bracket",
        message!("this bracket is never closed"),
        message!(
            "close it; a text that begins with a bracket needs quotes, and so does one that contains ` #`, which begins \
             a comment"
        ),
    ),
    (
        "parsing a block mapping, did not find expected key",
        message!("this does not belong to anything above it"),
        message!(
            "check the indentation; a text that begins with a bracket or a quote needs quotes around the whole of it"
        ),
    ),
    (
        "parsing a flow",
        message!("a `,` or a closing bracket is missing before this"),
        message!(
            "close the bracket above; inside brackets separate the keys with a half-width `,` and put a text that contains \
             `,`, `: ` or a bracket in quotes"
        ),
    ),
    (
        "simple key expected",
        message!("expected a key, but this line has no `: `"),
        message!("end a key with `: `; indent the further lines of a text deeper than its key"),
    ),
    (
        "illegal placement",
        NO_KEY,
        message!("look at the lines above it for a quote or a bracket that is not closed"),
    ),
    (
        "mismatched bracket",
        message!("this bracket closes one of another kind"),
        message!(
            "use the same kind of bracket; inside brackets a text that contains a bracket needs quotes"
        ),
    ),
    (
        "misplaced bracket",
        message!("this bracket closes nothing"),
        message!(
            "remove it; put a text that begins with a bracket in quotes or write it as a `|` block"
        ),
    ),
    ("scanning a tag", message!("`!` begins a tag here"), QUOTE),
    (
        "comment intercepting",
        message!("there is a comment in the middle of a text or a key"),
        QUOTE,
    ),
    (
        "BOM",
        message!("there is an invisible byte order mark inside the file"),
        message!("delete the characters here and type them again"),
    ),
    (
        "unexpected EOF",
        message!("nothing that YAML can read begins here"),
        message!(
            "put a text that begins with a punctuation mark in quotes or write it as a `|` block"
        ),
    ),
    (
        "mapping keys are not allowed",
        message!("this `?` does not begin a key"),
        QUOTE,
    ),
    (
        "only valid inside a block",
        NO_LIST,
        message!("check the brackets above; a text that begins with `- ` needs quotes"),
    ),
    (
        "block sequence entries are not allowed",
        NO_LIST,
        message!("begin the list on a line of its own; a text that begins with `- ` needs quotes"),
    ),
    (
        "expected '-' indicator",
        message!("this line does not belong to any item of the list above it"),
        INDENT,
    ),
    (
        "invalid indentation",
        message!("the indentation does not match anything above it"),
        INDENT,
    ),
    (
        "scanning a block scalar, did not find",
        message!("there is text on the same line as its `|` or `>`"),
        message!(
            "begin the text on the next line; a text that begins with `|` or `>` needs quotes"
        ),
    ),
    (
        "expected <document start>",
        message!("there is more after the end of the document"),
        INDENT,
    ),
];

/// The diagnostic for an error at `at`; `raw` is the parser's wording, `text` the whole file.
pub fn explain(raw: &str, at: Span, text: &str) -> Diagnostic {
    let complain = |message: Message| Diagnostic::new(Code::YamlSyntax, message);
    if raw.contains("tab") {
        return complain(message!("there is a tab in the indentation"))
            .at(tab(at, text).unwrap_or(at))
            .hint(message!(
                "replace the tab with two spaces; YAML is indented with spaces only"
            ));
    }
    if let Some(first) = between(raw, "unexpected character: `", "'") {
        let message = if first == "`" {
            message!("a text cannot begin with a backtick")
        } else {
            message!("a text cannot begin with `{}`", first)
        };
        return complain(message).at(at).hint(QUOTE);
    }
    match KNOWN.iter().find(|(known, ..)| raw.contains(known)) {
        Some((_, message, hint)) => complain(message.clone()).at(at).hint(hint.clone()),
        None => complain(message!("this is not valid YAML: {}", raw))
            .at(at)
            .hint(message!(
                "put a text that contains `: ` or ` #`, or begins with a punctuation mark, in quotes or write it as a `|` \
                 block"
            )),
    }
}

/// The diagnostic for a YAML tag.
pub fn tag(name: &str, at: Span) -> Diagnostic {
    Diagnostic::new(
        Code::YamlSyntax,
        message!("the tag `{}` is not allowed", name),
    )
    .at(at)
    .hint(message!(
        "remove it; a text that begins with `!` needs quotes"
    ))
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(open)?;
    Some(rest.split_once(close)?.0)
}

/// The first tab in an indent, from the line of a place on.
fn tab(at: Span, text: &str) -> Option<Span> {
    let mut start = text[..at.start as usize].rfind('\n').map_or(0, |n| n + 1);
    for line in text[start..].split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(offset) = line[..indent].find('\t') {
            return Some(span(at.file, start + offset, start + offset + 1));
        }
        start += line.len();
    }
    None
}
