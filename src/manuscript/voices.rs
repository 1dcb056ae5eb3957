//! Something in each language of an edition.

use crate::edition::Languages;
use crate::lang::{Pair, Side};

/// Something in each language of the edition, in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voices<T> {
    Duo { lead: T, second: T },
    Solo(T),
}

impl<T> Voices<T> {
    /// The language that is read first.
    pub fn lead(&self) -> &T {
        match self {
            Self::Duo { lead, .. } | Self::Solo(lead) => lead,
        }
    }

    /// All, first to last.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        let (lead, second) = match self {
            Self::Duo { lead, second } => (lead, Some(second)),
            Self::Solo(only) => (only, None),
        };
        std::iter::once(lead).chain(second)
    }

    /// The same voices saying other things.
    pub fn map<U>(&self, mut say: impl FnMut(&T) -> U) -> Voices<U> {
        match self {
            Self::Duo { lead, second } => Voices::Duo {
                lead: say(lead),
                second: say(second),
            },
            Self::Solo(only) => Voices::Solo(say(only)),
        }
    }

    /// The same voices, borrowed.
    pub fn map_ref(&self) -> Voices<&T> {
        match self {
            Self::Duo { lead, second } => Voices::Duo { lead, second },
            Self::Solo(only) => Voices::Solo(only),
        }
    }

    /// These voices with those of another.
    pub fn zip<U>(self, other: Voices<U>) -> Voices<(T, U)> {
        match (self, other) {
            (
                Self::Duo { lead, second },
                Voices::Duo {
                    lead: other_lead,
                    second: other_second,
                },
            ) => Voices::Duo {
                lead: (lead, other_lead),
                second: (second, other_second),
            },
            (
                Self::Solo(one) | Self::Duo { lead: one, .. },
                Voices::Solo(other) | Voices::Duo { lead: other, .. },
            ) => Voices::Solo((one, other)),
        }
    }
}

impl Languages {
    /// What of a pair this edition shows.
    pub fn choose<T>(self, pair: &Pair<T>) -> Voices<&T> {
        match self {
            Self::Both { lead: Side::A } => Voices::Duo {
                lead: &pair.a,
                second: &pair.b,
            },
            Self::Both { lead: Side::B } => Voices::Duo {
                lead: &pair.b,
                second: &pair.a,
            },
            Self::Only(side) => Voices::Solo(pair.get(side)),
        }
    }
}
