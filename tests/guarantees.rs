//! What every build guarantees: reproducible bytes, complete files, no needless work, texts as typed; new books without
//! warnings. That nothing
//! outside a book is read is tested in `reader.rs`.

mod bookshops;
mod catalogue;
mod hostile;
mod kept_pages;
mod known_pages;
mod leaks;
mod mending;
mod mutations;
mod outputs;
mod solutions;
mod starters;
mod status;
mod translators;
mod usage;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use tempfile::TempDir;

use crate::support::{copy, diglot, errors, results, root, run, sample, scratch, write};

/// A copy of the small book on which the cases in `tests/reader` are based.
fn little_book() -> (TempDir, PathBuf) {
    let scratch = scratch();
    let book = scratch.path().join("book");
    copy(&root().join("tests/reader/_base"), &book);
    (scratch, book)
}

/// `diglot build` of a book into `dist` beside it.
fn building(book: &Path) -> Command {
    let mut command = diglot();
    command.current_dir(book.parent().unwrap());
    command.arg("build").arg(book).args(["-o", "dist"]);
    command
}

/// The files in `dist` beside a book, but for kept pages: content and modification time, by name.
fn made(book: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let dist = book.with_file_name("dist");
    let mut files = BTreeMap::new();
    made_in(&dist, "", &mut files);
    files
}

fn made_in(folder: &Path, before: &str, files: &mut BTreeMap<String, (Vec<u8>, SystemTime)>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = format!("{before}{}", entry.file_name().into_string().unwrap());
        let about = entry.metadata().unwrap();
        if name == ".diglot.layout" {
            continue;
        }
        if about.is_dir() {
            made_in(&entry.path(), &format!("{name}/"), files);
        } else {
            let bytes = fs::read(entry.path()).unwrap();
            files.insert(name, (bytes, about.modified().unwrap()));
        }
    }
}

fn assert_done(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", errors(output));
}

/// Asserts that a command ended with this status and these words, without a panic.
fn assert_refused(output: &Output, status: i32, words: &str) {
    let said = errors(output);
    assert_eq!(output.status.code(), Some(status), "{said}");
    assert!(said.contains(words), "`{words}` is not in: {said}");
    assert!(!said.contains("panicked at"), "{said}");
}

/// A file of an EPUB.
fn entry(epub: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(epub)).unwrap();
    let mut text = String::new();
    let mut file = archive.by_name(name).unwrap();
    file.read_to_string(&mut text).unwrap();
    text
}

