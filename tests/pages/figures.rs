//! Figures of any shape, with any caption, in any text: not clipped, captioned, and near where they are mentioned.

use std::fmt::Write as _;
use std::path::PathBuf;

use image::{Rgb, RgbImage};
use tempfile::TempDir;

use super::paper::{Mark, Paper, Run};
use crate::support::{scratch, write};

const EDITIONS: &str = "editions:
  columns: { format: pdf, layout: columns, page: { trim: A5 } }
  small: { format: pdf, layout: columns, page: { trim: A6 } }
  facing: { format: pdf, layout: facing }
  start: { format: pdf, layout: facing, sync: start }
  stacked: { format: pdf, layout: stacked }
  single: { format: pdf, layout: single, languages: [en], page: { trim: A6 } }
  english: { format: pdf, layout: columns, languages: [en, zh] }
";
const NAMES: [&str; 7] = [
    "columns", "small", "facing", "start", "stacked", "single", "english",
];
/// Width and height in pixels.
const SHAPES: [(u32, u32); 6] = [
    (100, 600),
    (108, 234),
    (150, 200),
    (200, 150),
    (300, 100),
    (600, 100),
];
const ZH: &str = "清早的雾还没有散，河边的石阶上已经坐着三个人，一个补网，一个读信。";
const EN: &str =
    "The fog had not yet lifted from the river when three people sat on the stone steps. ";

/// A chapter of a book under test.
struct Chapter {
    blocks: String,
    texts: usize,
    figures: usize,
}

impl Chapter {
    fn new() -> Self {
        Self {
            blocks: String::new(),
            texts: 0,
            figures: 0,
        }
    }

    fn texts(mut self, count: usize, sentences: usize) -> Self {
        for _ in 0..count {
            let (zh, en) = (ZH.repeat(sentences), EN.repeat(sentences));
            writeln!(self.blocks, "  - text: {{ zh: {zh}, en: {en} }}").unwrap();
            self.texts += 1;
        }
        self
    }

    fn heading(mut self) -> Self {
        self.blocks.push_str("  - heading: { zh: 节, en: Part }\n");
        self
    }

    /// Adds a figure with a picture of a shape, the keys in `more`, and a caption of its mark and some sentences.
    fn figure(mut self, shape: usize, more: &str, sentences: usize) -> Self {
        let caption = caption(self.figures, sentences);
        let figure = format!(
            "figure: {{ image: {shape}.png, alt: {{ zh: 图, en: A picture }}, caption: {caption}{more} }}"
        );
        writeln!(self.blocks, "  - {figure}").unwrap();
        self.figures += 1;
        self
    }

    fn boxed(mut self, shape: usize) -> Self {
        let caption = caption(self.figures, 0);
        let figure = format!(
            "figure: {{ image: {shape}.png, alt: {{ zh: 图, en: A picture }}, caption: {caption} }}"
        );
        let text = format!("text: {{ zh: {ZH}, en: {EN} }}");
        writeln!(
            self.blocks,
            "  - callout:\n      kind: note\n      title: {{ zh: 注, en: Note }}\n      blocks:\n        - {figure}\n        - {text}"
        )
        .unwrap();
        self.figures += 1;
        self
    }
}

/// A caption that begins with a mark made of the figure's number, which no line break can split.
fn caption(figure: usize, sentences: usize) -> String {
    format!(
        "{{ zh: \"z{figure:03}{}\", en: \"e{figure:03} {}\" }}",
        ZH.repeat(sentences),
        EN.repeat(sentences)
    )
}

/// Writes a book of one chapter, with pictures of all shapes.
fn book(chapter: &Chapter, editions: &str) -> (TempDir, PathBuf) {
    let scratch = scratch();
    let folder = scratch.path().to_owned();
    for (index, (width, height)) in SHAPES.iter().enumerate() {
        let picture = RgbImage::from_pixel(*width, *height, Rgb([200, 210, 220]));
        picture.save(folder.join(format!("{index}.png"))).unwrap();
    }
    let head =
        "id: shapes\nlanguages: [zh, en]\ntitle: { zh: 图, en: Figures }\nchapters: [one.yaml]\n";
    write(&folder.join("book.yaml"), format!("{head}{editions}"));
    let head = "id: one\nnumber: 1\ntitle: { zh: 形状, en: Shapes }\nblocks:\n";
    write(
        &folder.join("one.yaml"),
        format!("{head}{}", chapter.blocks),
    );
    (scratch, folder)
}

