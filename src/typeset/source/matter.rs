//! Front and back matter: title pages, copyright page, contents and lists.

use super::{Writer, number, pair, string};
use crate::book::{ChapterRole, Text};
use crate::edition::Listed;
use crate::lang::{Labels, Pair, fill};
use crate::manuscript::{
    ANSWER_KEY, GLOSSARY, INDEX, List, Localized, Manuscript, NOTES, Piece, PieceKind, Section,
};
use crate::typeset::inline;
use crate::typeset::token::Room;

impl<'a> Writer<'a> {
    /// Writes the title page.
    pub(super) fn title_page(&mut self, manuscript: &Manuscript<'a>) {
        let book = manuscript.book;
        let choose = |pair| {
            let texts = manuscript.edition.languages.choose(pair);
            inline::unlinked(&texts, self.languages, self.setting.rooms.listed)
        };
        let mut arguments = Vec::new();
        let titles = manuscript.title.text.map(|title| title.plain_lines());
        if titles.iter().any(|title| title.contains('\n')) {
            let titles = titles.map(|title| {
                let lines = title.split('\n').map(string);
                format!("({},)", lines.collect::<Vec<_>>().join(", "))
            });
            arguments.push(format!("lines: {}", pair(&titles)));
        }
        if let Some(subtitle) = &book.subtitle {
            arguments.push(format!("subtitle: {}", choose(subtitle)));
        }
        let creators: Vec<String> = book
            .creators
            .iter()
            .map(|creator| {
                let roles = manuscript.languages.map(|lang| {
                    inline::own(lang, |all| all.roles[creator.role as usize].to_owned())
                });
                format!("({}, {})", choose(&creator.name), pair(&roles))
            })
            .collect();
        if !creators.is_empty() {
            arguments.push(format!("creators: ({},)", creators.join(", ")));
        }
        if let Some(publisher) = &book.publisher {
            arguments.push(format!("publisher: {}", choose(publisher)));
        }
        self.call("title-page", &arguments);
    }

    /// Writes the table of contents: the texts of its lines, by anchor; those of a part with its label.
    pub(super) fn contents(&mut self, manuscript: &Manuscript<'a>) {
        let mut entries = Vec::new();
        let labels = |word: fn(&Labels<'_>) -> String| {
            pair(&manuscript.languages.map(|lang| inline::own(lang, word)))
        };
        for list in &manuscript.lists {
            let (anchor, words) = match list.listed {
                Listed::Figures => ("front.figures", labels(|all| all.figures.to_owned())),
                Listed::Tables => ("front.tables", labels(|all| all.tables.to_owned())),
                Listed::Listings => ("front.listings", labels(|all| all.listings.to_owned())),
            };
            entries.push((anchor, "none".to_owned(), words));
        }
        let chapters = manuscript.chapters.iter();
        for chapter in chapters.filter(|chapter| !chapter.role.is_plate()) {
            let number = number(chapter.number);
            let title = self.quoted(chapter.only, chapter.title.text);
            let title = if chapter.role == ChapterRole::Part {
                let label = chapter.label.as_ref();
                let label = label.map_or("none".to_owned(), |label| self.quoted(None, label.text));
                format!("{title}, {label}")
            } else {
                title
            };
            entries.push((chapter.id, number, title));
            for (_, piece) in listed(manuscript, &chapter.pieces) {
                let words = match piece.title() {
                    Some(title) => self.quoted(piece.only, title.text),
                    None => self.quoted_label(piece.only, |all| all.quiz.to_owned()),
                };
                entries.push((piece.id, "none".to_owned(), words));
            }
            if let Some(key) = &chapter.key {
                let words = labels(|all| all.answers.to_owned());
                entries.push((key.id.as_str(), "none".to_owned(), words));
            }
        }
        if !manuscript.endnotes().is_empty() {
            entries.push((NOTES, "none".to_owned(), labels(|all| all.notes.to_owned())));
        }
        if !manuscript.glossary.is_empty() {
            entries.push((
                GLOSSARY,
                "none".to_owned(),
                labels(|all| all.glossary.to_owned()),
            ));
        }
        if !manuscript.key.is_empty() {
            entries.push((
                ANSWER_KEY,
                "none".to_owned(),
                labels(|all| all.answers.to_owned()),
            ));
        }
        let parts = manuscript.key.iter().map(|part| {
            let title = self.quoted(None, part.title.text);
            (part.id.clone(), number(part.number), title)
        });
        let index = manuscript.index.iter().map(|_| {
            let words = labels(|all| all.index.to_owned());
            (INDEX.to_owned(), "none".to_owned(), words)
        });
        let entries = entries
            .into_iter()
            .map(|(id, number, texts)| (id.to_owned(), number, texts))
            .chain(parts)
            .chain(index);
        let entries: Vec<(String, String, String)> = entries.collect();
        let ids = entries.iter().map(|(id, _, _)| id.as_str());
        let pages = self.pages(ids);
        let lines = entries.iter();
        let lines: Vec<String> = lines
            .map(|(id, number, texts)| format!("  {}: ({number}, {texts}),\n", string(id)))
            .collect();
        self.put(&format!("#contents({pages}(\n{}))", lines.concat()));
    }

