//! The `settings` of generated source: what a layout needs to know about book, edition and design.

use std::fmt::Write;

use super::design::{Design, Margins, in_points};
use super::fonts::Fonts;
use super::inline::{breakable, string};
use super::rooms::Rooms;
use super::segments::Lines;
use super::split_spreads::Fold;
use super::token::Room;
use super::white::Beside;
use crate::edition::{Arrangement, Binding, Opening, PairSync};
use crate::lang::{Emphasis, Labels, Lang};
use crate::manuscript::Manuscript;

/// How the texts of an edition are arranged on its pages.
#[derive(Clone, Copy)]
pub struct PageParameters {
    pub arrangement: Arrangement,
    pub binding: Binding,
    pub sync: PairSync,
    /// The widths of the two texts, in millimetres.
    pub columns: (f64, f64),
}

/// Everything that templates take as input, as a Typst dictionary.
pub fn write(
    manuscript: &Manuscript<'_>,
    design: &Design<'_>,
    fonts: &Fonts,
    parameters: PageParameters,
    lines: Lines<'_>,
) -> String {
    let PageParameters {
        arrangement,
        binding,
        sync,
        columns,
    } = parameters;
    let mut out = String::from("(\n");
    let mut put = |key: &str, value: String| {
        let _ = writeln!(out, "  {key}: {value},");
    };
    let rooms = Rooms::new(manuscript, design, arrangement, columns);
    let manners = manuscript.languages.zip(rooms.title);
    let titles = manuscript.title.text.zip(manners);
    let titles: Vec<String> = titles
        .iter()
        .map(|(title, (lang, room))| breakable(&title.plain(), Room::new(*room, lang)))
        .collect();
    put("title", format!("({},)", titles.join(", ")));
    put("document", document(manuscript));
    put(
        "page",
        format!(
            "(width: {}mm, height: {}mm)",
            design.page.width, design.page.height
        ),
    );
    let margins = margins(design, arrangement, columns);
    put(
        "margins",
        format!(
            "(inside: {:.2}mm, outside: {:.2}mm, top: {:.2}mm, bottom: {:.2}mm)",
            margins.inside, margins.outside, margins.top, margins.bottom
        ),
    );
    put(
        "columns",
        format!("({:.4}mm, {:.4}mm)", columns.0, columns.1),
    );
    put(
        "opening",
        match (arrangement, binding.opening) {
            // A spread is a single page to Typst, so chapters cannot begin on an odd one.
            (Arrangement::Facing, _) | (_, Opening::Any) => "none".to_owned(),
            (_, Opening::Recto) => string("odd"),
        },
    );
    put(
        "contents-depth",
        manuscript.edition.contents_depth.to_string(),
    );
    let scene_break = manuscript.book.style.scene_break;
    put("scene-break", string(scene_break.name()));
    put("bleed", format!("{}mm", binding.bleed));
    put("bleed-at-spine", format!("{}mm", binding.spine_bleed()));
    put("gap", format!("{:.2}mm", design.gap()));
    let widths = [columns.0, columns.1];
    let languages: Vec<String> = manuscript
        .languages
        .iter()
        .zip(widths)
        .zip(rooms.text.iter())
        .map(|((lang, width), room)| language(lang, width, *room, sync, design, fonts))
        .collect();
    put("languages", format!("(\n{}  )", languages.concat()));
    // In scripts without italics, these set emphasis in Latin letters.
    let languages = &manuscript.book.languages;
    let latin = [&languages.a, &languages.b]
        .into_iter()
        .find(|lang| !lang.is_cjk() && !lang.is_rtl());
    let latin = latin.unwrap_or(Lang::english());
    put("latin", list(&design.families(latin)));
    put("headings", list(&design.headings()));
    put("code", list(&design.code()));
    put("code-size", points(design.code_size()));
    let sizes = manuscript.languages.iter().map(|lang| design.size(lang));
    let body = sizes.fold(0.0, f64::max);
    put("measuring", matches!(lines, Lines::Measured).to_string());
    put("parted", matches!(lines, Lines::Parted(_)).to_string());
    put("pitch", points(design.pitch()));
    put("top-edge", points(body * 0.8));
    put("bottom-edge", points(body * -0.2));
    put("leading", points(design.pitch() - body));
    for colour in ["ink", "accent", "tint"] {
        put(colour, format!("rgb({})", string(design.colour(colour))));
    }
    out.push(')');
    out
}

