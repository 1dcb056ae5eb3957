//! Verse: a call with all lines, stanza by stanza.

use super::{Writer, string};
use crate::manuscript::{VerseLineItem, VersePiece};
use crate::typeset::segments::Lines;

impl<'a> Writer<'a> {
    pub(super) fn verse(&mut self, id: &str, verse: &VersePiece<'a>) {
        let mut arguments = vec![string(id)];
        arguments.extend(self.indents());
        if let Some(title) = &verse.title {
            arguments.push(format!("title: {}", self.title(&title.text)));
        }
        if let Some(source) = &verse.source {
            arguments.push(format!("source: {}", self.source(source)));
        }
        let lines = |stanza: &Vec<VerseLineItem<'a>>| {
            let lines: Vec<String> = stanza.iter().map(|line| self.verse_line(line)).collect();
            format!("({},)", lines.join(", "))
        };
        let stanzas: Vec<String> = verse.stanzas.iter().map(lines).collect();
        arguments.push(format!("({},)", stanzas.join(", ")));
        self.call("verse", &arguments);
    }

    /// A line: its indents, its number and its texts.
    fn verse_line(&self, line: &VerseLineItem<'a>) -> String {
        let indents: Vec<String> = line
            .indent
            .iter()
            .map(|indent| format!("{indent},"))
            .collect();
        let number = line
            .number
            .map_or("none".to_owned(), |number| number.to_string());
        let texts = self.body_in(&line.text, Lines::Whole);
        format!("(({}), {number}, {texts})", indents.join(" "))
    }
}
