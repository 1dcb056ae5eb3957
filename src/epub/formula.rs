//! Formulas as MathML that works in both MathML Core and MathML 3, with the TeX source as alternative text.

use super::xml::{El, Node};
use crate::formula::{
    Align, Cell, Corners, Face, Formula, Height, MathStyle, OperatorForm, Part, Sign, Table,
};
use crate::lang::is_wide;

/// Widths in em from which a formula may not fit into the rest of a line, or onto a phone's screen.
const WIDE: f64 = 10.0;
const TELEPHONE: f64 = 14.0;
/// The class of an inline formula that scrolls.
const WIDE_CLASS: &str = "wide-formula";
/// The size of sub- and superscripts, relative to their base.
const SCRIPT: f64 = 0.7;

/// A formula; `is_display` says whether it is set on a line of its own.
fn write(formula: &Formula, is_display: bool) -> El {
    let math = El::new("math")
        .attr("xmlns", "http://www.w3.org/1998/Math/MathML")
        .attr("alttext", formula.tex.as_str());
    let math = if is_display {
        math.attr("display", "block")
    } else {
        math
    };
    // One row, so that reading systems that do their own line breaking know where the formula ends.
    math.with(group(&formula.parts))
}

/// An inline formula. A wide one scrolls if the screen is narrower.
pub fn in_line(formula: &Formula) -> El {
    let math = write(formula, false);
    if width(formula) > WIDE {
        El::new("span")
            .class(WIDE_CLASS)
            .attr("tabindex", "0")
            .with(math)
    } else {
        math
    }
}

/// A display formula. One that may be wider than a phone's screen can take keyboard focus, so that it can be
/// scrolled.
pub fn by_itself(formula: &Formula) -> El {
    let place = El::new("div").class("formula");
    let place = if width(formula) > TELEPHONE {
        place.attr("tabindex", "0")
    } else {
        place
    };
    place.with(write(formula, true))
}

/// Whether an element is an inline formula.
pub fn is_in_line(element: &El) -> bool {
    let is_math = element.name() == "math" && element.value("display").is_none();
    is_math || element.value("class") == Some(WIDE_CLASS)
}

/// Sets paragraphs with wide formulas ragged: since no line breaks inside a formula, justifying the line before it
/// would stretch its spaces.
pub fn set_ragged(element: &mut El) {
    let is_wide =
        |node: &Node| matches!(node, Node::El(el) if el.value("class") == Some(WIDE_CLASS));
    if element.name() == "p" && element.children().iter().any(is_wide) {
        element.add_class("ragged");
    }
    for child in element.children_mut() {
        if let Node::El(inner) = child {
            set_ragged(inner);
        }
    }
}

/// The approximate width of an inline formula, in em.
pub fn width(formula: &Formula) -> f64 {
    row_width(&formula.parts)
}

fn row_width(parts: &[Part]) -> f64 {
    parts.iter().map(part_width).sum()
}

fn part_width(part: &Part) -> f64 {
    let corners = |corners: &Corners| {
        let each =
            [&corners.low, &corners.high].map(|part| part.as_deref().map_or(0.0, part_width));
        each[0].max(each[1]) * SCRIPT
    };
    let text = |text: &str| -> f64 {
        let each = text.chars().map(|c| if is_wide(c) { 1.0 } else { 0.5 });
        each.sum()
    };
    match part {
        Part::Row(parts) | Part::Styled { inner: parts, .. } => row_width(parts),
        Part::Letter { text: letters, .. } | Part::Number(letters) => text(letters),
        Part::Sign(sign) => {
            let white = match sign.form {
                Some(OperatorForm::Prefix | OperatorForm::Postfix) => 0.0,
                Some(OperatorForm::Infix) | None => 0.25,
            };
            let white = |own: Option<f64>| own.unwrap_or(white);
            text(&sign.text) + white(sign.before) + white(sign.after)
        }
        Part::Name { text: name, .. } => text(name) + 0.2,
        Part::Words { text: words, .. } => text(words),
        Part::Gap(gap) => *gap,
        Part::Fraction { over, under, .. } => {
            part_width(over).max(part_width(under)) * SCRIPT + 0.2
        }
        Part::Root { of, .. } => part_width(of) + 0.8,
        Part::Scripts {
            base,
            after,
            before,
        } => part_width(base) + corners(after) + corners(before),
        Part::Limits {
            base, under, over, ..
        } => {
            let beside = [under, over].map(|part| part.as_deref().map_or(0.0, part_width) * SCRIPT);
            part_width(base) + beside[0].max(beside[1])
        }
        Part::Accent { base, .. } | Part::Hidden(base) => part_width(base),
        Part::Fenced { inner, .. } => row_width(inner) + 0.8,
        Part::Table(table) => {
            let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
            let column = |at: usize| {
                let cells = table.rows.iter().filter_map(|row| row.get(at));
                let widths = cells.map(|cell| row_width(&cell.parts));
                widths.fold(0.0, f64::max) + 1.0
            };
            (0..columns).map(column).sum()
        }
        Part::Boxed(inner) => part_width(inner) + 0.6,
    }
}

