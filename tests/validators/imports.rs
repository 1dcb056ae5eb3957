//! Documents that other programs write, brought in.

use std::fs;

use super::tools::{libreoffice, need};
use crate::support::{diglot, errors, run, scratch, write};

/// A document of LibreOffice, as one file.
const DOCUMENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document office:mimetype="application/vnd.oasis.opendocument.text" office:version="1.3"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink">
<office:automatic-styles><style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold" style:font-weight-asian="bold"/></style:style>
<style:style style:name="S" style:family="text"><style:text-properties style:text-position="sub 58%"/></style:style>
<style:style style:name="R" style:family="ruby"/></office:automatic-styles>
<office:body><office:text>
<text:h text:outline-level="1">茶的故事 The Story of Tea</text:h>
<text:p>先把<text:span text:style-name="B">水</text:span>烧开<text:note text:id="n1" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>用泉水。</text:p></text:note-body></text:note>，H<text:span text:style-name="S">2</text:span>O 要热。</text:p>
<text:p>First boil the <text:span text:style-name="B">water</text:span><text:note text:id="n2" text:note-class="footnote"><text:note-citation>2</text:note-citation><text:note-body><text:p>Use spring water.</text:p></text:note-body></text:note>, hot H<text:span text:style-name="S">2</text:span>O.</text:p>
<text:h text:outline-level="2">泡茶 Making Tea</text:h>
<text:p><text:ruby text:style-name="R"><text:ruby-base>茶</text:ruby-base><text:ruby-text>chá</text:ruby-text></text:ruby>见<text:a xlink:type="simple" xlink:href="https://example.org/">网站</text:a>。</text:p>
<text:p>For tea, see the <text:a xlink:type="simple" xlink:href="https://example.org/">web site</text:a>.</text:p>
<text:list><text:list-item><text:p>洗杯 Wash the cups</text:p></text:list-item><text:list-item><text:p>倒茶 Pour the tea</text:p></text:list-item></text:list>
<table:table><table:table-column table:number-columns-repeated="2"/>
<table:table-header-rows><table:table-row><table:table-cell><text:p>名 Name</text:p></table:table-cell><table:table-cell><text:p>价 Price</text:p></table:table-cell></table:table-row></table:table-header-rows>
<table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>绿茶 Green tea</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table>
<text:p/></office:text></office:body></office:document>
"#;

#[test]
fn what_libreoffice_writes_comes_in_whole() {
    let scratch = scratch();
    let file = scratch.path().join("tea.fodt");
    write(&file, DOCUMENT);
    if need("LibreOffice", libreoffice(&file, "docx", scratch.path())).is_none() {
        return;
    }
    let import = |files: &[&str], book: &str| {
        let output = run(diglot()
            .current_dir(scratch.path())
            .arg("import")
            .args(files)
            .args(["-o", book]));
        assert!(output.status.success(), "{}", errors(&output));
        let output = run(diglot().arg("check").arg(scratch.path().join(book)));
        assert!(output.status.success(), "{}", errors(&output));
    };
    import(&["tea.docx"], "tea");
    let chapter = scratch.path().join("tea/chapters/the-story-of-tea.yaml");
    let chapter = fs::read_to_string(chapter).unwrap();
    for wanted in [
        "先把**水**烧开^[用泉水。]，H~2~O 要热。",
        "First boil the **water**^[Use spring water.], hot H~2~O.",
        "zh: 泡茶\n      en: Making Tea",
        "{茶|chá}见[网站](https://example.org/)。",
        "- zh: 洗杯\n          en: Wash the cups",
        "header:",
        "across: 2",
    ] {
        assert!(chapter.contains(wanted), "{wanted} in {chapter}");
    }
}
