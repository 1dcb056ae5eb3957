//! XLIFF 1.1, 1.2 and 2.x, as any tool writes it. Each file in it becomes a chapter.

use roxmltree::Node;

use super::super::Refusal;
use super::super::document::{Role, visible};
use super::super::rich::Rich;
use super::xml::{all_text, line_of, parsed, text_of};
use super::{Maker, State, Units, tag};
use crate::message::message;

pub(super) fn read(name: &str, text: &str) -> Result<Units, Refusal> {
    let document = parsed(name, text)?;
    let root = document.root_element();
    if root.tag_name().name() != "xliff" {
        let why = message!("this is not XLIFF, but `{}`", root.tag_name().name());
        return Err(Refusal::fault(name, 1, 1, why));
    }
    let is_ours = root
        .descendants()
        .any(|node| node.attribute("category") == Some("diglot-base"));
    if is_ours {
        return Err(Refusal::Ours(name.to_owned()));
    }
    let mut languages = None;
    let mut chapters = Vec::new();
    for file in root.children().filter(|node| is(node, "file")) {
        // Version 2 says it once, for all files.
        let of = |root_name: &str, file_name: &str| {
            let own = file
                .attribute(file_name)
                .or_else(|| root.attribute(root_name));
            own.map(tag)
        };
        let source = of("srcLang", "source-language");
        let target = of("trgLang", "target-language");
        let original = file.attribute("original").unwrap_or(name);
        let original = original.rsplit(['/', '\\']).next().unwrap_or(original);
        let mut maker = Maker::new(name);
        for unit in file
            .descendants()
            .filter(|node| is(node, "trans-unit") || is(node, "unit"))
        {
            read_unit(unit, &mut maker);
        }
        languages = languages.or(source.zip(target));
        chapters.push((original.to_owned(), maker.chapter));
    }
    let Some((source, target)) = languages else {
        let why = message!("the file does not name the languages of its texts");
        return Err(Refusal::fault(name, line_of(root), 1, why));
    };
    Ok(Units {
        name: name.to_owned(),
        languages: Some([source, target]),
        chapters,
    })
}

/// Whether an element is one of XLIFF's, whatever its version; vendors have namespaces of their own.
fn is(node: &Node<'_, '_>, name: &str) -> bool {
    let space = node.tag_name().namespace().unwrap_or_default();
    let is_own = space.is_empty() || space.starts_with("urn:oasis:names:tc:xliff");
    node.is_element() && is_own && node.tag_name().name() == name
}

/// A child of an element.
fn own<'a, 't>(node: Node<'a, 't>, name: &str) -> Option<Node<'a, 't>> {
    node.children().find(|child| is(child, name))
}

fn read_unit(unit: Node<'_, '_>, maker: &mut Maker<'_>) {
    let line = line_of(unit);
    let mut read = 0;
    let mut codes = Vec::new();
    let mut texts = [Rich::default(), Rich::default()];
    let mut state = State::Done;
    // Version 1 has the text in the unit, version 2 in segments, and what is between these in ignorable parts.
    let segments: Vec<Node<'_, '_>> = unit
        .children()
        .filter(|node| is(node, "segment") || is(node, "ignorable"))
        .collect();
    let parts = if segments.is_empty() {
        vec![unit]
    } else {
        segments
    };
    for part in parts {
        let source = own(part, "source");
        let target = own(part, "target");
        let of = |node: Option<Node<'_, '_>>, codes: &mut Vec<String>| {
            node.map(|node| text_of(node, codes)).unwrap_or_default()
        };
        read += [source, target]
            .into_iter()
            .flatten()
            .map(|node| visible(&all_text(node)))
            .sum::<usize>();
        texts[0].join(of(source, &mut codes));
        texts[1].join(of(target, &mut codes));
        let said = target.and_then(|target| target.attribute("state"));
        let said = said.or_else(|| part.attribute("state")).unwrap_or_default();
        if said.starts_with("needs-") || matches!(said, "new" | "initial") {
            state = State::Unsure;
        }
    }
    let before = maker.chapter.characters;
    for code in codes {
        maker.mark(&code);
    }
    if unit.attribute("translate") == Some("no") {
        let words = texts[0].words();
        let why = message!("this is not to be translated");
        maker.left_out(line, why, &words);
        if !texts[1].is_empty() {
            let words = texts[1].words();
            maker.left_out(line, message!("this is not to be translated"), &words);
        }
    } else {
        maker.pair(line, Role::Text, texts, state);
    }
    maker.chapter.characters = before + read;
    for note in unit.descendants().filter(|node| is(node, "note")) {
        let words: String = note.children().filter_map(|child| child.text()).collect();
        let why = message!("a note for the translator");
        maker.left_out(line, why, &words);
    }
}
