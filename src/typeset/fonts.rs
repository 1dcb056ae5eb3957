//! The fonts of a build: built-in ones, those of the book, and system fonts on request. The same set measures texts,
//! tells which characters lack a glyph, and sets the pages.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use icu_properties::props::Script;
use icu_properties::{CodePointMapData, PropertyNamesLong};
use rayon::prelude::*;
use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{
    Font, FontBook, FontFlags, FontInfo, FontInstance, FontVariant, FontVariations, FontWeight,
};
use typst_kit::fonts::FontStore;

use crate::book::{Book, Text};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::lang::{Lang, is_shared_mark, is_wide};
use crate::message::{Argument, Message, list, message, plural};
use crate::picture::Assets;
use crate::source::Span;

use super::design::Design;
use super::limits::{each_printed, is_private};
use super::text_measure::Length;

/// The built-in Han fonts and emoji, parsed once, and those that come with Typst. Only this list names font files.
///
/// Each is parsed by a single thread: work in parallel inside of one lock would deadlock as soon as a thread that waits
/// for its other half picks up a task that needs the same lock.
static BUILT_IN: [LazyLock<Vec<Font>>; 6] = [
    LazyLock::new(|| parsed(include_bytes!("../../fonts/NotoSerifSC-Regular.ttf"))),
    LazyLock::new(|| parsed(include_bytes!("../../fonts/NotoSerifSC-Bold.ttf"))),
    LazyLock::new(|| parsed(include_bytes!("../../fonts/NotoSansSC-Regular.ttf"))),
    LazyLock::new(|| parsed(include_bytes!("../../fonts/NotoSansSC-Bold.ttf"))),
    LazyLock::new(|| parsed(include_bytes!("../../fonts/NotoEmoji-Regular.ttf"))),
    LazyLock::new(|| typst_kit::fonts::embedded().map(|(font, _)| font).collect()),
];

fn parsed(file: &'static [u8]) -> Vec<Font> {
    Font::iter(Bytes::new(file)).collect()
}

/// All fonts that a build may use.
#[derive(Clone)]
pub struct Fonts {
    pub store: Arc<FontStore>,
    infos: Arc<Vec<FontInfo>>,
}

impl Fonts {
    /// Parses the built-in fonts ahead of [`Self::load`], in parallel with other work.
    pub fn prepare() {
        BUILT_IN.par_iter().for_each(|fonts| {
            LazyLock::force(fonts);
        });
    }

    /// Collects the book's fonts, the built-in ones, those in a folder, and on request the system's.
    pub fn load(of_book: &[impl AsRef<[u8]>], folder: Option<&Path>, system: bool) -> Self {
        let mut store = FontStore::new();
        let mut infos = Vec::new();
        let mut add = |font: Font| {
            infos.push(font.info().clone());
            store.push((font.clone(), font.info().clone()));
        };
        for file in of_book {
            Font::iter(Bytes::new(file.as_ref().to_vec())).for_each(&mut add);
        }
        let built_in = BUILT_IN.iter().flat_map(|fonts| fonts.iter());
        built_in.cloned().for_each(&mut add);
        let mut later = Vec::new();
        if let Some(folder) = folder {
            later.extend(typst_kit::fonts::scan(folder));
        }
        if system {
            later.extend(typst_kit::fonts::system());
        }
        for (path, info) in later {
            infos.push(info.clone());
            store.push((path, info));
        }
        Self {
            store: Arc::new(store),
            infos: Arc::new(infos),
        }
    }

    fn book(&self) -> &FontBook {
        self.store.book()
    }

    /// The names of the families, sorted and without duplicates.
    pub fn families(&self) -> Vec<String> {
        self.book()
            .families()
            .map(|(name, _)| name.to_owned())
            .collect()
    }

    fn has(&self, family: &str) -> bool {
        self.book().contains_family(&family.to_lowercase())
    }

    fn covers(&self, c: char) -> bool {
        self.infos
            .iter()
            .any(|info| info.coverage.contains(u32::from(c)))
    }

