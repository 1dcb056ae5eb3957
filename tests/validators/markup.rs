//! Nested markup: every combination is set in print and in EPUBs without leftover delimiters, or refused with its line.

use std::fmt::Write as _;
use std::process::Command;

use serde_json::Value;

use super::archive::Epub;
use crate::support::{build, diglot, has_validator, results, run, scratch, write};

/// The kind of markup, an example, and the words that it shows, except for those of notes and formulas.
type Form = (&'static str, &'static str, &'static [&'static str]);

const INNER: [Form; 11] = [
    ("emphasis", "*inner*", &["inner"]),
    ("strong", "**inner**", &["inner"]),
    ("code", "`in[0]`", &["in[0]"]),
    ("formula", "$x^2$", &[]),
    ("ruby", "{漢字|hàn}", &["漢字"]),
    ("escape", r"\*in\*", &["*in*"]),
    ("note", "^[inner note]", &[]),
    ("link", "[inner](https://a.org)", &["inner"]),
    ("address", "<https://b.org/x>", &["https://b.org/x"]),
    ("term", "[[step]]", &["step"]),
    ("term", "[[step|inner]]", &["inner"]),
];
const OUTER: [(&str, &str); 5] = [
    ("emphasis", "*a @ b*"),
    ("strong", "**a @ b**"),
    ("link", "[a @ b](https://c.org)"),
    ("term", "[[way|a @ b]]"),
    ("note", "w^[M# a @ b]"),
];

/// Whether markup of a kind is allowed inside the others.
fn fits(inner: &str, outer: &[&str]) -> bool {
    let leads = |kind: &str| matches!(kind, "link" | "address" | "term");
    match inner {
        "note" => !outer.contains(&"note"),
        _ => !leads(inner) || !outer.iter().any(|kind| leads(kind)),
    }
}

/// Every form inside every other, and inside two others; either the allowed combinations or the forbidden ones.
fn combinations(right: bool) -> Vec<(String, &'static [&'static str])> {
    let mut all = Vec::new();
    for (outer, around) in OUTER {
        for (inner, markup, words) in INNER {
            if fits(inner, &[outer]) == right {
                all.push((around.replace('@', markup), words));
            }
            for (middle, between) in OUTER.into_iter().filter(|(kind, _)| *kind != "note") {
                let is_right = fits(middle, &[outer]) && fits(inner, &[outer, middle]);
                // Stars beside stars would mean something else.
                if is_right == right && middle != outer {
                    all.push((around.replace('@', &between.replace('@', markup)), words));
                }
            }
        }
    }
    all
}

/// A book with each form in an English text, on line 4 plus its index of the chapter.
fn book(forms: &[(String, &[&str])], editions: &str) -> tempfile::TempDir {
    let scratch = scratch();
    let mut chapter = "id: one\ntitle: T\nblocks:\n".to_owned();
    for (number, (form, _)) in forms.iter().enumerate() {
        let form = form.replace('#', &number.to_string());
        let note = if form.contains("^[") { "^[注]" } else { "" };
        let _ = writeln!(
            chapter,
            "  - text: {{ zh: '文{note}', en: 'N{number}: {form}.' }}"
        );
    }
    write(&scratch.path().join("one.yaml"), chapter);
    write(
        &scratch.path().join("glossary.yaml"),
        "terms:\n  - { id: step, term: { zh: '`步`', en: '*step*' } }\n  - { id: way, term: W }\n",
    );
    write(
        &scratch.path().join("book.yaml"),
        format!(
            "id: forms\nlanguages: [zh, en]\ntitle: T\nchapters: [one.yaml]\nglossary: glossary.yaml\n{editions}"
        ),
    );
    scratch
}

