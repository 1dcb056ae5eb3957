//! Whether the files of an output folder are what a build made, and what another build makes.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{BuildPlan, Checked, Error, Options, Project, Selection, Stamp, StampedFile};
use crate::build::{BuildOptions, BuiltEdition, Capacity};
use crate::diagnostics::Diagnostics;
use crate::disk::{self, Folder, ReadError};
use crate::source::Sources;

/// The name of the folder for files that are different when they are built again.
const KEPT: &str = ".diglot-rebuilt";

/// An output folder compared with its stamp.
#[derive(Debug)]
pub struct Verification {
    pub output: PathBuf,
    pub stamp: Stamp,
    /// The files of the stamp by edition, then all others.
    pub files: Vec<VerifiedFile>,
}

/// A file in an output folder, or that ought to be there.
#[derive(Debug)]
pub struct VerifiedFile {
    /// Its path in the folder, with `/`.
    pub path: String,
    pub state: State,
    /// What the stamp says about it; `None` if it says nothing.
    pub stamped: Option<StampedFile>,
}

/// How a file compares with its stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it was built.
    Good,
    Missing,
    /// Not as it was built, or unreadable.
    Changed,
    /// The stamp does not mention it.
    Extra,
    /// As it was built, or missing or changed, but another build made other bytes.
    Different,
}

/// The outcome of making the files of a folder again.
pub enum Rebuilt {
    /// They were compared. If any is different, all new ones are in this folder.
    Compared(Option<PathBuf>),
    /// The book has errors.
    Failed(Diagnostics, Sources),
}

impl Verification {
    /// Compares the files of an output folder with its stamp. Nothing outside the folder is read, whatever the stamp
    /// says.
    ///
    /// # Errors
    /// When there is no such folder, or it has no stamp.
    pub fn of(output: &Path) -> Result<Self, Error> {
        let unreadable = |error| Error::NoOutput {
            path: output.to_owned(),
            error,
        };
        let folder = Folder::open(output).map_err(unreadable)?;
        let stamp = Stamp::load(output).ok_or_else(|| Error::NoStamp(output.to_owned()))?;
        let mut files = Vec::new();
        for made in stamp.files() {
            let state = match folder.hash(&made.file) {
                Ok(hash) if hash == made.hash => State::Good,
                Err(ReadError::Missing) => State::Missing,
                Ok(_) | Err(_) => State::Changed,
            };
            files.push(VerifiedFile {
                path: made.file.clone(),
                state,
                stamped: Some(made.clone()),
            });
        }
        let there = folder.files().map_err(unreadable)?;
        let extra = there
            .into_iter()
            .filter(|path| stamp.files().all(|made| made.file != *path));
        files.extend(extra.map(|path| VerifiedFile {
            path,
            state: State::Extra,
            stamped: None,
        }));
        Ok(Self {
            output: output.to_owned(),
            stamp,
            files,
        })
    }

    /// Whether every file is as it was built, and there is no other.
    pub fn is_good(&self) -> bool {
        self.files.iter().all(|file| file.state == State::Good)
    }

    /// Makes the files again from the book in a folder, with the date that they have, and compares them byte for byte.
    /// If there is a difference, the new files are kept too.
    ///
    /// # Errors
    /// When the book or the program is not the one from which the files were made, or the new files cannot be written.
    pub fn rebuild(&mut self, book: &Path, capacity: Capacity) -> anyhow::Result<Rebuilt> {
        let epoch = self.stamp.maker.epoch;
        let options = Options {
            modified: epoch.map(jiff::Timestamp::from_second).transpose()?,
            ..Options::default()
        };
        let project = Project::open(book, options)?;
        let path = || self.output.clone();
        if project.maker() != self.stamp.maker {
            let program = self.stamp.maker.program.clone();
            return Err(Error::OtherMaker {
                path: path(),
                program,
            }
            .into());
        }
        let changed = project.folder.changed(&self.stamp.inputs);
        let inputs: Vec<String> = changed.map(str::to_owned).collect();
        if !inputs.is_empty() {
            return Err(Error::OtherInputs {
                path: path(),
                inputs,
            }
            .into());
        }
        let Checked {
            sources,
            mut diagnostics,
            content,
        } = project.check();
        let Some(content) = content else {
            return Ok(Rebuilt::Failed(diagnostics, sources));
        };
        let selection = Selection {
            editions: self.stamp.made.keys().cloned().collect(),
            chapters: Vec::new(),
        };
        let plan = content.plan(&selection)?;
        let options = BuildOptions {
            capacity,
            ..BuildOptions::default()
        };
        let built = plan.build(options, None, &|_, _| {}, &mut diagnostics);
        if diagnostics.has_errors() {
            return Ok(Rebuilt::Failed(diagnostics, sources));
        }
        let kept = self
            .compare(&built)
            .then(|| self.keep(&project, &plan, &built));
        Ok(Rebuilt::Compared(kept.transpose()?))
    }

    /// Marks the files that are different in another build, and returns whether there are any.
    fn compare(&mut self, built: &[BuiltEdition]) -> bool {
        let new = built.iter().flat_map(|one| &one.files);
        let new: Vec<_> = new
            .map(|file| (&file.path, disk::hash(&file.bytes)))
            .collect();
        let mut is_different = false;
        for file in &mut self.files {
            let Some(stamped) = &file.stamped else {
                continue;
            };
            if !new.contains(&(&stamped.file, stamped.hash.clone())) {
                file.state = State::Different;
                is_different = true;
            }
        }
        is_different
    }

    /// Writes the files of another build to a folder inside the output folder, where [`KEPT`] hides them from it.
    fn keep(
        &self,
        project: &Project,
        plan: &BuildPlan<'_>,
        built: &[BuiltEdition],
    ) -> anyhow::Result<PathBuf> {
        let folder = self.output.join(KEPT);
        project.publish(&folder, plan, built, None, 0)?;
        Ok(folder)
    }
}
