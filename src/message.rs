//! Messages to the person who runs the program, in English or in another language.
//!
//! A message is an English template with arguments. The template is also the key of its translation in another
//! language's catalogue (`lang/data/messages/`), so a message has no language until it is shown. `{}` is the place of
//! the next argument, `{1}` that of the second one; any other brace is literal.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, ErrorKind};
use std::sync::LazyLock;

/// A language that the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Locale {
    #[default]
    English,
    Chinese,
}

impl Locale {
    /// Every locale with its name on the command line.
    pub const ALL: [(Self, &'static str); 2] = [(Self::English, "en"), (Self::Chinese, "zh")];

    /// The locale for the language of a POSIX locale such as `zh_CN.UTF-8`; English if the program does not speak it.
    pub fn of_posix(name: &str) -> Self {
        let language = name.split(['_', '-', '.', '@']).next().unwrap_or_default();
        let found = Self::ALL.iter().find(|(_, tag)| *tag == language);
        found.map_or(Self::English, |(locale, _)| *locale)
    }

    /// The translation of a template, or the template itself if it has none.
    pub fn translate(self, template: &str) -> &str {
        match self {
            Self::English => template,
            Self::Chinese => CHINESE.get(template).map_or(template, String::as_str),
        }
    }
}

/// The Chinese translations by English template.
static CHINESE: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let text = include_str!("lang/data/messages/zh.toml");
    let groups: HashMap<String, HashMap<String, String>> =
        toml::from_str(text).expect("a test reads the catalogue");
    groups.into_values().flatten().collect()
});

/// A template with its arguments, to be translated when it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Message {
    template: &'static str,
    arguments: Vec<Argument>,
}

/// The value for a place in a template.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Argument {
    /// Text that is the same in every language, such as what an author wrote.
    Text(String),
    Message(Message),
    List(Vec<Argument>, Joint),
}

/// How the items of a list are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Joint {
    Comma,
    /// A comma, and `or` before the last one.
    Or,
    /// A comma, and `and` before the last one.
    And,
    Semicolon,
}

impl Message {
    /// A message without arguments. Use `message!`, so that the tests find the template and look for its translation.
    pub const fn fixed(template: &'static str) -> Self {
        Self {
            template,
            arguments: Vec::new(),
        }
    }

    /// A message with arguments. Use `message!`, so that the tests find the template and look for its translation.
    pub fn with(template: &'static str, arguments: Vec<Argument>) -> Self {
        Self {
            template,
            arguments,
        }
    }

    /// A message of a library or another program, which stays untranslated.
    pub fn foreign(text: impl Into<String>) -> Self {
        Self::with("{}", vec![Argument::Text(text.into())])
    }

    /// Several messages as one, with semicolons between them.
    pub fn joined(messages: Vec<Self>) -> Self {
        let all = messages.into_iter().map(Argument::Message).collect();
        Self::with("{}", vec![Argument::List(all, Joint::Semicolon)])
    }

    /// Why reading or writing failed: the message that `error` wraps, if any, else one for its kind.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the system has many more reasons, and says them itself"
    )]
    pub fn of_io(error: &io::Error) -> Self {
        let own = error.get_ref().and_then(|own| own.downcast_ref::<Self>());
        if let Some(own) = own {
            return own.clone();
        }
        match error.kind() {
            ErrorKind::NotFound => message!("there is no such file or folder"),
            ErrorKind::PermissionDenied => message!("permission denied"),
            ErrorKind::NotADirectory => message!("it is not a folder"),
            ErrorKind::IsADirectory => message!("it is a folder"),
            ErrorKind::AlreadyExists => message!("it exists already"),
            ErrorKind::StorageFull => message!("the disk is full"),
            ErrorKind::ReadOnlyFilesystem => message!("the disk is read-only"),
            _ => Self::foreign(error.to_string()),
        }
    }

    /// The text of the message in a language.
    pub fn say(&self, locale: Locale) -> String {
        let mut out = String::new();
        self.write(locale, &mut out);
        out
    }

    fn write(&self, locale: Locale, out: &mut String) {
        for part in template_parts(locale.translate(self.template)) {
            match part {
                TemplatePart::Text(text) => out.push_str(text),
                TemplatePart::Place(index) => {
                    if let Some(argument) = self.arguments.get(index) {
                        argument.write(locale, out);
                    }
                }
            }
        }
    }
}

impl Argument {
    fn write(&self, locale: Locale, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Message(message) => message.write(locale, out),
            Self::List(items, joint) => {
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        let is_last = index + 1 == items.len();
                        joint.before(is_last).write(locale, out);
                    }
                    item.write(locale, out);
                }
            }
        }
    }
}

impl Joint {
    /// What stands before an item that is not the first, and may be the last.
    fn before(self, is_last: bool) -> Message {
        match self {
            Self::Or if is_last => message!(" or "),
            Self::And if is_last => message!(" and "),
            Self::Semicolon => message!("; "),
            Self::Comma | Self::Or | Self::And => message!(", "),
        }
    }
}

/// A list as an argument: `a, b, c`.
pub fn list(items: impl IntoIterator<Item = impl ToArgument>) -> Argument {
    joined(items, Joint::Comma)
}

/// A list of alternatives as an argument: `a, b or c`.
pub fn either(items: impl IntoIterator<Item = impl ToArgument>) -> Argument {
    joined(items, Joint::Or)
}

/// A list of things that all apply as an argument: `a, b and c`.
pub fn both(items: impl IntoIterator<Item = impl ToArgument>) -> Argument {
    joined(items, Joint::And)
}

