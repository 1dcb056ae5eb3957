//! The pinyin of Chinese text. A character with several readings is read by the word that it is in, as 重 in 重复
//! (chóng) and 重量 (zhòng).
//!
//! The data is in `pinyin/`, whose README names its source. Its files have sorted lines, searched without being parsed.

use std::cmp::Ordering;

use pinyin::{ToPinyin, ToPinyinMulti};

use super::is_han;

/// Words with their cost in [`read_han`] and, where a character's reading is not the usual one, their readings.
const WORDS: &str = include_str!("pinyin/words.txt");
/// Characters whose usual reading differs from that in the crate `pinyin`, and characters that are doubtful outside a
/// word, with their other readings.
const CHARACTERS: &str = include_str!("pinyin/characters.txt");
/// Traditional characters with their simplified forms, under which words are listed.
const TRADITIONAL: &str = include_str!("pinyin/traditional.txt");
/// The length of the longest listed word, in characters.
const LONGEST: usize = 4;
/// The cost of a character outside any word.
const ALONE: u32 = 50;
/// The longest text, in characters, whose pinyin may lack spaces; a longer one would be too slow to match.
const LONGEST_SPELLED: usize = 64;
/// Precedes the other readings of a doubtful character in [`CHARACTERS`].
const DOUBTFUL: &str = " ? ";

/// Each vowel with the four tone marks, and without one.
const MARKED: [(&str, char); 6] = [
    ("āáǎà", 'a'),
    ("ēéěè", 'e'),
    ("īíǐì", 'i'),
    ("ōóǒò", 'o'),
    ("ūúǔù", 'u'),
    ("ǖǘǚǜ", 'ü'),
];

/// A pinyin syllable, ordered as in dictionaries: `lu`, `lü`, `luan`, and each of them by tone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Syllable {
    pub letters: String,
    /// 1 to 4; 5 is the neutral tone.
    pub tone: u8,
}

impl Syllable {
    /// Reads a syllable with a digit for its tone: `chong2`.
    pub(super) fn parse(written: &str) -> Option<Self> {
        let (letters, tone) = match written.as_bytes().last()? {
            tone @ b'1'..=b'5' => (&written[..written.len() - 1], tone - b'0'),
            _ => (written, 5),
        };
        Some(Self {
            letters: letters.to_owned(),
            tone,
        })
    }

    /// With a tone mark, `chóng`. The mark goes on `a` or `e`, on the `o` of `ou`, else on the last vowel.
    pub fn with_mark(&self) -> String {
        let letters: Vec<char> = self.letters.chars().collect();
        let is_vowel = |c: &char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'ü');
        let place = (letters.iter().position(|c| matches!(c, 'a' | 'e')))
            .or_else(|| self.letters.find("ou"))
            .or_else(|| letters.iter().rposition(is_vowel));
        let mark = |c: char| {
            let (marked, _) = MARKED.iter().find(|(_, plain)| *plain == c)?;
            let tone = usize::from(self.tone).checked_sub(1)?;
            marked.chars().nth(tone)
        };
        let each = letters.iter().enumerate();
        each.map(|(at, c)| {
            let marked = mark(*c).filter(|_| Some(at) == place);
            marked.unwrap_or(*c)
        })
        .collect()
    }

    /// Reads a syllable with or without a tone mark: `chóng`, `chong`.
    fn marked(written: &str) -> Self {
        let (mut letters, mut tone) = (String::new(), 5);
        for c in written.chars().flat_map(char::to_lowercase) {
            let (plain, own) = unmarked(c);
            letters.push(plain);
            tone = own.unwrap_or(tone);
        }
        Self { letters, tone }
    }
}

impl Ord for Syllable {
    fn cmp(&self, other: &Self) -> Ordering {
        let plain = |c: char| if c == 'ü' { 'u' } else { c };
        let (own, others) = (self.letters.chars(), other.letters.chars());
        let letters = own.map(plain).cmp(others.map(plain));
        letters
            .then_with(|| self.letters.cmp(&other.letters))
            .then_with(|| self.tone.cmp(&other.tone))
    }
}

impl PartialOrd for Syllable {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A character with its reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub character: char,
    /// `None` for a character that is not Han or has no known reading.
    pub syllable: Option<Syllable>,
    /// Whether it has several readings and is in no listed word that would decide between them.
    pub is_doubtful: bool,
    /// Whether it is in a listed word.
    pub is_in_word: bool,
}

