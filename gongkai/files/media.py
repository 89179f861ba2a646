"""Films, sound and captions: what they are by their content, and copies without what was written beside them.

Nothing is coded anew, so no picture and no sound changes: what nobody sees or hears is overwritten where it stands, so
that every place in the file stays where the file says it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from gongkai.files import captions, media_matroska, media_mp3, media_mp4
from gongkai.files.errors import LIBRARY_FAULTS, Code, Refused
from gongkai.files.kinds import Kind
from gongkai.files.media_copies import Copy
from gongkai.files.removing import Removed

Reader = Callable[[bytes], Copy]


@dataclass(frozen=True, slots=True)
class _Form:
    """A family of formats: how it begins, and who reads it."""

    begins: Callable[[bytes], bool]
    read: Reader = field(repr=False)


_FORMS = (
    _Form(media_mp4.begins, media_mp4.read),
    _Form(media_matroska.begins, media_matroska.read),
    _Form(captions.begins, captions.read),
    _Form(media_mp3.begins, media_mp3.read),
)


def kind_of(data: bytes) -> Kind | None:
    """The kind of a film, a recording or captions that were read to their end; None for everything else.

    :raises Refused: for media that no browser plays, that are damaged, or that carry more than can be seen and heard.
    """
    read = _reader(data)
    return read.kind if read else None


def clean(data: bytes, removed: Removed) -> bytes:
    """The same without names, places, times and notes. Raises Refused."""
    copy = _reader(data)
    if copy is None:
        raise Refused(Code.DAMAGED)
    for word in copy.removed:
        removed.note(word)
    removed.told = copy.told
    return bytes(copy.data)


def _reader(data: bytes) -> Copy | None:
    form = next((form for form in _FORMS if form.begins(data)), None)
    if form is None:
        return None
    try:
        return form.read(data)
    except LIBRARY_FAULTS as error:
        if isinstance(error, Refused):
            raise
        raise Refused(Code.DAMAGED) from None
