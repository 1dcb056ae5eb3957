//! A random book as JSON values, which are valid YAML and written as its files.

use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::prose::{self, Manner, Prose};
use crate::support;

const TRIMS: [&str; 7] = ["A4", "B5", "A5", "6x9in", "16开", "105x148mm", "letter"];
const SHAPES: [(u32, u32); 7] = [
    (60, 360),
    (120, 360),
    (240, 360),
    (300, 300),
    (360, 240),
    (360, 120),
    (360, 60),
];

/// What the book cites: the works of `prose::WORKS`.
const WORKS: &str = "\
    @book{lin, author={林 晚 and 王, 小明}, title={双语排版}, address={北京}, publisher={同文出版社}, year={2024}}\n\
    @article{smith, author={Smith, John A. and Doe, Jane and Roe, Richard and Poe, Ann}, title={Two Columns},\
    journal={Journal of Pages}, volume={12}, number={3}, pages={45--67}, year={2020}, doi={10.1000/xyz123}}\n\
    @online{report, author={{Diglot Workshop}}, title={A Report}, url={https://example.org/a?b=1_2}, year={2021}}\n";

/// A book that can be reduced.
#[derive(Clone)]
pub struct Recipe {
    book: Map<String, Value>,
    editions: Vec<(String, Value)>,
    chapters: Vec<(Value, Vec<Value>)>,
    terms: Vec<Value>,
    pictures: Vec<(String, Vec<u8>)>,
}

/// What `ruby:` may be.
const READINGS: [&str; 4] = ["pinyin", "bopomofo", "none", "typed"];

impl Recipe {
    /// Generates the book of a seed.
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let langs = if dice.chance(70) {
            ["zh", "en"]
        } else {
            ["en", "zh"]
        };
        let mut maker = Maker {
            prose: Prose {
                dice: &mut dice,
                further: Dice::new(!seed),
                latest: Dice::new(seed.rotate_left(32)),
                newest: Dice::new(!seed.rotate_left(32)),
                is_indexed: false,
                next: 0,
                terms: (0..4).map(|n| format!("term-{n}")).collect(),
            },
            langs,
            pictures: Vec::new(),
            questions: 0,
        };
        let terms = (0..4).map(|n| maker.term(n)).collect();
        let title = maker.title();
        maker.prose.is_indexed = true;
        let mut chapters: Vec<_> = (0..maker.prose.dice.range(1, 3))
            .map(|n| maker.chapter(n))
            .collect();
        maker.prose.is_indexed = false;
        if maker.prose.dice.chance(30) {
            chapters.insert(0, maker.section("preface"));
        }
        if maker.prose.dice.chance(20) {
            chapters.insert(0, maker.section("dedication"));
        }
        if maker.prose.dice.chance(30) {
            chapters.push(maker.section("appendix"));
        }
        let mut book = Map::new();
        book.insert("id".into(), json!("random"));
        book.insert("languages".into(), json!(langs));
        book.insert("title".into(), title);
        if maker.prose.dice.chance(50) {
            book.insert("subtitle".into(), maker.title());
        }
        let name = |zh: &str, en: &str| json!({ "zh": zh, "en": en });
        book.insert(
            "creators".into(),
            json!([{ "name": name("林晚", "Wan Lin") }]),
        );
        book.insert("publisher".into(), name("同文出版社", "Diglot Press"));
        let style =
            *maker
                .prose
                .further
                .pick(&["gb-7714-2015-numeric", "apa", "chicago-author-date"]);
        book.insert(
            "bibliography".into(),
            json!({ "file": "works.bib", "style": style }),
        );
        let editions = maker.editions();
        if maker.prose.further.chance(15) {
            chapters.push(maker.section("about-author"));
        }
        if maker.prose.further.chance(25) {
            let (mut head, blocks) = maker.section("part");
            if maker.prose.further.chance(50) {
                head["label"] = maker.short();
            }
            let is_front = |(head, _): &&(Value, Vec<Value>)| {
                matches!(head["role"].as_str(), Some("preface" | "dedication"))
            };
            let front = chapters.iter().take_while(is_front).count();
            chapters.insert(front, (head, blocks));
        }
        // Dice of its own leave all else as it was.
        let mut newest = Dice::new(seed.rotate_left(16));
        if newest.chance(12) {
            let lang = *newest.pick(&langs);
            let closing = |(head, _): &(Value, Vec<Value>)| head["role"] == "about-author";
            let place = chapters.iter().position(closing);
            let chapter = maker.section_in(lang, "afterword");
            chapters.insert(place.unwrap_or(chapters.len()), chapter);
        }
        let figures = chapters.iter_mut().flat_map(|(_, blocks)| blocks);
        for figure in figures.filter_map(|block| block.get_mut("figure")) {
            let is_plain = figure.get("images").is_none() && figure.get("width").is_none();
            if figure["place"] == "page" && is_plain && newest.chance(50) {
                figure["place"] = json!("bleed");
            }
        }
        let pictures = std::mem::take(&mut maker.pictures);
        let mut later = Later {
            dice: Dice::new(seed.rotate_left(48)),
            next: maker.prose.next,
        };
        for (head, blocks) in &mut chapters {
            later.change(head, blocks);
        }
        let mut alone = Alone {
            dice: Dice::new(!seed.rotate_left(48)),
            langs,
        };
        let mut referring = Referring {
            dice: Dice::new(seed.rotate_left(8)),
        };
        for (head, blocks) in &mut chapters {
            if head.get("only").is_none() {
                for block in blocks {
                    alone.block(block);
                }
            }
        }
        let mut editions = editions;
        for (_, edition) in &mut editions {
            later.edition(edition);
            referring.edition(edition);
        }
        Self {
            book,
            editions,
            chapters,
            terms,
            pictures,
        }
    }

    /// The files of the book's folder: paths and contents.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = self.pictures.clone();
        let mut book = self.book.clone();
        let names: Vec<String> = (0..self.chapters.len())
            .map(|n| format!("c{n}.yaml"))
            .collect();
        book.insert("chapters".into(), json!(names));
        book.insert("glossary".into(), json!("glossary.yaml"));
        let editions: Map<String, Value> = self.editions.iter().cloned().collect();
        book.insert("editions".into(), Value::Object(editions));
        files.push(("works.bib".into(), WORKS.into()));
        let text = |value: &Value| serde_json::to_vec_pretty(value).unwrap();
        files.push(("book.yaml".into(), text(&Value::Object(book))));
        files.push((
            "glossary.yaml".into(),
            text(&json!({ "terms": self.terms })),
        ));
        for (name, (head, blocks)) in names.into_iter().zip(&self.chapters) {
            let mut chapter = head.clone();
            chapter["blocks"] = json!(blocks);
            files.push((name, text(&chapter)));
        }
        files
    }

    pub fn write(&self, folder: &Path) {
        for (path, content) in self.files() {
            support::write(&folder.join(path), content);
        }
    }

    /// All versions of the book with one part removed, larger parts first.
    pub fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        let mut push = |change: &dyn Fn(&mut Self)| {
            let mut smaller = self.clone();
            change(&mut smaller);
            all.push(smaller);
        };
        if self.editions.len() > 1 {
            for index in 0..self.editions.len() {
                push(&|one| one.editions = vec![self.editions[index].clone()]);
            }
        }
        if self.chapters.len() > 1 {
            for index in 0..self.chapters.len() {
                push(&|one| drop(one.chapters.remove(index)));
            }
        }
        for (index, (_, blocks)) in self.chapters.iter().enumerate() {
            let mut size = blocks.len() / 2;
            while size > 0 {
                for start in (0..blocks.len()).step_by(size) {
                    let end = (start + size).min(blocks.len());
                    push(&|one| drop(one.chapters[index].1.drain(start..end)));
                }
                size /= 2;
            }
        }
        all
    }
}

