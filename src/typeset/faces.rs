//! Subsets of the print edition's fonts, for embedding in an EPUB.

use std::collections::BTreeSet;

use typst::text::{Font, FontFlags, FontStyle, FontVariant, FontWeight};

use super::design::Design;
use super::fonts::Fonts;
use super::trial;
use crate::book::{Book, Family};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::edition::{Edition, Faces, Page};
use crate::font_subset::{self, Cut, Face, Need, SubsetError};
use crate::lang::{is_shared_mark, is_wide};
use crate::message::message;

/// The subsets of a book's fonts that an EPUB needs. A character comes from the first family of its language that has
/// it, as in print.
///
/// # Errors
/// The family that cannot be embedded; [`check`] has reported it before.
pub fn faces(
    book: &Book,
    fonts: &Fonts,
    needs: &[Need],
) -> Result<Vec<Face>, (String, SubsetError)> {
    let design = Design::new(&book.style, Page::A5);
    let mut faces = Vec::new();
    for need in needs {
        let families = design.families(&need.lang);
        let mut left = need.characters.clone();
        for (rank, family) in families.iter().enumerate() {
            let leaves_marks = need.lang.is_cjk() && fonts.leaves_marks(family, &families);
            let own: BTreeSet<char> = left
                .iter()
                .copied()
                .filter(|c| !leaves_marks || !(is_wide(*c) || is_shared_mark(*c)))
                .collect();
            let Some(font) = cut(fonts, family, need.cut) else {
                continue;
            };
            let own = own
                .into_iter()
                .filter(|c| font.info().coverage.contains(u32::from(*c)));
            let own: BTreeSet<char> = own.collect();
            left.retain(|c| !own.contains(c));
            let part = font_subset::subset(font.data(), font.index(), &own)
                .map_err(|refusal| ((*family).to_owned(), refusal))?;
            faces.extend(part.map(|(bytes, is_cff)| Face {
                lang: need.lang.clone(),
                rank,
                cut: need.cut,
                is_cff,
                bytes,
                notice: font_subset::notice(font.data(), font.index()),
            }));
        }
    }
    Ok(faces)
}

/// The font of a family that really has this cut. A regular font declared as bold or italic would only keep reading
/// systems from synthesising the style.
fn cut(fonts: &Fonts, family: &str, cut: Cut) -> Option<Font> {
    let variant = FontVariant {
        style: if cut.italic {
            FontStyle::Italic
        } else {
            FontStyle::Normal
        },
        weight: if cut.bold {
            FontWeight::BOLD
        } else {
            FontWeight::REGULAR
        },
        ..FontVariant::default()
    };
    let font = fonts.named(family, variant)?;
    let info = font.info();
    let is_bold =
        info.variant.weight >= FontWeight::SEMIBOLD || info.flags.contains(FontFlags::VARIABLE);
    let is_italic = info.variant.style != FontStyle::Normal;
    ((is_bold || !cut.bold) && is_italic == cut.italic).then_some(font)
}

/// Reports families that may not be embedded: a PDF/A contains all of its fonts, an EPUB those that it asks for.
pub fn check(book: &Book, editions: &[Edition], fonts: &Fonts, diagnostics: &mut Diagnostics) {
    let brings_fonts = |edition: &&Edition| {
        edition
            .ebook()
            .is_none_or(|ebook| ebook.fonts == Faces::Subset)
    };
    let mut characters: BTreeSet<char> = (' '..='~').collect();
    if !book.style.families.is_empty() {
        characters.extend(super::strings(book).into_iter().flat_map(str::chars));
    }
    let mut said = BTreeSet::new();
    for edition in editions.iter().filter(brings_fonts) {
        let languages = edition.languages.choose(&book.languages);
        let tags: Vec<&str> = languages.iter().map(|lang| lang.tag()).collect();
        // An EPUB does not use the families that print uses for headings and code.
        let is_used = |key: &str| edition.ebook().is_none() || tags.contains(&key);
        let families = book.style.families.iter();
        for family in families
            .filter(|(key, _)| is_used(key))
            .flat_map(|(_, all)| all)
        {
            if said.contains(&family.name) {
                continue;
            }
            if let Some(refusal) = refusal(family, edition, fonts, &characters) {
                said.insert(family.name.clone());
                diagnostics.push(forbidden(family, edition, refusal));
            }
        }
    }
}

/// Why an edition cannot embed a family.
fn refusal(
    family: &Family,
    edition: &Edition,
    fonts: &Fonts,
    characters: &BTreeSet<char>,
) -> Option<SubsetError> {
    let font = fonts.named(&family.name, FontVariant::default())?;
    if edition.ebook().is_some() {
        return trial::subset(&font, characters).err();
    }
    // A PDF contains subsets of any font, including fonts that state no licence.
    let refusal = font_subset::permits(font.data(), font.index()).err()?;
    (refusal == SubsetError::Embedding).then_some(refusal)
}

fn forbidden(family: &Family, edition: &Edition, refusal: SubsetError) -> Diagnostic {
    let hint = if edition.ebook().is_none() {
        message!("choose another family")
    } else {
        message!("choose another family, or write `fonts: none` in the edition")
    };
    Diagnostic::new(
        Code::FontEmbedding,
        message!(
            "the edition `{}` cannot embed `{}`: {}",
            edition.name,
            family.name,
            refusal.message()
        ),
    )
    .at(family.at)
    .hint(hint)
}
