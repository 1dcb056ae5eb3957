//! Pictures for e-readers are in a format that all of them support, and not too large.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use image::GenericImageView;
use zip::ZipArchive;

use super::archive::{Epub, is_element};
use super::tools::{epubcheck, verapdf};
use crate::support::{self, build, fixture, sample_with};

/// The pictures in an EPUB, by name.
fn pictures(epub: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(File::open(epub).unwrap()).unwrap();
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    let inside = names.into_iter().filter(|name| name.contains("images/"));
    inside
        .map(|name| {
            let mut bytes = Vec::new();
            let mut file = archive.by_name(&name).unwrap();
            file.read_to_end(&mut bytes).unwrap();
            (name, bytes)
        })
        .collect()
}

#[test]
fn large_pictures_are_scaled_down_for_ereaders() {
    let (_scratch, book) = sample_with("editions:\n  zh: { format: epub, languages: [zh] }\n");
    let wide = image::RgbImage::from_fn(3000, 2400, |x, _| {
        image::Rgb([u8::try_from(x % 256).unwrap(), 90, 90])
    });
    wide.save(book.join("figures/wide.png")).unwrap();
    let chapter = book.join("chapters/01-text-to-tokens.yaml");
    let text = fs::read_to_string(&chapter).unwrap();
    fs::write(
        &chapter,
        text.replace("figures/bpe.svg", "figures/wide.png"),
    )
    .unwrap();
    let made = build(&book, &[]);
    let all = pictures(&made.path().join("llm-fullstack-zh.epub"));
    let (name, bytes) = all
        .iter()
        .find(|(name, _)| name.contains("wide"))
        .expect("the picture is in the book");
    let (width, height) = image::load_from_memory(bytes).unwrap().dimensions();
    let pixels = width * height;
    assert!(
        (3_990_000..=4_000_000).contains(&pixels),
        "{name}: {width} × {height}"
    );
    assert!((2235..=2237).contains(&width), "{name}: {width}");
}

#[test]
fn pictures_are_in_formats_that_every_ereader_supports() {
    let made = build(&fixture("hard"), &["-e", "zh"]);
    let all = pictures(&made.path().join("hard-zh.epub"));
    let mut raster = 0;
    for (name, bytes) in &all {
        if name.to_ascii_lowercase().ends_with(".svg") {
            continue;
        }
        raster += 1;
        let format = image::guess_format(bytes).unwrap();
        let extensions = format.extensions_str();
        assert_ne!(format, image::ImageFormat::WebP, "{name}");
        // A JPEG that was named `.png` has the right extension here.
        assert!(
            extensions.iter().any(|extension| name.ends_with(extension)),
            "{name} is {format:?}"
        );
    }
    assert!(
        raster >= 4,
        "{raster} pictures: cover, photo, WebP and the one that lies"
    );
}

/// Everything in a book that annotations, bookmarks and links may refer to: its files, and the ids in them.
fn link_targets(epub: &Path) -> BTreeSet<(String, String)> {
    let epub = Epub::open(epub);
    let mut places: BTreeSet<_> = epub
        .files
        .iter()
        .map(|(name, _)| (name.clone(), String::new()))
        .collect();
    for (name, page) in epub.pages() {
        let ids = page.descendants().filter_map(|node| node.attribute("id"));
        places.extend(ids.map(|id| (name.to_owned(), id.to_owned())));
    }
    let package = epub.package();
    let items = package
        .descendants()
        .filter(|node| is_element(node, "item"));
    let spine = items.filter_map(|item| Some((item.attribute("href")?, item.attribute("id")?)));
    places.extend(spine.map(|(href, id)| (href.to_owned(), id.to_owned())));
    places
}

