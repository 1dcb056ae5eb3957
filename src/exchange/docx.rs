//! A table for Word and LibreOffice, as editors read proofs: number, both languages, remarks. What is typed into the
//! languages comes back.

use roxmltree::Node;

use super::{Base, Catalogue, Entry, Fault, Place, Unit, decoded, parsed};
use crate::archive::{Archive, Packed, zip};
use crate::lang::Lang;
use crate::message::message;
use crate::xml::{El, xml};

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const DOCUMENT: &str = "word/document.xml";
/// The widths of the columns in twentieths of a point, together a landscape A4 page without its margins.
const WIDTHS: [&str; 4] = ["1400", "5000", "5000", "3158"];
/// What stands between the id of a text and its base, in the small print below the number.
const BETWEEN: &str = " · ";

pub fn write(catalogue: &Catalogue<'_>) -> anyhow::Result<Vec<u8>> {
    let files = [
        ("[Content_Types].xml", xml(&content_types())?),
        ("_rels/.rels", xml(&relationships())?),
        (DOCUMENT, xml(&document(catalogue))?),
    ];
    let packed = files
        .iter()
        .map(|(name, bytes)| Packed::deflated(name, bytes, catalogue.modified))
        .collect::<anyhow::Result<Vec<_>>>()?;
    zip(packed)
}

fn content_types() -> El {
    El::new("Types")
        .attr("xmlns", "http://schemas.openxmlformats.org/package/2006/content-types")
        .with(
            El::new("Default")
                .attr("Extension", "rels")
                .attr("ContentType", "application/vnd.openxmlformats-package.relationships+xml"),
        )
        .with(El::new("Override").attr("PartName", "/word/document.xml").attr(
            "ContentType",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        ))
}

fn relationships() -> El {
    El::new("Relationships")
        .attr("xmlns", "http://schemas.openxmlformats.org/package/2006/relationships")
        .with(
            El::new("Relationship")
                .attr("Id", "rId1")
                .attr(
                    "Type",
                    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
                )
                .attr("Target", DOCUMENT),
        )
}

fn document(catalogue: &Catalogue<'_>) -> El {
    let border = |side: &'static str| {
        El::new(side)
            .attr("w:val", "single")
            .attr("w:sz", "4")
            .attr("w:space", "0")
            .attr("w:color", "A0A0A0")
    };
    let borders = [
        "w:top",
        "w:left",
        "w:bottom",
        "w:right",
        "w:insideH",
        "w:insideV",
    ]
    .map(border);
    let columns = WIDTHS.map(|width| El::new("w:gridCol").attr("w:w", width));
    let languages = [catalogue.source, catalogue.target];
    let heads = ["#", languages[0].tag(), languages[1].tag(), "Remarks"];
    let cells = heads
        .iter()
        .zip(WIDTHS)
        .map(|(head, width)| cell(width, vec![paragraph(head, None, true)]));
    let head = El::new("w:tr")
        .with(
            El::new("w:trPr")
                .with(El::new("w:cantSplit"))
                .with(El::new("w:tblHeader")),
        )
        .with_all(cells);
    let rows = catalogue
        .units
        .iter()
        .enumerate()
        .map(|(index, unit)| row(unit, index + 1, languages));
    let table = El::new("w:tbl")
        .with(
            El::new("w:tblPr")
                .with(El::new("w:tblW").attr("w:w", "14558").attr("w:type", "dxa"))
                .with(El::new("w:tblBorders").with_all(borders))
                .with(El::new("w:tblLayout").attr("w:type", "fixed")),
        )
        .with(El::new("w:tblGrid").with_all(columns))
        .with(head)
        .with_all(rows);
    let margins = [
        "w:top", "w:right", "w:bottom", "w:left", "w:header", "w:footer",
    ]
    .into_iter()
    .fold(El::new("w:pgMar"), |margins, side| {
        margins.attr(side, "1140")
    })
    .attr("w:gutter", "0");
    let page = El::new("w:sectPr")
        .with(
            El::new("w:pgSz")
                .attr("w:w", "16838")
                .attr("w:h", "11906")
                .attr("w:orient", "landscape"),
        )
        .with(margins);
    let body = El::new("w:body")
        .with(table)
        .with(El::new("w:p"))
        .with(page);
    El::new("w:document").attr("xmlns:w", W).with(body)
}

fn row(unit: &Unit<'_>, number: usize, languages: [&Lang; 2]) -> El {
    let small = format!("{}{BETWEEN}{}", unit.id, unit.base.to_text());
    let sign = El::new("w:p").with(
        El::new("w:r")
            .with(
                El::new("w:rPr")
                    .with(El::new("w:color").attr("w:val", "A0A0A0"))
                    .with(El::new("w:sz").attr("w:val", "10")),
            )
            .with(text(&small)),
    );
    let words = |words: &str, lang: &Lang| -> Vec<El> {
        let lines = words.split('\n');
        lines
            .map(|line| paragraph(line, Some(lang), false))
            .collect()
    };
    El::new("w:tr")
        .with(cell(
            WIDTHS[0],
            vec![paragraph(&number.to_string(), None, false), sign],
        ))
        .with(cell(WIDTHS[1], words(unit.source, languages[0])))
        .with(cell(
            WIDTHS[2],
            words(unit.target.unwrap_or_default(), languages[1]),
        ))
        .with(cell(WIDTHS[3], vec![El::new("w:p")]))
}

