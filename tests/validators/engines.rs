//! Opens the EPUBs in two independent reading engines, foliate-js and epub.js, on a phone's screen in dark mode. They
//! must find in a book what is in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use roxmltree::{Document, Node};
use serde::Deserialize;

use super::archive::{Epub, is_element, is_type};
use super::books::{BOOKS, Bound, assert_none, shelf};
use super::tools::{need, node};
use super::{faults, shots};
use crate::support::{errors, results, root, run, write};

/// What an engine found in a book.
#[derive(Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[derive(Default)]
pub struct Report {
    pub file: PathBuf,
    pub engine: String,
    /// The error that stopped the engine, if any.
    failure: Option<String>,
    languages: Vec<String>,
    sections: Vec<Section>,
    contents: Vec<Entry>,
    pages: Vec<Entry>,
    taps: Vec<Tap>,
    /// Its first pairs on a wide screen, if the engine can show a book as one scrolling page.
    desk: Option<Desk>,
    /// Complaints of the engine and the browser, and requests to anything outside the book.
    noise: Vec<String>,
}

/// A file of the spine, laid out.
#[derive(Deserialize)]
struct Section {
    name: String,
    language: String,
    /// Its text without white space.
    text: String,
    /// Links whose targets the engine does not find.
    dead: Vec<String>,
    /// Elements wider than their column.
    wide: Vec<String>,
    /// Cells with a broken word that would fit.
    broken: Vec<String>,
    /// Formulas that are not on the line of the mark after them.
    stray: Vec<String>,
    /// Words with too little contrast on the dark background.
    faint: Vec<String>,
    /// Elements that should be kept together but are on two pages.
    parted: Vec<String>,
    /// Lists of options with the wrong kind of markers.
    mismarked: Vec<String>,
    stance: Stance,
}

/// A section in a wide window.
#[derive(Deserialize)]
struct Desk {
    wide: Vec<String>,
    stance: Stance,
}

/// The arrangement of the pairs in a section.
#[derive(Deserialize)]
struct Stance {
    pairs: usize,
    /// How many of them are side by side, with their first lines level.
    beside: usize,
}

/// An entry of the table of contents or the page list.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    label: String,
    href: String,
    /// The index in the spine; -1 for none.
    index: i64,
    is_there: bool,
}

/// A link that was tapped.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tap {
    from: String,
    href: String,
    /// Whether its target came into view.
    is_shown: bool,
}

/// The reports on all EPUBs in both engines, including the damaged ones. One browser does it all, and takes the
/// screenshots too.
pub static ENGINES: LazyLock<Option<BTreeMap<PathBuf, Vec<Report>>>> = LazyLock::new(|| {
    let made = BOOKS.iter().flat_map(Bound::epubs);
    let mut files: Vec<PathBuf> = made.map(|made| made.path.clone()).collect();
    files.extend(faults::for_engines());
    let books: Vec<_> = files
        .iter()
        .map(|file| serde_json::json!({ "file": file, "shots": shots::of(file) }))
        .collect();
    let plan = serde_json::json!({ "fonts": fonts(), "books": books });
    let path = shelf("engines").join("plan.json");
    write(&path, plan.to_string());
    let output = run(node("browser/engines.cjs")?.arg(&path));
    assert!(output.status.success(), "engines: {}", errors(&output));
    let mut reports: BTreeMap<PathBuf, Vec<Report>> = BTreeMap::new();
    for line in results(&output).lines() {
        let report: Report = serde_json::from_str(line).unwrap();
        reports.entry(report.file.clone()).or_default().push(report);
    }
    Some(reports)
});

/// A fontconfig configuration with the project's own fonts only, so that every machine renders the same: those for Han
/// and emoji, and Typst's for Latin and code.
fn fonts() -> PathBuf {
    let folder = shelf("engines");
    for name in [
        "NotoSerifSC-Regular.ttf",
        "NotoSerifSC-Bold.ttf",
        "NotoEmoji-Regular.ttf",
    ] {
        let face = fs::read(root().join("fonts").join(name)).unwrap();
        write(&folder.join("fonts").join(name), face);
    }
    for (place, (font, info)) in typst_kit::fonts::embedded().enumerate() {
        if ["Libertinus Serif", "DejaVu Sans Mono"].contains(&info.family.as_str()) {
            let name = format!("fonts/{place}.otf");
            write(&folder.join(name), font.data());
        }
    }
    let path = folder.join("fonts.conf");
    let folder = folder.display().to_string();
    let config = include_str!("browser/fonts.conf").replace("FOLDER", &folder);
    write(&path, config);
    path
}

