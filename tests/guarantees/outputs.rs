//! How files are written: as one step, whatever is killed, fails or runs at the same time; to where the user says; and
//! with the permissions that the user's umask allows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use super::{assert_done, assert_refused, building, little_book, made};
use crate::support::{diglot, errors, results, run, write};

const EPUBS: [&str; 6] = ["-e", "zh", "-e", "en", "-e", "zh-en"];
/// Two dates, which give files different bytes.
const OLD: &str = "1000000000";
const NEW: &str = "1700000000";

/// The files of an output folder, without their times.
fn bytes(book: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = made(book).into_iter();
    files.map(|(name, (bytes, _))| (name, bytes)).collect()
}

/// The files of a build of the EPUBs with a date.
fn wanted(date: &str) -> BTreeMap<String, Vec<u8>> {
    let (_scratch, book) = little_book();
    assert_done(&run(building(&book)
        .args(EPUBS)
        .env("SOURCE_DATE_EPOCH", date)));
    bytes(&book)
}

fn build_at(book: &Path, date: &str) {
    assert_done(&run(building(book)
        .args(EPUBS)
        .env("SOURCE_DATE_EPOCH", date)));
}

#[test]
fn a_killed_build_leaves_whole_files_and_the_next_one_finishes() {
    let (old, new) = (wanted(OLD), wanted(NEW));
    let (_scratch, book) = little_book();
    build_at(&book, OLD);
    for milliseconds in [1, 20, 40, 60, 80, 100, 120, 150, 200, 300] {
        let mut build = building(&book)
            .args(EPUBS)
            .env("SOURCE_DATE_EPOCH", NEW)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        build.kill().unwrap();
        build.wait().unwrap();
        for (name, bytes) in bytes(&book) {
            let is_whole = old.get(&name) == Some(&bytes) || new.get(&name) == Some(&bytes);
            let is_aside = name.starts_with(".diglot-");
            assert!(is_whole || is_aside, "{name} after {milliseconds} ms");
        }
        build_at(&book, NEW);
        assert!(bytes(&book) == new, "not whole after {milliseconds} ms");
        build_at(&book, OLD);
        assert!(bytes(&book) == old);
    }
}

/// After a run that was killed between two files, the first is already renamed, and the journal lists both.
#[test]
fn a_partly_published_build_is_completed() {
    let (old, new) = (wanted(OLD), wanted(NEW));
    let (_scratch, book) = little_book();
    build_at(&book, OLD);
    let dist = book.with_file_name("dist");
    let mut moves = Vec::new();
    for (index, (name, bytes)) in new.iter().enumerate() {
        let aside = format!(".diglot-{index}.part");
        let place = if index == 0 { name } else { &aside };
        write(&dist.join(place), bytes);
        moves.push([aside, name.clone()]);
    }
    let journal = dist.join(".diglot-publish.json");
    let listed = serde_json::to_string(&moves).unwrap();
    write(&journal, &listed);
    // The second name of a previous file.
    write(&dist.join(".diglot-old.part"), "old");
    // This happens before anything is built, whichever editions are requested.
    let output = run(building(&book)
        .args(["-e", "zh"])
        .env("SOURCE_DATE_EPOCH", NEW));
    assert_done(&output);
    assert!(
        results(&output).contains("unchanged"),
        "{}",
        results(&output)
    );
    assert!(bytes(&book) == new && new != old);

    // If it cannot be completed, the message names the files that were replaced.
    build_at(&book, OLD);
    let names: Vec<&String> = new.keys().filter(|name| name.contains("epub")).collect();
    let [first, second, _] = names.as_slice() else {
        panic!("{names:?}");
    };
    write(&dist.join(".diglot-0.part"), &new[*first]);
    write(&dist.join(".diglot-1.part"), &new[*second]);
    let moves = [[".diglot-0.part", first], [".diglot-1.part", second]];
    write(&journal, serde_json::to_string(&moves).unwrap());
    fs::remove_file(dist.join(second)).unwrap();
    fs::create_dir_all(dist.join(second).join("in the way")).unwrap();
    let output = run(building(&book).args(EPUBS).env("SOURCE_DATE_EPOCH", NEW));
    assert_refused(&output, 2, &format!("cannot write dist/{second}: "));
    assert!(
        errors(&output).contains(&format!("only dist/{first} were replaced: close")),
        "{}",
        errors(&output)
    );
    fs::remove_dir_all(dist.join(second)).unwrap();
    build_at(&book, NEW);
    assert!(bytes(&book) == new);
}

