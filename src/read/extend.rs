//! Adds chapters to the list in `book.yaml`. All other bytes of the file stay as they are.

use super::revise::line_break_at;
use super::tree::{self, Value};
use crate::source::Sources;

/// The file with these chapters at the end of its list; `None` if it has no such list.
pub fn with_chapters(text: &str, paths: &[String]) -> Option<String> {
    let (mark, text) = match text.strip_prefix('\u{FEFF}') {
        Some(rest) => ("\u{FEFF}", rest),
        None => ("", text),
    };
    let mut sources = Sources::default();
    let file = sources.add("", text.to_owned());
    let root = tree::parse(&sources, file).ok()?;
    let Value::Map(entries) = &root.value else {
        return None;
    };
    let (_, chapters) = entries.iter().find(|(key, _)| key.text() == "chapters")?;
    let Value::Seq(items) = &chapters.value else {
        return None;
    };
    let in_brackets = text[chapters.at.range().start..].starts_with('[');
    let (at, new) = match items.last() {
        Some(last) if in_brackets => (last.at.range().end, format!(", {}", paths.join(", "))),
        Some(last) => {
            let start = last.at.range().start;
            let (_, line) = sources.file(file).line_at(start);
            // The dash, and what indents it.
            let lead = &text[line.start..start];
            let end = text[..line.end].trim_end_matches('\r').len();
            let line_break = line_break_at(text, start);
            let lines = paths.iter().map(|path| format!("{line_break}{lead}{path}"));
            (end, lines.collect())
        }
        None => (chapters.at.range().start + 1, paths.join(", ")),
    };
    Some(format!("{mark}{}{new}{}", &text[..at], &text[at..]))
}

#[cfg(test)]
mod tests {
    use super::with_chapters;

    #[test]
    fn chapters_are_added_and_nothing_else_changes() {
        let paths = ["chapters/a.yaml".to_owned(), "chapters/b.yaml".to_owned()];
        for (before, after) in [
            (
                "id: x # id\nchapters: # in order\n  - one.yaml # first\n\ntitle: y\n",
                "id: x # id\nchapters: # in order\n  - one.yaml # first\n  - chapters/a.yaml\n  - chapters/b.yaml\n\ntitle: y\n",
            ),
            (
                "chapters: [one.yaml]\n",
                "chapters: [one.yaml, chapters/a.yaml, chapters/b.yaml]\n",
            ),
            (
                "chapters: []\n",
                "chapters: [chapters/a.yaml, chapters/b.yaml]\n",
            ),
            (
                "\u{FEFF}chapters:\r\n- \"one.yaml\"",
                "\u{FEFF}chapters:\r\n- \"one.yaml\"\r\n- chapters/a.yaml\r\n- chapters/b.yaml",
            ),
        ] {
            assert_eq!(with_chapters(before, &paths).as_deref(), Some(after));
        }
        for without in ["id: x\n", "chapters:\n", "- a\n"] {
            assert_eq!(with_chapters(without, &paths), None);
        }
    }
}
