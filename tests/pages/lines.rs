//! Lines that are too short for their content (long words, long titles, wide formulas and listings), and the
//! justification of lines with few spaces.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use diglot::lang::is_han;
use tempfile::TempDir;
use typst::foundations::NativeElement;
use typst::introspection::Introspector;
use typst::model::HeadingElem;

use super::paper::{Paper, Run};
use crate::support::{build, diglot, errors, run, scratch, write};

/// The editions of the books in these tests: every layout, from the smallest page to a large one.
const EDITIONS: &str = "\
editions:
  columns: { format: pdf, page: { trim: A6 } }
  wide: { format: pdf, page: { trim: A4 } }
  facing: { format: pdf, layout: facing, page: { trim: A6, bleed: 3mm } }
  stacked: { format: pdf, layout: stacked, page: { trim: A5 } }
  single: { format: pdf, layout: single, languages: [en], page: { trim: A6 } }
";
const NAMES: [&str; 5] = ["columns", "wide", "facing", "stacked", "single"];

/// A book of one chapter, in a temporary folder.
fn book(title: [&str; 2], chapter: &str) -> (TempDir, PathBuf) {
    let scratch = scratch();
    let folder = scratch.path().join("book");
    let [zh, en] = title;
    write(
        &folder.join("book.yaml"),
        format!(
            "id: lines\nlanguages: [zh, en]\ntitle: {{ zh: '{zh}', en: '{en}' }}\nchapters: [one.yaml]\n\
             glossary: glossary.yaml\nimprint: {{ zh: ['{HASH}'], en: ['{HASH}'] }}\n{EDITIONS}"
        ),
    );
    write(
        &folder.join("glossary.yaml"),
        format!(
            "terms:\n  - id: hash\n    term: {{ zh: '哈希{HASH}', en: '{HASH}' }}\n    \
             definition: {{ zh: '如{HASH}', en: 'as {HASH}' }}\n"
        ),
    );
    write(&folder.join("one.yaml"), chapter);
    (scratch, folder)
}

const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// Tokens of 300 characters without a space, some without and some with break opportunities.
fn tokens() -> Vec<String> {
    let repeated = |part: &str| part.repeat(300 / part.chars().count());
    vec![
        repeated("0123456789abcdef"),
        repeated("getHTTPResponseCodeFrom"),
        repeated("/usr/local/share/some-package"),
        format!("https://example.org/{}", repeated("a_b?c=d&")),
        repeated("qwrtzpsdfghjklyxcvbnm"),
        repeated("سلامبرشما"),
        repeated("e\u{301}n\u{303}"),
        repeated("="),
    ]
}

/// A chapter with a token in every kind of text that is set in a column.
fn with_token(token: &str) -> String {
    let mut out = format!(
        "id: one\nnumber: 1\ntitle: {{ zh: '章{}', en: 'One {}' }}\nblocks:\n",
        &HASH[..40],
        &HASH[..40]
    );
    let both = |words: &str| format!("{{ zh: '汉字{words}汉字', en: 'word {words} word' }}");
    let text = both(token);
    let code = both(&format!("`{token}`"));
    let _ = write!(
        out,
        "  - lead: {text}\n  - text: {text}\n  - text: {code}\n  - heading: {code}\n  - list: [{text}, {code}]\n  \
         - quote: {text}\n  - text: {}\n  - callout: {{ kind: tip, title: {text}, blocks: [{{ text: {text} }}] }}\n  \
         - code: {{ text: 'x', caption: {text} }}\n  - summary: [{text}]\n  - quiz:\n      questions:\n        - id: first\n          prompt: {text}\n          \
         options:\n            - {{ zh: '甲{token}', en: 'a {token}', correct: true }}\n            \
         - {{ zh: 乙, en: b }}\n          explanation: {text}\n",
        both(&format!("^[{token}]")),
    );
    out
}

/// How far hyphens and full stops may hang out of a column, in points.
const HANGING: f64 = 2.5;

/// The right edge of a run's ink. Justification may add space after the last Han character of a line.
fn end(run: &Run) -> f64 {
    let last = run.glyphs.last().filter(|glyph| is_han(glyph.c));
    last.map_or(run.right(), |glyph| glyph.x + run.size)
}

/// The number of languages with columns of their own.
fn languages_beside(paper: &Paper) -> usize {
    let is_alone = paper.name.ends_with("single") || paper.name.ends_with("stacked");
    if is_alone { 1 } else { 2 }
}

