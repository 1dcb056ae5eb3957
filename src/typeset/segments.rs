//! Texts with notes in segments. Typst breaks a pair over pages wherever lines end, and then sets a note on
//! the page where there is room for it, not always on that of its caller. Only blocks that do not break go to
//! the next page together with their note. So where notes would leave their page, the lines with callers are
//! made blocks of their own: the lines of each text are measured first, then the text is parted where they end.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::book::Inline;
use crate::edition::Stands;

use super::runts;

/// What has been measured of texts with notes.
#[derive(Debug, Default)]
pub struct Measured {
    /// The lines of each text, by the id of its first note and the place of the language.
    pub texts: BTreeMap<(String, usize), Vec<Row>>,
    /// How high each note is, in lines of text, by its id.
    pub notes: BTreeMap<String, f64>,
    /// How many lines a page has.
    pub page: f64,
}

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

/// So many lines between the callers of one note on facing pages are kept together.
const NEAR: usize = 4;
/// More notes, or more lines, are not kept together: few pages would have room for them.
const MOST_NOTES: usize = 4;
const MOST_LEVELS: usize = 8;
/// The rule above notes and the room around it, in lines.
const ABOVE_NOTES: f64 = 2.0;
/// Of the last note of a block so many lines are enough on its page.
const LAST_NOTE: f64 = 4.5;

/// Parts the texts of a pair. `notes` are how high its notes are, and `page` a page, in lines.
pub fn part(
    texts: &[&[Inline]],
    rows: &[&[Row]],
    stands: Stands,
    notes: &[f64],
    page: f64,
) -> Parted {
    let levels = levels(rows, stands);
    let level_of = |place: usize, row: usize| {
        let mut found = levels.iter();
        found.position(|level| level.contains(&(place, row)))
    };
    // The level of each caller.
    let callers: Vec<Vec<Option<usize>>> = (0..notes.len())
        .map(|note| {
            let each = texts.iter().zip(rows).enumerate();
            each.map(|(place, (text, rows))| level_of(place, row_of_note(text, rows, note)?))
                .collect()
        })
        .collect();
    let mut notes_on = vec![Vec::new(); levels.len()];
    let mut near = Vec::new();
    for (callers, height) in callers.iter().zip(notes) {
        let found: Vec<usize> = callers.iter().copied().flatten().collect();
        let (Some(from), Some(to)) = (found.iter().min(), found.iter().max()) else {
            continue;
        };
        if stands == Stands::Pages {
            for level in &found {
                notes_on[*level].push(*height);
            }
            near.push(*from..to + 1);
        } else {
            notes_on[*from].push(*height);
        }
    }
    let mut kept = Kept::new(notes_on, page);
    if let (Stands::Stacked, [first, second]) = (stands, rows)
        && !first.is_empty()
        && !second.is_empty()
    {
        // The first lines of a translation stay with the last of its original.
        kept.join(first.len() - 1..first.len() + 1);
        kept.join(first.len().saturating_sub(2)..first.len());
        kept.join(first.len()..(first.len() + 2).min(levels.len()));
    }
    // No single line is left at the beginning or the end.
    let last = levels.len().saturating_sub(2);
    for pair in [0..2, last..last + 2] {
        if levels.len() >= 2 && kept.has_notes(pair.clone()) {
            kept.join(pair);
        }
    }
    let is_near = |range: &Range<usize>| range.len() <= NEAR + 1;
    near.into_iter()
        .filter(is_near)
        .for_each(|range| kept.join(range));
    let is_hyphenated = |level: &Level| {
        let mut lines = level.iter();
        lines.any(|(place, row)| rows[*place][*row].is_hyphenated)
    };
    let hyphens: Vec<bool> = levels.iter().map(is_hyphenated).collect();
    let units = kept.units(&hyphens);
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

/// Which lines are kept together.
struct Kept {
    /// The heights of the notes that are called on each level.
    notes_on: Vec<Vec<f64>>,
    /// Whether each level is kept with the next.
    joined: Vec<bool>,
    /// How many lines a page has.
    page: f64,
}

impl Kept {
    fn new(notes_on: Vec<Vec<f64>>, page: f64) -> Self {
        Self {
            joined: vec![false; notes_on.len()],
            notes_on,
            page,
        }
    }

    fn has_notes(&self, levels: Range<usize>) -> bool {
        self.notes_on[levels].iter().any(|notes| !notes.is_empty())
    }

    /// Whether a page has room for levels with their notes.
    fn fits(&self, levels: Range<usize>) -> bool {
        let notes: Vec<f64> = self.notes_on[levels.clone()].concat();
        let lines: f64 = levels.map(|_| 1.0).sum();
        let need = match notes.split_last() {
            Some((last, others)) => others.iter().sum::<f64>() + last.min(LAST_NOTE) + ABOVE_NOTES,
            None => 0.0,
        };
        notes.len() <= MOST_NOTES && lines + need <= self.page
    }

    /// The levels that are kept with a level.
    fn group(&self, level: usize) -> Range<usize> {
        let before = self.joined[..level].iter().rev();
        let after = self.joined[level..].iter();
        level - before.take_while(|joined| **joined).count()
            ..level + after.take_while(|joined| **joined).count() + 1
    }

    /// Keeps levels together, where that is not more than a page has room for.
    fn join(&mut self, range: Range<usize>) {
        if range.len() < 2 {
            return;
        }
        let all = self.group(range.start).start..self.group(range.end - 1).end;
        if all.len() <= MOST_LEVELS && self.fits(all) {
            self.joined[range.start..range.end - 1].fill(true);
        }
    }

    /// What does not break, and between it what may break; that never ends with a divided word.
    fn units(&self, hyphens: &[bool]) -> Vec<(Range<usize>, bool)> {
        let mut units: Vec<(Range<usize>, bool)> = Vec::new();
        let mut end = self.notes_on.len();
        // From the last level up.
        while end > 0 {
            let group = self.group(end - 1);
            let is_noted = self.has_notes(group.clone());
            let is_followed_by_whole = units.last().is_some_and(|(_, is_whole)| *is_whole);
            let is_hyphenated = is_followed_by_whole && hyphens[group.end - 1];
            end = group.start;
            match units.last_mut() {
                _ if is_noted || group.len() > 1 || is_hyphenated => units.push((group, true)),
                Some((unit, false)) => unit.start = group.start,
                _ => units.push((group, false)),
            }
        }
        units.reverse();
        units
    }
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
            let (before, after) = runts::split_after(&rest, characters);
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
    let before = runts::before_note(text, note)?;
    let mut end = 0;
    let found = rows.iter().position(|row| {
        end += row.characters;
        end >= before
    });
    Some(found.unwrap_or(rows.len().checked_sub(1)?))
}
