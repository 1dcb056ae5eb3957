//! Handouts, as students who write on them and teachers who grade them see them.

use std::fs;
use std::path::Path;

use diglot::lang::is_han;

use super::paper::{Paper, Run};
use super::{order, tag_tree};
use crate::support::{build, copy, root, sample_with, scratch, write};

const EDITIONS: &str = "editions:
  columns: { format: pdf, layout: handout }
  stacked: { format: pdf, layout: handout, pairs: stacked, page: { trim: letter } }
  english: { format: pdf, layout: handout, languages: [en], page: { trim: letter } }
  reading: { format: pdf, layout: handout, scope: reading }
  letter-reading: { format: pdf, layout: handout, scope: reading, page: { trim: letter } }
  stacked-reading: { format: pdf, layout: handout, scope: reading, pairs: stacked }
";
const CHAPTERS: [&str; 3] = [
    "01-text-to-tokens",
    "02-tokens-to-base-model",
    "09-post-training",
];

fn sheet(edition: &str, file: &str) -> Paper {
    let (_scratch, book) = sample_with(EDITIONS);
    Paper::sheet(&book, edition, file)
}

/// The lines of a handout: the texts at one height of a page, from left to right.
fn lines(paper: &Paper) -> Vec<String> {
    let mut runs: Vec<&Run> = paper.runs.iter().collect();
    let key = |run: &Run| (run.page, run.y.round(), run.x);
    runs.sort_by(|one, other| key(one).partial_cmp(&key(other)).expect("no NaN"));
    let line = |run: &Run| (run.page, run.y.round());
    let joined = runs.chunk_by(|one, other| line(one) == line(other));
    joined
        .map(|line| line.iter().map(|run| run.text.as_str()).collect())
        .collect()
}

/// The pages of the runs that satisfy a condition.
fn pages(paper: &Paper, begins: impl Fn(&Run) -> bool) -> Vec<usize> {
    let runs = paper.runs.iter().filter(|run| begins(run));
    runs.map(|run| run.page).collect()
}

#[test]
fn an_answer_begins_on_the_page_of_its_question() {
    for edition in ["columns", "stacked", "english"] {
        for chapter in CHAPTERS {
            let paper = sheet(edition, &format!("{chapter}-teacher"));
            // The number before a prompt has the colour of the answer's heading.
            let answers = pages(&paper, |run| run.text.starts_with("Answer:"));
            let accent = &paper
                .runs
                .iter()
                .find(|run| run.text.starts_with("Answer:"))
                .unwrap()
                .fill;
            let questions = pages(&paper, |run| {
                let number = run.text.trim().strip_suffix('.');
                let is_number = number.is_some_and(|number| number.parse::<u8>().is_ok());
                is_number && run.lang == "en" && run.fill == *accent
            });
            assert!(questions.len() >= 9, "{edition} {chapter}: {questions:?}");
            assert_eq!(questions, answers, "{edition} {chapter}");
        }
    }
}

#[test]
fn no_page_begins_with_lines_to_write_on() {
    for edition in ["reading", "letter-reading", "stacked-reading"] {
        for chapter in CHAPTERS {
            let paper = sheet(edition, &format!("{chapter}-student"));
            let (top, bottom) = paper.heights();
            let mut ruled = 0;
            for page in 1..=paper.document.pages().len() {
                let lines = paper.marks.iter().filter(|mark| {
                    let is_line = mark.bottom - mark.top < 1.0 && mark.right - mark.left > 100.0;
                    is_line && mark.page == page && mark.top > top && mark.bottom < bottom
                });
                let first = lines.map(|line| line.top).fold(f64::INFINITY, f64::min);
                let texts = paper.runs.iter().filter(|run| run.page == page);
                let text = texts
                    .map(|run| run.y - run.size)
                    .fold(f64::INFINITY, f64::min);
                let picture = paper.pictures.iter().filter(|one| one.page == page);
                let begins = picture.map(|one| one.top).fold(text, f64::min);
                ruled += usize::from(first.is_finite());
                assert!(
                    begins <= first,
                    "{edition} {chapter}: page {page} begins with lines"
                );
            }
            assert!(ruled > 2, "{edition} {chapter}: {ruled}");
        }
    }
}

