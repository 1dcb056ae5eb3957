//! Checks TeX before it is parsed: limits on length and nesting, and commands that the parser accepts but not every
//! edition can show. Also adapts the TeX to the parser.

use std::ops::Range;

use super::{FormulaError, SMALL};
use crate::diagnostics::Code;
use crate::lang::is_wide;
use crate::message::{Message, message};

/// The longest formula in bytes, some ten times what fits on a page.
const LONGEST: usize = 5000;
/// The deepest nesting of groups, far deeper than anyone can read.
const DEEPEST: usize = 30;
/// The most consecutive commands, since `\sqrt\sqrt…` nests without braces.
const MOST_COMMANDS: usize = 60;

/// Environments that the parser knows by another name. A small matrix also gets a marker, [`SMALL`].
const NAMES: [(&str, &str); 2] = [("smallmatrix", "matrix"), ("split", "aligned")];

const NO_NUMBERS: Message =
    message!("formulas have no numbers; write `aligned`, `gathered` or the form with a star");
const NO_DEFINITIONS: Message =
    message!("formulas cannot define or load anything; write out what it stands for");
const NO_FORM: Message = message!("write the formula without it; not every edition can show it");

/// Refused commands and environments, each with its hint.
const REFUSED: [(&str, Message); 38] = [
    ("align", NO_NUMBERS),
    ("equation", NO_NUMBERS),
    ("gather", NO_NUMBERS),
    ("multline", NO_NUMBERS),
    ("\\tag", NO_NUMBERS),
    ("\\label", NO_NUMBERS),
    ("\\ref", NO_NUMBERS),
    ("\\eqref", NO_NUMBERS),
    ("\\nonumber", NO_NUMBERS),
    ("\\notag", NO_NUMBERS),
    ("\\def", NO_DEFINITIONS),
    ("\\edef", NO_DEFINITIONS),
    ("\\gdef", NO_DEFINITIONS),
    ("\\xdef", NO_DEFINITIONS),
    ("\\let", NO_DEFINITIONS),
    ("\\newcommand", NO_DEFINITIONS),
    ("\\renewcommand", NO_DEFINITIONS),
    ("\\providecommand", NO_DEFINITIONS),
    ("\\DeclareMathOperator", NO_DEFINITIONS),
    ("\\input", NO_DEFINITIONS),
    ("\\include", NO_DEFINITIONS),
    ("\\usepackage", NO_DEFINITIONS),
    ("\\require", NO_DEFINITIONS),
    ("\\write", NO_DEFINITIONS),
    ("\\color", NO_FORM),
    ("\\textcolor", NO_FORM),
    ("\\cancel", NO_FORM),
    ("\\bcancel", NO_FORM),
    ("\\xcancel", NO_FORM),
    ("\\sout", NO_FORM),
    ("\\underbar", NO_FORM),
    ("\\textsc", NO_FORM),
    ("\\hphantom", NO_FORM),
    ("\\vphantom", NO_FORM),
    ("\\mathstrut", NO_FORM),
    ("\\href", NO_FORM),
    ("\\url", NO_FORM),
    ("\\hdashline", message!("write `\\hline`")),
];

/// The error for an unknown command.
pub fn unknown(name: &str, at: Range<usize>) -> FormulaError {
    let refused = REFUSED.into_iter().find(|(one, _)| *one == name);
    let hint = refused.map_or(
        message!("check its spelling; the manual lists the known commands under Formulas"),
        |(_, hint)| hint,
    );
    FormulaError {
        code: Code::FormulaCommand,
        message: message!("the command `{}` does not exist in formulas", name),
        at,
        hint,
    }
}

/// A token of TeX.
enum Token<'t> {
    /// With its backslash.
    Command(&'t str),
    /// `\begin{name}` or `\end{name}`.
    Environment(&'t str),
    Character(char),
}

/// The tokens of a formula with their byte ranges; that of an environment is the range of its name.
fn tokens(tex: &str) -> Vec<(Token<'_>, Range<usize>)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = tex[at..].chars().next() {
        let start = at;
        at += c.len_utf8();
        if c != '\\' {
            tokens.push((Token::Character(c), start..at));
            continue;
        }
        let letters = tex[at..].bytes().take_while(u8::is_ascii_alphabetic);
        at += match letters.count() {
            0 => tex[at..].chars().next().map_or(0, char::len_utf8),
            count => count,
        };
        let name = &tex[start..at];
        let inner = tex[at..]
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'));
        match inner {
            Some((inner, _)) if matches!(name, "\\begin" | "\\end") => {
                tokens.push((Token::Command(name), start..at));
                let place = at + 1..at + 1 + inner.len();
                at = place.end + 1;
                tokens.push((Token::Environment(inner), place));
            }
            _ => tokens.push((Token::Command(name), start..at)),
        }
    }
    tokens
}

/// Whether the argument of a command is text.
fn is_text(command: &str) -> bool {
    command.starts_with("\\text") || matches!(command, "\\mbox" | "\\operatorname" | "\\mathrm")
}

