//! Reads HTML and XHTML.

mod notes;
mod parts;

use super::blocks::Blocks;
use super::dom::{Dom, ROOT};
use super::tags;
use crate::import::document::{Content, Item, Role, visible};
use crate::import::flow::Flow;
use crate::import::rich::{Inline, Style};
use crate::message::message;
pub(super) use notes::{Notes, notes};

/// A document with the path by which others name it.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) file: String,
    pub(super) dom: Dom,
}

/// Reads a document.
pub(crate) fn read(file: &str, html: &str) -> Flow {
    let page = Page {
        file: file.to_owned(),
        dom: Dom::parse(&closed(html)),
    };
    let pages = [page];
    let notes = notes(&pages);
    pages_flow(&pages[0], &pages, &notes)
}

/// Reads a part of a document that begins on a line of another file.
pub(super) fn fragment(file: &str, html: &str, line: usize) -> Flow {
    let mut flow = read(file, html);
    for (at, comment) in comments(html) {
        let at = html[..at].matches('\n').count() + 1;
        flow.characters += visible(comment);
        let why = message!("this is a comment, and is not in the book");
        flow.doubt(file, at, why).left_out = Some(comment.to_owned());
    }
    for piece in &mut flow.pieces {
        piece.line += line - 1;
    }
    for doubt in &mut flow.doubts {
        doubt.line += line - 1;
    }
    flow
}

/// The comments of a document with their places.
fn comments(html: &str) -> Vec<(usize, &str)> {
    let opens = html.match_indices("<!--");
    opens
        .filter_map(|(at, open)| {
            let inner = &html[at + open.len()..];
            let inner = inner[..inner.find("-->")?].trim();
            (!inner.is_empty()).then_some((at, inner))
        })
        .collect()
}

/// The elements that are empty in HTML.
const EMPTY: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// A text whose elements without contents are closed as HTML needs it: XHTML writes `<a id="x"/>`.
pub(super) fn closed(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|at| at + 3)
        } else {
            rest.find('>').map(|at| at + 1)
        };
        let Some(end) = end else { break };
        let tag = &rest[..end];
        let name: String = tag[1..]
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let is_void = EMPTY.contains(&name.to_ascii_lowercase().as_str());
        let is_foreign =
            tag.contains("xlink:") || matches!(name.as_str(), "path" | "image" | "use");
        match tag.strip_suffix("/>") {
            Some(inner) if !name.is_empty() && !is_void && !is_foreign => {
                out.push_str(inner);
                out.push_str("></");
                out.push_str(&name);
                out.push('>');
            }
            _ => out.push_str(tag),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The flow of a page.
pub(super) fn pages_flow(page: &Page, pages: &[Page], notes: &Notes) -> Flow {
    let number = pages
        .iter()
        .position(|one| std::ptr::eq(one, page))
        .unwrap_or(0);
    let mut reader = Reader {
        pages,
        number,
        notes,
        blocks: Blocks::new(&page.file),
        styles: Vec::new(),
        lists: Vec::new(),
        characters: 0,
        note_depth: 0,
    };
    if notes.texts.is_empty() || !reader.is_nothing_but_notes() {
        let key = page.file.clone();
        reader.blocks.anchor(key);
    }
    reader.walk(ROOT);
    let mut flow = reader.blocks.finish();
    flow.characters = reader.characters;
    flow
}

struct Reader<'a> {
    pages: &'a [Page],
    number: usize,
    notes: &'a Notes,
    blocks: Blocks,
    styles: Vec<Style>,
    lists: Vec<List>,
    /// How many visible characters have been read.
    characters: usize,
    /// How many notes are being read.
    note_depth: usize,
}

#[derive(Debug)]
struct List {
    ordered: bool,
    start: Option<u32>,
    is_new: bool,
}

/// What is to be done next with a node.
#[derive(Debug)]
enum Step {
    Enter(usize),
    Leave(usize),
}

