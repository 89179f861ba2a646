"""What leaves before Django says what Django would have said."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory, override_settings
from django.utils.timezone import localdate

from gongkai.config import wsgi
from gongkai.portal import modes
from gongkai.portal.caching import following, front
from gongkai.portal.caching.front import KeptFirst
from gongkai.portal.visiting import recording
from tests.editorial.site import fresh
from tests.portal.caching.conftest import Site
from tests.portal.caching.test_keeping import place

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0 Safari/537.36"
Said = tuple[str, dict[str, str], bytes]


def say(application: Any, address: str, method: str = "GET", **told: Any) -> Said:
    """Ask as a server does."""
    environ = {**RequestFactory().generic(method, address, headers={"Host": "testserver"}).environ, **told}
    heard: list[Any] = []
    parts = application(environ, lambda status, headers: heard.extend((status, dict(headers))))
    return heard[0], heard[1], b"".join(parts)


def never(*_: Any) -> Any:
    raise AssertionError("Django was asked")


@pytest.mark.parametrize("secure", [None, ("HTTP_X_FORWARDED_PROTO", "https")])
def test_both_ways_say_the_same_of_whatever_is_asked(site: Site, secure: Any) -> None:
    django, address = WSGIHandler(), place(site.written.article)
    with override_settings(SECURE_PROXY_SSL_HEADER=secure):
        for more in ({}, {"HTTP_COOKIE": f"{modes.COOKIE}=senior"}, {"HTTP_X_FORWARDED_PROTO": "https"}):
            first = say(django, address, **more)
            tag, day = first[1]["ETag"], first[1].get("Last-Modified")
            asked: list[dict[str, Any]] = [
                {},
                {"HTTP_IF_NONE_MATCH": tag},
                {"HTTP_IF_NONE_MATCH": f'"other", W/{tag}'},
                {"HTTP_IF_NONE_MATCH": '"other"'},
                {"HTTP_IF_MODIFIED_SINCE": day or "Sat, 01 Jan 2050 00:00:00 GMT"},
                {"HTTP_IF_MODIFIED_SINCE": "nonsense"},
            ]
            for one in asked:
                for method in ("GET", "HEAD"):
                    expected = say(django, address, method, **more, **one)
                    assert say(KeptFirst(never), address, method, **more, **one) == expected, (more, one, method)


def test_whoever_is_not_plain_goes_to_django(site: Site) -> None:
    address, through = place(site.written.article), mock.Mock(return_value=[b"django"])
    say(WSGIHandler(), address)
    ask = KeptFirst(through)
    for more in (
        {"HTTP_COOKIE": "sessionid=x"},
        {"SCRIPT_NAME": "/sub"},
        {"PATH_INFO": "/\xe4\xb8\xad/"},
        {"PATH_INFO": "/office/"},
        {"PATH_INFO": ""},
        {"REQUEST_METHOD": "POST"},
        {"HTTP_HOST": "other.example"},
        {"QUERY_STRING": "page=2"},
    ):
        through.reset_mock()
        environ = {**RequestFactory().get(address, headers={"Host": "testserver"}).environ, **more}
        assert list(ask(environ, never)) == [b"django"], more
        through.assert_called_once()
    with override_settings(GONGKAI_PAGE_CACHE=False):
        assert front.at_hand(RequestFactory().get(address, headers={"Host": "testserver"}).environ, 0) is None


def test_what_changed_or_may_have_changed_is_asked_anew(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    address = place(site.written.article)
    said = say(WSGIHandler(), address)
    assert say(KeptFirst(never), address) == said
    following._looked.clear()  # it is time to look at the table: Django's way does so
    with pytest.raises(AssertionError, match="Django was asked"):
        say(KeptFirst(never), address)
    assert say(KeptFirst(WSGIHandler()), address) == said
    page = fresh(site.written.article)
    page.title = "养老服务补贴办理须知（修订）"
    page.save_revision()
    site.publish(page)
    assert "须知（修订）" in say(KeptFirst(WSGIHandler()), address)[2].decode()
    monkeypatch.setattr(following, "known", mock.Mock(side_effect=OSError))
    with pytest.raises(AssertionError, match="Django was asked"):
        say(KeptFirst(never), address)


def test_who_reads_what_is_kept_counts_too(site: Site, tmp_path: Path) -> None:
    address = place(site.written.article)
    said = say(WSGIHandler(), address)
    with override_settings(GONGKAI_VISITS="app", GONGKAI_VISITS_DIR=tmp_path / "visits"):
        for method, agent, more in (
            ("GET", BROWSER, {}),
            ("GET", "bot", {}),
            ("HEAD", BROWSER, {}),
            ("GET", BROWSER, {"HTTP_IF_NONE_MATCH": said[1]["ETag"]}),
        ):
            say(KeptFirst(never), address, method, HTTP_USER_AGENT=agent, **more)
        (found,) = (tmp_path / "visits").iterdir()
    assert found.name.startswith(localdate().isoformat())
    assert found.read_text().split("\t") == [address, recording.mark_of("127.0.0.1", localdate()) + "\n"]


def test_the_server_loads_it_around_django(client: Client) -> None:
    assert isinstance(wsgi.application, KeptFirst)
    assert isinstance(wsgi.application.application, WSGIHandler)
