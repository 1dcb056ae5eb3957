//! Books in pairs of languages other than Chinese and English.

use super::paper::Paper;
use crate::support;

/// A book of one chapter with one paragraph in each language.
fn book(languages: [&str; 2], words: [&str; 2]) -> Paper {
    edition("parallel", languages, words, "")
}

fn edition(name: &str, languages: [&str; 2], words: [&str; 2], more: &str) -> Paper {
    let scratch = folder(languages, words, more);
    Paper::of(scratch.path(), name)
}

/// Settings with the test font, which is in the book's own folder.
fn own_font(lang: &str) -> String {
    format!(
        "fonts: fonts\nstyle: {{ families: {{ {lang}: [Libertinus Serif, Diglot Test Han] }} }}\n"
    )
}

fn folder(languages: [&str; 2], words: [&str; 2], more: &str) -> tempfile::TempDir {
    let scratch = support::scratch();
    let font = support::root().join("tests/fonts/DiglotTestHan.ttf");
    support::write(
        &scratch.path().join("fonts/han.ttf"),
        std::fs::read(font).unwrap(),
    );
    let [one, two] = languages;
    let text = format!("{{ {one}: {:?}, {two}: {:?} }}", words[0], words[1]);
    let book =
        format!("id: small\nlanguages: [{one}, {two}]\ntitle: {text}\nchapters: [one.yaml]\n");
    let book = book + more;
    support::write(&scratch.path().join("book.yaml"), book);
    let chapter = format!("id: one\nnumber: 1\ntitle: {text}\nblocks:\n  - text: {text}\n");
    support::write(&scratch.path().join("one.yaml"), chapter);
    scratch
}

fn words(paper: &Paper) -> String {
    paper.runs.iter().map(|run| run.text.as_str()).collect()
}

