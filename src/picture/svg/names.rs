//! The allow-list: the elements, attributes and properties of SVG that are kept.

use super::values::Kind;

/// How an element takes part in drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
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
    pub role: Role,
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
    role: Role,
    attributes: &'static [&'static [Attribute]],
) -> Element {
    Element {
        name,
        role,
        attributes,
    }
}

/// Every element that is kept.
pub const ELEMENTS: &[Element] = &[
    element("svg", Role::Drawn, &[BOX, VIEW, SPACE]),
    element("g", Role::Drawn, &[SPACE]),
    element("use", Role::Drawn, &[BOX, HREF]),
    element("image", Role::Drawn, &[BOX, HREF, VIEW]),
    element("defs", Role::Defined, &[]),
    element("symbol", Role::Defined, &[BOX, VIEW, REFERENCE]),
    element("path", Role::Shape, &[OUTLINE]),
    element("rect", Role::Shape, &[BOX, RADII]),
    element("circle", Role::Shape, &[CENTRE, RADIUS]),
    element("ellipse", Role::Shape, &[CENTRE, RADII]),
    element("line", Role::Shape, &[ENDS]),
    element("polyline", Role::Shape, &[POINTS]),
    element("polygon", Role::Shape, &[POINTS]),
    element("text", Role::Text, &[GLYPHS]),
    element("tspan", Role::Text, &[GLYPHS]),
    element("textPath", Role::Text, &[HREF, ON_PATH, GLYPHS]),
    element("linearGradient", Role::Defined, &[ENDS, GRADIENT, HREF]),
    element(
        "radialGradient",
        Role::Defined,
        &[CENTRE, RADIUS, FOCUS, GRADIENT, HREF],
    ),
    element("stop", Role::Defined, &[STOP]),
    element("pattern", Role::Defined, &[BOX, PATTERN, VIEW, HREF]),
    element("marker", Role::Defined, &[MARKER, VIEW]),
    element("clipPath", Role::Defined, &[CLIP]),
    element("mask", Role::Defined, &[BOX, MASK]),
    element("filter", Role::Defined, &[BOX, FILTER]),
    element(
        "feBlend",
        Role::Defined,
        &[BOX, RESULT, INPUT, SECOND, BLEND],
    ),
    element(
        "feColorMatrix",
        Role::Defined,
        &[BOX, RESULT, INPUT, COLOR_MATRIX],
    ),
    element("feComponentTransfer", Role::Defined, &[BOX, RESULT, INPUT]),
    element("feFuncR", Role::Defined, &[TRANSFER]),
    element("feFuncG", Role::Defined, &[TRANSFER]),
    element("feFuncB", Role::Defined, &[TRANSFER]),
    element("feFuncA", Role::Defined, &[TRANSFER]),
    element(
        "feComposite",
        Role::Defined,
        &[BOX, RESULT, INPUT, SECOND, COMPOSITE],
    ),
    element(
        "feConvolveMatrix",
        Role::Defined,
        &[BOX, RESULT, INPUT, CONVOLVE],
    ),
    element(
        "feDiffuseLighting",
        Role::Defined,
        &[BOX, RESULT, INPUT, LIGHT],
    ),
    element(
        "feSpecularLighting",
        Role::Defined,
        &[BOX, RESULT, INPUT, LIGHT],
    ),
    element("feDistantLight", Role::Defined, &[SOURCE_OF_LIGHT]),
    element("fePointLight", Role::Defined, &[SOURCE_OF_LIGHT]),
    element("feSpotLight", Role::Defined, &[SOURCE_OF_LIGHT]),
    element(
        "feDisplacementMap",
        Role::Defined,
        &[BOX, RESULT, INPUT, SECOND, DISPLACEMENT],
    ),
    element("feDropShadow", Role::Defined, &[BOX, RESULT, INPUT, SHADOW]),
    element("feFlood", Role::Defined, &[BOX, RESULT]),
    element("feGaussianBlur", Role::Defined, &[BOX, RESULT, INPUT, BLUR]),
    element("feMerge", Role::Defined, &[BOX, RESULT]),
    element("feMergeNode", Role::Defined, &[INPUT]),
    element(
        "feMorphology",
        Role::Defined,
        &[BOX, RESULT, INPUT, MORPHOLOGY],
    ),
    element("feOffset", Role::Defined, &[BOX, RESULT, INPUT, OFFSET]),
    element("feTile", Role::Defined, &[BOX, RESULT, INPUT]),
    element("feTurbulence", Role::Defined, &[BOX, RESULT, TURBULENCE]),
];

/// How a property is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Attribute,
    /// As a declaration in `style`, because browsers do not accept it as an attribute.
    Style,
}

