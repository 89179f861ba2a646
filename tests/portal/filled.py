"""A citizen's answers, and the three steps of sending them, for tests of the portal."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories import CITIZEN, World

ANSWERS = {
    "applicant_kind": "natural_person",
    "name": CITIZEN.name,
    "identity_kind": CITIZEN.identity_kind,
    "identity_number": CITIZEN.identity_number,
    "representative": "",
    "telephone": CITIZEN.telephone,
    "email": "",
    "address": "",
    "postcode": "",
    "title": "",
    "description": "2023年湖滨路改造工程的房屋征收补偿方案",
    "form": "electronic",
    "delivery": "web",
}


def place(world: World) -> str:
    """The form of the office."""
    return reverse("portal:application", args=[world.office.code])


def post(client: Client, world: World, step: str = "review", **changes: Any) -> HttpResponse:
    """Send all steps at once: the review page, or the first step with a fault. Each call begins a new draft."""
    # the cookie, and its copies for the addresses in other scripts
    for name in [one for one in client.cookies if one.startswith(f"gongkai_draft_{world.office.code}")]:
        del client.cookies[name]
    return go_on(client, world, step, **{**ANSWERS, **changes})


def go_on(client: Client, world: World, step: str = "next", **fields: Any) -> HttpResponse:
    """Press a button of a step."""
    return client.post(place(world), {"step": step, **fields}, follow=True)


def token_of(response: HttpResponse) -> str:
    """The token of a review page."""
    found = re.search(r'name="token" value="([^"]+)"', response.content.decode())
    assert found is not None, response.content.decode()
    return found[1]


def hidden(response: HttpResponse) -> dict[str, str]:
    """What the review page would send."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', response.content.decode())
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def apply(client: Client, world: World, **changes: Any) -> tuple[str, str]:
    """All steps; the number and the query code of the receipt."""
    reviewed = post(client, world, **changes)
    sent = client.post(place(world), {**hidden(reviewed), "step": "send"}, follow=True)
    return read_receipt(sent)


def read_receipt(response: HttpResponse) -> tuple[str, str]:
    """Number and query code as the receipt shows them."""
    text = response.content.decode()
    number, code = (re.search(rf'id="receipt-{name}">([^<]+)<', text) for name in ("number", "code"))
    assert number is not None, text
    assert code is not None, text
    return number[1], code[1]
