//! The index page. What it leads to is found in the finished pages, where the writer of texts has noted it, so that no
//! other part has to know in which file a text ends up.

use std::collections::BTreeMap;

use super::inline::Setter;
use super::localized_nodes;
use super::page::{self, Page, TocEntry};
use super::text_writer::TextWriter;
use super::xml::{El, Node, href, xml_id};
use crate::book::{IndexMark, entry_anchor};
use crate::lang::{Labels, Lang, around};
use crate::manuscript::{
    EntryName, Group, IndexEntry, Localized, Manuscript, Piece, PieceKind, Referral, Saying,
};

/// The attribute that notes what an element is a place of, until [`mark`] takes it away again.
pub const NOTED: &str = "data-indexed";
/// Stands for all languages where they share a text.
const ALL: &str = "*";
/// Separates the language of a place from what it is a place of.
const GAP: char = ' ';

/// What [`NOTED`] says of a place in a text; `lang` is `None` if all languages share it.
pub fn noted(lang: Option<&Lang>, name: &str) -> String {
    format!("{}{GAP}{name}", lang.map_or(ALL, Lang::tag))
}

/// The empty element at a place of an entry.
pub fn place(lang: Option<&Lang>, mark: &IndexMark) -> Option<El> {
    let name = entry_anchor(&mark.entry);
    let is_place = mark.is_place();
    is_place.then(|| El::new("span").attr(NOTED, noted(lang, &name)))
}

/// Where something is: a link, and the section that it leads to.
struct Locator {
    href: String,
    section: usize,
}

/// The places to which the index leads.
#[derive(Default)]
pub struct Places<'m> {
    /// The titles of chapters and sections.
    sections: Vec<Localized<(&'m Lang, String)>>,
    /// By the tag of the language and the name of what they are places of.
    found: BTreeMap<(String, String), Vec<Locator>>,
}

/// Gives an id to each place to which the index leads, and removes the notes of all others.
pub fn mark<'m>(pages: &mut [Page], manuscript: &Manuscript<'m>) -> Places<'m> {
    let mut places = Places::default();
    let tags: Vec<String> = manuscript
        .languages
        .iter()
        .map(|lang| lang.tag().to_owned())
        .collect();
    let mut callers = BTreeMap::new();
    for page in pages {
        let mut chapters =
            manuscript.chapters[manuscript.front()..manuscript.before_closing()].iter();
        let chapter = chapters.find(|chapter| page::chapter(chapter.id) == page.name);
        let mut sections = BTreeMap::new();
        if let Some(chapter) = chapter.filter(|_| manuscript.index.is_some()) {
            let languages = page::languages_of(manuscript, chapter);
            places.sections.push(page::titled(manuscript, chapter));
            sections.insert(xml_id(chapter.id), places.sections.len() - 1);
            for piece in Piece::every(&chapter.pieces) {
                if let PieceKind::Heading { text, .. } = &piece.kind {
                    let title = page::numbered(languages, None, *text);
                    places.sections.push(title);
                    sections.insert(xml_id(piece.id), places.sections.len() - 1);
                }
            }
        }
        let mut marker = Marker {
            file: &page.name,
            tags: &tags,
            sections,
            section: None,
            callers: &mut callers,
            count: 0,
            found: &mut places.found,
        };
        marker.walk(&mut page.root);
    }
    places
}

struct Marker<'p> {
    file: &'p str,
    tags: &'p [String],
    /// The sections of the page by their ids.
    sections: BTreeMap<String, usize>,
    section: Option<usize>,
    /// The sections that call notes, by the ids of the notes.
    callers: &'p mut BTreeMap<String, usize>,
    count: usize,
    found: &'p mut BTreeMap<(String, String), Vec<Locator>>,
}

impl Marker<'_> {
    fn walk(&mut self, element: &mut El) {
        let children = std::mem::take(element.children_mut());
        let mut kept = Vec::with_capacity(children.len());
        for mut child in children {
            if let Node::El(element) = &mut child {
                let id = element.value("id").unwrap_or_default();
                let section = self.sections.get(id).or_else(|| self.callers.get(id));
                self.section = section.copied().or(self.section);
                // A note is at the end of its chapter or of the book, but belongs to the section that calls it.
                if let (Some("doc-noteref"), Some(href), Some(section)) =
                    (element.value("role"), element.value("href"), self.section)
                {
                    let note = href.rsplit('#').next().unwrap_or_default().to_owned();
                    self.callers.entry(note).or_insert(section);
                }
                if let Some(noted) = element.take(NOTED) {
                    let is_place = self.place(element, &noted);
                    if !is_place && element.children().is_empty() {
                        continue;
                    }
                }
                self.walk(element);
            }
            kept.push(child);
        }
        *element.children_mut() = kept;
    }

    /// Records a place, unless the same section has an earlier one.
    fn place(&mut self, element: &mut El, noted: &str) -> bool {
        let Some((section, (lang, name))) = self.section.zip(noted.split_once(GAP)) else {
            return false;
        };
        let id = format!("use.{}", self.count + 1);
        let mut is_new = false;
        for tag in self.tags.iter().filter(|tag| lang == ALL || lang == *tag) {
            let places = self
                .found
                .entry((tag.clone(), name.to_owned()))
                .or_default();
            if places.last().is_none_or(|last| last.section != section) {
                places.push(Locator {
                    href: href(self.file, &id),
                    section,
                });
                is_new = true;
            }
        }
        if is_new {
            self.count += 1;
            *element = std::mem::replace(element, El::new("span")).id(&id);
        }
        is_new
    }
}

