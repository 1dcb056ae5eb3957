//! Validates what diglot makes with other programs: EPUBCheck, Ace by DAISY, veraPDF, qpdf, Poppler, xmllint, the
//! schema of ONIX, a stock Typst, two reading engines, and readers of GIFT, QTI, CSV, Anki's notes and
//! files for translators, and a client of the Language Server Protocol. Snakemake builds
//! a catalogue with the workflow in `examples`. Checks of our own, called gates, look for what no such program does.
//!
//! A gate is a function that returns complaints. `faults` damages good files, and checks that every gate and every
//! program complains.

mod access;
mod answers;
pub mod archive;
mod books;
mod ebooks;
mod editors;
mod engines;
mod exams;
mod faults;
mod imports;
mod links;
pub mod lost;
mod markup;
mod onix;
mod pagelist;
mod pairs;
mod pdfs;
mod photographs;
mod pictures;
mod schema;
mod screens;
mod shots;
mod stock;
pub mod tools;
mod translators;
mod workflow;
