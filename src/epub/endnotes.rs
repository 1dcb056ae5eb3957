//! Notes after the chapters. They are taken from the ends of the finished pages, so that no writer of a text has to know in
//! which file its notes end up.

use std::collections::BTreeMap;

use super::localized_nodes::LocalizedNodes;
use super::page::{self, Page, TocEntry};
use super::xml::{El, Node, href, xml_id};
use crate::edition::NotePlace;
use crate::lang::Labels;
use crate::manuscript::{Manuscript, Section};

/// What the id of the notes of a chapter has before that of the chapter.
const PREFIX: &str = "notes.";

/// Moves the notes of all pages to a page of their own, if the edition has them there.
pub fn moved<'m>(pages: &mut [Page], manuscript: &Manuscript<'m>) -> Option<(Page, TocEntry<'m>)> {
    if manuscript.edition.notes != NotePlace::Book {
        return None;
    }
    let mut by_chapter: BTreeMap<usize, Vec<Node>> = BTreeMap::new();
    for page in pages {
        let chapters = manuscript.chapters.iter();
        let own = chapters
            .clone()
            .position(|chapter| page::chapter(chapter.id) == page.name);
        let keys: BTreeMap<String, usize> = chapters
            .enumerate()
            .map(|(place, chapter)| (xml_id(&format!("key.{}", chapter.id)), place))
            .collect();
        let mut mover = Mover {
            file: &page.name,
            keys: &keys,
            chapter: own,
            by_chapter: &mut by_chapter,
        };
        mover.walk(&mut page.root);
    }
    let languages = manuscript.languages;
    let parts = by_chapter.into_iter().filter_map(|(place, notes)| {
        let chapter: &Section<'m> = manuscript.chapters.get(place)?;
        let title = page::titled(manuscript, chapter);
        let heading = El::new("h2").with_all(LocalizedNodes::plain(&title).inline());
        let part = El::new("section").id(&format!("{PREFIX}{}", chapter.id));
        let own = page::languages_of(manuscript, chapter);
        let part = match chapter.only {
            Some(_) => page::in_language(part, own.lead()),
            None => part,
        };
        Some(part.with(heading).with_all(notes))
    });
    let parts: Vec<El> = parts.collect();
    let words = |labels: &Labels<'_>| labels.notes.to_owned();
    (!parts.is_empty()).then(|| page::back(languages, page::NOTES, "endnotes", words, parts))
}

/// Takes the notes of a page away from it.
struct Mover<'p> {
    file: &'p str,
    /// The chapters by the ids of the sections with their answers.
    keys: &'p BTreeMap<String, usize>,
    /// The chapter whose notes follow.
    chapter: Option<usize>,
    by_chapter: &'p mut BTreeMap<usize, Vec<Node>>,
}

impl Mover<'_> {
    fn walk(&mut self, element: &mut El) {
        let around = self.chapter;
        let of_key = element.value("id").and_then(|id| self.keys.get(id));
        self.chapter = of_key.copied().or(around);
        let children = std::mem::take(element.children_mut());
        for mut child in children {
            if let Node::El(inner) = &mut child {
                if inner.value("class") == Some("notes")
                    && let Some(chapter) = self.chapter
                {
                    let notes = std::mem::take(inner.children_mut()).into_iter();
                    // Without the heading that the notes of a chapter have.
                    let notes = notes.filter_map(|note| match note {
                        Node::El(note) if note.name() == "aside" => Some(back(note, self.file)),
                        Node::El(_) | Node::Text(_) => None,
                    });
                    self.by_chapter.entry(chapter).or_default().extend(notes);
                    continue;
                }
                if inner.value("role") == Some("doc-noteref") {
                    lead_to(inner, page::NOTES);
                }
                self.walk(inner);
            }
            element.children_mut().push(child);
        }
        self.chapter = around;
    }
}

/// A note whose link back leads to the file of its caller.
fn back(mut note: El, file: &str) -> Node {
    fn walk(element: &mut El, file: &str) {
        for child in element.children_mut() {
            if let Node::El(inner) = child {
                if inner.value("role") == Some("doc-backlink") {
                    lead_to(inner, file);
                }
                walk(inner, file);
            }
        }
    }
    walk(&mut note, file);
    note.into()
}

/// Makes a link within a file lead to another.
fn lead_to(link: &mut El, file: &str) {
    if let Some(target) = link.take("href") {
        let anchor = target.trim_start_matches('#');
        *link = std::mem::replace(link, El::new("a")).attr("href", href(file, anchor));
    }
}
