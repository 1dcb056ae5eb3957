//! Reads exported quizzes with independent programs: GIFT with gift-pegjs, QTI packages with qti-convert, CSV with
//! Python, notes with Anki itself. Each question is compared with the book (texts, right answer, feedback), in one
//! language and in both, for the sample and for a book full of special characters.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use diglot::book::{
    Answer, BlockKind, Book, Chapter, Choice, Class, Difficulty, Length, Points, Question, Text,
};
use diglot::lang::{Lang, Pair, Side};
use serde_json::Value;
use tempfile::TempDir;

use super::books::{assert_none, open};
use super::tools::{calc, exam_python, jqti, need, node};
use crate::support::{copy, diglot, errors, results, root, run, sample, scratch, write};

/// A format and the program that reads it.
#[derive(Debug, Clone, Copy)]
struct Validator {
    format: &'static str,
    name: &'static str,
    reader: fn() -> Option<Command>,
    /// Complains of differences between a question as read and as written.
    compare: fn(&Value, &Asked<'_>) -> Vec<String>,
}

const VALIDATORS: [Validator; 4] = [
    Validator {
        format: "gift",
        name: "gift-pegjs",
        reader: || node("exams/gift.cjs"),
        compare: gift,
    },
    Validator {
        format: "qti",
        name: "qti-convert",
        reader: || exam_python("exams/qti.py"),
        compare: qti,
    },
    Validator {
        format: "csv",
        name: "Python's csv",
        reader: || exam_python("exams/table.py"),
        compare: csv,
    },
    Validator {
        format: "anki",
        name: "Anki",
        reader: || exam_python("exams/notes.py"),
        compare: anki,
    },
];

/// A question of a book, in one or both of its languages.
struct Asked<'a> {
    book: &'a Book,
    sides: &'a [Side],
    /// Those of the export.
    exported: &'a [Side],
    chapter: &'a Chapter,
    question: &'a Question,
}

impl Asked<'_> {
    /// What stands around the question is in all languages of the export.
    fn outside(&self) -> Self {
        Self {
            sides: self.exported,
            ..*self
        }
    }

    fn langs(&self) -> impl Iterator<Item = &Lang> {
        self.sides.iter().map(|side| self.book.languages.get(*side))
    }

    /// A text in each language, once if both are the same.
    fn said(&self, pair: &Pair<Text>) -> Vec<String> {
        let each = self.sides.iter().map(|side| pair.get(*side).plain());
        let mut each: Vec<String> = each.collect();
        each.dedup();
        each
    }

    fn whole(&self, pair: &Pair<Text>) -> String {
        self.said(pair).concat()
    }

    /// An option: its text, and the code in its blocks.
    fn option(&self, choice: &Choice) -> String {
        let code = choice.blocks.iter().map(|block| match &block.kind {
            BlockKind::Code(code) => code.program.a.text.trim_end().to_owned(),
            _ => String::new(),
        });
        self.whole(&choice.text) + &code.collect::<String>()
    }

    fn plain(&self, pair: &Pair<Text>) -> String {
        self.said(pair).join(" / ")
    }

    /// The prompt in each language, each with something after it.
    fn prompt(&self, after: impl Fn(&Lang) -> String) -> String {
        let each = self.said(&self.question.prompt).into_iter();
        let with = each.zip(self.langs()).map(|(text, lang)| {
            let after = after(lang);
            let gap = if after.is_empty() || lang.is_cjk() {
                ""
            } else {
                " "
            };
            text + gap + &after
        });
        with.collect()
    }

    /// Whether a prompt was read. Blocks follow it, of which only the beginning is compared.
    fn same_prompt(&self, found: &str, wanted: &str) -> Option<String> {
        let is_read = if self.question.blocks.is_empty() {
            found == wanted
        } else {
            found.starts_with(wanted)
        };
        (!is_read).then(|| format!("the prompt is {found:?} instead of {wanted:?}"))
    }

    fn asks_several(&self) -> bool {
        matches!(&self.question.answer, Answer::Choice(all)
            if all.iter().filter(|choice| choice.correct).count() > 1)
    }

    fn several(&self, lang: &Lang) -> String {
        let word = lang.labels().several;
        if self.asks_several() { word } else { "" }.to_owned()
    }

    fn id(&self) -> String {
        let outside = self.outside();
        let tags: Vec<&str> = outside.langs().map(Lang::tag).collect();
        let (book, chapter, question) = (&self.book.id, &self.chapter.id, &self.question.id);
        format!("{book}.{chapter}-{question}.{}", tags.join("-"))
    }

    fn tags(&self) -> Vec<String> {
        let hard = self.question.difficulty.map(|level| match level {
            Difficulty::Easy => "easy",
            Difficulty::Medium => "medium",
            Difficulty::Hard => "hard",
        });
        let own = self.question.tags.iter().cloned();
        own.chain(hard.map(str::to_owned)).collect()
    }
}

