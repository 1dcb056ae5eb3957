//! A small book with one of everything.

use std::collections::BTreeMap;
use std::io::Cursor;

use crate::book::{
    Accepted, Answer, Block, BlockKind, Book, Callout, CalloutKind, Cell, Certifier, Chapter,
    ChapterNumber, ChapterRole, Choice, Column, Creator, Date, Figure, FigurePart, FigurePlace,
    Inline, Length, List, ListItem, ListKind, Listing, Mark, Note, NoteKind, Numbering, Picture,
    Points, Program, Question, Quiz, Quote, Role, Series, Style, Table, Target, Term, Text,
    TradeData,
};
use crate::isbn::Isbn;
use crate::lang::{Lang, Pair};
use crate::picture::{Asset, Assets, Encoded, Format};
use crate::source::{FileId, Sources, Span, span};

pub fn at() -> Span {
    span(FileId::from_index(0), 0, 0)
}

pub fn plain(text: &str) -> Inline {
    Inline::Plain(text.to_owned())
}

/// A pair of texts without markup.
pub fn words(a: &str, b: &str) -> Pair<Text> {
    runs(vec![plain(a)], vec![plain(b)])
}

fn runs(a: Vec<Inline>, b: Vec<Inline>) -> Pair<Text> {
    let text = |inlines| Text {
        inlines,
        ..Text::default()
    };
    Pair {
        a: text(a),
        b: text(b),
    }
}

fn block(id: &str, kind: BlockKind) -> Block {
    Block {
        id: id.to_owned(),
        at: at(),
        only: None,
        has_own_readings: false,
        kind,
    }
}

fn picture(path: &str) -> Picture {
    Picture {
        path: path.to_owned(),
        at: at(),
    }
}

fn figure(path: &str, width: f64) -> BlockKind {
    BlockKind::Figure(Figure {
        parts: vec![FigurePart {
            image: picture(path),
            alt: Some(words("两个方框", "Two boxes")),
            caption: None,
        }],
        caption: Some(words("流程", "The flow")),
        width: Some(width),
        place: FigurePlace::Near,
        is_turned: false,
    })
}

fn note(text: &str) -> Inline {
    Inline::Note(Note {
        kind: NoteKind::Author,
        key: None,
        is_alone: false,
        text: vec![plain(text)],
    })
}

/// A text with every kind of inline markup. Its note is right after a link, where reading a book puts a note that was
/// written inside the link.
fn rich() -> Pair<Text> {
    runs(
        vec![
            plain("读"),
            Inline::Emph(vec![plain("万卷 books")]),
            plain("书，行"),
            Inline::Strong(vec![plain("万里")]),
            Inline::Code("a < b && c".to_owned()),
            Inline::Link {
                url: "https://example.org/?a=1&b=2".to_owned(),
                text: vec![plain("链接")],
            },
            note("注文一"),
            Inline::Ruby {
                base: "词元".to_owned(),
                reading: "cíyuán".to_owned(),
            },
            Inline::Reference {
                target: Target::Term("token".to_owned()),
                text: vec![plain("词元")],
            },
            plain("。"),
            Inline::Break,
            plain("另起一行"),
        ],
        vec![
            plain("Read \"a lot\" & walk"),
            Inline::Link {
                url: "https://example.org/?a=1&b=2".to_owned(),
                text: vec![plain("link")],
            },
            note("First note"),
            plain("."),
        ],
    )
}

fn noted(a: &str, b: &str) -> Pair<Text> {
    let note = |text: &str, note: &str| vec![plain(text), self::note(note)];
    runs(
        note(a, &format!("{a}的注")),
        note(b, &format!("note on {b}")),
    )
}

