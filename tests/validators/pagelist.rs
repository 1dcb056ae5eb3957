//! Compares the page list of an EPUB with the text of the PDF that it refers to, as Poppler reads it.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::process::Command;

use diglot::book::Book;
use diglot::edition::{Arrangement, Edition, Languages};
use diglot::lang::Side;
use roxmltree::{Document, Node};
use serde_json::Value;

use super::archive::{Epub, is_element, is_type};
use super::books::{BOOKS, Bound, Made, assert_none, bind};
use crate::support::{has_validator, results, run, scratch, write};

/// How many letters after a page break marker must be on its page, and before it on an earlier page.
const TELLING: usize = 7;

/// The letters and digits of each page of a PDF, in content order.
fn printed(pdf: &Path) -> Vec<String> {
    let output = run(Command::new("pdftotext").arg("-raw").arg(pdf).arg("-"));
    let pages = results(&output);
    let mut pages: Vec<String> = pages.split('\u{c}').map(in_order).collect();
    pages.pop();
    pages
}

/// The letters of a page, line by line. Poppler gives the words of a right-to-left line in visual order, each with
/// direction marks.
fn in_order(page: &str) -> String {
    let line = |line: &str| {
        let mut words: Vec<&str> = line.split(' ').collect();
        if line.contains('\u{202b}') {
            words.reverse();
        }
        letters(&words.concat())
    };
    page.lines().map(line).collect()
}

