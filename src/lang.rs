//! Languages, pairs, and the words that the tool itself prints.

use std::fmt;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;
use icu_properties::CodePointMapData;
use icu_properties::props::Script;

/// A language of a book: a BCP 47 tag as the author wrote it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(String);

impl Lang {
    /// Takes a tag made of a two- or three-letter language and optional subtags of letters and
    /// digits (RFC 5646 §2.1, without private use), or nothing.
    pub fn parse(tag: &str) -> Option<Self> {
        let mut parts = tag.split('-');
        let primary = parts.next()?;
        let is_language =
            matches!(primary.len(), 2 | 3) && primary.bytes().all(|byte| byte.is_ascii_lowercase());
        let is_subtag = |part: &str| {
            matches!(part.len(), 2..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        (is_language && parts.all(is_subtag)).then(|| Self(tag.to_owned()))
    }

    /// The whole tag, `zh-Hant-TW`.
    pub fn tag(&self) -> &str {
        &self.0
    }

    /// How words of the language are sorted: Chinese by pinyin, or by strokes where `zh-Hant` says so, by
    /// the collations of CLDR.
    pub fn collator(&self) -> CollatorBorrowed<'static> {
        let options = CollatorOptions::default();
        let locale: Locale = self.0.parse().unwrap_or(Locale::UNKNOWN);
        Collator::try_new(locale.into(), options)
            .or_else(|_| Collator::try_new(Locale::UNKNOWN.into(), options))
            .expect("the root collation is part of the program")
    }

    /// The language alone, `zh`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// The region for the typesetter: the tag's own, or the one that its script implies
    /// (`zh-Hant` is set as in Taiwan, `zh` as on the mainland).
    pub fn region(&self) -> Option<String> {
        let own = self
            .0
            .split('-')
            .skip(1)
            .find(|part| part.len() == 2)
            .map(str::to_ascii_lowercase);
        own.or_else(|| match self.primary() {
            "zh" if self.0.contains("Hant") => Some("tw".to_owned()),
            "zh" => Some("cn".to_owned()),
            _ => None,
        })
    }

    /// Whether its texts are written in Han characters or kana without spaces between words.
    pub fn is_cjk(&self) -> bool {
        matches!(self.primary(), "zh" | "ja" | "yue" | "lzh" | "wuu" | "nan")
    }

    /// Whether its texts run from right to left.
    pub fn is_rtl(&self) -> bool {
        matches!(
            self.primary(),
            "ar" | "fa" | "he" | "ur" | "yi" | "ps" | "sd" | "ug" | "dv" | "ckb"
        )
    }

    /// The words that the tool prints in this language; English where it has none of its own.
    pub fn labels(&self) -> &'static Labels {
        match self.primary() {
            "zh" => &ZH,
            _ => &EN,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One of a book's two languages, in the order of `languages:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The primary language.
    A,
    /// The other.
    B,
}

/// Something in both languages. Never "left" and "right": that is layout.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pair<T> {
    pub a: T,
    pub b: T,
}

impl<T> Pair<T> {
    /// The one of `side`.
    pub fn get(&self, side: Side) -> &T {
        match side {
            Side::A => &self.a,
            Side::B => &self.b,
        }
    }

    /// The same pair made of other things.
    pub fn map<U>(&self, mut make: impl FnMut(&T) -> U) -> Pair<U> {
        Pair {
            a: make(&self.a),
            b: make(&self.b),
        }
    }

    /// Both, primary first.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        [&self.a, &self.b].into_iter()
    }
}

