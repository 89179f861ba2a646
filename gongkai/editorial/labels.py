"""What reviewers are shown of an item's fields: what a reader will see, under a Chinese name.

Everything is in the digest; but the editor's own bookkeeping says nothing to a reviewer, and what stands for blocks or
rows in the digest is no text to read.
"""

from __future__ import annotations

import re

from wagtail.models import Page

_CALLED = {"seo_title": "搜索引擎显示的标题", "search_description": "搜索引擎显示的摘要"}
_PLACES = frozenset({"公开机关", "所在栏目"})
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_QUOTED = re.compile(r"'([^']*)'")
_NUMBER = re.compile(r"\d+")


def hidden(name: str) -> bool:
    """Whether a field is the editor's own: the last part of the page's old address, where it stands in the tree."""
    return name in _PLACES or name == _wagtail_name("slug")


def label(name: str) -> str:
    """What people call a field."""
    return next((words for field, words in _CALLED.items() if name == _wagtail_name(field)), name)


def fact(value: str) -> str:
    """How a fact is shown in a comparison: a plain value as it is, and of what stands for figures or for another row
    enough to see that it changed; nothing of what stands for blocks, for those are no words."""
    quoted = _QUOTED.fullmatch(value)
    plain = quoted[1] if quoted else value
    if plain[:1] in {"[", "{"}:
        return ""
    if quoted and _NUMBER.fullmatch(plain):
        return f"（编号{plain}）"
    return _DIGEST.sub(lambda found: f"（摘要{found[0][:8]}）", plain)


def _wagtail_name(field: str) -> str:
    return str(Page._meta.get_field(field).verbose_name)  # noqa: SLF001 - Django's documented name
