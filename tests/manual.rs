//! The manual in `docs/manual`: a book in diglot's own format, whose tables of keys are generated from the JSON
//! Schemas. `DIGLOT_ACCEPT=1` generates those tables again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use diglot::diagnostics::{Code, Severity};
use serde_json::Value;

use crate::stored;
use crate::support::{copy, diglot, errors, results, root, run, scratch, write};

/// The Chinese description of every key, by the path of the key.
const CHINESE: &str = "keys.zh.json";

/// A generated chapter. It has the sections whose paths begin with `under`, unless a longer `under` of another chapter
/// fits.
struct Reference {
    id: &'static str,
    number: u32,
    under: &'static str,
    title: [&'static str; 2],
    lead: [&'static str; 2],
}

const REFERENCES: [Reference; 5] = [
    Reference {
        id: "reference-book",
        number: 15,
        under: "book",
        title: ["Keys: book.yaml", "键：book.yaml"],
        lead: [
            "All keys of `book.yaml` except editions and labels, which have the next chapters. Required keys come \
             first, the others by letter. A *text* is a string for each language, or one string for all.",
            "`book.yaml` 的全部键；版本和 `labels` 另有两章。必需的键在前，其余按字母排列。“文字”指每种语言各写一份，\
             两种语言相同的只写一份。",
        ],
    },
    Reference {
        id: "reference-editions",
        number: 16,
        under: "book.editions",
        title: ["Keys: editions", "键：版本"],
        lead: [
            "What you can write under `editions:` in `book.yaml`. A key that an edition has no use for is an error.",
            "`book.yaml` 里 `editions:` 之下的键。版本里写了用不上的键会报错。",
        ],
    },
    Reference {
        id: "reference-labels",
        number: 17,
        under: "book.labels",
        title: ["Keys: labels", "键：labels"],
        lead: [
            "The words that diglot prints itself, for `labels:` in `book.yaml`. The number goes where `{}` stands.",
            "程序印出的固定用语，写在 `book.yaml` 的 `labels:` 之下。编号印在 `{}` 处。",
        ],
    },
    Reference {
        id: "reference-chapter",
        number: 18,
        under: "chapter",
        title: ["Keys: chapters", "键：章"],
        lead: [
            "The keys of a chapter file: first the chapter’s own, then those of each block and of what is inside it.",
            "章文件的键：先是章本身的，再是每种内容块及其内部的。",
        ],
    },
    Reference {
        id: "reference-glossary",
        number: 19,
        under: "glossary",
        title: ["Keys: glossary", "键：术语表"],
        lead: ["The keys of the glossary file.", "术语表文件的键。"],
    },
];

fn folder() -> PathBuf {
    root().join("docs/manual")
}

/// The handwritten chapters of the manual: file names and contents.
fn chapters() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder().join("chapters")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        all.push((name, fs::read_to_string(&path).unwrap()));
    }
    all.sort();
    assert!(all.len() > 10, "the manual has only {} chapters", all.len());
    all
}

/// A row of a table: a key, or a key with one of its values.
struct Row {
    /// The path of the key, such as `book.editions.sync` or `book.editions.sync: start`.
    path: String,
    /// The key as an author writes it.
    shown: String,
    kind: Kind,
    is_required: bool,
    english: String,
}

/// The name of a kind of value, in English and Chinese.
type Kind = [&'static str; 2];

/// An object of the file format, with the keys that it may have.
struct Section {
    path: String,
    english: String,
    rows: Vec<Row>,
}

/// Collects the objects of a schema recursively.
struct Walk<'a> {
    schema: &'a Value,
    /// The references that are being followed, to end recursion.
    around: Vec<&'a str>,
    sections: Vec<Section>,
}

impl<'a> Walk<'a> {
    fn of(name: &str, schema: &'a Value) -> Vec<Section> {
        let mut walk = Walk {
            schema,
            around: Vec::new(),
            sections: Vec::new(),
        };
        walk.object(name, schema);
        walk.sections
    }

