//! Which words translate which, learned from pairs of paragraphs: IBM Model 1 (Brown et al. 1993).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::align::{Texts, Unit};
use super::scripts::{is_cjk, is_han};

/// How many letters of a word are compared, so that its forms are one.
const STEM: usize = 6;

/// The words of a text as far as they are compared: pairs of neighbouring Chinese characters, and the beginnings of
/// other words.
fn words_of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut characters: Vec<char> = Vec::new();
    let mut letters: Vec<char> = Vec::new();
    for c in text.chars().chain([' ']) {
        let is_character = is_han(c) || (is_cjk(c) && c.is_alphabetic());
        if is_character {
            characters.push(c);
        } else if let [only] = characters[..] {
            words.push(only.to_string());
            characters.clear();
        } else {
            words.extend(characters.windows(2).map(String::from_iter));
            characters.clear();
        }
        if !is_character && (c.is_alphabetic() || (c == '\'' && !letters.is_empty())) {
            letters.push(c);
        } else {
            if letters.len() > 1 {
                let word = letters.iter().flat_map(|letter| letter.to_lowercase());
                words.push(word.take(STEM).collect());
            }
            letters.clear();
        }
    }
    words
}

/// The words of all chapters, numbered, each language for itself.
#[derive(Debug)]
pub(super) struct Vocabulary {
    chapters: Vec<[Vec<Vec<usize>>; 2]>,
    sizes: [usize; 2],
}

impl Vocabulary {
    pub(super) fn of(chapters: &[Texts<'_>]) -> Self {
        let mut numbers: [BTreeMap<String, usize>; 2] = [BTreeMap::new(), BTreeMap::new()];
        let numbered = |units: &[Unit], numbers: &mut BTreeMap<String, usize>| {
            let mut all = Vec::with_capacity(units.len());
            for unit in units {
                let words = words_of(&unit.text).into_iter().map(|word| {
                    let next = numbers.len();
                    *numbers.entry(word).or_insert(next)
                });
                all.push(words.collect());
            }
            all
        };
        let chapters = chapters
            .iter()
            .map(|texts| {
                [
                    numbered(texts.first, &mut numbers[0]),
                    numbered(texts.second, &mut numbers[1]),
                ]
            })
            .collect();
        Self {
            chapters,
            sizes: [numbers[0].len(), numbers[1].len()],
        }
    }
}

const ROUNDS: usize = 4;
/// Paragraphs with more different words teach too little for what they cost.
const LONGEST: usize = 120;
/// Less probable translations are forgotten.
const LEAST: f64 = 0.01;
/// How frequent a word is that did not occur.
const UNSEEN: f64 = 1e-5;
/// What learned words count for, since those of a text do not occur independently.
const WEIGHT: f64 = 0.45;
/// Within which limits they count.
const MOST: f64 = 15.0;

/// For each word of the first language, those of the second and how probable they are, in order of their numbers.
type Table = Vec<Vec<(usize, f64)>>;

/// What was learned from some pairs.
#[derive(Debug)]
struct Lexicon {
    /// Whether words that it does not know count.
    counts_unknown: bool,
    table: Table,
    /// How frequent the words of the second language are; 0 if they say nothing.
    frequencies: Vec<f64>,
}

/// What was learned: once from all pairs, or several times from a part of them. Paragraphs are judged by each in turn.
#[derive(Debug)]
pub(super) struct Lexicons(Vec<Lexicon>);

/// The number of the lexicon by which a paragraph is judged.
fn judge(chapter: usize, paragraph: usize, lexicons: usize) -> usize {
    (chapter * 7 + paragraph) % lexicons
}

impl Lexicons {
    /// Learns from pairs, which are given as the number of their chapter and those of their paragraphs. If there is
    /// to be more than one lexicon, each is learned without the paragraphs that it judges: whoever learned from a wrong
    /// pair is sure that it is right.
    pub(super) fn learn(
        pairs: &[(usize, usize, usize)],
        vocabulary: &Vocabulary,
        lexicons: usize,
    ) -> Self {
        let once = |words: &[usize]| -> Vec<usize> {
            let each: BTreeSet<usize> = words.iter().copied().collect();
            each.into_iter().collect()
        };
        let data: Vec<(usize, Vec<usize>, Vec<usize>)> = pairs
            .iter()
            .map(|(chapter, first, second)| {
                let [ours, theirs] = &vocabulary.chapters[*chapter];
                (
                    judge(*chapter, *first, lexicons),
                    once(&ours[*first]),
                    once(&theirs[*second]),
                )
            })
            .filter(|(_, first, second)| {
                !first.is_empty() && !second.is_empty() && first.len() < LONGEST
            })
            .collect();
        // A word that no sure pair has is a sign of a paragraph without a translation, but only if all pairs were asked.
        let unseen = if lexicons == 1 { UNSEEN } else { 0.0 };
        let learned = (0..lexicons).map(|number| {
            let others = data
                .iter()
                .filter(|(judge, _, _)| lexicons == 1 || *judge != number);
            let others: Vec<(&[usize], &[usize])> = others
                .map(|(_, first, second)| (&first[..], &second[..]))
                .collect();
            Lexicon {
                counts_unknown: lexicons == 1,
                table: table(&others, vocabulary.sizes),
                frequencies: frequencies(&others, vocabulary.sizes[1], unseen),
            }
        });
        Self(learned.collect())
    }

