//! Editions for one shop or device, and embedded fonts.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::{EN, ZH, files, is_page, made, of, parse, sample, text};
use crate::edition::{Ebook, Faces, Languages, Variant};
use crate::epub::faces;
use crate::font_subset::{Cut, Face};
use crate::lang::{LabelOverrides, Lang, Side};

const TIME: &str = "2026-03-07T08:09:10Z";

fn variant(variant: Variant) -> BTreeMap<String, String> {
    let ebook = Ebook {
        variant,
        ..Ebook::default()
    };
    files(&made("zh", ZH, ebook, TIME, &[]))
}

#[test]
fn a_kindle_book_sets_no_fonts() {
    let kindle = variant(Variant::Kindle);
    assert!(!kindle["stylesheet.css"].contains("font-family"));
    assert!(variant(Variant::Standard)["stylesheet.css"].contains("font-family: monospace"));
}

#[test]
fn a_kindle_book_gives_its_language_as_plain_chinese() {
    let mut book = sample::book();
    book.languages.a = Lang::parse("zh-Hans").unwrap();
    let languages = |variant| {
        let ebook = Ebook {
            variant,
            ..Ebook::default()
        };
        let both = Languages::Both { lead: Side::A };
        let files = files(&of(&book, "zh-en", both, ebook, TIME, &[]));
        let package = parse(&files["content.opf"]);
        let named = package
            .descendants()
            .filter(|node| node.tag_name().name() == "language");
        let named: Vec<String> = named.map(text).collect();
        // Its pages still state the script, which selects the shapes of Han characters.
        assert!(files["chapter-9.xhtml"].contains("lang=\"zh-Hans\""));
        named
    };
    assert_eq!(languages(Variant::Kindle), ["zh", "en"]);
    assert_eq!(languages(Variant::Standard), ["zh-Hans", "en"]);
}

#[test]
fn contents_have_two_levels_at_most() {
    for variant_of in [Variant::Standard, Variant::Kindle, Variant::Kobo] {
        let files = variant(variant_of);
        for (name, level) in [("nav.xhtml", "ol"), ("toc.ncx", "navPoint")] {
            let document = parse(&files[name]);
            let depth = |node: Node<'_, '_>| {
                node.ancestors()
                    .filter(|above| above.tag_name().name() == level)
                    .count()
            };
            assert_eq!(document.descendants().map(depth).max(), Some(2), "{name}");
        }
    }
}

#[test]
fn every_word_of_a_kobo_book_is_in_a_kobo_span() {
    let standard = variant(Variant::Standard);
    let kobo = variant(Variant::Kobo);
    for (name, page) in kobo.iter().filter(|(name, _)| is_page(name)) {
        let marked = parse(page);
        let body = |document: &roxmltree::Document<'_>| {
            let node = document.descendants().find(|n| n.has_tag_name("body"));
            let node = node.or_else(|| {
                document
                    .descendants()
                    .find(|n| n.tag_name().name() == "body")
            });
            text(node.unwrap())
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(body(&marked), body(&parse(&standard[name])), "{name}");
        if name == "nav.xhtml" {
            continue;
        }
        let mut ids = Vec::new();
        for node in marked.descendants() {
            let above = |test: &dyn Fn(&Node<'_, '_>) -> bool| node.ancestors().any(|n| test(&n));
            let is_span = |node: &Node<'_, '_>| node.attribute("class") == Some("koboSpan");
            if is_span(&node) {
                ids.push(node.attribute("id").unwrap());
                assert_eq!(node.ancestors().filter(is_span).count(), 1, "{name}");
            }
            let is_text = node.is_text() && node.text().is_some_and(|text| !text.trim().is_empty());
            let is_exempt = above(&|node| ["head", "rt", "rp"].contains(&node.tag_name().name()));
            if is_text && !is_exempt {
                assert!(above(&is_span), "{name}: {:?}", node.text());
            }
        }
        assert!(!ids.is_empty() && ids[0].starts_with("kobo.1."), "{name}");
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{name}: an id twice");
    }
}

#[test]
fn listings_are_coloured_line_by_line() {
    let files = variant(Variant::Standard);
    let page = &files["chapter-9.xhtml"];
    assert!(page.contains("<span class=\"line"), "{page}");
    assert!(page.contains("class=\"keyword\""), "{page}");
}

/// The relative luminance of a colour such as `#8a2be2`, as WCAG 2.1 defines it.
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

