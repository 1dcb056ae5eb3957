//! EPUBs, and what Pandoc makes of other formats.

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::markdown::{POT, assert_checked, assert_has};
use super::{assert_imported, import, texts};
use crate::support::{diglot, errors, run, scratch, write};

const CONTAINER: &str = "<?xml version=\"1.0\"?><container version=\"1.0\" \
    xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles>\
    <rootfile full-path=\"OPS/book.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>";

/// An EPUB of these documents, by their names without folder and extension, with the notes last.
fn epub(path: &Path, title: &str, documents: &[(&str, &str)], more: &[(&str, &str)]) {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, text: &str| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    add("mimetype", "application/epub+zip");
    add("META-INF/container.xml", CONTAINER);
    let mut items = String::new();
    let mut spine = String::new();
    for (name, body) in documents {
        let _ = write!(
            items,
            "<item id=\"{name}\" href=\"text/{name}.xhtml\" media-type=\"application/xhtml+xml\"/>"
        );
        let _ = write!(spine, "<itemref idref=\"{name}\"/>");
        let page = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
             xmlns:epub=\"http://www.idpf.org/2007/ops\"><head><title/></head><body>{body}</body></html>"
        );
        add(&format!("OPS/text/{name}.xhtml"), &page);
    }
    let package = format!(
        "<?xml version=\"1.0\"?><package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\">\
         <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{title}</dc:title></metadata><manifest>\
         <item id=\"toc\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\
         <item id=\"pot\" href=\"img/pot.svg\" media-type=\"image/svg+xml\" properties=\"cover-image\"/>{items}\
         </manifest><spine>{spine}</spine></package>"
    );
    add("OPS/book.opf", &package);
    let nav = "<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\"><body>\
        <nav epub:type=\"toc\"><ol><li><a href=\"text/one.xhtml\">One</a><ol><li><a href=\"text/one.xhtml#x\">\
        Inner</a></li></ol></li><li><a href=\"text/two.xhtml\">两 Two</a></li></ol></nav></body></html>";
    add("OPS/nav.xhtml", nav);
    add("OPS/img/pot.svg", POT);
    for (name, text) in more {
        add(name, text);
    }
    fs::write(path, zip.finish().unwrap().into_inner()).unwrap();
}

const OBFUSCATED: &str = "<encryption xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\" \
    xmlns:enc=\"http://www.w3.org/2001/04/xmlenc#\"><enc:EncryptedData>\
    <enc:EncryptionMethod Algorithm=\"http://www.idpf.org/2008/embedding\"/></enc:EncryptedData></encryption>";

#[test]
fn an_epub_whose_paragraphs_are_followed_by_their_translations_becomes_a_book() {
    let scratch = scratch();
    let one = "<h2>The Pot</h2><h2>壶</h2><p>A pot&nbsp;<a id=\"x\"/>holds <i>tea</i>.<a epub:type=\"noteref\" \
        href=\"notes.xhtml#n1\">1</a></p><p>壶里有<i>茶</i>。</p><p><img src=\"../img/pot.svg\" alt=\"a pot\"/></p>\
        <p>It is old; see <a href=\"two.xhtml#c\">the cup</a>.</p><p>它很旧；见<a href=\"two.xhtml#c\">杯</a>。</p>";
    let two = "<p id=\"c\">A cup is small.</p><p>杯子很小。</p>";
    let notes = "<h2>Notes</h2><p>注释</p><aside epub:type=\"footnote\" id=\"n1\"><p>Green tea.</p></aside>";
    let documents = [("one", one), ("two", two), ("notes", notes)];
    let more = [("META-INF/encryption.xml", OBFUSCATED)];
    epub(
        &scratch.path().join("pot.epub"),
        "The Pot &amp; the Cup",
        &documents,
        &more,
    );
    assert_imported(&import(scratch.path(), &["pot.epub"]));
    let book = scratch.path().join("pot");
    assert_checked(&book);
    let file = |name: &str| fs::read_to_string(book.join(name)).unwrap();
    assert_has(
        &file("book.yaml"),
        &[
            "The Pot & the Cup",
            "cover: figures/pot.svg\n",
            "chapters/the-pot.yaml\n  - chapters/two.yaml\n",
        ],
    );
    assert_has(
        &file("chapters/the-pot.yaml"),
        &[
            "title:\n  en: The Pot\n  zh: 壶\n",
            "en: \"A pot holds *tea*.^[Green tea.]{.only}\"\n      zh: \"壶里有*茶*。\"\n",
            "  - figure:\n      image: figures/pot.svg\n",
            "[the cup](#c)",
            "[杯](#c)",
        ],
    );
    assert_has(
        &file("chapters/two.yaml"),
        &[
            "title:\n  en: Two\n  zh: 两\n",
            "      anchor: c\n      en: A cup is small.\n",
        ],
    );
}

