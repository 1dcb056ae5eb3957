//! Reads Pandoc's JSON, the door to all formats that Pandoc reads: version 1.22 of its document and 1.23, and any other
//! as far as it is the same. A node that is not known goes on the list with its text.

use serde_json::Value;

use super::blocks::{Blocks, link, program, resolved, unescaped};
use super::epub::Opened;
use crate::import::Refusal;
use crate::import::document::{Align, Content, Figure, Item, Piece, Role, visible};
use crate::import::rich::{Inline, Rich, Script, Style};
use crate::message::message;

/// Reads a document.
///
/// # Errors
/// If it is none of Pandoc's.
pub(crate) fn read(name: &str, json: &[u8]) -> Result<Opened, Refusal> {
    let document: Value =
        serde_json::from_slice(json).map_err(|_| Refusal::NotPandoc(name.to_owned()))?;
    let blocks = document.get("blocks").and_then(Value::as_array);
    let (Some(blocks), Some(_)) = (blocks, document.get("pandoc-api-version")) else {
        return Err(Refusal::NotPandoc(name.to_owned()));
    };
    let mut reader = Reader {
        blocks: Blocks::new(name),
        more: 0,
    };
    reader.blocks.anchor(name.to_owned());
    reader.all(blocks);
    let more = reader.more;
    let mut flow = reader.blocks.finish();
    flow.characters = blocks
        .iter()
        .map(|block| visible(&text(block)))
        .sum::<usize>()
        + more;
    let title = document.pointer("/meta/title").map(text);
    let title = title.filter(|title| !title.trim().is_empty());
    let is_title = |piece: &Piece| matches!(piece.content, Content::Words(Role::Heading(0), _));
    if let Some(title) = &title
        && !flow.pieces.iter().any(is_title)
    {
        flow.characters += visible(title);
        let content = Content::Words(Role::Heading(0), Rich::plain(title.trim()));
        flow.pieces.insert(0, Piece::new(1, content));
    }
    Ok(Opened {
        title,
        ..Opened::of(flow)
    })
}

/// All text of a node, whatever it is.
fn text(node: &Value) -> String {
    let mut all = String::new();
    add_text(node, &mut all);
    all
}