    /// A value, or the target of its reference with the reference.
    fn resolve(&self, value: &'a Value) -> (Option<&'a str>, &'a Value) {
        let Some(reference) = value["$ref"].as_str() else {
            return (None, value);
        };
        let place = reference.strip_prefix('#').unwrap();
        (Some(reference), self.schema.pointer(place).unwrap())
    }

    fn object(&mut self, path: &str, object: &'a Value) {
        let properties = object["properties"].as_object().unwrap();
        let required = |key: &str| {
            let list = object["required"].as_array();
            list.is_some_and(|list| list.iter().any(|one| one == key))
        };
        let mut keys: Vec<&String> = properties.keys().collect();
        keys.sort_by_key(|key| (!required(key), key.as_str()));
        let mut rows = Vec::new();
        let mut inner = Vec::new();
        for key in keys {
            let value = &properties[key];
            let (name, target) = self.resolve(value);
            let here = format!("{path}.{key}");
            let english = [value, target]
                .into_iter()
                .find_map(|one| one["description"].as_str())
                .unwrap_or_else(|| panic!("the schema does not describe `{here}`"))
                .replace('\n', " ");
            rows.push(Row {
                path: here.clone(),
                shown: key.clone(),
                kind: self.kind(value),
                is_required: required(key),
                english,
            });
            self.values(&here, key, value, &mut rows);
            inner.extend(self.inside(&here, name, target));
        }
        let english = object["description"].as_str().unwrap_or_default();
        self.sections.push(Section {
            path: path.to_owned(),
            english: english.replace('\n', " "),
            rows,
        });
        for (path, name, object) in inner {
            if name.is_some_and(|name| self.around.contains(&name)) {
                continue;
            }
            self.around.extend(name);
            self.object(&path, object);
            if name.is_some() {
                self.around.pop();
            }
        }
    }

    /// The objects in a value: itself, its items or its named values.
    fn inside(
        &self,
        path: &str,
        name: Option<&'a str>,
        value: &'a Value,
    ) -> Option<(String, Option<&'a str>, &'a Value)> {
        if value["properties"].is_object() {
            return Some((path.to_owned(), name, value));
        }
        let held = ["items", "additionalProperties"].map(|key| &value[key]);
        held.into_iter()
            .filter(|held| held.is_object())
            .find_map(|held| {
                let (name, target) = self.resolve(held);
                self.inside(path, name, target)
            })
    }

    /// Adds a row for each of the values that a key may have.
    fn values(&self, path: &str, key: &str, value: &'a Value, rows: &mut Vec<Row>) {
        let (_, target) = self.resolve(value);
        let is_list = target["items"].is_object();
        let is_map = target["additionalProperties"].is_object();
        let choices = match (is_list, is_map) {
            (true, _) => self.resolve(&target["items"]).1,
            (_, true) => self.resolve(&target["additionalProperties"]).1,
            // One value, or a list of such values.
            _ if target["anyOf"].is_array() => self.resolve(&target["anyOf"][0]).1,
            _ => target,
        };
        let path_of = |choice: &str| format!("{path}: {choice}");
        for choice in choices["oneOf"].as_array().into_iter().flatten() {
            let word = choice["const"].as_str().unwrap();
            let english = choice["description"]
                .as_str()
                .unwrap_or_else(|| panic!("the schema does not describe `{}`", path_of(word)));
            rows.push(Row {
                path: path_of(word),
                shown: match (is_list, is_map) {
                    (true, _) => format!("{key}: [{word}]"),
                    (_, true) => format!("{key}: {{ …: {word} }}"),
                    _ => format!("{key}: {word}"),
                },
                kind: ["value", "取值"],
                is_required: false,
                english: english.replace('\n', " "),
            });
        }
        assert!(
            choices["enum"].is_null(),
            "the schema does not describe the values of `{path}`"
        );
    }

