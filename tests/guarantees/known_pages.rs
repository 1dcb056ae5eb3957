//! A build records on which pages its print edition has what. EPUBs that cite its page numbers are then made without
//! laying it out again, and after a change only what changed is.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use super::{assert_done, building, entry, little_book, made};
use crate::support::{run, write};

const PAGES: &str = ".diglot.pages";

/// The recorded parts, by edition and hash.
fn parts(dist: &Path) -> BTreeMap<String, String> {
    let bytes = fs::read(dist.join(PAGES)).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let all = 0..archive.len();
    all.map(|index| {
        let mut file = archive.by_index(index).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        (file.name().to_owned(), text)
    })
    .collect()
}

fn record(dist: &Path, parts: &BTreeMap<String, String>) {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    write(&dist.join(PAGES), archive.finish().unwrap().into_inner());
}

/// The Chinese EPUB of the book in a folder, made from the record that is there.
fn epub(book: &Path) -> Vec<u8> {
    let dist = book.with_file_name("dist");
    let _ = fs::remove_file(dist.join(".diglot.json"));
    assert_done(&run(building(book).args(["-e", "zh"])));
    fs::read(dist.join("little-book-zh.epub")).unwrap()
}

#[test]
fn an_epub_takes_its_page_list_from_the_record() {
    let (_scratch, book) = little_book();
    let dist = book.with_file_name("dist");
    assert_done(&run(&mut building(&book)));
    let wanted = fs::read(dist.join("little-book-zh.epub")).unwrap();
    let before = parts(&dist);
    assert!(
        before.keys().all(|name| name.starts_with("parallel/")),
        "{before:?}"
    );
    assert!(epub(&book) == wanted, "the EPUB differs");
    assert_eq!(parts(&dist), before);
    // Whatever the record says is in the page list, so nothing was laid out.
    let told = before.iter().map(|(name, text)| {
        let text = text.replace("\"label\":\"3\"", "\"label\":\"873\"");
        (name.clone(), text)
    });
    record(&dist, &told.collect());
    assert!(entry(&epub(&book), "OEBPS/nav.xhtml").contains(">873<"));
    // Unless a build from scratch is asked for.
    assert_done(&run(building(&book).args(["-e", "zh", "--force"])));
    assert!(fs::read(dist.join("little-book-zh.epub")).unwrap() == wanted);
    assert_eq!(parts(&dist), before);
}

#[test]
fn a_damaged_record_is_made_again() {
    let (_scratch, book) = little_book();
    let dist = book.with_file_name("dist");
    assert_done(&run(&mut building(&book)));
    let wanted = fs::read(dist.join("little-book-zh.epub")).unwrap();
    let before = parts(&dist);
    let good = fs::read(dist.join(PAGES)).unwrap();
    let mut flipped = good.clone();
    flipped[90] ^= 0x55;
    let cut = good[..good.len() / 2].to_vec();
    let foreign = b"something else".to_vec();
    for damaged in [flipped, cut, foreign] {
        write(&dist.join(PAGES), &damaged);
        assert!(epub(&book) == wanted, "the EPUB differs");
        assert_eq!(parts(&dist), before, "the record is whole again");
    }
    // A part that is no description of pages.
    let nonsense = before.keys().map(|name| (name.clone(), "{}".to_owned()));
    record(&dist, &nonsense.collect());
    assert!(epub(&book) == wanted, "the EPUB differs");
    assert_eq!(parts(&dist), before);
}

#[test]
fn a_change_leaves_the_record_of_other_parts() {
    let (_scratch, book) = little_book();
    let dist = book.with_file_name("dist");
    assert_done(&run(&mut building(&book)));
    let before = parts(&dist);
    let chapter = book.join("chapters/one.yaml");
    let text = fs::read_to_string(&chapter).unwrap();
    write(&chapter, text.replace("en: A journey", "en: The journey"));
    epub(&book);
    let after = parts(&dist);
    let kept = before
        .keys()
        .filter(|name| after.contains_key(*name))
        .count();
    assert_eq!((before.len() - kept, after.len() - kept), (1, 1));
    // The record of an edition that is not laid out stays.
    assert_done(&run(building(&book).args(["-e", "stacked"])));
    assert_eq!(parts(&dist), after);
    // A new picture, font or template may change any page.
    let settings = fs::read_to_string(book.join("book.yaml")).unwrap();
    write(&book.join("book.yaml"), settings + "templates: typ\n");
    write(&book.join("typ/cover.typ"), "#let cover(it) = [cover]\n");
    assert_done(&run(building(&book).args(["-e", "parallel"])));
    assert!(parts(&dist).keys().all(|name| !after.contains_key(name)));
    assert!(made(&book).contains_key(PAGES));
}
