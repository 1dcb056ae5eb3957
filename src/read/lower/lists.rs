//! Lowers lists and numbers their items.

use super::blocks::only_in_chapter;
use super::words::TextRole;
use super::{Lower, items};
use crate::book::{
    Block, BlockKind, Inline, List, ListItem, ListKind, MOST_ITEMS, Mark, NumberPattern, Text,
};
use crate::diagnostics::{Code, Diagnostic};
use crate::lang::{Lang, Pair, Side, fill, is_wide};
use crate::message::{Message, message};
use crate::read::file::{BlockFile, ItemFile, ListFile};
use crate::read::placed::Placed;
use crate::read::scalar::Scalar;
use crate::read::shape::{At, RawText, RawTextWith};
use crate::source::Span;

/// How deep lists may be nested. Each level is indented.
const DEEPEST: usize = 4;

/// The last number of the last numbered list of a chapter that is not inside another, in each language.
pub(super) type LastNumbers = Pair<Option<usize>>;

type ItemsFile = At<Vec<At<RawTextWith<ItemFile>>>>;

/// Where a list stands: in the item of another list, or in none.
#[derive(Debug, Clone, Default)]
pub(super) struct Outer {
    /// How many lists it is in.
    depth: usize,
    /// The patterns for the lists inside it that have none of their own, the outermost first.
    levels: Vec<Pair<NumberPattern>>,
    /// The numbers of the items around it, from the outermost on.
    counts: Pair<Vec<usize>>,
    /// How the item is cited, if it has a number.
    cited: Option<Pair<Citation>>,
    called: Option<Pair<String>>,
}

/// How texts cite an item with a number.
#[derive(Debug, Clone)]
pub(super) struct Citation {
    /// The part by which an item is known: `3.2` of `3.2(a)`.
    base: String,
    /// What follows: `(a)`.
    rest: String,
    /// Whether the base has words of its own, such as `第三条`.
    has_words: bool,
}

impl Citation {
    /// The number alone.
    pub(super) fn number(&self) -> String {
        format!("{}{}", self.base, self.rest)
    }

    /// The number in words.
    pub(super) fn words(&self, called: Option<&String>, lang: &Lang) -> String {
        let words = match called {
            Some(called) => format!("{}{}", called.replace("{}", &self.base), self.rest),
            None if self.has_words => self.number(),
            None => fill(lang.labels().item, self.number()),
        };
        closed(&words).replace(' ', "\u{a0}")
    }

    /// The citation of an item with a number that is inside another.
    fn inside(outer: Option<&Self>, pattern: &NumberPattern, number: &str) -> Self {
        let is_mark = |c: char| c.is_whitespace() || matches!(c, '.' | '、' | '．' | ':' | '：');
        let own = number.trim_end_matches(is_mark);
        let is_bracketed =
            own.starts_with(|c: char| !c.is_alphanumeric() || ('①'..='㊿').contains(&c));
        let own = if is_bracketed {
            own
        } else {
            own.trim_end_matches([')', '）'])
        };
        match outer {
            Some(outer) if pattern.numerals() == 1 && !pattern.has_words() => {
                let before = outer.rest.chars().next_back();
                let before = before.or(outer.base.chars().next_back());
                let gap = match before {
                    _ if is_bracketed => "",
                    Some(c) if c.is_ascii() => ".",
                    Some(_) | None => "、",
                };
                Self {
                    rest: format!("{}{gap}{own}", outer.rest),
                    ..outer.clone()
                }
            }
            Some(_) | None => Self {
                base: own.to_owned(),
                rest: String::new(),
                has_words: pattern.has_words(),
            },
        }
    }
}

/// How the items of one list are numbered.
#[derive(Debug)]
pub(super) struct Numbers {
    outer: Outer,
    /// The pattern of its items, then those of the lists inside it; none if they are not numbered.
    levels: Vec<Pair<NumberPattern>>,
    start: Pair<usize>,
    called: Option<Pair<String>>,
}