fn questions() -> Vec<Question> {
    let choice = |a: &str, b: &str, correct| Choice {
        text: words(a, b),
        blocks: Vec::new(),
        correct,
        fixed: false,
        feedback: None,
    };
    vec![
        Question {
            only: None,
            id: "why".to_owned(),
            prompt: words("为什么？", "Why?"),
            blocks: Vec::new(),
            answer: Answer::Choice(vec![
                choice("错的选项", "A wrong option", false),
                choice("对的选项", "A right option", true),
                choice("也对的选项", "Another right option", true),
            ]),
            explanation: Some(noted("解释", "the explanation")),
            guide: None,
            points: None,
            minutes: None,
            difficulty: None,
            tags: Vec::new(),
        },
        Question {
            only: None,
            id: "how".to_owned(),
            prompt: words("怎么做？", "How?"),
            blocks: Vec::new(),
            answer: Answer::Open {
                answer: words("这么做。", "Like this."),
                accepted: Accepted {
                    also: Vec::new(),
                    number: None,
                    printed: words("这么做。", "Like this."),
                },
                length: Length::Long,
                space: 3,
            },
            explanation: None,
            guide: None,
            points: Some(Points::whole(2)),
            minutes: None,
            difficulty: None,
            tags: Vec::new(),
        },
    ]
}

fn cells(texts: [Pair<Text>; 2]) -> Vec<Cell> {
    let cell = |(column, text)| Cell {
        text,
        column,
        across: 1,
        down: 1,
    };
    texts.into_iter().enumerate().map(cell).collect()
}

fn program() -> Program {
    Program {
        text: "fn main() {\n    let a = &b;\n}".to_owned(),
        ..Program::default()
    }
}

fn first_chapter() -> Chapter {
    let table = Table {
        caption: Some(words("对照", "Compared")),
        columns: vec![Column::default(); 2],
        header: vec![cells([words("名", "Name"), words("数", "Number")])],
        rows: vec![cells([words("甲", "A"), words("1", "1")])],
        header_columns: 0,
        is_turned: false,
    };
    let code = Listing {
        lang: Some("rust".to_owned()),
        program: Pair {
            a: program(),
            b: program(),
        },
        caption: Some(words("程序", "A program")),
        numbers_from: None,
        marked: Vec::new(),
    };
    let callout = Callout {
        kind: CalloutKind::Insight,
        title: Some(words("一句话", "In a word")),
        blocks: vec![
            block("9-text-2", BlockKind::Text(words("框中字", "Boxed words"))),
            block("9-figure-2", figure("figures/流程 图.png", 0.5)),
        ],
    };
    let heading = |level, a, b| BlockKind::Heading {
        level,
        text: words(a, b),
    };
    let blocks = vec![
        block("9-lead-1", BlockKind::Lead(words("导语", "A lead"))),
        block(
            "9-heading-1",
            heading(2, "早到的小节", "An early subsection"),
        ),
        block("9-text-1", BlockKind::Text(rich())),
        block("9-heading-2", heading(1, "一节", "A section")),
        block("9-heading-3", heading(2, "一小节", "A subsection")),
        block(
            "9-list-1",
            BlockKind::List(list(vec![
                noted("一项", "an item"),
                words("二项", "another"),
                words("bpe.rs", "bpe.rs"),
            ])),
        ),
        block(
            "9-quote-1",
            BlockKind::Quote(Quote {
                text: Some(words("知之为知之", "To know")),
                blocks: Vec::new(),
                source: Some(words("论语", "Analects")),
                is_epigraph: false,
            }),
        ),
        block("9-figure-1", figure("figures/流程 图.png", 0.8)),
        block("9-table-1", BlockKind::Table(table)),
        block("9-code-1", BlockKind::Code(code)),
        block("9-callout-1", BlockKind::Callout(callout)),
        block(
            "9-summary-1",
            BlockKind::Summary(vec![words("要点甲", "A point")]),
        ),
        block(
            "9-quiz-1",
            BlockKind::Quiz(Quiz {
                title: None,
                instructions: None,
                passage: Vec::new(),
                line_numbers: None,
                questions: questions(),
                pick: None,
            }),
        ),
    ];
    Chapter {
        id: "9".to_owned(),
        number: Some(ChapterNumber::Chapter(9)),
        role: ChapterRole::Chapter,
        only: None,
        label: None,
        title: words("第一篇", "The First"),
        numbers: Numbering::default().chapter((Some(ChapterNumber::Chapter(9)), None), &blocks),
        blocks,
    }
}

