//! What a reader's program shows around the pages: title, authors, outline. Read by Poppler and qpdf.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::paper;
use crate::support;

/// Titles with what stands below them, and the pages they lead to.
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
    if !support::has_judge("qpdf") {
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
fn the_document_says_whose_it_is() {
    if !support::has_judge("pdfinfo") {
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
