//! What an earlier build made and from what: by it a build with nothing to do is noticed before
//! anything is parsed.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::disk::{self, Folder};

/// The stamp's file in the output folder.
pub const NAME: &str = ".diglot.json";

/// What a build leaves beside its files.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The program and everything besides the book that a file depends on.
    pub maker: String,
    /// Every file read, with its hash.
    pub inputs: BTreeMap<String, String>,
    /// All editions of the book in their order, a solutions book with the edition that it comes with.
    pub all: Vec<(String, Option<String>)>,
    /// What was made, by edition.
    pub made: BTreeMap<String, Vec<Output>>,
    /// Warnings of that build.
    pub warnings: usize,
}

/// A file that a build made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    pub file: String,
    pub hash: String,
    pub bytes: u64,
    pub pages: Option<usize>,
}

impl Stamp {
    /// Reads the stamp of an output folder, if it has one.
    pub fn load(output: &Path) -> Option<Self> {
        serde_json::from_slice(&disk::read_own(&output.join(NAME))?).ok()
    }

    /// The stamp as it is kept in its file.
    ///
    /// # Errors
    /// None that a stamp can bring about.
    pub fn bytes(&self) -> anyhow::Result<Vec<u8>> {
        Ok(serde_json::to_vec(self)?)
    }

    /// Whether a build of `editions` (all of them when empty) by `maker` would make nothing new.
    /// Returns what there is, in order.
    pub fn fresh(
        &self,
        maker: &str,
        editions: &[String],
        folder: &Folder,
        output: &Path,
    ) -> Option<Vec<(&str, &[Output])>> {
        if self.maker != maker || !folder.still_has(&self.inputs) {
            return None;
        }
        let known = editions
            .iter()
            .all(|name| self.all.iter().any(|(one, _)| one == name));
        let wanted = self.all.iter().filter(|(name, solves)| {
            let names = std::iter::once(name).chain(solves);
            editions.is_empty() || names.into_iter().any(|name| editions.contains(name))
        });
        let found: Option<Vec<_>> = wanted
            .map(|(name, _)| Some((name.as_str(), self.made.get(name)?.as_slice())))
            .collect();
        let found = found.filter(|_| known)?;
        let is_there = |made: &Output| {
            disk::read_own(&output.join(&made.file))
                .is_some_and(|bytes| disk::hash(&bytes) == made.hash)
        };
        found
            .iter()
            .all(|(_, made)| made.iter().all(is_there))
            .then_some(found)
    }
}
