//! Renders the citations of a book in one language and lists the works.

use std::collections::BTreeMap;

use hayagriva::citationberg::taxonomy::Locator;
use hayagriva::citationberg::{CitationFormat, IndependentStyle, LocaleCode, StyleCategory};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, CitePurpose, ElemChild,
    ElemChildren, ElemMeta, Entry, LocatorPayload, Rendered, SpecificLocator,
};

use super::directions::isolated;
use super::names::Others;
use super::words::Words;
use super::works::Work;
use super::{Citation, locale, locales, place_in_work};
use crate::book::{BIBLIOGRAPHY, Inline, SpanKind, Target, Text};
use crate::lang::{Lang, is_wide};
use crate::read::markup::CitedWork;
use crate::source::Span;

/// The style that refers to the numbers of earlier notes.
const COUNTS_NOTES: &str =
    "http://www.zotero.org/styles/china-national-standard-gb-t-7714-2015-note";

/// A work as a bibliography lists it.
#[derive(Debug)]
pub struct ListedWork {
    /// Its index in the file.
    pub index: usize,
    /// The place of its key.
    pub at: Span,
    /// What precedes it, such as `[1]`.
    pub mark: Option<String>,
    pub text: Vec<Inline>,
}

/// What is rendered in one language.
pub struct Job<'a> {
    pub works: &'a [Work],
    pub by_key: &'a BTreeMap<String, usize>,
    pub style: &'a IndependentStyle,
    pub lang: &'a Lang,
    /// The works to be listed, in the order of their numbers.
    pub order: &'a [usize],
    pub citations: Vec<&'a Citation>,
}

/// What of citations is rendered.
#[derive(Clone, Copy)]
struct Manner {
    places: bool,
    /// Whether authors are left out where the citation asks for it.
    anonymous: bool,
}

/// As the texts ask for it.
const ALL: Manner = Manner {
    places: true,
    anonymous: true,
};

/// Everything rendered with the words of each locale that a work asks for.
pub struct Runs {
    by_locale: BTreeMap<String, Rendered>,
    /// The locale of the texts.
    own: String,
    /// The locale of each work, by its index.
    of_works: Vec<String>,
}

impl Runs {
    fn main(&self) -> &Rendered {
        &self.by_locale[&self.own]
    }

    fn of_work(&self, index: usize) -> &Rendered {
        self.by_locale
            .get(&self.of_works[index])
            .unwrap_or_else(|| self.main())
    }
}

