//! `diglot import`.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::arguments::ImportArguments;
use super::screen::Screen;
use super::{Outcome, Output, update};
use crate::disk::{self, Folder};
use crate::import::{self, Decoded, Imported, Input, Inputs};
use crate::lang::Lang;
use crate::message::{Locale, message, plural};
use crate::read::{self, BOOK_FILE};

/// The names of the files that are imported.
const EXTENSION: &str = "txt";

/// Runs `import`.
pub fn run(arguments: &ImportArguments, locale: Locale) -> anyhow::Result<Outcome> {
    let ImportArguments {
        files,
        output,
        languages,
        scores,
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
    let is_vacant = disk::is_vacant(folder);
    let is_vacant = is_vacant.with_context(|| message!("cannot create a book in {}", shown))?;
    anyhow::ensure!(
        is_vacant,
        message!("{} is not empty; name a new folder, or an empty one", shown)
    );
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
    let inputs = inputs(files)?;
    let is_one = matches!(&inputs, Inputs::Pairs(pairs) if pairs.len() == 1);
    anyhow::ensure!(
        scores.is_none() || is_one,
        message!("`--scores` is for two files, one in each language")
    );
    let id = folder.file_name().and_then(|name| name.to_str());
    let id = id.map(|name| name.to_ascii_lowercase().replace([' ', '_', '.'], "-"));
    let id = id.filter(|id| read::is_slug(id) && id != "null");
    let id = id.unwrap_or_else(|| "book".to_owned());
    let imported = import::import(&inputs, &id, languages, scores.as_deref(), locale)
        .map_err(|refusal| anyhow::anyhow!(refusal.message()))?;
    let Imported {
        languages: [first, second],
        files,
        pairs,
        doubts,
    } = imported;
    let written: Vec<_> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_bytes()))
        .collect();
    disk::publish(folder, &written)?;
    let mut out = std::io::stdout();
    for (path, _) in &files {
        writeln!(out, "{}", folder.join(path).display())?;
    }
    let screen = Screen::new(Output::Text, locale);
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

/// Reads the files, and finds out whether they are chapters in two languages or texts in one language each.
fn inputs(paths: &[PathBuf]) -> anyhow::Result<Inputs> {
    if let [first, second] = paths
        && disk::is_folder(first)
        && disk::is_folder(second)
    {
        return folders(first, second);
    }
    let files = paths
        .iter()
        .map(|path| read(path))
        .collect::<anyhow::Result<Vec<_>>>()?;
    match &files[..] {
        [first, second]
            if !import::is_bilingual(&first.decoded.text)
                && !import::is_bilingual(&second.decoded.text) =>
        {
            Ok(Inputs::Pairs(vec![[first.clone(), second.clone()]]))
        }
        _ => Ok(Inputs::Bilingual(files)),
    }
}

/// Reads two folders, one a language, whose files have the same names.
fn folders(first: &Path, second: &Path) -> anyhow::Result<Inputs> {
    let names = |folder: &Path| -> anyhow::Result<Vec<String>> {
        let shown = || message!("cannot read {}", folder.display().to_string());
        let mut files = Folder::open(folder)
            .and_then(|folder| folder.files())
            .with_context(shown)?;
        files.retain(|name| {
            Path::new(name)
                .extension()
                .is_some_and(|it| it == EXTENSION)
        });
        anyhow::ensure!(
            !files.is_empty(),
            message!("{} has no .txt files", folder.display().to_string())
        );
        Ok(files)
    };
    let (ours, theirs) = (names(first)?, names(second)?);
    let missing = ours
        .iter()
        .find(|name| !theirs.contains(name))
        .map(|name| (name, second));
    let missing = missing.or_else(|| {
        theirs
            .iter()
            .find(|name| !ours.contains(name))
            .map(|name| (name, first))
    });
    if let Some((name, folder)) = missing {
        anyhow::bail!(message!(
            "{} has no file {}; the chapters of the two folders need the same names",
            folder.display().to_string(),
            name
        ));
    }
    let pairs = ours
        .iter()
        .map(|name| Ok([read(&first.join(name))?, read(&second.join(name))?]));
    Ok(Inputs::Pairs(pairs.collect::<anyhow::Result<Vec<_>>>()?))
}

/// The folder that has the name of the first file.
fn folder_for(files: &[PathBuf]) -> PathBuf {
    let stem = files.first().and_then(|path| path.file_stem());
    stem.map_or_else(|| PathBuf::from("book"), PathBuf::from)
}

/// Reads a text.
fn read(path: &Path) -> anyhow::Result<Input> {
    let shown = path.display().to_string();
    anyhow::ensure!(
        path.extension().is_some_and(|it| it == EXTENSION),
        message!(
            "{} is not a format diglot imports; it takes texts, as .txt files",
            shown
        )
    );
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_else(|| BOOK_FILE.to_owned());
    let decoded = decoded(path)?;
    Ok(Input { name, decoded })
}

fn decoded(path: &Path) -> anyhow::Result<Decoded> {
    let shown = path.display().to_string();
    let bytes = disk::read_list(path).with_context(|| message!("cannot read {}", shown))?;
    import::decode(&shown, &bytes).map_err(|refusal| anyhow::anyhow!(refusal.message()))
}
