//! The record of what the last build made and from which inputs. It tells that nothing has changed before anything is
//! parsed, and what the files of an output folder ought to be.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{BuildPlan, Selection};
use crate::build::BuiltEdition;
use crate::disk::{self, Folder};

/// The name of the stamp's file in the output folder.
pub const NAME: &str = ".diglot.json";

/// What a build records beside the files it writes.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    pub maker: Maker,
    /// The hash of every file that was read, by path.
    pub inputs: BTreeMap<String, String>,
    /// All editions of the book, in order; a solutions book has the edition it belongs to as the second item.
    pub all: Vec<(String, Option<String>)>,
    /// The files that were made, by edition.
    pub made: BTreeMap<String, Vec<StampedFile>>,
    /// The number of warnings that the build gave.
    pub warnings: usize,
}

/// Everything outside the book on which its files depend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maker {
    /// The program, its version, and the hash of its own sources.
    pub program: String,
    /// The time of creation recorded in the files, in seconds since 1970; `None` for the book's own date.
    pub epoch: Option<i64>,
}

impl Maker {
    /// The running program, dating files like this.
    pub(super) fn dating(modified: Option<jiff::Timestamp>) -> Self {
        Self {
            program: concat!(
                "diglot ",
                env!("CARGO_PKG_VERSION"),
                " ",
                env!("DIGLOT_MAKE")
            )
            .to_owned(),
            epoch: modified.map(jiff::Timestamp::as_second),
        }
    }

    /// The name of everything on which the files of an edition, or of the whole book, depend. The same key means the
    /// same bytes, on any machine and from any folder.
    pub(super) fn key(&self, inputs: &BTreeMap<String, String>, edition: Option<&str>) -> String {
        let all = serde_json::to_vec(&(self, inputs, edition));
        disk::hash(&all.expect("texts and numbers can be JSON"))
    }
}

/// A file that a build made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StampedFile {
    pub file: String,
    pub hash: String,
    pub bytes: u64,
    pub pages: Option<usize>,
}

impl Stamp {
    /// Reads the stamp of an output folder, if it has one.
    pub(super) fn load(output: &Path) -> Option<Self> {
        serde_json::from_slice(&disk::read_own(&output.join(NAME))?).ok()
    }

    /// The stamp after a build. Files that an earlier build made from the same inputs stay on record.
    pub(super) fn after(
        before: Option<Self>,
        maker: Maker,
        inputs: BTreeMap<String, String>,
        plan: &BuildPlan<'_>,
        built: &[BuiltEdition],
        warnings: usize,
    ) -> Self {
        let mut made = match before {
            Some(before) if before.maker == maker && before.inputs == inputs => before.made,
            _ => BTreeMap::new(),
        };
        for one in built {
            let files = one.files.iter().map(|file| StampedFile {
                file: file.path.clone(),
                hash: disk::hash(&file.bytes),
                bytes: file.bytes.len() as u64,
                pages: file.pages,
            });
            made.insert(one.edition.clone(), files.collect());
        }
        let all = plan.content.editions().iter();
        let all = all.map(|one| (one.name.clone(), one.solves.clone()));
        Self {
            maker,
            inputs,
            all: all.collect(),
            made,
            warnings,
        }
    }

    /// All files that were made.
    pub fn files(&self) -> impl Iterator<Item = &StampedFile> {
        self.made.values().flatten()
    }

    /// The key of an edition that has been built.
    pub fn key(&self, edition: &str) -> String {
        self.maker.key(&self.inputs, Some(edition))
    }

    /// The content of the stamp's file.
    pub(super) fn to_bytes(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self)
    }

    /// Whether a build of this selection by `maker` would only make the same files again.
    pub(super) fn is_fresh(
        &self,
        maker: &Maker,
        selection: &Selection,
        folder: &Folder,
        output: &Path,
    ) -> bool {
        if self.maker != *maker || !folder.still_has(&self.inputs) {
            return false;
        }
        let is_known = |name: &String| self.all.iter().any(|(one, _)| one == name);
        let is_there = |made: &StampedFile| {
            disk::read_own(&output.join(&made.file))
                .is_some_and(|bytes| disk::hash(&bytes) == made.hash)
        };
        selection.editions.iter().all(is_known)
            && self
                .selected(selection)
                .all(|(_, files)| files.is_some_and(|files| files.iter().all(is_there)))
    }

    /// The selected editions in the book's order, each with its files if it has been built.
    fn selected<'s>(
        &'s self,
        selection: &'s Selection,
    ) -> impl Iterator<Item = (&'s str, Option<&'s [StampedFile]>)> {
        let wanted = self.all.iter().filter(|(name, solves)| {
            let mut names = std::iter::once(name).chain(solves);
            selection.editions.is_empty() || names.any(|name| selection.editions.contains(name))
        });
        wanted.map(|(name, _)| (name.as_str(), self.made.get(name).map(Vec::as_slice)))
    }

    /// The selected editions that have been built, in the book's order, with their files.
    pub fn editions<'s>(
        &'s self,
        selection: &'s Selection,
    ) -> impl Iterator<Item = (&'s str, &'s [StampedFile])> {
        self.selected(selection)
            .filter_map(|(name, files)| Some((name, files?)))
    }
}
