//! Display formulas.

use super::Lower;
use crate::book::{BlockKind, DisplayFormula};
use crate::diagnostics::{Code, Diagnostic};
use crate::message::message;
use crate::read::file::FormulaFile;
use crate::read::formula;
use crate::read::scalar::{Line, Scalar};

impl Lower<'_> {
    pub(super) fn formula(&mut self, file: &FormulaFile) -> Option<BlockKind> {
        let (text, at) = (file.text.value.as_ref()?, file.text.at);
        let line = Line::of_words(&Scalar::new(text, self.shared.sources, at));
        let tex = line.text.as_str();
        if tex.is_empty() {
            self.say(
                Diagnostic::new(Code::YamlValue, message!("the formula is empty"))
                    .at(at)
                    .hint(message!("write it in TeX, or remove the block")),
            );
            return None;
        }
        match formula::read(tex, true) {
            Ok(formula) => Some(BlockKind::Formula(DisplayFormula {
                formula,
                at,
                places: line.places,
            })),
            Err(errors) => {
                for error in errors {
                    self.say(
                        Diagnostic::new(error.code, error.message)
                            .at(line.span(error.at))
                            .hint(error.hint),
                    );
                }
                None
            }
        }
    }
}
