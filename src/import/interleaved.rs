//! Reads a text in which each line has Chinese and then its translation, or lines in one language follow those in the
//! other.

use super::align::{Texts, align};
use super::document::{Chapter, Doubt, Piece, Role, Row};
use super::pair::{LONGEST_CHAPTER, units};
use super::plain::{self, Read};
use super::scripts::has_han;
use super::split::{self, Cut};
use crate::message::{Message, message, plural};

/// Reads a chapter. `chinese` is the place of Chinese among the languages of the book.
pub(crate) fn read(file: &str, text: &str, chinese: usize) -> Chapter {
    let Read {
        pieces,
        number,
        marks,
    } = plain::lines(text);
    let mut reader = Reader {
        file,
        chinese,
        rows: Vec::new(),
        doubts: Vec::new(),
    };
    reader.read(pieces);
    let Reader { rows, doubts, .. } = reader;
    Chapter {
        title: [String::new(), String::new()],
        number,
        rows,
        doubts,
        marks,
        characters: super::document::visible(text),
    }
}

/// Whether a text is of this kind: most of its lines with Chinese have a translation on the same line, or there are
/// about as many lines without Chinese as with it.
pub(crate) fn is_bilingual(text: &str) -> bool {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (mut with, mut without, mut cut) = (0, 0, 0);
    for line in lines {
        if !has_han(line) {
            without += usize::from(line.chars().any(char::is_alphabetic));
            continue;
        }
        with += 1;
        cut += usize::from(split::cut(line).is_some_and(|cut| is_translation(line, &cut)));
    }
    with > 0 && (cut * 2 >= with || without * 3 >= with)
}

/// Whether what follows a cut has the length of a translation.
fn is_translation(line: &str, cut: &Cut) -> bool {
    cut.fits && line[cut.start..].chars().any(char::is_alphabetic)
}

struct Reader<'a> {
    file: &'a str,
    chinese: usize,
    rows: Vec<Row>,
    doubts: Vec<Doubt>,
}

/// A line as far as its languages are known.
#[derive(Debug)]
enum Seen {
    Both(Piece, Cut),
    /// In Chinese.
    Chinese(Piece),
    Other(Piece),
    Neither(Piece),
}

impl Seen {
    fn of(piece: Piece) -> Self {
        if !piece.text.chars().any(char::is_alphabetic) {
            return Self::Neither(piece);
        }
        if !has_han(&piece.text) {
            return Self::Other(piece);
        }
        match split::cut(&piece.text) {
            Some(cut) if is_translation(&piece.text, &cut) => Self::Both(piece, cut),
            Some(_) | None => Self::Chinese(piece),
        }
    }

    fn single(&self) -> Option<&Piece> {
        match self {
            Self::Chinese(piece) | Self::Other(piece) | Self::Neither(piece) => Some(piece),
            Self::Both(..) => None,
        }
    }
}

/// The longest label of a diagram, in characters.
const LONGEST_LABEL: usize = 24;

