//! Reads DOCX files. Every character is accounted for: it is in a block, on the list of what a person should look at, or a
//! mark; what only one of several alternatives shows counts once.
//!
//! The line of a block is the number of its paragraph.

mod body;
mod formula;
mod grid;
mod inline;
mod package;
mod styles;
mod symbols;

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node};

use super::Refusal;
use super::document::{Chapter, Content, Doubt, Piece, Role, visible};
use super::flow::Flow;
use super::interleaved::{self, Stretch};
use super::pair::joined;
use super::pictures::Pictures;
use super::rows::{Language, language_of};
use super::units::is_head;
use crate::message::message;
use body::{NoteKind, Part, Reader, counted};
use package::{Package, Relations, attribute, is, own_text};
use styles::{Numbering, Styles};

/// What was read of a DOCX.
#[derive(Debug, Clone)]
pub struct Docx {
    /// The name of the file, without folders.
    pub name: String,
    parts: Vec<Part>,
    /// All of it but the pieces.
    flow: Flow,
    /// The pictures that it shows, by name.
    pictures: BTreeMap<String, Vec<u8>>,
}

impl Docx {
    /// Reads a file.
    ///
    /// # Errors
    /// If it is damaged, too large, or no DOCX.
    pub fn read(name: &str, bytes: Vec<u8>) -> Result<Self, Refusal> {
        read(name, bytes)
    }

    /// Whether it has both languages.
    pub fn is_bilingual(&self) -> bool {
        let mut counts = BTreeMap::new();
        let mut count = |piece: &Piece| {
            let language = match language_of(piece) {
                Language::Both => 0,
                Language::Chinese => 1,
                Language::Other => 2,
                Language::Neither => 3,
            };
            *counts.entry(language).or_insert(0_usize) += 1;
        };
        self.each_piece(&mut count);
        let get = |language| counts.get(&language).copied().unwrap_or(0);
        let (both, chinese, other) = (get(0), get(1), get(2));
        both * 3 > chinese + other
            || (chinese.min(other) + both) * 4 >= chinese + other + both
            || self.is_laid_out(false)
    }

    fn each_piece(&self, visit: &mut dyn FnMut(&Piece)) {
        for part in &self.parts {
            match part {
                Part::Piece(piece) => visit(piece),
                Part::Grid(grid) => {
                    let cells = grid.rows.iter().flatten();
                    cells.flat_map(|cell| &cell.pieces).for_each(&mut *visit);
                }
            }
        }
    }

    /// Whether tables that put two languages beside each other hold most of the document.
    fn is_laid_out(&self, has_chinese: bool) -> bool {
        let (mut beside, mut all) = (0, 0);
        for part in &self.parts {
            match part {
                Part::Piece(piece) => all += piece.words().chars().count(),
                Part::Grid(grid) => {
                    all += grid.length();
                    if grid.columns(has_chinese).is_some() {
                        beside += grid.length();
                    }
                }
            }
        }
        beside * 2 > all
    }

    /// The document as blocks in one language.
    pub(super) fn flow(&self, pictures: &mut Pictures) -> Flow {
        let mut flow = self.flow.clone();
        let pieces = self.parts.iter().map(|part| match part {
            Part::Piece(piece) => piece.clone(),
            Part::Grid(grid) => grid.clone().into_table(),
        });
        flow.pieces = pieces.collect();
        self.settle_pictures(&mut flow, pictures);
        flow
    }

    fn settle_pictures(&self, flow: &mut Flow, pictures: &mut Pictures) {
        pictures.settle(&self.name, flow, &|path| self.pictures.get(path).cloned());
    }

    /// The document as a chapter, if it has both languages.
    pub(super) fn chapter(
        mut self,
        chinese: usize,
        has_chinese: bool,
        pictures: &mut Pictures,
    ) -> Chapter {
        let is_laid_out = self.is_laid_out(has_chinese);
        let mut flow = std::mem::take(&mut self.flow);
        let mut stretches = Vec::new();
        for part in std::mem::take(&mut self.parts) {
            match part {
                Part::Piece(piece) => mixed(&mut stretches, vec![piece]),
                Part::Grid(grid) => match grid.columns(has_chinese).filter(|_| is_laid_out) {
                    Some(columns) => {
                        lay_out(grid, columns, &self.name, &mut flow, &mut stretches);
                    }
                    None => mixed(&mut stretches, vec![grid.into_table()]),
                },
            }
        }
        for stretch in &mut stretches {
            let lists = match stretch {
                Stretch::Mixed(pieces) => vec![pieces],
                Stretch::Beside(first, second) => vec![first, second],
            };
            for pieces in lists {
                flow.pieces = std::mem::take(pieces);
                self.settle_pictures(&mut flow, pictures);
                *pieces = std::mem::take(&mut flow.pieces);
            }
        }
        interleaved::pair_stretches(&self.name, flow, stretches, chinese, false)
    }
}

