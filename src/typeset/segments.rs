//! Sets texts with notes in segments. Typst breaks a pair over pages between any lines and then puts a note on the
//! page that has room for it, which may not be that of its caller. Only unbreakable blocks move to the next page
//! together with their notes. So where notes would leave their page, the lines of each text are measured first; then
//! the text is split between lines, and lines with callers become unbreakable blocks.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::book::Inline;
use crate::edition::Arrangement;

use super::runts;

/// Measurements of texts with notes.
#[derive(Debug, Default)]
pub struct Measured {
    /// The lines of each text, by the id of its first note and the position of the language.
    pub texts: BTreeMap<(String, usize), Vec<Row>>,
    /// The height of each note in lines of text, by its id.
    pub notes: BTreeMap<String, f64>,
    /// The number of lines on a page.
    pub page: f64,
}

impl Measured {
    /// Adds the measurements of further texts.
    pub fn extend(&mut self, other: Option<Self>) {
        if let Some(other) = other {
            self.texts.extend(other.texts);
            self.notes.extend(other.notes);
            self.page = other.page;
        }
    }
}

/// How texts with notes are set.
#[derive(Debug, Clone, Copy)]
pub enum Lines<'a> {
    /// Each text is one block, which may break between any lines.
    Whole,
    /// Each text is labelled, so that its lines can be measured.
    Measured,
    /// A text with notes does not break, since it is short.
    Kept,
    /// Texts that have been measured are split into segments.
    Parted(&'a Measured),
}

/// A line of a measured text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Row {
    /// The number of characters, not counting blanks.
    pub characters: usize,
    /// Whether it ends inside a hyphenated word.
    pub is_hyphenated: bool,
}

/// A part of a text.
#[derive(Debug)]
pub struct Segment {
    /// Its row. Segments with the same number in other languages are set level with it.
    pub row: usize,
    /// Whether it is unbreakable because it calls a note.
    pub is_whole: bool,
    /// Whether it ends inside a hyphenated word.
    pub is_hyphenated: bool,
    /// Whether it ends with a hard line break.
    pub is_broken: bool,
    pub inlines: Vec<Inline>,
}

/// A pair split into segments.
#[derive(Debug)]
pub struct Parted {
    /// The segments, by language.
    pub texts: Vec<Vec<Segment>>,
    /// The row of the segment that calls each note, by note and language.
    pub callers: Vec<Vec<Option<usize>>>,
}

/// Lines at the same height, each as the position of its language and its index.
type Level = Vec<(usize, usize)>;

/// Callers of the same note on facing pages are kept together if they are at most this many lines apart.
const NEAR: usize = 4;
/// Limits on what is kept together, in notes and in lines: few pages would have room for more.
const MOST_NOTES: usize = 4;
const MOST_LEVELS: usize = 8;
/// The height of the rule above notes and the space around it, in lines.
const ABOVE_NOTES: f64 = 2.0;
/// How much wider the gap between notes is in the stacked layout, where each has its translation below it, in lines.
const STACKED_GAP: f64 = 0.3;
/// How many lines of a block's last note must fit on its page; the rest may continue on the next.
const LAST_NOTE: f64 = 4.5;

