//! CSV and TSV: a column for each language, and perhaps others. Which column is which is decided by all its cells.

use super::super::Refusal;
use super::super::columns;
use super::super::document::Role;
use super::{Maker, State, Units, visible};
use crate::message::message;

/// What columns are called that have texts and their translations.
const HEADS: [&str; 26] = [
    "zh",
    "zh-cn",
    "zh-hans",
    "zh-hant",
    "zh-tw",
    "en",
    "en-us",
    "en-gb",
    "chinese",
    "english",
    "中文",
    "汉语",
    "英文",
    "英语",
    "原文",
    "译文",
    "翻译",
    "source",
    "target",
    "translation",
    "text",
    "original",
    "src",
    "tgt",
    "简体中文",
    "繁體中文",
];

/// Whether a cell names a language rather than saying something in it.
pub(in crate::import) fn is_head(cell: &str) -> bool {
    HEADS.contains(&cell.trim().to_lowercase().as_str())
}

pub(super) fn read(name: &str, text: &str) -> Result<Units, Refusal> {
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(separator(text))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
    let (mut line, mut counted) = (1, 0);
    for record in reader.records() {
        let record = record.map_err(|error| {
            let at = error.position().map_or(0, ::csv::Position::line);
            let at = usize::try_from(at).unwrap_or_default();
            let why = message!("this is not CSV: {}", error.to_string());
            Refusal::fault(name, at, 1, why)
        })?;
        // The crate counts the line break before a record as a part of it.
        let at = record.position().map_or(0, ::csv::Position::byte);
        let at = usize::try_from(at)
            .unwrap_or_default()
            .clamp(counted, text.len());
        let start = text.len() - text[at..].trim_start_matches(['\r', '\n']).len();
        line += text[counted..start].matches('\n').count();
        counted = start;
        rows.push((line, record.iter().map(str::to_owned).collect()));
    }
    let has = |head: &str| {
        rows.first()
            .is_some_and(|(_, row)| row.iter().any(|cell| cell == head))
    };
    if has("id") && has("base") {
        return Err(Refusal::Ours(name.to_owned()));
    }
    let cells: Vec<Vec<&str>> = rows
        .iter()
        .map(|(_, row)| row.iter().map(String::as_str).collect())
        .collect();
    let Some([first, second]) = columns::of_languages(&cells, true) else {
        return Err(Refusal::OneLanguage(name.to_owned()));
    };
    let mut maker = Maker::new(name);
    for (at, (line, row)) in rows.iter().enumerate() {
        let get = |column: usize| row.get(column).map_or("", String::as_str);
        let is_head_row = at == 0 && [first, second].iter().all(|column| is_head(get(*column)));
        for (column, cell) in row.iter().enumerate() {
            let is_language = [first, second].contains(&column);
            if is_language && !is_head_row {
                continue;
            }
            if is_language || is_head_row || !cell.chars().any(char::is_alphabetic) {
                maker.mark(cell);
            } else {
                let why = message!("this stood in a column beside the two languages");
                maker.left_out(*line, why, cell);
            }
        }
        if !is_head_row {
            maker.plain(*line, Role::Text, [get(first), get(second)], State::Done);
        }
    }
    let all = rows.iter().flat_map(|(_, row)| row);
    maker.chapter.characters = all.map(|cell| visible(cell)).sum();
    maker.chapter.confirmed = None;
    Ok(Units {
        name: name.to_owned(),
        languages: Some(["zh".to_owned(), "en".to_owned()]),
        chapters: vec![(name.to_owned(), maker.chapter)],
    })
}

/// What parts the cells: the sign that stands in the first line outside quotation marks most often.
fn separator(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut is_quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => break,
            _ if is_quoted => {}
            byte => {
                for (separator, count) in &mut counts {
                    *count += usize::from(byte == *separator);
                }
            }
        }
    }
    let most = counts.iter().rev().max_by_key(|(_, count)| *count);
    most.map_or(b',', |(separator, _)| *separator)
}
