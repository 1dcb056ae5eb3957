//! Grids and tables as plain data.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use typst::foundations::{Content, Smart};
use typst::layout::resolve::{Cell, CellGrid, Entry, Line, LinePosition};
use typst::layout::{Abs, Axes, Sides, Sizing};
use typst::visualize::{DashLength, DashPattern, Stroke};

use super::paint::{PaintMark, StrokeMark};

/// The size of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GridMark {
    columns: usize,
    rows: usize,
}

impl GridMark {
    pub fn of(grid: &CellGrid) -> Self {
        Self {
            columns: grid.non_gutter_column_count(),
            rows: grid.non_gutter_row_count(),
        }
    }
}

/// Empty grids, which are shared, since every pair of texts is one.
#[derive(Default)]
pub struct Grids(HashMap<GridMark, Arc<CellGrid>>);

impl Grids {
    pub fn grid(&mut self, mark: &GridMark) -> Arc<CellGrid> {
        let made = self.0.entry(*mark).or_insert_with(|| {
            let columns = vec![Sizing::Auto; mark.columns];
            let rows = vec![Sizing::Auto; mark.rows];
            let tracks = Axes::new(columns.as_slice(), rows.as_slice());
            Arc::new(CellGrid::new(tracks, Axes::new(&[], &[]), []))
        });
        Arc::clone(made)
    }
}

/// A table without its content. Tracks include those of the gutter. Headers and footers are left out, since their type
/// has no constructor. Every cell says itself whether it is one; only which rows make up a header would be lost.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TableMark {
    pub summary: Option<String>,
    columns: usize,
    rows: usize,
    has_gutter: bool,
    entries: Vec<EntryMark>,
    vertical: Vec<Vec<LineMark>>,
    horizontal: Vec<Vec<LineMark>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
enum EntryMark {
    Cell(Box<FilledCell>),
    Merged(usize),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct FilledCell {
    fill: Option<PaintMark>,
    columns: NonZeroUsize,
    rows: NonZeroUsize,
    /// From the left, clockwise, with whether the cell sets it itself.
    strokes: [(Option<StrokeMark>, bool); 4],
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct LineMark {
    index: usize,
    start: usize,
    end: Option<NonZeroUsize>,
    stroke: Option<StrokeMark>,
    is_after: bool,
}

/// What an optional stroke is as plain data. Strokes with other paints than solid colours are left out; PDF can name
/// neither their colour nor anything else of them.
fn stroke_mark(stroke: Option<&Arc<Stroke<Abs>>>) -> Option<StrokeMark> {
    StrokeMark::of(&stroke?.as_ref().clone().unwrap_or_default())
}

fn stroke(mark: Option<&StrokeMark>) -> Option<Arc<Stroke<Abs>>> {
    let stroke = mark?.stroke()?;
    let dash = |dash: DashPattern<Abs, Abs>| DashPattern {
        array: dash.array.into_iter().map(DashLength::Length).collect(),
        phase: dash.phase,
    };
    Some(Arc::new(Stroke {
        paint: Smart::Custom(stroke.paint),
        thickness: Smart::Custom(stroke.thickness),
        cap: Smart::Custom(stroke.cap),
        join: Smart::Custom(stroke.join),
        dash: Smart::Custom(stroke.dash.map(dash)),
        miter_limit: Smart::Custom(stroke.miter_limit),
    }))
}

impl LineMark {
    fn of(line: &Line) -> Self {
        Self {
            index: line.index,
            start: line.start,
            end: line.end,
            stroke: stroke_mark(line.stroke.as_ref()),
            is_after: line.position == LinePosition::After,
        }
    }

    fn line(&self) -> Line {
        Line {
            index: self.index,
            start: self.start,
            end: self.end,
            stroke: stroke(self.stroke.as_ref()),
            position: if self.is_after {
                LinePosition::After
            } else {
                LinePosition::Before
            },
        }
    }
}

impl EntryMark {
    fn of(entry: &Entry) -> Self {
        match entry {
            Entry::Cell(cell) => {
                let side = |side: Option<&Arc<Stroke<Abs>>>, is_own| (stroke_mark(side), is_own);
                let Sides {
                    left,
                    top,
                    right,
                    bottom,
                } = &cell.stroke;
                let own = cell.stroke_overridden;
                Self::Cell(Box::new(FilledCell {
                    fill: cell.fill.as_ref().and_then(PaintMark::of),
                    columns: cell.colspan,
                    rows: cell.rowspan,
                    strokes: [
                        side(left.as_ref(), own.left),
                        side(top.as_ref(), own.top),
                        side(right.as_ref(), own.right),
                        side(bottom.as_ref(), own.bottom),
                    ],
                }))
            }
            Entry::Merged { parent } => Self::Merged(*parent),
        }
    }

    fn entry(&self) -> Entry {
        match self {
            Self::Cell(made) => {
                let FilledCell {
                    fill,
                    columns,
                    rows,
                    strokes,
                } = made.as_ref();
                let [left, top, right, bottom] = strokes
                    .each_ref()
                    .map(|(mark, is_own)| (stroke(mark.as_ref()), *is_own));
                let mut cell = Cell::new(Content::empty());
                cell.fill = fill.as_ref().map(PaintMark::paint);
                cell.colspan = *columns;
                cell.rowspan = *rows;
                cell.stroke = Sides::new(left.0, top.0, right.0, bottom.0);
                cell.stroke_overridden = Sides::new(left.1, top.1, right.1, bottom.1);
                Entry::Cell(cell)
            }
            Self::Merged(parent) => Entry::Merged { parent: *parent },
        }
    }
}

impl TableMark {
    /// `None` if a header has several rows.
    pub fn of(grid: &CellGrid, summary: Option<String>) -> Option<Self> {
        let step = if grid.has_gutter { 2 } else { 1 };
        if grid.headers.iter().any(|header| header.range.len() > step) {
            return None;
        }
        let lines = |all: &[Vec<Line>]| {
            let all = all.iter();
            all.map(|lines| lines.iter().map(LineMark::of).collect())
                .collect()
        };
        Some(Self {
            summary,
            columns: grid.cols.len(),
            rows: grid.rows.len(),
            has_gutter: grid.has_gutter,
            entries: grid.entries.iter().map(EntryMark::of).collect(),
            vertical: lines(&grid.vlines),
            horizontal: lines(&grid.hlines),
        })
    }

    pub fn grid(&self) -> CellGrid {
        let lines = |all: &[Vec<LineMark>]| {
            let all = all.iter();
            all.map(|lines| lines.iter().map(LineMark::line).collect())
                .collect()
        };
        CellGrid {
            entries: self.entries.iter().map(EntryMark::entry).collect(),
            cols: vec![Sizing::Auto; self.columns],
            rows: vec![Sizing::Auto; self.rows],
            vlines: lines(&self.vertical),
            hlines: lines(&self.horizontal),
            headers: Vec::new(),
            footer: None,
            has_gutter: self.has_gutter,
        }
    }
}
