#!/usr/bin/env bash
# Typst 0.15.2: the colours of a picture in a PDF depend on the minor version in the header of its ICC profile.
#
# Expected: a PDF 1.7 embeds ICC profiles up to version 4.2, so also every version 2 (2.0 to 2.4), all of which are
# older. A profile that cannot be embedded is applied to the picture, or the export fails.
# Seen: versions 2.3, 2.4, 4.3 and 4.4 are dropped without a word, because the minor version alone is compared with 2.
# The picture's numbers are then read as sRGB: a photograph in Display P3 or Adobe RGB prints in other colours. The same
# bytes with 2.1 in the header keep their profile.
#
# Exits with 0 while this is so. It needs Python 3.11 or newer and the network.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  typst==0.15.2 pillow==12.0.0 pikepdf==10.0.2
cat >"$folder/look.py" <<'EOF_PY'
import io
import os
import sys
import tempfile

import pikepdf
import typst
from PIL import Image, ImageCms

profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


def embeds(version):
    major, minor = (int(part) for part in version.split("."))
    profile[8], profile[9] = major, minor << 4
    with tempfile.TemporaryDirectory() as folder:
        picture = Image.new("RGB", (8, 8), (200, 90, 30))
        picture.save(os.path.join(folder, "it.png"), icc_profile=bytes(profile))
        main = os.path.join(folder, "main.typ")
        with open(main, "w", encoding="utf-8") as file:
            file.write('#image("it.png", width: 2cm)')
        pdf = pikepdf.open(io.BytesIO(typst.compile(main)))
    images = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
    space = images[0].ColorSpace
    # The profile of Typst's own sRGB is smaller than the picture's.
    return isinstance(space, pikepdf.Array) and len(space[1].read_bytes()) == len(profile)


seen = {version: embeds(version) for version in ["2.0", "2.1", "2.2", "2.3", "2.4", "4.0", "4.2", "4.3", "4.4"]}
for version, is_there in seen.items():
    print(f"profile of version {version}: {'embedded' if is_there else 'dropped'}")
dropped = [version for version, is_there in seen.items() if not is_there]
sys.exit(0 if dropped == ["2.3", "2.4", "4.3", "4.4"] else 1)
EOF_PY
"$folder/venv/bin/python" "$folder/look.py"
