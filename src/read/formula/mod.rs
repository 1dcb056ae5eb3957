//! Parses TeX into a formula. `math-core` converts the TeX to MathML, which becomes a tree of our own, so that the
//! writers depend on neither.

mod mathml;
mod scan;

use std::ops::Range;
use std::sync::LazyLock;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use crate::diagnostics::Code;
use crate::formula::Formula;
use crate::message::{Message, message};

/// Put at the beginning of a small matrix's first cell to mark it. Noncharacters are refused in content, so neither
/// this marker nor the next can be an author's.
const SMALL: char = '\u{FDD0}';
/// Begins a text set over something to mark a construct for which `math-core` has no element; the construct's name
/// follows.
const KIND: char = '\u{FDD1}';

/// Commands that `math-core` lacks, defined by others. `#1` is an argument.
const MACROS: [(&str, &str); 18] = [
    ("ldots", "…"),
    ("dots", "…"),
    ("hdots", "…"),
    ("dotsc", "…"),
    ("dotso", "…"),
    ("dotsb", "⋯"),
    ("dotsm", "⋯"),
    ("dotsi", "⋯"),
    ("surd", "√"),
    ("mathds", r"\mathbb{#1}"),
    ("mathbbm", r"\mathbb{#1}"),
    ("textnormal", r"\text{#1}"),
    ("substack", r"\begin{subarray}{c}#1\end{subarray}"),
    ("varliminf", r"\mathop{\underline{\mathrm{lim}}}"),
    ("varlimsup", r"\mathop{\overline{\mathrm{lim}}}"),
    ("boxed", "\\overset{\\text{\u{FDD1}box}}{#1}"),
    ("widetilde", "\\overset{\\text{\u{FDD1}~}}{#1}"),
    ("widecheck", "\\overset{\\text{\u{FDD1}ˇ}}{#1}"),
];

pub use scan::has_han;

/// An error in a formula.
#[derive(Debug, PartialEq, Eq)]
pub struct FormulaError {
    pub code: Code,
    pub message: Message,
    /// Its place, in bytes of the TeX.
    pub at: Range<usize>,
    pub hint: Message,
}

static CONVERTER: LazyLock<LatexToMathML> = LazyLock::new(|| {
    let macros = MACROS.map(|(name, meaning)| (name.to_owned(), meaning.to_owned()));
    let config = MathCoreConfig {
        macros: macros.into(),
        allow_unreliable_rendering: true,
        ..MathCoreConfig::default()
    };
    LatexToMathML::new(config).expect("the macros are fixed, and tests use them")
});

/// Reads a formula. `is_display` says whether it is on a line of its own.
///
/// # Errors
/// All errors in the TeX that can be found, by place.
pub fn read(tex: &str, is_display: bool) -> Result<Formula, Vec<FormulaError>> {
    let mut errors = scan::errors(tex);
    if errors.iter().any(|error| error.code == Code::FormulaLimit) {
        // Too deep for the parser's stack.
        return Err(errors);
    }
    let spelt = scan::respelt(tex);
    let mut draft = spelt.text.clone();
    let display = if is_display {
        MathDisplay::Block
    } else {
        MathDisplay::Inline
    };
    let mathml = loop {
        let error = match CONVERTER.convert_with_local_state(&draft, display) {
            Ok(result) => break result.mathml,
            Err(error) => error,
        };
        let at = error.0.start.min(draft.len())..error.0.end.min(draft.len());
        let place = spelt.original(at.start)..spelt.original(at.end);
        let message = error.error_message();
        let name = draft.get(at.clone()).unwrap_or_default().to_owned();
        let is_command = message.starts_with("Unknown command") && name.starts_with('\\');
        let is_said = errors.iter().any(|error| error.at.start == place.start);
        if !is_said {
            errors.push(if is_command {
                scan::unknown(&name, place)
            } else {
                FormulaError {
                    code: Code::FormulaSyntax,
                    message: said(&message),
                    at: place,
                    hint: hint(&message),
                }
            });
        }
        if !is_command {
            return Err(sorted(errors));
        }
        // Replaced with a letter, padded to the same length, so that further errors are found.
        draft.replace_range(at, &format!("{:<1$}", "x", name.len()));
    };
    if !errors.is_empty() {
        return Err(sorted(errors));
    }
    let parts = mathml::parts(&mathml).ok_or_else(|| {
        vec![FormulaError {
            code: Code::FormulaCommand,
            message: message!("something in this formula cannot be shown in every edition"),
            at: 0..tex.len(),
            hint: message!("use only commands that the manual lists under Formulas"),
        }]
    })?;
    Ok(Formula {
        tex: tex.to_owned(),
        parts,
    })
}