    /// The font of a family that is closest to a variant.
    pub fn named(&self, family: &str, variant: FontVariant) -> Option<Font> {
        let index = self.book().select(&family.to_lowercase(), variant)?;
        self.store.font(index)
    }

    /// Whether a family has glyphs for Han characters.
    pub fn draws_han(&self, family: &str) -> bool {
        let index = self
            .book()
            .select(&family.to_lowercase(), FontVariant::default());
        let info = index.and_then(|index| self.infos.get(index));
        info.is_some_and(|info| info.coverage.contains(u32::from('一')))
    }

    /// Whether a family must leave punctuation that Latin and Han share to another family of a Han text: to one that
    /// has Han glyphs, or to the last family if none has.
    pub fn leaves_marks(&self, family: &str, families: &[&str]) -> bool {
        if families.iter().any(|family| self.draws_han(family)) {
            !self.draws_han(family)
        } else {
            families.last() != Some(&family)
        }
    }

    /// The upright font of a family in a weight.
    fn face(&self, family: &str, weight: FontWeight, size: f64) -> Option<FontInstance> {
        let variant = FontVariant {
            weight,
            ..FontVariant::default()
        };
        let font = self.named(family, variant)?;
        Some(font.instantiate(variant, Abs::pt(size), &FontVariations::default()))
    }

    /// Reports characters of the book and its drawings that have no glyph in any font, unknown families in the style,
    /// and fonts that are unsuitable for a language.
    pub fn check(&self, book: &Book, assets: &Assets, diagnostics: &mut Diagnostics) {
        for family in book.style.families.values().flatten() {
            if !self.has(&family.name) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::FontMissing,
                        message!("the font family `{}` was not found", family.name),
                    )
                    .at(family.at)
                    .hint(message!(
                        "put its files in the folder that `fonts:` names; the families found are {}",
                        list(self.families())
                    )),
                );
            }
        }
        self.check_faces(book, diagnostics);
        let mut missing = Missing {
            fonts: self,
            covered: HashSet::new(),
            groups: BTreeMap::new(),
        };
        each_printed(book, assets, &mut |words, place| {
            missing.characters(words, place);
        });
        for (group, lack) in missing.groups {
            diagnostics.push(lack.complaint(group));
        }
    }
}

impl Fonts {
    /// Warns about a language that would be set with another region's glyphs, and about families without a bold font.
    fn check_faces(&self, book: &Book, diagnostics: &mut Diagnostics) {
        for (lang, at) in book.languages.iter().zip(book.languages_at.iter()) {
            if lang.is_of_other_region() && !book.style.families.contains_key(lang.tag()) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::FontRegion,
                        message!(
                            "no font family is set for `{}`, and diglot's own fonts have mainland Chinese glyphs",
                            lang.tag()
                        ),
                    )
                    .at(*at)
                    .hint(message!(
                        "put a font of the region in the folder that `fonts:` names, and name it with `families: { {}: \
                         [Noto Serif …] }` under `style:`",
                        lang.tag()
                    )),
                );
            }
        }
        let bold = FontVariant {
            weight: FontWeight::BOLD,
            ..FontVariant::default()
        };
        let texts = book
            .style
            .families
            .iter()
            .filter(|(name, _)| *name != "code");
        for family in texts.flat_map(|(_, families)| families) {
            let face = self.book().select(&family.name.to_lowercase(), bold);
            let Some(info) = face.and_then(|index| self.infos.get(index)) else {
                continue;
            };
            let is_variable = info.flags.contains(FontFlags::VARIABLE);
            if !is_variable && info.variant.weight < FontWeight::SEMIBOLD {
                diagnostics.push(
                    Diagnostic::new(
                        Code::FontBold,
                        message!("the font family `{}` has no bold face", family.name),
                    )
                    .at(family.at)
                    .hint(
                        message!(
                            "put the bold file next to the regular one; otherwise `**strong**` text looks like the rest"
                        ),
                    ),
                );
            }
        }
    }
}

