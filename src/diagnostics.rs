//! Diagnostics: what is wrong with a book, where, and what to do about it; rendered for people and for machines.

use std::collections::HashSet;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use crate::message::{Locale, Message, message};
use crate::source::{SourceFile, Sources, Span, span};

/// Whether a diagnostic prevents a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Warning,
    /// Prevents a build.
    Error,
}

impl Severity {
    /// The word for it in reports.
    pub fn name(self) -> Message {
        match self {
            Self::Warning => message!("warning"),
            Self::Error => message!("error"),
        }
    }
}

macro_rules! codes {
    ($($name:ident $text:literal $severity:ident,)*) => {
        /// A stable name for each kind of diagnostic, for tests, filters and documentation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($name,)* }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name in reports, which begins with its family: `yaml-syntax`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The severity of diagnostics with this code, unless a book sets another one for its copy editor.
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
    PairLines "pair-lines" Error,
    PairOnly "pair-only" Error,
    TextControl "text-control" Error,
    TextParagraphs "text-paragraphs" Error,
    TextDepth "text-depth" Error,
    TextNote "text-note" Error,
    TextNested "text-nested" Error,
    TextFence "text-fence" Error,
    TextUnclosed "text-unclosed" Warning,
    TextLines "text-lines" Warning,
    TextBreak "text-break" Warning,
    TextBidi "text-bidi" Warning,
    TextAttribute "text-attribute" Error,
    TextPicture "text-picture" Error,
    TextDisplay "text-display" Warning,
    TextBlank "text-blank" Warning,
    TextPrivate "text-private" Error,
    TextLong "text-long" Error,
    TextMarks "text-marks" Error,
    FormulaCommand "formula-command" Error,
    FormulaSyntax "formula-syntax" Error,
    FormulaLimit "formula-limit" Error,
    ListItems "list-items" Error,
    GlossWords "gloss-words" Error,
    ChapterRole "chapter-role" Error,
    RefId "ref-id" Error,
    RefAnchor "ref-anchor" Error,
    RefIdTwice "ref-id-twice" Error,
    RefNameless "ref-nameless" Error,
    RefTerm "ref-term" Error,
    IndexEntry "index-entry" Error,
    IndexSee "index-see" Error,
    CiteUnknown "cite-unknown" Error,
    CitePlace "cite-place" Error,
    BibSyntax "bib-syntax" Error,
    BibField "bib-field" Error,
    BibDoubtful "bib-doubtful" Warning,
    LinkUnsafe "link-unsafe" Error,
    LinkRelative "link-relative" Warning,
    QuizAnswer "quiz-answer" Error,
    QuizBlank "quiz-blank" Error,
    QuizTwice "quiz-twice" Error,
    QuizSides "quiz-sides" Error,
    QuizPick "quiz-pick" Error,
    QuizBlock "quiz-block" Error,
    QuizLong "quiz-long" Warning,
    FilingDoubtful "filing-doubtful" Warning,
    FilingSort "filing-sort" Error,
    ReadingDoubtful "reading-doubtful" Warning,
    TableShape "table-shape" Error,
    TableWide "table-wide" Warning,
    CsvSyntax "csv-syntax" Error,
    ImageFormat "image-format" Error,
    ImageBroken "image-broken" Error,
    ImageTooLarge "image-too-large" Error,
    ImageUnsafe "image-unsafe" Error,
    ImageCoarse "image-coarse" Warning,
    CodeWide "code-wide" Warning,
    NoteMoved "note-moved" Warning,
    LabelsMissing "labels-missing" Warning,
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
    CopyTerms "copy-terms" Warning,
    CopyPlainTerms "copy-plain-terms" Warning,
    CopyNumbers "copy-numbers" Warning,
    CopyMissingNumbers "copy-missing-numbers" Warning,
    CopyDates "copy-dates" Warning,
    CopyLinks "copy-links" Warning,
    CopyUnbalanced "copy-unbalanced" Warning,
    CopyHalfWidth "copy-half-width" Warning,
    CopyStraightQuotes "copy-straight-quotes" Warning,
    CopyDashes "copy-dashes" Warning,
    CopySpaces "copy-spaces" Warning,
    CopyUntranslated "copy-untranslated" Warning,
    CopyLengths "copy-lengths" Warning,
    CopyRepeated "copy-repeated" Warning,
    CopyAlt "copy-alt" Warning,
    CopyQuoteStyles "copy-quote-styles" Warning,
    CopyNames "copy-names" Warning,
    OnixGap "onix-gap" Warning,
}

/// One finding about a book.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    pub code: Code,
    pub message: Message,
    /// What it is about; `None` for the book as a whole.
    pub at: Option<Span>,
    /// Related places, each with a short explanation.
    pub labels: Vec<(Span, Message)>,
    pub hint: Option<Message>,
    pub severity: Severity,
    /// What may be changed in the files to mend it.
    pub fix: Option<Fix>,
}

