//! Font subsets for e-books: the characters that a book needs, and the part of a font that covers them.

use std::collections::BTreeSet;

use fontcull_klippa::{Plan, SubsetFlags, subset_font};
use fontcull_write_fonts::FontBuilder;
use fontcull_write_fonts::read::collections::IntSet;
use fontcull_write_fonts::read::types::{GlyphId, NameId, Tag};
use fontcull_write_fonts::read::{FontRef, TableProvider};
use subsetter::GlyphRemapper;

use crate::lang::Lang;
use crate::message::{Message, message};

/// The style of a face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Cut {
    pub bold: bool,
    pub italic: bool,
}

/// The characters that a book sets in one language and style.
#[derive(Debug)]
pub struct Need {
    pub lang: Lang,
    pub cut: Cut,
    pub characters: BTreeSet<char>,
}

/// A font subset, as embedded in an e-book.
#[derive(Debug)]
pub struct Face {
    /// The language that is set in it.
    pub lang: Lang,
    /// The position of its family among the language's families, from 0.
    pub rank: usize,
    pub cut: Cut,
    /// Whether its outlines are CFF rather than TrueType, which determines the type of the file.
    pub is_cff: bool,
    pub bytes: Vec<u8>,
    /// Its name, copyright and licence, from its `name` table.
    pub notice: String,
}

/// Why a font cannot be embedded in an e-book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubsetError {
    /// Its licence does not allow embedding (OpenType, OS/2 `fsType`).
    Embedding,
    /// Its licence does not allow subsetting.
    Subsetting,
    /// Tables are damaged or missing.
    Damaged,
}

impl SubsetError {
    /// The reason in words.
    pub fn message(self) -> Message {
        match self {
            Self::Embedding => message!("its licence does not allow embedding"),
            Self::Subsetting => message!("its licence does not allow embedding a subset of it"),
            Self::Damaged => message!("its tables are damaged"),
        }
    }
}

/// The layout features that are kept: those that apply to horizontal text by default.
const FEATURES: [&[u8; 4]; 13] = [
    b"calt", b"ccmp", b"chws", b"clig", b"curs", b"halt", b"kern", b"liga", b"locl", b"mark",
    b"mkmk", b"palt", b"rlig",
];
/// Tables that are dropped: those for vertical text, style selection and signatures.
const DROPPED: [&[u8; 4]; 6] = [b"BASE", b"DSIG", b"STAT", b"VORG", b"vhea", b"vmtx"];
/// The records of the `name` table that are kept: copyright, family, style, identifiers, full name, version,
/// PostScript name, trademark, licence and its URL.
const NAMES: [u16; 10] = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14];
/// English (United States), as a Windows language id.
const ENGLISH: u16 = 0x409;

/// Checks that a font may be subset and embedded.
///
/// # Errors
/// A [`SubsetError`].
pub fn permits(font: &[u8], index: u32) -> Result<(), SubsetError> {
    let font = FontRef::from_index(font, index).map_err(|_| SubsetError::Damaged)?;
    let fs_type = font.os2().map_err(|_| SubsetError::Damaged)?.fs_type();
    // OpenType 1.9, OS/2: of several usage bits the least restrictive counts; 0x0100 forbids subsetting, 0x0200
    // allows embedding bitmaps only.
    match fs_type {
        bits if bits & 0xF == 0x2 || bits & 0x200 != 0 => Err(SubsetError::Embedding),
        bits if bits & 0x100 != 0 => Err(SubsetError::Subsetting),
        _ => Ok(()),
    }
}

/// The name, version, copyright, trademark and licence of a font, one a line; empty if it does not state them.
pub fn notice(font: &[u8], index: u32) -> String {
    let Ok(font) = FontRef::from_index(font, index) else {
        return String::new();
    };
    let Ok(names) = font.name() else {
        return String::new();
    };
    let said = |id: u16| {
        let mut records = names.name_record().iter();
        records
            .find(|record| record.name_id() == NameId::new(id) && record.language_id() == ENGLISH)
            .and_then(|record| Some(record.string(names.string_data()).ok()?.to_string()))
    };
    let said = [4, 5, 0, 7, 13, 14].into_iter().filter_map(said);
    said.map(|line| line + "\n").collect()
}

