//! What an edition contains: numbering, order, and where the answers are. All tests use one small book, whose files are
//! in `tests/manuscript/`.

use std::sync::LazyLock;

use diglot::edition::{Audience, Edition, Handouts, Languages, Scope, SheetPart};
use diglot::lang::{Heading, Side};
use diglot::manuscript::{
    self, AnswerAt, EntryName, Exam, GlossaryEntry, ItemMark, LocalizedText, Manuscript, Offers,
    Piece, PieceKind, QuestionItem, SheetName, SheetSection,
};
use diglot::project::{Content, Options, Project};

use crate::support::root;

static BOOK: LazyLock<Content> = LazyLock::new(|| {
    let project = Project::open(&root().join("tests/manuscript"), Options::default()).unwrap();
    project.check().content.expect("the book has no error")
});

fn edition(name: &str) -> &'static Edition {
    let mut editions = BOOK.editions().iter();
    editions.find(|edition| edition.name == name).unwrap()
}

fn assembled(name: &str) -> Manuscript<'static> {
    manuscript::assemble(BOOK.book(), edition(name))
}

/// A text in all languages of its edition.
fn said(line: &LocalizedText<'_>) -> String {
    let each: Vec<String> = line.text.iter().map(|text| text.plain()).collect();
    each.join(" / ")
}

fn flat<'p, 'a>(pieces: &'p [Piece<'a>]) -> Vec<&'p Piece<'a>> {
    let each = pieces.iter().flat_map(|piece| match &piece.kind {
        PieceKind::Callout { pieces, .. } => flat(pieces),
        _ => vec![piece],
    });
    each.collect()
}

/// The pieces of a chapter, including those in callouts.
fn pieces<'m, 'a>(manuscript: &'m Manuscript<'a>, chapter: &str) -> Vec<&'m Piece<'a>> {
    let mut chapters = manuscript.chapters.iter();
    flat(&chapters.find(|one| one.id == chapter).unwrap().pieces)
}

#[test]
fn notes_are_numbered_through_a_chapter_and_its_answers() {
    let parallel = assembled("parallel");
    let firsts: Vec<usize> = pieces(&parallel, "first")
        .into_iter()
        .filter_map(|piece| match &piece.kind {
            PieceKind::Text(line) => Some(line.notes_before.author),
            _ => None,
        })
        .collect();
    assert_eq!(firsts, [0, 2]);
    let [boxed, _, open, _] = parallel.key[0].answers.as_slice() else {
        panic!("{:?}", parallel.key);
    };
    assert_eq!(boxed.explanation.as_ref().unwrap().notes_before.author, 3);
    assert_eq!(open.answer.solution().said[0].1.notes_before.author, 4);
    let [anew, _] = pieces(&parallel, "second")[..] else {
        panic!("two pieces");
    };
    assert!(matches!(&anew.kind, PieceKind::Text(line) if line.notes_before.author == 0));
}

#[test]
fn figures_tables_and_listings_are_numbered_by_chapter_each_for_itself() {
    let parallel = assembled("parallel");
    let numbers = |chapter| -> Vec<String> {
        let pieces = pieces(&parallel, chapter).into_iter();
        let numbers = pieces.filter_map(|piece| match &piece.kind {
            PieceKind::Figure(figure) => {
                figure.caption.map(|_| format!("figure {}", figure.number))
            }
            PieceKind::Table(table) => table.caption.map(|_| format!("table {}", table.number)),
            PieceKind::Code {
                number,
                caption: Some(_),
                ..
            } => Some(format!("listing {number}")),
            _ => None,
        });
        numbers.collect()
    };
    let wanted = ["figure 7.1", "figure 7.2", "listing 7.1", "table 7.1"];
    assert_eq!(numbers("first"), wanted);
    assert_eq!(
        numbers("second"),
        ["figure 1"],
        "a chapter without a number"
    );
    assert_eq!(
        numbers("after"),
        ["figure 2"],
        "another one, whose figures have other names"
    );
    let lists: Vec<Vec<(&str, String)>> = parallel
        .lists
        .iter()
        .map(|list| {
            let entries = list.entries.iter();
            let entries = entries.map(|one| (one.number.as_str(), said(&one.text)));
            entries.collect()
        })
        .collect();
    let entry = |number, text: &str| (number, text.to_owned());
    assert_eq!(
        lists,
        [
            vec![
                entry("7.1", "图一 / Figure one"),
                entry("7.2", "图二 / Figure two"),
                entry("1", "又一图 / One more figure"),
                entry("2", "最后的图 / The last figure"),
            ],
            vec![entry("7.1", "表一 / Table one")],
            vec![entry("7.1", "程序一 / Listing one")],
        ]
    );
    assert!(assembled("reversed").lists.is_empty());
}