#[test]
fn if_one_file_cannot_be_replaced_none_is() {
    let (_scratch, book) = little_book();
    build_at(&book, OLD);
    let dist = book.with_file_name("dist");
    let second = dist.join("little-book-zh-en.epub");
    fs::remove_file(&second).unwrap();
    fs::create_dir_all(second.join("in the way")).unwrap();
    let before = made(&book);
    let output = run(building(&book).args(EPUBS).env("SOURCE_DATE_EPOCH", NEW));
    assert_refused(&output, 2, "cannot write dist/little-book-zh-en.epub: ");
    assert!(errors(&output).contains("no file was changed"));
    assert!(made(&book) == before);
}

#[test]
fn simultaneous_builds_give_the_result_of_one() {
    let new = wanted(NEW);
    let (_scratch, book) = little_book();
    let builds: Vec<_> = (0..6)
        .map(|index| {
            let edition = ["zh", "en", "zh-en"][index % 3];
            building(&book)
                .args(["--force", "-e", edition])
                .env("SOURCE_DATE_EPOCH", NEW)
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for build in builds {
        assert_done(&build.wait_with_output().unwrap());
    }
    build_at(&book, NEW);
    assert!(bytes(&book) == new, "{:?}", bytes(&book).keys());
}

#[test]
fn temporary_files_of_killed_runs_are_removed() {
    let (_scratch, book) = little_book();
    let dist = book.with_file_name("dist");
    let left = [".diglot-a.part", "handouts/.diglot-b.part"].map(|name| dist.join(name));
    for file in &left {
        write(file, "half a file");
    }
    write(&dist.join("mine.part"), "another's");
    assert_done(&run(building(&book).args(["-e", "zh", "-e", "handouts"])));
    for file in &left {
        assert!(!file.exists(), "{}", file.display());
    }
    assert!(dist.join("mine.part").exists());
    // Even by a build that has nothing to do.
    write(&left[0], "half a file");
    let output = run(building(&book).args(["-e", "zh"]));
    assert!(results(&output).contains("unchanged"));
    assert!(!left[0].exists());
}

#[test]
fn templates_of_the_book_do_not_cause_rebuilds() {
    let (_scratch, book) = little_book();
    let settings = fs::read_to_string(book.join("book.yaml")).unwrap();
    write(&book.join("book.yaml"), settings + "templates: typ\n");
    let template = |text: &str| {
        let own = include_str!("../../typst-templates/single.typ");
        write(&book.join("typ/single.typ"), format!("{own}\n{text}"));
    };
    template("");
    let build = || {
        let output = run(building(&book).args(["-e", "zh"]));
        assert_done(&output);
        results(&output)
    };
    assert!(!build().contains("unchanged"));
    assert!(build().contains("unchanged"));
    template("// changed");
    assert!(!build().contains("unchanged"), "a template has changed");
    assert!(build().contains("unchanged"));
    write(
        &book.join("typ/stacked.typ"),
        include_str!("../../typst-templates/stacked.typ"),
    );
    assert!(!build().contains("unchanged"), "a template is new");
}

#[cfg(unix)]
#[test]
fn files_have_the_permissions_of_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;
    let (_scratch, book) = little_book();
    for (mask, wanted) in [("022", 0o644), ("027", 0o640), ("077", 0o600)] {
        let program = format!("umask {mask}; exec \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &program, "sh", env!("CARGO_BIN_EXE_diglot"), "build"]);
        command.arg(&book).args(["-e", "zh", "--force", "-o"]);
        let dist = book.with_file_name(format!("dist-{mask}"));
        assert_done(&run(command.arg(&dist)));
        for name in ["little-book-zh.epub", ".diglot.json"] {
            let mode = fs::metadata(dist.join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, wanted, "{name} under {mask}");
        }
    }
}

#[cfg(unix)]
#[test]
fn an_export_can_be_written_to_a_device_a_pipe_or_the_target_of_a_link() {
    use std::io::Read;
    use std::os::unix::fs::{FileTypeExt, symlink};
    use std::process::Command;
    let (scratch, book) = little_book();
    let onix = |to: &Path| {
        let mut command = diglot();
        command
            .args(["export", "onix"])
            .arg(&book)
            .args(["-e", "zh", "-o"]);
        command.arg(to);
        command
    };
    let at = |name: &str| scratch.path().join(name);
    let plain = run(&mut onix(Path::new("-")));
    assert_done(&plain);
    assert!(results(&plain).starts_with("<?xml"));
    assert_eq!(
        run(&mut onix(Path::new("/dev/stdout"))).stdout,
        plain.stdout
    );

    assert_done(&run(&mut onix(Path::new("/dev/null"))));
    assert!(
        fs::metadata("/dev/null")
            .unwrap()
            .file_type()
            .is_char_device()
    );

    let pipe = at("pipe");
    assert_done(&run(Command::new("mkfifo").arg(&pipe)));
    let from = pipe.clone();
    let reader = std::thread::spawn(move || {
        let mut read = Vec::new();
        fs::File::open(from)
            .unwrap()
            .read_to_end(&mut read)
            .unwrap();
        read
    });
    assert_done(&run(&mut onix(&pipe)));
    assert_eq!(reader.join().unwrap(), plain.stdout);
    assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());

    fs::create_dir(at("shop")).unwrap();
    write(&at("shop/book.xml"), "old");
    symlink("shop/book.xml", at("link.xml")).unwrap();
    assert_done(&run(&mut onix(&at("link.xml"))));
    assert!(at("link.xml").is_symlink());
    assert_eq!(fs::read(at("shop/book.xml")).unwrap(), plain.stdout);

    symlink("nowhere.xml", at("dangling.xml")).unwrap();
    let refused = run(&mut onix(&at("dangling.xml")));
    assert_refused(&refused, 2, "it is a link to a file that does not exist");
    assert!(at("dangling.xml").is_symlink() && !at("nowhere.xml").exists());
    assert_refused(&run(&mut onix(scratch.path())), 2, "it is a folder");

    // A build also follows links to its files.
    let dist = book.with_file_name("dist");
    fs::create_dir(&dist).unwrap();
    write(&at("shop/book.epub"), "old");
    symlink("../shop/book.epub", dist.join("little-book-zh.epub")).unwrap();
    assert_done(&run(building(&book).args(["-e", "zh"])));
    assert!(dist.join("little-book-zh.epub").is_symlink());
    assert!(fs::read(at("shop/book.epub")).unwrap().len() > 1000);
}

/// If the system cannot start threads, one does all the work. A stack larger than any memory keeps them from starting.
#[test]
fn without_threads_the_main_thread_does_the_work() {
    let new = wanted(NEW);
    let (_scratch, book) = little_book();
    let output = run(building(&book)
        .args(EPUBS)
        .env("SOURCE_DATE_EPOCH", NEW)
        .env("RUST_MIN_STACK", "100000000000000"));
    assert_done(&output);
    assert!(
        errors(&output).contains("note: the system allows only 0 of "),
        "{}",
        errors(&output)
    );
    assert!(bytes(&book) == new);
}
