//! Random texts: words of a language with nested markup, each text beginning with a unique token.
//!
//! A token is a letter for its role, one for its language and five digits: `b` begins a text that is printed once, `h`
//! one that may be printed more than once, `k` is the word before a note's caller and `n` begins that note.

use std::fmt::Write;

use super::dice::Dice;

const HAN: [&str; 40] = [
    "他们走进山里",
    "天色已经晚了",
    "这本书讲的是",
    "语言与翻译",
    "一个人的记忆",
    "从前有一座城",
    "模型的训练",
    "需要很多数据",
    "读者可以比较",
    "两种文字",
    "春天来得很早",
    "河水流向东方",
    "老师问学生",
    "为什么要这样做",
    "因为没有别的办法",
    "第一次见面的时候",
    "大家都笑了",
    "这里是结论",
    "下面的表格说明",
    "请看左边的图",
    "人",
    "的",
    "与此同时",
    "换句话说",
    "我们再试一次",
    "窗外下着雨",
    "火车开了三天三夜",
    "数学与音乐",
    "她写下一行字",
    "门关上了",
    "学而时习之",
    "不亦说乎",
    "石头和水",
    "时间很短",
    "问题并不难",
    "答案在后面",
    "注意标点的位置",
    "引号里的话",
    "声音越来越小",
    "灯还亮着",
];
const HAN_MARKS: [&str; 12] = [
    "，", "。", "，", "。", "；", "：", "？", "！", "、", "……", "——", "·",
];
const LATIN: [&str; 56] = [
    "the",
    "a",
    "of",
    "and",
    "in",
    "to",
    "it",
    "is",
    "was",
    "for",
    "language",
    "translation",
    "memory",
    "mountain",
    "river",
    "teacher",
    "students",
    "reading",
    "question",
    "because",
    "together",
    "however",
    "internationalization",
    "responsibility",
    "characteristically",
    "straightforward",
    "counterrevolutionary",
    "small",
    "long",
    "early",
    "spring",
    "night",
    "page",
    "book",
    "word",
    "line",
    "note",
    "table",
    "figure",
    "don’t",
    "it’s",
    "e.g.",
    "C++",
    "C#",
    "50%",
    "1.10",
    "v2.3.1",
    "2026-11-29",
    "“quoted”",
    "(aside)",
    "and/or",
    "well-known",
    "R&D",
    "#1",
    "3–5",
    "…",
];
const LATIN_MARKS: [&str; 10] = [",", ".", ",", ".", ";", ":", "?", "!", " —", ""];
/// Tokens without ordinary break opportunities.
const TOKENS: [&str; 7] = [
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "/usr/share/bilingual/templates/facing-pages/version-2/settings.toml",
    "https://example.org/a/very/long/path/that/goes/on?with=parameters&and=more#fragment",
    "AbstractBilingualDocumentFactoryBuilderConfigurationException",
    "a_very_long_identifier_that_was_written_with_underscores_everywhere",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
];
const FORMULAS: [&str; 8] = [
    "x",
    "E = mc^2",
    r"\frac{a}{b}",
    r"\sum_{i=1}^{n} x_i^2",
    r"\sqrt{x^2 + y^2}",
    r"\int_0^1 f(t) \, dt",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
    r"a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10} = b",
];
const RUBY: [(&str, &str); 5] = [
    ("汉字", "hànzì"),
    ("長城", "Chángchéng"),
    ("中", "zhuàng"),
    ("翻译", "fānyì"),
    ("図書館", "としょかん"),
];

/// The keys of the works that texts cite, one with a place in it.
const WORKS: [&str; 4] = ["lin", "smith", "report", "smith, pp. 46–47"];

/// The properties of a text to be generated.
#[derive(Clone, Copy)]
pub struct Manner {
    /// The letter of its token: `b` or `h`.
    pub role: char,
    pub notes: usize,
    /// The approximate number of characters.
    pub length: usize,
    pub has_markup: bool,
    /// Whether it may have unbreakable tokens, which are too wide for cells.
    pub has_tokens: bool,
    /// Whether it may cite works.
    pub cites: bool,
}

/// The markup around what is being written, which may not be nested in itself.
#[derive(Clone, Copy, Default)]
struct Inside {
    depth: usize,
    emphasis: bool,
    strong: bool,
    link: bool,
}

/// The id of the first chapter, which every book has.
const FIRST_CHAPTER: &str = "c0";

pub struct Prose<'d> {
    pub dice: &'d mut Dice,
    /// Decides what was added later, so that the rest of a seed's book stays as it was.
    pub further: Dice,
    /// Decides what was added after that.
    pub latest: Dice,
    /// Decides what was added last.
    pub newest: Dice,
    /// Whether the index leads to what is being written.
    pub is_indexed: bool,
    /// The number of the last token.
    pub next: usize,
    /// The ids of glossary terms.
    pub terms: Vec<String>,
}

