//! The ZIP file. What the packer made is taken apart and written anew, so that the same book gives
//! the same bytes and the files can be looked through: the packer has no say in times, and its own
//! trait for archives is private to it.

use std::io::{Cursor, Read};

use anyhow::Context;
use jiff::Timestamp;
use zip::ZipArchive;

use crate::archive::{Entry, zip};

const MIMETYPE: &str = "mimetype";

/// The files of an EPUB in their order, but for the `mimetype`.
#[derive(Debug)]
pub struct Shelf {
    files: Vec<(String, Vec<u8>)>,
}

impl Shelf {
    /// Takes an archive apart.
    ///
    /// # Errors
    /// When it is no ZIP file.
    pub fn unpack(archive: &[u8]) -> anyhow::Result<Self> {
        let mut archive = ZipArchive::new(Cursor::new(archive))?;
        let mut files = Vec::new();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index)?;
            let name = file.name().to_owned();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            if name != MIMETYPE {
                files.push((name, bytes));
            }
        }
        Ok(Self { files })
    }

    /// A file's content.
    ///
    /// # Errors
    /// When the archive has no such file.
    pub fn content(&mut self, name: &str) -> anyhow::Result<&mut Vec<u8>> {
        let file = self.files.iter_mut().find(|file| file.0 == name);
        file.map(|(_, bytes)| bytes)
            .with_context(|| format!("the packer left out {name}"))
    }

    /// The archive, all of one time.
    ///
    /// # Errors
    /// When a file is too large for the format.
    pub fn zip(&self, time: Timestamp) -> anyhow::Result<Vec<u8>> {
        // OCF 3.3 §4.2.2: first and as it is, so that the type stands at a fixed place in the file.
        let mimetype = Entry {
            name: MIMETYPE,
            bytes: b"application/epub+zip",
            is_stored: true,
        };
        let files = self.files.iter().map(|(name, bytes)| Entry {
            name,
            bytes,
            is_stored: false,
        });
        zip(std::iter::once(mimetype).chain(files), time)
    }
}
