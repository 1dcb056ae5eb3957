//! The LaTeX in a `.bib` file. Its library resolves accents and signs; commands for markup are replaced here, before it reads
//! a field, by marks that pass through the rendering of citations unseen. `words.rs` turns these into inlines.

use std::fmt::Write;
use std::ops::Range;

use crate::message::{Message, message};
use crate::read::formula;
use crate::read::names::nearest;

/// Marks are Unicode noncharacters, which no file has: those in a field are replaced first.
pub const ITALIC: char = '\u{FDD0}';
pub const BOLD: char = '\u{FDD1}';
pub const SUBSCRIPT: char = '\u{FDD2}';
pub const SUPERSCRIPT: char = '\u{FDD3}';
pub const SMALL_CAPS: char = '\u{FDD4}';
pub const ADDRESS: char = '\u{FDD5}';
/// Ends what any of the marks above begins.
pub const END: char = '\u{FDD6}';
/// Stands for the persons of `and others`.
pub const OTHERS: char = '\u{FDD7}';

pub fn is_mark(c: char) -> bool {
    ('\u{FDD0}'..='\u{FDEF}').contains(&c)
}

/// Commands whose argument is set apart.
const MARKUP: [(&str, char); 21] = [
    ("emph", ITALIC),
    ("textit", ITALIC),
    ("textsl", ITALIC),
    ("mkbibemph", ITALIC),
    ("mkbibitalic", ITALIC),
    ("textbf", BOLD),
    ("mkbibbold", BOLD),
    ("textsubscript", SUBSCRIPT),
    ("mkbibsubscript", SUBSCRIPT),
    ("textsuperscript", SUPERSCRIPT),
    ("mkbibsuperscript", SUPERSCRIPT),
    ("textsc", SMALL_CAPS),
    ("mkbibacro", SMALL_CAPS),
    // These set apart the rest of their group.
    ("em", ITALIC),
    ("it", ITALIC),
    ("itshape", ITALIC),
    ("sl", ITALIC),
    ("bf", BOLD),
    ("bfseries", BOLD),
    ("sc", SMALL_CAPS),
    ("scshape", SMALL_CAPS),
];

/// Commands that change nothing here: their argument is printed as it is.
const PLAIN: [&str; 20] = [
    "text",
    "textrm",
    "textsf",
    "texttt",
    "textup",
    "textmd",
    "textnormal",
    "textlatin",
    "textgreek",
    "textcyrillic",
    "mbox",
    "hbox",
    "relax",
    "protect",
    "rm",
    "sf",
    "tt",
    "upshape",
    "normalfont",
    "nobreak",
];

/// Signs that the library does not know.
const SIGNS: [(&str, &str); 33] = [
    ("ldots", "…"),
    ("dag", "†"),
    ("textdegree", "°"),
    ("textcelsius", "℃"),
    ("textcopyright", "©"),
    ("texteuro", "€"),
    ("euro", "€"),
    ("textsterling", "£"),
    ("textyen", "¥"),
    ("textnumero", "№"),
    ("textmu", "µ"),
    ("texttimes", "×"),
    ("textpm", "±"),
    ("textdiv", "÷"),
    ("textonehalf", "½"),
    ("textonequarter", "¼"),
    ("textthreequarters", "¾"),
    ("textonesuperior", "¹"),
    ("texttwosuperior", "²"),
    ("textthreesuperior", "³"),
    ("textrightarrow", "→"),
    ("textleftarrow", "←"),
    ("textasciimacron", "¯"),
    ("textbrokenbar", "¦"),
    ("quotesingle", "'"),
    ("slash", "/"),
    ("j", "ȷ"),
    ("par", " "),
    ("newline", " "),
    ("space", " "),
    ("quad", " "),
    ("nobreakspace", "\u{A0}"),
    ("thinspace", "\u{202F}"),
];

