//! Good files damaged on purpose. Each fault names the gates that must object to it; a gate that misses its fault
//! would prove nothing.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use diglot::disk::save;
use zip::CompressionMethod;

use super::access::{barriers, style_overrides};
use super::answers::answer_faults;
use super::archive::{Epub, archive_faults, ill_formed, misdated};
use super::books::{BOOKS, Bound, Made, assert_none, shelf};
use super::ebooks::{ACE, EPUBCHECK, lint};
use super::engines::{ENGINES, engine_differences, reports};
use super::links::{broken, chapters};
use super::lost::lost;
use super::pdfs::{VERAPDF, missing_fonts};
use super::tools::{need, qpdf};
use crate::support::has_validator;

/// A damaged file.
struct Fault {
    name: &'static str,
    path: PathBuf,
    gates: Vec<Gate>,
}

/// The checks of our own and the programs that may object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gate {
    Access,
    Ace,
    Answers,
    Dated,
    Engines,
    EpubCheck,
    Fonts,
    Form,
    Links,
    Lost,
    Qpdf,
    Sound,
    Style,
    VeraPdf,
    Xmllint,
}

use Gate::{
    Access, Ace, Answers, Dated, Engines, EpubCheck, Fonts, Form, Links, Lost, Qpdf, Sound, Style,
    VeraPdf, Xmllint,
};

/// The sample and its Chinese EPUB, which is the one that is damaged.
fn good() -> (&'static Bound, &'static Made) {
    let sample = &BOOKS[0];
    (sample, sample.epubs().next().unwrap())
}

/// An EPUB that is being damaged.
struct Draft {
    files: Vec<(String, Vec<u8>)>,
    mimetype: CompressionMethod,
}

impl Draft {
    fn content(&mut self, name: &str) -> &mut Vec<u8> {
        let name = format!("OEBPS/{name}");
        let file = self.files.iter_mut().find(|file| file.0 == name);
        &mut file.unwrap().1
    }

    fn text(&mut self, name: &str) -> String {
        String::from_utf8(self.content(name).clone()).unwrap()
    }

    /// Replaces a text in a file.
    fn edit(&mut self, name: &str, from: &str, to: &str) {
        let text = self.text(name);
        assert!(text.contains(from), "{name} holds no {from}");
        *self.content(name) = text.replacen(from, to, 1).into_bytes();
    }

    /// The index of the file whose name begins with `begin`.
    fn place(&self, begin: &str) -> usize {
        let mut names = self.files.iter().map(|(name, _)| name);
        names.position(|name| name.starts_with(begin)).unwrap()
    }
}

/// The first part of a text from `begin` to `end`.
fn element(text: &str, begin: &str, end: &str) -> String {
    let start = text.find(begin).unwrap();
    let length = text[start..].find(end).unwrap() + end.len();
    text[start..start + length].to_owned()
}

