//! The SVG sanitiser. A drawing is parsed, filtered through an allow-list of elements, attributes and properties,
//! every value is checked, and the result is serialised again. So nothing reaches an edition that is not understood
//! here, and print and EPUB render the same.
//!
//! What draws nothing (metadata, editors' data, animation, links) is silently dropped. What cannot be dropped without
//! changing the drawing (scripts, HTML, external images) is refused, with its line.

mod names;
mod prolog;
mod references;
mod style;
mod values;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use data_url::DataUrl;

use super::{Format, MAX_PIXELS, Refusal};
use crate::message::{Message, message};
use crate::xml::{self, El};
use names::{Category, Element, WrittenAs, element_named, property};
use style::{Declaration, Matches, Sheet, SheetError, Subject, Variables};
use values::{FilterPart, Invalid, Kind, Value, check, pixels};

/// The largest size of an SVG, in bytes.
const MAX_BYTES: usize = 16 << 20;
/// The most elements; a plot of a hundred thousand points has about as many.
const MAX_ELEMENTS: usize = 200_000;
/// How deep elements may be nested. Renderers are recursive, so deeper drawings could overflow their stacks.
const MAX_DEPTH: usize = 48;
/// The most pairs of an element and a style rule to be matched.
const MAX_MATCHES: usize = 40_000_000;

const XLINK: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// A sanitised SVG, with its size in pixels.
#[derive(Debug)]
pub struct Drawing {
    pub bytes: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// Sanitises an SVG.
///
/// # Errors
/// A [`Refusal`] if it cannot be drawn safely and equally in every edition.
pub fn rewrite(bytes: &[u8]) -> Result<Drawing, Refusal> {
    rewrite_nested(bytes, true)
}

fn rewrite_nested(bytes: &[u8], may_hold_drawings: bool) -> Result<Drawing, Refusal> {
    if bytes.len() > MAX_BYTES {
        return Err(Refusal::TooLarge(message!(
            "the SVG is larger than {} MB",
            MAX_BYTES >> 20
        )));
    }
    let text = prolog::text(bytes)?;
    let document = roxmltree::Document::parse(&text)
        .map_err(|error| Refusal::Broken(message!("it is not valid XML: {}", error.to_string())))?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err(Refusal::Format(message!(
            "it is an XML file with the root element `{}`",
            root.tag_name().name()
        )));
    }
    let (width, height) = size(root)?;
    let lines = Lines::of(&text);
    let mut builder = Builder {
        namespace: root.tag_name().namespace(),
        sheet: sheet(&document, &lines)?,
        lines,
        parts: Vec::new(),
        pixels: 0,
        may_hold_drawings,
    };
    let elements = document.descendants().filter(roxmltree::Node::is_element);
    let elements = elements.count();
    if elements > MAX_ELEMENTS {
        return Err(Refusal::TooLarge(message!(
            "the SVG has more than {} elements",
            MAX_ELEMENTS
        )));
    }
    if elements.saturating_mul(builder.sheet.len()) > MAX_MATCHES {
        return Err(Refusal::TooLarge(message!(
            "its style sheet has too many rules for its number of elements"
        )));
    }
    let mut outside = builder.sheet.outside();
    let context = Context {
        parent: None,
        depth: 0,
        is_in_text: false,
    };
    builder.element(root, context, &mut outside, &Variables::new())?;
    let mut parts = builder.parts;
    references::settle(&mut parts)?;
    let has_links = parts.iter().any(|part| {
        part.attributes
            .iter()
            .any(|(name, _)| *name == "xlink:href")
    });
    let mut out = El::new("svg").attr("xmlns", "http://www.w3.org/2000/svg");
    if has_links {
        out = out.attr("xmlns:xlink", XLINK);
    }
    out = out
        .attr("width", shown(width))
        .attr("height", shown(height));
    let out = written(&parts, 0, out);
    let bytes =
        xml::xml(&out).map_err(|error| Refusal::Broken(Message::foreign(error.to_string())))?;
    Ok(Drawing {
        bytes,
        width: rounded(width),
        height: rounded(height),
    })
}

fn shown(side: f64) -> String {
    values::number(side).unwrap_or_default()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 1 and 100,000"
)]
fn rounded(side: f64) -> u32 {
    side.round() as u32
}

