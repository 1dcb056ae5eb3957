//! Links between the files that are imported become cross-references: what they lead to gets an anchor.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Chapter, Content, Doubt, Role, Said};
use super::rich::{Link, Rich};
use super::{assemble, slug};
use crate::message::message;

/// Gives anchors to what links lead to, and links the names of anchors. `ids` are those of the chapters.
pub(crate) fn settle(chapters: &mut [Chapter], ids: &[String], names: &[String]) {
    let wanted = wanted(chapters);
    let mut taken: BTreeSet<String> = ids.iter().cloned().collect();
    // With the only language of what has it.
    let mut anchors: BTreeMap<String, (String, Option<usize>)> = BTreeMap::new();
    for (chapter, id) in chapters.iter_mut().zip(ids) {
        for (at, row) in chapter.rows.iter_mut().enumerate() {
            let keys = std::mem::take(&mut row.anchors);
            let is_title = at == 0 && matches!(row.content, Content::Words(Role::Heading(0), _));
            let called: Vec<String> = keys
                .into_iter()
                .filter(|key| wanted.contains(key))
                .collect();
            // The first block of a file is its beginning, if that has no heading of its own.
            let Some(first) = called.first() else {
                continue;
            };
            let anchor = if is_title || (at == 0 && !first.contains('#')) {
                id.clone()
            } else {
                let anchor = fresh(first, &mut taken);
                row.anchors = vec![anchor.clone()];
                anchor
            };
            let only = row.only();
            for key in called {
                anchors.entry(key).or_insert_with(|| (anchor.clone(), only));
            }
        }
    }
    for (chapter, name) in chapters.iter_mut().zip(names) {
        let mut lost = Vec::new();
        for row in &mut chapter.rows {
            let line = row.line;
            for said in row.texts_mut() {
                let only = said.only();
                let texts: Vec<(Option<usize>, &mut Rich)> = match said {
                    Said::Both(text) => vec![(None, text)],
                    Said::Each(texts) => {
                        let sides = texts.iter_mut().enumerate();
                        sides
                            .filter_map(|(side, text)| Some((Some(side), text.as_mut()?)))
                            .collect()
                    }
                };
                for (side, text) in texts {
                    text.each_run(&mut |run| {
                        let Some(Link::Place(key)) = &run.style.link else {
                            return;
                        };
                        // What only one language has cannot be referred to in the other.
                        let found = anchors.get(key).filter(|(_, there)| {
                            there.is_none() || *there == side || *there == only
                        });
                        run.style.link = if let Some((anchor, _)) = found {
                            Some(Link::Place(anchor.clone()))
                        } else {
                            lost.push((line, key.clone()));
                            None
                        };
                    });
                }
            }
        }
        lost.dedup();
        for (line, key) in lost {
            let why =
                message!("this link leads to nothing that was brought in; its words are there");
            chapter.doubts.push(Doubt::new(name, line, why).about(&key));
        }
        // The title is written from here.
        assemble::title_from_rows(chapter);
    }
}

/// The places that links lead to.
fn wanted(chapters: &mut [Chapter]) -> BTreeSet<String> {
    let mut wanted = BTreeSet::new();
    for row in chapters.iter_mut().flat_map(|chapter| &mut chapter.rows) {
        for text in row.texts_mut().into_iter().flat_map(Said::each_mut) {
            text.each_run(&mut |run| {
                if let Some(Link::Place(key)) = &run.style.link {
                    wanted.insert(key.clone());
                }
            });
        }
    }
    wanted
}

/// An anchor that nothing has.
fn fresh(key: &str, taken: &mut BTreeSet<String>) -> String {
    let (path, fragment) = key.split_once('#').unwrap_or((key, ""));
    let file = path.rsplit('/').next().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default();
    let stem = slug(fragment)
        .or_else(|| slug(stem))
        .unwrap_or_else(|| "place".to_owned());
    let mut anchor = stem.clone();
    let mut next = 2;
    while !taken.insert(anchor.clone()) {
        anchor = format!("{stem}-{next}");
        next += 1;
    }
    anchor
}
