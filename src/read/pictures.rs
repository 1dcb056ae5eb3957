//! Reads and checks the pictures of a book.

use super::denied;
use crate::book::{Book, FigurePart, FigurePlace, Picture};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::disk::Folder;
use crate::message::{Message, message};
use crate::picture::{Asset, Assets, Format, PRINT_DPI, Refusal};
use crate::source::Span;
use crate::walk;

/// The least length of a cover's longer side that Amazon and Apple accept, in pixels.
const COVER_SIDE: u32 = 1000;

/// Reads and checks each picture once, however often the book uses it.
pub fn load(book: &Book, folder: &Folder, diagnostics: &mut Diagnostics) -> Assets {
    let mut assets = Assets::default();
    let of_figures = walk::pictures(book).map(|part| &part.image);
    let in_lines = walk::inline_pictures(book).into_iter();
    let in_lines = in_lines.map(|inline| &inline.picture);
    for picture in of_figures.chain(book.cover.as_ref()).chain(in_lines) {
        if assets.get(&picture.path).is_none()
            && let Some(asset) = load_one(picture, folder, diagnostics)
        {
            assets.insert(&picture.path, asset);
        }
    }
    assets.share_memory();
    assets
}

fn load_one(picture: &Picture, folder: &Folder, diagnostics: &mut Diagnostics) -> Option<Asset> {
    let path = &picture.path;
    if path.contains("://") || path.starts_with("data:") {
        diagnostics.push(
            Diagnostic::new(
                Code::FileOutside,
                message!("`{}` is not a file in the book's folder", path),
            )
            .at(picture.at)
            .hint(message!(
                "save the picture in the book's folder; diglot downloads nothing"
            )),
        );
        return None;
    }
    let bytes = match folder.read(path) {
        Ok(bytes) => bytes,
        Err(reason) => {
            diagnostics.push(denied(path, &reason).at(picture.at));
            return None;
        }
    };
    match Asset::inspect(bytes) {
        Ok(asset) => Some(asset),
        Err(refusal) => {
            diagnostics.push(refused(path, &refusal).at(picture.at));
            None
        }
    }
}

fn refused(path: &str, refusal: &Refusal) -> Diagnostic {
    let (code, message, hint) = match refusal {
        Refusal::Format(what) => (
            Code::ImageFormat,
            message!("`{}` is not a supported picture: {}", path, what),
            message!("save it as PNG, JPEG, WebP or SVG"),
        ),
        Refusal::Broken(why) => (
            Code::ImageBroken,
            message!("`{}` is damaged or truncated: {}", path, why),
            message!("save or export the picture again"),
        ),
        Refusal::TooLarge(why) => (
            Code::ImageTooLarge,
            message!("`{}` is too large: {}", path, why),
            message!("scale it down; an A4 page at 300 dpi has 9 million pixels"),
        ),
        Refusal::Unsafe(what) => (
            Code::ImageUnsafe,
            message!(
                "`{}` is an SVG with content that is not allowed: {}",
                path,
                what
            ),
            message!("export it without scripts, entities and external references"),
        ),
        Refusal::Html(what) => (
            Code::ImageUnsafe,
            message!("`{}` is an SVG that contains HTML: {}", path, what),
            message!(
                "export its labels as SVG text: in Mermaid set `htmlLabels: false`, in draw.io turn off `Formatted Text`"
            ),
        ),
    };
    Diagnostic::new(code, message).hint(hint)
}

/// Warns of a cover that is too small for bookshops. An SVG is never too small, since it is rendered at the size that
/// they ask for.
pub fn warn_small_cover(book: &Book, assets: &Assets, diagnostics: &mut Diagnostics) {
    let Some(cover) = &book.cover else { return };
    let Some(asset) = assets.get(&cover.path) else {
        return;
    };
    let (width, height) = (asset.width, asset.height);
    if asset.format != Format::Svg && width.max(height) < COVER_SIDE {
        diagnostics.push(
            Diagnostic::new(
                Code::ImageCoarse,
                message!(
                    "the cover `{}` has only {} × {} pixels",
                    cover.path,
                    width,
                    height
                ),
            )
            .at(cover.at)
            .hint(message!(
                "bookshops reject covers with fewer than {} pixels on the longer side and recommend 1600 × 2560",
                COVER_SIDE
            )),
        );
    }
}