impl Numbers {
    /// The numbers of a list: `file` is `None` for one written as `items:` of an item. `last` has the last number of
    /// the list before it in each language, `languages` the book's languages and the one that alone has the list.
    /// Problems go to `say`.
    pub(super) fn of(
        file: Option<&ListFile>,
        outer: &Outer,
        last: &LastNumbers,
        languages: (&Pair<Lang>, Option<Side>),
        say: &mut dyn FnMut(Diagnostic),
    ) -> Self {
        let ordered = file.and_then(|file| file.ordered.as_ref());
        let levels = match (file.and_then(|file| file.numbering.as_ref()), ordered) {
            (Some(numbering), ordered) => {
                if let Some(ordered) = ordered {
                    say(invalid(
                        ordered.at,
                        message!("a list with `numbering:` needs no `ordered:`"),
                        message!("remove one of the two"),
                    ));
                }
                let texts = numbering.value.as_ref().map(|texts| &texts.0);
                let texts = texts.into_iter().flatten();
                let mut depth = outer.counts.a.len();
                let levels = texts.filter_map(|text| {
                    depth += 1;
                    pattern(text, depth, languages, say)
                });
                let levels: Vec<_> = levels.collect();
                if levels.is_empty() && numbering.value.as_ref().is_some_and(|it| it.0.is_empty()) {
                    say(invalid(
                        numbering.at,
                        message!("`numbering:` is empty"),
                        message!("write how the first item is numbered, such as `(a)`"),
                    ));
                }
                levels
            }
            (None, Some(ordered)) if ordered.value == Some(true) => vec![Pair {
                a: NumberPattern::decimal(),
                b: NumberPattern::decimal(),
            }],
            (None, Some(_)) => Vec::new(),
            (None, None) => outer.levels.clone(),
        };
        let called = file.and_then(|file| file.called.as_ref());
        let mut numbers = Self {
            outer: outer.clone(),
            levels,
            start: Pair { a: 1, b: 1 },
            called: outer.called.clone(),
        };
        if let Some(called) = called {
            numbers.called = numbers.called_by(called, languages, say);
        }
        if let Some(file) = file {
            numbers.read_start(file, last, say);
        }
        numbers
    }

    /// Whether items are numbered in another way than `1.`.
    fn is_by_pattern(&self) -> bool {
        let pattern = self.levels.first();
        pattern.is_some_and(|pair| pair.iter().any(|one| *one != NumberPattern::decimal()))
    }

    fn have_words(&self) -> bool {
        let pattern = self.levels.first();
        pattern.is_some_and(|pair| pair.iter().any(NumberPattern::has_words))
    }

    pub(super) fn are_shown(&self) -> bool {
        !self.levels.is_empty()
    }

    /// Reads the words of references.
    fn called_by(
        &self,
        called: &At<RawText>,
        languages: (&Pair<Lang>, Option<Side>),
        say: &mut dyn FnMut(Diagnostic),
    ) -> Option<Pair<String>> {
        if !self.are_shown() {
            say(unnumbered(called.at, "called"));
        }
        let words = raw_pair(called, languages, say)?;
        for (text, at) in words.iter() {
            if text.matches("{}").count() != 1 {
                say(invalid(
                    *at,
                    message!("`called:` needs one `{}` for the number of the item", "{}"),
                    message!("write `Clause {}`, for example", "{}"),
                ));
                return None;
            }
        }
        Some(words.map(|(text, _)| text.trim().to_owned()))
    }

    fn read_start(&mut self, file: &ListFile, last: &LastNumbers, say: &mut dyn FnMut(Diagnostic)) {
        if let Some((start, at)) = file.start.as_ref().and_then(|at| Some((at.value?, at.at))) {
            if !self.are_shown() {
                say(unnumbered(at, "start"));
            } else if !(1..=MOST_ITEMS).contains(&(start as usize)) {
                say(invalid(
                    at,
                    message!("a list cannot begin with number {}", start),
                    message!("write a number from 1 to {}", MOST_ITEMS),
                ));
            } else {
                self.start = Pair {
                    a: start as usize,
                    b: start as usize,
                };
            }
        }
        let Some(at) = file.continues.as_ref().filter(|at| at.value == Some(true)) else {
            return;
        };
        if file.start.is_some() {
            say(invalid(
                at.at,
                message!("the list has both `start:` and `continues:`"),
                message!("remove one of the two"),
            ));
        } else if !self.are_shown() {
            say(unnumbered(at.at, "continues"));
        } else if last.a.or(last.b).is_some() {
            self.start = last.map(|last| last.unwrap_or_default() + 1);
        } else {
            say(invalid(
                at.at,
                message!("there is no numbered list before this one in the chapter"),
                message!("write `start: …`, or remove `continues:`"),
            ));
        }
    }

