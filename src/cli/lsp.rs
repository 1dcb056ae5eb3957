//! `diglot lsp`.

use lsp_server::Connection;

use super::{Outcome, startable};
use crate::lsp;
use crate::message::Locale;

/// Runs `lsp` on standard input and output.
pub fn run(locale: Locale) -> anyhow::Result<Outcome> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    // The pool is built once; if it cannot be, checks run on this thread.
    let _ = rayon::ThreadPoolBuilder::new()
        .num_threads(startable(threads).max(1))
        .build_global();
    let (connection, threads) = Connection::stdio();
    let is_orderly = lsp::serve(&connection, locale)?;
    drop(connection);
    threads.join()?;
    // The protocol asks for 1 if the editor leaves without saying so.
    Ok(if is_orderly {
        Outcome::Done
    } else {
        Outcome::FaultsFound
    })
}
