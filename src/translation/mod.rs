//! How far a translation is: which texts are missing, which may be out of date, and which somebody has confirmed.

mod lock;

use std::collections::BTreeSet;

use crate::lang::{Pair, Side};
use crate::texts::{Group, PairedText, Texts};

pub use lock::{BrokenLine, FILE as LOCK_FILE, Fingerprint, Lock};

/// The state of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// One language has no text.
    Missing(Side),
    /// Somebody has confirmed that each is a translation of the other.
    Confirmed,
    /// One or both were changed after that; for each language, whether it may be out of date.
    Stale { a: bool, b: bool },
    /// Nobody has confirmed it: both are new, or both were changed.
    Unconfirmed,
}

/// The numbers of a language in some texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All texts.
    pub texts: usize,
    /// Those that are there and not known to be out of date.
    pub translated: usize,
    pub missing: usize,
    pub stale: usize,
    pub words: usize,
    pub characters: usize,
}

impl Counts {
    /// The share of texts that are translated, in percent, rounded down so that 100 means all.
    pub fn done(&self) -> usize {
        (self.translated * 100)
            .checked_div(self.texts)
            .unwrap_or(100)
    }

    fn add(&mut self, other: Self) {
        self.texts += other.texts;
        self.translated += other.translated;
        self.missing += other.missing;
        self.stale += other.stale;
        self.words += other.words;
        self.characters += other.characters;
    }
}

/// The texts of a file with their states.
#[derive(Debug)]
pub struct GroupStatus<'t> {
    pub group: &'t Group,
    pub texts: Vec<(&'t PairedText, State)>,
}

impl GroupStatus<'_> {
    /// The numbers of a language.
    pub fn counts(&self, side: Side) -> Counts {
        let mut counts = Counts::default();
        for (text, state) in &self.texts {
            let words = text.sides.get(side).words.as_ref();
            let missing = usize::from(*state == State::Missing(side));
            let stale = match state {
                State::Stale { a, b } => usize::from(match side {
                    Side::A => *a,
                    Side::B => *b,
                }),
                State::Missing(_) | State::Confirmed | State::Unconfirmed => 0,
            };
            counts.add(Counts {
                texts: 1,
                translated: 1 - missing - stale,
                missing,
                stale,
                words: words.map_or(0, |words| words.count),
                characters: words.map_or(0, |words| words.characters),
            });
        }
        counts
    }

    /// The number of texts that nobody has confirmed, though both languages have them.
    pub fn unconfirmed(&self) -> usize {
        let states = self.texts.iter().map(|(_, state)| *state);
        states.filter(|state| *state == State::Unconfirmed).count()
    }
}

/// The states of all texts of a book.
#[derive(Debug)]
pub struct Status<'t> {
    pub texts: &'t Texts,
    pub groups: Vec<GroupStatus<'t>>,
}

impl<'t> Status<'t> {
    /// Compares the texts with what was confirmed.
    pub fn of(texts: &'t Texts, lock: &Lock) -> Self {
        let pairs: BTreeSet<_> = texts
            .iter()
            .filter_map(|(_, text)| confirmed_as(texts, text))
            .collect();
        // What a text was confirmed with and is no longer found with. A line that is still true of some text says nothing
        // of others that repeat one side of it.
        let past = lock.pairs().filter(|pair| !pairs.contains(pair));
        let past: Vec<_> = past.collect();
        let known: Pair<BTreeSet<Fingerprint>> = Pair {
            a: past.iter().map(|pair| pair.0).collect(),
            b: past.iter().map(|pair| pair.1).collect(),
        };
        let state = |text: &PairedText| {
            let Some(pair) = confirmed_as(texts, text) else {
                let is_missing_a = text.sides.a.words.is_none();
                return State::Missing(if is_missing_a { Side::A } else { Side::B });
            };
            if lock.has(&pair) {
                return State::Confirmed;
            }
            // If the one is as it was confirmed and the other is not, the other was changed.
            let a = known.a.contains(&pair.0);
            let b = known.b.contains(&pair.1);
            if a || b {
                State::Stale { a, b }
            } else {
                State::Unconfirmed
            }
        };
        let groups = texts.groups.iter().map(|group| GroupStatus {
            group,
            texts: group.texts.iter().map(|text| (text, state(text))).collect(),
        });
        Self {
            texts,
            groups: groups.collect(),
        }
    }

    /// The numbers of a language in the whole book.
    pub fn counts(&self, side: Side) -> Counts {
        let mut counts = Counts::default();
        for group in &self.groups {
            counts.add(group.counts(side));
        }
        counts
    }

    /// The number of texts that nobody has confirmed, though both languages have them.
    pub fn unconfirmed(&self) -> usize {
        self.groups.iter().map(GroupStatus::unconfirmed).sum()
    }

    /// Every text with its state.
    pub fn iter(&self) -> impl Iterator<Item = (&'t PairedText, State)> {
        self.groups
            .iter()
            .flat_map(|group| group.texts.iter().copied())
    }
}

/// The line by which a text is confirmed; `None` if one language is missing.
pub fn confirmed_as(texts: &Texts, text: &PairedText) -> Option<(Fingerprint, Fingerprint)> {
    Some((
        fingerprint(texts, text, Side::A)?,
        fingerprint(texts, text, Side::B)?,
    ))
}

/// The fingerprint of a text in one language; `None` if it is missing.
pub fn fingerprint(texts: &Texts, text: &PairedText, side: Side) -> Option<Fingerprint> {
    let words = text.sides.get(side).words.as_ref()?;
    let cjk = texts.languages.get(side).is_cjk();
    Some(Fingerprint::of(&words.text, cjk, text.is_lined))
}

/// What `status --accept` is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    All,
    /// A chapter, by its number or id, or the parts of the book with this anchor.
    Named(String),
}

impl Scope {
    /// Whether a text is in it. `#` before a name means an anchor.
    pub fn has(&self, group: &Group, text: &PairedText) -> bool {
        match self {
            Self::All => true,
            Self::Named(name) => match name.strip_prefix('#') {
                Some(anchor) => text.is_in(anchor),
                None => group.is_called(name) || text.is_in(name),
            },
        }
    }
}

/// Confirms the texts of a scope that both languages have. Returns how many were not confirmed before; `None` if nothing
/// is in the scope.
pub fn accept(texts: &Texts, scope: &Scope, lock: &mut Lock) -> Option<usize> {
    let mut texts_in = texts
        .iter()
        .filter(|(group, text)| scope.has(group, text))
        .peekable();
    texts_in.peek()?;
    let pairs = texts_in.filter_map(|(_, text)| confirmed_as(texts, text));
    Some(pairs.filter(|pair| lock.add(*pair)).count())
}

/// Removes the lines that say nothing about any text of the book. A line by which a text is known to be out of date
/// stays. Returns how many were removed.
pub fn prune(texts: &Texts, lock: &mut Lock) -> usize {
    let mut pairs = BTreeSet::new();
    let mut open = Pair::<BTreeSet<Fingerprint>>::default();
    for (text, state) in Status::of(texts, lock).iter() {
        let Some(pair) = confirmed_as(texts, text) else {
            continue;
        };
        pairs.insert(pair);
        if state != State::Confirmed {
            open.a.insert(pair.0);
            open.b.insert(pair.1);
        }
    }
    lock.keep(|pair| pairs.contains(pair) || open.a.contains(&pair.0) || open.b.contains(&pair.1))
}
