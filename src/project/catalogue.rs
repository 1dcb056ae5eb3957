//! Many books: which there are, and what a build of each makes from what.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Content, Error, Options, Project};
use crate::build;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::disk;
use crate::message::{Message, message};
use crate::read::BOOK_FILE;
use crate::source::{FileId, Sources, Span, span};
use crate::typeset;

/// What to build of many books.
#[derive(Debug, Default)]
pub struct Plan {
    /// The books without errors.
    pub books: Vec<PlannedBook>,
    /// The others.
    pub broken: Vec<BrokenBook>,
}

/// A book, and what a build of it makes from what.
#[derive(Debug)]
pub struct PlannedBook {
    pub id: String,
    pub folder: String,
    /// The name of everything on which the files of the book depend.
    pub key: String,
    /// The paths in the book's folder of all files that were read.
    pub inputs: Vec<String>,
    pub editions: Vec<PlannedEdition>,
}

/// An edition, and what a build of it makes.
#[derive(Debug)]
pub struct PlannedEdition {
    pub name: String,
    /// The name of everything on which the files of the edition depend.
    pub key: String,
    /// The paths in the output folder of the files that it consists of, and of those of its solutions book.
    pub files: Vec<String>,
}

/// A book that cannot be built.
#[derive(Debug)]
pub struct BrokenBook {
    pub folder: String,
    pub sources: Sources,
    /// Its errors, without the warnings.
    pub diagnostics: Diagnostics,
}

/// Reads and checks the books of some catalogues, each a folder of books, the folder of one book, or a text file that
/// lists folders.
///
/// # Errors
/// When a catalogue cannot be read or has no books. Whatever is wrong with a book is in the plan.
pub fn plan(catalogues: &[PathBuf], options: &Options) -> Result<Plan, Error> {
    let mut plan = Plan::default();
    // The folder of each book by its id.
    let mut ids = BTreeMap::new();
    for path in catalogues {
        let listed = Listed::of(path)?;
        for (folder, at) in &listed.folders {
            plan.add(folder, *at, &listed, options, &mut ids);
            typeset::forget();
        }
    }
    Ok(plan)
}

/// The books of one catalogue.
struct Listed {
    folders: Vec<(PathBuf, Option<Span>)>,
    /// The path and the text of the list, if it is one.
    list: Option<(String, String)>,
}

impl Listed {
    fn of(path: &Path) -> Result<Self, Error> {
        let unreadable = |error| Error::NoCatalogue {
            path: path.to_owned(),
            error,
        };
        let path = &folder_of(path);
        let listed = if disk::is_folder(path) {
            let books = if disk::is_file(&path.join(BOOK_FILE)) {
                vec![path.to_owned()]
            } else {
                disk::folders_with(path, BOOK_FILE).map_err(unreadable)?
            };
            Self {
                folders: books.iter().map(|it| (folder_of(it), None)).collect(),
                list: None,
            }
        } else {
            let bytes = disk::read_list(path).map_err(unreadable)?;
            let text = String::from_utf8(bytes).map_err(|_| Error::ListNotUtf8(path.to_owned()))?;
            let beside = path.parent().unwrap_or(Path::new(""));
            Self {
                folders: lines(&text)
                    .map(|(line, at)| (folder_of(&beside.join(line)), Some(at)))
                    .collect(),
                list: Some((path.display().to_string(), text)),
            }
        };
        if listed.folders.is_empty() {
            return Err(Error::EmptyCatalogue(path.to_owned()));
        }
        Ok(listed)
    }

    /// A diagnostic about a folder, at the line that names it.
    fn broken(&self, folder: &Path, at: Option<Span>, diagnostic: Diagnostic) -> BrokenBook {
        let mut sources = Sources::default();
        if let Some((path, text)) = &self.list {
            sources.add(path, text.clone());
        }
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(match at {
            Some(at) => diagnostic.at(at),
            None => diagnostic,
        });
        BrokenBook {
            folder: folder.display().to_string(),
            sources,
            diagnostics,
        }
    }
}

