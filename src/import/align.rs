//! Which paragraphs of a text translate which of another.
//!
//! The texts are cut into groups of up to two paragraphs on each side, in order. A group is scored by how much better
//! its two sides explain one another than chance does, in natural logarithms (`evidence.rs`). The best sequence is
//! found by dynamic programming, and how probable each group is by adding up all other sequences, forward and
//! backward. Gale and Church (1993) began with lengths; Moore (2002) added words learned from the texts themselves.

use std::collections::BTreeMap;
use std::ops::Range;

use super::evidence::{Evidence, Lengths, Tokens};
use super::scripts::has_han;
use super::words::{Lexicons, Vocabulary};

/// A paragraph, as far as an aligner has to know it.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    pub(crate) kind: Kind,
    pub(crate) text: String,
}

/// What a paragraph is. Only those of the same kind translate one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// With its level.
    Heading(u8),
    Text,
    Item,
    Code,
    Formula,
    Table,
    Figure,
    /// What parts two scenes.
    Break,
}

/// Paragraphs that translate one another: one or two on each side, or one that has no translation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    pub(crate) first: Range<usize>,
    pub(crate) second: Range<usize>,
    /// How probable it is that exactly these belong together.
    pub(crate) probability: f64,
    /// The same to judges who have not learned from it.
    pub(crate) judged: f64,
}

impl Group {
    /// Whether nobody has to look at it.
    pub(crate) fn is_sure(&self) -> bool {
        self.probability >= SURE && self.judged >= SURE_TO_JUDGES
    }
}

/// The scores that another program gave to pairs of paragraphs, from 0 to 1.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scores(pub(crate) BTreeMap<(usize, usize), f64>);

/// Two texts to align.
#[derive(Debug)]
pub(crate) struct Texts<'a> {
    pub(crate) first: &'a [Unit],
    pub(crate) second: &'a [Unit],
    /// What stands in for tokens and words.
    pub(crate) scores: Option<&'a Scores>,
    /// Whether the scores name the second text's paragraph first.
    pub(crate) is_turned: bool,
}

impl<'a> Texts<'a> {
    pub(crate) fn new(first: &'a [Unit], second: &'a [Unit]) -> Self {
        Self {
            first,
            second,
            scores: None,
            is_turned: false,
        }
    }

    fn turned(&self) -> Self {
        Self {
            first: self.second,
            second: self.first,
            scores: self.scores,
            is_turned: !self.is_turned,
        }
    }
}

/// How many paragraphs a group has on each side.
#[derive(Debug, Clone, Copy)]
struct Shape {
    first: usize,
    second: usize,
}

const SHAPES: [Shape; 6] = [
    Shape {
        first: 1,
        second: 1,
    },
    Shape {
        first: 1,
        second: 0,
    },
    Shape {
        first: 0,
        second: 1,
    },
    Shape {
        first: 2,
        second: 1,
    },
    Shape {
        first: 1,
        second: 2,
    },
    Shape {
        first: 2,
        second: 2,
    },
];
/// How often they occur, before anything is known of a book.
const USUAL: [f64; SHAPES.len()] = [0.84, 0.03, 0.03, 0.0445, 0.0445, 0.011];
/// For how many groups that counts once something is known.
const USUAL_WEIGHT: f64 = 50.0;

/// What precedes a group: a pair, or a paragraph that only the first or the second text has.
const STATES: usize = 3;
/// How often such a paragraph is followed by another, and for how many of them that counts.
const CONTINUES: f64 = 0.4;
const CONTINUES_WEIGHT: f64 = 10.0;

impl Shape {
    /// What it leaves for the next group to follow.
    fn state(self) -> usize {
        match (self.first, self.second) {
            (_, 0) => 1,
            (0, _) => 2,
            (_, _) => 0,
        }
    }
}

/// The logarithms of how often each shape occurs after each state.
#[derive(Debug)]
struct Priors([[f64; STATES]; SHAPES.len()]);

impl Priors {
    fn new(shares: [f64; SHAPES.len()], continues: f64) -> Self {
        let after = |which: usize, state: usize| {
            let share = if state == 0 {
                shares[which]
            } else if SHAPES[which].state() == state {
                continues
            } else {
                shares[which] * (1.0 - continues) / (1.0 - shares[state])
            };
            share.ln()
        };
        Self(std::array::from_fn(|which| {
            std::array::from_fn(|state| after(which, state))
        }))
    }

