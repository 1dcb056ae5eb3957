//! The allow-list: the elements, attributes and properties of SVG that are kept.

use super::values::Kind;

/// How an element takes part in drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// Drawn in place, or a container of such elements.
    Drawn,
    /// Drawn only where it is referenced, or part of such a definition.
    Defined,
    /// A shape: an element with fill and stroke, and without children that draw.
    Shape,
    /// Text or part of it; only here is character data kept.
    Text,
}

/// An allowed element, with the attributes that it takes besides properties.
#[derive(Debug)]
pub struct Element {
    pub name: &'static str,
    pub category: Category,
    pub attributes: &'static [&'static [Attribute]],
}

/// The name of an attribute and the kind of its value.
pub type Attribute = (&'static str, Kind);

const BOX: &[Attribute] = &[
    ("x", Kind::Length),
    ("y", Kind::Length),
    ("width", Kind::Length),
    ("height", Kind::Length),
];
const VIEW: &[Attribute] = &[
    ("viewBox", Kind::ViewBox),
    ("preserveAspectRatio", Kind::AspectRatio),
];
const CENTRE: &[Attribute] = &[("cx", Kind::Length), ("cy", Kind::Length)];
const RADII: &[Attribute] = &[("rx", Kind::Length), ("ry", Kind::Length)];
const RADIUS: &[Attribute] = &[("r", Kind::Length)];
const ENDS: &[Attribute] = &[
    ("x1", Kind::Length),
    ("y1", Kind::Length),
    ("x2", Kind::Length),
    ("y2", Kind::Length),
];
const HREF: &[Attribute] = &[("xlink:href", Kind::Href)];
const OUTLINE: &[Attribute] = &[("d", Kind::Path), ("pathLength", Kind::Number)];
const POINTS: &[Attribute] = &[("points", Kind::Points)];
const GRADIENT: &[Attribute] = &[
    ("gradientUnits", UNITS),
    ("gradientTransform", Kind::Transform),
    ("spreadMethod", Kind::Word(&["pad", "reflect", "repeat"])),
];
const FOCUS: &[Attribute] = &[
    ("fx", Kind::Length),
    ("fy", Kind::Length),
    ("fr", Kind::Length),
];
const STOP: &[Attribute] = &[("offset", Kind::Fraction)];
const PATTERN: &[Attribute] = &[
    ("patternUnits", UNITS),
    ("patternContentUnits", UNITS),
    ("patternTransform", Kind::Transform),
];
const MARKER: &[Attribute] = &[
    ("refX", Kind::Length),
    ("refY", Kind::Length),
    ("markerWidth", Kind::Length),
    ("markerHeight", Kind::Length),
    (
        "markerUnits",
        Kind::Word(&["strokeWidth", "userSpaceOnUse"]),
    ),
    ("orient", Kind::Orient),
];
const REFERENCE: &[Attribute] = &[("refX", Kind::Length), ("refY", Kind::Length)];
const CLIP: &[Attribute] = &[("clipPathUnits", UNITS)];
const MASK: &[Attribute] = &[("maskUnits", UNITS), ("maskContentUnits", UNITS)];
const FILTER: &[Attribute] = &[("filterUnits", UNITS), ("primitiveUnits", UNITS)];
const GLYPHS: &[Attribute] = &[
    ("x", Kind::Lengths),
    ("y", Kind::Lengths),
    ("dx", Kind::Lengths),
    ("dy", Kind::Lengths),
    ("rotate", Kind::Numbers),
    ("textLength", Kind::Length),
    ("lengthAdjust", Kind::Word(&["spacing", "spacingAndGlyphs"])),
    ("xml:space", Kind::Word(&["default", "preserve"])),
];
const ON_PATH: &[Attribute] = &[
    ("startOffset", Kind::Length),
    ("method", Kind::Word(&["align", "stretch"])),
    ("spacing", Kind::Word(&["auto", "exact"])),
    ("side", Kind::Word(&["left", "right"])),
];
const SPACE: &[Attribute] = &[("xml:space", Kind::Word(&["default", "preserve"]))];
const UNITS: Kind = Kind::Word(&["userSpaceOnUse", "objectBoundingBox"]);
const RESULT: &[Attribute] = &[("result", Kind::Name)];
const INPUT: &[Attribute] = &[("in", Kind::Name)];
const SECOND: &[Attribute] = &[("in2", Kind::Name)];
const BLEND: &[Attribute] = &[("mode", MODES)];
const COLOR_MATRIX: &[Attribute] = &[
    (
        "type",
        Kind::Word(&["matrix", "saturate", "hueRotate", "luminanceToAlpha"]),
    ),
    ("values", Kind::Numbers),
];
const TRANSFER: &[Attribute] = &[
    (
        "type",
        Kind::Word(&["identity", "table", "discrete", "linear", "gamma"]),
    ),
    ("tableValues", Kind::Numbers),
    ("slope", Kind::Number),
    ("intercept", Kind::Number),
    ("amplitude", Kind::Number),
    ("exponent", Kind::Number),
    ("offset", Kind::Number),
];
const COMPOSITE: &[Attribute] = &[
    (
        "operator",
        Kind::Word(&["over", "in", "out", "atop", "xor", "lighter", "arithmetic"]),
    ),
    ("k1", Kind::Number),
    ("k2", Kind::Number),
    ("k3", Kind::Number),
    ("k4", Kind::Number),
];
const CONVOLVE: &[Attribute] = &[
    ("order", Kind::Bounded(9.0)),
    ("kernelMatrix", Kind::Numbers),
    ("divisor", Kind::Number),
    ("bias", Kind::Number),
    ("targetX", Kind::Bounded(9.0)),
    ("targetY", Kind::Bounded(9.0)),
    ("edgeMode", EDGES),
    ("preserveAlpha", Kind::Word(&["true", "false"])),
];
const LIGHT: &[Attribute] = &[
    ("surfaceScale", Kind::Number),
    ("diffuseConstant", Kind::Number),
    ("specularConstant", Kind::Number),
    ("specularExponent", Kind::Number),
];
const SOURCE_OF_LIGHT: &[Attribute] = &[
    ("x", Kind::Number),
    ("y", Kind::Number),
    ("z", Kind::Number),
    ("azimuth", Kind::Number),
    ("elevation", Kind::Number),
    ("pointsAtX", Kind::Number),
    ("pointsAtY", Kind::Number),
    ("pointsAtZ", Kind::Number),
    ("specularExponent", Kind::Number),
    ("limitingConeAngle", Kind::Number),
];
const DISPLACEMENT: &[Attribute] = &[
    ("scale", Kind::Number),
    ("xChannelSelector", CHANNELS),
    ("yChannelSelector", CHANNELS),
];
const BLUR: &[Attribute] = &[("stdDeviation", Kind::Bounded(1000.0)), ("edgeMode", EDGES)];
const SHADOW: &[Attribute] = &[
    ("dx", Kind::Number),
    ("dy", Kind::Number),
    ("stdDeviation", Kind::Bounded(1000.0)),
];
const OFFSET: &[Attribute] = &[("dx", Kind::Number), ("dy", Kind::Number)];
const MORPHOLOGY: &[Attribute] = &[
    ("operator", Kind::Word(&["erode", "dilate"])),
    ("radius", Kind::Bounded(100.0)),
];
const TURBULENCE: &[Attribute] = &[
    ("baseFrequency", Kind::Numbers),
    ("numOctaves", Kind::Bounded(8.0)),
    ("seed", Kind::Number),
    ("stitchTiles", Kind::Word(&["stitch", "noStitch"])),
    ("type", Kind::Word(&["fractalNoise", "turbulence"])),
];
const CHANNELS: Kind = Kind::Word(&["R", "G", "B", "A"]);
const EDGES: Kind = Kind::Word(&["duplicate", "wrap", "none"]);
const MODES: Kind = Kind::Word(&[
    "normal",
    "multiply",
    "screen",
    "overlay",
    "darken",
    "lighten",
    "color-dodge",
    "color-burn",
    "hard-light",
    "soft-light",
    "difference",
    "exclusion",
    "hue",
    "saturation",
    "color",
    "luminosity",
]);

const fn element(
    name: &'static str,
    category: Category,
    attributes: &'static [&'static [Attribute]],
) -> Element {
    Element {
        name,
        category,
        attributes,
    }
}

