//! The most common TeX constructs in texts on machine learning, in both outputs. Their Typst source and MathML are
//! stored in `tests/formulas/expected.txt`, which is to be reviewed when it changes.

mod drawn;

use std::fmt::Write;
use std::fs;

use tempfile::TempDir;

use crate::{stored, support};

/// The formulas, one a line, with blank lines and headings between groups.
const TABLE: &str = include_str!("formulas/table.txt");

fn formulas() -> Vec<&'static str> {
    let lines = TABLE.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
}

/// A book of one chapter that has each formula on a line of its own and inline.
fn book() -> TempDir {
    let folder = support::scratch();
    fs::write(
        folder.path().join("book.yaml"),
        "id: formulas\nlanguages: [zh, en]\ntitle: { zh: 公式, en: Formulas }\nchapters: [one.yaml]\neditions:\n  \
         parallel: { format: pdf, layout: columns }\n  facing: { format: pdf, layout: facing }\n  \
         zh-en: { format: epub, languages: [zh, en] }\n  \
         kindle: { format: epub, languages: [zh, en], variant: kindle }\n",
    )
    .unwrap();
    let mut chapter = "id: one\ntitle: { zh: 一, en: One }\nblocks:\n".to_owned();
    for tex in formulas() {
        let tex = tex.replace('\'', "''");
        let _ = writeln!(chapter, "  - math: '{tex}'");
        let _ = writeln!(
            chapter,
            "  - text: {{ zh: '设${tex}$。', en: 'Let ${tex}$ be.' }}"
        );
    }
    fs::write(folder.path().join("one.yaml"), chapter).unwrap();
    folder
}

/// All substrings between `start` and `end`.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Vec<&'t str> {
    let parts = text.split(start).skip(1);
    parts
        .map(|part| part.split_once(end).map_or(part, |(inner, _)| inner))
        .collect()
}

#[test]
fn the_commonest_constructs_are_set_in_print_and_in_ebooks() {
    let folder = book();
    let emitted = support::scratch();
    let emit = emitted.path().to_str().unwrap();
    // A warning from Typst would be printed by diglot.
    let made = support::build(folder.path(), &["--emit-typst", emit]);
    let source = fs::read_to_string(emitted.path().join("parallel/main.typ")).unwrap();
    let displayed = between(&source, "#display(\"one-math-", ")\n");
    let epub = fs::read(made.path().join("formulas-zh-en.epub")).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(epub)).unwrap();
    let chapter =
        std::io::read_to_string(archive.by_name("OEBPS/chapter-one.xhtml").unwrap()).unwrap();
    let blocks = between(&chapter, "<div class=\"formula\"", "</div>");
    let formulas = formulas();
    assert!(formulas.len() >= 60, "{} constructs", formulas.len());
    assert_eq!(displayed.len(), formulas.len());
    assert_eq!(blocks.len(), formulas.len());
    // On its own, and inline in each language.
    assert_eq!(chapter.matches("<math ").count(), 3 * formulas.len());
    let mut all = String::new();
    for ((tex, typst), mathml) in formulas.iter().zip(displayed).zip(blocks) {
        let marks = [
            ('&', "&amp;"),
            ('<', "&lt;"),
            ('>', "&gt;"),
            ('\'', "&apos;"),
        ];
        let escaped = marks
            .into_iter()
            .fold((*tex).to_owned(), |text, (mark, name)| {
                text.replace(mark, name)
            });
        assert!(
            mathml.contains(&format!("alttext=\"{escaped}\"")),
            "{mathml}"
        );
        let (_, typst) = typst.split_once("\", ").unwrap();
        let (_, typst) = typst.split_once("m.display(").unwrap();
        let typst = &typst[typst.find("\", ").unwrap() + 3..typst.len() - 1];
        let (_, mathml) = mathml.split_once("display=\"block\">").unwrap();
        let mathml = mathml.trim().trim_end_matches("</math>");
        let _ = write!(all, "{tex}\n  {typst}\n  {mathml}\n\n");
    }
    stored::assert_same(&support::root().join("tests/formulas/expected.txt"), &all);
}
