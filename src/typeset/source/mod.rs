//! Writes a manuscript as Typst source that a person can read: each block is one call, each call one line. Texts go
//! through [`inline::string`] only, so that nothing in them is taken for markup or code.

mod alone;
mod endnotes;
mod figures;
mod gloss;
mod headings;
mod index;
mod listing;
mod lists;
mod matter;
mod part;
mod quiz;
mod running;
mod sheet;
mod speech;
mod table;
mod verse;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::inline::{self, pair, string};
use super::references::ReferencePages;
use super::rooms::Rooms;
use super::segments::Lines;
use super::text_measure::TextMeasure;
use crate::book::{BlockBreak, CalloutKind, ChapterNumber, ChapterRole, Text};
use crate::edition::{Layout, NotePlace, PairSync};
use crate::lang::Lang;
use crate::manuscript::{
    ANSWER_KEY, GLOSSARY, GlossaryEntry, Localized, LocalizedText, Manuscript, Piece, PieceKind,
    Section,
};
use crate::pagination::Pagination;
use crate::picture::Assets;
use crate::source::Span;
pub use endnotes::anchor as notes_anchor;
use figures::Placements;
use headings::Title;
pub use lists::step;
pub use part::{Part, SHARED, Surroundings, references, write_part};

/// The folder of the templates, relative to the main file.
pub const TEMPLATES: &str = "typst-templates";
/// The folder of the pictures, relative to the main file.
pub const PICTURES: &str = "pictures";

/// The functions that every layout provides: entries of the dictionary at the end of `vocabulary.typ`. A block that calls
/// a function missing here or there fails only when a book is built.
const NAMES: &str = "book, half-title, title-page, copyright, contents, list-of, text-proper, chapter, part-title, plate, \
    appendix, part, notes-of, chapter-notes, endnotes, index, para, aligned, lead, section, items, item, quotation, landing, \
    attribution, turn, signature, verse, gloss, picture, gallery, tabular, listing, display, scene-break, new-page, callout, \
    points, alone, apart, in-language, quiz, instructions, numbered-lines, choices, with-own-italics, question, option, \
    options-of-pictures, solved, answers, answer, entry, stretch, running-para, running-items, running-quotation";

/// The functions that handouts provide in addition.
const SHEET_NAMES: &str = "sheet-head, word, cards, covered, asked, solution";

/// Generated source, with the place in the book that each line comes from.
#[derive(Debug, Default)]
pub struct TypstSource {
    pub text: String,
    /// What a part that is laid out by itself imports from [`SHARED`]: the layout's functions. They are the same for all
    /// parts, so Typst makes them once.
    pub shared: Option<String>,
    /// Lines from 0, ascending, each with the block that begins there.
    marks: Vec<(usize, Span)>,
}

impl TypstSource {
    /// The place in the book that a line of the source comes from.
    pub fn origin(&self, line: usize) -> Option<Span> {
        let index = self.marks.partition_point(|(marked, _)| *marked <= line);
        self.marks[..index].last().map(|(_, span)| *span)
    }
}

/// How to set a manuscript.
pub struct Setting<'a> {
    pub layout: &'static Layout,
    pub sync: PairSync,
    /// The argument of the layout's function, as a Typst dictionary.
    pub settings: String,
    pub assets: &'a Assets,
    pub gauge: &'a TextMeasure,
    /// The widths of the columns, in millimetres.
    pub widths: (f64, f64),
    /// How texts with notes are set.
    pub lines: Lines<'a>,
    pub rooms: Rooms,
    /// For a solutions book, the page numbers of the edition it belongs to.
    pub printed: Option<&'a Pagination>,
    /// The pages that references give, if they do.
    pub pages: Option<ReferencePages>,
}

/// Writes the complete source of an edition.
pub fn write<'a>(manuscript: &Manuscript<'a>, setting: &'a Setting<'a>) -> TypstSource {
    let mut writer = Writer::new(manuscript, setting);
    writer.manuscript(manuscript);
    TypstSource {
        text: writer.text,
        shared: None,
        marks: writer.marks,
    }
}

