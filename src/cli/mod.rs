//! The command line. Results go to stdout, everything else to stderr.

#![expect(
    clippy::disallowed_methods,
    reason = "the command line reads arguments and the environment"
)]

mod arguments;
mod build;
mod capacity;
mod check;
mod export;
mod extend;
mod help;
mod import;
mod lsp;
mod manpage;
mod new;
mod plan;
mod screen;
mod status;
mod update;
mod usage;
mod verify;

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::disk::PublishError;
use crate::message::{Locale, Message, message};
use crate::project::{self, Options, Project};
use crate::read::{self, BOOK_FILE, BookFile, ChapterFile, GlossaryFile};
use crate::typeset;
use arguments::{ImportArguments, NewArguments, StatusArguments, TextArguments};
use capacity::CapacityArguments;
use screen::Screen;

/// The environment variable that dates files, as specified by reproducible-builds.org.
const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// Bilingual books: one source, side-by-side PDFs and an EPUB in each language.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// The language of messages and help [default: the locale's, else en]
    #[arg(long, global = true, value_name = "LANG", value_parser = locales())]
    lang: Option<Locale>,
}

/// The parser for the value of `--lang`.
fn locales() -> impl TypedValueParser<Value = Locale> {
    let names = Locale::ALL.map(|(_, name)| name);
    PossibleValuesParser::new(names).map(|name| Locale::of_posix(&name))
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Begin a book: write a small complete one to a new folder.
    #[command(visible_alias = "init")]
    New(NewArguments),
    /// Make a book of texts that have both languages, or of one text in each; or bring a file of `export text` back.
    #[command(
        after_help = "IMPORT.md in the new book lists what a person should look at. With --update, nothing but the \
        changed texts is changed in the book's files.\nExit status: 0 done, 1 the file of --update does not fit the \
        book, or the book has errors, 2 wrong usage, or files of which no book can be made."
    )]
    Import(ImportArguments),
    /// Build the editions of a book.
    #[command(
        after_help = "Exit status: 0 done, 1 the book has errors, 2 wrong usage.\n\
        SOURCE_DATE_EPOCH, if set, dates the files; otherwise `date:` in book.yaml does."
    )]
    Build(BuildArguments),
    /// Check a book and report every problem; with --fix, mend what needs no thought.
    Check(CheckArguments),
    /// Report how far each translation is: what is missing, what may be out of date, what nobody has confirmed.
    #[command(
        after_help = "Exit status: 0 done, 1 the book has errors or what --fail-on names, 2 wrong usage."
    )]
    Status(StatusArguments),
    /// List what builds of many books make from what, for programs that run the builds.
    #[command(
        after_help = "Exit status: 0 every book can be built, 1 some have errors and the plan has the others, 2 wrong \
        usage.\nThe same key means the same files. It depends on SOURCE_DATE_EPOCH, if that is set."
    )]
    Plan(PlanArguments),
    /// Compare files with what their build recorded of them.
    #[command(
        after_help = "Exit status: 0 the files are as they were built, 1 some are not, 2 wrong usage, or there is \
        nothing to compare with."
    )]
    Verify(VerifyArguments),
    /// Export metadata for bookshops and libraries, quizzes for learning platforms, the glossary, or texts for translators.
    #[command(subcommand)]
    Export(Export),
    /// Print the JSON Schema of the content format, for editors.
    Schema {
        /// The file that the schema is for.
        #[arg(value_enum, default_value = "chapter")]
        file: SchemaOf,
    },
    /// Serve an editor on standard input and output, by the Language Server Protocol.
    Lsp,
    /// Print the completions of this command line for a shell.
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page of this program or of a command, for `man`.
    Man {
        /// The command, such as `build` or `export quiz` [default: the whole program]
        command: Vec<String>,
    },
}

