//! `sync: start`: the languages are level at the beginning of each stretch of running text, and fill their pages
//! independently within it. That stretches begin level is tested in `level.rs`.

use diglot::book::{Block, BlockKind};

use super::paper::{self, Paper, Run};

/// The tolerance in points, far below what the eye or a press can resolve.
const LEVEL: f64 = 0.1;

/// A position: opening and height.
type Place = (usize, f64);

/// The beginning and end of each stretch of several blocks.
fn stretches(paper: &Paper) -> Vec<(Place, Place)> {
    let place = |block: &Block| {
        let (page, y) = paper.place(&block.id);
        (paper.opening(page), y)
    };
    let runs_on = |block: &Block| block.runs_on().is_some();
    let mut found = Vec::new();
    for chapter in &paper.book().chapters {
        let mut from = 0;
        for stretch in chapter
            .blocks
            .chunk_by(|one, next| runs_on(one) && runs_on(next))
        {
            from += stretch.len();
            // Figures float, so their positions are of no use.
            let rest = chapter.blocks[from..].iter();
            let mut rest = rest.filter(|block| !matches!(block.kind, BlockKind::Figure(_)));
            if let (true, Some(next)) = (stretch.len() > 1, rest.next()) {
                found.push((place(&stretch[0]), place(next)));
            }
        }
    }
    found
}

