//! A table of questions, for spreadsheets: RFC 4180, a row for each question, the columns of one language after
//! those of the other.

use super::text::plain;
use super::{Export, difficulty};
use crate::lang::Lang;
use crate::manuscript::{Exam, Line, Posed, Task};

/// Spreadsheets take a CSV file without it for one in the machine's old code page, and Chinese for noise.
/// What reads UTF-8 knows it as a mark and not as text.
const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

/// What stands once for each question.
const COMMON: [&str; 9] = [
    "id",
    "chapter",
    "number",
    "kind",
    "points",
    "minutes",
    "difficulty",
    "tags",
    "pick",
];

/// What stands once for each language of it, the language's tag after it: `question zh`.
const SPOKEN: [&str; 6] = [
    "title",
    "question",
    "options",
    "answer",
    "explanation",
    "guide",
];

/// Writes every question.
pub fn write(exam: &Exam<'_>) -> anyhow::Result<Export> {
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    let languages: Vec<&Lang> = exam.languages.iter().copied().collect();
    let spoken = languages
        .iter()
        .flat_map(|lang| SPOKEN.map(|name| format!("{name} {lang}")));
    writer.write_record(COMMON.map(str::to_owned).into_iter().chain(spoken))?;
    for part in &exam.parts {
        for pool in &part.pools {
            for posed in &pool.questions {
                let question = posed.question;
                let number = |number: Option<u32>| number.map(|it| it.to_string());
                let common = [
                    posed.id.clone(),
                    part.chapter.call(),
                    posed.item.number.to_string(),
                    posed.asks.kind().to_owned(),
                    number(question.points).unwrap_or_default(),
                    number(question.minutes).unwrap_or_default(),
                    question
                        .difficulty
                        .map(difficulty)
                        .unwrap_or_default()
                        .to_owned(),
                    question.tags.join(" "),
                    pool.pick.map(|pick| pick.to_string()).unwrap_or_default(),
                ];
                let spoken = (0..languages.len()).flat_map(|index| {
                    let said = |line: &Line<'_>| {
                        let voices = line.text.zip(exam.languages);
                        let voice = voices.iter().nth(index);
                        voice.map_or_else(String::new, |(text, lang)| plain(text, lang))
                    };
                    let maybe = |line: Option<&Line<'_>>| line.map(said).unwrap_or_default();
                    [
                        said(&part.title),
                        said(&posed.item.prompt),
                        options(&posed.item.task, said),
                        answer(posed, languages[index], said),
                        maybe(posed.key.explanation.as_ref()),
                        maybe(posed.guide.as_ref()),
                    ]
                });
                writer.write_record(common.into_iter().chain(spoken))?;
            }
        }
    }
    Ok(Export {
        bytes: writer
            .into_inner()
            .map_err(::csv::IntoInnerError::into_error)?,
        remarks: Vec::new(),
    })
}

/// What is offered, each in a line of its own with the mark that it bears in the book.
fn options(task: &Task<'_>, said: impl Fn(&Line<'_>) -> String) -> String {
    let lettered = |lines: &[(char, Line<'_>)]| {
        let lines = lines.iter();
        lines
            .map(|(letter, line)| format!("{letter}. {}", said(line)))
            .collect::<Vec<_>>()
    };
    let lines = match task {
        Task::Choice { options, .. } => lettered(options),
        Task::Order(steps) => lettered(steps),
        Task::Match { left, right } => {
            let left = left.iter();
            let numbered = left.map(|(number, line)| format!("{number}. {}", said(line)));
            numbered.chain(lettered(right)).collect()
        }
        Task::Truth | Task::Blanks | Task::Open { .. } => Vec::new(),
    };
    lines.join("\n")
}

/// What is right: by letter where letters were offered, and in words where none were.
fn answer(posed: &Posed<'_>, lang: &Lang, said: impl Fn(&Line<'_>) -> String) -> String {
    if let Some(short) = posed.key.solution.short(lang) {
        return short;
    }
    let said = posed.key.solution.said().into_iter().map(|(mark, line)| {
        let mark = mark.map(|mark| format!("{mark} ")).unwrap_or_default();
        mark + &said(&line)
    });
    said.collect::<Vec<_>>().join("\n")
}
