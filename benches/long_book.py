#!/usr/bin/env python3
"""Writes a long bilingual book of any number of chapters, made up from a fixed seed.

    python3 benches/long_book.py DIR --chapters 100

Each chapter has some 2,800 Han characters and 2,200 English words in 32 pairs, a picture, two
callouts, key points and three questions: 260 chapters have as much text as a novel of 730,000
characters and its translation of 570,000 words. The same arguments make the same book.
"""

import argparse
import random
import struct
import zlib
from pathlib import Path

HAN = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多"
    "定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因"
    "由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解"
    "问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少"
    "图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七"
    "海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目"
    "至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算"
)
SYLLABLES = (
    "ba be bi bo ca ce co cu da de di do fa fe fi fo ga ge go ha he hi ho la le li lo ma me mi mo na ne no pa pe po ra re "
    "ri ro sa se si so ta te ti to va ve vi wa we wi ter ing ness tion ly ment er al ous ant ring ton land ley ford"
).split()


def png(draw):
    """A small grey picture with a pattern of its own."""
    width, height = 320, 200
    step = draw.randrange(7, 23)
    rows = b"".join(
        b"\0" + bytes((x * step // 3 ^ y * step // 5) & 0xFF for x in range(width))
        for y in range(height)
    )

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


class Writer:
    def __init__(self, seed):
        self.draw = random.Random(seed)
        self.words = sorted(
            {"".join(self.draw.choices(SYLLABLES, k=self.draw.choice((1, 2, 2, 3)))) for _ in range(6000)}
        )

    def han(self, count):
        text = ""
        while len(text) < count:
            clause = "".join(self.draw.choices(HAN, k=self.draw.randrange(5, 14)))
            text += clause + self.draw.choice("，，，。；，。")
        return text[:-1] + "。"

    def english(self, count):
        sentences = []
        while count > 0:
            length = min(count, self.draw.randrange(8, 22))
            words = self.draw.choices(self.words, k=length)
            sentences.append(" ".join(words).capitalize() + ".")
            count -= length
        return " ".join(sentences)

    def pair(self, indent, han, english):
        return f"{indent}zh: {self.han(han)}\n{indent}en: {self.english(english)}\n"

    def item(self, indent, han, english):
        body = self.pair(indent + "  ", han, english)
        return f"{indent}- " + body[len(indent) + 2 :]

    def chapter(self, number):
        out = [f"id: c{number}\nnumber: {number}\ntitle:\n", self.pair("  ", 6, 4), "blocks:\n"]
        for place in range(32):
            if place % 16 == 0:
                out.append("  - heading:\n" + self.pair("      ", 8, 5))
            if place == 12:
                out.append(f"  - figure:\n      image: figures/fig-{number}.png\n      alt:\n" + self.pair("        ", 12, 8))
                out.append("      caption:\n" + self.pair("        ", 10, 7))
            if place in (14, 28):
                kind = "insight" if place == 14 else "note"
                out.append(f"  - callout:\n      kind: {kind}\n      text:\n" + self.pair("        ", 60, 45))
            out.append("  - text:\n" + self.pair("      ", 80, 62))
        out.append("  - summary:\n" + "".join(self.item("      ", 20, 14) for _ in range(3)))
        out.append("  - quiz:\n      questions:\n")
        for question in range(3):
            out.append(f"        - id: q{question}\n          prompt:\n" + self.pair("            ", 18, 12))
            out.append("          options:\n")
            for option in range(4):
                out.append(self.item("            ", 8, 5))
                out.append("              correct: true\n" if option == question else "")
        return "".join(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chapters", type=int, default=100)
    arguments = parser.parse_args()
    (arguments.folder / "chapters").mkdir(parents=True, exist_ok=True)
    (arguments.folder / "figures").mkdir(exist_ok=True)
    writer = Writer(1)
    for number in range(1, arguments.chapters + 1):
        (arguments.folder / "chapters" / f"{number:04}.yaml").write_text(writer.chapter(number), encoding="utf-8")
        (arguments.folder / "figures" / f"fig-{number}.png").write_bytes(png(writer.draw))
    (arguments.folder / "book.yaml").write_text(
        "id: long-book\nlanguages: [zh, en]\ntitle: { zh: 长书, en: A Long Book }\nchapters:\n"
        + "".join(f"  - chapters/{number:04}.yaml\n" for number in range(1, arguments.chapters + 1)),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
