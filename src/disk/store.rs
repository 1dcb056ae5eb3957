//! Finished pages in an output folder: a folder for each edition, a deflated file for each part.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::aside;
use crate::pagination::PageStore;

/// The folder in an output folder.
const NAME: &str = ".diglot.layout";

/// A folder of finished pages. Each file begins with the BLAKE3 hash of its name and the rest, so that one that is damaged or
/// from elsewhere is noticed.
#[derive(Debug)]
pub struct PageFolder {
    path: PathBuf,
}

impl PageFolder {
    /// That of an output folder.
    pub fn of(output: &Path) -> Self {
        Self {
            path: output.join(NAME),
        }
    }

    fn file(&self, edition: &str, hash: &str) -> PathBuf {
        self.path.join(edition).join(hash)
    }

    fn write(&self, edition: &str, hash: &str, bytes: &[u8]) -> std::io::Result<()> {
        let path = self.file(edition, hash);
        let folder = self.path.join(edition);
        fs::create_dir_all(&folder)?;
        let mut file = aside(&folder)?;
        let mut deflated = DeflateEncoder::new(Vec::new(), Compression::fast());
        deflated.write_all(bytes)?;
        let deflated = deflated.finish()?;
        file.write_all(checksum(hash, &deflated).as_bytes())?;
        file.write_all(&deflated)?;
        file.persist(path).map_err(|it| it.error)?;
        Ok(())
    }
}

impl PageStore for PageFolder {
    fn load(&self, edition: &str, hash: &str) -> Option<Vec<u8>> {
        let mut bytes = fs::read(self.file(edition, hash)).ok()?;
        let deflated = bytes.split_off(blake3::OUT_LEN.min(bytes.len()));
        if checksum(hash, &deflated).as_bytes().as_slice() != bytes {
            return None;
        }
        let mut whole = Vec::new();
        let mut reader = DeflateDecoder::new(deflated.as_slice());
        reader.read_to_end(&mut whole).ok()?;
        Some(whole)
    }

    fn save(&self, edition: &str, hash: &str, bytes: &[u8]) {
        // Without the file the part is laid out again, no more.
        let _ = self.write(edition, hash, bytes);
    }

    fn retain(&self, editions: &BTreeSet<&str>, used: &BTreeMap<String, BTreeSet<String>>) {
        // Behind a link there may be anything.
        if self.path.is_symlink() {
            return;
        }
        // What cannot be removed takes room, no more.
        for folder in fs::read_dir(&self.path).into_iter().flatten().flatten() {
            let name = folder.file_name();
            let Some(edition) = name.to_str().filter(|name| editions.contains(name)) else {
                let _ = fs::remove_dir_all(folder.path());
                continue;
            };
            let Some(hashes) = used.get(edition) else {
                continue;
            };
            for file in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
                let name = file.file_name();
                if !name.to_str().is_some_and(|name| hashes.contains(name)) {
                    let _ = fs::remove_file(file.path());
                }
            }
        }
    }
}

fn checksum(name: &str, bytes: &[u8]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(name.as_bytes());
    hasher.update(bytes);
    hasher.finalize()
}
