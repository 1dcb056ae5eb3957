//! What PDF viewers show besides the pages: title, authors, outline, page labels. Read with Poppler and qpdf.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::paper;
use crate::support;

/// An outline: titles, the pages they link to, and the entries below them.
fn outline(pdf: &Path) -> Value {
    let output = support::run(
        Command::new("qpdf")
            .args(["--json", "--json-key=outlines"])
            .arg(pdf),
    );
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    json["outlines"].clone()
}

fn titles(list: &Value) -> Vec<&str> {
    let entries = list.as_array().unwrap().iter();
    entries
        .map(|entry| entry["title"].as_str().unwrap())
        .collect()
}

#[test]
fn the_outline_is_the_leads_chapters_with_their_sections() {
    if !support::has_validator("qpdf") {
        return;
    }
    let made = support::build(&support::sample(), &["-e", "parallel", "-e", "facing"]);
    for paper in [&*paper::SAMPLE, &*paper::FACING] {
        let edition = paper.name.rsplit(' ').next().unwrap();
        let outline = outline(&made.path().join(format!("llm-fullstack-{edition}.pdf")));
        assert_eq!(
            titles(&outline),
            [
                "大语言模型全景课",
                "版权页",
                "目录",
                "从文本到词元",
                "从词元到基座模型",
                "从预训练到后训练",
                "术语表",
                "参考答案"
            ]
        );
        let chapter = &outline[3];
        assert_eq!(
            titles(&chapter["kids"])[..2],
            ["归根到底都是数字", "常在一起的，就并到一起"]
        );
        let (page, _) = paper.place("text-to-tokens");
        assert_eq!(chapter["destpageposfrom1"], page);
    }
}

#[test]
fn the_document_names_title_and_authors() {
    if !support::has_validator("pdfinfo") {
        return;
    }
    let made = support::build(&support::sample(), &["-e", "facing"]);
    let pdf = made.path().join("llm-fullstack-facing.pdf");
    let told = support::results(&support::run(Command::new("pdfinfo").arg(pdf)));
    let says = |key: &str, value: &str| {
        let mut lines = told.lines().filter_map(|line| line.split_once(':'));
        let found = lines.find(|(name, _)| *name == key);
        assert_eq!(found.map(|(_, text)| text.trim()), Some(value), "{told}");
    };
    says(
        "Title",
        "大语言模型全景课 / Large Language Models, End to End",
    );
    says("Author", "同文工作室 / Diglot Workshop");
    says("Tagged", "yes");
}

/// A Roman numeral for a number below forty.
fn roman(number: usize) -> String {
    let units = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    format!("{}{}", "x".repeat(number / 10), units[number % 10])
}

/// The page labels are the printed folios, even if spreads were split.
#[test]
fn page_labels_are_the_folios() {
    if !support::has_validator("qpdf") {
        return;
    }
    let hard = support::fixture("hard");
    let made = support::build(&hard, &["-e", "reversed-facing", "-e", "parallel"]);
    for (paper, edition) in [
        (&*paper::HARD_FACING, "reversed-facing"),
        (&*paper::HARD, "parallel"),
    ] {
        let pdf = made.path().join(format!("hard-{edition}.pdf"));
        let mut qpdf = Command::new("qpdf");
        qpdf.args(["--json", "--json-key=pagelabels"]).arg(pdf);
        let json: Value = serde_json::from_slice(&support::run(&mut qpdf).stdout).unwrap();
        let ranges = json["pagelabels"].as_array().unwrap();
        let mut styles = [0, 0];
        for (index, folio) in paper.labels.iter().enumerate() {
            // A blank page has no folio.
            let Some(folio) = folio else { continue };
            let before = |range: &&Value| range["index"].as_u64() <= Some(index as u64);
            let range = ranges.iter().rfind(before).unwrap();
            let count = |key: &Value| usize::try_from(key.as_u64().unwrap()).unwrap();
            let number = count(&range["label"]["/St"]) + index - count(&range["index"]);
            let is_roman = range["label"]["/S"] == "/r";
            let label = if is_roman {
                roman(number)
            } else {
                number.to_string()
            };
            assert_eq!(&label, folio, "{edition}: page {}", index + 1);
            styles[usize::from(is_roman)] += 1;
        }
        assert!(styles[0] > 10 && styles[1] > 3, "{edition}: {styles:?}");
    }
}
