//! `IMPORT.md`: what a person should look at after books were brought in.

use std::fmt::Write;

use super::document::Chapter;
use super::scripts::is_unseen;
use crate::message::{Locale, message};

/// How many characters of a text are quoted.
const QUOTED: usize = 60;

/// The chapters that were made of a file, or of two.
#[derive(Debug, Default)]
pub(crate) struct Made {
    paths: Vec<String>,
    /// What is said of them all.
    chapter: Chapter,
}

impl Made {
    pub(crate) fn of(chapters: impl Iterator<Item = (String, Chapter)>) -> Self {
        let mut made = Self::default();
        for (path, chapter) in chapters {
            if made.paths.is_empty() {
                made.chapter = chapter;
            } else {
                made.chapter.doubts.extend(chapter.doubts);
                for (mark, times) in chapter.marks {
                    *made.chapter.marks.entry(mark).or_insert(0) += times;
                }
            }
            made.paths.push(path);
        }
        let doubts = &mut made.chapter.doubts;
        let is_one_file = doubts.iter().all(|doubt| doubt.file == doubts[0].file);
        if is_one_file {
            doubts.sort_by_key(|doubt| doubt.line);
        }
        made
    }
}

/// The report on chapters, with the paths of their files.
pub(crate) fn report(made: &[Made], locale: Locale) -> String {
    let say = |message: crate::message::Message| message.say(locale);
    let mut text = format!(
        "# {}\n\n",
        say(message!("What was brought in, and what to look at"))
    );
    for Made { paths, chapter } in made {
        let _ = write!(text, "## {}\n\n", paths.join(", "));
        let (listed, marks) = (chapter.listed(), chapter.marked());
        let summary = message!(
            "{} characters were read (white space is not counted): {} are in the chapter, {} only in the table below, {} were marks.",
            chapter.characters,
            chapter.characters.saturating_sub(listed + marks),
            listed,
            marks
        );
        let _ = write!(text, "{}\n\n", say(summary));
        if !chapter.marks.is_empty() {
            let each = chapter
                .marks
                .iter()
                .map(|(mark, times)| format!("`{}` × {times}", shown(mark)));
            let each: Vec<String> = each.collect();
            let _ = write!(text, "{}\n\n", say(message!("Marks: {}", each.join(", "))));
        }
        if chapter.doubts.is_empty() {
            let _ = write!(text, "{}\n\n", say(message!("Nothing needs a look.")));
            continue;
        }
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |\n| --- | --- | --- | --- |",
            say(message!("Place")),
            say(message!("What")),
            say(message!("Why")),
            say(message!("Score"))
        );
        for doubt in &chapter.doubts {
            // Nothing else has what was left out.
            let left_out = doubt.left_out.iter().map(|text| cell(text));
            let about = doubt.about.iter().map(|text| cell(&shortened(text)));
            let what = left_out.chain(about).collect::<Vec<String>>().join(" ‖ ");
            let score = doubt
                .score
                .map_or(String::new(), |score| format!("{score:.2}"));
            let why = doubt.why.say(locale);
            let _ = writeln!(
                text,
                "| {}:{} | {what} | {why} | {score} |",
                doubt.file, doubt.line
            );
        }
        text.push('\n');
    }
    text
}

/// A mark that can be seen.
fn shown(mark: &str) -> String {
    let show = |c: char| {
        if c.is_control() || is_unseen(c) {
            format!("U+{:04X}", u32::from(c))
        } else {
            c.to_string()
        }
    };
    mark.chars().map(show).collect()
}

fn shortened(text: &str) -> String {
    let mut characters = text.chars();
    let short: String = characters.by_ref().take(QUOTED).collect();
    if characters.next().is_some() {
        short + "…"
    } else {
        short
    }
}

/// A text in a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
