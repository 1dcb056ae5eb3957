#![no_main]
//! A drawing of any bytes: written anew and, where it is taken, set and exported.

use std::sync::LazyLock;

use diglot::picture::Asset;
use diglot::typeset::{self, Fonts};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::load(&[] as &[Vec<u8>], None, false));

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(asset) = Asset::inspect(data.to_vec()) {
        let _ = typeset::try_drawing(&asset, &FONTS);
        typeset::forget();
    }
});
