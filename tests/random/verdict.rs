//! Searches the outputs of a random book for faults.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use diglot::book::{Book, Inline, Text};
use diglot::build::BuildOptions;
use diglot::diagnostics::{self, Code, Diagnostic, Diagnostics, Severity};
use diglot::disk::Folder;
use diglot::edition::{Edition, NotePlace};
use diglot::manuscript;
use diglot::message::Locale;
use diglot::project::{Checked, Options, Project, Selection};
use diglot::read::{self, Reading};
use diglot::source::Sources;
use diglot::typeset::{self, Fonts};
use diglot::walk;

use super::recipe::Recipe;
use crate::pages::order;
use crate::pages::paper::{Mark, Paper, Run};
use crate::pages::tag_tree;
use crate::support;
use crate::validators::archive::Epub;
use crate::validators::lost::lost;

/// The kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `check` refuses a book that is meant to be valid.
    Refused,
    /// `check` accepts it, but `build` does not.
    NotBuilt,
    /// Markup is printed as it was typed.
    Raw,
    /// A text is missing or out of order in the tag tree.
    LostInPrint,
    /// A text is in the tag tree more than once.
    Doubled,
    /// Text overlaps other text or a picture.
    Overlap,
    /// Text or a picture leaves the type area.
    Outside,
    /// A note does not begin on the page of its caller.
    NoteMoved,
    /// A note has another number in each language.
    NoteNumber,
    /// A caller is at the beginning of a line.
    CallerFirst,
    /// A text is missing, duplicated or out of order in an EPUB.
    LostInEbook,
    /// A panic.
    Panicked,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

#[derive(Debug, Clone)]
pub struct Fault {
    pub kind: Kind,
    pub what: String,
}

fn fault(kind: Kind, what: impl Into<String>) -> Fault {
    Fault {
        kind,
        what: what.into(),
    }
}

/// The built-in fonts, loaded once.
static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::load(&[] as &[&[u8]], None, false));

/// Builds a book into `out`, and returns all faults.
pub fn faults(recipe: &Recipe, out: &Path) -> Vec<Fault> {
    let scratch = support::scratch();
    let folder = scratch.path().join("book");
    recipe.write(&folder);
    catch_unwind(AssertUnwindSafe(|| of_book(&folder, out))).unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<String>().cloned();
        let text = text.or_else(|| {
            payload
                .downcast_ref::<&str>()
                .map(|text| (*text).to_owned())
        });
        vec![fault(Kind::Panicked, text.unwrap_or_default())]
    })
}

/// Builds a book like the command line does, but in this process, because with Typst's cache it is cheap to lay out
/// the same edition again and examine its pages.
fn of_book(folder: &Path, out: &Path) -> Vec<Fault> {
    let project = Project::open(folder, Options::default()).unwrap();
    let Checked {
        sources,
        diagnostics,
        content,
    } = project.check();
    let Some(content) = content else {
        let report = errors(&diagnostics, &sources);
        return vec![fault(Kind::Refused, report)];
    };
    let reading = read(folder);
    let mut faults = raw(&reading.book);
    for edition in content.editions() {
        let selection = Selection {
            editions: vec![edition.name.clone()],
            chapters: Vec::new(),
        };
        let plan = content.plan(&selection).unwrap();
        let mut own = Diagnostics::default();
        let built = plan.build(BuildOptions::default(), None, &|_, _| {}, &mut own);
        if own.has_errors() {
            let report = errors(&own, &sources);
            faults.push(fault(Kind::NotBuilt, report));
            continue;
        }
        project
            .publish(out, &plan, &built, None, own.warnings())
            .unwrap();
        let reports = [&diagnostics, &own];
        let warnings = Warnings::of(&reports, &sources, content.editions());
        faults.extend(of_edition(&reading, edition, out, &warnings));
        // The cache is of no use for the next edition.
        typeset::forget();
    }
    faults
}

/// The errors among some diagnostics, as a user sees them.
fn errors(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let all = diagnostics.sorted().into_iter();
    let all = all.filter(|one| one.severity == Severity::Error);
    all.map(|one| diagnostics::draw(one, sources, Locale::English, false) + "\n")
        .collect()
}

fn read(folder: &Path) -> Arc<Reading> {
    let opened = Folder::open(folder).unwrap();
    let reading = read::read(
        &opened,
        &mut Sources::default(),
        &mut Diagnostics::default(),
    );
    Arc::new(reading.expect("the book was accepted"))
}

