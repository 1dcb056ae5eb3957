//! The pages: their texts, links and languages.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node};

use super::{BOTH, EN, ZH, assert_in_order, by_id, epub, files, is_page, parse, text, with_class};

#[test]
fn every_text_is_in_its_chapter_in_order() {
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
        "读万卷 books书，行万里a < b && c链接1词元(cíyuán)词元。另起一行"
    );
    let slanted = paragraph
        .descendants()
        .filter(|n| n.tag_name().name() == "i");
    assert_eq!(slanted.map(text).collect::<Vec<_>>(), [" books"]);
    let is_link = |node: &Node<'_, '_>| node.tag_name().name() == "a";
    let links = document.descendants().filter(is_link);
    for link in links {
        assert!(!link.ancestors().skip(1).any(|node| is_link(&node)));
    }
    assert_eq!(text(by_id(&document, "note.9.1")).trim(), "1 注文一");
}

#[test]
fn headings_skip_no_level() {
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
fn questions_and_answers_link_to_one_another() {
    let files = files(&epub("zh", ZH));
    let answers = parse(&files["answers.xhtml"]);
    let mut count = 0;
    for (name, id) in [("chapter-9.xhtml", "9"), ("chapter-end.xhtml", "end")] {
        let chapter = parse(&files[name]);
        for question in with_class(&chapter, "question") {
            let link = question.descendants().find_map(|n| n.attribute("href"));
            let key = link.and_then(|href| href.strip_prefix("answers.xhtml#"));
            let answer = by_id(&answers, key.expect("a link to the answer"));
            let mut links = answer.descendants().filter_map(|n| n.attribute("href"));
            let back = links.next_back();
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
fn every_link_has_a_target_and_every_id_is_unique() {
    for (name, languages) in [("zh", ZH), ("en", EN), ("zh-en", BOTH)] {
        let files = files(&epub(name, languages));
        let pages: BTreeMap<&str, Document<'_>> = files
            .iter()
            .filter(|(name, _)| is_page(name))
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
fn languages_are_marked_where_they_change() {
    const XML: &str = "http://www.w3.org/XML/1998/namespace";
    for (name, languages, lead) in [("zh", ZH, "zh"), ("en", EN, "en"), ("zh-en", BOTH, "zh")] {
        let files = files(&epub(name, languages));
        for page in files.iter().filter(|(name, _)| is_page(name)) {
            let document = parse(page.1);
            let root = document.root_element();
            assert_eq!(root.attribute((XML, "lang")), Some(lead));
            for node in document.descendants().filter(Node::is_element) {
                // `attribute("lang")` would also match `xml:lang`.
                let mut plain = node.attributes().filter(|one| one.namespace().is_none());
                let lang = plain.find(|one| one.name() == "lang");
                let lang = lang.map(|lang| lang.value());
                assert_eq!(lang, node.attribute((XML, "lang")));
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
    assert_in_order(&note, &["注文一", "First note"]);
    let list = text(by_id(&document, "_9-list-1"));
    assert_eq!(list.matches("bpe.rs").count(), 1, "{list}");
    assert_in_order(&list, &["二项", "another", "bpe.rs"]);
}
