//! What a translation keeps as it is: code, addresses, numbers and words in Latin letters.

/// Something that a translation usually keeps.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Token {
    /// What stands between backticks.
    Code(String),
    Address(String),
    Number(String),
    /// In lower case, without the `s` of a plural.
    Word(String),
}

/// The tokens of a text in their order.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (token, length) = token_at(rest, first);
        found.extend(token);
        rest = &rest[length..];
    }
    found
}

/// The token that begins a text, if one does, and how many bytes to go on by.
fn token_at(text: &str, first: char) -> (Option<Token>, usize) {
    if first == '`'
        && let Some(end) = text[1..].find('`').filter(|end| *end > 0)
    {
        let code = text[1..=end].trim().to_owned();
        return (Some(Token::Code(code)), end + 2);
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        let end = text.find(|c: char| c.is_whitespace() || matches!(c, ')' | '）' | '>'));
        let end = end.unwrap_or(text.len());
        let address = text[..end].trim_end_matches(['.', ',']).to_owned();
        return (Some(Token::Address(address)), end);
    }
    if let Some(inside) = text.strip_prefix("](")
        && let Some(end) = inside.find(')')
    {
        return (Some(Token::Address(inside[..end].to_owned())), end + 3);
    }
    if first.is_ascii_digit() {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.');
        let number = text[..end.unwrap_or(text.len())].trim_end_matches('.');
        return (Some(Token::Number(number.to_owned())), number.len());
    }
    if is_letter(first) {
        let end = text.find(|c: char| {
            !(is_letter(c) || c.is_ascii_digit() || matches!(c, '_' | '+' | '#' | '-' | '.'))
        });
        let word = text[..end.unwrap_or(text.len())].trim_end_matches(['-', '.']);
        let singular = word.strip_suffix('s').filter(|stem| stem.len() > 2);
        let stem = singular.unwrap_or(word).to_lowercase();
        return (Some(Token::Word(stem)), word.len());
    }
    (None, first.len_utf8())
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || ('\u{c0}'..'\u{250}').contains(&c)
}
