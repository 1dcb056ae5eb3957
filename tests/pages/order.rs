//! The reading order of PDFs for screen readers: pair by pair, the lead before the second language. Poppler, an
//! independent program, reads it from the tag tree.

use std::fs;
use std::path::Path;
use std::process::Command;

use diglot::book::{
    Answer, Block, BlockKind, Book, Chapter, Inline, ListKind, Mark, Signature, Table, Target,
    Text, right_sides,
};
use diglot::edition::{Answers, Arrangement, Edition, Languages, PairSync};
use diglot::lang::{Pair, Side};

use super::paper::{self, Paper};
use super::tag_tree;
use crate::support;

/// A text that must be in the tag tree.
enum Wanted {
    /// After all previous texts.
    Next(String),
    /// Anywhere, because figures float with their captions.
    Somewhere(String),
    /// One after another, after all previous texts, but perhaps with others between them.
    InTurn(Vec<String>),
}

/// A text without white space and hyphens, which line breaks may add or remove.
pub fn bare(text: &str) -> String {
    let is_break = |c: char| {
        c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{AD}' | '\u{200B}' | '\u{A0}')
    };
    text.chars().filter(|c| !is_break(*c)).collect()
}

fn joins_rows(table: &Table) -> bool {
    let mut cells = table.header.iter().chain(&table.rows).flatten();
    cells.any(|cell| cell.down > 1)
}

/// A text split at notes and ruby, which insert other letters, and after references if they give pages.
fn segments(inlines: &[Inline], has_pages: bool, out: &mut Vec<String>) {
    if out.is_empty() {
        out.push(String::new());
    }
    for inline in inlines {
        match inline {
            Inline::Plain(text) | Inline::Code(text) => {
                out.last_mut().unwrap().push_str(text);
            }
            Inline::Emph(inner)
            | Inline::Strong(inner)
            | Inline::Link { text: inner, .. }
            | Inline::Span { text: inner, .. } => segments(inner, has_pages, out),
            Inline::Reference { text, target } => {
                segments(text, has_pages, out);
                if has_pages && matches!(target, Target::Anchor { .. }) {
                    out.push(String::new());
                }
            }
            Inline::Ruby { base, .. } => out.extend([base.clone(), String::new()]),
            Inline::Formula(_) | Inline::Blank { .. } | Inline::Note(_) | Inline::Picture(_) => {
                out.push(String::new());
            }
            Inline::Index(_) | Inline::Break => {}
        }
    }
}

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Walk {
    wanted: Vec<Wanted>,
    is_reversed: bool,
    is_facing: bool,
    is_stacked: bool,
    /// Whether references give pages.
    has_pages: bool,
    /// The number of languages in the edition.
    voices: usize,
    sync: PairSync,
}

impl Walk {
    fn text(&mut self, text: &Text, is_floating: bool) {
        let mut parts = Vec::new();
        segments(&text.inlines, self.has_pages, &mut parts);
        let parts = parts.iter().map(|part| bare(part));
        for part in parts.filter(|part| !part.is_empty()) {
            self.wanted.push(if is_floating {
                Wanted::Somewhere(part)
            } else {
                Wanted::Next(part)
            });
        }
    }

