//! Listings: the program in each language, from the chapter or from a file, and what is said of its lines.

use std::ops::Range;

use super::{Lower, only};
use crate::book::{BlockKind, Listing, Program};
use crate::diagnostics::{Code, Diagnostic};
use crate::lang::{Pair, Side};
use crate::message::{message, plural};
use crate::read::file::{CodeFile, MissingFile};
use crate::read::placed::Placed;
use crate::read::scalar::Scalar;
use crate::read::settings;
use crate::read::shape::{At, RawText, items};
use crate::source::{Span, span};

impl Lower<'_> {
    pub(super) fn code(&mut self, code: &CodeFile, at: Span) -> Option<BlockKind> {
        let caption = code.caption.as_ref().map(|words| self.noted(words));
        let first_line = first_line(code);
        let program = match (&code.text, &code.file) {
            (Some(text), None) => {
                if let Some(lines) = &code.lines {
                    self.say(
                        Diagnostic::new(
                            Code::YamlValue,
                            message!("`lines:` is only for a `file:`"),
                        )
                        .at(lines.at)
                        .hint(message!("remove it, and keep only the lines to be shown")),
                    );
                }
                self.typed(text)
            }
            (None, Some(file)) => self.excerpts(file, code.lines.as_ref()),
            (Some(_), Some(file)) => {
                self.say(
                    Diagnostic::new(
                        Code::YamlValue,
                        message!("the listing has both `text` and `file`"),
                    )
                    .at(file.at)
                    .hint(message!("keep one of the two")),
                );
                None
            }
            (None, None) => {
                self.say(
                    Diagnostic::new(Code::YamlKeyMissing, message!("the listing has no text"))
                        .at(at)
                        .hint(message!(
                            "add `text:`, or a file of the book's folder as `file:`"
                        )),
                );
                None
            }
        }?;
        let counts = program.map(|program| program.text.lines().count());
        let count = self.only.map_or(counts.a, |side| *counts.get(side));
        if counts.a != counts.b && self.only.is_none() {
            let languages = &self.shared.languages;
            let message = message!(
                "the program has {} lines in `{}` and {} in `{}`",
                counts.a,
                languages.a.tag(),
                counts.b,
                languages.b.tag()
            );
            self.say(
                Diagnostic::new(Code::PairLines, message)
                    .at(program.b.at.unwrap_or(at))
                    .hint(message!(
                        "lines of a program come in pairs; translate its comments line by line"
                    )),
            );
        }
        let mut marked: Vec<usize> = items(code.marked.as_ref())
            .filter_map(|one| self.marked(one, first_line, count))
            .flatten()
            .collect();
        marked.sort_unstable();
        marked.dedup();
        let has_numbers = code.numbers.as_ref().and_then(|at| at.value) == Some(true);
        Some(BlockKind::Code(Listing {
            lang: code.lang.as_ref().and_then(|lang| lang.value.clone()),
            program,
            caption,
            numbers_from: has_numbers.then_some(first_line),
            marked,
        }))
    }

    /// The program that the chapter itself has.
    fn typed(&mut self, text: &At<RawText>) -> Option<Pair<Program>> {
        let raw = text.value.as_ref()?;
        if let Some(side) = self.only {
            let (words, at) = self.said(text.at, raw, side)?;
            return Some(only::alone(side, self.program(words, at)));
        }
        if let RawText::ByLanguage(each) = raw {
            self.foreign_keys(each);
        }
        self.list_lines(text.at, raw);
        let sides = self.by_side(raw);
        let program = |side: Side| -> Result<Program, bool> {
            let said = sides.get(side).ok_or(true)?;
            let words = said
                .value
                .as_ref()
                .ok_or(false)?
                .0
                .as_deref()
                .unwrap_or_default();
            if words.trim().is_empty() {
                return Err(true);
            }
            Ok(self.program(words, said.at))
        };
        let programs = Pair {
            a: program(Side::A),
            b: program(Side::B),
        };
        match programs {
            Pair { a: Ok(a), b: Ok(b) } => Some(Pair { a, b }),
            Pair {
                a: Err(true),
                b: Err(true),
            } => {
                self.say(
                    Diagnostic::new(Code::YamlValue, message!("the code listing is empty"))
                        .at(text.at)
                        .hint(message!("add its text, or remove the block")),
                );
                None
            }
            Pair {
                a: Ok(a),
                b: Err(true),
            } => {
                self.gap(Side::B, sides.b.map_or(text.at, |said| said.at));
                Some(Pair { b: a.clone(), a })
            }
            Pair {
                a: Err(true),
                b: Ok(b),
            } => {
                self.gap(Side::A, sides.a.map_or(text.at, |said| said.at));
                Some(Pair { a: b.clone(), b })
            }
            // The reader has reported what is unreadable.
            Pair { a: Err(false), .. } | Pair { b: Err(false), .. } => None,
        }
    }

    fn program(&self, words: &str, at: Span) -> Program {
        let shown = shown(&Scalar::new(words, self.shared.sources, at));
        Program {
            text: shown.text,
            at: Some(at),
            places: shown.places,
        }
    }

    /// Reports a program that one language lacks, in whose place stands that of the other.
    fn gap(&mut self, side: Side, at: Span) {
        let code = match self.shared.missing {
            MissingFile::Error => Code::PairMissing,
            MissingFile::Mark | MissingFile::Fallback => Code::PairGap,
        };
        let tag = self.shared.languages.get(side).tag();
        self.say(
            Diagnostic::new(code, message!("the program is missing in `{}`", tag))
                .at(at)
                .hint(message!(
                    "add `{}: …`, or write one program for both languages",
                    tag
                )),
        );
        self.found.untranslated += 1;
    }

    /// The lines of a file, or of one for each language.
    fn excerpts(
        &mut self,
        file: &At<RawText>,
        lines: Option<&At<String>>,
    ) -> Option<Pair<Program>> {
        let range = match lines {
            None => Some((1, None)),
            Some(lines) => {
                let text = lines.value.as_deref()?;
                let range = lines_of(text);
                if let Some((first, Some(last))) = range
                    && first > last
                {
                    self.say(settings::invalid(
                        lines,
                        message!("line {} comes before line {}", last, first),
                        message!("write the first line before the last: `{}-{}`", last, first),
                    ));
                    return None;
                }
                if range.is_none() {
                    self.say(settings::invalid(
                        lines,
                        message!("`{}` does not name lines", text),
                        message!(
                            "write the number of a line, or the first and the last such as `10-20`"
                        ),
                    ));
                }
                range
            }
        };
        let files = self.files(file)?;
        let (first, last) = range?;
        let at = lines.map_or(file.at, |lines| lines.at);
        let (sources, own) = (self.shared.sources, self.only);
        let mut program = |side: Side| {
            let file = *files.get(side);
            let text = &sources.file(file).text;
            let all = text.lines().count();
            let last = last.unwrap_or(all);
            if last > all || first > all {
                self.say(
                    Diagnostic::new(
                        Code::YamlValue,
                        plural!(
                            all,
                            "`{1}` has {0} line",
                            "`{1}` has {0} lines",
                            sources.file(file).path
                        ),
                    )
                    .at(at)
                    .hint(message!(
                        "name lines of the file, or leave out `lines:` to show all"
                    )),
                );
                return None;
            }
            let excerpt = excerpt(text, first..last + 1);
            let whole = excerpt.places.origin(0..excerpt.text.len());
            let at = span(file, whole.start, whole.end);
            let shown = shown(&Scalar::placed(&excerpt, sources, at));
            if shown.text.is_empty() {
                self.say(
                    Diagnostic::new(Code::YamlValue, message!("the code listing is empty"))
                        .at(at)
                        .hint(message!("add its text, or remove the block")),
                );
                return None;
            }
            Some(Program {
                text: shown.text,
                at: Some(at),
                places: shown.places,
            })
        };
        if let Some(side) = own {
            return Some(only::alone(side, program(side)?));
        }
        Some(Pair {
            a: program(Side::A)?,
            b: program(Side::B)?,
        })
    }

    /// The lines, from 0, of a listing with so many that an entry of `marked:` names.
    fn marked(&mut self, one: &At<String>, first: usize, count: usize) -> Option<Range<usize>> {
        let text = one.value.as_deref()?;
        let named = lines_of(text).map(|(from, to)| (from, to.unwrap_or(first + count - 1)));
        match named {
            Some((from, to)) if from >= first && from <= to && to < first + count => {
                Some(from - first..to + 1 - first)
            }
            None | Some(_) => {
                self.say(settings::invalid(
                    one,
                    message!("`{}` does not name lines of this listing", text),
                    message!(
                        "its lines are {} to {}; write the number of one, or the first and the last such as `3-5`",
                        first,
                        first + count - 1
                    ),
                ));
                None
            }
        }
    }
}