/// Every property that is kept, whether it was given as an attribute, in `style` or in a style sheet.
pub const PROPERTIES: &[(&str, Kind, Form)] = &[
    ("transform", Kind::Transform, Form::Attribute),
    ("fill", Kind::Paint, Form::Attribute),
    ("fill-opacity", Kind::Fraction, Form::Attribute),
    ("fill-rule", RULES, Form::Attribute),
    ("stroke", Kind::Paint, Form::Attribute),
    ("stroke-width", Kind::Length, Form::Attribute),
    ("stroke-opacity", Kind::Fraction, Form::Attribute),
    (
        "stroke-linecap",
        Kind::Word(&["butt", "round", "square", "inherit"]),
        Form::Attribute,
    ),
    (
        "stroke-linejoin",
        Kind::Word(&["miter", "round", "bevel", "miter-clip", "arcs", "inherit"]),
        Form::Attribute,
    ),
    ("stroke-miterlimit", Kind::Number, Form::Attribute),
    ("stroke-dasharray", Kind::Dashes, Form::Attribute),
    ("stroke-dashoffset", Kind::Length, Form::Attribute),
    ("opacity", Kind::Fraction, Form::Attribute),
    ("color", Kind::Color, Form::Attribute),
    (
        "display",
        Kind::Word(&["none", "inline", "block"]),
        Form::Attribute,
    ),
    (
        "visibility",
        Kind::Word(&["visible", "hidden", "collapse", "inherit"]),
        Form::Attribute,
    ),
    (
        "overflow",
        Kind::Word(&["visible", "hidden", "scroll", "auto"]),
        Form::Attribute,
    ),
    ("clip-path", Kind::Url("clipPath"), Form::Attribute),
    ("clip-rule", RULES, Form::Attribute),
    ("mask", Kind::Url("mask"), Form::Attribute),
    (
        "mask-type",
        Kind::Word(&["luminance", "alpha"]),
        Form::Attribute,
    ),
    ("filter", Kind::Filter, Form::Attribute),
    ("marker-start", Kind::Url("marker"), Form::Attribute),
    ("marker-mid", Kind::Url("marker"), Form::Attribute),
    ("marker-end", Kind::Url("marker"), Form::Attribute),
    ("stop-color", Kind::Color, Form::Attribute),
    ("stop-opacity", Kind::Fraction, Form::Attribute),
    ("flood-color", Kind::Color, Form::Attribute),
    ("flood-opacity", Kind::Fraction, Form::Attribute),
    ("lighting-color", Kind::Color, Form::Attribute),
    ("color-interpolation", SPACES, Form::Attribute),
    ("color-interpolation-filters", SPACES, Form::Attribute),
    (
        "shape-rendering",
        Kind::Word(&["auto", "optimizeSpeed", "crispEdges", "geometricPrecision"]),
        Form::Attribute,
    ),
    (
        "text-rendering",
        Kind::Word(&[
            "auto",
            "optimizeSpeed",
            "optimizeLegibility",
            "geometricPrecision",
        ]),
        Form::Attribute,
    ),
    (
        "image-rendering",
        Kind::Word(&["auto", "optimizeSpeed", "optimizeQuality"]),
        Form::Attribute,
    ),
    (
        "vector-effect",
        Kind::Word(&["none", "non-scaling-stroke"]),
        Form::Attribute,
    ),
    ("paint-order", Kind::Name, Form::Attribute),
    ("mix-blend-mode", MODES, Form::Style),
    ("isolation", Kind::Word(&["auto", "isolate"]), Form::Style),
    ("font-family", Kind::Families, Form::Attribute),
    ("font-size", Kind::FontSize, Form::Attribute),
    (
        "font-style",
        Kind::Word(&["normal", "italic", "oblique", "inherit"]),
        Form::Attribute,
    ),
    (
        "font-variant",
        Kind::Word(&["normal", "small-caps", "inherit"]),
        Form::Attribute,
    ),
    ("font-weight", Kind::Weight, Form::Attribute),
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
        Form::Attribute,
    ),
    (
        "text-anchor",
        Kind::Word(&["start", "middle", "end", "inherit"]),
        Form::Attribute,
    ),
    ("text-decoration", Kind::Decoration, Form::Attribute),
    ("letter-spacing", Kind::Spacing, Form::Attribute),
    ("word-spacing", Kind::Spacing, Form::Attribute),
    ("baseline-shift", Kind::Shift, Form::Attribute),
    ("dominant-baseline", BASELINES, Form::Attribute),
    ("alignment-baseline", BASELINES, Form::Attribute),
    (
        "direction",
        Kind::Word(&["ltr", "rtl", "inherit"]),
        Form::Attribute,
    ),
    (
        "unicode-bidi",
        Kind::Word(&["normal", "embed", "bidi-override"]),
        Form::Attribute,
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
        Form::Attribute,
    ),
    (
        "white-space",
        Kind::Word(&["normal", "pre", "nowrap", "pre-wrap", "pre-line"]),
        Form::Style,
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

/// The name, kind and form of an allowed property.
pub fn property(name: &str) -> Option<&'static (&'static str, Kind, Form)> {
    PROPERTIES.iter().find(|(known, ..)| *known == name)
}
