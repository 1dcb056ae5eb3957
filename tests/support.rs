//! Shared by many tests: running the program, sample books, temporary folders.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use diglot::book::{Block, Book, Question, Term, Text};
use diglot::lang::Side;
use diglot::walk;
use tempfile::TempDir;

/// The root folder of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The sample book.
pub fn sample() -> PathBuf {
    root().join("content")
}

/// A test book: `tests/books/NAME`.
pub fn fixture(name: &str) -> PathBuf {
    root().join("tests/books").join(name)
}

/// A real book in the folder `DIGLOT_CORPUS`, for tests at real scale. If that is not set, a small ordinary book is
/// used instead.
pub fn corpus() -> PathBuf {
    let named = std::env::var_os("DIGLOT_CORPUS").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| fixture("ordinary"));
    assert!(
        folder.join("book.yaml").is_file(),
        "DIGLOT_CORPUS names {}, which is no book",
        folder.display()
    );
    folder
}

/// The program, in an English environment without other settings.
pub fn diglot() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diglot"));
    command
        .env_remove("SOURCE_DATE_EPOCH")
        .env("NO_COLOR", "1")
        .env("LC_ALL", "C");
    command
}

/// Builds a book into a temporary folder.
///
/// # Panics
/// If the build fails.
pub fn build(book: &Path, arguments: &[&str]) -> TempDir {
    let folder = scratch();
    let output = run(diglot()
        .arg("build")
        .arg(book)
        .arg("-o")
        .arg(folder.path())
        .args(arguments));
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    folder
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|error| panic!("{command:?} does not run: {error}"))
}

/// The stderr of a command.
pub fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The stdout of a command.
pub fn results(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A new empty folder, removed at the end of the test.
pub fn scratch() -> TempDir {
    tempfile::Builder::new()
        .prefix("diglot-test-")
        .tempdir()
        .unwrap()
}

/// Copies a folder recursively.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A copy of the sample book with lines added to its book.yaml.
pub fn sample_with(lines: &str) -> (TempDir, PathBuf) {
    with(&sample(), lines)
}

/// A copy of a book with lines added to its book.yaml.
pub fn with(folder: &Path, lines: &str) -> (TempDir, PathBuf) {
    let scratch = scratch();
    let book = scratch.path().join("book");
    copy(folder, &book);
    let path = book.join("book.yaml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, text + lines).unwrap();
    (scratch, book)
}

/// The terms of a book in the alphabetical order of one of its languages.
pub fn sorted_terms(book: &Book, side: Side) -> Vec<&Term> {
    let alphabet = book.languages.get(side).alphabet();
    let mut terms: Vec<&Term> = book.glossary.iter().collect();
    terms.sort_by(|one, other| {
        let [one, other] = [one, other].map(|term| {
            let sort = term.sort.get(side).as_ref().map(Text::plain);
            alphabet.key(&term.term.get(side).plain(), sort.as_deref())
        });
        alphabet.compare(&one, &other)
    });
    terms
}

/// Writes a file, and creates its folders.
pub fn write(path: &Path, text: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Whether a validator is on the path. If it is not, says that the test is skipped.
///
/// # Panics
/// If it is missing and `DIGLOT_VALIDATORS` is set.
pub fn has_validator(program: &str) -> bool {
    let is_there = Command::new(program)
        .arg("-v")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok();
    if !is_there {
        skip(program);
    }
    is_there
}

/// Says that a test is skipped because a validator is missing. It writes to stderr directly, because the test harness
/// captures what `eprintln!` prints.
///
/// # Panics
/// If `DIGLOT_VALIDATORS` is set, which requires all validators.
pub fn skip(validator: &str) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    assert!(
        std::env::var_os("DIGLOT_VALIDATORS").is_none(),
        "{validator} is missing, and DIGLOT_VALIDATORS asks for every validator"
    );
    let line = format!(
        "{test}: skipped, {validator} is missing; `.ci/validators target/validators` installs it, then \
         `source target/validators/env`\n"
    );
    let _ = std::io::stderr().write_all(line.as_bytes());
}

/// The questions in blocks, including those in callouts.
pub fn questions(blocks: &[Block]) -> Vec<&Question> {
    let quizzes = walk::quizzes(blocks);
    quizzes.flat_map(|(_, quiz)| &quiz.questions).collect()
}
