//! The cover of an EPUB: set from the title if the book has no cover picture, or rasterised from a drawing.

use std::collections::BTreeMap;
use std::sync::Arc;

use typst::foundations::Bytes;

use super::fonts::Fonts;
use super::inline::{breakable, string};
use super::raster;
use super::settings::{self, PageParameters};
use super::token::Room;
use super::world::Shelf;
use super::{TEMPLATES, design::Design};
use crate::diagnostics::Diagnostics;
use crate::edition::{Arrangement, Binding, Page, PairSync};
use crate::manuscript::Manuscript;
use crate::message::message;
use crate::picture::{Asset, Encoded, Format};

/// The width of a cover in pixels. Bookshops ask for 1600 × 2560.
const WIDTH: u32 = 1600;
/// The width of the title's lines, in millimetres.
const WIDTH_OF_TYPE: f64 = 80.0;
/// The width of the other lines, in em.
const WORDS: f64 = 16.0;

/// Makes a cover from the title, in the size that bookshops ask for. Returns `None` after an error.
pub fn cover(
    manuscript: &Manuscript<'_>,
    templates: &BTreeMap<String, String>,
    fonts: &Fonts,
    diagnostics: &mut Diagnostics,
) -> Option<Encoded> {
    let page = Page {
        width: 100.0,
        height: 160.0,
    };
    let design = Design::new(&manuscript.book.style, page);
    let settings = settings::write(
        manuscript,
        &design,
        fonts,
        PageParameters {
            arrangement: Arrangement::Single,
            binding: Binding::default(),
            sync: PairSync::default(),
            columns: (WIDTH_OF_TYPE, 0.0),
        },
        super::segments::Lines::Whole,
    );
    let texts = |pair: &crate::lang::Pair<crate::book::Text>| {
        let texts = manuscript.edition.languages.choose(pair);
        let texts = texts.zip(manuscript.languages);
        let each: Vec<String> = texts
            .iter()
            .map(|(text, lang)| breakable(&text.plain(), Room::new(WORDS, lang)))
            .collect();
        format!("({},)", each.join(", "))
    };
    let book = manuscript.book;
    let subtitle = book.subtitle.as_ref().map_or("()".to_owned(), &texts);
    let creators: Vec<String> = book
        .creators
        .iter()
        .map(|creator| format!("{}, ", texts(&creator.name)))
        .collect();
    let source = format!(
        "#import \"/{TEMPLATES}/cover.typ\": cover\n#cover({settings}, subtitle: {subtitle}, creators: ({}))\n",
        creators.concat()
    );
    let world = Shelf::with_templates(&source, templates, fonts.clone());
    draw(&world, diagnostics)
}

/// Rasterises a drawing at the width of a cover. Returns `None` after an error.
pub fn drawn(drawing: &Asset, fonts: &Fonts, diagnostics: &mut Diagnostics) -> Option<Encoded> {
    let file = format!("cover.{}", drawing.format.extension());
    let source = format!(
        "#set page(width: 100mm, height: auto, margin: 0mm, fill: white)\n#image({}, width: 100%)\n",
        string(&file)
    );
    let mut world = Shelf::new(&source, fonts.clone());
    world.add_file(&file, Bytes::new(Arc::clone(&drawing.bytes)));
    draw(&world, diagnostics)
}

/// Rasterises the first page.
fn draw(world: &Shelf, diagnostics: &mut Diagnostics) -> Option<Encoded> {
    let document = world.draw(&message!("the cover"), diagnostics)?;
    let first = document.pages().first()?;
    let bytes = raster::png(first, WIDTH)?;
    Some(Encoded {
        bytes: Arc::from(bytes),
        format: Format::Png,
    })
}
