//! What a reader sees on the pages. Most tests examine the frames that the PDF is written from, which have the position
//! of each run of text in points from the top left corner of the page.

mod balance;
mod breaks;
mod chinese;
mod citations;
mod clauses;
mod displays;
mod document;
mod figures;
mod formulas;
mod geometry;
mod glosses;
mod golden;
mod indexes;
mod inline_pictures;
mod languages;
mod layouts;
mod level;
mod lines;
mod lists;
mod matter;
mod notes;
mod notes_below;
mod only;
pub mod order;
pub mod paper;
mod parts;
mod references;
mod scripts;
mod separations;
mod sheets;
mod style;
mod sync;
mod tables;
pub mod tag_tree;
mod together;
mod verse;
