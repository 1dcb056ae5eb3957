//! The prolog of an SVG: its encoding, XML declaration and document type.

use crate::message::message;
use crate::picture::Refusal;

/// The text of an SVG without its XML declaration and document type, whose line breaks are kept so that line numbers
/// stay the same. A document type may name an external subset, which is never fetched; one with an internal subset is
/// refused.
pub fn text(bytes: &[u8]) -> Result<String, Refusal> {
    let mut text = decode(bytes)?;
    if let Some(end) = text.find("?>").filter(|_| text.starts_with("<?xml")) {
        blank_out(&mut text, 0, end + 2);
    }
    let Some((start, end)) = document_type(&text)? else {
        return Ok(text);
    };
    blank_out(&mut text, start, end);
    Ok(text)
}

fn blank_out(text: &mut String, start: usize, end: usize) {
    let lines = text[start..end].matches('\n').count();
    text.replace_range(start..end, &"\n".repeat(lines));
}

fn decode(bytes: &[u8]) -> Result<String, Refusal> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        text.map_err(|_| Refusal::Broken(message!("it begins as UTF-16, but is not valid UTF-16")))
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => return utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => return utf16(rest, u16::from_be_bytes),
        _ => {}
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.trim_start_matches('\u{feff}').trim_start().to_owned()),
        Err(error) => {
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).to_ascii_lowercase();
            // In ISO 8859-1 each byte is the code point of its character. Bytes from 0x80 to 0x9F, which
            // Windows-1252 assigns differently, are not accepted.
            let is_latin = head.contains("iso-8859-1") || head.contains("windows-1252");
            if is_latin && !bytes.iter().any(|byte| (0x80..0xA0).contains(byte)) {
                return Ok(bytes.iter().map(|byte| char::from(*byte)).collect());
            }
            Err(Refusal::Broken(message!(
                "it is not in UTF-8 at byte {}",
                error.valid_up_to()
            )))
        }
    }
}

/// The byte range of the document type declaration, if there is one.
fn document_type(text: &str) -> Result<Option<(usize, usize)>, Refusal> {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let start = at + rest.len() - rest.trim_start().len();
        let rest = &text[start..];
        let (opening, closing) = if rest.starts_with("<!--") {
            ("<!--", "-->")
        } else if rest.starts_with("<?") {
            ("<?", "?>")
        } else if rest.starts_with("<!DOCTYPE") {
            return declaration_end(&text[start..]).map(|length| Some((start, start + length)));
        } else {
            return Ok(None);
        };
        let Some(end) = rest[opening.len()..].find(closing) else {
            return Ok(None);
        };
        at = start + opening.len() + end + closing.len();
    }
}

/// The length in bytes of a document type declaration. One with an internal subset is refused, since that can
/// declare entities.
fn declaration_end(text: &str) -> Result<usize, Refusal> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '[') => {
                return Err(Refusal::Unsafe(message!(
                    "its document type declares entities, which can load other files"
                )));
            }
            (None, '>') => return Ok(at + 1),
            _ => {}
        }
    }
    Err(Refusal::Broken(message!("its document type is not closed")))
}