impl Read {
    /// A character with its reading, outside any word.
    fn certain(character: char, syllable: Option<Syllable>) -> Self {
        Self {
            character,
            syllable,
            is_doubtful: false,
            is_in_word: false,
        }
    }
}

/// Reads a text character by character.
pub fn read(text: &str) -> Vec<Read> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let inside = is_han(first);
        let end = rest.find(|c| is_han(c) != inside).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        if inside {
            read_han(run, &mut out);
        } else {
            out.extend(run.chars().map(|c| Read::certain(c, None)));
        }
    }
    out
}

/// Divides a run of Han characters into listed words and single characters at the lowest total cost, and reads them.
fn read_han(run: &str, out: &mut Vec<Read>) {
    let mut places: Vec<usize> = run.char_indices().map(|(at, _)| at).collect();
    places.push(run.len());
    let mut best: Vec<(u32, usize, Option<Word>)> = vec![(0, 0, None)];
    for end in 1..places.len() {
        let cheapest = (1..=LONGEST.min(end)).filter_map(|length| {
            let start = end - length;
            let (before, ..) = best[start];
            if length == 1 {
                return Some((before + ALONE, start, None));
            }
            let word = Word::find(&run[places[start]..places[end]])?;
            Some((before + word.cost, start, Some(word)))
        });
        let cheapest = cheapest.min_by_key(|(cost, ..)| *cost);
        best.push(cheapest.unwrap_or((u32::MAX, end - 1, None)));
    }
    let mut pieces = Vec::new();
    let mut end = places.len() - 1;
    while end > 0 {
        let (_, start, word) = best[end];
        pieces.push((&run[places[start]..places[end]], word));
        end = start;
    }
    for (piece, word) in pieces.into_iter().rev() {
        let readings = word.and_then(|word| word.readings);
        let mut readings = readings.map(|all| all.split(' ').filter_map(Syllable::parse));
        out.extend(piece.chars().map(|character| {
            let (usual, is_doubtful) = usual(character);
            Read {
                character,
                syllable: readings.as_mut().map_or(usual, Iterator::next),
                is_doubtful: is_doubtful && word.is_none(),
                is_in_word: word.is_some(),
            }
        }));
    }
}

/// A listed word.
#[derive(Debug, Clone, Copy)]
struct Word {
    cost: u32,
    /// Its syllables, separated by spaces, if they differ from the usual readings of its characters.
    readings: Option<&'static str>,
}

impl Word {
    fn find(text: &str) -> Option<Self> {
        let line = find(WORDS, text).or_else(|| find(WORDS, &simplified(text)?))?;
        let (cost, readings) = match line.split_once(' ') {
            Some((cost, readings)) => (cost, Some(readings)),
            None => (line, None),
        };
        Some(Self {
            cost: cost.parse().ok()?,
            readings,
        })
    }
}

/// Reads a text if it is one listed word.
pub fn word(text: &str) -> Option<Vec<Read>> {
    Word::find(text).map(|_| read(text))
}

/// The usual reading of a character, and whether it is doubtful outside a word.
fn usual(character: char) -> (Option<Syllable>, bool) {
    if let Some((syllable, others)) = listed(character) {
        (Syllable::parse(syllable), others.is_some())
    } else {
        let syllable = character.to_pinyin();
        let syllable = syllable.and_then(|it| Syllable::parse(it.with_tone_num_end()));
        (syllable, false)
    }
}

/// The readings of a doubtful character without tones, the usual one first: `zhong`, `chong`.
pub fn choices(character: char) -> Vec<String> {
    let usual = usual(character).0.map(|syllable| syllable.letters);
    let others = listed(character).and_then(|(_, others)| others);
    let others = others.into_iter().flat_map(|all| all.split(' '));
    usual.into_iter().chain(others.map(str::to_owned)).collect()
}

/// The usual reading of a listed character and, if it is doubtful, the others.
fn listed(character: char) -> Option<(&'static str, Option<&'static str>)> {
    let text = character.to_string();
    let line = find(CHARACTERS, &text).or_else(|| find(CHARACTERS, &simplified(&text)?))?;
    Some(match line.split_once(DOUBTFUL) {
        Some((syllable, others)) => (syllable, Some(others)),
        None => (line, None),
    })
}

