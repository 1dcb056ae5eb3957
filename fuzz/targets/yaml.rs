#![no_main]
//! A chapter of any bytes.

mod common;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    common::read(data);
});