    /// The texts in the edition's languages, in order.
    fn sides<'a, T>(&self, pair: &'a Pair<T>) -> Vec<&'a T> {
        let mut sides = vec![&pair.a, &pair.b];
        if self.is_reversed {
            sides.reverse();
        }
        sides.truncate(self.voices);
        sides
    }

    /// A text that is set once where languages share a page, if it is the same in both.
    fn once(&mut self, pair: &Pair<Text>) {
        let is_blank = |inline: &Inline| matches!(inline, Inline::Blank { .. });
        let is_same = pair.a.inlines == pair.b.inlines && pair.a.notes().is_empty();
        if is_same && !self.is_facing && !pair.a.inlines.iter().any(is_blank) {
            self.text(&pair.a, false);
        } else {
            self.pair(pair);
        }
    }

    fn pair(&mut self, pair: &Pair<Text>) {
        let sides = self.sides(pair);
        let lead = sides[0];
        self.text(lead, false);
        for second in &sides[1..] {
            // Stacked texts that are equal are set once.
            if !(self.is_stacked && lead.inlines == second.inlines && lead.notes().is_empty()) {
                self.text(second, false);
            }
        }
    }

    fn pairs<'a>(&mut self, pairs: impl IntoIterator<Item = &'a Pair<Text>>) {
        for pair in pairs {
            self.pair(pair);
        }
    }

    /// Texts that are not printed in the author's order.
    fn shuffled<'a>(&mut self, pairs: impl IntoIterator<Item = &'a Pair<Text>>) {
        for pair in pairs {
            for text in self.sides(pair) {
                self.text(text, true);
            }
        }
    }

    fn blocks(&mut self, blocks: &[Block], is_inside: bool) {
        // Lists of works side by side: that in the leading language is read first.
        let is_list_of_works = |block: &Block| matches!(&block.kind, BlockKind::List(list) if list.kind == ListKind::Works);
        if let [one, other] = blocks
            && [one, other].into_iter().all(is_list_of_works)
            && self.is_reversed
            && !self.is_stacked
        {
            self.block(other, is_inside);
            self.block(one, is_inside);
            return;
        }
        let run_on =
            |one: &Block, next: &Block| one.runs_on().is_some() && next.runs_on().is_some();
        for stretch in blocks.chunk_by(run_on) {
            let texts = stretch.iter().map(Block::runs_on);
            let texts: Option<Vec<Vec<&Pair<Text>>>> = texts.collect();
            match texts {
                // The paragraphs of one language follow one another.
                Some(texts) if self.sync == PairSync::Start => {
                    for place in 0..self.voices {
                        for pair in texts.iter().flatten() {
                            self.text(self.sides(pair)[place], false);
                        }
                    }
                }
                _ => stretch
                    .iter()
                    .for_each(|block| self.block(block, is_inside)),
            }
        }
    }

    /// Blocks of an item or a quotation, which are level pair by pair in every edition.
    fn blocks_in_text(&mut self, blocks: &[Block], is_inside: bool) {
        let sync = std::mem::replace(&mut self.sync, PairSync::Strict);
        self.blocks(blocks, is_inside);
        self.sync = sync;
    }

    fn block(&mut self, block: &Block, is_inside: bool) {
        match &block.kind {
            BlockKind::Lead(text)
            | BlockKind::Text(text)
            | BlockKind::Aligned(text, _)
            | BlockKind::Heading { text, .. } => {
                self.pair(text);
            }
            BlockKind::List(list) => {
                for item in &list.items {
                    if matches!(item.mark, Mark::Term(_)) {
                        // A term and its definition follow one another in each language.
                        for place in 0..self.voices {
                            for pair in item.texts() {
                                self.text(self.sides(pair)[place], false);
                            }
                        }
                    } else if !self.is_facing && block.says_the_same() {
                        self.text(self.sides(&item.text)[0], false);
                    } else {
                        self.pair(&item.text);
                    }
                    self.blocks_in_text(&item.blocks, true);
                }
            }
            BlockKind::Summary(points) => self.pairs(points),
            BlockKind::Quote(quote) => {
                self.pairs(&quote.text);
                self.blocks_in_text(&quote.blocks, is_inside);
                self.pairs(&quote.source);
            }
            BlockKind::Dialogue(turns) => {
                for turn in turns {
                    for place in 0..self.voices {
                        for pair in turn.texts() {
                            self.text(self.sides(pair)[place], false);
                        }
                    }
                }
            }
            BlockKind::Signatures(all) => self.pairs(all.iter().flat_map(Signature::texts)),
            BlockKind::Verse(verse) if self.is_stacked => {
                self.pairs(&verse.title);
                for stanza in &verse.stanzas {
                    for place in 0..self.voices {
                        for line in stanza {
                            self.text(self.sides(&line.text)[place], false);
                        }
                    }
                }
                self.pairs(&verse.source);
            }
            BlockKind::Verse(verse) => self.pairs(verse.texts()),
            BlockKind::Gloss(gloss) => {
                for place in 0..self.voices {
                    for pair in gloss.texts() {
                        self.text(self.sides(pair)[place], false);
                    }
                }
            }
            BlockKind::Figure(figure) => {
                let parts = figure.parts.iter().filter_map(|part| part.caption.as_ref());
                let parts: Vec<_> = parts.collect();
                // Pictures side by side are on both facing pages, each with its captions in one language.
                if self.is_facing {
                    for place in 0..self.voices {
                        for caption in &parts {
                            self.text(self.sides(caption)[place], !is_inside);
                        }
                    }
                } else {
                    for caption in &parts {
                        for text in self.sides(caption) {
                            self.text(text, !is_inside);
                        }
                    }
                }
                for text in figure
                    .caption
                    .iter()
                    .flat_map(|it| self.sides(it))
                    .collect::<Vec<_>>()
                {
                    self.text(text, !is_inside);
                }
            }
            // A table on its side, and one in which cells join rows, is a grid for each language, which ends with its page.
            BlockKind::Table(table) if self.is_facing && (table.is_turned || joins_rows(table)) => {
                for place in 0..self.voices {
                    let mut texts = Vec::new();
                    for text in table.caption.iter().chain(table.cells().map(|it| &it.text)) {
                        segments(&self.sides(text)[place].inlines, self.has_pages, &mut texts);
                        texts.push(String::new());
                    }
                    let texts = texts.iter().map(|text| bare(text));
                    let texts = texts.filter(|text| !text.is_empty()).collect();
                    self.wanted.push(Wanted::InTurn(texts));
                }
            }
            BlockKind::Table(table) => {
                self.pairs(&table.caption);
                if self.is_facing {
                    // A row is on both pages, on each in its language.
                    let rows = table.header.iter().chain(&table.rows);
                    for row in rows {
                        for place in 0..self.voices {
                            for cell in row {
                                self.text(self.sides(&cell.text)[place], false);
                            }
                        }
                    }
                    return;
                }
                for cell in table.cells() {
                    let sides = self.sides(&cell.text);
                    self.text(sides[0], false);
                    for second in &sides[1..] {
                        if sides[0].plain() != second.plain() {
                            self.text(second, false);
                        }
                    }
                }
            }
            BlockKind::Code(code) => {
                self.pairs(&code.caption);
                let mut programs = self.sides(&code.program);
                programs.dedup_by(|one, other| one.text == other.text);
                for program in programs {
                    self.wanted.push(Wanted::Next(bare(&program.text)));
                }
            }
            BlockKind::Formula(_) | BlockKind::Break(_) => {}
            BlockKind::Callout(callout) => {
                self.pairs(&callout.title);
                self.blocks(&callout.blocks, true);
            }
            BlockKind::Quiz(quiz) => {
                self.pairs(&quiz.title);
                quiz.instructions.iter().for_each(|text| self.once(text));
                self.blocks(&quiz.passage, true);
                for question in &quiz.questions {
                    self.once(&question.prompt);
                    self.blocks(&question.blocks, true);
                    match &question.answer {
                        Answer::Choice(choices) => {
                            for choice in choices {
                                self.pair(&choice.text);
                                self.blocks_in_text(&choice.blocks, true);
                            }
                        }
                        Answer::Match(rows) => {
                            self.pairs(rows.iter().map(|row| &row.left));
                            self.shuffled(right_sides(rows));
                        }
                        Answer::Classes(classes) => {
                            self.shuffled(classes.iter().flat_map(|class| &class.items));
                            self.pairs(classes.iter().map(|class| &class.name));
                        }
                        Answer::Order(steps) => self.shuffled(steps),
                        Answer::Blanks { blanks, bank } => {
                            // The options of a blank share a line in each language.
                            for blank in blanks {
                                for place in 0..self.voices {
                                    for option in &blank.options {
                                        self.text(self.sides(option)[place], false);
                                    }
                                }
                            }
                            if let Some(bank) = bank {
                                let answers = blanks.iter().map(|blank| &blank.answer);
                                self.shuffled(answers.chain(bank));
                            }
                        }
                        Answer::Truth(_) | Answer::Open { .. } => {}
                    }
                }
            }
        }
    }

    fn key(&mut self, blocks: &[Block]) {
        for question in support::questions(blocks) {
            let texts: Vec<&Pair<Text>> = match &question.answer {
                Answer::Open { accepted, .. } => vec![&accepted.printed],
                Answer::Choice(choices) => {
                    let right = choices.iter().filter(|choice| choice.correct);
                    right.map(|choice| &choice.text).collect()
                }
                Answer::Truth(_) => Vec::new(),
                Answer::Blanks { blanks, .. } => {
                    let printed = blanks.iter().map(|blank| &blank.accepted.printed);
                    printed.collect()
                }
                Answer::Match(rows) => rows.iter().map(|row| &row.right).collect(),
                Answer::Order(steps) => steps.iter().collect(),
                Answer::Classes(classes) => classes.iter().map(|class| &class.printed).collect(),
            };
            // If an answer has several texts, those of one language follow one another.
            for place in 0..self.voices {
                for text in &texts {
                    self.text(self.sides(text)[place], false);
                }
            }
            self.pairs(&question.explanation);
            if let Answer::Choice(choices) = &question.answer {
                self.pairs(choices.iter().flat_map(|choice| &choice.feedback));
            }
        }
    }
}