    /// What the next list continues after one of so many items, which only the language `only` may have.
    pub(super) fn last(
        &self,
        items: usize,
        only: Option<Side>,
        before: &LastNumbers,
    ) -> LastNumbers {
        if !self.are_shown() || self.outer.depth > 0 || items == 0 {
            return before.clone();
        }
        let last = |side: Side| match only {
            Some(only) if only != side => *before.get(side),
            Some(_) | None => Some(self.start.get(side) + items - 1),
        };
        Pair {
            a: last(Side::A),
            b: last(Side::B),
        }
    }

    /// The number of an item, counted from 0, and where the lists inside it stand.
    pub(super) fn item(&self, index: usize) -> (Option<Pair<String>>, Outer) {
        let mut counts = self.outer.counts.clone();
        let (pattern, levels) = match self.levels.split_first() {
            Some((pattern, levels)) => (Some(pattern), levels.to_vec()),
            None => (None, Vec::new()),
        };
        counts.a.extend(pattern.map(|_| self.start.a + index));
        counts.b.extend(pattern.map(|_| self.start.b + index));
        let number = pattern.map(|pattern| Pair {
            a: pattern.a.write(&counts.a),
            b: pattern.b.write(&counts.b),
        });
        let citation = |side: Side| {
            let (pattern, number) = (pattern?.get(side), number.as_ref()?.get(side));
            let outer = self.outer.cited.as_ref().map(|cited| cited.get(side));
            Some(Citation::inside(outer, pattern, number))
        };
        let cited = citation(Side::A).zip(citation(Side::B));
        let outer = Outer {
            depth: self.outer.depth + 1,
            levels,
            counts,
            cited: cited.map(|(a, b)| Pair { a, b }),
            called: self.called.clone(),
        };
        (number, outer)
    }
}

impl Outer {
    /// Whether it is an item of a list.
    pub(super) fn is_inside(&self) -> bool {
        self.depth > 0
    }

    /// How texts cite the item, and what its list calls it.
    pub(super) fn citation(&self) -> Option<(Pair<Citation>, Option<Pair<String>>)> {
        Some((self.cited.clone()?, self.called.clone()))
    }
}

/// The pattern of a level, which has `depth` numbered lists, its own included.
fn pattern(
    text: &At<RawText>,
    depth: usize,
    languages: (&Pair<Lang>, Option<Side>),
    say: &mut dyn FnMut(Diagnostic),
) -> Option<Pair<NumberPattern>> {
    let words = raw_pair(text, languages, say)?;
    let mut read = |(text, at): &(String, Span)| {
        let Some(pattern) = NumberPattern::parse(text) else {
            say(invalid(
                *at,
                message!("`{}` does not show how an item is numbered", text),
                message!(
                    "write the number of the first item: `1.`, `(a)`, `(i)`, `一、`, `第一条`, `①`"
                ),
            ));
            return None;
        };
        if pattern.numerals() > depth {
            say(invalid(
                *at,
                message!(
                    "`{}` repeats numbers of outer lists that this one does not have",
                    text
                ),
                message!(
                    "write a single number for the outermost list, and `1.1` for one inside it"
                ),
            ));
            return None;
        }
        Some(pattern)
    };
    let (a, b) = (read(&words.a), read(&words.b));
    Some(Pair { a: a?, b: b? })
}

/// Words without spaces between full-width characters, as the number in `第 {} 项` leaves them if it is `九`.
fn closed(words: &str) -> String {
    let is_full = |c: Option<&char>| c.is_some_and(|c| is_wide(*c) || ('①'..='㊿').contains(c));
    let all: Vec<char> = words.chars().collect();
    let each = all.iter().enumerate().filter(|(index, c)| {
        let before = index.checked_sub(1).and_then(|before| all.get(before));
        **c != ' ' || !is_full(before) || !is_full(all.get(index + 1))
    });
    each.map(|(_, c)| *c).collect()
}