struct Maker<'d> {
    prose: Prose<'d>,
    langs: [&'static str; 2],
    pictures: Vec<(String, Vec<u8>)>,
    questions: usize,
}

impl Maker<'_> {
    fn dice(&mut self) -> &mut Dice {
        self.prose.dice
    }

    fn pair(&mut self, manner: Manner) -> Value {
        let [one, other] = self.prose.pair(self.langs, manner);
        json!({ self.langs[0]: one, self.langs[1]: other })
    }

    fn title(&mut self) -> Value {
        let length = *self.dice().pick(&[8, 8, 20, 20, 60, 200]);
        let has_markup = self.dice().chance(40);
        self.pair(Manner {
            role: 'h',
            notes: 0,
            length,
            has_markup,
            has_tokens: true,
            cites: false,
        })
    }

    /// A short text that may be printed more than once.
    fn short(&mut self) -> Value {
        let length = *self.dice().pick(&[8, 12, 20, 50]);
        self.pair(Manner {
            role: 'h',
            notes: 0,
            length,
            has_markup: true,
            has_tokens: true,
            cites: false,
        })
    }

    /// A few stanzas of lines, some indented.
    fn verse(&mut self) -> Value {
        let mut texts = [String::new(), String::new()];
        for stanza in 0..self.dice().range(1, 4) {
            if stanza > 0 {
                for text in &mut texts {
                    text.push('\n');
                }
            }
            for _ in 0..self.dice().range(1, 6) {
                let notes = usize::from(self.dice().chance(5));
                let length = *self.dice().pick(&[8, 20, 20, 60]);
                let line = self.prose.pair(
                    self.langs,
                    Manner {
                        role: 'b',
                        notes,
                        length,
                        has_markup: false,
                        has_tokens: false,
                        cites: false,
                    },
                );
                let indent = " ".repeat(self.dice().below(5));
                for (text, line) in texts.iter_mut().zip(line) {
                    text.extend([indent.as_str(), line.as_str(), "\n"]);
                }
            }
        }
        let [one, other] = texts;
        let mut verse = json!({ self.langs[0]: one, self.langs[1]: other });
        if self.dice().chance(50) {
            verse["title"] = self.short();
        }
        if self.dice().chance(50) {
            verse["numbers"] = json!(self.dice().range(1, 5));
        }
        json!({ "verse": verse })
    }

    /// A long quotation, a dialogue, lines to one side, or signatures.
    fn speech(&mut self) -> Value {
        match self.dice().below(4) {
            0 => {
                let (one, other) = (self.body(), self.body());
                let mut quote = self.pair(one);
                let text = self.pair(other);
                quote["blocks"] = json!([{ "text": text }, self.verse(), self.list()]);
                quote["source"] = self.short();
                quote["epigraph"] = json!(self.dice().chance(30));
                json!({ "quote": quote })
            }
            1 => {
                let has_names = self.dice().chance(70);
                // The notes of a turn move to the next page if they are many and long.
                let manner = |recipe: &mut Self| {
                    let body = recipe.body();
                    Manner {
                        notes: body.notes.min(1),
                        length: body.length.min(120),
                        ..body
                    }
                };
                let mut turns = self.texts(6, manner);
                for turn in &mut turns {
                    if has_names && self.dice().chance(70) {
                        turn["speaker"] = self.short();
                    }
                    if self.dice().chance(30) {
                        turn["time"] = json!("1:05");
                    }
                }
                json!({ "dialogue": turns })
            }
            2 => {
                let manner = self.body();
                let mut text = self.pair(manner);
                text["align"] = json!(*self.dice().pick(&["end", "center"]));
                json!({ "text": text })
            }
            _ => {
                let lines = [self.short(), self.short()];
                json!({ "signatures": [{ "party": self.short(), "lines": lines }] })
            }
        }
    }

    fn body(&mut self) -> Manner {
        let dice = self.dice();
        let length = match dice.below(100) {
            0..40 => dice.range(8, 60),
            40..80 => dice.range(60, 400),
            80..96 => dice.range(400, 1500),
            _ => dice.range(1500, 5000),
        };
        let notes = if dice.chance(25) { dice.range(1, 9) } else { 0 };
        Manner {
            role: 'b',
            notes,
            length,
            has_markup: dice.chance(70),
            has_tokens: true,
            cites: true,
        }
    }

    fn term(&mut self, number: usize) -> Value {
        let term = self.pair(Manner {
            role: 'h',
            notes: 0,
            length: 9,
            has_markup: false,
            has_tokens: false,
            cites: false,
        });
        let mut entry = json!({ "id": format!("term-{number}"), "term": term });
        if self.dice().chance(70) {
            entry["definition"] = self.pair(Manner {
                role: 'b',
                notes: 0,
                length: 60,
                has_markup: true,
                has_tokens: true,
                cites: false,
            });
        }
        entry
    }

    /// A section of the front or back matter.
    fn section(&mut self, role: &str) -> (Value, Vec<Value>) {
        let head = json!({ "id": role, "role": role, "title": self.title() });
        let count = self.dice().range(1, 4);
        let mut blocks: Vec<Value> = (0..count).map(|_| self.block(0)).collect();
        let refused: &[&str] = match role {
            "dedication" | "part" => &["quiz", "heading"],
            "preface" => &["quiz"],
            _ => &[],
        };
        blocks.retain(|block| {
            let block = block.to_string();
            !refused
                .iter()
                .any(|kind| block.contains(&format!("\"{kind}\":")))
        });
        (head, blocks)
    }

    /// A section that only one language has.
    fn section_in(&mut self, lang: &str, role: &str) -> (Value, Vec<Value>) {
        let (mut head, mut blocks) = self.section(role);
        let other = self.langs.iter().find(|one| **one != lang).unwrap();
        blocks.retain(|block| {
            let block = block.to_string();
            !block.contains("\"quiz\":") && !block.contains("\"only\":")
        });
        without(other, &mut head);
        for block in &mut blocks {
            without(other, block);
        }
        head["only"] = json!(lang);
        (head, blocks)
    }

    fn chapter(&mut self, number: usize) -> (Value, Vec<Value>) {
        let mut head = json!({ "id": format!("c{number}"), "title": self.title() });
        if self.dice().chance(70) {
            head["number"] = json!(number + 1);
        }
        let count = self.dice().range(2, 14);
        let mut blocks = Vec::new();
        if number == 0 {
            // An index without terms would be refused.
            blocks
                .push(json!({ "text": { "zh": "[[term-0]]bz00000", "en": "[[term-0]] be00000" } }));
        }
        for index in 0..count {
            blocks.push(self.block(0));
            if index + 1 < count && self.prose.further.chance(10) {
                let kind = *self.prose.further.pick(&["scene", "scene", "page"]);
                blocks.push(json!({ "break": kind }));
            }
        }
        (head, blocks)
    }

    fn block(&mut self, depth: usize) -> Value {
        let mut block = self.pair_block(depth);
        if self.prose.latest.chance(4) {
            block = self.gloss();
        }
        let is_alone = self.prose.further.chance(10);
        let lang = *self.prose.further.pick(&self.langs);
        if is_alone {
            self.keep_only(lang, &mut block);
        } else if self.prose.latest.chance(12) {
            self.choose_readings(&mut block);
        }
        block
    }

    /// An example with a line that differs by language and perhaps one that does not.
    fn gloss(&mut self) -> Value {
        let count = self.prose.latest.range(1, 30);
        let token = self.prose.number();
        let [one, other] = self.langs.map(|lang| {
            let first = format!("b{}{token:05}", prose::letter(lang));
            let rest = (1..count).map(|_| {
                let all = ["3SG.NOM", "come-PST", "[il y a]{lang=fr}", "猫", "x^2^"];
                self.prose.latest.word(&all).to_owned()
            });
            std::iter::once(first)
                .chain(rest)
                .collect::<Vec<_>>()
                .join(" ")
        });
        let words = ["omnis", "divisa", "est", "quarumdamque"];
        let mut line = || {
            let words = (0..count).map(|_| self.prose.latest.word(&words));
            words.collect::<Vec<_>>().join(" ")
        };
        let mut gloss = json!({ "lang": "la", "words": line() });
        gloss["lines"] = json!([{ self.langs[0]: one, self.langs[1]: other }]);
        if self.prose.latest.chance(50) {
            let token = self.prose.number();
            for lang in self.langs {
                let letter = prose::letter(lang);
                gloss["translation"][lang] = json!(format!("h{letter}{token:05}, *omnia* 猫"));
            }
        }
        gloss["numbered"] = json!(self.prose.latest.chance(70));
        json!({ "gloss": gloss })
    }

    /// Chooses the readings of a block, if it can do so.
    fn choose_readings(&mut self, block: &mut Value) {
        const CHOOSERS: [&str; 12] = [
            "lead", "text", "heading", "list", "quote", "dialogue", "verse", "table", "callout",
            "summary", "quiz", "gloss",
        ];
        let readings = *self.prose.latest.pick(&READINGS);
        for (kind, inner) in block.as_object_mut().unwrap() {
            if !CHOOSERS.contains(&kind.as_str()) {
                return;
            }
            if inner.is_array() {
                *inner = json!({ "items": inner.take() });
            }
            inner["ruby"] = json!(readings);
        }
    }

    /// Makes a block one of a single language, if it can be.
    fn keep_only(&self, lang: &str, block: &mut Value) {
        const SHARED: [&str; 3] = ["heading", "summary", "quiz"];
        let text = block.to_string();
        let is_shared = |kind: &&str| text.contains(&format!("\"{kind}\":"));
        if text.contains("\"math\":") || text.contains("\"only\":") || SHARED.iter().any(is_shared)
        {
            return;
        }
        // Only a block with keys of its own can have another one.
        let bare = block.as_object().unwrap();
        let may_be_short = |kind: &str| matches!(kind, "list" | "dialogue");
        if bare
            .iter()
            .any(|(kind, inner)| !may_be_short(kind) && !inner.is_object())
        {
            return;
        }
        let other = self.langs.iter().find(|one| **one != lang).unwrap();
        without(other, block);
        for (kind, inner) in block.as_object_mut().unwrap() {
            if may_be_short(kind) && inner.is_array() {
                *inner = json!({ "items": inner.take() });
            }
            inner["only"] = json!(lang);
        }
    }

    fn pair_block(&mut self, depth: usize) -> Value {
        match self.dice().below(100) {
            0..34 => {
                let manner = self.body();
                json!({ "text": self.pair(manner) })
            }
            34..46 => {
                let level = self.dice().range(1, 3);
                let mut heading = self.title();
                heading["level"] = json!(level);
                json!({ "heading": heading })
            }
            46..53 => self.list(),
            53..55 => self.verse(),
            55..57 => self.speech(),
            57..59 => {
                let (manner, has_source) = (self.body(), self.dice().chance(50));
                let mut quote = self.pair(manner);
                if has_source {
                    quote["source"] = self.short();
                }
                json!({ "quote": quote })
            }
            59..67 => self.figure(depth),
            67..74 => self.table(depth),
            74..80 => self.code(),
            80..83 => json!({ "math": self.prose.formula() }),
            83..90 if depth < 2 => self.callout(depth),
            90..92 => {
                let items = self.texts(5, Self::body);
                json!({ "summary": items })
            }
            92..98 => self.quiz(),
            _ => {
                let manner = self.body();
                json!({ "lead": self.pair(manner) })
            }
        }
    }

    fn texts(&mut self, most: usize, manner: impl Fn(&mut Self) -> Manner) -> Vec<Value> {
        let count = self.dice().range(1, most);
        (0..count)
            .map(|_| {
                let mut manner = manner(self);
                manner.length = manner.length.min(300);
                self.pair(manner)
            })
            .collect()
    }

    fn list(&mut self) -> Value {
        if self.dice().chance(40) {
            return self.nested_list();
        }
        let items = self.texts(8, Self::body);
        if self.dice().chance(40) {
            json!({ "list": { "items": items, "ordered": true } })
        } else {
            json!({ "list": items })
        }
    }

    /// A list whose items hold lists and blocks, explain terms or have boxes.
    fn nested_list(&mut self) -> Value {
        let mut list = json!({});
        match self.dice().below(4) {
            0 => list["ordered"] = json!(true),
            1 => {
                let article = json!({ "zh": "第一条", "en": "Article 1" });
                list["numbering"] = json!([article, "1.1", "(a)", { "zh": "①", "en": "(i)" }]);
                list["start"] = json!(self.dice().range(1, 40));
            }
            _ => {}
        }
        let has_numbers = list != json!({});
        let has_terms = !has_numbers && self.dice().chance(50);
        let items = self.items(3, has_numbers, has_terms);
        list["items"] = json!(items);
        json!({ "list": list })
    }

    fn items(&mut self, depth: usize, has_numbers: bool, has_terms: bool) -> Vec<Value> {
        let mut items = self.texts(4, Self::body);
        for item in &mut items {
            if has_terms {
                item["term"] = self.short();
            } else if !has_numbers && self.dice().chance(30) {
                item["checked"] = json!(self.dice().chance(50));
            }
            match self.dice().below(6) {
                0 if depth > 0 => item["items"] = json!(self.items(depth - 1, has_numbers, false)),
                1 => item["blocks"] = json!([self.code()]),
                2 => {
                    let manner = self.body();
                    let text = self.pair(manner);
                    item["blocks"] = json!([{ "text": text }, self.figure(1)]);
                }
                3 => {
                    let manner = self.body();
                    let mut quote = self.pair(manner);
                    quote["source"] = self.short();
                    item["blocks"] = json!([{ "quote": quote }, { "math": self.prose.formula() }]);
                }
                _ => {}
            }
        }
        items
    }

    fn figure(&mut self, depth: usize) -> Value {
        let index = self.pictures.len();
        let (width, height) = *self.dice().pick(&SHAPES);
        let is_svg = self.dice().chance(25);
        let path = format!("figures/f{index}.{}", if is_svg { "svg" } else { "png" });
        let content = if is_svg {
            drawing(width, height)
        } else {
            photo(width, height)
        };
        self.pictures.push((path.clone(), content));
        // The index does not lead to what a picture shows.
        let is_indexed = std::mem::take(&mut self.prose.is_indexed);
        let mut figure = json!({ "image": path, "alt": self.short() });
        self.prose.is_indexed = is_indexed;
        if self.dice().chance(75) {
            figure["caption"] = self.title();
        }
        if self.dice().chance(40) {
            figure["width"] = json!(*self.dice().pick(&["30%", "60%", "80%"]));
        } else if self.dice().chance(20) {
            figure["place"] = json!("spread");
        } else if depth == 0 && self.dice().chance(30) {
            figure["place"] = json!(*self.dice().pick(&["here", "top", "page"]));
        } else if depth == 0 && self.dice().chance(10) {
            figure["turned"] = json!(true);
        }
        if figure.get("place") != Some(&json!("spread")) && self.dice().chance(15) {
            let mut images = Vec::new();
            for _ in 0..self.dice().range(2, 4) {
                // Lines of narrow captions side by side are read across by Poppler, so these are of one line.
                let caption = self.pair(Manner {
                    role: 'h',
                    notes: 0,
                    length: 4,
                    has_markup: false,
                    has_tokens: false,
                    cites: false,
                });
                let is_indexed = std::mem::take(&mut self.prose.is_indexed);
                images.push(
                    json!({ "image": figure["image"], "alt": self.short(), "caption": caption }),
                );
                self.prose.is_indexed = is_indexed;
            }
            let figure = figure.as_object_mut().unwrap();
            figure.remove("image");
            figure.remove("alt");
            figure.insert("images".into(), json!(images));
        } else if self.dice().chance(10) {
            let figure = figure.as_object_mut().unwrap();
            figure.remove("alt");
            figure.insert("decorative".into(), json!(true));
        }
        json!({ "figure": figure })
    }

    /// Merges two cells of a table, side by side or one above the other.
    fn merge(&mut self, table: &mut Value) {
        let rows = table["rows"].as_array_mut().unwrap();
        let (across, down) = (rows[0].as_array().unwrap().len() > 1, rows.len() > 1);
        if across && self.dice().chance(50) {
            rows[0].as_array_mut().unwrap().remove(1);
            rows[0][0]["across"] = json!(2);
        } else if down {
            rows[1].as_array_mut().unwrap().remove(0);
            rows[0][0]["down"] = json!(2);
        }
    }

    fn table(&mut self, depth: usize) -> Value {
        let columns = self.dice().range(1, 9);
        let rows = if self.dice().chance(10) {
            60
        } else {
            self.dice().range(1, 9)
        };
        let mut cells = |longest: usize| -> Vec<Value> {
            (0..columns)
                .map(|_| {
                    let dice = self.dice();
                    let length = if dice.chance(1) {
                        900
                    } else {
                        dice.range(7, longest)
                    };
                    let has_markup = dice.chance(20);
                    self.pair(Manner {
                        role: 'h',
                        notes: 0,
                        length,
                        has_markup,
                        has_tokens: rows < 10,
                        cites: false,
                    })
                })
                .collect()
        };
        let head = cells(30);
        let rows: Vec<Vec<Value>> = (0..rows).map(|_| cells(40)).collect();
        let mut table = json!({ "rows": rows });
        if self.dice().chance(70) {
            table["header"] = json!(head);
        }
        if self.dice().chance(60) {
            table["caption"] = self.title();
        }
        if columns > 1 && self.dice().chance(30) {
            table["header-columns"] = json!(1);
        }
        if self.dice().chance(30) {
            let align = ["start", "center", "end"];
            let align: Vec<&str> = (0..columns).map(|_| *self.dice().pick(&align)).collect();
            table["align"] = json!(align);
        }
        if columns > 1 && self.dice().chance(20) {
            let mut widths = vec!["auto"; columns];
            widths[0] = *self.dice().pick(&["20%", "45%"]);
            table["widths"] = json!(widths);
        }
        if self.dice().chance(25) {
            self.merge(&mut table);
        }
        if depth == 0 && self.dice().chance(10) {
            table["turned"] = json!(true);
        }
        json!({ "table": table })
    }

    fn code(&mut self) -> Value {
        let lines = if self.dice().chance(10) {
            90
        } else {
            self.dice().range(1, 12)
        };
        let mut text: Vec<String> = (0..lines).map(|_| self.prose.code_line()).collect();
        text[0] = "first_line()".into();
        let text = text.join("\n");
        let mut code = if self.dice().chance(20) {
            let other = text.replacen("first_line()", "first_line() // translated", 1);
            json!({ "text": { self.langs[0]: text, self.langs[1]: other } })
        } else {
            json!({ "text": text })
        };
        if self.dice().chance(30) {
            code["numbers"] = json!(true);
        }
        if self.dice().chance(30) {
            code["marked"] = json!([1]);
        }
        if self.dice().chance(50) {
            code["lang"] = json!("rust");
        }
        if self.dice().chance(40) {
            code["caption"] = self.title();
        }
        json!({ "code": code })
    }

    fn callout(&mut self, depth: usize) -> Value {
        let kind = *self
            .dice()
            .pick(&["insight", "note", "tip", "warning", "roadmap"]);
        let mut callout = json!({ "kind": kind });
        if self.dice().chance(50) {
            callout["title"] = self.title();
        }
        if self.dice().chance(40) {
            let manner = self.body();
            callout["text"] = self.pair(manner);
        } else {
            let count = self.dice().range(1, 5);
            let blocks: Vec<Value> = (0..count).map(|_| self.block(depth + 1)).collect();
            callout["blocks"] = json!(blocks);
        }
        json!({ "callout": callout })
    }

    fn quiz(&mut self) -> Value {
        let count = self.dice().range(1, 4);
        let questions: Vec<Value> = (0..count).map(|_| self.question()).collect();
        let mut quiz = json!({ "questions": questions });
        if self.dice().chance(30) {
            quiz["title"] = self.short();
        }
        if self.dice().chance(30) {
            quiz["instructions"] = self.short();
        }
        if self.dice().chance(30) {
            let passage = self.blocks_of_quiz();
            if !passage.is_empty() {
                quiz["passage"] = json!(passage);
                if self.prose.latest.chance(40) {
                    quiz["line-numbers"] = json!(5);
                }
            }
        }
        json!({ "quiz": quiz })
    }

    /// Blocks of the kinds that a quiz may contain.
    fn blocks_of_quiz(&mut self) -> Vec<Value> {
        let count = self.dice().range(1, 4);
        let blocks: Vec<Value> = (0..count).map(|_| self.block(2)).collect();
        let is_apart = |block: &Value| {
            let apart = ["lead", "heading", "summary", "quiz"];
            apart.iter().any(|kind| block.get(kind).is_some())
        };
        blocks
            .into_iter()
            .filter(|block| !is_apart(block))
            .collect()
    }

    fn question(&mut self) -> Value {
        self.questions += 1;
        let mut question = json!({ "id": format!("q{}", self.questions), "prompt": self.short() });
        if self.dice().chance(10) {
            // Some prompts are the same in both languages.
            let same = question["prompt"][self.langs[0]].clone();
            for lang in self.langs {
                question["prompt"][lang] = same.clone();
            }
        }
        let several = |maker: &mut Self| -> Vec<Value> {
            let count = maker.dice().range(2, 6);
            (0..count).map(|_| maker.short()).collect()
        };
        match self.dice().below(8) {
            0 => {
                let mut options = several(self);
                let right = self.dice().below(options.len());
                options[right]["correct"] = json!(true);
                if self.prose.latest.chance(25) {
                    options[right]["blocks"] = json!([
                        { "code": { "text": "let first = 1;\nlet second = 2;" } },
                        { "math": "x^2" },
                    ]);
                    options[1 - right.min(1)] =
                        json!({ "blocks": [{ "code": { "text": "let third = 3;" } }] });
                }
                question["options"] = json!(options);
            }
            1 => question["truth"] = json!(self.dice().chance(50)),
            // There are three kinds of blanks.
            2 | 6 => {
                for lang in self.langs {
                    let prompt = question["prompt"][lang].as_str().unwrap();
                    question["prompt"][lang] = json!(format!("{prompt} {{{{gap}}}}"));
                }
                let mut gap = self.short();
                match self.dice().range(0, 3) {
                    0 => gap["options"] = json!([self.short(), gap.clone()]),
                    1 => question["bank"] = json!([self.short()]),
                    _ => {}
                }
                question["blanks"] = json!({ "gap": gap });
            }
            3 => {
                let count = self.dice().range(2, 5);
                let mut rows: Vec<Value> = (0..count)
                    .map(|_| json!({ "left": self.short(), "right": self.short() }))
                    .collect();
                if self.dice().chance(30) {
                    let shared = rows[0]["right"].clone();
                    rows.push(json!({ "left": self.short(), "right": shared }));
                }
                question["match"] = json!(rows);
            }
            4 => question["order"] = json!(several(self)),
            5 => {
                let count = self.dice().range(2, 3);
                let classes = (0..count).map(|_| {
                    let mut class = self.short();
                    class["items"] = json!(several(self));
                    class
                });
                question["classes"] = json!(classes.collect::<Vec<_>>());
            }
            _ => {
                question["answer"] = self.short();
                if self.dice().chance(20) {
                    question["space"] = json!(self.dice().range(1, 30));
                }
            }
        }
        if self.dice().chance(50) {
            let manner = self.body();
            let manner = Manner {
                length: manner.length.min(400),
                notes: 0,
                ..manner
            };
            question["explanation"] = self.pair(manner);
        }
        if self.dice().chance(20) {
            let blocks = self.blocks_of_quiz();
            if !blocks.is_empty() {
                question["blocks"] = json!(blocks);
            }
        }
        if self.dice().chance(30) {
            let halves = u32::try_from(self.dice().range(1, 10)).unwrap();
            question["points"] = json!(f64::from(halves) / 2.0);
        }
        question
    }

    fn editions(&mut self) -> Vec<(String, Value)> {
        let mut all = Vec::new();
        let swapped = [self.langs[1], self.langs[0]];
        for number in 0..self.dice().range(1, 2) {
            let layout = *self
                .dice()
                .pick(&["columns", "facing", "stacked", "single"]);
            let mut page = json!({ "trim": *self.dice().pick(&TRIMS) });
            // Facing pages always open on spreads, so that they do not take `opening`.
            if layout != "facing" && self.dice().chance(50) {
                page["opening"] = json!(*self.dice().pick(&["any", "recto"]));
            }
            if self.dice().chance(15) {
                page["bleed"] = json!("3mm");
            }
            let mut edition = json!({ "format": "pdf", "layout": layout, "page": page });
            let languages = if self.dice().chance(30) {
                swapped
            } else {
                self.langs
            };
            edition["languages"] = if layout == "single" {
                json!([languages[0]])
            } else {
                json!(languages)
            };
            if matches!(layout, "columns" | "facing") && self.dice().chance(30) {
                edition["sync"] = json!("start");
            }
            if layout == "facing" && self.dice().chance(15) {
                edition["balance"] = json!("size");
            }
            if self.dice().chance(50) {
                edition["answers"] = json!(*self.dice().pick(&["appendix", "chapter", "none"]));
            }
            if self.dice().chance(15) {
                edition["index"] = json!(true);
            }
            if self.prose.latest.chance(15) && edition["languages"].to_string().contains("zh") {
                edition["ruby"] = json!(*self.prose.latest.pick(&READINGS));
            }
            all.push((format!("print-{number}"), edition));
        }
        for number in 0..self.dice().range(1, 2) {
            let langs = self.langs;
            let languages = self
                .dice()
                .pick(&[
                    json!([langs[0]]),
                    json!([langs[1]]),
                    json!(langs),
                    json!(swapped),
                ])
                .clone();
            let mut edition = json!({ "format": "epub", "languages": languages });
            if self.dice().chance(80) {
                edition["pages"] = json!("none");
            }
            if self.dice().chance(40) {
                edition["variant"] = json!(*self.dice().pick(&["kindle", "kobo"]));
            }
            if self.dice().chance(50) {
                edition["answers"] = json!(*self.dice().pick(&["appendix", "chapter", "none"]));
            }
            if self.prose.latest.chance(15) && edition["languages"].to_string().contains("zh") {
                edition["ruby"] = json!(*self.prose.latest.pick(&READINGS));
            }
            if self.prose.newest.chance(30) {
                edition["index"] = json!(true);
            }
            all.push((format!("ebook-{number}"), edition));
        }
        if self.dice().chance(12) {
            let pairs = *self.dice().pick(&["columns", "stacked"]);
            let mut edition = json!({ "format": "pdf", "layout": "handout", "pairs": pairs });
            if self.prose.latest.chance(60) {
                let scopes = [
                    json!(["text", "vocabulary", "quiz"]),
                    json!(["quiz", "points", "text"]),
                    json!(["reading", "quiz"]),
                ];
                edition["scope"] = self.prose.latest.pick(&scopes).clone();
            }
            all.push(("sheets".into(), edition));
        }
        all
    }
}