fn cell(width: &str, paragraphs: Vec<El>) -> El {
    El::new("w:tc")
        .with(El::new("w:tcPr").with(El::new("w:tcW").attr("w:w", width).attr("w:type", "dxa")))
        .with_all(paragraphs)
}

fn paragraph(words: &str, lang: Option<&Lang>, is_bold: bool) -> El {
    let mut properties = El::new("w:rPr");
    if is_bold {
        properties = properties.with(El::new("w:b"));
    }
    if let Some(lang) = lang {
        let name = if lang.is_cjk() { "w:eastAsia" } else { "w:val" };
        properties = properties.with(El::new("w:lang").attr(name, lang.tag()));
    }
    let is_rtl = lang.is_some_and(Lang::is_rtl);
    let direction = is_rtl.then(|| El::new("w:pPr").with(El::new("w:bidi")));
    if is_rtl {
        properties = properties.with(El::new("w:rtl"));
    }
    El::new("w:p")
        .with_all(direction)
        .with(El::new("w:r").with(properties).with(text(words)))
}

fn text(words: &str) -> El {
    El::new("w:t").attr("xml:space", "preserve").with(words)
}

pub fn read(bytes: &[u8]) -> Result<Vec<Entry>, Vec<Fault>> {
    let torn = || {
        vec![Fault::whole(message!(
            "this is not a DOCX file, or it is damaged"
        ))]
    };
    let mut archive = Archive::read(bytes.to_vec()).ok_or_else(torn)?;
    let document = archive.file(DOCUMENT).ok_or_else(torn)?;
    let text = decoded(&document).map_err(|fault| vec![fault])?;
    let document = parsed(text).map_err(|fault| vec![fault])?;
    let is = |node: &Node<'_, '_>, name: &str| node.has_tag_name((W, name));
    let mut rows = document.descendants().filter(|node| is(node, "tr"));
    let heads: Vec<String> = rows.next().map(cells).unwrap_or_default();
    let tags = (heads.get(1), heads.get(2));
    let (Some(source), Some(target)) = tags else {
        return Err(vec![Fault::whole(message!(
            "there is no table with a number and two languages; keep the table as it was exported"
        ))]);
    };
    let mut entries = Vec::new();
    let mut faults = Vec::new();
    for (index, row) in rows.enumerate() {
        let place = Place::row(index + 2);
        let cells = cells(row);
        let sign = cells
            .first()
            .and_then(|cell| cell.lines().rev().find(|line| line.contains(BETWEEN)));
        let sign = sign.and_then(|sign| sign.split_once(BETWEEN));
        let (Some((id, base)), true) = (sign, cells.len() >= 3) else {
            let is_empty = cells.iter().all(|cell| cell.trim().is_empty());
            if !is_empty {
                faults.push(Fault::at(
                    place,
                    message!("this row has no id below its number, or less than three cells; keep the rows as they were exported"),
                ));
            }
            continue;
        };
        entries.push(Entry {
            place,
            id: id.trim().to_owned(),
            base: Base::parse(base),
            source: source.trim().to_owned(),
            texts: vec![
                (source.trim().to_owned(), cells[1].clone()),
                (target.trim().to_owned(), cells[2].clone()),
            ],
            ..Entry::default()
        });
    }
    if faults.is_empty() {
        Ok(entries)
    } else {
        Err(faults)
    }
}

/// The texts of the cells of a row, a line for each paragraph.
fn cells(row: Node<'_, '_>) -> Vec<String> {
    let cells = row.children().filter(|node| node.has_tag_name((W, "tc")));
    cells
        .map(|cell| {
            let paragraphs = cell.children().filter(|node| node.has_tag_name((W, "p")));
            let lines: Vec<String> = paragraphs.map(line).collect();
            lines.join("\n")
        })
        .collect()
}

/// The text of a paragraph as it reads with all changes accepted.
fn line(paragraph: Node<'_, '_>) -> String {
    let mut out = String::new();
    for node in paragraph.descendants().filter(Node::is_element) {
        let is_gone = node
            .ancestors()
            .any(|around| around.has_tag_name((W, "del")) || around.has_tag_name((W, "moveFrom")));
        if is_gone || node.tag_name().namespace() != Some(W) {
            continue;
        }
        match node.tag_name().name() {
            "t" => out.push_str(node.text().unwrap_or_default()),
            "tab"
                if node
                    .parent_element()
                    .is_some_and(|parent| parent.has_tag_name((W, "r"))) =>
            {
                out.push(' ');
            }
            "br" | "cr" => out.push('\n'),
            "noBreakHyphen" => out.push('\u{2011}'),
            "softHyphen" => out.push('\u{AD}'),
            _ => {}
        }
    }
    out
}
