//! `diglot new`.

use std::io::Write;
use std::path::Path;

use anyhow::Context;

use super::arguments::{NewArguments, NewKind};
use super::screen::quoted;
use super::{Outcome, SchemaOf, schema_text};
use crate::disk;
use crate::message::{Locale, message};
use crate::read;
use crate::starter::Starter;

/// Runs `new`.
pub fn run(arguments: &NewArguments, locale: Locale) -> anyhow::Result<Outcome> {
    let NewArguments { folder, kind } = arguments;
    let shown = || folder.display().to_string();
    let is_vacant = disk::is_vacant(folder);
    let is_vacant = is_vacant.with_context(|| message!("cannot create a book in {}", shown()))?;
    anyhow::ensure!(
        is_vacant,
        message!(
            "{} is not empty; name a new folder, or an empty one",
            shown()
        )
    );
    let starter = match kind {
        NewKind::Book => Starter::Book,
        NewKind::Novel => Starter::Novel,
        NewKind::Poetry => Starter::Poetry,
        NewKind::Class => Starter::Class,
    };
    let mut files = starter.files(&id_of(folder).unwrap_or_else(|| starter.name().to_owned()));
    for (path, file) in [
        (".diglot/book.schema.json", SchemaOf::Book),
        (".diglot/chapter.schema.json", SchemaOf::Chapter),
        (".diglot/glossary.schema.json", SchemaOf::Glossary),
    ] {
        files.push((path, schema_text(file)? + "\n"));
    }
    let written: Vec<_> = files
        .iter()
        .map(|(path, text)| (*path, text.as_bytes()))
        .collect();
    disk::publish(folder, &written)?;
    let mut out = std::io::stdout();
    for (path, _) in &files {
        writeln!(out, "{}", folder.join(path).display())?;
    }
    let next = message!(
        "next: `diglot build {}` makes its editions, `diglot check {}` reports mistakes",
        quoted(folder),
        quoted(folder)
    );
    writeln!(out, "{}", next.say(locale))?;
    Ok(Outcome::Done)
}

/// The id of a book from the name of its folder, if that can be one.
fn id_of(folder: &Path) -> Option<String> {
    let name = folder.file_name()?.to_str()?;
    let id = name.to_ascii_lowercase().replace([' ', '_', '.'], "-");
    (read::is_slug(&id) && id != "null").then_some(id)
}