#[test]
fn answers_are_on_the_lines_of_a_teachers_sheet() {
    let teacher = lines(&sheet("english", "02-tokens-to-base-model-teacher"));
    let student = lines(&sheet("english", "02-tokens-to-base-model-student"));
    // The text after a letter shows which option it is.
    for (term, right) in [
        ("Cross-entropy loss", "Measures how bad a prediction is"),
        ("Attention", "Lets a token look back at earlier ones"),
        ("Temperature", "Sets how much risk sampling takes"),
    ] {
        let letter = ["A.", "B.", "C."].into_iter().find(|mark| {
            let whole = format!("{mark}{right}");
            teacher.contains(&whole)
        });
        let letter = letter
            .unwrap_or_else(|| panic!("{right}: {teacher:#?}"))
            .trim_end_matches('.');
        let filled = |number: u8| format!("{number}.{letter}{term}");
        assert!(
            (1..=3).any(|number| teacher.contains(&filled(number))),
            "{term}: {teacher:#?}"
        );
        assert!(
            !(1..=3).any(|number| student.contains(&filled(number))),
            "{term}"
        );
        assert!(
            (1..=3).any(|number| student.contains(&format!("{number}.{term}"))),
            "{term}"
        );
    }
    let steps = lines(&sheet("english", "09-post-training-teacher"));
    for (step, text) in (1..).zip([
        "Pretraining on an ocean of documents",
        "Supervised fine-tuning on model conversations",
        "Asking people to rank answers",
        "Training a reward model",
        "Reinforcement learning with the reward model",
    ]) {
        let is_at = |mark: char| steps.contains(&format!("{mark}.{step}{text}"));
        assert!(('A'..='E').any(is_at), "{step}: {steps:#?}");
    }
}

#[test]
fn a_sheets_foot_is_of_one_size() {
    for edition in ["columns", "english"] {
        let paper = sheet(edition, "09-post-training-student");
        let (_, bottom) = paper.heights();
        let foot = paper.runs.iter().filter(|run| run.y > bottom);
        let sizes: Vec<f64> = foot.map(|run| run.size).collect();
        assert!(sizes.len() >= 2 * paper.document.pages().len());
        assert!(
            sizes.iter().all(|size| (size - 8.5).abs() < 0.01),
            "{sizes:?}"
        );
    }
}

#[test]
fn a_term_that_is_the_same_in_both_languages_is_set_once() {
    let words = lines(&sheet("english", "02-tokens-to-base-model-student"));
    assert!(
        words
            .iter()
            .any(|line| line.starts_with("TransformerA neural")),
        "{words:#?}"
    );
    assert!(
        words
            .iter()
            .any(|line| line.starts_with("pretraining预训练")),
        "{words:#?}"
    );
}

/// The lines of a teacher's handout with two questions; `more` is added to the second.
fn head(more: &str) -> Vec<String> {
    let scratch = scratch();
    let book = scratch.path().join("book");
    copy(&root().join("tests/reader/_base"), &book);
    let settings = fs::read_to_string(book.join("book.yaml")).unwrap();
    write(&book.join("book.yaml"), settings + EDITIONS);
    let chapter = "id: two\ntitle: { zh: 结尾, en: Endings }\nblocks:\n  - quiz:\n      questions:\n        \
        - { id: a, prompt: 1, truth: true, minutes: 2 }\n        - { id: b, prompt: 2, truth: false";
    write(
        &book.join("chapters/two.yaml"),
        format!("{chapter}{more} }}\n"),
    );
    lines(&Paper::sheet(&book, "english", "two-teacher"))
}

