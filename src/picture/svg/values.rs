//! Values of attributes and properties: parsed, limited, and written in a canonical form.

use std::fmt::Write;
use std::str::FromStr;

use svgtypes::{
    Color, FilterValue, FilterValueListParser, FontFamily, Length, LengthListParser, LengthUnit,
    NumberListParser, Paint, PaintFallback, PathParser, PathSegment, PointsParser,
    TransformListParser, TransformListToken, ViewBox,
};

use crate::message::{Message, message};

/// The largest coordinate, length or factor. No page shows anything beyond it, and products of a few larger ones
/// would exceed the numbers of PDF.
pub const MAX_NUMBER: f64 = 1e7;

/// The kinds of values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    Number,
    Numbers,
    /// Numbers from 0 to a limit, because the cost of a filter grows with them.
    Bounded(f64),
    /// A number or a percentage, from 0 to 1.
    Fraction,
    Length,
    Lengths,
    /// Lengths, or `none`.
    Dashes,
    /// A length, or `normal`.
    Spacing,
    /// A length, `sub`, `super` or `baseline`.
    Shift,
    /// A length or a named size.
    FontSize,
    Weight,
    Families,
    Decoration,
    Color,
    Paint,
    Path,
    Points,
    Transform,
    ViewBox,
    AspectRatio,
    Orient,
    /// The name of a filter's result, or a list of names.
    Name,
    /// One of these keywords.
    Word(&'static [&'static str]),
    /// A reference to an element of this name, or `none`.
    Url(&'static str),
    /// A list of references to filters and filter functions.
    Filter,
    /// A fragment of the same file.
    Href,
}

/// A checked value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    /// The id of a paint server, and the fallback paint.
    Paint(String, String),
    /// `url(#id)`.
    Url(String),
    /// Filter functions and `url(#id)` in order.
    Filter(Vec<FilterPart>),
    /// `#id`.
    Fragment(String),
}

#[derive(Debug, Clone, PartialEq)]
pub enum FilterPart {
    Function(String),
    Url(String),
}

/// Why a value is not kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Invalid {
    /// It is not valid, so viewers ignore it.
    Ignored,
    /// It is valid, but cannot be drawn in every edition.
    Refused(Message),
}

type Checked<T> = Result<T, Invalid>;

/// Checks a value. Returns it in canonical form, with the count of numbers or points in it.
pub fn check(kind: Kind, text: &str) -> Checked<(Value, usize)> {
    let text = text.trim();
    let one = |text: String| Ok((Value::Text(text), 1));
    match kind {
        Kind::Number => one(number(parsed::<svgtypes::Number>(text)?.0)?),
        Kind::Numbers => list(NumberListParser::from(text), number),
        Kind::Bounded(most) => list(NumberListParser::from(text), |one| {
            number(one.clamp(0.0, most))
        }),
        Kind::Fraction => one(number(fraction(text)?)?),
        Kind::Dashes if text == "none" || text == "inherit" => one(text.to_owned()),
        Kind::Lengths | Kind::Dashes => list(LengthListParser::from(text), length),
        Kind::Spacing if text == "normal" => one(text.to_owned()),
        Kind::Shift if matches!(text, "sub" | "super" | "baseline") => one(text.to_owned()),
        Kind::FontSize if SIZES.contains(&text) => one(text.to_owned()),
        Kind::Length | Kind::Spacing | Kind::Shift | Kind::FontSize => one(length(parsed(text)?)?),
        Kind::Weight => one(weight(text)?),
        Kind::Families => one(families(text)?),
        Kind::Decoration => one(decoration(text)?),
        Kind::Color if matches!(text, "currentColor" | "inherit") => one(text.to_owned()),
        Kind::Color => one(color(parsed_color(text)?)),
        Kind::Paint => Ok((paint(text)?, 1)),
        Kind::Path => path(text),
        Kind::Points => points(text),
        Kind::Transform => one(transform(text)?),
        Kind::ViewBox => {
            let ViewBox { x, y, w, h } = parsed(text)?;
            one(numbers(&[x, y, w, h])?)
        }
        Kind::AspectRatio => one(aspect_ratio(text)?),
        Kind::Orient if matches!(text, "auto" | "auto-start-reverse") => one(text.to_owned()),
        Kind::Orient => one(number(parsed::<svgtypes::Angle>(text)?.to_degrees())?),
        Kind::Name => one(name(text)?),
        Kind::Word(words) if words.contains(&text) => one(text.to_owned()),
        Kind::Word(_) => Err(Invalid::Ignored),
        Kind::Url(_) => Ok((url(text)?, 1)),
        Kind::Filter => filter(text),
        Kind::Href => match text.strip_prefix('#') {
            Some(id) if !id.is_empty() => Ok((Value::Fragment(id.to_owned()), 1)),
            _ => Err(Invalid::Ignored),
        },
    }
}