/// A note that, according to a warning, does not fit on its page: its number, and the text that refers to it as
/// spelt in the file.
struct MovedNote {
    number: String,
    text: String,
}

/// Problems that the build warns about, which are not faults.
struct Warnings {
    notes: Vec<MovedNote>,
    /// The editions with a table that is too wide.
    tight: BTreeSet<String>,
}

impl Warnings {
    /// Collects them from the diagnostics of a book with these editions.
    fn of(reports: &[&Diagnostics], sources: &Sources, editions: &[Edition]) -> Self {
        let mut warnings = Self {
            notes: Vec::new(),
            tight: BTreeSet::new(),
        };
        for one in reports.iter().flat_map(|report| report.sorted()) {
            let message = one.message.say(Locale::English);
            match one.code {
                Code::NoteMoved => warnings.notes.push(moved_note(one, &message, sources)),
                Code::TableWide => {
                    let quoted: Vec<&str> = message.split('`').collect();
                    let all = editions.iter().map(|edition| &edition.name);
                    let named = all.filter(|name| quoted.contains(&name.as_str()));
                    warnings.tight.extend(named.cloned());
                }
                _ => {}
            }
        }
        warnings
    }
}

/// The note that a warning is about.
fn moved_note(warning: &Diagnostic, message: &str, sources: &Sources) -> MovedNote {
    let number = message.split(|c: char| !c.is_ascii_digit());
    let number = number.into_iter().find(|part| !part.is_empty()).unwrap();
    let at = warning.at.expect("every warning has a place");
    let line = sources.position(at).line;
    let mut lines = sources.file(at.file).text.lines().skip(line - 1);
    let first = lines.next().unwrap();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let rest = lines.take_while(|line| indent(line) > indent(first));
    MovedNote {
        number: number.to_owned(),
        text: std::iter::once(first).chain(rest).collect(),
    }
}

/// The faults in a built edition.
fn of_edition(
    reading: &Arc<Reading>,
    edition: &Edition,
    out: &Path,
    warnings: &Warnings,
) -> Vec<Fault> {
    let name = &edition.name;
    let file = out.join(format!(
        "{}-{name}.{}",
        reading.book.id,
        edition.extension()
    ));
    let faults = if edition.handouts().is_some() {
        of_sheets(reading, edition, &out.join(name), warnings)
    } else if edition.is_print() {
        of_print(reading, edition, &file, warnings)
    } else {
        of_ebook(&reading.book, edition, &file)
    };
    let named = |fault: Fault| Fault {
        what: format!("{name}: {}", fault.what),
        ..fault
    };
    faults.into_iter().map(named).collect()
}

fn of_ebook(book: &Book, edition: &Edition, file: &Path) -> Vec<Fault> {
    let epub = Epub::open(file);
    let lost = lost(&epub, book, edition).into_iter();
    lost.map(|what| fault(Kind::LostInEbook, what)).collect()
}

fn of_print(
    reading: &Arc<Reading>,
    edition: &Edition,
    file: &Path,
    warnings: &Warnings,
) -> Vec<Fault> {
    let paper = Paper::set(Arc::clone(reading), &edition.name, &FONTS);
    let mut faults = of_pages(&paper, Foot::Bare, warnings.tight.contains(&edition.name));
    let are_footnotes = edition.notes == NotePlace::Foot;
    faults.extend(notes(&paper, &warnings.notes, are_footnotes));
    let tree = order::bare(&tag_tree::read(file));
    let book = manuscript::with_readings(&reading.book, edition);
    let missing = order::unread(&tree, &book, edition).into_iter();
    faults.extend(missing.map(|text| fault(Kind::LostInPrint, text)));
    let tree: Vec<char> = tree.chars().collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for token in tokens(&tree, &['b', 'n']) {
        *counts.entry(token).or_default() += 1;
    }
    let doubled = counts.into_iter().filter(|(_, count)| *count > 1);
    faults.extend(doubled.map(|(token, count)| {
        fault(
            Kind::Doubled,
            format!("{token} stands {count} times in the tag tree"),
        )
    }));
    faults
}

fn of_sheets(
    reading: &Arc<Reading>,
    edition: &Edition,
    folder: &Path,
    warnings: &Warnings,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for name in names.iter().filter_map(|name| name.strip_suffix(".pdf")) {
        let paper = Paper::sheet_of(Arc::clone(reading), &edition.name, name, &FONTS);
        let own = of_pages(
            &paper,
            Foot::Lettered,
            warnings.tight.contains(&edition.name),
        )
        .into_iter();
        faults.extend(own.map(|one| fault(one.kind, format!("{name}: {}", one.what))));
    }
    faults
}