/// Accents and signs that the library resolves.
const LIBRARY: [&str; 71] = [
    "LaTeX",
    "TeX",
    "textendash",
    "textemdash",
    "textquotesingle",
    "textquotedblleft",
    "textquotedblright",
    "textquoteleft",
    "textquoteright",
    "textquotestraightdblbase",
    "quotedblbase",
    "textquotestraightbase",
    "quotesinglbase",
    "textquotedbl",
    "textasciicircum",
    "textasciigrave",
    "textasciitilde",
    "textasteriskcentered",
    "textbackslash",
    "textbar",
    "textbraceleft",
    "textbraceright",
    "textbullet",
    "textdagger",
    "textdaggerdbl",
    "textdollar",
    "textless",
    "textgreater",
    "textexclamdown",
    "textquestiondown",
    "textordfeminine",
    "textordmasculine",
    "textperiodcentered",
    "textregistered",
    "texttrademark",
    "textsection",
    "textunderscore",
    "textvisiblespace",
    "guillemotleft",
    "guillemotright",
    "guilsinglleft",
    "guilsinglright",
    "aa",
    "AA",
    "ae",
    "AE",
    "dh",
    "DH",
    "dj",
    "DJ",
    "ng",
    "NG",
    "l",
    "L",
    "i",
    "oe",
    "OE",
    "o",
    "O",
    "ss",
    "SS",
    "th",
    "TH",
    "P",
    "textparagraph",
    "S",
    "copyright",
    "ddag",
    "dots",
    "textellipsis",
    "pounds",
];

/// The names of accents, each a letter.
const ACCENTS: &str = "urHvdckb";

