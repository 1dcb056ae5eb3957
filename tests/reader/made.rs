//! Cases that cannot be stored in a repository: links, bytes that are not text, broken pictures, and files that are too
//! large or too deeply nested.

use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::os::unix::fs::symlink;
use std::path::Path;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::outside;
use crate::support::{root, write};

/// Completes the book of a case.
type Make = fn(&Path);

/// The cases that have to be made, by name.
pub const MADE: &[(&str, Make)] = &[
    ("accepted-bom", bom),
    ("accepted-crlf", crlf),
    ("accepted-extension-that-lies", |book| {
        write(&book.join("figures/path.png"), jpeg(2400, 800));
    }),
    ("accepted-link-inside", |book| {
        let figures = book.join("figures");
        fs::rename(figures.join("path.svg"), figures.join("real.svg")).unwrap();
        symlink("real.svg", figures.join("path.svg")).unwrap();
    }),
    ("image-coarse-cover", |book| {
        write(&book.join("figures/cover.jpg"), jpeg(600, 960));
    }),
    ("font-bold", |book| {
        let font = root().join("tests/fonts/DiglotTestHan.ttf");
        write(&book.join("fonts/han.ttf"), fs::read(font).unwrap());
    }),
    ("quiz-long", |book| {
        let line = "          千里之行，始于足下；九层之台，起于累土。\n";
        let long = "id: two\nnumber: 2\ntitle: { zh: 结尾, en: Endings }\nblocks:\n  - quiz:\n      questions:\n        \
            - id: q\n          prompt: { zh: 几步？, en: \"How many [[step]]s?\" }\n          \
            answer: { zh: 一步, en: One. }\n          explanation:\n            en: Step by step.\n            zh: |\n";
        let chapter = long.to_owned() + &format!("    {line}").repeat(250);
        write(&book.join("chapters/two.yaml"), chapter);
    }),
    ("text-long", |book| {
        let alt = "a long way to go ".repeat(2_000);
        let chapter = format!(
            "id: two\nnumber: 2\ntitle: {{ zh: 结尾, en: Endings }}\nblocks:\n  - figure:\n      image: figures/path.svg\n      \
             alt:\n        zh: 路\n        en: |\n          {alt}\n"
        );
        write(&book.join("chapters/two.yaml"), chapter);
    }),
    ("file-not-utf8", |book| {
        let chapter = book.join("chapters/two.yaml");
        let mut bytes = fs::read(&chapter).unwrap();
        let at = bytes.windows(4).position(|four| four == b"caf_").unwrap() + 3;
        bytes[at] = 0xE9;
        write(&chapter, bytes);
    }),
    ("file-not-utf8-utf16", |book| {
        let chapter = book.join("chapters/two.yaml");
        let text = fs::read_to_string(&chapter).unwrap();
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        write(
            &chapter,
            [0xFF, 0xFE].into_iter().chain(units).collect::<Vec<u8>>(),
        );
    }),
    ("file-not-utf8-template", |book| {
        write(&book.join("typ/columns.typ"), [0x23, 0xFF]);
    }),
    ("file-outside-link-chapter", |book| {
        link_out(book, "chapters/two.yaml");
    }),
    ("file-outside-link-cover", |book| {
        link_out(book, "figures/cover.svg");
    }),
    ("file-outside-link-figure", |book| {
        link_out(book, "figures/path.svg");
    }),
    ("file-outside-link-font", |book| {
        fs::create_dir(book.join("fonts")).unwrap();
        link_out(book, "fonts/own.ttf");
    }),
    ("file-outside-link-fonts", |book| link_out(book, "fonts")),
    ("file-outside-link-glossary", |book| {
        link_out(book, "glossary.yaml");
    }),
    ("file-outside-link-template", |book| {
        fs::create_dir(book.join("typ")).unwrap();
        link_out(book, "typ/columns.typ");
    }),
    ("file-outside-link-templates", |book| link_out(book, "typ")),
    ("file-unreadable-folder", |book| {
        let picture = book.join("figures/path.svg");
        fs::remove_file(&picture).unwrap();
        fs::create_dir(picture).unwrap();
    }),
    ("font-embedding", |book| restricted_font(book, 0x0002)),
    ("font-embedding-part", |book| restricted_font(book, 0x0104)),
    ("font-broken-cut-off", |book| {
        let whole = fs::read(root().join("fonts/NotoEmoji-Regular.ttf")).unwrap();
        write(&book.join("fonts/own.ttf"), &whole[..whole.len() / 2]);
    }),
    ("image-broken-cut-off", |book| {
        let whole = jpeg(400, 300);
        write(&book.join("figures/path.jpg"), &whole[..whole.len() / 2]);
    }),
    ("image-broken-cut-off-png", |book| {
        let whole = png(400, 300);
        write(&book.join("figures/path.png"), &whole[..whole.len() / 2]);
    }),
    ("image-broken-cut-off-webp", |book| {
        let whole = picture(400, 300, ImageFormat::WebP);
        write(&book.join("figures/path.webp"), &whole[..whole.len() / 2]);
    }),
    ("image-broken-empty", |book| {
        write(&book.join("figures/path.png"), "");
    }),
    ("image-coarse", |book| {
        write(&book.join("figures/path.png"), png(300, 200));
    }),
    ("image-coarse-bleed", |book| {
        write(&book.join("figures/path.png"), png(300, 200));
    }),
    ("image-coarse-options", |book| {
        write(&book.join("figures/path.png"), png(300, 200));
    }),
    ("image-format", |book| {
        write(&book.join("figures/path.png"), b"GIF89a\x01\0\x01\0\0\0\0;");
    }),
    ("image-too-large", |book| {
        write(&book.join("figures/path.png"), resized(png(8, 8), 30_000));
    }),
    ("text-control", |book| {
        let chapter = book.join("chapters/two.yaml");
        let text = fs::read_to_string(&chapter).unwrap();
        write(&chapter, text.replace("BELL", "\u{7}"));
    }),
    ("text-control-noncharacter", |book| {
        let chapter = book.join("chapters/two.yaml");
        let text = fs::read_to_string(&chapter).unwrap();
        write(&chapter, text.replace("NONCHARACTER", "\u{FFFE}"));
    }),
    ("text-depth", |book| {
        let (open, close) = ("*a ".repeat(20_000), " a*".repeat(20_000));
        let text = format!("id: two\ntitle: 2\nblocks:\n  - text: '{open}x{close}'\n");
        write(&book.join("chapters/two.yaml"), text);
    }),
    ("yaml-key-unknown-crlf", |book| {
        let chapter = book.join("chapters/two.yaml");
        let text = fs::read_to_string(&chapter).unwrap();
        write(
            &chapter,
            text.replace("number:", "nubmer:").replace('\n', "\r\n"),
        );
    }),
    ("yaml-limit-aliases", |book| {
        let mut text = String::from("id: two\ntitle: 2\nblocks:\n  - &a0 { text: ha }\n");
        for level in 1..12 {
            let before = format!("*a{}", level - 1);
            let list = [before.as_str(); 10].join(", ");
            let _ = writeln!(text, "  - &a{level} [{list}]");
        }
        write(&book.join("chapters/two.yaml"), text);
    }),
    ("yaml-limit-nesting", |book| {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        let text = format!("id: two\ntitle: 2\nblocks:\n  - list: {deep}\n");
        write(&book.join("chapters/two.yaml"), text);
    }),
];

