//! Reads EPUBs: all documents of the spine as one flow.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::blocks::{resolved, unescaped};
use super::dom::{Dom, ROOT};
use super::html::{self, Page};
use crate::archive::Archive;
use crate::import::Refusal;
use crate::import::decoding::decode;
use crate::import::document::{Content, Piece, Role, visible};
use crate::import::flow::Flow;
use crate::import::pictures::Pictures;
use crate::import::rich::Rich;

/// What a file has, as far as that is more than a flow.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    pub(crate) flow: Flow,
    pub(crate) title: Option<String>,
    /// The path of the cover in the new book.
    pub(crate) cover: Option<String>,
}

impl Opened {
    pub(crate) fn of(flow: Flow) -> Self {
        Self {
            flow,
            ..Self::default()
        }
    }
}

/// The most bytes that the documents of an EPUB have, unpacked; as trees they take many times as much.
const MOST_BYTES: usize = 24 << 20;
/// The most bytes of a file that describes it.
const LONGEST_PACKAGE: usize = 4 << 20;
/// The most documents.
const MOST_PAGES: usize = 5000;
/// The ways of scrambling fonts, which stand in the way of no text.
const SCRAMBLED_FONTS: [&str; 2] = [
    "http://www.idpf.org/2008/embedding",
    "http://ns.adobe.com/pdf/enc#RC",
];

/// The package document: what is in an EPUB, and in which order.
#[derive(Debug, Default)]
struct Package {
    title: Option<String>,
    /// The paths of documents in the order of reading.
    spine: Vec<String>,
    /// Those of the table of contents and of its predecessor.
    nav: Option<String>,
    ncx: Option<String>,
    cover: Option<String>,
}

/// Reads an EPUB.
///
/// # Errors
/// If it is none, is damaged or protected against being copied.
pub(crate) fn read(name: &str, bytes: &[u8], pictures: &mut Pictures) -> Result<Opened, Refusal> {
    let torn = || Refusal::Damaged(name.to_owned());
    let mut archive = Archive::read(bytes.to_vec()).ok_or_else(torn)?;
    if is_protected(&mut archive) {
        return Err(Refusal::Protected(name.to_owned()));
    }
    let package = package(&mut archive).ok_or_else(torn)?;
    let labels = labels(&package, &mut archive);
    let mut pages = Vec::new();
    let mut read = 0;
    for path in package.spine.iter().take(MOST_PAGES) {
        let Some(bytes) = archive.file(path) else {
            continue;
        };
        read += bytes.len();
        if read > MOST_BYTES {
            return Err(Refusal::TooLarge(name.to_owned()));
        }
        // Documents that have no text are those of pictures.
        let Ok(decoded) = decode(path, &bytes) else {
            continue;
        };
        pages.push(Page {
            file: path.clone(),
            dom: Dom::parse(&html::closed(&decoded.text)),
        });
    }
    if pages.is_empty() {
        return Err(Refusal::Empty(name.to_owned()));
    }
    let archive = RefCell::new(archive);
    let beside = |path: &str| archive.borrow_mut().file(path);
    let notes = html::notes(&pages);
    let mut flow = Flow::default();
    for page in &pages {
        let mut one = html::pages_flow(page, &pages, &notes);
        let is_cover = page.file.to_ascii_lowercase().contains("cover")
            && one
                .pieces
                .iter()
                .all(|piece| matches!(piece.content, Content::Figure(_)));
        if is_cover {
            continue;
        }
        if let Some(label) = labels.get(&page.file) {
            begin(&mut one, label);
        }
        pictures.settle(&page.file, &mut one, &beside);
        flow.add(one);
    }
    let cover = package
        .cover
        .and_then(|path| pictures.cover(&path, &beside));
    Ok(Opened {
        flow,
        title: package.title,
        cover,
    })
}

/// Makes what begins a document the title of a chapter: its headings, or else what the table of contents calls it.
fn begin(flow: &mut Flow, label: &str) {
    let mut first = flow.pieces.iter_mut().peekable();
    while let Some(Piece {
        content: Content::Figure(_),
        ..
    }) = first.peek()
    {
        first.next();
    }
    let mut has_heading = false;
    let mut level = None;
    while let Some(Piece {
        content: Content::Words(Role::Heading(at), _),
        ..
    }) = first.next()
    {
        // The translation of a heading has the same level; a heading below it has not.
        if *level.get_or_insert(*at) != *at {
            break;
        }
        *at = 0;
        has_heading = true;
    }
    let has_words = flow
        .pieces
        .iter()
        .any(|piece| matches!(piece.content, Content::Words(..)));
    if has_heading || !has_words {
        return;
    }
    flow.characters += visible(label);
    let content = Content::Words(Role::Heading(0), Rich::plain(label));
    // What calls the document leads to its title.
    let mut anchors = Vec::new();
    if let Some(first) = flow.pieces.first_mut() {
        let is_inner = |key: &String| key.contains('#');
        let (inner, whole) = first.anchors.drain(..).partition(is_inner);
        first.anchors = inner;
        anchors = whole;
    }
    flow.pieces.insert(
        0,
        Piece {
            anchors,
            ..Piece::new(1, content)
        },
    );
}

