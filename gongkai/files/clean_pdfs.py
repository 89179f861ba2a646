"""PDF without what is not on its pages: properties, scripts, actions, attached files, earlier versions."""

from __future__ import annotations

import io
import warnings
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from gongkai.files import clean_pictures, pdfs
from gongkai.files.errors import Refused
from gongkai.files.removing import Removed

_WORDS = {
    "/Metadata": "XMP",
    "/PieceInfo": "PIECES",
    "/LastModified": "PIECES",
    "/OpenAction": "OPENING",
    "/AA": "OPENING",
    "/Thumb": "THUMBNAIL",
    "/EF": "ATTACHED",
    "/AF": "ATTACHED",
    "/JS": "JAVASCRIPT",
}
"""Keys that are taken out wherever they stand."""
_ANNOTATORS = ("/T", "/NM", "/M", "/CreationDate")
_ACTIONS = ("/A", "/Next", "/PA")


def clean(data: bytes, removed: Removed) -> bytes:
    """The pages as they are, and nothing beside them. Raises Refused."""
    buffer = io.BytesIO()
    with pdfs.opened(data) as pdf:
        if len(pdf.docinfo):
            removed.note("INFO")
        del pdf.docinfo
        _clean_root(pdf.Root, removed)
        for page in pdf.pages:
            _drop_attachments(page.obj, removed)
        for item in list(pdfs.dictionaries(pdf)):
            _clean_item(item, removed)
        if not pdf.is_linearized and data.count(b"startxref") > 1:
            removed.note("VERSIONS")
        # Only what the pages still reach is written; all else stays behind.
        pdf.remove_unreferenced_resources()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of forms that were odd before
            pdf.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return buffer.getvalue()


def _clean_root(root: Any, removed: Removed) -> None:
    names = root.get("/Names")
    if isinstance(names, Dictionary):
        for key, word in (("/JavaScript", "JAVASCRIPT"), ("/EmbeddedFiles", "ATTACHED")):
            if key in names:
                del names[key]
                removed.note(word)
    if "/Collection" in root:
        del root["/Collection"]
    if "/OCProperties" in root:
        removed.leave("LAYERS")
    form = root.get("/AcroForm")
    if isinstance(form, Dictionary) and int(form.get("/SigFlags", 0)) & 1:
        removed.leave("SIGNED")


def _drop_attachments(page: Any, removed: Removed) -> None:
    """The paper clips on a page, with the files behind them."""
    notes = page.get("/Annots")
    if not isinstance(notes, Array):
        return
    kept = [note for note in list(notes) if not _is_attachment(note)]
    if len(kept) < len(notes):
        page.Annots = Array(kept)
        removed.note("ATTACHED")


def _is_attachment(note: Any) -> bool:
    return isinstance(note, Dictionary) and note.get("/Subtype") == Name.FileAttachment


def _clean_item(item: Any, removed: Removed) -> None:
    for key, word in _WORDS.items():
        if key in item:
            del item[key]
            removed.note(word)
    for key in _ACTIONS:
        if key in item and _runs_script(item[key]):
            del item[key]
            removed.note("JAVASCRIPT")
    if "/Rect" in item and item.get("/Subtype") not in {None, Name.Widget, Name.Link, Name.Popup}:
        _clean_note(item, removed)
    if isinstance(item, Stream) and _is_photograph(item):
        _clean_photograph(item, removed)


def _runs_script(action: Any) -> bool:
    if isinstance(action, Array):
        return any(_runs_script(one) for one in list(action))
    return isinstance(action, Dictionary) and action.get("/S") == Name.JavaScript


def _clean_note(note: Any, removed: Removed) -> None:
    """An annotation keeps its words: they are part of what the page shows."""
    removed.leave("ANNOTATIONS")
    for key in _ANNOTATORS:
        if key in note:
            del note[key]
            removed.note("ANNOTATORS")


def _is_photograph(stream: Any) -> bool:
    filters = stream.get("/Filter")
    single = filters[0] if isinstance(filters, Array) and len(filters) == 1 else filters
    return bool(stream.get("/Subtype") == Name.Image and single == Name.DCTDecode)


def _clean_photograph(stream: Any, removed: Removed) -> None:
    """A photograph in a page brings along what the camera wrote into it."""
    try:
        plain = clean_pictures.cleaned_inside(stream.read_raw_bytes(), removed)
    except Refused:
        return  # a page may show a damaged picture as far as it goes
    stream.write(plain, filter=Name.DCTDecode, decode_parms=stream.get("/DecodeParms"))
