//! Examples that are glossed word by word.

use super::{Writer, string};
use crate::manuscript::GlossPiece;

impl<'a> Writer<'a> {
    pub(super) fn gloss(&mut self, id: &str, gloss: &GlossPiece<'a>) {
        let mut arguments = vec![string(id)];
        arguments.extend(self.indents());
        if let Some(number) = &gloss.number {
            arguments.push(format!("number: {}", string(number)));
        }
        if let Some(translation) = &gloss.translation {
            arguments.push(format!("translation: {}", self.title(&translation.text)));
        }
        let word = |rows: &Vec<_>| {
            let rows: Vec<String> = rows
                .iter()
                .map(|row: &crate::manuscript::LocalizedText<'a>| self.title(&row.text))
                .collect();
            format!("({},)", rows.join(", "))
        };
        let words: Vec<String> = gloss.words.iter().map(word).collect();
        arguments.push(format!("({},)", words.join(", ")));
        self.call("gloss", &arguments);
    }
}