#[test]
fn every_colour_of_the_sheet_has_enough_contrast_in_light_and_dark_mode() {
    let sheet = concat!(include_str!("../style.css"), include_str!("../queries.css"));
    let (before, night) = sheet
        .split_once("@media (prefers-color-scheme: dark) {")
        .unwrap();
    let (night, after) = night.split_once("\n}\n").unwrap();
    let colours = |part: &str| -> Vec<f64> {
        let lines = part.lines();
        let colours = lines.filter_map(|line| line.trim().strip_prefix("color: "));
        let own = colours.filter(|colour| *colour != "inherit;");
        own.map(|colour| luminance(colour.trim_end_matches(';')))
            .collect()
    };
    let contrast = |light: f64, ground: f64| (light + 0.05) / (ground + 0.05);
    let day = colours(&format!("{before}{after}"));
    for light in &day {
        // A reading system may show a black page without reporting a dark colour scheme.
        let (on_white, on_black) = (1.0 / contrast(*light, 1.0), contrast(*light, 0.0));
        assert!(on_white >= 4.5 && on_black >= 4.5, "{on_white}, {on_black}");
    }
    // A program has a ground of its own in the dark, with the colour of its plain text, since a reader that says it is dark
    // may leave the page white.
    let (grounds, night): (Vec<&str>, Vec<&str>) = night
        .lines()
        .partition(|line| line.contains("background-color: "));
    let [ground] = grounds[..] else {
        panic!("{grounds:?}")
    };
    let ground = ground.trim().trim_start_matches("background-color: ");
    let night = colours(&night.join("\n"));
    for light in &night {
        let on_ground = contrast(*light, luminance(ground.trim_end_matches(';')));
        assert!(on_ground >= 4.5, "{on_ground}");
    }
    assert!(day.len() >= 5 && night.len() == day.len() + 1);
    assert!(
        !before.contains("background") && !after.contains("background"),
        "the reader chooses the page"
    );
}

#[test]
fn what_the_sheet_sets_bold_is_in_the_bold_face() {
    let sheet = include_str!("../style.css");
    for rule in sheet
        .split('}')
        .filter(|rule| rule.contains("font-weight: bold"))
    {
        let selectors = rule.split('{').next().unwrap();
        let selectors = selectors.rsplit("*/").next().unwrap();
        for selector in selectors.split(',') {
            let last = selector.trim().rsplit(' ').next().unwrap();
            let name = last.rsplit('.').next().unwrap();
            // Code and formulas are set in fonts of the reading system.
            assert!(
                faces::BOLD.contains(&name) || ["keyword", "bold"].contains(&name),
                "{selector}"
            );
        }
    }
}

#[test]
fn fonts_are_named_listed_and_credited() {
    let face = |bold: bool| Face {
        lang: Lang::parse("en").unwrap(),
        rank: 0,
        cut: Cut {
            bold,
            italic: false,
        },
        is_cff: true,
        bytes: vec![1, 2, 3],
        notice: "Own Serif, Open Font License\n".to_owned(),
    };
    let ebook = Ebook {
        fonts: Faces::Subset,
        ..Ebook::default()
    };
    let files = files(&made("en", EN, ebook, TIME, &[face(false), face(true)]));
    assert_eq!(files["fonts/en-1-regular.otf"].len(), 3);
    let sheet = &files["stylesheet.css"];
    assert!(sheet.contains("url(fonts/en-1-bold.otf)") && sheet.contains("\"book en 1\", serif"));
    let package = &files["content.opf"];
    assert!(package.contains("media-type=\"font/otf\""));
    assert!(package.contains("property=\"ibooks:specified-fonts\">true<"));
    let licences = &files["fonts/licences.txt"];
    assert!(licences.contains("Own Serif") && licences.contains("PERMISSION & CONDITIONS"));
    assert!(files["META-INF/com.apple.ibooks.display-options.xml"].contains(">true<"));
    let without = variant(Variant::Standard);
    assert!(without["META-INF/com.apple.ibooks.display-options.xml"].contains(">false<"));
}

/// An edition of a book whose first language is written right to left.
fn persian(languages: Languages) -> BTreeMap<String, String> {
    let mut book = sample::book();
    book.languages.a = Lang::parse("fa").unwrap();
    files(&of(&book, "fa", languages, Ebook::default(), TIME, &[]))
}

#[test]
fn a_right_to_left_book_has_right_to_left_page_progression() {
    for languages in [ZH, Languages::Both { lead: Side::A }] {
        let files = persian(languages);
        let package = parse(&files["content.opf"]);
        let spine = package
            .descendants()
            .find(|node| node.tag_name().name() == "spine")
            .unwrap();
        assert_eq!(spine.attribute("page-progression-direction"), Some("rtl"));
    }
    let english = persian(Languages::Only(Side::B));
    assert!(english["content.opf"].contains("page-progression-direction=\"ltr\""));
}