const SIZES: [&str; 10] = [
    "xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "larger", "smaller",
    "inherit",
];

fn parsed<T: FromStr>(text: &str) -> Checked<T> {
    text.parse().map_err(|_| Invalid::Ignored)
}

/// A number without an exponent, and within the range of PDF.
pub fn number(value: f64) -> Checked<String> {
    if !value.is_finite() {
        return Err(Invalid::Ignored);
    }
    if value.abs() > MAX_NUMBER {
        return Err(Invalid::Refused(message!(
            "the number {} is beyond {}",
            format!("{value:e}"),
            MAX_NUMBER
        )));
    }
    // Nine decimal places are precise enough for any drawing. Adding 0 turns `-0` into `0`.
    let rounded = (value * 1e9).round() / 1e9;
    Ok(format!("{}", rounded + 0.0))
}

fn numbers(values: &[f64]) -> Checked<String> {
    let all: Vec<String> = values
        .iter()
        .map(|value| number(*value))
        .collect::<Checked<_>>()?;
    Ok(all.join(" "))
}

fn list<T, E>(
    items: impl Iterator<Item = Result<T, E>>,
    write: impl Fn(T) -> Checked<String>,
) -> Checked<(Value, usize)> {
    let mut all = Vec::new();
    for item in items {
        all.push(write(item.map_err(|_| Invalid::Ignored)?)?);
    }
    if all.is_empty() {
        return Err(Invalid::Ignored);
    }
    Ok((Value::Text(all.join(" ")), all.len()))
}

fn length(length: Length) -> Checked<String> {
    let unit = match length.unit {
        LengthUnit::None | LengthUnit::Px => "",
        LengthUnit::Em => "em",
        LengthUnit::Ex => "ex",
        LengthUnit::In => "in",
        LengthUnit::Cm => "cm",
        LengthUnit::Mm => "mm",
        LengthUnit::Pt => "pt",
        LengthUnit::Pc => "pc",
        LengthUnit::Percent => "%",
    };
    Ok(number(length.number)? + unit)
}

/// A length in pixels; `None` if it is invalid or a percentage.
pub fn pixels(text: &str) -> Option<f64> {
    let length: Length = text.trim().parse().ok()?;
    let factor = match length.unit {
        LengthUnit::None | LengthUnit::Px => 1.0,
        LengthUnit::Em | LengthUnit::Pc => 16.0,
        LengthUnit::Ex => 8.0,
        LengthUnit::In => 96.0,
        LengthUnit::Cm => 96.0 / 2.54,
        LengthUnit::Mm => 96.0 / 25.4,
        LengthUnit::Pt => 96.0 / 72.0,
        LengthUnit::Percent => return None,
    };
    Some(length.number * factor)
}

fn fraction(text: &str) -> Checked<f64> {
    let value = match text.strip_suffix('%') {
        Some(percent) => parsed::<svgtypes::Number>(percent)?.0 / 100.0,
        None => parsed::<svgtypes::Number>(text)?.0,
    };
    Ok(value.clamp(0.0, 1.0))
}

