//! What speaks for two groups of paragraphs translating one another: lengths, what translations keep, and words.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::align::{Kind, Scores, Texts, Unit};
use super::scripts::has_han;
use super::tokens::{Token, tokens};
use super::words::Learned;

/// What lengths say: how long a translation is, and how long the second text's paragraphs are anyway. So a paragraph
/// without a translation costs no more the longer it is.
#[derive(Debug)]
pub(super) struct Lengths {
    ratio: f64,
    mean: f64,
    spread: f64,
}

/// How far the logarithm of the lengths' ratio strays.
const SPREAD: f64 = 0.35;

impl Lengths {
    pub(super) fn of(chapters: &[Texts<'_>]) -> Self {
        let total = |units: &[Unit]| -> f64 { units.iter().map(|unit| length(&unit.text)).sum() };
        let first: f64 = chapters.iter().map(|texts| total(texts.first)).sum();
        let second: f64 = chapters.iter().map(|texts| total(texts.second)).sum();
        let logs: Vec<f64> = chapters
            .iter()
            .flat_map(|texts| texts.second)
            .filter(|unit| unit.kind == Kind::Text)
            .map(|unit| (length(&unit.text) + 1.0).ln())
            .collect();
        let count = number(logs.len()).max(1.0);
        let mean = logs.iter().sum::<f64>() / count;
        let variance = logs.iter().map(|log| (log - mean).powi(2)).sum::<f64>() / count;
        Self {
            ratio: ((second + 1.0) / (first + 1.0)).ln(),
            mean,
            spread: variance.sqrt().max(SPREAD),
        }
    }

    fn score(&self, first: f64, second: f64) -> f64 {
        let strays = (second + 1.0).ln() - (first + 1.0).ln() - self.ratio;
        let spread = SPREAD * (1.0 + 4.0 / (first + 1.0));
        let by_chance = ((second + 1.0).ln() - self.mean) / self.spread;
        0.5 * by_chance.powi(2) + self.spread.ln() - 0.5 * (strays / spread).powi(2) - spread.ln()
    }
}

fn length(text: &str) -> f64 {
    number(text.chars().count())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of characters and paragraphs"
)]
fn number(count: usize) -> f64 {
    count as f64
}

/// The tokens of two texts, numbered.
#[derive(Debug)]
pub(super) struct Tokens {
    sides: [Side; 2],
    /// Whether each token is a word, which a translation keeps less often than code or a number.
    are_words: Vec<bool>,
    /// Whether the first language is written in the letters of these words, which are then no sign of anything unless
    /// both texts have them.
    latin: bool,
}

#[derive(Debug)]
struct Side {
    /// Those of each paragraph, in order.
    tokens: Vec<Vec<usize>>,
    /// How many paragraphs have each.
    spread: Vec<usize>,
}

impl Tokens {
    pub(super) fn of(texts: &Texts<'_>) -> Self {
        let mut numbers: BTreeMap<Token, usize> = BTreeMap::new();
        let mut are_words = Vec::new();
        let mut numbered = |unit: &Unit| -> Vec<usize> {
            let each = kept_of(&unit.text).into_iter().map(|token| {
                let is_word = matches!(token, Token::Word(_));
                *numbers.entry(token).or_insert_with(|| {
                    are_words.push(is_word);
                    are_words.len() - 1
                })
            });
            let mut each: Vec<usize> = each.collect();
            each.sort_unstable();
            each
        };
        let first: Vec<Vec<usize>> = texts.first.iter().map(&mut numbered).collect();
        let second: Vec<Vec<usize>> = texts.second.iter().map(&mut numbered).collect();
        let known = are_words.len();
        let side = |tokens: Vec<Vec<usize>>| {
            let mut spread = vec![0; known];
            for token in tokens.iter().flatten() {
                spread[*token] += 1;
            }
            Side { tokens, spread }
        };
        Self {
            latin: !texts.first.iter().any(|unit| has_han(&unit.text)),
            sides: [side(first), side(second)],
            are_words,
        }
    }

    /// What kept and lost tokens say.
    fn score(&self, first: Range<usize>, second: Range<usize>) -> f64 {
        let ours = all(&self.sides[0].tokens[first.clone()]);
        let theirs = all(&self.sides[1].tokens[second.clone()]);
        let mut score = 0.0;
        for token in &ours {
            let keeps = if self.are_words[*token] { 0.8 } else { 0.9 };
            let chance = self.sides[1].chance(*token, second.len());
            score += if theirs.binary_search(token).is_ok() {
                f64::ln(keeps / chance)
            } else if self.latin && self.are_words[*token] {
                0.0
            } else {
                f64::ln((1.0 - keeps) / (1.0 - chance))
            };
        }
        for token in &theirs {
            // A word in Latin letters is none that was kept if the language is written in them.
            if !self.are_words[*token] && ours.binary_search(token).is_err() {
                let chance = self.sides[0].chance(*token, first.len());
                score += f64::ln(0.15 / (1.0 - chance));
            }
        }
        score.clamp(LEAST_KEPT, MOST_KEPT)
    }
}

