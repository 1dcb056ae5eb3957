//! An IMS QTI 2.1 package (<https://www.imsglobal.org/question/qtiv2p1/imsqti_implv2p1.html>): a file for each
//! question, a test with a section for each quiz, and the manifest that lists them.

mod item;

use jiff::Timestamp;

use super::blocks::BlockWriter;
use super::pictures::Pictures;
use super::text::{Dialect, TextWriter};
use super::{Export, tags};
use crate::archive::{Packed, zip};
use crate::book::{Difficulty, Question};
use crate::manuscript::{Exam, LocalizedText, Posed};
use crate::picture::Assets;
use crate::xml::{El, xml, xml_id};

/// The schema and version that the package declares (QTI 2.1, § 3 of the Content Packaging integration).
const SCHEMA: [&str; 2] = ["QTIv2.1 Package", "1.0.0"];
const NAMESPACE: &str = "http://www.imsglobal.org/xsd/imsqti_v2p1";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
const TEST: &str = "test.xml";
/// The folder of the pictures, relative to the test.
const PICTURES: &str = "pictures/";

/// Writes the package, every file dated `time`.
pub fn write(exam: &Exam<'_>, assets: &Assets, time: Timestamp) -> anyhow::Result<Export> {
    let texts = TextWriter {
        languages: exam.languages,
        dialect: Dialect::Qti,
    };
    let pictures = Pictures::gather(exam, assets);
    let pack = |name: &str, root: &El| Packed::deflated(name, &xml(root)?, time);
    let mut files = vec![
        pack("imsmanifest.xml", &manifest(exam, &pictures))?,
        pack(TEST, &test(exam, &texts, &pictures))?,
    ];
    for posed in exam.questions() {
        let item = item::item(posed, &texts.within(posed.item.only), &pictures);
        files.push(pack(&file(posed), &item)?);
    }
    for (name, picture) in pictures.files() {
        let name = format!("{PICTURES}{name}");
        files.push(Packed::deflated(&name, &picture.bytes, time)?);
    }
    Ok(Export {
        bytes: zip(files)?,
        remarks: Vec::new(),
    })
}

fn file(posed: &Posed<'_>) -> String {
    format!("items/{}.xml", posed.item.id)
}

/// The root element of a test or an item.
fn root(name: &'static str, id: &str, title: &str) -> El {
    El::new(name)
        .attr("xmlns", NAMESPACE)
        .attr("xmlns:xsi", INSTANCE)
        .attr(
            "xsi:schemaLocation",
            format!("{NAMESPACE} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"),
        )
        .attr("identifier", xml_id(id))
        .attr("title", title)
        .attr("toolName", "diglot")
}

/// An identifier in the test, where a full stop separates an item's identifier from that of its variable (QTI 2.1,
/// Assessment Test, Information Model, 5).
fn test_id(id: &str) -> String {
    xml_id(id).replace('.', "_")
}

/// The identifier of the test, which differs between exports in different languages.
fn name(exam: &Exam<'_>) -> String {
    format!("{}.quiz.{}", exam.book.id, exam.languages.tags())
}

fn manifest(exam: &Exam<'_>, pictures: &Pictures<'_>) -> El {
    let resource = |id: &str, kind: &str, file: &str| {
        El::new("resource")
            .attr("identifier", xml_id(id))
            .attr("type", kind)
            .attr("href", file)
    };
    let held = |file: String| El::new("file").attr("href", file);
    let name = name(exam);
    let depends = exam
        .questions()
        .map(|posed| El::new("dependency").attr("identifierref", xml_id(&posed.id)));
    let listed = |name: &str| held(format!("{PICTURES}{name}"));
    let of_passages = pictures.of(exam.pools().flat_map(|pool| &pool.head.passage));
    let test = resource(&name, "imsqti_test_xmlv2p1", TEST)
        .with(held(TEST.to_owned()))
        .with_all(of_passages.into_iter().map(|(name, _)| listed(name)))
        .with_all(depends);
    let items = exam.questions().map(|posed| {
        let file = file(posed);
        resource(&posed.id, "imsqti_item_xmlv2p1", &file)
            .with_all(about(posed.question))
            .with(held(file))
            .with_all(
                pictures
                    .of(posed.item.inside())
                    .into_iter()
                    .map(|(name, _)| listed(name)),
            )
    });
    let [schema, version] = SCHEMA;
    El::new("manifest")
        .attr("xmlns", "http://www.imsglobal.org/xsd/imscp_v1p1")
        .attr("xmlns:imsmd", "http://ltsc.ieee.org/xsd/LOM")
        .attr("identifier", xml_id(&format!("{name}.package")))
        .with(
            El::new("metadata")
                .with(El::new("schema").with(schema))
                .with(El::new("schemaversion").with(version)),
        )
        .with(El::new("organizations"))
        .with(El::new("resources").with(test).with_all(items))
}

