"""Packages (zip): measured before anything is unpacked, unpacked within limits, nothing hidden between the parts.

Office and OFD files are packages. The archive's own figures are not believed: each part is unpacked, in
pieces, and must be as long as it says and pass its checksum.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from gongkai.files.errors import LIBRARY_FAULTS, Code, Refused

MIB = 1024 * 1024
MOST_PARTS = 5000
MOST_UNPACKED = 256 * MIB
LARGEST_XML = 64 * MIB
HIGHEST_RATIO = 200
_RATIO_FROM = 8 * MIB
_PIECE = 64 * 1024
_DESCRIPTOR = 24
"""What may stand between two parts: the sizes, when they were not known in advance."""
_FAULTS: tuple[type[Exception], ...] = (*LIBRARY_FAULTS, zipfile.BadZipFile, zipfile.LargeZipFile)
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_OUTSIDE = re.compile(r"^/|^[A-Za-z]:|(?:^|/)\.\.(?:/|$)|\\|\x00")


class Package:
    """The parts of a package, once it was measured."""

    def __init__(self, data: bytes, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.parts = [info for info in archive.infolist() if not info.is_dir()]
        _measure(data, archive)
        self.names = [info.filename for info in self.parts]

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part in pieces, never longer than it says it is."""
        left = self._archive.getinfo(name).file_size
        with self._archive.open(name) as part:
            while piece := part.read(_PIECE):  # ends at the length it says, whatever follows
                left -= len(piece)
                yield piece
        if left:
            raise Refused(Code.DAMAGED)

    def read(self, name: str) -> bytes:
        """A whole part. Raises Refused."""
        return b"".join(self.pieces(name))

    def xml(self, name: str) -> etree._Element:
        """A part as XML that can reach nothing outside itself. Raises Refused."""
        if self._archive.getinfo(name).file_size > LARGEST_XML:
            raise Refused(Code.TOO_COMPLEX)
        return parsed(self.read(name))


@contextmanager
def opened(data: bytes) -> Iterator[Package]:
    """A measured package. Raises Refused, also for faults of the archive that show up in the block."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield Package(data, archive)
    except Refused:
        raise
    except _FAULTS:
        raise Refused(Code.DAMAGED) from None


def parsed(data: bytes) -> etree._Element:
    """XML without entities, network or document types. Raises Refused."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise Refused(Code.DAMAGED) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(Code.BOMB)
    return root


def written(root: etree._Element) -> bytes:
    """XML as it stands in packages."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _measure(data: bytes, archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    if len(infos) > MOST_PARTS:
        raise Refused(Code.BOMB)
    if any(info.flag_bits & 0x1 for info in infos):
        raise Refused(Code.ENCRYPTED)
    if any(info.compress_type not in _METHODS for info in infos):
        raise Refused(Code.DAMAGED)
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MOST_UNPACKED:
        raise Refused(Code.BOMB)
    if unpacked > _RATIO_FROM and unpacked > HIGHEST_RATIO * len(data):
        raise Refused(Code.BOMB)
    _refuse_paths(infos)
    _refuse_gaps(data, archive)


def _refuse_paths(infos: list[zipfile.ZipInfo]) -> None:
    names = [info.orig_filename for info in infos]
    if any(_OUTSIDE.search(name) for name in names) or len({name.lower() for name in names}) != len(names):
        raise Refused(Code.PATHS)
    # a symbolic link, as Unix archivers mark it
    if any(info.external_attr >> 28 == 0xA for info in infos):
        raise Refused(Code.PATHS)


def _refuse_gaps(data: bytes, archive: zipfile.ZipFile) -> None:
    """Parts follow each other without overlapping (a bomb's trick) and without room for anything hidden."""
    if archive.comment:
        raise Refused(Code.TRAILING)
    end = 0
    for info in sorted(archive.infolist(), key=lambda info: info.header_offset):
        at = info.header_offset
        if at < end:
            raise Refused(Code.BOMB)
        if at - end > (_DESCRIPTOR if end else 0):
            raise Refused(Code.POLYGLOT if end else Code.LEADING)
        if data[at : at + 4] != b"PK\x03\x04":
            raise Refused(Code.DAMAGED)
        name, extra = (int.from_bytes(data[at + n : at + n + 2], "little") for n in (26, 28))
        end = at + 30 + name + extra + info.compress_size
    if not -1 < archive.start_dir - end <= _DESCRIPTOR:
        raise Refused(Code.BOMB if archive.start_dir < end else Code.POLYGLOT)
    if data.rfind(b"PK\x05\x06") + 22 != len(data):
        raise Refused(Code.TRAILING)
