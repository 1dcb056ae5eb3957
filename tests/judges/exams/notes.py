"""What Anki's own importer takes from a file of notes: a JSON list of notes.

usage: python notes.py FILE
"""

import json
import os
import sys
import tempfile

from anki.collection import Collection, ImportCsvRequest

with tempfile.TemporaryDirectory() as folder:
    collection = Collection(os.path.join(folder, "collection.anki2"))
    path = sys.argv[1]
    metadata = collection.get_csv_metadata(path=path, delimiter=None)
    log = collection.import_csv(ImportCsvRequest(path=path, metadata=metadata)).log
    assert len(log.new) == log.found_notes, log
    # A second time nothing is new.
    again = collection.import_csv(ImportCsvRequest(path=path, metadata=metadata)).log
    assert not again.new, again
    notes = []
    for number in collection.find_notes("", order=False):
        note = collection.get_note(number)
        front, back = note.fields
        notes.append(
            {
                "id": note.guid,
                "kind": note.note_type()["name"],
                "group": collection.decks.name(note.cards()[0].did),
                "prompt": front,
                "back": back,
                "tags": note.tags,
            }
        )
    collection.close()
json.dump(notes, sys.stdout)
