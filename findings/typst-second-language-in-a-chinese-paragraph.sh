#!/usr/bin/env bash
# Typst 0.15: one letter in another language takes a whole Chinese paragraph out of the line breaking of Chinese.
#
# Expected: lines may end before an opening quotation mark and after a closing one, as in a paragraph that is Chinese
#   alone; the last letter of the paragraph is in both cases the same, but for its language.
# Seen: no line ends beside a quotation mark any more, so a quoted word and the characters on both sides of it are
#   one piece, here wider than the column: three lines instead of four.
# Remedy: leave the language as it is where lines are broken, and mark words of other languages in finished pages.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet typst==0.15.2
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import json, sys, typst

path = f"{sys.argv[1]}/main.typ"
with open(path, "w") as file:
    file.write("""
#set text(lang: "zh", size: 10pt, font: "DejaVu Sans Mono", cjk-latin-spacing: none)
#context {
  let height(end) = measure(block(width: 20pt, par(leading: 10pt, "中中中“ab”中中中" + end))).height.pt()
  [#metadata((height([i]), height(text(lang: "en", [i]))))<heights>]
}
""")
chinese, mixed = json.loads(typst.query(path, "<heights>", field="value", one=True, ignore_system_fonts=True))
print("height in Chinese alone:", chinese, "with a letter in English:", mixed)
if not mixed < chinese - 10:
    sys.exit("Typst does otherwise now")
PYTHON
