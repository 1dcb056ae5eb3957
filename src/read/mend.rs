//! Makes the edits of fixes in the files of a book, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::revise::{Revised, Scalars, scalars};
use crate::diagnostics::{Edit, Fix};
use crate::source::{FileId, Sources};

/// Makes the edits of fixes. A fix that overlaps an earlier one, or that would change more of a YAML file than the texts
/// that it edits, is left out. Returns the changed files and the edits that were made, in the order of the files.
pub fn mend(fixes: &[&Fix], sources: &Sources) -> (Vec<Revised>, Vec<Edit>) {
    let mut by_file: BTreeMap<FileId, Vec<&Fix>> = BTreeMap::new();
    for fix in fixes {
        if let Some(first) = fix.edits.first()
            && fix.edits.iter().all(|edit| edit.at.file == first.at.file)
        {
            by_file.entry(first.at.file).or_default().push(fix);
        }
    }
    let mut revised = Vec::new();
    let mut made = Vec::new();
    for (file, fixes) in by_file {
        let Some((text, edits)) = mended(file, &fixes, sources) else {
            continue;
        };
        revised.push(Revised {
            path: sources.file(file).path.clone(),
            text,
        });
        made.extend(edits);
    }
    (revised, made)
}

/// A file with the edits that can be made in it, and these edits; `None` if there are none.
fn mended(file: FileId, fixes: &[&Fix], sources: &Sources) -> Option<(String, Vec<Edit>)> {
    let before = scalars(sources, file);
    let is_yaml = has_yaml_name(&sources.file(file).path);
    let keeps_rest = |edits: &[Edit], text: &str| {
        !is_yaml
            || before
                .as_ref()
                .is_some_and(|before| is_same_but(before, edits, text))
    };
    let mut edits = Vec::new();
    for fix in fixes {
        add(&mut edits, fix);
    }
    let text = edited(&sources.file(file).text, &mut edits)?;
    if keeps_rest(&edits, &text) {
        return Some((text, edits));
    }
    // Something is wrong with one of them.
    let mut kept = Vec::new();
    for fix in fixes {
        let mut tried = kept.clone();
        add(&mut tried, fix);
        let text = edited(&sources.file(file).text, &mut tried);
        if text.is_some_and(|text| keeps_rest(&tried, &text)) {
            kept = tried;
        }
    }
    Some((edited(&sources.file(file).text, &mut kept)?, kept))
}

fn has_yaml_name(path: &str) -> bool {
    [".yaml", ".yml"]
        .iter()
        .any(|extension| path.ends_with(extension))
}

/// Adds the edits of a fix, unless one of them overlaps another fix's.
fn add(edits: &mut Vec<Edit>, fix: &Fix) {
    let overlaps = |edit: &Edit| {
        let mut others = edits.iter();
        others.any(|other| other.at.start < edit.at.end && edit.at.start < other.at.end)
    };
    if !fix.edits.iter().any(overlaps) {
        edits.extend(fix.edits.iter().cloned());
    }
}

/// A text with edits, which it sorts; `None` if there are none, or one is not inside it.
fn edited(text: &str, edits: &mut [Edit]) -> Option<String> {
    edits.sort_by_key(|edit| (edit.at.start, edit.at.end));
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits.iter() {
        let range = edit.at.range();
        out.push_str(text.get(done..range.start)?);
        out.push_str(&edit.new);
        done = range.end;
    }
    out.push_str(text.get(done..)?);
    (!edits.is_empty()).then_some(out)
}

/// Whether a YAML file has the same structure, and the same texts but for those that hold an edit.
fn is_same_but(before: &Scalars, edits: &[Edit], text: &str) -> bool {
    let mut sources = Sources::default();
    let file = sources.add("", text.to_owned());
    let Some(after) = scalars(&sources, file) else {
        return false;
    };
    let is_edited: BTreeSet<&String> = before
        .iter()
        .filter(|(_, (_, at))| {
            let mut inside = edits.iter();
            inside.any(|edit| at.start <= edit.at.start && edit.at.end <= at.end)
        })
        .map(|(way, _)| way)
        .collect();
    before.len() == after.len()
        && before.iter().all(|(way, (words, _))| {
            after
                .get(way)
                .is_some_and(|(now, _)| now == words || is_edited.contains(way))
        })
}
