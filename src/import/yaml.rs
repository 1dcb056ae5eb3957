//! Writes chapters as people write them: texts below a `|`, folded, and nothing that means something else to YAML or
//! to the markup of texts.

use std::fmt::Write;

use super::document::{Align, Cell, Chapter, Content, Figure, Role, Row, Said, Table};
use super::markup;
use super::outline::{self, Node};
use super::rich::Rich;
use super::scripts::{is_cjk, is_han};

/// The columns of a line.
const WIDTH: usize = 96;

/// A chapter as a file, and what could not be written quite as it was read.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) text: String,
    /// The lines of texts in which a mark had to be left out, with their words.
    pub(crate) unmarked: Vec<(usize, String)>,
}

/// The file of a chapter. `languages` are the tags of the book's languages.
pub(crate) fn chapter(chapter: &Chapter, id: &str, languages: &[String; 2]) -> Written {
    let mut writer = Writer {
        languages,
        out: format!("id: {id}\n"),
        unmarked: Vec::new(),
        may_lack: chapter.may_lack,
    };
    if let Some(number) = chapter.number {
        let _ = writeln!(writer.out, "number: {number}");
    }
    writer.out.push_str("title:\n");
    for (tag, title) in languages.iter().zip(&chapter.title) {
        writer.text(2, tag, title, 1);
    }
    let blocks = outline::outline(
        chapter
            .rows
            .iter()
            .filter(|row| !matches!(row.content, Content::Words(Role::Heading(0), _))),
    );
    if blocks.is_empty() {
        writer.out.push_str("blocks: []\n");
    } else {
        writer.out.push_str("blocks:\n");
        writer.blocks(&blocks, 2);
    }
    Written {
        text: writer.out,
        unmarked: writer.unmarked,
    }
}

struct Writer<'a> {
    languages: &'a [String; 2],
    out: String,
    unmarked: Vec<(usize, String)>,
    /// Whether texts in one language lack a translation.
    may_lack: bool,
}

