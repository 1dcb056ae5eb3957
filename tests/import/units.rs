//! Files of translators and tables, in which the languages are paired.

use std::fs;

use super::{assert_imported, import, texts};
use crate::support::{diglot, errors, results, run, scratch, write};

const PO: &str = r##"msgid ""
msgstr ""
"Language: zh_CN\n"

#: src/tea.md:9
msgid "Drink."
msgstr ""

#: src/tea.md:3
msgid "Boil the water."
msgstr "把水烧开。"

#: src/tea.md:1
msgid "# Tea"
msgstr "# 茶"

#: src/tea.md:5
#, fuzzy
#| msgid "Wait."
msgid "Wait a while."
msgstr "等。"

#~ msgid "Gone."
#~ msgstr "没了。"
"##;

#[test]
fn a_catalogue_of_markdown_becomes_its_chapters() {
    let scratch = scratch();
    write(&scratch.path().join("book.po"), PO);
    assert_imported(&import(scratch.path(), &["book.po"]));
    let book = scratch.path().join("book");
    let status = run(diglot().args(["status", "--format", "json"]).arg(&book));
    let status: serde_json::Value = serde_json::from_str(&results(&status)).unwrap();
    let open: Vec<_> = status["texts"].as_array().unwrap().iter().collect();
    let of = |state: &str| -> Vec<&str> {
        let these = open.iter().filter(|text| text["state"] == state);
        these.map(|text| text["id"].as_str().unwrap()).collect()
    };
    // What is fuzzy is stale, what is untranslated is missing.
    assert_eq!(of("missing"), ["tea/blocks/3/text"]);
    assert_eq!(of("stale"), ["tea/blocks/2/text"]);
    assert!(!of("unconfirmed").contains(&"tea/blocks/1/text"));
    assert!(!of("unconfirmed").contains(&"tea/title"));
    let chapter = fs::read_to_string(book.join("chapters/tea.yaml")).unwrap();
    assert!(
        chapter.contains("title:\n  en: Tea\n  zh: 茶\n"),
        "{chapter}"
    );
    assert!(chapter.find("Boil").unwrap() < chapter.find("Wait").unwrap());
    let list = fs::read_to_string(book.join("IMPORT.md")).unwrap();
    assert!(
        list.contains("marked as one to be looked at again"),
        "{list}"
    );
}

#[test]
fn damaged_and_own_files_are_refused_with_the_place() {
    let scratch = scratch();
    let refused = |name: &str, text: &str, words: &str| {
        write(&scratch.path().join(name), text);
        let output = import(scratch.path(), &[name, "-o", "out"]);
        assert_eq!(output.status.code(), Some(2), "{}", errors(&output));
        assert!(errors(&output).contains(words), "{}", errors(&output));
        assert!(!scratch.path().join("out").exists());
    };
    let entry = "msgid \"Tea\"\nmsgstr \"茶\"\n\n";
    let head = "msgid \"\"\nmsgstr \"Language: zh\\n\"\n\n";
    refused(
        "a.po",
        &format!("{head}{entry}{entry}"),
        "a.po:7:1: this entry is in the file twice, first in line 4",
    );
    refused(
        "a.po",
        &format!("{head}msgid \"a\\z\"\nmsgstr \"b\"\n"),
        "a.po:4:9: `\\z` is not an escape",
    );
    refused(
        "a.po",
        "msgid \"Tea\"\nmsgstr \"茶\"\n",
        "a.po does not say which languages it has",
    );
    refused("a.tmx", "<tmx>", "a.tmx:1:");
    refused(
        "a.tmx",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><tmx>&b;</tmx>",
        "entities of its own",
    );
    refused("a.xlf", "<tmx/>", "this is not XLIFF, but `tmx`");
    refused("a.csv", "a,b\nc,d\n", "a.csv has one language");
    refused(
        "a.srt",
        "nothing\n",
        "a.srt:1:1: this is not a file of subtitles",
    );
    let book = scratch.path().join("tea");
    assert_imported(&{
        write(
            &scratch.path().join("tea.csv"),
            "茶,Tea\n水很烫。,Water is hot.\n",
        );
        import(scratch.path(), &["tea.csv"])
    });
    for (format, name) in [
        ("po", "b.po"),
        ("xliff", "b.xlf"),
        ("tmx", "b.tmx"),
        ("csv", "b.csv"),
        ("docx", "b.docx"),
    ] {
        let output = run(diglot()
            .args(["export", "text", "--to", format, "-o"])
            .arg(scratch.path().join(name))
            .arg(&book));
        assert_imported(&output);
        let output = import(scratch.path(), &[name, "-o", "out"]);
        assert!(
            errors(&output).contains("`diglot import --update` brings it back"),
            "{name}: {}",
            errors(&output)
        );
    }
}

