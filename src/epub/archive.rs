//! The ZIP file. What the packer made is taken apart and written anew, so that the same book gives
//! the same bytes and the files can be looked through: the packer has no say in times, and its own
//! trait for archives is private to it.

use std::io::{Cursor, Read, Write};

use anyhow::Context;
use jiff::Timestamp;
use jiff::tz::Offset;
use rayon::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

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
        let options = SimpleFileOptions::default()
            .last_modified_time(dos_time(time))
            .unix_permissions(0o644);
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        // OCF 3.3 §4.2.2: first and as it is, so that the type stands at a fixed place in the file.
        let stored = options.compression_method(CompressionMethod::Stored);
        writer.start_file(MIMETYPE, stored)?;
        writer.write_all(b"application/epub+zip")?;
        let deflated = options.compression_method(CompressionMethod::Deflated);
        // Packed side by side, each alone, and copied as they are.
        let packed = self.files.par_iter().map(|(name, bytes)| {
            let mut alone = ZipWriter::new(Cursor::new(Vec::new()));
            alone.start_file(name.as_str(), deflated)?;
            alone.write_all(bytes)?;
            ZipArchive::new(alone.finish()?)
        });
        for packed in packed.collect::<Vec<_>>() {
            writer.raw_copy_file(packed?.by_index_raw(0)?)?;
        }
        Ok(writer.finish()?.into_inner())
    }
}

/// A time as ZIP keeps it, in UTC; what lies before 1980 or after 2107 is the nearest that it can
/// keep.
fn dos_time(time: Timestamp) -> DateTime {
    let utc = Offset::UTC.to_datetime(time);
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    let (year, month, day, hour, minute, second) = match utc.year() {
        ..1980 => (1980, 1, 1, 0, 0, 0),
        2108.. => (2107, 12, 31, 23, 59, 58),
        year => (
            year.unsigned_abs(),
            part(utc.month()),
            part(utc.day()),
            part(utc.hour()),
            part(utc.minute()),
            part(utc.second()),
        ),
    };
    DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default()
}