/// A text in simplified characters, if it has any traditional ones.
fn simplified(text: &str) -> Option<String> {
    let mut changed = false;
    let each = text.chars().map(|c| {
        let new = find(TRADITIONAL, c.encode_utf8(&mut [0; 4]));
        let new = new.and_then(|new| new.chars().next());
        changed |= new.is_some();
        new.unwrap_or(c)
    });
    let text = each.collect();
    changed.then_some(text)
}

/// Binary search in sorted lines of `KEY REST`; returns the rest of the line with `key`.
fn find(lines: &'static str, key: &str) -> Option<&'static str> {
    let (mut low, mut high) = (0, lines.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = lines.as_bytes()[..middle]
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let end = start + lines[start..].find('\n')?;
        let (found, rest) = lines[start..end].split_once(' ')?;
        match found.cmp(key) {
            Ordering::Equal => return Some(rest),
            Ordering::Less => low = end + 1,
            Ordering::Greater => high = start,
        }
    }
    None
}

/// Reads a text by the pinyin that its author gives, `chóng fù`. The pinyin may lack tones, and also spaces if each
/// syllable is a known reading of its character. `None` if the numbers of syllables and characters differ.
pub fn spelled(text: &str, pinyin: &str) -> Option<Vec<Read>> {
    let characters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let spelling = Spelling::new(pinyin);
    if characters.len() <= LONGEST_SPELLED
        && let Some(read) = spelling.fit(&characters, 0)
    {
        return Some(read);
    }
    let mut syllables = pinyin
        .split([' ', '\'', '’', '-'])
        .filter(|it| !it.is_empty());
    let mut read = Vec::new();
    let mut rest = characters.as_slice();
    while let Some(first) = rest.first() {
        let syllable = syllables.next()?;
        if is_han(*first) {
            rest = &rest[1..];
            read.push(Read::certain(*first, Some(Syllable::marked(syllable))));
            continue;
        }
        let end = rest.iter().position(|c| is_han(*c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        read.extend(word.iter().map(|c| Read::certain(*c, None)));
    }
    syllables.next().is_none().then_some(read)
}

/// An author's pinyin, its letters and tones separated.
struct Spelling {
    letters: Vec<char>,
    /// For each letter, the tone of the mark on it. Tones in digits are among the letters.
    tones: Vec<Option<u8>>,
}

impl Spelling {
    fn new(pinyin: &str) -> Self {
        let (mut letters, mut tones) = (Vec::new(), Vec::new());
        for c in pinyin.chars().flat_map(char::to_lowercase) {
            let (plain, tone) = unmarked(c);
            match plain {
                'v' => (letters.push('ü'), tones.push(tone)),
                plain if plain.is_alphanumeric() => (letters.push(plain), tones.push(tone)),
                _ => continue,
            };
        }
        Self { letters, tones }
    }

    /// Gives each character one of its readings, so that they use up all letters from index `from` on.
    fn fit(&self, characters: &[char], from: usize) -> Option<Vec<Read>> {
        let Some((character, rest)) = characters.split_first() else {
            return (from == self.letters.len()).then(Vec::new);
        };
        let take = |syllable: Option<Syllable>, to: usize| {
            let mut all = vec![Read::certain(*character, syllable)];
            all.extend(self.fit(rest, to)?);
            Some(all)
        };
        if !is_han(*character) {
            let same = character.to_lowercase().eq(self.letters.get(from).copied());
            return if same { take(None, from + 1) } else { None };
        }
        readings(*character).into_iter().find_map(|syllable| {
            let length = syllable.letters.chars().count();
            let to = from + length;
            let own = self.letters.get(from..to)?;
            if !syllable.letters.chars().eq(own.iter().copied()) {
                return None;
            }
            let marked = self.tones[from..to].iter().flatten().next();
            // `chong2`: the digit may also belong to the text (`第2章`), so both are tried.
            let digit = self.letters.get(to).and_then(|c| c.to_digit(6));
            let digit = digit.and_then(|digit| u8::try_from(digit).ok());
            let digit = digit.filter(|tone| (1..=5).contains(tone));
            let tone = marked.copied().or(digit).unwrap_or(syllable.tone);
            let syllable = Some(Syllable { tone, ..syllable });
            match digit {
                Some(_) => take(syllable.clone(), to + 1).or_else(|| take(syllable, to)),
                None => take(syllable, to),
            }
        })
    }
}

/// All readings of a character, the usual one first.
pub(super) fn readings(character: char) -> Vec<Syllable> {
    let mut all: Vec<Syllable> = usual(character).0.into_iter().collect();
    let others = character.to_pinyin_multi().into_iter().flatten();
    all.extend(others.filter_map(|it| Syllable::parse(it.with_tone_num_end())));
    all
}

/// Whether pinyin may have this letter or digit.
pub(super) fn is_pinyin(c: char) -> bool {
    let plain = c.to_lowercase().map(|c| unmarked(c).0);
    plain
        .into_iter()
        .all(|c| c.is_ascii_alphanumeric() || c == 'ü')
}

/// A letter without its tone mark, and the tone.
fn unmarked(c: char) -> (char, Option<u8>) {
    for (marked, plain) in MARKED {
        if let Some((_, tone)) = marked.chars().zip(1..).find(|(one, _)| *one == c) {
            return (plain, Some(tone));
        }
    }
    (c, None)
}

#[cfg(test)]
mod tests {
    use super::{CHARACTERS, Read, TRADITIONAL, WORDS, find, read, spelled};

    fn said(all: &[Read]) -> String {
        let each = all.iter().map(|one| match &one.syllable {
            Some(syllable) => syllable.with_mark(),
            None => one.character.to_string(),
        });
        each.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_line_of_the_data_is_found() {
        for lines in [WORDS, CHARACTERS, TRADITIONAL] {
            for line in lines.lines() {
                let (key, rest) = line.split_once(' ').unwrap();
                assert_eq!(find(lines, key), Some(rest));
            }
            assert_eq!(find(lines, "字典里没有"), None);
        }
    }

    /// The readings are those of a dictionary.
    #[test]
    fn characters_are_read_as_in_their_word() {
        for (word, wanted) in [
            ("重复", "chóng fù"),
            ("重庆", "chóng qìng"),
            ("重新", "chóng xīn"),
            ("重构", "chóng gòu"),
            ("重叠", "chóng dié"),
            ("重阳节", "chóng yáng jié"),
            ("重返二十岁", "chóng fǎn èr shí suì"),
            ("重量", "zhòng liàng"),
            ("重要", "zhòng yào"),
            ("权重", "quán zhòng"),
            ("长城", "cháng chéng"),
            ("长江大桥", "cháng jiāng dà qiáo"),
            ("长度", "cháng dù"),
            ("长恨歌", "cháng hèn gē"),
            ("步长", "bù cháng"),
            ("校长", "xiào zhǎng"),
            ("增长率", "zēng zhǎng lǜ"),
            ("会计", "kuài jì"),
            ("会计师", "kuài jì shī"),
            ("会议", "huì yì"),
            ("银行", "yín háng"),
            ("中国银行", "zhōng guó yín háng"),
            ("行业", "háng yè"),
            ("行列式", "háng liè shì"),
            ("行向量", "háng xiàng liàng"),
            ("换行", "huàn háng"),
            ("行为", "xíng wéi"),
            ("人行道", "rén xíng dào"),
            ("首都", "shǒu dū"),
            ("都江堰", "dū jiāng yàn"),
            ("都市", "dū shì"),
            ("水浒传", "shuǐ hǔ zhuàn"),
            ("传记", "zhuàn jì"),
            ("自传", "zì zhuàn"),
            ("传统", "chuán tǒng"),
            ("传播", "chuán bō"),
            ("乐府诗集", "yuè fǔ shī jí"),
            ("音乐", "yīn yuè"),
            ("快乐", "kuài lè"),
            ("调度", "diào dù"),
            ("声调", "shēng diào"),
            ("微调", "wēi tiáo"),
            ("调整", "tiáo zhěng"),
            ("率领", "shuài lǐng"),
            ("效率", "xiào lǜ"),
            ("学习率", "xué xí lǜ"),
            ("参数", "cān shù"),
            ("参差", "cēn cī"),
            ("人参", "rén shēn"),
            ("差分", "chā fēn"),
            ("出差", "chū chāi"),
            ("差劲", "chà jìn"),
            ("弹性", "tán xìng"),
            ("炮弹", "pào dàn"),
            ("藏族", "zàng zú"),
            ("隐藏", "yǐn cáng"),
            ("西藏", "xī zàng"),
            ("朝代", "cháo dài"),
            ("朝花夕拾", "zhāo huā xī shí"),
            ("降维", "jiàng wéi"),
            ("投降", "tóu xiáng"),
            ("还原", "huán yuán"),
            ("还珠格格", "huán zhū gé ge"),
            ("着色", "zhuó sè"),
            ("角色", "jué sè"),
            ("主角", "zhǔ jué"),
            ("角度", "jiǎo dù"),
            ("校对", "jiào duì"),
            ("学校", "xué xiào"),
            ("便宜", "pián yi"),
            ("便利", "biàn lì"),
            ("反省", "fǎn xǐng"),
            ("省略", "shěng lüè"),
            ("否定", "fǒu dìng"),
            ("否极泰来", "pǐ jí tài lái"),
            ("没落", "mò luò"),
            ("没有", "méi yǒu"),
            ("薄弱", "bó ruò"),
            ("觉得", "jué de"),
            ("睡觉", "shuì jiào"),
            ("暴露", "bào lù"),
            ("屏蔽", "píng bì"),
            ("奇数", "jī shù"),
            ("奇怪", "qí guài"),
            ("模型", "mó xíng"),
            ("模样", "mú yàng"),
            ("折叠", "zhé dié"),
            ("似的", "shì de"),
            ("相似", "xiāng sì"),
            ("阿房宫", "ē páng gōng"),
            ("吐蕃", "tǔ bō"),
            ("龟兹", "qiū cí"),
            ("单于", "chán yú"),
            ("月氏", "yuè zhī"),
            ("番禺", "pān yú"),
            ("六安", "lù ān"),
            ("台州", "tāi zhōu"),
            ("东阿", "dōng ē"),
            ("大夫", "dài fu"),
            ("贾平凹", "jiǎ píng wā"),
            ("曾国藩", "zēng guó fān"),
            ("种师道", "chóng shī dào"),
            ("單雄信", "shàn xióng xìn"),
            ("重複", "chóng fù"),
            ("長城", "cháng chéng"),
            ("銀行", "yín háng"),
            ("會計", "kuài jì"),
            ("音樂", "yīn yuè"),
        ] {
            let read = read(word);
            assert_eq!(said(&read), wanted, "{word}");
            let doubtful: Vec<&Read> = read.iter().filter(|one| one.is_doubtful).collect();
            assert!(doubtful.is_empty(), "{doubtful:?}");
        }
    }

    #[test]
    fn characters_outside_listed_words_are_doubtful() {
        for (text, character) in [("孤行", '行'), ("仇某", '仇'), ("乐高", '乐'), ("调", '调')]
        {
            let read = read(text);
            let doubtful = read.iter().find(|one| one.is_doubtful);
            assert_eq!(doubtful.map(|one| one.character), Some(character), "{text}");
        }
        for text in [
            "了不起的盖茨比",
            "红楼梦",
            "语言模型",
            "GPT-2 的参数",
            "小书",
        ] {
            assert!(read(text).iter().all(|one| !one.is_doubtful), "{text}");
        }
    }

    #[test]
    fn pinyin_may_lack_tones_and_spaces() {
        for (word, spelling, wanted) in [
            ("孤行", "gū háng", Some("gū háng")),
            ("孤行", "guhang", Some("gū háng")),
            ("孤行", "gu1 hang2", Some("gū háng")),
            ("西安", "Xi'an", Some("xī ān")),
            ("绿色", "lvse", Some("lǜ sè")),
            ("长乐", "Chánglè", Some("cháng lè")),
            ("GPT 模型", "GPT mó xíng", Some("G P T mó xíng")),
            // Not a known reading, but the author may know better.
            ("孤行", "gū lóng", Some("gū lóng")),
            ("孤行", "gū", None),
            ("孤行", "orphan", None),
            ("孤行", "gū háng zi", None),
        ] {
            let read = spelled(word, spelling);
            assert_eq!(read.as_deref().map(said).as_deref(), wanted, "{spelling}");
        }
    }
}
