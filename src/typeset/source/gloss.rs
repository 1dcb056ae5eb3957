//! Examples that are glossed word by word.

use super::{Writer, inline, string};
use crate::manuscript::{GlossPiece, LocalizedText};

/// The room for the number before an example, in em.
const NUMBER: f64 = 2.2;
/// The least room for a word, in em.
const LEAST: f64 = 2.0;

impl<'a> Writer<'a> {
    pub(super) fn gloss(&mut self, id: &str, gloss: &GlossPiece<'a>) {
        let mut arguments = vec![string(id)];
        arguments.extend(self.indents());
        if let Some(number) = &gloss.number {
            arguments.push(format!("number: {}", string(number)));
        }
        if let Some(lang) = gloss.lang {
            arguments.push(format!("dir: {}", lang.direction()));
        }
        if let Some(translation) = &gloss.translation {
            arguments.push(format!("translation: {}", self.title(&translation.text)));
        }
        let first = self.alone.unwrap_or_default();
        let rooms = self.rooms().map(|room| (room - NUMBER).max(LEAST));
        let word = |rows: &Vec<LocalizedText<'a>>| {
            let rows = rows.iter().enumerate().map(|(index, row)| {
                let set_text = if index == 0 {
                    inline::title
                } else {
                    inline::gloss
                };
                set_text(&row.text, self.languages, rooms, first)
            });
            format!("({},)", rows.collect::<Vec<_>>().join(", "))
        };
        let words: Vec<String> = gloss.words.iter().map(word).collect();
        arguments.push(format!("({},)", words.join(", ")));
        self.call("gloss", &arguments);
    }
}
