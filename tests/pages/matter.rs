//! What surrounds the text: heads, folios, title pages, copyright page, contents, lists, answer key, index.

use diglot::book::{Block, BlockKind};
use diglot::lang::Side;

use tempfile::TempDir;

use super::paper::{self, Paper, Run};
use crate::support::{self, scratch, write};
use crate::validators::archive::Epub;

fn on_page(paper: &Paper, page: usize) -> impl Iterator<Item = &Run> {
    paper.runs.iter().filter(move |run| run.page == page)
}

fn text_of(runs: &[&Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// The runs in the running head of a page, from left to right.
fn head(paper: &Paper, page: usize) -> Vec<&Run> {
    let (top, _) = paper.heights();
    let mut runs: Vec<&Run> = on_page(paper, page).filter(|run| run.y < top).collect();
    runs.sort_by(|a, b| a.x.total_cmp(&b.x));
    runs
}

#[test]
fn folios_are_at_the_outer_edges_and_heads_name_book_and_chapter() {
    for paper in paper::all() {
        let mut heads = 0;
        let pages = paper.document.pages().len();
        let title = paper.book().title.a.plain();
        for page in 1..=pages {
            let head = head(paper, page);
            let (Some(first), Some(last)) = (head.first(), head.last()) else {
                continue;
            };
            heads += 1;
            let is_verso = page % 2 == 0;
            let folio = if is_verso { first } else { last };
            let label = paper.labels[page - 1].as_deref();
            assert_eq!(Some(folio.text.as_str()), label, "{}", paper.name);
            let (left, right) = (paper.column(0, page).0, paper.column(1, page).1);
            let edge = if is_verso {
                first.x - left
            } else {
                right - last.right()
            };
            assert!(edge.abs() < 0.5, "{}: page {page}: {edge:.2}", paper.name);
            let words = text_of(&head);
            if paper.is_facing {
                let is_han = words.chars().any(diglot::lang::is_han);
                let is_chinese = is_verso != paper.name.ends_with("reversed-facing");
                assert_eq!(is_han, is_chinese, "{}: page {page}: {words}", paper.name);
            } else if is_verso {
                assert!(
                    words.contains(&title),
                    "{}: page {page}: {words}",
                    paper.name
                );
            }
        }
        // Chapter openings and the title page have no head.
        assert!(heads > 3 && heads < pages, "{}: {heads}", paper.name);
    }
}

#[test]
fn every_page_with_something_on_it_has_a_label() {
    for paper in paper::all() {
        let printed = paper.document.pages().len();
        assert_eq!(paper.labels.len(), printed, "{}", paper.name);
        let labels = (1..).zip(&paper.labels);
        for (page, label) in labels {
            let is_blank = on_page(paper, page).next().is_none();
            assert_eq!(label.is_none(), is_blank, "{}: page {page}", paper.name);
        }
    }
}

#[test]
fn no_heading_is_alone_at_the_foot_of_a_page() {
    for paper in paper::all() {
        let is_heading = |block: &Block| matches!(block.kind, BlockKind::Heading { .. });
        let mut checked = 0;
        let chapters = paper.book().chapters.iter();
        // A long chain of headings may break, but not between the last one and the text.
        let neighbours = chapters.flat_map(|chapter| chapter.blocks.windows(2));
        let last = neighbours.filter(|pair| is_heading(&pair[0]) && !is_heading(&pair[1]));
        for block in last.map(|pair| &pair[0]) {
            checked += 1;
            let (page, y) = paper.place(&block.id);
            let (_, bottom) = paper.heights();
            let below: Vec<&Run> = on_page(paper, page)
                .filter(|run| run.y > y && run.y < bottom && run.weight < 600)
                .collect();
            assert!(
                !below.is_empty(),
                "{}: page {page} ends with the heading `{}`",
                paper.name,
                block.id
            );
        }
        assert!(checked > 3, "{}: found {checked} headings", paper.name);
    }
}

/// The text between two positions.
fn between(paper: &Paper, from: (usize, f64), to: (usize, f64)) -> String {
    let (top, bottom) = paper.heights();
    let at = |(page, y)| (paper.opening(page), y);
    let inside = |run: &&Run| {
        let here = at((run.page, run.y));
        here > at(from) && here < at(to) && run.y > top && run.y < bottom
    };
    let runs: Vec<&Run> = paper.runs.iter().filter(inside).collect();
    text_of(&runs)
}

#[test]
fn questions_and_answer_key_refer_to_each_others_pages() {
    for paper in paper::all() {
        let mut ids = Vec::new();
        for chapter in &paper.book().chapters {
            for block in &chapter.blocks {
                if let BlockKind::Quiz(questions) = &block.kind {
                    let of_quiz = questions.questions.iter();
                    ids.extend(of_quiz.map(|question| format!("{}-{}", chapter.id, question.id)));
                }
            }
        }
        let end = (usize::MAX, 0.0);
        for (index, id) in ids.iter().enumerate() {
            let next = ids.get(index + 1);
            let (asked, answered) = (paper.place(id), paper.place(&format!("key-{id}")));
            let after_question = next.map_or(end, |next| paper.place(next));
            let after_answer = next.map_or(end, |next| paper.place(&format!("key-{next}")));
            let question = between(paper, asked, after_question);
            let answer = between(paper, answered, after_answer);
            let zh = usize::from(paper.name.contains("reversed"));
            for (text, page) in [(question, answered.0), (answer, asked.0)] {
                let [zh, en] = [zh, 1 - zh].map(|place| paper.label(paper.page_of(place, page)));
                for wanted in [format!("第 {zh} 页"), format!("p. {en}")] {
                    assert!(text.contains(&wanted), "{}: {wanted} in {text}", paper.name);
                }
            }
        }
        // The real book has no questions.
        let asks = !paper.name.starts_with("comprehensive");
        assert!(ids.len() > 3 || !asks, "{}: {}", paper.name, ids.len());
    }
}

#[test]
fn the_contents_give_every_chapters_page() {
    for paper in paper::all() {
        let first = paper.place(&paper.book().chapters[0].id).0;
        let contents: String = (1..first)
            .flat_map(|page| on_page(paper, page))
            .map(|run| run.text.as_str())
            .collect();
        for chapter in &paper.book().chapters {
            for title in chapter.title.iter() {
                let title: String = title.plain();
                let words: Vec<&str> = title.split_whitespace().collect();
                let missing = words.iter().find(|word| !contents.contains(**word));
                assert_eq!(missing, None, "{}: {title} in {contents}", paper.name);
            }
            let page = paper.label(paper.place(&chapter.id).0);
            let has_page = (1..first)
                .flat_map(|one| on_page(paper, one))
                .any(|run| run.text == page);
            assert!(has_page, "{}: page {page} in {contents}", paper.name);
        }
    }
}

/// The beginning of each page before the first chapter; `-` for a blank one.
fn front(paper: &Paper) -> Vec<String> {
    let first = paper.place(&paper.book().chapters[0].id).0;
    let pages = (1..first).map(|page| {
        let runs: Vec<&Run> = on_page(paper, page).collect();
        text_of(&runs)
    });
    let short = |text: String| text.chars().take(6).collect();
    pages
        .map(|text| {
            if text.is_empty() {
                "-".to_owned()
            } else {
                short(text)
            }
        })
        .collect()
}

fn labels(paper: &Paper, pages: usize) -> Vec<&str> {
    let labels = paper.labels.iter().take(pages);
    labels.map(|one| one.as_deref().unwrap_or("-")).collect()
}

#[test]
fn front_matter_is_in_order_and_numbered_in_roman() {
    assert_eq!(
        front(&paper::HARD),
        [
            "难排之书A ",
            "-",
            "难排之书A ",
            "版权页图书在",
            "目录Cont",
            "-"
        ]
    );
    assert_eq!(
        labels(&paper::HARD, 7),
        ["i", "-", "iii", "iv", "v", "-", "1"]
    );
    // With facing pages, each language has its own title page, and the first spread follows a half-title.
    assert_eq!(
        front(&paper::HARD_FACING),
        [
            "A Book",
            "A Book",
            "难排之书每一",
            "Copyri",
            "版权页图书在",
            "Conten",
            "目录表格目录",
            "Tables",
            "表格目录2.",
            "-",
            "A Book"
        ]
    );
    assert_eq!(
        labels(&paper::HARD_FACING, 13),
        [
            "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "-", "1", "2", "3"
        ]
    );
    // If chapters may open on any page, a page may be blank only before page 1.
    assert_eq!(
        front(&paper::REVERSED),
        ["A Book", "A Book", "Copyri", "Conten", "Figure", "Listin"]
    );
}

#[test]
fn odd_pages_are_rectos_and_chapters_open_there() {
    for paper in [
        &*paper::SAMPLE,
        &*paper::HARD,
        &*paper::STACKED,
        &*paper::CORPUS,
    ] {
        for chapter in &paper.book().chapters {
            let (page, _) = paper.place(&chapter.id);
            assert_eq!(page % 2, 1, "{}: `{}`", paper.name, chapter.id);
        }
    }
    for paper in paper::all() {
        for (index, page) in paper.document.pages().iter().enumerate() {
            assert_eq!(page.number % 2, (index as u64 + 1) % 2, "{}", paper.name);
        }
    }
}

/// The pages up to the copyright page and the first page of every chapter have no running head.
#[test]
fn some_pages_have_no_head() {
    for paper in paper::all() {
        let contents = paper
            .labels
            .iter()
            .position(|one| one.as_deref() == Some("iii"));
        let openings = paper
            .book()
            .chapters
            .iter()
            .map(|one| paper.place(&one.id).0);
        for page in (1..=contents.unwrap()).chain(openings) {
            assert!(head(paper, page).is_empty(), "{}: page {page}", paper.name);
        }
    }
}

#[test]
fn the_copyright_page_has_creators_rights_identifier_and_imprint() {
    let page = |paper: &Paper, number: usize| {
        let runs: Vec<&Run> = on_page(paper, number).collect();
        text_of(&runs)
    };
    let hard = page(&paper::HARD, 4);
    for wanted in [
        "图书在版编目（CIP）数据",
        "Ⅲ.①排版",
        "何雨　译",
        "He Yu, translator",
        "出版日期：2025 年 2 月 28 日",
        "Published 28 February 2025",
        "定价：59.00 元",
        "First printing, February 2025",
        "保留所有权利。",
        "All rights reserved.",
        "978-7-302-00000-6",
        env!("CARGO_PKG_VERSION"),
    ] {
        assert!(hard.contains(wanted), "{wanted} in {hard}");
    }
    // A language without cataloguing data has no heading for it.
    assert!(!hard.contains("Cataloguing"), "{hard}");
    // A book without an ISBN has a UUID, on the copyright page of each language.
    for number in [4, 5] {
        let sample = page(&paper::FACING, number);
        assert!(sample.contains("urn:uuid:"), "{sample}");
    }
}

/// The lines on pages of a list or an index.
fn lines_of(paper: &Paper, pages: impl IntoIterator<Item = usize>) -> Vec<String> {
    let mut lines: Vec<(usize, f64, String)> = Vec::new();
    for page in pages {
        let mut runs: Vec<&Run> = on_page(paper, page).collect();
        runs.sort_by(|a, b| (a.y, a.x).partial_cmp(&(b.y, b.x)).unwrap());
        for run in runs {
            match lines.last_mut() {
                Some((on, y, text)) if *on == page && (*y - run.y).abs() < 0.5 => {
                    text.push_str(&run.text);
                }
                _ => lines.push((page, run.y, run.text.clone())),
            }
        }
    }
    lines.into_iter().map(|(.., text)| text).collect()
}

#[test]
fn lists_give_numbers_captions_and_pages() {
    let paper = &*paper::HARD_FACING;
    let (verso, recto) = (lines_of(paper, [8]), lines_of(paper, [9]));
    let wanted = [
        ("hostile-table-1", "2.1", "Table | bar", "表格 | 竖线"),
        ("displays-table-1", "5.1", "Merged cells", "合并的单元格"),
    ];
    for (place, (id, number, english, chinese)) in wanted.into_iter().enumerate() {
        let own: usize = paper.label(paper.place(id).0).parse().unwrap();
        assert_eq!(verso[place + 1], format!("{number}{english}{own}"));
        assert_eq!(recto[place + 1], format!("{number}{chinese}{}", own + 1));
    }
    // Every table with a caption is listed.
    assert_eq!((verso.len(), recto.len()), (5, 5));
    let figures = lines_of(&paper::REVERSED, [5]);
    let wanted = paper::REVERSED.label(paper::REVERSED.place("circles").0);
    assert_eq!(
        figures[1],
        format!("1A drawing, half as wide矢量图，半宽{wanted}")
    );
}

#[test]
fn each_language_has_an_index_in_its_own_order() {
    let paper = &*paper::INDEXED;
    let (page, y) = paper.place("back.index");
    assert!(paper.place("back.answers").0 < page, "the index comes last");
    let words = |place| -> Vec<String> {
        let lines = paper.lines(place).into_iter();
        let inside = lines.filter(|line| line.page == page && line.y > y + 30.0);
        let is_page = |c: char| c.is_ascii_digit() || ", –、".contains(c);
        let bare = inside.map(|line| line.text.trim_end_matches(is_page).to_owned());
        bare.collect()
    };
    // 词 cí comes after 参 cān, and Latin words after the Han ones under the same letter.
    let chinese = words(0);
    assert_eq!(chinese[..6], ["C", "参数", "词表", "词元", "F", "分词器"]);
    let under_t = chinese.iter().position(|word| word == "T").unwrap();
    assert_eq!(
        chinese[under_t + 1..][..3],
        ["特殊词元", "Transformer", "W"]
    );
    let english = words(1);
    assert_eq!(english[..4], ["A", "attention", "B", "base model"]);
    assert_eq!(english[english.len() - 2..], ["V", "vocabulary"]);
}

/// The index gives exactly the pages on which chapters link to a term.
#[test]
fn the_index_names_the_pages_that_use_a_term() {
    let mut checked = 0;
    for paper in [&*paper::INDEXED, &*paper::INDEXED_FACING] {
        let (start, _) = paper.place("back.index");
        let (glossary, _) = paper.place("back.glossary");
        for (place, side) in [(0, Side::A), (1, Side::B)] {
            let lines = lines_of(paper, [start + if paper.is_facing { place } else { 0 }]).concat();
            for term in &paper.book().glossary {
                let used = paper.uses(place, &format!("term-{}", term.id));
                let used: Vec<usize> = used.into_iter().filter(|page| *page < glossary).collect();
                let Some(text) = ranges(paper, &used, side) else {
                    continue;
                };
                let entry = format!("{}{text}", term.term.get(side).plain());
                assert!(lines.contains(&entry), "{}: {entry} in {lines}", paper.name);
                checked += 1;
            }
        }
    }
    assert!(checked > 40, "{checked}");
}

/// Page numbers as an index prints them: `12, 14–15` for 12, 14 and 15.
fn ranges(paper: &Paper, pages: &[usize], side: Side) -> Option<String> {
    let step = if paper.is_facing { 2 } else { 1 };
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for page in pages {
        match ranges.last_mut() {
            Some((_, last)) if *last + step == *page => *last = *page,
            Some((_, last)) if *last == *page => {}
            _ => ranges.push((*page, *page)),
        }
    }
    let label = |page: usize| paper.label(page);
    let texts = ranges.iter().map(|(first, last)| {
        if first == last {
            label(*first)
        } else {
            format!("{}–{}", label(*first), label(*last))
        }
    });
    let texts: Vec<String> = texts.collect();
    let comma = if side == Side::A { "、" } else { ", " };
    (!texts.is_empty()).then(|| texts.join(comma))
}

/// Chinese is sorted by pinyin, English by letters: 参 cān, 词 cí, 分 fēn are in this order by sound only.
#[test]
fn the_glossary_is_sorted_in_the_first_language() {
    let reading = &paper::SAMPLE.reading;
    let words = |name: &str| -> Vec<String> {
        let mut editions = reading.editions.iter();
        let edition = editions.find(|edition| edition.name == name).unwrap();
        let manuscript = diglot::manuscript::assemble(&reading.book, edition);
        let terms = manuscript.glossary.iter();
        terms.map(|entry| entry.term.text.lead().plain()).collect()
    };
    let chinese = words("parallel");
    assert_eq!(chinese[..4], ["参数", "词表", "词元", "分词器"]);
    assert_eq!(chinese, words("zh"));
    let english = words("en");
    assert_eq!(
        english[..3],
        ["attention", "base model", "byte-pair encoding"]
    );
    assert_eq!(english[english.len() - 2..], ["Transformer", "vocabulary"]);
}

/// On the smallest page a label still fits its column, and a title longer than a page of the contents continues
/// overleaf.
#[test]
fn contents_of_long_titles_stay_in_narrow_columns() {
    let scratch = scratch();
    let folder = scratch.path();
    write(
        &folder.join("book.yaml"),
        "id: long\nlanguages: [zh, en]\ntitle: { zh: 长, en: Long }\nchapters: [one.yaml]\neditions:
  columns: { format: pdf, layout: columns, page: { trim: 105x148mm } }
  reversed: { format: pdf, layout: columns, languages: [en, zh], page: { trim: 105x148mm } }
  facing: { format: pdf, layout: facing, page: { trim: 105x148mm } }
  stacked: { format: pdf, layout: stacked, page: { trim: 105x148mm } }
",
    );
    let (han, latin) = (
        "他们走进山里天色已经晚了".repeat(20),
        "spring early ".repeat(20),
    );
    write(
        &folder.join("one.yaml"),
        format!(
            "id: one\nnumber: 1\ntitle: {{ zh: 春, en: Spring }}\nblocks:
  - text: {{ zh: {han}, en: Spring. }}
  - heading: {{ zh: {han}, en: {latin} }}
  - text: {{ zh: {han}, en: Spring. }}
  - heading: {{ zh: 末, en: Last }}
  - text: {{ zh: {han}, en: Spring. }}
"
        ),
    );
    for edition in ["columns", "reversed", "facing", "stacked"] {
        let paper = Paper::of(folder, edition);
        let (top, bottom) = paper.heights();
        for run in paper.runs.iter().filter(|run| run.y > top) {
            let (left, right) = paper.type_area(run.page);
            let is_inside = run.x > left - 1.0 && run.right() < right + 6.0 && run.y < bottom + 0.5;
            assert!(is_inside, "{edition}: {run:?}");
        }
        let label = |words: &str| {
            let found = paper
                .runs
                .iter()
                .find(|run| run.text == words && run.y > top);
            found.unwrap_or_else(|| panic!("{edition}: `{words}` is parted"))
        };
        let (zh, en) = (label("目录"), label("Contents"));
        let (first, second) = if edition == "reversed" {
            (en, zh)
        } else {
            (zh, en)
        };
        assert!(
            first.page != second.page
                || (first.y - second.y).abs() > 0.1
                || first.right() < second.x,
            "{edition}: {first:?} over {second:?}"
        );
    }
}

/// Sections and quizzes in boxes are in the contents like others, in both languages.
#[test]
fn the_contents_include_boxes_in_both_languages() {
    let scratch = support::scratch();
    let book =
        "id: small\nlanguages: [zh, en]\ntitle: { zh: 书, en: Book }\nchapters: [one.yaml]\n";
    support::write(&scratch.path().join("book.yaml"), book);
    let chapter = "id: one
title: { zh: 一, en: One }
blocks:
  - callout:
      kind: note
      blocks:
        - heading: { zh: 盒中节, en: Section in a box }
        - quiz: { questions: [{ id: q, prompt: { zh: 问, en: Ask }, truth: true }] }
";
    support::write(&scratch.path().join("one.yaml"), chapter);
    for edition in ["parallel", "facing", "stacked"] {
        let paper = Paper::of(scratch.path(), edition);
        let (first, _) = paper.place("one");
        let front: Vec<&str> = paper
            .runs
            .iter()
            .filter(|run| run.page < first)
            .map(|run| run.text.as_str())
            .collect();
        let front = front.concat();
        for words in ["盒中节", "Section in a box", "练习", "Quiz"] {
            assert!(front.contains(words), "{edition}: no `{words}` in {front}");
        }
    }
}

#[test]
fn a_chapter_and_its_first_section_are_on_the_same_page_of_the_contents() {
    // The second chapter is on any of the last lines of the page.
    for sections in 16..24 {
        let scratch = scratch();
        let book = "id: foot\nlanguages: [zh, en]\ntitle: { zh: 书, en: Book }\nchapters: [a.yaml, b.yaml]\n\
            editions: { facing: { format: pdf, layout: facing } }\n";
        write(&scratch.path().join("book.yaml"), book);
        for (id, sections) in [("a", sections), ("b", 3)] {
            let heading =
                "  - heading: { zh: 节, en: Section }\n  - text: { zh: 文。, en: Text. }\n";
            let text = format!(
                "id: {id}\ntitle: {{ zh: 章, en: Chapter {id} }}\nblocks:\n{}",
                heading.repeat(sections)
            );
            write(&scratch.path().join(format!("{id}.yaml")), text);
        }
        let paper = Paper::of(scratch.path(), "facing");
        let (contents, _) = paper.place("front.contents");
        let lines = paper.lines(1);
        let at = lines
            .iter()
            .position(|line| line.page > contents && line.text.starts_with("Chapter b"));
        let at = at.unwrap();
        assert_eq!(
            lines[at].page,
            lines[at + 1].page,
            "after {sections} sections"
        );
        assert!(
            lines[at + 1].text.starts_with("Section"),
            "{:?}",
            lines[at + 1]
        );
    }
}

#[test]
fn a_reference_to_a_page_is_on_one_line() {
    let scratch = scratch();
    let book = "id: refs\nlanguages: [zh, en]\ntitle: { zh: 书, en: Book }\nchapters: [one.yaml]\n\
        editions: { parallel: { format: pdf, columns: '45:55' } }\n";
    write(&scratch.path().join("book.yaml"), book);
    let questions = (1..40).map(|length| {
        format!(
            "        - id: q{length}\n          prompt: {{ zh: 问, en: Ask }}\n          options:\n            \
             - {{ zh: 甲, en: A }}\n            - {{ zh: {}, en: {}, correct: true }}\n",
            "字".repeat(length),
            "word ".repeat(length)
        )
    });
    let questions: String = questions.collect();
    write(
        &scratch.path().join("one.yaml"),
        format!(
            "id: one\ntitle: {{ zh: 章, en: Chapter }}\nblocks:\n  - quiz:\n      questions:\n{questions}"
        ),
    );
    let paper = Paper::of(scratch.path(), "parallel");
    let (key, _) = paper.place("key-one-q1");
    let count = |place: usize, before: &str, after: &str| {
        let is_whole = |text: &str| {
            let number = text.split_once(before).map(|(_, rest)| rest);
            number.is_some_and(|rest| {
                rest.trim_start_matches(|c: char| c.is_ascii_digit())
                    .starts_with(after)
            })
        };
        let lines = paper
            .lines(place)
            .into_iter()
            .filter(|line| line.page >= key);
        lines.filter(|line| is_whole(&line.text)).count()
    };
    assert_eq!(count(0, "（第 ", " 页）"), 39);
    assert_eq!(count(1, "(p. ", ")"), 39);
}

/// A dedication, an epigraph, a preface, a chapter and two appendices.
fn matter() -> TempDir {
    let scratch = scratch();
    let chapters = [
        (
            "dedication",
            "role: dedication",
            "献词",
            "献给父母。",
            "For my parents.",
        ),
        (
            "epigraph",
            "role: epigraph",
            "题词",
            "学而时习之。",
            "Learn and practise.",
        ),
        (
            "preface",
            "role: preface",
            "前言",
            "见[[#data]]。",
            "See [[#data]].",
        ),
        (
            "one",
            "number: 1",
            "正文",
            "见[[#preface]]。",
            "See [[#preface]].",
        ),
        (
            "data",
            "role: appendix",
            "数据",
            "见[[#sizes]]、[[#titled]]、[甲\\{}](#sizes)。",
            "See [[#sizes]], [[#titled]], [b \\{}](#sizes).",
        ),
        ("more", "role: appendix", "其他", "其他。", "More."),
    ];
    let names: Vec<String> = chapters
        .iter()
        .map(|(id, ..)| format!("{id}.yaml"))
        .collect();
    let book = format!(
        "id: matter\nlanguages: [zh, en]\ntitle: {{ zh: 书, en: Book }}\nchapters: [{}]\n",
        names.join(", ")
    );
    write(&scratch.path().join("book.yaml"), book);
    for (id, key, title, zh, en) in chapters {
        let table = "  - table: { caption: { zh: 尺寸, en: Sizes }, header: [甲], rows: [[乙]], anchor: sizes }\n";
        let titled =
            "  - heading: { zh: '另见[[#sizes]]', en: 'See also [[#sizes]]', anchor: titled }\n";
        let quiz =
            "  - quiz: { questions: [{ id: q, prompt: { zh: 问, en: Ask }, truth: true }] }\n";
        let more = [table, titled, quiz].concat();
        let more = if id == "data" { more.as_str() } else { "" };
        let chapter = format!(
            "id: {id}\n{key}\ntitle: {{ zh: {title}, en: {id} title }}\nblocks:\n  \
             - text: {{ zh: '{zh}', en: '{en}' }}\n{more}"
        );
        write(&scratch.path().join(format!("{id}.yaml")), chapter);
    }
    scratch
}

#[test]
fn a_book_with_front_and_back_matter_builds_in_every_edition() {
    let scratch = matter();
    let made = support::build(scratch.path(), &[]);
    for name in ["parallel.pdf", "facing.pdf", "stacked.pdf", "zh-en.epub"] {
        let file = made.path().join(format!("matter-{name}"));
        assert!(file.is_file(), "no {}", file.display());
    }
    let spine = Epub::open(&made.path().join("matter-en.epub")).spine();
    let chapters = ["dedication", "epigraph", "preface", "one", "data", "more"];
    let chapters = chapters.map(|id| format!("chapter-{id}.xhtml"));
    let (plates, rest) = chapters.split_at(2);
    let start = ["cover.xhtml", "title.xhtml"].map(str::to_owned);
    let end = ["answers.xhtml", "colophon.xhtml"].map(str::to_owned);
    let wanted = [&start, plates, &["nav.xhtml".to_owned()], rest, &end].concat();
    assert_eq!(spine, wanted);
    let sheet = made.path().join("handouts/a-data-student.pdf");
    assert!(sheet.is_file(), "no {}", sheet.display());
}

#[test]
fn front_matter_precedes_the_text_and_appendices_have_letters() {
    for (edition, wanted) in [
        ("parallel", ["v", "vii", "xi", "1", "3", "5"]),
        ("facing", ["vi", "viii", "xii", "2", "4", "6"]),
    ] {
        let paper = Paper::of(matter().path(), edition);
        let ids = ["dedication", "epigraph", "preface", "one", "data", "more"];
        let folios = ids.map(|id| paper.label(paper.place(id).0));
        assert_eq!(folios, wanted, "{edition}");
        let text = |id: &str| {
            let page = paper.place(id).0;
            let pages = page..=page + usize::from(paper.is_facing);
            pages
                .map(|page| text_of(&on_page(&paper, page).collect::<Vec<_>>()))
                .collect::<String>()
        };
        for (id, has, lacks) in [
            ("dedication", "For my parents.", "dedication title"),
            ("epigraph", "Learn and practise.", "epigraph title"),
            ("preface", "See Appendix\u{a0}A.", "Chapter"),
            ("one", "Chapter 1", "Appendix"),
            ("data", "Appendix A", "Chapter"),
            ("data", "Table\u{a0}A.1", "Table 2"),
            ("data", "Section “See also Table\u{a0}A.1”", "See also ”"),
            ("data", "b {}", "b A.1"),
            ("more", "附录 B", "第"),
        ] {
            let text = text(id);
            assert!(text.contains(has), "{edition}, {id}: {text}");
            assert!(!text.contains(lacks), "{edition}, {id}: {text}");
        }
        let contents = text("front.contents");
        let listed = ["preface title", "one title", "data title", "more title"];
        let places = listed.map(|title| contents.find(title).expect(title));
        assert!(places.is_sorted(), "{edition}: {contents}");
        assert!(!contents.contains("dedication"), "{edition}: {contents}");
    }
}
