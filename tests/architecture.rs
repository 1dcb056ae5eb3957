//! The map of ARCHITECTURE.md, held against the code.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// Which modules of the crate each module may name.
const MAY_NAME: [(&str, &[&str]); 24] = [
    ("source", &[]),
    ("lang", &[]),
    ("pagination", &[]),
    ("picture", &["picture", "xml"]),
    ("formula", &[]),
    ("isbn", &[]),
    ("disk", &[]),
    ("report", &["source"]),
    ("book", &["formula", "isbn", "lang", "source"]),
    ("edition", &["lang"]),
    ("walk", &["book", "lang"]),
    ("face", &["lang"]),
    ("sketch", &["formula", "lang", "picture"]),
    ("xml", &[]),
    ("sfnt", &[]),
    ("archive", &[]),
    (
        "exam",
        &[
            "archive",
            "book",
            "edition",
            "exam",
            "lang",
            "manuscript",
            "xml",
        ],
    ),
    (
        "access",
        &["book", "edition", "lang", "manuscript", "report", "walk"],
    ),
    (
        "onix",
        &[
            "access",
            "book",
            "edition",
            "lang",
            "manuscript",
            "report",
            "xml",
        ],
    ),
    (
        "read",
        &[
            "book",
            "disk",
            "edition",
            "formula",
            "isbn",
            "lang",
            "manuscript",
            "picture",
            "read",
            "report",
            "sfnt",
            "source",
        ],
    ),
    (
        "manuscript",
        &["book", "edition", "formula", "lang", "source", "walk"],
    ),
    (
        "typeset",
        &[
            "book",
            "edition",
            "face",
            "formula",
            "lang",
            "manuscript",
            "pagination",
            "picture",
            "report",
            "sketch",
            "source",
            "typeset",
            "walk",
        ],
    ),
    (
        "epub",
        &[
            "access",
            "archive",
            "book",
            "edition",
            "epub",
            "face",
            "formula",
            "lang",
            "manuscript",
            "pagination",
            "picture",
            "sketch",
            "source",
            "walk",
            "xml",
        ],
    ),
    (
        "build",
        &[
            "edition",
            "epub",
            "manuscript",
            "pagination",
            "picture",
            "read",
            "report",
            "typeset",
        ],
    ),
];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// The module of the crate's root that a file belongs to.
fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(source_folder()).unwrap();
    let first = inside.components().next().unwrap().as_os_str();
    first.to_string_lossy().trim_end_matches(".rs").to_owned()
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules that follow `crate::` in some code.
fn named(code: &str) -> Vec<&str> {
    code.split("crate::")
        .skip(1)
        .filter_map(|rest| {
            rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn modules_name_only_what_the_map_allows() {
    let mut faults = Vec::new();
    let mut checked = 0;
    for path in rust_files(&source_folder()) {
        let module = module_of(&path);
        let Some((_, allowed)) = MAY_NAME.iter().find(|(name, _)| *name == module) else {
            let is_outer = matches!(module.as_str(), "cli" | "lib" | "main");
            assert!(is_outer, "ARCHITECTURE.md does not place `{module}`");
            continue;
        };
        let is_test = path.components().any(|part| {
            ["tests", "tests.rs"]
                .map(OsStr::new)
                .contains(&part.as_os_str())
        });
        if is_test {
            continue;
        }
        let code = fs::read_to_string(&path).unwrap();
        for name in named(&code) {
            checked += 1;
            if !allowed.contains(&name) {
                faults.push(format!("{} names crate::{name}", path.display()));
            }
        }
    }
    assert!(checked > 50, "found {checked} paths: the scan sees no code");
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn one_module_knows_yaml_and_one_folder_knows_typst() {
    for path in rust_files(&source_folder()) {
        let code = fs::read_to_string(&path).unwrap();
        let inside = path.strip_prefix(source_folder()).unwrap();
        let inside = inside.to_string_lossy().replace('\\', "/");
        if code.contains("granit_parser::") {
            assert_eq!(inside, "read/tree.rs");
        }
        if code.contains("use typst") {
            assert!(inside.starts_with("typeset/"), "{inside} knows Typst");
        }
        if code.contains("epub_builder::") {
            assert!(inside.starts_with("epub/"), "{inside} knows the packer");
        }
    }
}

#[test]
fn files_stay_within_what_a_reader_holds_in_mind() {
    let long: Vec<String> = rust_files(&source_folder())
        .into_iter()
        .filter_map(|path| {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            (lines > 650).then(|| format!("{}: {lines} lines", path.display()))
        })
        .collect();
    assert_eq!(long, Vec::<String>::new());
}
