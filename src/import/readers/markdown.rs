//! Reads Markdown: CommonMark with tables, notes, task lists, definition lists, formulas and alerts.
//!
//! What each event of the parser was made from is marked in the source, so that it is known what was not: marks, and
//! words that the parser gives to nobody, which are put on the list.

mod emphasis;
mod source;
mod tags_in_text;

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag,
    TagEnd,
};

use super::blocks::{Blocks, link, program, resolved, unescaped};
use crate::import::document::{Align, Content, Item, Piece, Role, visible};
use crate::import::flow::Flow;
use crate::import::rich::{Inline, Link, Rich, Script, Style};
use crate::import::scripts::has_han;
use crate::message::message;
use source::Source;

type Events<'a> = Vec<(Event<'a>, Range<usize>)>;

/// Reads a file. Its name is the path by which others name it.
pub(crate) fn read(file: &str, text: &str) -> Flow {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    let parser = Parser::new_ext(text, options);
    let definitions: Vec<(String, Range<usize>)> = parser
        .reference_definitions()
        .iter()
        .map(|(_, definition)| (definition.dest.to_string(), definition.span.clone()))
        .collect();
    let events: Events<'_> = parser.into_offset_iter().collect();
    let (events, notes) = notes_apart(emphasis::mended(text, events));
    let mut reader = Reader {
        source: Source::new(text),
        blocks: Blocks::new(file),
        notes: &notes,
        called: BTreeMap::new(),
        slugs: BTreeMap::new(),
        depth: 0,
        title: None,
        state: State::default(),
    };
    reader.blocks.anchor(file.to_owned());
    for (address, span) in definitions {
        reader.source.structure(span.clone());
        if address == "#" {
            // A comment, as people write them.
            let text = text[span.clone()].trim().to_owned();
            let line = reader.source.line(span.start);
            reader.source.read(span, &text);
            let why = message!("this is a comment, and is not in the book");
            reader.blocks.doubt(line, why).left_out = Some(text);
        }
    }
    for (event, range) in &events {
        reader.event(event, range);
    }
    reader.uncalled();
    reader.finish()
}

/// The files that the links of a text lead to, in their order.
pub(crate) fn links(file: &str, text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for event in Parser::new(text) {
        if let Event::Start(Tag::Link { dest_url, .. }) = event
            && let Some(Link::Place(key)) = link(file, &dest_url)
        {
            let path = key.split('#').next().unwrap_or_default().to_owned();
            if !found.contains(&path) {
                found.push(path);
            }
        }
    }
    found
}

/// Takes the definitions of notes out of the flow.
fn notes_apart(events: Events<'_>) -> (Events<'_>, BTreeMap<String, Events<'_>>) {
    let mut flow = Vec::new();
    let mut notes: BTreeMap<String, Events<'_>> = BTreeMap::new();
    let mut open: Option<String> = None;
    for (event, range) in events {
        match (&event, &open) {
            (Event::Start(Tag::FootnoteDefinition(label)), None) => {
                let label = label.to_string();
                notes.entry(label.clone()).or_default().push((event, range));
                open = Some(label);
            }
            (_, Some(label)) => {
                let is_end = matches!(event, Event::End(TagEnd::FootnoteDefinition));
                notes.entry(label.clone()).or_default().push((event, range));
                if is_end {
                    open = None;
                }
            }
            _ => flow.push((event, range)),
        }
    }
    (flow, notes)
}

/// What of the events is under way.
#[derive(Debug, Default)]
struct State {
    /// The styles around the one that is set.
    styles: Vec<Style>,
    lists: Vec<Option<u64>>,
    is_first_item: bool,
    /// The language and the text of the listing that is open, and where it begins.
    code: Option<(String, String, usize)>,
    /// The address and the text of the picture that is open.
    picture: Option<(String, String)>,
    html: Option<(String, usize)>,
    metadata: Option<usize>,
    is_table_head: bool,
    /// The words of the heading that is open, for its name, and the name that it is given.
    heading: Option<(String, Option<String>)>,
    /// The base of ruby that is open, and its reading.
    ruby: Option<(String, Option<String>)>,
    /// Whether brackets are open that stand for ruby where there is none.
    is_fallback: bool,
}

