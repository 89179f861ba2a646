"""Each agency's own places in the editor: a home under which its sections stand, a collection for its files.

Made when the agency's people come for the first time, so that nobody has to set anything up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from wagtail.models import Collection, Page

from gongkai.agencies.models import Agency, User
from gongkai.disclosure.models import HomePage, Section
from gongkai.statute.documents import Attribute


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


def sections(agencies: Iterable[Agency]) -> list[Section]:
    """The sections of agencies, in which something may be drafted."""
    homes = HomePage.objects.filter(agency__in=list(agencies)).values_list("path", flat=True)
    found = [row for path in homes for row in Section.objects.filter(path__startswith=path)]
    return sorted(found, key=lambda row: row.title)


def keep_draft(page: Any, section: Page, by: User) -> Any:
    """Keep a new page below a section as the editor would: the page and its first revision, owned by who drafts it."""
    page.owner, page.attribute = by, Attribute.PROACTIVE
    Page.objects.get(pk=section.pk).specific.add_child(instance=page)
    page.save_revision(user=by)
    return type(page).objects.get(pk=page.pk)
