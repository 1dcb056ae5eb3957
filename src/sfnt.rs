//! Checks font files (OpenType 1.9) before any library reads them. The offsets and counts in their tables must fit the
//! file; otherwise a library may loop over glyphs, characters or components that do not exist.

use crate::message::{Message, message};

/// The most points that a glyph may have together with its components.
const MAX_POINTS: u64 = 100_000;
/// How deep composite glyphs may be nested.
const MAX_COMPOSED: usize = 16;
/// Twice the number of code points in Unicode, since several subtables of a font may map the same characters.
const MAX_CHARACTERS: usize = 2 * 0x11_0000;

/// A checked font file, in the form that libraries get. Its `SVG ` tables are hidden, because SVG inside a font is not
/// sanitised as other SVG is; every such font has plain outlines as well.
///
/// # Errors
/// A message that says what is wrong with it.
pub fn checked(mut file: Vec<u8>) -> Result<Vec<u8>, Message> {
    let mut hidden = Vec::new();
    for start in faces(&file)? {
        hidden.extend(face(&file, start)?);
    }
    for at in hidden {
        // A tag that no library looks for.
        if let Some(tag) = file.get_mut(at..at + 4) {
            tag.copy_from_slice(b"svg ");
        }
    }
    Ok(file)
}

/// Reads big-endian numbers at offsets; `None` beyond the end.
#[derive(Clone, Copy)]
struct Data<'a>(&'a [u8]);

impl Data<'_> {
    fn u8(self, at: usize) -> Option<usize> {
        self.0.get(at).map(|byte| usize::from(*byte))
    }

    fn u16(self, at: usize) -> Option<usize> {
        let bytes = self.0.get(at..at.checked_add(2)?)?;
        Some(usize::from(u16::from_be_bytes(bytes.try_into().ok()?)))
    }

    fn u32(self, at: usize) -> Option<usize> {
        let bytes = self.0.get(at..at.checked_add(4)?)?;
        usize::try_from(u32::from_be_bytes(bytes.try_into().ok()?)).ok()
    }

    fn from(self, at: usize) -> Option<Self> {
        self.0.get(at..).map(Self)
    }

    fn part(self, at: usize, length: usize) -> Option<Self> {
        self.0.get(at..at.checked_add(length)?).map(Self)
    }

    fn len(self) -> usize {
        self.0.len()
    }
}

/// The offset of each face in a file.
fn faces(file: &[u8]) -> Result<Vec<usize>, Message> {
    if !file.starts_with(b"ttcf") {
        return Ok(vec![0]);
    }
    let data = Data(file);
    let count = data.u32(8).filter(|count| (1..=64).contains(count));
    let count = count.ok_or(message!(
        "it is a collection without fonts, or with more than 64"
    ))?;
    let starts: Option<Vec<usize>> = (0..count).map(|index| data.u32(12 + 4 * index)).collect();
    starts.ok_or_else(|| message!("its list of fonts is truncated"))
}