/// The paragraph indent in em, for a column of this width in millimetres. Languages may have their own: two
/// characters in Chinese, or one in a narrow column (CLREQ § 3.1.2), one in Japanese (JLREQ § 3.1.3). Otherwise it is
/// one em where paragraphs follow each other directly, and none where space separates pairs.
fn indent(lang: &Lang, width: f64, sync: PairSync, design: &Design<'_>) -> u8 {
    /// A column is narrow if a line has fewer characters than this.
    const NARROW: f64 = 16.0;
    let is_narrow = in_points(width) < design.size(lang) * NARROW;
    let typography = lang.typography();
    let narrow = typography.narrow_indent.filter(|_| is_narrow);
    narrow.or(typography.indent).unwrap_or(match sync {
        PairSync::Strict => 0,
        PairSync::Start => 1,
    })
}

/// The margins in millimetres. What the text leaves of its width, for whole characters, is added to the outer one.
fn margins(design: &Design<'_>, arrangement: Arrangement, columns: (f64, f64)) -> Margins {
    let margins = design.margins();
    match arrangement {
        Arrangement::Columns if columns.1 > 0.0 => Margins {
            outside: design.page.width - margins.inside - columns.0 - design.gap() - columns.1,
            ..margins
        },
        Arrangement::Columns => margins,
        Arrangement::Facing | Arrangement::Stacked | Arrangement::Single => Margins {
            outside: design.page.width - margins.inside - columns.0,
            ..margins
        },
    }
}

/// Where the gap between two columns is on a page.
pub fn parting(design: &Design<'_>, columns: (f64, f64)) -> Beside {
    let margins = margins(design, Arrangement::Columns, columns);
    let after = |margin: f64| in_points(margin + columns.0 + design.gap() / 2.0);
    Beside::Columns {
        recto: after(margins.inside),
        verso: after(margins.outside),
    }
}

/// The dimensions by which spreads are split.
pub fn fold(design: &Design<'_>, binding: Binding, columns: (f64, f64), lead: &Lang) -> Fold {
    let margins = margins(design, Arrangement::Facing, columns);
    Fold {
        width: in_points(design.page.width),
        inside: in_points(margins.inside),
        outside: in_points(margins.outside),
        bleed: in_points(binding.spine_bleed()),
        is_rtl: lead.is_rtl(),
    }
}

fn points(value: f64) -> String {
    format!("{value:.2}pt")
}

/// The document's metadata. The date is not part of it, since `pdf::export` takes the time.
fn document(manuscript: &Manuscript<'_>) -> String {
    let book = manuscript.book;
    let languages = manuscript.edition.languages;
    let plain = |pair| {
        let each: Vec<String> = languages
            .choose(pair)
            .iter()
            .map(|text: &&crate::book::Text| text.plain())
            .collect();
        let mut unique = each.clone();
        unique.dedup();
        unique.join(" / ")
    };
    let authors: Vec<String> = book
        .creators
        .iter()
        .map(|creator| string(&plain(&creator.name)))
        .collect();
    let authors = if authors.is_empty() {
        "()".to_owned()
    } else {
        format!("({},)", authors.join(", "))
    };
    let description = book
        .description
        .as_ref()
        .map_or("none".to_owned(), |words| string(&plain(words)));
    format!(
        "(title: {}, authors: {authors}, description: {description})",
        string(&plain(&book.title))
    )
}

fn language(
    lang: &Lang,
    width: f64,
    room: f64,
    sync: PairSync,
    design: &Design<'_>,
    fonts: &Fonts,
) -> String {
    let region = region(lang);
    format!(
        "    (\n      lang: {}, region: {region}, dir: {}, cjk: {}, emphasis: {}, size: {}, indent: {}em,\n      room: {}, tracks: {},\n      fonts: {},\n      latin: {},\n      labels: ({}), english: ({}),\n    ),\n",
        string(lang.primary()),
        lang.direction(),
        lang.is_cjk(),
        string(emphasis(lang)),
        points(design.size(lang)),
        indent(lang, width, sync, design),
        points(room * design.size(lang)),
        lang.has_separate_letters(),
        families(&design.families(lang), lang.is_cjk(), fonts),
        list(&latin_first(&design.families(lang), fonts)),
        labels(&lang.labels()),
        english_labels(lang),
    )
}

