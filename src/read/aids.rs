//! The lists of figures, tables and listings and the index that an edition requests, and whether the book has entries
//! for them.

use super::file::{BookFile, EditionFile, FormatFile, ListedFile};
use super::shape::Keyed;
use crate::book::{Block, BlockKind, Chapter};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::edition::{Aids, Listed};
use crate::message::{Message, message};
use crate::source::Span;
use crate::walk;

/// The lists and the index that an edition requests.
pub fn read(file: &EditionFile, diagnostics: &mut Diagnostics) -> Aids {
    let mut lists = Vec::new();
    for at in file
        .lists
        .iter()
        .filter_map(|at| at.value.as_ref())
        .flatten()
    {
        let listed = match at.value {
            None => continue,
            Some(ListedFile::Figures) => Listed::Figures,
            Some(ListedFile::Tables) => Listed::Tables,
            Some(ListedFile::Listings) => Listed::Listings,
        };
        if lists.contains(&listed) {
            diagnostics.push(
                Diagnostic::new(
                    Code::EditionInvalid,
                    message!("`{}` is listed twice", listed.name()),
                )
                .at(at.at)
                .hint(message!("keep one of the two")),
            );
        } else {
            lists.push(listed);
        }
    }
    Aids {
        lists,
        index: index(file),
        reference_pages: file.reference_pages.as_ref().and_then(|at| at.value) == Some(true),
    }
}

/// Whether an edition requests an index.
pub fn index(file: &EditionFile) -> bool {
    file.index.as_ref().and_then(|at| at.value) == Some(true)
}

/// Refuses lists and indexes that would be empty.
pub fn empty(
    file: &BookFile,
    chapters: &[Chapter],
    has_entries: bool,
    diagnostics: &mut Diagnostics,
) {
    let entries = file.editions.as_ref().and_then(|at| at.value.as_ref());
    for (name, _, edition) in entries.into_iter().flat_map(Keyed::iter) {
        let Some(edition) = &edition.value else {
            continue;
        };
        let is_pdf = edition.format.value == Some(FormatFile::Pdf);
        let mut seen = Vec::new();
        let mut refuse = |message: Message, at: Span, hint: Message| {
            diagnostics.push(
                Diagnostic::new(
                    Code::EditionInvalid,
                    message!("edition `{}`: {}", name, message),
                )
                .at(at)
                .hint(hint),
            );
        };
        // An EPUB has no lists.
        for at in edition
            .lists
            .iter()
            .filter(|_| is_pdf)
            .filter_map(|at| at.value.as_ref())
            .flatten()
        {
            let (listed, hint) = match at.value {
                None => continue,
                Some(ListedFile::Figures) => (
                    Listed::Figures,
                    message!("give a figure a `caption:`, or remove `figures` from the list"),
                ),
                Some(ListedFile::Tables) => (
                    Listed::Tables,
                    message!("give a table a `caption:`, or remove `tables` from the list"),
                ),
                Some(ListedFile::Listings) => (
                    Listed::Listings,
                    message!(
                        "give a `code` block a `caption:`, or remove `listings` from the list"
                    ),
                ),
            };
            // A repeated entry has been refused already.
            if seen.contains(&listed) {
                continue;
            }
            seen.push(listed);
            let mut blocks = chapters.iter().flat_map(|one| walk::blocks(&one.blocks));
            if !blocks.any(|block| list_of(block) == Some(listed)) {
                let message = match listed {
                    Listed::Figures => message!("the book has no captioned figures to list"),
                    Listed::Tables => message!("the book has no captioned tables to list"),
                    Listed::Listings => message!("the book has no captioned listings to list"),
                };
                refuse(message, at.at, hint);
            }
        }
        if let Some(at) = &edition.index
            && at.value == Some(true)
            && !has_entries
        {
            refuse(
                message!("the book has nothing to index"),
                at.at,
                message!(
                    "the index lists the glossary terms that chapters use as `[[term]]`, and places marked with `.index` or `index=…`; add some, or remove the key"
                ),
            );
        }
    }
}

/// The list in which a block appears, if it has a caption.
fn list_of(block: &Block) -> Option<Listed> {
    let (listed, caption) = match &block.kind {
        BlockKind::Figure(figure) => (Listed::Figures, &figure.caption),
        BlockKind::Table(table) => (Listed::Tables, &table.caption),
        BlockKind::Code(code) => (Listed::Listings, &code.caption),
        BlockKind::Lead(_)
        | BlockKind::Text(_)
        | BlockKind::Heading { .. }
        | BlockKind::List(_)
        | BlockKind::Aligned(..)
        | BlockKind::Quote(_)
        | BlockKind::Dialogue(_)
        | BlockKind::Signatures(_)
        | BlockKind::Verse(_)
        | BlockKind::Gloss(_)
        | BlockKind::Formula(_)
        | BlockKind::Break(_)
        | BlockKind::Callout(_)
        | BlockKind::Summary(_)
        | BlockKind::Quiz(_) => return None,
    };
    caption.as_ref().map(|_| listed)
}