/// A question's metadata in the manifest, as IEEE LOM: its tags, its difficulty and the time it takes.
fn about(question: &Question) -> Option<El> {
    let word = |name: &'static str, text: &str| El::new(name).with(text);
    let keywords = question.tags.iter().map(|tag| {
        let text = word("imsmd:string", tag).attr("language", "x-none");
        El::new("imsmd:keyword").with(text)
    });
    let keywords: Vec<El> = keywords.collect();
    let difficulty = question.difficulty.map(|level| {
        let value = match level {
            Difficulty::Easy => "easy",
            Difficulty::Medium => "medium",
            Difficulty::Hard => "difficult",
        };
        El::new("imsmd:difficulty")
            .with(word("imsmd:source", "LOMv1.0"))
            .with(word("imsmd:value", value))
    });
    let time = question.minutes.map(|minutes| {
        let duration = word("imsmd:duration", &format!("PT{minutes}M"));
        El::new("imsmd:typicalLearningTime").with(duration)
    });
    let general = (!keywords.is_empty()).then(|| El::new("imsmd:general").with_all(keywords));
    let education: Vec<El> = difficulty.into_iter().chain(time).collect();
    let education =
        (!education.is_empty()).then(|| El::new("imsmd:educational").with_all(education));
    let facts: Vec<El> = general.into_iter().chain(education).collect();
    (!facts.is_empty()).then(|| El::new("metadata").with(El::new("imsmd:lom").with_all(facts)))
}

/// The test: a section for each chapter, and in it one for each quiz, which shows the passage of the quiz and selects
/// questions at random if the quiz does.
fn test(exam: &Exam<'_>, texts: &TextWriter<'_>, pictures: &Pictures<'_>) -> El {
    let title = |line: &LocalizedText<'_>| texts.plain(line);
    let section = |id: String, title: &str| {
        El::new("assessmentSection")
            .attr("identifier", test_id(&id))
            .attr("title", title)
            .attr("visible", "true")
    };
    let sections = exam.parts.iter().map(|part| {
        let heading = title(&part.title());
        let quizzes = part.pools.iter().zip(1..).map(|(pool, number)| {
            let picked = pool
                .pick
                .map(|pick| El::new("selection").attr("select", pick.to_string()));
            let questions = pool.questions.iter().map(|posed| {
                let item = El::new("assessmentItemRef")
                    .attr("identifier", test_id(&posed.id))
                    .attr("href", file(posed));
                let tags = tags(posed.question);
                if tags.is_empty() {
                    return item;
                }
                let tags: Vec<String> = tags.iter().map(|tag| test_id(tag)).collect();
                item.attr("category", tags.join(" "))
            });
            let blocks = BlockWriter {
                texts,
                pictures: Some((pictures, PICTURES)),
                blanks: None,
            };
            let shown = (!pool.head.is_bare()).then(|| {
                El::new("rubricBlock")
                    .attr("view", "candidate")
                    .with_all(blocks.head(&pool.head))
            });
            let heading = pool.head.title.as_ref().map_or_else(
                || heading.clone(),
                |title| texts.within(pool.head.only).plain(title),
            );
            section(format!("{}.quiz-{number}", part.chapter.id), &heading)
                .with_all(picked)
                .with_all(shown)
                .with_all(questions)
        });
        section(format!("{}.chapter", part.chapter.id), &heading).with_all(quizzes)
    });
    let control = El::new("itemSessionControl")
        .attr("maxAttempts", "0")
        .attr("showFeedback", "true")
        .attr("showSolution", "true");
    let sum = El::new("sum").with(El::new("testVariables").attr("variableIdentifier", "SCORE"));
    root("assessmentTest", &name(exam), &title(&exam.title))
        .with(item::score(None))
        .with(
            El::new("testPart")
                .attr("identifier", "quizzes")
                .attr("navigationMode", "nonlinear")
                .attr("submissionMode", "individual")
                .with(control)
                .with_all(sections),
        )
        .with(
            El::new("outcomeProcessing").with(
                El::new("setOutcomeValue")
                    .attr("identifier", "SCORE")
                    .with(sum),
            ),
        )
}
