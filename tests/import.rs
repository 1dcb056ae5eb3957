//! Bringing texts in: what becomes of them, and that nothing is lost.

mod documents;
mod ebooks;
mod markdown;
mod units;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Output;

use diglot::book::Text;
use diglot::lang::Pair;
use diglot::project::{Options, Project};
use diglot::walk;

use crate::support::{diglot, errors, results, run, scratch, write};

const TEA: &str = "第 3 章 Chapter 3
茶与水 Tea and Water
水烧开以后要等一会儿，大约一分钟，再倒进茶杯（不要太满）。 After the water has boiled, wait a while, about a minute, before you pour it into the cup.
绿茶用 80 ℃ 的水。Green tea takes water at 80 ℃.
💡 水太烫，茶会苦。 If the water is too hot, the tea turns bitter.

工具 Tools
• 茶壶
• 茶杯
• 一把小秤
• a teapot
• cups
• a small scale
干燥
dry
图 1：茶叶的加工 Figure 1: How tea is made
这一句没有翻译。
***
小测 Quiz
1. 水要多热？How hot should the water be?
2. 为什么绿茶会苦？Why does green tea turn bitter?
";

/// Imports files that stand in a folder.
fn import(folder: &Path, arguments: &[&str]) -> Output {
    run(diglot().current_dir(folder).arg("import").args(arguments))
}

fn assert_imported(output: &Output) {
    assert!(output.status.success(), "{}", errors(output));
}

/// The texts of a book in both languages, in its order, without those of its own title.
fn texts(book: &Path) -> Vec<[String; 2]> {
    let project = Project::open(book, Options::default()).unwrap();
    let checked = project.check();
    let content = checked.content.expect("what was imported has no errors");
    let mut found = Vec::new();
    for chapter in &content.book().chapters {
        let mut add = |pair: &Pair<Text>| found.push([pair.a.plain(), pair.b.plain()]);
        add(&chapter.title);
        walk::of_blocks(&chapter.blocks, &mut |pair| add(pair));
    }
    found
}

fn solid(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn lines_with_both_languages_become_a_chapter() {
    let scratch = scratch();
    write(&scratch.path().join("tea.txt"), TEA);
    assert_imported(&import(scratch.path(), &["tea.txt"]));
    let book = scratch.path().join("tea");
    let yaml = fs::read_to_string(book.join("chapters/tea-and-water.yaml")).unwrap();
    for part in [
        "number: 3\ntitle:\n  zh: 茶与水\n  en: Tea and Water\n",
        "      zh: 绿茶用 80 ℃ 的水。\n      en: Green tea takes water at 80 ℃.\n",
        "  - callout:\n      kind: insight\n      text:\n        zh: 水太烫，茶会苦。\n",
        "  - heading:\n      zh: 工具\n      en: Tools\n",
        "        - zh: 茶杯\n          en: cups\n",
        "  - text:\n      only: zh\n      zh: 这一句没有翻译。\n  - break: scene\n",
        "      ordered: true\n      items:\n        - zh: 水要多热？\n          en: How hot should the water be?\n",
    ] {
        assert!(yaml.contains(part), "no {part} in {yaml}");
    }
    let report = fs::read_to_string(book.join("IMPORT.md")).unwrap();
    for part in [
        "| tea.txt:15 | dry | this seems to be a label of a diagram",
        "| tea.txt:16 | 图 1：茶叶的加工 ‖ Figure 1: How tea is made | this seems to be the caption",
        "| tea.txt:17 | 这一句没有翻译。 | this stands in one language only |",
        "`•` × 6",
    ] {
        assert!(report.contains(part), "no {part} in {report}");
    }
    let checked = run(diglot().arg("check").arg(&book));
    assert_eq!(results(&checked), "no errors, no warnings\n");
}

/// Pieces of text full of what means something to YAML, to the markup of texts or to Markdown.
const CHINESE: [&str; 12] = [
    "他说：“走吧！”",
    "価格是$5",
    "*星号*",
    "[[词]]",
    "{字|zì}",
    "用 `code` 写",
    "A&B 公司",
    "#一",
    "——",
    "《书》（上）",
    "\\n 换行",
    "<b>粗</b>",
];
const ENGLISH: [&str; 14] = [
    "He said: go!",
    "it costs $5 to $6",
    "*stars* and **more**",
    "[[term]] [link](x)",
    "{{blank}}",
    "`code`",
    "A & B",
    "# one",
    "- two",
    "null",
    "\"quoted\" 'it'",
    "C:\\path\\",
    "x^2^ H~2~O",
    "<b>bold</b> ^[note]",
];

/// Numbers that look random, the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn text(&mut self, of: &[&str], between: &str, end: &str) -> String {
        let count = 1 + self.below(9);
        let parts: Vec<&str> = (0..count).map(|_| of[self.below(of.len())]).collect();
        parts.join(between) + end
    }

    fn pair(&mut self) -> [String; 2] {
        [
            self.text(&CHINESE, "，", "句。"),
            self.text(&ENGLISH, " ", " end."),
        ]
    }
}

