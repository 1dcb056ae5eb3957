//! Lists: numbers in each language, levels, and references to items.

use super::paper::{Paper, Run};
use crate::support::{fixture, scratch, write};

/// The run that begins a text, which may go on in the runs after it.
fn run<'p>(paper: &'p Paper, start: &str) -> &'p Run {
    let begins = |runs: &[Run]| {
        let text: String = runs.iter().take(8).map(|run| run.text.as_str()).collect();
        text.starts_with(start)
    };
    let index = (0..paper.runs.len()).find(|index| begins(&paper.runs[*index..]));
    let index = index.unwrap_or_else(|| panic!("no `{start}` in {}", paper.name));
    &paper.runs[index]
}

#[test]
fn clauses_are_level_and_each_level_is_indented() {
    for name in ["parallel", "facing"] {
        let paper = Paper::of(&fixture("contract"), name);
        for (zh, en) in [
            ("价款为人民币", "The Price is RMB"),
            ("合同签订后", "thirty per cent of"),
            ("增值税专用", "a VAT invoice"),
        ] {
            let (zh, en) = (run(&paper, zh), run(&paper, en));
            assert_eq!(paper.opening(zh.page), paper.opening(en.page), "{name}");
            assert!((zh.y - en.y).abs() < 0.5, "{name}: {zh:?} beside {en:?}");
        }
        let levels = [
            "Price and pay",
            "The Price is",
            "thirty per cent",
            "a VAT inv",
        ];
        let starts = levels.map(|start| {
            let run = run(&paper, start);
            run.x - paper.column(1, run.page).0
        });
        assert!(
            starts.windows(2).all(|two| two[0] + 5.0 < two[1]),
            "{name}: {starts:?}"
        );
    }
}

#[test]
fn each_language_has_its_own_numbers() {
    let paper = Paper::of(&fixture("contract"), "parallel");
    for (text, number) in [
        ("价款为人民币", "（一）"),
        ("The Price is RMB", "2.1"),
        ("增值税专用", "(1)"),
        ("a VAT invoice", "(i)"),
        ("培训操作", "四、"),
        ("training of", "4."),
    ] {
        let at = run(&paper, text);
        let mark = paper.runs.iter().find(|run| {
            run.page == at.page && (run.y - at.y).abs() < 0.5 && run.x < at.x && run.text == number
        });
        let mark = mark.unwrap_or_else(|| panic!("no `{number}` before `{text}`"));
        assert!(mark.right() <= at.x, "`{number}` is over `{text}`");
    }
}

/// What turns over is level with the text above it, not with the number.
#[test]
fn numbers_hang_before_their_items() {
    let paper = Paper::of(&fixture("contract"), "parallel");
    let first = run(&paper, "The Seller shall bring");
    let turned = paper
        .runs
        .iter()
        .find(|run| run.lang == "en" && run.page == first.page && run.y > first.y + 1.0);
    let turned = turned.expect("the clause turns over");
    assert!((turned.x - first.x).abs() < 0.5, "{turned:?}");
}

#[test]
fn references_print_the_numbers_of_clauses() {
    let paper = Paper::of(&fixture("contract"), "parallel");
    let text: String = paper.runs.iter().map(|run| run.text.as_str()).collect();
    let text = text.replace(['\u{a0}', ' '], "");
    for words in [
        "Clause1.",
        "underClause2.3.",
        "underClause3.2,",
        "item2.2(b)",
        "第二条（三）的违约金",
        "条款第二条（二）、2",
    ] {
        assert!(text.contains(words), "no `{words}` in {text}");
    }
}

/// Without a chapter's name, `Item 9` could be that of any list of the book.
#[test]
fn a_reference_to_an_item_of_another_chapter_names_the_chapter() {
    let scratch = scratch();
    write(
        &scratch.path().join("book.yaml"),
        "id: items\nlanguages: [zh, en]\ntitle: { zh: 书, en: Book }\nchapters: [preface.yaml, one.yaml, two.yaml]\n\
         editions:\n  columns: { format: pdf }\n",
    );
    for (id, keys, list, refers) in [
        (
            "preface",
            "role: preface\ntitle: { zh: 前言, en: Preface }",
            "first",
            "ninth",
        ),
        (
            "one",
            "number: 1\ntitle: { zh: 一, en: One }",
            "ninth",
            "ninth",
        ),
        (
            "two",
            "number: 2\ntitle: { zh: 二, en: Two }",
            "last",
            "first",
        ),
    ] {
        write(
            &scratch.path().join(format!("{id}.yaml")),
            format!(
                "id: {id}\n{keys}\nblocks:\n  - text: {{ zh: '看[[#{refers}]]。', en: 'See [[#{refers}]].' }}\n  \
                 - list:\n      numbering: {{ zh: 一、, en: 1. }}\n      start: 9\n      items:\n        \
                 - {{ zh: 项, en: thing, anchor: {list} }}\n"
            ),
        );
    }
    let paper = Paper::of(scratch.path(), "columns");
    let text: String = paper.runs.iter().map(|run| run.text.as_str()).collect();
    let text = text.replace('\u{a0}', " ");
    for words in [
        "看第 1 章第九项。",
        "See Chapter 1, Item 9.",
        "看第九项。",
        "See Item 9.",
        "看前言第九项。",
        "See Preface, Item 9.",
    ] {
        assert!(text.contains(words), "no `{words}` in {text}");
    }
}
