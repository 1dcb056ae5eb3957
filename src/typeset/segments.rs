//! Texts with notes in segments. Typst breaks a pair over pages wherever lines end, and then sets a note on
//! the page where there is room for it, not always on that of its caller. Only blocks that do not break go to
//! the next page together with their note. So where notes would leave their page, the lines with callers are
//! made blocks of their own: the lines of each text are measured first, then the text is parted where they end.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::book::Inline;
use crate::edition::Stands;

use super::tail;

/// The lines of measured texts, by the id of a text's first note and the place of the language.
pub type Measured = BTreeMap<(String, usize), Vec<Row>>;

/// How the lines of texts with notes are dealt with.
#[derive(Debug, Clone, Copy)]
pub enum Lines<'a> {
    /// Each text is one block, which breaks wherever a line ends.
    Whole,
    /// Each text is named, so that its lines can be measured.
    Measured,
    /// Texts that have been measured are parted.
    Parted(&'a Measured),
}

/// A line of a measured text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Row {
    /// How many characters it has, blanks not counted.
    pub characters: usize,
    /// Whether its last word is divided.
    pub is_hyphenated: bool,
}

/// A part of a text.
#[derive(Debug)]
pub struct Segment {
    /// The segments of all languages with the same number stand together.
    pub row: usize,
    /// Whether it does not break, because a note is called in it.
    pub is_whole: bool,
    /// Whether its last word is divided.
    pub is_hyphenated: bool,
    pub inlines: Vec<Inline>,
}

/// A pair in segments.
#[derive(Debug)]
pub struct Parted {
    /// The segments of each language.
    pub texts: Vec<Vec<Segment>>,
    /// The row of segments in which each language calls each note.
    pub callers: Vec<Vec<Option<usize>>>,
}

/// Lines that stand side by side, each a place and an index.
type Level = Vec<(usize, usize)>;

/// Lines between the callers of one note on facing pages that are kept together.
const NEAR: usize = 4;

/// Parts the texts of a pair. `notes` are how many notes it has.
pub fn part(texts: &[&[Inline]], rows: &[&[Row]], stands: Stands, notes: usize) -> Parted {
    let levels = levels(rows, stands);
    let level_of = |place: usize, row: usize| {
        let mut found = levels.iter();
        found.position(|level| level.contains(&(place, row)))
    };
    // The level of each caller.
    let callers: Vec<Vec<Option<usize>>> = (0..notes)
        .map(|note| {
            let each = texts.iter().zip(rows).enumerate();
            each.map(|(place, (text, rows))| level_of(place, row_of_note(text, rows, note)?))
                .collect()
        })
        .collect();
    let mut kept: Vec<Range<usize>> = Vec::new();
    for callers in &callers {
        let found: Vec<usize> = callers.iter().copied().flatten().collect();
        let (Some(from), Some(to)) = (found.iter().min(), found.iter().max()) else {
            continue;
        };
        if stands == Stands::Pages && to - from > NEAR {
            kept.extend(found.iter().map(|level| *level..level + 1));
        } else if stands == Stands::Pages {
            kept.push(*from..to + 1);
        } else {
            kept.push(*from..from + 1);
        }
    }
    if let (Stands::Stacked, [first, second]) = (stands, rows)
        && !first.is_empty()
        && !second.is_empty()
    {
        // The first lines of a translation stay with the last of its original.
        kept.push(first.len().saturating_sub(2)..first.len() + second.len().min(2));
    }
    let is_hyphenated = |level: &Level| {
        let mut lines = level.iter();
        lines.any(|(place, row)| rows[*place][*row].is_hyphenated)
    };
    let hyphens: Vec<bool> = levels.iter().map(is_hyphenated).collect();
    let units = units(levels.len(), kept, &hyphens);
    let unit_of = |level: usize| units.iter().position(|(unit, _)| unit.contains(&level));
    let callers = callers
        .into_iter()
        .map(|callers| {
            let levels = callers.into_iter();
            levels.map(|level| unit_of(level?)).collect()
        })
        .collect();
    let texts = texts
        .iter()
        .enumerate()
        .map(|(place, text)| segments(text, rows[place], place, &levels, &units))
        .collect();
    Parted { texts, callers }
}

/// The lines of a pair as they follow one another down the page.
fn levels(rows: &[&[Row]], stands: Stands) -> Vec<Level> {
    match stands {
        Stands::Columns | Stands::Pages => {
            let most = rows.iter().map(|rows| rows.len()).max().unwrap_or(0);
            let level = |row: usize| {
                let places = (0..rows.len()).filter(|place| row < rows[*place].len());
                places.map(|place| (place, row)).collect()
            };
            (0..most).map(level).collect()
        }
        Stands::Stacked | Stands::Alone => {
            let lines = rows.iter().enumerate();
            lines
                .flat_map(|(place, rows)| (0..rows.len()).map(move |row| vec![(place, row)]))
                .collect()
        }
    }
}

/// Parts so many levels into what is kept whole and what may break between. No single line is left at an end,
/// and nothing that may break ends with a divided word.
fn units(levels: usize, mut kept: Vec<Range<usize>>, hyphens: &[bool]) -> Vec<(Range<usize>, bool)> {
    for range in &mut kept {
        if range.start <= 1 {
            range.start = 0;
            range.end = range.end.max(2).min(levels);
        }
        if range.end + 1 >= levels {
            range.end = levels;
            range.start = range.start.min(levels.saturating_sub(2));
        }
        while range.start > 0 && hyphens[range.start - 1] {
            range.start -= 1;
        }
    }
    kept.sort_by_key(|range| (range.start, range.end));
    let mut units: Vec<(Range<usize>, bool)> = Vec::new();
    for range in kept {
        let end = units.last().map_or(0, |(unit, _)| unit.end);
        match units.last_mut() {
            Some((unit, true)) if range.start < end => unit.end = end.max(range.end),
            _ => {
                if end < range.start {
                    units.push((end..range.start, false));
                }
                units.push((range, true));
            }
        }
    }
    let end = units.last().map_or(0, |(unit, _)| unit.end);
    if end < levels {
        units.push((end..levels, false));
    }
    units
}

/// The segments of one text.
fn segments(
    text: &[Inline],
    rows: &[Row],
    place: usize,
    levels: &[Level],
    units: &[(Range<usize>, bool)],
) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut rest = text.to_vec();
    for (number, (unit, is_whole)) in units.iter().enumerate() {
        let own: Vec<usize> = levels[unit.clone()]
            .iter()
            .flatten()
            .filter_map(|(at, row)| (*at == place).then_some(*row))
            .collect();
        let Some(last) = own.last() else { continue };
        let is_end = last + 1 == rows.len();
        let inlines = if is_end {
            std::mem::take(&mut rest)
        } else {
            let characters = own.iter().map(|row| rows[*row].characters).sum();
            let (before, after) = tail::split_after(&rest, characters);
            rest = after;
            before
        };
        segments.push(Segment {
            row: number,
            is_whole: *is_whole,
            is_hyphenated: !is_end && rows[*last].is_hyphenated,
            inlines,
        });
    }
    segments
}

/// The line on which the n-th note of a text is called.
fn row_of_note(text: &[Inline], rows: &[Row], note: usize) -> Option<usize> {
    let before = tail::before_note(text, note)?;
    let mut end = 0;
    let found = rows.iter().position(|row| {
        end += row.characters;
        end >= before
    });
    Some(found.unwrap_or(rows.len().checked_sub(1)?))
}