impl Job<'_> {
    /// Renders everything.
    pub fn runs(&self) -> Runs {
        let own = locale(self.lang);
        // The Chinese standard asks for the words of each work's own language, other styles for those of the text.
        let is_by_work = is_chinese(self.style);
        let mut by_locale = BTreeMap::from([(own.0.clone(), self.run(&own, ALL))]);
        if is_by_work {
            for index in self.order {
                let code = &self.works[*index].locale;
                by_locale
                    .entry(code.0.clone())
                    .or_insert_with(|| self.run(code, ALL));
            }
        }
        let of_works = self.works.iter().map(|work| work.locale.0.clone());
        Runs {
            of_works: of_works.collect(),
            own: own.0,
            by_locale,
        }
    }

    /// How the citations are printed, by their places. `anchor` has the anchor of a work by its index.
    pub fn words(
        &self,
        runs: &Runs,
        anchor: &dyn Fn(usize) -> String,
    ) -> BTreeMap<Span, Vec<Inline>> {
        // Some styles print no places in works, and none does so after a year alone.
        let own = locale(self.lang);
        let cited = || self.citations.iter().flat_map(|citation| &citation.works);
        let run = |is_wanted: bool, places, anonymous| {
            let manner = Manner { places, anonymous };
            is_wanted.then(|| self.run(&own, manner))
        };
        let has_places = cited().any(|work| work.place.is_some());
        let bare = run(has_places, false, true);
        let follows = places_follow(self.style);
        let is_named = !follows
            && self.has_format(CitationFormat::AuthorDate)
            && cited().any(|work| work.is_anonymous && work.place.is_some());
        let named = run(is_named, true, false).zip(run(is_named, false, false));
        let all = self.citations.iter().enumerate();
        let words = all.map(|(at, citation)| {
            let rendered = |run: &Rendered| run.citations[at].citation.clone();
            let of_work = |run: &Rendered, index| {
                let whole = rendered(run);
                let own = whole.find_meta(&ElemMeta::Entry(index));
                own.map(|elem| plain_of(&Words::of(&elem.children)))
            };
            let children = with_each_work(rendered(runs.main()), &mut |index| {
                let work = self.by_key[&citation.works[index].key];
                let own = rendered(runs.of_work(work));
                own.find_meta(&ElemMeta::Entry(index))
                    .map(|elem| elem.children.clone())
            });
            let place = |index: usize| {
                let bare = bare.as_ref().filter(|_| !follows)?;
                let (words, _) = citation.works[index].place.as_ref()?;
                if of_work(runs.main(), index) != of_work(bare, index) {
                    return None;
                }
                let named = named.as_ref().and_then(|(with, without)| {
                    added(&of_work(without, index)?, &of_work(with, index)?)
                });
                Some(named.unwrap_or_else(|| format!(", {words}")))
            };
            let mut inlines = self.citation(citation, &children, runs, &place, anchor);
            if follows
                && let Some(bare) = &bare
                && rendered(bare) == rendered(runs.main())
            {
                inlines.extend(self.place(citation));
            }
            (citation.at, inlines)
        });
        words.collect()
    }

    /// The list of works.
    pub fn list(&self, runs: &Runs) -> Vec<ListedWork> {
        let items = runs.main().bibliography.iter().flat_map(|list| &list.items);
        let list = items.filter_map(|item| {
            let index = *self.by_key.get(&item.key)?;
            let list = runs.of_work(index).bibliography.as_ref()?;
            let item = list.items.iter().find(|one| one.key == item.key)?;
            let work = &self.works[index];
            let mut text = trimmed(Words::of(&item.content));
            if plain_of(&text).trim().is_empty() {
                // Some styles list nothing of a work without an author.
                let title = work.entry.title().map(ToString::to_string);
                let words = title.unwrap_or_else(|| work.entry.key().to_owned());
                text = vec![Inline::Plain(words.replace(super::latex::is_mark, ""))];
            }
            self.complete(&mut text, work, runs);
            Some(ListedWork {
                index,
                at: work.at,
                mark: item.first_field.as_ref().map(plain),
                text: if work.lang.primary() == self.lang.primary() {
                    text
                } else {
                    vec![Inline::Span {
                        kind: SpanKind::Language(work.lang.clone()),
                        text,
                    }]
                },
            })
        });
        list.collect()
    }

    /// Puts into the words of a work what the library does not know: `et al.` for `and others`, and dates in words.
    fn complete(&self, inlines: &mut Vec<Inline>, work: &Work, runs: &Runs) {
        let own = locale(self.lang);
        let is_rendered = runs.by_locale.contains_key(&work.locale.0);
        let code = if is_rendered { &work.locale } else { &own };
        Others::of(self.style, code).put(inlines);
        if let Some((year, words)) = &work.date {
            super::words::replace(inlines, year, words);
        }
    }

    /// Renders everything with the words of one locale.
    fn run(&self, code: &LocaleCode, manner: Manner) -> Rendered {
        let is_note = self.has_format(CitationFormat::Note);
        let is_numeric = self.has_format(CitationFormat::Numeric);
        let listed = self.order.iter().map(|index| {
            let mut item = CitationItem::with_entry(&self.works[*index].entry);
            item.locale = Some(self.works[*index].locale.clone());
            item.hidden = true;
            item
        });
        let listed = self.request(listed.collect(), code, None);
        let requests = self.citations.iter().enumerate().map(|(number, citation)| {
            let items = citation.works.iter().map(|work| self.item(work, manner));
            self.request(items.collect(), code, is_note.then_some(number + 1))
        });
        let mut driver = BibliographyDriver::new();
        // Numbers follow the list; whether a work is cited for the first time must not.
        if is_numeric {
            driver.citation(listed);
            requests.for_each(|request| driver.citation(request));
        } else {
            requests.for_each(|request| driver.citation(request));
            driver.citation(listed);
        }
        let mut rendered = driver.finish(BibliographyRequest::new(
            self.style,
            Some(code.clone()),
            locales(),
        ));
        if is_numeric {
            rendered.citations.remove(0);
        } else {
            rendered.citations.pop();
        }
        // Notes are numbered by chapter, which a style that refers to earlier ones cannot know.
        if self.style.info.id == COUNTS_NOTES {
            for (citation, once) in self.citations.iter().zip(&mut rendered.citations) {
                let mut driver = BibliographyDriver::new();
                let items = citation.works.iter().map(|work| self.item(work, manner));
                driver.citation(self.request(items.collect(), code, Some(1)));
                let alone = BibliographyRequest::new(self.style, Some(code.clone()), locales());
                once.citation = driver.finish(alone).citations.remove(0).citation;
            }
        }
        rendered
    }

    fn request<'r>(
        &'r self,
        items: Vec<CitationItem<'r, Entry>>,
        code: &LocaleCode,
        note: Option<usize>,
    ) -> CitationRequest<'r, Entry> {
        CitationRequest::new(items, self.style, Some(code.clone()), locales(), note)
    }

    fn item<'w>(&'w self, work: &'w CitedWork, manner: Manner) -> CitationItem<'w, Entry> {
        let cited = &self.works[self.by_key[&work.key]];
        let place = work.place.as_ref().filter(|_| manner.places);
        let place = place.and_then(|(words, _)| place_in_work(words));
        let place = place.map(|(kind, words)| SpecificLocator(kind, LocatorPayload::Str(words)));
        let mut item = CitationItem::with_locator(&cited.entry, place);
        item.locale = Some(cited.locale.clone());
        if manner.anonymous && work.is_anonymous && self.has_format(CitationFormat::AuthorDate) {
            item.kind(CitePurpose::Year)
        } else {
            item
        }
    }

    fn has_format(&self, wanted: CitationFormat) -> bool {
        has_format(self.style, wanted)
    }

    /// The place in the work of a citation whose style does not print it.
    fn place(&self, citation: &Citation) -> Option<Inline> {
        let (words, _) = citation.works.first()?.place.as_ref()?;
        let (kind, number) = place_in_work(words)?;
        Some(if is_chinese(self.style) {
            // GB/T 7714-2015, §10.1.3 and §10.2.4: pages stand raised after the bracket. Nothing but a page is a number alone.
            let raised = if kind == Locator::Page { number } else { words };
            Inline::Span {
                kind: SpanKind::Superscript,
                text: vec![Inline::Plain(raised.to_owned())],
            }
        } else {
            Inline::Plain(format!(" ({words})"))
        })
    }

    /// The words of a citation, each work a link to the bibliography. `place` has the place in a work that its style does
    /// not print.
    fn citation(
        &self,
        citation: &Citation,
        children: &ElemChildren,
        runs: &Runs,
        place: &dyn Fn(usize) -> Option<String>,
        anchor: &dyn Fn(usize) -> String,
    ) -> Vec<Inline> {
        let is_in_note = self.has_format(CitationFormat::Note);
        let is_numeric = self.has_format(CitationFormat::Numeric);
        let before = |work: &CitedWork| {
            let gap = if work.before.ends_with(is_wide) {
                ""
            } else {
                " "
            };
            (!work.before.is_empty()).then(|| Inline::Plain(format!("{}{gap}", work.before)))
        };
        let mut inlines = Words::of_citation(children, &mut |index, words| {
            let work = &citation.works[index];
            let cited = &self.works[self.by_key[&work.key]];
            let mut text = words;
            self.complete(&mut text, cited, runs);
            if let Some(place) = place(index) {
                let stop = take_stop(&mut text);
                text.push(Inline::Plain(format!("{place}{stop}")));
            }
            let mut text = isolated(text, &cited.lang, self.lang);
            text.splice(0..0, before(work).filter(|_| !is_numeric));
            // What a note prints are the words of the list; links of its own may be among them.
            if is_in_note && text.iter().any(|one| matches!(one, Inline::Link { .. })) {
                return text;
            }
            let index = self.by_key[&work.key];
            vec![Inline::Reference {
                target: Target::Anchor {
                    chapter: BIBLIOGRAPHY.to_owned(),
                    id: anchor(index),
                },
                text,
            }]
        });
        let layout = &self.style.citation.layout;
        if is_numeric {
            inlines.splice(0..0, citation.works.first().and_then(before));
        }
        if citation.works.iter().any(|work| work.is_anonymous)
            && self.has_format(CitationFormat::AuthorDate)
        {
            let affix = |text: &Option<String>| text.clone().map(Inline::Plain);
            inlines.splice(0..0, affix(&layout.prefix));
            inlines.extend(affix(&layout.suffix));
        }
        if is_in_note && self.lang.primary() == "en" && self.lang.tag() != "en-GB" {
            enclose_stop(&mut inlines);
        }
        if self.lang.is_cjk() && self.has_format(CitationFormat::AuthorDate) {
            widen(&mut inlines);
        }
        inlines
    }
}

