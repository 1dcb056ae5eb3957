//! What all readers of formats with markup share: they say what begins and ends, and this makes a flow of it.

use crate::import::document::{Align, Cell, Content, Doubt, Figure, Item, Piece, Role, Table};
use crate::import::flow::Flow;
use crate::import::rich::{Inline, Link, Rich, Script, Style};
use crate::import::rows::{Language, language};
use crate::message::{Message, message};

/// A flow in the making.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    pub(super) file: String,
    pub(super) flow: Flow,
    /// The style of the text that comes next.
    pub(super) style: Style,
    /// The items, quotations and boxes that are open.
    frames: Vec<Frame>,
    /// The paragraph that is open.
    text: Rich,
    role: Option<Role>,
    line: usize,
    anchors: Vec<String>,
    table: Option<Grid>,
    /// How many tables are open inside a cell of the table.
    inner_tables: usize,
}

#[derive(Debug)]
struct Frame {
    role: Role,
    line: usize,
    /// Whether nothing of it has been read.
    is_new: bool,
}

/// A table in the making.
#[derive(Debug)]
struct Grid {
    line: usize,
    table: Table<Rich>,
    /// Whether no row without headers has come.
    in_head: bool,
}

impl Blocks {
    pub(super) fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn doubt(&mut self, line: usize, why: Message) -> &mut Doubt {
        self.flow.doubt(&self.file, line, why)
    }

    /// Adds text in the style that is set.
    pub(super) fn text(&mut self, text: &str) {
        let style = self.style.clone();
        self.text.push(Inline::Text(text.to_owned()), &style);
    }

    pub(super) fn inline(&mut self, inline: Inline) {
        let mut style = self.style.clone();
        if matches!(inline, Inline::Note { .. }) {
            // What calls a note is raised anyway, and often a link.
            style.script = Script::Level;
            style.link = None;
        }
        self.text.push(inline, &style);
    }

    /// Whether a paragraph is open and has something in it.
    pub(super) fn has_text(&self) -> bool {
        !self.text.is_empty()
    }

    /// Begins a paragraph or a heading.
    pub(super) fn begin(&mut self, role: Role, line: usize) {
        self.flush();
        self.role = Some(role);
        self.line = line;
    }

    /// Says where the text stands that comes next, unless a paragraph has begun.
    pub(super) fn at(&mut self, line: usize) {
        if self.text.runs.is_empty() && self.role.is_none() {
            self.line = line;
        }
    }

    /// What links call the block that comes next, or the one that is open.
    pub(super) fn anchor(&mut self, key: String) {
        if !self.anchors.contains(&key) {
            self.anchors.push(key);
        }
    }

    /// Ends the paragraph that is open.
    pub(super) fn flush(&mut self) {
        let role = self.role.take().unwrap_or(Role::Text);
        let text = std::mem::take(&mut self.text).trimmed();
        if text.is_empty() {
            return;
        }
        let line = self.line;
        if let Some(grid) = &mut self.table {
            grid.add(text);
            return;
        }
        match pictures(&text) {
            Some(figures) if role == Role::Text => {
                self.lost_links(&text, line);
                for figure in figures {
                    self.add(line, Content::Figure(figure));
                }
            }
            _ if role == Role::Text => {
                for paragraph in paragraphs(text) {
                    self.add(line, Content::Words(Role::Text, paragraph));
                }
            }
            _ => self.add(line, Content::Words(role, text)),
        }
    }

    /// Lists where pictures that stand alone led to.
    fn lost_links(&mut self, text: &Rich, line: usize) {
        for run in &text.runs {
            if let (Inline::Picture { .. }, Some(Link::Address(address))) =
                (&run.inline, &run.style.link)
            {
                let why = message!("a picture of a book has no link; this one led here");
                self.doubt(line, why).about.push(address.clone());
            }
        }
    }

    /// Adds a block.
    pub(super) fn add(&mut self, line: usize, content: Content<Rich>) {
        if let Some(grid) = &mut self.table {
            grid.add(flat(content));
            return;
        }
        let depth = self.frames.len();
        let anchors = std::mem::take(&mut self.anchors);
        let mut piece = Piece {
            depth,
            anchors,
            ..Piece::new(line, content)
        };
        for (at, frame) in self.frames.iter_mut().enumerate() {
            if !std::mem::take(&mut frame.is_new) {
                continue;
            }
            let is_innermost = at + 1 == depth;
            if let (true, Content::Words(role @ Role::Text, _)) = (is_innermost, &mut piece.content)
            {
                // Its first paragraph is the block itself.
                *role = frame.role.clone();
                piece.depth = at;
            } else {
                let content = Content::Words(frame.role.clone(), Rich::default());
                self.flow.pieces.push(Piece {
                    depth: at,
                    ..Piece::new(frame.line, content)
                });
            }
        }
        self.flow.pieces.push(piece);
    }

