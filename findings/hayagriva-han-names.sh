#!/usr/bin/env bash
# hayagriva 0.10.1 (with biblatex 0.12.0; Typst 0.15 has both): a Chinese author in a .bib file whose surname is followed by a
# space loses the surname, and the words that a style adds follow the document, not the work.
#
# Expected: `author = {王 小明}` is printed as 王小明, as other reference managers read it; GB/T 7714-2015, section 8.1.2,
# has "et al." after the authors of works in English and 等 after those of works in Chinese, whatever the text is in.
# Seen: the list has "小明" alone, since a first word without capital letters is taken for a particle such as "von", which
# the style then leaves out; no warning. `李, 大华` and `张三丰` keep the name. With the locale zh-CN, the English work has 等
# after its authors, although its entry says `langid = {english}`; `langid = {chinese}` is read as no language at all.
#
# Exits with 0 while this is so. It needs Rust 1.92 or newer and the network.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cargo install --quiet --locked hayagriva@0.10.1 --features cli --root "$folder/tool" --target-dir "$folder/target"
cat >"$folder/works.bib" <<'EOF_BIB'
@book{space, author = {王 小明}, title = {甲书}, publisher = {某社}, year = {2019}, langid = {chinese}}
@book{comma, author = {李, 大华}, title = {乙书}, publisher = {某社}, year = {2020}, langid = {chinese}}
@book{whole, author = {张三丰}, title = {丙书}, publisher = {某社}, year = {2021}, langid = {chinese}}
@book{many, author = {Smith, Ann and Doe, Jan and Roe, Kim and Poe, Lee}, title = {Ding}, publisher = {Press}, year = {2022},
  langid = {english}}
EOF_BIB
list=$("$folder/tool/bin/hayagriva" "$folder/works.bib" reference --style gb-7714-2015-numeric --locale zh-CN --no-fmt)
echo "$list"
[[ $list != *王* && $list == *小明* && $list == *李大华* && $list == *张三丰* ]]
[[ $list == *"ROE K, 等. Ding"* && $list != *"et al"* ]]