fn add_text(node: &Value, all: &mut String) {
    match node {
        Value::Array(nodes) => nodes.iter().for_each(|node| add_text(node, all)),
        Value::Object(fields) => {
            let kind = fields.get("t").and_then(Value::as_str).unwrap_or_default();
            let contents = fields.get("c");
            match (kind, contents) {
                ("Str", Some(Value::String(text))) => all.push_str(text),
                ("Space" | "SoftBreak" | "LineBreak", _) => all.push(' '),
                ("Code" | "Math" | "CodeBlock" | "RawInline" | "RawBlock", Some(contents)) => {
                    all.push_str(string(&contents[1]));
                }
                // What is said of a work is no text of the document, but the citation is.
                ("Cite", Some(contents)) => add_text(&contents[1], all),
                _ => fields.values().for_each(|value| add_text(value, all)),
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn string(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The kind of a node, and what it has.
fn parts(node: &Value) -> (&str, &Value) {
    (string(&node["t"]), &node["c"])
}

struct Reader {
    blocks: Blocks,
    /// How many visible characters are read that the document does not have, such as quotation marks.
    more: usize,
}

impl Reader {
    fn all(&mut self, blocks: &[Value]) {
        for block in blocks {
            self.block(block);
        }
        self.blocks.flush();
    }

    /// The number of the next block, in place of a line, which Pandoc does not know.
    fn line(&self) -> usize {
        self.blocks.flow.pieces.len() + 1
    }

    fn anchor(&mut self, attributes: &Value) {
        let id = string(&attributes[0]);
        if !id.is_empty() {
            let key = format!("{}#{id}", self.blocks.file);
            self.blocks.anchor(key);
        }
    }

    fn block(&mut self, block: &Value) {
        let line = self.line();
        let (kind, contents) = parts(block);
        match kind {
            "Plain" | "Para" => {
                self.blocks.begin(Role::Text, line);
                self.inlines(contents);
                self.blocks.flush();
            }
            "LineBlock" => {
                self.blocks.begin(Role::Text, line);
                for (number, one) in list(contents).iter().enumerate() {
                    if number > 0 {
                        self.blocks.inline(Inline::Break);
                    }
                    self.inlines(one);
                }
                self.blocks.flush();
            }
            "Header" => {
                let level = contents[0].as_u64().unwrap_or(1).clamp(1, 4) - 1;
                self.anchor(&contents[1]);
                let level = u8::try_from(level).unwrap_or(3);
                self.blocks.begin(Role::Heading(level), line);
                self.inlines(&contents[2]);
                self.blocks.flush();
            }
            "CodeBlock" => {
                self.blocks.flush();
                self.anchor(&contents[0]);
                let language = list(&contents[0][1])
                    .first()
                    .map(string)
                    .unwrap_or_default();
                let language = language.to_owned();
                let code = string(&contents[1]);
                if !code.trim().is_empty() {
                    let program = program(code);
                    self.blocks.add(line, Content::Code { language, program });
                }
            }
            "BlockQuote" => {
                self.blocks.open(Role::Quote, line);
                self.all(list(contents));
                self.blocks.close();
            }
            "BulletList" => self.items(list(contents), None, line),
            "OrderedList" => {
                let start = contents[0][0].as_u64().unwrap_or(1);
                self.items(list(&contents[1]), Some(start), line);
            }
            "DefinitionList" => {
                for entry in list(contents) {
                    self.blocks.begin(Role::Term, line);
                    self.inlines(&entry[0]);
                    self.blocks.flush();
                    for definition in list(&entry[1]) {
                        self.blocks.open(Role::Item(Item::default()), line);
                        self.all(list(definition));
                        self.blocks.close();
                    }
                }
            }
            "HorizontalRule" => {
                self.blocks.flush();
                self.blocks.add(line, Content::SceneBreak);
            }
            "Div" => {
                self.anchor(&contents[0]);
                self.all(list(&contents[1]));
            }
            "Figure" => self.figure(contents, line),
            "Table" if contents.as_array().is_some_and(|parts| parts.len() == 6) => {
                self.table(contents, line);
            }
            "Null" => {}
            _ => self.unknown(block, line),
        }
    }

    /// Puts the text of a node on the list.
    fn unknown(&mut self, node: &Value, line: usize) {
        let text = text(node);
        if !text.trim().is_empty() {
            let why = message!("diglot does not know what this is, and left it out");
            self.blocks.doubt(line, why).left_out = Some(text.trim().to_owned());
        }
    }

    fn items(&mut self, items: &[Value], start: Option<u64>, line: usize) {
        self.blocks.flush();
        for (number, item) in items.iter().enumerate() {
            let first = start.filter(|start| number == 0 && *start > 1);
            let item_start = first.and_then(|start| u32::try_from(start).ok());
            let role = Role::Item(Item {
                ordered: start.is_some(),
                start: item_start,
                is_first: number == 0,
                checked: None,
            });
            self.blocks.open(role, line);
            self.all(list(item));
            self.blocks.close();
        }
    }

    /// A figure of one picture, or what else it has.
    fn figure(&mut self, contents: &Value, line: usize) {
        self.blocks.flush();
        self.anchor(&contents[0]);
        let inside = list(&contents[2]);
        let image = match inside {
            [one] => match list(&one["c"]) {
                [image] if image["t"] == "Image" => Some(&image["c"]),
                _ => None,
            },
            _ => None,
        };
        let Some(image) = image else {
            self.all(inside);
            self.all(list(&contents[1][1]));
            return;
        };
        let caption = self.apart(list(&contents[1][1]));
        let alt = Rich::plain(text(&image[1]).trim());
        let source = self.source(string(&image[2][0]));
        self.blocks.add(
            line,
            Content::Figure(Figure {
                source,
                alt,
                caption,
            }),
        );
    }

    fn source(&self, address: &str) -> String {
        if address.contains("://") || address.starts_with("data:") {
            address.to_owned()
        } else {
            resolved(&self.blocks.file, &unescaped(address))
        }
    }

    /// Blocks as one text.
    fn apart(&mut self, inside: &[Value]) -> Rich {
        let file = self.blocks.file.clone();
        let outer = std::mem::replace(&mut self.blocks, Blocks::new(&file));
        self.all(inside);
        let inner = std::mem::replace(&mut self.blocks, outer);
        let (text, doubts) = inner.into_text();
        self.blocks.flow.doubts.extend(doubts);
        text
    }

    fn table(&mut self, contents: &Value, line: usize) {
        self.blocks.flush();
        self.anchor(&contents[0]);
        let align = list(&contents[2])
            .iter()
            .map(|column| match string(&column[0]["t"]) {
                "AlignCenter" => Align::Center,
                "AlignRight" => Align::End,
                _ => Align::Start,
            });
        self.blocks.open_table(line, align.collect());
        self.all(list(&contents[1][1]));
        self.rows(&contents[3][1], true);
        for body in list(&contents[4]) {
            self.rows(&body[2], false);
            self.rows(&body[3], false);
        }
        self.rows(&contents[5][1], false);
        self.blocks.close_table();
    }

    fn rows(&mut self, rows: &Value, is_head: bool) {
        for row in list(rows) {
            self.blocks.open_row();
            for cell in list(&row[1]) {
                let covers = |value: &Value| {
                    let number = value.as_u64().unwrap_or(1).clamp(1, 50);
                    u8::try_from(number).unwrap_or(1)
                };
                let (down, across) = (covers(&cell[2]), covers(&cell[3]));
                self.blocks.open_cell(is_head, across, down);
                self.all(list(&cell[4]));
            }
        }
    }

    fn inlines(&mut self, inlines: &Value) {
        for one in list(inlines) {
            self.one(one);
        }
    }

    fn styled(&mut self, inlines: &Value, change: impl FnOnce(&mut Style)) {
        let before = self.blocks.style.clone();
        change(&mut self.blocks.style);
        self.inlines(inlines);
        self.blocks.style = before;
    }

    fn one(&mut self, inline: &Value) {
        let line = self.line();
        let (kind, contents) = parts(inline);
        match kind {
            "Str" => self.blocks.text(string(contents)),
            "Space" => self.blocks.text(" "),
            "SoftBreak" => self.blocks.inline(Inline::Wrap),
            "LineBreak" => self.blocks.inline(Inline::Break),
            "Emph" => self.styled(contents, |style| style.emph = true),
            "Strong" => self.styled(contents, |style| style.strong = true),
            "Superscript" => self.styled(contents, |style| style.script = Script::Raised),
            "Subscript" => self.styled(contents, |style| style.script = Script::Lowered),
            "SmallCaps" => self.styled(contents, |style| style.small_caps = true),
            "Underline" => self.inlines(contents),
            "Strikeout" => {
                let why = message!("this is struck out in the file, which the book does not show");
                self.blocks.doubt(line, why).about.push(text(contents));
                self.inlines(contents);
            }
            "Quoted" => {
                let (open, close) = match string(&contents[0]["t"]) {
                    "SingleQuote" => ("‘", "’"),
                    _ => ("“", "”"),
                };
                self.more += 2;
                self.blocks.text(open);
                self.inlines(&contents[1]);
                self.blocks.text(close);
            }
            "Cite" => self.inlines(&contents[1]),
            "Code" => self
                .blocks
                .inline(Inline::Code(string(&contents[1]).to_owned())),
            "Math" => self.formula(contents, line),
            "Link" => {
                self.anchor(&contents[0]);
                let address = string(&contents[2][0]);
                let target = link(&self.blocks.file, address);
                if target.is_none() && !address.is_empty() {
                    let why = message!(
                        "the book cannot have this address as a link; its words are there"
                    );
                    self.blocks.doubt(line, why).about.push(address.to_owned());
                }
                self.styled(&contents[1], |style| style.link = target);
            }
            "Image" => {
                let alt = text(&contents[1]);
                let source = self.source(string(&contents[2][0]));
                self.blocks.inline(Inline::Picture { source, alt });
            }
            "Note" => {
                let style = std::mem::take(&mut self.blocks.style);
                let text = self.apart(list(contents));
                self.blocks.style = style;
                self.blocks.inline(Inline::Note { text, only: false });
            }
            "Span" => {
                self.anchor(&contents[0]);
                let is_key = list(&contents[0][1]).iter().any(|class| class == "kbd");
                self.styled(&contents[1], |style| style.key |= is_key);
            }
            _ => self.unknown(inline, line),
        }
    }

    fn formula(&mut self, contents: &Value, line: usize) {
        let tex = string(&contents[1]).trim().to_owned();
        let is_display = string(&contents[0]["t"]) == "DisplayMath";
        if is_display && !self.blocks.has_text() {
            self.blocks.flush();
            self.blocks.add(line, Content::Formula(tex));
        } else {
            self.blocks.inline(Inline::Formula(tex));
        }
    }
}
