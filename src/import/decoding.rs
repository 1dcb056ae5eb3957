//! The characters of text files.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::Refusal;

/// A text and how it was encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    /// The name of the encoding, if nothing in the file says that it is this one.
    pub guessed: Option<&'static str>,
}

/// Reads a text in UTF-8, in UTF-16 with a byte order mark, or in the encoding that it most probably has, such as
/// GB 18030 or Big5. Its lines end in line feeds, whatever they ended in.
///
/// # Errors
/// If it is no text.
pub fn decode(name: &str, bytes: &[u8]) -> Result<Decoded, Refusal> {
    let (encoding, guessed) = match bytes {
        [0xff, 0xfe, ..] => (UTF_16LE, false),
        [0xfe, 0xff, ..] => (UTF_16BE, false),
        bytes if std::str::from_utf8(bytes).is_ok() => (UTF_8, false),
        bytes => (guess(bytes), true),
    };
    let (text, is_damaged) = encoding.decode_with_bom_removal(bytes);
    let is_text = |c: char| !c.is_control() || c.is_whitespace() || c == '\u{1a}';
    if is_damaged || !text.chars().all(is_text) {
        return Err(Refusal::NotText(name.to_owned()));
    }
    if text.trim().is_empty() {
        return Err(Refusal::Empty(name.to_owned()));
    }
    Ok(Decoded {
        text: text.replace("\r\n", "\n").replace('\r', "\n"),
        guessed: guessed.then(|| encoding.name()),
    })
}

fn guess(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let found = detector.guess(None, Utf8Detection::Deny);
    // It contains the other, and more characters.
    if found == GBK { GB18030 } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "春天来了，花开了。河水涨了起来，孩子们跑到外面去玩。\r\nSpring has come.\r\n";

    #[test]
    fn chinese_encodings_are_found() {
        let traditional = "春天來了，花開了。河水漲了起來，孩子們跑到外面去玩。\n";
        for (text, encoding) in [(TEXT, GB18030), (traditional, encoding_rs::BIG5)] {
            let (bytes, _, _) = encoding.encode(text);
            let decoded = decode("a.txt", &bytes).unwrap_or_else(|refusal| panic!("{refusal:?}"));
            assert_eq!(decoded.text, text.replace('\r', ""));
            assert_eq!(
                decoded.guessed.map(str::to_lowercase),
                Some(encoding.name().to_lowercase())
            );
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_character() {
        for bytes in [
            [b"\xef\xbb\xbf", TEXT.as_bytes()].concat(),
            [0xff, 0xfe]
                .into_iter()
                .chain(TEXT.encode_utf16().flat_map(u16::to_le_bytes))
                .collect(),
            [0xfe, 0xff]
                .into_iter()
                .chain(TEXT.encode_utf16().flat_map(u16::to_be_bytes))
                .collect(),
        ] {
            let decoded = decode("a.txt", &bytes).map(|decoded| (decoded.text, decoded.guessed));
            assert_eq!(decoded.ok(), Some((TEXT.replace('\r', ""), None)));
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for bytes in [
            &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..],
            b"\xff\xfea",
            b"a\0b",
            b"PK\x03\x04\x14\0\x08",
        ] {
            assert!(
                matches!(decode("a.txt", bytes), Err(Refusal::NotText(_))),
                "{bytes:?}"
            );
        }
        assert!(matches!(decode("a.txt", b" \n"), Err(Refusal::Empty(_))));
    }
}
