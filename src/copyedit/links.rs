//! Links that only one language has.

use super::{Desk, Finding, TextPair};
use crate::book::{BIBLIOGRAPHY, Inline, Target, Text};
use crate::diagnostics::{Code, short};
use crate::lang::{Lang, Pair, Side};
use crate::message::message;
use crate::source::Span;

/// A link of a text.
struct Link<'t> {
    /// The address, or the anchor after a `#`.
    address: String,
    text: &'t Text,
    at: std::ops::Range<usize>,
}

impl Link<'_> {
    fn span(&self) -> Option<Span> {
        self.text.span(self.at.clone())
    }
}

impl Desk<'_> {
    /// Links and references.
    pub(super) fn links(&mut self, text: &TextPair<'_>) {
        if !self.asks(Code::CopyLinks) {
            return;
        }
        let links = Pair {
            a: links(&text.pair.a),
            b: links(&text.pair.b),
        };
        if links.a.is_empty() && links.b.is_empty() {
            return;
        }
        let plain = |side: Side| -> Vec<String> {
            let links = links.get(side).iter();
            links
                .map(|link| without_language(&link.address, &self.book.languages))
                .collect()
        };
        let (a, b) = (plain(Side::A), plain(Side::B));
        for (side, own, others) in [(Side::A, &a, &b), (Side::B, &b, &a)] {
            let other = side.other();
            for (link, plain) in links.get(side).iter().zip(own) {
                // An article of an encyclopedia has another name in each language.
                let is_there = others.contains(plain)
                    || has_language(&link.address, &self.book.languages)
                        && others.iter().any(|one| host(one) == host(plain));
                if !is_there {
                    self.lone_link(link, other);
                }
            }
        }
    }

    fn lone_link(&mut self, link: &Link<'_>, other: Side) {
        let tag = self.lang(other).tag();
        self.report(Finding::new(
            Code::CopyLinks,
            link.span(),
            &link.address,
            message!(
                "the text in `{}` has no link to `{}`",
                tag,
                short(&link.address)
            ),
            message!("link the same in both languages, or except the address"),
        ));
    }
}

fn links(text: &Text) -> Vec<Link<'_>> {
    let mut all = Vec::new();
    text.parts(&mut |inline, at| {
        let address = if let Inline::Link { url, .. } = inline {
            url.clone()
        } else if let Inline::Reference {
            target: Target::Anchor { chapter, id },
            ..
        } = inline
            && chapter != BIBLIOGRAPHY
        {
            format!("#{id}")
        } else {
            return;
        };
        all.push(Link { address, text, at });
    });
    all
}

/// An address without what differs between languages: the scheme, `www.`, a language in the host, the path or the query.
fn without_language(address: &str, languages: &Pair<Lang>) -> String {
    if address.starts_with('#') {
        return address.to_owned();
    }
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let (path, _) = rest.split_once('?').unwrap_or((rest, ""));
    let parts = path.trim_end_matches('/').split('/');
    let parts = parts.map(|part| {
        let names = part.split('.').filter(|name| !names(name, languages));
        names.collect::<Vec<_>>().join(".")
    });
    let parts = parts.filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("/")
}

/// Whether a part of an address names a language.
fn names(part: &str, languages: &Pair<Lang>) -> bool {
    let part = part.to_ascii_lowercase().replace('_', "-");
    let primary = part.split('-').next().unwrap_or_default();
    part.len() <= primary.len() + 5 && languages.iter().any(|lang| primary == lang.primary())
}

fn has_language(address: &str, languages: &Pair<Lang>) -> bool {
    !address.starts_with('#')
        && address
            .split(['/', '.', '=', '&', '?'])
            .any(|part| names(part, languages))
}

fn host(address: &str) -> &str {
    address.split('/').next().unwrap_or(address)
}
