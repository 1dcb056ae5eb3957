//! Puts chapters together as a book: cut, titled, numbered, linked, written.

use std::collections::BTreeSet;

use super::document::{Chapter, Content, Doubt, Role, Said};
use super::rich::{Inline, Rich};
use super::{About, Existing, Imported, Refusal, links, markup, plain, report, slug, tidy, yaml};
use crate::lang::Lang;
use crate::message::{Locale, message};
use crate::translation::{Fingerprint, LOCK_FILE, Lock};

/// A file, or two, as the chapter that was made of it.
#[derive(Debug)]
pub(crate) struct Read {
    /// The name of the file, or of the first.
    pub(crate) name: String,
    pub(crate) chapter: Chapter,
    /// Whether nothing in it said which lines are headings.
    pub(crate) is_bare: bool,
}

/// Makes a book of what was read. `pictures` are files of the book.
pub(crate) fn book(
    read: Vec<Read>,
    id: &str,
    languages: [String; 2],
    about: &About,
    pictures: Vec<(String, Vec<u8>)>,
    existing: Option<&Existing>,
    locale: Locale,
) -> Result<Imported, Refusal> {
    let mut names = Vec::new();
    let mut chapters = Vec::new();
    // How many chapters each file makes.
    let mut counts = Vec::new();
    for one in read {
        let mut parts = if one.is_bare {
            vec![one.chapter]
        } else {
            cut(one.chapter)
        };
        for part in &mut parts {
            tidy::tidy(part, &one.name, one.is_bare);
            settle_title(&one.name, part);
        }
        counts.push(parts.len());
        names.extend(parts.iter().map(|_| one.name.clone()));
        chapters.extend(parts);
    }
    number(
        &mut chapters,
        existing.map_or(0, |existing| existing.number),
    );
    let ids = ids(&names, &chapters, &languages);
    let taken = |id: &&String| existing.is_some_and(|existing| existing.ids.contains(*id));
    if let Some(id) = ids.iter().find(taken) {
        return Err(Refusal::Taken(id.clone()));
    }
    links::settle(&mut chapters, &ids, &names);
    let paths: Vec<String> = ids.iter().map(|id| format!("chapters/{id}.yaml")).collect();
    let title = match (&about.titles, &chapters[..]) {
        ([Some(first), Some(second)], _) => [first.clone(), second.clone()],
        (_, [only]) => only.title.each_ref().map(Rich::title),
        _ => [id.to_owned(), id.to_owned()],
    };
    let lacks =
        |chapter: &Chapter| chapter.may_lack && chapter.rows.iter().any(|row| row.only().is_some());
    let mut book = yaml::book(id, &languages, &title, about.cover.as_deref(), &paths);
    if chapters.iter().any(lacks) {
        book.push_str("missing: mark\n");
    }
    let mut files = vec![("book.yaml".to_owned(), book.into_bytes())];
    if let Some(lock) = confirmed(&chapters, &languages) {
        files.push((LOCK_FILE.to_owned(), lock.into_bytes()));
    }
    for (((path, id), chapter), name) in paths.iter().zip(&ids).zip(&mut chapters).zip(&names) {
        let written = yaml::chapter(chapter, id, &languages);
        files.push((path.clone(), written.text.into_bytes()));
        for (line, words) in written.unmarked {
            let why = message!("a mark in this cannot be written where it stands, and is left out");
            chapter
                .doubts
                .push(Doubt::new(name, line, why).about(&words));
        }
    }
    files.extend(pictures);
    let rows = chapters.iter().flat_map(|chapter| &chapter.rows);
    let pairs = rows
        .filter(|row| row.only().is_none() && row.content != Content::SceneBreak)
        .count();
    let doubts = chapters.iter().map(|chapter| chapter.doubts.len()).sum();
    let mut made = paths.into_iter().zip(chapters);
    let listed = counts
        .into_iter()
        .map(|count| report::Made::of(made.by_ref().take(count)));
    let listed: Vec<report::Made> = listed.collect();
    let report = report::report(&listed, locale);
    files.push(("IMPORT.md".to_owned(), report.into_bytes()));
    Ok(Imported {
        languages,
        files,
        pairs,
        doubts,
    })
}