impl Writer<'_> {
    /// Writes blocks whose dashes stand in this column.
    fn blocks(&mut self, blocks: &[Node<'_>], column: usize) {
        let mut at = 0;
        while at < blocks.len() {
            let length = outline::list_length(&blocks[at..]);
            if length == 0 {
                self.block(&blocks[at], column);
                at += 1;
            } else {
                self.list(&blocks[at..at + length], column);
                at += length;
            }
        }
    }

    fn line(&mut self, column: usize, text: &str) {
        let _ = writeln!(self.out, "{}{text}", " ".repeat(column));
    }

    fn block(&mut self, node: &Node<'_>, column: usize) {
        let row = node.row;
        let (kind, key) = match &row.content {
            Content::Words(Role::Heading(level), _) => {
                ("heading", (*level > 1).then(|| format!("level: {level}")))
            }
            Content::Words(Role::Text | Role::Item(_) | Role::Term, _) => ("text", None),
            Content::Words(Role::Quote, _) => ("quote", None),
            Content::Words(Role::Callout(kind), _) => ("callout", Some(format!("kind: {kind}"))),
            Content::Code { language, .. } => {
                let has_language = !language.is_empty();
                (
                    "code",
                    has_language.then(|| format!("lang: {}", bare(language))),
                )
            }
            Content::Formula(_) => ("math", None),
            Content::Table(_) => ("table", None),
            Content::Figure(_) => ("figure", None),
            Content::SceneBreak => {
                self.line(column, "- break: scene");
                return;
            }
        };
        self.line(column, &format!("- {kind}:"));
        let column = column + 4;
        if let Some(key) = key {
            self.line(column, &key);
        }
        self.only(row, column);
        if let Some(anchor) = row.anchors.first() {
            self.line(column, &format!("anchor: {anchor}"));
        }
        match &row.content {
            Content::Words(Role::Callout(_), said) if node.inside.is_empty() => {
                self.line(column, "text:");
                self.pair(column + 2, said, row.line);
            }
            Content::Words(Role::Callout(_), said) => {
                self.line(column, "blocks:");
                if !said.is_empty() {
                    self.line(column + 2, "- text:");
                    self.pair(column + 6, said, row.line);
                }
                self.blocks(&node.inside, column + 2);
            }
            Content::Words(_, said) => {
                if !said.is_empty() {
                    self.pair(column, said, row.line);
                }
                if !node.inside.is_empty() {
                    self.line(column, "blocks:");
                    self.blocks(&node.inside, column + 2);
                }
            }
            Content::Code { program, .. } => self.programs(column, program),
            Content::Formula(tex) => self.program(column, "text", tex),
            Content::Table(table) => self.table(column, table, row.line),
            Content::Figure(figure) => self.figure(column, figure, row.line),
            Content::SceneBreak => {}
        }
    }

    fn only(&mut self, row: &Row, column: usize) {
        if let Some(only) = row.only().filter(|_| !self.may_lack) {
            let tag = &self.languages[only];
            self.line(column, &format!("only: {tag}"));
        }
    }

    fn list(&mut self, items: &[Node<'_>], column: usize) {
        let Some(first) = items.iter().find_map(Node::item) else {
            return;
        };
        self.line(column, "- list:");
        if first.ordered {
            self.line(column + 4, "ordered: true");
        }
        if let Some(start) = first.start {
            self.line(column + 4, &format!("start: {start}"));
        }
        if let Some(row) = items.first() {
            self.only(row.row, column + 4);
        }
        self.line(column + 4, "items:");
        self.items(items, column + 6);
    }

    fn items(&mut self, items: &[Node<'_>], column: usize) {
        let mut term: Option<&Node<'_>> = None;
        for node in items {
            let Content::Words(role, said) = &node.row.content else {
                continue;
            };
            if *role == Role::Term {
                term = Some(node);
                continue;
            }
            let start = self.out.len();
            if let Some(term) = term.take()
                && let Content::Words(_, said) = &term.row.content
            {
                self.line(column + 2, "term:");
                self.pair(column + 4, said, term.row.line);
            }
            self.pair(column + 2, said, node.row.line);
            if let Some(checked) = node.item().and_then(|item| item.checked) {
                self.line(column + 2, &format!("checked: {checked}"));
            }
            if let Some(anchor) = node.row.anchors.first() {
                self.line(column + 2, &format!("anchor: {anchor}"));
            }
            if !node.inside.is_empty() {
                if node.has_one_plain_list() {
                    self.line(column + 2, "items:");
                    self.items(&node.inside, column + 4);
                } else {
                    self.line(column + 2, "blocks:");
                    self.blocks(&node.inside, column + 4);
                }
            }
            // The first key stands beside the hyphen.
            self.out.replace_range(start + column..=start + column, "-");
        }
    }

    fn pair(&mut self, column: usize, said: &Said, line: usize) {
        let languages = self.languages;
        for (side, tag) in languages.iter().enumerate() {
            if let Some(text) = said.in_language(side) {
                self.text(column, tag, text, line);
            }
        }
    }

    fn text(&mut self, column: usize, key: &str, text: &Rich, line: usize) {
        let (markup, is_unmarked) = markup::write(text);
        if is_unmarked {
            self.unmarked.push((line, text.words()));
        }
        scalar(&mut self.out, column, key, &markup);
    }

    fn programs(&mut self, column: usize, said: &Said) {
        let languages = self.languages;
        match said {
            Said::Both(program) => self.program(column, "text", &program.words()),
            Said::Each(programs) => {
                self.line(column, "text:");
                for (tag, program) in languages.iter().zip(programs) {
                    if let Some(program) = program {
                        self.program(column + 2, tag, &program.words());
                    }
                }
            }
        }
    }

    /// Lines that stand as they are.
    fn program(&mut self, column: usize, key: &str, program: &str) {
        let program = program.trim_matches('\n').trim_end();
        // An indented first line would be taken for the margin of all.
        let margin = if program.starts_with([' ', '\t']) {
            "2"
        } else {
            ""
        };
        self.line(column, &format!("{key}: |{margin}"));
        for line in program.lines() {
            if line.is_empty() {
                self.out.push('\n');
            } else {
                self.line(column + 2, line);
            }
        }
    }

    fn table(&mut self, column: usize, table: &Table<Said>, line: usize) {
        if !table.caption.is_empty() {
            self.line(column, "caption:");
            self.pair(column + 2, &table.caption, line);
        }
        if table.align.iter().any(|align| *align != Align::Start) {
            let each: Vec<&str> = table
                .align
                .iter()
                .map(|align| match align {
                    Align::Start => "start",
                    Align::Center => "center",
                    Align::End => "end",
                })
                .collect();
            self.line(column, &format!("align: [{}]", each.join(", ")));
        }
        let has_body = table.rows.len() > 1;
        let (header, rows) = match table.rows.split_first() {
            Some((first, rest)) if table.head > 0 && has_body => (Some(first), rest),
            Some(_) | None => (None, &table.rows[..]),
        };
        if let Some(header) = header {
            self.line(column, "header:");
            for cell in header {
                self.cell(column + 2, "- ", cell, line);
            }
            let more = (table.head - 1).min(rows.len() - 1);
            if more > 0 {
                self.line(column, &format!("header-rows: {more}"));
            }
        }
        self.line(column, "rows:");
        for row in rows {
            let mut lead = "- - ";
            for cell in row {
                self.cell(column + 2, lead, cell, line);
                lead = "  - ";
            }
            if row.is_empty() {
                self.line(column + 2, "- []");
            }
        }
    }

    fn cell(&mut self, column: usize, lead: &str, cell: &Cell<Said>, line: usize) {
        let is_plain = cell.across < 2 && cell.down < 2;
        let inner = column + lead.len();
        let start = self.out.len();
        match &cell.text {
            said @ (Said::Both(_) | Said::Each(_)) if said.is_empty() && is_plain => {
                self.line(inner, "''");
            }
            Said::Both(text) if is_plain => {
                let (markup, is_unmarked) = markup::write(text);
                if is_unmarked {
                    self.unmarked.push((line, text.words()));
                }
                value(&mut self.out, inner, &markup);
            }
            said @ (Said::Both(_) | Said::Each(_)) if said.is_empty() => {
                for tag in self.languages {
                    self.line(inner, &format!("{tag}: ''"));
                }
            }
            said @ (Said::Both(_) | Said::Each(_)) => self.pair(inner, said, line),
        }
        if cell.across > 1 {
            self.line(inner, &format!("across: {}", cell.across));
        }
        if cell.down > 1 {
            self.line(inner, &format!("down: {}", cell.down));
        }
        self.out.replace_range(start + column..start + inner, lead);
    }

    fn figure(&mut self, column: usize, figure: &Figure<Said>, line: usize) {
        self.line(column, &format!("image: {}", bare(&figure.source)));
        if figure.alt.is_empty() {
            self.line(column, "decorative: true");
        } else {
            self.line(column, "alt:");
            self.pair(column + 2, &figure.alt, line);
        }
        if !figure.caption.is_empty() {
            self.line(column, "caption:");
            self.pair(column + 2, &figure.caption, line);
        }
    }
}

/// A word that YAML reads as itself, in quotes if need be.
fn bare(word: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.' | '+');
    if is_plain(word)
        || (word.starts_with(|c: char| c.is_ascii_alphabetic()) && word.chars().all(is_word))
    {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "''"))
    }
}