    /// Those of a book as far as it is known.
    fn of(chapters: &[Vec<Group>]) -> Self {
        let mut counts = USUAL.map(|share| share * USUAL_WEIGHT);
        let mut gaps = CONTINUES_WEIGHT;
        let mut continued = CONTINUES * CONTINUES_WEIGHT;
        for groups in chapters {
            let mut before = 0;
            for which in groups.iter().filter_map(which) {
                let state = SHAPES[which].state();
                counts[which] += 1.0;
                if before != 0 {
                    gaps += 1.0;
                    continued += if state == before { 1.0 } else { 0.0 };
                }
                before = state;
            }
        }
        let total: f64 = counts.iter().sum();
        // Never more often than usual, or what follows a missing section would be taken for a part of it.
        let goes_on = CONTINUES.min(continued / gaps);
        Self::new(counts.map(|count| count / total), goes_on)
    }
}

/// The number of a group's shape.
fn which(group: &Group) -> Option<usize> {
    SHAPES
        .iter()
        .position(|shape| shape.first == group.first.len() && shape.second == group.second.len())
}

/// The probabilities from which a group is sure.
const SURE: f64 = 0.99;
const SURE_TO_JUDGES: f64 = 0.6;

/// The probability from which a pair teaches words.
const TEACHES: f64 = 0.9;
/// How many pairs it takes to learn from.
const PAIRS_TO_LEARN: usize = 200;
/// How many lexicons judge what was found, each without having learned from it.
const JUDGES: usize = 5;

