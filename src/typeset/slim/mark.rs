//! What PDF export reads of an element that Typst leaves on a page as a tag: its kind and a few of its fields. As this is
//! plain data, it can be kept between builds.

use std::num::NonZeroUsize;

use serde::{Deserialize, Serialize};
use typst::foundations::{
    Content, Derived, FromValue, IntoValue, NativeElement, Packed, Repr, Smart, StyleChain, Value,
};
use typst::introspection::MetadataElem;
use typst::layout::{Abs, Em, GridCell, GridElem, HideElem, Length, PlaceElem, RepeatElem};
use typst::loading::{DataSource, LoadSource, Loaded};
use typst::math::EquationElem;
use typst::model::{
    EmphElem, EnumElem, FigureCaption, FigureElem, FootnoteBody, FootnoteElem, FootnoteEntry,
    HeadingElem, LinkMarker, ListElem, OutlineEntry, ParElem, QuoteElem, StrongElem, TableCell,
    TableElem, TermsElem, TitleElem,
};
use typst::pdf::{ArtifactElem, PdfMarkerTag, PdfMarkerTagKind, TableCellKind};
use typst::syntax::Spanned;
use typst::text::{
    HighlightElem, Locale, OverlineElem, RawContent, RawElem, RawLine, StrikeElem, SubElem,
    SuperElem, TextElem, TextSize, UnderlineElem,
};
use typst::visualize::{ImageElem, Stroke};

use super::grid::{GridMark, Grids, TableMark};
use super::paint::PaintMark;

/// An element, as PDF export sees it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Mark {
    Artifact(String),
    Caption,
    CodeLine,
    Code {
        is_block: bool,
    },
    Emphasis,
    Enumeration,
    Figure {
        alt: Option<String>,
        locale: Option<LocaleMark>,
    },
    Float,
    Formula {
        alt: Option<String>,
        is_block: bool,
        locale: Option<LocaleMark>,
    },
    Grid(GridMark),
    GridCell(CellMark),
    Heading {
        level: NonZeroUsize,
        words: String,
        numbers: Option<String>,
        is_outlined: bool,
        is_bookmarked: Option<bool>,
    },
    Hidden,
    Highlight(Option<PaintMark>),
    Image {
        alt: Option<String>,
        locale: Option<LocaleMark>,
    },
    Link {
        alt: Option<String>,
    },
    List,
    Metadata,
    Marker(#[serde(with = "MarkerKind")] PdfMarkerTagKind),
    Note,
    NoteCaller,
    OutlineEntry(NonZeroUsize),
    Overline(DecorationMark),
    Paragraph,
    Placed,
    Quote {
        is_block: bool,
    },
    Repeated,
    Strike(DecorationMark),
    Strong,
    Subscript(ScriptMark),
    Superscript(ScriptMark),
    Table(TableMark),
    TableCell(CellMark, Option<CellKind>),
    Terms,
    Title,
    Underline(DecorationMark),
    /// Any other element, whose label alone counts.
    Labelled,
}

/// A language and a region.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LocaleMark(String, Option<String>);

/// Where a cell is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CellMark {
    x: Option<usize>,
    y: Option<usize>,
    columns: NonZeroUsize,
    rows: NonZeroUsize,
    is_repeated: bool,
}

/// What a table cell is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum CellKind {
    Header(std::num::NonZeroU32, String),
    Footer,
    Data,
}

/// A line at a text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DecorationMark {
    paint: Option<PaintMark>,
    thickness: Option<(f64, f64)>,
}

/// Where and how large a subscript or superscript is; lengths in points and em.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ScriptMark {
    baseline: Option<(f64, f64)>,
    size: Option<(f64, f64)>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "PdfMarkerTagKind")]
enum MarkerKind {
    OutlineBody,
    Bibliography(bool),
    BibEntry,
    ListItemLabel,
    ListItemBody,
    TermsItemLabel,
    TermsItemBody,
    Label,
}

/// The styles of an element whose fields are all set.
fn plain() -> StyleChain<'static> {
    StyleChain::default()
}

/// The word that stands for a value in Typst.
pub fn word(value: impl IntoValue) -> String {
    let value = value.into_value();
    if let Value::Str(word) = &value {
        word.to_string()
    } else {
        value.repr().to_string()
    }
}

/// The value for which a word stands in Typst.
pub fn of_word<T: FromValue>(word: &str) -> Option<T> {
    Value::Str(word.into()).cast().ok()
}