/// Collects characters without a glyph.
struct Missing<'a> {
    fonts: &'a Fonts,
    /// Characters for which a glyph was found. A book uses few different ones, and a lookup is slow.
    covered: HashSet<char>,
    groups: BTreeMap<Group, Lack>,
}

/// Characters that a single font is likely to supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    /// Those of a script, by its name in Unicode.
    Script(&'static str),
    /// Symbols and marks that belong to no script, by the first code point of their block of 256.
    Symbols(u32),
}

impl Group {
    fn of(c: char) -> Self {
        let script = CodePointMapData::<Script>::new().get(c);
        match PropertyNamesLong::<Script>::new().get(script) {
            Some(name) if !matches!(name, "Common" | "Inherited" | "Unknown") => Self::Script(name),
            _ => Self::Symbols(u32::from(c) & !0xFF),
        }
    }

    /// The message that several characters of the group have no glyph.
    fn missing(self, count: usize, places: usize, shown: &Argument) -> Message {
        match self {
            Self::Script(name) => message!(
                "no font has glyphs for {} characters of the script {}, in {} places: {}",
                count,
                name.replace('_', " "),
                places,
                shown
            ),
            Self::Symbols(first) => message!(
                "no font has glyphs for {} symbols of the range {}, in {} places: {}",
                count,
                format!("U+{first:04X}–{:04X}", first + 0xFF),
                places,
                shown
            ),
        }
    }

    fn hint(self) -> Message {
        let font = match self {
            Self::Symbols(0x1F000..) => "Noto Sans Symbols 2".to_owned(),
            Self::Symbols(_) => "Noto Sans Symbols".to_owned(),
            Self::Script("Hangul") => "Noto Serif KR".to_owned(),
            Self::Script("Hiragana" | "Katakana") => "Noto Serif JP".to_owned(),
            Self::Script("Han") => "Plangothic".to_owned(),
            Self::Script("Arabic") => "Noto Naskh Arabic".to_owned(),
            Self::Script("Latin" | "Greek" | "Cyrillic") => "Noto Serif".to_owned(),
            Self::Script(name) => format!("Noto Sans {}", name.replace('_', " ")),
        };
        match self {
            Self::Symbols(_) => message!(
                "put a font that has them, such as {}, in the folder that `fonts:` in book.yaml names, or use other \
                 characters",
                font
            ),
            Self::Script(_) => message!(
                "put a font that has them, such as {}, in the folder that `fonts:` in book.yaml names",
                font
            ),
        }
    }
}

/// The missing characters of a group.
#[derive(Debug, Default)]
struct Lack {
    /// How often they occur in the book.
    count: usize,
    characters: BTreeSet<char>,
    /// The first few, in order of occurrence.
    first: Vec<char>,
    places: Vec<Span>,
}

impl Lack {
    const MOST_CHARACTERS: usize = 8;
    const MOST_PLACES: usize = 3;

    fn complaint(self, group: Group) -> Diagnostic {
        let message = if let ([c], 1) = (self.first.as_slice(), self.characters.len()) {
            plural!(
                self.count,
                "no font has a glyph for `{1}`, {2}, in {0} place",
                "no font has a glyph for `{1}`, {2}, in {0} places",
                *c,
                format!("U+{:04X}", u32::from(*c))
            )
        } else {
            let shown = self.first.iter().map(|c| format!("`{c}`"));
            let more = (self.characters.len() > self.first.len()).then(|| "…".to_owned());
            let shown = list(shown.chain(more));
            group.missing(self.characters.len(), self.count, &shown)
        };
        let mut diagnostic = Diagnostic::new(Code::FontGlyph, message).hint(group.hint());
        for (index, place) in self.places.into_iter().enumerate() {
            diagnostic = if index == 0 {
                diagnostic.at(place)
            } else {
                diagnostic.label(place, message!("and here"))
            };
        }
        diagnostic
    }
}

