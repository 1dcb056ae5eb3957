//! Changes texts in the YAML of a book. Whatever is not part of a changed text keeps its bytes: comments, the order of
//! keys, quotes, the lines of folded texts.

use std::collections::BTreeMap;
use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::lower;
use super::scalar::{Scalar, Style};
use super::tree::{self, Node, Value};
use crate::lang::{Lang, Pair, Side, is_latin};
use crate::source::{FileId, Sources, Span};
use crate::texts::{PairedText, Words};

/// A text that changes in one language.
#[derive(Debug, Clone, Copy)]
pub struct Revision<'t> {
    pub text: &'t PairedText,
    pub side: Side,
    /// What it is to say, as [`Words::text`] has it.
    pub words: &'t str,
}

/// A file with its changes.
#[derive(Debug)]
pub struct Revised {
    pub path: String,
    pub text: String,
}

/// A text that cannot be written without changing something else.
#[derive(Debug)]
pub struct Stuck {
    pub id: String,
    pub at: Span,
}

/// How much of a text is written anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// The words that differ.
    Difference,
    /// All of it.
    Whole,
}

/// Changes texts. The files are parsed again, to make sure that they say the new texts and otherwise what they said.
///
/// # Errors
/// If a text cannot be written in its place, such as two languages that share one YAML value through an alias.
pub fn revise(
    revisions: &[Revision<'_>],
    languages: &Pair<Lang>,
    sources: &Sources,
) -> Result<Vec<Revised>, Vec<Stuck>> {
    let mut by_file: BTreeMap<FileId, Vec<Revision<'_>>> = BTreeMap::new();
    for revision in revisions {
        by_file
            .entry(revision.text.at.file)
            .or_default()
            .push(*revision);
    }
    let mut revised = Vec::new();
    let mut stuck = Vec::new();
    for (file, revisions) in by_file {
        let work = Reviser {
            languages,
            sources,
            file,
            revisions: &revisions,
        };
        match work.run() {
            Ok(text) => revised.push(Revised {
                path: sources.file(file).path.clone(),
                text,
            }),
            Err(places) => stuck.extend(places),
        }
    }
    if stuck.is_empty() {
        Ok(revised)
    } else {
        Err(stuck)
    }
}

/// The scalars of a file by the way to each, with their places.
pub(super) type Scalars = BTreeMap<String, (String, Span)>;

/// Changes the texts of one file.
struct Reviser<'r> {
    languages: &'r Pair<Lang>,
    sources: &'r Sources,
    file: FileId,
    revisions: &'r [Revision<'r>],
}

