#!/usr/bin/env bash
# Typst 0.15.2: a word that is wider than its column draws the word before it onto its line.
#
# Expected: whichever way lines are broken, a line is overfull only where nothing on it may break; the words around a
# word that does not fit have lines of their own.
# Seen: with `linebreaks: "optimized"`, the text `a book line wwwwwwww mountain` in a column of 28 pt is set as
# `a book`, `line wwwwwwww`, `mountain`: the second line is 77.7 pt wide, though the long word alone takes 60.8. With
# `linebreaks: "simple"` the words `line` and `wwwwwwww` have a line each. An overfull line seems to cost the same
# however far it sticks out, so a paragraph that has one is cheaper with fewer lines. In a table, words then run over
# the next cell.
#
# Exits with 0 while this is so. It needs Python 3.11 or newer, Poppler's pdftotext and the network.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check typst==0.15.2
cat >"$folder/look.py" <<'EOF_PY'
import os
import re
import subprocess
import sys

import typst

folder = sys.argv[1]


def lines(linebreaks):
    """The words of each line, and how far it reaches from the left edge of the column in points."""
    main, pdf = os.path.join(folder, "main.typ"), os.path.join(folder, "main.pdf")
    with open(main, "w", encoding="utf-8") as file:
        file.write(
            "#set page(width: 200pt, height: 200pt, margin: 20pt)\n"
            '#set text(font: "Libertinus Serif", size: 10pt, lang: "en", hyphenate: false)\n'
            f'#set par(justify: false, linebreaks: "{linebreaks}")\n'
            "#block(width: 28pt)[a book line wwwwwwww mountain]\n"
        )
    typst.compile(main, output=pdf)
    boxes = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, text=True, check=True).stdout
    found = {}
    for top, right, word in re.findall(r'yMin="([\d.]+)" xMax="([\d.]+)"[^>]*>([^<]*)<', boxes):
        found.setdefault(float(top), []).append((word, float(right) - 20))
    return [(" ".join(word for word, _ in line), round(line[-1][1], 1)) for line in found.values()]


seen = {linebreaks: lines(linebreaks) for linebreaks in ["optimized", "simple"]}
for linebreaks, found in seen.items():
    print(linebreaks, found)
words = {linebreaks: [line for line, _ in found] for linebreaks, found in seen.items()}
expected = {
    "optimized": ["a book", "line wwwwwwww", "mountain"],
    "simple": ["a book", "line", "wwwwwwww", "mountain"],
}
sys.exit(0 if words == expected else 1)
EOF_PY
"$folder/venv/bin/python" "$folder/look.py" "$folder"
