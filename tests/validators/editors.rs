//! `diglot lsp`, asked by a client of the protocol that is not ours.

use super::tools::{editors_python, need};
use crate::support::{copy, errors, results, root, run, scratch};

#[test]
fn an_editor_is_told_what_is_wrong_and_what_it_may_do() {
    let Some(mut python) = need("pygls", editors_python()) else {
        return;
    };
    let scratch = scratch();
    let book = scratch.path().join("book");
    copy(&root().join("tests/reader/_base"), &book);
    let output = run(python.arg(env!("CARGO_BIN_EXE_diglot")).arg(&book));
    assert_eq!(results(&output), "done\n", "{}", errors(&output));
}
