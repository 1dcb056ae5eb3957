//! Visits everything that a book prints.

use crate::book::{Answer, Block, BlockKind, Book, Question, Text};
use crate::lang::Pair;

/// Visits every text of a book in both languages, in order.
pub fn texts<'a>(book: &'a Book, visit: &mut impl FnMut(&'a Text)) {
    let mut both = |pair: &'a Pair<Text>| pair.iter().for_each(&mut *visit);
    pairs(book, &mut both);
}

/// Visits every pair of texts, in order.
pub fn pairs<'a>(book: &'a Book, visit: &mut impl FnMut(&'a Pair<Text>)) {
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
        visit(&chapter.title);
        blocks(&chapter.blocks, visit);
    }
    for term in &book.glossary {
        visit(&term.term);
        term.definition.iter().for_each(&mut *visit);
    }
}

fn blocks<'a>(list: &'a [Block], visit: &mut impl FnMut(&'a Pair<Text>)) {
    for block in list {
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
            BlockKind::Callout(callout) => {
                callout.title.iter().for_each(&mut *visit);
                blocks(&callout.blocks, visit);
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
    match &question.answer {
        Answer::Choice(choices) => choices.iter().for_each(|choice| visit(&choice.text)),
        Answer::Truth(_) => {}
        Answer::Blanks(blanks) => blanks.iter().for_each(|blank| visit(&blank.answer)),
        Answer::Match(rows) => rows.iter().for_each(|row| {
            visit(&row.left);
            visit(&row.right);
        }),
        Answer::Order(steps) => steps.iter().for_each(&mut *visit),
        Answer::Open { answer, .. } => visit(answer),
    }
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
