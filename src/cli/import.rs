//! `diglot import`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context;

use super::arguments::{FromFormat, ImportArguments};
use super::extend::Extended;
use super::screen::Screen;
use super::{Outcome, Output, update};
use crate::disk::{self, Folder};
use crate::import::{self, Decoded, Imported, Input, Inputs, Units};
use crate::lang::Lang;
use crate::message::{Locale, message, plural};
use crate::read::{self, BOOK_FILE};

/// Runs `import`.
pub fn run(arguments: &ImportArguments, locale: Locale) -> anyhow::Result<Outcome> {
    let ImportArguments {
        files,
        output,
        languages,
        scores,
        from,
        update,
    } = arguments;
    if let Some(path) = update {
        anyhow::ensure!(
            files.len() <= 1,
            message!("`--update` takes one book; name its folder")
        );
        return update::run(path, files.first().map(PathBuf::as_path), locale);
    }
    let folder = output.clone().unwrap_or_else(|| folder_for(files));
    let folder = folder.as_path();
    let shown = folder.display().to_string();
    let screen = Screen::new(Output::Text, locale);
    let book = if folder.join(BOOK_FILE).is_file() {
        match Extended::open(folder, &screen)? {
            Ok(book) => Some(book),
            Err(outcome) => return Ok(outcome),
        }
    } else {
        let is_vacant = disk::is_vacant(folder);
        let is_vacant = is_vacant.with_context(|| message!("cannot create a book in {}", shown))?;
        anyhow::ensure!(
            is_vacant,
            message!(
                "{} is not empty and no book; name a new folder, an empty one, or a book to add chapters to it",
                shown
            )
        );
        None
    };
    let languages = match &languages[..] {
        [] => None,
        [first, second] if first != second => Some([first.clone(), second.clone()]),
        _ => anyhow::bail!(message!("name two languages, as in `--languages zh,en`")),
    };
    for tag in languages.iter().flatten() {
        anyhow::ensure!(
            Lang::parse(tag).is_some(),
            message!(
                "`{}` is not the tag of a language, such as `zh` or `en`",
                tag
            )
        );
    }
    let scores = match scores {
        Some(path) => Some(decoded(path)?.text),
        None => None,
    };
    let (inputs, folders) = inputs(files, *from, &screen)?;
    let id = folder.file_name().and_then(|name| name.to_str());
    let id = id.map(|name| name.to_ascii_lowercase().replace([' ', '_', '.'], "-"));
    let id = id.filter(|id| read::is_slug(id) && id != "null");
    let id = id.unwrap_or_else(|| "book".to_owned());
    let beside = |side: usize| {
        let folder = folders[side].as_ref();
        move |path: &str| folder.and_then(|folder| folder.read(path).ok())
    };
    let (first, second) = (beside(0), beside(1));
    let beside: [import::Beside<'_>; 2] = [&first, &second];
    let existing = book.as_ref().map(|book| &book.existing);
    let scores = scores.as_deref();
    let imported = import::import(inputs, &id, languages, scores, beside, existing, locale)
        .map_err(|refusal| anyhow::anyhow!(refusal.message()))?;
    let Imported {
        languages: [first, second],
        files,
        pairs,
        doubts,
    } = imported;
    let files = match &book {
        Some(book) => book.files(files)?,
        None => files,
    };
    let written: Vec<_> = files
        .iter()
        .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
        .collect();
    match &book {
        Some(book) => {
            if let Err(outcome) = book.write(&written, &screen)? {
                return Ok(outcome);
            }
        }
        None => disk::publish(folder, &written)?,
    }
    let mut out = std::io::stdout();
    for (path, _) in &files {
        writeln!(out, "{}", folder.join(path).display())?;
    }
    screen.say(&message!(
        "{} in {} and {}; {}",
        plural!(pairs, "{} pair", "{} pairs"),
        first,
        second,
        plural!(
            doubts,
            "IMPORT.md lists {} place to look at",
            "IMPORT.md lists {} places to look at"
        )
    ));
    Ok(Outcome::Done)
}

/// The folders in which what lies beside the files of each language is looked for.
type Folders = [Option<Folder>; 2];

/// Reads the files.
fn inputs(
    paths: &[PathBuf],
    from: Option<FromFormat>,
    screen: &Screen,
) -> anyhow::Result<(Inputs, Folders)> {
    match paths {
        [first, second] if disk::is_folder(first) && disk::is_folder(second) => {
            return folders(first, second, screen);
        }
        [only] if disk::is_folder(only) => return folder(only, screen),
        _ => {}
    }
    let is_units = |path: &PathBuf| Units::is_format_of(&name_of(path));
    if from.is_none() && paths.iter().all(is_units) {
        return Ok((Inputs::Units(units(paths)?), [None, None]));
    }
    let files = paths.iter().map(|path| read(path, &name_of(path), from));
    let files = files.collect::<anyhow::Result<Vec<_>>>()?;
    let beside = |path: Option<&PathBuf>| {
        let parent = path?.parent()?;
        let parent = if parent.as_os_str().is_empty() {
            Path::new(".")
        } else {
            parent
        };
        Folder::open(parent).ok()
    };
    let folders = [
        beside(paths.first()),
        beside(paths.get(1).or(paths.first())),
    ];
    Ok((Inputs::Files(files), folders))
}

/// What a program that makes sites of Markdown calls the list of chapters.
const SUMMARY: &str = "SUMMARY.md";

/// Reads a folder whose files have both languages.
fn folder(path: &Path, screen: &Screen) -> anyhow::Result<(Inputs, Folders)> {
    let (folder, names) = texts_in(path, screen)?;
    let files = names.iter().map(|name| read(&path.join(name), name, None));
    let files = files.collect::<anyhow::Result<Vec<_>>>()?;
    Ok((Inputs::Folder(files), [Some(folder), None]))
}

/// A folder, and the names of the files in it that are imported, in their order. Says which ones its list of chapters
/// leaves out.
fn texts_in(path: &Path, screen: &Screen) -> anyhow::Result<(Folder, Vec<String>)> {
    let shown = path.display().to_string();
    let open = || -> std::io::Result<(Folder, Vec<String>)> {
        let folder = Folder::open(path)?;
        let files = folder.files()?;
        Ok((folder, files))
    };
    let (folder, all) = open().with_context(|| message!("cannot read {}", shown))?;
    let mut files = all.clone();
    files.retain(|name| {
        import::is_imported(name) && !name.split('/').any(|part| part.starts_with('.'))
    });
    files.sort_by_cached_key(|name| by_number(name));
    let summary = all
        .iter()
        .find(|name| name.rsplit('/').next() == Some(SUMMARY));
    if let Some(summary) = summary {
        let text = decoded(&path.join(summary))?.text;
        let listed = import::chapters_listed(summary, &text);
        let listed: Vec<String> = listed
            .into_iter()
            .filter(|name| all.contains(name))
            .collect();
        if !listed.is_empty() {
            files.retain(|name| name != summary && !listed.contains(name));
            if !files.is_empty() {
                screen.note(&message!(
                    "not brought in, since {} does not name them: {}",
                    path.join(summary).display().to_string(),
                    files.join(", ")
                ));
            }
            return Ok((folder, listed));
        }
    }
    anyhow::ensure!(
        !files.is_empty(),
        message!(
            "{} has no files that diglot imports, such as .md or .txt",
            shown
        )
    );
    Ok((folder, files))
}

/// A name with its numbers filled up with zeros, so that `2` comes before `10`.
fn by_number(name: &str) -> String {
    let mut key = String::new();
    let mut digits = String::new();
    for c in name.chars().chain(['/']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            let _ = write!(key, "{digits:0>12}");
            digits.clear();
        }
        key.push(c);
    }
    key
}

