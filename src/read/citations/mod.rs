//! The bibliography of a book, and how its texts cite it. Each language has a style of its own; a library renders it.
//! Which works are cited, and in which order, is known only once all texts have been read, so they are read twice.

mod directions;
mod fields;
mod languages;
mod latex;
mod names;
mod place;
mod render;
mod words;
mod works;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hayagriva::archive::{self, ArchivedStyle};
use hayagriva::citationberg::{
    CitationFormat, IndependentStyle, Locale, LocaleCode, Style, StyleClass, VerticalAlign,
};

use super::file::{BibliographyEntriesFile, BibliographyFile};
use super::included::Included;
use super::inline::IsAlone;
use super::markup::CitedWork;
use super::names::nearest;
use super::settings;
use super::shape::{At, RawString, RawText};
use crate::book::{Inline, work_anchor};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::lang::{Lang, Pair, Side};
use crate::message::message;
use crate::source::{Sources, Span};
pub use place::place_in_work;
pub use render::ListedWork;
use works::Work;

/// A citation in a text of the book.
#[derive(Debug)]
pub struct Citation {
    pub side: Side,
    pub at: Span,
    pub works: Vec<CitedWork>,
}

/// What a book cites.
#[derive(Default)]
pub struct Citations {
    /// `None` for a book without a bibliography.
    bibliography: Option<Bibliography>,
    /// How each citation is printed, by its place.
    words: Pair<BTreeMap<Span, Vec<Inline>>>,
}

/// The works that a book cites or lists.
#[derive(Debug)]
pub enum WorkList {
    /// Both languages list them in the same order, so that each can stand beside itself.
    Shared(Vec<Pair<ListedWork>>),
    /// Each language has an order of its own.
    Apart(Pair<Vec<ListedWork>>),
}

struct Bibliography {
    /// `None` if the file could not be read.
    works: Option<Vec<Work>>,
    /// The index of each work by its key.
    by_key: BTreeMap<String, usize>,
    styles: Pair<IndependentStyle>,
    /// Whether works that no text cites are listed too.
    lists_all: bool,
}

impl Citations {
    /// Reads the bibliography of a book.
    pub fn read(
        file: Option<&At<BibliographyFile>>,
        languages: &Pair<Lang>,
        included: &Included,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let Some(file) = file else {
            return Self::default();
        };
        let Some(file) = file.value.as_ref() else {
            // What is wrong with it has been reported; citations are not.
            return Self {
                bibliography: Some(Bibliography {
                    works: None,
                    by_key: BTreeMap::new(),
                    styles: styles(None, languages, diagnostics),
                    lists_all: false,
                }),
                words: Pair::default(),
            };
        };
        let path = file.file.value.as_ref();
        let bib = path.and_then(|path| included.get(path));
        let works = bib.and_then(|bib| works::read(*bib, sources, diagnostics));
        let named = works.iter().flatten().enumerate();
        let by_key = named
            .map(|(index, work)| (work.entry.key().to_owned(), index))
            .collect();
        let entries = file.entries.as_ref().and_then(|entries| entries.value);
        Self {
            bibliography: Some(Bibliography {
                works,
                by_key,
                styles: styles(file.style.as_ref(), languages, diagnostics),
                lists_all: entries == Some(BibliographyEntriesFile::All),
            }),
            words: Pair::default(),
        }
    }

    /// Whether the bibliography has a work with a key; `None` if the book has no bibliography.
    pub fn has(&self, key: &str) -> Option<bool> {
        Some(self.bibliography.as_ref()?.by_key.contains_key(key))
    }

    /// The keys of all works; `None` if they could not be read.
    pub fn keys(&self) -> Option<impl Iterator<Item = &str>> {
        let works = self.bibliography.as_ref()?.works.as_ref()?;
        Some(works.iter().map(|work| work.entry.key()))
    }

    /// How the citation at a place is printed; `None` before [`render`](Self::render).
    pub fn words(&self, side: Side, at: Span) -> Option<Vec<Inline>> {
        self.words.get(side).get(&at).cloned()
    }