    /// What the lexicons say about the paragraphs of a chapter.
    pub(super) fn evidence(&self, chapter: usize, vocabulary: &Vocabulary) -> Learned {
        let [first, second] = &vocabulary.chapters[chapter];
        let mut expected = vec![0.0; vocabulary.sizes[1]];
        let mut scores = |paragraphs: Range<usize>| -> Vec<f64> {
            let lexicon = &self.0[judge(chapter, paragraphs.start, self.0.len())];
            let words = first[paragraphs].iter().flatten();
            let counts = |word: &usize| lexicon.counts_unknown || !lexicon.table[*word].is_empty();
            let known: Vec<usize> = words.copied().filter(counts).collect();
            expected.fill(0.0);
            for (other, share) in known.iter().flat_map(|word| &lexicon.table[*word]) {
                expected[*other] += share / number(known.len());
            }
            let score = |other: &usize| {
                let chance = lexicon.frequencies[*other];
                (chance > 0.0).then(|| (0.5 * (expected[*other] + chance) / chance).ln())
            };
            let each = second.iter();
            each.map(|others| others.iter().filter_map(score).sum())
                .collect()
        };
        let count = first.len();
        Learned {
            single: (0..count).map(|i| scores(i..i + 1)).collect(),
            double: (1..count).map(|i| scores(i - 1..i + 1)).collect(),
        }
    }
}

/// What the words of each paragraph of the first text, and of each two neighbours, say about each of the second.
#[derive(Debug)]
pub(super) struct Learned {
    single: Vec<Vec<f64>>,
    double: Vec<Vec<f64>>,
}

impl Learned {
    /// How much better the words of one group explain those of another than chance does.
    pub(super) fn score(&self, first: &Range<usize>, second: &Range<usize>) -> f64 {
        let rows = if first.len() == 1 {
            &self.single
        } else {
            &self.double
        };
        let sum: f64 = rows[first.start][second.clone()].iter().sum();
        (WEIGHT * sum).clamp(-MOST, MOST)
    }
}

/// How frequent the words of the second language are, at least as `unseen` says.
fn frequencies(data: &[(&[usize], &[usize])], words: usize, unseen: f64) -> Vec<f64> {
    let mut counts = vec![0.0; words];
    let mut total = 0.0;
    for word in data.iter().flat_map(|(_, second)| *second) {
        counts[*word] += 1.0;
        total += 1.0;
    }
    counts
        .into_iter()
        .map(|count| f64::max(count / f64::max(total, 1.0), unseen))
        .collect()
}

/// Learns a table of translations.
fn table(data: &[(&[usize], &[usize])], sizes: [usize; 2]) -> Table {
    let mut partners: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); sizes[0]];
    for (first, second) in data {
        for word in *first {
            partners[*word].extend(*second);
        }
    }
    let mut table: Table = partners
        .into_iter()
        .map(|row| row.into_iter().map(|other| (other, 1.0)).collect())
        .collect();
    let mut sums = vec![0.0; sizes[1]];
    for _ in 0..ROUNDS {
        table = round(data, &table, &mut sums);
    }
    for row in &mut table {
        row.retain(|(_, share)| *share > LEAST);
    }
    table
}

/// One round of expectation and maximization.
fn round(data: &[(&[usize], &[usize])], table: &Table, sums: &mut [f64]) -> Table {
    let mut counts: Table = table
        .iter()
        .map(|row| row.iter().map(|(other, _)| (*other, 0.0)).collect())
        .collect();
    for (first, second) in data {
        let places = |word: usize| {
            let row = &table[word];
            second.iter().filter_map(move |other| {
                let at = row.binary_search_by_key(other, |(known, _)| *known).ok()?;
                Some((at, *other))
            })
        };
        for word in *first {
            for (at, other) in places(*word) {
                sums[other] += table[*word][at].1;
            }
        }
        for word in *first {
            for (at, other) in places(*word) {
                if sums[other] > 0.0 {
                    counts[*word][at].1 += table[*word][at].1 / sums[other];
                }
            }
        }
        for other in *second {
            sums[*other] = 0.0;
        }
    }
    for row in &mut counts {
        let sum: f64 = row.iter().map(|(_, count)| count).sum();
        for (_, count) in row {
            *count /= sum.max(f64::MIN_POSITIVE);
        }
    }
    counts
}

#[expect(clippy::cast_precision_loss, reason = "numbers of words")]
fn number(count: usize) -> f64 {
    count as f64
}
