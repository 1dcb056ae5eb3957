//! Files for translators: what comes back unchanged changes nothing, and what comes back changed changes that alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use diglot::archive::{Archive, Packed, zip};
use tempfile::TempDir;

use super::{assert_done, assert_refused};
use crate::support::{copy, diglot, errors, fixture, results, run, sample, scratch, write};

/// The formats, and the extensions of their files.
const FORMATS: [(&str, &str); 5] = [
    ("po", "po"),
    ("xliff", "xlf"),
    ("tmx", "tmx"),
    ("docx", "docx"),
    ("csv", "csv"),
];

const BOOK: &str = "\
id: tea
languages: [zh, en]
title: { zh: 茶, en: Tea }
chapters: [one.yaml]
";

/// A text in each style that YAML has.
const CHAPTER: &str = "\
# A comment at the top.
id: one
title: { zh: 第一章, en: Chapter One } # and one here
blocks:
  - text:
      zh: 先把水烧开。
      en: Boil the water,
        then wait.   # folded
  - text: # quoted
      en: 'It''s *hot* now.'
      zh: '现在*烫*。'
      anchor: hot
  - text:
      zh: \"再等\\u4e00等。\"
      en: \"Wait \\\"a while\\\" \\
        longer.\"
  - text:
      zh: |
        放茶叶，
        不要太多。
      en: >
        Put in the leaves,
        not too many.

  - verse:
      zh: |
        一杯
          两杯
      en: |
        One cup
          and two
  - list:
      - { zh: 喝, en: drink }
      - zh: 倒
        en:
      - { zh: 洗 }
      - zh: |
          收好。\\
          明天再来。
";

fn book() -> (TempDir, PathBuf) {
    let scratch = scratch();
    let book = scratch.path().join("book");
    write(&book.join("book.yaml"), BOOK);
    write(&book.join("one.yaml"), CHAPTER);
    (scratch, book)
}

fn export(book: &Path, format: &str, to: &Path, arguments: &[&str]) {
    let output = run(diglot()
        .args(["export", "text"])
        .arg(book)
        .args(["--to", format, "-o"])
        .arg(to)
        .args(arguments));
    assert_done(&output);
}

fn import(book: &Path, file: &Path) -> Output {
    run(diglot().arg("import").arg(book).arg("--update").arg(file))
}

/// The files of a folder.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.insert(path.clone(), fs::read(path).unwrap());
        }
    }
    all
}

/// Replaces parts of a file that are in it once.
fn change(file: &Path, changes: &[(&str, &str)]) {
    let mut text = fs::read_to_string(file).unwrap();
    for (before, after) in changes {
        assert_eq!(text.matches(before).count(), 1, "{before} in {text}");
        text = text.replace(before, after);
    }
    fs::write(file, text).unwrap();
}

/// Replaces parts of the document in a DOCX file.
fn change_document(file: &Path, changes: &[(&str, &str)]) {
    let mut archive = Archive::read(fs::read(file).unwrap()).unwrap();
    let packed = archive.names().into_iter().map(|name| {
        let bytes = archive.file(&name).unwrap();
        let mut text = String::from_utf8(bytes).unwrap();
        if name == "word/document.xml" {
            for (before, after) in changes {
                assert_eq!(text.matches(before).count(), 1, "{before} in {text}");
                text = text.replace(before, after);
            }
        }
        Packed::deflated(&name, text.as_bytes(), jiff::Timestamp::UNIX_EPOCH).unwrap()
    });
    let packed: Vec<_> = packed.collect();
    fs::write(file, zip(packed).unwrap()).unwrap();
}

