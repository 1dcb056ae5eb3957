//! The settings in `book.yaml` other than texts and editions: languages, labels, punctuation, date, ISBNs and style.

use std::collections::BTreeMap;

use super::file::{BookFile, PunctuationFile, SceneBreakFile};
use super::names::nearest;
use super::shape::{At, Keyed};
use crate::book::{Date, Family, SceneBreak, Size, Style};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::isbn::{Invalid, Isbn};
use crate::lang::{LABEL_KEYS, LabelOverrides, Lang, Pair, Side, codes};
use crate::message::{Message, list, message, plural};
use crate::source::Span;

/// Whether a text can be an id: at most 64 lower-case letters, digits and hyphens, not beginning with a hyphen.
pub fn is_slug(id: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    id.len() <= 64 && !id.is_empty() && !id.starts_with('-') && id.bytes().all(allowed)
}

/// A diagnostic for an invalid value.
pub(super) fn invalid(at: &At<String>, message: Message, hint: Message) -> Diagnostic {
    Diagnostic::new(Code::YamlValue, message)
        .at(at.at)
        .hint(hint)
}

/// The two languages of the book and the places of their tags.
pub fn languages(
    file: &BookFile,
    diagnostics: &mut Diagnostics,
) -> Option<(Pair<Lang>, Pair<Span>)> {
    let list = file.languages.value.as_ref()?;
    let mut tags = Vec::new();
    for at in list {
        let tag = at.value.as_ref()?;
        match Lang::parse(tag) {
            Some(lang) => match codes::mistake(tag) {
                None => tags.push((lang, at.at)),
                Some(hint) => diagnostics.push(invalid(
                    at,
                    message!("`{}` is not a language code", lang.primary()),
                    hint,
                )),
            },
            None => diagnostics.push(invalid(
                at,
                message!("`{}` is not a language tag", tag),
                codes::meant(tag).map_or_else(
                    || message!("use a BCP 47 tag such as `zh`, `en`, `zh-Hant` or `pt-BR`"),
                    |meant| message!("did you mean `{}`?", meant),
                ),
            )),
        }
    }
    let all_are_tags = tags.len() == list.len();
    match <[(Lang, Span); 2]>::try_from(tags) {
        Ok([(a, at_a), (b, at_b)]) if a != b => Some((Pair { a, b }, Pair { a: at_a, b: at_b })),
        _ if !all_are_tags => None,
        _ => {
            diagnostics.push(
                Diagnostic::new(
                    Code::YamlValue,
                    message!("a book must have exactly two different languages"),
                )
                .at(file.languages.at)
                .hint(message!("write two tags, as in `languages: [zh, en]`")),
            );
            None
        }
    }
}

/// Adds the book's own labels to its languages, and warns if a language lacks labels.
pub fn labels(
    file: &BookFile,
    languages: Pair<Lang>,
    at: &Pair<Span>,
    diagnostics: &mut Diagnostics,
) -> Pair<Lang> {
    let mut overrides: Pair<Option<LabelOverrides>> = Pair::default();
    let entries = file.labels.as_ref().and_then(|at| at.value.as_ref());
    for (tag, key, at) in entries.into_iter().flat_map(Keyed::iter) {
        let side = languages.side_of(tag);
        let Some(side) = side else {
            diagnostics.push(foreign(tag, key, &languages));
            continue;
        };
        let Some(file) = &at.value else { continue };
        let labels = overrides_of(languages.get(side), &file.0, diagnostics);
        match side {
            Side::A => overrides.a = Some(labels),
            Side::B => overrides.b = Some(labels),
        }
    }
    let with = |lang: Lang, labels: Option<LabelOverrides>| match labels {
        Some(labels) => lang.with_labels(labels),
        None => lang,
    };
    let languages = Pair {
        a: with(languages.a, overrides.a),
        b: with(languages.b, overrides.b),
    };
    for (lang, at) in languages.iter().zip(at.iter()) {
        if let Some(warning) = missing_labels(lang, *at) {
            diagnostics.push(warning);
        }
    }
    languages
}

