//! The text of a PDF in the order of its tag tree. Unlike Poppler, which renders a page again for each element and is
//! used for a few books only, this renders nothing, and so is fast enough for random books.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use hayro_syntax::Pdf;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Page;

/// The text of each marked-content sequence, by page and MCID.
type Pieces = HashMap<(ObjectIdentifier, i32), String>;

/// The text in a PDF's tag tree, in order.
pub fn read(pdf: &Path) -> String {
    let pdf = Pdf::new(fs::read(pdf).unwrap()).unwrap_or_else(|_| panic!("{}", pdf.display()));
    let mut pieces = Pieces::new();
    for page in pdf.pages().iter() {
        marked(page, &mut pieces);
    }
    let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).unwrap();
    let tree: Dict<'_> = root.get("StructTreeRoot").unwrap();
    let mut out = String::new();
    element(&tree, None, &pieces, &mut out);
    out
}

/// Appends the text of an element. Its content is on the page that it inherits, unless it states another.
fn element(element: &Dict<'_>, page: Option<ObjectIdentifier>, pieces: &Pieces, out: &mut String) {
    let page = page_of(element).or(page);
    if let Some(kids) = element.get::<Array<'_>>("K") {
        for kid in kids.iter::<Object<'_>>() {
            child(kid, page, pieces, out);
        }
    } else if let Some(kid) = element.get::<Object<'_>>("K") {
        child(kid, page, pieces, out);
    }
}

fn child(kid: Object<'_>, page: Option<ObjectIdentifier>, pieces: &Pieces, out: &mut String) {
    if let Some(number) = kid.clone().into_i32() {
        let page = page.expect("an element with content has a page");
        out.push_str(pieces.get(&(page, number)).map_or("", String::as_str));
    } else if let Some(kid) = kid.into_dict() {
        if kid.contains_key("MCID") {
            let page = page_of(&kid).or(page).expect("marked content has a page");
            let number: i32 = kid.get("MCID").unwrap();
            out.push_str(pieces.get(&(page, number)).map_or("", String::as_str));
        } else {
            element(&kid, page, pieces, out);
        }
    }
}

fn page_of(dict: &Dict<'_>) -> Option<ObjectIdentifier> {
    let page = dict.get_ref("Pg")?;
    Some(ObjectIdentifier::new(page.obj_number, page.gen_number))
}

/// Collects the marked content on a page.
fn marked(page: &Page<'_>, pieces: &mut Pieces) {
    let id = page.raw().obj_id().expect("a page is an object");
    let mut fonts: HashMap<Vec<u8>, Font> = HashMap::new();
    let mut font = Font::default();
    // The open sequences: the MCID, if any, and whether an `ActualText` replaces the content.
    let mut open: Vec<(Option<i32>, bool)> = Vec::new();
    let mut operations = page.typed_operations();
    while let Some(operation) = operations.next() {
        let mut shown = String::new();
        match operation {
            TypedInstruction::BeginMarkedContent(_) => open.push((None, false)),
            TypedInstruction::BeginMarkedContentWithProperties(begin) => {
                let properties = begin.1.clone().into_dict();
                let number = properties.as_ref().and_then(|one| one.get::<i32>("MCID"));
                let actual = properties.and_then(|one| one.get::<Object<'_>>("ActualText"));
                let actual = actual.and_then(Object::into_string);
                if let (Some(actual), false) = (&actual, is_replaced(&open)) {
                    shown = decode_text(actual.as_bytes());
                }
                add(&open, id, &shown, pieces);
                open.push((number, actual.is_some()));
                shown.clear();
            }
            TypedInstruction::EndMarkedContent(_) => {
                open.pop();
            }
            TypedInstruction::TextFont(set) => {
                let name = set.0.as_ref().to_vec();
                let known = fonts.entry(name).or_insert_with_key(|name| {
                    let name = hayro_syntax::object::Name::new(name).unwrap();
                    let dict = page.resources().get_font(&name);
                    dict.map(|dict| Font::new(&dict)).unwrap_or_default()
                });
                font = known.clone();
            }
            TypedInstruction::ShowText(show) => font.decode(show.0.as_bytes(), &mut shown),
            TypedInstruction::ShowTexts(show) => {
                for part in show.0.iter::<Object<'_>>() {
                    if let Some(part) = part.into_string() {
                        font.decode(part.as_bytes(), &mut shown);
                    }
                }
            }
            _ => {}
        }
        if !is_replaced(&open) {
            add(&open, id, &shown, pieces);
        }
    }
}

