//! Compiles Typst source to a PDF and maps Typst's diagnostics to places in the book.

use std::collections::BTreeSet;

use typst::World;
use typst::WorldExt;
use typst::diag::{Severity, SourceDiagnostic};
use typst::foundations::{Datetime, Smart};
use typst::introspection::Tag;
use typst::layout::{Frame, FrameItem};
use typst::syntax::{DiagSpan, Span};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::boxes;
use super::source::TypstSource;
use super::world::{Shelf, part_id};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::message::{Message, message};

/// Compiles the source to pages. Returns `None` after an error, which is then in `diagnostics`.
pub fn lay_out(
    world: &Shelf,
    source: &TypstSource,
    diagnostics: &mut Diagnostics,
) -> Option<PagedDocument> {
    let result = typst::compile::<PagedDocument>(world);
    for warning in &result.warnings {
        diagnostics.push(explain(warning, world, source));
    }
    match result.output {
        Ok(document) => Some(document),
        Err(errors) => {
            for error in &errors {
                diagnostics.push(explain(error, world, source));
            }
            None
        }
    }
}

/// Exports pages as a PDF that conforms to both PDF/UA-1 and PDF/A-2a. `ident` is the document's identifier, which
/// stays the same from version to version.
pub fn export(
    document: &PagedDocument,
    world: &Shelf,
    sources: &[TypstSource],
    ident: &str,
    timestamp: Option<Timestamp>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<u8>> {
    let standards = match PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]) {
        Ok(standards) => standards,
        Err(error) => {
            diagnostics.push(Diagnostic::new(
                Code::TypstError,
                Message::foreign(error.message().to_string()),
            ));
            return None;
        }
    };
    let options = PdfOptions {
        ident: Smart::Custom(ident.to_owned()),
        creator: Smart::Custom(Some(format!("diglot {}", env!("CARGO_PKG_VERSION")))),
        timestamp,
        standards,
        ..PdfOptions::default()
    };
    match typst_pdf::pdf(document, &options) {
        Ok(bytes) if document.pages().iter().all(|page| page.bleed.is_zero()) => Some(bytes),
        Ok(bytes) => {
            let boxed = boxes::with_bleed(&bytes);
            if boxed.is_none() {
                let what = message!("the bleed box of the pages could not be written");
                diagnostics.push(Diagnostic::new(Code::TypstError, what));
            }
            boxed
        }
        Err(errors) => {
            for error in &errors {
                let file = error.span.id();
                let is_of = |(index, _): &(usize, &TypstSource)| file == part_id(*index);
                let part = sources.iter().enumerate().find(is_of);
                let mut diagnostic = match part {
                    Some((index, source)) => {
                        explain(error, &world.with_main(index, source), source)
                    }
                    None => explain(error, world, &TypstSource::default()),
                };
                if diagnostic.at.is_none() {
                    diagnostic.at = block_of(error.span, document, sources);
                }
                diagnostics.push(diagnostic);
            }
            None
        }
    }
}

/// The block of the book that contains every item on the pages with this span; `None` if there are several blocks,
/// since one line of a template produces parts of many blocks.
fn block_of(
    span: DiagSpan,
    document: &PagedDocument,
    sources: &[TypstSource],
) -> Option<crate::source::Span> {
    span.id()?;
    let mut search = BlockSearch {
        span,
        current: None,
        found: BTreeSet::new(),
    };
    for page in document.pages() {
        search.frame(&page.frame);
    }
    let mut found = search.found.into_iter();
    let (Some(label), None) = (found.next(), found.next()) else {
        return None;
    };
    let call = format!("({}", super::inline::string(&label));
    sources.iter().find_map(|source| {
        let line = source.text.lines().position(|line| line.contains(&call))?;
        source.origin(line)
    })
}

/// Walks pages and remembers the last label it passed.
struct BlockSearch {
    span: DiagSpan,
    current: Option<String>,
    found: BTreeSet<String>,
}

impl BlockSearch {
    fn is_it(&self, span: Span) -> bool {
        DiagSpan::from(span) == self.span
    }

    fn frame(&mut self, frame: &Frame) {
        for (_, item) in frame.items() {
            let has_span = match item {
                FrameItem::Group(group) => {
                    self.frame(&group.frame);
                    false
                }
                FrameItem::Tag(Tag::Start(element, _)) => {
                    if let Some(label) = element.label() {
                        self.current = Some(label.resolve().as_str().to_owned());
                    }
                    false
                }
                FrameItem::Tag(Tag::End(..)) | FrameItem::Link(..) => false,
                FrameItem::Text(text) => text.glyphs.iter().any(|glyph| self.is_it(glyph.span.0)),
                FrameItem::Shape(_, span) | FrameItem::Image(_, _, span) => self.is_it(*span),
            };
            if has_span {
                self.found.extend(self.current.clone());
            }
        }
    }
}

/// Exports a document under the same standards as an edition, uncompressed, to find out whether it can be exported.
///
/// # Errors
/// The first error that Typst reports.
pub fn trial(document: &PagedDocument) -> Result<Vec<u8>, Message> {
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| Message::foreign(error.message().to_string()))?;
    in_the_clear(document, standards)
}

/// The same without PDF/A and PDF/UA.
///
/// # Errors
/// The first error that Typst reports.
pub fn plain(document: &PagedDocument) -> Result<Vec<u8>, Message> {
    in_the_clear(document, PdfStandards::default())
}

fn in_the_clear(document: &PagedDocument, standards: PdfStandards) -> Result<Vec<u8>, Message> {
    let options = PdfOptions {
        timestamp: Datetime::from_ymd_hms(2000, 1, 1, 0, 0, 0).map(Timestamp::new_utc),
        standards,
        pretty: true,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|errors| {
        let first = errors.first().map(|error| error.message.to_string());
        Message::foreign(first.unwrap_or_default())
    })
}

/// Turns a diagnostic of Typst into one that points to the block of the book from which it comes.
fn explain(complaint: &SourceDiagnostic, world: &Shelf, source: &TypstSource) -> Diagnostic {
    let code = match complaint.severity {
        Severity::Error => Code::TypstError,
        Severity::Warning => Code::TypstWarning,
    };
    let main = world.main();
    let line_in_main = |id, range: Option<std::ops::Range<usize>>| {
        let start = range.filter(|_| id == Some(main))?.start;
        Some(source.text.get(..start)?.matches('\n').count())
    };
    let own = line_in_main(complaint.span.id(), world.range(complaint.span));
    let line = own.or_else(|| {
        complaint
            .trace
            .iter()
            .find_map(|point| line_in_main(point.span.id(), world.range(point.span)))
    });
    let message = Message::foreign(complaint.message.to_string());
    let mut diagnostic = Diagnostic::new(code, message);
    diagnostic.at = line.and_then(|line| source.origin(line));
    let in_template = complaint.span.id().filter(|id| *id != main).map(|id| {
        let path = id.vpath().get_without_slash();
        let line = world.range(complaint.span).and_then(|range| {
            let text = world.source(id).ok()?;
            let before = text.text().get(..range.start)?;
            Some(before.matches('\n').count() + 1)
        });
        let line = line.map_or_else(String::new, |line| format!(":{line}"));
        message!("in the template `{}`", format!("{path}{line}"))
    });
    let hints = complaint.hints.iter();
    let hints = hints.map(|hint| Message::foreign(hint.v.as_str()));
    let hint: Vec<Message> = in_template.into_iter().chain(hints).collect();
    if !hint.is_empty() {
        diagnostic = diagnostic.hint(Message::joined(hint));
    }
    diagnostic
}