#[test]
fn only_pictures_with_a_caption_have_a_letter() {
    let parallel = assembled("parallel");
    let pieces = pieces(&parallel, "after").into_iter();
    let letters = pieces.filter_map(|piece| match &piece.kind {
        PieceKind::Figure(figure) if figure.parts.len() > 1 => {
            let letters = figure.parts.iter().map(|part| part.letter);
            Some(letters.collect::<Vec<_>>())
        }
        _ => None,
    });
    assert_eq!(letters.collect::<Vec<_>>(), [[Some('a'), None, Some('b')]]);
}

/// A list continues the one before it in its language, which may be one that the other language lacks.
#[test]
fn numbers_continue_in_each_language() {
    for (edition, numbers) in [
        ("parallel", vec!["1. / 1.", "2. / 2.", "3.", "4. / 3."]),
        ("english", vec!["1.", "2.", "3."]),
    ] {
        let manuscript = assembled(edition);
        let marks = pieces(&manuscript, "after").into_iter();
        let marks = marks.filter_map(|piece| match &piece.kind {
            PieceKind::List(list) => Some(&list.items),
            _ => None,
        });
        let marks = marks.flatten().filter_map(|item| match &item.mark {
            ItemMark::Number(number) => {
                let each: Vec<&str> = number.iter().map(|one| one.as_str()).collect();
                Some(each.join(" / "))
            }
            _ => None,
        });
        assert_eq!(marks.collect::<Vec<_>>(), numbers, "{edition}");
    }
}

#[test]
fn questions_are_numbered_from_one_in_each_chapter_including_those_in_boxes() {
    let parallel = assembled("parallel");
    let numbered: Vec<(&str, &str)> = parallel
        .questions()
        .into_iter()
        .map(|item| (item.id.as_str(), item.number.as_str()))
        .collect();
    assert_eq!(
        numbered,
        [
            ("first-boxed", "1"),
            ("first-choice", "2"),
            ("first-open", "3"),
            ("first-joined", "4"),
            ("last-one", "1"),
            ("last-two", "2"),
        ],
        "an edition asks all, whatever a sheet picks"
    );
}

#[test]
fn no_level_of_headings_is_left_out() {
    let parallel = assembled("parallel");
    let levels: Vec<u8> = pieces(&parallel, "first")
        .into_iter()
        .filter_map(|piece| match piece.kind {
            PieceKind::Heading { level, .. } => Some(level),
            _ => None,
        })
        .collect();
    assert_eq!(levels, [1, 1, 2], "before any section a part is one");
}

#[test]
fn chapters_are_in_the_order_of_the_book_and_terms_in_that_of_the_lead_language() {
    let terms = |name| -> Vec<String> {
        let glossary = assembled(name).glossary;
        glossary
            .iter()
            .map(|entry: &GlossaryEntry| said(&entry.term))
            .collect()
    };
    let parallel = assembled("parallel");
    let chapters: Vec<&str> = parallel.chapters.iter().map(|one| one.id).collect();
    assert_eq!(chapters, ["first", "second", "last", "after"]);
    assert_eq!(said(&parallel.title), "小书 / A Little Book");
    assert_eq!(
        terms("parallel"),
        ["岸 / Bank", "水 / Water", "余烬 / Ember"]
    );
    assert_eq!(said(&assembled("reversed").title), "A Little Book / 小书");
    assert_eq!(
        terms("reversed"),
        ["Bank / 岸", "Ember / 余烬", "Water / 水"]
    );
    assert_eq!(terms("english"), ["Bank", "Ember", "Water"]);
    assert!(!format!("{:?}", assembled("english").chapters).contains("大节"));
}

#[test]
fn an_index_has_the_terms_that_each_language_uses_in_its_own_order() {
    let parallel = assembled("parallel");
    let index = parallel.index.unwrap();
    let groups: Vec<Vec<(Heading, Vec<String>)>> = index
        .iter()
        .map(|groups| {
            let groups = groups.iter().map(|group| {
                let terms = group.entries.iter().map(|entry| match &entry.name {
                    EntryName::Term(_, text) => text.plain(),
                    EntryName::Own(name) => name.clone(),
                });
                (group.heading.clone(), terms.collect())
            });
            groups.collect()
        })
        .collect();
    let group = |letter: &str, term: &str| {
        let heading = Heading::Letter(letter.to_owned());
        (heading, vec![term.to_owned()])
    };
    assert_eq!(
        groups,
        [
            [group("A", "岸"), group("S", "水"), group("Y", "余烬")],
            [group("B", "Bank"), group("E", "Ember"), group("W", "Water")],
        ]
    );
    assert!(assembled("reversed").index.is_none());
}

