"""What somebody had typed when their session ended, kept until they have signed in again.

Writing a decision takes longer than half an hour without a request. The words are sealed, lie in the new session of
the same browser only, are given to the same person only, and are not sent without being looked at again.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from gongkai.privacy.keys import master_key
from gongkai.privacy.sealing import Unsealable, seal, unseal

_NAME = "kept"
MOST = 200_000
"""Characters. What is longer was never written by hand."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that was not taken: where it was sent, its fields, and whether files were with it."""

    path: str
    fields: list[tuple[str, str]]
    files: bool

    @property
    def words(self) -> list[str]:
        """What a person wrote in it, as far as it can be told from keys and dates."""
        return [value for _, value in self.fields if any(ord(letter) > 0x2E7F or letter == " " for letter in value)]


def taken(request: HttpRequest) -> Kept | None:
    """What a request carries that is worth keeping; None when it is nothing, a secret or too much."""
    if request.method != "POST":
        return None
    fields = [
        (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    secret = any("password" in name for name, _ in fields)
    if secret or not fields or sum(len(name) + len(value) for name, value in fields) > MOST:
        return None
    return Kept(request.path, fields, bool(request.FILES))


def keep(session: Any, user: Any, content: Kept) -> None:
    """Seal a form into a session, for one person."""
    said = {"path": content.path, "fields": content.fields, "files": content.files}
    session[_NAME] = base64.b64encode(seal(master_key("personal"), said, _place(user))).decode()


def found(session: Any, user: Any) -> Kept | None:
    """What was kept for a person in this session."""
    try:
        said = unseal(master_key("personal"), base64.b64decode(session.get(_NAME, "")), _place(user))
    except (Unsealable, IndexError):
        return None
    return Kept(said["path"], [(name, value) for name, value in said["fields"]], said["files"])


def forget(session: Any) -> None:
    """Throw away what was kept."""
    session.pop(_NAME, None)


def _place(user: Any) -> str:
    return f"kept:{user.pk}"
