//! The mends that need no thought.

use std::collections::BTreeMap;

use super::{Checked, Project};
use crate::diagnostics::{Edit, Fix};
use crate::read::{self, Revised};

/// A book with its certain fixes, not yet written.
pub struct Mending {
    /// The edits, in places of the files as they were.
    pub edits: Vec<Edit>,
    pub files: Vec<Revised>,
    /// The book with them.
    pub after: Checked,
}

impl Mending {
    /// Whether the book has errors that it did not have before.
    pub fn is_faulty(&self, before: &Checked) -> bool {
        self.after.diagnostics.errors() > before.diagnostics.errors()
    }
}

impl Project {
    /// Makes every certain fix, in memory. `None` if there is none.
    pub fn mend(&self, checked: &Checked) -> Option<Mending> {
        let all = checked.diagnostics.sorted();
        let offered = all.into_iter().filter_map(|one| one.fix.as_ref());
        let certain: Vec<&Fix> = offered.filter(|fix| fix.is_certain).collect();
        let (mut files, edits) = read::mend(&certain, &checked.sources);
        self.keep_marks(&mut files);
        let instead = files
            .iter()
            .map(|file| (file.path.clone(), file.text.clone().into_bytes()));
        let after = self.with(instead.collect::<BTreeMap<_, _>>());
        (!edits.is_empty()).then(|| Mending {
            after: after.check(),
            edits,
            files,
        })
    }

    /// The same book as if these files, by their paths in its folder, had other contents.
    #[must_use]
    pub fn with(&self, instead: BTreeMap<String, Vec<u8>>) -> Self {
        Self {
            folder: self.folder.with(instead),
            options: self.options.clone(),
        }
    }
}
