"""Handing out: what the browser is told, and what it can no longer do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from gongkai.files import serving, store
from gongkai.files.errors import Gone, Quarantined
from gongkai.files.kinds import ALLOWED, Kind
from gongkai.files.models import Verdict
from tests.files import made

KEY = bytes(32)
AT = datetime(2026, 3, 2, tzinfo=UTC)

urlpatterns = [path("file/", lambda _request: serving.respond(made.pdf(), Kind.PDF, "a.pdf", inline=True))]


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.GONGKAI_FILES = tmp_path / "files"


def handed(kind: Kind, name: str = "附件", **options: Any) -> HttpResponse:
    return serving.respond(made.MADE[kind](), kind, name, **options)


@pytest.mark.django_db
def test_a_stored_file_is_handed_out_whole_and_powerless() -> None:
    data = made.jpeg()
    stored = store.keep(data, name="身份证 正面.jpg", key=KEY, at=AT)
    response = serving.hand_out(stored, KEY)
    assert response.content == data
    assert dict(response.headers) == {
        "Content-Type": "image/jpeg",
        "Content-Disposition": (
            "attachment; filename=\"file.jpg\"; filename*=UTF-8''%E8%BA%AB%E4%BB%BD%E8%AF%81%20%E6%AD%A3%E9%9D%A2.jpg"
        ),
        "Content-Length": str(len(data)),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


@pytest.mark.parametrize("kind", sorted(ALLOWED))
def test_only_pdf_and_two_kinds_of_pictures_are_shown_in_the_window(kind: Kind) -> None:
    shown = handed(kind, inline=True)["Content-Disposition"].startswith("inline;")
    assert shown == (kind in {Kind.PDF, Kind.PNG, Kind.JPEG})
    assert handed(kind)["Content-Disposition"].startswith("attachment;")


def test_types_come_from_our_table_and_texts_say_their_encoding() -> None:
    assert handed(Kind.DOCX)["Content-Type"].endswith("wordprocessingml.document")
    assert handed(Kind.TXT)["Content-Type"] == "text/plain; charset=utf-8"
    chinese = serving.respond(made.text("gb18030"), Kind.TXT, "a.txt")
    assert chinese["Content-Type"] == "text/plain; charset=gb18030"


@pytest.mark.parametrize(
    ("name", "simple"),
    [
        ("report.pdf", "report.pdf"),
        ("报告.pdf", "file.pdf"),
        ('a";x="b.pdf', "a__x__b.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a__Set-Cookie_ x.pdf"),
        ("café.pdf", "cafe.pdf"),
        ("100%.pdf", "100_.pdf"),
    ],
)
def test_no_name_breaks_out_of_the_header(name: str, simple: str) -> None:
    header = handed(Kind.PDF, name)["Content-Disposition"]
    first, second = header.removeprefix("attachment; ").split("; filename*=UTF-8''")
    assert first == f'filename="{simple}"'
    assert unquote(second) == name
    assert header.isascii()


@pytest.mark.urls("tests.files.test_serving")
def test_the_policy_of_the_site_does_not_replace_the_file_s() -> None:
    response = Client().get("/file/")
    assert response["Content-Security-Policy"] == serving.POLICY
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_what_waits_or_is_gone_is_not_handed_out() -> None:
    stored = store.keep(made.text(), name="a.txt", key=KEY, at=AT)
    stored.verdict = Verdict.WAITING
    with pytest.raises(Quarantined):
        serving.hand_out(stored, KEY)
    stored.erased_at = AT
    with pytest.raises(Gone):
        serving.hand_out(stored, KEY)
