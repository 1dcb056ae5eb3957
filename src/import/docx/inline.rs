//! What stands in a paragraph of a DOCX.

use roxmltree::Node;

use super::super::document::{Content, Piece, visible};
use super::super::rich::{Inline, Link, Rich, Run, Script, Style};
use super::super::scripts::is_unseen;
use super::body::{NoteKind, Reader};
use super::formula;
use super::package::{attribute, child, content, is, own_text, switch, tag, value};
use super::symbols;
use crate::message::{Message, message};
use crate::read;

/// A paragraph as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) text: Rich,
    /// What stands below it: pictures, formulas, text boxes.
    pub(super) below: Vec<Piece>,
    pub(super) hidden: String,
    /// Names of bookmarks.
    pub(super) anchors: Vec<String>,
    /// The size of its largest characters, in half points.
    pub(super) size: u32,
}

/// How characters look.
#[derive(Debug, Clone, Default)]
pub(super) struct Look {
    pub(super) style: Style,
    pub(super) is_hidden: bool,
    pub(super) is_code: bool,
    pub(super) size: u32,
}

/// A field: text that Word makes.
#[derive(Debug, Default)]
pub(super) struct Field {
    code: String,
    /// What is done with what it made; `None` while its code is read.
    use_of: Option<Use>,
    left_out: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Use {
    Keep,
    LeaveOut,
    Link(Link),
}

/// The tallest picture that stands in a line, in the units of drawings: 6 mm.
const TALLEST_IN_LINE: u64 = 216_000;

impl Field {
    /// The first word of its code, which says what it is.
    fn name(&self) -> String {
        let name = self.code.split_whitespace().next();
        name.unwrap_or_default().to_uppercase()
    }

    /// A word of its code that is not an option, without quotation marks.
    fn argument(&self) -> Option<&str> {
        let mut words = self.code.split_whitespace().skip(1);
        words.next().map(|word| word.trim_matches('"'))
    }
}

impl Reader<'_, '_> {
    /// Reads an element inside a paragraph.
    pub(super) fn inline(&mut self, node: Node<'_, '_>, look: &Look, line: &mut Line) {
        match tag(node) {
            ("w", "pPr" | "rPr" | "sdtPr" | "sdtEndPr" | "tblPr" | "trPr" | "tcPr") => {}
            ("w", "r") => self.run(node, look, line),
            ("w", "del" | "moveFrom") => self.deleted(node),
            ("w", "bookmarkStart") => {
                line.anchors
                    .extend(attribute(node, "name").map(str::to_owned));
            }
            ("w", "hyperlink") => {
                let mut look = look.clone();
                look.style.link = self.link_of(node).or(look.style.link);
                self.inside(node, &look, line);
            }
            ("w", "fldSimple") => {
                self.fields.push(Field {
                    code: attribute(node, "instr").unwrap_or_default().to_owned(),
                    ..Field::default()
                });
                self.field_result();
                self.inside(node, look, line);
                self.field_end();
            }
            ("m", "oMath") => self.formula(node, false, look, line),
            ("m", "oMathPara") => {
                for formula in node.children().filter(|child| is(*child, "m", "oMath")) {
                    self.formula(formula, true, look, line);
                }
            }
            _ => self.inside(node, look, line),
        }
    }

    fn inside(&mut self, node: Node<'_, '_>, look: &Look, line: &mut Line) {
        for child in content(node) {
            self.inline(child, look, line);
        }
    }

    fn deleted(&mut self, node: Node<'_, '_>) {
        let texts = node
            .descendants()
            .filter(|node| is(*node, "w", "delText") || is(*node, "w", "t") || is(*node, "m", "t"));
        let words: String = texts.map(own_text).collect();
        let why = message!("this was deleted while changes were tracked");
        self.left_out(why, &words);
    }

    fn link_of(&self, node: Node<'_, '_>) -> Option<Link> {
        if let Some(relation) = attribute(node, "id").and_then(|id| self.relations.get(id)) {
            return is_address(&relation.target).then(|| Link::Address(relation.target.clone()));
        }
        let anchor = attribute(node, "anchor")?;
        let is_known = self.bookmarks.contains(anchor);
        is_known.then(|| Link::Place(self.place(anchor)))
    }