#[test]
fn code_runs_left_to_right_in_every_language() {
    let files = persian(Languages::Both { lead: Side::A });
    let mut found = [0, 0];
    for (name, page) in files.iter().filter(|(name, _)| is_page(name)) {
        let document = parse(page);
        for node in document.descendants() {
            let dir = node.ancestors().find_map(|above| above.attribute("dir"));
            match node.tag_name().name() {
                "pre" => found[0] += 1,
                "code" => found[1] += 1,
                _ => continue,
            }
            assert_eq!(dir, Some("ltr"), "{name}");
        }
    }
    assert!(found[0] > 0 && found[1] > found[0], "{found:?}");
}

#[test]
fn scripts_without_italics_stress_by_weight_or_dots() {
    let of_fa = &persian(ZH)["stylesheet.css"];
    let (_, rule) = of_fa
        .split_once("em:lang(fa) {")
        .expect("a rule of its own");
    let rule = rule.split('}').next().unwrap();
    assert!(rule.contains("font-style: normal") && rule.contains("font-weight: bold"));
    assert!(!persian(EN)["stylesheet.css"].contains("em:lang(fa)"));
}

/// Cantonese follows Chinese conventions for emphasis and dashes.
#[test]
fn a_language_with_chinese_conventions_has_its_rules() {
    let mut book = sample::book();
    book.languages.a = Lang::parse("yue").unwrap();
    let files = files(&of(&book, "yue", ZH, Ebook::default(), TIME, &[]));
    let style = &files["stylesheet.css"];
    let (_, rule) = style.split_once("em:lang(yue) {").expect("a rule");
    let rule = rule.split('}').next().unwrap();
    assert!(
        rule.contains("text-emphasis-position: under right"),
        "{rule}"
    );
    let (_, rule) = style
        .split_once("p.source:lang(yue)::before {")
        .expect("a rule");
    assert!(rule.trim_start().starts_with("content: \"——\";"), "{rule}");
    assert!(files["nav.xhtml"].contains("目錄"));
}

/// Gan indents as Chinese does; its data file says so, the style sheet does not mention it.
#[test]
fn every_language_that_indents_all_paragraphs_does_so_in_epubs() {
    let mut book = sample::book();
    book.languages.a = Lang::parse("gan").unwrap();
    let files = files(&of(&book, "gan", ZH, Ebook::default(), TIME, &[]));
    let style = &files["stylesheet.css"];
    assert!(style.contains("p:lang(gan) {\n  text-indent: 2em;"));
    assert!(style.contains("blockquote p:lang(gan) {\n  text-indent: 0;"));
    assert!(!style.contains("FURTHER"));
}

#[test]
fn words_of_the_other_language_are_marked() {
    let mut book = sample::book();
    let rights = book.rights.as_mut().unwrap();
    let said = |text: &str| vec![crate::book::Inline::Plain(text.to_owned())];
    rights.a.inlines = said("版权（all rights are reserved）归 OpenAI 所有");
    rights.b.inlines = said("All rights of 《小书》 are reserved");
    let page = |languages| {
        let files = files(&of(&book, "x", languages, Ebook::default(), TIME, &[]));
        files["colophon.xhtml"].clone()
    };
    for languages in [EN, Languages::Both { lead: Side::A }] {
        let english = page(languages);
        let marked = "of <span lang=\"zh\" xml:lang=\"zh\">《小书》</span> are";
        assert!(english.contains(marked), "{english}");
    }
    let chinese = page(ZH);
    let marked = "（<span lang=\"en\" xml:lang=\"en\">all rights are reserved</span>）归 OpenAI";
    assert!(chinese.contains(marked), "{chinese}");
}

#[test]
fn labels_without_a_translation_are_marked_as_english() {
    let mut book = sample::book();
    let mut labels = LabelOverrides::default();
    labels.insert("glossary", "Glosari".to_owned());
    book.languages.b = Lang::parse("ca").unwrap().with_labels(labels);
    let files = files(&of(&book, "ca", EN, Ebook::default(), TIME, &[]));
    let chapter = &files["chapter-9.xhtml"];
    let number = "<span class=\"chapter-number\" lang=\"en\" xml:lang=\"en\" dir=\"ltr\">Chapter 9";
    assert!(chapter.contains(number), "{chapter}");
    assert!(files["glossary.xhtml"].contains("<h1 id=\"part.title\">Glosari</h1>"));
    // No conformance is claimed for a page with labels in another language.
    assert!(!files["content.opf"].contains("dcterms:conformsTo"));
}