#[test]
fn a_sheet_states_its_time_if_every_question_does() {
    let says = |lines: &[String]| lines.iter().any(|line| line.contains("about 5 minutes"));
    assert!(says(&head(", minutes: 3")));
    let partly = head("");
    let heads: Vec<&String> = partly
        .iter()
        .take_while(|line| !line.contains("Quiz"))
        .collect();
    assert!(!heads.is_empty());
    assert!(
        !heads.iter().any(|line| line.contains("minutes")),
        "{heads:?}"
    );
}

#[test]
fn no_option_ends_with_a_line_of_one_character() {
    let (_scratch, book) = sample_with(
        "editions:\n  small: { format: pdf, layout: handout, scope: quiz, page: { trim: A5 } }\n",
    );
    for chapter in CHAPTERS {
        let paper = Paper::sheet(&book, "small", &format!("{chapter}-student"));
        let lines = paper.lines(0);
        assert!(lines.len() > 30, "{chapter}: {}", lines.len());
        let short = lines.iter().filter(|line| {
            let letters = line.text.chars().filter(|c| c.is_alphanumeric());
            let has_han = line.text.contains(is_han);
            has_han && letters.count() < 2
        });
        let short: Vec<&str> = short.map(|line| line.text.as_str()).collect();
        assert_eq!(short, Vec::<&str>::new(), "{chapter}");
    }
}

#[test]
fn only_words_wider_than_a_card_are_hyphenated() {
    const LONG: &str = "pneumonoultramicroscopicsilicovolcanoconiosis";
    let scratch = scratch();
    let book = "id: cards\nlanguages: [zh, en]\ntitle: { zh: 书, en: Book }\nchapters: [one.yaml]\nglossary: g.yaml\n\
        editions: { cards: { format: pdf, layout: handout, scope: cards } }\n";
    write(&scratch.path().join("book.yaml"), book);
    let terms = format!(
        "terms:\n  - id: rlhf\n    term: {{ zh: 强化学习, en: reinforcement learning from human feedback }}\n  \
         - id: dust\n    term: {{ zh: 尘肺病, en: {LONG} }}\n"
    );
    write(&scratch.path().join("g.yaml"), terms);
    let chapter = "id: one\nnumber: 1\ntitle: { zh: 章, en: Chapter }\nblocks:\n  \
        - text: { zh: '[[rlhf]]、[[dust]]。', en: 'The [[rlhf]] and [[dust]].' }\n";
    write(&scratch.path().join("one.yaml"), chapter);
    let paper = Paper::sheet(scratch.path(), "cards", "01-one");
    let lines = lines(&paper);
    assert!(
        lines.iter().any(|line| line.contains("human feedback")),
        "{lines:?}"
    );
    assert!(!lines.iter().any(|line| line.contains(LONG)), "{lines:?}");
    let width = paper.document.pages()[0].frame.width().to_pt();
    assert!(
        paper.runs.iter().all(|run| run.right() < width - 20.0),
        "{lines:?}"
    );
}

/// A handout of a chapter with these blocks, made by an edition with these keys.
fn made(keys: &str, blocks: &str) -> Paper {
    let scratch = scratch();
    write_book(scratch.path(), keys, blocks);
    Paper::sheet(scratch.path(), "sheet", "01-one-student")
}

fn write_book(folder: &Path, keys: &str, blocks: &str) {
    let book = format!(
        "id: little\nlanguages: [zh, en]\ntitle: {{ zh: 书, en: Book }}\nchapters: [one.yaml]\nglossary: g.yaml\n\
         editions: {{ sheet: {{ format: pdf, layout: handout, {keys} }} }}\n"
    );
    write(&folder.join("book.yaml"), book);
    let term = "terms: [{ id: paper, term: { zh: 纸, en: paper } }]\n";
    write(&folder.join("g.yaml"), term);
    let chapter = "id: one\nnumber: 1\ntitle: { zh: 章, en: Chapter }\nblocks:\n";
    write(&folder.join("one.yaml"), format!("{chapter}{blocks}"));
}

