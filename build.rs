//! Gives the program a name for its own making, so that a new build of diglot does not take what an
//! older one made for its own, and lists the files of `src/lang/data/languages/` that describe a language each.

use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;

/// The folder of the language files.
const LANGUAGES: &str = "src/lang/data/languages";

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
    list_languages();
}

/// Writes the tags and contents of the language files as a Rust array.
#[expect(
    clippy::disallowed_methods,
    reason = "it runs before the program, on its sources"
)]
fn list_languages() {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join(LANGUAGES);
    let entries = fs::read_dir(folder).expect("the folder is part of the sources");
    let mut files: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    let items = files.iter().map(|path| {
        let tag = path.file_stem().and_then(|stem| stem.to_str());
        let tag = tag.expect("a file is named by a language tag");
        let path = path.to_str().expect("the path to the sources is UTF-8");
        format!("    ({tag:?}, include_str!({path:?})),\n")
    });
    let list = format!("&[\n{}]\n", items.collect::<String>());
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("languages.rs");
    fs::write(out, list).expect("the build folder can be written");
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
