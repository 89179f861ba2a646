"""Every text of a file with the place where it stands, also where nobody looks (条例第十七条：公开前的保密审查).

Comments, revisions, hidden sheets, properties, attachments, earlier versions: a mark of secrecy or a person's data
is published with the file, wherever it stands. What cannot be read is not passed: `Unreadable` says why.
"""

from gongkai.hidden.asking import read, read_all
from gongkai.hidden.contents import Contents, Kind, Piece, Place, Spot
from gongkai.hidden.errors import Code, Unreadable
from gongkai.hidden.pictures import Ocr
from gongkai.hidden.scanning import Find, Found, plain, scan

__all__ = [
    "Code",
    "Contents",
    "Find",
    "Found",
    "Kind",
    "Ocr",
    "Piece",
    "Place",
    "Spot",
    "Unreadable",
    "plain",
    "read",
    "read_all",
    "scan",
]