/// All texts in reading order: those before the table of contents, and those after it.
fn wanted(book: &Book, edition: &Edition) -> [Vec<Wanted>; 2] {
    let setup = edition.page_setup();
    let setup = setup.unwrap_or_else(|| panic!("`{}` is no PDF", edition.name));
    let mut walk = Walk {
        wanted: Vec::new(),
        is_reversed: edition.languages.lead() == Side::B,
        is_facing: setup.arrangement() == Arrangement::Facing,
        is_stacked: setup.arrangement() == Arrangement::Stacked,
        has_pages: edition.has_reference_pages(),
        voices: match edition.languages {
            Languages::Both { .. } => 2,
            Languages::Only(_) => 1,
        },
        sync: setup.sync(),
    };
    let (plates, chapters): (Vec<&Chapter>, Vec<&Chapter>) = book
        .chapters
        .iter()
        .partition(|chapter| chapter.role.is_plate());
    for plate in plates {
        walk.blocks(&plate.blocks, false);
    }
    let before = std::mem::take(&mut walk.wanted);
    let (closing, chapters): (Vec<&Chapter>, Vec<&Chapter>) = chapters
        .into_iter()
        .partition(|chapter| chapter.role.is_closing());
    for chapter in chapters {
        walk.pairs(&chapter.label);
        walk.pair(&chapter.title);
        walk.blocks(&chapter.blocks, false);
        if edition.answers == Answers::Chapter {
            walk.key(&chapter.blocks);
        }
    }
    for term in support::sorted_terms(book, edition.languages.lead()) {
        // A definition follows its term, language by language.
        for place in 0..walk.voices {
            walk.text(walk.sides(&term.term)[place], false);
            let side = edition.languages.choose(&Pair {
                a: Side::A,
                b: Side::B,
            });
            let side = *side.iter().nth(place).unwrap();
            if let Some(reading) = term.reading.get(*side) {
                walk.text(reading, false);
            }
            if let Some(pos) = &term.pos {
                walk.text(walk.sides(pos)[place], false);
            }
            if let Some(definition) = &term.definition {
                walk.text(walk.sides(definition)[place], false);
            }
        }
        walk.pairs(&term.example);
    }
    if edition.answers == Answers::Appendix {
        for chapter in &book.chapters {
            walk.key(&chapter.blocks);
        }
    }
    for chapter in closing {
        walk.pair(&chapter.title);
        walk.blocks(&chapter.blocks, false);
        if edition.answers == Answers::Chapter {
            walk.key(&chapter.blocks);
        }
    }
    [before, walk.wanted]
}

