//! Pictures in a line of text.

use super::Picture;

/// A small picture in a line, such as a character that no font has, or the symbol on a key.
#[derive(Debug, Clone)]
pub struct InlinePicture {
    pub picture: Picture,
    /// What it shows, in the language of the text.
    pub alt: String,
    /// Its height in em.
    pub height: f64,
    /// How far it reaches below the baseline, in em.
    pub drop: f64,
}

impl InlinePicture {
    /// That of a character in its em box, as Han fonts have it.
    pub const HEIGHT: f64 = 1.0;
    pub const DROP: f64 = 0.12;
}

/// Where a file is named does not tell texts apart.
impl PartialEq for InlinePicture {
    fn eq(&self, other: &Self) -> bool {
        let all = |it: &Self| (it.height, it.drop);
        self.picture.path == other.picture.path && self.alt == other.alt && all(self) == all(other)
    }
}
