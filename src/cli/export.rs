//! `diglot export`.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::Context;

use super::arguments::{TextArguments, TextFormat};
use super::build::{failed, finish};
use super::screen::Screen;
use super::{
    BookArguments, GlossaryArguments, GlossaryFormat, OnixArguments, Outcome, Output,
    QuizArguments, QuizFormat, capacity, epoch, open, open_with, start_threads, status,
};
use crate::diagnostics::Diagnostics;
use crate::disk;
use crate::exchange;
use crate::export::glossary;
use crate::export::quiz::{Export, Format};
use crate::lang::{Pair, Side};
use crate::message::{Locale, message, plural};
use crate::project::{Checked, Content, Error, Listed, Options};
use crate::source::Sources;
use crate::translation::Status;

/// Runs `export onix`.
pub fn onix(arguments: &OnixArguments, locale: Locale) -> anyhow::Result<Outcome> {
    let screen = Screen::new(arguments.book.format, locale);
    let project = open(&arguments.book)?;
    let capacity = capacity::start(None, &screen);
    let Checked {
        sources,
        mut diagnostics,
        content,
    } = project.check();
    let message = match &content {
        Some(content) => content.onix(&arguments.edition, capacity, &mut diagnostics)?,
        None => None,
    };
    let Some(message) = message else {
        return failed(&screen, &diagnostics, &sources);
    };
    screen.diagnostics(&diagnostics, &sources);
    save(arguments.output.as_deref(), &message, &sources)?;
    tell_machines(&screen, arguments.output.as_deref(), &diagnostics, &sources)?;
    Ok(Outcome::Done)
}

/// Runs `export quiz`.
pub fn quiz(arguments: &QuizArguments, locale: Locale) -> anyhow::Result<Outcome> {
    let screen = Screen::new(arguments.book.format, locale);
    anyhow::ensure!(
        arguments.to != QuizFormat::Qti
            || named(arguments.output.as_deref()).is_some()
            || !std::io::stdout().is_terminal(),
        message!("a QTI package is a ZIP file; name the file to write with `-o`")
    );
    let format = match arguments.to {
        QuizFormat::Gift => Format::Gift,
        QuizFormat::Moodle => Format::Moodle,
        QuizFormat::Qti => Format::Qti,
        QuizFormat::Csv => Format::Csv,
        QuizFormat::Anki => Format::Anki,
    };
    write(
        &screen,
        &arguments.book,
        arguments.output.as_deref(),
        |content| content.quiz(format, &arguments.languages, &arguments.chapter),
    )
}

/// Runs `export glossary`.
pub fn glossary(arguments: &GlossaryArguments, locale: Locale) -> anyhow::Result<Outcome> {
    let screen = Screen::new(arguments.book.format, locale);
    let format = match arguments.to {
        GlossaryFormat::Anki => glossary::Format::Anki,
        GlossaryFormat::Csv => glossary::Format::Csv,
        GlossaryFormat::Tbx => glossary::Format::Tbx,
    };
    write(
        &screen,
        &arguments.book,
        arguments.output.as_deref(),
        |content| {
            Ok(Export {
                bytes: content.glossary(format)?,
                remarks: Vec::new(),
            })
        },
    )
}

