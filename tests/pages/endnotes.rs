//! Notes of headings, and notes at the end of a chapter or of the book.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use typst::introspection::Introspector;
use typst::layout::{Frame, FrameItem};
use typst::model::Destination;

use super::paper::{Paper, Run};
use crate::support::{self, scratch, write};
use crate::validators::archive::Epub;

fn write_book(folder: &Path) {
    let mut editions = String::new();
    for notes in ["foot", "chapter", "book"] {
        for layout in ["columns", "facing", "stacked", "single"] {
            let languages = if layout == "single" {
                ", languages: [en]"
            } else {
                ""
            };
            let _ = writeln!(
                editions,
                "  {layout}-{notes}: {{ format: pdf, layout: {layout}, notes: {notes}{languages}, page: {{ trim: A5 }} }}"
            );
        }
    }
    write(
        &folder.join("book.yaml"),
        format!(
            "id: noted\nlanguages: [zh, en]\ntitle: {{ zh: 书, en: Book }}\nchapters: [one.yaml, two.yaml, three.yaml]\neditions:\n\
             {editions}  ebook: {{ format: epub }}\n  collected: {{ format: epub, notes: book }}\n"
        ),
    );
    write(
        &folder.join("one.yaml"),
        "id: one\ntitle: { zh: '起源^[题目的注]', en: 'Origins^[of the title]' }\nblocks:\n  \
         - text: { zh: '正文^[正文的注]', en: 'now it is said^[of the text]' }\n  \
         - heading: { zh: '小节^[小节的注]', en: 'Section^[of the section]' }\n  \
         - text: { only: en, en: 'English^[of one alone] only' }\n  \
         - table:\n      rows: [[{ zh: '格子^[格子的注]', en: 'Cell^[of the cell]' }]]\n  \
         - quiz:\n      questions:\n        - id: q\n          prompt: { zh: '问^[问题的注]', en: 'Asked^[of the question]' }\n          \
         answer: true\n          explanation: { zh: '因为^[解释的注]', en: 'Because^[of the answer]' }\n",
    );
    write(
        &folder.join("two.yaml"),
        "id: two\ntitle: { zh: 后来, en: Later }\nblocks:\n  - text: { zh: '再说^[后来的注]', en: 'Again^[of chapter two]' }\n",
    );
    write(
        &folder.join("three.yaml"),
        "id: three\nonly: en\ntitle: { en: 'English^[of one title]' }\nblocks:\n  - text: { en: 'The end' }\n",
    );
}

/// The last text that begins so.
fn last<'p>(paper: &'p Paper, start: &str) -> &'p Run {
    let mut runs = paper.runs.iter().rev();
    let found = runs.find(|run| run.text.starts_with(start));
    found.unwrap_or_else(|| panic!("{}: `{start}` is not printed", paper.name))
}

fn words(paper: &Paper, pages: impl Fn(usize) -> bool) -> String {
    let runs = paper.runs.iter().filter(|run| pages(run.page));
    runs.map(|run| run.text.as_str()).collect()
}

/// Where a text is: its page, and its height there.
fn at(run: &Run) -> (usize, f64) {
    (run.page, run.y)
}

/// The pages to which links on a page lead.
fn targets(paper: &Paper, page: usize) -> BTreeSet<usize> {
    fn walk(paper: &Paper, frame: &Frame, found: &mut BTreeSet<usize>) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => walk(paper, &group.frame, found),
                FrameItem::Link(Destination::Location(location), _) => {
                    let page = paper.document.introspector().page(*location);
                    found.extend(page.map(std::num::NonZeroUsize::get));
                }
                FrameItem::Link(target, _) => panic!("{}: {target:?}", paper.name),
                _ => {}
            }
        }
    }
    let mut found = BTreeSet::new();
    walk(paper, &paper.document.pages()[page - 1].frame, &mut found);
    found
}

#[test]
fn a_note_of_a_heading_is_at_the_foot_of_its_page_and_nowhere_else() {
    let scratch = scratch();
    write_book(scratch.path());
    for layout in ["columns", "facing", "stacked", "single"] {
        let paper = Paper::of(scratch.path(), &format!("{layout}-foot"));
        for (heading, note) in [("Origins", "of the title"), ("Section", "of the section")] {
            let headings = paper
                .runs
                .iter()
                .filter(|run| run.text.starts_with(heading));
            let heading = headings.max_by(|one, other| one.size.total_cmp(&other.size));
            let (heading, note) = (heading.expect("a heading"), last(&paper, note));
            assert!(heading.page == note.page && heading.y < note.y, "{layout}");
            let text = words(&paper, |page| page == note.page);
            assert_eq!(text.matches(note.text.as_str()).count(), 1, "{text}");
        }
        let note = last(&paper, "of the title");
        // The contents do not have it.
        let before = words(&paper, |page| page < note.page);
        assert!(before.contains("Origins"), "{before}");
        assert!(!before.contains("of the title"), "{before}");
    }
}