/// The text in a piece of HTML, which must be well-formed.
fn shown(html: &Value) -> String {
    let Some(html) = html.as_str() else {
        return String::new();
    };
    let html = format!("<x>{html}</x>");
    let tree = match roxmltree::Document::parse(&html) {
        Ok(tree) => tree,
        Err(error) => return format!("ill-formed ({error}): {html}"),
    };
    let texts = tree.descendants().filter(roxmltree::Node::is_text);
    texts.filter_map(|node| node.text()).collect()
}

/// A complaint if two values differ.
fn same<T: PartialEq + std::fmt::Debug>(what: &str, read: &T, asked: &T) -> Option<String> {
    (read != asked).then(|| format!("{what}: read {read:?}, asked {asked:?}"))
}

fn strings(list: &Value) -> Vec<String> {
    let list = list.as_array().into_iter().flatten();
    list.map(|one| one.as_str().unwrap_or_default().to_owned())
        .collect()
}

fn gift(read: &Value, asked: &Asked<'_>) -> Vec<String> {
    let question = asked.question;
    let options = || -> Vec<(String, bool, Option<f64>)> {
        let all = read["options"].as_array().into_iter().flatten();
        all.map(|one| (shown(&one[0]), one[1] == true, one[2].as_f64()))
            .collect()
    };
    let pairs = || -> Vec<(String, String)> {
        let all = read["pairs"].as_array().into_iter().flatten();
        all.map(|one| {
            (
                shown(&one[0]),
                one[1].as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect()
    };
    let short = |pair: &Pair<Text>| {
        // `*` is Moodle's wildcard, and has to be escaped.
        let words = asked
            .said(pair)
            .into_iter()
            .map(|it| it.replace('*', "\\*"));
        let words: Vec<_> = words.map(|word| (word, true, Some(100.0))).collect();
        let all = read["options"].as_array().into_iter().flatten();
        let found: Vec<_> = all
            .map(|one| {
                (
                    one[0].as_str().unwrap_or_default().to_owned(),
                    one[1] == true,
                    one[2].as_f64(),
                )
            })
            .collect();
        same("answers", &found, &words)
    };
    let mut feedback = String::new();
    let (kind, answer) = match &question.answer {
        Answer::Choice(all) if asked.asks_several() => {
            let right = all.iter().filter(|choice| choice.correct).count();
            let found = options();
            let texts: Vec<_> = found.iter().map(|(text, ..)| text.clone()).collect();
            let wanted: Vec<_> = all.iter().map(|choice| asked.option(choice)).collect();
            let sum: f64 = found
                .iter()
                .filter_map(|(.., weight)| *weight)
                .filter(|it| *it > 0.0)
                .sum();
            let signs: Vec<bool> = found
                .iter()
                .map(|(.., weight)| weight.is_some_and(|it| it > 0.0))
                .collect();
            let correct: Vec<bool> = all.iter().map(|choice| choice.correct).collect();
            let share = (sum - 100.0).abs() > 0.001 * f64::from(u32::try_from(right).unwrap());
            let share = share.then(|| format!("the right options are worth {sum} %"));
            (
                "MC",
                same("options", &texts, &wanted)
                    .or(same("right", &signs, &correct))
                    .or(share),
            )
        }
        Answer::Choice(all) => {
            let wanted: Vec<_> = all
                .iter()
                .map(|choice| (asked.option(choice), choice.correct, None))
                .collect();
            ("MC", same("options", &options(), &wanted))
        }
        Answer::Truth(holds) => ("TF", same("truth", &read["truth"], &Value::Bool(*holds))),
        Answer::Blanks { blanks: all, .. } => match all.as_slice() {
            [only] => ("Short", short(&only.answer)),
            several => {
                let each = several.iter().zip(1..);
                let wanted: Vec<_> = each
                    .map(|(blank, number)| (format!("({number})"), asked.plain(&blank.answer)))
                    .collect();
                ("Matching", same("pairs", &pairs(), &wanted))
            }
        },
        Answer::Match(rows) => {
            let each = rows.iter();
            let wanted: Vec<_> = each
                .map(|row| (asked.whole(&row.left), asked.plain(&row.right)))
                .collect();
            ("Matching", same("pairs", &pairs(), &wanted))
        }
        Answer::Order(steps) => {
            let each = steps.iter().zip(1..);
            let wanted: Vec<_> = each
                .map(|(step, place)| (place.to_string(), asked.plain(step)))
                .collect();
            ("Matching", same("pairs", &pairs(), &wanted))
        }
        Answer::Classes(classes) => {
            let wanted =
                sorted(classes).map(|(item, class)| (asked.whole(item), asked.plain(class)));
            let wanted: Vec<_> = wanted.collect();
            ("Matching", same("pairs", &pairs(), &wanted))
        }
        Answer::Open { answer, length, .. } => match length {
            Length::Short => ("Short", short(answer)),
            Length::Long => {
                feedback = asked.whole(answer);
                ("Essay", None)
            }
        },
    };
    if let Some(explanation) = &question.explanation {
        feedback += &asked.whole(explanation);
    }
    let mut tags = asked.tags();
    tags.extend(question.points.map(|points| format!("points-{points}")));
    let path = read["group"].as_str().unwrap_or_default().trim();
    let number = asked.chapter.number.map(|number| format!("{number} "));
    let chapter = number.unwrap_or_default() + &asked.outside().plain(&asked.chapter.title);
    let categories = [
        "$course$",
        "top",
        &asked.outside().plain(&asked.book.title),
        &chapter,
    ];
    let categories = categories.map(|name| {
        name.replace('\\', "＼")
            .replace('<', "＜")
            .replace('>', "＞")
    });
    let prompt = asked.prompt(|lang| asked.several(lang));
    [
        same("kind", &read["kind"].as_str(), &Some(kind)),
        asked.same_prompt(&shown(&read["prompt"]), &prompt),
        answer,
        same("feedback", &shown(&read["feedback"]), &feedback),
        same("tags", &strings(&read["tags"]), &tags),
        same("categories", &categories_of(path), &categories.to_vec()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The items of classes, each with the name of its class.
fn sorted(classes: &[Class]) -> impl Iterator<Item = (&Pair<Text>, &Pair<Text>)> {
    let each = classes.iter();
    each.flat_map(|class| class.items.iter().map(move |item| (item, &class.name)))
}

/// Splits a category's path as Moodle does: a doubled slash is one in a name.
fn categories_of(path: &str) -> Vec<String> {
    let parts = path.replace("//", "\u{0}");
    let parts = parts.split('/');
    parts
        .map(|part| part.replace('\u{0}', "/").trim().to_owned())
        .collect()
}

fn qti(read: &Value, asked: &Asked<'_>) -> Vec<String> {
    let question = asked.question;
    let chosen = |id: &str| read["choices"][id].as_str().unwrap_or_default().to_owned();
    let right = || strings(&read["right"][0]);
    let texts = |pairs: &mut dyn Iterator<Item = &Pair<Text>>| -> Vec<String> {
        pairs.map(|pair| asked.whole(pair)).collect()
    };
    // A blank is a field in the first language and a line of underscores in the other.
    let bare = |text: &str| {
        let mut bare = text.replace(['_', '\u{a0}', '\n'], "");
        for number in 1..10 {
            bare = bare.replace(&format!("({number})"), "");
        }
        bare
    };
    let mut scorer = String::new();
    let (kind, answer) = match &question.answer {
        Answer::Choice(all) => {
            let found: Vec<_> = right().iter().map(|id| chosen(id)).collect();
            let correct = all.iter().filter(|it| it.correct);
            let correct: Vec<String> = correct.map(|it| asked.option(it)).collect();
            ("choice", same("right", &found, &correct))
        }
        Answer::Truth(holds) => ("choice", same("right", &right(), &vec![holds.to_string()])),
        Answer::Blanks { blanks: all, .. } => {
            let accepted = read["accepted"].as_array().unwrap().iter().map(strings);
            let accepted: Vec<_> = accepted.collect();
            let wanted: Vec<_> = all.iter().map(|blank| asked.said(&blank.answer)).collect();
            let fields = same("fields", &read["blanks"], &all.len().into());
            (
                "text-entry",
                same("accepted", &accepted, &wanted).or(fields),
            )
        }
        Answer::Match(rows) => {
            let found: Vec<_> = right()
                .iter()
                .map(|pair| {
                    let (left, right) = pair.split_once(' ').unwrap();
                    (chosen(left), chosen(right))
                })
                .collect();
            let each = rows.iter();
            let wanted: Vec<_> = each
                .map(|row| (asked.whole(&row.left), asked.whole(&row.right)))
                .collect();
            ("match", same("pairs", &found, &wanted))
        }
        Answer::Order(steps) => {
            let found: Vec<_> = right().iter().map(|id| chosen(id)).collect();
            ("order", same("steps", &found, &texts(&mut steps.iter())))
        }
        Answer::Classes(classes) => {
            let found = right();
            let found = found.iter().filter_map(|pair| pair.split_once(' '));
            let found: Vec<_> = found
                .map(|(item, class)| (chosen(item), chosen(class)))
                .collect();
            let wanted =
                sorted(classes).map(|(item, class)| (asked.whole(item), asked.whole(class)));
            let wanted: Vec<_> = wanted.collect();
            ("match", same("pairs", &found, &wanted))
        }
        Answer::Open { answer, length, .. } => match length {
            Length::Short => {
                let accepted = strings(&read["accepted"][0]);
                (
                    "text-entry",
                    same("accepted", &accepted, &asked.said(answer)),
                )
            }
            Length::Long => {
                scorer = asked.whole(answer);
                ("extended-text", None)
            }
        },
    };
    if let Some(guide) = &question.guide {
        scorer += &asked.whole(guide);
    }
    let points = question.points.map_or(1.0, Points::number);
    let earned: f64 = read["worth"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|list| list.as_array().into_iter().flatten())
        .filter_map(Value::as_f64)
        .filter(|worth| *worth > 0.0)
        .sum();
    // For text entry, the words of each language earn the full points.
    let is_mapped = earned > 0.0 && kind != "text-entry";
    let is_short = is_mapped && (earned - points).abs() > 1e-9;
    let explained = question.explanation.as_ref().map(|it| asked.whole(it));
    let prompt = asked.prompt(|lang| asked.several(lang));
    let prompt_read = read["prompt"].as_str().unwrap_or_default();
    [
        same("kind", &read["kind"].as_str(), &Some(kind)),
        asked.same_prompt(&bare(prompt_read), &bare(&prompt)),
        answer,
        is_short.then(|| format!("right answers earn {earned} of {points} points")),
        same(
            "points",
            &read["points"].as_str(),
            &Some(points.to_string().as_str()),
        ),
        same(
            "feedback",
            &read["feedback"].as_str(),
            &explained.as_deref(),
        ),
        same(
            "scorer",
            &read["scorer"].as_str().unwrap_or_default(),
            &scorer.as_str(),
        ),
        same("tags", &strings(&read["tags"]), &asked.tags()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn csv(read: &Value, asked: &Asked<'_>) -> Vec<String> {
    let question = asked.question;
    let mut complaints = Vec::new();
    for side in asked.sides {
        let lang = asked.book.languages.get(*side);
        let cell = |name: &str| read[format!("{name} {lang}")].as_str().unwrap_or_default();
        let text = |pair: &Pair<Text>| pair.get(*side).plain();
        let maybe = |pair: &Option<Pair<Text>>| pair.as_ref().map(text).unwrap_or_default();
        // The options with their letters or numbers.
        let offered: Vec<(&str, &str)> = cell("options")
            .lines()
            // Short ones are in a row.
            .flat_map(|line| line.split("  "))
            .filter_map(|line| line.split_once(". "))
            .collect();
        let called = |mark: &str| {
            let found = offered.iter().find(|(one, _)| *one == mark);
            found.map_or("", |(_, text)| text).to_owned()
        };
        let comma = lang.labels().comma;
        let answer = cell("answer");
        let (found, wanted): (Vec<String>, Vec<String>) = match &question.answer {
            Answer::Choice(all) => (
                answer.split(comma).map(called).collect(),
                all.iter()
                    .filter(|it| it.correct)
                    .map(|it| text(&it.text))
                    .collect(),
            ),
            Answer::Truth(holds) => {
                let labels = lang.labels();
                let word = if *holds {
                    labels.judged_true
                } else {
                    labels.judged_false
                };
                (vec![answer.to_owned()], vec![word.to_owned()])
            }
            Answer::Blanks { blanks: all, .. } => {
                let strip = |line: &str| match line.split_once(") ") {
                    Some((_, word)) if all.len() > 1 => word.to_owned(),
                    _ => line.to_owned(),
                };
                (
                    answer.lines().map(strip).collect(),
                    all.iter().map(|blank| text(&blank.answer)).collect(),
                )
            }
            Answer::Match(rows) => {
                let pair = |joined: &str| {
                    let (number, letter) = joined.split_once('–').unwrap_or_default();
                    format!("{} = {}", called(number), called(letter))
                };
                let wanted = rows.iter();
                (
                    answer.split(comma).map(pair).collect(),
                    wanted
                        .map(|row| format!("{} = {}", text(&row.left), text(&row.right)))
                        .collect(),
                )
            }
            Answer::Order(steps) => (
                answer.split(" → ").map(called).collect(),
                steps.iter().map(text).collect(),
            ),
            Answer::Classes(classes) => {
                let joined = |joined: &str| {
                    let (number, letters) = joined.split_once('–').unwrap_or_default();
                    let items = letters.chars().map(|letter| called(&letter.to_string()));
                    let mut items: Vec<String> = items.collect();
                    items.sort();
                    format!("{}: {items:?}", called(number))
                };
                let wanted = classes.iter().map(|class| {
                    let mut items: Vec<String> = class.items.iter().map(text).collect();
                    items.sort();
                    format!("{}: {items:?}", text(&class.name))
                });
                (answer.split(comma).map(joined).collect(), wanted.collect())
            }
            Answer::Open { answer: wanted, .. } => (vec![answer.to_owned()], vec![text(wanted)]),
        };
        complaints.extend(same("answer", &found, &wanted));
        complaints.extend(asked.same_prompt(cell("question"), &text(&question.prompt)));
        complaints.extend(same(
            "explanation",
            &cell("explanation"),
            &maybe(&question.explanation).as_str(),
        ));
        complaints.extend(same(
            "guide",
            &cell("guide"),
            &maybe(&question.guide).as_str(),
        ));
    }
    let points = question.points.map(|it| it.to_string()).unwrap_or_default();
    complaints.extend(same(
        "points",
        &read["points"].as_str(),
        &Some(points.as_str()),
    ));
    complaints.extend(same(
        "tags",
        &read["tags"].as_str(),
        &Some(question.tags.join(" ").as_str()),
    ));
    complaints
}

fn anki(read: &Value, asked: &Asked<'_>) -> Vec<String> {
    let question = asked.question;
    let (front, back) = (shown(&read["prompt"]), shown(&read["back"]));
    let mut complaints = Vec::new();
    let mut holds = |side: &str, pair: &Pair<Text>, is_front: bool| {
        for text in asked.said(pair) {
            if !(if is_front { &front } else { &back }).contains(&text) {
                complaints.push(format!("{side} has no {text:?}"));
            }
        }
    };
    holds("front", &question.prompt, true);
    match &question.answer {
        Answer::Choice(all) => {
            for choice in all {
                holds("front", &choice.text, true);
                if choice.correct {
                    holds("back", &choice.text, false);
                }
            }
        }
        Answer::Truth(_) => {}
        Answer::Blanks { blanks: all, .. } => {
            for blank in all {
                holds("back", &blank.answer, false);
            }
        }
        Answer::Match(rows) => rows.iter().for_each(|row| {
            holds("front", &row.left, true);
            holds("front", &row.right, true);
            holds("back", &row.right, false);
        }),
        Answer::Order(steps) => steps.iter().for_each(|step| {
            holds("front", step, true);
            holds("back", step, false);
        }),
        Answer::Classes(classes) => {
            for (item, class) in sorted(classes) {
                holds("front", item, true);
                holds("front", class, true);
                holds("back", item, false);
            }
        }
        Answer::Open { answer, .. } => holds("back", answer, false),
    }
    question
        .explanation
        .iter()
        .for_each(|it| holds("back", it, false));
    let said = question.explanation.iter().flat_map(|it| asked.said(it));
    complaints.extend(
        said.filter(|text| front.contains(text))
            .map(|text| format!("front tells {text:?}")),
    );
    if let Answer::Truth(holds) = question.answer {
        let words = asked.langs().map(|lang| {
            let labels = lang.labels();
            if holds {
                labels.judged_true
            } else {
                labels.judged_false
            }
        });
        let words: Vec<&str> = words.collect();
        if !back.starts_with(&words.join(" / ")) {
            complaints.push(format!("back does not begin with {words:?}"));
        }
    }
    let mut tags = asked.tags();
    tags.sort();
    complaints.extend(same("tags", &strings(&read["tags"]), &tags));
    complaints
}

/// What a program reads in a file, or its error; `None` if it is not installed.
fn read(validator: &Validator, file: &Path) -> Option<Result<Vec<Value>, String>> {
    let output = run((validator.reader)()?.arg(file));
    if !output.status.success() {
        return Some(Err(errors(&output)));
    }
    Some(serde_json::from_str(&results(&output)).map_err(|error| error.to_string()))
}

/// Complains of questions that are missing or read differently.
fn misread(validator: &Validator, file: &Path, book: &Book, sides: &[Side]) -> Option<Vec<String>> {
    let read = match read(validator, file)? {
        Ok(read) => read,
        Err(error) => {
            return Some(vec![format!(
                "{} does not read it: {error}",
                validator.name
            )]);
        }
    };
    let mut complaints = Vec::new();
    let mut asked = 0;
    for chapter in &book.chapters {
        for block in &chapter.blocks {
            let BlockKind::Quiz(quiz) = &block.kind else {
                continue;
            };
            for question in &quiz.questions {
                // What only one language has is in the exports that have it, in that language.
                let own: Vec<Side> = sides
                    .iter()
                    .copied()
                    .filter(|side| question.only.is_none_or(|only| only == *side))
                    .collect();
                if own.is_empty() {
                    continue;
                }
                asked += 1;
                let question = Asked {
                    book,
                    sides: &own,
                    exported: sides,
                    chapter,
                    question,
                };
                let id = question.id();
                let found = read.iter().find(|one| one["id"] == *id);
                match found {
                    Some(found) => complaints.extend(
                        (validator.compare)(found, &question)
                            .into_iter()
                            .map(|complaint| format!("{} {id}: {complaint}", validator.format)),
                    ),
                    None => complaints.push(format!("{}: no question {id}", validator.format)),
                }
            }
        }
    }
    complaints.extend(same("questions", &read.len(), &asked));
    Some(complaints)
}

/// Exports a book's questions in a format.
fn export(folder: &Path, validator: &Validator, languages: &str, to: &Path) {
    let output = run(diglot()
        .args(["export", "quiz"])
        .arg(folder)
        .args(["--to", validator.format, "--languages", languages, "-o"])
        .arg(to));
    assert!(output.status.success(), "{}", errors(&output));
}

/// A book whose texts are full of characters that are special in the formats.
fn traps() -> (TempDir, PathBuf) {
    let scratch = scratch();
    let book = scratch.path().join("book");
    copy(&root().join("tests/reader/_base"), &book);
    fs::copy(
        root().join("tests/validators/exams/traps.yaml"),
        book.join("chapters/one.yaml"),
    )
    .unwrap();
    (scratch, book)
}

const IN: [(&str, &[Side]); 3] = [
    ("zh", &[Side::A]),
    ("en", &[Side::B]),
    ("zh,en", &[Side::A, Side::B]),
];

fn every_question_is_read(format: &str) {
    let validator = VALIDATORS.iter().find(|one| one.format == format).unwrap();
    let (_traps, traps) = traps();
    let scratch = scratch();
    for folder in [sample(), traps] {
        let book = open(&folder).book;
        for (languages, sides) in IN {
            let file = scratch.path().join(format!("quiz-{languages}.{format}"));
            export(&folder, validator, languages, &file);
            let complaints = misread(validator, &file, &book, sides);
            let Some(complaints) = need(validator.name, complaints) else {
                return;
            };
            assert_none(&complaints);
        }
    }
}

#[test]
fn gift_pegjs_reads_every_question() {
    every_question_is_read("gift");
}

#[test]
fn qti_convert_reads_every_question() {
    every_question_is_read("qti");
}

#[test]
fn python_reads_every_row() {
    every_question_is_read("csv");
}

#[test]
fn anki_takes_every_note() {
    every_question_is_read("anki");
}

/// The number of questions in a book that are asked in these languages.
fn count(book: &Book, sides: &[Side]) -> usize {
    let blocks = book.chapters.iter().flat_map(|chapter| &chapter.blocks);
    let quizzes = blocks.filter_map(|block| match &block.kind {
        BlockKind::Quiz(quiz) => Some(quiz.questions.iter()),
        _ => None,
    });
    let asked = quizzes
        .flatten()
        .filter(|question| question.only.is_none_or(|only| sides.contains(&only)));
    asked.count()
}

/// JQTI+ validates the packages, and scores right answers with full points, wrong ones with less, and all options at
/// once with none.
#[test]
fn jqti_validates_and_scores_every_question() {
    let (_traps, traps) = traps();
    let chosen = root().join("tests/validators/exams/chosen.yaml");
    fs::copy(chosen, traps.join("chapters/two.yaml")).unwrap();
    fs::copy(
        root().join("tests/exports/book/pot.svg"),
        traps.join("pot.svg"),
    )
    .unwrap();
    let scratch = scratch();
    let mut packages = Vec::new();
    let mut asked = Vec::new();
    for (name, folder) in [("sample", sample()), ("traps", traps.clone())] {
        let book = open(&folder).book;
        for (languages, sides) in IN {
            let file = scratch.path().join(format!("{name}-{languages}.zip"));
            export(&folder, &VALIDATORS[1], languages, &file);
            packages.push(file);
            asked.push(count(&book, sides));
        }
    }
    let Some((complaints, answered)) = need("JQTI+", jqti(&packages)) else {
        return;
    };
    assert_none(&complaints);
    assert_eq!(answered, asked);
    // It complains of damaged packages.
    let changes = [
        ("test.xml", "identifier=\"one_", "identifier=\"one."),
        (
            "items/one-truth.xml",
            "<baseValue baseType=\"float\">1",
            "<baseValue baseType=\"float\">0",
        ),
        (
            "items/one-several.xml",
            "mappedValue=\"0.3",
            "mappedValue=\"0.2",
        ),
        (
            "items/one-rows.xml",
            "mappedValue=\"0.6",
            "mappedValue=\"0.5",
        ),
    ];
    let damaged: Vec<PathBuf> = (0..changes.len())
        .map(|index| scratch.path().join(format!("damaged-{index}.zip")))
        .collect();
    for (file, (name, from, to)) in damaged.iter().zip(changes) {
        export(&traps, &VALIDATORS[1], "zh,en", file);
        damage(file, name, from, to);
    }
    let (complaints, _) = jqti(&damaged).unwrap();
    for file in &damaged {
        let name = file.display().to_string();
        assert!(
            complaints.iter().any(|one| one.starts_with(&name)),
            "{name}"
        );
    }
}

/// A spreadsheet neither runs nor converts anything: each text stays text, each number a number.
#[test]
fn a_spreadsheet_converts_no_cell() {
    const ENGLISH: u16 = 1033;
    const CHINESE: u16 = 2052;
    let scratch = scratch();
    let book = scratch.path().join("book");
    copy(&root().join("tests/reader/_base"), &book);
    let odd = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "1-2",
        "3/4",
        "1e3",
        "007",
        "3月4日",
        "12:30",
        "50%",
        "1234567890123456789",
        "True",
        "'quoted",
        "42",
        "May 5",
    ];
    let question = |(index, text): (usize, &&str)| {
        let text = text.replace('\'', "''");
        format!("        - {{ id: q{index}, prompt: '{text}', answer: '{text}', length: short }}\n")
    };
    let questions: String = odd.iter().enumerate().map(question).collect();
    let chapter = format!(
        "id: one\ntitle: {{ zh: 一, en: One }}\nblocks:\n  - quiz:\n      questions:\n{questions}"
    );
    write(&book.join("chapters/one.yaml"), chapter);
    let file = scratch.path().join("quiz.csv");
    export(&book, &VALIDATORS[2], "en", &file);
    for language in [ENGLISH, CHINESE] {
        let Some(rows) = need("LibreOffice", calc(&file, language)) else {
            return;
        };
        let head: Vec<&str> = rows[0].iter().map(|(_, text)| text.as_str()).collect();
        let column = |name: &str| head.iter().position(|one| *one == name).unwrap();
        let (question, answer) = (column("question en"), column("answer en"));
        for (row, text) in rows[1..].iter().zip(odd) {
            for place in [question, answer] {
                let (kind, shown) = &row[place];
                // A number that is displayed as it is written may be one.
                let wanted = if text == "42" { "float" } else { "string" };
                assert_eq!(kind, wanted, "{text}");
                assert_eq!(shown.strip_prefix('\'').unwrap_or(shown), text);
            }
        }
    }
    // Without the apostrophe, the first would be run.
    let bare = fs::read_to_string(&file).unwrap().replace("'=1+1", "=1+1");
    write(&file, bare);
    let rows = calc(&file, ENGLISH).unwrap();
    assert!(rows.iter().flatten().any(|(kind, _)| kind.contains("=1+1")));
}

/// Each program complains of a damaged file.
#[test]
fn readers_of_quizzes_object_to_damage() {
    let (_traps, folder) = traps();
    let book = open(&folder).book;
    let scratch = scratch();
    // A character no longer escaped, a right answer changed, a quote lost, a text changed.
    let damages: [(&str, &str, &str); 6] = [
        ("gift", "\\}", "}"),
        ("gift", "TRUE", "FALSE"),
        ("csv", "\"\"", "\""),
        ("csv", "True", "False"),
        ("anki", "\"\"", "\""),
        ("anki", "Because", "Perhaps"),
    ];
    for (format, from, to) in damages {
        let validator = VALIDATORS.iter().find(|one| one.format == format).unwrap();
        let file = scratch.path().join(format!("damaged.{format}"));
        export(&folder, validator, "zh,en", &file);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "{format} holds no {from}");
        write(&file, text.replacen(from, to, 1));
        let complaints = misread(validator, &file, &book, &[Side::A, Side::B]);
        let Some(complaints) = need(validator.name, complaints) else {
            return;
        };
        assert!(!complaints.is_empty(), "{format} without {from}");
    }
    let validator = &VALIDATORS[1];
    for (name, from, to) in [
        ("items/one-truth.xml", "<value>true", "<value>false"),
        ("items/one-truth.xml", "</itemBody>", "<itemBody>"),
        ("test.xml", "items/one-truth.xml", "items/one-lie.xml"),
    ] {
        let file = scratch.path().join("damaged.qti");
        export(&folder, validator, "zh,en", &file);
        damage(&file, name, from, to);
        let complaints = misread(validator, &file, &book, &[Side::A, Side::B]);
        let Some(complaints) = need(validator.name, complaints) else {
            return;
        };
        assert!(!complaints.is_empty(), "qti without {from}");
    }
}

/// Replaces a text in a file of an archive.
fn damage(path: &Path, name: &str, from: &str, to: &str) {
    use std::io::{Read, Write};
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        files.push((file.name().to_owned(), text));
    }
    let mut writer = zip::ZipWriter::new(fs::File::create(path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    for (one, text) in files {
        let text = if one == name {
            assert!(text.contains(from), "{name} holds no {from}");
            text.replacen(from, to, 1)
        } else {
            text
        };
        writer.start_file(one, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap();
}
