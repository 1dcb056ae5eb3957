//! The tests: what an author, a reader, a printer and a bookshop would notice. One binary, so that
//! the typesetter is linked once.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests meet the disk and stop at the first surprise"
)]

mod architecture;
mod exports;
mod formulas;
mod gallery;
mod guarantees;
mod manual;
mod manuscript;
mod messages;
mod pages;
mod random;
mod reader;
mod stored;
mod support;
mod validators;
