//! Puts pieces together as rows: two that translate one another, one that has both languages, one that stands alone, one
//! that is the same in every language.

use std::collections::BTreeMap;

use super::align::Kind;
use super::bilingual::{self, Halves};
use super::columns;
use super::document::{
    Block, Cell, Chapter, Content, Doubt, Figure, Piece, Role, Row, Said, Table,
};
use super::rich::{Inline, Rich, Style};
use super::scripts::has_han;
use super::whole;
use crate::message::{Message, message};

/// The rows of a chapter so far.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// The place of Chinese among the languages of the book.
    chinese: usize,
    /// Whether the pieces are lines of plain text.
    is_bare: bool,
    /// Whether lines of plain text have the translation first.
    is_swapped: bool,
    /// The names of the files that have the languages; the same if one file has both.
    files: [String; 2],
    #[expect(clippy::struct_field_names, reason = "the other fields are about them")]
    pub(crate) rows: Vec<Row>,
    pub(crate) doubts: Vec<Doubt>,
    marks: BTreeMap<String, usize>,
    repeated: usize,
    /// Whether the last row was an item whose translation stood after its list, so that the next item may go on.
    goes_on: bool,
}

/// The language of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Both,
    Chinese,
    Other,
    /// No words of any language, such as a program or a number.
    Neither,
}

/// The language of words. Code between backticks does not count.
pub(crate) fn language(words: &str) -> Language {
    let is_letter = |part: &str| part.chars().any(char::is_alphabetic);
    if !words.split('`').step_by(2).any(is_letter) {
        Language::Neither
    } else if words.split('`').step_by(2).any(has_han) {
        Language::Chinese
    } else {
        Language::Other
    }
}

/// How the rows of a table have two languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alternating {
    /// Each row is followed by its translation, the head too.
    All,
    /// The same, below a head that has both languages in each cell.
    Body,
    No,
}

impl Rows {
    /// `chinese` is the place of Chinese among the languages of the book.
    pub(crate) fn new(files: [&str; 2], chinese: usize) -> Self {
        Self {
            chinese,
            files: files.map(str::to_owned),
            ..Self::default()
        }
    }

    /// The same for lines of plain text, which have Chinese first, or last.
    pub(crate) fn of_lines(file: &str, chinese: usize, is_swapped: bool) -> Self {
        Self {
            is_bare: true,
            is_swapped,
            ..Self::new([file, file], chinese)
        }
    }

    /// Moves what was put together to a chapter.
    pub(crate) fn finish(self, chapter: &mut Chapter) {
        chapter.rows.extend(self.rows);
        chapter.doubts.extend(self.doubts);
        chapter.repeated += self.repeated;
        for (mark, times) in self.marks {
            *chapter.marks.entry(mark).or_insert(0) += times;
        }
    }

    pub(crate) fn doubt(&mut self, side: usize, line: usize, why: Message, about: &[&str]) {
        self.scored(side, line, why, about, None);
    }

    pub(crate) fn scored(
        &mut self,
        side: usize,
        line: usize,
        why: Message,
        about: &[&str],
        score: Option<f64>,
    ) {
        let mut doubt = Doubt::new(&self.files[side], line, why);
        doubt.about = about.iter().map(|text| (*text).to_owned()).collect();
        doubt.score = score;
        self.doubts.push(doubt);
    }

    /// Leaves a piece out of the chapter.
    pub(crate) fn left_out(&mut self, piece: &Piece, why: Message) {
        let doubt = Doubt::new(&self.files[0], piece.line, why);
        self.doubts.push(doubt.left_out(&piece.raw()));
    }

    fn mark(&mut self, mark: &str) {
        *self.marks.entry(mark.to_owned()).or_insert(0) += 1;
    }

    /// A row like a piece, with other contents.
    fn row(piece: &Piece, content: Content<Said>) -> Row {
        Row {
            depth: piece.depth,
            line: piece.line,
            anchors: piece.anchors.clone(),
            content,
        }
    }

