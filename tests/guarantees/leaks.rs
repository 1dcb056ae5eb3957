//! A student's handout contains no answer: neither on its pages, nor in its tags, its metadata or any other stream of
//! the file, nor in its Typst source.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use diglot::book::{Answer, Length};

use super::{little_book, made_in};
use crate::pages::paper;
use crate::support::{build, copy, corpus, has_validator, results, run, sample, scratch, write};

/// What differs between two books with the same questions.
struct Answers<'a> {
    first: bool,
    truth: bool,
    words: &'a str,
    order: [&'a str; 3],
    rights: [&'a str; 2],
}

fn quiz(answers: &Answers<'_>) -> String {
    let Answers {
        first,
        truth,
        words,
        order: [a, b, c],
        rights: [left, right],
    } = answers;
    let correct = |is_it: bool| if is_it { ", correct: true" } else { "" };
    format!(
        r#"id: two
number: 2
title: {{ zh: 结尾, en: Endings }}
blocks:
  - quiz:
      pick: 6
      questions:
        - id: choice
          prompt: {{ zh: 哪一个？, en: Which one? }}
          options:
            - {{ zh: 左, en: left{} }}
            - {{ zh: 右, en: right{} }}
          explanation: {{ zh: 因为{words}, en: because of {words} }}
        - id: truth
          prompt: {{ zh: 天是蓝的。, en: The sky is blue. }}
          truth: {truth}
          guide: {{ zh: 看{words}, en: look at {words} }}
        - id: blanks
          prompt: {{ zh: "第{{{{n}}}}步。", en: "Step {{{{n}}}}." }}
          blanks: {{ n: "{words}" }}
        - id: match
          prompt: {{ zh: 配对。, en: Match. }}
          match:
            - {{ left: 1, right: {left} }}
            - {{ left: 2, right: {right} }}
        - id: order
          prompt: {{ zh: 排序。, en: Put in order. }}
          order: [ {a}, {b}, {c} ]
        - id: short
          prompt: {{ zh: 简答。, en: In short. }}
          answer: {words}
          length: short
          points: 3
        - id: long
          prompt: {{ zh: 详答。, en: At length. }}
          answer: {words} {words}
          minutes: 4
"#,
        correct(*first),
        correct(!first),
    )
}

const HANDOUTS: &str = "editions:\n  plain: { format: pdf, layout: handout }\n  \
    versions: { format: pdf, layout: handout, scope: quiz, versions: 3, seed: 7, pairs: stacked }\n  \
    one: { format: pdf, layout: handout, languages: [en], page: { trim: letter } }\n";

/// The handouts of a book and their Typst sources, by path.
fn sheets(answers: &Answers<'_>) -> BTreeMap<String, Vec<u8>> {
    let (_scratch, book) = little_book();
    write(&book.join("chapters/two.yaml"), quiz(answers));
    let settings = fs::read_to_string(book.join("book.yaml")).unwrap();
    write(&book.join("book.yaml"), format!("{settings}{HANDOUTS}"));
    let source = scratch();
    let emit = source.path().to_str().unwrap().to_owned();
    let made = build(&book, &["--emit-typst", &emit]);
    let mut files = gather(made.path());
    files.append(&mut gather(source.path()));
    files.retain(|path, _| {
        let path = Path::new(path);
        path.extension() == Some("pdf".as_ref()) || path.ends_with("main.typ")
    });
    files
}

/// The files in a folder and its subfolders, by path.
fn gather(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    made_in(folder, "", &mut files);
    let files = files.into_iter();
    files.map(|(path, (bytes, _))| (path, bytes)).collect()
}

/// With other answers, the students' handouts are the same to the byte.
#[test]
fn a_students_sheet_does_not_depend_on_the_answers() {
    let one = sheets(&Answers {
        first: true,
        truth: true,
        words: "amber",
        order: ["wake", "walk", "rest"],
        rights: ["north", "south"],
    });
    let other = sheets(&Answers {
        first: false,
        truth: false,
        words: "coral",
        order: ["walk", "rest", "wake"],
        rights: ["south", "north"],
    });
    assert_eq!(
        one.keys().collect::<Vec<_>>(),
        other.keys().collect::<Vec<_>>()
    );
    let (mut students, mut others) = (0, 0);
    for (path, bytes) in &one {
        let is_same = *bytes == other[path];
        if path.contains("-student") {
            students += 1;
            assert!(is_same, "{path} tells of the answers");
        } else if path.contains("-two") || path.contains("02-") {
            others += 1;
            assert!(!is_same, "{path} does not know the answers");
        }
    }
    // Three editions, one of them in three versions; a PDF and a source for each.
    assert_eq!((students, others), (10, 20));
}

/// The texts of a book that only a teacher may see.
pub(super) fn secrets(book: &diglot::book::Book) -> Vec<String> {
    let mut texts = Vec::new();
    for chapter in &book.chapters {
        for block in &chapter.blocks {
            let diglot::book::BlockKind::Quiz(quiz) = &block.kind else {
                continue;
            };
            for question in &quiz.questions {
                let answer = match &question.answer {
                    Answer::Open {
                        answer,
                        length: Length::Long,
                        ..
                    } => Some(answer),
                    _ => None,
                };
                let known = answer
                    .into_iter()
                    .chain(&question.explanation)
                    .chain(&question.guide);
                for pair in known {
                    texts.extend(pair.iter().map(diglot::book::Text::plain));
                }
            }
        }
    }
    texts
}

pub(super) fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '-' && *c != '\u{2010}')
        .collect()
}

