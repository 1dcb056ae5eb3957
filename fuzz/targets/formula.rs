#![no_main]
//! A formula of any characters.

mod common;

libfuzzer_sys::fuzz_target!(|tex: &str| {
    common::read_text(&format!("${}$", tex.replace('$', "")));
});
