//! A table of questions for spreadsheets (RFC 4180): a row for each question, with the columns of the first language
//! before those of the second. A text that a spreadsheet would run as a formula or convert gets an apostrophe in
//! front.

use super::lines::LineWriter;
use super::{Export, difficulty, without_pictures};
use crate::lang::Lang;
use crate::manuscript::{Exam, LocalizedText, Offers, Posed, QuizHead};
use crate::message::message;

/// Without it, spreadsheets read a CSV file in the system's legacy code page, which garbles Chinese.
pub const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

/// The columns that a question has once.
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

/// The columns that a question has in each language, with the language's tag after the name: `question zh`.
const SPOKEN: [&str; 8] = [
    "title",
    "quiz",
    "passage",
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
                let points = question.points.map(|points| points.to_string());
                let minutes = question.minutes.map(|minutes| minutes.to_string());
                let common = [
                    guarded(posed.id.clone()),
                    guarded(part.chapter.call()),
                    guarded(posed.item.number.clone()),
                    posed.item.task.kind.to_owned(),
                    points.unwrap_or_default(),
                    minutes.unwrap_or_default(),
                    question
                        .difficulty
                        .map(difficulty)
                        .unwrap_or_default()
                        .to_owned(),
                    guarded(question.tags.join(" ")),
                    pool.pick.map(|pick| pick.to_string()).unwrap_or_default(),
                ];
                let spoken = languages.iter().enumerate().flat_map(|(place, lang)| {
                    let writer = LineWriter {
                        languages: exam.languages,
                        place,
                        lang,
                    };
                    let of_quiz = |say: fn(&QuizHead<'_>, LineWriter<'_>) -> String| {
                        let writer = writer.within(pool.head.only);
                        writer.map_or_else(String::new, |writer| say(&pool.head, writer))
                    };
                    let own = |say: fn(&Posed<'_>, LineWriter<'_>) -> String| {
                        let writer = writer.within(posed.item.only);
                        writer.map_or_else(String::new, |writer| say(posed, writer))
                    };
                    [
                        writer.line(&part.title()),
                        of_quiz(|head, writer| maybe(head.title.as_ref(), writer)),
                        of_quiz(passage),
                        own(prompt),
                        own(options),
                        own(answer),
                        own(explanation),
                        own(|posed, writer| maybe(posed.guide.as_ref(), writer)),
                    ]
                    .map(guarded)
                });
                writer.write_record(common.into_iter().chain(spoken))?;
            }
        }
    }
    Ok(Export {
        bytes: writer
            .into_inner()
            .map_err(::csv::IntoInnerError::into_error)?,
        remarks: without_pictures(
            &message!("CSV holds no pictures; their descriptions stand for them in the rows of these questions"),
            exam,
        )
        .into_iter()
        .collect(),
    })
}

fn maybe(line: Option<&LocalizedText<'_>>, writer: LineWriter<'_>) -> String {
    line.map(|line| writer.text(line)).unwrap_or_default()
}

/// The instructions and the passage, one paragraph a line.
fn passage(head: &QuizHead<'_>, writer: LineWriter<'_>) -> String {
    let instructions = head.instructions.iter().map(|line| writer.text(line));
    let lines = instructions.chain(writer.blocks(&head.passage));
    lines.collect::<Vec<_>>().join("\n")
}

/// The prompt and the blocks after it.
fn prompt(posed: &Posed<'_>, writer: LineWriter<'_>) -> String {
    let prompt = std::iter::once(writer.text(&posed.item.prompt));
    let lines = prompt.chain(writer.blocks(&posed.item.pieces));
    lines.collect::<Vec<_>>().join("\n")
}

