//! Looking at whole folders: the books of a catalogue, and the files of an output folder.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{Folder, OWN, ReadError, normalized};
use crate::message::Message;

/// The largest list of books that is read, in bytes.
const MAX_LIST: u64 = 16 << 20;
/// The most bytes that are piped in.
const MAX_INPUT: u64 = 64 << 20;

/// The folders directly in a folder that contain a file of this name, sorted.
///
/// # Errors
/// If the folder cannot be read.
pub fn folders_with(path: &Path, name: &str) -> io::Result<Vec<PathBuf>> {
    let entries: Vec<_> = fs::read_dir(path)?.collect::<io::Result<_>>()?;
    let folders = entries.into_iter().map(|entry| entry.path());
    let mut folders: Vec<PathBuf> = folders.filter(|it| it.join(name).is_file()).collect();
    folders.sort();
    Ok(folders)
}

/// Reads a list that the user names on the command line.
///
/// # Errors
/// If it cannot be read, or is too large to be one.
pub fn read_list(path: &Path) -> io::Result<Vec<u8>> {
    if fs::metadata(path)?.len() > MAX_LIST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    fs::read(path)
}

impl Folder {
    /// The paths of all files in the folder and below, sorted, with `/`. A link is listed but not followed, and what
    /// diglot keeps for itself is left out.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn files(&self) -> io::Result<Vec<String>> {
        let mut found = Vec::new();
        self.add_files("", &mut found)?;
        found.sort();
        Ok(found)
    }

    fn add_files(&self, below: &str, found: &mut Vec<String>) -> io::Result<()> {
        for entry in fs::read_dir(self.root.join(below))? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(OWN) {
                continue;
            }
            let path = format!("{below}{name}");
            if entry.file_type()?.is_dir() {
                self.add_files(&format!("{path}/"), found)?;
            } else {
                found.push(normalized(&path));
            }
        }
        Ok(())
    }

    /// The hash of a file of any size.
    ///
    /// # Errors
    /// If there is no such file inside the folder, or it cannot be read.
    pub fn hash(&self, path: &str) -> Result<String, ReadError> {
        let unreadable = |error: io::Error| ReadError::Unreadable(Message::of_io(&error));
        let real = self.resolve(path)?;
        if !real.is_file() {
            return Err(ReadError::NotAFile);
        }
        let mut hasher = blake3::Hasher::new();
        let file = File::open(real).map_err(unreadable)?;
        hasher.update_reader(file).map_err(unreadable)?;
        Ok(hasher.finalize().to_hex().to_string())
    }
}

/// Reads what is piped in.
///
/// # Errors
/// If it cannot be read, or is larger than any book needs.
pub fn read_input() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().take(MAX_INPUT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_INPUT {
        return Err(io::Error::from(io::ErrorKind::FileTooLarge));
    }
    Ok(bytes)
}
