//! `diglot verify`.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::build::failed;
use super::screen::Screen;
use super::{Outcome, Output, VerifyArguments, capacity};
use crate::message::{Locale, Message, message, plural};
use crate::project::{Rebuilt, State, Verification, VerifiedFile};

pub fn run(arguments: &VerifyArguments, locale: Locale) -> anyhow::Result<Outcome> {
    let screen = Screen::new(arguments.format, locale);
    let folders = arguments.folder.iter();
    let all = folders.map(|folder| Ok((Verification::of(folder)?, None)));
    let mut all: Vec<(Verification, Option<PathBuf>)> = all.collect::<anyhow::Result<_>>()?;
    if let Some(book) = &arguments.rebuild {
        let capacity = capacity::start(Some(arguments.capacity), &screen);
        for (verification, kept) in &mut all {
            match verification.rebuild(book, capacity)? {
                Rebuilt::Compared(new) => *kept = new,
                Rebuilt::Failed(diagnostics, sources) => {
                    return failed(&screen, &diagnostics, &sources);
                }
            }
        }
    }
    match arguments.format {
        Output::Text => {
            let mut faults = 0;
            for (verification, kept) in &all {
                faults += say_faults(verification, kept.as_deref(), &screen);
            }
            let files = all.iter().map(|(verification, _)| verification.files.len());
            let verdict = verdict(files.sum(), faults, arguments.rebuild.is_some());
            writeln!(std::io::stdout(), "{}", verdict.say(locale))?;
        }
        Output::Json => {
            let reports = all.iter().map(|(verification, kept)| {
                Report::of(verification, kept.as_deref(), arguments.rebuild.is_some())
            });
            let reports: Vec<Report<'_>> = reports.collect();
            let text = serde_json::to_string_pretty(&reports)?;
            writeln!(std::io::stdout(), "{text}")?;
        }
    }
    let is_good = all.iter().all(|(verification, _)| verification.is_good());
    Ok(if is_good {
        Outcome::Done
    } else {
        Outcome::FaultsFound
    })
}

/// Says what is wrong with the files of a folder and what to do about it. Returns the number of faults.
fn say_faults(verification: &Verification, kept: Option<&Path>, screen: &Screen) -> usize {
    let has = |states: &[State]| {
        let mut files = verification.files.iter();
        files.any(|file| states.contains(&file.state))
    };
    let faults = verification.files.iter().filter_map(|file| {
        let path = verification.output.join(&file.path).display().to_string();
        match file.state {
            State::Good => None,
            State::Missing => Some(message!("{}: the file is missing", path)),
            State::Changed => Some(message!(
                "{}: the file has changed since it was built",
                path
            )),
            State::Extra => Some(message!("{}: the build did not make this file", path)),
            State::Different => Some(message!("{}: building it again makes other bytes", path)),
        }
    });
    let faults: Vec<Message> = faults.collect();
    for fault in &faults {
        screen.say(&message!("error: {}", fault));
    }
    let help = |advice: Message| screen.say(&message!("help: {}", advice));
    if has(&[State::Missing, State::Changed]) {
        help(message!("build the book again, which restores its files"));
    }
    if has(&[State::Extra]) {
        help(message!(
            "move whatever does not belong to the book to another folder"
        ));
    }
    if let Some(kept) = kept {
        help(message!(
            "the new files are in {}; compare them with the old ones, since the same book should give the same bytes",
            kept.display().to_string()
        ));
    }
    faults.len()
}

/// The outcome for all folders in one line.
fn verdict(files: usize, faults: usize, is_rebuilt: bool) -> Message {
    let files = plural!(files, "{} file", "{} files");
    match (faults, is_rebuilt) {
        (0, false) => message!("{}, as they were built", files),
        (0, true) => message!("{}, as they were built and as they are built again", files),
        (faults, _) => message!("{}, {}", files, plural!(faults, "{} fault", "{} faults")),
    }
}

/// What `verify --format json` prints of a folder.
#[derive(Serialize)]
struct Report<'a> {
    folder: String,
    editions: Vec<EditionReport<'a>>,
    files: Vec<FileReport<'a>>,
    rebuilt: bool,
    /// Where the new files are if any is different.
    kept: Option<String>,
}

#[derive(Serialize)]
struct EditionReport<'a> {
    edition: &'a str,
    key: String,
}

#[derive(Serialize)]
struct FileReport<'a> {
    file: &'a str,
    state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pages: Option<usize>,
}

impl<'a> Report<'a> {
    fn of(verification: &'a Verification, kept: Option<&Path>, rebuilt: bool) -> Self {
        let stamp = &verification.stamp;
        let file = |file: &'a VerifiedFile| {
            let stamped = file.stamped.as_ref();
            FileReport {
                file: &file.path,
                state: file.state,
                hash: stamped.map(|it| it.hash.as_str()),
                bytes: stamped.map(|it| it.bytes),
                pages: stamped.and_then(|it| it.pages),
            }
        };
        let editions = stamp.made.keys().map(|edition| EditionReport {
            edition,
            key: stamp.key(edition),
        });
        Self {
            folder: verification.output.display().to_string(),
            editions: editions.collect(),
            files: verification.files.iter().map(file).collect(),
            rebuilt,
            kept: kept.map(|path| path.display().to_string()),
        }
    }
}
