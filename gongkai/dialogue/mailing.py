"""The messages to who wrote a letter or reported an error, as `casework.sending` takes them."""

from __future__ import annotations

from typing import Any

from gongkai.casework import sending
from gongkai.casework.sending import Box
from gongkai.dialogue import sealing
from gongkai.dialogue.models import CitizenLetter, CitizenMessage, SiteError
from gongkai.privacy import sealing as sealed_words

About = CitizenLetter | SiteError
"""What a message is about."""


def field_of(about: About) -> str:
    """By which column a message names what it is about."""
    return "letter" if isinstance(about, CitizenLetter) else "error"


def about_of(message: CitizenMessage) -> About:
    """What a message is about."""
    found = message.letter or message.error
    assert found is not None, "a constraint says that a message is about one thing"
    return found


def contents(message: CitizenMessage) -> dict[str, Any] | None:
    """Address and words of a message; None once the letter was erased. Raises Unsealable."""
    about = about_of(message)
    if not bytes(about.key):
        return None
    found: dict[str, Any] = sealed_words.unseal(sealing.key_of(about), message.sealed, sending.place(message.key))
    return found


WRITERS = Box(
    rows=lambda: CitizenMessage.objects.select_related("letter__agency", "error__agency"),
    contents=contents,
    erased=lambda message: not bytes(about_of(message).key),
)
"""What writers of letters and finders of errors are told."""
