//! Documents of Word.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use diglot::archive::{Packed, zip};

use super::{assert_imported, import, texts};
use crate::support::{errors, scratch, write};

const SPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
    xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\" \
    xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
    xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
    xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
    xmlns:v=\"urn:schemas-microsoft-com:vml\"";
const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

/// A part of a document, with its path in `word` and the type by which the document names it.
type Other<'a> = (&'a str, &'a str, String);

/// Writes a document with this body, and with these parts beside it.
fn document(path: &Path, body: &str, others: &[Other<'_>]) {
    let mut relations = String::new();
    let mut files = vec![
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"x\"><Relationship Id=\"r\" Type=\"{TYPES}officeDocument\" \
                 Target=\"word/document.xml\"/></Relationships>"
            )
            .into_bytes(),
        ),
        (
            "word/document.xml".to_owned(),
            format!("<w:document {SPACES}><w:body>{body}<w:sectPr/></w:body></w:document>")
                .into_bytes(),
        ),
    ];
    for (kind, name, text) in others {
        let mode = if name.contains("://") {
            "TargetMode=\"External\""
        } else {
            files.push((format!("word/{name}"), text.clone().into_bytes()));
            ""
        };
        let _ = write!(
            relations,
            "<Relationship Id=\"{kind}\" Type=\"{TYPES}{kind}\" Target=\"{name}\" {mode}/>"
        );
    }
    let relations = format!("<Relationships xmlns=\"x\">{relations}</Relationships>");
    files.push((
        "word/_rels/document.xml.rels".to_owned(),
        relations.into_bytes(),
    ));
    let packed = files
        .iter()
        .map(|(name, bytes)| Packed::deflated(name, bytes, jiff::Timestamp::UNIX_EPOCH).unwrap());
    write(path, zip(packed).unwrap());
}