/// Adds pieces that have their languages one after the other.
fn mixed(stretches: &mut Vec<Stretch>, pieces: Vec<Piece>) {
    if let Some(Stretch::Mixed(before)) = stretches.last_mut() {
        before.extend(pieces);
    } else {
        stretches.push(Stretch::Mixed(pieces));
    }
}

/// Takes a table apart that puts two languages beside each other.
fn lay_out(
    grid: grid::Grid,
    [first, second]: grid::Columns,
    file: &str,
    flow: &mut Flow,
    stretches: &mut Vec<Stretch>,
) {
    let line = grid.line;
    if !grid.caption.is_empty() {
        let caption = Content::Words(Role::Text, grid.caption);
        mixed(stretches, vec![Piece::new(line, caption)]);
    }
    // The rows that the last pair goes on with.
    let mut until = 0;
    for (at, row) in grid.rows.into_iter().enumerate() {
        let mut sides: [Vec<Piece>; 2] = [Vec::new(), Vec::new()];
        let mut has_side = false;
        let mut end = at + 1;
        let mut whole = Vec::new();
        // A first row that names the languages says nothing.
        let names_languages = at == 0
            && row
                .iter()
                .all(|cell| ![first, second].contains(&cell.column) || is_head(&cell.words()));
        for cell in row {
            let covers = |column: usize| (cell.column..cell.column + cell.across).contains(&column);
            if names_languages {
                let words = cell.words();
                *flow.marks.entry(words.trim().to_owned()).or_insert(0) += 1;
                settle(flow, &cell.pieces, &words);
                continue;
            }
            match (covers(first), covers(second)) {
                (true, true) => whole.extend(cell.pieces),
                (false, false) => {
                    let words = cell.words();
                    if words.chars().any(char::is_alphabetic) {
                        let line = cell.pieces.first().map_or(line, |piece| piece.line);
                        let why = message!("this stood in a column beside the two languages");
                        flow.doubts
                            .push(Doubt::new(file, line, why).left_out(&words));
                        settle(flow, &cell.pieces, &words);
                    } else if !words.trim().is_empty() {
                        *flow.marks.entry(words.trim().to_owned()).or_insert(0) += 1;
                        settle(flow, &cell.pieces, &words);
                    }
                }
                (is_first, _) => {
                    has_side = true;
                    end = end.max(at + cell.down);
                    sides[usize::from(!is_first)].extend(cell.pieces);
                }
            }
        }
        let [ours, theirs] = sides;
        match stretches.last_mut() {
            // A merged cell beside several holds the translation of all of them.
            Some(Stretch::Beside(before, after)) if at < until && has_side => {
                before.extend(ours);
                after.extend(theirs);
                if before.len() == 1 && after.len() > 1 {
                    *after = joined(std::mem::take(after)).into_iter().collect();
                } else if after.len() == 1 && before.len() > 1 {
                    *before = joined(std::mem::take(before)).into_iter().collect();
                }
            }
            _ if has_side => stretches.push(Stretch::Beside(ours, theirs)),
            _ => {}
        }
        if has_side {
            until = until.max(end);
        }
        if !whole.is_empty() {
            mixed(stretches, whole);
        }
    }
}

/// Corrects the number of characters for pieces that were put on the list as plain words.
fn settle(flow: &mut Flow, pieces: &[Piece], words: &str) {
    let had: usize = pieces.iter().map(Piece::visible).sum();
    flow.characters = flow.characters + visible(words) - had;
}

/// The parts beside the document whose text is read.
const KINDS_OF_PARTS: [&str; 7] = [
    "styles",
    "numbering",
    "footnotes",
    "endnotes",
    "comments",
    "header",
    "footer",
];

