//! The blocks of a DOCX.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::Node;

use super::super::document::{Content, Doubt, Item, Piece, Role, visible};
use super::super::flow::Flow;
use super::super::rich::{Inline, Rich, Style};
use super::grid::{Grid, GridCell};
use super::inline::{Field, Line, Look};
use super::package::{Relations, attribute, child, content, is, own_text, switch, tag, value};
use super::styles::{Kind, Numbering, Styles};
use crate::message::{Message, message};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NoteKind {
    Footnote,
    Endnote,
}

impl NoteKind {
    /// The type of the part that has such notes.
    pub(super) fn part(self) -> &'static str {
        match self {
            Self::Footnote => "footnotes",
            Self::Endnote => "endnotes",
        }
    }
}

/// A block, or a table that may be a way to put two languages beside each other.
#[derive(Debug, Clone)]
pub(super) enum Part {
    Piece(Piece),
    Grid(Grid),
}

/// Reads the parts of a document.
pub(super) struct Reader<'d, 't> {
    pub(super) file: &'d str,
    pub(super) styles: Styles,
    pub(super) numbering: Numbering,
    /// Where the names of the part that is being read lead.
    pub(super) relations: Relations,
    /// The same for the parts with notes, by their type.
    pub(super) of_notes: BTreeMap<&'static str, Relations>,
    /// The notes that have not been called yet.
    pub(super) notes: BTreeMap<(NoteKind, String), Node<'d, 't>>,
    /// The comments that have not been met yet: author and words.
    pub(super) comments: BTreeMap<String, (String, String)>,
    pub(super) bookmarks: BTreeSet<String>,
    /// Doubts, marks and the number of characters; the pieces are in `parts`.
    pub(super) flow: Flow,
    pub(super) parts: Vec<Part>,
    /// The paths of the pictures that are used, by their names.
    pub(super) pictures: BTreeMap<String, String>,
    /// The number of the paragraph, from 1.
    pub(super) line: usize,
    pub(super) fields: Vec<Field>,
    /// Paragraphs that look like headings, by number.
    pub(super) bold: BTreeSet<usize>,
    /// The list that is open at each level.
    pub(super) open: Vec<String>,
    pub(super) counters: BTreeMap<(String, usize), u32>,
    /// What is joined to the next paragraph, since the break between them was deleted.
    pub(super) carried: Option<Line>,
    /// The caption of a table or picture that has not come yet.
    pub(super) caption: Option<Piece>,
}

impl Reader<'_, '_> {
    pub(super) fn mark(&mut self, mark: &str) {
        let mark = mark.trim();
        if !mark.is_empty() {
            *self.flow.marks.entry(mark.to_owned()).or_insert(0) += 1;
        }
    }

    pub(super) fn doubt(&mut self, why: Message, about: &str) {
        let mut doubt = Doubt::new(self.file, self.line, why);
        if !about.is_empty() {
            doubt = doubt.about(about);
        }
        self.flow.doubts.push(doubt);
    }

    /// Puts words on the list only.
    pub(super) fn left_out(&mut self, why: Message, words: &str) {
        if !words.trim().is_empty() {
            let doubt = Doubt::new(self.file, self.line, why).left_out(words);
            self.flow.doubts.push(doubt);
        }
    }

    /// How links call a bookmark.
    pub(super) fn place(&self, bookmark: &str) -> String {
        format!("{}#{bookmark}", self.file)
    }

    /// Reads the blocks in an element.
    pub(super) fn blocks(&mut self, node: Node<'_, '_>) {
        for child in content(node) {
            match tag(child) {
                ("w", "p") => self.paragraph(child),
                ("w", "tbl") => self.table(child),
                ("w", "tcPr" | "sectPr" | "sdtPr" | "sdtEndPr") => {}
                ("w", "altChunk") => {
                    let why =
                        message!("another document is embedded here; save the file anew in Word");
                    self.doubt(why, "");
                }
                ("w", "del" | "moveFrom" | "bookmarkStart" | "r") | ("m", _) => {
                    let mut line = self.carried.take().unwrap_or_default();
                    self.inline(child, &Look::default(), &mut line);
                    self.carried = Some(line);
                }
                _ => self.blocks(child),
            }
        }
    }