/// Every element that is kept.
pub const ELEMENTS: &[Element] = &[
    element("svg", Category::Drawn, &[BOX, VIEW, SPACE]),
    element("g", Category::Drawn, &[SPACE]),
    element("use", Category::Drawn, &[BOX, HREF]),
    element("image", Category::Drawn, &[BOX, HREF, VIEW]),
    element("defs", Category::Defined, &[]),
    element("symbol", Category::Defined, &[BOX, VIEW, REFERENCE]),
    element("path", Category::Shape, &[OUTLINE]),
    element("rect", Category::Shape, &[BOX, RADII]),
    element("circle", Category::Shape, &[CENTRE, RADIUS]),
    element("ellipse", Category::Shape, &[CENTRE, RADII]),
    element("line", Category::Shape, &[ENDS]),
    element("polyline", Category::Shape, &[POINTS]),
    element("polygon", Category::Shape, &[POINTS]),
    element("text", Category::Text, &[GLYPHS]),
    element("tspan", Category::Text, &[GLYPHS]),
    element("textPath", Category::Text, &[HREF, ON_PATH, GLYPHS]),
    element("linearGradient", Category::Defined, &[ENDS, GRADIENT, HREF]),
    element(
        "radialGradient",
        Category::Defined,
        &[CENTRE, RADIUS, FOCUS, GRADIENT, HREF],
    ),
    element("stop", Category::Defined, &[STOP]),
    element("pattern", Category::Defined, &[BOX, PATTERN, VIEW, HREF]),
    element("marker", Category::Defined, &[MARKER, VIEW]),
    element("clipPath", Category::Defined, &[CLIP]),
    element("mask", Category::Defined, &[BOX, MASK]),
    element("filter", Category::Defined, &[BOX, FILTER]),
    element(
        "feBlend",
        Category::Defined,
        &[BOX, RESULT, INPUT, SECOND, BLEND],
    ),
    element(
        "feColorMatrix",
        Category::Defined,
        &[BOX, RESULT, INPUT, COLOR_MATRIX],
    ),
    element(
        "feComponentTransfer",
        Category::Defined,
        &[BOX, RESULT, INPUT],
    ),
    element("feFuncR", Category::Defined, &[TRANSFER]),
    element("feFuncG", Category::Defined, &[TRANSFER]),
    element("feFuncB", Category::Defined, &[TRANSFER]),
    element("feFuncA", Category::Defined, &[TRANSFER]),
    element(
        "feComposite",
        Category::Defined,
        &[BOX, RESULT, INPUT, SECOND, COMPOSITE],
    ),
    element(
        "feConvolveMatrix",
        Category::Defined,
        &[BOX, RESULT, INPUT, CONVOLVE],
    ),
    element(
        "feDiffuseLighting",
        Category::Defined,
        &[BOX, RESULT, INPUT, LIGHT],
    ),
    element(
        "feSpecularLighting",
        Category::Defined,
        &[BOX, RESULT, INPUT, LIGHT],
    ),
    element("feDistantLight", Category::Defined, &[SOURCE_OF_LIGHT]),
    element("fePointLight", Category::Defined, &[SOURCE_OF_LIGHT]),
    element("feSpotLight", Category::Defined, &[SOURCE_OF_LIGHT]),
    element(
        "feDisplacementMap",
        Category::Defined,
        &[BOX, RESULT, INPUT, SECOND, DISPLACEMENT],
    ),
    element(
        "feDropShadow",
        Category::Defined,
        &[BOX, RESULT, INPUT, SHADOW],
    ),
    element("feFlood", Category::Defined, &[BOX, RESULT]),
    element(
        "feGaussianBlur",
        Category::Defined,
        &[BOX, RESULT, INPUT, BLUR],
    ),
    element("feMerge", Category::Defined, &[BOX, RESULT]),
    element("feMergeNode", Category::Defined, &[INPUT]),
    element(
        "feMorphology",
        Category::Defined,
        &[BOX, RESULT, INPUT, MORPHOLOGY],
    ),
    element("feOffset", Category::Defined, &[BOX, RESULT, INPUT, OFFSET]),
    element("feTile", Category::Defined, &[BOX, RESULT, INPUT]),
    element(
        "feTurbulence",
        Category::Defined,
        &[BOX, RESULT, TURBULENCE],
    ),
];