    /// Opens an item, a quotation or a box.
    pub(super) fn open(&mut self, role: Role, line: usize) {
        self.flush();
        if self.table.is_some() {
            return;
        }
        self.frames.push(Frame {
            role,
            line,
            is_new: true,
        });
    }

    /// Closes it.
    pub(super) fn close(&mut self) {
        self.flush();
        if self.table.is_some() {
            return;
        }
        let closed = self.frames.pop();
        // Books have no quotations in quotations: one ends where another begins, and goes on after it as a new one.
        if let (Some(closed), Some(around)) = (closed, self.frames.last_mut())
            && closed.role == Role::Quote
            && around.role == Role::Quote
        {
            around.is_new = true;
        }
    }

    /// Gives the item that is open a check box.
    pub(super) fn check(&mut self, is_checked: bool) {
        if let Some(Frame {
            role: Role::Item(item),
            ..
        }) = self.frames.last_mut()
        {
            *item = Item {
                checked: Some(is_checked),
                ordered: false,
                ..*item
            };
        }
    }

    pub(super) fn open_table(&mut self, line: usize, align: Vec<Align>) {
        self.flush();
        if self.table.is_some() {
            self.inner_tables += 1;
            return;
        }
        self.table = Some(Grid {
            line,
            table: Table {
                caption: Rich::default(),
                head: 0,
                align,
                rows: Vec::new(),
            },
            in_head: true,
        });
    }

    pub(super) fn open_row(&mut self) {
        self.flush();
        if let (Some(grid), 0) = (&mut self.table, self.inner_tables) {
            grid.table.rows.push(Vec::new());
        }
    }

    pub(super) fn open_cell(&mut self, is_head: bool, across: u8, down: u8) {
        self.flush();
        if let (Some(grid), 0) = (&mut self.table, self.inner_tables) {
            let table = &mut grid.table;
            if table.rows.is_empty() {
                table.rows.push(Vec::new());
            }
            let count = table.rows.len();
            if let Some(row) = table.rows.last_mut() {
                if row.is_empty() {
                    grid.in_head &= is_head;
                    if grid.in_head {
                        table.head = count;
                    }
                } else if !is_head && table.head == count {
                    // A row of the body whose first cell is a header.
                    table.head -= 1;
                    grid.in_head = false;
                }
                row.push(Cell {
                    text: Rich::default(),
                    across,
                    down,
                });
            }
        }
    }

    /// Takes what was read last as the caption of the table that is open.
    pub(super) fn caption(&mut self) {
        let text = std::mem::take(&mut self.text).trimmed();
        self.role = None;
        if let Some(grid) = &mut self.table {
            grid.table.caption.append(text);
        }
    }

    pub(super) fn close_table(&mut self) {
        self.flush();
        if self.inner_tables > 0 {
            self.inner_tables -= 1;
            return;
        }
        let Some(grid) = self.table.take() else {
            return;
        };
        let mut table = grid.table;
        table.rows.retain(|row| !row.is_empty());
        table.head = table.head.min(table.rows.len());
        match table.rows.iter().map(Vec::len).max() {
            None if table.caption.is_empty() => {}
            None => self.add(grid.line, Content::Words(Role::Text, table.caption)),
            Some(_) => self.add(grid.line, Content::Table(table)),
        }
    }

    /// The flow, at the end. `characters` is how many visible characters it was made from, if they were not counted
    /// while it was made.
    pub(super) fn finish(mut self) -> Flow {
        self.flush();
        if let (false, Some(last)) = (self.anchors.is_empty(), self.flow.pieces.last_mut()) {
            last.anchors.append(&mut self.anchors);
        }
        // A rule at the end parts nothing.
        while matches!(
            self.flow.pieces.last().map(|last| &last.content),
            Some(Content::SceneBreak)
        ) {
            self.flow.pieces.pop();
        }
        self.flow
    }

    /// What was made so far, as one text: for notes.
    pub(super) fn into_text(self) -> (Rich, Vec<Doubt>) {
        let flow = self.finish();
        let mut all = Rich::default();
        for piece in flow.pieces {
            if !all.runs.is_empty() {
                all.push(Inline::Break, &Style::default());
            }
            all.append(flat(piece.content));
        }
        (all, flow.doubts)
    }
}

impl Grid {
    /// Adds a paragraph to the last cell.
    fn add(&mut self, text: Rich) {
        let cell = self.table.rows.last_mut().and_then(|row| row.last_mut());
        let into = cell.map_or(&mut self.table.caption, |cell| &mut cell.text);
        if !into.runs.is_empty() {
            into.push(Inline::Break, &Style::default());
        }
        into.append(text);
    }
}