/// Writes only texts with notes, so that their lines can be measured. `prefixes` selects the parts of the edition, by
/// the prefix of their notes' ids.
pub fn write_measured<'a>(
    manuscript: &Manuscript<'a>,
    setting: &'a Setting<'a>,
    prefixes: &BTreeSet<String>,
) -> String {
    let mut writer = Writer::new(manuscript, setting);
    writer.opening(manuscript);
    if let Some(sheet) = &manuscript.sheet {
        if prefixes.contains(sheet.id) {
            writer.put("#show: book.with(none, ((),))");
            sheet.id.clone_into(&mut writer.note_prefix);
            writer.running_pieces(sheet);
        }
        return writer.text;
    }
    writer.put("#show: book");
    for chapter in &manuscript.chapters {
        chapter.id.clone_into(&mut writer.note_prefix);
        if prefixes.contains(chapter.id) {
            writer.of_chapter(chapter, |writer| {
                chapter.pieces.iter().for_each(|piece| writer.piece(piece));
            });
        }
        if let Some(key) = &chapter.key {
            writer.note_prefix.clone_from(&key.id);
            if prefixes.contains(&key.id) {
                writer.answers(key);
            }
        }
    }
    for section in &manuscript.key {
        if prefixes.contains(&section.id) {
            writer.key(section);
        }
    }
    writer.text
}

/// The source so far, and the state of writing it.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Writer<'a> {
    text: String,
    marks: Vec<(usize, Span)>,
    line: usize,
    depth: usize,
    languages: Localized<&'a Lang>,
    /// Whether it is a handout, which has functions of its own.
    is_sheet: bool,
    /// The place of the language that alone has what is being written.
    alone: Option<usize>,
    /// Whether that is a chapter, as wide as the page.
    is_whole: bool,
    /// The depth of calls at which something stands on the page itself, not inside something else.
    page_depth: usize,
    /// Whether it is a box in the cell of that language, where segments of texts cannot be blocks of the page.
    in_cell: bool,
    setting: &'a Setting<'a>,
    /// Where the notes of running text and headings stand.
    notes: NotePlace,
    /// What a part that is laid out by itself knows about the others.
    around: Option<&'a Surroundings>,
    /// The prefix of labels of notes, which names the part of the book that they are in.
    note_prefix: String,
    /// How the figures of the chapter are placed.
    placing: Placements<'a>,
    /// The number of headings right after each heading of the chapter that has any.
    chains: BTreeMap<&'a str, Vec<Title<'a>>>,
    /// The indent of what is written now, inside an item of a list, in em.
    under: Localized<f64>,
    /// Whether it is inside a quotation, which is narrower on both sides.
    is_inset: bool,
    /// In how many items of lists what is written now is.
    level: usize,
}

impl<'a> Writer<'a> {
    fn new(manuscript: &Manuscript<'a>, setting: &'a Setting<'a>) -> Self {
        Self {
            text: String::new(),
            marks: Vec::new(),
            line: 0,
            depth: 0,
            languages: manuscript.languages,
            alone: None,
            is_sheet: manuscript.sheet.is_some(),
            is_whole: false,
            page_depth: 0,
            in_cell: false,
            setting,
            notes: manuscript.edition.notes,
            around: None,
            note_prefix: String::new(),
            placing: Placements::default(),
            chains: BTreeMap::new(),
            under: manuscript.languages.map(|_| 0.0),
            is_inset: false,
            level: 0,
        }
    }

    fn put(&mut self, line: &str) {
        let indent = "  ".repeat(self.depth);
        let _ = writeln!(self.text, "{indent}{line}");
        self.line += 1 + line.matches('\n').count();
    }

    fn blank(&mut self) {
        self.text.push('\n');
        self.line += 1;
    }

    /// Writes a call. Only at the outermost level does it need a `#` to switch from markup to code.
    fn call(&mut self, name: &str, arguments: &[String]) {
        let hash = if self.depth == 0 { "#" } else { "" };
        self.put(&format!("{hash}{name}({})", arguments.join(", ")));
    }

    /// Writes a call whose last argument is a block of further calls.
    fn block(&mut self, name: &str, arguments: &[String], body: impl FnOnce(&mut Self)) {
        let hash = if self.depth == 0 { "#" } else { "" };
        self.put(&format!("{hash}{name}({}, {{", arguments.join(", ")));
        self.depth += 1;
        body(self);
        self.depth -= 1;
        self.put("})");
    }

    /// Writes imports, settings and the layout's functions.
    fn opening(&mut self, manuscript: &Manuscript<'a>) {
        self.vocabulary();
        if manuscript.sheet.is_some() {
            self.put(&format!(
                "#import \"/{TEMPLATES}/handout.typ\": handout, reference, term"
            ));
        }
        self.layout();
        self.put(&if manuscript.sheet.is_some() {
            format!("#let ({NAMES}, {SHEET_NAMES}) = handout(layout(settings), settings)")
        } else {
            format!("#let ({NAMES}) = layout(settings)")
        });
    }