/// The book's own labels in a language.
fn overrides_of(
    lang: &Lang,
    entries: &Keyed<String>,
    diagnostics: &mut Diagnostics,
) -> LabelOverrides {
    const MONTHS: usize = 12;
    let mut labels = LabelOverrides::default();
    for (key, at, label) in entries.iter() {
        let Some(text) = &label.value else { continue };
        if !LABEL_KEYS.contains(&key) {
            let hint = nearest(key, LABEL_KEYS.iter().copied()).map_or_else(
                || message!("`diglot schema book` lists the keys under `labels:`"),
                |other| message!("did you mean `{}`?", other),
            );
            diagnostics.push(
                Diagnostic::new(Code::YamlKeyUnknown, message!("unknown label `{}`", key))
                    .at(at)
                    .hint(hint),
            );
        } else if lang.needs_number(key) && !text.contains("{}") {
            diagnostics.push(invalid(
                label,
                message!(
                    "the label `{}` needs `{}` in place of its number",
                    key,
                    "{}"
                ),
                message!("the English label is `{}`", Lang::english_label(key)),
            ));
        } else if text.matches("{}").count() > Lang::english_label(key).matches("{}").count() {
            diagnostics.push(invalid(
                label,
                message!(
                    "the label `{}` has more `{}` than numbers to put there",
                    key,
                    "{}"
                ),
                message!("the English label is `{}`", Lang::english_label(key)),
            ));
        } else if key == "months" && text.split_whitespace().count() != MONTHS {
            diagnostics.push(invalid(
                label,
                message!("the label `months` needs twelve names separated by spaces"),
                message!("write them as in `janvier février mars …`; join the words of a name with a no-break space"),
            ));
        } else {
            labels.insert(key, text.clone());
        }
    }
    labels
}

/// A warning if some labels will be in English because the language lacks them.
fn missing_labels(lang: &Lang, at: Span) -> Option<Diagnostic> {
    /// How many keys the hint names.
    const NAMED: usize = 4;
    let missing = lang.missing_labels();
    if missing.is_empty() {
        return None;
    }
    let number = missing.len();
    let message = if number == LabelOverrides::default().missing().len() {
        message!(
            "diglot has no `{}` labels for the words it prints itself, such as “Contents”; they will be in English",
            lang.tag()
        )
    } else {
        plural!(
            number,
            "{} of the labels that diglot prints is missing in `{}` and will be in English",
            "{} of the labels that diglot prints are missing in `{}` and will be in English",
            lang.tag()
        )
    };
    let mut keys: Vec<String> = missing
        .iter()
        .take(NAMED)
        .map(|key| format!("{key}: …"))
        .collect();
    if number > NAMED {
        keys.push("…".to_owned());
    }
    Some(
        Diagnostic::new(Code::LabelsMissing, message)
            .at(at)
            .hint(message!(
                "add them to book.yaml as `labels: { {}: { {} } }`; `diglot schema book` lists every key with its English label",
                lang.tag(),
                keys.join(", ")
            )),
    )
}

/// For each language, whether half-width marks between Han characters become full-width.
pub fn punctuation(
    file: &BookFile,
    languages: &Pair<Lang>,
    diagnostics: &mut Diagnostics,
) -> Pair<bool> {
    let mut full = Pair::default();
    let entries = file.punctuation.as_ref().and_then(|at| at.value.as_ref());
    for (tag, at, choice) in entries.into_iter().flat_map(Keyed::iter) {
        let is_full = choice.value == Some(PunctuationFile::Full);
        match languages.side_of(tag) {
            Some(Side::A) => full.a = is_full,
            Some(Side::B) => full.b = is_full,
            None => diagnostics.push(foreign(tag, at, languages)),
        }
    }
    full
}

/// The diagnostic for a tag that is not one of the book's languages.
pub(super) fn foreign(tag: &str, at: Span, languages: &Pair<Lang>) -> Diagnostic {
    Diagnostic::new(
        Code::YamlValue,
        message!("`{}` is not one of the book's languages", tag),
    )
    .at(at)
    .hint(message!(
        "the book is in `{}` and `{}`",
        languages.a.tag(),
        languages.b.tag()
    ))
}

/// The publication date.
pub fn date(at: Option<&At<String>>, diagnostics: &mut Diagnostics) -> Option<Date> {
    let at = at?;
    let text = at.value.as_ref()?;
    match text.parse::<jiff::civil::Date>() {
        Ok(date) if text.len() == 10 && date.year() >= 1000 => Some(Date {
            year: date.year(),
            month: date.month(),
            day: date.day(),
        }),
        _ => {
            diagnostics.push(invalid(
                at,
                message!("`{}` is not a valid date", text),
                message!("write year, month and day, as in 2026-11-01"),
            ));
            None
        }
    }
}

