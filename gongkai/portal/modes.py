"""How a reader wants the site: letters, colours, help with reading. All of it stands in one cookie of the browser.

A public page depends on its address and on this, and on nothing else that a browser sends: whoever keeps copies of
pages keeps one for each address and `mode_key`. The cookie names nobody; it is a list of words that many share.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.cookie import parse_cookie

COOKIE = "gongkai_mode"
SIZES = {"100": "标准", "120": "大", "150": "更大", "175": "特大", "200": "最大"}
"""Letter sizes in per cent, and what they are called."""
THEMES = {
    "plain": "标准配色",
    "contrast": "高对比度",
    "yellow": "黄底黑字",
    "dark": "黑底白字",
    "night": "黑底黄字",
}
"""Colours of text and background; `portal/static/portal/tokens.css` has them, under these names."""
SWITCHES = ("senior", "line", "pointer", "pinyin", "kiosk")
LONGEST = 100
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Mode:
    """How pages are shown to a browser. ``senior`` is 长者版 (互联网网站适老化通用设计规范), ``line`` a line that
    follows the pointer, ``pointer`` a large one, ``pinyin`` the sound above each character, ``kiosk`` a machine in a
    service centre."""

    senior: bool = False
    size: str = "100"
    theme: str = "plain"
    line: bool = False
    pointer: bool = False
    pinyin: bool = False
    kiosk: bool = False

    @property
    def key(self) -> str:
        """The mode as a few words joined by dots, the same for everybody who reads alike; empty for the usual one."""
        words = [self.size] * (self.size != "100") + [self.theme] * (self.theme != "plain")
        return ".".join(words + [name for name in SWITCHES if getattr(self, name)])

    @property
    def attributes(self) -> str:
        """What <html> says of it, for style sheets and scripts."""
        classes = [name for name in SWITCHES if getattr(self, name)] + ["large"] * self.senior
        told = f' class="{" ".join(classes)}"' if classes else ""
        told += f' data-size="{self.size}"' * (self.size != "100")
        return told + f' data-theme="{self.theme}"' * (self.theme != "plain")

    def changed(self, name: str, value: str) -> Mode:
        """The mode with one thing set. A switch is on or off; to reset leaves a kiosk a kiosk.

        Raises ValueError for what there is not.
        """
        if (name, value) == ("reset", "all"):
            return Mode(kiosk=self.kiosk)
        told: Any = value if value in {"size": SIZES, "theme": THEMES}.get(name, {}) else None
        if name in SWITCHES and value in {"on", "off"}:
            told = value == "on"
        if told is None:
            raise ValueError(f"{name}={value}")
        return replace(self, **{name: told})


def read(key: str) -> Mode:
    """The mode of a key. Words that mean nothing are passed over, so that every key means something."""
    words = set(key[:LONGEST].split("."))
    switches = {name: name in words for name in SWITCHES}
    size = next((size for size in SIZES if size in words), "100")
    return Mode(size=size, theme=next((theme for theme in THEMES if theme in words), "plain"), **switches)


def of(request: HttpRequest) -> Mode:
    """The mode of a browser."""
    return read(request.COOKIES.get(COOKIE, ""))


def words(request: HttpRequest) -> dict[str, Any]:
    """What the head of a page says of the mode that it is read in, and of those there are."""
    return {"mode": of(request), "sizes": SIZES, "themes": THEMES}


def mode_key(request: HttpRequest) -> str:
    """What copies of a page are told apart by beside its address: one of a limited number of short words."""
    return of(request).key


def mode_of(cookies: str) -> str:
    """The same, from the cookies as a browser sent them."""
    return read(parse_cookie(cookies).get(COOKIE, "")).key if COOKIE in cookies else ""


def remember(response: HttpResponse, request: HttpRequest, mode: Mode) -> None:
    """Keep a mode in the browser for a year, and nothing where it is the usual one."""
    if mode.key:
        response.set_cookie(
            COOKIE, mode.key, max_age=_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax"
        )  # fmt: skip
    else:
        response.delete_cookie(COOKIE)


assert {field.name for field in fields(Mode)} == {*SWITCHES, "size", "theme"}
