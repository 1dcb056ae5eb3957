//! The validators that are other programs: where they are, and what is done when one is not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{errors, results, root, run, skip};

/// What a validator complains of in each file; nothing where it passes.
pub type Verdicts = BTreeMap<PathBuf, Vec<String>>;

/// Hands on a validator that is there; for one that is not, says that the test is skipped.
pub fn need<T>(validator: &str, found: Option<T>) -> Option<T> {
    if found.is_none() {
        skip(validator);
    }
    found
}

/// A validator's file or folder that a variable of `.ci/validators` names.
pub fn named(variable: &str) -> Option<PathBuf> {
    let path = PathBuf::from(std::env::var_os(variable)?);
    assert!(path.exists(), "{variable} names {}", path.display());
    Some(path)
}

/// Java, started for short work, on the classes of some jars. Without this locale it cannot open files
/// whose names are not ASCII.
fn java(jars: &[PathBuf]) -> Command {
    let mut java = Command::new("java");
    java.env("LC_ALL", "C.UTF-8")
        .args(["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"])
        .arg(std::env::join_paths(jars).unwrap());
    java
}

/// Node on a script of `tests/validators`, with the packages of `.ci/npm` and a Chromium.
pub fn node(script: &str) -> Option<Command> {
    let packages = named("DIGLOT_NODE_MODULES")?;
    let mut node = Command::new(named("DIGLOT_NODE")?);
    node.env("NODE_PATH", packages)
        .env("PUPPETEER_EXECUTABLE_PATH", named("DIGLOT_CHROMIUM")?)
        .arg(root().join("tests/validators").join(script));
    Some(node)
}

/// What Ace by DAISY says of WCAG and of EPUB Accessibility, at every level of gravity, if it is
/// there.
pub fn ace(files: &[PathBuf]) -> Option<Verdicts> {
    #[derive(serde::Deserialize)]
    struct Verdict {
        file: PathBuf,
        violations: Vec<String>,
    }
    let output = run(node("browser/ace.cjs")?.args(files));
    assert!(output.status.success(), "Ace: {}", errors(&output));
    let said = results(&output);
    let verdicts = said.lines().map(|line| {
        let verdict: Verdict = serde_json::from_str(line).unwrap();
        (verdict.file, verdict.violations)
    });
    Some(verdicts.collect())
}

/// What Ajv says of YAML files by a JSON Schema, if it is there.
pub fn json_schema(schema: &Path, files: &[PathBuf]) -> Option<Verdicts> {
    #[derive(serde::Deserialize)]
    struct Verdict {
        file: PathBuf,
        complaints: Vec<String>,
    }
    let output = run(node("schema.cjs")?.arg(schema).args(files));
    assert!(output.status.success(), "Ajv: {}", errors(&output));
    let said = results(&output);
    let verdicts = said.lines().map(|line| {
        let verdict: Verdict = serde_json::from_str(line).unwrap();
        (verdict.file, verdict.complaints)
    });
    Some(verdicts.collect())
}

/// The Python that has the stock Typst.
pub fn typst_python() -> Option<PathBuf> {
    named("DIGLOT_TYPST_PYTHON")
}

/// The Python that reads QTI packages and Anki's notes, on a script of `tests/validators`.
pub fn exam_python(script: &str) -> Option<Command> {
    let mut python = Command::new(named("DIGLOT_EXAM_PYTHON")?);
    python.arg(root().join("tests/validators").join(script));
    Some(python)
}

/// What EPUBCheck says, warnings included, if it is there.
pub fn epubcheck(files: &[PathBuf]) -> Option<Verdicts> {
    let jar = named("DIGLOT_EPUBCHECK")?;
    let main = root().join("tests/validators/EpubMany.java");
    let output = run(java(&[jar]).arg(main).args(files));
    let said = results(&output) + &errors(&output);
    let validator = |file: &PathBuf| {
        let name = file.display().to_string();
        let about = said.lines().filter(|line| line.contains(&name));
        let passed = format!("PASS {name}");
        let complaints = if said.lines().any(|line| line == passed) {
            Vec::new()
        } else {
            heard("EPUBCheck", about, &said)
        };
        (file.clone(), complaints)
    };
    Some(files.iter().map(validator).collect())
}

/// What veraPDF says of PDF/A-2a and PDF/UA-1, both of which a file must declare and keep, if it is
/// there.
pub fn verapdf(files: &[PathBuf]) -> Option<Verdicts> {
    let jar = named("DIGLOT_VERAPDF")?;
    let main = std::env::var_os("DIGLOT_VERAPDF_MAIN").expect("set beside DIGLOT_VERAPDF");
    let output = run(java(&[jar])
        .arg(main)
        .args(["--format", "text", "-v"])
        .args(files));
    let said = results(&output) + &errors(&output);
    let validator = |file: &PathBuf| {
        let name = file.display().to_string();
        // A file that it does not open is no failure to veraPDF, so that silence is one here.
        let passes = |standard: &str| {
            let line = format!("PASS {name} {standard}");
            said.lines().any(|said| said == line)
        };
        let complaints = if passes("2a") && passes("ua1") {
            Vec::new()
        } else {
            let place = said.find(&name).unwrap_or_default();
            heard("veraPDF", said[place..].lines().take(12), &said)
        };
        (file.clone(), complaints)
    };
    Some(files.iter().map(validator).collect())
}

