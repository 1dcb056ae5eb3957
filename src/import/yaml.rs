//! Writes chapters as people write them: texts below a `|`, folded, and nothing that means something else to YAML or
//! to the markup of texts.

use std::fmt::Write;

use super::document::{Chapter, Role, Row};
use super::scripts::{is_cjk, is_han};

/// The columns of a line.
const WIDTH: usize = 96;

/// The file of a chapter. `languages` are the tags of the book's languages.
pub(crate) fn chapter(chapter: &Chapter, id: &str, languages: &[String; 2]) -> String {
    let mut yaml = format!("id: {id}\n");
    if let Some(number) = chapter.number {
        let _ = writeln!(yaml, "number: {number}");
    }
    yaml.push_str("title:\n");
    for (tag, title) in languages.iter().zip(&chapter.title) {
        scalar(&mut yaml, 2, tag, title);
    }
    let mut rows = chapter
        .rows
        .iter()
        .filter(|row| !matches!(row.role, Role::Heading(0)))
        .peekable();
    if rows.peek().is_none() {
        yaml.push_str("blocks: []\n");
        return yaml;
    }
    yaml.push_str("blocks:\n");
    while let Some(row) = rows.next() {
        let Role::Item { ordered } = row.role else {
            block(&mut yaml, row, languages);
            continue;
        };
        let mut items = vec![row];
        while let Some(item) =
            rows.next_if(|next| next.role == row.role && next.only() == row.only())
        {
            items.push(item);
        }
        list(&mut yaml, &items, ordered, languages);
    }
    yaml
}

fn list(yaml: &mut String, items: &[&Row], ordered: bool, languages: &[String; 2]) {
    yaml.push_str("  - list:\n");
    if ordered {
        yaml.push_str("      ordered: true\n");
    }
    if let Some(only) = items.first().and_then(|row| row.only()) {
        let _ = writeln!(yaml, "      only: {}", languages[only]);
    }
    yaml.push_str("      items:\n");
    for item in items {
        let mut texts = String::new();
        pair(&mut texts, 10, item, languages);
        // The first key stands beside the hyphen.
        yaml.push_str("        - ");
        yaml.push_str(texts.trim_start());
    }
}

fn block(yaml: &mut String, row: &Row, languages: &[String; 2]) {
    let (kind, key) = match &row.role {
        Role::Heading(level) => ("heading", (*level > 1).then(|| format!("level: {level}"))),
        Role::Text | Role::Item { .. } => ("text", None),
        Role::Callout(kind) => ("callout", Some(format!("kind: {kind}"))),
        Role::SceneBreak => {
            yaml.push_str("  - break: scene\n");
            return;
        }
    };
    let _ = writeln!(yaml, "  - {kind}:");
    if let Some(key) = key {
        let _ = writeln!(yaml, "      {key}");
    }
    if let Some(only) = row.only() {
        let _ = writeln!(yaml, "      only: {}", languages[only]);
    }
    if matches!(row.role, Role::Callout(_)) {
        yaml.push_str("      text:\n");
        pair(yaml, 8, row, languages);
    } else {
        pair(yaml, 6, row, languages);
    }
}

fn pair(yaml: &mut String, indent: usize, row: &Row, languages: &[String; 2]) {
    for (tag, text) in languages.iter().zip(&row.texts) {
        if let Some(text) = text {
            scalar(yaml, indent, tag, text);
        }
    }
}

/// Writes a key and a text: on the same line if it is short, in quotes if it means something else to YAML, else below
/// a `|`.
pub(crate) fn scalar(yaml: &mut String, indent: usize, key: &str, text: &str) {
    let text = escaped(text);
    let margin = " ".repeat(indent);
    if is_plain(&text) && indent + key.len() + 2 + columns(&text) <= WIDTH {
        let _ = writeln!(yaml, "{margin}{key}: {text}");
        return;
    }
    if !text.contains(['"', '\\']) && indent + key.len() + 4 + columns(&text) <= WIDTH {
        let _ = writeln!(yaml, "{margin}{key}: \"{text}\"");
        return;
    }
    let _ = writeln!(yaml, "{margin}{key}: |");
    for line in folded(&text, WIDTH.saturating_sub(indent + 2)) {
        let _ = writeln!(yaml, "{margin}  {line}");
    }
}

