"""What a reader would see of a page: every field of it, without anybody having to list them.

A field counts unless it is bookkeeping of the tree and the editor (`BOOKKEEPING`), so a column that is added later
is reviewed from its first day. What is empty is left out: a new column changes no digest until somebody fills it.
"""
# ruff: noqa: SLF001 - _meta and _default_manager are Django's documented names

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model

from gongkai.editorial.items import Part

# fmt: off
BOOKKEEPING = frozenset({
    "id", "page_ptr", "path", "depth", "numchild", "translation_key", "locale", "latest_revision", "live",
    "has_unpublished_changes", "first_published_at", "last_published_at", "live_revision", "go_live_at",
    "expire_at", "expired", "locked", "locked_at", "locked_by", "draft_title", "content_type", "url_path",
    "owner", "show_in_menus", "latest_revision_created_at", "alias_of", "attribute", "attribute_reason",
    "title",
})
# fmt: on
"""Fields of a page that say nothing to its reader; title and attribute stand in an item by themselves."""

_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"</(?:p|li|h\d|td|th|tr|blockquote)>|<br\s*/?>|<hr\s*/?>", re.IGNORECASE)
_SPOKEN = re.compile(r"""\b(?:alt|title|href)="([^"]*)\"""")


class Stored(Protocol):
    """A file or picture that can become part of a page."""

    pk: Any
    part_key: str
    shown_name: str
    digest: str

    def content(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: words for the checks, everything for the digest, the files that go out with it."""

    texts: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]


def shown(page: models.Model) -> Shown:
    """Everything that a reader of a page object would see, as it stands in memory."""
    texts: list[tuple[str, str]] = []
    facts: list[tuple[str, str]] = []
    found: list[tuple[type[models.Model], Any]] = []
    for name, holder, field in _fields(page):
        value = _plain(holder, field)
        if value in _NOTHING:
            continue
        words = "\n".join(_words(value)) if _speaks(field) else ""
        if words:
            texts.append((name, words))
        if words != value:
            facts.append((name, repr(value)))
        found += _references(holder, field)
    return Shown(tuple(texts), tuple(facts), tuple(_part(stored) for stored in _stored(found)))


def lines_of(model: type[models.Model]) -> list[str]:
    """The relations by which a kind of page has lines that readers see."""
    found = [relation.get_accessor_name() for relation in get_all_child_relations(model)]
    return [name for name in found if name not in _CHILDREN_OF_THE_EDITOR]


def in_order(lines: Iterable[models.Model]) -> list[models.Model]:
    """Lines in the order in which they were written. Those that a program wrote may have no number: a database gives
    rows that are equal to it in any order it likes, and the content would be another one each time."""

    def place(line: models.Model) -> tuple[bool, int, bool, int]:
        number = getattr(line, "sort_order", None)
        return number is None, number or 0, line.pk is None, line.pk or 0

    return sorted(lines, key=place)


def number_lines(page: models.Model) -> None:
    """Give the lines of a page their numbers, as the editor does, before they are kept in a revision."""
    for relation in lines_of(type(page)):
        for place, line in enumerate(in_order(getattr(page, relation).all())):
            if hasattr(line, "sort_order"):
                line.sort_order = place


def names(model: type[models.Model]) -> frozenset[str]:
    """The fields of a page type whose change a reader would notice: saving none of them saves nothing public."""
    own = {field.name for field in model._meta.concrete_fields} - BOOKKEEPING
    children = {relation.get_accessor_name() for relation in get_all_child_relations(model)} - _CHILDREN_OF_THE_EDITOR
    return frozenset(own | children | {"title", "attribute", "attribute_reason", "live", "live_revision"})


_NOTHING: tuple[Any, ...] = (None, "", [], {}, False)
_CHILDREN_OF_THE_EDITOR = frozenset({"wagtail_admin_comments"})


def _fields(page: models.Model) -> Iterator[tuple[str, models.Model, models.Field[Any, Any]]]:
    """Each field that counts, with the row that holds it: the page's own, then those of its lines."""
    for field in page._meta.concrete_fields:
        if field.name not in BOOKKEEPING:
            yield str(field.verbose_name), page, field
    for relation in get_all_child_relations(page):
        accessor = relation.get_accessor_name()
        if accessor in _CHILDREN_OF_THE_EDITOR:
            continue
        for place, line in enumerate(in_order(getattr(page, accessor).all()), start=1):
            for field in line._meta.concrete_fields:
                if not field.primary_key and field.name not in (relation.field.name, "sort_order"):
                    yield f"{line._meta.verbose_name}{place}{field.verbose_name}", line, field


def _plain(holder: models.Model, field: models.Field[Any, Any]) -> Any:
    """A field's value as plain data, the same whether it comes from a row or from a revision."""
    value = field.value_from_object(holder)
    if isinstance(field, StreamField):
        list(field.extract_references(value))  # turns every block into its present form
        return _without_ids(value.get_prep_value())
    return value if value in _NOTHING or isinstance(value, str) else str(value)


def _without_ids(value: Any) -> Any:
    """Blocks without the editor's own marks, and without what is empty."""
    if isinstance(value, list):
        return [_without_ids(entry) for entry in value]
    if isinstance(value, Mapping):
        bare = value if "type" not in value or "value" not in value else {k: v for k, v in value.items() if k != "id"}
        return {key: _without_ids(entry) for key, entry in bare.items() if entry not in _NOTHING}
    return value


def _speaks(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, StreamField | models.CharField | models.TextField) and not field.is_relation


def _words(value: Any) -> Iterator[str]:
    """The words in plain data, line by line; of marked-up text also what its attributes say."""
    if isinstance(value, str):
        if "<" in value:
            said = chain([_TAG.sub("", _BREAK.sub("\n", value))], _SPOKEN.findall(value))
            yield from (html.unescape(line).strip() for line in said if line.strip())
        else:
            yield value
    elif isinstance(value, list):
        yield from chain.from_iterable(map(_words, value))
    elif isinstance(value, Mapping):
        yield from chain.from_iterable(_words(entry) for key, entry in value.items() if key != "type")


def _references(holder: models.Model, field: models.Field[Any, Any]) -> Iterator[tuple[type[models.Model], Any]]:
    """The rows that a field points to, in rich text and in blocks too."""
    value = field.value_from_object(holder)
    if isinstance(field, StreamField | RichTextField):
        yield from ((model, key) for model, key, *_ in field.extract_references(value))
    elif isinstance(field, models.ForeignKey) and value is not None:
        yield field.related_model, value


def _stored(found: Iterable[tuple[type[models.Model], Any]]) -> Iterator[Stored]:
    """The files and pictures among what is pointed to, each once, in a steady order. A block may hand on the row."""
    pointed = list(found)
    for model in (get_document_model(), get_image_model()):
        theirs = [key for other, key in pointed if other is model]
        rows = {row.pk: row for row in theirs if isinstance(row, model)}
        wanted = {int(key) for key in theirs if not isinstance(key, model)} - set(rows)
        if wanted:
            rows |= model._default_manager.in_bulk(wanted)
        yield from (rows[key] for key in sorted(rows))


def _part(stored: Stored) -> Part:
    return Part(stored.part_key, stored.shown_name, stored.digest, stored.content)
