//! TMX 1.4: the pairs of the book as a translation memory, markup as placeholders.

use roxmltree::Node;

use super::protect::{Part, numbered};
use super::{Base, Catalogue, Entry, Fault, decoded, parsed, place_of};
use crate::message::message;
use crate::xml::{El, xml};

/// The type of the property with the base.
const BASE: &str = "x-diglot-base";

pub fn write(catalogue: &Catalogue<'_>) -> anyhow::Result<Vec<u8>> {
    let header = El::new("header")
        .attr("creationtool", "diglot")
        .attr("creationtoolversion", env!("CARGO_PKG_VERSION"))
        .attr("segtype", "block")
        .attr("o-tmf", "diglot")
        .attr("adminlang", "en")
        .attr("srclang", catalogue.source.tag())
        .attr("datatype", "plaintext");
    let mut body = El::new("body");
    for unit in &catalogue.units {
        // A memory has translations only.
        let Some(target) = unit.target else { continue };
        let property = |kind: &str, words: String| El::new("prop").attr("type", kind).with(words);
        let variant = |tag: &str, words: &str| {
            let segment = segment(numbered(words, unit.source, unit.is_lined));
            El::new("tuv").attr("xml:lang", tag).with(segment)
        };
        body = body.with(
            El::new("tu")
                .attr("tuid", unit.id)
                .with(property("x-kind", unit.kind.to_owned()))
                .with(property("x-file", unit.file.to_owned()))
                .with(property(BASE, unit.base.to_text()))
                .with(variant(catalogue.source.tag(), unit.source))
                .with(variant(catalogue.target.tag(), target)),
        );
    }
    let root = El::new("tmx")
        .attr("version", "1.4")
        .with(header)
        .with(body);
    Ok(xml(&root)?)
}

fn segment(parts: Vec<(Part<'_>, usize)>) -> El {
    let each = parts.into_iter();
    each.fold(El::new("seg"), |segment, (part, number)| match part {
        Part::Words(words) => segment.with(words),
        Part::Markup(markup) => {
            segment.with(El::new("ph").attr("x", number.to_string()).with(markup))
        }
    })
}

pub fn read(bytes: &[u8]) -> Result<Vec<Entry>, Vec<Fault>> {
    let text = decoded(bytes).map_err(|fault| vec![fault])?;
    let document = parsed(text).map_err(|fault| vec![fault])?;
    let root = document.root_element();
    if !root.has_tag_name("tmx") {
        return Err(vec![Fault::whole(message!(
            "this is not TMX, but `{}`",
            root.tag_name().name()
        ))]);
    }
    let header = document
        .descendants()
        .find(|node| node.has_tag_name("header"));
    let source = header
        .and_then(|node| node.attribute("srclang"))
        .unwrap_or_default();
    let units = document
        .descendants()
        .filter(|node| node.has_tag_name("tu"));
    let entries = units.map(|unit| {
        let place = place_of(unit);
        let id = unit.attribute("tuid").ok_or_else(|| {
            Fault::at(
                place,
                message!("this unit has no `tuid`, which is the id of a text"),
            )
        })?;
        let base = unit
            .children()
            .find(|node| node.attribute("type") == Some(BASE));
        let variants = unit.children().filter(|node| node.has_tag_name("tuv"));
        let texts = variants.filter_map(|variant| {
            let language = variant.attribute(("http://www.w3.org/XML/1998/namespace", "lang"));
            let language = language.or_else(|| variant.attribute("lang"))?;
            let segment = variant.children().find(|node| node.has_tag_name("seg"))?;
            Some((language.to_owned(), all_text(segment)))
        });
        Ok(Entry {
            place,
            id: id.to_owned(),
            base: base.and_then(|node| Base::parse(&all_text(node))),
            source: source.to_owned(),
            texts: texts.collect(),
            ..Entry::default()
        })
    });
    let mut faults = Vec::new();
    let entries: Vec<_> = entries
        .filter_map(|entry: Result<Entry, Fault>| entry.map_err(|fault| faults.push(fault)).ok())
        .collect();
    if faults.is_empty() {
        Ok(entries)
    } else {
        Err(faults)
    }
}

/// The text of an element. Its placeholders contain what they stand for.
fn all_text(node: Node<'_, '_>) -> String {
    node.descendants()
        .filter(Node::is_text)
        .filter_map(|node| node.text())
        .collect()
}
