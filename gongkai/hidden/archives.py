"""Packages and archives (zip): measured, unpacked within limits, and searched between their parts."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from gongkai.hidden import runs
from gongkai.hidden.contents import At, Kind, Piece
from gongkai.hidden.errors import FAULTS, Code, Unreadable
from gongkai.hidden.limits import LARGEST_PART, MOST_BYTES, MOST_FILES

_FAULTS: tuple[type[Exception], ...] = (*FAULTS, zipfile.BadZipFile)
_HEAD = b"PK\x03\x04"
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_BETWEEN = 24
"""What may stand between two parts: the sizes, when they were not known in advance."""


class Package:
    """The parts of an archive by their names. Raises Unreadable for one that cannot be read to its end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _FAULTS:
            code = Code.TRUNCATED if data.rfind(b"PK\x05\x06") < 0 else Code.DAMAGED
            raise Unreadable(code) from None
        self.infos = [info for info in self._archive.infolist() if not info.is_dir()]
        together = sum(info.file_size for info in self.infos)
        if len(self._archive.infolist()) > MOST_FILES or together > MOST_BYTES:
            raise Unreadable(Code.TOO_LARGE)
        if any(info.flag_bits & 0x1 for info in self.infos):
            raise Unreadable(Code.ENCRYPTED)
        if any(info.compress_type not in _METHODS for info in self.infos):
            raise Unreadable(Code.ARCHIVE)
        self.names = [info.filename for info in self.infos]
        self._by_name = dict(zip(self.names, self.infos, strict=True))

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def read(self, name: str) -> bytes:
        """A part by its name. Raises Unreadable."""
        return self.content(self._by_name[name])

    def content(self, info: zipfile.ZipInfo) -> bytes:
        """A part, as long as it says and with its checksum. Two parts of one name are two parts. Raises Unreadable."""
        if info.file_size > LARGEST_PART:
            raise Unreadable(Code.TOO_LARGE)
        try:
            with self._archive.open(info) as part:
                content = part.read(LARGEST_PART + 1)
        except _FAULTS:
            raise Unreadable(Code.DAMAGED) from None
        if len(content) != info.file_size:
            raise Unreadable(Code.DAMAGED)
        return content

    def aside(self, at: At) -> Iterator[Piece]:
        """What stands in an archive beside its parts: notes on it and them, and bytes between them.

        :raises Unreadable: CONCEALED for a part that the directory does not name.
        """
        notes = [self._archive.comment, *(info.comment for info in self.infos)]
        for note in notes:
            for text in runs.texts(note):
                yield at.piece(text, Kind.PROPERTY, "压缩包的注释")
        for gap in self._gaps():
            if _HEAD in gap:
                raise Unreadable(Code.CONCEALED)
            for text in runs.texts(gap):
                yield at.piece(text, Kind.LEFTOVER, "压缩包里各文件之间的内容")

    def _gaps(self) -> Iterator[bytes]:
        data, end = self._data, 0
        for info in sorted(self._archive.infolist(), key=lambda info: info.header_offset):
            start = info.header_offset
            if start > end + (_BETWEEN if end else 0):
                yield data[end:start]
            lengths = data[start + 26 : start + 30]
            if data[start : start + 4] != _HEAD or len(lengths) < 4:
                raise Unreadable(Code.DAMAGED)
            name, extra = struct.unpack("<HH", lengths)
            end = max(end, start + 30 + name + extra + info.compress_size)
        if self._archive.start_dir > end + _BETWEEN:
            yield data[end : self._archive.start_dir]
        tail = data.rfind(b"PK\x05\x06") + 22 + len(self._archive.comment)
        if tail < len(data):
            yield data[tail:]


def name_of(info: zipfile.ZipInfo) -> str:
    """A file's name in an archive; packers in China write GBK without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for form in ("utf-8", "gb18030"):
        try:
            return raw.decode(form)
        except UnicodeDecodeError:
            continue
    return info.filename


def inflated(data: bytes, most: int = LARGEST_PART) -> bytes:
    """A zlib stream as far as it goes; empty for what is none. Raises Unreadable."""
    engine = zlib.decompressobj()
    try:
        found = engine.decompress(data, most)
    except zlib.error:
        return b""
    if engine.unconsumed_tail:
        raise Unreadable(Code.TOO_LARGE)
    return found