/// A numbered list.
fn list(texts: Vec<Pair<Text>>) -> List {
    let items = texts.into_iter().enumerate().map(|(index, text)| {
        let number = format!("{}.", index + 1);
        ListItem {
            anchor: None,
            mark: Mark::Number(Pair {
                a: number.clone(),
                b: number,
            }),
            text,
            blocks: Vec::new(),
        }
    });
    List {
        kind: ListKind::Numbered,
        patterns: Vec::new(),
        has_pattern: false,
        has_words: false,
        start: Pair { a: 1, b: 1 },
        items: items.collect(),
    }
}

pub fn book() -> Book {
    let last = Chapter {
        id: "end".to_owned(),
        number: None,
        role: ChapterRole::Chapter,
        only: None,
        label: None,
        title: words("尾声", "Coda"),
        numbers: BTreeMap::new(),
        blocks: vec![
            block("end-text-1", BlockKind::Text(noted("尾声文字", "coda"))),
            block(
                "end-quiz-1",
                BlockKind::Quiz(Quiz {
                    title: None,
                    instructions: None,
                    passage: Vec::new(),
                    line_numbers: None,
                    questions: questions(),
                    pick: None,
                }),
            ),
        ],
    };
    let creator = |a: &str, b: &str, role| Creator {
        name: words(a, b),
        sort: Pair::default(),
        role,
        is_organisation: false,
    };
    let at = span(Sources::default().add("book.yaml", String::new()), 0, 0);
    Book {
        id: "sample".to_owned(),
        languages: Pair {
            a: Lang::parse("zh").expect("a tag"),
            b: Lang::parse("en").expect("a tag"),
        },
        languages_at: Pair { a: at, b: at },
        title: words("小书 <一>", "A Book & More"),
        cip: Pair::default(),
        imprint: Pair::default(),
        subtitle: Some(words("副题", "A Subtitle")),
        sort: Pair::default(),
        series: Some(Series {
            name: words("小书系列", "Little Books"),
            number: Some("3".to_owned()),
        }),
        trade: TradeData::default(),
        certifier: Some(Certifier {
            name: words("出版社", "The Press"),
            credential: None,
            report: Some("https://press.example/report".to_owned()),
        }),
        untranslated: 0,
        creators: vec![
            creator("李明", "Li Ming", Role::Author),
            creator("王芳", "Wang Fang", Role::Translator),
        ],
        publisher: Some(words("出版社", "The Press")),
        date: Some(Date {
            year: 2026,
            month: 3,
            day: 7,
        }),
        rights: Some(words("版权所有", "All rights reserved")),
        description: Some(words("一本小书。", "A small book.")),
        subjects: vec![words("教程", "Courses")],
        identifiers: BTreeMap::from([(
            "zh".to_owned(),
            Isbn::parse("978-7-121-00000-3").expect("valid"),
        )]),
        cover: None,
        style: Style {
            colours: BTreeMap::from([("accent".to_owned(), "#8a2be2".to_owned())]),
            ..Style::default()
        },
        glossary: vec![Term {
            id: "token".to_owned(),
            sort: Pair::default(),
            term: words("词元", "token"),
            reading: Pair::default(),
            pos: None,
            example: None,
            definition: Some(words("最小的单位。", "The smallest unit.")),
        }],
        chapters: vec![first_chapter(), last],
    }
}

fn png() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbImage::new(3, 2)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("a picture of six pixels");
    bytes.into_inner()
}

pub fn assets() -> Assets {
    let mut assets = Assets::default();
    let asset = Asset::inspect(png()).expect("a PNG");
    assets.insert("figures/流程 图.png", asset);
    assets
}

pub fn cover() -> Encoded {
    Encoded {
        bytes: png().into(),
        format: Format::Png,
    }
}
