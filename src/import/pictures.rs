//! The pictures of imported files: found beside them, checked, and copied into the book once each.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Content, Piece, Role};
use super::flow::Flow;
use super::rich::{Inline, Rich, Run, Style};
use crate::message::{Message, message};
use crate::picture::Asset;

/// Gives the bytes of a file by its path from the folder of those that are imported; `None` if there is none.
pub type Beside<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

/// The most bytes that all pictures of a book have.
const MOST_BYTES: usize = 512 << 20;
/// The largest picture, in pixels, that is taken for a character in a line.
const LARGEST_IN_LINE: u32 = 96;

/// The pictures of a book.
#[derive(Debug, Default)]
pub(crate) struct Pictures {
    /// The path of each picture in the book, with its size, by the hash of its bytes.
    known: BTreeMap<[u8; 32], (String, u32)>,
    taken: BTreeSet<String>,
    pub(crate) files: Vec<(String, Vec<u8>)>,
    bytes: usize,
}

/// What became of a picture: its path in the book and its longer side, or why it is not there.
type Found = Result<(String, u32), Message>;

impl Pictures {
    /// Copies the pictures of a flow. What is not to be had goes on the list.
    pub(crate) fn settle(&mut self, file: &str, flow: &mut Flow, beside: Beside<'_>) {
        let mut pieces = Vec::with_capacity(flow.pieces.len());
        for mut piece in std::mem::take(&mut flow.pieces) {
            if let Content::Figure(figure) = &mut piece.content {
                match self.find(&figure.source, beside) {
                    Ok((path, _)) => {
                        figure.source = path;
                        if figure.alt.is_empty() {
                            let why = message!(
                                "the picture has no description for those who cannot see it, so it counts as decoration"
                            );
                            flow.doubt(file, piece.line, why)
                                .about
                                .push(figure.source.clone());
                        }
                    }
                    Err(why) => {
                        let doubt = flow.doubt(file, piece.line, why);
                        doubt.about.push(figure.source.clone());
                        let caption = std::mem::take(&mut figure.caption);
                        if !figure.alt.is_empty() {
                            doubt.left_out = Some(figure.alt.raw());
                        }
                        if caption.is_empty() && piece.anchors.is_empty() {
                            continue;
                        }
                        piece.content = Content::Words(Role::Text, caption);
                    }
                }
                pieces.push(piece);
                continue;
            }
            let is_table = matches!(piece.content, Content::Table(_));
            let (line, depth) = (piece.line, piece.depth);
            let is_opener = matches!(&piece.content, Content::Words(role, _) if role.opens());
            let mut large = Vec::new();
            for text in piece.texts_mut() {
                self.in_text(text, (file, line), flow, beside, is_table, &mut large);
            }
            pieces.push(piece);
            pieces.extend(large.into_iter().map(|content| Piece {
                depth: depth + usize::from(is_opener),
                ..Piece::new(line, content)
            }));
        }
        flow.pieces = pieces;
    }

    /// Copies the pictures of a text. Those that are too large for a line are taken out of it.
    fn in_text(
        &mut self,
        text: &mut Rich,
        (file, line): (&str, usize),
        flow: &mut Flow,
        beside: Beside<'_>,
        is_table: bool,
        large: &mut Vec<Content<Rich>>,
    ) {
        let mut runs = Vec::with_capacity(text.runs.len());
        for mut run in std::mem::take(&mut text.runs) {
            if let Inline::Note { text, .. } = &mut run.inline {
                self.in_text(text, (file, line), flow, beside, true, large);
            }
            let Inline::Picture { source, alt } = &mut run.inline else {
                runs.push(run);
                continue;
            };
            match self.find(source, beside) {
                Ok((path, size)) if size > LARGEST_IN_LINE && !is_table => {
                    large.push(Content::Figure(super::document::Figure {
                        source: path,
                        alt: Rich::plain(alt.trim()),
                        caption: Rich::default(),
                    }));
                }
                Ok((path, size)) => {
                    if size > LARGEST_IN_LINE {
                        let why = message!("this picture is as small as a character here");
                        flow.doubt(file, line, why).about.push(path.clone());
                    }
                    if alt.trim().is_empty() {
                        let name = path.rsplit('/').next().unwrap_or_default();
                        let stem = name.split('.').next().unwrap_or_default();
                        stem.clone_into(alt);
                        flow.characters += super::document::visible(alt);
                        let why = message!("say in the brackets of this picture what it shows");
                        flow.doubt(file, line, why).about.push(path.clone());
                    }
                    *source = path;
                    runs.push(run);
                }
                Err(why) => {
                    flow.doubt(file, line, why).about.push(source.clone());
                    runs.push(Run {
                        inline: Inline::Text(std::mem::take(alt)),
                        style: Style::default(),
                    });
                }
            }
        }
        for run in runs {
            text.push(run.inline, &run.style);
        }
    }

    /// Copies the picture of a cover; its path in the book.
    pub(crate) fn cover(&mut self, source: &str, beside: Beside<'_>) -> Option<String> {
        self.find(source, beside).ok().map(|(path, _)| path)
    }

    fn find(&mut self, source: &str, beside: Beside<'_>) -> Found {
        let bytes = if source.starts_with("data:") {
            let url = data_url::DataUrl::process(source).ok();
            url.and_then(|url| url.decode_to_vec().ok())
                .map(|(bytes, _)| bytes)
        } else if source.contains("://") {
            return Err(message!(
                "diglot takes nothing from the network; save this picture and add it"
            ));
        } else {
            beside(source)
        };
        let Some(bytes) = bytes else {
            return Err(message!("there is no such picture beside the file"));
        };
        let hash = *blake3::hash(&bytes).as_bytes();
        if let Some(known) = self.known.get(&hash) {
            return Ok(known.clone());
        }
        if self.bytes + bytes.len() > MOST_BYTES {
            return Err(message!("there are too many pictures"));
        }
        let asset = Asset::inspect(bytes.clone()).map_err(|_| {
            message!("this is no picture that a book can have: PNG, JPEG, WebP or SVG")
        })?;
        let size = asset.width.max(asset.height);
        let path = self.path(source, asset.format.extension());
        self.bytes += bytes.len();
        self.files.push((path.clone(), bytes));
        self.known.insert(hash, (path.clone(), size));
        Ok((path, size))
    }

    /// A path that no other picture has.
    fn path(&mut self, source: &str, extension: &str) -> String {
        let name = if source.starts_with("data:") {
            "picture"
        } else {
            source.rsplit('/').next().unwrap_or_default()
        };
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let mut safe: String = stem
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_lowercase()
                } else {
                    '-'
                }
            })
            .collect();
        safe = safe.trim_matches('-').chars().take(48).collect();
        if !safe.starts_with(|c: char| c.is_ascii_alphabetic()) {
            safe.insert_str(0, "picture-");
            safe = safe.trim_end_matches('-').to_owned();
        }
        let mut path = format!("figures/{safe}.{extension}");
        let mut next = 2;
        while !self.taken.insert(path.clone()) {
            path = format!("figures/{safe}-{next}.{extension}");
            next += 1;
        }
        path
    }
}