/// A short text without markup in both languages, with the place of each; `None` if one is missing, which is reported.
/// If only one language has the list, its text does for both.
fn raw_pair(
    text: &At<RawText>,
    (languages, only): (&Pair<Lang>, Option<Side>),
    say: &mut dyn FnMut(Diagnostic),
) -> Option<Pair<(String, Span)>> {
    let mut find = |side: Side| {
        let lang = languages.get(side);
        let said = match text.value.as_ref()? {
            RawText::Same(one) => Some(one),
            RawText::ByLanguage(each) => {
                let mut own = each.iter().filter(|(key, ..)| *key == lang.tag());
                own.next().map(|(.., said)| said)
            }
        };
        if said.is_some_and(|said| said.value.is_none()) {
            // The reader has reported it.
            return None;
        }
        let words = said.and_then(|said| Some((said.value.as_ref()?.0.as_deref()?, said.at)));
        let words = words.filter(|(words, _)| !words.trim().is_empty());
        if words.is_none() {
            say(Diagnostic::new(
                Code::PairMissing,
                message!("the text is missing in `{}`", lang.tag()),
            )
            .at(text.at)
            .hint(message!("add `{}: …`", lang.tag())));
        }
        words.map(|(words, at)| (words.to_owned(), at))
    };
    if let Some(side) = only {
        let own = find(side)?;
        return Some(Pair {
            a: own.clone(),
            b: own,
        });
    }
    let (a, b) = (find(Side::A), find(Side::B));
    Some(Pair { a: a?, b: b? })
}

fn invalid(at: Span, message: Message, hint: Message) -> Diagnostic {
    Diagnostic::new(Code::ListItems, message).at(at).hint(hint)
}

fn unnumbered(at: Span, key: &str) -> Diagnostic {
    invalid(
        at,
        message!("`{}:` is for lists with numbers", key),
        message!("number the items with `numbering:`, or remove the key"),
    )
}