/// Markup that reached the model as text. The words of random texts have none of these characters.
fn raw(book: &Book) -> Vec<Fault> {
    let mut faults = Vec::new();
    walk::texts(book, &mut |text: &Text| {
        text.every(&mut |inline| {
            if let Inline::Plain(words) = inline
                && let Some(sign) = ["**", "^", "~", "](", "[[", "]]", "`", "$", "{", "|"]
                    .iter()
                    .find(|sign| words.contains(*sign))
            {
                faults.push(fault(Kind::Raw, format!("`{sign}` in `{words}`")));
            }
        });
    });
    faults
}

/// The tokens in a text that have one of these roles.
fn tokens(text: &[char], roles: &[char]) -> Vec<String> {
    let is_token = |window: &&[char]| {
        roles.contains(&window[0])
            && matches!(window[1], 'z' | 'e')
            && window[2] == '0'
            && window[3..].iter().all(char::is_ascii_digit)
    };
    let windows = text.windows(7).filter(is_token);
    windows.map(|window| window.iter().collect()).collect()
}

/// The area of a page where text is allowed, in points.
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

fn area(paper: &Paper, page: usize) -> Area {
    let (left, right) = paper.type_area(page);
    let (top, bottom) = paper.heights();
    Area {
        left,
        right,
        top,
        bottom,
    }
}

/// The bounds of a run's ink, as if it were upright.
fn ink(run: &Run) -> Mark {
    let spaces = run
        .glyphs
        .iter()
        .rev()
        .take_while(|glyph| glyph.c.is_whitespace());
    let spaces: f64 = spaces.map(|glyph| glyph.advance).sum();
    Mark {
        page: run.page,
        left: run.x,
        right: run.right() - spaces,
        top: run.y - run.ink.0,
        bottom: run.y + run.ink.1,
    }
}

/// The bounds of the ink of a run on its side.
fn ink_on_side(run: &Run) -> Mark {
    let upright = ink(run);
    Mark {
        left: run.x - run.ink.0,
        right: run.x + run.ink.1,
        top: run.y - (upright.right - upright.left),
        bottom: run.y,
        ..upright
    }
}

/// Whether the pages have a foot below the type area, as handouts have for title and folio.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Foot {
    Bare,
    Lettered,
}

/// The type size in points up to which text may belong to a table with a warning. Type in tables does not shrink
/// below 6.5 pt, but where `balance` sets the sizes of the two languages, one may be a fifth larger than the other.
const SMALLEST: f64 = 8.0;

/// The distance from the edge of the paper, in points, within which printers ask that nothing stands: 3 mm.
const EDGE: f64 = 8.5;