#[test]
fn what_comes_back_unchanged_changes_nothing() {
    for original in [
        sample(),
        fixture("hard"),
        fixture("technical"),
        fixture("poetry"),
    ] {
        let scratch = scratch();
        let book = scratch.path().join("book");
        copy(&original, &book);
        let before = files(&book);
        for (format, extension) in FORMATS {
            let file = scratch.path().join(format!("texts.{extension}"));
            for from in ["zh", "en"] {
                export(&book, format, &file, &["--from", from]);
                let bytes = fs::read(&file).unwrap();
                let output = import(&book, &file);
                assert_done(&output);
                assert!(
                    errors(&output).contains("nothing has changed"),
                    "{}",
                    errors(&output)
                );
                assert!(
                    files(&book) == before,
                    "{format} of {} changes it",
                    original.display()
                );
                export(&book, format, &file, &["--from", from]);
                assert!(
                    fs::read(&file).unwrap() == bytes,
                    "{format} is not reproducible"
                );
            }
        }
    }
}

#[test]
fn a_changed_text_changes_its_own_bytes_and_no_other() {
    let (scratch, book) = book();
    let file = scratch.path().join("texts.po");
    export(&book, "po", &file, &[]);
    change(
        &file,
        &[
            ("Chapter One", "Chapter 1: Tea"),
            (
                "Boil the water, then wait.",
                "Boil fresh water, then wait a bit.",
            ),
            ("It's *hot* now.", "It's *too hot*, isn't it?"),
            (
                "Wait \\\"a while\\\" longer.",
                "Wait \\\"quite a while\\\" longer.",
            ),
            (
                "Put in the leaves, not too many.",
                "Put in the leaves, but not too many.",
            ),
            (
                "\"One cup\\n\"\n\"  and two\"",
                "\"One cup,\\n\"\n\"  and three\"",
            ),
            (
                "msgid \"倒\"\nmsgstr \"\"",
                "msgid \"倒\"\nmsgstr \"pour: slowly\"",
            ),
            (
                "msgid \"洗\"\nmsgstr \"\"",
                "msgid \"洗\"\nmsgstr \"wash, rinse\"",
            ),
            (
                "\"明天再来。\"\nmsgstr \"\"",
                "\"明天再来。\"\nmsgstr \"\"\n\"Put it away.\\\\\\n\"\n\"Come again.\"",
            ),
        ],
    );
    let output = import(&book, &file);
    assert_done(&output);
    assert!(
        errors(&output).contains("changed 9 texts in 1 file"),
        "{}",
        errors(&output)
    );
    let mut wanted = CHAPTER.to_owned();
    for (before, after) in [
        ("Chapter One", "\"Chapter 1: Tea\""),
        (
            "Boil the water,\n        then wait.",
            "Boil fresh water,\n        then wait a bit.",
        ),
        ("*hot* now.", "*too hot*, isn''t it?"),
        ("\\\"a while\\\"", "\\\"quite a while\\\""),
        ("not too many.", "but not too many."),
        (
            "One cup\n          and two",
            "One cup,\n          and three",
        ),
        (
            "        en:\n      - {",
            "        en: \"pour: slowly\"\n      - {",
        ),
        ("{ zh: 洗 }", "{ zh: 洗, en: \"wash, rinse\" }"),
        (
            "          明天再来。\n",
            "          明天再来。\n        en: \"Put it away.\\\\\\nCome again.\"\n",
        ),
    ] {
        assert_eq!(wanted.matches(before).count(), 1, "{before}");
        wanted = wanted.replace(before, after);
    }
    let found = fs::read_to_string(book.join("one.yaml")).unwrap();
    assert_eq!(found, wanted);
    let checked = results(&run(diglot().arg("check").arg(&book)));
    assert!(checked.starts_with("no errors, "), "{checked}");
    // Exported again, it says what was translated.
    let again = scratch.path().join("again.po");
    export(&book, "po", &again, &[]);
    let texts = |file: &Path| {
        let text = fs::read_to_string(file).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(texts(&again), texts(&file));
}

#[test]
fn every_format_brings_a_change_back() {
    for (format, extension) in FORMATS {
        let (scratch, book) = book();
        let file = scratch.path().join(format!("texts.{extension}"));
        export(&book, format, &file, &[]);
        let changes = [("drink", "drink up"), ("then wait.", "then stop.")];
        if format == "docx" {
            change_document(&file, &changes);
        } else {
            change(&file, &changes);
        }
        let output = import(&book, &file);
        assert_done(&output);
        let wanted = CHAPTER
            .replace("en: drink }", "en: drink up }")
            .replace("then wait.", "then stop.");
        assert_eq!(
            fs::read_to_string(book.join("one.yaml")).unwrap(),
            wanted,
            "{format}"
        );
        // The same file once more, though the book has changed since.
        let output = import(&book, &file);
        assert!(
            errors(&output).contains("nothing has changed"),
            "{format}: {}",
            errors(&output)
        );
    }
}

#[test]
fn both_languages_of_a_table_for_editors_come_back() {
    let (scratch, book) = book();
    let file = scratch.path().join("texts.docx");
    export(&book, "docx", &file, &[]);
    let text = |words: &str| format!("<w:t xml:space=\"preserve\">{words}</w:t></w:r>");
    change_document(
        &file,
        &[
            // Typed with tracked changes: one word goes, another comes.
            (
                &text("先把水烧开。"),
                "<w:t>先把</w:t></w:r><w:del><w:r><w:delText>水</w:delText></w:r></w:del><w:ins><w:r><w:t>清水</w:t></w:r></w:ins>\
                 <w:r><w:t>烧开。</w:t></w:r>",
            ),
            (&text("Chapter One"), &text("First Chapter")),
        ],
    );
    assert_done(&import(&book, &file));
    let wanted = CHAPTER
        .replace("先把水烧开。", "先把清水烧开。")
        .replace("Chapter One", "First Chapter");
    assert_eq!(fs::read_to_string(book.join("one.yaml")).unwrap(), wanted);
}

#[test]
fn stale_translations_are_fuzzy_with_the_original_that_they_were_made_from() {
    let (scratch, book) = book();
    let file = scratch.path().join("texts.po");
    let chapter = book.join("one.yaml");
    assert_done(&run(diglot().arg("status").arg(&book).arg("--accept")));
    export(&book, "po", &file, &[]);
    assert!(!fs::read_to_string(&file).unwrap().contains("fuzzy"));
    // A text of one character, in which gettext finds nothing alike.
    change(&chapter, &[("zh: 喝,", "zh: 饮,")]);
    for _ in 0..2 {
        export(&book, "po", &file, &[]);
        let text = fs::read_to_string(&file).unwrap();
        let wanted = "#, fuzzy\n#| msgid \"喝\"\nmsgctxt \"one/blocks/6/list/1\"\nmsgid \"饮\"\nmsgstr \"drink\"\n";
        assert!(text.contains(wanted), "{text}");
        assert_eq!(text.matches("fuzzy").count(), 1);
    }
    // What is still fuzzy is not taken over.
    change(&file, &[("msgstr \"drink\"", "msgstr \"sip\"")]);
    let output = import(&book, &file);
    assert_done(&output);
    assert!(
        errors(&output).contains("1 changed translation is marked as fuzzy"),
        "{}",
        errors(&output)
    );
    change(&file, &[("#, fuzzy\n", "")]);
    assert_done(&import(&book, &file));
    assert!(
        fs::read_to_string(&chapter)
            .unwrap()
            .contains("{ zh: 饮, en: sip }")
    );
    // It is confirmed only by whoever has read it.
    let status = results(&run(diglot()
        .arg("status")
        .arg(&book)
        .args(["--format", "json"])));
    assert!(status.contains("\"state\": \"unconfirmed\""), "{status}");
}

#[test]
fn a_text_that_has_moved_is_found_and_one_that_was_changed_meanwhile_is_a_conflict() {
    let (scratch, book) = book();
    let file = scratch.path().join("texts.xlf");
    let chapter = book.join("one.yaml");
    export(&book, "xliff", &file, &[]);
    change(&file, &[("drink", "drink up")]);
    let moved = CHAPTER.replacen(
        "blocks:\n",
        "blocks:\n  - text: { zh: 新的一段。, en: A new one. }\n",
        1,
    );
    write(&chapter, &moved);
    assert_done(&import(&book, &file));
    let text = fs::read_to_string(&chapter).unwrap();
    assert_eq!(text, moved.replace("en: drink }", "en: drink up }"));

    let edited = CHAPTER.replace("en: drink }", "en: swallow }");
    write(&chapter, &edited);
    let refused = import(&book, &file);
    assert_refused(
        &refused,
        1,
        "the text `one/blocks/6/list/1` in `en` is another one in the book now",
    );
    assert!(
        errors(&refused).contains("texts.xlf:4:36: "),
        "{}",
        errors(&refused)
    );
    assert_eq!(fs::read_to_string(&chapter).unwrap(), edited);
}

#[test]
fn damaged_files_are_refused_with_the_place() {
    let (scratch, book) = book();
    let path = |extension: &str| scratch.path().join(format!("texts.{extension}"));
    let fresh = |format: &str, extension: &str| {
        export(&book, format, &path(extension), &[]);
        path(extension)
    };
    let before = files(&book);
    let refused = |file: &Path, words: &str| {
        let output = import(&book, file);
        assert_refused(&output, 1, words);
        assert!(
            errors(&output).contains("nothing was written"),
            "{}",
            errors(&output)
        );
    };

    let po = fresh("po", "po");
    let text = fs::read_to_string(&po).unwrap();
    let entry = text.rfind("\n#. ").unwrap();
    write(&po, format!("{text}{}", &text[entry..]));
    refused(&po, "is in the file twice, first in line");
    write(&po, &text[..text.len() - 12]);
    refused(&po, "the string in this line is not closed");
    write(&po, &text[..text.rfind("msgstr").unwrap()]);
    refused(&po, "the file ends in the middle of this entry");
    write(
        &po,
        text.replace("one/blocks/1/text", "one/blocks/99/text")
            .replace("base: ", "was: "),
    );
    refused(&po, "the book has no text with the id `one/blocks/99/text`");
    write(&po, text.replace("Language: en", "Language: fr"));
    refused(&po, "`fr` is not one of the book's languages");
    let output = import(&book, &po);
    assert_eq!(errors(&output).matches("error: ").count(), 1);
    write(
        &po,
        text.replace("msgstr \"drink\"", "msgstr \"drink [[nothing]]\""),
    );
    refused(&po, "with these texts the book would have errors");
    write(&po, &text[..text.rfind("\n#. ").unwrap()]);
    refused(&po, "of 11 texts that were exported, the file has 10");
    write(
        &po,
        text.replace("msgstr \"drink\"", "msgstr \"dri\\nk\\q\""),
    );
    refused(&po, ":15: `\\q` is not an escape");
    write(&po, text.replace("msgid \"喝\"", "msgid \"饮\""));
    refused(
        &po,
        "the original of the text `one/blocks/6/list/1` was changed",
    );
    write(&po, text.replace("*hot*", "*hot"));
    refused(&po, "`*` is one half of a pair");
    write(&po, text.replace("msgstr \"drink\"", "mgstr \"drink\""));
    refused(&po, "this is not a line of a PO file");
    write(
        &po,
        text.as_bytes()
            .iter()
            .map(|b| if *b > 0xE0 { 0xFF } else { *b })
            .collect::<Vec<_>>(),
    );
    refused(&po, "the file is not in UTF-8");

    let xliff = fresh("xliff", "xlf");
    change(
        &xliff,
        &[("<data id=\"d1\">*</data>", "<data id=\"d9\">*</data>")],
    );
    refused(
        &xliff,
        "this placeholder stands for nothing: no `data` of the unit has the id `d1`",
    );
    let xliff = fresh("xliff", "xlf");
    change(
        &xliff,
        &[(
            "<target>It's <ph id=\"1\" dataRef=\"d1\"></ph>hot",
            "<target>It's hot",
        )],
    );
    refused(
        &xliff,
        ": in the text `one/blocks/#hot/text`, `*` is one half of a pair",
    );
    write(&xliff, "<xliff version=\"1.2\"/>");
    refused(&xliff, "but `xliff` of version `1.2`");
    write(&xliff, "<xliff");
    refused(&xliff, "this is not well-formed XML");

    let tmx = fresh("tmx", "tmx");
    let text = fs::read_to_string(&tmx).unwrap();
    write(&tmx, text.replace(" tuid=\"one/title\"", ""));
    refused(&tmx, "this unit has no `tuid`");

    let docx = fresh("docx", "docx");
    let bytes = fs::read(&docx).unwrap();
    write(&docx, &bytes[..bytes.len() / 2]);
    refused(&docx, "this is not a DOCX file, or it is damaged");
    let csv = fresh("csv", "csv");
    change(&csv, &[("id,kind", "name,kind")]);
    refused(&csv, "no column is called `id`");
    let csv = fresh("csv", "csv");
    let text = fs::read_to_string(&csv).unwrap();
    // The opened field takes in all rows after it.
    let rest = text.find("one/blocks/1/text,").unwrap();
    let line = text[..rest].lines().count() + 1;
    write(&csv, text.replace(",Chapter One,", ",\"Chapter One,"));
    let output = import(&book, &csv);
    assert_refused(&output, 1, "a quotation mark may be missing");
    assert!(
        errors(&output).contains(&format!("texts.csv:{}:1: ", line - 1)),
        "{}",
        errors(&output)
    );
    write(&csv, &text[..text.rfind(',').unwrap()]);
    refused(&csv, "the first row has 6");
    write(&csv, text.replace("state,zh,en", "state,en,zh"));
    refused(&csv, "texts.csv:2:1: the texts in `zh` stand under `en`");
    write(&csv, text.replace("one/title,", ","));
    refused(&csv, "this row has no id");
    assert!(files(&book) == before);
    assert_refused(
        &import(&book, &path("txt")),
        2,
        "is none of the files that `export text` writes",
    );
    assert_refused(&import(&book, &path("pot")), 2, "cannot read");
}

#[test]
fn without_its_base_a_text_never_overwrites_what_was_written_since() {
    let (scratch, book) = book();
    let file = scratch.path().join("texts.po");
    export(&book, "po", &file, &[]);
    let text = fs::read_to_string(&file).unwrap();
    let bare: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with("#. base:"))
        .collect();
    write(&file, bare.join("\n") + "\n");
    assert_done(&import(&book, &file));
    let edited = CHAPTER.replace("en: drink }", "en: swallow }");
    write(&book.join("one.yaml"), &edited);
    assert_refused(
        &import(&book, &file),
        1,
        "the text `one/blocks/6/list/1` differs from the book, and its `base`",
    );
    assert_eq!(fs::read_to_string(book.join("one.yaml")).unwrap(), edited);
}