/// The errors in a formula that its parser would not report.
pub fn errors(tex: &str) -> Vec<FormulaError> {
    let mut errors = Vec::new();
    let limit = |message: Message, at: Range<usize>| FormulaError {
        code: Code::FormulaLimit,
        message,
        at,
        hint: message!("divide it into several formulas"),
    };
    if tex.len() > LONGEST {
        errors.push(limit(
            message!("the formula is longer than {} bytes", LONGEST),
            0..0,
        ));
        return errors;
    }
    let (mut depth, mut row) = (0_usize, 0_usize);
    // The depths of the open text arguments.
    let mut texts: Vec<usize> = Vec::new();
    let mut before = "";
    let mut has_han = false;
    for (token, at) in tokens(tex) {
        let is_command = matches!(token, Token::Command(_));
        row = match token {
            Token::Command(_) => row + 1,
            Token::Character(c) if c.is_whitespace() || matches!(c, '^' | '_') => row,
            Token::Character(_) | Token::Environment(_) => 0,
        };
        let opens = |name: &str| matches!(name, "\\begin" | "\\left");
        let closes = |name: &str| matches!(name, "\\end" | "\\right");
        match token {
            Token::Character('{') => {
                depth += 1;
                if is_text(before) {
                    texts.push(depth);
                }
            }
            Token::Character('}') => {
                texts.retain(|start| *start < depth);
                depth = depth.saturating_sub(1);
            }
            Token::Command(name) if opens(name) => depth += 1,
            Token::Command(name) if closes(name) => depth = depth.saturating_sub(1),
            Token::Character('%') => errors.push(FormulaError {
                code: Code::FormulaSyntax,
                message: message!("`%` begins a comment in TeX; the rest of the formula would be lost"),
                at: at.clone(),
                hint: message!("write `\\%` for the sign"),
            }),
            Token::Character('$') => errors.push(FormulaError {
                code: Code::FormulaSyntax,
                message: message!("a formula cannot contain `$`"),
                at: at.clone(),
                hint: message!("write `\\$` for the sign; close `\\text{…}` before its text goes on with a formula"),
            }),
            Token::Character(c) if is_wide(c) && texts.is_empty() && !has_han => {
                has_han = true;
                errors.push(FormulaError {
                    code: Code::FormulaSyntax,
                    message: not_mathematics(c),
                    at: at.clone(),
                    hint: message!(
                        "put words in `\\text{…}`; if no formula is meant, write `\\$` for the sign"
                    ),
                });
            }
            Token::Command(name) | Token::Environment(name) => {
                let refused = REFUSED.into_iter().find(|(one, _)| *one == name);
                if let Some((_, hint)) = refused {
                    let message = message!("`{}` is not allowed in formulas", name);
                    let code = Code::FormulaCommand;
                    let at = at.clone();
                    errors.push(FormulaError {
                        code,
                        message,
                        at,
                        hint,
                    });
                }
            }
            Token::Character(_) => {}
        }
        if depth > DEEPEST || row > MOST_COMMANDS {
            let message = message!("groups are nested more than {} levels deep", DEEPEST);
            errors.push(limit(message, at));
            return errors;
        }
        before = match token {
            Token::Command(name) => name,
            Token::Character(c) if c.is_whitespace() && is_command => before,
            Token::Character(_) | Token::Environment(_) => "",
        };
    }
    errors
}

/// Whether a formula has Han characters outside of text arguments.
pub fn has_han(tex: &str) -> bool {
    errors(tex).iter().any(|error| {
        tex[error.at.clone()]
            .chars()
            .any(|c| error.message == not_mathematics(c))
    })
}

fn not_mathematics(c: char) -> Message {
    message!("`{}` is not a mathematical symbol", c)
}

/// A formula adapted to the parser.
pub struct Spelt {
    pub text: String,
    /// Pairs of offsets in `text` and in the original that correspond, both ascending.
    places: Vec<(usize, usize)>,
}

impl Spelt {
    /// The offset in the original for an offset in `text`.
    pub fn original(&self, at: usize) -> usize {
        let next = self.places.partition_point(|(new, _)| *new <= at);
        self.places[..next]
            .last()
            .map_or(at, |(new, old)| old + (at - new))
    }
}

/// Adapts a formula to the parser.
pub fn respelt(tex: &str) -> Spelt {
    let mut text = String::with_capacity(tex.len());
    let mut places = vec![(0, 0)];
    let mut done = 0;
    let mut begins = false;
    for (token, at) in tokens(tex) {
        match token {
            Token::Command(name) => begins = name == "\\begin",
            Token::Environment(name) => {
                let Some((_, known)) = NAMES.iter().find(|(one, _)| *one == name) else {
                    continue;
                };
                text.push_str(&tex[done..at.start]);
                text.push_str(known);
                text.push('}');
                if begins && name == "smallmatrix" {
                    text.push(SMALL);
                }
                // The closing brace has been added already.
                done = at.end + 1;
                places.push((text.len(), done));
            }
            Token::Character(_) => {}
        }
    }
    text.push_str(&tex[done..]);
    Spelt { text, places }
}
