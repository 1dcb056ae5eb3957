//! What readers need who use screen readers, dark mode or their own type settings.

use super::archive::{Epub, is_element};
use super::books::{BOOKS, assert_none};

const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Complains of pages without a language or a title, of pictures without alternative text, and of a package without
/// accessibility metadata.
pub fn barriers(epub: &Epub) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, page) in epub.pages() {
        let html = page.root_element();
        // `attribute("lang")` would also match `xml:lang`.
        let mut plain = html.attributes().filter(|one| one.namespace().is_none());
        let lang = plain.find(|one| one.name() == "lang");
        let lang = lang
            .map(|lang| lang.value())
            .filter(|lang| !lang.is_empty());
        if lang.is_none() || html.attribute((XML, "lang")) != lang {
            faults.push(format!("{name} does not say its language"));
        }
        for image in page.descendants().filter(|node| is_element(node, "img")) {
            // What only decorates says so.
            let decorates = image.attribute("alt") == Some("")
                && image.attribute("role") == Some("presentation");
            if image.attribute("alt").is_none_or(str::is_empty) && !decorates {
                faults.push(format!("{name}: a picture without words"));
            }
        }
        let title = page.descendants().find(|node| is_element(node, "title"));
        if title.and_then(|title| title.text()).is_none() {
            faults.push(format!("{name} has no title"));
        }
    }
    let package = epub.package();
    let properties = package
        .descendants()
        .filter_map(|n| n.attribute("property"));
    let properties: Vec<&str> = properties.collect();
    for property in [
        "schema:accessMode",
        "schema:accessModeSufficient",
        "schema:accessibilityFeature",
        "schema:accessibilityHazard",
        "schema:accessibilitySummary",
        "dcterms:modified",
    ] {
        if !properties.contains(&property) {
            faults.push(format!("the package has no {property}"));
        }
    }
    for name in ["identifier", "title", "language"] {
        let mut nodes = package.descendants().filter(|node| is_element(node, name));
        if !nodes.any(|node| node.text().is_some_and(|text| !text.is_empty())) {
            faults.push(format!("the package has no dc:{name}"));
        }
    }
    faults
}

/// The luminance of the dark grey `#121212`, a common background in dark mode.
const NIGHT: f64 = 0.0060;

/// Whether a colour `#rrggbb` has the contrast of 4.5 : 1 that WCAG 2.1 requires: on white and on black, or in dark
/// mode on black and on dark grey.
fn can_be_read(colour: &str, is_night: bool) -> bool {
    let part = |at: usize| {
        let value = colour.get(at..at + 2)?;
        let value = f64::from(u8::from_str_radix(value, 16).ok()?) / 255.0;
        let is_dark = value <= 0.04045;
        Some(if is_dark {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        })
    };
    let parts = || Some((part(1)?, part(3)?, part(5)?));
    colour.len() == 7
        && parts().is_some_and(|(red, green, blue)| {
            let light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
            let on_paper = if is_night {
                (light + 0.05) / (NIGHT + 0.05)
            } else {
                1.05 / (light + 0.05)
            };
            on_paper >= 4.5 && (light + 0.05) / 0.05 >= 4.5
        })
}

/// Complains of style rules that override the reader's choice of size and colours. Dark mode sets both the colour and
/// the background, so a book may not change only one of them; for dark mode it may set both.
pub fn style_overrides(epub: &Epub) -> Vec<String> {
    let sheets = ["OEBPS/stylesheet.css", "OEBPS/queries.css"];
    let sheets = sheets.map(|name| String::from_utf8_lossy(epub.file(name).unwrap()).into_owned());
    let rules = without_comments(&sheets.concat());
    let dark = "@media (prefers-color-scheme: dark) {";
    let (before, rest) = rules.split_once(dark).unwrap_or((&rules, ""));
    let (night, after) = rest.split_once("\n}").unwrap_or((rest, ""));
    let parts = [(before, false), (night, true), (after, false)];
    let declarations = parts.iter().flat_map(|(part, is_night)| {
        let declarations = part.split([';', '{', '}']);
        let declarations = declarations.filter_map(|one| one.split_once(':'));
        declarations.map(|(name, value)| (name.trim(), value.trim(), *is_night))
    });
    let mut faults = Vec::new();
    for (property, value, is_night) in declarations {
        let is_fixed = ["px", "pt", "mm", "cm", "in"].iter().any(|unit| {
            let number = value.strip_suffix(unit).unwrap_or_default();
            number.ends_with(|c: char| c.is_ascii_digit())
        });
        let is_dictate = match property {
            "color" => {
                !matches!(value, "inherit" | "currentcolor") && !can_be_read(value, is_night)
            }
            "font-size" => is_fixed,
            _ => property.starts_with("background") && !is_night,
        };
        if is_dictate {
            faults.push(format!("the style says {property}: {value}"));
        }
    }
    let pages = epub.pages();
    let nodes = pages.iter().flat_map(|(_, page)| page.descendants());
    if nodes.into_iter().any(|node| node.has_attribute("style")) {
        faults.push("a page has a style of its own".to_owned());
    }
    faults
}

fn without_comments(style: &str) -> String {
    let mut parts = style.split("/*");
    let mut rules = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rules.push_str(part.split_once("*/").map_or("", |(_, rest)| rest));
    }
    rules
}

#[test]
fn pages_and_packages_are_accessible() {
    for bound in BOOKS.iter() {
        for made in bound.epubs() {
            let epub = Epub::open(&made.path);
            assert_none(&barriers(&epub));
            assert_none(&style_overrides(&epub));
        }
    }
}

#[test]
fn the_package_names_the_languages_of_the_edition() {
    for bound in BOOKS.iter() {
        for made in bound.epubs() {
            let epub = Epub::open(&made.path);
            let package = epub.package();
            let said = package.descendants().filter(|n| is_element(n, "language"));
            let said: Vec<&str> = said.filter_map(|node| node.text()).collect();
            let languages = made.edition.languages.choose(&bound.book().languages);
            let own: Vec<&str> = languages.iter().map(|lang| lang.tag()).collect();
            assert_eq!(said, own, "{}", made.path.display());
        }
    }
}

#[test]
fn the_colophon_has_the_isbn_or_else_the_uuid() {
    for bound in BOOKS.iter() {
        for made in bound.epubs() {
            let epub = Epub::open(&made.path);
            let package = epub.package();
            let mut named = package
                .descendants()
                .filter(|n| is_element(n, "identifier"));
            let urn = named.next().and_then(|node| node.text()).unwrap();
            assert!(urn.starts_with("urn:uuid:"), "{urn}");
            let isbn = bound.book().identifiers.get(&made.edition.name);
            let shown = isbn.map_or_else(|| urn.to_owned(), |isbn| format!("ISBN {isbn}"));
            let colophon = epub.page("colophon.xhtml");
            let lines: Vec<_> = colophon.descendants().filter_map(|n| n.text()).collect();
            assert!(lines.contains(&shown.as_str()), "{shown}: {lines:?}");
        }
    }
}