impl Reader<'_> {
    fn dom(&self) -> &Dom {
        &self.pages[self.number].dom
    }

    fn is_nothing_but_notes(&self) -> bool {
        let dom = self.dom();
        let text: usize = visible(&dom.all_text(ROOT));
        let notes = self
            .notes
            .apart
            .iter()
            .filter(|(page, _)| *page == self.number);
        let in_notes: usize = notes.map(|(_, id)| visible(&dom.all_text(*id))).sum();
        in_notes * 10 > text * 9
    }

    fn walk(&mut self, root: usize) {
        let mut left = vec![Step::Enter(root)];
        while let Some(step) = left.pop() {
            match step {
                Step::Enter(id) => {
                    if self.enter(id) {
                        left.push(Step::Leave(id));
                        let children = self.dom().children(id).iter().rev();
                        left.extend(children.map(|child| Step::Enter(*child)));
                    }
                }
                Step::Leave(id) => self.leave(id),
            }
        }
    }

    fn attribute(&self, id: usize, name: &str) -> Option<String> {
        self.dom().attribute(id, name).map(str::to_owned)
    }

    /// Adds what was read to the count.
    fn count(&mut self, text: &str) {
        self.characters += visible(text);
    }

    /// Begins an element; whether what is inside it is to be read.
    fn enter(&mut self, id: usize) -> bool {
        let line = self.dom().line(id);
        if let Some(text) = self.dom().text(id) {
            let text = text.to_owned();
            self.text(&text, line);
            return false;
        }
        if self.note_depth == 0 && self.notes.apart.contains(&(self.number, id)) {
            return false;
        }
        let file = self.pages[self.number].file.clone();
        if let Some(name) = self.attribute(id, "id").or_else(|| {
            let is_link = self.dom().name(id) == "a";
            is_link.then(|| self.attribute(id, "name")).flatten()
        }) {
            self.blocks.anchor(format!("{file}#{name}"));
        }
        let name = self.dom().name(id).to_owned();
        match name.as_str() {
            "script" | "style" | "head" | "template" | "noscript" | "rp" => return false,
            "h1" => self.blocks.begin(Role::Heading(0), line),
            "h2" => self.blocks.begin(Role::Heading(1), line),
            "h3" => self.blocks.begin(Role::Heading(2), line),
            "h4" | "h5" | "h6" => self.blocks.begin(Role::Heading(3), line),
            "p" | "summary" | "address" => self.blocks.begin(Role::Text, line),
            "blockquote" => self.blocks.open(Role::Quote, line),
            "ul" | "ol" | "menu" => {
                self.blocks.flush();
                let start = self
                    .attribute(id, "start")
                    .and_then(|start| start.parse().ok());
                self.lists.push(List {
                    ordered: name == "ol",
                    start: start.filter(|start| *start > 1),
                    is_new: true,
                });
            }
            "li" => self.item(line),
            "dt" => self.blocks.begin(Role::Term, line),
            "dd" => self.blocks.open(Role::Item(Item::default()), line),
            "table" => self.blocks.open_table(line, Vec::new()),
            "tr" => self.blocks.open_row(),
            "th" | "td" => {
                let covers = |name: &str| {
                    let number = self
                        .attribute(id, name)
                        .and_then(|text| text.parse::<u8>().ok());
                    number.unwrap_or(1).clamp(1, 50)
                };
                let (across, down) = (covers("colspan"), covers("rowspan"));
                self.blocks.open_cell(name == "th", across, down);
            }
            "pre" => {
                self.listing(id, line);
                return false;
            }
            "figure" => return self.figure(id, line),
            "img" | "image" => self.picture(id, line),
            "br" => self.blocks.inline(Inline::Break),
            "hr" => {
                self.blocks.flush();
                self.blocks.add(line, Content::SceneBreak);
            }
            "code" | "samp" | "tt" => {
                let code = self.dom().all_text(id);
                self.count(&code);
                self.blocks.at(line);
                self.blocks.inline(Inline::Code(code));
                return false;
            }
            "ruby" => {
                self.ruby(id, line);
                return false;
            }
            "math" => {
                self.formula(id, line);
                return false;
            }
            "svg" => return self.drawing(id, line),
            "a" => return self.link(id, line),
            "nav" | "abbr" | "u" | "mark" | "small" | "big" | "ins" => {
                return self.unshown(id, line);
            }
            "q" => {
                self.characters += 1;
                self.text("“", line);
            }
            "del" | "s" | "strike" => {
                let text = self.dom().all_text(id);
                let why = message!("this is struck out in the file, which the book does not show");
                self.blocks.doubt(line, why).about.push(text);
            }
            "input" if self.attribute(id, "type").as_deref() == Some("checkbox") => {
                let is_checked = self.attribute(id, "checked").is_some();
                self.blocks.check(is_checked);
            }
            name if tags::style(name).is_some() => {
                self.styles.push(self.blocks.style.clone());
                if let Some(change) = tags::style(name) {
                    change(&mut self.blocks.style);
                }
            }
            name if is_block(name) => self.blocks.flush(),
            _ => {}
        }
        true
    }

    fn leave(&mut self, id: usize) {
        let name = self.dom().name(id).to_owned();
        match name.as_str() {
            "blockquote" | "li" | "dd" => self.blocks.close(),
            "ul" | "ol" | "menu" => {
                self.blocks.flush();
                self.lists.pop();
            }
            "table" => self.blocks.close_table(),
            "caption" => self.blocks.caption(),
            "q" => {
                self.characters += 1;
                let line = self.dom().line(id);
                self.text("”", line);
            }
            "a" => self.blocks.style = self.styles.pop().unwrap_or_default(),
            name if tags::style(name).is_some() => {
                self.blocks.style = self.styles.pop().unwrap_or_default();
            }
            name if is_block(name) => self.blocks.flush(),
            _ => {}
        }
    }

    /// Lists what a book does not have; whether what is inside the element is to be read.
    fn unshown(&mut self, id: usize, line: usize) -> bool {
        let text = self.dom().all_text(id);
        let name = self.dom().name(id).to_owned();
        if name == "nav" {
            self.blocks.flush();
            self.count(&text);
            let why =
                message!("this is a list of links for finding one's way, and is not in the book");
            self.blocks.doubt(line, why).left_out = Some(text);
            return false;
        }
        let title = self.attribute(id, "title");
        if tags::is_unshown(&name) || title.is_some() {
            let why = message!("the book does not show this marking; the words are there");
            let doubt = self.blocks.doubt(line, why);
            doubt.about.push(name);
            doubt.about.push(text);
            doubt.about.extend(title);
        }
        true
    }

    /// Text whose white space is as browsers show it.
    fn text(&mut self, text: &str, line: usize) {
        self.count(text);
        let mut rest = text;
        while !rest.is_empty() {
            let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
            let end = rest.find(is_blank).unwrap_or(rest.len());
            if end > 0 {
                self.blocks.at(line);
                self.blocks.text(&rest[..end]);
            }
            let after = rest[end..].trim_start_matches(is_blank);
            let blank = &rest[end..rest.len() - after.len()];
            if blank.contains('\n') {
                self.blocks.inline(Inline::Wrap);
            } else if !blank.is_empty() {
                self.blocks.text(" ");
            }
            rest = after;
        }
    }

    fn item(&mut self, line: usize) {
        let item = match self.lists.last_mut() {
            Some(list) => {
                let is_first = std::mem::take(&mut list.is_new);
                Item {
                    ordered: list.ordered,
                    start: list.start.filter(|_| is_first),
                    is_first,
                    checked: None,
                }
            }
            None => Item::default(),
        };
        self.blocks.open(Role::Item(item), line);
    }
}

