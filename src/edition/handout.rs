//! Sheets for a class: a file for each chapter, for whom, and of what.

use super::PageSetup;

/// What a handout edition makes of every chapter.
#[derive(Debug, Clone, PartialEq)]
pub struct Handouts {
    pub setup: PageSetup,
    /// A file for each, in this order.
    pub audiences: Vec<Audience>,
    pub scope: Scope,
    /// The chapter's pictures stand on the sheet too.
    pub figures: bool,
    /// So many sheets with questions and options in orders of their own, lettered from A; none for one
    /// sheet in the order of the book.
    pub versions: Option<u8>,
    /// Draws the questions of a pool, and all orders: the same seed makes the same sheets.
    pub seed: u64,
}

/// For whom a sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Room to write, and not a word of the answers.
    Student,
    /// The same sheet with the answers in their places.
    Teacher,
    /// The answers alone.
    Key,
}

impl Handouts {
    /// Chapters with their quizzes, for all.
    pub fn new(setup: PageSetup) -> Self {
        Self {
            setup,
            audiences: Audience::ALL.to_vec(),
            scope: Scope::Chapter,
            figures: false,
            versions: None,
            seed: 0,
        }
    }
}

impl Audience {
    pub const ALL: [Self; 3] = [Self::Student, Self::Teacher, Self::Key];

    /// Its name in the format and in the names of files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Student => "student",
            Self::Teacher => "teacher",
            Self::Key => "key",
        }
    }

    /// Whether it may see answers.
    pub fn may_know(self) -> bool {
        match self {
            Self::Student => false,
            Self::Teacher | Self::Key => true,
        }
    }
}

/// What of a chapter a sheet holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Key points, vocabulary and quiz.
    Chapter,
    /// The quiz alone.
    Quiz,
    /// Key points and vocabulary.
    Summary,
    /// The chapter's terms.
    Glossary,
    /// The chapter's text, every other paragraph in one language, with room for the other.
    Reading,
    /// The chapter's terms as cards to cut out, a language on each side.
    Cards,
}

impl Scope {
    /// Whether questions are asked.
    pub fn asks(self) -> bool {
        match self {
            Self::Chapter | Self::Quiz => true,
            Self::Summary | Self::Glossary | Self::Reading | Self::Cards => false,
        }
    }

    /// Whether a student's sheet leaves something out that a teacher's has.
    pub fn hides(self) -> bool {
        match self {
            Self::Chapter | Self::Quiz | Self::Reading => true,
            Self::Summary | Self::Glossary | Self::Cards => false,
        }
    }
}
