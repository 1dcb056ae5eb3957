//! A value in each language of an edition.

use crate::edition::Languages;
use crate::lang::{Lang, Pair, Side};

/// A value in each language of the edition, in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Localized<T> {
    Duo { lead: T, second: T },
    Solo(T),
}

impl<T> Localized<T> {
    /// The value in the lead language.
    pub fn lead(&self) -> &T {
        match self {
            Self::Duo { lead, .. } | Self::Solo(lead) => lead,
        }
    }

    /// All values, in reading order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        let (lead, second) = match self {
            Self::Duo { lead, second } => (lead, Some(second)),
            Self::Solo(only) => (only, None),
        };
        std::iter::once(lead).chain(second)
    }

    /// Applies a function to each value.
    pub fn map<U>(&self, mut say: impl FnMut(&T) -> U) -> Localized<U> {
        match self {
            Self::Duo { lead, second } => Localized::Duo {
                lead: say(lead),
                second: say(second),
            },
            Self::Solo(only) => Localized::Solo(say(only)),
        }
    }

    /// The same with borrowed values.
    pub fn map_ref(&self) -> Localized<&T> {
        match self {
            Self::Duo { lead, second } => Localized::Duo { lead, second },
            Self::Solo(only) => Localized::Solo(only),
        }
    }

    /// Pairs the values of each language with those of another. Both are expected to have the same languages;
    /// otherwise only the leads are paired.
    pub fn zip<U>(self, other: Localized<U>) -> Localized<(T, U)> {
        match (self, other) {
            (
                Self::Duo { lead, second },
                Localized::Duo {
                    lead: other_lead,
                    second: other_second,
                },
            ) => Localized::Duo {
                lead: (lead, other_lead),
                second: (second, other_second),
            },
            (
                Self::Solo(one) | Self::Duo { lead: one, .. },
                Localized::Solo(other) | Localized::Duo { lead: other, .. },
            ) => Localized::Solo((one, other)),
        }
    }
}

impl Localized<&Lang> {
    /// The tags of the languages, joined for use in a name: `zh-en`.
    pub fn tags(&self) -> String {
        let tags: Vec<&str> = self.iter().map(|lang| lang.tag()).collect();
        tags.join("-")
    }
}

impl Languages {
    /// Whether an edition in these languages has what only one language has, if `only` names one.
    pub(super) fn have(self, only: Option<Side>) -> bool {
        match (only, self) {
            (Some(side), Self::Only(own)) => side == own,
            (Some(_), Self::Both { .. }) | (None, _) => true,
        }
    }

    /// The values of a pair that this edition shows.
    pub fn choose<T>(self, pair: &Pair<T>) -> Localized<&T> {
        match self {
            Self::Both { lead: Side::A } => Localized::Duo {
                lead: &pair.a,
                second: &pair.b,
            },
            Self::Both { lead: Side::B } => Localized::Duo {
                lead: &pair.b,
                second: &pair.a,
            },
            Self::Only(side) => Localized::Solo(pair.get(side)),
        }
    }
}
