//! ZIP files whose bytes depend on their content alone.

use std::io::{Cursor, Read, Write};

use jiff::Timestamp;
use jiff::tz::Offset;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// A compressed file, ready to be copied into an archive. So files can be compressed in parallel.
#[derive(Debug)]
pub struct Packed {
    name: String,
    archive: ZipArchive<Cursor<Vec<u8>>>,
}

impl Packed {
    /// Compresses a file; `name` is its path in the archive, with `/`.
    ///
    /// # Errors
    /// If the file is too large for the format.
    pub fn deflated(name: &str, bytes: &[u8], time: Timestamp) -> anyhow::Result<Self> {
        Self::new(name, bytes, CompressionMethod::Deflated, time)
    }

    /// Packs a file without compression.
    ///
    /// # Errors
    /// If the file is too large for the format.
    pub fn stored(name: &str, bytes: &[u8], time: Timestamp) -> anyhow::Result<Self> {
        Self::new(name, bytes, CompressionMethod::Stored, time)
    }

    fn new(
        name: &str,
        bytes: &[u8],
        method: CompressionMethod,
        time: Timestamp,
    ) -> anyhow::Result<Self> {
        let options = SimpleFileOptions::default()
            .last_modified_time(dos_time(time))
            .unix_permissions(0o644)
            .compression_method(method);
        let mut alone = ZipWriter::new(Cursor::new(Vec::new()));
        alone.start_file(name, options)?;
        alone.write_all(bytes)?;
        Ok(Self {
            name: name.to_owned(),
            archive: ZipArchive::new(alone.finish()?)?,
        })
    }

    /// Its path in the archive.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// An archive of files in the given order.
///
/// # Errors
/// If they are too large for the format.
pub fn zip(files: impl IntoIterator<Item = Packed>) -> anyhow::Result<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for mut file in files {
        writer.raw_copy_file(file.archive.by_index_raw(0)?)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// An archive that is read.
#[derive(Debug)]
pub struct Archive(ZipArchive<Cursor<Vec<u8>>>);

impl Archive {
    /// Opens an archive; `None` if it is damaged.
    pub fn read(bytes: Vec<u8>) -> Option<Self> {
        ZipArchive::new(Cursor::new(bytes)).ok().map(Self)
    }

    /// The names of its files, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.0.file_names().map(str::to_owned).collect();
        names.sort();
        names
    }

    /// How many bytes a file has, as the archive says; `None` if there is no such file.
    pub fn size(&mut self, name: &str) -> Option<u64> {
        Some(self.0.by_name(name).ok()?.size())
    }

    /// The bytes of a file; `None` if there is no such file, or it is damaged or suspiciously large.
    pub fn file(&mut self, name: &str) -> Option<Vec<u8>> {
        const LARGEST: u64 = 256 << 20;
        let file = self.0.by_name(name).ok()?;
        if file.size() > LARGEST {
            return None;
        }
        let mut bytes = Vec::new();
        // No more than it says, whatever it is unpacked to.
        let size = file.size();
        file.take(size + 1).read_to_end(&mut bytes).ok()?;
        if bytes.len() as u64 != size {
            return None;
        }
        Some(bytes)
    }
}

/// A time in UTC as ZIP stores it. Times before 1980 or after 2107 become the earliest or latest possible.
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