fn run_of(text: &str, look: &str) -> String {
    format!("<w:r><w:rPr>{look}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

/// A paragraph of text, or of runs.
fn paragraph(inner: &str, properties: &str) -> String {
    let inner = if inner.starts_with('<') {
        inner.to_owned()
    } else {
        run_of(inner, "")
    };
    format!("<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>")
}

fn cell(paragraphs: &[&str], properties: &str) -> String {
    let inner: String = paragraphs.iter().map(|text| paragraph(text, "")).collect();
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>")
}

fn row(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

fn styles() -> Other<'static> {
    let styles = format!(
        "<w:styles {SPACES}><w:style w:styleId=\"1\"><w:name w:val=\"heading 1\"/></w:style>\
         <w:style w:styleId=\"2\"><w:name w:val=\"heading 2\"/></w:style></w:styles>"
    );
    ("styles", "styles.xml", styles)
}

fn listed(book: &Path) -> String {
    fs::read_to_string(book.join("IMPORT.md")).unwrap()
}

#[test]
fn a_table_puts_two_languages_beside_each_other() {
    let scratch = scratch();
    let of = |texts: [&str; 3]| row(&texts.map(|text| cell(&[text], "")));
    let table = [
        of(["No.", "English", "中文"]),
        row(&[
            cell(&["1"], ""),
            format!(
                "<w:tc>{}</w:tc>",
                paragraph("Tea", "<w:pStyle w:val=\"1\"/>")
            ),
            format!(
                "<w:tc>{}</w:tc>",
                paragraph("茶", "<w:pStyle w:val=\"1\"/>")
            ),
        ]),
        row(&[
            cell(&["2"], ""),
            cell(&["First boil the water.", "Then make the tea."], ""),
            cell(&["先把水烧开。", "然后泡茶。"], ""),
        ]),
        row(&[cell(&["第一部分 Part One"], "<w:gridSpan w:val=\"3\"/>")]),
        row(&[
            cell(&["3"], ""),
            cell(&["Good tea can wait."], ""),
            cell(&["好茶不怕等，"], "<w:vMerge w:val=\"restart\"/>"),
        ]),
        row(&[
            cell(&["4"], ""),
            cell(&["So can good water."], ""),
            cell(&["好水也是。"], "<w:vMerge/>"),
        ]),
        of(["5", "A note in Rust", "Rust 里的一条注"]),
    ];
    let body = format!("<w:tbl>{}</w:tbl>", table.concat());
    document(&scratch.path().join("tea.docx"), &body, &[styles()]);
    assert_imported(&import(scratch.path(), &["tea.docx"]));
    let book = scratch.path().join("tea");
    // The language that comes first is the book's first.
    let wanted = [
        ["Tea", "茶"],
        ["First boil the water.", "先把水烧开。"],
        ["Then make the tea.", "然后泡茶。"],
        ["Part One", "第一部分"],
        ["Good tea can wait.", "好茶不怕等，"],
        ["So can good water.", "好水也是。"],
        ["A note in Rust", "Rust 里的一条注"],
    ];
    assert_eq!(texts(&book), wanted);
    let list = listed(&book);
    assert!(list.contains("`English` × 1"), "{list}");
}

/// A document with most that Word has, in Chinese or in English.
fn rich(path: &Path, is_chinese: bool) {
    let say = |chinese: &'static str, english: &'static str| {
        if is_chinese { chinese } else { english }
    };
    let field = |code: &str, inner: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{inner}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    let formula = "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>";
    let boxed = |tag: &str| {
        let inner = paragraph(say("框里的字", "Words in the box"), "");
        format!("<{tag}><w:txbxContent>{inner}</w:txbxContent></{tag}>")
    };
    let numbered = |text: &str, level: usize| {
        let list = format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"3\"/></w:numPr>");
        paragraph(text, &list)
    };
    let body = [
        paragraph(&field(" TOC \\o ", &run_of(say("目录一……1", "Contents 1"), "")), ""),
        paragraph(
            &format!("<w:bookmarkStart w:id=\"0\" w:name=\"_Ref1\"/>{}", run_of(say("茶的故事", "The Story of Tea"), "")),
            "<w:pStyle w:val=\"1\"/>",
        ),
        paragraph(say("水", "Water"), "<w:pStyle w:val=\"2\"/>"),
        paragraph(
            &[
                run_of(say("　　先把", "First boil the "), ""),
                run_of(say("水", "Water"), "<w:b/>"),
                run_of(say("烧开", ""), ""),
                "<w:r><w:footnoteReference w:id=\"2\"/></w:r>".to_owned(),
                format!("<w:ins>{}</w:ins>", run_of(say("，", ", "), "")),
                "<w:del><w:r><w:delText>删掉的</w:delText></w:r></w:del>".to_owned(),
                run_of(say("隐藏的", "hidden"), "<w:vanish/>"),
                say("<w:r><w:ruby><w:rt><w:r><w:t>pào</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>泡</w:t></w:r></w:rubyBase></w:ruby></w:r>", "").to_owned(),
                run_of(say("茶。", "then make the tea."), ""),
                "<w:r><w:commentReference w:id=\"5\"/></w:r>".to_owned(),
            ]
            .concat(),
            "",
        ),
        paragraph(
            &[
                run_of(say("公式", "The formula "), ""),
                formula.to_owned(),
                run_of(say("见", " is on the "), ""),
                format!("<w:hyperlink r:id=\"hyperlink\">{}</w:hyperlink>", run_of(say("网站", "web site"), "")),
                run_of(say("，H", ", H"), ""),
                run_of("2", "<w:vertAlign w:val=\"subscript\"/>"),
                run_of(say("O。", "O."), ""),
                "<w:r><w:br/></w:r>".to_owned(),
                run_of(say("第二行", "Second line"), ""),
                "<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/></w:r>".to_owned(),
            ]
            .concat(),
            "",
        ),
        paragraph(&format!("<m:oMathPara>{formula}</m:oMathPara>"), ""),
        numbered(say("洗杯", "Wash the cups"), 0),
        numbered(say("倒茶", "Pour the tea"), 0),
        numbered(say("慢慢倒", "Pour slowly"), 1),
        paragraph(
            &format!(
                "<w:r><w:drawing><wp:inline><wp:docPr descr=\"{}\"/><a:blip r:embed=\"image\"/></wp:inline></w:drawing></w:r>",
                say("一个杯子", "A cup")
            ),
            "",
        ),
        paragraph(
            &format!(
                "{}<w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r>",
                run_of(say("这里有个框。", "There is a box here."), ""),
                boxed("w:drawing"),
                boxed("v:textbox")
            ),
            "",
        ),
        "<w:tbl>".to_owned(),
        row(&[cell(&[say("名", "Name")], ""), cell(&[say("价", "Price")], "")]),
        row(&[cell(&[say("绿茶", "Green tea")], "<w:gridSpan w:val=\"2\"/>")]),
        "</w:tbl>".to_owned(),
        paragraph(say("完了。", "That is all."), ""),
    ];
    let numbering = format!(
        "<w:numbering {SPACES}><w:abstractNum w:abstractNumId=\"1\">\
         <w:lvl w:ilvl=\"0\"><w:start w:val=\"4\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl>\
         <w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"•\"/></w:lvl></w:abstractNum>\
         <w:num w:numId=\"3\"><w:abstractNumId w:val=\"1\"/></w:num></w:numbering>"
    );
    let note = |text: &str, id: u8| {
        format!(
            "<w:footnote w:id=\"{id}\">{}</w:footnote>",
            paragraph(text, "")
        )
    };
    let notes = format!(
        "<w:footnotes {SPACES}><w:footnote w:type=\"separator\" w:id=\"0\"><w:p/></w:footnote>{}{}</w:footnotes>",
        note(say("用泉水最好。", "Spring water is best."), 2),
        note(say("没有人引用的注。", "A note that nobody calls."), 3)
    );
    let comment = paragraph(say("再看看", "Look again"), "");
    let comments = format!(
        "<w:comments {SPACES}><w:comment w:id=\"5\" w:author=\"李\">{comment}</w:comment></w:comments>"
    );
    let header = format!(
        "<w:hdr {SPACES}>{}</w:hdr>",
        paragraph(say("页眉", "Head of the page"), "")
    );
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\"><path d=\"M0 0h4v4z\"/></svg>";
    let others = [
        styles(),
        ("numbering", "numbering.xml", numbering),
        ("footnotes", "footnotes.xml", notes),
        ("comments", "comments.xml", comments),
        ("header", "header1.xml", header),
        ("image", "media/image1.svg", svg.to_owned()),
        ("hyperlink", "https://example.org/", String::new()),
    ];
    document(path, &body.concat(), &others);
}

#[test]
fn every_character_of_a_document_is_somewhere() {
    let scratch = scratch();
    rich(&scratch.path().join("zh.docx"), true);
    rich(&scratch.path().join("en.docx"), false);
    assert_imported(&import(
        scratch.path(),
        &["zh.docx", "en.docx", "-o", "tea"],
    ));
    let book = scratch.path().join("tea");
    let chapter = fs::read_to_string(book.join("chapters/the-story-of-tea.yaml")).unwrap();
    for wanted in [
        "zh: 茶的故事",
        "先把**水**烧开^[用泉水最好。]，{泡|pào}茶。",
        "First boil the **Water**^[Spring water is best.], then make the tea.",
        "公式$\\frac{a}{b}$见[网站](https://example.org/)，H~2~O。\\",
        "第二行✓",
        "  - math:\n      text: |\n        \\frac{a}{b}",
        "start: 4",
        "image: figures/",
        "zh: 一个杯子\n        en: A cup",
        "across: 2",
    ] {
        assert!(chapter.contains(wanted), "{wanted} in {chapter}");
    }
    assert_eq!(chapter.matches("框里的字").count(), 1);
    assert_eq!(chapter.matches("Words in the box").count(), 1);
    let list = listed(&book);
    for wanted in [
        "| 目录一……1 | a field, TOC, is left out |",
        "| 删掉的 | this was deleted while changes were tracked |",
        "| 隐藏的 | this text is hidden |",
        "| 再看看 | a comment by 李 |",
        "| 没有人引用的注。 | no place in the text calls this note |",
        "| 页眉 | this stood in the header or footer of pages |",
    ] {
        assert!(list.contains(wanted), "{wanted} in {list}");
    }
}

#[test]
fn paragraphs_of_one_document_alternate_and_bold_lines_are_headings() {
    let scratch = scratch();
    let bold = |text: &str| paragraph(&run_of(text, "<w:b/>"), "");
    let body = [
        bold("喝茶"),
        bold("Drinking Tea"),
        paragraph("先把水烧开。", ""),
        paragraph("First boil the water.", ""),
        paragraph("再泡茶。 Then make tea.", ""),
    ];
    document(&scratch.path().join("tea.docx"), &body.concat(), &[]);
    assert_imported(&import(scratch.path(), &["tea.docx"]));
    let book = scratch.path().join("tea");
    let wanted = [
        ["喝茶", "Drinking Tea"],
        ["先把水烧开。", "First boil the water."],
        ["再泡茶。", "Then make tea."],
    ];
    assert_eq!(texts(&book), wanted);
    let list = listed(&book);
    assert!(list.contains("this looks like a heading"), "{list}");
}

#[test]
fn what_is_no_document_is_refused_and_nothing_is_written() {
    let scratch = scratch();
    let file = scratch.path().join("tea.docx");
    let refused = |words: &str| {
        let output = import(scratch.path(), &["tea.docx"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            errors(&output).contains(words),
            "{words}: {}",
            errors(&output)
        );
        assert!(!scratch.path().join("tea").exists());
    };
    document(&file, &paragraph("茶 Tea", ""), &[]);
    let whole = fs::read(&file).unwrap();
    write(&file, &whole[..whole.len() / 2]);
    refused("tea.docx is damaged, or not what its name says");
    write(&file, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old");
    refused("is a file of an older Word, or it has a password");
    let packed = |name: &str, bytes: &[u8]| {
        let packed = Packed::deflated(name, bytes, jiff::Timestamp::UNIX_EPOCH).unwrap();
        write(&file, zip([packed]).unwrap());
    };
    packed("content.xml", b"<a/>");
    refused("tea.docx has no document of Word in it");
    packed("word/document.xml", b"<a/>");
    refused("tea.docx has no document of Word in it");
    packed("word/document.xml", b"<a>");
    refused("tea.docx is damaged");
    // Small files that unpack to a great deal.
    packed("word/document.xml", &vec![b' '; 65 << 20]);
    refused("tea.docx is too large to be read");
    packed(
        "word/document.xml",
        format!("<a>{}</a>", "<b/>".repeat(3_100_000)).as_bytes(),
    );
    refused("tea.docx is too large to be read");
    packed("word/document.xml", "<a>".repeat(100_000).as_bytes());
    refused("tea.docx");
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    packed("word/document.xml", deep.as_bytes());
    refused("tea.docx is too large to be read");
    document(&file, &paragraph("茶茶茶", ""), &[]);
    refused("tea.docx has one language");
    document(&file, "<w:p/>", &[]);
    refused("tea.docx has no text");
}