#[test]
fn of_pairs_that_were_joined_in_any_way_nothing_is_lost() {
    for (seed, separator) in
        (1..).zip(["", " ", "  ", "\t", "\u{a0}", "\u{3000}", "\n", " \u{200b}"])
    {
        let mut dice = Dice(seed);
        let mut file = "标题 Title\n".to_owned();
        for _ in 0..60 {
            let [chinese, english] = dice.pair();
            let _ = writeln!(file, "正文{chinese}{separator}Text {english}");
        }
        let scratch = scratch();
        write(&scratch.path().join("a.txt"), &file);
        assert_imported(&import(scratch.path(), &["a.txt"]));
        let report = fs::read_to_string(scratch.path().join("a/IMPORT.md")).unwrap();
        let written: String = texts(&scratch.path().join("a"))
            .into_iter()
            .flatten()
            .collect();
        assert!(!report.contains("only in the table below, 1 "));
        let unseen: String = file.chars().filter(|c| *c != '\u{200b}').collect();
        assert_eq!(
            counted(&solid(&written)),
            counted(&solid(&unseen)),
            "{separator:?}"
        );
        if separator.is_empty() || !separator.contains('\n') {
            assert_eq!(solid(&written), solid(&unseen), "{separator:?}");
        }
    }
}

/// How often each character occurs.
fn counted(text: &str) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for c in text.chars() {
        *counts.entry(c).or_insert(0) += 1;
    }
    counts
}

#[test]
fn two_texts_are_aligned_and_nothing_is_lost() {
    let scratch = scratch();
    let mut dice = Dice(7);
    let mut files = ["# 标题\n\n".to_owned(), "# Title\n\n".to_owned()];
    for number in 100..160 {
        let pair = dice.pair();
        for (side, (file, text)) in files.iter_mut().zip(pair).enumerate() {
            let name = if side == 0 { "第" } else { "No. " };
            // Some paragraphs are missing.
            if number % 17 != side {
                let _ = write!(file, "{name}{number} {text}\n\n");
            }
        }
    }
    write(&scratch.path().join("zh.txt"), &files[0]);
    write(&scratch.path().join("en.txt"), &files[1]);
    assert_imported(&import(scratch.path(), &["zh.txt", "en.txt", "-o", "b"]));
    let pairs = texts(&scratch.path().join("b"));
    for (side, file) in files.iter().enumerate() {
        let written: String = pairs.iter().map(|pair| pair[side].as_str()).collect();
        assert_eq!(solid(&written), solid(file).trim_start_matches('#'));
    }
    let report = fs::read_to_string(scratch.path().join("b/IMPORT.md")).unwrap();
    assert!(
        report.contains("this stands in one language only"),
        "{report}"
    );
    // The other way round it is the same book with its languages the other way round.
    assert_imported(&import(scratch.path(), &["en.txt", "zh.txt", "-o", "c"]));
    let turned: Vec<[String; 2]> = texts(&scratch.path().join("c"));
    let sorted =
        |texts: Vec<[String; 2]>| texts.into_iter().collect::<std::collections::BTreeSet<_>>();
    let turned = turned
        .into_iter()
        .map(|[first, second]| [second, first])
        .collect();
    assert_eq!(sorted(turned), sorted(pairs));
}

#[test]
fn scores_of_another_program_decide() {
    let scratch = scratch();
    write(
        &scratch.path().join("la.txt"),
        "Arma virumque cano.\n\nMusa, mihi causas memora.\n",
    );
    write(
        &scratch.path().join("it.txt"),
        "Titolo nuovo.\n\nCanto le armi e l'uomo.\n\nMusa, ricordami le cause.\n",
    );
    write(
        &scratch.path().join("scores.tsv"),
        "1\t2\t0.99\n2\t3\t0.97\n",
    );
    let arguments = [
        "la.txt",
        "it.txt",
        "--languages",
        "la,it",
        "--scores",
        "scores.tsv",
        "-o",
        "b",
    ];
    assert_imported(&import(scratch.path(), &arguments));
    let pairs = texts(&scratch.path().join("b"));
    let pair = ["Arma virumque cano.", "Canto le armi e l'uomo."].map(str::to_owned);
    assert!(pairs.contains(&pair), "{pairs:?}");
    write(&scratch.path().join("scores.tsv"), "1\t2\t7\n");
    let refused = import(
        scratch.path(),
        &[
            "la.txt",
            "it.txt",
            "--languages",
            "la,it",
            "--scores",
            "scores.tsv",
            "-o",
            "c",
        ],
    );
    assert!(
        errors(&refused).contains("line 1 of the scores"),
        "{}",
        errors(&refused)
    );
}

