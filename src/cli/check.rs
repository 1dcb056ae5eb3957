//! `diglot check`.

use std::io::Write;

use super::screen::{Screen, verdict};
use super::{CheckArguments, Outcome, Output, open, start_threads};
use crate::diagnostics;
use crate::message::{Locale, message, plural};
use crate::project::{Checked, Mending, Project};
use crate::source::Sources;

/// Runs `check`.
pub fn run(arguments: &CheckArguments, locale: Locale) -> anyhow::Result<Outcome> {
    let format = arguments.book.format;
    let screen = Screen::new(format, locale).verbose(arguments.verbose);
    let project = open(&arguments.book)?;
    start_threads(None, &screen);
    let checked = project.check();
    let checked = if arguments.fix {
        mended(&screen, &project, checked, arguments.dry_run)?
    } else {
        checked
    };
    let Checked {
        sources,
        diagnostics,
        ..
    } = &checked;
    let outcome = if diagnostics.has_errors() {
        Outcome::FaultsFound
    } else {
        Outcome::Done
    };
    match format {
        Output::Text => {
            screen.diagnostics(diagnostics, sources);
            let verdict = verdict(diagnostics).say(locale);
            writeln!(std::io::stdout(), "{verdict}")?;
        }
        Output::Json => {
            let list: Vec<_> = diagnostics
                .sorted()
                .into_iter()
                .map(|one| diagnostics::locate(one, sources, locale))
                .collect();
            let text = serde_json::to_string_pretty(&list)?;
            writeln!(std::io::stdout(), "{text}")?;
        }
    }
    Ok(outcome)
}

/// The book with its certain fixes, which are written unless this is a dry run.
fn mended(
    screen: &Screen,
    project: &Project,
    checked: Checked,
    is_dry: bool,
) -> anyhow::Result<Checked> {
    let Some(mending) = project.mend(&checked) else {
        screen.say(&message!("there is nothing to mend"));
        return Ok(checked);
    };
    if mending.is_faulty(&checked) {
        screen.diagnostics(&mending.after.diagnostics, &mending.after.sources);
        screen.say(&message!(
            "with these changes the book would have errors; nothing was written"
        ));
        return Ok(checked);
    }
    show(screen, &mending, &checked.sources);
    let places = plural!(mending.edits.len(), "{} place", "{} places");
    let files = plural!(mending.files.len(), "{} file", "{} files");
    if is_dry {
        screen.say(&message!(
            "{} in {} to be mended; nothing was written",
            places,
            files
        ));
        return Ok(checked);
    }
    project.rewrite(&mending.files)?;
    screen.say(&message!("mended {} in {}", places, files));
    Ok(mending.after)
}

/// Lists the changes.
fn show(screen: &Screen, mending: &Mending, sources: &Sources) {
    for edit in &mending.edits {
        let at = sources.position(edit.at);
        let path = &sources.file(edit.at.file).path;
        let place = format!("{path}:{}:{}", at.line, at.column);
        let old = sources.slice(edit.at);
        screen.say(&if edit.new.is_empty() {
            message!("{}: `{}` removed", place, old)
        } else {
            message!("{}: `{}` → `{}`", place, old, edit.new.as_str())
        });
    }
}