    /// Whether works are cited in notes in the language of a side, and if so, whether in it alone.
    pub fn in_notes(&self, side: Side) -> Option<IsAlone> {
        let styles = &self.bibliography.as_ref()?.styles;
        let are = styles.map(|style| style.settings.class == StyleClass::Note);
        are.get(side).then_some(IsAlone(are.a != are.b))
    }

    /// Whether a place in a work follows the whole citation.
    pub fn places_follow(&self, side: Side) -> bool {
        self.style(side).is_some_and(render::places_follow)
    }

    /// Whether no space precedes citations: they are raised, as notes are, or begin with a full-width parenthesis.
    pub fn close_up(&self, side: Side, lang: &Lang) -> bool {
        self.style(side).is_some_and(|style| {
            let is_raised = style.citation.layout.vertical_align == Some(VerticalAlign::Sup)
                || style.settings.class == StyleClass::Note;
            is_raised || lang.is_cjk() && render::has_format(style, CitationFormat::AuthorDate)
        })
    }

    fn style(&self, side: Side) -> Option<&IndependentStyle> {
        let bibliography = self.bibliography.as_ref()?;
        Some(bibliography.styles.get(side))
    }

    /// Renders all citations of the book, and lists the works; `None` if there is nothing to list.
    pub fn render(&mut self, citations: &[Citation], languages: &Pair<Lang>) -> Option<WorkList> {
        let bibliography = self.bibliography.as_ref()?;
        let works = bibliography.works.as_ref()?;
        let known = |citation: &&Citation| {
            let mut cited = citation.works.iter();
            cited.all(|work| bibliography.by_key.contains_key(&work.key))
        };
        let citations: Vec<&Citation> = citations.iter().filter(known).collect();
        // Numbers follow the order of the first citations, those of the first language before those of the second, so that a
        // work has one number in both.
        let mut order: Vec<usize> = Vec::new();
        for side in [Side::A, Side::B] {
            let own = citations.iter().filter(|citation| citation.side == side);
            for work in own.flat_map(|citation| &citation.works) {
                let index = bibliography.by_key[&work.key];
                if !order.contains(&index) {
                    order.push(index);
                }
            }
        }
        if bibliography.lists_all {
            let rest: Vec<usize> = (0..works.len())
                .filter(|index| !order.contains(index))
                .collect();
            order.extend(rest);
        }
        if order.is_empty() {
            return None;
        }
        let job = |side: Side| render::Job {
            works,
            by_key: &bibliography.by_key,
            style: bibliography.styles.get(side),
            lang: languages.get(side),
            order: &order,
            citations: citations
                .iter()
                .copied()
                .filter(|one| one.side == side)
                .collect(),
        };
        let jobs = Pair {
            a: job(Side::A),
            b: job(Side::B),
        };
        let runs = jobs.map(render::Job::runs);
        let a = jobs.a.list(&runs.a);
        let b = jobs.b.list(&runs.b);
        let has_one_order = a
            .iter()
            .map(|work| work.index)
            .eq(b.iter().map(|work| work.index));
        let anchor = |side: Side| move |index| work_anchor(index, (!has_one_order).then_some(side));
        self.words = Pair {
            a: jobs.a.words(&runs.a, &anchor(Side::A)),
            b: jobs.b.words(&runs.b, &anchor(Side::B)),
        };
        if has_one_order {
            let pairs = a.into_iter().zip(b);
            Some(WorkList::Shared(
                pairs.map(|(a, b)| Pair { a, b }).collect(),
            ))
        } else {
            Some(WorkList::Apart(Pair { a, b }))
        }
    }
}

