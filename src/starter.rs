//! The books that `diglot new` begins with. Their files are in `starters/` and part of the program.

/// A kind of book to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Starter {
    Book,
    Novel,
    Poetry,
    Class,
}

/// Lists the files of a starter by their paths in its folder.
macro_rules! files {
    ($folder:literal: $($path:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../starters/", $folder, "/", $path)))),+]
    };
}

/// The files that every new book has.
const COMMON: [(&str, &str); 2] = [
    (".gitattributes", include_str!("../starters/gitattributes")),
    (".gitignore", include_str!("../starters/gitignore")),
];

/// What stands in `book.yaml` for the id of the book.
const ID: &str = "\nid: NAME\n";

impl Starter {
    /// The id of a book whose folder has no name that could be one.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Novel => "novel",
            Self::Poetry => "poetry",
            Self::Class => "class",
        }
    }

    const fn templates(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Book => {
                files!("book": "book.yaml", "glossary.yaml", "chapters/preface.yaml", "chapters/water.yaml",
                "chapters/leaves.yaml", "figures/gaiwan.svg")
            }
            Self::Novel => {
                files!("novel": "book.yaml", "chapters/dedication.yaml", "chapters/one.yaml", "chapters/two.yaml")
            }
            Self::Poetry => {
                files!("poetry": "book.yaml", "chapters/spring.yaml", "chapters/autumn.yaml")
            }
            Self::Class => {
                files!("class": "book.yaml", "glossary.yaml", "chapters/market.yaml", "chapters/station.yaml")
            }
        }
    }

    /// The files of a new book with this id: paths and texts, `book.yaml` first.
    pub fn files(self, id: &str) -> Vec<(&'static str, String)> {
        let own = self.templates().iter().chain(&COMMON);
        own.map(|(path, text)| (*path, text.replacen(ID, &format!("\nid: {id}\n"), 1)))
            .collect()
    }
}
