//! The copy editor: what a careful reader would query in the texts of a book that has no errors.
//!
//! Each rule is a [`Code`] whose level the book sets; see [`RULES`]. The rules read runs, the characters that are
//! printed, so they know nothing of YAML and of markup; where a mend is certain, a finding has a [`Fix`].

mod balance;
mod book_wide;
mod dates;
mod links;
mod marks;
mod names;
mod numbers;
mod numerals;
mod pairs;
mod rules;
mod run;
mod spelt;
mod terms;
mod words;

use rayon::prelude::*;

use crate::book::{Block, BlockKind, Book, ChapterRole, Text};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Fix};
use crate::lang::{Lang, Pair, Side, is_wide};
use crate::message::Message;
use crate::source::Span;
use crate::walk;

pub use rules::{Level, Own, RULES, Rules, rule};
use run::{Run, runs};

/// Reads all texts of a book.
pub fn check(book: &Book, rules: &Rules, diagnostics: &mut Diagnostics) {
    let texts = texts(book);
    let each = texts.par_chunks(64).map(|some| {
        let mut desk = Desk::new(book, rules);
        for text in some {
            desk.read(text);
        }
        desk.found
    });
    for found in each.collect::<Vec<_>>() {
        diagnostics.extend(found);
    }
    let mut desk = Desk::new(book, rules);
    desk.unclosed_paragraphs(&texts);
    desk.lengths(&texts);
    desk.figures();
    desk.quote_styles(&texts);
    desk.names(&texts);
    diagnostics.extend(desk.found);
}

/// A text in both languages, as it is read.
struct TextPair<'b> {
    pair: &'b Pair<Text>,
    runs: Pair<Vec<Run<'b>>>,
    /// Whether it is verse, or a gloss: its spaces and its length are its own affair.
    is_verse: bool,
}

impl TextPair<'_> {
    /// Whether it says something in each language, and not the same text for both.
    fn is_translated(&self) -> bool {
        let Pair { a, b } = self.pair;
        !a.inlines.is_empty() && !b.inlines.is_empty() && a.at != b.at
    }

    /// Whether it says the same in both.
    fn is_copy(&self) -> bool {
        let Pair { a, b } = &self.runs;
        a.iter()
            .map(|run| &run.chars)
            .eq(b.iter().map(|run| &run.chars))
    }
}

/// Every pair of texts that authors have written.
fn texts(book: &Book) -> Vec<TextPair<'_>> {
    let made = book.chapters.iter();
    let made = made.filter(|chapter| chapter.role == ChapterRole::Bibliography);
    let made: Vec<Option<Span>> = made
        .flat_map(|chapter| walk::blocks(&chapter.blocks))
        .map(|block| Some(block.at))
        .collect();
    let verses = walk::every_block(book).filter(|block| is_verse(block));
    let mut verses: Vec<Span> = verses.filter_map(extent).collect();
    verses.sort_unstable();
    let in_verse = |at: Option<Span>| {
        at.is_some_and(|at| {
            let begins_before = |verse: &Span| (verse.file, verse.start) <= (at.file, at.start);
            let next = verses.partition_point(begins_before);
            let last = next.checked_sub(1).map(|index| verses[index]);
            last.is_some_and(|verse| verse.file == at.file && at.end <= verse.end)
        })
    };
    let mut pairs: Vec<&Pair<Text>> = Vec::new();
    walk::pairs(book, &mut |pair| {
        let at = pair.a.at.or(pair.b.at);
        if at.is_some() && !made.contains(&at) {
            pairs.push(pair);
        }
    });
    let each = pairs.into_par_iter().map(|pair| TextPair {
        pair,
        runs: pair_of_runs(pair),
        is_verse: in_verse(pair.a.at.or(pair.b.at)),
    });
    each.collect()
}

fn pair_of_runs(pair: &Pair<Text>) -> Pair<Vec<Run<'_>>> {
    Pair {
        a: runs(&pair.a),
        b: runs(&pair.b),
    }
}

fn is_verse(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Verse(_) | BlockKind::Gloss(_))
}