    /// The blocks in an element, apart from those around it.
    pub(super) fn inner(&mut self, node: Node<'_, '_>) -> Vec<Piece> {
        let parts = self.inner_parts(node);
        let pieces = parts.into_iter().map(|part| match part {
            Part::Piece(piece) => piece,
            Part::Grid(grid) => grid.into_table(),
        });
        pieces.collect()
    }

    fn inner_parts(&mut self, node: Node<'_, '_>) -> Vec<Part> {
        let parts = std::mem::take(&mut self.parts);
        let open = std::mem::take(&mut self.open);
        let carried = self.carried.take();
        let caption = self.caption.take();
        self.blocks(node);
        self.flush();
        self.caption = caption;
        self.carried = carried;
        self.open = open;
        std::mem::replace(&mut self.parts, parts)
    }

    /// Ends what waits for something to come.
    pub(super) fn flush(&mut self) {
        if let Some(line) = self.carried.take() {
            let text = line.text.trimmed();
            if !text.is_empty() {
                self.push(Piece::new(self.line, Content::Words(Role::Text, text)));
            }
        }
        if let Some(caption) = self.caption.take() {
            self.parts.push(Part::Piece(caption));
        }
    }

    /// The text of a note: its paragraphs, one after the other.
    pub(super) fn text_of(&mut self, note: Node<'_, '_>, part: &'static str) -> Rich {
        let relations = self.of_notes.get(part).cloned().unwrap_or_default();
        let outer = std::mem::replace(&mut self.relations, relations);
        let fields = std::mem::take(&mut self.fields);
        let mut text = Rich::default();
        let line = self.line;
        let pieces = self.inner(note);
        // Paragraphs of notes have no numbers of their own.
        self.line = line;
        for piece in pieces {
            match piece.content {
                Content::Words(_, words) => text.join(words),
                content @ (Content::Code { .. }
                | Content::Formula(_)
                | Content::Table(_)
                | Content::Figure(_)
                | Content::SceneBreak) => text.join(super::grid::in_line(content)),
            }
        }
        self.end_fields();
        self.fields = fields;
        self.relations = outer;
        text
    }

    fn push(&mut self, piece: Piece) {
        if let Some(caption) = self.caption.take() {
            self.parts.push(Part::Piece(caption));
        }
        self.parts.push(Part::Piece(piece));
    }

    fn paragraph(&mut self, node: Node<'_, '_>) {
        self.line += 1;
        let properties = child(node, "pPr");
        let id = properties.and_then(|properties| value(properties, "pStyle"));
        let mut style = self.styles.get(id).clone();
        if let Some(properties) = properties {
            style.read_paragraph(properties);
        }
        let look = Look {
            is_hidden: style.hidden == Some(true),
            size: style.size.unwrap_or_else(|| self.styles.usual_size()),
            ..Look::default()
        };
        let mut line = self.carried.take().unwrap_or_default();
        for child in content(node) {
            self.inline(child, &look, &mut line);
        }
        let marks = properties.and_then(|properties| child(properties, "rPr"));
        if marks.is_some_and(|marks| switch(marks, "del") == Some(true)) {
            self.carried = Some(line);
            return;
        }
        if !line.hidden.trim().is_empty() {
            let why = message!("this text is hidden");
            let hidden = std::mem::take(&mut line.hidden);
            self.left_out(why, &hidden);
        }
        let below = std::mem::take(&mut line.below);
        if style.kind == Kind::Code {
            self.program(&line);
        } else {
            let is_strong = style.strong == Some(true);
            self.words(&style, is_strong, line);
        }
        for mut piece in below {
            let is_figure = matches!(piece.content, Content::Figure(_));
            if is_figure && let Some(caption) = self.caption.take() {
                self.captioned(&mut piece, caption);
            }
            self.push(piece);
        }
    }

