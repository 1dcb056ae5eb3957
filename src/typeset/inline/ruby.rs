//! Ruby.

use super::{InlineContext, first_character, last_character, string};
use crate::book::Inline;
use crate::lang::{bopomofo, is_han, is_wide};

/// A base with its reading as calls, by what precedes and follows it. A line may end between any two of them: several
/// words with as many readings are set word by word, and what a line may be too short for has its reading after it.
pub fn calls(
    base: &str,
    reading: &str,
    before: Option<&Inline>,
    next: Option<&Inline>,
    context: InlineContext,
) -> Vec<String> {
    let words: Vec<&str> = base.split_whitespace().collect();
    let readings: Vec<&str> = reading.split_whitespace().collect();
    if words.len() > 1 && words.len() == readings.len() {
        let last = words.len() - 1;
        let each = words.iter().zip(readings).enumerate();
        let each = each.flat_map(|(index, (word, reading))| {
            let before = before.filter(|_| index == 0);
            let next = next.filter(|_| index == last);
            let space = (index > 0).then(|| string(" "));
            let calls = calls(word, reading, before, next, context);
            space.into_iter().chain(calls)
        });
        return each.collect();
    }
    if words.len() > 1 && !context.room.holds_ruby(base, reading) {
        let (open, close) = if context.is_han {
            ("（", "）")
        } else {
            (" (", ")")
        };
        let words = format!("{base}{open}{reading}{close}");
        let (rest, last) = words.split_at(words.rfind(' ').map_or(0, |at| at + 1));
        return vec![string(rest), string(last)];
    }
    vec![call(base, reading, before, next)]
}

/// A base with its reading as a call.
fn call(base: &str, reading: &str, before: Option<&Inline>, next: Option<&Inline>) -> String {
    if let Some(syllables) = bopomofo::syllables(base, reading) {
        let each = base.chars().zip(syllables).map(|(base, syllable)| {
            let symbols: Vec<String> = syllable
                .symbols
                .iter()
                .map(|symbol| string(&symbol.to_string()))
                .collect();
            let tone = match syllable.tone {
                None => String::new(),
                Some(tone) if syllable.is_neutral() => {
                    format!(", above: {}", string(&tone.to_string()))
                }
                Some(tone) => format!(", tone: {}", string(&tone.to_string())),
            };
            let base = string(&base.to_string());
            format!("bopomofo({base}, ({},){tone})", symbols.join(", "))
        });
        return each.collect::<Vec<_>>().join(" + ");
    }
    let (base_string, reading) = (string(base), string(reading));
    let is_beside = is_ruby(before) || is_ruby(next);
    let mut characters = base.chars();
    let is_single = characters.next().is_some_and(is_han) && characters.next().is_none();
    if is_beside && is_single {
        return format!("ruby-beside({base_string}, {reading})");
    }
    let mut call = format!("ruby({base_string}, {reading}");
    if is_beside {
        call += ", beside: true";
    }
    if last_character(before).is_some_and(is_kana) {
        call += ", over-before: true";
    }
    if first_character(next).is_some_and(is_kana) {
        call += ", over-after: true";
    }
    call + ")"
}

/// Whether two characters belong to one word in letters, in which no line ends.
pub fn is_one_word(before: Option<char>, after: Option<char>) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_wide(c));
    is_letter(before) && is_letter(after)
}

fn is_ruby(inline: Option<&Inline>) -> bool {
    matches!(inline, Some(Inline::Ruby { .. }))
}

/// Whether readings may hang over a character: kana that can begin a line, as a line may end on either side of it.
fn is_kana(c: char) -> bool {
    const SMALL: &str = "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ";
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ') && !SMALL.contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(words: &str) -> Inline {
        Inline::Plain(words.to_owned())
    }

    #[test]
    fn readings_may_hang_over_kana_but_not_over_han() {
        let call = |before, next| super::call("承", "うけたまわ", Some(&before), Some(&next));
        assert_eq!(
            call(plain("を"), plain("る")),
            "ruby(\"承\", \"うけたまわ\", over-before: true, over-after: true)"
        );
        assert_eq!(
            call(plain("を"), plain("知")),
            "ruby(\"承\", \"うけたまわ\", over-before: true)"
        );
        assert_eq!(
            call(plain("字"), plain("って")),
            "ruby(\"承\", \"うけたまわ\")"
        );
    }

    #[test]
    fn bopomofo_is_taken_apart() {
        assert_eq!(
            call("好的", "ㄏㄠˇ ˙ㄉㄜ", None, None),
            "bopomofo(\"好\", (\"ㄏ\", \"ㄠ\",), tone: \"ˇ\") + \
             bopomofo(\"的\", (\"ㄉ\", \"ㄜ\",), above: \"˙\")"
        );
    }
}
