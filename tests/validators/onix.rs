//! Validates records with the schema of ONIX for Books: elements, their order, and codes.

use std::fs;

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