/// Writes the index, if the edition has one.
pub fn write<'m>(
    manuscript: &'m Manuscript<'m>,
    places: &Places<'m>,
) -> Option<(Page, TocEntry<'m>)> {
    let index = manuscript.index.as_ref()?;
    let each = manuscript.languages.zip(index.map_ref());
    let mut nth = 0;
    let each = each.map(|(lang, groups)| {
        let writer = Writer {
            manuscript,
            places,
            lang,
            place: nth,
        };
        nth += 1;
        let groups = groups.iter().map(|group| writer.group(group));
        page::in_language(El::new("div").class("index-part"), lang).with_all(groups)
    });
    let parts: Vec<El> = each.iter().cloned().collect();
    let words = |labels: &Labels<'_>| labels.index.to_owned();
    Some(page::back(
        manuscript.languages,
        page::INDEX,
        "index",
        words,
        parts,
    ))
}

/// Writes the index of one language.
struct Writer<'w, 'm> {
    manuscript: &'m Manuscript<'m>,
    places: &'w Places<'m>,
    lang: &'m Lang,
    /// The place of the language in the edition.
    place: usize,
}

impl<'m> Writer<'_, 'm> {
    fn group(&self, group: &'m Group<'m>) -> El {
        El::new("section")
            .attr("epub:type", "index-group")
            .with(El::new("h2").with(group.heading.text()))
            .with(self.list(&group.entries))
    }

    /// Entries of one level, each with those below it.
    fn list(&self, entries: &'m [IndexEntry<'m>]) -> El {
        let level = entries.first().map_or(0, |entry| entry.level);
        let is_same = |_: &IndexEntry<'_>, next: &IndexEntry<'_>| next.level > level;
        let items = entries.chunk_by(is_same).map(|part| {
            let inner = &part[1..];
            let item = self.entry(&part[0]);
            let inner = (!inner.is_empty()).then(|| self.list(inner));
            item.with_all(inner)
        });
        El::new("ul")
            .attr("epub:type", "index-entry-list")
            .with_all(items)
    }

    fn entry(&self, entry: &'m IndexEntry<'m>) -> El {
        let name = match &entry.name {
            EntryName::Term(anchor, text) => {
                let languages = self.manuscript.languages;
                let mut texts = TextWriter::new(languages, &self.manuscript.book.languages, anchor);
                let link = El::new("a").attr("href", href(page::GLOSSARY, anchor));
                let name = Setter::new(&mut texts, self.lang, Vec::new()).all(&text.inlines);
                vec![link.with_all(name).into()]
            }
            EntryName::Own(name) => vec![Node::from(name.as_str())],
        };
        let term = El::new("span").attr("epub:type", "index-term");
        let mut item = El::new("li")
            .id(&entry.id)
            .attr("epub:type", "index-entry")
            .with(term.with_all(name));
        let labels = self.lang.labels();
        let kinds = ["index-xref-preferred", "index-xref-related"];
        let referrals = entry.referrals().into_iter().zip(kinds);
        let referrals = referrals.filter(|((all, _), _)| !all.is_empty());
        let referrals = referrals.map(|((all, label), kind)| self.sent(all, kind, label));
        let after = self.locators(entry).into_iter().chain(referrals);
        for (at, one) in after.enumerate() {
            let gap = if at == 0 {
                labels.colon
            } else {
                labels.semicolon
            };
            item = item.with(gap).with(one);
        }
        item
    }

    /// The places of an entry in the order of the book.
    fn locators(&self, entry: &IndexEntry<'_>) -> Vec<El> {
        let key = |name: &String| (self.lang.tag().to_owned(), name.clone());
        let found = entry
            .uses
            .iter()
            .filter_map(|name| self.places.found.get(&key(name)));
        let mut all: Vec<&Locator> = found.flatten().collect();
        all.sort_by_key(|locator| locator.section);
        all.dedup_by_key(|locator| locator.section);
        let each = all.into_iter().filter_map(|locator| {
            let titles = self.places.sections.get(locator.section)?;
            let (_, title) = titles.iter().nth(self.place)?;
            let link = El::new("a").attr("epub:type", "index-locator");
            Some(
                link.attr("href", locator.href.as_str())
                    .with(title.as_str()),
            )
        });
        each.collect()
    }

    /// Where readers are sent.
    fn sent(&self, referrals: &[Referral], kind: &'static str, label: Saying) -> El {
        let labels = self.lang.labels();
        let word = |say: &dyn Fn(&Labels<'_>) -> String| {
            let is_empty = say(&labels).is_empty();
            (!is_empty).then(|| localized_nodes::words(El::new("span"), self.lang, say))
        };
        let before = word(&|labels| around(&label(labels)).0.to_owned());
        let after = word(&|labels| around(&label(labels)).1.to_owned());
        let mut element = El::new("span").attr("epub:type", kind).with_all(before);
        for (at, referral) in referrals.iter().enumerate() {
            if at > 0 {
                element = element.with(labels.semicolon);
            }
            let name = referral.words.join(labels.colon);
            element = match &referral.id {
                Some(id) => element.with(El::new("a").attr("href", href("", id)).with(name)),
                None => element.with(name),
            };
        }
        element.with_all(after)
    }
}