fn weight(text: &str) -> Checked<String> {
    if matches!(text, "normal" | "bold" | "bolder" | "lighter" | "inherit") {
        return Ok(text.to_owned());
    }
    let value = parsed::<svgtypes::Number>(text)?.0;
    if (1.0..=1000.0).contains(&value) {
        number(value.round())
    } else {
        Err(Invalid::Ignored)
    }
}

fn families(text: &str) -> Checked<String> {
    if text == "inherit" {
        return Ok(text.to_owned());
    }
    let all = svgtypes::parse_font_families(text).map_err(|_| Invalid::Ignored)?;
    let name = |family: &FontFamily| match family {
        FontFamily::Named(name) => {
            let name: String = name.chars().filter(|c| !is_special(*c)).collect();
            format!("'{name}'")
        }
        FontFamily::Serif
        | FontFamily::SansSerif
        | FontFamily::Cursive
        | FontFamily::Fantasy
        | FontFamily::Monospace => family.to_string(),
    };
    let all: Vec<String> = all.iter().map(name).collect();
    if all.is_empty() {
        return Err(Invalid::Ignored);
    }
    Ok(all.join(", "))
}

/// Characters that end a string in CSS or have a special meaning inside one.
fn is_special(c: char) -> bool {
    matches!(c, '\'' | '"' | '\\' | '{' | '}' | ';' | '<' | '>') || c.is_control()
}

fn name(text: &str) -> Checked<String> {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
    if text.is_empty() || text.len() > 200 || !text.chars().all(is_plain) {
        return Err(Invalid::Ignored);
    }
    Ok(text.to_owned())
}

fn decoration(text: &str) -> Checked<String> {
    let lines = ["underline", "overline", "line-through", "none", "inherit"];
    let kept: Vec<&str> = text
        .split_whitespace()
        .filter(|word| lines.contains(word))
        .collect();
    if kept.is_empty() {
        return Err(Invalid::Ignored);
    }
    Ok(kept.join(" "))
}

fn parsed_color(text: &str) -> Checked<Color> {
    // No edition uses the `icc-color()` that may follow a colour.
    let text = text
        .split_once("icc-color(")
        .map_or(text, |(color, _)| color);
    parsed(text.trim())
}

fn color(color: Color) -> String {
    let Color {
        red,
        green,
        blue,
        alpha,
    } = color;
    if alpha == u8::MAX {
        format!("#{red:02x}{green:02x}{blue:02x}")
    } else {
        let alpha = (f64::from(alpha) / 255.0 * 1000.0).round() / 1000.0;
        format!("rgba({red}, {green}, {blue}, {alpha})")
    }
}

fn paint(text: &str) -> Checked<Value> {
    let text = text
        .split_once("icc-color(")
        .map_or(text, |(color, _)| color.trim());
    let word = |word: &str| Ok(Value::Text(word.to_owned()));
    match Paint::from_str(text) {
        Ok(Paint::None) => word("none"),
        Ok(Paint::Inherit) => word("inherit"),
        Ok(Paint::CurrentColor) => word("currentColor"),
        Ok(Paint::ContextFill) => word("context-fill"),
        Ok(Paint::ContextStroke) => word("context-stroke"),
        Ok(Paint::Color(solid)) => word(&color(solid)),
        Ok(Paint::FuncIRI(id, fallback)) => {
            let fallback = match fallback {
                None | Some(PaintFallback::None) => "none".to_owned(),
                Some(PaintFallback::CurrentColor) => "currentColor".to_owned(),
                Some(PaintFallback::Color(solid)) => color(solid),
            };
            Ok(Value::Paint(id.to_owned(), fallback))
        }
        Err(_) => Err(leads_out(text)),
    }
}

