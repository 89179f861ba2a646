"""Links of a page that stay in the reader's own script or language: /guide/ becomes /hant/guide/."""

from __future__ import annotations

import re
from collections.abc import Callable

from gongkai.script.markup import Edit, Piece, Tag, attributes

_LEADS = {"a": "href", "area": "href", "form": "action", "button": "formaction", "input": "formaction"}
_PATH = re.compile(r"/(?!/)[^?#&]*")
Offered = Callable[[str], bool]


def edits(page: str, read: list[Piece], prefix: str, offered: Offered) -> list[Edit]:
    """``prefix`` before every path of the site that is offered under it. A link that names its own language (hreflang)
    leads where it says; addresses of others and of files stay."""
    found: list[Edit] = []
    for piece in read:
        if not isinstance(piece, Tag) or piece.closes or piece.name not in _LEADS:
            continue
        told = attributes(page, piece)
        if not any(one.name == "hreflang" for one in told):
            leading = [one for one in told if one.name == _LEADS[piece.name] and leads_in(one.value, offered)]
            found += [(one.start, one.start, prefix) for one in leading]
    return found


def leads_in(address: str, offered: Offered) -> bool:
    """Whether an address is a path of this site that is offered in another script or language."""
    path = _PATH.match(address)
    return path is not None and offered(path[0])
