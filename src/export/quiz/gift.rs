//! Moodle's GIFT (<https://docs.moodle.org/en/GIFT_format>), as Moodle's own importer, `qformat_gift`, reads it.

use super::blocks::BlockWriter;
use super::text::{Dialect, TextWriter};
use super::{Export, remark, tags, without_pictures};
use crate::book::Length;
use crate::manuscript::{
    AcceptedAnswers, AssembledAnswer, Exam, ExamPart, LocalizedText, Pool, Posed,
};
use crate::message::{Message, message, plural};
use crate::xml::{El, Node, fragment};

/// Writes every question, in a category for each chapter.
pub fn write(exam: &Exam<'_>) -> anyhow::Result<Export> {
    let texts = TextWriter {
        languages: exam.languages,
        dialect: Dialect::Html,
    };
    let mut out = String::new();
    for part in &exam.parts {
        out += &category(exam, part, &texts);
        for pool in &part.pools {
            out += &passage(pool, &texts)?;
            for posed in &pool.questions {
                out += &question(posed, &texts.within(posed.item.only))?;
            }
        }
    }
    Ok(Export {
        bytes: out.into_bytes(),
        remarks: remarks(exam),
    })
}

/// The category of the questions that follow: the chapter within the book.
fn category(exam: &Exam<'_>, part: &ExamPart<'_>, texts: &TextWriter<'_>) -> String {
    let number = part.chapter.number.map(|number| format!("{number} "));
    let chapter = number.unwrap_or_default() + &texts.plain(&part.title());
    format!(
        "$CATEGORY: $course$/top/{}/{}\n\n",
        level(&texts.plain(&exam.title)),
        level(&chapter)
    )
}

/// One level of a category's path. Moodle separates levels by a slash and reads two slashes as one in a name. It would
/// leave a backslash unresolved as an escape and strip anything that looks like a tag, so their full-width forms are
/// used.
pub(super) fn level(name: &str) -> String {
    let mut level = String::new();
    for c in name.chars() {
        match c {
            '/' => level.push_str("//"),
            '\\' => level.push('＼'),
            '<' => level.push('＜'),
            '>' => level.push('＞'),
            _ if c.is_control() => level.push(' '),
            _ => level.push(c),
        }
    }
    // A space, because the separator followed by a doubled slash would be three.
    let before = if level.starts_with('/') { " " } else { "" };
    let after = if level.ends_with('/') { " " } else { "" };
    [before, &level, after].concat()
}

/// The title, the instructions and the passage of a quiz as a description, which is GIFT's item without a question.
fn passage(pool: &Pool<'_>, texts: &TextWriter<'_>) -> anyhow::Result<String> {
    let Some(first) = pool.questions.first().filter(|_| !pool.head.is_empty()) else {
        return Ok(String::new());
    };
    let said = blocks(texts).introduction(&pool.head).into_iter();
    Ok(format!(
        "// [id:{0}.passage]\n::{1}::{2}\n\n",
        first.id,
        escaped(first.number()),
        html(&said.map(Node::from).collect::<Vec<_>>())?
    ))
}

/// GIFT has no files, so pictures are left to their descriptions.
fn blocks<'a, 't>(texts: &'t TextWriter<'a>) -> BlockWriter<'a, 't> {
    BlockWriter {
        texts,
        pictures: None,
        blanks: None,
    }
}

fn question(posed: &Posed<'_>, texts: &TextWriter<'_>) -> anyhow::Result<String> {
    let points = posed.item.points.map(|points| format!("points-{points}"));
    let tags = tags(posed.question).into_iter().chain(points);
    let tags: String = tags.map(|tag| [" [tag:", &tag, "]"].concat()).collect();
    let about = format!("// [id:{}]{tags}", posed.id);
    // Moodle shows its own instructions, but does not say when several options are right.
    let is_choice = matches!(posed.key.answer, AssembledAnswer::Choice(_));
    let instruction = posed.item.task.instruction.filter(|_| is_choice);
    let prompt = texts.paragraphs(&posed.item.prompt, |lang| {
        instruction.map_or("", |say| say(&lang.labels())).to_owned()
    });
    let asked = prompt
        .into_iter()
        .chain(blocks(texts).all(&posed.item.pieces));
    Ok(format!(
        "{about}\n::{}::{}{{{}{}\n}}\n\n",
        escaped(&posed.name),
        html(&asked.map(Node::from).collect::<Vec<_>>())?,
        answers(posed, texts)?,
        feedback(posed, texts)?,
    ))
}

