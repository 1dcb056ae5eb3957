//! The workflow in `examples/catalogue`, run by Snakemake on small books: what it builds is what `diglot build` builds,
//! whatever happens to a worker or to another book.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use tempfile::TempDir;

use super::tools::{named, need};
use crate::support::{
    copy, diglot, errors, fixture, has_validator, results, root, run, scratch, write,
};

const BOOKS: [&str; 6] = ["one", "two", "three", "four", "five", "six"];
const EDITIONS: &str = "
editions:
  facing: { format: pdf, layout: facing }
  zh: { format: epub, languages: [zh], pages: facing }
";

/// Stands before diglot on the path. The first build of `three` loses its worker: the program is killed at work, and
/// then the shell that runs the job.
const WRAPPER: &str = r#"#!/bin/sh
if [ "$1 $2" = "build books/three" ] && mkdir lost 2>/dev/null; then
  DIGLOT "$@" &
  sleep 0.03
  kill -9 $!
  wait $!
  echo $? > lost/status
  kill -9 $PPID
fi
exec DIGLOT "$@"
"#;

/// The example with six books of its own, and a folder with a `diglot` for the path.
fn workflow() -> TempDir {
    let scratch = scratch();
    let folder = scratch.path();
    let example = root().join("examples/catalogue");
    copy(&example.join("profiles"), &folder.join("profiles"));
    fs::copy(example.join("Snakefile"), folder.join("Snakefile")).unwrap();
    for name in BOOKS {
        let book = folder.join("books").join(name);
        // The book whose worker is lost takes longer to build.
        if name == "three" {
            copy(&fixture("ordinary"), &book);
        } else {
            copy(&root().join("tests/reader/_base"), &book);
        }
        let path = book.join("book.yaml");
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with("id:"));
        let lines: Vec<&str> = lines.collect();
        fs::write(
            path,
            format!("id: {name}\n{}\n{EDITIONS}", lines.join("\n")),
        )
        .unwrap();
    }
    let list = format!("# All of our books\nbooks/{}\n", BOOKS.join("\nbooks/"));
    write(&folder.join("books.txt"), list);
    let wrapper = folder.join("bin/diglot");
    write(
        &wrapper,
        WRAPPER.replace("DIGLOT", env!("CARGO_BIN_EXE_diglot")),
    );
    fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755)).unwrap();
    scratch
}

/// Sets what a program needs to find that `diglot`.
fn in_folder(mut command: Command, folder: &Path) -> Command {
    let path = std::env::var("PATH").unwrap();
    command
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", folder.join("bin").display()))
        .env_remove("SOURCE_DATE_EPOCH")
        .env("LC_ALL", "C.UTF-8");
    command
}

/// Runs the workflow. Every second book is built again.
fn snakemake(program: &Path, folder: &Path) -> Output {
    let mut command = in_folder(Command::new(program), folder);
    // Snakemake keeps a cache in the user's folder.
    command.env("XDG_CACHE_HOME", folder.join("cache"));
    run(command.args(["--cores", "2", "--config", "prove_one_in=2"]))
}

/// All files below a folder, by path, without those that diglot keeps for itself.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(below).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() {
                folders.push(path);
            } else if !name.starts_with(".diglot") {
                let inside = path.strip_prefix(folder).unwrap().to_owned();
                found.insert(inside, fs::read(path).unwrap());
            }
        }
    }
    found
}

fn time_of(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn the_workflow_builds_what_diglot_builds_although_a_worker_is_lost() {
    let Some(program) = need("Snakemake", named("DIGLOT_SNAKEMAKE")) else {
        return;
    };
    let scratch = workflow();
    let folder = scratch.path();
    let output = snakemake(&program, folder);
    let said = errors(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let lost = fs::read_to_string(folder.join("lost/status")).unwrap();
    assert_eq!(lost, "137\n", "diglot was not killed at work: {said}");
    assert!(said.contains("Trying to restart"), "{said}");

    for name in BOOKS {
        let plain = folder.join("plain").join(name);
        let output = run(diglot()
            .current_dir(folder)
            .arg("build")
            .arg(format!("books/{name}"))
            .arg("-o")
            .arg(&plain));
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
        let (plain, built) = (files(&plain), files(&folder.join("store").join(name)));
        assert!(plain.len() > 1);
        assert!(plain.keys().eq(built.keys()), "{name}: {:?}", built.keys());
        assert!(plain == built, "{name} has other bytes");
    }
    // Half of the books are built again, chosen by their keys.
    let proved = BOOKS.iter().filter(|name| {
        let key = fs::read_to_string(folder.join("keys").join(name)).unwrap();
        u32::from_str_radix(&key[..8], 16)
            .unwrap()
            .is_multiple_of(2)
    });
    let proved: BTreeSet<PathBuf> = proved.map(|name| format!("{name}.txt").into()).collect();
    fs::create_dir_all(folder.join("proofs")).unwrap();
    let proofs = files(&folder.join("proofs"));
    assert_eq!(proofs.into_keys().collect::<BTreeSet<_>>(), proved);

    // A change costs one build, a broken book one job, and a book keeps its last good files.
    let chapter = folder.join("books/two/chapters/one.yaml");
    let text = fs::read_to_string(&chapter).unwrap();
    fs::write(&chapter, format!("{text}\n")).unwrap();
    let broken = folder.join("books/six/chapters/one.yaml");
    write(
        &broken,
        "id: one\ntitle: { zh: 一 }\nblocks: [{ text: { zh: 一, en: One } }]\n",
    );
    let reports = folder.join("reports");
    let times = BOOKS.map(|name| time_of(&reports.join(format!("{name}.json"))));
    let last_good = files(&folder.join("store/six"));
    let output = snakemake(&program, folder);
    let said = errors(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("books/six/chapters/one.yaml:2:14"), "{said}");
    assert_eq!(said.matches("Error in rule").count(), 1, "{said}");
    for (name, time) in BOOKS.iter().zip(times) {
        let is_new = time_of(&reports.join(format!("{name}.json"))) != time;
        assert_eq!(is_new, *name == "two", "{name}: {said}");
    }
    assert!(files(&folder.join("store/six")) == last_good);
}

#[test]
fn a_matrix_for_a_ci_service_has_every_sound_book() {
    if !has_validator("jq") {
        return;
    }
    let scratch = workflow();
    let folder = scratch.path();
    write(
        &folder.join("books/six/glossary.yaml"),
        "terms: [{ id: x }]\n",
    );
    let mut matrix = Command::new(root().join("examples/catalogue/ci/matrix.sh"));
    matrix.arg("books.txt");
    let output = run(&mut in_folder(matrix, folder));
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert!(
        errors(&output).contains("books/six/glossary.yaml:1:9: "),
        "{}",
        errors(&output)
    );
    let matrix: serde_json::Value = serde_json::from_str(&results(&output)).unwrap();
    let jobs = matrix["include"].as_array().unwrap();
    let books: Vec<&str> = jobs
        .iter()
        .map(|job| job["book"].as_str().unwrap())
        .collect();
    assert_eq!(books, BOOKS[..5]);

    let mut shell = Command::new("sh");
    shell.args(["-c", jobs[0]["command"].as_str().unwrap()]);
    let output = run(&mut in_folder(shell, folder));
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert!(folder.join("dist/one/one-facing.pdf").is_file());
}
