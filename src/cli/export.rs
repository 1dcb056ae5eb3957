//! `diglot export`.

use std::io::Write;

use anyhow::Context;

use super::build::{chosen, epoch, imprint};
use super::screen::{self, Screen};
use super::{Examined, OnixArguments, Outcome, examine, open};
use crate::access::Access;
use crate::build::{self, Way};
use crate::disk;
use crate::manuscript;
use crate::onix::{self, Product};

/// Makes the editions, in memory alone, as their pages and sizes are told, and writes their records.
pub fn onix(arguments: &OnixArguments) -> anyhow::Result<Outcome> {
    let screen = Screen::new(arguments.book.format);
    let folder = open(&arguments.book)?;
    let epoch = epoch()?;
    let Examined {
        sources,
        mut diagnostics,
        reading,
    } = examine(&arguments.book, &folder);
    let made = match &reading {
        Some((reading, fonts)) => {
            let mut editions = chosen(reading, &arguments.edition)?;
            // No shop sells sheets for a class.
            editions.retain(|edition| edition.handouts().is_none());
            let imprint = imprint(&reading.book, epoch)?;
            let jobs = std::thread::available_parallelism().map_or(1, usize::from);
            let made = build::build(
                reading,
                &editions,
                fonts,
                &imprint,
                Way {
                    jobs,
                    counts_white: false,
                    chapters: &[],
                },
                &|_, _| {},
                &mut diagnostics,
            );
            Some((reading, imprint, made))
        }
        None => None,
    };
    let Some((reading, imprint, made)) = made.filter(|_| !diagnostics.has_errors()) else {
        screen.diagnostics(&diagnostics, &sources);
        screen.say(&format!(
            "{}; nothing was written",
            screen::verdict(&diagnostics)
        ));
        return Ok(Outcome::BookHasErrors);
    };
    let all: Vec<_> = reading
        .editions
        .iter()
        .filter(|edition| edition.handouts().is_none())
        .map(|edition| manuscript::assemble(&reading.book, edition))
        .collect();
    let products: Vec<_> = made
        .iter()
        .filter_map(|made| {
            let manuscript = all.iter().find(|one| one.edition.name == made.edition)?;
            let file = made.files.first()?;
            Some(Product {
                manuscript,
                access: Access::of(manuscript, manuscript.edition.pages().is_some()),
                pages: file.pages,
                bytes: file.bytes.len(),
            })
        })
        .collect();
    let message = onix::message(&products, &all, imprint.modified)?;
    match &arguments.output {
        Some(path) => disk::save(path, &message)
            .with_context(|| format!("cannot write {}", path.display()))?,
        None => std::io::stdout().write_all(&message)?,
    }
    Ok(Outcome::Done)
}