const OPTIONS: &str = "  - quiz:
      questions:
        - id: four
          prompt: { zh: 四个, en: Four }
          options: [{ zh: 茶, en: tea, correct: true }, { zh: 奶, en: milk }, { zh: 米, en: rice }, { zh: 盐, en: salt }]
        - id: two
          prompt: { zh: 两个, en: Two }
          options:
            - { zh: 一本很旧的书, en: A very old book }
            - { zh: 一本很新的书, en: A very new book }
            - { zh: 一张很大的纸, en: A very large sheet, correct: true }
            - { zh: 一张很小的纸, en: A very small sheet }
        - id: long
          prompt: { zh: 长短不一, en: One is long }
          options:
            - { zh: 是, en: It is so because nobody has ever seen anything else in any book }
            - { zh: 否, en: no, correct: true }
            - { zh: 都不是, en: neither }
        - id: order
          prompt: { zh: 排序, en: Put these in order }
          order: [{ zh: 一, en: one }, { zh: 二, en: two }, { zh: 三, en: three }]
";

/// How many options of each question are at the height of its first one, by language.
fn rows(paper: &Paper, lang: &str) -> Vec<usize> {
    let is_mark = |run: &&Run| {
        let mark = run.text.trim().strip_suffix('.');
        run.lang == lang && mark.is_some_and(|mark| ["A", "B", "C", "D"].contains(&mark))
    };
    let marks: Vec<&Run> = paper.runs.iter().filter(is_mark).collect();
    let letters: String = marks.iter().map(|run| run.text.trim()).collect();
    assert_eq!(letters, "A.B.C.D.A.B.C.D.A.B.C.A.B.C.", "in reading order");
    let firsts = marks.iter().filter(|run| run.text.starts_with('A'));
    let beside = firsts.map(|first| {
        let row: Vec<f64> = marks
            .iter()
            .filter(|run| run.page == first.page && (run.y - first.y).abs() < 0.1)
            .map(|run| run.x)
            .collect();
        assert!(row.is_sorted(), "{row:?}");
        row.len()
    });
    beside.collect()
}

#[test]
fn short_options_stand_in_rows() {
    for (keys, langs) in [
        ("columns: '50:50'", vec!["zh", "en"]),
        ("pairs: stacked, page: { trim: A5 }", vec!["zh", "en"]),
        ("languages: [en], page: { trim: A5 }", vec!["en"]),
    ] {
        let paper = made(&format!("scope: quiz, {keys}"), OPTIONS);
        for lang in langs {
            assert_eq!(rows(&paper, lang), [4, 2, 1, 3], "{keys}, {lang}");
        }
    }
}

#[test]
fn options_in_rows_are_read_row_by_row_in_each_language() {
    let scratch = scratch();
    write_book(scratch.path(), "scope: quiz, columns: '50:50'", OPTIONS);
    let out = build(scratch.path(), &[]);
    let text = tag_tree::read(&out.path().join("sheet/01-one-teacher.pdf"));
    let bare = order::bare(&text);
    let zh = "A.茶B.奶C.米D.盐";
    let en = "A.teaB.milkC.riceD.salt";
    assert!(bare.contains(&format!("{zh}{en}")), "{text}");
}