/// The texts that a tag tree lacks or has out of order.
pub fn unread(tree: &str, book: &Book, edition: &Edition) -> Vec<String> {
    // Every title is also in the table of contents, which is skipped.
    let start = book.chapters.last().and_then(|last| {
        let mut parts = Vec::new();
        let title = last.title.get(edition.languages.lead());
        segments(&title.inlines, false, &mut parts);
        let parts = parts.iter().map(|part| bare(part));
        // A formula in a title may read otherwise in the contents, so its first words do.
        tree.find(&parts.into_iter().find(|part| !part.is_empty())?)
    });
    let start = start.unwrap_or(0);
    let [before, after] = wanted(book, edition);
    let mut faults = missing(&tree[..start], &before);
    faults.extend(missing(&tree[start..], &after));
    faults
}

/// The text of a PDF in the order of its tag tree, according to Poppler.
pub fn read_out(pdf: &Path) -> String {
    let plain = pdf.with_extension("plain.pdf");
    let qpdf = support::run(
        Command::new("qpdf")
            .args(["--qdf", "--object-streams=disable"])
            .args([pdf, &plain]),
    );
    assert!(qpdf.status.success(), "{}", support::errors(&qpdf));
    let mut bytes = fs::read(&plain).unwrap();
    blank_actual_texts(&mut bytes);
    fs::write(&plain, bytes).unwrap();
    let output = support::run(Command::new("pdfinfo").arg("-struct-text").arg(&plain));
    let tree = support::results(&output);
    let quoted = tree.lines().filter_map(|line| {
        let text = line.trim().strip_prefix('"')?;
        Some(text.strip_suffix('"').unwrap_or(text))
    });
    bare(&quoted.collect::<String>())
}

