//! The solutions book: the book's questions, each with its answer.

use super::assembler::ChapterAssembler;
use super::quiz::Draw;
use super::{KeyItem, Piece, PieceKind, QuestionItem, QuizHead};
use crate::book::{Answer, Block, BlockKind, Book, Chapter, Inline, Note, Question, Quiz, Text};
use crate::lang::{Lang, Pair, Side};
use crate::walk;

/// A question with its answer.
#[derive(Debug)]
pub struct Solved<'a> {
    pub item: QuestionItem<'a>,
    pub key: KeyItem<'a>,
}

/// A quiz whose questions are followed by their answers.
#[derive(Debug)]
pub struct SolvedQuiz<'a> {
    pub head: QuizHead<'a>,
    pub solved: Vec<Solved<'a>>,
}

impl<'a> SolvedQuiz<'a> {
    /// The pieces of the passage and of the questions, in order.
    pub fn inside(&self) -> impl Iterator<Item = &Piece<'a>> {
        let of_questions = self.solved.iter().flat_map(|one| one.item.inside());
        self.head.passage.iter().chain(of_questions)
    }
}

impl<'a> ChapterAssembler<'a> {
    /// The quizzes among these blocks, each question followed by its answer; `None` if the other language has them all.
    pub(super) fn solved(&mut self, blocks: &'a [Block]) -> Option<Vec<Piece<'a>>> {
        let mut pieces = Vec::new();
        for (block, quiz) in walk::quizzes(blocks) {
            pieces.extend(self.within(block.only, |clerk| clerk.solved_quiz(block, quiz)));
        }
        (!pieces.is_empty()).then_some(pieces)
    }

    fn solved_quiz(&mut self, block: &'a Block, quiz: &'a Quiz) -> Piece<'a> {
        let head = self.quiz_head(quiz);
        let solved = quiz.questions.iter().filter_map(|question| {
            let (item, key) = self.answered(question, Draw::default())?;
            Some(Solved { item, key })
        });
        let kind = PieceKind::Solved(SolvedQuiz {
            solved: solved.collect(),
            head,
        });
        Piece {
            id: &block.id,
            at: block.at,
            runs_on: false,
            only: self.only,
            kind,
        }
    }
}

/// Makes the solutions book of a book: only the questions, under a title that marks it as the answer key. It leaves
/// out the glossary, the cover and the catalogue data, which describe the book itself.
pub fn solutions(book: &Book) -> Book {
    let chapters = book.chapters.iter().filter_map(|chapter| {
        let blocks: Vec<Block> = walk::quizzes(&chapter.blocks).map(asked).collect();
        (!blocks.is_empty()).then(|| Chapter {
            id: chapter.id.clone(),
            number: chapter.number,
            role: chapter.role,
            only: chapter.only,
            label: None,
            title: unlinked(&chapter.title.map(Text::without_notes)),
            blocks,
            numbers: chapter.numbers.clone(),
        })
    });
    let sort = |side| {
        let sort = book.sort.get(side).as_ref()?;
        Some(titled(sort, book.languages.get(side)))
    };
    Book {
        id: book.id.clone(),
        languages: book.languages.clone(),
        languages_at: book.languages_at.map(|at| *at),
        title: Pair {
            a: titled(&book.title.a, &book.languages.a),
            b: titled(&book.title.b, &book.languages.b),
        },
        subtitle: book.subtitle.as_ref().map(unlinked),
        sort: Pair {
            a: sort(Side::A),
            b: sort(Side::B),
        },
        series: None,
        creators: book.creators.clone(),
        publisher: book.publisher.clone(),
        date: book.date,
        rights: book.rights.clone(),
        cip: Pair::default(),
        imprint: book.imprint.clone(),
        description: None,
        subjects: book.subjects.clone(),
        identifiers: book.identifiers.clone(),
        cover: None,
        style: book.style.clone(),
        certifier: book.certifier.clone(),
        trade: book.trade.clone(),
        untranslated: book.untranslated,
        glossary: Vec::new(),
        chapters: chapters.collect(),
    }
}

