//! What a reader of the book would notice, looked for in the file that was made.

mod sample;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use roxmltree::{Document, Node, ParsingOptions};
use zip::{CompressionMethod, ZipArchive};

use super::{Imprint, bind};
use crate::edition::{Edition, Form, Languages};
use crate::lang::Side;
use crate::manuscript::assemble;

const ZH: Languages = Languages::Only(Side::A);
const EN: Languages = Languages::Only(Side::B);
const BOTH: Languages = Languages::Both { lead: Side::A };

fn edition(name: &str, languages: Languages, modified: &str) -> Vec<u8> {
    let book = sample::book();
    let edition = Edition {
        name: name.to_owned(),
        languages,
        form: Form::Epub,
    };
    let imprint = Imprint {
        generator: "diglot test".to_owned(),
        modified: modified.parse().expect("a time"),
    };
    let manuscript = assemble(&book, &edition);
    bind(&manuscript, &sample::assets(), &sample::cover(), &imprint).expect("an EPUB")
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

fn is_xhtml(name: &str) -> bool {
    name.ends_with(".xhtml")
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

/// Looks for phrases one after the other.
fn assert_in_order(text: &str, phrases: &[&str]) {
    let mut rest = text;
    for phrase in phrases {
        let place = rest.find(phrase);
        let place = place.unwrap_or_else(|| panic!("`{phrase}` is not where it belongs: {text}"));
        rest = &rest[place + phrase.len()..];
    }
}

#[test]
fn the_archive_begins_with_its_type_and_has_one_time() {
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
fn times_that_zip_cannot_keep_are_moved_to_the_nearest() {
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
fn every_text_stands_in_its_chapter_in_order() {
    let files = files(&epub("zh", ZH));
    let document = parse(&files["chapter-9.xhtml"]);
    let body = text(document.root_element());
    assert_in_order(
        &body,
        &[
            "第 9 章",
            "第一篇",
            "导语",
            "早到的小节",
            "万卷",
            "一节",
            "一小节",
            "一项",
            "二项",
            "知之为知之",
            "论语",
            "图 9.1",
            "流程",
            "表 9.1",
            "对照",
            "甲",
            "代码 9.1",
            "程序",
            "let a = &b;",
            "洞见：",
            "一句话",
            "框中字",
            "图 9.2",
            "本章要点",
            "要点甲",
            "练习",
            "为什么？（多选）",
            "错的选项",
            "对的选项",
            "查看答案",
            "怎么做？",
            "注释",
            "注文一",
            "一项的注",
        ],
    );
    assert!(!body.contains("这么做") && !body.contains("解释"));
    let english = files["chapter-9.xhtml"].contains("Boxed");
    assert!(!english, "the other language is not in this edition");
}

#[test]
fn markup_adds_no_space_and_nests_no_link() {
    let files = files(&epub("zh", ZH));
    let document = parse(&files["chapter-9.xhtml"]);
    let paragraph = by_id(&document, "_9-text-1");
    assert_eq!(
        text(paragraph),
        "读万卷书，行万里a < b && c链接1词元(cíyuán)词元。"
    );
    let is_link = |node: &Node<'_, '_>| node.tag_name().name() == "a";
    let links = document.descendants().filter(is_link);
    for link in links {
        assert!(!link.ancestors().skip(1).any(|node| is_link(&node)));
    }
    assert_eq!(
        text(by_id(&document, "note.9.1")).trim(),
        "1 注文一（注中注）"
    );
}

#[test]
fn headings_leave_no_level_out() {
    let files = files(&epub("zh", ZH));
    let document = parse(&files["chapter-9.xhtml"]);
    let headings = document.descendants().filter_map(|node| {
        let name = node.tag_name().name();
        matches!(name, "h1" | "h2" | "h3").then(|| format!("{name} {}", text(node)))
    });
    assert_eq!(
        headings.collect::<Vec<_>>(),
        [
            "h1 第 9 章 第一篇",
            "h2 早到的小节",
            "h2 一节",
            "h3 一小节",
            "h2 练习"
        ]
    );
}

#[test]
fn questions_and_answers_lead_to_one_another() {
    let files = files(&epub("zh", ZH));
    let answers = parse(&files["answers.xhtml"]);
    let mut count = 0;
    for (name, id) in [("chapter-9.xhtml", "9"), ("chapter-end.xhtml", "end")] {
        let chapter = parse(&files[name]);
        for question in with_class(&chapter, "question") {
            let link = question.descendants().find_map(|n| n.attribute("href"));
            let key = link.and_then(|href| href.strip_prefix("answers.xhtml#"));
            let answer = by_id(&answers, key.expect("a link to the answer"));
            let back = answer.descendants().filter_map(|n| n.attribute("href"));
            let back = back.last();
            let asked = question.attribute("id").expect("an id");
            assert_eq!(back, Some(format!("{name}#{asked}").as_str()));
            assert!(asked.contains(id));
            count += 1;
        }
    }
    assert_eq!(count, 4);
    let first = text(by_id(&answers, "key-9-why"));
    assert_in_order(
        &first,
        &[
            "第 1 题：B、C",
            "B. 对的选项",
            "C. 也对的选项",
            "解析：解释",
            "回到第 1 题",
        ],
    );
    assert_in_order(
        &text(by_id(&answers, "key-9-how")),
        &["第 2 题", "答案：这么做。"],
    );
    let notes = text(by_id(&answers, "note.9.3"));
    assert!(notes.contains("解释的注"), "its note is with the answer");
}

#[test]
fn every_link_has_a_target_and_every_id_is_one() {
    for (name, languages) in [("zh", ZH), ("en", EN), ("zh-en", BOTH)] {
        let files = files(&epub(name, languages));
        let pages: BTreeMap<&str, Document<'_>> = files
            .iter()
            .filter(|(name, _)| is_xhtml(name))
            .map(|(name, text)| (name.as_str(), parse(text)))
            .collect();
        let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (page, document) in &pages {
            let here = ids.entry(page).or_default();
            for id in document.descendants().filter_map(|n| n.attribute("id")) {
                assert!(here.insert(id), "{id} twice on {page}");
                assert!(!id.starts_with(|c: char| c.is_ascii_digit()));
            }
        }
        for (page, document) in &pages {
            let links = document
                .descendants()
                .filter(|n| n.tag_name().name() == "a");
            for href in links.filter_map(|link| link.attribute("href")) {
                if href.starts_with("https:") {
                    continue;
                }
                let (target, id) = href.split_once('#').unwrap_or((href, ""));
                let target = if target.is_empty() { page } else { target };
                let known = ids.get(target).expect("a page");
                assert!(id.is_empty() || known.contains(id), "{href} on {page}");
            }
        }
    }
}

#[test]
fn languages_are_said_where_they_change() {
    const XML: &str = "http://www.w3.org/XML/1998/namespace";
    for (name, languages, lead) in [("zh", ZH, "zh"), ("en", EN, "en"), ("zh-en", BOTH, "zh")] {
        let files = files(&epub(name, languages));
        for page in files.iter().filter(|(name, _)| is_xhtml(name)) {
            let document = parse(page.1);
            let root = document.root_element();
            assert_eq!(root.attribute("lang"), Some(lead));
            for node in document.descendants().filter(Node::is_element) {
                assert_eq!(node.attribute("lang"), node.attribute((XML, "lang")));
            }
        }
    }
    let files = files(&epub("zh-en", BOTH));
    let document = parse(&files["chapter-9.xhtml"]);
    let pair = by_id(&document, "_9-lead-1");
    let voices = pair.children().filter(Node::is_element);
    let said: Vec<_> = voices
        .map(|voice| (voice.attribute("lang"), text(voice)))
        .collect();
    assert_eq!(
        said,
        [
            (Some("zh"), "导语".to_owned()),
            (Some("en"), "A lead".to_owned())
        ]
    );
    let note = text(by_id(&document, "note.9.1"));
    assert_in_order(&note, &["注文一", "First note (a note in a note)"]);
}

#[test]
fn the_package_says_whose_book_it_is() {
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
    assert_eq!(said("creator"), ["李明", "王芳"]);
    assert_eq!(said("role"), ["aut", "trl"]);
    assert_eq!(said("language"), ["zh"]);
    assert_eq!(said("publisher"), ["出版社"]);
    assert_eq!(said("date"), ["2026-03-07"]);
    assert_eq!(said("dcterms:modified"), ["2026-03-07T08:09:10Z"]);
    // Readers know a book again by this: it never changes.
    let urn = "urn:uuid:ad810e72-2bb5-592e-9051-8d59e0e87d16";
    assert_eq!(said("identifier"), [urn, "urn:isbn:9787121000004"]);
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
fn a_picture_is_kept_once_and_described() {
    let files = files(&epub("en", EN));
    let images: Vec<_> = files
        .keys()
        .filter(|name| name.starts_with("images/"))
        .collect();
    assert_eq!(images, ["images/001.png", "images/cover.png"]);
    let document = parse(&files["chapter-9.xhtml"]);
    let is_image = |node: &Node<'_, '_>| node.tag_name().name() == "img";
    let shown: Vec<_> = document.descendants().filter(is_image).collect();
    assert_eq!(shown.len(), 2);
    for image in shown {
        assert_eq!(image.attribute("alt"), Some("Two boxes"));
        assert_eq!(image.attribute("src"), Some("images/001.png"));
    }
    let style = &files["stylesheet.css"];
    assert!(style.contains(".width-80 { width: 80%; }") && style.contains("#8a2be2"));
}
