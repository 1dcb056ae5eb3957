#!/usr/bin/env python3
"""Times whole builds, each in a fresh process, beside a stock Typst on the same source.

    python3 benches/books.py BOOK [--runs N]

Builds every edition of BOOK by itself and all of them together, and prints the median of wall
seconds and of peak memory. Where DIGLOT_TYPST_PYTHON names a Python that has the `typst` package
(`.ci/validators target/validators` makes one), each PDF edition is also compiled from its emitted source by
that Typst, with the same fonts, in turn with diglot's own runs, so that a machine's changing speed
meets both alike. Needs a built target/release/diglot and no package but Python's own.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIGLOT = ROOT / "target" / "release" / "diglot"

STOCK = """
import sys, typst
folder, fonts = sys.argv[1:]
typst.compile(folder + "/main.typ", root=folder, output=folder + "/out.pdf", font_paths=[fonts],
              ignore_system_fonts=True, pdf_standards=["a-2a", "ua-1"], timestamp=0)
"""


def run(command):
    """Runs a command; returns wall seconds and peak resident megabytes."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{complaint}")
    return time.perf_counter() - begun, usage.ru_maxrss / 1024


def medians(runs):
    return tuple(statistics.median(column) for column in zip(*runs))


def show(name, figures, note=""):
    print(f"{name:<24}{figures[0]:>9.3f} s{figures[1]:>9.0f} MB  {note}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("book", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    book, runs = arguments.book, arguments.runs

    with tempfile.TemporaryDirectory() as folder:
        out, emitted = Path(folder, "out"), Path(folder, "emitted")
        build = [DIGLOT, "build", book, "-o", out]
        listing = subprocess.run(
            [*build, "--format", "json"], check=True, stdout=subprocess.PIPE, text=True
        )
        editions = json.loads(listing.stdout)["editions"]
        show("nothing to do", medians([run(build) for _ in range(runs)]))
        show("all editions", medians([run([*build, "--force"]) for _ in range(runs)]))
        stock_python = os.environ.get("DIGLOT_TYPST_PYTHON")
        for edition in editions:
            name = edition["edition"]
            ours = [*build, "--force", "-e", name]
            is_print = edition["pages"] is not None
            note = f"{edition['pages']} pages" if is_print else f"{edition['bytes'] / 1e6:.1f} MB"
            if not (is_print and stock_python):
                show(name, medians([run(ours) for _ in range(runs)]), note)
                continue
            run([*ours, "--emit-typst", emitted])
            stock = [stock_python, "-c", STOCK, emitted, ROOT / "fonts"]
            pairs = [(run(ours), run(stock)) for _ in range(runs)]
            show(name, medians([mine for mine, _ in pairs]), note)
            show(f"  stock Typst", medians([theirs for _, theirs in pairs]))
            ratio = statistics.median(mine[0] / theirs[0] for mine, theirs in pairs)
            print(f"  ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