/// The type size of most characters in a column.
fn body_size(column: &[&Run]) -> f64 {
    let mut sizes: Vec<f64> = column.iter().map(|run| run.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.dedup_by(|one, other| (*one - *other).abs() < 0.01);
    let letters = |size: f64| -> f64 {
        let of_size = column.iter().filter(|run| (run.size - size).abs() < 0.01);
        of_size.map(|run| run.letters()).sum()
    };
    let most = sizes
        .into_iter()
        .max_by(|one, other| letters(*one).total_cmp(&letters(*other)));
    most.unwrap()
}

/// The number of lines in the stretches of an edition, and those off the baseline grid of their page.
fn off_grid(paper: &Paper) -> (usize, Vec<String>) {
    let pitch = paper.pitch();
    let mut checked = 0;
    let mut faults = Vec::new();
    let columns = [0, 1].map(|place| {
        let column = paper.in_column(place);
        let size = body_size(&column);
        let text = column
            .into_iter()
            .filter(|run| (run.size - size).abs() < 0.01);
        text.collect::<Vec<&Run>>()
    });
    for (from, to) in stretches(paper) {
        let inside = |run: &&&Run| {
            let here = (paper.opening(run.page), run.y);
            here > from && here < to
        };
        let mut lines: Vec<&&Run> = columns.iter().flatten().filter(inside).collect();
        lines.sort_by_key(|run| paper.opening(run.page));
        for page in lines.chunk_by(|one, next| paper.opening(one.page) == paper.opening(next.page))
        {
            for line in page {
                checked += 1;
                let steps = (line.y - page[0].y) / pitch;
                if (steps - steps.round()).abs() * pitch > LEVEL {
                    faults.push(format!(
                        "page {} at {:.2}, not of {:.2}: {}",
                        line.page, line.y, page[0].y, line.text
                    ));
                }
            }
        }
    }
    (checked, faults)
}

#[test]
fn lines_of_a_stretch_are_on_one_grid_in_both_languages() {
    for paper in paper::starts() {
        let (checked, faults) = off_grid(paper);
        assert!(checked > 20, "{}: {checked} lines", paper.name);
        assert_eq!(faults, Vec::<String>::new(), "{}", paper.name);
    }
}

/// A check of the check above: if every pair is level, the space between pairs moves lines off the grid.
#[test]
fn space_between_pairs_moves_lines_off_the_grid() {
    let (checked, faults) = off_grid(&paper::FACING);
    assert!(checked > 20 && faults.len() > 10, "{checked}: {faults:?}");
}

/// The indent of the first line of a block.
fn begins(paper: &Paper, place: usize, id: &str) -> f64 {
    let anchor = if place == 1 {
        format!("{id}/1")
    } else {
        id.to_owned()
    };
    let (page, y) = paper.place(&anchor);
    let column = paper.in_column(place);
    let first = column.iter().find(|run| run.page == page && run.y > y);
    first.unwrap().x - paper.column(place, page).0
}

#[test]
fn paragraphs_of_a_stretch_are_separated_by_indents() {
    let (_scratch, book) = crate::support::sample_with(
        "editions:\n  start: { format: pdf, layout: facing, sync: start }\n",
    );
    let paper = Paper::of(&book, "start");
    // In English, the first paragraph after a heading is not indented.
    for (id, han, latin) in [
        ("text-to-tokens-text-14", 20.0, 0.0),
        ("text-to-tokens-text-15", 20.0, 10.5),
    ] {
        let found = [0, 1].map(|place| begins(&paper, place, id));
        let is_near = (found[0] - han).abs() < 0.2 && (found[1] - latin).abs() < 0.2;
        assert!(is_near, "{id}: {found:?}");
    }
}

/// The purpose of `sync: start`: a book of running text takes fewer pages. It is not the default.
#[test]
fn sync_start_takes_fewer_pages() {
    let blocks: Vec<String> = (0..60)
        .map(|number| {
            let (zh, en) = if number % 2 == 0 {
                ("这一段中文很长，".repeat(20), "A short one.".to_owned())
            } else {
                (
                    "短。".to_owned(),
                    "A long paragraph of English. ".repeat(16),
                )
            };
            format!("  - text: {{ zh: {zh}, en: {en} }}\n")
        })
        .collect();
    let scratch = crate::support::scratch();
    let book = scratch.path();
    crate::support::write(
        &book.join("one.yaml"),
        format!(
            "id: one\ntitle: {{ zh: 一, en: One }}\nblocks:\n{}",
            blocks.concat()
        ),
    );
    crate::support::write(
        &book.join("book.yaml"),
        "id: filled\nlanguages: [zh, en]\ntitle: { zh: 书, en: Book }\nchapters: [one.yaml]\neditions:\n  \
         facing: { format: pdf, layout: facing }\n  \
         start: { format: pdf, layout: facing, sync: start }\n",
    );
    let pages = ["facing", "start"].map(|name| {
        let paper = Paper::of(book, name);
        paper.document.pages().len() - paper.place("one").0 + 1
    });
    assert!(pages[1] * 4 < pages[0] * 3, "{pages:?}");
}

/// After a scene break a Latin paragraph begins flush, as after a heading; Chinese ones are always indented.
#[test]
fn the_first_paragraph_after_a_scene_break_is_not_indented() {
    let scratch = crate::support::scratch();
    let book = scratch.path();
    crate::support::write(
        &book.join("one.yaml"),
        "id: one\ntitle: { zh: 一, en: One }\nblocks:\n  - text: { zh: 甲甲, en: alpha }\n  \
         - text: { zh: 乙乙, en: beta }\n  - break: scene\n  - text: { zh: 丙丙, en: gamma }\n  \
         - text: { zh: 丁丁, en: delta }\n",
    );
    crate::support::write(
        &book.join("book.yaml"),
        "id: scenes\nlanguages: [zh, en]\ntitle: { zh: 书, en: Book }\nchapters: [one.yaml]\neditions:\n  \
         columns: { format: pdf, layout: columns, sync: start }\n",
    );
    let paper = Paper::of(book, "columns");
    let x = |start: &str| {
        let mut runs = paper.runs.iter();
        let run = runs.find(|run| run.text.starts_with(start));
        run.unwrap_or_else(|| panic!("no {start}")).x
    };
    let (first, flush) = (x("alpha"), x("gamma"));
    assert!((first - flush).abs() < LEVEL, "{first} and {flush}");
    assert!(x("beta") > first + 5.0 && x("delta") > first + 5.0);
    assert!((x("甲") - x("丙")).abs() < LEVEL && (x("乙") - x("丙")).abs() < LEVEL);
}
