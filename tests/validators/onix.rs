//! Validates records with the schema of ONIX for Books: elements, their order, and codes.

use std::fs;

use roxmltree::Document;

use super::archive::Epub;
use super::books::{BOOKS, assert_none, shelf};
use super::tools::{need, onix_schema};
use crate::support::{has_validator, write};

#[test]
fn every_record_conforms_to_the_schema_of_onix() {
    if !has_validator("xmllint") {
        return;
    }
    for bound in BOOKS.iter() {
        let Some(complaints) = need("the schema of ONIX", onix_schema(&bound.record)) else {
            return;
        };
        assert_none(&complaints);
        let record = fs::read_to_string(&bound.record).unwrap();
        let sold = bound.made.iter();
        let sold =
            sold.filter(|made| made.edition.handouts().is_none() && made.edition.solves.is_none());
        assert_eq!(record.matches("<Product>").count(), sold.count());
    }
}

/// The values of elements with a name, in order, as one text.
fn values(tree: &Document<'_>, name: &str) -> String {
    let elements = tree
        .descendants()
        .filter(|node| node.tag_name().name() == name);
    let values = elements.filter_map(|node| node.text());
    values
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn codes_edition_audience_and_exemption_are_in_records_and_ebooks() {
    let hard = BOOKS.iter().find(|bound| bound.name == "hard").unwrap();
    let record = fs::read_to_string(&hard.record).unwrap();
    let whole = Document::parse(&record).unwrap();
    let products = || {
        whole
            .descendants()
            .filter(|node| node.tag_name().name() == "Product")
    };
    let has_book = |text: &str| {
        products().all(|product| {
            let range = product.range();
            record[range].contains(text)
        })
    };
    for wanted in [
        "<MainSubject",
        "<SubjectSchemeIdentifier>10</SubjectSchemeIdentifier>",
        "<SubjectCode>LAN009000</SubjectCode>",
        "<SubjectSchemeIdentifier>94</SubjectSchemeIdentifier>",
        "<SubjectCode>H315.9</SubjectCode>",
        "<EditionNumber>2</EditionNumber>",
        "<AudienceCodeValue>06</AudienceCodeValue>",
        "<CollectionSequenceNumber>2.5</CollectionSequenceNumber>",
    ] {
        assert!(has_book(wanted), "{wanted}");
    }
    let mains = products().map(|product| record[product.range()].matches("<MainSubject").count());
    assert!(mains.into_iter().all(|count| count == 3));
    // What is not printed has features of accessibility.
    assert!(values(&whole, "ProductFormFeatureValue").contains("75"));
    assert!(values(&whole, "ProductFormFeatureDescription").contains("mailto:access@example.org"));

    let made = hard.epubs().next().unwrap();
    let epub = Epub::open(&made.path);
    let package = epub.package();
    assert!(values(&package, "subject").contains("LAN012000 LAN009000 CFP 1FPC H315.9"));
    let metas = package
        .descendants()
        .filter(|node| node.tag_name().name() == "meta");
    let metas: Vec<(&str, &str)> = metas
        .filter_map(|meta| Some((meta.attribute("property")?, meta.text()?)))
        .collect();
    for wanted in [
        ("authority", "BISAC"),
        ("authority", "Thema"),
        ("authority", "CLC"),
        ("term", "H315.9"),
        ("schema:bookEdition", "2"),
        ("a11y:exemption", "eaa-microenterprise"),
        ("group-position", "2.5"),
    ] {
        assert!(metas.contains(&wanted), "{wanted:?}");
    }
}

#[test]
fn the_schema_of_onix_objects_to_damaged_records() {
    if !has_validator("xmllint") {
        return;
    }
    let good = fs::read_to_string(&BOOKS[0].record).unwrap();
    for (name, from, to) in [
        (
            "an unknown element",
            "<ProductForm>",
            "<ProductShape>E</ProductShape><ProductForm>",
        ),
        (
            "a code of no list",
            "<ContributorRole>A01<",
            "<ContributorRole>Z00<",
        ),
        (
            "a date that is none",
            "<SentDateTime>2026",
            "<SentDateTime>20x6",
        ),
        ("a bare ampersand", ">Large Language", ">Large & Language"),
        (
            "a product without a form",
            "<ProductForm>",
            "<!-- ProductForm -->",
        ),
    ] {
        assert!(good.contains(from), "no record holds {from}");
        let path = shelf("faults").join("onix.xml");
        write(&path, good.replacen(from, to, 1));
        let Some(complaints) = need("the schema of ONIX", onix_schema(&path)) else {
            return;
        };
        assert!(!complaints.is_empty(), "the schema lets {name} through");
    }
}
