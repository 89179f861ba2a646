"""Opening a site: the columns of 政府网站发展指引 for an agency, as drafts that go through their reviews."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from wagtail.models import Page

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.disclosure import places
from gongkai.disclosure.models import Section
from gongkai.statute.documents import Attribute
from gongkai.statute.websites import Planned, county_site


@transaction.atomic
def open_site(*, agency: Agency, by: User, at: datetime) -> list[Section]:
    """Keep a draft of each column that a county's site has and this one lacks; those that are new, from the top down.

    A column counts as there when one of its title stands in the same place; columns that the portal has by itself need
    no section. Done twice it does nothing. Raises NotAllowed.
    """
    require(by, Permission.CONTENT_DRAFT, agency, on=localdate(at))
    home = places.homes([agency])[0]
    # behind a lock: two people who press the button at once open one site
    Page.objects.select_for_update().get(pk=home.pk)
    return list(_open(home, county_site(), by))


def missing(agency: Agency) -> list[Planned]:
    """The columns at the top that an agency's site lacks."""
    titles = set(Section.objects.filter(agency=agency).values_list("title", flat=True))
    return [one for one in county_site() if not one.built_in and one.title not in titles]


def _open(parent: Page, planned: Sequence[Planned], by: User) -> Iterator[Section]:
    there = {page.title: page for page in Section.objects.child_of(parent)}
    for one in planned:
        if one.built_in:
            continue
        section = there.get(one.title)
        if section is None:
            section = _keep(parent, one, by)
            yield section
        yield from _open(section, one.columns, by)


def _keep(parent: Page, planned: Planned, by: User) -> Section:
    section = Section(
        title=planned.title,
        introduction=planned.words,
        column_type=planned.type,
        cycle=planned.cycle,
        keywords=planned.keywords,
        attribute=Attribute.PROACTIVE,
        owner=by,
    )
    Page.objects.get(pk=parent.pk).specific.add_child(instance=section)
    section.save_revision(user=by)
    return section
