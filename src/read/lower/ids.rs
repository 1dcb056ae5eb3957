//! Ids of blocks and chapters and numbers of chapters, which must be unique in the book.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::Lower;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::message::message;
use crate::read::settings;
use crate::read::shape::At;
use crate::source::Span;

/// The use of an id or a number. Chapters are read in parallel, so duplicates are found only once all are read.
#[derive(Debug)]
pub(super) enum Claim {
    Id {
        id: String,
        /// The id as the author wrote it, which may be a part of `id`.
        name: String,
        at: Span,
    },
    /// The number of a chapter.
    Number { number: u32, at: Span },
}

/// Reports ids and numbers that are used twice, in the order of the claims.
pub(super) fn settle(claims: Vec<Claim>, diagnostics: &mut Diagnostics) {
    let mut ids = BTreeMap::new();
    let mut numbers = BTreeMap::new();
    for claim in claims {
        let (first, at, message, hint) = match claim {
            Claim::Id { id, name, at } => (
                first_of(&mut ids, id, at),
                at,
                message!("the id `{}` is used twice", name),
                message!("change one of the two"),
            ),
            Claim::Number { number, at } => (
                first_of(&mut numbers, number, at),
                at,
                message!("two chapters have the number {}", number),
                message!("change one of the two"),
            ),
        };
        if let Some(first) = first {
            diagnostics.push(
                Diagnostic::new(Code::RefIdTwice, message)
                    .at(at)
                    .label(first, message!("first here"))
                    .hint(hint),
            );
        }
    }
}

/// The place of the first use of a key. If this use is the first, it is recorded, and the result is `None`.
fn first_of<K: Ord>(taken: &mut BTreeMap<K, Span>, key: K, at: Span) -> Option<Span> {
    match taken.entry(key) {
        Entry::Occupied(entry) => Some(*entry.get()),
        Entry::Vacant(entry) => {
            entry.insert(at);
            None
        }
    }
}

impl Lower<'_> {
    /// The id of a block: its `anchor:`, else one made of chapter, kind and the number of such blocks so far.
    pub(super) fn block_id(
        &mut self,
        chapter: &str,
        name: &'static str,
        anchor: Option<&At<String>>,
        at: Span,
    ) -> String {
        let count = self.counts.entry(name).or_default();
        *count += 1;
        let (id, at) = match anchor {
            Some(anchor) => (self.slug(anchor), anchor.at),
            None => (format!("{chapter}-{name}-{count}"), at),
        };
        self.take(&id, &id, at);
        id
    }

    /// Checks an id that becomes part of links and file names.
    pub(super) fn slug(&mut self, at: &At<String>) -> String {
        let Some(id) = &at.value else {
            return String::new();
        };
        if !settings::is_slug(id) {
            self.say(
                Diagnostic::new(Code::RefId, message!("`{}` is not a valid id", id))
                    .at(at.at)
                    .hint(message!("use lower-case letters, digits and hyphens, 64 at most, as in `post-training`")),
            );
        }
        id.clone()
    }

    /// Records the use of an id. `name` is the id as the author wrote it.
    pub(super) fn take(&mut self, id: &str, name: &str, at: Span) {
        self.found.claims.push(Claim::Id {
            id: id.to_owned(),
            name: name.to_owned(),
            at,
        });
    }
}