    fn run(&mut self, node: Node<'_, '_>, look: &Look, line: &mut Line) {
        let look = self.look_of(node, look);
        for child in content(node) {
            match tag(child) {
                ("w", "rPr") => {}
                ("w", "t") => self.text(&own_text(child), &look, line),
                ("w", "delText") => self.deleted(node),
                ("w", "tab" | "ptab") => self.text(" ", &look, line),
                ("w", "cr") => self.line_break(line),
                ("w", "br") => {
                    if !matches!(attribute(child, "type"), Some("page" | "column")) {
                        self.line_break(line);
                    }
                }
                ("w", "noBreakHyphen") => {
                    self.flow.characters += 1;
                    self.text("\u{2011}", &look, line);
                }
                ("w", "sym") => self.symbol(child, &look, line),
                ("w", "footnoteReference") => self.note(child, NoteKind::Footnote, &look, line),
                ("w", "endnoteReference") => self.note(child, NoteKind::Endnote, &look, line),
                ("w", "commentReference") => self.comment(child),
                ("w", "fldChar") => match attribute(child, "fldCharType") {
                    Some("begin") => self.fields.push(Field::default()),
                    Some("separate") => self.field_result(),
                    Some("end") => self.field_end(),
                    _ => {}
                },
                ("w", "instrText") => {
                    if let Some(field) = self.fields.last_mut() {
                        field.code.push_str(&own_text(child));
                    }
                }
                ("w", "ruby") => self.ruby(child, &look, line),
                ("w", "drawing" | "pict" | "object") => self.drawing(child, child, line),
                _ => self.inline(child, &look, line),
            }
        }
    }

    fn look_of(&self, run: Node<'_, '_>, look: &Look) -> Look {
        let mut look = look.clone();
        let Some(properties) = child(run, "rPr") else {
            return look;
        };
        if let Some(id) = value(properties, "rStyle") {
            let style = self.styles.get(Some(id));
            look.style.strong = style.strong.unwrap_or(look.style.strong);
            look.style.emph = style.emph.unwrap_or(look.style.emph);
            look.style.small_caps = style.small_caps.unwrap_or(look.style.small_caps);
            look.is_hidden = style.hidden.unwrap_or(look.is_hidden);
            look.is_code |= style.is_code;
            look.size = style.size.unwrap_or(look.size);
        }
        look.style.strong = switch(properties, "b").unwrap_or(look.style.strong);
        let emph = switch(properties, "i").or_else(|| switch(properties, "em"));
        look.style.emph = emph.unwrap_or(look.style.emph);
        look.style.small_caps = switch(properties, "smallCaps").unwrap_or(look.style.small_caps);
        look.is_hidden = switch(properties, "vanish").unwrap_or(look.is_hidden);
        look.style.script = match value(properties, "vertAlign") {
            Some("superscript") => Script::Raised,
            Some("subscript") => Script::Lowered,
            // LibreOffice writes those of HTML in half points.
            _ => {
                match value(properties, "position").and_then(|height| height.parse::<i32>().ok()) {
                    Some(height) if height > 0 => Script::Raised,
                    Some(height) if height < 0 => Script::Lowered,
                    _ => look.style.script,
                }
            }
        };
        let size = value(properties, "sz").and_then(|size| size.parse().ok());
        look.size = size.unwrap_or(look.size);
        look
    }

