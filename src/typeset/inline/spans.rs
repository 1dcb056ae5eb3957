//! Spans: words that are set apart other than by emphasis.

use super::{InlineContext, NoteCalls, inlines, string};
use crate::book::{Inline, SpanKind};
use crate::lang::{Emphasis, Lang};

/// A span as a call.
pub fn call(
    kind: &SpanKind,
    text: &[Inline],
    context: InlineContext,
    notes: &mut impl NoteCalls,
) -> String {
    let context = match kind {
        SpanKind::Language(lang) => InlineContext {
            room: context.room.of_words_in(lang),
            ..context
        },
        SpanKind::Superscript
        | SpanKind::Subscript
        | SpanKind::SmallCaps
        | SpanKind::Key
        | SpanKind::Abbreviation => context,
    };
    let words = inlines(text, context, notes);
    match kind {
        // Typst breaks a paragraph by the rules of Chinese only if it has no other language in it.
        SpanKind::Language(lang) if context.is_han => {
            isolated(lang, &format!("marked-as({}, {words})", string(lang.tag())))
        }
        // Numbers around words that are read in the other direction must not join them.
        SpanKind::Language(lang) if context.is_rtl && !lang.is_rtl() => {
            let call = dressed(kind, &words);
            // The letters of such languages' fonts are seldom italic.
            let call = match lang.emphasis() {
                Emphasis::Italic => call.replacen("with-italics(", "with-own-italics(", 1),
                Emphasis::Bold | Emphasis::DotsBelow | Emphasis::DotsAbove => call,
            };
            format!("from-left({call})")
        }
        SpanKind::Superscript
        | SpanKind::Subscript
        | SpanKind::SmallCaps
        | SpanKind::Key
        | SpanKind::Abbreviation
        | SpanKind::Language(_) => dressed(kind, &words),
    }
}

/// An expression with the function that sets a span apart.
pub fn dressed(kind: &SpanKind, words: &str) -> String {
    match kind {
        SpanKind::Superscript => format!("super({words})"),
        SpanKind::Subscript => format!("sub({words})"),
        SpanKind::SmallCaps => format!("smallcaps({words})"),
        SpanKind::Key => format!("key({words})"),
        SpanKind::Abbreviation => format!("smallcaps(all: true, {words})"),
        SpanKind::Language(lang) => {
            // Emphasis is shown as in the language of the words.
            let words = match lang.emphasis() {
                _ if !words.contains("emph(") => words.to_owned(),
                Emphasis::Italic => format!("with-italics({words})"),
                Emphasis::Bold => format!("with-bold({words})"),
                Emphasis::DotsBelow | Emphasis::DotsAbove => words.to_owned(),
            };
            isolated(lang, &format!("text({}, {words})", of_language(lang)))
        }
    }
}

fn isolated(lang: &Lang, words: &str) -> String {
    if lang.is_rtl() {
        format!("from-right({words})")
    } else {
        words.to_owned()
    }
}

fn of_language(lang: &Lang) -> String {
    let region = lang.region();
    let region = region.map_or("none".to_owned(), |region| string(&region));
    format!(
        "lang: {}, region: {region}, dir: {}",
        string(lang.primary()),
        lang.direction()
    )
}