/// Whether an element is a block that says nothing of what it is.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "h1" | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "p"
            | "div"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "nav"
            | "aside"
            | "body"
            | "html"
            | "figure"
            | "figcaption"
            | "details"
            | "summary"
            | "address"
            | "dl"
            | "dt"
            | "form"
            | "fieldset"
            | "center"
            | "tr"
            | "td"
            | "th"
            | "thead"
            | "tbody"
            | "tfoot"
            | "hgroup"
            | "option"
            | "legend"
    )
}

#[cfg(test)]
mod tests {
    use super::super::blocks::flat;
    use super::*;
    use crate::import::document::Piece;

    fn words(flow: &Flow) -> Vec<String> {
        let pieces = flow.pieces.iter();
        pieces
            .map(|piece| flat(piece.content.clone()).words())
            .collect()
    }

    #[test]
    fn pages_are_read_as_browsers_show_them() {
        let flow = read(
            "a.html",
            "<title>x</title><h1 id=t>茶<br/>Tea</h1><p>One  two\n<b>three</b><a id=\"x\"/> four\
             <sup><a href=\"#n1\">1</a></sup></p><ul><li>a<ul><li>b</ul><li><p>c<p>d</ul>\
             <pre><code class=\"language-rust\">let x;\n  y</code></pre>\
             <p id=n1><a href=\"#t\">1</a> A note.</p>",
        );
        assert_eq!(
            words(&flow),
            [
                "茶\nTea",
                "One two\nthree four",
                "a",
                "b",
                "c",
                "d",
                "let x;\n  y"
            ]
            .map(|text| if text.starts_with("let") {
                "`let x;`\n`  y`".to_owned()
            } else {
                text.to_owned()
            })
        );
        let depths: Vec<usize> = flow.pieces.iter().map(|piece| piece.depth).collect();
        assert_eq!(depths, [0, 0, 0, 1, 0, 1, 0]);
        let read: usize = flow.pieces.iter().map(Piece::visible).sum();
        assert_eq!(flow.characters, read);
    }
}
