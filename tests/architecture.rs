//! Checks the code against the module map in ARCHITECTURE.md.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// The outermost modules, which may name all others.
const OUTERMOST: [&str; 3] = ["cli", "lib", "main"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

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

/// The path of the module in a file, from the root of the crate: `["epub", "chapter"]`.
fn module_of(file: &Path) -> Vec<String> {
    let inside = file.strip_prefix(root().join("src")).unwrap();
    let mut parts: Vec<String> = inside
        .with_extension("")
        .iter()
        .map(|part| part.to_str().unwrap().to_owned())
        .collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

/// The lines of the map: each module, with the modules that it may name.
fn map() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let (_, after) = text.split_once("## Who may name whom").unwrap();
    let block = after.split("```").nth(1).unwrap();
    let lines = block.lines().filter_map(|line| line.split_once('→'));
    lines
        .map(|(module, named)| {
            let named = named.split_whitespace().map(str::to_owned);
            (module.trim().to_owned(), named.collect())
        })
        .collect()
}

/// Collects the modules of the crate that a file names, in any syntax.
struct Names {
    module: Vec<String>,
    found: BTreeSet<String>,
}

impl Names {
    /// Resolves a path to the top-level module of the crate that it leads into.
    fn add(&mut self, path: &[String]) {
        let mut at = match path.first().map(String::as_str) {
            Some("crate") => Vec::new(),
            Some("self") => self.module.clone(),
            Some("super") => self.module[..self.module.len() - 1].to_vec(),
            _ => return,
        };
        for part in &path[1..] {
            if part == "super" {
                at.pop();
            } else {
                at.push(part.clone());
            }
        }
        self.found.extend(at.into_iter().next());
    }

    fn add_use(&mut self, tree: &syn::UseTree, before: &[String]) {
        let with = |ident: &syn::Ident| {
            let mut path = before.to_vec();
            path.push(ident.to_string());
            path
        };
        match tree {
            syn::UseTree::Path(path) => self.add_use(&path.tree, &with(&path.ident)),
            syn::UseTree::Name(name) => self.add(&with(&name.ident)),
            syn::UseTree::Rename(rename) => self.add(&with(&rename.ident)),
            syn::UseTree::Glob(_) => self.add(before),
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_use(tree, before);
                }
            }
        }
    }

    /// Finds paths in the arguments of a macro, which `syn` does not parse.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => path.push(ident.to_string()),
                TokenTree::Punct(punct) if punct.as_char() == ':' => {}
                TokenTree::Group(group) => {
                    self.add(&path);
                    path.clear();
                    self.add_tokens(group.stream());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {
                    self.add(&path);
                    path.clear();
                }
            }
        }
        self.add(&path);
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_use(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        self.add(&parts);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.add_tokens(call.tokens.clone());
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        // Skips unit tests.
        if item.attrs.iter().any(|one| one.path().is_ident("cfg")) {
            return;
        }
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }
}

/// The top-level modules of the crate that the source of a module names.
fn named(module: Vec<String>, code: &str) -> BTreeSet<String> {
    let mut names = Names {
        module,
        found: BTreeSet::new(),
    };
    names.visit_file(&syn::parse_file(code).unwrap());
    names.found
}

#[test]
fn modules_name_only_what_the_map_allows() {
    let map = map();
    let mut faults = Vec::new();
    let mut unused = map.clone();
    for path in rust_files(&root().join("src")) {
        let module = module_of(&path);
        if OUTERMOST.contains(&module[0].as_str()) || module.iter().any(|part| part == "tests") {
            continue;
        }
        let Some(allowed) = map.get(&module[0]) else {
            panic!("ARCHITECTURE.md does not place `{}`", module[0]);
        };
        let code = fs::read_to_string(&path).unwrap();
        for name in named(module.clone(), &code) {
            unused.get_mut(&module[0]).unwrap().remove(&name);
            if name != module[0] && !allowed.contains(&name) {
                faults.push(format!("{} names crate::{name}", path.display()));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
    unused.retain(|_, names| !names.is_empty());
    assert_eq!(unused, BTreeMap::new(), "the map allows what nothing needs");
}

#[test]
fn every_way_of_naming_a_module_is_found() {
    let code = "use crate::{book::Book, read as r, walk::{self, *}};
        use super::super::epub::Draft;
        fn f() { println!(\"{}\", crate::xml::text(&[crate::lang::tag()])); crate::export::onix::warn(); }
        mod inner { use super::super::super::disk; }
        #[cfg(test)] mod tests { use crate::picture; }";
    let module = ["typeset", "source"].map(str::to_owned).to_vec();
    let found = named(module, code);
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    let expected = [
        "book", "disk", "epub", "export", "lang", "read", "walk", "xml",
    ];
    assert_eq!(found, expected);
}

#[test]
fn only_one_module_uses_yaml_and_only_one_folder_typst() {
    for path in rust_files(&root().join("src")) {
        let code = fs::read_to_string(&path).unwrap();
        let inside = path.strip_prefix(root().join("src")).unwrap();
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
fn only_two_modules_touch_files_and_the_environment() {
    const OUTSIDE: [&str; 9] = [
        "std::fs",
        "std::env",
        "std::process",
        "std::net",
        "SystemTime",
        "stdin()",
        "stdout()",
        "stderr()",
        "println!",
    ];
    let mut faults = Vec::new();
    for path in rust_files(&root().join("src")) {
        let module = module_of(&path);
        if ["cli", "disk", "main"].contains(&module[0].as_str()) {
            continue;
        }
        let code = fs::read_to_string(&path).unwrap();
        let found = OUTSIDE.iter().filter(|name| code.contains(**name));
        faults.extend(found.map(|name| format!("{}: {name}", path.display())));
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn source_files_are_not_too_long() {
    let long: Vec<String> = rust_files(&root().join("src"))
        .into_iter()
        .filter_map(|path| {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            (lines > 650).then(|| format!("{}: {lines} lines", path.display()))
        })
        .collect();
    assert_eq!(long, Vec::<String>::new());
}