#[test]
fn the_base_of_another_text_leads_nowhere() {
    let (scratch, book) = book();
    let file = scratch.path().join("texts.csv");
    export(&book, "csv", &file, &[]);
    let text = fs::read_to_string(&file).unwrap();
    let base = |id: &str| {
        let line = text.lines().find(|line| line.starts_with(id)).unwrap();
        line.rsplit(',').next().unwrap().to_owned()
    };
    let (title, drink) = (base("one/title,"), base("one/blocks/6/list/1,"));
    change(
        &file,
        &[(
            &format!("第一章,Chapter One,{title}"),
            &format!("第1章,Chapter 1,{drink}"),
        )],
    );
    assert_refused(
        &import(&book, &file),
        1,
        "the text `one/title` in `zh` is another one in the book now",
    );
}

#[test]
fn items_no_deeper_than_their_key_can_be_changed() {
    let (scratch, book) = book();
    let chapter = "\
id: one
title: { zh: 一, en: One }
blocks:
- list:
  - zh: 甲
    en: first
  - zh: 乙
";
    write(&book.join("one.yaml"), chapter);
    write(&book.join("book.yaml"), format!("{BOOK}missing: mark\n"));
    let file = scratch.path().join("texts.po");
    export(&book, "po", &file, &[]);
    change(&file, &[("first", "the first")]);
    assert_done(&import(&book, &file));
    assert_eq!(
        fs::read_to_string(book.join("one.yaml")).unwrap(),
        chapter.replace("first", "the first")
    );
}

