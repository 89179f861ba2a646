"""The configuration of nginx that we hand out knows what the program knows."""

from __future__ import annotations

import re
from pathlib import Path

from django.test import RequestFactory

from gongkai.portal import modes
from gongkai.portal.caching import middleware

CONFIGURATION = (Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf").read_text("utf-8")


def test_every_cookie_that_changes_a_page_tells_kept_answers_apart() -> None:
    pattern = re.search(rf'"~([^"]*{modes.COOKIE}=[^"]*)" \$gongkai_told;', CONFIGURATION)
    assert pattern
    asked = RequestFactory().get("/")
    for words in ("senior", "150.yellow.line"):
        asked.COOKIES[modes.COOKIE] = words
        found = re.search(pattern[1].replace("?<", "?P<"), f"a=b; {modes.COOKIE}={words}; c=d")
        assert found
        assert found["gongkai_told"] == modes.mode_key(asked)
    assert '$gongkai_mode";' in CONFIGURATION


def test_officers_pass_and_what_is_broken_is_not_kept() -> None:
    for name in ("sessionid", "__Host-gongkai"):
        assert name in CONFIGURATION
    kept = re.findall(r"proxy_cache_valid .*", CONFIGURATION)
    assert kept == [], "how long is said by the program"
    assert "proxy_cache_use_stale error timeout http_500 http_502 http_503 http_504;" in CONFIGURATION
    assert middleware.SHARED == 10, "docs/operators/nginx.md says so"
