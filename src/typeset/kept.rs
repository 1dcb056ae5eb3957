//! Finished pages as bytes. A part of a book that is laid out is kept, so that the next build of its edition need not lay
//! it out again if nothing has changed on which it depends.
//!
//! Slimmed pages are plain data but for their fonts and pictures, which stand for themselves in a table at the beginning.
//! What cannot be made again exactly, such as a gradient, is not kept; then the part is laid out in every build.

mod items;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use typst::World;
use typst::comemo::Track;
use typst::foundations::{Bytes, Smart};
use typst::layout::{Abs, Sides};
use typst::model::{DocumentInfo, Numbering};
use typst::text::{AxisValue, FontInstance, FontVariant, FontVariations, Tag};
use typst::visualize::{Image, ImageFormat, ImageKind, RasterImage, SvgImage, VectorFormat};
use typst_layout::Page;

use super::slim::{Grids, Labelled, LocaleMark, PaintMark};
use super::world::Shelf;
use items::FrameMark;

/// A part that was laid out.
pub struct KeptPart {
    pub pages: Vec<Page>,
    pub labelled: Vec<Labelled>,
    pub info: DocumentInfo,
}

/// Packs and unpacks the parts of an edition.
pub struct Keeper<'w> {
    world: &'w Shelf,
    /// The font families of each language, of which texts in drawings may be set.
    families: Vec<Vec<String>>,
    /// The number of each font by the address of its data and its index in a collection.
    fonts: HashMap<(usize, u32), usize>,
}

/// A part as plain data.
#[derive(Serialize, Deserialize)]
struct PartMark {
    fonts: Vec<FontMark>,
    images: Vec<ImageMark>,
    /// The locations of elements.
    locations: Vec<u128>,
    pages: Vec<PageMark>,
    /// Each label, the number of its location, and the index of its page.
    labelled: Vec<(String, u128, usize)>,
    info: InfoMark,
}

/// The number of a font, and where it varies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct FontMark {
    index: usize,
    variations: Vec<([u8; 4], f32)>,
}

/// A picture by its path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct ImageMark {
    path: String,
    alt: Option<String>,
    /// Whose font families its texts are set in, if it is a drawing with texts.
    language: Option<usize>,
}

#[derive(Serialize, Deserialize)]
struct PageMark {
    frame: FrameMark,
    /// From the left, clockwise.
    bleed: [f64; 4],
    fill: FillMark,
    numbering: Option<String>,
    number: u64,
}

/// The colour of the paper.
#[derive(Serialize, Deserialize)]
enum FillMark {
    /// It depends on the format.
    Auto,
    None,
    Paint(PaintMark),
}

#[derive(Serialize, Deserialize)]
struct InfoMark {
    title: Option<String>,
    authors: Vec<String>,
    description: Option<String>,
    keywords: Vec<String>,
    locale: Option<LocaleMark>,
}

/// Tables of what occurs more than once while pages are packed.
struct Packer<'k> {
    keeper: &'k Keeper<'k>,
    fonts: Vec<(FontInstance, FontMark)>,
    images: Vec<(Image, ImageMark)>,
    locations: Vec<u128>,
    places: HashMap<u128, usize>,
}

/// The same while pages are unpacked.
struct Unpacker {
    fonts: Vec<FontInstance>,
    images: Vec<Image>,
    locations: Vec<u128>,
    grids: Grids,
}

impl<'w> Keeper<'w> {
    /// A keeper of pages that were laid out in this world, in languages with these font families.
    pub fn new(world: &'w Shelf, families: Vec<Vec<String>>) -> Self {
        let fonts = (0..).map_while(|index| Some((index, world.font(index)?)));
        let fonts = fonts.map(|(index, font)| (address(font.data(), font.index()), index));
        Self {
            fonts: fonts.collect(),
            families,
            world,
        }
    }

