//! Notes for Anki's text import (<https://docs.ankiweb.net/importing/text-files.html>): header lines, then one note a
//! line. A note that is imported again replaces the one with the same GUID.

use super::blocks::BlockWriter;
use super::text::{Dialect, TextWriter};
use super::{Export, remark, tags, without_pictures};
use crate::manuscript::{Exam, ExamPart, LocalizedText, Mark, Offers, Posed, QuizHead};
use crate::message::message;
use crate::xml::{El, Node, fragment};

/// The header before the note types. Columns are not named: Anki would take the names for those of fields, and these
/// are `Front` and `Back` only in English collections.
const HEAD: &str = "#separator:tab\n\
    #html:true\n\
    #guid column:1\n\
    #deck column:2\n\
    #tags column:3\n";

/// The names of the note type “Basic”, with a front and a back, in every language of Anki 26.09. A collection keeps
/// the name in the language in which it was created. Anki skips the names that a collection does not have, and uses
/// the last one that it has.
const NOTE_TYPES: [&str; 46] = [
    "Basies",
    "Bàsica",
    "Grundlæggende",
    "Einfach",
    "Põhimudel",
    "Básico",
    "Baza",
    "Oinarrizkoa",
    "Basique",
    "Bunúsach",
    "Básica",
    "Osnovna",
    "Basilare",
    "Elementari",
    "Alap",
    "Basis",
    "Grunnleggende",
    "Oddiy",
    "Podstawowy",
    "Простая",
    "De bază",
    "Základný",
    "Perusmalli",
    "Grundläggande",
    "Cơ bản",
    "Temel",
    "sampu",
    "Základní",
    "Βασικό",
    "Базавая",
    "Основен",
    "Үндсэн",
    "Основно",
    "Базовий",
    "Қарапайым",
    "Հիմնական",
    "עיקרדיק",
    "בסיסי",
    "ئاساسى",
    "أساسي",
    "ମୌଳିକ",
    "พื้นฐาน",
    "基本",
    "问答题",
    "基本型",
    "Basic",
];

/// What precedes the notes.
pub fn head() -> String {
    let types = NOTE_TYPES.map(|name| format!("#notetype:{name}\n"));
    format!("{HEAD}{}", types.concat())
}

/// Writes a note for every question, in a deck for each chapter.
pub fn write(exam: &Exam<'_>) -> anyhow::Result<Export> {
    let texts = TextWriter {
        languages: exam.languages,
        dialect: Dialect::Html,
    };
    let mut writer = ::csv::WriterBuilder::new()
        .delimiter(b'\t')
        .from_writer(head().into_bytes());
    for part in &exam.parts {
        let deck = deck(exam, part, &texts);
        let pools = part.pools.iter();
        let each = pools.flat_map(|pool| pool.questions.iter().map(move |posed| (pool, posed)));
        for (pool, posed) in each {
            writer.write_record([
                posed.id.clone(),
                deck.clone(),
                tags(posed.question).join(" "),
                html(front(&pool.head, posed, &texts))?,
                html(back(posed, &texts.within(posed.item.only)))?,
            ])?;
        }
    }
    let timed = exam
        .questions()
        .filter(|posed| posed.question.minutes.is_some());
    let guided = exam.questions().filter(|posed| posed.guide.is_some());
    let remarks = [
        remark(
            &message!("Anki cards do not show the time for these questions"),
            timed,
        ),
        remark(
            &message!("Anki cards do not show how to grade these questions"),
            guided,
        ),
        without_pictures(
            &message!(
                "Anki's text files hold no pictures; their descriptions stand for them on the cards of these questions"
            ),
            exam,
        ),
    ];
    Ok(Export {
        bytes: writer
            .into_inner()
            .map_err(::csv::IntoInnerError::into_error)?,
        remarks: remarks.into_iter().flatten().collect(),
    })
}

/// The chapter's deck within the book's. Anki separates levels by two colons.
fn deck(exam: &Exam<'_>, part: &ExamPart<'_>, texts: &TextWriter<'_>) -> String {
    let level = |line: &LocalizedText<'_>| texts.plain(line).replace("::", ": :");
    let number = part.chapter.number.map(|number| format!("{number} "));
    format!(
        "{}::{}{}",
        level(&exam.title),
        number.unwrap_or_default(),
        level(&part.title())
    )
}

