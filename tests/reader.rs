//! What authors get wrong, and how diglot reports it.
//!
//! Each folder in `tests/reader/` is a case: the files in which a book differs from `_base`, a list of files to be
//! removed (`absent.txt`), and the report as the author sees it (`expected.txt`, for some also in Chinese,
//! `expected.zh.txt`). Its name begins with the code of the report; `accepted-…` has no errors, `several-…` has more
//! than one. Cases that git cannot store are made in `made.rs`.

mod made;
mod places;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use diglot::diagnostics::Code;
use serde_json::Value;
use tempfile::TempDir;

use crate::stored::difference;
use crate::support::{copy, diglot, errors, results, root, run, scratch, write};

/// The files with the reports of a case.
const ENGLISH: &str = "expected.txt";
const CHINESE: &str = "expected.zh.txt";
/// The time limit, far more than a refusal takes even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);

/// Codes that checking a folder cannot cause, and where they are tested.
const ELSEWHERE: [(Code, &str); 4] = [
    (Code::NoteMoved, "pages show in a build alone"),
    (Code::TypstError, "a template's error shows in a build"),
    (Code::TypstWarning, "a template's warning shows in a build"),
    (Code::OnixGap, "a record is made by `export onix`"),
];

fn folder() -> PathBuf {
    root().join("tests/reader")
}

/// The names of all cases.
fn cases() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| name != "_base")
        .collect();
    names.sort();
    names
}

fn expected(case: &str) -> String {
    fs::read_to_string(folder().join(case).join(ENGLISH)).unwrap_or_default()
}

/// A folder with the case's book in `book`, so that there can be things beside it that no book may read.
fn lay_out(case: &str) -> TempDir {
    let scratch = scratch();
    let book = scratch.path().join("book");
    copy(&folder().join("_base"), &book);
    let own = folder().join(case);
    if own.is_dir() {
        copy(&own, &book);
        for report in [ENGLISH, CHINESE] {
            let _ = fs::remove_file(book.join(report));
        }
    }
    if let Ok(absent) = fs::read_to_string(book.join("absent.txt")) {
        for path in absent.lines() {
            fs::remove_file(book.join(path)).unwrap();
        }
        fs::remove_file(book.join("absent.txt")).unwrap();
    }
    if let Some((_, make)) = made::MADE.iter().find(|(name, _)| *name == case) {
        make(&book);
    }
    scratch
}

/// What both forms of the report have of a diagnostic: its code and its place, as file, line and column.
type Reported = (String, Option<(String, u64, u64)>);

/// The diagnostics in a report for people.
fn reported(report: &str) -> Vec<Reported> {
    let mut all: Vec<Reported> = Vec::new();
    for line in report.lines() {
        let head = ["error[", "warning["]
            .iter()
            .find_map(|start| line.strip_prefix(start)?.split_once("]:"));
        if let Some((code, _)) = head {
            all.push((code.to_owned(), None));
        } else if let Some(place) = line.trim_start().strip_prefix("--> ") {
            let mut parts = place.rsplitn(3, ':');
            let mut number = || parts.next().unwrap().parse().unwrap();
            let (column, line) = (number(), number());
            let file = parts.next().unwrap().to_owned();
            all.last_mut().unwrap().1 = Some((file, line, column));
        }
    }
    all
}

/// The diagnostics in a JSON report.
fn reported_in_json(json: &str) -> Result<Vec<Reported>, serde_json::Error> {
    let list: Vec<Value> = serde_json::from_str(json)?;
    let all = list.iter().map(|one| {
        let place = one["file"].as_str().map(|file| {
            let number = |key: &str| one[key].as_u64().unwrap();
            (file.to_owned(), number("line"), number("column"))
        });
        (one["code"].as_str().unwrap().to_owned(), place)
    });
    Ok(all.collect())
}

