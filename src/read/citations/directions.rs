//! Names and titles in citations that are read in the other direction than the text around them.

use crate::book::{Inline, SpanKind};
use crate::lang::Lang;

/// The words of a cited work with those in its language set apart, if they are read in the other direction. In a text that
/// is read from the left, each name and title by itself: the numbers and marks between them belong to the text. In one
/// that is read from the right, the whole, whose numbers follow its names from left to right.
pub fn isolated(inlines: Vec<Inline>, lang: &Lang, around: &Lang) -> Vec<Inline> {
    match (lang.is_rtl(), around.is_rtl()) {
        (true, false) => inlines
            .into_iter()
            .flat_map(|inline| each(inline, lang))
            .collect(),
        (false, true) => vec![apart(inlines, lang)],
        (true, true) | (false, false) => inlines,
    }
}

fn apart(text: Vec<Inline>, lang: &Lang) -> Inline {
    Inline::Span {
        kind: SpanKind::Language(lang.clone()),
        text,
    }
}

fn each(inline: Inline, lang: &Lang) -> Vec<Inline> {
    let inside = |inner: Vec<Inline>| inner.into_iter().flat_map(|inline| each(inline, lang));
    match inline {
        Inline::Plain(words) => names(&words, lang),
        Inline::Emph(inner) => vec![Inline::Emph(inside(inner).collect())],
        Inline::Strong(inner) => vec![Inline::Strong(inside(inner).collect())],
        Inline::Link { url, text } => vec![Inline::Link {
            url,
            text: inside(text).collect(),
        }],
        Inline::Span { kind, text } => vec![Inline::Span {
            kind,
            text: inside(text).collect(),
        }],
        Inline::Code(_)
        | Inline::Formula(_)
        | Inline::Note(_)
        | Inline::Reference { .. }
        | Inline::Ruby { .. }
        | Inline::Blank { .. }
        | Inline::Index(_)
        | Inline::Picture(_)
        | Inline::Break => vec![inline],
    }
}

/// Words with those that are read from the right set apart. Spaces between them are part of a name, commas are not.
fn names(words: &str, lang: &Lang) -> Vec<Inline> {
    let mut parts = Vec::new();
    let mut rest = words;
    while let Some(start) = rest.find(is_from_right) {
        let joins = |c: char| is_from_right(c) || c.is_whitespace() || "-־׳״'’”“\"".contains(c);
        let end = rest[start..]
            .find(|c| !joins(c))
            .map_or(rest.len(), |length| start + length);
        let end = rest[..end]
            .char_indices()
            .rfind(|(_, c)| is_from_right(*c))
            .map_or(end, |(at, c)| at + c.len_utf8());
        if start > 0 {
            parts.push(Inline::Plain(rest[..start].to_owned()));
        }
        let name = Inline::Plain(rest[start..end].to_owned());
        parts.push(apart(vec![name], lang));
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        parts.push(Inline::Plain(rest.to_owned()));
    }
    parts
}

/// Whether a character is of a script that is read from the right.
fn is_from_right(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_set_apart_from_numbers() {
        let hebrew = Lang::parse("he").expect("a tag");
        let cited = vec![Inline::Plain("לוי כהן, רות 1999, 5".to_owned())];
        let parts = isolated(cited, &hebrew, Lang::english());
        let said = parts.iter().map(|part| {
            if let Inline::Span { text, .. } = part {
                format!("[{}]", plain(text))
            } else {
                plain(std::slice::from_ref(part)).to_owned()
            }
        });
        assert_eq!(said.collect::<String>(), "[לוי כהן], [רות] 1999, 5");
    }

    fn plain(inlines: &[Inline]) -> &str {
        match inlines {
            [Inline::Plain(words)] => words,
            _ => "",
        }
    }
}
