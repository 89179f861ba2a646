"""PDF: opened, every object looked at, nothing rendered."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pikepdf

from gongkai.files import naming, office, sniffing
from gongkai.files.errors import LIBRARY_FAULTS, Code, Refused

MOST_PAGES = 3000
MOST_OBJECTS = 1_000_000
_FAULTS: tuple[type[Exception], ...] = (
    *LIBRARY_FAULTS,
    pikepdf.PdfError,
    pikepdf.DataDecodingError,
    pikepdf.DeletedObjectError,
)
_OUTWARD = {"/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData"}
_END = b"%%EOF"
_BLANK = b"\x00\t\n\x0c\r \x1a"

logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # what a stranger's file does wrong is not our log's affair


def examine(data: bytes) -> int:
    """The number of pages. Raises Refused."""
    end = data.rfind(_END)
    if end < 0:
        raise Refused(Code.TRUNCATED)
    if data[end + len(_END) :].strip(_BLANK):
        raise Refused(Code.TRAILING)
    with opened(data) as pdf:
        pages = len(pdf.pages)
        if not pages:
            raise Refused(Code.DAMAGED)
        if pages > MOST_PAGES:
            raise Refused(Code.TOO_MANY_PAGES)
        for item in dictionaries(pdf):
            _examine(item)
    return pages


@contextmanager
def opened(data: bytes) -> Iterator[pikepdf.Pdf]:
    """The file, opened without a password. Raises Refused, also for faults in the block."""
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            yield pdf
    except Refused:
        raise
    except pikepdf.PasswordError:
        raise Refused(Code.ENCRYPTED) from None
    except _FAULTS:
        raise Refused(Code.DAMAGED) from None


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary and stream of the file, once each. Raises Refused when there are too many."""
    seen = 0
    for top in pdf.objects:
        waiting: list[Any] = [top]
        while waiting:
            item = waiting.pop()
            seen += 1
            if seen > MOST_OBJECTS:
                raise Refused(Code.TOO_COMPLEX)
            if isinstance(item, pikepdf.Array):
                waiting += [child for child in list(item) if _is_inside(child)]
            elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
                yield item
                waiting += [child for _, child in list(item.items()) if _is_inside(child)]


def _is_inside(child: Any) -> bool:
    """Whether an object stands in its parent, rather than having a number and a turn of its own."""
    return isinstance(child, pikepdf.Object) and not child.is_indirect


def _examine(item: Any) -> None:
    if item.get("/S") == pikepdf.Name.Launch:
        raise Refused(Code.ACTIVE)
    if isinstance(item, pikepdf.Stream) and "/F" in item:  # its content lies in another file
        raise Refused(Code.EXTERNAL)
    by_itself = item.get("/AA")
    actions = list(by_itself.as_dict().values()) if isinstance(by_itself, pikepdf.Dictionary) else []
    if any(_reaches_out(action) for action in (item.get("/OpenAction"), *actions)):
        raise Refused(Code.EXTERNAL)
    embedded = item.get("/EF")
    if isinstance(embedded, pikepdf.Dictionary):
        names = [str(item.get(key)) for key in ("/F", "/UF") if isinstance(item.get(key), pikepdf.String)]
        if any(naming.ending_of(name) in naming.PROGRAMS - {"xml"} for name in names):
            raise Refused(Code.EMBEDDED_PROGRAM)
        for stream in list(embedded.as_dict().values()):
            if isinstance(stream, pikepdf.Stream):
                _examine_attached(stream.read_bytes())


def _reaches_out(action: Any) -> bool:
    """Whether an action that nobody clicks goes to another file or to the network."""
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S")) in _OUTWARD


def _examine_attached(data: bytes) -> None:
    """A file attached inside a PDF: no program, no archive."""
    if sniffing.is_program(data):
        raise Refused(Code.EMBEDDED_PROGRAM)
    try:
        if sniffing.kind_of(data) is None and data.startswith(sniffing.ZIP):
            office.examine(data, depth=2)
    except Refused as error:
        if error.code in {Code.ARCHIVE, Code.OLD_OFFICE, Code.BOMB}:
            raise Refused(Code.NESTED) from None
        if error.code == Code.EXECUTABLE:
            raise Refused(Code.EMBEDDED_PROGRAM) from None
        raise
