//! A build keeps the finished pages of each part, so that the next one lays out only what has changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use super::{assert_done, assert_refused, building, little_book, made, made_in};
use crate::support::{copy, errors, root, run, sample, scratch, write};

/// The kept parts, each with the time at which it was written.
fn parts(dist: &Path) -> BTreeMap<String, SystemTime> {
    let mut files = BTreeMap::new();
    made_in(&dist.join(".diglot.layout"), "", &mut files);
    let files = files.into_iter();
    files.map(|(name, (_, time))| (name, time)).collect()
}

/// The bytes of all outputs.
fn outputs(book: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = made(book).into_iter();
    let files = files.filter(|(name, _)| !name.starts_with(".diglot"));
    files.map(|(name, (bytes, _))| (name, bytes)).collect()
}

/// Builds a book that has a record of pages, and the same book without any. The outputs must be the same.
fn assert_built_as_afresh(book: &Path) {
    assert_done(&run(&mut building(book)));
    let with = outputs(book);
    let dist = book.with_file_name("dist");
    let aside = book.with_file_name("aside");
    fs::rename(&dist, &aside).unwrap();
    assert_done(&run(&mut building(book)));
    let without = outputs(book);
    fs::remove_dir_all(&dist).unwrap();
    fs::rename(&aside, &dist).unwrap();
    assert!(with.keys().eq(without.keys()));
    for (name, bytes) in &with {
        assert!(*bytes == without[name], "{name} differs");
    }
}

/// Replaces words in a file of a book.
fn edit(file: &Path, before: &str, after: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(before), "no `{before}`");
    write(file, text.replacen(before, after, 1));
}

/// The books with everything that pages can hold.
#[test]
fn pages_that_were_kept_make_the_same_files() {
    for (from, file, before, after) in [
        (
            sample(),
            "book.yaml",
            "subtitle:",
            "subtitle: # a comment\n ",
        ),
        (
            root().join("tests/books/hard"),
            "boxes.yaml",
            "Paragraph 10",
            "Paragraph ten",
        ),
        (
            root().join("tests/books/right"),
            "one.yaml",
            "two sides",
            "both sides",
        ),
        (
            root().join("tests/books/drawings"),
            "book.yaml",
            "languages:",
            "languages: # both\n ",
        ),
    ] {
        let scratch = scratch();
        let book = scratch.path().join("book");
        copy(&from, &book);
        assert_done(&run(&mut building(&book)));
        let first = parts(&book.with_file_name("dist"));
        edit(&book.join(file), before, after);
        assert_built_as_afresh(&book);
        let second = parts(&book.with_file_name("dist"));
        let kept = first
            .iter()
            .filter(|(name, time)| second.get(*name) == Some(time));
        assert!(kept.count() * 2 > second.len(), "{first:?}\n{second:?}");
    }
}

#[test]
fn a_change_lays_out_its_own_part_alone() {
    let (_scratch, book) = little_book();
    let dist = book.with_file_name("dist");
    assert_done(&run(&mut building(&book)));
    let before = parts(&dist);
    let editions: BTreeSet<&str> = before
        .keys()
        .map(|name| name.split('/').next().unwrap())
        .collect();
    assert!(
        editions
            .into_iter()
            .eq(["facing", "handouts", "parallel", "stacked"])
    );
    edit(
        &book.join("chapters/one.yaml"),
        "en: A journey",
        "en: The journey",
    );
    assert_built_as_afresh(&book);
    let after = parts(&dist);
    for edition in ["facing", "parallel", "stacked"] {
        let of = |parts: &BTreeMap<String, SystemTime>| {
            let parts = parts.iter().filter(|(name, _)| name.starts_with(edition));
            parts
                .map(|(name, time)| (name.clone(), *time))
                .collect::<BTreeSet<_>>()
        };
        let (before, after) = (of(&before), of(&after));
        // Files that were not written again have the same time.
        assert_eq!(after.difference(&before).count(), 1, "{edition}");
        assert_eq!(
            before.len(),
            after.len(),
            "what is no longer used is removed"
        );
    }
    // The handout is of the other chapter.
    assert!(
        before
            .iter()
            .filter(|(name, _)| name.starts_with("handouts"))
            .eq(after
                .iter()
                .filter(|(name, _)| name.starts_with("handouts")))
    );
}

#[test]
fn damaged_and_foreign_pages_are_made_again() {
    let (_scratch, book) = little_book();
    let dist = book.with_file_name("dist");
    assert_done(&run(&mut building(&book)));
    let wanted = outputs(&book);
    let kept: Vec<_> = parts(&dist).into_keys().collect();
    let kept: Vec<_> = kept
        .iter()
        .map(|name| dist.join(".diglot.layout").join(name))
        .collect();
    let good: Vec<_> = kept.iter().map(|path| fs::read(path).unwrap()).collect();
    let damages: [&dyn Fn(usize) -> Vec<u8>; 4] = [
        &|place| {
            let mut bytes = good[place].clone();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0x40;
            bytes
        },
        &|place| good[place][..20].to_vec(),
        &|_| b"something else".to_vec(),
        // Those of another part.
        &|place| good[(place + 1) % good.len()].clone(),
    ];
    for damage in damages {
        for (place, path) in kept.iter().enumerate() {
            write(path, damage(place));
        }
        fs::remove_file(dist.join(".diglot.json")).unwrap();
        assert_done(&run(&mut building(&book)));
        assert!(outputs(&book) == wanted, "outputs differ");
        let now: Vec<_> = kept.iter().map(|path| fs::read(path).unwrap()).collect();
        assert!(now == good, "the pages are whole again");
    }
}

#[test]
fn pages_of_an_edition_that_is_no_more_are_removed() {
    let (_scratch, book) = little_book();
    let dist = book.with_file_name("dist");
    assert_done(&run(&mut building(&book)));
    let settings = fs::read_to_string(book.join("book.yaml")).unwrap();
    let editions = "editions:\n  only: { format: pdf, layout: stacked }\n";
    write(&book.join("book.yaml"), settings + editions);
    assert_done(&run(&mut building(&book)));
    assert!(parts(&dist).keys().all(|name| name.starts_with("only/")));
    assert!(!parts(&dist).is_empty());
}

/// Kept pages do not know from where in the book they are.
#[test]
fn an_error_in_kept_pages_has_its_place() {
    let (_scratch, book) = little_book();
    let template = root().join("typst-templates/vocabulary.typ");
    let template = fs::read_to_string(template).unwrap();
    let alt =
        "shown.with(alt: if place == none { alt.dedup().join(\"\\n\") } else { alt.at(place) })";
    assert!(template.contains(alt));
    write(
        &book.join("typ/vocabulary.typ"),
        template.replace(alt, "shown"),
    );
    let settings = fs::read_to_string(book.join("book.yaml")).unwrap();
    write(&book.join("book.yaml"), settings + "templates: typ\n");
    let failed = |again: &str| {
        let output = run(building(&book).args(["-e", "stacked"]));
        assert_refused(&output, 1, "missing alt text");
        assert!(
            errors(&output).contains("chapters/one.yaml:6:5"),
            "{again}: {}",
            errors(&output)
        );
        errors(&output)
    };
    let first = failed("at first");
    assert!(!parts(&book.with_file_name("dist")).is_empty());
    assert_eq!(failed("from kept pages"), first);
}