/// Aligns the chapters of a book, which learn words from one another.
pub(crate) fn align(chapters: &[Texts<'_>]) -> Vec<Vec<Group>> {
    // What is expected of a translation was measured from Chinese.
    let count =
        |units: &[Unit]| -> usize { units.iter().filter(|unit| has_han(&unit.text)).count() };
    let first: usize = chapters.iter().map(|texts| count(texts.first)).sum();
    let second: usize = chapters.iter().map(|texts| count(texts.second)).sum();
    if first >= second {
        return ordered(chapters);
    }
    let turned: Vec<Texts<'_>> = chapters.iter().map(Texts::turned).collect();
    let mut groups = ordered(&turned);
    for group in groups.iter_mut().flatten() {
        std::mem::swap(&mut group.first, &mut group.second);
    }
    groups
}

fn ordered(chapters: &[Texts<'_>]) -> Vec<Vec<Group>> {
    let lengths = Lengths::of(chapters);
    let vocabulary = Vocabulary::of(chapters);
    let tokens: Vec<Tokens> = chapters.iter().map(Tokens::of).collect();
    let evidence = |number: usize, lexicons: Option<&Lexicons>| {
        let learned = lexicons.map(|known| known.evidence(number, &vocabulary));
        Evidence::new(&chapters[number], &tokens[number], &lengths, learned)
    };
    let aligned = |lexicons: Option<&Lexicons>, priors: &Priors| -> Vec<Vec<Group>> {
        let numbers = 0..chapters.len();
        numbers
            .map(|number| lattice(&evidence(number, lexicons), priors))
            .collect()
    };
    let groups = aligned(None, &Priors::new(USUAL, CONTINUES));
    let pairs = lessons(&groups);
    if pairs.len() < PAIRS_TO_LEARN {
        return groups;
    }
    let priors = Priors::of(&groups);
    let mut groups = aligned(Some(&Lexicons::learn(&pairs, &vocabulary, 1)), &priors);
    let judges = Lexicons::learn(&lessons(&groups), &vocabulary, JUDGES);
    for (number, groups) in groups.iter_mut().enumerate() {
        judge(groups, &evidence(number, Some(&judges)), &priors);
    }
    groups
}

/// The pairs to learn from: the numbers of their chapters and paragraphs.
fn lessons(chapters: &[Vec<Group>]) -> Vec<(usize, usize, usize)> {
    let mut pairs = Vec::new();
    for (number, groups) in chapters.iter().enumerate() {
        let sure = groups.iter().filter(|group| teaches(group));
        pairs.extend(sure.map(|group| (number, group.first.start, group.second.start)));
    }
    pairs
}

fn teaches(group: &Group) -> bool {
    group.first.len() == 1 && group.second.len() == 1 && group.probability > TEACHES
}

/// How far from the diagonal a group may be: this share of the longer text, within these limits of paragraphs.
const BAND: f64 = 0.25;
const NARROWEST_BAND: f64 = 40.0;
const WIDEST_BAND: f64 = 400.0;

/// The cells that a path through two texts may use: those near the diagonal.
#[derive(Debug)]
struct Cells {
    rows: usize,
    columns: usize,
    slope: f64,
    band: f64,
    /// Where each row begins, and the first column in it.
    starts: Vec<(usize, usize)>,
}

impl Cells {
    fn new(rows: usize, columns: usize) -> Self {
        let slope = number(columns) / number(rows).max(1.0);
        let band = (BAND * number(rows.max(columns))).clamp(NARROWEST_BAND, WIDEST_BAND);
        let band = band.max(slope + 2.0);
        let mut cells = Self {
            rows,
            columns,
            slope,
            band,
            starts: Vec::with_capacity(rows + 2),
        };
        let mut next = 0;
        for i in 0..=rows {
            let from = (0..=columns).find(|j| cells.is_near(i, *j)).unwrap_or(0);
            let to = (from..=columns)
                .take_while(|j| cells.is_near(i, *j))
                .count();
            cells.starts.push((next, from));
            next += to;
        }
        cells.starts.push((next, 0));
        cells
    }

    fn is_near(&self, i: usize, j: usize) -> bool {
        (number(j) - number(i) * self.slope).abs() <= self.band
    }

    fn count(&self) -> usize {
        self.starts[self.rows + 1].0
    }

    /// The columns of a row.
    fn row(&self, i: usize) -> Range<usize> {
        let (start, from) = self.starts[i];
        from..from + (self.starts[i + 1].0 - start)
    }

    fn at(&self, i: usize, j: usize) -> Option<usize> {
        let inside = i <= self.rows && self.row(i).contains(&j);
        inside.then(|| self.starts[i].0 + (j - self.starts[i].1))
    }
}

/// For each cell and what precedes it, a logarithm.
type Sums = Vec<[f64; STATES]>;

const NEVER: [f64; STATES] = [f64::NEG_INFINITY; STATES];

/// Everything that leads to each cell.
#[derive(Debug)]
struct Forward {
    /// The best sequence of groups.
    best: Sums,
    /// All sequences together.
    all: Sums,
    /// The last shape of the best sequence, and what precedes it.
    back: Vec<[(u8, u8); STATES]>,
}

impl Forward {
    fn new(evidence: &Evidence<'_>, priors: &Priors, cells: &Cells) -> Self {
        let mut best: Sums = vec![NEVER; cells.count()];
        let mut all = best.clone();
        let mut back = vec![[(0, 0); STATES]; cells.count()];
        (best[0][0], all[0][0]) = (0.0, 0.0);
        for i in 0..=cells.rows {
            for j in cells.row(i) {
                let Some(here) = cells.at(i, j).filter(|here| best[*here] != NEVER) else {
                    continue;
                };
                for ((which, number), shape) in (0..).zip(0..).zip(SHAPES) {
                    let Some(there) = cells.at(i + shape.first, j + shape.second) else {
                        continue;
                    };
                    let Some(score) = score(evidence, i, j, shape) else {
                        continue;
                    };
                    let to = shape.state();
                    for (state, after) in (0..STATES).zip(0..) {
                        let step = score + priors.0[number][state];
                        all[there][to] = add(all[there][to], all[here][state] + step);
                        if best[here][state] + step > best[there][to] {
                            best[there][to] = best[here][state] + step;
                            back[there][to] = (which, after);
                        }
                    }
                }
            }
        }
        Self { best, all, back }
    }
}

/// The best sequence of groups, with the probability of each.
fn lattice(evidence: &Evidence<'_>, priors: &Priors) -> Vec<Group> {
    let cells = Cells::new(evidence.rows(), evidence.columns());
    let Forward { best, all, back } = Forward::new(evidence, priors, &cells);
    let mut groups = traced(&cells, &best, &back);
    drop((best, back));
    let probabilities = probabilities(&groups, evidence, priors, &cells, &all);
    for (group, probability) in groups.iter_mut().zip(probabilities) {
        group.probability = probability;
    }
    groups
}

/// Lowers the probability of groups to what other evidence makes of them.
fn judge(groups: &mut [Group], evidence: &Evidence<'_>, priors: &Priors) {
    let cells = Cells::new(evidence.rows(), evidence.columns());
    let all = Forward::new(evidence, priors, &cells).all;
    let probabilities = probabilities(groups, evidence, priors, &cells, &all);
    for (group, probability) in groups.iter_mut().zip(probabilities) {
        group.judged = probability;
    }
}

/// The sequence of groups that leads to the end.
fn traced(cells: &Cells, best: &Sums, back: &[[(u8, u8); STATES]]) -> Vec<Group> {
    let mut groups = Vec::new();
    let (mut i, mut j) = (cells.rows, cells.columns);
    let mut state = cells.at(i, j).map_or(0, |end| {
        let last = (0..STATES).max_by(|one, other| best[end][*one].total_cmp(&best[end][*other]));
        last.unwrap_or(0)
    });
    while let Some(there) = cells.at(i, j).filter(|_| i > 0 || j > 0) {
        let (which, after) = back[there][state];
        let shape = SHAPES[usize::from(which)];
        state = usize::from(after);
        (i, j) = (i - shape.first, j - shape.second);
        groups.push(Group {
            first: i..i + shape.first,
            second: j..j + shape.second,
            probability: 0.0,
            judged: 1.0,
        });
    }
    groups.reverse();
    groups
}

/// The score of a shape at a place, whatever precedes it.
fn score(evidence: &Evidence<'_>, i: usize, j: usize, shape: Shape) -> Option<f64> {
    evidence.score(i..i + shape.first, j..j + shape.second)
}

/// The probabilities of groups, given the sums of everything before each cell.
fn probabilities(
    groups: &[Group],
    evidence: &Evidence<'_>,
    priors: &Priors,
    cells: &Cells,
    all: &Sums,
) -> Vec<f64> {
    let mut ahead: Sums = vec![NEVER; all.len()];
    let Some(end) = cells.at(cells.rows, cells.columns) else {
        return vec![0.0; groups.len()];
    };
    ahead[end] = [0.0; STATES];
    for i in (0..=cells.rows).rev() {
        for j in cells.row(i).rev() {
            let Some(here) = cells.at(i, j).filter(|here| all[*here] != NEVER) else {
                continue;
            };
            for (shape, prior) in SHAPES.into_iter().zip(&priors.0) {
                let there = cells.at(i + shape.first, j + shape.second);
                if let Some(there) = there
                    && let Some(score) = score(evidence, i, j, shape)
                {
                    let rest = score + ahead[there][shape.state()];
                    for state in 0..STATES {
                        ahead[here][state] = add(ahead[here][state], rest + prior[state]);
                    }
                }
            }
        }
    }
    let total = sum(all[end]);
    let each = groups.iter().map(|group| {
        let (from, to) = (&group.first, &group.second);
        let which = which(group)?;
        let shape = SHAPES[which];
        let before = cells.at(from.start, to.start)?;
        let after = cells.at(from.end, to.end)?;
        let score = score(evidence, from.start, to.start, shape)?;
        let before: [f64; STATES] =
            std::array::from_fn(|state| all[before][state] + priors.0[which][state]);
        let part = sum(before) + score + ahead[after][shape.state()] - total;
        Some(part.min(0.0).exp())
    });
    each.map(|probability| probability.unwrap_or(0.0)).collect()
}

fn sum(logarithms: [f64; STATES]) -> f64 {
    logarithms.into_iter().fold(f64::NEG_INFINITY, add)
}

/// The logarithm of the sum of two numbers that are given by their logarithms.
fn add(one: f64, other: f64) -> f64 {
    let (more, less) = if one > other {
        (one, other)
    } else {
        (other, one)
    };
    if less == f64::NEG_INFINITY {
        more
    } else {
        more + (less - more).exp().ln_1p()
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of paragraphs")]
fn number(count: usize) -> f64 {
    count as f64
}
