//! Blocks that must not be split, wherever they are on a page. Each kind is tried after different numbers of lines, so
//! that it meets the foot of the page in every way.

use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;

use super::paper::{Mark, Paper};
use crate::support::{copy, fixture, scratch, write};

/// The most lines before a block. With the chapter's title and the block itself they fill a page.
const OFFSETS: usize = 13;
const LAYOUTS: [(&str, &str); 5] = [
    ("columns", "140x140mm }, layout: columns"),
    ("facing", "A5 }, layout: facing"),
    ("start", "A5 }, layout: facing, sync: start"),
    ("stacked", "140x140mm }, layout: stacked"),
    ("single", "A5 }, layout: single, languages: [en]"),
];
const KINDS: [&str; 6] = ["heading", "question", "long", "box", "open", "captions"];
/// The names of texts that are searched for.
const WORDS: [&str; 10] = [
    "title", "body", "prompt", "opta", "optb", "optc", "optd", "box", "over", "above",
];

/// The mark at the start or end of a text, which is a number so that no line break can split it.
fn mark(lang: &str, word: &str, end: &str, n: usize) -> String {
    let index = WORDS.iter().position(|one| *one == word);
    let lang = if lang == "zh" { 7 } else { 8 };
    let end = if end == "start" { 1 } else { 2 };
    format!("{lang}{end}{:02}{n}", index.unwrap_or(WORDS.len()))
}

/// A text in both languages, with marks at both ends.
fn text(word: &str, n: usize, times: usize) -> String {
    let of = |lang, end| mark(lang, word, end, n);
    format!(
        "{{ zh: \"始{}，{}终{}。\", en: \"Now {} {}now {}.\" }}",
        of("zh", "start"),
        "这里还有几个字，".repeat(times),
        of("zh", "end"),
        of("en", "start"),
        "and some more words ".repeat(times),
        of("en", "end"),
    )
}

fn blocks(kind: &str, n: usize) -> String {
    let mut out = String::new();
    match kind {
        "heading" => {
            let (title, body) = (text("title", n, 0), text("body", n, 5));
            write!(out, "  - heading: {title}\n  - text: {body}\n").unwrap();
        }
        "question" | "long" => {
            let prompt = text("prompt", n, 1);
            let quiz = "  - quiz:\n      questions:\n        - id: q\n";
            write!(
                out,
                "{quiz}          prompt: {prompt}\n          options:\n"
            )
            .unwrap();
            for option in ["opta", "optb", "optc", "optd"] {
                let text = text(option, n, if kind == "long" { 12 } else { 1 });
                let text = text.strip_suffix(" }").unwrap();
                let correct = option == "optd";
                writeln!(out, "            - {text}, correct: {correct} }}").unwrap();
            }
        }
        "box" => writeln!(
            out,
            "  - callout: {{ kind: note, text: {} }}",
            text("box", n, 8)
        )
        .unwrap(),
        "open" => {
            out.push_str("  - callout:\n      kind: note\n      blocks:\n");
            for _ in 0..24 {
                writeln!(out, "        - text: {}", text("part", n, 6)).unwrap();
            }
        }
        _ => {
            let (over, above) = (text("over", n, 1), text("above", n, 1));
            writeln!(
                out,
                "  - table: {{ caption: {over}, rows: [ [ cell{n} ], [ 2 ], [ 3 ] ] }}"
            )
            .unwrap();
            writeln!(
                out,
                "  - code: {{ caption: {above}, text: \"code{n}\\n2\\n3\" }}"
            )
            .unwrap();
        }
    }
    if ["box", "open", "captions"].contains(&kind) {
        let values = "image: figures/photo.jpg, width: 30%, alt: picture";
        writeln!(
            out,
            "  - figure: {{ {values}, caption: {} }}",
            text("below", n, 1)
        )
        .unwrap();
    }
    out
}

/// The number of a chapter in its marks.
fn number(kind: &str, offset: usize) -> usize {
    let index = KINDS.iter().position(|one| *one == kind).unwrap();
    100 * (index + 1) + offset
}

