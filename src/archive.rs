//! ZIP files whose bytes depend on what is in them alone.

use std::io::{Cursor, Write};

use jiff::Timestamp;
use jiff::tz::Offset;
use rayon::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// A file of an archive.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Its path, with `/`.
    pub name: &'a str,
    pub bytes: &'a [u8],
    /// Whether it is kept as it is, at a place that readers know.
    pub is_stored: bool,
}

/// An archive of files in their order, all of one time.
///
/// # Errors
/// When a file is too large for the format.
pub fn zip<'a>(
    files: impl IntoIterator<Item = Entry<'a>>,
    time: Timestamp,
) -> anyhow::Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .last_modified_time(dos_time(time))
        .unix_permissions(0o644);
    let stored = options.compression_method(CompressionMethod::Stored);
    let deflated = options.compression_method(CompressionMethod::Deflated);
    let files: Vec<Entry<'_>> = files.into_iter().collect();
    // Packed side by side, each alone, and copied as they are.
    let pack = |file: &Entry<'_>| {
        let mut alone = ZipWriter::new(Cursor::new(Vec::new()));
        alone.start_file(file.name, deflated)?;
        alone.write_all(file.bytes)?;
        ZipArchive::new(alone.finish()?)
    };
    let packed = files
        .par_iter()
        .map(|file| (!file.is_stored).then(|| pack(file)));
    let packed: Vec<_> = packed.collect();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (file, packed) in files.iter().zip(packed) {
        if let Some(packed) = packed {
            writer.raw_copy_file(packed?.by_index_raw(0)?)?;
        } else {
            writer.start_file(file.name, stored)?;
            writer.write_all(file.bytes)?;
        }
    }
    Ok(writer.finish()?.into_inner())
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