/// The index of each page that is numbered in Arabic, by its number.
fn numbered(pdf: &Path, count: usize) -> BTreeMap<usize, usize> {
    let asked = ["--json", "--json-key=pagelabels"];
    let output = run(Command::new("qpdf").args(asked).arg(pdf));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut numbers = BTreeMap::new();
    let ranges = json["pagelabels"].as_array().unwrap();
    for (place, range) in ranges.iter().enumerate() {
        let index = |range: &Value| usize::try_from(range["index"].as_u64().unwrap()).unwrap();
        let first = range["label"]["/St"].as_u64().unwrap_or(1);
        let end = ranges.get(place + 1).map_or(count, index);
        if range["label"]["/S"] == "/D" {
            let pages = index(range)..end;
            numbers.extend((usize::try_from(first).unwrap()..).zip(pages));
        }
    }
    numbers
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The text before a marker in its paragraph, and the text node after it; what follows may be separated in print by
/// the other language.
fn around(document: &Document<'_>, mark: Node<'_, '_>) -> (String, String) {
    const BLOCKS: [&str; 5] = ["p", "li", "td", "th", "pre"];
    let is_block = |node: &Node<'_, '_>| BLOCKS.iter().any(|name| is_element(node, name));
    let block = mark.ancestors().find(is_block);
    let is_silent = |node: &Node<'_, '_>| {
        ["rt", "rp", "head"]
            .iter()
            .any(|name| is_element(node, name))
    };
    let mut before = String::new();
    let mut after = String::new();
    let texts = document.descendants().filter(Node::is_text);
    for node in texts.filter(|node| !node.ancestors().any(|one| is_silent(&one))) {
        let text = node.text().unwrap_or_default();
        if node.range().start > mark.range().start {
            if letters(&after).chars().count() < 2 {
                text.clone_into(&mut after);
            }
        } else if block.is_some_and(|block| node.ancestors().any(|one| one == block)) {
            before.push_str(text);
        }
    }
    (before, after)
}

/// Complains of a marker that is not where its page begins.
fn misplaced_marker(document: &Document<'_>, mark: Node<'_, '_>, page: &str) -> Option<String> {
    let has_class = |name: &str| {
        mark.ancestors()
            .any(|one| one.attribute("class") == Some(name))
    };
    if ["title-page", "colophon", "answer"]
        .iter()
        .any(|name| has_class(name))
    {
        // Print words and orders these differently.
        return None;
    }
    let (before, after) = around(document, mark);
    // If a page begins inside a word, the marker is before the word.
    let word = after
        .trim_start()
        .split(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let start = |skipped: usize| {
        let rest = letters(&after.chars().skip(skipped).collect::<String>());
        rest.chars().take(TELLING).collect::<String>()
    };
    let indent = after.len() - after.trim_start().len();
    let latin = word.chars().take_while(char::is_ascii_alphabetic).count();
    if !(indent..=indent + latin).any(|skipped| page.contains(&start(skipped))) {
        return Some(format!("`{after}` is not on the page"));
    }
    let end = letters(&before);
    let skipped = end.chars().count().checked_sub(TELLING)?;
    let end: String = end.chars().skip(skipped).collect();
    // The same words may occur again on the page.
    let whole = page.find(&format!("{end}{}", start(0)))?;
    (page.find(&start(0)) == Some(whole + end.len()))
        .then(|| format!("`{end}` is on the page, and before its mark"))
}

/// Whether a page shows only the title of the book.
fn is_half_title(page: &str, book: &Book) -> bool {
    let (a, b) = (
        letters(&book.title.a.plain()),
        letters(&book.title.b.plain()),
    );
    [format!("{a}{b}"), format!("{b}{a}"), a, b]
        .iter()
        .any(|title| title == page)
}

/// Complains of a page list that is incomplete or has wrong targets, and of markers that are not where a page begins.
fn page_list_faults(
    epub: &Epub,
    book: &Book,
    edition: &Edition,
    print: &Made,
    pages: &[String],
) -> Vec<String> {
    let mut faults = Vec::new();
    let nav = epub.page("nav.xhtml");
    let list = nav.descendants().find(|node| is_type(node, "page-list"));
    let Some(list) = list else {
        return vec!["no page list".to_owned()];
    };
    let numbers = numbered(&print.path, pages.len());
    // Both pages of a spread begin at the earlier of their beginnings.
    let spread = match (arrangement(print), edition.languages) {
        (Arrangement::Facing, Languages::Both { .. }) => 2,
        _ => 1,
    };
    let mut seen = HashSet::new();
    let mut before = 0;
    let links = list.descendants().filter(|node| is_element(node, "a"));
    let links: Vec<_> = links.collect();
    for link in &links {
        let label = link.text().unwrap_or_default();
        let href = link.attribute("href").unwrap_or_default();
        let (file, id) = href.split_once('#').unwrap_or((href, ""));
        let document = epub.page(file);
        let mut nodes = document.descendants();
        let mark = nodes.find(|node| node.attribute("id") == Some(id));
        let Some(mark) = mark.filter(|mark| is_type(mark, "pagebreak")) else {
            faults.push(format!("{label}: {href} is no mark"));
            continue;
        };
        if mark.attribute("aria-label") != Some(label) || !seen.insert(href) {
            faults.push(format!("{label}: {href} is the mark of another page"));
        }
        let Ok(number) = label.parse::<usize>() else {
            continue;
        };
        if number <= before {
            faults.push(format!("{label} after {before}"));
        }
        before = number;
        let text = numbers.get(&number).map_or(0..0, |place| {
            let first = place - number % spread;
            // An EPUB has no half-title: its page begins where the next one does.
            let after = if is_half_title(&pages[*place], book) {
                spread
            } else {
                0
            };
            first..first + spread + after
        });
        let text: String = pages
            .iter()
            .take(text.end)
            .skip(text.start)
            .cloned()
            .collect();
        if file != "nav.xhtml" {
            let fault = misplaced_marker(&document, mark, &text);
            faults.extend(fault.map(|fault| format!("{label}: {fault}")));
        }
    }
    faults.extend(unlisted_pages(epub, edition, print, pages, links.len()));
    faults.extend(wrong_source(epub, book, print));
    faults
}

fn arrangement(print: &Made) -> Arrangement {
    let setup = print.edition.page_setup().expect("a print edition");
    setup.arrangement()
}

/// Complains of pages that are missing in the list, the markers or the NCX.
fn unlisted_pages(
    epub: &Epub,
    edition: &Edition,
    print: &Made,
    pages: &[String],
    listed: usize,
) -> Option<String> {
    let full = pages.iter().filter(|text| !text.is_empty()).count();
    // The front matter, which is numbered in Roman, is specific to print.
    let numbers = numbered(&print.path, pages.len());
    let text = numbers.values().filter(|page| !pages[**page].is_empty());
    let text = text.count();
    let wanted = match (arrangement(print), edition.languages) {
        // A single language has only the versos or the rectos.
        (Arrangement::Facing, Languages::Only(_)) => text / 2,
        _ => text,
    };
    let is_mark = |node: &Node<'_, '_>| is_type(node, "pagebreak");
    let files = epub.pages();
    let marks = files
        .iter()
        .map(|(_, page)| page.descendants().filter(is_mark).count());
    let marks: usize = marks.sum();
    let ncx = epub.xml("OEBPS/toc.ncx");
    let targets = ncx
        .descendants()
        .filter(|node| is_element(node, "pageTarget"))
        .count();
    // A page that shows only a picture without words may be missing.
    let is_whole = listed <= full && listed + 2 >= wanted && [marks, targets] == [listed; 2];
    (!is_whole).then(|| {
        format!("of {wanted} pages {listed} in the list, {marks} marks, {targets} in the NCX")
    })
}

/// Complains of a package that does not identify the print edition whose pages it lists.
fn wrong_source(epub: &Epub, book: &Book, print: &Made) -> Option<String> {
    let package = epub.package();
    let mut nodes = package.descendants();
    let source = nodes.find(|node| node.attribute("property") == Some("pageBreakSource"));
    let source = source.and_then(|node| node.text()).unwrap_or_default();
    let isbn = book.identifiers.get(&print.edition.name);
    let is_right = match isbn {
        Some(isbn) => source == isbn.urn(),
        None => source.starts_with("urn:uuid:"),
    };
    (!is_right).then(|| format!("the pages are those of `{source}`"))
}

/// The print edition whose pages an EPUB lists.
fn print_of<'b>(bound: &'b Bound, edition: &Edition) -> Option<&'b Made> {
    let name = edition.pages()?;
    bound.made.iter().find(|made| made.edition.name == name)
}

