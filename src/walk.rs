//! Traversal of a book's blocks and texts. No other module descends into nested blocks of a book, so none forgets them.

use crate::book::{
    Block, BlockKind, Book, Figure, FigurePart, Inline, InlinePicture, Question, Quiz, Signature,
    Text, Turn,
};
use crate::lang::Pair;

/// The things of a list and all that are nested in them, depth first, parents before children.
pub fn nested<'a, T>(
    list: &'a [T],
    inside: impl Fn(&'a T) -> Vec<&'a T>,
) -> impl Iterator<Item = &'a T> {
    let mut open = vec![list.iter().collect::<Vec<_>>().into_iter()];
    std::iter::from_fn(move || {
        loop {
            if let Some(thing) = open.last_mut()?.next() {
                open.push(inside(thing).into_iter());
                return Some(thing);
            }
            open.pop();
        }
    })
}

/// All blocks of a list, nested ones included, in order.
pub fn blocks(list: &[Block]) -> impl Iterator<Item = &Block> {
    nested(list, Block::inside)
}

/// Every block of a book, nested ones included, in order.
pub fn every_block(book: &Book) -> impl Iterator<Item = &Block> {
    book.chapters
        .iter()
        .flat_map(|chapter| blocks(&chapter.blocks))
}

/// Every figure of a book, in order.
pub fn figures(book: &Book) -> impl Iterator<Item = &Figure> {
    every_block(book).filter_map(|block| {
        if let BlockKind::Figure(figure) = &block.kind {
            Some(figure)
        } else {
            None
        }
    })
}

/// Every picture of the figures of a book, in order.
pub fn pictures(book: &Book) -> impl Iterator<Item = &FigurePart> {
    figures(book).flat_map(|figure| &figure.parts)
}

/// Every picture in the lines of a book's texts, in order.
pub fn inline_pictures(book: &Book) -> Vec<&InlinePicture> {
    let mut all = Vec::new();
    texts(book, &mut |text| {
        text.every(&mut |inline| {
            if let Inline::Picture(picture) = inline {
                all.push(picture);
            }
        });
    });
    all
}

/// The quizzes among some blocks, each with the block that holds it, in order.
pub fn quizzes(list: &[Block]) -> impl Iterator<Item = (&Block, &Quiz)> {
    blocks(list).filter_map(|block| {
        if let BlockKind::Quiz(quiz) = &block.kind {
            Some((block, quiz))
        } else {
            None
        }
    })
}

/// Visits every text of a book, in both languages: the pairs, then the lines that each language has by itself and the
/// patterns by which lists are numbered.
pub fn texts<'a>(book: &'a Book, visit: &mut impl FnMut(&'a Text)) {
    let mut both = |pair: &'a Pair<Text>| pair.iter().for_each(&mut *visit);
    pairs(book, &mut both);
    let readings = book.glossary.iter().flat_map(|term| term.reading.iter());
    readings.flatten().for_each(&mut *visit);
    for lines in book.cip.iter().chain(book.imprint.iter()) {
        lines.iter().for_each(&mut *visit);
    }
    for block in every_block(book) {
        if let BlockKind::List(list) = &block.kind {
            list.patterns
                .iter()
                .flat_map(Pair::iter)
                .for_each(&mut *visit);
        }
    }
}

/// Visits every pair of texts of a book, in order.
pub fn pairs<'a>(book: &'a Book, visit: &mut impl FnMut(&'a Pair<Text>)) {
    stretches(book, &mut |texts| {
        texts.iter().copied().for_each(&mut *visit);
    });
}

