#![no_main]
//! A text of any characters, with whatever markup they make.

mod common;

libfuzzer_sys::fuzz_target!(|text: &str| {
    common::read_text(text);
});