/// Warns of pictures that would be printed below [`PRINT_DPI`] where the text is `text_width` millimetres wide, on pages with
/// this width and height.
pub fn warn_coarse(
    book: &Book,
    assets: &Assets,
    text_width: f64,
    page: (f64, f64),
    diagnostics: &mut Diagnostics,
) {
    let rows = options_in_rows(book, text_width);
    let parts = walk::figures(book).flat_map(|figure| {
        let aspect = |part: &FigurePart| assets.get(&part.image.path).map_or(1.0, Asset::aspect);
        // Pictures side by side are equally high.
        let sum: f64 = figure.parts.iter().map(aspect).sum();
        let width = move |part: &FigurePart| match figure.place {
            // It is as wide or as high as the page.
            FigurePlace::Bleed => page.0.max(page.1 * aspect(part)),
            FigurePlace::Near
            | FigurePlace::Here
            | FigurePlace::Top
            | FigurePlace::Page
            | FigurePlace::Spread => text_width * aspect(part) / sum * figure.width.unwrap_or(1.0),
        };
        let set = match figure.place {
            FigurePlace::Bleed => Set::ToEdges,
            FigurePlace::Near
            | FigurePlace::Here
            | FigurePlace::Top
            | FigurePlace::Page
            | FigurePlace::Spread => Set::InText,
        };
        let parts = figure.parts.iter();
        let rows = &rows;
        parts.map(move |part| {
            let in_row = rows.iter().find(|(at, _)| *at == part.image.at);
            in_row.map_or((part, width(part), set), |(_, count)| {
                let room = text_width / count - OPTION_MARK;
                (
                    part,
                    room.min(OPTION_HEIGHT * page.1 * aspect(part)),
                    Set::InRow,
                )
            })
        })
    });
    for (part, width, set) in parts {
        let Some(asset) = assets.get(&part.image.path) else {
            continue;
        };
        if asset.format == Format::Svg {
            continue;
        }
        let inches = width / 25.4;
        let printed = asset.print_size().0;
        let dpi = f64::from(printed) / inches;
        if dpi < PRINT_DPI {
            diagnostics.push(
                Diagnostic::new(
                    Code::ImageCoarse,
                    message!(
                        "`{}` would print at {} dpi, below the {} dpi that print needs",
                        part.image.path,
                        format!("{dpi:.0}"),
                        format!("{PRINT_DPI:.0}")
                    ),
                )
                .at(part.image.at)
                .hint(coarse(asset.width, printed, width, set)),
            );
        }
    }
}

/// How a picture is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    InText,
    /// It fills a page.
    ToEdges,
    /// An option of a question, among others in a row.
    InRow,
}

/// About how much of its share of a row the letter of an option takes, in millimetres, and the share of the page's height
/// that the picture has at most.
const OPTION_MARK: f64 = 10.0;
const OPTION_HEIGHT: f64 = 0.3;

/// Where the pictures are named that are options in rows, each with the number of those in a row, as `options-of-pictures`
/// in `vocabulary.typ` chooses it.
fn options_in_rows(book: &Book, text_width: f64) -> Vec<(Span, f64)> {
    /// The least share of a row, in millimetres.
    const LEAST: f64 = 32.0;
    let mut found = Vec::new();
    let chapters = book.chapters.iter();
    let quizzes = chapters.flat_map(|chapter| walk::quizzes(&chapter.blocks));
    for question in quizzes.flat_map(|(_, quiz)| &quiz.questions) {
        let pictures = question.answer.pictures();
        let counts: [f64; 2] = match pictures.len() {
            0 => continue,
            2 => [2.0; 2],
            3 => [3.0, 2.0],
            number if number.is_multiple_of(3) => [3.0, 2.0],
            _ => [4.0, 2.0],
        };
        let fits = |count: &f64| text_width / count >= LEAST;
        let count = counts.into_iter().find(fits).unwrap_or(1.0);
        found.extend(pictures.into_iter().map(|part| (part.image.at, count)));
    }
    found
}

/// The hint for a picture with too few pixels: `width` in the file, of which `printed` were kept, on so many
/// `millimetres`.
fn coarse(width: u32, printed: u32, millimetres: f64, set: Set) -> Message {
    if printed < width {
        return message!(
            "the book's pictures do not fit into memory together, so this one was scaled from {} to {} pixels; make them \
             no wider than they print at {} dpi",
            width,
            printed,
            format!("{PRINT_DPI:.0}")
        );
    }
    let millimetres = format!("{millimetres:.0}");
    match set {
        Set::ToEdges => message!(
            "it is {} pixels wide, printed {} mm wide; use a larger picture, or remove `place: bleed`",
            width,
            millimetres
        ),
        Set::InText => message!(
            "it is {} pixels wide, printed {} mm wide; use a larger picture or a smaller `width:`",
            width,
            millimetres
        ),
        Set::InRow => message!(
            "it is {} pixels wide, printed {} mm wide; use a larger picture",
            width,
            millimetres
        ),
    }
}