fn sorted(mut errors: Vec<FormulaError>) -> Vec<FormulaError> {
    errors.sort_by_key(|error| error.at.start);
    errors
}

/// The converter's message in words for authors.
fn said(raw: &str) -> Message {
    let between = |open: &str, close: &str| {
        let (_, rest) = raw.split_once(open)?;
        Some(rest.split_once(close)?.0)
    };
    let quoted = between("\"", "\"").unwrap_or_default();
    match raw {
        raw if raw.starts_with("Expected closing token") => {
            message!("`{}` is missing at the end", quoted)
        }
        raw if raw.starts_with("Unmatched closing token") => {
            message!("`{}` closes nothing", quoted)
        }
        raw if raw.starts_with("Expected argument") => message!("an argument is missing here"),
        raw if raw.starts_with("There must be a parenthesis") => {
            message!("`{}` must be followed by a bracket", quoted)
        }
        raw if raw.starts_with("Unknown environment") => {
            message!("the environment `{}` does not exist", quoted)
        }
        raw if raw.starts_with("Expected \"\\end") => {
            let found = between("but found \"", "\"").unwrap_or_default();
            message!("expected `{}`, found `{}`", quoted, found)
        }
        raw if raw.contains("which may only appear") => {
            message!("`{}` is not possible here", quoted)
        }
        raw if raw.contains("directly followed by") => {
            message!("`^` or `_` is directly followed by `^`, `_` or a prime")
        }
        raw if raw.starts_with("Duplicate subscript") => {
            message!("there are two subscripts or two superscripts")
        }
        raw if raw.starts_with("Macro parameter") => {
            message!("`#` stands for a parameter only in definitions")
        }
        raw if raw.starts_with("Expected a relation") => {
            message!("`\\not` must be followed by a relation")
        }
        raw if raw.starts_with("Expected length") || raw.starts_with("Found invalid unit") => {
            message!("`{}` is not a length", quoted)
        }
        raw if raw.starts_with("Found more than one infix") => {
            message!("there are two fractions such as `\\over` in one group")
        }
        raw => message!("TeX: {}", raw.trim_end_matches('.')),
    }
}

/// The hint for a message of the converter.
fn hint(message: &str) -> Message {
    if message.starts_with("Expected closing token") {
        message!("close what was opened before")
    } else if message.starts_with("Unmatched closing token") {
        message!("open it, or remove it; `\\{` and `\\}` print braces")
    } else if message.contains("table-like environment") {
        message!("`&` separates the columns of `aligned`, `cases` and matrices; `\\&` prints it")
    } else if message.starts_with("Macro parameter") {
        message!("write `\\#` for the sign")
    } else if message.starts_with("Duplicate") || message.contains("directly followed by") {
        message!("put one of the two in braces")
    } else if message.starts_with("Unknown environment") {
        message!(
            "known environments: matrix, pmatrix, bmatrix, Bmatrix, vmatrix, Vmatrix, smallmatrix, array, cases, aligned, \
         split, gathered, align*, gather*"
        )
    } else {
        message!("write the formula so that TeX would accept it")
    }
}

#[cfg(test)]
mod tests;
