//! Integration tests of what an author, a reader, a printer and a bookshop would notice. They are one binary, so that
//! Typst is linked once.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "tests meet the disk, stop at the first surprise, and look only at what they are about"
)]

mod architecture;
mod exports;
mod formulas;
mod gallery;
mod guarantees;
mod import;
mod manual;
mod manuscript;
mod messages;
mod pages;
mod random;
mod reader;
mod stored;
mod support;
mod validators;
