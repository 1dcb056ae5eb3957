//! Exports for other programs: metadata records for bookshops, and quizzes for learning platforms.

pub mod onix;
pub mod quiz;
