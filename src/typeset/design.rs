//! What a page looks like in numbers, before templates draw it: the defaults, and what the book's
//! `style:` puts in their place.

use std::collections::BTreeMap;

use crate::book::Style;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::edition::Page;
use crate::lang::{Lang, Pair};
use crate::message::message;

/// Millimetres in a point.
pub const MM: f64 = 25.4 / 72.0;

/// Millimetres in points.
pub fn in_points(millimetres: f64) -> f64 {
    millimetres * 72.0 / 25.4
}

/// Type sizes, colours, families and margins of a PDF edition.
#[derive(Debug, Clone)]
pub struct Design<'a> {
    style: &'a Style,
    pub page: Page,
    /// The inner margin in millimetres; in proportion to the page where nothing is said.
    gutter: Option<f64>,
    /// Sizes chosen in place of the style's, in points, by the names that it has for them.
    chosen: BTreeMap<String, f64>,
}

/// Margins in millimetres.
#[derive(Debug, Clone, Copy)]
pub struct Margins {
    pub inside: f64,
    pub outside: f64,
    pub top: f64,
    pub bottom: f64,
}

impl<'a> Design<'a> {
    /// The design of a page in a book's style.
    pub fn new(style: &'a Style, page: Page) -> Self {
        Self {
            style,
            page,
            gutter: None,
            chosen: BTreeMap::new(),
        }
    }

    /// The same with an inner margin of its own, in millimetres.
    #[must_use]
    pub fn with_gutter(&self, gutter: f64) -> Self {
        Self {
            gutter: Some(gutter),
            ..self.clone()
        }
    }

    /// The same with sizes in place of the style's, in points: by language tag, and the `pitch`.
    #[must_use]
    pub fn with_sizes(&self, chosen: BTreeMap<String, f64>) -> Self {
        Self {
            chosen,
            ..self.clone()
        }
    }

    /// A language's type size in points. Latin looks smaller than Han of the same size.
    pub fn size(&self, lang: &Lang) -> f64 {
        let default = if lang.is_cjk() { 10.0 } else { 10.5 };
        self.named_size(lang.tag()).unwrap_or(default)
    }

    /// The type size of listings in points.
    pub fn code_size(&self) -> f64 {
        self.named_size("code").unwrap_or(8.5)
    }

    /// From one baseline to the next in points, in both languages: W3C's requirements for Chinese
    /// (CLREQ § 3.3.1) ask for a gap of half to all of the size.
    pub fn pitch(&self) -> f64 {
        self.named_size("pitch").unwrap_or(16.0)
    }

    fn named_size(&self, name: &str) -> Option<f64> {
        let of_style = || self.style.sizes.get(name).map(|size| size.points);
        self.chosen.get(name).copied().or_else(of_style)
    }

    /// Says where the gap between lines of Han is less than half of their size or more than all of it.
    pub fn check(&self, languages: &Pair<Lang>, diagnostics: &mut Diagnostics) {
        for lang in languages.iter().filter(|lang| lang.is_cjk()) {
            let places = [lang.tag(), "pitch"].map(|name| self.style.sizes.get(name));
            let [size, pitch] = places;
            let Some(at) = pitch.or(size).map(|size| size.at) else {
                continue;
            };
            let size = self.size(lang);
            let gap = (self.pitch() - size) / size;
            if !(0.5 - 1e-6..=1.0 + 1e-6).contains(&gap) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::StylePitch,
                        message!(
                            "the gap between lines of `{}` is {} % of the type size",
                            lang.tag(),
                            format!("{:.0}", gap * 100.0)
                        ),
                    )
                    .at(at)
                    .hint(message!(
                        "Chinese needs 50 to 100 %: with type of {}pt a `pitch` of {}pt to {}pt",
                        size,
                        size * 1.5,
                        size * 2.0
                    )),
                );
            }
        }
    }

    /// A colour as `#rrggbb`.
    pub fn colour(&self, name: &str) -> &str {
        self.style
            .colours
            .get(name)
            .map_or_else(|| default_colour(name), String::as_str)
    }

    /// The families of a language's text, first to last. All but the last give Chinese only what a
    /// Latin font should give it.
    pub fn families(&self, lang: &Lang) -> Vec<&str> {
        self.named_families(lang.tag())
            .unwrap_or_else(|| vec!["Libertinus Serif", "Noto Serif SC"])
    }

    /// The families of headings and of the tool's own words.
    pub fn headings(&self) -> Vec<&str> {
        self.named_families("headings")
            .unwrap_or_else(|| vec!["Noto Sans SC"])
    }

    /// The families of code.
    pub fn code(&self) -> Vec<&str> {
        self.named_families("code")
            .unwrap_or_else(|| vec!["DejaVu Sans Mono", "Noto Sans SC"])
    }

    fn named_families(&self, name: &str) -> Option<Vec<&str>> {
        let families = self.style.families.get(name)?;
        Some(families.iter().map(|family| family.name.as_str()).collect())
    }

    /// Margins in proportion to the page.
    pub fn margins(&self) -> Margins {
        let Page { width, height } = self.page;
        Margins {
            inside: self.gutter.unwrap_or(width * 0.095),
            outside: width * 0.085,
            top: height * 0.085,
            bottom: height * 0.08,
        }
    }

    /// The width of the type area in millimetres.
    pub fn text_width(&self) -> f64 {
        let margins = self.margins();
        self.page.width - margins.inside - margins.outside
    }

    /// The gap between two columns in millimetres.
    pub fn gap(&self) -> f64 {
        (self.page.width * 0.036).max(5.0)
    }
}

fn default_colour(name: &str) -> &'static str {
    match name {
        "accent" => "#9a3b26",
        "tint" => "#f6f2ea",
        _ => "#1c1a17",
    }
}
