//! The accessibility of an edition, derived from its content. Both the EPUB's metadata and the ONIX record are made
//! from it.

use crate::book::{Block, BlockKind, Book, FigurePart, Inline, Question, Text};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::edition::{Answers, Edition, Form};
use crate::lang::{Lang, Pair};
use crate::manuscript::Manuscript;
use crate::message::{Message, message};
use crate::walk;

/// The claim of conformance, as worded in EPUB Accessibility 1.1 §4.2.
pub const STANDARD: &str = "EPUB Accessibility 1.1 - WCAG 2.1 Level AA";

/// The most characters of an answer that Kobo and Apple Books show in a pop-up, less those that diglot adds around
/// it; to a longer answer they jump instead. Kobo's minimum of 9 characters is always met, because each answer has
/// its question's number and a link back in words.
const POP_UP: usize = 4_900;

/// Alternative texts that describe nothing.
const EMPTY_WORDS: [&str; 12] = [
    "image",
    "picture",
    "figure",
    "photo",
    "diagram",
    "chart",
    "图",
    "图片",
    "图像",
    "插图",
    "示意图",
    "圖",
];

/// What an edition contains that affects how accessible it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Access {
    /// Pictures besides the cover, each with alternative text.
    pub has_pictures: bool,
    pub has_ruby: bool,
    /// Formulas, each with its TeX as alternative text.
    pub has_formulas: bool,
    /// The formulas are images.
    pub draws_formulas: bool,
    /// The pages of the print edition are marked and listed.
    pub has_pages: bool,
    pub has_index: bool,
    /// The book names a certifier for [`STANDARD`], and no gap is known.
    pub conforms: bool,
}

impl Access {
    /// Examines an edition; `has_pages` says whether it marks the pages of a print edition.
    pub fn of(manuscript: &Manuscript<'_>, has_pages: bool) -> Self {
        let book = manuscript.book;
        let (mut has_pictures, mut has_formulas) = (false, false);
        for block in walk::every_block(book) {
            has_pictures |= matches!(block.kind, BlockKind::Figure(_));
            has_formulas |= matches!(block.kind, BlockKind::Formula(_));
        }
        let mut has_ruby = false;
        walk::pairs(book, &mut |pair| {
            let chosen = manuscript.edition.languages.choose(pair);
            for text in chosen.iter() {
                text.every(&mut |inline| {
                    has_ruby |= matches!(inline, Inline::Ruby { .. });
                    has_formulas |= matches!(inline, Inline::Formula(_));
                    has_pictures |= matches!(inline, Inline::Picture(_));
                });
            }
        });
        let ebook = manuscript.edition.ebook();
        let draws = ebook.is_some_and(|ebook| ebook.variant.draws_formulas());
        Self {
            has_pictures,
            has_ruby,
            has_formulas,
            draws_formulas: has_formulas && draws,
            has_pages,
            has_index: manuscript.index.is_some(),
            conforms: book.certifier.is_some()
                && book.untranslated == 0
                && manuscript
                    .languages
                    .iter()
                    .all(|lang| lang.missing_labels().is_empty())
                && gaps(book).is_empty(),
        }
    }

    /// `schema:accessMode`: the ways in which the content is perceived.
    pub fn modes(self) -> Vec<&'static str> {
        let mut modes = vec!["textual"];
        modes.extend(self.is_visual().then_some("visual"));
        modes.extend(self.draws_formulas.then_some("mathOnVisual"));
        modes
    }

    /// Whether there is visual content besides text.
    pub fn is_visual(self) -> bool {
        self.has_pictures || self.draws_formulas
    }

    /// `schema:accessibilityFeature`, in alphabetical order.
    pub fn features(self) -> Vec<&'static str> {
        let features = [
            ("ARIA", true),
            ("MathML", self.has_formulas && !self.draws_formulas),
            ("alternativeText", true),
            ("describedMath", self.has_formulas),
            ("displayTransformability", true),
            ("index", self.has_index),
            // Code 35 in ONIX: the alternative texts of formulas are LaTeX.
            ("latex", self.has_formulas),
            ("pageBreakMarkers", self.has_pages),
            ("pageNavigation", self.has_pages),
            ("readingOrder", true),
            ("rubyAnnotations", self.has_ruby),
            ("structuralNavigation", true),
            ("tableOfContents", true),
            ("unlocked", true),
        ];
        let there = features.into_iter().filter(|(_, is_there)| *is_there);
        there.map(|(name, _)| name).collect()
    }

    /// `schema:accessibilitySummary`: the same in words, in a language.
    pub fn summary(self, lang: &Lang) -> String {
        let labels = lang.labels();
        let words = labels.access;
        let said = [
            (words.text, true),
            (words.pictures, self.has_pictures),
            (words.formulas, self.has_formulas && !self.draws_formulas),
            (words.drawn_formulas, self.draws_formulas),
            (words.pages, self.has_pages),
            (words.quiet, true),
        ];
        let said = said.into_iter().filter(|(_, is_so)| *is_so);
        said.map(|(words, _)| words)
            .collect::<Vec<_>>()
            .join(labels.space)
    }

    /// The same as codes of ONIX list 196, for an EPUB or a tagged PDF.
    pub fn onix(self, form: &Form) -> Vec<&'static str> {
        let is_epub = matches!(form, Form::Ebook(_));
        let codes = [
            // EPUB Accessibility 1.1, WCAG 2.1, level AA; PDF/UA-1.
            ("04", is_epub && self.conforms),
            ("05", !is_epub),
            ("10", is_epub),
            ("11", true),
            ("13", true),
            ("14", self.is_visual()),
            // Formulas as MathML.
            ("17", is_epub && self.has_formulas && !self.draws_formulas),
            ("19", self.has_pages || !is_epub),
            ("22", true),
            ("25", true),
            ("26", true),
            ("29", true),
            ("30", is_epub),
            ("32", is_epub),
            // Formulas as LaTeX, which their alternative texts are.
            ("35", self.has_formulas),
            ("36", is_epub),
            ("52", true),
            // Formulas with alternative text.
            ("53", self.has_formulas),
            ("81", is_epub && self.conforms),
            ("85", is_epub && self.conforms),
        ];
        let there = codes.into_iter().filter(|(_, is_there)| *is_there);
        there.map(|(code, _)| code).collect()
    }
}