/// Splits the texts of a pair. `calls` tells for each language which note each of its callers calls; `notes` are the
/// heights of the notes and `page` that of a page, in lines.
pub fn part(
    texts: &[&[Inline]],
    rows: &[&[Row]],
    calls: &[Vec<usize>],
    arrangement: Arrangement,
    notes: &[f64],
    page: f64,
) -> Parted {
    let levels = levels(rows, arrangement);
    let level_of = |place: usize, row: usize| {
        let mut found = levels.iter();
        found.position(|level| level.contains(&(place, row)))
    };
    // The level of each caller.
    let callers: Vec<Vec<Option<usize>>> = (0..notes.len())
        .map(|note| {
            let each = texts.iter().zip(rows).enumerate();
            each.map(|(place, (text, rows))| {
                let caller = calls[place].iter().position(|called| *called == note)?;
                level_of(place, row_of_caller(text, rows, caller)?)
            })
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
        if arrangement == Arrangement::Facing {
            for level in &found {
                notes_on[*level].push(*height);
            }
            near.push(*from..to + 1);
        } else {
            notes_on[*from].push(*height);
        }
    }
    let gap = if arrangement == Arrangement::Stacked {
        STACKED_GAP
    } else {
        0.0
    };
    let mut kept = Kept::new(notes_on, page, gap);
    if let (Arrangement::Stacked, [first, second]) = (arrangement, rows)
        && !first.is_empty()
        && !second.is_empty()
    {
        // The beginning of a translation stays with the end of its original.
        kept.join(first.len() - 1..first.len() + 1);
        kept.join(first.len().saturating_sub(2)..first.len());
        kept.join(first.len()..(first.len() + 2).min(levels.len()));
    }
    // No widows and orphans where the first or last two lines have notes.
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

/// The lines of a pair from top to bottom.
fn levels(rows: &[&[Row]], arrangement: Arrangement) -> Vec<Level> {
    match arrangement {
        Arrangement::Columns | Arrangement::Facing => {
            let most = rows.iter().map(|rows| rows.len()).max().unwrap_or(0);
            let level = |row: usize| {
                let places = (0..rows.len()).filter(|place| row < rows[*place].len());
                places.map(|place| (place, row)).collect()
            };
            (0..most).map(level).collect()
        }
        Arrangement::Stacked | Arrangement::Single => {
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
    /// The number of lines on a page.
    page: f64,
    /// What each note takes besides its height, in lines.
    gap: f64,
}

impl Kept {
    fn new(notes_on: Vec<Vec<f64>>, page: f64, gap: f64) -> Self {
        Self {
            joined: vec![false; notes_on.len()],
            notes_on,
            page,
            gap,
        }
    }

    fn has_notes(&self, levels: Range<usize>) -> bool {
        self.notes_on[levels].iter().any(|notes| !notes.is_empty())
    }

    /// Whether these levels and their notes fit on a page.
    fn fits(&self, levels: Range<usize>) -> bool {
        let notes = self.notes_on[levels.clone()].concat();
        let notes: Vec<f64> = notes.iter().map(|height| height + self.gap).collect();
        let lines: f64 = levels.map(|_| 1.0).sum();
        let need = match notes.split_last() {
            Some((last, others)) => others.iter().sum::<f64>() + last.min(LAST_NOTE) + ABOVE_NOTES,
            None => 0.0,
        };
        notes.len() <= MOST_NOTES && lines + need <= self.page
    }

    /// The levels that are kept together with a level.
    fn group(&self, level: usize) -> Range<usize> {
        let before = self.joined[..level].iter().rev();
        let after = self.joined[level..].iter();
        level - before.take_while(|joined| **joined).count()
            ..level + after.take_while(|joined| **joined).count() + 1
    }

    /// Keeps levels together unless they would exceed the limits or a page.
    fn join(&mut self, range: Range<usize>) {
        if range.len() < 2 {
            return;
        }
        let all = self.group(range.start).start..self.group(range.end - 1).end;
        if all.len() <= MOST_LEVELS && self.fits(all) {
            self.joined[range.start..range.end - 1].fill(true);
        }
    }

    /// Divides the levels into unbreakable units (`true`) and breakable ones between them. A breakable unit before an
    /// unbreakable one never ends inside a hyphenated word.
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
        let (inlines, is_broken) = if is_end {
            (std::mem::take(&mut rest), false)
        } else {
            let characters = own.iter().map(|row| rows[*row].characters).sum();
            let (before, after, is_broken) = runts::split_after(&rest, characters);
            rest = after;
            (before, is_broken)
        };
        segments.push(Segment {
            row: number,
            is_whole: *is_whole,
            is_hyphenated: !is_end && rows[*last].is_hyphenated,
            is_broken,
            inlines,
        });
    }
    segments
}

/// The index of the line that calls the n-th note of a text.
fn row_of_caller(text: &[Inline], rows: &[Row], caller: usize) -> Option<usize> {
    let before = runts::before_note(text, caller)?;
    let mut end = 0;
    let found = rows.iter().position(|row| {
        end += row.characters;
        end >= before
    });
    Some(found.unwrap_or(rows.len().checked_sub(1)?))
}