/// The texts of the parts, by type and path.
type Texts = Vec<(&'static str, String, String)>;

fn read(name: &str, bytes: Vec<u8>) -> Result<Docx, Refusal> {
    let mut package = Package::open(name, bytes)?;
    let roots = package.relations("")?;
    let main = roots
        .values()
        .find(|relation| relation.kind == "officeDocument");
    let main = main.map_or_else(|| "word/document.xml".to_owned(), |one| one.target.clone());
    let text = package.text(&main)?;
    let text = text.ok_or_else(|| Refusal::NotDocx(name.to_owned()))?;
    let relations = package.relations(&main)?;
    let mut texts = Texts::new();
    let mut of_notes = BTreeMap::new();
    for kind in KINDS_OF_PARTS {
        for relation in relations
            .values()
            .filter(|one| one.kind == kind && !one.is_external)
        {
            if let Some(text) = package.text(&relation.target)? {
                if matches!(kind, "footnotes" | "endnotes") {
                    of_notes.insert(kind, package.relations(&relation.target)?);
                }
                texts.push((kind, relation.target.clone(), text));
            }
        }
    }
    let document = package.parsed(&text)?;
    let documents = texts
        .iter()
        .map(|(kind, _, text)| Ok((*kind, package.parsed(text)?)))
        .collect::<Result<Vec<_>, Refusal>>()?;
    let body = document
        .root_element()
        .children()
        .find(|node| is(*node, "w", "body"))
        .ok_or_else(|| Refusal::NotDocx(name.to_owned()))?;
    let (mut docx, paths) = read_parts(name, body, &documents, relations, of_notes);
    for (name, path) in paths {
        if let Some(bytes) = package.bytes(&path)? {
            docx.pictures.insert(name, bytes);
        }
    }
    let mut is_empty = true;
    docx.each_piece(&mut |_| is_empty = false);
    if is_empty {
        return Err(Refusal::Empty(name.to_owned()));
    }
    if docx.parts.iter().any(is_ours) {
        return Err(Refusal::Ours(name.to_owned()));
    }
    Ok(docx)
}

/// Whether a part is the table of an export for editors, whose rows have ids and hashes below their numbers.
fn is_ours(part: &Part) -> bool {
    let Part::Grid(grid) = part else {
        return false;
    };
    let is_hash = |word: &str| {
        word == "-" || (word.len() == 12 && word.chars().all(|c| c.is_ascii_hexdigit()))
    };
    let mut cells = grid.rows.iter().filter_map(|row| row.first());
    cells.any(|cell| {
        let words = cell.words();
        words.rsplit_once(" · ").is_some_and(|(_, hashes)| {
            hashes.split_whitespace().count() == 2 && hashes.split_whitespace().all(is_hash)
        })
    })
}

/// Reads what was parsed. Returns the document, and the paths of its pictures by name.
fn read_parts(
    name: &str,
    body: Node<'_, '_>,
    documents: &[(&'static str, Document<'_>)],
    relations: Relations,
    of_notes: BTreeMap<&'static str, Relations>,
) -> (Docx, BTreeMap<String, String>) {
    let of_kind = |kind: &'static str| {
        let documents = documents.iter().filter(move |(one, _)| *one == kind);
        documents.map(|(_, document)| document)
    };
    let mut reader = Reader {
        file: name,
        styles: Styles::read(of_kind("styles").next()),
        numbering: Numbering::read(of_kind("numbering").next()),
        relations,
        of_notes,
        notes: BTreeMap::new(),
        comments: BTreeMap::new(),
        bookmarks: BTreeSet::new(),
        flow: Flow::default(),
        parts: Vec::new(),
        pictures: BTreeMap::new(),
        line: 0,
        fields: Vec::new(),
        bold: BTreeSet::new(),
        open: Vec::new(),
        counters: BTreeMap::new(),
        carried: None,
        caption: None,
    };
    reader.flow.characters = counted(body);
    // Those whose numbers others have.
    let mut spare = Vec::new();
    for (kind, part) in [
        (NoteKind::Footnote, "footnotes"),
        (NoteKind::Endnote, "endnotes"),
    ] {
        for note in of_kind(part).flat_map(|document| document.root_element().children()) {
            // Others than notes are the lines that part them from the text.
            let is_note =
                note.is_element() && matches!(attribute(note, "type"), None | Some("normal"));
            if let Some(id) = attribute(note, "id").filter(|_| is_note) {
                reader.flow.characters += counted(note);
                spare.extend(reader.notes.insert((kind, id.to_owned()), note));
            }
        }
    }
    for comment in of_kind("comments").flat_map(|document| document.root_element().children()) {
        if let Some(id) = attribute(comment, "id") {
            reader.flow.characters += counted(comment);
            let author = attribute(comment, "author").unwrap_or("?").to_owned();
            let comment = (author, all_words(comment));
            if let Some((author, words)) = reader.comments.insert(id.to_owned(), comment) {
                reader.left_out(message!("a comment by {}", author), &words);
            }
        }
    }
    let names = body
        .descendants()
        .filter(|node| is(*node, "w", "bookmarkStart"));
    reader.bookmarks = names
        .filter_map(|node| attribute(node, "name").map(str::to_owned))
        .collect();
    reader.blocks(body);
    reader.flush();
    reader.end_fields();
    for ((kind, _), note) in std::mem::take(&mut reader.notes) {
        let words = reader.text_of(note, kind.part()).words();
        let why = message!("no place in the text calls this note");
        listed(&mut reader, note, &words, why);
    }
    for note in spare {
        let words = all_words(note);
        let why = message!("no place in the text calls this note");
        listed(&mut reader, note, &words, why);
    }
    for (author, words) in std::mem::take(&mut reader.comments).into_values() {
        reader.left_out(message!("a comment by {}", author), &words);
    }
    for kind in ["header", "footer"] {
        for document in of_kind(kind) {
            let words = all_words(document.root_element());
            reader.flow.characters += visible(&words);
            let why = message!("this stood in the header or footer of pages");
            reader.left_out(why, &words);
        }
    }
    settle_headings(&mut reader);
    let docx = Docx {
        name: name.to_owned(),
        parts: reader.parts,
        flow: reader.flow,
        pictures: BTreeMap::new(),
    };
    (docx, reader.pictures)
}