/// What is exported of a book.
#[derive(Debug, Subcommand)]
enum Export {
    /// ONIX for Books 3.0: a product for each edition, with accessibility, languages, titles in both
    /// languages, pages and related products.
    #[command(
        after_help = "SOURCE_DATE_EPOCH, if set, dates the message; otherwise `date:` in book.yaml does."
    )]
    Onix(OnixArguments),
    /// The questions of the quizzes, with answers, explanations and points, for Moodle and other learning
    /// platforms, spreadsheets and Anki.
    #[command(
        after_help = "What a format cannot hold is reported. SOURCE_DATE_EPOCH, if set, dates a QTI package; \
        otherwise `date:` in book.yaml does."
    )]
    Quiz(QuizArguments),
    /// The terms of the glossary, for Anki in both directions, spreadsheets and translation tools.
    Glossary(GlossaryArguments),
    /// The texts of the book for translators and editors; `diglot import --update` brings them back.
    Text(TextArguments),
}

#[derive(Debug, clap::Args)]
struct GlossaryArguments {
    #[command(flatten)]
    book: BookArguments,
    /// The format of the terms.
    #[arg(long, value_enum)]
    to: GlossaryFormat,
    /// The file to write; `-` is standard output [default: -]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The formats of terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum GlossaryFormat {
    /// Notes for Anki's text import, two for each term: one in each direction.
    Anki,
    /// A table in UTF-8 with a byte order mark, for spreadsheets.
    Csv,
    /// TBX-Basic (ISO 30042), for translation tools.
    Tbx,
}

#[derive(Debug, clap::Args)]
struct QuizArguments {
    #[command(flatten)]
    book: BookArguments,
    /// The format of the questions.
    #[arg(long, value_enum)]
    to: QuizFormat,
    /// Ask in these languages, in this order, as in `en` or `en,zh` [default: both, in the book's order]
    #[arg(long, value_name = "LANG", value_delimiter = ',')]
    languages: Vec<String>,
    /// Export the questions of this chapter only, by its number or id; may be given more than once.
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
    /// Moodle's XML, with pictures and everything that Moodle's own question types hold.
    Moodle,
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
    /// Describe this edition only; may be given more than once.
    #[arg(short, long = "edition", value_name = "NAME")]
    edition: Vec<String>,
    /// The file to write; `-` is standard output [default: -]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The arguments that all commands for a book have in common.
#[derive(Debug, clap::Args)]
struct BookArguments {
    /// The folder that contains book.yaml, or that file [default: this folder, then content/]
    book: Option<PathBuf>,
    /// How results and diagnostics are written.
    #[arg(long, value_enum, default_value = "text")]
    format: Output,
    /// Use the fonts in this folder besides diglot's own.
    #[arg(long, value_name = "DIR")]
    font_path: Option<PathBuf>,
    /// Also use the fonts installed on this machine; pages may then differ between machines.
    #[arg(long)]
    system_fonts: bool,
}

#[derive(Debug, clap::Args)]
struct BuildArguments {
    #[command(flatten)]
    book: BookArguments,
    /// Build this edition only, with its solutions book if it has one; may be given more than once.
    #[arg(short, long = "edition", value_name = "NAME")]
    edition: Vec<String>,
    /// Build handouts for this chapter only, by its number or id; may be given more than once.
    #[arg(long = "chapter", value_name = "CHAPTER")]
    chapter: Vec<String>,
    /// The folder to write to.
    #[arg(short, long, value_name = "DIR", default_value = "dist")]
    output: PathBuf,
    /// Show every warning, not only the first five of each kind; also report the type sizes of each edition with
    /// languages side by side, and how much of it is blank because one language is longer.
    #[arg(short, long)]
    verbose: bool,
    /// Build even if nothing has changed.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    capacity: CapacityArguments,
    /// Also write the Typst source of the PDF edition to this folder, with templates and pictures, for a stock
    /// `typst compile`; if there are several PDF editions, each to a folder of its name.
    #[arg(long, value_name = "DIR")]
    emit_typst: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct CheckArguments {
    #[command(flatten)]
    book: BookArguments,
    /// Mend what is certain in the files of the book, and list the changes.
    #[arg(long)]
    fix: bool,
    /// List the changes of --fix; write nothing.
    #[arg(long, requires = "fix")]
    dry_run: bool,
    /// Show every warning, not only the first five of each kind.
    #[arg(short, long)]
    verbose: bool,
}

#[derive(Debug, clap::Args)]
struct PlanArguments {
    /// A folder of books, the folder of one book, or a text file that lists folders, one on each line.
    #[arg(required = true)]
    catalogue: Vec<PathBuf>,
    /// How results and diagnostics are written.
    #[arg(long, value_enum, default_value = "text")]
    format: Output,
    /// The folder to write to; each book has a folder in it, named by its id.
    #[arg(short, long, value_name = "DIR", default_value = "dist")]
    output: PathBuf,
}

#[derive(Debug, clap::Args)]
struct VerifyArguments {
    /// A folder that `diglot build` has written to.
    #[arg(required = true, value_name = "DIR")]
    folder: Vec<PathBuf>,
    /// Also build this book again and compare the files byte for byte; if they differ, keep both.
    #[arg(long, value_name = "BOOK")]
    rebuild: Option<PathBuf>,
    /// How results and diagnostics are written.
    #[arg(long, value_enum, default_value = "text")]
    format: Output,
    #[command(flatten)]
    capacity: CapacityArguments,
}

/// How diagnostics and results are written.
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
    /// A book has errors, or files are not as they were built.
    FaultsFound,
    /// Wrong usage, or files that cannot be written.
    CouldNotRun,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0,
            Outcome::FaultsFound => 1,
            Outcome::CouldNotRun => 2,
        })
    }
}