    /// A paragraph of a program.
    fn program(&mut self, line: &Line) {
        let mut lines = String::new();
        for run in &line.text.runs {
            match &run.inline {
                Inline::Text(words) | Inline::Code(words) => lines.push_str(words),
                Inline::Break | Inline::Wrap => lines.push('\n'),
                Inline::Formula(_)
                | Inline::Ruby { .. }
                | Inline::Picture { .. }
                | Inline::Note { .. } => lines.push_str(
                    &Rich {
                        runs: vec![run.clone()],
                    }
                    .words(),
                ),
            }
        }
        self.open.clear();
        if let Some(Part::Piece(Piece {
            content: Content::Code { program, .. },
            line: before,
            ..
        })) = self.parts.last_mut()
            && *before + program.words().lines().count() >= self.line
        {
            program.push(Inline::Text(format!("\n{lines}")), &Style::default());
            return;
        }
        if lines.trim().is_empty() {
            return;
        }
        let content = Content::Code {
            language: String::new(),
            program: Rich::plain(&lines),
        };
        self.push(Piece::new(self.line, content));
    }

    /// A paragraph of words.
    fn words(&mut self, style: &super::styles::Style, is_strong: bool, line: Line) {
        let Line {
            text,
            anchors,
            size,
            ..
        } = line;
        let text = text.trimmed();
        if text.is_empty() {
            return;
        }
        let words = text.words();
        let is_break =
            words.chars().count() >= 3 && words.chars().all(|c| "*-—_=~·•⁂ ".contains(c));
        let anchors: Vec<String> = anchors.iter().map(|anchor| self.place(anchor)).collect();
        let mut piece = Piece::new(self.line, Content::SceneBreak);
        piece.anchors = anchors;
        if is_break {
            self.mark(&words);
            self.open.clear();
            self.push(piece);
            return;
        }
        let list = style.list.0.clone().filter(|list| list != "0");
        let is_heading = style.kind == Kind::Title || style.outline.is_some_and(|level| level < 9);
        let role = if is_heading {
            let level = match style.outline {
                Some(level) if style.kind != Kind::Title => level + 1,
                _ => 0,
            };
            Role::Heading(level)
        } else if let Some(list) = list {
            let level = style.list.1.unwrap_or(0).min(8);
            return self.item(&list, level, piece, text);
        } else if style.kind == Kind::Quote {
            if self.is_in_quote() {
                piece.depth = 1;
                Role::Text
            } else {
                Role::Quote
            }
        } else {
            if looks_like_heading(&text, &words, is_strong)
                || (size >= self.styles.usual_size() + 4 && is_short(&words))
            {
                self.bold.insert(self.line);
            }
            Role::Text
        };
        self.open.clear();
        piece.content = Content::Words(role, text);
        if style.kind == Kind::Caption {
            self.caption_found(piece);
        } else {
            self.push(piece);
        }
    }

    /// Whether the last block belongs to a quotation.
    fn is_in_quote(&self) -> bool {
        let pieces = self.parts.iter().rev().map_while(|part| match part {
            Part::Piece(piece) => Some(piece),
            Part::Grid(_) => None,
        });
        let mut before = pieces.skip_while(|piece| {
            piece.depth > 0 && matches!(piece.content, Content::Words(Role::Text, _))
        });
        before
            .next()
            .is_some_and(|piece| matches!(piece.content, Content::Words(Role::Quote, _)))
    }

    fn item(&mut self, list: &str, level: usize, mut piece: Piece, text: Rich) {
        let of_list = self.numbering.level(list, level);
        if of_list.is_blank {
            // A paragraph that goes on with the item before it.
            piece.depth = if self.open.is_empty() { 0 } else { level + 1 };
            piece.content = Content::Words(Role::Text, text);
            self.push(piece);
            return;
        }
        let is_first = self.open.get(level).is_none_or(|open| open != list);
        self.open.resize(level + 1, list.to_owned());
        list.clone_into(&mut self.open[level]);
        self.counters
            .retain(|(of, inner), _| of != list || *inner <= level);
        let number = self
            .counters
            .entry((list.to_owned(), level))
            .and_modify(|number| *number += 1)
            .or_insert(of_list.start);
        piece.depth = level;
        piece.content = Content::Words(
            Role::Item(Item {
                ordered: of_list.ordered,
                start: (is_first && of_list.ordered && *number != 1).then_some(*number),
                is_first,
                checked: None,
            }),
            text,
        );
        self.push(piece);
    }

