//! A formula as it is read: what stands over, under and beside what. Data and nothing else: no word here
//! knows how TeX spells it, or how a page or an e-reader shows it. Lengths are in em.

/// A formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// As its author wrote it, in TeX: what is read to those who do not see it.
    pub tex: String,
    pub parts: Vec<Part>,
}

/// A part of a formula.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Row(Vec<Part>),
    /// A letter, which leans unless it is upright; of several letters none leans.
    Letter {
        text: String,
        is_upright: bool,
    },
    Number(String),
    Sign(Sign),
    /// The name of a function: `log`, `arg max`.
    Name {
        text: String,
        /// White before and after it where it is not what such a name has anywhere.
        before: Option<f64>,
        after: Option<f64>,
    },
    Words {
        text: String,
        face: Face,
    },
    /// White; of less than nothing, what follows moves back.
    Gap(f64),
    Fraction {
        over: Box<Part>,
        under: Box<Part>,
        has_bar: bool,
        /// As large as in a formula by itself, or as small as in a line of text; as its place has it where
        /// nothing is said.
        is_large: Option<bool>,
    },
    Root {
        of: Box<Part>,
        degree: Option<Box<Part>>,
    },
    /// At the corners of something.
    Scripts {
        base: Box<Part>,
        after: Corners,
        before: Corners,
    },
    /// Under and over something.
    Limits {
        base: Box<Part>,
        under: Option<Box<Part>>,
        over: Option<Box<Part>>,
        /// They stand at its corners in a line of text.
        moves: bool,
    },
    /// A mark that belongs to what it stands over, or under: a hat, an arrow, a brace.
    Accent {
        base: Box<Part>,
        mark: char,
        is_under: bool,
        /// As wide as its base.
        stretches: bool,
    },
    /// What stands between fences as high as it is; a side may be open.
    Fenced {
        open: Option<String>,
        inner: Vec<Part>,
        close: Option<String>,
    },
    Table(Table),
    Boxed(Box<Part>),
    /// As large as it would be, and not there.
    Hidden(Box<Part>),
    Sized {
        size: Size,
        inner: Vec<Part>,
    },
}

/// Below and above the line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Corners {
    pub low: Option<Box<Part>>,
    pub high: Option<Box<Part>>,
}

/// An operator, a relation, a fence, a mark of punctuation.
#[derive(Debug, Clone, PartialEq)]
pub struct Sign {
    pub text: String,
    pub place: Option<Place>,
    /// White before and after it where it is not what such a sign has anywhere.
    pub before: Option<f64>,
    pub after: Option<f64>,
    pub height: Height,
}

/// Where a sign stands that could stand elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Before,
    Between,
    After,
}

/// How high a sign is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Height {
    /// As its font has it, or larger where it is an operator in a formula by itself.
    Own,
    /// As its font has it, even if such a sign grows elsewhere.
    Fixed,
    /// As high as what is beside it.
    Beside,
    /// So many em.
    Of(f64),
}

/// How words in a formula are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    Upright,
    Bold,
    Italic,
    Sans,
    Mono,
}

impl Face {
    /// Its name in templates.
    pub fn name(self) -> &'static str {
        match self {
            Self::Upright => "upright",
            Self::Bold => "bold",
            Self::Italic => "italic",
            Self::Sans => "sans",
            Self::Mono => "mono",
        }
    }
}

/// How large a part is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// As in a formula by itself.
    Display,
    /// As in a line of text.
    Text,
    /// As at a corner.
    Script,
    /// As at the corner of a corner.
    ScriptScript,
}

/// Rows and columns: a matrix, cases, lines that are aligned.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub rows: Vec<Vec<Cell>>,
    pub size: Size,
    /// Rules between columns: the number of the column before each, from 1, and between rows.
    pub rules: (Vec<usize>, Vec<usize>),
}

impl Table {
    /// How many columns it has.
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub parts: Vec<Part>,
    pub side: Side,
    /// No white parts it from the cell before it: both are one aligned line.
    pub joins: bool,
}

/// The side of a cell at which its content stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Left,
    Middle,
    Right,
}