/// The runs that are outside every column of their page, or below the type area.
fn outside(paper: &Paper) -> Vec<String> {
    let (top, bottom) = paper.heights();
    let places = 0..languages_beside(paper);
    let is_in_column = |run: &Run, place: usize| {
        let (left, right) = paper.column(place, run.page);
        run.x > left - 12.0 && end(run) < right + HANGING
    };
    // Content that spans the columns, such as a listing, has to be between their outer edges.
    let spans = |run: &Run| {
        let edges = places.clone().map(|place| paper.column(place, run.page));
        let left = edges.clone().map(|(left, _)| left).fold(f64::MAX, f64::min);
        let right = edges.map(|(_, right)| right).fold(0.0, f64::max);
        let is_code = run.family.contains("Mono")
            || (run.size - 8.5).abs() < 0.01
            || run.size > 15.0
            || run.y < top + 120.0;
        is_code && run.x > left - 12.0 && end(run) < right + HANGING
    };
    paper
        .runs
        .iter()
        .filter(|run| run.y > top && !run.text.trim().is_empty())
        .filter(|run| {
            let is_inside = places.clone().any(|place| is_in_column(run, place));
            run.y > bottom + 1.0 || !(is_inside || spans(run))
        })
        .map(|run| {
            format!(
                "{} p. {}: {:.1}..{:.1} at {:.0} size {} `{}`",
                paper.name,
                run.page,
                run.x,
                run.right(),
                run.y,
                run.size,
                run.text
            )
        })
        .collect()
}

/// The text of a column without spaces and soft hyphens.
fn copied(paper: &Paper, place: usize) -> String {
    let runs = paper.in_column(place);
    let words: String = runs.iter().map(|run| run.text.as_str()).collect();
    let parts_lines = |c: char| c.is_whitespace() || c == '\u{AD}';
    words.chars().filter(|c| !parts_lines(*c)).collect()
}

#[test]
fn long_tokens_stay_in_their_column_and_can_be_copied() {
    for token in tokens() {
        let (_scratch, folder) = book(["书", "Book"], &with_token(&token));
        let narrow = if token.starts_with("0123") {
            NAMES.as_slice()
        } else {
            &["columns", "facing"]
        };
        for name in narrow {
            let paper = Paper::of(&folder, name);
            let outside = outside(&paper);
            assert!(outside.is_empty(), "{}", outside.join("\n"));
            // A hyphen at the end of a line is a run of its own.
            let is_marked = |run: &&Run| {
                run.text.contains('\u{200B}')
                    || run.text.trim_end_matches('\u{AD}').contains('\u{AD}')
            };
            let marked = paper.runs.iter().find(is_marked);
            assert!(
                marked.is_none(),
                "{name}: a mark in `{}`",
                marked.unwrap().text
            );
            // Right-to-left runs are in reverse order on their line.
            if token.is_ascii() {
                let place = languages_beside(&paper) - 1;
                let count = copied(&paper, place).matches(&token).count();
                assert!(count >= 6, "{name}: {count} times {token}");
            }
        }
    }
}

#[test]
fn words_in_headings_break_only_if_they_fit_no_line() {
    let chapter = "\
id: one
title: { zh: 国际化, en: Internationalization }
blocks:
  - heading: { zh: 国际化internationalization, en: Electroencephalographically speaking }
  - text: { zh: 字, en: Word }
";
    let (_scratch, folder) = book(["书", "Book"], chapter);
    let narrow = Paper::of(&folder, "columns");
    assert!(outside(&narrow).is_empty(), "{:?}", outside(&narrow));
    assert!(copied(&narrow, 1).contains("Electroencephalo"));
    let wide = Paper::of(&folder, "wide");
    let heading = |run: &&Run| run.text.contains("Electroencephalographically");
    assert!(
        wide.runs.iter().any(|run| heading(&run)),
        "hyphenated where there is room"
    );
}