fn write_book(book: &Path, chapters: &[(String, String)], editions: &str) {
    copy(&fixture("hard").join("figures"), &book.join("figures"));
    for (name, blocks) in chapters {
        let text = format!("id: {name}\ntitle: {{ zh: 章, en: Chapter }}\nblocks:\n{blocks}");
        write(&book.join(format!("{name}.yaml")), text);
    }
    let names = chapters.iter().map(|(name, _)| format!("{name}.yaml"));
    let names: Vec<String> = names.collect();
    let text = format!(
        "id: together\nlanguages: [zh, en]\ntitle: {{ zh: 书, en: Book }}\nchapters: [{}]\neditions:\n{editions}",
        names.join(", ")
    );
    write(&book.join("book.yaml"), text);
}

static PAPERS: LazyLock<Vec<Paper>> = LazyLock::new(|| {
    let scratch = scratch();
    let mut chapters = Vec::new();
    for kind in KINDS {
        for offset in 0..OFFSETS {
            let lines = "  - text: { zh: 一行。, en: A line. }\n".repeat(offset);
            let blocks = blocks(kind, number(kind, offset));
            chapters.push((format!("{kind}-{offset}"), lines + &blocks));
        }
    }
    let editions = LAYOUTS
        .map(|(name, values)| format!("  {name}: {{ format: pdf, page: {{ trim: {values} }}\n"));
    write_book(scratch.path(), &chapters, &editions.concat());
    let papers = LAYOUTS
        .iter()
        .map(|(name, _)| Paper::of(scratch.path(), name));
    papers.collect()
});

/// The first page with a word, from the first chapter on.
fn page(paper: &Paper, word: &str) -> Option<usize> {
    let from = paper.place("heading-0").0;
    let mut runs = paper.runs.iter().filter(|run| run.page >= from);
    runs.find(|run| run.text.contains(word)).map(|run| run.page)
}

/// Cases in which marks that belong on one page are on several, or missing, in each language of an edition.
fn parted(paper: &Paper, kind: &str, marks: &[(&str, &str)]) -> Vec<String> {
    let is_single = paper.name.ends_with("single");
    let mut faults = Vec::new();
    for offset in 0..OFFSETS {
        for lang in ["zh", "en"].into_iter().skip(usize::from(is_single)) {
            let found = marks.iter().map(|(word, end)| {
                let n = number(kind, offset);
                page(paper, &mark(lang, word, end, n))
            });
            let pages: Vec<Option<usize>> = found.collect();
            if pages[0].is_none() || pages.iter().any(|page| *page != pages[0]) {
                faults.push(format!(
                    "{}: {kind} {offset} in {lang}: {pages:?}",
                    paper.name
                ));
            }
        }
    }
    faults
}

/// Asserts that there are no such cases.
fn assert_together(paper: &Paper, kind: &str, marks: &[(&str, &str)]) {
    assert_eq!(parted(paper, kind, marks), Vec::<String>::new());
}

#[test]
fn a_heading_stays_with_its_pair() {
    for paper in PAPERS.iter() {
        assert_together(paper, "heading", &[("title", "start"), ("body", "start")]);
    }
}

#[test]
fn a_short_question_is_not_split_and_a_long_one_keeps_its_ends_together() {
    let all = [
        ("prompt", "start"),
        ("opta", "start"),
        ("optb", "start"),
        ("optc", "start"),
        ("optd", "end"),
    ];
    for paper in PAPERS.iter() {
        // Which questions count as short depends on the layout.
        let mut questions = paper.source.lines();
        let is_whole = questions
            .any(|line| line.contains("question(\"question-0-q\"") && line.contains("whole: true"));
        let is_narrow = ["columns", "stacked"]
            .iter()
            .any(|name| paper.name.ends_with(name));
        assert_eq!(is_whole, !is_narrow, "{}", paper.name);
        if is_whole {
            assert_together(paper, "question", &all);
        } else {
            assert_together(paper, "question", &all[..3]);
            assert_together(paper, "question", &all[3..]);
            // It does break between them somewhere; otherwise pages would be left partly empty.
            assert_ne!(parted(paper, "question", &all), Vec::<String>::new());
        }
        assert_together(paper, "long", &all[..2]);
    }
}

