//! Assembles one chapter: numbers its pieces and takes out its answers.

use super::quiz::Draw;
use super::{
    FigureItem, FigurePiece, GlossPiece, ItemMark, ItemPiece, KeyItem, ListPiece, LocalizedText,
    NoteCounts, Noted, NumberedNotes, Piece, PieceKind, QuizHead, QuizPiece, QuotePiece,
    SignatureItem, TableCell, TablePiece, TurnItem, VerseLineItem, VersePiece,
};
use crate::book::{
    Block, BlockKind, Cell, Chapter, Figure, List, Mark, QuestionNumbers, Quiz, Table, Text, Verse,
};
use crate::edition::{Answers, Languages};
use crate::lang::{Pair, Side};
use crate::walk;

/// Walks a chapter's blocks in order and keeps the counters for numbering.
pub struct ChapterAssembler<'a> {
    languages: Languages,
    /// The place of the language that alone has the current block.
    pub(super) only: Option<usize>,
    pub(super) answers: Answers,
    /// Whether what reads the same in both languages is printed for each, as on facing pages.
    pub(super) repeats: bool,
    pub(super) chapter: &'a Chapter,
    /// Whether notes stand at the end of the chapter or of the book.
    pub(super) has_endnotes: bool,
    notes: NoteCounts,
    /// The texts so far whose notes stand there.
    noted: Vec<Noted<'a>>,
    /// The levels of the headings that the current block is below, as the author gave them.
    levels: Vec<u8>,
    pub(super) questions: QuestionNumbers,
    /// The answers to the questions so far, if the edition prints any.
    pub(super) keyed: Vec<KeyItem<'a>>,
}

impl<'a> ChapterAssembler<'a> {
    /// Starts a chapter with all counters at zero.
    pub fn new(languages: Languages, answers: Answers, chapter: &'a Chapter) -> Self {
        let questions = walk::quizzes(&chapter.blocks).flat_map(|(_, quiz)| &quiz.questions);
        Self {
            languages,
            only: None,
            answers,
            repeats: false,
            chapter,
            has_endnotes: false,
            notes: NoteCounts::default(),
            noted: Vec::new(),
            levels: Vec::new(),
            questions: QuestionNumbers::new(questions.map(|question| question.only)),
            keyed: Vec::new(),
        }
    }

    /// A text whose notes continue the numbering of the chapter.
    pub fn line(&mut self, pair: &'a Pair<Text>) -> LocalizedText<'a> {
        let mut line = self.unnumbered(pair);
        self.number_notes(&mut line);
        line
    }

    /// A text whose notes are not numbered yet.
    pub(super) fn unnumbered(&self, pair: &'a Pair<Text>) -> LocalizedText<'a> {
        LocalizedText {
            text: self.languages.choose(pair),
            notes_before: NoteCounts::default(),
        }
    }

    /// Continues the chapter's numbering with the notes of a text.
    pub(super) fn number_notes(&mut self, line: &mut LocalizedText<'a>) {
        line.notes_before = self.notes;
        let numbered = NumberedNotes::of(line);
        self.notes = numbered.after;
        if self.has_endnotes && !numbered.all.is_empty() {
            self.noted.push(Noted {
                line: *line,
                only: self.only,
            });
        }
    }

    /// The texts since the last call whose notes stand at the end of the chapter or of the book.
    pub fn noted(&mut self) -> Vec<Noted<'a>> {
        std::mem::take(&mut self.noted)
    }

    /// Makes something whose notes stand below it.
    fn with_notes_below<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.noted.len();
        let whole = make(self);
        self.noted.truncate(before);
        whole
    }

