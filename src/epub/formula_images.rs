//! Formulas as images, for a shop whose reading systems do not all support MathML. Pages are written with MathML for
//! every variant; here each formula is replaced by an image.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::vec::IntoIter;

use anyhow::Context;

use super::together::{Companions, each_inside};
use super::xml::{El, Node};
use crate::book::{BlockKind, Inline};
use crate::formula::Formula;
use crate::formula_image::{FormulaImage, Subject};
use crate::lang::{Lang, is_wide};
use crate::manuscript::{Localized, Manuscript};
use crate::picture::Encoded;
use crate::walk;

/// The width in em below which a formula in a crowded table is not shrunk, so that it stays legible.
const LEAST: f64 = 6.0;
/// Style rules for all images of formulas. They override those for images in figures, which are blocks.
const SHARED: &str = "\
.sketch {
  display: inline;
  max-width: 100%;
  height: auto;
  margin: 0;
}

.after-han {
  margin-left: 0.2em;
}

.before-han {
  margin-right: 0.2em;
}

";

/// The formulas of an edition to be drawn, each once.
#[derive(Default)]
pub struct FormulaImages<'m> {
    /// By the hash that is in the name of their class and file.
    subjects: BTreeMap<String, Subject<'m>>,
}

impl<'m> FormulaImages<'m> {
    /// Replaces every formula on these pages by an image.
    ///
    /// # Errors
    /// If a page has a formula that the book has not, which is a bug in diglot.
    pub fn place<'p>(
        manuscript: &'m Manuscript<'m>,
        pages: impl IntoIterator<Item = &'p mut El>,
    ) -> anyhow::Result<Self> {
        let mut placer = Placer {
            known: formulas(manuscript),
            languages: manuscript.languages,
            formula_images: Self::default(),
        };
        for page in pages {
            placer.inside(page, manuscript.languages.lead())?;
        }
        Ok(placer.formula_images)
    }

    /// The formulas to be drawn, in the order of the files.
    pub fn subjects(&self) -> Vec<Subject<'m>> {
        self.subjects.values().copied().collect()
    }

    /// Every file's name and content.
    pub fn files<'s>(&self, drawn: &'s [FormulaImage]) -> Vec<(String, &'s Encoded)> {
        let each = self.subjects.keys().zip(drawn);
        each.map(|(sign, sketch)| (file(sign), &sketch.picture))
            .collect()
    }

    /// The style rules: a formula scales with the text around it, sits on the baseline, and is no wider than the page.
    pub fn rules(&self, drawn: &[FormulaImage]) -> String {
        if self.subjects.is_empty() {
            return String::new();
        }
        let each = self.subjects.iter().zip(drawn);
        let each = each.map(|((sign, subject), sketch)| {
            let width = format!("width: {:.4}em;", sketch.width);
            let in_line = if subject.is_display {
                String::new()
            } else {
                let least = sketch.width.min(LEAST);
                format!(
                    " min-width: {least:.4}em; vertical-align: {:.4}em;",
                    -sketch.depth
                )
            };
            format!(".{} {{ {width}{in_line} }}\n", class(sign))
        });
        std::iter::once(SHARED.to_owned()).chain(each).collect()
    }
}

fn class(sign: &str) -> String {
    format!("sketch-{sign}")
}

fn file(sign: &str) -> String {
    format!("images/formula-{sign}.png")
}

/// The formulas of a book by their TeX and whether they are display formulas.
fn formulas<'m>(manuscript: &'m Manuscript<'m>) -> BTreeMap<(&'m str, bool), &'m Formula> {
    let mut known = BTreeMap::new();
    for block in walk::every_block(manuscript.book) {
        if let BlockKind::Formula(display) = &block.kind {
            let formula = &display.formula;
            known.insert((formula.tex.as_str(), true), formula);
        }
    }
    walk::texts(manuscript.book, &mut |text| {
        text.every(&mut |inline| {
            if let Inline::Formula(formula) = inline {
                known.insert((formula.tex.as_str(), false), formula);
            }
        });
    });
    known
}

struct Placer<'m> {
    known: BTreeMap<(&'m str, bool), &'m Formula>,
    languages: Localized<&'m Lang>,
    formula_images: FormulaImages<'m>,
}

impl<'m> Placer<'m> {
    /// Replaces the formulas in an element; `around` is the language of the text around it.
    fn inside(&mut self, element: &mut El, around: &'m Lang) -> anyhow::Result<()> {
        let tag = element.value("lang");
        let own = tag.and_then(|tag| self.languages.iter().find(|lang| lang.tag() == tag));
        let lang = own.copied().unwrap_or(around);
        each_inside(element, |mut inner, before, after| {
            if inner.name() == "math" {
                let (class, picture) = self.picture(&inner, lang)?;
                return Ok(together(class, picture, before, after));
            }
            self.inside(&mut inner, lang)?;
            Ok(inner.into())
        })
    }

    /// The image of a formula, and its class.
    fn picture(&mut self, math: &El, lang: &'m Lang) -> anyhow::Result<(String, El)> {
        let tex = math.value("alttext").unwrap_or_default();
        let is_display = math.value("display").is_some();
        let formula = self.known.get(&(tex, is_display));
        let formula = *formula.with_context(|| format!("the formula `{tex}` was not read"))?;
        // Only a formula with words looks different in another language.
        let words_in = math.holds("mtext").then_some(lang);
        let sign = sign(tex, is_display, words_in);
        let subject = Subject {
            formula,
            is_display,
            lang,
        };
        self.formula_images
            .subjects
            .entry(sign.clone())
            .or_insert(subject);
        // ARIA 1.2, role `math`: the alternative text of an image of a formula may be TeX.
        let picture = El::new("img").attr("role", "math");
        let picture = picture.attr("src", file(&sign)).attr("alt", tex);
        Ok((class(&sign), picture))
    }
}

/// An image together with what must stay on its line. Next to Han it gets a margin, as in print.
fn together(
    mut class: String,
    picture: El,
    before: &mut [Node],
    after: &mut Peekable<IntoIter<Node>>,
) -> Node {
    let companions = Companions::take(before, after);
    let is_after_han =
        matches!(before.last(), Some(Node::Text(text)) if text.ends_with(is_han_letter));
    if is_after_han && !companions.has_before() {
        class.push_str(" after-han");
    }
    let is_before_han =
        matches!(after.peek(), Some(Node::Text(text)) if text.starts_with(is_han_letter));
    if is_before_han && !companions.has_after() {
        class.push_str(" before-han");
    }
    companions.around(picture.class(format!("sketch {class}")))
}

/// A character from which an image is set off by a margin.
fn is_han_letter(c: char) -> bool {
    is_wide(c) && c.is_alphanumeric()
}

/// A hash of the formula alone, so that names of files stay the same from one version of the book to the next. With
/// 48 bits, ten thousand formulas collide in one of five million books.
fn sign(tex: &str, is_display: bool, words_in: Option<&Lang>) -> String {
    let place = if is_display { "display" } else { "inline" };
    let lang = words_in.map_or("", |lang| lang.tag());
    let all = blake3::hash(format!("{place}\0{lang}\0{tex}").as_bytes());
    all.to_hex()[..12].to_owned()
}