/// The pictures of an edition: figure number, column and picture. On facing pages each figure is on both pages.
fn figures(paper: &Paper, count: usize) -> Vec<(usize, usize, &Mark)> {
    let mut all = Vec::new();
    let places = if paper.is_facing { 2 } else { 1 };
    for place in 0..places {
        let on = |one: &&Mark| !paper.is_facing || one.page % 2 == place;
        let mut pictures: Vec<&Mark> = paper.pictures.iter().filter(on).collect();
        pictures.sort_by(|one, other| {
            (one.page, one.top)
                .partial_cmp(&(other.page, other.top))
                .expect("no place is NaN")
        });
        assert_eq!(pictures.len(), count, "{}", paper.name);
        let numbered = pictures.into_iter().enumerate();
        all.extend(numbered.map(|(figure, picture)| (figure, place, picture)));
    }
    all
}

/// The runs on the page of a picture that begin the caption of its figure.
fn caption_of<'a>(paper: &'a Paper, figure: usize, picture: &Mark) -> Vec<&'a Run> {
    let marks = [format!("z{figure:03}"), format!("e{figure:03}")];
    let has_mark = |run: &&Run| marks.iter().any(|mark| run.text.contains(mark.as_str()));
    let runs = paper.runs.iter().filter(has_mark);
    runs.filter(|run| run.page == picture.page).collect()
}

/// The runs in the type area of a page, without running heads.
fn body(paper: &Paper, page: usize) -> impl Iterator<Item = &Run> {
    let (top, bottom) = paper.heights();
    let runs = paper.runs.iter();
    runs.filter(move |run| run.page == page && run.y > top && run.y < bottom + 0.1)
}

/// The left and right edges of the type area of a page.
fn edges(paper: &Paper, page: usize) -> (f64, f64) {
    let is_in_columns = paper.name.ends_with("columns")
        || paper.name.ends_with("small")
        || paper.name.ends_with("english");
    let place = if paper.is_facing { page % 2 } else { 0 };
    let (left, right) = paper.column(place, page);
    let right = if is_in_columns {
        paper.column(1, page).1
    } else {
        right
    };
    (left, right)
}

fn assert_whole(paper: &Paper, chapter: &Chapter, shapes: &[usize]) {
    let (top, bottom) = paper.heights();
    for (figure, _, picture) in figures(paper, chapter.figures) {
        let at = format!(
            "{}: figure {figure}, page {}: {picture:?}",
            paper.name, picture.page
        );
        let (left, right) = edges(paper, picture.page);
        let is_inside = picture.left > left - 0.1
            && picture.right < right + 0.1
            && picture.top > top - 0.1
            && picture.bottom < bottom + 0.1;
        assert!(
            is_inside,
            "{at} leaves {left:.1}..{right:.1}, {top:.1}..{bottom:.1}"
        );
        let (width, height) = SHAPES[shapes[figure]];
        let shape = f64::from(width) / f64::from(height);
        let found = (picture.right - picture.left) / (picture.bottom - picture.top);
        assert!(
            (found / shape - 1.0).abs() < 0.02,
            "{at}: {found:.3}, not {shape:.3}"
        );
        let captions = caption_of(paper, figure, picture);
        assert!(!captions.is_empty(), "{at}: its caption is on another page");
        let below = captions.iter().map(|run| run.y - run.size - picture.bottom);
        let gap = below.fold(f64::INFINITY, f64::min);
        assert!(
            (0.0..3.0 * paper.pitch()).contains(&gap),
            "{at}: its caption {gap:.1} below it"
        );
        for run in body(paper, picture.page) {
            let is_beside = run.right() <= picture.left || run.x >= picture.right;
            let is_apart = run.y + run.ink.1 <= picture.top || run.y - run.ink.0 >= picture.bottom;
            assert!(is_beside || is_apart, "{at} under `{}`", run.text);
        }
        // A picture at the foot of a page is not alone on it.
        let middle = f64::midpoint(top, bottom);
        if picture.top > middle {
            let above = body(paper, picture.page).filter(|run| run.y < picture.top);
            let others = paper
                .pictures
                .iter()
                .filter(|one| one.page == picture.page && one.bottom <= picture.top);
            assert!(above.count() + others.count() > 0, "{at} stands alone");
        }
    }
}