/// Checks one face. Returns the offsets of the tags of tables to be hidden.
fn face(file: &[u8], start: usize) -> Result<Vec<usize>, Message> {
    let data = Data(file);
    let kind = data.part(start, 4).map(|tag| tag.0);
    let is_known = matches!(kind, Some(b"\0\x01\0\0" | b"OTTO" | b"true"));
    if !is_known {
        return Err(message!("it is neither TrueType nor OpenType"));
    }
    let count = data.u16(start + 4).unwrap_or_default();
    let mut tables: Vec<(&[u8], Data<'_>)> = Vec::new();
    let mut hidden = Vec::new();
    for index in 0..count {
        let at = start + 12 + 16 * index;
        let record = data
            .part(at, 16)
            .ok_or(message!("its table directory is truncated"))?;
        let tag = &record.0[..4];
        let name = || tag.escape_ascii().to_string().trim_end().to_owned();
        let (Some(offset), Some(length)) = (record.u32(8), record.u32(12)) else {
            return Err(message!("its table directory is truncated"));
        };
        let table = data
            .part(offset, length)
            .ok_or_else(|| message!("its `{}` table extends beyond the end of the file", name()))?;
        if tables.iter().any(|(known, _)| *known == tag) {
            return Err(message!("it has two `{}` tables", name()));
        }
        if tag == b"SVG " {
            hidden.push(at);
        } else {
            tables.push((tag, table));
        }
    }
    let named = |tag: &str| {
        let found = tables.iter().find(|(name, _)| *name == tag.as_bytes());
        found.map(|(_, table)| *table)
    };
    let needed = |tag: &str| named(tag).ok_or_else(|| message!("it has no `{}` table", tag));
    let damaged = |tag: &str| message!("its `{}` table is damaged", tag);

    let head = needed("head")?;
    let em = head.u16(18).unwrap_or_default();
    let long = head.u16(50).filter(|format| *format <= 1);
    let long = long.ok_or_else(|| damaged("head"))? == 1;
    if head.u32(12) != Some(0x5F0F_3CF5) || !(16..=16_384).contains(&em) {
        return Err(damaged("head"));
    }
    let glyphs = needed("maxp")?.u16(4).unwrap_or_default();
    if glyphs == 0 {
        return Err(message!("it has no glyphs"));
    }
    for (header, metrics) in [("hhea", "hmtx"), ("vhea", "vmtx")] {
        let (header_table, metrics_table) = if header == "hhea" {
            (Some(needed(header)?), Some(needed(metrics)?))
        } else {
            (named(header), named(metrics))
        };
        let (Some(header_table), Some(metrics_table)) = (header_table, metrics_table) else {
            continue;
        };
        let count = header_table.u16(34).unwrap_or_default();
        if !(1..=glyphs).contains(&count) || metrics_table.len() < 4 * count {
            return Err(message!(
                "its `{}` table does not match its `{}` table or its number of glyphs",
                metrics,
                header
            ));
        }
    }
    match (named("glyf"), named("loca")) {
        (Some(glyf), Some(loca)) => outlines(glyf, loca, long, glyphs)?,
        (None, None) => {
            let other = ["CFF ", "CFF2", "CBDT", "sbix"];
            if !other.iter().any(|tag| named(tag).is_some()) {
                return Err(message!("it has no outlines"));
            }
        }
        _ => return Err(message!("it has only one of the tables `glyf` and `loca`")),
    }
    if let Some(cff) = named("CFF ") {
        compact(cff, glyphs).ok_or_else(|| damaged("CFF"))?;
    }
    characters(needed("cmap")?).ok_or_else(|| damaged("cmap"))?;
    let name = needed("name")?;
    let count = name.u16(2).ok_or_else(|| damaged("name"))?;
    if 6 + 12 * count > name.len() {
        return Err(damaged("name"));
    }
    for tag in ["GSUB", "GPOS"] {
        if let Some(table) = named(tag) {
            layout(table).ok_or_else(|| damaged(tag))?;
        }
    }
    if let Some(axes) = named("fvar") {
        variations(axes, named("gvar"), glyphs).ok_or_else(|| damaged("fvar"))?;
    }
    Ok(hidden)
}

/// The outline of a glyph: its number of points, or the glyphs that it is composed of.
enum Outline {
    Empty,
    Simple(u64),
    Composed(Vec<usize>),
}

/// Checks TrueType outlines.
fn outlines(glyf: Data<'_>, loca: Data<'_>, long: bool, glyphs: usize) -> Result<(), Message> {
    let place = |index: usize| {
        if long {
            loca.u32(4 * index)
        } else {
            loca.u16(2 * index).map(|half| 2 * half)
        }
    };
    let cut = || message!("its `loca` table has fewer entries than there are glyphs");
    let mut all = Vec::with_capacity(glyphs);
    let mut start = place(0).ok_or_else(cut)?;
    for index in 0..glyphs {
        let end = place(index + 1).ok_or_else(cut)?;
        let glyph = end
            .checked_sub(start)
            .and_then(|length| glyf.part(start, length));
        let glyph =
            glyph.ok_or_else(|| message!("its glyph {} lies outside the `glyf` table", index))?;
        let outline = outline(glyph, glyphs);
        all.push(outline.ok_or_else(|| message!("its glyph {} is damaged", index))?);
        start = end;
    }
    let mut points = vec![None; glyphs];
    for index in 0..glyphs {
        let count = composed(index, &all, &mut points, 0);
        if count.is_none_or(|count| count > MAX_POINTS) {
            return Err(message!(
                "its glyph {} contains itself or too many components",
                index
            ));
        }
    }
    Ok(())
}

fn outline(glyph: Data<'_>, glyphs: usize) -> Option<Outline> {
    if glyph.len() == 0 {
        return Some(Outline::Empty);
    }
    let contours = glyph.u16(0)?;
    if contours == 0 {
        return Some(Outline::Empty);
    }
    if contours < 0x8000 {
        let mut last = None;
        for contour in 0..contours {
            let end = glyph.u16(10 + 2 * contour)?;
            if last.is_some_and(|last| end < last) {
                return None;
            }
            last = Some(end);
        }
        let after = 10 + 2 * contours;
        let instructions = glyph.u16(after)?;
        glyph.from(after + 2 + instructions)?;
        return Some(Outline::Simple(last? as u64 + 1));
    }
    let mut parts = Vec::new();
    let mut at = 10;
    loop {
        let flags = glyph.u16(at)?;
        let part = glyph.u16(at + 2)?;
        if part >= glyphs {
            return None;
        }
        parts.push(part);
        at += 4 + if flags & 0x1 != 0 { 4 } else { 2 };
        at += match flags & 0xC8 {
            0x08 => 2,
            0x40 => 4,
            0x80 => 8,
            _ => 0,
        };
        glyph.from(at)?;
        if flags & 0x20 == 0 {
            return Some(Outline::Composed(parts));
        }
    }
}

/// The number of points of a glyph with all of its components; `None` if they are nested too deep or in a cycle.
fn composed(index: usize, all: &[Outline], known: &mut [Option<u64>], depth: usize) -> Option<u64> {
    if let Some(points) = known[index] {
        return Some(points);
    }
    let points = match &all[index] {
        Outline::Empty => 0,
        Outline::Simple(points) => *points,
        Outline::Composed(_) if depth >= MAX_COMPOSED => return None,
        Outline::Composed(parts) => {
            let mut sum = 1_u64;
            for part in parts {
                sum = sum.saturating_add(composed(*part, all, known, depth + 1)?);
            }
            sum
        }
    };
    known[index] = Some(points);
    Some(points)
}

/// Checks the INDEX structures of a CFF table.
fn compact(cff: Data<'_>, glyphs: usize) -> Option<()> {
    let header = cff.u8(2)?;
    let (_, tops) = list(cff, header)?;
    let (first, strings) = list(cff, tops)?;
    let (_, subroutines) = list(cff, strings)?;
    list(cff, subroutines)?;
    let charstrings = operand(first?, 17)?;
    let count = cff.u16(charstrings)?;
    list(cff, charstrings)?;
    (count >= glyphs).then_some(())
}

/// Checks a CFF INDEX. Returns its first entry, and the offset of its end.
fn list(cff: Data<'_>, at: usize) -> Option<(Option<Data<'_>>, usize)> {
    let count = cff.u16(at)?;
    if count == 0 {
        return Some((None, at + 2));
    }
    let size = cff.u8(at + 2).filter(|size| (1..=4).contains(size))?;
    let base = at + 3 + (count + 1) * size - 1;
    let offset = |index: usize| {
        let bytes = cff.part(at + 3 + index * size, size)?;
        let number = bytes
            .0
            .iter()
            .fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
        Some(number)
    };
    let mut before = offset(0).filter(|first| *first == 1)?;
    let second = offset(1)?;
    for index in 1..=count {
        let next = offset(index)?;
        if next < before {
            return None;
        }
        before = next;
    }
    let end = base.checked_add(before)?;
    cff.0.get(..end)?;
    Some((cff.part(base + 1, second - 1), end))
}

/// The last operand before an operator in a CFF DICT.
fn operand(dictionary: Data<'_>, operator: usize) -> Option<usize> {
    let mut at = 0;
    let mut last = None;
    loop {
        let byte = dictionary.u8(at)?;
        at += match byte {
            _ if byte == operator => return last,
            12 => 2,
            0..=21 => 1,
            28 => {
                last = dictionary.u16(at + 1);
                3
            }
            29 => {
                last = dictionary.u32(at + 1);
                5
            }
            30 => {
                let digits = &dictionary.0[at + 1..];
                let end = digits.iter().position(|byte| byte & 0xF == 0xF)?;
                end + 2
            }
            32..=246 => {
                last = byte.checked_sub(139);
                1
            }
            247..=250 => {
                last = Some((byte - 247) * 256 + dictionary.u8(at + 1)? + 108);
                2
            }
            251..=254 => {
                last = None;
                2
            }
            _ => return None,
        };
    }
}

/// Checks the character map.
fn characters(cmap: Data<'_>) -> Option<()> {
    let count = cmap.u16(2)?;
    let mut seen: Vec<usize> = Vec::new();
    let mut characters = 0_usize;
    for index in 0..count {
        let at = cmap.u32(4 + 8 * index + 4)?;
        if seen.contains(&at) {
            continue;
        }
        seen.push(at);
        characters = characters.checked_add(mapped(cmap.from(at)?)?)?;
        if characters > MAX_CHARACTERS {
            return None;
        }
    }
    Some(())
}

/// How many characters a subtable of `cmap` maps.
fn mapped(table: Data<'_>) -> Option<usize> {
    let groups = |at: usize, size: usize| {
        let count = table.u32(at)?;
        table.part(at + 4, count.checked_mul(size)?)?;
        Some(count)
    };
    match table.u16(0)? {
        0 => table.part(0, 262).map(|_| 256),
        2 => table.part(0, 524).map(|_| 0x1_0000),
        4 => {
            let segments = table.u16(6)? / 2;
            table.part(14, 8 * segments + 2)?;
            let mut sum = 0_usize;
            for segment in 0..segments {
                let end = table.u16(14 + 2 * segment)?;
                let start = table.u16(16 + 2 * segments + 2 * segment)?;
                sum += (end + 1).checked_sub(start)?;
            }
            Some(sum)
        }
        6 => {
            let count = table.u16(8)?;
            table.part(10, 2 * count).map(|_| count)
        }
        10 => groups(16, 2),
        format @ (8 | 12 | 13) => {
            let at = if format == 8 { 12 + 8192 } else { 12 };
            let count = groups(at, 12)?;
            let mut sum = 0_usize;
            for group in 0..count {
                let start = table.u32(at + 4 + 12 * group)?;
                let end = table.u32(at + 8 + 12 * group)?;
                if end > 0x10_FFFF {
                    return None;
                }
                sum = sum.checked_add((end + 1).checked_sub(start)?)?;
                if sum > MAX_CHARACTERS {
                    return None;
                }
            }
            Some(sum)
        }
        14 => {
            let count = groups(6, 11)?;
            for index in 0..count {
                for (place, size) in [(13, 4), (17, 5)] {
                    let at = table.u32(place + 11 * index)?;
                    if at != 0 {
                        let count = table.u32(at)?;
                        table.part(at + 4, count.checked_mul(size)?)?;
                    }
                }
            }
            Some(0)
        }
        // Libraries ignore unknown formats.
        _ => Some(0),
    }
}

/// Checks the script, feature and lookup lists of a `GSUB` or `GPOS` table.
fn layout(table: Data<'_>) -> Option<()> {
    if table.u16(0)? != 1 {
        return None;
    }
    for (place, size) in [(4, 6), (6, 6), (8, 2)] {
        let at = table.u16(place)?;
        if at == 0 {
            continue;
        }
        let list = table.from(at)?;
        let count = list.u16(0)?;
        list.part(2, size * count)?;
        for index in 0..count {
            let entry = list.from(list.u16(2 + size * index + size - 2)?)?;
            if place == 8 {
                let subtables = entry.u16(4)?;
                entry.part(6, 2 * subtables)?;
                for subtable in 0..subtables {
                    entry.from(entry.u16(6 + 2 * subtable)?)?.u16(0)?;
                }
            } else {
                entry.u16(2)?;
            }
        }
    }
    Some(())
}

/// Checks the axes of a variable font, and that `gvar` has the same number of axes.
fn variations(fvar: Data<'_>, gvar: Option<Data<'_>>, glyphs: usize) -> Option<()> {
    let axes = fvar.u16(8).filter(|axes| (1..=64).contains(axes))?;
    let size = fvar.u16(10).filter(|size| *size >= 20)?;
    let start = fvar.u16(4)?;
    let instances = fvar.u16(12)?;
    let instance = fvar.u16(14)?;
    fvar.part(start, axes * size + instances * instance)?;
    let Some(gvar) = gvar else {
        return Some(());
    };
    let shared = gvar.u16(6)?;
    let count = gvar.u16(12)?;
    let offset_size = if gvar.u16(14)? & 1 == 1 { 4 } else { 2 };
    gvar.part(gvar.u32(8)?, shared * axes * 2)?;
    gvar.part(20, (count + 1) * offset_size)?;
    gvar.from(gvar.u32(16)?)?;
    (gvar.u16(4)? == axes && count <= glyphs).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERIF: &[u8] = include_bytes!("../fonts/NotoSerifSC-Bold.ttf");

    /// The offset of a table in the file.
    fn place(file: &[u8], tag: &[u8]) -> usize {
        let data = Data(file);
        let count = data.u16(4).unwrap();
        let mut records = (0..count).map(|index| 12 + 16 * index);
        let at = records.find(|at| &file[*at..at + 4] == tag).unwrap();
        data.u32(at + 8).unwrap()
    }

    fn put(file: &mut [u8], at: usize, bytes: &[u8]) {
        file[at..at + bytes.len()].copy_from_slice(bytes);
    }

    #[test]
    fn valid_fonts_are_returned_unchanged() {
        assert!(checked(SERIF.to_vec()).unwrap() == SERIF);
        for (font, _) in typst_kit::fonts::embedded() {
            let file = font.data().to_vec();
            assert!(checked(file.clone()) == Ok(file), "{}", font.info().family);
        }
    }

    #[test]
    fn tables_must_fit_the_file() {
        let of = |tag: &'static [u8]| place(SERIF, tag);
        let changes: [(usize, &[u8], &str); 9] = [
            (0, b"wOFF", "neither TrueType"),
            (4, &[0xFF, 0xFF], "extends beyond"),
            (of(b"head") + 12, &[0; 4], "`head` table is damaged"),
            (of(b"head") + 18, &[0; 2], "`head` table is damaged"),
            (of(b"maxp") + 4, &[0; 2], "no glyphs"),
            (of(b"maxp") + 4, &[0xFF, 0xFF], "`loca` table has fewer"),
            (
                of(b"hhea") + 34,
                &[0xFF, 0xFF],
                "`hmtx` table does not match",
            ),
            (of(b"loca") + 8, &[0xFF; 4], "lies outside the `glyf` table"),
            (of(b"name") + 2, &[0xFF, 0xFF], "`name` table is damaged"),
        ];
        for (at, bytes, why) in changes {
            let mut file = SERIF.to_vec();
            put(&mut file, at, bytes);
            let said = checked(file).expect_err(why);
            assert!(said.to_string().contains(why), "{said} without {why}");
        }
        for length in [0, 3, 100, SERIF.len() - 1] {
            assert!(checked(SERIF[..length].to_vec()).is_err(), "{length}");
        }
    }

    #[test]
    fn a_font_cannot_map_more_characters_than_exist() {
        let mut group = [0_u8; 28];
        put(&mut group, 0, &[0, 12]);
        put(&mut group, 12, &1_u32.to_be_bytes());
        put(&mut group, 20, &0x10_FFFF_u32.to_be_bytes());
        assert_eq!(mapped(Data(&group)), Some(0x11_0000));
        put(&mut group, 20, &u32::MAX.to_be_bytes());
        assert_eq!(mapped(Data(&group)), None);
        put(&mut group, 12, &2_u32.to_be_bytes());
        assert_eq!(mapped(Data(&group)), None);
    }

    #[test]
    fn a_glyph_cannot_contain_itself() {
        let ring = [Outline::Composed(vec![1]), Outline::Composed(vec![0])];
        assert_eq!(composed(0, &ring, &mut [None, None], 0), None);
        let mut all = vec![Outline::Simple(10)];
        for index in 0..14 {
            all.push(Outline::Composed(vec![index; 10]));
        }
        let points = composed(14, &all, &mut vec![None; 15], 0).unwrap();
        assert!(points > MAX_POINTS);
    }

    #[test]
    fn svg_tables_of_a_font_are_hidden() {
        let mut file = SERIF.to_vec();
        let at = (0..20)
            .map(|index| 12 + 16 * index)
            .find(|at| matches!(&file[*at..at + 4], b"gasp" | b"prep" | b"post" | b"GDEF"))
            .unwrap();
        put(&mut file, at, b"SVG ");
        let out = checked(file).unwrap();
        assert_eq!(&out[at..at + 4], b"svg ");
    }
}
