//! What parts the text of a chapter: three levels of headings, changes of scene, page breaks; and what ends a book.

use tempfile::TempDir;

use super::paper::{Paper, Run};
use crate::support::{self, scratch, write};
use crate::validators::archive::Epub;

const LAYOUTS: [&str; 4] = ["columns", "facing", "stacked", "alone"];

/// A chapter with headings of all levels, so many changes of scene that some are at the edge of a page, and a page break;
/// a glossary, an index, and a page about the author that the book lists before an appendix.
fn separated(style: &str) -> TempDir {
    let scratch = scratch();
    write(
        &scratch.path().join("book.yaml"),
        format!(
            "id: separated\nlanguages: [zh, en]\ntitle: {{ zh: 书, en: Book }}\nglossary: terms.yaml\n\
             chapters: [one.yaml, about.yaml, data.yaml]\nstyle: {{ scene-break: {style} }}\neditions:\n  \
             columns: {{ format: pdf, index: true, contents-depth: 4, page: {{ trim: A5 }} }}\n  \
             facing: {{ format: pdf, layout: facing, contents-depth: 3, index: true, page: {{ trim: A5 }} }}\n  \
             stacked: {{ format: pdf, layout: stacked, contents-depth: 1, index: true, page: {{ trim: A5 }} }}\n  \
             alone: {{ format: pdf, layout: single, languages: [en], index: true, page: {{ trim: A5 }} }}\n  \
             both: {{ format: epub, pages: none, contents-depth: 4 }}\n  \
             flat: {{ format: epub, pages: none, languages: [en], contents-depth: 1 }}\n"
        ),
    );
    write(
        &scratch.path().join("terms.yaml"),
        "terms:\n  - { id: scene, term: { zh: 场, en: Scene } }\n",
    );
    let text = "  - text: { zh: 下雨了，没有人说话。, en: It rained and nobody said a word to anyone else. }\n";
    let scene = "  - break: scene\n";
    let heading = |level: u8, zh: &str, en: &str| {
        format!("  - heading: {{ zh: {zh}, en: {en}, level: {level} }}\n")
    };
    let blocks = [
        heading(1, "甲", "Alpha"),
        heading(2, "乙", "Beta"),
        heading(3, "丙", "Gamma"),
        "  - text: { zh: \"有[[scene]]。\", en: \"A [[scene]].\" }\n".to_owned(),
        [scene, text].concat().repeat(24),
        "  - text: { zh: 之前, en: Before it. }\n  - break: page\n  - text: { zh: 之后, en: After it. }\n"
            .to_owned(),
    ];
    write(
        &scratch.path().join("one.yaml"),
        format!(
            "id: one\ntitle: {{ zh: 一, en: One }}\nblocks:\n{}",
            blocks.concat()
        ),
    );
    for (id, role) in [("about", "about-author"), ("data", "appendix")] {
        write(
            &scratch.path().join(format!("{id}.yaml")),
            format!(
                "id: {id}\nrole: {role}\ntitle: {{ zh: 其他, en: Title-{id} }}\nblocks:\n  - text: {{ zh: 字, en: words }}\n"
            ),
        );
    }
    scratch
}

fn starting<'p>(paper: &'p Paper, start: &str) -> &'p Run {
    let found = paper.runs.iter().find(|run| run.text.starts_with(start));
    found.unwrap_or_else(|| panic!("no `{start}` in {}", paper.name))
}

/// The runs that are stars.
fn stars(paper: &Paper) -> Vec<&Run> {
    let is_stars = |run: &&Run| run.text.contains('*');
    paper.runs.iter().filter(is_stars).collect()
}

#[test]
fn a_change_of_scene_is_in_the_middle_of_each_column() {
    let book = separated("stars");
    for name in LAYOUTS {
        let paper = Paper::of(book.path(), name);
        let stars = stars(&paper);
        let wanted = match name {
            "columns" | "facing" => 2 * 24,
            _ => 24,
        };
        let count: usize = stars.iter().map(|run| run.text.matches('*').count()).sum();
        assert_eq!(count, wanted * 3, "{name}");
        for run in &stars {
            let places = [0, 1].map(|place| paper.column(place, run.page));
            let (left, right) = match name {
                "columns" if run.x > places[1].0 - 1.0 => places[1],
                "columns" => places[0],
                _ => (places[0].0, places[0].1.max(places[1].1)),
            };
            assert!(run.x > left && run.right() < right, "{name}: {run:?}");
        }
    }
}