/// Changes a book after it is made, with dice of its own, so that all else stays as it was.
struct Later {
    dice: Dice,
    /// The number of the last token.
    next: usize,
}

impl Later {
    fn change(&mut self, head: &mut Value, blocks: &mut [Value]) {
        let is_plate = matches!(head["role"].as_str(), Some("dedication"));
        if !is_plate && self.dice.chance(20) {
            self.note(&mut head["title"]);
        }
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &mut Value) {
        for (kind, inner) in block.as_object_mut().unwrap() {
            match kind.as_str() {
                "heading" if self.dice.chance(15) => self.note(inner),
                "figure" | "table" | "code" => {
                    if inner.get("caption").is_some() && self.dice.chance(20) {
                        self.note(&mut inner["caption"]);
                    }
                    if let Some(rows) = inner.get_mut("rows").and_then(Value::as_array_mut)
                        && self.dice.chance(20)
                    {
                        let row = self.dice.below(rows.len());
                        if let Some(cell) = rows[row].get_mut(0) {
                            self.note(cell);
                        }
                    }
                }
                "callout" => {
                    let inside = inner.get_mut("blocks").and_then(Value::as_array_mut);
                    inside.into_iter().flatten().for_each(|one| self.block(one));
                }
                _ => {}
            }
        }
    }