struct Reader<'a> {
    source: Source<'a>,
    blocks: Blocks,
    notes: &'a BTreeMap<String, Events<'a>>,
    /// How often each note has been called.
    called: BTreeMap<String, usize>,
    /// How often each name of a heading occurs.
    slugs: BTreeMap<String, usize>,
    /// How many notes are being read.
    depth: usize,
    /// The title that the head of the file gives, and its line.
    title: Option<(String, usize)>,
    state: State,
}

impl Reader<'_> {
    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        let line = self.source.line(range.start);
        match event {
            Event::Start(tag) => self.start(tag, range, line),
            Event::End(tag) => self.end(*tag, range),
            Event::Text(text) => self.text(text, range, line),
            Event::Code(code) => {
                self.source.read(range.clone(), code);
                self.inline(Inline::Code(code.to_string()), line);
                if let Some((words, _)) = &mut self.state.heading {
                    words.push_str(code);
                }
            }
            Event::InlineMath(tex) | Event::DisplayMath(tex) => {
                self.formula(event, tex, range, line);
            }
            Event::Html(html) => {
                if let Some((all, _)) = &mut self.state.html {
                    all.push_str(html);
                    self.source.structure(range.clone());
                } else {
                    self.tag(html, range, line);
                }
            }
            Event::InlineHtml(html) => self.tag(html, range, line),
            Event::FootnoteReference(label) => {
                self.source.structure(range.clone());
                self.note(label, line);
            }
            Event::SoftBreak => self.inline(Inline::Wrap, line),
            Event::HardBreak => self.inline(Inline::Break, line),
            Event::Rule => {
                self.blocks.flush();
                self.blocks.add(line, Content::SceneBreak);
            }
            Event::TaskListMarker(is_checked) => {
                self.source.structure(range.clone());
                self.blocks.check(*is_checked);
            }
        }
    }

    fn inline(&mut self, inline: Inline, line: usize) {
        if let Some((_, alt)) = &mut self.state.picture {
            match inline {
                Inline::Text(text) | Inline::Code(text) | Inline::Formula(text) => {
                    alt.push_str(&text);
                }
                Inline::Break | Inline::Wrap => alt.push(' '),
                Inline::Ruby { .. } | Inline::Picture { .. } | Inline::Note { .. } => {}
            }
            return;
        }
        self.blocks.at(line);
        self.blocks.inline(inline);
    }

    fn text(&mut self, text: &str, range: &Range<usize>, line: usize) {
        if self.state.metadata.is_some() {
            self.metadata(text, range, line);
            return;
        }
        if self.state.is_fallback {
            self.source.structure(range.clone());
            return;
        }
        self.source.read(range.clone(), text);
        if let Some((_, code, _)) = &mut self.state.code {
            code.push_str(text);
            return;
        }
        if let Some((base, reading)) = &mut self.state.ruby {
            reading.as_mut().unwrap_or(base).push_str(text);
            return;
        }
        if let Some((words, _)) = &mut self.state.heading {
            words.push_str(text);
        }
        self.inline(Inline::Text(text.to_owned()), line);
    }

    fn formula(&mut self, event: &Event<'_>, tex: &str, range: &Range<usize>, line: usize) {
        let is_price = has_han(tex) && !tex.contains(['\\', '^', '_']);
        if is_price {
            // From one dollar sign to the next.
            let text = &self.source.text[range.clone()];
            self.source.read(range.clone(), text);
            self.inline(Inline::Text(text.to_owned()), line);
            return;
        }
        self.source.read(range.clone(), tex);
        let is_display = matches!(event, Event::DisplayMath(_));
        if is_display && !self.blocks.has_text() && self.state.picture.is_none() {
            self.blocks.flush();
            self.blocks
                .add(line, Content::Formula(tex.trim().to_owned()));
        } else {
            self.inline(Inline::Formula(tex.trim().to_owned()), line);
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>, line: usize) {
        let text = self.source.text;
        match tag {
            Tag::Paragraph => self.blocks.begin(Role::Text, line),
            Tag::Heading { level, id, .. } => {
                let level = match level {
                    HeadingLevel::H1 => 0,
                    HeadingLevel::H2 => 1,
                    HeadingLevel::H3 => 2,
                    HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => 3,
                };
                self.blocks.begin(Role::Heading(level), line);
                self.state.heading = Some((String::new(), id.as_ref().map(ToString::to_string)));
                let whole = &text[range.clone()];
                if let (true, Some(open)) = (whole.trim_end().ends_with('}'), whole.rfind('{')) {
                    self.source.structure(range.start + open..range.end);
                }
            }
            Tag::BlockQuote(kind) => {
                let first = text[range.clone()].lines().next().map_or(0, str::len);
                let role = match kind {
                    None => Role::Quote,
                    Some(kind) => {
                        self.source.structure(range.start..range.start + first);
                        Role::Callout(match kind {
                            BlockQuoteKind::Note => "note",
                            BlockQuoteKind::Tip => "tip",
                            BlockQuoteKind::Important => "insight",
                            BlockQuoteKind::Warning | BlockQuoteKind::Caution => "warning",
                        })
                    }
                };
                self.blocks.open(role, line);
            }
            Tag::CodeBlock(kind) => {
                self.blocks.flush();
                let whole = &text[range.clone()];
                let mut language = String::new();
                if let CodeBlockKind::Fenced(info) = kind {
                    let first = whole.find('\n').unwrap_or(whole.len());
                    self.source.structure(range.start..range.start + first);
                    let named = info.split([' ', ',', '{', '\t']).next().unwrap_or_default();
                    named.trim_start_matches('.').clone_into(&mut language);
                }
                self.state.code = Some((language, String::new(), line));
            }
            Tag::HtmlBlock => {
                self.blocks.flush();
                self.state.html = Some((String::new(), line));
            }
            Tag::List(start) => {
                self.blocks.flush();
                self.state.lists.push(*start);
                self.state.is_first_item = true;
            }
            Tag::Item => {
                let marker = text[range.clone()].find(|c: char| !c.is_ascii_digit());
                self.source
                    .structure(range.start..range.start + marker.unwrap_or(0));
                let start = self.state.lists.last().copied().flatten();
                let is_first = std::mem::take(&mut self.state.is_first_item);
                let number = start.filter(|start| is_first && *start > 1);
                let item = Item {
                    ordered: start.is_some(),
                    start: number.and_then(|number| u32::try_from(number).ok()),
                    is_first,
                    checked: None,
                };
                self.blocks.open(Role::Item(item), line);
            }
            Tag::FootnoteDefinition(_) => {
                let mark = text[range.clone()].find(':').map_or(0, |at| at + 1);
                self.source.structure(range.start..range.start + mark);
            }
            Tag::DefinitionList => self.blocks.flush(),
            Tag::DefinitionListTitle => self.blocks.begin(Role::Term, line),
            Tag::DefinitionListDefinition => {
                self.blocks.open(Role::Item(Item::default()), line);
            }
            Tag::Table(align) => {
                let align = align.iter().map(|align| match align {
                    Alignment::None | Alignment::Left => Align::Start,
                    Alignment::Center => Align::Center,
                    Alignment::Right => Align::End,
                });
                self.blocks.open_table(line, align.collect());
            }
            Tag::TableHead | Tag::TableRow => {
                self.state.is_table_head = matches!(tag, Tag::TableHead);
                self.blocks.open_row();
            }
            Tag::TableCell => {
                let is_head = self.state.is_table_head;
                self.blocks.open_cell(is_head, 1, 1);
            }
            Tag::Emphasis => self.styled(|style| style.emph = true),
            Tag::Strong => self.styled(|style| style.strong = true),
            Tag::Superscript => self.styled(|style| style.script = Script::Raised),
            Tag::Subscript => self.styled(|style| style.script = Script::Lowered),
            Tag::Strikethrough => {
                self.styled(|_| {});
                let struck = text[range.clone()].trim_matches('~').to_owned();
                let why = message!("this is struck out in the file, which the book does not show");
                self.blocks.doubt(line, why).about.push(struck);
            }
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => {
                self.source.structure(range.clone());
                let file = self.blocks.file.clone();
                let target = if *link_type == LinkType::Email {
                    Some(Link::Address(format!("mailto:{dest_url}")))
                } else {
                    link(&file, dest_url)
                };
                if target.is_none() {
                    self.lost_address(dest_url, line);
                }
                if !title.is_empty() {
                    let why = message!("the title of this link is not in the book");
                    self.blocks.doubt(line, why).about.push(title.to_string());
                }
                self.styled(|style| style.link = target);
            }
            Tag::Image {
                dest_url, title, ..
            } => {
                self.source.structure(range.clone());
                if !title.is_empty() {
                    let why = message!("the title of this picture is not in the book");
                    self.blocks.doubt(line, why).about.push(title.to_string());
                }
                self.state.picture = Some((dest_url.to_string(), String::new()));
            }
            Tag::MetadataBlock(_) => self.state.metadata = Some(line),
        }
    }

    fn lost_address(&mut self, address: &str, line: usize) {
        let why = message!("the book cannot have this address as a link; its words are there");
        self.blocks.doubt(line, why).about.push(address.to_owned());
    }

    fn styled(&mut self, change: impl FnOnce(&mut Style)) {
        self.state.styles.push(self.blocks.style.clone());
        change(&mut self.blocks.style);
    }

    fn unstyled(&mut self) {
        self.blocks.style = self.state.styles.pop().unwrap_or_default();
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Paragraph | TagEnd::DefinitionListTitle | TagEnd::DefinitionList => {
                self.blocks.flush();
            }
            TagEnd::Heading(_) => {
                if let Some((words, id)) = self.state.heading.take() {
                    let file = self.blocks.file.clone();
                    if let Some(id) = id {
                        self.blocks.anchor(format!("{file}#{id}"));
                    }
                    let slug = self.slug(&words);
                    self.blocks.anchor(format!("{file}#{slug}"));
                }
                self.blocks.flush();
            }
            TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::DefinitionListDefinition => {
                self.blocks.close();
            }
            TagEnd::CodeBlock => {
                if let Some((language, code, line)) = self.state.code.take()
                    && !code.trim().is_empty()
                {
                    let program = program(&code);
                    self.blocks.add(line, Content::Code { language, program });
                }
            }
            TagEnd::HtmlBlock => {
                if let Some((html, line)) = self.state.html.take() {
                    self.html(&html, line, range);
                }
            }
            TagEnd::List(_) => {
                self.blocks.flush();
                self.state.lists.pop();
                self.state.is_first_item = false;
            }
            TagEnd::Table => self.blocks.close_table(),
            TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell => self.blocks.flush(),
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link => self.unstyled(),
            TagEnd::Image => {
                if let Some((address, alt)) = self.state.picture.take() {
                    let source = self.picture_source(&address);
                    let line = self.source.line(range.start);
                    self.inline(Inline::Picture { source, alt }, line);
                }
            }
            TagEnd::MetadataBlock(_) => self.state.metadata = None,
            TagEnd::FootnoteDefinition => {}
        }
    }

    fn picture_source(&self, address: &str) -> String {
        if address.contains("://") || address.starts_with("data:") {
            address.to_owned()
        } else {
            resolved(&self.blocks.file, &unescaped(address))
        }
    }

    /// The name that sites give to a heading.
    fn slug(&mut self, words: &str) -> String {
        let mut slug = String::new();
        for c in words.trim().to_lowercase().chars() {
            match c {
                ' ' => slug.push('-'),
                c if c.is_alphanumeric() || matches!(c, '-' | '_') => slug.push(c),
                _ => {}
            }
        }
        let times = self.slugs.entry(slug.clone()).or_insert(0);
        *times += 1;
        match *times {
            1 => slug,
            more => format!("{slug}-{}", more - 1),
        }
    }

    /// The lines at the head of a file that sites and other programs read.
    fn metadata(&mut self, text: &str, range: &Range<usize>, line: usize) {
        for (one, line) in text.lines().zip(line..) {
            // YAML or TOML.
            let value = one
                .strip_prefix("title")
                .and_then(|rest| rest.trim_start().strip_prefix([':', '=']));
            let title = value.map(|title| title.trim().trim_matches(['"', '\'']));
            if let Some(title) = title.filter(|title| !title.is_empty()) {
                self.title = Some((title.to_owned(), line));
                self.blocks.flow.structure += visible(&one.replacen(title, "", 1));
            } else if !one.trim().is_empty() {
                let why = message!(
                    "this is for the program that made a site of the file, and is not in the book"
                );
                self.blocks.doubt(line, why).left_out = Some(one.trim().to_owned());
            }
        }
        self.source.read(range.clone(), text);
    }

    /// A note where it is called.
    fn note(&mut self, label: &str, line: usize) {
        let Some(events) = self.notes.get(label).filter(|_| self.depth < 2) else {
            return;
        };
        let times = self.called.entry(label.to_owned()).or_insert(0);
        *times += 1;
        let text = self.read_note(events);
        if !text.is_empty() {
            self.inline(Inline::Note { text, only: false }, line);
        }
    }

    fn read_note(&mut self, events: &Events<'_>) -> Rich {
        let file = self.blocks.file.clone();
        let outer = std::mem::replace(&mut self.blocks, Blocks::new(&file));
        let state = std::mem::take(&mut self.state);
        self.depth += 1;
        for (event, range) in events {
            self.event(event, range);
        }
        self.depth -= 1;
        self.state = state;
        let note = std::mem::replace(&mut self.blocks, outer);
        let (text, doubts) = note.into_text();
        self.blocks.flow.doubts.extend(doubts);
        text
    }

    /// Puts notes that nothing calls on the list.
    fn uncalled(&mut self) {
        let notes = self.notes;
        for (label, events) in notes {
            if self.called.contains_key(label) {
                continue;
            }
            let line = events
                .first()
                .map_or(1, |(_, range)| self.source.line(range.start));
            let text = self.read_note(events);
            let why = message!("nothing in the text calls this note");
            self.blocks.doubt(line, why).left_out = Some(text.raw());
        }
    }

    /// Accounts for every character of the file.
    fn finish(self) -> Flow {
        let Self {
            source,
            mut blocks,
            title,
            ..
        } = self;
        blocks.flush();
        let mut lost: BTreeMap<usize, String> = BTreeMap::new();
        let mut marks: BTreeMap<String, usize> = BTreeMap::new();
        let mut structural = 0;
        for (at, c) in source.text.char_indices() {
            if c.is_whitespace() || source.is_read[at] {
                continue;
            }
            if source.is_structure[at] {
                structural += 1;
            } else if c.is_alphanumeric() {
                lost.entry(source.line(at)).or_default().push(c);
            } else {
                *marks.entry(c.to_string()).or_insert(0) += 1;
            }
        }
        if let Some((title, line)) = title {
            let pieces = &mut blocks.flow.pieces;
            let is_title =
                |piece: &Piece| matches!(piece.content, Content::Words(Role::Heading(0), _));
            if pieces.iter().any(is_title) {
                let why = message!("the file has another title than its first heading");
                blocks.doubt(line, why).left_out = Some(title);
            } else {
                let content = Content::Words(Role::Heading(0), Rich::plain(&title));
                pieces.insert(0, Piece::new(line, content));
            }
        }
        for (line, text) in lost {
            let why = message!("diglot does not know what this is, and left it out");
            blocks.doubt(line, why).left_out = Some(text);
        }
        let mut flow = blocks.finish();
        flow.structure += structural;
        for (mark, times) in marks {
            *flow.marks.entry(mark).or_insert(0) += times;
        }
        let read = isize::try_from(visible(source.text)).unwrap_or(0) + source.longer;
        flow.characters = usize::try_from(read).unwrap_or(0);
        flow
    }
}
