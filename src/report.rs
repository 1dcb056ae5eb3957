//! Complaints: what is wrong, where, and what to do.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use crate::source::{Sources, Span};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Warning,
    /// The book cannot be built.
    Error,
}

macro_rules! codes {
    ($($name:ident $text:literal $severity:ident,)*) => {
        /// A stable name for each complaint, for tests, filters and documentation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($name,)* }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its name, family first.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    FileMissing "file-missing" Error,
    FileOutside "file-outside" Error,
    FileUnreadable "file-unreadable" Error,
    FileNotUtf8 "file-not-utf8" Error,
    YamlSyntax "yaml-syntax" Error,
    YamlDocuments "yaml-documents" Error,
    YamlEmpty "yaml-empty" Error,
    YamlLimit "yaml-limit" Error,
    YamlType "yaml-type" Error,
    YamlValue "yaml-value" Error,
    YamlKeyUnknown "yaml-key-unknown" Error,
    YamlKeyMissing "yaml-key-missing" Error,
    YamlKeyTwice "yaml-key-twice" Error,
    YamlComment "yaml-comment" Warning,
    PairMissing "pair-missing" Error,
    PairGap "pair-gap" Warning,
    PairNotes "pair-notes" Warning,
    TextControl "text-control" Error,
    TextParagraphs "text-paragraphs" Error,
    TextDepth "text-depth" Error,
    TextNote "text-note" Error,
    TextNested "text-nested" Error,
    TextFence "text-fence" Error,
    TextUnclosed "text-unclosed" Warning,
    TextLines "text-lines" Warning,
    TextBidi "text-bidi" Warning,
    TextPicture "text-picture" Warning,
    TextHalfWidth "text-half-width" Warning,
    TextDisplay "text-display" Warning,
    TextPrivate "text-private" Error,
    TextLong "text-long" Error,
    TextMarks "text-marks" Error,
    FormulaCommand "formula-command" Error,
    FormulaSyntax "formula-syntax" Error,
    FormulaLimit "formula-limit" Error,
    RefId "ref-id" Error,
    RefIdTwice "ref-id-twice" Error,
    RefTerm "ref-term" Error,
    LinkUnsafe "link-unsafe" Error,
    LinkRelative "link-relative" Warning,
    QuizAnswer "quiz-answer" Error,
    QuizBlank "quiz-blank" Error,
    QuizTwice "quiz-twice" Error,
    QuizSides "quiz-sides" Error,
    QuizPick "quiz-pick" Error,
    QuizLong "quiz-long" Warning,
    FilingDoubtful "filing-doubtful" Warning,
    FilingSort "filing-sort" Error,
    TableShape "table-shape" Error,
    TableWide "table-wide" Warning,
    ImageFormat "image-format" Error,
    ImageBroken "image-broken" Error,
    ImageTooLarge "image-too-large" Error,
    ImageUnsafe "image-unsafe" Error,
    ImageCoarse "image-coarse" Warning,
    StylePitch "style-pitch" Warning,
    FontRegion "font-region" Warning,
    FontBold "font-bold" Warning,
    FontMissing "font-missing" Error,
    FontBroken "font-broken" Error,
    FontGlyph "font-glyph" Error,
    FontEmbedding "font-embedding" Error,
    TypstError "typst-error" Error,
    TypstWarning "typst-warning" Warning,
    EditionInvalid "edition-invalid" Error,
    AccessGap "access-gap" Warning,
}

/// One complaint.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    pub code: Code,
    pub message: String,
    pub at: Option<Span>,
    /// Other places that matter, each with a word on why.
    pub labels: Vec<(Span, String)>,
    pub hint: Option<String>,
}

impl Diagnostic {
    /// A complaint about the book as a whole.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            at: None,
            labels: Vec::new(),
            hint: None,
        }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.at = Some(span);
        self
    }

    /// Points at another place too.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push((span, text.into()));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hint = Some(text.into());
        self
    }
}

