//! The readings of Chinese running text, in which function words stand alone: 都 is `dōu` there, and `dū` in a name.

use super::is_han;
use super::reading::{self, Read, Syllable};

/// Characters that are read otherwise in running text than in names and titles where they are in no listed word, and
/// the other readings of those that remain in doubt.
const ALONE: [(char, &str, &[&str]); 11] = [
    ('都', "dou1", &[]),
    ('还', "hai2", &[]),
    ('還', "hai2", &[]),
    ('着', "zhe5", &[]),
    ('没', "mei2", &[]),
    ('沒', "mei2", &[]),
    ('给', "gei3", &[]),
    ('給', "gei3", &[]),
    ('呢', "ne5", &[]),
    ('为', "wei4", &["wei2"]),
    ('為', "wei4", &["wei2"]),
];

/// What stands before a measure word.
const BEFORE_MEASURES: &str = "一二三四五六七八九十百千万两几这那每各哪多兩幾這萬";
/// Who does something.
const PEOPLE: &str = "我你您他她它咱们們谁誰";
/// After these, 得 may be `děi`, must.
const BEFORE_MUST: &str = "都就还還也只总總又可真";

/// A character of a running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub character: char,
    /// `None` for a character that is not Han or has no known reading.
    pub syllable: Option<Syllable>,
    /// Its other readings if it has several and nothing decides between them.
    pub others: Vec<Syllable>,
}

/// Reads a running text character by character.
pub fn read(text: &str) -> Vec<Reading> {
    let read = reading::read(text);
    let each = read.iter().enumerate();
    each.map(|(at, one)| {
        let (syllable, others) = decided(&read, at);
        Reading {
            character: one.character,
            syllable,
            others,
        }
    })
    .collect()
}

/// The reading of the character at an index, and the others that are possible.
fn decided(read: &[Read], at: usize) -> (Option<Syllable>, Vec<Syllable>) {
    let one = &read[at];
    let before = at.checked_sub(1).map(|before| &read[before]);
    let follows = |these: &str| before.is_some_and(|before| these.contains(before.character));
    let precedes = |these: &str| {
        read.get(at + 1)
            .is_some_and(|next| these.contains(next.character))
    };
    let certain = |written: &str| (Syllable::parse(written), Vec::new());
    let doubtful = |written: &str, others: &[&str]| {
        let others = others.iter().filter_map(|other| Syllable::parse(other));
        (Syllable::parse(written), others.collect())
    };
    match one.character {
        // 吃不了, 忘得了.
        '了' if follows("不得") => return certain("liao3"),
        _ if one.is_in_word => return (one.syllable.clone(), Vec::new()),
        '了' => return certain("le5"),
        '只' if follows(BEFORE_MEASURES) || follows("船舰艦") => return certain("zhi1"),
        '只' => return certain("zhi3"),
        // 我教你: who teaches, or whom.
        '教' if follows(PEOPLE) || precedes(PEOPLE) => return certain("jiao1"),
        '得' if before.is_none_or(|before| !is_han(before.character))
            || follows(PEOPLE)
            || follows(BEFORE_MUST) =>
        {
            return doubtful("de5", &["dei3", "de2"]);
        }
        '得' => return certain("de5"),
        // An adverb precedes, as in 高兴地 and 慢慢地, rather than a measure word, as in 一块地.
        '地' if is_adverb(&read[..at]) => return certain("de5"),
        _ => {}
    }
    if let Some((_, usual, others)) = ALONE.iter().find(|(c, ..)| *c == one.character) {
        return doubtful(usual, others);
    }
    let others = if one.is_doubtful {
        other_readings(one)
    } else {
        Vec::new()
    };
    (one.syllable.clone(), others)
}

/// Whether a text ends with what may be an adverb: a listed word, or a doubled character.
fn is_adverb(read: &[Read]) -> bool {
    let [.., first, last] = read else {
        return false;
    };
    let is_counted = BEFORE_MEASURES.contains(first.character);
    first.character == last.character || last.is_in_word && !is_counted
}

/// The readings of a doubtful character besides the one that it has been given.
fn other_readings(one: &Read) -> Vec<Syllable> {
    let known = reading::readings(one.character);
    let choices = reading::choices(one.character).into_iter();
    choices
        .filter(|letters| {
            one.syllable
                .as_ref()
                .is_none_or(|given| given.letters != *letters)
        })
        .filter_map(|letters| known.iter().find(|other| other.letters == letters).cloned())
        .collect()
}

/// The syllables of an author's pinyin, one for each character of a text of Han characters; `None` if it is not the
/// pinyin of such a text.
pub fn spelled(text: &str, pinyin: &str) -> Option<Vec<Syllable>> {
    let is_pinyin = |c: char| reading::is_pinyin(c) || " '’-".contains(c);
    if !text.chars().all(is_han) || !pinyin.chars().all(is_pinyin) {
        return None;
    }
    let read = reading::spelled(text, pinyin)?;
    read.into_iter().map(|one| one.syllable).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        let each = read(text).into_iter().map(|one| {
            let syllable = one.syllable.map(|syllable| syllable.with_mark());
            let others = one
                .others
                .iter()
                .map(|other| format!("|{}", other.with_mark()));
            syllable.unwrap_or_else(|| one.character.to_string()) + &others.collect::<String>()
        });
        each.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn function_words_are_read_as_in_a_sentence() {
        for (text, wanted) in [
            ("我们都还没吃呢", "wǒ men dōu hái méi chī ne"),
            ("他吃了，吃不了", "tā chī le ， chī bù liǎo"),
            ("慢慢地走", "màn màn de zǒu"),
            ("高兴地说", "gāo xìng de shuō"),
            ("一块地", "yī kuài dì|de"),
            ("我教你数学", "wǒ jiāo nǐ shù xué"),
            ("跑得快", "pǎo de kuài"),
            ("我得走", "wǒ de|děi|dé zǒu"),
            ("只看三只猫", "zhǐ kàn sān zhī māo"),
            ("这只船", "zhè zhī chuán"),
            ("银行行", "yín háng xíng|háng|héng"),
            ("妈妈的桌子", "mā ma de zhuō zi"),
        ] {
            assert_eq!(said(text), wanted, "{text}");
        }
    }

    #[test]
    fn only_pinyin_of_han_is_pinyin() {
        let marked = |text, pinyin| {
            let syllables = spelled(text, pinyin)?;
            Some(
                syllables
                    .iter()
                    .map(Syllable::with_mark)
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(
            marked("银行", "yín háng"),
            Some(vec!["yín".to_owned(), "háng".to_owned()])
        );
        assert_eq!(marked("行", "háng"), Some(vec!["háng".to_owned()]));
        assert_eq!(marked("漢字", "かんじ"), None);
        assert_eq!(marked("行", "ㄏㄤˊ"), None);
    }
}
