//! Random valid books: whatever `check` accepts can be built in every edition, and nothing in it is lost, duplicated,
//! overprinted, cropped or misplaced.
//!
//! Each seed makes one small book with all kinds of blocks and inline markup, and PDF and EPUB editions.
//! `DIGLOT_SEEDS=FROM..TO` runs other seeds than the fixed ones. A book that fails is kept in
//! `target/tmp/random/SEED`; `DIGLOT_REDUCE=1` first reduces it to what still fails.

mod dice;
mod prose;
mod recipe;
mod verdict;

use std::fmt::Write;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use recipe::Recipe;
use verdict::Fault;

use crate::support;
use crate::validators::tools::{Verdicts, epubcheck, verapdf};

/// The seeds of a run without `DIGLOT_SEEDS`, besides those in [`FOUND`].
const SEEDS: Range<u64> = 0..22;

/// Seeds whose books once had faults that no other test covers: a line that Typst drops above a figure, emphasised
/// Han and Han among words on loose lines, punctuation beside code in narrow cells, bold headers of tables.
const FOUND: [u64; 5] = [40, 67, 261, 318, 432];

/// How many of the books veraPDF checks, which takes as long as everything else.
const VALIDATED: usize = 12;

fn seeds() -> Vec<u64> {
    let Ok(asked) = std::env::var("DIGLOT_SEEDS") else {
        return SEEDS.chain(FOUND).collect();
    };
    let bounds = asked.split_once("..").and_then(|(from, to)| {
        let (from, to) = (from.parse().ok()?, to.parse().ok()?);
        Some((from..to).collect())
    });
    bounds.unwrap_or_else(|| panic!("DIGLOT_SEEDS is `{asked}`, not a range such as 0..2000"))
}

fn shelf(seed: u64) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join("random")
        .join(seed.to_string())
}

/// Removes blocks, chapters and editions as long as a fault of the same kind remains.
fn reduce(mut recipe: Recipe, fault: &Fault) -> Recipe {
    let is_same = |recipe: &Recipe| {
        let faults = verdict::faults(recipe, support::scratch().path());
        faults.iter().any(|one| one.kind == fault.kind)
    };
    loop {
        let smaller = recipe.smaller().into_iter().find(|one| is_same(one));
        match smaller {
            Some(smaller) => recipe = smaller,
            None => return recipe,
        }
    }
}

/// Tests one seed. Returns a report and keeps the book if it fails.
fn report(seed: u64) -> Option<String> {
    let recipe = Recipe::of(seed);
    let folder = shelf(seed);
    let _ = std::fs::remove_dir_all(&folder);
    let mut faults = verdict::faults(&recipe, &folder.join("made"));
    let first = faults.first()?.clone();
    let recipe = if std::env::var_os("DIGLOT_REDUCE").is_some() {
        let reduced = reduce(recipe, &first);
        faults = verdict::faults(&reduced, &folder.join("made"));
        reduced
    } else {
        recipe
    };
    recipe.write(&folder);
    let mut out = format!("seed {seed}: {} faults\n", faults.len());
    for fault in faults.iter().take(6) {
        writeln!(out, "  {}: {}", fault.kind, fault.what).unwrap();
    }
    Some(out)
}

#[test]
fn random_books_build_whole() {
    let seeds = seeds();
    let next = AtomicUsize::new(0);
    let reports = Mutex::new(Vec::new());
    let work = || {
        loop {
            let Some(&seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) else {
                return;
            };
            if let Some(report) = report(seed) {
                eprint!("{report}");
                reports.lock().unwrap().push((seed, report));
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let mut reports = reports.into_inner().unwrap();
    reports.extend(judged(&seeds));
    reports.sort();
    let all: String = reports.iter().map(|(_, report)| report.as_str()).collect();
    assert!(
        reports.is_empty(),
        "{} complaints about {} books\n{all}",
        reports.len(),
        seeds.len()
    );
}

/// The complaints of EPUBCheck and veraPDF about the files of some seeds.
fn judged(seeds: &[u64]) -> Vec<(u64, String)> {
    let made = |seed: u64, extension: &str| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(shelf(seed).join("made"));
        let paths = entries.into_iter().flatten().map(|one| one.unwrap().path());
        let mut paths: Vec<PathBuf> = paths
            .filter(|path| path.extension().is_some_and(|it| it == extension))
            .collect();
        paths.sort();
        paths
    };
    let mut reports = Vec::new();
    let few = &seeds[..seeds.len().min(VALIDATED)];
    for (extension, validator, seeds) in [
        (
            "epub",
            epubcheck as fn(&[PathBuf]) -> Option<Verdicts>,
            seeds,
        ),
        ("pdf", verapdf as fn(&[PathBuf]) -> _, few),
    ] {
        let files: Vec<(u64, PathBuf)> = seeds
            .iter()
            .flat_map(|seed| {
                let files = made(*seed, extension).into_iter();
                files.map(move |one| (*seed, one))
            })
            .collect();
        let paths: Vec<PathBuf> = files.iter().map(|(_, path)| path.clone()).collect();
        let Some(verdicts) = validator(&paths) else {
            support::skip("a validator");
            continue;
        };
        for (seed, path) in files {
            for complaint in verdicts[&path].iter().take(3) {
                reports.push((seed, format!("seed {seed}: {complaint}\n")));
            }
        }
    }
    reports
}

/// The books cover what they are meant to: every kind of block and inline markup, and every layout.
#[test]
fn random_books_hold_every_kind_of_block_and_inline() {
    let mut text = String::new();
    for seed in SEEDS {
        let recipe = Recipe::of(seed);
        for (_, content) in recipe.files() {
            text.push_str(&String::from_utf8_lossy(&content));
        }
    }
    let kinds = [
        "lead",
        "text",
        "heading",
        "list",
        "quote",
        "dialogue",
        "verse",
        "gloss",
        "figure",
        "table",
        "code",
        "math",
        "break",
        "callout",
        "signatures",
        "summary",
        "quiz",
        "options",
        "truth",
        "blanks",
        "match",
        "order",
        "classes",
        "answer",
        "only",
        "reference-pages",
        "ruby",
        "columns",
        "facing",
        "stacked",
        "single",
        "handout",
        "epub",
        "kindle",
        "kobo",
    ];
    for kind in kinds {
        assert!(text.contains(&format!("\"{kind}\"")), "no `{kind}`");
    }
    for markup in [
        "^[",
        "[[",
        "](https",
        "**",
        "`",
        "|",
        "$",
        "^2^",
        "~2~",
        "{.kbd}",
        "{.smallcaps}",
        "{lang=fr}",
        "{ruby=",
    ] {
        assert!(text.contains(markup), "no `{markup}`");
    }
}