fn length(length: Length) -> (f64, f64) {
    (length.abs.to_raw(), length.em.get())
}

fn of_length((abs, em): (f64, f64)) -> Length {
    Length {
        abs: Abs::raw(abs),
        em: Em::new(em),
    }
}

impl LocaleMark {
    pub fn of(locale: Locale) -> Self {
        let region = locale.region.map(|region| region.as_str().to_owned());
        Self(locale.lang.as_str().to_owned(), region)
    }

    pub fn locale(&self) -> Option<Locale> {
        let region = match &self.1 {
            Some(region) => Some(region.parse().ok()?),
            None => None,
        };
        Some(Locale::new(self.0.parse().ok()?, region))
    }
}

impl Mark {
    /// The mark of an element; `None` if it is a table that has none.
    pub fn of(element: &Content) -> Option<Self> {
        macro_rules! plain_kinds {
            ($($kind:ty => $mark:ident),* $(,)?) => {
                $(if element.is::<$kind>() { return Some(Self::$mark); })*
            };
        }
        // The same fields of two types.
        macro_rules! place {
            ($cell:ident) => {
                CellMark {
                    x: $cell.x.get(plain()).custom(),
                    y: $cell.y.get(plain()).custom(),
                    columns: $cell.colspan.get(plain()),
                    rows: $cell.rowspan.get(plain()),
                    is_repeated: $cell.is_repeated.get(plain()),
                }
            };
        }
        plain_kinds!(
            EmphElem => Emphasis,
            EnumElem => Enumeration,
            FigureCaption => Caption,
            FootnoteElem => NoteCaller,
            FootnoteEntry => Note,
            HideElem => Hidden,
            ListElem => List,
            MetadataElem => Metadata,
            ParElem => Paragraph,
            RawLine => CodeLine,
            RepeatElem => Repeated,
            StrongElem => Strong,
            TermsElem => Terms,
            TitleElem => Title,
        );
        Some(
            if let Some(artifact) = element.to_packed::<ArtifactElem>() {
                Self::Artifact(word(artifact.kind.get(plain())))
            } else if let Some(code) = element.to_packed::<RawElem>() {
                Self::Code {
                    is_block: code.block.get(plain()),
                }
            } else if let Some(formula) = element.to_packed::<EquationElem>() {
                Self::Formula {
                    alt: owned(formula.alt.get_ref(plain()).as_ref()),
                    is_block: formula.block.get(plain()),
                    locale: formula.locale.map(LocaleMark::of),
                }
            } else if let Some(figure) = element.to_packed::<FigureElem>() {
                Self::Figure {
                    alt: owned(figure.alt.get_ref(plain()).as_ref()),
                    locale: figure.locale.map(LocaleMark::of),
                }
            } else if let Some(image) = element.to_packed::<ImageElem>() {
                Self::Image {
                    alt: owned(image.alt.get_ref(plain()).as_ref()),
                    locale: image.locale.map(LocaleMark::of),
                }
            } else if let Some(grid) = element.to_packed::<GridElem>() {
                grid.grid
                    .as_deref()
                    .map_or(Self::Labelled, |grid| Self::Grid(GridMark::of(grid)))
            } else if let Some(cell) = element.to_packed::<GridCell>() {
                Self::GridCell(place!(cell))
            } else if let Some(table) = element.to_packed::<TableElem>() {
                let summary = owned(table.summary.get_ref(plain()).as_ref());
                match table.grid.as_deref() {
                    Some(grid) => Self::Table(TableMark::of(grid, summary)?),
                    None => Self::Labelled,
                }
            } else if let Some(cell) = element.to_packed::<TableCell>() {
                Self::TableCell(
                    place!(cell),
                    cell.kind.get(plain()).custom().map(CellKind::of),
                )
            } else if let Some(heading) = element.to_packed::<HeadingElem>() {
                Self::Heading {
                    level: heading.resolve_level(plain()),
                    words: heading.body.plain_text().to_string(),
                    numbers: owned(heading.numbers.as_ref()),
                    is_outlined: heading.outlined.get(plain()),
                    is_bookmarked: heading.bookmarked.get(plain()).custom(),
                }
            } else if let Some(highlight) = element.to_packed::<HighlightElem>() {
                let fill = highlight.fill.get_ref(plain());
                Self::Highlight(fill.as_ref().and_then(PaintMark::of))
            } else if let Some(link) = element.to_packed::<LinkMarker>() {
                Self::Link {
                    alt: owned(link.alt.as_ref()),
                }
            } else if let Some(marker) = element.to_packed::<PdfMarkerTag>() {
                Self::Marker(marker.kind.clone())
            } else if let Some(entry) = element.to_packed::<OutlineEntry>() {
                Self::OutlineEntry(entry.level)
            } else if let Some(place) = element.to_packed::<PlaceElem>() {
                if place.float.get(plain()) {
                    Self::Float
                } else {
                    Self::Placed
                }
            } else if let Some(quote) = element.to_packed::<QuoteElem>() {
                Self::Quote {
                    is_block: quote.block.get(plain()),
                }
            } else if let Some(line) = element.to_packed::<UnderlineElem>() {
                Self::Underline(DecorationMark::of(&line.stroke.get_cloned(plain())))
            } else if let Some(line) = element.to_packed::<OverlineElem>() {
                Self::Overline(DecorationMark::of(&line.stroke.get_cloned(plain())))
            } else if let Some(line) = element.to_packed::<StrikeElem>() {
                Self::Strike(DecorationMark::of(&line.stroke.get_cloned(plain())))
            } else if let Some(script) = element.to_packed::<SubElem>() {
                let (baseline, size) = (script.baseline.get(plain()), script.size.get(plain()));
                Self::Subscript(ScriptMark::of(baseline, size))
            } else if let Some(script) = element.to_packed::<SuperElem>() {
                let (baseline, size) = (script.baseline.get(plain()), script.size.get(plain()));
                Self::Superscript(ScriptMark::of(baseline, size))
            } else {
                Self::Labelled
            },
        )
    }

