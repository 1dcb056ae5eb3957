//! Notes: each begins on the page of its first caller, however many and however long they are. The books are generated,
//! with a marker word at each caller and each note, which is searched for on the pages.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;

use super::paper::Paper;
use crate::support::{diglot, errors, run, scratch, write};

const ZH: &str = "清早的雾还没有散，河边的石阶上已经坐着三个人，一个补网，一个读信，一个什么也不做，只看水。\
    补网的人说，去年这时候水位比现在高出两尺，鱼却少得多；读信的人没有接话，他把信纸翻过来，又翻过去。";
const EN: &str = "The fog had not yet lifted from the river when three people were already sitting on the stone \
    steps, one mending a net, one reading a letter, and one doing nothing but watching the water; nobody spoke. ";

/// Pseudo-random numbers, the same on every run (a linear congruential generator, Numerical Recipes, § 7.1).
struct Numbers(u64);

impl Numbers {
    /// A number from 0 to `end`, exclusive.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// Text of a given number of characters.
fn filler(sample: &str, length: usize) -> String {
    let text: String = sample.chars().cycle().take(length.max(1)).collect();
    text.trim_matches([' ', ',', ';', '.', '，', '；', '。'])
        .to_owned()
        + if sample == ZH { "字" } else { "x" }
}

/// Generates texts with notes.
struct Author {
    numbers: Numbers,
    notes: usize,
    /// The maximum length of a note in characters.
    longest_note: usize,
}

impl Author {
    /// A text in both languages, as a YAML mapping without braces, with a number of notes. `callers` says which
    /// languages have the notes.
    fn text(&mut self, length: usize, notes: usize, callers: [bool; 2]) -> String {
        let (mut zh, mut en) = (String::new(), String::new());
        for note in 0..=notes {
            zh += &filler(ZH, length / 2 / (notes + 1));
            en += &filler(EN, length / (notes + 1));
            if note < notes {
                self.notes += 1;
                let n = self.notes;
                let length = self.numbers.below(self.longest_note) + 1;
                if callers[0] {
                    write!(zh, "C{n}z^[N{n}z{}。]", filler(ZH, length / 2)).unwrap();
                }
                if callers[1] {
                    write!(en, " C{n}e^[N{n}e {}.] ", filler(EN, length)).unwrap();
                }
            }
        }
        format!("zh: \"{zh}。\", en: \"{en}.\"")
    }

