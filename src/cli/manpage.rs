//! `diglot completions` and `diglot man`: what shells and `man` know of the command line, in the language of the help.

use std::io::Write;

use anyhow::Context;
use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use super::{Arguments, Outcome, help};
use crate::message::{Locale, Message, message};

/// The name of the program on the command line.
const NAME: &str = "diglot";

/// Runs `completions`.
pub fn completions(shell: Shell, locale: Locale) -> anyhow::Result<Outcome> {
    let mut command = help::localized(Arguments::command(), locale);
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, NAME, &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(Outcome::Done)
}

/// Runs `man`.
pub fn man(names: &[String], locale: Locale) -> anyhow::Result<Outcome> {
    let mut command = help::localized(Arguments::command(), locale);
    command.build();
    let mut title = NAME.to_owned();
    for name in names {
        let found = command.find_subcommand(name).cloned();
        command = found.with_context(|| message!("there is no command `{}`", names.join(" ")))?;
        title = format!("{title}-{}", command.get_name());
    }
    let mut page = Vec::new();
    let version = format!("{NAME} {}", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command).title(title).source(version);
    man.render(&mut page)?;
    let page = String::from_utf8_lossy(&page).into_owned();
    std::io::stdout().write_all(translated(page, locale).as_bytes())?;
    Ok(Outcome::Done)
}

/// A page with its sections named in a language.
fn translated(mut page: String, locale: Locale) -> String {
    let sections: [(&str, Message); 8] = [
        ("NAME", message!("NAME")),
        ("SYNOPSIS", message!("SYNOPSIS")),
        ("DESCRIPTION", message!("DESCRIPTION")),
        ("OPTIONS", message!("OPTIONS")),
        ("SUBCOMMANDS", message!("SUBCOMMANDS")),
        ("EXTRA", message!("EXTRA")),
        ("VERSION", message!("VERSION")),
        ("AUTHORS", message!("AUTHORS")),
    ];
    for (name, message) in sections {
        let here = message.say(locale);
        page = page.replace(&format!(".SH {name}\n"), &format!(".SH {here}\n"));
    }
    page
}
