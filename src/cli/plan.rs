//! `diglot plan`.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::screen::{Screen, aligned};
use super::{Outcome, Output, PlanArguments, epoch, start_threads};
use crate::diagnostics::{self, Located};
use crate::message::{Locale, message, plural};
use crate::project::Options;
use crate::project::catalogue::{self, BrokenBook, Plan, PlannedBook, PlannedEdition};

/// How many characters of a key are shown to people.
const SHORT_KEY: usize = 12;

pub fn run(arguments: &PlanArguments, locale: Locale) -> anyhow::Result<Outcome> {
    let screen = Screen::new(arguments.format, locale);
    let options = Options {
        modified: epoch()?,
        ..Options::default()
    };
    start_threads(None, &screen);
    let plan = catalogue::plan(&arguments.catalogue, &options)?;
    for book in &plan.broken {
        screen.diagnostics(&book.diagnostics, &book.sources);
    }
    let mut stdout = std::io::stdout();
    match arguments.format {
        Output::Text => {
            write!(stdout, "{}", table(&plan, arguments, locale))?;
            say_totals(&plan, &screen);
        }
        Output::Json => {
            let report = Report::of(&plan, &arguments.output, locale);
            writeln!(stdout, "{}", serde_json::to_string_pretty(&report)?)?;
        }
    }
    Ok(if plan.broken.is_empty() {
        Outcome::Done
    } else {
        Outcome::FaultsFound
    })
}

fn say_totals(plan: &Plan, screen: &Screen) {
    let editions: usize = plan.books.iter().map(|book| book.editions.len()).sum();
    let sound = message!(
        "{}, {}",
        plural!(plan.books.len(), "{} book", "{} books"),
        plural!(editions, "{} edition", "{} editions")
    );
    match plan.broken.len() {
        0 => screen.say(&sound),
        broken => screen.say(&message!(
            "{}; {}",
            sound,
            plural!(
                broken,
                "{} book has errors and is not in the plan",
                "{} books have errors and are not in the plan"
            )
        )),
    }
}

/// The table for people: a row for each edition.
fn table(plan: &Plan, arguments: &PlanArguments, locale: Locale) -> String {
    let say = |message: crate::message::Message| message.say(locale);
    let mut cells = vec![[
        say(message!("book")),
        say(message!("edition")),
        say(message!("key")),
        say(message!("path")),
    ]];
    for book in &plan.books {
        for edition in &book.editions {
            let files = files(book, edition, &arguments.output);
            cells.push([
                book.id.clone(),
                edition.name.clone(),
                edition.key.chars().take(SHORT_KEY).collect(),
                match files.as_slice() {
                    [] => "–".to_owned(),
                    [only] => only.clone(),
                    [first, ..] => {
                        let folder = Path::new(first).parent().unwrap_or(Path::new(""));
                        let folder = folder.display().to_string();
                        say(message!("{} ({} files)", folder, files.len()))
                    }
                },
            ]);
        }
    }
    aligned(&cells, [false; 4])
}

/// The folder that a book is built into.
fn output_of(book: &PlannedBook, output: &Path) -> String {
    output.join(&book.id).display().to_string()
}

/// The paths of the files of an edition.
fn files(book: &PlannedBook, edition: &PlannedEdition, output: &Path) -> Vec<String> {
    let folder = output_of(book, output);
    let files = edition.files.iter();
    files.map(|file| format!("{folder}/{file}")).collect()
}

/// What `plan --format json` prints.
#[derive(Serialize)]
struct Report<'a> {
    books: Vec<BookReport<'a>>,
    broken: Vec<BrokenReport<'a>>,
}

#[derive(Serialize)]
struct BookReport<'a> {
    book: &'a str,
    folder: &'a str,
    key: &'a str,
    inputs: Vec<String>,
    /// Builds all editions.
    command: Vec<String>,
    output: String,
    editions: Vec<EditionReport<'a>>,
}

#[derive(Serialize)]
struct EditionReport<'a> {
    edition: &'a str,
    key: &'a str,
    /// Builds this edition.
    command: Vec<String>,
    files: Vec<String>,
}

#[derive(Serialize)]
struct BrokenReport<'a> {
    folder: &'a str,
    diagnostics: Vec<Located<'a>>,
}

impl<'a> Report<'a> {
    fn of(plan: &'a Plan, output: &Path, locale: Locale) -> Self {
        let broken = |book: &'a BrokenBook| BrokenReport {
            folder: &book.folder,
            diagnostics: book
                .diagnostics
                .sorted()
                .into_iter()
                .map(|one| diagnostics::locate(one, &book.sources, locale))
                .collect(),
        };
        Self {
            books: plan
                .books
                .iter()
                .map(|book| BookReport::of(book, output))
                .collect(),
            broken: plan.broken.iter().map(broken).collect(),
        }
    }
}

impl<'a> BookReport<'a> {
    fn of(book: &'a PlannedBook, output: &Path) -> Self {
        let into = output_of(book, output);
        let command = |selection: &[&str]| {
            let words = [
                &["diglot", "build", &book.folder],
                selection,
                &["-o", &into],
            ]
            .concat();
            words.into_iter().map(str::to_owned).collect()
        };
        let edition = |edition: &'a PlannedEdition| EditionReport {
            edition: &edition.name,
            key: &edition.key,
            command: command(&["-e", &edition.name]),
            files: files(book, edition, output),
        };
        Self {
            book: &book.id,
            folder: &book.folder,
            key: &book.key,
            inputs: book
                .inputs
                .iter()
                .map(|input| format!("{}/{input}", book.folder))
                .collect(),
            command: command(&[]),
            output: into.clone(),
            editions: book.editions.iter().map(edition).collect(),
        }
    }
}
