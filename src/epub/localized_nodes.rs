//! One text in the edition's languages, and how it appears on a page: a single language as it is, two languages one
//! below the other.

use super::page;
use super::xml::{El, Node};
use crate::lang::{Labels, Lang};
use crate::manuscript::Localized;

/// The classes of the texts of two languages: our own, and those by which `CrossPoint` distinguishes originals from
/// translations.
pub const ORDER: [&str; 2] = ["first cp-original", "second cp-translation"];

/// A text in each language of the edition, in reading order.
pub struct LocalizedNodes<'m> {
    texts: Vec<(&'m Lang, Vec<Node>)>,
}

impl<'m> From<Localized<(&'m Lang, Vec<Node>)>> for LocalizedNodes<'m> {
    fn from(said: Localized<(&'m Lang, Vec<Node>)>) -> Self {
        let texts = match said {
            Localized::Duo { lead, second } => vec![lead, second],
            Localized::Solo(only) => vec![only],
        };
        Self { texts }
    }
}

impl<'m> FromIterator<(&'m Lang, Vec<Node>)> for LocalizedNodes<'m> {
    fn from_iter<T: IntoIterator<Item = (&'m Lang, Vec<Node>)>>(texts: T) -> Self {
        Self {
            texts: texts.into_iter().collect(),
        }
    }
}

impl<'m> LocalizedNodes<'m> {
    /// Text without markup; once if both languages have the same.
    pub fn plain(said: &Localized<(&'m Lang, String)>) -> Self {
        let nodes = said.map(|(lang, text)| (*lang, vec![text.as_str().into()]));
        let nodes = Self::from(nodes);
        match said {
            Localized::Duo { lead, second } if lead.1 == second.1 => nodes.first_only(),
            Localized::Duo { .. } | Localized::Solo(_) => nodes,
        }
    }

    /// One of diglot's own labels; once if both languages have the same.
    pub fn words(languages: Localized<&'m Lang>, say: impl Fn(&Labels<'_>) -> String) -> Self {
        let said = languages.map(|lang| (*lang, say(&lang.labels())));
        Self::plain(&said).map(|lang, nodes| {
            if lang.falls_back(&say) {
                vec![in_english(El::new("span")).with_all(nodes).into()]
            } else {
                nodes
            }
        })
    }

    /// Keeps the first language only.
    pub fn first_only(mut self) -> Self {
        self.texts.truncate(1);
        self
    }

    /// Inserts nodes at the beginning of the first language.
    pub fn prepend_to_first(mut self, begin: impl FnOnce(&Labels<'_>) -> Vec<Node>) -> Self {
        if let Some((lang, nodes)) = self.texts.first_mut() {
            nodes.splice(0..0, begin(&lang.labels()));
        }
        self
    }

    /// Replaces the text of each language.
    pub fn map(self, mut say: impl FnMut(&'m Lang, Vec<Node>) -> Vec<Node>) -> Self {
        let texts = self.texts.into_iter();
        Self {
            texts: texts
                .map(|(lang, nodes)| (lang, say(lang, nodes)))
                .collect(),
        }
    }

    /// Puts one of diglot's own labels in front of each language.
    pub fn labelled(self, say: impl Fn(&Labels<'_>) -> String) -> Self {
        self.map(|lang, nodes| std::iter::once(label(lang, &say)).chain(nodes).collect())
    }

    /// For a line, a cell or a heading. Two languages are on separate lines, with a space between them for reading
    /// systems that drop the markup, as in their own tables of contents.
    pub fn inline(self) -> Vec<Node> {
        let mut nodes = Vec::new();
        for text in self.each("span", "voice") {
            if !nodes.is_empty() {
                nodes.push(" ".into());
            }
            nodes.extend(text);
        }
        nodes
    }

    /// The same with the nodes of another text after those of each language.
    pub fn and(mut self, other: Self) -> Self {
        for ((_, nodes), (_, more)) in self.texts.iter_mut().zip(other.texts) {
            nodes.extend(more);
        }
        self
    }

    /// As a block: one element, or a pair of elements in a `div`.
    pub fn block(self, name: &'static str, class: &'static str) -> El {
        let is_pair = self.texts.len() > 1;
        let texts = self.each(name, class).into_iter().flatten();
        match class {
            _ if is_pair => El::new("div").class("pair").with_all(texts),
            "" => El::new(name).with_all(texts),
            _ => El::new(name).class(class).with_all(texts),
        }
    }

    /// The text of each language: a single one as it is, two in elements that state their languages. Their classes also
    /// let a reading system hide one of the two.
    fn each(self, name: &'static str, class: &str) -> Vec<Vec<Node>> {
        let is_pair = self.texts.len() > 1;
        let texts = self.texts.into_iter().zip(ORDER);
        let texts = texts.map(|((lang, nodes), order)| {
            if is_pair {
                let classes = format!("{class} {order}");
                let element = El::new(name).class(classes.trim_start());
                vec![page::in_language(element, lang).with_all(nodes).into()]
            } else {
                nodes
            }
        });
        texts.collect()
    }
}

/// The languages of what one of them may have alone, by its place.
pub fn only(languages: Localized<&Lang>, only: Option<usize>) -> Localized<&Lang> {
    let lang = only.and_then(|place| languages.iter().nth(place).copied());
    lang.map_or(languages, Localized::Solo)
}

/// Marks an element that one of two languages may have alone.
pub fn alone(element: El, languages: Localized<&Lang>, only: Option<usize>) -> El {
    let (Some(place), Localized::Duo { lead, second }) = (only, languages) else {
        return element;
    };
    let (lang, order) = if place == 0 {
        (lead, ORDER[0])
    } else {
        (second, ORDER[1])
    };
    let mut element = page::in_language(element, lang);
    element.add_class(&format!("alone {order}"));
    element
}

/// A label or number in front of a text.
fn label(lang: &Lang, say: impl Fn(&Labels<'_>) -> String) -> Node {
    words(El::new("span").class("label"), lang, say).into()
}

/// An element with one of diglot's own labels; marked as English if the language has no translation of it.
pub fn words(element: El, lang: &Lang, say: impl Fn(&Labels<'_>) -> String) -> El {
    let element = if lang.falls_back(&say) {
        in_english(element)
    } else {
        element
    };
    element.with(say(&lang.labels()))
}

fn in_english(element: El) -> El {
    page::in_language(element, Lang::english())
}