#[test]
fn a_new_version_keeps_all_files_and_ids() {
    let (_scratch, book) =
        sample_with("editions:\n  zh: { format: epub, languages: [zh], pages: none }\n");
    let file = "llm-fullstack-zh.epub";
    let first = build(&book, &[]);
    let before = link_targets(&first.path().join(file));

    // Adds a chapter before all others, with a new picture that has the file name of an existing one.
    fs::create_dir(book.join("figures/new")).unwrap();
    fs::copy(
        book.join("figures/bpe.svg"),
        book.join("figures/new/bpe.svg"),
    )
    .unwrap();
    let preface = "id: preface\ntitle: { zh: 序, en: Preface }\nblocks:\n  \
        - figure: { image: figures/new/bpe.svg, alt: { zh: 新图, en: A new one } }\n  \
        - figure: { image: figures/rlhf.svg, alt: { zh: 旧图, en: An old one } }\n";
    fs::write(book.join("chapters/00-preface.yaml"), preface).unwrap();
    let settings = book.join("book.yaml");
    let text = fs::read_to_string(&settings).unwrap();
    let more = text.replacen(
        "chapters:\n",
        "chapters:\n  - chapters/00-preface.yaml\n",
        1,
    );
    assert_ne!(more, text);
    fs::write(&settings, more).unwrap();

    let second = build(&book, &[]);
    let after = link_targets(&second.path().join(file));
    let lost: Vec<_> = before.difference(&after).collect();
    assert!(lost.is_empty(), "{lost:?}");
    let pictures = |places: &BTreeSet<(String, String)>| {
        let names = places.iter().map(|(name, _)| name);
        names
            .filter(|name| name.starts_with("OEBPS/images/"))
            .collect::<BTreeSet<_>>()
            .len()
    };
    assert_eq!(pictures(&after), pictures(&before) + 1);
}

/// Whether a pixel has a colour, within the precision of JPEG.
fn is_near(pixel: image::Rgb<u8>, colour: [u8; 3]) -> bool {
    let parts = pixel.0.into_iter().zip(colour);
    parts.into_iter().all(|(one, two)| one.abs_diff(two) <= 6)
}

/// The cover image of an EPUB.
fn cover(epub: &Path) -> image::RgbImage {
    let all = pictures(epub);
    let (_, bytes) = all
        .iter()
        .find(|(name, _)| name.contains("images/cover."))
        .expect("a cover");
    image::load_from_memory(bytes).unwrap().to_rgb8()
}

const COVERED: &str = "
editions:
  zh: { format: epub, languages: [zh], pages: none }
  kindle: { format: epub, languages: [zh], variant: kindle, pages: none }
";

#[test]
fn a_typographic_cover_is_complete_and_in_the_colours_of_the_book() {
    let (_scratch, book) = sample_with(COVERED);
    let made = build(&book, &[]);
    for edition in ["zh", "kindle"] {
        let cover = cover(&made.path().join(format!("llm-fullstack-{edition}.epub")));
        assert_eq!(cover.dimensions(), (1600, 2560), "{edition}");
        let (accent, tint) = ([0x9a, 0x3b, 0x26], [0xf6, 0xf2, 0xea]);
        assert!(is_near(*cover.get_pixel(20, 20), accent), "{edition}");
        assert!(is_near(*cover.get_pixel(20, 2540), tint), "{edition}");
        let has = |rows: std::ops::Range<u32>, colour| {
            let all = rows.flat_map(|y| (0..1600).map(move |x| (x, y)));
            all.filter(|(x, y)| is_near(*cover.get_pixel(*x, *y), colour))
                .count()
        };
        assert!(has(0..970, [255; 3]) > 5_000, "{edition}: the title");
        assert!(
            has(2300..2560, [0x1c, 0x1a, 0x17]) > 500,
            "{edition}: the makers"
        );
    }
}

