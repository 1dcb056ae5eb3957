//! XML as a tree, and the only place where it is serialised. A tree cannot be ill-formed, and can still be inspected
//! and changed after it was built.

use std::io;

use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Elements that are written as `<a/>` if they have no children: those that are always empty, and the shapes of SVG,
/// of which a drawing has thousands.
const ALWAYS_EMPTY: [&str; 15] = [
    "br", "img", "link", "meta", "content", "path", "rect", "circle", "ellipse", "line",
    "polyline", "polygon", "use", "stop", "image",
];

/// An element.
#[derive(Debug, Clone)]
pub struct El {
    name: &'static str,
    attrs: Vec<(&'static str, String)>,
    children: Vec<Node>,
}

/// A child of an element.
#[derive(Debug, Clone)]
pub enum Node {
    El(El),
    Text(String),
}

impl Node {
    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        match self {
            Self::El(element) => element.write(writer),
            Self::Text(text) => writer.write_event(Event::Text(escaped(text))),
        }
    }
}

impl From<El> for Node {
    fn from(element: El) -> Self {
        Self::El(element)
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl El {
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            attrs: Vec::new(),
            children: Vec::new(),
        }
    }

    #[must_use]
    pub fn attr(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attrs.push((name, value.into()));
        self
    }

    #[must_use]
    pub fn class(self, value: impl Into<String>) -> Self {
        self.attr("class", value)
    }

    /// Adds a class to the existing ones.
    pub fn add_class(&mut self, class: &str) {
        match self.attrs.iter_mut().find(|(name, _)| *name == "class") {
            Some((_, classes)) => {
                classes.push(' ');
                classes.push_str(class);
            }
            None => self.attrs.push(("class", class.to_owned())),
        }
    }

    /// Makes this element the target of links to an anchor.
    #[must_use]
    pub fn id(self, anchor: &str) -> Self {
        self.attr("id", xml_id(anchor))
    }

    /// Adds one child.
    #[must_use]
    pub fn with(mut self, child: impl Into<Node>) -> Self {
        self.children.push(child.into());
        self
    }

    /// Adds children.
    #[must_use]
    pub fn with_all<T: Into<Node>>(mut self, children: impl IntoIterator<Item = T>) -> Self {
        self.children.extend(children.into_iter().map(Into::into));
        self
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    /// An attribute's value.
    pub fn value(&self, attr: &str) -> Option<&str> {
        let found = self.attrs.iter().find(|(name, _)| *name == attr);
        found.map(|(_, value)| value.as_str())
    }

    /// Takes an attribute away.
    pub fn take(&mut self, attr: &str) -> Option<String> {
        let at = self.attrs.iter().position(|(name, _)| *name == attr)?;
        Some(self.attrs.remove(at).1)
    }

    pub fn children(&self) -> &[Node] {
        &self.children
    }

    pub fn children_mut(&mut self) -> &mut Vec<Node> {
        &mut self.children
    }

    /// Whether there is an element of this name anywhere inside.
    pub fn holds(&self, name: &str) -> bool {
        self.children.iter().any(|child| match child {
            Node::El(element) => element.name == name || element.holds(name),
            Node::Text(_) => false,
        })
    }

    /// Whether line breaks may be written between the children without becoming part of the text.
    fn is_frame(&self) -> bool {
        const FRAMES: [&str; 34] = [
            "html",
            "head",
            "body",
            "section",
            "nav",
            "ol",
            "ul",
            "dl",
            "div",
            "aside",
            "figure",
            "blockquote",
            "table",
            "thead",
            "tbody",
            "tr",
            "ncx",
            "docTitle",
            "navMap",
            "navPoint",
            "navLabel",
            "pageList",
            "pageTarget",
            "manifest",
            "resources",
            "resource",
            "assessmentTest",
            "testPart",
            "assessmentSection",
            "assessmentItem",
            "itemBody",
            "choiceInteraction",
            "orderInteraction",
            "simpleMatchSet",
        ];
        let is_record = self.name.starts_with(|c: char| c.is_ascii_uppercase());
        (is_record || FRAMES.contains(&self.name))
            && self
                .children
                .iter()
                .all(|child| matches!(child, Node::El(_)))
    }

    /// Writes the element. Only those in `ALWAYS_EMPTY` are self-closing: parsed as HTML, `<td/>` would be a start tag.
    pub fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let mut start = BytesStart::new(self.name);
        for (name, value) in &self.attrs {
            start.push_attribute((*name, value.as_str()));
        }
        if ALWAYS_EMPTY.contains(&self.name) && self.children.is_empty() {
            return writer.write_event(Event::Empty(start));
        }
        writer.write_event(Event::Start(start))?;
        let gap = || Event::Text(BytesText::from_escaped("\n"));
        let is_frame = self.is_frame() && !self.children.is_empty();
        for child in &self.children {
            if is_frame {
                writer.write_event(gap())?;
            }
            child.write(writer)?;
        }
        if is_frame {
            writer.write_event(gap())?;
        }
        writer.write_event(Event::End(BytesEnd::new(self.name)))
    }
}

/// An anchor of the manuscript as an XML id, which may not begin with a digit. Anchors consist of letters, digits and
/// hyphens, so ids with any other character are free for the writer's own use.
pub fn xml_id(anchor: &str) -> String {
    if anchor.starts_with(|c: char| c.is_ascii_digit()) {
        format!("_{anchor}")
    } else {
        anchor.to_owned()
    }
}

/// A link to an anchor in a file; in the same file if `file` is empty.
pub fn href(file: &str, anchor: &str) -> String {
    format!("{file}#{}", xml_id(anchor))
}

/// Nodes without an XML declaration, to be embedded in another file.
pub fn fragment(nodes: &[Node]) -> io::Result<String> {
    let mut writer = Writer::new(Vec::new());
    for node in nodes {
        node.write(&mut writer)?;
    }
    String::from_utf8(writer.into_inner()).map_err(io::Error::other)
}

/// A whole XHTML file, with XML declaration and document type.
pub fn xhtml(root: &El) -> io::Result<Vec<u8>> {
    file(root, true)
}

/// A whole XML file of another kind, with XML declaration.
pub fn xml(root: &El) -> io::Result<Vec<u8>> {
    file(root, false)
}

/// Ruby as in HTML, with parentheses for reading systems without ruby.
pub fn ruby(base: &str, reading: &str) -> El {
    with_reading(El::new("ruby"), base, reading)
}

/// A ruby element with one more base and its reading.
pub fn with_reading(ruby: El, base: &str, reading: &str) -> El {
    ruby.with(base)
        .with(El::new("rp").with("("))
        .with(El::new("rt").with(reading))
        .with(El::new("rp").with(")"))
}

fn file(root: &El, is_html: bool) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new());
    let gap = || Event::Text(BytesText::from_escaped("\n"));
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer.write_event(gap())?;
    if is_html {
        writer.write_event(Event::DocType(BytesText::from_escaped("html")))?;
        writer.write_event(gap())?;
    }
    root.write(&mut writer)?;
    writer.write_event(gap())?;
    Ok(writer.into_inner())
}

fn escaped(text: &str) -> BytesText<'_> {
    BytesText::from_escaped(partial_escape(text))
}
