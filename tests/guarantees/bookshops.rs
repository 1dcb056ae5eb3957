//! The ONIX record of each edition, which bookshops get.

use std::fs;
use std::path::{Path, PathBuf};

use roxmltree::{Document, Node};
use tempfile::TempDir;

use super::{assert_done, little_book};
use crate::support::{diglot, errors, results, run, write};

const SETTINGS: &str = "
sort: { zh: Xiaoshu, en: Little Book }
series: { name: { zh: 丛书, en: A Series }, number: 2 }
creators:
  - { name: { zh: 欧阳明, en: Ming Ouyang }, role: author }
  - { name: { zh: 同文社, en: Diglot House }, role: foreword, kind: organisation }
publisher: { zh: 出版社, en: The Press }
date: 2026-11-01
rights: { zh: 知识共享 CC BY 4.0, en: Creative Commons CC BY 4.0 }
description: { zh: 一本小书。, en: A small book. }
subjects: [{ zh: 小书, en: Little books }]
identifiers: { print: 978-7-302-00000-6, zh: 978-7-121-00000-3 }
trade: { supply: { print: { availability: to-order, prices: [{ amount: 8.50, currency: EUR }] } } }
certifier: { name: { zh: 出版社, en: The Press }, report: https://press.example/report }
editions:
  print: { format: pdf, layout: facing, page: { binding: paperback } }
  zh: { format: epub, languages: [zh] }
  en: { format: epub, languages: [en], variant: kobo }
";

fn book() -> (TempDir, PathBuf) {
    let (scratch, book) = little_book();
    let settings = book.join("book.yaml");
    let ours = fs::read_to_string(&settings).unwrap() + SETTINGS;
    write(&settings, ours);
    (scratch, book)
}

fn onix(book: &Path, arguments: &[&str]) -> String {
    let output = run(diglot().args(["export", "onix"]).arg(book).args(arguments));
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    results(&output)
}

/// The texts of all elements of a name inside another.
fn said<'a>(node: Node<'a, '_>, name: &str) -> Vec<&'a str> {
    let nodes = node
        .descendants()
        .filter(|node| node.has_tag_name(("http://ns.editeur.org/onix/3.0/reference", name)));
    nodes.filter_map(|node| node.text()).collect()
}

#[test]
fn each_edition_is_a_product_with_all_that_a_shop_needs() {
    let (_scratch, book) = book();
    let text = onix(&book, &[]);
    let message = Document::parse(&text).unwrap();
    let root = message.root_element();
    assert_eq!(root.attribute("release"), Some("3.0"));
    assert_eq!(said(root, "SentDateTime"), ["20261101T000000Z"]);
    let products: Vec<_> = root
        .children()
        .filter(|node| node.tag_name().name() == "Product")
        .collect();
    let [print, zh, en] = products.as_slice() else {
        panic!("{} products", products.len());
    };
    assert_eq!(said(*print, "ProductForm"), ["BC"]);
    assert_eq!(said(*print, "Measurement"), ["210", "148"]);
    assert_eq!(said(*print, "LanguageCode"), ["chi", "eng"]);
    let pages = print
        .descendants()
        .find(|node| node.tag_name().name() == "ExtentValue")
        .and_then(|node| node.text()?.parse::<u32>().ok());
    assert!(pages.is_some_and(|pages| pages > 3), "{pages:?}");
    assert_eq!(said(*print, "ProductFormFeatureValue"), [""; 0]);
    // Supplied by the publisher, whose name is in the edition's first language.
    assert_eq!(said(*print, "SupplierRole"), ["01"]);
    assert_eq!(said(*print, "SupplierName"), ["出版社"]);
    assert_eq!(said(*print, "ProductAvailability"), ["22"]);
    assert_eq!(said(*print, "PriceType"), ["02"]);
    assert_eq!(said(*print, "PriceAmount"), ["8.50"]);
    assert_eq!(said(*print, "RegionsIncluded"), ["WORLD"]);
    assert_eq!(said(*zh, "ProductFormDetail"), ["E101", "E200"]);
    // Its own ISBN, and those of the other editions.
    assert_eq!(&said(*zh, "IDValue")[..2], ["9787121000003"; 2]);
    assert!(said(*zh, "IDValue").contains(&"9787302000006"));
    assert_eq!(said(*zh, "ProductRelationCode"), ["11", "11"]);
    assert_eq!(said(*zh, "PersonName"), ["欧阳明", "Ming Ouyang"]);
    assert_eq!(said(*zh, "PersonNameInverted"), ["Ouyang, Ming"; 2]);
    assert_eq!(said(*zh, "CorporateName")[..2], ["同文社", "Diglot House"]);
    assert_eq!(said(*zh, "ContributorRole"), ["A01", "A23"]);
    assert_eq!(said(*zh, "PartNumber"), ["2"]);
    assert_eq!(said(*zh, "TitleText"), ["丛书", "小书", "A Little Book"]);
    for code in ["00", "04", "13", "14", "36", "85"] {
        assert!(
            said(*zh, "ProductFormFeatureValue").contains(&code),
            "{code}"
        );
    }
    assert_eq!(said(*en, "SubjectHeadingText"), ["Little books"]);
    let sort = en
        .descendants()
        .find_map(|node| node.attribute("collationkey"));
    assert_eq!(sort, Some("Little Book"));
}

#[test]
fn the_elements_are_in_the_order_of_the_schema() {
    const ORDER: [&str; 24] = [
        "ProductComposition",
        "ProductForm",
        "ProductFormDetail",
        "ProductFormFeature",
        "PrimaryContentType",
        "ProductContentType",
        "Measure",
        "EpubTechnicalProtection",
        "EpubLicense",
        "Collection",
        "TitleDetail",
        "Contributor",
        "NoContributor",
        "Language",
        "Extent",
        "Subject",
        // The elements of a product.
        "RecordReference",
        "NotificationType",
        "ProductIdentifier",
        "DescriptiveDetail",
        "CollateralDetail",
        "PublishingDetail",
        "RelatedMaterial",
        "ProductSupply",
    ];
    let (_scratch, book) = book();
    let text = onix(&book, &[]);
    let message = Document::parse(&text).unwrap();
    let mut seen = 0;
    for parent in message.descendants() {
        if !["Product", "DescriptiveDetail"].contains(&parent.tag_name().name()) {
            continue;
        }
        let places = parent.children().filter(Node::is_element).map(|child| {
            let name = child.tag_name().name();
            ORDER
                .iter()
                .position(|one| *one == name)
                .unwrap_or_else(|| panic!("{name}"))
        });
        assert!(places.collect::<Vec<_>>().is_sorted());
        seen += 1;
    }
    assert_eq!(seen, 6);
}

#[test]
fn a_record_may_have_one_edition_and_never_depends_on_the_clock() {
    let (_scratch, book) = book();
    let file = book.join("zh.xml");
    let path = file.to_str().unwrap();
    assert_eq!(onix(&book, &["-e", "zh", "-o", path]), "");
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text.matches("<Product>").count(), 1);
    // The other editions are still listed as related.
    assert_eq!(text.matches("<RelatedProduct>").count(), 2);
    assert!(onix(&book, &["-e", "zh"]) == text);
    let dated = run(diglot()
        .args(["export", "onix", "-e", "zh"])
        .arg(&book)
        .env("SOURCE_DATE_EPOCH", "86400"));
    assert_done(&dated);
    assert!(results(&dated).contains("<SentDateTime>19700102T000000Z<"));
    let wrong = run(diglot().args(["export", "onix", "-e", "nn"]).arg(&book));
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn a_book_with_gaps_claims_no_conformance() {
    let (_scratch, book) = book();
    let chapter = book.join("chapters/two.yaml");
    let ours =
        fs::read_to_string(&chapter).unwrap() + "  - table: { rows: [[{ zh: 一, en: one }]] }\n";
    write(&chapter, ours);
    let text = onix(&book, &["-e", "zh"]);
    assert!(!text.contains("<ProductFormFeatureValue>04<"));
    assert!(text.contains("<ProductFormFeatureValue>13<"));
}

#[test]
fn an_isbn_is_the_same_in_every_output() {
    let (scratch, book) = little_book();
    let settings = book.join("book.yaml");
    let ours = fs::read_to_string(&settings).unwrap()
        + "identifiers: { zh: 978 7 302 00000 6, en: 9787302000006, print: 978-7-302-00000-6 }\n\
           editions:\n  zh: { format: epub, languages: [zh], pages: print }\n  \
           en: { format: epub, languages: [en], pages: none }\n  print: { format: pdf }\n";
    write(&settings, ours);
    let out = scratch.path().join("out");
    assert_done(&run(diglot().arg("build").arg(&book).arg("-o").arg(&out)));
    for name in ["zh", "en"] {
        let file = fs::File::open(out.join(format!("little-book-{name}.epub"))).unwrap();
        let mut epub = zip::ZipArchive::new(file).unwrap();
        let mut text = |name: &str| {
            let file = epub.by_name(&format!("OEBPS/{name}")).unwrap();
            std::io::read_to_string(file).unwrap()
        };
        let package = text("content.opf");
        assert!(
            package.contains("<dc:identifier>urn:isbn:9787302000006<"),
            "{package}"
        );
        assert!(text("colophon.xhtml").contains(">ISBN 978-7-302-00000-6<"));
        if name == "zh" {
            assert!(package.contains("\"pageBreakSource\">urn:isbn:9787302000006<"));
        }
    }
    let record = onix(&book, &["-e", "zh"]);
    assert!(record.contains("<IDValue>9787302000006<"));
}

#[test]
fn a_record_never_makes_a_title_the_publisher() {
    let (_scratch, book) = little_book();
    let said = |book: &Path| {
        let output = run(diglot().args(["export", "onix", "-e", "zh"]).arg(book));
        assert_done(&output);
        (results(&output), errors(&output))
    };
    let (record, warnings) = said(&book);
    assert!(!record.contains("PublisherName"), "{record}");
    assert!(
        warnings.contains("warning[onix-gap]: the book names no publisher"),
        "{warnings}"
    );
    let settings = book.join("book.yaml");
    let ours = fs::read_to_string(&settings).unwrap();
    let creators = "creators: [{ name: { zh: 欧阳明, en: Ming Ouyang }, role: author }]\n";
    write(&settings, ours.clone() + creators);
    let (record, warnings) = said(&book);
    assert!(record.contains(">欧阳明</PublisherName>"), "{record}");
    assert!(warnings.contains("name `欧阳明` instead"), "{warnings}");
    write(
        &settings,
        ours + "publisher: { zh: 出版社, en: The Press }\n",
    );
    let (record, warnings) = said(&book);
    assert!(record.contains(">出版社</PublisherName>"));
    assert!(!warnings.contains("onix-gap"), "{warnings}");
}
