//! What other programs take of a book: the records of bookshops, the questions of learning platforms.

pub mod onix;
pub mod quiz;
