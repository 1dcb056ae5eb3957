//! Trial runs. Fonts and drawings from outside are typeset and exported once on their own, so that one that Typst
//! cannot handle is reported by name before it is used in a book. A trial runs in a thread of its own: a panic ends
//! only that thread, and a trial that never ends is abandoned.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use typst::foundations::Bytes;
use typst::layout::{Frame, FrameItem};
use typst::text::Font;
use typst::visualize::ImageKind;
use typst_layout::PagedDocument;
use unicode_segmentation::UnicodeSegmentation;
use usvg::filter::{Filter, Kind};

use super::fonts::Fonts;
use super::inline::string;
use super::pdf;
use super::world::Shelf;
use crate::book::{Book, Picture};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity};
use crate::font_subset::{self, SubsetError};
use crate::message::{Message, message};
use crate::picture::{Asset, Assets, Format};
use crate::source::Span;

/// The name of trial threads. A panic in one is an expected result, not to be printed.
pub const THREAD: &str = "trial";
/// How long a trial may take, even on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);
/// The stack size of a trial, in bytes. Drawing recurses as deep as a drawing nests.
const STACK: usize = 16 << 20;
/// The largest number of steps that all filters of a drawing may take, each for one pixel.
const MAX_STEPS: f64 = 2e9;
/// The largest number of pixels in the intermediate pictures of one filter; each takes four bytes.
const MAX_PIXELS: f64 = 6e7;
/// How far from the origin anything may be, in units of the drawing.
const MAX_PLACE: f32 = 1e8;
/// The resolution of filters in print, in pixels per point, and the longest side of their pictures, in pixels.
const FILTER_SCALE: f64 = 4.0;
const FILTER_SIDE: f64 = 5000.0;
/// The largest number of characters with which a font is tried.
const MAX_CHARACTERS: usize = 40_000;
/// How many characters of a font are tried in addition to the book's, since labels add characters to those of a book.
const SMALL_FONT: usize = 4_000;

/// Tries every drawing of a book once.
pub fn drawings(book: &Book, assets: &Assets, fonts: &Fonts, diagnostics: &mut Diagnostics) {
    // A drawing that contains characters without a glyph fails as well, but has been reported already.
    let errors = diagnostics.sorted().into_iter();
    let errors = errors.filter(|one| one.severity == Severity::Error);
    let told: BTreeSet<Span> = errors.filter_map(|one| one.at).collect();
    let pictures = crate::walk::pictures(book).map(|part| &part.image);
    let mut pictures: Vec<&Picture> = pictures.chain(&book.cover).collect();
    let in_lines = crate::walk::inline_pictures(book).into_iter();
    pictures.extend(in_lines.map(|inline| &inline.picture));
    let mut seen = BTreeSet::new();
    pictures.retain(|picture| !told.contains(&picture.at) && seen.insert(&picture.path));
    let all: Vec<(&Picture, &Asset)> = pictures
        .into_iter()
        .filter_map(|picture| Some((picture, drawing_of(picture, assets)?)))
        .collect();
    let said: Vec<Result<(), Message>> = all
        .par_iter()
        .map(|(_, asset)| self::drawing(asset, fonts))
        .collect();
    for ((picture, _), result) in all.iter().zip(said) {
        if let Err(why) = result {
            diagnostics.push(
                Diagnostic::new(
                    Code::ImageUnsafe,
                    message!("the drawing `{}` cannot be typeset: {}", picture.path, why),
                )
                .at(picture.at)
                .hint(message!("simplify it, or export it as PNG")),
            );
        }
    }
}

fn drawing_of<'a>(picture: &Picture, assets: &'a Assets) -> Option<&'a Asset> {
    assets
        .get(&picture.path)
        .filter(|asset| asset.format == Format::Svg)
}

/// Typesets and exports a drawing on its own.
///
/// # Errors
/// Why it cannot be typeset.
pub fn drawing(asset: &Asset, fonts: &Fonts) -> Result<(), Message> {
    let bytes = Arc::clone(&asset.bytes);
    let fonts = fonts.clone();
    let (width, height) = (f64::from(asset.width), f64::from(asset.height));
    attempt(move || {
        // As large as on a page, and nested in as many clipping boxes as there.
        let scale = (450.0 / width).min(650.0 / height);
        let source = format!(
            "#set document(title: \"-\")\n#set page(width: auto, height: auto)\n= -\n\
             #box(clip: true, box(clip: true, box(clip: true, \
             image(\"drawing.svg\", width: {}pt, height: {}pt, alt: \"-\"))))\n",
            width * scale,
            height * scale
        );
        let mut world = Shelf::new(&source, fonts);
        world.add_file("drawing.svg", Bytes::new(bytes));
        let document = laid_out(&world)?;
        for page in document.pages() {
            each_drawing(&page.frame, &mut |tree| {
                Weigher::new(scale).check(tree.root())
            })?;
        }
        let bytes = pdf::trial(&document)?;
        is_readable(&bytes)
    })
}

