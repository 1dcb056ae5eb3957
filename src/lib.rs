pub mod book;
pub mod disk;
pub mod edition;
pub mod lang;
pub mod manuscript;
pub mod picture;
pub mod read;
pub mod report;
pub mod source;
pub mod typeset;
pub mod build;
pub mod cli;
pub mod epub { pub struct Imprint { pub generator: String, pub modified: jiff::Timestamp } pub fn bind(_: &crate::manuscript::Manuscript, _: &crate::picture::Assets, _: &crate::picture::EreaderPicture, _: &Imprint) -> anyhow::Result<Vec<u8>> { Ok(vec![]) } }