/// The size of a drawing in pixels.
fn size(root: roxmltree::Node<'_, '_>) -> Result<(f64, f64), Refusal> {
    let view: Option<svgtypes::ViewBox> =
        plain(root, "viewBox").and_then(|text| text.trim().parse().ok());
    let side = |name| plain(root, name).and_then(pixels);
    let fits = |side: &f64| (1.0..=100_000.0).contains(side);
    let (width, height) = match (side("width"), side("height"), view) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some(view)) => (width, width * view.h / view.w),
        (None, Some(height), Some(view)) => (height * view.w / view.h, height),
        (None, None, Some(view)) => (view.w, view.h),
        _ => (0.0, 0.0),
    };
    if fits(&width) && fits(&height) {
        return Ok((width, height));
    }
    Err(Refusal::Broken(message!(
        "it has neither a `viewBox` nor a `width` and `height` between 1 and 100,000"
    )))
}

/// All style sheets of a drawing, combined.
fn sheet(document: &roxmltree::Document<'_>, lines: &Lines) -> Result<Sheet, Refusal> {
    let mut sheet = Sheet::default();
    for node in document.descendants() {
        if node.tag_name().name() != "style" {
            continue;
        }
        let is_css =
            plain(node, "type").is_none_or(|kind| kind.trim().eq_ignore_ascii_case("text/css"));
        if !is_css {
            continue;
        }
        let text: String = node.children().filter_map(|child| child.text()).collect();
        sheet.add(&text).map_err(|error| {
            let what = match error {
                SheetError::LoadsSomething => message!("the style sheet loads another file"),
                SheetError::Selector(selector) => {
                    message!("print cannot apply the style rule for `{}`", selector)
                }
            };
            Refusal::Unsafe(message!("line {}: {}", lines.line(node), what))
        })?;
    }
    Ok(sheet)
}

/// The offsets of line breaks in the file. Asking `roxmltree` for a position would count from the beginning each time.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    /// The line of an element, from 1.
    fn line(&self, node: roxmltree::Node<'_, '_>) -> usize {
        let start = node.range().start;
        self.0.partition_point(|end| *end < start) + 1
    }
}

/// The value of an attribute without a namespace.
fn plain<'a>(node: roxmltree::Node<'a, '_>, name: &str) -> Option<&'a str> {
    let mut all = node.attributes();
    let found = all.find(|attribute| attribute.namespace().is_none() && attribute.name() == name);
    found.map(|attribute| attribute.value())
}

