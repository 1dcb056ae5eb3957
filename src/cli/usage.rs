//! Messages for wrong command lines, which unlike clap's own can be translated.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::message::{Argument, Message, ToArgument, list, message};

/// What is wrong and, if known, what to do about it; `None` if help or the version was requested.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "clap may learn of further mistakes"
)]
pub fn explain(error: &clap::Error) -> Option<(Message, Option<Message>)> {
    let value = |kind| error.get(kind).map(words);
    let text = |kind| value(kind).unwrap_or_else(|| "".to_argument());
    let argument = || text(ContextKind::InvalidArg);
    let given = error.get(ContextKind::InvalidValue);
    let is_empty = matches!(given, Some(ContextValue::String(given)) if given.is_empty());
    let message = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::DisplayVersion => return None,
        ErrorKind::UnknownArgument => message!("unknown argument `{}`", argument()),
        ErrorKind::InvalidSubcommand => {
            message!("unknown command `{}`", text(ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue if is_empty => {
            return Some((message!("the value of `{}` is empty", argument()), None));
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => message!(
            "`{}` is not a valid value for `{}`",
            text(ContextKind::InvalidValue),
            argument()
        ),
        ErrorKind::MissingRequiredArgument => message!("missing argument: {}", argument()),
        ErrorKind::MissingSubcommand => message!("a command is missing"),
        ErrorKind::ArgumentConflict => match value(ContextKind::PriorArg) {
            Some(other) => message!("`{}` cannot be given together with `{}`", argument(), other),
            None => message!("`{}` cannot be given twice", argument()),
        },
        ErrorKind::NoEquals
        | ErrorKind::TooFewValues
        | ErrorKind::TooManyValues
        | ErrorKind::WrongNumberOfValues => {
            message!("`{}` has the wrong number of values", argument())
        }
        ErrorKind::InvalidUtf8 => message!("an argument is not valid UTF-8"),
        _ => Message::foreign(error.to_string()),
    };
    let suggested = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let suggested = suggested.into_iter().find_map(value);
    let hint = match (suggested, value(ContextKind::ValidValue)) {
        (Some(meant), _) => Some(message!("did you mean `{}`?", meant)),
        (None, Some(known)) => Some(message!("known here: {}", known)),
        // The parsers of some values say what they take.
        (None, None) => {
            std::error::Error::source(error).and_then(|why| why.downcast_ref::<Message>().cloned())
        }
    };
    Some((message, hint))
}

fn words(value: &ContextValue) -> Argument {
    if let ContextValue::Strings(all) = value {
        list(all)
    } else {
        value.to_string().to_argument()
    }
}
