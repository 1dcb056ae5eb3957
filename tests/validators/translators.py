"""Reads files for translators with the Translate Toolkit.

usage: translators.py read FILE...    prints the number of units and of translations of each file as JSON
       translators.py type PO         types ` (revised)` after the first translation of a PO file, and saves it
"""

import json
import sys

from translate.storage import po, tmx, xliff2

READERS = {"po": po.pofile, "tmx": tmx.tmxfile, "xlf": xliff2.Xliff2File}


def read(path):
    store = READERS[path.rsplit(".", 1)[1]].parsefile(path)
    return [unit for unit in store.units if not unit.isheader()]


if sys.argv[1] == "read":
    for path in sys.argv[2:]:
        units = read(path)
        done = [unit for unit in units if unit.target]
        print(json.dumps([len(units), len(done)]))
else:
    store = po.pofile.parsefile(sys.argv[2])
    unit = next(unit for unit in store.units if not unit.isheader() and unit.target)
    unit.target = str(unit.target) + " (revised)"
    store.save()