/// The forms whose words are not all in a text in order, and the delimiters that are left over in it.
fn faults(text: &str, forms: &[(String, &[&str])]) -> Vec<String> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut faults = Vec::new();
    for (number, (form, words)) in forms.iter().enumerate() {
        let start = if form.starts_with("w^[") {
            format!("M{number}a")
        } else {
            format!("N{number}:a")
        };
        let Some((_, mut rest)) = text.split_once(&start) else {
            faults.push(format!("{form}: not there"));
            continue;
        };
        for word in words.iter().chain(&["b"]) {
            match rest.split_once(word) {
                Some((between, after)) if between.chars().count() < 80 => rest = after,
                _ => faults.push(format!("{form}: no `{word}`")),
            }
        }
    }
    let others = text.replace("in[0]", "").replace("*in*", "");
    if let Some((at, mark)) = others
        .match_indices(['*', '[', ']', '`', '^', '{', '}', '|', '\\'])
        .next()
    {
        let around: String = others[..at].chars().rev().take(30).collect();
        faults.push(format!(
            "`{mark}` is printed after {:?}",
            around.chars().rev().collect::<String>()
        ));
    }
    faults
}

#[test]
fn markup_inside_markup_is_set_in_print_and_in_ebooks() {
    let forms = combinations(true);
    assert!(forms.len() > 120, "{}", forms.len());
    let editions = "editions:\n  print: { format: pdf, layout: single, languages: [en] }\n  facing: { format: pdf, layout: facing }\n  en: { format: epub, languages: [en], pages: none }\n";
    let book = book(&forms, editions);
    let out = build(book.path(), &[]);
    let epub = Epub::open(&out.path().join("forms-en.epub"));
    let page = epub.page("chapter-one.xhtml");
    let words = page
        .descendants()
        .filter_map(|node| node.text().filter(|_| node.is_text()));
    let none = Vec::<String>::new();
    assert_eq!(faults(&words.collect::<String>(), &forms), none);
    for link in page
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.w3.org/1999/xhtml", "a")))
    {
        let is_link = |node: roxmltree::Node<'_, '_>| node.tag_name().name() == "a";
        assert!(
            !link.ancestors().skip(1).any(is_link),
            "a link inside a link"
        );
    }
    if has_validator("pdftotext") {
        let text = run(Command::new("pdftotext")
            .arg("-raw")
            .arg(out.path().join("forms-print.pdf"))
            .arg("-"));
        assert_eq!(faults(&results(&text), &forms), none);
    }
}

#[test]
fn markup_that_cannot_hold_other_markup_is_refused_at_its_line() {
    let forms = combinations(false);
    assert!(forms.len() > 30, "{}", forms.len());
    let book = book(&forms, "");
    let output = run(diglot()
        .args(["check", "--format", "json"])
        .arg(book.path()));
    assert_eq!(output.status.code(), Some(1));
    let all: Vec<Value> = serde_json::from_str(&results(&output)).unwrap();
    for (number, (form, _)) in forms.iter().enumerate() {
        let is_said = all
            .iter()
            .any(|one| one["code"] == "text-nested" && one["line"] == number + 4);
        assert!(is_said, "{form} is not refused");
    }
}

/// The padding of these paragraphs makes lines break at every letter of a word that continues after a link.
#[test]
fn links_inside_words_build_wherever_lines_break() {
    let forms: Vec<(String, &[&str])> = (0..40)
        .map(|number| {
            let pad = "x".repeat(number);
            let form = format!(
                "{pad} the [conversation](https://e.org)ing, re[[way|conversation]]alists and *[international](https://e.org)*ization"
            );
            (form, &[][..])
        })
        .collect();
    let editions = "editions:\n  columns: { format: pdf, index: true }\n  narrow: { format: pdf, layout: single, languages: [en], page: { trim: A6 } }\n";
    let book = book(&forms, editions);
    let out = build(book.path(), &[]);
    // The index is empty for the language that uses no terms.
    assert!(out.path().join("forms-columns.pdf").is_file());
    if has_validator("pdftotext") {
        let narrow = out.path().join("forms-narrow.pdf");
        let text = results(&run(Command::new("pdftotext").arg(narrow).arg("-")));
        let words = text
            .split_whitespace()
            .filter(|word| word.ends_with("conversationing,"));
        assert!(words.count() > 10, "{text}");
    }
}
