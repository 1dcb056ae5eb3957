#!/usr/bin/env python3
"""Measures how well `diglot import` puts the languages of a book together again.

    python3 benches/alignment.py BOOK [--seeds N]

BOOK is a book of diglot's with Chinese and another language. Its pairs of headings and paragraphs are the truth.

Lines: each pair is written on one line, with a space between or without one, with full-width or half-width marks,
imported, and compared.

Texts: each chapter is written as two files, one in each language, after some paragraphs of either were dropped and
some neighbours merged, by a seeded script; `missing section` drops ten paragraphs of the Chinese in a row from each
longer chapter as well. A group of paragraphs that was found counts if both of its sides are right, to the character.
Printed are its precision and recall, the share of paragraphs that IMPORT.md lists, and the share of all mistakes among
them.

Needs a built target/release/diglot, or DIGLOT naming one, and PyYAML.
"""

import argparse
import collections
import os
import random
import re
import subprocess
import tempfile
from pathlib import Path

import yaml

DIGLOT = os.environ.get(
    "DIGLOT", Path(__file__).resolve().parent.parent / "target" / "release" / "diglot"
)
HAN = re.compile(r"[\u3400-\u9fff]")
HALF = str.maketrans("，：（）！？；", ",:()!?;")


def pairs_of(book):
    """The chapters of a book: lists of (kind, Chinese, other)."""
    languages = yaml.safe_load((book / "book.yaml").read_text(encoding="utf-8"))["languages"]
    zh = next(tag for tag in languages if tag.startswith("zh"))
    other = next(tag for tag in languages if tag != zh)
    chapters = []
    for path in sorted((book / "chapters").glob("*.yaml")):
        chapter = yaml.safe_load(path.read_text(encoding="utf-8"))
        pairs = [("heading", chapter["title"])]
        for block in chapter["blocks"] or []:
            pairs += [
                (kind, value)
                for kind, value in block.items()
                if kind in ("heading", "text", "lead")
            ]
        texts = [
            (kind, " ".join(text[zh].split()), " ".join(text[other].split()))
            for kind, text in pairs
            if isinstance(text, dict) and zh in text and other in text
        ]
        chapters.append(
            [pair for pair in texts if HAN.search(pair[1]) and not HAN.search(pair[2])]
        )
    return chapters


def imported(folder, arguments):
    """Imports files; returns the rows of each chapter and the places that are listed."""
    book = folder / "book"
    subprocess.run(
        [DIGLOT, "import", *arguments, "-o", book], check=True, capture_output=True, text=True
    )
    chapters = {}
    listed = (book / "IMPORT.md").read_text(encoding="utf-8")
    for path in yaml.safe_load((book / "book.yaml").read_text(encoding="utf-8"))["chapters"]:
        chapter = yaml.safe_load((book / path).read_text(encoding="utf-8"))
        rows = [chapter["title"]]
        for block in chapter["blocks"]:
            for value in block.values():
                if isinstance(value, dict):
                    rows += value.get("items", [value])
        chapters[path] = [
            (plain(row.get("zh", "")), plain(row.get("en", ""))) for row in rows
        ]
    return chapters, listed


def plain(text):
    """A text without escapes and white space."""
    return "".join(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).split())


def solid(text):
    return "".join(text.split())


def lines(chapters):
    pairs = [pair for chapter in chapters for pair in chapter]
    for name, separator, half in [
        ("a space, full-width marks", " ", False),
        ("a space, half-width marks", " ", True),
        ("nothing, full-width marks", "", False),
        ("nothing, half-width marks", "", True),
    ]:
        truth = collections.OrderedDict()
        for number, (_, zh, other) in enumerate(pairs):
            zh = zh.translate(HALF) if half else zh
            truth[number] = (zh, other)
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            text = "标题 Title\n" + "".join(
                f"{zh}{separator}{other}\n" for zh, other in truth.values()
            )
            (folder / "lines.txt").write_text(text, encoding="utf-8")
            found, listed = imported(folder, [folder / "lines.txt"])
        rows = collections.Counter(row for rows in found.values() for row in rows)
        unsure = {
            int(number)
            for number, why in re.findall(r"^\| lines\.txt:(\d+) \|.*\| ([^|]+) \| ", listed, re.M)
            if "caption" not in why
        }
        right = sure = right_sure = 0
        for number, (zh, other) in truth.items():
            is_right = rows[solid(zh), solid(other)] > 0
            right += is_right
            if number + 2 not in unsure:
                sure += 1
                right_sure += is_right
        count = len(truth)
        print(
            f"{count} lines, {name}: {right / count:.1%} exact, {sure / count:.1%} sure, "
            f"{right_sure / max(sure, 1):.1%} of these exact",
            flush=True,
        )


