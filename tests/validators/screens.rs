//! A book with content that is wider than a phone's screen or made for white paper, which every validator sees.

use std::fmt::Write as _;
use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, GrayAlphaImage, ImageFormat, LumaA, Rgba, RgbaImage};
use tempfile::TempDir;

use super::archive::{Epub, is_element};
use super::books::{BOOKS, Bound};
use crate::support::{scratch, write};

const SETTINGS: &str = "
id: screens
languages: [zh, en]
title: { zh: 窄屏, en: Narrow Screens }
chapters: [one.yaml]
editions:
  both: { format: epub }
  zh: { format: epub, languages: [zh], pages: none }
  kobo: { format: epub, variant: kobo }
  kindle: { format: epub, languages: [en], variant: kindle }
";

const CHAPTER: &str = r#"
id: one
title: { zh: 宽的东西, en: Wide Things }
blocks:
  - text: { zh: 下面的东西比手机的屏幕宽。, en: What follows is wider than the screen of a telephone. }
  - table:
      caption: { zh: 九栏, en: Nine columns }
      header: ["id", { zh: 型号, en: Model }, { zh: 上下文长度, en: Context length }, "hidden", "heads", "vocabulary", "tokens", { zh: 许可证, en: Licence }, { zh: 备注, en: Remarks }]
      rows: [NINE]
  - table:
      header: [{ zh: 文件, en: File }, "SHA-256"]
      rows:
        - ["model.bin", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]
        - [{ zh: 配置, en: configuration }, "4096"]
  - table:
      header: [{ zh: 年, en: Year }, { zh: 事, en: Event }]
      rows: [MANY]
MARKS  - text: { zh: '行内的公式 $\sum_{i=1}^{n} w_i x_i + b_1 + b_2 + b_3 + b_4 + b_5 + b_6 + b_7 + b_8 + b_9 + b_{10} = 0$ 也很宽。', en: 'A formula in a line, $\sum_{i=1}^{n} w_i x_i + b_1 + b_2 + b_3 + b_4 + b_5 + b_6 + b_7 + b_8 + b_9 + b_{10} = 0$, is wide as well.' }
  - math: '\sum_{i=1}^{n} w_i x_i + b_1 + b_2 + b_3 + b_4 + b_5 + b_6 + b_7 + b_8 + b_9 + b_{10} + b_{11} + b_{12} = 0'
  - figure: { image: lines.png, alt: { zh: 黑线, en: Black lines }, width: 80% }
  - figure: { image: grey.png, alt: { zh: 灰线, en: Grey lines }, width: 80% }
  - figure: { image: lines.webp, alt: { zh: 也是黑线, en: More black lines }, width: 80% }
  - figure: { image: wave.svg, alt: { zh: 波, en: A wave }, width: 80% }
  - text: { zh: '命令 `printf "a    b"` 打印四个空格。', en: 'The command `printf "a    b"` prints four blanks.' }
"#;

/// A black wave without a background, in an SVG with a style rule for rectangles.
const WAVE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200" viewBox="0 0 400 160"><style>rect { fill: none; stroke: #f00 }</style><path d="M10 80 Q 60 0 110 80 T 210 80" fill="none" stroke="#000" stroke-width="3"/></svg>"##;

fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.into().write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// Makes the book's folder.
pub fn book() -> TempDir {
    let folder = scratch();
    let path = |name: &str| folder.path().join(name);
    let mut nine = String::new();
    let mut many = String::new();
    for row in 0..60 {
        let _ = write!(
            nine,
            "[\"{row}\", Alpha-{row}B-instruct, \"{}\", \"8192\", \"64\", \"256000\", \"15000000000000\", Proprietary, \
             {{ zh: 需要多张显卡, en: Needs several accelerators }}], ",
            131_072 + row
        );
        let _ = write!(
            many,
            "[\"{}\", {{ zh: 一件事, en: An event of the year }}], ",
            1960 + row
        );
    }
    // Formulas before marks, everywhere on a line.
    let mut marks = String::new();
    for length in 0..24 {
        let (zh, en) = ("字".repeat(length), "a ".repeat(length));
        let _ = writeln!(
            marks,
            "  - text: {{ zh: '{zh}$x_t$，文$t$。其余不表。', en: '{en} at the place $t$; and then ($x_t$), and $y$.' }}"
        );
    }
    let chapter = CHAPTER.replace("NINE", &nine).replace("MANY", &many);
    let chapter = chapter.replace("MARKS", &marks);
    write(&path("book.yaml"), SETTINGS);
    write(&path("one.yaml"), chapter);
    let line = |x: u32| if x.is_multiple_of(20) { 255 } else { 0 };
    let lines = RgbaImage::from_fn(400, 100, |x, _| Rgba([0, 0, 0, line(x)]));
    write(&path("lines.png"), encoded(lines.clone(), ImageFormat::Png));
    write(&path("lines.webp"), encoded(lines, ImageFormat::WebP));
    let grey = GrayAlphaImage::from_fn(400, 100, |x, _| LumaA([60, line(x)]));
    write(&path("grey.png"), encoded(grey, ImageFormat::Png));
    write(&path("wave.svg"), WAVE);
    folder
}