fn group(parts: &[Part]) -> El {
    match parts {
        [one] => element(one),
        _ => El::new("mrow").with_all(parts.iter().map(element)),
    }
}

fn each<'p>(name: &'static str, parts: impl IntoIterator<Item = &'p Part>) -> El {
    El::new(name).with_all(parts.into_iter().map(element))
}

fn token(name: &'static str, text: &str) -> El {
    El::new(name).with(text)
}

fn element(part: &Part) -> El {
    match part {
        Part::Row(parts) => group(parts),
        Part::Letter { text, is_upright } => {
            let letter = token("mi", text);
            if *is_upright {
                letter.attr("mathvariant", "normal")
            } else {
                letter
            }
        }
        Part::Number(text) => token("mn", text),
        Part::Sign(it) => sign(it),
        Part::Name {
            text,
            before,
            after,
        } => named(text, *before, *after),
        Part::Words { text, face } => words(text, *face),
        Part::Gap(width) if *width < 0.0 => {
            El::new("mspace").attr("style", format!("margin-left:{}", em(*width)))
        }
        Part::Gap(width) => El::new("mspace").attr("width", em(*width)),
        Part::Fraction {
            over,
            under,
            has_bar,
            is_large,
        } => {
            let fraction = each("mfrac", [over.as_ref(), under.as_ref()]);
            let fraction = if *has_bar {
                fraction
            } else {
                fraction.attr("linethickness", "0")
            };
            match is_large {
                Some(is_large) => {
                    let style = El::new("mstyle").attr("displaystyle", is_large.to_string());
                    style.attr("scriptlevel", "0").with(fraction)
                }
                None => fraction,
            }
        }
        Part::Root { of, degree } => match degree {
            Some(degree) => each("mroot", [of.as_ref(), degree.as_ref()]),
            None => each("msqrt", [of.as_ref()]),
        },
        Part::Scripts {
            base,
            after,
            before,
        } => scripts(base, after, before),
        Part::Limits {
            base,
            under,
            over,
            moves,
        } => limits(base, under.as_deref(), over.as_deref(), *moves),
        Part::Accent {
            base,
            mark,
            is_under,
            stretches,
        } => {
            let mark = token("mo", &mark.to_string()).attr("stretchy", stretches.to_string());
            let accented = if *is_under {
                El::new("munder").attr("accentunder", "true")
            } else {
                El::new("mover").attr("accent", "true")
            };
            accented.with(element(base)).with(mark)
        }
        Part::Fenced { open, inner, close } => {
            let fence = |fence: &Option<String>, form: &str| {
                let mark = token("mo", fence.as_deref()?);
                Some(mark.attr("form", form).attr("stretchy", "true"))
            };
            El::new("mrow")
                .with_all(fence(open, "prefix"))
                .with_all(inner.iter().map(element))
                .with_all(fence(close, "postfix"))
        }
        Part::Table(it) => table(it),
        Part::Boxed(inner) => El::new("mrow").class("boxed").with(element(inner)),
        Part::Hidden(inner) => El::new("mphantom").with(element(inner)),
        Part::Styled { style, inner } => styled(*style).with_all(inner.iter().map(element)),
    }
}

/// A length in em, to three decimal places.
fn em(width: f64) -> String {
    let number = format!("{width:.3}");
    format!("{}em", number.trim_end_matches('0').trim_end_matches('.'))
}

fn styled(style: MathStyle) -> El {
    let (is_display, level) = match style {
        MathStyle::Display => ("true", "0"),
        MathStyle::Text => ("false", "0"),
        MathStyle::Script => ("false", "1"),
        MathStyle::ScriptScript => ("false", "2"),
    };
    El::new("mstyle")
        .attr("displaystyle", is_display)
        .attr("scriptlevel", level)
}

fn sign(sign: &Sign) -> El {
    let form = sign.form.map(|form| match form {
        OperatorForm::Prefix => "prefix",
        OperatorForm::Infix => "infix",
        OperatorForm::Postfix => "postfix",
    });
    let stretchy = match sign.height {
        Height::Own => None,
        Height::Fixed => Some("false"),
        Height::Beside | Height::Of(_) => Some("true"),
    };
    let height = match sign.height {
        Height::Of(height) => Some(em(height)),
        Height::Own | Height::Fixed | Height::Beside => None,
    };
    let attrs = [
        ("form", form.map(str::to_owned)),
        ("stretchy", stretchy.map(str::to_owned)),
        ("minsize", height.clone()),
        ("maxsize", height),
        ("lspace", sign.before.map(em)),
        ("rspace", sign.after.map(em)),
    ];
    attrs.into_iter().fold(token("mo", &sign.text), with_some)
}