/// Signs of formulas that are set as plain text.
const FORMULA_SIGNS: [(&str, &str); 54] = [
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ϵ"),
    ("varepsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("upsilon", "υ"),
    ("phi", "ϕ"),
    ("varphi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Xi", "Ξ"),
    ("Pi", "Π"),
    ("Sigma", "Σ"),
    ("Upsilon", "Υ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("times", "×"),
    ("cdot", "·"),
    ("pm", "±"),
    ("sim", "∼"),
    ("approx", "≈"),
    ("leq", "≤"),
    ("le", "≤"),
    ("geq", "≥"),
    ("ge", "≥"),
    ("infty", "∞"),
    ("to", "→"),
    ("rightarrow", "→"),
    ("leftarrow", "←"),
    ("leftrightarrow", "↔"),
    ("circ", "°"),
    ("prime", "′"),
    ("ldots", "…"),
    ("dots", "…"),
];

/// What is wrong in a field, and where, in bytes of the file.
pub struct Fault {
    pub at: Range<usize>,
    pub message: Message,
    pub hint: Message,
}

/// Replaces the markup in a field that begins at byte `start` of its file. `None` if it has none.
pub fn marked(field: &str, start: usize, faults: &mut Vec<Fault>) -> Option<String> {
    if !field.contains(['\\', '$', '~']) && !field.contains(is_mark) {
        return None;
    }
    let mut reader = Reader {
        start,
        faults,
        out: String::new(),
    };
    reader.group(field, 0);
    Some(reader.out)
}

struct Reader<'f> {
    start: usize,
    faults: &'f mut Vec<Fault>,
    out: String,
}

impl Reader<'_> {
    /// Reads what is between two braces, or a whole field. `at` is its offset in the field.
    fn group(&mut self, text: &str, at: usize) {
        let mut place = 0;
        let mut open = 0;
        while let Some(c) = text[place..].chars().next() {
            match c {
                '\\' => place += self.command(&text[place..], at + place, &mut open),
                '$' => place += self.formula(&text[place..], at + place),
                '{' => {
                    self.out.push('{');
                    place += 1;
                    // The library reports braces that are not closed.
                    if let Some(inner) = argument(&text[place - 1..]) {
                        self.group(inner, at + place);
                        self.out.push('}');
                        place += inner.len() + 1;
                    }
                }
                '~' => {
                    self.out.push('\u{A0}');
                    place += 1;
                }
                _ => {
                    self.out.push(if is_mark(c) { '\u{FFFD}' } else { c });
                    place += c.len_utf8();
                }
            }
        }
        self.out.extend(std::iter::repeat_n(END, open));
    }

    /// Reads the command at the beginning of a text, and returns its length. `open` counts the marks that its group has to
    /// end.
    fn command(&mut self, text: &str, at: usize, open: &mut usize) -> usize {
        let name = &text[1..];
        let length = name
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(name.len());
        let (name, after) = name.split_at(length);
        if name.is_empty() {
            return self.sign(after);
        }
        let end = 1 + length;
        // TeX passes over the space after the name of a command.
        let gap = after.len() - after.trim_start().len();
        let inner = argument(&after[gap..]);
        let begin = end + gap + 1;
        if let Some((_, mark)) = MARKUP.iter().find(|(known, _)| *known == name) {
            let Some(inner) = inner else {
                self.out.push(*mark);
                *open += 1;
                return end + gap;
            };
            let _ = write!(self.out, "{{{mark}");
            self.group(inner, at + begin);
            let _ = write!(self.out, "{END}}}");
            return begin + inner.len() + 1;
        }
        if let Some((_, sign)) = SIGNS.iter().find(|(known, _)| *known == name) {
            self.out.push_str(sign);
            return end
                + inner
                    .filter(|inner| inner.is_empty())
                    .map_or(gap, |_| gap + 2);
        }
        match (name, inner) {
            ("enquote" | "mkbibquote", Some(inner)) => {
                self.out.push('“');
                self.group(inner, at + begin);
                self.out.push('”');
                begin + inner.len() + 1
            }
            ("url" | "nolinkurl", Some(inner)) => {
                let _ = write!(self.out, "{{{ADDRESS}");
                // Nothing in an address is markup.
                for c in inner.chars().filter(|c| !is_mark(*c) && *c != '\\') {
                    match c {
                        '$' | '{' | '}' => {
                            let _ = write!(self.out, "\\{c}");
                        }
                        '-' => self.out.push_str("-{}"),
                        _ => self.out.push(c),
                    }
                }
                let _ = write!(self.out, "{END}}}");
                begin + inner.len() + 1
            }
            ("ensuremath", Some(inner)) => {
                self.math(inner, at + begin);
                begin + inner.len() + 1
            }
            // Keys by which BibTeX sorts.
            ("noopsort", Some(inner)) => begin + inner.len() + 1,
            (name, _) if PLAIN.contains(&name) => end + gap,
            (name, _) if LIBRARY.contains(&name) || name.len() == 1 && ACCENTS.contains(name) => {
                self.out.push_str(&text[..end]);
                end
            }
            (name, _) => {
                let known = MARKUP.iter().map(|(known, _)| *known);
                let known = known.chain(PLAIN).chain(LIBRARY);
                let known = known.chain(SIGNS.map(|(known, _)| known));
                let hint = match nearest(name, known.filter(|known| known.len() > 3)) {
                    Some(known) => message!("did you mean `{}`?", format!("\\{known}")),
                    None => message!(
                        "write `\\emph{…}`, `\\textbf{…}`, `\\textsuperscript{…}` or the character itself; what is between its braces is printed"
                    ),
                };
                self.faults.push(Fault {
                    at: self.start + at..self.start + at + end,
                    message: message!("the command `{}` is not known here", format!("\\{name}")),
                    hint,
                });
                end + gap
            }
        }
    }

    /// Reads a command without a name in letters, whose backslash precedes a text.
    fn sign(&mut self, text: &str) -> usize {
        let Some(c) = text.chars().next() else {
            self.out.push_str("\\textbackslash{}");
            return 1;
        };
        match c {
            ' ' | '\n' | '\r' | '\t' => self.out.push(' '),
            ',' | ';' => self.out.push('\u{202F}'),
            '/' | '!' | '@' => {}
            _ => {
                self.out.push('\\');
                self.out.push(c);
            }
        }
        1 + c.len_utf8()
    }

    /// Reads the formula at the beginning of a text, and returns its length.
    fn formula(&mut self, text: &str, at: usize) -> usize {
        let sign = if text.starts_with("$$") { "$$" } else { "$" };
        let rest = &text[sign.len()..];
        let Some(length) = rest.find(sign) else {
            // The library reports it.
            self.out.push_str(text);
            return text.len();
        };
        self.math(&rest[..length], at + sign.len());
        length + 2 * sign.len()
    }

    /// A formula: as text where letters, raised and lowered, say it all.
    fn math(&mut self, tex: &str, at: usize) {
        let length = self.out.len();
        self.out.push('{');
        if self.simple(tex, false) {
            self.out.push('}');
            return;
        }
        self.out.truncate(length);
        match formula::read(tex, false) {
            Ok(_) => {
                let _ = write!(self.out, "${tex}$");
            }
            Err(errors) => {
                for error in errors.into_iter().take(1) {
                    let start = self.start + at;
                    self.faults.push(Fault {
                        at: start + error.at.start..start + error.at.end,
                        message: error.message,
                        hint: error.hint,
                    });
                }
                for c in tex.chars() {
                    match c {
                        '\\' => self.out.push_str("\\textbackslash{}"),
                        '{' | '}' => {
                            let _ = write!(self.out, "\\{c}");
                        }
                        _ => self.out.push(c),
                    }
                }
            }
        }
    }

    /// Writes a formula as text; `false` if it is not so simple. Letters stand upright in what is `raised` or lowered, and
    /// would be variables elsewhere.
    fn simple(&mut self, tex: &str, has_letters: bool) -> bool {
        let mut place = 0;
        while let Some(c) = tex[place..].chars().next() {
            let rest = &tex[place + c.len_utf8()..];
            place += c.len_utf8();
            match c {
                '^' | '_' => {
                    let mark = if c == '^' { SUPERSCRIPT } else { SUBSCRIPT };
                    let (inner, length) = if let Some(inner) = argument(rest) {
                        (inner, inner.len() + 2)
                    } else {
                        let length = match rest.strip_prefix('\\') {
                            Some(name) => 1 + letters(name),
                            None => rest.chars().next().map_or(0, char::len_utf8),
                        };
                        (&rest[..length], length)
                    };
                    if inner.is_empty() || inner.contains(['^', '_']) {
                        return false;
                    }
                    // A degree is raised already.
                    if inner == "\\circ" {
                        self.out.push('°');
                    } else {
                        self.out.push(mark);
                        if !self.simple(inner, true) {
                            return false;
                        }
                        self.out.push(END);
                    }
                    place += length;
                }
                '\\' => {
                    let length = letters(rest);
                    let name = &rest[..length];
                    if let Some((_, sign)) = FORMULA_SIGNS.iter().find(|(known, _)| *known == name)
                    {
                        self.out.push_str(sign);
                        place += length;
                        place += tex[place..].len() - tex[place..].trim_start().len();
                        continue;
                    }
                    let inner = argument(&rest[length..]);
                    let ("mathrm" | "text" | "textrm" | "rm" | "mbox", Some(inner)) = (name, inner)
                    else {
                        return false;
                    };
                    if !self.simple(inner, true) {
                        return false;
                    }
                    place += length + inner.len() + 2;
                }
                '{' => {
                    let Some(inner) = argument(&tex[place - 1..]) else {
                        return false;
                    };
                    if !self.simple(inner, has_letters) {
                        return false;
                    }
                    place += inner.len() + 1;
                }
                '-' => self.out.push('−'),
                '\'' => self.out.push('′'),
                ' ' if !has_letters => {}
                _ if c.is_ascii_digit() || "+=<>()[],./% ".contains(c) => self.out.push(c),
                _ if c.is_alphabetic() && has_letters => self.out.push(c),
                _ => return false,
            }
        }
        true
    }
}