fn is_judged() -> bool {
    has_validator("pdftotext") && has_validator("qpdf")
}

#[test]
fn every_printed_page_is_listed_and_begins_at_its_first_word() {
    if !is_judged() {
        return;
    }
    let mut count = 0;
    let mut found = Vec::new();
    for bound in BOOKS.iter() {
        for made in bound.epubs() {
            let epub = Epub::open(&made.path);
            let name = format!("{} {}: page", bound.name, made.edition.name);
            let Some(print) = print_of(bound, &made.edition) else {
                let is_marked =
                    |content: &[u8]| String::from_utf8_lossy(content).contains("doc-pagebreak");
                assert!(
                    !epub.files.iter().any(|(_, content)| is_marked(content)),
                    "{name}"
                );
                continue;
            };
            count += 1;
            let pages = printed(&print.path);
            let faults = page_list_faults(&epub, bound.book(), &made.edition, print, &pages);
            found.extend(faults.into_iter().map(|fault| format!("{name} {fault}")));
        }
    }
    assert_none(&found);
    assert!(count > 5, "{count} EPUBs list pages");
}

#[test]
fn markers_a_page_off_are_noticed() {
    if !is_judged() {
        return;
    }
    let bound = &BOOKS[0];
    let made = bound.epubs().next().unwrap();
    let print = print_of(bound, &made.edition).unwrap();
    let mut pages = printed(&print.path);
    pages.rotate_right(1);
    let epub = Epub::open(&made.path);
    let found = page_list_faults(&epub, bound.book(), &made.edition, print, &pages);
    assert!(found.len() * 2 > pages.len(), "{found:?}");
}

