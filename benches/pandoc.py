#!/usr/bin/env python3
"""Times EPUBs beside Pandoc's of the same text.

    python3 benches/pandoc.py BOOK [--runs N] [--pandoc PATH]

BOOK's EPUBs in each of its languages and in both are built one by one, each in a fresh process and in
turn with Pandoc on Markdown of the same words, so that a machine's changing speed meets both alike. The
Markdown is what Pandoc itself reads out of our EPUB; it has lost the languages of programs, so that
Pandoc colours none, and ours do. Our EPUBs list no printed pages here, as Pandoc's have none; the other way
round, ours are read from YAML in two languages, and have a cover and an answer key. At last all are made in one
run of ours, and by runs of Pandoc side by side. Prints the medians of wall seconds, of peak memory and the
sizes, and the median of each round's ratio.

Needs a built target/release/diglot and Pandoc on the path or named (PyPI's `pypandoc_binary` brings it).
"""

import argparse
import re
import shutil
import statistics
import subprocess
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from books import DIGLOT, medians, run, show


def editions(settings):
    """A book.yaml whose editions are its EPUBs alone, and their names."""
    languages = re.search(r"^languages:\s*\[\s*([\w-]+)\s*,\s*([\w-]+)\s*\]", settings, re.M)
    one, two = languages.groups()
    without = re.sub(r"^editions:.*\n(?:[ \t].*\n|\n)*", "", settings, flags=re.M)
    names = [(one, one), (two, two), (f"{one}-{two}", f"{one}, {two}")]
    lines = [f"  {name}: {{ format: epub, languages: [{of}], pages: none }}\n" for name, of in names]
    return without.rstrip() + "\neditions:\n" + "".join(lines), [name for name, _ in names]


def letters(epub):
    """How many letters the pages of an EPUB have."""
    with zipfile.ZipFile(epub) as archive:
        pages = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml")]
    bodies = [re.sub(r"<head>.*?</head>|<[^>]*>", "", page, flags=re.S) for page in pages]
    return sum(c.isalnum() for c in "".join(bodies))


def together(commands):
    """Runs commands side by side; returns wall seconds and the sum of their peak megabytes."""
    begun = time.perf_counter()
    with ThreadPoolExecutor() as pool:
        runs = list(pool.map(run, commands))
    return time.perf_counter() - begun, sum(megabytes for _, megabytes in runs)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("book", type=Path)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--pandoc", default="pandoc")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        book, out = folder / "book", folder / "out"
        shutil.copytree(arguments.book, book)
        settings, names = editions((book / "book.yaml").read_text())
        (book / "book.yaml").chmod(0o644)
        (book / "book.yaml").write_text(settings)
        all_theirs = []
        for name in names:
            ours = [DIGLOT, "build", book, "-o", out, "-e", name, "--force"]
            run(ours)
            (mine,) = out.glob(f"*-{name}.epub")
            text, theirs = folder / f"{name}.md", folder / f"{name}.epub"
            subprocess.run(
                [arguments.pandoc, mine, "-t", "markdown", "-o", text, "--extract-media", folder], check=True
            )
            theirs_command = [arguments.pandoc, text, "-o", theirs]
            all_theirs.append(theirs_command)
            rounds = [(run(ours), run(theirs_command)) for _ in range(arguments.runs)]
            sizes = [path.stat().st_size for path in (mine, theirs)]
            kept = letters(theirs) / letters(mine)
            show(name, medians([mine for mine, _ in rounds]), f"{sizes[0] / 1e3:.0f} kB")
            show("  Pandoc", medians([theirs for _, theirs in rounds]), f"{sizes[1] / 1e3:.0f} kB")
            ratio = statistics.median(theirs[0] / mine[0] for mine, theirs in rounds)
            print(f"  {ratio:.1f} times as fast, {sizes[0] / sizes[1]:.2f} of the size; Pandoc's has {kept:.0%} of the letters")
        all_ours = [DIGLOT, "build", book, "-o", out, "--force"]
        rounds = [(run(all_ours), together(all_theirs)) for _ in range(arguments.runs)]
        show("all in one run", medians([mine for mine, _ in rounds]))
        show("  Pandoc, side by side", medians([theirs for _, theirs in rounds]))
        ratio = statistics.median(theirs[0] / mine[0] for mine, theirs in rounds)
        print(f"  {ratio:.1f} times as fast")


if __name__ == "__main__":
    main()