    /// Writes the headings of other parts, which the contents list.
    pub(super) fn beyond(&mut self, manuscript: &Manuscript<'a>) {
        let headings = headings(manuscript, manuscript.front());
        let headings = headings
            .iter()
            .map(|(level, id)| format!("({level}, {}),", string(id)));
        let headings: String = headings.collect();
        self.call("beyond", &[format!("({headings})")]);
    }

    /// Writes the copyright page, with the CIP record if the book has one.
    pub(super) fn copyright(&mut self, manuscript: &Manuscript<'a>) {
        let book = manuscript.book;
        let languages = manuscript.edition.languages;
        let manners = manuscript.languages.zip(self.setting.rooms.text);
        let array = |items: &[String]| {
            let items: Vec<String> = items.iter().map(|item| format!("\n    {item},")).collect();
            format!("({})", items.concat())
        };
        let lines = |texts: &Localized<&Vec<Text>>| {
            let each = texts.zip(manners).map(|(texts, (lang, room))| {
                let lines = texts.iter().map(|text| inline::words(text, lang, *room));
                array(&lines.collect::<Vec<_>>())
            });
            format!("({},)", each.iter().cloned().collect::<Vec<_>>().join(", "))
        };
        let mut arguments = Vec::new();
        let cip = languages.choose(&book.cip);
        if cip.iter().any(|lines| !lines.is_empty()) {
            arguments.push(format!("cip: {}", lines(&cip)));
        }
        arguments.push(self.quoted(None, manuscript.title.text));
        let imprint = languages.choose(&book.imprint);
        let facts = manners.zip(imprint);
        let mut place = 0;
        let facts = facts.map(|((lang, room), imprint)| {
            let words = |text: &Text| inline::words(text, lang, *room);
            let own = |pair: &'a Pair<Text>| {
                let texts = languages.choose(pair);
                texts.iter().nth(place).map(|text| words(text))
            };
            let mut facts: Vec<String> = Vec::new();
            for creator in &book.creators {
                let role = inline::own(lang, |labels| {
                    format!("{}{}", labels.role_gap, labels.roles[creator.role as usize])
                });
                facts.extend(own(&creator.name).map(|name| format!("{name} + {role}")));
            }
            facts.extend(book.publisher.as_ref().and_then(own));
            facts.extend(book.date.map(|date| {
                inline::own(lang, |labels| {
                    let day = labels.day(date.year, date.month, date.day);
                    fill(labels.published, day)
                })
            }));
            facts.extend(imprint.iter().map(words));
            facts.push(inline::breakable(
                &manuscript.identifier(),
                Room::new(*room, lang),
            ));
            facts.extend(book.rights.as_ref().and_then(own));
            facts.push(inline::own(lang, |labels| {
                let gap = if lang.is_cjk() { labels.colon } else { " " };
                format!(
                    "{}{gap}diglot {}",
                    labels.made_with,
                    env!("CARGO_PKG_VERSION")
                )
            }));
            place += 1;
            array(&facts)
        });
        arguments.push(format!(
            "({},)",
            facts.iter().cloned().collect::<Vec<_>>().join(", ")
        ));
        self.call("copyright", &arguments);
    }

    /// Writes a list of figures, tables or listings.
    pub(super) fn list(&mut self, list: &List<'a>) {
        let entries = list.entries.iter().map(|entry| {
            let caption = self.quoted(entry.only, entry.text.text);
            let (id, number) = (string(entry.id), string(&entry.number));
            format!("  ({id}, {number}, {caption}),\n")
        });
        let entries = entries.collect::<Vec<_>>().concat();
        let kind = string(list.listed.name());
        let pages = self.pages(list.entries.iter().map(|entry| entry.id));
        self.put(&format!("#list-of({pages}{kind}, (\n{entries}))"));
    }

    /// The page counter at anchors in other parts, as an argument with a comma, or nothing.
    fn pages<'i>(&self, ids: impl Iterator<Item = &'i str>) -> String {
        let pages = self.around.and_then(|around| around.pages(ids));
        pages.map_or_else(String::new, |pages| pages + ", ")
    }
}

