//! Converts the MathML of `math-core` into the parts of a formula. Functions return `None` for anything unknown, which
//! refuses the whole formula, so that no part of one is lost silently.

use roxmltree::{Document, Node};

use super::{KIND, SMALL};
use crate::formula::{
    Align, Cell, Corners, Face, Height, MathStyle, OperatorForm, Part, Sign, Table,
};

/// The invisible separator that `math-core` writes for an absent delimiter (`\left.`).
const OPEN_SIDE: &str = "\u{2063}";
/// Points in an em, to convert absolute lengths: a font size of 10 pt is assumed.
const EM: f64 = 10.0;

/// Reads the parts of a whole formula.
pub fn parts(mathml: &str) -> Option<Vec<Part>> {
    let document = Document::parse(mathml).ok()?;
    list(document.root_element())
}

/// The parts inside an element.
fn list(element: Node<'_, '_>) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    for child in element.children().filter(Node::is_element) {
        parts.extend(one(child)?);
    }
    Some(parts)
}

/// The parts inside an element as one part.
fn row(element: Node<'_, '_>) -> Option<Part> {
    let mut parts = list(element)?;
    Some(match parts.len() {
        1 => parts.remove(0),
        _ => Part::Row(parts),
    })
}

/// The children of an element, each as one part.
fn each<const N: usize>(element: Node<'_, '_>) -> Option<[Part; N]> {
    let children = element.children().filter(Node::is_element);
    let parts: Option<Vec<Part>> = children.map(single).collect();
    parts?.try_into().ok()
}

fn single(element: Node<'_, '_>) -> Option<Part> {
    let mut parts = one(element)?;
    Some(match parts.len() {
        1 => parts.remove(0),
        _ => Part::Row(parts),
    })
}

/// The parts for an element: usually one; none for an element without meaning or an empty group.
fn one(element: Node<'_, '_>) -> Option<Vec<Part>> {
    let text = || element.text().unwrap_or_default().to_owned();
    let part = match element.tag_name().name() {
        "mi" => Part::Letter {
            text: text(),
            is_upright: element.attribute("mathvariant") == Some("normal"),
        },
        "mn" => Part::Number(text()),
        "mo" => sign(element)?,
        "mtext" => words(element)?,
        "mspace" => {
            let width = element.attribute("width").map(str::to_owned);
            match width.or_else(|| property(element, "margin-left")) {
                Some(width) => Part::Gap(length(&width)?),
                // Without a width it is a workaround for the spacing of one browser.
                None => return Some(Vec::new()),
            }
        }
        "mrow" => return group(element),
        // The operand of `\mathop`.
        "mpadded" if element.attributes().all(|one| one.name() == "style") => row(element)?,
        "mphantom" => Part::Hidden(row(element)?.into()),
        "mfrac" => {
            let [over, under] = each(element)?;
            Part::Fraction {
                over: over.into(),
                under: under.into(),
                has_bar: element
                    .attribute("linethickness")
                    .is_none_or(|width| length(width).is_none_or(|width| width > 0.0)),
                is_large: element.attribute("displaystyle").map(|said| said == "true"),
            }
        }
        "msqrt" => Part::Root {
            of: row(element)?.into(),
            degree: None,
        },
        "mroot" => {
            let [of, degree] = each(element)?;
            Part::Root {
                of: of.into(),
                degree: Some(degree.into()),
            }
        }
        "msub" => {
            let [base, low] = each(element)?;
            scripts(element, base, Some(low), None)
        }
        "msup" => {
            let [base, high] = each(element)?;
            scripts(element, base, None, Some(high))
        }
        "msubsup" => {
            let [base, low, high] = each(element)?;
            scripts(element, base, Some(low), Some(high))
        }
        "mmultiscripts" => corners(element)?,
        "munder" => {
            let [base, under] = each(element)?;
            limits(element, base, Some(under), None)?
        }
        "mover" => {
            let [base, over] = each(element)?;
            limits(element, base, None, Some(over))?
        }
        "munderover" => {
            let [base, under, over] = each(element)?;
            limits(element, base, Some(under), Some(over))?
        }
        "mtable" => table(element)?,
        _ => return None,
    };
    Some(vec![part])
}