fn with_some(element: El, (name, value): (&'static str, Option<String>)) -> El {
    match value {
        Some(value) => element.attr(name, value),
        None => element,
    }
}

/// The name of a function: an `mo`, which unlike an `mi` can carry the space that sets it off from its argument.
fn named(text: &str, before: Option<f64>, after: Option<f64>) -> El {
    token("mo", text)
        .attr("lspace", em(before.unwrap_or_default()))
        .attr("rspace", em(after.unwrap_or_default()))
}

fn words(text: &str, face: Face) -> El {
    // MathML collapses white space at the ends of a token, so it becomes no-break spaces.
    let kept: String = match text.trim() {
        "" => text.replace(' ', "\u{a0}"),
        inner => {
            let (before, after) = text.split_once(inner).unwrap_or(("", ""));
            let nbsp = |white: &str| "\u{a0}".repeat(white.chars().count());
            format!("{}{inner}{}", nbsp(before), nbsp(after))
        }
    };
    let words = token("mtext", &kept);
    // The classes are for MathML Core, which has no such variants.
    match face {
        Face::Upright => words,
        Face::Bold => words.attr("mathvariant", "bold").class("bold"),
        Face::Italic => words.attr("mathvariant", "italic").class("italic"),
        Face::Sans => words.attr("mathvariant", "sans-serif"),
        Face::Mono => words.attr("mathvariant", "monospace"),
    }
}

/// A base with a script below, above or both, in the element for that combination; `names` are for
/// `[low, high, both]`.
fn around<'p>(
    names: [&'static str; 3],
    base: El,
    low: Option<&'p Part>,
    high: Option<&'p Part>,
) -> El {
    let [below, above, both] = names;
    let name = match (low, high) {
        (None, None) => return base,
        (Some(_), None) => below,
        (None, Some(_)) => above,
        (Some(_), Some(_)) => both,
    };
    let corners = low.into_iter().chain(high).map(element);
    El::new(name).with(base).with_all(corners)
}

fn scripts(base: &Part, after: &Corners, before: &Corners) -> El {
    if *before == Corners::default() {
        return around(
            ["msub", "msup", "msubsup"],
            element(base),
            after.low.as_deref(),
            after.high.as_deref(),
        );
    }
    let corner = |part: &Option<Box<Part>>| match part {
        Some(part) => element(part),
        None => El::new("mrow"),
    };
    let pair = |corners: &Corners| [corner(&corners.low), corner(&corners.high)];
    El::new("mmultiscripts")
        .with(element(base))
        .with_all(pair(after))
        .with(El::new("mprescripts"))
        .with_all(pair(before))
}

fn limits(base: &Part, under: Option<&Part>, over: Option<&Part>, moves: bool) -> El {
    let own = element(base);
    let own = if matches!(base, Part::Sign(_) | Part::Name { .. }) {
        own.attr("movablelimits", moves.to_string())
    } else {
        own
    };
    around(["munder", "mover", "munderover"], own, under, over)
}

fn table(table: &Table) -> El {
    let align = |cell: &Cell| match cell.align {
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    };
    let (columns, lines) = &table.rules;
    let widest = table.rows.iter().max_by_key(|row| row.len());
    let widest = widest.map_or(&[][..], Vec::as_slice);
    let rules = |count: usize, ruled: &[usize]| {
        let each = (1..count).map(|at| if ruled.contains(&at) { "solid" } else { "none" });
        (!ruled.is_empty()).then(|| each.collect::<Vec<_>>().join(" "))
    };
    // The attributes are for MathML 3, the classes below for MathML Core.
    let attrs = [
        (
            "columnalign",
            Some(widest.iter().map(align).collect::<Vec<_>>().join(" "))
                .filter(|all| !all.is_empty()),
        ),
        (
            "columnspacing",
            Some(
                widest
                    .iter()
                    .skip(1)
                    .map(|cell| if cell.joins { "0em" } else { "1em" })
                    .collect::<Vec<_>>()
                    .join(" "),
            )
            .filter(|all| all.contains("0em")),
        ),
        ("columnlines", rules(widest.len(), columns)),
        ("rowlines", rules(table.rows.len(), lines)),
    ];
    let rows = table.rows.iter().enumerate().map(|(number, row)| {
        let is_ruled = number > 0 && lines.contains(&number);
        let cells = row.iter().enumerate().map(|(place, cell)| {
            let mut classes = vec![align(cell)];
            classes.extend(cell.joins.then_some("joins"));
            let is_joined = row.get(place + 1).is_some_and(|next| next.joins);
            classes.extend(is_joined.then_some("joined"));
            classes.extend(columns.contains(&(place + 1)).then_some("rule-after"));
            classes.extend(is_ruled.then_some("rule-above"));
            let parts = cell.parts.iter().map(element).map(Node::from);
            El::new("mtd").class(classes.join(" ")).with_all(parts)
        });
        El::new("mtr").with_all(cells)
    });
    let all = attrs.into_iter().fold(El::new("mtable"), with_some);
    let all = if table.style == MathStyle::Display {
        all.attr("displaystyle", "true")
    } else {
        all
    };
    let all = all.with_all(rows);
    match table.style {
        MathStyle::Display | MathStyle::Text => all,
        MathStyle::Script | MathStyle::ScriptScript => styled(table.style).with(all),
    }
}
