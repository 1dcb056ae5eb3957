#!/usr/bin/env bash
# hayagriva 0.10.1 (with biblatex 0.12.0; Typst 0.15.1 has both): `and others` in a .bib file is printed as an author, and so
# are LaTeX commands in titles.
#
# Expected: BibTeX and BibLaTeX take `and others` at the end of a list of names for "and further persons, not named here",
# and styles print "et al."; Google Scholar exports it for every long list of authors. `\emph{…}`, which Zotero writes for
# italics, is set in italics.
# Seen: in Chicago's author-date style "He, Kaiming, and others. 2016." with "others" as a second author, "(He and others
# 2016)" in the text, and the title with a backslash: "On \emph{Homo} Sapiens"; no warning.
#
# Exits with 0 while this is so. It needs Python 3.9 or newer and the network.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet typst==0.15.2 pypdf==6.1.1
cat >"$folder/works.bib" <<'EOF_BIB'
@book{net, author = {He, Kaiming and others}, title = {On \emph{Homo} Sapiens}, publisher = {Press}, year = {2016}}
EOF_BIB
cat >"$folder/main.typ" <<'EOF_TYPST'
#set page(width: 30cm)
Text @net.
#bibliography("works.bib", style: "chicago-author-date")
EOF_TYPST
text=$("$folder/venv/bin/python" - "$folder" <<'EOF_PYTHON'
import sys, typst, pypdf
folder = sys.argv[1]
typst.compile(f"{folder}/main.typ", root=folder, output=f"{folder}/out.pdf")
print(" ".join(pypdf.PdfReader(f"{folder}/out.pdf").pages[0].extract_text().split()))
EOF_PYTHON
)
echo "$text"
[[ $text == *"He and others 2016"* && $text != *"et al"* && $text == *'\emph'* ]]