/// A CSS or TeX length in em.
fn length(said: &str) -> Option<f64> {
    let unit_at = said.find(|c: char| c.is_ascii_alphabetic());
    let (number, unit) = said.split_at(unit_at.unwrap_or(said.len()));
    let points = match unit {
        "" | "em" => EM,
        "rem" => 10.0,
        "ex" => EM * 0.43,
        "pt" => 1.0,
        "mm" => 72.0 / 25.4,
        "cm" => 720.0 / 25.4,
        "in" => 72.0,
        "px" => 0.75,
        _ => return None,
    };
    Some(number.trim().parse::<f64>().ok()? * points / EM)
}

/// A CSS property from an element's `style` attribute.
fn property(element: Node<'_, '_>, name: &str) -> Option<String> {
    let style = element.attribute("style")?;
    style.split(';').find_map(|rule| {
        let (property, value) = rule.split_once(':')?;
        (property.trim() == name).then(|| value.trim().to_owned())
    })
}

fn sign(element: Node<'_, '_>) -> Option<Part> {
    let text = element.text().unwrap_or_default();
    let measure = |name| match element.attribute(name) {
        Some(said) => length(said).map(Some),
        None => Some(None),
    };
    if text.chars().filter(|c| c.is_alphabetic()).count() > 1 {
        return Some(Part::Name {
            text: text.to_owned(),
            before: measure("lspace")?,
            after: measure("rspace")?,
        });
    }
    let height = match (measure("minsize")?, element.attribute("stretchy")) {
        (Some(size), _) => Height::Of(size),
        (None, Some("true")) => Height::Beside,
        (None, Some(_)) => Height::Fixed,
        (None, None) => Height::Own,
    };
    Some(Part::Sign(Sign {
        text: text.to_owned(),
        form: match element.attribute("form") {
            Some("prefix") => Some(OperatorForm::Prefix),
            Some("infix") => Some(OperatorForm::Infix),
            Some("postfix") => Some(OperatorForm::Postfix),
            _ => None,
        },
        before: measure("lspace")?,
        after: measure("rspace")?,
        height,
    }))
}

fn words(element: Node<'_, '_>) -> Option<Part> {
    let mut inner = element.children().filter(Node::is_element);
    let (holder, face) = match inner.next() {
        None => (element, Face::Upright),
        Some(style) => {
            let face = match (style.tag_name().name(), style.attribute("class")) {
                ("b", None) => Face::Bold,
                ("i" | "em", None) => Face::Italic,
                ("code", None) => Face::Mono,
                ("span", Some("math-core-sans-serif-font")) => Face::Sans,
                ("span", Some("math-core-serif-font")) => Face::Upright,
                _ => return None,
            };
            (style, face)
        }
    };
    let is_plain = !holder.children().any(|child| child.is_element());
    let is_styled = element.attribute("style").is_some();
    (is_plain && !is_styled).then(|| Part::Words {
        text: holder.text().unwrap_or_default().to_owned(),
        face,
    })
}

fn group(element: Node<'_, '_>) -> Option<Vec<Part>> {
    let colour = property(element, "color");
    if colour.is_some() {
        return None;
    }
    let level = element.attribute("scriptlevel").unwrap_or_default();
    let style = match (element.attribute("displaystyle"), level) {
        (None, "") => None,
        (Some("true"), _) => Some(MathStyle::Display),
        (_, "1") => Some(MathStyle::Script),
        (_, "2") => Some(MathStyle::ScriptScript),
        (_, _) => Some(MathStyle::Text),
    };
    let mut parts = list(element)?;
    if let Some(style) = style {
        let inner = fenced(element, parts);
        return Some(vec![Part::Styled { style, inner }]);
    }
    parts = fenced(element, parts);
    Some(match parts.len() {
        0 | 1 => parts,
        _ => vec![Part::Row(parts)],
    })
}