/// Runs `export text`.
pub fn text(arguments: &TextArguments, locale: Locale) -> anyhow::Result<Outcome> {
    let screen = Screen::new(Output::Text, locale);
    let output = named(arguments.output.as_deref());
    anyhow::ensure!(
        arguments.to != TextFormat::Docx || output.is_some() || !std::io::stdout().is_terminal(),
        message!("a DOCX file is a ZIP file; name the file to write with `-o`")
    );
    let format = match arguments.to {
        TextFormat::Po => exchange::Format::Po,
        TextFormat::Xliff => exchange::Format::Xliff,
        TextFormat::Tmx => exchange::Format::Tmx,
        TextFormat::Docx => exchange::Format::Docx,
        TextFormat::Csv => exchange::Format::Csv,
    };
    let options = Options {
        modified: epoch()?,
        ..Options::default()
    };
    let project = open_with(arguments.book.as_deref(), options)?;
    start_threads(None, &screen);
    let Listed {
        sources,
        diagnostics,
        texts,
    } = project.texts();
    let Some(mut texts) = texts else {
        return status::failed(&screen, &diagnostics, &sources);
    };
    let from = match &arguments.from {
        None => Side::A,
        Some(tag) => {
            let Pair { a, b } = &texts.languages;
            let found = texts.languages.side_of(tag);
            found.ok_or_else(|| Error::NoLanguage {
                tag: tag.clone(),
                known: [a, b].map(|lang| lang.tag().to_owned()),
            })?
        }
    };
    for name in &arguments.chapter {
        if !texts.groups.iter().any(|group| group.is_called(name)) {
            return Err(Error::NoChapter {
                name: name.clone(),
                known: texts.groups.iter().map(|group| group.id.clone()).collect(),
            }
            .into());
        }
    }
    if !arguments.chapter.is_empty() {
        texts
            .groups
            .retain(|group| arguments.chapter.iter().any(|name| group.is_called(name)));
    }
    let lock = project.lock()?;
    let status = Status::of(&texts, &lock);
    let catalogue = exchange::Catalogue::of(project.modified(), from, &status, &sources);
    let before = output.and_then(disk::read_own);
    let bytes = exchange::write(&catalogue, format, before.as_deref())?;
    save(output, &bytes, &sources)?;
    if catalogue.left_out > 0 {
        screen.note(&plural!(
            catalogue.left_out,
            "{} text is missing in `{}` and was left out",
            "{} texts are missing in `{}` and were left out",
            texts.languages.get(from).tag()
        ));
    }
    Ok(Outcome::Done)
}

/// Checks a book and writes what `export` makes of it.
fn write(
    screen: &Screen,
    book: &BookArguments,
    output: Option<&Path>,
    export: impl FnOnce(&Content) -> anyhow::Result<Export>,
) -> anyhow::Result<Outcome> {
    let project = open(book)?;
    start_threads(None, screen);
    let Checked {
        sources,
        diagnostics,
        content,
    } = project.check();
    let Some(content) = content else {
        return failed(screen, &diagnostics, &sources);
    };
    let export = export(&content)?;
    save(output, &export.bytes, &sources)?;
    for remark in export.remarks {
        screen.note(&remark);
    }
    tell_machines(screen, output, &diagnostics, &sources)?;
    Ok(Outcome::Done)
}

/// Writes the JSON report to standard output if it was requested, unless the export itself went there.
fn tell_machines(
    screen: &Screen,
    output: Option<&Path>,
    diagnostics: &Diagnostics,
    sources: &Sources,
) -> anyhow::Result<()> {
    if screen.format() == Output::Json && output.is_some() {
        finish(screen, &[], diagnostics, sources)?;
    }
    Ok(())
}

/// The file to write to; `None` for standard output, which `-` stands for.
fn named(path: Option<&Path>) -> Option<&Path> {
    path.filter(|path| *path != Path::new("-"))
}

/// Writes to a file, or to standard output if there is none. `sources` are the book's own files, which are not overwritten.
fn save(path: Option<&Path>, bytes: &[u8], sources: &Sources) -> anyhow::Result<()> {
    match named(path) {
        Some(path) => {
            let existing = path.canonicalize().ok();
            let is_it = |own: &str| Path::new(own).canonicalize().ok() == existing;
            anyhow::ensure!(
                existing.is_none() || !sources.paths().any(is_it),
                message!(
                    "{} is a file of the book; name another file with `-o`",
                    path.display().to_string()
                )
            );
            disk::save(path, bytes)
                .with_context(|| message!("cannot write {}", path.display().to_string()))
        }
        None => Ok(std::io::stdout().write_all(bytes)?),
    }
}