    /// Two pieces that translate one another, in the order of the book's languages.
    pub(crate) fn pair(&mut self, first: &Piece, second: Piece) {
        let line = first.line;
        let content = match (&first.content, &second.content) {
            (Content::Words(role, one), Content::Words(translated, other)) => {
                let said = self.said_of(line, one, other);
                // The first paragraph of a quotation may be translated by the second, and an item by what follows it.
                let mut taken = if translated.opens() { translated } else { role }.clone();
                if let Role::Item(item) = &mut taken {
                    let is_between_items = first.depth == second.depth
                        && (*role == Role::Text || *translated == Role::Text);
                    item.is_first &= !(is_between_items && self.goes_on);
                    self.goes_on = is_between_items;
                } else {
                    self.goes_on = false;
                }
                Some(Content::Words(taken, said))
            }
            (
                Content::Code { language, program },
                Content::Code {
                    language: other,
                    program: translated,
                },
            ) => {
                let language = if language.is_empty() { other } else { language };
                let lines = |program: &Rich| program.words().trim_end().lines().count();
                let program = if program.words().trim_end() == translated.words().trim_end() {
                    self.repeated += translated.visible();
                    Some(Said::Both(program.clone()))
                } else {
                    (lines(program) == lines(translated))
                        .then(|| Said::pair(program.clone(), translated.clone()))
                };
                program.map(|program| Content::Code {
                    language: language.clone(),
                    program,
                })
            }
            (Content::Formula(one), Content::Formula(other)) if one.trim() == other.trim() => {
                self.repeated += second.visible();
                Some(Content::Formula(one.clone()))
            }
            (Content::SceneBreak, Content::SceneBreak) => Some(Content::SceneBreak),
            (Content::Table(one), Content::Table(other)) => {
                self.tables(line, one, other).map(Content::Table)
            }
            (Content::Figure(one), Content::Figure(other)) if one.source == other.source => {
                Some(Content::Figure(Figure {
                    source: one.source.clone(),
                    alt: self.said_of(line, &one.alt, &other.alt),
                    caption: self.said_of(line, &one.caption, &other.caption),
                }))
            }
            _ => None,
        };
        let Some(content) = content else {
            let why = message!("the two languages differ here, so each has its own");
            self.doubt(0, line, why, &[&first.words(), &second.words()]);
            self.single(first, 0);
            self.single(&second, 1);
            return;
        };
        let mut row = Self::row(first, content);
        row.depth = first.depth.min(second.depth);
        row.anchors.extend(second.anchors);
        self.rows.push(row);
    }

    /// What two texts say together: nothing, the same, or each its own.
    fn said_of(&mut self, line: usize, one: &Rich, other: &Rich) -> Said {
        match (one.is_empty(), other.is_empty()) {
            (true, true) => Said::Both(Rich::default()),
            (false, false) if one == other && language(&one.words()) == Language::Neither => {
                self.repeated += other.visible();
                Said::Both(one.clone())
            }
            (false, false) => {
                let (mut one, mut other) = (one.clone(), other.clone());
                self.settle_notes(line, &mut one, &mut other);
                Said::pair(one, other)
            }
            (is_empty, _) => {
                let text = if is_empty { other } else { one };
                if language(&text.words()) != Language::Neither {
                    let why = message!("only one language has this; it stands in both");
                    self.doubt(0, line, why, &[&text.words()]);
                }
                Said::Both(text.clone())
            }
        }
    }

    fn tables(
        &mut self,
        line: usize,
        one: &Table<Rich>,
        other: &Table<Rich>,
    ) -> Option<Table<Said>> {
        let shape = |table: &Table<Rich>| -> Vec<Vec<(u8, u8)>> {
            let row =
                |row: &Vec<Cell<Rich>>| row.iter().map(|cell| (cell.across, cell.down)).collect();
            table.rows.iter().map(row).collect()
        };
        if shape(one) != shape(other) {
            return None;
        }
        let rows = one.rows.iter().zip(&other.rows);
        let rows = rows.map(|(ours, theirs)| self.cells(line, ours, theirs));
        let rows = rows.collect();
        Some(Table {
            caption: self.said_of(line, &one.caption, &other.caption),
            head: one.head.max(other.head),
            align: one.align.clone(),
            rows,
        })
    }

    fn cells(
        &mut self,
        line: usize,
        ours: &[Cell<Rich>],
        theirs: &[Cell<Rich>],
    ) -> Vec<Cell<Said>> {
        let cells = ours.iter().zip(theirs);
        cells
            .map(|(one, other)| Cell {
                text: self.said_of(line, &one.text, &other.text),
                across: one.across,
                down: one.down,
            })
            .collect()
    }