/// The answers in each section of a key, as question numbers and ids.
fn keys<'a>(keys: impl Iterator<Item = &'a manuscript::KeySection<'a>>) -> Vec<String> {
    let each = keys.map(|key| {
        let answers = key.answers.iter();
        let answers = answers.map(|one| format!("{} {}", one.number, one.question_id));
        format!("{}: {}", key.id, answers.collect::<Vec<_>>().join(", "))
    });
    each.collect()
}

#[test]
fn answers_are_where_the_edition_puts_them_and_nowhere_else() {
    let of_first = "key.first: 1 first-boxed, 2 first-choice, 3 first-open, 4 first-joined";
    let of_last = "key.last: 1 last-one, 2 last-two";
    let at_ends = |manuscript: &Manuscript<'_>| {
        let ends = manuscript.chapters.iter();
        ends.map(|one| one.key.is_some()).collect::<Vec<_>>()
    };

    let appendix = assembled("parallel");
    assert_eq!(keys(appendix.key.iter()), [of_first, of_last]);
    assert_eq!(at_ends(&appendix), [false; 4]);

    let by_chapter = assembled("reversed");
    let ends = by_chapter
        .chapters
        .iter()
        .filter_map(|one| one.key.as_ref());
    assert_eq!(keys(ends), [of_first, of_last]);
    assert_eq!(at_ends(&by_chapter), [true, false, true, false]);
    assert!(by_chapter.key.is_empty());

    for name in ["english", "apart"] {
        let without = assembled(name);
        assert!(
            without.key.is_empty() && at_ends(&without) == [false; 4],
            "{name}"
        );
        assert!(without.questions().iter().all(|item| item.answer.is_none()));
        assert_holds_no_secret(&format!("{:?}", without.chapters), name);
    }
}

#[test]
fn a_question_links_to_its_answer() {
    let answers = |name| -> Vec<AnswerAt> {
        let manuscript = assembled(name);
        let questions = manuscript.questions().into_iter();
        questions
            .filter_map(|item: &QuestionItem| item.answer.clone())
            .collect()
    };
    let ids = |manuscript: &Manuscript<'_>| -> Vec<String> {
        let ends = manuscript
            .chapters
            .iter()
            .filter_map(|one| one.key.as_ref());
        let keys = manuscript.key.iter().chain(ends);
        let answers = keys.flat_map(|key| &key.answers);
        answers.map(|answer| answer.id.clone()).collect()
    };
    let appendix: Vec<AnswerAt> = ids(&assembled("parallel"))
        .into_iter()
        .map(AnswerAt::Appendix)
        .collect();
    assert_eq!(answers("parallel"), appendix);
    let by_chapter: Vec<AnswerAt> = ids(&assembled("reversed"))
        .into_iter()
        .map(AnswerAt::Chapter)
        .collect();
    assert_eq!(answers("reversed"), by_chapter);
    assert_eq!(by_chapter.len(), 6);
}

#[test]
fn a_solutions_book_has_the_questions_with_their_answers_and_nothing_else() {
    let book = manuscript::solutions(BOOK.book());
    let edition = edition("apart-answers");
    let solved = manuscript::assemble(&book, edition);
    assert_eq!(
        said(&solved.title),
        "小书——参考答案 / A Little Book — Answer Key"
    );
    let chapters: Vec<(&str, usize)> = solved
        .chapters
        .iter()
        .map(|chapter| {
            let pieces = chapter.pieces.iter();
            let solved = pieces.map(|piece| match &piece.kind {
                PieceKind::Solved(quiz) => quiz.solved.len(),
                other => panic!("{other:?} in a solutions book"),
            });
            (chapter.id, solved.sum())
        })
        .collect();
    assert_eq!(chapters, [("first", 4), ("last", 2)]);
    assert!(solved.glossary.is_empty() && solved.key.is_empty());
    let numbers = solved.questions().into_iter().map(|item| &item.number);
    let numbers: Vec<&String> = numbers.collect();
    assert_eq!(
        numbers,
        ["1", "2", "3", "4", "1", "2"],
        "as in the edition itself"
    );
}

