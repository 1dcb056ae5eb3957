//! The two languages of a pair start level, and their lines stay level.

use diglot::book::{Block, BlockKind, Text};
use diglot::edition::PairSync;
use diglot::lang::Pair;

use super::paper::{self, Paper, Run};

/// The tolerance in points, far below what the eye or a press can resolve.
const LEVEL: f64 = 0.1;

/// The blocks whose two texts begin level: all of them, or with `sync: start` only the first of each stretch.
fn pairs(blocks: &[Block], sync: PairSync) -> Vec<(&str, &Pair<Text>)> {
    let mut found = Vec::new();
    let mut is_running = false;
    for block in blocks {
        let runs_on = sync == PairSync::Start && block.runs_on().is_some();
        if std::mem::replace(&mut is_running, runs_on) && runs_on || block.only.is_some() {
            continue;
        }
        match &block.kind {
            BlockKind::Lead(text)
            | BlockKind::Text(text)
            | BlockKind::Aligned(text, _)
            | BlockKind::Heading { text, .. } => found.push((block.id.as_str(), text)),
            BlockKind::Quote(quote) => {
                if let Some(text) = &quote.text {
                    found.push((block.id.as_str(), text));
                }
                found.extend(pairs(&quote.blocks, sync));
            }
            BlockKind::Dialogue(turns) => found.push((block.id.as_str(), &turns[0].text)),
            BlockKind::Signatures(all) => found.push((block.id.as_str(), &all[0].party)),
            BlockKind::List(list) => {
                found.push((block.id.as_str(), list.texts().next().unwrap()));
            }
            BlockKind::Callout(callout) => found.extend(pairs(&callout.blocks, sync)),
            BlockKind::Quiz(quiz) => {
                found.extend(pairs(&quiz.passage, sync));
                for question in &quiz.questions {
                    found.extend(pairs(&question.blocks, sync));
                }
            }
            BlockKind::Figure(_)
            | BlockKind::Table(_)
            | BlockKind::Code(_)
            | BlockKind::Formula(_)
            | BlockKind::Break(_)
            | BlockKind::Summary(_) => {}
            BlockKind::Verse(verse) => {
                found.push((block.id.as_str(), verse.texts().next().unwrap()));
            }
            BlockKind::Gloss(gloss) => {
                found.push((block.id.as_str(), gloss.texts().next().unwrap()));
            }
        }
    }
    found
}

/// The first run of a column below a position, on that page or the column's next one.
fn first<'a>(column: &[&'a Run], (page, y): (usize, f64)) -> Option<&'a Run> {
    let after = column.iter().find(|run| {
        // Markers of lists hang before the text on the same line.
        !run.is_formula() && ((run.page == page && run.y > y) || run.page > page)
    });
    after.copied()
}

fn unlevel(paper: &Paper) -> (usize, Vec<String>) {
    let columns = [paper.in_column(0), paper.in_column(1)];
    let mut checked = 0;
    let mut faults = Vec::new();
    for chapter in &paper.book().chapters {
        for (id, _) in pairs(&chapter.blocks, paper.sync) {
            let place = paper.place(id);
            let recto = (paper.page_of(1, place.0), place.1);
            let (Some(lead), Some(second)) = (first(&columns[0], place), first(&columns[1], recto))
            else {
                faults.push(format!("{id}: a side is missing"));
                continue;
            };
            checked += 1;
            let is_beside = second.page == paper.page_of(1, lead.page);
            if !is_beside || (lead.y - second.y).abs() > LEVEL {
                faults.push(format!(
                    "{id}: page {} at {:.2} beside page {} at {:.2}: {} | {}",
                    lead.page, lead.y, second.page, second.y, lead.text, second.text
                ));
            }
        }
    }
    (checked, faults)
}

#[test]
fn every_pair_starts_level() {
    for paper in paper::all() {
        let (checked, faults) = unlevel(paper);
        let least = match paper.sync {
            PairSync::Strict => 40,
            PairSync::Start => 20,
        };
        assert!(checked > least, "{}: found {checked} pairs", paper.name);
        assert_eq!(faults, Vec::<String>::new(), "{}", paper.name);
    }
}

/// In a pair with many lines in both languages, each line of the shorter text is level with one of the longer.
#[test]
fn lines_of_a_pair_stay_level() {
    let paper = &*paper::HARD;
    let (page, top) = paper.place("traps-text-1");
    let (last_page, bottom) = paper.place("traps-text-2");
    assert_eq!(
        page, last_page,
        "the fixture no longer keeps its pairs on one page"
    );
    let on_page = |place: usize| -> Vec<f64> {
        let lines = paper.lines(place).into_iter();
        lines
            .filter(|line| line.page == page && line.y > top && line.y < bottom)
            .map(|line| line.y)
            .collect()
    };
    let (left, right) = (on_page(0), on_page(1));
    assert!(left.len() > 4 && right.len() > 4, "{left:?} {right:?}");
    let shorter = left.len().min(right.len());
    let level = left
        .iter()
        .filter(|y| right.iter().any(|other| (*y - other).abs() < LEVEL))
        .count();
    assert!(
        level + 1 >= shorter,
        "{level} of {shorter}: {left:?} {right:?}"
    );
}