/// Works around Poppler, which omits the rest of a line after a span with an `ActualText`, as for a hyphen that shares
/// its glyph with the soft hyphen. Such spans are overwritten with spaces; the glyph keeps its character.
fn blank_actual_texts(pdf: &mut [u8]) {
    let find = |pdf: &[u8], from: usize, needle: &[u8]| -> Option<usize> {
        let found = pdf[from..]
            .windows(needle.len())
            .position(|at| at == needle);
        found.map(|at| from + at)
    };
    let mut from = 0;
    while let Some(start) = find(pdf, from, b"/Span<</ActualText") {
        let Some(end) = find(pdf, start, b"BDC") else {
            break;
        };
        let Some(close) = find(pdf, end, b"EMC") else {
            break;
        };
        pdf[start..end + 3].fill(b' ');
        pdf[close..close + 3].fill(b' ');
        from = close;
    }
}

/// Searches for the texts one after the other, and returns those that are missing.
fn missing(tree: &str, wanted: &[Wanted]) -> Vec<String> {
    let mut at = 0;
    let mut missing = Vec::new();
    for text in wanted {
        match text {
            Wanted::Somewhere(text) => {
                if !tree.contains(text.as_str()) {
                    missing.push(text.clone());
                }
            }
            Wanted::Next(text) => match tree[at..].find(text.as_str()) {
                Some(found) => at += found + text.len(),
                None => missing.push(text.clone()),
            },
            Wanted::InTurn(texts) => {
                let mut at = at;
                for text in texts {
                    match tree[at..].find(text.as_str()) {
                        Some(found) => at += found + text.len(),
                        None => missing.push(text.clone()),
                    }
                }
            }
        }
    }
    missing
}

fn assert_read_out(folder: &Path, name: &str, paper: &Paper) {
    let (book, edition) = (paper.book(), paper.edition(name));
    let made = support::build(folder, &["-e", name]);
    let pdf = made.path().join(format!("{}-{name}.pdf", book.id));
    let tree = read_out(&pdf);
    let count = wanted(book, edition).iter().map(Vec::len).sum::<usize>();
    assert!(count > 100, "found {count} texts in {}", book.id);
    let missing = unread(&tree, book, edition);
    let other = unread(&bare(&tag_tree::read(&pdf)), book, edition);
    assert_eq!(other, missing, "two readers of one tag tree");
    let first = &missing[..missing.len().min(10)];
    assert!(
        missing.is_empty(),
        "{} {name}: {} missing, {first:?}",
        book.id,
        missing.len()
    );
}

#[test]
fn pdfs_read_out_every_text_pair_by_pair() {
    if !support::has_validator("pdfinfo") || !support::has_validator("qpdf") {
        return;
    }
    let (sample, hard) = (support::sample(), support::fixture("hard"));
    assert_read_out(&sample, "parallel", &paper::SAMPLE);
    assert_read_out(&sample, "facing", &paper::FACING);
    for edition in [
        "parallel",
        "reversed",
        "reversed-facing",
        "stacked",
        "single",
        "start",
        "balanced-facing",
    ] {
        assert_read_out(&hard, edition, &paper::HARD);
    }
    for edition in ["parallel", "facing", "stacked"] {
        assert_read_out(&support::corpus(), edition, &paper::CORPUS);
    }
}

/// A check of the check above: it reports a text that is missing and one that is misplaced.
#[test]
fn a_lost_or_misplaced_text_is_noticed() {
    let wanted = ["甲", "one", "乙", "two"].map(|text| Wanted::Next(text.to_owned()));
    assert_eq!(missing("甲one乙two", &wanted), Vec::<String>::new());
    assert_eq!(missing("甲乙two", &wanted), ["one"]);
    assert_eq!(missing("one甲乙two", &wanted), ["one"]);
}