/// What JQTI+ says of QTI packages, if it is there: whether they are valid, and whether right answers, wrong ones and
/// all at once earn what they should. Returns how many questions of each package it answered, too.
pub fn jqti(packages: &[PathBuf]) -> Option<(Vec<String>, Vec<usize>)> {
    let jars = [named("DIGLOT_JQTI")?, named("DIGLOT_SLF4J")?];
    let main = root().join("tests/validators/QtiMany.java");
    let output = run(java(&jars).arg(main).args(packages));
    let said = results(&output);
    let failed = said.lines().filter_map(|line| line.strip_prefix("FAIL "));
    let failed: Vec<String> = failed.map(str::to_owned).collect();
    let answered = packages.iter().map(|package| {
        let done = format!("DONE {} ", package.display());
        let line = said.lines().find_map(|line| line.strip_prefix(&done));
        line.and_then(|count| count.parse().ok())
            .unwrap_or_else(|| panic!("JQTI+ stopped: {said}{}", errors(&output)))
    });
    let answered = answered.collect();
    Some((failed, answered))
}

/// A CSV file as LibreOffice takes it in a language where it runs formulas and converts what looks like a number, if
/// it is there: each row's cells with their types.
pub fn calc(file: &Path, language: u16) -> Option<Vec<Vec<(String, String)>>> {
    let soffice = named("DIGLOT_SOFFICE")?;
    let folder = file.parent().unwrap();
    let filter = format!("--infilter=CSV:44,34,76,1,,{language},false,true,false,false,false,-1");
    let output = run(Command::new(soffice)
        .arg(format!(
            "-env:UserInstallation=file://{}",
            folder.join("profile").display()
        ))
        .args(["--headless", "--convert-to", "fods"])
        .arg(filter)
        .arg("--outdir")
        .args([folder, file]));
    let made = std::fs::read_to_string(file.with_extension("fods"));
    let made = made.unwrap_or_else(|error| panic!("LibreOffice: {error} {}", errors(&output)));
    let tree = roxmltree::Document::parse(&made).unwrap();
    let rows = tree
        .descendants()
        .filter(|node| node.tag_name().name() == "table-row");
    let rows = rows.map(|row| {
        let cells = row
            .children()
            .filter(|node| node.tag_name().name() == "table-cell");
        let cells = cells.flat_map(|cell| {
            let value = |name: &str| {
                let mut all = cell.attributes();
                let own = all.find(|one| one.name() == name);
                own.map(|own| own.value().to_owned()).unwrap_or_default()
            };
            let kind = match value("formula") {
                formula if formula.is_empty() => value("value-type"),
                formula => formula,
            };
            let lines = cell.children().filter(|node| node.tag_name().name() == "p");
            let lines: Vec<String> = lines.map(words).collect();
            let times = value("number-columns-repeated").parse().unwrap_or(1);
            // The rest of a row is one empty cell, many times.
            let times = if lines.is_empty() {
                times.min(32)
            } else {
                times
            };
            vec![(kind, lines.join("\n")); times]
        });
        cells.collect()
    });
    Some(rows.collect())
}

/// The words of a paragraph of LibreOffice, which keeps several blanks as an element.
fn words(paragraph: roxmltree::Node<'_, '_>) -> String {
    let nodes = paragraph.descendants();
    let each = nodes.map(|node| match node.tag_name().name() {
        "s" => " ".repeat(
            node.attributes()
                .find_map(|one| one.value().parse().ok())
                .unwrap_or(1),
        ),
        "tab" => "\t".to_owned(),
        _ if node.is_text() => node.text().unwrap_or_default().to_owned(),
        _ => String::new(),
    });
    each.collect()
}

/// The lines about a file that did not pass; all that was said where there are none.
fn heard<'a>(validator: &str, about: impl Iterator<Item = &'a str>, said: &str) -> Vec<String> {
    let about: Vec<String> = about.map(str::to_owned).collect();
    if about.is_empty() {
        return vec![format!("{validator} does not pass the file: {said}")];
    }
    about
}

/// What a program says that speaks only of faults and exits with a code.
pub fn complaints(command: &mut Command) -> Vec<String> {
    let output = run(command);
    if output.status.success() {
        return Vec::new();
    }
    vec![results(&output) + &errors(&output)]
}

/// What xmllint says of a file, if it is well-formed XML in the encoding that it declares.
pub fn xmllint(path: &Path) -> Vec<String> {
    complaints(
        Command::new("xmllint")
            .args(["--noout", "--nonet"])
            .arg(path),
    )
}

/// What the schema of ONIX for Books 3.0 says of a record, if it is there.
pub fn onix_schema(path: &Path) -> Option<Vec<String>> {
    let schema = named("DIGLOT_ONIX_SCHEMA")?;
    let mut lint = Command::new("xmllint");
    lint.args(["--noout", "--nonet", "--schema"]).arg(schema);
    Some(complaints(lint.arg(path)))
}

/// What qpdf says of a file's structure.
pub fn qpdf(path: &Path) -> Vec<String> {
    complaints(Command::new("qpdf").arg("--check").arg(path))
}