/// The page and baseline of each line.
type Lines = Vec<(usize, f64)>;

/// The lines of body text on both sides between two positions.
fn lines_of(paper: &Paper, from: (usize, f64), to: (usize, f64)) -> [Lines; 2] {
    [0, 1].map(|place| {
        let mut lines = Lines::new();
        let column = paper.in_column(place);
        let inside = column.iter().filter(|run| {
            let at = (run.page, run.y);
            let [start, end] = [from, to].map(|(page, y)| (paper.page_of(place, page), y));
            at > start && at < end && run.size > 9.5 && run.size < 10.6
        });
        for run in inside {
            let is_known = |(page, y): &(usize, f64)| *page == run.page && (y - run.y).abs() < 0.5;
            if !lines.iter().any(is_known) {
                lines.push((run.page, run.y));
            }
        }
        lines
    })
}

/// The lines of each paragraph that is followed by another, by its id.
fn paragraphs(paper: &Paper) -> Vec<(String, [Lines; 2])> {
    let mut found = Vec::new();
    for chapter in &paper.book().chapters {
        for two in chapter.blocks.windows(2) {
            let is_text = |block: &Block| match &block.kind {
                BlockKind::Text(_) => true,
                BlockKind::Quote(quote) => quote.plain().is_some() && quote.source.is_none(),
                _ => false,
            };
            if is_text(&two[0]) && is_text(&two[1]) {
                let (from, to) = (paper.place(&two[0].id), paper.place(&two[1].id));
                found.push((two[0].id.clone(), lines_of(paper, from, to)));
            }
        }
    }
    found
}

/// The lines of both languages are a whole number of pitches below the first line of the pair, even after headings,
/// lists, notes and boxes.
#[test]
fn both_sides_of_every_pair_are_on_one_grid() {
    const PITCH: f64 = 16.0;
    // Balanced editions have a different pitch.
    let papers = paper::all().filter(|paper| !paper.name.contains("balanced"));
    for paper in papers {
        let mut checked = 0;
        for (id, [left, right]) in paragraphs(paper) {
            let Some((_, origin)) = left.first().copied() else {
                continue;
            };
            for lines in [&left, &right] {
                // On the next page the grid begins again for both.
                let page = lines.first().map(|(page, _)| *page);
                for (_, y) in lines.iter().filter(|(at, _)| Some(*at) == page) {
                    let steps = (y - origin) / PITCH;
                    checked += 1;
                    assert!(
                        (steps - steps.round()).abs() * PITCH < LEVEL,
                        "{}: {id}: a line at {y:.2} where the first is at {origin:.2}",
                        paper.name
                    );
                }
            }
        }
        assert!(checked > 20, "{}: {checked}", paper.name);
    }
}

/// There are no widows or orphans.
#[test]
fn there_are_no_widows_or_orphans() {
    let mut parted = 0;
    for paper in paper::all() {
        for (id, sides) in paragraphs(paper) {
            for lines in sides {
                let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
                    continue;
                };
                if first.0 == last.0 {
                    continue;
                }
                parted += 1;
                let on = |page: usize| lines.iter().filter(|line| line.0 == page).count();
                assert!(
                    on(first.0) > 1 && on(last.0) > 1,
                    "{}: {id}: {} lines on page {}, {} on page {}",
                    paper.name,
                    on(first.0),
                    first.0,
                    on(last.0),
                    last.0
                );
            }
        }
    }
    assert!(parted > 3, "{parted} paragraphs cross pages");
}

/// Every run is inside its column, except for hanging punctuation.
#[test]
fn no_text_leaves_the_type_area() {
    for paper in paper::all() {
        let mut faults = Vec::new();
        let (_, bottom) = paper.heights();
        let pages = paper.document.pages();
        let width = pages[0].frame.width().to_pt();
        assert!(
            pages
                .iter()
                .all(|page| (page.frame.width().to_pt() - width).abs() < 0.01)
        );
        for run in &paper.runs {
            let left = paper.column(0, run.page).0;
            let right = paper.column(1, run.page).1;
            let hang = run.size;
            if run.x < left - hang || run.right() > right + hang || run.y > bottom {
                faults.push(format!("page {} of width {width:.0}: {run:?}", run.page));
            }
        }
        let (top, _) = paper.heights();
        for run in &paper.turned {
            let left = paper.column(0, run.page).0;
            let right = paper.column(1, run.page).1;
            let hang = run.size;
            if run.x < left - hang
                || run.x > right + hang
                || run.y > bottom + hang
                || run.y - run.width < top - hang
            {
                faults.push(format!("page {} on its side: {run:?}", run.page));
            }
        }
        assert_eq!(faults, Vec::<String>::new(), "{}", paper.name);
    }
}
