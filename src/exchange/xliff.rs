//! XLIFF 2.0: a file for each of the book's, a unit for each text, markup as placeholders.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::protect::{Part, numbered};
use super::{Base, Catalogue, Entry, Fault, Unit, decoded, parsed, place_of};
use crate::message::message;
use crate::xml::{El, xml};

const NAMESPACE: &str = "urn:oasis:names:tc:xliff:document:2.0";
/// The category of the note with the base.
const BASE: &str = "diglot-base";

pub fn write(catalogue: &Catalogue<'_>) -> anyhow::Result<Vec<u8>> {
    let mut root = El::new("xliff")
        .attr("xmlns", NAMESPACE)
        .attr("version", "2.0")
        .attr("srcLang", catalogue.source.tag())
        .attr("trgLang", catalogue.target.tag());
    let mut number = 0;
    for (index, units) in catalogue
        .units
        .chunk_by(|one, next| one.file == next.file)
        .enumerate()
    {
        let mut file = El::new("file")
            .attr("id", format!("f{}", index + 1))
            .attr("original", units[0].file);
        for unit in units {
            number += 1;
            file = file.with(element(unit, number));
        }
        root = root.with(file);
    }
    Ok(xml(&root)?)
}

fn element(unit: &Unit<'_>, number: usize) -> El {
    let mut data = Vec::new();
    let parts = |words| numbered(words, unit.source, unit.is_lined);
    let source = inline("source", parts(unit.source), &mut data);
    let target = unit
        .target
        .map(|words| inline("target", parts(words), &mut data));
    let (state, sub) = match unit.target {
        None => ("initial", None),
        Some(_) if unit.is_stale => ("initial", Some("diglot:stale")),
        Some(_) if unit.is_confirmed => ("final", None),
        Some(_) => ("translated", None),
    };
    let mut segment = El::new("segment").attr("state", state);
    if let Some(sub) = sub {
        segment = segment.attr("subState", sub);
    }
    let note =
        |category: &str, words: String| El::new("note").attr("category", category).with(words);
    let notes = El::new("notes")
        .with(note("kind", unit.kind.to_owned()))
        .with(note("line", unit.line.to_string()))
        .with(note(BASE, unit.base.to_text()));
    let mut whole = El::new("unit")
        .attr("id", format!("u{number}"))
        .attr("name", unit.id)
        .attr("xml:space", "preserve")
        .with(notes);
    if !data.is_empty() {
        let each = data.iter().enumerate().map(|(index, markup)| {
            El::new("data")
                .attr("id", format!("d{}", index + 1))
                .with(*markup)
        });
        whole = whole.with(El::new("originalData").with_all(each));
    }
    whole.with(segment.with(source).with_all(target))
}

/// The text of one language. Equal markup has one entry in the data.
fn inline<'t>(name: &'static str, parts: Vec<(Part<'t>, usize)>, data: &mut Vec<&'t str>) -> El {
    let mut out = El::new(name);
    for (part, number) in parts {
        out = match part {
            Part::Words(words) => out.with(words),
            Part::Markup(markup) => {
                let known = data.iter().position(|one| *one == markup);
                let index = known.unwrap_or_else(|| {
                    data.push(markup);
                    data.len() - 1
                });
                out.with(
                    El::new("ph")
                        .attr("id", number.to_string())
                        .attr("dataRef", format!("d{}", index + 1)),
                )
            }
        };
    }
    out
}