/// Reads two folders, one a language, whose files have the same names. Says which ones stand in one of them only.
fn folders(first: &Path, second: &Path, screen: &Screen) -> anyhow::Result<(Inputs, Folders)> {
    let (folder, ours) = texts_in(first, screen)?;
    let (other, theirs) = texts_in(second, screen)?;
    let (common, lone): (Vec<&String>, Vec<&String>) =
        ours.iter().partition(|name| theirs.contains(name));
    if common.is_empty() {
        anyhow::bail!(message!(
            "{} has no file {}; the chapters of the two folders need the same names",
            second.display().to_string(),
            lone[0]
        ));
    }
    let others = theirs.iter().filter(|name| !ours.contains(name));
    let alone = lone.into_iter().map(|name| first.join(name));
    let alone = alone.chain(others.map(|name| second.join(name)));
    let alone: Vec<String> = alone.map(|path| path.display().to_string()).collect();
    if !alone.is_empty() {
        screen.note(&message!(
            "not brought in, since the other folder has no file of the same name: {}",
            alone.join(", ")
        ));
    }
    let pairs = common.into_iter().map(|name| {
        Ok([
            read(&first.join(name), name, None)?,
            read(&second.join(name), name, None)?,
        ])
    });
    let pairs = pairs.collect::<anyhow::Result<Vec<_>>>()?;
    Ok((Inputs::Pairs(pairs), [Some(folder), Some(other)]))
}

