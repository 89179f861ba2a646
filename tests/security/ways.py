"""Every address of the office as Django knows it, so that no test lists them by hand; and people with telephones."""

from __future__ import annotations

import base64
import re
from datetime import datetime

from django.test import Client
from django_otp.oath import TOTP

from gongkai.agencies import second_factor
from gongkai.agencies.models import User
from tests.isolation.test_agencies import watched

VALUES = {"year": "2023", "month": "3", "code": "mhb", "kind": "provided", "slug": "note", "verb": "submit"}
"""What stands in a place of an address; another place holds a 1."""
FILE = "00000000-0000-0000-0000-000000000001"


def office_paths() -> dict[str, str]:
    """Every route of the office with an address that it answers."""
    return {route: filled(route) for route in watched() if route.startswith("office/")}


def filled(route: str, number: str = "NOWHERE-1") -> str:
    """A route with something in each of its places."""

    def value(place: re.Match[str]) -> str:
        kind, _, name = place[1].rpartition(":")
        if kind == "uuid":
            return FILE
        return number if (kind, name) == ("str", "number") else VALUES.get(name, "1")

    return "/" + re.sub(r"<([^>]+)>", value, route)


def code_of(secret: str, at: datetime) -> str:
    """What a telephone shows at a moment."""
    clock = TOTP(base64.b32decode(secret))
    clock.time = at.timestamp()
    return f"{clock.token():06d}"


def with_factor(user: User, at: datetime) -> tuple[str, list[str]]:
    """Give somebody a second factor; the telephone's secret and the recovery codes."""
    secret = second_factor.offer(user=user)
    return secret, second_factor.confirm(user=user, code=code_of(secret, at), at=at)


def signed_in(user: User, password: str) -> Client:
    """A browser that went through the sign-in screen."""
    client = Client()
    client.post("/office/sign-in/", {"username": user.username, "password": password})
    return client