/// The differences between a book and what an engine found in it.
pub fn engine_differences(report: &Report, epub: &Epub) -> Vec<String> {
    let mut faults: Vec<String> = report.failure.iter().cloned().collect();
    faults.extend(report.noise.iter().cloned());
    let mut same = |what: &str, found: &dyn std::fmt::Debug, own: &dyn std::fmt::Debug| {
        let (found, own) = (format!("{found:?}"), format!("{own:?}"));
        if found != own {
            faults.push(format!("{what}: found {found}, there is {own}"));
        }
    };
    let names: Vec<&str> = report
        .sections
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    same("sections", &names, &epub.spine());

    let package = epub.package();
    let nodes = package.descendants().filter(|n| is_element(n, "language"));
    let mut languages: Vec<&str> = nodes.filter_map(|node| node.text()).collect();
    if report.languages.len() == 1 {
        // epub.js keeps only one language.
        languages.retain(|language| report.languages.iter().any(|one| one == language));
    }
    same("languages", &report.languages, &languages);

    for section in &report.sections {
        let page = epub.page(&section.name);
        let language = page.root_element().attribute("lang").unwrap_or_default();
        same(&section.name, &section.language, &language);
        let text = text(&page);
        if section.text != text {
            same(
                &section.name,
                &excerpt(&section.text, &text),
                &excerpt(&text, &section.text),
            );
        }
    }
    let nav = epub.page("nav.xhtml");
    let hrefs = |entries: &[Entry]| -> Vec<String> {
        entries.iter().map(|entry| entry.href.clone()).collect()
    };
    for (kind, entries) in [("toc", &report.contents), ("page-list", &report.pages)] {
        let own = listed(&nav, kind);
        let targets: Vec<&str> = own.iter().map(|(href, _)| href.as_str()).collect();
        same(kind, &hrefs(entries), &targets);
        // epub.js converts page labels to numbers.
        if kind == "toc" || report.engine == "foliate" {
            let found: Vec<String> = entries.iter().map(|entry| bare(&entry.label)).collect();
            let labels: Vec<String> = own.iter().map(|(_, label)| bare(label)).collect();
            same(kind, &found, &labels);
        }
        let order: Vec<i64> = entries.iter().map(|entry| entry.index).collect();
        let mut sorted = order.clone();
        sorted.sort_unstable();
        same(kind, &order, &sorted);
    }
    let entries = report.contents.iter().chain(&report.pages);
    let lost = entries.filter(|entry| !entry.is_there || entry.index < 0);
    faults.extend(lost.map(|entry| format!("{} leads nowhere", entry.href)));
    for section in &report.sections {
        for (what, which) in [
            ("leads nowhere", &section.dead),
            ("is wider than its column", &section.wide),
            ("breaks a word", &section.broken),
            ("is not on the line of its mark", &section.stray),
            ("is faint by night", &section.faint),
            ("lies on two pages", &section.parted),
            ("bears other marks than its question", &section.mismarked),
        ] {
            let name = &section.name;
            faults.extend(which.iter().map(|one| format!("{name}: {one} {what}")));
        }
    }
    let beside = report.sections.iter().map(|section| section.stance.beside);
    let beside: usize = beside.sum();
    if beside > 0 {
        faults.push(format!("{beside} pairs stand side by side on a telephone"));
    }
    if let Some(Desk { wide, stance }) = &report.desk {
        faults.extend(
            wide.iter()
                .map(|one| format!("{one} is wider than the screen")),
        );
        if stance.beside != stance.pairs {
            let Stance { pairs, beside } = stance;
            faults.push(format!(
                "{beside} of {pairs} pairs stand side by side on a wide screen"
            ));
        }
    }
    if report.taps.is_empty() && has_links(epub) {
        faults.push("no link could be tapped".to_owned());
    }
    let missed = report.taps.iter().filter(|tap| !tap.is_shown);
    faults
        .extend(missed.map(|tap| format!("{}: a tap on {} does not show it", tap.from, tap.href)));
    let about = |fault: String| format!("{} in {}: {fault}", report.file.display(), report.engine);
    faults.into_iter().map(about).collect()
}

/// Whether a book has links within its text. A solutions book need not, since each answer is below its question.
fn has_links(epub: &Epub) -> bool {
    let is_inner = |node: &Node<'_, '_>| {
        let target = node.attribute("href").unwrap_or_default();
        is_element(node, "a") && !target.contains("://") && !target.starts_with("mailto:")
    };
    let pages = epub.pages();
    let mut texts = pages
        .iter()
        .filter(|(name, _)| !name.ends_with("nav.xhtml"));
    texts.any(|(_, page)| page.descendants().any(|node| is_inner(&node)))
}

/// The links in one of the lists of the navigation document, with their labels.
fn listed(nav: &Document<'_>, kind: &str) -> Vec<(String, String)> {
    let mut lists = nav.descendants();
    let list = lists.find(|node| is_element(node, "nav") && is_type(node, kind));
    let links = list.into_iter().flat_map(|list| list.descendants());
    links
        .filter_map(|link| {
            let words = link
                .descendants()
                .filter_map(|node| node.text().filter(|_| node.is_text()));
            Some((link.attribute("href")?.to_owned(), words.collect()))
        })
        .collect()
}

/// The text of a page without white space.
fn text(page: &Document<'_>) -> String {
    let body = page.descendants().find(|node| is_element(node, "body"));
    let nodes = body.into_iter().flat_map(|body| body.descendants());
    let words: String = nodes
        .filter(Node::is_text)
        .filter_map(|node| node.text())
        .collect();
    bare(&words)
}

fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{FEFF}')
        .collect()
}

/// The beginning of a text's first difference from another.
fn excerpt(text: &str, other: &str) -> String {
    let same = text
        .chars()
        .zip(other.chars())
        .take_while(|(a, b)| a == b)
        .count();
    text.chars().skip(same).take(30).collect()
}

/// The reports on a book.
pub fn reports<'r>(all: &'r BTreeMap<PathBuf, Vec<Report>>, file: &Path) -> &'r [Report] {
    let reports = &all[file];
    assert_eq!(reports.len(), 2, "{}", file.display());
    reports
}

#[test]
fn two_engines_find_everything_in_every_book() {
    let Some(all) = need("the reading engines", ENGINES.as_ref()) else {
        return;
    };
    let mut faults = Vec::new();
    for made in BOOKS.iter().flat_map(Bound::epubs) {
        let epub = Epub::open(&made.path);
        for report in reports(all, &made.path) {
            faults.extend(engine_differences(report, &epub));
        }
    }
    assert_none(&faults);
    let desks = all
        .values()
        .flatten()
        .filter_map(|report| report.desk.as_ref());
    let pairs: usize = desks.map(|desk| desk.stance.pairs).sum();
    assert!(pairs > 50, "{pairs} pairs were seen on a wide screen");
}
