//! The only module besides the command line that accesses the disk. Every path in a book is resolved here, and must lie
//! inside the book's folder before anything is read: links are followed first, then the result is checked.

#![expect(
    clippy::disallowed_methods,
    reason = "this module is the door to the disk"
)]

mod read_error;
mod store;
mod survey;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::message::{Message, list, message};

pub use read_error::ReadError;
pub use store::PageFolder;
pub use survey::{folders_with, read_input, read_list};

/// The largest file that is read, in bytes.
const MAX_FILE: u64 = 256 << 20;

/// A book's folder.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// The hash of each file that was read, by path.
    read: Mutex<BTreeMap<String, String>>,
    /// Files that are read in place of those on the disk.
    instead: BTreeMap<String, Vec<u8>>,
}

/// Whether there is a folder at a path.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether there is a file at a path.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether there is nothing at a path, or a folder that is empty but for a `.git`.
///
/// # Errors
/// If there is something other than a folder, or the folder cannot be read.
pub fn is_vacant(path: &Path) -> io::Result<bool> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.all(|entry| entry.is_ok_and(|it| it.file_name() == ".git"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

impl Folder {
    /// Opens a book's folder.
    ///
    /// # Errors
    /// If it does not exist or is not a folder.
    pub fn open(path: &Path) -> io::Result<Self> {
        let root = path.canonicalize()?;
        if !root.is_dir() {
            return Err(io::Error::from(io::ErrorKind::NotADirectory));
        }
        Ok(Self {
            root,
            read: Mutex::default(),
            instead: BTreeMap::new(),
        })
    }

    /// The same folder as if these files, by their paths in it, had other contents.
    #[must_use]
    pub fn with(&self, instead: BTreeMap<String, Vec<u8>>) -> Self {
        Self {
            root: self.root.clone(),
            read: Mutex::default(),
            instead,
        }
    }

    /// The real location of a path in the book.
    fn resolve(&self, path: &str) -> Result<PathBuf, ReadError> {
        let is_plain = Path::new(path)
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if path.is_empty() || !is_plain || path.contains(['\\', '\0', ':']) {
            return Err(ReadError::NotInside);
        }
        let real = match self.root.join(path).canonicalize() {
            Err(error) if is_missing(&error) => self.respelt(path),
            found => found,
        };
        let real = real.map_err(|error| match error {
            error if is_missing(&error) => ReadError::Missing,
            error => ReadError::Unreadable(Message::of_io(&error)),
        })?;
        if real.starts_with(&self.root) {
            Ok(real)
        } else {
            Err(ReadError::LinkOutside)
        }
    }

    /// The file whose path is the same after Unicode normalization. macOS decomposes accented letters in file names;
    /// archives and other systems keep the form they were given.
    fn respelt(&self, path: &str) -> io::Result<PathBuf> {
        let mut real = self.root.clone();
        for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
            let exact = real.join(part);
            real = if exact.symlink_metadata().is_ok() {
                exact.canonicalize()?
            } else {
                let wanted = normalized(part);
                let mut entries = fs::read_dir(&real)?.filter_map(Result::ok);
                let same = entries.find(|entry| {
                    let name = entry.file_name();
                    name.to_str().is_some_and(|name| normalized(name) == wanted)
                });
                let same = same.ok_or(io::ErrorKind::NotFound)?;
                same.path().canonicalize()?
            };
            if !real.starts_with(&self.root) {
                break;
            }
        }
        Ok(real)
    }

    /// Reads a file by its path in the book, with `/`, and notes its hash as an input.
    ///
    /// # Errors
    /// If there is no such file inside the folder, or it cannot be read.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        if let Some(bytes) = self.instead.get(path) {
            return Ok(bytes.clone());
        }
        let real = self.resolve(path)?;
        let metadata =
            fs::metadata(&real).map_err(|error| ReadError::Unreadable(Message::of_io(&error)))?;
        if !metadata.is_file() {
            return Err(ReadError::NotAFile);
        }
        if metadata.len() > MAX_FILE {
            return Err(ReadError::TooLarge);
        }
        let bytes =
            fs::read(&real).map_err(|error| ReadError::Unreadable(Message::of_io(&error)))?;
        self.note(path, hash(&bytes));
        Ok(bytes)
    }

    /// The files in a folder of the book whose names end in one of `extensions`, sorted by name. The list is noted as
    /// an input.
    ///
    /// # Errors
    /// If there is no such folder inside the book.
    pub fn list(&self, path: &str, extensions: &[&str]) -> Result<Vec<String>, ReadError> {
        let real = self.resolve(path)?;
        let unreadable = |error: io::Error| ReadError::Unreadable(Message::of_io(&error));
        if !real.is_dir() {
            return Err(ReadError::Missing);
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
                names.push(normalized(&format!(
                    "{}/{name}",
                    path.trim_end_matches('/')
                )));
            }
        }
        names.sort();
        names.dedup();
        let listed = format!("{}/{}", path.trim_end_matches('/'), pattern(extensions));
        self.note(&listed, hash(names.join("\n").as_bytes()));
        Ok(names)
    }

    fn note(&self, path: &str, hash: String) {
        if let Ok(mut read) = self.read.lock() {
            read.insert(normalized(path), hash);
        }
    }

    /// Writes files of the book by their paths in it, as one step.
    ///
    /// # Errors
    /// If a file cannot be written or replaced.
    pub fn write(&self, files: &[(&str, &[u8])]) -> Result<(), PublishError> {
        publish(&self.root, files)
    }

    /// Every file read so far with the hash of its content. A folder that was listed has an entry such as
    /// `fonts/*.{otf,ttf}`, with the hash of the list.
    pub fn inputs(&self) -> BTreeMap<String, String> {
        self.read
            .lock()
            .map(|read| read.clone())
            .unwrap_or_default()
    }

    /// Whether inputs noted in an earlier run are unchanged.
    pub fn still_has(&self, inputs: &BTreeMap<String, String>) -> bool {
        self.changed(inputs).next().is_none()
    }

    /// Those of the inputs noted in an earlier run that have changed.
    pub fn changed<'i>(
        &self,
        inputs: &'i BTreeMap<String, String>,
    ) -> impl Iterator<Item = &'i str> {
        let changed = inputs.iter().filter(|(path, before)| {
            let now = match parse_pattern(path) {
                Some((folder, extensions)) => self
                    .list(folder, &extensions)
                    .map(|names| hash(names.join("\n").as_bytes())),
                None => self.read(path).map(|bytes| hash(&bytes)),
            };
            !now.is_ok_and(|now| now == **before)
        });
        changed.map(|(path, _)| path.as_str())
    }
}