    /// Adds a note at the end of a text.
    fn note(&mut self, pair: &mut Value) {
        self.next += 1;
        let number = self.next;
        let words = "w ".repeat(self.dice.below(30));
        for (lang, text) in pair.as_object_mut().unwrap() {
            if let ("zh" | "en", Some(said)) = (lang.as_str(), text.as_str()) {
                let letter = &lang[..1];
                *text = json!(format!("{said}^[n{letter}{number:05} {words}]"));
            }
        }
    }

    fn edition(&mut self, edition: &mut Value) {
        let is_print = edition["format"] == "pdf" && edition["layout"] != "handout";
        if is_print && self.dice.chance(35) {
            edition["notes"] = json!(*self.dice.pick(&["chapter", "book"]));
        }
    }
}

/// Adds pages to references, with dice of its own.
struct Referring {
    dice: Dice,
}

impl Referring {
    fn edition(&mut self, edition: &mut Value) {
        let is_print = edition["format"] == "pdf" && edition["layout"] != "handout";
        if is_print && self.dice.chance(25) {
            edition["reference-pages"] = json!(true);
        }
    }
}

/// Makes quizzes and questions those of a single language, with dice of its own.
struct Alone {
    dice: Dice,
    langs: [&'static str; 2],
}

impl Alone {
    fn block(&mut self, block: &mut Value) {
        if let Some(inside) = block.pointer_mut("/callout/blocks") {
            let inside = inside.as_array_mut().into_iter().flatten();
            inside.for_each(|one| self.block(one));
        }
        let Some(quiz) = block.get_mut("quiz") else {
            return;
        };
        if self.dice.chance(15) {
            self.keep(quiz);
            return;
        }
        let questions = quiz["questions"].as_array_mut().unwrap();
        // The first question remains in both languages.
        for question in questions.iter_mut().skip(1) {
            if self.dice.chance(25) {
                self.keep(question);
            }
        }
    }