/// The number of the first line that is shown.
fn first_line(code: &CodeFile) -> usize {
    let lines = code.lines.as_ref().and_then(|at| at.value.as_deref());
    lines.and_then(lines_of).map_or(1, |(first, _)| first)
}

/// The first and the last of the lines that `3`, `3-5` or `3-` names; `None` as the last for the rest.
fn lines_of(text: &str) -> Option<(usize, Option<usize>)> {
    let number = |text: &str| text.trim().parse().ok().filter(|line| *line > 0);
    match text.split_once(['-', '–']) {
        None => number(text).map(|line| (line, Some(line))),
        Some((first, rest)) if rest.trim().is_empty() => Some((number(first)?, None)),
        Some((first, last)) => Some((number(first)?, Some(number(last)?))),
    }
}

/// Some lines of a file, counted from 1, without the indent that all of them share.
fn excerpt(text: &str, lines: Range<usize>) -> Placed {
    let mut ends = 0;
    let all = text.split_inclusive('\n').map(|line| {
        let start = ends;
        ends += line.len();
        start..ends
    });
    let chosen: Vec<Range<usize>> = all.skip(lines.start - 1).take(lines.len()).collect();
    let indent = |line: &Range<usize>| {
        let line = &text[line.clone()];
        (!line.trim().is_empty()).then(|| line.len() - line.trim_start_matches([' ', '\t']).len())
    };
    let shared = chosen.iter().filter_map(indent).min().unwrap_or(0);
    let mut out = Placed::default();
    for line in chosen {
        let blank = text[line.clone()].trim().is_empty();
        let start = if blank {
            line.start
        } else {
            line.start + shared
        };
        out.push(&text[start..line.end], start..line.end);
    }
    out
}

/// The text of a listing as editions show it: tabs become four spaces, CRLF becomes LF, and trailing white space goes.
fn shown(scalar: &Scalar<'_>) -> Placed {
    let text = scalar.text.trim_end();
    let mut out = Placed::default();
    let mut start = 0;
    for (at, found) in text.match_indices(['\r', '\t']) {
        let end = at + 1;
        let shown = match found {
            "\t" => "    ",
            _ if text[end..].starts_with('\n') => "",
            _ => continue,
        };
        scalar.push_part(start..at, &mut out);
        out.push(shown, scalar.span(at..end).range());
        start = end;
    }
    scalar.push_part(start..text.len(), &mut out);
    out
}
