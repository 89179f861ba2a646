"""A person at their desk: a signed-in browser and a clock that stands still."""

from __future__ import annotations

import importlib
import re
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from gongkai.agencies.models import User


def stop_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Make it be that moment for every screen."""
    # A module first imported while the clock stands would keep the stopped one for ever.
    importlib.import_module("gongkai.config.urls")
    monkeypatch.setattr(timezone, "now", lambda: moment)


def desk(user: User, **extra: Any) -> Client:
    """A browser in which a user has signed in."""
    client = Client(**extra)
    client.force_login(user)
    return client


def words(response: HttpResponse) -> str:
    """What the page says, without its markup."""
    html = response.content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def panel(response: HttpResponse) -> str:
    """The panel of next steps of a case page, as markup."""
    return response.content.decode().partition('class="case-side"')[2]
