//! The readings above characters that an edition has.

use std::borrow::Cow;

use crate::book::{Book, Readings};
use crate::edition::Edition;

/// The book with the readings of an edition, from which its manuscript is assembled.
pub fn with_readings<'b>(book: &'b Book, edition: &Edition) -> Cow<'b, Book> {
    match edition.readings {
        Readings::Typed => Cow::Borrowed(book),
        Readings::None | Readings::Made(_) => Cow::Owned(book.with_readings(edition.readings).0),
    }
}