/// Writes a key and a text: on the same line if it is short, in quotes if it means something else to YAML, else below
/// a `|`.
fn scalar(yaml: &mut String, indent: usize, key: &str, text: &str) {
    let lead = format!("{}{key}: ", " ".repeat(indent));
    after(yaml, &lead, indent, text);
}

/// Writes a text without a key.
fn value(yaml: &mut String, indent: usize, text: &str) {
    let lead = " ".repeat(indent);
    // The lines below a `|` are indented more than the dash before it, which is two columns to the left.
    after(yaml, &lead, indent, text);
}

fn after(yaml: &mut String, lead: &str, indent: usize, text: &str) {
    let text = text.trim();
    let room = WIDTH.saturating_sub(lead.len());
    let is_short = !text.contains('\n') && columns(text) <= room;
    if is_short && is_plain(text) {
        let _ = writeln!(yaml, "{lead}{text}");
    } else if is_short && !text.contains(['"', '\\']) {
        let _ = writeln!(yaml, "{lead}\"{text}\"");
    } else {
        let _ = writeln!(yaml, "{lead}|");
        let margin = " ".repeat(indent);
        for part in text.split('\n') {
            for line in folded(part, WIDTH.saturating_sub(indent + 2)) {
                let _ = writeln!(yaml, "{margin}  {line}");
            }
        }
    }
}

/// Whether YAML reads a text as itself although it is not in quotes.
fn is_plain(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_alphabetic() || is_cjk(c));
    let is_safe = |c: char| {
        !c.is_ascii_punctuation()
            || matches!(
                c,
                '.' | ',' | '-' | '(' | ')' | '\'' | '?' | '!' | '/' | ';'
            )
    };
    let is_word = |word: &str| text.eq_ignore_ascii_case(word);
    let means_more = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        .into_iter()
        .any(is_word);
    begins && text.chars().all(is_safe) && !means_more
}

fn columns(text: &str) -> usize {
    text.chars().map(|c| if is_cjk(c) { 2 } else { 1 }).sum()
}