impl Reader<'_> {
    fn read(&mut self, pieces: Vec<Piece>) {
        let mut seen: Vec<Seen> = pieces.into_iter().map(Seen::of).collect();
        let mut lone: Vec<Seen> = Vec::new();
        for one in seen.drain(..) {
            match one {
                Seen::Both(piece, cut) => {
                    if is_caption(&piece.text) {
                        self.labels(&mut lone);
                    }
                    self.lone(std::mem::take(&mut lone));
                    self.both(piece, &cut);
                }
                Seen::Neither(piece) if piece.role == Role::SceneBreak => {
                    self.lone(std::mem::take(&mut lone));
                    self.push(Role::SceneBreak, [None, None]);
                }
                one @ (Seen::Chinese(_) | Seen::Other(_) | Seen::Neither(_)) => lone.push(one),
            }
        }
        self.lone(lone);
    }

    /// A line in both languages.
    fn both(&mut self, piece: Piece, cut: &Cut) {
        let Piece { role, text, line } = piece;
        let (first, second) = (text[..cut.end].trim_end(), text[cut.start..].trim());
        if !cut.is_sure() {
            let why = message!("where Chinese ends and the translation begins is not certain");
            self.doubt(line, why, &[first, second], Some(cut.probability()));
        }
        if is_caption(&text) {
            let why = message!(
                "this seems to be the caption of a figure or a table, which has to be added"
            );
            self.doubt(line, why, &[first, second], None);
        }
        let role = match role {
            Role::Text if self.rows.is_empty() => Role::Heading(0),
            Role::Text if is_heading(first, second) => Role::Heading(1),
            Role::Heading(_)
            | Role::Text
            | Role::Item { .. }
            | Role::Callout(_)
            | Role::SceneBreak => role,
        };
        self.push_pair(role, first.to_owned(), second.to_owned());
    }

    /// Puts the labels of a diagram, whose caption follows, on the list.
    fn labels(&mut self, lone: &mut Vec<Seen>) {
        let is_label = |seen: &&Seen| {
            seen.single().is_some_and(|piece| {
                piece.role == Role::Text && piece.text.chars().count() <= LONGEST_LABEL
            })
        };
        let count = lone.iter().rev().take_while(is_label).count();
        for label in lone.split_off(lone.len() - count) {
            if let Some(piece) = label.single() {
                let why =
                    message!("this seems to be a label of a diagram, and is not in the chapter");
                self.left_out(piece, why);
            }
        }
    }

    /// Lines in one language each.
    fn lone(&mut self, lone: Vec<Seen>) {
        // Whichever language comes first, a run of it and the run of the other that follows belong together.
        let mut lone = lone.into_iter().peekable();
        while lone.peek().is_some() {
            let mut runs: [Vec<Piece>; 2] = [Vec::new(), Vec::new()];
            let mut lead = None;
            while let Some(next) = lone.peek() {
                let side = match next {
                    Seen::Chinese(_) | Seen::Both(..) => 0,
                    Seen::Other(_) => 1,
                    Seen::Neither(_) => lead.map_or(0, |lead: usize| {
                        if runs[1 - lead].is_empty() {
                            lead
                        } else {
                            1 - lead
                        }
                    }),
                };
                let lead = *lead.get_or_insert(side);
                if side == lead && !runs[1 - lead].is_empty() {
                    break;
                }
                match lone.next() {
                    Some(
                        Seen::Chinese(piece)
                        | Seen::Other(piece)
                        | Seen::Neither(piece)
                        | Seen::Both(piece, _),
                    ) => {
                        runs[side].push(piece);
                    }
                    None => break,
                }
            }
            let [chinese, other] = runs;
            self.runs(chinese, other);
        }
    }

    /// A run of lines in Chinese and one in the other language.
    fn runs(&mut self, chinese: Vec<Piece>, other: Vec<Piece>) {
        let same = chinese.len() == other.len()
            && chinese
                .iter()
                .zip(&other)
                .all(|(one, other)| one.role == other.role);
        if same {
            for (one, other) in chinese.into_iter().zip(other) {
                self.push_pair(one.role, one.text, other.text);
            }
            return;
        }
        if !chinese.is_empty() && !other.is_empty() {
            let line = chinese[0].line.min(other[0].line);
            let why = plural!(
                chinese.len(),
                "{} paragraph in Chinese stands beside {} in the other language",
                "{} paragraphs in Chinese stand beside {} in the other language",
                other.len(),
            );
            self.doubt(line, why, &[&chinese[0].text, &other[0].text], None);
        }
        if chinese.len().max(other.len()) > LONGEST_CHAPTER {
            for piece in &chinese {
                self.only(piece, 0);
            }
            for piece in &other {
                self.only(piece, 1);
            }
            return;
        }
        let (first, second) = (units(&chinese), units(&other));
        let groups = align(&[Texts::new(&first, &second)]);
        for group in groups.into_iter().flatten() {
            let (ours, theirs) = (&chinese[group.first], &other[group.second]);
            match (ours, theirs) {
                ([piece, ..], []) => self.only(piece, 0),
                ([], [piece, ..]) => self.only(piece, 1),
                ([one, ..], [_, ..]) => {
                    let text = |pieces: &[Piece]| {
                        pieces
                            .iter()
                            .fold(String::new(), |text, piece| plain::join(text, &piece.text))
                    };
                    self.push_pair(one.role.clone(), text(ours), text(theirs));
                }
                ([], []) => {}
            }
        }
    }

    /// A paragraph without a translation.
    fn only(&mut self, piece: &Piece, side: usize) {
        let why = message!("this stands in one language only");
        self.doubt(piece.line, why, &[&piece.text], None);
        let mut texts = [None, None];
        texts[self.place(side)] = Some(piece.text.clone());
        let role = match &piece.role {
            Role::Heading(_) => Role::Text,
            role @ (Role::Text | Role::Item { .. } | Role::Callout(_) | Role::SceneBreak) => {
                role.clone()
            }
        };
        self.push(role, texts);
    }

    /// The place among the languages of the book of Chinese, 0, or the other language, 1.
    fn place(&self, side: usize) -> usize {
        if side == 0 {
            self.chinese
        } else {
            1 - self.chinese
        }
    }

    fn push_pair(&mut self, role: Role, chinese: String, other: String) {
        let mut texts = [Some(chinese), Some(other)];
        if self.chinese == 1 {
            texts.swap(0, 1);
        }
        self.push(role, texts);
    }

    fn push(&mut self, role: Role, texts: [Option<String>; 2]) {
        self.rows.push(Row { role, texts });
    }

    fn doubt(&mut self, line: usize, why: Message, about: &[&str], score: Option<f64>) {
        self.doubts.push(Doubt {
            file: self.file.to_owned(),
            line,
            why,
            about: about.iter().map(|text| (*text).to_owned()).collect(),
            left_out: None,
            score,
        });
    }

    fn left_out(&mut self, piece: &Piece, why: Message) {
        self.doubts.push(Doubt {
            file: self.file.to_owned(),
            line: piece.line,
            why,
            about: Vec::new(),
            left_out: Some(piece.text.clone()),
            score: None,
        });
    }
}

/// Whether a line in two languages is a heading: short, and neither language ends a sentence.
fn is_heading(chinese: &str, other: &str) -> bool {
    let ends = |text: &str| {
        text.ends_with(|c: char| {
            !(c.is_alphanumeric() || matches!(c, ')' | '）' | '》' | '”' | '"'))
        })
    };
    let is_short = chinese.chars().count() <= 30 && other.chars().count() <= 80;
    is_short && !ends(chinese) && !ends(other) && !is_caption(chinese)
}

/// Whether a line begins as captions do.
fn is_caption(text: &str) -> bool {
    let rest = text.strip_prefix(['图', '表']);
    rest.is_some_and(|rest| {
        rest.trim_start().starts_with(|c: char| {
            c.is_ascii_digit()
                || matches!(c, ':' | '：' | '一'..='龥') && rest.starts_with([':', '：'])
        })
    })
}
