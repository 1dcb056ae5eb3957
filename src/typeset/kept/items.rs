//! The items of finished frames as plain data. Lengths are in points.

use serde::{Deserialize, Serialize};
use typst::foundations::Label;
use typst::introspection::{Location, PagedPosition, Tag, TagFlags};
use typst::layout::{
    Abs, Axes, Em, Frame, FrameItem, FrameKind, FrameParent, GroupItem, Inherit, Point, Ratio,
    Size, Transform,
};
use typst::model::{Destination, Url};
use typst::syntax::Span;
use typst::text::{Glyph, TextItem};
use typst::utils::PicoStr;
use typst::visualize::{Curve, CurveItem, Geometry, Shape};

use super::{Packer, Unpacker};
use crate::typeset::slim::{Mark, PaintMark, StrokeMark, of_word, word};

type Pair = (f64, f64);

#[derive(Serialize, Deserialize)]
pub struct FrameMark {
    size: Pair,
    baseline: Option<f64>,
    is_hard: bool,
    items: Vec<(Pair, ItemMark)>,
}

#[derive(Serialize, Deserialize)]
enum ItemMark {
    Group {
        frame: FrameMark,
        /// As in `Transform`.
        transform: Option<[f64; 6]>,
        clip: Option<Vec<CurveMark>>,
        label: Option<String>,
        /// The number of the parent's location, and whether its styles are inherited.
        parent: Option<(usize, bool)>,
    },
    Text(TextMark),
    Shape {
        geometry: GeometryMark,
        fill: Option<PaintMark>,
        fill_rule: String,
        stroke: Option<StrokeMark>,
    },
    /// The number of the picture, and its size.
    Image(usize, Pair),
    Link(LinkMark, Pair),
    Start {
        mark: Mark,
        location: usize,
        label: Option<String>,
        flags: (bool, bool),
    },
    End {
        location: usize,
        flags: (bool, bool),
    },
}

#[derive(Serialize, Deserialize)]
struct TextMark {
    font: usize,
    size: f64,
    fill: PaintMark,
    stroke: Option<StrokeMark>,
    lang: String,
    region: Option<String>,
    text: String,
    glyphs: Vec<GlyphMark>,
}

#[derive(Serialize, Deserialize)]
struct GlyphMark {
    id: u16,
    /// The range of its text.
    text: (u16, u16),
    /// The advance width in em, if it is not the font's own.
    advance: Option<f64>,
    /// Offset, advance height and vertical offset in em, if any is not zero.
    others: Option<[f64; 3]>,
}

#[derive(Serialize, Deserialize)]
enum GeometryMark {
    Line(Pair),
    Rect(Pair),
    Curve(Vec<CurveMark>),
}

#[derive(Serialize, Deserialize)]
enum CurveMark {
    Move(Pair),
    Line(Pair),
    Cubic([Pair; 3]),
    Close,
}

#[derive(Serialize, Deserialize)]
enum LinkMark {
    Url(String),
    /// The number of the page, from 1, and a point on it.
    Position(std::num::NonZeroUsize, Pair),
    Location(usize),
}

fn pair(point: Point) -> Pair {
    (point.x.to_raw(), point.y.to_raw())
}

fn point((x, y): Pair) -> Point {
    Point::new(Abs::raw(x), Abs::raw(y))
}

fn size_pair(size: Size) -> Pair {
    (size.x.to_raw(), size.y.to_raw())
}

fn size((x, y): Pair) -> Size {
    Axes::new(Abs::raw(x), Abs::raw(y))
}

fn label(name: &str) -> Option<Label> {
    Label::new(PicoStr::intern(name))
}

fn flag_pair(flags: TagFlags) -> (bool, bool) {
    (flags.introspectable, flags.tagged)
}

fn flags((introspectable, tagged): (bool, bool)) -> TagFlags {
    TagFlags {
        introspectable,
        tagged,
    }
}

impl CurveMark {
    fn all(curve: &Curve) -> Vec<Self> {
        let marks = curve.0.iter().map(|item| match item {
            CurveItem::Move(to) => Self::Move(pair(*to)),
            CurveItem::Line(to) => Self::Line(pair(*to)),
            CurveItem::Cubic(one, two, to) => Self::Cubic([*one, *two, *to].map(pair)),
            CurveItem::Close => Self::Close,
        });
        marks.collect()
    }

    fn curve(marks: &[Self]) -> Curve {
        let items = marks.iter().map(|mark| match mark {
            Self::Move(to) => CurveItem::Move(point(*to)),
            Self::Line(to) => CurveItem::Line(point(*to)),
            Self::Cubic([one, two, to]) => CurveItem::Cubic(point(*one), point(*two), point(*to)),
            Self::Close => CurveItem::Close,
        });
        Curve(items.collect())
    }
}

