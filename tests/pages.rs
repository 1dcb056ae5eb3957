//! What a reader sees on the pages. Most of it is read from the frames that the PDF is written from:
//! where each run of text stands, in points from the page's top left corner.

mod balance;
mod chinese;
mod clauses;
mod document;
mod figures;
mod formulas;
mod geometry;
mod golden;
mod languages;
mod layouts;
mod level;
mod lines;
mod matter;
mod notes;
pub mod order;
pub mod paper;
mod scripts;
mod sheets;
mod style;
mod sync;
mod tables;
pub mod tag_tree;
mod together;
