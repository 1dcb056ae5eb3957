//! Blocks that only one language has: they stand in its place, and the other's stays empty.

use std::path::Path;

use super::paper::{Paper, Run};
use crate::support::{scratch, write};

fn write_book(folder: &Path) {
    write(
        &folder.join("book.yaml"),
        "id: only\nlanguages: [zh, en]\ntitle: { zh: 书, en: Book }\nchapters: [one.yaml]\neditions:\n  \
         columns: { format: pdf, page: { trim: A5 } }\n  facing: { format: pdf, layout: facing, page: { trim: A6 } }\n  \
         stacked: { format: pdf, layout: stacked, page: { trim: A6 } }\n",
    );
    write(
        &folder.join("one.yaml"),
        "id: one\ntitle: { zh: 一, en: One }\nblocks:\n  - text: { zh: 甲甲甲甲, en: first text }\n  \
         - callout:\n      kind: note\n      only: en\n      title: { en: remark }\n      blocks:\n        \
         - text: { en: \"inside^[its note]\" }\n  - text: { zh: \"乙乙^[中注]\", only: zh }\n  \
         - text: { zh: 丙丙丙丙, en: last text }\n",
    );
}

fn starting<'p>(paper: &'p Paper, start: &str) -> &'p Run {
    let mut runs = paper.runs.iter();
    let found = runs.find(|run| run.text.starts_with(start));
    found.unwrap_or_else(|| panic!("`{start}` is not printed"))
}

#[test]
fn a_block_in_one_language_has_its_place() {
    let scratch = scratch();
    write_book(scratch.path());
    for name in ["columns", "facing", "stacked"] {
        let paper = Paper::of(scratch.path(), name);
        let [first, inside, zh] = ["first", "inside", "乙乙"].map(|start| starting(&paper, start));
        let lead = starting(&paper, "甲甲");
        assert_eq!(
            (inside.lang.as_str(), zh.lang.as_str()),
            ("en", "zh"),
            "{name}"
        );
        // In its column or page, below what precedes it; a paragraph of Chinese is indented like the one before.
        assert!(
            (inside.x - first.x).abs() < 0.5,
            "{name}: {} and {}",
            inside.x,
            first.x
        );
        assert!(
            (zh.x - lead.x).abs() < 0.5,
            "{name}: {} and {}",
            zh.x,
            lead.x
        );
        assert_eq!(inside.page, first.page, "{name}");
        assert!(inside.y > first.y && zh.y > inside.y, "{name}");
        // What follows is level again.
        let (last, its) = (starting(&paper, "丙丙"), starting(&paper, "last"));
        assert!(
            last.y > zh.y && (name == "stacked" || (last.y - its.y).abs() < 0.5),
            "{name}"
        );
        // Its notes are in its language.
        assert_eq!(starting(&paper, "its note").lang, "en", "{name}");
        assert_eq!(starting(&paper, "中注").lang, "zh", "{name}");
    }
}

/// A book with what only one language has of each kind, and a chapter.
fn write_kinds(folder: &Path) {
    let editions = [
        ("columns", "layout: columns"),
        ("facing", "layout: facing"),
        ("stacked", "layout: stacked"),
        ("zh", "layout: single, languages: [zh]"),
    ];
    let editions = editions.map(|(name, keys)| {
        format!("  {name}: {{ format: pdf, {keys}, page: {{ trim: A5 }}, lists: [figures] }}\n")
    });
    write(
        &folder.join("book.yaml"),
        format!(
            "id: only\nlanguages: [zh, en]\ntitle: {{ zh: 书, en: Book }}\nchapters: [one.yaml, after.yaml]\n\
             editions:\n{}",
            editions.concat()
        ),
    );
    write(
        &folder.join("dot.svg"),
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 10\"><rect width=\"40\" height=\"10\"/></svg>",
    );
    let figure = |caption: &str, more: &str| {
        format!(
            "  - figure: {{ image: dot.svg, decorative: true, place: here, caption: {caption}{more} }}\n"
        )
    };
    let blocks = [
        "  - text: { zh: 甲甲甲甲, en: first text }\n".to_owned(),
        figure("{ zh: 前图, en: before }", ""),
        figure("{ en: alone }", ", only: en"),
        figure("{ zh: 独图 }", ", only: zh"),
        "  - table: { only: en, header: [{ en: word }], rows: [[{ en: cell }]], caption: { en: columns } }\n".to_owned(),
        "  - code: { only: zh, text: 'x = 1', caption: { zh: 程序 } }\n".to_owned(),
        "  - dialogue: { only: en, items: [{ speaker: { en: Ann }, en: hello }] }\n".to_owned(),
        figure("{ zh: 后图, en: behind }", ""),
    ];
    write(
        &folder.join("one.yaml"),
        format!(
            "id: one\nnumber: 1\ntitle: {{ zh: 一, en: One }}\nblocks:\n{}",
            blocks.concat()
        ),
    );
    write(
        &folder.join("after.yaml"),
        "id: after\nrole: afterword\nonly: en\ntitle: { en: Afterword }\nblocks:\n  - text: { en: thanks }\n  \
         - heading: { en: names }\n  - text: { en: \"pinyin^[a note]\" }\n",
    );
}