/// Whether a style cites works in this form.
pub fn has_format(style: &IndependentStyle, wanted: CitationFormat) -> bool {
    let categories = &style.info.category;
    categories.iter().any(
        |category| matches!(category, StyleCategory::CitationFormat { format } if *format == wanted),
    )
}

/// Whether a style is one of the Chinese standard.
fn is_chinese(style: &IndependentStyle) -> bool {
    let code = style.default_locale.as_ref();
    code.is_some_and(|code| code.0.starts_with("zh"))
}

/// Whether a place in a work may have to follow the whole citation, since the style does not print it.
pub fn places_follow(style: &IndependentStyle) -> bool {
    has_format(style, CitationFormat::Numeric)
        || is_chinese(style) && has_format(style, CitationFormat::AuthorDate)
}

/// The words of a citation with those of each work in it replaced.
fn with_each_work(
    children: ElemChildren,
    replace: &mut impl FnMut(usize) -> Option<ElemChildren>,
) -> ElemChildren {
    let each = children.0.into_iter().map(|child| match child {
        ElemChild::Elem(mut elem) => {
            if let Some(ElemMeta::Entry(index)) = elem.meta {
                elem.children = replace(index).unwrap_or(elem.children);
            }
            ElemChild::Elem(elem)
        }
        ElemChild::Text(_)
        | ElemChild::Markup(_)
        | ElemChild::Link { .. }
        | ElemChild::Transparent { .. } => child,
    });
    ElemChildren(each.collect())
}