/// The parts of a group as one [`Part::Fenced`], if its first and last elements are delimiters that grow.
fn fenced(element: Node<'_, '_>, mut parts: Vec<Part>) -> Vec<Part> {
    let children: Vec<Node<'_, '_>> = element.children().filter(Node::is_element).collect();
    let grows = |node: Option<&Node<'_, '_>>| {
        node.is_some_and(|node| {
            let has = |name| node.attribute(name).is_some();
            node.tag_name().name() == "mo"
                && !["stretchy", "minsize", "lspace", "rspace"]
                    .into_iter()
                    .any(has)
                && node.text().is_some_and(is_fence)
        })
    };
    if children.len() < 2 || !grows(children.first()) || !grows(children.last()) {
        return parts;
    }
    let fence = |part: Option<Part>| match part {
        Some(Part::Sign(sign)) if sign.text != OPEN_SIDE => Some(sign.text),
        _ => None,
    };
    let close = fence(parts.pop());
    let open = fence(Some(parts.remove(0)));
    vec![Part::Fenced {
        open,
        inner: parts,
        close,
    }]
}

fn is_fence(text: &str) -> bool {
    text == OPEN_SIDE || "()[]{}|‖⟨⟩⌊⌋⌈⌉⟦⟧⌜⌝⌞⌟⟮⟯⎰⎱/\\↑↓↕⇑⇓⇕∥⟪⟫⦃⦄".contains(text)
}

/// Subscript and superscript; for an operator made by `\mathop` they are limits.
fn scripts(element: Node<'_, '_>, base: Part, low: Option<Part>, high: Option<Part>) -> Part {
    let first = element.first_element_child();
    if first.is_some_and(|first| first.tag_name().name() == "mpadded") {
        return Part::Limits {
            base: base.into(),
            under: low.map(Box::new),
            over: high.map(Box::new),
            moves: true,
        };
    }
    Part::Scripts {
        base: base.into(),
        after: Corners {
            low: low.map(Box::new),
            high: high.map(Box::new),
        },
        before: Corners::default(),
    }
}

fn corners(element: Node<'_, '_>) -> Option<Part> {
    let mut children = element.children().filter(Node::is_element);
    let base = single(children.next()?)?;
    let (mut after, mut before) = (Vec::new(), Vec::new());
    let mut is_before = false;
    for child in children {
        if child.tag_name().name() == "mprescripts" {
            is_before = true;
            continue;
        }
        let part = single(child)?;
        let is_nothing = matches!(&part, Part::Row(parts) if parts.is_empty());
        let corner = (!is_nothing).then(|| Box::new(part));
        if is_before { &mut before } else { &mut after }.push(corner);
    }
    let pair = |corners: Vec<Option<Box<Part>>>| {
        let mut corners = corners.into_iter();
        let pair = Corners {
            low: corners.next().flatten(),
            high: corners.next().flatten(),
        };
        corners.next().is_none().then_some(pair)
    };
    Some(Part::Scripts {
        base: base.into(),
        after: pair(after)?,
        before: pair(before)?,
    })
}