/// Within which limits tokens count, since those of a text do not occur independently.
const LEAST_KEPT: f64 = -8.0;
const MOST_KEPT: f64 = 12.0;

impl Side {
    /// How probable it is that one of so many paragraphs has a token.
    fn chance(&self, token: usize, paragraphs: usize) -> f64 {
        let have = number(self.spread[token] * paragraphs);
        ((have + 0.5) / (number(self.tokens.len()) + 1.0)).min(0.9)
    }
}

/// What a translation of a text is likely to keep.
fn kept_of(text: &str) -> BTreeSet<Token> {
    let mut kept = BTreeSet::new();
    for token in tokens(text) {
        if let Token::Code(code) = &token {
            let inside = tokens(code).into_iter();
            kept.extend(inside.filter(|token| matches!(token, Token::Word(_))));
        }
        kept.insert(token);
    }
    kept.retain(|token| !matches!(token, Token::Word(word) if word.len() < 2));
    kept
}

/// The tokens of several paragraphs, each once and in order.
fn all(paragraphs: &[Vec<usize>]) -> Vec<usize> {
    let mut all = paragraphs.concat();
    if paragraphs.len() > 1 {
        all.sort_unstable();
        all.dedup();
    }
    all
}

/// Everything that is known of two texts.
#[derive(Debug)]
pub(super) struct Evidence<'a> {
    texts: &'a Texts<'a>,
    tokens: &'a Tokens,
    lengths: &'a Lengths,
    learned: Option<Learned>,
    sizes: [Vec<f64>; 2],
}

impl<'a> Evidence<'a> {
    pub(super) fn new(
        texts: &'a Texts<'a>,
        tokens: &'a Tokens,
        lengths: &'a Lengths,
        learned: Option<Learned>,
    ) -> Self {
        let sizes = |units: &[Unit]| units.iter().map(|unit| length(&unit.text)).collect();
        Self {
            sizes: [sizes(texts.first), sizes(texts.second)],
            texts,
            tokens,
            lengths,
            learned,
        }
    }

    /// How many paragraphs the first text has.
    pub(super) fn rows(&self) -> usize {
        self.texts.first.len()
    }

    /// How many paragraphs the second text has.
    pub(super) fn columns(&self) -> usize {
        self.texts.second.len()
    }

    /// How much better two groups explain one another than chance does; `None` if they cannot belong together.
    pub(super) fn score(&self, first: Range<usize>, second: Range<usize>) -> Option<f64> {
        let units = [
            self.texts.first.get(first.clone())?,
            self.texts.second.get(second.clone())?,
        ];
        let mut kinds = units.into_iter().flatten().map(|unit| unit.kind);
        let kind = kinds.next()?;
        let single = first.len() <= 1 && second.len() <= 1;
        if kinds.any(|other| other != kind) || !(single || kind == Kind::Text) {
            return None;
        }
        if first.is_empty() || second.is_empty() {
            return Some(0.0);
        }
        let ours: f64 = self.sizes[0][first.clone()].iter().sum();
        let theirs: f64 = self.sizes[1][second.clone()].iter().sum();
        let score = self.lengths.score(ours, theirs);
        if let Some(scores) = self.texts.scores {
            return Some(score + self.given(scores, first, second));
        }
        let words = self.learned.as_ref();
        let words = words.map_or(0.0, |learned| learned.score(&first, &second));
        Some(score + self.tokens.score(first, second) + words)
    }

    /// What the scores of another program say about a group: the mean of the logarithms of their odds.
    fn given(&self, scores: &Scores, first: Range<usize>, second: Range<usize>) -> f64 {
        let pairs = number(first.len() * second.len());
        let odds = |i: usize, j: usize| {
            let pair = if self.texts.is_turned { (j, i) } else { (i, j) };
            let score = scores.0.get(&pair).copied().unwrap_or(0.0);
            let score = score.clamp(0.001, 0.999);
            (score / (1.0 - score)).ln()
        };
        let all = first.flat_map(|i| second.clone().map(move |j| odds(i, j)));
        all.sum::<f64>() / pairs
    }
}