/// Puts the full stop at the end of a note before a closing quotation mark, as American English has it.
fn enclose_stop(inlines: &mut Vec<Inline>) {
    if let Some(Inline::Plain(stop)) = inlines.last()
        && stop == "."
        && let [.., Inline::Reference { text, .. }, Inline::Plain(_)] = inlines.as_mut_slice()
        && let Some(Inline::Plain(words)) = text.last_mut()
        && let Some(rest) = words.strip_suffix('”')
    {
        *words = format!("{rest}.”");
        inlines.pop();
    }
}

/// Full-width punctuation in a citation in a Chinese or Japanese text: around it, and in the words of a work that is
/// cited in Han.
fn widen(inlines: &mut [Inline]) {
    if let Some(Inline::Plain(first)) = inlines.first_mut()
        && let Some(rest) = first.strip_prefix('(')
    {
        *first = format!("（{rest}");
    }
    if let Some(Inline::Plain(last)) = inlines.last_mut()
        && let Some(rest) = last.strip_suffix(')')
    {
        *last = format!("{rest}）");
    }
    for inline in inlines {
        if let Inline::Reference { text, .. } = inline
            && plain_of(text).contains(is_wide)
        {
            for part in text {
                if let Inline::Plain(words) = part {
                    *words = words.replace(", ", "，").replace(" 等", "等");
                }
            }
        }
    }
}

/// What the second text has in addition to the first.
fn added(without: &str, with: &str) -> Option<String> {
    let before = without.chars().zip(with.chars());
    let before: usize = before
        .take_while(|(one, other)| one == other)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let rest = with[before..].strip_suffix(&without[before..])?;
    (!rest.trim().is_empty()).then(|| rest.to_owned())
}

/// Takes the full stop from the end of a text.
fn take_stop(text: &mut [Inline]) -> &'static str {
    match text.last_mut() {
        Some(Inline::Plain(last)) if last.ends_with('.') => {
            last.pop();
            "."
        }
        _ => "",
    }
}

/// The text of what precedes a work.
fn plain(mark: &ElemChild) -> String {
    let words = Words::of(&ElemChildren(vec![mark.clone()]));
    plain_of(&words).trim().to_owned()
}

fn plain_of(inlines: &[Inline]) -> String {
    let text = Text {
        inlines: inlines.to_vec(),
        ..Text::default()
    };
    text.plain()
}

/// Inlines without white space at their beginning.
fn trimmed(mut inlines: Vec<Inline>) -> Vec<Inline> {
    if let Some(Inline::Plain(first)) = inlines.first_mut() {
        let rest = first.trim_start().to_owned();
        *first = rest;
    }
    inlines
}