impl Packer<'_> {
    pub fn frame(&mut self, frame: &Frame) -> Option<FrameMark> {
        let items = frame.items();
        let items: Option<Vec<_>> = items
            .map(|(at, item)| Some((pair(*at), self.item(item)?)))
            .collect();
        Some(FrameMark {
            size: size_pair(frame.size()),
            baseline: frame.has_baseline().then(|| frame.baseline().to_raw()),
            is_hard: frame.kind() == FrameKind::Hard,
            items: items?,
        })
    }

    fn item(&mut self, item: &FrameItem) -> Option<ItemMark> {
        Some(match item {
            FrameItem::Group(group) => ItemMark::Group {
                frame: self.frame(&group.frame)?,
                transform: transform_mark(&group.transform),
                clip: group.clip.as_ref().map(CurveMark::all),
                label: group.label.map(name),
                parent: group.parent.map(|parent| {
                    let inherits = parent.inherit == Inherit::Yes;
                    (self.location(parent.location), inherits)
                }),
            },
            FrameItem::Text(text) => ItemMark::Text(self.text(text)?),
            FrameItem::Shape(shape, _) => ItemMark::Shape {
                geometry: match &shape.geometry {
                    Geometry::Line(to) => GeometryMark::Line(pair(*to)),
                    Geometry::Rect(size) => GeometryMark::Rect(size_pair(*size)),
                    Geometry::Curve(curve) => GeometryMark::Curve(CurveMark::all(curve)),
                },
                fill: optional(shape.fill.as_ref(), PaintMark::of)?,
                fill_rule: word(shape.fill_rule),
                stroke: optional(shape.stroke.as_ref(), StrokeMark::of)?,
            },
            FrameItem::Image(image, size, _) => {
                ItemMark::Image(self.image(image)?, size_pair(*size))
            }
            FrameItem::Link(target, size) => {
                let target = match target {
                    Destination::Url(url) => LinkMark::Url(url.as_str().to_owned()),
                    Destination::Position(at) => LinkMark::Position(at.page, pair(at.point)),
                    Destination::Location(at) => LinkMark::Location(self.location(*at)),
                };
                ItemMark::Link(target, size_pair(*size))
            }
            FrameItem::Tag(Tag::Start(element, flags)) => ItemMark::Start {
                mark: Mark::of(element)?,
                location: self.location(element.location()?),
                label: element.label().map(name),
                flags: flag_pair(*flags),
            },
            FrameItem::Tag(Tag::End(location, _, flags)) => ItemMark::End {
                location: self.location(*location),
                flags: flag_pair(*flags),
            },
        })
    }

    fn text(&mut self, text: &TextItem) -> Option<TextMark> {
        let glyphs = text.glyphs.iter().map(|glyph| {
            let others = [glyph.x_offset, glyph.y_advance, glyph.y_offset].map(Em::get);
            let is_natural = text.font.x_advance(glyph.id) == Some(glyph.x_advance);
            GlyphMark {
                id: glyph.id,
                text: (glyph.range.start, glyph.range.end),
                advance: (!is_natural).then(|| glyph.x_advance.get()),
                others: others.iter().any(|em| *em != 0.0).then_some(others),
            }
        });
        Some(TextMark {
            font: self.font(&text.font)?,
            size: text.size.to_raw(),
            fill: PaintMark::of(&text.fill)?,
            stroke: optional(text.stroke.as_ref(), StrokeMark::of)?,
            lang: text.lang.as_str().to_owned(),
            region: text.region.map(|region| region.as_str().to_owned()),
            text: text.text.to_string(),
            glyphs: glyphs.collect(),
        })
    }

    /// The number of a location in the table.
    fn location(&mut self, location: Location) -> usize {
        let hash = location.hash();
        *self.places.entry(hash).or_insert_with(|| {
            self.locations.push(hash);
            self.locations.len() - 1
        })
    }
}

impl Unpacker {
    pub fn frame(&mut self, mark: FrameMark) -> Option<Frame> {
        let kind = if mark.is_hard {
            FrameKind::Hard
        } else {
            FrameKind::Soft
        };
        let area = size(mark.size);
        let is_finite = area.x.to_raw().is_finite() && area.y.to_raw().is_finite();
        let mut frame = is_finite.then(|| Frame::new(area, kind))?;
        if let Some(baseline) = mark.baseline {
            frame.set_baseline(Abs::raw(baseline));
        }
        let items = mark.items.into_iter();
        let items: Option<Vec<_>> = items
            .map(|(at, item)| Some((point(at), self.item(item)?)))
            .collect();
        frame.push_multiple(items?);
        Some(frame)
    }

