//! Bilingual books: a folder of YAML and pictures → side-by-side PDFs and EPUBs.
//!
//! ```text
//! files ──read──▶ Book ──assemble(Edition)──▶ Manuscript ──typeset──▶ Typst source ──▶ PDF
//!                                                       └─epub─────▶ XHTML ──zip──▶ EPUB
//! ```
//!
//! A [`book`] is what the authors wrote, checked and complete; an [`edition`] says what to make of it; a
//! [`manuscript`] is the content of one edition, selected, ordered and numbered. The two writers, [`typeset`] and
//! [`epub`], turn a manuscript into files independently of each other, and [`build`](mod@build) runs them. [`project`]
//! is the interface to all of this: open a folder, check it, build it. Only [`cli`] and [`disk`] touch files, the
//! environment and the terminal.

pub mod accessibility;
pub mod archive;
pub mod book;
pub mod build;
pub mod cli;
pub mod copyedit;
pub mod diagnostics;
pub mod disk;
pub mod edition;
pub mod epub;
pub mod exchange;
pub mod export;
pub mod font_subset;
pub mod formula;
pub mod formula_image;
pub mod import;
pub mod isbn;
pub mod lang;
pub mod lsp;
pub mod manuscript;
pub mod message;
pub mod pagination;
pub mod picture;
pub mod project;
pub mod read;
pub mod sfnt;
pub mod source;
pub mod starter;
pub mod texts;
pub mod translation;
pub mod typeset;
pub mod walk;
pub mod xml;
