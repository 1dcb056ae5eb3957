//! Books in other pairs of languages than Chinese and English.

use super::paper::Paper;
use crate::support;

/// A book of one chapter with one paragraph in each language.
fn book(languages: [&str; 2], words: [&str; 2]) -> Paper {
    edition("parallel", languages, words, "")
}

fn edition(name: &str, languages: [&str; 2], words: [&str; 2], more: &str) -> Paper {
    let scratch = support::scratch();
    let [one, two] = languages;
    let text = format!("{{ {one}: {:?}, {two}: {:?} }}", words[0], words[1]);
    let book =
        format!("id: small\nlanguages: [{one}, {two}]\ntitle: {text}\nchapters: [one.yaml]\n");
    let book = book + more;
    support::write(&scratch.path().join("book.yaml"), book);
    let chapter = format!("id: one\nnumber: 1\ntitle: {text}\nblocks:\n  - text: {text}\n");
    support::write(&scratch.path().join("one.yaml"), chapter);
    Paper::of(scratch.path(), name)
}

fn words(paper: &Paper) -> String {
    paper.runs.iter().map(|run| run.text.as_str()).collect()
}

#[test]
fn a_japanese_book_speaks_japanese_and_stresses_above() {
    let paper = book(["ja", "en"], ["これは*強調*です。", "This is *stress*."]);
    let all = words(&paper);
    assert!(all.contains("目次") && all.contains("Contents"), "{all}");
    assert!(all.contains("第 1 章"), "{all}");
    let (page, y) = paper.place("one-text-1");
    let column = paper.in_column(0);
    let mut body = column.iter().filter(|run| run.page == page && run.y > y);
    let first = body.next().unwrap();
    let indent = (first.x - paper.column(0, page).0) / first.size;
    assert!((indent - 1.0).abs() < 0.02, "{indent:.2} em");
    let stressed = body.find(|run| run.text.contains('強')).unwrap();
    let above = paper.marks.iter().filter(|mark| {
        let is_over = mark.bottom < stressed.y - stressed.size * 0.9;
        mark.page == page && is_over && (mark.left - stressed.x).abs() < 0.1
    });
    assert_eq!(above.count(), 1, "{stressed:?}");
}

#[test]
fn traditional_chinese_has_its_own_words() {
    let paper = book(["en", "zh-Hant"], ["A small book", "一本小書"]);
    let all = words(&paper);
    assert!(all.contains("目錄") && !all.contains("目录"), "{all}");
}

/// A language without words of its own in the program has English ones, and still builds.
#[test]
fn a_language_that_the_program_does_not_speak_builds() {
    let paper = book(["de", "fr"], ["Ein kleines Buch", "Un petit livre"]);
    let all = words(&paper);
    assert!(
        all.contains("Ein kleines Buch") && all.contains("Un petit livre"),
        "{all}"
    );
}

/// Persian beside English: its lines begin at the right, on its own side of the page.
#[test]
fn a_right_to_left_language_begins_at_the_right() {
    let style = "style: { families: { fa: [DejaVu Sans Mono], headings: [DejaVu Sans Mono] } }\n";
    let words = ["One word", "یک واژه"];
    for (name, indent) in [("parallel", 0.0), ("facing", 0.0), ("stacked", 21.0)] {
        let paper = edition(name, ["en", "fa"], words, style);
        let (page, y) = paper.place("one-text-1");
        let page = paper.page_of(1, page);
        let line: Vec<_> = paper
            .runs
            .iter()
            .filter(|run| run.page == page && run.y > y && run.lang == "fa")
            .collect();
        let end = line.iter().map(|run| run.right()).fold(0.0, f64::max);
        let right = paper.column(usize::from(name != "stacked"), page).1;
        assert!(
            (right - end - indent).abs() < 1.5,
            "{name}: {end:.1} of {right:.1}"
        );
    }
}

/// CLREQ § 3.2.4: Han and Latin stand a quarter of a character apart, typed or not.
#[test]
fn han_and_latin_stand_a_quarter_em_apart() {
    let paper = book(["zh", "en"], ["汉字abc汉字", "abc"]);
    let (page, y) = paper.place("one-text-1");
    let column = paper.in_column(0);
    let line: Vec<_> = column
        .iter()
        .filter(|run| run.page == page && run.y > y)
        .collect();
    let [han, latin, more] = line[..] else {
        panic!("{line:?}");
    };
    let before = latin.x - (han.x + han.letters() * han.size);
    assert!(
        (before / han.size - 0.25).abs() < 0.02,
        "{before:.2} pt before"
    );
    let mut alone = paper.in_column(1).into_iter();
    let alone = alone
        .rfind(|run| run.page == page && run.text == "abc")
        .unwrap();
    let after = more.x + more.offset - latin.x - alone.width / alone.size * latin.size;
    assert!(
        (after / han.size - 0.25).abs() < 0.02,
        "{after:.2} pt after"
    );
}
