//! Gives the program a name for its own making, so that a new build of diglot does not take what an
//! older one made for its own.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;

fn main() {
    let mut hasher = DefaultHasher::new();
    for input in [
        "src",
        "typst-templates",
        "fonts/SHA256SUMS",
        "Cargo.lock",
        "Cargo.toml",
    ] {
        println!("cargo:rerun-if-changed={input}");
        take(Path::new(input), &mut hasher);
    }
    println!("cargo:rustc-env=DIGLOT_MAKE={:016x}", hasher.finish());
}

#[expect(
    clippy::disallowed_methods,
    reason = "it runs before the program, on its sources"
)]
fn take(path: &Path, hasher: &mut DefaultHasher) {
    if path.is_dir() {
        let mut entries: Vec<_> = fs::read_dir(path)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect();
        entries.sort();
        for entry in entries {
            take(&entry, hasher);
        }
    } else if let Ok(bytes) = fs::read(path) {
        bytes.hash(hasher);
    }
}
