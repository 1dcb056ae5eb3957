//! Small pictures in a line: `![what it shows](figures/key.svg){height=1.2em}`.

use std::ops::Range;

use super::{InlineReader, Problem};
use crate::book::{Inline, InlinePicture, Picture};
use crate::disk;
use crate::read::markup::{Attribute, AttributeKind};

/// How high a picture may be, in em, so that it fits between the lines around it, and how far it may reach below the
/// baseline.
const HEIGHTS: [f64; 2] = [0.3, 1.4];
const DROPS: [f64; 2] = [0.0, 0.4];

/// What can be wrong with a picture in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureFault {
    /// It says nothing to those who do not see it.
    NoWords,
    /// A text that cannot have pictures.
    Place,
    /// An attribute that means nothing.
    Attribute(String),
    /// A height that is not one, or out of bounds.
    Height(String),
    /// A drop that is not one, or out of bounds.
    Drop(String),
}

/// A picture as it is written in a line.
#[derive(Debug, PartialEq, Eq)]
pub struct WrittenPicture {
    pub alt: String,
    /// In bytes of the line.
    pub alt_at: Range<usize>,
    pub path: String,
    pub path_at: Range<usize>,
    pub attributes: Vec<Attribute>,
}

impl InlineReader<'_, '_> {
    pub(super) fn picture(
        &mut self,
        at: Range<usize>,
        written: WrittenPicture,
        out: &mut Vec<Inline>,
    ) {
        let mut fault = |at: &Range<usize>, fault| {
            self.remarks.push(super::Remark {
                at: at.clone(),
                problem: Problem::Picture(fault),
            });
        };
        if !self.context.may_picture {
            fault(&at, PictureFault::Place);
        }
        if written.alt.is_empty() {
            fault(&at, PictureFault::NoWords);
        }
        let (mut height, mut drop) = (InlinePicture::HEIGHT, InlinePicture::DROP);
        for Attribute { at, kind } in written.attributes {
            match kind {
                AttributeKind::Value { name, value } if name == "height" => {
                    match em(&value, HEIGHTS) {
                        Some(own) => height = own,
                        None => fault(&at, PictureFault::Height(value)),
                    }
                }
                AttributeKind::Value { name, value } if name == "drop" => match em(&value, DROPS) {
                    Some(own) => drop = own,
                    None => fault(&at, PictureFault::Drop(value)),
                },
                AttributeKind::Value { name, .. } => {
                    fault(&at, PictureFault::Attribute(format!("{name}=")));
                }
                AttributeKind::Class(name) => {
                    fault(&at, PictureFault::Attribute(format!(".{name}")));
                }
                AttributeKind::Id(name) => {
                    fault(&at, PictureFault::Attribute(format!("#{name}")));
                }
                AttributeKind::Unknown(words) => fault(&at, PictureFault::Attribute(words)),
            }
        }
        self.places.push(written.alt.len(), written.alt_at);
        out.push(Inline::Picture(InlinePicture {
            picture: Picture {
                path: disk::normalized(&written.path),
                at: (self.context.span)(written.path_at),
            },
            alt: written.alt,
            height,
            drop,
        }));
    }
}

/// A length in em, `1.2em` or `1.2`, within bounds.
fn em(value: &str, [least, most]: [f64; 2]) -> Option<f64> {
    let number = value.strip_suffix("em").unwrap_or(value).trim();
    let is_plain = number
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number: f64 = number.parse().ok().filter(|_| is_plain)?;
    (least..=most).contains(&number).then_some(number)
}
