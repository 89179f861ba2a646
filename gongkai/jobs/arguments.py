"""What may stand in a job's row: ids, dates, codes and numbers, never words about a person.

The table of jobs is seen by officers of every agency and is not encrypted, so a task is told the id of what it
works on and reads the rest itself, from where personal data are sealed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from gongkai.jobs.errors import BadArgument

LONGEST = 4000
"""Characters of JSON, all together. Whoever has more to say stores it and passes its id."""
_CODE = re.compile(r"[A-Za-z0-9 _.,:;/=#()+〔〕号-]{0,200}")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")


def checked(value: Any) -> Any:
    """Return a value as JSON holds it. Raises BadArgument for words, identity and mobile numbers, other types."""
    plain = _plain(value)
    if len(json.dumps(plain)) > LONGEST:
        raise BadArgument(f"more than {LONGEST} characters: store it and pass its id")
    return plain


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return _code(value)
    if isinstance(value, Mapping):
        return {_code(str(key)): _plain(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_plain(each) for each in value]
    raise BadArgument(f"{type(value).__name__} does not fit into a job: pass an id, a date in ISO form or a code")


def _code(text: str) -> str:
    # The offending text is not repeated: it may be what must not be written down.
    if not _CODE.fullmatch(text):
        raise BadArgument("a job's text is a code of at most 200 letters, digits and signs: pass an id instead")
    if _IDENTITY.search(text) or _MOBILE.search(text):
        raise BadArgument("this looks like an identity or mobile number, which may not stand in a job: pass an id")
    return text