impl Missing<'_> {
    fn characters(&mut self, words: &str, place: &dyn Fn(Range<usize>) -> Option<Span>) {
        for (at, c) in words.char_indices() {
            if c.is_ascii() || self.covered.contains(&c) || is_invisible(c) || is_private(c) {
                continue;
            }
            if self.fonts.covers(c) {
                self.covered.insert(c);
                continue;
            }
            let lack = self.groups.entry(Group::of(c)).or_default();
            lack.count += 1;
            if lack.characters.insert(c) && lack.first.len() < Lack::MOST_CHARACTERS {
                lack.first.push(c);
            }
            if lack.places.len() < Lack::MOST_PLACES
                && let Some(place) = place(at..at + c.len_utf8())
                && !lack.places.contains(&place)
            {
                lack.places.push(place);
            }
        }
    }
}

/// Whether a character is never drawn: joiners, soft hyphens, variation selectors, directional marks and white space.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0100}'..='\u{E01EF}')
        || c.is_whitespace()
}

/// Measures the length of text set on one line.
pub struct Ruler {
    size: f64,
    cjk: bool,
    face: Option<FontInstance>,
    /// The families after the first.
    others: Vec<FontInstance>,
}

impl Ruler {
    /// A ruler for running text in a language.
    pub fn new(fonts: &Fonts, design: &Design, lang: &Lang) -> Self {
        Self::of_text(fonts, design, lang, FontWeight::REGULAR)
    }

    /// A ruler for strong text in a language.
    pub fn bold(fonts: &Fonts, design: &Design, lang: &Lang) -> Self {
        Self::of_text(fonts, design, lang, FontWeight::BOLD)
    }

    /// A ruler for code.
    pub fn of_code(fonts: &Fonts, design: &Design) -> Self {
        let (families, size) = (design.code(), design.code_size());
        Self::of(fonts, &families, FontWeight::REGULAR, size, false)
    }

    fn of_text(fonts: &Fonts, design: &Design, lang: &Lang, weight: FontWeight) -> Self {
        let families = design.families(lang);
        Self::of(fonts, &families, weight, design.size(lang), lang.is_cjk())
    }

    fn of(fonts: &Fonts, families: &[&str], weight: FontWeight, size: f64, cjk: bool) -> Self {
        let face = |family: &&str| fonts.face(family, weight, size);
        Self {
            size,
            cjk,
            face: families.first().and_then(face),
            others: families.iter().skip(1).filter_map(face).collect(),
        }
    }

    /// Whether it measures Chinese or Japanese.
    pub fn is_cjk(&self) -> bool {
        self.cjk
    }

    /// The type size in points.
    pub fn size(&self) -> f64 {
        self.size
    }

    /// A character's advance in points, in the first family that has it.
    pub fn width(&self, c: char) -> f64 {
        if is_invisible(c) && !c.is_whitespace() {
            return 0.0;
        }
        let of_others = || {
            let has = |face: &&FontInstance| face.ttf().glyph_index(c).is_some();
            let face = self.others.iter().find(has)?;
            advance(face, c)
        };
        let is_first = self
            .face
            .as_ref()
            .is_none_or(|face| face.ttf().glyph_index(c).is_some());
        let other = if is_first { None } else { of_others() };
        other.unwrap_or_else(|| self.advance(c)) * self.size
    }

    /// The lengths of the lines of a text without its notes, in points: only one, unless it has hard line breaks.
    pub fn measure(&self, text: &Text) -> Length {
        let text = text.plain_lines();
        let mut lines = text.split('\n').map(|line| {
            let advances = line.chars().map(|c| self.advance(c));
            advances.sum::<f64>() * self.size
        });
        Length {
            first: lines.next().unwrap_or_default(),
            others: lines.collect(),
        }
    }

    /// A character's advance in em, in the first family.
    fn advance(&self, c: char) -> f64 {
        if is_wide(c) || (self.cjk && is_shared_mark(c)) {
            return 1.0;
        }
        let own = self.face.as_ref().and_then(|face| advance(face, c));
        own.unwrap_or(0.5)
    }
}

/// A character's advance in a font, in em; `None` if it has no glyph.
fn advance(face: &FontInstance, c: char) -> Option<f64> {
    let glyph = face.ttf().glyph_index(c)?;
    face.x_advance(glyph.0).map(typst::layout::Em::get)
}