impl Reviser<'_> {
    fn run(&self) -> Result<String, Vec<Stuck>> {
        let before = scalars(self.sources, self.file).unwrap_or_default();
        let mut extents = vec![Extent::Difference; self.revisions.len()];
        // What cannot be done by changing words is done by writing the whole text.
        for _ in 0..2 {
            let text = self.edited(&extents);
            let wrong = self.wrong(&before, &text);
            if wrong.is_empty() {
                return Ok(text);
            }
            for index in wrong {
                extents[index] = Extent::Whole;
            }
        }
        let wrong = self.wrong(&before, &self.edited(&extents));
        if wrong.is_empty() {
            return Ok(self.edited(&extents));
        }
        let places = wrong
            .into_iter()
            .map(|index| self.revisions[index].text)
            .map(|text| Stuck {
                id: text.id.clone(),
                at: text.at,
            });
        Err(places.collect())
    }

    /// The file with its changes.
    fn edited(&self, extents: &[Extent]) -> String {
        let mut text = self.sources.file(self.file).text.clone();
        let each = self.revisions.iter().zip(extents);
        let mut edits: Vec<(Range<usize>, String)> = each
            .flat_map(|(revision, extent)| self.edits(revision, *extent))
            .collect();
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        for (range, new) in edits.into_iter().rev() {
            if text.get(range.clone()).is_some() {
                text.replace_range(range, &new);
            }
        }
        text
    }

    /// The bytes of the file that a revision replaces, and what takes their place.
    fn edits(&self, revision: &Revision<'_>, extent: Extent) -> Vec<(Range<usize>, String)> {
        let side = revision.text.sides.get(revision.side);
        match (&side.words, side.value) {
            (Some(words), Some(value)) => self.replacements(revision, words, value, extent),
            _ => vec![self.addition(revision)],
        }
    }

    fn replacements(
        &self,
        revision: &Revision<'_>,
        words: &Words,
        value: Span,
        extent: Extent,
    ) -> Vec<(Range<usize>, String)> {
        let file = self.sources.file(self.file);
        let style = Scalar::new(&words.text, self.sources, value).style;
        let is_block = matches!(style, Style::Literal | Style::Folded);
        let is_flow = file.text[revision.text.at.start as usize..].starts_with('{');
        let needs_quotes = style == Style::Plain && !is_plain(revision.words, is_flow);
        let is_whole = extent == Extent::Whole || needs_quotes;
        if is_whole && !is_block {
            return vec![(value.range(), double_quoted(revision.words))];
        }
        let parts = if is_whole {
            vec![(0..words.text.len(), revision.words)]
        } else {
            differences(&words.text, revision.words)
        };
        let line_break = line_break_at(&file.text, value.range().start);
        let each = parts.into_iter().map(|(old, new)| {
            let place = place_of(words, old);
            let new = match style {
                Style::Plain | Style::Folded => new.replace('\n', &line_break.repeat(2)),
                Style::Literal => {
                    let start = words.places.origin(0..1).start;
                    let (_, line) = file.line_at(start);
                    let line = &file.text[line];
                    let indent = &line[..line.len() - line.trim_start_matches(' ').len()];
                    let new = new.replace('\n', &format!("{line_break}{indent}"));
                    // What follows may have its indentation.
                    let is_indented = file.text[place.end..].starts_with(indent);
                    match new.strip_suffix(indent) {
                        Some(rest) if is_indented && rest.ends_with('\n') => rest.to_owned(),
                        _ => new,
                    }
                }
                Style::SingleQuoted => new.replace('\'', "''"),
                Style::DoubleQuoted => escaped(new),
            };
            (place, new)
        });
        each.collect()
    }

    /// A text where there was none.
    fn addition(&self, revision: &Revision<'_>) -> (Range<usize>, String) {
        let PairedText {
            at,
            sides,
            is_lined,
            ..
        } = revision.text;
        let tag = self.languages.get(revision.side).tag();
        let file = self.sources.file(self.file);
        let is_flow = file.text[at.start as usize..].starts_with('{');
        let own = sides.get(revision.side);
        if let (Some(key), Some(value)) = (own.key, own.value) {
            let new = value_of(revision.words, is_flow);
            let after = file.text[key.range().end..]
                .find(':')
                .map_or(key.range().end, |colon| key.range().end + colon + 1);
            let said = file.text.get(value.range()).unwrap_or_default().trim();
            return if value.range().start >= after && !said.is_empty() {
                (value.range(), new)
            } else {
                (after..after, format!(" {new}"))
            };
        }
        let other = match revision.side {
            Side::A => &sides.b,
            Side::B => &sides.a,
        };
        let (Some(key), Some(value)) = (other.key, other.value) else {
            return (0..0, String::new());
        };
        if is_flow {
            let end = value.range().end;
            return (
                end..end,
                format!(", {tag}: {}", value_of(revision.words, true)),
            );
        }
        let (_, line) = file.line_at(key.range().start);
        let indent = " ".repeat(key.range().start - line.start);
        let line_break = line_break_at(&file.text, value.range().start);
        let last = file.text[..value.range().end].trim_end().len();
        let (_, line) = file.line_at(last);
        let new = if *is_lined && revision.words.contains('\n') {
            let lines = revision
                .words
                .replace('\n', &format!("{line_break}{indent}  "));
            format!("|{line_break}{indent}  {lines}")
        } else {
            value_of(revision.words, false)
        };
        // A carriage return belongs to the line break.
        let end = file.text[..line.end].trim_end_matches('\r').len();
        (end..end, format!("{line_break}{indent}{tag}: {new}"))
    }

    /// The revisions that have not made of the file what they should; all if it cannot be told.
    fn wrong(&self, before: &Scalars, text: &str) -> Vec<usize> {
        let mut sources = Sources::default();
        let file = sources.add(&self.sources.file(self.file).path, text.to_owned());
        let all = || (0..self.revisions.len()).collect();
        let Some(after) = scalars(&sources, file) else {
            return all();
        };
        let ways = self.ways();
        let mut wrong = Vec::new();
        let mut changed = BTreeMap::new();
        for (index, (revision, way)) in self.revisions.iter().zip(&ways).enumerate() {
            let way = format!("{way}/{}", self.languages.get(revision.side).tag());
            let said = after.get(&way).map(|(words, at)| {
                let scalar = Scalar::new(words, &sources, *at);
                let cjk = self.languages.get(revision.side).is_cjk();
                lower::as_typed(&scalar, revision.text.is_lined, cjk).text
            });
            if said.as_deref() != Some(revision.words) {
                wrong.push(index);
            }
            changed.insert(way, index);
        }
        let others = |scalars: &Scalars| -> BTreeMap<String, String> {
            let others = scalars
                .iter()
                .filter(|(way, _)| !changed.contains_key(*way));
            others
                .map(|(way, (words, _))| (way.clone(), words.clone()))
                .collect()
        };
        if wrong.is_empty() && others(before) != others(&after) {
            return all();
        }
        wrong
    }

    /// The way to the text of each revision, as [`scalars`] names it.
    fn ways(&self) -> Vec<String> {
        let mut found = BTreeMap::new();
        if let Ok(root) = tree::parse(self.sources, self.file) {
            // A list may begin at the same place as its first item.
            walk(&root, &mut String::new(), &mut |way, node| {
                if matches!(node.value, Value::Map(_)) {
                    found.insert(node.at, way.to_owned());
                }
            });
        }
        let way = |revision: &Revision<'_>| found.get(&revision.text.at).cloned();
        self.revisions
            .iter()
            .map(|revision| way(revision).unwrap_or_default())
            .collect()
    }
}

