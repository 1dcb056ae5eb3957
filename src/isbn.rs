//! ISBNs: checked, hyphenated, and equal however an author spaces them.

use std::fmt;

/// An ISBN-13 with a valid check digit (ISO 2108).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Isbn(::isbn::Isbn13);

/// Why a text is not an ISBN-13.
#[derive(Debug, PartialEq, Eq)]
pub enum Invalid {
    /// A valid ISBN-10, with the ISBN-13 of the same edition.
    Ten(Isbn),
    /// Anything else.
    Other,
}

impl Isbn {
    /// Reads an ISBN-13. Hyphens, dashes and spaces are ignored.
    ///
    /// # Errors
    /// If the text is not a valid ISBN-13: the prefix, the number of digits or the check digit is wrong.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let compact: String = text.chars().filter(|c| !is_separator(*c)).collect();
        if let Ok(ten) = compact.parse::<::isbn::Isbn10>() {
            return Err(Invalid::Ten(Self(ten.into())));
        }
        let digits: Vec<u8> = compact
            .chars()
            .filter_map(|c| u8::try_from(c.to_digit(10)?).ok())
            .collect();
        let is_all = digits.len() == compact.chars().count();
        let digits = <[u8; 13]>::try_from(digits).ok().filter(|_| is_all);
        let digits = digits.filter(|digits| matches!(digits, [9, 7, 8 | 9, ..]));
        let parsed = digits.and_then(|digits| ::isbn::Isbn13::new(digits).ok());
        parsed.map(Self).ok_or(Invalid::Other)
    }

    /// The thirteen digits without hyphens, as metadata formats want them.
    pub fn digits(&self) -> String {
        self.0.to_string()
    }

    /// The ISBN as a URN (RFC 8254).
    pub fn urn(&self) -> String {
        format!("urn:isbn:{}", self.digits())
    }
}

/// The ISBN as it is printed: with hyphens between its elements, if the ISBN agency has assigned its range.
impl fmt::Display for Isbn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.hyphenate() {
            Ok(hyphenated) => f.write_str(&hyphenated),
            Err(_) => f.write_str(&self.digits()),
        }
    }
}

/// Whether a character may separate the digits of an ISBN: a hyphen, a dash, a soft hyphen or any kind of space.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::{Invalid, Isbn};

    #[test]
    fn an_isbn_is_the_same_however_it_is_spaced() {
        let forms = [
            "9787302000006",
            "978-7-302-00000-6",
            "978 7 302 00000 6",
            "978‑7‑302‑00000‑6",
            "978–7–302–00000–6",
            "978\u{a0}7 302-00000 6",
        ];
        for form in forms {
            let isbn = Isbn::parse(form).unwrap_or_else(|_| panic!("{form} is refused"));
            assert_eq!(isbn.urn(), "urn:isbn:9787302000006", "{form}");
            assert_eq!(isbn.to_string(), "978-7-302-00000-6", "{form}");
        }
    }

    #[test]
    fn what_is_not_an_isbn_13_is_refused() {
        let ten = Isbn::parse("0-306-40615-2").unwrap_err();
        assert_eq!(
            ten,
            Invalid::Ten(Isbn::parse("9780306406157").expect("valid"))
        );
        for text in [
            "",
            "978-7-302-00000-1",
            "97873020000066",
            "977-7-302-00000-9",
            "ISBN",
        ] {
            assert_eq!(Isbn::parse(text).unwrap_err(), Invalid::Other, "{text}");
        }
    }
}
