//! The rules, their levels, and what a book excepts from them.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Code, Severity};
use crate::source::Span;

/// What becomes of the findings of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// There are none.
    Off,
    /// They are reported.
    Warning,
    /// They prevent a build.
    Error,
}

impl Level {
    /// The severity of findings; `None` if there are none.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// Every rule, with the level that it has unless the book says otherwise. A rule that is often wrong is off.
pub const RULES: [(Code, Level); 17] = [
    (Code::CopyTerms, Level::Warning),
    (Code::CopyPlainTerms, Level::Off),
    (Code::CopyNumbers, Level::Warning),
    (Code::CopyMissingNumbers, Level::Off),
    (Code::CopyDates, Level::Warning),
    (Code::CopyLinks, Level::Warning),
    (Code::CopyUnbalanced, Level::Warning),
    (Code::CopyHalfWidth, Level::Warning),
    (Code::CopyStraightQuotes, Level::Warning),
    (Code::CopyDashes, Level::Warning),
    (Code::CopySpaces, Level::Warning),
    (Code::CopyUntranslated, Level::Warning),
    (Code::CopyLengths, Level::Warning),
    (Code::CopyRepeated, Level::Warning),
    (Code::CopyAlt, Level::Warning),
    (Code::CopyQuoteStyles, Level::Warning),
    (Code::CopyNames, Level::Warning),
];

/// The rule of a name.
pub fn rule(name: &str) -> Option<Code> {
    let mut all = RULES.iter().map(|(code, _)| *code);
    all.find(|code| code.name() == name)
}

/// What a book says of the rules.
#[derive(Debug, Default)]
pub struct Rules {
    own: BTreeMap<&'static str, Own>,
}

/// What a book says of one rule.
#[derive(Debug, Default)]
pub struct Own {
    /// The level, if it is not the usual one.
    pub level: Option<Level>,
    /// Words that the rule does not find.
    pub words: BTreeSet<String>,
    /// Places in which it finds nothing.
    pub places: Vec<Span>,
}

impl Rules {
    /// Sets what the book says of a rule.
    pub fn set(&mut self, rule: Code, own: Own) {
        self.own.insert(rule.name(), own);
    }

    /// The severity of a rule's findings; `None` if the rule is off.
    pub fn severity(&self, rule: Code) -> Option<Severity> {
        let own = self.own.get(rule.name()).and_then(|own| own.level);
        let usual = RULES.iter().find(|(code, _)| *code == rule);
        own.or(usual.map(|(_, level)| *level))?.severity()
    }

    /// Whether the book excepts a finding: what was found, or where.
    pub fn excepts(&self, rule: Code, found: &str, at: Span) -> bool {
        self.own.get(rule.name()).is_some_and(|own| {
            let holds = |place: &Span| {
                place.file == at.file && place.start <= at.start && at.end <= place.end
            };
            own.words.contains(found) || own.places.iter().any(holds)
        })
    }
}