#[test]
fn compounds_in_titles_break_at_their_hyphens_only_if_they_fit_no_line() {
    let chapter = "\
id: one
title: { zh: 从预训练到后训练, en: From Pretraining to Post-Training }
blocks:
  - heading: { zh: 后训练, en: A few words on electro-encephalographic-spectrometry }
  - text: { zh: 字, en: Word }
";
    let (_scratch, folder) = book(["书", "Book"], chapter);
    let narrow = Paper::of(&folder, "columns");
    assert!(outside(&narrow).is_empty(), "{:?}", outside(&narrow));
    let editions = ["wide", "facing", "stacked"];
    for paper in editions.map(|name| Paper::of(&folder, name)) {
        assert!(outside(&paper).is_empty(), "{:?}", outside(&paper));
        let place = usize::from(!paper.name.ends_with("stacked"));
        let (page, y) = paper.place("one");
        let lines = paper.lines(place);
        let title = lines
            .iter()
            .filter(|line| paper.opening(line.page) == paper.opening(page) && line.y >= y);
        let whole = title
            .filter(|line| line.text.contains("Post-Training"))
            .count();
        assert_eq!(whole, 1, "{}: {lines:?}", paper.name);
    }
}

#[test]
fn long_lines_of_code_wrap_and_can_be_copied() {
    let long = "let answer = items.iter().filter(|item| item.is_valid()).map(|item| item.value()).sum::<usize>();";
    let comment = "// 这是一条很长的中文注释，里面有很多很多很多很多很多很多很多很多很多很多很多很多很多很多很多很多很多很多字";
    let chapter = format!(
        "id: one\ntitle: {{ zh: 一, en: One }}\nblocks:\n  - code:\n      lang: rust\n      text: |\n        \
         fn main() {{\n            {long}\n            {comment}\n            let hash = \"{HASH}{HASH}\";\n        }}\n"
    );
    let (_scratch, folder) = book(["书", "Book"], &chapter);
    for name in NAMES {
        let paper = Paper::of(&folder, name);
        let outside = outside(&paper);
        assert!(outside.is_empty(), "{}", outside.join("\n"));
        let (page, _) = paper.place("one-code-1");
        let mut code: Vec<&Run> = paper
            .runs
            .iter()
            .filter(|run| {
                run.page >= page && (run.size - 8.5).abs() < 0.01 && run.y > paper.heights().0
            })
            .collect();
        let copied: String = code.iter().map(|run| run.text.as_str()).collect();
        for line in [long, comment, HASH] {
            assert!(copied.contains(line), "{name}: `{line}` in {copied}");
        }
        // Continuation lines are indented.
        code.retain(|run| run.page == page);
        let start = |words: &str| {
            let first = code.iter().find(|run| run.text.starts_with(words)).unwrap();
            let line = code.iter().filter(|run| (run.y - first.y).abs() < 0.5);
            line.map(|run| {
                let blanks = run.glyphs.iter().take_while(|glyph| glyph.c == ' ');
                run.x + blanks.map(|_| 5.117).sum::<f64>()
            })
            .fold(f64::MAX, f64::min)
        };
        if name != "wide" {
            let left = code.iter().map(|run| run.x).fold(f64::MAX, f64::min);
            let row = |run: &&&Run| run.x > left + 20.0 && !run.text.starts_with(' ');
            assert!(
                code.iter().filter(row).count() > 2,
                "{name}: no hanging indent"
            );
            assert!(start("fn") < left + 0.5);
        }
    }
}

#[test]
fn running_heads_are_one_line_inside_the_margins() {
    let long = "A very long title of internationalization that nobody reads to its very end, and that goes on";
    let chinese = [
        "{学而|xué ér}时习之不亦说乎有朋自远方来不亦乐乎人不知而不愠不亦君子乎其为人也",
        // The narrow form of a mark at the end of a line suggests more space than the line has.
        "天色已经晚了。",
        "（第一次）",
    ];
    for zh in chinese {
        assert_heads_are_one_line(zh, &format!("{long}; {long}"));
    }
}

