//! `diglot import --update`.

use std::path::Path;

use anyhow::Context;

use super::screen::Screen;
use super::status::failed;
use super::{Outcome, Output, open_with, start_threads};
use crate::disk;
use crate::exchange::{self, Fault, Format, Update};
use crate::message::{Locale, message, plural};
use crate::project::{Listed, Options, Project, Refusal};
use crate::read::Stuck;

/// Runs `import --update`.
pub fn run(path: &Path, book: Option<&Path>, locale: Locale) -> anyhow::Result<Outcome> {
    let screen = Screen::new(Output::Text, locale);
    let shown = path.display().to_string();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let Some(format) = Format::of_name(&name) else {
        anyhow::bail!(message!(
            "{} is none of the files that `export text` writes: .po, .xlf, .tmx, .docx or .csv",
            shown
        ));
    };
    let bytes = disk::read(path).with_context(|| message!("cannot read {}", &*shown))?;
    let project = open_with(book, Options::default())?;
    start_threads(None, &screen);
    let listed = project.texts();
    let Some(texts) = &listed.texts else {
        return failed(&screen, &listed.diagnostics, &listed.sources);
    };
    let entries = exchange::read(&bytes, format);
    let update = entries.and_then(|entries| exchange::update(texts, &entries, format));
    match update {
        Ok(update) => apply(&screen, &project, &listed, &update),
        Err(faults) => {
            refuse(&screen, path, &faults);
            Ok(Outcome::FaultsFound)
        }
    }
}

/// Changes the book.
fn apply(
    screen: &Screen,
    project: &Project,
    listed: &Listed,
    update: &Update<'_>,
) -> anyhow::Result<Outcome> {
    let files = match project.revise(&update.changes, listed) {
        Ok(files) => files,
        Err(Refusal::Faulty(sources, diagnostics)) => {
            screen.diagnostics(&diagnostics, &sources);
            screen.say(&message!(
                "with these texts the book would have errors; nothing was written"
            ));
            return Ok(Outcome::FaultsFound);
        }
        Err(Refusal::Stuck(places)) => {
            for Stuck { id, at } in places {
                let file = &listed.sources.file(at.file).path;
                let position = listed.sources.position(at);
                let place = format!("{file}:{}:{}", position.line, position.column);
                let fault = message!(
                    "{}: the text `{}` cannot be changed here without changing something else; change it in the book",
                    place,
                    id
                );
                screen.say(&message!("error: {}", fault));
            }
            screen.say(&message!("nothing was written"));
            return Ok(Outcome::FaultsFound);
        }
    };
    if update.unfinished > 0 {
        screen.note(&plural!(
            update.unfinished,
            "{} changed translation is marked as fuzzy and was left as it was",
            "{} changed translations are marked as fuzzy and were left as they were"
        ));
    }
    if update.emptied > 0 {
        screen.note(&plural!(
            update.emptied,
            "{} text is empty in the file and was left as it was; remove it in the book",
            "{} texts are empty in the file and were left as they were; remove them in the book"
        ));
    }
    if files.is_empty() {
        screen.say(&message!("nothing has changed; nothing was written"));
        return Ok(Outcome::Done);
    }
    project.rewrite(&files)?;
    screen.say(&message!(
        "{} in {}",
        plural!(update.changes.len(), "changed {} text", "changed {} texts"),
        plural!(files.len(), "{} file", "{} files")
    ));
    Ok(Outcome::Done)
}

/// Reports what is wrong with a file.
fn refuse(screen: &Screen, path: &Path, faults: &[Fault]) {
    let shown = path.display().to_string();
    for fault in faults {
        let place = format!("{shown}{}", fault.place);
        let fault = message!("{}: {}", place, fault.message.clone());
        screen.say(&message!("error: {}", fault));
    }
    screen.say(&message!("nothing was written"));
}