fn laid_out(world: &Shelf) -> Result<PagedDocument, Message> {
    let result = typst::compile::<PagedDocument>(world);
    result.output.map_err(|errors| {
        let first = errors.first().map(|error| error.message.to_string());
        Message::foreign(first.unwrap_or_default())
    })
}

/// Runs a function that may panic or never return.
fn attempt<T: Send + 'static>(
    what: impl FnOnce() -> Result<T, Message> + Send + 'static,
) -> Result<T, Message> {
    let guarded = move || catch_unwind(AssertUnwindSafe(what));
    let pool = ThreadPoolBuilder::new()
        .num_threads(1)
        .stack_size(STACK)
        .thread_name(|_| THREAD.to_owned())
        .build();
    let fails = || message!("the typesetter failed");
    let Ok(pool) = pool else {
        // If the system refuses a thread, there is no way to stop waiting.
        return guarded().unwrap_or_else(|_| Err(fails()));
    };
    let (sender, receiver) = mpsc::channel();
    pool.spawn(move || {
        // There is no receiver any more after a timeout.
        let _ = sender.send(guarded());
    });
    match receiver.recv_timeout(PATIENCE) {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(fails()),
        Err(_) => Err(message!(
            "the typesetter did not finish within {} seconds",
            PATIENCE.as_secs()
        )),
    }
}

/// Visits the drawings in a frame.
fn each_drawing(
    frame: &Frame,
    visit: &mut impl FnMut(&usvg::Tree) -> Result<(), Message>,
) -> Result<(), Message> {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => each_drawing(&group.frame, visit)?,
            FrameItem::Image(image, ..) => {
                if let ImageKind::Svg(svg) = image.kind() {
                    visit(svg.tree())?;
                }
            }
            FrameItem::Tag(_) | FrameItem::Text(_) | FrameItem::Shape(..) | FrameItem::Link(..) => {
            }
        }
    }
    Ok(())
}

/// Adds up the cost of a drawing's filters, and finds parts that are too far away.
struct Weigher {
    /// Pixels per unit of the drawing.
    scale: f64,
    steps: f64,
}

impl Weigher {
    fn new(points: f64) -> Self {
        Self {
            scale: points * FILTER_SCALE,
            steps: 0.0,
        }
    }

    fn check(&mut self, group: &usvg::Group) -> Result<(), Message> {
        let bounds = group.abs_layer_bounding_box();
        let is_near = [bounds.left(), bounds.top(), bounds.right(), bounds.bottom()]
            .iter()
            .all(|place| place.abs() <= MAX_PLACE);
        if !is_near || !group.abs_transform().is_finite() {
            return Err(message!("parts of it lie too far away"));
        }
        for filter in group.filters() {
            self.filter(filter, bounds.size())?;
        }
        for node in group.children() {
            if let usvg::Node::Group(inner) = node {
                self.check(inner)?;
            }
            let mut result = Ok(());
            node.subroots(|inner| {
                if result.is_ok() {
                    result = self.check(inner);
                }
            });
            result?;
        }
        Ok(())
    }

    fn filter(&mut self, filter: &Filter, size: usvg::Size) -> Result<(), Message> {
        let clamped = |length: f32| (f64::from(length) * self.scale).min(FILTER_SIDE);
        let pixels = clamped(size.width()) * clamped(size.height());
        let all = filter.primitives();
        let steps: f64 = all
            .iter()
            .map(|primitive| self.steps_of(primitive.kind()))
            .sum();
        self.steps += pixels * steps;
        let pictures = u32::try_from(all.len() + 2).map_or(f64::MAX, f64::from);
        if pixels * pictures > MAX_PIXELS || self.steps > MAX_STEPS {
            return Err(message!(
                "its filters cover too large an area or take too many steps"
            ));
        }
        Ok(())
    }

