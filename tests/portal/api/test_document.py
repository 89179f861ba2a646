"""The OpenAPI document: what programs were promised changes only on purpose, and all of it is in Chinese."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from gongkai.portal.api import application, describing, filing
from gongkai.portal.api.shapes import Application
from gongkai.portal.forms import ApplicationForm

KEPT = Path(__file__).with_name("openapi.json")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_the_document_is_the_one_that_was_promised() -> None:
    """After a change on purpose: ``python -m tests.portal.api.promise`` writes it anew, and the difference is read."""
    assert application.document() == json.loads(KEPT.read_text("utf-8"))


def test_it_is_served_as_it_is(client: Client) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.json() == application.document()
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert client.post("/api/v1/openapi.json").json()["code"] == "METHOD_NOT_ALLOWED"


def calls() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in application.document()["paths"].items():
        for method, told in methods.items():
            yield f"{method} {path}", told


def test_everything_is_described_in_chinese_with_an_example() -> None:
    document, silent = application.document(), []
    for name, told in calls():
        silent += [f"{name}: {key}" for key in ("summary", "description") if not CHINESE.search(told.get(key, ""))]
        silent += [
            f"{name}: {code}" for code, one in told["responses"].items() if not CHINESE.search(one["description"])
        ]
        silent += [
            f"{name}: {one['name']}"
            for one in told["parameters"]
            if one["in"] != "path" and not (CHINESE.search(one.get("description", "")) and one.get("example"))
        ]
    for shape, schema in document["components"]["schemas"].items():
        for field, one in schema["properties"].items():
            if not CHINESE.search(one.get("description", "")):
                silent.append(f"{shape}.{field}")
    assert silent == []


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(application.document())
    known = application.document()["components"]["schemas"]
    assert {name for name in re.findall(r"#/components/schemas/(\w+)", text) if name not in known} == set()


def test_every_call_with_a_key_says_so_and_every_refusal_has_the_one_shape() -> None:
    for name, told in calls():
        assert ("security" in told) == ("401" in told["responses"]), name
        for code, one in told["responses"].items():
            if code >= "400":
                shape = one["content"]["application/json"]["schema"]
                assert shape == {"$ref": "#/components/schemas/Fault"}, name


def test_the_fields_are_those_of_the_form() -> None:
    described = set(Application.model_fields) - {"files", "identity", "authority"}
    assert described == set(ApplicationForm.base_fields) == set(filing.FIELDS)
    assert "purpose" not in described


@pytest.mark.django_db
def test_the_page_names_every_call_without_a_script_of_others(client: Client) -> None:
    answer = client.get("/api/")
    page = answer.content.decode()
    for name, told in calls():
        method, path = name.split()
        assert f"<strong>{method.upper()}</strong> {path}" in page
        assert told["summary"] in page
    assert "script-src" not in answer["Content-Security-Policy"]
    assert all(one.startswith("/static/portal/") for one in re.findall(r'<script[^>]*src="([^"]+)"', page))
    assert len(describing.calls()) == len(list(calls()))
