//! Makes the chapter that lists the works which the book cites.

use std::collections::BTreeMap;

use crate::book::{
    BIBLIOGRAPHY, Block, BlockKind, Chapter, ChapterRole, Inline, List, ListItem, ListKind, Mark,
    Text, work_anchor,
};
use crate::lang::{Lang, Pair, Side};
use crate::read::citations::{ListedWork, WorkList};
use crate::source::Span;

/// Adds the list of works to the chapters. A work stands beside itself where both languages list the works in the same
/// order; else each language has a list of its own. `at` is where `book.yaml` names the file.
pub(super) fn add(works: WorkList, at: Span, languages: &Pair<Lang>, chapters: &mut Vec<Chapter>) {
    let title = languages.map(|lang| Text {
        inlines: vec![Inline::Plain(lang.labels().bibliography.to_owned())],
        at: Some(at),
        ..Text::default()
    });
    let blocks = match works {
        WorkList::Shared(pairs) => {
            let items = pairs.into_iter().map(|Pair { a, b }| {
                let anchor = work_anchor(a.index, None);
                let marks = a.mark.clone().zip(b.mark.clone());
                let mark = marks.map(|(a, b)| Pair { a, b });
                item(
                    anchor,
                    mark,
                    Pair {
                        a: text(a),
                        b: text(b),
                    },
                )
            });
            list(items.collect(), None).into_iter().collect()
        }
        WorkList::Apart(Pair { a, b }) => {
            let alone = |works: Vec<ListedWork>, side: Side| {
                let items = works.into_iter().map(|work| {
                    let anchor = work_anchor(work.index, Some(side));
                    let mark = work.mark.clone();
                    let mark = mark.map(|mark| Pair {
                        a: mark.clone(),
                        b: mark,
                    });
                    let own = text(work);
                    let empty = Text::default();
                    let pair = match side {
                        Side::A => Pair { a: own, b: empty },
                        Side::B => Pair { a: empty, b: own },
                    };
                    item(anchor, mark, pair)
                });
                list(items.collect(), Some(side))
            };
            let lists = alone(a, Side::A).into_iter().chain(alone(b, Side::B));
            lists.collect()
        }
    };
    let chapter = Chapter {
        id: BIBLIOGRAPHY.to_owned(),
        number: None,
        role: ChapterRole::Bibliography,
        only: None,
        label: None,
        title,
        blocks,
        numbers: BTreeMap::new(),
    };
    let closing = |chapter: &Chapter| chapter.role.is_closing();
    let place = chapters.iter().position(closing);
    chapters.insert(place.unwrap_or(chapters.len()), chapter);
}

fn text(work: ListedWork) -> Text {
    Text {
        inlines: work.text,
        at: Some(work.at),
        ..Text::default()
    }
}

fn item(anchor: String, mark: Option<Pair<String>>, text: Pair<Text>) -> ListItem {
    ListItem {
        anchor: Some(anchor),
        mark: mark.map_or(Mark::Hanging, Mark::Number),
        text,
        blocks: Vec::new(),
    }
}

/// The block of a list; `None` if it would be empty.
fn list(items: Vec<ListItem>, only: Option<Side>) -> Option<Block> {
    let name = match only {
        None => "works",
        Some(Side::A) => "works-a",
        Some(Side::B) => "works-b",
    };
    let first = &items.first()?.text;
    let at = first.a.at.or(first.b.at)?;
    Some(Block {
        id: format!("{BIBLIOGRAPHY}.{name}"),
        at,
        only,
        // Entries stay as their style writes them.
        has_own_readings: true,
        kind: BlockKind::List(List {
            kind: ListKind::Works,
            patterns: Vec::new(),
            has_pattern: true,
            has_words: false,
            start: Pair { a: 1, b: 1 },
            items,
        }),
    })
}
