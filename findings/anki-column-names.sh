#!/usr/bin/env bash
# Anki 26.9.3: a text file for import that names its columns (#columns:) loses its notes in collections that were
# made in another language.
#
# Expected: `#guid column:1`, `#deck column:2` and `#tags column:3` say what these columns hold, so the other two
# are the note's two fields, whatever the fields are called.
# Seen: Anki looks the names up among the fields of the note type, whose names are those of the language in which
# the collection was made (正面 and 背面 in Chinese). None is found, so the first field takes the first column, the
# guid, and the texts are dropped without a word. Without the line `#columns:` all is well in every language.
#
# Exits with 0 while this is so. It needs Python 3.11 or newer and the network.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check anki==26.9.3
cat >"$folder/look.py" <<'EOF'
import os
import sys
import tempfile

import anki.lang
from anki.collection import Collection, ImportCsvRequest

HEAD = "#separator:tab\n#html:true\n#guid column:1\n#deck column:2\n#tags column:3\n"
NAMED = "#columns:guid\tdeck\ttags\tFront\tBack\n"
NOTE = "my-guid\tDeck\ttag\tquestion\tanswer\n"


def fields(language, head):
    anki.lang.set_lang(language)
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(os.path.join(folder, "collection.anki2"))
        path = os.path.join(folder, "notes.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write(head + NOTE)
        metadata = collection.get_csv_metadata(path=path, delimiter=None)
        collection.import_csv(ImportCsvRequest(path=path, metadata=metadata))
        found = [collection.get_note(note).fields for note in collection.find_notes("")]
        collection.close()
    return found


same = True
for language, named in [
    ("en_US", [["question", "answer"]]),
    ("zh_CN", [["my-guid", ""]]),
    ("de_DE", [["my-guid", ""]]),
    ("ja_JP", [["my-guid", ""]]),
]:
    with_names, without = fields(language, HEAD + NAMED), fields(language, HEAD)
    print(f"{language}: with #columns {with_names}, without {without}")
    same &= with_names == named and without == [["question", "answer"]]
sys.exit(0 if same else 1)
EOF
"$folder/venv/bin/python" "$folder/look.py"