def perturbed(pairs, rate, dice, missing):
    """A chapter with edits: paragraphs of both sides, and the true groups."""
    texts, groups = ([], []), []
    hole = range(0)
    if missing and len(pairs) > 30:
        start = dice.randrange(5, len(pairs) - 15)
        hole = range(start, start + 10)
    at = 0
    while at < len(pairs):
        kind, zh, other = pairs[at]
        chance = dice.random() * 4 / rate
        merges = (
            kind == "text"
            and at + 1 < len(pairs)
            and pairs[at + 1][0] == "text"
            and at + 1 not in hole
        )
        if at and (at in hole or chance < 1):
            texts[1].append((kind, other))
            groups.append(("", solid(other)))
        elif at and chance < 2:
            texts[0].append((kind, zh))
            groups.append((solid(zh), ""))
        elif chance < 4 and merges:
            _, zh2, other2 = pairs[at + 1]
            merged = chance < 3
            texts[0].extend([(kind, zh + zh2)] if merged else [(kind, zh), (kind, zh2)])
            texts[1].extend(
                [(kind, other), (kind, other2)] if merged else [(kind, f"{other} {other2}")]
            )
            groups.append((solid(zh + zh2), solid(other + other2)))
            at += 1
        else:
            texts[0].append((kind, zh))
            texts[1].append((kind, other))
            groups.append((solid(zh), solid(other)))
        at += 1
    return texts, groups


def texts(chapters, seeds):
    chapters = [chapter for chapter in chapters if len(chapter) >= 8]
    for name, rate, missing in [
        ("4 % edited", 0.04, False),
        ("12 % edited", 0.12, False),
        ("24 % edited", 0.24, False),
        ("4 % edited, missing section", 0.04, True),
    ]:
        hits = found_groups = true_groups = mistakes = caught = listed_rows = rows_in_all = 0
        for seed in range(seeds):
            dice = random.Random(f"{name} {seed}")
            with tempfile.TemporaryDirectory() as folder:
                folder = Path(folder)
                truth = []
                for number, chapter in enumerate(chapters):
                    sides, groups = perturbed(chapter, rate, dice, missing)
                    truth.append(groups)
                    for side, language in zip(sides, ("zh", "en")):
                        path = folder / language / f"{number:03}.txt"
                        path.parent.mkdir(exist_ok=True)
                        path.write_text(
                            "\n".join(
                                f"{'# ' if kind == 'heading' else ''}{text}\n"
                                for kind, text in side
                            ),
                            encoding="utf-8",
                        )
                found, listed = imported(folder, [folder / "zh", folder / "en"])
            sections = re.split(r"^## ", listed, flags=re.M)[1:]
            for groups, rows, section in zip(truth, found.values(), sections):
                right = collections.Counter(groups)
                quotes = [
                    [solid(re.sub(r"…$", "", part.replace("\\|", "|"))) for part in what.split(" ‖ ")]
                    for what in re.findall(r"^\| [^|]+ \| ((?:[^|]|\\\|)*) \| [^|]+ \| [\d.]+ \|$", section, re.M)
                ]
                for row in rows:
                    is_right = right[row] > 0
                    right[row] -= is_right
                    is_listed = any(
                        len(parts) == sum(map(bool, row))
                        and all(
                            side.startswith(part)
                            for side, part in zip((side for side in row if side), parts)
                        )
                        for parts in quotes
                    )
                    rows_in_all += 1
                    listed_rows += is_listed
                    mistakes += not is_right
                    caught += not is_right and is_listed
                    if all(row):
                        found_groups += 1
                        hits += is_right
                true_groups += sum(all(group) for group in groups)
        print(
            f"{name}: precision {hits / found_groups:.4f}, recall {hits / true_groups:.4f}; "
            f"{listed_rows / rows_in_all:.1%} listed, with {caught / max(mistakes, 1):.1%} of the mistakes",
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("book", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    chapters = pairs_of(arguments.book)
    lines(chapters)
    texts(chapters, arguments.seeds)


if __name__ == "__main__":
    main()
