"""Taking things out of files for good, so that the rest can be disclosed (条例第三十七条).

A redacted file is made anew from what a reader may see: pictures of the pages with the boxes blacked out, and
the visible text outside them. `prove` looks at the result before anybody gets it.
"""

from gongkai.redaction.boxes import Area, Box, PageSize
from gongkai.redaction.errors import BadBox, BadFile, NotProven, RedactionCode, RedactionError
from gongkai.redaction.pictures import redact_picture
from gongkai.redaction.proving import prove
from gongkai.redaction.redacting import Redacted, redact
from gongkai.redaction.searching import Word, find, words_at
from gongkai.redaction.source import pages, picture
from gongkai.redaction.suggesting import Kind, Suggestion, suggest

__all__ = [
    "Area",
    "BadBox",
    "BadFile",
    "Box",
    "Kind",
    "NotProven",
    "PageSize",
    "Redacted",
    "RedactionCode",
    "RedactionError",
    "Suggestion",
    "Word",
    "find",
    "pages",
    "picture",
    "prove",
    "redact",
    "redact_picture",
    "suggest",
    "words_at",
]