/// The place of a block's texts, from the first to the last.
pub fn extent(block: &Block) -> Option<Span> {
    let mut all: Option<Span> = None;
    walk::of_blocks(std::slice::from_ref(block), &mut |pair| {
        for at in pair.iter().filter_map(|text| text.at) {
            let found = all.get_or_insert(at);
            found.start = found.start.min(at.start);
            found.end = found.end.max(at.end);
        }
    });
    all
}

/// Where texts are read.
struct Desk<'b> {
    book: &'b Book,
    rules: &'b Rules,
    found: Diagnostics,
}

/// What a rule has found.
struct Finding {
    rule: Code,
    at: Option<Span>,
    /// The words in question, by any of which a book may except them.
    words: Vec<String>,
    message: Message,
    hint: Message,
    label: Option<(Span, Message)>,
    fix: Option<Fix>,
}

impl Finding {
    fn new(rule: Code, at: Option<Span>, words: &str, message: Message, hint: Message) -> Self {
        Self {
            rule,
            at,
            words: vec![words.to_owned()],
            message,
            hint,
            label: None,
            fix: None,
        }
    }

    /// Other words by which a book may except it.
    fn or(mut self, words: &str) -> Self {
        self.words.push(words.to_owned());
        self
    }

    fn label(mut self, at: Option<Span>, message: Message) -> Self {
        self.label = at.map(|at| (at, message));
        self
    }

    fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }
}

impl<'b> Desk<'b> {
    fn new(book: &'b Book, rules: &'b Rules) -> Self {
        Self {
            book,
            rules,
            found: Diagnostics::default(),
        }
    }

    fn lang(&self, side: Side) -> &'b Lang {
        self.book.languages.get(side)
    }

    /// Whether a rule is on.
    fn asks(&self, rule: Code) -> bool {
        self.rules.severity(rule).is_some()
    }

    fn report(&mut self, finding: Finding) {
        let (Some(severity), Some(at)) = (self.rules.severity(finding.rule), finding.at) else {
            return;
        };
        let is_excepted = |words: &String| self.rules.excepts(finding.rule, words, at);
        if finding.words.iter().any(is_excepted) {
            return;
        }
        let mut diagnostic = Diagnostic::new(finding.rule, finding.message)
            .at(at)
            .hint(finding.hint);
        if let Some((at, message)) = finding.label {
            diagnostic = diagnostic.label(at, message);
        }
        diagnostic.severity = severity;
        diagnostic.fix = finding.fix;
        self.found.push(diagnostic);
    }

    /// Reads a text by itself and beside its translation.
    fn read(&mut self, text: &TextPair<'b>) {
        let is_shared = text.pair.a.at == text.pair.b.at;
        let is_copy = text.is_translated() && text.is_copy();
        for side in [Side::A, Side::B] {
            // What is no language needs no punctuation, and what is in the wrong one gets another text.
            if is_copy {
                continue;
            }
            // A text for both languages is read as one in the language whose script it has.
            if is_shared && side != self.script_of(text) {
                continue;
            }
            for run in text.runs.get(side) {
                self.run(run, side, text.is_verse);
            }
        }
        if is_copy {
            self.untranslated(text);
        } else if text.is_translated() && !text.is_verse {
            self.numbers(text);
            self.links(text);
            self.terms(text);
        }
    }

    /// The language that a text for both is read in.
    fn script_of(&self, text: &TextPair<'_>) -> Side {
        let has_wide = text
            .runs
            .a
            .iter()
            .any(|run| run.chars.iter().any(|c| is_wide(*c)));
        if self.lang(Side::A).is_cjk() == has_wide {
            Side::A
        } else {
            Side::B
        }
    }

    fn run(&mut self, run: &Run<'_>, side: Side, is_verse: bool) {
        let lang = self.lang(side);
        self.balance(run, lang);
        if lang.is_cjk() {
            self.half_width(run, lang);
        } else {
            self.straight_quotes(run, lang);
            self.full_width(run, lang);
        }
        self.dashes(run, lang);
        if !is_verse {
            self.spaces(run);
            self.spaces_before(run, lang);
            self.repeated(run, lang);
        }
    }
}
