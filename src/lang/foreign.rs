//! Finds passages of a book's other language inside a text, so that they can be tagged for screen readers (WCAG 2.1,
//! success criterion 3.1.2). Only passages that script and word lists identify for certain are found.

use icu_properties::CodePointMapData;
use icu_properties::props::Script;

use super::Lang;

/// Common words that distinguish an English phrase from names and from other languages.
const ENGLISH: &str = " the of and to in is for an with on by as at from or not it that this are be was were has have \
    will would can you your we our they their its into about which when what how than then ";
/// Particles in names of several languages.
const PARTICLES: &str =
    " de la le les du des van von der den di da del della dos el al bin ibn y e ";
/// Initials and finals of pinyin without tones.
const INITIALS: &str = " zh ch sh b p m f d t n l g k h j q x r z c s y w ";
const FINALS: &str = " a o e i u v ai ei ui ao ou iu ie ve ue er an en in un vn ang eng ing ong ia iao ian iang iong ua \
    uo uai uan uang ";

/// Divides a text in `lang` into parts, each with whether it is certainly in `other`.
pub fn parts<'t>(text: &'t str, lang: &Lang, other: &Lang) -> Vec<(&'t str, bool)> {
    let script = other.main_script();
    // A script that both languages use identifies neither.
    if lang.writes(script) || text.is_empty() {
        return vec![(text, false)];
    }
    let found = if script == Script::Latin {
        phrases(text, other)
    } else {
        runs(text, lang, other)
    };
    let mut parts = Vec::new();
    let mut start = 0;
    for (from, to) in found {
        if start < from {
            parts.push((&text[start..from], false));
        }
        parts.push((&text[from..to], true));
        start = to;
    }
    if start < text.len() {
        parts.push((&text[start..], false));
    }
    parts
}

/// The language of a text that is the same in both: the lead, unless only the other one is written in letters that it has.
pub fn of_shared<'l>(text: &str, lead: &'l Lang, other: &'l Lang) -> &'l Lang {
    let scripts = CodePointMapData::<Script>::new();
    let is_written = |lang: &Lang| {
        text.chars()
            .any(|c| c.is_alphabetic() && lang.writes(scripts.get(c)))
    };
    if !is_written(lead) && is_written(other) {
        other
    } else {
        lead
    }
}

impl Lang {
    /// Whether ordinary texts in this language have letters of a script.
    fn writes(&self, script: Script) -> bool {
        let main = self.main_script();
        main == script
            || match main {
                Script::Han => script == Script::Bopomofo,
                Script::Hiragana => matches!(script, Script::Han | Script::Katakana),
                Script::Hangul => script == Script::Han,
                _ => false,
            }
    }
}

/// The byte ranges of runs of letters that `other` uses and `lang` does not, with the spaces and marks between them.
fn runs(text: &str, lang: &Lang, other: &Lang) -> Vec<(usize, usize)> {
    let scripts = CodePointMapData::<Script>::new();
    let is_wide_mark = |c: char| super::is_wide(c) && !c.is_alphanumeric();
    let is_alphabet = !other.is_cjk() && other.main_script() != Script::Hangul;
    let mut runs = Vec::new();
    // Start and end of the current run, and its number of letters.
    let mut open: Option<(usize, usize, usize)> = None;
    let mut close = |run: Option<(usize, usize, usize)>| {
        if let Some((start, end, letters)) = run
            // A single letter of an alphabet is a symbol, such as α.
            && (letters > 1 || !is_alphabet)
        {
            runs.push((start, end));
        }
    };
    let mut marks_from = None;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let script = scripts.get(c);
        let is_common = matches!(script, Script::Common | Script::Inherited);
        if !is_common && other.writes(script) && !lang.writes(script) {
            open = Some(match open.take() {
                Some((start, _, letters)) => (start, end, letters + 1),
                // Full-width punctuation just before a run belongs to it.
                None => (marks_from.unwrap_or(at), end, 1),
            });
        } else if !is_common && !other.writes(script) {
            close(open.take());
        } else if let Some((_, run_end, _)) = &mut open
            && *run_end == at
            && (is_wide_mark(c) || script == Script::Inherited)
        {
            *run_end = end;
        }
        marks_from = (open.is_none() && is_wide_mark(c)).then(|| marks_from.unwrap_or(at));
    }
    close(open);
    runs
}

/// The byte ranges of phrases of several Latin words that are certainly in `other`, in a text of another script.
fn phrases(text: &str, other: &Lang) -> Vec<(usize, usize)> {
    let mut phrases = Vec::new();
    let mut words: Vec<(usize, usize)> = Vec::new();
    let is_mark = |c: char| {
        matches!(
            c,
            ',' | ';' | '.' | '!' | '?' | ':' | '(' | ')' | '“' | '”' | '"' | '\0'
        )
    };
    let is_word = |c: char| !c.is_whitespace() && !super::is_wide(c) && !is_mark(c);
    let mut start = None;
    let mut gap_from = 0;
    let mut close = |words: &mut Vec<(usize, usize)>| {
        let list: Vec<&str> = words.iter().map(|(from, to)| &text[*from..*to]).collect();
        if let (Some((from, _)), Some((_, to))) = (words.first(), words.last())
            && is_phrase(&list, other)
        {
            phrases.push((*from, *to));
        }
        words.clear();
    };
    for (at, c) in text.char_indices().chain([(text.len(), '\0')]) {
        if is_word(c) {
            if start.is_none() {
                let gap = &text[gap_from..at];
                if !matches!(gap, " " | ", " | "; ") {
                    close(&mut words);
                }
                start = Some(at);
            }
        } else if let Some(from) = start.take() {
            words.push((from, at));
            gap_from = at;
        }
    }
    close(&mut words);
    phrases
}

