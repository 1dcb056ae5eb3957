//! Markdown, and HTML in it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{assert_imported, import, solid, texts};
use crate::support::{diglot, errors, results, run, scratch, write};

/// A book of two files with most that Markdown has: notes, lists, tables, code, formulas, pictures, links between files.
const TEA: &str = "---
title: 茶
author: Lin
---

# 茶与水（Tea and Water）

水烧开以后要等**一会儿**，大约 $t = 60$ 秒[^high]。

After the water boils, wait *a while*, about $t = 60$ seconds.

[^high]: 译注：海拔越高，沸点越低。

## 工具 Tools

- 茶壶
- 茶杯
- a teapot
- cups

1. 烧水。
   Boil the water.

   等一等。

   Wait a bit.
2. 泡茶。<br>Make the tea.

> 茶者，南方之嘉木也。
>
> Tea is a fine tree of the South.

```rust
fn main() { println!(\"tea\"); }
```

| 茶 | 温度 |
| --- | ---: |
| Tea | Temperature |
| 绿茶 | 80 |
| Green tea | 80 |

![茶壶 A teapot](images/pot.svg)

见[第二章](02-cups.md#杯子-cups)和[官网](https://example.org/a_(b))。

See [chapter two](02-cups.md#杯子-cups) and [the site](https://example.org/a_(b)).

$$E = mc^2$$

<ruby>漢<rt>hàn</rt></ruby>字里有 H<sub>2</sub>O，价格从$5涨到$6。

Characters have H<sub>2</sub>O and 5 \\* 3 &amp; more, from $5 to $6.

> [!WARNING]
> 小心烫。Mind the heat.

<!-- to do -->

<details><summary>更多 More</summary>

- [x] 做完 Done
- [ ] 没做 Not done

</details>

![](https://example.org/badge.png) [old](ftp://example.org/x)
";

const CUPS: &str = "# 杯子

# Cups

见[茶](01-tea.md)。

See [tea](01-tea.md) and [nothing](none.md).

## 杯子 Cups

| 名称 Name | 说明 Note |
|---|---|
| 盖碗<br>gaiwan | 有盖 With a lid |

这一段没有翻译。
";

pub(super) const POT: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 300\"><rect width=\"400\" height=\"300\" fill=\"#888\"/></svg>";

pub(super) fn assert_checked(book: &Path) {
    let checked = run(diglot().arg("check").arg(book));
    let said = results(&checked);
    assert!(said.starts_with("no errors"), "{said}{}", errors(&checked));
}

pub(super) fn assert_has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no {part} in {text}");
    }
}

#[test]
fn a_folder_of_markdown_with_alternating_paragraphs_becomes_a_book() {
    let scratch = scratch();
    write(&scratch.path().join("md/01-tea.md"), TEA);
    write(&scratch.path().join("md/02-cups.md"), CUPS);
    write(&scratch.path().join("md/images/pot.svg"), POT);
    write(
        &scratch.path().join("md/10-ten.md"),
        "# 十 Ten\n\n最后。\n\nThe last.\n",
    );
    assert_imported(&import(scratch.path(), &["md", "-o", "tea"]));
    let book = scratch.path().join("tea");
    assert_checked(&book);
    let chapter = |name: &str| fs::read_to_string(book.join(name)).unwrap();
    assert_has(
        &chapter("book.yaml"),
        &["  - chapters/tea-and-water.yaml\n  - chapters/cups.yaml\n  - chapters/ten.yaml\n"],
    );
    assert_has(
        &chapter("chapters/tea-and-water.yaml"),
        &[
            "title:\n  zh: 茶与水\n  en: Tea and Water\n",
            "zh: \"水烧开以后要等**一会儿**，大约 $t = 60$ 秒^[译注：海拔越高，沸点越低。]{.only}。\"\n",
            "en: \"After the water boils, wait *a while*, about $t = 60$ seconds.\"\n",
            "        - zh: 茶杯\n          en: cups\n",
            "        - zh: 烧水。\n          en: Boil the water.\n          blocks:\n            - text:\n                zh: 等一等。\n                en: Wait a bit.\n",
            "        - zh: 泡茶。\n          en: Make the tea.\n",
            "  - quote:\n      zh: 茶者，南方之嘉木也。\n      en: Tea is a fine tree of the South.\n",
            "  - code:\n      lang: rust\n      text: |\n        fn main() { println!(\"tea\"); }\n",
            "      align: [start, end]\n      header:\n        - zh: 茶\n          en: Tea\n",
            "        - - zh: 绿茶\n            en: Green tea\n          - \"80\"\n",
            "  - figure:\n      image: figures/pot.svg\n      alt:\n        zh: 茶壶\n        en: A teapot\n",
            "[第二章](#cups-2)和[官网](<https://example.org/a_(b)>)",
            "  - math:\n      text: |\n        E = mc^2\n",
            "{漢|hàn}字里有 H~2~O，价格从\\$5涨到\\$6。",
            "Characters have H~2~O and 5 \\* 3 & more, from \\$5 to \\$6.",
            "  - callout:\n      kind: warning\n      text:\n        zh: 小心烫。\n        en: Mind the heat.\n",
            "        - zh: 没做\n          en: Not done\n          checked: false\n",
        ],
    );
    assert_has(
        &chapter("chapters/cups.yaml"),
        &[
            "[茶](#tea-and-water)",
            "and nothing.",
            "      anchor: cups-2\n      zh: 杯子\n      en: Cups\n",
            "        - - zh: 盖碗\n            en: gaiwan\n          - zh: 有盖\n            en: With a lid\n",
            "      only: zh\n",
        ],
    );
    assert_has(
        &chapter("IMPORT.md"),
        &[
            "| 01-tea.md:2 | 茶 | the file has another title than its first heading",
            "| 01-tea.md:3 | author: Lin | this is for the program that made a site of the file",
            "| to do | this is a comment",
            "https://example.org/badge.png | diglot takes nothing from the network",
            "ftp://example.org/x | the book cannot have this address as a link",
            "| 02-cups.md:5 | none.md | this link leads to nothing that was brought in",
        ],
    );
    assert!(book.join("figures/pot.svg").is_file());
}

#[test]
fn english_may_lead_and_several_chapters_may_share_a_file() {
    let scratch = scratch();
    let book = "# The Road\n# 路\n\nA road is made by walking.\n走的人多了，也便成了路。\n\n\
        The *second* paragraph.\n\n**第二**段。\n\nDefinition\n: What a word means.\n\n定义\n: 词的意思。\n\n\
        # The River\n# 河\n\nIt flows.[^1]\n\n它在流。[^1]\n\n[^1]: 水向低处流。Water flows downhill.\n\n***\n\n\
        - It is long\n\n  and wide.\n\n它长\n\n而且宽。\n";
    write(&scratch.path().join("road.md"), book);
    assert_imported(&import(scratch.path(), &["road.md"]));
    let made = scratch.path().join("road");
    assert_checked(&made);
    let river = fs::read_to_string(made.join("chapters/the-river.yaml")).unwrap();
    assert_has(
        &river,
        &[
            "title:\n  en: The River\n  zh: 河\n",
            "en: \"It flows.^[Water flows downhill.]\"\n      zh: \"它在流。^[水向低处流。]\"\n",
            "- break: scene\n",
        ],
    );
    let road = fs::read_to_string(made.join("chapters/the-road.yaml")).unwrap();
    assert_has(
        &road,
        &[
            "      en: A road is made by walking.\n      zh: 走的人多了，也便成了路。\n",
            "en: \"The *second* paragraph.\"\n      zh: \"**第二**段。\"\n",
        ],
    );
    let written: String = texts(&made).into_iter().flatten().collect();
    for word in ["意思", "means", "定义", "Definition", "而且宽", "wide"] {
        assert!(written.contains(word), "{word}");
    }
}

#[test]
fn two_files_or_folders_in_markdown_are_aligned_by_kind_too() {
    let scratch = scratch();
    let mut files = ["# 水\n\n".to_owned(), "# Water\n\n".to_owned()];
    for number in 1..30 {
        let _ = write!(files[0], "第 {number} 段说的是水的第 {number} 种样子。\n\n");
        let _ = write!(
            files[1],
            "Paragraph {number} is about shape {number} of water.\n\n"
        );
        if number % 5 == 0 {
            for file in &mut files {
                let _ = write!(
                    *file,
                    "```sh\necho {number}\n```\n\n![](a.svg)\n\n$$x_{{{number}}}$$\n\n"
                );
            }
            files[0] += "| 名 | 值 |\n|---|---|\n| 高 | 1 |\n\n- 甲\n- 乙\n\n";
            files[1] += "| Name | Value |\n|---|---|\n| height | 1 |\n\n- one\n- two\n\n";
        }
    }
    let words =
        "译者的话只有中文，说的是翻译这本书的时候走过的路、喝过的茶和没有睡的夜。".repeat(4);
    files[0] += &words;
    files[0] += "[^n]\n\n[^n]: 见 [甲](#水)。\n";
    for (name, file) in ["zh", "en"].into_iter().zip(&files) {
        write(&scratch.path().join(name).join("src/one.md"), file);
        write(&scratch.path().join(name).join("src/a.svg"), POT);
        let summary = "# Summary\n\n- [One](one.md)\n";
        write(&scratch.path().join(name).join("src/SUMMARY.md"), summary);
    }
    assert_imported(&import(scratch.path(), &["zh", "en", "-o", "b"]));
    let book = scratch.path().join("b");
    assert_checked(&book);
    let yaml = fs::read_to_string(book.join("chapters/water.yaml")).unwrap();
    assert_eq!(
        yaml.matches("echo ").count(),
        5,
        "code is given once: {yaml}"
    );
    assert_eq!(yaml.matches("image: figures/a.svg").count(), 5);
    assert_eq!(yaml.matches("- math:").count(), 5);
    assert_has(
        &yaml,
        &[
            "        - - zh: 高\n            en: height\n          - \"1\"\n",
            "        - zh: 甲\n          en: one\n",
            "      only: zh\n      zh: |\n        译者的话",
            "^[见 [甲](#water)。]\n",
        ],
    );
    let pairs = texts(&book);
    let number = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    for [chinese, english] in pairs
        .iter()
        .filter(|[_, english]| english.starts_with("Paragraph"))
    {
        assert_eq!(number(chinese), number(english));
    }
}

#[test]
fn headings_that_were_not_translated_stay_headings_in_both_languages() {
    let scratch = scratch();
    let mut file = "# Handbook\n\nIt is a handbook.\n\n这是手册。\n\n".to_owned();
    for number in 1..6 {
        let _ = write!(
            file,
            "## Part {number}\n\nAbout part {number}.\n\n讲第 {number} 部分。\n\n"
        );
    }
    write(&scratch.path().join("hand.md"), &file);
    assert_imported(&import(scratch.path(), &["hand.md"]));
    let book = scratch.path().join("hand");
    assert_checked(&book);
    let yaml = fs::read_to_string(book.join("chapters/handbook.yaml")).unwrap();
    assert_has(
        &yaml,
        &[
            "title:\n  en: Handbook\n  zh: Handbook\n",
            "  - heading:\n      en: Part 3\n      zh: Part 3\n  - text:\n      en: About part 3.\n      zh: 讲第 3 部分。\n",
        ],
    );
    let report = fs::read_to_string(book.join("IMPORT.md")).unwrap();
    assert_has(
        &report,
        &["Part 3 | only one language has this; it stands in both"],
    );
}

#[test]
fn pages_of_html_are_read() {
    let scratch = scratch();
    let page = "<!DOCTYPE html><html><head><title>Not this</title><style>p{}</style></head><body>\
        <h1>园子 The Garden</h1>\
        <p>春天，<b>花</b>开了&nbsp;&mdash;&mdash;红的、白的<sup><a href=\"#n1\">1</a></sup>。</p>\
        <p>In spring the <b>flowers</b> open: red ones, white ones<sup><a href=\"#n1\">1</a></sup>.</p>\
        <ul><li>桃<br/>peach<ol><li>红 red</li></ol></li><li>李<br>plum</li></ul>\
        <table><thead><tr><th>花 Flower<th colspan=2>月 Months</thead><tr><td>桃花 peach<td>3<td>4</table>\
        <figure><img src=\"a.svg\" alt=\"园门 The gate\"><figcaption>园门。The gate.</figcaption></figure>\
        <blockquote><p>桃之夭夭。</p><p>How the peach tree blooms.</p></blockquote>\
        <pre><code class=\"language-py\">print(1)\n</code></pre>\
        <p><math display=\"block\"><semantics><mi>x</mi><annotation encoding=\"application/x-tex\">x^2</annotation></semantics></math></p>\
        <aside id=\"n1\" epub:type=\"footnote\"><p><a href=\"#r\">1</a> 多在三月。 Mostly in March.</p></aside>\
        </body></html>";
    write(&scratch.path().join("garden.html"), page);
    write(&scratch.path().join("a.svg"), POT);
    assert_imported(&import(scratch.path(), &["garden.html"]));
    let book = scratch.path().join("garden");
    assert_checked(&book);
    let yaml = fs::read_to_string(book.join("chapters/the-garden.yaml")).unwrap();
    assert_has(
        &yaml,
        &[
            "title:\n  zh: 园子\n  en: The Garden\n",
            "春天，**花**开了 ——红的、白的^[多在三月。]。",
            "the **flowers** open: red ones, white ones^[Mostly in March.].",
            "- zh: 桃\n          en: peach\n          blocks:\n            - list:\n                ordered: true\n                items:\n                  - zh: 红\n                    en: red\n",
            "        - zh: 月\n          en: Months\n          across: 2\n",
            "      image: figures/a.svg\n      alt:\n        zh: 园门\n        en: The gate\n      caption:\n        zh: 园门。\n        en: The gate.\n",
            "  - quote:\n      zh: 桃之夭夭。\n      en: How the peach tree blooms.\n",
            "      lang: py\n      text: |\n        print(1)\n",
            "  - math:\n      text: |\n        x^2\n",
        ],
    );
    assert!(!yaml.contains("Not this"));
}

/// Parts of Markdown, and of what looks like it.
const PARTS: [&str; 24] = [
    "**粗**",
    "*斜*",
    "`code`",
    "[链接](https://example.org)",
    "$x^2$",
    "![](none.png)",
    "<br>",
    "<b>",
    "</i>",
    "&lt;",
    "\\*",
    "~~旧~~",
    "[^1]",
    "[^none]",
    "| a |",
    "\n\n- 项 item\n\n",
    "\n> 引 quote\n",
    "\n\n```\ncode\n```\n\n",
    "<!-- x -->",
    "{字|zì}",
    "[[词]]",
    "\n1. 一 one\n",
    "\n| 甲 | 乙 |\n|--|--|\n| 1 | 2 |\n\n",
    "\n---\n",
];

#[test]
fn whatever_stands_in_markdown_it_is_accounted_for_and_the_book_has_no_errors() {
    for seed in 1..24 {
        let mut dice = super::Dice(seed);
        let mut file = "# 书 A Book\n\n[^1]: 注 A note.\n\n".to_owned();
        for _ in 0..40 {
            let chinese = dice.text(&super::CHINESE, "，", "句。");
            let english = dice.text(&super::ENGLISH, " ", " end.");
            let part = PARTS[dice.below(PARTS.len())];
            let other = PARTS[dice.below(PARTS.len())];
            let _ = write!(
                file,
                "中文{chinese}{part}好\n\nText {english} {other} is so\n\n"
            );
        }
        let scratch = scratch();
        write(&scratch.path().join("a.md"), &file);
        assert_imported(&import(scratch.path(), &["a.md"]));
        let checked = run(diglot().arg("check").arg(scratch.path().join("a")));
        assert!(
            results(&checked).starts_with("no errors"),
            "{seed} {}",
            errors(&checked)
        );
        let written: String = texts(&scratch.path().join("a"))
            .into_iter()
            .flatten()
            .collect();
        let count = |text: &str, c: char| text.matches(c).count();
        let report = fs::read_to_string(scratch.path().join("a/IMPORT.md")).unwrap();
        // Of each sentence, every word is in the book or on the list.
        assert!(
            count(&solid(&written), '句') + count(&report, '句') >= count(&file, '句'),
            "{seed}"
        );
    }
}

#[test]
fn a_paragraph_that_quotes_the_other_language_is_not_cut() {
    let scratch = scratch();
    let pairs = [
        ["“茶”字的意思就是茶。", "The word 茶 means tea."],
        ["他喜欢茶。", "He likes tea."],
        [
            "在北京，对长辈要说“您好”，而不说“你好”。",
            "In Beijing people say 您好 rather than 你好 to their elders.",
        ],
        [
            "老舍的《茶馆》写于1956年，共三幕，讲一家茶馆的故事。",
            "Lao She’s Teahouse (《茶馆》) was written in 1956. It has three acts and tells of a teahouse.",
        ],
        ["他的名字叫 Tom Sawyer", "His name is Tom Sawyer"],
        [
            "见图 A、图 B 和 Table C.",
            "See figures A and B and Table C.",
        ],
        [
            "参考：Lao She, Teahouse, trans. John Howard-Gibbon (Beijing, 1980).",
            "See Lao She, Teahouse, trans. John Howard-Gibbon (Beijing, 1980).",
        ],
    ];
    for (name, first) in [("a.md", 0), ("b.md", 1), ("c.txt", 0), ("d.txt", 1)] {
        let lines = pairs.map(|pair| format!("{}\n\n{}\n\n", pair[first], pair[1 - first]));
        let mut text = lines.concat();
        if Path::new(name).extension().is_some_and(|it| it == "md") {
            text += "## 安装 Python\n\n## Installing Python\n\n- 用 Microsoft Word\n- 打开文件\n\n<!-- -->\n\n\
                * Use Microsoft Word\n* Open the file\n";
        }
        write(&scratch.path().join(name), &text);
        assert_imported(&import(scratch.path(), &[name]));
        let found = texts(&scratch.path().join(&name[..1]));
        let mut expected = pairs.map(|pair| pair.map(str::to_owned)).to_vec();
        if Path::new(name).extension().is_some_and(|it| it == "md") {
            for pair in [
                ["安装 Python", "Installing Python"],
                ["用 Microsoft Word", "Use Microsoft Word"],
                ["打开文件", "Open the file"],
            ] {
                expected.push(pair.map(str::to_owned));
            }
        }
        assert_eq!(found[1..], expected[..], "{name}");
    }
}

#[test]
fn a_table_with_a_column_for_each_language_is_for_both() {
    let scratch = scratch();
    let text = "# 茶\n\n# Tea\n\n| 序号 | 中文 | English |\n|---|---|---|\n| 1 | 打开 Word | Open Word |\n\
        | 2 | 茶 | Tea |\n";
    write(&scratch.path().join("a.md"), text);
    assert_imported(&import(scratch.path(), &["a.md"]));
    let yaml = fs::read_to_string(scratch.path().join("a/chapters/tea.yaml")).unwrap();
    assert_has(
        &yaml,
        &["        - - \"1\"\n          - 打开 Word\n          - Open Word\n"],
    );
}

#[test]
fn what_authors_mean_by_marks_is_understood() {
    let scratch = scratch();
    let text = "+++\ntitle = \"茶 Tea\"\n+++\n\n# 第三章 茶馆\n\n# Chapter 3: The Teahouse\n\n**问：**什么时候播种？\n\n\
        **Question:** when does one sow?\n\n这是**“加粗”**的话，**《书名》**也是。\n\nThis is **bold**, and a **title** too.\n\n\
        <ruby>漢<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>字。\n\nCharacters; write to <me@example.com>.\n\n\\*\\*“星号”\\*\\*在此。\n\n\
        Asterisks are here.\n";
    write(&scratch.path().join("a.md"), text);
    assert_imported(&import(scratch.path(), &["a.md"]));
    let yaml = fs::read_to_string(scratch.path().join("a/chapters/the-teahouse.yaml")).unwrap();
    assert_has(
        &yaml,
        &[
            "number: 3\ntitle:\n  zh: 茶馆\n  en: The Teahouse\n",
            "**问：**什么时候播种？",
            "这是**“加粗”**的话，**《书名》**也是。",
            "{漢|hàn}字。",
            "(mailto:me@example.com)",
            "\\*\\*“星号”\\*\\*在此。",
        ],
    );
}

#[test]
fn sentences_parted_by_line_breaks_are_paragraphs() {
    let scratch = scratch();
    let text = "<h1>蝉</h1><h1>Cicadas</h1><p>夏天来了。<br>Summer has come.<br>蝉在叫。<br>Cicadas sing.</p>\
        <nav><a href=x>Home</a></nav><div>天<u>热</u>。<br><br>It is hot.<br><br>人睡了。<br><br>People sleep.</div>";
    write(&scratch.path().join("a.html"), text);
    assert_imported(&import(scratch.path(), &["a.html"]));
    assert_eq!(
        texts(&scratch.path().join("a"))[1..],
        [
            ["夏天来了。", "Summer has come."],
            ["蝉在叫。", "Cicadas sing."],
            ["天热。", "It is hot."],
            ["人睡了。", "People sleep."],
        ]
    );
    let report = fs::read_to_string(scratch.path().join("a/IMPORT.md")).unwrap();
    assert_has(&report, &["Home", "u ‖ 热"]);
}

#[test]
fn a_picture_stands_in_both_languages_and_tears_no_pair() {
    let scratch = scratch();
    write(&scratch.path().join("p.svg"), POT);
    let text = "# 壶\n\n# Pots\n\n![gone](none.svg)\n\n![Logo](p.svg)\n\nThe pot is red.\n\n壶是红的。\n\n![标志](p.svg)\n\nIt is old.\n\n它很旧。\n";
    write(&scratch.path().join("a.md"), text);
    assert_imported(&import(scratch.path(), &["a.md"]));
    let yaml = fs::read_to_string(scratch.path().join("a/chapters/pots.yaml")).unwrap();
    assert_eq!(yaml.matches("figure:").count(), 2, "{yaml}");
    assert!(!yaml.contains("only:"), "{yaml}");
    assert_has(
        &yaml,
        &["      zh: 壶是红的。\n      en: The pot is red.\n"],
    );
    let report = fs::read_to_string(scratch.path().join("a/IMPORT.md")).unwrap();
    assert_has(&report, &["| gone ‖ none.svg |"]);
}

#[test]
fn lines_that_quote_chinese_do_not_make_a_text_chinese() {
    let scratch = scratch();
    let text = "茶 Tea\nThe word 茶 means tea.\n“茶”字的意思就是茶。\nHe likes tea.\n他喜欢茶。\n\
        In Beijing people say 您好 rather than 你好 to their elders.\n在北京，见到长辈都要用敬语。\nShe reads.\n她看书。\n";
    write(&scratch.path().join("a.txt"), text);
    assert_imported(&import(scratch.path(), &["a.txt"]));
    assert_eq!(
        texts(&scratch.path().join("a"))[1..],
        [
            ["“茶”字的意思就是茶。", "The word 茶 means tea."],
            ["他喜欢茶。", "He likes tea."],
            [
                "在北京，见到长辈都要用敬语。",
                "In Beijing people say 您好 rather than 你好 to their elders."
            ],
            ["她看书。", "She reads."],
        ]
    );
}

#[test]
fn quotations_in_quotations_follow_one_another() {
    let scratch = scratch();
    let text = "# 引文\n\n# Quotations\n\n> 外层引文。\n>\n> > 内层引文。\n>\n> 外层又来。\n\n> Outer words.\n>\n> > Inner words.\n>\n> Outer again.\n";
    write(&scratch.path().join("a.md"), text);
    assert_imported(&import(scratch.path(), &["a.md"]));
    let yaml = fs::read_to_string(scratch.path().join("a/chapters/quotations.yaml")).unwrap();
    assert_has(
        &yaml,
        &[
            "  - quote:\n      zh: 外层引文。\n      en: Outer words.\n",
            "  - quote:\n      zh: 内层引文。\n      en: Inner words.\n",
            "  - quote:\n      zh: 外层又来。\n      en: Outer again.\n",
        ],
    );
}

#[test]
fn a_picture_that_is_missing_leaves_one_line_on_the_list_and_a_linked_one_its_address() {
    let scratch = scratch();
    write(&scratch.path().join("p.svg"), POT);
    let text = "# 壶\n\n# Pots\n\n![](none.svg)\n\n[![壶](p.svg)](https://example.org/pots)\n\n壶是红的。\n\nThe pot is red.\n";
    write(&scratch.path().join("a.md"), text);
    assert_imported(&import(scratch.path(), &["a.md"]));
    let report = fs::read_to_string(scratch.path().join("a/IMPORT.md")).unwrap();
    assert_has(&report, &["none.svg", "https://example.org/pots"]);
    assert!(!report.contains("one language only"), "{report}");
}

#[test]
fn files_that_are_not_brought_in_are_named() {
    let scratch = scratch();
    for (name, text) in [
        ("zh/one.md", "# 水\n\n水往低处流。\n"),
        ("zh/two.md", "# 火\n\n火往高处走。\n"),
        ("en/one.md", "# Water\n\nWater flows downwards.\n"),
        ("en/draft.md", "# Draft\n\nNot yet.\n"),
        ("book/SUMMARY.md", "- [Water](one.md)\n"),
        (
            "book/one.md",
            "# 水 Water\n\n水往低处流。\n\nWater flows downwards.\n",
        ),
        ("book/old.md", "# 旧 Old\n\n旧的。\n\nOld.\n"),
    ] {
        write(&scratch.path().join(name), text);
    }
    let pair = import(scratch.path(), &["zh", "en", "-o", "pair"]);
    assert_imported(&pair);
    let (two, draft) = (Path::new("zh/two.md"), Path::new("en/draft.md"));
    let named = format!("same name: {}, {}\n", two.display(), draft.display());
    assert!(errors(&pair).contains(&named), "{}", errors(&pair));
    assert_eq!(
        texts(&scratch.path().join("pair")).len(),
        2,
        "a title and a paragraph"
    );
    let book = import(scratch.path(), &["book", "-o", "listed"]);
    assert_imported(&book);
    assert!(
        errors(&book).contains("does not name them: old.md\n"),
        "{}",
        errors(&book)
    );
    assert_eq!(
        texts(&scratch.path().join("listed")).len(),
        2,
        "a title and a paragraph"
    );
}
