//! Tables of any width and length: no cells overlap or are lost, rows are level, and headers repeat on every page.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::paper::{Paper, Run};
use crate::support::{build, diglot, errors, has_validator, results, run, scratch, write};

const EDITIONS: &str = "editions:
  wide: { format: pdf, layout: columns }
  columns: { format: pdf, layout: columns, page: { trim: A5 } }
  reversed: { format: pdf, layout: columns, languages: [en, zh], page: { trim: A5 } }
  facing: { format: pdf, layout: facing }
  stacked: { format: pdf, layout: stacked }
  single: { format: pdf, layout: single, languages: [en] }
";
const HEADS: [&str; 9] = [
    "Pronunciation",
    "Orthography",
    "Characteristics",
    "Remarks",
    "Interoperability",
    "Internationalisation",
    "Aspiration",
    "Comprehensibility",
    "Grammar",
];
const WORDS: [&str; 6] = [
    "Isolating",
    "based upon the sounds of the capital",
    "Mutually intelligible, written otherwise",
    "`0123456789abcdef0123456789abcdef`",
    "https://example.org/a/very/long/path/to/something.html",
    "Four",
];
const HAN: [&str; 6] = [
    "孤立语",
    "以北京语音为标准音，以北方话为基础方言",
    "可以互通",
    "`0123456789abcdef0123456789abcdef`",
    "送气（强）",
    "四声",
];

/// A table block. Each cell begins with a unique mark, such as `z2x1`.
fn table(
    name: &str,
    columns: usize,
    rows: usize,
    caption: bool,
    cell: impl Fn(usize, usize) -> (String, String),
) -> String {
    let mut out = String::from("  - table:\n");
    if caption {
        out.push_str("      caption: { zh: 表题, en: A caption }\n");
    }
    out.push_str("      header:\n");
    for (column, head) in HEADS.iter().take(columns).enumerate() {
        writeln!(out, "        - {{ zh: \"头{column}\", en: \"{head}\" }}").unwrap();
    }
    out.push_str("      rows:\n");
    for row in 0..rows {
        for column in 0..columns {
            let (zh, en) = cell(row, column);
            let dash = if column == 0 { "- -" } else { "  -" };
            writeln!(
                out,
                "        {dash} {{ zh: \"{}{zh}\", en: \"{}{en}\" }}",
                mark("z", name, row, column),
                mark("e", name, row, column)
            )
            .unwrap();
        }
    }
    out
}

fn mark(lang: &str, name: &str, row: usize, column: usize) -> String {
    format!("{lang}{name}{row}x{column} ")
}

fn words(row: usize, column: usize) -> (String, String) {
    let index = (row * 5 + column) % WORDS.len();
    (HAN[index].to_owned(), WORDS[index].to_owned())
}

fn book(blocks: &str, editions: &str) -> (TempDir, PathBuf) {
    let scratch = scratch();
    let folder = scratch.path().to_owned();
    let head =
        "id: tables\nlanguages: [zh, en]\ntitle: { zh: 表, en: Tables }\nchapters: [one.yaml]\n";
    write(&folder.join("book.yaml"), format!("{head}{editions}"));
    let head = "id: one\nnumber: 1\ntitle: { zh: 表格, en: Tables }\nblocks:\n  - text: { zh: 见下表。, en: See below. }\n";
    write(&folder.join("one.yaml"), format!("{head}{blocks}"));
    (scratch, folder)
}

/// The runs in the type area, by page.
fn by_page(paper: &Paper) -> BTreeMap<usize, Vec<&Run>> {
    let (top, bottom) = paper.heights();
    let mut pages: BTreeMap<usize, Vec<&Run>> = BTreeMap::new();
    for run in paper
        .runs
        .iter()
        .filter(|run| run.y > top && !run.text.trim().is_empty())
    {
        assert!(
            run.y < bottom + 0.1,
            "{}: `{}` below the type area of page {}",
            paper.name,
            run.text,
            run.page
        );
        pages.entry(run.page).or_default().push(run);
    }
    pages
}

