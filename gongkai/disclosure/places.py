"""Each agency's own places in the editor: a home under which its sections stand, a collection for its files.

Made when the agency's people come for the first time, so that nobody has to set anything up.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from wagtail.models import Collection, Page

from gongkai.agencies.models import Agency
from gongkai.disclosure.models import HomePage


def homes(agencies: Sequence[Agency]) -> list[HomePage]:
    """The homes of agencies."""
    found = {home.agency_id: home for home in HomePage.objects.filter(agency__in=agencies)}
    return [found.get(agency.pk) or _new_home(agency) for agency in agencies]


def collections(agencies: Sequence[Agency]) -> list[Collection]:
    """The collections of agencies."""
    wanted = {_name(agency): agency for agency in agencies}
    found = {row.name: row for row in Collection.objects.filter(depth=2, name__in=wanted)}
    return [found.get(name) or _new_collection(agency) for name, agency in wanted.items()]


def _name(agency: Agency) -> str:
    return f"{agency.short_name}（{agency.code}）"


@transaction.atomic
def _new_home(agency: Agency) -> HomePage:
    """Behind a lock on the root: two people who come at once make one home."""
    root = Page.objects.select_for_update().get(depth=1)
    made: HomePage | None = HomePage.objects.filter(agency=agency).first()
    if made is not None:
        return made
    home = HomePage(title=agency.name, slug=f"agency-{agency.pk}", agency=agency)
    root.add_child(instance=home)
    return home


@transaction.atomic
def _new_collection(agency: Agency) -> Collection:
    root = Collection.objects.select_for_update().get(depth=1)
    made: Collection = root.get_children().filter(name=_name(agency)).first() or root.add_child(name=_name(agency))
    return made
