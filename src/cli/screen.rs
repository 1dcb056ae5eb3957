//! What is shown on the terminal: complaints, progress, the closing table.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::Output;
use crate::build::Phase;
use crate::diagnostics::{self, Diagnostic, Diagnostics, Severity};
use crate::source::Sources;

/// Stderr, with colours and bars where it is a terminal.
pub struct Screen {
    /// Whether stderr is a terminal that shows colours and bars.
    is_rich: bool,
    /// Machines read stdout; people then want no progress on stderr.
    quiet: bool,
    /// Draw every warning.
    verbose: bool,
}

/// The most warnings of one kind that are drawn, unless all are asked for.
const MOST_OF_A_KIND: usize = 5;

impl Screen {
    /// A screen for an output format.
    pub fn new(output: Output) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self {
            is_rich: is_terminal && !no_colour,
            quiet: output == Output::Json,
            verbose: false,
        }
    }

    /// The same screen, which draws every warning if `verbose`.
    pub fn verbose(self, verbose: bool) -> Self {
        Self { verbose, ..self }
    }

    /// Says one line. A stderr that is gone is no reason to stop.
    pub fn say(&self, line: &str) {
        if !self.quiet {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }

    /// Says why the command could not run.
    pub fn error(message: &str) {
        let _ = writeln!(std::io::stderr(), "error: {message}");
    }

    /// Draws every error, and of each kind of warning the first few.
    pub fn diagnostics(&self, diagnostics: &Diagnostics, sources: &Sources) {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut all = diagnostics.sorted();
        if !self.verbose {
            all.retain(|one| {
                let count = counts.entry(one.code.name()).or_default();
                *count += usize::from(one.code.severity() == Severity::Warning);
                *count <= MOST_OF_A_KIND
            });
        }
        let draw = |one: &Diagnostic| diagnostics::draw(one, sources, self.is_rich);
        let drawn: Vec<String> = all.into_par_iter().map(draw).collect();
        for text in drawn {
            self.say(&text);
            self.say("");
        }
        counts.retain(|_, count| *count > MOST_OF_A_KIND);
        for (code, count) in &counts {
            let more = count - MOST_OF_A_KIND;
            let plural = if more == 1 { "" } else { "s" };
            self.say(&format!(
                "{more} more `{code}` warning{plural}; `diglot check -v` shows all"
            ));
        }
        if !counts.is_empty() {
            self.say("");
        }
    }

    /// A display of the progress of editions.
    pub fn progress(&self, editions: &[&str]) -> Progress {
        let bars = MultiProgress::new();
        let style = ProgressStyle::with_template("{spinner} {prefix:16} {msg:20} {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        let list = editions
            .iter()
            .filter(|_| self.is_rich && !self.quiet)
            .map(|name| {
                let bar = bars.add(ProgressBar::new_spinner().with_style(style.clone()));
                bar.set_prefix((*name).to_owned());
                bar.set_message("waiting");
                ((*name).to_owned(), bar)
            })
            .collect();
        Progress {
            bars: Mutex::new(list),
            may_tick: std::thread::Builder::new().spawn(|| {}).is_ok(),
            plain: !self.is_rich && !self.quiet,
        }
    }
}

/// The progress of editions: a bar each on a terminal, a line each elsewhere.
pub struct Progress {
    bars: Mutex<Vec<(String, ProgressBar)>>,
    plain: bool,
    /// A bar that moves by itself has a thread of its own; it takes it for granted that there is one.
    may_tick: bool,
}

impl Progress {
    /// Shows that an edition entered a phase.
    pub fn tell(&self, edition: &str, phase: Phase) {
        let words = match phase {
            Phase::Assembling => "assembling",
            Phase::Typesetting => "typesetting",
            Phase::Packing => "packing",
            Phase::Done => "done",
        };
        if self.plain && !matches!(phase, Phase::Assembling) {
            let _ = writeln!(std::io::stderr(), "{edition}: {words}");
        }
        let Ok(bars) = self.bars.lock() else { return };
        if let Some((_, bar)) = bars.iter().find(|(name, _)| name == edition) {
            bar.set_message(words);
            if matches!(phase, Phase::Done) {
                bar.finish();
            } else if self.may_tick {
                bar.enable_steady_tick(Duration::from_millis(100));
            }
        }
    }
}

/// A count with its noun.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// How a check ended, in a line.
pub fn verdict(diagnostics: &Diagnostics) -> String {
    let (errors, warnings) = (diagnostics.errors(), diagnostics.warnings());
    match (errors, warnings) {
        (0, 0) => "no errors, no warnings".to_owned(),
        (0, _) => format!("no errors, {}", count(warnings, "warning")),
        _ => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
    }
}

/// A row of the closing table.
pub struct Row {
    pub edition: String,
    pub pages: Option<usize>,
    pub bytes: u64,
    /// `None` where nothing had to be made.
    pub time: Option<Duration>,
    /// That of its file, or the folder of several.
    pub path: String,
    /// Every file's path.
    pub files: Vec<String>,
}

/// The closing table: edition, pages, size, seconds, path.
pub fn table(rows: &[Row]) -> String {
    let head = ["edition", "pages", "size", "seconds", "path"].map(str::to_owned);
    let mut cells = vec![head];
    for row in rows {
        cells.push([
            row.edition.clone(),
            row.pages.map_or("–".to_owned(), |pages| pages.to_string()),
            size(row.bytes),
            row.time.map_or("unchanged".to_owned(), |time| {
                format!("{:.2}", time.as_secs_f64())
            }),
            match row.files.len() {
                0 | 1 => row.path.clone(),
                several => format!("{} ({several} files)", row.path),
            },
        ]);
    }
    let widths: Vec<usize> = (0..5)
        .map(|column| {
            let lengths = cells.iter().map(|row| row[column].chars().count());
            lengths.max().unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    for [edition, pages, size, seconds, path] in &cells {
        let _ = writeln!(
            out,
            "{edition:<a$}  {pages:>b$}  {size:>c$}  {seconds:>d$}  {path}",
            a = widths[0],
            b = widths[1],
            c = widths[2],
            d = widths[3],
        );
    }
    out
}

/// A size as people read it.
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