/// Gives the book a font with a restricted licence (`fsType` in the OpenType table `OS/2`).
fn restricted_font(book: &Path, fs_type: u16) {
    let mut font = fs::read(root().join("fonts/NotoEmoji-Regular.ttf")).unwrap();
    let record = font.windows(4).position(|tag| tag == b"OS/2").unwrap();
    let offset = u32::from_be_bytes(font[record + 8..record + 12].try_into().unwrap());
    let at = usize::try_from(offset).unwrap() + 8;
    font[at..at + 2].copy_from_slice(&fs_type.to_be_bytes());
    write(&book.join("fonts/own.ttf"), &font);
}

/// Moves a file or folder out of the book, and leaves a link to it. If it does not exist, it is created.
fn link_out(book: &Path, path: &str) {
    let inside = book.join(path);
    let target = outside(book, "outside");
    if inside.exists() {
        fs::rename(&inside, &target).unwrap();
    } else if inside.extension().is_some() {
        fs::copy(book.join("figures/path.svg"), &target).unwrap();
    } else {
        fs::create_dir(&target).unwrap();
    }
    symlink(&target, inside).unwrap();
}

/// Changes every YAML file of a book.
pub fn every_yaml(book: &Path, change: impl Fn(String) -> String) {
    for path in [
        "book.yaml",
        "glossary.yaml",
        "chapters/one.yaml",
        "chapters/two.yaml",
    ] {
        let path = book.join(path);
        write(&path, change(fs::read_to_string(&path).unwrap()));
    }
}

fn bom(book: &Path) {
    every_yaml(book, |text| format!("\u{FEFF}{text}"));
}

fn crlf(book: &Path) {
    every_yaml(book, |text| text.replace('\n', "\r\n"));
}

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let shade = |at: u32| u8::try_from(at % 251).unwrap();
    let pixels = RgbImage::from_fn(width, height, |x, y| {
        Rgb([shade(x), shade(y), shade(x * y)])
    });
    let mut bytes = Vec::new();
    DynamicImage::from(pixels)
        .write_to(&mut Cursor::new(&mut bytes), format)
        .unwrap();
    bytes
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    picture(width, height, ImageFormat::Jpeg)
}

fn png(width: u32, height: u32) -> Vec<u8> {
    picture(width, height, ImageFormat::Png)
}

/// Changes the header of a PNG to state a square of this side.
fn resized(mut png: Vec<u8>, side: u32) -> Vec<u8> {
    // The chunk `IHDR`: length, name, 13 bytes that begin with width and height, checksum.
    let (name, end) = (12, 29);
    png[name + 4..name + 8].copy_from_slice(&side.to_be_bytes());
    png[name + 8..name + 12].copy_from_slice(&side.to_be_bytes());
    let sum = checksum(&png[name..end]);
    png[end..end + 4].copy_from_slice(&sum.to_be_bytes());
    png
}

/// The CRC-32 of the PNG specification, §5.5.
fn checksum(bytes: &[u8]) -> u32 {
    let shift = |sum: u32, _| (sum >> 1) ^ if sum & 1 == 1 { 0xEDB8_8320 } else { 0 };
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), shift)
    })
}