/// Whether consecutive words are a phrase in the language rather than a name, a command or pinyin.
fn is_phrase(words: &[&str], lang: &Lang) -> bool {
    let has = |list: &str, word: &str| list.contains(&format!(" {word} "));
    let is_plain = |word: &&&str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_lowercase) && letters.all(|c| !c.is_uppercase())
    };
    let is_letter = |c: char| c.is_alphabetic() || matches!(c, '’' | '\'' | '-');
    let is_clean = words
        .iter()
        .all(|word| word.starts_with(char::is_alphabetic) && word.chars().all(is_letter));
    let plain: Vec<&&str> = words.iter().filter(is_plain).collect();
    let telling = plain.iter().filter(|word| !has(PARTICLES, word)).count();
    let english = plain.iter().filter(|word| has(ENGLISH, word)).count();
    let is_pinyin = plain.iter().all(|word| is_pinyin(word));
    let is_ascii = words.iter().all(|word| word.replace('’', "").is_ascii());
    if !is_clean || words.len() < 2 || is_pinyin {
        return false;
    }
    if lang.primary() == "en" {
        is_ascii && (telling > 1 || english > 0)
    } else {
        words.len() > 2 && telling > 1 && english == 0
    }
}

/// Whether a word can be divided into pinyin syllables.
fn is_pinyin(word: &str) -> bool {
    let is_syllable = |part: &str| {
        (1..=2.min(part.len())).rev().chain([0]).any(|cut| {
            part.is_char_boundary(cut) && {
                let (initial, rest) = part.split_at(cut);
                (cut == 0 || INITIALS.contains(&format!(" {initial} ")))
                    && FINALS.contains(&format!(" {rest} "))
            }
        })
    };
    if !word.is_ascii() || word.len() > 24 {
        return false;
    }
    // By length: whether the letters up to there can be divided into syllables.
    let mut reached = vec![true];
    for end in 1..=word.len() {
        let from = end.saturating_sub(6);
        let is_reached = (from..end).any(|start| reached[start] && is_syllable(&word[start..end]));
        reached.push(is_reached);
    }
    reached.last().copied().unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, lang: &str, other: &str) -> String {
        let (lang, other) = (Lang::parse(lang).unwrap(), Lang::parse(other).unwrap());
        let parts = parts(text, &lang, &other);
        parts
            .iter()
            .map(|(part, is_other)| {
                if *is_other {
                    format!("[{part}]")
                } else {
                    (*part).to_owned()
                }
            })
            .collect()
    }

    #[test]
    fn han_in_latin_is_chinese_if_the_other_language_is() {
        for (text, wanted) in [
            ("the word 词元 is", "the word [词元] is"),
            ("read 《论语》, then", "read [《论语》], then"),
            ("词元 and 上下文。", "[词元] and [上下文。]"),
            ("no Han at all", "no Han at all"),
        ] {
            assert_eq!(marked(text, "en", "zh"), wanted);
        }
        assert_eq!(marked("the word 词元", "en", "fr"), "the word 词元");
    }

    #[test]
    fn a_shared_script_identifies_neither_language() {
        assert_eq!(marked("漢字です", "ja", "zh"), "漢字です");
        assert_eq!(marked("他说ありがとう。", "zh", "ja"), "他说[ありがとう。]");
        assert_eq!(marked("他说감사。", "zh", "ko"), "他说[감사。]");
    }

    #[test]
    fn single_letters_are_symbols() {
        assert_eq!(
            marked("the angle α, the word λόγος", "en", "el"),
            "the angle α, the word [λόγος]"
        );
        assert_eq!(marked("слово word", "uk", "en"), "слово word");
    }

    #[test]
    fn phrases_are_english_and_names_are_not() {
        for (text, wanted) in [
            (
                "他说 the quick brown fox 跳",
                "他说 [the quick brown fox] 跳",
            ),
            (
                "大语言模型（large language model）",
                "大语言模型（[large language model]）",
            ),
            ("用 Rust 写", "用 Rust 写"),
            ("Vincent van Gogh 画的", "Vincent van Gogh 画的"),
            ("Los Angeles 的", "Los Angeles 的"),
            ("读作 ni hao", "读作 ni hao"),
            ("函数 foo_bar baz", "函数 foo_bar baz"),
            ("命令 rm -rf 小心", "命令 rm -rf 小心"),
            (
                "格言：To be, or not to be。",
                "格言：[To be, or not to be]。",
            ),
        ] {
            assert_eq!(marked(text, "zh", "en"), wanted);
        }
    }
}