static EPUBS: LazyLock<Vec<Fault>> = LazyLock::new(|| {
    let good = Epub::open(&good().1.path);
    let chapter = &chapters(&good)[0];
    let mut faults = Vec::new();
    let mut fault = |name: &'static str, gates: &[Gate], damage: &dyn Fn(&mut Draft)| {
        let mut draft = Draft {
            files: good.files.clone(),
            mimetype: CompressionMethod::Stored,
        };
        damage(&mut draft);
        let path = shelf("faults").join(format!("{}.epub", name.replace(' ', "-")));
        save(&path, &Epub::pack(draft.files, draft.mimetype).bytes).unwrap();
        faults.push(Fault {
            name,
            path,
            gates: gates.to_vec(),
        });
    };

    // Only the times are changed, so all other gates must pass this one.
    fault("other times", &[Dated], &|_| {});
    fault("a deflated mimetype", &[Sound], &|draft| {
        draft.mimetype = CompressionMethod::Deflated;
    });
    fault("a mimetype at the end", &[Sound, EpubCheck], &|draft| {
        draft.files.rotate_left(1);
    });
    fault("an unlisted file", &[Sound], &|draft| {
        let stray = ("OEBPS/stray.txt".to_owned(), b"stray".to_vec());
        draft.files.push(stray);
    });
    fault("a missing picture", &[Sound, Links, EpubCheck], &|draft| {
        draft.files.remove(draft.place("OEBPS/images/pipeline"));
    });
    fault("a name in Chinese", &[Sound], &|draft| {
        let place = draft.place("OEBPS/images/pipeline");
        draft.files[place].0 = String::from("OEBPS/images/图.svg");
    });
    fault("a page out of the order", &[Sound, Engines], &|draft| {
        let item = element(
            &draft.text("content.opf"),
            "<itemref idref=\"id_glossary",
            ">",
        );
        draft.edit("content.opf", &item, "");
    });
    fault(
        "a bare ampersand",
        &[Form, Xmllint, EpubCheck, Engines],
        &|draft| {
            draft.edit(chapter, "</p>", " & </p>");
        },
    );
    fault("bytes that are no UTF-8", &[Form, Xmllint], &|draft| {
        let content = draft.content(chapter);
        let place = content.windows(4).position(|four| four == b"</p>").unwrap();
        content.splice(place..place, [0xFF, 0xFE]);
    });
    fault("a lost paragraph", &[Lost, Engines], &|draft| {
        let paragraph = element(&draft.text(chapter), "<p id=", "</p>");
        draft.edit(chapter, &paragraph, "");
    });
    fault("a paragraph twice", &[Lost, Links, EpubCheck], &|draft| {
        let paragraph = element(&draft.text(chapter), "<p id=", "</p>");
        draft.edit(chapter, &paragraph, &paragraph.repeat(2));
    });
    fault("words that nobody wrote", &[Lost], &|draft| {
        draft.edit(chapter, "</p>", "</p><p>undefined</p>");
    });
    fault("a lost note", &[Lost], &|draft| {
        let note = element(&draft.text(chapter), "<aside id=\"note.", "</aside>");
        let words = element(&note, "</a>", "</p>");
        draft.edit(chapter, &words, "</a></p>");
    });
    fault("a listing that lost its indent", &[Lost], &|draft| {
        let listing = element(&draft.text(chapter), "<pre>", "</pre>");
        draft.edit(chapter, &listing, &listing.replace("  ", " "));
    });
    fault("a picture described otherwise", &[Lost], &|draft| {
        draft.edit(chapter, "alt=\"", "alt=\"x");
    });
    fault(
        "contents that lead nowhere",
        &[Links, EpubCheck, Engines],
        &|draft| {
            draft.edit("nav.xhtml", chapter, "nowhere.xhtml");
        },
    );
    fault(
        "a link to nowhere",
        &[Links, Engines, EpubCheck],
        &|draft| {
            draft.edit(chapter, "answers.xhtml#", "answers.xhtml#no-");
        },
    );
    fault("a figure that is too wide", &[Engines], &|draft| {
        draft.edit("stylesheet.css", "pre {", "figure { width: 60em } pre {");
    });
    fault(
        "letters on every list of a question",
        &[Engines],
        &|draft| {
            draft.edit("stylesheet.css", ".options[type=\"A\"] {", ".options {");
        },
    );
    fault("questions that part over pages", &[Engines], &|draft| {
        let sheet = draft.text("stylesheet.css");
        let kept = element(&sheet, "dt,\nfigcaption,", "{");
        // A tall element without lines is split by some page break in the book.
        let high = "p.prompt::after { content: ''; display: block; height: 17em } nothing {";
        draft.edit("stylesheet.css", &kept, high);
    });
    fault("formulas without their marks", &[Engines], &|draft| {
        // Some formula in the book is far enough to the right.
        let far = "p math { margin-right: 60vw } nothing {";
        draft.edit("stylesheet.css", ".together {", far);
    });
    fault("contents without a chapter", &[Links], &|draft| {
        draft.edit("toc.ncx", &format!("\"{chapter}\""), "\"title.xhtml\"");
    });
    fault("a question that leads astray", &[Answers], &|draft| {
        let page = draft.text(chapter);
        let mut links = page.split("answers.xhtml#").skip(1);
        let mut next = || {
            links
                .next()
                .and_then(|rest| rest.split('"').next())
                .unwrap()
        };
        let (first, second) = (next(), next());
        draft.edit(chapter, first, second);
    });
    fault("a wrong letter", &[Answers], &|draft| {
        let letters = element(&draft.text("answers.xhtml"), "<strong>", "</strong>");
        draft.edit("answers.xhtml", &letters, "<strong>Z</strong>");
    });
    fault("a picture without words", &[Access, Ace], &|draft| {
        let alt = element(&draft.text(chapter), " alt=\"", "\"/>");
        draft.edit(chapter, &alt, "/>");
    });
    fault("a page without a language", &[Access, Ace], &|draft| {
        draft.edit(chapter, " lang=\"zh\"", "");
        draft.edit(chapter, " xml:lang=\"zh\"", "");
    });
    fault("a page in another language", &[Engines], &|draft| {
        draft.edit(chapter, " lang=\"zh\"", " lang=\"ja\"");
    });
    fault("no word on who can read it", &[Access, Ace], &|draft| {
        draft.edit(
            "content.opf",
            "schema:accessibilitySummary",
            "dcterms:abstract",
        );
    });
    fault("a white ground", &[Style], &|draft| {
        draft.edit("stylesheet.css", "p {", "body { background: #fff } p {");
    });
    fault("black text", &[Style, Engines], &|draft| {
        draft.edit("stylesheet.css", "p {", "body { color: #000 } p {");
    });
    fault("pale text", &[Style, Ace], &|draft| {
        draft.edit(
            "stylesheet.css",
            "p {",
            "body { color: #aaa; background: #fff } p {",
        );
    });
    fault("a fixed size", &[Style], &|draft| {
        draft.edit("stylesheet.css", "p {", "p { font-size: 14px } p {");
    });
    faults
});