/// The folder that has the name of the first file.
fn folder_for(files: &[PathBuf]) -> PathBuf {
    let stem = files.first().and_then(|path| path.file_stem());
    stem.map_or_else(|| PathBuf::from("book"), PathBuf::from)
}

/// Reads files of translators.
fn units(paths: &[PathBuf]) -> anyhow::Result<Vec<Units>> {
    let bytes = |path: &PathBuf| {
        disk::read_list(path)
            .with_context(|| message!("cannot read {}", path.display().to_string()))
    };
    let said = |refusal: import::Refusal| anyhow::anyhow!(refusal.message());
    if let [first, second] = paths
        && paths
            .iter()
            .all(|path| Units::are_subtitles(&name_of(path)))
    {
        let (first_bytes, second_bytes) = (bytes(first)?, bytes(second)?);
        let read = Units::of_subtitles(
            [&name_of(first), &name_of(second)],
            [&first_bytes, &second_bytes],
        );
        return Ok(vec![read.map_err(said)?]);
    }
    let files = paths.iter().map(|path| {
        let read = Units::read(&name_of(path), &bytes(path)?);
        read.map_err(said)
    });
    files.collect()
}

/// The name of a file without folders.
fn name_of(path: &Path) -> String {
    let name = path.file_name();
    name.map_or_else(
        || BOOK_FILE.to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// Reads a file, which has this name among those that are imported.
fn read(path: &Path, name: &str, from: Option<FromFormat>) -> anyhow::Result<Input> {
    let shown = path.display().to_string();
    if from == Some(FromFormat::Pandoc) {
        let json = if path == Path::new("-") {
            disk::read_input()
        } else {
            disk::read(path)
        };
        let json = json.with_context(|| message!("cannot read {}", shown))?;
        return Ok(Input::of_pandoc(name, json));
    }
    anyhow::ensure!(disk::is_file(path), message!("cannot read {}", shown));
    if !import::is_imported(name) {
        let json = converted(path, &shown)?;
        return Ok(Input::of_pandoc(name, json));
    }
    let bytes = if import::is_archive(name) {
        disk::read(path)
    } else {
        disk::read_list(path)
    };
    let bytes = bytes.with_context(|| message!("cannot read {}", shown))?;
    let input = Input::of(name, bytes).map_err(|refusal| anyhow::anyhow!(refusal.message()))?;
    input.with_context(|| message!("cannot read {}", shown))
}

/// The formats that Pandoc reads, by the names of files.
const PANDOC: [&str; 18] = [
    "odt",
    "tex",
    "latex",
    "rst",
    "org",
    "adoc",
    "asciidoc",
    "rtf",
    "fb2",
    "textile",
    "mediawiki",
    "dbk",
    "docbook",
    "ipynb",
    "opml",
    "typ",
    "muse",
    "t2t",
];

/// What Pandoc makes of a file, if it is installed.
fn converted(path: &Path, shown: &str) -> anyhow::Result<Vec<u8>> {
    let extension = path
        .extension()
        .map(|it| it.to_string_lossy().to_ascii_lowercase());
    anyhow::ensure!(
        extension.is_some_and(|it| PANDOC.contains(&it.as_str())),
        message!(
            "{} is not a format diglot imports; it takes .txt, .md, .html, .docx and .epub files, what Pandoc reads, or else .po, .xlf, .tmx, .csv, .tsv and .srt files",
            shown
        )
    );
    #[expect(
        clippy::disallowed_methods,
        reason = "what diglot does not read itself"
    )]
    let mut pandoc = Command::new("pandoc");
    let output = pandoc
        .args(["--sandbox", "-t", "json"])
        // Without its folder, a name that begins with a hyphen would be an option.
        .arg(Path::new(".").join(path))
        .stdin(Stdio::null())
        .output();
    let output = output.with_context(|| {
        message!(
            "{} needs Pandoc, which cannot be run; install it (pandoc.org), or save the file as .md or .html",
            shown
        )
    })?;
    let said = String::from_utf8_lossy(&output.stderr);
    anyhow::ensure!(
        output.status.success(),
        message!("Pandoc cannot read {}: {}", shown, said.trim())
    );
    Ok(output.stdout)
}

fn decoded(path: &Path) -> anyhow::Result<Decoded> {
    let shown = path.display().to_string();
    let bytes = disk::read_list(path).with_context(|| message!("cannot read {}", shown))?;
    import::decode(&shown, &bytes).map_err(|refusal| anyhow::anyhow!(refusal.message()))
}
