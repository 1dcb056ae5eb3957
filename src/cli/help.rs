//! Translates the help of the command line. In English it is clap's own.

use clap::builder::{PossibleValue, StyledStr};
use clap::{Arg, ArgAction, Command};

use crate::message::{Locale, Message, list, message};

/// A command with all of its help in a language.
pub fn localized(mut command: Command, locale: Locale) -> Command {
    if locale == Locale::English {
        return command;
    }
    // This adds `--help`, `--version` and `help`, which are to be translated too.
    command.build();
    translated(command, locale)
}

fn translated(mut command: Command, locale: Locale) -> Command {
    let usage = command.render_usage().to_string();
    let usage = usage
        .trim_start_matches("Usage: ")
        .replace("[OPTIONS]", &message!("[OPTIONS]").say(locale))
        .replace("COMMAND", &message!("COMMAND").say(locale));
    let section = |title: Message, tag: &str| format!("\n\n{}\n{tag}", title.say(locale));
    let mut template = vec![
        "{about-with-newline}\n".to_owned(),
        message!("Usage: {}", "{usage}").say(locale),
    ];
    if command.has_subcommands() {
        template.push(section(message!("Commands:"), "{subcommands}"));
    }
    if command.get_positionals().next().is_some() {
        template.push(section(message!("Arguments:"), "{positionals}"));
    }
    template.push(section(message!("Options:"), "{options}{after-help}"));
    let say = |text: &StyledStr| locale.translate(&text.to_string()).to_owned();
    let about = command.get_about().map(say);
    let after = command.get_after_help().map(say);
    command = command
        .override_usage(usage)
        .help_template(template.concat())
        .about(about.unwrap_or_default());
    if let Some(after) = after {
        command = command.after_help(after);
    }
    command
        .mut_args(|one| argument(one, locale))
        .mut_subcommands(|one| translated(one, locale))
}

/// Translates an argument's help, and appends the default and possible values, whose labels clap would write in
/// English.
fn argument(argument: Arg, locale: Locale) -> Arg {
    let say = |text: &StyledStr| locale.translate(&text.to_string()).to_owned();
    let short = argument.get_help().map(say);
    let long = argument.get_long_help().map(say).or(short.clone());
    let takes_value = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
    let values: Vec<_> = argument
        .get_possible_values()
        .into_iter()
        .filter(|_| takes_value)
        .collect();
    let defaults = argument.get_default_values().iter();
    let default: Vec<_> = defaults
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    let default = if takes_value && !default.is_empty() {
        format!(" {}", message!("[default: {}]", list(default)).say(locale))
    } else {
        String::new()
    };
    let names: Vec<_> = values.iter().map(PossibleValue::get_name).collect();
    let choices = if names.is_empty() {
        String::new()
    } else {
        let choices = message!("[possible values: {}]", list(names));
        format!(" {}", choices.say(locale))
    };
    let has_help = values.iter().any(|value| value.get_help().is_some());
    let each = values.iter().filter(|_| has_help).map(|value| {
        let help = value.get_help().map(say).unwrap_or_default();
        let line = message!("{}: {}", value.get_name(), help);
        format!("\n- {}", line.say(locale))
    });
    let each: String = each.collect();
    let in_short = short.unwrap_or_default() + &default + &choices;
    let in_long = long.unwrap_or_default() + &default;
    let in_long = in_long + if has_help { &each } else { &choices };
    argument
        .help(in_short)
        .long_help(in_long)
        .hide_default_value(true)
        .hide_possible_values(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// The English texts of a command, its arguments and its subcommands.
    fn texts(command: &Command) -> Vec<String> {
        let about = [command.get_about(), command.get_after_help()];
        let mut all: Vec<String> = about
            .into_iter()
            .flatten()
            .map(ToString::to_string)
            .collect();
        for argument in command.get_arguments() {
            let help = [argument.get_help(), argument.get_long_help()];
            all.extend(help.into_iter().flatten().map(ToString::to_string));
            let values = argument.get_possible_values();
            let help = values.iter().filter_map(|value| value.get_help());
            all.extend(help.map(ToString::to_string));
        }
        all.extend(command.get_subcommands().flat_map(texts));
        all
    }

    fn english() -> Command {
        let mut command = crate::cli::Arguments::command();
        command.build();
        command
    }

    #[test]
    fn every_help_text_has_a_translation_and_every_translation_a_help_text() {
        let texts = texts(&english());
        for text in &texts {
            assert_ne!(Locale::Chinese.translate(text), text, "no translation");
        }
        let catalogue: toml::Table =
            toml::from_str(include_str!("../lang/data/messages/zh.toml")).unwrap();
        for text in catalogue["help"].as_table().unwrap().keys() {
            assert!(texts.contains(text), "no help says: {text}");
        }
    }

    #[test]
    fn the_chinese_help_has_no_english_words() {
        fn check(command: &mut Command) {
            for help in [command.render_help(), command.render_long_help()] {
                let help = help.to_string();
                for english in [
                    "Usage",
                    "Options",
                    "Commands",
                    "Arguments",
                    "default",
                    "possible",
                ] {
                    assert!(!help.contains(english), "{english} in\n{help}");
                }
            }
            command.get_subcommands_mut().for_each(check);
        }
        check(&mut localized(
            crate::cli::Arguments::command(),
            Locale::Chinese,
        ));
    }
}
