//! The ZIP file. The archive that `epub-builder` made is unpacked and written again, so that the same book gives the
//! same bytes and its files can be edited first: the crate offers no control over timestamps, and its trait for
//! archives is private.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use anyhow::Context;
use jiff::Timestamp;
use rayon::prelude::*;
use zip::ZipArchive;

use crate::archive::{Packed, zip};

const MIMETYPE: &str = "mimetype";

/// The files of an EPUB in order, without the `mimetype`.
#[derive(Debug)]
pub struct EpubFiles {
    files: Vec<(String, Vec<u8>)>,
}

impl EpubFiles {
    /// Reads all files of an archive.
    ///
    /// # Errors
    /// If it is not a ZIP file.
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
    /// If the archive has no such file.
    pub fn content(&mut self, name: &str) -> anyhow::Result<&mut Vec<u8>> {
        let file = self.files.iter_mut().find(|file| file.0 == name);
        file.map(|(_, bytes)| bytes)
            .with_context(|| format!("the packer left out {name}"))
    }

    /// The archive, every file dated `time`. A file in `packed` replaces the one of the same name.
    ///
    /// # Errors
    /// If a file is too large for the format.
    pub fn zip(&self, packed: Vec<Packed>, time: Timestamp) -> anyhow::Result<Vec<u8>> {
        let mut packed: BTreeMap<String, Packed> = packed
            .into_iter()
            .map(|file| (file.name().to_owned(), file))
            .collect();
        // OCF 3.3 §4.2.2: first and uncompressed, so that the type is at a fixed offset in the file.
        let mimetype = Packed::stored(MIMETYPE, b"application/epub+zip", time)?;
        let files: Vec<_> = self
            .files
            .iter()
            .map(|(name, bytes)| (packed.remove(name), name, bytes))
            .collect();
        let files = files.into_par_iter().map(|(packed, name, bytes)| {
            packed.map_or_else(|| Packed::deflated(name, bytes, time), Ok)
        });
        let files: Vec<_> = files.collect::<anyhow::Result<_>>()?;
        zip(std::iter::once(mimetype).chain(files))
    }
}