#[test]
fn a_box_that_fits_a_page_is_not_split_and_a_longer_one_is() {
    for paper in PAPERS.iter() {
        assert_together(paper, "box", &[("box", "start"), ("box", "end")]);
        let boxes = (0..OFFSETS).map(|offset| {
            let from = paper.place(&format!("open-{offset}-callout-1")).0;
            paper
                .place(&format!("open-{offset}-text-{}", offset + 24))
                .0
                - from
        });
        let pages: Vec<usize> = boxes.collect();
        assert!(
            pages.iter().all(|pages| *pages > 0),
            "{}: {pages:?}",
            paper.name
        );
    }
}

#[test]
fn a_split_box_has_no_empty_background() {
    for paper in PAPERS.iter() {
        let is_ground =
            |mark: &&Mark| mark.bottom - mark.top > 3.0 && mark.right - mark.left > 60.0;
        let grounds: Vec<&Mark> = paper.marks.iter().filter(is_ground).collect();
        assert!(
            grounds.len() >= OFFSETS * 4,
            "{}: {}",
            paper.name,
            grounds.len()
        );
        for mark in grounds {
            // On one page of a spread it may be empty, beside the longer language on the other.
            let has_text = paper.runs.iter().any(|run| {
                paper.opening(run.page) == paper.opening(mark.page)
                    && (mark.top..mark.bottom).contains(&run.y)
            });
            assert!(has_text, "{}: {mark:?}", paper.name);
        }
    }
}

#[test]
fn a_caption_stays_with_its_figure_table_or_listing() {
    for paper in PAPERS.iter() {
        for offset in 0..OFFSETS {
            let n = number("captions", offset);
            for (caption, of) in [("over", "cell"), ("above", "code")] {
                let opening = |words: &str| paper.opening(page(paper, words).unwrap());
                let caption = opening(&mark("en", caption, "start", n));
                let of = opening(&format!("{of}{n}"));
                assert_eq!(caption, of, "{}: {offset}", paper.name);
            }
        }
        assert!(paper.pictures.len() >= 3 * OFFSETS, "{}", paper.name);
        for picture in &paper.pictures {
            let has_caption = paper.runs.iter().any(|run| {
                let is_near = (picture.bottom..picture.bottom + 45.0).contains(&run.y);
                let is_caption = run.text.contains('图') || run.text.contains("Figure");
                run.page == picture.page && is_near && is_caption
            });
            assert!(has_caption, "{}: {picture:?}", paper.name);
        }
    }
}

/// With stacked languages, a text that is the same in both is set once.
#[test]
fn what_is_the_same_in_both_languages_is_set_once_when_stacked() {
    let scratch = scratch();
    let blocks = "  - heading: Samehead\n  \
         - text: Sametext\n  \
         - list: [ Sameitem, { zh: 不同, en: other } ]\n  \
         - figure: { image: figures/photo.jpg, alt: x, caption: Samecaption }\n  \
         - table: { caption: Sametable, rows: [ [ Samecell, 二 ] ] }\n  \
         - quiz:\n      questions:\n        - id: q\n          prompt: { zh: 问, en: Ask }\n          \
         options: [ Sameoption, { zh: 乙, en: b, correct: true } ]\n";
    let chapters = [("one".to_owned(), blocks.to_owned())];
    let editions = "  stacked: { format: pdf, layout: stacked }\n  columns: { format: pdf, layout: columns }\n";
    write_book(scratch.path(), &chapters, editions);
    let [stacked, columns] = ["stacked", "columns"].map(|name| Paper::of(scratch.path(), name));
    let count = |paper: &Paper, word: &str| {
        let first = paper.place("one").0;
        let runs = paper.runs.iter().filter(|run| run.page >= first);
        runs.map(|run| run.text.matches(word).count())
            .sum::<usize>()
    };
    for (word, beside) in [
        ("Samehead", 2),
        ("Sametext", 2),
        ("Sameitem", 2),
        ("Samecaption", 2),
        ("Sametable", 2),
        ("Sameoption", 2),
        ("Samecell", 1),
    ] {
        assert_eq!(count(&stacked, word), 1, "{word}");
        assert_eq!(count(&columns, word), beside, "{word}");
    }
    // Its label is in both languages.
    let mut runs = stacked.runs.iter();
    let caption = runs.find(|run| run.text.contains("Samecaption")).unwrap();
    let line = stacked.runs.iter();
    let line = line.filter(|run| run.page == caption.page && (run.y - caption.y).abs() < 0.5);
    let line: String = line.map(|run| run.text.as_str()).collect();
    assert!(line.contains("图 1") && line.contains("Figure 1"), "{line}");
}