    /// An element with this mark; `None` if there can be none.
    pub fn element(&self, grids: &mut Grids) -> Option<Content> {
        let none = Content::empty;
        let alt = |alt: &Option<String>| alt.as_deref().map(Into::into);
        let caller = || FootnoteElem::new(FootnoteBody::Content(none()));
        Some(match self {
            Self::Artifact(kind) => ArtifactElem::new(none()).with_kind(of_word(kind)?).pack(),
            Self::Caption => FigureCaption::new(none()).pack(),
            Self::CodeLine => RawLine::new(0, 0, "".into(), none()).pack(),
            Self::Code { is_block } => RawElem::new(RawContent::Text("".into()))
                .with_block(*is_block)
                .pack(),
            Self::Emphasis => EmphElem::new(none()).pack(),
            Self::Enumeration => EnumElem::new(Vec::new()).pack(),
            Self::Figure { alt: text, locale } => {
                let mut figure = FigureElem::new(none()).with_alt(alt(text));
                figure.locale = locale.as_ref().and_then(LocaleMark::locale);
                figure.pack()
            }
            Self::Float => PlaceElem::new(none()).with_float(true).pack(),
            Self::Formula {
                alt: text,
                is_block,
                locale,
            } => {
                let mut formula = EquationElem::new(none())
                    .with_alt(alt(text))
                    .with_block(*is_block);
                formula.locale = locale.as_ref().and_then(LocaleMark::locale);
                formula.pack()
            }
            Self::Grid(mark) => {
                let mut grid = GridElem::new(Vec::new());
                grid.grid = Some(grids.grid(mark));
                grid.pack()
            }
            Self::GridCell(mark) => GridCell::new(none())
                .with_x(smart(mark.x))
                .with_y(smart(mark.y))
                .with_colspan(mark.columns)
                .with_rowspan(mark.rows)
                .with_is_repeated(mark.is_repeated)
                .pack(),
            Self::Heading {
                level,
                words,
                numbers,
                is_outlined,
                is_bookmarked,
            } => {
                let body = if words.is_empty() {
                    none()
                } else {
                    TextElem::packed(words.as_str())
                };
                let mut heading = HeadingElem::new(body)
                    .with_level(Smart::Custom(*level))
                    .with_outlined(*is_outlined)
                    .with_bookmarked(smart(*is_bookmarked));
                heading.numbers = alt(numbers);
                heading.pack()
            }
            Self::Hidden => HideElem::new(none()).pack(),
            Self::Highlight(fill) => HighlightElem::new(none())
                .with_fill(fill.as_ref().map(PaintMark::paint))
                .pack(),
            Self::Image { alt: text, locale } => {
                let bytes = typst::foundations::Bytes::new([]);
                let source = Spanned::detached(LoadSource::Bytes);
                let source =
                    Derived::new(DataSource::Bytes(bytes.clone()), Loaded::new(source, bytes));
                let mut image = ImageElem::new(source).with_alt(alt(text));
                image.locale = locale.as_ref().and_then(LocaleMark::locale);
                image.pack()
            }
            Self::Link { alt: text } => LinkMarker::new(none(), alt(text)).pack(),
            Self::List => ListElem::new(Vec::new()).pack(),
            Self::Marker(kind) => PdfMarkerTag::new(none(), kind.clone()).pack(),
            Self::Metadata => MetadataElem::new(Value::None).pack(),
            Self::Note => FootnoteEntry::new(Packed::new(caller())).pack(),
            Self::NoteCaller => caller().pack(),
            Self::OutlineEntry(level) => OutlineEntry::new(*level, none()).pack(),
            Self::Overline(mark) => OverlineElem::new(none()).with_stroke(mark.stroke()).pack(),
            Self::Paragraph => ParElem::new(none()).pack(),
            Self::Placed => PlaceElem::new(none()).pack(),
            Self::Quote { is_block } => QuoteElem::new(none()).with_block(*is_block).pack(),
            Self::Repeated => RepeatElem::new(none()).pack(),
            Self::Strike(mark) => StrikeElem::new(none()).with_stroke(mark.stroke()).pack(),
            Self::Strong => StrongElem::new(none()).pack(),
            Self::Subscript(mark) => SubElem::new(none())
                .with_baseline(mark.baseline())
                .with_size(mark.size())
                .pack(),
            Self::Superscript(mark) => SuperElem::new(none())
                .with_baseline(mark.baseline())
                .with_size(mark.size())
                .pack(),
            Self::Table(mark) => {
                let mut table = TableElem::new(Vec::new()).with_summary(alt(&mark.summary));
                table.grid = Some(mark.grid().into());
                table.pack()
            }
            Self::TableCell(mark, kind) => {
                let kind = match kind {
                    Some(kind) => Smart::Custom(kind.kind()?),
                    None => Smart::Auto,
                };
                TableCell::new(none())
                    .with_x(smart(mark.x))
                    .with_y(smart(mark.y))
                    .with_colspan(mark.columns)
                    .with_rowspan(mark.rows)
                    .with_kind(kind)
                    .with_is_repeated(mark.is_repeated)
                    .pack()
            }
            Self::Terms => TermsElem::new(Vec::new()).pack(),
            Self::Title => TitleElem::new().pack(),
            Self::Underline(mark) => UnderlineElem::new(none()).with_stroke(mark.stroke()).pack(),
            Self::Labelled => none(),
        })
    }
}

