//! The file as a whole: its archive, metadata and reading order.

use std::io::{Cursor, Read};

use roxmltree::Node;
use zip::{CompressionMethod, ZipArchive};

use super::{EN, ZH, assert_in_order, edition, epub, files, parse, text};

#[test]
fn the_archive_begins_with_its_type_and_all_files_have_one_time() {
    let bytes = epub("zh", ZH);
    let mut archive = ZipArchive::new(Cursor::new(bytes.as_slice())).expect("a ZIP file");
    let mut first = archive.by_index(0).expect("a file");
    assert_eq!(first.name(), "mimetype");
    assert_eq!(first.compression(), CompressionMethod::Stored);
    assert_eq!(&bytes[38..58], b"application/epub+zip");
    let mut kind = String::new();
    first.read_to_string(&mut kind).expect("text");
    drop(first);
    assert_eq!(kind, "application/epub+zip");
    for index in 0..archive.len() {
        let file = archive.by_index(index).expect("a file");
        let time = file.last_modified().expect("a time");
        assert_eq!(time.to_string(), "2026-03-07 08:09:10", "{}", file.name());
        assert!(file.name().is_ascii());
    }
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    assert!(epub("zh", ZH) == epub("zh", ZH));
}

#[test]
fn times_that_zip_cannot_represent_become_the_nearest() {
    for (time, kept) in [
        ("1975-01-01T00:00:00Z", "1980-01-01 00:00:00"),
        ("2200-01-01T00:00:00Z", "2107-12-31 23:59:58"),
    ] {
        let bytes = edition("zh", ZH, time);
        let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a ZIP file");
        let file = archive.by_index(0).expect("a file");
        assert_eq!(file.last_modified().expect("a time").to_string(), kept);
    }
}

#[test]
fn the_package_has_the_metadata_of_the_book() {
    let files = files(&epub("zh", ZH));
    let document = parse(&files["content.opf"]);
    let said = |name: &str| -> Vec<&str> {
        let nodes = document.descendants();
        let named = nodes.filter(|node| {
            node.tag_name().name() == name || node.attribute("property") == Some(name)
        });
        named.filter_map(|node| node.text()).collect()
    };
    assert_eq!(said("title"), ["小书 <一>", "副题"]);
    assert_eq!(said("creator"), ["李明"]);
    assert_eq!(said("contributor"), ["王芳"]);
    assert_eq!(said("file-as"), ["Xiao shu yi", "Li, Ming", "Wang, Fang"]);
    assert_eq!(said("belongs-to-collection"), ["小书系列"]);
    assert_eq!(said("group-position"), ["3"]);
    assert_eq!(said("role"), ["aut", "trl"]);
    assert_eq!(said("language"), ["zh"]);
    assert_eq!(said("publisher"), ["出版社"]);
    assert_eq!(said("date"), ["2026-03-07"]);
    assert_eq!(said("dcterms:modified"), ["2026-03-07T08:09:10Z"]);
    // Reading systems recognise a book by its identifier, so it must never change.
    let urn = "urn:uuid:ad810e72-2bb5-592e-9051-8d59e0e87d16";
    assert_eq!(said("identifier"), [urn, "urn:isbn:9787121000003"]);
    assert!(files["toc.ncx"].contains(urn));
    assert_eq!(said("schema:accessMode"), ["textual", "visual"]);
    assert!(said("schema:accessibilityFeature").contains(&"rubyAnnotations"));
    assert!(said("alternate-script").contains(&"A Book & More"));
}

#[test]
fn pages_and_contents_follow_the_book() {
    let files = files(&epub("zh", ZH));
    let package = parse(&files["content.opf"]);
    let spine = package.descendants().filter_map(|n| n.attribute("idref"));
    assert_eq!(
        spine.collect::<Vec<_>>(),
        [
            "id_cover.xhtml",
            "id_title.xhtml",
            "nav",
            "id_chapter-9.xhtml",
            "id_chapter-end.xhtml",
            "id_glossary.xhtml",
            "id_answers.xhtml",
            "id_colophon.xhtml",
        ]
    );
    let contents = text(parse(&files["nav.xhtml"]).root_element());
    let entries = [
        "目录",
        "第 9 章　第一篇",
        "早到的小节",
        "一节",
        "练习",
        "尾声",
        "术语表",
        "参考答案",
    ];
    assert_in_order(&contents, &entries);
    assert!(!contents.contains("一小节"), "two levels are enough");
    assert_in_order(
        &text(parse(&files["toc.ncx"]).root_element()),
        &entries[1..],
    );
}

#[test]
fn a_picture_is_stored_once_and_described() {
    let files = files(&epub("en", EN));
    let images: Vec<_> = files
        .keys()
        .filter(|name| name.starts_with("images/"))
        .collect();
    assert_eq!(images.len(), 2, "{images:?}");
    assert!(files.contains_key("images/cover.png"));
    let picture = images
        .into_iter()
        .find(|name| *name != "images/cover.png")
        .expect("a picture");
    let document = parse(&files["chapter-9.xhtml"]);
    let is_image = |node: &Node<'_, '_>| node.tag_name().name() == "img";
    let shown: Vec<_> = document.descendants().filter(is_image).collect();
    assert_eq!(shown.len(), 2);
    for image in shown {
        assert_eq!(image.attribute("alt"), Some("Two boxes"));
        assert_eq!(image.attribute("src"), Some(picture.as_str()));
    }
    let style = &files["stylesheet.css"];
    assert!(style.contains(".width-80 { width: 80%; }") && style.contains("#8a2be2"));
}