fn holds(bytes: &[u8], needle: &str) -> bool {
    let needle = needle.as_bytes();
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn the_same_book_gives_the_same_bytes_wherever_and_whenever_it_is_built() {
    let (one, other) = (scratch(), scratch());
    let near = one.path().join("book");
    let far = other.path().join("somewhere else/deeper/书");
    copy(&sample(), &near);
    copy(&sample(), &far);
    let first = run(building(&near).args(["--jobs", "1"]).envs([
        ("TZ", "UTC"),
        ("LC_ALL", "C"),
        ("LANG", "C"),
    ]));
    assert_done(&first);
    // By now the file system's times differ too.
    let second = run(diglot()
        .current_dir(&far)
        .args(["build", "-o", "../dist", "--jobs", "4"])
        .envs([
            ("TZ", "Asia/Kathmandu"),
            ("LC_ALL", "zh_CN.UTF-8"),
            ("LANG", "de_DE"),
        ])
        .env("HOME", other.path()));
    assert_done(&second);
    let (mut here, mut there) = (made(&near), made(&far));
    // The stamp is not an output, nor is the record of pages.
    for record in [".diglot.json", ".diglot.pages"] {
        here.remove(record).unwrap();
        there.remove(record).unwrap();
    }
    // Six editions of the book and nine handouts.
    assert_eq!(here.len(), 15);
    assert!(here.keys().eq(there.keys()));
    for (name, (bytes, _)) in &here {
        assert!(*bytes == there[name].0, "{name} differs");
        let scratch = one.path().to_str().unwrap();
        assert!(!holds(bytes, scratch), "{name} holds the folder's path");
    }
}

#[test]
fn editions_wait_for_memory_and_stay_the_same() {
    let (one, other) = (scratch(), scratch());
    let (ample, scarce) = (one.path().join("book"), other.path().join("book"));
    copy(&sample(), &ample);
    copy(&sample(), &scarce);
    assert_done(&run(&mut building(&ample)));
    // No edition fits into this, so each is built alone.
    let output = run(building(&scarce).args(["--jobs", "4", "--memory", "1M"]));
    assert_done(&output);
    let said = errors(&output);
    let mut open = None;
    let mut done = 0;
    for line in said.lines() {
        let Some((edition, phase)) = line.split_once(": ") else {
            continue;
        };
        match phase {
            "typesetting" | "packing" => assert_eq!(open.replace(edition), None, "{said}"),
            "done" => {
                assert_eq!(open.take(), Some(edition), "{said}");
                done += 1;
            }
            _ => {}
        }
    }
    assert_eq!(done, 7, "{said}");
    let files = |book: &Path| {
        made(book)
            .into_iter()
            .map(|(name, (bytes, _))| (name, bytes))
    };
    assert!(files(&ample).eq(files(&scarce)));
}

#[test]
fn files_are_dated_by_the_epoch_or_else_by_the_book() {
    let dated = |epoch: Option<&str>, pdf_date: &str, epub_date: &str| {
        let (_scratch, book) = little_book();
        let mut settings = fs::read_to_string(book.join("book.yaml")).unwrap();
        settings.push_str("date: 2024-02-29\n");
        write(&book.join("book.yaml"), settings);
        let builds: Vec<_> = (0..2)
            .map(|_| {
                let mut command = building(&book);
                command.arg("--force");
                epoch.map(|epoch| command.env("SOURCE_DATE_EPOCH", epoch));
                assert_done(&run(&mut command));
                made(&book)
            })
            .collect();
        for (name, (bytes, _)) in &builds[0] {
            assert!(
                *bytes == builds[1][name].0,
                "{name} differs when built again"
            );
        }
        let pdf = &builds[0]["little-book-parallel.pdf"].0;
        assert!(holds(pdf, pdf_date), "the PDF is not of {pdf_date}");
        let package = entry(&builds[0]["little-book-en.epub"].0, "OEBPS/content.opf");
        let modified = format!("<meta property=\"dcterms:modified\">{epub_date}</meta>");
        assert!(package.contains(&modified), "no {modified} in {package}");
    };
    dated(None, "D:20240229000000Z", "2024-02-29T00:00:00Z");
    dated(
        Some("1700000000"),
        "D:20231114221320Z",
        "2023-11-14T22:13:20Z",
    );
    // ZIP can represent times from 1980 to 2107 only.
    dated(Some("0"), "D:19700101000000Z", "1970-01-01T00:00:00Z");
    dated(
        Some("4400000000"),
        "D:21090606221320Z",
        "2109-06-06T22:13:20Z",
    );
}

#[test]
fn an_invalid_epoch_is_wrong_usage() {
    let (_scratch, book) = little_book();
    for epoch in [
        "yesterday",
        "-5",
        "1e9",
        "1.5",
        "253402300800",
        "99999999999999999999",
    ] {
        let output = run(building(&book).env("SOURCE_DATE_EPOCH", epoch));
        assert_refused(&output, 2, &format!("SOURCE_DATE_EPOCH is `{epoch}`"));
        assert!(!book.with_file_name("dist").exists());
    }
}

#[test]
fn a_failed_build_leaves_earlier_files_untouched() {
    let (_scratch, book) = little_book();
    assert_done(&run(&mut building(&book)));
    let before = made(&book);
    let names: Vec<&str> = before.keys().map(String::as_str).collect();
    let wanted = [
        ".diglot.json",
        ".diglot.pages",
        "handouts/02-two.pdf",
        "little-book-en.epub",
        "little-book-facing.pdf",
        "little-book-parallel.pdf",
        "little-book-stacked.pdf",
        "little-book-zh-en.epub",
        "little-book-zh.epub",
    ];
    assert_eq!(names, wanted, "nothing stays aside");

    let chapter = book.join("chapters/one.yaml");
    let good = fs::read_to_string(&chapter).unwrap();
    write(&chapter, good.replace("en: A journey", "xx: A journey"));
    let failed = run(&mut building(&book));
    assert_refused(&failed, 1, "nothing was written");
    assert!(made(&book) == before, "a failed build touched the files");
    // An error that is found only in layout comes after the EPUBs are made.
    write(&chapter, good);
    let settings = fs::read_to_string(book.join("book.yaml")).unwrap();
    write(&book.join("book.yaml"), settings + "templates: typ\n");
    write(
        &book.join("typ/columns.typ"),
        "#let layout(settings) = panic(\"no layout\")\n",
    );
    let failed = run(&mut building(&book));
    assert_refused(&failed, 1, "nothing was written");
    assert!(made(&book) == before, "a failed build touched the files");
}

#[test]
fn an_impossible_output_folder_is_reported() {
    let (_scratch, book) = little_book();
    write(&book.with_file_name("dist"), "a file");
    assert_refused(&run(&mut building(&book)), 2, "cannot write dist");
    let below = run(building(&book)
        .args(["-e", "zh"])
        .args(["--emit-typst", "dist/source"]));
    assert_refused(&below, 2, "cannot write dist");
    assert_eq!(
        fs::read_to_string(book.with_file_name("dist")).unwrap(),
        "a file"
    );
}

/// Builds again after a change, and returns whether anything was written.
fn builds_again(book: &Path, arguments: &[&str], epoch: Option<&str>) -> bool {
    let before = made(book);
    let mut command = building(book);
    command.args(arguments);
    epoch.map(|epoch| command.env("SOURCE_DATE_EPOCH", epoch));
    let output = run(&mut command);
    assert_done(&output);
    let table = results(&output);
    let rows: Vec<&str> = table.lines().skip(1).collect();
    let unchanged = rows.iter().filter(|row| row.contains("unchanged")).count();
    assert!(!rows.is_empty(), "{table}");
    assert!(unchanged == 0 || unchanged == rows.len(), "{table}");
    let is_touched = made(book) != before;
    assert_eq!(
        is_touched,
        unchanged == 0,
        "what the table says is not so: {table}"
    );
    is_touched
}

#[test]
fn a_build_runs_again_only_after_a_change() {
    let (_scratch, book) = little_book();
    let font = |name: &str, to: &str| {
        fs::create_dir_all(book.join("fonts")).unwrap();
        fs::copy(root().join("fonts").join(name), book.join("fonts").join(to)).unwrap();
    };
    font("NotoEmoji-Regular.ttf", "one.ttf");
    let settings = fs::read_to_string(book.join("book.yaml")).unwrap();
    write(&book.join("book.yaml"), settings + "fonts: fonts\n");
    assert_done(&run(&mut building(&book)));

    let again = |arguments: &[&str]| builds_again(&book, arguments, None);
    assert!(!again(&[]), "nothing has changed");
    assert!(!again(&["-e", "en"]), "nor for one edition");
    assert!(again(&["--force"]));
    assert!(!again(&[]));

    let chapter = book.join("chapters/two.yaml");
    let text = fs::read_to_string(&chapter).unwrap();
    write(&chapter, text.replace("counts", "matters"));
    assert!(again(&[]), "a text has changed");
    let figure = book.join("figures/path.svg");
    let drawing = fs::read_to_string(&figure).unwrap();
    write(&figure, drawing.replace("L38 2", "L38 4"));
    assert!(again(&[]), "a picture has changed");
    font("NotoEmoji-Regular.ttf", "two.ttf");
    assert!(again(&[]), "a font is new");
    assert!(
        builds_again(&book, &[], Some("1700000000")),
        "the date has changed"
    );
    assert!(again(&[]), "and has changed back");
    assert!(!again(&[]));

    let epub = book.with_file_name("dist").join("little-book-en.epub");
    fs::remove_file(&epub).unwrap();
    assert!(again(&[]), "a file is gone");
    write(&epub, "cut off");
    assert!(again(&[]), "a file is not what was made");
    assert!(fs::read(&epub).unwrap().len() > 1000);
    assert!(!again(&[]));
}
