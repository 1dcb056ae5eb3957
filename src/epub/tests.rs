//! Tests that look into a finished EPUB for what its reader would notice.

mod lines;
mod package;
mod pages;
mod sample;
mod variants;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use roxmltree::{Document, Node, ParsingOptions};
use zip::ZipArchive;

use super::{Provenance, write};
use crate::book::Book;
use crate::edition::{Answers, CONTENTS_DEPTH, Ebook, Edition, Form, Languages, NotePlace};
use crate::font_subset::Face;
use crate::lang::Side;
use crate::manuscript::assemble;

const ZH: Languages = Languages::Only(Side::A);
const EN: Languages = Languages::Only(Side::B);
const BOTH: Languages = Languages::Both { lead: Side::A };

fn edition(name: &str, languages: Languages, modified: &str) -> Vec<u8> {
    made(name, languages, Ebook::default(), modified, &[])
}

fn made(name: &str, languages: Languages, ebook: Ebook, modified: &str, faces: &[Face]) -> Vec<u8> {
    of(&sample::book(), name, languages, ebook, modified, faces)
}

/// An edition of a given book, as the bytes of its EPUB.
fn of(
    book: &Book,
    name: &str,
    languages: Languages,
    ebook: Ebook,
    modified: &str,
    faces: &[Face],
) -> Vec<u8> {
    let edition = Edition {
        name: name.to_owned(),
        languages,
        answers: Answers::Appendix,
        contents_depth: CONTENTS_DEPTH,
        notes: NotePlace::Chapter,
        readings: crate::book::Readings::Typed,
        solves: None,
        form: Form::Ebook(ebook),
    };
    let provenance = Provenance {
        generator: "diglot test".to_owned(),
        modified: modified.parse().expect("a time"),
    };
    let manuscript = assemble(book, &edition);
    let (assets, cover) = (sample::assets(), sample::cover());
    let draft = write(&manuscript, &assets, None, &provenance).expect("pages");
    draft.bind(&cover, faces, &[]).expect("an EPUB")
}

fn epub(name: &str, languages: Languages) -> Vec<u8> {
    edition(name, languages, "2026-03-07T08:09:10.5Z")
}

/// The files in `OEBPS` by name.
fn files(epub: &[u8]) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(Cursor::new(epub)).expect("a ZIP file");
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    let mut files = BTreeMap::new();
    for name in names {
        let mut bytes = Vec::new();
        let mut file = archive.by_name(&name).expect("a file");
        file.read_to_end(&mut bytes).expect("a whole file");
        let name = name.trim_start_matches("OEBPS/").to_owned();
        files.insert(name, String::from_utf8_lossy(&bytes).into_owned());
    }
    files
}

fn parse(text: &str) -> Document<'_> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).expect("well-formed XML")
}

fn is_page(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, extension)| extension == "xhtml")
}

fn text(node: Node<'_, '_>) -> String {
    let nodes = node.descendants().filter(Node::is_text);
    nodes.filter_map(|node| node.text()).collect()
}

fn by_id<'a, 'i>(document: &'a Document<'i>, id: &str) -> Node<'a, 'i> {
    let mut nodes = document.descendants();
    nodes
        .find(|node| node.attribute("id") == Some(id))
        .unwrap_or_else(|| panic!("no element has the id {id}"))
}

fn with_class<'a, 'i>(document: &'a Document<'i>, class: &'a str) -> Vec<Node<'a, 'i>> {
    let nodes = document.descendants();
    nodes
        .filter(|node| node.attribute("class") == Some(class))
        .collect()
}

/// Asserts that phrases occur in this order.
fn assert_in_order(text: &str, phrases: &[&str]) {
    let mut rest = text;
    for phrase in phrases {
        let place = rest.find(phrase);
        let place = place.unwrap_or_else(|| panic!("`{phrase}` is not where it belongs: {text}"));
        rest = &rest[place + phrase.len()..];
    }
}
