//! Keeps inline formulas on one line with the marks beside them: a line may break before and after a formula or an
//! image, whatever character is there (CSS Text 3 §5.1).

use std::convert::Infallible;
use std::iter::Peekable;
use std::vec::IntoIter;

use super::formula;
use super::xml::{El, Node};
use crate::lang::{is_unspaced, is_wide, opens};

/// What stays on the line of a formula.
#[derive(Default)]
pub struct Companions {
    before: Vec<Node>,
    after: Vec<Node>,
}

impl Companions {
    /// Takes what belongs to a formula from the end of the text before it and from the beginning of what is after it.
    pub fn take(before: &mut [Node], after: &mut Peekable<IntoIter<Node>>) -> Self {
        let mut companions = Self::default();
        if let Some(Node::Text(text)) = before.last_mut() {
            let opening = text.split_off(text.trim_end_matches(keeps_next).len());
            if !opening.is_empty() {
                companions.before.push(opening.into());
            }
        }
        let is_call =
            |node: &Node| matches!(node, Node::El(el) if el.value("class") == Some("call"));
        companions.after.extend(after.next_if(is_call));
        if let Some(Node::Text(text)) = after.peek_mut() {
            let rest = text.split_off(text.len() - text.trim_start_matches(keeps_before).len());
            let closing = std::mem::replace(text, rest);
            if !closing.is_empty() {
                companions.after.push(closing.into());
            }
        }
        companions
    }

    pub fn has_before(&self) -> bool {
        !self.before.is_empty()
    }

    pub fn has_after(&self) -> bool {
        !self.after.is_empty()
    }

    /// The formula with its companions.
    pub fn around(self, formula: El) -> Node {
        if self.before.is_empty() && self.after.is_empty() {
            return formula.into();
        }
        El::new("span")
            .class("together")
            .with_all(self.before)
            .with(formula)
            .with_all(self.after)
            .into()
    }
}

/// Keeps every formula in MathML on a line with its companions.
pub fn keep(element: &mut El) {
    let Ok(()) = each_inside(element, |mut inner, before, after| {
        if formula::is_in_line(&inner) {
            return Ok::<_, Infallible>(Companions::take(before, after).around(inner));
        }
        keep(&mut inner);
        Ok(inner.into())
    });
}

/// Replaces each element directly inside another. `change` also gets the nodes around it: those before it as they are
/// now, and those after it.
pub fn each_inside<E>(
    element: &mut El,
    mut change: impl FnMut(El, &mut [Node], &mut Peekable<IntoIter<Node>>) -> Result<Node, E>,
) -> Result<(), E> {
    let mut rest = std::mem::take(element.children_mut())
        .into_iter()
        .peekable();
    let mut out = Vec::new();
    while let Some(child) = rest.next() {
        let child = match child {
            Node::El(inner) => change(inner, &mut out, &mut rest)?,
            Node::Text(_) => child,
        };
        out.push(child);
    }
    *element.children_mut() = out;
    Ok(())
}

/// Whether no line may break between this character and a formula after it: opening punctuation, and parts of the
/// same word.
fn keeps_next(c: char) -> bool {
    opens(c) || is_of_word(c)
}

/// Whether no line may break between a formula and this character after it: other punctuation, and parts of the same
/// word.
fn keeps_before(c: char) -> bool {
    let is_mark = !c.is_alphanumeric() && !c.is_whitespace();
    (is_mark || is_of_word(c)) && !opens(c)
}

/// Whether a character forms one word with a formula beside it, as in “$n$th” and “non-$x$”.
fn is_of_word(c: char) -> bool {
    c.is_ascii_graphic() || c.is_alphanumeric() && !is_wide(c) && !is_unspaced(c)
}

#[cfg(test)]
mod tests {
    use super::{keep, keeps_before, keeps_next};
    use crate::xml::{El, Node};

    #[test]
    fn punctuation_beside_a_formula_stays_with_it() {
        let kept =
            |text: &'static str| &text[..text.len() - text.trim_start_matches(keeps_before).len()];
        for (text, with_it) in [
            ("，其中", "，"),
            ("）。（又", "）。"),
            ("th item", "th"),
            ("-й член", "-й"),
            ("是", ""),
            ("ไป", ""),
            (" and", ""),
        ] {
            assert_eq!(kept(text), with_it, "{text}");
        }
        let before = |text: &'static str| &text[text.trim_end_matches(keeps_next).len()..];
        assert_eq!(before("学习率（"), "（");
        assert_eq!(before("a non-"), "non-");
        assert_eq!(before("ไป"), "");
    }

    /// The children of an element, with `x` for formulas and brackets around what stays on one line.
    fn outline(element: &El) -> String {
        let each = element.children().iter().map(|node| match node {
            Node::Text(text) => text.clone(),
            Node::El(inner) if inner.value("class") == Some("together") => {
                format!("[{}]", outline(inner))
            }
            Node::El(inner) if inner.name() == "math" => "x".to_owned(),
            Node::El(inner) => outline(inner),
        });
        each.collect()
    }

    #[test]
    fn mathml_is_kept_on_a_line_with_marks_and_calls() {
        let math = || El::new("math");
        let wide = || El::new("span").class("wide-formula").with(math());
        let call = || El::new("sup").class("call").with("1");
        let block = || El::new("math").attr("display", "block");
        for (paragraph, wanted) in [
            (
                El::new("p").with("设").with(math()).with("，则"),
                "设[x，]则",
            ),
            (
                El::new("p").with("率（").with(wide()).with("）。"),
                "率[（x）。]",
            ),
            (
                El::new("p").with("at ").with(math()).with("; and"),
                "at [x;] and",
            ),
            (
                El::new("p")
                    .with("a ")
                    .with(math())
                    .with(call())
                    .with(". B"),
                "a [x1.] B",
            ),
            (
                El::new("p").with("the ").with(math()).with(" of"),
                "the x of",
            ),
            (El::new("div").with(block()).with("，"), "x，"),
        ] {
            let mut page = El::new("body").with(paragraph);
            keep(&mut page);
            assert_eq!(outline(&page), wanted);
        }
    }
}
