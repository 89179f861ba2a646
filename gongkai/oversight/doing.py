"""What the screens of the oversight share: the person, one verb for one form, and rows that are not for this person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from gongkai.dialogue import doing
from gongkai.files.errors import Refused
from gongkai.files.sheets import UnreadableTable
from gongkai.oversight.errors import OversightError
from gongkai.oversight.scheme import BadScheme

REFUSALS = (OversightError, BadScheme, Refused, UnreadableTable)
sent, user_of = doing.sent, doing.user_of


def done(request: HttpRequest, form: Any, verb: Callable[[], Any], told: str) -> Any:
    """Do one verb with a form that was sent, as every screen does."""
    found = doing.done(request, form, verb, told, also=REFUSALS)
    if found and hasattr(form, "sent"):
        form.sent()
    return found
