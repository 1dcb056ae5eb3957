"""What qti-convert makes of a QTI 2.1 package, and lxml reads in it: a JSON list of questions.

usage: python qti.py PACKAGE
"""

import json
import sys
import zipfile

from lxml import etree
from qti_convert import package

Q = "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}"
CP = "{http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1}"

with zipfile.ZipFile(sys.argv[1]) as archive:
    files = {name: archive.read(name) for name in archive.namelist()}
made = package.upgrade_package_files(files).files


def read(name):
    content = made[name]
    return etree.fromstring(content.encode() if isinstance(content, str) else content)


def words(element):
    return "".join(element.itertext()) if element is not None else None


manifest = read("imsmanifest.xml")
listed = {}
for resource in manifest.iter(CP + "resource"):
    for file in resource.iter(CP + "file"):
        read(file.get("href"))  # Everything that is listed is there.
    listed[resource.get("identifier")] = resource

test = read("test.xml")
questions = []
for ref in test.iter(Q + "qti-assessment-item-ref"):
    assert ref.get("identifier") in listed, ref.get("identifier")
    item = read(ref.get("href"))
    assert item.get("identifier") == ref.get("identifier")
    body = item.find(Q + "qti-item-body")
    interactions = [e for e in body.iter() if e.tag.endswith("-interaction")]
    kinds = sorted({e.tag.removeprefix(Q + "qti-").removesuffix("-interaction") for e in interactions})
    right = [
        [words(v) for v in d.iter(Q + "qti-value")]
        for d in item.iter(Q + "qti-response-declaration")
    ]
    accepted = [
        [e.get("map-key") for e in d.iter(Q + "qti-map-entry")]
        for d in item.iter(Q + "qti-response-declaration")
    ]
    worth = [
        [float(e.get("mapped-value")) for e in d.iter(Q + "qti-map-entry")]
        for d in item.iter(Q + "qti-response-declaration")
    ]
    choices = {
        c.get("identifier"): words(c)
        for c in body.iter(Q + "qti-simple-choice", Q + "qti-simple-associable-choice")
    }
    parents = {e.getparent() for e in interactions if e.tag.endswith("text-entry-interaction")}
    section = ref.getparent()
    selection = section.find(Q + "qti-selection")
    questions.append(
        {
            "id": item.get("identifier"),
            "name": item.get("title"),
            "group": section.get("title"),
            "kind": "+".join(kinds),
            "prompt": "\n".join(words(p) for p in body.findall(Q + "p") if words(p)),
            "choices": choices,
            "right": right,
            "accepted": accepted,
            "worth": worth,
            "blanks": len(parents) and len(interactions),
            "feedback": words(item.find(Q + "qti-modal-feedback")),
            "scorer": words(body.find(Q + "qti-rubric-block")),
            "points": item.find(Q + "qti-outcome-declaration").get("normal-maximum"),
            "tags": (ref.get("category") or "").split(),
            "pick": None if selection is None else selection.get("select"),
        }
    )
json.dump(questions, sys.stdout)