/// Asserts that a student's sheet has no answers. The right option of a choice is on it too, but may not be marked.
fn assert_holds_no_secret(debug: &str, name: &str) {
    for secret in ["秘密", "secret", "correct: true"] {
        assert!(!debug.contains(secret), "{name} holds {secret}");
    }
}

fn sheets(name: &str) -> Vec<(SheetName<'static>, Manuscript<'static>)> {
    let edition = edition(name);
    let handouts = edition.handouts().unwrap();
    manuscript::sheets(BOOK.book(), edition, handouts, &[]).collect()
}

#[test]
fn a_sheet_with_figures_has_those_in_boxes_too() {
    let edition = edition("plain-sheets");
    let handouts = Handouts {
        figures: true,
        ..edition.handouts().unwrap().clone()
    };
    let all = manuscript::sheets(BOOK.book(), edition, &handouts, &[]);
    let figures = all.filter_map(|(name, sheet)| {
        let is_first = name.file() == "07-first-student";
        is_first.then(|| {
            let sections = sheet.sheet.unwrap().sections.into_iter();
            let figures = sections.filter_map(|section| match section {
                SheetSection::Figures(figures) => Some(figures.len()),
                _ => None,
            });
            figures.collect::<Vec<_>>()
        })
    });
    assert_eq!(figures.collect::<Vec<_>>(), [[3]]);
}

/// The sections of the first chapter's sheet for students.
fn sections(parts: &[SheetPart]) -> Vec<String> {
    let edition = edition("plain-sheets");
    let handouts = Handouts {
        scope: Scope::of(parts),
        ..edition.handouts().unwrap().clone()
    };
    let mut all = manuscript::sheets(BOOK.book(), edition, &handouts, &[]);
    let first = all.find(|(name, _)| name.file().starts_with("07-first"));
    let sections = first.unwrap().1.sheet.unwrap().sections;
    let names = sections.iter().map(|section| match section {
        SheetSection::Points(points) => format!("{} points", points.len()),
        SheetSection::Vocabulary(words) => format!("{} words", words.len()),
        SheetSection::Cards(cards) => format!("{} cards", cards.len()),
        SheetSection::Figures(figures) => format!("{} figures", figures.len()),
        SheetSection::Text(pieces) => {
            let is_asked = |piece: &Piece<'_>| {
                matches!(piece.kind, PieceKind::Quiz(_) | PieceKind::Summary(_))
            };
            assert!(!pieces.iter().any(is_asked), "only text");
            "text".to_owned()
        }
        SheetSection::Translation(_) => "translation".to_owned(),
        SheetSection::Quizzes(quizzes) => format!("{} quizzes", quizzes.len()),
    });
    names.collect()
}

#[test]
fn a_sheet_has_its_parts_in_the_order_asked_for() {
    use SheetPart::{Points, Quiz, Text, Vocabulary};
    let chapter = sections(Scope::default().parts());
    assert_eq!(chapter, sections(&[Points, Vocabulary, Quiz]));
    let [points, words, quizzes] = chapter.as_slice() else {
        panic!("{chapter:?}");
    };
    assert_eq!(
        sections(&[Quiz, Text, Points, Vocabulary]),
        [quizzes, "text", points, words]
    );
    assert_eq!(sections(&[Text]), ["text"]);
}

#[test]
fn each_chapter_has_a_sheet_for_each_audience() {
    let names = |name| -> Vec<String> {
        let sheets = sheets(name);
        sheets.iter().map(|(name, _)| name.file()).collect()
    };
    assert_eq!(
        names("plain-sheets"),
        [
            "07-first-student",
            "07-first-teacher",
            "07-first-key",
            "02-last-student",
            "02-last-teacher",
            "02-last-key",
        ],
        "a chapter without points, terms or questions has none"
    );
    let versions = names("sheets");
    let first = [
        "07-first-student-A",
        "07-first-student-B",
        "07-first-teacher-A",
        "07-first-teacher-B",
        "07-first-key-A",
        "07-first-key-B",
    ];
    assert_eq!(versions[..6], first);
}

#[test]
fn a_students_sheet_has_no_answers_and_a_teachers_has_all() {
    for name in ["sheets", "plain-sheets"] {
        for (sheet_name, manuscript) in sheets(name) {
            let file = sheet_name.file();
            let sheet = manuscript.sheet.unwrap();
            let is_student = sheet_name.audience == Some(Audience::Student);
            for asked in sheet.questions() {
                assert_eq!(asked.for_teacher.is_none(), is_student, "{file}");
            }
            let debug = format!("{:?}", sheet.quizzes().collect::<Vec<_>>());
            if is_student {
                assert_holds_no_secret(&debug, &file);
                assert_eq!(sheet.minutes(), None);
            } else if sheet_name.chapter.id == "first" {
                for secret in ["秘密的解释", "秘密的话", "秘密的评分"] {
                    assert!(debug.contains(secret), "{file} lacks {secret}");
                }
            }
        }
    }
}

