//! Pictures in a line: lines stay level, and their words are where no picture can be.

use std::path::Path;

use super::paper::Paper;
use crate::support::{scratch, write};

fn write_book(folder: &Path) {
    write(
        &folder.join("book.yaml"),
        "id: drawn\nlanguages: [zh, en]\ntitle: { zh: 书, en: Book }\nchapters: [one.yaml]\neditions:\n  \
         columns: { format: pdf, page: { trim: A5 } }\n  facing: { format: pdf, layout: facing, page: { trim: A6 } }\n",
    );
    write(
        &folder.join("figures/key.svg"),
        "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'><rect x='2' y='2' width='36' height='36'/></svg>",
    );
    let zh = "这一段字用来填满几行，好看出行高不变。".repeat(3);
    let en = "This text fills some lines to show that their height stays. ".repeat(3);
    let large = "{height=1.4em drop=0.4em}";
    write(
        &folder.join("one.yaml"),
        format!(
            "id: one\ntitle: {{ zh: 一, en: 'The ![return](figures/key.svg) Key' }}\nblocks:\n  \
             - text: {{ zh: '{zh}按![回车](figures/key.svg)键。{zh}', \
             en: '{en}![return](figures/key.svg){large} is ![return](figures/key.svg){large}. {en}' }}\n"
        ),
    );
}

#[test]
fn pictures_in_a_line_leave_lines_level() {
    let scratch = scratch();
    write_book(scratch.path());
    for name in ["columns", "facing"] {
        let paper = Paper::of(scratch.path(), name);
        let (chapter, _) = paper.place("one");
        for place in [0, 1] {
            let lines = paper.lines(place);
            let is_text = |text: &str| text.chars().count() > 8;
            let text = lines
                .iter()
                .filter(|line| line.page >= chapter && is_text(&line.text));
            let mut rows: Vec<(usize, f64)> = text.map(|line| (line.page, line.y)).collect();
            rows.dedup_by(|one, other| one.0 == other.0 && (one.1 - other.1).abs() < 0.5);
            let gaps: Vec<f64> = rows
                .windows(2)
                .filter(|two| two[0].0 == two[1].0)
                .map(|two| two[1].1 - two[0].1)
                .filter(|gap| *gap > 0.0 && *gap < 20.0)
                .collect();
            assert!(gaps.len() > 3, "{name}: {rows:?}");
            let same = gaps.iter().all(|gap| (gap - gaps[0]).abs() < 0.05);
            assert!(same, "{name}, {place}: {gaps:?}");
        }
    }
}
