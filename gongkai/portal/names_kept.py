"""The names that keep their own characters in traditional script, as the site knows them: places, people, agencies.

Most are known without anybody's doing: who stands in the tree of agencies or on the roster. Of these only the doubtful
ones matter, those with a character that is two in traditional script. An officer who knows better gives a name its form
(`set_form`); that one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache
from django.db import transaction
from django.utils.timezone import localdate, now

from gongkai.agencies.models import Kind, User
from gongkai.agencies.permissions import NotAllowed, may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.portal.caching import following, reading, topics
from gongkai.portal.directory import living
from gongkai.portal.models import KeptName
from gongkai.portal.tongues import traditional
from gongkai.script import names as naming
from gongkai.script.characters import Variant, converted
from gongkai.script.names import Names, doubtful, usual_form

WRITTEN_FROM = (topics.NAMES, topics.AGENCIES)
SECONDS = 300
"""How long another process may use what it knew before a change."""
LONGEST = 40
_SUFFIXES = re.compile("(?:人民政府|村民委员会|街道办事处|办事处)$")
_PLACES = frozenset({Kind.GOVERNMENT, Kind.TOWNSHIP, Kind.SUBDISTRICT, Kind.VILLAGE})
_BRANCH = {"街道办事处": "街道"}


class BadName(Exception):
    """The name or its form cannot be used. ``code`` is stable, ``str()`` is for the screen."""

    code = "BAD_NAME"


@dataclass(frozen=True, slots=True)
class Known:
    """A name that the site knows by itself, and how it is written unless an officer says otherwise."""

    name: str
    form: str


def current(variant: Variant) -> Names:
    """The names for a page. Costs no query but once in five minutes, and after a change that this machine knows of."""
    reading.shows(*WRITTEN_FROM)
    key = f"{_key(variant)}:{following.count(WRITTEN_FROM)}"
    found = cache.get_or_set(key, lambda: _all(variant, localdate(now())), SECONDS)
    assert isinstance(found, Names)
    return found


def given() -> list[KeptName]:
    """The forms that officers gave."""
    return list(KeptName.objects.order_by("name"))


def doubtful_ones(today: date) -> list[Known]:
    """Names of the tree and of the roster that somebody should look at and nobody has."""
    looked_at = set(KeptName.objects.values_list("name", flat=True))
    forms = _all(traditional().variant or Variant.HANT, today).forms
    return [Known(name, forms[name]) for name in sorted(forms) if name not in looked_at and doubtful(name)]


@transaction.atomic
def set_form(*, name: str, form: str, by: User, at: datetime) -> KeptName:
    """Give a name its form in traditional script, or another one. Raises NotAllowed, BadName."""
    _require(by, at)
    name, form = "".join(name.split()), "".join(form.split())
    if fault := naming.fault(name, form):
        raise BadName(fault)
    if len(name) > LONGEST:
        raise BadName(f"名称请不超过{LONGEST}个字。")
    row, _ = KeptName.objects.update_or_create(name=name, defaults={"form": form, "set_by": by.actor, "set_at": at})
    _record(row, Action.NAME_SET, by, at)
    return row


@transaction.atomic
def remove(*, key: int, by: User, at: datetime) -> str:
    """Forget the form that somebody gave; the name, empty when there is none such. Raises NotAllowed."""
    _require(by, at)
    row = KeptName.objects.select_for_update().filter(pk=key).first()
    if row is None:
        return ""
    _record(row, Action.NAME_REMOVED, by, at)
    row.delete()
    return row.name


def _require(by: User, at: datetime) -> None:
    """Names are everybody's, so whoever keeps agencies and people anywhere on the site keeps them."""
    if not may_anywhere(by, Permission.PEOPLE_EDIT, on=localdate(at)):
        raise NotAllowed(Permission.PEOPLE_EDIT)


def _record(row: KeptName, action: Action, by: User, at: datetime) -> None:
    act = ledger.Act(by.actor, action, f"name:{row.pk}", ledger.digest_of([row.name, row.form]))
    ledger.record(ledger.SYSTEM, [act], at=at)
    transaction.on_commit(cache.clear)


def _key(variant: Variant) -> str:
    return f"names-kept:{variant.value}"


def _all(variant: Variant, today: date) -> Names:
    """Places and people first, so that the agencies of 台江区 have 台江区 in their names as it is written."""
    agencies = list(living(today).values_list("kind", "name"))
    forms = {name: usual_form(name, variant, keeps=True) for name in {*_places(agencies), *_people()} if doubtful(name)}
    forms |= dict(KeptName.objects.values_list("name", "form"))
    known = Names(forms)
    for kind, name in agencies:
        if kind not in _PLACES and doubtful(name) and name not in forms:
            forms = forms | {name: _within(name, variant, known)}
    return Names(forms)


def _places(agencies: Iterable[tuple[str, str]]) -> set[str]:
    """The names of places that agencies bear: 后街村 of 后街村村民委员会, and the whole."""
    whole = {name for kind, name in agencies if kind in _PLACES}
    parts = {_SUFFIXES.sub(lambda end: _BRANCH.get(end[0], ""), name) for name in whole}
    return {name for name in whole | parts if len(name) >= naming.SHORTEST}


def _people() -> set[str]:
    return {name for name in User.objects.values_list("name", flat=True) if len(name) >= naming.SHORTEST}


def _within(name: str, variant: Variant, known: Names) -> str:
    """An agency's name by its words, with the names of places within it as they are written."""
    covered, found = known.masked(name)
    letters = converted(covered, variant)
    for at, form in found:
        letters = letters[:at] + form + letters[at + len(form) :]
    return letters