/// Whether an input is a folder that was listed, and not a file.
pub fn is_listing(input: &str) -> bool {
    parse_pattern(input).is_some()
}

/// The pattern for names with one of these extensions, such as `*.{otf,ttf}`.
fn pattern(extensions: &[&str]) -> String {
    format!("*.{{{}}}", extensions.join(","))
}

/// The folder and the extensions of a pattern.
fn parse_pattern(path: &str) -> Option<(&str, Vec<&str>)> {
    let (folder, extensions) = path.strip_suffix('}')?.rsplit_once("/*.{")?;
    Some((folder, extensions.split(',').collect()))
}

fn is_missing(error: &io::Error) -> bool {
    use io::ErrorKind::{NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory)
}

/// A path in Unicode Normalization Form C, the form in which a book refers to a file, whatever form the disk and the
/// YAML have.
pub fn normalized(path: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc()
        .normalize(path)
        .into_owned()
}

/// The BLAKE3 hash of some bytes, in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// What the names of files begin with that diglot keeps for itself in an output folder.
const OWN: &str = ".diglot";
/// The prefix and suffix of temporary files, which are written beside the files that they will replace.
const ASIDE: [&str; 2] = [".diglot-", ".part"];
/// The journal of a build that is being published: which temporary files are to replace which files.
const JOURNAL: &str = ".diglot-publish.json";

/// Writes one file atomically: after a failure it is as it was before. A link is followed; a device or a pipe is
/// written to directly.
///
/// # Errors
/// If the folder cannot be created or written to.
pub fn save(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(target) = Target::of(path)? {
        let lock = Lock::of(target.folder())?;
        lock.sweep();
        let aside = target.write_aside(bytes)?;
        aside.persist(&target.path).map_err(|it| it.error)?;
        return Ok(());
    }
    write_into(path, bytes)
}

/// Writes to something that exists but is not a regular file.
fn write_into(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::File::options().write(true).open(path)?.write_all(bytes)
}

/// The path of a regular file that exists or can be created.
#[derive(Debug)]
struct Target {
    path: PathBuf,
}

impl Target {
    /// Follows links. `None` if there is something that is not a regular file.
    fn of(path: &Path) -> io::Result<Option<Self>> {
        let path = match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                return Err(io::Error::from(io::ErrorKind::IsADirectory));
            }
            Ok(metadata) if !metadata.is_file() => return Ok(None),
            Ok(_) => path.canonicalize()?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if path.is_symlink() {
                    let why = message!("it is a link to a file that does not exist");
                    return Err(io::Error::new(error.kind(), why));
                }
                path.to_owned()
            }
            Err(error) => return Err(error),
        };
        Ok(Some(Self { path }))
    }

    fn folder(&self) -> &Path {
        match self.path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        }
    }

    /// Writes a temporary file beside this one, and waits until it is on disk.
    fn write_aside(&self, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
        let mut aside = aside(self.folder())?;
        aside.write_all(bytes)?;
        aside.as_file().sync_all()?;
        Ok(aside)
    }
}

