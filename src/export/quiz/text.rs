//! The texts of a question: as elements for formats with markup, as plain text for the others.

use crate::book::{Inline, SpanKind, Text, blank, joined};
use crate::lang::{Labels, Lang, foreign};
use crate::manuscript::{AcceptedAnswers, Localized, LocalizedText};
use crate::xml::{El, Node, ruby};

/// Which elements a format allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Html,
    /// The subset of XHTML in the schema of QTI 2.1, which has no ruby.
    Qti,
}

/// Writes texts in the languages of an export.
#[derive(Debug, Clone, Copy)]
pub struct TextWriter<'a> {
    pub languages: Localized<&'a Lang>,
    pub dialect: Dialect,
}

/// Gives the nodes for a blank in a prompt, by its name. Without them a blank is a line of underscores.
pub type Blanks<'b> = Option<&'b dyn Fn(&str) -> Option<Vec<Node>>>;

impl TextWriter<'_> {
    /// The writer of what one language may have alone, by its place.
    #[must_use]
    pub fn within(&self, only: Option<usize>) -> Self {
        let lang = only.and_then(|place| self.languages.iter().nth(place).copied());
        Self {
            languages: match (self.languages, lang) {
                (Localized::Duo { .. }, Some(lang)) => Localized::Solo(lang),
                (languages, _) => languages,
            },
            dialect: self.dialect,
        }
    }

    /// A paragraph in each language, or one if both are the same. `after` is appended to each.
    pub fn paragraphs(&self, line: &LocalizedText<'_>, after: impl Fn(&Lang) -> String) -> Vec<El> {
        self.with_blanks(line, after, None)
    }

    /// The same, with `blanks` in the first language only.
    pub fn with_blanks(
        &self,
        line: &LocalizedText<'_>,
        after: impl Fn(&Lang) -> String,
        blanks: Blanks<'_>,
    ) -> Vec<El> {
        let each = self.each(line).into_iter().enumerate();
        each.map(|(index, (text, lang))| {
            let mut nodes = Vec::new();
            let blanks = blanks.filter(|_| index == 0);
            self.nodes(&text.inlines, lang, blanks, &mut nodes);
            let after = after(lang);
            if !after.is_empty() {
                nodes.push(format!("{}{after}", lang.labels().space).into());
            }
            self.marked("p", lang).with_all(nodes)
        })
        .collect()
    }

    /// A text on one line for each language.
    pub fn phrase(&self, line: &LocalizedText<'_>) -> Vec<Node> {
        self.phrase_with_blanks(line, None)
    }

    /// The same, with `blanks` in the first language only.
    pub fn phrase_with_blanks(&self, line: &LocalizedText<'_>, blanks: Blanks<'_>) -> Vec<Node> {
        let each = self.each(line).into_iter().enumerate();
        let each = each.map(|(index, (text, lang))| {
            let mut nodes = Vec::new();
            let blanks = blanks.filter(|_| index == 0);
            self.nodes(&text.inlines, lang, blanks, &mut nodes);
            self.marked("span", lang).with_all(nodes)
        });
        lines(each.collect())
    }

    /// One of diglot's own labels on one line for each language.
    pub fn label(&self, word: impl Fn(&Labels) -> String) -> Vec<Node> {
        let each = self.languages.iter().map(|lang| {
            let word = word(&lang.labels());
            self.marked("span", lang).with(word)
        });
        lines(each.collect())
    }

    /// A text without markup, with a slash between its languages.
    pub fn plain(&self, line: &LocalizedText<'_>) -> String {
        self.answers(line).join(" / ")
    }

    /// A text without markup in each language, once if both are the same.
    pub fn answers(&self, line: &LocalizedText<'_>) -> Vec<String> {
        let each = self.each(line).into_iter();
        each.map(|(text, lang)| plain(text, lang)).collect()
    }

    /// Every right answer in words, in each language.
    pub fn all_answers(
        &self,
        answer: &LocalizedText<'_>,
        accepted: &AcceptedAnswers<'_>,
    ) -> Vec<String> {
        let each = std::iter::once(answer).chain(&accepted.also);
        let mut all: Vec<String> = Vec::new();
        for said in each.flat_map(|line| self.answers(line)) {
            if !all.contains(&said) {
                all.push(said);
            }
        }
        all
    }

    /// A text in each language; once if both are the same.
    fn each<'t>(&self, line: &LocalizedText<'t>) -> Vec<(&'t Text, &Lang)> {
        let texts = line.text.zip(self.languages);
        let mut each: Vec<(&Text, &Lang)> = texts.iter().copied().collect();
        each.dedup_by(|(second, other), (first, lang)| {
            let is_same = second.inlines == first.inlines;
            if is_same {
                // Formulas are in no language.
                let mut words = String::new();
                first.parts(&mut |inline, _| {
                    if let Inline::Plain(plain) = inline {
                        words.push_str(plain);
                    }
                });
                *lang = foreign::of_shared(&words, lang, other);
            }
            is_same
        });
        each
    }

    fn marked(&self, name: &'static str, lang: &Lang) -> El {
        let attr = match self.dialect {
            Dialect::Html => "lang",
            Dialect::Qti => "xml:lang",
        };
        let element = El::new(name).attr(attr, lang.tag());
        match self.dialect {
            Dialect::Html if lang.is_rtl() => element.attr("dir", "rtl"),
            Dialect::Html | Dialect::Qti => element,
        }
    }

    fn nodes(&self, inlines: &[Inline], lang: &Lang, blanks: Blanks<'_>, out: &mut Vec<Node>) {
        let around = |element: El, inner: &[Inline]| {
            let mut nodes = Vec::new();
            self.nodes(inner, lang, blanks, &mut nodes);
            Node::from(element.with_all(nodes))
        };
        for inline in inlines {
            match inline {
                Inline::Plain(text) => out.push(text.as_str().into()),
                Inline::Emph(inner) => out.push(around(El::new("em"), inner)),
                Inline::Strong(inner) => out.push(around(El::new("strong"), inner)),
                Inline::Code(code) => out.push(El::new("code").with(code.as_str()).into()),
                // Delimiters that the platforms' own MathJax recognises.
                Inline::Formula(formula) => out.push(format!("\\({}\\)", formula.tex).into()),
                Inline::Link { url, text } => {
                    out.push(around(El::new("a").attr("href", url), text));
                }
                Inline::Reference { text, .. } => self.nodes(text, lang, blanks, out),
                Inline::Span { kind, text } => {
                    let element = match kind {
                        SpanKind::Superscript => El::new("sup"),
                        SpanKind::Subscript => El::new("sub"),
                        SpanKind::Key => El::new("kbd"),
                        SpanKind::Abbreviation => El::new("abbr"),
                        SpanKind::SmallCaps => match self.dialect {
                            Dialect::Html => {
                                El::new("span").attr("style", "font-variant: small-caps")
                            }
                            Dialect::Qti => El::new("span").class("smallcaps"),
                        },
                        SpanKind::Language(own) => self.marked("span", own),
                    };
                    out.push(around(element, text));
                }
                Inline::Note(note) => {
                    let (open, close) = brackets(lang);
                    out.push(open.into());
                    self.nodes(&note.text, lang, blanks, out);
                    out.push(close.into());
                }
                Inline::Ruby { base, reading } => match self.dialect {
                    Dialect::Html => out.push(ruby(base, reading).into()),
                    Dialect::Qti => out.push(read(base, reading, lang).into()),
                },
                Inline::Blank {
                    name,
                    number,
                    width,
                } => match blanks.and_then(|blanks| blanks(name)) {
                    Some(nodes) => out.extend(nodes),
                    None => out.push(blank(*number, *width).into()),
                },
                Inline::Break => out.push(El::new("br").into()),
                // Only figures are files of an export.
                Inline::Picture(it) => out.push(format!("[{}]", it.alt).into()),
                Inline::Index(_) => {}
            }
        }
    }
}