/// Visits every pair of texts of a book, in order. The pairs of a stretch of running text come in one call, any other
/// pair in a call of its own.
pub fn stretches<'a>(book: &'a Book, visit_all: &mut impl FnMut(&[&'a Pair<Text>])) {
    let visit = &mut |pair: &'a Pair<Text>| visit_all(&[pair]);
    visit(&book.title);
    let optional = [
        &book.subtitle,
        &book.publisher,
        &book.rights,
        &book.description,
    ];
    optional.into_iter().flatten().for_each(&mut *visit);
    for creator in &book.creators {
        visit(&creator.name);
    }
    for chapter in &book.chapters {
        let titles = chapter.label.iter().chain([&chapter.title]);
        titles.for_each(|title| visit_all(&[title]));
        stretches_of(&chapter.blocks, visit_all);
    }
    let visit = &mut |pair: &'a Pair<Text>| visit_all(&[pair]);
    for term in &book.glossary {
        visit(&term.term);
        let more = term.pos.iter().chain(&term.definition);
        more.chain(&term.example).for_each(&mut *visit);
    }
}

/// Visits every pair of texts of some blocks, in order.
pub fn of_blocks<'a>(list: &'a [Block], visit: &mut impl FnMut(&'a Pair<Text>)) {
    stretches_of(list, &mut |texts| {
        texts.iter().copied().for_each(&mut *visit);
    });
}

fn stretches_of<'a>(list: &'a [Block], visit_all: &mut impl FnMut(&[&'a Pair<Text>])) {
    let run_on = |one: &Block, next: &Block| one.runs_on().is_some() && next.runs_on().is_some();
    for stretch in list.chunk_by(run_on) {
        if stretch[0].runs_on().is_some() {
            let texts = stretch.iter().filter_map(Block::runs_on);
            visit_all(&texts.flatten().collect::<Vec<_>>());
            continue;
        }
        let block = &stretch[0];
        let visit = &mut |pair: &'a Pair<Text>| visit_all(&[pair]);
        match &block.kind {
            BlockKind::Lead(text)
            | BlockKind::Text(text)
            | BlockKind::Aligned(text, _)
            | BlockKind::Heading { text, .. } => {
                visit(text);
            }
            BlockKind::List(list) => {
                for item in &list.items {
                    item.texts().for_each(|pair| visit_all(&[pair]));
                    stretches_of(&item.blocks, visit_all);
                }
            }
            BlockKind::Summary(points) => points.iter().for_each(&mut *visit),
            BlockKind::Quote(quote) => {
                quote.text.iter().for_each(|pair| visit_all(&[pair]));
                stretches_of(&quote.blocks, visit_all);
                quote.source.iter().for_each(|pair| visit_all(&[pair]));
            }
            BlockKind::Dialogue(turns) => turns.iter().flat_map(Turn::texts).for_each(&mut *visit),
            BlockKind::Signatures(all) => {
                all.iter().flat_map(Signature::texts).for_each(&mut *visit);
            }
            BlockKind::Verse(verse) => verse.texts().for_each(&mut *visit),
            BlockKind::Gloss(gloss) => gloss.texts().for_each(&mut *visit),
            BlockKind::Figure(figure) => {
                for part in &figure.parts {
                    part.alt.iter().chain(&part.caption).for_each(&mut *visit);
                }
                figure.caption.iter().for_each(&mut *visit);
            }
            BlockKind::Table(table) => {
                table.caption.iter().for_each(&mut *visit);
                table.cells().for_each(|cell| visit(&cell.text));
            }
            BlockKind::Code(code) => code.caption.iter().for_each(&mut *visit),
            BlockKind::Formula(_) | BlockKind::Break(_) => {}
            BlockKind::Callout(callout) => {
                callout.title.iter().for_each(visit);
                stretches_of(&callout.blocks, visit_all);
            }
            BlockKind::Quiz(quiz) => {
                quiz.title.iter().for_each(&mut *visit);
                quiz.instructions.iter().for_each(visit);
                stretches_of(&quiz.passage, visit_all);
                for question in &quiz.questions {
                    visit_all(&[&question.prompt]);
                    stretches_of(&question.blocks, visit_all);
                    for blocks in question.answer.blocks() {
                        stretches_of(blocks, visit_all);
                    }
                    answer_pairs(question, &mut |pair| visit_all(&[pair]));
                }
            }
        }
    }
}

fn answer_pairs<'a>(question: &'a Question, visit: &mut impl FnMut(&'a Pair<Text>)) {
    question.answer.texts().into_iter().for_each(&mut *visit);
    question.answer.unit().into_iter().for_each(&mut *visit);
    question.explanation.iter().for_each(&mut *visit);
    question.guide.iter().for_each(&mut *visit);
}