/// Three headings of several lines need more than half of a small page. They and their text are on one page all the same.
#[test]
fn headings_stay_with_those_below_them() {
    let scratch = scratch();
    let long = "whose words go on and on until they need more than two or three lines";
    let chain: Vec<String> = (1..=3)
        .map(|level| {
            let title = format!("zh: 标题, en: A heading {long}, level: {level}");
            format!("  - heading: {{ {title} }}\n")
        })
        .collect();
    let mut chapters = Vec::new();
    for offset in 0..OFFSETS * 2 {
        let lines = "  - text: { zh: 一行。, en: A line. }\n".repeat(offset);
        let end = "  - text: { zh: 文, en: End. }\n";
        chapters.push((format!("c{offset}"), lines + &chain.concat() + end));
    }
    let editions: Vec<String> = LAYOUTS
        .iter()
        .map(|(name, keys)| format!("  {name}: {{ format: pdf, page: {{ trim: {keys} }}\n"))
        .collect();
    write_book(scratch.path(), &chapters, &editions.concat());
    for (name, _) in LAYOUTS {
        let paper = Paper::of(scratch.path(), name);
        let mut moved = 0;
        for offset in 0..OFFSETS * 2 {
            let page = |id: String| paper.place(&format!("c{offset}-{id}")).0;
            let text = page(format!("text-{}", offset + 1));
            for heading in 1..=3 {
                let on = page(format!("heading-{heading}"));
                assert_eq!(on, text, "{name}: after {offset} lines, heading {heading}");
            }
            moved += usize::from(text > paper.place(&format!("c{offset}")).0);
        }
        assert!(moved > 0, "{name}: no chain met the foot of a page");
    }
}

#[test]
fn a_long_chain_of_headings_leaves_no_page_half_empty() {
    let scratch = scratch();
    let heading = "  - heading: { zh: 一个标题, en: A heading of some words }\n";
    let (few, many) = (heading.repeat(2), heading.repeat(7));
    let mut chapters = Vec::new();
    for (name, chain) in [("few", &few), ("many", &many)] {
        for offset in 0..OFFSETS {
            let lines = "  - text: { zh: 一行。, en: A line. }\n".repeat(offset);
            let end = format!("  - text: {{ zh: 文, en: End of {name} }}\n");
            chapters.push((format!("{name}-{offset}"), lines + chain + &end));
        }
    }
    write_book(
        scratch.path(),
        &chapters,
        "  stacked: { format: pdf, layout: stacked }\n",
    );
    let paper = Paper::of(scratch.path(), "stacked");
    let (top, bottom) = paper.heights();
    let mut breaks = 0;
    for offset in 0..OFFSETS {
        let place =
            |name: &str, heading: usize| paper.place(&format!("{name}-{offset}-heading-{heading}"));
        assert_eq!(place("few", 1).0, place("few", 2).0, "{offset}");
        let text = paper.place(&format!("many-{offset}-text-{}", offset + 1));
        assert_eq!(
            text.0,
            place("many", 7).0,
            "{offset}: a heading is without its text"
        );
        let last = place("many", 7).0;
        breaks += usize::from(place("many", 1).0 != last);
        for page in paper.place(&format!("many-{offset}")).0..last {
            let runs = paper
                .runs
                .iter()
                .filter(|run| run.page == page && run.y < bottom);
            let end = runs.map(|run| run.y).fold(top, f64::max);
            assert!(
                bottom - end < (bottom - top) / 2.0,
                "{offset}: page {page} ends at {end}"
            );
        }
    }
    assert!(breaks > 0, "no chain met the foot of a page");
}