    /// The approximate number of steps per pixel.
    fn steps_of(&self, kind: &Kind) -> f64 {
        match kind {
            Kind::Turbulence(noise) => 40.0 * f64::from(noise.num_octaves()),
            Kind::ConvolveMatrix(convolve) => {
                f64::from(convolve.matrix().columns()) * f64::from(convolve.matrix().rows())
            }
            Kind::Morphology(morphology) => {
                let reach = |radius: f32| 2.0 * f64::from(radius) * self.scale + 1.0;
                reach(morphology.radius_x().get()) * reach(morphology.radius_y().get())
            }
            Kind::DiffuseLighting(_) | Kind::SpecularLighting(_) => 40.0,
            Kind::GaussianBlur(_) | Kind::DropShadow(_) => 12.0,
            Kind::Blend(_)
            | Kind::ColorMatrix(_)
            | Kind::ComponentTransfer(_)
            | Kind::Composite(_)
            | Kind::DisplacementMap(_)
            | Kind::Flood(_)
            | Kind::Image(_)
            | Kind::Merge(_)
            | Kind::Offset(_)
            | Kind::Tile(_) => 4.0,
        }
    }
}

/// Whether a PDF has only numbers that PDF readers understand.
fn is_readable(pdf: &[u8]) -> Result<(), Message> {
    let unknown: [&[u8]; 3] = [b"inf", b"-inf", b"NaN"];
    let mut words = pdf.split(u8::is_ascii_whitespace);
    if words.any(|word| unknown.contains(&word)) {
        return Err(message!("it contains numbers that are too large"));
    }
    Ok(())
}

/// Tries a font file with the characters and words of these texts.
///
/// # Errors
/// Why Typst cannot use it.
pub fn font<'a>(file: &[u8], texts: impl IntoIterator<Item = &'a str>) -> Result<(), Message> {
    let mut words = BTreeSet::new();
    for word in texts.into_iter().flat_map(str::split_whitespace) {
        if word.is_ascii() {
            words.insert(word.to_owned());
        } else {
            words.extend(word.graphemes(true).map(str::to_owned));
        }
    }
    let file = Bytes::new(file.to_vec());
    attempt(move || {
        let fonts = Fonts::load(std::slice::from_ref(&file), None, false);
        let own: Vec<_> = Font::iter(file).collect();
        if own.is_empty() {
            return Err(message!("the typesetter cannot read it"));
        }
        let mut text = String::new();
        let has = |c: char| {
            own.iter()
                .any(|font| font.info().coverage.contains(c.into()))
        };
        for word in words {
            if text.len() + word.len() > MAX_CHARACTERS {
                break;
            }
            text.extend(word.chars().filter(|c| has(*c)));
            text.push(' ');
        }
        for font in &own {
            let all = font.info().coverage.iter().filter_map(char::from_u32);
            let all: String = all.filter(|c| !c.is_control()).take(SMALL_FONT).collect();
            text.push_str(&all);
        }
        let mut source = "#set page(width: 1000pt, height: auto)\n".to_owned();
        for font in &own {
            let info = font.info();
            let _ = writeln!(
                source,
                "#text(font: {}, weight: {}, style: {}, fallback: false, {})\n",
                string(&info.family.to_lowercase()),
                info.variant.weight.to_number(),
                string(match info.variant.style {
                    typst::text::FontStyle::Normal => "normal",
                    typst::text::FontStyle::Italic => "italic",
                    typst::text::FontStyle::Oblique => "oblique",
                }),
                string(&text)
            );
        }
        let world = Shelf::new(&source, fonts);
        let document = laid_out(&world)?;
        let bytes = pdf::plain(&document)?;
        is_readable(&bytes)
    })
}

/// Tries whether a font can be subset for an EPUB.
///
/// # Errors
/// Why it cannot.
pub fn subset(font: &Font, characters: &BTreeSet<char>) -> Result<(), SubsetError> {
    let font = font.clone();
    let characters = characters.clone();
    let tried = attempt(move || Ok(font_subset::subset(font.data(), font.index(), &characters)));
    tried.unwrap_or(Err(SubsetError::Damaged)).map(|_| ())
}

/// Reports clusters, such as a letter with its marks or a keycap, that no font can combine although each of their
/// characters has a glyph.
pub fn clusters(book: &Book, fonts: &Fonts, diagnostics: &mut Diagnostics) {
    let mut found: Vec<(String, Span)> = Vec::new();
    let mut seen = BTreeSet::new();
    crate::walk::texts(book, &mut |text| {
        text.strings(&mut |words, from| {
            if words.is_ascii() {
                return;
            }
            for (at, cluster) in words.grapheme_indices(true) {
                let mut drawn = cluster.chars().filter(|c| !super::fonts::is_invisible(*c));
                let is_one = drawn.next().is_none() || drawn.next().is_none();
                let start = from + at;
                if !is_one
                    && let Some(at) = text.span(start..start + cluster.len())
                    && seen.insert(cluster.to_owned())
                {
                    found.push((cluster.to_owned(), at));
                }
            }
        });
    });
    for (cluster, at) in missing(&found, book, fonts) {
        diagnostics.push(
            Diagnostic::new(
                Code::FontGlyph,
                message!("no font can combine the characters of `{}`", cluster),
            )
            .at(*at)
            .hint(message!(
                "use other characters, or put a font that combines them in the folder that `fonts:` in book.yaml names"
            )),
        );
    }
}