fn assert_heads_are_one_line(zh: &str, long: &str) {
    let chapter = format!(
        "id: one\nnumber: 1\ntitle: {{ zh: '{zh}', \
         en: '*Emphasis* `Vec<T>` $E = mc^2$ [a link](https://example.org) and [[hash|a term]]: {long}' }}\nblocks:\n{}",
        "  - text: { zh: 字, en: Word }\n".repeat(60)
    );
    let title = if zh.chars().count() > 10 {
        "很长的书名".repeat(12)
    } else {
        zh.to_owned()
    };
    let (_scratch, folder) = book([&title, long], &chapter);
    for name in NAMES {
        let paper = Paper::of(&folder, name);
        let (top, _) = paper.heights();
        let width = paper.document.pages()[0].frame.width().to_pt();
        let mut heads = 0;
        for page in 1..=paper.document.pages().len() {
            let head: Vec<&Run> = paper
                .runs
                .iter()
                .filter(|run| run.page == page && run.y < top - 2.0)
                .collect();
            let Some(first) = head.first() else { continue };
            let label = format!(
                "{} p. {page}: {:?}",
                paper.name,
                head.iter().map(|run| &run.text).collect::<Vec<_>>()
            );
            // Exponents are raised.
            let is_level = |run: &&&Run| (run.y - first.y).abs() < 6.0;
            assert!(head.iter().all(|run| is_level(&run)), "{label}: two lines");
            assert!(
                head.iter()
                    .all(|run| run.x > 15.0 && run.right() < width - 15.0),
                "{label}: off the page"
            );
            let words: String = head.iter().map(|run| run.text.as_str()).collect();
            assert!(!words.contains("xué"), "{label}: ruby");
            let mut runs = head.clone();
            runs.sort_by(|one, other| one.x.total_cmp(&other.x));
            assert!(
                runs.windows(2).all(|two| two[1].x > two[0].right() - 0.5),
                "{label}: over one another"
            );
            heads += usize::from(words.contains('…'));
        }
        assert!(heads > 1, "{name}: no shortened head");
    }
}

