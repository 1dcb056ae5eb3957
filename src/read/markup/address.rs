//! Parses link addresses and HTML tags, which are printed as typed.

use std::ops::Range;

use crate::read::cjk_spacing::BREAK;

/// The deepest nesting of parentheses in an address, as in CommonMark's reference implementations.
const MAX_PARENTHESES: usize = 32;

/// The address in `(…)` at an offset, its byte range, and the offset after the closing parenthesis.
pub fn destination(line: &str, at: usize) -> Option<(String, Range<usize>, usize)> {
    let skip_white = |at: usize| at + line[at..].len() - line[at..].trim_start().len();
    let rest = line[at..].strip_prefix('(')?;
    let start = skip_white(line.len() - rest.len());
    let (url_at, after) = if line[start..].starts_with('<') {
        let end = start + line[start..].find(['>', BREAK])?;
        line[end..].starts_with('>').then_some(())?;
        (start + 1..end, end + 1)
    } else {
        let end = start + bare_destination(&line[start..])?;
        (start..end, end)
    };
    let mut end = skip_white(after);
    // A title is allowed, but no edition shows it.
    if end > after
        && let Some(quote) = line[end..]
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\''))
    {
        let title = &line[end + 1..];
        end = skip_white(end + 1 + title.find(quote)? + 1);
    }
    line[end..].starts_with(')').then_some(())?;
    Some((unescaped(&line[url_at.clone()]), url_at, end + 1))
}

/// The length of an address without `<` and `>`, which ends at white space or the closing parenthesis.
fn bare_destination(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => {
                characters.next();
            }
            '(' => {
                depth += 1;
                if depth > MAX_PARENTHESES {
                    return None;
                }
            }
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ if c.is_whitespace() => return (depth == 0).then_some(at),
            _ => {}
        }
    }
    None
}

/// Removes the `\` before punctuation.
pub fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let escaped = characters.next_if(|next| c == '\\' && next.is_ascii_punctuation());
        out.push(escaped.unwrap_or(c));
    }
    out
}

/// Whether the text after `[…]` was probably meant as an address.
pub fn looks_like_address(after: &str) -> bool {
    let inner = after.strip_prefix(['(', '（']).map(str::trim_start);
    inner.is_some_and(|inner| {
        ["http://", "https://", "mailto:", "<http", "#"]
            .iter()
            .any(|start| inner.starts_with(start))
    })
}

/// The address in `<…>` at the beginning of a text, as typed and as a URL, which has `mailto:` before a mail address.
pub fn autolink(text: &str) -> Option<(&str, String)> {
    let inner = text.strip_prefix('<')?;
    let end = inner.find(|c: char| c.is_whitespace() || c.is_control() || c == '<' || c == '>')?;
    let (address, after) = inner.split_at(end);
    after.starts_with('>').then_some(())?;
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'))
    };
    if let Some((scheme, rest)) = address.split_once(':') {
        let is_address =
            rest.starts_with("//") || ["mailto", "javascript", "data"].contains(&scheme);
        return (is_name(scheme) && is_address).then(|| (address, address.to_owned()));
    }
    let (user, host) = address.split_once('@')?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
    let is_mail = !user.is_empty()
        && user.chars().all(is_part)
        && host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        });
    is_mail.then(|| (address, format!("mailto:{address}")))
}

/// The length of the HTML tag at the beginning of a text.
pub fn tag_length(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    let (is_closing, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let name = inner.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let mut rest = &inner[name.unwrap_or(inner.len())..];
    inner
        .starts_with(|c: char| c.is_ascii_alphabetic())
        .then_some(())?;
    loop {
        let after = rest.trim_start();
        let is_parted = after.len() < rest.len();
        rest = after;
        let tag_end = if is_closing {
            None
        } else {
            rest.strip_prefix("/>")
        };
        if let Some(after) = rest.strip_prefix('>').or(tag_end) {
            return Some(text.len() - after.len());
        }
        let is_attribute =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.' | '-');
        let name = rest.find(|c: char| !is_attribute(c))?;
        if is_closing || !is_parted || name == 0 {
            return None;
        }
        rest = &rest[name..];
        if let Some(value) = rest.trim_start().strip_prefix('=') {
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            rest = if let Some(quote) = quote {
                &value[value[1..].find(quote)? + 2..]
            } else {
                let is_end = |c: char| c.is_whitespace() || "\"'=<>`".contains(c);
                let end = value.find(is_end).filter(|end| *end > 0)?;
                &value[end..]
            };
        }
    }
}