/// An element of the drawing as it will be written. All are in one list, and refer to their children by index.
#[derive(Debug)]
struct Part {
    element: &'static Element,
    /// Its id in the file, and the one that is written, if any.
    id: Option<String>,
    written_id: Option<String>,
    attributes: Vec<(&'static str, Value)>,
    /// Properties that browsers accept in `style` only.
    style: Vec<(&'static str, Value)>,
    children: Vec<Child>,
    /// How many numbers, points and characters it has, as an estimate of what it costs to draw.
    size: usize,
    line: usize,
    is_dropped: bool,
}

#[derive(Debug)]
enum Child {
    Part(usize),
    Text(String),
}

struct Builder<'d> {
    namespace: Option<&'d str>,
    sheet: Sheet,
    lines: Lines,
    parts: Vec<Part>,
    /// The number of pixels in embedded pictures so far.
    pixels: u64,
    may_hold_drawings: bool,
}

/// The context of an element in the tree.
#[derive(Clone, Copy)]
struct Context {
    parent: Option<usize>,
    depth: usize,
    is_in_text: bool,
}

/// Properties by name, with how they are written, their value, and whether that is `!important`.
type Properties = Vec<(&'static str, WrittenAs, Value, bool)>;

impl Builder<'_> {
    fn refuse<T>(&self, node: roxmltree::Node<'_, '_>, what: &Message) -> Result<T, Refusal> {
        let line = self.lines.line(node);
        Err(Refusal::Unsafe(message!("line {}: {}", line, what)))
    }

    /// Adds an element and its descendants.
    fn element(
        &mut self,
        node: roxmltree::Node<'_, '_>,
        context: Context,
        parent: &mut Matches,
        variables: &Variables,
    ) -> Result<(), Refusal> {
        let mut matches = self.sheet.enter(Subject { node }, parent);
        if node.tag_name().namespace() != self.namespace {
            return Ok(());
        }
        self.refuse_handlers(node)?;
        let name = node.tag_name().name();
        let name = match name {
            "script" | "handler" | "listener" | "iframe" | "video" | "audio" | "canvas"
            | "embed" | "object" | "feImage" => {
                return self.refuse(node, &message!("the element `{}` is not allowed", name));
            }
            "foreignObject" => {
                let line = self.lines.line(node);
                return Err(Refusal::Html(message!(
                    "line {}: the element `foreignObject`",
                    line
                )));
            }
            "flowRoot" => {
                return self.refuse(
                    node,
                    &message!("only Inkscape draws the element `flowRoot`"),
                );
            }
            "a" | "altGlyph" if context.is_in_text => "tspan",
            "a" | "switch" => "g",
            name => name,
        };
        let Some(element) = element_named(name) else {
            return Ok(());
        };
        if (element.category == Category::Text && name != "text") != context.is_in_text {
            return Ok(());
        }
        if context.depth > MAX_DEPTH {
            let line = self.lines.line(node);
            return Err(Refusal::TooLarge(message!(
                "line {}: elements are nested more than {} deep",
                line,
                MAX_DEPTH
            )));
        }
        let own = self.own_variables(node, &matches, variables);
        let variables = own.as_ref().unwrap_or(variables);
        let Some(part) = self.part(node, element, context, &matches, variables)? else {
            return Ok(());
        };
        let index = self.parts.len();
        if let Some(parent) = context.parent {
            self.parts[parent].children.push(Child::Part(index));
        }
        self.parts.push(part);
        let inside = Context {
            parent: Some(index),
            depth: context.depth + 1,
            is_in_text: element.category == Category::Text,
        };
        let is_switch = node.tag_name().name() == "switch";
        let chosen = is_switch.then(|| chosen(node)).flatten();
        for child in node.children() {
            if child.is_element() {
                if !is_switch || chosen == Some(child) {
                    self.element(child, inside, &mut matches, variables)?;
                }
            } else if let Some(text) = child
                .text()
                .filter(|_| child.is_text() && inside.is_in_text)
            {
                let part = &mut self.parts[index];
                part.size += text.len();
                part.children.push(Child::Text(text.to_owned()));
            }
        }
        Ok(())
    }

    fn refuse_handlers(&self, node: roxmltree::Node<'_, '_>) -> Result<(), Refusal> {
        for attribute in node.attributes() {
            let key = attribute.name();
            let is_handler = key
                .get(..2)
                .is_some_and(|start| start.eq_ignore_ascii_case("on"));
            if is_handler && key.len() > 2 {
                return self.refuse(
                    node,
                    &message!("the event handler `{}` is not allowed", key),
                );
            }
        }
        Ok(())
    }

    /// The variables in effect on an element, if it sets any itself.
    fn own_variables(
        &self,
        node: roxmltree::Node<'_, '_>,
        matches: &Matches,
        variables: &Variables,
    ) -> Option<Variables> {
        let in_style = style::declarations(plain(node, "style").unwrap_or_default());
        let of_sheet = self.sheet.declarations(matches);
        let mut own: Option<Variables> = None;
        for declaration in of_sheet.chain(&in_style) {
            if declaration.name.starts_with("--") {
                own.get_or_insert_with(|| variables.clone())
                    .insert(declaration.name.clone(), declaration.value.clone());
            }
        }
        own
    }

    /// An element without its children; `None` if it draws nothing.
    fn part(
        &mut self,
        node: roxmltree::Node<'_, '_>,
        element: &'static Element,
        context: Context,
        matches: &Matches,
        variables: &Variables,
    ) -> Result<Option<Part>, Refusal> {
        let mut part = Part {
            element,
            id: plain(node, "id").map(|id| id.trim().to_owned()),
            written_id: None,
            attributes: Vec::new(),
            style: Vec::new(),
            children: Vec::new(),
            size: 1,
            line: self.lines.line(node),
            is_dropped: false,
        };
        let is_root = context.parent.is_none();
        let is_link = node.tag_name().name() == "a";
        for (name, kind) in element.attributes.iter().copied().flatten() {
            if is_root && matches!(*name, "x" | "y" | "width" | "height") {
                continue;
            }
            let value = match *name {
                "xlink:href" => node
                    .attribute((XLINK, "href"))
                    .or_else(|| plain(node, "href")),
                "xml:space" => node.attribute((XML, "space")),
                name => plain(node, name),
            };
            let Some(value) = value.filter(|_| !is_link) else {
                continue;
            };
            if *kind == Kind::Href && !value.trim().starts_with('#') {
                if element.name == "image" && value.trim_start().starts_with("data:") {
                    let data = self.embedded(node, value)?;
                    part.attributes.push((name, Value::Text(data)));
                    continue;
                }
                let what = message!(
                    "`href` refers to something outside the picture, `{}`",
                    values::shortened(value)
                );
                return self.refuse(node, &what);
            }
            match check(*kind, value) {
                Ok((value, size)) => {
                    part.size += size;
                    part.attributes.push((name, value));
                }
                Err(Invalid::Ignored) => {}
                Err(Invalid::Refused(why)) => return self.refuse_value(node, name, &why),
            }
        }
        let needs = match element.name {
            "path" => Some("d"),
            "polyline" | "polygon" => Some("points"),
            "use" | "image" => Some("xlink:href"),
            _ => None,
        };
        if needs.is_some_and(|needed| part.attributes.iter().all(|(name, _)| *name != needed)) {
            return Ok(None);
        }
        for (name, written_as, value, _) in self.properties(node, matches, variables)? {
            match written_as {
                WrittenAs::Attribute => part.attributes.push((name, value)),
                WrittenAs::Style => part.style.push((name, value)),
            }
        }
        Ok(Some(part))
    }

    fn refuse_value<T>(
        &self,
        node: roxmltree::Node<'_, '_>,
        name: &str,
        why: &Message,
    ) -> Result<T, Refusal> {
        self.refuse(node, &message!("in `{}`: {}", name, why))
    }

    /// An element's properties after the cascade: attributes, then style sheets, then `style`.
    fn properties(
        &self,
        node: roxmltree::Node<'_, '_>,
        matches: &Matches,
        variables: &Variables,
    ) -> Result<Properties, Refusal> {
        let mut all = Properties::new();
        let mut apply = |name: &str, value: &str, is_important: bool| -> Result<(), Refusal> {
            let Some((name, kind, written_as)) = property(name) else {
                return Ok(());
            };
            let Some(value) = style::resolved(value, variables) else {
                return Ok(());
            };
            let value = match check(*kind, &value) {
                Ok((value, _)) => value,
                Err(Invalid::Ignored) => return Ok(()),
                Err(Invalid::Refused(why)) => return self.refuse_value(node, name, &why),
            };
            match all.iter_mut().find(|(known, ..)| known == name) {
                Some((.., old, was_important)) => {
                    if is_important || !*was_important {
                        *old = value;
                        *was_important = is_important;
                    }
                }
                None => all.push((name, *written_as, value, is_important)),
            }
            Ok(())
        };
        for attribute in node.attributes() {
            if attribute.namespace().is_none() {
                apply(attribute.name(), attribute.value(), false)?;
            }
        }
        let in_style = style::declarations(plain(node, "style").unwrap_or_default());
        for declaration in self.sheet.declarations(matches).chain(&in_style) {
            for (name, value) in spread(declaration) {
                apply(name, value, declaration.is_important)?;
            }
        }
        Ok(all)
    }

    /// An embedded picture as a `data:` URL, after the same checks as for any other picture.
    fn embedded(&mut self, node: roxmltree::Node<'_, '_>, url: &str) -> Result<String, Refusal> {
        let broken = |why: Message| {
            let line = self.lines.line(node);
            Refusal::Broken(message!("line {}: the embedded picture: {}", line, why))
        };
        let compact: String = url.trim().to_owned();
        let data =
            DataUrl::process(&compact).map_err(|_| broken(message!("it is not a data URL")))?;
        let (bytes, _) = data
            .decode_to_vec()
            .map_err(|_| broken(message!("its data cannot be decoded")))?;
        let (format, bytes) = if super::looks_like_svg(&bytes) {
            if !self.may_hold_drawings {
                return self.refuse(node, &message!("drawings are nested more than twice"));
            }
            let drawing = rewrite_nested(&bytes, false)
                .map_err(|refusal| refusal.inside(self.lines.line(node)))?;
            (Format::Svg, drawing.bytes)
        } else {
            let (format, width, height, traits) = super::raster::inspect(&bytes)
                .map_err(|refusal| refusal.inside(self.lines.line(node)))?;
            self.pixels += u64::from(width) * u64::from(height);
            if self.pixels > MAX_PIXELS {
                return Err(Refusal::TooLarge(message!(
                    "its embedded pictures have more than {} million pixels",
                    MAX_PIXELS / 1_000_000
                )));
            }
            let size = (width, height);
            match super::raster::for_drawing(&bytes, format, size, traits) {
                Some(copy) => (copy.format, copy.bytes.to_vec()),
                None => (format, bytes),
            }
        };
        Ok(format!(
            "data:{};base64,{}",
            format.media_type(),
            BASE64_STANDARD.encode(bytes)
        ))
    }
}

/// The child of a `switch` that is drawn: the first without conditions or HTML.
fn chosen<'a, 'i>(switch: roxmltree::Node<'a, 'i>) -> Option<roxmltree::Node<'a, 'i>> {
    let mut all = switch.children().filter(roxmltree::Node::is_element);
    let fits = |node: &roxmltree::Node<'_, '_>| {
        let has = |name| plain(*node, name).is_some_and(|value| !value.is_empty());
        node.tag_name().name() != "foreignObject"
            && !has("requiredExtensions")
            && !has("systemLanguage")
    };
    // If there is no other, the first child is taken, so that its HTML is reported.
    all.clone().find(fits).or_else(|| all.next())
}

/// Expands a shorthand into its properties.
fn spread(declaration: &Declaration) -> Vec<(&str, &str)> {
    let value = declaration.value.as_str();
    match declaration.name.as_str() {
        "marker" => vec![
            ("marker-start", value),
            ("marker-mid", value),
            ("marker-end", value),
        ],
        "text-decoration-line" => vec![("text-decoration", value)],
        "font" => {
            let Ok(font) = svgtypes::FontShorthand::from_str(value) else {
                return Vec::new();
            };
            let rest = [
                ("font-style", font.font_style),
                ("font-variant", font.font_variant),
                ("font-weight", font.font_weight),
                ("font-stretch", font.font_stretch),
            ];
            let rest = rest.map(|(name, value)| (name, value.unwrap_or("normal")));
            rest.into_iter()
                .chain([
                    ("font-size", font.font_size),
                    ("font-family", font.font_family),
                ])
                .collect()
        }
        name => vec![(name, value)],
    }
}

/// Fills `out` with the attributes and children of an element.
fn written(parts: &[Part], index: usize, mut out: El) -> El {
    let part = &parts[index];
    if let Some(id) = &part.written_id {
        out = out.attr("id", id.clone());
    }
    for (name, value) in &part.attributes {
        out = out.attr(name, value_text(value));
    }
    if !part.style.is_empty() {
        let rules = part
            .style
            .iter()
            .map(|(name, value)| format!("{name}:{}", value_text(value)));
        out = out.attr("style", rules.collect::<Vec<_>>().join(";"));
    }
    for child in &part.children {
        match child {
            Child::Text(text) => out = out.with(text.as_str()),
            Child::Part(inner) if parts[*inner].is_dropped => {}
            Child::Part(inner) => {
                let name = parts[*inner].element.name;
                out = out.with(written(parts, *inner, El::new(name)));
            }
        }
    }
    out
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Url(id) => format!("url(#{id})"),
        Value::Fragment(id) => format!("#{id}"),
        Value::Paint(id, fallback) if fallback == "none" => format!("url(#{id})"),
        Value::Paint(id, fallback) => format!("url(#{id}) {fallback}"),
        Value::Filter(parts) => {
            let parts = parts.iter().map(|part| match part {
                FilterPart::Function(text) => text.clone(),
                FilterPart::Url(id) => format!("url(#{id})"),
            });
            parts.collect::<Vec<_>>().join(" ")
        }
    }
}

#[cfg(test)]
mod tests;
