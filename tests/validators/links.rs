//! Broken links.

use std::collections::{BTreeMap, BTreeSet};

use super::archive::{Epub, is_element, is_type};
use super::books::{BOOKS, assert_none};

/// Complains of links and pictures without a target, of duplicate ids, and of tables of contents that omit a chapter.
pub fn broken(epub: &Epub) -> Vec<String> {
    let pages = epub.pages();
    let mut faults = Vec::new();
    let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, page) in &pages {
        let here = ids.entry(name).or_default();
        for id in page.descendants().filter_map(|node| node.attribute("id")) {
            if !here.insert(id) {
                faults.push(format!("{name}: the id {id} is there twice"));
            }
        }
    }
    let ncx = epub.page("toc.ncx");
    for (name, document) in pages.iter().chain([&("toc.ncx", ncx)]) {
        for node in document.descendants() {
            let target = node.attribute("href").or_else(|| node.attribute("src"));
            let Some(target) = target.filter(|target| !is_outside(target)) else {
                continue;
            };
            let (file, id) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() { name } else { file };
            let is_there = epub.file(&format!("OEBPS/{file}")).is_some();
            let is_known = id.is_empty() || ids.get(file).is_some_and(|ids| ids.contains(id));
            if !is_there || !is_known {
                faults.push(format!("{name}: {target} leads nowhere"));
            }
        }
    }
    for contents in ["nav.xhtml", "toc.ncx"] {
        let document = epub.page(contents);
        let nodes = document.descendants();
        let targets: Vec<&str> = nodes
            .filter_map(|node| node.attribute("href").or_else(|| node.attribute("src")))
            .collect();
        for name in chapters(epub) {
            if !targets.contains(&name.as_str()) {
                faults.push(format!("{contents} leaves out {name}"));
            }
        }
    }
    faults
}

fn is_outside(target: &str) -> bool {
    ["https:", "http:", "mailto:", "tel:"]
        .iter()
        .any(|scheme| target.starts_with(scheme))
}

/// The names of the pages of chapters and of what is written like them, in reading order.
pub fn chapters(epub: &Epub) -> Vec<String> {
    let mut pages = epub.spine();
    pages.retain(|name| name.starts_with("chapter-"));
    pages
}

#[test]
fn every_link_has_a_target_and_the_contents_have_every_chapter() {
    for bound in BOOKS.iter() {
        for made in bound.epubs() {
            let epub = Epub::open(&made.path);
            assert_none(&broken(&epub));
            assert_eq!(chapters(&epub).len(), bound.book_of(made).chapters.len());
            let contents = epub.page("nav.xhtml");
            let mut navs = contents
                .descendants()
                .filter(|node| is_element(node, "nav"));
            assert!(navs.any(|nav| is_type(&nav, "toc")), "no contents");
        }
    }
}
