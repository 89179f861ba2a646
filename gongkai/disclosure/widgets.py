"""Inputs of the editor that need no script: the browser's own list of suggestions beside a line to type in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from gongkai.disclosure.themes import THEMES

A_FEW = 200
"""Documents that are suggested, the newest first; any other is found by its number."""
_ENDING = re.compile(r"\s*［([^［］]+)］$")
_PLACE = re.compile(r"(?:［网页|/c/[0-9]{6}/)([0-9]{1,9})(?:］|\.html)$")


class Suggesting(forms.TextInput):
    """A line to type in, with suggestions."""

    template_name = "disclosure/widgets/suggesting.html"

    def suggestions(self) -> Iterable[str]:
        """What the list offers."""
        return ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the list and its id."""
        context = super().get_context(name, value, attrs)
        identity = f"{context['widget']['attrs'].get('id', name)}-list"
        context["widget"]["attrs"] |= {"list": identity, "autocomplete": "off"}
        return context | {"list_id": identity, "suggestions": list(self.suggestions())}


class ThemeInput(Suggesting):
    """A group of the national list, or another one."""

    def suggestions(self) -> Iterable[str]:
        """The list."""
        return THEMES


class DocumentReference(Suggesting):
    """Names one document of the library by its number, its index number or its whole title.

    Only what was public once can be named: drafts of others stay unknown.
    """

    def suggestions(self) -> Iterable[str]:
        """The newest documents of the library, each with the number by which it is found."""
        return [told(row) for row in _known().order_by("-dated_on", "-pk")[:A_FEW]]

    def format_value(self, value: Any) -> str | None:
        """A chosen document in words; what was typed and not understood stays as it is."""
        if value in (None, ""):
            return None
        row = _known().filter(pk=value).first() if str(value).isdecimal() else None
        return told(row) if row else str(value)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """The key of the document that was typed, or the words themselves, which no document is."""
        typed = str(super().value_from_datadict(data, files, name) or "").strip()
        return found(typed) or (f"“{typed}”" if typed else "")


def told(row: Any) -> str:
    """A document as the list shows it: its title and in brackets what finds it."""
    return f"{row.title}［{row.document_number or row.index_number}］"


def found(typed: str) -> str:
    """The key of the one document that is meant; empty when it is none or several."""
    named = _ENDING.search(typed)
    wanted = named[1] if named else typed
    for field in ("index_number", "document_number", "title"):
        keys = list(_known().filter(**{field: wanted}).values_list("pk", flat=True)[:2]) if wanted else []
        if len(keys) == 1:
            return str(keys[0])
    return ""


def _known() -> Any:
    from gongkai.disclosure.models import PolicyDocument  # the record's model uses this widget

    return PolicyDocument.objects.filter(public__isnull=False)


class PageReference(Suggesting):
    """Names one public page of some kinds by the last part of its address or by its whole title."""

    def __init__(self, *kinds: str, attrs: dict[str, Any] | None = None) -> None:
        self.kinds = kinds
        super().__init__(attrs)

    def suggestions(self) -> Iterable[str]:
        """The newest pages of these kinds, each with the number in its address."""
        return [named(row) for row in _shown(self.kinds).order_by("-at", "-pk")[:A_FEW]]

    def format_value(self, value: Any) -> str | None:
        """A chosen page in words; what was typed and not understood stays as it is."""
        if value in (None, ""):
            return None
        row = _shown(self.kinds).filter(page=value).first() if str(value).isdecimal() else None
        return named(row) if row else str(value)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """The key of the page that was typed, or the words themselves, which no page is."""
        typed = str(super().value_from_datadict(data, files, name) or "").strip()
        return self.found(typed) or (f"“{typed}”" if typed else "")

    def found(self, typed: str) -> str:
        """The key of the one page that is meant; empty when it is none or several."""
        place = _PLACE.search(typed)
        wanted: dict[str, str] = {"page": place[1]} if place else {"title": typed}
        keys = list(_shown(self.kinds).filter(**wanted).values_list("page", flat=True)[:2]) if typed else []
        return str(keys[0]) if len(keys) == 1 else ""


def named(row: Any) -> str:
    """A page as the list shows it: its title and in brackets what finds it."""
    return f"{row.title}［网页{row.page_id}］"


def _shown(kinds: tuple[str, ...]) -> Any:
    from gongkai.disclosure.models import PublicPage  # pages of other modules use this widget

    rows = PublicPage.objects.filter(release__isnull=False, release__withdrawn_at=None)
    return rows.filter(kind__in=kinds) if kinds else rows
