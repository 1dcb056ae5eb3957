//! The pictures of an edition: their files, names and widths.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;

use super::xml::{El, Node};
use crate::book::InlinePicture;
use crate::manuscript::{Manuscript, Piece, PieceKind};
use crate::picture::{Asset, Assets, Encoded, Format};

/// The pictures in the chapters, each once.
#[derive(Default)]
pub struct Pictures<'m> {
    /// The EPUB's file for each path in the book.
    names: BTreeMap<&'m str, String>,
    /// File and picture, in the order of first use.
    files: Vec<(String, &'m Encoded)>,
    /// The widths in percent of the text's width.
    widths: BTreeSet<u8>,
    /// The widths of pictures side by side, as fractions of the text's width, by the ids of their figures.
    shares: BTreeMap<&'m str, Vec<f64>>,
    /// The heights of pictures in lines, and how far they reach below the baseline, in hundredths of an em.
    heights: BTreeSet<(u8, u8)>,
}

/// The gap between pictures side by side, as a fraction of the text's width.
const GAP: f64 = 0.03;

impl<'m> Pictures<'m> {
    /// Collects the pictures of all chapters.
    ///
    /// # Errors
    /// If a picture is not in `assets`, which is a bug in diglot: reading the book checks this.
    pub fn gather(manuscript: &'m Manuscript<'m>, assets: &'m Assets) -> anyhow::Result<Self> {
        let mut pictures = Self::default();
        let chapters = manuscript.chapters.iter();
        for piece in chapters.flat_map(|section| Piece::every(&section.pieces)) {
            let PieceKind::Figure(figure) = &piece.kind else {
                continue;
            };
            for part in &figure.parts {
                pictures.add(&part.picture.path, assets)?;
            }
            let width = figure.width.unwrap_or(1.0);
            if figure.parts.len() == 1 {
                pictures.widths.insert(percent(width));
                continue;
            }
            pictures.widths.insert(percent(1.0));
            let aspects = figure.parts.iter().map(|part| {
                let asset = assets.get(&part.picture.path);
                asset.map_or(1.0, Asset::aspect)
            });
            let aspects: Vec<f64> = aspects.collect();
            let sum: f64 = aspects.iter().sum();
            // Pictures side by side are equally high, with a gap between them.
            let room = 1.0 - GAP * aspects.iter().skip(1).map(|_| 1.0).sum::<f64>();
            let shares = aspects.iter().map(|aspect| aspect / sum * room * width);
            let shares: Vec<f64> = shares.collect();
            pictures
                .widths
                .extend(shares.iter().map(|share| percent(*share)));
            pictures.shares.insert(piece.id, shares);
        }
        Ok(pictures)
    }

    fn add(&mut self, path: &'m str, assets: &'m Assets) -> anyhow::Result<()> {
        if self.names.contains_key(path) {
            return Ok(());
        }
        let asset = assets
            .get(path)
            .with_context(|| format!("the picture `{path}` was not read"))?;
        let picture = asset.for_ereader();
        let name = name(path, picture.format);
        self.names.insert(path, name.clone());
        self.files.push((name, picture));
        Ok(())
    }

    /// Adds the pictures in the lines of finished pages.
    ///
    /// # Errors
    /// As [`gather`](Self::gather).
    pub fn place(&mut self, element: &mut El, assets: &'m Assets) -> anyhow::Result<()> {
        for child in element.children_mut() {
            let Node::El(child) = child else { continue };
            if let Some(path) = child.take(PATH) {
                let known = assets
                    .iter()
                    .map(|(path, _)| path)
                    .find(|known| *known == path);
                self.add(
                    known.with_context(|| format!("the picture `{path}` was not read"))?,
                    assets,
                )?;
                let sizes = child.take(SIZES).unwrap_or_default();
                if let Some((height, drop)) = sizes.split_once('-') {
                    self.heights.insert((height.parse()?, drop.parse()?));
                }
                let image = std::mem::replace(child, El::new("img"));
                *child = image
                    .attr("src", self.file(&path))
                    .class(format!("in-line-{sizes}"));
            }
            self.place(child, assets)?;
        }
        Ok(())
    }

    /// The EPUB's file for a picture's path in the book.
    pub fn file(&self, path: &str) -> &str {
        &self.names[path]
    }

    /// The widths of the pictures of a figure with several, as fractions of the text's width.
    pub fn shares(&self, figure: &str) -> &[f64] {
        self.shares.get(figure).map_or(&[], Vec::as_slice)
    }

    /// Every file's name and content, in the order of first use.
    pub fn files(&self) -> &[(String, &'m Encoded)] {
        &self.files
    }

    /// The style rules for the widths. Classes, because some reading systems drop `style` attributes.
    pub fn rules(&self) -> String {
        let rule = |width: &u8| format!(".width-{width} {{ width: {width}%; }}\n");
        let in_line = |(height, drop): &(u8, u8)| {
            let (em, below) = (f64::from(*height) / 100.0, f64::from(*drop) / 100.0);
            format!(
                ".in-line-{height}-{drop} {{\n  height: {em}em;\n  vertical-align: -{below}em;\n}}\n\n"
            )
        };
        let widths = self.widths.iter().map(rule);
        widths.chain(self.heights.iter().map(in_line)).collect()
    }
}

/// The attributes that keep the path and the sizes of a picture in a line until [`Pictures::place`] finds it.
const PATH: &str = "data-path";
const SIZES: &str = "data-sizes";

/// A picture in a line. Which file it is in the EPUB is not known yet.
pub fn in_line(it: &InlinePicture) -> El {
    let sizes = format!("{}-{}", hundredths(it.height), hundredths(it.drop));
    El::new("img")
        .attr(PATH, it.picture.path.as_str())
        .attr(SIZES, sizes)
        .attr("alt", it.alt.as_str())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and 140"
)]
fn hundredths(em: f64) -> u8 {
    (em * 100.0).round().clamp(0.0, 140.0) as u8
}

/// The class of a picture with this width, given as a fraction of the text's width.
pub fn width_class(width: f64) -> String {
    format!("width-{}", percent(width))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 1 and 100"
)]
fn percent(width: f64) -> u8 {
    (width * 100.0).round().clamp(1.0, 100.0) as u8
}

/// The name of a picture's file: the ASCII letters and digits of its own name, and a hash of its whole path. So it
/// depends on nothing else in the book and stays the same from one version to the next, and no two are equal, even
/// if case is ignored (OCF 3.3 §4.2.3).
fn name(path: &str, format: Format) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let words = stem
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let words: String = words.flat_map(|word| [word, "-"]).collect();
    // With 48 bits, ten thousand pictures collide in one of five million books.
    let sign = &blake3::hash(path.as_bytes()).to_hex()[..12];
    format!("images/{words}{sign}.{}", format.extension())
}
