//! References within a drawing: resolves them, refuses cycles, and limits how much is drawn once all are followed.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Category;
use super::values::{FilterPart, Value};
use super::{Child, MAX_DEPTH, Part, Refusal};

use crate::message::message;

/// The most that may be drawn once all references are followed, in units of one element or eight numbers.
const MAX_DRAWN: u64 = 1_000_000;

/// Drops dangling references, renames the targets of the others, and limits what is drawn.
pub fn settle(parts: &mut [Part]) -> Result<(), Refusal> {
    let mut targets: BTreeMap<String, usize> = BTreeMap::new();
    for (index, part) in parts.iter().enumerate() {
        if let Some(id) = &part.id {
            // Viewers take the first of several elements with the same id.
            targets.entry(id.clone()).or_insert(index);
        }
    }
    drop_dangling(parts, &targets);
    rename(parts, &targets);
    let mut weigher = Weigher {
        links: links(parts, &targets),
        weights: vec![None; parts.len()],
        is_open: vec![false; parts.len()],
        parts,
    };
    let whole = weigher.weigh(0, 0)?;
    if whole.drawn > MAX_DRAWN {
        return Err(Refusal::TooLarge(message!(
            "it repeats too many elements to be drawn"
        )));
    }
    Ok(())
}

const GRADIENTS: [&str; 2] = ["linearGradient", "radialGradient"];

/// Whether the element `from` may refer to the element `to` in this attribute.
fn may_refer(parts: &[Part], from: usize, attribute: &str, to: usize) -> bool {
    let (from, to) = (parts[from].element, parts[to].element);
    match attribute {
        "fill" | "stroke" => to.name == "pattern" || GRADIENTS.contains(&to.name),
        "clip-path" => to.name == "clipPath",
        "mask" | "filter" => to.name == attribute,
        "marker-start" | "marker-mid" | "marker-end" => to.name == "marker",
        _ => match from.name {
            "use" => {
                let is_drawn = matches!(to.category, Category::Drawn | Category::Shape);
                is_drawn || matches!(to.name, "symbol" | "text")
            }
            "textPath" => to.category == Category::Shape,
            "pattern" => to.name == "pattern",
            "linearGradient" | "radialGradient" => GRADIENTS.contains(&to.name),
            _ => false,
        },
    }
}

/// Removes dangling references in the way that viewers treat them: a paint uses its fallback; a clip path, mask,
/// filter or marker is omitted; an element that only draws its target is dropped.
fn drop_dangling(parts: &mut [Part], targets: &BTreeMap<String, usize>) {
    for index in 0..parts.len() {
        let mut attributes = std::mem::take(&mut parts[index].attributes);
        let leads = |name: &str, id: &str| {
            targets
                .get(id)
                .is_some_and(|target| may_refer(parts, index, name, *target))
        };
        let mut lacks_content = false;
        for (name, value) in &mut attributes {
            let is_kept = match &*value {
                Value::Text(_) => true,
                Value::Paint(id, _) | Value::Url(id) | Value::Fragment(id) => leads(name, id),
                Value::Filter(all) => all.iter().all(|part| match part {
                    FilterPart::Url(id) => leads(name, id),
                    FilterPart::Function(_) => true,
                }),
            };
            if !is_kept {
                lacks_content |= *name == "xlink:href";
                *value = Value::Text(if let Value::Paint(_, fallback) = value {
                    std::mem::take(fallback)
                } else {
                    String::new()
                });
            }
        }
        attributes.retain(|(name, value)| {
            let is_empty = matches!(value, Value::Text(text) if text.is_empty());
            !is_empty || *name == "d"
        });
        let part = &mut parts[index];
        part.attributes = attributes;
        part.is_dropped =
            lacks_content && matches!(part.element.name, "use" | "textPath" | "image");
    }
}

/// Gives each referenced element a unique id that is an XML name. Other ids are not written.
fn rename(parts: &mut [Part], targets: &BTreeMap<String, usize>) {
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    for part in parts.iter().filter(|part| !part.is_dropped) {
        for (_, value) in &part.attributes {
            wanted.extend(ids(value).into_iter().cloned());
        }
    }
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut taken: BTreeSet<String> = wanted.iter().filter(|id| is_name(id)).cloned().collect();
    let mut next = 1;
    for id in &wanted {
        let name = if is_name(id) {
            id.clone()
        } else {
            while !taken.insert(format!("i{next}")) {
                next += 1;
            }
            format!("i{next}")
        };
        names.insert(id.clone(), name);
    }
    for (id, name) in &names {
        if let Some(target) = targets.get(id) {
            parts[*target].written_id = Some(name.clone());
        }
    }
    let put = |id: &mut String| {
        if let Some(name) = names.get(id) {
            id.clone_from(name);
        }
    };
    for part in parts.iter_mut() {
        for (_, value) in &mut part.attributes {
            match value {
                Value::Text(_) => {}
                Value::Paint(id, _) | Value::Url(id) | Value::Fragment(id) => put(id),
                Value::Filter(all) => {
                    for part in all {
                        if let FilterPart::Url(id) = part {
                            put(id);
                        }
                    }
                }
            }
        }
        if let Some(name) = part.id.as_ref().and_then(|id| names.get(id)) {
            part.id = Some(name.clone());
        }
    }
}

