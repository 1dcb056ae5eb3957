//! Validates the EPUBs with EPUBCheck, Ace by DAISY and xmllint.

use std::path::PathBuf;
use std::sync::LazyLock;

use super::archive::{Epub, is_xml};
use super::books::{BOOKS, Bound, assert_none};
use super::faults;
use super::tools::{Verdicts, ace, epubcheck, need, xmllint};
use crate::support::{has_validator, scratch, write};

fn epubs() -> Vec<PathBuf> {
    let made = BOOKS.iter().flat_map(Bound::epubs);
    made.map(|made| made.path.clone()).collect()
}

/// The results of EPUBCheck for all EPUBs, including the damaged ones. It is run once, because it starts slowly.
pub static EPUBCHECK: LazyLock<Option<Verdicts>> = LazyLock::new(|| {
    let mut files = epubs();
    files.extend(faults::for_epubcheck());
    epubcheck(&files)
});

#[test]
fn epubcheck_finds_no_error_and_no_warning() {
    let Some(verdicts) = need("EPUBCheck", EPUBCHECK.as_ref()) else {
        return;
    };
    for path in epubs() {
        assert_none(&verdicts[&path]);
    }
}

/// The results of Ace for all EPUBs, including the damaged ones, in one browser.
pub static ACE: LazyLock<Option<Verdicts>> = LazyLock::new(|| {
    let mut files = epubs();
    files.extend(faults::for_ace());
    ace(&files)
});

#[test]
fn ace_finds_no_violation_at_any_level() {
    let Some(verdicts) = need("Ace by DAISY", ACE.as_ref()) else {
        return;
    };
    for path in epubs() {
        assert_none(&verdicts[&path]);
    }
}

/// The complaints of xmllint about the XML files of an EPUB.
pub fn lint(epub: &Epub) -> Vec<String> {
    let folder = scratch();
    let mut faults = Vec::new();
    for (name, content) in epub.files.iter().filter(|(name, _)| is_xml(name)) {
        let path = folder.path().join(name);
        write(&path, content);
        faults.extend(xmllint(&path));
    }
    faults
}

#[test]
fn xmllint_finds_every_file_well_formed() {
    if !has_validator("xmllint") {
        return;
    }
    for path in epubs() {
        assert_none(&lint(&Epub::open(&path)));
    }
}