#[test]
fn an_epub_in_each_language_is_aligned_as_a_whole() {
    let scratch = scratch();
    let mut bodies = [String::new(), String::new()];
    for number in 1..20 {
        let _ = write!(
            bodies[0],
            "<p>第 {number} 天，他们走过了第 {number} 座桥。</p>"
        );
        let _ = write!(
            bodies[1],
            "<p>On day {number} they crossed bridge {number}.</p>"
        );
    }
    // The spines are cut at other places.
    let zh = [("one", format!("<h1>桥</h1>{}", bodies[0]))];
    let half = bodies[1].len() / 2;
    let half = half + bodies[1][half..].find("<p>").unwrap();
    let en = [
        ("one", format!("<h1>The Bridges</h1>{}", &bodies[1][..half])),
        ("two", bodies[1][half..].to_owned()),
    ];
    let zh: Vec<(&str, &str)> = zh
        .iter()
        .map(|(name, body)| (*name, body.as_str()))
        .collect();
    let en: Vec<(&str, &str)> = en
        .iter()
        .map(|(name, body)| (*name, body.as_str()))
        .collect();
    epub(&scratch.path().join("zh.epub"), "桥", &zh, &[]);
    epub(&scratch.path().join("en.epub"), "Bridges", &en, &[]);
    assert_imported(&import(scratch.path(), &["zh.epub", "en.epub", "-o", "b"]));
    let book = scratch.path().join("b");
    assert_checked(&book);
    let number = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let pairs = texts(&book);
    let days: Vec<_> = pairs
        .iter()
        .filter(|[_, english]| english.starts_with("On day"))
        .collect();
    assert_eq!(days.len(), 19);
    for [chinese, english] in days {
        assert_eq!(number(chinese), number(english));
    }
    let yaml = fs::read_to_string(book.join("book.yaml")).unwrap();
    assert_has(&yaml, &["title:\n  zh: 桥\n  en: Bridges\n"]);
}

#[test]
fn protected_torn_and_empty_files_are_refused_and_nothing_is_written() {
    let scratch = scratch();
    let folder = scratch.path();
    let protected = OBFUSCATED.replace(
        "http://www.idpf.org/2008/embedding",
        "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
    );
    let documents = [("one", "<p>茶。</p><p>Tea.</p>")];
    epub(
        &folder.join("drm.epub"),
        "x",
        &documents,
        &[("META-INF/encryption.xml", &protected)],
    );
    epub(&folder.join("whole.epub"), "x", &documents, &[]);
    let whole = fs::read(folder.join("whole.epub")).unwrap();
    fs::write(folder.join("torn.epub"), &whole[..whole.len() / 2]).unwrap();
    epub(
        &folder.join("lone.epub"),
        "x",
        &[("one", "<p>Tea.</p><p>And more.</p>")],
        &[],
    );
    let bomb = "<p>茶。</p><p>Tea.</p>".repeat(1_200_000);
    epub(&folder.join("bomb.epub"), "x", &[("one", &bomb)], &[]);
    write(&folder.join("none.epub"), "this is no archive");
    write(&folder.join("bad.json"), "{\"blocks\": 1}");
    write(&folder.join("empty.md"), " \n");
    write(&folder.join("lone.md"), "# Tea\n\nOnly English.\n");
    for (arguments, said) in [
        (
            &["drm.epub"][..],
            "drm.epub is protected against copying (DRM)",
        ),
        (
            &["torn.epub"],
            "torn.epub is damaged, or not what its name says",
        ),
        (&["bomb.epub"], "bomb.epub is too large to be read"),
        (
            &["none.epub"],
            "none.epub is damaged, or not what its name says",
        ),
        (&["lone.epub"], "lone.epub has one language"),
        (
            &["--from", "pandoc", "bad.json"],
            "bad.json is not Pandoc’s JSON",
        ),
        (&["empty.md"], "empty.md has no text"),
        (&["lone.md"], "lone.md has one language"),
        (&["bad.json"], "bad.json is not a format diglot imports"),
    ] {
        let output = import(folder, &[arguments, &["-o", "out"]].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            errors(&output).contains(said),
            "{arguments:?}: {}",
            errors(&output)
        );
        assert!(!folder.join("out").exists(), "{arguments:?}");
    }
}