/// Creates a temporary file with the usual permissions, as the user's umask allows; by default only the owner could
/// read it.
fn aside(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let [prefix, suffix] = ASIDE;
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).suffix(suffix);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Keeps other runs of diglot from writing into a folder at the same time, if its file system supports locks.
#[derive(Debug)]
struct Lock {
    /// The folder's canonical path.
    folder: PathBuf,
    held: Option<fs::File>,
}

impl Lock {
    /// Creates the folder if necessary, and waits until no other run is writing into it.
    fn of(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let folder = folder.canonicalize()?;
        let held = fs::File::open(&folder).ok();
        Ok(Self {
            held: held.filter(|folder| folder.lock().is_ok()),
            folder,
        })
    }

    /// Removes temporary files that killed runs left behind. Holding the lock proves that no other run is using them;
    /// without a lock only old ones are removed. Files listed in a journal are still needed.
    fn sweep(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else {
            return;
        };
        if self.folder.join(JOURNAL).exists() {
            return;
        }
        let [prefix, suffix] = ASIDE;
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let is_ours = name.starts_with(prefix) && name.ends_with(suffix);
            if is_ours && (self.held.is_some() || is_old(&entry)) {
                // A file that cannot be removed does no harm.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Whether a temporary file is too old to belong to a run that is still going.
fn is_old(entry: &fs::DirEntry) -> bool {
    let modified = entry.metadata().and_then(|metadata| metadata.modified());
    modified.is_ok_and(|time| {
        time.elapsed()
            .is_ok_and(|age| age > std::time::Duration::from_hours(1))
    })
}

/// Why a build could not be published.
#[derive(Debug)]
pub struct PublishError {
    path: PathBuf,
    error: io::Error,
    /// The files that were replaced nevertheless.
    new: Vec<PathBuf>,
}

impl PublishError {
    fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |error| Self {
            path,
            error,
            new: Vec::new(),
        }
    }
}

impl PublishError {
    /// What happened, for the user.
    pub fn message(&self) -> Message {
        let path = self.path.display().to_string();
        let why = Message::of_io(&self.error);
        if self.new.is_empty() {
            return message!("cannot write {}: {}; no file was changed", path, why);
        }
        let new = self.new.iter().map(|path| path.display().to_string());
        message!(
            "cannot write {}: {}; only {} were replaced: close the file and build again",
            path,
            why,
            list(new)
        )
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for PublishError {}

/// Publishes the files of a build, given by their paths in `folder`, as one step. All are first written to temporary
/// files, which are then renamed in the given order. If one cannot be renamed, the others are restored; if the process
/// is killed, the next build completes the renaming with [`finish`].
///
/// # Errors
/// If a file cannot be written or replaced.
pub fn publish(folder: &Path, files: &[(&str, &[u8])]) -> Result<(), PublishError> {
    let mut below: Vec<PathBuf> = files
        .iter()
        .filter_map(|(path, _)| Some(folder.join(Path::new(path).parent()?)))
        .collect();
    // Locks are always taken in the same order, so that two builds cannot deadlock.
    below.sort();
    below.dedup();
    let first = Lock::of(folder).map_err(PublishError::at(folder))?;
    let root = first.folder.clone();
    let mut locks = vec![first];
    for one in below {
        fs::create_dir_all(&one).map_err(PublishError::at(&one))?;
        let real = one.canonicalize().map_err(PublishError::at(&one))?;
        if locks.iter().all(|lock| lock.folder != real) {
            locks.push(Lock::of(&one).map_err(PublishError::at(&one))?);
        }
    }
    finish_locked(&root, folder)?;
    locks.iter().for_each(Lock::sweep);
    let mut steps = Vec::new();
    for (path, bytes) in files {
        let shown = folder.join(path);
        let step = Step::prepare(&root.join(path), &shown, bytes);
        steps.extend(step.map_err(PublishError::at(&shown))?);
    }
    let journal = root.join(JOURNAL);
    write_journal(&journal, &root, &steps).map_err(PublishError::at(&journal))?;
    let mut done = 0;
    let failed = steps.iter().find_map(|step| {
        let moved = step.take_place();
        done += usize::from(moved.is_ok());
        Some((step, moved.err()?))
    });
    let failed = failed.map(|(step, error)| {
        let before = steps[..done].iter().rev();
        let mut new: Vec<PathBuf> = before
            .filter(|step| step.give_back().is_err())
            .map(|step| step.shown.clone())
            .collect();
        new.reverse();
        PublishError {
            path: step.shown.clone(),
            error,
            new,
        }
    });
    let removed = fs::remove_file(&journal).map_err(PublishError::at(&journal));
    failed.map_or(removed, Err)
}

fn write_journal(journal: &Path, root: &Path, steps: &[Step]) -> io::Result<()> {
    let inside = |path: &Path| path.strip_prefix(root).unwrap_or(path).to_owned();
    let moves: Vec<(PathBuf, PathBuf)> = steps
        .iter()
        .map(|step| (inside(&step.new), inside(&step.target.path)))
        .collect();
    let bytes = serde_json::to_vec(&moves)?;
    let target = Target {
        path: journal.to_owned(),
    };
    let aside = target.write_aside(&bytes)?;
    aside.persist(journal).map_err(|it| it.error)?;
    Ok(())
}

/// Completes what a killed run began to publish in a folder, and removes its temporary files.
///
/// # Errors
/// If a file cannot be replaced.
pub fn finish(folder: &Path) -> Result<(), PublishError> {
    let [prefix, suffix] = ASIDE;
    let Ok(mut entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    let is_left =
        |name: &str| name == JOURNAL || (name.starts_with(prefix) && name.ends_with(suffix));
    if !entries.any(|entry| entry.is_ok_and(|it| is_left(&it.file_name().to_string_lossy()))) {
        return Ok(());
    }
    let lock = Lock::of(folder).map_err(PublishError::at(folder))?;
    let below = finish_locked(&lock.folder, folder)?;
    lock.sweep();
    for one in below.iter().filter(|one| **one != lock.folder) {
        Lock::of(one).map_err(PublishError::at(one))?.sweep();
    }
    Ok(())
}

/// Renames the files that a journal in `root` lists, and returns the folders that they are in. `shown` is the folder
/// as the user spells it.
fn finish_locked(root: &Path, shown: &Path) -> Result<BTreeSet<PathBuf>, PublishError> {
    let journal = root.join(JOURNAL);
    let mut folders = BTreeSet::new();
    let Some(bytes) = read_own(&journal) else {
        return Ok(folders);
    };
    let moves: Vec<(PathBuf, PathBuf)> = serde_json::from_slice(&bytes).unwrap_or_default();
    let mut new = Vec::new();
    for (aside, path) in moves {
        folders.extend(root.join(&path).parent().map(Path::to_owned));
        match fs::rename(root.join(aside), root.join(&path)) {
            Ok(()) => new.push(shown.join(path)),
            // It was renamed already.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                let path = shown.join(path);
                return Err(PublishError { path, error, new });
            }
        }
    }
    fs::remove_file(&journal).map_err(PublishError::at(&journal))?;
    Ok(folders)
}

/// A temporary file that is to replace its target.
#[derive(Debug)]
struct Step {
    target: Target,
    /// The target as the user spells it.
    shown: PathBuf,
    new: tempfile::TempPath,
    /// A second name for the target's previous file, from which it can be restored.
    old: Option<tempfile::TempPath>,
}

impl Step {
    /// Writes a temporary file. `None` if the target is not a regular file and was written to directly.
    fn prepare(path: &Path, shown: &Path, bytes: &[u8]) -> io::Result<Option<Self>> {
        let Some(target) = Target::of(path)? else {
            write_into(path, bytes)?;
            return Ok(None);
        };
        let new = target.write_aside(bytes)?.into_temp_path();
        let old = target.path.exists().then(|| second_name(&target));
        Ok(Some(Self {
            old: old.transpose()?,
            target,
            shown: shown.to_owned(),
            new,
        }))
    }

    fn take_place(&self) -> io::Result<()> {
        fs::rename(&self.new, &self.target.path)
    }

    fn give_back(&self) -> io::Result<()> {
        match &self.old {
            Some(old) => fs::rename(old, &self.target.path),
            None => fs::remove_file(&self.target.path),
        }
    }
}

/// Gives a file a second name, or copies it if the file system has no hard links.
fn second_name(target: &Target) -> io::Result<tempfile::TempPath> {
    let name = aside(target.folder())?.into_temp_path();
    fs::remove_file(&name)?;
    fs::hard_link(&target.path, &name).or_else(|_| fs::copy(&target.path, &name).map(|_| ()))?;
    Ok(name)
}

/// Reads a file that the user has named.
///
/// # Errors
/// If it cannot be read, or is larger than any book needs.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?
        .take(MAX_FILE + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(io::Error::from(io::ErrorKind::FileTooLarge));
    }
    Ok(bytes)
}

/// Reads a small file that diglot itself wrote, if it exists.
pub fn read_own(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)
        .ok()?
        .take(MAX_FILE)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(bytes)
}
