//! The files of the book's folder that others take their content from: rows of tables, lines of listings, cited works.

use std::collections::BTreeMap;

use super::Loader;
use super::check;
use super::file::{BlockFile, BookFile, ChapterFile, ItemFile};
use super::shape::{At, RawText, RawTextWith, items};
use crate::source::{FileId, Span};

/// The files that could be read, by the path that names them.
pub type Included = BTreeMap<String, FileId>;

/// Reads the bibliography of a book, and every file that a block of its chapters names.
pub fn load(loader: &mut Loader<'_>, book: &BookFile, chapters: &[At<ChapterFile>]) -> Included {
    let mut paths = Vec::new();
    let bibliography = book.bibliography.as_ref().and_then(|it| it.value.as_ref());
    let bib = bibliography.map(|it| &it.file);
    paths.extend(bib.and_then(|file| Some((file.value.as_deref()?, file.at))));
    for chapter in chapters.iter().filter_map(|at| at.value.as_ref()) {
        of_blocks(Some(&chapter.blocks), &mut paths);
    }
    let mut included = Included::new();
    let mut unreadable = Vec::new();
    for (path, at) in paths {
        if included.contains_key(path) || unreadable.contains(&path) {
            continue;
        }
        match loader.open(path, Some(at)) {
            Some(file) => {
                if check::file(file, loader.sources, loader.diagnostics) {
                    included.insert(path.to_owned(), file);
                } else {
                    unreadable.push(path);
                }
            }
            None => unreadable.push(path),
        }
    }
    included
}

/// Adds the paths that some blocks name, each with its place.
fn of_blocks<'f>(list: Option<&'f At<Vec<At<BlockFile>>>>, paths: &mut Vec<(&'f str, Span)>) {
    for block in items(list).filter_map(|at| at.value.as_ref()) {
        match block {
            BlockFile::Table(table) => {
                let table = table.value.as_ref();
                paths.extend(
                    table
                        .and_then(|table| table.file.as_ref())
                        .into_iter()
                        .flat_map(named),
                );
            }
            BlockFile::Code(code) => {
                let file = code.value.as_ref().and_then(|code| code.file.as_ref());
                paths.extend(file.into_iter().flat_map(named));
            }
            BlockFile::Callout(callout) => {
                of_blocks(
                    callout.value.as_ref().and_then(|it| it.blocks.as_ref()),
                    paths,
                );
            }
            BlockFile::List(list) => {
                of_items(list.value.as_ref().map(|list| &list.items), paths);
            }
            BlockFile::Quote(quote) => {
                let inner = quote.value.as_ref();
                of_blocks(inner.and_then(|it| it.rest.blocks.as_ref()), paths);
            }
            BlockFile::Quiz(quiz) => {
                let Some(quiz) = &quiz.value else { continue };
                of_blocks(quiz.passage.as_ref(), paths);
                for question in items(Some(&quiz.questions)).filter_map(|at| at.value.as_ref()) {
                    of_blocks(question.blocks.as_ref(), paths);
                    let options = items(question.options.as_ref());
                    for option in options.filter_map(|at| at.value.as_ref()) {
                        of_blocks(option.rest.blocks.as_ref(), paths);
                    }
                }
            }
            BlockFile::Lead(_)
            | BlockFile::Text(_)
            | BlockFile::Heading(_)
            | BlockFile::Dialogue(_)
            | BlockFile::Verse(_)
            | BlockFile::Gloss(_)
            | BlockFile::Figure(_)
            | BlockFile::Math(_)
            | BlockFile::Signatures(_)
            | BlockFile::Break(_)
            | BlockFile::Summary(_) => {}
        }
    }
}

/// The same for the items of a list.
fn of_items<'f>(
    list: Option<&'f At<Vec<At<RawTextWith<ItemFile>>>>>,
    paths: &mut Vec<(&'f str, Span)>,
) {
    for item in items(list).filter_map(|at| at.value.as_ref()) {
        of_items(item.rest.items.as_ref(), paths);
        of_blocks(item.rest.blocks.as_ref(), paths);
    }
}

/// The paths that a `file:` names: one, or one for each language.
fn named(file: &At<RawText>) -> Vec<(&str, Span)> {
    let all = match &file.value {
        None => Vec::new(),
        Some(RawText::Same(one)) => vec![one],
        Some(RawText::ByLanguage(each)) => each.iter().map(|(.., one)| one).collect(),
    };
    all.into_iter()
        .filter_map(|one| Some((one.value.as_ref()?.0.as_deref()?, one.at)))
        .collect()
}