#[test]
fn wrapped_lines_and_other_encodings_are_read() {
    let scratch = scratch();
    let chinese = "第一行写到这里就满了，所以接着写到第二行去，\n第二行也写满了，于是再接着写到第三行去，\n然后结束。\n";
    let english = "The first line is full at this place, so it goes on in the\nsecond line, which is full as well, and therefore goes on\nand ends.\n";
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(chinese.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    write(&scratch.path().join("zh.txt"), wide);
    write(
        &scratch.path().join("en.txt"),
        english.replace('\n', "\r\n"),
    );
    assert_imported(&import(scratch.path(), &["zh.txt", "en.txt", "-o", "b"]));
    let pairs = texts(&scratch.path().join("b"));
    assert_eq!(pairs[1][0], solid(chinese));
    assert_eq!(pairs[1][1], english.trim().replace('\n', " "));
    // In GB 18030, as editors in China write it.
    write(
        &scratch.path().join("zh.txt"),
        b"\xb4\xba\xcc\xec\xc0\xb4\xc1\xcb\xa3\xac\xbb\xa8\xbf\xaa\xc1\xcb\xa1\xa3\n",
    );
    write(
        &scratch.path().join("en.txt"),
        "Spring has come, and flowers bloom.\n",
    );
    assert_imported(&import(scratch.path(), &["zh.txt", "en.txt", "-o", "c"]));
    assert_eq!(texts(&scratch.path().join("c"))[1][0], "春天来了，花开了。");
    let report = fs::read_to_string(scratch.path().join("c/IMPORT.md")).unwrap();
    assert!(report.contains("it was read as gb18030"), "{report}");
}

#[test]
fn what_cannot_be_brought_in_is_refused_and_nothing_is_written() {
    let scratch = scratch();
    let chinese = "春天来了，花开了。\n\n河水涨了起来。\n\n孩子们跑到外面去玩。\n";
    write(&scratch.path().join("zh.txt"), chinese);
    write(&scratch.path().join("zh2.txt"), chinese);
    write(&scratch.path().join("binary.txt"), [0xff, 0x00, 0x9f, 0x92]);
    write(&scratch.path().join("empty.txt"), "\n \n");
    write(&scratch.path().join("book.pdf"), "%PDF-1.7");
    write(&scratch.path().join("full/file"), "x");
    write(&scratch.path().join("tea.txt"), TEA);
    write(&scratch.path().join("long.txt"), "一段。\n".repeat(3001));
    write(&scratch.path().join("en.txt"), "A paragraph.\n".repeat(9));
    fs::create_dir_all(scratch.path().join("one")).unwrap();
    write(&scratch.path().join("one/a.txt"), chinese);
    write(&scratch.path().join("two/b.txt"), "Spring.\n");
    for (arguments, why) in [
        (&["zh.txt"][..], "zh.txt has one language"),
        (&["zh.txt", "zh2.txt"], "are in the same script"),
        (&["binary.txt"], "is not a text; save it"),
        (&["empty.txt"], "empty.txt has no text"),
        (&["book.pdf"], "is not a format diglot imports"),
        (&["nothing.txt"], "cannot read nothing.txt"),
        (&["tea.txt", "--languages", "zh"], "name two languages"),
        (
            &["tea.txt", "--languages", "zh,English!"],
            "is not the tag of a language",
        ),
        (&["long.txt", "en.txt"], "long.txt has 3001 paragraphs"),
        (&["one", "two"], "two has no file a.txt"),
    ] {
        let output = import(scratch.path(), &[arguments, &["-o", "new"]].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(errors(&output).contains(why), "{why}: {}", errors(&output));
        assert!(!scratch.path().join("new").exists());
    }
    let output = import(scratch.path(), &["tea.txt", "-o", "full"]);
    assert!(errors(&output).contains("full is not empty"));
}

#[test]
fn missing_paragraphs_are_found() {
    let scratch = scratch();
    let mut dice = Dice(11);
    let mut files = ["# 标题\n\n".to_owned(), "# Title\n\n".to_owned()];
    for number in 100..160 {
        let clauses = 1 + dice.below(6);
        let texts = [
            format!(
                "第 {number} 号房间{}。",
                "里有一张桌子和两把椅子，".repeat(clauses)
            ),
            format!(
                "Room {number} {}.",
                "has a table and two chairs, ".repeat(clauses)
            ),
        ];
        for (side, (file, text)) in files.iter_mut().zip(texts).enumerate() {
            if number % 17 != side * 8 {
                let _ = write!(file, "{text}\n\n");
            }
        }
    }
    write(&scratch.path().join("zh.txt"), &files[0]);
    write(&scratch.path().join("en.txt"), &files[1]);
    assert_imported(&import(scratch.path(), &["zh.txt", "en.txt", "-o", "b"]));
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let pairs = texts(&scratch.path().join("b"));
    for pair in &pairs {
        let [first, second] = [digits(&pair[0]), digits(&pair[1])];
        assert!(
            first == second || pair.iter().any(String::is_empty),
            "{pair:?}"
        );
    }
    let single = pairs
        .iter()
        .filter(|pair| pair.iter().any(String::is_empty));
    assert_eq!(single.count(), 7);
}

#[test]
fn chapters_in_chinese_numerals_quotation_marks_and_old_line_ends_are_understood() {
    let scratch = scratch();
    let text = "第二十一章\r我的茶 My Tea\r他说：\"请坐。\" He said so.\r\"好。\" \"OK.\"\r下雨了。 It rained.\r";
    write(&scratch.path().join("tea.txt"), text);
    assert_imported(&import(scratch.path(), &["tea.txt"]));
    let book = scratch.path().join("tea");
    let yaml = fs::read_to_string(book.join("chapters/my-tea.yaml")).unwrap();
    assert!(yaml.contains("number: 21\n"), "{yaml}");
    assert_eq!(
        texts(&book),
        [
            ["我的茶", "My Tea"],
            ["他说：\"请坐。\"", "He said so."],
            ["\"好。\"", "\"OK.\""],
            ["下雨了。", "It rained."],
        ]
    );
}

#[test]
fn numbers_of_any_kind_begin_items_and_hyphens_at_the_ends_of_lines_go() {
    let scratch = scratch();
    let lists = "茶 Tea\n5. 洗杯子 Wash the cups\n6. 倒茶 Pour the tea\n(1) 慢慢倒 Slowly\n① 先倒水 First water\n② 再倒茶 Then tea\n";
    write(&scratch.path().join("lists.txt"), lists);
    assert_imported(&import(scratch.path(), &["lists.txt"]));
    let chapter = fs::read_to_string(scratch.path().join("lists/chapters/tea.yaml")).unwrap();
    assert_eq!(chapter.matches("- list:").count(), 3, "{chapter}");
    assert_eq!(chapter.matches("start: 5").count(), 1, "{chapter}");
    assert!(!chapter.contains("heading:"), "{chapter}");
    let english = "# Tea\n\nTea is a drink that people like in all parts of the world, for exam-\n\
        ple in China, where well-known teas grow, and in India, where well-\n\
        known teas grow too; this paragraph is long enough to be wrapped.\n";
    let chinese = "# 茶\n\n茶是世界各地的人都喜欢的饮料，比如在中国，那里出产有名的茶，又比如在印度，那里也出产有名的茶；这一段够长了。\n";
    write(&scratch.path().join("zh.txt"), chinese);
    write(&scratch.path().join("en.txt"), english);
    assert_imported(&import(scratch.path(), &["zh.txt", "en.txt", "-o", "tea"]));
    let found = texts(&scratch.path().join("tea"));
    assert!(
        found[1][1].contains(
            "for example in China, where well-known teas grow, and in India, where well-known teas"
        ),
        "{found:?}"
    );
}

#[test]
fn lines_may_begin_with_the_translation() {
    let scratch = scratch();
    let tea = "Tea and Water 茶与水\nFirst boil the water and wait. 先把水烧开，等一等。\nThen make the tea.然后泡茶。\n\
        • a cup 茶杯\n• a pot 茶壶\nQuiz 小测\nHow hot is the water? 水有多热？\n";
    write(&scratch.path().join("tea.txt"), tea);
    assert_imported(&import(scratch.path(), &["tea.txt"]));
    let book = scratch.path().join("tea");
    let wanted = [
        ["茶与水", "Tea and Water"],
        ["先把水烧开，等一等。", "First boil the water and wait."],
        ["然后泡茶。", "Then make the tea."],
        ["茶杯", "a cup"],
        ["茶壶", "a pot"],
        ["小测", "Quiz"],
        ["水有多热？", "How hot is the water?"],
    ];
    assert_eq!(texts(&book), wanted);
    let list = fs::read_to_string(book.join("IMPORT.md")).unwrap();
    assert!(
        list.contains("this seems to be a question of a quiz"),
        "{list}"
    );
}
