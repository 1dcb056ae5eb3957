//! `diglot status`: what is missing, stale and confirmed, and what git makes of the confirmations of two branches.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{assert_done, assert_refused, building};
use crate::support::{diglot, errors, results, run, scratch, write};

/// A book with two chapters. The languages of a paragraph are lines apart, so that git merges changes to both.
fn book() -> (TempDir, std::path::PathBuf) {
    let scratch = scratch();
    let book = scratch.path().join("book");
    write(
        &book.join("book.yaml"),
        "id: tea\nlanguages: [zh, en]\ntitle: { zh: 茶, en: Tea }\nchapters: [one.yaml, two.yaml]\n",
    );
    for (id, number) in [("one", 1), ("two", 2)] {
        let chapter = format!(
            "id: {id}\nnumber: {number}\ntitle: {{ zh: 第{number}章, en: Chapter {number} }}\nblocks:\n  - text:\n      zh: |\n        \
             先把水烧开，\n        再等一等，\n        第 {number} 次才放茶叶。\n      en: |\n        Boil the water,\n        wait a little,\n        \
             and put in the leaves of time {number}.\n      anchor: {id}-water\n  - text:\n      zh: 喝第 {number} 杯。\n      en: Drink cup {number}.\n"
        );
        write(&book.join(format!("{id}.yaml")), chapter);
    }
    (scratch, book)
}

fn status(book: &Path, arguments: &[&str]) -> Output {
    run(diglot().arg("status").arg(book).args(arguments))
}

fn report(book: &Path) -> Value {
    let output = status(book, &["--format", "json"]);
    assert_done(&output);
    serde_json::from_str(&results(&output)).unwrap()
}

/// The state, the languages and the id of each text that is not as it was confirmed.
fn open(book: &Path) -> Vec<Value> {
    let report = report(book);
    let texts = report["texts"].as_array().unwrap().iter();
    texts
        .map(|text| json!([text["state"], text["languages"], text["id"]]))
        .collect()
}

/// Replaces a part of a file that is in it once.
fn change(file: &Path, before: &str, after: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert_eq!(text.matches(before).count(), 1, "{before} in {text}");
    fs::write(file, text.replace(before, after)).unwrap();
}

#[test]
fn texts_are_counted_by_chapter_and_language() {
    let (_scratch, book) = book();
    change(&book.join("two.yaml"), "      en: Drink cup 2.\n", "");
    let table = results(&status(&book, &[]));
    let rows: Vec<Vec<&str>> = table
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(
        rows[0],
        [
            "chapter",
            "language",
            "texts",
            "translated",
            "missing",
            "stale",
            "words",
            "characters",
            "done"
        ]
    );
    assert_eq!(
        rows[1],
        ["book.yaml", "zh", "1", "1", "0", "0", "1", "1", "100", "%"]
    );
    assert_eq!(
        rows[5],
        ["two", "zh", "3", "3", "0", "0", "23", "27", "100", "%"]
    );
    assert_eq!(rows[6], ["en", "3", "2", "1", "0", "16", "58", "66", "%"]);
    assert_eq!(
        rows.last().unwrap(),
        &["missing", "en", "two.yaml:16:7", "two/blocks/2/text"]
    );
    let report = report(&book);
    assert_eq!(report["languages"], json!(["zh", "en"]));
    assert_eq!(report["total"]["languages"][1]["missing"], 1);
    assert_eq!(report["chapters"][2]["number"], "2");
    assert_eq!(report["chapters"][2]["unconfirmed"], 2);
    let missing = report["texts"].as_array().unwrap().last().unwrap();
    let wanted = json!({
        "id": "two/blocks/2/text", "kind": "text", "state": "missing", "languages": ["en"],
        "file": "two.yaml", "line": 16, "column": 7,
    });
    assert_eq!(*missing, wanted);
    assert_eq!(
        status(&book, &["--fail-on", "missing"]).status.code(),
        Some(1)
    );
    assert_eq!(
        status(&book, &["--fail-on", "stale"]).status.code(),
        Some(1)
    );
}