/// A change of files that mends what a diagnostic is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    pub edits: Vec<Edit>,
    /// Whether nobody needs to look at it before.
    pub is_certain: bool,
}

/// Bytes of a file, and what takes their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub at: Span,
    pub new: String,
}

impl Diagnostic {
    /// A diagnostic about the book as a whole.
    pub fn new(code: Code, message: Message) -> Self {
        Self {
            code,
            message,
            at: None,
            labels: Vec::new(),
            hint: None,
            severity: code.severity(),
            fix: None,
        }
    }

    /// Sets the place that it is about.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.at = Some(span);
        self
    }

    /// Adds a related place.
    #[must_use]
    pub fn label(mut self, span: Span, text: Message) -> Self {
        self.labels.push((span, text));
        self
    }

    /// Sets what may be changed to mend it.
    #[must_use]
    pub fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    /// Sets the advice on what to do.
    #[must_use]
    pub fn hint(mut self, text: Message) -> Self {
        self.hint = Some(text);
        self
    }
}

impl Fix {
    /// The fix that puts one name in place of another, which stands once at a place; somebody has to look at it before.
    pub fn renaming(sources: &Sources, at: Span, old: &str, new: &str) -> Option<Self> {
        let mut found = sources.slice(at).match_indices(old);
        let (start, _) = found.next()?;
        let start = at.start as usize + start;
        found.next().is_none().then(|| Self {
            edits: vec![Edit {
                at: span(at.file, start, start + old.len()),
                new: new.to_owned(),
            }],
            is_certain: false,
        })
    }
}

/// All diagnostics of a run, without duplicates.
#[derive(Debug, Default, Clone)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// Identifies those in `list`, to find duplicates.
    known: HashSet<(Code, Option<Span>, Message)>,
}

impl Diagnostics {
    /// Adds a diagnostic, unless there is one with the same code, place and message.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let key = (diagnostic.code, diagnostic.at, diagnostic.message.clone());
        if self.known.insert(key) {
            self.list.push(diagnostic);
        }
    }

    /// Adds all diagnostics of `other`, duplicates aside.
    pub fn extend(&mut self, other: Self) {
        for diagnostic in other.list {
            self.push(diagnostic);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The errors among them.
    #[must_use]
    pub fn errors_only(mut self) -> Self {
        self.list.retain(|one| one.severity == Severity::Error);
        self
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
            .filter(|one| one.severity == severity)
            .count()
    }

    /// All of them in order of file and position; those without a place come last.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut all: Vec<_> = self.list.iter().collect();
        all.sort_by_key(|one| (one.at.is_none(), one.at));
        all
    }
}

/// Shortens an author's text for quotation in a one-line message, and replaces control characters, which could move a
/// terminal's cursor.
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

/// The JSON form of a diagnostic, with line and column (in characters, from 1) in place of its span.
#[derive(Debug, Serialize)]
pub struct Located<'a> {
    pub severity: Severity,
    pub code: &'static str,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// The JSON form of a diagnostic, its texts in the language of `locale`.
pub fn locate<'a>(diagnostic: &Diagnostic, sources: &'a Sources, locale: Locale) -> Located<'a> {
    let place = diagnostic.at.map(|span| sources.position(span));
    Located {
        severity: diagnostic.severity,
        code: diagnostic.code.name(),
        message: diagnostic.message.say(locale),
        file: diagnostic
            .at
            .map(|span| sources.file(span.file).path.as_str()),
        line: place.map(|place| place.line),
        column: place.map(|place| place.column),
        hint: diagnostic.hint.as_ref().map(|hint| hint.say(locale)),
    }
}