/// The folder of a book that is named by its folder or by the `book.yaml` in it.
fn folder_of(path: &Path) -> PathBuf {
    let is_file = path.file_name().is_some_and(|name| name == BOOK_FILE);
    let folder = path.parent().filter(|_| is_file).unwrap_or(path);
    // Without slashes at the end.
    let folder: PathBuf = folder.components().collect();
    if folder == Path::new("") {
        PathBuf::from(".")
    } else {
        folder
    }
}

/// The lines of a list that name folders, each with its place.
fn lines(text: &str) -> impl Iterator<Item = (&str, Span)> {
    let file = FileId::from_index(0);
    let lines = text.split_inclusive('\n').scan(0, |start, line| {
        let begin = *start;
        *start += line.len();
        Some((begin, line))
    });
    lines.filter_map(move |(begin, line)| {
        let name = line.trim_start_matches('\u{FEFF}').trim();
        let begin = begin + line.find(name)?;
        let is_name = !name.is_empty() && !name.starts_with('#');
        is_name.then(|| (name, span(file, begin, begin + name.len())))
    })
}

impl Plan {
    fn add(
        &mut self,
        folder: &Path,
        at: Option<Span>,
        listed: &Listed,
        options: &Options,
        ids: &mut BTreeMap<String, String>,
    ) {
        let refuse = |message: Message| {
            let hint = message!("name the folder of a book, which contains `{}`", BOOK_FILE);
            let diagnostic = Diagnostic::new(Code::FileMissing, message).hint(hint);
            listed.broken(folder, at, diagnostic)
        };
        let project = match Project::open(folder, options.clone()) {
            Ok(project) => project,
            Err(error) => {
                self.broken.push(refuse(error.message()));
                return;
            }
        };
        let Some(shown) = folder.to_str().map(str::to_owned) else {
            let why = message!("the name of this folder is not in UTF-8");
            self.broken.push(refuse(why));
            return;
        };
        let checked = project.check();
        let Some(content) = checked.content else {
            self.broken.push(BrokenBook {
                sources: checked.sources.seen_from_outside(&shown),
                diagnostics: checked.diagnostics.errors_only(),
                folder: shown,
            });
            return;
        };
        let book = project.planned(&content, shown);
        if let Some(other) = ids.get(&book.id) {
            let twice = message!("this book has the same `id:` as {}: `{}`", other, &book.id);
            let hint = message!("give each book of a catalogue an `id:` of its own");
            let diagnostic = Diagnostic::new(Code::RefIdTwice, twice).hint(hint);
            self.broken.push(listed.broken(folder, at, diagnostic));
            return;
        }
        ids.insert(book.id.clone(), book.folder.clone());
        self.books.push(book);
    }
}

impl Project {
    /// What a build of all editions makes from what.
    fn planned(&self, content: &Content, folder: String) -> PlannedBook {
        let (maker, inputs) = (self.maker(), self.folder.inputs());
        let all = content.editions();
        let named = all.iter().filter(|edition| edition.solves.is_none());
        let editions = named.map(|named| {
            let name = std::slice::from_ref(&named.name);
            let made = all.iter().filter(|one| one.is_selected_by(name));
            PlannedEdition {
                name: named.name.clone(),
                key: maker.key(&inputs, Some(&named.name)),
                files: made
                    .flat_map(|one| build::paths(content.book(), one))
                    .collect(),
            }
        });
        PlannedBook {
            id: content.book().id.clone(),
            folder,
            key: maker.key(&inputs, None),
            editions: editions.collect(),
            inputs: inputs
                .keys()
                .filter(|input| !disk::is_listing(input))
                .cloned()
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_a_folder_on_each_line_with_its_place() {
        let text = "\u{FEFF}# ours\r\n  one\r\n\nserie/二 # not a comment\n";
        let found: Vec<_> = lines(text)
            .map(|(name, at)| (name, &text[at.range()]))
            .collect();
        let second = "serie/二 # not a comment";
        assert_eq!(found, [("one", "one"), (second, second)]);
    }
}
