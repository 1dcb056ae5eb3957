"""What Python's csv module reads in a CSV file: a JSON list of rows by column. An apostrophe before a text guards
it from spreadsheets.

usage: python table.py FILE
"""

import csv
import json
import sys

with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
    rows = csv.DictReader(file, strict=True)
    json.dump(
        [{name: cell.removeprefix("'") for name, cell in row.items()} for row in rows],
        sys.stdout,
    )
