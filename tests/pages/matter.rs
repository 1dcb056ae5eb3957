//! What stands around the text: heads, folios, contents, answer key, colophon.

use diglot::book::{Block, BlockKind};

use super::paper::{self, Paper, Run};

fn on_page(paper: &Paper, page: usize) -> impl Iterator<Item = &Run> {
    paper.runs.iter().filter(move |run| run.page == page)
}

fn text_of(runs: &[&Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// The runs of the running head of a page, from left to right.
fn head(paper: &Paper, page: usize) -> Vec<&Run> {
    let (top, _) = paper.heights();
    let mut runs: Vec<&Run> = on_page(paper, page).filter(|run| run.y < top).collect();
    runs.sort_by(|a, b| a.x.total_cmp(&b.x));
    runs
}

#[test]
fn folios_stand_outside_and_heads_name_book_and_chapter() {
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
            assert_eq!(folio.text, page.to_string(), "{}", paper.name);
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
        // Openings and the title page have none.
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
fn no_heading_stands_alone_at_a_pages_foot() {
    for paper in paper::all() {
        let is_heading = |block: &Block| matches!(block.kind, BlockKind::Heading { .. });
        let mut checked = 0;
        let chapters = paper.book().chapters.iter();
        let headings = chapters.flat_map(|chapter| {
            // The real book has headings with nothing after them.
            let last = chapter.blocks.iter().rposition(|block| !is_heading(block));
            chapter.blocks[..last.unwrap_or(0)].iter()
        });
        for block in headings.filter(|block| is_heading(block)) {
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

/// The words from one place to another.
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
fn the_key_and_the_questions_name_each_others_pages() {
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
                let [zh, en] = [zh, 1 - zh].map(|place| paper.page_of(place, page));
                for wanted in [format!("第 {zh} 页"), format!("p. {en}")] {
                    assert!(text.contains(&wanted), "{}: {wanted} in {text}", paper.name);
                }
            }
        }
        // The real book asks nothing.
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
            let page = paper.place(&chapter.id).0.to_string();
            let has_page = (1..first)
                .flat_map(|one| on_page(paper, one))
                .any(|run| run.text == page);
            assert!(has_page, "{}: page {page} in {contents}", paper.name);
        }
    }
}

#[test]
fn the_colophon_gives_rights_identifier_and_tool() {
    let last = |paper: &Paper| {
        let runs: Vec<&Run> = on_page(paper, paper.document.pages().len()).collect();
        text_of(&runs)
    };
    let hard = last(&paper::HARD);
    for wanted in [
        "保留所有权利。",
        "All rights reserved.",
        "978-7-302-00000-6",
        env!("CARGO_PKG_VERSION"),
    ] {
        assert!(hard.contains(wanted), "{wanted} in {hard}");
    }
    // A book without an ISBN has a name of its own all the same.
    let sample = last(&paper::SAMPLE);
    assert!(sample.contains("urn:uuid:"), "{sample}");
}

/// Pinyin for Chinese, letters for English: 参 cān, 词 cí, 分 fēn come in that order by sound alone.
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