    fn item(&mut self, mark: ItemMark) -> Option<FrameItem> {
        Some(match mark {
            ItemMark::Group {
                frame,
                transform,
                clip,
                label: own_label,
                parent,
            } => {
                let parent = match parent {
                    Some((place, inherits)) => {
                        let inherit = if inherits { Inherit::Yes } else { Inherit::No };
                        Some(FrameParent::new(self.location(place)?, inherit))
                    }
                    None => None,
                };
                FrameItem::Group(GroupItem {
                    frame: self.frame(frame)?,
                    transform: transform.map_or(Transform::identity(), transform_of),
                    clip: clip.map(|clip| CurveMark::curve(&clip)),
                    label: own_label.as_deref().and_then(label),
                    parent,
                })
            }
            ItemMark::Text(text) => FrameItem::Text(self.text(text)?),
            ItemMark::Shape {
                geometry,
                fill,
                fill_rule,
                stroke,
            } => {
                let shape = Shape {
                    geometry: match geometry {
                        GeometryMark::Line(to) => Geometry::Line(point(to)),
                        GeometryMark::Rect(area) => Geometry::Rect(size(area)),
                        GeometryMark::Curve(curve) => Geometry::Curve(CurveMark::curve(&curve)),
                    },
                    fill: fill.as_ref().map(PaintMark::paint),
                    fill_rule: of_word(&fill_rule)?,
                    stroke: optional(stroke.as_ref(), StrokeMark::stroke)?,
                };
                FrameItem::Shape(shape, Span::detached())
            }
            ItemMark::Image(image, area) => {
                let image = self.images.get(image)?.clone();
                FrameItem::Image(image, size(area), Span::detached())
            }
            ItemMark::Link(target, area) => {
                let target = match target {
                    LinkMark::Url(url) => Destination::Url(Url::new(url).ok()?),
                    LinkMark::Position(page, at) => Destination::Position(PagedPosition {
                        page,
                        point: point(at),
                    }),
                    LinkMark::Location(place) => Destination::Location(self.location(place)?),
                };
                FrameItem::Link(target, size(area))
            }
            ItemMark::Start {
                mark,
                location,
                label: own_label,
                flags: own_flags,
            } => {
                let mut element = mark.element(&mut self.grids)?;
                element.set_location(self.location(location)?);
                if let Some(name) = own_label {
                    element.set_label(label(&name)?);
                }
                FrameItem::Tag(Tag::Start(element, flags(own_flags)))
            }
            ItemMark::End {
                location,
                flags: own_flags,
            } => {
                let location = self.location(location)?;
                // The key serves only Typst's layout.
                FrameItem::Tag(Tag::End(location, 0, flags(own_flags)))
            }
        })
    }

    fn text(&self, mark: TextMark) -> Option<TextItem> {
        let font = self.fonts.get(mark.font)?;
        let glyphs = mark.glyphs.into_iter().map(|glyph| {
            let [x_offset, y_advance, y_offset] = glyph.others.unwrap_or_default().map(Em::new);
            let (start, end) = glyph.text;
            mark.text.get(usize::from(start)..usize::from(end))?;
            Some(Glyph {
                id: glyph.id,
                x_advance: match glyph.advance {
                    Some(advance) => Em::new(advance),
                    None => font.x_advance(glyph.id)?,
                },
                x_offset,
                y_advance,
                y_offset,
                range: start..end,
                span: (Span::detached(), 0),
            })
        });
        let glyphs: Option<Vec<Glyph>> = glyphs.collect();
        let region = match &mark.region {
            Some(region) => Some(region.parse().ok()?),
            None => None,
        };
        Some(TextItem {
            font: font.clone(),
            size: Abs::raw(mark.size),
            fill: mark.fill.paint(),
            stroke: optional(mark.stroke.as_ref(), StrokeMark::stroke)?,
            lang: mark.lang.parse().ok()?,
            region,
            glyphs: glyphs?,
            text: mark.text.into(),
        })
    }

    fn location(&self, place: usize) -> Option<Location> {
        self.locations.get(place).copied().map(Location::new)
    }
}

/// `None` for the identity.
fn transform_mark(transform: &Transform) -> Option<[f64; 6]> {
    let Transform {
        sx,
        ky,
        kx,
        sy,
        tx,
        ty,
    } = transform;
    (!transform.is_identity()).then(|| {
        let [sx, ky, kx, sy] = [sx, ky, kx, sy].map(|ratio| ratio.get());
        [sx, ky, kx, sy, tx.to_raw(), ty.to_raw()]
    })
}

fn transform_of([sx, ky, kx, sy, tx, ty]: [f64; 6]) -> Transform {
    Transform {
        sx: Ratio::new(sx),
        ky: Ratio::new(ky),
        kx: Ratio::new(kx),
        sy: Ratio::new(sy),
        tx: Abs::raw(tx),
        ty: Abs::raw(ty),
    }
}

fn name(label: Label) -> String {
    label.resolve().as_str().to_owned()
}

/// Converts what may be missing; `None` if it is there and cannot be converted.
#[expect(
    clippy::option_option,
    reason = "one is what may be missing, one the failure"
)]
fn optional<T, U>(value: Option<&T>, convert: impl Fn(&T) -> Option<U>) -> Option<Option<U>> {
    match value {
        Some(value) => convert(value).map(Some),
        None => Some(None),
    }
}
