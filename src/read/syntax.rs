//! What a YAML parser complains of, in words for an author.

use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Span, span};

/// A complaint that the parser is known to make: part of its words, ours, and what to do.
type Known = (&'static str, &'static str, &'static str);

const QUOTE: &str = "put the text into quotes or into a `|` block";
const INDENT: &str =
    "check the indent: the keys of one map begin in one column, the items of one list too";
const APOSTROPHE: &str =
    "within single quotes an apostrophe is written `''`; a `|` block needs no quotes";

const KNOWN: &[Known] = &[
    (
        "mapping values are not allowed",
        "a `:` that makes no key here",
        "a text that holds `: ` needs quotes or a `|` block; a key begins on a line of its own, and its `:` is half-width",
    ),
    (
        "unknown anchor",
        "`*` begins an alias here, of an anchor that does not exist",
        "a text that begins with `*` needs quotes or a `|` block",
    ),
    (
        "scanning an anchor or alias",
        "`&` or `*` begins the name of an anchor here",
        QUOTE,
    ),
    (
        "unclosed quote",
        "a quote that is never closed",
        "close it at the end of the text; a text that holds quotes is best written in a `|` block",
    ),
    (
        "trailing content after",
        "more text after the closing quote",
        APOSTROPHE,
    ),
    (
        "unknown escape",
        "an escape that YAML does not know",
        r"within double quotes `\` begins an escape: write `\\`, or use single quotes or a `|` block",
    ),
    (
        "unclosed bracket",
        "a bracket that is never closed",
        "close it; a text that begins with a bracket needs quotes, and a `#` too, which begins a comment",
    ),
    (
        "parsing a block mapping, did not find expected key",
        "this belongs to nothing above it",
        "check the indent; a text that begins with a bracket or a quote needs quotes around all of it",
    ),
    (
        "parsing a flow",
        "`,` or a closing bracket is missing before this",
        "close the bracket above; within brackets a half-width `,` parts the keys, and a text that holds `,`, `: ` or a bracket needs quotes",
    ),
    (
        "simple key expected",
        "a line with no `: ` where a key belongs",
        "a key is followed by `: `; a text that goes on over lines is indented deeper than its key",
    ),
    (
        "illegal placement",
        "a `:` that makes no key here",
        "check the lines above it for a quote or a bracket that is not closed",
    ),
    (
        "mismatched bracket",
        "a bracket that is closed by one of another kind",
        "close it by its own kind; within brackets a text that holds a bracket needs quotes",
    ),
    (
        "misplaced bracket",
        "a bracket that closes nothing",
        "remove it; a text that begins with a bracket needs quotes or a `|` block",
    ),
    ("scanning a tag", "`!` begins a tag here", QUOTE),
    (
        "comment intercepting",
        "a comment in the middle of a text or a key",
        QUOTE,
    ),
    (
        "BOM",
        "an invisible byte order mark inside the file",
        "delete what stands here and type it anew",
    ),
    (
        "unexpected EOF",
        "nothing that YAML can read begins here",
        "a text that begins with a mark needs quotes or a `|` block",
    ),
    (
        "mapping keys are not allowed",
        "a `?` that makes no key here",
        QUOTE,
    ),
    (
        "only valid inside a block",
        "a `-` where no list can begin",
        "check the brackets above; a text that begins with `- ` needs quotes",
    ),
    (
        "block sequence entries are not allowed",
        "a `-` where no list can begin",
        "begin the list on a line of its own; a text that begins with `- ` needs quotes",
    ),
    (
        "expected '-' indicator",
        "a line that belongs to no item of the list above it",
        INDENT,
    ),
    (
        "invalid indentation",
        "the indent fits nothing above it",
        INDENT,
    ),
    (
        "scanning a block scalar, did not find",
        "text on the line of its `|` or `>`",
        "begin the text on the next line; a text that begins with `|` or `>` needs quotes",
    ),
    (
        "expected <document start>",
        "more after the end of the document",
        INDENT,
    ),
];

/// Says what the parser found at `at`.
pub fn explain(raw: &str, at: Span, text: &str) -> Diagnostic {
    let complain = |message: String| Diagnostic::new(Code::YamlSyntax, message);
    if raw.contains("tab") {
        return complain("a tab in the indent".to_owned())
            .at(tab(at, text).unwrap_or(at))
            .hint("YAML indents by spaces alone: replace the tab by two spaces");
    }
    if let Some(first) = between(raw, "unexpected character: `", "'") {
        let first = if first == "`" {
            "a backtick"
        } else {
            &format!("`{first}`")
        };
        return complain(format!("a text cannot begin with {first}"))
            .at(at)
            .hint(QUOTE);
    }
    match KNOWN.iter().find(|(known, ..)| raw.contains(known)) {
        Some((_, message, hint)) => complain((*message).to_owned()).at(at).hint(*hint),
        None => complain(format!("not YAML: {raw}")).at(at).hint(
            "a text that holds `: ` or ` #`, or begins with a mark, needs quotes or a `|` block",
        ),
    }
}

/// Refuses a tag.
pub fn tag(name: &str, at: Span) -> Diagnostic {
    Diagnostic::new(Code::YamlSyntax, format!("the tag `{name}`"))
        .at(at)
        .hint("content is data and has no tags: remove it, or put a text that begins with `!` into quotes")
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(open)?;
    Some(rest.split_once(close)?.0)
}

/// The first tab in an indent from the line of a place on.
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