#[test]
fn a_cover_keeps_the_many_colours_of_a_drawing() {
    let (_scratch, book) = sample_with(&format!("cover: figures/dusk.svg\n{COVERED}"));
    let drawing = r##"<svg xmlns="http://www.w3.org/2000/svg" width="160" height="256" viewBox="0 0 160 256">
        <linearGradient id="dusk"><stop offset="0" stop-color="#d01030"/><stop offset="1" stop-color="#1030d0"/></linearGradient>
        <rect width="160" height="256" fill="url(#dusk)"/></svg>"##;
    fs::write(book.join("figures/dusk.svg"), drawing).unwrap();
    let made = build(&book, &["-e", "kindle"]);
    let cover = cover(&made.path().join("llm-fullstack-kindle.epub"));
    assert_eq!(cover.dimensions(), (1600, 2560));
    let shown = build(&book, &["-e", "zh"]);
    let same = self::cover(&shown.path().join("llm-fullstack-zh.epub"));
    assert_eq!(same.dimensions(), (1600, 2560));
    for (x, colour) in [
        (2, [208, 16, 48]),
        (800, [112, 32, 128]),
        (1597, [16, 48, 208]),
    ] {
        let pixel = *cover.get_pixel(x, 1280);
        assert!(is_near(pixel, colour), "{pixel:?} at {x}");
    }
}

#[test]
fn drawings_of_many_tools_pass_the_validators_of_both_outputs() {
    let made = build(&fixture("drawings"), &[]);
    let epub = made.path().join("drawings-zh.epub");
    let all = pictures(&epub);
    assert_eq!(all.len(), 13, "twelve drawings and the cover");
    for verdicts in [
        epubcheck(std::slice::from_ref(&epub)),
        verapdf(&[made.path().join("drawings-columns.pdf")]),
    ]
    .into_iter()
    .flatten()
    {
        for (file, complaints) in verdicts {
            assert!(complaints.is_empty(), "{}: {complaints:?}", file.display());
        }
    }
    // Texts in drawings are set as text, in the order of the files.
    if support::has_validator("pdftotext") {
        let output = support::run(
            std::process::Command::new("pdftotext")
                .arg(made.path().join("drawings-columns.pdf"))
                .arg("-"),
        );
        let text = support::results(&output);
        let mut from = 0;
        for word in ["词元", "图层", "Server", "开始", "爱丽", "甲", "框", "速度"] {
            let at = text[from..].find(word);
            from += at.unwrap_or_else(|| panic!("no {word} after byte {from}"));
        }
        assert!(!text.contains("cannot display"));
    }
}

#[test]
fn file_names_are_found_in_either_form_of_unicode() {
    // The same letters composed, as keyboards type them, and decomposed, as macOS stores them.
    let forms = [("caf\u{e9}", "cafe\u{301}"), ("cafe\u{301}", "caf\u{e9}")];
    let mut names = BTreeSet::new();
    for (on_disk, in_yaml) in forms {
        let (_scratch, book) = sample_with(&format!(
            "cover: {in_yaml}/cover.png\neditions:\n  zh: {{ format: epub, languages: [zh], pages: none }}\n"
        ));
        let folder = book.join(on_disk);
        fs::create_dir(&folder).unwrap();
        let picture = image::RgbImage::from_pixel(1000, 1600, image::Rgb([9, 99, 9]));
        picture.save(folder.join("cover.png")).unwrap();
        fs::rename(
            book.join("figures/bpe.svg"),
            folder.join(format!("{on_disk}.svg")),
        )
        .unwrap();
        let chapters = book.join("chapters");
        let chapter = fs::read_to_string(chapters.join("01-text-to-tokens.yaml")).unwrap();
        let chapter = chapter.replace("figures/bpe.svg", &format!("{in_yaml}/{in_yaml}.svg"));
        fs::remove_file(chapters.join("01-text-to-tokens.yaml")).unwrap();
        fs::write(chapters.join(format!("{on_disk}.yaml")), chapter).unwrap();
        let settings = fs::read_to_string(book.join("book.yaml")).unwrap();
        let settings = settings.replace("01-text-to-tokens", in_yaml);
        fs::write(book.join("book.yaml"), settings).unwrap();
        let made = build(&book, &[]);
        let epub = made.path().join("llm-fullstack-zh.epub");
        assert!(is_near(*cover(&epub).get_pixel(500, 500), [9, 99, 9]));
        names.extend(
            pictures(&epub)
                .into_iter()
                .map(|(name, _)| name)
                .filter(|name| name.contains("caf")),
        );
    }
    assert_eq!(names.len(), 1, "{names:?}");
}
