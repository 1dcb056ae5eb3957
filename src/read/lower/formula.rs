//! Formulas that stand by themselves.

use super::Lower;
use crate::book::BlockKind;
use crate::diagnostics::{Code as Complaint, Diagnostic};
use crate::read::file::FormulaFile;
use crate::read::formula;
use crate::read::scalar::{Line, Locator, Scalar};

impl Lower<'_> {
    pub(super) fn formula(&mut self, file: &FormulaFile) -> Option<BlockKind> {
        let (text, at) = (file.text.value.as_ref()?, file.text.at);
        let line = Line::of_words(text);
        let tex = line.text.as_str();
        if tex.is_empty() {
            self.say(
                Diagnostic::new(Complaint::YamlValue, "a formula without a sign")
                    .at(at)
                    .hint("write it in TeX, or remove the block"),
            );
            return None;
        }
        match formula::read(tex, true) {
            Ok(formula) => Some(BlockKind::Formula(formula)),
            Err(faults) => {
                let scalar = Scalar::new(text, self.ground.sources, at);
                let locator = Locator::new(&line, scalar);
                for fault in faults {
                    self.say(
                        Diagnostic::new(fault.code, fault.message)
                            .at(locator.span(fault.at))
                            .hint(fault.hint),
                    );
                }
                None
            }
        }
    }
}