/// Limits, an accent, or a construct marked with [`KIND`].
fn limits(
    element: Node<'_, '_>,
    base: Part,
    under: Option<Part>,
    over: Option<Part>,
) -> Option<Part> {
    if let Some(Part::Words { text, .. }) = &over
        && let Some(kind) = text.strip_prefix(KIND)
    {
        let base = base.into();
        return Some(match kind {
            "box" => Part::Boxed(base),
            _ => Part::Accent {
                base,
                mark: kind.chars().next()?,
                is_under: false,
                stretches: true,
            },
        });
    }
    if matches!(
        (&under, &over),
        (Some(Part::Gap(_)), None) | (None, Some(Part::Gap(_)))
    ) {
        // This only sets the least length of an arrow with a label.
        return Some(base);
    }
    let is_accent = |name| element.attribute(name) == Some("true");
    let mark = match (&under, &over) {
        (Some(mark), None) if is_accent("accentunder") => Some((mark, true)),
        (None, Some(mark)) if is_accent("accent") => Some((mark, false)),
        _ => None,
    };
    if let Some((mark, is_under)) = mark {
        let Part::Sign(sign) = mark else { return None };
        // Screen readers and fonts know these only as spacing characters, not as combining marks.
        let mark = match (sign.text.chars().next()?, is_under) {
            ('\u{332}', false) => '‾',
            ('\u{332}', true) => '_',
            ('\u{302}', _) => '^',
            (mark, _) => mark,
        };
        return Some(Part::Accent {
            base: base.into(),
            mark,
            is_under,
            stretches: sign.height != Height::Fixed && !"¯´`˙¨˚".contains(mark),
        });
    }
    let operator = element.first_element_child()?;
    let moves = match operator.attribute("movablelimits") {
        Some(said) => said == "true",
        None => {
            matches!(&base, Part::Name { .. })
                || matches!(&base, Part::Sign(sign) if is_large(&sign.text))
        }
    };
    Some(Part::Limits {
        base: base.into(),
        under: under.map(Box::new),
        over: over.map(Box::new),
        moves,
    })
}

/// Whether an operator has limits below and above it in display style, but at its side in text style.
fn is_large(text: &str) -> bool {
    "∏∐∑⋀⋁⋂⋃⨀⨁⨂⨃⨄⨅⨆".contains(text)
}

fn table(element: Node<'_, '_>) -> Option<Part> {
    let is_rule = |node: Node<'_, '_>, side: &str| property(node, side).is_some();
    // Typst cannot draw rules around a matrix.
    if is_rule(element, "border-left") || is_rule(element, "border-top") {
        return None;
    }
    let mut style = match (
        element.attribute("displaystyle"),
        element.attribute("scriptlevel"),
    ) {
        (Some("true"), _) => MathStyle::Display,
        (_, Some("1")) => MathStyle::Script,
        _ => MathStyle::Text,
    };
    let mut rows = Vec::new();
    let (mut columns, mut lines) = (Vec::new(), Vec::new());
    for line in element.children().filter(Node::is_element) {
        let cells = line.children().filter(Node::is_element);
        // Cells with a width are empty; they only centre a display formula.
        let cells = cells.filter(|cell| property(*cell, "width").is_none());
        let mut row = Vec::new();
        for cell in cells {
            let column = row.len();
            if is_rule(cell, "border-right") && !columns.contains(&(column + 1)) {
                columns.push(column + 1);
            }
            if is_rule(cell, "border-top") && !lines.contains(&rows.len()) {
                lines.push(rows.len());
            }
            let mut parts = list(cell)?;
            if matches!(parts.first(), Some(Part::Letter { text, .. }) if text.starts_with(SMALL)) {
                parts.remove(0);
                style = MathStyle::Script;
            }
            let align = match property(cell, "text-align").as_deref() {
                Some("left") => Align::Left,
                Some("right") => Align::Right,
                _ => Align::Center,
            };
            row.push(Cell {
                parts,
                align,
                joins: property(cell, "padding-left").as_deref() == Some("0"),
            });
        }
        rows.push(row);
    }
    // A rule below the last row is written as an extra, empty row.
    if rows.len() > 1 && lines.contains(&(rows.len() - 1)) {
        let is_empty = |row: &Vec<Cell>| row.iter().all(|cell| cell.parts.is_empty());
        if rows.last().is_some_and(is_empty) {
            return None;
        }
    }
    let table = Table {
        rows,
        style,
        rules: (columns, lines),
    };
    let is_outside = table.rules.0.iter().any(|column| *column >= table.width());
    (!is_outside).then_some(Part::Table(table))
}