#[test]
fn xliff_of_any_version_is_read() {
    let scratch = scratch();
    let old = r#"<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:sdl="http://sdl.com/x">
<file original="a.docx" source-language="en-US" target-language="zh-CN"><body><group>
<trans-unit id="1"><source>The <g id="1" ctype="bold">water</g> is <x id="2"/>hot<ph id="3">{0}</ph>.</source>
<seg-source><mrk mtype="seg" mid="1">no</mrk></seg-source>
<target state="translated"><mrk mtype="seg" mid="1"><g id="1" ctype="bold">水</g>很<x id="2"/>烫<ph id="3">{0}</ph>。</mrk></target><sdl:seg>no</sdl:seg></trans-unit>
<trans-unit id="2"><source>Wait.</source><target state="needs-translation">等。</target><alt-trans><target>no</target></alt-trans></trans-unit>
<trans-unit id="3"><source>Drink.</source></trans-unit></group></body></file>
<file original="b.docx" source-language="en-US" target-language="zh-CN"><body><trans-unit id="1"><source>Cup</source><target>杯</target></trans-unit></body></file>
</xliff>"#;
    write(&scratch.path().join("old.xlf"), old);
    assert_imported(&import(
        scratch.path(),
        &["old.xlf", "--languages", "zh,en"],
    ));
    let chapter = fs::read_to_string(scratch.path().join("old/chapters/a.yaml")).unwrap();
    for wanted in [
        "zh: \"**水**很烫。\"",
        "en: \"The **water** is hot.\"",
        "en: Drink.",
    ] {
        assert!(chapter.contains(wanted), "{wanted} in {chapter}");
    }
    assert!(!chapter.contains("no\n"));
    assert!(scratch.path().join("old/chapters/b.yaml").exists());
    let new = r#"<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="zh" trgLang="en"><file id="f"><unit id="u">
<originalData><data id="d1">&lt;b&gt;</data></originalData>
<segment state="final"><source>水<pc id="1" subType="xlf:b">很</pc>烫。</source><target>Water is <pc id="1" subType="xlf:b">very</pc> hot.</target></segment>
<ignorable><source> </source></ignorable><segment><source>等<ph id="2" dataRef="d1"/>。</source><target>Wait<sc id="2"/>.</target></segment></unit></file></xliff>"#;
    write(&scratch.path().join("new.xlf"), new);
    assert_imported(&import(scratch.path(), &["new.xlf"]));
    let found = texts(&scratch.path().join("new"));
    assert_eq!(found[1], ["水很烫。等。", "Water is very hot. Wait."]);
}

#[test]
fn a_memory_keeps_its_order_and_says_what_it_repeats() {
    let scratch = scratch();
    let unit = |space: &str, en: &str, zh: &str| {
        format!(
            "<tu><tuv {space}lang=\"en-GB\"><seg>{en}</seg></tuv><tuv {space}lang=\"ZH-CN\"><seg>{zh}</seg></tuv></tu>"
        )
    };
    let memory = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<tmx version=\"1.4\"><header srclang=\"en-GB\"/><body>{}{}{}</body></tmx>",
        unit(
            "xml:",
            "Hot <bpt i=\"1\">&lt;b&gt;</bpt>water<ept i=\"1\">&lt;/b&gt;</ept>",
            "热水"
        ),
        unit("", "Tea", "茶"),
        unit("", "Tea", "茶")
    );
    let bytes: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(memory.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    write(&scratch.path().join("m.tmx"), bytes);
    assert_imported(&import(scratch.path(), &["m.tmx"]));
    let found = texts(&scratch.path().join("m"));
    assert_eq!(found[1..], [["Hot water", "热水"], ["Tea", "茶"]]);
    let list = fs::read_to_string(scratch.path().join("m/IMPORT.md")).unwrap();
    assert!(list.contains("this pair is in the file already"), "{list}");
}

