//! Why a file of a book cannot be read.

use crate::message::{Message, message};

/// Why a path in the book cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The path is absolute, or contains `..`, a drive or a backslash.
    NotInside,
    /// A link leads out of the folder.
    LinkOutside,
    Missing,
    /// It is a folder, a device or a pipe.
    NotAFile,
    TooLarge,
    Unreadable(Message),
}

impl ReadError {
    /// What is wrong, to follow the name of the file.
    pub fn message(&self) -> Message {
        match self {
            Self::NotInside => message!("it is not a path inside the book's folder"),
            Self::LinkOutside => message!("it is a link to something outside the book's folder"),
            Self::Missing => message!("it does not exist"),
            Self::NotAFile => message!("it is not a file but a folder or a device"),
            Self::TooLarge => message!("it is larger than 256 MB"),
            Self::Unreadable(why) => why.clone(),
        }
    }
}