#[test]
fn a_change_of_one_language_makes_the_other_stale() {
    let (_scratch, book) = book();
    assert_done(&run(&mut building(&book)));
    assert!(
        !book.join("diglot.lock").exists(),
        "a build confirms nothing"
    );
    let accepted = status(&book, &["--accept"]);
    assert!(
        errors(&accepted).contains("confirmed 7 texts"),
        "{}",
        errors(&accepted)
    );
    assert_eq!(
        fs::read_to_string(book.join(".gitattributes")).unwrap(),
        "diglot.lock merge=union\n"
    );
    assert_eq!(open(&book), Vec::<Value>::new());
    assert_done(&status(&book, &["--fail-on", "missing,stale"]));
    let lock = fs::read_to_string(book.join("diglot.lock")).unwrap();
    assert!(
        lock.lines()
            .next()
            .unwrap()
            .contains("keep the lines of both sides")
    );

    // Other line breaks, other quotes and another place are no changes.
    change(
        &book.join("one.yaml"),
        "先把水烧开，\n        再等一等，",
        "先把水烧开，再\n        等一等，",
    );
    change(
        &book.join("one.yaml"),
        "en: Drink cup 1.",
        "en: 'Drink cup 1.'",
    );
    change(
        &book.join("two.yaml"),
        "  - text:\n      zh: 喝第 2 杯。\n      en: Drink cup 2.\n",
        "",
    );
    change(
        &book.join("one.yaml"),
        "blocks:\n",
        "blocks:\n  - text: { zh: 喝第 2 杯。, en: Drink cup 2. }\n",
    );
    assert_eq!(open(&book), Vec::<Value>::new());

    change(&book.join("one.yaml"), "喝第 1 杯", "喝第一杯");
    assert_eq!(open(&book), [json!(["stale", ["en"], "one/blocks/3/text"])]);
    let listed = results(&status(&book, &[]));
    assert!(
        listed.contains("\nstale  en  one.yaml:18:11  one/blocks/3/text\n"),
        "{listed}"
    );
    assert_eq!(
        status(&book, &["--fail-on", "stale"]).status.code(),
        Some(1)
    );
    assert_done(&status(&book, &["--fail-on", "missing"]));
    change(&book.join("one.yaml"), "Boil", "First boil");
    assert_eq!(
        open(&book)[0],
        json!(["stale", ["zh"], "one/blocks/#one-water/text"])
    );

    // A line by which a text is stale is not superfluous; one of texts that are gone is.
    assert!(errors(&status(&book, &["--prune"])).contains("removed 0 confirmations"));
    assert_done(&status(&book, &["--accept", "#one-water"]));
    assert_eq!(open(&book), [json!(["stale", ["en"], "one/blocks/3/text"])]);
    assert_done(&status(&book, &["--accept", "1"]));
    assert_eq!(open(&book), Vec::<Value>::new());
    assert!(errors(&status(&book, &["--prune"])).contains("removed 2 confirmations"));
    assert_eq!(open(&book), Vec::<Value>::new());
    assert_refused(
        &status(&book, &["--accept", "three"]),
        2,
        "no chapter and no anchor `three`",
    );
}

#[test]
fn errors_are_reported_and_missing_translations_are_none() {
    let (_scratch, book) = book();
    change(
        &book.join("one.yaml"),
        "喝第 1 杯。",
        "喝第 1 杯。[[nothing]]",
    );
    change(&book.join("two.yaml"), "      en: Drink cup 2.\n", "");
    let refused = status(&book, &[]);
    assert_refused(&refused, 1, "ref-term");
    assert!(!errors(&refused).contains("pair-"), "{}", errors(&refused));
    let report = status(&book, &["--format", "json"]);
    let report: Value = serde_json::from_str(&results(&report)).unwrap();
    assert_eq!(report["diagnostics"][0]["code"], "ref-term");
    change(&book.join("one.yaml"), "[[nothing]]", "");
    write(&book.join("diglot.lock"), "# head\n<<<<<<< HEAD\n");
    assert_refused(
        &status(&book, &[]),
        2,
        "diglot.lock:2:1: this is not two hashes",
    );
    let path = book.to_str().unwrap();
    let output = run(diglot().current_dir("/").args(["status", "--accept", path]));
    assert_refused(&output, 2, "is a book, not a part of one");
}

