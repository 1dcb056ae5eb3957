//! The edition's own fonts: which characters of each language are set in which cut, and the rules by
//! which readers find the faces.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::page::Page;
use super::xml::{El, Node};
use crate::font_subset::{Cut, Face, Need};
use crate::lang::{Emphasis, Lang};

/// What the style sheet sets bold, by element and by class.
pub const BOLD: [&str; 12] = [
    "h1",
    "h2",
    "h3",
    "strong",
    "b",
    "th",
    "dt",
    "label",
    "callout-title",
    "summary-title",
    "notes-title",
    "answer-title",
];
/// What is set in the reader's fixed pitch, or holds no text.
const OTHER: [&str; 4] = ["code", "head", "math", "svg"];
/// What list markers, quotation dashes and rules of the style sheet print.
const OF_THE_SHEET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.,:;()—–•…“”‘’ ";

/// What the pages need.
pub fn needs<'p>(pages: impl IntoIterator<Item = &'p Page>, languages: &[&Lang]) -> Vec<Need> {
    let mut found = BTreeMap::new();
    for page in pages {
        gather(&page.root, "", languages, Cut::default(), &mut found);
    }
    let mut needs = Vec::new();
    for ((tag, cut), mut characters) in found {
        let Some(lang) = languages.iter().find(|lang| lang.tag() == tag) else {
            continue;
        };
        characters.extend(OF_THE_SHEET.chars());
        needs.push(Need {
            lang: (*lang).clone(),
            cut,
            characters,
        });
    }
    needs
}

/// Characters by language and cut.
type Found = BTreeMap<(String, Cut), BTreeSet<char>>;

fn gather(element: &El, lang: &str, languages: &[&Lang], cut: Cut, found: &mut Found) {
    if OTHER.contains(&element.name()) {
        return;
    }
    // Words of a language that the edition is not in have the fonts of the text around them.
    let is_own = |tag: &&str| languages.iter().any(|lang| lang.tag() == *tag);
    let lang = element.value("lang").filter(is_own).unwrap_or(lang);
    let mut classes = element.value("class").unwrap_or_default().split(' ');
    let is_bold = BOLD.contains(&element.name()) || classes.any(|class| BOLD.contains(&class));
    let emphasis = Lang::parse(lang).map_or(Emphasis::Italic, |lang| lang.emphasis());
    let stresses = |by: Emphasis| element.name() == "em" && emphasis == by;
    let cut = Cut {
        bold: cut.bold || is_bold || stresses(Emphasis::Bold),
        // Under dots a Latin word is an `i`.
        italic: cut.italic || element.name() == "i" || stresses(Emphasis::Italic),
    };
    for child in element.children() {
        match child {
            Node::El(inner) => gather(inner, lang, languages, cut, found),
            Node::Text(text) => {
                let characters = found.entry((lang.to_owned(), cut)).or_default();
                characters.extend(text.chars().filter(|c| !c.is_control()));
            }
        }
    }
}

/// The name of a face's file.
pub fn file(face: &Face) -> String {
    let weight = if face.cut.bold { "bold" } else { "regular" };
    let slope = if face.cut.italic { "-italic" } else { "" };
    let extension = if face.is_cff { "otf" } else { "ttf" };
    let lang = face.lang.tag().to_ascii_lowercase();
    format!("fonts/{lang}-{}-{weight}{slope}.{extension}", face.rank + 1)
}

/// Its media type (EPUB 3.3, § 3.2).
pub fn media_type(face: &Face) -> &'static str {
    if face.is_cff { "font/otf" } else { "font/ttf" }
}

/// The rules that name the faces, and set each language in its own.
pub fn rules(faces: &[Face]) -> String {
    let mut css = String::new();
    let mut families: BTreeMap<&Lang, Vec<usize>> = BTreeMap::new();
    for face in faces {
        let ranks = families.entry(&face.lang).or_default();
        if !ranks.contains(&face.rank) {
            ranks.push(face.rank);
        }
        let weight = if face.cut.bold { "bold" } else { "normal" };
        let style = if face.cut.italic { "italic" } else { "normal" };
        let _ = write!(
            css,
            "@font-face {{\n  font-family: \"{}\";\n  font-weight: {weight};\n  font-style: {style};\n  src: url({});\n}}\n\n",
            family(&face.lang, face.rank),
            file(face)
        );
    }
    for (lang, mut ranks) in families {
        ranks.sort_unstable();
        let names = ranks
            .iter()
            .map(|rank| format!("\"{}\", ", family(lang, *rank)));
        let _ = write!(
            css,
            "[lang=\"{}\"] {{\n  font-family: {}serif;\n}}\n\n",
            lang.tag(),
            names.collect::<String>()
        );
    }
    css
}

fn family(lang: &Lang, rank: usize) -> String {
    format!("book {} {}", lang.tag(), rank + 1)
}

/// Whose the faces are, each said once.
pub fn notices(faces: &[Face]) -> String {
    let mut said: Vec<&str> = Vec::new();
    for face in faces {
        if !said.contains(&face.notice.as_str()) {
            said.push(&face.notice);
        }
    }
    let licence = include_str!("../../fonts/OFL-NotoSerifSC.txt");
    let terms = licence
        .find("SIL OPEN FONT LICENSE")
        .map_or("", |at| &licence[at..]);
    let is_open = said
        .iter()
        .any(|notice| notice.contains("Open Font License"));
    let terms = if is_open { terms } else { "" };
    format!("{}\n{terms}", said.join("\n"))
}