/// What goes between the braces, each answer on a line of its own.
fn answers(posed: &Posed<'_>, texts: &TextWriter<'_>) -> anyhow::Result<String> {
    let pair = |left: &[Node], right: &LocalizedText<'_>| -> anyhow::Result<String> {
        let right = escaped(&texts.plain(right));
        Ok(format!("\n\t={} -> {right}", html(left)?))
    };
    match &posed.key.answer {
        AssembledAnswer::Choice(options) => {
            let right = options.iter().filter(|option| option.correct).count();
            let mut correct = shares(right);
            // Wrong options cost as much in total as right ones earn, so that ticking everything earns nothing.
            let mut wrong = shares(options.len() - right);
            let each = options.iter().enumerate().map(|(place, option)| {
                let mark = match (right, option.correct) {
                    (1, true) => "=".to_owned(),
                    (1, false) => "~".to_owned(),
                    (_, true) => format!("~%{}%", correct.next().unwrap_or_default()),
                    (_, false) => format!("~%-{}%", wrong.next().unwrap_or_default()),
                };
                let feedback = option.feedback.as_ref();
                let feedback = feedback.map(|line| html(&texts.phrase(line)));
                let feedback = feedback.transpose()?.map(|said| format!("#{said}"));
                Ok(format!(
                    "\n\t{mark}{}{}",
                    html(&blocks(texts).option(&posed.item, place))?,
                    feedback.unwrap_or_default()
                ))
            });
            each.collect()
        }
        AssembledAnswer::Truth(holds) => Ok(if *holds { "TRUE" } else { "FALSE" }.to_owned()),
        AssembledAnswer::Blanks { filled, bank } => match filled.as_slice() {
            [only] if only.letter.is_none() => Ok(short(&only.answer, &only.accepted, texts)),
            [only] => {
                let each = only.options.iter().chain(bank).zip('A'..='Z');
                let each = each.map(|(option, letter)| {
                    let mark = if only.letter == Some(letter) {
                        '='
                    } else {
                        '~'
                    };
                    Ok(format!("\n\t{mark}{}", html(&texts.phrase(option))?))
                });
                each.collect()
            }
            several => {
                let each = several.iter().zip(1..).map(|(filling, number)| {
                    let number = filling.number.unwrap_or(number);
                    pair(&[format!("({number})").into()], &filling.answer)
                });
                each.collect()
            }
        },
        AssembledAnswer::Match(rows) => {
            let each = rows.iter();
            each.map(|row| pair(&texts.phrase(&row.left), &row.right))
                .collect()
        }
        AssembledAnswer::Order(steps) => {
            let each = steps.iter().zip(1..);
            each.map(|((_, step), place)| pair(&[place.to_string().into()], step))
                .collect()
        }
        AssembledAnswer::Classes(classes) => {
            let each = classes.iter().flat_map(|class| {
                let items = class.items.iter();
                items.map(|(_, item)| pair(&texts.phrase(item), &class.name))
            });
            each.collect()
        }
        AssembledAnswer::Open {
            answer,
            accepted,
            length,
            ..
        } => Ok(match (accepted.number, length) {
            (Some(number), _) => {
                let each = number.values.iter();
                let each = each.map(|value| format!("\n\t={value}:{}", number.tolerance));
                format!("#{}", each.collect::<String>())
            }
            (None, Length::Short) => short(answer, accepted, texts),
            (None, Length::Long) => String::new(),
        }),
    }
}

