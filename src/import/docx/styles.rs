//! What the styles and the numbering of a DOCX say about its paragraphs and characters.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use super::package::{attribute, child, is, switch, value};

/// How many styles a style may be based on, one upon the other.
const LONGEST_CHAIN: usize = 20;

/// What a paragraph is by its style.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Text,
    Title,
    Quote,
    Code,
    Caption,
    /// Made by Word from other parts of the text.
    Contents,
}

/// What a style says, with all that it is based on.
#[derive(Debug, Clone, Default)]
pub(super) struct Style {
    pub(super) kind: Kind,
    /// The level of a heading, from 0; body text has 9.
    pub(super) outline: Option<u8>,
    /// The list and the level in it.
    pub(super) list: (Option<String>, Option<usize>),
    pub(super) strong: Option<bool>,
    pub(super) emph: Option<bool>,
    pub(super) hidden: Option<bool>,
    pub(super) small_caps: Option<bool>,
    /// In half points.
    pub(super) size: Option<u32>,
    pub(super) is_code: bool,
}

#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: BTreeMap<String, Style>,
    usual: Style,
}

impl Styles {
    pub(super) fn read(document: Option<&Document<'_>>) -> Self {
        let Some(document) = document else {
            return Self::default();
        };
        let root = document.root_element();
        let nodes: BTreeMap<&str, Node<'_, '_>> = root
            .children()
            .filter(|node| is(*node, "w", "style"))
            .filter_map(|node| Some((attribute(node, "styleId")?, node)))
            .collect();
        let mut usual = Style::default();
        let defaults = child(root, "docDefaults");
        for properties in defaults.iter().flat_map(Node::descendants) {
            if is(properties, "w", "rPr") {
                usual.read(properties);
            }
        }
        let by_id = nodes.keys().map(|id| {
            let mut chain = vec![nodes[id]];
            while let Some(next) = chain
                .last()
                .and_then(|last| nodes.get(value(*last, "basedOn")?))
                && chain.len() < LONGEST_CHAIN
            {
                chain.push(*next);
            }
            let mut style = Style::default();
            for node in chain.into_iter().rev() {
                style.refine(node);
            }
            ((*id).to_owned(), style)
        });
        Self {
            by_id: by_id.collect(),
            usual,
        }
    }

    /// The style with an id; that of ordinary text if there is none.
    pub(super) fn get(&self, id: Option<&str>) -> &Style {
        id.and_then(|id| self.by_id.get(id)).unwrap_or(&self.usual)
    }

    /// The size of ordinary text, in half points.
    pub(super) fn usual_size(&self) -> u32 {
        let normal = ["Normal", "a", "Standard"]
            .into_iter()
            .find_map(|id| self.by_id.get(id)?.size);
        normal.or(self.usual.size).unwrap_or(20)
    }
}

impl Style {
    fn refine(&mut self, node: Node<'_, '_>) {
        let name = value(node, "name").unwrap_or_default().to_lowercase();
        let name = name.as_str();
        match name {
            "title" | "标题" | "標題" | "文档标题" => self.kind = Kind::Title,
            "quote" | "intense quote" | "block text" | "quotations" | "引用" | "明显引用" => {
                self.kind = Kind::Quote;
            }
            "source code" | "html preformatted" | "preformatted text" | "plain text" | "macro" => {
                self.kind = Kind::Code;
            }
            "verbatim char" | "html code" | "source text" | "html typewriter" => {
                self.is_code = true;
            }
            "index heading" | "toc heading" => self.kind = Kind::Contents,
            _ if name.ends_with("caption") || name == "题注" => self.kind = Kind::Caption,
            _ if name.starts_with("toc ") || name.starts_with("index ") => {
                self.kind = Kind::Contents;
            }
            _ => {}
        }
        // Programs in other languages than English give their headings other names.
        let level = ["heading ", "标题 ", "標題 "]
            .into_iter()
            .find_map(|start| name.strip_prefix(start)?.trim().parse::<u8>().ok());
        if let Some(level) = level {
            self.outline = Some(level.saturating_sub(1));
        }
        if let Some(properties) = child(node, "pPr") {
            self.read_paragraph(properties);
        }
        if let Some(properties) = child(node, "rPr") {
            self.read(properties);
        }
        if level.is_some() {
            self.kind = Kind::Text;
        }
    }

