//! Formulas as images in the Kindle variant: each is there, not clipped, on the baseline, and of the size of the text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;

use image::GrayImage;
use roxmltree::{Document, Node, ParsingOptions};

use super::{book, formulas};
use crate::support;

/// The files of an EPUB, by name.
fn files(epub: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(fs::File::open(epub).unwrap()).unwrap();
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    let mut files = BTreeMap::new();
    for name in names {
        let mut bytes = Vec::new();
        let mut file = archive.by_name(&name).unwrap();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(name.trim_start_matches("OEBPS/").to_owned(), bytes);
    }
    files
}

fn text<'f>(files: &'f BTreeMap<String, Vec<u8>>, name: &str) -> &'f str {
    std::str::from_utf8(&files[name]).unwrap()
}

fn parse(text: &str) -> Document<'_> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).unwrap()
}

fn pictures<'d, 'i>(page: &'d Document<'i>) -> Vec<Node<'d, 'i>> {
    let nodes = page.descendants();
    nodes
        .filter(|node| node.attribute("role") == Some("math"))
        .collect()
}

/// The value in em of a property of a class in the style sheet, if it is set.
fn said(sheet: &str, class: &str, property: &str) -> Option<f64> {
    let (_, rule) = sheet.split_once(&format!(".{class} {{"))?;
    let (rule, _) = rule.split_once('}')?;
    let mut declarations = rule.split(';').filter_map(|one| one.split_once(':'));
    let (_, value) = declarations.find(|(name, _)| name.trim() == property)?;
    value.trim().strip_suffix("em")?.parse().ok()
}

/// The class of an image that no other image has.
fn own_class<'n>(picture: &Node<'n, '_>) -> &'n str {
    let mut classes = picture.attribute("class").unwrap().split(' ');
    classes.find(|class| class.starts_with("sketch-")).unwrap()
}

/// The coordinates of all pixels that are not white.
fn ink(picture: &GrayImage) -> impl Iterator<Item = (u32, u32)> {
    let pixels = picture.enumerate_pixels();
    let dark = pixels.filter(|(_, _, pixel)| pixel.0[0] < 0xFF);
    dark.map(|(x, y, _)| (x, y))
}

#[test]
fn a_kindle_gets_every_formula_as_an_unclipped_image_on_the_baseline() {
    let folder = book();
    let made = support::build(folder.path(), &["-e", "kindle"]);
    let files = files(&made.path().join("formulas-kindle.epub"));
    for (name, bytes) in files
        .iter()
        .filter(|(name, _)| !name.starts_with("images/"))
    {
        assert!(!String::from_utf8_lossy(bytes).contains("<math"), "{name}");
    }
    let package = text(&files, "content.opf");
    assert!(!package.contains("mathml"), "{package}");

    let page = parse(text(&files, "chapter-one.xhtml"));
    let sheet = text(&files, "stylesheet.css");
    let pictures = pictures(&page);
    let read: Vec<&str> = pictures
        .iter()
        .map(|it| it.attribute("alt").unwrap())
        .collect();
    // On its own, and inline in each language.
    let formulas = formulas();
    let written: Vec<&str> = formulas.iter().flat_map(|tex| [*tex; 3]).collect();
    assert_eq!(read, written);

    let mut names = BTreeSet::new();
    for picture in &pictures {
        let tex = picture.attribute("alt").unwrap();
        let name = picture.attribute("src").unwrap();
        assert!(
            name.is_ascii() && package.contains(&format!("href=\"{name}\"")),
            "{name}"
        );
        names.insert(name);
        let drawn = image::load_from_memory(&files[name]).unwrap();
        assert!(
            !drawn.color().has_alpha(),
            "{tex}: dark on nothing is lost by night"
        );
        let drawn = drawn.to_luma8();
        let (width, height) = drawn.dimensions();

        let class = own_class(picture);
        let em = f64::from(width) / said(sheet, class, "width").unwrap();
        assert!((48.0..=96.0).contains(&em), "{tex}: {em} pixels in an em");
        let tall = f64::from(height) / em;
        assert!((0.2..8.0).contains(&tall), "{tex}: {tall} em");
        // No ink touches the edges of the image, so no glyph is clipped.
        let inside = |at: u32, length: u32| (2..length - 2).contains(&at);
        assert!(ink(&drawn).next().is_some(), "{tex} is empty");
        assert!(
            ink(&drawn).all(|(x, y)| inside(x, width) && inside(y, height)),
            "{tex} is cut"
        );
        let is_display = picture.parent_element().unwrap().attribute("class") == Some("formula");
        let depth = said(sheet, class, "vertical-align").map(|up| -up);
        assert_eq!(depth.is_none(), is_display, "{tex}");
        if let Some(depth) = depth {
            assert!(depth > 0.0 && depth < tall, "{tex}: {depth} of {tall} em");
        }
    }
    let all = files
        .keys()
        .filter(|name| name.starts_with("images/formula-"));
    assert_eq!(all.count(), names.len(), "one file for each, and no other");
}