pub fn read(bytes: &[u8]) -> Result<Vec<Entry>, Vec<Fault>> {
    let text = decoded(bytes).map_err(|fault| vec![fault])?;
    let document = parsed(text).map_err(|fault| vec![fault])?;
    let root = document.root_element();
    let version = root.attribute("version").unwrap_or_default();
    let languages = (root.attribute("srcLang"), root.attribute("trgLang"));
    let (true, (Some(source), Some(target))) = (root.has_tag_name((NAMESPACE, "xliff")), languages)
    else {
        return Err(vec![Fault::whole(message!(
            "this is not XLIFF 2.0 with a `srcLang` and a `trgLang`, but `{}` of version `{}`",
            root.tag_name().name(),
            version
        ))]);
    };
    let mut entries = Vec::new();
    let mut faults = Vec::new();
    for unit in document
        .descendants()
        .filter(|node| node.has_tag_name((NAMESPACE, "unit")))
    {
        match entry(unit, source, target) {
            Ok(entry) => entries.push(entry),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() {
        Ok(entries)
    } else {
        Err(faults)
    }
}

fn entry(unit: Node<'_, '_>, source: &str, target: &str) -> Result<Entry, Fault> {
    let place = place_of(unit);
    let id = unit.attribute("name").ok_or_else(|| {
        Fault::at(
            place,
            message!("this unit has no `name`, which is the id of a text"),
        )
    })?;
    let of_name = |name: &'static str| {
        unit.descendants()
            .filter(move |node| node.has_tag_name((NAMESPACE, name)))
    };
    let data: BTreeMap<&str, String> = of_name("data")
        .filter_map(|node| Some((node.attribute("id")?, all_text(node))))
        .collect();
    let base = of_name("note").find(|node| node.attribute("category") == Some(BASE));
    let mut texts = vec![
        (source.to_owned(), String::new()),
        (target.to_owned(), String::new()),
    ];
    // A tool may have divided the text into several segments.
    for part in unit.descendants() {
        if !part.has_tag_name((NAMESPACE, "segment"))
            && !part.has_tag_name((NAMESPACE, "ignorable"))
        {
            continue;
        }
        let own = |name: &str| {
            part.children()
                .find(|node| node.has_tag_name((NAMESPACE, name)))
        };
        let words_of = |node: Option<Node<'_, '_>>| -> Result<Option<String>, Fault> {
            let mut words = String::new();
            let Some(node) = node else { return Ok(None) };
            inline_text(node, &data, &mut words)?;
            Ok(Some(words))
        };
        let source = words_of(own("source"))?.unwrap_or_default();
        let target = words_of(own("target"))?;
        let is_between = part.has_tag_name((NAMESPACE, "ignorable"));
        let target = match target {
            None if is_between => source.clone(),
            target => target.unwrap_or_default(),
        };
        texts[0].1.push_str(&source);
        texts[1].1.push_str(&target);
    }
    Ok(Entry {
        place,
        id: id.to_owned(),
        base: base.and_then(|node| Base::parse(&all_text(node))),
        source: source.to_owned(),
        texts,
        ..Entry::default()
    })
}

fn all_text(node: Node<'_, '_>) -> String {
    node.descendants()
        .filter(Node::is_text)
        .filter_map(|node| node.text())
        .collect()
}

/// Adds the text of an element, with markup in place of its placeholders.
fn inline_text(
    node: Node<'_, '_>,
    data: &BTreeMap<&str, String>,
    out: &mut String,
) -> Result<(), Fault> {
    for child in node.children() {
        if child.is_text() {
            out.push_str(child.text().unwrap_or_default());
        }
        if !child.is_element() {
            continue;
        }
        let markup = |attribute: &str| {
            let name = child.attribute(attribute).unwrap_or_default();
            data.get(name).ok_or_else(|| {
                Fault::at(
                    place_of(child),
                    message!("this placeholder stands for nothing: no `data` of the unit has the id `{}`", name),
                )
            })
        };
        match child.tag_name().name() {
            "ph" | "sc" | "ec" => out.push_str(markup("dataRef")?),
            "pc" => {
                out.push_str(markup("dataRefStart")?);
                inline_text(child, data, out)?;
                out.push_str(markup("dataRefEnd")?);
            }
            "mrk" => inline_text(child, data, out)?,
            "sm" | "em" => {}
            name => {
                return Err(Fault::at(
                    place_of(child),
                    message!("`{}` cannot be in a text", name),
                ));
            }
        }
    }
    Ok(())
}
