//! Questions and the answer key, from one to the other and back.

use std::collections::BTreeSet;

use diglot::book::{Answer, Block, BlockKind, Book, Question};
use roxmltree::{Document, Node};

use super::archive::{Epub, is_type};
use super::books::{BOOKS, assert_none};
use super::links::chapters;

const KEY: &str = "answers.xhtml";

/// The questions of blocks, those in boxes too.
fn questions(blocks: &[Block]) -> Vec<&Question> {
    let each = blocks.iter().flat_map(|block| match &block.kind {
        BlockKind::Quiz(quiz) => quiz.questions.iter().collect(),
        BlockKind::Callout(callout) => questions(&callout.blocks),
        _ => Vec::new(),
    });
    each.collect()
}

fn with_class<'a, 'i>(document: &'a Document<'i>, class: &'a str) -> Vec<Node<'a, 'i>> {
    let nodes = document.descendants();
    nodes
        .filter(|node| node.attribute("class") == Some(class))
        .collect()
}

fn text(node: Node<'_, '_>) -> String {
    let nodes = node.descendants().filter(Node::is_text);
    nodes.filter_map(|node| node.text()).collect()
}

/// Where the links in an element lead, without notes, terms and the world outside.
fn targets<'a>(node: &Node<'a, '_>, file: &str) -> BTreeSet<&'a str> {
    let links = node.descendants().filter_map(|node| node.attribute("href"));
    links
        .filter(|href| href.split('#').next() == Some(file))
        .collect()
}

/// The letters of the right options.
fn letters(question: &Question) -> Vec<String> {
    let Answer::Choice(choices) = &question.answer else {
        return Vec::new();
    };
    let right = ('A'..='Z')
        .zip(choices)
        .filter(|(_, choice)| choice.correct);
    right.map(|(letter, _)| letter.to_string()).collect()
}

/// Complains of a question without a link to its one answer, of an answer that does not lead back,
/// and of a wrong letter.
pub fn astray(epub: &Epub, book: &Book) -> Vec<String> {
    let asked: Vec<Vec<&Question>> = book
        .chapters
        .iter()
        .map(|chapter| questions(&chapter.blocks))
        .collect();
    if asked.iter().all(Vec::is_empty) {
        let is_there = epub.file(&format!("OEBPS/{KEY}")).is_some();
        return is_there
            .then(|| "a key without a question".to_owned())
            .into_iter()
            .collect();
    }
    let mut faults = Vec::new();
    let key = epub.page(KEY);
    let answers = with_class(&key, "answer");
    let mut next = answers.iter();
    for (name, asked) in chapters(epub).iter().zip(asked) {
        let page = epub.page(name);
        let shown = with_class(&page, "question");
        if shown.len() != asked.len() {
            faults.push(format!(
                "{name}: {} of {} questions",
                shown.len(),
                asked.len()
            ));
        }
        for (element, question) in shown.iter().zip(asked) {
            let Some(answer) = next.next() else {
                faults.push(format!("{name}: {} has no answer", question.id));
                continue;
            };
            let id = answer.attribute("id").unwrap_or_default();
            let inner = answer.descendants().skip(1);
            // Kobo's marks are no places that anything leads to.
            let is_mark = |node: &Node<'_, '_>| node.attribute("class") == Some("koboSpan");
            let mut inner = inner.filter(|node| !is_type(node, "noteref") && !is_mark(node));
            if inner.any(|node| node.has_attribute("id")) {
                faults.push(format!("{KEY}: {id} is more than one place"));
            }
            let there = format!("{KEY}#{id}");
            if targets(element, KEY) != BTreeSet::from([there.as_str()]) {
                faults.push(format!("{name}: {} does not lead to {there}", question.id));
            }
            let back = format!("{name}#{}", element.attribute("id").unwrap_or_default());
            if targets(answer, name) != BTreeSet::from([back.as_str()]) {
                faults.push(format!("{KEY}: {id} does not lead back to {back}"));
            }
            let said = answer
                .descendants()
                .find(|n| n.tag_name().name() == "strong");
            let said = said.map(text).unwrap_or_default();
            let said: Vec<&str> = said.split(['、', ',']).map(str::trim).collect();
            let right = letters(question);
            if !right.is_empty() && said != right {
                faults.push(format!("{KEY}: {id} says {said:?}, right is {right:?}"));
            }
        }
    }
    if next.next().is_some() {
        faults.push(format!("{KEY}: an answer that nothing asks for"));
    }
    faults
}

#[test]
fn questions_and_answers_lead_to_one_another() {
    let mut count = 0;
    for bound in BOOKS.iter() {
        let chapters = bound.book().chapters.iter();
        count += chapters
            .map(|one| questions(&one.blocks).len())
            .sum::<usize>();
        for made in bound.epubs() {
            assert_none(&astray(&Epub::open(&made.path), bound.book()));
        }
    }
    assert!(count > 0, "no book asks a question");
}