    /// Adds what a `pPr` says.
    pub(super) fn read_paragraph(&mut self, properties: Node<'_, '_>) {
        if let Some(level) = value(properties, "outlineLvl") {
            self.outline = level.parse().ok();
        }
        if let Some(list) = child(properties, "numPr") {
            let level = value(list, "ilvl").and_then(|level| level.parse().ok());
            self.list = (
                value(list, "numId")
                    .map(str::to_owned)
                    .or(self.list.0.take()),
                level.or(self.list.1),
            );
        }
    }

    /// Adds what an `rPr` says.
    pub(super) fn read(&mut self, properties: Node<'_, '_>) {
        self.strong = switch(properties, "b").or(self.strong);
        self.emph = switch(properties, "i")
            .or_else(|| switch(properties, "em"))
            .or(self.emph);
        self.hidden = switch(properties, "vanish").or(self.hidden);
        self.small_caps = switch(properties, "smallCaps").or(self.small_caps);
        let size = value(properties, "sz").and_then(|size| size.parse().ok());
        self.size = size.or(self.size);
    }
}

/// A level of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Level {
    pub(super) ordered: bool,
    pub(super) start: u32,
    /// Whether it has no bullet, so that its paragraphs go on with the item before them.
    pub(super) is_blank: bool,
}

/// The lists of a document.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    levels: BTreeMap<(String, usize), Level>,
}

impl Numbering {
    pub(super) fn read(document: Option<&Document<'_>>) -> Self {
        let Some(document) = document else {
            return Self::default();
        };
        let root = document.root_element();
        let of_level = |level: Node<'_, '_>| {
            let format = value(level, "numFmt").unwrap_or("decimal");
            let start = value(level, "start").and_then(|start| start.parse().ok());
            let place = attribute(level, "ilvl")?.parse::<usize>().ok()?;
            let ordered = !matches!(format, "bullet" | "none");
            let is_blank = value(level, "lvlText").is_none_or(|text| text.trim().is_empty());
            let level = Level {
                ordered,
                start: start.unwrap_or(1),
                is_blank,
            };
            Some((place, level))
        };
        let levels_of = |node: Node<'_, '_>| -> BTreeMap<usize, Level> {
            let levels = node.children().filter(|node| is(*node, "w", "lvl"));
            levels.filter_map(of_level).collect()
        };
        let templates: BTreeMap<&str, BTreeMap<usize, Level>> = root
            .children()
            .filter(|node| is(*node, "w", "abstractNum"))
            .filter_map(|node| Some((attribute(node, "abstractNumId")?, levels_of(node))))
            .collect();
        let mut levels = BTreeMap::new();
        for list in root.children().filter(|node| is(*node, "w", "num")) {
            let (Some(id), Some(template)) =
                (attribute(list, "numId"), value(list, "abstractNumId"))
            else {
                continue;
            };
            let mut own = templates.get(template).cloned().unwrap_or_default();
            for change in list.children().filter(|node| is(*node, "w", "lvlOverride")) {
                own.extend(levels_of(change));
                let place = attribute(change, "ilvl").and_then(|place| place.parse().ok());
                let start = value(change, "startOverride").and_then(|start| start.parse().ok());
                if let (Some(place), Some(start)) = (place, start)
                    && let Some(level) = own.get_mut(&place)
                {
                    level.start = start;
                }
            }
            for (place, level) in own {
                levels.insert((id.to_owned(), place), level);
            }
        }
        Self { levels }
    }

    /// A level of a list; that of a bullet if the list is unknown.
    pub(super) fn level(&self, list: &str, level: usize) -> Level {
        let found = self.levels.get(&(list.to_owned(), level)).copied();
        found.unwrap_or(Level {
            ordered: false,
            start: 1,
            is_blank: false,
        })
    }
}