/// A book in which every second word is code, and whose chapters have the same ids as parts of the back matter.
fn of_code() -> Bound {
    let folder = scratch();
    let file = |name: &str, text: String| write(&folder.path().join(name), text);
    let settings = "id: code
languages: [zh, en]
title: { zh: 代码, en: Code }
chapters: [one.yaml, two.yaml]
glossary: glossary.yaml
editions:
  parallel: { format: pdf, page: { trim: A5 } }
  facing: { format: pdf, layout: facing }
  zh: { format: epub, languages: [zh], pages: parallel }
  en: { format: epub, languages: [en], pages: parallel }
  zh-en: { format: epub, languages: [zh, en], pages: facing }
  en-facing: { format: epub, languages: [en], pages: facing }
";
    file("book.yaml", settings.to_owned());
    let term = "terms: [ { id: t, term: { zh: 术语, en: term }, definition: { zh: 一个词, en: A word } } ]";
    file("glossary.yaml", term.to_owned());
    for (place, (name, id)) in [("one", "glossary"), ("two", "answers")]
        .into_iter()
        .enumerate()
    {
        let number = place + 1;
        let words = |word: &str, part: usize| -> String {
            let count = (1000 + 40 * part)..(1040 + 40 * part);
            let each = count.map(|count| format!("`code{number}{count}` {word}{count} "));
            each.collect()
        };
        let texts = (0..15).map(|part| {
            let (zh, en) = (words("词语", part), words("word", part));
            format!("  - text: {{ zh: '{zh}', en: '{en}' }}\n")
        });
        let texts: String = texts.collect();
        let chapter = format!(
            "id: {id}
number: {number}
title: {{ zh: 第{number}篇, en: Part {number} }}
blocks:
{texts}  - quiz:
      questions:
        - {{ id: q{number}, prompt: {{ zh: 问, en: Ask }}, answer: {{ zh: 答在此处, en: Answered here }} }}
"
        );
        file(&format!("{name}.yaml"), chapter);
    }
    bind("code", folder.path())
}

#[test]
fn pages_may_begin_with_code_and_chapters_may_have_ids_of_back_matter() {
    if !is_judged() {
        return;
    }
    let bound = of_code();
    let mut found = Vec::new();
    let mut begun = 0;
    for made in bound.epubs() {
        let epub = Epub::open(&made.path);
        let print = print_of(&bound, &made.edition).unwrap();
        let pages = printed(&print.path);
        begun += pages.iter().filter(|page| page.contains("code")).count();
        let faults = page_list_faults(&epub, bound.book(), &made.edition, print, &pages);
        found.extend(
            faults
                .into_iter()
                .map(|fault| format!("{}: {fault}", made.edition.name)),
        );
        for part in ["glossary.xhtml", "answers.xhtml"] {
            let document = epub.page(part);
            let heading = document.descendants().find(|node| is_element(node, "h1"));
            let mark = document
                .descendants()
                .find(|node| is_type(node, "pagebreak"));
            let is_before = mark
                .zip(heading)
                .is_some_and(|(mark, heading)| mark.range().start < heading.range().start);
            if !is_before {
                found.push(format!(
                    "{}: {part} begins before its page",
                    made.edition.name
                ));
            }
        }
    }
    assert_none(&found);
    assert!(begun > 20, "{begun} pages hold code");
}

const TABLE: [&str; 2] = ["横过来放的表", "Something on its side"];
const PICTURE: [&str; 2] = ["独占一页的图", "Alone on its page"];