/// How a property is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenAs {
    Attribute,
    /// As a declaration in `style`, because browsers do not accept it as an attribute.
    Style,
}

/// Every property that is kept, whether it was given as an attribute, in `style` or in a style sheet.
pub const PROPERTIES: &[(&str, Kind, WrittenAs)] = &[
    ("transform", Kind::Transform, WrittenAs::Attribute),
    ("fill", Kind::Paint, WrittenAs::Attribute),
    ("fill-opacity", Kind::Fraction, WrittenAs::Attribute),
    ("fill-rule", RULES, WrittenAs::Attribute),
    ("stroke", Kind::Paint, WrittenAs::Attribute),
    ("stroke-width", Kind::Length, WrittenAs::Attribute),
    ("stroke-opacity", Kind::Fraction, WrittenAs::Attribute),
    (
        "stroke-linecap",
        Kind::Word(&["butt", "round", "square", "inherit"]),
        WrittenAs::Attribute,
    ),
    (
        "stroke-linejoin",
        Kind::Word(&["miter", "round", "bevel", "miter-clip", "arcs", "inherit"]),
        WrittenAs::Attribute,
    ),
    ("stroke-miterlimit", Kind::Number, WrittenAs::Attribute),
    ("stroke-dasharray", Kind::Dashes, WrittenAs::Attribute),
    ("stroke-dashoffset", Kind::Length, WrittenAs::Attribute),
    ("opacity", Kind::Fraction, WrittenAs::Attribute),
    ("color", Kind::Color, WrittenAs::Attribute),
    (
        "display",
        Kind::Word(&["none", "inline", "block"]),
        WrittenAs::Attribute,
    ),
    (
        "visibility",
        Kind::Word(&["visible", "hidden", "collapse", "inherit"]),
        WrittenAs::Attribute,
    ),
    (
        "overflow",
        Kind::Word(&["visible", "hidden", "scroll", "auto"]),
        WrittenAs::Attribute,
    ),
    ("clip-path", Kind::Url("clipPath"), WrittenAs::Attribute),
    ("clip-rule", RULES, WrittenAs::Attribute),
    ("mask", Kind::Url("mask"), WrittenAs::Attribute),
    (
        "mask-type",
        Kind::Word(&["luminance", "alpha"]),
        WrittenAs::Attribute,
    ),
    ("filter", Kind::Filter, WrittenAs::Attribute),
    ("marker-start", Kind::Url("marker"), WrittenAs::Attribute),
    ("marker-mid", Kind::Url("marker"), WrittenAs::Attribute),
    ("marker-end", Kind::Url("marker"), WrittenAs::Attribute),
    ("stop-color", Kind::Color, WrittenAs::Attribute),
    ("stop-opacity", Kind::Fraction, WrittenAs::Attribute),
    ("flood-color", Kind::Color, WrittenAs::Attribute),
    ("flood-opacity", Kind::Fraction, WrittenAs::Attribute),
    ("lighting-color", Kind::Color, WrittenAs::Attribute),
    ("color-interpolation", SPACES, WrittenAs::Attribute),
    ("color-interpolation-filters", SPACES, WrittenAs::Attribute),
    (
        "shape-rendering",
        Kind::Word(&["auto", "optimizeSpeed", "crispEdges", "geometricPrecision"]),
        WrittenAs::Attribute,
    ),
    (
        "text-rendering",
        Kind::Word(&[
            "auto",
            "optimizeSpeed",
            "optimizeLegibility",
            "geometricPrecision",
        ]),
        WrittenAs::Attribute,
    ),
    (
        "image-rendering",
        Kind::Word(&["auto", "optimizeSpeed", "optimizeQuality"]),
        WrittenAs::Attribute,
    ),
    (
        "vector-effect",
        Kind::Word(&["none", "non-scaling-stroke"]),
        WrittenAs::Attribute,
    ),
    ("paint-order", Kind::Name, WrittenAs::Attribute),
    ("mix-blend-mode", MODES, WrittenAs::Style),
    (
        "isolation",
        Kind::Word(&["auto", "isolate"]),
        WrittenAs::Style,
    ),
    ("font-family", Kind::Families, WrittenAs::Attribute),
    ("font-size", Kind::FontSize, WrittenAs::Attribute),
    (
        "font-style",
        Kind::Word(&["normal", "italic", "oblique", "inherit"]),
        WrittenAs::Attribute,
    ),
    (
        "font-variant",
        Kind::Word(&["normal", "small-caps", "inherit"]),
        WrittenAs::Attribute,
    ),
    ("font-weight", Kind::Weight, WrittenAs::Attribute),
    (
        "font-stretch",
        Kind::Word(&[
            "normal",
            "ultra-condensed",
            "extra-condensed",
            "condensed",
            "semi-condensed",
            "semi-expanded",
            "expanded",
            "extra-expanded",
            "ultra-expanded",
            "inherit",
        ]),
        WrittenAs::Attribute,
    ),
    (
        "text-anchor",
        Kind::Word(&["start", "middle", "end", "inherit"]),
        WrittenAs::Attribute,
    ),
    ("text-decoration", Kind::Decoration, WrittenAs::Attribute),
    ("letter-spacing", Kind::Spacing, WrittenAs::Attribute),
    ("word-spacing", Kind::Spacing, WrittenAs::Attribute),
    ("baseline-shift", Kind::Shift, WrittenAs::Attribute),
    ("dominant-baseline", BASELINES, WrittenAs::Attribute),
    ("alignment-baseline", BASELINES, WrittenAs::Attribute),
    (
        "direction",
        Kind::Word(&["ltr", "rtl", "inherit"]),
        WrittenAs::Attribute,
    ),
    (
        "unicode-bidi",
        Kind::Word(&["normal", "embed", "bidi-override"]),
        WrittenAs::Attribute,
    ),
    (
        "writing-mode",
        Kind::Word(&[
            "lr-tb",
            "rl-tb",
            "tb-rl",
            "lr",
            "rl",
            "tb",
            "horizontal-tb",
            "vertical-rl",
            "vertical-lr",
        ]),
        WrittenAs::Attribute,
    ),
    (
        "white-space",
        Kind::Word(&["normal", "pre", "nowrap", "pre-wrap", "pre-line"]),
        WrittenAs::Style,
    ),
];

const RULES: Kind = Kind::Word(&["nonzero", "evenodd", "inherit"]);
const SPACES: Kind = Kind::Word(&["auto", "sRGB", "linearRGB", "inherit"]);
const BASELINES: Kind = Kind::Word(&[
    "auto",
    "baseline",
    "alphabetic",
    "ideographic",
    "hanging",
    "mathematical",
    "central",
    "middle",
    "text-before-edge",
    "text-after-edge",
    "before-edge",
    "after-edge",
    "text-top",
    "text-bottom",
    "use-script",
    "no-change",
    "reset-size",
    "inherit",
]);

/// The allowed element of a name.
pub fn element_named(name: &str) -> Option<&'static Element> {
    ELEMENTS.iter().find(|element| element.name == name)
}

/// The name and kind of an allowed property, and how it is written.
pub fn property(name: &str) -> Option<&'static (&'static str, Kind, WrittenAs)> {
    PROPERTIES.iter().find(|(known, ..)| *known == name)
}