/// All complaints of a run.
#[derive(Debug, Default, Clone)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Takes one more, unless the same has been said of the same place.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let is_known = self.list.iter().any(|one| {
            one.code == diagnostic.code
                && one.at == diagnostic.at
                && one.message == diagnostic.message
        });
        if !is_known {
            self.list.push(diagnostic);
        }
    }

    /// Takes all of another run.
    pub fn extend(&mut self, other: Self) {
        for diagnostic in other.list {
            self.push(diagnostic);
        }
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// How many warnings there are.
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    fn count(&self, severity: Severity) -> usize {
        self.list
            .iter()
            .filter(|one| one.code.severity() == severity)
            .count()
    }

    /// All of them by place: file, then line; those without a place last.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut all: Vec<_> = self.list.iter().collect();
        all.sort_by_key(|one| (one.at.is_none(), one.at));
        all
    }
}

/// What an author wrote, for a message of one line: its beginning, without what would move the
/// cursor of a terminal.
pub fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut characters = text.trim().chars().map(|c| match c {
        _ if c.is_whitespace() => ' ',
        _ if c.is_control() => '\u{FFFD}',
        _ => c,
    });
    let mut short: String = characters.by_ref().take(LONGEST).collect();
    if characters.next().is_some() {
        short.push('…');
    }
    short
}

/// A complaint with its place in numbers: the form for machines.
#[derive(Debug, Serialize)]
pub struct Located<'a> {
    pub severity: Severity,
    pub code: &'static str,
    pub message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<&'a str>,
}

/// Finds the place of a complaint.
pub fn locate<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Located<'a> {
    let place = diagnostic.at.map(|span| sources.position(span));
    Located {
        severity: diagnostic.code.severity(),
        code: diagnostic.code.name(),
        message: &diagnostic.message,
        file: diagnostic
            .at
            .map(|span| sources.file(span.file).path.as_str()),
        line: place.map(|place| place.line),
        column: place.map(|place| place.column),
        hint: diagnostic.hint.as_deref(),
    }
}

/// Draws a complaint for people: message, `file:line:column`, the line itself, the hint.
pub fn draw(diagnostic: &Diagnostic, sources: &Sources, colour: bool) -> String {
    let level = match diagnostic.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code.name());
    let mut group = Group::with_title(title);
    let places = diagnostic
        .at
        .map(|span| (span, String::new(), AnnotationKind::Primary))
        .into_iter()
        .chain(
            diagnostic
                .labels
                .iter()
                .map(|(span, text)| (*span, text.clone(), AnnotationKind::Context)),
        );
    let mut files: Vec<(crate::source::FileId, Vec<_>)> = Vec::new();
    for (span, text, kind) in places {
        match files.iter_mut().find(|(file, _)| *file == span.file) {
            Some((_, list)) => list.push((span, text, kind)),
            None => files.push((span.file, vec![(span, text, kind)])),
        }
    }
    for (file, list) in files {
        let source = sources.file(file);
        let shown: Vec<_> = list
            .into_iter()
            .map(|(span, text, kind)| (first_line(&source.text, span), text, kind))
            .collect();
        let (lines, number) = lines(&source.text, shown.iter().map(|(at, ..)| at));
        let annotations = shown.into_iter().map(|(at, text, kind)| {
            let annotation = kind.span(at.start - lines.start..at.end - lines.start);
            if text.is_empty() {
                annotation
            } else {
                annotation.label(text)
            }
        });
        group = group.element(
            Snippet::source(&source.text[lines.clone()])
                .line_start(number)
                .path(source.path.as_str())
                .annotations(annotations),
        );
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.message(hint.as_str()));
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.render(&[group])
}

/// The whole lines from the first of some places to the last, and the number of the first line: the renderer looks
/// through all that it is given, which a book of many complaints would wait for.
fn lines<'p>(
    text: &str,
    places: impl Iterator<Item = &'p Range<usize>> + Clone,
) -> (Range<usize>, usize) {
    let first = places.clone().map(|at| at.start).min().unwrap_or(0);
    let last = places.map(|at| at.end).max().unwrap_or(0);
    let before = &text[..first];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[last..].find('\n');
    let end = end.map_or(text.len(), |newline| last + newline + 1);
    let number = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    (start..end, number)
}

/// A span cut at the end of its first line, so that one line is shown, never a page.
fn first_line(text: &str, span: Span) -> Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (floor(span.start as usize), floor(span.end as usize));
    let line_end = text[start..]
        .find('\n')
        .map_or(end, |newline| start + newline);
    start..end.min(line_end).max(start)
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}
