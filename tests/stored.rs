//! Compares texts with stored ones that a person has reviewed. `DIGLOT_ACCEPT=1` stores the new ones, to be reviewed
//! before they are committed.

use std::fs;
use std::path::Path;

use similar::TextDiff;

use crate::support::{root, write};

/// Whether new texts and pictures replace the stored ones.
pub fn is_accepted() -> bool {
    std::env::var_os("DIGLOT_ACCEPT").is_some()
}

/// The difference between a text and the stored one, line by line; `None` if they are equal.
pub fn difference(stored: &Path, made: &str) -> Option<String> {
    let wanted = fs::read_to_string(stored).unwrap_or_default();
    if made == wanted {
        return None;
    }
    if is_accepted() {
        write(stored, made);
        return None;
    }
    let path = stored.strip_prefix(root()).unwrap_or(stored).display();
    let lines = TextDiff::from_lines(wanted.as_str(), made);
    let lines = lines.unified_diff().header("stored", "made").to_string();
    Some(format!(
        "{path} differs; `DIGLOT_ACCEPT=1 cargo test --release` stores what is made\n{lines}"
    ))
}

/// Asserts that a text equals the stored one.
///
/// # Panics
/// If it differs.
pub fn assert_same(stored: &Path, made: &str) {
    if let Some(difference) = difference(stored, made) {
        panic!("{difference}");
    }
}

/// A difference shows removed and added lines, and how to accept them.
#[test]
fn a_difference_is_shown_line_by_line() {
    let scratch = crate::support::scratch();
    let stored = scratch.path().join("stored.txt");
    write(&stored, "一\n二\n三\n");
    assert_eq!(difference(&stored, "一\n二\n三\n"), None);
    if !is_accepted() {
        let shown = difference(&stored, "一\n两\n三\n").unwrap();
        assert!(shown.contains("\n 一\n-二\n+两\n 三\n"), "{shown}");
        assert!(shown.contains("DIGLOT_ACCEPT=1"), "{shown}");
    }
}
