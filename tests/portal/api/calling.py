"""A program that calls the API in tests: a key of an agency, and what it sends."""

from __future__ import annotations

import base64
import json
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client

from gongkai.agencies.models import Agency, User
from gongkai.portal.api import keys
from tests.factories import START, World
from tests.portal.filled import ANSWERS

_serial = count(1)
BASE = "/api/v1"
TEXT = base64.b64encode("附件：相关情况说明。\n".encode()).decode()


def fresh() -> str:
    """An Idempotency-Key that was not used before."""
    return f"a-test-s-own-key-{next(_serial):08d}"


class Program:
    """A client with a key."""

    def __init__(self, agency: Agency, by: User, *, may_file: bool = True, may_follow: bool = True) -> None:
        made = keys.make(
            agency=agency, name="省依申请公开平台", may_file=may_file, may_follow=may_follow, by=by, at=START
        )
        self.key, self.text, self.client = made.row, made.text, Client(raise_request_exception=False)

    def headers(self, code: str = "", **more: str) -> dict[str, str]:
        """The headers of a call."""
        return {"Authorization": f"Bearer {self.text}"} | ({"X-Query-Code": code} if code else {}) | more

    def get(self, path: str, code: str = "") -> HttpResponse:
        """Read something."""
        return self.client.get(f"{BASE}{path}", headers=self.headers(code))

    def send(self, path: str, content: Any, code: str = "", **headers: str) -> HttpResponse:
        """Send JSON."""
        text = content if isinstance(content, bytes | str) else json.dumps(content)
        return self.client.post(
            f"{BASE}{path}", text, content_type="application/json", headers=self.headers(code, **headers)
        )

    def file(self, idempotency_key: str = "", **changes: Any) -> HttpResponse:
        """File a request."""
        return self.send("/requests", {**ANSWERS, **changes}, **{"Idempotency-Key": idempotency_key or fresh()})

    def filed(self, **changes: Any) -> tuple[str, str]:
        """File a request; its number and query code."""
        answer = self.file(**changes)
        assert answer.status_code == 201, answer.content.decode()
        return answer.json()["number"], answer.json()["query_code"]


def program(world: World, **rights: bool) -> Program:
    """A program of the office."""
    return Program(world.office, world.officer, **rights)


def refused(answer: HttpResponse) -> tuple[int, str]:
    """Status and code of a refusal, which has the one shape of all."""
    content = answer.json()
    assert set(content) == {"code", "message", "fields"}
    assert content["message"].endswith(("。", "）"))
    return answer.status_code, content["code"]
