//! The command line: what was typed, what it means, and what is said of it. Results go to stdout,
//! everything else to stderr.

mod build;
mod export;
mod screen;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand, ValueEnum};

use crate::diagnostics;
use crate::project::{Checked, Options, Project};
use crate::read::{self, BOOK_FILE, BookFile, ChapterFile, GlossaryFile};
use crate::typeset;
use screen::Screen;

/// The variable that dates files, as reproducible-builds.org specifies it.
const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// Bilingual books: one source, side-by-side PDFs and an EPUB in each language.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a book's editions.
    #[command(
        after_help = "Exit status: 0 done, 1 the book has errors, 2 wrong usage.\n\
        SOURCE_DATE_EPOCH, where set, dates the files; else the book's own `date:` does."
    )]
    Build(BuildArguments),
    /// Say everything that is wrong with a book, and write nothing.
    Check(CheckArguments),
    /// Write what bookshops and libraries are told of a book, or its quizzes for learning platforms.
    #[command(subcommand)]
    Export(Export),
    /// Print the JSON Schema of the content format, for editors.
    Schema {
        /// Which file the schema is for.
        #[arg(value_enum, default_value = "chapter")]
        file: SchemaOf,
    },
}

/// What is taken out of a book.
#[derive(Debug, Subcommand)]
enum Export {
    /// ONIX for Books 3.0: a product for each edition, with accessibility, languages, titles in both
    /// scripts, pages and related products.
    #[command(
        after_help = "SOURCE_DATE_EPOCH, where set, dates the message; else the book's own `date:` does."
    )]
    Onix(OnixArguments),
    /// The questions of the quizzes, with answers, explanations and points, for Moodle and other learning
    /// platforms, spreadsheets and Anki.
    #[command(
        after_help = "What a format cannot hold is said. SOURCE_DATE_EPOCH, where set, dates a QTI package; \
        else the book's own `date:` does."
    )]
    Quiz(QuizArguments),
}

#[derive(Debug, clap::Args)]
struct QuizArguments {
    #[command(flatten)]
    book: BookArguments,
    /// The format of the questions.
    #[arg(long, value_enum)]
    to: QuizFormat,
    /// Ask in these languages, in this order, as `en` or `en,zh` [default: both, in the book's order]
    #[arg(long, value_name = "LANG", value_delimiter = ',')]
    languages: Vec<String>,
    /// Take the questions of this chapter only, by its number or id; may be given more than once.
    #[arg(long = "chapter", value_name = "CHAPTER")]
    chapter: Vec<String>,
    /// The file to write; `-` is standard output [default: -]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The formats of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum QuizFormat {
    /// Moodle's text format, which other platforms read too.
    Gift,
    /// An IMS QTI 2.1 package, a ZIP file.
    Qti,
    /// A table in UTF-8 with a byte order mark, for spreadsheets.
    Csv,
    /// Notes for Anki's text import.
    Anki,
}

#[derive(Debug, clap::Args)]
struct OnixArguments {
    #[command(flatten)]
    book: BookArguments,
    /// Tell of this edition only; may be given more than once.
    #[arg(short, long = "edition", value_name = "NAME")]
    edition: Vec<String>,
    /// The file to write; `-` is standard output [default: -]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What both `build` and `check` take.
#[derive(Debug, clap::Args)]
struct BookArguments {
    /// The folder that holds book.yaml, or that file [default: this folder, then content/]
    book: Option<PathBuf>,
    /// Write results and complaints as JSON.
    #[arg(long, value_enum, default_value = "text")]
    format: Output,
    /// Use the fonts of a folder besides diglot's own.
    #[arg(long, value_name = "DIR")]
    font_path: Option<PathBuf>,
    /// Use the fonts installed on this machine too; other machines may then make other pages.
    #[arg(long)]
    system_fonts: bool,
}

#[derive(Debug, clap::Args)]
struct BuildArguments {
    #[command(flatten)]
    book: BookArguments,
    /// Make this edition only, with its solutions book where it has one; may be given more than once.
    #[arg(short, long = "edition", value_name = "NAME")]
    edition: Vec<String>,
    /// Make handouts of this chapter only, by its number or id; may be given more than once.
    #[arg(long = "chapter", value_name = "CHAPTER")]
    chapter: Vec<String>,
    /// Where the files go.
    #[arg(short, long, value_name = "DIR", default_value = "dist")]
    output: PathBuf,
    /// Show every warning, not only the first five of a kind, and say in which sizes each edition with its
    /// languages side by side is set, and how much of it is white because one language is longer.
    #[arg(short, long)]
    verbose: bool,
    /// Make the files even when nothing has changed.
    #[arg(long)]
    force: bool,
    /// Editions to make at a time [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Write the Typst source of the PDF edition here, with templates and pictures, for a stock
    /// `typst compile`; of several PDF editions each into a folder of its name.
    #[arg(long, value_name = "DIR")]
    emit_typst: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct CheckArguments {
    #[command(flatten)]
    book: BookArguments,
    /// Show every warning, not only the first five of a kind.
    #[arg(short, long)]
    verbose: bool,
}

/// How complaints and results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// The files of the format.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum SchemaOf {
    Book,
    Chapter,
    Glossary,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    BookHasErrors,
    /// Wrong usage, or a disk that cannot be written.
    CouldNotRun,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0,
            Outcome::BookHasErrors => 1,
            Outcome::CouldNotRun => 2,
        })
    }
}