fn is_replaced(open: &[(Option<i32>, bool)]) -> bool {
    open.iter().any(|(_, is_replaced)| *is_replaced)
}

/// Appends a text to the innermost sequence with an MCID.
fn add(open: &[(Option<i32>, bool)], page: ObjectIdentifier, text: &str, pieces: &mut Pieces) {
    let number = open.iter().rev().find_map(|(number, _)| *number);
    if let (Some(number), false) = (number, text.is_empty()) {
        pieces.entry((page, number)).or_default().push_str(text);
    }
}

/// The characters that the codes of a font represent.
#[derive(Clone, Default)]
struct Font {
    /// The number of bytes in a code.
    width: usize,
    letters: std::rc::Rc<HashMap<usize, String>>,
}

impl Font {
    fn new(dict: &Dict<'_>) -> Self {
        let kind: hayro_syntax::object::Name<'_> = dict.get("Subtype").unwrap();
        let map = dict.get::<Stream<'_>>("ToUnicode");
        let map = map.map(|map| map.decoded().unwrap().into_owned());
        Self {
            width: if kind.as_ref() == b"Type0" { 2 } else { 1 },
            letters: letters(&String::from_utf8(map.unwrap_or_default()).unwrap()).into(),
        }
    }

    fn decode(&self, bytes: &[u8], out: &mut String) {
        for code in bytes.chunks(self.width.max(1)) {
            let code = code
                .iter()
                .fold(0, |code, byte| code << 8 | usize::from(*byte));
            out.push_str(self.letters.get(&code).map_or("\u{FFFD}", String::as_str));
        }
    }
}

/// Parses a `ToUnicode` `CMap` (ISO 32000-2, 9.10.3): single codes and ranges.
fn letters(map: &str) -> HashMap<usize, String> {
    let mut letters = HashMap::new();
    for (begin, end, is_range) in [
        ("beginbfchar", "endbfchar", false),
        ("beginbfrange", "endbfrange", true),
    ] {
        for section in map.split(begin).skip(1) {
            let section = section.split(end).next().unwrap();
            let mut tokens = section
                .split(['<', '>'])
                .map(str::trim)
                .filter(|token| !token.is_empty());
            let code = |token: &str| usize::from_str_radix(token, 16).unwrap();
            while let Some(first) = tokens.next() {
                let first = code(first);
                let last = if is_range {
                    code(tokens.next().unwrap())
                } else {
                    first
                };
                let next = tokens.next().unwrap();
                if next == "[" {
                    for at in first..=last {
                        letters.insert(at, utf16(tokens.next().unwrap()));
                    }
                    assert_eq!(tokens.next(), Some("]"));
                    continue;
                }
                let text = utf16(next);
                for at in first..=last {
                    let mut chars: Vec<char> = text.chars().collect();
                    if let Some(last) = chars.last_mut() {
                        let shifted = u32::from(*last) + u32::try_from(at - first).unwrap();
                        *last = char::from_u32(shifted).unwrap();
                    }
                    letters.insert(at, chars.into_iter().collect());
                }
            }
        }
    }
    letters
}

fn utf16(hex: &str) -> String {
    let bytes: Vec<u16> = hex
        .as_bytes()
        .chunks(4)
        .map(|unit| u16::from_str_radix(std::str::from_utf8(unit).unwrap(), 16).unwrap())
        .collect();
    String::from_utf16(&bytes).unwrap()
}

/// Decodes a text string: UTF-16 after a byte order mark, else one byte per character.
fn decode_text(bytes: &[u8]) -> String {
    match bytes.strip_prefix(b"\xFE\xFF") {
        Some(rest) => {
            let units = rest
                .chunks(2)
                .map(|unit| u16::from_be_bytes([unit[0], unit[1]]));
            String::from_utf16(&units.collect::<Vec<u16>>()).unwrap()
        }
        None => bytes.iter().copied().map(char::from).collect(),
    }
}