    /// A piece that has both languages.
    pub(crate) fn both(&mut self, piece: &Piece) {
        let line = piece.line;
        let content = match &piece.content {
            Content::Words(role, text) => {
                let kind = if !self.is_bare {
                    kind_of(role)
                } else if self.is_swapped && bilingual::has_both(text, bilingual::Kind::SwappedLine)
                {
                    bilingual::Kind::SwappedLine
                } else {
                    bilingual::Kind::Line
                };
                Content::Words(role.clone(), self.cut(line, text, kind))
            }
            Content::Table(table) => Content::Table(self.table(line, table)),
            Content::Figure(figure) => Content::Figure(Figure {
                source: figure.source.clone(),
                alt: self.described(line, &figure.alt),
                caption: self.cut(line, &figure.caption, bilingual::Kind::Name),
            }),
            Content::Code { language, program } => Content::Code {
                language: language.clone(),
                program: Said::Both(program.clone()),
            },
            Content::Formula(tex) => Content::Formula(tex.clone()),
            Content::SceneBreak => Content::SceneBreak,
        };
        self.rows.push(Self::row(piece, content));
    }

    /// A heading that has no translation, which stands in both languages as all headings do.
    pub(crate) fn heading(&mut self, piece: &Piece) {
        if let Content::Words(role, text) = &piece.content {
            let why = message!("only one language has this; it stands in both");
            self.doubt(0, piece.line, why, &[&text.words()]);
            let content = Content::Words(role.clone(), Said::Both(text.clone()));
            self.rows.push(Self::row(piece, content));
        }
    }

    /// What a text with both languages says in each; what it has of one only stands in both.
    fn cut(&mut self, line: usize, text: &Rich, kind: bilingual::Kind) -> Said {
        let Some(halves) = bilingual::cut(text, kind) else {
            // Words in letters may be the same in both, such as a name.
            if language(&text.words()) == Language::Chinese {
                let why = message!("only one language has this; it stands in both");
                self.doubt(0, line, why, &[&text.words()]);
            }
            return Said::Both(text.clone());
        };
        let Halves {
            chinese,
            other,
            doubt,
            marks,
        } = halves;
        if let Some(score) = doubt {
            let why = message!("where Chinese ends and the translation begins is not certain");
            self.scored(
                0,
                line,
                why,
                &[&chinese.words(), &other.words()],
                Some(score),
            );
        }
        for mark in marks {
            self.mark(&mark);
        }
        let [mut first, mut second] = self.in_order(chinese, other);
        self.settle_notes(line, &mut first, &mut second);
        Said::pair(first, second)
    }

    /// The description of a picture.
    fn described(&mut self, line: usize, alt: &Rich) -> Said {
        if language(&alt.words()) == Language::Other {
            let why = message!("only one language has this; it stands in both");
            self.doubt(0, line, why, &[&alt.words()]);
        }
        self.cut(line, alt, bilingual::Kind::Name)
    }

    /// Chinese and its translation in the order of the book's languages.
    fn in_order<T>(&self, chinese: T, other: T) -> [T; 2] {
        if self.chinese == 0 {
            [chinese, other]
        } else {
            [other, chinese]
        }
    }

    fn table(&mut self, line: usize, table: &Table<Rich>) -> Table<Said> {
        let caption = self.cut(line, &table.caption, bilingual::Kind::Name);
        let way = alternating(table);
        let mut head = table.head;
        let mut rows = Vec::new();
        let (apart, paired) = match way {
            Alternating::All => {
                head = table.head.div_ceil(2);
                table.rows.split_at(0)
            }
            Alternating::Body => table.rows.split_at(table.head),
            Alternating::No => table.rows.split_at(table.rows.len()),
        };
        let has_columns = columns::has_languages(table);
        for row in apart {
            let cells = row.iter().enumerate().map(|(at, cell)| Cell {
                text: if has_columns || whole::is_beside_its_translation(row, at) {
                    Said::Both(cell.text.clone())
                } else {
                    self.cut(line, &cell.text, bilingual::Kind::Name)
                },
                across: cell.across,
                down: cell.down,
            });
            rows.push(cells.collect());
        }
        for pair in paired.chunks(2) {
            let [one, other] = pair else { continue };
            let is_chinese = row_language(one) == Language::Chinese;
            let [ours, theirs] = if is_chinese == (self.chinese == 0) {
                [one, other]
            } else {
                [other, one]
            };
            rows.push(self.cells(line, ours, theirs));
        }
        Table {
            caption,
            head,
            align: table.align.clone(),
            rows,
        }
    }