/// Runs a case, and returns what is wrong.
fn faults(case: &str) -> Vec<String> {
    let scratch = lay_out(case);
    let mut faults = Vec::new();
    let mut diglot = |arguments: &[&str], status: i32| {
        let start = Instant::now();
        let output = run(diglot().current_dir(scratch.path()).args(arguments));
        if output.status.code() != Some(status) {
            faults.push(format!(
                "{arguments:?} ends with {}, not {status}",
                output.status
            ));
        }
        if start.elapsed() > PATIENCE {
            faults.push(format!("{arguments:?} took {:?}", start.elapsed()));
        }
        output
    };

    let is_error = !case.starts_with("accepted-") && expects_error(case);
    let status = i32::from(is_error);
    let text = diglot(&["check", "book", "-v"], status);
    let report = errors(&text) + &results(&text);
    let json = results(&diglot(&["check", "book", "--format", "json"], status));
    let chinese = ["check", "book", "--lang", "zh", "--format", "json"];
    let json_in_chinese = results(&diglot(&chinese, status));
    let is_stored_in_chinese = folder().join(case).join(CHINESE).is_file();
    let report_in_chinese = is_stored_in_chinese.then(|| {
        let text = diglot(&["check", "book", "--lang", "zh", "-v"], status);
        errors(&text) + &results(&text)
    });
    if is_error {
        diglot(&["build", "book", "-o", "out"], 1);
        if let Ok(entries) = fs::read_dir(scratch.path().join("out")) {
            faults.push(format!("a failed build left {} files", entries.count()));
        }
    }

    match (reported_in_json(&json), reported_in_json(&json_in_chinese)) {
        (Ok(english), Ok(chinese)) if english == chinese => {}
        (english, chinese) => faults.push(format!("English: {english:?}\nChinese: {chinese:?}")),
    }
    faults.extend(not_chinese(&json_in_chinese));
    match reported_in_json(&json) {
        Ok(machines) if machines == reported(&report) => {}
        Ok(machines) => faults.push(format!("the form for machines says {machines:?}")),
        Err(error) => faults.push(format!("the form for machines is no JSON: {error}")),
    }
    let stored = |name: &str| folder().join(case).join(name);
    faults.extend(difference(&stored(ENGLISH), &report));
    if let Some(report) = report_in_chinese {
        faults.extend(difference(&stored(CHINESE), &report));
    }
    faults
}