    fn kind(&self, value: &'a Value) -> Kind {
        let (name, target) = self.resolve(value);
        if name.is_some_and(|name| name.ends_with("/Text")) {
            return ["text", "文字"];
        }
        if target["oneOf"].is_array() {
            return ["choice", "多选一"];
        }
        if target["anyOf"].is_array() {
            return ["choice, or list", "多选一，或列表"];
        }
        let is = |kind: &str| match &target["type"] {
            Value::Array(kinds) => kinds.iter().any(|one| one == kind),
            one => one == kind,
        };
        match () {
            () if is("array") => ["list", "列表"],
            () if is("object") && target["patternProperties"].is_object() => ["text", "文字"],
            () if is("object") && target["properties"].is_object() => ["keys", "一组键"],
            () if is("object") => ["by name", "按名称写"],
            () if is("string") => ["string", "字符串"],
            () if is("integer") => ["whole number", "整数"],
            () if is("number") => ["number", "数"],
            () if is("boolean") => ["`true`, `false`", "`true`、`false`"],
            () => panic!("what kind of value is {target}?"),
        }
    }
}

/// Every section of the schemas of the three files.
fn sections() -> Vec<Section> {
    let mut all = Vec::new();
    for file in ["book", "chapter", "glossary"] {
        let schema = results(&run(diglot().args(["schema", file])));
        all.extend(Walk::of(file, &serde_json::from_str(&schema).unwrap()));
    }
    all
}

/// The path for the description of a section as a whole: `book.creators` is the key, `book.creators.*` the object.
fn about(section: &Section) -> String {
    format!("{}.*", section.path)
}

/// Whether a section has a description. The first one of a chapter has none, because the chapter's lead introduces it.
fn is_introduced(section: &Section) -> bool {
    let is_first = REFERENCES
        .iter()
        .any(|reference| reference.under == section.path);
    !is_first && !section.english.is_empty()
}

/// Every path that needs a Chinese description.
fn paths(sections: &[Section]) -> BTreeSet<String> {
    let described = sections.iter().filter(|section| is_introduced(section));
    let rows = sections.iter().flat_map(|section| &section.rows);
    described
        .map(about)
        .chain(rows.map(|row| row.path.clone()))
        .collect()
}

fn chinese() -> BTreeMap<String, String> {
    serde_json::from_str(&fs::read_to_string(folder().join(CHINESE)).unwrap()).unwrap()
}

/// A text as a quoted YAML scalar.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Appends a text in both languages, as an item of a list or the value of a key.
fn both(yaml: &mut String, indent: usize, mark: &str, english: &str, chinese: &str) {
    let (first, second) = (" ".repeat(indent), " ".repeat(indent + mark.len()));
    let _ = writeln!(yaml, "{first}{mark}en: {}", quoted(english));
    let _ = writeln!(yaml, "{second}zh: {}", quoted(chinese));
}

fn table(yaml: &mut String, section: &Section, chinese: &BTreeMap<String, String>) {
    yaml.push_str("  - table:\n      header:\n");
    let heads = [["Key", "键"], ["Kind", "类型"], ["Meaning", "说明"]];
    for [english, chinese] in heads {
        both(yaml, 8, "- ", english, chinese);
    }
    yaml.push_str("      rows:\n");
    for row in &section.rows {
        let _ = writeln!(yaml, "        - - {}", quoted(&format!("`{}`", row.shown)));
        let [english, zh] = row.kind;
        both(yaml, 10, "- ", english, zh);
        let zh = &chinese[&row.path];
        let (english, zh) = if row.is_required {
            (format!("Required. {}", row.english), format!("必需。{zh}"))
        } else {
            (row.english.clone(), zh.clone())
        };
        both(yaml, 10, "- ", &english, &zh);
    }
}

