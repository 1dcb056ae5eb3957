//! Parts of a book: their title pages, and what is below them in contents, outlines and e-books.

use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::paper::{Paper, Run};
use crate::support::{self, scratch, write};
use crate::validators::archive::Epub;

/// A preface, a part with a label and an epigraph, two chapters, a part without either, a chapter, an appendix.
fn parted() -> TempDir {
    let scratch = scratch();
    write(
        &scratch.path().join("book.yaml"),
        "id: parted\nlanguages: [zh, en]\ntitle: { zh: 书, en: Book }\n\
         chapters: [preface.yaml, hills.yaml, one.yaml, two.yaml, rivers.yaml, three.yaml, data.yaml]\n\
         editions:\n  columns: { format: pdf }\n  facing: { format: pdf, layout: facing, page: { trim: A5 } }\n  \
         stacked: { format: pdf, layout: stacked, page: { trim: A5 } }\n  \
         alone: { format: pdf, layout: single, languages: [en], page: { trim: A5, opening: any } }\n  \
         both: { format: epub, pages: none }\n  english: { format: epub, languages: [en], pages: none }\n",
    );
    let epigraph = "[{ quote: { zh: 智者乐水, en: Water pleases the wise, source: { zh: 孔子, en: Confucius }, epigraph: true } }]";
    for (id, keys, zh, en, blocks) in [
        (
            "preface",
            "role: preface",
            "前言",
            "Before",
            "[{ text: { zh: 序, en: prefaced } }]",
        ),
        (
            "hills",
            "role: part\nlabel: { zh: 第一编, en: Part One }",
            "山",
            "The Hills",
            epigraph,
        ),
        (
            "one",
            "number: 1",
            "东山",
            "East",
            "[{ heading: { zh: 节, en: Foothills } }, { text: { zh: '见[[#hills]]和[[#rivers]]', en: 'See [[#hills]] and [[#rivers]].' } }]",
        ),
        (
            "two",
            "number: 2",
            "西山",
            "West",
            "[{ text: { zh: 山, en: hills } }]",
        ),
        ("rivers", "role: part", "水", "Streams", "[]"),
        (
            "three",
            "number: 3",
            "大河",
            "The River",
            "[{ text: { zh: 水, en: water } }]",
        ),
        (
            "data",
            "role: appendix",
            "数据",
            "Data",
            "[{ text: { zh: 数, en: numbers } }]",
        ),
    ] {
        write(
            &scratch.path().join(format!("{id}.yaml")),
            format!("id: {id}\n{keys}\ntitle: {{ zh: {zh}, en: {en} }}\nblocks: {blocks}\n"),
        );
    }
    scratch
}

fn on_page(paper: &Paper, page: usize) -> Vec<&Run> {
    paper.runs.iter().filter(|run| run.page == page).collect()
}

/// The page of an anchor, and what stands on it and, on facing pages, on the one beside it.
fn opening<'p>(paper: &'p Paper, anchor: &str) -> (usize, Vec<&'p Run>) {
    let (page, _) = paper.place(anchor);
    let pages = page..=page + usize::from(paper.is_facing);
    (page, pages.flat_map(|page| on_page(paper, page)).collect())
}

fn starting<'p>(runs: &[&'p Run], start: &str) -> &'p Run {
    let found = runs.iter().find(|run| run.text.starts_with(start));
    found.unwrap_or_else(|| panic!("no `{start}` among {runs:?}"))
}

#[test]
fn a_part_opens_on_a_recto_with_both_languages_level() {
    let book = parted();
    for name in ["columns", "facing", "stacked", "alone"] {
        let paper = Paper::of(book.path(), name);
        let (page, runs) = opening(&paper, "hills");
        if !paper.is_facing {
            assert_eq!(page % 2, 1, "{name}: page {page}");
        }
        let english = ["Part", "Hills", "Water"].map(|start| starting(&runs, start));
        assert!(english.is_sorted_by(|one, next| one.y < next.y), "{name}");
        if name != "alone" {
            for (run, zh) in english.iter().zip(["第一编", "山", "智者"]) {
                let zh = starting(&runs, zh);
                assert!(
                    name == "stacked" || (zh.y - run.y).abs() < 0.5,
                    "{name}: {zh:?} beside {run:?}"
                );
            }
        }
        // Neither a running head nor a folio.
        let (top, _) = paper.heights();
        assert!(runs.iter().all(|run| run.y > top), "{name}: {runs:?}");
        // The numbers of chapters go on, and references have the label or the title.
        let all: String = paper.runs.iter().map(|run| run.text.as_str()).collect();
        let all = all.replace('\u{a0}', " ");
        assert!(all.contains("Chapter 3"), "{name}");
        assert!(all.contains("See Part One and Streams."), "{name}: {all}");
    }
}

