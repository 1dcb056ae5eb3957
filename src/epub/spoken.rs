//! What the edition's languages say side by side, and how it stands in a page: alone as it is, in two
//! languages one under the other.

use super::page;
use super::xml::{El, Node};
use crate::lang::{Labels, Lang};
use crate::manuscript::Localized;

/// Something said in each language of the edition, in reading order.
pub struct Spoken<'m> {
    texts: Vec<(&'m Lang, Vec<Node>)>,
}

impl<'m> From<Localized<(&'m Lang, Vec<Node>)>> for Spoken<'m> {
    fn from(said: Localized<(&'m Lang, Vec<Node>)>) -> Self {
        let texts = match said {
            Localized::Duo { lead, second } => vec![lead, second],
            Localized::Solo(only) => vec![only],
        };
        Self { texts }
    }
}

impl<'m> FromIterator<(&'m Lang, Vec<Node>)> for Spoken<'m> {
    fn from_iter<T: IntoIterator<Item = (&'m Lang, Vec<Node>)>>(texts: T) -> Self {
        Self {
            texts: texts.into_iter().collect(),
        }
    }
}

impl<'m> Spoken<'m> {
    /// Words without markup; once where both languages have the same.
    pub fn plain(said: &Localized<(&'m Lang, String)>) -> Self {
        let nodes = said.map(|(lang, text)| (*lang, vec![text.as_str().into()]));
        let spoken = Self::from(nodes);
        match said {
            Localized::Duo { lead, second } if lead.1 == second.1 => spoken.once(),
            Localized::Duo { .. } | Localized::Solo(_) => spoken,
        }
    }

    /// Words of the tool itself; once where both languages have the same.
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

    /// What is said first, alone.
    pub fn once(mut self) -> Self {
        self.texts.truncate(1);
        self
    }

    /// Puts something in front of what is said first.
    pub fn begun(mut self, begin: impl FnOnce(&Labels<'_>) -> Vec<Node>) -> Self {
        if let Some((lang, nodes)) = self.texts.first_mut() {
            nodes.splice(0..0, begin(&lang.labels()));
        }
        self
    }

    /// The same, said otherwise.
    pub fn map(self, mut say: impl FnMut(&'m Lang, Vec<Node>) -> Vec<Node>) -> Self {
        let texts = self.texts.into_iter();
        Self {
            texts: texts
                .map(|(lang, nodes)| (lang, say(lang, nodes)))
                .collect(),
        }
    }

    /// Puts words of the tool in front, which announce what follows.
    pub fn headed(self, say: impl Fn(&Labels<'_>) -> String) -> Self {
        self.map(|lang, nodes| std::iter::once(label(lang, &say)).chain(nodes).collect())
    }

    /// Inside a line, a cell or a heading: two languages stand one under the other, and apart where
    /// a reader shows the words alone, as in its own table of contents.
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

    /// As a block: an element alone, or a pair of them.
    pub fn block(self, name: &'static str, class: &'static str) -> El {
        let is_pair = self.texts.len() > 1;
        let texts = self.each(name, class).into_iter().flatten();
        match class {
            _ if is_pair => El::new("div").class("pair").with_all(texts),
            "" => El::new(name).with_all(texts),
            _ => El::new(name).class(class).with_all(texts),
        }
    }

    /// What each language says: alone as it is, beside another in an element that says which it is, to
    /// readers that can hide one of the two as well.
    fn each(self, name: &'static str, class: &str) -> Vec<Vec<Node>> {
        /// Our own classes, with those by which `CrossPoint` tells originals from translations.
        const ORDER: [&str; 2] = ["first cp-original", "second cp-translation"];
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

/// A word or number of the tool that announces what follows.
fn label(lang: &Lang, say: impl Fn(&Labels<'_>) -> String) -> Node {
    words(El::new("span").class("label"), lang, say).into()
}

/// An element with words of the tool, which says that they are English where the language has none of its own.
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