#[test]
fn files_of_the_book_are_not_overwritten() {
    let (_scratch, book) = book();
    let before = files(&book);
    for arguments in [
        ["text", "--to=po", "-o", "one.yaml"],
        ["text", "--to=csv", "-o", "./book.yaml"],
    ] {
        let output = run(diglot().current_dir(&book).arg("export").args(arguments));
        assert_refused(&output, 2, "is a file of the book");
    }
    assert!(files(&book) == before);
}

/// A file whose last text is cut off within its string is whole by the rules of PO.
#[test]
fn a_file_that_ends_within_its_last_text_is_refused() {
    let (scratch, book) = book();
    let chapter = "\
id: one
title: { zh: 一, en: One }
blocks:
  - text: { zh: 先烧水，再等一等。, en: Boil the water and wait. }
";
    write(&book.join("one.yaml"), chapter);
    let file = scratch.path().join("texts.po");
    export(&book, "po", &file, &[]);
    change(
        &file,
        &[(
            "msgstr \"Boil the water and wait.\"",
            "msgstr \"\"\n\"Boil the water \"",
        )],
    );
    assert_refused(
        &import(&book, &file),
        1,
        "the file ends within the text `one/blocks/1/text`",
    );
    // Not so if words were changed.
    change(&file, &[("Boil the water ", "Boil water and wait.")]);
    assert_done(&import(&book, &file));
}