/// The ids that a value references.
fn ids(value: &Value) -> Vec<&String> {
    match value {
        Value::Text(_) => Vec::new(),
        Value::Paint(id, _) | Value::Url(id) | Value::Fragment(id) => vec![id],
        Value::Filter(all) => all
            .iter()
            .filter_map(|part| match part {
                FilterPart::Url(id) => Some(id),
                FilterPart::Function(_) => None,
            })
            .collect(),
    }
}

/// Whether an id is an ASCII XML name without a colon.
fn is_name(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && id
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// For each element, the attribute and the target of each of its references.
fn links(parts: &[Part], targets: &BTreeMap<String, usize>) -> Vec<Vec<(&'static str, usize)>> {
    // The ids were renamed, but `targets` still has the old ones.
    let renamed: BTreeMap<&str, usize> = targets
        .values()
        .filter_map(|index| Some((parts[*index].written_id.as_deref()?, *index)))
        .collect();
    let of_part = |part: &Part| {
        let mut all = Vec::new();
        for (name, value) in &part.attributes {
            for id in ids(value) {
                all.extend(renamed.get(id.as_str()).map(|target| (*name, *target)));
            }
        }
        all
    };
    parts.iter().map(of_part).collect()
}

/// The cost of drawing an element.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    /// Everything that is drawn, in the units of `MAX_DRAWN`.
    drawn: u64,
    /// The number of shapes and characters of text, for each of which a pattern or gradient is drawn again.
    painted: u64,
    /// The number of points at which markers can be drawn.
    points: u64,
    depth: usize,
}

struct Weigher<'p> {
    parts: &'p [Part],
    links: Vec<Vec<(&'static str, usize)>>,
    weights: Vec<Option<Weight>>,
    is_open: Vec<bool>,
}

impl Weigher<'_> {
    fn weigh(&mut self, index: usize, level: usize) -> Result<Weight, Refusal> {
        let part = &self.parts[index];
        if part.is_dropped {
            return Ok(Weight::default());
        }
        let line = part.line;
        if self.is_open[index] {
            return Err(Refusal::Broken(message!(
                "line {}: the element `{}` is drawn inside itself",
                line,
                part.element.name
            )));
        }
        let too_deep = || {
            Refusal::TooLarge(message!(
                "line {}: elements are drawn more than {} deep in each other",
                line,
                MAX_DEPTH
            ))
        };
        if level > MAX_DEPTH {
            return Err(too_deep());
        }
        if let Some(weight) = self.weights[index] {
            return if level + weight.depth > MAX_DEPTH {
                Err(too_deep())
            } else {
                Ok(weight)
            };
        }
        self.is_open[index] = true;
        let weight = self.weigh_anew(index, level)?;
        self.is_open[index] = false;
        self.weights[index] = Some(weight);
        Ok(weight)
    }

    fn weigh_anew(&mut self, index: usize, level: usize) -> Result<Weight, Refusal> {
        let part = &self.parts[index];
        let size = part.size as u64;
        let is_painted = matches!(part.element.category, Category::Shape | Category::Text);
        let mut own = Weight {
            drawn: 1 + size / 8,
            painted: u64::from(is_painted),
            points: if is_painted { size } else { 0 },
            depth: 0,
        };
        for child in &part.children {
            let Child::Part(child) = child else {
                continue;
            };
            let inner = self.weigh(*child, level + 1)?;
            own.depth = own.depth.max(inner.depth + 1);
            // Definitions are counted where they are referenced.
            let is_definition = self.parts[*child].element.category == Category::Defined
                && !matches!(part.element.category, Category::Defined);
            if !is_definition && part.element.name != "defs" {
                own.drawn = own.drawn.saturating_add(inner.drawn);
                own.painted = own.painted.saturating_add(inner.painted);
                own.points = own.points.saturating_add(inner.points);
            }
        }
        if part.element.category == Category::Text {
            own.painted = own.painted.saturating_add(size);
        }
        let links = self.links[index].clone();
        let mut all = own;
        for (name, target) in links {
            let inner = self.weigh(target, level + 1)?;
            all.depth = all.depth.max(inner.depth + 1);
            // Paints and markers are inherited, so each shape below draws them.
            let times = match name {
                "fill" | "stroke" => own.painted,
                "marker-start" | "marker-mid" | "marker-end" => own.points,
                _ => 1,
            };
            let drawn = inner.drawn.saturating_mul(times.max(1));
            all.drawn = all.drawn.saturating_add(drawn);
            if name == "xlink:href" {
                all.painted = all.painted.saturating_add(inner.painted);
                all.points = all.points.saturating_add(inner.points);
            }
        }
        Ok(all)
    }
}