impl Lower<'_> {
    /// Reads a list; `file` is `None` for one written as `items:` of an item.
    pub(super) fn list(
        &mut self,
        chapter: &str,
        file: Option<&ListFile>,
        list: &ItemsFile,
        at: Span,
    ) -> List {
        let outer = self.outer.clone();
        if outer.depth == DEEPEST {
            self.say(invalid(
                at,
                message!("lists are nested more than {} deep", DEEPEST),
                message!("move the inner list out, or make the outer one into sections"),
            ));
        }
        self.foreign_languages(file);
        let diagnostics = &mut self.found.diagnostics;
        let languages = (&self.shared.languages, self.only);
        let numbers = Numbers::of(file, &outer, &self.last_numbers, languages, &mut |it| {
            diagnostics.push(it);
        });
        self.not_empty(list);
        let written = list.value.as_deref().unwrap_or_default();
        self.counts_far_enough(&numbers, written);
        let is_term = |item: &At<RawTextWith<ItemFile>>| {
            item.value.as_ref().is_some_and(|it| it.rest.term.is_some())
        };
        let defines = written.iter().any(is_term);
        if defines
            && numbers.are_shown()
            && file.is_some_and(|file| file.ordered.is_some() || file.numbering.is_some())
        {
            self.say(invalid(
                at,
                message!("a list of definitions has no numbers"),
                message!("remove `ordered:` or `numbering:`, or write the terms into the texts"),
            ));
        }
        let mut all = Vec::new();
        for (index, item) in written.iter().enumerate() {
            let (number, inside) = numbers.item(index);
            self.outer = inside;
            let Some(inner) = &item.value else { continue };
            let number = number.filter(|_| !defines);
            all.push(self.item(chapter, inner, item.at, number, defines));
        }
        self.outer = outer;
        self.last_numbers = numbers.last(written.len(), self.only, &self.last_numbers);
        let kind = match (defines, numbers.are_shown()) {
            (true, _) => ListKind::Definitions,
            (false, true) => ListKind::Numbered,
            (false, false) => ListKind::Bulleted,
        };
        List {
            kind,
            // A number of its own in each language is part of the text too.
            has_pattern: numbers.is_by_pattern() || numbers.start.a != numbers.start.b,
            has_words: numbers.have_words(),
            patterns: self.patterns(file),
            start: numbers.start,
            items: all,
        }
    }

    /// The patterns of a list as texts, whose characters are checked.
    fn patterns(&self, file: Option<&ListFile>) -> Vec<Pair<Text>> {
        let texts = file.and_then(|file| file.numbering.as_ref()?.value.as_ref());
        let words = |text: &At<RawText>| {
            let words = raw_pair(text, (&self.shared.languages, self.only), &mut |_| {})?;
            Some(words.map(|(words, at)| {
                let scalar = Scalar::new(words, self.shared.sources, *at);
                let start = words.len() - words.trim_start().len();
                let mut placed = Placed::default();
                scalar.push_part(start..words.trim_end().len(), &mut placed);
                Text {
                    inlines: vec![Inline::Plain(placed.text)],
                    at: Some(*at),
                    places: placed.places,
                }
            }))
        };
        let texts = texts.into_iter().flat_map(|texts| &texts.0);
        texts.filter_map(words).collect()
    }

    /// Reports keys of other languages.
    fn foreign_languages(&mut self, file: Option<&ListFile>) {
        let Some(file) = file else { return };
        let numbering = file.numbering.as_ref().and_then(|at| at.value.as_ref());
        let texts = numbering.into_iter().flat_map(|texts| &texts.0);
        for text in texts.chain(&file.called) {
            if let Some(RawText::ByLanguage(each)) = &text.value {
                self.foreign_keys(each);
            }
        }
    }

    pub(super) fn not_empty<T>(&mut self, list: &At<Vec<T>>) {
        if list.value.as_ref().is_some_and(Vec::is_empty) {
            self.say(
                Diagnostic::new(Code::YamlValue, message!("the list is empty"))
                    .at(list.at)
                    .hint(message!("add an item, or remove the block")),
            );
        }
    }

    fn counts_far_enough(&mut self, numbers: &Numbers, written: &[At<RawTextWith<ItemFile>>]) {
        let Some(pattern) = numbers.levels.first() else {
            return;
        };
        let most = pattern.iter().map(NumberPattern::most).min();
        let most = most.unwrap_or(MOST_ITEMS);
        if let Some(item) = (most + 1)
            .checked_sub(numbers.start.a.max(numbers.start.b))
            .and_then(|at| written.get(at))
        {
            self.say(invalid(
                item.at,
                message!("this numbering ends with number {}", most),
                message!("choose another for the list, such as `1.`"),
            ));
        }
    }

    fn item(
        &mut self,
        chapter: &str,
        file: &RawTextWith<ItemFile>,
        at: Span,
        number: Option<Pair<String>>,
        defines: bool,
    ) -> ListItem {
        let rest = &file.rest;
        let checked = rest.checked.as_ref().and_then(|at| at.value);
        if let Some(checked) = &rest.checked
            && (number.is_some() || rest.term.is_some())
        {
            self.say(invalid(
                checked.at,
                message!("an item with a check box has no number and no term"),
                message!("remove `checked:`, or do not number the list"),
            ));
        }
        let mark = match (&rest.term, checked, number) {
            (Some(term), ..) => Mark::Term(self.words(term, TextRole::Title)),
            (None, Some(checked), _) => Mark::Check(checked),
            (None, None, Some(number)) => Mark::Number(number),
            (None, None, None) => Mark::Bullet,
        };
        if defines && rest.term.is_none() {
            self.say(invalid(
                at,
                message!("this item explains no term, but others of its list do"),
                message!("add `term: …`, or move it into a list of its own"),
            ));
        }
        let text = self.body(at, &file.text);
        let anchor = rest.anchor.as_ref().map(|anchor| {
            let id = self.slug(anchor);
            self.take(&id, &id, anchor.at);
            id
        });
        let blocks = match (&rest.items, &rest.blocks) {
            (Some(list), None) => {
                let id = self.block_id(chapter, "list", None, list.at);
                let kind = BlockKind::List(self.list(chapter, None, list, list.at));
                vec![Block {
                    id,
                    at: list.at,
                    only: self.only,
                    has_own_readings: self.readings.is_some(),
                    kind,
                }]
            }
            (None, Some(blocks)) => {
                self.not_empty(blocks);
                self.only_inner(blocks, |name| {
                    message!("a `{}` cannot be inside an item of a list", name)
                });
                self.blocks(chapter, Some(blocks))
            }
            (Some(_), Some(blocks)) => {
                self.say(invalid(
                    blocks.at,
                    message!("the item has both `items` and `blocks`"),
                    message!("move the items into `blocks`, as a `list`"),
                ));
                Vec::new()
            }
            (None, None) => Vec::new(),
        };
        ListItem {
            anchor,
            mark,
            text,
            blocks,
        }
    }

    /// Reports blocks that structure a chapter, which cannot be inside others.
    pub(super) fn only_inner(
        &mut self,
        blocks: &At<Vec<At<BlockFile>>>,
        refused: fn(&str) -> Message,
    ) {
        for block in items(Some(blocks)) {
            let Some(name) = block.value.as_ref().and_then(only_in_chapter) else {
                continue;
            };
            self.say(
                Diagnostic::new(Code::YamlValue, refused(name))
                    .at(block.at)
                    .hint(message!("move it before or after the block around it")),
            );
        }
    }
}