/// Builds a book of one chapter with these blocks as the Kindle variant.
fn kindle(blocks: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = support::scratch();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "book.yaml",
        "id: one\nlanguages: [zh, en]\ntitle: { zh: 一, en: One }\nchapters: [one.yaml]\neditions:\n  \
         k: { format: epub, languages: [zh, en], variant: kindle }\n",
    );
    write(
        "one.yaml",
        &format!("id: one\ntitle: {{ zh: 一, en: One }}\nblocks:\n{blocks}"),
    );
    let made = support::build(folder.path(), &[]);
    files(&made.path().join("one-k.epub"))
}

/// How far the ink of a formula extends below the baseline of the text, in em.
fn below(files: &BTreeMap<String, Vec<u8>>, tex: &str) -> f64 {
    let page = parse(text(files, "chapter-one.xhtml"));
    let picture = pictures(&page);
    let picture = picture.iter().find(|it| it.attribute("alt") == Some(tex));
    let picture = picture.unwrap();
    let drawn = image::load_from_memory(&files[picture.attribute("src").unwrap()]).unwrap();
    let drawn = drawn.to_luma8();
    let sheet = text(files, "stylesheet.css");
    let said = |property| said(sheet, own_class(picture), property).unwrap();
    let em = f64::from(drawn.width()) / said("width");
    let last = ink(&drawn).map(|(_, y)| y).max().unwrap() + 1;
    f64::from(last) / em - f64::from(drawn.height()) / em - said("vertical-align")
}

#[test]
fn the_image_of_a_formula_is_aligned_with_the_baseline() {
    let files = kindle("  - text: { zh: '字 $E$ 字 $y$ 字 $x_i$', en: 'A $\\frac{a}{b}$ b' }\n");
    let (capital, tail) = (below(&files, "E"), below(&files, "y"));
    assert!(capital.abs() < 0.03, "E: {capital}");
    assert!((0.15..0.3).contains(&tail), "y: {tail}");
    assert!((0.1..0.3).contains(&below(&files, "x_i")));
    let denominator = below(&files, "\\frac{a}{b}");
    assert!((0.25..0.6).contains(&denominator), "{denominator}");
}

#[test]
fn no_line_begins_with_the_punctuation_after_a_formula() {
    let files = kindle(
        "  - text: { zh: '设$a$^[注。]，（$b$）与 $c$ 和$d$。', en: 'Let $a$, ($b$)^[Or not.] and $c$ hold, non-$d$.' }\n",
    );
    let page = parse(text(&files, "chapter-one.xhtml"));
    let kept = page
        .descendants()
        .filter(|node| node.attribute("class") == Some("together"));
    let kept: Vec<String> = kept
        .map(|node| {
            let nodes = node.descendants();
            let words = nodes.filter_map(|node| {
                let text = node.text().filter(|_| node.is_text());
                text.or(node.attribute("alt"))
            });
            words.collect()
        })
        .collect();
    assert_eq!(kept, ["a1，", "（b）", "d。", "a,", "(b)", "non-d."]);
    let sheet = text(&files, "stylesheet.css");
    let (_, rule) = sheet.split_once(".together {").unwrap();
    assert!(rule.trim_start().starts_with("white-space: nowrap;"));
    // A formula has a margin beside Han characters only.
    let parted: Vec<_> = pictures(&page)
        .iter()
        .map(|it| {
            let class = it.attribute("class").unwrap();
            (class.contains("after-han"), class.contains("before-han"))
        })
        .collect();
    let none = (false, false);
    assert_eq!(
        parted,
        [
            (true, false),
            none,
            none,
            (true, false),
            none,
            none,
            none,
            none
        ]
    );
}