static PDFS: LazyLock<Vec<Fault>> = LazyLock::new(|| {
    // A short book, because veraPDF takes seconds for a long one.
    let hard = BOOKS.iter().find(|bound| bound.name == "hard").unwrap();
    let good = fs::read(&hard.pdfs().next().unwrap().path).unwrap();
    let damaged = |name: &'static str, gates: &[Gate], bytes: Vec<u8>| {
        let path = shelf("faults").join(format!("{}.pdf", name.replace(' ', "-")));
        save(&path, &bytes).unwrap();
        Fault {
            name,
            path,
            gates: gates.to_vec(),
        }
    };
    // Renames a key without changing its length, so that all offsets stay valid.
    let without = |name, gates: &[Gate], key: &str| {
        let mut bytes = good.clone();
        let key = key.as_bytes();
        let mut found = 0;
        for place in 0..bytes.len() - key.len() {
            if bytes[place..].starts_with(key) {
                bytes[place + 1] = b'X';
                found += 1;
            }
        }
        assert!(found > 0, "the PDF has nothing to damage for `{name}`");
        damaged(name, gates, bytes)
    };
    vec![
        without("no mark of tags", &[VeraPdf], "/MarkInfo"),
        without("no language", &[VeraPdf], "/Lang"),
        without("fonts left out", &[VeraPdf, Fonts], "/FontFile"),
        without("text that cannot be searched", &[Fonts], "/ToUnicode"),
        damaged(
            "half a file",
            &[VeraPdf, Qpdf],
            good[..good.len() / 2].to_vec(),
        ),
    ]
});

