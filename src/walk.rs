//! Visits everything that a book prints.

use crate::book::{Block, BlockKind, Book, Question, Text};
use crate::lang::Pair;

/// Visits every text of a book in both languages, in order.
pub fn texts<'a>(book: &'a Book, visit: &mut impl FnMut(&'a Text)) {
    let mut both = |pair: &'a Pair<Text>| pair.iter().for_each(&mut *visit);
    pairs(book, &mut both);
    for lines in book.cip.iter().chain(book.imprint.iter()) {
        lines.iter().for_each(&mut *visit);
    }
}

/// Visits every pair of texts, in order.
pub fn pairs<'a>(book: &'a Book, visit: &mut impl FnMut(&'a Pair<Text>)) {
    stretches(book, &mut |texts| {
        texts.iter().copied().for_each(&mut *visit);
    });
}

/// Visits every pair of texts, in order, those of a stretch of running text together.
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
        visit_all(&[&chapter.title]);
        blocks(&chapter.blocks, visit_all);
    }
    let visit = &mut |pair: &'a Pair<Text>| visit_all(&[pair]);
    for term in &book.glossary {
        visit(&term.term);
        term.definition.iter().for_each(&mut *visit);
    }
}

/// Visits every pair of texts of some blocks, in order.
pub fn of_blocks<'a>(list: &'a [Block], visit: &mut impl FnMut(&'a Pair<Text>)) {
    blocks(list, &mut |texts| {
        texts.iter().copied().for_each(&mut *visit);
    });
}

fn blocks<'a>(list: &'a [Block], visit_all: &mut impl FnMut(&[&'a Pair<Text>])) {
    let run_on =
        |one: &Block, next: &Block| one.kind.runs_on().is_some() && next.kind.runs_on().is_some();
    for stretch in list.chunk_by(run_on) {
        if stretch[0].kind.runs_on().is_some() {
            let texts = stretch.iter().filter_map(|block| block.kind.runs_on());
            visit_all(&texts.flatten().collect::<Vec<_>>());
            continue;
        }
        let block = &stretch[0];
        let visit = &mut |pair: &'a Pair<Text>| visit_all(&[pair]);
        match &block.kind {
            BlockKind::Lead(text) | BlockKind::Text(text) | BlockKind::Heading { text, .. } => {
                visit(text);
            }
            BlockKind::List { items, .. } | BlockKind::Summary(items) => {
                items.iter().for_each(&mut *visit);
            }
            BlockKind::Quote { text, source } => {
                visit(text);
                source.iter().for_each(&mut *visit);
            }
            BlockKind::Figure(figure) => {
                visit(&figure.alt);
                figure.caption.iter().for_each(&mut *visit);
            }
            BlockKind::Table(table) => {
                table.caption.iter().for_each(&mut *visit);
                table.header.iter().for_each(&mut *visit);
                table.rows.iter().flatten().for_each(&mut *visit);
            }
            BlockKind::Code(code) => code.caption.iter().for_each(&mut *visit),
            BlockKind::Formula(_) => {}
            BlockKind::Callout(callout) => {
                callout.title.iter().for_each(visit);
                blocks(&callout.blocks, visit_all);
            }
            BlockKind::Quiz(quiz) => {
                for question in &quiz.questions {
                    question_pairs(question, visit);
                }
            }
        }
    }
}

fn question_pairs<'a>(question: &'a Question, visit: &mut impl FnMut(&'a Pair<Text>)) {
    visit(&question.prompt);
    question.answer.texts().into_iter().for_each(&mut *visit);
    question.explanation.iter().for_each(&mut *visit);
    question.guide.iter().for_each(&mut *visit);
}

/// Visits every block, those in callouts too.
pub fn every_block<'a>(book: &'a Book, visit: &mut impl FnMut(&'a Block)) {
    fn each<'a>(list: &'a [Block], visit: &mut impl FnMut(&'a Block)) {
        for block in list {
            visit(block);
            if let BlockKind::Callout(callout) = &block.kind {
                each(&callout.blocks, visit);
            }
        }
    }
    for chapter in &book.chapters {
        each(&chapter.blocks, visit);
    }
}
