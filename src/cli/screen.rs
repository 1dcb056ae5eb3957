//! Output to the terminal: diagnostics, progress and the closing table.

#![expect(
    clippy::disallowed_methods,
    reason = "whether to colour is a matter of the environment"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::Output;
use crate::build::Phase;
use crate::diagnostics::{self, Diagnostic, Diagnostics, Severity};
use crate::lang::is_wide;
use crate::message::{Locale, Message, message, plural};
use crate::source::Sources;

/// Writes to stderr, with colours and progress bars if it is a terminal.
pub struct Screen {
    /// Whether to show colours and progress bars.
    is_rich: bool,
    /// With JSON on stdout, nothing is written to stderr but errors of the command itself.
    format: Output,
    locale: Locale,
    /// Whether to show every warning.
    verbose: bool,
}

/// The most warnings of one kind that are shown, unless all are requested.
const MOST_OF_A_KIND: usize = 5;

impl Screen {
    /// A screen for an output format, in a language.
    pub fn new(format: Output, locale: Locale) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self {
            is_rich: is_terminal && !no_colour,
            format,
            locale,
            verbose: false,
        }
    }

    /// Sets whether every warning is shown.
    pub fn verbose(self, verbose: bool) -> Self {
        Self { verbose, ..self }
    }

    /// The output format of results.
    pub fn format(&self) -> Output {
        self.format
    }

    /// The language of messages.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// Shows a message.
    pub fn say(&self, message: &Message) {
        self.line(&message.say(self.locale));
    }

    /// Shows a message as a note.
    pub fn note(&self, message: &Message) {
        self.line(&message!("note: {}", message).say(self.locale));
    }

    /// Writes a line. Errors are ignored, because a closed stderr is no reason to stop.
    fn line(&self, line: &str) {
        if !self.is_quiet() {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }

    fn is_quiet(&self) -> bool {
        self.format == Output::Json
    }

    /// Shows an error that kept the command from running.
    pub fn error(message: &Message, locale: Locale) {
        let line = message!("error: {}", message).say(locale);
        let _ = writeln!(std::io::stderr(), "{line}");
    }

    /// Shows what to do about an error.
    pub fn help(message: &Message, locale: Locale) {
        let line = message!("help: {}", message).say(locale);
        let _ = writeln!(std::io::stderr(), "{line}");
    }

    /// Shows every error, and the first few warnings of each kind.
    pub fn diagnostics(&self, diagnostics: &Diagnostics, sources: &Sources) {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut all = diagnostics.sorted();
        if !self.verbose {
            all.retain(|one| {
                let count = counts.entry(one.code.name()).or_default();
                *count += usize::from(one.severity == Severity::Warning);
                *count <= MOST_OF_A_KIND
            });
        }
        let draw = |one: &Diagnostic| diagnostics::draw(one, sources, self.locale, self.is_rich);
        let drawn: Vec<String> = all.into_par_iter().map(draw).collect();
        for text in drawn {
            self.line(&text);
            self.line("");
        }
        counts.retain(|_, count| *count > MOST_OF_A_KIND);
        for (code, count) in &counts {
            self.say(&plural!(
                count - MOST_OF_A_KIND,
                "{} more `{}` warning; `diglot check -v` shows it",
                "{} more `{}` warnings; `diglot check -v` shows all of them",
                *code
            ));
        }
        if !counts.is_empty() {
            self.line("");
        }
    }

    /// Starts to show the progress of editions.
    pub fn progress(&self, editions: &[&str]) -> Progress {
        let bars = MultiProgress::new();
        let style = ProgressStyle::with_template("{spinner} {prefix:16} {msg:20} {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        let list = editions
            .iter()
            .filter(|_| self.is_rich && !self.is_quiet())
            .map(|name| {
                let bar = bars.add(ProgressBar::new_spinner().with_style(style.clone()));
                bar.set_prefix((*name).to_owned());
                bar.set_message(message!("waiting").say(self.locale));
                ((*name).to_owned(), bar)
            })
            .collect();
        Progress {
            bars: Mutex::new(list),
            may_tick: std::thread::Builder::new().spawn(|| {}).is_ok(),
            plain: !self.is_rich && !self.is_quiet(),
            locale: self.locale,
        }
    }
}

/// The progress of editions: a bar for each on a terminal, otherwise a line for each phase.
pub struct Progress {
    bars: Mutex<Vec<(String, ProgressBar)>>,
    plain: bool,
    locale: Locale,
    /// Whether a thread can be started. A bar that ticks by itself needs one, and `indicatif` panics without it.
    may_tick: bool,
}

impl Progress {
    /// Shows that an edition has entered a phase.
    pub fn tell(&self, edition: &str, phase: Phase) {
        let words = match phase {
            Phase::Assembling => message!("assembling"),
            Phase::Typesetting => message!("typesetting"),
            Phase::Packing => message!("packing"),
            Phase::Done => message!("done"),
        };
        if self.plain && !matches!(phase, Phase::Assembling) {
            let line = message!("{}: {}", edition, &words).say(self.locale);
            let _ = writeln!(std::io::stderr(), "{line}");
        }
        let Ok(bars) = self.bars.lock() else { return };
        if let Some((_, bar)) = bars.iter().find(|(name, _)| name == edition) {
            bar.set_message(words.say(self.locale));
            if matches!(phase, Phase::Done) {
                bar.finish();
            } else if self.may_tick {
                bar.enable_steady_tick(Duration::from_millis(100));
            }
        }
    }
}

/// The numbers of errors and warnings in one line.
pub fn verdict(diagnostics: &Diagnostics) -> Message {
    let errors = match diagnostics.errors() {
        0 => message!("no errors"),
        number => plural!(number, "{} error", "{} errors"),
    };
    let warnings = match diagnostics.warnings() {
        0 if diagnostics.errors() == 0 => message!("no warnings"),
        number => plural!(number, "{} warning", "{} warnings"),
    };
    message!("{}, {}", errors, warnings)
}

/// A row of the closing table, for one edition.
pub struct Row {
    pub edition: String,
    pub pages: Option<usize>,
    pub bytes: u64,
    /// How long the build took; `None` if the edition was up to date.
    pub time: Option<Duration>,
    /// The path of its only file, or the folder of several.
    pub path: String,
    /// The paths of all files.
    pub files: Vec<String>,
}

impl Screen {
    /// The closing table: edition, pages, size, seconds, path.
    pub fn table(&self, rows: &[Row]) -> String {
        let say = |message: Message| message.say(self.locale);
        let mut cells = vec![[
            say(message!("edition")),
            say(message!("pages")),
            say(message!("size")),
            say(message!("seconds")),
            say(message!("path")),
        ]];
        for row in rows {
            let time = row.time.map(|time| format!("{:.2}", time.as_secs_f64()));
            cells.push([
                row.edition.clone(),
                row.pages.map_or("–".to_owned(), |pages| pages.to_string()),
                size(row.bytes),
                time.unwrap_or_else(|| say(message!("unchanged"))),
                match row.files.len() {
                    0 | 1 => row.path.clone(),
                    several => say(message!("{} ({} files)", &row.path, several)),
                },
            ]);
        }
        aligned(&cells, [false, true, true, true, false])
    }
}

/// Cells in aligned columns, some of them flush right. The last column is not padded.
pub fn aligned<const N: usize>(cells: &[[String; N]], is_right: [bool; N]) -> String {
    let widths = std::array::from_fn::<usize, N, _>(|column| {
        let widths = cells.iter().map(|row| width(&row[column]));
        widths.max().unwrap_or(0)
    });
    let mut out = String::new();
    for row in cells {
        for (column, cell) in row.iter().enumerate() {
            let blank = " ".repeat(widths[column] - width(cell));
            let _ = match (is_right[column], column + 1 == N) {
                (true, _) => write!(out, "{blank}{cell}"),
                (false, true) => write!(out, "{cell}"),
                (false, false) => write!(out, "{cell}{blank}"),
            };
            out.push_str(if column + 1 == N { "\n" } else { "  " });
        }
    }
    out
}

/// The columns that a text takes on a terminal: two for each wide character.
fn width(text: &str) -> usize {
    text.chars().map(|c| 1 + usize::from(is_wide(c))).sum()
}

/// A path as it is typed in a shell.
pub fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    // A path that begins with a hyphen would be an option.
    let path = if path.starts_with('-') {
        format!("./{path}")
    } else {
        path
    };
    let is_safe = |c: char| c.is_alphanumeric() || "._-+,:@%=/\\".contains(c);
    if !path.is_empty() && path.chars().all(is_safe) {
        path
    } else {
        format!("'{}'", path.replace('\'', "'\\''"))
    }
}

/// A file size in kB or MB.
fn size(bytes: u64) -> String {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a size to one decimal place needs no more"
    )]
    let kilobytes = bytes as f64 / 1000.0;
    if kilobytes < 1000.0 {
        format!("{kilobytes:.0} kB")
    } else {
        format!("{:.1} MB", kilobytes / 1000.0)
    }
}
