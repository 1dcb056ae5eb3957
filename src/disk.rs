//! The only door to the disk. Whatever content names is resolved here and found to lie inside the
//! book's folder before a byte of it is read: links are followed first, then judged.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

/// The largest file that is read, in bytes.
const MAX_FILE: u64 = 256 << 20;

/// A book's folder.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// What was read, by path, with the hash of its content.
    read: Mutex<BTreeMap<String, String>>,
}

/// Why a path of the book gives no file.
#[derive(Debug, PartialEq, Eq)]
pub enum Denied {
    /// Absolute, or with `..`, a drive or a backslash.
    NotInside,
    /// A link that leads out of the folder.
    LinkOutside,
    Missing,
    /// A folder, a device or a pipe.
    NotAFile,
    TooLarge,
    Unreadable(String),
}

impl Folder {
    /// Opens a book's folder.
    ///
    /// # Errors
    /// When it is not there or no folder.
    pub fn open(path: &Path) -> io::Result<Self> {
        let root = path.canonicalize()?;
        if !root.is_dir() {
            return Err(io::Error::from(io::ErrorKind::NotADirectory));
        }
        Ok(Self {
            root,
            read: Mutex::default(),
        })
    }

    /// Where a path of the book really is.
    fn resolve(&self, path: &str) -> Result<PathBuf, Denied> {
        let is_plain = Path::new(path)
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if path.is_empty() || !is_plain || path.contains(['\\', '\0', ':']) {
            return Err(Denied::NotInside);
        }
        let real = self
            .root
            .join(path)
            .canonicalize()
            .map_err(|error| match error.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Denied::Missing,
                _ => Denied::Unreadable(error.to_string()),
            })?;
        if real.starts_with(&self.root) {
            Ok(real)
        } else {
            Err(Denied::LinkOutside)
        }
    }

    /// Reads a file by its path in the book, with `/`.
    ///
    /// # Errors
    /// When there is no such file inside the folder.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
    pub fn read(&self, path: &str) -> Result<Vec<u8>, Denied> {
        let real = self.resolve(path)?;
        let metadata =
            fs::metadata(&real).map_err(|error| Denied::Unreadable(error.to_string()))?;
        if !metadata.is_file() {
            return Err(Denied::NotAFile);
        }
        if metadata.len() > MAX_FILE {
            return Err(Denied::TooLarge);
        }
        let bytes = fs::read(&real).map_err(|error| Denied::Unreadable(error.to_string()))?;
        self.note(path, hash(&bytes));
        Ok(bytes)
    }

    /// The files of a folder of the book whose names end in one of `extensions`, sorted by name.
    ///
    /// # Errors
    /// When there is no such folder inside the book.
    pub fn list(&self, path: &str, extensions: &[&str]) -> Result<Vec<String>, Denied> {
        let real = self.resolve(path)?;
        let unreadable = |error: io::Error| Denied::Unreadable(error.to_string());
        if !real.is_dir() {
            return Err(Denied::Missing);
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(&real).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            let wanted = Path::new(&name).extension().is_some_and(|extension| {
                extensions
                    .iter()
                    .any(|wanted| extension.eq_ignore_ascii_case(wanted))
            });
            if let (true, Some(name)) = (wanted, name.to_str()) {
                names.push(format!("{}/{name}", path.trim_end_matches('/')));
            }
        }
        names.sort();
        self.note(&format!("{path}/"), hash(names.join("\n").as_bytes()));
        Ok(names)
    }

    fn note(&self, path: &str, hash: String) {
        if let Ok(mut read) = self.read.lock() {
            read.insert(path.to_owned(), hash);
        }
    }

    /// Every file read so far with the hash of its content; folders that were listed end in `/`.
    pub fn inputs(&self) -> BTreeMap<String, String> {
        self.read
            .lock()
            .map(|read| read.clone())
            .unwrap_or_default()
    }

    /// Whether inputs noted earlier are the same today.
    pub fn still_has(&self, inputs: &BTreeMap<String, String>, fonts: &[&str]) -> bool {
        inputs.iter().all(|(path, before)| {
            let now = match path.strip_suffix('/') {
                Some(folder) => self
                    .list(folder, fonts)
                    .map(|names| hash(names.join("\n").as_bytes())),
                None => self.read(path).map(|bytes| hash(&bytes)),
            };
            now.is_ok_and(|now| now == *before)
        })
    }
}

/// The hash by which a file is known again.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Writes a file aside and renames it into place, so that it is whole or as it was before.
///
/// # Errors
/// When the folder cannot be made or written.
pub fn save(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, bytes, true)
}

/// The same for a file that can be made again at any time: it is not waited for until the disk has it.
///
/// # Errors
/// When the folder cannot be made or written.
pub fn save_passing(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, bytes, false)
}

fn replace(path: &Path, bytes: &[u8], is_lasting: bool) -> io::Result<()> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder)?;
    let mut aside = tempfile::Builder::new()
        .prefix(".diglot-")
        .suffix(".part")
        .tempfile_in(folder)?;
    aside.write_all(bytes)?;
    if is_lasting {
        aside.as_file().sync_all()?;
    }
    readable_by_all(aside.as_file())?;
    aside.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A temporary file is its owner's alone; a book is read by others too.
#[cfg(unix)]
fn readable_by_all(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &fs::File) -> io::Result<()> {
    Ok(())
}

/// Removes what a killed build left aside.
pub fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_ours = name.starts_with(".diglot-") && name.ends_with(".part");
        if is_ours && is_old(&entry) {
            // Another build may have renamed it meanwhile; then there is nothing to remove.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a file aside is too old to belong to a build that runs now.
fn is_old(entry: &fs::DirEntry) -> bool {
    let modified = entry.metadata().and_then(|metadata| metadata.modified());
    modified.is_ok_and(|time| {
        time.elapsed()
            .is_ok_and(|age| age > std::time::Duration::from_hours(1))
    })
}

/// Reads a small file that diglot itself wrote, if it is there.
pub fn read_own(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)
        .ok()?
        .take(MAX_FILE)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(bytes)
}