#[test]
fn tables_are_read_whatever_parts_their_cells() {
    let scratch = scratch();
    let table = "编号;English;中文;备注\r\n1;\"Boil the water,\nthen wait.\";\"先烧水，\n再等。\";要快\r\n2;Tea;茶;\r\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(table);
    for (name, bytes) in [
        ("a.csv", gb.to_vec()),
        ("b.csv", [b"\xEF\xBB\xBF", table.as_bytes()].concat()),
        ("c.tsv", table.replace(';', "\t").into_bytes()),
    ] {
        write(&scratch.path().join(name), bytes);
        assert_imported(&import(scratch.path(), &[name]));
        let found = texts(&scratch.path().join(&name[..1]));
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found[2], ["茶", "Tea"]);
        let list = fs::read_to_string(scratch.path().join(&name[..1]).join("IMPORT.md")).unwrap();
        assert!(
            list.contains("| 要快 | this stood in a column beside"),
            "{list}"
        );
    }
}

#[test]
fn subtitles_are_paired_by_line_or_by_time() {
    let scratch = scratch();
    let cue = |number: u8, times: &str, text: &str| format!("{number}\n00:00:0{times}\n{text}\n\n");
    let both = cue(
        1,
        "1,000 --> 00:00:02,500",
        "{\\an8}<i>你好。</i>\n<i>Hello.</i>",
    ) + &cue(2, "3,000 --> 00:00:04,500", "再见。\nGoodbye.");
    write(&scratch.path().join("both.srt"), both);
    assert_imported(&import(scratch.path(), &["both.srt"]));
    let found = texts(&scratch.path().join("both"));
    assert_eq!(found[1..], [["你好。", "Hello."], ["再见。", "Goodbye."]]);
    let chinese = cue(1, "1,000 --> 00:00:02,500", "你好。")
        + &cue(2, "3,000 --> 00:00:04,500", "我们去喝茶，然后回家。");
    let english = cue(1, "1,200 --> 00:00:02,600", "Hello.")
        + &cue(2, "3,000 --> 00:00:03,700", "Let's have tea,")
        + &cue(3, "3,700 --> 00:00:04,600", "and then\ngo home.");
    write(&scratch.path().join("zh.srt"), chinese);
    write(&scratch.path().join("en.srt"), english);
    assert_imported(&import(scratch.path(), &["zh.srt", "en.srt", "-o", "film"]));
    let found = texts(&scratch.path().join("film"));
    let wanted = [
        ["你好。", "Hello."],
        [
            "我们去喝茶，然后回家。",
            "Let's have tea, and then go home.",
        ],
    ];
    assert_eq!(found[1..], wanted);
}

#[test]
fn chapters_are_added_to_a_book_that_exists() {
    let scratch = scratch();
    let book = scratch.path().join("tea");
    let list = "id: tea # the id\nlanguages: [zh-Hans, en]\ntitle: { zh-Hans: 茶, en: Tea }\nchapters:\n  - one.yaml # the first\n";
    write(&book.join("book.yaml"), format!("{list}rights: mine\n"));
    let one = "id: one\nnumber: 4\ntitle: { zh-Hans: 一, en: One }\nblocks: []\n";
    write(&book.join("one.yaml"), one);
    write(
        &scratch.path().join("water.txt"),
        "水 Water\n把水烧开。 Boil the water.\n",
    );
    let output = import(scratch.path(), &["water.txt", "-o", "tea"]);
    assert_imported(&output);
    let read = |name: &str| fs::read_to_string(book.join(name)).unwrap();
    assert_eq!(
        read("book.yaml"),
        format!("{list}  - chapters/water.yaml\nrights: mine\n")
    );
    assert!(read("chapters/water.yaml").contains("number: 5\n"));
    assert!(read("chapters/water.yaml").contains("zh-Hans: 把水烧开。"));
    assert_eq!(texts(&book)[2], ["把水烧开。", "Boil the water."]);
    let before = read("book.yaml");
    let refused = |arguments: &[&str], words: &str| {
        let output = import(scratch.path(), arguments);
        assert!(!output.status.success());
        assert!(errors(&output).contains(words), "{}", errors(&output));
        assert_eq!(read("book.yaml"), before);
    };
    refused(
        &["water.txt", "-o", "tea"],
        "the book has a chapter `water` already",
    );
    write(
        &scratch.path().join("fr.po"),
        "msgid \"\"\nmsgstr \"Language: fr\\n\"\n\nmsgid \"Tea\"\nmsgstr \"Thé\"\n",
    );
    refused(
        &["fr.po", "-o", "tea"],
        "those of the book are `zh-Hans` and `en`",
    );
    write(&scratch.path().join("c.po"), PO);
    assert_imported(&import(scratch.path(), &["c.po", "-o", "tea"]));
    assert!(read("book.yaml").ends_with("rights: mine\nmissing: mark\n"));
    assert!(read("diglot.lock").lines().count() > 2);
    assert_eq!(
        read("IMPORT.md").matches("# What was brought in").count(),
        2
    );
}