fn joined(items: impl IntoIterator<Item = impl ToArgument>, joint: Joint) -> Argument {
    let items = items.into_iter().map(|item| item.to_argument());
    Argument::List(items.collect(), joint)
}

/// A part of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplatePart<'t> {
    Text(&'t str),
    /// The place of the argument with this index, from 0.
    Place(usize),
}

/// The parts of a template.
pub fn template_parts(template: &str) -> Vec<TemplatePart<'_>> {
    let mut found = Vec::new();
    let (mut start, mut at, mut next) = (0, 0, 0);
    let bytes = template.as_bytes();
    while at < bytes.len() {
        let Some(length) = place_length(bytes, at) else {
            at += 1;
            continue;
        };
        if start < at {
            found.push(TemplatePart::Text(&template[start..at]));
        }
        let index = template[at + 1..at + length - 1].parse().unwrap_or(next);
        next += usize::from(length == 2);
        found.push(TemplatePart::Place(index));
        at += length;
        start = at;
    }
    if start < template.len() {
        found.push(TemplatePart::Text(&template[start..]));
    }
    found
}

/// The number of arguments that a template expects.
pub const fn places(template: &str) -> usize {
    let bytes = template.as_bytes();
    let (mut at, mut next, mut most) = (0, 0, 0);
    while at < bytes.len() {
        let Some(length) = place_length(bytes, at) else {
            at += 1;
            continue;
        };
        let needed = if length == 2 {
            next += 1;
            next
        } else {
            (bytes[at + 1] - b'0') as usize + 1
        };
        if needed > most {
            most = needed;
        }
        at += length;
    }
    most
}

/// Returns the template. In a constant, a template whose places do not match the number of arguments fails to compile.
pub const fn checked(template: &'static str, arguments: usize) -> &'static str {
    assert!(places(template) == arguments, "a place for each argument");
    template
}

/// The length in bytes of the `{}` or `{1}` at an offset, if there is one.
const fn place_length(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes[at] != b'{' || at + 1 >= bytes.len() {
        None
    } else if bytes[at + 1] == b'}' {
        Some(2)
    } else if bytes[at + 1].is_ascii_digit() && at + 2 < bytes.len() && bytes[at + 2] == b'}' {
        Some(3)
    } else {
        None
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Locale::English))
    }
}

impl std::error::Error for Message {}

/// What can be an argument of a message.
pub trait ToArgument {
    fn to_argument(&self) -> Argument;
}

impl<T: ToArgument + ?Sized> ToArgument for &T {
    fn to_argument(&self) -> Argument {
        (**self).to_argument()
    }
}

impl ToArgument for Argument {
    fn to_argument(&self) -> Argument {
        self.clone()
    }
}

impl ToArgument for Message {
    fn to_argument(&self) -> Argument {
        Argument::Message(self.clone())
    }
}

macro_rules! texts {
    ($($kind:ty),*) => {
        $(impl ToArgument for $kind {
            fn to_argument(&self) -> Argument {
                Argument::Text(self.to_string())
            }
        })*
    };
}

texts!(str, String, char, usize, u8, u16, u32, u64, f64);

/// A message from an English template and its arguments.
macro_rules! message {
    ($template:literal $(,)?) => {
        $crate::message::Message::fixed(const { $crate::message::checked($template, 0) })
    };
    ($template:literal, $($argument:expr),+ $(,)?) => {
        $crate::message::Message::with(
            const { $crate::message::checked($template, [$(stringify!($argument)),+].len()) },
            vec![$($crate::message::ToArgument::to_argument(&$argument)),+],
        )
    };
}

/// A message with a count as its first argument, from two templates: one for a count of 1, one for any other.
macro_rules! plural {
    ($count:expr, $one:literal, $other:literal $(, $argument:expr)* $(,)?) => {
        if $count == 1 {
            $crate::message::message!($one, $count $(, $argument)*)
        } else {
            $crate::message::message!($other, $count $(, $argument)*)
        }
    };
}

pub(crate) use {message, plural};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_take_their_places() {
        let message = Message::with(
            "{1} before {0}: {{}} {x}",
            vec!["a".to_argument(), 'b'.to_argument()],
        );
        assert_eq!(message.to_string(), "b before a: {a} {x}");
        assert_eq!(places("{} and {}"), 2);
        assert_eq!(places("{1}, `{{}}`"), 2);
        assert_eq!(places("`blanks: { … }`"), 0);
    }

    #[test]
    fn lists_are_joined_as_each_language_joins_them() {
        let message = |items: &[&str]| message!("{}", either(items));
        assert_eq!(message(&["a", "b", "c"]).to_string(), "a, b or c");
        assert_eq!(message(&["a", "b"]).say(Locale::Chinese), "a 或 b");
        assert_eq!(
            message!("{}", list(["a", "b"])).say(Locale::Chinese),
            "a、b"
        );
    }

    #[test]
    fn a_count_chooses_its_template() {
        let rows = |count: usize| plural!(count, "{} row of {}", "{} rows of {}", 7_usize);
        assert_eq!(rows(1).to_string(), "1 row of 7");
        assert_eq!(rows(0).to_string(), "0 rows of 7");
    }

    #[test]
    fn a_posix_locale_names_a_language() {
        for name in ["zh", "zh_CN.UTF-8", "zh_TW", "zh_HK.big5", "zh-Hans"] {
            assert_eq!(Locale::of_posix(name), Locale::Chinese, "{name}");
        }
        for name in [
            "",
            "C",
            "C.UTF-8",
            "POSIX",
            "en_GB.UTF-8",
            "de_DE",
            "zhuang",
        ] {
            assert_eq!(Locale::of_posix(name), Locale::English, "{name}");
        }
    }
}