#[test]
fn a_page_is_on_its_sheet_twice_and_is_read_once() {
    let scratch = scratch();
    let keys = "scope: quiz, languages: [en], page: { trim: A5, per-sheet: 2 }";
    write_book(scratch.path(), keys, OPTIONS);
    let paper = Paper::sheet(scratch.path(), "sheet", "01-one-student");
    assert_eq!(paper.document.pages().len(), 1);
    let size = paper.document.pages()[0].frame.size();
    let millimetres = [size.x, size.y].map(|length| format!("{:.0}", length.to_mm()));
    assert_eq!(millimetres, ["296", "210"]);
    let half = size.x.to_pt() / 2.0;
    let (left, right): (Vec<&Run>, Vec<&Run>) = paper.runs.iter().partition(|run| run.x < half);
    assert!(left.len() > 30);
    let place = |run: &&Run, from: f64| (run.text.clone(), (run.x - from).round(), run.y.round());
    let left: Vec<_> = left.iter().map(|run| place(run, 0.0)).collect();
    let right: Vec<_> = right.iter().map(|run| place(run, half)).collect();
    assert_eq!(left, right);
    let out = build(scratch.path(), &[]);
    let text = tag_tree::read(&out.path().join("sheet/01-one-student.pdf"));
    assert_eq!(text.matches("milk").count(), 1, "{text}");
}

#[test]
fn two_pages_fill_one_sheet() {
    let quizzes = OPTIONS.repeat(4);
    let mut number = 0;
    let lines = quizzes.lines().map(|line| {
        number += usize::from(line.contains("id: "));
        line.replace("id: ", &format!("id: q{number}-"))
    });
    let blocks: Vec<String> = lines.collect();
    let keys = |per_sheet| {
        format!("scope: quiz, pairs: stacked, page: {{ trim: A5, per-sheet: {per_sheet} }}")
    };
    let one = made(&keys(1), &blocks.join("\n"));
    let two = made(&keys(2), &blocks.join("\n"));
    let (pages, sheets) = (one.document.pages().len(), two.document.pages().len());
    assert!(pages > 2, "{pages}");
    assert_eq!(sheets, pages.div_ceil(2));
    let labels =
        |paper: &Paper| -> Vec<String> { paper.labels.iter().flatten().cloned().collect() };
    let each: Vec<String> = (1..=pages).map(|number| number.to_string()).collect();
    assert_eq!(labels(&one), each);
    let firsts: Vec<String> = each.iter().step_by(2).cloned().collect();
    assert_eq!(labels(&two), firsts);
    let width = one.document.pages()[0].frame.width().to_pt();
    let on_sheets = |run: &Run| {
        let right = if run.page.is_multiple_of(2) {
            width
        } else {
            0.0
        };
        (run.page.div_ceil(2), (run.x + right).round(), run.y.round())
    };
    let wanted: Vec<_> = one.runs.iter().map(on_sheets).collect();
    let found = two
        .runs
        .iter()
        .map(|run| (run.page, run.x.round(), run.y.round()));
    assert_eq!(found.collect::<Vec<_>>(), wanted);
}

#[test]
fn a_sheet_has_the_text_of_its_chapter_between_its_words_and_its_questions() {
    let blocks = "  - heading: { zh: 开头, en: Opening }
  - text: { zh: '这是[[paper]]^[注。]。', en: 'This is [[paper]].^[A note.]' }
  - summary: [{ zh: 要点, en: The point }]
  - quiz:
      title: { zh: 甲组, en: Part A }
      instructions: { zh: 先做这些。, en: Do these first. }
      passage: [{ text: { zh: '材料^[另一条注。]。', en: 'A passage.^[Another note.]' } }]
      questions: [{ id: one, prompt: { zh: 第一题, en: First }, truth: true }]
  - text: { zh: 中间, en: Between }
  - quiz:
      title: { zh: 乙组, en: Part B }
      instructions: { zh: 再做这些。, en: Then do these. }
      questions: [{ id: two, prompt: { zh: 第二题, en: Second }, truth: true }]
";
    let paper = made("scope: [vocabulary, text, quiz], languages: [en]", blocks);
    let said: String = paper.runs.iter().map(|run| run.text.as_str()).collect();
    let mut rest = said.as_str();
    for wanted in [
        "Chapter",
        "Vocabulary",
        "paper",
        "Text",
        "Opening",
        "This is ",
        "Between",
        "Part A",
        "Do these first.",
        "A passage.",
        "1.",
        "First",
        "Part B",
        "Then do these.",
        "2.",
        "Second",
    ] {
        let at = rest.find(wanted);
        let at = at.unwrap_or_else(|| panic!("no `{wanted}` in `{rest}` of `{said}`"));
        rest = &rest[at + wanted.len()..];
    }
    assert!(!said.contains("The point"), "{said}");
    for note in ["1A note.", "2Another note."] {
        assert!(said.contains(note), "no `{note}` in {said}");
    }
    let size = |words: &str| {
        let run = paper.runs.iter().find(|run| run.text == words).unwrap();
        run.size
    };
    assert!(
        size("Opening") < size("Text"),
        "a heading in the text is below its own"
    );
}

