//! Lowers texts: pairs the languages, fills in or reports missing translations, parses markup and reports its problems.

use super::Lower;
use super::markup_faults::{
    attribute, index, letters, link, name, nested_hint, note_attribute, picture, unclosed,
    unclosed_hint,
};
use crate::book::{Inline, Text};
use crate::diagnostics::{Code, Diagnostic, Fix, short};
use crate::lang::{Lang, Pair, Side};
use crate::message::message;
use crate::read::citations::Citation;
use crate::read::file::MissingFile;
use crate::read::inline::{self, Citing, Context, Parsed, Problem, Remark};
use crate::read::names::nearest;
use crate::read::readings;
use crate::read::scalar::{Line, Scalar};
use crate::read::settings;
use crate::read::shape::{At, Keyed, RawString, RawText};
use crate::read::tree;
use crate::source::{FileId, Span};

/// What a text is for, which decides what markup it may contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextRole {
    /// Running text, a heading, a caption, a cell or the source of a quotation.
    Body,
    /// A name, an option or the like. It cannot have notes, since it may be printed repeatedly or elsewhere.
    Title,
    /// The prompt of a question, which may have blanks.
    Prompt,
    /// What a picture shows, for those who do not see it. The index does not lead there.
    Alt,
    /// The name of a glossary term. It cannot contain links, since uses of the term are links themselves.
    Term,
}