/// Runs git in a book, with an author and without anybody's settings.
fn git(book: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new("git");
    command
        .current_dir(book)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(arguments);
    run(&mut command)
}

/// Makes a repository of a confirmed book, changes it on two branches, and merges them.
fn merged(book: &Path, ours: impl FnOnce(), theirs: impl FnOnce()) {
    let done = |arguments: &[&str]| {
        let output = git(book, arguments);
        assert!(
            output.status.success(),
            "{arguments:?}: {}{}",
            results(&output),
            errors(&output)
        );
    };
    assert_done(&status(book, &["--accept"]));
    done(&["init", "--quiet"]);
    done(&["add", "."]);
    done(&["commit", "--quiet", "-m", "a book"]);
    done(&["checkout", "--quiet", "-b", "theirs"]);
    theirs();
    done(&["commit", "--quiet", "-am", "theirs"]);
    done(&["checkout", "--quiet", "main"]);
    ours();
    done(&["commit", "--quiet", "-am", "ours"]);
    done(&["merge", "--quiet", "--no-edit", "theirs"]);
}

#[test]
fn a_merge_keeps_the_confirmations_of_both_branches() {
    let (_scratch, book) = book();
    let revise = |chapter: &str, number: &str| {
        let file = book.join(format!("{chapter}.yaml"));
        change(
            &file,
            &format!("喝第 {number} 杯。"),
            &format!("喝了第 {number} 杯。"),
        );
        change(
            &file,
            &format!("Drink cup {number}."),
            &format!("Drink all of cup {number}."),
        );
        assert_done(&status(&book, &["--accept", chapter]));
    };
    merged(&book, || revise("one", "1"), || revise("two", "2"));
    assert_eq!(open(&book), Vec::<Value>::new());
}

#[test]
fn what_a_merge_puts_together_wrongly_is_stale() {
    // Each branch changes one language of a text. git sees no conflict.
    let (_scratch, book) = book();
    let file = book.join("one.yaml");
    let accept = || assert_done(&status(&book, &["--accept"]));
    merged(
        &book,
        || change(&file, "再等一等", "再等一会儿"),
        || {
            change(&file, "Boil the water", "Bring the water to the boil");
            accept();
        },
    );
    assert_eq!(
        open(&book),
        [json!(["stale", ["en"], "one/blocks/#one-water/text"])]
    );
    assert_eq!(
        status(&book, &["--fail-on", "stale"]).status.code(),
        Some(1)
    );

    // Both confirm what they see, each with another text of the other language.
    let (_scratch, book) = self::book();
    let file = book.join("one.yaml");
    let accept = || assert_done(&status(&book, &["--accept"]));
    merged(
        &book,
        || {
            change(&file, "再等一等", "再等一会儿");
            accept();
        },
        || {
            change(&file, "Boil the water", "Bring the water to the boil");
            accept();
        },
    );
    assert_eq!(
        open(&book),
        [json!(["stale", ["zh", "en"], "one/blocks/#one-water/text"])]
    );

    // Nobody confirms anything.
    let (_scratch, book) = self::book();
    let file = book.join("one.yaml");
    merged(
        &book,
        || change(&file, "再等一等", "再等一会儿"),
        || change(&file, "Boil the water", "Bring the water to the boil"),
    );
    assert_eq!(
        open(&book),
        [json!([
            "unconfirmed",
            ["zh", "en"],
            "one/blocks/#one-water/text"
        ])]
    );
    assert_eq!(
        status(&book, &["--fail-on", "stale"]).status.code(),
        Some(1)
    );
}