/// A block as a text, where no block can stand.
pub(super) fn flat(content: Content<Rich>) -> Rich {
    let plain = Style::default();
    let mut text = Rich::default();
    let mut line = |part: Rich| {
        if !part.runs.is_empty() {
            if !text.runs.is_empty() {
                text.push(Inline::Break, &plain);
            }
            text.append(part);
        }
    };
    match content {
        Content::Words(_, words) => line(words),
        Content::Code { program, .. } => {
            for one in program.words().lines() {
                let mut code = Rich::default();
                if !one.trim().is_empty() {
                    code.push(Inline::Code(one.to_owned()), &plain);
                }
                line(code);
            }
        }
        Content::Formula(tex) => {
            let mut formula = Rich::default();
            formula.push(Inline::Formula(tex), &plain);
            line(formula);
        }
        Content::Table(table) => {
            line(table.caption);
            table
                .rows
                .into_iter()
                .flatten()
                .for_each(|cell| line(cell.text));
        }
        Content::Figure(figure) => {
            let mut picture = Rich::default();
            let alt = figure.alt.title();
            picture.push(
                Inline::Picture {
                    source: figure.source,
                    alt,
                },
                &plain,
            );
            line(picture);
            line(figure.caption);
        }
        Content::SceneBreak => {}
    }
    text
}

/// The paragraphs that line breaks part: two of them do, or one if each line is a sentence in the other language than
/// that before it.
fn paragraphs(text: Rich) -> Vec<Rich> {
    let mut lines = vec![Rich::default()];
    for run in text.runs {
        if run.inline == Inline::Break {
            lines.push(Rich::default());
        } else if let Some(last) = lines.last_mut() {
            last.push(run.inline, &run.style);
        }
    }
    let lines: Vec<Rich> = lines.into_iter().map(Rich::trimmed).collect();
    let mut found = Vec::new();
    for group in lines.split(Rich::is_empty) {
        if are_by_turns(group) {
            found.extend(group.iter().cloned());
            continue;
        }
        let mut paragraph = Rich::default();
        for (at, line) in group.iter().enumerate() {
            if at > 0 {
                paragraph.push(Inline::Break, &Style::default());
            }
            paragraph.append(line.clone());
        }
        if !paragraph.is_empty() {
            found.push(paragraph);
        }
    }
    found
}

/// Whether lines are sentences in two languages by turns, several in each.
fn are_by_turns(lines: &[Rich]) -> bool {
    let words: Vec<String> = lines.iter().map(Rich::words).collect();
    let ends = ['。', '！', '？', '…', '”', '」', '.', '!', '?', '"'];
    let languages: Vec<Language> = words.iter().map(|line| language(line)).collect();
    lines.len() >= 4
        && words.iter().all(|line| line.ends_with(ends))
        && !languages.contains(&Language::Neither)
        && languages.windows(2).all(|pair| pair[0] != pair[1])
}

/// The pictures of a paragraph that has nothing else.
fn pictures(text: &Rich) -> Option<Vec<Figure<Rich>>> {
    let mut figures = Vec::new();
    for run in &text.runs {
        match &run.inline {
            Inline::Picture { source, alt } => figures.push(Figure {
                source: source.clone(),
                alt: Rich::plain(alt.trim()),
                caption: Rich::default(),
            }),
            Inline::Text(text) if text.trim().is_empty() => {}
            Inline::Break | Inline::Wrap => {}
            Inline::Text(_)
            | Inline::Code(_)
            | Inline::Formula(_)
            | Inline::Ruby { .. }
            | Inline::Note { .. } => return None,
        }
    }
    (!figures.is_empty()).then_some(figures)
}

/// Code as the text of a listing.
pub(super) fn program(code: &str) -> Rich {
    Rich::plain(code.trim_end_matches('\n'))
}

/// Where a link or a picture leads that a file names: a key for a place in the files that are brought in.
pub(super) fn place(file: &str, target: &str) -> String {
    let (path, fragment) = match target.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (target, None),
    };
    let path = path.split('?').next().unwrap_or_default();
    let path = if path.is_empty() {
        file.to_owned()
    } else {
        resolved(file, &unescaped(path))
    };
    match fragment {
        Some(fragment) if !fragment.is_empty() => format!("{path}#{}", unescaped(fragment)),
        _ => path,
    }
}

/// A path as seen from the folder of a file; `..` stops at the top.
pub(super) fn resolved(file: &str, path: &str) -> String {
    let mut parts: Vec<&str> = if path.starts_with('/') {
        Vec::new()
    } else {
        file.split('/')
            .rev()
            .skip(1)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect()
    };
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    // Outside: no file has this name.
                    return format!("../{path}");
                }
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// An address without its `%20` and the like.
pub(super) fn unescaped(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = (*first == b'%').then(|| after.get(..2)).flatten();
        let hex = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        if let Some(byte) = hex {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| address.to_owned())
}

/// The link that an address makes; `None` if no edition can have it.
pub(super) fn link(file: &str, target: &str) -> Option<Link> {
    let target = target.trim();
    let scheme = target
        .split_once(':')
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("http" | "https" | "mailto") => Some(Link::Address(target.to_owned())),
        Some(scheme)
            if scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)) =>
        {
            None
        }
        _ if target.starts_with("//") => Some(Link::Address(format!("https:{target}"))),
        _ if target.is_empty() => None,
        _ => Some(Link::Place(place(file, target))),
    }
}