    /// A piece in one language, the place of which among those of the book is `side`. `score` says how probable it is
    /// that it has no translation.
    pub(crate) fn alone(&mut self, piece: &Piece, side: usize, score: Option<f64>) {
        let why = message!("this stands in one language only");
        let file = if self.files[0] == self.files[1] {
            0
        } else {
            side
        };
        self.scored(file, piece.line, why, &[&piece.words()], score);
        self.single(piece, side);
    }

    fn single(&mut self, piece: &Piece, side: usize) {
        if piece.is_bare_picture() {
            self.both(piece);
            return;
        }
        let one = |text: &Rich| {
            if text.is_empty() {
                Said::Both(Rich::default())
            } else {
                Said::one(text.clone(), side)
            }
        };
        let content = match &piece.content {
            Content::Words(Role::Heading(_), text) => Content::Words(Role::Text, one(text)),
            Content::Words(role, text) => Content::Words(role.clone(), one(text)),
            Content::Code { language, program } => Content::Code {
                language: language.clone(),
                program: one(program),
            },
            Content::Formula(tex) => Content::Formula(tex.clone()),
            Content::Table(table) => Content::Table(Table {
                caption: one(&table.caption),
                head: table.head,
                align: table.align.clone(),
                rows: table
                    .rows
                    .iter()
                    .map(|row| {
                        row.iter()
                            .map(|cell| Cell {
                                text: one(&cell.text),
                                across: cell.across,
                                down: cell.down,
                            })
                            .collect()
                    })
                    .collect(),
            }),
            Content::Figure(figure) => Content::Figure(Figure {
                source: figure.source.clone(),
                alt: one(&figure.alt),
                caption: one(&figure.caption),
            }),
            Content::SceneBreak => Content::SceneBreak,
        };
        self.rows.push(Self::row(piece, content));
    }

    /// Gives each of two texts its notes: those with both languages are cut, those that only one text has say so.
    fn settle_notes(&mut self, line: usize, first: &mut Rich, second: &mut Rich) {
        let notes = |text: &mut Rich| -> Vec<Rich> {
            text.notes_mut().map(|(note, _)| note.clone()).collect()
        };
        let (ours, theirs) = (notes(first), notes(second));
        if ours == theirs {
            // Both call the same notes, each of which was read twice.
            for (text, side) in [(first, 0), (second, 1)] {
                let own = if side == self.chinese {
                    Language::Chinese
                } else {
                    Language::Other
                };
                let foreign = |note: &Rich| {
                    let language = language(&note.words());
                    let is_cut = bilingual::has_both(note, bilingual::Kind::Paragraph);
                    language != own && language != Language::Neither && !is_cut
                };
                self.repeated += text.remove_notes(&foreign);
                let translated = self.halve_notes(text, side, true);
                self.repeated += translated.iter().map(Rich::visible).sum::<usize>();
            }
        } else if theirs.is_empty() {
            let translated = self.halve_notes(first, 0, true);
            add_notes(second, translated);
        } else if ours.is_empty() {
            let translated = self.halve_notes(second, 1, true);
            add_notes(first, translated);
        } else if ours.len() != theirs.len() {
            let shorter = ours.len().min(theirs.len());
            for text in [&mut *first, &mut *second] {
                for (_, only) in text.notes_mut().skip(shorter) {
                    *only = true;
                }
            }
            let why = message!("the two languages have different notes here");
            self.doubt(0, line, why, &[&first.words(), &second.words()]);
        }
    }

    /// Leaves each note of a text its own language, and returns what they said in the other. `is_only` says whether
    /// the other text has none of those that are in one language.
    fn halve_notes(&mut self, text: &mut Rich, side: usize, is_only: bool) -> Vec<Rich> {
        let mut translated = Vec::new();
        for (note, only) in text.notes_mut() {
            let Some(halves) = bilingual::cut(note, bilingual::Kind::Paragraph) else {
                *only = is_only && language(&note.words()) != Language::Neither;
                continue;
            };
            for mark in halves.marks {
                *self.marks.entry(mark).or_insert(0) += 1;
            }
            let [own, other] = if side == self.chinese {
                [halves.chinese, halves.other]
            } else {
                [halves.other, halves.chinese]
            };
            *note = own;
            translated.push(other);
        }
        translated
    }
}