/// Runs the command line and returns the exit status: 0 done, 1 faults found, 2 wrong usage.
pub fn run() -> ExitCode {
    silence_trials();
    let typed: Vec<OsString> = std::env::args_os().collect();
    let locale = locale_of(&typed);
    let command = help::localized(Arguments::command(), locale);
    let arguments = command
        .try_get_matches_from(typed)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match arguments {
        Ok(arguments) => arguments,
        Err(error) => return refuse_usage(&error, locale),
    };
    let result = match arguments.command {
        Command::New(arguments) => new::run(&arguments, locale),
        Command::Import(arguments) => import::run(&arguments, locale),
        Command::Build(arguments) => build::run(&arguments, locale),
        Command::Export(Export::Onix(arguments)) => export::onix(&arguments, locale),
        Command::Export(Export::Quiz(arguments)) => export::quiz(&arguments, locale),
        Command::Export(Export::Glossary(arguments)) => export::glossary(&arguments, locale),
        Command::Check(arguments) => check::run(&arguments, locale),
        Command::Status(arguments) => status::run(&arguments, locale),
        Command::Plan(arguments) => plan::run(&arguments, locale),
        Command::Verify(arguments) => verify::run(&arguments, locale),
        Command::Export(Export::Text(arguments)) => export::text(&arguments, locale),
        Command::Schema { file } => schema(file),
        Command::Lsp => lsp::run(locale),
        Command::Completions { shell } => manpage::completions(shell, locale),
        Command::Man { command } => manpage::man(&command, locale),
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(error) if is_broken_pipe(&error) => Outcome::Done.into(),
        Err(error) => {
            Screen::error(&message_of(&error), locale);
            Outcome::CouldNotRun.into()
        }
    }
}

/// The language of messages: that of `--lang`, else that of the first environment variable that is set, in the order
/// of POSIX. It must be known before the command line is parsed, for the messages about a wrong command line.
fn locale_of(typed: &[OsString]) -> Locale {
    let mut options = typed.iter().take_while(|option| *option != "--");
    while let Some(option) = options.next() {
        let option = option.to_string_lossy();
        let value = match option.strip_prefix("--lang") {
            Some("") => options.next().map(|value| value.to_string_lossy()),
            Some(rest) => rest.strip_prefix('=').map(Into::into),
            None => None,
        };
        if let Some(name) = value {
            return Locale::of_posix(&name);
        }
    }
    let variables = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter();
    let first = variables
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty());
    first.map_or(Locale::English, |value| {
        Locale::of_posix(&value.to_string_lossy())
    })
}

/// Reports what is wrong with the command line, or prints the help or the version if that was requested.
fn refuse_usage(error: &clap::Error, locale: Locale) -> ExitCode {
    let Some((message, hint)) = usage::explain(error) else {
        // A closed pipe is not worth reporting.
        let _ = error.print();
        return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
    };
    Screen::error(&message, locale);
    if let Some(hint) = hint {
        Screen::help(&hint, locale);
    }
    Screen::help(
        &message!("`diglot help` lists the commands and `--help` their arguments"),
        locale,
    );
    Outcome::CouldNotRun.into()
}