/// A text in which every character is printed as it is.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if matches!(c, '\\' | '`' | '*' | '[' | '<' | '$' | '^' | '{' | '~') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Whether YAML reads a text as itself although it is not in quotes.
fn is_plain(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_alphabetic() || is_cjk(c));
    let is_safe = |c: char| {
        !c.is_ascii_punctuation()
            || matches!(
                c,
                '.' | ',' | '-' | '(' | ')' | '\'' | '?' | '!' | '/' | ';'
            )
    };
    let is_word = |word: &str| text.eq_ignore_ascii_case(word);
    let means_more = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        .into_iter()
        .any(is_word);
    begins && text.chars().all(is_safe) && !means_more
}

fn columns(text: &str) -> usize {
    text.chars().map(|c| if is_cjk(c) { 2 } else { 1 }).sum()
}

/// The lines of a text. They end between two Chinese characters, or at a space between words, where joining them again
/// gives the same text.
fn folded(text: &str, width: usize) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    // The last place where the line may end, in bytes and columns, and whether a space stands there.
    let mut end: Option<(usize, usize, bool)> = None;
    for (at, c) in characters.iter().copied().enumerate() {
        let before = at.checked_sub(1).map(|at| characters[at]);
        let after = characters.get(at + 1).copied();
        if c == ' ' && before.is_some_and(is_western) && after.is_some_and(is_western) {
            end = Some((line.len(), used, true));
        } else if is_han(c) && before.is_some_and(is_han) {
            end = Some((line.len(), used, false));
        }
        line.push(c);
        used += columns(c.encode_utf8(&mut [0; 4]));
        if used > width
            && let Some((bytes, taken, spaced)) = end.take()
        {
            let rest = line.split_off(bytes);
            lines.push(std::mem::replace(&mut line, rest));
            used -= taken;
            if spaced {
                line.remove(0);
                used -= 1;
            }
        }
    }
    lines.push(line);
    lines
}

/// Whether a line may end at a space beside a character.
fn is_western(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(
            c,
            ',' | '.' | ';' | ':' | '?' | '!' | '(' | ')' | '\'' | '"' | '-'
        )
}

/// The `book.yaml` of a new book.
pub(crate) fn book(
    id: &str,
    languages: &[String; 2],
    title: &[String; 2],
    chapters: &[String],
) -> String {
    let [first, second] = languages;
    let mut yaml = format!("id: {id}\nlanguages: [{first}, {second}]\ntitle:\n");
    for (tag, title) in languages.iter().zip(title) {
        scalar(&mut yaml, 2, tag, title);
    }
    yaml.push_str("chapters:\n");
    for chapter in chapters {
        let _ = writeln!(yaml, "  - {chapter}");
    }
    yaml
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_joining_gives_the_same_text() {
        for text in [
            "他在北京住了很多年，后来搬到了上海，在那里又住了很多年，直到退休以后才回到故乡。"
                .repeat(5),
            "one two  three “four” five, six: seven — eight "
                .repeat(9)
                .trim()
                .to_owned(),
            "中文 and English 混排 with 空格 and 标点，再来 一遍 ok "
                .repeat(6)
                .trim()
                .to_owned(),
        ] {
            let lines = folded(&text, 40);
            assert!(lines.len() > 2);
            let joined = lines.iter().fold(String::new(), |text, line| {
                let touches = text.chars().next_back().is_some_and(is_han);
                let space = if text.is_empty() || touches { "" } else { " " };
                text + space + line
            });
            assert_eq!(joined, text);
            assert!(lines.iter().all(|line| *line == line.trim()));
        }
    }

    #[test]
    fn only_what_yaml_reads_as_itself_is_plain() {
        for text in ["a word", "标题：一", "What is it?"] {
            assert!(is_plain(text), "{text}");
        }
        for text in [
            "no",
            "a: b",
            "- a",
            "12",
            "x #y",
            "“quoted”",
            "@home",
            "key:",
        ] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