/// A document of Pandoc's, of version 1.22 and 1.23.
const PANDOC: &str = r##"{"pandoc-api-version":[1,23,1],"meta":{"title":{"t":"MetaInlines","c":[{"t":"Str","c":"茶"},
{"t":"Space"},{"t":"Str","c":"Tea"}]}},"blocks":[
{"t":"Header","c":[2,["pots",[],[]],[{"t":"Str","c":"壶"},{"t":"Space"},{"t":"Str","c":"Pots"}]]},
{"t":"Para","c":[{"t":"Str","c":"壶里有"},{"t":"Strong","c":[{"t":"Str","c":"茶"}]},{"t":"Note","c":[{"t":"Para","c":[{"t":"Str","c":"绿茶。"}]}]},{"t":"Str","c":"。"}]},
{"t":"Para","c":[{"t":"Str","c":"A"},{"t":"Space"},{"t":"Str","c":"pot"},{"t":"Space"},{"t":"Quoted","c":[{"t":"DoubleQuote"},[{"t":"Str","c":"holds"}]]},{"t":"Space"},{"t":"Math","c":[{"t":"InlineMath"},"x^2"]},{"t":"Str","c":"."}]},
{"t":"BulletList","c":[[{"t":"Plain","c":[{"t":"Str","c":"大的"}]}],[{"t":"Plain","c":[{"t":"Str","c":"large"}]}]]},
{"t":"Figure","c":[["f",[],[]],[null,[{"t":"Plain","c":[{"t":"Str","c":"图"},{"t":"Space"},{"t":"Str","c":"Figure"}]}]],[{"t":"Plain","c":[{"t":"Image","c":[["",[],[]],[{"t":"Str","c":"壶"}],["pot.svg",""]]}]}]]},
{"t":"Table","c":[["",[],[]],[null,[]],[[{"t":"AlignDefault"},{"t":"ColWidthDefault"}],[{"t":"AlignRight"},{"t":"ColWidthDefault"}]],
[["",[],[]],[[["",[],[]],[[["",[],[]],{"t":"AlignDefault"},1,1,[{"t":"Plain","c":[{"t":"Str","c":"名"},{"t":"Space"},{"t":"Str","c":"Name"}]}]],[["",[],[]],{"t":"AlignDefault"},1,1,[]]]]]],
[[["",[],[]],0,[],[[["",[],[]],[[["",[],[]],{"t":"AlignDefault"},1,1,[{"t":"Plain","c":[{"t":"Str","c":"壶"},{"t":"Space"},{"t":"Str","c":"pot"}]}]],[["",[],[]],{"t":"AlignDefault"},1,1,[{"t":"Plain","c":[{"t":"Str","c":"1"}]}]]]]]]],
[["",[],[]],[]]]},
{"t":"CodeBlock","c":[["",["sh"],[]],"boil water"]},
{"t":"Novelty","c":[{"t":"Str","c":"something"},{"t":"Str","c":"new"}]},
{"t":"RawBlock","c":["html","<hr class=x>"]},
{"t":"HorizontalRule"},
{"t":"Para","c":[{"t":"Link","c":[["",[],[]],[{"t":"Str","c":"见上"}],["#pots",""]]}]},
{"t":"Para","c":[{"t":"Link","c":[["",[],[]],[{"t":"Str","c":"above"}],["#pots",""]]}]}
]}"##;

#[test]
fn what_pandoc_reads_comes_in_through_its_json() {
    for version in ["1,23,1", "1,22,2,1"] {
        let scratch = scratch();
        let json = PANDOC.replace("1,23,1", version);
        write(&scratch.path().join("tea.json"), &json);
        write(&scratch.path().join("pot.svg"), POT);
        assert_imported(&import(scratch.path(), &["--from", "pandoc", "tea.json"]));
        let book = scratch.path().join("tea");
        assert_checked(&book);
        let yaml = fs::read_to_string(book.join("chapters/tea.yaml")).unwrap();
        assert_has(
            &yaml,
            &[
                "title:\n  zh: 茶\n  en: Tea\n",
                "zh: \"壶里有**茶**^[绿茶。]{.only}。\"\n      en: \"A pot “holds” $x^2$.\"\n",
                "        - zh: 大的\n          en: large\n",
                "      image: figures/pot.svg\n",
                "      caption:\n        zh: 图\n        en: Figure\n",
                "      align: [start, end]\n      header:\n        - zh: 名\n          en: Name\n        - ''\n",
                "      lang: sh\n      text: |\n        boil water\n",
                "[见上](#pots)",
            ],
        );
        let report = fs::read_to_string(book.join("IMPORT.md")).unwrap();
        assert_has(
            &report,
            &["| somethingnew | diglot does not know", "<hr class=x>"],
        );
    }
}

#[test]
fn pandoc_is_run_where_it_is_installed() {
    let scratch = scratch();
    write(
        &scratch.path().join("tea.rst"),
        "茶 Tea\n======\n\n水开了。\n\nThe water boils.\n\n第二段有 ``code``。\n\nThe second has ``code``.\n",
    );
    let output = import(scratch.path(), &["tea.rst"]);
    let is_installed = std::process::Command::new("pandoc")
        .arg("--version")
        .output()
        .is_ok();
    if !is_installed {
        assert!(
            errors(&output).contains("needs Pandoc"),
            "{}",
            errors(&output)
        );
        return;
    }
    assert_imported(&output);
    assert_checked(&scratch.path().join("tea"));
    let checked = run(diglot().arg("check").arg(scratch.path().join("tea")));
    assert!(checked.status.success());
}