    /// Writes the settings and imports the function that makes a layout of them.
    fn layout(&mut self) {
        self.put(&format!(
            "#import \"/{TEMPLATES}/{}\": layout",
            self.setting.layout.file()
        ));
        self.put(&format!("#let settings = {}", self.setting.settings));
    }

    /// Imports what is the same in all layouts.
    fn vocabulary(&mut self) {
        self.put(&format!(
            "#import \"/{TEMPLATES}/vocabulary.typ\": beside, blank, bopomofo, cell, english, from-left, from-right, indexed, inline-picture, key, line-space, \
             marked-as, measured, name, narrow, no-break, note, note-again, note-call, note-link, endnote-call, pair, quarter-em, reference, ruby, ruby-beside, \
             segment, term, with-bold, with-italics"
        ));
        self.put(&format!("#import \"/{TEMPLATES}/formula.typ\" as m"));
    }

    fn manuscript(&mut self, manuscript: &Manuscript<'a>) {
        self.opening(manuscript);
        if let Some(sheet) = &manuscript.sheet {
            let title = inline::shortened(&sheet.title.text);
            // A single version needs no code to tell it from others.
            let code = sheet
                .version
                .map_or("none".to_owned(), |_| string(&sheet.code));
            self.put(&format!("#show: book.with({code}, {title})"));
            self.blank();
            self.sheet(sheet);
            return;
        }
        self.put("#show: book");
        self.blank();
        self.front(manuscript);
        self.put("#show: text-proper");
        let (before, closing) = manuscript.chapters.split_at(manuscript.before_closing());
        for chapter in before.iter().skip(manuscript.front()) {
            self.chapter(chapter);
        }
        if !manuscript.endnotes().is_empty() {
            self.endnotes(manuscript);
        }
        if !manuscript.glossary.is_empty() {
            self.glossary(manuscript);
        }
        if !manuscript.key.is_empty() {
            self.answer_key(manuscript);
        }
        if let Some(index) = &manuscript.index {
            self.index(index);
        }
        for chapter in closing {
            self.chapter(chapter);
        }
    }

    /// Writes the front matter.
    fn front(&mut self, manuscript: &Manuscript<'a>) {
        self.call("half-title", &[]);
        self.title_page(manuscript);
        self.copyright(manuscript);
        let front = || manuscript.chapters.iter().take(manuscript.front());
        for plate in front().filter(|chapter| chapter.role.is_plate()) {
            self.chapter(plate);
        }
        self.contents(manuscript);
        for list in &manuscript.lists {
            self.list(list);
        }
        for chapter in front().filter(|chapter| !chapter.role.is_plate()) {
            self.chapter(chapter);
        }
    }

    fn glossary(&mut self, manuscript: &Manuscript<'a>) {
        self.blank();
        self.call("appendix", &[string(GLOSSARY), string("glossary")]);
        for entry in &manuscript.glossary {
            self.entry(entry);
        }
    }

    fn answer_key(&mut self, manuscript: &Manuscript<'a>) {
        self.blank();
        self.call("appendix", &[string(ANSWER_KEY), string("answers")]);
        for section in &manuscript.key {
            self.key(section);
        }
    }

    /// Records the place in the book that the next line of the source comes from.
    fn mark(&mut self, at: Option<Span>) {
        if let Some(at) = at {
            self.marks.push((self.line, at));
        }
    }

    /// Writes something of a chapter, in the only language of it if there is one.
    fn of_chapter(&mut self, chapter: &Section<'a>, write: impl FnOnce(&mut Self)) {
        let languages = self.languages;
        match chapter.only {
            None => write(self),
            Some(place) => {
                self.begin_alone(place);
                write(self);
                self.end_alone(languages);
            }
        }
    }

    fn chapter(&mut self, chapter: &Section<'a>) {
        self.blank();
        self.of_chapter(chapter, |writer| writer.chapter_itself(chapter));
    }