/// The length of the name of a command.
fn letters(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(text.len())
}

/// What is between the brace at the beginning of a text and the one that closes it.
fn argument(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('{')?;
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            _ if is_escaped => {}
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(&inner[..at]),
            b'}' => depth -= 1,
            _ => {}
        }
        is_escaped = byte == b'\\' && !is_escaped;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The field with its marks made visible, and what is reported.
    fn read(field: &str) -> (String, usize) {
        let mut faults = Vec::new();
        let marked = marked(field, 0, &mut faults).unwrap_or_else(|| field.to_owned());
        let shown = |c| match c {
            ITALIC => "<i>".to_owned(),
            BOLD => "<b>".to_owned(),
            SUBSCRIPT => "<sub>".to_owned(),
            SUPERSCRIPT => "<sup>".to_owned(),
            SMALL_CAPS => "<sc>".to_owned(),
            ADDRESS => "<url>".to_owned(),
            END => "</>".to_owned(),
            c => c.to_string(),
        };
        (marked.chars().map(shown).collect(), faults.len())
    }

    #[test]
    fn markup_becomes_marks() {
        for (field, expected) in [
            (r"On \emph{Syntax}", "On {<i>Syntax</>}"),
            (r"{\em E.~coli} strains", "{<i>E.\u{A0}coli</>} strains"),
            (r"{CO}$_2$", "{CO}{<sub>2</>}"),
            (r"the $11^{th}$ of", "the {11<sup>th</>} of"),
            (r"$\alpha$-helix, 20$^\circ$", "{α}-helix, 20{°}"),
            (r"$\mathrm{H}_2\mathrm{O}$", "{H<sub>2</>O}"),
            (
                r"M{\`u}ller \& S{\o}n\v{s} \'{\i}",
                r"M{\`u}ller \& S{\o}n\v{s} \'{\i}",
            ),
            (
                r"\enquote{No} \ldots{} more\,than",
                "“No” … more\u{202F}than",
            ),
            (
                r"\url{https://a.org/b_c-d}",
                "{<url>https://a.org/b_c-{}d</>}",
            ),
            // A variable is a formula.
            (r"$O(n^2)$", r"$O(n^2)$"),
        ] {
            assert_eq!(read(field), (expected.to_owned(), 0), "{field}");
        }
    }

    #[test]
    fn what_is_not_known_is_reported() {
        assert_eq!(read(r"\fancy{Words} here"), ("{Words} here".to_owned(), 1));
        assert_eq!(read(r"$\frac{1$").1, 1);
    }
}
