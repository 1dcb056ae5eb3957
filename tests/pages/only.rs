//! Blocks and questions that only one language has: they stand in its place, and the other's stays empty.

use std::path::Path;

use super::paper::{Paper, Run};
use crate::support::{build, scratch, write};

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
    found.unwrap_or_else(|| {
        let printed: Vec<&str> = paper.runs.iter().map(|run| run.text.as_str()).collect();
        panic!("`{start}` is not printed: {printed:?}")
    })
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

/// A chapter whose second question is Chinese, with a quiz in English after it; then one that asks in Chinese alone.
fn write_quizzes(folder: &Path) {
    let editions = [
        ("columns", "layout: columns"),
        ("facing", "layout: facing, answers: chapter"),
        ("stacked", "layout: stacked, notes: chapter"),
        ("zh", "layout: single, languages: [zh]"),
        ("en", "layout: single, languages: [en], answers: separate"),
        ("sheets", "layout: handout"),
        ("sheets-en", "layout: handout, languages: [en]"),
    ];
    let editions = editions
        .map(|(name, keys)| format!("  {name}: {{ format: pdf, {keys}, page: {{ trim: A5 }} }}\n"));
    write(
        &folder.join("book.yaml"),
        format!(
            "id: only\nlanguages: [zh, en]\ntitle: {{ zh: 书, en: Book }}\nchapters: [one.yaml, two.yaml]\n\
             editions:\n{}  both: {{ format: epub, languages: [zh, en], pages: none }}\n",
            editions.concat()
        ),
    );
    write(
        &folder.join("one.yaml"),
        "id: one\ntitle: { zh: 一, en: One }\nblocks:\n  \
         - text: { zh: '甲甲甲甲[[#one-tone]]', en: 'first text [[#one-last]]' }\n  \
         - quiz:\n      pick: 2\n      questions:\n        \
         - { id: tea, prompt: { zh: 茶热吗, en: is it tea }, truth: true }\n        \
         - id: tone\n          only: zh\n          prompt: { zh: \"声调如何^[调注]\" }\n          \
         options: [{ zh: 马马, correct: true }, { zh: 妈妈 }]\n          explanation: { zh: 释义 }\n        \
         - { id: last, prompt: { zh: 末题, en: closing }, answer: { zh: 末答, en: ending } }\n  \
         - quiz:\n      only: en\n      title: { en: grammar }\n      instructions: { en: write it }\n      \
         questions:\n        - { id: word, prompt: { en: which noun }, answer: { en: 'a pot^[noted]' } }\n",
    );
    write(
        &folder.join("two.yaml"),
        "id: two\ntitle: { zh: 二, en: Two }\nblocks:\n  - text: { zh: 丙, en: third }\n  \
         - quiz: { only: zh, questions: [{ id: stroke, prompt: { zh: 几画 }, answer: { zh: 三画 } }] }\n",
    );
}

fn printed(paper: &Paper) -> String {
    let texts = paper.runs.iter().map(|run| run.text.as_str());
    let all: String = texts.collect();
    all.replace(['\u{a0}', ' '], "")
}

#[test]
fn questions_in_one_language_stand_in_its_place_with_their_answers() {
    let scratch = scratch();
    write_quizzes(scratch.path());
    for name in ["columns", "facing", "stacked"] {
        let paper = Paper::of(scratch.path(), name);
        let (zh, en) = (starting(&paper, "茶"), starting(&paper, "is"));
        for (start, lang, beside) in [
            ("声调", "zh", zh),
            ("马马", "zh", zh),
            ("which", "en", en),
            ("write", "en", en),
        ] {
            let run = starting(&paper, start);
            assert_eq!(run.lang, lang, "{name}: {start}");
            assert!(
                (run.x - beside.x).abs() < 30.0,
                "{name}: {start} at {} beside {}",
                run.x,
                beside.x
            );
            assert!(
                name != "facing" || run.page % 2 == beside.page % 2,
                "{name}: {start}"
            );
        }
        let all = printed(&paper);
        // The shared questions are numbered as if nothing were between them; a chapter in one language counts its own.
        for words in [
            "1A.声调",
            "2.末题",
            "2.closing",
            "2A.which",
            "1.几画",
            "第1A题",
            "Question2",
        ] {
            assert!(all.contains(words), "{name}: no `{words}` in {all}");
        }
        // Each answer once, beside nothing of the other language.
        for (answer, times) in [
            ("释义", 1),
            ("apot", 1),
            ("三画", 1),
            ("noted", 1),
            ("调注", 1),
        ] {
            assert_eq!(
                all.matches(answer).count(),
                times,
                "{name}: {answer} in {all}"
            );
        }
    }
    for (name, theirs, others) in [
        ("zh", "声调如何", "which noun"),
        ("en", "which noun", "声调如何"),
    ] {
        let paper = Paper::of(scratch.path(), name);
        let all = printed(&paper);
        assert!(all.contains(&theirs.replace(' ', "")), "{name}: {all}");
        assert!(!all.contains(&others.replace(' ', "")), "{name}: {all}");
        assert!(
            all.contains("2.末题") || all.contains("2.closing"),
            "{name}: {all}"
        );
    }
    // A chapter that asks nothing in English has no place in the English answers.
    let answers = Paper::of(scratch.path(), "en-answers");
    let all = printed(&answers);
    assert!(all.contains("2A.which") && !all.contains("Two"), "{all}");
}

#[test]
fn sheets_ask_what_their_languages_have() {
    let scratch = scratch();
    write_quizzes(scratch.path());
    let both = printed(&Paper::sheet(scratch.path(), "sheets", "one-teacher"));
    assert!(
        both.contains("2A.which") && both.contains("noted"),
        "{both}"
    );
    let out = build(scratch.path(), &["-e", "sheets-en"]);
    let made = std::fs::read_dir(out.path().join("sheets-en")).unwrap();
    let mut made: Vec<String> = made
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    made.sort();
    assert_eq!(made, ["one-key.pdf", "one-student.pdf", "one-teacher.pdf"]);
    let english = printed(&Paper::sheet(scratch.path(), "sheets-en", "one-key"));
    // Two of the two that English has, and the quiz of its own.
    for words in ["1.True", "2.ending", "2A.apot"] {
        assert!(english.contains(words), "no `{words}` in {english}");
    }
}