    fn chapter_itself(&mut self, chapter: &Section<'a>) {
        chapter.id.clone_into(&mut self.note_prefix);
        self.mark(chapter.title.text.lead().at);
        if chapter.role.is_plate() {
            self.call("plate", &[string(chapter.id)]);
        } else {
            self.chapter_title(chapter);
        }
        self.placing = self.placing(&chapter.pieces);
        self.chains = headings::chains(&chapter.pieces);
        self.pieces(&chapter.pieces);
        if let Some(key) = &chapter.key {
            self.note_prefix.clone_from(&key.id);
            self.call("answers", &[string(&key.id)]);
            self.answers(key);
        }
        self.notes_of_chapter(chapter);
    }

    fn chapter_title(&mut self, chapter: &Section<'a>) {
        let mut arguments = vec![string(chapter.id)];
        arguments.extend(number_argument(chapter.number));
        let label = chapter.label.as_ref();
        arguments.extend(label.map(|label| format!("label: {}", self.heading(1, &label.text))));
        let head = inline::shortened(&chapter.title.text);
        arguments.push(format!("head: {head}"));
        arguments.push(self.noted_heading(0, &chapter.title));
        let name = if chapter.role == ChapterRole::Part {
            "part-title"
        } else {
            "chapter"
        };
        self.call(name, &arguments);
    }

