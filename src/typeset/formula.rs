//! Writes formulas as Typst expressions: calls of `formula.typ`, imported as `m`, with string literals.

use super::inline::string;
use crate::formula::{Align, Cell, Corners, Formula, Height, MathStyle, Part, Sign, Table};

/// An inline formula.
pub fn inline(formula: &Formula) -> String {
    format!(
        "m.inline({}, {})",
        string(&formula.tex),
        row(&formula.parts)
    )
}

/// A displayed formula.
pub fn display(formula: &Formula) -> String {
    format!(
        "m.display({}, {})",
        string(&formula.tex),
        row(&formula.parts)
    )
}

fn row(parts: &[Part]) -> String {
    match parts {
        [one] => part(one),
        _ => call("row", parts.iter().map(part)),
    }
}

fn call(name: &str, arguments: impl IntoIterator<Item = String>) -> String {
    let arguments: Vec<String> = arguments.into_iter().collect();
    format!("m.{name}({})", arguments.join(", "))
}

/// A named argument, if there is a part for it.
fn named(name: &str, part: Option<&Part>) -> Option<String> {
    part.map(|inner| format!("{name}: {}", self::part(inner)))
}

fn part(it: &Part) -> String {
    match it {
        Part::Row(parts) => row(parts),
        Part::Letter { text, is_upright } => {
            let is_one = text.chars().filter(|c| !is_selector(*c)).count() == 1;
            let name = match (is_one, is_upright) {
                (true, false) => "sign",
                (true, true) => "upright",
                (false, _) => "letters",
            };
            call(name, [string(text)])
        }
        Part::Number(text) => call("letters", [string(text)]),
        Part::Sign(it) => sign(it),
        Part::Name { text, .. } => call("name", [string(text)]),
        Part::Words { text, face } => call("words", [string(face.name()), string(text)]),
        Part::Gap(width) => call("gap", [format!("{width:.4}")]),
        Part::Fraction {
            over,
            under,
            has_bar,
            is_large,
        } => {
            let name = if *has_bar { "fraction" } else { "stack" };
            let size = is_large.map(|is_large| format!("large: {is_large}"));
            call(name, size.into_iter().chain([part(over), part(under)]))
        }
        Part::Root { of, degree } => {
            let degree = named("degree", degree.as_deref());
            call("root", degree.into_iter().chain([part(of)]))
        }
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
        } => {
            let named = [
                named("under", under.as_deref()),
                named("over", over.as_deref()),
                (!moves).then(|| "moves: false".to_owned()),
                is_arrow(base).then(|| "stretches: true".to_owned()),
            ];
            call("limits", named.into_iter().flatten().chain([part(base)]))
        }
        Part::Accent {
            base,
            mark,
            is_under,
            stretches,
        } => {
            let named = [
                is_under.then(|| "under: true".to_owned()),
                stretches.then(|| "stretches: true".to_owned()),
            ];
            let mark = string(&mark.to_string());
            let named = named.into_iter().flatten();
            call("accent", named.chain([mark, part(base)]))
        }
        Part::Fenced { open, inner, close } => {
            let fence = |fence: &Option<String>| match fence {
                Some(fence) => string(fence),
                None => "none".to_owned(),
            };
            call("fenced", [fence(open), row(inner), fence(close)])
        }
        Part::Table(it) => table(it),
        Part::Boxed(inner) => call("boxed", [part(inner)]),
        Part::Hidden(inner) => call("hidden", [part(inner)]),
        Part::Styled { style, inner } => call("sized", [string(style_name(*style)), row(inner)]),
    }
}

/// Whether a part is an arrow that stretches to the width of what is above or below it.
fn is_arrow(part: &Part) -> bool {
    let is_one = |sign: &Sign| {
        let mut characters = sign.text.chars();
        let is_arrow = |c| matches!(c, '\u{2190}'..='\u{21FF}' | '\u{27F5}'..='\u{27FF}');
        sign.height == Height::Own && characters.next().is_some_and(is_arrow)
    };
    matches!(part, Part::Sign(sign) if is_one(sign))
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{338}')
}

fn style_name(style: MathStyle) -> &'static str {
    match style {
        MathStyle::Display => "display",
        MathStyle::Text => "inline",
        MathStyle::Script => "script",
        MathStyle::ScriptScript => "sscript",
    }
}

fn sign(sign: &Sign) -> String {
    let text = string(&sign.text);
    match sign.height {
        // A comma inside a number or a subscript.
        Height::Own if sign.text == "," && sign.after == Some(0.0) => call("close", [text]),
        Height::Own | Height::Fixed => call("sign", [text]),
        Height::Beside => call("beside", [text]),
        Height::Of(em) => call("high", [format!("{em:.3}"), text]),
    }
}

fn scripts(base: &Part, after: &Corners, before: &Corners) -> String {
    let primes = match (after.high.as_deref(), &after.low) {
        // Primes are raised by themselves.
        (Some(Part::Sign(sign)), None) => sign.text.chars().map(primes).sum::<Option<usize>>(),
        _ => None,
    };
    if let Some(count) = primes
        && *before == Corners::default()
    {
        return call("primes", [count.to_string(), part(base)]);
    }
    let named = [
        named("low", after.low.as_deref()),
        named("high", after.high.as_deref()),
        named("low-before", before.low.as_deref()),
        named("high-before", before.high.as_deref()),
    ];
    call("scripts", named.into_iter().flatten().chain([part(base)]))
}

/// How many primes a character shows.
fn primes(c: char) -> Option<usize> {
    match c {
        '′' => Some(1),
        '″' => Some(2),
        '‴' => Some(3),
        '⁗' => Some(4),
        _ => None,
    }
}

fn table(table: &Table) -> String {
    let rows = table.rows.iter().map(|row| {
        let mut cells: Vec<String> = Vec::new();
        for cell in row {
            let before = cell.joins.then(|| cells.pop()).flatten();
            // Joined cells become one column, aligned where they meet.
            cells.push(match before {
                Some(before) => call("join", [before, content(cell)]),
                None => content(cell),
            });
        }
        format!("({},)", cells.join(", "))
    });
    let rows: Vec<String> = rows.collect();
    let is_joined = table.rows.iter().flatten().any(|cell| cell.joins);
    let numbers = |numbers: &[usize]| {
        let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
        format!("({},)", numbers.join(", ")).replace("(,)", "()")
    };
    let (columns, lines) = &table.rules;
    let mut arguments = vec![string(style_name(table.style))];
    if is_joined {
        arguments.push("joined: true".to_owned());
    }
    if !columns.is_empty() || !lines.is_empty() {
        arguments.push(format!("rules: ({}, {})", numbers(columns), numbers(lines)));
    }
    arguments.extend(rows);
    call("table", arguments)
}

fn content(cell: &Cell) -> String {
    let inner = row(&cell.parts);
    match cell.align {
        Align::Left if !cell.joins => call("left", [inner]),
        Align::Right => call("right", [inner]),
        Align::Left | Align::Center => inner,
    }
}