/// The lines of a text. They end between two Chinese characters, or at a space between words, where joining them again
/// gives the same text.
fn folded(text: &str, width: usize) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let is_solid = solid(&characters);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    // The last place where the line may end, in bytes and columns, and whether a space stands there.
    let mut end: Option<(usize, usize, bool)> = None;
    for (at, c) in characters.iter().copied().enumerate() {
        let before = at.checked_sub(1).map(|at| characters[at]);
        let after = characters.get(at + 1).copied();
        if is_solid[at] {
            // Neither Han characters nor spaces are parted here.
        } else if c == ' ' && before.is_some_and(is_western) && after.is_some_and(is_western) {
            end = Some((line.len(), used, true));
        } else if is_han(c) && before.is_some_and(is_han) {
            end = Some((line.len(), used, false));
        }
        line.push(c);
        used += columns(c.encode_utf8(&mut [0; 4]));
        if used > width
            && let Some((bytes, taken, spaced)) = end.take()
        {
            let rest = line.split_off(bytes);
            lines.push(std::mem::replace(&mut line, rest));
            used -= taken;
            if spaced {
                line.remove(0);
                used -= 1;
            }
        }
    }
    lines.push(line);
    lines
}

/// Which characters stand in code, a formula or the description of a picture, whose spaces are kept as they are.
fn solid(characters: &[char]) -> Vec<bool> {
    let mut solid = vec![false; characters.len()];
    let mut at = 0;
    while at < characters.len() {
        let rest = &characters[at..];
        let run =
            |c: char, from: usize| characters[from..].iter().take_while(|it| **it == c).count();
        let end = match rest {
            ['\\', _, ..] => {
                at += 2;
                continue;
            }
            ['`', ..] => {
                let ticks = run('`', at);
                let mut end = at + ticks;
                while end < characters.len() && run('`', end) != ticks {
                    end += run('`', end).max(1);
                }
                end + ticks
            }
            ['$', ..] => end_of(characters, at + 1, '$'),
            ['!', '[', ..] => end_of(characters, at + 2, ']'),
            ['{', ..] => end_of(characters, at + 1, '}'),
            _ => {
                at += 1;
                continue;
            }
        };
        let end = end.min(characters.len());
        solid[at..end].fill(true);
        at = end;
    }
    solid
}

/// The place after the next of these characters that is not escaped.
fn end_of(characters: &[char], from: usize, mark: char) -> usize {
    let mut at = from;
    while at < characters.len() && characters[at] != mark {
        at += if characters[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Whether a line may end at a space beside a character.
fn is_western(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(
            c,
            ',' | '.' | ';' | ':' | '?' | '!' | '(' | ')' | '\'' | '"' | '-'
        )
}

/// The `book.yaml` of a new book.
pub(crate) fn book(
    id: &str,
    languages: &[String; 2],
    title: &[String; 2],
    cover: Option<&str>,
    chapters: &[String],
) -> String {
    let [first, second] = languages;
    let mut yaml = format!("id: {id}\nlanguages: [{first}, {second}]\ntitle:\n");
    for (tag, title) in languages.iter().zip(title) {
        scalar(&mut yaml, 2, tag, &markup::write(&Rich::plain(title)).0);
    }
    if let Some(cover) = cover {
        let _ = writeln!(yaml, "cover: {}", bare(cover));
    }
    yaml.push_str("chapters:\n");
    for chapter in chapters {
        let _ = writeln!(yaml, "  - {chapter}");
    }
    yaml
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_joining_gives_the_same_text() {
        for text in [
            "他在北京住了很多年，后来搬到了上海，在那里又住了很多年，直到退休以后才回到故乡。"
                .repeat(5),
            "one two  three “four” five, six: seven — eight "
                .repeat(9)
                .trim()
                .to_owned(),
            "中文 and English 混排 with 空格 and 标点，再来 一遍 ok "
                .repeat(6)
                .trim()
                .to_owned(),
        ] {
            let lines = folded(&text, 40);
            assert!(lines.len() > 2);
            let joined = lines.iter().fold(String::new(), |text, line| {
                let touches = text.chars().next_back().is_some_and(is_han);
                let space = if text.is_empty() || touches { "" } else { " " };
                text + space + line
            });
            assert_eq!(joined, text);
            assert!(lines.iter().all(|line| *line == line.trim()));
        }
    }

    #[test]
    fn only_what_yaml_reads_as_itself_is_plain() {
        for text in ["a word", "标题：一", "What is it?"] {
            assert!(is_plain(text), "{text}");
        }
        for text in [
            "no",
            "a: b",
            "- a",
            "12",
            "x #y",
            "“quoted”",
            "@home",
            "key:",
        ] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