#[test]
fn texts_that_come_back_empty_stay_and_are_counted() {
    let (scratch, book) = book();
    let before = files(&book);
    let file = scratch.path().join("texts.po");
    export(&book, "po", &file, &[]);
    change(&file, &[("msgstr \"drink\"", "msgstr \"\"")]);
    let output = import(&book, &file);
    assert_done(&output);
    let said = errors(&output);
    assert!(said.contains("1 text is empty in the file"), "{said}");
    assert!(files(&book) == before);
}

#[test]
fn byte_order_marks_and_line_breaks_of_either_kind_stay() {
    let (scratch, book) = book();
    let chapter = "\u{FEFF}id: one\r
title: { zh: 一, en: One }
blocks:\r
  - text:\r
      zh: 水\r
  - text:
      zh: 茶
  - text:\r
      zh: 杯\r
      en: |\r
        a cup\r
        or two\r
";
    write(&book.join("one.yaml"), chapter);
    let file = scratch.path().join("texts.po");
    export(&book, "po", &file, &[]);
    change(
        &file,
        &[
            (
                "msgid \"水\"\nmsgstr \"\"",
                "msgid \"水\"\nmsgstr \"water\"",
            ),
            (
                "msgid \"茶\"\nmsgstr \"\"",
                "msgid \"茶\"\nmsgstr \"hot\ttea\"",
            ),
            ("a cup or two", "a cup\\\\\\nor three"),
        ],
    );
    assert_done(&import(&book, &file));
    let wanted = chapter
        .replace("zh: 水\r\n", "zh: 水\r\n      en: water\r\n")
        .replace("zh: 茶\n", "zh: 茶\n      en: hot tea\n")
        .replace("a cup\r\n        or two", "a cup\\\r\n        or three");
    assert_eq!(fs::read_to_string(book.join("one.yaml")).unwrap(), wanted);
}

#[test]
fn a_text_that_is_used_twice_is_an_error_with_its_place() {
    let (scratch, book) = book();
    let chapter = "\
id: one
title: { zh: 一, en: One }
blocks:
  - text: &tea { zh: 茶, en: tea }
  - text: *tea
";
    write(&book.join("one.yaml"), chapter);
    let file = scratch.path().join("texts.po");
    export(&book, "po", &file, &[]);
    let text = fs::read_to_string(&file).unwrap();
    write(
        &file,
        text.replacen("msgstr \"tea\"", "msgstr \"some tea\"", 1),
    );
    assert_refused(
        &import(&book, &file),
        1,
        "error: one.yaml:4:16: the text `one/blocks/1/text` cannot be changed here",
    );
}
