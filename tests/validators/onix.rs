//! Validates records with the schema of ONIX for Books: elements, their order, and codes.

use std::collections::BTreeSet;
use std::fs;

use roxmltree::Document;

use super::archive::Epub;
use super::books::{BOOKS, assert_none, shelf};
use super::tools::{named, need, onix_schema};
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
        ("dcterms:audience", "language-learning"),
    ] {
        assert!(metas.contains(&wanted), "{wanted:?}");
    }
}

#[test]
fn the_codes_of_currencies_and_countries_are_those_of_the_schema() {
    if !has_validator("xmllint") {
        return;
    }
    let Some(schema) = named("DIGLOT_ONIX_SCHEMA") else {
        return;
    };
    let lists = schema.with_file_name("ONIX_BookProduct_CodeLists.xsd");
    let lists = fs::read_to_string(lists).unwrap();
    let lists = Document::parse(&lists).unwrap();
    let codes = |list: &str| {
        let list = lists
            .descendants()
            .find(|node| node.attribute("name") == Some(list));
        let values = list.unwrap().descendants();
        values
            .filter_map(|node| node.attribute("value"))
            .map(str::to_owned)
            .collect::<BTreeSet<_>>()
    };
    let table = |text: &str| {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let countries = table(include_str!("../../src/read/trade/iso-3166.txt"));
    let countries: BTreeSet<String> = countries
        .iter()
        .flat_map(|line| line.split_whitespace().map(str::to_owned))
        .collect();
    // The others are states that no longer exist.
    let more: Vec<String> = codes("List91").difference(&countries).cloned().collect();
    assert_eq!(more, ["AN", "CS", "YU"]);
    assert!(countries.is_subset(&codes("List91")));
    let currencies = table(include_str!("../../src/read/trade/iso-4217.txt"));
    let currencies: BTreeSet<String> = currencies.iter().map(|line| line[..3].to_owned()).collect();
    assert!(currencies.is_subset(&codes("List96")));
    assert!(currencies.len() > 150);
}

#[test]
fn prices_and_supply_are_those_of_the_book() {
    let hard = BOOKS.iter().find(|bound| bound.name == "hard").unwrap();
    let record = fs::read_to_string(&hard.record).unwrap();
    let whole = Document::parse(&record).unwrap();
    let of = |availability: &str| {
        let mut products = whole
            .descendants()
            .filter(|node| node.tag_name().name() == "Product");
        let found = products.find(|product| {
            let text = &record[product.range()];
            text.contains(&format!("<ProductAvailability>{availability}<"))
        });
        let product = found.unwrap_or_else(|| panic!("no product is {availability}"));
        let text = &record[product.range()];
        text.replace('\n', "")
    };
    let available = of("20");
    for wanted in [
        "<SupplierRole>03</SupplierRole><SupplierName>陷阱发行社</SupplierName>",
        "<WebsiteLink>https://example.org/orders</WebsiteLink>",
        "<PublishingDateRole>02</PublishingDateRole><Date dateformat=\"00\">20250301</Date>",
        "<PriceType>04</PriceType><PriceAmount>59.00</PriceAmount><CurrencyCode>CNY</CurrencyCode>\
         <Territory><CountriesIncluded>CN</CountriesIncluded></Territory>",
        "<PriceType>02</PriceType><PriceAmount>2200</PriceAmount><Tax><TaxRatePercent>10<",
        "<PriceType>01</PriceType><PriceAmount>24.95</PriceAmount>",
        "<RegionsIncluded>WORLD</RegionsIncluded><CountriesExcluded>CN JP</CountriesExcluded>",
    ] {
        assert!(available.contains(wanted), "{wanted}\n{available}");
    }
    let forthcoming = of("10");
    assert!(forthcoming.contains("<NotificationType>02<"));
    assert!(forthcoming.contains("<PublishingStatus>02<"));
    assert!(
        forthcoming
            .contains("<SupplyDateRole>08</SupplyDateRole><Date dateformat=\"00\">20250228<")
    );
    assert!(forthcoming.contains("<UnpricedItemType>02<"));
    let gone = of("51");
    assert!(gone.contains("<PublishingStatus>17<"));
    assert!(gone.contains("<UnpricedItemType>01</UnpricedItemType><Territory>"));
    // An edition of which the book says nothing has no supply.
    let supplies = record.matches("<ProductSupply>").count();
    assert_eq!(supplies, 3);
}

#[test]
fn the_schema_of_onix_objects_to_damaged_records() {
    if !has_validator("xmllint") {
        return;
    }
    let records = BOOKS.iter();
    let records: Vec<String> = records
        .map(|bound| fs::read_to_string(&bound.record).unwrap())
        .collect();
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
        (
            "a currency that is none",
            "<CurrencyCode>CNY<",
            "<CurrencyCode>RMB<",
        ),
        (
            "an amount with a comma",
            "<PriceAmount>59.00<",
            "<PriceAmount>59,00<",
        ),
        (
            "a supply without a supplier",
            "<SupplierRole>03</SupplierRole>",
            "",
        ),
    ] {
        let good = records.iter().find(|record| record.contains(from));
        let good = good.unwrap_or_else(|| panic!("no record holds {from}"));
        let path = shelf("faults").join("onix.xml");
        write(&path, good.replacen(from, to, 1));
        let Some(complaints) = need("the schema of ONIX", onix_schema(&path)) else {
            return;
        };
        assert!(!complaints.is_empty(), "the schema lets {name} through");
    }
}
