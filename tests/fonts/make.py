"""Makes the test font: Han that has another shape in each region, and the Hangul of the program's words.

    python3 -m pip install fonttools
    python3 tests/fonts/make.py
"""

import re
from pathlib import Path

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

HERE = Path(__file__).parent
# The order is that of the glyphs' numbers, from 2.
SHAPES = ["bone", "bone.zht", "bone.zhh", "bone.jan", "bone.kor"]
LABELS = "".join((HERE / f"../../src/lang/{name}.rs").read_text() for name in ["labels", "sheets"])
HANGUL = sorted(set(re.findall("[\uac00-\ud7a3]", LABELS + "한국어의줄바꿈은글자사이")))


def box(height):
    pen = TTGlyphPen(None)
    pen.moveTo((80, -80))
    for point in [(80, height), (920, height), (920, -80)]:
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


names = [".notdef", "space", *SHAPES, "hangul"]
font = FontBuilder(1000, isTTF=True)
font.setupGlyphOrder(names)
font.setupCharacterMap({0x20: "space", ord("骨"): "bone", **{ord(c): "hangul" for c in HANGUL}})
empty = TTGlyphPen(None).glyph()
glyphs = {name: box(840 - 100 * index) for index, name in enumerate(SHAPES)}
font.setupGlyf({".notdef": box(700), "space": empty, **glyphs, "hangul": box(780)})
font.setupHorizontalMetrics({name: (1000 if name != "space" else 250, 0) for name in names})
font.setupHorizontalHeader(ascent=880, descent=-120)
font.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWeightClass=400, fsType=0)
font.setupNameTable({
    "familyName": "Diglot Test Han",
    "styleName": "Regular",
    "licenseDescription": "SIL Open Font License, Version 1.1",
    "licenseInfoURL": "https://openfontlicense.org",
})
font.setupPost(keepGlyphNames=False)
tags = {"ZHT": "zht", "ZHH": "zhh", "JAN": "jan", "KOR": "kor"}
rules = "".join(f"language {tag}; sub bone by bone.{name};\n" for tag, name in tags.items())
systems = "".join(f"languagesystem hani {tag};\n" for tag in ["dflt", *tags])
addOpenTypeFeaturesFromString(
    font.font,
    f"languagesystem DFLT dflt;\n{systems}feature locl {{\nscript hani;\n{rules}}} locl;\n",
)
font.font["head"].created = font.font["head"].modified = 0
font.font.recalcTimestamp = False
font.save(HERE / "DiglotTestHan.ttf")