fn bound() -> &'static Bound {
    let mut books = BOOKS.iter();
    books.find(|bound| bound.name == "screens").unwrap()
}

#[test]
fn pictures_have_an_opaque_white_background_in_every_variant() {
    for made in bound().epubs() {
        let epub = Epub::open(&made.path);
        let edition = &made.edition.name;
        let mut seen = 0;
        for (name, bytes) in &epub.files {
            if !name.starts_with("OEBPS/images/") {
                continue;
            }
            if Path::new(name).extension().is_some_and(|it| it == "svg") {
                let text = std::str::from_utf8(bytes).unwrap();
                let svg = roxmltree::Document::parse(text).unwrap();
                let is_shape = |node: &roxmltree::Node<'_, '_>| {
                    ["rect", "path"].contains(&node.tag_name().name())
                };
                let ground = svg.descendants().find(is_shape).unwrap();
                assert_eq!(ground.attribute("fill"), Some("#fff"), "{edition}: {name}");
                let side = |name| ground.attribute(name).unwrap().parse::<f64>().unwrap();
                // The picture is taller than its view box: 20 units are visible above and below it.
                assert!(side("y") <= -20.0 && side("y") + side("height") >= 180.0);
                assert!(side("x") <= 0.0 && side("x") + side("width") >= 400.0);
            } else {
                let picture = image::load_from_memory(bytes).unwrap();
                assert!(
                    !picture.color().has_alpha(),
                    "{edition}: {name} is transparent"
                );
                if name.contains("lines") || name.contains("grey") {
                    let pixel = |x| picture.to_luma8().get_pixel(x, 50).0[0];
                    let ink = if name.contains("grey") { 60 } else { 0 };
                    assert_eq!((pixel(10), pixel(20)), (255, ink), "{edition}: {name}");
                }
            }
            seen += 1;
        }
        assert!(seen >= 5, "{edition}: {seen} pictures");
    }
}

#[test]
fn an_epub_without_languages_is_in_both() {
    let mut editions = bound().epubs();
    let made = editions.find(|made| made.edition.name == "both").unwrap();
    let epub = Epub::open(&made.path);
    let package = epub.package();
    let languages = package
        .descendants()
        .filter(|node| is_element(node, "language"));
    let languages: Vec<_> = languages.filter_map(|node| node.text()).collect();
    assert_eq!(languages, ["zh", "en"]);
}

#[test]
fn the_first_style_sheet_has_no_rules_that_old_ereaders_reject() {
    for made in BOOKS.iter().flat_map(Bound::epubs) {
        let epub = Epub::open(&made.path);
        let sheet = String::from_utf8_lossy(epub.file("OEBPS/stylesheet.css").unwrap());
        for unknown in ["@media", "@container", "@supports", ":has("] {
            assert!(
                !sheet.contains(unknown),
                "{}: {unknown}",
                made.path.display()
            );
        }
        for (name, page) in epub.pages() {
            let links = page.descendants().filter(|node| is_element(node, "link"));
            let sheets: Vec<_> = links.filter_map(|node| node.attribute("href")).collect();
            assert_eq!(sheets, ["stylesheet.css", "queries.css"], "{name}");
        }
    }
}

#[test]
fn scrolling_boxes_are_focusable_and_named() {
    let made = bound().epubs().next().unwrap();
    let epub = Epub::open(&made.path);
    let page = epub.page("chapter-one.xhtml");
    let boxes = page.descendants().filter(|node| {
        let classes = node.attribute("class").unwrap_or_default();
        classes
            .split(' ')
            .any(|class| class == "scroll" || class == "formula")
    });
    let boxes: Vec<_> = boxes.collect();
    // The table with nine columns, and the display formula.
    assert_eq!(boxes.len(), 2);
    for scroll in &boxes {
        assert_eq!(scroll.attribute("tabindex"), Some("0"));
    }
    let caption = boxes[0].attribute("aria-labelledby").unwrap();
    assert!(
        page.descendants()
            .any(|node| node.attribute("id") == Some(caption))
    );
}