/// The file of confirmed translations, if what was read says which are confirmed. Where it says what a text was when its
/// translation was made, that is what was confirmed.
fn confirmed(chapters: &[Chapter], languages: &[String; 2]) -> Option<String> {
    let mut lock = Lock::default();
    let mut is_said = false;
    let print = |text: &Rich, side: usize| {
        let language = Lang::parse(&languages[side]);
        let cjk = language.is_some_and(|lang| lang.is_cjk());
        Fingerprint::of(&markup::write(text).0, cjk, false)
    };
    for chapter in chapters {
        let Some(confirmed) = &chapter.confirmed else {
            continue;
        };
        is_said = true;
        for row in &chapter.rows {
            for said in row.texts() {
                let Said::Each([Some(first), Some(second)]) = said else {
                    continue;
                };
                if confirmed.contains(&row.line) {
                    lock.add((print(first, 0), print(second, 1)));
                } else if let Some([one, other]) = chapter.past.get(&row.line) {
                    let first = one.as_ref().unwrap_or(first);
                    let second = other.as_ref().unwrap_or(second);
                    lock.add((print(first, 0), print(second, 1)));
                }
            }
        }
    }
    is_said.then(|| lock.to_text())
}

/// Cuts a file into chapters where it has titles of them. What it says of itself stays with the first.
fn cut(mut chapter: Chapter) -> Vec<Chapter> {
    let mut parts: Vec<Chapter> = Vec::new();
    let mut rows = Vec::new();
    let is_title = |content: &Content<_>| matches!(content, Content::Words(Role::Heading(0), _));
    for row in std::mem::take(&mut chapter.rows) {
        if is_title(&row.content) && row.depth == 0 && !rows.is_empty() {
            parts.push(Chapter {
                rows: std::mem::take(&mut rows),
                ..Chapter::default()
            });
        }
        rows.push(row);
    }
    parts.push(Chapter {
        rows,
        ..Chapter::default()
    });
    if let Some(first) = parts.first_mut() {
        chapter.rows = std::mem::take(&mut first.rows);
        *first = chapter;
    }
    parts
}

/// Finds the title of a chapter: its first heading, or the name of its file.
fn settle_title(name: &str, chapter: &mut Chapter) {
    let first = chapter.rows.first_mut();
    let first = first.filter(|row| row.depth == 0 && row.only().is_none());
    if let Some(Content::Words(role @ Role::Heading(_), _)) = first.map(|row| &mut row.content) {
        *role = Role::Heading(0);
        title_from_rows(chapter);
    } else {
        let file = name.rsplit('/').next().unwrap_or(name);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        chapter.title = [Rich::plain(stem), Rich::plain(stem)];
        let why = message!(
            "the chapter begins without a title in both languages, so it has the name of its file"
        );
        chapter
            .doubts
            .insert(0, Doubt::new(name, 1, why).about(stem));
    }
    // Only the first heading of a chapter can be its title.
    for row in chapter.rows.iter_mut().skip(1) {
        if let Content::Words(role @ Role::Heading(0), _) = &mut row.content {
            *role = Role::Heading(1);
        }
    }
}

/// Takes the title of a chapter from its heading, if that is its first row.
pub(crate) fn title_from_rows(chapter: &mut Chapter) {
    let Some(Content::Words(Role::Heading(0), said)) = chapter.rows.first().map(|row| &row.content)
    else {
        return;
    };
    let title = |side: usize| {
        let mut title = said.in_language(side).cloned().unwrap_or_default();
        title.each_run(&mut |run| {
            run.style.link = None;
            if run.inline == Inline::Break {
                run.inline = Inline::Wrap;
            }
        });
        title
    };
    chapter.title = [title(0), title(1)];
    if let [Some((number, first)), Some((same, second))] =
        chapter.title.each_ref().map(plain::title_number)
        && number == same
    {
        chapter.number = Some(number);
        chapter.title = [first, second];
    }
}

/// Numbers the chapters: as they say, if they all do so and in order, else one after the other, from that after `last`.
fn number(chapters: &mut [Chapter], last: u32) {
    let numbers: Vec<Option<u32>> = chapters.iter().map(|chapter| chapter.number).collect();
    let in_order = numbers.first().is_none_or(|first| *first > Some(last))
        && numbers.iter().all(Option::is_some)
        && numbers.is_sorted_by(|one, next| one < next);
    if !in_order {
        for (chapter, number) in chapters.iter_mut().zip(last.saturating_add(1)..) {
            chapter.number = Some(number);
        }
    }
}

/// The ids of chapters: from their English title or the name of their file, with a number where that is taken.
fn ids(names: &[String], chapters: &[Chapter], languages: &[String; 2]) -> Vec<String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut ids = Vec::new();
    for ((name, chapter), number) in names.iter().zip(chapters).zip(1..) {
        let latin = usize::from(languages[0].starts_with("zh"));
        let file = name.rsplit('/').next().unwrap_or(name);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let wanted = [slug(&chapter.title[latin].title()), slug(stem)]
            .into_iter()
            .flatten()
            .next();
        let wanted = wanted.unwrap_or_else(|| format!("chapter-{number}"));
        let mut id = wanted.clone();
        let mut next = 2;
        while !taken.insert(id.clone()) {
            id = format!("{wanted}-{next}");
            next += 1;
        }
        ids.push(id);
    }
    ids
}
