#![no_main]
//! A font of any bytes: looked through and, where it is taken, shaped, subset and exported.

use diglot::{sfnt, typeset};

const TEXT: &str = "office AVATAR 大语言模型，。";

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(file) = sfnt::checked(data.to_vec()) {
        let _ = typeset::try_font(&file, [TEXT]);
        typeset::forget();
    }
});
