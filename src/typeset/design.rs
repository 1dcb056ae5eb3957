//! The dimensions and colours of a page, which templates then draw: defaults, overridden by the book's `style:`.

use std::collections::BTreeMap;

use crate::book::Style;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::edition::Page;
use crate::lang::{Lang, Pair};
use crate::message::message;

/// The length of a point in millimetres.
pub const MM: f64 = 25.4 / 72.0;

/// Converts millimetres to points.
pub fn in_points(millimetres: f64) -> f64 {
    millimetres * 72.0 / 25.4
}

/// The type sizes, colours, font families and margins of a PDF edition.
#[derive(Debug, Clone)]
pub struct Design<'a> {
    style: &'a Style,
    pub page: Page,
    /// The inner margin in millimetres; `None` derives it from the width of the page.
    gutter: Option<f64>,
    /// Sizes in points that override the style's, by the same keys.
    chosen: BTreeMap<String, f64>,
}

/// Page margins, in millimetres.
#[derive(Debug, Clone, Copy)]
pub struct Margins {
    pub inside: f64,
    pub outside: f64,
    pub top: f64,
    pub bottom: f64,
}

impl<'a> Design<'a> {
    /// The design of a page of this size in the book's style.
    pub fn new(style: &'a Style, page: Page) -> Self {
        Self {
            style,
            page,
            gutter: None,
            chosen: BTreeMap::new(),
        }
    }

    /// The same design with this inner margin, in millimetres.
    #[must_use]
    pub fn with_gutter(&self, gutter: f64) -> Self {
        Self {
            gutter: Some(gutter),
            ..self.clone()
        }
    }

    /// The same design with these sizes, in points, instead of the style's. Keys are language tags and `pitch`.
    #[must_use]
    pub fn with_sizes(&self, chosen: BTreeMap<String, f64>) -> Self {
        Self {
            chosen,
            ..self.clone()
        }
    }

    /// The type size of a language in points. The default is larger for Latin, which looks smaller than Han at the
    /// same size.
    pub fn size(&self, lang: &Lang) -> f64 {
        let default = if lang.is_cjk() { 10.0 } else { 10.5 };
        self.named_size(lang.tag()).unwrap_or(default)
    }

    /// The type size of listings in points.
    pub fn code_size(&self) -> f64 {
        self.named_size("code").unwrap_or(8.5)
    }

    /// The distance between baselines in points, shared by all languages. By default the gap between lines of Chinese
    /// is more than half of the type size, as CLREQ § 3.3.1 requires.
    pub fn pitch(&self) -> f64 {
        self.named_size("pitch").unwrap_or(16.0)
    }

    fn named_size(&self, name: &str) -> Option<f64> {
        let of_style = || self.style.sizes.get(name).map(|size| size.points);
        self.chosen.get(name).copied().or_else(of_style)
    }

    /// Warns if the gap between lines of Chinese or Japanese is outside 50 to 100 % of the type size (CLREQ § 3.3.1).
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
                        "Chinese needs 50 to 100 %: for type of {}pt, a `pitch` of {}pt to {}pt",
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

    /// The font families of a language, in order of preference. In Chinese and Japanese, families without Han glyphs
    /// set only Latin (see `settings::families`).
    pub fn families(&self, lang: &Lang) -> Vec<&str> {
        self.named_families(lang.tag())
            .unwrap_or_else(|| vec!["Libertinus Serif", "Noto Serif SC"])
    }

    /// The font families of headings and labels.
    pub fn headings(&self) -> Vec<&str> {
        self.named_families("headings")
            .unwrap_or_else(|| vec!["Noto Sans SC"])
    }

    /// The font families of code.
    pub fn code(&self) -> Vec<&str> {
        self.named_families("code")
            .unwrap_or_else(|| vec!["DejaVu Sans Mono", "Noto Sans SC"])
    }

    fn named_families(&self, name: &str) -> Option<Vec<&str>> {
        let families = self.style.families.get(name)?;
        Some(families.iter().map(|family| family.name.as_str()).collect())
    }

    /// The margins, proportional to the page unless the gutter is set.
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