    /// Adds characters, wherever they belong.
    fn text(&mut self, words: &str, look: &Look, line: &mut Line) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.drops()) {
            field.left_out.push_str(words);
            return;
        }
        if look.is_hidden {
            line.hidden.push_str(words);
            return;
        }
        let mut clean = String::with_capacity(words.len());
        for c in words.chars() {
            if is_unseen(c) || (c.is_control() && !c.is_whitespace()) {
                self.mark(&c.to_string());
            } else if c.is_whitespace() && c != '\u{3000}' {
                clean.push(' ');
            } else {
                clean.push(c);
            }
        }
        if !clean.trim().is_empty() {
            line.size = line.size.max(look.size);
        }
        let mut style = look.style.clone();
        let target = self
            .fields
            .iter()
            .rev()
            .find_map(|field| match &field.use_of {
                Some(Use::Link(target)) => Some(target.clone()),
                Some(Use::Keep | Use::LeaveOut) | None => None,
            });
        style.link = target.or(style.link);
        if !look.is_code {
            line.text.push(Inline::Text(clean), &style);
            return;
        }
        if let Some(Run {
            inline: Inline::Code(code),
            style: before,
        }) = line.text.runs.last_mut()
            && *before == style
        {
            code.push_str(&clean);
        } else if !clean.is_empty() {
            line.text.push(Inline::Code(clean), &style);
        }
    }

    fn line_break(&self, line: &mut Line) {
        if !self.fields.iter().any(Field::drops) {
            line.text.push(Inline::Break, &Style::default());
        }
    }

    fn symbol(&mut self, node: Node<'_, '_>, look: &Look, line: &mut Line) {
        let font = attribute(node, "font").unwrap_or_default();
        let place = attribute(node, "char").unwrap_or_default();
        if let Some(c) = symbols::character(font, place) {
            let words = c.to_string();
            self.flow.characters += visible(&words);
            self.text(&words, look, line);
        } else {
            let words = format!("{font} {place}");
            self.flow.characters += visible(&words);
            let why = message!("this character of a font of symbols is unknown and left out");
            self.left_out(why, &words);
        }
    }

    fn ruby(&mut self, node: Node<'_, '_>, look: &Look, line: &mut Line) {
        let mut part = |name: &str| {
            let mut inner = Line::default();
            if let Some(part) = child(node, name) {
                self.inside(part, look, &mut inner);
            }
            line.hidden.push_str(&inner.hidden);
            inner.text.title()
        };
        let (base, reading) = (part("rubyBase"), part("rt"));
        if base.is_empty() || reading.is_empty() {
            let words = base + &reading;
            line.text.push(Inline::Text(words), &look.style);
        } else {
            line.text.push(Inline::Ruby { base, reading }, &look.style);
        }
    }

    fn note(&mut self, node: Node<'_, '_>, kind: NoteKind, look: &Look, line: &mut Line) {
        let Some(id) = attribute(node, "id") else {
            return;
        };
        let Some(found) = self.notes.remove(&(kind, id.to_owned())) else {
            return;
        };
        let text = self.text_of(found, kind.part());
        if self.fields.iter().any(Field::drops) {
            // The contents repeat headings with their notes.
            let why = message!("this note is called in a place that is left out");
            self.left_out(why, &text.words());
        } else if !text.is_empty() {
            line.text.push(
                Inline::Note { text, only: false },
                &Style {
                    link: None,
                    ..look.style.clone()
                },
            );
        }
    }

    fn comment(&mut self, node: Node<'_, '_>) {
        let Some(id) = attribute(node, "id") else {
            return;
        };
        if let Some((author, words)) = self.comments.remove(id) {
            let why = message!("a comment by {}", author);
            self.left_out(why, &words);
        }
    }

    fn formula(&mut self, node: Node<'_, '_>, is_display: bool, look: &Look, line: &mut Line) {
        let words = formula::words(node);
        if words.trim().is_empty() {
            return;
        }
        let tex = formula::tex(node).filter(|tex| read::is_formula(tex, is_display));
        let Some(tex) = tex else {
            let why = message!(
                "this formula cannot be written as TeX by the program; its characters are in the text"
            );
            self.doubt(why, &words);
            self.text(&words, look, line);
            return;
        };
        // What was counted are the characters of the file.
        self.flow.characters = self.flow.characters + visible(&tex) - visible(&words);
        if is_display {
            let piece = Piece::new(self.line, Content::Formula(tex));
            line.below.push(piece);
        } else {
            line.text.push(Inline::Formula(tex), &look.style);
        }
    }

    /// Reads pictures and text boxes. `whole` is the drawing.
    fn drawing(&mut self, node: Node<'_, '_>, whole: Node<'_, '_>, line: &mut Line) {
        match tag(node) {
            ("w", "txbxContent") => {
                let pieces = self.inner(node);
                if let Some(first) = pieces.first() {
                    let why = message!(
                        "this stood in a text box, and follows the paragraph where it was anchored"
                    );
                    let words = first.words();
                    self.doubt(why, &words);
                }
                line.below.extend(pieces);
                return;
            }
            ("a", "blip") => self.picture(attribute(node, "embed"), whole, line),
            ("v", "imagedata") => self.picture(attribute(node, "id"), whole, line),
            ("a" | "w", "t") => {
                let why = message!("this stood in a drawing");
                self.left_out(why, &own_text(node));
            }
            ("", "chart" | "relIds") => {
                let why = message!("a chart or diagram stood here; insert it as a picture");
                self.doubt(why, "");
            }
            _ => {}
        }
        for child in content(node) {
            self.drawing(child, whole, line);
        }
    }

    fn picture(&mut self, id: Option<&str>, whole: Node<'_, '_>, line: &mut Line) {
        let relation = id.and_then(|id| self.relations.get(id)).cloned();
        let Some(relation) = relation else {
            let why = message!("a picture that is not in the file stood here");
            self.doubt(why, "");
            return;
        };
        let path = relation.target;
        let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
        let extension = name.rsplit('.').next().unwrap_or_default().to_lowercase();
        let is_usable = matches!(&*extension, "png" | "jpg" | "jpeg" | "svg" | "webp");
        if relation.is_external || !is_usable {
            let why: Message = if relation.is_external {
                message!("a picture that is not in the file stood here")
            } else {
                message!(
                    "this picture is in a format that books do not take; save it as PNG or SVG, and insert it again"
                )
            };
            self.doubt(why, &name);
            return;
        }
        self.pictures.insert(name.clone(), path);
        let described = whole.descendants().find_map(|node| match tag(node) {
            ("wp", "docPr") => attribute(node, "descr"),
            ("v", "shape") => attribute(node, "alt"),
            _ => None,
        });
        let alt = described.unwrap_or_default().trim().to_owned();
        self.flow.characters += visible(&alt);
        let height = whole
            .descendants()
            .find(|node| is(*node, "wp", "extent"))
            .and_then(|extent| attribute(extent, "cy")?.parse().ok());
        let is_small = height.is_some_and(|height: u64| height <= TALLEST_IN_LINE);
        if is_small && !line.text.is_empty() {
            let picture = Inline::Picture { source: name, alt };
            line.text.push(picture, &Style::default());
        } else {
            let figure = super::super::document::Figure {
                source: name,
                alt: Rich::plain(&alt),
                caption: Rich::default(),
            };
            line.below
                .push(Piece::new(self.line, Content::Figure(figure)));
        }
    }

    /// The code of a field ends, and what it made begins.
    fn field_result(&mut self) {
        let Some(field) = self.fields.last() else {
            return;
        };
        let name = field.name();
        let argument = field.argument().unwrap_or_default().to_owned();
        let use_of = match &*name {
            "TOC" | "INDEX" | "TOA" | "PAGE" | "NUMPAGES" | "SECTIONPAGES" | "PAGEREF"
            | "STYLEREF" => Use::LeaveOut,
            "REF" | "NOTEREF" if self.bookmarks.contains(&argument) => {
                Use::Link(Link::Place(self.place(&argument)))
            }
            "HYPERLINK" if is_address(&argument) => Use::Link(Link::Address(argument)),
            _ => Use::Keep,
        };
        if matches!(&*name, "REF" | "NOTEREF" | "SEQ" | "DATE" | "TIME")
            && use_of == Use::Keep
            && name != "SEQ"
        {
            let why = message!("a field, {}, stood here; what it showed is now text", name);
            self.doubt(why, "");
        }
        if let Some(field) = self.fields.last_mut() {
            field.use_of = Some(use_of);
        }
    }

    fn field_end(&mut self) {
        let Some(field) = self.fields.pop() else {
            return;
        };
        let name = field.name();
        if field.use_of.is_none() && name == "EQ" {
            // Ruby and fractions of old documents are made of their code.
            self.flow.characters += visible(&field.code);
            let why = message!("a field, {}, is left out", name);
            self.left_out(why, &field.code);
        } else if !field.left_out.trim().is_empty() {
            let why = message!("a field, {}, is left out", name);
            self.left_out(why, &field.left_out);
        }
    }

    /// Ends the fields that the document leaves open.
    pub(super) fn end_fields(&mut self) {
        while !self.fields.is_empty() {
            self.field_end();
        }
    }
}

impl Field {
    /// Whether what it has is left out: its code, or what it made.
    fn drops(&self) -> bool {
        matches!(self.use_of, None | Some(Use::LeaveOut))
    }
}

/// Whether a link leads to the web.
fn is_address(target: &str) -> bool {
    ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| target.starts_with(scheme))
}
