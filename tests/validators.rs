//! What validators say of what diglot makes: EPUBCheck, Ace by DAISY, veraPDF, qpdf, Poppler, xmllint,
//! the schema of ONIX, a stock Typst, two reading engines and readers of GIFT, QTI, CSV and Anki's notes, and the gates in
//! these files, which look for what no such program looks for.
//!
//! A gate is a function that returns complaints. `faults` damages good files and sees to it that
//! every gate complains.

mod access;
mod answers;
pub mod archive;
mod books;
mod ebooks;
mod engines;
mod exams;
mod faults;
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