#[test]
fn a_picture_of_any_shape_is_whole_with_its_caption_below_it() {
    let mut chapter = Chapter::new();
    let mut shapes = Vec::new();
    for (shape, more) in (0..SHAPES.len()).flat_map(|shape| [(shape, ""), (shape, ", width: 100%")])
    {
        chapter = chapter.texts(2 + shape, 2).figure(shape, more, shape * 2);
        shapes.push(shape);
    }
    for shape in 0..SHAPES.len() {
        chapter = chapter.heading().figure(shape, ", width: 100%", 1);
        chapter = chapter.texts(1, 1).boxed(shape);
        shapes.extend([shape, shape]);
    }
    let (_scratch, folder) = book(&chapter, EDITIONS);
    for name in NAMES {
        assert_whole(&Paper::of(&folder, name), &chapter, &shapes);
    }
}

/// Figures are on the page or opening where they belong or on the next one, and in order.
#[test]
fn figures_stay_near_their_text() {
    for (count, sentences) in [(1, 1), (2, 1), (3, 3), (5, 2), (1, 8)] {
        let mut chapter = Chapter::new();
        let mut before = Vec::new();
        for step in 0..24 {
            let more = if step % 5 == 4 { ", width: 100%" } else { "" };
            chapter = chapter
                .texts(count, sentences)
                .figure(1 + step % 3, more, 0);
            before.push(chapter.texts);
        }
        chapter = chapter.texts(1, 1);
        let (_scratch, folder) = book(&chapter, EDITIONS);
        for name in ["columns", "small", "facing", "start", "stacked"] {
            let paper = Paper::of(&folder, name);
            let mut last = (0, 0.0);
            for (figure, text) in before.iter().enumerate() {
                let place = paper.place(&format!("one-figure-{}", figure + 1));
                // The text before it may continue overleaf; the beginning of the next text shows how far.
                let next = (text + 1).min(chapter.texts);
                let on = |text| paper.opening(paper.place(&format!("one-text-{text}")).0);
                let (own, before, after) = (paper.opening(place.0), on(*text), on(next));
                assert!(
                    own >= before && own <= after + 1,
                    "{name}: {count} texts: figure {figure} on {own}, its texts on {before} and {after}"
                );
                assert!(
                    place > last,
                    "{name}: figure {figure} before the one before it"
                );
                last = place;
            }
        }
    }
}

/// So many figures in a row that Typst could not lay them out if each depended on all others.
#[test]
fn a_thousand_figures_without_text_between_are_in_order() {
    let mut chapter = Chapter::new();
    for _ in 0..1000 {
        chapter = chapter.figure(3, ", width: 20%", 0);
    }
    let edition = "editions:\n  columns: { format: pdf, layout: columns }\n";
    let (_scratch, folder) = book(&chapter, edition);
    let paper = Paper::of(&folder, "columns");
    let mut last = (0, 0.0);
    for figure in 1..=1000 {
        let place = paper.place(&format!("one-figure-{figure}"));
        assert!(place > last, "figure {figure} at {place:?} after {last:?}");
        last = place;
    }
}

#[test]
fn a_chapter_that_begins_with_a_figure_opens_on_a_recto_with_it() {
    for name in ["columns", "stacked", "single", "facing"] {
        for shape in 0..SHAPES.len() {
            let chapter = Chapter::new();
            let chapter = chapter
                .figure(shape, ", width: 100%", 0)
                .figure(2, ", width: 100%", 0);
            let (_scratch, folder) = book(&chapter, EDITIONS);
            let paper = Paper::of(&folder, name);
            let (page, y) = paper.place("one");
            assert_eq!(page % 2, usize::from(!paper.is_facing), "{name}: {page}");
            let (of_figure, top) = paper.place("one-figure-1");
            let has_room = name != "single" || shape > 2;
            assert!(
                of_figure == page || !has_room,
                "{name}: shape {shape} on {of_figure}"
            );
            assert!(
                of_figure != page || top > y,
                "{name}: shape {shape} above the title"
            );
            assert_whole(&paper, &chapter, &[shape, 2]);
        }
    }
}