/// The style of each language: that which is asked for, else the Chinese standard for a book with Chinese and Chicago's
/// for any other.
fn styles(
    named: Option<&At<RawText>>,
    languages: &Pair<Lang>,
    diagnostics: &mut Diagnostics,
) -> Pair<IndependentStyle> {
    let usual = if languages.iter().any(|lang| lang.primary() == "zh") {
        ArchivedStyle::Gb77142015Numeric
    } else {
        ArchivedStyle::ChicagoAuthorDate
    };
    let mut chosen = Pair { a: usual, b: usual };
    let mut chosen_by = |sides: &[Side], name: &At<RawString>| {
        let text = name.value.as_ref()?.0.as_deref()?;
        let style = ArchivedStyle::by_name(text).filter(|style| lists_works(*style));
        let Some(style) = style else {
            return Some(unknown_style(text, name.at));
        };
        for side in sides {
            match side {
                Side::A => chosen.a = style,
                Side::B => chosen.b = style,
            }
        }
        None
    };
    let unknown: Vec<Diagnostic> = match named.and_then(|named| named.value.as_ref()) {
        None => Vec::new(),
        Some(RawText::Same(one)) => chosen_by(&[Side::A, Side::B], one).into_iter().collect(),
        Some(RawText::ByLanguage(each)) => {
            let each = each
                .iter()
                .filter_map(|(tag, at, name)| match languages.side_of(tag) {
                    Some(side) => chosen_by(&[side], name),
                    None => Some(settings::foreign(tag, at, languages)),
                });
            each.collect()
        }
    };
    for diagnostic in unknown {
        diagnostics.push(diagnostic);
    }
    chosen.map(|style| independent(*style))
}

fn unknown_style(name: &str, at: Span) -> Diagnostic {
    let styles = ArchivedStyle::all()
        .iter()
        .filter(|style| lists_works(**style));
    let known = styles.flat_map(|style| style.names().iter().copied());
    let hint = match nearest(name, known) {
        Some(known) => message!("did you mean `{}`?", known),
        None => message!(
            "write `gb-7714-2015-numeric`, `chicago-author-date`, `apa`, `mla` or another of the styles in the manual"
        ),
    };
    Diagnostic::new(
        Code::YamlValue,
        message!("`{}` is not a citation style known here", name),
    )
    .at(at)
    .hint(hint)
}

/// Whether a style has a list of works, which some have not.
fn lists_works(style: ArchivedStyle) -> bool {
    independent(style).bibliography.is_some()
}

/// A style of the library with all its rules: those of a style that only names another are the other's.
fn independent(style: ArchivedStyle) -> IndependentStyle {
    match style.get() {
        Style::Independent(style) => style,
        Style::Dependent(style) => {
            let parent = ArchivedStyle::by_id(&style.parent_link.href);
            independent(parent.unwrap_or(ArchivedStyle::ChicagoAuthorDate))
        }
    }
}

/// The words that styles add in each language.
fn locales() -> &'static [Locale] {
    static ALL: LazyLock<Vec<Locale>> = LazyLock::new(archive::locales);
    &ALL
}

/// The locale of a language for the words that styles add, such as `et al.` and `等`.
fn locale(lang: &Lang) -> LocaleCode {
    let code = match (lang.primary(), lang.tag()) {
        ("zh", tag) if tag.contains("Hant") || tag.contains("TW") || tag.contains("HK") => "zh-TW",
        ("zh" | "yue" | "lzh" | "wuu" | "nan", _) => "zh-CN",
        ("en", "en-GB") => "en-GB",
        ("en", _) => "en-US",
        ("pt", "pt-BR") => "pt-BR",
        ("pt", _) => "pt-PT",
        ("fr", "fr-CA") => "fr-CA",
        ("es", _) => "es-ES",
        ("de", _) => "de-DE",
        ("no" | "nb", _) => "nb-NO",
        (other, _) => other,
    };
    let codes = locales().iter().filter_map(|locale| locale.lang.as_ref());
    let mut found: Vec<&LocaleCode> = codes
        .filter(|known| known.0 == code || known.0.split('-').next() == Some(code))
        .collect();
    found.sort_by_key(|known| known.0.len());
    found
        .first()
        .map_or_else(LocaleCode::en_us, |code| (*code).clone())
}