/// The texts that a short answer is compared with; those of both languages are right.
fn short(
    answer: &LocalizedText<'_>,
    accepted: &AcceptedAnswers<'_>,
    texts: &TextWriter<'_>,
) -> String {
    let each = texts
        .all_answers(answer, accepted)
        .into_iter()
        .map(|answer| {
            // `*` is a wildcard. With an explicit weight and format, Moodle does not read the answer's beginning as one.
            let literal = answer.replace('*', "\\*");
            format!("\n\t=%100%[plain]{}", escaped(&literal))
        });
    each.collect()
}

/// The general feedback, shown to everybody after answering.
fn feedback(posed: &Posed<'_>, texts: &TextWriter<'_>) -> anyhow::Result<String> {
    let mut said: Vec<El> = Vec::new();
    if let Some(answer) = posed.key.answer.model() {
        said.extend(texts.paragraphs(answer, |_| String::new()));
    }
    if let Some(explanation) = &posed.key.explanation {
        said.extend(texts.paragraphs(explanation, |_| String::new()));
    }
    if said.is_empty() {
        return Ok(String::new());
    }
    let nodes: Vec<Node> = said.into_iter().map(Node::from).collect();
    Ok(format!("\n\t####{}", html(&nodes)?))
}

/// The weights of `of` options in per cent, together 100. Moodle rejects a weight that is not on its list, which has
/// the fractions from 1 to 1/10, and 1/20. For eleven to twenty options tenths and twentieths are mixed, so the first
/// ones count twice as much as the others; for more than twenty each is a twentieth, and the sum exceeds 100.
pub(super) fn shares(of: usize) -> impl Iterator<Item = String> {
    const TENTHS: usize = 10;
    const TWENTIETHS: usize = 20;
    (0..of).map(move |index| {
        let parts = match of {
            0..=TENTHS => of,
            _ if index < TWENTIETHS.saturating_sub(of) => TENTHS,
            _ => TWENTIETHS,
        };
        share(parts)
    })
}

/// 100 divided by `of`, to five decimal places, as on Moodle's list.
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

/// A text with all special characters escaped. Line breaks become spaces, since an empty line would end the question.
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