#[test]
fn what_one_language_has_is_in_its_column_with_a_number_of_its_own() {
    let scratch = scratch();
    write_kinds(scratch.path());
    for name in ["columns", "facing", "stacked"] {
        let paper = Paper::of(scratch.path(), name);
        let printed = paper.runs.iter().map(|run| run.text.as_str());
        let printed: String = printed.collect::<Vec<_>>().join("|");
        let (first, lead) = (starting(&paper, "first"), starting(&paper, "甲甲"));
        for (start, beside) in [
            ("Figure 1.1A", first),
            ("图 1.1A", lead),
            ("Table 1.A", first),
            ("代码 1.A", lead),
            ("Ann", first),
        ] {
            let runs = paper
                .runs
                .iter()
                .filter(|run| run.page >= first.page.min(lead.page));
            // Typst begins another run where the script changes.
            let runs: Vec<&Run> = runs.collect();
            let mut both = runs.windows(2).filter(|both| {
                let words = format!("{}{}", both[0].text, both[1].text);
                words.replace('\u{a0}', " ").starts_with(start)
            });
            let run = both.next().map(|both| both[0]);
            let run = run.unwrap_or_else(|| panic!("{name}: no `{start}` in {printed}"));
            // Margins alternate, and Chinese paragraphs are indented.
            let most = 35.0;
            assert!(
                (run.x - beside.x).abs() < most,
                "{name}: {start} at {}",
                run.x
            );
            assert!(
                name != "facing" || run.page % 2 == beside.page % 2,
                "{name}: {start}"
            );
        }
        // What both languages have is numbered as if nothing were between.
        assert!(printed.contains("1.2"), "{name}: {printed}");
        // The chapter has the whole page where languages share pages, else its own.
        let (thanks, title) = (starting(&paper, "thanks"), starting(&paper, "Afterword"));
        let at = if name == "facing" { first.x } else { lead.x };
        assert!((thanks.x - at).abs() < 25.0, "{name}: {}", thanks.x);
        assert_eq!((title.lang.as_str(), thanks.lang.as_str()), ("en", "en"));
    }
    let single = Paper::of(scratch.path(), "zh");
    let printed: String = single.runs.iter().map(|run| run.text.as_str()).collect();
    for missing in ["Afterword", "thanks", "alone", "cell", "hello"] {
        assert!(!printed.contains(missing), "{missing}");
    }
    assert!(printed.contains("独图") && printed.contains("1.1A") && printed.contains("1.2"));
}

#[test]
fn a_part_whose_chapters_are_in_the_other_language_is_left_out() {
    let scratch = scratch();
    let folder = scratch.path();
    write(
        &folder.join("book.yaml"),
        "id: parts\nlanguages: [zh, en]\ntitle: { zh: 书, en: Book }\nchapters: [first.yaml, en.yaml, second.yaml, one.yaml]\n\
         editions:\n  both: { format: pdf }\n  zh: { format: pdf, layout: single, languages: [zh] }\n  \
         en: { format: pdf, layout: single, languages: [en] }\n",
    );
    for (file, text) in [
        (
            "first.yaml",
            "id: first\nrole: part\ntitle: { zh: 上篇, en: Opening }\nblocks: []\n",
        ),
        (
            "en.yaml",
            "id: en\nonly: en\ntitle: { en: Alone }\nblocks:\n  - text: { en: words }\n",
        ),
        (
            "second.yaml",
            "id: second\nrole: part\ntitle: { zh: 下篇, en: Closing }\nblocks: []\n",
        ),
        (
            "one.yaml",
            "id: one\ntitle: { zh: 一, en: One }\nblocks:\n  - text: { zh: 字, en: letters }\n",
        ),
    ] {
        write(&folder.join(file), text);
    }
    for (edition, has_first) in [("both", true), ("zh", false), ("en", true)] {
        let paper = Paper::of(folder, edition);
        let has = |title: &str| paper.runs.iter().any(|run| run.text.contains(title));
        assert_eq!(has("上篇") || has("Opening"), has_first, "{edition}");
        assert!(has("下篇") || has("Closing"), "{edition}");
    }
}