/// The headings in the table of contents from a chapter on, by its index, with level and anchor.
pub(super) fn headings<'m>(manuscript: &'m Manuscript<'_>, from: usize) -> Vec<(u8, &'m str)> {
    let of_chapters = |chapters: &'m [Section<'_>], headings: &mut Vec<(u8, &'m str)>| {
        for chapter in chapters {
            headings.push((1, chapter.id));
            let pieces = listed(manuscript, &chapter.pieces);
            headings.extend(pieces.map(|(level, piece)| (level, piece.id)));
            headings.extend(chapter.key.iter().map(|key| (2, key.id.as_str())));
        }
    };
    let closing = manuscript.before_closing();
    let mut headings = Vec::new();
    of_chapters(&manuscript.chapters[from..closing], &mut headings);
    if !manuscript.endnotes().is_empty() {
        headings.push((1, NOTES));
    }
    if !manuscript.glossary.is_empty() {
        headings.push((1, GLOSSARY));
    }
    if !manuscript.key.is_empty() {
        headings.push((1, ANSWER_KEY));
        headings.extend(manuscript.key.iter().map(|key| (2, key.id.as_str())));
    }
    headings.extend(manuscript.index.iter().map(|_| (1, INDEX)));
    of_chapters(&manuscript.chapters[closing..], &mut headings);
    headings
}

/// The pieces of a chapter that the table of contents lists, each with its level there.
fn listed<'m, 'a>(
    manuscript: &Manuscript<'_>,
    pieces: &'m [Piece<'a>],
) -> impl Iterator<Item = (u8, &'m Piece<'a>)> {
    let depth = manuscript.edition.contents_depth;
    let pieces = Piece::every(pieces).filter_map(|piece| Some((level(piece)?, piece)));
    pieces.filter(move |(level, _)| *level <= depth)
}

/// The level of a piece that may be in the table of contents: headings and quizzes, which are like sections.
fn level(piece: &Piece<'_>) -> Option<u8> {
    match &piece.kind {
        PieceKind::Heading { level, .. } => Some(level + 1),
        PieceKind::Quiz(_) => Some(2),
        PieceKind::Solved(quiz) => quiz.head.title.map(|_| 2),
        PieceKind::Lead(_)
        | PieceKind::Text(_)
        | PieceKind::Aligned(..)
        | PieceKind::List(_)
        | PieceKind::Quote(_)
        | PieceKind::Dialogue(_)
        | PieceKind::Signatures(_)
        | PieceKind::Verse(_)
        | PieceKind::Gloss(_)
        | PieceKind::Figure { .. }
        | PieceKind::Table(_)
        | PieceKind::Code { .. }
        | PieceKind::Formula(_)
        | PieceKind::Break(_)
        | PieceKind::Callout { .. }
        | PieceKind::Summary(_) => None,
    }
}