/// A text file holds no pictures.
fn blocks<'a, 't>(texts: &'t TextWriter<'a>) -> BlockWriter<'a, 't> {
    BlockWriter {
        texts,
        pictures: None,
        blanks: None,
    }
}

/// What precedes the questions of its quiz, the prompt and the options. A card is seen by itself, so each has the former.
fn front(head: &QuizHead<'_>, posed: &Posed<'_>, texts: &TextWriter<'_>) -> Vec<El> {
    let mut said = blocks(texts).introduction(head);
    let texts = &texts.within(posed.item.only);
    let blocks = self::blocks(texts);
    let prompt = texts.paragraphs(&posed.item.prompt, |lang| posed.item.remark(&lang.labels()));
    said.extend(prompt);
    said.extend(blocks.all(&posed.item.pieces));
    for offers in &posed.item.task.offers {
        let list = match offers {
            Offers::Row { number, .. } => {
                let mut nodes: Vec<Node> = Vec::new();
                nodes.extend(number.map(|number| format!("({number}) ").into()));
                for (mark, line) in offers.marked() {
                    nodes.push(format!("{mark}\u{a0}{} \u{2003}", texts.plain(line)).into());
                }
                said.push(El::new("p").with_all(nodes));
                continue;
            }
            Offers::Lettered(_) => El::new("ol").attr("type", "A"),
            Offers::Numbered(_) => El::new("ol"),
            Offers::TrueOrFalse => continue,
        };
        let is_lettered = matches!(offers, Offers::Lettered(_));
        let lines = offers.lines().iter().enumerate();
        said.push(list.with_all(lines.map(|(place, line)| {
            El::new("li").with_all(if is_lettered {
                blocks.option(&posed.item, place)
            } else {
                texts.phrase(line)
            })
        })));
    }
    said
}

/// The answer, in letters and in words, and its explanation.
fn back(posed: &Posed<'_>, texts: &TextWriter<'_>) -> Vec<El> {
    let solution = posed.key.answer.solution();
    let lead = texts.languages.lead();
    // True and false have a label in each language; letters are the same in all.
    let short = match solution.said.len() {
        0 => {
            let each = texts.languages.iter();
            let each: Vec<String> = each
                .filter_map(|lang| solution.short(&lang.labels()))
                .collect();
            Some(each.join(" / "))
        }
        1 => None,
        _ => solution.short(&lead.labels()),
    };
    let short = short.map(|short| El::new("p").with(El::new("strong").with(short)));
    let mut said: Vec<El> = short.into_iter().collect();
    let blocks = blocks(texts);
    for (mark, line) in &solution.said {
        let mut nodes: Vec<Node> = Vec::new();
        if let Some(mark) = mark {
            nodes.push(format!("{mark} ").into());
        }
        if !line.is_empty() {
            nodes.extend(texts.phrase(line));
        }
        said.push(El::new("p").with_all(nodes));
        let mut options = posed.item.options_with_pieces();
        let option = options.find(|(letter, ..)| *mark == Some(Mark::Letter(*letter)));
        said.extend(
            option
                .into_iter()
                .flat_map(|(.., pieces)| blocks.all(pieces)),
        );
    }
    if let Some(explanation) = &posed.key.explanation {
        said.extend(texts.paragraphs(explanation, |_| String::new()));
    }
    for (letter, line) in &solution.feedback {
        let nodes = std::iter::once(format!("{letter}. ").into()).chain(texts.phrase(line));
        said.push(El::new("p").with_all(nodes));
    }
    said
}

fn html(elements: Vec<El>) -> anyhow::Result<String> {
    let nodes: Vec<Node> = elements.into_iter().map(Node::from).collect();
    field(&nodes)
}

/// HTML on one line without tabs, as a field of a note must be.
pub fn field(nodes: &[Node]) -> anyhow::Result<String> {
    Ok(fragment(nodes)?.replace(['\n', '\t'], " "))
}