/// Every scalar of a file; `None` if it is not YAML.
pub(super) fn scalars(sources: &Sources, file: FileId) -> Option<Scalars> {
    let root = tree::parse(sources, file).ok()?;
    let mut all = Scalars::new();
    walk(
        &root,
        &mut String::new(),
        &mut |way, node| match &node.value {
            Value::Null => {
                all.insert(way.to_owned(), (String::new(), node.at));
            }
            Value::Scalar { text, .. } => {
                all.insert(way.to_owned(), (text.clone(), node.at));
            }
            Value::Seq(_) | Value::Map(_) => {}
        },
    );
    Some(all)
}

/// Visits every node of a tree with the way to it: keys, and the numbers of elements.
fn walk(node: &Node, way: &mut String, visit: &mut impl FnMut(&str, &Node)) {
    visit(way, node);
    let length = way.len();
    let mut inside = |name: &str, inner: &Node, way: &mut String| {
        way.push('/');
        way.push_str(name);
        walk(inner, way, visit);
        way.truncate(length);
    };
    match &node.value {
        Value::Null | Value::Scalar { .. } => {}
        Value::Seq(items) => {
            for (index, item) in items.iter().enumerate() {
                inside(&index.to_string(), item, way);
            }
        }
        Value::Map(entries) => {
            for (key, value) in entries {
                inside(key.text(), value, way);
            }
        }
    }
}

/// The bytes of the file for a part of a text; for an empty part, the place between two characters.
fn place_of(words: &Words, part: Range<usize>) -> Range<usize> {
    if !part.is_empty() {
        return words.places.origin(part);
    }
    let before = words.text[..part.start].char_indices().next_back();
    let at = match before {
        Some((before, _)) => words.places.origin(before..part.start).end,
        None => words.places.origin(0..1).start,
    };
    at..at
}

/// The parts of a text that differ from another, and what the other has there, word by word.
fn differences<'n>(old: &str, new: &'n str) -> Vec<(Range<usize>, &'n str)> {
    let (olds, news) = (words_of(old), words_of(new));
    let [old_words, new_words] =
        [&olds, &news].map(|list| -> Vec<&str> { list.iter().map(|(_, word)| *word).collect() });
    let ops = capture_diff_slices(Algorithm::Myers, &old_words, &new_words);
    let part = |list: &[(usize, &str)], words: Range<usize>, whole: &str| {
        let start_of = |index: usize| list.get(index).map_or(whole.len(), |(start, _)| *start);
        start_of(words.start)..start_of(words.end)
    };
    let differs = ops.iter().filter(|op| op.tag() != DiffTag::Equal);
    differs
        .map(|op| {
            let old = part(&olds, op.old_range(), old);
            (old, &new[part(&news, op.new_range(), new)])
        })
        .collect()
}

/// The words of a text, each with the byte at which it begins. Anything else is a word of one character.
fn words_of(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        let letters = text[start..].char_indices().find(|(_, c)| !is_latin(*c));
        let length = match letters {
            Some((0, _)) => first.len_utf8(),
            Some((end, _)) => end,
            None => text.len() - start,
        };
        words.push((start, &text[start..start + length]));
        start += length;
    }
    words
}

/// The line break that ends the line of a byte; if it is the last line, that of the line before.
pub(super) fn line_break_at(text: &str, at: usize) -> &'static str {
    let end = text[at..].find('\n').map(|end| at + end);
    let end = end.or_else(|| text.rfind('\n'));
    if end.is_some_and(|end| text[..end].ends_with('\r')) {
        "\r\n"
    } else {
        "\n"
    }
}

/// A value in YAML, in quotes if it needs them, or if YAML 1.1 takes it for something other than a text.
fn value_of(words: &str, is_flow: bool) -> String {
    let is_ambiguous = words.starts_with(|c: char| c.is_ascii_digit())
        || matches!(
            words.to_ascii_lowercase().as_str(),
            "yes" | "no" | "on" | "off" | "true" | "false" | "y" | "n"
        );
    if is_plain(words, is_flow) && !is_ambiguous {
        words.to_owned()
    } else {
        double_quoted(words)
    }
}

/// Whether a text can be a value without quotes.
fn is_plain(words: &str, is_flow: bool) -> bool {
    let file = if is_flow {
        format!("{{ k: {words} }}")
    } else {
        format!("k: {words}\n")
    };
    let mut sources = Sources::default();
    let file = sources.add("", file);
    let Ok(root) = tree::parse(&sources, file) else {
        return false;
    };
    let Value::Map(entries) = &root.value else {
        return false;
    };
    let [(_, value)] = entries.as_slice() else {
        return false;
    };
    matches!(&value.value, Value::Scalar { text, plain: true } if text == words)
}

fn double_quoted(words: &str) -> String {
    format!("\"{}\"", escaped(words))
}

/// A text between double quotes.
fn escaped(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out
}