    /// A block, whose kind depends on `index`.
    fn block(&mut self, index: usize, longest: usize) -> String {
        let next = |author: &mut Self| {
            let length = author.numbers.below(longest) + 20;
            // Most texts have no note or one, some have many.
            let notes = [0, 0, 1, 1, 2, 3, 5, 9][author.numbers.below(8)];
            author.text(length, notes, [true, true])
        };
        match index % 8 {
            1 => format!(
                "  - heading: {{ zh: 小题, en: Heading }}\n  - text: {{ {} }}\n",
                next(self)
            ),
            3 => format!(
                "  - list:\n      - {{ {} }}\n      - {{ {} }}\n",
                next(self),
                next(self)
            ),
            5 => format!(
                "  - quote: {{ {}, source: {{ zh: 人, en: One }} }}\n",
                next(self)
            ),
            7 => {
                let mut out = "  - callout:\n      kind: note\n      blocks:\n".to_owned();
                for _ in 0..=index % 3 {
                    writeln!(out, "        - text: {{ {} }}", next(self)).unwrap();
                }
                out
            }
            _ => format!("  - text: {{ {} }}\n", next(self)),
        }
    }
}

fn write_book(folder: &Path, languages: &str, chapters: &[String], editions: &str) {
    let mut names = Vec::new();
    for (number, blocks) in chapters.iter().enumerate() {
        let text = format!("id: c{number}\ntitle: {{ zh: 章题, en: Title }}\nblocks:\n{blocks}");
        write(&folder.join(format!("c{number}.yaml")), text);
        names.push(format!("c{number}.yaml"));
    }
    let text = format!(
        "id: notes\nlanguages: {languages}\ntitle: {{ zh: 书, en: Book }}\nchapters: [{}]\neditions:\n{editions}",
        names.join(", ")
    );
    write(&folder.join("book.yaml"), text);
}

/// An edition of a generated book: its pages, and how often a certain letter of each language occurs in the book.
type Set = (Paper, [usize; 2]);

/// Writes a book. The numbers are those of its blocks and of the most characters in a text and in a note; its
/// editions are given by name, trim and layout. Returns how often the two letters occur in it.
fn write_random_book(
    folder: &Path,
    seed: u64,
    languages: &str,
    (blocks, longest, longest_note): (usize, usize, usize),
    editions: &[(&str, &str, &str)],
) -> [usize; 2] {
    let mut author = Author {
        numbers: Numbers(seed),
        notes: 0,
        longest_note,
    };
    let blocks: String = (0..blocks)
        .map(|index| author.block(index, longest))
        .collect();
    let lines: Vec<String> = editions
        .iter()
        .map(|(name, trim, layout)| {
            format!("  {name}: {{ format: pdf, page: {{ trim: {trim} }}, layout: {layout} }}\n")
        })
        .collect();
    let letters = ['雾', 'w'].map(|letter| blocks.matches(letter).count());
    write_book(folder, languages, &[blocks], &lines.concat());
    letters
}

fn random_book(
    seed: u64,
    languages: &str,
    size: (usize, usize, usize),
    editions: &[(&str, &str, &str)],
) -> Vec<Set> {
    let folder = scratch();
    let letters = write_random_book(folder.path(), seed, languages, size, editions);
    let papers = editions
        .iter()
        .map(|(name, ..)| Paper::of(folder.path(), name));
    papers.map(|paper| (paper, letters)).collect()
}

static PAPERS: LazyLock<Vec<Set>> = LazyLock::new(|| {
    let usual = [
        ("columns", "A5", "columns"),
        ("facing", "A5", "facing"),
        ("stacked", "A5", "stacked"),
        ("single", "A6", "single, languages: [en]"),
        ("start", "A4", "columns, sync: start"),
    ];
    let large = [
        ("large-stacked", "A4", "stacked"),
        ("start-facing", "A5", "facing, sync: start"),
    ];
    let small = [
        ("small-columns", "A6", "columns"),
        ("small-facing", "A6", "facing"),
        ("small-stacked", "A6", "stacked"),
    ];
    [
        random_book(1, "[zh, en]", (24, 900, 160), &usual),
        random_book(2, "[en, zh]", (8, 5000, 500), &large),
        random_book(3, "[en, zh]", (16, 500, 60), &small),
    ]
    .into_iter()
    .flatten()
    .collect()
});

/// The page of each marker word, by number of note and language: `C` marks callers, `N` marks notes.
fn pages(paper: &Paper, letter: char) -> BTreeMap<(usize, char), usize> {
    let mut found = BTreeMap::new();
    for run in &paper.runs {
        for (at, _) in run.text.match_indices(letter) {
            let rest = &run.text[at + 1..];
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let lang = rest[digits..].chars().next();
            if let (Ok(number), Some(lang @ ('z' | 'e'))) = (rest[..digits].parse(), lang) {
                found.entry((number, lang)).or_insert(run.page);
            }
        }
    }
    found
}

/// Notes that do not begin on the page of their first caller or, with facing pages, of the caller in their language.
fn notes_astray(paper: &Paper) -> Vec<String> {
    let (callers, notes) = (pages(paper, 'C'), pages(paper, 'N'));
    assert!(!callers.is_empty(), "{}: no callers", paper.name);
    let mut faults = Vec::new();
    for ((number, lang), page) in &callers {
        let langs = ['z', 'e'].into_iter();
        let first = langs
            .filter_map(|lang| callers.get(&(*number, lang)))
            .min()
            .unwrap();
        let wanted = if paper.is_facing { page } else { first };
        let found = notes.get(&(*number, *lang));
        if found != Some(wanted) {
            faults.push(format!(
                "{}: {number}{lang}: {wanted}, {found:?}",
                paper.name
            ));
        }
    }
    faults
}

#[test]
fn a_note_begins_on_the_page_of_its_caller() {
    let faults: Vec<String> = PAPERS
        .iter()
        .flat_map(|(paper, _)| notes_astray(paper))
        .collect();
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn the_generated_books_have_many_notes() {
    for (paper, _) in PAPERS.iter() {
        let notes = pages(paper, 'N');
        assert!(notes.len() > 20, "{}: {}", paper.name, notes.len());
    }
}

/// A note that is set once for each language on facing pages does not count twice.
#[test]
fn callers_have_the_number_of_their_note() {
    for (paper, _) in PAPERS.iter() {
        let mut count = 0;
        for pair in paper.runs.windows(2) {
            let [word, caller] = pair else { unreachable!() };
            let word = word.text.trim_end_matches(['z', 'e']);
            let Some((_, number)) = word.rsplit_once('C') else {
                continue;
            };
            let is_number =
                |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
            if is_number(number) && is_number(&caller.text) {
                assert_eq!(caller.text, number, "{}: page {}", paper.name, caller.page);
                count += 1;
            }
        }
        assert!(count > 20, "{}: {count}", paper.name);
    }
}

#[test]
fn a_caller_never_begins_a_line() {
    for (paper, _) in PAPERS.iter() {
        let first = paper.place("c0").0;
        for place in 0..2 {
            let lines = paper.lines(place).into_iter();
            for line in lines.filter(|line| line.page >= first) {
                let text = line.text.trim_start();
                let after = text.trim_start_matches(|c: char| c.is_ascii_digit());
                // Notes themselves begin with their number too.
                let is_caller = after.len() < text.len() && !after.trim_start().starts_with('N');
                assert!(!is_caller, "{}: page {}: {text}", paper.name, line.page);
            }
        }
    }
}

/// Texts that are split into segments lose and repeat nothing.
#[test]
fn every_word_is_set_once() {
    for (paper, letters) in PAPERS.iter() {
        let first = paper.place("c0").0;
        for (index, letter) in ['雾', 'w'].into_iter().enumerate() {
            if paper.name.ends_with("single") && letter == '雾' {
                continue;
            }
            let runs = paper.runs.iter().filter(|run| run.page >= first);
            let found: usize = runs.map(|run| run.text.matches(letter).count()).sum();
            assert_eq!(found, letters[index], "{}: `{letter}`", paper.name);
        }
    }
}

#[test]
fn the_notes_of_the_first_text_do_not_move_the_title() {
    let scratch = scratch();
    let mut author = Author {
        numbers: Numbers(4),
        notes: 0,
        longest_note: 90,
    };
    let chapters: Vec<String> = (4..10)
        .map(|notes| {
            format!(
                "  - text: {{ {} }}\n",
                author.text(120 * notes, notes, [true, true])
            )
        })
        .collect();
    let trims = ["stacked", "columns", "facing"];
    let editions = trims.map(|layout| format!("  {layout}: {{ format: pdf, layout: {layout} }}\n"));
    write_book(scratch.path(), "[zh, en]", &chapters, &editions.concat());
    for layout in trims {
        let paper = Paper::of(scratch.path(), layout);
        let callers = pages(&paper, 'C');
        let mut number = 1;
        for (chapter, notes) in (4..10).enumerate() {
            let title = paper.place(&format!("c{chapter}")).0;
            assert_eq!(
                callers[&(number, 'z')],
                title,
                "{layout}: chapter {chapter}"
            );
            number += notes;
        }
        assert_eq!(notes_astray(&paper), Vec::<String>::new());
    }
}

/// On facing pages, a page without notes in its language has no rule for notes.
#[test]
fn a_page_without_notes_has_no_rule_above_them() {
    let scratch = scratch();
    let mut author = Author {
        numbers: Numbers(5),
        notes: 0,
        longest_note: 60,
    };
    let chapters: Vec<String> = [[true, false], [false, true], [true, true]]
        .into_iter()
        .map(|callers| format!("  - text: {{ {} }}\n", author.text(300, 2, callers)))
        .collect();
    write_book(
        scratch.path(),
        "[zh, en]",
        &chapters,
        "  facing: { format: pdf, page: { trim: A5 }, layout: facing }\n",
    );
    let paper = Paper::of(scratch.path(), "facing");
    let mut rules = [0, 0, 0, 0];
    for (chapter, callers) in [[true, false], [false, true], [true, true]]
        .iter()
        .enumerate()
    {
        let from = paper.place(&format!("c{chapter}")).0;
        for place in 0..2 {
            let page = from + place;
            let (left, right) = paper.column(place, page);
            let is_rule = |mark: &&super::paper::Mark| {
                let width = mark.right - mark.left;
                mark.page == page && (width - (right - left) * 0.18).abs() < 1.0
            };
            let found = paper.marks.iter().filter(is_rule).count();
            assert_eq!(
                found,
                usize::from(callers[place]),
                "chapter {chapter}, page {page}"
            );
            rules[place] += found;
        }
    }
    assert_eq!(rules, [2, 2, 0, 0]);
}

/// A text longer than a page begins directly below the text before it, whatever comes after it.
#[test]
fn a_long_text_begins_below_the_text_before_it() {
    const QUIZ: &str =
        "  - quiz: { questions: [{ id: q, prompt: { zh: 问, en: Ask }, truth: true }] }\n";
    let editions = [("small", "A6"), ("usual", "A5"), ("large", "A4")];
    let lines = editions.map(|(name, trim)| {
        format!("  {name}: {{ format: pdf, page: {{ trim: {trim} }}, layout: stacked }}\n")
    });
    for has_note in [false, true] {
        let scratch = scratch();
        let (zh, en) = (filler(ZH, 2400), filler(EN, 5000));
        let note = if has_note { "^[注。]" } else { "" };
        let blocks = format!(
            "  - text: {{ zh: 短。, en: Short. }}\n  - text: {{ zh: \"起始{zh}{note}完。\", en: \"Firstly {en}{note} end.\" }}\n{QUIZ}"
        );
        write_book(scratch.path(), "[zh, en]", &[blocks], &lines.concat());
        for (edition, _) in editions {
            let paper = Paper::of(scratch.path(), edition);
            let on = |words: &str| {
                let mut runs = paper.runs.iter();
                let run = runs.find(|run| run.text.contains(words));
                run.unwrap_or_else(|| panic!("{edition}: no `{words}`"))
            };
            let (short, first) = (on("Short"), on("起始"));
            assert_eq!(first.page, short.page, "{edition}");
            assert!(first.y - short.y < 3.0 * paper.pitch(), "{edition}");
            // Only the last page may be partly empty.
            let (top, bottom) = paper.heights();
            let last = on("Firstly").page;
            for page in short.page..last {
                let runs = paper
                    .runs
                    .iter()
                    .filter(|run| run.page == page && run.y < bottom);
                let lowest = runs.map(|run| run.y).fold(top, f64::max);
                assert!(
                    bottom - lowest < 4.0 * paper.pitch(),
                    "{edition}: page {page}"
                );
            }
        }
        // Its tags can be built.
        crate::support::build(scratch.path(), &[]);
    }
}

/// Texts are measured separately, without the targets of references in them, which must not matter.
#[test]
fn notes_stay_on_their_pages_beside_references() {
    let mut author = Author {
        numbers: Numbers(11),
        notes: 0,
        longest_note: 160,
    };
    let mut next = |notes| author.text(500, notes, [true, true]);
    let picture = "figure: { image: pixel.png, alt: { zh: 图, en: Picture } }";
    let beside = [
        (
            "columns",
            format!("  - text: {{ {} }}\n", next(1))
                + "  - text: { zh: \"[[it]]、[网址](https://example.org/)。\", en: \"[[it]], [web](https://example.org/).^[And [[it]].]\" }\n",
        ),
        (
            "facing",
            format!(
                "  - callout:\n      kind: note\n      blocks:\n        - {picture}\n        - text: {{ {} }}\n",
                next(5)
            ),
        ),
        (
            "stacked, answers: appendix",
            format!(
                "  - quiz:\n      questions:\n        - id: q\n          prompt: {{ {} }}\n          truth: true\n          \
                 explanation: {{ zh: \"因为[[it]]。\", en: \"By [[it]].\" }}\n",
                next(2)
            ),
        ),
        (
            "columns, answers: appendix, index: true, sync: start",
            format!(
                "  - callout:\n      kind: tip\n      blocks:\n        - quiz:\n            questions:\n              \
                 - {{ id: q, prompt: {{ zh: 问, en: Ask }}, truth: true, explanation: {{ {} }} }}\n        - {picture}\n",
                next(2)
            ),
        ),
    ];
    for (layout, extra) in beside {
        let folder = scratch();
        let blocks: String = (0..24).map(|index| author.block(index, 900)).collect();
        let edition = format!(
            "  one: {{ format: pdf, page: {{ trim: A5 }}, layout: {layout} }}\nglossary: glossary.yaml\n"
        );
        let term = "  - text: { zh: \"[[it]]。\", en: \"[[it]].\" }\n".to_owned();
        write_book(
            folder.path(),
            "[zh, en]",
            &[extra + &blocks, term],
            &edition,
        );
        let glossary = "terms:\n  - { id: it, term: { zh: 它, en: it } }\n";
        write(&folder.path().join("glossary.yaml"), glossary);
        image::RgbImage::new(60, 40)
            .save(folder.path().join("pixel.png"))
            .unwrap();
        assert_eq!(
            notes_astray(&Paper::of(folder.path(), "one")),
            Vec::<String>::new()
        );
    }
}

/// Notes on one line that do not fit on its page cause a warning at the place of their text; others do not.
#[test]
fn notes_that_do_not_fit_are_reported() {
    for (longest, is_named) in [(40, false), (900, true)] {
        let folder = scratch();
        let note = format!("^[{}]", filler(EN, longest));
        let notes: Vec<String> = (0..6).map(|n| format!("word{n}{note} ")).collect();
        let notes = notes.concat();
        let blocks = format!("  - text: {{ zh: 一。, en: \"{notes}\" }}\n");
        let edition = "  one: { format: pdf, page: { trim: A6 }, layout: columns }\n";
        write_book(folder.path(), "[zh, en]", &[blocks], edition);
        let mut build = diglot();
        build.arg("build").arg(folder.path());
        let output = run(build.arg("-o").arg(folder.path().join("out")));
        assert_eq!(output.status.code(), Some(0));
        let report = errors(&output);
        let is_found = report.contains("warning[note-moved]") && report.contains("c0.yaml:4:");
        assert_eq!(is_found, is_named, "{report}");
    }
}

/// Books whose texts are split into segments can be exported, with tags.
#[test]
fn books_of_notes_are_exported() {
    let editions = ["columns", "facing", "stacked"].map(|layout| (layout, "A6", layout));
    let folder = scratch();
    write_random_book(folder.path(), 6, "[zh, en]", (16, 1200, 200), &editions);
    crate::support::build(folder.path(), &[]);
}

/// The notes of one text fill pages of their own, on which Typst drops lines of the text. Setting the text in segments
/// avoids this.
#[test]
fn a_text_with_more_notes_than_fit_on_a_page_loses_nothing() {
    let folder = scratch();
    let (mut zh, mut en) = (filler(ZH, 51), filler(EN, 40));
    let lengths = [
        (300, 20),
        (3, 3),
        (3, 3),
        (400, 300),
        (3, 300),
        (60, 3),
        (400, 20),
        (3, 3),
        (400, 300),
    ];
    for (n, (of_zh, of_en)) in lengths.into_iter().enumerate() {
        write!(zh, "C{n}z^[N{n}z{}。]她写下一行字", filler(ZH, of_zh)).unwrap();
        write!(en, " C{n}e^[N{n}e {}.] and", filler(EN, of_en)).unwrap();
    }
    let lead = "  - lead: { zh: 清早。, en: Early. }\n";
    let points = format!("  - summary:\n      - {{ zh: \"{zh}。\", en: \"{en}.\" }}\n");
    let rest = format!(
        "      - {{ zh: \"{}\", en: \"{}\" }}\n",
        filler(ZH, 150),
        filler(EN, 300)
    );
    write_book(
        folder.path(),
        "[zh, en]",
        &[format!("{lead}{points}{}", rest.repeat(3))],
        "  one: { format: pdf, page: { trim: 105x148mm }, layout: columns }\n",
    );
    let paper = Paper::of(folder.path(), "one");
    assert_eq!(pages(&paper, 'C').len(), 18);
    assert_eq!(pages(&paper, 'N').len(), 18);
    crate::support::build(folder.path(), &[]);
}

/// Callouts that break over pages, and contain a summary with notes and another callout.
#[test]
fn notes_of_a_box_in_a_box_stay_on_their_pages() {
    for (seed, layout) in (20..23).zip(["columns", "facing", "stacked"]) {
        let folder = scratch();
        let mut author = Author {
            numbers: Numbers(seed),
            notes: 0,
            longest_note: 300,
        };
        let mut next = |notes| author.text(300, notes, [true, true]);
        let mut blocks = String::new();
        for _ in 0..4 {
            write!(
                blocks,
                "  - callout:\n      kind: note\n      blocks:\n        - text: {{ {} }}\n        - summary:\n            \
                 - {{ {} }}\n            - {{ {} }}\n        - callout:\n            kind: tip\n            blocks:\n              \
                 - text: {{ {} }}\n              - text: {{ {} }}\n        - text: {{ {} }}\n",
                next(1),
                next(3),
                next(2),
                next(3),
                next(2),
                next(0)
            )
            .unwrap();
        }
        let edition = format!("  one: {{ format: pdf, page: {{ trim: A5 }}, layout: {layout} }}\n");
        write_book(folder.path(), "[zh, en]", &[blocks], &edition);
        let paper = Paper::of(folder.path(), "one");
        assert_eq!(notes_astray(&paper), Vec::<String>::new());
        crate::support::build(folder.path(), &[]);
    }
}

/// An original and its translation are kept together only if a page has room for the notes of both.
#[test]
fn long_notes_at_the_end_of_a_text_are_on_the_pages_of_their_callers() {
    let folder = scratch();
    let (mut zh, mut en) = (filler(ZH, 20), filler(EN, 60));
    for n in 0..4 {
        write!(zh, "C{n}z^[N{n}z{}。]石头和水", filler(ZH, 230)).unwrap();
        write!(en, " C{n}e^[N{n}e {}.] memory", filler(EN, 100)).unwrap();
    }
    let before = format!("  - text: {{ zh: \"{}\", en: 短 }}\n", filler(ZH, 200));
    let blocks = format!("{before}  - text: {{ zh: \"{zh}。\", en: \"{en}.\" }}\n");
    let edition = "  one: { format: pdf, page: { trim: A5 }, layout: stacked }\n";
    write_book(folder.path(), "[zh, en]", &[blocks], edition);
    let paper = Paper::of(folder.path(), "one");
    let (callers, notes) = (pages(&paper, 'C'), pages(&paper, 'N'));
    for n in 0..4 {
        assert_eq!(callers[&(n, 'z')], notes[&(n, 'z')], "note {n}");
    }
}

#[test]
fn a_stacked_note_is_closer_to_its_translation_than_to_the_next_note() {
    let scratch = scratch();
    let book = "id: pairs\nlanguages: [zh, en]\ntitle: { zh: 书, en: Book }\nchapters: [one.yaml]\n\
        editions: { stacked: { format: pdf, layout: stacked } }\n";
    write(&scratch.path().join("book.yaml"), book);
    let chapter = "id: one\ntitle: { zh: 章, en: Chapter }\nblocks:\n  \
        - text: { zh: \"字^[甲注。]、词^[乙注。]。\", en: \"Letters,^[Note one.] words.^[Note two.]\" }\n";
    write(&scratch.path().join("one.yaml"), chapter);
    let paper = Paper::of(scratch.path(), "stacked");
    let y = |words: &str| {
        let mut runs = paper.runs.iter();
        runs.find(|run| run.text.contains(words)).unwrap().y
    };
    let (within, between) = (y("Note one") - y("甲注"), y("乙注") - y("Note one"));
    assert!(within + 3.0 < between, "{within} and {between}");
    assert!((y("Note two") - y("乙注") - within).abs() < 0.1);
}

/// Where notes would leave their page, texts are set in segments, whose lines are counted in characters. Code that is much
/// smaller than the words around it counts too, so no word is split.
#[test]
fn segments_of_a_text_with_small_code_end_between_words() {
    let mut blocks = String::new();
    let mut number = 0;
    for text in 0..10 {
        let mut en = String::new();
        for _ in 0..45 {
            write!(en, "w{number:03} ").unwrap();
            number += 1;
            match number % 10 {
                3 | 6 => en += "`a*b` ",
                9 => write!(en, "x^[N{number}e {}] ", filler(EN, 240)).unwrap(),
                _ => {}
            }
        }
        let zh = filler(ZH, 120);
        writeln!(
            blocks,
            "  - text: {{ zh: \"{text}{zh}。\", en: \"{en}.\" }}"
        )
        .unwrap();
    }
    let scratch = scratch();
    let edition = "  facing: { format: pdf, page: { trim: A6 }, layout: facing }\nstyle: { sizes: { en: 12pt } }\n";
    write_book(scratch.path(), "[en, zh]", &[blocks], edition);
    let paper = Paper::of(scratch.path(), "facing");
    assert!(paper.source.contains("segment("), "texts are in segments");
    let words = paper
        .runs
        .iter()
        .flat_map(|run| run.text.split_whitespace());
    let words: Vec<&str> = words
        .filter(|word| word.starts_with("w0") || word.starts_with("w1"))
        .collect();
    let whole: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| word.len() == 4)
        .collect();
    assert!(words.len() > 100 && words == whole, "{words:?}");
}