/// A quiz block with what readers of a solutions book may see: no notes for teachers, and all questions of the pool.
fn asked((block, quiz): (&Block, &Quiz)) -> Block {
    let questions = quiz.questions.iter().map(|question| Question {
        prompt: unlinked(&question.prompt),
        blocks: question.blocks.iter().map(block_unlinked).collect(),
        answer: answer_unlinked(&question.answer),
        explanation: question.explanation.as_ref().map(unlinked),
        guide: None,
        ..question.clone()
    });
    Block {
        id: block.id.clone(),
        at: block.at,
        only: block.only,
        has_own_readings: block.has_own_readings,
        kind: BlockKind::Quiz(Quiz {
            title: quiz.title.as_ref().map(unlinked),
            instructions: quiz.instructions.as_ref().map(unlinked),
            passage: quiz.passage.iter().map(block_unlinked).collect(),
            line_numbers: quiz.line_numbers,
            questions: questions.collect(),
            pick: None,
        }),
    }
}

/// The title marked as that of an answer key: `标题——参考答案`, `Title — Answer Key`.
fn titled(title: &Text, lang: &Lang) -> Text {
    let labels = lang.labels();
    let mut title = without_references(title);
    let said = format!("{}{}", labels.dash, labels.answers);
    title.inlines.push(Inline::Plain(said));
    title
}

/// A block of a quiz whose references are plain text.
fn block_unlinked(block: &Block) -> Block {
    let mut block = block.clone();
    for pair in block.texts_mut() {
        *pair = unlinked(pair);
    }
    let all = |blocks: &mut Vec<Block>| *blocks = blocks.iter().map(block_unlinked).collect();
    if let BlockKind::Callout(callout) = &mut block.kind {
        all(&mut callout.blocks);
    } else if let BlockKind::Quote(quote) = &mut block.kind {
        all(&mut quote.blocks);
    } else if let BlockKind::List(list) = &mut block.kind {
        list.items.iter_mut().for_each(|item| all(&mut item.blocks));
    }
    block
}

/// An answer whose references are plain text.
fn answer_unlinked(answer: &Answer) -> Answer {
    let mut answer = answer.map(unlinked);
    if let Answer::Choice(choices) = &mut answer {
        for choice in choices {
            choice.blocks = choice.blocks.iter().map(block_unlinked).collect();
        }
    }
    answer
}

/// A pair whose references are plain text, since a solutions book has neither a glossary nor the chapters to link to.
fn unlinked(pair: &Pair<Text>) -> Pair<Text> {
    pair.map(without_references)
}

fn without_references(text: &Text) -> Text {
    Text {
        inlines: plain_runs(&text.inlines),
        at: text.at,
        places: text.places.clone(),
    }
}

fn plain_runs(inlines: &[Inline]) -> Vec<Inline> {
    let each = inlines.iter().flat_map(|inline| match inline {
        Inline::Reference { text, .. } => plain_runs(text),
        Inline::Emph(inner) => vec![Inline::Emph(plain_runs(inner))],
        Inline::Strong(inner) => vec![Inline::Strong(plain_runs(inner))],
        Inline::Span { kind, text } => vec![Inline::Span {
            kind: kind.clone(),
            text: plain_runs(text),
        }],
        Inline::Note(note) => vec![Inline::Note(Note {
            text: plain_runs(&note.text),
            ..note.clone()
        })],
        Inline::Link { url, text } => vec![Inline::Link {
            url: url.clone(),
            text: plain_runs(text),
        }],
        Inline::Plain(_)
        | Inline::Code(_)
        | Inline::Formula(_)
        | Inline::Ruby { .. }
        | Inline::Blank { .. }
        | Inline::Index(_)
        | Inline::Picture(_)
        | Inline::Break => vec![inline.clone()],
    });
    each.collect()
}