/// The messages and hints of a JSON report that are not in Chinese.
fn not_chinese(json: &str) -> Vec<String> {
    let list: Vec<Value> = serde_json::from_str(json).unwrap_or_default();
    let texts = list.iter().flat_map(|one| [&one["message"], &one["hint"]]);
    let texts = texts.filter_map(|text| text.as_str().map(str::to_owned));
    let has_han = |text: &str| text.chars().any(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'));
    texts.filter(|text| !has_han(text)).collect()
}

/// Whether a case expects an error, according to the code in its name.
fn expects_error(case: &str) -> bool {
    let severity = code_of(case).map(Code::severity);
    severity != Some(diglot::diagnostics::Severity::Warning)
}

/// The code that a case is named after.
fn code_of(case: &str) -> Option<Code> {
    let is_named = |code: &&Code| {
        case.strip_prefix(code.name())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    let named = Code::ALL.iter().filter(is_named);
    named.max_by_key(|code| code.name().len()).copied()
}

#[test]
fn every_report_is_as_stored() {
    let mut all = String::new();
    for case in cases() {
        for fault in faults(&case) {
            let _ = writeln!(all, "{case}: {fault}");
        }
    }
    assert!(all.is_empty(), "\n{all}");
}

#[test]
fn every_code_has_a_case_and_every_case_its_code() {
    let cases = cases();
    for code in Code::ALL {
        let mark = format!("[{}]", code.name());
        let is_shown = cases.iter().any(|case| expected(case).contains(&mark));
        let reason = ELSEWHERE.iter().find(|(other, _)| other == code);
        assert_ne!(
            is_shown,
            reason.is_some(),
            "{mark}: in a report: {is_shown}, tested elsewhere: {reason:?}"
        );
    }
    for case in &cases {
        let report = expected(case);
        if case.starts_with("accepted-") {
            assert!(!report.contains("error["), "{case} reports an error");
        } else if case.starts_with("several-") {
            assert!(reported(&report).len() > 1, "{case} reports too little");
        } else {
            let code = code_of(case).unwrap_or_else(|| panic!("{case} is named after no code"));
            let mark = format!("[{}]", code.name());
            assert!(report.contains(&mark), "{case} does not report {mark}");
        }
    }
    for (name, _) in made::MADE {
        assert!(
            cases.iter().any(|case| case == name),
            "{name} has no folder"
        );
    }
}

#[test]
fn five_errors_are_reported_in_the_order_of_their_places() {
    let reported = reported(&expected("several-five"));
    let places: Vec<_> = reported
        .iter()
        .map(|(_, place)| place.clone().unwrap())
        .collect();
    assert_eq!(places.len(), 5, "{reported:?}");
    let mut codes: Vec<_> = reported.iter().map(|(code, _)| code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), 5, "five different ones: {reported:?}");
    let lines: Vec<_> = places.iter().map(|(file, line, _)| (file, line)).collect();
    assert!(lines.is_sorted(), "{lines:?}");
}

/// Builds a case's book, and writes its Typst source too.
fn built(case: &str, template: Option<&str>) -> (TempDir, std::process::Output) {
    let scratch = lay_out(case);
    if let Some(template) = template {
        let book = scratch.path().join("book");
        write(&book.join("typ/columns.typ"), template);
        let mut settings = fs::read_to_string(book.join("book.yaml")).unwrap();
        settings.push_str("templates: typ\n");
        write(&book.join("book.yaml"), settings);
    }
    let output = run(diglot()
        .current_dir(scratch.path())
        .args(["build", "book", "-e", "parallel"])
        .args(["-o", "out", "--emit-typst", "source"]));
    (scratch, output)
}

#[test]
fn a_text_that_looks_like_a_number_or_a_date_stays_as_typed() {
    let (scratch, output) = built("accepted-plain-scalars", None);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let source = fs::read_to_string(scratch.path().join("source/main.typ")).unwrap();
    // A long number may have break opportunities.
    let source = source.replace("\\u{200b}", "");
    let chapter = fs::read_to_string(scratch.path().join("book/chapters/two.yaml")).unwrap();
    let texts: Vec<&str> = chapter
        .lines()
        .filter_map(|line| line.strip_prefix("  - text: "))
        .collect();
    assert!(texts.len() > 10, "the case holds {} texts", texts.len());
    for text in texts {
        let literal = format!("pair(\"{text}\", \"{text}\")");
        let token = format!("pair(name(\"{text}\"), name(\"{text}\"))");
        assert!(
            source.contains(&literal) || source.contains(&token),
            "`{text}` is not as typed"
        );
    }
}

#[test]
fn line_ends_and_byte_order_marks_change_nothing() {
    for case in ["accepted-crlf", "accepted-bom"] {
        let (scratch, output) = built(case, None);
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
        let odd = fs::read_to_string(scratch.path().join("source/main.typ")).unwrap();
        made::every_yaml(&scratch.path().join("book"), |text| {
            text.replace(['\r', '\u{FEFF}'], "")
        });
        let output = run(diglot().current_dir(scratch.path()).args([
            "build",
            "book",
            "-e",
            "parallel",
            "--emit-typst",
            "source",
        ]));
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
        let plain = fs::read_to_string(scratch.path().join("source/main.typ")).unwrap();
        assert_eq!(odd, plain, "{case}");
    }
}

#[test]
fn a_template_that_fails_stops_the_build_and_is_named() {
    let (scratch, output) = built(
        "accepted-base",
        Some("#let layout(settings) = {\n  panic(\"no layout\")\n}\n"),
    );
    assert_eq!(output.status.code(), Some(1));
    let report = errors(&output);
    assert!(report.contains("error[typst-error]: "), "{report}");
    assert!(report.contains("no layout"), "{report}");
    assert!(
        report.contains("in the template `typst-templates/columns.typ:2`"),
        "{report}"
    );
    assert!(!scratch.path().join("out").exists());
}

#[test]
fn a_warning_of_a_template_is_shown_and_the_book_built() {
    let own = fs::read_to_string(root().join("typst-templates/columns.typ")).unwrap();
    let odd = own.replacen(
        "set-cell(place, body)),",
        "text(font: \"No Such Face\", set-cell(place, body))),",
        1,
    );
    assert_ne!(own, odd, "the template has changed: choose another place");
    let (scratch, output) = built("accepted-base", Some(&odd));
    let report = errors(&output);
    assert_eq!(output.status.code(), Some(0), "{report}");
    assert!(report.contains("warning[typst-warning]: "), "{report}");
    assert!(report.contains("no such face"), "{report}");
    assert!(
        scratch
            .path()
            .join("out/little-book-parallel.pdf")
            .is_file()
    );
}

/// A path outside the book, for `made`.
fn outside(book: &Path, name: &str) -> PathBuf {
    book.parent().unwrap().join(name)
}
