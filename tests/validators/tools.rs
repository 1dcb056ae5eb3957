//! Runs the validators that are other programs, if they are installed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{errors, results, root, run, skip};

/// The complaints of a validator about each file.
pub type Verdicts = BTreeMap<PathBuf, Vec<String>>;

/// Passes on the result of a validator; says that the test is skipped if it is not installed.
pub fn need<T>(validator: &str, found: Option<T>) -> Option<T> {
    if found.is_none() {
        skip(validator);
    }
    found
}

/// The path in one of the environment variables that `.ci/validators` sets.
pub fn named(variable: &str) -> Option<PathBuf> {
    let path = PathBuf::from(std::env::var_os(variable)?);
    assert!(path.exists(), "{variable} names {}", path.display());
    Some(path)
}

/// Java with options for short runs, on the classes in some jars. Without the locale it cannot open files with
/// non-ASCII names.
fn java(jars: &[PathBuf]) -> Command {
    let mut java = Command::new("java");
    java.env("LC_ALL", "C.UTF-8")
        .args(["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"])
        .arg(std::env::join_paths(jars).unwrap());
    java
}

/// Node with a script in `tests/validators`, the packages of `.ci/npm` and a Chromium.
pub fn node(script: &str) -> Option<Command> {
    let packages = named("DIGLOT_NODE_MODULES")?;
    let mut node = Command::new(named("DIGLOT_NODE")?);
    node.env("NODE_PATH", packages)
        .env("PUPPETEER_EXECUTABLE_PATH", named("DIGLOT_CHROMIUM")?)
        .arg(root().join("tests/validators").join(script));
    Some(node)
}

/// The violations of WCAG and EPUB Accessibility of any severity that Ace by DAISY finds.
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

/// The complaints of Ajv about YAML files, according to a JSON Schema.
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

/// The Python with the stock Typst.
pub fn typst_python() -> Option<PathBuf> {
    named("DIGLOT_TYPST_PYTHON")
}

/// The Python with the readers of QTI packages and Anki's notes, with a script in `tests/validators`.
pub fn exam_python(script: &str) -> Option<Command> {
    let mut python = Command::new(named("DIGLOT_EXAM_PYTHON")?);
    python.arg(root().join("tests/validators").join(script));
    Some(python)
}

/// The errors and warnings of EPUBCheck.
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
            output_about("EPUBCheck", about, &said)
        };
        (file.clone(), complaints)
    };
    Some(files.iter().map(validator).collect())
}

/// The complaints of veraPDF about PDF/A-2a and PDF/UA-1. A file must declare both and conform to them.
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
        // veraPDF reports no failure for a file that it cannot open, so a missing `PASS` counts as one.
        let passes = |standard: &str| {
            let line = format!("PASS {name} {standard}");
            said.lines().any(|said| said == line)
        };
        let complaints = if passes("2a") && passes("ua1") {
            Vec::new()
        } else {
            let place = said.find(&name).unwrap_or_default();
            output_about("veraPDF", said[place..].lines().take(12), &said)
        };
        (file.clone(), complaints)
    };
    Some(files.iter().map(validator).collect())
}

/// The complaints of JQTI+ about QTI packages: whether they are valid, and whether right answers, wrong ones and all
/// options at once score as they should. Also returns how many questions of each package it answered.
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

/// Has LibreOffice convert a file to a format and write it to a folder.
pub fn libreoffice(file: &Path, format: &str, to: &Path) -> Option<()> {
    let soffice = named("DIGLOT_SOFFICE")?;
    let profile = file.with_file_name("profile");
    let output = run(Command::new(soffice)
        .arg(format!(
            "-env:UserInstallation=file://{}",
            profile.display()
        ))
        .args(["--headless", "--convert-to", format, "--outdir"])
        .args([to, file]));
    let said = results(&output) + &errors(&output);
    assert!(said.contains("-> "), "LibreOffice: {said}");
    Some(())
}

/// The Python with the Translate Toolkit, with a script in `tests/validators`.
pub fn translators_python() -> Option<Command> {
    let mut python = Command::new(named("DIGLOT_TRANSLATORS_PYTHON")?);
    python.arg(root().join("tests/validators/translators.py"));
    Some(python)
}

/// The Python with pygls, with a script in `tests/validators`.
pub fn editors_python() -> Option<Command> {
    let mut python = Command::new(named("DIGLOT_EDITORS_PYTHON")?);
    python.arg(root().join("tests/validators/editors.py"));
    Some(python)
}

/// What Okapi's library objects to in each XLIFF file.
pub fn xliff(files: &[PathBuf]) -> Option<Vec<Option<String>>> {
    let jars = [named("DIGLOT_OKAPI")?, named("DIGLOT_SLF4J")?];
    let main = root().join("tests/validators/XliffMany.java");
    let mut java = java(&jars);
    // Okapi asks for another reader of XML; that of Java itself does.
    java.arg("-Djavax.xml.stream.XMLInputFactory=com.sun.xml.internal.stream.XMLInputFactoryImpl");
    let output = run(java.arg(main).args(files));
    let said = results(&output);
    let verdict = |file: &PathBuf| {
        let name = file.display().to_string();
        let failed = format!("FAIL {name}: ");
        let mut lines = said.lines();
        if lines.clone().any(|line| line == format!("PASS {name}")) {
            return None;
        }
        let why = lines.find_map(|line| line.strip_prefix(&failed));
        Some(why.unwrap_or(&errors(&output)).to_owned())
    };
    Some(files.iter().map(verdict).collect())
}

/// The cells of a CSV file, with their types, as LibreOffice imports it in a language (a Windows language id) with
/// formulas and detection of numbers enabled.
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
            // The rest of a row is one empty cell with a large repeat count.
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

/// The text of a paragraph in a LibreOffice file, where several spaces in a row are an element.
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

/// The lines about a file that did not pass, or the whole output if there are none.
fn output_about<'a>(
    validator: &str,
    about: impl Iterator<Item = &'a str>,
    said: &str,
) -> Vec<String> {
    let about: Vec<String> = about.map(str::to_owned).collect();
    if about.is_empty() {
        return vec![format!("{validator} does not pass the file: {said}")];
    }
    about
}

/// The output of a program if it fails.
pub fn complaints(command: &mut Command) -> Vec<String> {
    let output = run(command);
    if output.status.success() {
        return Vec::new();
    }
    vec![results(&output) + &errors(&output)]
}

/// The complaints of xmllint about the well-formedness and encoding of a file.
pub fn xmllint(path: &Path) -> Vec<String> {
    complaints(
        Command::new("xmllint")
            .args(["--noout", "--nonet"])
            .arg(path),
    )
}

/// The violations of the schema of ONIX for Books 3.0 in a record.
pub fn onix_schema(path: &Path) -> Option<Vec<String>> {
    let schema = named("DIGLOT_ONIX_SCHEMA")?;
    let mut lint = Command::new("xmllint");
    lint.args(["--noout", "--nonet", "--schema"]).arg(schema);
    Some(complaints(lint.arg(path)))
}

/// The complaints of qpdf about a file's structure.
pub fn qpdf(path: &Path) -> Vec<String> {
    complaints(Command::new("qpdf").arg("--check").arg(path))
}