#[test]
fn endnotes_stand_at_the_end_of_their_chapter() {
    let scratch = scratch();
    write_book(scratch.path());
    for layout in ["columns", "facing", "stacked", "single"] {
        let paper = Paper::of(scratch.path(), &format!("{layout}-chapter"));
        let notes = [
            "of the title",
            "of the text",
            "of the section",
            "of one alone",
            "of the question",
        ];
        let places = notes.map(|note| at(last(&paper, note)));
        assert!(
            places.is_sorted_by(|one, next| one < next),
            "{layout}: {places:?}"
        );
        let heading = paper
            .runs
            .iter()
            .find(|run| run.text == "Notes")
            .expect("a heading");
        let asked = last(&paper, "Asked");
        assert!(
            at(asked) < at(heading) && at(heading) < places[0],
            "{layout}"
        );
        // The note of the cell stays with its table, and the second chapter follows with its own.
        assert!(at(last(&paper, "of the cell")) < at(asked), "{layout}");
        let again = at(last(&paper, "Again"));
        assert!(
            places[4] < again && again < at(last(&paper, "of chapter two")),
            "{layout}"
        );
        // Those of the key follow its answers.
        assert!(
            at(last(&paper, "Because")) < at(last(&paper, "of the answer")),
            "{layout}"
        );
        // Numbers are those of the text.
        assert!(
            words(&paper, |_| true).contains("6of the question"),
            "{layout}"
        );
    }
}

#[test]
fn endnotes_stand_after_the_chapters() {
    let scratch = scratch();
    write_book(scratch.path());
    for layout in ["columns", "facing", "stacked", "single"] {
        let paper = Paper::of(scratch.path(), &format!("{layout}-book"));
        let notes = [
            "of the title",
            "of the text",
            "of the section",
            "of one alone",
            "of the question",
            "of the answer",
            "of chapter two",
            "of one title",
        ];
        let places = notes.map(|note| at(last(&paper, note)));
        assert!(
            places.is_sorted_by(|one, next| one < next),
            "{layout}: {places:?}"
        );
        assert!(at(last(&paper, "The end")) < places[0], "{layout}");
        assert!(places[7] < at(last(&paper, "Because")), "{layout}");
        // Links lead to the notes and back.
        let caller = last(&paper, "now it").page;
        let notes = places[1].0;
        assert!(targets(&paper, caller).contains(&notes), "{layout}");
        assert!(targets(&paper, notes).contains(&caller), "{layout}");
        // The contents list the notes, but not their chapters again.
        let contents = words(&paper, |page| page < caller);
        assert_eq!(contents.matches("Notes").count(), 1, "{contents}");
        assert_eq!(contents.matches("Later").count(), 1, "{contents}");
    }
}

#[test]
fn a_note_below_a_table_leads_back_to_its_caller() {
    let scratch = scratch();
    write_book(scratch.path());
    for layout in ["columns", "facing", "stacked", "single"] {
        let paper = Paper::of(scratch.path(), &format!("{layout}-foot"));
        let note = last(&paper, "of the cell").page;
        // One link leads to the note, one back.
        assert!(targets(&paper, note).contains(&note), "{layout}");
    }
}

#[test]
fn an_epub_collects_its_notes_in_one_document() {
    let scratch = scratch();
    write_book(scratch.path());
    let made = support::build(scratch.path(), &["-e", "ebook", "-e", "collected"]);
    let text = |edition: &str, name: &str| {
        let epub = Epub::open(&made.path().join(format!("noted-{edition}.epub")));
        let file = epub.file(&format!("OEBPS/{name}"));
        file.map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    };
    let chapter = text("ebook", "chapter-one.xhtml").unwrap();
    assert!(chapter.contains("href=\"#note.one.1\""), "{chapter}");
    assert!(chapter.contains("of the title"), "{chapter}");
    assert!(
        chapter.contains("<title>起源 / Origins</title>"),
        "{chapter}"
    );
    assert_eq!(text("ebook", "notes.xhtml"), None);
    let chapter = text("collected", "chapter-one.xhtml").unwrap();
    assert!(
        chapter.contains("href=\"notes.xhtml#note.one.1\""),
        "{chapter}"
    );
    assert!(!chapter.contains("of the title"), "{chapter}");
    let notes = text("collected", "notes.xhtml").unwrap();
    for wanted in [
        "epub:type=\"endnotes\" role=\"doc-endnotes\"",
        "href=\"chapter-one.xhtml#call.one.1\"",
        // An explanation is in the answer key.
        "href=\"answers.xhtml#call.one.7\"",
        "<section id=\"notes.three\" lang=\"en\"",
    ] {
        assert!(notes.contains(wanted), "{wanted} in {notes}");
    }
    for edition in ["ebook", "collected"] {
        let nav = text(edition, "nav.xhtml").unwrap();
        assert!(
            !nav.contains("of the title") && !nav.contains("noteref"),
            "{nav}"
        );
        assert_eq!(
            nav.contains("href=\"notes.xhtml\""),
            edition == "collected",
            "{nav}"
        );
    }
}