/// The message of an error and its causes, outermost first.
fn message_of(error: &anyhow::Error) -> Message {
    let in_words = |cause: &(dyn std::error::Error + 'static)| {
        if let Some(error) = cause.downcast_ref::<project::Error>() {
            error.message()
        } else if let Some(error) = cause.downcast_ref::<PublishError>() {
            error.message()
        } else if let Some(error) = cause.downcast_ref::<std::io::Error>() {
            Message::of_io(error)
        } else {
            Message::foreign(cause.to_string())
        }
    };
    let outer = error.downcast_ref::<Message>().cloned();
    let outer = outer.unwrap_or_else(|| in_words(error.as_ref()));
    let causes = error.chain().skip(1);
    causes.fold(outer, |outer, cause| {
        message!("{}: {}", outer, in_words(cause))
    })
}

/// Suppresses the messages of panics in trials, which are reported as diagnostics of the file that was tried.
fn silence_trials() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(typeset::TRIAL_THREAD) {
            usual(panic);
        }
    }));
}

/// Whether the reader of our output closed the pipe, as `head` does.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

fn schema(file: SchemaOf) -> anyhow::Result<Outcome> {
    let text = schema_text(file)?;
    writeln!(std::io::stdout(), "{text}")?;
    Ok(Outcome::Done)
}

/// The JSON Schema of a file.
fn schema_text(file: SchemaOf) -> anyhow::Result<String> {
    let schema = match file {
        SchemaOf::Book => schemars::schema_for!(BookFile),
        SchemaOf::Chapter => schemars::schema_for!(ChapterFile),
        SchemaOf::Glossary => schemars::schema_for!(GlossaryFile),
    };
    let mut schema = schema.to_value();
    read::allow_unquoted(&mut schema);
    Ok(serde_json::to_string_pretty(&schema)?)
}

/// Starts the thread pool for reading and typesetting, with `asked` threads or one for each processor. If the system
/// does not allow so many, it is smaller. Returns how many threads there are.
fn start_threads(asked: Option<usize>, screen: &Screen) -> usize {
    let wanted = asked
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get));
    let found = startable(wanted);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(found.max(1));
    // After a failure the global pool cannot be built again, which is why threads are counted first.
    let _ = if found == 0 {
        pool.use_current_thread().build_global()
    } else {
        pool.build_global()
    };
    if found < wanted {
        screen.note(&message!(
            "the system allows only {} of {} threads, so this takes longer",
            found,
            wanted
        ));
    }
    found.max(1)
}

/// How many threads the system can run at the same time, up to `wanted`.
fn startable(wanted: usize) -> usize {
    let gate = std::sync::Mutex::new(());
    std::thread::scope(|scope| {
        // Each thread waits for the lock, so that all exist at the same time.
        let held = gate.lock();
        let start = || std::thread::Builder::new().spawn_scoped(scope, || drop(gate.lock()));
        let started = (0..wanted).take_while(|_| start().is_ok()).count();
        drop(held);
        started
    })
}

/// Opens the given book, or else the one in the current folder or in content/.
fn open(arguments: &BookArguments) -> anyhow::Result<Project> {
    let options = Options {
        font_folder: arguments.font_path.clone(),
        system_fonts: arguments.system_fonts,
        modified: epoch()?,
    };
    open_with(arguments.book.as_deref(), options)
}

/// Opens the given book, or else the one in the current folder or in content/, with options.
fn open_with(book: Option<&Path>, options: Options) -> anyhow::Result<Project> {
    let path = match book {
        Some(path) => path,
        None if Path::new(BOOK_FILE).is_file() => Path::new("."),
        None if Path::new("content").join(BOOK_FILE).is_file() => Path::new("content"),
        None => anyhow::bail!(message!(
            "there is no book here: neither this folder nor content/ contains {}; name the folder of the book",
            BOOK_FILE
        )),
    };
    Ok(Project::open(path, options)?)
}

/// The time in `SOURCE_DATE_EPOCH`, if it is set.
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
        .ok_or_else(|| {
            anyhow::anyhow!(message!(
                "{} is `{}`, which is not a number of seconds since 1970",
                EPOCH,
                &*text
            ))
        })
}