    /// The same as [`line`](Self::line) for an optional text.
    pub(super) fn maybe(&mut self, pair: Option<&'a Pair<Text>>) -> Option<LocalizedText<'a>> {
        pair.map(|pair| self.line(pair))
    }

    fn lines(&mut self, pairs: &'a [Pair<Text>]) -> Vec<LocalizedText<'a>> {
        pairs.iter().map(|pair| self.line(pair)).collect()
    }

    fn list(&mut self, list: &'a List) -> ListPiece<'a> {
        let start = **self.languages.choose(&list.start).lead();
        let items = list.items.iter().map(|item| ItemPiece {
            anchor: item.anchor.as_deref(),
            mark: match &item.mark {
                Mark::Bullet => ItemMark::Bullet,
                Mark::Number(number) => ItemMark::Number(self.languages.choose(number)),
                Mark::Check(is_checked) => ItemMark::Check(*is_checked),
                Mark::Term(term) => ItemMark::Term(self.line(term)),
                Mark::Hanging => ItemMark::Hanging,
            },
            text: self.line(&item.text),
            pieces: self.pieces(&item.blocks),
        });
        ListPiece {
            kind: list.kind,
            has_pattern: list.has_pattern,
            has_words: list.has_words,
            start,
            items: items.collect(),
            is_plain: list.is_plain(),
        }
    }

    fn verse(&mut self, verse: &'a Verse) -> VersePiece<'a> {
        let title = self.maybe(verse.title.as_ref());
        let mut count = 0;
        let mut stanzas = Vec::new();
        for stanza in &verse.stanzas {
            let mut lines = Vec::new();
            for line in stanza {
                count += 1;
                lines.push(VerseLineItem {
                    text: self.line(&line.text),
                    indent: self.languages.choose(&line.indent),
                    number: verse
                        .numbers
                        .and_then(|every| (count % every == 0).then_some(count)),
                });
            }
            stanzas.push(lines);
        }
        VersePiece {
            title,
            stanzas,
            source: self.maybe(verse.source.as_ref()),
        }
    }

    fn figure(&mut self, figure: &'a Figure, number: String) -> FigurePiece<'a> {
        let mut letters = 'a'..='z';
        let parts = figure.parts.iter().map(|part| FigureItem {
            picture: &part.image,
            alt: self.maybe(part.alt.as_ref()),
            caption: self.maybe(part.caption.as_ref()),
            letter: part.caption.as_ref().and_then(|_| letters.next()),
        });
        FigurePiece {
            parts: parts.collect(),
            caption: self.maybe(figure.caption.as_ref()),
            number,
            width: figure.width,
            place: figure.place,
            is_turned: figure.is_turned,
        }
    }

    fn table(&mut self, table: &'a Table, number: String) -> TablePiece<'a> {
        let caption = self.maybe(table.caption.as_ref());
        let mut rows = |rows: &'a [Vec<Cell>], is_header: bool| {
            let row = |row: &'a Vec<Cell>| {
                let cells = row.iter().map(|cell| TableCell {
                    text: self.line(&cell.text),
                    column: cell.column,
                    across: cell.across,
                    down: cell.down,
                    is_head: is_header || cell.column < table.header_columns,
                });
                cells.collect()
            };
            rows.iter().map(row).collect()
        };
        let (header, rows) = (rows(&table.header, true), rows(&table.rows, false));
        TablePiece {
            caption,
            number,
            columns: &table.columns,
            header,
            rows,
            is_turned: table.is_turned,
        }
    }

    /// What precedes the questions of a quiz.
    pub(super) fn quiz_head(&mut self, quiz: &'a Quiz) -> QuizHead<'a> {
        QuizHead {
            only: self.only,
            title: self.maybe(quiz.title.as_ref()),
            instructions: self.maybe(quiz.instructions.as_ref()),
            passage: self.pieces(&quiz.passage),
            line_numbers: quiz.line_numbers,
        }
    }

    /// The number of a figure, table or listing.
    fn number(&self, block: &Block) -> String {
        let number = self.chapter.numbers.get(&block.id);
        number.cloned().unwrap_or_default()
    }

    /// The pieces made of these blocks, in order.
    pub fn pieces(&mut self, blocks: &'a [Block]) -> Vec<Piece<'a>> {
        let pieces = blocks.iter().filter_map(|block| self.piece(block));
        pieces.collect()
    }

    /// Keeps to the only language of something, whose place in an edition of two languages is then in `only`. `None` if
    /// the edition lacks it.
    pub(super) fn keep_to(&mut self, only: Option<Side>) -> Option<()> {
        if !self.languages.have(only) {
            return None;
        }
        if let (Some(side), Languages::Both { lead }) = (only, self.languages) {
            self.languages = Languages::Only(side);
            self.only = Some(usize::from(side != lead));
        }
        Some(())
    }

    /// The languages of the edition, or of what alone has the current block.
    pub(super) fn languages(&self) -> Languages {
        self.languages
    }

    /// Makes something that one language may have alone, unless the edition lacks that language.
    pub(super) fn within<T>(
        &mut self,
        only: Option<Side>,
        make: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        let (languages, around) = (self.languages, self.only);
        self.keep_to(only)?;
        let result = make(self);
        (self.languages, self.only) = (languages, around);
        Some(result)
    }

    /// The piece made of a block, unless only the language that the edition lacks has it.
    fn piece(&mut self, block: &'a Block) -> Option<Piece<'a>> {
        let only = match self.languages {
            Languages::Both { lead } if !self.repeats && block.says_the_same() => Some(lead),
            Languages::Both { .. } | Languages::Only(_) => block.only,
        };
        self.within(only, |clerk| clerk.piece_of(block))
    }

    fn piece_of(&mut self, block: &'a Block) -> Piece<'a> {
        let kind = match &block.kind {
            BlockKind::Lead(text) => PieceKind::Lead(self.line(text)),
            BlockKind::Text(text) => PieceKind::Text(self.line(text)),
            BlockKind::Aligned(text, align) => PieceKind::Aligned(self.line(text), *align),
            BlockKind::Heading { level, text } => {
                // A subsection before the first section becomes a section, so that heading levels are not skipped.
                self.levels.retain(|above| above < level);
                self.levels.push(*level);
                PieceKind::Heading {
                    level: u8::try_from(self.levels.len()).unwrap_or(*level),
                    text: self.line(text),
                }
            }
            BlockKind::List(list) => PieceKind::List(self.list(list)),
            BlockKind::Quote(quote) => PieceKind::Quote(QuotePiece {
                text: self.maybe(quote.text.as_ref()),
                pieces: self.pieces(&quote.blocks),
                source: self.maybe(quote.source.as_ref()),
                is_epigraph: quote.is_epigraph,
                is_plain: quote.plain().is_some(),
            }),
            BlockKind::Dialogue(turns) => {
                let turns = turns.iter().map(|turn| TurnItem {
                    speaker: self.maybe(turn.speaker.as_ref()),
                    time: turn.time.as_deref(),
                    text: self.line(&turn.text),
                });
                PieceKind::Dialogue(turns.collect())
            }
            BlockKind::Signatures(all) => {
                let all = all.iter().map(|one| SignatureItem {
                    party: self.line(&one.party),
                    lines: self.lines(&one.lines),
                });
                PieceKind::Signatures(all.collect())
            }
            BlockKind::Verse(verse) => PieceKind::Verse(self.verse(verse)),
            BlockKind::Gloss(gloss) => PieceKind::Gloss(GlossPiece {
                number: gloss.is_numbered.then(|| self.number(block)),
                lang: gloss.lang.as_ref(),
                words: gloss.words.iter().map(|rows| self.lines(rows)).collect(),
                translation: self.maybe(gloss.translation.as_ref()),
            }),
            BlockKind::Figure(figure) => {
                let number = self.number(block);
                let figure = self.with_notes_below(|clerk| clerk.figure(figure, number));
                PieceKind::Figure(figure)
            }
            BlockKind::Table(table) => {
                let number = self.number(block);
                let table = self.with_notes_below(|clerk| clerk.table(table, number));
                PieceKind::Table(table)
            }
            BlockKind::Code(code) => PieceKind::Code {
                lang: code.lang.as_deref(),
                program: self
                    .languages
                    .choose(&code.program)
                    .map(|program| program.text.as_str()),
                caption: self.with_notes_below(|clerk| clerk.maybe(code.caption.as_ref())),
                number: self.number(block),
                numbers_from: code.numbers_from,
                marked: &code.marked,
            },
            BlockKind::Formula(display) => PieceKind::Formula(&display.formula),
            BlockKind::Break(kind) => PieceKind::Break(*kind),
            BlockKind::Callout(callout) => PieceKind::Callout {
                kind: callout.kind,
                title: self.maybe(callout.title.as_ref()),
                pieces: self.pieces(&callout.blocks),
            },
            BlockKind::Summary(points) => PieceKind::Summary(self.lines(points)),
            BlockKind::Quiz(quiz) => {
                let head = self.quiz_head(quiz);
                let questions = quiz.questions.iter().filter_map(|question| {
                    let (item, key) = self.question(question, Draw::default())?;
                    self.keyed.extend(item.answer.is_some().then_some(key));
                    Some(item)
                });
                PieceKind::Quiz(QuizPiece {
                    questions: questions.collect(),
                    head,
                })
            }
        };
        Piece {
            id: &block.id,
            at: block.at,
            runs_on: if self.has_endnotes {
                block.running_text().is_some()
            } else {
                block.runs_on().is_some()
            },
            only: self.only,
            kind,
        }
    }
}