/// Remarks on what GIFT cannot hold.
fn remarks(exam: &Exam<'_>) -> Vec<Message> {
    let all = || exam.questions();
    let picked = exam.parts.iter().flat_map(|part| {
        let pools = part
            .pools
            .iter()
            .filter_map(|pool| Some((pool, pool.pick?)));
        pools.map(|(pool, pick)| {
            message!(
                "GIFT cannot pick questions at random: the export contains all {} questions of chapter {}, of which {} are to \
                 be picked",
                pool.questions.len(),
                part.chapter.call(),
                pick
            )
        })
    });
    let ordered = all().filter(|posed| matches!(posed.key.answer, AssembledAnswer::Order(_)));
    let sorted = all().filter(|posed| matches!(posed.key.answer, AssembledAnswer::Classes(_)));
    let blanks = all().filter(
        |posed| matches!(&posed.key.answer, AssembledAnswer::Blanks { filled, .. } if filled.len() > 1),
    );
    let chosen = all().filter(|posed| {
        matches!(
            &posed.key.answer,
            AssembledAnswer::Blanks { filled, .. }
                if filled.len() > 1 && filled.iter().any(|filling| filling.letter.is_some())
        )
    });
    let accepting = all().filter(|posed| {
        matches!(
            &posed.key.answer,
            AssembledAnswer::Blanks { filled, .. }
                if filled.len() > 1 && filled.iter().any(|filling| !filling.accepted.also.is_empty())
        )
    });
    let measured = all().filter(|posed| {
        matches!(
            &posed.key.answer,
            AssembledAnswer::Open { accepted, .. }
                if accepted.number.is_some_and(|number| number.unit.is_some())
        )
    });
    let pointed = all().filter(|posed| posed.item.points.is_some()).count();
    let timed = all().filter(|posed| posed.question.minutes.is_some());
    let guided = all().filter(|posed| posed.guide.is_some());
    let pointed = (pointed > 0).then(|| {
        plural!(
            pointed,
            "GIFT has no points: {} question has them as a tag, as in `points-2`",
            "GIFT has no points: {} questions have them as a tag, as in `points-2`"
        )
    });
    let introduced = exam.pools().filter(|pool| !pool.head.is_empty());
    [
        remark(
            &message!(
                "GIFT has no titles, instructions or passages for several questions; a description precedes these"
            ),
            introduced.flat_map(|pool| &pool.questions),
        ),
        without_pictures(
            &message!("GIFT has no pictures; their descriptions stand for them in or before these questions"),
            exam,
        ),
        remark(
            &message!("GIFT has no ordering questions; these match steps with their places"),
            ordered,
        ),
        remark(
            &message!("GIFT has no questions that sort into classes; these match items with their classes"),
            sorted,
        ),
        remark(
            &message!("GIFT has only one blank per question; these match numbers with answers"),
            blanks,
        ),
        remark(
            &message!("GIFT has no options for blanks: only the right answers are among the choices of these questions"),
            chosen,
        ),
        remark(
            &message!("GIFT accepts only the first answer to each blank of these questions"),
            accepting,
        ),
        remark(
            &message!("GIFT has no units: these questions ask for the number alone"),
            measured,
        ),
        pointed,
        remark(
            &message!("GIFT does not include the time for these questions"),
            timed,
        ),
        remark(
            &message!("GIFT does not include how to grade these questions"),
            guided,
        ),
    ]
    .into_iter()
    .flatten()
    .chain(picked)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::{level, shares};

    /// The fractions on Moodle's list (`question_bank::fraction_options`).
    const MOODLE: [f64; 20] = [
        1.0,
        0.9,
        0.833_333_3,
        0.8,
        0.75,
        0.7,
        0.666_666_7,
        0.6,
        0.5,
        0.4,
        0.333_333_3,
        0.3,
        0.25,
        0.2,
        0.166_666_7,
        0.142_857_1,
        0.125,
        0.111_111_1,
        0.1,
        0.05,
    ];

    #[test]
    fn weights_are_on_moodles_list_and_add_up() {
        for of in 1..=20 {
            let fractions: Vec<f64> = shares(of)
                .map(|share| share.parse::<f64>().unwrap() / 100.0)
                .collect();
            assert_eq!(fractions.len(), of);
            for fraction in &fractions {
                let is_known = |known: &f64| (known - fraction).abs() < 0.00001;
                assert!(MOODLE.iter().any(is_known), "{of}: {fraction}");
            }
            let sum: f64 = fractions.iter().sum();
            assert!((sum - 1.0).abs() < 0.00001, "{of}: {sum}");
        }
        assert!(shares(23).all(|share| share == "5"));
    }

    /// The levels of a path, as Moodle reads it.
    fn read(path: &str) -> Vec<String> {
        // Split at single slashes.
        let path = path.replace("//", "\u{0}");
        let levels = path.split('/');
        levels
            .map(|level| level.replace('\u{0}', "/").trim().to_owned())
            .collect()
    }

    #[test]
    fn names_of_categories_can_be_read_back_from_a_path() {
        for (name, wanted) in [
            ("一：二/三", "一：二/三"),
            ("/dev/null", "/dev/null"),
            ("and/or/", "and/or/"),
            ("C:\\new \\{x\\}", "C:＼new ＼{x＼}"),
            ("Vec<T> & $1 = ~{}", "Vec＜T＞ & $1 = ~{}"),
            ("line\nline", "line line"),
        ] {
            let path = format!("top/{}/{}", level(name), level(name));
            assert_eq!(read(&path), ["top", wanted, wanted], "{path}");
        }
    }
}