    /// What has blocks of one language already is left as it is.
    fn keep(&mut self, value: &mut Value) {
        let other = *self.dice.pick(&self.langs);
        let own = self.langs.iter().find(|one| **one != other).unwrap();
        let text = value.to_string();
        // Only Chinese has readings that are made.
        if text.contains("\"only\":") || *own == "en" && text.contains("\"ruby\":") {
            return;
        }
        without(other, value);
        value["only"] = json!(own);
    }
}

/// Leaves out all texts of a language.
fn without(other: &str, value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.remove(other);
            // What one language has for itself does not count.
            if let Some(numbered) = map.get_mut("numbered") {
                *numbered = json!(false);
            }
            map.values_mut().for_each(|value| without(other, value));
        }
        Value::Array(list) => list.iter_mut().for_each(|value| without(other, value)),
        _ => {}
    }
}

/// A picture in which no two areas are alike.
fn photo(width: u32, height: u32) -> Vec<u8> {
    let byte = |value: u32| u8::try_from(value % 256).unwrap();
    let image = RgbImage::from_fn(width, height, |x, y| {
        Rgb([byte(x * 255 / width), byte(y * 255 / height), 120])
    });
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(image)
        .write_to(&mut out, ImageFormat::Png)
        .unwrap();
    out.into_inner()
}

fn drawing(width: u32, height: u32) -> Vec<u8> {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\"><rect width=\"{width}\" height=\"{height}\" fill=\"#eee\"/>\
         <circle cx=\"{}\" cy=\"{}\" r=\"20\" fill=\"none\" stroke=\"#222\"/></svg>",
        width / 2,
        height / 2
    )
    .into_bytes()
}