/// The region of a language as a Typst value.
pub fn region(lang: &Lang) -> String {
    lang.region()
        .map_or("none".to_owned(), |region| string(&region))
}

/// The name by which `kit.typ` knows a language's style of emphasis.
fn emphasis(lang: &Lang) -> &'static str {
    match lang.emphasis() {
        Emphasis::Italic => "italic",
        Emphasis::Bold => "bold",
        Emphasis::DotsBelow => "dots-below",
        Emphasis::DotsAbove => "dots-above",
    }
}

/// The font families of a language as a Typst value. In Chinese and Japanese, families without Han glyphs must not
/// set the punctuation that Latin and Han share by code point, whatever their order.
pub fn families(names: &[&str], cjk: bool, fonts: &Fonts) -> String {
    let each: Vec<String> = names
        .iter()
        .map(|name| {
            if cjk && fonts.leaves_marks(name, names) {
                format!("(name: {}, covers: \"latin-in-cjk\")", string(name))
            } else {
                string(name)
            }
        })
        .collect();
    format!("({},)", each.join(", "))
}

/// The same families, with those without Han glyphs first.
fn latin_first<'n>(names: &[&'n str], fonts: &Fonts) -> Vec<&'n str> {
    let (han, latin): (Vec<&str>, Vec<&str>) = names.iter().partition(|name| fonts.draws_han(name));
    [latin, han].concat()
}

fn list(names: &[&str]) -> String {
    let each: Vec<String> = names.iter().map(|name| string(name)).collect();
    format!("({},)", each.join(", "))
}

/// The labels that templates print, by their keys there.
fn words<'l>(labels: &Labels<'l>) -> [(&'static str, &'l str); 31] {
    [
        ("contents", labels.contents),
        ("copyright", labels.copyright),
        ("cip", labels.cip),
        ("figures", labels.figures),
        ("tables", labels.tables),
        ("listings", labels.listings),
        ("index", labels.index),
        ("notes", labels.notes),
        ("answers", labels.answers),
        ("answer", labels.answer),
        ("explanation", labels.explanation),
        ("quiz", labels.quiz),
        ("summary", labels.summary),
        ("figure", labels.figure),
        ("table", labels.table),
        ("listing", labels.listing),
        ("glossary", labels.glossary),
        ("insight", labels.insight),
        ("note", labels.note),
        ("tip", labels.tip),
        ("warning", labels.warning),
        ("roadmap", labels.roadmap),
        ("chapter", labels.chapter),
        ("appendix", labels.appendix),
        ("page", labels.page),
        ("comma", labels.comma),
        ("semicolon", labels.semicolon),
        ("colon", labels.colon),
        ("dash", labels.dash),
        ("brackets", labels.brackets),
        ("guide", labels.sheet.guide),
    ]
}

fn labels(labels: &Labels<'_>) -> String {
    let each: Vec<String> = words(labels)
        .iter()
        .map(|(key, word)| format!("{key}: {}", string(word)))
        .collect();
    each.join(", ")
}

/// The keys of labels that fall back to English.
fn english_labels(lang: &Lang) -> String {
    let labels = lang.labels();
    let each = words(&labels).into_iter().enumerate();
    let english =
        each.filter(|(index, _)| lang.falls_back(|labels| words(labels)[*index].1.to_owned()));
    let keys = english.map(|(_, (key, _))| format!("{},", string(key)));
    keys.collect::<Vec<_>>().concat()
}

/// Where the type area begins and ends, in points from the top of the page.
pub fn area(design: &Design<'_>) -> (f64, f64) {
    let margins = design.margins();
    (
        in_points(margins.top),
        in_points(design.page.height - margins.bottom),
    )
}