/// A book with a table on its side that takes several pages, and a picture on a page of its own.
fn of_floats() -> Bound {
    let folder = scratch();
    let file = |name: &str, text: &str| write(&folder.path().join(name), text);
    file(
        "book.yaml",
        "id: floats
languages: [zh, en]
title: { zh: 浮动, en: Floats }
chapters: [one.yaml]
editions:
  parallel: { format: pdf, page: { trim: A5 } }
  stacked: { format: pdf, layout: stacked, page: { trim: A5 } }
  facing: { format: pdf, layout: facing, page: { trim: A5 } }
  single: { format: pdf, layout: single, languages: [en], page: { trim: A5 } }
  zh-en: { format: epub, languages: [zh, en], pages: facing }
  zh-facing: { format: epub, languages: [zh], pages: facing }
  en-facing: { format: epub, languages: [en], pages: facing }
  en-zh: { format: epub, languages: [en, zh], pages: parallel }
  zh: { format: epub, languages: [zh], pages: stacked }
  en: { format: epub, languages: [en], pages: single }
",
    );
    file(
        "drawing.svg",
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 90 60'><rect width='90' height='60' fill='#c80'/></svg>",
    );
    let rows = (100..150).map(|row| {
        format!(
            "        - [ {{ zh: 左{row}, en: left{row} }}, {{ zh: 右{row}, en: right{row} }} ]\n"
        )
    });
    let rows: String = rows.collect();
    let texts = |from: usize| -> String {
        let texts = (from..from + 8).map(|part| {
            let each = |word: &str| -> String {
                let count = (part * 40)..(part * 40 + 40);
                let words: Vec<String> = count.map(|count| format!("{word}{count}")).collect();
                words.join(" ")
            };
            let (zh, en) = (each("词语"), each("word"));
            format!("  - text: {{ zh: '{zh}', en: '{en}' }}\n")
        });
        texts.collect()
    };
    let chapter = format!(
        "id: one
number: 1
title: {{ zh: 第一篇, en: Part one }}
blocks:
{}  - table:
      caption: {{ zh: {}, en: {} }}
      turned: true
      header: [ {{ zh: 左栏, en: Left }}, {{ zh: 右栏, en: Right }} ]
      rows:
{rows}{}  - figure:
      image: drawing.svg
      alt: {{ zh: 长方形, en: A rectangle }}
      caption: {{ zh: {}, en: {} }}
      place: page
{}",
        texts(25),
        TABLE[0],
        TABLE[1],
        texts(40),
        PICTURE[0],
        PICTURE[1],
        texts(60)
    );
    file("one.yaml", &chapter);
    bind("floats", folder.path())
}

/// The first letters after a marker.
fn letters_after(document: &Document<'_>, mark: Node<'_, '_>) -> String {
    let texts = document.descendants().filter(Node::is_text);
    let after = texts.filter(|node| node.range().start > mark.range().start);
    let after: String = after.filter_map(|node| node.text()).map(letters).collect();
    after.chars().take(40).collect()
}

#[test]
fn pages_that_show_only_a_float_are_listed_at_the_float() {
    if !is_judged() {
        return;
    }
    let bound = of_floats();
    let mut found = Vec::new();
    for made in bound.epubs() {
        let epub = Epub::open(&made.path);
        let print = print_of(&bound, &made.edition).unwrap();
        let pages = printed(&print.path);
        let name = &made.edition.name;
        let faults = page_list_faults(&epub, bound.book(), &made.edition, print, &pages);
        found.extend(faults.into_iter().map(|fault| format!("{name}: {fault}")));
        let nav = epub.page("nav.xhtml");
        let list = nav.descendants().find(|node| is_type(node, "page-list"));
        let links = list.unwrap().descendants();
        let listed: Vec<&str> = links
            .filter(|node| is_element(node, "a"))
            .filter_map(|node| node.text())
            .collect();
        let documents = epub.pages();
        for captions in [TABLE, PICTURE] {
            let caption = captions.map(letters);
            let begins = documents.iter().any(|(_, document)| {
                let marks = document
                    .descendants()
                    .filter(|node| is_type(node, "pagebreak"));
                let mut after = marks.map(|mark| letters_after(document, mark));
                after.any(|after| caption.iter().any(|caption| after.contains(caption)))
            });
            if !begins {
                found.push(format!("{name}: no page begins with `{}`", captions[1]));
            }
        }
        let shows = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
        let zh = ["词语", "左1", "独占一页"];
        let en = ["word", "left1", "Alone"];
        for (number, page) in numbered(&print.path, pages.len()) {
            let is_read = match made.edition.languages {
                Languages::Both { .. } => shows(&pages[page], &zh) || shows(&pages[page], &en),
                Languages::Only(Side::A) => shows(&pages[page], &zh),
                Languages::Only(Side::B) => shows(&pages[page], &en),
            };
            if is_read && !listed.contains(&number.to_string().as_str()) {
                found.push(format!("{name}: page {number} is not listed"));
            }
        }
    }
    assert_none(&found);
}