/// Asserts that no text overlaps another or leaves the type area.
fn assert_apart(paper: &Paper) {
    let two = paper.name.ends_with("wide")
        || paper.name.ends_with("columns")
        || paper.name.ends_with("reversed");
    for (page, runs) in by_page(paper) {
        let place = if paper.is_facing { page % 2 } else { 0 };
        let (left, end) = paper.column(place, page);
        let right = if two { paper.column(1, page).1 } else { end };
        for (index, run) in runs.iter().enumerate() {
            let is_inside = run.x > left - 2.0 && run.right() < right + 3.0;
            assert!(
                is_inside,
                "{}: page {page}: `{}` leaves {left:.1}..{right:.1}: {run:?}",
                paper.name, run.text
            );
            for other in &runs[index + 1..] {
                let across = run.right().min(other.right()) - run.x.max(other.x);
                let (upper, lower) = if run.y < other.y {
                    (run, other)
                } else {
                    (other, run)
                };
                let down = upper.y + 0.15 * upper.size - (lower.y - 0.6 * lower.size);
                assert!(
                    across < 0.8 || down < 0.8,
                    "{}: page {page}: `{}` over `{}`",
                    paper.name,
                    run.text,
                    other.text
                );
            }
        }
    }
}

/// The positions of a cell's mark.
fn places(paper: &Paper, mark: &str) -> Vec<(usize, f64)> {
    let mark = mark.trim();
    let begins = |run: &&Run| {
        run.text
            .strip_prefix(mark)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let runs = paper.runs.iter().filter(begins);
    runs.map(|run| (run.page, run.y)).collect()
}

fn assert_all(paper: &Paper, name: &str, columns: usize, rows: usize) {
    let langs: &[&str] = if paper.name.ends_with("single") {
        &["e"]
    } else {
        &["z", "e"]
    };
    for lang in langs {
        let mut last = (0, 0.0);
        for row in 0..rows {
            for column in 0..columns {
                let mark = mark(lang, name, row, column);
                let found = places(paper, &mark);
                assert_eq!(found.len(), 1, "{}: `{mark}`: {found:?}", paper.name);
                if column == 0 {
                    assert!(
                        found[0] > last,
                        "{}: `{mark}` at {found:?} after {last:?}",
                        paper.name
                    );
                    last = found[0];
                }
            }
        }
    }
}

#[test]
fn no_cells_overlap_in_tables_of_one_to_nine_columns() {
    let names = ["a", "b", "c", "d", "f", "g", "h", "i", "j"];
    let mut blocks = String::new();
    for (columns, name) in (1..).zip(names) {
        blocks += &table(name, columns, 6, columns % 2 == 0, words);
    }
    let (_scratch, folder) = book(&blocks, EDITIONS);
    for edition in ["wide", "columns", "reversed", "facing", "stacked", "single"] {
        let paper = Paper::of(&folder, edition);
        assert_apart(&paper);
        for (columns, name) in (1..).zip(names) {
            assert_all(&paper, name, columns, 6);
        }
    }
}

/// The narrowest columns are as wide as their widest unbreakable content, such as a character with an ellipsis; a
/// token before a full-width mark may break like any other.
#[test]
fn marks_after_han_and_after_tokens_stay_in_narrow_columns() {
    let cells = [
        "读者可以比较……",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef。",
        "河水流向东方——人",
        "天色已经晚了language。",
        "她写下internationalization，又写下reading、responsibility。",
        "与{図書館|としょかん}。",
        "（以下）……",
        "长句子，说的是很多事情，读者需要时间。",
        "don’t……",
    ];
    let narrow = |row: usize, column: usize| {
        let text = cells[(row + column) % cells.len()].to_owned();
        (text, "Four".to_owned())
    };
    let mut blocks = String::new();
    for (columns, name) in [(5, "a"), (7, "b"), (9, "c")] {
        blocks += &table(name, columns, 9, false, narrow);
    }
    let (_scratch, folder) = book(
        &blocks,
        "editions:
  facing: { format: pdf, layout: facing, page: { trim: A5 } }
  single: { format: pdf, layout: single, languages: [zh], page: { trim: A5 } }
",
    );
    for edition in ["facing", "single"] {
        assert_apart(&Paper::of(&folder, edition));
    }
}

/// On the smallest pages even short words break, with attached punctuation taken into account, but formulas never do.
#[test]
fn marked_words_and_formulas_stay_in_the_columns_of_small_pages() {
    let cells = [
        ("灯还亮着·figure：问题并不难。", "early “quoted” long, C#."),
        (
            "[他们走进山里](https://example.org/a)memory。",
            "question “quoted”.",
        ),
        ("她写下一行字 $\\\\sqrt{x^2 + y^2}$ 两种文字", "Four"),
        ("天色已经晚了language。", "characteristically. 3–5"),
    ];
    let narrow = |row: usize, column: usize| {
        let (han, latin) = cells[(row + column) % cells.len()];
        (han.to_owned(), latin.to_owned())
    };
    let (_scratch, folder) = book(
        &table("a", 7, 8, false, narrow),
        "editions:
  columns: { format: pdf, layout: columns, page: { trim: 105x148mm } }
  facing: { format: pdf, layout: facing, page: { trim: 105x148mm } }
",
    );
    for edition in ["columns", "facing"] {
        assert_apart(&Paper::of(&folder, edition));
    }
}

#[test]
fn words_of_five_columns_are_hyphenated_at_most_and_never_broken() {
    let plain = |_: usize, column: usize| {
        (
            String::new(),
            ["Isolating", "Characters", "Four tones", "Remarks", "None"][column].to_owned(),
        )
    };
    let (_scratch, folder) = book(&table("a", 5, 3, false, plain), EDITIONS);
    for edition in ["columns", "facing", "stacked", "single"] {
        let paper = Paper::of(&folder, edition);
        let text: String = paper.runs.iter().map(|run| run.text.as_str()).collect();
        for word in ["Isolating", "Characters", "Remarks"] {
            assert!(text.contains(word), "{edition}: `{word}` is parted: {text}");
        }
    }
}

/// On facing pages, the rows of both languages are level.
#[test]
fn rows_of_facing_tables_are_level() {
    let uneven = |row: usize, column: usize| {
        let times = (row * 7 + column * 3) % 11;
        ("字".repeat(times * 4), "word ".repeat(11 - times))
    };
    let (_scratch, folder) = book(&table("a", 3, 40, true, uneven), EDITIONS);
    let paper = Paper::of(&folder, "facing");
    assert_apart(&paper);
    assert_all(&paper, "a", 3, 40);
    let mut pages = Vec::new();
    for row in 0..40 {
        let [(verso, one)] = places(&paper, &mark("z", "a", row, 0))[..] else {
            panic!("row {row}")
        };
        let [(recto, other)] = places(&paper, &mark("e", "a", row, 0))[..] else {
            panic!("row {row}")
        };
        assert_eq!(recto, verso + 1, "row {row}");
        pages.push(verso);
        // Cells are centred vertically, so only their rows are level.
        assert!(
            (one - other).abs() < 6.0 * paper.pitch(),
            "row {row}: {one} and {other}"
        );
    }
    pages.dedup();
    assert!(pages.len() > 1, "{pages:?}");
    // The rules between rows are at the same heights on both pages.
    for verso in pages {
        let rules = |page: usize| {
            let mut tops: Vec<i64> = paper
                .marks
                .iter()
                .filter(|mark| mark.page == page && mark.bottom - mark.top < 1.5)
                .map(|mark| format!("{:.0}", mark.top).parse().unwrap())
                .collect();
            tops.sort_unstable();
            tops.dedup();
            tops
        };
        assert_eq!(
            rules(verso),
            rules(verso + 1),
            "pages {verso} and {}",
            verso + 1
        );
    }
}

/// A row taller than a page continues overleaf without losses.
#[test]
fn a_row_taller_than_a_page_continues_overleaf() {
    let essay = |row: usize, column: usize| {
        if (row, column) != (1, 1) {
            return (String::from("甲"), String::from("A"));
        }
        let mut texts = (String::new(), String::new());
        for n in 1000..1250 {
            let _ = write!(texts.0, "第 q{n} 句话写在这里。");
            let _ = write!(texts.1, "Sentence q{n} stands here. ");
        }
        texts
    };
    let blocks = table("a", 2, 4, true, essay) + "  - text: { zh: 完, en: After the table. }\n";
    let (_scratch, folder) = book(&blocks, EDITIONS);
    for edition in ["wide", "columns", "reversed", "facing", "stacked", "single"] {
        let paper = Paper::of(&folder, edition);
        assert_apart(&paper);
        assert_all(&paper, "a", 2, 4);
        let copies = if edition == "single" { 1 } else { 2 };
        for n in 1000..1250 {
            let number = format!("q{n}");
            let found = paper.runs.iter().filter(|run| run.text.contains(&number));
            assert_eq!(found.count(), copies, "{edition}: {n}");
        }
    }
}

#[test]
fn a_caption_stays_with_its_table() {
    for offset in 0..14 {
        let text = "  - text: { zh: 甲, en: A }\n".repeat(offset);
        let blocks = text + &table("a", 3, 30, true, words);
        let (_scratch, folder) = book(&blocks, EDITIONS);
        for edition in ["columns", "facing", "stacked"] {
            let paper = Paper::of(&folder, edition);
            let (page, _) = paper.place("one-table-1");
            let (first, _) = places(&paper, &mark("z", "a", 0, 0))[0];
            assert_eq!(page, first, "{edition}: {offset} paragraphs before");
        }
    }
}

#[test]
fn tables_of_sixty_and_of_two_thousand_rows_are_whole() {
    for rows in [60, 2000] {
        let short = |_: usize, _: usize| (String::from("格"), String::from("cell"));
        let (_scratch, folder) = book(&table("a", 3, rows, true, short), EDITIONS);
        for edition in ["columns", "facing"] {
            let paper = Paper::of(&folder, edition);
            for row in (0..rows).step_by(37).chain([rows - 1]) {
                for lang in ["z", "e"] {
                    assert_eq!(
                        places(&paper, &mark(lang, "a", row, 2)).len(),
                        1,
                        "{edition}: {row}"
                    );
                }
            }
            by_page(&paper);
        }
    }
}

#[test]
fn an_empty_cell_leaves_its_place_empty() {
    let blocks = "  - table:\n      header: ['', { zh: 单数, en: singular }, { zh: 复数, en: plural }]\n      rows:\n        \
        - [{ zh: 甲, en: first }, '', we]\n        - [~, you, '']\n";
    let (_scratch, folder) = book(blocks, EDITIONS);
    for name in ["wide", "facing", "stacked", "single"] {
        let paper = Paper::of(&folder, name);
        let left = |word: &str| {
            let run = paper.runs.iter().rfind(|run| run.text == word);
            run.unwrap_or_else(|| panic!("{name}: no `{word}`")).x
        };
        for (head, cell) in [("plural", "we"), ("singular", "you")] {
            let (head, cell) = (left(head), left(cell));
            assert!((head - cell).abs() < 0.1, "{name}: {head:.1}, {cell:.1}");
        }
        assert!(left("first") + 10.0 < left("singular"), "{name}");
    }
}

/// A repeated header is an artifact in the PDF, which may not contain links.
#[test]
fn a_link_in_a_repeated_header_is_a_link_on_the_first_page_only() {
    let cell = |_: usize, _: usize| (String::from("格"), String::from("cell"));
    let blocks =
        table("a", 2, 60, true, cell).replace("\"头0\"", "\"[头](https://example.org/h)\"");
    let blocks = blocks.replace(
        "\"Pronunciation\"",
        "\"[Pronunciation](https://example.org/h)\"",
    );
    let (_scratch, folder) = book(&blocks, EDITIONS);
    let made = build(&folder, &[]);
    assert!(made.path().join("tables-facing.pdf").is_file());
    let paper = Paper::of(&folder, "stacked");
    let heads = paper.runs.iter().filter(|run| run.text == "Pronunciation");
    let colours: Vec<(usize, &str)> = heads.map(|run| (run.page, run.fill.as_str())).collect();
    assert!(colours.len() > 2, "{colours:?}");
    assert!(
        colours[1..].iter().all(|(_, fill)| *fill != colours[0].1),
        "{colours:?}"
    );
}

/// Asserts for each trim that cells do not overlap, or that a warning says the table is too wide.
fn assert_apart_or_warned(blocks: &str, trims: &[&str]) {
    for trim in trims {
        let edition =
            format!("editions:\n  columns: {{ format: pdf, page: {{ trim: {trim} }} }}\n");
        let (_scratch, folder) = book(blocks, &edition);
        let mut build = diglot();
        build.arg("build").arg(&folder).arg("-o");
        let output = run(build.arg(folder.join("out")));
        if !errors(&output).contains("table-wide") {
            assert_apart(&Paper::of(&folder, "columns"));
        }
    }
}

/// Bold text is measured in the bold face itself, since its letters are more than a tenth wider, and `f` a quarter. A
/// word wider than its column also draws its neighbours onto its line.
#[test]
fn strong_words_stay_in_their_cells() {
    for columns in 4..=9 {
        let mut blocks = String::from("  - table:\n      header:\n");
        for column in 0..columns {
            writeln!(
                blocks,
                "        - {{ zh: 头{column}, en: \"e{column} “fluff” fluffily\" }}"
            )
            .unwrap();
        }
        blocks.push_str("      rows:\n");
        for column in 0..columns {
            let dash = if column == 0 { "- -" } else { "  -" };
            writeln!(
                blocks,
                "        {dash} {{ zh: 一, en: \"a **“fluff” fluffily** b\" }}"
            )
            .unwrap();
        }
        assert_apart_or_warned(&blocks, &["A6", "A5", "B5", "A4"]);
    }
}

/// In a table that is too narrow for its words, which the author is told, they break, but do not run over one another.
#[test]
fn words_of_a_table_that_is_too_narrow_do_not_overlap() {
    let words = [
        "1.10 long however together",
        "line note. — reading",
        "river book line. mountain",
    ];
    let mut blocks = String::from("  - table:\n      rows:\n");
    for column in 0..9 {
        let dash = if column == 0 { "- -" } else { "  -" };
        let words = words[column % 3];
        writeln!(
            blocks,
            "        {dash} {{ zh: \"石头和水\", en: \"{words}\" }}"
        )
        .unwrap();
    }
    let edition =
        "editions:\n  facing: { format: pdf, layout: facing, page: { trim: 105x148mm } }\n";
    let (_scratch, folder) = book(&blocks, edition);
    let output = run(diglot().arg("check").arg(&folder));
    assert!(
        errors(&output).contains("table-wide"),
        "{}",
        errors(&output)
    );
    assert_apart(&Paper::of(&folder, "facing"));
}

/// In Chinese there is no space between a word and code beside it, but a line may break there. An apostrophe, which is
/// narrow there, is inside its word.
#[test]
fn code_beside_words_and_long_words_stay_in_their_cells() {
    let mixed = [
        "水流向东方！memory`f(x, y)`大家都笑了",
        "答案在后面night`--flag`straightforward。",
        "学而时习之translationit’s。不亦说乎don’tstudents注意",
    ];
    for (columns, mixed) in (5..=8).flat_map(|columns| mixed.map(|mixed| (columns, mixed))) {
        let mut blocks = String::from("  - table:\n      rows:\n");
        for column in 0..columns {
            let dash = if column == 0 { "- -" } else { "  -" };
            writeln!(
                blocks,
                "        {dash} {{ zh: \"{mixed}\", en: \"a{column} word\" }}"
            )
            .unwrap();
        }
        assert_apart_or_warned(&blocks, &["A5", "6x9in", "B5"]);
    }
}

/// The blocks of a table with merged cells, row heads and aligned columns.
const MERGED: &str = "  - table:
      header-rows: 1
      header-columns: 1
      align: [start, end, end]
      widths: [40%, auto, auto]
      header:
        - { zh: 名, en: Name, down: 2 }
        - { zh: 两年, en: Years, across: 2 }
      rows:
        - [former, latter]
        - [{ zh: 甲, en: Alpha, down: 2 }, '1,024', '2']
        - [{ zh: 没有, en: nothing, across: 2 }]
";

#[test]
fn merged_cells_cover_their_columns_and_rows() {
    let (_scratch, folder) = book(MERGED, EDITIONS);
    for name in ["wide", "facing", "stacked", "single"] {
        let paper = Paper::of(&folder, name);
        assert_apart(&paper);
        let run = |word: &str| {
            let run = paper.runs.iter().rfind(|run| run.text == word);
            run.unwrap_or_else(|| panic!("{name}: no `{word}`"))
        };
        let middle = |word: &str| run(word).x + run(word).width / 2.0;
        // Columns are aligned at their ends; a head of several is in the middle of them.
        for (one, other) in [("former", "1,024"), ("latter", "2"), ("nothing", "2")] {
            let (one, other) = (run(one).right(), run(other).right());
            assert!((one - other).abs() < 0.2, "{name}: {one:.1}, {other:.1}");
        }
        assert!(
            run("former").x < middle("Years") && middle("Years") < run("latter").right(),
            "{name}: {:.1}",
            middle("Years")
        );
        // A cell of two rows is between them, and the head of its row is bold as that of a column is.
        let rows = [run("1,024").y, run("Alpha").y, run("nothing").y];
        assert!(rows.is_sorted() && rows[0] < rows[2], "{name}: {rows:?}");
        assert!(
            run("Alpha").weight > 600 && run("1,024").weight < 600,
            "{name}"
        );
        assert!(run("former").weight > 600, "{name}");
        assert!(run("1,024").x - run("Name").x > 100.0, "{name}: 40%");
    }
}

#[test]
fn heads_of_rows_are_heads_for_screen_readers() {
    let (_scratch, folder) = book(MERGED, EDITIONS);
    let made = build(&folder, &["-e", "single"]);
    if !has_validator("pdfinfo") {
        return;
    }
    let pdf = made.path().join("tables-single.pdf");
    let tree = results(&run(Command::new("pdfinfo").arg("-struct").arg(pdf)));
    assert_eq!(tree.matches("/Scope /Column").count(), 4, "{tree}");
    assert_eq!(tree.matches("/Scope /Row").count(), 1, "{tree}");
}

#[test]
fn a_table_on_its_side_has_its_header_on_every_page() {
    let blocks = table("a", 8, 40, true, |row, column| {
        (format!("格{row}"), format!("cell {row}.{column}"))
    });
    let blocks = blocks.replacen("      header:", "      turned: true\n      header:", 1);
    let blocks = format!("{blocks}  - text: {{ zh: 后面, en: Afterwards }}\n");
    let (_scratch, folder) = book(&blocks, EDITIONS);
    for name in ["wide", "facing", "stacked", "single"] {
        let paper = Paper::of(&folder, name);
        let pages = |mark: &str| -> Vec<usize> {
            let runs = paper
                .runs
                .iter()
                .chain(&paper.turned)
                .filter(|run| run.text.contains(mark));
            runs.map(|run| run.page).collect()
        };
        let heads = pages(HEADS[0]);
        assert!(heads.len() > 1, "{name}: {heads:?}");
        let mut all = Vec::new();
        for row in 0..40 {
            let page = pages(mark("e", "a", row, 0).trim());
            assert_eq!(page.len(), 1, "{name}: row {row} is on {page:?}");
            assert!(heads.contains(&page[0]), "{name}: row {row} has no header");
            all.push(page[0]);
        }
        assert!(all.is_sorted(), "{name}: {all:?}");
        // The text goes on below the one before it, as nothing else is on these pages.
        let (before, after) = (pages("below")[0], pages("Afterwards")[0]);
        assert_eq!(before, after, "{name}");
    }
}

#[test]
fn a_table_follows_its_file() {
    let blocks = "  - table: { file: { zh: zh.csv, en: en.csv }, header-rows: 1 }\n";
    let (_scratch, folder) = book(
        blocks,
        "editions: { single: { format: pdf, layout: single, languages: [en] } }\n",
    );
    let rows = |price: &str| {
        write(
            &folder.join("zh.csv"),
            format!("名,价\n\"书, *新*\",{price}\n"),
        );
        write(
            &folder.join("en.csv"),
            format!("Name,Price\n\"Book, *new*\",{price}\n"),
        );
    };
    let output = folder.join("out");
    let built = || {
        let mut build = diglot();
        run(build.arg("build").arg(&folder).arg("-o").arg(&output));
        std::fs::read(output.join("tables-single.pdf")).unwrap()
    };
    rows("12.50");
    let first = built();
    let paper = Paper::of(&folder, "single");
    let shown = |words: &str| paper.runs.iter().find(|run| run.text == words);
    assert!(shown("Book, ").is_some() && shown("12.50").is_some());
    assert!(shown("new").is_some_and(|run| run.is_slanted));
    rows("13");
    assert!(built() != first, "the file has changed, the page has not");
}