    fn pieces(&mut self, pieces: &[Piece<'a>]) {
        if self.lists_apart(pieces) {
            return;
        }
        match self.setting.sync {
            PairSync::Strict => pieces.iter().for_each(|piece| self.piece(piece)),
            PairSync::Start => self.stretches(pieces),
        }
    }

    /// Flushes floating figures before pieces that they must precede.
    fn settle(&mut self, before: &Piece<'a>) {
        if self.placing.is_settled_before(before) {
            self.put("#place.flush()");
        }
    }

    fn piece(&mut self, piece: &Piece<'a>) {
        // Pieces without notes may refer to pictures or to parts of the book that are not in this document.
        if matches!(self.setting.lines, Lines::Measured) && !running::has_notes(piece) {
            return;
        }
        self.settle(piece);
        self.mark(Some(piece.at));
        match piece.only.filter(|_| self.alone.is_none()) {
            Some(place) => self.piece_alone(piece, place),
            None => self.piece_of(piece),
        }
    }

    fn piece_of(&mut self, piece: &Piece<'a>) {
        let id = string(piece.id);
        match &piece.kind {
            PieceKind::Lead(text) => self.call("lead", &[id, self.body(text)]),
            PieceKind::Text(_) => self.running_piece(piece),
            PieceKind::Aligned(text, align) => {
                let mut arguments = vec![id, string(align.name())];
                arguments.extend(self.indents());
                arguments.push(self.body(text));
                self.call("aligned", &arguments);
            }
            PieceKind::Quote(quote) if quote.is_plain => self.running_piece(piece),
            PieceKind::Quote(quote) => self.quote(piece.id, quote),
            PieceKind::Dialogue(turns) => self.dialogue(piece.id, turns),
            PieceKind::Signatures(all) => self.signatures(piece.id, all),
            PieceKind::List(list) if list.is_plain && !self.is_inside() => {
                self.running_piece(piece);
            }
            PieceKind::List(list) => self.list_piece(piece.id, list),
            PieceKind::Heading { level, text } => {
                let mut arguments = vec![id, level.to_string()];
                if let Some(chain) = self.chains.get(piece.id) {
                    let titles = chain.iter().map(|(level, texts)| {
                        format!("({level}, {})", self.heading(*level, texts))
                    });
                    let titles: Vec<String> = titles.collect();
                    arguments.push(format!("chain: ({},)", titles.join(", ")));
                }
                arguments.push(self.noted_heading(*level, text));
                self.call("section", &arguments);
            }
            PieceKind::Verse(verse) => self.verse(piece.id, verse),
            PieceKind::Gloss(gloss) => self.gloss(piece.id, gloss),
            PieceKind::Figure(figure) => self.figure(piece, figure),
            PieceKind::Table(table) => self.table(piece, table),
            PieceKind::Code { .. } => self.listing(piece),
            PieceKind::Formula(formula) => {
                let mut arguments = vec![id];
                arguments.extend(self.under_argument());
                arguments.push(super::formula::display(formula));
                self.call("display", &arguments);
            }
            PieceKind::Break(BlockBreak::Scene) => self.call("scene-break", &[id]),
            PieceKind::Break(BlockBreak::Page) => self.call("new-page", &[]),
            PieceKind::Callout {
                kind,
                title: head,
                pieces,
            } => self.callout(&id, *kind, head.as_ref(), pieces),
            PieceKind::Summary(points) => {
                let mut arguments = vec![id];
                arguments.extend(notes(running::have_notes(points)));
                arguments.push(self.lines(points));
                self.call("points", &arguments);
            }
            PieceKind::Quiz(quiz) => {
                let mut arguments = vec![id];
                let title = quiz.head.title.as_ref();
                let title = title.map(|title| format!("title: {}", self.heading(1, &title.text)));
                arguments.extend(title);
                self.block("quiz", &arguments, |writer| {
                    writer.before_questions(&quiz.head);
                    for item in &quiz.questions {
                        writer.alone(item.only, |writer| writer.question(item));
                    }
                });
            }
            PieceKind::Solved(quiz) => {
                if let Some(title) = &quiz.head.title {
                    let title = self.heading(1, &title.text);
                    self.call("section", &[id, "1".to_owned(), title]);
                }
                self.before_questions(&quiz.head);
                for one in &quiz.solved {
                    self.alone(one.item.only, |writer| writer.solved(one));
                }
            }
        }
    }

    fn callout(
        &mut self,
        id: &str,
        kind: CalloutKind,
        head: Option<&LocalizedText<'a>>,
        pieces: &[Piece<'a>],
    ) {
        let mut arguments = vec![id.to_owned(), string(kind.name())];
        if let Some(head) = head {
            arguments.push(format!("title: {}", self.title(&head.text)));
        }
        arguments.extend(notes(pieces.iter().any(running::has_notes)));
        self.block("callout", &arguments, |writer| writer.pieces(pieces));
    }

    fn entry(&mut self, entry: &GlossaryEntry<'a>) {
        self.mark(entry.term.text.lead().at);
        let mut arguments = vec![string(&entry.id)];
        arguments.extend(self.about_term(entry));
        arguments.push(self.title(&entry.term.text));
        self.call("entry", &arguments);
    }

    /// What is said about a term, as arguments.
    fn about_term(&self, entry: &GlossaryEntry<'a>) -> Vec<String> {
        let mut arguments = Vec::new();
        if entry.reading.iter().any(|reading| reading.is_some()) {
            let each = self.languages.zip(self.setting.rooms.text);
            let each = each.zip(entry.reading).map(|((lang, room), reading)| {
                let reading = reading.as_ref();
                reading.map_or("none".to_owned(), |text| inline::words(text, lang, *room))
            });
            arguments.push(format!("reading: {}", pair(&each)));
        }
        let texts = [
            ("pos", &entry.pos),
            ("definition", &entry.definition),
            ("example", &entry.example),
        ];
        for (name, text) in texts {
            arguments.extend(
                text.as_ref()
                    .map(|text| format!("{name}: {}", self.body(text))),
            );
        }
        arguments
    }

    /// A pair of texts without notes.
    fn title(&self, texts: &Localized<&Text>) -> String {
        let first = self.alone.unwrap_or_default();
        inline::title(texts, self.languages, self.rooms(), first)
    }

    fn caption(&self, caption: Option<&LocalizedText<'a>>) -> Option<String> {
        caption.map(|caption| format!("caption: {}", self.noted(caption, self.rooms())))
    }

    fn body(&self, line: &LocalizedText<'a>) -> String {
        let lines = if self.in_cell {
            Lines::Whole
        } else {
            self.setting.lines
        };
        self.body_in(line, lines)
    }

    fn lines(&self, lines: &[LocalizedText<'a>]) -> String {
        let lines: Vec<String> = lines.iter().map(|line| self.body(line)).collect();
        format!("({},)", lines.join(", "))
    }
}

/// The argument for the number of a chapter, if it has one.
fn number_argument(of: Option<ChapterNumber>) -> Option<String> {
    of.is_some().then(|| format!("number: {}", number(of)))
}

fn number(number: Option<ChapterNumber>) -> String {
    match number {
        None => "none".to_owned(),
        Some(number @ ChapterNumber::Chapter(_)) => number.to_string(),
        Some(letter @ ChapterNumber::Appendix(_)) => string(&letter.to_string()),
    }
}

/// The argument for content that must stay on one page.
fn whole(keep: bool) -> Option<String> {
    keep.then(|| "whole: true".to_owned())
}

/// The argument for a box with notes, which need room at the foot of its page.
fn notes(has: bool) -> Option<String> {
    has.then(|| "notes: true".to_owned())
}