const HOLDING: &str = "  - quiz:
      questions:
        - id: code
          prompt: { zh: 哪一段？, en: Which one? }
          options:
            - blocks: [{ code: { text: first_program } }]
            - { zh: 第二段, en: The second, correct: true, blocks: [{ code: { text: second_program } }, { text: { zh: 说明, en: A word } }] }
            - { zh: 都不是, en: Neither }
";

#[test]
fn options_hold_blocks_on_every_copy_and_the_right_one_is_ticked() {
    let scratch = scratch();
    write_book(scratch.path(), "scope: quiz, columns: '50:50'", HOLDING);
    let out = build(scratch.path(), &[]);
    for kind in ["student", "teacher"] {
        let text = tag_tree::read(&out.path().join(format!("sheet/01-one-{kind}.pdf")));
        let bare = order::bare(&text);
        let wanted = "A.first_programB.第二段B.Thesecondsecond_program说明AwordC.都不是C.Neither";
        assert!(bare.contains(wanted), "{kind}: {text}");
        let answer = bare.contains("答案：B第二段Answer:BThesecond");
        assert_eq!(answer, kind == "teacher", "{text}");
    }
    let key = tag_tree::read(&out.path().join("sheet/01-one-key.pdf"));
    assert!(!key.contains("second_program"), "{key}");
}

const PASSAGES: &str = "  - quiz:
      passage:
        - text: { zh: 一行, en: First. }
        - text: { zh: 二行, en: Second. }
        - table: { header: [A], rows: [[B], [C]] }
        - text: { zh: 三行, en: Third. }
        - text: { zh: 四行, en: Fourth. }
      line-numbers: 2
      questions: [{ id: one, prompt: { zh: 问, en: Asked }, truth: true }]
  - quiz:
      passage: [{ text: { zh: 五行, en: Fifth. } }]
      line-numbers: 1
      questions: [{ id: two, prompt: { zh: 又问, en: Asked again }, truth: true }]
";

#[test]
fn the_lines_of_passages_are_numbered_in_the_margin() {
    for (keys, numbered) in [
        (
            "columns: '50:50'",
            vec![("2", "Second"), ("4", "Fourth"), ("1", "Fifth")],
        ),
        (
            "columns: '50:50', ruby: pinyin",
            vec![("2", "Second"), ("4", "Fourth"), ("1", "Fifth")],
        ),
        (
            "languages: [en]",
            vec![("2", "Second"), ("4", "Fourth"), ("1", "Fifth")],
        ),
        // The lines of both languages count.
        (
            "pairs: stacked",
            vec![
                ("2", "First"),
                ("4", "Second"),
                ("6", "Third"),
                ("8", "Fourth"),
                ("1", "五行"),
                ("2", "Fifth"),
            ],
        ),
    ] {
        let paper = made(&format!("scope: quiz, {keys}"), PASSAGES);
        let (left, _) = paper.column(0, 1);
        let numbers = paper.runs.iter().filter(|run| run.right() < left);
        let numbers: Vec<(&str, &str)> = numbers
            .map(|number| {
                let beside = paper.runs.iter().filter(|run| {
                    let is_beside = run.x > left && (run.y - number.y).abs() < 0.1;
                    let has_words = run.text.contains(char::is_alphabetic);
                    is_beside && run.page == number.page && has_words
                });
                let words = beside
                    .map(|run| run.text.as_str())
                    .next_back()
                    .unwrap_or_default();
                (number.text.as_str(), words)
            })
            .collect();
        assert_eq!(numbers, numbered, "{keys}");
    }
}

