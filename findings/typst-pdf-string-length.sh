#!/usr/bin/env bash
# Typst 0.15 counts the strings of a PDF/A in UTF-8, not as they stand in the file.
#
# PDF/A-2 limits a string to 32,767 bytes (ISO 19005-2, 6.1.13). Text beyond ASCII stands in a PDF as UTF-16, in
# which a Han character, or one like ṃ, takes two bytes: an alternative text or a heading may have 16,382 of them.
# Typst's writer measures the text before it is encoded, in which they take three.
#
# Expected: a heading of 10,923 times ṃ, 21,848 bytes in the file, is exported as PDF/A-2a.
# Seen:     "a PDF string is longer than 32767 characters", without a place. 10,922 are exported.
#
# Exits with 0 while this is so. It needs Python 3 and the network.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install typst==0.15.2
"$folder/venv/bin/python" - <<'PYTHON'
import sys
import typst

def export(count):
    source = f'#set document(title: "x", date: datetime(year: 2026, month: 1, day: 1))\n#set text(hyphenate: false)\n= {"ṃ" * count}\n'
    try:
        typst.compile(source.encode(), format="pdf", pdf_standards=["a-2a"])
    except typst.TypstError as error:
        return str(error).splitlines()[0]
    return "exported"

seen = {count: export(count) for count in (10_922, 10_923)}
for count, result in seen.items():
    print(count, "characters,", 2 + 2 * count, "bytes in the file:", result)
as_known = seen[10_922] == "exported" and "longer than 32767" in seen[10_923]
sys.exit(0 if as_known else 1)
PYTHON
