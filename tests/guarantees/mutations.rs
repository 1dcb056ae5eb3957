//! Damaged files: whatever `check` accepts can be built, the rest is refused with the file's name, and nothing ends in
//! a panic, an abort or a hang. The files are the project's own with random edits from fixed seeds.

use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{diglot, root, scratch, write};

/// The time limit for a command, far more than any of these books takes even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(400);

/// Pseudo-random numbers, the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides.max(1) as u64).unwrap()
    }
}

/// A file with one to eight edits: bytes set, removed, duplicated or moved, and numbers made extreme.
fn damaged(file: &[u8], seed: u64) -> Vec<u8> {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut out = file.to_vec();
    for _ in 0..=dice.roll(8) {
        let at = dice.roll(out.len());
        let length = 1 + dice.roll(24).min(out.len().saturating_sub(at + 1));
        match dice.roll(6) {
            0 => out[at] = [0, 1, 0x7F, 0x80, 0xFF, b'9', b'<', b'"'][dice.roll(8)],
            1 => out[at] ^= 1 << dice.roll(8),
            2 => {
                out.drain(at..at + length);
            }
            3 => {
                let part = out[at..at + length].to_vec();
                let to = dice.roll(out.len());
                out.splice(to..to, part);
            }
            4 => {
                let digits = ["-1", "0", "1e9", "99999999999", "1e-40", "NaN"][dice.roll(6)];
                if out[at].is_ascii_digit() {
                    out.splice(at..=at, digits.bytes());
                }
            }
            _ => {
                let word = 4.min(out.len() - at);
                out[at..at + word].fill([0, 0xFF, 0x7F][dice.roll(3)]);
            }
        }
        if out.is_empty() {
            break;
        }
    }
    out
}

/// Runs a command to its end. Returns its exit code, its stdout and its stderr.
fn ended(command: &mut Command) -> (Option<i32>, String, String) {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let reader = |mut stream: Box<dyn Read + Send>| {
        std::thread::spawn(move || {
            let mut text = Vec::new();
            stream.read_to_end(&mut text).unwrap();
            String::from_utf8_lossy(&text).into_owned()
        })
    };
    let out = reader(Box::new(child.stdout.take().unwrap()));
    let err = reader(Box::new(child.stderr.take().unwrap()));
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            break child.wait().unwrap();
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    (status.code(), out.join().unwrap(), err.join().unwrap())
}

/// The errors of `check`, each of which must have a file and a line.
fn checked(book: &Path) -> Vec<String> {
    let (code, said, panics) = ended(diglot().arg("check").arg(book).args(["--format", "json"]));
    assert!(!panics.contains("panicked"), "{panics}");
    assert!(matches!(code, Some(0 | 1)), "{code:?}: {panics}");
    let all: Vec<Value> = serde_json::from_str(&said).unwrap();
    let mut errors = Vec::new();
    for one in all.iter().filter(|one| one["severity"] == "error") {
        assert!(one["file"].is_string() && one["line"].is_u64(), "{one}");
        errors.push(one["message"].as_str().unwrap().to_owned());
    }
    assert_eq!(code == Some(0), errors.is_empty(), "{errors:?}");
    errors
}

fn builds(book: &Path) {
    let dist = book.with_file_name("dist");
    let (code, _, said) = ended(diglot().arg("build").arg(book).arg("-o").arg(&dist));
    assert_eq!(code, Some(0), "{said}");
}

/// Every SVG in the project.
fn drawings() -> Vec<Vec<u8>> {
    let folders = ["content/figures", "tests/books/drawings/figures"];
    let mut paths: Vec<_> = folders
        .iter()
        .flat_map(|folder| fs::read_dir(root().join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "svg"))
        .collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

const EDITIONS: &str = "editions:\n  columns: { format: pdf, layout: columns }\n  zh: { format: epub, languages: [zh], pages: none }\n";

#[test]
fn damaged_drawings_are_drawn_or_refused_by_name() {
    let originals = drawings();
    let seeds: u64 = std::env::var("DIGLOT_MUTATIONS").map_or(6, |seeds| seeds.parse().unwrap());
    let (mut taken, mut refused) = (0, 0);
    for round in 0..seeds {
        let scratch = scratch();
        let book = scratch.path().join("book");
        let chapter = |names: &[String]| {
            let mut text = "id: one\ntitle: { zh: 图, en: Figures }\nblocks:\n  - text: { zh: 图, en: Figures }\n".to_owned();
            for name in names {
                let _ = writeln!(
                    text,
                    "  - figure: {{ image: {name}, alt: {{ zh: 图, en: A drawing }}, width: 40% }}"
                );
            }
            write(&book.join("one.yaml"), text);
        };
        let mut names = Vec::new();
        for number in 0..40 {
            let seed = round * 40 + number;
            let original = &originals[usize::try_from(seed).unwrap() % originals.len()];
            let name = format!("{number}.svg");
            write(&book.join(&name), damaged(original, seed + 1));
            names.push(name);
        }
        write(
            &book.join("book.yaml"),
            format!(
                "id: book\nlanguages: [zh, en]\ntitle: {{ zh: 图, en: Figures }}\nchapters: [one.yaml]\n{EDITIONS}"
            ),
        );
        chapter(&names);
        // Some faults are only looked for if there are no others.
        loop {
            let errors = checked(&book);
            if errors.is_empty() {
                break;
            }
            let before = names.len();
            names.retain(|name| {
                !errors
                    .iter()
                    .any(|error| error.contains(&format!("`{name}`")))
            });
            assert!(names.len() < before, "{errors:?}");
            refused += before - names.len();
            chapter(&names);
        }
        taken += names.len();
        builds(&book);
    }
    assert!(taken > 0 && refused > 0, "{taken} taken, {refused} refused");
}

#[test]
fn damaged_fonts_are_used_or_refused_by_name() {
    let own = fs::read(root().join("tests/fonts/DiglotTestHan.ttf")).unwrap();
    let libertinus = typst_kit::fonts::embedded()
        .find(|(_, info)| info.family == "Libertinus Serif")
        .map(|(font, _)| font.data().to_vec())
        .unwrap();
    let seeds: u64 = std::env::var("DIGLOT_MUTATIONS").map_or(16, |seeds| seeds.parse().unwrap());
    let (mut taken, mut refused) = (0, 0);
    for seed in 0..seeds {
        let scratch = scratch();
        let book = scratch.path().join("book");
        let (original, family) = if seed % 2 == 0 {
            (&own, "Diglot Test Han")
        } else {
            (&libertinus, "Libertinus Serif")
        };
        write(&book.join("fonts/own.ttf"), damaged(original, seed + 1));
        write(
            &book.join("book.yaml"),
            format!(
                "id: book\nlanguages: [zh, en]\ntitle: {{ zh: 字, en: Fonts }}\nchapters: [one.yaml]\nfonts: fonts\n\
                 style: {{ families: {{ zh: [{family}, Noto Serif SC], en: [{family}] }} }}\n{EDITIONS}"
            ),
        );
        write(
            &book.join("one.yaml"),
            "id: one\ntitle: { zh: 直骨, en: Office }\nblocks:\n  - text: { zh: 直骨，字, en: AVATAR office fi ffl. }\n",
        );
        let errors = checked(&book);
        if errors.is_empty() {
            taken += 1;
            builds(&book);
        } else {
            refused += 1;
        }
    }
    assert!(
        taken + refused == seeds && refused > 0,
        "{taken}, {refused}"
    );
}