/// All text in a PDF, in whatever way it is stored: drawn, in tags, or in a string of any stream.
pub(super) fn all_text(pdf: &Path) -> (String, Vec<u8>) {
    let plain = pdf.with_extension("plain.pdf");
    let qpdf = run(Command::new("qpdf")
        .args(["--qdf", "--object-streams=disable"])
        .args([pdf, &plain]));
    assert!(qpdf.status.success());
    let bytes = fs::read(&plain).unwrap();
    let mut words = results(&run(Command::new("pdftotext")
        .arg("-raw")
        .arg(pdf)
        .arg("-")));
    for more in ["-struct-text", "-meta", "-custom"] {
        words += &results(&run(Command::new("pdfinfo").arg(more).arg(&plain)));
    }
    words += &results(&run(Command::new("pdfdetach").arg("-list").arg(pdf)));
    (bare(&words), bytes)
}

fn assert_holds_none(book: &Path, secrets: &[String], least: usize) {
    let source = scratch();
    let emit = source.path().to_str().unwrap().to_owned();
    let made = build(book, &["-e", "handouts", "--emit-typst", &emit]);
    let files = gather(made.path());
    let students = files.keys().filter(|path| path.contains("-student"));
    let mut checked = 0;
    for path in students {
        checked += 1;
        let (words, bytes) = all_text(&made.path().join(path));
        assert!(words.len() > 40, "{path} has no words");
        for secret in secrets {
            assert!(!words.contains(&bare(secret)), "{path} says: {secret}");
            let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_be_bytes).collect();
            let hex = wide.iter().fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            });
            for needle in [secret.as_bytes(), &wide, hex.as_bytes()] {
                let is_there = bytes
                    .windows(needle.len())
                    .any(|at| at.eq_ignore_ascii_case(needle));
                assert!(!is_there, "{path} holds: {secret}");
            }
        }
    }
    assert!(checked >= least, "{checked} sheets");
    let sources = gather(source.path());
    let of_students = sources
        .iter()
        .filter(|(path, _)| path.contains("-student/main.typ"));
    for (path, bytes) in of_students {
        let text = String::from_utf8_lossy(bytes);
        for secret in secrets {
            assert!(!text.contains(secret.as_str()), "{path} holds: {secret}");
        }
    }
}

/// A real book with a quiz added to each chapter, and the number of its chapters.
fn quizzed(folder: &Path) -> (tempfile::TempDir, PathBuf, usize) {
    let scratch = scratch();
    let book = scratch.path().join("book");
    copy(folder, &book);
    let mut chapters = 0;
    for entry in fs::read_dir(book.join("chapters"))
        .unwrap()
        .map(Result::unwrap)
    {
        let mut text = fs::read_to_string(entry.path()).unwrap();
        text.push_str(
            "\n  - quiz:\n      questions:\n        - id: generated\n          \
             prompt: { zh: 说说这一章。, en: Tell of this chapter. }\n          \
             answer: { zh: 琥珀色的答案只给教师, en: an amber answer for teachers alone }\n          \
             explanation: { zh: 珊瑚色的解释只给教师, en: a coral explanation for teachers alone }\n",
        );
        fs::write(entry.path(), text).unwrap();
        chapters += 1;
    }
    (scratch, book, chapters)
}

#[test]
fn no_stream_of_a_students_file_holds_an_answer() {
    if !has_validator("qpdf") || !has_validator("pdftotext") || !has_validator("pdfinfo") {
        return;
    }
    let of_sample = secrets(paper::SAMPLE.book());
    assert!(of_sample.len() > 30, "{}", of_sample.len());
    assert_holds_none(&sample(), &of_sample, 3);
    let (_scratch, book, chapters) = quizzed(&corpus());
    let secrets = [
        "琥珀色的答案只给教师",
        "an amber answer for teachers alone",
        "珊瑚色的解释只给教师",
        "a coral explanation for teachers alone",
    ];
    assert_holds_none(&book, &secrets.map(str::to_owned), chapters);
}

/// A check of the search above: it finds in a teacher's file what a student's lacks.
#[test]
fn the_answers_are_found_in_a_teachers_file() {
    if !has_validator("qpdf") || !has_validator("pdftotext") || !has_validator("pdfinfo") {
        return;
    }
    let made = build(&sample(), &["-e", "handouts", "--chapter", "9"]);
    let teacher = made.path().join("handouts/09-post-training-teacher.pdf");
    let (words, _) = all_text(&teacher);
    let secrets = secrets(paper::SAMPLE.book());
    let found = secrets
        .iter()
        .filter(|secret| words.contains(&bare(secret)));
    assert!(found.count() > 10);
}