/// The part of a font for these characters, with its kerning and ligatures, and whether its outlines are CFF. `None`
/// if the font has none of the characters.
///
/// # Errors
/// A [`SubsetError`].
pub fn subset(
    bytes: &[u8],
    index: u32,
    characters: &BTreeSet<char>,
) -> Result<Option<(Vec<u8>, bool)>, SubsetError> {
    permits(bytes, index)?;
    let font = FontRef::from_index(bytes, index).map_err(|_| SubsetError::Damaged)?;
    let cmap = font.cmap().map_err(|_| SubsetError::Damaged)?;
    let mut unicodes = IntSet::<u32>::empty();
    let mut glyphs = IntSet::<GlyphId>::empty();
    glyphs.insert(GlyphId::NOTDEF);
    for c in characters {
        if let Some(glyph) = cmap.map_codepoint(*c) {
            unicodes.insert(u32::from(*c));
            glyphs.insert(glyph);
        }
    }
    if unicodes.is_empty() {
        return Ok(None);
    }
    let is_cff = font.table_data(Tag::new(b"CFF ")).is_some();
    let has_outlines = is_cff || (font.glyf().is_ok() && font.loca(None).is_ok());
    if !has_outlines {
        return Err(SubsetError::Damaged);
    }
    close(&font, &mut glyphs).map_err(|_| SubsetError::Damaged)?;
    let mut all_scripts = IntSet::<Tag>::empty();
    all_scripts.invert();
    // The glyphs are given rather than found by the planner: it does not subset CFF outlines, so these have to be
    // reduced to the same glyphs separately.
    let plan = Plan::new(
        &glyphs,
        &unicodes,
        &font,
        SubsetFlags::SUBSET_FLAGS_NO_LAYOUT_CLOSURE,
        &tags(&DROPPED),
        &all_scripts,
        &tags(&FEATURES),
        &NAMES.into_iter().map(NameId::new).collect(),
        &[ENGLISH].into_iter().collect(),
    );
    let part = subset_font(&font, &plan).map_err(|_| SubsetError::Damaged)?;
    if !is_cff {
        return Ok(Some((part, false)));
    }
    let outlines = outlines(bytes, index, &glyphs).ok_or(SubsetError::Damaged)?;
    let part = FontRef::new(&part).map_err(|_| SubsetError::Damaged)?;
    let mut whole = FontBuilder::new();
    whole.add_raw(Tag::new(b"CFF "), outlines);
    whole.copy_missing_tables(part);
    Ok(Some((whole.build(), true)))
}

fn tags(names: &[&[u8; 4]]) -> IntSet<Tag> {
    names.iter().map(|name| Tag::new(name)).collect()
}

/// Adds the glyphs that the features substitute for others.
fn close(
    font: &FontRef<'_>,
    glyphs: &mut IntSet<GlyphId>,
) -> Result<(), fontcull_write_fonts::read::ReadError> {
    let Ok(gsub) = font.gsub() else {
        return Ok(());
    };
    let mut any = IntSet::<Tag>::empty();
    any.invert();
    let features = gsub.collect_features(&any, &any, &tags(&FEATURES))?;
    let lookups = gsub.collect_lookups(&features)?;
    gsub.closure_glyphs(&lookups, glyphs)
}

/// A CFF table with these glyphs only, renumbered in ascending order.
fn outlines(font: &[u8], index: u32, glyphs: &IntSet<GlyphId>) -> Option<Vec<u8>> {
    let mut mapper = GlyphRemapper::new();
    for glyph in glyphs.iter() {
        mapper.remap(u16::try_from(glyph.to_u32()).ok()?);
    }
    let part = subsetter::subset(font, index, &mapper).ok()?;
    let part = FontRef::new(&part).ok()?;
    Some(part.table_data(Tag::new(b"CFF "))?.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERIF: &[u8] = include_bytes!("../fonts/NotoSerifSC-Bold.ttf");

    fn libertinus() -> Vec<u8> {
        let fonts = typst_kit::fonts::embedded();
        let is_regular = |info: &typst::text::FontInfo| {
            info.family == "Libertinus Serif" && info.variant == typst::text::FontVariant::default()
        };
        let found = fonts.into_iter().find(|(_, info)| is_regular(info));
        found.expect("a face of Typst's own").0.data().to_vec()
    }

    #[test]
    fn a_subset_has_the_requested_characters_only() {
        for (font, wanted, other, is_cff) in [
            (SERIF.to_vec(), "大模型，。", '语', false),
            (libertinus(), "fi Æ“”", 'z', true),
        ] {
            let characters = wanted.chars().collect();
            let (part, cff) = subset(&font, 0, &characters).unwrap().unwrap();
            assert_eq!(cff, is_cff);
            assert!(part.len() < 20_000, "{} bytes", part.len());
            let read = FontRef::new(&part).unwrap();
            let cmap = read.cmap().unwrap();
            for c in wanted.chars() {
                assert!(cmap.map_codepoint(c).is_some(), "no {c}");
            }
            assert!(cmap.map_codepoint(other).is_none());
            let glyphs = read.maxp().unwrap().num_glyphs();
            let outlines = read.cff().map(|cff| cff.offset_data().len() > 4).is_ok();
            assert_eq!(outlines, is_cff);
            assert!(
                usize::from(glyphs) < wanted.chars().count() + 12,
                "{glyphs}"
            );
            assert!(subset(&font, 0, &characters).unwrap().unwrap().0 == part);
        }
    }

    #[test]
    fn a_subset_keeps_ligatures_and_kerning() {
        let font = libertinus();
        let (part, _) = subset(&font, 0, &"fiAV".chars().collect())
            .unwrap()
            .unwrap();
        let read = FontRef::new(&part).unwrap();
        // Five for `.notdef` and the characters, and at least the ligature, which has no character of its own.
        assert!(read.maxp().unwrap().num_glyphs() > 5);
        assert!(read.gsub().is_ok() && read.gpos().is_ok());
    }

    #[test]
    fn fonts_state_copyright_and_licence() {
        let said = notice(SERIF, 0);
        assert!(
            said.contains("Noto Serif SC") && said.contains("Adobe"),
            "{said}"
        );
        assert!(said.contains("Open Font License"), "{said}");
    }

    #[test]
    fn a_font_without_the_characters_has_no_subset() {
        assert_eq!(subset(SERIF, 0, &['\u{1F600}'].into()), Ok(None));
        assert_eq!(
            subset(&SERIF[..100], 0, &['大'].into()),
            Err(SubsetError::Damaged)
        );
    }
}