/// Words printed by the tool, in one language.
#[derive(Debug)]
pub struct Labels {
    pub contents: &'static str,
    pub answers: &'static str,
    pub answer: &'static str,
    pub explanation: &'static str,
    pub quiz: &'static str,
    pub summary: &'static str,
    pub figure: &'static str,
    pub table: &'static str,
    pub listing: &'static str,
    pub glossary: &'static str,
    pub colophon: &'static str,
    pub cover: &'static str,
    pub title_page: &'static str,
    pub notes: &'static str,
    pub see_answer: &'static str,
    pub insight: &'static str,
    pub note: &'static str,
    pub tip: &'static str,
    pub warning: &'static str,
    pub roadmap: &'static str,
    /// Beside a question with more than one right option.
    pub several: &'static str,
    /// What a question is worth, with `{}` for the number.
    pub points: &'static str,
    pub made_with: &'static str,
    pub untranslated: &'static str,
    /// A chapter's number in words, with `{}` for the number.
    pub chapter: &'static str,
    /// A page in words, with `{}` for the number.
    pub page: &'static str,
    /// The link of an answer back to its question, with `{}` for the number.
    pub back: &'static str,
    /// A question in words, with `{}` for the number.
    pub question: &'static str,
    /// Author, translator, editor, illustrator, in the order of `book::Role`.
    pub roles: [&'static str; 4],
    /// What joins the items of a short list: `A、C`, `A, C`.
    pub comma: &'static str,
    /// What stands between a label and what it announces: `注：`, `Note: `.
    pub colon: &'static str,
    /// What stands between a chapter's number and title in one line.
    pub number_gap: &'static str,
    /// What stands between a person and their part in the book: `李明　著`, `Li Ming, author`.
    pub role_gap: &'static str,
    /// Where the chapters begin, in a reader's menu.
    pub body: &'static str,
    /// The link of a note back into the text, with `{}` for the number.
    pub note_back: &'static str,
    /// Who can read an EPUB how.
    pub accessibility: &'static str,
}

/// Puts `value` where the pattern has `{}`.
pub fn fill(pattern: &str, value: impl fmt::Display) -> String {
    pattern.replacen("{}", &value.to_string(), 1)
}

static ZH: Labels = Labels {
    contents: "目录",
    answers: "参考答案",
    answer: "答案",
    explanation: "解析",
    quiz: "练习",
    summary: "本章要点",
    figure: "图",
    table: "表",
    listing: "代码",
    glossary: "术语表",
    colophon: "版权信息",
    cover: "封面",
    title_page: "书名页",
    notes: "注释",
    see_answer: "查看答案",
    insight: "洞见",
    note: "说明",
    tip: "提示",
    warning: "注意",
    roadmap: "路线图",
    several: "（多选）",
    points: "（{} 分）",
    made_with: "排版",
    untranslated: "〔尚未翻译〕",
    chapter: "第 {} 章",
    page: "第 {} 页",
    back: "回到第 {} 题",
    question: "第 {} 题",
    roles: ["著", "译", "编", "绘"],
    comma: "、",
    colon: "：",
    number_gap: "　",
    role_gap: "　",
    body: "正文",
    note_back: "注释 {}，回到正文",
    accessibility: "文字可以放大、换字体、换颜色；目录和各级标题可以导航；图片都有文字说明；没有声音、动画和闪烁。",
};

static EN: Labels = Labels {
    contents: "Contents",
    answers: "Answer Key",
    answer: "Answer",
    explanation: "Why",
    quiz: "Quiz",
    summary: "Key points",
    figure: "Figure",
    table: "Table",
    listing: "Listing",
    glossary: "Glossary",
    colophon: "Colophon",
    cover: "Cover",
    title_page: "Title page",
    notes: "Notes",
    see_answer: "See the answer",
    insight: "Insight",
    note: "Note",
    tip: "Tip",
    warning: "Warning",
    roadmap: "Roadmap",
    several: "(more than one)",
    points: "(points: {})",
    made_with: "Typeset with",
    untranslated: "[not yet translated]",
    chapter: "Chapter {}",
    page: "p. {}",
    back: "Back to question {}",
    question: "Question {}",
    roles: ["author", "translator", "editor", "illustrator"],
    comma: ", ",
    colon: ": ",
    number_gap: ". ",
    role_gap: ", ",
    body: "Text",
    note_back: "Note {}, back to the text",
    accessibility: "Text can be resized and restyled, contents and headings lead through the book, and every picture is described in words. Nothing sounds, moves or flashes.",
};

/// Whether `c` is a Han character, kana, Bopomofo or one of their full-width marks: a line break
/// beside it is no space (CSS Text 4 §4.1.3, "segment break transformation").
pub fn is_wide(c: char) -> bool {
    matches!(
        CodePointMapData::<Script>::new().get(c),
        Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo
    ) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}')
}

/// Marks that Chinese shares with Latin by code point, though not by width.
pub fn is_shared_mark(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}

/// Whether `c` is a Han character.
pub fn is_han(c: char) -> bool {
    CodePointMapData::<Script>::new().get(c) == Script::Han && !matches!(c, '\u{3000}'..='\u{3004}')
}