    /// Packs a part; `None` if it cannot be kept.
    pub fn pack(
        &self,
        pages: &[Page],
        labelled: &[Labelled],
        info: &DocumentInfo,
    ) -> Option<Vec<u8>> {
        let mut packer = Packer {
            keeper: self,
            fonts: Vec::new(),
            images: Vec::new(),
            locations: Vec::new(),
            places: HashMap::new(),
        };
        let pages: Option<Vec<_>> = pages.iter().map(|page| packer.page(page)).collect();
        let labelled = labelled
            .iter()
            .map(|one| (one.label.clone(), one.location.hash(), one.page));
        let part = PartMark {
            pages: pages?,
            labelled: labelled.collect(),
            info: InfoMark::of(info)?,
            fonts: packer.fonts.into_iter().map(|(_, mark)| mark).collect(),
            images: packer.images.into_iter().map(|(_, mark)| mark).collect(),
            locations: packer.locations,
        };
        postcard::to_extend(&part, Vec::new()).ok()
    }

    /// Unpacks a part; `None` if it is not one that was packed by this version of diglot with the same fonts and
    /// pictures.
    pub fn unpack(&self, bytes: &[u8]) -> Option<KeptPart> {
        let part: PartMark = postcard::from_bytes(bytes).ok()?;
        let fonts: Option<Vec<_>> = part.fonts.iter().map(|mark| self.font(mark)).collect();
        let images: Option<Vec<_>> = part.images.iter().map(|mark| self.image(mark)).collect();
        let mut unpacker = Unpacker {
            fonts: fonts?,
            images: images?,
            locations: part.locations,
            grids: Grids::default(),
        };
        let pages = part.pages.into_iter();
        let pages: Option<Vec<_>> = pages.map(|page| unpacker.page(page)).collect();
        let labelled = part.labelled.into_iter();
        let labelled = labelled.map(|(label, location, page)| Labelled {
            label,
            location: typst::introspection::Location::new(location),
            page,
        });
        Some(KeptPart {
            pages: pages?,
            labelled: labelled.collect(),
            info: part.info.info()?,
        })
    }

    fn font_mark(&self, font: &FontInstance) -> Option<FontMark> {
        let plain = font.font();
        let variations = &font.variations().0;
        let mark = FontMark {
            index: *self.fonts.get(&address(plain.data(), plain.index()))?,
            variations: variations
                .iter()
                .map(|(axis, value)| (axis.to_bytes(), value.0))
                .collect(),
        };
        let is_same = self.font(&mark).is_some_and(|made| made == *font);
        is_same.then_some(mark)
    }

    fn font(&self, mark: &FontMark) -> Option<FontInstance> {
        let axes = mark.variations.iter();
        let axes = axes.map(|(axis, value)| (Tag::from_bytes(axis), AxisValue(*value)));
        let variations = FontVariations(axes.collect());
        let font = self.world.font(mark.index)?;
        Some(font.instantiate(FontVariant::default(), Abs::zero(), &variations))
    }

    fn image_mark(&self, image: &Image) -> Option<ImageMark> {
        let data = match image.kind() {
            ImageKind::Raster(raster) => raster.data(),
            ImageKind::Svg(drawing) => drawing.data(),
            ImageKind::Pdf(_) => return None,
        };
        let path = self.world.path_of(data)?;
        let languages = (0..self.families.len()).map(Some);
        std::iter::once(None)
            .chain(languages)
            .map(|language| ImageMark {
                path: path.clone(),
                alt: image.alt().map(str::to_owned),
                language,
            })
            .find(|mark| self.image(mark).is_some_and(|made| made == *image))
    }

    fn image(&self, mark: &ImageMark) -> Option<Image> {
        let data = self.world.file_at(&mark.path)?;
        let kind: ImageKind = match ImageFormat::detect(&data)? {
            ImageFormat::Raster(format) => RasterImage::new(data, format, Smart::Auto).ok()?.into(),
            ImageFormat::Vector(VectorFormat::Svg) => {
                let families = mark.language.and_then(|place| self.families.get(place));
                let families: Vec<&str> =
                    families.into_iter().flatten().map(String::as_str).collect();
                let world: &dyn World = self.world;
                SvgImage::with_fonts_images(data, world.track(), &families, None)
                    .ok()?
                    .into()
            }
            ImageFormat::Vector(VectorFormat::Pdf) => return None,
        };
        Some(Image::new(
            kind,
            mark.alt.as_deref().map(Into::into),
            Smart::Auto,
        ))
    }
}