/// The refusal of a `url(…)` that is not a fragment of the same file; anything else is `Ignored`.
fn leads_out(text: &str) -> Invalid {
    let inside = text
        .to_ascii_lowercase()
        .find("url(")
        .map(|at| text[at + 4..].trim_start_matches([' ', '"', '\'']));
    match inside {
        Some(address) if !address.starts_with('#') => {
            Invalid::Refused(message!("it refers to something outside the picture"))
        }
        _ => Invalid::Ignored,
    }
}

fn url(text: &str) -> Checked<Value> {
    if matches!(text, "none" | "inherit") {
        return Ok(Value::Text(text.to_owned()));
    }
    match svgtypes::FuncIRI::from_str(text) {
        Ok(svgtypes::FuncIRI(id)) => Ok(Value::Url(id.to_owned())),
        Err(_) => match leads_out(text) {
            Invalid::Ignored if text.contains('(') => Err(Invalid::Refused(message!(
                "print cannot draw `{}`",
                shortened(text)
            ))),
            invalid @ (Invalid::Ignored | Invalid::Refused(_)) => Err(invalid),
        },
    }
}

fn filter(text: &str) -> Checked<(Value, usize)> {
    if matches!(text, "none" | "inherit") {
        return Ok((Value::Text(text.to_owned()), 1));
    }
    let mut parts = Vec::new();
    for value in FilterValueListParser::from(text) {
        let value = value.map_err(|_| leads_out(text))?;
        let bounded = |length: Length| {
            let capped = length.number.clamp(0.0, 1000.0);
            self::length(Length::new(capped, length.unit))
        };
        let function = |name: &str, value: f64| Ok(format!("{name}({})", number(value)?));
        let function = match value {
            FilterValue::Url(id) => {
                parts.push(FilterPart::Url(id.to_owned()));
                continue;
            }
            FilterValue::Blur(deviation) => format!("blur({})", css_length(&bounded(deviation)?)),
            FilterValue::DropShadow {
                color: solid,
                dx,
                dy,
                std_dev,
            } => format!(
                "drop-shadow({} {} {} {})",
                css_length(&length(dx)?),
                css_length(&length(dy)?),
                css_length(&bounded(std_dev)?),
                solid.map_or_else(|| "currentColor".to_owned(), color)
            ),
            FilterValue::Brightness(value) => function("brightness", value)?,
            FilterValue::Contrast(value) => function("contrast", value)?,
            FilterValue::Grayscale(value) => function("grayscale", value)?,
            FilterValue::HueRotate(angle) => {
                format!("hue-rotate({}deg)", number(angle.to_degrees())?)
            }
            FilterValue::Invert(value) => function("invert", value)?,
            FilterValue::Opacity(value) => function("opacity", value)?,
            FilterValue::Sepia(value) => function("sepia", value)?,
            FilterValue::Saturate(value) => function("saturate", value)?,
        };
        parts.push(FilterPart::Function(function));
    }
    if parts.is_empty() {
        return Err(Invalid::Ignored);
    }
    let count = parts.len();
    Ok((Value::Filter(parts), count))
}

/// A length in CSS, where a unit is required.
fn css_length(length: &str) -> String {
    if length.ends_with(|c: char| c.is_ascii_digit()) {
        format!("{length}px")
    } else {
        length.to_owned()
    }
}

fn aspect_ratio(text: &str) -> Checked<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let words = words.strip_prefix(&["defer"]).unwrap_or(&words);
    let aligns = |word: &str| {
        let side = |part: &str| matches!(part, "Min" | "Mid" | "Max");
        word == "none"
            || (word.len() == 8
                && word.is_ascii()
                && word.starts_with('x')
                && side(&word[1..4])
                && &word[4..5] == "Y"
                && side(&word[5..8]))
    };
    match words {
        [align] if aligns(align) => Ok((*align).to_owned()),
        [align, fit @ ("meet" | "slice")] if aligns(align) => Ok(format!("{align} {fit}")),
        _ => Err(Invalid::Ignored),
    }
}

