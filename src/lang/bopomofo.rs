//! Bopomofo (注音): from pinyin, and its parts, which are set one above the other.

use std::fmt;

use super::reading::Syllable;

/// The initials of pinyin, longest first.
const INITIALS: [(&str, char); 21] = [
    ("zh", 'ㄓ'),
    ("ch", 'ㄔ'),
    ("sh", 'ㄕ'),
    ("b", 'ㄅ'),
    ("p", 'ㄆ'),
    ("m", 'ㄇ'),
    ("f", 'ㄈ'),
    ("d", 'ㄉ'),
    ("t", 'ㄊ'),
    ("n", 'ㄋ'),
    ("l", 'ㄌ'),
    ("g", 'ㄍ'),
    ("k", 'ㄎ'),
    ("h", 'ㄏ'),
    ("j", 'ㄐ'),
    ("q", 'ㄑ'),
    ("x", 'ㄒ'),
    ("r", 'ㄖ'),
    ("z", 'ㄗ'),
    ("c", 'ㄘ'),
    ("s", 'ㄙ'),
];

/// The finals, spelled as after an initial or, with `y` and `w`, as without one.
const FINALS: [(&str, &str); 61] = [
    ("a", "ㄚ"),
    ("o", "ㄛ"),
    ("e", "ㄜ"),
    ("ê", "ㄝ"),
    ("ai", "ㄞ"),
    ("ei", "ㄟ"),
    ("ao", "ㄠ"),
    ("ou", "ㄡ"),
    ("an", "ㄢ"),
    ("en", "ㄣ"),
    ("ang", "ㄤ"),
    ("eng", "ㄥ"),
    ("er", "ㄦ"),
    ("r", "ㄦ"),
    ("i", "ㄧ"),
    ("ia", "ㄧㄚ"),
    ("ie", "ㄧㄝ"),
    ("iao", "ㄧㄠ"),
    ("iu", "ㄧㄡ"),
    ("ian", "ㄧㄢ"),
    ("in", "ㄧㄣ"),
    ("iang", "ㄧㄤ"),
    ("ing", "ㄧㄥ"),
    ("iong", "ㄩㄥ"),
    ("u", "ㄨ"),
    ("ua", "ㄨㄚ"),
    ("uo", "ㄨㄛ"),
    ("uai", "ㄨㄞ"),
    ("ui", "ㄨㄟ"),
    ("uan", "ㄨㄢ"),
    ("un", "ㄨㄣ"),
    ("uang", "ㄨㄤ"),
    ("ong", "ㄨㄥ"),
    ("ü", "ㄩ"),
    ("üe", "ㄩㄝ"),
    ("üan", "ㄩㄢ"),
    ("ün", "ㄩㄣ"),
    ("yi", "ㄧ"),
    ("ya", "ㄧㄚ"),
    ("yo", "ㄧㄛ"),
    ("ye", "ㄧㄝ"),
    ("yao", "ㄧㄠ"),
    ("you", "ㄧㄡ"),
    ("yan", "ㄧㄢ"),
    ("yin", "ㄧㄣ"),
    ("yang", "ㄧㄤ"),
    ("ying", "ㄧㄥ"),
    ("yong", "ㄩㄥ"),
    ("yu", "ㄩ"),
    ("yue", "ㄩㄝ"),
    ("yuan", "ㄩㄢ"),
    ("yun", "ㄩㄣ"),
    ("wu", "ㄨ"),
    ("wa", "ㄨㄚ"),
    ("wo", "ㄨㄛ"),
    ("wai", "ㄨㄞ"),
    ("wei", "ㄨㄟ"),
    ("wan", "ㄨㄢ"),
    ("wen", "ㄨㄣ"),
    ("wang", "ㄨㄤ"),
    ("weng", "ㄨㄥ"),
];

/// The marks of the tones; the first has none, and that of the neutral tone precedes its syllable.
const TONES: [char; 3] = ['ˊ', 'ˇ', 'ˋ'];
const NEUTRAL: char = '˙';

/// A pinyin syllable in bopomofo, `ㄔㄨㄥˊ`; `None` for one that is not Mandarin, such as `hng`.
pub fn from_pinyin(syllable: &Syllable) -> Option<String> {
    let letters = syllable.letters.as_str();
    let (initial, rest) = INITIALS
        .iter()
        .find_map(|(spelled, symbol)| Some((Some(*symbol), letters.strip_prefix(spelled)?)))
        .filter(|(_, rest)| !rest.is_empty())
        .unwrap_or((None, letters));
    let rest = match initial {
        // Here `i` is not pronounced, and `u` is ü.
        Some('ㄓ' | 'ㄔ' | 'ㄕ' | 'ㄖ' | 'ㄗ' | 'ㄘ' | 'ㄙ') if rest == "i" => String::new(),
        Some('ㄐ' | 'ㄑ' | 'ㄒ') if rest.starts_with('u') => rest.replacen('u', "ü", 1),
        _ => rest.to_owned(),
    };
    let last = if rest.is_empty() {
        ""
    } else {
        FINALS.iter().find(|(spelled, _)| *spelled == rest)?.1
    };
    let symbols = initial.into_iter().chain(last.chars());
    Some(match syllable.tone {
        2..=4 => symbols
            .chain([TONES[usize::from(syllable.tone) - 2]])
            .collect(),
        5 => std::iter::once(NEUTRAL).chain(symbols).collect(),
        _ => symbols.collect(),
    })
}

