//! The edition's own fonts: which characters of each language are set in which style, and the `@font-face` rules for
//! the embedded faces.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::page::Page;
use super::xml::{El, Node};
use crate::font_subset::{Cut, Face, Need};
use crate::lang::{Emphasis, Lang};

/// The elements and classes that the style sheet sets bold.
pub const BOLD: [&str; 18] = [
    "words",
    "speaker",
    "party",
    "verse-title",
    "h1",
    "h2",
    "h3",
    "h4",
    "strong",
    "b",
    "th",
    "dt",
    "label",
    "callout-title",
    "instructions",
    "summary-title",
    "notes-title",
    "answer-title",
];
/// Elements that are set in fonts of the reading system, such as its monospaced one, or hold no text.
const OTHER: [&str; 4] = ["code", "head", "math", "svg"];
/// Characters that the style sheet generates: list markers, dashes before sources and the like.
const OF_THE_SHEET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.,:;()*—–•…“”‘’ ";

/// The characters on these pages, by language and style.
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

/// Characters by language tag and style.
type CharactersByStyle = BTreeMap<(String, Cut), BTreeSet<char>>;

fn gather(element: &El, lang: &str, languages: &[&Lang], cut: Cut, found: &mut CharactersByStyle) {
    if OTHER.contains(&element.name()) {
        return;
    }
    // Words in a language that is not one of the edition's are set in the fonts of the text around them.
    let is_own = |tag: &&str| languages.iter().any(|lang| lang.tag() == *tag);
    let lang = element.value("lang").filter(is_own).unwrap_or(lang);
    let mut classes = element.value("class").unwrap_or_default().split(' ');
    let is_bold = BOLD.contains(&element.name()) || classes.any(|class| BOLD.contains(&class));
    let emphasis = Lang::parse(lang).map_or(Emphasis::Italic, |lang| lang.emphasis());
    let stresses = |by: Emphasis| element.name() == "em" && emphasis == by;
    let cut = Cut {
        bold: cut.bold || is_bold || stresses(Emphasis::Bold),
        // `inline::dotted` puts Latin words with emphasis dots into an `i`.
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

/// The media type of a face's file (EPUB 3.3 §3.2).
pub fn media_type(face: &Face) -> &'static str {
    if face.is_cff { "font/otf" } else { "font/ttf" }
}

/// The `@font-face` rules, and a rule that sets each language in its own families.
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

/// The copyright and licence notices of the faces, each once.
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