impl Prose<'_> {
    pub fn number(&mut self) -> usize {
        self.next += 1;
        self.next
    }

    /// A text in two languages, usually with the same notes in both.
    pub fn pair(&mut self, langs: [&str; 2], manner: Manner) -> [String; 2] {
        let id = self.number();
        let mut notes: Vec<usize> = Vec::new();
        for _ in 0..manner.notes {
            notes.push(self.number());
        }
        let one_sided = !notes.is_empty() && self.dice.chance(6);
        let mut place = 0;
        langs.map(|lang| {
            let own = if one_sided && place == 1 {
                &[][..]
            } else {
                &notes[..]
            };
            place += 1;
            self.text(lang, id, own, manner)
        })
    }

    fn text(&mut self, lang: &str, id: usize, notes: &[usize], manner: Manner) -> String {
        let mut out = format!("{}{}{id:05}", manner.role, letter(lang));
        if is_han(lang) {
            out.push_str(self.dice.word(&HAN));
        }
        let mut left = notes.to_vec();
        left.reverse();
        let share = manner.length / (notes.len() + 1) + 1;
        let mut until_note = share;
        while out.chars().count() < manner.length || !left.is_empty() {
            self.gap(lang, &mut out);
            if manner.has_markup && self.dice.chance(18) {
                let piece = self.markup(
                    lang,
                    Inside {
                        ..Inside::default()
                    },
                );
                out.push_str(&piece);
                // The markup of two pieces must not touch.
                self.gap(lang, &mut out);
            }
            if manner.cites && self.further.chance(4) {
                let work = *self.further.pick(&WORKS);
                out.extend(["[@", work, "]"]);
                self.gap(lang, &mut out);
            }
            if manner.has_markup && self.dice.chance(3) {
                out.push_str("\\\n");
            }
            let word = self.word(lang, manner.has_tokens);
            out.push_str(&word);
            if out.chars().count() >= until_note
                && let Some(note) = left.pop()
            {
                until_note += share;
                self.note(lang, note, manner.has_markup, &mut out);
            }
        }
        if self.dice.chance(70) {
            out.push_str(if is_han(lang) { "。" } else { "." });
        }
        out
    }

    /// Adds a word with a note.
    fn note(&mut self, lang: &str, number: usize, has_markup: bool, out: &mut String) {
        self.gap(lang, out);
        let letter = letter(lang);
        let length = *self.dice.pick(&[3, 20, 60, 300]);
        let mut inner = format!("n{letter}{number:05}");
        while inner.chars().count() < length + 7 {
            self.gap(lang, &mut inner);
            let piece = if has_markup && self.dice.chance(20) {
                self.markup(
                    lang,
                    Inside {
                        depth: 1,
                        ..Inside::default()
                    },
                )
            } else {
                self.word(lang, false)
            };
            // According to CommonMark, `*a**b*` is one emphasised text that contains two stars.
            let touch = inner.ends_with('*') && piece.starts_with('*');
            if touch && !(inner.ends_with("**") && piece.starts_with("**")) {
                inner.push('，');
            }
            inner.push_str(&piece);
        }
        // The same in both languages.
        let attributes = match number % 8 {
            0 => format!("{{#n{number}}}"),
            _ => String::new(),
        };
        write!(out, "k{letter}{number:05}^[{inner}]{attributes}").unwrap();
    }

    /// Adds what separates two words.
    fn gap(&mut self, lang: &str, out: &mut String) {
        if is_han(lang) {
            if self.dice.chance(35) {
                out.push_str(self.dice.word(&HAN_MARKS));
            }
        } else {
            if self.dice.chance(12) {
                out.push_str(self.dice.word(&LATIN_MARKS));
            }
            out.push(' ');
        }
    }

    fn word(&mut self, lang: &str, has_tokens: bool) -> String {
        if has_tokens && self.dice.chance(2) {
            return self.dice.word(&TOKENS).to_owned();
        }
        if is_han(lang) {
            if self.dice.chance(8) {
                self.dice.word(&LATIN[10..]).to_owned()
            } else {
                self.dice.word(&HAN).to_owned()
            }
        } else if self.dice.chance(1) {
            self.dice.word(&HAN).to_owned()
        } else {
            self.dice.word(&LATIN).to_owned()
        }
    }

    /// A few words for the beginning or end of markup, so that delimiters of two kinds never touch.
    fn words(&mut self, lang: &str) -> String {
        let mut out = self
            .dice
            .word(if is_han(lang) {
                &HAN[..]
            } else {
                &LATIN[10..22]
            })
            .to_owned();
        for _ in 0..self.dice.below(3) {
            if !is_han(lang) {
                out.push(' ');
            }
            out += self.dice.word(if is_han(lang) {
                &HAN[..]
            } else {
                &LATIN[10..22]
            });
        }
        out
    }

    /// Words that may contain more markup.
    fn inner(&mut self, lang: &str, inside: Inside) -> String {
        let mut out = self.words(lang);
        if inside.depth < 3 && self.dice.chance(45) {
            let space = match self.dice.below(12) {
                0 => "\\\n",
                _ if is_han(lang) => "",
                _ => " ",
            };
            let piece = self.markup(lang, inside);
            out = format!("{out}{space}{piece}{space}{}", self.words(lang));
        }
        out
    }

    fn markup(&mut self, lang: &str, inside: Inside) -> String {
        let deeper = Inside {
            depth: inside.depth + 1,
            ..inside
        };
        match self.dice.below(8) {
            0 if !inside.emphasis => {
                let inner = self.inner(
                    lang,
                    Inside {
                        emphasis: true,
                        ..deeper
                    },
                );
                format!("*{inner}*")
            }
            1 if !inside.strong => {
                let inner = self.inner(
                    lang,
                    Inside {
                        strong: true,
                        ..deeper
                    },
                );
                format!("**{inner}**")
            }
            2 => {
                let code = self.dice.word(&[
                    "x = 1", "let  y", "vec![]", "a*b", "--flag", "i++", "[0]", "f(x, y)",
                ]);
                format!("`{code}`")
            }
            3 if !inside.link => {
                let inner = self.inner(
                    lang,
                    Inside {
                        link: true,
                        ..deeper
                    },
                );
                format!("[{inner}](https://example.org/a?b=c&d=e)")
            }
            4 if !inside.link => {
                let id = self.dice.pick(&self.terms).clone();
                match self.dice.below(4) {
                    0 => format!("[[{id}]]"),
                    1 => format!("[[{id}|{}]]", self.words(lang)),
                    2 => format!("[[#{FIRST_CHAPTER}]]"),
                    _ => format!("[{}](#{FIRST_CHAPTER})", self.words(lang)),
                }
            }
            5 => {
                let (base, reading) = *self.dice.pick(&RUBY);
                format!("{{{base}|{reading}}}")
            }
            // A dollar sign beside a letter is not markup.
            6 => format!(" ${}$ ", self.dice.word(&FORMULAS)),
            _ => {
                let words = self.words(lang);
                self.set_apart(words)
            }
        }
    }

    /// Perhaps makes words a span.
    fn set_apart(&mut self, words: String) -> String {
        if self.is_indexed && self.newest.chance(15) {
            return self.indexed(&words);
        }
        if self.latest.chance(12) {
            let reading = self.latest.word(&["北京", "\"běi jīng\""]);
            return format!("[Beijing]{{ruby={reading}}}");
        }
        let dice = &mut self.further;
        match dice.below(8) {
            0 => {
                let script = dice.word(&["^2^", "~2~", "^−3^", "~max~", "^th^"]);
                format!("{words}{script}")
            }
            1 => format!("[{}]{{.kbd}}", dice.word(&["Ctrl", "回车", "F1"])),
            2 => "[je ne sais quoi, extraordinairement]{lang=fr}".to_owned(),
            3 => format!("[{words}]{{.smallcaps}}"),
            _ => words,
        }
    }

    /// Words with an index entry.
    fn indexed(&mut self, words: &str) -> String {
        match self.newest.below(4) {
            0 => format!("[{words}]{{.index}}"),
            1 => format!("[{words}]{{index=\"cloud > high > cirrus\"}}"),
            2 => format!("[]{{index=\"cloud > cumulus\" sort=\"water\"}}{words}"),
            _ => format!(
                "[{words}]{{index=cloud see-also=\"cloud > low\"}}[]{{index=\"cloud > low\"}}"
            ),
        }
    }

    /// A line of a listing.
    pub fn code_line(&mut self) -> String {
        let mut line = " ".repeat(4 * self.dice.below(4));
        let words = self.dice.range(0, 9);
        for _ in 0..words {
            let (one, other) = (self.dice.word(&LATIN[..38]), self.dice.word(&LATIN[..38]));
            line.extend([one, "_", other, "(); "]);
        }
        if self.dice.chance(4) {
            line += TOKENS[self.dice.below(TOKENS.len())];
        }
        line.trim_end().to_owned()
    }

    pub fn formula(&mut self) -> &'static str {
        self.dice.word(&FORMULAS)
    }
}

pub fn is_han(lang: &str) -> bool {
    lang == "zh"
}

pub fn letter(lang: &str) -> char {
    if is_han(lang) { 'z' } else { 'e' }
}
