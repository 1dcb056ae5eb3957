//! The addresses of links.

/// Why an address is refused.
#[derive(Debug, PartialEq, Eq)]
pub enum AddressError {
    /// It is neither a web address nor a mail address.
    Kind,
    /// A character that must be percent-encoded, or a `%` without two hexadecimal digits.
    Character(char),
    /// A host name with an empty part or a part of more than 63 bytes.
    Host,
}

/// Checks and normalizes a web or mail address.
///
/// # Errors
/// If it is not an absolute `http`, `https` or `mailto` URL as RFC 3986 defines them. Browsers accept more, but
/// EPUBCheck, and with it bookshops, do not.
pub fn address(url: &str) -> Result<String, AddressError> {
    let parsed = url::Url::parse(url).map_err(|_| AddressError::Kind)?;
    let is_address = match parsed.scheme() {
        "http" | "https" => parsed.has_host(),
        "mailto" => parsed.path().contains('@'),
        _ => false,
    };
    if !is_address {
        return Err(AddressError::Kind);
    }
    if let Some(url::Host::Domain(name)) = parsed.host() {
        let name = name.strip_suffix('.').unwrap_or(name);
        let is_wrong = |label: &str| label.is_empty() || label.len() > 63;
        if name.split('.').any(is_wrong) {
            return Err(AddressError::Host);
        }
    }
    match illegal(&parsed[url::Position::AfterPort..]) {
        Some(c) => Err(AddressError::Character(c)),
        None => Ok(parsed.into()),
    }
}

/// The first character of a path, query and fragment that RFC 3986 does not allow there.
fn illegal(text: &str) -> Option<char> {
    let mut has_fragment = false;
    text.char_indices()
        .find(|(at, c)| match c {
            '%' => {
                let digits = text.as_bytes().get(at + 1..at + 3);
                !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            }
            '#' => std::mem::replace(&mut has_fragment, true),
            c => !(c.is_ascii_alphanumeric() || "-._~:/?@!$&'()*+,;=".contains(*c)),
        })
        .map(|(_, c)| c)
}
