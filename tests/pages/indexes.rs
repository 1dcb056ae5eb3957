//! Index entries of the author's own: their order, pages, subentries and what sends readers on.

use std::path::Path;

use super::paper::{Paper, Run};
use crate::support::{scratch, write};

/// Pages of text with marks in a paragraph, a heading, a cell, a note and an item; one is in both languages at once.
fn write_book(folder: &Path) {
    write(
        &folder.join("book.yaml"),
        "id: indexed\nlanguages: [zh, en]\ntitle: { zh: 书, en: Book }\nglossary: glossary.yaml\nchapters: [one.yaml]\n\
         editions:\n  columns: { format: pdf, index: true, page: { trim: A5 } }\n  \
         facing: { format: pdf, layout: facing, index: true, page: { trim: A6 } }\n  \
         stacked: { format: pdf, layout: stacked, index: true, page: { trim: A6 } }\n  \
         single: { format: pdf, layout: single, languages: [en], index: true, page: { trim: A6 } }\n",
    );
    write(
        &folder.join("glossary.yaml"),
        "terms:\n  - id: rain\n    term: { zh: 雨, en: rain }\n    definition: { zh: 水, en: water }\n",
    );
    let pages = "  - break: page\n";
    write(
        &folder.join("one.yaml"),
        format!(
            "id: one\ntitle: {{ zh: 一, en: One }}\nblocks:\n  \
             - text: {{ zh: '[积云]{{index=\"云 > 积云\"}}白，[重庆]{{.index sort=\"chóng qìng\"}}多雾。', \
             en: '[Cumulus]{{index=\"clouds > cumulus\"}} is white.' }}\n{pages}  \
             - heading: {{ zh: '[云]{{.index}}的种类', en: 'Kinds of [clouds]{{.index}}' }}\n  \
             - text: {{ zh: '有[[rain]]。[]{{index=\"云彩\" see=\"云\"}}', \
             en: 'Some [[rain]].[]{{index=\"vapour\" see=\"clouds; rain\"}}' }}\n  \
             - table: {{ rows: [['[X]{{index=x}}', {{ zh: '[卷云]{{index=\"云 > 高云 > 卷云\"}}', \
             en: '[Cirrus]{{index=\"clouds > high > cirrus\"}}' }}]] }}\n{pages}  \
             - text: {{ zh: '[雨]{{.index see-also=\"云 > 积云\"}}声^[[雾]{{.index}}也是云。]', \
             en: 'The sound of [rain]{{.index see-also=\"clouds > cumulus\"}}^[[Fog]{{index=fog}} is a cloud.] here' }}\n"
        ),
    );
}

/// The lines of the index of a language, without the headings of its groups.
fn entries(paper: &Paper, lang: &str) -> Vec<String> {
    let (start, _) = paper.place("back.index");
    let mut lines: Vec<(usize, f64, f64, String)> = Vec::new();
    let mut runs: Vec<&Run> = paper.runs.iter().collect();
    runs.retain(|run| run.page >= start && run.lang == lang);
    runs.sort_by(|a, b| {
        let (a, b) = ((a.page, a.y, a.x), (b.page, b.y, b.x));
        a.partial_cmp(&b).unwrap()
    });
    for run in runs {
        match lines.last_mut() {
            Some((page, y, _, text)) if *page == run.page && (*y - run.y).abs() < 0.5 => {
                text.push_str(&run.text);
            }
            _ => lines.push((run.page, run.y, run.x, run.text.clone())),
        }
    }
    let left = lines.iter().map(|line| line.2).fold(f64::MAX, f64::min);
    let indented = lines.into_iter().map(|(.., x, text)| {
        let level = ((x - left) / 8.0).round();
        format!(
            "{}{text}",
            if level >= 2.0 {
                "--"
            } else if level >= 1.0 {
                "-"
            } else {
                ""
            }
        )
    });
    indented.filter(|line| line.chars().count() > 1).collect()
}

#[test]
fn entries_of_ones_own_stand_among_the_terms_with_their_pages() {
    let scratch = scratch();
    write_book(scratch.path());
    for (name, first, step) in [
        ("columns", 1, 1),
        ("stacked", 1, 1),
        ("single", 1, 1),
        ("facing", 3, 2),
    ] {
        let paper = Paper::of(scratch.path(), name);
        let page = |number: usize| first + (number - 1) * step;
        let [one, two, three] = [page(1), page(2), page(3)];
        let shown = |text: &str| entries(&paper, "en").iter().any(|line| line == text);
        for line in [
            format!("clouds{two}"),
            format!("-cumulus{one}"),
            "-high".to_owned(),
            format!("--cirrus{two}"),
            format!("fog{three}"),
            format!("rain{two}–{three}see also clouds: cumulus"),
            "vapoursee clouds; rain".to_owned(),
        ] {
            assert!(
                shown(&line),
                "{name}: no `{line}` in {:#?}",
                entries(&paper, "en")
            );
        }
        if name == "single" {
            continue;
        }
        let zh = entries(&paper, "zh");
        // 重 is read chóng, so it comes before 雾, 雨 and 云.
        let order: Vec<usize> = ["重庆", "雾", "雨", "云"]
            .iter()
            .map(|word| {
                zh.iter()
                    .position(|line| line.starts_with(word))
                    .unwrap_or_else(|| panic!("{name}: {word} in {zh:#?}"))
            })
            .collect();
        assert!(order.is_sorted(), "{name}: {zh:#?}");
        assert!(zh.iter().any(|line| line == "云彩见 云"), "{name}: {zh:#?}");
    }
}

/// A cell that is the same in both languages is printed once, and is in the index of each.
#[test]
fn what_languages_share_is_in_the_index_of_each() {
    let scratch = scratch();
    write_book(scratch.path());
    let paper = Paper::of(scratch.path(), "columns");
    for lang in ["zh", "en"] {
        let lines = entries(&paper, lang);
        assert!(lines.iter().any(|line| line == "x2"), "{lang}: {lines:#?}");
    }
}
