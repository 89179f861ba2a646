"""Arbitrary JSON and words to every call of the API: a sentence in the one shape, never a fault of ours."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gongkai.casework.models import Case
from gongkai.portal.api import application
from tests.factories import make_district
from tests.portal.api.calling import Program, program
from tests.portal.filled import ANSWERS

CALLS = [(method, path) for path, methods in application.document()["paths"].items() for method in methods]
WORDS = st.one_of(
    st.text(max_size=40), st.sampled_from(["0", "-1", "9" * 30, "1.5", "2026", "\x00", "١", "a/b", "..", "%", "%00"])
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [*ANSWERS, "files", "identity", "authority", "what", "words"]
BODIES = st.one_of(
    st.binary(max_size=60),
    ANYTHING.map(json.dumps),
    st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=5).map(lambda some: json.dumps({**ANSWERS, **some})),
    st.lists(st.fixed_dictionaries({"name": WORDS, "content": WORDS}), max_size=2).map(
        lambda files: json.dumps({**ANSWERS, "files": files})
    ),
)
KINDS = st.sampled_from(
    ["application/json", "application/json; charset=x", "multipart/form-data; boundary=b", "", "text/html"]
)


class AnythingIsAnswered(TestCase):
    """One district for all examples."""

    @classmethod
    def setUpTestData(cls) -> None:
        world = make_district()
        cls.program: Program = program(world)
        cls.number, cls.code = cls.program.filed()

    @pytest.fixture(autouse=True)
    def unlimited(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GONGKAI_API_CALLS_PER_HOUR", "1000000")
        monkeypatch.setenv("GONGKAI_FAILED_QUERIES_PER_HOUR", "1000000")

    def judge(self, answer: Any) -> None:
        assert answer.status_code != 500, answer.content
        if answer.status_code >= 400:
            assert set(answer.json()) == {"code", "message", "fields"}

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        call=st.sampled_from(CALLS),
        body=BODIES,
        kind=KINDS,
        words=st.lists(WORDS, min_size=3, max_size=3),
        known=st.booleans(),
    )
    def test_no_call_fails(self, call: tuple[str, str], body: Any, kind: str, words: list[str], known: bool) -> None:
        method, path = call
        for place, word in zip(("{number}", "{place}", "{file_id}"), words, strict=True):
            path = path.replace(
                place, self.number if known and place == "{number}" else quote(word, safe="", errors="replace")
            )
        path = path.replace("{year}", quote(words[0], safe="", errors="replace")).replace("{code}", "mhb")
        query = quote(words[1], safe="", errors="replace")
        header = quote(words[2], safe=" ", errors="replace") or "x"
        headers = {
            **self.program.headers(self.code if known else header),
            "Idempotency-Key": f"anything-{header}",
        }
        if method == "get":
            path = f"{path}?received={query}&channel=web&{query}={query}"
        sent = body if isinstance(body, bytes) else body.encode()
        # not client.post: that one reads the charset of the content type itself
        self.judge(self.program.client.generic(method.upper(), path, sent, content_type=kind, headers=headers))

    @settings(max_examples=60, deadline=None)
    @given(text=st.text(max_size=60))
    def test_no_key_fails(self, text: str) -> None:
        said = quote(text, safe=" .:", errors="replace")
        for header in (said, f"Bearer {said}", f"Bearer {self.program.key.prefix}.{said}"):
            answer = Client(raise_request_exception=False).get("/api/v1/requests/x", headers={"Authorization": header})
            assert answer.status_code == 401

    def test_what_was_sent_whole_is_there(self) -> None:
        assert Case.objects.filter(number=self.number).exists()