/// It leaves almost a third of its column blank; the source ends at the edge.
#[test]
fn an_epigraph_is_set_to_the_side_with_its_source_below() {
    let book = parted();
    for name in ["columns", "facing", "stacked", "alone"] {
        let paper = Paper::of(book.path(), name);
        let (_, runs) = opening(&paper, "hills");
        let text = starting(&runs, "Water");
        let place = usize::from(name != "alone" && name != "stacked");
        let (left, right) = paper.column(place, text.page);
        let share = (text.x - left) / (right - left);
        assert!((0.2..0.4).contains(&share), "{name}: {share:.2}");
        let source = runs.iter().rfind(|run| run.text.ends_with("Confucius"));
        let source = source.unwrap_or_else(|| panic!("{name}: no source among {runs:?}"));
        let is_dash =
            |run: &&Run| (run.y - source.y).abs() < 0.5 && run.text.starts_with(['—', '–']);
        assert!(
            source.y > text.y && runs.iter().any(is_dash),
            "{name}: {source:?}"
        );
        assert!(
            (source.right() - right).abs() < 0.6,
            "{name}: {source:?} of {right}"
        );
    }
}

/// The title of a part is a line of the contents with its page.
#[test]
fn the_contents_list_parts_before_their_chapters() {
    let book = parted();
    for name in ["columns", "facing", "stacked", "alone"] {
        let paper = Paper::of(book.path(), name);
        let (_, runs) = opening(&paper, "front.contents");
        let text: String = runs.iter().map(|run| run.text.as_str()).collect();
        let titles = [
            "Part One",
            "East",
            "Foothills",
            "West",
            "Streams",
            "The River",
            "Data",
        ];
        let mut rest = text.as_str();
        for title in titles {
            let at = rest.find(title);
            let at = at.unwrap_or_else(|| panic!("{name}: no `{title}` in {rest}"));
            rest = &rest[at + title.len()..];
        }
    }
}

#[test]
fn chapters_are_below_their_part_in_the_outline() {
    if !support::has_validator("qpdf") {
        return;
    }
    let book = parted();
    let made = support::build(book.path(), &["-e", "columns", "-e", "facing"]);
    for name in ["columns", "facing"] {
        let mut qpdf = Command::new("qpdf");
        qpdf.args(["--json", "--json-key=outlines"]);
        let pdf = made.path().join(format!("parted-{name}.pdf"));
        let output = support::run(qpdf.arg(pdf));
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            shape(&json["outlines"]),
            "书 版权页 目录 前言 第一编 山[东山[节] 西山] 水[大河] 数据",
            "{name}"
        );
    }
}

/// The titles of an outline, with those below each in brackets.
fn shape(list: &Value) -> String {
    let entries = list.as_array().unwrap().iter();
    let each = entries.map(|entry| {
        let title = entry["title"].as_str().unwrap();
        match shape(&entry["kids"]) {
            kids if kids.is_empty() => title.to_owned(),
            kids => format!("{title}[{kids}]"),
        }
    });
    each.collect::<Vec<_>>().join(" ")
}

fn text(epub: &Epub, name: &str) -> String {
    let file = epub.file(&format!("OEBPS/{name}")).expect(name);
    String::from_utf8_lossy(file).into_owned()
}

#[test]
fn e_books_have_parts_above_their_chapters() {
    let book = parted();
    let made = support::build(book.path(), &["-e", "both", "-e", "english"]);
    for name in ["both", "english"] {
        let epub = Epub::open(&made.path().join(format!("parted-{name}.epub")));
        let page = text(&epub, "chapter-hills.xhtml");
        assert!(
            page.contains(r#"epub:type="part" role="doc-part""#),
            "{page}"
        );
        let nav = text(&epub, "nav.xhtml");
        let flat: String = nav.split_whitespace().collect();
        for (part, chapter) in [("hills", "one"), ("rivers", "three")] {
            let after = flat.split(&format!("href=\"chapter-{part}.xhtml\"")).nth(1);
            let after = after.unwrap_or_else(|| panic!("no {part} in {nav}"));
            let inner = after.split("</a>").nth(1).unwrap();
            assert!(
                inner.starts_with("<ol><li>")
                    && inner.contains(&format!("chapter-{chapter}.xhtml")),
                "{inner}"
            );
        }
        // The book starts with the first part, and landmarks are of divisions, not of each part.
        let landmarks = nav.split("epub:type=\"landmarks\"").nth(1).unwrap();
        assert!(landmarks.contains(r#"epub:type="bodymatter" href="chapter-hills.xhtml""#));
        assert_eq!(landmarks.matches("chapter-hills.xhtml").count(), 1, "{nav}");
        let ncx = text(&epub, "toc.ncx");
        assert!(ncx.contains(r#"name="dtb:depth" content="3""#), "{ncx}");
    }
}
