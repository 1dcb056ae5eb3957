//! Commas in unquoted texts between `{` and `}`: YAML ends the text at the comma and takes the rest for a key.

use super::tree::{Node, Value};
use crate::diagnostics::{Code, Diagnostic, short};
use crate::message::message;

/// Whether a key is probably the rest of a text: unquoted, and without a `:` after it.
pub fn is_rest(key: &Node, value: &Node, file: &str) -> bool {
    let is_plain = matches!(key.value, Value::Scalar { plain: true, .. });
    let after = &file[key.at.end as usize..];
    matches!(value.value, Value::Null)
        && is_plain
        && !key.text().contains([':', '：'])
        && !after.trim_start().starts_with(':')
}

/// The diagnostic for a key that is the rest of a text, with the quoted text as its hint. `first` is the key's index in
/// `entries`. `None` if the key before is the rest of the same text, which has been reported then.
pub fn complaint(entries: &[(Node, Node)], first: usize, file: &str) -> Option<Diagnostic> {
    let (key, _) = &entries[first];
    let before = first.checked_sub(1).map(|index| &entries[index]);
    if before.is_some_and(|(key, value)| is_rest(key, value, file)) {
        return None;
    }
    let rest = entries[first..].iter();
    let rest = rest.take_while(|(key, value)| is_rest(key, value, file));
    let rest: Vec<&str> = rest.map(|(key, _)| key.text()).collect();
    let hint = match before {
        Some((name, value)) if matches!(value.value, Value::Scalar { plain: true, .. }) => {
            let text = format!("{}, {}", value.text(), rest.join(", ")).replace('\'', "''");
            message!(
                "put the text in quotes: `{}: '{}'`",
                name.text(),
                short(&text)
            )
        }
        _ => message!("end a key with `: `; a text that contains a comma needs quotes"),
    };
    let message = message!(
        "`{}` is not a key: between `{` and `}` a comma ends an unquoted text",
        short(key.text())
    );
    Some(
        Diagnostic::new(Code::YamlSyntax, message)
            .at(key.at)
            .hint(hint),
    )
}
