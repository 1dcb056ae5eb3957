//! The glossary for programs that teach or translate words: cards for Anki in both directions, a table for
//! spreadsheets, and TBX (ISO 30042:2019) for translation tools.

use crate::book::{Book, Term, Text};
use crate::lang::{Lang, Side};
use crate::manuscript::{Localized, LocalizedText, NoteCounts};
use crate::xml::{El, Node, xml};

use super::quiz::anki::{self, head};
use super::quiz::csv::{BYTE_ORDER_MARK, guarded};
use super::quiz::text::{Dialect, TextWriter, plain};

/// A format of terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Notes for Anki, two for each term, one in each direction.
    Anki,
    /// A table with a row for each term.
    Csv,
    /// TBX-Basic.
    Tbx,
}

/// The columns that a term has in each language, with the language's tag after the name.
const COLUMNS: [&str; 5] = ["term", "reading", "pos", "definition", "example"];

/// Writes the glossary of a book.
///
/// # Errors
/// If the format cannot be written, which would be a bug.
pub fn write(book: &Book, format: Format) -> anyhow::Result<Vec<u8>> {
    match format {
        Format::Anki => cards(book),
        Format::Csv => table(book),
        Format::Tbx => Ok(xml(&tbx(book))?),
    }
}

/// What is said about a term in one language, in the order of [`COLUMNS`].
fn about(term: &Term, side: Side) -> [Option<&Text>; COLUMNS.len()] {
    [
        Some(term.term.get(side)),
        term.reading.get(side).as_ref(),
        term.pos.as_ref().map(|pair| pair.get(side)),
        term.definition.as_ref().map(|pair| pair.get(side)),
        term.example.as_ref().map(|pair| pair.get(side)),
    ]
}

fn cards(book: &Book) -> anyhow::Result<Vec<u8>> {
    let mut writer = ::csv::WriterBuilder::new()
        .delimiter(b'\t')
        .from_writer(head().into_bytes());
    let languages = &book.languages;
    for (from, to) in [(Side::A, Side::B), (Side::B, Side::A)] {
        let (asked, told) = (languages.get(from), languages.get(to));
        let levels = [
            book.title.get(Side::A).plain(),
            languages.a.labels().sheet.vocabulary.to_owned(),
            format!("{asked} → {told}"),
        ];
        let deck = levels.map(|level| level.replace("::", ": :")).join("::");
        for term in &book.glossary {
            // Only the back says more than how the term is read.
            let [front, back] =
                [(from, asked, 2), (to, told, COLUMNS.len())].map(|(side, lang, shown)| {
                    let said = about(term, side).into_iter().take(shown).flatten();
                    said.map(|text| El::new("p").with_all(html(text, lang)))
                        .map(Node::from)
                        .collect::<Vec<Node>>()
                });
            writer.write_record([
                format!("{}.term-{}.{asked}-{told}", book.id, term.id),
                deck.clone(),
                String::new(),
                anki::field(&front)?,
                anki::field(&back)?,
            ])?;
        }
    }
    Ok(writer
        .into_inner()
        .map_err(::csv::IntoInnerError::into_error)?)
}

fn html(text: &Text, lang: &Lang) -> Vec<Node> {
    let texts = TextWriter {
        languages: Localized::Solo(lang),
        dialect: Dialect::Html,
    };
    texts.phrase(&LocalizedText {
        text: Localized::Solo(text),
        notes_before: NoteCounts::default(),
    })
}

fn table(book: &Book) -> anyhow::Result<Vec<u8>> {
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    let sides = [Side::A, Side::B];
    let spoken = sides.iter().flat_map(|side| {
        let lang = book.languages.get(*side);
        COLUMNS.map(|name| format!("{name} {lang}"))
    });
    writer.write_record(std::iter::once("id".to_owned()).chain(spoken))?;
    for term in &book.glossary {
        let said = sides.iter().flat_map(|side| {
            let lang = book.languages.get(*side);
            about(term, *side).map(|text| text.map_or_else(String::new, |text| plain(text, lang)))
        });
        let row = std::iter::once(term.id.clone()).chain(said).map(guarded);
        writer.write_record(row)?;
    }
    Ok(writer
        .into_inner()
        .map_err(::csv::IntoInnerError::into_error)?)
}

fn tbx(book: &Book) -> El {
    let said = |name: &'static str, text: &str| El::new(name).with(text);
    let typed = |name: &'static str, kind: &str, text: &str| said(name, text).attr("type", kind);
    let concepts = book.glossary.iter().map(|term| {
        let languages = [Side::A, Side::B].map(|side| {
            let lang = book.languages.get(side);
            let words = about(term, side).map(|text| text.map(|text| plain(text, lang)));
            let [name, reading, pos, definition, example] = words;
            let own = El::new("termSec")
                .with(said("term", &name.unwrap_or_default()))
                .with_all(pos.map(|pos| typed("termNote", "partOfSpeech", part_of_speech(&pos))))
                .with_all(reading.map(|reading| said("note", &reading)))
                .with_all(example.map(|example| typed("descrip", "context", &example)));
            El::new("langSec")
                .attr("xml:lang", lang.tag())
                .with_all(definition.map(|text| typed("descrip", "definition", &text)))
                .with(own)
        });
        El::new("conceptEntry")
            .attr("id", format!("term-{}", term.id))
            .with_all(languages)
    });
    let title = book.title.get(Side::A).plain();
    let header = El::new("tbxHeader").with(
        El::new("fileDesc")
            .with(El::new("titleStmt").with(said("title", &title)))
            .with(El::new("sourceDesc").with(said("p", &title))),
    );
    El::new("tbx")
        .attr("type", "TBX-Basic")
        .attr("style", "dca")
        .attr("xml:lang", book.languages.a.tag())
        .attr("xmlns", "urn:iso:std:iso:30042:ed-2")
        .with(header)
        .with(El::new("text").with(El::new("body").with_all(concepts)))
}

/// The value of TBX-Basic for a part of speech, in English or Chinese, whole or abbreviated.
fn part_of_speech(words: &str) -> &'static str {
    match words.trim().trim_end_matches('.').to_lowercase().as_str() {
        "noun" | "n" | "名词" | "名" => "noun",
        "verb" | "v" | "vt" | "vi" | "动词" | "动" => "verb",
        "adjective" | "adj" | "形容词" | "形" => "adjective",
        "adverb" | "adv" | "副词" | "副" => "adverb",
        "proper noun" | "专有名词" => "properNoun",
        _ => "other",
    }
}
