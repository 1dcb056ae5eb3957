//! Moodle's GIFT: <https://docs.moodle.org/en/GIFT_format>, as its importer reads it (`qformat_gift`).

use super::text::{Dialect, Speaker};
use super::{Export, remark, tags};
use crate::book::Length;
use crate::manuscript::{Asks, Exam, Line, Part, Posed, Task};
use crate::xml::{El, Node, fragment};

/// Writes every question, by categories of chapters.
pub fn write(exam: &Exam<'_>) -> anyhow::Result<Export> {
    let speaker = Speaker {
        languages: exam.languages,
        dialect: Dialect::Html,
    };
    let mut out = String::new();
    for part in &exam.parts {
        out += &category(exam, part, &speaker);
        for posed in part.pools.iter().flat_map(|pool| &pool.questions) {
            out += &question(posed, &speaker)?;
        }
    }
    Ok(Export {
        bytes: out.into_bytes(),
        remarks: remarks(exam),
    })
}

/// Where the questions that follow go: under the book, under the chapter. A stroke parts levels, two are one.
fn category(exam: &Exam<'_>, part: &Part<'_>, speaker: &Speaker<'_>) -> String {
    let level = |line: &Line<'_>| speaker.plain(line).replace('/', "//");
    let number = part.chapter.number.map(|number| format!("{number} "));
    format!(
        "$CATEGORY: $course$/top/{}/{}{}\n\n",
        level(&exam.title),
        number.unwrap_or_default(),
        level(&part.title)
    )
}

fn question(posed: &Posed<'_>, speaker: &Speaker<'_>) -> anyhow::Result<String> {
    let points = posed.item.points.map(|points| format!("points-{points}"));
    let tags = tags(posed.question).into_iter().chain(points);
    let tags: String = tags.map(|tag| [" [tag:", &tag, "]"].concat()).collect();
    let about = format!("// [id:{}]{tags}", posed.id);
    let asks_several = matches!(posed.item.task, Task::Choice { several: true, .. });
    let prompt = speaker.paragraphs(&posed.item.prompt, |lang| {
        let several = lang.labels().several;
        if asks_several { several } else { "" }.to_owned()
    });
    Ok(format!(
        "{about}\n::{}::{}{{{}{}\n}}\n\n",
        escaped(&posed.name),
        html(&prompt.into_iter().map(Node::from).collect::<Vec<_>>())?,
        answers(posed, speaker)?,
        feedback(posed, speaker)?,
    ))
}

/// What stands between the braces, each answer in a line of its own.
fn answers(posed: &Posed<'_>, speaker: &Speaker<'_>) -> anyhow::Result<String> {
    let pair = |left: &[Node], right: &Line<'_>| -> anyhow::Result<String> {
        let right = escaped(&speaker.plain(right));
        Ok(format!("\n\t={} -> {right}", html(left)?))
    };
    match &posed.asks {
        Asks::Choice(offers) => {
            let right = offers.iter().filter(|offer| offer.correct).count();
            let each = offers.iter().map(|offer| {
                let mark = match (right, offer.correct) {
                    (1, true) => "=".to_owned(),
                    (1, false) => "~".to_owned(),
                    (_, true) => format!("~%{}%", share(right)),
                    // Whoever ticks everything gets nothing.
                    (_, false) => format!("~%-{}%", share(offers.len() - right)),
                };
                Ok(format!("\n\t{mark}{}", html(&speaker.phrase(&offer.text))?))
            });
            each.collect()
        }
        Asks::Truth(holds) => Ok(if *holds { "TRUE" } else { "FALSE" }.to_owned()),
        Asks::Blanks(filled) => match filled.as_slice() {
            [only] => Ok(short(&only.answer, speaker)),
            several => {
                let each = several.iter().zip(1..).map(|(filling, number)| {
                    let number = filling.number.unwrap_or(number);
                    pair(&[format!("({number})").into()], &filling.answer)
                });
                each.collect()
            }
        },
        Asks::Match { rows, .. } => {
            let each = rows.iter();
            each.map(|row| pair(&speaker.phrase(&row.left), &row.right))
                .collect()
        }
        Asks::Order { right, .. } => {
            let each = right.iter().zip(1..);
            each.map(|((_, step), place)| pair(&[place.to_string().into()], step))
                .collect()
        }
        Asks::Open { answer, length } => Ok(match length {
            Length::Short => short(answer, speaker),
            Length::Long => String::new(),
        }),
    }
}

/// What a machine compares an answer with: each language's words are right.
fn short(answer: &Line<'_>, speaker: &Speaker<'_>) -> String {
    let each = speaker.answers(answer).into_iter().map(|answer| {
        // An asterisk stands for anything. The weight and the format keep what begins like one from being one.
        let literal = answer.replace('*', "\\*");
        format!("\n\t=%100%[plain]{}", escaped(&literal))
    });
    each.collect()
}

/// What everybody reads after answering.
fn feedback(posed: &Posed<'_>, speaker: &Speaker<'_>) -> anyhow::Result<String> {
    let mut said: Vec<El> = Vec::new();
    if let Asks::Open {
        answer,
        length: Length::Long,
    } = &posed.asks
    {
        said.extend(speaker.paragraphs(answer, |_| String::new()));
    }
    if let Some(explanation) = &posed.key.explanation {
        said.extend(speaker.paragraphs(explanation, |_| String::new()));
    }
    if said.is_empty() {
        return Ok(String::new());
    }
    let nodes: Vec<Node> = said.into_iter().map(Node::from).collect();
    Ok(format!("\n\t####{}", html(&nodes)?))
}

/// A hundred parted among so many, to five places, as Moodle lists the parts that it knows.
fn share(of: usize) -> String {
    let part = format!(
        "{:.5}",
        100.0 / f64::from(u32::try_from(of).unwrap_or(u32::MAX))
    );
    part.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn html(nodes: &[Node]) -> anyhow::Result<String> {
    Ok(format!("[html]{}", escaped(&fragment(nodes)?)))
}

/// A text in which no character means anything; an empty line would end the question.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '~' | '=' | '#' | '{' | '}' | ':' | '\\' => out.extend(['\\', c]),
            '\n' | '\r' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

/// What GIFT has no place for.
fn remarks(exam: &Exam<'_>) -> Vec<String> {
    let all = || exam.questions();
    let picked = exam.parts.iter().flat_map(|part| {
        let pools = part
            .pools
            .iter()
            .filter_map(|pool| Some((pool, pool.pick?)));
        pools.map(|(pool, pick)| {
            format!(
                "GIFT draws no questions: chapter {} has all {} of which {pick} are to be picked",
                part.chapter.call(),
                pool.questions.len()
            )
        })
    });
    let ordered = all().filter(|posed| matches!(posed.asks, Asks::Order { .. }));
    let blanks = all().filter(|posed| matches!(&posed.asks, Asks::Blanks(all) if all.len() > 1));
    let pointed = all().filter(|posed| posed.item.points.is_some()).count();
    let timed = all().filter(|posed| posed.question.minutes.is_some());
    let guided = all().filter(|posed| posed.guide.is_some());
    let pointed = (pointed > 0).then(|| {
        format!("GIFT has no points: {pointed} questions bear theirs as a tag, as in `points-2`")
    });
    [
        remark("GIFT has no order; places are matched with steps", ordered),
        remark(
            "GIFT has one blank to a question; numbers are matched with answers",
            blanks,
        ),
        pointed,
        remark("GIFT has no place for the time of", timed),
        remark("GIFT has no place for how to grade", guided),
    ]
    .into_iter()
    .flatten()
    .chain(picked)
    .collect()
}