/// What keeps a book from WCAG 2.1 AA, as far as a program can tell. The style sheet and the headings are diglot's own
/// and conform; texts in the wrong language (WCAG 3.1.2) are warned about when the book is read.
fn gaps(book: &Book) -> Vec<Diagnostic> {
    walk::every_block(book).filter_map(gap_of).collect()
}

/// A picture whose alternative text says nothing.
fn gap_of_picture(part: &FigurePart) -> Option<Diagnostic> {
    let file = part.image.path.rsplit('/').next().unwrap_or_default();
    let empty = part.alt.as_ref()?.iter().find(|alt| {
        let said = alt.plain().trim().to_lowercase();
        said == file.to_lowercase() || EMPTY_WORDS.contains(&said.as_str())
    })?;
    Some(
        gap(message!(
            "the alternative text `{}` does not say what the picture shows (WCAG 1.1.1)",
            empty.plain().trim()
        ))
        .at(empty.at.unwrap_or(part.image.at))
        .hint(message!(
            "describe what somebody who cannot see the picture would miss"
        )),
    )
}

fn gap_of(block: &Block) -> Option<Diagnostic> {
    match &block.kind {
        BlockKind::Table(table) if table.header.is_empty() && table.header_columns == 0 => Some(
            gap(message!("this table has no headers (WCAG 1.3.1)"))
                .at(block.at)
                .hint(message!(
                    "name its columns under `header:`, or its rows with `header-columns: 1`"
                )),
        ),
        BlockKind::Figure(figure) => figure.parts.iter().find_map(gap_of_picture),
        BlockKind::Table(_)
        | BlockKind::Lead(_)
        | BlockKind::Text(_)
        | BlockKind::Heading { .. }
        | BlockKind::List(_)
        | BlockKind::Aligned(..)
        | BlockKind::Quote(_)
        | BlockKind::Dialogue(_)
        | BlockKind::Signatures(_)
        | BlockKind::Verse(_)
        | BlockKind::Gloss(_)
        | BlockKind::Code(_)
        | BlockKind::Formula(_)
        | BlockKind::Break(_)
        | BlockKind::Callout(_)
        | BlockKind::Summary(_)
        | BlockKind::Quiz(_) => None,
    }
}

fn gap(message: Message) -> Diagnostic {
    Diagnostic::new(Code::AccessGap, message)
}

/// Reports the gaps of a book that has an EPUB, and the answers that are too long for a pop-up.
pub fn check(book: &Book, editions: &[Edition], diagnostics: &mut Diagnostics) {
    let epubs = editions.iter().filter(|edition| edition.ebook().is_some());
    let epubs: Vec<&Edition> = epubs.collect();
    if epubs.is_empty() {
        return;
    }
    for gap in gaps(book) {
        diagnostics.push(gap);
    }
    let quizzes = book
        .chapters
        .iter()
        .flat_map(|chapter| walk::quizzes(&chapter.blocks));
    for question in quizzes.flat_map(|(_, quiz)| &quiz.questions) {
        if let Some(long) = too_long(question, &epubs) {
            diagnostics.push(long);
        }
    }
}

/// Reports an answer that no pop-up shows, at its longest text.
fn too_long(question: &Question, epubs: &[&Edition]) -> Option<Diagnostic> {
    let said = said(question);
    let size = |text: &Text| text.plain().chars().count();
    let with_answers = epubs.iter().filter(|one| one.answers != Answers::Nowhere);
    let sized = with_answers.map(|edition| {
        let chosen = said.iter().map(|pair| edition.languages.choose(pair));
        let sizes = chosen.map(|texts| texts.iter().map(|text| size(text)).sum::<usize>());
        (sizes.sum::<usize>(), edition)
    });
    let (characters, edition) = sized.max_by_key(|(characters, _)| *characters)?;
    let texts = said.iter().flat_map(|pair| pair.iter());
    let longest = texts.max_by_key(|text| size(text))?;
    (characters > POP_UP).then(|| {
        let complaint = Diagnostic::new(
            Code::QuizLong,
            message!(
                "the answer has {} characters in the edition `{}`, but Kobo and Apple Books show only about {} in a pop-up \
                 and open a page instead",
                characters,
                edition.name,
                POP_UP
            ),
        )
        .hint(message!("shorten it, or move part of the explanation into the chapter"));
        match longest.at {
            Some(at) => complaint.at(at),
            None => complaint,
        }
    })
}

/// The texts of the answer to a question.
fn said(question: &Question) -> Vec<&Pair<Text>> {
    let mut said = question.answer.right();
    said.extend(&question.explanation);
    said
}