#[test]
fn the_figures_of_a_handout_are_whole_below_its_head() {
    let editions = "editions:\n  class: { format: pdf, layout: handout, figures: true, page: { trim: A5 } }\n  \
        under: { format: pdf, layout: handout, figures: true, pairs: stacked, page: { trim: A6 } }\n";
    let mut chapter = Chapter::new();
    for shape in 0..SHAPES.len() {
        chapter = chapter.texts(1, 1).figure(shape, "", shape);
    }
    let quiz = "  - quiz:\n      questions:\n        - id: q\n          prompt: { zh: 几步？, en: How many? }\n          \
        answer: { zh: 一步, en: One. }\n";
    chapter.blocks.push_str(quiz);
    let (_scratch, folder) = book(&chapter, editions);
    for edition in ["class", "under"] {
        let paper = Paper::sheet(&folder, edition, "01-one-student");
        let (page, y) = paper.place("one");
        let (top, bottom) = paper.heights();
        assert_eq!(paper.pictures.len(), SHAPES.len(), "{edition}");
        for picture in &paper.pictures {
            assert!(
                picture.top > top - 0.1 && picture.bottom < bottom + 0.1,
                "{edition}: {picture:?}"
            );
            assert!(
                picture.page > page || picture.top > y,
                "{edition}: {picture:?}"
            );
        }
    }
}

#[test]
fn many_lines_to_write_on_continue_overleaf() {
    let editions = "editions:\n  class: { format: pdf, layout: handout, page: { trim: A5 } }\n  \
        under: { format: pdf, layout: handout, pairs: stacked, page: { trim: A6 } }\n";
    let mut chapter = Chapter::new().texts(1, 1);
    let quiz = "  - quiz:\n      questions:\n        - id: q\n          prompt: { zh: 几步？, en: How many? }\n          \
        answer: { zh: 一步, en: One. }\n          space: 30\n";
    chapter.blocks.push_str(quiz);
    let (_scratch, folder) = book(&chapter, editions);
    for edition in ["class", "under"] {
        let paper = Paper::sheet(&folder, edition, "01-one-student");
        let (_, bottom) = paper.heights();
        let lines: Vec<&Mark> = paper
            .marks
            .iter()
            .filter(|mark| {
                let is_line = mark.bottom - mark.top < 1.0 && mark.right - mark.left > 100.0;
                // The rule below the head counts as a line too.
                is_line && (mark.page > 1 || mark.top > 200.0)
            })
            .collect();
        assert!(lines.len() >= 30, "{edition}: {}", lines.len());
        for line in lines {
            assert!(line.bottom < bottom + 1.0, "{edition}: {line:?}");
        }
    }
}

#[test]
fn a_picture_that_bleeds_fills_its_page_alone() {
    const BLEED: f64 = 8.5;
    let page = "page: { trim: A5, bleed: 3mm }";
    let editions = ["columns", "stacked", "facing"];
    let editions =
        editions.map(|name| format!("  {name}: {{ format: pdf, layout: {name}, {page} }}\n"));
    // A portrait picture and a landscape one.
    let chapter = Chapter::new().texts(3, 20).figure(2, ", place: bleed", 0);
    let chapter = chapter
        .texts(6, 20)
        .figure(3, ", place: bleed", 0)
        .texts(6, 20);
    let (_scratch, folder) = book(&chapter, &format!("editions:\n{}", editions.concat()));
    for name in ["columns", "stacked", "facing"] {
        let paper = Paper::of(&folder, name);
        let frames = paper.document.pages();
        let has_text = |page: usize| paper.runs.iter().any(|run| run.page == page);
        let mut count = 0;
        for picture in &paper.pictures {
            count += 1;
            let size = frames[picture.page - 1].frame.size();
            let (width, height) = (size.x.to_pt(), size.y.to_pt());
            // To the edges that bleed: all but that at the spine.
            assert!(picture.top < -BLEED + 0.1, "{name}: {picture:?}");
            assert!(picture.bottom > height + BLEED - 0.1, "{name}: {picture:?}");
            let is_recto = picture.page % 2 == 1;
            let (at_spine, outer) = if is_recto {
                (-picture.left, picture.right - width)
            } else {
                (picture.right - width, -picture.left)
            };
            assert!(outer > BLEED - 0.1, "{name}: {picture:?}");
            assert!(at_spine > -0.1, "{name}: {picture:?}");
            assert!(!has_text(picture.page), "{name}: page {}", picture.page);
        }
        // On facing pages each language has a picture, or its half of it.
        assert_eq!(count, if name == "facing" { 4 } else { 2 }, "{name}");
        for caption in ["e000", "e001"] {
            assert!(
                paper.runs.iter().any(|run| run.text.contains(caption)),
                "{name}"
            );
        }
    }
}