fn add_notes(text: &mut Rich, notes: Vec<Rich>) {
    for note in notes {
        let note = Inline::Note {
            text: note,
            only: false,
        };
        text.push(note, &Style::default());
    }
}

/// How a text with this role is to be cut.
pub(crate) fn kind_of(role: &Role) -> bilingual::Kind {
    match role {
        Role::Heading(_) | Role::Term => bilingual::Kind::Name,
        Role::Text | Role::Item(_) | Role::Quote | Role::Callout(_) => bilingual::Kind::Paragraph,
    }
}

/// The language of a row of cells.
fn row_language(row: &[Cell<Rich>]) -> Language {
    let words: Vec<String> = row.iter().map(|cell| cell.text.words()).collect();
    language(&words.join(" "))
}

/// Whether the rows of a table are in two languages by turns.
fn alternating(table: &Table<Rich>) -> Alternating {
    let is_pair = |pair: &[Vec<Cell<Rich>>]| {
        let [one, other] = pair else { return false };
        let languages = [row_language(one), row_language(other)];
        one.len() == other.len()
            && languages.contains(&Language::Chinese)
            && languages.contains(&Language::Other)
            && !one
                .iter()
                .chain(other)
                .any(|cell| bilingual::has_both(&cell.text, bilingual::Kind::Paragraph))
    };
    let all = |rows: &[Vec<Cell<Rich>>]| {
        !rows.is_empty() && rows.len().is_multiple_of(2) && rows.chunks(2).all(is_pair)
    };
    if all(&table.rows) {
        Alternating::All
    } else if table.head > 0 && all(&table.rows[table.head.min(table.rows.len())..]) {
        Alternating::Body
    } else {
        Alternating::No
    }
}

/// The language of a piece, which may have both.
pub(crate) fn language_of(piece: &Piece) -> Language {
    let has_both = match &piece.content {
        Content::Words(role, text) => bilingual::has_both(text, kind_of(role)),
        Content::Table(table) => {
            alternating(table) != Alternating::No
                || columns::has_languages(table)
                || table.rows.iter().any(|row| {
                    row.iter().enumerate().any(|(at, cell)| {
                        bilingual::has_both(&cell.text, bilingual::Kind::Name)
                            && !whole::is_beside_its_translation(row, at)
                    })
                })
        }
        // A picture without words below it is for both languages, whatever its description.
        Content::Figure(figure) if figure.caption.is_empty() => {
            let has_both = bilingual::has_both(&figure.alt, bilingual::Kind::Name);
            return if has_both {
                Language::Both
            } else {
                Language::Neither
            };
        }
        Content::Figure(figure) => [&figure.alt, &figure.caption]
            .into_iter()
            .any(|text| bilingual::has_both(text, bilingual::Kind::Name)),
        Content::Code { .. } | Content::Formula(_) | Content::SceneBreak => {
            return Language::Neither;
        }
    };
    if has_both {
        Language::Both
    } else {
        language(&piece.words())
    }
}

/// The language that comes first in a piece.
pub(crate) fn leading_language(piece: &Piece) -> Language {
    match language_of(piece) {
        Language::Both => {
            let words = piece.words();
            let letters = words.chars().find(|c| c.is_alphabetic());
            match letters {
                Some(c) if super::scripts::is_han(c) => Language::Chinese,
                Some(_) => Language::Other,
                None => Language::Neither,
            }
        }
        language @ (Language::Chinese | Language::Other | Language::Neither) => language,
    }
}

/// What the aligner has to know of a block's kind.
pub(crate) fn kind<T>(block: &Block<T>) -> Kind {
    match &block.content {
        Content::Words(Role::Heading(level), _) => Kind::Heading(*level),
        Content::Words(Role::Text | Role::Quote | Role::Callout(_), _) => Kind::Text,
        Content::Words(Role::Item(_) | Role::Term, _) => Kind::Item,
        Content::Code { .. } => Kind::Code,
        Content::Formula(_) => Kind::Formula,
        Content::Table(_) => Kind::Table,
        Content::Figure(_) => Kind::Figure,
        Content::SceneBreak => Kind::Break,
    }
}