/// The faults on pages. In a `tight` edition there was a warning about text in the smallest type.
fn of_pages(paper: &Paper, foot: Foot, tight: bool) -> Vec<Fault> {
    let mut by_page: BTreeMap<usize, Vec<&Run>> = BTreeMap::new();
    for run in paper.runs.iter().filter(|run| !run.text.trim().is_empty()) {
        by_page.entry(run.page).or_default().push(run);
    }
    let mut faults = Vec::new();
    for (page, runs) in &by_page {
        let area = area(paper, *page);
        // A formula in the title may extend below the line of the foot.
        let lines = runs.iter().filter(|run| !run.is_formula());
        let lowest = lines.map(|run| run.y).fold(0.0, f64::max);
        let place = |what: &str, run: &Run| {
            format!(
                "page {page}, {:.0}/{:.0} pt: {what} `{}`",
                run.x, run.y, run.text
            )
        };
        for run in runs {
            // Punctuation and markers of lists hang, and the blank halves of full-width marks are cut off.
            let slack = 0.5 * run.size + 0.5;
            let shown = ink(run);
            let is_warned = tight && run.size < SMALLEST;
            // Numbers of lines, in the margin.
            let number = run.text.trim().parse::<usize>();
            let is_on_paper = shown.left > EDGE && shown.right < paper.width(*page) - EDGE;
            if is_on_paper && number.is_ok_and(|number| number.is_multiple_of(5)) {
                continue;
            }
            let is_beside = shown.left < area.left - slack || shown.right > area.right + slack;
            if is_beside && !is_warned {
                faults.push(fault(Kind::Outside, place("beside the type area", run)));
            }
            // Parts of a formula may be below the baseline of a page's last line.
            let lowered = if run.is_formula() { run.size } else { 0.0 };
            // A title with a formula of several rows is taller than the folio beside it.
            let near = lowered.max(2.5 * run.size);
            let is_foot = foot == Foot::Lettered && (run.y - lowest).abs() < near;
            if run.y > area.bottom + lowered + 0.5 && !is_foot || run.y < 0.0 {
                faults.push(fault(Kind::Outside, place("below the type area", run)));
            }
        }
        for (index, one) in runs.iter().enumerate() {
            let a = ink(one);
            for other in &runs[index + 1..] {
                let b = ink(other);
                let is_small = one.size < SMALLEST && other.size < SMALLEST;
                if one.is_formula() || other.is_formula() || tight && is_small {
                    continue;
                }
                let across = a.right.min(b.right) - a.left.max(b.left);
                let down = a.bottom.min(b.bottom) - a.top.max(b.top);
                if across > 1.0 && down > 0.2 * one.size.min(other.size) {
                    let what = format!("`{}` over", other.text);
                    faults.push(fault(Kind::Overlap, place(&what, one)));
                }
            }
        }
    }
    faults.extend(on_their_side(paper, tight));
    for picture in &paper.pictures {
        let area = area(paper, picture.page);
        // A picture across the fold ends there.
        let frame = &paper.document.pages()[picture.page - 1].frame;
        let (width, height) = (frame.width().to_pt(), frame.height().to_pt());
        // One that fills its page has it to itself.
        let fills = picture.top < 0.5 && picture.bottom > height - 0.5;
        if fills && !by_page.contains_key(&picture.page) {
            continue;
        }
        let is_across = picture.left < 0.5 || picture.right > width - 0.5;
        let is_out = picture.top < area.top - 0.5
            || picture.bottom > area.bottom + 0.5
            || !is_across && (picture.left < area.left - 0.5 || picture.right > area.right + 0.5);
        if is_out {
            faults.push(fault(Kind::Outside, format!("a picture: {picture:?}")));
        }
        for run in by_page.get(&picture.page).into_iter().flatten() {
            let shown = ink(run);
            let across = shown.right.min(picture.right) - shown.left.max(picture.left);
            let down = shown.bottom.min(picture.bottom) - shown.top.max(picture.top);
            if across > 1.0 && down > 1.0 {
                faults.push(fault(
                    Kind::Overlap,
                    format!("page {}: `{}` on a picture", run.page, run.text),
                ));
            }
        }
    }
    faults
}

/// The faults in what is on its side. It has the type area to itself, so nothing else may be there.
fn on_their_side(paper: &Paper, tight: bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    let is_shown = |run: &&Run| !run.text.trim().is_empty();
    let turned: Vec<(&Run, Mark)> = paper
        .turned
        .iter()
        .filter(is_shown)
        .map(|run| (run, ink_on_side(run)))
        .collect();
    for (index, (run, shown)) in turned.iter().enumerate() {
        let area = area(paper, run.page);
        let place = |what: &str| {
            let at = format!("page {}, {:.0}/{:.0} pt", run.page, run.x, run.y);
            format!("{at}, on its side: {what} `{}`", run.text)
        };
        let slack = 0.5 * run.size + 0.5;
        let is_within = shown.left > area.left - slack
            && shown.right < area.right + slack
            && shown.top > area.top - slack
            && shown.bottom < area.bottom + slack;
        let is_warned = |run: &Run| tight && run.size < SMALLEST;
        if !is_within && !is_warned(run) {
            faults.push(fault(Kind::Outside, place("outside the type area")));
        }
        let is_overlap = |other: &Mark, across: f64, down: f64| {
            shown.right.min(other.right) - shown.left.max(other.left) > across
                && shown.bottom.min(other.bottom) - shown.top.max(other.top) > down
        };
        let later = turned[index + 1..].iter();
        for (other, mark) in later.filter(|(other, _)| other.page == run.page) {
            let is_left_out = run.is_formula() || other.is_formula();
            let is_small = is_warned(run) && is_warned(other);
            let lines = 0.2 * run.size.min(other.size);
            if !is_left_out && !is_small && is_overlap(mark, lines, 1.0) {
                faults.push(fault(
                    Kind::Overlap,
                    place(&format!("`{}` over", other.text)),
                ));
            }
        }
        let upright = paper.runs.iter().filter(is_shown);
        for other in upright.filter(|other| other.page == run.page) {
            if is_overlap(&ink(other), 1.0, 1.0) {
                faults.push(fault(
                    Kind::Overlap,
                    place(&format!("`{}` over", other.text)),
                ));
            }
        }
        let pictures = paper.pictures.iter();
        for picture in pictures.filter(|picture| picture.page == run.page) {
            if is_overlap(picture, 1.0, 1.0) {
                faults.push(fault(Kind::Overlap, place("on a picture:")));
            }
        }
    }
    faults
}