/// A blank line could not be seen where a page ends or begins.
#[test]
fn a_blank_change_of_scene_is_marked_at_the_edge_of_a_page() {
    let book = separated("blank");
    for name in LAYOUTS {
        let paper = Paper::of(book.path(), name);
        let (top, bottom) = paper.heights();
        let stars = stars(&paper);
        assert!(!stars.is_empty(), "{name}");
        for run in stars {
            let is_first = run.y < top + 16.0;
            assert!(
                is_first || run.y > bottom - 60.0,
                "{name}: {} of {top}..{bottom}",
                run.y
            );
        }
    }
}

#[test]
fn a_page_break_begins_a_page_or_a_spread() {
    let book = separated("rule");
    for name in LAYOUTS {
        let paper = Paper::of(book.path(), name);
        let [before, after] = ["Before", "After"].map(|start| starting(&paper, start));
        assert!(after.page > before.page, "{name}");
        let (top, _) = paper.heights();
        let lines = if name == "stacked" { 2.0 } else { 1.0 };
        assert!(after.y < top + 20.0 * lines, "{name}: {after:?}");
        if name != "alone" {
            let zh = starting(&paper, "之后");
            assert_eq!(paper.opening(zh.page), paper.opening(after.page), "{name}");
        }
    }
}

/// The contents go as deep as the edition says; each level of headings is smaller than the one above it.
#[test]
fn headings_have_three_levels_and_the_contents_as_many_as_wanted() {
    let book = separated("stars");
    for (name, depth) in LAYOUTS.into_iter().zip([3, 2, 0, 1]) {
        let paper = Paper::of(book.path(), name);
        let first = paper.place("one").0;
        let mut sizes = Vec::new();
        for (level, title) in ["Alpha", "Beta", "Gamma"].into_iter().enumerate() {
            let all = paper.runs.iter().filter(|run| run.text.starts_with(title));
            let (listed, set): (Vec<_>, Vec<_>) = all.partition(|run| run.page < first);
            assert_eq!(listed.len(), usize::from(level < depth), "{name}: {title}");
            sizes.push(set[0].size);
        }
        assert!(
            sizes.is_sorted_by(|one, next| one > next),
            "{name}: {sizes:?}"
        );
    }
}

#[test]
fn the_author_is_told_of_after_the_index() {
    let book = separated("stars");
    for name in LAYOUTS {
        let paper = Paper::of(book.path(), name);
        let order = ["one", "data", "back.glossary", "back.index", "about"];
        let pages = order.map(|id| paper.place(id).0);
        assert!(pages.is_sorted(), "{name}: {pages:?}");
        let contents: String = (1..pages[0])
            .flat_map(|page| paper.runs.iter().filter(move |run| run.page == page))
            .map(|run| run.text.as_str())
            .collect();
        let listed = ["Title-data", "Glossary", "Index", "Title-about"];
        let places = listed.map(|title| {
            contents
                .find(title)
                .unwrap_or_else(|| panic!("{title}: {contents}"))
        });
        assert!(places.is_sorted(), "{name}: {contents}");
    }
}

#[test]
fn e_books_have_rules_new_pages_and_four_levels_of_headings() {
    let book = separated("diamonds");
    let made = support::build(book.path(), &["-e", "both", "-e", "flat"]);
    for (name, depth) in [("both", 4), ("flat", 1)] {
        let epub = Epub::open(&made.path().join(format!("separated-{name}.epub")));
        let file = |name: &str| {
            let file = epub.file(&format!("OEBPS/{name}")).expect(name);
            String::from_utf8_lossy(file).into_owned()
        };
        let chapter = file("chapter-one.xhtml");
        assert_eq!(chapter.matches("<hr class=\"scene-break\"").count(), 24);
        assert_eq!(chapter.matches("new-page").count(), 1);
        for heading in ["<h2 ", "<h3 ", "<h4 "] {
            assert_eq!(chapter.matches(heading).count(), 1, "{heading}");
        }
        let style = file("stylesheet.css");
        assert!(
            style.contains(".scene-break::before {\n  content: \"\\25c6"),
            "{style}"
        );
        let ncx = file("toc.ncx");
        assert!(
            ncx.contains(&format!("name=\"dtb:depth\" content=\"{depth}\"")),
            "{ncx}"
        );
        let spine = epub.spine();
        let place = |name: &str| spine.iter().position(|page| page == name).expect(name);
        let order = [
            "chapter-data.xhtml",
            "glossary.xhtml",
            "chapter-about.xhtml",
            "colophon.xhtml",
        ];
        assert!(order.map(place).is_sorted(), "{spine:?}");
    }
}
