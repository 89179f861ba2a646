"""Every text of a file with the place where it stands, also where nobody looks (条例第十七条：公开前的保密审查).

Comments, revisions, hidden sheets, properties, attachments, earlier versions: a mark of secrecy or a person's data
is published with the file, wherever it stands. What cannot be read is not passed: `Unreadable` says why.
"""

from gongkai.hidden.asking import marked_picture, pictures_of, read, read_all
from gongkai.hidden.contents import Box, Contents, Kind, Line, Piece, Place, Spot
from gongkai.hidden.errors import Code, Unreadable
from gongkai.hidden.lettering import with_lines
from gongkai.hidden.scanning import Find, Found, plain, scan

__all__ = [
    "Box",
    "Code",
    "Contents",
    "Find",
    "Found",
    "Kind",
    "Line",
    "Piece",
    "Place",
    "Spot",
    "Unreadable",
    "marked_picture",
    "pictures_of",
    "plain",
    "read",
    "read_all",
    "scan",
    "with_lines",
]