impl Packer<'_> {
    fn page(&mut self, page: &Page) -> Option<PageMark> {
        let numbering = match &page.numbering {
            Some(Numbering::Pattern(pattern)) => Some(super::slim::word(pattern.clone())),
            Some(Numbering::Func(_)) => return None,
            None => None,
        };
        let fill = match &page.fill {
            Smart::Auto => FillMark::Auto,
            Smart::Custom(None) => FillMark::None,
            Smart::Custom(Some(paint)) => FillMark::Paint(PaintMark::of(paint)?),
        };
        let Sides {
            left,
            top,
            right,
            bottom,
        } = page.bleed;
        Some(PageMark {
            frame: self.frame(&page.frame)?,
            bleed: [left, top, right, bottom].map(Abs::to_raw),
            fill,
            numbering,
            number: page.number,
        })
    }

    /// The number of a font in the table.
    fn font(&mut self, font: &FontInstance) -> Option<usize> {
        if let Some(known) = self
            .fonts
            .iter()
            .position(|(known, _)| is_same(known, font))
        {
            return Some(known);
        }
        let mark = self.keeper.font_mark(font)?;
        self.fonts.push((font.clone(), mark));
        Some(self.fonts.len() - 1)
    }

    /// The number of a picture in the table.
    fn image(&mut self, image: &Image) -> Option<usize> {
        if let Some(known) = self.images.iter().position(|(known, _)| known == image) {
            return Some(known);
        }
        let mark = self.keeper.image_mark(image)?;
        self.images.push((image.clone(), mark));
        Some(self.images.len() - 1)
    }
}

impl Unpacker {
    fn page(&mut self, page: PageMark) -> Option<Page> {
        let numbering = match page.numbering {
            Some(pattern) => Some(Numbering::Pattern(pattern.parse().ok()?)),
            None => None,
        };
        let fill = match page.fill {
            FillMark::Auto => Smart::Auto,
            FillMark::None => Smart::Custom(None),
            FillMark::Paint(paint) => Smart::Custom(Some(paint.paint())),
        };
        let [left, top, right, bottom] = page.bleed.map(Abs::raw);
        Some(Page {
            frame: self.frame(page.frame)?,
            bleed: Sides::new(left, top, right, bottom),
            fill,
            numbering,
            supplement: typst::foundations::Content::empty(),
            number: page.number,
        })
    }
}

impl InfoMark {
    fn of(info: &DocumentInfo) -> Option<Self> {
        let owned = |text: Option<&_>| text.map(ToString::to_string);
        info.date.is_auto().then(|| Self {
            title: owned(info.title.as_ref()),
            authors: info.author.iter().map(ToString::to_string).collect(),
            description: owned(info.description.as_ref()),
            keywords: info.keywords.iter().map(ToString::to_string).collect(),
            locale: info.locale.custom().map(LocaleMark::of),
        })
    }

    fn info(self) -> Option<DocumentInfo> {
        let locale = match &self.locale {
            Some(mark) => Smart::Custom(mark.locale()?),
            None => Smart::Auto,
        };
        Some(DocumentInfo {
            title: self.title.map(Into::into),
            author: self.authors.into_iter().map(Into::into).collect(),
            description: self.description.map(Into::into),
            keywords: self.keywords.into_iter().map(Into::into).collect(),
            date: Smart::Auto,
            locale,
        })
    }
}

/// Tells fonts apart without comparing their data.
fn address(data: &Bytes, index: u32) -> (usize, u32) {
    (data.as_ptr() as usize, index)
}

/// Whether two instances are of the same font, by its address.
fn is_same(one: &FontInstance, other: &FontInstance) -> bool {
    let of = |font: &FontInstance| address(font.font().data(), font.font().index());
    of(one) == of(other) && one.variations() == other.variations()
}