/// Puts a note on the list, as it reads.
fn listed(
    reader: &mut Reader<'_, '_>,
    note: Node<'_, '_>,
    words: &str,
    why: crate::message::Message,
) {
    reader.flow.characters = reader.flow.characters + visible(words) - counted(note);
    reader.left_out(why, words);
}

/// The words of an element, paragraph by paragraph.
fn all_words(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(|node| {
        is(*node, "w", "t")
            || is(*node, "w", "delText")
            || is(*node, "m", "t")
            || is(*node, "a", "t")
    });
    let words: Vec<String> = texts.map(own_text).collect();
    words
        .join(" ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Decides which paragraphs are headings, and of which level: as their styles say, or, if no style says anything, those
/// that look like it.
fn settle_headings(reader: &mut Reader<'_, '_>) {
    let mut levels = Vec::new();
    each_piece_mut(&mut reader.parts, &mut |piece| {
        if let Content::Words(Role::Heading(level), _) = &piece.content {
            levels.push(*level);
        }
    });
    if levels.is_empty() {
        let bold = std::mem::take(&mut reader.bold);
        let mut guessed = Vec::new();
        each_piece_mut(&mut reader.parts, &mut |piece| {
            if let Content::Words(role @ Role::Text, text) = &mut piece.content
                && bold.contains(&piece.line)
            {
                *role = Role::Heading(1);
                for run in &mut text.runs {
                    run.style.strong = false;
                }
                guessed.push((piece.line, text.words()));
            }
        });
        for (line, words) in guessed {
            let why = message!("this looks like a heading and was made one");
            let doubt = Doubt::new(reader.file, line, why).about(&words);
            reader.flow.doubts.push(doubt);
        }
        return;
    }
    // A single heading of the first level at the beginning is the title of the chapter.
    let is_title = levels[0] == 1 && levels[1..].iter().all(|level| *level > 1);
    each_piece_mut(&mut reader.parts, &mut |piece| {
        if let Content::Words(Role::Heading(level), _) = &mut piece.content {
            *level = level.saturating_sub(u8::from(is_title)).min(3);
        }
    });
}

fn each_piece_mut(parts: &mut [Part], change: &mut dyn FnMut(&mut Piece)) {
    for part in parts {
        match part {
            Part::Piece(piece) => change(piece),
            Part::Grid(grid) => {
                let cells = grid.rows.iter_mut().flatten();
                cells
                    .flat_map(|cell| &mut cell.pieces)
                    .for_each(&mut *change);
            }
        }
    }
}
