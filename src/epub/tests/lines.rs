//! What stands in the lines of a text besides words: index entries and pictures.

use roxmltree::Document;

use super::{BOTH, by_id, files, of, parse, sample, text, with_class};
use crate::book::{Book, IndexMark, Inline, InlinePicture, Text};
use crate::edition::Ebook;
use crate::lang::Side;

const TIME: &str = "2026-01-01T00:00:00Z";

fn entry(entry: &[&str], see: &[&str]) -> Inline {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Inline::Index(IndexMark {
        entry: words(entry),
        sort: Vec::new(),
        see: see.iter().map(|other| words(&[*other])).collect(),
        see_also: Vec::new(),
    })
}

/// The sample book with entries and a picture in the title of its chapter.
fn book() -> Book {
    let mut book = sample::book();
    let mut picture = None;
    for figure in crate::walk::pictures(&book) {
        picture = picture.or(Some(figure.image.clone()));
    }
    let title = &mut book.chapters[0].title;
    let add = |text: &mut Text, own: &str, alt: &str| {
        text.inlines.push(entry(&[own], &[]));
        text.inlines.push(entry(&[own, "x"], &[]));
        text.inlines.push(entry(&["z"], &[own]));
        text.inlines.push(Inline::Picture(InlinePicture {
            picture: picture.clone().expect("a figure"),
            alt: alt.to_owned(),
            height: 1.2,
            drop: 0.12,
        }));
    };
    add(&mut title.a, "篇", "方框");
    add(&mut title.b, "part", "a box");
    book
}

fn made(index: bool) -> std::collections::BTreeMap<String, String> {
    let ebook = Ebook {
        index,
        ..Ebook::default()
    };
    files(&of(&book(), "both", BOTH, ebook, TIME, &[]))
}

#[test]
fn an_index_leads_to_the_places_in_each_language() {
    let files = made(true);
    let index = parse(&files["index.xhtml"]);
    let links: Vec<(String, String)> = index
        .descendants()
        .filter(|node| {
            node.attribute(("http://www.idpf.org/2007/ops", "type")) == Some("index-locator")
        })
        .map(|node| {
            (
                text(node),
                node.attribute("href").unwrap_or_default().to_owned(),
            )
        })
        .collect();
    for (label, href) in &links {
        let (file, id) = href.split_once('#').expect("a place");
        let chapter: Document<'_> = parse(&files[file]);
        assert!(by_id(&chapter, id).is_element(), "{label}: {href}");
    }
    let all = text(index.root_element());
    // The terms that chapters use are in it too.
    assert!(all.contains("词元：早到的小节"), "{all}");
    assert!(all.contains("篇：第 9 章"), "{all}");
    assert!(all.contains("part: Chapter 9"), "{all}");
    assert!(
        all.contains("z：见 篇") && all.contains("z: see part"),
        "{all}"
    );
}

#[test]
fn without_an_index_nothing_is_left_of_its_entries() {
    let files = made(false);
    assert!(!files.contains_key("index.xhtml"));
    for (name, file) in &files {
        assert!(!file.contains(" data-"), "{name}");
    }
    assert!(!files["chapter-9.xhtml"].contains("id=\"use."));
}

#[test]
fn a_picture_in_a_title_is_words_in_the_contents() {
    let files = made(false);
    let chapter = parse(&files["chapter-9.xhtml"]);
    let images = with_class(&chapter, "in-line-120-12");
    assert_eq!(images.len(), 2);
    let alts: Vec<_> = images
        .iter()
        .filter_map(|image| image.attribute("alt"))
        .collect();
    assert_eq!(alts, ["方框", "a box"]);
    assert!(
        files["stylesheet.css"]
            .contains(".in-line-120-12 {\n  height: 1.2em;\n  vertical-align: -0.12em;\n}")
    );
    for side in [Side::A, Side::B] {
        let alt = if side == Side::A { "方框" } else { "a box" };
        assert!(
            files["nav.xhtml"].contains(alt) && files["toc.ncx"].contains(alt),
            "{alt}"
        );
    }
}
