//! A formula as a tree of parts. Plain data that knows nothing of how TeX spells it or how a page or an e-reader shows
//! it. Lengths are in em.

/// A formula as it was written and as it was parsed.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// The TeX that the author wrote; also the alternative text of the formula.
    pub tex: String,
    pub parts: Vec<Part>,
}

/// A part of a formula.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Row(Vec<Part>),
    /// A variable: one letter is set in italics unless it is upright, several letters are always upright.
    Letter {
        text: String,
        is_upright: bool,
    },
    Number(String),
    Sign(Sign),
    /// The name of a function: `log`, `arg max`.
    Name {
        text: String,
        /// The space before and after it, where it differs from that of other names.
        before: Option<f64>,
        after: Option<f64>,
    },
    /// Text inside the formula.
    Words {
        text: String,
        face: Face,
    },
    /// Horizontal space; if negative, what follows moves back.
    Gap(f64),
    Fraction {
        over: Box<Part>,
        under: Box<Part>,
        has_bar: bool,
        /// `Some(true)` for the size of display style, `Some(false)` for that of text style, `None` for the style of
        /// its surroundings.
        is_large: Option<bool>,
    },
    Root {
        of: Box<Part>,
        degree: Option<Box<Part>>,
    },
    /// Subscripts and superscripts, on either side of the base.
    Scripts {
        base: Box<Part>,
        after: Corners,
        before: Corners,
    },
    /// What stands directly below and above the base, such as the limits of a sum.
    Limits {
        base: Box<Part>,
        under: Option<Box<Part>>,
        over: Option<Box<Part>>,
        /// In text style they become subscript and superscript.
        moves: bool,
    },
    /// A mark above or below its base: a hat, an arrow, a brace.
    Accent {
        base: Box<Part>,
        mark: char,
        is_under: bool,
        /// Grows to the width of its base.
        stretches: bool,
    },
    /// Content between delimiters that grow to its height (`\left … \right`); either may be absent.
    Fenced {
        open: Option<String>,
        inner: Vec<Part>,
        close: Option<String>,
    },
    Table(Table),
    Boxed(Box<Part>),
    /// Takes up its space without being shown (`\phantom`).
    Hidden(Box<Part>),
    Styled {
        style: MathStyle,
        inner: Vec<Part>,
    },
}

/// Subscript (`low`) and superscript (`high`).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Corners {
    pub low: Option<Box<Part>>,
    pub high: Option<Box<Part>>,
}

/// An operator, a relation, a delimiter or a punctuation mark.
#[derive(Debug, Clone, PartialEq)]
pub struct Sign {
    pub text: String,
    pub form: Option<OperatorForm>,
    /// The space before and after it, where it differs from the usual space of such a sign.
    pub before: Option<f64>,
    pub after: Option<f64>,
    pub height: Height,
}

/// Whether an operator is used as prefix, infix or postfix, where it could be more than one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperatorForm {
    Prefix,
    Infix,
    Postfix,
}

/// The height of a sign.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Height {
    /// As in the font, or larger for a large operator in display style.
    Own,
    /// As in the font, even for a sign that usually grows.
    Fixed,
    /// Grows to the height of its neighbours.
    Beside,
    /// A height in em.
    Of(f64),
}

/// The typeface of words in a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    Upright,
    Bold,
    Italic,
    Sans,
    Mono,
}

impl Face {
    /// The name in Typst templates.
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

/// The four math styles of TeX, which decide the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MathStyle {
    /// Of a formula on a line of its own.
    Display,
    /// Of a formula in a line of text.
    Text,
    /// Of a subscript or superscript.
    Script,
    /// Of a script within a script.
    ScriptScript,
}

/// Rows and columns: a matrix, cases, aligned equations.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub rows: Vec<Vec<Cell>>,
    pub style: MathStyle,
    /// The rules between columns and between rows: each by the number of columns or rows before it.
    pub rules: (Vec<usize>, Vec<usize>),
}

impl Table {
    /// The number of columns.
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub parts: Vec<Part>,
    pub align: Align,
    /// Set without space after the cell before it, so that the two read as one line aligned at their boundary.
    pub joins: bool,
}

/// The horizontal alignment of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Center,
    Right,
}