/// The options, one a line, with their letters or numbers in the book, and the lines of the blocks that they hold.
fn options(posed: &Posed<'_>, writer: LineWriter<'_>) -> String {
    let item = &posed.item;
    let lines = item.task.offers.iter().flat_map(|offers| {
        let marked = offers.marked().into_iter();
        let marked: Vec<String> = marked
            .map(|(mark, line)| format!("{mark} {}", writer.line(line)))
            .collect();
        if !item.in_options.is_empty() {
            let each = marked.into_iter().zip(&item.in_options);
            let each = each.flat_map(|(line, pieces)| {
                let line = line.trim_end().to_owned();
                std::iter::once(line).chain(writer.blocks(pieces))
            });
            return each.collect();
        }
        match offers {
            Offers::Row { number, .. } => {
                let number = number.map(|number| format!("({number}) "));
                vec![number.unwrap_or_default() + &marked.join("  ")]
            }
            Offers::Lettered(_) | Offers::Numbered(_) | Offers::TrueOrFalse => marked,
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The right answer: as letters if the options have letters, otherwise in words.
fn answer(posed: &Posed<'_>, writer: LineWriter<'_>) -> String {
    let solution = posed.key.answer.solution();
    if let Some(short) = solution.short(&writer.lang.labels()) {
        return short;
    }
    let said = solution.said.iter().map(|(mark, line)| {
        let mark = mark.as_ref().map(|mark| format!("{mark} "));
        let mark = mark.unwrap_or_default();
        mark + &writer.line(line)
    });
    said.collect::<Vec<_>>().join("\n")
}

/// The explanation, and what is said about options after their letters.
fn explanation(posed: &Posed<'_>, writer: LineWriter<'_>) -> String {
    let solution = posed.key.answer.solution();
    let feedback = solution.feedback.iter();
    let feedback = feedback.map(|(letter, line)| format!("{letter}. {}", writer.text(line)));
    let explanation = posed.key.explanation.iter();
    let explanation = explanation.map(|line| writer.text(line));
    let lines = explanation.chain(feedback);
    lines.collect::<Vec<_>>().join("\n")
}

/// Puts an apostrophe before a text that a spreadsheet would not keep as text, and before one that already begins with
/// an apostrophe, so that a reader can always drop the first.
pub fn guarded(text: String) -> String {
    if text.starts_with('\'') || is_run(&text) || is_converted(&text) {
        return format!("'{text}");
    }
    text
}

/// Whether a spreadsheet would run a text as a formula.
fn is_run(text: &str) -> bool {
    let first = text.trim_start().chars().next();
    text.starts_with(char::is_control)
        || first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
}

/// Whether a spreadsheet would convert a text to a truth value, a date, a time, a fraction, or a number that it
/// displays differently: `1-2`, `3/4`, `1e3`, `007`, `May 5`, `3月4日`, sixteen digits.
fn is_converted(text: &str) -> bool {
    const WORDS: [&str; 33] = [
        "e",
        "t",
        "z",
        "a",
        "p",
        "am",
        "pm",
        "jan",
        "feb",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "utc",
        "gmt",
    ];
    /// The number of significant digits that spreadsheets keep.
    const KEPT: usize = 15;
    let text = text.trim().to_lowercase();
    if matches!(text.as_str(), "true" | "false") {
        return true;
    }
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '０'..='９');
    if !text.contains(is_digit) {
        return false;
    }
    let is_count = text.bytes().all(|byte| byte.is_ascii_digit());
    if is_count && !text.starts_with('0') && text.len() <= KEPT || text == "0" {
        return false;
    }
    let is_mark = |c: char| {
        c.is_whitespace() || ".,:/-+%()$€£¥￥'年月日时時分秒点點上下午：／－．，％".contains(c)
    };
    let is_known = text
        .chars()
        .all(|c| is_digit(c) || is_mark(c) || c.is_ascii_alphabetic());
    let words = text.split(|c: char| !c.is_ascii_alphabetic());
    is_known
        && words
            .filter(|word| !word.is_empty())
            .all(|word| WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn what_a_spreadsheet_would_run_or_convert_gets_an_apostrophe() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            " =1",
            "＝1",
            "1-2",
            "3/4",
            "1e3",
            "1E3",
            "007",
            "12:30",
            "5%",
            "1,000",
            "3.5",
            "$5",
            "1234567890123456",
            "May 5",
            "5-Mar",
            "2026-11-29",
            "3月4日",
            "１-２",
            "TRUE",
            "False",
            "'quoted",
        ] {
            assert_eq!(guarded(text.to_owned()), format!("'{text}"));
        }
        for text in [
            "",
            "0",
            "42",
            "A. =1",
            "three",
            "3 apples",
            "GPT-2",
            "A、C",
            "1–C、2–A",
            "B → A",
            "对",
            "x = 3",
            "1. one\n2. two",
        ] {
            assert_eq!(guarded(text.to_owned()), text);
        }
    }
}