    /// Gives a caption to the picture or table before it, or lets it wait for the one after it.
    fn caption_found(&mut self, caption: Piece) {
        match self.parts.pop() {
            Some(Part::Piece(mut piece)) => {
                let is_open =
                    matches!(&piece.content, Content::Figure(figure) if figure.caption.is_empty());
                if is_open {
                    self.captioned(&mut piece, caption);
                    self.parts.push(Part::Piece(piece));
                } else {
                    self.parts.push(Part::Piece(piece));
                    self.wait(caption);
                }
            }
            Some(Part::Grid(mut grid)) if grid.caption.is_empty() && !is_about_figure(&caption) => {
                grid.caption = self.caption_text(caption);
                self.parts.push(Part::Grid(grid));
            }
            other => {
                self.parts.extend(other);
                self.wait(caption);
            }
        }
    }

    fn wait(&mut self, caption: Piece) {
        if let Some(before) = self.caption.replace(caption) {
            self.parts.push(Part::Piece(before));
        }
    }

    fn captioned(&mut self, piece: &mut Piece, caption: Piece) {
        piece.anchors.extend(caption.anchors.clone());
        let text = self.caption_text(caption);
        if let Content::Figure(figure) = &mut piece.content {
            figure.caption = text;
        }
    }

    /// A caption without its number, which the book makes.
    fn caption_text(&mut self, caption: Piece) -> Rich {
        let Content::Words(_, text) = caption.content else {
            return Rich::default();
        };
        let words = text.words();
        let length = label(&words);
        self.mark(&words[..length]);
        text.part(length..usize::MAX)
    }

    fn table(&mut self, node: Node<'_, '_>) {
        self.open.clear();
        let mut grid = Grid {
            line: self.line + 1,
            ..Grid::default()
        };
        let mut rows = Vec::new();
        rows_of(node, &mut rows);
        for row in rows {
            let properties = child(row, "trPr");
            let has = |name: &str| {
                properties.is_some_and(|properties| switch(properties, name) == Some(true))
            };
            if has("del") {
                let texts = row
                    .descendants()
                    .filter(|node| is(*node, "w", "t") || is(*node, "w", "delText"));
                let words: Vec<String> = texts.map(own_text).collect();
                let why = message!("this was deleted while changes were tracked");
                self.left_out(why, &words.join(" "));
                continue;
            }
            if has("tblHeader") && grid.rows.len() == grid.head {
                grid.head += 1;
            }
            let before =
                properties.and_then(|properties| value(properties, "gridBefore")?.parse().ok());
            let mut column: usize = before.unwrap_or(0);
            let mut cells = Vec::new();
            self.cells(row, &mut column, &mut cells);
            grid.push(cells);
        }
        let look = child(node, "tblPr").and_then(|properties| child(properties, "tblLook"));
        let has_head = look.is_some_and(|look| {
            let bits = attribute(look, "val").and_then(|bits| u32::from_str_radix(bits, 16).ok());
            attribute(look, "firstRow") == Some("1") || bits.is_some_and(|bits| bits & 0x20 != 0)
        });
        if has_head && grid.head == 0 && grid.rows.len() > 1 {
            grid.head = 1;
        }
        if grid.rows.is_empty() {
            return;
        }
        if grid.head == 0 && grid.rows.len() > 1 {
            let is_bold = |row: &[GridCell]| {
                let mut pieces = row.iter().flat_map(|cell| &cell.pieces).peekable();
                pieces.peek().is_some() && pieces.all(|piece| self.bold.contains(&piece.line))
            };
            grid.head = usize::from(is_bold(&grid.rows[0]) && !is_bold(&grid.rows[1]));
        }
        if let Some(caption) = self.caption.take() {
            if is_about_figure(&caption) {
                self.parts.push(Part::Piece(caption));
            } else {
                grid.caption = self.caption_text(caption);
            }
        }
        self.parts.push(Part::Grid(grid));
    }

