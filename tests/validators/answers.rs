//! Links between questions and the answer key.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use diglot::book::{Answer, Book, Question};
use diglot::edition::{Answers, Edition};
use roxmltree::{Document, Node};

use super::archive::{Epub, is_type};
use super::books::{BOOKS, assert_none};
use super::links::chapters;
use crate::support::questions;

const KEY: &str = "answers.xhtml";
/// How many characters Kobo shows in a pop-up; with fewer or more it follows the link.
const POP_UP: RangeInclusive<usize> = 9..=5000;

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

/// The targets of the links in an element that lead to a file.
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

/// Complains of wrong letters in the answer to a choice.
fn wrong(answer: Node<'_, '_>, question: &Question) -> Option<String> {
    let mut inside = answer.descendants();
    let said = inside.find(|node| node.tag_name().name() == "strong");
    let said = said.map(text).unwrap_or_default();
    let said: Vec<&str> = said.split(['、', ',']).map(str::trim).collect();
    let right = letters(question);
    let is_wrong = !right.is_empty() && said != right;
    is_wrong.then(|| format!("{} says {said:?}, right is {right:?}", question.id))
}

/// Complains of a question without a link to its answer, of an answer that does not link back or does not fit in a
/// pop-up, and of wrong letters.
pub fn answer_faults(epub: &Epub, book: &Book, edition: &Edition) -> Vec<String> {
    let asked: Vec<Vec<&Question>> = book
        .chapters
        .iter()
        .map(|chapter| questions(&chapter.blocks))
        .collect();
    let has_key = epub.file(&format!("OEBPS/{KEY}")).is_some();
    let is_appendix = edition.answers == Answers::Appendix;
    let mut faults = Vec::new();
    if has_key != (is_appendix && asked.iter().any(|asked| !asked.is_empty())) {
        faults.push(format!("a key is there: {has_key}"));
    }
    let key = has_key.then(|| epub.page(KEY));
    let answers = key.as_ref().map(|key| with_class(key, "answer"));
    let mut in_key = answers.iter().flatten();
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
        let mut at_end = with_class(&page, "answer");
        if edition.solves.is_some() {
            // In a solutions book each answer is below its question.
            at_end.retain(|answer| !answer.ancestors().any(|above| shown.contains(&above)));
        }
        let mut at_end = at_end.iter();
        for (element, question) in shown.iter().zip(asked) {
            let (file, answer) = match edition.answers {
                Answers::Appendix => (KEY, in_key.next()),
                Answers::Chapter => (name.as_str(), at_end.next()),
                Answers::Nowhere => {
                    let links = element
                        .descendants()
                        .filter(|node| node.has_attribute("href"));
                    if links.filter(|link| !is_type(link, "noteref")).count() > 0 {
                        faults.push(format!("{name}: {} leads to an answer", question.id));
                    }
                    let is_answer = |node: &Node<'_, '_>| node.attribute("class") == Some("answer");
                    let own: Vec<_> = element.descendants().filter(is_answer).collect();
                    if own.len() != usize::from(edition.solves.is_some()) {
                        faults.push(format!("{name}: {} has {} answers", question.id, own.len()));
                    }
                    let wrong = own.first().and_then(|answer| wrong(*answer, question));
                    faults.extend(wrong.map(|wrong| format!("{name}: {wrong}")));
                    continue;
                }
            };
            let Some(answer) = answer else {
                faults.push(format!("{name}: {} has no answer", question.id));
                continue;
            };
            let id = answer.attribute("id").unwrap_or_default();
            if answer.range().start < element.range().end && file == name {
                faults.push(format!("{file}: {id} stands before its question"));
            }
            let length = words(*answer).chars().count();
            if !POP_UP.contains(&length) {
                faults.push(format!("{file}: {id} has {length} characters"));
            }
            let inner = answer.descendants().skip(1);
            // Nothing links to Kobo's spans.
            let is_mark = |node: &Node<'_, '_>| node.attribute("class") == Some("koboSpan");
            let mut inner =
                inner.filter(|node| !is_type(node, "noteref") && !is_page(node) && !is_mark(node));
            if inner.any(|node| node.has_attribute("id")) {
                faults.push(format!("{file}: {id} is more than one place"));
            }
            let there = format!("{file}#{id}");
            if targets(element, file) != BTreeSet::from([there.as_str()]) {
                faults.push(format!("{name}: {} does not lead to {there}", question.id));
            }
            let back = format!("{name}#{}", element.attribute("id").unwrap_or_default());
            if targets(answer, name) != BTreeSet::from([back.as_str()]) {
                faults.push(format!("{file}: {id} does not lead back to {back}"));
            }
            let wrong = wrong(*answer, question);
            faults.extend(wrong.map(|wrong| format!("{file}: {wrong}")));
        }
        if at_end.next().is_some() {
            faults.push(format!("{name}: an answer that nothing asks for"));
        }
    }
    if in_key.next().is_some() {
        faults.push(format!("{KEY}: an answer that nothing asks for"));
    }
    faults
}

/// The text of an element with its white space collapsed, for counting characters.
fn words(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text);
    let text: String = texts.filter_map(|node| node.text()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_page(node: &Node<'_, '_>) -> bool {
    is_type(node, "pagebreak")
}

#[test]
fn questions_and_answers_link_to_one_another() {
    let mut count = 0;
    for bound in BOOKS.iter() {
        let chapters = bound.book().chapters.iter();
        count += chapters
            .map(|one| questions(&one.blocks).len())
            .sum::<usize>();
        for made in bound.epubs() {
            assert_none(&answer_faults(
                &Epub::open(&made.path),
                bound.book_of(made),
                &made.edition,
            ));
        }
    }
    assert!(count > 0, "no book asks a question");
}