/// Renders a diagnostic for a terminal: message, `file:line:column`, an excerpt of the file, the hint.
pub fn draw(diagnostic: &Diagnostic, sources: &Sources, locale: Locale, colour: bool) -> String {
    let severity = diagnostic.severity;
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let level = level.with_name(severity.name().say(locale));
    let title = level
        .primary_title(diagnostic.message.say(locale))
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
                .map(|(span, text)| (*span, text.say(locale), AnnotationKind::Context)),
        );
    let mut files: Vec<(crate::source::FileId, Vec<_>)> = Vec::new();
    for (span, text, kind) in places {
        match files.iter_mut().find(|(file, _)| *file == span.file) {
            Some((_, list)) => list.push((span, text, kind)),
            None => files.push((span.file, vec![(span, text, kind)])),
        }
    }
    let mut is_part = false;
    for (file, list) in files {
        let source = sources.file(file);
        let shown: Vec<_> = list
            .into_iter()
            .map(|(span, text, kind)| (first_line(source, span), text, kind))
            .collect();
        let all = whole_lines(source, shown.iter().map(|(at, ..)| at));
        if all.len() <= LONGEST_EXCERPT {
            group = group.element(excerpt(source, all, shown));
            continue;
        }
        // The renderer's time grows with the length of the source that it is given, so places far apart are rendered
        // separately.
        for one in shown {
            let line = whole_lines(source, std::iter::once(&one.0));
            if line.len() <= LONGEST_EXCERPT {
                group = group.element(excerpt(source, line, vec![one]));
                continue;
            }
            is_part = true;
            let at = sources.position(span(file, one.0.start, one.0.end));
            let part = around(&source.text, &one.0, &line);
            group = group
                .element(
                    Origin::path(source.path.as_str())
                        .line(at.line)
                        .char_column(at.column),
                )
                .element(excerpt(source, part, vec![one]).path(None::<&str>));
        }
    }
    if let Some(hint) = &diagnostic.hint {
        let level = Level::HELP.with_name(message!("help").say(locale));
        group = group.element(level.message(hint.say(locale)));
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let drawn = renderer.render(&[group]);
    if !is_part {
        return drawn;
    }
    // Each part of a long line counts as a further file to the renderer; its marker for those would mislead.
    let lines = drawn
        .lines()
        .filter(|line| !line.trim_end().ends_with(":::"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The longest excerpt in bytes.
const LONGEST_EXCERPT: usize = 2000;

/// A range of bytes in a file, its label, and whether it is the primary place of the diagnostic.
type Place = (Range<usize>, String, AnnotationKind);

/// An excerpt of a file with marked places.
fn excerpt(
    source: &SourceFile,
    part: Range<usize>,
    places: Vec<Place>,
) -> Snippet<'_, Annotation<'_>> {
    let annotations = places.into_iter().map(|(at, text, kind)| {
        let annotation = kind.span(at.start - part.start..at.end - part.start);
        if text.is_empty() {
            annotation
        } else {
            annotation.label(text)
        }
    });
    let (line, _) = source.line_at(part.start);
    Snippet::source(&source.text[part.clone()])
        .line_start(line + 1)
        .path(source.path.as_str())
        .annotations(annotations)
}

/// The byte range of the whole lines from the first of some places to the last, with the last line break.
fn whole_lines<'p>(
    source: &SourceFile,
    places: impl Iterator<Item = &'p Range<usize>> + Clone,
) -> Range<usize> {
    let first = places.clone().map(|at| at.start).min().unwrap_or(0);
    let last = places.map(|at| at.end).max().unwrap_or(0);
    let (_, start) = source.line_at(first);
    let (_, end) = source.line_at(last);
    start.start..(end.end + 1).min(source.text.len())
}

/// The part of a long line around a place.
fn around(text: &str, place: &Range<usize>, line: &Range<usize>) -> Range<usize> {
    const BESIDE: usize = 200;
    let start = floor(text, place.start.saturating_sub(BESIDE)).max(line.start);
    start..floor(text, place.end + BESIDE).min(line.end)
}

/// The nearest character boundary at or before a byte offset.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A span cut at the end of its first line, so that a place of many lines does not fill the screen.
fn first_line(source: &SourceFile, span: Span) -> Range<usize> {
    let text = &source.text;
    let (start, end) = (
        floor(text, span.start as usize),
        floor(text, span.end as usize),
    );
    let (_, line) = source.line_at(start);
    let end = if line.len() > LONGEST_EXCERPT {
        end.min(floor(text, start + LONGEST_EXCERPT / 2))
    } else {
        end
    };
    start..end.min(line.end).max(start)
}