/// The clusters that are set with a missing glyph. Each is tried on a page of its own, in the book's fonts.
fn missing<'a, T>(found: &'a [(String, T)], book: &Book, fonts: &Fonts) -> Vec<&'a (String, T)> {
    if found.is_empty() {
        return Vec::new();
    }
    let page = crate::edition::Page {
        width: 100.0,
        height: 100.0,
    };
    let design = super::Design::new(&book.style, page);
    let lead = &book.languages.a;
    let families = super::settings::families(&design.families(lead), lead.is_cjk(), fonts);
    let mut source = format!("#set text(font: {families})\n#set page(width: auto, height: auto)\n");
    for (index, (cluster, _)) in found.iter().enumerate() {
        if index > 0 {
            source.push_str("#pagebreak()\n");
        }
        let _ = writeln!(source, "#text({})", string(cluster));
    }
    let fonts = fonts.clone();
    let laid_out = attempt(move || laid_out(&Shelf::new(&source, fonts)));
    // Other failures are not reported here.
    let Ok(document) = laid_out else {
        return Vec::new();
    };
    let pages = document.pages().iter().zip(found);
    pages
        .filter(|(page, _)| lacks_glyph(&page.frame))
        .map(|(_, found)| found)
        .collect()
}

fn lacks_glyph(frame: &Frame) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => lacks_glyph(&group.frame),
        FrameItem::Text(text) => text.glyphs.iter().any(|glyph| glyph.id == 0),
        FrameItem::Tag(_) | FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) => {
            false
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fonts() -> Fonts {
        Fonts::load(&[] as &[Vec<u8>], None, false)
    }

    fn tried(inside: &str) -> Result<(), Message> {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 100\">{inside}</svg>"
        );
        let asset = Asset::inspect(svg.into_bytes()).expect("a drawing");
        drawing(&asset, &fonts())
    }

    #[test]
    fn valid_drawings_pass() {
        for inside in [
            "<rect width='9' height='9'/>",
            "<text y='20'>字 word</text>",
            "<filter id='f'><feDropShadow dx='1'/></filter><circle r='30' filter='url(#f)'/>",
        ] {
            assert_eq!(tried(inside), Ok(()), "{inside}");
        }
    }

    #[test]
    fn drawings_that_no_pdf_can_contain_are_rejected() {
        let far = "<g transform='scale(1000000)'>".repeat(8) + "<path d='M0 0h9v9'/>";
        let clips = "<clipPath id='c'><path d='M0 0h9v9'/></clipPath>".to_owned()
            + &"<g clip-path='url(#c)'>".repeat(30)
            + "<path d='M0 0h9v9'/>"
            + &"</g>".repeat(30);
        let steps = "<feGaussianBlur stdDeviation='1'/>".repeat(60);
        for (inside, why) in [
            (far + &"</g>".repeat(8), "too far away"),
            (clips, "q nesting"),
            (
                format!(
                    "<filter id='f'>{steps}</filter><rect width='99' height='99' filter='url(#f)'/>"
                ),
                "its filters cover too large",
            ),
            (
                "<text y='20'>\u{13000}</text>".to_owned(),
                "could not be displayed",
            ),
        ] {
            let said = tried(&inside).expect_err(why);
            assert!(said.to_string().contains(why), "{said} without {why}");
        }
    }

    #[test]
    fn a_panic_is_a_result() {
        let result: Result<(), Message> = attempt(|| panic!("on purpose"));
        assert_eq!(result, Err(message!("the typesetter failed")));
    }

    #[test]
    fn numbers_that_pdf_does_not_know_are_found() {
        assert_eq!(is_readable(b"1 0 0 1 5 5 cm\n/inf 3 Tf\n(nan)"), Ok(()));
        for line in ["1 0 0 inf 5 5 cm", "-inf 3 m", "5 NaN l"] {
            assert!(is_readable(line.as_bytes()).is_err(), "{line}");
        }
    }

    #[test]
    fn fonts_are_tried_with_the_text_of_a_book() {
        let font = include_bytes!("../../fonts/NotoEmoji-Regular.ttf");
        assert_eq!(font_of(font), Ok(()));
        assert!(font_of(b"no font").is_err());
    }

    fn font_of(file: &[u8]) -> Result<(), Message> {
        font(file, ["1 \u{1F600} office"])
    }
}