impl Lower<'_> {
    /// A title or the like in both languages; see [`TextRole::Title`].
    pub(super) fn title(&mut self, words: &At<RawText>) -> Pair<Text> {
        self.words(words, TextRole::Title)
    }

    /// A heading, a caption or the source of a quotation, which may have notes.
    pub(super) fn noted(&mut self, words: &At<RawText>) -> Pair<Text> {
        self.words(words, TextRole::Body)
    }

    /// A running text in both languages; `at` is the place of the text.
    pub(super) fn body(&mut self, at: Span, words: &RawText) -> Pair<Text> {
        self.pair(at, words, TextRole::Body)
    }

    /// A text in both languages; empty if it could not be read.
    pub(super) fn words(&mut self, words: &At<RawText>, role: TextRole) -> Pair<Text> {
        match &words.value {
            Some(inner) => self.pair(words.at, inner, role),
            None => Pair::default(),
        }
    }

    /// What is written for each language.
    pub(super) fn by_side<'t>(&self, words: &'t RawText) -> Pair<Option<&'t At<RawString>>> {
        self.shared.languages.map(|lang| match words {
            RawText::Same(one) => Some(one),
            RawText::ByLanguage(each) => {
                let own = each.iter().find(|(key, ..)| *key == lang.tag());
                own.map(|(.., said)| said)
            }
        })
    }

    /// The files of the book's folder that a `file:` names, one for each language; `None` if one of them is missing or
    /// could not be read, which has been reported. A block in one language has one file.
    pub(super) fn files(&mut self, file: &At<RawText>) -> Option<Pair<FileId>> {
        let named = file.value.as_ref()?;
        if let Some(side) = self.only {
            let (path, _) = self.said(file.at, named, side)?;
            let found = *self.shared.included.get(path)?;
            return Some(Pair { a: found, b: found });
        }
        if let RawText::ByLanguage(each) = named {
            self.foreign_keys(each);
        }
        let paths = self.by_side(named);
        for side in [Side::A, Side::B] {
            if paths.get(side).is_none() {
                let tag = self.shared.languages.get(side).tag();
                self.say(
                    Diagnostic::new(
                        Code::PairMissing,
                        message!("the file for `{}` is missing", tag),
                    )
                    .at(file.at)
                    .hint(message!(
                        "add `{}: …`, or name one file for both languages",
                        tag
                    )),
                );
            }
        }
        let found = |path: Option<&At<RawString>>| {
            let path = path?.value.as_ref()?.0.as_deref()?;
            self.shared.included.get(path).copied()
        };
        Some(Pair {
            a: found(paths.a)?,
            b: found(paths.b)?,
        })
    }

    /// A text in both languages. A missing translation is reported or filled in, as `missing:` asks.
    pub(super) fn pair(&mut self, at: Span, words: &RawText, role: TextRole) -> Pair<Text> {
        if let Some(side) = self.only {
            return self.single(at, words, side, role);
        }
        if let RawText::ByLanguage(each) = words {
            self.foreign_keys(each);
        }
        let Pair { a, b } = self.by_side(words);
        let unreadable =
            |said: Option<&At<RawString>>| said.is_some_and(|said| said.value.is_none());
        if unreadable(a) || unreadable(b) {
            // The reader has reported it.
            return Pair::default();
        }
        let mut text = |side: Side, said: Option<&At<RawString>>| {
            let raw = said.and_then(|said| Some((said.value.as_ref()?.0.as_deref()?, said.at)));
            raw.filter(|(raw, _)| !raw.trim().is_empty())
                .map(|(raw, at)| self.text(raw, at, side, role))
        };
        let (text_a, text_b) = (text(Side::A, a), text(Side::B, b));
        let parsed = Pair {
            a: text_a.as_ref(),
            b: text_b.as_ref(),
        };
        self.list_text(at, words, &parsed);
        let empty = match (&text_a, &text_b) {
            (None, Some(_)) => a,
            (Some(_), None) => b,
            (None, None) | (Some(_), Some(_)) => None,
        };
        let empty = empty.map(|said| said.at);
        self.whole(at, text_a, text_b, empty)
    }

    /// The text of a key that either language may lack, such as a sort form.
    pub(super) fn in_either(
        &mut self,
        key: &'static str,
        words: Option<&At<RawText>>,
    ) -> Pair<Option<Text>> {
        let mut sort = Pair::default();
        let Some(words) = words.and_then(|words| words.value.as_ref()) else {
            return sort;
        };
        if let RawText::ByLanguage(each) = words {
            self.foreign_keys(each);
        }
        let sides = self.by_side(words);
        for side in [Side::A, Side::B] {
            let said = sides.get(side);
            let raw = said.and_then(|said| Some((said.value.as_ref()?.0.as_deref()?, said.at)));
            let Some((raw, at)) = raw else { continue };
            if raw.trim().is_empty() {
                self.say(
                    Diagnostic::new(Code::YamlValue, message!("`{}:` is empty", key))
                        .at(at)
                        .hint(message!("write its text, or remove the key")),
                );
                continue;
            }
            let text = Some(self.text(raw, at, side, TextRole::Title));
            match side {
                Side::A => sort.a = text,
                Side::B => sort.b = text,
            }
        }
        sort
    }

    /// Lines that each language has by itself, if any.
    pub(super) fn by_language(
        &mut self,
        lists: Option<&At<Keyed<Vec<At<String>>>>>,
    ) -> Pair<Vec<Text>> {
        let mut all = Pair::default();
        let entries = lists.and_then(|at| at.value.as_ref());
        for (tag, key, list) in entries.into_iter().flat_map(Keyed::iter) {
            let Some(side) = self.shared.languages.side_of(tag) else {
                let foreign = settings::foreign(tag, key, &self.shared.languages);
                self.say(foreign);
                continue;
            };
            let lines = list.value.as_deref();
            if lines.is_some_and(<[_]>::is_empty) {
                self.say(
                    Diagnostic::new(Code::YamlValue, message!("the list for `{}` is empty", tag))
                        .at(list.at)
                        .hint(message!("add a line, or remove `{}`", tag)),
                );
            }
            let mut texts = Vec::new();
            for line in lines.unwrap_or_default() {
                let Some(raw) = &line.value else { continue };
                if raw.trim().is_empty() {
                    self.say(
                        Diagnostic::new(Code::YamlValue, message!("the line is empty"))
                            .at(line.at)
                            .hint(message!("write it, or remove it")),
                    );
                    continue;
                }
                texts.push(self.text(raw, line.at, side, TextRole::Title));
            }
            match side {
                Side::A => all.a = texts,
                Side::B => all.b = texts,
            }
        }
        all
    }

    pub(super) fn foreign_keys(&mut self, each: &Keyed<RawString>) {
        let Pair { a, b } = &self.shared.languages;
        for (tag, at, _) in each.iter() {
            if tag != a.tag() && tag != b.tag() {
                self.say(
                    Diagnostic::new(
                        Code::YamlKeyUnknown,
                        message!("`{}` is not one of the book's languages", tag),
                    )
                    .at(at)
                    .hint(message!(
                        "the book is in `{}` and `{}`",
                        a.tag(),
                        b.tag()
                    )),
                );
            }
        }
    }

    /// A pair from what the languages have; a missing text is reported or filled in. `empty` is the place of a key
    /// without a text.
    pub(super) fn whole(
        &mut self,
        at: Span,
        a: Option<Text>,
        b: Option<Text>,
        empty: Option<Span>,
    ) -> Pair<Text> {
        let (here, gap) = match (a, b) {
            (Some(a), Some(b)) => {
                self.same_notes(&a, &b);
                return Pair { a, b };
            }
            (None, None) => {
                let Pair { a, b } = &self.shared.languages;
                self.say(
                    Diagnostic::new(
                        Code::PairMissing,
                        message!(
                            "the text is missing in both `{}` and `{}`",
                            a.tag(),
                            b.tag()
                        ),
                    )
                    .at(at)
                    .hint(message!("write it, or remove the block")),
                );
                return Pair::default();
            }
            (Some(a), None) => (a, Side::B),
            (None, Some(b)) => (b, Side::A),
        };
        let lang = self.shared.languages.get(gap).clone();
        let (code, hint) = match self.shared.missing {
            MissingFile::Error => (
                Code::PairMissing,
                message!(
                    "add `{}: …`, or write `missing: mark` in book.yaml to build without it",
                    lang.tag()
                ),
            ),
            MissingFile::Mark | MissingFile::Fallback => (
                Code::PairGap,
                message!(
                    "add `{}: …`; until then `missing:` in book.yaml says what fills the gap",
                    lang.tag()
                ),
            ),
        };
        self.say(
            Diagnostic::new(code, message!("the text is missing in `{}`", lang.tag()))
                .at(empty.or(here.at).unwrap_or(at))
                .hint(hint),
        );
        self.found.untranslated += 1;
        let filling = match self.shared.missing {
            MissingFile::Error | MissingFile::Fallback => here.clone(),
            MissingFile::Mark => Text {
                inlines: self.mark(&here, &lang, gap),
                at: here.at,
                ..Text::default()
            },
        };
        match gap {
            Side::A => Pair {
                a: filling,
                b: here,
            },
            Side::B => Pair {
                a: here,
                b: filling,
            },
        }
    }

    /// What marks the gap where the translation of a text is missing. The blanks of a question stay, so that it can be
    /// answered.
    fn mark(&self, text: &Text, lang: &Lang, gap: Side) -> Vec<Inline> {
        let mut inlines = vec![Inline::Plain(lang.labels().untranslated.to_owned())];
        text.parts(&mut |inline, _| {
            let Inline::Blank { name, .. } = inline else {
                return;
            };
            if let Some((_, blank)) = self.blanks.iter().find(|(one, _)| one == name) {
                inlines.push(Inline::Plain(" ".to_owned()));
                inlines.push(blank.get(gap).clone());
            }
        });
        inlines
    }

    /// Whether a text only marks that the translation into its language is missing.
    pub(super) fn is_gap(&self, text: &Text, side: Side) -> bool {
        let marks = self.shared.languages.get(side).labels();
        self.shared.missing == MissingFile::Mark
            && matches!(text.inlines.first(), Some(Inline::Plain(words)) if words == marks.untranslated)
    }

    /// Parses a text in one language and reports its problems.
    pub(super) fn text(&mut self, raw: &str, at: Span, side: Side, role: TextRole) -> Text {
        let scalar = Scalar::new(raw, self.shared.sources, at);
        self.text_of(&scalar, side, role)
    }

    /// Parses what a file has at a place, in one language.
    pub(super) fn text_of(&mut self, scalar: &Scalar<'_>, side: Side, role: TextRole) -> Text {
        if scalar.source.contains('\\') && tree::control_character(scalar.text).is_some() {
            // Reported when the scalar was checked.
            return Text::default();
        }
        let cjk = self.shared.languages.get(side).is_cjk();
        let line = Line::join(scalar, cjk);
        self.lines(scalar);
        self.parsed(&line, scalar.at, side, role)
    }

    /// Parses a line in one language and reports its problems.
    pub(super) fn parsed(&mut self, line: &Line, at: Span, side: Side, role: TextRole) -> Text {
        let cjk = self.shared.languages.get(side).is_cjk();
        let terms = &self.shared.terms;
        let term = |id: &str| terms.get(id).map(|words| words.get(side).clone());
        let lang = self.shared.languages.get(side);
        let anchor = |id: &str| self.shared.anchors.referent(id, lang, side, &self.chapter);
        let citations = &self.shared.citations;
        let blanks = &self.blanks;
        let may_have_blanks = role == TextRole::Prompt || self.is_in_quiz && !blanks.is_empty();
        let blank = |name: &str| {
            let known = blanks.iter().find(|(one, _)| one == name);
            known.map(|(_, blank)| blank.get(side).clone())
        };
        let context = Context {
            cjk,
            full_width: *self.shared.full_width.get(side),
            term: &term,
            anchor: &anchor,
            blank: may_have_blanks.then_some(&blank),
            citing: Citing {
                allowed: self.may_cite,
                has: &|key| citations.has(key),
                words: &|part| citations.words(side, line.span(part.clone())),
                in_notes: citations.in_notes(side),
                places_follow: citations.places_follow(side),
                close_up: citations.close_up(side, lang),
            },
            may_note: matches!(role, TextRole::Body | TextRole::Prompt),
            may_index: self.is_indexed && !matches!(role, TextRole::Alt | TextRole::Term),
            may_picture: role != TextRole::Alt,
            span: &|part| line.span(part),
            is_term: role == TextRole::Term,
        };
        let Parsed {
            inlines,
            places,
            remarks,
            citations,
        } = inline::parse(&line.text, &context);
        let citations = citations.into_iter().map(|found| Citation {
            side,
            at: line.span(found.at),
            works: found.works,
        });
        self.found.citations.extend(citations);
        for remark in remarks {
            self.remark(remark, line);
        }
        let text = Text {
            inlines,
            at: Some(at),
            places: places.through(&line.places),
        };
        self.found.uses_terms |= !text.terms().is_empty();
        self.read(text, side)
    }

    /// A text with the readings that its block chooses.
    pub(super) fn read(&mut self, text: Text, side: Side) -> Text {
        let Some(chosen) = self.readings else {
            return text;
        };
        let lang = self.shared.languages.get(side);
        let terms = self.shared.term_readings.get(side);
        let (read, doubts) = text.with_readings(chosen, lang, terms);
        for doubt in doubts {
            let at = text.span(doubt.at.clone());
            self.say(readings::doubtful(&doubt, at));
        }
        read
    }

    fn remark(&mut self, remark: Remark, line: &Line) {
        let at = line.span(remark.at);
        let diagnostic = match remark.problem {
            Problem::UnknownTerm(_) if !self.shared.terms_are_known => return,
            Problem::UnknownTerm(id) => {
                let unknown = self.unknown_term(&id, at);
                if self.shared.terms.is_empty() {
                    self.found.first_unknown.get_or_insert(unknown);
                    return;
                }
                unknown
            }
            Problem::UnknownAnchor(id) => return self.unknown_anchor(&id, at),
            Problem::OtherLanguage(id, side) => return self.elsewhere(&id, side, at),
            Problem::NoName(id) => return self.nameless(&id, at),
            Problem::NoNumber(id) => return self.numberless(&id, at),
            Problem::ReferenceWords(id) => return self.reference_words(&id, at),
            Problem::Unclosed(mark) => Diagnostic::new(
                Code::TextUnclosed,
                unclosed(&mark),
            )
            .at(at)
            .hint(unclosed_hint(&mark)),
            Problem::Address => Diagnostic::new(
                Code::TextUnclosed,
                message!("the address of this link cannot be read; it is printed as typed"),
            )
            .at(at)
            .hint(
                message!(
                "write `[words](https://…)` or `[words](#anchor)` with half-width parentheses; put an address with spaces or single \
                 parentheses between `<` and `>`; an anchor has no spaces"
            ),
            ),
            Problem::Nested { inner, outer } => {
                Diagnostic::new(Code::TextNested, message!("{} cannot contain {}", name(outer), name(inner)))
                    .at(at)
                    .hint(nested_hint(inner, outer))
            }
            Problem::Link(url, error) => link(&url, &error).at(at),
            Problem::Attribute(name) => attribute(&name).at(at),
            Problem::NoteAttribute(name) => note_attribute(&name).at(at),
            Problem::RubyOverLetters { base, reading } => letters(&base, &reading).at(at),
            Problem::NoteKinds => Diagnostic::new(
                Code::TextAttribute,
                message!("a note is the translator’s or the editor’s, not both"),
            )
            .at(at)
            .hint(message!("keep one of the two")),
            Problem::EmptyNote => Diagnostic::new(Code::TextNote, message!("the note is empty"))
                .at(at)
                .hint(message!("write its text, or remove it; `\\^[` prints the characters themselves")),
            Problem::LinkAttributes => Diagnostic::new(
                Code::TextAttribute,
                message!("a link or a term cannot have attributes"),
            )
            .at(at)
            .hint(message!("give them to its words, as in `[[words]{.smallcaps}](https://…)`; `\\{` prints the brace itself")),
            Problem::Index(fault) => index(&fault).at(at),
            Problem::NoteKey(key) => Diagnostic::new(
                Code::TextAttribute,
                message!("an earlier note of this text has the key `{}`", key),
            )
            .at(at)
            .hint(message!("give each note of a text a key of its own, the same as that of its translation")),
            Problem::SpanLanguage(tag) => Diagnostic::new(
                Code::TextAttribute,
                message!("`{}` is not a language tag", tag),
            )
            .at(at)
            .hint(message!("write a BCP 47 tag, such as `fr` or `zh-Hant`")),
            Problem::Picture(fault) => picture(&fault).at(at),
            Problem::Depth => Diagnostic::new(
                Code::TextDepth,
                message!("markup is nested more than {} levels deep", inline::MAX_DEPTH),
            )
            .at(at)
            .hint(message!("look for characters that are not meant as markup, and write `\\*` for each")),
            Problem::Note => {
                Diagnostic::new(Code::TextNote, message!("a note is not possible here"))
                    .at(at)
                    .hint(message!("move it into running text, a heading, a caption or a cell; titles of books and quizzes, names and options cannot have notes"))
            }
            Problem::Break => {
                Diagnostic::new(Code::TextBreak, message!("a line break at the edge of a text means nothing and is left out"))
                    .at(at)
                    .hint(message!("remove the `\\`"))
            }
            Problem::Citation => Diagnostic::new(
                Code::CitePlace,
                message!("a work cannot be cited here"),
            )
            .at(at)
            .hint(message!(
                "cite it in a text or a caption of a chapter, not in a heading, the glossary or book.yaml; `\\[` prints the bracket itself"
            )),
            Problem::UnknownWork(key) => return self.unknown_work(&key, at),
            Problem::NoBibliography => Diagnostic::new(
                Code::CiteUnknown,
                message!("the book has no bibliography to cite from"),
            )
            .at(at)
            .hint(message!("name a `.bib` file under `bibliography:` in book.yaml; `\\[` prints the bracket itself")),
            Problem::PlaceInWork(words) => Diagnostic::new(
                Code::CitePlace,
                message!("`{}` is not a place in a work", short(&words)),
            )
            .at(at)
            .hint(message!("write `p. 12`, `pp. 12-15`, `chap. 3`, `第 12 页` or the like, and other words outside the citation")),
            Problem::PlaceAmongWorks => Diagnostic::new(
                Code::CitePlace,
                message!("a place in one of several works cannot be shown in this citation style"),
            )
            .at(at)
            .hint(message!("cite each work by itself: `[@first, p. 12][@second]`")),
            Problem::UnknownBlank(name) => self.unknown_blank(&name, at),
            Problem::Blank(name) => Diagnostic::new(
                Code::TextBlank,
                message!("the blank `{}` is in no question with `blanks:`; it is printed as typed", name),
            )
            .at(at)
            .hint(message!("move it into the prompt or the `blocks:` of such a question, or write `\\{{` for two braces")),
            Problem::Formula(error) => Diagnostic::new(error.code, error.message)
                .at(at)
                .hint(error.hint),
            Problem::Display => Diagnostic::new(
                Code::TextDisplay,
                message!("a text cannot contain a displayed formula between `$$`; it is printed as typed"),
            )
            .at(at)
            .hint(message!("move it into a `math` block, or write `$…$` for a formula within the line")),
        };
        self.say(diagnostic);
    }

    fn unknown_work(&mut self, key: &str, at: Span) {
        // What is wrong with a file that could not be read is reported once, not at each citation.
        let Some(known) = self.shared.citations.keys() else {
            return;
        };
        let hint = match nearest(key, known) {
            Some(known) => message!("did you mean `@{}`?", known),
            None => {
                message!("add the work to the `.bib` file, or write `\\[` for the bracket itself")
            }
        };
        self.say(
            Diagnostic::new(
                Code::CiteUnknown,
                message!("the bibliography has no work `{}`", key),
            )
            .at(at)
            .hint(hint),
        );
    }

    fn unknown_term(&self, id: &str, at: Span) -> Diagnostic {
        let nearest = nearest(id, self.shared.terms.keys().map(String::as_str));
        let fix = nearest.and_then(|known| Fix::renaming(self.shared.sources, at, id, known));
        let hint = match nearest {
            Some(known) => message!("did you mean `[[{}]]`?", known),
            None if self.shared.terms.is_empty() => {
                message!(
                    "add the term to a glossary, and name its file under `glossary:` in book.yaml"
                )
            }
            None => message!("add the term to the glossary, or write `\\[[` for two brackets"),
        };
        Diagnostic::new(Code::RefTerm, message!("the glossary has no term `{}`", id))
            .at(at)
            .hint(hint)
            .fix(fix)
    }
}
