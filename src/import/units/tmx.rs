//! TMX 1.1 to 1.4: a memory. Its order is that of the file, which need not be the order of a text.

use std::collections::BTreeSet;

use roxmltree::Node;

use super::super::Refusal;
use super::super::document::{Role, visible};
use super::super::rich::Rich;
use super::xml::{all_text, line_of, parsed, text_of};
use super::{Maker, State, Units, most_frequent, tag};
use crate::message::message;

const XML: &str = "http://www.w3.org/XML/1998/namespace";

pub(super) fn read(name: &str, text: &str) -> Result<Units, Refusal> {
    let document = parsed(name, text)?;
    let root = document.root_element();
    if root.tag_name().name() != "tmx" {
        let why = message!("this is not TMX, but `{}`", root.tag_name().name());
        return Err(Refusal::fault(name, 1, 1, why));
    }
    let is_ours = |node: roxmltree::Node<'_, '_>| node.attribute("type") == Some("x-diglot-base");
    if root.descendants().any(is_ours) {
        return Err(Refusal::Ours(name.to_owned()));
    }
    let units = || root.descendants().filter(|node| node.has_tag_name("tu"));
    let language = |variant: Node<'_, '_>| {
        let language = variant.attribute((XML, "lang"));
        language
            .or_else(|| variant.attribute("lang"))
            .map(str::to_owned)
    };
    let variants = |unit: Node<'_, '_>| -> Vec<(String, Rich, Vec<String>)> {
        let variants = unit.children().filter(|node| node.has_tag_name("tuv"));
        let read = variants.filter_map(|variant| {
            let segment = variant.children().find(|node| node.has_tag_name("seg"))?;
            let mut codes = Vec::new();
            let text = text_of(segment, &mut codes);
            Some((tag(&language(variant)?), text, codes))
        });
        read.collect()
    };
    let tags: Vec<String> = root
        .descendants()
        .filter(|node| node.has_tag_name("tuv"))
        .filter_map(language)
        .collect();
    let header = root.descendants().find(|node| node.has_tag_name("header"));
    let source = header.and_then(|node| node.attribute("srclang")).map(tag);
    let mut languages = most_frequent(tags.iter().map(String::as_str));
    if source.is_some() && languages.get(1) == source.as_ref() {
        languages.swap(0, 1);
    }
    let Ok(languages) = <[String; 2]>::try_from(languages) else {
        return Err(Refusal::OneLanguage(name.to_owned()));
    };
    let mut maker = Maker::new(name);
    let mut seen = BTreeSet::new();
    for unit in units() {
        let line = line_of(unit);
        let mut texts = [Rich::default(), Rich::default()];
        for (language, text, codes) in variants(unit) {
            for code in codes {
                maker.mark(&code);
            }
            match languages.iter().position(|one| *one == language) {
                Some(side) if texts[side].is_empty() => texts[side] = text,
                _ => {
                    let why = message!(
                        "this is in a third language, `{}`, or is a second translation",
                        language
                    );
                    maker.left_out(line, why, &text.words());
                }
            }
        }
        let key = (texts[0].words(), texts[1].words());
        if seen.insert(key.clone()) {
            maker.pair(line, Role::Text, texts, State::Done);
        } else {
            let why = message!("this pair is in the file already");
            maker.left_out(line, why, &format!("{} {}", key.0, key.1));
        }
    }
    let segments = root.descendants().filter(|node| node.has_tag_name("seg"));
    maker.chapter.characters = segments.map(|segment| visible(&all_text(segment))).sum();
    Ok(Units {
        name: name.to_owned(),
        languages: Some(languages),
        chapters: vec![(name.to_owned(), maker.chapter)],
    })
}
