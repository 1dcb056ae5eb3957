//! Bilingual EPUBs: pairs are in order and have the classes by which reading systems can hide a language, and ids are
//! the same as in the editions in one language.

use std::collections::BTreeSet;

use diglot::book::Book;
use diglot::edition::{Edition, Languages};
use diglot::lang::Side;
use diglot::walk;
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

/// Complains of ids that only one of two editions has, on pages that both have; those of blocks that only the language
/// of one of them has, and of what is in them, must be in that one alone.
fn differing_ids(
    book: &Book,
    (one, shown): (&Epub, Languages),
    (other, others_shown): (&Epub, Languages),
) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, page) in one.pages() {
        if other.file(&format!("OEBPS/{name}")).is_none() {
            continue;
        }
        let other = other.page(name);
        let (own, others) = (stable_ids(&page), stable_ids(&other));
        let own_alone = ids_alone(book, name, &page, shown, others_shown);
        let others_alone = ids_alone(book, name, &other, others_shown, shown);
        for (alone, wanted) in [(&own - &others, own_alone), (&others - &own, others_alone)] {
            let wanted: BTreeSet<&str> = wanted.iter().map(String::as_str).collect();
            let extra = alone.difference(&wanted);
            faults.extend(extra.map(|id| format!("{name}: {id} is in one of them alone")));
            let missing = wanted.difference(&alone);
            faults.extend(missing.map(|id| format!("{name}: {id} is not in one of them alone")));
        }
    }
    faults
}

/// The ids on a page that an edition in other languages must lack: those of blocks that only a language of this one
/// has, and of the elements in them.
fn ids_alone(
    book: &Book,
    name: &str,
    page: &Document<'_>,
    shown: Languages,
    others_shown: Languages,
) -> BTreeSet<String> {
    let mut chapters = book.chapters.iter();
    let chapter = chapters.find(|chapter| name == format!("chapter-{}.xhtml", chapter.id));
    let blocks = chapter.map_or(&[][..], |chapter| &chapter.blocks);
    let stable = stable_ids(page);
    let mut ids = BTreeSet::new();
    let is_alone = |side| shown.shows(side) && !others_shown.shows(side);
    for block in walk::blocks(blocks) {
        if block.only.is_some_and(is_alone) {
            ids.insert(block.id.clone());
            let mut nodes = page.descendants();
            let element = nodes.find(|node| node.attribute("id") == Some(&block.id));
            let inside = element
                .into_iter()
                .flat_map(|element| element.descendants());
            let inside = inside.filter_map(|node| node.attribute("id"));
            ids.extend(inside.filter(|id| stable.contains(id)).map(str::to_owned));
        }
    }
    ids
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
            let first = (&opened[0], books[0].edition.languages);
            let faults = differing_ids(bound.book(), first, (epub, made.edition.languages));
            let about = |fault| format!("{} {}: {fault}", bound.name, made.edition.name);
            assert_none(&faults.into_iter().map(about).collect::<Vec<_>>());
            count += 1;
        }
    }
    assert!(count > 6, "{count} editions are compared");
    let books: Vec<_> = BOOKS[0].epubs().collect();
    let other = BOOKS[2].epubs().next().unwrap();
    let languages = books[0].edition.languages;
    let [one, other] = [books[0], other].map(|made| Epub::open(&made.path));
    let faults = differing_ids(BOOKS[0].book(), (&one, languages), (&other, languages));
    assert!(!faults.is_empty());
}

#[test]
fn a_block_in_the_wrong_edition_is_noticed() {
    let hard = &BOOKS[2];
    let [a, b] = [Side::A, Side::B].map(Languages::Only);
    let [in_a, in_b] = [a, b].map(|languages| {
        let mut books = hard.epubs();
        let made = books.find(|made| made.edition.languages == languages);
        Epub::open(&made.unwrap().path)
    });
    let compared =
        |shown, others_shown| differing_ids(hard.book(), (&in_a, shown), (&in_b, others_shown));
    assert_none(&compared(a, b));
    assert!(
        !compared(b, a).is_empty(),
        "blocks are in the other edition"
    );
    assert!(!compared(a, a).is_empty(), "one edition lacks blocks");
}
