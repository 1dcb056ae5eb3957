//! What kind of value the format expects in a place, and the message for anything else.

use crate::message::{Message, message};

/// The kind of value that is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    Text,
    Number,
    Decimal,
    Bool,
    List,
    Map,
    Block,
    Name,
}

impl Wanted {
    /// Message and hint where something else was found.
    pub fn refuse(self, found: &Message) -> (Message, Message) {
        match self {
            Self::Text => (
                message!("expected a text, found {}", found),
                message!("write a text; one that begins with `#`, `[` or `{` needs quotes"),
            ),
            Self::Number => (
                message!("expected a whole number, found {}", found),
                message!("write its digits alone, without quotes or a sign"),
            ),
            Self::Decimal => (
                message!("expected a number, found {}", found),
                message!("write its digits alone, without quotes"),
            ),
            Self::Bool => (
                message!("expected `true` or `false`, found {}", found),
                message!("write one of the two, without quotes"),
            ),
            Self::List => (
                message!("expected a list, found {}", found),
                message!("write each item on a line of its own after `- `"),
            ),
            Self::Map => (
                message!("expected keys, found {}", found),
                message!("write each key on a line of its own, as in `key: …`"),
            ),
            Self::Block => (
                message!("expected a block, found {}", found),
                message!("write its kind and its content, as in `- text: …`"),
            ),
            Self::Name => (
                message!("expected a name, found {}", found),
                message!("write one of the names known here, without anything else"),
            ),
        }
    }
}
