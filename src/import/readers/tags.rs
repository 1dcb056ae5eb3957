//! Tags of HTML that stand in texts.

use crate::import::rich::{Script, Style};

/// A tag by itself.
#[derive(Debug)]
pub(super) struct Tagged {
    /// In lower case.
    pub(super) name: String,
    pub(super) is_end: bool,
    attributes: Vec<(String, String)>,
}

impl Tagged {
    pub(super) fn parse(html: &str) -> Option<Self> {
        let inner = html.trim().strip_prefix('<')?.strip_suffix('>')?;
        let (is_end, inner) = match inner.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, inner.trim_end_matches('/')),
        };
        let length = inner
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
            .unwrap_or(inner.len());
        if length == 0 {
            return None;
        }
        let mut attributes = Vec::new();
        let mut rest = inner[length..].trim_start();
        while !rest.is_empty() {
            let end = rest
                .find(|c: char| c == '=' || c.is_whitespace())
                .unwrap_or(rest.len());
            let name = rest[..end].to_ascii_lowercase();
            rest = rest[end..].trim_start();
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                let after = after.trim_start();
                let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
                let body = if quote.is_some() { &after[1..] } else { after };
                let end = match quote {
                    Some(quote) => body.find(quote),
                    None => body.find(char::is_whitespace),
                };
                let end = end.unwrap_or(body.len());
                value = &body[..end];
                rest = body[end..].trim_start_matches(['"', '\'']).trim_start();
            } else if end == 0 {
                break;
            }
            attributes.push((name, value.replace("&amp;", "&").replace("&quot;", "\"")));
        }
        Some(Self {
            name: inner[..length].to_ascii_lowercase(),
            is_end,
            attributes,
        })
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        let (_, value) = all.find(|(key, _)| key == name)?;
        Some(value)
    }
}

/// Whether an element marks words in a way that books do not have.
pub(super) fn is_unshown(name: &str) -> bool {
    matches!(name, "u" | "mark" | "small" | "big" | "ins")
}

/// What an element does to the style of the text in it.
pub(super) fn style(name: &str) -> Option<fn(&mut Style)> {
    match name {
        "em" | "i" | "cite" | "dfn" | "var" => Some(|style| style.emph = true),
        "strong" | "b" => Some(|style| style.strong = true),
        "sup" => Some(|style| style.script = Script::Raised),
        "sub" => Some(|style| style.script = Script::Lowered),
        "kbd" => Some(|style| style.key = true),
        _ => None,
    }
}
