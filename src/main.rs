//! The `diglot` command.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Typesetting makes and drops millions of small values.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    diglot::cli::run()
}
