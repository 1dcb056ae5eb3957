//! Readers of formats with markup: each makes a flow of a file.

mod blocks;
mod dom;
pub(super) mod epub;
pub(super) mod html;
pub(super) mod markdown;
pub(super) mod pandoc;
mod tags;