/// The content of a generated chapter's file.
fn chapter(
    reference: &Reference,
    sections: &[&Section],
    chinese: &BTreeMap<String, String>,
) -> String {
    let mut yaml = format!(
        "# Generated from the schema and {CHINESE} by tests/manual.rs; `DIGLOT_ACCEPT=1 cargo test --release manual` \
         writes it anew.\nid: {}\nnumber: {}\ntitle:\n",
        reference.id, reference.number
    );
    both(&mut yaml, 2, "", reference.title[0], reference.title[1]);
    yaml.push_str("blocks:\n  - lead:\n");
    both(&mut yaml, 6, "", reference.lead[0], reference.lead[1]);
    for section in sections {
        if section.path != reference.under {
            let inside = section.path.strip_prefix(reference.under).unwrap();
            // Blocks are named by their kinds.
            let shown = inside.strip_prefix(".blocks.").unwrap_or(&inside[1..]);
            let shown = format!("`{shown}`");
            let _ = writeln!(yaml, "  - heading: {}", quoted(&shown));
        }
        if is_introduced(section) {
            yaml.push_str("  - text:\n");
            both(
                &mut yaml,
                6,
                "",
                &section.english,
                &chinese[&about(section)],
            );
        }
        table(&mut yaml, section, chinese);
    }
    yaml
}

/// The generated chapter that a section belongs to: the one with the longest matching `under`.
fn reference_of(section: &Section) -> &'static Reference {
    let leads = |under: &str| {
        section
            .path
            .strip_prefix(under)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let found = REFERENCES.iter().filter(|reference| leads(reference.under));
    found.max_by_key(|reference| reference.under.len()).unwrap()
}

#[test]
fn the_tables_of_keys_in_the_manual_are_those_of_the_schema() {
    let (sections, chinese) = (sections(), chinese());
    let paths = paths(&sections);
    let missing: Vec<_> = paths
        .iter()
        .filter(|path| !chinese.contains_key(*path))
        .collect();
    assert!(
        missing.is_empty(),
        "{CHINESE} has no Chinese for {missing:#?}"
    );
    let gone: Vec<_> = chinese
        .keys()
        .filter(|path| !paths.contains(*path))
        .collect();
    assert!(
        gone.is_empty(),
        "{CHINESE} has keys that do not exist: {gone:#?}"
    );
    for reference in &REFERENCES {
        let own = sections
            .iter()
            .filter(|section| reference_of(section).id == reference.id);
        let wanted = chapter(reference, &own.collect::<Vec<_>>(), &chinese);
        let path = folder().join(format!("{}.yaml", reference.id));
        stored::assert_same(&path, &wanted);
    }
}

/// The codes in the chapter on diagnostics, each with the first word of its English description.
fn explained() -> Vec<(String, String)> {
    let text = fs::read_to_string(folder().join("chapters/13-diagnostics.yaml")).unwrap();
    let mut all: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let first = line.trim_start().strip_prefix("- - '`");
        if let Some(code) = first.and_then(|rest| rest.strip_suffix("`'")) {
            all.push((code.to_owned(), String::new()));
        }
        let said = line
            .trim_start()
            .trim_start_matches("en: ")
            .trim_start_matches('\'');
        let severity = ["Error", "Warning"]
            .into_iter()
            .find(|word| said.starts_with(&format!("{word}. ")));
        if let (Some(severity), Some(last)) = (severity, all.last_mut()) {
            severity.clone_into(&mut last.1);
        }
    }
    all
}

#[test]
fn the_manual_explains_every_code_and_no_other() {
    let mut explained = explained();
    explained.sort();
    let mut codes: Vec<_> = Code::ALL
        .iter()
        .map(|code| {
            let severity = match code.severity() {
                Severity::Error => "Error",
                Severity::Warning => "Warning",
            };
            (code.name().to_owned(), severity.to_owned())
        })
        .collect();
    codes.sort();
    assert_eq!(explained, codes);
}

