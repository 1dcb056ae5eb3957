//! Bilingual books: a folder of YAML and pictures → side-by-side PDFs and EPUBs.
//!
//! ```text
//! files ──read──▶ Book ──assemble(Edition)──▶ Manuscript ──typeset──▶ Typst source ──▶ PDF
//!                                                       └─epub─────▶ XHTML ──zip──▶ EPUB
//! ```
//!
//! [`book`] is what authors wrote, checked and whole; [`edition`] is what to make of it;
//! [`manuscript`] is the one with the other: chosen, ordered, numbered. The two writers,
//! [`typeset`] and [`epub`], are plain maps from a manuscript and do not know each other.
//! [`build`](mod@build) runs them. [`project`] is all of it behind one door: open a folder, check it, build it.
//! [`cli`] and [`disk`] alone meet the world outside.

pub mod accessibility;
pub mod archive;
pub mod book;
pub mod build;
pub mod cli;
pub mod diagnostics;
pub mod disk;
pub mod edition;
pub mod epub;
pub mod export;
pub mod font_subset;
pub mod formula;
pub mod formula_image;
pub mod isbn;
pub mod lang;
pub mod manuscript;
pub mod message;
pub mod pagination;
pub mod picture;
pub mod project;
pub mod read;
pub mod sfnt;
pub mod source;
pub mod typeset;
pub mod walk;
pub mod xml;