#[test]
fn a_handouts_foot_is_one_line() {
    let chapter = format!(
        "id: one\nnumber: 1\ntitle: {{ zh: '{}', en: '{}' }}\nblocks:\n  - summary: [{{ zh: 点, en: Point }}]\n",
        "很长的标题".repeat(20),
        "A very long title ".repeat(12)
    );
    let (_scratch, folder) = book(["书", "Book"], &chapter);
    let edition =
        "  sheets: { format: pdf, layout: handout, scope: summary, page: { trim: A5 } }\n";
    let path = folder.join("book.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    write(&path, text + edition);
    let paper = Paper::sheet(&folder, "sheets", "01-one");
    let (_, bottom) = paper.heights();
    let width = paper.document.pages()[0].frame.width().to_pt();
    let mut foot: Vec<&Run> = paper
        .runs
        .iter()
        .filter(|run| run.page == 1 && run.y > bottom)
        .collect();
    foot.sort_by(|one, other| one.x.total_cmp(&other.x));
    let words: String = foot.iter().map(|run| run.text.as_str()).collect();
    assert!(words.contains('…') && words.contains("1 / "), "{words}");
    assert!(
        foot.iter().all(|run| (run.y - foot[0].y).abs() < 0.5),
        "{words}"
    );
    assert!(foot.last().unwrap().right() < width - 15.0, "{words}");
    assert!(
        foot.windows(2).all(|two| two[1].x > two[0].right() - 0.5),
        "{words}"
    );
}

#[test]
fn whatever_is_in_a_title_is_plain_text_in_the_outline() {
    let chapter = "\
id: one
title: { zh: '{学而|xué ér}、`Vec<T>`与$E=mc^2$', en: '*Learning*, `Vec<T>` and $E=mc^2$ in [[hash|a term]]' }
blocks:
  - heading: { level: 2, zh: '小节{学|xué}', en: 'Small [link](https://example.org)' }
  - text: { zh: 字, en: Word }
  - heading: { zh: 大节, en: Large }
  - heading: { level: 2, zh: 小节, en: Small }
";
    let (_scratch, folder) = book(["书", "Book"], chapter);
    let paper = Paper::of(&folder, "columns");
    let headings = paper
        .document
        .introspector()
        .query(&HeadingElem::ELEM.select());
    let titles: Vec<(String, usize)> = headings
        .iter()
        .filter_map(|heading| {
            let heading = heading.to_packed::<HeadingElem>()?;
            let level = heading.resolve_level(typst::foundations::StyleChain::default());
            Some((heading.body.plain_text().to_string(), level.get()))
        })
        .collect();
    for wanted in [
        ("学而、Vec<T>与E=mc^2", 1),
        ("小节学", 2),
        ("大节", 2),
        ("小节", 3),
    ] {
        let wanted = (wanted.0.to_owned(), wanted.1);
        assert!(titles.contains(&wanted), "{wanted:?} in {titles:?}");
    }
    // Exporting succeeds: PDF/UA forbids skipped heading levels, and links in running heads.
    build(&folder, &[]);
}

#[test]
fn wide_formulas_stay_in_their_column() {
    let sum = (1..=24)
        .map(|n| format!("a_{{{n}}}"))
        .collect::<Vec<_>>()
        .join("+");
    let texts = [
        format!("${sum}=b$"),
        format!("$\\sqrt{{{sum}}}$"),
        format!("$\\frac{{{sum}}}{{b}}$"),
        format!("${}$", "abcdefgh".repeat(8)),
    ];
    let mut chapter = "id: one\ntitle: { zh: 一, en: One }\nblocks:\n".to_owned();
    for text in texts {
        let _ = writeln!(
            chapter,
            "  - text: {{ zh: '公式{text}在此', en: 'formula {text} here' }}"
        );
        let _ = writeln!(
            chapter,
            "  - list: [{{ zh: '公式{text}', en: 'formula {text}' }}]"
        );
    }
    let (_scratch, folder) = book(["书", "Book"], &chapter);
    for name in NAMES {
        let outside = outside(&Paper::of(&folder, name));
        assert!(outside.is_empty(), "{}", outside.join("\n"));
    }
}

/// English prose with long words, hard to justify in a narrow column.
const PROSE: &str = "Characteristically, straightforward implementations notwithstanding, the throughput of \
    strengths-based schemes stretched through twelfths: crwths, phlegms and rhythms straightened thoughts. \
    `std::collections::HashMap` thoroughly scrunched breadths `core::marker::PhantomData` screeched.";

#[test]
fn no_line_is_stretched_too_far() {
    let zh = "中文`std::collections::HashMap`这样的名字不能断开，于是前一行`core::marker::PhantomData`可能被拉得很开。";
    let mut chapter = "id: one\ntitle: { zh: 一, en: One }\nblocks:\n".to_owned();
    for _ in 0..3 {
        let _ = writeln!(chapter, "  - text: {{ zh: '{zh}', en: '{PROSE}' }}");
    }
    let (_scratch, folder) = book(["书", "Book"], &chapter);
    for name in ["columns", "facing"] {
        let paper = Paper::of(&folder, name);
        let mut blanks = 0;
        for run in paper.in_column(1).iter().filter(|run| run.lang == "en") {
            for glyph in run.glyphs.iter().filter(|glyph| glyph.c == ' ') {
                blanks += 1;
                // A space in this font is a quarter em wide, and may be twice as wide.
                let most = 0.25 * 2.0 * run.size + 0.3;
                assert!(
                    glyph.advance <= most,
                    "{name}: `{}` {:.1}",
                    run.text,
                    glyph.advance
                );
            }
        }
        assert!(blanks > 50, "{name}: {blanks} blanks");
        for run in paper.in_column(0) {
            for two in run.glyphs.windows(2) {
                if is_han(two[0].c) && is_han(two[1].c) {
                    let gap = (two[1].x - two[0].x) / run.size - 1.0;
                    assert!(gap < 0.26, "{name}: `{}` {gap:.2}", run.text);
                }
            }
        }
    }
}

/// Chinese text with code still follows Chinese rules, by which a line may break before and after a quotation.
#[test]
fn lines_of_chinese_with_code_break_at_quotation_marks() {
    let zh = "甲`x`".to_owned() + &"门关“上”".repeat(30);
    let chapter = format!(
        "id: one\ntitle: {{ zh: 一, en: One }}\nblocks:\n  - text: {{ zh: '{zh}', en: Closed. }}\n"
    );
    let (_scratch, folder) = book(["书", "Book"], &chapter);
    let mut firsts = BTreeSet::new();
    for name in NAMES.iter().filter(|name| **name != "single") {
        let paper = Paper::of(&folder, name);
        let runs = paper.in_column(0);
        let begins = runs
            .iter()
            .filter(|run| (run.x - paper.column(0, run.page).0).abs() < 12.0);
        firsts.extend(begins.filter_map(|run| run.text.chars().next()));
    }
    assert!(firsts.contains(&'“'), "{firsts:?}");
    assert!(!firsts.contains(&'”'), "{firsts:?}");
}

/// Lines of emphasised characters, each of which is set on its own with its dot.
#[test]
fn no_line_of_emphasised_characters_is_stretched_too_far() {
    const STRESSED: &str = "春天来得很早时间很短灯还亮着";
    let mut chapter = "id: one\ntitle: { zh: 一, en: One }\nblocks:\n".to_owned();
    // Each padding leaves a different remainder of the line before the long word.
    for before in (0..12).map(|count| "门".repeat(count)) {
        let zh = format!("{before}*{STRESSED}characteristically窗外*。");
        let _ = writeln!(chapter, "  - text: {{ zh: '{zh}', en: Closed. }}");
    }
    let (_scratch, folder) = book(["书", "Book"], &chapter);
    for name in ["columns", "facing", "stacked"] {
        let paper = Paper::of(&folder, name);
        let stressed: Vec<&Run> = paper
            .runs
            .iter()
            .filter(|run| run.text.chars().count() == 1)
            .filter(|run| STRESSED.contains(run.text.as_str()))
            .collect();
        assert_eq!(stressed.len(), 12 * STRESSED.chars().count(), "{name}");
        for two in stressed
            .windows(2)
            .filter(|two| (two[0].y - two[1].y).abs() < 0.01)
        {
            let gap = (two[1].x - two[0].x) / two[0].size - 1.0;
            assert!(gap < 0.26, "{name}: `{}` {gap:.2}", two[0].text);
        }
        for run in &stressed {
            let lines = paper.marks.iter().filter(|mark| {
                mark.page == run.page && (mark.left - run.x).abs() < 0.1 && mark.top > run.y
            });
            let lines: Vec<_> = lines.filter(|line| line.bottom < run.y + 5.0).collect();
            assert_eq!(lines.len(), 1, "{name}: `{}`", run.text);
            // Dots are an em apart, so that one wider than 1.4 em would be two.
            let width = (lines[0].right - lines[0].left) / run.size;
            assert!(width < 1.4, "{name}: `{}` {width:.2}", run.text);
        }
    }
}

#[test]
fn pages_with_bleed_have_a_bleed_box() {
    let chapter = "id: one\ntitle: { zh: 一, en: One }\nblocks:\n  - text: { zh: 字, en: Word }\n";
    let (_scratch, folder) = book(["书", "Book"], chapter);
    let path = folder.join("book.yaml");
    let more =
        "  four: { format: pdf, layout: facing, page: { trim: A5, bleed: 5mm, bleed-sides: 4 } }\n";
    let text = std::fs::read_to_string(&path).unwrap();
    write(&path, text + more);
    let output = build(&folder, &[]);
    for (name, bleed, is_everywhere) in [
        ("facing", 3.0, false),
        ("four", 5.0, true),
        ("columns", 0.0, false),
    ] {
        let bytes = std::fs::read(output.path().join(format!("lines-{name}.pdf"))).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let pages: Vec<&str> = text.split("/Type/Page/").skip(1).collect();
        assert!(pages.len() > 3, "{name}: {} pages", pages.len());
        for page in pages {
            let page = &page[..page.find("endobj").unwrap()];
            let numbers = |name: &str| -> Option<Vec<f64>> {
                let (_, rest) = page.split_once(&format!("/{name}["))?;
                let (numbers, _) = rest.split_once(']')?;
                Some(
                    numbers
                        .split(' ')
                        .map(|number| number.parse().unwrap())
                        .collect(),
                )
            };
            let (media, trim, boxed) = (
                numbers("MediaBox").unwrap(),
                numbers("TrimBox"),
                numbers("BleedBox"),
            );
            if bleed == 0.0 {
                assert_eq!((trim, boxed), (None, None), "{name}");
                continue;
            }
            let (trim, boxed) = (trim.unwrap(), boxed.unwrap());
            assert_eq!(boxed, media, "{name}");
            let bleed = bleed * 72.0 / 25.4;
            let near = |one: f64, other: f64| (one - other).abs() < 0.01;
            assert!(
                near(trim[1], bleed) && near(boxed[3] - trim[3], bleed),
                "{name}: {trim:?}"
            );
            let sides = [trim[0], boxed[2] - trim[2]];
            let wide = sides.iter().filter(|side| near(**side, bleed)).count();
            assert_eq!(wide, if is_everywhere { 2 } else { 1 }, "{name}: {trim:?}");
        }
        // Every object is at its offset in the cross-reference table.
        let table = text.rfind("\nxref\n").map(|at| at + 1);
        let table = table.unwrap_or_else(|| panic!("{name}: no table"));
        let start = bytes
            .windows(9)
            .rposition(|window| window == b"startxref")
            .unwrap();
        let said: usize = String::from_utf8_lossy(&bytes[start + 10..])
            .lines()
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert!(
            bytes[said..].starts_with(b"xref\n0 "),
            "{name}: {said}, not {table}"
        );
        let mut rows = bytes[said..].split(|byte| *byte == b'\n').skip(2);
        let count = rows
            .by_ref()
            .take_while(|row| !row.starts_with(b"trailer"))
            .enumerate()
            .filter(|(index, row)| {
                let row = String::from_utf8_lossy(row);
                let at: usize = row[..10].parse().unwrap();
                let is_used = row.contains(" n");
                let object = format!("{index} 0 obj");
                assert!(
                    !is_used || bytes[at..].starts_with(object.as_bytes()),
                    "{name}: {object}"
                );
                is_used
            })
            .count();
        assert!(count > 20, "{name}: {count} objects");
    }
}

#[test]
fn check_names_the_listing_that_is_too_wide() {
    let chapter = format!(
        "id: one\ntitle: {{ zh: 一, en: One }}\nblocks:\n  - code:\n      text: |\n        short\n        {HASH}\n"
    );
    let (_scratch, folder) = book(["书", "Book"], &chapter);
    let output = run(diglot().arg("check").arg(&folder));
    let report = errors(&output);
    assert!(report.contains("one.yaml:7:9"), "{report}");
    assert!(report.contains("the edition `columns`"), "{report}");
}

#[test]
fn a_long_word_right_after_a_term_or_a_link_breaks() {
    let word = "AbstractBilingualDocumentFactoryBuilderConfigurationException";
    let chapter = format!(
        "id: one\nnumber: 1\ntitle: {{ zh: 一, en: One }}\nblocks:\n  \
         - heading: {{ zh: '读者可以比较[[hash|与此同时]]{word}', en: 'One [two](https://example.org){word}' }}\n  \
         - text: {{ zh: '读者可以比较[[hash|与此同时]]{word}', en: 'One [two](https://example.org){word}' }}\n"
    );
    let (_scratch, folder) = book(["书", "Book"], &chapter);
    for name in NAMES {
        let paper = Paper::of(&folder, name);
        let found = outside(&paper);
        assert!(found.is_empty(), "{found:#?}");
    }
}

/// A listing with few lines that wrap into many on a small page.
#[test]
fn a_listing_with_few_long_lines_continues_overleaf() {
    let line = format!("        {}", "internationalization_reading(); ".repeat(9));
    let chapter = format!(
        "id: one\nnumber: 1\ntitle: {{ zh: 一, en: One }}\nblocks:\n  - code:\n      text: |\n        start()\n{}",
        format!("        {line}\n").repeat(8)
    );
    let (_scratch, folder) = book(["书", "Book"], &chapter);
    for name in ["columns", "facing", "single"] {
        let paper = Paper::of(&folder, name);
        let found = outside(&paper);
        assert!(found.is_empty(), "{found:#?}");
    }
}

/// The second title's reading is clear of descenders in the first.
#[test]
fn ruby_in_a_stacked_title_keeps_clear_of_the_title_above() {
    let title = "{ zh: 'pppppppppppppppppp', en: 'A walk to {長城|Chángchéng}' }";
    let chapter = format!(
        "id: one\nnumber: 1\ntitle: {title}\nblocks:\n  - heading: {title}\n  - text: {{ zh: 甲, en: A }}\n"
    );
    let (_scratch, folder) = book(["书", "Book"], &chapter);
    let paper = Paper::of(&folder, "stacked");
    let (page, top) = paper.place("one");
    let runs: Vec<_> = paper
        .runs
        .iter()
        .filter(|run| run.page == page && run.y > top)
        .collect();
    let readings: Vec<_> = runs.iter().filter(|run| run.text == "Chángchéng").collect();
    assert_eq!(readings.len(), 2, "{runs:#?}");
    for reading in readings {
        let above = runs
            .iter()
            .rfind(|run| run.y < reading.y && run.text.starts_with("pp"));
        let feet = above.map_or(0.0, |run| run.y + run.ink.1);
        let head = reading.y - reading.ink.0;
        assert!(feet > 0.0 && head > feet, "{head:.2} above {feet:.2}");
    }
}