/// Nothing after a text; see [`TextWriter::paragraphs`].
pub fn silent(_: &Lang) -> String {
    String::new()
}

/// A text on one line without markup, with notes, readings and addresses of links in parentheses.
pub fn plain(text: &Text, lang: &Lang) -> String {
    joined(plain_lines(text, lang))
}

/// The same with a `\n` for each hard line break.
pub fn plain_lines(text: &Text, lang: &Lang) -> String {
    let mut out = String::new();
    plain_into(&text.inlines, lang, &mut out);
    out
}

fn plain_into(inlines: &[Inline], lang: &Lang, out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Plain(text) | Inline::Code(text) => out.push_str(text),
            Inline::Formula(formula) => out.push_str(&formula.tex),
            Inline::Emph(inner) | Inline::Strong(inner) | Inline::Reference { text: inner, .. } => {
                plain_into(inner, lang, out);
            }
            Inline::Link { url, text } => {
                let from = out.len();
                plain_into(text, lang, out);
                if out[from..] != *url {
                    let (open, close) = brackets(lang);
                    out.extend([open, url, close]);
                }
            }
            Inline::Note(note) => {
                let (open, close) = brackets(lang);
                out.push_str(open);
                plain_into(&note.text, lang, out);
                out.push_str(close);
            }
            Inline::Span { kind, text } => {
                let mut words = String::new();
                plain_into(text, lang, &mut words);
                out.push_str(&kind.plain(words));
            }
            Inline::Ruby { base, reading } => out.push_str(&read(base, reading, lang)),
            Inline::Blank { number, width, .. } => out.push_str(&blank(*number, *width)),
            Inline::Picture(it) => out.extend(["[", it.alt.as_str(), "]"]),
            Inline::Break => out.push('\n'),
            Inline::Index(_) => {}
        }
    }
}

/// Characters with their reading in parentheses.
fn read(base: &str, reading: &str, lang: &Lang) -> String {
    let (open, close) = brackets(lang);
    format!("{base}{}{reading}{close}", open.trim_start())
}

/// The parentheses of a language; the opening one includes the space before it.
fn brackets(lang: &Lang) -> (&str, &str) {
    let brackets = lang.labels().brackets;
    brackets.split_once("{}").unwrap_or((" (", ")"))
}

/// Elements separated by line breaks.
fn lines(elements: Vec<El>) -> Vec<Node> {
    let mut nodes = Vec::new();
    for element in elements {
        if !nodes.is_empty() {
            nodes.push(El::new("br").into());
        }
        nodes.push(element.into());
    }
    nodes
}
