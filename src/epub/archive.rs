//! The ZIP file. The packer hands its files over; they are written here, so that the same book gives
//! the same bytes, as the packer's own archive would not: it has no say in times.

use std::io::{Cursor, Read, Write};
use std::path::{Component, Path};

use epub_builder::{Result as Packed, Zip};
use jiff::Timestamp;
use jiff::tz::Offset;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The files of an EPUB in their order, but for the `mimetype`.
#[derive(Debug, Default)]
pub struct Shelf {
    files: Vec<(String, Vec<u8>)>,
}

impl Shelf {
    /// A file by its name.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Vec<u8>> {
        let mut files = self.files.iter_mut();
        files.find(|file| file.0 == name).map(|(_, bytes)| bytes)
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
        writer.start_file(
            "mimetype",
            options.compression_method(CompressionMethod::Stored),
        )?;
        writer.write_all(b"application/epub+zip")?;
        let options = options.compression_method(CompressionMethod::Deflated);
        for (name, bytes) in &self.files {
            writer.start_file(name.as_str(), options)?;
            writer.write_all(bytes)?;
        }
        Ok(writer.finish()?.into_inner())
    }
}

impl Zip for &mut Shelf {
    fn write_file<P: AsRef<Path>, R: Read>(&mut self, path: P, mut content: R) -> Packed<()> {
        let parts = path.as_ref().components().filter_map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        });
        let name = parts.collect::<Vec<_>>().join("/");
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes)?;
        self.files.push((name, bytes));
        Ok(())
    }

    /// Nothing: the files are still to be looked through.
    fn generate<W: Write>(self, _: W) -> Packed<()> {
        Ok(())
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