/// A syllable of bopomofo, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bopomofo {
    /// One to three, set one above the other.
    pub symbols: Vec<char>,
    /// The mark of its tone, beside the last symbol; that of the neutral tone is above the first.
    pub tone: Option<char>,
}

impl Bopomofo {
    /// Whether the mark stands above the symbols.
    pub fn is_neutral(&self) -> bool {
        self.tone == Some(NEUTRAL)
    }
}

impl fmt::Display for Bopomofo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let symbols: String = self.symbols.iter().collect();
        match self.tone {
            Some(tone) if self.is_neutral() => write!(f, "{tone}{symbols}"),
            Some(tone) => write!(f, "{symbols}{tone}"),
            None => f.write_str(&symbols),
        }
    }
}

/// The syllables of a reading in bopomofo, if it has one for each character of its base.
pub fn syllables(base: &str, reading: &str) -> Option<Vec<Bopomofo>> {
    let all: Vec<Bopomofo> = reading
        .split([' ', '\u{3000}'])
        .filter(|syllable| !syllable.is_empty())
        .map(parts)
        .collect::<Option<_>>()?;
    (all.len() == base.chars().count()).then_some(all)
}

/// The parts of a syllable; `None` if this is not one.
fn parts(syllable: &str) -> Option<Bopomofo> {
    let is_mark = |c: &char| *c == NEUTRAL || TONES.contains(c);
    let (marks, symbols): (Vec<char>, Vec<char>) = syllable.chars().partition(is_mark);
    let is_symbol = |c: &char| matches!(c, 'ㄅ'..='ㄯ' | 'ㆠ'..='ㆿ');
    let is_syllable = (1..=3).contains(&symbols.len()) && symbols.iter().all(is_symbol);
    (is_syllable && marks.len() <= 1).then(|| Bopomofo {
        symbols,
        tone: marks.first().copied(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pinyin_becomes_bopomofo() {
        for (pinyin, wanted) in [
            ("zhong1", "ㄓㄨㄥ"),
            ("guo2", "ㄍㄨㄛˊ"),
            ("xue2", "ㄒㄩㄝˊ"),
            ("zi4", "ㄗˋ"),
            ("shi2", "ㄕˊ"),
            ("de5", "˙ㄉㄜ"),
            ("er2", "ㄦˊ"),
            ("nü3", "ㄋㄩˇ"),
            ("lüe4", "ㄌㄩㄝˋ"),
            ("jiong3", "ㄐㄩㄥˇ"),
            ("quan2", "ㄑㄩㄢˊ"),
            ("liu4", "ㄌㄧㄡˋ"),
            ("dui4", "ㄉㄨㄟˋ"),
            ("wang2", "ㄨㄤˊ"),
            ("yong3", "ㄩㄥˇ"),
            ("ren2", "ㄖㄣˊ"),
            ("ri4", "ㄖˋ"),
            ("e4", "ㄜˋ"),
        ] {
            let syllable = Syllable::parse(pinyin).expect("a syllable");
            assert_eq!(from_pinyin(&syllable).as_deref(), Some(wanted), "{pinyin}");
        }
    }

    #[test]
    fn every_reading_of_the_data_has_bopomofo() {
        for c in '\u{4e00}'..='\u{9fff}' {
            for syllable in super::super::reading::readings(c) {
                let is_mandarin = syllable
                    .letters
                    .contains(['a', 'e', 'i', 'o', 'u', 'ü', 'ê']);
                let found = from_pinyin(&syllable);
                assert_eq!(found.is_some(), is_mandarin, "{c} {syllable:?}");
            }
        }
    }

    #[test]
    fn readings_are_taken_apart() {
        let found = syllables("銀行", "ㄧㄣˊ ㄏㄤˊ").expect("two syllables");
        assert_eq!(found[1].symbols, ['ㄏ', 'ㄤ']);
        assert_eq!(found[1].tone, Some('ˊ'));
        let found = syllables("的", "˙ㄉㄜ").expect("a syllable");
        assert!(found[0].is_neutral());
        assert_eq!(syllables("銀行", "ㄧㄣˊ"), None);
        assert_eq!(syllables("行", "háng"), None);
    }
}