/// The position of the token of a caller or a note.
struct TokenPosition {
    page: usize,
    /// The digits after the token: the number of a note, possibly followed by digits of the text.
    digits: String,
}

/// The tokens of callers and notes. They are searched for across runs, because a token may be hyphenated together
/// with the word before it.
fn places(paper: &Paper) -> BTreeMap<String, TokenPosition> {
    let mut text: Vec<char> = Vec::new();
    let mut pages: Vec<usize> = Vec::new();
    for run in &paper.runs {
        for c in run.text.chars().filter(|c| c.is_alphanumeric()) {
            text.push(c);
            pages.push(run.page);
        }
    }
    let mut places = BTreeMap::new();
    for at in 0..text.len().saturating_sub(6) {
        if let Some(token) = tokens(&text[at..at + 7], &['k', 'n']).pop() {
            let digits = text[at + 7..].iter().take_while(|c| c.is_ascii_digit());
            let place = TokenPosition {
                page: pages[at],
                digits: digits.collect(),
            };
            places.entry(token).or_insert(place);
        }
    }
    places
}

/// Finds notes that are not on the pages of their callers and not warned about, and callers that begin a line.
fn notes(paper: &Paper, moved: &[MovedNote], are_footnotes: bool) -> Vec<Fault> {
    let places = places(paper);
    let mut faults = Vec::new();
    let notes = places.iter().filter(|(token, _)| token.starts_with('n'));
    for (token, place) in notes.filter(|_| are_footnotes) {
        // If both languages share a page, the first caller counts, and the note may continue overleaf with the second
        // language.
        let twin = match &token[1..2] {
            "z" => token.replacen('z', "e", 1),
            _ => token.replacen('e', "z", 1),
        };
        let mut notes = vec![token.clone()];
        if !paper.is_facing && places.contains_key(&twin) {
            notes.push(twin);
        }
        let page_of = |token: &String| places.get(token).map(|place| place.page);
        let callers = notes.iter().map(|note| note.replacen('n', "k", 1));
        // A caller that is split by a page break is not found.
        let called: Option<Vec<usize>> = callers.clone().map(|caller| page_of(&caller)).collect();
        let first = called.and_then(|pages| pages.into_iter().min());
        let begins = notes.iter().filter_map(page_of).min();
        let is_named = |note: &MovedNote| {
            note.text.contains(&format!("^[{token}"))
                && callers
                    .clone()
                    .filter_map(|caller| places.get(&caller))
                    .any(|caller| caller.digits.starts_with(&note.number))
        };
        if let Some(first) = first
            && begins != Some(first)
            && !moved.iter().any(is_named)
        {
            faults.push(fault(
                Kind::NoteMoved,
                format!(
                    "{token} is called on page {first} and begins on page {}",
                    place.page
                ),
            ));
        }
    }
    // The number at each token's caller.
    let mut numbers: BTreeMap<String, &str> = BTreeMap::new();
    // A caller is drawn right after its word.
    for pair in paper.runs.windows(2) {
        let (word, caller) = (&pair[0], &pair[1]);
        let text: Vec<char> = word.text.chars().collect();
        let token = (text.len() >= 7).then(|| tokens(&text[text.len() - 7..], &['k']).pop());
        let token = token.flatten();
        let is_called = token.is_some();
        let is_number = caller.text.chars().all(|c| c.is_ascii_digit());
        if is_number {
            numbers.extend(token.map(|token| (token, caller.text.as_str())));
        }
        if is_called && is_number && (caller.x - word.right()).abs() > 2.0 {
            faults.push(fault(
                Kind::CallerFirst,
                format!("page {}: the caller after `{}`", caller.page, word.text),
            ));
        }
    }
    for (token, number) in &numbers {
        let twin = numbers.get(&token.replacen('z', "e", 1));
        if let Some(twin) = twin.filter(|twin| *twin != number) {
            let what = format!("{token} has the number {number}, in the other language {twin}");
            faults.push(fault(Kind::NoteNumber, what));
        }
    }
    faults
}