/// ISBNs by edition.
pub fn identifiers(
    file: &BookFile,
    editions: &[&str],
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Isbn> {
    let entries = file.identifiers.as_ref().and_then(|at| at.value.as_ref());
    let mut known = BTreeMap::new();
    for (edition, key, at) in entries.into_iter().flat_map(Keyed::iter) {
        let Some(isbn) = &at.value else { continue };
        if !editions.contains(&edition) {
            diagnostics.push(
                Diagnostic::new(
                    Code::YamlValue,
                    message!(
                        "there is an ISBN for `{}`, but the book has no such edition",
                        edition
                    ),
                )
                .at(key)
                .hint(message!("its editions are {}", list(editions))),
            );
        }
        match Isbn::parse(isbn) {
            Ok(isbn) => {
                known.insert(edition.to_owned(), isbn);
            }
            Err(Invalid::Ten(thirteen)) => diagnostics.push(invalid(
                at,
                message!("`{}` is an ISBN-10, not an ISBN-13", isbn),
                message!("write it as an ISBN-13: {}", thirteen.to_string()),
            )),
            Err(Invalid::Other) => diagnostics.push(invalid(
                at,
                message!("`{}` is not a valid ISBN-13", isbn),
                message!(
                    "an ISBN-13 has 13 digits, begins with 978 or 979 and ends with a check digit"
                ),
            )),
        }
    }
    known
}

/// The width of a figure as a fraction of the text's width, if given.
pub fn width(at: Option<&At<String>>, diagnostics: &mut Diagnostics) -> Option<f64> {
    let (at, text) = at.and_then(|at| Some((at, at.value.as_ref()?)))?;
    let percent = text
        .strip_suffix('%')
        .and_then(|number| number.trim().parse::<f64>().ok())
        .filter(|percent| (5.0..=100.0).contains(percent));
    if percent.is_none() {
        diagnostics.push(invalid(
            at,
            message!("`{}` is not a valid width", text),
            message!("give a percentage of the text width between 5% and 100%"),
        ));
    }
    percent.map(|percent| percent / 100.0)
}

/// Colours, type sizes and font families.
pub fn style(file: &BookFile, languages: &Pair<Lang>, diagnostics: &mut Diagnostics) -> Style {
    let mut style = Style::default();
    let Some(file) = file.style.as_ref().and_then(|at| at.value.as_ref()) else {
        return style;
    };
    style.scene_break = match file.scene_break.as_ref().and_then(|at| at.value) {
        None | Some(SceneBreakFile::Stars) => SceneBreak::Stars,
        Some(SceneBreakFile::Diamonds) => SceneBreak::Diamonds,
        Some(SceneBreakFile::Rule) => SceneBreak::Rule,
        Some(SceneBreakFile::Blank) => SceneBreak::Blank,
    };
    if let Some(colours) = file.colours.as_ref().and_then(|at| at.value.as_ref()) {
        let named = [
            ("ink", &colours.ink),
            ("accent", &colours.accent),
            ("tint", &colours.tint),
        ];
        for (name, at) in named {
            let Some((at, text)) = at.as_ref().and_then(|at| Some((at, at.value.as_ref()?))) else {
                continue;
            };
            match csscolorparser::parse(text) {
                Ok(colour) if colour.a >= 1.0 => {
                    style
                        .colours
                        .insert(name.to_owned(), colour.to_css_hex().to_string());
                }
                _ => diagnostics.push(invalid(
                    at,
                    message!("`{}` is not a valid opaque colour", text),
                    message!("write it as in CSS: `#9a3b26`, `teal` or `rgb(20 30 40)`"),
                )),
            }
        }
    }
    let sizes = file.sizes.as_ref().and_then(|at| at.value.as_ref());
    for (name, key, at) in sizes.into_iter().flat_map(Keyed::iter) {
        known_name(name, &["code", "pitch"], key, languages, diagnostics);
        let Some(text) = &at.value else { continue };
        let points = text
            .strip_suffix("pt")
            .and_then(|number| number.trim().parse::<f64>().ok())
            .filter(|points| (4.0..=72.0).contains(points));
        match points {
            Some(points) => {
                style
                    .sizes
                    .insert(name.to_owned(), Size { points, at: at.at });
            }
            None => diagnostics.push(invalid(
                at,
                message!("`{}` is not a valid type size", text),
                message!("give a size between 4pt and 72pt, as in `10.5pt`"),
            )),
        }
    }
    let families = file.families.as_ref().and_then(|at| at.value.as_ref());
    for (name, key, at) in families.into_iter().flat_map(Keyed::iter) {
        known_name(name, &["code", "headings"], key, languages, diagnostics);
        let list = at.value.iter().flatten().filter_map(|family| {
            Some(Family {
                name: family.value.clone()?,
                at: family.at,
            })
        });
        style.families.insert(name.to_owned(), list.collect());
    }
    style
}

fn known_name(
    name: &str,
    others: &[&str],
    at: Span,
    languages: &Pair<Lang>,
    diagnostics: &mut Diagnostics,
) {
    if languages.side_of(name).is_none() && !others.contains(&name) {
        let tags = [languages.a.tag(), languages.b.tag()].into_iter();
        let known = tags.chain(others.iter().copied());
        diagnostics.push(
            Diagnostic::new(Code::YamlKeyUnknown, message!("unknown key `{}`", name))
                .at(at)
                .hint(message!("known keys: {}", list(known))),
        );
    }
}
