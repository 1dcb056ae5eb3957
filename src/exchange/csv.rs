//! A table for spreadsheets: a row for each text.

use super::{Base, Catalogue, Entry, Fault, Place, decoded};
use crate::message::{message, plural};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

pub fn write(catalogue: &Catalogue<'_>) -> anyhow::Result<Vec<u8>> {
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    let (source, target) = (catalogue.source.tag(), catalogue.target.tag());
    writer.write_record(["id", "kind", "state", source, target, "base"])?;
    for unit in &catalogue.units {
        let state = match unit.target {
            None => "missing",
            Some(_) if unit.is_stale => "stale",
            Some(_) if unit.is_confirmed => "confirmed",
            Some(_) => "unconfirmed",
        };
        writer.write_record([
            unit.id,
            unit.kind,
            state,
            &guarded(unit.source),
            &guarded(unit.target.unwrap_or_default()),
            &unit.base.to_text(),
        ])?;
    }
    Ok(writer
        .into_inner()
        .map_err(::csv::IntoInnerError::into_error)?)
}

/// A text with an apostrophe before it if a spreadsheet would take it for a formula.
fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\'', '\t']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// What [`guarded`] was given; some spreadsheets take the apostrophe away themselves.
fn unguarded(text: &str) -> &str {
    let rest = text.strip_prefix('\'');
    rest.filter(|rest| rest.starts_with(['=', '+', '-', '@', '\'', '\t']))
        .unwrap_or(text)
}

pub fn read(bytes: &[u8]) -> Result<Vec<Entry>, Vec<Fault>> {
    let text = decoded(bytes).map_err(|fault| vec![fault])?;
    let first = text.lines().next().unwrap_or_default();
    // Spreadsheets in countries with decimal commas separate by semicolons.
    let separators = [b',', b';', b'\t'];
    let separator = separators.into_iter().max_by_key(|one| {
        let count = first.bytes().filter(|byte| byte == one).count();
        (count, std::cmp::Reverse(*one))
    });
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(separator.unwrap_or(b','))
        .flexible(true)
        .from_reader(text.as_bytes());
    let broken = |error: &::csv::Error| {
        let line = error.position().map_or(0, ::csv::Position::line);
        let line = usize::try_from(line).unwrap_or_default();
        vec![Fault::at(
            Place::line(line),
            message!("this is not CSV: {}", error.to_string()),
        )]
    };
    let heads = reader.headers().map_err(|error| broken(&error))?.clone();
    let column = |name: &str| heads.iter().position(|head| head.trim() == name);
    let Some(id) = column("id") else {
        return Err(vec![Fault::at(
            Place::line(1),
            message!("no column is called `id`; keep the first row as it was exported"),
        )]);
    };
    let base = column("base");
    let own = ["id", "kind", "state", "base"];
    let texts: Vec<(usize, &str)> = heads
        .iter()
        .enumerate()
        .map(|(index, head)| (index, head.trim()))
        .filter(|(_, head)| !own.contains(head) && crate::lang::Lang::parse(head).is_some())
        .collect();
    let mut entries = Vec::new();
    let mut faults = Vec::new();
    // The line of the record, from 1, and where it begins.
    let (mut line, mut counted) = (1, 0);
    for record in reader.records() {
        let record = record.map_err(|error| broken(&error))?;
        // The crate counts the line break before a record as a part of it.
        let at = record.position().map_or(0, ::csv::Position::byte);
        let at = usize::try_from(at).unwrap_or_default().max(counted);
        let start = text.len() - text[at..].trim_start_matches(['\r', '\n']).len();
        line += text[counted..start].matches('\n').count();
        counted = start;
        let get = |column: usize| record.get(column).unwrap_or_default();
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        // A quotation mark that is never closed takes in the rows after it; the last row of a torn file ends early.
        if record.len() != heads.len() {
            faults.push(Fault::at(
                Place::line(line),
                plural!(
                    record.len(),
                    "the row that begins here has {} cell, the first row has {}; a quotation mark may be missing, or a part of the file",
                    "the row that begins here has {} cells, the first row has {}; a quotation mark may be missing, or a part of the file",
                    heads.len()
                ),
            ));
            continue;
        }
        if get(id).trim().is_empty() {
            faults.push(Fault::at(
                Place::line(line),
                message!("this row has no id; a new text is added in the book, not here"),
            ));
            continue;
        }
        entries.push(Entry {
            place: Place::line(line),
            id: get(id).trim().to_owned(),
            base: base.and_then(|column| Base::parse(get(column))),
            source: texts
                .first()
                .map(|(_, tag)| (*tag).to_owned())
                .unwrap_or_default(),
            texts: texts
                .iter()
                .map(|(column, tag)| ((*tag).to_owned(), unguarded(get(*column)).to_owned()))
                .collect(),
            ..Entry::default()
        });
    }
    if faults.is_empty() {
        Ok(entries)
    } else {
        Err(faults)
    }
}