/// The faults that a gate must object to.
fn of(faults: &'static [Fault], gate: Gate) -> impl Iterator<Item = &'static Fault> {
    let faults = faults.iter();
    faults.filter(move |fault| fault.gates.contains(&gate))
}

/// The EPUBs for EPUBCheck: one that must pass, and those that must not.
pub fn for_epubcheck() -> impl Iterator<Item = PathBuf> {
    let faults = EPUBS[..1].iter().chain(of(&EPUBS, EpubCheck));
    faults.map(|fault| fault.path.clone())
}

/// The EPUBs for Ace, likewise.
pub fn for_ace() -> impl Iterator<Item = PathBuf> {
    let faults = EPUBS[..1].iter().chain(of(&EPUBS, Ace));
    faults.map(|fault| fault.path.clone())
}

/// The EPUBs for the reading engines, likewise.
pub fn for_engines() -> impl Iterator<Item = PathBuf> {
    let faults = EPUBS[..1].iter().chain(of(&EPUBS, Engines));
    faults.map(|fault| fault.path.clone())
}

/// The PDFs that veraPDF must object to.
pub fn for_verapdf() -> impl Iterator<Item = PathBuf> {
    of(&PDFS, VeraPdf).map(|fault| fault.path.clone())
}

/// The complaints of a gate of our own about a damaged EPUB; `None` if the gate is another program.
fn complaints_of(gate: Gate, epub: &Epub) -> Option<Vec<String>> {
    let (sample, made) = good();
    let book = sample.book();
    Some(match gate {
        Access => barriers(epub),
        Answers => answer_faults(epub, book, &made.edition),
        Dated => misdated(epub, book),
        Form => ill_formed(epub),
        Links => broken(epub),
        Lost => lost(epub, book, &made.edition),
        Sound => archive_faults(epub),
        Style => style_overrides(epub),
        Ace | Engines | EpubCheck | Fonts | Qpdf | VeraPdf | Xmllint => return None,
    })
}

#[test]
fn own_gates_object_to_damaged_epubs() {
    for fault in EPUBS.iter() {
        let epub = Epub::open(&fault.path);
        for gate in &fault.gates {
            let complaints = complaints_of(*gate, &epub);
            let is_quiet = complaints.is_some_and(|complaints| complaints.is_empty());
            assert!(!is_quiet, "{gate:?} lets {} through", fault.name);
        }
    }
    let whole = Epub::open(&EPUBS[0].path);
    for gate in [Access, Answers, Form, Links, Lost, Sound, Style] {
        assert_none(&complaints_of(gate, &whole).unwrap());
    }
}

#[test]
fn epubcheck_objects_to_damaged_epubs() {
    let Some(verdicts) = need("EPUBCheck", EPUBCHECK.as_ref()) else {
        return;
    };
    for fault in of(&EPUBS, EpubCheck) {
        assert!(!verdicts[&fault.path].is_empty(), "{}", fault.name);
    }
    assert_none(&verdicts[&EPUBS[0].path]);
}

#[test]
fn ace_objects_to_damaged_epubs() {
    let Some(verdicts) = need("Ace by DAISY", ACE.as_ref()) else {
        return;
    };
    for fault in of(&EPUBS, Ace) {
        assert!(!verdicts[&fault.path].is_empty(), "{}", fault.name);
    }
    assert_none(&verdicts[&EPUBS[0].path]);
}

#[test]
fn engines_stumble_over_damaged_epubs() {
    let Some(all) = need("the reading engines", ENGINES.as_ref()) else {
        return;
    };
    let whole = Epub::open(&good().1.path);
    for fault in of(&EPUBS, Engines) {
        for report in reports(all, &fault.path) {
            let complaints = engine_differences(report, &whole);
            assert!(
                !complaints.is_empty(),
                "{} in {}",
                fault.name,
                report.engine
            );
        }
    }
    for report in reports(all, &EPUBS[0].path) {
        assert_none(&engine_differences(report, &whole));
    }
}

#[test]
fn xmllint_objects_to_damaged_epubs() {
    if !has_validator("xmllint") {
        return;
    }
    for fault in of(&EPUBS, Xmllint) {
        let complaints = lint(&Epub::open(&fault.path));
        assert!(!complaints.is_empty(), "{}", fault.name);
    }
}

#[test]
fn verapdf_objects_to_damaged_pdfs() {
    let Some(verdicts) = need("veraPDF", VERAPDF.as_ref()) else {
        return;
    };
    for fault in of(&PDFS, VeraPdf) {
        assert!(!verdicts[&fault.path].is_empty(), "{}", fault.name);
    }
}

#[test]
fn qpdf_and_pdffonts_object_to_damaged_pdfs() {
    if !has_validator("qpdf") || !has_validator("pdffonts") {
        return;
    }
    for fault in of(&PDFS, Qpdf) {
        assert!(!qpdf(&fault.path).is_empty(), "{}", fault.name);
    }
    for fault in of(&PDFS, Fonts) {
        assert!(!missing_fonts(&fault.path).is_empty(), "{}", fault.name);
    }
}