#[test]
fn an_image_keeps_its_name_whatever_else_is_in_the_book() {
    let formula = "  - text: { zh: '设 $x_i$，', en: 'Let $x_i$' }\n";
    let few = kindle(formula);
    let more = format!("  - math: 'x_i'\n  - math: '\\text{{字}}'\n{formula}  - math: 'x_i'\n");
    let (more, again) = (kindle(&more), kindle(&more));
    let drawn = |files: &BTreeMap<String, Vec<u8>>| {
        let drawn = files.iter().filter(|(name, _)| name.contains("formula-"));
        drawn
            .map(|(name, bytes)| (name.clone(), bytes.clone()))
            .collect::<BTreeMap<_, _>>()
    };
    assert_eq!(drawn(&more), drawn(&again));
    let (few, more) = (drawn(&few), drawn(&more));
    assert_eq!((few.len(), more.len()), (1, 3));
    for (name, bytes) in few {
        assert_eq!(more.get(&name), Some(&bytes), "{name}");
    }
}

#[test]
fn each_edition_states_how_accessible_its_formulas_are() {
    let folder = book();
    let made = support::build(folder.path(), &["-e", "kindle", "-e", "zh-en"]);
    let packages = ["kindle", "zh-en"].map(|edition| {
        let files = files(&made.path().join(format!("formulas-{edition}.epub")));
        let package = parse(text(&files, "content.opf"));
        let metas = package.descendants();
        let of = |what: &str| -> BTreeSet<String> {
            let metas = metas.clone();
            let metas = metas.filter(|meta| meta.attribute("property") == Some(what));
            metas
                .filter_map(|meta| meta.text())
                .map(str::to_owned)
                .collect()
        };
        (
            of("schema:accessMode"),
            of("schema:accessModeSufficient"),
            of("schema:accessibilityFeature"),
            of("schema:accessibilitySummary"),
        )
    });
    let [kindle, standard] = packages;
    let set =
        |words: &[&str]| -> BTreeSet<String> { words.iter().map(|w| (*w).to_owned()).collect() };
    assert_eq!(kindle.0, set(&["mathOnVisual", "textual", "visual"]));
    assert_eq!(standard.0, set(&["textual"]));
    assert_eq!(kindle.1, set(&["textual", "textual,visual"]));
    assert_eq!(standard.1, set(&["textual"]));
    for feature in ["alternativeText", "describedMath", "latex"] {
        assert!(
            kindle.2.contains(feature) && standard.2.contains(feature),
            "{feature}"
        );
    }
    assert!(standard.2.contains("MathML") && !kindle.2.contains("MathML"));
    assert!(kindle.3.iter().any(|said| said.contains("公式是图片")));
    assert!(standard.3.iter().any(|said| said.contains("公式可以朗读")));

    let record = made.path().join("onix.xml");
    let output = support::run(
        support::diglot()
            .args(["export", "onix", "-e", "kindle", "-e", "zh-en", "-o"])
            .arg(&record)
            .arg(folder.path()),
    );
    assert!(output.status.success(), "{}", support::errors(&output));
    let record = fs::read_to_string(&record).unwrap();
    let products = record
        .split("</Product>")
        .filter(|one| one.contains("<Product>"));
    // List 196: short alternative texts, MathML, LaTeX, described mathematics.
    let codes = |product: &str| {
        ["14", "17", "35", "53"].map(|code| {
            product.contains(&format!(
                "<ProductFormFeatureValue>{code}</ProductFormFeatureValue>"
            ))
        })
    };
    let said: BTreeSet<_> = products.map(codes).collect();
    let (drawn, spelt) = ([true, false, true, true], [false, true, true, true]);
    assert_eq!(said, BTreeSet::from([drawn, spelt]));
}
