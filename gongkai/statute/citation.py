"""Citations: which article of which paper a rule carries out.

A citation is written ``law:article``, with ``¶`` for the paragraph (款) and brackets for the item
(项): ``regulation:33¶2``, ``regulation:36(3)``, ``report_format:``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

from gongkai.statute.errors import BadInput, UnknownLaw

_FORM = re.compile(r"^(?P<law>[a-z0-9_]+):(?P<article>\d+)?(?:¶(?P<paragraph>\d+))?(?:\((?P<item>\d+)\))?$")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Law:
    """A law or paper as it stood between two days."""

    key: str
    short: str
    full: str
    number: str
    effective_from: date
    effective_to: date | None
    verified: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a law. ``str()`` gives the short Chinese form, ``full`` the form for letters."""

    law: str
    article: int | None = None
    paragraph: int | None = None
    item: int | None = None

    @property
    def place(self) -> str:
        """第三十三条第二款第（一）项, or an empty string for the paper as a whole."""
        text = ""
        if self.article is not None:
            text += f"第{chinese_number(self.article)}条"
        if self.paragraph is not None:
            text += f"第{chinese_number(self.paragraph)}款"
        if self.item is not None:
            text += f"第（{chinese_number(self.item)}）项"
        return text

    @property
    def full(self) -> str:
        return laws()[self.law].full + self.place

    @property
    def key(self) -> str:
        """The written form that `cite` reads."""
        text = f"{self.law}:{self.article or ''}"
        if self.paragraph is not None:
            text += f"¶{self.paragraph}"
        if self.item is not None:
            text += f"({self.item})"
        return text

    def __str__(self) -> str:
        return laws()[self.law].short + self.place


def cite(written: str) -> Citation:
    """Read ``regulation:33¶2(1)``.

    Raises BadInput for another form and UnknownLaw for a law that data/laws.yaml does not hold.
    """
    match = _FORM.match(written)
    if match is None:
        raise BadInput(f"法条引用“{written}”写法不对，应如 regulation:33¶2(1)。")
    law = match["law"]
    if law not in laws():
        raise UnknownLaw(f"法条引用“{written}”所指的文件“{law}”没有登记。")
    number = {name: int(match[name]) if match[name] else None for name in ("article", "paragraph", "item")}
    return Citation(law, **number)


@cache
def laws() -> dict[str, Law]:
    """All laws that may be cited, by key."""
    return {key: _law(key, entry) for key, entry in read_yaml("laws.yaml").items()}


def _law(key: str, entry: dict[str, Any]) -> Law:
    return Law(key, entry["short"], entry["full"], entry["number"], entry["from"], entry.get("to"), entry["verified"])


def read_yaml(name: str) -> Any:
    """The content of a file in ``statute/data``."""
    return yaml.load(read_text(name), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (both are safe loaders)


def read_text(name: str) -> str:
    """The text of a file in ``statute/data``."""
    place = resources.files("gongkai.statute").joinpath("data")
    for part in name.split("/"):
        place = place.joinpath(part)
    return place.read_text(encoding="utf-8")


def chinese_number(number: int) -> str:
    """Write 1 to 999 the way articles are numbered: 33 is 三十三, 110 is 一百一十."""
    if not 0 < number < 1000:
        raise BadInput(f"条款序号{number}超出范围。")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")
