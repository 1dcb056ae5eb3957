#!/usr/bin/env bash
# epub-builder 0.8.3: `epub_direction(PageDirection::Rtl)` changes nothing in the package document.
#
# Expected: <spine toc="ncx" page-progression-direction="rtl">, as its documentation says ("Set EPUB Direction").
# Seen:     <spine toc="ncx" page-progression-direction="ltr">. The method sets a field of the builder; the template reads
#           another one, of the metadata, which only `metadata("direction", "rtl")` sets.
#
# Ends with 0 as long as this holds, with 1 when it has changed. Needs cargo, unzip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "direction"
version = "0.0.0"
edition = "2021"
[dependencies]
epub-builder = { version = "=0.8.3", default-features = false, features = ["zip-library"] }
TOML
cat > src/main.rs <<'RUST'
use epub_builder::{EpubBuilder, EpubContent, EpubVersion, PageDirection, ZipLibrary};
use std::fs::File;

fn make(name: &str, by_method: bool) {
    let mut epub = EpubBuilder::new(ZipLibrary::new().unwrap()).unwrap();
    epub.epub_version(EpubVersion::V33);
    if by_method {
        epub.epub_direction(PageDirection::Rtl);
    } else {
        epub.metadata("direction", "rtl").unwrap();
    }
    let page = "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>a</title></head><body/></html>";
    epub.add_content(EpubContent::new("a.xhtml", page.as_bytes())).unwrap();
    epub.generate(&mut File::create(name).unwrap()).unwrap();
}

fn main() {
    make("method.epub", true);
    make("metadata.epub", false);
}
RUST
cargo run -q
seen() { unzip -p "$1" OEBPS/content.opf | grep -o 'page-progression-direction="[a-z]*"'; }
echo "epub_direction(Rtl):          $(seen method.epub)"
echo "metadata(direction, rtl):     $(seen metadata.epub)"
[[ $(seen method.epub) == *ltr* && $(seen metadata.epub) == *rtl* ]]