    /// Reads the cells of a row, which may be in content controls.
    fn cells(&mut self, row: Node<'_, '_>, column: &mut usize, cells: &mut Vec<GridCell>) {
        for node in content(row) {
            match tag(node) {
                ("w", "tc") => {
                    let properties = child(node, "tcPr");
                    let property =
                        |name: &str| properties.and_then(|properties| child(properties, name));
                    let across = property("gridSpan")
                        .and_then(|span| attribute(span, "val")?.parse().ok())
                        .unwrap_or(1)
                        .clamp(1, 60);
                    let continues = property("vMerge")
                        .is_some_and(|merge| attribute(merge, "val") != Some("restart"));
                    cells.push(GridCell {
                        column: *column,
                        across,
                        down: 1,
                        continues,
                        pieces: self.inner(node),
                    });
                    *column += across;
                }
                ("w", "trPr" | "tblPrEx") => {}
                _ => self.cells(node, column, cells),
            }
        }
    }
}

/// The rows of a table, which may be in content controls.
fn rows_of<'a, 't>(node: Node<'a, 't>, rows: &mut Vec<Node<'a, 't>>) {
    for child in content(node) {
        match tag(child) {
            ("w", "tr") => rows.push(child),
            ("w", "tblPr" | "tblGrid") => {}
            _ => rows_of(child, rows),
        }
    }
}

/// Whether words are as short as headings, and no sentence.
fn is_short(words: &str) -> bool {
    let ends = ['.', ',', ';', ':', '。', '，', '；', '：', '”', '"'];
    words.chars().count() <= 60 && !words.contains('\n') && !words.ends_with(ends)
}

/// Whether a paragraph is bold and as short as headings.
fn looks_like_heading(text: &Rich, words: &str, is_strong: bool) -> bool {
    let mut worded = text.runs.iter().filter(|run| match &run.inline {
        Inline::Text(text) => !text.trim().is_empty(),
        Inline::Code(_)
        | Inline::Formula(_)
        | Inline::Ruby { .. }
        | Inline::Picture { .. }
        | Inline::Note { .. }
        | Inline::Break
        | Inline::Wrap => false,
    });
    is_short(words) && (is_strong || worded.all(|run| run.style.strong))
}

/// Whether a caption says that it is one of a figure.
fn is_about_figure(caption: &Piece) -> bool {
    let words = caption.words();
    ["Fig", "图", "圖"]
        .iter()
        .any(|start| words.starts_with(start))
}

/// How long the number is with which a caption begins, such as `Figure 1: `.
fn label(words: &str) -> usize {
    let start = ["Figure", "Fig.", "Table", "图", "圖", "表"]
        .into_iter()
        .find(|start| words.starts_with(start));
    let Some(start) = start else { return 0 };
    let rest = words[start.len()..].trim_start();
    let digits =
        rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '–'));
    if digits.len() == rest.len() {
        return 0;
    }
    let rest = digits.trim_start();
    let rest = rest
        .strip_prefix([':', '：', '.', '．', '、'])
        .unwrap_or(rest);
    let rest = rest.trim_start();
    if rest.is_empty() {
        return 0;
    }
    words.len() - rest.len()
}

/// How many visible characters a part has that a reader can see; of alternatives, only those that are read.
pub(super) fn counted(node: Node<'_, '_>) -> usize {
    let mut sum = 0;
    for child in content(node) {
        sum += match tag(child) {
            ("w", "t" | "delText") | ("m" | "a", "t") => visible(&own_text(child)),
            _ => counted(child),
        };
    }
    sum
}