impl CellKind {
    fn of(kind: TableCellKind) -> Self {
        match kind {
            TableCellKind::Header(level, scope) => Self::Header(level, word(scope)),
            TableCellKind::Footer => Self::Footer,
            TableCellKind::Data => Self::Data,
        }
    }

    fn kind(&self) -> Option<TableCellKind> {
        Some(match self {
            Self::Header(level, scope) => TableCellKind::Header(*level, of_word(scope)?),
            Self::Footer => TableCellKind::Footer,
            Self::Data => TableCellKind::Data,
        })
    }
}

impl DecorationMark {
    fn of(stroke: &Smart<Stroke>) -> Self {
        let stroke = stroke.as_ref().custom();
        Self {
            paint: stroke.and_then(|stroke| PaintMark::of(stroke.paint.as_ref().custom()?)),
            thickness: stroke.and_then(|stroke| stroke.thickness.custom().map(length)),
        }
    }

    fn stroke(&self) -> Smart<Stroke> {
        Smart::Custom(Stroke {
            paint: smart(self.paint.as_ref().map(PaintMark::paint)),
            thickness: smart(self.thickness.map(of_length)),
            ..Stroke::default()
        })
    }
}

impl ScriptMark {
    fn of(baseline: Smart<Length>, size: Smart<TextSize>) -> Self {
        Self {
            baseline: baseline.custom().map(length),
            size: size.custom().map(|size| length(size.0)),
        }
    }

    fn baseline(&self) -> Smart<Length> {
        smart(self.baseline.map(of_length))
    }

    fn size(&self) -> Smart<TextSize> {
        smart(self.size.map(|size| TextSize(of_length(size))))
    }
}

fn smart<T>(value: Option<T>) -> Smart<T> {
    value.map_or(Smart::Auto, Smart::Custom)
}

fn owned(text: Option<&impl ToString>) -> Option<String> {
    text.map(ToString::to_string)
}
