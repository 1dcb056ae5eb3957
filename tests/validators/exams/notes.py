"""What Anki's own importer takes from a file of notes: a JSON list of notes.

Collections are made in four languages, each with another note type as the one last used, and must all take the
same notes. In every language of Anki the file must find the note type with a front and a back.

usage: python notes.py FILE
"""

import json
import os
import sys
import tempfile

import anki.lang
from anki.collection import Collection, ImportCsvRequest

PATH = sys.argv[1]
LANGUAGES = ["zh_CN", "de_DE", "ja_JP", "en_US"]
CLOZE = 1

# Anki itself prints faults of its translations.
answer = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


class Made:
    """A new collection in a language."""

    def __init__(self, language):
        anki.lang.set_lang(language)
        self.folder = tempfile.TemporaryDirectory()
        self.collection = Collection(os.path.join(self.folder.name, "collection.anki2"))

    def __enter__(self):
        return self.collection

    def __exit__(self, *_):
        self.collection.close()
        self.folder.cleanup()


def take(collection):
    metadata = collection.get_csv_metadata(path=PATH, delimiter=None)
    log = collection.import_csv(ImportCsvRequest(path=PATH, metadata=metadata)).log
    assert len(log.new) == log.found_notes, log
    # A second time nothing is new.
    again = collection.import_csv(ImportCsvRequest(path=PATH, metadata=metadata)).log
    assert not again.new, again
    notes = []
    for number in collection.find_notes("", order=False):
        note = collection.get_note(number)
        front, back = note.fields
        notes.append(
            {
                "id": note.guid,
                "group": collection.decks.name(note.cards()[0].did),
                "prompt": front,
                "back": back,
                "tags": note.tags,
            }
        )
    return notes


taken = []
for language in LANGUAGES:
    with Made(language) as collection:
        kinds = collection.models.all()
        collection.models.set_current(next(kind for kind in kinds if kind["type"] == CLOZE))
        taken.append(take(collection))
        assert taken[-1] == taken[0], language

for _, language in anki.lang.langs:
    with Made(language) as collection:
        basic = collection.models.current()
        metadata = collection.get_csv_metadata(path=PATH, delimiter=None)
        assert metadata.global_notetype.id == basic["id"], (language, basic["name"])

json.dump(taken[0], answer)
answer.close()
