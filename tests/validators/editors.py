"""An editor, made of pygls: opens a book, types in it and asks. Says what is not as it should be.

usage: editors.py DIGLOT BOOK
"""

import asyncio
import pathlib
import sys

from lsprotocol import types
from pygls.exceptions import JsonRpcMethodNotFound
from pygls.lsp.client import LanguageClient

PROGRAM, BOOK = sys.argv[1], pathlib.Path(sys.argv[2])
CHAPTER = BOOK / "chapters/two.yaml"
URI = CHAPTER.as_uri()
HEAD = "id: two\nnumber: 2\ntitle: { zh: 结尾, en: Endings }\nblocks:\n"
GOOD = HEAD + "  - text: { zh: '每一[[step]]都算数。', en: 'Every [[step]] counts.', anchor: sum }\n"


class Editor(LanguageClient):
    def __init__(self):
        super().__init__("test", "1")
        self.published = asyncio.Queue()
        self.version = 1
        self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda it: self.take(it))

    def take(self, it):
        self.published.put_nowait(it)

    async def about(self, uri):
        """What is next said of a file."""
        while True:
            it = await asyncio.wait_for(self.published.get(), 60)
            if it.uri == uri:
                return list(it.diagnostics)

    async def type(self, text):
        self.version += 1
        self.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self.version, URI),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )
        return await self.about(URI)


def same(found, wanted):
    if found != wanted:
        sys.exit(f"{wanted!r} expected, but found {found!r}")


def place(text, part, offset=0):
    """The position of a part of a text, in UTF-16."""
    before = text[: text.index(part) + offset]
    line = before.rsplit("\n", 1)[-1]
    return types.Position(before.count("\n"), len(line.encode("utf-16-le")) // 2)


async def main():
    editor = Editor()
    await editor.start_io(PROGRAM, "lsp")
    abilities = await editor.initialize_async(
        types.InitializeParams(capabilities=types.ClientCapabilities(), root_uri=BOOK.as_uri())
    )
    same(abilities.capabilities.hover_provider, True)
    editor.initialized(types.InitializedParams())

    # A file of no book is nobody's concern; a message of no meaning neither.
    stray = BOOK.parent / "stray.yaml"
    item = types.TextDocumentItem(stray.as_uri(), "yaml", 1, "a: b\n")
    editor.text_document_did_open(types.DidOpenTextDocumentParams(item))
    editor.protocol.notify("diglot/nothing", {"a": 1})
    item = types.TextDocumentItem(URI, "yaml", 1, GOOD)
    editor.text_document_did_open(types.DidOpenTextDocumentParams(item))
    same(await editor.about(URI), [])

    # Unsaved text counts; columns are those of UTF-16.
    text = HEAD + "  - text: { zh: '𠮷说:好。', en: He said yes. }\n"
    # No font has the first character, which takes two units.
    found = {one.code: one for one in await editor.type(text)}
    same(found["font-glyph"].range, types.Range(place(text, "𠮷"), place(text, "说")))
    found = found["copy-half-width"]
    same(found.source, "diglot")
    same(found.severity, types.DiagnosticSeverity.Warning)
    same(found.range, types.Range(place(text, ":好"), place(text, "好")))
    (action,) = await editor.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(URI), found.range, types.CodeActionContext([found])
        )
    )
    same(list(action.edit.changes[URI]), [types.TextEdit(found.range, "：")])
    same(CHAPTER.read_text(encoding="utf-8") == text, False)

    # A name that is nearly right.
    text = GOOD.replace("[[step]] counts", "[[stepp]] counts")
    (found,) = await editor.type(text)
    same(found.code, "ref-term")
    (action,) = await editor.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(URI), found.range, types.CodeActionContext([found])
        )
    )
    start = place(text, "stepp")
    end = types.Position(start.line, start.character + 5)
    same(list(action.edit.changes[URI]), [types.TextEdit(types.Range(start, end), "step")])

    # Completion works while the text is not whole.
    for typed, name in [("[[#", "sum"), ("[[#", "one"), ("[[s", "step"), ("[这](#o", "one")]:
        typed = "见" + typed
        text = GOOD + "  - text: { zh: '" + typed + "', en: See. }\n"
        await editor.type(text)
        at = place(text, typed, len(typed))
        items = await editor.text_document_completion_async(
            types.CompletionParams(types.TextDocumentIdentifier(URI), at)
        )
        same(name in [item.label for item in items], True)

    # The other language, and the term.
    await editor.type(GOOD)
    here = types.TextDocumentIdentifier(URI)
    hover = await editor.text_document_hover_async(
        types.HoverParams(here, place(GOOD, "都算数"))
    )
    same(hover.contents.value, "**en**\n\nEvery [[step]] counts.")
    found = await editor.text_document_definition_async(
        types.DefinitionParams(here, place(GOOD, "step]] counts", 1))
    )
    same(found.uri, (BOOK / "glossary.yaml").as_uri())
    same(found.range.start, types.Position(1, 8))

    # An error prevents the rest, and goes when it is mended or the file closed.
    (found,) = await editor.type(GOOD + "  - txt: x\n")
    same((found.code, found.severity), ("yaml-key-unknown", types.DiagnosticSeverity.Error))
    editor.text_document_did_close(types.DidCloseTextDocumentParams(here))
    same(await editor.about(URI), [])

    # What is not known is refused, and the server goes on.
    try:
        await editor.protocol.send_request_async("diglot/nothing", {})
    except JsonRpcMethodNotFound:
        pass
    else:
        sys.exit("an unknown request was answered")
    stray = types.TextDocumentIdentifier(stray.as_uri())
    nowhere = types.HoverParams(stray, types.Position(9, 9))
    same(await editor.text_document_hover_async(nowhere), None)
    await editor.shutdown_async(None)
    editor.exit(None)
    await asyncio.wait_for(editor._server.wait(), 60)
    same(editor._server.returncode, 0)
    print("done")


asyncio.run(main())
