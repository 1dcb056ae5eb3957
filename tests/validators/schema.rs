//! Validates books with an independent validator of JSON Schema: it accepts whatever `check` accepts, and names a
//! misspelt key.

use std::fs;
use std::path::{Path, PathBuf};

use super::tools::{Verdicts, json_schema, need};
use crate::support::{results, root, run, sample, scratch, write};

/// Collects the YAML files in a folder and its subfolders.
fn yaml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            yaml_files(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            found.push(path);
        }
    }
}

/// The name of the schema for a file.
fn schema_of(path: &Path) -> &'static str {
    let text = fs::read_to_string(path).unwrap();
    if text.lines().any(|line| line.starts_with("languages:")) {
        "book"
    } else if text.lines().any(|line| line.starts_with("terms:")) {
        "glossary"
    } else {
        "chapter"
    }
}

fn validator(schema: &str, files: &[PathBuf]) -> Option<Verdicts> {
    let scratch = scratch();
    let path = scratch.path().join("schema.json");
    let schema = run(crate::support::diglot().args(["schema", schema]));
    write(&path, results(&schema));
    json_schema(&path, files)
}

#[test]
fn every_file_that_check_accepts_fits_its_schema() {
    let mut files = Vec::new();
    yaml_files(&sample(), &mut files);
    yaml_files(&root().join("tests/books"), &mut files);
    yaml_files(&root().join("tests/reader/_base"), &mut files);
    for entry in fs::read_dir(root().join("tests/reader")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("accepted-") {
            yaml_files(&path, &mut files);
        }
    }
    files.sort();
    for schema in ["book", "chapter", "glossary"] {
        let own: Vec<PathBuf> = files
            .iter()
            .filter(|path| schema_of(path) == schema)
            .cloned()
            .collect();
        assert!(own.len() > 1, "{schema}: {own:?}");
        let Some(verdicts) = need("a validator of JSON Schema", validator(schema, &own)) else {
            return;
        };
        assert_eq!(verdicts.len(), own.len());
        for (path, complaints) in verdicts {
            assert!(complaints.is_empty(), "{}: {complaints:#?}", path.display());
        }
    }
}

#[test]
fn a_misspelt_key_is_named_by_a_validator() {
    let scratch = scratch();
    let cases = [
        ("- txet: { zh: 一, en: One }", "txet"),
        ("- text: { zh: 一, en: One, anchr: one }", "anchr"),
        ("- list: { itmes: [], items: [] }", "itmes"),
        ("- heading: { zh: 一, en: One, levle: 2 }", "levle"),
        ("- math: { text: x, anchr: x }", "anchr"),
        (
            "- quote: { zh: 一, en: One, source: { zh: 二, english: Two } }",
            "english",
        ),
        (
            "- quiz: { questions: [{ id: a, prompt: P, options: [{ zh: 一, en: One, corect: true }] }] }",
            "corect",
        ),
    ];
    for (block, key) in cases {
        let path = scratch.path().join(format!("{key}.yaml"));
        write(&path, format!("id: one\ntitle: T\nblocks:\n  {block}\n"));
        let Some(verdicts) = need("a validator of JSON Schema", validator("chapter", &[path]))
        else {
            return;
        };
        let complaints: Vec<&String> = verdicts.values().flatten().collect();
        let [one] = complaints.as_slice() else {
            panic!("{block}: {complaints:#?}");
        };
        assert!(one.ends_with(&format!(" {key}")), "{block}: {one}");
    }
}
