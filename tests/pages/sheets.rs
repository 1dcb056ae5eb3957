//! Handouts, as students who write on them and teachers who grade them see them.

use std::fs;

use diglot::lang::is_han;

use super::paper::{Paper, Run};
use crate::support::{copy, root, sample_with, scratch, write};

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
