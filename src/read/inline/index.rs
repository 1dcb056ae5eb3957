//! Index entries in the attributes of a span: `[clouds]{.index}`, `[words]{index="clouds > cumulus"}`.

use std::ops::Range;

use super::{InlineReader, Problem};
use crate::book::{IndexMark, Inline, MOST_LEVELS, Text, entry_path};
use crate::read::markup::{Attribute, AttributeKind};

/// Between the entries that `see=` names.
const NEXT: char = ';';

/// What can be wrong with an index entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexFault {
    /// An entry, a level of one or a sort form without words.
    Empty,
    /// An entry with too many levels, by their number.
    Deep(usize),
    /// A sort form with more levels than its entry.
    Sort,
    /// An attribute that belongs to an index entry, without one.
    Alone(&'static str),
    /// `.index` and `index=` on the same words, or one of them twice.
    Twice,
    /// `see=` and `see-also=` in one entry.
    Both,
    /// A text to which no index leads.
    Place,
}

/// An attribute of an index entry.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// `.index`
    Words,
    Entry,
    Sort,
    See,
    SeeAlso,
}

impl Part {
    fn of(kind: &AttributeKind) -> Option<Self> {
        match kind {
            AttributeKind::Class(name) => (name == "index").then_some(Self::Words),
            AttributeKind::Value { name, .. } => match name.as_str() {
                "index" => Some(Self::Entry),
                "sort" => Some(Self::Sort),
                "see" => Some(Self::See),
                "see-also" => Some(Self::SeeAlso),
                _ => None,
            },
            AttributeKind::Id(_) | AttributeKind::Unknown(_) => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Words => ".index",
            Self::Entry => "index=",
            Self::Sort => "sort=",
            Self::See => "see=",
            Self::SeeAlso => "see-also=",
        }
    }
}

impl InlineReader<'_, '_> {
    /// The index entry of some words, if their attributes have one; and the other attributes.
    pub(super) fn index_mark(
        &mut self,
        at: &Range<usize>,
        attributes: Vec<Attribute>,
        words: &[Inline],
    ) -> (Option<IndexMark>, Vec<Attribute>) {
        let mut parts = Vec::new();
        let mut others = Vec::new();
        for attribute in attributes {
            match (Part::of(&attribute.kind), attribute.kind) {
                (Some(part), AttributeKind::Value { value, .. }) => {
                    parts.push((part, value, attribute.at));
                }
                (
                    Some(part),
                    AttributeKind::Class(_) | AttributeKind::Id(_) | AttributeKind::Unknown(_),
                ) => {
                    parts.push((part, String::new(), attribute.at));
                }
                (None, kind) => others.push(Attribute {
                    at: attribute.at,
                    kind,
                }),
            }
        }
        if parts.is_empty() {
            return (None, others);
        }
        (self.mark_of(at, &parts, words), others)
    }

    fn mark_of(
        &mut self,
        at: &Range<usize>,
        parts: &[(Part, String, Range<usize>)],
        words: &[Inline],
    ) -> Option<IndexMark> {
        let is_entry = |part: Part| matches!(part, Part::Words | Part::Entry);
        let mut own = parts.iter().filter(|(part, ..)| is_entry(*part));
        let Some((part, value, entry_at)) = own.next() else {
            for (part, _, at) in parts {
                self.fault(at, IndexFault::Alone(part.name()));
            }
            return None;
        };
        if let Some((.., at)) = own.next() {
            self.fault(at, IndexFault::Twice);
        }
        if !self.context.may_index {
            self.fault(entry_at, IndexFault::Place);
            return None;
        }
        let entry = match part {
            Part::Words => vec![plain(words)],
            Part::Entry | Part::Sort | Part::See | Part::SeeAlso => entry_path(value),
        };
        // The words themselves are to blame if they are no entry.
        let blamed = if *part == Part::Words { at } else { entry_at };
        self.check(blamed, &entry);
        let mut mark = IndexMark {
            entry,
            sort: Vec::new(),
            see: Vec::new(),
            see_also: Vec::new(),
        };
        let length = |levels: &[String]| levels.iter().map(String::len).sum();
        self.places
            .push_whole(length(&mark.entry), entry_at.clone());
        // In the order of `IndexMark::strings`.
        for wanted in [Part::Sort, Part::See, Part::SeeAlso] {
            let mut given = parts.iter().filter(|(part, ..)| *part == wanted);
            let Some((_, value, at)) = given.next() else {
                continue;
            };
            if let Some((.., at)) = given.next() {
                self.fault(at, IndexFault::Twice);
            }
            if wanted == Part::Sort {
                mark.sort = entry_path(value);
                if mark.sort.iter().any(String::is_empty) {
                    self.fault(at, IndexFault::Empty);
                } else if mark.sort.len() > mark.entry.len() {
                    self.fault(at, IndexFault::Sort);
                }
                self.places.push_whole(length(&mark.sort), at.clone());
                continue;
            }
            let targets: Vec<_> = value.split(NEXT).map(entry_path).collect();
            for target in &targets {
                self.check(at, target);
            }
            self.places
                .push_whole(length(&targets.concat()), at.clone());
            if wanted == Part::See {
                mark.see = targets;
            } else {
                mark.see_also = targets;
                if !mark.see.is_empty() {
                    self.fault(at, IndexFault::Both);
                }
            }
        }
        Some(mark)
    }

    fn check(&mut self, at: &Range<usize>, entry: &[String]) {
        if entry.iter().any(String::is_empty) {
            self.fault(at, IndexFault::Empty);
        } else if entry.len() > MOST_LEVELS {
            self.fault(at, IndexFault::Deep(entry.len()));
        }
    }

    fn fault(&mut self, at: &Range<usize>, fault: IndexFault) {
        self.remark(at.clone(), Problem::Index(fault));
    }
}

fn plain(words: &[Inline]) -> String {
    let text = Text {
        inlines: words.to_vec(),
        ..Text::default()
    };
    text.plain().trim().to_owned()
}