#[test]
fn a_japanese_book_has_japanese_labels_and_emphasis_dots_above() {
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
fn traditional_chinese_has_its_own_labels() {
    for tag in ["zh-Hant", "zh-HK", "yue"] {
        let paper = book(["en", tag], ["A small book", "一本小書"]);
        let all = words(&paper);
        assert!(
            all.contains("目錄") && !all.contains("目录"),
            "{tag}: {all}"
        );
    }
    let paper = book(["en", "zh-Hans-HK"], ["A small book", "一本小书"]);
    let all = words(&paper);
    assert!(all.contains("目录") && !all.contains("目錄"), "{all}");
}

/// A language that has no labels in diglot uses the English ones.
#[test]
fn a_language_without_labels_builds() {
    let paper = book(["la", "ia"], ["Libellus", "Un libretto"]);
    let all = words(&paper);
    assert!(
        all.contains("Libellus") && all.contains("Un libretto"),
        "{all}"
    );
}

/// The lines of Persian beside English begin at the right edge of their own column.
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

/// A book in Persian and English is bound at the right, so that its versos are right-hand pages; pairs are level
/// across the spread.
#[test]
fn a_right_to_left_book_has_its_first_language_on_right_hand_pages() {
    let paper = Paper::of(&support::fixture("right"), "facing");
    let (verso, y) = paper.place("one-text-2");
    assert_eq!(verso % 2, 0);
    let below = |page: usize, lang: &str| {
        let runs = paper.runs.iter();
        let mut runs: Vec<_> = runs
            .filter(|run| run.page == page && run.y > y && run.lang == lang)
            .collect();
        runs.sort_by(|one, other| one.y.total_cmp(&other.y));
        runs
    };
    let (persian, english) = (below(verso, "fa"), below(verso + 1, "en"));
    assert!((persian[0].y - english[0].y).abs() < 0.1);
    assert!(below(verso, "en").is_empty() && below(verso + 1, "fa").is_empty());
    // Persian lines begin at the outer edge of the right-hand page, English ones at that of the left-hand page.
    let first = persian[0].y;
    let line = persian.iter().filter(|run| (run.y - first).abs() < 0.1);
    let right = line.map(|run| run.right()).fold(0.0, f64::max);
    assert!((right - paper.column(0, verso).1).abs() < 0.5, "{right:.1}");
    assert!((english[0].x - paper.column(1, verso + 1).0).abs() < 0.5);
}

#[test]
fn a_right_to_left_book_is_bound_at_the_right() {
    let paper = Paper::of(&support::fixture("right"), "facing");
    let pages = paper.document.pages();
    let (from, to) = (paper.column(0, 2), paper.column(0, 3));
    assert!(from.0 > to.0, "the inner margin is wider: {from:?} {to:?}");
    for (number, page) in (1..).zip(pages) {
        let (spine, edge) = if number % 2 == 0 {
            (page.bleed.left, page.bleed.right)
        } else {
            (page.bleed.right, page.bleed.left)
        };
        let (spine, edge) = (spine.to_pt(), edge.to_pt());
        assert!(
            spine == 0.0 && (edge - 8.504).abs() < 0.01,
            "page {number}: bleed {spine:.2} at the spine, {edge:.2} at the edge"
        );
    }
    // Folios are at the outer edges.
    let (page, _) = paper.place("one-figure-2");
    for (page, place) in [(page, 0), (page + 1, 1)] {
        let label = paper.label(page);
        let folio = paper
            .runs
            .iter()
            .find(|run| run.page == page && run.y < paper.heights().0 && run.text.trim() == label);
        let folio = folio.unwrap_or_else(|| panic!("no folio on page {page}"));
        let (left, right) = paper.column(place, page);
        let is_outside = if page % 2 == 0 {
            (folio.right() - right).abs() < 0.5
        } else {
            (folio.x - left).abs() < 0.5
        };
        assert!(is_outside, "page {page}: {folio:?}");
    }
}

/// The left half of a picture across the fold of such a book is on the recto.
#[test]
fn the_halves_of_a_picture_meet_at_the_fold_of_a_right_to_left_book() {
    let paper = Paper::of(&support::fixture("right"), "facing");
    let (verso, _) = paper.place("one-figure-2");
    let width = paper.document.pages()[verso - 1].frame.width().to_pt();
    let widest = |page: usize| {
        let pictures = paper.pictures.iter().filter(move |one| one.page == page);
        pictures.max_by(|a, b| (a.right - a.left).total_cmp(&(b.right - b.left)))
    };
    let (right, left) = (widest(verso).unwrap(), widest(verso + 1).unwrap());
    assert!(
        (left.left - width - right.left).abs() < 0.1,
        "{left:?} {right:?}"
    );
    assert!((left.top - right.top).abs() < 0.1);
    assert!(left.right > width && right.left < 0.0, "{left:?} {right:?}");
}

/// CLREQ § 3.2.4: there is a quarter em between Han and Latin, whether or not a space was typed.
#[test]
fn han_and_latin_are_a_quarter_em_apart() {
    let paper = book(["zh", "en"], ["汉字abc汉字", "abc"]);
    let (page, y) = paper.place("one-text-1");
    let column = paper.in_column(0);
    let line: Vec<_> = column
        .iter()
        .filter(|run| run.page == page && run.y > y)
        .collect();
    let [.., han, latin, more] = line[..] else {
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

/// Each region has its own shape of a character if the font has it. The glyph ids are in the order of
/// `tests/fonts/make.py`.
#[test]
fn a_language_is_set_in_the_shapes_of_its_region() {
    for (lang, glyph) in [
        ("zh", 2),
        ("zh-Hans", 2),
        ("zh-Hant", 3),
        ("zh-TW", 3),
        ("zh-Hant-HK", 4),
        ("ja", 5),
        ("ko", 6),
    ] {
        for name in ["parallel", "facing", "stacked"] {
            let paper = edition(name, [lang, "en"], ["骨", "bone"], &own_font(lang));
            let bones = paper.runs.iter().filter(|run| {
                run.family == "Diglot Test Han" && run.text.contains('骨') && run.lang != "en"
            });
            let ids: Vec<u16> = bones.map(|run| run.glyphs[0].id).collect();
            assert!(!ids.is_empty(), "{name} {lang}");
            assert!(ids.iter().all(|id| *id == glyph), "{name} {lang}: {ids:?}");
        }
    }
}

/// Korean has its own labels, an indent of one character, and lines that may break between syllables.
#[test]
fn a_korean_book_has_korean_labels_and_line_breaks() {
    let long = "한국어의줄바꿈은글자사이".repeat(6);
    let paper = edition("parallel", ["ko", "en"], [&long, "Korean"], &own_font("ko"));
    let all = words(&paper);
    assert!(all.contains("차례") && all.contains("제1장"), "{all}");
    let (page, y) = paper.place("one-text-1");
    let column = paper.in_column(0);
    let body = column.iter().filter(|run| run.page == page && run.y > y);
    let lines: Vec<_> = body.collect();
    assert!(lines.len() > 2, "{lines:?}");
    let indent = (lines[0].x - paper.column(0, page).0) / lines[0].size;
    assert!((indent - 1.0).abs() < 0.02, "{indent:.2} em");
}

/// With two languages in Han, both columns are a whole number of characters wide.
#[test]
fn two_columns_of_han_are_whole_characters_wide() {
    let paper = book(
        ["zh", "ja"],
        ["中文".repeat(60).as_str(), "日本".repeat(60).as_str()],
    );
    for place in [0, 1] {
        let (left, right) = paper.column(place, 1);
        let characters = (right - left) / 10.0;
        assert!(
            (characters - characters.round()).abs() < 0.01,
            "{characters:.3} characters"
        );
    }
    let page = paper.document.pages()[0].frame.width().to_pt();
    assert!(paper.column(1, 1).1 < page);
}

/// The lines of Han as the second stacked language are a whole number of characters wide too.
#[test]
fn stacked_han_under_english_is_whole_characters_wide() {
    let words = ["One word", &"一二三四五六七八九十".repeat(20)];
    let paper = edition("stacked", ["en", "zh"], words, "");
    let column = paper.in_column(0);
    // Front matter is numbered in Roman.
    let is_text = |page: usize| {
        let label = paper.labels[page - 1].as_ref();
        label.is_some_and(|label| label.parse::<u32>().is_ok())
    };
    let full = column.iter().filter(|run| {
        is_text(run.page) && run.lang == "zh" && run.weight == 400 && run.letters() > 20.0
    });
    let mut checked = 0;
    for run in full {
        let room = paper.column(0, run.page).1 - run.x;
        let characters = room / run.size;
        checked += 1;
        assert!(
            (characters - characters.round()).abs() < 0.01,
            "{characters:.3} characters"
        );
    }
    assert!(checked > 2, "{checked}");
}

/// A title that does not fit its page at the usual size is set smaller, because a second page would turn every verso
/// after it into a recto.
#[test]
fn a_half_title_has_one_page_however_long_it_is() {
    let long = "A title that goes on and on ".repeat(40);
    let scratch = folder(["en", "de"], ["One", "Eins"], "");
    let settings = scratch.path().join("book.yaml");
    let book = std::fs::read_to_string(&settings).unwrap();
    let title = format!("title: {{ en: {:?}, de: Kurz }}", long.trim());
    support::write(
        &settings,
        book.replace("title: { en: \"One\", de: \"Eins\" }", &title),
    );
    for (name, opens) in [("facing", "2"), ("parallel", "1")] {
        let paper = Paper::of(scratch.path(), name);
        let (chapter, _) = paper.place("one");
        assert_eq!(chapter % 2, opens.parse::<usize>().unwrap() % 2, "{name}");
        assert_eq!(paper.label(chapter), opens, "{name}");
        let first: Vec<_> = paper.runs.iter().filter(|run| run.page == 1).collect();
        let bottom = first.iter().map(|run| run.y).fold(0.0, f64::max);
        assert!(bottom <= paper.heights().1 + 0.1, "{name}: {bottom:.1}");
        // The whole title is on the page.
        let said: String = first.iter().map(|run| run.text.as_str()).collect();
        let letters: String = said.chars().filter(|c| c.is_alphabetic()).collect();
        assert_eq!(letters.matches("goesonandon").count(), 40, "{name}: {said}");
        assert!(letters.ends_with("Kurz"), "{name}: {said}");
    }
}

/// Inline code keeps its order in a right-to-left line, wherever it breaks.
#[test]
fn code_runs_left_to_right_in_right_to_left_text() {
    let style = "style: { families: { fa: [DejaVu Sans Mono], headings: [DejaVu Sans Mono] } }\n";
    let words = [
        "One word",
        "یک `a(b, c)` و `std::collections::HashMap::new()` *واژه* دو",
    ];
    let paper = edition("stacked", ["en", "fa"], words, style);
    let (page, y) = paper.place("one-text-1");
    // Runs cannot be filtered by language, because code has none.
    let below = |run: &&super::paper::Run| run.page == page && run.y > y;
    let runs: Vec<_> = paper.runs.iter().filter(below).collect();
    let place = |text: &str| {
        let run = runs.iter().find(|run| run.text.contains(text));
        let run = run.unwrap_or_else(|| panic!("{text} in {runs:?}"));
        (run.y, run.x)
    };
    let (first, last) = (place("std::"), place("new()"));
    assert!(
        first.0 < last.0 || first.1 < last.1 || first == last,
        "{runs:?}"
    );
    let glyphs = runs.iter().flat_map(|run| &run.glyphs);
    let drawn: Vec<_> = glyphs.filter(|glyph| "abc".contains(glyph.c)).collect();
    let of = |c: char| drawn.iter().find(|glyph| glyph.c == c).unwrap().x;
    assert!(of('a') < of('b') && of('b') < of('c'));
    let stressed = runs.iter().find(|run| run.text.contains("واژه")).unwrap();
    assert!(
        stressed.weight > 400 && !stressed.is_slanted,
        "{stressed:?}"
    );
}

/// The proportional forms of Han punctuation that Latin text uses are not applied to Chinese, whichever language is
/// the lead, nor to listings.
#[test]
fn chinese_marks_are_full_width_in_the_tables_and_listings_of_an_english_book() {
    let scratch = folder(["en", "zh"], ["A text.", "正文。"], "");
    let chapter = "id: one
title: { en: One, zh: 一 }
blocks:
  - table: { rows: [[{ en: Said, zh: '他说，好的' }]] }
  - code: { text: '甲，乙' }
";
    support::write(&scratch.path().join("one.yaml"), chapter);
    for edition in ["parallel", "facing", "stacked"] {
        let paper = Paper::of(scratch.path(), edition);
        let commas: Vec<f64> = paper
            .runs
            .iter()
            .flat_map(|run| run.glyphs.iter().map(move |glyph| (run, glyph)))
            .filter(|(_, glyph)| glyph.c == '，')
            .map(|(run, glyph)| glyph.advance / run.size)
            .collect();
        assert!(commas.len() >= 2, "{edition}: {commas:?}");
        let narrow = commas.iter().find(|advance| **advance < 0.95);
        assert_eq!(narrow, None, "{edition}: {commas:?} em");
    }
}

#[test]
fn words_in_a_third_language_are_marked_as_such() {
    let paper = book(
        ["zh", "en"],
        [
            "法文说[je ne sais quoi]{lang=fr}，就是说不清。",
            "They say [je ne sais quoi]{lang=fr}, which is hard to say.",
        ],
    );
    let (page, y) = paper.place("one-text-1");
    let body = paper
        .runs
        .iter()
        .filter(|run| run.page == page && run.y > y);
    let french: Vec<&str> = body
        .filter(|run| run.lang == "fr")
        .map(|run| run.text.trim())
        .collect();
    // In Chinese they are marked when the pages are finished.
    assert_eq!(french, ["je ne sais quoi"]);
    assert!(
        paper
            .source
            .contains("marked-as(\"fr\", \"je ne sais quoi\")")
    );
}
