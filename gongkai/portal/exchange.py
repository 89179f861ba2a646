"""The catalogue as another platform wants it: a profile maps our fields to its names, and is data (条例第十二条).

A profile is checked before anything is written; a document that lacks what the platform demands is named, and then
nothing goes out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.resources import files
from typing import Any

import yaml
from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime

from gongkai.disclosure import handing_out, library
from gongkai.disclosure.library import LibraryEntry, Wanted
from gongkai.portal.site import site
from gongkai.statute.documents import Validity
from gongkai.workbooks.safe_cells import safe_csv

DAYS = frozenset({"dated_on", "effective_on", "valid_until", "published_on"})
KNOWN = DAYS | {
    "index_number",
    "title",
    "document_number",
    "issued_by",
    "agency",
    "genre",
    "subject",
    "summary",
    "normative",
    "validity",
    "address",
}
"""What a profile may ask of a document."""
TEXTS = frozenset({"site_code", "site_name", "site_domain"})
"""What it may ask of the site; the same in every line."""
_CLOSED = {"validity": {state.value for state in Validity}, "normative": {"yes", "no"}}
_KEYS = frozenset({"name", "from", "text", "format", "values", "required"})


class BadProfile(ValueError):
    """A profile that cannot be used; ``str()`` says which line and why, ``code`` is stable."""

    code = "EXCHANGE_PROFILE"


class Lacking(ValueError):
    """Documents without what the platform demands."""

    code = "EXCHANGE_LACKING"

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__(f"{len(lines)}处缺少对方必填的内容，没有导出：\n" + "\n".join(lines))


@dataclass(frozen=True, slots=True)
class Column:
    """A field of the platform, and what of ours stands in it."""

    name: str
    source: str
    of_site: bool = False
    format: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    required: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """A platform's catalogue."""

    label: str
    verified: str
    root: str
    columns: tuple[Column, ...]


def shipped() -> dict[str, str]:
    """The profiles that come with gongkai, by name."""
    folder = files("gongkai.portal") / "data" / "exchange"
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda one: one.name)
    return {entry.name.removesuffix(".yaml"): entry.read_text(encoding="utf-8") for entry in found}


def read(text: str) -> Profile:
    """A profile from its YAML. Raises BadProfile."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadProfile("不是YAML文件，或者写法有错。") from error
    if not isinstance(data, dict) or not isinstance(data.get("fields"), list) or not data["fields"]:
        raise BadProfile("应当有fields，列出对方的字段。")
    columns = tuple(_column(entry, place) for place, entry in enumerate(data["fields"], start=1))
    names = [column.name for column in columns]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BadProfile(f"字段名称重复：{'、'.join(twice)}。")
    return Profile(
        str(data.get("label", "")), str(data.get("verified", "UNVERIFIED")), str(data.get("root", "documents")), columns
    )


def _column(entry: Any, place: int) -> Column:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not entry["name"].strip():
        raise BadProfile(f"第{place}个字段没有name。")
    name = entry["name"]
    if unknown := set(entry) - _KEYS:
        raise BadProfile(f"字段“{name}”里有不认识的项：{'、'.join(sorted(map(str, unknown)))}。")
    if ("from" in entry) == ("text" in entry):
        raise BadProfile(f"字段“{name}”应当写from或者text，只写其中一个。")
    of_site = "text" in entry
    source, choices = (entry["text"], TEXTS) if of_site else (entry["from"], KNOWN)
    if source not in choices:
        raise BadProfile(f"字段“{name}”取自“{source}”，可以取的有：{'、'.join(sorted(choices))}。")
    if entry.get("format") and source not in DAYS:
        raise BadProfile(f"字段“{name}”不是日期，不能写format。")
    return Column(
        name, source, of_site, str(entry.get("format", "")), _values(name, source, entry), bool(entry.get("required"))
    )


def _values(name: str, source: str, entry: Mapping[str, Any]) -> dict[str, str]:
    """The platform's own words for ours: none forgotten. YAML reads a bare yes as true."""
    told = entry.get("values") or {}
    if not isinstance(told, dict):
        raise BadProfile(f"字段“{name}”的values应当是对照表。")
    plain = {{True: "yes", False: "no"}.get(key, str(key)): str(value) for key, value in told.items()}
    if plain and source in _CLOSED and (missing := _CLOSED[source] - set(plain)):
        raise BadProfile(f"字段“{name}”的values缺少：{'、'.join(sorted(missing))}。")
    return plain


def lines(profile: Profile, wanted: Wanted, today: date) -> list[dict[str, str]]:
    """The catalogue in the platform's words. Raises Lacking, BadProfile for a word of ours without one of theirs."""
    found, lacking = [], []
    for entry in library.entries(wanted, today).iterator(chunk_size=500):
        ours = _ours(entry, today)
        line = {column.name: _said(column, ours) for column in profile.columns}
        lacking += [
            f"《{ours['title']}》没有{column.name}"
            for column in profile.columns
            if column.required and not line[column.name]
        ]
        found.append(line)
    if lacking:
        raise Lacking(lacking[:50])
    return found


def as_json(profile: Profile, found: Sequence[Mapping[str, str]]) -> bytes:
    """As one JSON document."""
    return (json.dumps({profile.root: list(found)}, ensure_ascii=False, indent=1) + "\n").encode()


def as_csv(profile: Profile, found: Sequence[Mapping[str, str]]) -> bytes:
    """As a table with the platform's names as its heading."""
    names = [column.name for column in profile.columns]
    return safe_csv([names, *([line[name] for name in names] for line in found)])


def _ours(entry: LibraryEntry, today: date) -> dict[str, Any]:
    row = entry.page.public
    scheme = "https" if settings.HTTPS else "http"
    address = f"{scheme}://{site().domain}{reverse('portal:page', kwargs=row.address_parts())}"
    ours = handing_out.catalogue_row(entry, address, today)
    ours |= {"published_on": localtime(row.at), "summary": entry.page.summary}
    return ours | {"normative": "yes" if entry.normative else "no"}


def _said(column: Column, ours: Mapping[str, Any]) -> str:
    if column.of_site:
        return {"site_code": site().code, "site_name": site().name, "site_domain": site().domain}[column.source]
    value = ours[column.source]
    if column.source in DAYS:
        return _day(value, column.format)
    if column.values:
        if str(value) not in column.values:
            raise BadProfile(f"字段“{column.name}”的values里没有“{value}”。")
        return column.values[str(value)]
    return "" if value is None else str(value)


def _day(value: Any, form: str) -> str:
    if value in (None, ""):
        return ""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.strftime(form or "%Y-%m-%d")


def labels() -> Iterator[tuple[str, Profile]]:
    """The profiles that come with gongkai, read."""
    for name, text in shipped().items():
        yield name, read(text)