/// Whether something other than fonts is encrypted.
fn is_protected(archive: &mut Archive) -> bool {
    let Some(text) = text(archive, "META-INF/encryption.xml") else {
        return false;
    };
    let Ok(document) = roxmltree::Document::parse(&text) else {
        return true;
    };
    let methods = document
        .descendants()
        .filter(|node| node.tag_name().name() == "EncryptionMethod");
    let mut algorithms = methods.filter_map(|node| node.attribute("Algorithm"));
    algorithms.any(|algorithm| !SCRAMBLED_FONTS.contains(&algorithm))
}

fn text(archive: &mut Archive, path: &str) -> Option<String> {
    let bytes = archive
        .file(path)
        .filter(|bytes| bytes.len() <= LONGEST_PACKAGE)?;
    decode(path, &bytes).ok().map(|decoded| decoded.text)
}

/// Parses XML, which may begin with a document type.
fn parsed(text: &str) -> Option<roxmltree::Document<'_>> {
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..roxmltree::ParsingOptions::default()
    };
    roxmltree::Document::parse_with_options(text, options).ok()
}

fn package(archive: &mut Archive) -> Option<Package> {
    let container = text(archive, "META-INF/container.xml")?;
    let container = parsed(&container)?;
    let root = container
        .descendants()
        .find(|node| node.tag_name().name() == "rootfile")?;
    let path = root.attribute("full-path")?.to_owned();
    let text = text(archive, &path)?;
    let document = parsed(&text)?;
    let mut package = Package::default();
    let mut items: BTreeMap<&str, (String, &str)> = BTreeMap::new();
    let mut cover_id = None;
    for node in document.descendants() {
        match node.tag_name().name() {
            "title" if package.title.is_none() => {
                let title = node.text().map(str::trim).filter(|title| !title.is_empty());
                package.title = title.map(str::to_owned);
            }
            "meta" if node.attribute("name") == Some("cover") => {
                cover_id = node.attribute("content");
            }
            "item" => {
                let (Some(id), Some(href)) = (node.attribute("id"), node.attribute("href")) else {
                    continue;
                };
                let href = resolved(&path, &unescaped(href));
                let kind = node.attribute("media-type").unwrap_or_default();
                let properties = node.attribute("properties").unwrap_or_default();
                let has = |word: &str| properties.split_whitespace().any(|one| one == word);
                if has("nav") {
                    package.nav = Some(href.clone());
                }
                if has("cover-image") {
                    package.cover = Some(href.clone());
                }
                if kind == "application/x-dtbncx+xml" {
                    package.ncx = Some(href.clone());
                }
                items.insert(id, (href, kind));
            }
            "itemref" => {
                let item = node.attribute("idref").and_then(|id| items.get(id));
                if let Some((href, kind)) = item
                    && kind.contains("html")
                    && package.nav.as_ref() != Some(href)
                {
                    package.spine.push(href.clone());
                }
            }
            _ => {}
        }
    }
    if package.cover.is_none() {
        let cover = cover_id.and_then(|id| items.get(id));
        package.cover = cover.map(|(href, _)| href.clone());
    }
    Some(package)
}

/// What the table of contents calls the documents that it begins with at its first level.
fn labels(package: &Package, archive: &mut Archive) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    let mut add = |from: &str, href: &str, label: &str| {
        let path = resolved(from, &unescaped(href.split('#').next().unwrap_or_default()));
        let label = label.split_whitespace().collect::<Vec<&str>>().join(" ");
        if !label.is_empty() {
            labels.entry(path).or_insert(label);
        }
    };
    if let Some(nav) = &package.nav
        && let Some(text) = text(archive, nav)
    {
        let dom = Dom::parse(&html::closed(&text));
        let toc = dom
            .inside(ROOT)
            .into_iter()
            .find(|id| dom.name(*id) == "nav" && dom.is(*id, "toc"));
        for link in toc.map(|toc| dom.inside(toc)).unwrap_or_default() {
            // Only those whose list is the outermost.
            let lists = std::iter::successors(dom.parent(link), |id| dom.parent(*id));
            let depth = lists.filter(|id| dom.name(*id) == "ol").count();
            if dom.name(link) == "a" && depth == 1 {
                let href = dom.attribute(link, "href").unwrap_or_default().to_owned();
                add(nav, &href, &dom.all_text(link));
            }
        }
    } else if let Some(ncx) = &package.ncx
        && let Some(text) = text(archive, ncx)
        && let Some(document) = parsed(&text)
    {
        let points = document.descendants().filter(|node| {
            let is_outermost = node
                .parent()
                .is_some_and(|it| it.tag_name().name() == "navMap");
            node.tag_name().name() == "navPoint" && is_outermost
        });
        for point in points {
            let child = |name: &str| point.descendants().find(|it| it.tag_name().name() == name);
            let href = child("content").and_then(|it| it.attribute("src"));
            if let (Some(href), Some(label)) = (href, child("text").and_then(|it| it.text())) {
                add(ncx, href, label);
            }
        }
    }
    labels
}
