//! Exports for other programs: metadata records for bookshops, quizzes for learning platforms, and glossaries.

pub mod glossary;
pub mod onix;
pub mod quiz;
