"""Searching by an identity number or a telephone number, without either in an address (ASVS 8.3.1).

The words come by a form and go on as a sealed token: in the browser's history and in the logs of proxies it says
nothing, it works for the person who searched, and for half an hour.
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime, timedelta

from gongkai.agencies.models import User
from gongkai.privacy.keys import master_key
from gongkai.privacy.sealing import Unsealable, seal, unseal

LASTS = timedelta(minutes=30)
LONGEST = 1000


def token(words: str, user: User, *, at: datetime) -> str:
    """What stands in the address in place of the words; empty for no words."""
    if not words:
        return ""
    said = {"words": words, "until": (at + LASTS).timestamp()}
    return base64.urlsafe_b64encode(seal(master_key("personal"), said, _place(user))).decode().rstrip("=")


def words_of(text: str, user: User, *, at: datetime) -> str | None:
    """The words of a token; None when it is old, another's or none at all."""
    if not text:
        return ""
    if len(text) > LONGEST:
        return None
    try:
        said = unseal(master_key("personal"), base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), _place(user))
    except (Unsealable, binascii.Error, ValueError, IndexError):
        return None
    return str(said["words"]) if said["until"] >= at.timestamp() else None


def _place(user: User) -> str:
    return f"search:{user.pk}"
