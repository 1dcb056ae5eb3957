//! Reads CSV (RFC 4180): each field with a map to its file, since the fields are texts of the book.

use super::placed::Placed;
use crate::message::{Message, message};

/// A field, and where it stands in its file, quotation marks included.
#[derive(Debug, Default)]
pub struct Field {
    pub text: Placed,
    pub start: usize,
    pub end: usize,
}

/// What is wrong with a file, and at which byte.
#[derive(Debug)]
pub struct CsvError {
    pub at: usize,
    pub message: Message,
    pub hint: Message,
}

/// The records of a file. Empty lines are none.
pub fn records(text: &str) -> Result<Vec<Vec<Field>>, CsvError> {
    let mut records = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let mut record = Vec::new();
        loop {
            let field = field(text, at)?;
            at = field.end;
            record.push(field);
            if text[at..].starts_with(',') {
                at += 1;
            } else {
                break;
            }
        }
        at += text[at..].chars().take_while(|c| *c == '\r').count();
        at += usize::from(text[at..].starts_with('\n'));
        let is_blank = record.len() == 1 && record[0].start == record[0].end;
        if !is_blank {
            records.push(record);
        }
    }
    Ok(records)
}

/// Reads the field at an offset.
fn field(text: &str, start: usize) -> Result<Field, CsvError> {
    let rest = &text[start..];
    let mut field = Placed::default();
    let Some(quoted) = rest.strip_prefix('"') else {
        let length = rest.find([',', '\n', '\r']).unwrap_or(rest.len());
        field.push(&rest[..length], start..start + length);
        return Ok(Field {
            text: field,
            start,
            end: start + length,
        });
    };
    let mut at = start + 1;
    let mut rest = quoted;
    loop {
        let Some(length) = rest.find('"') else {
            return Err(CsvError {
                at: start,
                message: message!("this quotation mark is never closed"),
                hint: message!(
                    "end the field with `\"`, and write `\"\"` for a quotation mark inside it"
                ),
            });
        };
        field.push(&rest[..length], at..at + length);
        at += length + 1;
        rest = &rest[length + 1..];
        if rest.starts_with('"') {
            field.push("\"", at - 1..at + 1);
            at += 1;
            rest = &rest[1..];
        } else if rest.is_empty() || rest.starts_with([',', '\n', '\r']) {
            return Ok(Field {
                text: field,
                start,
                end: at,
            });
        } else {
            return Err(CsvError {
                at,
                message: message!("a comma is missing after a quoted field"),
                hint: message!(
                    "write `\"\"` for a quotation mark inside the field, or a comma before the next one"
                ),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        let records = records(text).unwrap_or_default();
        let texts = |record: Vec<Field>| {
            let texts = record.into_iter().map(|field| field.text.text);
            texts.collect()
        };
        records.into_iter().map(texts).collect()
    }

    #[test]
    fn fields_may_be_quoted_empty_and_on_several_lines() {
        assert_eq!(
            texts("a,\"b, c\",\r\n\n\"say \"\"hi\"\"\",\"two\nlines\",x"),
            [vec!["a", "b, c", ""], vec!["say \"hi\"", "two\nlines", "x"]]
        );
    }

    #[test]
    fn every_character_knows_its_place() {
        let text = "a,\"b\"\"c\"";
        let records = records(text).unwrap_or_default();
        let places = &records[0][1].text.places;
        assert_eq!(places.origin(2..3), 6..7);
        assert_eq!(&text[6..7], "c");
    }

    #[test]
    fn a_quotation_mark_out_of_place_is_an_error_there() {
        assert_eq!(records("a,\"b").map_err(|error| error.at).err(), Some(2));
        assert_eq!(records("\"a\"b,c").map_err(|error| error.at).err(), Some(3));
    }
}