/// The questions on a sheet, each with its options, in order.
fn asks(manuscript: &Manuscript<'_>) -> Vec<String> {
    let sheet = manuscript.sheet.as_ref().unwrap();
    let asked = sheet.questions().map(|asked| {
        let offers = asked.item.task.offers.iter().flat_map(Offers::lines);
        let offers: Vec<String> = offers.map(said).collect();
        format!("{}: {}", asked.item.id, offers.join(", "))
    });
    asked.collect()
}

#[test]
fn all_sheets_of_a_version_ask_the_same_and_the_key_fits_them() {
    let sheets = sheets("sheets");
    let of = |file: &str| {
        let sheet = sheets.iter().find(|(name, _)| name.file() == file);
        &sheet.unwrap_or_else(|| panic!("no {file}")).1
    };
    for version in ["A", "B"] {
        let each = ["student", "teacher", "key"];
        let [student, teacher, key] =
            each.map(|audience| of(&format!("07-first-{audience}-{version}")));
        assert_eq!(asks(student), asks(teacher));
        assert_eq!(asks(student), asks(key));
        let mut questions = key.sheet.as_ref().unwrap().questions();
        let choice = questions.find(|one| one.item.id == "first-choice");
        let choice = choice.unwrap();
        let solution = choice.for_teacher.as_ref().unwrap().key.answer.solution();
        let labels = BOOK.book().languages.get(Side::B).labels();
        let letter = solution.short(&labels).unwrap();
        let mut offered = choice.item.task.lettered();
        let right = offered.find(|(one, _)| one.to_string() == letter).unwrap();
        assert_eq!(said(right.1), "正是 / the right one");
        let last = choice.item.task.lettered().last().unwrap();
        assert_eq!(said(last.1), "都不是 / none of them", "it keeps its place");
    }
    assert_ne!(
        asks(of("07-first-student-A")),
        asks(of("07-first-student-B"))
    );
    assert_eq!(asks(of("02-last-student-A")).len(), 1, "one is picked");
    assert_eq!(
        of("07-first-student-A").sheet.as_ref().unwrap().worth(),
        diglot::book::Points::whole(5)
    );
}

#[test]
fn an_exam_has_every_question_with_its_answer_in_the_authors_order() {
    let exam = |languages, chapters: &[&str]| -> Exam<'static> {
        let chapters: Vec<String> = chapters.iter().map(|&one| one.to_owned()).collect();
        manuscript::exam(BOOK.book(), languages, &chapters)
    };
    let names = |exam: &Exam<'_>| -> Vec<String> {
        exam.questions().map(|posed| posed.name.clone()).collect()
    };
    let both = Languages::Both { lead: Side::A };
    let all = exam(both, &[]);
    let wanted = [
        "7-01 boxed",
        "7-02 choice",
        "7-03 open",
        "7-04 joined",
        "2-01 one",
        "2-02 two",
    ];
    assert_eq!(names(&all), wanted);
    assert_eq!(
        all.questions().next().unwrap().id,
        "little.first-boxed.zh-en"
    );
    for chapter in ["2", "last"] {
        assert_eq!(names(&exam(both, &[chapter])), wanted[4..]);
    }
    let english = exam(Languages::Only(Side::B), &["first"]);
    let choice = english.questions().nth(1).unwrap();
    assert_eq!(choice.id, "little.first-choice.en");
    let offered: Vec<String> = choice
        .item
        .task
        .lettered()
        .map(|(_, line)| said(line))
        .collect();
    assert_eq!(
        offered,
        ["the right one", "wrong one", "wrong two", "none of them"]
    );
    assert_eq!(all.parts[1].pools[0].pick, Some(1));
}

#[test]
fn an_edition_keeps_its_identifier() {
    let [parallel, reversed] = ["parallel", "reversed"].map(assembled);
    assert_eq!(parallel.uuid(), assembled("parallel").uuid());
    assert_ne!(parallel.uuid(), reversed.uuid());
    assert_eq!(parallel.urn(), "urn:isbn:9787302000006");
    assert_eq!(parallel.identifier(), "ISBN 978-7-302-00000-6");
    assert_eq!(reversed.urn(), reversed.uuid().urn().to_string());
}