/// Options that are pictures alone are side by side, with their letters at the same height.
#[test]
fn options_that_are_pictures_stand_in_rows() {
    let scratch = scratch();
    let folder = scratch.path();
    write(
        &folder.join("book.yaml"),
        "id: pictures\nlanguages: [zh, en]\ntitle: { zh: 书, en: Book }\nchapters: [one.yaml]\neditions:\n  \
         sheets: { format: pdf, layout: handout, scope: quiz }\n  columns: { format: pdf }\n  \
         facing: { format: pdf, layout: facing }\n",
    );
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"80\" height=\"60\"><rect width=\"80\" height=\"60\" fill=\"red\"/></svg>";
    write(&folder.join("figures/box.svg"), drawing);
    let option = |key: &str| {
        format!(
            "            - {{ {key}blocks: [{{ figure: {{ image: figures/box.svg, alt: {{ zh: 框, en: Box }} }} }}] }}\n"
        )
    };
    let options = [option("correct: true, "), option(""), option("")].concat();
    write(
        &folder.join("one.yaml"),
        format!(
            "id: one\ntitle: {{ zh: 一, en: One }}\nblocks:\n  - quiz:\n      questions:\n        - id: q\n          \
             prompt: {{ zh: 哪一个, en: which one }}\n          options:\n{options}"
        ),
    );
    for paper in [
        Paper::sheet(folder, "sheets", "one-student"),
        Paper::of(folder, "columns"),
        Paper::of(folder, "facing"),
    ] {
        let letters = ["A.", "B.", "C."].map(|letter| {
            let found = paper.runs.iter().find(|run| run.text.trim() == letter);
            found.unwrap_or_else(|| panic!("{}: no {letter}", paper.name))
        });
        let [a, b, c] = letters;
        assert!(
            (a.y - b.y).abs() < 0.1 && (b.y - c.y).abs() < 0.1,
            "{}",
            paper.name
        );
        assert!(a.right() < b.x && b.right() < c.x, "{}", paper.name);
    }
}

/// A prompt that is the same in both languages, with its blanks, is printed once where they share a page; options in rows
/// are there in both.
#[test]
fn prompts_with_blanks_are_printed_once_and_options_in_rows_in_both_languages() {
    let scratch = scratch();
    let editions = ["columns", "facing", "stacked"];
    let editions = editions.map(|name| format!("  {name}: {{ format: pdf, layout: {name} }}\n"));
    write(
        &scratch.path().join("book.yaml"),
        format!(
            "id: once\nlanguages: [zh, en]\ntitle: {{ zh: 书, en: Book }}\nchapters: [one.yaml]\neditions:\n{}",
            editions.concat()
        ),
    );
    write(
        &scratch.path().join("one.yaml"),
        "id: one\ntitle: { zh: 章, en: Chapter }\nblocks:\n  - quiz:\n      questions:\n        \
         - { id: sum, prompt: 'xyz + {{a}} = uvw', blanks: { a: '42' } }\n        \
         - id: row\n          prompt: { zh: '选{{b}}。', en: 'Take {{b}}.' }\n          blanks:\n            \
         b: { zh: 红色, en: redx, options: [{ zh: 红色, en: redx }, { zh: 蓝色, en: bluex }] }\n",
    );
    for (name, times) in [("columns", 1), ("facing", 2), ("stacked", 1)] {
        let paper = Paper::of(scratch.path(), name);
        let all: String = paper.runs.iter().map(|run| run.text.as_str()).collect();
        assert_eq!(all.matches("uvw").count(), times, "{name}: {all}");
        for option in ["红色", "蓝色", "redx", "bluex"] {
            assert!(all.contains(option), "{name}: no `{option}` in {all}");
        }
    }
}
