//! The command line: its messages, its exit status, and what goes to stdout and stderr.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;

use super::{assert_done, assert_refused, building, little_book};
use crate::support::{copy, diglot, errors, results, root, run, sample, scratch, write};

#[test]
fn help_names_every_command_and_every_option() {
    let whole = run(diglot().arg("--help"));
    assert_done(&whole);
    for command in [
        "build",
        "check",
        "completions",
        "export",
        "import",
        "lsp",
        "man",
        "new",
        "plan",
        "schema",
        "status",
        "verify",
    ] {
        assert!(results(&whole).contains(&format!("\n  {command} ")));
        let own = run(diglot().args([command, "--help"]));
        assert_done(&own);
        assert!(results(&own).contains("Usage: diglot "));
    }
    let of_build = results(&run(diglot().args(["build", "--help"])));
    for word in [
        "--edition",
        "--output",
        "--force",
        "--jobs",
        "--memory",
        "--emit-typst",
        "--format",
        "--font-path",
        "--system-fonts",
        "Exit status: 0 done",
        "SOURCE_DATE_EPOCH",
    ] {
        assert!(of_build.contains(word), "no {word} in {of_build}");
    }
    let version = results(&run(diglot().arg("--version")));
    assert_eq!(version, format!("diglot {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_first_book_of_the_readme_is_a_book() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let mut listings = readme
        .split("```yaml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap());
    let scratch = scratch();
    for name in ["book.yaml", "one.yaml"] {
        write(&scratch.path().join(name), listings.next().unwrap());
    }
    let here = |command: &str| run(diglot().current_dir(scratch.path()).arg(command));
    assert_eq!(results(&here("check")), "no errors, no warnings\n");
    assert_done(&here("build"));
    assert!(scratch.path().join("dist/little-book-en.epub").is_file());
}

#[test]
fn wrong_usage_is_reported_with_status_2() {
    let (_scratch, book) = little_book();
    assert_refused(&run(&mut diglot()), 2, "Usage: diglot");
    assert_refused(&run(diglot().arg("bulid")), 2, "did you mean `build`?");
    assert_refused(
        &run(building(&book).arg("--fast")),
        2,
        "unknown argument `--fast`",
    );
    assert_refused(
        &run(building(&book).args(["--jobs", "0"])),
        2,
        "`0` is not a valid value for `--jobs <N>`",
    );
    for size in ["4", "1.5G", "0M"] {
        let refused = run(building(&book).args(["--memory", size]));
        assert_refused(
            &refused,
            2,
            "write a number of megabytes or gigabytes, such as `800M` or `4G`",
        );
    }
    let nowhere = run(building(&book).args(["--font-path", "nowhere"]));
    assert_refused(&nowhere, 2, "the font folder nowhere does not exist");
    let unknown = run(building(&book).args(["-e", "en", "-e", "sideways"]));
    let words =
        "the book has no edition `sideways`; its editions are parallel, facing, stacked, zh, en";
    assert_refused(&unknown, 2, words);
    assert!(!book.with_file_name("dist").exists());
    // The same if everything is already built.
    assert_done(&run(&mut building(&book)));
    assert_refused(&run(building(&book).args(["-e", "sideways"])), 2, words);
}

#[test]
fn a_folder_without_a_book_is_reported() {
    let empty = scratch();
    let here = |arguments: &[&str]| run(diglot().current_dir(empty.path()).args(arguments));
    assert_refused(&here(&["build"]), 2, "there is no book here");
    assert_refused(
        &here(&["check", "nowhere"]),
        2,
        "cannot open the book's folder nowhere",
    );
    assert_refused(
        &here(&["check", "."]),
        1,
        "the file `book.yaml` does not exist",
    );
    write(&empty.path().join("file"), "");
    assert_refused(
        &here(&["check", "file"]),
        2,
        "file is not a book; name the folder that contains book.yaml",
    );
    copy(
        &root().join("tests/reader/_base"),
        &empty.path().join("content"),
    );
    assert_done(&here(&["check"]));
}

#[test]
fn a_book_may_be_named_by_its_file() {
    let (_scratch, book) = little_book();
    let file = book.join("book.yaml");
    assert_done(&run(diglot().args(["check"]).arg(&file)));
    let inside = run(diglot().current_dir(&book).args(["check", "book.yaml"]));
    assert_eq!(results(&inside), "no errors, no warnings\n");
}

#[test]
fn of_many_warnings_of_a_kind_five_are_shown_and_the_rest_counted() {
    let (_scratch, book) = little_book();
    let texts = "  - text: { zh: '一,二。', en: 'See [above](one.html).' }\n".repeat(8);
    let chapter = format!("id: two\ntitle: {{ zh: 二, en: Two }}\nblocks:\n{texts}");
    write(&book.join("chapters/two.yaml"), chapter);
    let shown = |arguments: &[&str], code: &str| {
        let output = run(diglot().args(arguments).arg(&book));
        assert_done(&output);
        let mark = format!("warning[{code}]");
        (errors(&output).matches(&mark).count(), output)
    };
    for code in ["copy-half-width", "link-relative"] {
        let (few, output) = shown(&["check"], code);
        assert_eq!(few, 5, "{}", errors(&output));
        let rest = format!("\n3 more `{code}` warnings; `diglot check -v` shows all of them\n");
        assert!(errors(&output).contains(&rest), "{}", errors(&output));
        assert_eq!(results(&output), "no errors, 16 warnings\n");
        let (all, output) = shown(&["check", "-v"], code);
        assert_eq!(all, 8, "{}", errors(&output));
        assert!(!errors(&output).contains(" more "), "{}", errors(&output));
    }
    let (_, output) = shown(&["check", "--format", "json"], "");
    let list: Vec<Value> = serde_json::from_str(&results(&output)).unwrap();
    assert_eq!(list.len(), 16, "machines are told everything");
}

#[test]
fn a_failed_export_reports_errors_as_json_like_a_build() {
    let (scratch, book) = little_book();
    write(
        &book.join("chapters/two.yaml"),
        "id: two\ntitle: { zh: 二, en: Two }\nblocks:\n  - text: { zh: 完 }\n",
    );
    let of_build = run(building(&book).args(["--format", "json"]));
    assert_eq!(of_build.status.code(), Some(1));
    for export in [&["onix"][..], &["quiz", "--to", "csv"]] {
        let output = run(diglot()
            .current_dir(scratch.path())
            .arg("export")
            .args(export)
            .args(["--format", "json"])
            .arg(&book));
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(errors(&output), "", "machines read stdout alone");
        assert_eq!(results(&output), results(&of_build));
    }
    let report: Value = serde_json::from_str(&results(&of_build)).unwrap();
    assert_eq!(report["diagnostics"][0]["code"], "pair-missing");
}

/// The layouts in the schema, which editors offer, are those of the program.
#[test]
fn the_schema_offers_every_layout() {
    let schema = results(&run(diglot().args(["schema", "book"])));
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let mut offered = Vec::new();
    for choice in schema["$defs"]["LayoutFile"]["oneOf"].as_array().unwrap() {
        offered.push((
            choice["const"].as_str().unwrap(),
            choice["description"].as_str().unwrap(),
        ));
    }
    let there = diglot::edition::LAYOUTS.iter();
    let there = there.map(|layout| (layout.name, layout.about));
    let sheets = ("handout", "Sheets for a class, a file for each chapter.");
    assert_eq!(offered, there.chain([sheets]).collect::<Vec<_>>());
}

/// Every `$ref` in a schema.
fn references<'a>(schema: &'a Value, found: &mut Vec<&'a str>) {
    match schema {
        Value::Object(map) => {
            found.extend(map.get("$ref").and_then(Value::as_str));
            map.values().for_each(|value| references(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn schemas_are_complete_and_have_every_kind_of_block() {
    for file in ["book", "chapter", "glossary"] {
        let output = run(diglot().args(["schema", file]));
        assert_done(&output);
        let schema: Value = serde_json::from_str(&results(&output)).unwrap();
        let draft = "https://json-schema.org/draft/2020-12/schema";
        assert_eq!(schema["$schema"], draft, "{file}");
        assert!(schema["description"].is_string(), "{file}");
        let mut all = Vec::new();
        references(&schema, &mut all);
        assert!(!all.is_empty(), "{file}");
        for reference in all {
            let place = reference.strip_prefix('#').unwrap();
            assert!(
                schema.pointer(place).is_some(),
                "{file}: {reference} leads nowhere"
            );
        }
        if file == "chapter" {
            let kinds = schema["$defs"]["BlockFile"]["properties"].as_object();
            let kinds: BTreeSet<&str> = kinds.unwrap().keys().map(String::as_str).collect();
            let wanted = BTreeSet::from([
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
            ]);
            assert_eq!(kinds, wanted);
        }
    }
    let plain = results(&run(diglot().arg("schema")));
    assert_eq!(plain, results(&run(diglot().args(["schema", "chapter"]))));
}

#[test]
fn a_build_reports_its_files_as_json() {
    let (scratch, book) = little_book();
    for is_again in [false, true] {
        let output = run(building(&book).args(["--format", "json"]));
        assert_done(&output);
        assert_eq!(errors(&output), "", "machines read stdout alone");
        let report: Value = serde_json::from_str(&results(&output)).unwrap();
        assert_eq!(report["diagnostics"], Value::Array(Vec::new()));
        let editions = report["editions"].as_array().unwrap();
        let names: Vec<_> = editions
            .iter()
            .map(|one| one["edition"].as_str().unwrap())
            .collect();
        assert_eq!(
            names,
            [
                "parallel", "facing", "stacked", "zh", "en", "zh-en", "handouts"
            ]
        );
        for edition in editions {
            let paths = edition["files"].as_array().unwrap().iter();
            let paths: Vec<PathBuf> = paths
                .map(|path| scratch.path().join(path.as_str().unwrap()))
                .collect();
            let sizes = paths.iter().map(|path| fs::metadata(path).unwrap().len());
            assert_eq!(edition["bytes"], sizes.sum::<u64>());
            let first = &paths[0];
            let is_pdf = first
                .extension()
                .is_some_and(|extension| extension == "pdf");
            assert_eq!(
                edition["pages"].as_u64().is_some_and(|pages| pages > 0),
                is_pdf
            );
            // For several files, the path is their folder.
            let path = scratch.path().join(edition["path"].as_str().unwrap());
            assert_eq!(path.is_dir(), paths.len() > 1);
            assert!(first.starts_with(&path));
            assert_eq!(edition["seconds"].is_null(), is_again);
        }
    }
}

#[test]
fn a_closed_stdout_causes_no_panic() {
    let (_scratch, book) = little_book();
    let commands: [&[&str]; 4] = [
        &["schema", "book"],
        &["check", "book"],
        &["build", "book", "--force"],
        &["build", "book", "--format", "json"],
    ];
    for arguments in commands {
        let mut child = diglot()
            .current_dir(book.parent().unwrap())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments:?}: {}",
            errors(&output)
        );
        assert!(
            !errors(&output).contains("panicked at"),
            "{}",
            errors(&output)
        );
    }
}

#[test]
fn without_a_terminal_there_is_no_colour() {
    let (_scratch, book) = little_book();
    write(&book.join("chapters/two.yaml"), "id: two\n");
    for arguments in [
        &["check", "book"][..],
        &["build", "book"],
        &["--help"],
        &["bulid"],
    ] {
        let output = run(diglot()
            .env_remove("NO_COLOR")
            .env("TERM", "xterm-256color")
            .current_dir(book.parent().unwrap())
            .args(arguments));
        let all = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
        assert!(!all.is_empty());
        assert!(!all.contains(&0x1B), "{arguments:?}: {}", errors(&output));
    }
}

#[test]
fn a_verbose_build_reports_how_much_is_blank() {
    let (_scratch, book) = crate::support::sample_with("");
    let output = run(building(&book).args(["-v", "-e", "parallel", "-e", "stacked"]));
    assert_done(&output);
    let said = errors(&output);
    let white = said.lines().filter(|line| line.contains(" % of the lines"));
    let white: Vec<&str> = white.collect();
    assert_eq!(white.len(), 1, "{said}");
    let (sizes, part) = white[0].split_once("; ").unwrap();
    assert_eq!(
        sizes,
        "parallel: zh 10 pt and en 10.5 pt with lines 16 pt apart"
    );
    let part: f64 = part.split(' ').next().unwrap().parse().unwrap();
    assert!((1.0..40.0).contains(&part), "{said}");
    let again = run(building(&book).args(["-e", "parallel"]));
    assert!(results(&again).contains("unchanged"), "{}", results(&again));
}

/// A build with additional fonts is not considered the same as one without.
#[test]
fn additional_fonts_cause_a_rebuild() {
    let (scratch, book) = crate::support::sample_with("");
    let fonts = scratch.path().join("fonts");
    std::fs::create_dir(&fonts).unwrap();
    let with = [
        "-e",
        "zh",
        "--force",
        "--font-path",
        fonts.to_str().unwrap(),
    ];
    assert_done(&run(building(&book).args(with)));
    let plain = run(building(&book).args(["-e", "zh"]));
    assert_done(&plain);
    assert!(
        !results(&plain).contains("unchanged"),
        "{}",
        results(&plain)
    );
}

#[test]
fn quiz_exports_are_reproducible_and_report_what_is_lost() {
    let quiz = |arguments: &[&str]| {
        let sample = sample();
        run(diglot()
            .args(["export", "quiz"])
            .arg(sample)
            .args(arguments))
    };
    for format in ["gift", "moodle", "qti", "csv", "anki"] {
        let [one, other] = [(); 2].map(|()| quiz(&["--to", format]));
        assert_done(&one);
        assert!(!one.stdout.is_empty(), "{format}");
        assert_eq!(one.stdout, other.stdout, "{format}");
    }
    let chapter = quiz(&["--to", "gift", "--chapter", "9", "--languages", "en"]);
    assert_done(&chapter);
    assert_eq!(results(&chapter).matches("$CATEGORY").count(), 1);
    assert!(errors(&chapter).contains("note: GIFT has no points: "));
    assert!(
        !results(&chapter)
            .chars()
            .any(|c| ('一'..='龥').contains(&c))
    );

    let french = quiz(&["--to", "csv", "--languages", "fr"]);
    assert_refused(
        &french,
        2,
        "the book has no language `fr`; its languages are zh, en",
    );
    let twice = quiz(&["--to", "csv", "--languages", "en,en"]);
    assert_refused(&twice, 2, "a language is named twice");
    let unknown = quiz(&["--to", "csv", "--chapter", "7"]);
    assert_refused(&unknown, 2, "the book has no chapter `7`");
    let (_scratch, book) = little_book();
    let none = run(diglot().args(["export", "quiz", "--to", "csv"]).arg(book));
    assert_refused(&none, 2, "no requested chapter has a quiz");
}