/// Runs the command line and returns the exit status: 0 done, 1 the book has errors, 2 wrong usage.
pub fn run() -> ExitCode {
    silence_trials();
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Command::Build(arguments) => build::run(&arguments),
        Command::Export(Export::Onix(arguments)) => export::onix(&arguments),
        Command::Export(Export::Quiz(arguments)) => export::quiz(&arguments),
        Command::Check(arguments) => check(&arguments),
        Command::Schema { file } => schema(file),
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(error) if is_broken_pipe(&error) => Outcome::Done.into(),
        Err(error) => {
            Screen::error(&format!("{error:#}"));
            Outcome::CouldNotRun.into()
        }
    }
}

/// What panics in a trial is told as a complaint about the file that was tried.
fn silence_trials() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(typeset::TRIAL_THREAD) {
            usual(panic);
        }
    }));
}

/// Whether the reader of our output went away, as `head` does.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

fn schema(file: SchemaOf) -> anyhow::Result<Outcome> {
    let schema = match file {
        SchemaOf::Book => schemars::schema_for!(BookFile),
        SchemaOf::Chapter => schemars::schema_for!(ChapterFile),
        SchemaOf::Glossary => schemars::schema_for!(GlossaryFile),
    };
    let mut schema = schema.to_value();
    read::allow_unquoted(&mut schema);
    let text = serde_json::to_string_pretty(&schema)?;
    writeln!(std::io::stdout(), "{text}")?;
    Ok(Outcome::Done)
}

fn check(arguments: &CheckArguments) -> anyhow::Result<Outcome> {
    let CheckArguments {
        book: arguments,
        verbose,
    } = arguments;
    let screen = Screen::new(arguments.format).verbose(*verbose);
    let project = open(arguments)?;
    start_threads(None, &screen);
    let checked = project.check();
    let Checked {
        sources,
        diagnostics,
        ..
    } = &checked;
    let outcome = if diagnostics.has_errors() {
        Outcome::BookHasErrors
    } else {
        Outcome::Done
    };
    match arguments.format {
        Output::Text => {
            screen.diagnostics(diagnostics, sources);
            writeln!(std::io::stdout(), "{}", screen::verdict(diagnostics))?;
        }
        Output::Json => {
            let list: Vec<_> = diagnostics
                .sorted()
                .into_iter()
                .map(|one| diagnostics::locate(one, sources))
                .collect();
            let text = serde_json::to_string_pretty(&list)?;
            writeln!(std::io::stdout(), "{text}")?;
        }
    }
    Ok(outcome)
}

/// Starts as many threads as are asked for, else one for each processor, for the reader and the typesetter alike. Where
/// the system does not start so many, those that there are do the work. Returns how many there are.
fn start_threads(asked: Option<usize>, screen: &Screen) -> usize {
    let wanted = asked
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get));
    let found = startable(wanted);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(found.max(1));
    // A pool that cannot be built cannot be built a second time either: that is why threads are counted first.
    let _ = if found == 0 {
        pool.use_current_thread().build_global()
    } else {
        pool.build_global()
    };
    if found < wanted {
        screen.say(&format!(
            "note: the system starts {found} of {}, so this takes longer",
            screen::count(wanted, "thread")
        ));
    }
    found.max(1)
}

/// How many threads the system starts, of so many.
fn startable(wanted: usize) -> usize {
    let gate = std::sync::Mutex::new(());
    std::thread::scope(|scope| {
        // They wait for one another, so that all are there at a time.
        let held = gate.lock();
        let start = || std::thread::Builder::new().spawn_scoped(scope, || drop(gate.lock()));
        let started = (0..wanted).take_while(|_| start().is_ok()).count();
        drop(held);
        started
    })
}

/// Opens the book that is named, or that of this folder, or of content/.
fn open(arguments: &BookArguments) -> anyhow::Result<Project> {
    let path = match &arguments.book {
        Some(path) => path.clone(),
        None if Path::new(BOOK_FILE).is_file() => PathBuf::from("."),
        None if Path::new("content").join(BOOK_FILE).is_file() => PathBuf::from("content"),
        None => anyhow::bail!(
            "no book here: neither this folder nor content/ has a {BOOK_FILE}; name the book's folder"
        ),
    };
    let options = Options {
        font_folder: arguments.font_path.clone(),
        system_fonts: arguments.system_fonts,
        modified: epoch()?,
    };
    Ok(Project::open(&path, options)?)
}

/// The time that `SOURCE_DATE_EPOCH` gives.
fn epoch() -> anyhow::Result<Option<jiff::Timestamp>> {
    let Some(text) = std::env::var_os(EPOCH).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let text = text.to_string_lossy();
    text.parse()
        .ok()
        .filter(|seconds| *seconds >= 0)
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map(Some)
        .with_context(|| format!("{EPOCH} is `{text}`, not a number of seconds since 1970"))
}