/// A path up to its first error, as viewers draw it.
fn path(text: &str) -> Checked<(Value, usize)> {
    let mut out = String::with_capacity(text.len());
    let mut count = 0;
    for segment in PathParser::from(text) {
        let Ok(segment) = segment else {
            break;
        };
        out.push(char::from(segment.command()));
        let written = match segment {
            PathSegment::MoveTo { x, y, .. }
            | PathSegment::LineTo { x, y, .. }
            | PathSegment::SmoothQuadratic { x, y, .. } => numbers(&[x, y])?,
            PathSegment::HorizontalLineTo { x, .. } => number(x)?,
            PathSegment::VerticalLineTo { y, .. } => number(y)?,
            PathSegment::CurveTo {
                x1,
                y1,
                x2,
                y2,
                x,
                y,
                ..
            } => numbers(&[x1, y1, x2, y2, x, y])?,
            PathSegment::SmoothCurveTo { x2, y2, x, y, .. } => numbers(&[x2, y2, x, y])?,
            PathSegment::Quadratic { x1, y1, x, y, .. } => numbers(&[x1, y1, x, y])?,
            PathSegment::EllipticalArc {
                rx,
                ry,
                x_axis_rotation,
                large_arc,
                sweep,
                x,
                y,
                ..
            } => format!(
                "{} {} {} {}",
                numbers(&[rx, ry, x_axis_rotation])?,
                u8::from(large_arc),
                u8::from(sweep),
                numbers(&[x, y])?
            ),
            PathSegment::ClosePath { .. } => String::new(),
        };
        out.push_str(&written);
        count += 1;
    }
    if count == 0 {
        return Err(Invalid::Ignored);
    }
    Ok((Value::Text(out), count))
}

fn points(text: &str) -> Checked<(Value, usize)> {
    let mut out = String::with_capacity(text.len());
    let mut count = 0;
    for (x, y) in PointsParser::from(text) {
        if count > 0 {
            out.push(' ');
        }
        let _ = write!(out, "{},{}", number(x)?, number(y)?);
        count += 1;
    }
    if count == 0 {
        return Err(Invalid::Ignored);
    }
    Ok((Value::Text(out), count))
}

fn transform(text: &str) -> Checked<String> {
    if text == "none" {
        return Err(Invalid::Ignored);
    }
    written_transform(text).or_else(|invalid| match invalid {
        // In CSS, unlike in the attribute, lengths and angles have units.
        Invalid::Ignored => written_transform(&text.replace("px", "").replace("deg", "")),
        Invalid::Refused(_) => Err(invalid),
    })
}

fn written_transform(text: &str) -> Checked<String> {
    let mut out: Vec<String> = Vec::new();
    for token in TransformListParser::from(text) {
        let token = token.map_err(|_| Invalid::Ignored)?;
        out.push(match token {
            TransformListToken::Matrix {
                a: xx,
                b: yx,
                c: xy,
                d: yy,
                e: dx,
                f: dy,
            } => format!("matrix({})", numbers(&[xx, yx, xy, yy, dx, dy])?),
            TransformListToken::Translate { tx, ty } => {
                format!("translate({})", numbers(&[tx, ty])?)
            }
            TransformListToken::Scale { sx, sy } => format!("scale({})", numbers(&[sx, sy])?),
            TransformListToken::Rotate { angle } => format!("rotate({})", number(angle)?),
            TransformListToken::SkewX { angle } => format!("skewX({})", number(angle)?),
            TransformListToken::SkewY { angle } => format!("skewY({})", number(angle)?),
        });
    }
    if out.is_empty() {
        return Err(Invalid::Ignored);
    }
    Ok(out.join(" "))
}

/// A text cut to 60 characters, to be quoted in a message.
pub fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
