"""The editor speaks Chinese: every word of the installed Wagtail, each with its placeholders."""

from __future__ import annotations

import gettext
import importlib.util
import io
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.utils.translation.trans_real import DjangoTranslation, translation

TOOL = Path(__file__).resolve().parents[2] / "tools" / "messages.py"
HAN = re.compile(r"[一-鿿]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
LETTERS = re.compile(r"[A-Za-z]")
SAME_EVERYWHERE = {"ID", "Wagtail API v2"}
"""Names that no translation changes; nothing else may stay as it is in English."""


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _tool()


def wagtails(domain: str) -> Iterator[dict[str, str]]:
    """Every message of the parts of Wagtail that are installed, in its English catalogues."""
    for app in apps.get_app_configs():
        path = Path(app.path) / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
        if app.name.startswith("wagtail") and path.exists():
            yield from (entry for entry in tool.entries(path.read_text("utf-8")) if entry["msgid"])


def spoken(domain: str) -> DjangoTranslation:
    """What the screens, or their scripts, really say."""
    if domain == "django":
        return translation("zh-hans")
    where = Path(apps.get_app_config("wagtailadmin").path) / "locale"
    return DjangoTranslation("zh-hans", domain=domain, localedirs=[str(where)])


def said(catalogue: DjangoTranslation, entry: dict[str, str]) -> str:
    """The Chinese of a message; empty when there is none."""
    key = (entry["msgid"], 0) if "msgid_plural" in entry else entry["msgid"]
    found = catalogue._catalog.get(key, "")
    return str(found)


def chinese(words: str) -> bool:
    """Whether there are words, and whether they are Chinese or nothing but signs."""
    return bool(HAN.search(words) or (words and not LETTERS.search(re.sub(r"%\(\w+\)[sd]|<[^>]*>", "", words))))


@pytest.mark.parametrize(("domain", "at_least"), [("django", 1500), ("djangojs", 80)])
def test_every_word_of_the_installed_wagtail_is_chinese(domain: str, at_least: int) -> None:
    catalogue, entries = spoken(domain), list(wagtails(domain))
    assert len(entries) >= at_least, "the catalogues were not found"
    english = {entry["msgid"] for entry in entries if not chinese(said(catalogue, entry))}
    assert english <= SAME_EVERYWHERE, f"{len(english)} of {len(entries)}"
    for entry in entries:
        allowed = set(PLACEHOLDER.findall(entry["msgid"] + entry.get("msgid_plural", "")))
        needed = set(PLACEHOLDER.findall(entry.get("msgid_plural", entry["msgid"])))
        ours = set(PLACEHOLDER.findall(said(catalogue, entry)))
        if "msgid_plural" in entry and ours < needed:
            needed = set(PLACEHOLDER.findall(entry["msgid"]))
        assert needed <= ours <= allowed, (entry["msgid"], said(catalogue, entry))


def test_words_that_would_mislead_are_put_right() -> None:
    catalogue = spoken("django")
    right = {"live": "已发布", "Live": "已发布", "page": "页面", "Reject": "退回", "document": "附件"}
    assert {word: said(catalogue, {"msgid": word}) for word in right} == right


def test_what_is_compiled_is_what_is_written() -> None:
    assert len(tool.sources()) == 2
    for path in tool.sources():
        text, compiled = path.read_text("utf-8"), path.with_suffix(".mo").read_bytes()
        assert compiled == tool.compiled(text), "请运行 python tools/messages.py"
        read = gettext.GNUTranslations(io.BytesIO(compiled))
        for entry in tool.entries(text):
            if entry["msgid"] and "msgid_plural" in entry:
                assert read.ngettext(entry["msgid"], entry["msgid_plural"], 2) == entry["msgstr"]
            elif entry["msgid"]:
                assert read.gettext(entry["msgid"]) == entry["msgstr"]
    with pytest.raises(ValueError, match="not a line"):
        list(tool.entries("msgid hello"))
