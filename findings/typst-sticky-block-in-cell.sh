#!/usr/bin/env bash
# Typst 0.15: a sticky block in a grid cell, higher than a page, is not broken over pages.
#
# Expected: as without `sticky: true`, which only says that a block stays with what follows it: thirty lines in a
#   cell take three pages of twelve lines, and the text after the grid stands below the last line.
# Seen: two pages stay blank, then all thirty lines are drawn on one page, far beyond its foot, and the text
#   after the grid is printed over them.
# Headings are sticky by a rule of Typst's own, so every long heading in a grid is set like this.
# Remedy: `show heading: set block(sticky: false)` inside the cell, and `sticky: true` on a block around the grid.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet typst==0.15.2
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import json, sys, typst

folder = sys.argv[1]
SOURCE = """
#set page(width: 200pt, height: 200pt, margin: 20pt)
#let mark(name) = context [#metadata((page: here().page(), y: here().position().y.pt()))#label(name)]
First page.
#grid(
  columns: (1fr, 1fr),
  block(sticky: STICKY, range(1, 31).map(n => [line #n]).join(linebreak()) + mark("last")),
)
After.#mark("after")
"""

def places(sticky):
    path = f"{folder}/{sticky}.typ"
    with open(path, "w") as file:
        file.write(SOURCE.replace("STICKY", sticky))
    at = lambda name: json.loads(typst.query(path, f"<{name}>", field="value", one=True))
    return at("last"), at("after")

expected = places("false")
seen = places("true")
print("without sticky: last line", expected[0], "text after it", expected[1])
print("with sticky:    last line", seen[0], "text after it", seen[1])
is_right = expected[0]["page"] == 3 and expected[0]["y"] < expected[1]["y"] <= 180
is_wrong = seen[0]["y"] > 200 and seen[1]["y"] < seen[0]["y"] and seen[1]["page"] == seen[0]["page"]
if not (is_right and is_wrong):
    sys.exit("Typst does otherwise now")
PYTHON