#[test]
fn codes_named_in_the_manual_exist() {
    let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    let families: BTreeSet<&str> = names
        .iter()
        .map(|name| name.split('-').next().unwrap())
        .collect();
    let mut faults = Vec::new();
    for (file, text) in chapters() {
        for word in text.split('`').skip(1).step_by(2) {
            let is_like_one = word.contains('-')
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
                && families.contains(word.split('-').next().unwrap());
            if is_like_one && !names.contains(word) {
                faults.push(format!("{file}: `{word}`"));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

/// The listings of a chapter in a given language, each with the lines of the file after it.
fn listings<'a>(text: &'a str, lang: &str) -> Vec<(String, Vec<&'a str>)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        let is_code = lines[index].trim_end() == "  - code:";
        index += 1;
        if !is_code || lines[index] != format!("      lang: {lang}") {
            continue;
        }
        while lines[index] != "      text: |" {
            index += 1;
        }
        index += 1;
        let start = index;
        while index < lines.len()
            && (lines[index].is_empty() || lines[index].starts_with("        "))
        {
            index += 1;
        }
        let listing = lines[start..index]
            .iter()
            .map(|line| line.get(8..).unwrap_or_default());
        let listing: Vec<&str> = listing.collect();
        found.push((
            listing.join("\n").trim_end().to_owned(),
            lines[index..].to_vec(),
        ));
    }
    found
}

/// Readers see the result of an example: the listing of a block is followed by the block itself. Listings with a file
/// name as their caption show part of a file, and are not.
#[test]
fn each_example_of_a_block_is_followed_by_that_block() {
    let mut kinds = BTreeSet::new();
    for (_, text) in chapters() {
        for (listing, rest) in listings(&text, "yaml") {
            let shown: Vec<String> = listing
                .lines()
                .map(|line| format!("  {line}").trim_end().to_owned())
                .collect();
            let made: Vec<&str> = rest.iter().take(shown.len()).copied().collect();
            if listing.starts_with("- ") && shown == made {
                kinds.insert(listing[2..].split(':').next().unwrap().to_owned());
            }
        }
    }
    let schema = results(&run(diglot().args(["schema", "chapter"])));
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let all = schema["$defs"]["BlockFile"]["properties"]
        .as_object()
        .unwrap()
        .keys();
    // A chapter has a single lead, at its beginning.
    let all: BTreeSet<String> = all.filter(|kind| *kind != "lead").cloned().collect();
    assert_eq!(
        kinds, all,
        "kinds of blocks that the manual shows and makes"
    );
}

/// Whether a YAML listing uses a key.
fn uses(listing: &str, key: &str) -> bool {
    let key = format!("{key}:");
    listing.match_indices(&key).any(|(at, _)| {
        let before = listing[..at].chars().next_back();
        before.is_none_or(|before| before.is_whitespace() || before == '{')
    })
}

/// Except for the labels, which are all alike.
#[test]
fn every_key_is_used_in_an_example_of_the_manual() {
    let mut examples = Vec::new();
    for (_, text) in chapters() {
        examples.extend(listings(&text, "yaml").into_iter().map(|(one, _)| one));
    }
    let sections = sections();
    let rows = sections
        .iter()
        .filter(|section| section.path != "book.labels")
        .flat_map(|section| &section.rows);
    // Rows for single values are not keys.
    let keys = rows.filter(|row| !row.path.contains(": "));
    let unused: BTreeSet<&str> = keys
        .map(|row| row.shown.as_str())
        .filter(|key| !examples.iter().any(|example| uses(example, key)))
        .collect();
    assert_eq!(unused, BTreeSet::new());
}

/// One block of each kind that some edition requires, so that no example is refused for lack of one.
const AROUND: &str = "
  - figure: { image: figures/layouts.svg, alt: A picture., caption: A picture }
  - table: { caption: Sizes, header: [A], rows: [[B]] }
  - code: { caption: Code, text: x }
  - text: '[[bleed]]'
  - quiz: { questions: [{ id: judge, prompt: Judge., truth: true }] }
";

/// The glossary terms that examples use.
const TERMS: [&str; 3] = ["bleed", "spread", "step"];

/// The keys of book.yaml that examples omit, with values for them.
const BOOK: [(&str, &str); 6] = [
    ("id", "example"),
    ("languages", "[zh, en]"),
    ("title", "Example"),
    ("chapters", "[one.yaml, text.yaml]"),
    ("glossary", "glossary.yaml"),
    ("bibliography", "{ file: works.bib }"),
];

/// The files of a book around an example, which is part of book.yaml, a chapter, some blocks or a glossary: names and
/// contents.
fn book_around(example: &str) -> [(&'static str, String); 4] {
    let mut book = String::new();
    let mut chapter = format!("id: one\ntitle: One\nblocks:{AROUND}");
    let mut glossary = "terms:\n".to_owned();
    if example.trim_start().starts_with("- ") {
        let indent = if example.starts_with(' ') { "" } else { "  " };
        for line in example.lines() {
            let _ = writeln!(chapter, "{indent}{line}");
        }
        // A break parts two blocks.
        chapter.push_str("  - text: After.\n");
    } else if let Some(terms) = example.strip_prefix("terms:\n") {
        let _ = writeln!(glossary, "{terms}");
    } else if example.contains("\nblocks:") {
        example.clone_into(&mut chapter);
    } else {
        let _ = writeln!(book, "{example}");
    }
    for (key, value) in BOOK {
        let line = format!("{key}: {value}\n");
        let begins = format!("{key}:");
        if !book.lines().any(|line| line.starts_with(&begins)) {
            book += &line;
        }
    }
    for term in TERMS {
        if !glossary.contains(&format!("id: {term}\n")) {
            let _ = writeln!(glossary, "  - {{ id: {term}, term: {term} }}");
        }
    }
    [
        ("book.yaml", book),
        ("one.yaml", chapter),
        (
            "text.yaml",
            "id: text\ntitle: Text\nblocks:\n  - text: Text.\n".to_owned(),
        ),
        ("glossary.yaml", glossary),
    ]
}

#[test]
fn every_example_in_the_manual_is_accepted() {
    let scratch = scratch();
    let book = scratch.path().join("book");
    let pictures = book.join("figures");
    copy(&folder().join("figures"), &pictures);
    copy(&folder().join("data"), &book.join("data"));
    fs::copy(folder().join("works.bib"), book.join("works.bib")).unwrap();
    fs::copy(pictures.join("facing.png"), pictures.join("cover.png")).unwrap();
    for folder in ["fonts", "templates"] {
        fs::create_dir(book.join(folder)).unwrap();
    }
    let mut faults = Vec::new();
    let mut tried = 0;
    for (file, text) in chapters() {
        for (example, _) in listings(&text, "yaml") {
            for (name, text) in book_around(&example) {
                write(&book.join(name), text);
            }
            let output = run(diglot().args(["check", "--format", "json"]).arg(&book));
            let report: Vec<Value> = serde_json::from_str(&results(&output)).unwrap();
            for one in report.iter().filter(|one| one["severity"] == "error") {
                faults.push(format!("{file}: {one}\n{example}"));
            }
            tried += 1;
        }
    }
    assert!(tried > 40, "the manual has only {tried} examples");
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn the_manual_is_a_book_without_a_warning() {
    let checked = run(diglot().arg("check").arg(folder()));
    assert_eq!(
        results(&checked),
        "no errors, no warnings\n",
        "{}",
        errors(&checked)
    );
    let made = scratch();
    let built = run(diglot()
        .arg("build")
        .arg(folder())
        .arg("-o")
        .arg(made.path()));
    assert_eq!(built.status.code(), Some(0), "{}", errors(&built));
    assert!(!errors(&built).contains("warning["), "{}", errors(&built));
    for name in ["facing.pdf", "en.epub", "zh.epub", "en-zh.epub"] {
        let file = made.path().join(format!("diglot-manual-{name}"));
        assert!(file.is_file(), "no {}", file.display());
    }
}
