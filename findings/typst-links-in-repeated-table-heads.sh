#!/usr/bin/env bash
# Seen with Typst 0.15.2 (the Python package `typst`, which compiles in the process).
#
# Typst repeats a table's head on every page that the table reaches and marks the repeats as artifacts of
# pagination. PDF/UA-1 allows no link in an artifact, so a document with a link in a table's head exports as
# long as the table fits a page, and fails with one row more.
#
# Expected: the repeats lose their links, or the head is accepted as it is on one page.
# Seen: `PDF artifacts may not contain links`, for the long table alone.
#
# What works: a show rule that takes the link off every head but the one on the table's first page.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet 'typst==0.15.2'

"$folder/python/bin/python" - "$folder" <<'PYTHON'
import sys
from pathlib import Path

import typst

folder = Path(sys.argv[1])

DOCUMENT = """
#set document(title: "Links")
#set text(lang: "en")
{rule}
#table(
  table.header[{mark}#link("https://example.org")[Head]],
  ..range({rows}).map(row => [Row #row]),
)
"""
# The rule knows the first page by a mark in the first head.
RULE = """
#show link: it => context {
  let first = query(<head>).first(default: none)
  if first == none or first.location().page() == here().page() { it } else { it.body }
}
"""


def export(rows, rule="", mark=""):
    source = folder / "table.typ"
    source.write_text(DOCUMENT.format(rows=rows, rule=rule, mark=mark), encoding="utf-8")
    try:
        pdf = typst.compile(str(source), pdf_standards=["ua-1"])
    except Exception as error:
        return str(error).splitlines()[0]
    return "exported" if pdf.startswith(b"%PDF-") else "no PDF"


found = {
    "one page": export(5),
    "two pages": export(60),
    "two pages, links on the first only": export(60, RULE, "#[#metadata(none)<head>]"),
}
for case, result in found.items():
    print(f"{case}: {result}")

ARTIFACT = "PDF artifacts may not contain links"
as_seen = (
    found["one page"] == "exported"
    and ARTIFACT in found["two pages"]
    and found["two pages, links on the first only"] == "exported"
)
if not as_seen:
    sys.exit("Typst behaves otherwise than described here")
PYTHON
