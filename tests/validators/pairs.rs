//! Bilingual EPUBs: pairs are in order and have the classes by which reading systems can hide a language, and ids are
//! the same as in the editions in one language.

use std::collections::BTreeSet;

use diglot::edition::{Edition, Languages};
use diglot::lang::Side;
use roxmltree::{Document, Node};

use super::archive::Epub;
use super::books::{BOOKS, Bound, assert_none};

/// The classes of an original and its translation: diglot's own, and those that `CrossPoint` proposes for hiding one
/// of them (crosspoint-reader, issue 2498).
const TOKENS: [[&str; 2]; 2] = [["first", "cp-original"], ["second", "cp-translation"]];

fn tokens<'a>(node: &Node<'a, '_>) -> Vec<&'a str> {
    let class = node.attribute("class").unwrap_or_default();
    class.split(' ').collect()
}

fn children<'a, 'i>(node: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
    node.children().filter(Node::is_element).collect()
}

/// Complains of a pair that is not an original followed by its translation, each in its language.
fn broken_pairs(page: &Document<'_>, languages: [&str; 2]) -> Vec<String> {
    let mut faults = Vec::new();
    for node in page.descendants() {
        let own = tokens(&node);
        let inside: Vec<Node<'_, '_>> = children(node);
        let is_pair = own.contains(&"pair");
        let voices: Vec<_> = inside
            .iter()
            .filter(|child| is_pair || tokens(child).contains(&"voice"))
            .collect();
        if voices.is_empty() && !is_pair {
            continue;
        }
        let is_right = voices.len() == 2
            && voices
                .iter()
                .zip(TOKENS)
                .zip(languages)
                .all(|((voice, wanted), lang)| {
                    let has = tokens(voice);
                    wanted.iter().all(|token| has.contains(token))
                        && voice.attribute("lang") == Some(lang)
                });
        if !is_right {
            let id = node.ancestors().find_map(|node| node.attribute("id"));
            faults.push(format!("a pair in {} is none", id.unwrap_or_default()));
        }
    }
    faults
}

/// The ids on a page by which e-readers store annotations. Ids that depend on a print edition, on a device or on where
/// the answers are do not count, nor do those of notes, which may be in one language only.
fn stable_ids<'a>(page: &'a Document<'_>) -> BTreeSet<&'a str> {
    let ids = page.descendants().filter_map(|node| node.attribute("id"));
    let passing = [
        "page.",
        "kobo.",
        "book-columns",
        "book-inner",
        "key",
        "call.",
        "note.",
    ];
    ids.filter(|id| !passing.iter().any(|begin| id.starts_with(begin)))
        .collect()
}

/// Complains of ids that only one of two editions has, on pages that both have.
fn differing_ids(one: &Epub, other: &Epub) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, page) in one.pages() {
        if other.file(&format!("OEBPS/{name}")).is_none() {
            continue;
        }
        let other = other.page(name);
        let (own, others) = (stable_ids(&page), stable_ids(&other));
        let alone = own.symmetric_difference(&others);
        faults.extend(alone.map(|id| format!("{name}: {id} is in one of them alone")));
    }
    faults
}

/// The tags of both languages, in the edition's order; `None` if it has only one.
fn tags<'b>(bound: &'b Bound, edition: &Edition) -> Option<[&'b str; 2]> {
    let Languages::Both { lead } = edition.languages else {
        return None;
    };
    let languages = &bound.book().languages;
    let order = match lead {
        Side::A => [Side::A, Side::B],
        Side::B => [Side::B, Side::A],
    };
    Some(order.map(|side| languages.get(side).tag()))
}

#[test]
fn pairs_are_an_original_and_its_translation_in_their_languages() {
    let mut count = 0;
    for bound in BOOKS.iter() {
        for made in bound.epubs() {
            let Some(tags) = tags(bound, &made.edition) else {
                continue;
            };
            for (name, page) in Epub::open(&made.path).pages() {
                let faults = broken_pairs(&page, tags);
                assert!(
                    faults.is_empty(),
                    "{} {}: {name}: {faults:?}",
                    bound.name,
                    made.edition.name
                );
            }
            count += 1;
        }
    }
    assert!(count >= 4, "{count} EPUBs are bilingual");

    let bound = &BOOKS[0];
    let made = bound
        .epubs()
        .find(|made| tags(bound, &made.edition).is_some());
    let epub = Epub::open(&made.unwrap().path);
    let whole = String::from_utf8(epub.file("OEBPS/glossary.xhtml").unwrap().to_vec()).unwrap();
    let [first, second] = ["first cp-original", "second cp-translation"];
    for damaged in [
        whole.replacen(first, second, 1),
        whole.replacen("lang=\"en\"", "lang=\"zh\"", 1),
        whole.replacen(" cp-translation", "", 1),
    ] {
        let options = roxmltree::ParsingOptions {
            allow_dtd: true,
            ..Default::default()
        };
        let page = Document::parse_with_options(&damaged, options).unwrap();
        assert!(!broken_pairs(&page, ["zh", "en"]).is_empty());
    }
}

#[test]
fn editions_of_a_book_share_their_ids() {
    let mut count = 0;
    for bound in BOOKS.iter() {
        let books = bound.epubs().filter(|made| made.edition.solves.is_none());
        let books: Vec<_> = books.collect();
        let opened: Vec<Epub> = books.iter().map(|made| Epub::open(&made.path)).collect();
        for (made, epub) in books.iter().zip(&opened).skip(1) {
            let faults = differing_ids(&opened[0], epub);
            let about = |fault| format!("{} {}: {fault}", bound.name, made.edition.name);
            assert_none(&faults.into_iter().map(about).collect::<Vec<_>>());
            count += 1;
        }
    }
    assert!(count > 6, "{count} editions are compared");
    let books: Vec<_> = BOOKS[0].epubs().collect();
    let other = BOOKS[2].epubs().next().unwrap();
    let [one, other] = [books[0], other].map(|made| Epub::open(&made.path));
    assert!(!differing_ids(&one, &other).is_empty());
}
