//! Pictures as e-readers get them: of a format that every one shows, and no larger than a screen.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use image::GenericImageView;
use zip::ZipArchive;

use crate::support::{build, fixture, sample_with};

/// The pictures of an EPUB by name.
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
    let wide = image::RgbImage::from_fn(2600, 400, |x, _| {
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
    assert_eq!(width, 2000, "{name}");
    assert!((307..=308).contains(&height), "{name}: {height}");
}

#[test]
fn no_ereader_gets_a_format_that_some_do_not_show() {
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
        // A JPEG that called itself PNG has its own name here.
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
